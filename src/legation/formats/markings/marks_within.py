"""What marks a telegram from within its lines: marks of portions that are no paragraph's, sets, and whole markings.

``formats.markings.stated`` looks at lines that hold a marking and nothing else. A marking may as well stand in
brackets before a subject, between the strokes of a set, behind the last sentence of a text. Only what cannot be a
word of a sentence counts: it has brackets, captions, strokes or spaced letters, and stands apart on both sides. All
of it raises, and none of it lowers. Source: telegram-format 4.10 and 4.11; decision 0069.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

from legation.core.marking import Marking, join_all
from legation.formats.markings.captions import (
    captions_of,
    is_caption_line,
    is_end,
    is_in_capitals,
    is_within,
    needed_names,
    split_handling,
    words_behind_level,
)
from legation.formats.markings.levels import (
    CONTROL_SIGN,
    DURATION,
    LEVEL_PATTERN,
    controls_of,
    higher,
    level_named,
    level_of_foreign,
    level_within,
    without_signs,
)
from legation.formats.markings.portions import is_right_to_copy
from legation.formats.markings.raising import LINE_WITHIN, MARK, SET, raise_by
from legation.formats.sheet import Sheet
from legation.tables.banners import classification_of
from legation.tables.captions import row_name, short_caveats
from legation.tables.marking_rows import allied_marks, behind_levels, nations, rank_of, words_on_a_line
from legation.tables.portions import NO_MARK, least_of_mark, portion

# A mark of a portion, with what may stand before it on its line. Of another government's own, its name stands first.
_LEVELS = "TS|TOP SECRET|S|SECRET|C|CONFIDENTIAL"
_LOW = "SBU|FOUO|LOU|OUO"
_OPEN = "U(?:NCLAS(?:SIFIED)?)?"
_REST = (
    rf"(?: ?[/,-]{{1,2}} ?[A-Z][A-Z ,/-]{{0,40}}| [A-Z][A-Z /]{{1,30}}"
    rf"| ?// ?(?![ ,./_-]){CONTROL_SIGN}{{1,41}})?"
)
_OF = r"(?://)?(?:(?!TOP )[A-Z]{3} )?"


def _mark(bracket: str, closing: str, first: str, levels: str) -> re.Pattern[str]:
    return re.compile(
        rf"\{bracket}(?={first})(?P<mark>{_OF}(?:{levels}){_REST})(?:\n ?)?\{closing}"
        r"(?P<last> {0,9}/{0,2} {0,9}(?:\n|\Z))?"
    )


_ALLIED = "|".join([*allied_marks(), "NATO (?:SECRET|CONFIDENTIAL|RESTRICTED)", "COSMIC TOP SECRET"])
_OTHERS = r"CONFID|//|[A-Z]{3} [TSC]|CTS|N[SCR][)\]/A]|NATO |COSMIC "
_ABOVE = {  # by the rank held: what a mark begins with that may be above it, or bear a control
    bracket: (
        _mark(
            bracket,
            closing,
            rf"(?!U\{closing})(?:T?S[^A-Z]|SECRET|TOP S|C[^A-Z]|{_OPEN} ?//|{_LOW}|{_OTHERS})",
            f"{_ALLIED}|{_LEVELS}|{_LOW}|{_OPEN}(?= ?//)",
        ),
        _mark(
            bracket, closing, rf"(?!U\{closing})(?:T?S[^A-Z]|SECRET|TOP S|C[^A-Z]|{_OTHERS})", f"{_ALLIED}|{_LEVELS}"
        ),
        _mark(
            bracket, closing, rf"(?![CU]\{closing})(?:T?S[^A-Z]|SECRET|TOP S|C[ ,/-]|{_OTHERS})", f"{_ALLIED}|{_LEVELS}"
        ),
        _mark(
            bracket,
            closing,
            rf"(?![SCU]\{closing})(?:TS[^A-Z]|S[ ,/-]|SECRET|TOP S|C[ ,/-]|{_OTHERS})",
            f"{_ALLIED}|{_LEVELS}",
        ),
    )
    for bracket, closing in ("()", "[]")
}
_LABEL = r"(?:(?:SUBJ(?:ECT)?|TITLE|SUMMARY|COMMENT|NOTE|REFS?|RMKS|NARR|AMPN|REMARKS|GENTEXT/REMARKS)[:./ ]{1,4})"
_BEFORE_MARK = re.compile(
    rf"[^A-Z0-9]{{0,20}}(?P<label>{_LABEL})?(?P<number>\(?(?:\d{{1,3}}|[A-Z]|[IVX]{{1,5}})[.)]{{1,2}}"
    r"|(?:PARA(?:GRAPH)? )?\d{1,3}(?= ))?[ *_]{0,9}"
)
# The level of what is enclosed, before its words: ``2. ENCLOSURE 1 (SECRET): THE LEASE``.
_ENCLOSED = re.compile(
    rf"(?:\A|\n)[^A-Z0-9\n]{{0,20}}(?:\d{{1,3}}[.)]{{1,2}} {{0,9}})?(?:{'|'.join(words_on_a_line().part)})"
    r"(?: (?:NO\. ?)?(?:\d{1,3}|[A-Z]|[IVX]{1,5}))?[ :.-]{1,3}\Z"
)
# A set that begins within a line, where a copy has lost its line ends: ``BT UNCLAS SUBJ/(S)VISIT//``.
_SET_BEFORE = re.compile(r"(?<![A-Z])(?:SUBJ|NARR|RMKS|AMPN|GENTEXT/REMARKS)/\Z")
_LONGEST_SET = 20
_PART = re.compile(rf" {{1,3}}(?:{'|'.join(words_on_a_line().part)})(?![A-Z])")
_BEGINS = re.compile(r"(?:BEGIN|END|START)S?(?: OF)?(?: THE)? {1,3}$")
_TELLS = re.compile(
    rf"(?<![A-Z])(?:THIS|FOLLOWING|ENTIRE|REMAINING|PRECEDING|ABOVE|OF THE) (?:{'|'.join(words_on_a_line().part)})"
    r" (?:(?:IS|ARE|SHOULD BE|IS TO BE|MUST BE)(?: CLASSIFIED| MARKED| CONSIDERED| TREATED AS| HANDLED AS)?"
    r"|CLASSIFIED|MARKED) $"
)
_TOLD = re.compile(r"[ .;:)\]}>*|/=-]{0,12}(?:\n|\Z)| {0,3}[.;:)\]}>*|/=]")
# A part of a text that is announced with its level: ``2. SECRET PORTION FOLLOWS: THE ENVOY ...``.
_FOLLOWS = re.compile(r" (?:FOLLOWS|BEGINS|STARTS)(?: {0,3}[.:](?=[ \n]|\Z)| {0,9}(?:\n|\Z))")
# By whom a paper was classified stands at the head of a paragraph: ``CLASSIFIED SECRET BY ROE``.
_CLASSIFIED = re.compile(r"(?:\A|\n[ ]{0,40}\n|\n {0,9}(?:PARA )?\(?\d{1,3}[.)]) {0,9}CLASSIFIED(?: AS)? $")
_BY = re.compile(r" BY:? {1,3}[A-Z]")
_STANDS_OUT = re.compile(
    r"(?:[Tt]his|[Ff]ollowing|[Aa]ttached|[Bb]elow)(?: [a-z]{3,12}){0,2} is (?:classified |marked )?\Z"
)
# Words that no bracket of an editor has begun: ``[S]THE``.
_QUOTED = re.compile(r"(?!(?:TH(?:E|IS|ESE|EY|ERE|OSE)|WE)(?![A-Z]))[A-Z]")
_QUOTES = ('"', "'", "“", "‘")
_DISTRIBUTION = "NODIS|EXDIS|LIMDIS|STADIS|NOFORN"
_CAPTION = re.compile(rf"(?<![A-Z])(?:{_DISTRIBUTION})\Z")
_LONGEST_CAPTION = 7
_MOST_BEFORE = 80  # code points, more than that pattern can match


def take_stated_marks(sheet: Sheet, start: int, end: int) -> None:
    """Raise the telegram by the marks of portions that are no paragraph's: of a subject, a set, an item, a comment.

    A mark of a paragraph is the paragraph's own, and whoever reads the telegram needs it anyway.
    """
    upper = sheet.upper
    rank = rank_of(sheet.fields.get("level"))
    of_rank = 0 if rank < 1 else 1 if rank < 3 else 2 if rank == 3 else 3
    marked: _Marked | None = None
    for bracket, patterns in _ABOVE.items():  # which is found in less time than the pattern takes to find it
        at = upper.find(bracket, start, end)
        while at >= 0:
            found = patterns[of_rank].match(upper, at, end)
            if found is not None:
                marked = marked or _marks_of(sheet)
                if bracket != "(" or found["mark"].replace(" ", "") not in marked.marks:
                    _take_mark(sheet, found, start, marked)
            at = upper.find(bracket, found.end() if found is not None else at + 1, end)


def _take_mark(sheet: Sheet, found: re.Match[str], start: int, marked: _Marked) -> None:
    upper, at, mark = sheet.upper, found.start(), found["mark"]
    if NO_MARK.match(mark) is not None or (upper[at] == "[" and _is_of_an_editor(sheet, found)):
        return
    # No farther than what may stand before a mark: a line may be as long as the text.
    first = max(start, at - _MOST_BEFORE)
    begin = upper.rfind("\n", first, at) + 1 or first
    before = _BEFORE_MARK.fullmatch(upper, begin, at) if begin > first or first == start else None
    is_last = found["last"] is not None and (at == start or upper[at - 1] in " \n")
    if before is None and not is_last and _SET_BEFORE.search(upper, max(start, at - _LONGEST_SET), at) is None:
        is_enclosed = len(mark) > len("TS") and upper.startswith(":", found.end())
        if not is_enclosed or _ENCLOSED.search(upper, max(0, begin - 1), at) is None:
            return
    if before is None and " " in mark and _CITED.search(upper, first, at + 1) is not None:
        return
    if mark == "C" and not _is_no_letter(upper, found, before, is_listed=marked.is_listed):
        return
    if mark == "C" and is_right_to_copy(upper, at + len("(C) ")):
        return
    if mark in allied_marks() and not mark.startswith("CTS") and (before is None or _runs_on(upper, begin, before)):
        return  # among words ``(NC)`` is a part of a country
    said = _said(mark)
    if said is None or marked.marking.join(said) == marked.marking:
        return
    told = classification_of(said)
    level, captions = told.level, [*told.caveats, *told.captions]
    if said.rank < 2:
        level, captions = None, [*(["SENSITIVE"] if said.rank else []), *captions]
    raise_by(sheet, level, captions, MARK, found.span("mark"))


def _is_of_an_editor(sheet: Sheet, found: re.Match[str]) -> bool:
    """Whether one letter in square brackets begins the word behind it: ``[S]ince``, ``"[S]OME CAME``.

    In capitals, and where nothing is quoted, it may as well be a mark that has lost its blank: ``1. [S]FRANCE``.
    """
    at, end = found.start(), found.end()
    if len(found["mark"]) != 1 or _QUOTED.match(sheet.upper, end) is None:
        return False
    return sheet.text[end].islower() or sheet.upper[max(0, at - 1) : at] in _QUOTES


def _runs_on(upper: str, begin: int, before: re.Match[str]) -> bool:
    """Whether what begins a line goes on with the words of the line above it."""
    if before["label"] is not None or before["number"] is not None:
        return False
    above = upper[max(0, begin - _MOST_BEFORE) : begin].rstrip(" ")
    return above.endswith("\n") and above[:-1].rstrip(" ")[-1:] not in ("", "\n", ".", ":", ";", "?", "!", "/")


def _is_no_letter(upper: str, found: re.Match[str], before: re.Match[str] | None, *, is_listed: bool) -> bool:
    """Whether ``(C)`` is no letter of a list, no degree and no sign of a right to copies.

    is_listed: the text has ``(B)``.
    """
    if before is not None:
        return before["label"] is not None or (before["number"] is not None and not is_listed)
    at = found.start()
    return upper[max(0, at - 2) : at].strip() in (".", "!", "?") and not is_listed


@cache
def _said_words() -> re.Pattern[str]:
    return re.compile(rf"(?P<of>{_OF})(?P<level>{_LEVELS}|{_LOW}|{_OPEN}(?= ?//))(?![A-Z])(?P<rest>.*)", re.DOTALL)


def _said(mark: str) -> Marking | None:
    """What a mark says; None where words in brackets are none."""
    known = portion(mark)
    if known is not None:
        return known
    words = _said_words().fullmatch(mark)
    if words is None or (words["of"].strip(" /") and portion(f"S/FGI {words['of'].strip(' /')}") is None):
        return None
    rest = words["rest"]
    level = portion(words["level"])
    if level is None or not rest or rest.lstrip()[0] == "/":
        return least_of_mark(f"{words['level']}{rest}")
    # ``(SECRET NODIS)``, ``(S UMBRA)``: of words without a stroke before them all are known, or it is no mark.
    rest = DURATION.sub(" ", rest)
    needs, stop = words_behind_level(rest)
    named, left = split_handling(rest[stop:])
    if left.strip(" /,-"):
        return None
    return Marking(level.rank, level.needs | frozenset(map(row_name, [*needs, *named])), level.release)


class _Marked(NamedTuple):
    """The marks of paragraphs without blanks, what they say together, and whether the text has ``(B)``."""

    marks: frozenset[str]
    marking: Marking
    is_listed: bool


def _marks_of(sheet: Sheet) -> _Marked:
    marks = {paragraph.marking for paragraph in sheet.fields.get("paragraphs", ()) if paragraph.marking}
    said = [marking for mark in marks if (marking := portion(mark) or least_of_mark(mark)) is not None]
    together = join_all(said) if said else Marking(-1)
    return _Marked(frozenset(mark.replace(" ", "") for mark in marks), together, "(B)" in sheet.upper)


@cache
def _set() -> re.Pattern[str]:
    """A set of a naval message, and a level or a caption that stands between its strokes."""
    return re.compile(
        r"\n(?:SUBJ|NARR|RMKS|PASS|PASSING INSTRUCTIONS|HANDLING|MSGID|CLAS)(?=/)[^\n]{0,400}?"
        rf"/(?:(?P<level>{LEVEL_PATTERN})|(?P<caption>{_DISTRIBUTION}|EYES ONLY))(?=/)"
    )


def take_stated_sets(sheet: Sheet, start: int, end: int) -> None:
    """Raise a naval message by what the sets say that are no line of its heading: ``SUBJ/A VISIT//SECRET//``."""
    before = sheet.upper[start - 1] if start else "\n"
    for found in _set().finditer(before + sheet.upper[start:end]):
        word = "level" if found["level"] is not None else "caption"
        begin, stop = found.span(word)
        span = start - 1 + begin, start - 1 + stop
        if word == "level":
            level, captions = level_named(found["level"]), controls_of(found["level"])
        else:
            level, captions = None, tuple(split_handling(found["caption"])[0])
        raise_by(sheet, level, captions, SET, span)
        sheet.met.append((*span, level, captions))


