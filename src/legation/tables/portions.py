"""Portion marks as they are written, at the head of a paragraph or within one: from words to a point of the lattice."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from legation.core.letters import in_plain_capitals
from legation.core.marking import UNREADABLE, Marking
from legation.tables.marking_rows import (
    UNREADABLE_MARK,
    alliances,
    controls,
    controls_by_marks,
    is_no_control,
    levels_by_marks,
    levels_by_words,
    nations_meant,
    need_named,
    take_release,
)
from legation.tables.rows import toml
from legation.tables.tags import tag_rows


def _plain_mark(mark: str) -> str:
    """A mark in capitals without brackets; that of an alliance or of another government as this scheme has it."""
    folded = in_plain_capitals(mark).strip("()[]. ")
    begins, means = alliances()
    if (allied := begins.match(folded)) is not None:
        return f"{means[allied['of']]}{folded[allied.end() :]}"
    foreign = _FOREIGN.match(folded)
    return f"{foreign['level']}//FGI {foreign['of']}{folded[foreign.end() :]}" if foreign is not None else folded


# What is neither a letter, in whatever alphabet, nor a sign that stands between words of a mark.
_NO_LETTERS = r"\x00-\x09\x0b-\x1f!-+<-@\[-\^`{-\xbf\u2000-\u206f"
# A mark in brackets anywhere; behind two letters they are a plural: ``OFFICIAL(S)``.
_MARK_WITHIN = re.compile(
    r"[(\[{<](?<![A-Za-z]{2}[(\[{<])"
    r"(?:(?<=\()(?=[^()]{1,70}\))|(?<=\[)(?=[^\[\]]{1,70}\])|(?<={)(?=[^{}]{1,70}})|(?<=<)(?=[^<>]{1,70}>))\s{0,3}"
    rf"(?i:(?P<mark>(?://[A-Z]|[TSCRNLUFOE])[^{_NO_LETTERS}]{{0,60}}?)[\s.]{{0,3}}[)\]}}>])"
)
_OPENS_A_POINT = re.compile(
    r"(?:\A|[\n.:;!?\"*)–—-])[ \t]{0,40}(?:\(?[A-Za-z0-9]{1,3}[.)]{1,2}[ \t]{0,9}|[-–—*•o]{1,3}[ \t]{0,9})?\Z"
)
_LABEL_B = re.compile(r"\(B\)(?!\s{0,3}\()", re.IGNORECASE)
_MOST_OF_A_LABEL = 50
NO_MARK = re.compile(r"S/HE\Z|C/O\s")
"""What stands in brackets and only begins as a mark does: ``(S/he)``, ``(C/O DCM)``."""
# ``(S. KOREA)`` and ``(C-130)`` are no marks.
_FIRST_WORD = re.compile(r"(?P<top>TOP )?(?P<level>TS|S|C|SECRET|CONFIDENTIAL)(?![^\W\d_]|\.| ?-? ?\d)")


def marks_within(text: str) -> tuple[Marking, ...]:
    """Every portion mark that stands in a text, that of a sub-paragraph too; what only looks like one counts.

    It may be in small letters, in brackets of any kind, wrapped, with blanks or a dot before the closing one. At the
    beginning of a point what opens with a level is one, whatever stands behind it: ``(S UMBRA)``. ``(R)`` is one there
    alone (elsewhere it is a party or a right), and ``(C)`` goes on a list of letters where ``(B)`` stands before it.
    """
    if "(" not in text and "[" not in text and "{" not in text and "<" not in text:
        return _bare_marks(text)
    return _marks_of_short(text) if len(text) <= _SHORT else _all_marks(text)


# A text is asked for several times while its telegram is read; the longest are not worth the memory they would keep.
_SHORT = 2_000


@lru_cache(maxsize=512)
def _marks_of_short(text: str) -> tuple[Marking, ...]:
    return _all_marks(text)


def _all_marks(text: str) -> tuple[Marking, ...]:
    found = _marks_found(text)
    if not found:
        return _bare_marks(text)
    label = _LABEL_B.search(text)
    listed = label.start() if label is not None else len(text)
    marks = (_mark_found(text, one, listed) for one in found)
    return (*(mark for mark in marks if mark is not None), *_bare_marks(text))


def _marks_found(text: str) -> list[re.Match[str]]:
    """What may be a mark behind each bracket, which is found in less time than the pattern takes to find it."""
    found = []
    for bracket in "([{<":
        at = text.find(bracket)
        while at >= 0:
            if (one := _MARK_WITHIN.match(text, at)) is not None:
                found.append(one)
            at = text.find(bracket, at + 1)
    return found


# A mark without brackets among other words, which no word looks like: ``HE LEFT. S//NF HE CAME BACK.``
_BARE = re.compile(r"(?<![A-Za-z0-9/\\([{<&._-])(?:TS|S|C)//[A-Z]{2,9}(?:/{1,2}[A-Z]{2,9}){0,5}+(?![A-Za-z0-9])")
_BARE_STROKES = re.compile(r"//(?<=[SC]//)(?<![A-RU-Za-z0-9][SC]//)[A-Z]{2}")
"""The strokes of such a mark, at which the engine arrives sooner than at its letters."""


def _has_bare_marks(text: str) -> bool:
    # One stroke is found many times as fast as two, and most text has none.
    return "/" in text and "//" in text and _BARE_STROKES.search(text) is not None


def _bare_marks(text: str) -> tuple[Marking, ...]:
    if not _has_bare_marks(text):
        return ()
    marks = (portion(found[0]) for found in _BARE.finditer(text))
    return tuple(mark for mark in marks if mark is not None)


def _mark_found(text: str, found: re.Match[str], listed: int) -> Marking | None:
    """listed: from where on letters in brackets may be those of a list."""
    at, words = found.start(), in_plain_capitals(_without_exemptions(found["mark"].replace(";", ",")))
    opens = _OPENS_A_POINT.search(text, max(0, at - _MOST_OF_A_LABEL), at) is not None
    if (words == "R" and not opens) or (words == "C" and at > listed) or NO_MARK.match(words) is not None:
        return None
    said = portion(words) or (least_of_mark(words) if "//" in words else None)
    if said is None and opens and (first := _FIRST_WORD.match(words)) is not None:
        return least_of_mark(f"TS{words[first.end() :]}" if first["top"] else words)
    return said


# What begins a mark that is one in a paragraph without one of its own, too. One pattern for each bracket, since the
# engine finds a first sign by itself faster than one of four: all text is looked at, and mostly has none.
_SURE_WORDS = (
    r"\s{0,3}(?:(?i:TS|[SCRU]|SBU|FOUO|LOU|(?:TOP )?SECRET|CONFIDENTIAL|UNCLASSIFIED|N[SCRU]|CTSA?)\s?/"
    r"|//[A-Z]|(?:TS|S|C)\s{0,3}[)\]}](?![A-Za-z]))"
)
_SURE = {bracket: re.compile(rf"\{bracket}{_SURE_WORDS}") for bracket in "([{<"}
# Behind such a word the sentence goes on, as what has a mark does not: ``a play by (TS) Roe``.
_GOES_ON = re.compile(r"(?i:\b(?:of|by|with|from)) \Z")
_LONGEST_GOING_ON = 6
_LETTER_BEFORE = {"C": re.compile(r"[(\[{]\s{0,3}B\s{0,3}[)\]}]"), "S": re.compile(r"[(\[{]\s{0,3}R\s{0,3}[)\]}]")}


def has_sure_marks(text: str) -> bool:
    """Whether a text may have a mark that ``sure_marks_within`` finds."""
    in_brackets = any(bracket in text and sure.search(text) is not None for bracket, sure in _SURE.items())
    return in_brackets or _has_bare_marks(text)


def sure_marks_within(text: str, *, is_marked: bool) -> tuple[Marking, ...]:
    """Those of ``marks_within`` that are no letter of a list, no name and no plural, whatever they stand in.

    They have a stroke and a control, or are TS; or they are one capital that opens a point, with no letter of a list
    before it. is_marked: the telegram marks other paragraphs, without which ``(C)`` is a letter.
    """
    if not has_sure_marks(text):
        return ()
    letters = frozenset(
        letter
        for letter, before in _LETTER_BEFORE.items()
        if (letter == "S" or is_marked) and before.search(text) is None
    )
    found = (one for one in _marks_found(text) if _is_sure(text, one, letters))
    marks = (_mark_found(text, one, len(text)) for one in found)
    return (*(mark for mark in marks if mark is not None), *_bare_marks(text))


def _is_sure(text: str, found: re.Match[str], letters: frozenset[str]) -> bool:
    """letters: those that alone are marks in this text."""
    words = in_plain_capitals(found["mark"])
    if len(words) > len("TS"):
        said = _without_exemptions(words.replace(";", ","))
        # ``(S/N)`` is a serial number, and how loud a sound is.
        return ("//" in said and least_of_mark(said) is not None) or (
            "/" in words and not said.endswith("/N") and portion(said) is not None
        )
    if not found["mark"].isupper() or text[found.end() : found.end() + 1].isalpha():
        return False  # ``[S]ince`` has a capital for a small letter
    at = found.start()
    if words == "TS":
        return _GOES_ON.search(text, max(0, at - _LONGEST_GOING_ON), at) is None
    return words in letters and _OPENS_A_POINT.search(text, max(0, at - _MOST_OF_A_LABEL), at) is not None


def _without_exemptions(words: str) -> str:
    """A mark without how long it holds: ``S/NF//25X1``."""
    return re.sub(r"(?://?|[ ,-])\s{0,3}(?:25|50|75)X[0-9A-Z-]{0,8}", "", words, flags=re.IGNORECASE)


