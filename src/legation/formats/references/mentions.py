"""Mentions: the telegrams that the sentences of a text name, as ``ref B``, ``reftel`` or ``STATE 115778``.

Figures are rare in prose, so telegrams are looked for at figures, and a figure is one only with a post of the table
before it and nothing that is counted behind it. ``paragraph 3 above`` points into the telegram itself: it is noted as
kind ``other``, status ``unread``. A message that is cited by originator and date-time group has no number, and stays
``unread``.
"""

from __future__ import annotations

import re
from itertools import accumulate, islice

from legation.core.telegram import Reference, ReferenceStatus
from legation.core.text import Span, span_of
from legation.formats.references.dates import MONTH, written_behind
from legation.formats.references.moment_mentions import by_moment
from legation.formats.references.names import Name, known_name, plain_name, words_before
from legation.formats.references.openings import opening_citations
from legation.formats.references.pairs import Paired, Range, paired, range_at
from legation.formats.references.posts import OWN, SERIES, PostNames, post_names
from legation.formats.references.references import reference_to
from legation.formats.references.years import NOTHING_WRITTEN, Written
from legation.formats.sheet import Sheet
from legation.tables.citing import citing_words
from legation.tables.findings import finding

_WORDS = citing_words()
# Figures as 0, what parts words as a blank: a number behind a word is then " 00".
_FIGURES = bytes.maketrans(b"0123456789\n-", b"0" * 10 + b"  ")
_LONGEST_NAME = 40
_NUMBER = re.compile(r"[0-9]{2,7}(?![0-9A-Z%]|[,.:][0-9]|-[A-Z0-9])")
_GLUED = re.compile(r"(?P<year>[0-9]{2})(?P<name>[A-Z]{3,14})(?P<number>[0-9]{1,6})(?![0-9A-Z])")
_MORE = re.compile(
    r"[ \n]{0,2}(?:,[ \n]{0,2}(?:AND[ \n]{1,2})?|/|(?:AND|OR|&)[ \n]{1,2})(?P<air>A-)?(?P<digits>[0-9]{3,6})"
    r"(?![0-9A-Z%]|[,.:/][0-9]|-[A-Z0-9])"
    rf"(?![ \n]{{1,2}}{MONTH}(?![A-Z]{{0,6}}\.?[ \n][0-9]{{1,2}}[ .,;)\n])"
    r"|[ \n](?!AND[ \n])[A-Z]{3,14}[ \n][0-9]{3})"
)
# The day of all of them, behind the last: ``URTELS 794 AND 795 JULY 1.``
_DAY_BEHIND = re.compile(rf",?[ \n]{{1,2}}{MONTH}[A-Z]{{0,6}}\.?[ \n][0-3]?[0-9](?![0-9])")
# A short look at what stands behind a number, before the full one at a date.
_MAY_DATE = re.compile(rf"[ \n,(\[.]{{0,9}}(?:['(\[/0-9-]|[A-Z]?[0-9]|OF|D|ON|SEC|{MONTH})")
_FIGURES_BEFORE = re.compile(r"[0-9]{1,6}")
_IS_DAY = re.compile(r"[0-9]{1,2}-[0-9]{1,2}|(?:0?[1-9]|1[0-2])[/-](?:[0-9]{2}){1,2}|[0-9]{4}[/-](?:0?[1-9]|1[0-2])")
_SERIES_YEAR = re.compile(r"[/-](?P<year>(?:20|19)?[0-9]{2})(?![0-9])")
_NEXT_WORD = re.compile(r"[ \n]{0,3}([A-Z]+)")
_ADDRESS = re.compile(
    r"\b(?:WASH ?DC|AMEMBASSY|AMCONSUL|USMISSION|DEPARTMENT OF|DEPT OF|APO|FPO|BOX|IMMEDIATE|PRIORITY|ROUTINE|FLASH)\b"
)
# ``RPTD ANKARA 73; LONDON 57; GENEVA 58``: behind the first the others are copies, too.
_COPIES = re.compile(
    rf"\b(?:{'|'.join(sorted(_WORDS.repeated))})(?:[ \n](?:TO|INFO))?(?:[ \n][A-Z]{{3,14}}){{1,2}}[ \n][0-9]{{1,5}}"
    r"(?:[,;][ \n](?:AND[ \n])?[A-Z]{3,14}(?:[ \n][A-Z]{3,14})?[ \n][0-9]{1,5}){0,6}(?:[,;]|[,;]?[ \n]AND)[ \n]$"
)
_LONGEST_COPIES = 160
_NOTAL = re.compile(r"[ \n]{1,2}\(?NOTAL\b")
_MOST_LISTED = 200
_TIME = re.compile(r"(?:[01][0-9]|2[0-4])[0-5][0-9]$")
_WORD = re.compile(r"(?<![A-Z])[A-Z]+")
_CLOSING = frozenset(").;:,?")
_ENDS_DAY = frozenset([".", ";", ")", ""])
_MOST_OF_LABEL = 26  # references under one label that a mention of it names
_LONGEST = 400  # signs of a citation with all its numbers
_FEWEST_OF_RANGE = 100
_FEWEST = 10  # no post's telegram of a lower number is told from a count