# The marking of a subject without brackets: ``SUBJ: S/NF VISIT``, ``SUBJECT: SECRET: VISIT``, ``SUBJ: VISIT - SECRET``.
# ``SECRET VISIT`` is none: a level before a word is a word of the subject.
_BY_WORD = rf"(?:TOP SECRET|SECRET|CONFIDENTIAL)(?:[ /,-]{{1,3}}(?:{_DISTRIBUTION})){{0,4}}"
_SUBJECT = re.compile(
    r"[^A-Z\n]{0,20}SUBJ(?:ECT)?[:./ ]{1,4}"
    r"(?:(?P<mark>(?:TS|S|C)//?[A-Z]{2,8}(?:[/,][A-Z]{2,8}){0,4}(?=[ :-])"
    r"|(?:TS|S|C)(?=: {1,3}[A-Z]| -{1,2} {1,3}[A-Z]))"
    rf"|(?P<word>{_BY_WORD})(?=: {{1,3}}[A-Z]| ?-{{1,2}} {{1,3}}[A-Z]|//)"
    rf"|(?P<caption>{_DISTRIBUTION})(?=: {{1,3}}[A-Z]| ?-{{1,2}} {{1,3}}[A-Z]|//)"
    rf"|(?P<held>(?:TOP SECRET|SECRET|CONFIDENTIAL)/{{1,2}}(?:{_DISTRIBUTION}))(?= ))"
)
_SUBJECT_ENDS = re.compile(
    rf"(?:--?|//?|[;:]|,(?= ?(?:TOP )?[SC][A-Z]{{5,11}}[ /,-]{{1,3}}(?:{_DISTRIBUTION}))) ?(?:(?P<last>{_BY_WORD})"
    r"|(?<=[ -])(?P<marked>(?:TS|S|C)//?[A-Z]{2,8}(?:[/,][A-Z]{2,8}){0,4}))[ ./)-]{0,9}\Z"
)
_SUBJECT_TAIL = 80
_OF_MARKS = frozenset({"mark", "marked"})


