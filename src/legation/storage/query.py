"""What a search means: words, phrases, fields and their values, joined by AND, OR and NOT."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeAlias

import msgspec

from legation.storage.numbered_to import UNREAD
from legation.storage.values import TO
from legation.tables.misread_letters import worn_forms
from legation.tables.spellings import spellings_of


class Every(msgspec.Struct, frozen=True):
    """Every telegram, written ``*``."""


class Word(msgspec.Struct, frozen=True):
    """Text of a word, anywhere; several words joined by signs ("pol-mil") stand next to one another."""

    text: str


class Phrase(msgspec.Struct, frozen=True):
    """Words next to one another, anywhere."""

    text: str


class Near(msgspec.Struct, frozen=True):
    """Words, each two of them with at most ``distance`` others between, in any order; anywhere or in a field."""

    text: str
    distance: int
    field: str | None = None


class Prefix(msgspec.Struct, frozen=True):
    """Words that begin with the text."""

    text: str


class Number(msgspec.Struct, frozen=True):
    """A message reference number written in the query; ``words`` is how it was written."""

    mrn: str
    words: Query


class AnyYear(msgspec.Struct, frozen=True):
    """A post and a number without their year, as texts cite telegrams; ``words`` is how it was written."""

    post: str
    number: int
    words: Query


class InField(msgspec.Struct, frozen=True):
    """A value in a field, named as its row is; values of a field of values are canonical."""

    field: str
    text: str
    prefix: bool = False


class Between(msgspec.Struct, frozen=True):
    """Places on the scale of a field, both ends counted, None where open."""

    field: str
    first: int | None
    last: int | None


class CitedBy(msgspec.Struct, frozen=True):
    """What a telegram cites; which those are the index looks up (``resolved``)."""

    mrn: str


class OneOf(msgspec.Struct, frozen=True):
    """Any of some canonical values in a field; none of them where there are none."""

    field: str
    texts: tuple[str, ...]


class Spelled(msgspec.Struct, frozen=True):
    """Words anywhere, each as it stands or in another form.

    Those of a name in any spelling that is known (``tables.spellings``); worn: in any form that a scan may have made
    of it (``tables.misread_letters``).
    """

    text: str
    worn: bool = False

    def forms(self, word: str) -> tuple[str, ...]:
        """A word as an index keeps it, and its other forms."""
        others = worn_forms(word.upper()) if self.worn else spellings_of(word.upper())
        return (word, *map(str.lower, others))


class And(msgspec.Struct, frozen=True):
    parts: tuple[Query, ...]


class Or(msgspec.Struct, frozen=True):
    parts: tuple[Query, ...]


class Not(msgspec.Struct, frozen=True):
    part: Query


Query: TypeAlias = (
    Every
    | Word
    | Phrase
    | Near
    | Prefix
    | Number
    | AnyYear
    | InField
    | Between
    | CitedBy
    | OneOf
    | Spelled
    | And
    | Or
    | Not
)


def resolved(query: Query, cited_by: Callable[[str], Iterable[str]]) -> Query:
    """The query with the numbers in the place of ``CitedBy``; ``cited_by`` gives what an MRN cites (``meant``)."""
    match query:
        case CitedBy(mrn):
            return OneOf("mrn", tuple(sorted(set(cited_by(mrn)))))
        case And(parts):
            return And(tuple(resolved(part, cited_by) for part in parts))
        case Or(parts):
            return Or(tuple(resolved(part, cited_by) for part in parts))
        case Not(part):
            return Not(resolved(part, cited_by))
        case _:
            return query


def meant(cited: Sequence[str]) -> Iterator[str]:
    """Of the values under which a telegram is found by what it cites those that lead to what it means.

    Where it says in whose series a number is one, those of that series, and those of which no series is read.
    """
    told = {value.partition(TO)[0] for value in cited if TO in value}
    yield from (value for value in cited if value not in told)
    yield from (f"{mrn}{TO}{UNREAD}" for mrn in told)


def numbers_sought(query: Query) -> Iterator[str]:
    """Numbers whose telegrams a search asks for or must open: bare, ``mrn:``, ``citedby:``; not those under NOT."""
    match query:
        case Number(mrn, _) | InField("mrn", mrn, False) | CitedBy(mrn):
            yield mrn
        case And(parts) | Or(parts):
            for part in parts:
                yield from numbers_sought(part)


def is_ranked(query: Query) -> bool:
    """Whether some hits may be better than others; where none can be, the newest come first."""
    match query:
        case Word() | Phrase() | Number() | AnyYear() | Near(_, _, None):
            return True
        case And(parts) | Or(parts):
            return any(map(is_ranked, parts))
        case _:
            return False


def reads_places(query: Query) -> bool:
    """Whether an index must look where words stand, which takes it far longer than whether they are there."""
    match query:
        case Phrase() | Near() | Number():
            return True
        case And(parts) | Or(parts):
            return any(map(reads_places, parts))
        case Not(part) | AnyYear(_, _, part):
            return reads_places(part)
        case _:
            return False


def spellings(mrn: str) -> tuple[str, ...]:
    """How texts write a number: in one word, and with blanks, as in ``09 TRIPOLI 893``."""
    spaced = re.sub(r"(?<=\d)(?=[A-Z])|(?<=[A-Z])(?=\d)", " ", mrn)
    return (mrn, spaced)
