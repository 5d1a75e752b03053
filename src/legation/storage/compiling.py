"""A query as the engine takes it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import tantivy
from tantivy import FieldType, Occur

from legation.storage.completing import TEXT
from legation.storage.facets import MONTH
from legation.storage.fields import NAMED
from legation.storage.lacking import month_of
from legation.storage.partition import SCHEMA, analyzer, scale_of
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
    OneOf,
    Or,
    Phrase,
    Prefix,
    Query,
    Spelled,
    Word,
    spellings,
)
from legation.storage.snippet import Token

_IS_THE_NUMBER = 100.0  # the telegram itself goes before all that name it
_NAMES_THE_NUMBER = 10.0

_FOLLOWED = frozenset("abcdefghijklmnopqrstuvwxy012345678")
"""Signs of words behind which comes another such sign, which ends the stretch of the words that begin with it."""

_ANALYZER = analyzer()
_LANGUAGE = tantivy.Index(SCHEMA)
_LANGUAGE.register_tokenizer("words", _ANALYZER)


def tokenize(text: str) -> list[Token]:
    tokens = _ANALYZER.pre_tokenize(text).tokens
    return [Token(token.text, token.char_offset_from, token.char_offset_to) for token in tokens]


def compiled(query: Query) -> tantivy.Query:
    """The query for the engine."""
    match query:
        case Every():
            return _all()
        case Word(text) | Phrase(text):
            return _run(TEXT, words_of(text), prefix=False)
        case Prefix(text):
            return alike(_run(TEXT, words_of(text), prefix=True))
        case Near(text, distance, field):
            near = alike(_near(field or TEXT, words_of(text), distance))
            # How often words stand near is counted by the engine from the rarer word of a segment on, so that its score
            # hangs on how cards came; what they weigh by themselves does not.
            return near if field is not None else _paired(Occur.Must, [near, _every_word(words_of(text))])
        case Number(mrn, words):
            return _any(
                [
                    tantivy.Query.const_score_query(exact("mrn", mrn), _IS_THE_NUMBER),
                    tantivy.Query.const_score_query(exact("ref", mrn), _NAMES_THE_NUMBER),
                    *(_run(TEXT, words_of(spelling), prefix=False) for spelling in spellings(mrn)),
                    compiled(words),
                ]
            )
        case AnyYear(post, number, words):
            borne = _paired(Occur.Must, [exact("post", post), between(scale_of("mrn"), number, number)])
            return _any([tantivy.Query.const_score_query(borne, _IS_THE_NUMBER), compiled(words)])
        case InField(field, text, prefix):
            if NAMED[field].kind == "words":
                return alike(_run(field, words_of(text), prefix=prefix))
            return alike(_begins(field, text) if prefix else exact(field, text))
        case OneOf(field, texts):
            return alike(tantivy.Query.term_set_query(SCHEMA, field, list(texts)))
        case Spelled(text):
            each = [tantivy.Query.term_set_query(SCHEMA, TEXT, list(query.forms(word))) for word in words_of(text)]
            return alike(_paired(Occur.Must, each or [tantivy.Query.empty_query()]))
        case Between(field, first, last):
            month = month_of(query)
            return between(scale_of(field), first, last) if month is None else alike(exact(MONTH, month))
        case CitedBy():  # resolved before
            return tantivy.Query.empty_query()
        case Not(part):
            return tantivy.Query.boolean_query([(Occur.Must, _all()), (Occur.MustNot, compiled(part))])
        case And(parts):
            # NOT inside AND takes away; alone it would have to hold every other card first.
            asked = [compiled(part) for part in parts if not isinstance(part, Not)]
            taken = [compiled(part.part) for part in parts if isinstance(part, Not)]
            every = _paired(Occur.Must, asked or [_all()])
            if not taken:
                return every
            return tantivy.Query.boolean_query([(Occur.Must, every), *((Occur.MustNot, one) for one in taken)])
        case Or(parts):
            return _any([compiled(part) for part in parts])


def words_of(text: str) -> list[str]:
    return [token.text for token in tokenize(text)]


def _run(field: str, words: Sequence[str], *, prefix: bool) -> tantivy.Query:
    """Words next to one another in a field."""
    if not words:
        return tantivy.Query.empty_query()
    if len(words) > 1:
        if not prefix:
            return tantivy.Query.phrase_query(SCHEMA, field, list(words))
        patterns = [*map(_literal, words[:-1]), _literal(words[-1]) + ".*"]
        return tantivy.Query.regex_phrase_query(SCHEMA, field, list(patterns))
    if not prefix:
        return tantivy.Query.term_query(SCHEMA, field, words[0], "freq")
    return _words_from(field, words[0])


def _every_word(words: Sequence[str]) -> tantivy.Query:
    """All of the words, wherever they stand."""
    return _paired(Occur.Must, [_run(TEXT, [word], prefix=False) for word in dict.fromkeys(words)] or [_all()])


def exact(field: str, value: str) -> tantivy.Query:
    return tantivy.Query.term_query(SCHEMA, field, value, "basic")


def _words_from(field: str, begins: str) -> tantivy.Query:
    """Words that begin so: a stretch of the words in their order, which the engine walks without an automaton."""
    last = begins[-1]
    if last not in _FOLLOWED or not begins.isascii():
        return _begins(field, begins)
    # The binding makes a range of words from the engine's own language alone; the ends are a word's letters and digits.
    return _LANGUAGE.parse_query(f"{field}:[{begins} TO {begins[:-1]}{chr(ord(last) + 1)}}}")


def _begins(field: str, text: str) -> tantivy.Query:
    # Without a slip allowed this is the beginning itself, and made fifty times as quickly as a pattern.
    return tantivy.Query.fuzzy_term_query(SCHEMA, field, text, 0, True, True)


def _literal(text: str) -> str:
    return "".join(f"\\{sign}" if sign in r".+*?()|[]{}^$\-&~#" else sign for sign in text)


def _near(field: str, words: Sequence[str], distance: int) -> tantivy.Query:
    """Each two of the words in either order; the engine's own slop of three words or more counts otherwise."""
    different = list(dict.fromkeys(words))
    if len(different) < 2:
        return _run(field, different, prefix=False)
    pairs = [
        _any([_apart(field, one, other, distance), _apart(field, other, one, distance)])
        for one, other in combinations(different, 2)
    ]
    return _paired(Occur.Must, pairs)


