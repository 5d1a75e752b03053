"""When a sentence tells that a promise was kept: by the deed that was promised, met again (``data/deeds.toml``)."""

from __future__ import annotations

import re
from functools import cache, cached_property
from typing import Literal

import msgspec

from legation.tables.linking import stem_of
from legation.tables.movements import Words
from legation.tables.rows import TableError, toml, typed
from legation.tables.speaking import Cites


class Deed(msgspec.Struct, frozen=True, forbid_unknown_fields=True, dict=True, kw_only=True):
    """Verbs of one deed.

    does: as a promise names it; done: as it is told of whoever did it; came: of what was promised itself. leads: what
    it was done to may go on to others than it was promised to. lets: whoever was let does it. apart: each of its verbs
    is another deed. anywhere: IN or AT a place behind it is where it was done. meets: with it an objective to do it is
    met. out_of: what it was done FROM, where that is told; from anything else it is another deed. example: a promise;
    kept: a sentence that tells of it.
    """

    name: str
    does: str
    done: str
    came: str | None = None
    leads: bool = False
    lets: bool = False
    apart: bool = False
    anywhere: bool = False
    meets: bool = False
    out_of: str | None = None
    example: str
    kept: str

    @cached_property
    def from_what(self) -> re.Pattern[str] | None:
        """What may stand behind FROM; None for anything."""
        return re.compile(rf"\b(?:{self.out_of})\b", re.IGNORECASE) if self.out_of is not None else None

    @cached_property
    def promised(self) -> re.Pattern[str]:
        """Where a promise names it."""
        return re.compile(rf"\b(?:{_split(self.does)})\b", re.IGNORECASE)

    @cached_property
    def told(self) -> re.Pattern[str]:
        """Where it is told as done; the group ``came`` where what was promised itself is the subject."""
        came = f"|(?P<came>{self.came})" if self.came is not None else "|(?P<came>(?!))"
        return re.compile(rf"\b(?:{_split(self.done)}{came})\b", re.IGNORECASE)


def _split(verbs: str) -> str:
    """Verbs of which a particle may stand behind what they are done to: PULLED its battalion OUT."""
    return re.sub(r" (out|over|back|off|up|free|go)\b", r" (?:[\\w-]+ ){0,4}?\1", verbs)


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


Made = Literal["nothing", "told", "undone"]
"""What words around a deed make of it: no statement, what somebody else says, that it was not done."""

Where = Literal["first", "near", "before", "right", "behind", "after", "anywhere"]


class Unsaid(msgspec.Struct, frozen=True, forbid_unknown_fields=True, dict=True, kw_only=True):
    """Words around a deed that make it no statement that it was done; ``deeds.toml`` says where each stands."""

    name: str
    where: Where
    makes: Made
    pattern: str
    example: str
    counter: str

    @cached_property
    def compiled(self) -> re.Pattern[str]:
        return re.compile(self.pattern, re.IGNORECASE)


class Hearsay(msgspec.Struct, frozen=True, forbid_unknown_fields=True, dict=True, kw_only=True):
    """Verbs of saying and hearing. says: all; hears: where even we ourselves only heard of it."""

    says: str
    hears: str

    @cached_property
    def compiled(self) -> tuple[re.Pattern[str], re.Pattern[str]]:
        """Of ``says``, ``hears``."""
        return re.compile(self.says, re.IGNORECASE), re.compile(self.hears, re.IGNORECASE)


class Heads(msgspec.Struct, frozen=True, forbid_unknown_fields=True, dict=True, kw_only=True):
    """about: words between a thing and what it is about or of; part: what is a part of that, and no other thing."""

    about: str
    part: str

    @cached_property
    def compiled(self) -> tuple[re.Pattern[str], re.Pattern[str]]:
        """Of ``about``, ``part``."""
        return re.compile(self.about, re.IGNORECASE), re.compile(self.part, re.IGNORECASE)


class Agent(msgspec.Struct, frozen=True, forbid_unknown_fields=True, dict=True, kw_only=True):
    """By whom a deed was done. passive: words right before the verb; by: what stands behind it; ours: ourselves, beside
    the Department. another: words before DEPARTMENT that make it one of another government."""

    passive: str
    by: str
    ours: str
    another: tuple[str, ...]

    @cached_property
    def compiled(self) -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
        """Of ``passive``, ``by``, ``ours``."""
        apart = "".join(f"(?<!{word} )" for word in self.another)
        ours = rf"\b(?:{self.ours}|{apart}department(?! of (?!state\b)))\b"
        made = [re.compile(one, re.IGNORECASE) for one in (self.passive, self.by, ours)]
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
    """unsaid, deeds, extents, rows: in the order in which they are tried."""

    promising: Words
    refraining: Words
    terms: Words
    nothing: str
    unsaid: tuple[Unsaid, ...]
    hearsay: Hearsay
    heads: Heads
    agent: Agent
    extents: tuple[Extent, ...]
    deeds: tuple[Deed, ...]
    rows: tuple[Kept, ...]

    @cached_property
    def left_out(self) -> frozenset[str]:
        """Words of a promise that tell nothing of what it is, also in the form in which words are compared."""
        return frozenset(form for word in self.nothing.split() for form in (word, stem_of(word)))

    @cached_property
    def any_done(self) -> re.Pattern[str]:
        """The verb of any deed, as it is told."""
        verbs = "|".join(
            _split(f"{deed.done}|{deed.came}" if deed.came is not None else deed.done) for deed in self.deeds
        )
        return re.compile(rf"\b(?:{verbs})\b", re.IGNORECASE)


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
        unsaid=tuple(typed(rows["unsaid"], Unsaid, "deeds.toml [[unsaid]]")),
        hearsay=typed([rows["hearsay"]], Hearsay, "deeds.toml [hearsay]")[0],
        heads=typed([rows["heads"]], Heads, "deeds.toml [heads]")[0],
        agent=typed([rows["agent"]], Agent, "deeds.toml [agent]")[0],
        extents=tuple(typed(rows["extent"], Extent, "deeds.toml [[extent]]")),
        deeds=tuple(deeds),
        rows=tuple(typed(rows["row"], Kept, "deeds.toml [[row]]")),
    )
