"""How closely a text is held, and who may read it: one lattice, one decision.

A marking is a point in a lattice. What is drawn from several texts is held as closely as all of them together
(``join``). A marking that cannot be read counts as the highest until a person settles it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

import msgspec

from legation.core.errors import RefusedError

UNREADABLE_RANK = 9


class Marking(msgspec.Struct, frozen=True):
    """rank: place in the scheme, 0 is open. needs: caveats a reader must hold, every one.

    release: nations the text may go to; None if it says nothing of release.
    """

    rank: int
    needs: frozenset[str] = frozenset()
    release: frozenset[str] | None = None

    def join(self, other: Marking) -> Marking:
        """The least marking that protects both, as for a note drawn from two telegrams."""
        if other is self or other == self:
            return self
        named = [r for r in (self.release, other.release) if r is not None]
        release = frozenset.intersection(*named) if named else None
        return Marking(max(self.rank, other.rank), self.needs | other.needs, release)

    @property
    def label(self) -> str:
        """Canonical text of the marking, such as ``3;NOFORN;-``: the name of its access partition."""
        needs = ",".join(sorted(self.needs))
        release = "-" if self.release is None else ",".join(sorted(self.release))
        return f"{self.rank};{needs};{release}"

    @classmethod
    def from_label(cls, label: str) -> Marking:
        """Inverse of ``label``; of the label of an ``Access``, its marking. Raises ValueError on any other text."""
        return _from_label(label)


# An archive has a few labels and asks for them with every telegram of every list.
@lru_cache(maxsize=4096)
def _from_label(label: str) -> Marking:
    rank, needs, release = label.split("!")[0].split(";")
    return Marking(
        int(rank),
        frozenset(n for n in needs.split(",") if n),
        None if release == "-" else frozenset(r for r in release.split(",") if r),
    )


OPEN = Marking(0)
UNREADABLE = Marking(UNREADABLE_RANK)


@lru_cache(maxsize=4096)
def join_labels(one: str, other: str) -> str:
    """The label of what is held as closely as both."""
    return Marking.from_label(one).join(Marking.from_label(other)).label


def join_all(markings: list[Marking]) -> Marking:
    """The join of all; nothing at all is open."""
    if not markings:
        return OPEN
    first = markings[0]
    others = [marking for marking in markings if marking is not first and marking != first]
    if len(others) < 2:
        return first.join(others[0]) if others else first
    # At once: a join for each would copy all needs met so far, and a text may have thousands.
    named = [marking.release for marking in (first, *others) if marking.release is not None]
    return Marking(
        max(first.rank, *(marking.rank for marking in others)),
        first.needs.union(*(marking.needs for marking in others)),
        frozenset.intersection(*named) if named else None,
    )


class Reader(msgspec.Struct, frozen=True):
    """Who asks. ``owner`` is the one reader of a single-user archive, who reads all.

    rank: clearance in the scheme of markings. holds: handling access. nation: ISO 3166-1 alpha-2, or None.
    """

    name: str
    rank: int = 0
    holds: frozenset[str] = frozenset()
    nation: str | None = None
    owner: bool = False
    upkeep: bool = False


OWNER = Reader("owner", owner=True)
UPKEEP = Reader("upkeep", owner=True, upkeep=True)
"""The house itself, at work on what it keeps: it reaches every record, the views of one telegram side by side.

