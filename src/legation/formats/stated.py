"""Every classification line of a telegram, wherever it stands: the highest level holds, and the captions of all.

A telegram states its level above its heading, in its text, at the head and foot of each page, over each section and at
its end. Each room reads the line it looks for, and some take lines away as furniture; a line in what a telegram quotes
is read by none of them. No part may be let out below what any of them says, so all are looked at once more here, in
the words before anything was taken out. Such a line raises what a telegram's own line or record says and never stands
for it: a text without one stays unread. Portion marks are another matter. Source: telegram-format 4.1 and 4.11.
"""

from __future__ import annotations

import re
from functools import lru_cache

from legation.formats.captions import (
    find_misread,
    hold_captions,
    is_caption_line,
    is_in_capitals,
    split_handling,
    take_caption_line,
)
from legation.formats.levels import LEVEL, LEVEL_PATTERN, WIDE_PATTERN, controls_of, higher, level_named
from legation.formats.ownnumber import known_post
from legation.formats.plain import in_capitals
from legation.formats.sectionheads import COUNT
from legation.formats.sheet import ELSEWHERE, LINE, Sheet
from legation.tables.captions import caveat_names

_SIGNS = " /.,:;*=()[]<>{}-_#|~`'\"!\\+&–—“”‘’«»·•"
_A = "[ ._*-]{0,3}"  # between two letters that are spaced or parted
_END = r"[^A-Z0-9\n]{0,20}(?=\n|\Z)"
# The first letters of each of them, so that a word of prose costs no look at all.
_FRONT = (
    rf"(?=T(?:{_A}[O0]{_A}P|HIS |ELEGRAM CL|AGS|[A-Z0-9]P SEC)"
    rf"|S(?:{_A}E{_A}[CN]|BU|{_A}T{_A}A{_A}D|[A-Z0-9]{{2}}RET{_END})"
    rf"|C(?:{_A}[O0]{_A}[NS]|LAS|ANADIAN |APTION|AVEAT|ABLE CL|HEROKEE|[A-Z0-9]{{5}}ENTIAL{_END})|R{_A}E{_A}S"
    rf"|L(?:{_A}[I1L]{_A}M|{_A}[O0]{_A}U|EVEL)|[O0](?:{_A}F{_A}F|VERALL |RIGINAL CL)|U(?:{_A}N{_A}C|K |\.K\.|S EY)"
    rf"|N{_A}(?:A{_A}T|[O0][ ._*-]{{0,3}}[DF])|E(?:{_A}X{_A}D|YES)|M(?:ARK|OST |ESSAGE CL)"
    rf"|P(?:AGE |ERSONAL AND|RIVATE AND|REVIOUS CL)|D(?:OCUMENT CL|ISTR)|HANDLING|5ECRET)"
)
_BEFORE = r"[^A-Z0-9\n]{0,20}+"  # signs of quotation and markup
# What a line may say before the level: what it is, its page, whose it is.
_LABEL = (
    r"(?:(?:[A-Z]{4,12} ){0,2}(?:CLASSIFICATION|CLASSIFIED|CLASS?|LEVEL|MARKING|MARKED|SECURITY)(?: LEVEL| MARKING)?"
    r" {0,5}(?:[:=|/]|-{1,2}| (?=[A-Z]))\W{0,9}|THIS [A-Z]{4,12} IS (?:(?:CLASSIFIED|MARKED) )?"
    r"|PAGE \d{1,3}(?: OF \d{1,3})?[ :/-]{1,9}|(?P<most>MOST )"
    r"|(?:UK|U\.K\.|PERSONAL AND|PRIVATE AND|CANADIAN(?: EYES ONLY)?)[ /-]{1,3})"
)
_DISTRIBUTION = "|".join(
    _A.join({"O": "[O0]", "I": "[I1L]"}.get(c, c) for c in n) for n in ("NODIS", "EXDIS", "LIMDIS", "STADIS", "NOFORN")
)
# And before captions.
_SAID = (
    r"(?:HANDLING|DISTRIBUTION|CAPTION|CAVEAT|MARKING|CLASSIFICATION|TAG)S?"
    r"(?: CAPTIONS?| RESTRICTIONS?| INSTRUCTIONS?)? {0,5}(?:[:=|/]|-{1,2}| (?=[A-Z]))\W{0,9}|THIS [A-Z]{4,12} IS "
)
_WORDS = (
    rf"{_BEFORE}{_FRONT}(?:{_LABEL}?(?P<level>{WIDE_PATTERN}|SENSITIVE BUT UNCLASSIFIED|SBU)(?![A-Z0-9])"
    r"(?P<rest>[^\n]{0,120})(?=\n|\Z)"
    r"|(?P<misread>SEC[A-Z0-9]{3}|[S5][A-Z0-9]{2}RET|CONFID[A-Z0-9]{6}|C[A-Z0-9]{5}ENTIAL"
    rf"|T[A-Z0-9]P SECRET|TOP [S5][A-Z0-9]{{5}}){_END}"
    rf"|(?P<caption>(?P<said>(?:{_SAID})?)(?:(?:{_DISTRIBUTION}|CHEROKEE|EYES ONLY)(?![A-Z0-9])[^\n]{{0,100}}"
    r"|(?:UK|U\.K\.|US|CANADIAN) EYES [^\n]{1,40})(?=\n|\Z)))"
)
_FIRST = re.compile(_WORDS)
# The first sign of any of those words, or a sign before them: most lines of prose are passed by at a look at this.
_LATER = re.compile(rf"\n(?=[^ABFGIJKQV-Z1-46-9\n]){_WORDS}")
_MARKS = frozenset({"TS", "S", "C", "U"})
# Behind a level: the page, whose it is too, the readers of another government.
_PAGE = re.compile(r"(?:PAGE )?\d{1,3}(?: OF \d{1,3})?")
_PERSONAL = re.compile(r"(?:AND )?(?:STRICTLY )?(?:PERSONAL|PRIVATE|GUARD)|WHEN (?:ATTACHED|SEPARATED)[A-Z ]{0,40}")
_EYES = re.compile(r"(?:UK|U\.K\.|US|AUSTRALIAN|CANADIAN|NZ) EYES (?:A|ALPHA|B|BRAVO|ONLY)(?![A-Z])")
_PARTED = re.compile(rf"(?:{_DISTRIBUTION})(?![A-Z0-9])")
_AROUND_PAGE = re.compile(r"^(?:PAGE )?\d{1,3} | (?:PAGE )?\d{1,3}$")
_SECTION = re.compile(rf"(?:FINAL )?SECTI[O0]N {{1,3}}(?:(?:{COUNT}) {{1,3}})?[O0]F {{1,3}}(?:{COUNT})\b|QQQQ\b")
_NUMBER = re.compile(
    r"(?P<post>[A-Z][A-Z .'-]{1,30}?) {1,9}(?P<number>\d{1,7})(?:/\d{1,2})?(?: {1,9}(?:TOSEC|SECTO) {1,9}\d{1,7})?"
)
# The same, of a number that needs no post of the table.
_POST_AND_NUMBER = re.compile(r" {1,9}(?P<post>[A-Z]{3,14}(?: [A-Z]{2,14}){0,2}) {1,9}\d{4,7} {0,9}")
_DURATION = re.compile(r"\b(?:X?GDS|GP|ADS)(?: ?-? ?\d)?\b|\bENTIRE TEXT\b")
_FEWEST_DIGITS = 4  # of the number of a post that the table has not
_STROKES = re.compile(r"(?:/[A-Z]{2,15}){1,5}")  # ``SECRET/WNINTEL``
_UNKNOWN = re.compile(r"(?!(?:FM|TO|INFO) )[A-Z -]{0,40}")
_BEFORE_NUMBER = re.compile(rf"(?P<word>[A-Z][A-Z-]{{1,20}}) {{1,9}}{_NUMBER.pattern}")
# The ends of captions that stand on lines of their own, each with a first sign that the engine finds by itself.
_CAPTION_ENDINGS = (re.compile(r"D[I1L]S(?![A-Z])"), re.compile(r"YES ONLY(?![A-Z])"), re.compile(r"F[O0]RN(?![A-Z])"))
_FULL = 40  # code points from which the end of a sentence may stand alone on the next line
_LONGEST = 120