def take_stated_subject(sheet: Sheet) -> None:
    """Raise the telegram by the marking that its subject begins or ends with."""
    for start, end, _ in [mark for mark in sheet.marks if mark[2] == "text.subject"]:
        line = sheet.upper[start:end].rstrip()
        for found in (_SUBJECT.match(line), _SUBJECT_ENDS.search(line, max(0, len(line) - _SUBJECT_TAIL))):
            if found is None or found.lastgroup is None:
                continue
            words = found[found.lastgroup]
            begin, stop = (start + edge for edge in found.span(found.lastgroup))
            if found.lastgroup == "caption" and is_in_capitals(sheet.text[begin:stop]):
                raise_by(sheet, None, split_handling(words)[0], MARK, (begin, stop))
                continue
            # ``S/ES`` is an office.
            said = portion(words) if found.lastgroup in _OF_MARKS else _said(words)
            if said is not None and is_in_capitals(sheet.text[begin:stop]):
                told = classification_of(said)
                raise_by(sheet, told.level, [*told.caveats, *told.captions], MARK, (begin, stop))


# Levels as the words of a sentence have them, in which a look for them begins; CONFIDENTIEL is one, too.
_HIGH = (("SECRET", 4), ("CONFIDENTI", 3), ("RESTRICTED", 2))
_WRITTEN = re.compile(r"(?:SECRET|CONFIDENTIAL|CONFIDENTIEL|RESTRICTED)(?![A-Z0-9])")
_NAMED = {"SECRET": "SECRET", "RESTRICTED": "RESTRICTED"}
_SPACED = (("S E C R E T", "SECRET"), ("C O N F I D E N T I A L", "CONFIDENTIAL"))
_NAME = re.compile(r"(?<!END)(?<!BEGINNING) (?:OF|THE) {1,3}\Z")  # it is the word of a sentence, or of a name
_TOP = re.compile(r"(?<![A-Z])T {1,3}O {1,3}P(?: {1,4}| ?\n {0,3})\Z")
_TOP_ABOVE = re.compile(r"(?:\A|\n) {0,9}TOP ?\n {0,3}\Z")
_STROKES = re.compile(r" ?// ?(?P<words>[A-Z][A-Z ,/-]{0,60}[A-Z])?")
# What ends a text, behind which a marking stands without a sign between.
_ENDS = re.compile(
    r"(?:\A|[^A-Z])(?:END(?: OF)? (?:TEXT|MESSAGE|TELEGRAM|CABLE|SUMMARY|QUOTE)|UNQUOTE|BT|END) $"
    r"|[.!?:;(\[{<*|=–—-] {0,3}$"
)
# The level of a telegram that is named: ``STATE 12 (SECRET NODIS)``.
_CITED = re.compile(r"\d[)\]]? {0,3}[(\[,;:-] {0,3}\Z")
_CLOSES = re.compile(r"[ .;:)\]}>*|/=-]{0,12}(?:\n|\Z)| {0,3}[.;)\]}>*|/=]")
_ENDS_LINE = re.compile(r"[ .;:)\]}>*|/=-]{0,12}(?:\n {0,40}(?:\n|\Z)|\Z)")
_SENTENCE = re.compile(r"[.!?)\"'] {1,4}$")
_LEVEL_BEFORE = re.compile(r"(?:UNCLAS(?:SIFIED)?|LIMITED OFFICIAL USE|LOU|CONFIDENTIAL|RESTRICTED)[ /,-]{1,3}$")
# A paragraph that begins with its level: ``2. SECRET: THE ENVOY ...``.
_PARAGRAPH = re.compile(r"(?:\A|\n[ ]{0,40}\n|\n {0,9}(?:PARA )?\(?\d{1,3}[.)]) {0,9}$")
_LEADS = re.compile(r" ?(?::|-{1,2}|–|—) {1,4}[A-Z0-9\"(]|\. {1,4}[A-Z0-9\"(]")
# A telegram that is quoted within a line, of which its level is the first: ``he wrote: "SECRET``.
_OPENS = re.compile(r"(?:\A|[^A-Z0-9])[\"“„«]\Z")
_NEAR = 60  # code points before a marking that are looked at
_LONGEST_TOP = 16
_LONGEST = 120  # code points of a line that may be a marking and nothing else
_SIGNS = re.compile(r"[^A-Z0-9]+")


