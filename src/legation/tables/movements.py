"""When a later telegram tells what became of a meeting or a commitment: signs, thresholds (``data/movements.toml``)."""

from __future__ import annotations

import re
from functools import cache, cached_property
from typing import Literal

import msgspec

from legation.tables.linking import Referring
from legation.tables.rows import TableError, toml, typed
from legation.tables.rules import written_out

Moved = Literal["meeting", "commitment"]
Days = Literal["same", "near", "within", "lately", "other", "unknown"]
"""How a day that is told stands to the one that is known."""
Alike = Literal["round", "official"]
Sides = Literal["same", "part", "unknown"]
"""How many of the sides are the same, the most first."""


class Words(msgspec.Struct, frozen=True, forbid_unknown_fields=True, dict=True, kw_only=True):
    """Words that are looked for. example, counter: words in which they are found, and words in which they are not."""

    pattern: str
    name: str = ""
    example: str = ""
    counter: str = ""

    @cached_property
    def _compiled(self) -> re.Pattern[str]:
        return written_out(self.pattern)

    def within(self, text: str) -> bool:
        """Whether they stand in a text."""
        return self._compiled.search(text) is not None

    def without(self, text: str) -> str:
        """A text with them taken out."""
        return self._compiled.sub(" ", text)


class Sign(msgspec.Struct, frozen=True, forbid_unknown_fields=True, dict=True, kw_only=True, rename={"not_": "not"}):
    """What a proposal, or a statement that is none (``event``), says became of a thing.

    verbs: the moves that it may tell of, the first that the state of the thing allows. modality: of the proposal, where
    it must have one of these. pattern: words that it must have, and ``not_`` those that it must not have; None for any.
    later: the day that it names is after the one that stands. redated: it may be told with another day than that one.
    gives: fields of the proposal that go with the move. speaks: for or against the commitment, where it is evidence.
    """

    entity: Moved | Literal["demarche"]
    of: tuple[Literal["meeting", "commitment", "event"], ...]
    verbs: tuple[str, ...]
    modality: tuple[str, ...] = ()
    pattern: str | None = None
    not_: str | None = None
    later: bool = False
    redated: bool = False
    gives: tuple[str, ...] = ()
    speaks: Literal["for", "against"] | None = None
    example: str = ""
    counter: str = ""

    @cached_property
    def _compiled(self) -> tuple[re.Pattern[str] | None, re.Pattern[str] | None]:
        made = [written_out(one) if one is not None else None for one in (self.pattern, self.not_)]
        return made[0], made[1]

    def found(self, text: str) -> re.Match[str] | None:
        """Where a text says it; None where it does not, or says what is no statement that it was so."""
        said, denied = self._compiled
        met = said.search(text) if said is not None else None
        return met if met is not None and (denied is None or denied.search(text) is None) else None

    def within(self, text: str) -> bool:
        """Whether a text says it; any text does where no words are asked for."""
        return self.pattern is None or self.found(text) is not None


class Enough(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What must be shown for one thing to be meant; ``movements.toml`` says what each word stands for."""

    rule: str
    entity: Moved
    reference: tuple[Referring, ...]
    days: tuple[Days, ...]
    sides: Sides
    least: float
    own: float
    counts: float
    alike: tuple[Alike, ...] = ()
    named: bool = False
    like: bool = False
    fresh: bool = False
    inside: bool = False


class Near(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Days apart that come near; days before a telegram in which something was held lately."""

    near: int
    soon: int


class Movements(msgspec.Struct, frozen=True, kw_only=True):
    """signs and thresholds: in the order in which they are tried."""

    days: Near
    signs: tuple[Sign, ...]
    offices: tuple[Words, ...]
    ordinals: tuple[Words, ...]
    thresholds: tuple[Enough, ...]
    naming: Words


@cache
def load_movements() -> Movements:
    """The whole table. Raises TableError where two rows of signs or thresholds of one kind are the same."""
    rows = toml("movements.toml")
    signs = typed(rows["sign"], Sign, "movements.toml [[sign]]")
    thresholds = typed(rows["threshold"], Enough, "movements.toml [[threshold]]")
    if any(not sign.verbs or not sign.of for sign in signs) or len(set(signs)) != len(signs):
        raise TableError("movements.toml: each sign is another, and tells a move of something")
    if any("event" in sign.of and sign.pattern is None for sign in signs):
        raise TableError("movements.toml: a statement is read by its words, so its sign has a pattern")
    ordinals = [
        {**row, "pattern": row["pattern"] + group["after"]} for group in rows["ordinal"] for row in group["rows"]
    ]
    return Movements(
        days=typed([rows["days"]], Near, "movements.toml [days]")[0],
        signs=tuple(signs),
        offices=tuple(typed(rows["office"], Words, "movements.toml [[office]]")),
        ordinals=tuple(typed(ordinals, Words, "movements.toml [[ordinal]]")),
        thresholds=tuple(thresholds),
        naming=typed([rows["naming"]], Words, "movements.toml [naming]")[0],
    )
