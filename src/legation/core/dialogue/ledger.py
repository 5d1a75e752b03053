"""The ledger: an append-only list of entries about dialogues, each holding the hash of the one before it.

An entry is never changed or taken out; what is wrong is superseded by a later entry. Whoever alters an old
entry breaks the chain from there on, and ``broken_at`` says where.
"""

from __future__ import annotations

import hashlib
from collections.abc import Container, Iterable
from typing import Any

import msgspec

from legation.core.dialogue.proposal import Source

START = "0" * 64
"""The ``previous`` of the first entry."""


RESTS_ON = "rests_on"
"""Field of an entry: hashes of telegrams, beside its sources, whose words it repeats and whose marking it shares."""


PART_OF = "split_from"
"""Field of an entry that raises a part of a thing that was split: the id of that one."""


PARTS = "into_several"
"""Field of an entry by which a thing is split: the ids of its parts."""


MOVEMENT = "movement"
"""Field of an entry by which another one of the same thing is taken back: what names that one."""


DATED = "dated"
"""Field of an entry of which the day is that of receipt (``receipt``), for none can be read in its telegram."""


class Unnumbered(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """An entry before the ledger has numbered and chained it.

    instant: when it was entered, ISO 8601 UTC. kind: ``entity.verb``, a row of the moves table. about: the id
    of the thing. on: the day the movement took place, ISO date. access: label of the joined marking of the
    sources. marking: portion mark to show.
    """

    instant: str
    author: str
    kind: str
    dialogue: str
    about: str
    on: str
    fields: dict[str, Any]
    sources: tuple[Source, ...]
    access: str
    marking: str | None


class Entry(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A draft in its place: number from 1, hash of the entry before, and its own."""

    number: int
    draft: Unnumbered
    previous: str
    hash: str

    @property
    def entity(self) -> str:
        return self.draft.kind.partition(".")[0]

    @property
    def verb(self) -> str:
        return self.draft.kind.partition(".")[2]


_CANONICAL = msgspec.json.Encoder(order="deterministic")


def entry_hash(number: int, draft: Unnumbered, previous: str) -> str:
    """SHA-256 over the canonical JSON of number, draft and previous hash."""
    return hashlib.sha256(_CANONICAL.encode((number, draft, previous))).hexdigest()


def chained(drafts: Iterable[Unnumbered], number: int, previous: str) -> list[Entry]:
    """Entries for ``drafts`` that follow entry ``number`` (0 if none) whose hash is ``previous``."""
    entries: list[Entry] = []
    for draft in drafts:
        number += 1
        entry = Entry(number=number, draft=draft, previous=previous, hash=entry_hash(number, draft, previous))
        entries.append(entry)
        previous = entry.hash
    return entries


def broken_at(entries: Iterable[Entry]) -> int | None:
    """Number of the first entry that does not follow from the one before it; None if the chain holds."""
    previous = START
    for number, entry in enumerate(entries, 1):
        if (
            entry.number != number
            or entry.previous != previous
            or entry.hash != entry_hash(number, entry.draft, previous)
        ):
            return entry.number
        previous = entry.hash
    return None


def thing_id(entity: str, dialogue: str, key: str, known: Container[str] = ()) -> str:
    """Id of a thing: a letter for its kind and twelve hex digits.

    Not a running number: a number left out would tell a reader of things they may not see. Of eight digits, as ids
    were before, two among a hundred thousand things are more likely than not the same, and each would be told of the
    other; of twelve, one time in fifty thousand. known: ids of a board; what it has under a short one keeps that.
    """
    digits = hashlib.sha256(f"{entity}|{dialogue}|{key}".encode()).hexdigest()
    return short if (short := entity[0] + digits[:8]) in known else entity[0] + digits[:12]