@cache
def captions_behind() -> re.Pattern[str]:
    """What stands directly behind a level and is a need: captions and controls, with the signs between."""
    return re.compile(rf"(?:[ ,;/(-]{{1,4}}(?:{needed_names()})(?![A-Z0-9]))+")


_FOR_ONE = re.compile(r"[ ,;/(-]{1,4}[A-Z][A-Z ,.&/'-]{1,60} ONLY(?![A-Z])")


@cache
def _on_a_line() -> tuple[re.Pattern[str], ...]:
    """The words beside the level of a line that is a marking: needs, what is said, parts, and what tells of them."""
    words = words_on_a_line()

    def one_of(*names: str) -> re.Pattern[str]:
        longest = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
        return re.compile(rf"(?<![A-Z0-9])(?:{longest})(?![A-Z0-9])")

    return (one_of(*behind_levels()), one_of(*words.said), one_of(*words.part), one_of(*words.telling))


@lru_cache(maxsize=1024)
def of_line(line: str) -> tuple[str, tuple[str, ...]] | None:
    """The level and the captions of a line in capitals that is a marking and nothing else; None where it is more."""
    captions: list[str] = []
    line = _MISREAD.sub(lambda found: _LETTER_OF[found[0]], line)
    line = _MATTER.sub("", _PAGE_HEAD.sub(" ", without_signs(line)))
    last = max((found.end() for found in level_within().finditer(line)), default=0)
    behind = line[last:].strip(" /,;.-:()")
    if behind and is_caption_line(behind):
        captions.extend(captions_of(behind) or ())
        line = line[:last]
    named, left = split_handling(line)
    captions.extend(named)
    levels = [found["level"] for found in level_within().finditer(left)]
    if not levels:
        return None
    left = level_within().sub(" ; ", left)
    level: str | None = None
    for words in levels:
        level = higher(level, level_named(words) or level_of_foreign(words))
        captions.extend(controls_of(words))
    needed, said, part, telling = _on_a_line()
    captions.extend(name for name in needed.findall(left) if behind_levels()[name])
    left = said.sub(" ; ", DURATION.sub(" ", needed.sub(" ; ", left)))
    has_part = part.search(left) is not None
    left = part.sub(" ", left)
    tells = len(telling.findall(left))
    left = telling.sub(" ", left)
    if tells == 1 and not has_part and _BLOCK.match(line) is None:
        return None
    for word in _SIGNS.split(left):
        if word in short_caveats():
            captions.append(short_caveats()[word])
        elif (
            word and not (word in nations() and _OF_NATIONS.search(line)) and not (has_part and _COUNTS.fullmatch(word))
        ):
            return None
    return (level, tuple(captions)) if level is not None else None


