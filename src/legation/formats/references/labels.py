"""The items of a reference list, by their labels: ``A.``, ``(B)``, ``C)``, ``REF D:``, some doubled, some skipped."""

from __future__ import annotations

import re

# The sign that closes a label, or the blank behind one that none closes: ``(A STATE 12``, ``B ROME 3``.
# ``A - KABUL 28`` has a label, ``A - 12`` is an airgram.
_LABEL_END = re.compile(
    r"[).:\]}]|(?<= )-(?= {1,3}(?:(?:19|20)?[0-9]{2} )?[A-Z])|/(?= {1,3}[A-Z0-9])"
    r"|(?<=[ \n(][A-Z]) (?=(?:(?:19|20)?[0-9]{2} )?[A-Z]{3,14} [0-9])"
    # ``B- ROME 3``, ``B-ROME 3``
    r"|(?<=[ \n;,:][A-Z])-(?= {0,3}(?:(?:19|20)?[0-9]{2} ?)?[A-Z]{3,14}(?: [A-Z]{2,12}){0,2} ?[0-9])"
)
_REF_BEFORE = re.compile(r"\bREF(?:TEL|ERENCE)?S?\s{0,3}\(?\s?$")
_MARKED = re.compile(
    r"\((?:TS|S|C|U|SBU|CTS|N[SCRU])(?:/{1,2}[A-Z]{2,6})?\) {1,3}(?=\(?A[).])"
)  # the marking of the whole list
_CLOSES = {"(": ")}", "[": "]", "{": "})"}
"""What closes a label that a bracket opens; recognition takes one for another: ``(A} ROME 12``."""
# A label that a copy has run into the number before it: ``ROME 112B. PARIS 8``.
_GLUED = re.compile(r"[0-9]{2}[B-Z][.)][ \n]{1,3}(?:(?:19|20)?[0-9]{2}[ -]?)?[A-Z]{3}")
# What stands behind a label in brackets that is run into the number before it: ``(A)ROME12(B)08PARIS 3``.
_CITED = re.compile(r"\)[ \n]{0,2}(?:(?:19|20)?[0-9]{2}[ -]?)?[A-Z]{3,14}(?: [A-Z]{2,12}){0,2}[ -]?[0-9]")
_DIGIT = re.compile(r"[0-9]")
_DOUBLED = 6  # signs between a label and itself again
_LOOK = 30  # labels ahead in which a skipped one is looked for


def items(upper: str, start: int, end: int) -> list[tuple[str | None, int, int]]:
    """(label, start, end) of each item. Labels must run A, B, C or 1, 2, 3; a list without them is one item."""
    lead = start
    while lead < end and upper[lead] in " :.-\n*":
        lead += 1
    if (marked := _MARKED.match(upper, lead, end)) is not None:
        lead = marked.end()
    marks: list[tuple[str, int, int]] = []
    first: str | None = "A"
    candidates = [
        mark for found in _LABEL_END.finditer(upper, start, end) if (mark := _label_at(upper, lead, found.start(), end))
    ]
    for index, (label, begin, stop) in enumerate(candidates):
        if not marks:
            if begin > lead:
                if not _is_second(upper, lead, label, begin, end):
                    break
                marks.append(("A", lead, lead))
                first = None
            if label == "L" and upper[stop - 1] != ")":
                label = "1"  # ``l. GENEVA 2717``, as copies show a 1
        last = marks[-1] if marks else None
        step = _step(last[0] if last else None, label)
        if last and last[0] == label and begin - last[2] < _DOUBLED and not upper[last[2] : begin].strip():
            marks[-1] = (label, last[1], stop)  # doubled by re-lettering: ``A. A) STATE 54183``
            continue
        if last and label in "CSU" and _is_mark_of(upper, last[2], begin, stop):
            marks[-1] = (last[0], last[1], stop)  # ``(B) (C) QUITO 33``
            continue
        skips = step == 2 and not (last and _has_next(candidates[index : index + _LOOK], last[0]))
        # ``SMITH LETTER 2`` is one item: behind one without a number the next number must begin its line.
        opens = not last or not label.isdigit() or _DIGIT.search(upper, last[2], begin) or _heads_line(upper, begin)
        if (step == 1 or skips) and opens:
            marks.append((label, begin, stop))
    if not marks:
        return [(None, lead, end)]
    stops = [mark[1] for mark in marks[1:]]
    stops.append(end)
    found: list[tuple[str | None, int, int]] = []
    found.extend((label, begin, stop) for (label, _, begin), stop in zip(marks, stops, strict=True))
    return found if first is not None else [(None, *found[0][1:]), *found[1:]]


