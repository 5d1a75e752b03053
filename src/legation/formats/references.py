"""The reference list: the documents a telegram cites under its subject.

What cannot be read stays as text with status ``unread``; a number is never guessed.
Source: telegram-format 4.8.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

import msgspec

from legation.core.dtg import DTG_PATTERN
from legation.core.mrn import Mrn, post_key
from legation.core.telegram import Reference, ReferenceKind
from legation.core.text import Span
from legation.formats.sheet import Sheet

_LABEL = re.compile(
    r"(?:^|(?<=[\s;,.)]))(?:\(\s?(?P<a>[A-Za-z]|\d{1,2})\s?\)|(?P<b>[A-Z]|\d{1,2}|l)\s?(?:\)|[.:](?![A-Z]\.)(?!\d)))\s{0,9}"
)
_NUMBER = r"0{0,6}(?P<number>[1-9][0-9O]{0,5}|0)(?![0-9A-Z])"
# One telegram of a list. Names may show a zero for O, numbers an O for a zero, as copies do.
_TELEGRAM = re.compile(
    r"(?P<own>\b(?:EMBTEL|DEPTEL|CONTEL|CONGENTEL|MYTEL|OURTEL|URTEL|USUNTEL))S?\s{1,4}0{0,6}(?P<own_number>\d{1,6})\b"
    r"|\b(?P<series>NAVADMIN|ALNAV|ALCOAST|MARADMIN|ALMAR|NAVOP)\s{0,4}0{0,4}(?P<series_number>\d{1,4})[/-](?P<series_year>(?:20)?\d{2})\b"
    r"|(?:(?<![\dA-Z])'?(?P<year>(?:19|20)\d{2}"
    r"|\d{2})[\s/-]{0,3})?(?<![A-Z])(?P<post>[A-Z][A-Z0]{1,19}(?:[ .][A-Z][A-Z0]{1,19}){0,3}?)(?:'?S)?\.?"
    r"[\s-]{0,20}(?P<air>A\s?-\s?)?(?:(?:NR|NO|TEL|CABLE|TELEGRAM)\.?\s{0,3})?" + _NUMBER
)
_MORE = re.compile(
    r"\s{0,4}(?:,\s{0,4}AND|,|;|&|AND|/)?\s{0,4}(?P<air>A\s?-\s?)?(?P<digits>0{0,6}(?P<number>[1-9]\d{1,5}))(?![\d/A-Z-])"
    r"(?!\s{0,3}(?:JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC))"
)
_DAY = r"(?:[A-Z]{3,9}\.?\s{1,3}\d{1,2},?\s{1,3}|\d{1,2}\s{1,3}[A-Z]{3,9}\.?,?\s{1,3}|\d{1,2}[/-]\d{1,2}[/-])?"
_YEAR_AFTER = re.compile(
    rf"\s{{0,4}}(?:\(\s?{_DAY}(?P<paren>(?:19|20)\d{{2}}|\d{{2}})\s?\)|OF (?P<of>(?:19|20)\d{{2}})\b"
    rf"|/(?P<slash>\d{{2}})\b(?!/))"
)
_SECTION_AFTER = re.compile(r"\s?/\s?\d{1,2}\b(?!/)")
_AIRGRAM = re.compile(r"\bA\s?-\s?\d{1,5}\b", re.IGNORECASE)
_DTG = re.compile(DTG_PATTERN, re.IGNORECASE)
_NOISE = re.compile(
    r"\(?\bNOTAL\b\)?|\bAND PREVIOUS\b|\(BEING REPEATED[^)]{0,80}\)|\([SC]/?NF\)|\((?:U|C|S|SBU|LOU)\)", re.IGNORECASE
)
_KINDS: tuple[tuple[ReferenceKind, re.Pattern[str]], ...] = (
    ("email", re.compile(r"E-?MAILS?\b", re.IGNORECASE)),
    ("memorandum", re.compile(r"\b(?:MEMO(?:RANDUM|RANDA|S|CONS?)?|MEMCONS?|MEMCOM)\b", re.IGNORECASE)),
    ("letter", re.compile(r"\b(?:LETTERS?|LTR|OI LETTER)\b", re.IGNORECASE)),
    (
        "meeting",
        re.compile(
            r"\b(?:MEETINGS?|MTG|TELCONS?|CONVERSATIONS?|DISCUSSIONS?|TALKS|FONCONS?|PHONECONS?)\b", re.IGNORECASE
        ),
    ),
    ("press", re.compile(r"\b(?:FBIS|REUTERS?|NEWSPAPER|PRESS|ARTICLE)\b", re.IGNORECASE)),
    (
        "document",
        re.compile(
            r"\b(?:FAM|FAH|CFR|DOC|DOCUMENT|REPORT|RESOLUTION|NOTE|PUBLICATION|INSTRUCTION|DIRECTIVE|DODINST|MILPERSMAN|IIR|"
            r"NSSM|NSDM)\b",
            re.IGNORECASE,
        ),
    ),
)
# Words that look like a post before a number and are none.
_NOT_POSTS = frozenset(
    [
        *("PARA", "PARAS", "PARAGRAPH", "PARAGRAPHS", "PAGE", "PAGES", "SECTION", "REF", "REFS", "REFTEL"),
        *("TAB", "ITEM", "ITEMS", "ARTICLE", "ARTICLES", "RESOLUTION", "CHAPTER", "NO", "NR", "NUMBER"),
        *("JANUARY", "FEBRUARY", "MARCH", "APRIL", "MAY", "JUNE", "JULY", "AUGUST", "SEPTEMBER", "OCTOBER"),
        *("NOVEMBER", "DECEMBER", "JAN", "FEB", "MAR", "APR", "JUN", "JUL", "AUG", "SEPT", "SEP", "OCT"),
        *("NOV", "DEC", "DOC", "FAM", "FAH", "CFR", "DOCUMENT", "ANNEX", "TITLE", "PART", "SEE", "FY"),
        *("USD", "DOLLARS", "NSSM", "NSDM", "PL", "REPORT", "EO", "TEL", "NOTE", "MEMORANDUM", "LETTER"),
        *("EMAIL", "MEETING", "DATED", "DTD", "OF", "ON", "AND", "FROM", "TO", "DTG", "MSG", "IIR"),
        *("OPNAVINST", "SECNAVINST", "DODINST"),
    ]
)
_EDGES = " \t\r\n;,."


class _Item(NamedTuple):
    """One labelled or divided piece of a list. words: as matched, capitals and without noise; base: its place."""

    label: str | None
    words: str
    base: int
    filled: tuple[int, int]  # where something but punctuation begins and ends


def read_reference_list(sheet: Sheet, start: int, end: int) -> list[Reference]:
    """The references of a REF block ``source[start:end]``, its label already left out."""
    block = sheet.text[start:end]
    found: list[Reference] = []
    last_post: str | None = None
    for label, first, stop in _pieces(block):
        for reference, post in _read_item(sheet, label, block[first:stop], start + first, last_post):
            found.append(reference)
            last_post = post or last_post
    for reference in found:
        if reference.status == "unread" and reference.kind in {"telegram", "other"}:
            sheet.find("REF001", *reference.span, text=reference.text[:80])
    return found


def _pieces(block: str) -> Iterator[tuple[str | None, int, int]]:
    """(label, start, end) of each item, edges trimmed.

    Labels must run A, B, C or 1, 2, 3; without them ``;`` divides.
    """
    marks: list[tuple[str, int, int]] = []
    lead = len(block) - len(block.lstrip(" :.-\t\r\n"))
    for found in _LABEL.finditer(block):
        raw = (found["a"] or found["b"]).upper()
        label = "1" if raw == "L" and not marks and found["b"] == "l" else raw
        if marks and marks[-1][0] == label and found.start() == marks[-1][2]:
            marks[-1] = (label, marks[-1][1], found.end())  # doubled by re-lettering: ``A. A) STATE 54183``
        elif _follows(marks[-1][0] if marks else None, label) and (marks or found.start() <= lead):
            marks.append((label, found.start(), found.end()))
        elif not marks and found.start() > lead:
            break
    pieces: list[tuple[str | None, int, int]] = []
    if marks:
        stops = [mark[1] for mark in marks[1:]] + [len(block)]
        pieces = [(label, begin, stop) for (label, _, begin), stop in zip(marks, stops, strict=True)]
    else:
        pieces = [(None, *found.span()) for found in re.finditer(r"[^;\n]+", block)]
    for label, begin, stop in pieces:
        first, last = _trimmed(block[begin:stop])
        if last > first:
            yield label, begin + first, begin + last


def _follows(last: str | None, label: str) -> bool:
    if last is None:
        return label in {"A", "1", "B", "C"}
    if last.isdigit() != label.isdigit():
        return False
    gap = int(label) - int(last) if label.isdigit() else ord(label) - ord(last)
    return gap in {1, 2}


def _trimmed(words: str) -> tuple[int, int]:
    """Where ``words`` begin and end without blanks and signs around them."""
    start = len(words) - len(words.lstrip(_EDGES))
    return start, max(start, len(words.rstrip(_EDGES)))


def _read_item(
    sheet: Sheet, label: str | None, words: str, base: int, last_post: str | None
) -> Iterator[tuple[Reference, str | None]]:
    """The references of one item with the post of each: usually one, several where numbers share a post."""
    clean = _NOISE.sub(lambda m: " " * len(m[0]), words)
    upper = clean.upper() if len(clean.upper()) == len(clean) else clean
    first = len(upper) - len(upper.lstrip(" (:;,.&-\t\r\n"))
    last = len(upper.rstrip(" ()/;,.&ANDT-0123456789\t\r\n"))
    made = False
    for reference, post in _telegrams(sheet, _Item(label, upper, base, (first, last)), last_post):
        made = True
        yield _with_words(reference, words, base), post
    if not made:
        text = " ".join(words.split())
        yield Reference(label, None, text, _kind(text), "unread", Span(base, base + len(words))), None


def _with_words(reference: Reference, words: str, base: int) -> Reference:
    """A reference with its text as written, not as matched."""
    text = " ".join(words[reference.span.start - base : reference.span.end - base].split())
    return msgspec.structs.replace(reference, text=text)


def _kind(text: str) -> ReferenceKind:
    for name, pattern in _KINDS:
        if pattern.search(text):
            return name
    if _AIRGRAM.search(text):
        return "airgram"
    if _DTG.search(text) or re.search(r"\b[A-Z]{0,9}TELS?\b", text, re.IGNORECASE):
        return "telegram"
    return "other"


def _telegrams(sheet: Sheet, item: _Item, last_post: str | None) -> Iterator[tuple[Reference, str | None]]:
    words = item.words
    at = 0
    while (found := _TELEGRAM.search(words, at)) is not None:
        at = found.end()
        if found["own"]:
            post, begin = _own_post(sheet, found["own"]), found.start()
            number, year = int(found["own_number"]), None
        elif found["series"]:
            post, begin = found["series"], found.start()
            number, year = int(found["series_number"]), int(found["series_year"])
        else:
            post, begin = _post_name(sheet, item, found)
            number = int(found["number"].replace("O", "0"))
            year = int(found["year"]) if found["year"] and begin == found.start("post") else None
            begin = found.start("year") if year is not None else begin
        if post is None:
            continue
        airgram = found["air"] is not None
        after = None
        if year is None:
            year, at, after = _year_behind(sheet, words, at)
        yield _made(sheet, item, post, number, year, airgram, begin, at), post
        while after is None and not found["series"] and (more := _MORE.match(words, at)):
            year_after, at, after = _year_behind(sheet, words, more.end())
            airgram = airgram or more["air"] is not None
            begin = more.start("air") if more["air"] else more.start("digits")
            yield _made(sheet, item, post, int(more["number"]), year_after or year, airgram, begin, at), post
    # An item that is a bare number goes on with the post of the item before: ``(A) STATE 1, (B) 2``.
    bare = re.fullmatch(r"\s{0,9}(0{0,6}[1-9]\d{1,5})\s{0,9}", words) if last_post and item.label else None
    if bare is not None and last_post is not None:
        yield _made(sheet, item, last_post, int(bare[1]), None, False, *bare.span(1)), last_post


def _year_behind(sheet: Sheet, words: str, at: int) -> tuple[int | None, int, re.Match[str] | None]:
    """The year written behind a number, where what was read ends, and the match: ``(2009)``, ``OF 1975``, ``/09``.

    Two digits behind a stroke are a year only if they are near the telegram's own; else they are its section.
    """
    found = _YEAR_AFTER.match(words, at)
    if found is None:
        section = _SECTION_AFTER.match(words, at)
        return None, section.end() if section else at, section
    year = int(next(group for group in found.groups() if group))
    if found["slash"] and sheet.year is not None and not 0 <= (sheet.year - year) % 100 <= 20:
        return None, found.end(), found
    return year, found.end(), found


def _own_post(sheet: Sheet, word: str) -> str | None:
    """The post that EMBTEL, DEPTEL and their like mean, seen from the originator."""
    own: str | None = sheet.fields.get("originator_post")
    if word.startswith("DEPT"):
        return "STATE"
    if word.startswith("USUN"):
        return "USUNNEWYORK"
    if word in {"MYTEL", "OURTEL"} or (own is not None and own != "STATE" and not word.startswith("UR")):
        return own
    posts = {sheet.posts.key_of_plad(a.plad) for a in sheet.fields.get("to", ())[:9]}
    return posts.pop() if len(posts) == 1 else None


def _post_name(sheet: Sheet, item: _Item, found: re.Match[str]) -> tuple[str | None, int]:
    """The key of the post a match names, and where its name starts: the longest tail that is a post.

    A name outside the table counts when it stands alone in its item and is no other word.
    """
    name = found["post"].replace("0", "O")
    start = found.start("post")
    pieces = list(re.finditer(r"[A-Z']+", name))
    for piece in pieces:
        key = sheet.posts.key(name[piece.start() :])
        if key is not None:
            return key, start + piece.start()
    if any(piece[0].rstrip("S") in _NOT_POSTS or piece[0] in _NOT_POSTS for piece in pieces):
        return None, start
    alone = found.start() <= item.filled[0] and found.end() >= item.filled[1]
    if len(pieces) <= 2 and found["air"] is None and len(name) >= 4 and alone:
        return post_key(name, sheet.posts.aliases) or None, start
    return None, start


def _made(
    sheet: Sheet, item: _Item, post: str, number: int, year: int | None, airgram: bool, begin: int, stop: int
) -> Reference:
    first, last = _trimmed(item.words[begin:stop])
    span = Span(item.base + begin + first, item.base + begin + last)
    text = " ".join(item.words[begin + first : begin + last].split())
    return reference_to(sheet, item.label, post, number, year, airgram, text, span)


def reference_to(
    sheet: Sheet, label: str | None, post: str, number: int, year: int | None, airgram: bool, text: str, span: Span
) -> Reference:
    """A reference to a telegram by post and number: read where its year is known, else ambiguous."""
    kind: ReferenceKind = "airgram" if airgram else "telegram"
    full = full_year_of(sheet, year, post, number)
    if full is None:
        return Reference(label, None, text, kind, "ambiguous", span)
    return Reference(label, str(Mrn(full, post, number, airgram)), text, kind, "read", span)


def full_year_of(sheet: Sheet, year: int | None, post: str, number: int) -> int | None:
    """The year of a reference: as written, else that of the telegram, else (in January) the one before.

    A number above the citing telegram's own, of the same post, cannot be of the same year; nor can a number in
    the first days of January that a post reaches only late in a year.
    """
    if year is not None:
        if year > 99:
            return year
        if sheet.year is None:
            return 1900 + year if year >= 45 else 2000 + year
        full = sheet.year // 100 * 100 + year
        return full - 100 if full > sheet.year else full
    if sheet.day is None:
        return None
    own_post, own_number = sheet.fields.get("post"), sheet.fields.get("number")
    if post == own_post and own_number is not None and number > own_number and sheet.day.month <= 3:
        return sheet.day.year - 1
    per_day = 1200 if post == "STATE" else 60
    if sheet.day.month == 1 and number > per_day * sheet.day.day + 40:
        return sheet.day.year - 1
    return sheet.day.year
