"""Where the quotation of a proposal begins and ends: no half bracket or quotation mark, no mark of the next point.

Clauses are parted at signs that may fall inside a bracket or just before what closes one; a reader of the quotation
would take the rest for lost.
"""

from __future__ import annotations

import re

from legation.extract.drafts import Draft

_PAIRS = {"(": ")", "[": "]", "“": "”"}
_CLOSES_BY = {close: opening for opening, close in _PAIRS.items()}
_BEFORE_OPENING = ("", " ", "(", "[", "—", "–", "-")
_FAR = 60  # signs behind the words in which what was opened may be closed
_STOP = re.compile(r"[.?!;](?: |$)")
# (A), (2) or OR (B) begins the next point of a list; in REF (B) and SECTION 620 (N) it belongs to the words.
_NEXT_POINT = re.compile(r"[ ,;:]+(?:(?:and|or)[ ,]+)?\((?:[a-z]|\d{1,2}|[ivx]{2,4})\)$", re.IGNORECASE)
# FOLLOWING POINTS: A and AS FOLLOWS: (1 end where the list begins.
_LIST_BEGINS = re.compile(r": ?[\"“]?\(?(?:[a-z]|\d{1,2})\)?$|\. ?\((?:[a-z]|\d{1,2})\)$|[:.] ?[\"“(]$", re.IGNORECASE)
_CITED = re.compile(
    r"\b(?:refs?|refte(?:l|ls)|paras?|paragraphs?|sections?|secs?|articles?|arts?|points?|items?|parts?|options?|alternatives?|"
    r"resolutions?|annex|no|nos|\d+)\.?$",
    re.IGNORECASE,
)
_OWN_POINT = re.compile(r"\(?(?:[a-z]|\d{1,2}|[ivx]{2,4})\.?\)[ .]+", re.IGNORECASE)
_JOINING = re.compile(r"(?:and|but|or) (?=\w)", re.IGNORECASE)
_LEFT_OPEN = " ,;:-–—"
_LABEL, _WORD = 16, 16  # signs of a list's beginning, and of the word before it, at most
_FEWEST = 12  # signs of a quotation


def quoted(draft: Draft, text: str) -> Draft:
    """The draft with its quotation made whole, if its words stand so in ``text``, its folded paragraph."""
    start, end = whole(text, draft.start, draft.end)
    if draft.text == text[draft.start : draft.end] and end - start >= _FEWEST:
        draft.start, draft.end, draft.text = start, end, text[start:end]
    return draft


def whole(text: str, start: int, end: int) -> tuple[int, int]:
    """[start, end) of folded ``text`` with what closes its brackets and quotation marks, and without what is half."""
    start = _begun(text, start, end)
    for sign in ("(", "[", "“", '"'):
        end = _closed(text, start, end, sign)
    pointed = _NEXT_POINT.search(text, max(start, end - _LABEL), end)
    if pointed is not None and not _CITED.search(text, max(start, pointed.start() - _WORD), pointed.start()):
        end = pointed.start()
    begins = _LIST_BEGINS.search(text, max(start, end - _LABEL), end)
    return start, end if begins is None else begins.start()


def _begun(text: str, start: int, end: int) -> int:
    """Past the mark of an own point, what was opened before the words, and a word that joins them to others."""
    pointed = _OWN_POINT.match(text, start, end)
    if pointed is not None:
        start = pointed.end()
    for close, opening in _CLOSES_BY.items():
        at = text.find(close, start, end)
        if at >= 0 and text.find(opening, start, at) < 0 and 2 * (at + 1 - start) < end - start:
            start = at + 1
    joined = _JOINING.match(text, start, end)
    if joined is not None:
        start = joined.end()
    while start < end and text[start] in " ,;:":
        start += 1
    return start


def _closed(text: str, start: int, end: int, sign: str) -> int:
    """Where the words end with their last ``sign`` closed, or without it where nothing closes it nearby."""
    close = _PAIRS.get(sign, sign)
    opened = text.rfind(sign, start, end)
    if opened < 0:
        return end
    if sign == close:
        if text[opened + 1 : opened + 2] in ("", " ") or text[max(opened - 1, 0) : opened] not in _BEFORE_OPENING:
            return end  # it closes what stands before it
    elif text.count(sign, start, end) <= text.count(close, start, end):
        return end
    at = text.find(close, end, end + _FAR)
    stop = _STOP.search(text, end, end + _FAR)
    if at >= 0 and (stop is None or at <= stop.start() + 1):
        return at + 1
    left = len(text[start:opened].rstrip(_LEFT_OPEN)) + start
    announced = text[opened - 2 : opened].startswith(":")  # the letter or statement itself is not quoted
    return left if announced or (sign in "([" and 3 * (left - start) > 2 * (end - start)) else end
