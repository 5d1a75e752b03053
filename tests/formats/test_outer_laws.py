"""The laws of reading, for telegrams in every wrapping and for damaged wrappings."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.formats import (
    test_outer_exports as exports,
)
from tests.formats import (
    test_outer_html as html,
)
from tests.formats import (
    test_outer_mail as mail,
)
from tests.formats import (
    test_outer_records as records,
)
from tests.formats import (
    test_outer_sections as sections,
)
from tests.formats import (
    test_outer_smart as smart,
)
from tests.formats import (
    test_outer_tei as tei,
)

from legation.core.telegram import Telegram, to_dict
from legation.formats import read, read_many
from legation.formats.several import split_file

SHAPES = {
    "record": f"{records.STAMP}\n\nMessage Text\n\n{records.TEXT}\n{records.ATTRIBUTES}",
    "head": records.HEAD + records.BODY,
    "edited": tei.EDITED,
    "lists": tei.RAW,
    "volume": tei.VOLUME,
    "page": f"{html.NAVIGATION}{html.TABLE}<pre>{html.HEADER}</pre>\n<p>body</p><pre>{html.BODY}</pre></body></html>\n",
    "row": exports.doubled(exports.ROWS[:1]),
    "table": exports.slashed([exports.NAMES, *exports.ROWS]),
    "json lines": exports.lines(exports.ROWS),
    "mail": mail.HEAD + mail.part("text/plain", mail.BODY, "quoted-printable"),
    "encoded mail": mail.HEAD + mail.part("text/html", f"<pre>{mail.BODY}</pre>", "base64"),
    "folder": 2 * f"From x Thu Nov  5 15:13:00 2009\n{mail.HEAD}{mail.part('text/plain', mail.BODY, '8bit')}\n",
    "sections": "\nBT\n#0893\n\nNNNN\n".join(sections.section(n) for n in (1, 2, 3)),
    "smart": smart.TEXT,
}


def hold(telegram: Telegram) -> None:
    """The laws for one reading."""
    at = 0
    for element in telegram.elements:
        assert element.span.start == at < element.span.end
        at = element.span.end
    assert at == len(telegram.source)
    spans = [f.span for f in telegram.findings] + [r.span for r in telegram.references]
    for paragraph in telegram.paragraphs:
        spans += [paragraph.span, *(mention.span for mention in paragraph.mentions)]
    for span in spans:
        assert 0 <= span.start <= span.end <= len(telegram.source)


@given(st.data())
@settings(max_examples=300, deadline=None)
def test_damaged_wrappings_are_read(data: st.DataObject) -> None:
    text = SHAPES[data.draw(st.sampled_from(sorted(SHAPES)))]
    chance = random.Random(data.draw(st.integers(0, 2**32)))  # noqa: S311 - damage, no secret
    for damage in data.draw(st.lists(st.sampled_from(["cut", "double", "mix", "swap", "noise", "lines"]), max_size=5)):
        at, size = chance.randrange(len(text) + 1), chance.randint(1, 200)
        other = chance.choice(sorted(SHAPES.values()))
        if damage == "cut":
            text = text[:at] + text[at + size :]
        elif damage == "double":
            text = text[: at + size] + text[at:]
        elif damage == "mix":
            text = text[:at] + other[chance.randrange(len(other)) :][:size] + text[at:]
        elif damage == "swap":
            text = text[at:] + text[:at]
        elif damage == "lines":
            text = text.replace("\n", chance.choice(["\r\n", " ", "\n\n", "\r"]))
        else:
            text = "".join(
                chance.choice('<>&"\\=:-,\x00\u00e9\U0001f600') if chance.random() < 0.02 else c for c in text
            )
    telegram = read(text)
    assert telegram.source == text
    hold(telegram)
    raw = text.encode()
    assert to_dict(read(raw)) == to_dict(read(raw))
    for telegram in read_many(raw):
        hold(telegram)


@pytest.mark.parametrize("name", SHAPES)
def test_every_prefix_is_read(name: str) -> None:
    text = SHAPES[name]
    for end in range(0, len(text), 97):
        hold(read(text[:end]))
        assert split_file(text[:end].encode()) is not None
