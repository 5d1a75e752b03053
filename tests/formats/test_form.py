"""What was read is written in its own form: the same words, and a changed value in the way of the one before it."""

from __future__ import annotations

import difflib
from importlib.resources import files
from itertools import islice
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.formats.test_writing import PLAIN, drafts

import legation
from legation.core.draft import Draft, draft_of
from legation.core.errors import RefusedError
from legation.core.telegram import Distribution, Telegram
from legation.formats.writing.delivered import write_delivered
from legation.formats.writing.form import ROWS, form_of, values_of
from legation.simulate import traffic

replace = msgspec.structs.replace

OF_TEXT = ("mail", "mbox", "html", "smart", "csv", "json-lines")


def is_clean(telegram: Telegram) -> bool:
    """Text with a heading, in which the reader found no error: what the law of writing is about."""
    layers = telegram.layout.split("+")
    has_heading = telegram.from_.plad is not None and telegram.dtg is not None
    return has_heading and not set(layers) & set(OF_TEXT) and not any(f.severity == "error" for f in telegram.findings)


def squeezed(text: str) -> str:
    return "".join(text.split())


def said(telegram: Telegram) -> Any:
    """All that a telegram says, white space aside."""
    return _bare(values_of(telegram)), telegram.layout, telegram.section


def _bare(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _bare(held) for name, held in value.items()}
    if isinstance(value, list):
        return [_bare(held) for held in value]
    return squeezed(value) if isinstance(value, str) else value


def sample() -> list[Telegram]:
    return [
        legation.read(file.read_bytes())
        for file in sorted((files("legation.sample") / "traffic").iterdir(), key=lambda file: file.name)
    ]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(drafts(), st.booleans())
def test_of_any_draft_what_was_read_is_written_in_the_same_words(draft: Draft, delivered: bool) -> None:
    copies = (Distribution("ACTION", "NEA", 3), Distribution("INFO", "PM", 1))
    written = write_delivered(draft, copies) if delivered else legation.write(draft)
    assert legation.write(legation.read(written)).split() == written.split()


def test_telegrams_of_every_layout_are_written_as_they_were_read() -> None:
    simulated = [legation.read(sent.text) for sent in islice(traffic(60, seed=5, faults=0, mean_bytes=2500), 60)]
    clean = [one for one in (*sample(), *simulated) if is_clean(one)]
    assert len(clean) > 90
    assert len({one.layout for one in clean}) >= 6
    for one in clean:
        written = legation.write(one)
        assert squeezed(written) == squeezed(one.source), one.source[:80]
        assert said(legation.read(written)) == said(one), one.source[:80]


@pytest.mark.parametrize("between", ["\r\r\n", "\r", "\x85", "\u2028", "\u2029", "\u2005", "\u200a", "\u1680", "\xa0"])
def test_a_text_with_rare_white_space_is_written_as_it_was_read(between: str) -> None:
    one = legation.read(f"KUDU CAME{between}TO ISABEL.{between}{between}(U) ORYX STAYED.{between}")
    again = legation.read(legation.write(one))
    assert [paragraph.text for paragraph in again.paragraphs] == [paragraph.text for paragraph in one.paragraphs]
    assert all(paragraph.text.isascii() and "\r" not in paragraph.text for paragraph in one.paragraphs)


VOLUME = """<div type="document" xml:id="d7" n="7">
  <head>7. Telegram From the <gloss type="from">Embassy in Iraq</gloss> to the Department of State</head>
  <p>1. For <persName corresp="#p_A1">White</persName>. Talks between US–<gloss target="#t_UK1">UK</gloss><note
    n="2">Not printed.</note> go on, and <persName>Arif</persName>, the Minister, will see us.</p>
  <p>2. We await <gloss target="#t_UK1">UK</gloss>’s reply.</p>
  <closer><signed>Gallman</signed></closer>
</div>"""


def test_a_document_of_a_volume_keeps_its_markup_also_where_a_tag_stands_inside_a_word() -> None:
    one = legation.read(VOLUME)
    assert [p.text for p in one.paragraphs] == [
        "For White. Talks between US–UK go on, and Arif, the Minister, will see us.",
        "We await UK’s reply.",
    ]
    written = legation.write(one)
    assert squeezed(written) == squeezed(VOLUME)
    assert values_of(legation.read(written)) == values_of(one)
    last = replace(one.paragraphs[-1], text="The reply came on Monday.")
    again = legation.read(legation.write(replace(one, paragraphs=(one.paragraphs[0], last))))
    assert [p.text for p in again.paragraphs] == [one.paragraphs[0].text, "The reply came on Monday."]


