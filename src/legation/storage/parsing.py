"""The language of searches: words, "phrases", "words near"~10, AND OR NOT, parentheses, prefix*, and field:value.

Words stand together by AND. A message reference number in any usual spelling (``09 TRIPOLI 893``,
``09tripoli893``) is one thing to look for, and is also looked for as the words it is made of. The fields are
the rows of ``fields``; what they take is described in docs/reference/query.md.
"""

from __future__ import annotations

import re

from legation.core.errors import QueryError
from legation.core.mrn import parse_mrn, without_rank
from legation.storage.fields import NAMED, WORN, Field
from legation.storage.query import (
    And,
    AnyYear,
    Between,
    CitedBy,
    Every,
    InField,
    Near,
    Not,
    Number,
    Or,
    Phrase,
    Prefix,
    Query,
    Spelled,
    Word,
)
from legation.storage.query_text import DISTANCE, Token, tokens_of, wrong
from legation.storage.values import LONGEST_MRN, Aliases, Extent
from legation.tables.posts import load_posts

_DEEPEST = 40  # nested parentheses; the index walks a query by recursion
_LONGEST = 4_000  # characters of a query
_MOST_NEAR = 8  # words of one proximity
# What a search may cost: a word is 1. A beginning goes through every word that begins so, a proximity through every
# place of its words; a hundred of either, of the commonest words, would take all of the machine for minutes.
_MOST_COST, _COST_OF_A_BEGINNING, _COST_OF_A_PROXIMITY = 256, 8, 64


def parse_query(text: str, aliases: Aliases) -> Query:
    """Read a search.

    Args:
        text: what was typed.
        aliases: other names of posts to the names that MRNs use, as for ``parse_mrn``.

    Raises QueryError with the offset of the wrong place in ``text``.
    """
    if len(text) > _LONGEST:
        raise QueryError("the search is too long", f"keep it under {_LONGEST} characters", _LONGEST)
    return _Parser(text, aliases).read()


_MOST_WORDS = 9  # of a number: 09 U.S. CONSULATE GENERAL HO CHI MINH CITY 893
_DIGIT = re.compile(r"[0-9]")
_ANY_DIGIT = re.compile(r"\d")  # of any script: so are numbers read
_PLACE = re.compile(r"(?P<place>[^0-9(/]*?)[\s\-]*(?:\bA-?)?(?=[0-9])", re.IGNORECASE)
_PLACE_AND_NUMBER = re.compile(r"[^\W\d_][^\d_()/,]+[0-9]{1,7}")


