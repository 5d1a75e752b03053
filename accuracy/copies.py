"""How copies are worn: each way a transformation that does not change what the telegram says.

Copies come to a reader through mail clients, word processors, scanners, web pages and tables. Every way takes a sound
copy and gives the same telegram as that way would leave it. Chance is seeded by the name of the text, so that a copy is
always worn alike.
"""

from __future__ import annotations

import html
import random
import re
import textwrap
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple


class Copy(NamedTuple):
    """A sound copy. words: with a line feed for each line end. body: where its first paragraph begins.

    fields: (kind, start, end) of the fields of the text part, whole lines each, in order.
    """

    words: str
    body: int
    fields: tuple[tuple[str, int, int], ...]
    mrn: str
    level: str

    @property
    def lines(self) -> list[str]:
        return self.words.rstrip("\n").split("\n")

    @property
    def head(self) -> list[str]:
        """The lines above the body."""
        return self.words[: self.body].rstrip("\n").split("\n") if self.body else []

    @property
    def rest(self) -> str:
        return self.words[self.body :]


Change = Callable[[Copy, random.Random], str]


class Way(NamedTuple):
    """One way copies are worn. held_out: looked at only after all mending. noisy: letters were misread for others.

    cut: lines were cut off, so that only what stands on short lines can be asked for.
    """

    name: str
    change: Change
    held_out: bool = False
    noisy: bool = False


def copy_of(words: str, reading: dict[str, Any]) -> Copy:
    """The sound copy of ``words``, whose places are those of their reading."""
    paragraphs = reading["paragraphs"]
    body = min((paragraph["span"][0] for paragraph in paragraphs), default=len(words))
    body = words.rfind("\n", 0, body) + 1
    level = reading["classification"]["level"] or "UNCLASSIFIED"
    return Copy(words, body, tuple(_fields(words, reading["elements"])), reading["mrn"] or "", level)


def _fields(words: str, elements: list[dict[str, Any]]) -> Iterator[tuple[str, int, int]]:
    """The text part's fields that fill whole lines."""
    for element in elements:
        start, end = element["span"]
        kind = element["kind"]
        if kind in ("text.executive_order", "text.tags", "text.subject", "text.references") and (
            (start == 0 or words[start - 1] == "\n") and words[end - 1] == "\n"
        ):
            yield kind, start, end


# What becomes of the lines.


def _each(change: Callable[[str], str]) -> Change:
    """Every line changed by itself."""
    return lambda copy, _: "\n".join(map(change, copy.lines)) + "\n"


def _filled(width: int) -> Change:
    """Paragraphs filled to the width, longer lines of the head broken there, as a word processor leaves them."""

    def change(copy: Copy, _: random.Random) -> str:
        made = [piece for line in copy.head for piece in _broken(line, width)]
        block: list[str] = []
        for line in [*copy.rest.split("\n"), ""]:
            starts = not line.strip() or line[0] in " -" or re.match(r"\(?\w{1,3}[.)]|\S{2,12}/|BT$|#\d|NNNN", line)
            if block and (starts or len(block[-1]) < 50):
                made += _broken(" ".join(block), width)
                block = []
            if line.strip():
                block.append(line.rstrip())
            else:
                made.append("")
        return "\n".join(made).rstrip("\n") + "\n"

    return change


def _broken(line: str, width: int) -> list[str]:
    if len(line) <= width:
        return [line]
    return textwrap.wrap(line, width, break_on_hyphens=False, break_long_words=False, drop_whitespace=True) or [""]


def _ragged(width: int) -> Change:
    """Every longer line broken at the width, its rest on a line of its own, as a mail client leaves it."""
    return lambda copy, _: "\n".join(piece for line in copy.lines for piece in _broken(line, width)) + "\n"


def _joined(copy: Copy, _: random.Random) -> str:
    """Every filled line of the head joined with the filled one below it."""
    made: list[str] = []
    open_line = False
    for line in copy.head:
        if open_line and line.strip() and made[-1].strip():
            made[-1] = f"{made[-1].rstrip()} {line.strip()}"
            open_line = False
        else:
            made.append(line)
            open_line = True
    return "\n".join([*made, copy.rest])