# A sign that a scan has within a word for a letter of it: ``PERS0NAL``.
_MISREAD = re.compile(r"(?<=[A-Z])[015](?=[A-Z])")
_LETTER_OF = {"0": "O", "1": "I", "5": "S"}
# The code of the matter (SSIC) behind the marking of a naval message.
_MATTER = re.compile(r" ?//N\d{5}(?://)?[ ]{0,9}\Z")
# The head of a page, and behind or before it the level.
_PAGE_HEAD = re.compile(
    r"(?<![A-Z0-9])PAGE \d{1,3}(?: OF \d{1,3})? {1,9}[A-Z][A-Z .]{2,30} {1,9}\d{3,7}(?: {1,9}\d\d OF \d\d)? {1,9}\d{6}Z"
    r"|(?<![A-Z0-9])[A-Z][A-Z ]{2,20} \d{5,8} {1,3}\d{3} OF \d{3}(?![A-Z0-9])"
)
_BLOCK = re.compile(r"[^A-Z0-9]*(?:BEGIN|END|START)S? ")
_OF_NATIONS = re.compile(r"//|\bJOINT ")
_COUNTS = re.compile(r"\d{1,3}|[A-Z]")


def take_stated_within(sheet: Sheet, start: int, end: int) -> None:
    """Raise the telegram by whole markings within its lines: ``END OF TEXT. SECRET NODIS``, ``BEGIN SECRET TEXT``.

    A level alone is a word of a sentence, unless its letters are spaced or it stands behind the last one.
    """
    upper = sheet.upper
    rank = rank_of(sheet.fields.get("level"))
    for word, enough in _HIGH:
        is_held = rank >= enough
        at = upper.find(word, start, end)
        while at >= 0:
            stop = at + len(word)
            # SECRETARY is none. What begins a line, and is held, adds the captions behind it alone.
            if (
                (word == "CONFIDENTI" or not upper[stop : stop + 1].isalpha())
                and (
                    not is_held
                    or (enough == 4 and (upper[at - 1 : at] != "\n" or upper[at - 4 : at] == "TOP\n"))
                    or _has_captions_behind(upper, stop + 2 * (word == "CONFIDENTI"))
                )
                and (found := _WRITTEN.match(upper, at, end)) is not None
            ):
                _take_level_within(sheet, found, start, end)
            at = upper.find(word, stop, end)
    rank = rank_of(sheet.fields.get("level"))
    for words, level in _SPACED:
        # What is held already may be a part of what is higher alone.
        if rank_of(level) + (level == "SECRET") <= rank:
            continue
        at = upper.find(words, start, end)
        while at >= 0:
            stop = at + len(words)
            if not upper[stop : stop + 1].isalpha() and _NAME.search(upper, max(start, at - _NEAR), at) is None:
                line = _line_of(sheet, at, stop, start, end)
                told = of_line(upper[slice(*line)]) if line is not None else None
                is_top = level == "SECRET" and _TOP.search(upper, max(start, at - _LONGEST_TOP), at) is not None
                raise_by(sheet, "TOP SECRET" if is_top else level, told[1] if told else (), LINE_WITHIN, (at, stop))
            at = upper.find(words, stop, end)


