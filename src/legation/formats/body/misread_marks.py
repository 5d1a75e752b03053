"""Marks of which a letter or a bracket was taken for another sign: ``(5//NF)``, ``(S//N0FORN``, ``¢S)``, ``S. THE``.

Such a mark is read at the head of a subject or a paragraph that has no mark, and it raises the telegram alone. What may
as well be a number or an initial counts only where the telegram marks other paragraphs, or no name can stand behind it.
Source: telegram-format 4.10; decisions 0113, 0114 and 0118.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from legation.formats.body.doubtful_marks import NO_NAME
from legation.formats.markings.captions import split_handling
from legation.formats.markings.levels import without_signs
from legation.tables.marking_rows import controls, foreign_levels, levels_by_words
from legation.tables.portions import portion
from legation.tables.posts import one_off
from legation.tables.rows import toml

_WORN: dict[str, str] = toml("marking.toml")["worn"]
_WORN_AMONG_MARKS: dict[str, str] = toml("marking.toml")["worn_among_marks"]
_SIGNS: dict[str, str] = toml("marking.toml")["alike_marks"]
_LETTERS = str.maketrans({sign: letter for letter, signs in _SIGNS.items() if letter.isalpha() for sign in signs})
_BEGINS = frozenset("([{<CTS\"'/-") | frozenset(_SIGNS["("])
_LETTERS_AT_HEAD = frozenset("CTS")
_BEHIND_LETTER = frozenset(".:S")
_IN_BRACKETS = re.compile(r"[(\[{<](?P<mark>[^()\[\]{}<>\n]{1,24})[)\]}>]")
_STROKE = re.compile(r" ?(?:[\\|!;:]{1,2}|(?<=[A-Z5$])\.(?=[A-Z]{2})) ?")
_MARK = "(?P<mark>TS|T5|[SC5$])"
_HALF = re.compile(
    rf"[(\[{{<]{_MARK}[{re.escape(_SIGNS[')'])}](?= {{1,3}}[A-Z\"])"
    rf"|[\"'](?P<quoted>TS|[SC])[\"'](?= {{1,3}}[A-Z])"
    rf"|[{re.escape(_SIGNS['('])}]{_MARK.replace('mark', 'last')}\)(?= {{1,3}}[A-Z\"])"
)
# With a control behind a stroke it is no number and no initial, whatever bracket it has lost: ``(S//N0FORN The``.
_CONTROLS = (
    r"REL(?:EASABLE)? T[O0] [A-Z0-9]{2,4}(?:, ?[A-Z0-9]{2,4}){0,9}|[A-Z0-9$]{2,8}(?:[/,]{1,2}[A-Z0-9$]{2,8}){0,4}"
)
_CONTROLLED = re.compile(
    rf"[(\[{{<\"'/{re.escape(_SIGNS['('])}](?P<level>TS|T[58]|[SC58$G]) ?(?P<controls>[\\/|!]{{1,2}} ?(?:{_CONTROLS}))"
    rf"[{re.escape(_SIGNS[')'])}]?[)\]}}>\"'/]?(?=\s{{1,3}}[A-Z\"])"
)
_STROKES = frozenset("\\/|!")
_LEVELS = str.maketrans("58$G", "SSSC")
# A letter between a sign that is no bracket and one is no sum of money: ``¢S) The``.
_CENT = re.compile(r"[¢€£](?P<mark>TS|[SC])\)(?= {1,3}[A-Z\"])")
_DASHED = re.compile(r"-{1,3} ?(?P<mark>TS|[SC])(?::| -{1,2}) {1,3}(?=[A-Z\"])")
_POINT = re.compile(r"(?P<mark>T\. ?S|TS|S|C)[.:] {1,3}(?=[A-Z\"])")
_FEWEST_OF_A_WORD = 6  # letters of a level in full
_FEWEST_OF_A_CAPTION = 5  # code points
_MOST = 40  # code points that may be a mark


def meant(words: str, *, is_marked: bool, is_numbered: bool) -> str | None:
    """The mark that ``words`` without a mark begin with, as it was written: TS for ``(T.S.)``; None where none is.

    is_marked: the telegram marks other paragraphs, so that ``(5)`` behind a number is an S. Captions alone are those of
    an open paragraph: ``U//NOFORN`` for ``(NOFORN)``.
    """
    if words[:1] not in _BEGINS or (words[0] in _LETTERS_AT_HEAD and words[1:2] not in _BEHIND_LETTER):
        return None  # as most sentences by their first two letters
    head = words[:_MOST]
    among = is_marked and is_numbered
    if (found := _IN_BRACKETS.match(head)) is not None:
        mark = _in_brackets(found["mark"], among=among or (is_numbered and _is_sure(found, "mark", head)))
        if mark is not None:
            return mark
        if is_numbered and (captions := _captions_alone(found["mark"])):
            return f"U//{'/'.join(captions)}"
    if (
        is_numbered
        and words[0] not in _LETTERS_AT_HEAD
        and (found := _DASHED.match(head) or _HALF.match(head)) is not None
    ):
        mark = str(found[str(found.lastgroup)]).translate(_LETTERS)
        if is_marked or _is_sure(found, str(found.lastgroup), head):
            return mark
    if (found := _CONTROLLED.match(head)) is not None and (mark := _controlled(found)) is not None:
        return mark
    if (found := _CENT.match(head)) is not None:
        return found["mark"]
    if is_numbered and (found := _POINT.match(head)) is not None and (is_marked or NO_NAME.match(head, found.end())):
        return found["mark"].replace(".", "").replace(" ", "")
    return None


def unknown(words: str) -> str | None:
    """What stands in the place of a mark in sound brackets and is none that a row knows: X for ``(X) The envoy``.

    Few capitals, or a sign of question. A number in Roman letters counts points, ``(FYI)`` is a word of its own, and
    ``(UK)`` is somebody.
    """
    if words[:1] != "(" or (found := _UNKNOWN.match(words)) is None:
        return None
    sign = found["mark"]
    return None if _ROMAN.fullmatch(sign) is not None or sign in _no_marks() else sign


_UNKNOWN = re.compile(r"\((?P<mark>[A-Z]{1,3}|\?{1,3})\) {1,3}(?=[A-Z0-9\"(])")
_ROMAN = re.compile(r"[IVXL]{2,3}")


@cache
def _no_marks() -> frozenset[str]:
    """Short words that stand in brackets at the head of a sentence."""
    return frozenset(toml("marking.toml")["no_marks"]["words"])


@lru_cache(maxsize=1024)
def _of_a_government(words: str) -> str | None:
    """The mark that says the same as the level of a government in full: ``(GEHEIM)``, ``(UK SECRET)``."""
    own = words.removeprefix("UK ").removeprefix("US ")
    level = foreign_levels().get(without_signs(words)) or (own if own != words and own in levels_by_words() else None)
    return levels_by_words()[level].portions[0] if level is not None else None


def _is_sure(found: re.Match[str], name: str, head: str) -> bool:
    """Whether what stands behind a number is a mark also where nothing else is marked: it is TS, or no name follows.

    A number counts its point: ``(5) The fifth``.
    """
    words, end = found[name], found.end()
    if words.isdecimal():
        return False
    return (words == "TS" and name != "quoted") or NO_NAME.match(head, end + _blanks(head, end)) is not None


def _blanks(head: str, at: int) -> int:
    return len(head) - at - len(head[at:].lstrip(" "))


def _controlled(found: re.Match[str]) -> str | None:
    """The mark that words with a control are; their last letter may be the bracket that closed it.

    Behind two strokes stands a control, known or not, so that the level before them is one.
    """
    words, level = found["controls"], found["level"].translate(_LEVELS)
    written = level + _STROKE.sub("/", words).translate(_LETTERS)
    marks = (written, written[:-1]) if words[-1] in _SIGNS[")"] else (written,)
    known = next((mark for mark in marks if portion(mark) is not None), None)
    if known is not None or "NOFORN" not in split_handling(words)[0]:
        return known or (level if words[1] in _STROKES else None)
    return f"{level}//NF"


@lru_cache(maxsize=1024)
def _with_more(words: str) -> str | None:
    """The mark that stands in place of one with what no row knows beside it: ``S//BUTTER`` for ``(S BUTTER)``.

    ``(S?)`` is an S, ``(NATO S)`` and ``(GBR-S)`` are those of others, ``(SI)`` is a control whose level was left out,
    and ``(SECERT)`` a level with a letter wrong. ``(REF C)`` cites, and ``(C IN C)`` is somebody. What stands behind
    two strokes is read as a control of its level, or as a remark, wherever that stands.
    """
    if not words.isupper() or "//" in words or _INITIAL.match(words) is not None:
        return None
    first, *others = parts = _PARTS.split(words.strip(_AROUND_MARK))
    if len(parts) > _MOST_PARTS or not all(part.isalpha() for part in parts):
        return None
    if others and parts[-1] in _LEVELS_IN_SHORT and all(_is_government(part) for part in parts[:-1]):
        of = [part for part in parts[:-1] if part in _alliances()]
        return "//".join([_LEVELS_IN_SHORT[parts[-1]], *of])
    if first in _LEVELS_IN_SHORT:
        if any(len(other) < _FEWEST_OF_A_CONTROL or other in _JOINING for other in others):
            return None
        return "//".join([_LEVELS_IN_SHORT[first], *([" ".join(others)] if others else [])])
    if all(part in _alone() for part in parts):
        return "//".join(["TS", *parts])
    if others or len(first) < _FEWEST_OF_A_WORD:
        return None
    return next((mark for level, mark in _LEVELS_IN_SHORT.items() if _is_nearly(first, level)), None)


_PARTS = re.compile(r"[^A-Z0-9]+")
_INITIAL = re.compile(r"[A-Z]\. ?[A-Z]")
_AROUND_MARK = " ?.,;:!-–/*"
_MOST_PARTS = 3
_FEWEST_OF_A_CONTROL = 2  # letters
_JOINING = frozenset(["IN", "OF", "AND", "OR", "TO", "THE", "AT", "ON", "FOR", "BY"])
_LEVELS_IN_SHORT = {"TS": "TS", "S": "S", "C": "C", "SECRET": "S", "CONFIDENTIAL": "C"}


@cache
def _alliances() -> frozenset[str]:
    return frozenset(row.name for row in controls() if row.need and row.group == "alliance")


@cache
def _alone() -> frozenset[str]:
    """Controls of which none stands without a level."""
    return frozenset(row.name for row in controls() if row.need and row.group in ("alliance", "compartment"))


def _is_government(words: str) -> bool:
    return words == "FGI" or portion(f"S//FGI {words}") == portion("S") or words in _alliances()


def _is_nearly(words: str, level: str) -> bool:
    return len(level) >= _FEWEST_OF_A_WORD and one_off(words, level)


@lru_cache(maxsize=1024)
def _captions_alone(words: str) -> tuple[str, ...]:
    """The captions that are all there is in brackets, in capitals, in the place of a mark: ``(EYES ONLY)``."""
    if len(words) < _FEWEST_OF_A_CAPTION or not words.isupper():
        return ()
    named, left = split_handling(words)
    return tuple(named) if named and not left.strip(_AROUND_MARK) else ()


def _in_brackets(words: str, *, among: bool) -> str | None:
    """The same of words in brackets. What has a control behind a stroke, or a level in full, is no number anywhere."""
    inner = words.strip(" .")
    known = _WORN.get(inner) or _of_a_government(inner)
    if known is None and among:
        upper = inner.upper()
        known = _WORN.get(upper) or _WORN_AMONG_MARKS.get(upper) or _of_a_government(upper) or _with_more(inner)
    if known is not None:
        return known
    written = _STROKE.sub("/", inner).translate(_LETTERS)
    is_sure = "/" in written.strip("/") or len(written) >= _FEWEST_OF_A_WORD
    said = portion(written) if written != words and (among or is_sure) else None
    return written if said is not None else None
