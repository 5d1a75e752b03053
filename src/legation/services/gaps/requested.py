"""Requests for what is missing, each held as closely as the telegrams that it rests on are held now.

A request was noted under the marking that these had. Where one is marked higher later, the request goes with it, as
an annotation goes with what it was written on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import msgspec

from legation.core.marking import Marking, Reader, join_all, may_read
from legation.storage.ports import Decisions, Shelf, Telegrams
from legation.storage.records import Request


class Requested:
    """What was asked for, as a reader may know of it now."""

    def __init__(self, telegrams: Telegrams, decisions: Decisions, shelf: Shelf) -> None:
        self._telegrams = telegrams
        self._decisions = decisions
        self._shelf = shelf

    def today(self, reader: Reader, found: Sequence[Request], citing: Callable[[str], Iterable[str]]) -> list[Request]:
        """Those of ``found`` that the reader may know of, each once, in their order, under their marking of today.

        citing: hashes of all telegrams that cite a name, whoever may read them. A request from before it was kept
        what it rests on is held as closely as those of them that a person has marked: of the others none went up.
        """
        if not found:
            return []
        noted = self._shelf.requests_rest_on(found)
        cited = {one.mrn: set(citing(one.mrn)) for one in found if () in noted.get(one, [()])}
        decided = self._decisions.standing(set().union(*cited.values())).keys()
        rests_on = {
            one: [some or tuple(sorted(cited[one.mrn] & decided)) for some in noted.get(one, [()])] for one in found
        }
        now = self._telegrams.held_as({sha256 for notings in rests_on.values() for some in notings for sha256 in some})
        told: dict[Request, None] = {}
        for one, notings in rests_on.items():
            # Of several notings of the same request one that may be known of is enough: it stands without the others.
            able = [held for some in notings if may_read(reader, held := _held(one, some, now)).allowed]
            if able:
                access = min(able, key=lambda held: (held.rank, held.label)).label
                told[msgspec.structs.replace(one, access=access)] = None
        return [*told]


def _held(one: Request, rests_on: Iterable[str], now: dict[str, str]) -> Marking:
    labels = {one.access, *(now[sha256] for sha256 in rests_on if sha256 in now)}
    return join_all([Marking.from_label(label) for label in sorted(labels)])
