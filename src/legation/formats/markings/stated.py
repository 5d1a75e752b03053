"""Every classification line of a telegram, wherever it stands: the highest level holds, and the captions of all.

A telegram states its level above its heading, in its text, at the head and foot of each page, over each section and at
its end. Each room reads the line it looks for, and some take lines away as furniture; a line in what a telegram quotes
is read by none of them. No part may be let out below what any of them says, so all are looked at once more here, in
the words before anything was taken out. Such a line raises what a telegram's own line or record says and never stands
for it: a text without one stays unread. Portion marks are another matter. Source: telegram-format 4.1 and 4.11.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache, reduce

from legation.core.dtg import MONTH_PATTERN
from legation.core.precedence import RANKS
from legation.formats.markings.captions import (
    FULL,
    SIGNS,
    TAIL,
    captions_of,
    find_misread,
    hold_captions,
    is_caption_line,
    is_end,
    is_in_capitals,
    is_within,
    last_lines,
    split_handling,
    take_caption_line,
    words_behind_level,
)
from legation.formats.markings.foreign_lines import (
    PAGE,
    PERSONAL,
    SIGNS_AROUND,
    is_alone,
    of_foreign,
    second_level,
    take_spaced_foreign,
)
from legation.formats.markings.levels import (
    BETWEEN,
    CAPITAL,
    CONTROL_SIGN,
    DURATION,
    FOREIGN,
    FOREIGN_FRONTS,
    LEVEL,
    WIDE_PATTERN,
    controls_of,
    foreign_level,
    higher,
    level_named,
    without_signs,
)
from legation.formats.markings.marks_within import take_caption_within, take_stated_marks, take_stated_within
from legation.formats.markings.raising import AROUND, held_now, tell_raised
from legation.formats.ownnumber import SERIES, behind_control, known_post
from legation.formats.sectionheads import COUNT
from legation.formats.sheet import ELSEWHERE, LINE, Sheet
from legation.tables.banners import classification_of
from legation.tables.marking_rows import CLASSIFIED_RANK, allied_marks, is_no_control
from legation.tables.portions import least_of_mark, portion

_A = BETWEEN
_END = r"[^A-Z0-9\n]{0,20}(?=\n|\Z)"
# The second letters of the levels, ours and others, by the first: behind the number of most pages stands a post.
_SECOND = {
    "S": "ABCELTZ",
    "C": "OU",
    "T": "AIOR",
    "R": "EI",
    "U": "KLNS",
    "L": "ILOU",
    "O": "FGZ",
    "N": "ACORS",
    "5": "E",
}
_LEVEL_BEGINS = "|".join(f"{first}(?=[^A-Z]|[{second}])" for first, second in _SECOND.items())
# And those of the captions: most tags are none, though they begin with the same letters.
_CAPTION_BEGINS = rf"N{_A}{SIGNS['O']}|E{_A}(?:{SIGNS['X']}|Y)|L{_A}{SIGNS['I']}|S{_A}{SIGNS['T']}"
# The first letters of each of them behind the very first, so that a word of prose costs no look at all.
_OPENS = {
    "T": [
        rf"{_A}[O0]{_A}P",
        "HIS [A-Z]{4,12} IS ",
        "ELEGRAM CL",
        rf"AGS? {{0,5}}[:=|/-]\W{{0,9}}(?:{_CAPTION_BEGINS})",
        "[A-Z0-9]P SEC|RES SEC",
        "S(?://?[A-Z]| ?-{1,2} ?ENT)",
    ],
    "S": [
        rf"{_A}E{_A}(?:C(?!RETAR)|N{_A}S{_A}[I1L]{_A}T(?!IVE(?:\n|\Z)))",
        "BU|//?[A-Z]| ?-{1,2} ?ENT",
        rf"{_A}T{_A}A{_A}D",
        "TAMP|TRICT(?: SEC|EMENT CON)",
        rf"[A-Z0-9]{{2}}RET{_END}",
    ],
    "C": [
        rf"{_A}[O0]{_A}(?:N{_A}F{_A}[I1L]{_A}D{_A}E{_A}N{_A}T|S{_A}M)",
        r"UI(?=\W)|ONTROLLED(?: UNC|//)",
        "LAS(?!SIFIED BY)|URRENT CL|ANADIAN |APTION|AVEAT|ABLE CL|HEROKEE|//?[A-Z]",
        rf"ONFID[A-Z0-9]{{6}}{_END}|[A-Z0-9]{{5}}ENTIAL{_END}|TS(?:A|-B)?(?://|{_END})",
    ],
    "O": [rf"{_A}F{_A}F{_A}[I1L]{_A}C{_A}[I1L]{_A}A{_A}L[ ._*:–—-]{{0,5}}[US]", "VERALL |RIGINAL CL"],
    "R": [rf"{_A}E{_A}S{_A}T"],
    "P": [rf"AGE \d{{1,3}}(?: OF \d{{1,3}})?[ :/-]{{1,9}}(?:{_LEVEL_BEGINS})", "ERSONAL AND|RIVATE AND|REVIOUS CL"],
    "D": ["OCUMENT CL|ISTR"],
    "M": ["ARK|OST |ESSAGE CL"],
    "N": [rf"{_A}(?:A{_A}T{_A}[O0]|[O0]{_A}[DF])|(?:[SCR]|CA|SAT)(?://|{_END})"],
    "E": [rf"{_A}X{_A}D|YES"],
    "U": [rf"{_A}N{_A}C", r"K |\.K\.|S EY"],
    "H": ["AND(?:LING|WRIT)"],
    "I": ["N (?:INK|PENCIL)"],
    "L": [rf"{_A}[I1L]{_A}M|{_A}[O0]{_A}U|EVEL"],
    "0": [rf"{_A}F{_A}F{_A}[I1L]{_A}C{_A}[I1L]{_A}A{_A}L[ ._*-]{{0,5}}[US]"],
    "5": ["ECRET"],
}


def _foreign_openings() -> dict[str, str]:
    """What stands behind each first letter of the words of other governments; first a look at the second letter."""
    behind: dict[str, list[str]] = {}
    for first, rest in FOREIGN_FRONTS:  # those with a level of ours among them are found by it
        behind.setdefault(first, []).append(rest)
    return {
        first: f"(?={'|'.join(dict.fromkeys(_second(rest) for rest in some))})(?:{'|'.join(some)})"
        for first, some in behind.items()
    }


def _second(rest: str) -> str:
    """The pattern of the first letter in a pattern."""
    found = _ONE.match(rest)
    return found[0] if found is not None else ""


_ONE = re.compile(r"\[[^\]]+\]|\(\?:[^)]+\)|.")
_FOREIGN_OPENINGS = _foreign_openings()
_FIRST_LETTERS = frozenset({*_OPENS, *_FOREIGN_OPENINGS})


def _front() -> str:
    """One pattern for all of them and for the words of other governments, by the first letter."""
    opens = {first: list(behind) for first, behind in _OPENS.items()}
    for first, behind in _FOREIGN_OPENINGS.items():
        opens.setdefault(first, []).append(behind)
    plain = [f"{first}(?:{'|'.join(behind)})" for first, behind in opens.items() if first.isascii()]
    others = [f"{first}(?:{'|'.join(behind)})" for first, behind in opens.items() if not first.isascii()]
    return f"(?={'|'.join(plain)}|(?![ -~])(?:{'|'.join(others)}))"


_FRONT = _front()
_OTHER_LETTERS = "".join(sorted(letter for letter in _FIRST_LETTERS if not letter.isascii()))
# Letters and figures with which none of the words begins.
_NO_FIRST = "".join(sorted(frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ12346789") - _FIRST_LETTERS))
_BEFORE = rf"[^A-Z0-9\n{_OTHER_LETTERS}]{{0,20}}+"  # signs of quotation and markup
# What a line may say before the level: what it is, its page, whose it is.
_LABEL = (
    r"(?:(?:[A-Z]{4,12} ){0,2}(?:CLASSIFICATION|CLASSIFIED|CLASS?|LEVEL|MARKING|MARKED|SECURITY|STAMP(?:ED)?"
    r"|HANDWRITTEN|IN INK|IN PENCIL)(?: LEVEL| MARKING)?"
    r" {0,5}(?:[:=|/]|-{1,2}| (?=[A-Z]))\W{0,9}|THIS [A-Z]{4,12} IS (?:(?:CLASSIFIED|MARKED) )?"
    r"|PAGE \d{1,3}(?: OF \d{1,3})?[ :/-]{1,9}|(?P<most>MOST )"
    r"|(?:UK|U\.K\.|PERSONAL AND|PRIVATE AND|CANADIAN(?: EYES ONLY)?)[ /-]{1,3})"
)
_FIELD = r"(?:[A-Z]{4,12} ){0,2}CLASSIFICATION(?: LEVEL| MARKING)? {0,5}[:=|]\W{0,9}"  # whose value may be a mark
_CUI = "CUI|CONTROLLED UNCLASSIFIED INFORMATION|CONTROLLED(?=//)"
_CUI_BEHIND = re.compile(r"//| ?[:–-]")
DISTRIBUTION = "|".join(
    _A.join([n[0], *(SIGNS.get(c, c) for c in n[1:])]) for n in ("NODIS", "EXDIS", "LIMDIS", "STADIS", "NOFORN")
)
# And before captions.
_SAID = (
    r"(?:HANDLING|DISTRIBUTION|CAPTION|CAVEAT|MARKING|CLASSIFICATION|TAG)S?"
    r"(?: CAPTIONS?| RESTRICTIONS?| INSTRUCTIONS?)? {0,5}(?:[:=|/]|-{1,2}| (?=[A-Z]))\W{0,9}|THIS [A-Z]{4,12} IS "
)
_GLUED = r"(?!(?:RY|RIES|RIAT|TY)\d)[A-Z]{2,20}\d{4,7} {0,9}(?:\n|\Z)"
"""Post, but for its first letter, and number behind a level that has lost its blanks: ``SECRETTUNIS000893``."""
_WORDS = (
    rf"{_BEFORE}{_FRONT}(?:{_LABEL}??(?:(?P<level>{WIDE_PATTERN}|SENSITIVE BUT UNCLASSIFIED|SBU|{_CUI})"
    rf"(?![A-Z0-9](?!{_GLUED}))(?P<rest>[^\n]{{0,120}})(?=\n|\Z)|(?P<foreign>{FOREIGN})(?![A-Z0-9])(?P<others>[^\n]{{0,80}})(?=\n|\Z))"
    rf"|(?P<marked>(?:TS|S|C)(?:/{{1,2}}[A-Z][A-Z ,/-]{{0,60}}|//{CONTROL_SIGN}{{1,60}}| ?-{{1,2}} ?ENTIRE TEXT)"
    rf"|(?P<allied>CTS-B|{'|'.join(allied_marks())})(?://{CONTROL_SIGN}{{0,40}})?){_END}"
    r"|(?P<misread>SEC[A-Z0-9]{3}|[S5][A-Z0-9]{2}RET|CONFID[A-Z0-9]{6}|C[A-Z0-9]{5}ENTIAL"
    rf"|T[A-Z0-9]P SECRET|TOP [S5][A-Z0-9]{{5}}){_END}"
    rf"|(?:{_FIELD})(?P<in_a_field>(?:TS|S|C)(?://?[A-Z][A-Z ,/-]{{0,60}}|//{CONTROL_SIGN}{{1,60}})?){_END}"
    rf"|(?P<caption>(?P<said>(?:{_SAID})?)(?:(?:{DISTRIBUTION}|CHEROKEE|EYES ONLY)(?![A-Z0-9])[^\n]{{0,100}}"
    r"|(?:UK|U\.K\.|US|CANADIAN) EYES [^\n]{1,40})(?=\n|\Z)))"
)
_LINE = re.compile(_WORDS)
# Where such a line may begin: most lines of prose are passed by at the first sign, the others at the first letters. The
# words themselves stand in one pattern alone, which takes long to compile.
_BEGINS = re.compile(rf"\n(?![{_NO_FIRST}\n]){_BEFORE}{_FRONT}")
_FIELD_OPENS = (',"', ';"')
_OF_CLASS = re.compile(r"(?<![A-Z])CLASS(?:IFICATION)?(?: LEVEL| MARKING)? {0,5}[:=] {0,5}")
_MARKS = frozenset({"TS", "S", "C", "U"})
# Behind a level: the page, whose it is too, the readers of another government.
_EYES = re.compile(r"(?:UK|U\.K\.|US|AUSTRALIAN|CANADIAN|CDN|NZ) EYES (?:A|ALPHA|B|BRAVO|[O0]NLY)(?![A-Z])")
_PARTED = re.compile(rf"(?:{DISTRIBUTION})(?![A-Z0-9])")
_AROUND_PAGE = re.compile(r"^(?:PAGE )?\d{1,3} | (?:PAGE )?\d{1,3}$")
_SECTION = re.compile(rf"(?:FINAL )?SECTI[O0]N {{1,3}}(?:(?:{COUNT}) {{1,3}})?[O0]F {{1,3}}(?:{COUNT})\b|QQQQ\b")
_NUMBER = re.compile(
    r"(?P<post>[A-Z][A-Z .'-]{1,30}?) {1,9}(?P<number>\d{1,7})(?:/\d{1,2})?(?: {1,9}(?:TOSEC|SECTO) {1,9}\d{1,7})?"
)
# Where and when it was sent, behind the level of a sheet: ``SECRET, March 12, 1951-6 p.m.``
_DATED = re.compile(
    r"(?P<rest>.{0,60}?)(?P<sign>[ ,;.\])-]{1,9})(?:(?P<place>[A-Z][A-Z .]{2,20}), ?)?"
    rf"(?:{MONTH_PATTERN}\.? {{1,3}}\d{{1,2}},?|\d{{1,2}} {{1,3}}{MONTH_PATTERN},?) {{1,3}}(?:19|20)\d\d"
    r"(?:[ ,–—-]{1,5}\d{1,2}(?::\d\d)? {0,2}[AP]\. ?M\.)?[ .\])]{0,9}"
)
# The code of the matter (SSIC) of a naval message, or the number of its series, and what a copy has run in behind it.
_MATTER = re.compile(r"//(?:N\d{5}(?![A-Z0-9])| {1,3}[A-Z]{4,10} \d{1,3}/\d\d(?!\d)).*")
# What an editor says of a level behind it: ``SECRET [crossed out]``.
_NOTE = re.compile(r" {1,3}\[[^\[\]]{1,40}\] {0,9}\Z")
# The same, of a number that needs no post of the table.
_POST_AND_NUMBER = re.compile(r" {1,9}(?P<post>[A-Z]{3,14}(?: [A-Z]{2,14}){0,2}) {1,9}\d{4,7} {0,9}")
_FEWEST_DIGITS = 4  # of the number of a post that the table has not
_STROKES = re.compile(rf"(?:/{CAPITAL}{{2,15}}){{1,5}}")  # ``SECRET/WNINTEL``
_CLOSING = {"(": ")", "[": "]", "{": "}"}
# What stands behind the strokes of a level and is none of its controls: the code of the matter, the number of a series,
# and the heading, which a copy has run in there.
_RUN_IN = re.compile(r"(?:FM|TO|INFO|DE|SUBJ|MSGID|REF) |(?:MSGID|SUBJ)\Z|[A-Z]?\d{4,5}(?:\Z| )")
# The ends of captions that stand on lines of their own, each with a first sign that the engine finds by itself.
_EYES_ONLY = re.compile(r"YES[ -]?[O0]N[LI1]Y(?![A-Z])")
_CAPTION_ENDINGS = (re.compile(r"D[I1L]S(?![A-Z])"), _EYES_ONLY, re.compile(r"F[O0]RN(?![A-Z])"))
_LONGEST = 120


def take_stated_levels(sheet: Sheet, start: int, end: int, body: int | None = None) -> None:
    """State the level and hold the captions of every classification line of ``sheet.text[start:end]``.

    A classification line is a level with nothing behind it but captions, a section and a telegram's number, or with
    anything behind ``//``; a line of captions alone just above or below it goes with it. Levels that differ are a
    finding, at the first line that is not of the highest. From ``body`` on a caption within a sentence is a word of it.
    """
    met: list[tuple[str, int, int]] = []
    upper = without_signs(sheet.upper)
    for found in _lines(upper, start, end):
        at, begin = found.end(), found.start("level")
        if begin < 0:
            other = _read_other(sheet, found, body)
            if other is not None:
                met.append(other)
                sheet.met.append((other[1], other[2], other[0], ()))
            elif found["caption"] is not None:
                sheet.met.append((found.start("caption"), at, None, captions_of(closed(found["caption"])) or ()))
            read = None
        else:
            read = _read_line(sheet, found, start)
        if read is not None:
            level, captions = read
            if found["most"] is not None and level == "SECRET":
                level = "TOP SECRET"
            sheet.state_level(level, ELSEWHERE)
            hold_captions(sheet, captions)
            _take_beside(sheet, begin, at, start, end)
            sheet.met.append((begin, at, level, tuple(captions)))
            if level is not None:
                met.append((level, begin, at))
    body = end if body is None else body
    take_spaced_foreign(sheet, upper, start, body)
    take_spaced_foreign(sheet, upper, last_lines(upper, body, end), end)
    if LINE not in sheet.stated:
        return
    highest = sheet.line_level
    lower = next((one for one in met if one[0] != highest), None)
    if lower is not None:
        sheet.find("CLS004", lower[1], lower[2], text=lower[0], read=highest)


def _lines(upper: str, start: int, end: int) -> Iterator[re.Match[str]]:
    """Every line that may be a classification line, and what so begins a field of a table: ``2,"SECRET``."""
    line = at = start
    while True:
        found = _LINE.match(upper, line, end)
        if found is not None:
            at = found.end()
            yield found
        begins = _BEGINS.search(upper, at, end)
        if begins is None:
            break
        line, at = begins.start() + 1, begins.end()
    if upper.find('"', start, end) < 0:  # as in most texts, and one sign is found at once
        return
    for opening in _FIELD_OPENS:
        at = upper.find(opening, start, end)
        while at >= 0:
            at += len(opening)
            found = _LINE.match(upper, at, end)
            if found is not None:
                yield found
            at = upper.find(opening, at, end)