class _Parser:
    """Recursive descent: OR binds weakest, then AND (written or not), then NOT."""

    def __init__(self, text: str, aliases: Aliases) -> None:
        self._aliases = aliases
        self._tokens = tokens_of(text)
        self._next = 0
        self._depth = 0
        self._denied = -1  # the token right after NOT
        self._group: str | None = None  # the field of the parentheses that are open

    def read(self) -> Query:
        cost = 0
        for token in self._tokens:
            cost += _cost(token)
            if cost > _MOST_COST:
                do = f"use at most {_MOST_COST} words, fewer with beginnings (word*) or proximities; search twice"
                wrong("the search asks for too much at once", do, token.at)
        if self._peek().kind == "end":
            wrong("the search is empty", "type a word, a field such as tag:PREL, or * for every telegram", 0)
        query = self._or()
        left = self._peek()
        if left.kind == ")":
            wrong("a parenthesis is closed that was not opened", "take it out, or open it before", left.at)
        if query is None:
            wrong("there is no word in the search", "type a word or a number to look for", 0)
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
                    wrong("AND has nothing before it", "put a word there, or take it out", operator.at)
                self._operand_after(operator)
            parts.append(self._not())

    def _not(self) -> Query | None:
        token = self._peek()
        if token.kind != "NOT":
            return self._term()
        self._deeper(self._take())
        self._operand_after(token)
        self._denied = self._next  # -moscow 864 takes away the one word
        part = self._not()
        self._depth -= 1
        return None if part is None else Not(part)

    def _term(self) -> Query | None:
        token = self._take()
        if token.kind == "(":
            return self._parenthesis(token)
        if token.field is not None or self._group is not None:
            return self._in_field(token)
        if token.kind == "phrase":
            return self._phrase(token)
        return self._number_of_words(token) or self._word(token)

    def _parenthesis(self, token: Token) -> Query | None:
        self._deeper(token)
        if token.field is not None:
            self._row(token)
            if self._group is not None:
                wrong("a field stands inside another", "name one field before the parentheses", token.at)
        if self._peek().kind == ")":
            wrong("there is nothing between the parentheses", "put a word there, or take them out", token.at)
        outer, self._group = self._group, token.field or self._group
        inner = self._or()
        self._group = outer
        if self._peek().kind != ")":
            wrong("a parenthesis is not closed", "put a ) where it ends", token.at)
        self._take()
        self._depth -= 1
        return inner

    def _word(self, token: Token) -> Query | None:
        text = token.text
        if DISTANCE.fullmatch(text):
            wrong("a distance stands alone", 'write it right after the quotation, such as "a b"~10', token.at)
        if text == "*":
            return Every()
        if not _says_anything(text):
            return None
        _check_signs(text, token.value_at)
        if text.endswith("*"):
            return Prefix(text.rstrip("*"))
        return self._numbered(text, Word(text)) or Word(text)

    def _phrase(self, token: Token) -> Query | None:
        if not token.text.strip():
            wrong("the quotation is empty", "put words between the quotes", token.at)
        if not _says_anything(token.text):
            return None
        if token.near is not None:
            return _near(token, None)
        if _BEGINS.search(token.text):
            return Prefix(token.text.rstrip("* "))
        return self._numbered(token.text, Phrase(token.text)) or Phrase(token.text)

    def _number_of_words(self, first: Token) -> Query | None:
        """A number in several words, such as ``09 TEL AVIV 893`` or ``Embassy Tripoli 893 of 2009``.

        The longest run of words that is one; the first of them was taken, the others are taken here.
        """
        run = self._run_from(first)
        for count in range(len(run), 1, -1):
            if run[count - 1].kind != ")" and not _DIGIT.search(run[count - 1].text):
                continue
            text = " ".join(token.text or token.kind for token in run[:count])
            said = [token.text for token in run[:count] if _says_anything(token.text)]
            found = self._numbered(text, And(tuple(map(Word, said))))
            if found is not None and not (isinstance(found, AnyYear) and self._denied == self._next - 1):
                self._next += count - 1
                return found
        return None

    def _run_from(self, first: Token) -> list[Token]:
        """The words from the first on that may be of one number; in parentheses stands nothing but its year."""
        run = [first]
        for at in range(self._next, min(self._next + _MOST_WORDS, len(self._tokens))):
            token = self._tokens[at]
            if token.field is not None:
                break
            if token.kind == "(":
                year, close = self._tokens[at + 1 : at + 3] if at + 2 < len(self._tokens) else (token, token)
                if year.kind == "word" and year.field is None and close.kind == ")":
                    run += [token, year, close]
                break
            if token.kind != "word":
                break
            run.append(token)
        return run

    def _numbered(self, text: str, words: Query) -> Number | AnyYear | None:
        """What is written as a number, with its year or, of a post of the table, without.

        Words before a post may be of the text, so a name of several words must stand in the table, too.
        """
        # An MRN has digits and is short; the patterns that read it are slow on long words.
        if len(text) > LONGEST_MRN or not _ANY_DIGIT.search(text):
            return None
        place = _PLACE.match(text)
        name = without_rank(place["place"]) if place is not None else ""
        mrn = parse_mrn(text, self._aliases)
        if mrn is not None:
            if any(sign.isspace() for sign in name) and not self._is_known(mrn.post):
                return None
            return Number(str(mrn), words)
        mrn = parse_mrn(f"00 {text}", self._aliases) if _PLACE_AND_NUMBER.fullmatch(text) else None
        if mrn is None or mrn.airgram or not self._is_known(mrn.post):
            return None
        return AnyYear(mrn.post, mrn.number, words)

    def _is_known(self, post: str) -> bool:
        return post in load_posts().names or self._aliases.get(post) == post

    def _row(self, token: Token) -> Field:
        name = str(token.field or self._group).lower()
        row = NAMED.get(name)
        if row is None:
            wrong(f"there is no field {name!r}", f"use one of {', '.join(NAMED)}, or quote the words", token.at)
        return row

    def _in_field(self, token: Token) -> Query | None:
        if token.field is not None and self._group is not None:
            wrong("a field stands inside another", "name one field before the parentheses", token.at)
        row = self._row(token)
        text = token.text.strip()
        if not _says_anything(text) and not (row.scale is not None and text):
            name = (token.field or row.name).lower()
            wrong(f"{name}: has no value", f"write it right after the colon, such as {row.example}", token.at)
        at = token.value_at + len(token.text) - len(token.text.lstrip())
        if row.scale is not None and token.kind == "phrase" and _goes_on(self._peek()):
            do = f'put both ends into one pair of quotes, {row.name}:"{text}..", or write them without'
            wrong("a range goes on behind the quotes", do, self._peek().at)
        if row.scale is not None and (text[0] in "<>" or ".." in text):
            return self._range(row, text, at)
        if row.kind == "number":
            extent = self._extent(row, text, at)
            return Between(row.name, extent.first, extent.last)
        if row.kind in ("value", "name") and text[0] in "<>":
            wrong(f"{row.name}: has no order", f"write one value, such as {row.example}", at)
        if token.kind == "word":
            _check_signs(text, at)
        prefix = _BEGINS.search(text) is not None and token.near is None
        if row.kind == "name":
            if prefix or token.near is not None:
                wrong(f"this is not a value of {row.name}", row.wants, at)
            return Spelled(text, worn=row.name == WORN)
        text = text.rstrip("*") if prefix else text
        if row.kind == "words":
            return _near(token, row.name) if token.near is not None else InField(row.name, text, prefix)
        value = row.canonical(text, self._aliases, prefix)
        if value is None or (row.cited and prefix):
            named = (token.field or self._group or row.name).lower()
            wrong(f"this is not a value of {named}", row.wants or f"write it like {row.example}", at)
        return CitedBy(value) if row.cited else InField(row.name, value, prefix)

    def _range(self, row: Field, text: str, at: int) -> Query:
        """``a..b``, ``a..``, ``..b``, ``>=a``, ``>a``, ``<=b`` or ``<b``."""
        if text[0] in "<>":
            sign = text[: 2 if text[1:2] == "=" else 1]
            value = text[len(sign) :].lstrip()
            at += len(text) - len(value)
            extent = self._extent(row, value, at)
            first = {">=": extent.first, ">": extent.last + 1}.get(sign)
            last = {"<=": extent.last, "<": extent.first - 1}.get(sign)
            return _on_scale(row, extent.series, first, last, at)
        first_text, _, last_text = text.partition("..")
        last_at = at + len(first_text) + 2
        begin = self._extent(row, first_text.strip(), at) if first_text.strip() else None
        end = self._extent(row, last_text.strip(), last_at) if last_text.strip() else None
        if begin is None and end is None:
            wrong("the range has no end", f"write it like {row.example}", at)
        series = {extent.series for extent in (begin, end) if extent is not None and extent.series is not None}
        if len(series) > 1:
            wrong("the range runs over two series", "write both ends with the same post and year", last_at)
        first = None if begin is None else begin.first
        last = None if end is None else end.last
        if begin is not None and end is not None and begin.first > end.last:
            wrong("the range ends before it begins", "put the lower end first", at)
        return _on_scale(row, next(iter(series), None), first, last, at)

    def _extent(self, row: Field, text: str, at: int) -> Extent:
        extent = row.scale(text, self._aliases) if row.scale is not None else None
        if extent is None:
            wrong(f"this is not a value of {row.name}", row.wants, at)
        return extent

    def _operand_here(self) -> None:
        token = self._peek()
        if token.kind == "OR":
            wrong("OR has nothing before it", "put a word there, or take it out", token.at)

    def _operand_after(self, operator: Token) -> None:
        if self._peek().kind in ("end", ")", "AND", "OR"):
            name = "the minus" if operator.text == "-" else operator.kind
            wrong(f"{name} has nothing after it", "put a word there, or take it out", operator.at)

    def _deeper(self, token: Token) -> None:
        self._depth += 1
        if self._depth > _DEEPEST:
            wrong("the search is nested too deeply", f"use at most {_DEEPEST} levels", token.at)

    def _peek(self) -> Token:
        return self._tokens[self._next]

    def _take(self) -> Token:
        token = self._tokens[self._next]
        self._next += 1
        return token