def changed(one: Telegram) -> dict[str, Telegram]:
    """The telegram with one value or another changed, added or gone, each by the name of its field."""
    told = {
        "tags": replace(one, tags=(*one.tags, "ZZOO")),
        "tags ": replace(one, tags=one.tags[1:]),
        "subject": replace(one, subject="THE NEW PIER AND ITS KEEPER"),
        "to": replace(one, to=(replace(one.to[0], plad="AMEMBASSY QUITO"), *one.to[1:])),
        "to ": replace(one, to=(*one.to, replace(one.to[-1], plad="AMEMBASSY QUITO"))),
        "info": replace(one, info=one.info[:-1]),
        "dtg": replace(one, dtg=f"{str(one.dtg)[:8]}{'17' if str(one.dtg)[8:10] != '17' else '18'}{str(one.dtg)[10:]}"),
        "precedence": replace(one, precedence=replace(one.precedence, action="FLASH")),
        "signature": replace(one, signature=("ZELTER",)),
    }
    if one.executive_order.declassify_on:
        told["executive_order"] = replace(one, executive_order=replace(one.executive_order, declassify_on="2041-03-04"))
    last = one.paragraphs[-1]
    words = "The keeper of the pier has gone home for good and will not be back."
    anew = replace(last, text=words, items=(), heading=None)
    told["paragraphs"] = replace(one, paragraphs=(*one.paragraphs[:-1], anew))
    if last.number is not None:
        added = replace(anew, number=last.number + 1)
        told["paragraphs "] = replace(one, paragraphs=(*one.paragraphs, added))
    return told


def test_a_changed_value_is_written_in_the_same_form_and_nothing_else_changes() -> None:
    seen = 0
    for one in sample():
        if not is_clean(one) or not one.to or not one.paragraphs:
            continue
        before = legation.write(one)
        for name, other in changed(one).items():
            field = name.strip()
            written = legation.write(other)
            again = legation.read(written)
            if field == "paragraphs":
                assert [squeezed(p.text) for p in again.paragraphs] == [squeezed(p.text) for p in other.paragraphs], (
                    name
                )
                assert [p.number for p in again.paragraphs] == [p.number for p in other.paragraphs]
            else:
                assert getattr(again, field) == getattr(other, field), (name, one.mrn)
            lines = [line for line in difflib.ndiff(before.splitlines(), written.splitlines()) if line[0] in "+-"]
            gone = [line for line in lines if line[0] == "-"]
            # A group of date and time stands on the head of every page as well.
            most = {"paragraphs": 40, "dtg": 8, "subject": 3, "tags": 3}.get(field, 2)
            assert len(gone) <= most, (name, one.mrn, lines)
            unlike = {"paragraphs": ("paragraphs", "signature"), "info": ("info",)}.get(field, (field,))
            for held in ("tags", "subject", "to", "info", "dtg", "signature", "executive_order", "references"):
                if held not in unlike:
                    assert _read_alike(getattr(again, held)) == _read_alike(getattr(one, held)), (name, held, one.mrn)
            seen += 1
    assert seen > 350


def _told(one: Telegram) -> list[tuple[int | None, str]]:
    return [(paragraph.number, squeezed(paragraph.text)) for paragraph in one.paragraphs]


def _read_alike(value: Any) -> Any:
    """A value without the places where it stands."""
    return [one.text for one in value] if value and hasattr(value, "__iter__") and hasattr(value[0], "span") else value


STATION = """\
ZCZC
R 051513Z NOV 75
FM AMEMBASSY TRIPOLI
TO RUEHC/SECSTATE WASHDC 5452
INFO RUEHLO/AMEMBASSY LONDON 1188
BT
C O N F I D E N T I A L TRIPOLI 0893
EXDIS
E.O. 11652: XGDS-2 DECLAS 11/5/1995
TAGS: PFOR LY
SUBJ: HARBOUR TALKS
REF: A) STATE 112900; B) STATE 43049
1.(C) THE TALKS BEGAN.
2.(U) THEY GO ON.
COMMENT. IT IS EARLY.
FARROW
BT
"""


@pytest.mark.parametrize(
    ("change", "line"),
    [
        ({"tags": ("PFOR", "MARR", "UK")}, "TAGS: PFOR MARR UK"),
        ({"tags": ("EAIR",)}, "TAGS: EAIR"),
        ({"subject": "GRAIN"}, "SUBJ: GRAIN"),
        ({"dtg": "1975-12-06T08:00Z"}, "R 060800Z DEC 75"),
        ({"number": 94}, "C O N F I D E N T I A L TRIPOLI 0094"),
        ({"signature": ("OFFICER",)}, "OFFICER"),
    ],
)
def test_a_value_is_written_as_its_station_writes(change: dict[str, Any], line: str) -> None:
    telegram = legation.read(STATION)
    assert squeezed(legation.write(telegram)) == squeezed(STATION)
    written = legation.write(replace(telegram, **change))
    lines = [
        one for one in difflib.ndiff(legation.write(telegram).splitlines(), written.splitlines()) if one[0] in "+-"
    ]
    assert [one for one in lines if one[0] == "+"] == [f"+ {line}"]
    assert len(lines) == 2