def take_stated_levels(sheet: Sheet, start: int, end: int, body: int | None = None) -> None:
    """State the level and hold the captions of every classification line of ``sheet.text[start:end]``.

    A classification line is a level with nothing behind it but captions, a section and a telegram's number, or with
    anything behind ``//``; a line of captions alone just above or below it goes with it. Levels that differ are a
    finding, at the first line that is not of the highest. From ``body`` on a caption within a sentence is a word of it.
    """
    met: list[tuple[str, int, int]] = []
    upper = sheet.upper
    found = _FIRST.match(upper, start, end)
    at = start
    while True:
        if found is not None:
            at = found.end()
            begin = found.start("level")
            if begin < 0:
                line = _read_other(sheet, found, body)
                if line is not None:
                    met.append(line)
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
                if level is not None:
                    met.append((level, begin, at))
        found = _LATER.search(upper, at, end)
        if found is None:
            break
    if LINE not in sheet.stated:
        return
    highest = sheet.line_level
    lower = next((line for line in met if line[0] != highest), None)
    if lower is not None:
        sheet.find("CLS004", lower[1], lower[2], text=lower[0], read=highest)


def _read_other(sheet: Sheet, found: re.Match[str], body: int | None) -> tuple[str, int, int] | None:
    """A line of a level of which a scan has misread a letter, or of captions alone, whose captions are held."""
    if found["misread"] is not None:
        level = _meant(found["misread"])
        if level is None:
            return None
        sheet.state_level(level, ELSEWHERE)
        return level, found.start("misread"), found.end()
    if found["caption"] in sheet.captions:
        return None
    begin, end = found.span("caption")
    if body is not None and begin >= body and _is_within(sheet.text, begin, end):
        return None
    words = " ".join(_PARTED.sub(_closed, found["caption"][len(found["said"]) :]).strip(_SIGNS).split())
    words = _AROUND_PAGE.sub("", words).strip(_SIGNS)
    held = len(sheet.captions) + len(sheet.caveats)
    if _EYES.fullmatch(words):
        hold_captions(sheet, [words])
    elif is_caption_line(words):
        take_caption_line(sheet, words)
    if len(sheet.captions) + len(sheet.caveats) > held:
        sheet.find("CAP001", begin, end, text=" ".join(sheet.text[begin:end].split()))
    return None