No answer to anyone is made with it.
"""


class Decision(msgspec.Struct, frozen=True):
    allowed: bool
    rule: str


def may_read(reader: Reader, marking: Marking) -> Decision:
    """Decide, refusals first; ``Decision.rule`` goes to the audit trail, not to the reader."""
    if reader.owner:
        return Decision(True, "owner")
    if reader.rank < marking.rank:
        return Decision(False, "rank")
    if not marking.needs <= reader.holds:
        return Decision(False, "needs")
    if marking.release is not None and reader.nation not in marking.release:
        return Decision(False, "release")
    return Decision(True, "cleared")


def reach_of(reader: Reader) -> Marking:
    """As closely as words of this reader may have to be held: whoever may read it may read all that the reader may."""
    if reader.owner:
        return UNREADABLE
    return Marking(max(reader.rank, 0), reader.holds, None if reader.nation is None else frozenset({reader.nation}))


def audience_of(reader: Reader, rank: int, holds: frozenset[str] = frozenset(), nation: str | None = None) -> Reader:
    """Those for whom a reader writes, under the reader's own name: they read no more than the reader does.

    Raises RefusedError for a clearance, handling access or nation that the reader has not.
    """
    if not reader.owner:
        if rank > reader.rank:
            raise RefusedError("you are not cleared for that level yourself", "choose yours or a lower one")
        if not holds <= reader.holds:
            raise RefusedError("you have not that handling access yourself", "leave it out")
        if nation not in (None, reader.nation):
            raise RefusedError("you do not read for that nation yourself", "choose your own, or none")
    return Reader(reader.name, rank=rank, holds=holds, nation=nation)


class Access(msgspec.Struct, frozen=True):
    """Who may open a record: whoever may read ``marking`` and may read none of ``beyond``.

    A whole telegram has nothing beyond it. A view of it, cut for those who may read some of its paragraphs,
    names the paragraphs that they may not; so everyone reads exactly one form of a telegram.
    """

    marking: Marking
    beyond: tuple[Marking, ...] = ()

    @property
    def label(self) -> str:
        """Canonical text, such as ``3;;-`` or ``3;;-!4;;-``."""
        return "!".join([self.marking.label, *sorted({marking.label for marking in self.beyond})])

    @classmethod
    def from_label(cls, label: str) -> Access:
        """Inverse of ``label``. Raises ValueError on any other text."""
        first, *beyond = label.split("!")
        return cls(Marking.from_label(first), tuple(Marking.from_label(one) for one in beyond))

    def opens_to(self, reader: Reader) -> Decision:
        """Decide as ``may_read`` does; what has a fuller form for this reader is refused as ``beyond``."""
        decision = may_read(reader, self.marking)
        if decision.allowed and not reader.upkeep and any(may_read(reader, one).allowed for one in self.beyond):
            return Decision(False, "beyond")
        return decision


def reaches(markings: Iterable[Marking], *, most: int) -> list[frozenset[Marking]] | None:
    """Every set of ``markings`` that is all some reader may read of them, nothing and all included.

    None when more than ``most`` readers that differ would have to be asked.
    """
    held = sorted(set(markings), key=lambda marking: marking.label)
    needs: set[frozenset[str]] = {frozenset()}
    for marking in held:
        needs |= {one | marking.needs for one in needs}
        if len(needs) > most:
            return None
    lists = [marking.release for marking in held if marking.release is not None]
    # Two nations on the same lists read the same; one that stands on none is as good as no nation.
    nations: dict[tuple[bool, ...], str | None] = {tuple(False for _ in lists): None}
    for nation in sorted(frozenset().union(*lists)):
        nations.setdefault(tuple(nation in one for one in lists), nation)
    ranks = sorted({marking.rank for marking in held})
    if len(ranks) * len(needs) * len(nations) > most:
        return None
    readers = [Reader("", rank, holds, nation) for rank in ranks for holds in needs for nation in nations.values()]
    found: set[frozenset[Marking]] = {
        frozenset(m for m in held if may_read(reader, m).allowed) for reader in readers
    } | {frozenset()}
    return sorted(found, key=lambda some: (len(some), sorted(marking.label for marking in some)))


def least_of(markings: Sequence[Marking]) -> list[Marking]:
    """Those of ``markings`` that are not above another of them."""
    held = list(dict.fromkeys(markings))
    return [one for one in held if not any(other != one and other.join(one) == one for other in held)]
