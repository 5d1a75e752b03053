"""Leads of a dialogue: telegrams that cite what its board rests on, or are cited by it, and that nobody decided on.

A board knows the telegrams of which something was accepted. What was sent since, and answers one of those, is one step
away in the citations: from there a desk officer goes on, telegram by telegram.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec

from legation.core.dialogue.board import Board
from legation.core.dialogue.ledger import Entry
from legation.core.marking import Reader
from legation.services.banners import banner_of
from legation.services.boards.board import marks
from legation.services.threads.moments import Meant, Moments
from legation.services.threads.threads import key_of
from legation.storage.ports import Telegrams
from legation.storage.records import Listing, listing_of

LEADS = 10
"""Leads that are told at once, unless asked otherwise."""
_ASKED_AT_MOST = 120  # telegrams near by; each is read for what it proposes


class Lead(msgspec.Struct, frozen=True, kw_only=True):
    """telegram: its version received last. cites, cited_by: telegrams of the board. waiting: proposals to decide."""

    telegram: Listing
    cites: tuple[str, ...]
    cited_by: tuple[str, ...]
    waiting: int


class Leads(msgspec.Struct, frozen=True, kw_only=True):
    """Leads by day. near: telegrams near by of which nothing was decided; asked: how many of them were read, the
    earliest first. more: whether others may follow. title: of the dialogue, with its portion mark. banner: over both.
    as_of: the day of the board, where it is not that of now.
    """

    leads: tuple[Lead, ...]
    near: int
    asked: int
    more: bool
    as_of: str | None
    title: str
    marking: str
    banner: str


def no_leads(leads: Leads) -> str:
    """What is told in the place of leads where there are none."""
    if leads.more:
        return (
            f"Telegrams that cite those of this board, or are cited by them: {leads.near}."
            f" The first {leads.asked} of them have nothing left to decide: search for others."
        )
    return (
        "No telegram that cites those of this board, or is cited by them, has anything left to decide: search for"
        " others."
    )


class Leading:
    """The leads of dialogues, for a reader."""

    def __init__(self, telegrams: Telegrams, moments: Moments) -> None:
        self._telegrams = telegrams
        self._moments = moments

    def of(
        self,
        reader: Reader,
        dialogue: str,
        board: Board,
        entries: Sequence[Entry],
        waiting: Callable[[str], int],
        *,
        most: int = LEADS,
        as_of: str | None = None,
    ) -> Leads:
        """The leads of a dialogue. entries: all that the reader may read, up to the day of the board. waiting: how much
        a telegram has to decide. as_of: that day, where it is not today; nothing sent since is a lead then.

        None is a telegram that has nothing to decide, or of which something stands in the dialogue or was rejected.
        """
        own: dict[str, None] = {}
        decided: set[str] = set()
        for entry in entries:
            for source in entry.draft.sources:
                if entry.draft.dialogue == dialogue and entry.entity != "proposal":
                    # One without a number cites by its whole hash.
                    bare = source.sha256.startswith(source.telegram)
                    own.setdefault(source.sha256 if bare else source.telegram)
                if entry.draft.dialogue == dialogue or entry.entity == "proposal":
                    decided |= {source.telegram, source.sha256}
        held: dict[str, Listing] = {}
        cites: dict[str, dict[str, None]] = {}
        cited_by: dict[str, dict[str, None]] = {}
        for back in self._telegrams.cited_by(reader, [*own]):
            held[key_of(back.citing)] = back.citing
            cites.setdefault(key_of(back.citing), {}).setdefault(back.cited)
        for out in self._telegrams.cites(reader, [*own]):
            if out.held:
                cited_by.setdefault(out.cited, {}).setdefault(key_of(out.citing))
        for listing in self._telegrams.listed(reader, [name for name in cited_by if name not in held]):
            held[key_of(listing)] = listing
        for meant, citing in self._by_moment(reader, [*own]):
            if citing:
                listing = listing_of(meant.citing)
                cites.setdefault(key_of(listing), {}).setdefault(key_of(listing_of(meant.cited[0])))
            else:
                listing = listing_of(meant.cited[-1])
                cited_by.setdefault(key_of(listing), {}).setdefault(key_of(listing_of(meant.citing)))
            held.setdefault(key_of(listing), listing)
        fresh = [
            key
            for key, listing in held.items()
            if not {key, listing.sha256} & decided and (as_of is None or (listing.date or as_of) <= as_of)
        ]
        fresh.sort(key=lambda key: (held[key].date or "9999", key))
        found: list[Lead] = []
        asked = 0
        for key in fresh[:_ASKED_AT_MOST]:
            asked += 1
            if count := waiting(key):
                found.append(
                    Lead(
                        telegram=held[key],
                        cites=tuple(cites.get(key, ())),
                        cited_by=tuple(cited_by.get(key, ())),
                        waiting=count,
                    )
                )
                if len(found) > most:
                    break
        told = found[:most]
        own_thing = board.dialogue
        marking = marks([own_thing] if own_thing is not None else [])
        return Leads(
            leads=tuple(told),
            near=len(fresh),
            asked=asked,
            more=asked < len(fresh) or len(found) > most,
            as_of=as_of,
            title=own_thing.text if own_thing is not None and own_thing.text else dialogue,
            marking=marking,
            banner=banner_of([marking], (one.telegram for one in told)) or marking,
        )

    def _by_moment(self, reader: Reader, names: Sequence[str]) -> list[tuple[Meant, bool]]:
        """What telegrams cite by originator and moment, and what cites them so; whether it is the latter."""
        if not self._moments.any(reader):
            return []
        records = sorted(self._moments.named(reader, names), key=lambda record: record.sha256)
        back = self._moments.citing(reader, records, most=_ASKED_AT_MOST)
        return [*((one, True) for one in back), *((one, False) for one in self._moments.cited(reader, records))]