def _read_other(sheet: Sheet, found: re.Match[str], body: int | None) -> tuple[str, int, int] | None:
    """A line of a level of which a scan has misread a letter, or of captions alone, whose captions are held."""
    if found["misread"] is not None:
        level = _meant(found["misread"])
        if level is None:
            return None
        sheet.state_level(level, ELSEWHERE)
        return level, found.start("misread"), found.end()
    kind = "in_a_field" if found["in_a_field"] is not None else "marked"
    if found[kind] is not None:
        mark = DURATION.sub("", found[kind]).strip(SIGNS_AROUND)
        if found["allied"] is not None and not mark.startswith("CTS") and not _stands_alone(sheet.text, found):
            return None
        said = portion(mark) or (least_of_mark(mark) if "//" in mark else None)
        words = sheet.text[found.start(kind) : found.end()]
        if said is None or said.rank < CLASSIFIED_RANK or not is_in_capitals(words):
            return None
        told = classification_of(said)
        sheet.state_level(told.level, ELSEWHERE)
        hold_captions(sheet, [*told.caveats, *told.captions])
        return str(told.level), found.start(kind), found.end()
    if found["foreign"] is not None:
        foreign = of_foreign(found["foreign"], found["others"])
        words = sheet.text[found.start("foreign") : found.end("foreign")]
        if foreign is None or (any(map(str.islower, words)) and not is_alone(sheet.text, found)):
            return None
        sheet.state_level(foreign.level, ELSEWHERE)
        hold_captions(sheet, foreign.needs)
        return foreign.level, found.start("foreign"), found.end()
    if found["caption"] in sheet.captions:
        return None
    begin, end = found.span("caption")
    is_labelled = found["said"].rstrip(" ").endswith((":", "=", "|"))
    if body is not None and begin >= body and not is_labelled and is_within(sheet.text, begin, end):
        return None
    words = " ".join(closed(found["caption"][len(found["said"]) :]).strip(SIGNS_AROUND).split())
    words = _AROUND_PAGE.sub("", words).strip(SIGNS_AROUND)
    if found["caption"].rstrip().endswith(f"{words}-"):  # its last word goes on in the next line
        words += "-"
    held = len(sheet.captions) + len(sheet.caveats)
    if _EYES.fullmatch(words):
        hold_captions(sheet, [words])
    elif is_caption_line(words):
        take_caption_line(sheet, words)
    if len(sheet.captions) + len(sheet.caveats) > held:
        sheet.find("CAP001", begin, end, text=" ".join(sheet.text[begin:end].split()))
    return None


