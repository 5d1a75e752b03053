"""The language of searches: words, "phrases", AND OR NOT, parentheses, prefix*, and field:value.

Words stand together by AND. A message reference number in any usual spelling (``09 TRIPOLI 893``,
``09tripoli893``) is one thing to look for, and is also looked for as the words it is made of.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Mapping
from datetime import date
from typing import NoReturn, TypeAlias

import msgspec

from legation.core.errors import QueryError
from legation.core.mrn import parse_mrn, post_key

WORD_FIELDS = {"from": "from", "to": "to", "info": "info", "subject": "subject", "signed": "signed"}
"""Fields looked for word by word, by the name they have in a query."""

EXACT_FIELDS = {
    "mrn": "mrn",
    "post": "post",
    "tag": "tag",
    "level": "level",
    "class": "level",
    "caption": "caption",
    "ref": "ref",
    "cites": "ref",
}
"""Fields whose whole value counts, by the name they have in a query."""

FIELDS = (*WORD_FIELDS, *EXACT_FIELDS, "date")

_DEEPEST = 40  # nested parentheses; the index walks a query by recursion
_LONGEST = 4_000  # characters of a query
_LONGEST_MRN = 60
_QUOTES = str.maketrans("“”„«»", '"""""')


class Word(msgspec.Struct, frozen=True):
    """Text of a word, anywhere; several words joined by signs ("pol-mil") stand next to one another."""

    text: str


class Phrase(msgspec.Struct, frozen=True):
    """Words next to one another, anywhere."""

    text: str


class Prefix(msgspec.Struct, frozen=True):
    """Words that begin with the text."""

    text: str


class Number(msgspec.Struct, frozen=True):
    """A message reference number written in the query; ``words`` is how it was written."""

    mrn: str
    words: Query


class InField(msgspec.Struct, frozen=True):
    """A value in a field; ``field`` is a value of WORD_FIELDS or EXACT_FIELDS, exact values are canonical."""

    field: str
    text: str
    prefix: bool = False


class Dates(msgspec.Struct, frozen=True):
    """Telegrams of the days from ``first`` to ``last``, both counted; ISO dates, None where open."""

    first: str | None
    last: str | None


class And(msgspec.Struct, frozen=True):
    parts: tuple[Query, ...]


class Or(msgspec.Struct, frozen=True):
    parts: tuple[Query, ...]


class Not(msgspec.Struct, frozen=True):
    part: Query


Query: TypeAlias = Word | Phrase | Prefix | Number | InField | Dates | And | Or | Not


def parse_query(text: str, aliases: Mapping[str, str]) -> Query:
    """Read a search.

    Args:
        text: what was typed.
        aliases: other names of posts to the names that MRNs use, as for ``parse_mrn``.

    Raises QueryError with the offset of the wrong place in ``text``.
    """
    if len(text) > _LONGEST:
        raise QueryError("the search is too long", f"keep it under {_LONGEST} characters", _LONGEST)
    return _Parser(text.translate(_QUOTES), aliases).read()


class _Token(msgspec.Struct, frozen=True):
    """kind: ``(``, ``)``, AND, OR, NOT, word, phrase, or end. field: name before a colon, at ``at``."""

    kind: str
    text: str
    at: int
    field: str | None = None


_TOKEN = re.compile(
    r"""\s*(?:
      (?P<open>\() | (?P<close>\))
    | (?P<bare>[A-Za-z]+:)(?=[\s()]|$)
    | (?P<minus>-(?=[^\s)]))
    | (?:(?P<field>[A-Za-z]+):)? (?: "(?P<phrase>[^"]*)(?P<endquote>"?) | (?P<word>[^\s()"]+) )
    )""",
    re.VERBOSE,
)


def _tokens(text: str) -> list[_Token]:
    found: list[_Token] = []
    at = 0
    end = len(text.rstrip())
    while at < end:
        match = _TOKEN.match(text, at)
        if match is None:  # cannot be: every sign is a word
            _wrong("this cannot be read", "put it in quotes", at)
        start = match.start(str(match.lastgroup)) if match.lastgroup else at
        field = match["field"]
        if field is not None:
            start = match.start("field")
        if match["open"] or match["close"]:
            found.append(_Token(match["open"] or match["close"], "", start))
        elif match["minus"]:
            found.append(_Token("NOT", "-", start))
        elif match["phrase"] is not None:
            if not match["endquote"]:
                at_quote = match.start("phrase") - 1
                _wrong("a quotation is not closed", 'put a second " where it ends', at_quote)
            start = start if field is not None else match.start("phrase") - 1
            found.append(_Token("phrase", match["phrase"], start, field))
        elif match["bare"] is not None:
            found.append(_Token("word", "", match.start("bare"), match["bare"][:-1]))
        elif field is None and match["word"] in ("AND", "OR", "NOT"):
            found.append(_Token(match["word"], match["word"], match.start("word")))
        else:
            found.append(_Token("word", match["word"], start, field))
        at = match.end()
    found.append(_Token("end", "", len(text)))
    return found


