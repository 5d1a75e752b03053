"""Words that a person writes on what others read: none is marked above what it is held as closely as."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from typing import Any

from legation.core.errors import RefusedError
from legation.core.marking import Marking, join_all
from legation.tables.banners import level_of
from legation.tables.portions import sure_marks_within


def check_own_words(held: Marking, *words: object) -> None:
    """Raises RefusedError for words with a mark above ``held``, as which every reader of them is cleared.

    A mark is what can be no letter of a list, no paragraph of a treaty and no sentence: ``(C) The Minister`` and
    ``SECRET: The Minister``, not ``Article 5 (c)`` and ``Secret talks``. words: texts, and lists and tables of them;
    whatever else is passed over.
    """
    from legation.formats.body.typed_marks import marks_typed  # slow to load, and most commands write nothing

    plain = [_plain(text) for text in _texts(words)]
    said = join_all([mark for text in plain for mark in (*sure_marks_within(text, is_marked=True), *marks_typed(text))])
    if held.join(said) != held:
        raise RefusedError(
            f"these words are marked {level_of(said)}, and would be held as {level_of(held)}",
            "leave out what is marked so, or write it where it is held as closely",
        )


def _plain(text: str) -> str:
    """The text in plain letters, without signs that nobody sees."""
    plain = unicodedata.normalize("NFKC", text)
    return plain if plain.isascii() else "".join(sign for sign in plain if unicodedata.category(sign) != "Cf")


def _texts(words: Any) -> Iterator[str]:
    if isinstance(words, str):
        yield words
    elif isinstance(words, dict):
        yield from _texts(list(words.values()))
    elif isinstance(words, list | tuple):
        for one in words:
            yield from _texts(one)