def _stands_alone(text: str, found: re.Match[str]) -> bool:
    """Whether letters on a line are a marking: between strokes, or two of them with no words on the lines beside it."""
    begin = found.start("marked")
    first = text.rfind("\n", 0, begin) + 1
    if "/" in text[first : found.end()]:
        return True
    above = text[max(0, first - _LONGEST) : first].rstrip(" ").rpartition("\n")[0].rpartition("\n")[2]
    below = text[found.end() + 1 : found.end() + 1 + _LONGEST].partition("\n")[0]
    is_first = first < _LONGEST and not text[:first].strip()
    return len(found["allied"]) == _FEWEST_LETTERS and not above.strip() and (is_first or not below.strip())


_FEWEST_LETTERS = 2  # NCA is a part of a country as well


def closed(words: str) -> str:
    """Words of captions whose letters stand apart as they are written else: ``N-O-D-I-S``."""
    return _PARTED.sub(_closed, words)


def _closed(found: re.Match[str]) -> str:
    return re.sub("[^A-Z0-9]", "", found[0])


def _meant(words: str) -> str | None:
    """The level that words mean of which one letter is misread: SECRET for ``SECPET``."""
    for level in ("SECRET", "CONFIDENTIAL", "TOP SECRET"):
        if len(words) == len(level) and sum(map(str.__ne__, words, level)) == 1:
            return level
    return None


