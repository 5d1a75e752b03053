"""Words of officers' titles, by which a name is told from the title before it."""

from __future__ import annotations

import re
from functools import cache

import msgspec

from legation.tables.rows import toml


class TitleWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All in capitals; ``tables/data/titles.toml`` says what each set holds."""

    words: frozenset[str]
    begins: tuple[str, ...]
    joining: frozenset[str]
    suffixes: frozenset[str]
    particles: frozenset[str]
    parts: tuple[str, ...]
    closing: tuple[str, ...]

    def has(self, word: str) -> bool:
        """Whether ``word``, in capitals and as it stands in a line, is one of a title: ``COUNSELOR,``, ``POL/ECON``."""
        plain = word.strip(",;:()").replace(".", "")
        return (
            plain in self.words
            or plain.startswith(self.begins)
            or "/" in plain[1:]
            or _run_together(self.parts, self.closing).fullmatch(plain) is not None
        )


@cache
def _run_together(parts: tuple[str, ...], closing: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"(?:{'|'.join(map(re.escape, parts))}){{1,4}}(?:{'|'.join(map(re.escape, closing))})")


@cache
def title_words() -> TitleWords:
    """The words of the package. Raises a msgspec error where the file has not what is expected."""
    return msgspec.convert(toml("titles.toml"), TitleWords)
