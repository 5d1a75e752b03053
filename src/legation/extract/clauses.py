"""How far a clause reaches, what condition and date it sets, and whether it is a guess."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from legation.extract.dates import DATE
from legation.extract.mentions import Marked, Mention
from legation.tables.rules import word_pattern

_UNTIL = re.compile(r"(?:until|pending) ", re.IGNORECASE)
_LEADING = re.compile(
    r"(?P<terms>(?:if(?! (?:necessary|possible|any|so|not|only|need be)\b)|provided|unless|should|once"
    r"|in (?:the )?event)"
    r"\b[^;:.,]{3,160}),",
    re.IGNORECASE,
)
_PAST = re.compile(r"(?:the )?(?:last|earlier|previous|past|yesterday|same)\b", re.IGNORECASE)
_MANNER = re.compile(r"on\b.*\bbasis\b", re.IGNORECASE)
_SINCE = 80  # signs before a day in which the verb stands of what was done before it
_ISO = re.compile(r"\d{4}(?:-\d\d|$)")
_THEN = re.compile(r", (?=(?:we|he|she|they|it|i)\b)", re.IGNORECASE)
_LONGEST = 320
_OPENING = 20  # signs before a clause in which the word stands that makes its beginning a condition
_GUESSED = 110  # signs before words that may make them a guess
_ENOUGH = 240


def clause_end(text: str, start: int, after: int) -> int:
    """Where the clause that has been read up to ``after`` ends; ``start`` is where it began."""
    limit = min(len(text), max(after, start + _LONGEST))
    found = word_pattern("clause_end").search(text, after, limit)
    while found is not None and found.start() <= after and found.end() < limit:
        found = word_pattern("clause_end").search(text, found.end(), limit)
    if found is not None:
        end = found.start()
    elif limit < len(text):
        comma = text.rfind(",", after, start + _ENOUGH)
        end = comma if comma > after else max(text.rfind(" ", after, limit), after)
    else:
        end = len(text)
    while end > after and text[end - 1] in " .,;:)-" and not (text[end - 1] == ")" and "(" in text[start:end]):
        end -= 1
    end = max(end, after)
    opened = text.rfind("(", start, end)
    if opened > start and ")" not in text[opened:end]:  # half a bracket is no evidence
        end = max(len(text[:opened].rstrip()), start + 1) if opened >= after else end
    return end


def is_guess(text: str, start: int) -> bool:
    """Whether the words before ``start`` make what follows a guess, a question or a hope of the writer.

    Those of a condition that is complete do not: what is promised on it is promised.
    """
    at = max(0, start - _GUESSED)
    terms = word_pattern("closed_terms").search(text, at, start)
    return word_pattern("guess").search(text, at, terms.start() if terms is not None else start) is not None


def asked_from(text: str) -> int:
    """Where the question of a sentence begins: all of it, or what stands behind BUT or a stop; its end where it asks
    nothing."""
    if not text.rstrip("\"'”’) ").endswith("?"):
        return len(text)
    return max((met.start() for met in word_pattern("asked_apart").finditer(text)), default=0)


def condition(text: str, before: str = "", after: str = "") -> str | None:
    """The words of a condition in a clause, or in what stands ``before`` it (IF THEY AGREE, WE WILL SIGN) or right
    ``after`` it (AGREED TO ROTATION (EMBTEL 470) PROVIDED THE UN WATCHES IT)."""
    for found in word_pattern("condition").finditer(text):
        until = _UNTIL.match(found[0])
        if until is None or not DATE.match(found[0], until.end()):
            terms = found[0].strip(" .,")
            # IF THEY CAN BE HAD: what looks like the beginning of what is promised may be the condition itself.
            return terms if " " in terms else _THEN.split(text[found.start() :])[0].strip(" .,")
    leading = _LEADING.match(text) or word_pattern("leading_condition").search(before)
    leading = leading or word_pattern("closed_terms").search(before[-_LONGEST:])
    if leading is not None:
        return leading["terms"].strip(" .,")
    following = word_pattern("condition").match(after.lstrip(" ,;)-"))
    return following[0].strip(" .,") if following is not None else None


def terms_apart(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Where a condition stands in [start, end) of a marked sentence that no comma parts from what is said on it: up to
    whoever acts then (IF THE FEES ARE PAID LIBYA WILL PROTECT THE PORT)."""
    found = word_pattern("terms_break").search(text, max(0, start - _OPENING), end)
    return found.span("terms") if found is not None and found.end() > start else None


def is_reserve(terms: str) -> bool:
    """Whether a condition makes a stance conditional: what is wanted ON A SALES BASIS is wanted all the same."""
    return _MANNER.match(terms) is None


def place_of(terms: str | None, words: str, begin: int) -> range:
    """Where a condition stands in the folded paragraph, in which ``words`` begin at ``begin``; nowhere for none."""
    at = words.find(terms) if terms else -1
    return range(begin + at, begin + at + len(terms or "")) if at >= 0 else range(0)


def due(sentence: Marked, start: int, end: int, terms: range = range(0)) -> str | None:
    """The date by which something is due: ISO where it is a whole date, else its words.

    terms: where a condition stands in the folded paragraph; by its day something else is due.
    """
    for found in word_pattern("due").finditer(sentence.text, start, end):
        at = found.start("date")
        if not tells_which(sentence.text, start, at):
            mention = sentence.mentions.get(at)
            return None if mention is None or mention.start in terms else when(mention)
    return None


def tells_which(text: str, start: int, at: int) -> bool:
    """Whether a day at a place of a clause only tells which thing is meant: CLAIMS FILED BEFORE JULY 1."""
    return word_pattern("of_that_day").search(text[max(start, at - _SINCE) : at]) is not None


def coming(mentions: Iterable[Mention], written: date | None) -> str | None:
    """The first date that does not lie before the day of writing: what was promised yesterday is not due then."""
    for mention in mentions:
        day = when(mention)
        if day is None or _PAST.match(day):
            continue
        if written is None or not _ISO.match(day) or day >= written.isoformat()[: len(day)]:
            return day
    return None


def urgency(text: str) -> str | None:
    """The words by which something is to be done soon, where no day is named."""
    found = word_pattern("urgency").search(text)
    return found["words"] if found is not None else None


def when(mention: Mention | None, *, past: bool = False) -> str | None:
    """The day of a date in ISO form, else its words. past: a day of the week was the last one and not the next."""
    if mention is None or mention.when is None:
        return None
    told = mention.when
    return told.iso or (told.back if past else told.ahead) or told.words