def take_stated_captions(sheet: Sheet, start: int, end: int, body: int | None = None) -> None:
    """Hold the captions of every line of ``sheet.text[start:end]`` that has nothing else, above the ``body``, and those
    that stand apart on another line there or in the last lines of all.

    Each room takes the lines of its own field; one that goes on over several lines takes what stands between them, too.
    A telegram is rather held by a caption that it may not bear than read by those whom one of its lines keeps from it.
    """
    upper = sheet.upper
    last, end = end, end if body is None else body
    for closing in _CAPTION_ENDINGS[0].finditer(upper, max(end, last - TAIL), last):
        take_caption_within(sheet, closing.end(), start)
    for ending in _CAPTION_ENDINGS:
        if ending is _EYES_ONLY and upper.find("EYES", start, end) < 0:
            continue
        found = ending.search(upper, start, end)
        while found is not None:
            begin = max(start, upper.rfind("\n", start, found.start()) + 1)
            stop = upper.find("\n", found.end(), end)
            stop = end if stop < 0 else stop
            words = sheet.text[begin:stop].strip()
            if words and stop - begin <= _LONGEST and is_caption_line(words):
                held = len(sheet.captions) + len(sheet.caveats)
                if take_caption_line(sheet, words) and len(sheet.captions) + len(sheet.caveats) > held:
                    sheet.find("CAP001", begin, stop, text=" ".join(words.split()))
            else:
                take_caption_within(sheet, found.end(), start)
            found = ending.search(upper, stop, end)