def _pages(foot: Callable[[Copy, int], list[str]], every: int = 50) -> Change:
    """A page's end behind every so many lines."""

    def change(copy: Copy, _: random.Random) -> str:
        made: list[str] = []
        for at, line in enumerate(copy.lines):
            if at and at % every == 0:
                made += foot(copy, at // every)
            made.append(line)
        return "\n".join(made) + "\n"

    return change


def _page_head(copy: Copy, page: int) -> list[str]:
    _, post, number = re.match(r"(\d*)(\D*)(\d*)", copy.mrn).groups()  # type: ignore[union-attr]
    return [f"PAGE {page + 1:02}        {post or 'STATE'}  {int(number or 1):05}  01 OF 01  051513Z", ""]


def _page_foot(copy: Copy, page: int) -> list[str]:
    return ["", f"{copy.level:^72}".rstrip(), f"{f'- {page} -':^72}".rstrip(), ""]


def _form_feed(copy: Copy, page: int) -> list[str]:  # noqa: ARG001 - all pages are made alike
    return [f"\f{page + 1}", ""]


def _numbered(copy: Copy, _: random.Random) -> str:
    return "\n".join(f"{at:>4}  {line}".rstrip() for at, line in enumerate(copy.lines, 1)) + "\n"


def _reordered(copy: Copy, _: random.Random) -> str:
    """The subject before the TAGS, the order last."""
    wanted = ("text.subject", "text.tags", "text.executive_order")
    held = {kind: copy.words[start:end] for kind, start, end in copy.fields}
    places = [(start, end) for kind, start, end in copy.fields if kind in wanted]
    if len(places) != 3 or not all(kind in held for kind in wanted):
        return copy.words
    made, at = [], 0
    for (start, end), kind in zip(places, wanted, strict=True):
        made += [copy.words[at:start], held[kind]]
        at = end
    return "".join([*made, copy.words[at:]])


def _lines_apart(copy: Copy, _: random.Random) -> str:
    return "\n".join([*(piece for line in copy.head for piece in (line, "")), copy.rest])


# What becomes of labels. A label stands at the beginning of a line of the head.

_LABEL = re.compile(r"(?P<label>SUBJECT|SUBJ|REFS?|TAGS|E\.O\. \d{5}|CLASSIFIED BY)(?P<colon>:)(?P<gap> *)(?=\S)", re.I)
_LIST = re.compile(r"(?P<label>FM|TO|INFO) +(?=[A-Z])(?![A-Z]{1,5}-\d\d|/\d)")


def _labels(change: Callable[[re.Match[str]], str], pattern: re.Pattern[str] = _LABEL) -> Change:
    def changed(copy: Copy, _: random.Random) -> str:
        made = []
        for line in copy.head:
            found = pattern.match(line)
            made.append(change(found) + line[found.end() :] if found is not None else line)
        return "\n".join([*made, copy.rest])

    return changed


def _spelled(found: re.Match[str]) -> str:
    return {"FM": "FROM: ", "TO": "TO: ", "INFO": "INFO: "}[found["label"]]


def _mixed(found: re.Match[str]) -> str:
    return f"{found['label'].title() if found['label'][0] != 'E' else found['label']}:{found['gap']}"


_ANY_LABEL = re.compile(
    r"(?P<label>(?:SUBJECT|SUBJ|REFS?|TAGS|E\.O\. \d{5}|CLASSIFIED BY):|(?:FM|TO|INFO)(?= [A-Z]))(?=\s*\S)", re.I
)


# What becomes of signs.

_MISREAD = {"0": "O", "O": "0", "1": "I", "I": "1", "l": "1", "5": "S", "S": "5"}


def _noise(copy: Copy, chance: random.Random) -> str:
    """One in a hundred signs that scans misread is misread."""
    made = []
    for sign in copy.words.replace("rn", "\x01"):
        if sign == "\x01":
            made.append("m" if chance.random() < 0.01 else "rn")
        else:
            made.append(_MISREAD.get(sign, sign) if chance.random() < 0.01 else sign)
    return "".join(made)


def _typographic(copy: Copy, _: random.Random) -> str:
    words = copy.words.replace("'", "’")
    words = re.sub(r"(?<![-\w])--(?!-)", "—", words)
    words = re.sub(r"(?<= )-(?= )", "–", words)
    return re.sub(r'(?<=\S)"', "”", words).replace('"', "“")


# What stands around it.

_ABOVE_PAGE = "Home | Browse | Search\nShare  Tweet  Email\nView Cable\nPage 1 of 3\n\n"
_BELOW_PAGE = "\nPage 1 of 3\nPrevious | Next\nShare this page\nContact us | Privacy policy\n"
_FINDING_AID = (
    "National Archives Identifier: 4025513\nRecord Group 59: General Records of the Department of State\n"
    "Series: Central Foreign Policy Files\nBox 12, Folder 3\n\n"
)
_FORWARDED = (
    "---------- Forwarded message ---------\nFrom: Jane Roe <jane.roe@example.org>\n"
    "Date: Mon, 5 Mar 2018 at 15:13\nSubject: Fwd: an old one\nTo: <desk@example.org>\n\n"
)


def _around(above: str, below: str = "") -> Change:
    return lambda copy, _: f"{above}{copy.words.rstrip()}\n{below}"


def _cell(copy: Copy, _: random.Random) -> str:
    doubled = copy.words.replace('"', '""')
    return f'"{doubled}"\n'


WAYS = (
    Way("small letters", lambda copy, _: copy.words.lower()),
    Way("filled to 80 columns", _filled(80)),
    Way("filled to 60 columns", _filled(60)),
    Way("filled to 50 columns", _filled(50), held_out=True),
    Way("broken at 60 columns", _ragged(60)),
    Way("lines of the head joined two by two", _joined),
    Way("indented by 4 blanks", _each(lambda line: f"    {line}" if line else line)),
    Way("indented by a tab", _each(lambda line: f"\t{line}" if line else line), held_out=True),
    Way("double-spaced", _each(lambda line: f"{line}\n")),
    Way("blanks behind every line", _each(lambda line: f"{line}   ")),
    Way("blank lines in the head", _lines_apart),
    Way("form feeds and page numbers", _pages(_form_feed)),
    Way("page headers", _pages(_page_head)),
    Way("page feet", _pages(_page_foot), held_out=True),
    Way("signs misread, 1 %", _noise, noisy=True),
    Way("colons lost", _labels(lambda found: f"{found['label']}  ")),
    Way("colons parted", _labels(lambda found: f"{found['label']} : ")),
    Way("labels in mixed case", _labels(_mixed)),
    Way("FROM:, TO:, INFO:", _labels(_spelled, _LIST)),
    Way("bold labels", _labels(lambda found: f"**{found['label']}**", _ANY_LABEL), held_out=True),
    Way("bullets before labels", _labels(lambda found: f"• {found['label']}", _ANY_LABEL)),
    Way("fields in another order", _reordered),
    Way("typographic signs", _typographic),
    Way("blanks that do not break", lambda copy, _: copy.words.replace(" ", "\xa0")),
    Way("HTML escapes", lambda copy, _: html.escape(copy.words)),
    Way("quoted, > before every line", _each(lambda line: f"> {line}".rstrip())),
    Way("numbers before every line", _numbered),
    Way("a Markdown fence", _around("```\n", "```\n")),
    Way("a quoted cell", _cell),
    Way("a byte-order mark", lambda copy, _: f"\ufeff{copy.words}"),
    Way("a web page's words around it", _around(_ABOVE_PAGE, _BELOW_PAGE)),
    Way("forwarded by mail", _around(_FORWARDED)),
    Way("a finding aid above it", _around(_FINDING_AID), held_out=True),
)


def worn(copy: Copy, way: Way, name: str) -> str | None:
    """The copy as the way leaves it; None where it leaves it as it was. ``name`` is that of the text."""
    words = way.change(copy, random.Random(f"{way.name}/{name}"))  # noqa: S311 - wear, no secret
    return None if words.rstrip("\n") == copy.words.rstrip("\n") else words