def _apart(field: str, one: str, other: str, distance: int) -> tantivy.Query:
    """The other word behind the one, or as far before it as the engine's count of slop lets it be, which is nearer."""
    return tantivy.Query.phrase_query(SCHEMA, field, [one, other], distance)


def between(column: str, first: int | None, last: int | None) -> tantivy.Query:
    if last is not None and last < max(0, first or 0):
        return tantivy.Query.empty_query()
    lowest = None if first is None else max(0, first)
    return alike(tantivy.Query.range_query(SCHEMA, column, FieldType.Unsigned, lowest, last))


def _all() -> tantivy.Query:
    return alike(tantivy.Query.all_query())


def alike(query: tantivy.Query) -> tantivy.Query:
    """Hits alike: no score of their own."""
    return tantivy.Query.const_score_query(query, 0.0)


def _any(queries: Sequence[tantivy.Query]) -> tantivy.Query:
    return _paired(Occur.Should, queries)


def _paired(occur: Occur, queries: Sequence[tantivy.Query]) -> tantivy.Query:
    """All of them, two by two.

    A sum of three scores may differ in its last digit by the order it is made in, which the engine chooses by
    how cards lie; a sum of two may not.
    """
    if len(queries) == 1:
        return queries[0]
    half = len(queries) // 2
    return tantivy.Query.boolean_query([(occur, _paired(occur, part)) for part in (queries[:half], queries[half:])])