def _is_within(text: str, begin: int, end: int) -> bool:
    """Whether the line before has not ended and the next one has words: a sentence runs on over the line between."""
    first = text.rfind("\n", 0, begin)
    above = text[max(0, first - _LONGEST) : max(0, first)].rpartition("\n")[2].rstrip()
    below = text[end + 1 : end + 1 + _LONGEST].partition("\n")[0].strip()
    return bool(above) and above[-1] not in ".:;?!" and (len(below) >= _FULL or below[-1:] == ".")


def _closed(found: re.Match[str]) -> str:
    return re.sub("[^A-Z0-9]", "", found[0])


def _meant(words: str) -> str | None:
    """The level that words mean of which one letter is misread: SECRET for ``SECPET``."""
    for level in ("SECRET", "CONFIDENTIAL", "TOP SECRET"):
        if len(words) == len(level) and sum(map(str.__ne__, words, level)) == 1:
            return level
    return None


# What another says of the telegram in a field of its own: a column, a field of a mail's header, the name of a file.
_ABOUT = re.compile(
    "class|marking|secur|sensitiv|level|caption|handling|caveat|banner|distribution|label|restrict|tags", re.I
)
_SAYS = rf"(?<![A-Z0-9])(?<!COMPANY-)(?P<level>{LEVEL_PATTERN})(?![A-Z0-9])"
_HELD = rf"(?P<caption>(?:{_DISTRIBUTION}|EYES ONLY)(?![A-Z0-9]))"
_WITHIN = re.compile(rf"{_SAYS}|(?<![A-Z0-9]){_HELD}")
_AT_EDGE = re.compile(
    rf"(?:\A|[\[({{/:|;,-]) {{0,3}}(?:{_SAYS}|{_HELD}|(?<=\()(?P<mark>TS|[SCU])(?=[/)]))"
    r"(?= {0,3}(?:\Z|[\])}/:|;,-]))"
)
_OF_MARK = {"TS": "TOP SECRET", "S": "SECRET", "C": "CONFIDENTIAL"}
_MOST_SAID = 400