class _Parser:
    """Recursive descent: OR binds weakest, then AND (written or not), then NOT."""

    def __init__(self, text: str, aliases: Mapping[str, str]) -> None:
        self._aliases = aliases
        self._tokens = _tokens(text)
        self._next = 0
        self._depth = 0

    def read(self) -> Query:
        if self._peek().kind == "end":
            _wrong("the search is empty", "type a word, or a field such as tag:PREL", 0)
        query = self._or()
        left = self._peek()
        if left.kind == ")":
            _wrong("a parenthesis is closed that was not opened", "take it out, or open it before", left.at)
        if query is None:
            _wrong("there is no word in the search", "type a word or a number to look for", 0)
        return query

    def _or(self) -> Query | None:
        parts = [self._and()]
        while self._peek().kind == "OR":
            operator = self._take()
            self._operand_after(operator)
            parts.append(self._and())
        return _joined(Or, parts)

    def _and(self) -> Query | None:
        self._operand_here()
        parts: list[Query | None] = []
        while True:
            kind = self._peek().kind
            if kind in ("end", ")", "OR"):
                return _joined(And, parts)
            if kind == "AND":
                operator = self._take()
                if not parts:
                    _wrong("AND has nothing before it", "put a word there, or take it out", operator.at)
                self._operand_after(operator)
            parts.append(self._not())

    def _not(self) -> Query | None:
        token = self._peek()
        if token.kind != "NOT":
            return self._term()
        self._deeper(self._take())
        self._operand_after(token)
        part = self._not()
        self._depth -= 1
        return None if part is None else Not(part)

    def _term(self) -> Query | None:
        token = self._take()
        if token.kind == "(":
            self._deeper(token)
            if self._peek().kind == ")":
                _wrong("there is nothing between the parentheses", "put a word there, or take them out", token.at)
            inner = self._or()
            if self._peek().kind != ")":
                _wrong("a parenthesis is not closed", "put a ) where it ends", token.at)
            self._take()
            self._depth -= 1
            return inner
        if token.field is not None:
            return self._field(token)
        if token.kind == "phrase":
            return self._phrase(token)
        return self._number_of_words(token) or self._word(token)

    def _word(self, token: _Token) -> Query | None:
        text = token.text
        if not _says_anything(text):
            return None
        if text.endswith("*"):
            return Prefix(text.rstrip("*"))
        mrn = self._mrn(text)
        return Word(text) if mrn is None else Number(mrn, Word(text))

    def _phrase(self, token: _Token) -> Query | None:
        if not token.text.strip():
            _wrong("the quotation is empty", "put words between the quotes", token.at)
        if not _says_anything(token.text):
            return None
        mrn = self._mrn(token.text)
        return Phrase(token.text) if mrn is None else Number(mrn, Phrase(token.text))

    def _number_of_words(self, first: _Token) -> Query | None:
        """An MRN written as several words, such as ``09 TEL AVIV 893``: its words and its number."""
        if not re.fullmatch(r"\d{2}|\d{4}", first.text):
            return None
        run = [first]
        for token in self._tokens[self._next : self._next + 5]:
            if token.kind != "word" or token.field is not None:
                return None
            run.append(token)
            if re.fullmatch(r"(?:A-)?\d{1,7}", token.text, re.IGNORECASE):
                break
            if not re.fullmatch(r"[A-Za-z.'&]+", token.text):
                return None
        else:
            return None
        mrn = self._mrn(" ".join(token.text for token in run)) if len(run) > 2 else None
        if mrn is None:
            return None
        self._next += len(run) - 1
        return Number(mrn, And(tuple(Word(token.text) for token in run)))

    def _field(self, token: _Token) -> Query:
        name = str(token.field).lower()
        at = token.at + len(name) + 1
        if name not in FIELDS:
            known = ", ".join(FIELDS)
            _wrong(f"there is no field {name!r}", f"use one of {known}, or quote the words", token.at)
        text = token.text.strip()
        if not _says_anything(text) and not (name == "date" and text):
            _wrong(f"{name}: has no value", f"write it right after the colon, such as {_SUCH_AS[name]}", token.at)
        if name == "date":
            return _dates(text, at)
        prefix = token.kind == "word" and text.endswith("*")
        if prefix:
            text = text.rstrip("*")
        if name in WORD_FIELDS:
            return InField(WORD_FIELDS[name], text, prefix)
        field = EXACT_FIELDS[name]
        return InField(field, self._canonical(field, text, prefix, at), prefix)

    def _canonical(self, field: str, text: str, prefix: bool, at: int) -> str:
        if field in ("mrn", "ref"):
            if prefix:
                return re.sub(r"[^A-Z0-9-]", "", text.upper())
            mrn = self._mrn(text)
            if mrn is None:
                _wrong("this is not a message reference number", "write it like 09TRIPOLI893", at)
            return mrn
        if field == "post":
            return post_key(text, {} if prefix else self._aliases)
        return exact_value(text)

    def _mrn(self, text: str) -> str | None:
        # An MRN is short; the patterns that read it are slow on long words.
        if len(text) > _LONGEST_MRN:
            return None
        mrn = parse_mrn(text, self._aliases)
        return None if mrn is None else str(mrn)

    def _operand_here(self) -> None:
        token = self._peek()
        if token.kind == "OR":
            _wrong("OR has nothing before it", "put a word there, or take it out", token.at)

    def _operand_after(self, operator: _Token) -> None:
        if self._peek().kind in ("end", ")", "AND", "OR"):
            name = "the minus" if operator.text == "-" else operator.kind
            _wrong(f"{name} has nothing after it", "put a word there, or take it out", operator.at)

    def _deeper(self, token: _Token) -> None:
        self._depth += 1
        if self._depth > _DEEPEST:
            _wrong("the search is nested too deeply", f"use at most {_DEEPEST} levels", token.at)

    def _peek(self) -> _Token:
        return self._tokens[self._next]

    def _take(self) -> _Token:
        token = self._tokens[self._next]
        self._next += 1
        return token


