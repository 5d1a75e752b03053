"""Where the quotation of a proposal begins and ends: no half bracket or quotation mark, no mark of the next point.

Clauses are parted at signs that may fall inside a bracket or just before what closes one; a reader of the quotation
would take the rest for lost.
"""

from __future__ import annotations

import re

from legation.extract.finds import Find
from legation.extract.phrases import whole_phrase
from legation.extract.sentences import ends_at
from legation.tables.rules import word_pattern

# What is told in a clause; the others are called by a name, or told by their day and sides.
_CLAUSES = frozenset({"objective", "position", "commitment", "demarche"})
_BRACKETS = {"(": ")", "[": "]"}
# British drafters quote between single signs, and whoever quotes within a quotation uses the others.
_QUOTES = {"“": "”", '"': '"', "‘": "’", "'": "'"}
_PAIRS = {**_BRACKETS, **_QUOTES}
_CLOSES_BY = {")": "(", "]": "[", "”": "“"}
_BEFORE_OPENING = ("", " ", "(", "[", "—", "–", "-", *_QUOTES)
_CLOSING = "\"'”’)]"
_DEEP = 3  # quotations within one another, at most
_FAR = 60  # signs behind the words in which what was opened may be closed
_STOP = re.compile(r"[.?!][\"'”’)\]]{0,2}(?: |$)|;(?: |$)")
# (A), (2) or OR (B) begins the next point of a list; in REF (B) and SECTION 620 (N) it belongs to the words.
_NEXT_POINT = re.compile(r"[ ,;:]+(?:(?:and|or)[ ,]+)?\((?:[a-z]|\d{1,2}|[ivx]{2,4})\)$", re.IGNORECASE)
# FOLLOWING POINTS: A and AS FOLLOWS: (1 end where the list begins.
_LIST_BEGINS = re.compile(
    r": ?[\"“]?\(?(?:[a-z]|\d{1,2})\)?$|\. ?\((?:[a-z]|\d{1,2})\)$|[:.] [\"“(]$|:[\"“(]$|\.[“(]$", re.IGNORECASE
)
_CITED = re.compile(
    r"\b(?:refs?|refte(?:l|ls)|paras?|paragraphs?|sections?|secs?|articles?|arts?|points?|items?|parts?|options?|alternatives?|"
    r"resolutions?|annex|no|nos|\d+)\.?$",
    re.IGNORECASE,
)
# (B) and 2), and B. where it is no initial of a name: C. Makarios is not told from it by itself.
_OWN_POINT = re.compile(r"\(?(?:[a-z]|\d{1,2}|[ivx]{2,4})\.?\)[ .]+|(?:[a-h]|\d{1,2})\. (?![a-z]\.)", re.IGNORECASE)
# What is left over at an end: the words that announce a text, a condition that is cut off.
_LEFT_OVER = re.compile(
    r"[ ,;:]+(?:(?:or|and|but) if(?: not)?|(?:or|and|but) (?:certainly |also )?not|if)$"
    r"|[:.] (?:begin (?:\w{1,9} )?text|begin quote|text|quote|qte)$|[ .]+end (?:quote|qte|text)$| (?:quote|qte)$",
    re.IGNORECASE,
)
_CUT_POINT = re.compile(r"[.;:,] ?\(?[a-z]\) \w{1,14}$|; \(?[a-z]$|\. \(?[a-h]$", re.IGNORECASE)
_QUOTE, _UNQUOTE = re.compile(r"^(?:un)?quote:? ", re.IGNORECASE), re.compile(r"[ .]+unquote$", re.IGNORECASE)
_BEGINS_QUOTE = re.compile(r"\bquote\b", re.IGNORECASE)
_SIC = "[sic] "  # the editors' word on the sign of a point
_JOINING = re.compile(r"(?:and|but|or) (?=\w)", re.IGNORECASE)
_WITH = re.compile(r"(?:to|of|for|with|by|from)$", re.IGNORECASE)
_LEFT_OPEN = " ,;:-–—"
_TAIL = 32  # signs of what may be left over at the end
_LABEL, _WORD = 16, 16  # signs of a list's beginning, and of the word before it, at most
_HANGING = 3  # words that hang at an end, at most: AND THAT THE
_FEWEST = 8  # signs of a quotation


def quoted(find: Find, text: str) -> Find:
    """The find with its quotation made whole, if its words stand so in ``text``, its folded paragraph."""
    start, end = whole(text, find.start, find.end)
    if find.kind in _CLAUSES:
        phrase = whole_phrase(text, start, end)
        start, end = whole(text, *phrase) if phrase != (start, end) else phrase
    if find.text == text[find.start : find.end] and end - start >= _FEWEST:
        find.start, find.end, find.text = start, end, text[start:end]
    return find