@cache
def _governments() -> frozenset[str]:
    """The words that say whose information a portion is."""
    nations = toml("marking.toml")["nations"]
    codes = {row.code for row in tag_rows() if row.kind == "geo"}
    return frozenset({*nations_meant(), *nations.values(), *codes, *toml("marking.toml")["governments"]["words"]})


_FOREIGN = re.compile(r"//(?P<of>[A-Z]{3}) (?P<level>TS|S|C|R|U)(?![A-Z])")


def _is_government(part: str) -> bool:
    # What is a control as well, such as NF, stays one; but what the table names as a government, such as NATO, is that.
    return part in toml("marking.toml")["governments"]["words"] or (
        part not in controls_by_marks() and part in _governments()
    )


# A board reads the few marks of its telegrams again for every row.
@lru_cache(maxsize=4096)
def portion(mark: str | None) -> Marking | None:
    """A mark such as ``C``, ``(C/NF)``, ``S//OC/REL TO USA, GBR`` or ``S/FGI UK``; None if it cannot be read."""
    if mark is None:
        return None
    folded = _plain_mark(mark)
    if folded == UNREADABLE_MARK:
        return UNREADABLE
    rest, release = take_release(folded)
    whole = levels_by_words().get(rest.strip(" /"))
    parts = [rest.strip(" /")] if whole else [p for p in re.split(r"[/\-,\s]+", rest) if p]
    if not parts:
        return None
    level = whole or levels_by_marks().get(parts[0]) or levels_by_words().get(parts[0])
    if level is None:
        return None
    marking = Marking(level.rank, frozenset(), release)
    # Whose information it is closes it to nobody; a government that no table has leaves the mark unread.
    ends = {at for at, part in enumerate(parts) if part == "FGI"}
    for at, part in enumerate(parts[1:], 1):
        if at - 1 in ends and _is_government(part):
            ends.add(at)
            continue
        control = controls_by_marks().get(part)
        if control is None:
            return None
        marking = marking.join(Marking(control.lifts, frozenset({control.name}) if control.need else frozenset()))
    return marking


