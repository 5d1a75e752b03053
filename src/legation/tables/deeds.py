"""When a sentence tells that a promise was kept: by the deed that was promised, met again (``data/deeds.toml``)."""

from __future__ import annotations

import re
from functools import cache, cached_property

import msgspec

from legation.tables.movements import Words
from legation.tables.rows import TableError, toml, typed
from legation.tables.speaking import Cites


class Deed(msgspec.Struct, frozen=True, forbid_unknown_fields=True, dict=True, kw_only=True):
    """Verbs of one deed. does: as a promise names it; done: as it is told of whoever did it; came: of what was promised
    itself. example: a promise; kept: a sentence that tells of it."""

    name: str
    does: str
    done: str
    came: str | None = None
    example: str
    kept: str

    @cached_property
    def promised(self) -> re.Pattern[str]:
        """Where a promise names it."""
        return re.compile(rf"\b(?:{self.does})\b", re.IGNORECASE)

    @cached_property
    def told(self) -> re.Pattern[str]:
        """Where it is told as done; the group ``came`` where what was promised itself is the subject."""
        came = f"|(?P<came>{self.came})" if self.came is not None else "|(?P<came>(?!))"
        return re.compile(rf"\b(?:{self.done}{came})\b", re.IGNORECASE)


class Extent(msgspec.Struct, frozen=True, forbid_unknown_fields=True, dict=True, kw_only=True):
    """Words by which so much of a promise was kept that it is moved so."""

    verb: str
    pattern: str
    example: str
    counter: str

    @cached_property
    def _compiled(self) -> re.Pattern[str]:
        return re.compile(self.pattern, re.IGNORECASE)

    def within(self, text: str) -> bool:
        """Whether they stand in a text."""
        return self._compiled.search(text) is not None


class Unsaid(msgspec.Struct, frozen=True, forbid_unknown_fields=True, dict=True, kw_only=True):
    """Words around a deed that make it no statement that it was done; ``deeds.toml`` says where each stands."""

    before: str
    told: str
    undone: str
    past: str

    @cached_property
    def compiled(self) -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
        """Of ``before``, ``told``, ``undone``, ``past``."""
        made = [re.compile(one, re.IGNORECASE) for one in (self.before, self.told, self.undone, self.past)]
        return made[0], made[1], made[2], made[3]


class Agent(msgspec.Struct, frozen=True, forbid_unknown_fields=True, dict=True, kw_only=True):
    """By whom a deed was done. passive: words right before the verb; by: what stands behind it; ours: ourselves."""

    passive: str
    by: str
    ours: str

    @cached_property
    def compiled(self) -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
        """Of ``passive``, ``by``, ``ours``."""
        made = [re.compile(one, re.IGNORECASE) for one in (self.passive, self.by, self.ours)]
        return made[0], made[1], made[2]


class Kept(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How much of a promise must be said again; ``deeds.toml`` says what each word stands for."""

    rule: str
    reference: tuple[Cites, ...]
    least: float
    share: float
    named: bool = False
    counts: float = 0.0


class Deeds(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """deeds, extents, rows: in the order in which they are tried."""

    promising: Words
    refraining: Words
    terms: Words
    nothing: str
    unsaid: Unsaid
    agent: Agent
    extents: tuple[Extent, ...]
    deeds: tuple[Deed, ...]
    rows: tuple[Kept, ...]

    @cached_property
    def left_out(self) -> frozenset[str]:
        """Words of a promise that tell nothing of what it is."""
        return frozenset(self.nothing.split())


@cache
def load_deeds() -> Deeds:
    """The whole table. Raises TableError where two deeds have one name."""
    rows = toml("deeds.toml")
    deeds = typed(rows["deed"], Deed, "deeds.toml [[deed]]")
    if len({deed.name for deed in deeds}) != len(deeds):
        raise TableError("deeds.toml: each deed is another")
    return Deeds(
        promising=typed([rows["promising"]], Words, "deeds.toml [promising]")[0],
        refraining=typed([rows["refraining"]], Words, "deeds.toml [refraining]")[0],
        terms=typed([rows["terms"]], Words, "deeds.toml [terms]")[0],
        nothing=rows["nothing"],
        unsaid=typed([rows["unsaid"]], Unsaid, "deeds.toml [unsaid]")[0],
        agent=typed([rows["agent"]], Agent, "deeds.toml [agent]")[0],
        extents=tuple(typed(rows["extent"], Extent, "deeds.toml [[extent]]")),
        deeds=tuple(deeds),
        rows=tuple(typed(rows["row"], Kept, "deeds.toml [[row]]")),
    )