def _is_mark_of(upper: str, label_end: int, begin: int, stop: int) -> bool:
    """Whether brackets directly behind a label hold the marking of its item: a list has no item without words."""
    return upper[begin] == "(" and not upper[label_end:begin].strip() and upper[stop : stop + 1] != "("


def _is_second(upper: str, lead: int, label: str, begin: int, end: int) -> bool:
    """Whether a list has lost its first label alone: ``ROME 22 (B) PARIS 900``."""
    if label != "B" or upper[begin] != "(" or not upper[lead:begin].rstrip(" \n;,.")[-1:].isdigit():
        return False
    return _CITED.match(upper, begin + 2, end) is not None


def _label_at(upper: str, low: int, sign: int, end: int) -> tuple[str, int, int] | None:
    """(label, where it begins, where its item begins) of the label that the sign at ``sign`` closes."""
    stop = sign - 1 if sign > low and upper[sign - 1] == " " else sign
    if upper[sign] == "." and upper[sign + 1 : sign + 2] == ")":
        sign += 1  # ``(A.)``
    begin = stop - 1
    if _GLUED.match(upper, begin - 2, end) is not None and begin - 2 >= low:
        sign += 1
        while sign < end and upper[sign] in " \n":
            sign += 1
        return upper[begin], begin, sign
    if begin < low or not ("A" <= upper[begin] <= "Z" or "0" <= upper[begin] <= "9"):
        return None
    if begin > low and (upper[begin - 1] == upper[begin] or "0" <= upper[begin - 1] <= "9"):
        begin -= 1
    label = upper[begin:stop]
    if len(label) == 2 and not label.isdigit() and label[0] != label[1]:
        return None
    opened = upper[begin - 1] if begin > low and upper[begin - 1] in "([{" else ""
    if opened:
        begin -= 1
    if (
        (opened and upper[sign] not in _CLOSES[opened] + " ")
        or (upper[sign] in "]}" and not opened)
        or (
            begin > low
            and upper[begin - 1] not in " \n;,.:)*\u2022"
            and not (opened == "(" and upper[begin - 1].isdigit() and _CITED.match(upper, sign, end))
        )
    ):
        return None
    if upper[sign] not in ")]} " and (
        upper[sign + 2 : sign + 3] == "." or (len(label) == 2 and upper[sign + 1 : sign + 2].isdigit())
    ):
        return None  # ``U.S.``, ``12.5``
    if upper[begin - 1 : begin] in (" ", ":", "\n") and (
        word := _REF_BEFORE.search(upper, max(low, begin - 12), begin)
    ):
        begin = word.start()
    stop = sign + 1
    while stop < end and upper[stop] in " \n":
        stop += 1
    return label, begin, stop


def _heads_line(upper: str, at: int) -> bool:
    """Whether nothing but a few blanks stands before ``at`` on its line."""
    return upper[max(at - 12, 0) : at].rstrip(" ")[-1:] == "\n"


def _step(last: str | None, label: str) -> int:
    """How far ``label`` lies behind ``last`` in A, B, C or 1, 2, 3; 0 where it does not."""
    if last is None:
        return 1 if label in ("A", "1", "B", "C") else 0
    if last.isdigit() != label.isdigit():
        return 0
    if label.isdigit():
        return int(label) - int(last)
    return (len(label) - len(last)) * 26 + ord(label[0]) - ord(last[0])


def _has_next(candidates: list[tuple[str, int, int]], last: str) -> bool:
    """Whether the label that follows ``last`` is still to come, so that one further on is none: ``ROME 1 (C) B.``"""
    return any(_step(last, label) == 1 for label, _, _ in candidates)