_NEAR = r"(?!\n\n)[ \n]"  # parts words, and no paragraphs
_LABEL = r"\(?(?:[A-Z]|[0-9]{1,2})(?![A-Z0-9'])\)?"
_REF_WORD = re.compile(
    r"REF(?<![^\W\d_]REF)"
    r"(?P<tel>[ -]?TEL(?:EGRAM)?S?|(?:ERENCED?)?[ \n](?:TEL|TELEGRAM|CABLE|MESSAGE)S?|ERENCES?|S)?(?![A-Z])"
    rf"(?P<labels>(?![ .]{{0,5}}\n[ .]{{0,5}}\n)[ \n.]{{0,6}}{_LABEL}"
    rf"(?:{_NEAR}{{0,5}}(?:,?{_NEAR}{{0,5}}AND|,|&|-|/|THROUGH|THRU|TO){_NEAR}{{0,5}}{_LABEL}){{0,8}})?"
)
_OWN_BEHIND = re.compile(
    r"[ \n]{0,2}(?:[:#&]|NO\b|NR\b|NUMBER|\(?[0-9A-Z]{0,2}[).]?[ \n]?[0-9]|[-/][A-Z0-9]|\.(?:[A-Z0-9]|[ \n]NO))"
)
_ONE = re.compile(
    r"(?P<range>-|THROUGH|THRU|TO)?[ \n]{0,5}"
    r"(?P<open>\()?(?<![A-Z0-9'])(?P<label>[A-Z]|[0-9]{1,2})(?![A-Z0-9])(?P<close>\))?"
)
_BEFORE_TEL = frozenset(["EP", "UR", "MB", "MY", "ON", "EN", "UN"])
_TEL_WORD = re.compile(
    r"(?<![A-Z0-9])(?:SEP|UR|YOUR|EMB|DEP|MY|OUR|CON|CONGEN|USUN)TELS?(?![A-Z])"
    r"(?![ \n]{1,3}(?:NO\. ?)?[0-9])"
)
_POINTER = re.compile(
    rf"PARA(?:GRAPH)?S?\.?{_NEAR}{{1,2}}[0-9]{{1,2}}[A-Z]?"
    rf"(?:{_NEAR}{{0,2}}(?:AND|,|-|TO|THROUGH|THRU){_NEAR}{{0,2}}[0-9]{{1,2}}){{0,4}}"
    rf",?{_NEAR}{{1,2}}(?:ABOVE|BELOW)\b"
)


def read_all_mentions(sheet: Sheet, start: int, end: int) -> list[Reference]:
    """References inside the sentences of ``sheet.text[start:end]``, by span; labels are looked up in the list.

    A whole body may be read at once: every span lies inside it, and no mention needs more than its own words.
    """
    found: list[Reference] = []
    upper = sheet.upper
    _by_figure(sheet, start, end, found)
    at = upper.find("REF", start, end)
    if at >= 0:
        _by_label(sheet, at, end, sheet.references or opening_citations(upper, start, found), found)
    at = upper.find("TEL", start, end)
    if at >= 0:
        _by_word(sheet, at, start, end, found)
    at = upper.find("PARA", start, end)
    if at >= 0:
        _by_pointer(sheet, at, end, found)
    if len(found) > 1:
        found.sort(key=_place)
    if by_group := by_moment(sheet, start, end, found):
        found = sorted([*found, *by_group], key=_place)
    return found


def _place(reference: Reference) -> Span:
    return reference.span


# By post and number