def test_items_come_and_go_with_what_stands_between_them() -> None:
    telegram = legation.read(STATION)
    cited = telegram.references
    third = replace(cited[1], label="C", text="STATE 7")
    assert "REF: A) STATE 112900; B) STATE 43049; C) STATE 7\n" in legation.write(
        replace(telegram, references=(*cited, third))
    )
    assert "REF: A) STATE 112900\n1.(C)" in legation.write(replace(telegram, references=cited[:1]))
    assert "INFO RUEHLO" not in legation.write(replace(telegram, info=()))
    level = replace(telegram.classification, level="SECRET", captions=("NODIS",))
    assert "S E C R E T TRIPOLI 0893\nNODIS\n" in legation.write(replace(telegram, classification=level))


def test_a_part_that_the_form_does_not_have_is_written_as_the_house_does() -> None:
    telegram = legation.read(STATION)
    told = replace(telegram, classified_by=PLAIN.classified_by, attention=PLAIN.attention)
    lines = legation.write(told).splitlines()
    assert lines[lines.index("EXDIS") + 1] == "FOR NEA/MAG, PM/RSAT (A. OFFICER)"
    assert "Reason: 1.4 (b) and (d)." in lines
    bare = legation.read(STATION.replace("SUBJ: HARBOUR TALKS\n", ""))
    assert "TAGS: PFOR LY\nSUBJECT: GRAIN\n" in legation.write(replace(bare, subject="GRAIN"))


def test_a_form_holds_no_value() -> None:
    telegram = legation.read(STATION)
    form = form_of(telegram)
    assert not form.kept - {"mrn"}
    left = " ".join(piece.words for piece in form.pieces if piece.words)
    assert left == "ZCZC FM TO / INFO / BT E.O. : - DECLAS TAGS: SUBJ: REF: ) ; ) .( ) .( ) BT"
    groups = {row.group for row in ROWS}
    assert {piece.place.group for piece in form.pieces if piece.place} <= groups


def test_what_a_formatted_message_has_no_place_for_is_refused() -> None:
    telegram = legation.read(
        "R 121500Z MAY 03\nFM CMC WASHINGTON DC\nTO AL MARADMIN\nBT\nUNCLASSIFIED\nMARADMIN 228/03\n"
        "MSGID/GENADMIN/CMC WASHINGTON DC/MM//\nSUBJ/END OF STOP LOSS//\nRMKS/1. IT ENDS.//\nBT\n"
    )
    assert telegram.layout == "genadmin"
    assert "SUBJ/GRAIN//" in legation.write(replace(telegram, subject="GRAIN"))
    with pytest.raises(RefusedError, match="no place"):
        legation.write(replace(telegram, signature=("OFFICER",)))


def test_what_was_read_in_a_mail_is_written_as_the_transmission_copy() -> None:
    written = legation.write(PLAIN)
    mail = f"From: a@b.example\nTo: c@d.example\nSubject: x\nMessage-ID: <1@b.example>\n\n{written}"
    read = legation.read(mail)
    assert "mail" in read.layout
    assert legation.write(read) == legation.write(draft_of(read))


@pytest.mark.corpus
def test_public_telegrams_are_written_as_they_were_read(corpus: Any) -> None:
    """Of those with a heading and without an error each one is the same but for white space."""
    names = ("seed", "frus-raw-telegrams", "nara-aad-excerpts", "maradmin-excerpts")
    texts = [path for name in names for path in sorted((corpus / name).rglob("*.txt"))]
    texts += sorted((corpus / "navadmin").rglob("*.txt"))[::20]
    clean = [one for one in (legation.read(path.read_bytes(), file=path.name) for path in texts) if is_clean(one)]
    assert len(clean) > 170
    for one in clean:
        written = legation.write(one)
        assert squeezed(written) == squeezed(one.source), one.file
        assert said(legation.read(written))[0]["paragraphs"] == said(one)[0]["paragraphs"], one.file


@pytest.mark.corpus
def test_the_seed_is_written_word_for_word_and_each_of_its_values_has_its_place(corpus: Any) -> None:
    seed = legation.read((corpus / "seed" / "09TRIPOLI893.txt").read_bytes())
    assert legation.write(seed).split() == seed.source.split()
    assert not form_of(seed).kept
