"""The pieces that a search is written in: words, quotations, operators and parentheses, each with its place."""

from __future__ import annotations

import re
import unicodedata
from typing import NoReturn

import msgspec

from legation.core.errors import QueryError
from legation.storage.fields import NAMED

_FARTHEST = 1_000  # words between words that are near
_QUOTES = str.maketrans("“”„«»", '"""""')
DISTANCE = re.compile(r"~[0-9]+")


class Token(msgspec.Struct, frozen=True):
    """A piece of a search.

    kind: ``(``, ``)``, AND, OR, NOT, word, phrase, or end. field: name before a colon, at ``at``.

    value_at: where the text stands. near: how far the words of a phrase may stand apart, None for next to one another.
    """

    kind: str
    text: str
    at: int
    field: str | None = None
    value_at: int = 0
    near: int | None = None


_TOKEN = re.compile(
    r"""\s*(?:
      (?P<open>\() | (?P<close>\))
    | (?P<group>[A-Za-z]+):\(
    | (?P<bare>[A-Za-z]+):(?=[\s)]|$)
    | (?P<minus>[-!](?=[^\s)]))
    | (?:(?P<field>[A-Za-z]+):(?P<sign>[<>]=?)?)?
      (?: "(?P<phrase>[^"]*)(?P<endquote>"?)(?:~(?P<near>[^\s()"]*))? | (?P<word>[^\s()"]+) | (?P<nothing>) )
    )""",
    re.VERBOSE,
)


def tokens_of(text: str) -> list[Token]:
    """The pieces of a search in their order, and the end. Raises QueryError."""
    text = text.translate(_QUOTES)
    found: list[Token] = []
    at = 0
    end = len(text.rstrip())
    while at < end:
        match = _TOKEN.match(text, at)
        if match is None or match.end() == at:  # cannot be: every sign is a word
            wrong("this cannot be read", "put it in quotes", at)
        found.append(_token(match))
        at = match.end()
    found.append(Token("end", "", len(text)))
    return found


_OPERATORS = {"AND": "AND", "OR": "OR", "NOT": "NOT", "&&": "AND", "||": "OR"}
"""Operators as they are written, here and in other searches."""


def _token(match: re.Match[str]) -> Token:
    for kind in ("open", "close"):
        if match[kind]:
            return Token(match[kind], "", match.start(kind))
    if match["group"] is not None:
        return Token("(", "", match.start("group"), match["group"])
    if match["minus"]:
        return Token("NOT", "-", match.start("minus"))
    if match["bare"] is not None:
        return Token("word", "", match.start("bare"), match["bare"])
    field, sign = match["field"], match["sign"] or ""
    place = "phrase" if match["phrase"] is not None else "word" if match["word"] is not None else "nothing"
    value_at = match.start("sign") if sign else match.start(place) - (place == "phrase")
    at = value_at if field is None else match.start("field")
    if place == "phrase":
        if not match["endquote"]:
            wrong("a quotation is not closed", 'put a second " where it ends', match.start("phrase") - 1)
        near = _distance(match) if match["near"] is not None else None
        inside = value_at if sign else value_at + 1
        return Token("phrase", sign + match["phrase"], at, field, inside, near)
    word = match[place]
    if field is None and word in _OPERATORS:
        return Token(_OPERATORS[word], word, at)
    return Token("word", sign + word, at, field, value_at)


def _distance(match: re.Match[str]) -> int:
    written = match["near"]
    if not re.fullmatch(r"[0-9]{1,6}", written) or int(written) > _FARTHEST:
        do = f'write how many words may stand between, at most {_FARTHEST}, such as "a b"~10'
        wrong("this is not a distance in words", do, match.start("near") - 1)
    return int(written)


class Piece(msgspec.Struct, frozen=True):
    """A word, a quotation or a value of a search as it was typed, from ``begin`` to ``end``, the text from ``at`` on.

    field: which it is looked for in. is_word: of a text or of a field of words. is_quoted: so it was written.
    """

    text: str
    begin: int
    at: int
    end: int
    field: str | None
    is_word: bool
    is_quoted: bool


def pieces_of(text: str) -> list[Piece]:
    """What a search is made of, but for operators, parentheses and what stands under NOT. Raises QueryError."""
    found: list[Piece] = []
    groups: list[tuple[str | None, bool]] = [(None, False)]
    denied = False
    for token in tokens_of(text):
        outer, away = groups[-1]
        if token.kind == "(":
            groups.append((token.field or outer, away or denied))
        elif token.kind == ")" and len(groups) > 1:
            groups.pop()
        elif token.kind in ("word", "phrase") and token.text and not away and not denied:
            field = (token.field or outer or "").lower() or None
            row = NAMED.get(field) if field is not None else None
            end = token.value_at + len(token.text)
            if token.kind == "phrase":
                end += 2 if token.text[0] in "<>" else 1
                near = DISTANCE.match(text, end)
                end = end if near is None else near.end()
            is_word = token.kind == "word" and (field is None or (row is not None and row.kind == "words"))
            found.append(Piece(token.text, token.at, token.value_at, end, field, is_word, token.kind == "phrase"))
        denied = token.kind == "NOT"
    return found


def wrong(what: str, do: str, at: int) -> NoReturn:
    """Raises QueryError."""
    raise QueryError(what, do, at)


def plain_word(word: str) -> str:
    """A word without case and accents, as it is indexed and asked for."""
    if word.isascii():
        return word.lower()
    parts = unicodedata.normalize("NFKD", word.lower())
    return "".join(sign for sign in parts if not unicodedata.combining(sign))
