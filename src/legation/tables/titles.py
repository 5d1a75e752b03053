"""Words of officers' titles, by which a name is told from the title before it."""

from __future__ import annotations

from functools import cache

import msgspec

from legation.tables.rows import toml


class TitleWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All in capitals; ``tables/data/titles.toml`` says what each set holds."""

    words: frozenset[str]
    begins: tuple[str, ...]
    joining: frozenset[str]
    suffixes: frozenset[str]

    def has(self, word: str) -> bool:
        """Whether ``word``, in capitals and as it stands in a line, is one of a title: ``COUNSELOR,``, ``POL/ECON``."""
        plain = word.strip(",;:()").replace(".", "")
        return plain in self.words or plain.startswith(self.begins) or "/" in plain[1:]


@cache
def title_words() -> TitleWords:
    """The words of the package. Raises a msgspec error where the file has not what is expected."""
    return msgspec.convert(toml("titles.toml"), TitleWords)
