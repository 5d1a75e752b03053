"""The chain of the ledger as a store keeps it: what is hashed is what comes back."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from legation.core.dialogue.ledger import Entry, Unnumbered, broken_at, entry_hash

_ENCODER = msgspec.json.Encoder(order="deterministic")
_DECODER = msgspec.json.Decoder(Unnumbered)


def encode_draft(draft: Unnumbered) -> str:
    """Canonical JSON of a draft."""
    return _ENCODER.encode(draft).decode()


def decode_draft(body: str) -> Unnumbered:
    """Inverse of ``encode_draft``. Raises msgspec.DecodeError on a body that is no draft."""
    return _DECODER.decode(body)


def settled(draft: Unnumbered) -> Unnumbered:
    """The draft as it will be read back: tuples in its fields are lists, as in JSON."""
    return _DECODER.decode(_ENCODER.encode(draft))


def link_of(entries: Sequence[Entry], number: int | None) -> tuple[int, str] | None:
    """Number and hash of an entry of a whole chain, of the last without a number; None where there is none."""
    place = len(entries) if number is None else number
    return (place, entries[place - 1].hash) if 0 < place <= len(entries) else None


def first_broken(entries: Sequence[Entry], *, whole: bool) -> int | None:
    """Number of the first entry that does not follow; None if all do.

    ``whole``: the entries are the ledger from first to last, so links are checked too. Where a reader sees
    only some, each is checked against its own hash: a missing one is then no sign of harm.
    """
    if whole:
        return broken_at(entries)
    for entry in entries:
        if entry.hash != entry_hash(entry.number, entry.draft, entry.previous):
            return entry.number
    return None