def take_levels_around(sheet: Sheet, words: str, span: tuple[int, int] = (0, 0)) -> None:
    """The same of plain ``words`` around the telegram, which no room reads, such as those of the mail that brought it.

    They have no places on the sheet: what has come by them is told at ``span``, where they stand.
    """
    sheet.set_words(sheet.text)  # of a record whose text is lost nobody did
    held, upper, findings, lines, met = sheet.text, sheet.upper, sheet.findings, dict(sheet.lines), sheet.met
    before = held_now(sheet)
    sheet.findings, sheet.met = [], []
    sheet.set_words(words)
    take_stated_levels(sheet, 0, len(words))
    take_stated_captions(sheet, 0, len(words))
    take_stated_marks(sheet, 0, len(words))
    take_stated_within(sheet, 0, len(words))
    sheet.set_words(held, upper)
    sheet.findings, sheet.lines, sheet.met = findings, lines, met
    tell_raised(sheet, sheet.fields.get("level"), before, AROUND, span)


def _read_line(sheet: Sheet, found: re.Match[str], start: int) -> tuple[str | None, list[str]] | None:
    """The level and the captions of a line of ``_WORDS``; None where it holds other words. SBU is no level but lifts.

    Source: data/marking.toml.
    """
    begin, stop = found.start("level"), found.end()
    rest: str = found["rest"]
    written = sheet.text[begin:stop]
    if not written.isupper() and (theirs := foreign_level(f"{found['level']}{rest}")) is not None:
        return theirs, []  # ``Secret Défense``
    level = level_named(found["level"])
    alone = _POST_AND_NUMBER.fullmatch(rest) if level is not None else None
    if alone is not None and written.isupper() and _is_no_handling(alone["post"]):  # as on most lines
        return level, list(controls_of(found["level"]))
    if rest[:1].isalpha():  # which only ``_GLUED`` lets stand there
        return level, list(controls_of(found["level"]))
    if (dated := _DATED.fullmatch(rest)) is not None and _is_sent_there(sheet, dated):
        rest = dated["rest"]
    if "//" in rest and written.isupper():
        rest = _MATTER.sub("//", rest)
    if "[" in rest and rest.rstrip().endswith("]"):
        rest = _NOTE.sub("", rest)
    before = [*controls_of(found["level"])] if level is not None else ["SENSITIVE BUT UNCLASSIFIED"]
    if rest.rstrip().endswith((".", '"', "!", "?")) and (not written.isupper() or is_end(sheet.text, begin, start)):
        return None  # the last words of a sentence
    if not rest.strip(SIGNS_AROUND) or (found["level"].startswith(("CUI", "CONTROLLED")) and _CUI_BEHIND.match(rest)):
        return level, before
    if ("SECTI" in rest or "QQQQ" in rest) and (section := _SECTION.search(rest)) is not None:
        rest = rest[: section.start()] + " / " + rest[section.end() :]
    if "EYES" in rest:
        before.extend(" ".join(eyes.split()).replace("0NLY", "ONLY") for eyes in _EYES.findall(rest))
        rest = _EYES.sub(" ", rest)
    needs, past = words_behind_level(rest)
    named, left = split_handling(DURATION.sub(" ", rest[past:]))
    named, left = [*before, *needs, *named], left.strip(SIGNS_AROUND)
    if not left or left in _MARKS or PAGE.fullmatch(left) or PERSONAL.fullmatch(left):
        return level, named
    if (second := second_level(left)) is not None:  # said twice on the line
        # Behind two strokes in words that are not ours it may be a control as well.
        is_ours = not rest.lstrip().startswith("//") or level_named(left) is not None
        return higher(level, second), named if is_ours else [*named, left]
    parted = behind_control(sheet, left) if rest.lstrip().startswith("//") else None
    if parted is not None:
        return level, [*named, parted[0]]
    if written.isupper() and _is_number(sheet, left):
        return level, named
    if written.isupper() and known_post(sheet, left) is not None:
        return level, named
    if not (rest.lstrip().startswith("//") or (written.isupper() and _STROKES.fullmatch(rest.strip()))):
        return _read_labelled(found)
    # What is no word of the table is a need of its own: ``SECRET//SI``. Not so the number of a subject, as the Navy has
    # it there, and the heading that a copy has run in behind it.
    closing = _CLOSING.get(sheet.text[begin - 1 : begin])
    if closing is not None and closing in rest:  # ``(SECRET//SI) THE VISIT``: behind the bracket it is no control
        left = split_handling(DURATION.sub(" ", rest.partition(closing)[0]))[1].strip(SIGNS_AROUND)
    if SERIES.match(left) is not None:
        return level, named
    for part in re.split(r" {0,9}/{1,9} {0,9}", left):
        word = str(part).strip(SIGNS_AROUND)
        parted = behind_control(sheet, word)
        word = parted[0] if parted is not None else word
        if _RUN_IN.match(word) is not None or _is_number(sheet, word):
            break
        # ``UNCLASSIFIED// ROUTINE``: the precedence of the heading
        if any(map(_is_letter, word)) and word not in RANKS and not is_no_control(word):
            named.append(word)
    return level, named


