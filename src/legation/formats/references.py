"""References: the documents a telegram cites, in the list under its subject and in its sentences.

What cannot be read stays as text with status ``unread``; a number is never guessed.
Source: telegram-format 4.8.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from legation.core.dtg import DTG_PATTERN
from legation.core.mrn import Mrn, post_key
from legation.core.telegram import Reference, ReferenceKind
from legation.core.text import Span
from legation.formats.sheet import Sheet

_YEAR2 = r"(?:'?\d{2}|(?:19|20)\d{2})"
_LABEL = re.compile(
    r"(?:(?<=^)|(?<=[\s;,.)]))(?:\(\s*(?P<a>[A-Za-z]|\d{1,2})\s*\)|(?P<b>[A-Z]|\d{1,2}|l)\s?(?:\)|[.:](?![A-Z]\.)(?!\d)))\s*"
)
_POST = r"(?P<post>[A-Z][A-Za-z]+(?:[ .][A-Z][A-Za-z]+){0,3}?)"
_TELEGRAM = re.compile(
    rf"(?:(?P<year>{_YEAR2})[\s\-/]*)?{_POST}(?:'?S)?\.?[\s\-]*(?P<air>(?<![A-Za-z])A\s?-\s?)?(?:(?:NR|NO|TEL|CABLE|TELEGRAM)\.?\s*)?0*(?P<number>\d{{1,6}})(?!\d|Z\b|[A-Z]{{2}})"
)
_MORE = re.compile(r"\s*(?P<sep>,|;|&|\bAND\b|/)?\s*(?P<air>A\s?-\s?)?0*(?P<number>\d{2,6})(?![\d/])(?!\s*(?:JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC))", re.I)
_YEAR_AFTER = re.compile(
    r"\s*(?:\(\s*(?:[A-Z]{3,9}\.?\s+\d{1,2},?\s+|\d{1,2}/\d{1,2}/)?(?P<paren>(?:19|20)\d{2}|\d{2})\s*\)|OF (?P<of>(?:19|20)\d{2})\b|/(?P<slash>\d{2})\b(?!/))",
    re.IGNORECASE,
)
_AIRGRAM = re.compile(r"(?:(?P<post>[A-Z][A-Z ]+?)(?:'S)?\s+)?A\s?-\s?(?P<number>\d{1,5})\b")
_SERIES = re.compile(r"\b(?P<post>NAVADMIN|ALNAV|ALCOAST|MARADMIN|ALMAR|NAVOP)\s+0*(?P<number>\d{1,4})/(?P<year>\d{2})\b")
_OWN_SERIES = re.compile(r"\b(?P<word>EMBTEL|DEPTEL|CONTEL|CONGENTEL|MYTEL|OURTEL|URTEL|USUNTEL)S?\s+0*(?P<number>\d{1,6})\b", re.I)
_DTG = re.compile(DTG_PATTERN, re.IGNORECASE)
_NOISE = re.compile(r"\(?\bNOTAL\b\)?|\bAND PREVIOUS\b|\(BEING REPEATED[^)]*\)|\(S/?NF\)|\(C/?NF\)|\((?:U|C|S|SBU|LOU)\)", re.I)
_KINDS: tuple[tuple[ReferenceKind, re.Pattern[str]], ...] = (
    ("email", re.compile(r"E-?MAILS?\b", re.I)),
    ("memorandum", re.compile(r"\b(?:MEMO(?:RANDUM|RANDA|S|CONS?)?|MEMCONS?|MEMCOM)\b", re.I)),
    ("letter", re.compile(r"\b(?:LETTERS?|LTR|OI LETTER)\b", re.I)),
    ("meeting", re.compile(r"\b(?:MEETINGS?|MTG|TELCONS?|CONVERSATIONS?|DISCUSSIONS?|TALKS|FONCONS?|PHONECONS?)\b", re.I)),
    ("press", re.compile(r"\b(?:FBIS|REUTERS?|NEWSPAPER|PRESS|ARTICLE)\b", re.I)),
    ("document", re.compile(r"\b(?:FAM|FAH|CFR|DOC|DOCUMENT|REPORT|RESOLUTION|NOTE|PUBLICATION|INSTRUCTION|DIRECTIVE|DODINST|MILPERSMAN|IIR|NSSM|NSDM)\b", re.I)),
)
# Words that look like a post before a number and are none.
_NOT_POSTS = frozenset(
    "PARA PARAS PARAGRAPH PARAGRAPHS PAGE PAGES SECTION REF REFS REFTEL TAB ITEM ITEMS ARTICLE ARTICLES RESOLUTION CHAPTER NO NR NUMBER "
    "JANUARY FEBRUARY MARCH APRIL MAY JUNE JULY AUGUST SEPTEMBER OCTOBER NOVEMBER DECEMBER JAN FEB MAR APR JUN JUL AUG SEPT SEP OCT NOV DEC "
    "DOC FAM FAH CFR DOCUMENT ANNEX TITLE PART SEE FY USD DOLLARS NSSM NSDM PL REPORT EO".split()
)
_MENTION = re.compile(r"\b(?:(?P<year>(?:19|20)?\d{2})[ \-]?)?(?P<name>[A-Z][A-Za-z]+(?: [A-Z][A-Za-z]+){0,2})(?:'S)?\.? 0*(?P<number>\d{2,6})(?![\d,.]*\d|%|Z\b|-?[A-Z]{2})")
_REF_WORD = re.compile(r"\b(?:REF(?:ERENCE)?S?|REFTELS?)\b[ .]*(?:(?P<open>\()?(?P<label>[A-Z])\b(?(open)\))(?:\s?(?:,|AND|&)\s?\(?(?P<second>[A-Z])\b\)?)?)?", re.I)
_TEL_WORD = re.compile(r"\b(?:REFTELS?|SEPTELS?)\b", re.I)


def read_reference_list(sheet: Sheet, start: int, end: int) -> list[Reference]:
    """The references of a REF block ``source[start:end]``, its label already left out."""
    block = sheet.source[start:end]
    found: list[Reference] = []
    last_post: str | None = None
    for label, item_start, item_end in _items(block):
        for reference, post in _item(sheet, label, block, item_start, item_end, start, last_post):
            found.append(reference)
            last_post = post or last_post
    for reference in found:
        if reference.status == "unread" and reference.kind in {"telegram", "other"}:
            sheet.find("REF001", *reference.span, text=reference.text[:80])
    return found


def _items(block: str) -> Iterator[tuple[str | None, int, int]]:
    """(label, start, end) of each item. Labels must run A, B, C or 1, 2, 3; without them ``;`` divides."""
    marks: list[tuple[str, int, int]] = []
    for found in _LABEL.finditer(block):
        raw = (found["a"] or found["b"]).upper()
        label = "1" if raw == "L" and not marks and found["b"] == "l" else raw
        if marks and marks[-1][0] == label and found.start() == marks[-1][2]:
            marks[-1] = (label, marks[-1][1], found.end())  # doubled by re-lettering: ``A. A) STATE 54183``
        elif _follows(marks[-1][0] if marks else None, label) and (marks or not block[: found.start()].strip(" :.-")):
            marks.append((label, found.start(), found.end()))
    if not marks:
        at = 0
        for piece in re.split(r"(?<=;)|\n", block):
            if piece.strip(" ;\n"):
                begin = block.find(piece, at)
                yield None, begin, begin + len(piece)
                at = begin + len(piece)
        return
    for number, (label, _, begin) in enumerate(marks):
        stop = marks[number + 1][1] if number + 1 < len(marks) else len(block)
        yield label, begin, stop


def _follows(last: str | None, label: str) -> bool:
    if last is None:
        return label in {"A", "1", "B", "C"} if label != "l" else True
    if last.isdigit() != label.isdigit():
        return False
    gap = int(label) - int(last) if label.isdigit() else ord(label) - ord(last)
    return gap in {1, 2}


def _trim(block: str, start: int, end: int) -> tuple[int, int]:
    while start < end and block[start] in " \t\r\n;,.":
        start += 1
    while end > start and block[end - 1] in " \t\r\n;,.":
        end -= 1
    return start, end


def _item(
    sheet: Sheet, label: str | None, block: str, start: int, end: int, base: int, last_post: str | None
) -> Iterator[tuple[Reference, str | None]]:
    """The references of one item: usually one, several where numbers share a post."""
    start, end = _trim(block, start, end)
    if start >= end:
        return
    words = block[start:end]
    clean = _NOISE.sub(lambda m: " " * len(m[0]), words)
    made = list(_telegrams(sheet, label, clean, base + start, last_post))
    if made:
        yield from made
        return
    s, e = _trim(words, 0, len(words))
    text = " ".join(words[s:e].split())
    kind: ReferenceKind = "other"
    for name, pattern in _KINDS:
        if pattern.search(text):
            kind = name
            break
    else:
        if re.search(r"\bA\s?-\s?\d{1,5}\b", text):
            kind = "airgram"
        elif _DTG.search(text) or re.search(r"\b\w*TELS?\b", text, re.I):
            kind = "telegram"
    yield Reference(label, None, text, kind, "unread", Span(base + start + s, base + start + e)), None


def _telegrams(
    sheet: Sheet, label: str | None, words: str, base: int, last_post: str | None
) -> Iterator[tuple[Reference, str | None]]:
    upper = words.upper()
    at = 0
    while at < len(words):
        found = _next(sheet, upper, words, at)
        if found is None:
            break
        kind, post, number, year, begin, stop, airgram = found
        yield _made(sheet, label, post, number, year, kind, airgram, words, begin, stop, base), post
        at = stop
        while not re.search(r"\d[/(]", words[max(0, stop - 2) : stop]) and (more := _MORE.match(upper, at)):
            after = _YEAR_AFTER.match(upper, more.end())
            stop = after.end() if after else more.end()
            year_after = int(next(g for g in after.groups() if g)) if after else None
            air = more["air"] is not None
            begin = more.start("air") if air else upper.index(more["number"], more.start())
            begin = _digits_start(upper, begin)
            yield (
                _made(
                    sheet, label, post, int(more["number"]), year_after, "airgram" if air else kind, air or airgram,
                    words, begin, stop, base,
                ),
                post,
            )
            at = stop
    if at == 0:
        # An item that is a bare number goes on with the post of the item before: ``(A) STATE 1, (B) 2``.
        bare = re.fullmatch(r"\s*0*(\d{2,6})\s*", words)
        if bare and last_post and label:
            begin, stop = bare.start(1), bare.end(1)
            yield (
                _made(sheet, label, last_post, int(bare[1]), None, "telegram", False, words, begin, stop, base),
                last_post,
            )


def _digits_start(text: str, at: int) -> int:
    """Start of the run of digits that holds ``at`` (leading zeros belong to the number's words)."""
    while at > 0 and text[at - 1] == "0":
        at -= 1
    return at


_Found = tuple[ReferenceKind, str, int, int | None, int, int, bool]


def _next(sheet: Sheet, upper: str, words: str, at: int) -> _Found | None:
    """The first telegram or airgram named at or after ``at``."""
    series = _SERIES.search(upper, at)
    own = _OWN_SERIES.search(upper, at)
    best: _Found | None = None
    if series is not None:
        best = ("telegram", series["post"], int(series["number"]), int(series["year"]), series.start(), series.end(), False)
    if own is not None and (best is None or own.start() < best[4]):
        post = _own_post(sheet, own["word"].upper())
        if post is not None:
            best = ("telegram", post, int(own["number"]), None, own.start(), own.end(), False)
    for found in _TELEGRAM.finditer(upper, at):
        if best is not None and best[4] <= found.start():
            break
        name, begin = _post_name(sheet, found)
        if name is None:
            continue
        year = int(found["year"].lstrip("'")) if found["year"] and begin == found.start("post") else None
        start = found.start("year") if year is not None else begin
        stop = found.end()
        after = _YEAR_AFTER.match(upper, stop) if year is None else None
        if after is not None:
            year, stop = int(next(g for g in after.groups() if g)), after.end()
        airgram = found["air"] is not None
        return ("airgram" if airgram else "telegram", name, int(found["number"]), year, start, stop, airgram)
    if best is not None:
        return best
    for found in _AIRGRAM.finditer(upper, at):
        post = sheet.posts.key(found["post"]) if found["post"] else None
        post = post or sheet.fields.get("airgram_post")
        begin = found.start("post") if found["post"] and post else found.start()
        if post is None:
            return None
        return ("airgram", post, int(found["number"]), None, begin, found.end(), True)
    return None


def _own_post(sheet: Sheet, word: str) -> str | None:
    """The post that EMBTEL, DEPTEL and their like mean, seen from the originator."""
    own: str | None = sheet.fields.get("originator_post")
    if word.startswith("DEPT"):
        return "STATE"
    if word.startswith("USUN"):
        return "USUNNEWYORK"
    if word in {"MYTEL", "OURTEL"} or (own is not None and own != "STATE" and not word.startswith("UR")):
        return own
    posts = {sheet.posts.key_of_plad(a.plad) for a in sheet.fields.get("to", ())}
    return posts.pop() if len(posts) == 1 else None


def _post_name(sheet: Sheet, found: re.Match[str]) -> tuple[str | None, int]:
    """The key of the post a match names, and where its name starts: the longest tail that is a post.

    A name outside the table counts when it stands alone before the number and is no other word.
    """
    name = found["post"]
    start = found.start("post")
    pieces = list(re.finditer(r"[A-Z']+", name))
    for piece in pieces:
        key = sheet.posts.key(name[piece.start() :])
        if key is not None:
            return key, start + piece.start()
    if any(piece[0].rstrip("S") in _NOT_POSTS or piece[0] in _NOT_POSTS for piece in pieces):
        return None, start
    if len(pieces) <= 2 and found["air"] is None and len(name) >= 4 and _alone(found):
        key = post_key(name, sheet.posts.aliases)
        return (key or None), start
    return None, start


def _alone(found: re.Match[str]) -> bool:
    """Whether nothing but a year stands before the name in its item."""
    return not found.string[: found.start()].strip(" (:;,.&-") and not found.string[found.end() :].strip(" ()/;,.&ANDT-0123456789")


def _made(
    sheet: Sheet, label: str | None, post: str, number: int, year: int | None, kind: ReferenceKind, airgram: bool,
    words: str, begin: int, stop: int, base: int,
) -> Reference:
    begin, stop = _trim(words, begin, stop)
    text = " ".join(words[begin:stop].split())
    span = Span(base + begin, base + stop)
    full = _full_year(sheet, year, post, number)
    if full is None:
        return Reference(label, None, text, kind, "ambiguous", span)
    return Reference(label, str(Mrn(full, post, number, airgram)), text, kind, "read", span)


def _full_year(sheet: Sheet, year: int | None, post: str, number: int) -> int | None:
    """The year of a reference: as written, else that of the telegram, else (in January) the one before.

    A number above the citing telegram's own, of the same post, cannot be of the same year; nor can a number in
    the first days of January that a post reaches only late in a year.
    """
    if year is not None:
        if year > 99:
            return year
        century = (sheet.year or 2000) // 100 * 100
        full = century + year
        return full - 100 if sheet.year is not None and full > sheet.year else full
    if sheet.day is None:
        return None
    own_post, own_number = sheet.fields.get("post"), sheet.fields.get("number")
    if post == own_post and own_number is not None and number > own_number and sheet.day.month <= 3:
        return sheet.day.year - 1
    per_day = 1200 if post == "STATE" else 60
    if sheet.day.month == 1 and number > per_day * sheet.day.day + 40:
        return sheet.day.year - 1
    return sheet.day.year


def read_mentions(sheet: Sheet, start: int, end: int) -> tuple[Reference, ...]:
    """References inside the sentence text ``source[start:end]``: ``ref B``, ``reftel``, ``STATE 115778``."""
    words = sheet.source[start:end]
    listed = sheet.references
    found: list[Reference] = []
    for match in _REF_WORD.finditer(words):
        labels = [label.upper() for label in (match["label"], match["second"]) if label]
        if match["label"] and match["label"].islower():
            labels = []
        span = Span(start + match.start(), start + match.end())
        text = " ".join(match[0].split()).rstrip()
        span = Span(span.start, span.start + len(match[0].rstrip()))
        if labels:
            for label in labels:
                cited = next((r for r in listed if r.label == label), None)
                if cited is not None:
                    found.append(Reference(label, cited.mrn, text, cited.kind, cited.status, span))
                else:
                    sheet.find("REF002", *span, text=text)
        elif match[0].upper().startswith("REFTEL") and len(listed) == 1:
            cited = listed[0]
            found.append(Reference(cited.label, cited.mrn, text, cited.kind, cited.status, span))
        elif match[0].upper().startswith("REFTEL"):
            found.append(Reference(None, None, text, "telegram", "ambiguous", span))
    for match in _SERIES.finditer(words):
        year = _full_year(sheet, int(match["year"]), match["post"], int(match["number"]))
        if year is not None:
            mrn = Mrn(year, match["post"], int(match["number"]))
            found.append(
                Reference(None, str(mrn), match[0], "telegram", "read", Span(start + match.start(), start + match.end()))
            )
    for match in _MENTION.finditer(words):
        found.extend(_mention(sheet, match, start))
    found.sort(key=lambda r: r.span)
    return tuple(found)


def _mention(sheet: Sheet, match: re.Match[str], base: int) -> Iterator[Reference]:
    """A telegram named in prose: only of a post in the table, and no year after a city's name."""
    name = match["name"]
    number = int(match["number"])
    start = match.start("name")
    key = None
    for piece in re.finditer(r"[A-Za-z]+", name):
        key = sheet.posts.key(name[piece.start() :])
        if key is not None:
            start += piece.start()
            break
    if key is None or 1900 <= number <= 2035 or number < 10 or name.split()[-1] in {"Department", "Dept"}:
        return
    if not name[0].isupper() or (not name.isupper() and key != "STATE" and number < 100):
        return
    year = int(match["year"]) if match["year"] and start == match.start("name") else None
    begin = match.start("year") if year is not None else start
    stop = match.end("number")
    yield _made(sheet, None, key, number, year, "telegram", False, match.string[begin:stop], 0, stop - begin, base + begin)
    at = stop
    while more := re.compile(r"\s*(?:,|AND|&)\s*0*(\d{3,6})(?![\d,.]*\d)").match(match.string, at):
        yield _made(
            sheet, None, key, int(more[1]), None, "telegram", False,
            match.string[more.start(1) : more.end(1)], 0, more.end(1) - more.start(1), base + more.start(1),
        )
        at = more.end()