def take_said_about(sheet: Sheet, name: str, words: str) -> None:
    """Raise the telegram by the level and the captions of a field beside it that is called ``name``.

    Where that is a name for markings all that is named in the field counts; else what stands in brackets, at an end or
    between strokes, and in capitals: ``A visit [SECRET]``.
    """
    written = " ".join(words.split())[:_MOST_SAID]
    upper = in_capitals(written)
    is_marking = _ABOUT.search(name) is not None
    if is_marking and upper in _OF_MARK:
        _raise(sheet, _OF_MARK[upper])
    for found in (_WITHIN if is_marking else _AT_EDGE).finditer(upper):
        said = written[found.start() : found.end()]
        if not is_marking and len(said.strip()) < len(written) and not is_in_capitals(said):
            continue
        if found["caption"] is not None:
            hold_captions(sheet, split_handling(_PARTED.sub(_closed, found["caption"]))[0])
        elif found["level"] is not None:
            _raise(sheet, level_named(found["level"]))
            hold_captions(sheet, controls_of(found["level"]))
        else:
            _raise(sheet, _OF_MARK.get(found["mark"]))
    if is_marking:
        hold_captions(sheet, [held for held in split_handling(upper)[0] if held in caveat_names()])


# A mark of a portion that no room reads, with what may stand before it on its line.
_MARK = re.compile(
    r"\((?=T?S[^A-Z]|SECRET|TOP S)(?P<mark>TS|S|SECRET|TOP SECRET)(?: ?[/,-]{1,2} ?[A-Z][A-Z ,/-]{0,40})?\)"
    r"(?P<last> {0,9}/{0,2} {0,9}(?:\n|\Z))?"
)
_BEFORE_MARK = re.compile(
    r"[^A-Z0-9]{0,20}(?:(?:SUBJ(?:ECT)?|SUMMARY|COMMENT|REFS?|RMKS|NARR|AMPN|REMARKS|GENTEXT/REMARKS)[:./ ]{1,4})?"
    r"(?:\(?(?:\d{1,3}|[A-Z]|[IVX]{1,5})[.)]{1,2})? {0,9}"
)
_MOST_BEFORE = 80  # code points, more than that pattern can match


def take_stated_marks(sheet: Sheet, start: int, end: int) -> None:
    """Raise the telegram by the marks of portions that are no paragraph's: of a subject, a set, an item, a comment.

    A mark of a paragraph is the paragraph's own, and whoever reads the telegram needs it anyway.
    """
    upper, held = sheet.upper, sheet.fields.get("level")
    marked: frozenset[str] | None = None
    for found in _MARK.finditer(upper, start, end):
        level = {"S": "SECRET", "TS": "TOP SECRET"}.get(found["mark"], found["mark"])
        if held == level or higher(held, level) == held:
            continue
        at = found.start()
        # No farther than what may stand before a mark: a line may be as long as the text.
        first = max(start, at - _MOST_BEFORE)
        begin = upper.rfind("\n", first, at) + 1 or first
        is_first = (begin > first or first == start) and _BEFORE_MARK.fullmatch(upper, begin, at) is not None
        is_last = found["last"] is not None and (at == start or upper[at - 1] in " \n")
        if not is_first and not is_last:
            continue
        if marked is None:
            marked = _marks_of(sheet)
        if ("TS" if level == "TOP SECRET" else "S") not in marked:
            _raise(sheet, level)


