"""Marks at the heads of lines that a person types: ``SECRET//NOFORN The Ministry``, ``S) The``, ``TS - The``.

Marks in brackets are found anywhere (``tables.portions``). A level without brackets counts where a line begins with it
and no sentence would: with captions behind it, with a stroke, a colon or a dash, with the signs of a worn mark, or
alone on its line among others. ``Secret talks were held`` is a sentence. Source: decision 0103.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from legation.core.marking import Marking
from legation.core.telegram import Classification
from legation.formats.body.worn_marks import points_marked
from legation.formats.markings.captions import is_in_capitals, split_handling, words_behind_level
from legation.formats.markings.marks_within import captions_behind, of_line
from legation.formats.plain import in_capitals
from legation.tables.marking import marking_of
from legation.tables.portions import portion

_FRONT = r"[^\w(]{0,9}(?:\(?\d{1,2}[.)]{1,2} ?)?"
_LEVEL = re.compile(rf"{_FRONT}(?P<level>TOP SECRET|SECRET|CONFIDENTIAL|RESTRICTED|LIMITED OFFICIAL USE)(?![A-Z0-9])")
_PARTED = re.compile(r" ?(?://|: |\. |-{1,2} |– )")
_PARTED_IN_ANY_LETTERS = re.compile(r"(?<!RESTRICTED)(?<! USE) ?(?://|: )")
"""``Secret: the envoy``; but ``Restricted: three areas`` is a sentence."""
_CONTROLLED = re.compile(rf"{_FRONT}(?P<mark>(?:TS|S|C)/{{1,2}}[A-Z]{{2,8}}(?:[/,][A-Z]{{2,8}}){{0,4}})(?![A-Z0-9])")
_NUMBER_BEHIND = re.compile(r"[A-Z] ?-{1,2} \d")
"""What is a name or a sum, ``C - 130``, and not what is marked."""


def marks_typed(words: str) -> Iterator[Marking]:
    """What the marks say with which the lines of ``words`` begin; blanks of any kind and number are one."""
    lines = [line for line in (" ".join(line.split()) for line in words.splitlines()) if line]
    text = "\n".join(["", *lines])
    for found in points_marked(in_capitals(text), 0, len(text)):
        at = found.start("mark")
        if is_in_capitals(text[slice(*found.span("mark"))]) and _NUMBER_BEHIND.match(text, at) is None:
            yield from _said(portion(found["mark"]))
    for line in lines:
        yield from _of_line(line, is_alone=len(lines) == 1)


def _of_line(line: str, *, is_alone: bool) -> Iterator[Marking]:
    upper = in_capitals(line)
    # A marking and nothing else marks what stands beside it.
    told = of_line(upper) if not is_alone and is_in_capitals(line) else None
    if told is not None:
        yield marking_of(Classification(told[0], (), told[1]))
    elif (controlled := _CONTROLLED.match(line)) is not None:
        yield from _said(portion(controlled["mark"]))
    elif (found := _LEVEL.match(upper)) is not None:
        stop = found.end()
        is_capital = is_in_capitals(line[slice(*found.span("level"))])
        is_parted = (_PARTED if is_capital else _PARTED_IN_ANY_LETTERS).match(upper, stop) is not None
        behind = captions_behind().match(upper, stop)
        if behind is not None and (is_parted or is_in_capitals(line[found.start("level") : behind.end()])):
            needs, past = words_behind_level(behind[0])
            yield marking_of(Classification(found["level"], (), (*needs, *split_handling(behind[0][past:])[0])))
        elif is_parted:
            yield marking_of(Classification(found["level"]))


def _said(mark: Marking | None) -> Iterator[Marking]:
    if mark is not None:
        yield mark