@lru_cache(maxsize=4096)
def least_of_mark(mark: str | None) -> Marking | None:
    """What a mark surely says that ``portion`` cannot read, as a word of it is in no row; None where it has no level.

    Such a word is a need of its own name behind two strokes, where controls stand (``S//SAR-BP``), as it is on the
    classification line. Behind one stroke, where it mostly is a slip of the pen (``C/MF``), it says nothing.
    """
    if mark is None:
        return None
    rest, release = take_release(_plain_mark(mark))
    head, *groups = rest.split("//")
    words = head.strip(" /,-")
    level, *said = [words] if words in levels_by_words() else re.split(r"[/\-,\s]+", words)  # ``TOP SECRET``
    known = levels_by_marks().get(level) or levels_by_words().get(level)
    if known is None:
        return None
    marking = Marking(known.rank, frozenset(), release)
    for word in said:
        if word in controls_by_marks():
            marking = marking.join(_needed(word))
        elif word in levels_by_marks():  # ``U/S``: in doubt the higher
            marking = marking.join(Marking(levels_by_marks()[word].rank))
    for word in (word.strip() for group in groups for word in re.split(r"[/,]", group)):
        # Whom REL alone lets it out to stands on the classification line; whose information it is closes it to nobody.
        if word and word.split()[0] not in ("REL", "FGI") and not is_no_control(word):
            marking = marking.join(_needed(word))
            if word in levels_by_marks():  # ``U//C``: it may be a level as well
                marking = marking.join(Marking(levels_by_marks()[word].rank))
    return marking


def said_by_mark(mark: str | None) -> Marking | None:
    """What a paragraph's mark says, as far as it can be read; ``UNREADABLE`` where no level can. None for no mark."""
    if mark is None:
        return None
    return portion(mark) or least_of_mark(mark) or UNREADABLE


def _needed(word: str) -> Marking:
    control = controls_by_marks().get(word)
    if control is None:
        need = need_named(word)
        return Marking(0, frozenset({need} if need else ()))
    return Marking(control.lifts, frozenset({control.name}) if control.need else frozenset())


OWN_MARK = re.compile(r"^\s*(?:SUBJ(?:ECT)?\s*[:.]?\s*)?\(([^()]{1,24})\)", re.IGNORECASE)
"""The mark of its own with which the line of a subject begins."""


def of_portions(marking: Marking) -> Marking:
    """As a portion mark says it: without what is said once for a whole telegram, such as EXDIS."""
    whole = {control.name for control in controls() if control.scope == "whole"}
    known = {control.name for control in controls()}
    needs = frozenset(need for need in marking.needs if need in known and need not in whole)
    return Marking(marking.rank, needs, marking.release)
