"""How closely a text is held, and who may read it: one lattice, one decision.

A marking is a point in a lattice. What is drawn from several texts is held as closely as all of them together
(``join``). A marking that cannot be read counts as the highest until a person settles it.
"""

from __future__ import annotations

import msgspec

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
        """Inverse of ``label``. Raises ValueError on any other text."""
        rank, needs, release = label.split(";")
        return cls(
            int(rank),
            frozenset(n for n in needs.split(",") if n),
            None if release == "-" else frozenset(r for r in release.split(",") if r),
        )


OPEN = Marking(0)
UNREADABLE = Marking(UNREADABLE_RANK)


def join_all(markings: list[Marking]) -> Marking:
    """The join of all; nothing at all is open."""
    joined = OPEN
    for marking in markings:
        joined = joined.join(marking)
    return joined


class Reader(msgspec.Struct, frozen=True):
    """Who asks. ``owner`` is the one reader of a single-user archive, who reads all.

    rank: clearance in the scheme of markings. holds: handling access. nation: ISO 3166-1 alpha-2, or None.
    """

    name: str
    rank: int = 0
    holds: frozenset[str] = frozenset()
    nation: str | None = None
    owner: bool = False


OWNER = Reader("owner", owner=True)


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