# A set of a naval message, and a level or a caption that stands between its strokes.
_SET = re.compile(
    r"^(?:SUBJ|NARR|RMKS|PASS|PASSING INSTRUCTIONS|HANDLING|MSGID|CLAS)(?=/)[^\n]{0,400}?"
    rf"/(?:(?P<level>{LEVEL_PATTERN})|(?P<caption>{_DISTRIBUTION}|EYES ONLY))(?=/)",
    re.MULTILINE,
)


def take_stated_sets(sheet: Sheet, start: int, end: int) -> None:
    """Raise a naval message by what the sets say that are no line of its heading: ``SUBJ/A VISIT//SECRET//``."""
    for found in _SET.finditer(sheet.upper, start, end):
        if found["level"] is not None:
            _raise(sheet, level_named(found["level"]))
        else:
            hold_captions(sheet, split_handling(_PARTED.sub(_closed, found["caption"]))[0])


def _marks_of(sheet: Sheet) -> frozenset[str]:
    """The levels that marks of paragraphs say, without what stands behind them."""
    marks = (paragraph.marking or "" for paragraph in sheet.fields.get("paragraphs", ()))
    return frozenset(mark.partition("/")[0].partition("-")[0] for mark in marks)


def _raise(sheet: Sheet, level: str | None) -> None:
    """State a level that is higher than what is held; a lower one says nothing of the telegram's own words."""
    held = sheet.fields.get("level")
    if level is not None and higher(held, level) != held:
        sheet.state_level(level, ELSEWHERE)


def take_stated_captions(sheet: Sheet, start: int, end: int) -> None:
    """Hold the captions of every line of ``sheet.text[start:end]`` that has nothing else, above the body.

    Each room takes the lines of its own field; one that goes on over several lines takes what stands between them, too.
    A telegram is rather held by a caption that it may not bear than read by those whom one of its lines keeps from it.
    """
    upper = sheet.upper
    for ending in _CAPTION_ENDINGS:
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
            found = ending.search(upper, stop, end)


def take_levels_around(sheet: Sheet, words: str) -> None:
    """The same of plain ``words`` around the telegram, which no room reads, such as those of the mail that brought it.

    They have no places on the sheet, so that a finding of levels that differ stands at its front.
    """
    sheet.set_words(sheet.text)  # of a record whose text is lost nobody did
    held, upper, findings = sheet.text, sheet.upper, sheet.findings
    sheet.findings = []
    sheet.set_words(words)
    take_stated_levels(sheet, 0, len(words))
    take_stated_captions(sheet, 0, len(words))
    sheet.set_words(held, upper)
    sheet.findings = findings