def _read_labelled(found: re.Match[str]) -> tuple[str | None, list[str]] | None:
    """The highest level of a line that has a label before one and goes on in other words; None without a label.

    A page of a review has its whole heading in one line, and the level of the telegram behind what the page is:
    ``UNCLASSIFIED CURRENT CLASS: SECRET CASE 12``.
    """
    line: str = found[0]
    labelled = [LEVEL.match(line, label.end()) for label in _OF_CLASS.finditer(line)] if "CLASS" in line else []
    levels = [level_named(one["level"]) for one in labelled if one is not None]
    return (reduce(higher, levels), []) if levels else None


def _is_number(sheet: Sheet, words: str) -> bool:
    """Whether words are the post and number of a telegram."""
    number = _NUMBER.fullmatch(words)
    if number is None:
        return False
    return len(number["number"]) >= _FEWEST_DIGITS or known_post(sheet, number["post"].strip()) is not None


def _is_letter(sign: str) -> bool:
    """Whether a sign may be one of a control: a letter or figure of any script, or what nobody can read."""
    return sign.isalnum() or sign >= "\ufffd"


def _is_sent_there(sheet: Sheet, dated: re.Match[str]) -> bool:
    """Whether what stands before the day is the place it was sent from: ``SECRET TALKS, March 12`` are words."""
    place = dated["place"]
    return place is None or dated["sign"] != " " or known_post(sheet, place) is not None


@lru_cache(maxsize=1024)  # of the few hundred posts that sign the telegrams of one archive
def _is_no_handling(words: str) -> bool:
    """Whether nothing in words that stand before a number says how to handle the telegram."""
    named, left = split_handling(DURATION.sub(" ", words))
    is_plain = not named and left == words and words_behind_level(f" {words}")[1] == 0
    return is_plain and LEVEL.match(words) is None and _SECTION.search(words) is None


def _take_beside(sheet: Sheet, begin: int, stop: int, start: int, end: int) -> None:
    """Hold the captions of the lines just above and below a classification line that hold nothing else."""
    text = sheet.text
    first = max(start, text.rfind("\n", start, begin))
    above = text[max(start, first - _LONGEST) : first].rpartition("\n")[2]
    below = text[stop + 1 : min(end, stop + 1 + _LONGEST)].partition("\n")[0]
    for words in (above.strip(), below.strip()):
        if len(words) >= FULL and words.endswith(" ONLY") and not set(split_handling(words)[0]) - {"ONLY"}:
            continue  # a full line is a sentence that the foot of the page has broken off
        if words and words[-1] != "." and is_in_capitals(words) and take_caption_line(sheet, words):
            find_misread(sheet, words, begin, stop)