def _by_figure(sheet: Sheet, start: int, end: int, found: list[Reference]) -> None:
    names = post_names(sheet.posts)
    ends = names.ends
    pieces = sheet.upper[start:end].encode("ascii", "replace").translate(_FIGURES).split(b" 00")
    places = accumulate(map(len, pieces), initial=start)
    stop = start
    for number, (place, piece, behind) in enumerate(zip(islice(places, 1, None), pieces, pieces[1:], strict=False)):
        word = piece[piece.rfind(b" ") + 1 :]
        if word not in ends:
            if not word:  # one blank before the line end; an empty line would be two
                word = piece[:-1].rpartition(b" ")[2]
                if word not in ends and not behind[:3].isalpha():
                    continue
            elif not behind[:3].isalpha() and (word.isalpha() or _last_word(word) not in ends):
                continue
        at = place + 3 * number + 1  # the figure, behind all pieces so far and the signs that part them
        if at + 2 > stop:
            stop = _cited_at(sheet, names, start, at, end, found)


def _last_word(word: bytes) -> bytes:
    """``word`` without brackets and signs around it, and without ``'S``; what is not ASCII is ``?``."""
    word = word.strip(b"(\"'.[")
    return word[:-2] if word.endswith((b"'S", b"?S")) else word


def _cited_at(sheet: Sheet, names: PostNames, start: int, at: int, end: int, found: list[Reference]) -> int:
    """Note the telegrams named at the figure ``at``; returns where they end, or ``at``."""
    upper = sheet.upper
    end = _paragraph_end(upper, at, end)
    glued = _GLUED.match(upper, at, end) if upper[at + 2 : at + 3].isalpha() else None
    if glued is not None and (key := names.key(glued["name"])) is not None:
        found.append(_reference(sheet, key, int(glued["number"]), int(glued["year"]), False, at, glued.end()))
        return glued.end()
    number = _NUMBER.match(upper, at, end)
    if (number is None or upper[number.end() : number.end() + 1] == "/") and (
        pair := paired(upper, at, end, sheet.year)
    ) is not None:
        return _take_pair(sheet, names, start, at, end, pair, found)
    if number is None and (ranged := range_at(upper, at, end, sheet.year)) is not None:
        return _take_range(sheet, names, start, at, end, ranged, found)
    if number is None or (
        upper[at - 1] == "\n" and number.end() - at < 4 and upper[number.end() : number.end() + 1] in (".", ")")
    ):
        return at  # at the start of a line it numbers a paragraph
    airgram = upper[at - 1] == "-" and upper[max(start, at - 3) : at].endswith((" A-", "\nA-"))
    name_end = at - 2 if airgram else at
    name = plain_name(names, upper, start, at)
    own = False
    if name is None:
        words = words_before(upper, start, name_end, _LONGEST_NAME)
        name = known_name(sheet, names, words) if words else None
        if name is None:
            return at
        own = words[-1][0].removesuffix("'S") in OWN
    if not _is_citation(sheet, names, name, number[0], (at, number.end()), end, own=own, airgram=airgram):
        return at
    if upper[name_end - 1] == "-" and name.year is None:
        return at  # ``C-130``: only ``10-OTTAWA-57`` has a hyphen before its number
    key = name.key
    if key in SERIES:
        year = _SERIES_YEAR.match(upper, number.end(), end)
        if year is None or key is None:
            return at
        found.append(_reference(sheet, key, int(number[0]), int(year["year"]), False, name.begin, year.end()))
        return year.end()
    return _take(sheet, name, number, airgram, end, found)


def _take_pair(
    sheet: Sheet, names: PostNames, start: int, at: int, end: int, pair: Paired, found: list[Reference]
) -> int:
    """Note the telegram of ``OTTAWA 157-08`` or ``STATE 2009/12345``; returns where it ends, or ``at``.

    In sentences ``10-08`` and ``10/2008`` are rather days and months.
    """
    upper = sheet.upper
    first = _FIGURES_BEFORE.match(upper, at)
    if first is None or _IS_DAY.fullmatch(upper, at, pair.end) is not None:
        return at
    words = words_before(upper, start, at, _LONGEST_NAME)
    name = known_name(sheet, names, words) if words else None
    if name is None or (upper[at - 1] == "-" and name.year is None):
        return at
    if name.key in SERIES:
        year = _SERIES_YEAR.match(upper, first.end(), end)
        if year is None:
            return at
        found.append(_reference(sheet, name.key, int(first[0]), int(year["year"]), False, name.begin, year.end()))
        return year.end()
    own = words[-1][0].removesuffix("'S") in OWN
    if not _is_citation(sheet, names, name, str(pair.number or first[0]), (at, pair.end), end, own=own, airgram=False):
        return at
    key = name.key if pair.year is not None and name.year in (None, pair.year) else None
    found.append(_reference(sheet, key, pair.number or 0, pair.year, False, name.begin, pair.end))
    return pair.end