def spellings(mrn: str) -> tuple[str, ...]:
    """How texts write a number: in one word, and with blanks, as in ``09 TRIPOLI 893``."""
    spaced = re.sub(r"(?<=\d)(?=[A-Z])|(?<=[A-Z])(?=\d)", " ", mrn)
    return (mrn, spaced)


def exact_value(text: str) -> str:
    """A value of an exact field as the index keeps it: capitals, single blanks."""
    return " ".join(text.upper().split())


_SUCH_AS = {
    "from": "from:tripoli",
    "to": "to:secstate",
    "info": "info:africom",
    "subject": "subject:dialogue",
    "signed": "signed:cretz",
    "mrn": "mrn:09TRIPOLI893",
    "post": "post:tripoli",
    "tag": "tag:PREL",
    "level": "level:confidential",
    "class": "class:confidential",
    "caption": "caption:NODIS",
    "ref": "ref:09STATE112900",
    "cites": "cites:09STATE112900",
    "date": "date:2009-11",
}

_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


def _dates(text: str, at: int) -> Dates:
    first_text, dots, last_text = text.partition("..")
    first = _bounds(first_text, at)[0] if first_text else None
    last_at = at + len(first_text) + 2 if dots else at
    last = _bounds(last_text if dots else first_text, last_at)[1] if (last_text or not dots) else None
    if first is None and last is None:
        _wrong("the range of dates has no end", "write it like 2009-01-01..2009-12-31", at)
    if first is not None and last is not None and first > last:
        _wrong("the range of dates ends before it begins", "put the earlier date first", at)
    return Dates(first, last)


def _bounds(text: str, at: int) -> tuple[str, str]:
    """First and last day of a year, a month or a day."""
    found = _DATE.fullmatch(text)
    if found is None:
        _wrong("this is not a date", "write 2009, 2009-11, 2009-11-05 or 2009-01-01..2009-12-31", at)
    year, month, day = (int(part) if part else None for part in found.groups())
    try:
        first = date(year or 0, month or 1, day or 1)
        last_month = month or 12
        last = first if day else date(first.year, last_month, calendar.monthrange(first.year, last_month)[1])
    except ValueError:
        _wrong("there is no such day", "check the year, the month and the day", at)
    return first.isoformat(), last.isoformat()


def _joined(kind: type[And | Or], parts: list[Query | None]) -> Query | None:
    """The parts that say anything, as one query."""
    said = tuple(part for part in parts if part is not None)
    if len(said) < 2:
        return said[0] if said else None
    return kind(said)


def _says_anything(text: str) -> bool:
    """Signs alone ("&") are in no index, so they are left out of the search."""
    return any(sign.isalnum() for sign in text)


def _wrong(what: str, do: str, at: int) -> NoReturn:
    raise QueryError(what, do, at)