def _cost(token: Token) -> int:
    if token.kind not in ("word", "phrase"):
        return 0
    if token.near is not None:
        return _COST_OF_A_PROXIMITY
    return len(_WORD.findall(token.text)) + (_COST_OF_A_BEGINNING if _BEGINS.search(token.text) else 0)


_WORD = re.compile(r"[^\W_]+")
_BEGINS = re.compile(r"\w[*]+\s*$")
_STAR = re.compile(r"[*]+(?=\w)")
_ANY_LETTER = re.compile(r"[?]+(?=\w)")
_LIKENESS = re.compile(r"(?<=[^\W\d_])(?:~[0-9.]*|\^[0-9.]+)$")


def _check_signs(word: str, at: int) -> None:
    """Signs that mean something in other searches are refused where to pass them over would find something else."""
    if (star := _STAR.search(word)) is not None:
        wrong("a star stands before letters", "write how it begins, then the star", at + star.start())
    if (sign := _ANY_LETTER.search(word)) is not None:
        do = "write how the word begins, then a star, negotiat*; or quote the words"
        wrong("a question mark stands before letters", do, at + sign.start())
    if (sign := _LIKENESS.search(word)) is not None:
        do = 'take it out; a beginning takes a star, negotiat*, and words in quotes a distance, "a b"~10'
        wrong("a word has no likeness and no weight", do, at + sign.start())


def _on_scale(row: Field, series: str | None, first: int | None, last: int | None, at: int) -> Query:
    between = Between(row.name, first, last)
    if row.series is None:
        return between
    if series is None:
        wrong("a range of bare numbers has no post", row.wants, at)
    return And((InField(row.series, series), between))


def _near(token: Token, field: str | None) -> Near:
    if len(re.findall(r"[^\W_]+", token.text)) > _MOST_NEAR:
        wrong("these are too many words to be near", f"use at most {_MOST_NEAR}", token.at)
    return Near(token.text, token.near or 0, field)


def _joined(kind: type[And | Or], parts: list[Query | None]) -> Query | None:
    """The parts that say anything, as one query."""
    said = tuple(part for part in parts if part is not None)
    if len(said) < 2:
        return said[0] if said else None
    return kind(said)


def _goes_on(token: Token) -> bool:
    """Whether what stands behind quotes is the other half of a range, and not of another field: ``"May 2009"..``."""
    return token.kind == "word" and token.field is None and token.text.startswith("..")


def _says_anything(text: str) -> bool:
    """Signs alone ("&") are in no index, so they are left out of the search."""
    return any(sign.isalnum() for sign in text)
