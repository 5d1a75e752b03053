"""Where the phrase that a quotation is of begins and ends, where its clause was parted within it.

Clauses are parted at signs and words that mostly stand between them. Some stand within one: what closes a word in
quotation marks, SO in WILL DO SO, AS in AS LONG AS, NOT ONLY before its BUT ALSO. Words that are read by themselves, as
a title of what they tell, take such a phrase whole.
"""

from __future__ import annotations

import re

from legation.extract.sentences import ends_at, goes_on, is_initials
from legation.tables.rules import word_pattern

_BEFORE = 32  # signs before a quotation in which the words stand that it begins with
_SUBJECT = 140  # signs before one in which its subject stands, where a quotation mark parts it from that
_FURTHER = 160  # signs by which one goes on
_LAST = 40  # signs at its end that say that more is to come
_PARTED = re.compile(r"[.;:,(—–] ?|[“\"](?=\w)")
_CLOSED = re.compile(r"[^.?!,;:][”\"]$")
_ALL_CAPITALS = re.compile(r"[^a-z]*$")


def whole_phrase(text: str, start: int, end: int) -> tuple[int, int]:
    """The phrase that [start, end) of folded ``text`` is of; the same again where it is one."""
    begin = begun(text, start, end)
    return begin, ended(text, begin, end)


def begun(text: str, start: int, end: int) -> int:
    """Where the phrase begins that [start, end) of folded ``text`` is of; ``start`` where that is its beginning."""
    leads = word_pattern("leads_phrase").search(text, max(0, start - _BEFORE), start)
    if leads is not None and leads.end() == start and _belongs(leads[0], text, start, end):
        return leads.start("word")
    aside = word_pattern("leads_aside").match(text, start, end)
    if aside is not None and text[max(0, start - 3) : start].lower() == "of ":
        return aside.end()  # OF COURSE, THE EFFECT OF THAT
    if _CLOSED.search(text[max(0, start - 3) : start].rstrip()) and word_pattern("finite").match(text, start, end):
        return _subject(text, start)
    return start


def _belongs(word: str, text: str, start: int, end: int) -> bool:
    """Whether a word before a quotation is part of its first phrase: IF always is, AS and WITH before some words."""
    rest = word_pattern("led_phrase").match(f"{word.split()[-1].lower()} {text[start : min(end, start + _BEFORE)]}")
    return rest is not None


def _subject(text: str, start: int) -> int:
    """Where the clause begins whose subject stands before ``start``, the mark that parts it from its verb included."""
    low = max(0, start - _SUBJECT)
    marks = [at for at in range(low, start) if text[at] in '“”"']
    if len(marks) < 2:
        return start
    begins = [found.end() for found in _PARTED.finditer(text, low, marks[-2])]
    return begins[-1] if begins else start if low else 0


def ended(text: str, start: int, end: int) -> int:
    """Where the phrase ends that [start, end) of folded ``text`` is of; ``end`` where that is its end."""
    if end > start and text[end : end + 1] == "." and goes_on(text, end):
        if text[end + 1 : end + 2] in (" ", "-", "/") and not ends_at(text, end):
            opens = word_pattern("opens_clause").match(text, end + 2 if text[end + 1] == " " else end + 1)
            return end + 1 if opens is not None else _run(text, end + 1)
        return end + 1 if is_initials(text, end) else end
    so = word_pattern("ends_in_so").match(text, end)
    if so is not None:
        return so.end("word")
    if word_pattern("more_to_come").search(text[max(start, end - _LAST) : end]) is not None:
        comes = word_pattern("comes").match(text, end)
        if comes is not None:
            return _run(text, comes.end())
    if text.startswith(", ", end) and word_pattern("terms_alone").match(text, start, end) is not None:
        return _run(text, end + 1)  # IF THEY SIGN, WE WILL
    return _run(text, end) if _cut(text, start, end) else end


def _cut(text: str, start: int, end: int) -> bool:
    """Whether a word follows that neither begins a clause nor tells who speaks."""
    if text[end : end + 1] != " " or end - start < 2:
        return False
    if text[end + 1 : end + 2].isupper() and not _ALL_CAPITALS.match(text, start, min(len(text), end + _LAST)):
        return False  # a name: most likely of who speaks next
    if text[end - 1] in ".?!;:," or (_CLOSED.search(text[end - 2 : end]) is None and text[end - 1] in '”"'):
        return False
    return word_pattern("opens_clause").match(text, end + 1) is None


def _run(text: str, at: int) -> int:
    """Where the next clause opens, behind ``at``; ``at`` where none does nearby."""
    limit = min(len(text), at + _FURTHER)
    ends = word_pattern("run_ends").finditer(text, at + 1, limit)
    found = next((one for one in ends if one[0][0] not in ".?!" or ends_at(text, one.start())), None)
    if found is None:
        return limit if limit == len(text) else at
    return max(at, found.start() - (text[found.start() - 1] == " "))
