"""Feeds: what a saved search finds, what moves on a board, and the days of meetings and due dates.

Each is what the reader may read at the moment of asking. It is made as values; ``atom`` and ``calendars`` write them
as files for other programs.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from urllib.parse import quote
from uuid import UUID, uuid5

import msgspec

from legation.core.dialogue.board import Board
from legation.core.dialogue.days import is_full_day
from legation.core.errors import NotFoundError
from legation.core.marking import Marking, Reader, join_all
from legation.services.banners import banner_of
from legation.services.boards.board import View, view
from legation.services.boards.meetings import meetings
from legation.services.boards.telling import Quote
from legation.services.dialogue.dialogue import Dialogues
from legation.services.news.calendars import Day
from legation.services.news.saved import Saved
from legation.services.news.today import Moved, moved
from legation.services.titling import Titles, titled
from legation.storage.ports import Index, Ledger, Telegrams
from legation.storage.records import Listing
from legation.tables.banners import mark_of, marking_in

NEWEST = 50
"""Telegrams of a search, the newest by date; beside them stands what has come since the last look."""

MOVEMENTS = 100

# Names of entries are made from what they tell of, in this space, so that they stay the same in every archive.
_NAMES = UUID("6f7f3c5e-0e0b-5a9c-9d52-2f6b1d1a8e41")


class FeedEntry(msgspec.Struct, frozen=True, kw_only=True):
    """One entry. id: a URI, the same at every asking. updated: ISO instant in UTC. link: path of its page.

    author: who asserted it; None for a telegram. marking: portion mark, which ``title`` begins with.
    """

    id: str
    title: str
    updated: str
    summary: str
    link: str
    author: str | None
    marking: str


class Feed(msgspec.Struct, frozen=True, kw_only=True):
    """Entries, the latest first, under the banner over all of them. link: path of the page that shows the same."""

    id: str
    title: str
    banner: str
    updated: str
    link: str
    entries: tuple[FeedEntry, ...]


class Days(msgspec.Struct, frozen=True, kw_only=True):
    """The meetings and due dates of dialogues, by day, under the banner over all of them."""

    title: str
    banner: str
    days: tuple[Day, ...]


class Feeds:
    """Every feed; the reader comes first. Links are paths of the desk."""

    def __init__(
        self,
        telegrams: Telegrams,
        index: Index,
        ledger: Ledger,
        saved: Saved,
        dialogues: Dialogues,
    ) -> None:
        self._telegrams = telegrams
        self._index = index
        self._ledger = ledger
        self._saved = saved
        self._dialogues = dialogues
        self._titles = Titles(telegrams)

    def saved(self, reader: Reader, name: str) -> Feed:
        """What a saved search of the reader finds: the newest by date, and all that came since the last look.

        Asking is no look. Raises NotFoundError where the reader has no search of the name.
        """
        search = next((one for one in self._saved.all(reader) if one.name == name), None)
        if search is None:
            raise NotFoundError(f"saved search {name!r}")
        found: dict[str, tuple[Listing, str, int | None]] = {
            alert.listing.sha256: (alert.listing, alert.snippet, alert.paragraph)
            for alert in self._saved.look(reader, only=name, keep=False)
        }
        for hit in self._index.search(reader, search.query, limit=NEWEST, sort="newest").hits:
            found.setdefault(hit.listing.sha256, (hit.listing, hit.snippet, hit.paragraph))
        received = self._telegrams.received(reader, list(found))
        titles = self._titles.instead(reader, [listing for listing, _, _ in found.values()])
        entries = [
            _telegram(listing, titled(listing, titles)[0], received[sha256], snippet, paragraph)
            for sha256, (listing, snippet, paragraph) in found.items()
            if sha256 in received
        ]
        return Feed(
            id=_urn("saved search", reader.name, name),
            title=f"Saved search: {name}",
            banner=banner_of([], [listing for listing, _, _ in found.values()]) or "UNCLASSIFIED",
            updated=max([search.made, *(entry.updated for entry in entries)]),
            link="/saved",
            entries=tuple(sorted(entries, key=lambda one: (one.updated, one.id), reverse=True)),
        )

    def movements(self, reader: Reader, dialogue: str) -> Feed:
        """What moved on a board, the latest entry of the ledger first. Raises NotFoundError."""
        board = self._dialogues.board(reader, dialogue)
        shown = view(board, dialogue)
        entries = self._ledger.entries(reader, dialogue)
        told = moved({dialogue: board}, entries)[:MOVEMENTS]
        quotes = self._dialogues.quotes_of(reader, [[s for s in m.rests_on if s.paragraph is not None] for m in told])
        made = [_movement(board, one, said) for one, said in zip(told, quotes, strict=True)]
        return Feed(
            id=_urn("movements", dialogue),
            title=f"({shown.marking}) {shown.title}: what moved",
            banner=banner_of([shown.marking, *(one.marking for one in made)]) or "UNCLASSIFIED",
            updated=max(entry.draft.instant for entry in entries),
            link=_path("dialogue", dialogue),
            entries=tuple(made),
        )

    def calendar(self, reader: Reader, dialogue: str | None = None) -> Days:
        """Meetings, and what is open and due on a day, of one dialogue or of all that the reader sees.

        What is due in a month or a year has no day, and is left out. Raises NotFoundError.
        """
        boards = {dialogue: self._dialogues.board(reader, dialogue)} if dialogue else self._dialogues.boards(reader)
        views = {name: view(board, name) for name, board in boards.items()}
        days = [day for name, board in boards.items() for day in _days(board, views[name])]
        told = views[dialogue] if dialogue else None
        marks = [told.marking] if told is not None else []
        return Days(
            title=f"({told.marking}) {told.title}" if told is not None else "Meetings and due dates",
            banner=banner_of([*marks, *(day.marking for day in days)]) or "UNCLASSIFIED",
            days=tuple(sorted(days, key=lambda day: (day.on, day.uid))),
        )


def _telegram(listing: Listing, title: str, received: str, snippet: str, paragraph: int | None) -> FeedEntry:
    name = listing.mrn or listing.sha256[:12]
    mark = mark_of(Marking.from_label(listing.access), listing.day)
    place = f"#p{paragraph}" if paragraph is not None else ""
    return FeedEntry(
        id=_urn("telegram", listing.sha256),
        title=f"({mark}) {name}: {title}",
        updated=received,
        summary=f"({mark}) {snippet}" if snippet else "",
        link=_path("telegram", name) + place,
        author=None,
        marking=mark,
    )


def _movement(board: Board, one: Moved, quotes: Sequence[Quote]) -> FeedEntry:
    told = [f"({quote.marking}) {' '.join(quote.text.split())}" for quote in quotes]
    told += [f"Sources: {', '.join(one.sources)}."] if one.sources else []
    which = (one.entity, str(one.number)) if one.thing in board.things else ()
    mark = _mark_over([one.marking, *(quote.marking for quote in quotes)])
    return FeedEntry(
        id=_urn("movement", one.dialogue, one.thing, one.entered),
        title=f"({mark}) {one.entity} {one.number}, {one.text}: {one.says}" if which else f"({mark}) {one.says}",
        updated=one.entered,
        summary=f"{one.on}. {' '.join(told)}".strip(),
        link=_path("dialogue", one.dialogue, *which),
        author=one.author,
        marking=mark,
    )


def _mark_over(marks: Iterable[str]) -> str:
    return mark_of(join_all([marking_in(mark) for mark in marks]))


def _days(board: Board, shown: View) -> Iterable[Day]:
    """The meetings of a board that have a day, and its open things that are due on one."""
    for meeting in meetings(board):
        fields = board.things[meeting.id].fields
        # Of one that is not held and has no day of its own, the day of its last move is known, and is not its day.
        if is_full_day(meeting.on) and (meeting.state == "held" or fields.get("date") or fields.get("held_on")):
            told = [f"{meeting.state}."]
            told += [f"Agenda: {'; '.join(meeting.agenda)}."] if meeting.agenda else []
            told += [f"Attendance: {', '.join(meeting.attendance)}."] if meeting.attendance else []
            yield Day(
                uid=f"{uuid5(_NAMES, f'meeting {shown.id} {meeting.id}')}@dialogue.legation",
                on=meeting.on,
                summary=f"Meeting {board.things[meeting.id].name}: {meeting.text}",
                description=_with_sources(told, meeting.sources),
                marking=meeting.marking,
                status=_STATUS.get(meeting.state, "CONFIRMED"),
            )
    for row in shown.rows:
        if row.due is None or row.turn == "closed" or not is_full_day(row.due):
            continue
        told = [f"{row.state}, {row.turn}{f', {row.holder} to act' if row.holder else ''}."]
        told += ["Overdue."] if row.overdue else []
        told += [f"Due {row.due_before} before."] if row.due_before else ["Put off."] if row.extended else []
        yield Day(
            uid=f"{uuid5(_NAMES, f'due {shown.id} {row.id}')}@dialogue.legation",
            on=row.due,
            summary=f"Due, {row.entity} {row.name}: {row.text}",
            description=_with_sources(told, row.sources),
            marking=row.marking,
        )


_STATUS = {"proposed": "TENTATIVE", "agreed": "CONFIRMED", "held": "CONFIRMED", "cancelled": "CANCELLED"}


def _with_sources(told: list[str], sources: Iterable[str]) -> str:
    named = ", ".join(sources)
    return "\n".join([*told, f"Sources: {named}." if named else "Entered by hand."])


def _urn(*names: str) -> str:
    return uuid5(_NAMES, "\0".join(names)).urn


def _path(*parts: str) -> str:
    return "".join(f"/{quote(part, safe='')}" for part in parts)