def _take_range(
    sheet: Sheet, names: PostNames, start: int, at: int, end: int, ranged: Range, found: list[Reference]
) -> int:
    """Note the two ends of ``SEOUL 1401-1403``; returns where it ends, or ``at``. Short numbers are rather a count."""
    upper = sheet.upper
    words = words_before(upper, start, at, _LONGEST_NAME) if ranged.low >= _FEWEST_OF_RANGE else None
    name = known_name(sheet, names, words) if words else None
    if words is None or name is None or name.key in SERIES or upper[at - 1] == "-":
        return at
    own = words[-1][0].removesuffix("'S") in OWN
    if not _is_citation(sheet, names, name, str(ranged.low), (at, ranged.end), end, own=own, airgram=False):
        return at
    year = name.year if name.year is not None else ranged.year
    found.append(_reference(sheet, name.key, ranged.low, year, False, name.begin, ranged.low_end))
    found.append(_reference(sheet, name.key, ranged.high, year, False, ranged.high_begin, ranged.end))
    if ranged.high > ranged.low + 1:
        sheet.find("REF003", name.begin, ranged.end, text=_folded(sheet, name.begin, ranged.end))
    return ranged.end


def _take(sheet: Sheet, name: Name, number: re.Match[str], airgram: bool, end: int, found: list[Reference]) -> int:
    """Note a telegram and the further numbers of its post: ``LAGOS 6101 AND 6102``. Returns where they end."""
    upper = sheet.upper
    written, stop = _date_behind(sheet, number.end(), end)
    found.append(_reference(sheet, name.key, int(number[0]), name.year, airgram, name.begin, stop, written))
    while (more := _MORE.match(upper, stop, end)) is not None:
        pair = paired(upper, more.start("digits"), end, sheet.year)
        if pair is not None or not (
            _fits(upper, more["digits"], more.end(), end) or _DAY_BEHIND.match(upper, more.end(), end)
        ):
            break
        begin = more.start("air") if more["air"] else more.start("digits")
        airgram = airgram or more["air"] is not None
        written, stop = _date_behind(sheet, more.end(), end)
        found.append(_reference(sheet, name.key, int(more["digits"]), name.year, airgram, begin, stop, written))
    return stop


def _date_behind(sheet: Sheet, at: int, end: int) -> tuple[Written, int]:
    """The date behind a number, where it says the year or stands as a date of the telegram: ``OF MARCH 28``."""
    upper = sheet.upper
    if _MAY_DATE.match(upper, at, end) is None:
        return NOTHING_WRITTEN, at
    written, stop = written_behind(upper, at, end, sheet.year)
    said = upper[at:stop].lstrip(" \n,")
    if written.year is None and not said.startswith(("OF", "DTD", "DATED", "(")):
        # ``Deptel 456, February 14.``: behind a comma a day is the telegram's where nothing goes on with it.
        is_last = upper[at] == "," and written.month is not None and upper[stop : stop + 1] in _ENDS_DAY
        return (written, stop) if is_last else (NOTHING_WRITTEN, at)
    return written, stop


def _is_citation(
    sheet: Sheet,
    names: PostNames,
    name: Name,
    digits: str,
    place: tuple[int, int],
    end: int,
    *,
    own: bool,
    airgram: bool,
) -> bool:
    """Whether a number behind a post's name is a telegram's, and no count, year, hour or address.

    place: where what is written of the number begins and ends. own: whether the name is a word such as ``URTEL``.
    """
    upper, (begin, stop) = sheet.upper, place
    named = upper[name.begin : begin].rstrip(" \n-")
    first = sheet.text[name.begin]
    if not own and first.isalpha() and not first.isupper():
        return False
    if names.is_cut(named) or ("genadmin" in sheet.layers and name.key not in SERIES):
        return False
    before = upper[max(0, name.begin - 14) : begin]
    if not own and _ADDRESS.search(before) is not None:
        return False
    if not own and upper[name.begin - 2 : name.begin - 1] in (",", ";", "D") and _is_copy(upper, name.begin):
        return False
    if name.key in SERIES:
        return True
    if int(digits) < _FEWEST or (named.endswith("YORK") and "USUN" not in named and len(digits) > 4):
        return False
    if len(digits) == 4 and digits[0] != "0" and 1900 <= int(digits) <= 2035 and "TEL" not in named:
        return False
    if _TIME.match(digits) and not _WORDS.travel.isdisjoint(_WORD.findall(upper, max(0, name.begin - 30), name.begin)):
        return False  # the hour of a journey
    if airgram or "TEL" in named:
        return True
    if name.year is not None or _stands_out(sheet.text, name.begin, begin):
        following = _NEXT_WORD.match(upper, stop, end)
        return following is None or following[1] not in _WORDS.counted
    if _fits(upper, digits, stop, end, spoken=own or before.lstrip().startswith(("THE ", "A "))):
        return True
    if _NOTAL.match(upper, stop, end) is not None or _is_listed(sheet, name, digits, stop, end):
        return True
    return written_behind(upper, stop, end, sheet.year)[0].month is not None


