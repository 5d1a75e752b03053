"""The ledger as one reader sees it folded, and what is appended to it: what every room of a dialogue stands on."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from datetime import date, datetime, timedelta
from itertools import count

import msgspec

from legation.core.dialogue.board import Board
from legation.core.dialogue.ledger import START, Entry, Unnumbered, chained
from legation.core.dialogue.moves import Moves
from legation.core.dialogue.proposal import Proposal
from legation.core.errors import NotFoundError, OvertakenError, RefusedError
from legation.core.instant import instant_text
from legation.core.marking import Reader
from legation.core.telegram import Telegram
from legation.services.boards.boards import Boards
from legation.services.boards.sourcing import Sources
from legation.services.proposals.leads import Leading
from legation.services.proposals.proposals import Proposals
from legation.services.threads.moments import Moments
from legation.storage.ports import Ledger, Telegrams
from legation.tables.parties import PartyTable, default_parties
from legation.tables.referring import referring

_TRIES = 20


class Standing:
    """Entries, boards and proposals of dialogues for a reader. The reader comes first."""

    def __init__(
        self,
        telegrams: Telegrams,
        ledger: Ledger,
        propose: Callable[[Telegram], list[Proposal]],
        moves: Moves,
        now: Callable[[], datetime],
        moments: Moments,
        parties: PartyTable | None = None,
        statements: Callable[[Telegram], list[Proposal]] = lambda _: [],
    ) -> None:
        self._leading = Leading(telegrams, moments)
        self._sources = Sources(telegrams)
        self._ledger = ledger
        self._one_enters = threading.Lock()
        self._moves = moves
        self._now = now
        self._parties = parties or default_parties()
        self._boards = Boards(moves, self._parties)
        self._proposals = Proposals(telegrams, ledger, propose, statements, self._parties, self._fold, moves)

    def _entries(self, reader: Reader, dialogue: str) -> list[Entry]:
        entries = self._ledger.entries(reader, dialogue)
        if not entries:
            raise NotFoundError(f"dialogue {dialogue}")
        return entries

    def _each(self, reader: Reader) -> dict[str, list[Entry]]:
        """What the reader may read of each dialogue, by its id."""
        by_dialogue: dict[str, list[Entry]] = {}
        for entry in self._ledger.entries(reader):
            by_dialogue.setdefault(entry.draft.dialogue, []).append(entry)
        return dict(sorted(by_dialogue.items()))

    def _fold(self, entries: Sequence[Entry], as_of: date | None = None) -> Board:
        return self._boards.fold(entries, as_of, as_of or self._now().date())

    def _fold_with(self, entries: Sequence[Entry], drafts: Sequence[Unnumbered]) -> Board:
        """The board once these are entered.

        Raises RefusedError where there would be none: nothing would ever take them out.
        """
        try:
            return self._fold([*entries, *chained(drafts, entries[-1].number, entries[-1].hash)])
        except (TypeError, ValueError, AttributeError, LookupError, ArithmeticError) as error:
            raise RefusedError("no board can be made with these fields", "check what each of them holds") from error

    def _enter(
        self, reader: Reader, made: Callable[[], Sequence[Unnumbered]], *, takes_long: bool = False
    ) -> list[Entry]:
        """Enter what is made of what stands; made anew where others enter in the dialogue meanwhile.

        Two who accept the same proposal at one moment would else both find it proposed, and a move would follow from
        what does not stand any more. Raises OvertakenError where others are quicker every time.

        takes_long: nobody waits while it is made, but where others were quicker once.
        """
        if takes_long:
            with suppress(OvertakenError):
                return self._made_and_entered(reader, made)
        # Those of one program wait for one another; those of others, on the same database, are found out by the store.
        with self._one_enters:
            for _ in range(_TRIES):
                try:
                    return self._made_and_entered(reader, made)
                except OvertakenError:
                    continue
            raise OvertakenError

    def _made_and_entered(self, reader: Reader, made: Callable[[], Sequence[Unnumbered]]) -> list[Entry]:
        last = self._ledger.last()  # before what stands is read: what is added meanwhile is found out
        drafts = made()
        return self._append(reader, drafts, last) if drafts else []

    def _as_named(self, reader: Reader, drafts: Sequence[Unnumbered]) -> list[Unnumbered]:
        """Drafts held as closely as the things of their dialogue that they name: every entry gets its marking here."""
        held = [entry.draft for entry in self._ledger.entries(reader, drafts[0].dialogue)]
        return [one.draft for one in referring([*held, *drafts], self._moves)][len(held) :]

    def _instants(self, reader: Reader) -> Iterator[str]:
        """When what is entered now was entered, one for each entry, in the order in which they are given."""
        # A later entry has a later instant, even where the clock is coarse: amendments are told in that
        # order.
        earlier = max((entry.draft.instant for entry in self._ledger.entries(reader)), default="")
        instant = self._now()
        if earlier and instant_text(instant, "microseconds") <= earlier:
            instant = datetime.fromisoformat(earlier) + timedelta(microseconds=1)
        return (instant_text(instant + timedelta(microseconds=place), "microseconds") for place in count())

    def _append(self, reader: Reader, drafts: Sequence[Unnumbered], last: int) -> list[Entry]:
        # What was tried before it is entered has its instants already: others of these name it by them.
        stamped = self._as_named(
            reader,
            [
                msgspec.structs.replace(draft, instant=draft.instant or at)
                for draft, at in zip(drafts, self._instants(reader), strict=False)
            ],
        )
        kept = {entry.number for entry in self._ledger.append(reader, stamped, after=last)}
        # The ledger's own numbers and hashes would tell of entries that this reader may not read.
        held = self._entries(reader, stamped[0].dialogue)
        seen = chained((entry.draft for entry in held), 0, START)
        return [shown for entry, shown in zip(held, seen, strict=True) if entry.number in kept]
