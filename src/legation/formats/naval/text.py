"""The text of a naval message that several sets make: GENTEXT/ parts under their titles, and the sets behind them.

A part begins a paragraph under its title. A set that holds no text, such as AKNLDG/ or POC/, is taken out of it.
"""

from __future__ import annotations

import re

import msgspec

from legation.core.text import Span
from legation.formats.body.body import read_body
from legation.formats.flat import Flat
from legation.formats.naval.references import name_references, read_set, told_of
from legation.formats.sheet import Sheet
from legation.formats.textpart.orders import read_order
from legation.tables.sets import message_sets

_ROWS = message_sets()
_NAMES = "|".join(row.name for row in _ROWS.values() if row.behind)
# Behind the end of another set, or a reference between lines of the text.
_OPENED = r"(?: ?/|(?<=REF) (?=\(?[A-Z]{1,2}\)?/[A-Z]))"
_BEHIND = re.compile(rf"//(?<!://)[ \n]{{0,20}}+(?P<name>{_NAMES}){_OPENED}")
_BETWEEN = re.compile(rf"\n {{0,3}}+(?P<name>REF)(?=[/ ]\(?[A-Z]{{1,2}}\)? ?/[A-Z0-9]){_OPENED}")
# A ``//`` within a set, as around an office, is followed by more of it.
_END_OF_CITED = re.compile(rf"//(?=[ \n]|\Z|(?:{_NAMES})/)")
# The title of a part: words between its name and a further slash, or the number of its first paragraph.
_TITLE = re.compile(r"/?[ \n]?(?P<title>[A-Z][A-Z ,&-]{2,60}?) {0,3}(?:/{1,2}|(?= {1,2}\d{1,2} ?\.))[ \n]{0,9}")
_NO_TITLES = frozenset({"REMARKS", "REMARK", "RMKS", "TEXT", "GENTEXT"})
_JOINED_DAY = re.compile(r"\b(\d{1,2})([A-Z]{3})(\d{4})\b")  # ``31DEC2030``
_SURE = re.compile(r"\d{4}-\d\d-\d\d|OADR")
_LONGEST = 2000  # code points of a set behind the text
_CITING = frozenset({"reference", "narrative"})


def read_text_sets(sheet: Sheet, named: int, at: int, end: int) -> None:
    """Read ``sheet.text[at:end]``, the text of a message; ``named``: where the name of its first set ends."""
    upper = sheet.upper
    quoted = upper.find("MSGID/", at, end)  # the sets of a message within the text are not its own
    own = end if quoted < 0 else quoted
    found = list(_BEHIND.finditer(upper, at, own))
    if between := list(_BETWEEN.finditer(upper, at, own)):
        found = sorted([*found, *between], key=re.Match.start)
    if not found:
        read_body(sheet, at, end, "//")
        return
    flat, last = Flat(), at
    cuts: list[tuple[int, int, str]] = []
    if any(_ROWS[later["name"]].holds == "text" for later in found):
        title = _TITLE.match(upper, named, at)
        if title is not None:
            _entitle(sheet, flat, title)
    narratives: list[str] = []
    closed = -1  # where the ``//`` of a set stands that was taken out last
    for later in found:
        if 0 <= closed < later.start():
            last = _closed(flat, cuts, closed)
        row = _ROWS[later["name"]]
        begin, behind = later.start("name"), later.end()
        if begin < last:
            continue  # within a set that was taken out
        stop = behind if row.holds == "text" else _end_of(upper, behind, end, cites=row.holds in _CITING)
        if stop < 0:
            continue
        flat.add(sheet.text[last : later.start()], last)
        if upper.startswith("//", later.start()):
            cuts.append((later.start(), begin, "genadmin.end"))
        if row.holds == "text":
            flat.add("\n\n", begin, 0)
            title = _TITLE.match(upper, behind, end)
            if title is not None:
                stop = title.end()
                _entitle(sheet, flat, title)
        elif row.holds == "order":
            take_order(sheet, sheet.text[behind:stop])
        elif row.holds == "reference":
            sheet.references.append(read_set(" ".join(sheet.text[begin:stop].split()), Span(begin, stop)))
        elif row.holds == "narrative":
            narratives.append(told_of(sheet.references, " ".join(sheet.text[behind:stop].split())))
        cuts.append((begin, stop, f"genadmin.{row.name.lower()}"))
        last = stop
        closed = -1 if row.holds == "text" else stop
    if closed >= 0:
        last = _closed(flat, cuts, closed)
    flat.add(sheet.text[last:end], last)
    sheet.references = name_references(sheet.references, " ".join(narratives))
    _read_flat(sheet, flat, cuts)


def _end_of(upper: str, at: int, end: int, *, cites: bool) -> int:
    """Where the ``//`` of a set stands, from ``at`` on; -1 if it has none near."""
    end = min(end, at + _LONGEST)
    if not cites:
        return upper.find("//", at, end)
    found = _END_OF_CITED.search(upper, at, end)
    return found.start() if found is not None else -1


def take_order(sheet: Sheet, words: str) -> None:
    """Read DECL/: the day until which the message is held, or its exemption; words that say neither are left."""
    if "executive_order" in sheet.fields:
        return
    value = _JOINED_DAY.sub(r"\1 \2 \3", words.upper().replace("/", " ").strip())
    order = read_order("", f"DECL: {value}", sheet.day)
    if order.exemptions or (order.declassify_on is not None and _SURE.fullmatch(order.declassify_on)):
        sheet.fields["executive_order"] = msgspec.structs.replace(order, order=None)


def _closed(flat: Flat, cuts: list[tuple[int, int, str]], at: int) -> int:
    """Leave out the ``//`` of a set behind which words go on; returns where they begin."""
    cuts.append((at, at + 2, "genadmin.end"))
    flat.add("\n", at + 2, 0)
    return at + 2


def _entitle(sheet: Sheet, flat: Flat, title: re.Match[str]) -> None:
    """Put the title of a part on a line of its own, as a heading stands."""
    if title["title"] not in _NO_TITLES:
        start, stop = title.span("title")
        flat.add(sheet.text[start:stop], start)
        flat.add("\n\n", stop, 0)


def _read_flat(sheet: Sheet, flat: Flat, cuts: list[tuple[int, int, str]]) -> None:
    """Read the body from ``flat`` and lead its spans back. The references stand above it, where they were read."""
    marks, findings, references = sheet.marks, sheet.findings, sheet.references
    text, upper = sheet.text, sheet.upper
    sheet.marks, sheet.findings = [], []
    sheet.set_words(flat.text)
    read_body(sheet, 0, flat.length, "//")
    sheet.lead_back(flat)
    sheet.marks = [*marks, *cuts, *sheet.marks]
    sheet.findings = [*findings, *sheet.findings]
    sheet.references = references
    sheet.set_words(text, upper)