def _is_listed(sheet: Sheet, name: Name, digits: str, stop: int, end: int) -> bool:
    """Whether the list of the telegram has this number of the post, so that the sentence means that one."""
    tail = f"{name.key}{int(digits)}"
    if name.key is None or not any((one.mrn or "")[2:] == tail for one in sheet.references[:_MOST_LISTED]):
        return False
    following = _NEXT_WORD.match(upper := sheet.upper, stop, end)
    return upper[stop : stop + 1] != "%" and (following is None or following[1] not in _WORDS.counted)


def _is_copy(upper: str, begin: int) -> bool:
    """Whether the post at ``begin`` is one more of those to which a telegram was repeated."""
    low = max(0, begin - _LONGEST_COPIES)
    return any(word in upper[low:begin] for word in _WORDS.repeated) and _COPIES.search(upper, low, begin) is not None


def _stands_out(text: str, begin: int, end: int) -> bool:
    """Whether the name at ``begin`` stands in capitals among words that do not, as the numbers of telegrams do."""
    around = text[max(0, begin - 24) : begin]
    return text[begin:end].isupper() and around.upper() != around


def _fits(upper: str, digits: str, stop: int, end: int, *, spoken: bool = False) -> bool:
    """Whether what follows a number lets it be a telegram's. The shorter the number, the more must speak for it."""
    sign = upper[stop] if stop < end else "."
    if sign in _CLOSING:
        return len(digits) > 2 or sign in ").;"
    following = _NEXT_WORD.match(upper, stop, end)
    word = following[1] if following is not None else None
    if word in _WORDS.counted:
        return False
    if len(digits) <= 2:
        return False
    if len(digits) == 3 or spoken:
        return word is None or word in _WORDS.sentence or len(word) == 1
    return True


def _reference(
    sheet: Sheet,
    post: str | None,
    number: int,
    year: int | None,
    airgram: bool,
    begin: int,
    end: int,
    written: Written = NOTHING_WRITTEN,
) -> Reference:
    span, text = span_of((begin, end)), _folded(sheet, begin, end)
    if post is None and sheet.notes is not None and not airgram:
        noted = sheet.notes.of(None, number, sheet.text, end)
        post = None if noted is None else noted.post
    if post is None:
        return Reference(None, None, text, "airgram" if airgram else "telegram", "ambiguous", span)
    return reference_to(sheet, None, post, number, year, airgram, text, span, written)


def _paragraph_end(upper: str, at: int, end: int) -> int:
    """Where an empty line ends the paragraph of ``at``, if one is near."""
    found = upper.find("\n\n", at, min(end, at + _LONGEST))
    return end if found < 0 else found


def _folded(sheet: Sheet, begin: int, end: int) -> str:
    text = sheet.text[begin:end]
    return " ".join(text.split()) if "\n" in text or "  " in text else text


# By label


def _by_label(sheet: Sheet, at: int, end: int, named: list[Reference], found: list[Reference]) -> None:
    """named: the list of the telegram, or what stands for one."""
    listed: dict[str | None, list[Reference]] = {}
    for reference in named[:200] if named is sheet.references else ():
        listed.setdefault(reference.label, []).append(reference)
    upper = sheet.upper
    while at >= 0:
        match = _REF_WORD.match(upper, at, end)
        if match is not None:
            _take_labels(sheet, listed, named, match, found)
        at = upper.find("REF", at + 3 if match is None else match.end(), end)


