"""Taking back: an entry by which an earlier one of the same thing no longer counts. Both stay in the ledger.

A move that was joined with the wrong thing, or should never have been entered, is left out of the fold as if it had not
been entered, from the day on which it is taken back; the story tells of both. A thing that nothing raises any more is
``IN_ERROR``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from typing import Any, Protocol

import msgspec

from legation.core.dialogue.ledger import MOVEMENT, Entry
from legation.core.dialogue.moves import Moves
from legation.core.dialogue.proposal import Source

IN_ERROR = "entered in error"
"""State of a thing of which the beginning was taken back, and that nothing else begins."""


class Entered(Protocol):
    """What an entry and the movement that a story makes of it have in common."""

    @property
    def instant(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def on(self) -> str: ...
    @property
    def author(self) -> str: ...
    @property
    def fields(self) -> dict[str, Any]: ...
    @property
    def sources(self) -> tuple[Source, ...]: ...


_SAYS = ("proposal", "text", "party", "post")  # by which entries of one instant are told apart
_ENCODER = msgspec.json.Encoder(order="deterministic")


def movement_id(one: Entered) -> str:
    """By which an entry is named where it is taken back: ``m`` and eight hex digits, of its instant and words.

    Not of its number or hash, which would tell a reader of entries that they may not read.
    """
    said = [one.fields.get(name) for name in _SAYS]
    told = (
        one.kind,
        one.on,
        one.author,
        one.instant,
        [value if isinstance(value, str) else None for value in said],
        one.sources,
    )
    return "m" + hashlib.sha256(_ENCODER.encode(told)).hexdigest()[:8]


def taken_back(drafts: Iterable[Entered], moves: Moves) -> frozenset[str]:
    """``movement_id`` of the entries that others of ``drafts`` take back; most often none."""
    kinds = moves.taking_back
    return frozenset(str(draft.fields.get(MOVEMENT)) for draft in drafts if draft.kind in kinds)


def standing(entries: Sequence[Entry], moves: Moves) -> tuple[list[Entry], list[Entry]]:
    """Entries that count, and those that were taken back, of any dialogues; each in their order."""
    kinds = moves.taking_back
    taking = [entry.draft for entry in entries if entry.draft.kind in kinds]
    if not taking:
        return [*entries], []
    ids = [(entry.draft.dialogue, movement_id(entry.draft)) for entry in entries]
    names = [(entry.draft.about, *one) for entry, one in zip(entries, ids, strict=True)]
    named = {(draft.about, draft.dialogue, draft.fields.get(MOVEMENT)) for draft in taking}
    # What no entry about the thing itself bears was joined with it when another one was merged into it.
    joined = {(dialogue, one) for _, dialogue, one in named.difference(names)}
    back = [one in joined or name in named for one, name in zip(ids, names, strict=True)]
    return (
        [entry for entry, gone in zip(entries, back, strict=True) if not gone],
        [entry for entry, gone in zip(entries, back, strict=True) if gone],
    )
