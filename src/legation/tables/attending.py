"""How a telegram tells who took part in a meeting: words beside a list of names (``data/attending.toml``)."""

from __future__ import annotations

import re
from functools import cache, cached_property
from typing import Literal

import msgspec

from legation.tables.rows import toml, typed


class Words(msgspec.Struct, frozen=True, forbid_unknown_fields=True, dict=True, kw_only=True):
    """Words that are looked for. example, counter: words in which they are found, and words in which they are not."""

    pattern: str
    example: str
    counter: str

    @cached_property
    def compiled(self) -> re.Pattern[str]:
        return re.compile(self.pattern, re.IGNORECASE)


class Listing(Words, frozen=True, forbid_unknown_fields=True, dict=True, kw_only=True):
    """Words beside a list of those who took part. where: the list is behind them or before them.

    The group ``side`` names whose people they are. after: words that must stand before these in their sentence.
    """

    where: Literal["behind", "before"]
    after: str = ""

    @cached_property
    def _after(self) -> re.Pattern[str]:
        return re.compile(self.after, re.IGNORECASE)

    def found(self, sentence: str) -> list[re.Match[str]]:
        """Where a sentence has them."""
        return [
            met
            for met in self.compiled.finditer(sentence)
            if not self.after or self._after.search(sentence, 0, met.start()) is not None
        ]


class Attending(msgspec.Struct, frozen=True, kw_only=True):
    """near: a paragraph tells of a meeting; elsewhere: of something else that people are present at.

    unsaid: nobody took part yet, or did not. ends: a list goes on no more. rows: in the order in which
    they are tried."""

    near: Words
    elsewhere: Words
    unsaid: Words
    ends: Words
    rows: tuple[Listing, ...]


@cache
def load_attending() -> Attending:
    """The whole table. Raises TableError for what is not of its form."""
    rows, file = toml("attending.toml"), "attending.toml"
    return Attending(
        near=typed([rows["near"]], Words, f"{file} [near]")[0],
        elsewhere=typed([rows["elsewhere"]], Words, f"{file} [elsewhere]")[0],
        unsaid=typed([rows["unsaid"]], Words, f"{file} [unsaid]")[0],
        ends=typed([rows["ends"]], Words, f"{file} [ends]")[0],
        rows=tuple(typed(rows["row"], Listing, f"{file} [[row]]")),
    )