def whole(text: str, start: int, end: int) -> tuple[int, int]:
    """[start, end) of folded ``text`` with what closes its brackets and quotation marks, and without what is half."""
    start = _begun(text, start, end)
    for sign in _PAIRS:
        end = _closed(text, start, end, sign)
    if text[start : start + 1] in _QUOTES and _open(text, start, end, text[start]) == start:
        start += 1  # of a quotation over paragraphs each begins with the sign, and the last alone ends with one
    pointed = _NEXT_POINT.search(text, max(start, end - _LABEL), end)
    if pointed is not None and not _CITED.search(text, max(start, pointed.start() - _WORD), pointed.start()):
        end = pointed.start()
    for left in (_LIST_BEGINS, _LEFT_OVER, _CUT_POINT):
        found = left.search(text, max(start, end - _TAIL), end)
        end = end if found is None else found.start()
    for _ in range(_HANGING):
        hanging = word_pattern("hanging_end").search(text, max(start, end - _TAIL), end)
        if hanging is None or (_WITH.search(hanging[0]) and _STOP.match(text, end)):
            break  # IT IS EASIER TO DEAL WITH.
        end = hanging.start()
    unquoted = _UNQUOTE.search(text, max(start, end - _TAIL), end)
    if unquoted is not None and _BEGINS_QUOTE.search(text, start, unquoted.start()) is None:
        end = unquoted.start()
    return start, end


def _begun(text: str, start: int, end: int) -> int:
    """Past the mark of an own point, what was opened before the words, and a word that joins them to others."""
    pointed = _OWN_POINT.match(text, start, end)
    if pointed is not None:
        start = pointed.end()
    for close, opening in _CLOSES_BY.items():
        at = text.find(close, start, end)
        if at >= 0 and text.find(opening, start, at) < 0 and 2 * (at + 1 - start) < end - start:
            start = at + 1
    start += len(_SIC) if text.startswith(_SIC, start, end) else 0
    quote = _QUOTE.match(text[start:end])
    if quote is not None and _UNQUOTE.search(text, start, end) is None:
        start += quote.end()
    for joining in (_JOINING, word_pattern("hanging_begin")):
        joined = joining.match(text, start, end)
        start = start if joined is None else joined.end()
    while start < end and text[start] in " ,;:":
        start += 1
    return start


def _closed(text: str, start: int, end: int, sign: str) -> int:
    """Where the words end with their last ``sign`` closed, or without it where nothing closes it nearby."""
    for _ in range(_DEEP):
        opened = _open(text, start, end, sign)
        if opened < 0:
            break
        at = _close(text, end, sign)
        stop = _stop(text, end)
        if at < 0 or text[stop + 1 : at].strip(_CLOSING):
            return _without(text, start, opened, end, sign)
        end = at + 1
    return end


def _open(text: str, start: int, end: int, sign: str) -> int:
    """The last ``sign`` in [start, end) that nothing closes there; -1 where there is none."""
    if text.find(sign, start, end) < 0:
        return -1
    close, still = _PAIRS[sign], []
    for at in range(start, end):
        if text[at] == sign and (sign != close or _opens(text, at)):
            still.append(at)
        elif text[at] == close and still and (sign != "‘" or not text[at + 1 : at + 2].isalpha()):
            still.pop()
    return still[-1] if still and (sign not in "‘'" or _opens(text, still[-1])) else -1


def _opens(text: str, at: int) -> bool:
    """Whether a sign that also closes opens what follows: it stands behind a blank and before a word."""
    return text[at + 1 : at + 2] not in ("", " ") and text[max(at - 1, 0) : at] in _BEFORE_OPENING


def _close(text: str, end: int, sign: str) -> int:
    """The next place that closes a ``sign``; -1 where none does nearby."""
    closes = (
        (_PAIRS[sign], '"') if sign == "“" else (_PAIRS[sign],)
    )  # typed copies open with one and close with another
    for close in closes:
        at = text.find(close, end, end + _FAR)
        while at >= 0 and sign in "‘'" and text[at + 1 : at + 2].isalpha():
            at = text.find(close, at + 1, end + _FAR)  # an apostrophe
        if at >= 0:
            return at
    return -1


def _stop(text: str, end: int) -> int:
    """Where a sentence stops next, no abbreviation; far away where none does nearby."""
    stops = _STOP.finditer(text, end, end + _FAR)
    return next((one.start() for one in stops if text[one.start()] == ";" or ends_at(text, one.start())), len(text))


def _without(text: str, start: int, opened: int, end: int, sign: str) -> int:
    """Where words end of which nothing closes the sign at ``opened``: before it, if little stands behind it."""
    if sign in "‘'":
        return end  # an apostrophe looks the same
    left = len(text[start:opened].rstrip(_LEFT_OPEN)) + start
    announced = text[opened - 2 : opened].startswith(":")  # the letter or statement itself is not quoted
    return left if announced or (sign in "([" and 3 * (left - start) > 2 * (end - start)) else end
