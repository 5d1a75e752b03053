"""Today: what lies before a reader over all their dialogues, what moved since they last looked, and what came in.

Looking changes nothing: a reader says that they have seen what was shown, and only that counts as seen. What came
or was entered between the page and the word of it is shown the next time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, time, timedelta

import msgspec

from legation.core.dialogue.board import Board
from legation.core.dialogue.ledger import Entry
from legation.core.dialogue.proposal import Source
from legation.core.errors import RefusedError
from legation.core.instant import instant_text, told_moment
from legation.core.marking import Marking, Reader, join_all
from legation.core.precedence import RANKS
from legation.services.boards.alerts import Alert
from legation.services.boards.board import Row, address, marks
from legation.services.boards.tasks import task_rows
from legation.services.boards.telling import Listed, listed
from legation.services.dialogue.dialogue import Dialogues
from legation.services.dialogue.overview import Overviews
from legation.services.reading import end_of
from legation.storage.ports import Ledger, Shelf, Telegrams
from legation.storage.records import Listing, Look, listing_of
from legation.tables.banners import level_of, marking_in

FIRST_DAYS = 7
"""Days that are looked back by one who never said what they have seen."""

ROWS = 25
"""Things of a board that are shown of each kind of turn."""
SOME = 50
"""Movements, alerts and telegrams that are shown: with as many of each the page stays under 150 kB."""

TURNS = ("mine", "waiting", "watching")


class Held(msgspec.Struct, frozen=True, kw_only=True):
    """A thing of a board, or an open task of a meeting as a row of that meeting, and whose board."""

    dialogue: str
    title: str
    row: Row


class Moved(msgspec.Struct, frozen=True, kw_only=True):
    """A movement as it was entered. thing: id of what moved; name: what it is called by beside its kind. on: its day;
    entered: instant of the entry.

    rests_on: its sources; ``sources`` are their addresses.
    """

    dialogue: str
    thing: str
    entity: str
    number: int
    text: str
    says: str
    on: str
    entered: str
    author: str
    sources: tuple[str, ...]
    marking: str
    rests_on: tuple[Source, ...] = ()
    name: str = ""


class Came(msgspec.Struct, frozen=True, kw_only=True):
    """A telegram that came in, with its precedence for the action addressees and the instant of keeping."""

    listing: Listing
    precedence: str | None
    received: str


class Called(msgspec.Struct, frozen=True, kw_only=True):
    """An alert of a dialogue."""

    dialogue: str
    alert: Alert


class Today(msgspec.Struct, frozen=True, kw_only=True):
    """What lies before a reader.

    at: now. as_of: the day of which it is told; None for now. since: how far they have seen, None if they never said.
    counts: open things by turn, and ``overdue``. overdue, mine, waiting, watching: the first of them, what is due
    soonest first. moved: the newest entry first. traffic: the highest precedence first, within it the latest; without
    a look what is newest by date. until: hash of the last telegram that is shown, to say that it was seen. more: of
    moved, alerts and traffic that are not all shown.
    """

    at: str
    as_of: str | None
    since: str | None
    banner: str
    dialogues: tuple[Listed, ...]
    counts: dict[str, int]
    overdue: tuple[Held, ...]
    mine: tuple[Held, ...]
    waiting: tuple[Held, ...]
    watching: tuple[Held, ...]
    moved: tuple[Moved, ...]
    alerts: tuple[Called, ...]
    traffic: tuple[Came, ...]
    until: str
    held: int
    more: tuple[str, ...]


class Looking:
    """Makes the page of a reader, and notes what they have seen."""

    def __init__(
        self,
        telegrams: Telegrams,
        ledger: Ledger,
        dialogues: Dialogues,
        overviews: Overviews,
        shelf: Shelf,
        now: Callable[[], datetime],
    ) -> None:
        self._telegrams = telegrams
        self._ledger = ledger
        self._dialogues = dialogues
        self._overviews = overviews
        self._shelf = shelf
        self._now = now

    def today(self, reader: Reader, as_of: date | None = None) -> Today:
        """What lies before the reader now, or lay before them at the end of a day.

        Of a day: the boards as they stood, what moved in the days until then, and what had been received by then; how
        far a reader has seen is known of now alone.
        """
        look = self._shelf.looked(reader) if as_of is None else None
        now = self._now().astimezone(UTC)
        before = end_of(as_of)
        first = now if as_of is None else datetime.combine(as_of, time(), UTC)
        since = look.at if look is not None else _back(first)
        boards = self._dialogues.boards(reader, as_of)
        held = [
            Held(dialogue=name, title=shown.title, row=row)
            for name, shown in self._dialogues.views(reader, as_of).items()
            for row in (*shown.rows, *(task_rows(boards[name]) if name in boards else ()))
            if row.turn != "closed"
        ]
        held.sort(key=lambda one: (one.row.next_due or "9", one.dialogue, one.row.entity, one.row.number))
        overdue = [one for one in held if one.row.overdue]
        turns = {turn: [one for one in held if one.row.turn == turn] for turn in TURNS}
        entries = self._ledger.entries(reader)
        within = (one for one in entries if before is None or one.draft.instant < before)
        # By its number, where that is known: whoever entered it may have a clock behind that of the look.
        entry = look.entry if look is not None else None
        fresh = (one for one in within if (one.draft.instant > since if entry is None else one.number > entry))
        new = moved(boards, fresh)
        alerts = [
            Called(dialogue=name, alert=one)
            for name, board in boards.items()
            for one in self._overviews.alerts(reader, name, as_of, folded=board)
        ]
        came, until, rest = self._traffic(reader, look, before)
        dialogues = tuple(listed(name, board) for name, board in boards.items())
        shown = (*overdue[:ROWS], *(one for turn in TURNS for one in turns[turn][:ROWS]))
        held_at = [
            *(one.row.marking for one in shown),
            *(one.marking for one in new[:SOME]),
            *(one.alert.marking for one in alerts[:SOME]),
            *(one.marking for one in dialogues),
        ]
        markings = [marking_in(mark) for mark in held_at]
        markings += [Marking.from_label(one.listing.access) for one in came]
        return Today(
            at=_latest(now, entries),
            as_of=as_of.isoformat() if as_of is not None else None,
            since=look.at if look is not None else None,
            banner=level_of(join_all(markings)),
            dialogues=dialogues,
            counts={"overdue": len(overdue), **{turn: len(turns[turn]) for turn in TURNS}},
            overdue=tuple(overdue[:ROWS]),
            mine=tuple(turns["mine"][:ROWS]),
            waiting=tuple(turns["waiting"][:ROWS]),
            watching=tuple(turns["watching"][:ROWS]),
            moved=tuple(new[:SOME]),
            alerts=tuple(alerts[:SOME]),
            traffic=came,
            until=until,
            held=self._telegrams.count(reader, before=before),
            more=tuple(
                name
                for name, there in (
                    ("moved", len(new) > SOME),
                    ("alerts", len(alerts) > SOME),
                    ("traffic", rest),
                )
                if there
            ),
        )

    def seen(self, reader: Reader, *, at: str, until: str) -> None:
        """Note that the page made at ``at``, whose last telegram was ``until``, was seen.

        What cannot be read, or names nothing that is new, leaves that part of the look as it is.
        """
        look = self._shelf.looked(reader)
        arrival = look.arrival if look is not None else self._telegrams.last_arrival()
        if look is not None and until:
            came = self._telegrams.arrived(reader, look.arrival, SOME)
            arrival = next((place for place, record in came if record.sha256 == until), arrival)
        before = look.at if look is not None else ""
        entries = self._ledger.entries(reader)
        latest = _latest(self._now(), entries)
        upto = min(_instant(at) or latest, latest)
        entry = (look.entry if look is not None else None) or 0
        for one in entries:
            if one.number > entry:
                if one.draft.instant > upto:  # came after the page was made, and so did what follows it
                    break
                entry = one.number
        self._shelf.look(reader, Look(at=max(before, upto), arrival=arrival, entry=entry))

    def _traffic(self, reader: Reader, look: Look | None, before: str | None) -> tuple[tuple[Came, ...], str, bool]:
        if look is None:
            newest = self._telegrams.recent(reader, ROWS, before=before)
            return tuple(Came(listing=one, precedence=None, received="") for one in newest), "", False
        came = [record for _, record in self._telegrams.arrived(reader, look.arrival, SOME + 1)]
        shown = came[:SOME]
        told = [
            Came(listing=listing_of(one), precedence=one.telegram.precedence.action, received=one.received)
            for one in reversed(shown)
        ]
        told.sort(key=lambda one: -RANKS.get(one.precedence or "", 0))
        return tuple(told), shown[-1].sha256 if shown else "", len(came) > len(shown)


def moved(boards: dict[str, Board], entries: Iterable[Entry]) -> list[Moved]:
    """Entries as the stories of their boards tell them, the newest first; what moved nothing is left out."""
    found = []
    for entry in entries:
        draft = entry.draft
        board = boards.get(draft.dialogue)
        if board is None:
            continue  # begun since the boards were asked for
        own = board.dialogue
        thing = own if own is not None and own.id == draft.about else board.things.get(draft.about)
        of_it = thing.movements if thing is not None else []
        movement = next(
            (
                m
                for m in of_it
                if (m.kind, m.on, m.author, m.sources) == (draft.kind, draft.on, draft.author, draft.sources)
            ),
            None,
        )
        if thing is None or movement is None:
            continue
        found.append(
            Moved(
                dialogue=draft.dialogue,
                thing=thing.id,
                entity=thing.entity,
                number=thing.number,
                text=thing.title,
                says=movement.says,
                on=movement.on,
                entered=draft.instant,
                author=draft.author,
                sources=tuple(dict.fromkeys(address(source) for source in movement.sources)),
                marking=marks([thing]),
                rests_on=movement.sources,
                name=thing.name or (str(thing.number) if thing.number else ""),
            )
        )
    return sorted(found, key=lambda one: (one.entered, one.dialogue, one.entity, one.number), reverse=True)


def _latest(now: datetime, entries: Iterable[Entry]) -> str:
    """Now, or the instant of the last entry: entries made within one tick of the clock are put a little later."""
    return max([_stamp(now), *(entry.draft.instant for entry in entries)])


def _instant(told: str) -> str:
    """An instant as the ledger writes it; "" for what is none."""
    try:
        return _stamp(told_moment(told))
    except RefusedError:
        return ""


def _stamp(instant: datetime) -> str:
    return instant_text(instant, "microseconds")


def _back(from_: datetime) -> str:
    """So far back as is looked by one who never said what they have seen; the first instant there is at most."""
    first = datetime.min.replace(tzinfo=UTC)
    return _stamp(from_ - timedelta(days=FIRST_DAYS) if from_ - first > timedelta(days=FIRST_DAYS) else first)