def _read_line(sheet: Sheet, found: re.Match[str], start: int) -> tuple[str | None, list[str]] | None:
    """The level and the captions of a line of ``_WORDS``; None where it holds other words. SBU is no level but lifts.

    Source: data/marking.toml.
    """
    begin, stop = found.start("level"), found.end()
    rest: str = found["rest"]
    written = sheet.text[begin:stop]
    level = level_named(found["level"])
    alone = _POST_AND_NUMBER.fullmatch(rest) if level is not None else None
    if alone is not None and written.isupper() and _is_no_handling(alone["post"]):  # as on most lines
        return level, list(controls_of(found["level"]))
    before = [*controls_of(found["level"])] if level is not None else ["SENSITIVE BUT UNCLASSIFIED"]
    if rest.rstrip().endswith((".", '"', "!", "?")) and (not written.isupper() or _runs_on(sheet, begin, start)):
        return None  # the last words of a sentence
    if not rest.strip(_SIGNS):
        return level, before
    if ("SECTI" in rest or "QQQQ" in rest) and (section := _SECTION.search(rest)) is not None:
        rest = rest[: section.start()] + " / " + rest[section.end() :]
    if "EYES" in rest:
        before.extend(" ".join(eyes.split()) for eyes in _EYES.findall(rest))
        rest = _EYES.sub(" ", rest)
    named, left = split_handling(_DURATION.sub(" ", rest))
    named, left = [*before, *named], left.strip(_SIGNS)
    if not left or left in _MARKS or _PAGE.fullmatch(left) or _PERSONAL.fullmatch(left):
        return level, named
    if LEVEL.fullmatch(left):  # said twice on the line
        return higher(level, level_named(left)), named
    number = _NUMBER.fullmatch(left)
    control = _before_number(sheet, left) if number is not None and rest.lstrip().startswith("//") else None
    if control is not None:
        return level, [*named, control]
    if number is not None and written.isupper():
        digits = len(number["number"])
        if digits >= _FEWEST_DIGITS or known_post(sheet, number["post"].strip()) is not None:
            return level, named
    if not (rest.lstrip().startswith("//") or (written.isupper() and _STROKES.fullmatch(rest.strip()))):
        return None
    # What is no word of the table is a need of its own: ``SECRET//SI``. Not so the number of a subject, as the Navy has
    # it there, and the heading that a copy has run in behind it.
    for part in re.split(r" {0,9}/{1,9} {0,9}", left):
        word = str(part).strip(_SIGNS)
        word = _before_number(sheet, word) or word
        if not _UNKNOWN.fullmatch(word):
            break
        if word:
            named.append(word)
    return level, named


@lru_cache(maxsize=1024)  # of the few hundred posts that sign the telegrams of one archive
def _is_no_handling(words: str) -> bool:
    """Whether nothing in words that stand before a number says how to handle the telegram."""
    named, left = split_handling(_DURATION.sub(" ", words))
    return not named and left == words and LEVEL.match(words) is None and _SECTION.search(words) is None


def _before_number(sheet: Sheet, words: str) -> str | None:
    """The control of ``BUTTER TRIPOLI 893``; None where all before the number is a post, or no end of it is."""
    found = _BEFORE_NUMBER.fullmatch(words)
    if found is None or known_post(sheet, words[: found.start("number")].strip()) is not None:
        return None
    return str(found["word"]) if known_post(sheet, found["post"].strip()) is not None else None


def _runs_on(sheet: Sheet, begin: int, start: int) -> bool:
    """Whether the line above is long enough to be the sentence of which this one is the end."""
    first = sheet.text.rfind("\n", start, begin)
    above = sheet.text[max(start, first - _LONGEST) : max(start, first)].rpartition("\n")[2].rstrip()
    return len(above) >= _FULL and above[-1] not in ".:;"


def _take_beside(sheet: Sheet, begin: int, stop: int, start: int, end: int) -> None:
    """Hold the captions of the lines just above and below a classification line that hold nothing else."""
    text = sheet.text
    first = max(start, text.rfind("\n", start, begin))
    above = text[max(start, first - _LONGEST) : first].rpartition("\n")[2]
    below = text[stop + 1 : min(end, stop + 1 + _LONGEST)].partition("\n")[0]
    for words in (above.strip(), below.strip()):
        if len(words) >= _FULL and words.endswith(" ONLY") and not set(split_handling(words)[0]) - {"ONLY"}:
            continue  # a full line is a sentence that the foot of the page has broken off
        if words and words[-1] != "." and is_in_capitals(words) and take_caption_line(sheet, words):
            find_misread(sheet, words, begin, stop)