def _has_captions_behind(upper: str, stop: int) -> bool:
    """Whether behind a level that ends there stand captions, or whom alone the text is for."""
    return captions_behind().match(upper, stop) is not None or _FOR_ONE.match(upper, stop) is not None


def take_caption_within(sheet: Sheet, stop: int, start: int) -> None:
    """Hold the caption that ends at ``stop`` within a line, where it stands apart: ``END OF TEXT. NODIS``."""
    upper = sheet.upper
    found = _CAPTION.search(upper, max(start, stop - _LONGEST_CAPTION), stop)
    if found is None or found[0] in sheet.names:
        return
    begin = found.start()
    before = _LEVEL_BEFORE.sub("", upper[max(start, begin - _NEAR) : begin])
    if _is_apart(before, upper, stop) and is_in_capitals(sheet.text[begin:stop]):
        raise_by(sheet, None, [found[0]], LINE_WITHIN, (begin, stop))


def _is_apart(before: str, upper: str, stop: int) -> bool:
    return _ENDS.search(before) is not None and _CITED.search(before) is None and _CLOSES.match(upper, stop) is not None


def _take_level_within(sheet: Sheet, found: re.Match[str], start: int, end: int) -> None:
    """Judge one level among other words: by its whole line, and by what stands on both sides of it."""
    upper = sheet.upper
    at, stop = found.span()
    if at > start and upper[at - 1].isalnum():
        return
    line = _line_of(sheet, at, stop, start, end)
    if line is not None and (told := of_line(upper[slice(*line)])) is not None:
        is_top = told[0] == "SECRET" and _TOP_ABOVE.search(upper, max(start, at - _LONGEST_TOP), at) is not None
        raise_by(sheet, "TOP SECRET" if is_top else told[0], told[1], LINE_WITHIN, line)
        return
    begin, level = at, _NAMED.get(found[0], "CONFIDENTIAL")
    if level == "SECRET" and upper[max(start, at - 4) : at] == "TOP ":
        begin, level = at - 4, "TOP SECRET"
    if not is_in_capitals(sheet.text[begin:stop]):
        return
    before = upper[max(start, begin - _NEAR) : begin]
    captions: list[str] = []
    if (part := _PART.match(upper, stop)) is not None:
        is_announced = _FOLLOWS.match(upper, part.end()) is not None and _announces(before)
        if _BEGINS.search(before) is None and not is_announced:
            return
        stop = part.end()
    elif (behind := captions_behind().match(upper, stop)) is not None:
        is_parted = behind[0].lstrip().startswith("//") and before[-1:] != "/" and _CITED.search(before) is None
        if not is_parted and not _is_apart(before, upper, behind.end()):
            return
        needs, past = words_behind_level(behind[0])
        captions = [*needs, *split_handling(behind[0][past:])[0]]
        stop = behind.end()
    elif (strokes := _STROKES.match(upper, stop)) is not None and strokes["words"] is not None:
        if _CITED.search(before) is not None or before[-1:] == "/":
            return
        captions = split_handling(strokes[0])[0]
        stop = strokes.end()
    elif (
        (_SENTENCE.search(before) is None or _ENDS_LINE.match(upper, stop) is None)
        and (_PARAGRAPH.search(before) is None or _LEADS.match(upper, stop) is None)
        and (_TELLS.search(before) is None or _TOLD.match(upper, stop) is None)
        and (_CLASSIFIED.search(before) is None or _BY.match(upper, stop) is None)
        and (_ENCLOSED.search(before) is None or _LEADS.match(upper, stop) is None)
        and (_BEGINS.search(before) is None or _CLOSES.match(upper, stop) is None)
        and (_OPENS.search(before) is None or _ENDS_LINE.match(upper, stop) is None)
        and (
            _STANDS_OUT.search(sheet.text[max(start, begin - _NEAR) : begin]) is None
            or _CLOSES.match(upper, stop) is None
        )
    ):
        return
    raise_by(sheet, level, captions, LINE_WITHIN, (begin, min(stop, end)))


def _announces(before: str) -> bool:
    """Whether what stands before the level of a part of a text begins a sentence or a paragraph."""
    return _PARAGRAPH.search(before) is not None or _SENTENCE.search(before) is not None


def _line_of(sheet: Sheet, at: int, stop: int, start: int, end: int) -> tuple[int, int] | None:
    """The line around a word, if it is in capitals, short enough to be a marking, and no line of a sentence."""
    upper = sheet.upper
    first = max(start, at - _LONGEST)
    begin = upper.rfind("\n", first, at) + 1 or (first if first == start else -1)
    last = upper.find("\n", stop, min(end, stop + _LONGEST))
    if last < 0:
        last = end if end - stop < _LONGEST else -1
    if begin < 0 or last < 0 or not is_in_capitals(sheet.text[begin:last]):
        return None
    if is_within(sheet.text, begin, last):
        return None
    if upper[begin:last].rstrip().endswith((".", '"', "!", "?")) and is_end(sheet.text, begin, start):
        return None  # the last words of a sentence
    return begin, last
