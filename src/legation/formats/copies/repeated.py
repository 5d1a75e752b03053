"""A text that stands in its file twice: what copying or saving has put there again is read once.

The second copy may have been cut, or the first. Both say the same, sign by sign, so that nothing is read of one
alone; what stands there again stays in the source and is left out of the words.
"""

from __future__ import annotations

from legation.formats.flat import Flat

_FRONT = 160  # code points by which the second beginning is known
_MOST = 4  # times that what stands there again is taken off


def without_repeat(text: str) -> Flat | None:
    """The words of ``text`` once; None where they do not stand there twice."""
    start, end = 0, len(text)
    for _ in range(_MOST):
        once = _once(text, start, end)
        if once is None:
            break
        start, end = once
    return Flat.without(text, start, end, ()) if end - start < len(text) else None


def _once(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Where ``text[start:end]`` has what it has twice; None where it has nothing twice."""
    while text[start : start + 1].isspace():
        start += 1
    front = text[start : start + _FRONT]
    again = text.find(front, start + _FRONT, end) if len(front) == _FRONT else -1
    if again < 0 or text[again - 1] not in "\r\n":
        return None
    first, second = text[start:again].rstrip(), text[again:end].rstrip()
    if first.startswith(second):
        return start, start + len(first)
    return (again, end) if second.startswith(first) else None