def _take_labels(
    sheet: Sheet,
    listed: dict[str | None, list[Reference]],
    named: list[Reference],
    match: re.Match[str],
    found: list[Reference],
) -> None:
    """Note what ``REF A AND (C)`` or ``REFTEL`` cites: each label of the list, or what the list alone can mean.

    A label under which several telegrams stand names them all; one that the list has not stays open.
    """
    tel = match["tel"]
    wire = tel is not None and ("TEL" in tel or tel.endswith(("CABLE", "CABLES", "MESSAGE", "MESSAGES")))
    labels, stop = _labels(sheet, listed, match, wire=wire)
    begin = match.start()
    span, text = span_of((begin, stop)), _folded(sheet, begin, stop)
    for label in labels:
        cited = listed.get(label)
        if cited is None:
            sheet.findings.append(finding("REF002", span, text=text))
            if wire:
                found.append(Reference(label, None, text, "telegram", "ambiguous", span))
            else:
                found.append(Reference(label, None, text, "other", "unread", span))
        else:
            found.extend(Reference(label, one.mrn, text, one.kind, one.status, span) for one in cited[:_MOST_OF_LABEL])
    if labels or not (wire or _is_bare(sheet, match)):
        return
    meant = [r for r in named[:26] if len(named) == 1 or r.kind in ("telegram", "airgram")]
    if meant and (len(meant) == len(named) == 1 or (tel is not None and tel.endswith("S"))):
        found.extend(Reference(r.label, r.mrn, text, r.kind, r.status, span) for r in meant)
    elif wire:
        found.append(Reference(None, None, text, "telegram", "ambiguous", span))


def _is_bare(sheet: Sheet, match: re.Match[str]) -> bool:
    """Whether ``ref`` or ``refs`` stands for the list itself: no number and no label of its own behind it."""
    if match["tel"] not in (None, "S") or not sheet.references:
        return False
    return _OWN_BEHIND.match(sheet.upper, match.end()) is None


def _labels(
    sheet: Sheet, listed: dict[str | None, list[Reference]], match: re.Match[str], *, wire: bool
) -> tuple[list[str], int]:
    """The labels of ``A``, ``(A)``, ``A AND C``, ``A-C``, rising, and where the last ends.

    A small letter counts in brackets, or if the list has it; a capital after REFTEL or REFERENCE only so, too.
    """
    labels: list[str] = []
    if match["labels"] is None:
        return labels, match.end()
    stop = match.start("labels")
    if match.end() - stop == 2 and sheet.text[stop] in " \n" and match["tel"] != "ERENCE":  # ``REF A``, as most are
        label = sheet.text[stop + 1]
        if "A" <= label <= "Z" and (label in listed or not (wire and listed)):
            return [label], stop + 2
    for one in _ONE.finditer(sheet.upper, match.start("labels"), match.end()):
        label = one["label"]
        sure = one["open"] is not None
        small = sheet.text[one.start("label")].islower()
        plain = not label.isdigit() and not small and not labels and match["tel"] != "ERENCE"
        if not (sure or label in listed or (plain and (not wire or not listed))):
            break
        if small and not sure and (match["tel"] or "").startswith("ERENCE"):
            break
        if labels and (label.isdigit() != labels[-1].isdigit() or not _rises(labels[-1], label)):
            break
        if one["range"] and labels and not label.isdigit():
            labels.extend(chr(code) for code in range(ord(labels[-1]) + 1, ord(label)))
        labels.append(label)
        stop = one.end() if sure or not one["close"] else one.end() - 1
    return labels, stop


def _rises(last: str, label: str) -> bool:
    return int(last) < int(label) if label.isdigit() else last < label


# By a word alone


def _by_word(sheet: Sheet, at: int, start: int, end: int, found: list[Reference]) -> None:
    """``SEPTEL``, and ``URTEL`` and its like without a number: telegrams that are named and stay open."""
    upper = sheet.upper
    while at >= 0:
        if upper[max(start, at - 2) : at] in _BEFORE_TEL:
            match = _TEL_WORD.search(upper, max(start, at - 7), min(end, at + 16))
            if match is not None and match.start() < at < match.end():
                text = sheet.text[match.start() : match.end()]
                status: ReferenceStatus = "unread" if upper.startswith("SEP", match.start()) else "ambiguous"
                found.append(Reference(None, None, text, "telegram", status, Span(*match.span())))
        at = upper.find("TEL", at + 3, end)


def _by_pointer(sheet: Sheet, at: int, end: int, found: list[Reference]) -> None:
    """``PARAGRAPH 3 ABOVE``: a place in the telegram itself."""
    upper = sheet.upper
    while at >= 0:
        match = _POINTER.match(upper, at, end)
        if match is not None:
            begin, stop = match.span()
            found.append(Reference(None, None, _folded(sheet, begin, stop), "other", "unread", Span(begin, stop)))
        at = upper.find("PARA", at + 4 if match is None else match.end(), end)
