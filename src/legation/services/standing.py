"""The ledger as one reader sees it folded, and what is appended to it: what every room of a dialogue stands on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta

import msgspec

from legation.core.dialogue.board import Board
from legation.core.dialogue.ledger import START, Draft, Entry, chained
from legation.core.dialogue.moves import Moves
from legation.core.dialogue.proposal import Proposal
from legation.core.errors import NotFoundError, RefusedError
from legation.core.marking import Reader
from legation.core.telegram import Telegram
from legation.services.boards import Boards
from legation.services.proposals import Proposals
from legation.services.sourcing import Sources
from legation.storage.ports import Ledger, Telegrams
from legation.tables.parties import PartyTable, default_parties


class Standing:
    """Entries, boards and proposals of dialogues for a reader. The reader comes first."""

    def __init__(
        self,
        telegrams: Telegrams,
        ledger: Ledger,
        propose: Callable[[Telegram], list[Proposal]],
        moves: Moves,
        now: Callable[[], datetime],
        parties: PartyTable | None = None,
        statements: Callable[[Telegram], list[Proposal]] = lambda _: [],
    ) -> None:
        self._sources = Sources(telegrams)
        self._ledger = ledger
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

    def _fold_with(self, entries: Sequence[Entry], drafts: Sequence[Draft]) -> Board:
        """The board once these are entered.

        Raises RefusedError where there would be none: nothing would ever take them out.
        """
        try:
            return self._fold([*entries, *chained(drafts, entries[-1].number, entries[-1].hash)])
        except (TypeError, ValueError, AttributeError, LookupError, ArithmeticError) as error:
            raise RefusedError("no board can be made with these fields", "check what each of them holds") from error

    def _append(self, reader: Reader, drafts: list[Draft]) -> list[Entry]:
        if not drafts:
            return []
        # A later entry has a later instant, even where the clock is coarse: amendments are told in that
        # order.
        earlier = max((entry.draft.instant for entry in self._ledger.entries(reader)), default="")
        instant = self._now().astimezone(UTC)
        if earlier and _stamp(instant) <= earlier:
            instant = datetime.fromisoformat(earlier) + timedelta(microseconds=1)
        stamped = [msgspec.structs.replace(draft, instant=_stamp(instant)) for draft in drafts]
        kept = self._ledger.append(reader, stamped)
        # The ledger's own numbers and hashes would tell of entries that this reader may not read.
        seen = chained((e.draft for e in self._entries(reader, stamped[0].dialogue)), 0, START)
        return seen[-len(kept) :]


def _stamp(instant: datetime) -> str:
    return instant.isoformat(timespec="microseconds").replace("+00:00", "Z")
