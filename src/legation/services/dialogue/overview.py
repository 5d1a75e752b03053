"""Overviews of a dialogue: matrix, commitments, demarches, meetings, agenda, alerts, and what moved between two days.

Each is drawn from the board as the reader sees it, and comes as values (for programs) or as a report (for people).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

import msgspec

from legation.core.dialogue.board import Board, Movement
from legation.core.errors import RefusedError
from legation.core.marking import Marking, Reader, join_all
from legation.extract.folding import folded
from legation.services.boards.alerts import Alert, Filled, Unknown, alert_report, alerts
from legation.services.boards.board import everything, thing_marking
from legation.services.boards.changes import Change, change_report, changes
from legation.services.boards.commitments import Commitment, commitment_report, commitments
from legation.services.boards.demarches import Demarche, demarche_report, demarches
from legation.services.boards.matrix import Matrix, Quoted, matrix, matrix_report
from legation.services.boards.meetings import AgendaItem, Meeting, agenda_report, meeting_report, meetings, next_agenda
from legation.services.boards.minutes import MeetingMinutes, Said, minutes, minutes_report
from legation.services.boards.series import ALL, asked
from legation.services.dialogue.dialogue import Dialogues
from legation.services.plots import Lanes, Plot, by_citing, commitments_plot, network_plot, timeline_plot, traffic_plot
from legation.services.plots.network import DRAWN
from legation.services.reading import days_before, end_of
from legation.services.report import Report
from legation.services.threads.moments import Moments
from legation.services.threads.threads import NODES, Threads
from legation.storage.ports import Telegrams
from legation.storage.records import Citation, Listing, Record, Traffic, listing_of
from legation.tables.banners import level_of

WINDOW = 30
"""Days that changes and alerts look back where no day is given."""


class Overviews:
    """Every overview of a dialogue; the reader comes first. Raises NotFoundError for a dialogue they do not see."""

    def __init__(
        self,
        dialogues: Dialogues,
        telegrams: Telegrams,
        now: Callable[[], datetime],
        threads: Threads,
        moments: Moments,
    ) -> None:
        self._dialogues = dialogues
        self._telegrams = telegrams
        self._now = now
        self._threads = threads
        self._moments = moments

    def matrix(self, reader: Reader, dialogue: str, as_of: date | None = None) -> Matrix:
        """How each party has stood to each objective."""
        board = self._dialogues.board(reader, dialogue, as_of)
        return matrix(board, dialogue, self._quoted(reader, board))

    def commitments(self, reader: Reader, dialogue: str, as_of: date | None = None) -> list[Commitment]:
        """Who owes what to whom."""
        return commitments(self._dialogues.board(reader, dialogue, as_of))

    def demarches(self, reader: Reader, dialogue: str, as_of: date | None = None) -> list[Demarche]:
        """What was instructed, delivered and answered."""
        return demarches(self._dialogues.board(reader, dialogue, as_of))

    def meetings(
        self, reader: Reader, dialogue: str, as_of: date | None = None, *, month: str = "", persons: str = ""
    ) -> list[Meeting]:
        """The series of meetings, with what each carried over.

        month: those of a month (``2010-03``) or a year alone. persons: those alone at which these met, names or offices
        divided by commas, by their attendance or their text. Raises RefusedError for what is no month.
        """
        return meetings(self._dialogues.board(reader, dialogue, as_of), asked(month, persons))

    def minutes(
        self, reader: Reader, dialogue: str, as_of: date | None = None, *, month: str = "", persons: str = ""
    ) -> list[MeetingMinutes]:
        """Both sides' minutes of each meeting, item by item. month, persons: as of ``meetings``; so are the errors."""
        board = self._dialogues.board(reader, dialogue, as_of)
        return minutes(board, self._said(reader, board), asked(month, persons))

    def agenda(self, reader: Reader, dialogue: str, as_of: date | None = None) -> list[AgendaItem]:
        """What the next meeting should take up."""
        return next_agenda(self._dialogues.board(reader, dialogue, as_of))

    def diff(self, reader: Reader, dialogue: str, since: date | None = None, until: date | None = None) -> list[Change]:
        """What moved after the end of ``since`` (None: 30 days before) up to the end of ``until`` (None: today).

        Raises RefusedError where the first comes after the last.
        """
        return changes(*self._between(reader, dialogue, since, until))

    def alerts(
        self,
        reader: Reader,
        dialogue: str,
        as_of: date | None = None,
        since: date | None = None,
        days: Mapping[str, int] | None = None,
        *,
        folded: Board | None = None,
    ) -> list[Alert]:
        """What calls for attention on ``as_of`` (None: today); changes count from ``since`` on (None: 30 days back).

        folded: the board of that day as this reader sees it, where it is at hand.
        """
        board = folded or self._dialogues.board(reader, dialogue, as_of)
        return alerts(board, **self._asked(reader, board, as_of, since, days))

    def report(
        self,
        reader: Reader,
        dialogue: str,
        name: str,
        as_of: date | None = None,
        since: date | None = None,
        *,
        month: str = "",
        persons: str = "",
    ) -> Report:
        """An overview as a table. name: one of ``REPORTS``; since: for diff and alerts. Raises RefusedError.

        month, persons: as of ``meetings``, for the overviews of ``SERIES`` alone.
        """
        of = asked(month, persons)
        if of != ALL and name not in SERIES:
            raise RefusedError(f"{name} is no series of meetings", f"ask so for {' or '.join(SERIES)}")
        if name == "meetings":
            return self._dialogues.drawn(reader, dialogue, as_of, lambda board, name: meeting_report(board, name, of))
        if name == "diff":
            return change_report(*self._between(reader, dialogue, since, as_of), dialogue)
        made = _REPORTS.get(name)
        if made is not None:
            return self._dialogues.drawn(reader, dialogue, as_of, made)
        board = self._dialogues.board(reader, dialogue, as_of)
        if name == "alerts":
            return alert_report(board, dialogue, **self._asked(reader, board, as_of, since, None))
        if name == "minutes":
            return minutes_report(board, dialogue, self._said(reader, board), of)
        raise RefusedError(f"there is no overview {name!r}", f"use one of {', '.join(REPORTS)}")

    def plot(
        self,
        reader: Reader,
        name: str,
        dialogue: str = "",
        as_of: date | None = None,
        link: Callable[[str], str | None] = lambda _: None,
        shown: Lanes | None = None,
    ) -> Plot:
        """A picture, as SVG. name: one of ``PLOTS``; ``link``: the page of an address, for what can be opened.

        shown: the lanes of a timeline or of commitments that are drawn, from 0; else all. A network beside lanes that
        are shown is one for a page, and has fewer telegrams.

        Raises RefusedError for another name, NotFoundError for a dialogue that the reader does not see.
        """
        if name == "traffic":
            return traffic_plot(self.traffic(reader, as_of))
        if name == "network":
            return self._network(reader, dialogue, as_of, link, NODES if shown is None else DRAWN)
        if name not in PLOTS:
            raise RefusedError(f"there is no plot {name!r}", f"use one of {', '.join(PLOTS)}")
        board = self._dialogues.board(reader, dialogue, as_of)
        if name == "commitments":
            return commitments_plot(board, dialogue, link, shown, self._dialogues.called)
        return timeline_plot(board, dialogue, link, shown)

    def traffic(self, reader: Reader, as_of: date | None = None) -> list[Traffic]:
        """How many telegrams of each post, month and access label are held, or were at the end of a day."""
        return self._telegrams.traffic(reader, before=end_of(as_of))

    def _network(
        self, reader: Reader, dialogue: str, as_of: date | None, link: Callable[[str], str | None], most: int
    ) -> Plot:
        """The telegrams that a dialogue rests on and what they cite; at most so many are drawn."""
        board = self._dialogues.board(reader, dialogue, as_of)
        sources = {source for thing in everything(board) for source in thing.sources}
        # One without a number cites by its hash.
        bare = {source.sha256 for source in sources if source.sha256 and source.sha256.startswith(source.telegram)}
        numbers = {source.telegram for source in sources if source.sha256 not in bare}
        rests_on = self._telegrams.listed(reader, sorted(numbers))
        rests_on += [one for sha256 in sorted(bare) for one in self._telegrams.find(reader, sha256=sha256)]
        rests_on.sort(key=lambda one: one.date or "", reverse=True)  # where there are too many, the latest stay
        graph = self._threads.among(reader, rests_on, limit=NODES)
        title = f"{board.dialogue.text if board.dialogue is not None else dialogue}: references"
        # The title is drawn from the dialogue, and may be held more closely than the telegrams are.
        banner = level_of(join_all([*(Marking.from_label(node.access) for node in graph.nodes), *_own(board)]))
        held = msgspec.structs.replace(by_citing(graph), banner=banner)
        return network_plot(
            held,
            title,
            lambda node: link(node.key) if node.held is not None else None,
            most=most,
            kinds=("the dialogue rests on it", "only cited by those"),
        )

    def _between(self, reader: Reader, dialogue: str, since: date | None, until: date | None) -> tuple[Board, Board]:
        last = until or self._now().date()
        first = since or days_before(last, WINDOW)
        if first > last:
            raise RefusedError("the first day comes after the last", "put the earlier day first")
        return self._dialogues.board(reader, dialogue, first), self._dialogues.board(reader, dialogue, last)

    def _quoted(self, reader: Reader, board: Board) -> Quoted:
        """The words that the positions of a board rest on."""
        first = [thing.movements[0] for thing in board.of("position")]
        quotes = self._dialogues.quotes_of(reader, [[s for s in m.sources if s.paragraph is not None] for m in first])
        told = {
            id(movement): " ".join(" ".join(quote.text.split()) for quote in said)
            for movement, said in zip(first, quotes, strict=True)
        }
        return lambda movement: told[id(movement)]

    def _said(self, reader: Reader, board: Board) -> Said:
        """The words that the minutes of a board rest on, in lines as they stand."""
        shown = [m for thing in board.of("meeting") for m in thing.movements if m.kind == "meeting.minute"]
        held = self._telegrams.records(reader, {source.sha256 for m in shown for source in m.sources})

        def said(movement: Movement) -> str:
            words = []
            for source in movement.sources:
                if source.paragraph is None or source.sha256 not in held:
                    continue
                words.append(folded(held[source.sha256].telegram, source.span).text)
            return " ".join(words)

        return said

    def _asked(
        self, reader: Reader, board: Board, as_of: date | None, since: date | None, days: Mapping[str, int] | None
    ) -> dict[str, Any]:
        start = since or days_before(as_of or self._now().date(), WINDOW)
        missing, filled = self._cited(reader, board)
        return {"since": start, "missing": missing, "filled": filled, "days": days}

    def _cited(self, reader: Reader, board: Board) -> tuple[list[Citation | Unknown], list[Filled]]:
        """What the telegrams of a dialogue cite: what is not held, and what came after the one that cites it."""
        # A telegram without a number cites by its hash.
        numbers = {
            source.sha256 if source.sha256.startswith(source.telegram) else source.telegram
            for thing in everything(board)
            for source in thing.sources
        }
        missing: list[Citation | Unknown] = []
        held: dict[str, list[Citation]] = {}
        for citation in self._telegrams.cites(reader, sorted(numbers)):
            if citation.held:
                held.setdefault(citation.cited, []).append(citation)
            else:
                missing.append(citation)
        came: dict[str, Listing] = {}
        for listing in self._telegrams.listed(reader, sorted(held)):
            came.setdefault(str(listing.mrn), listing)  # the version received first
        citing = {citation.citing.sha256 for citations in held.values() for citation in citations}
        received = self._telegrams.received(reader, sorted(citing | {listing.sha256 for listing in came.values()}))
        filled = []
        for number, listing in came.items():
            on, citations = received.get(listing.sha256, ""), held[number]
            if all(on > received.get(one.citing.sha256, on) for one in citations):
                filled.append(Filled(listing, on, tuple(one.citing for one in citations)))
        if self._moments.any(reader):
            by_moment, came_since = self._cited_by_moment(reader, numbers)
            missing += by_moment
            filled += [one for one in came_since if str(one.listing.mrn) not in held]
        return missing, filled

    def _cited_by_moment(self, reader: Reader, names: set[str]) -> tuple[list[Unknown], list[Filled]]:
        """The same of what they cite by originator and moment."""
        records = sorted(self._moments.named(reader, names), key=lambda record: record.sha256)
        own = {record.sha256 for record in records}
        unknown = [
            Unknown(one.name, tuple({r.sha256: listing_of(r) for r, _ in one.citing if r.sha256 in own}.values()))
            for one in self._moments.unheld_by(reader, records)
        ]
        came: dict[str, tuple[Record, list[Record]]] = {}
        for meant in self._moments.cited(reader, records):
            first = min(meant.cited, key=lambda record: record.received)
            came.setdefault(first.sha256, (first, []))[1].append(meant.citing)
        filled = [
            Filled(listing_of(first), first.received, tuple({r.sha256: listing_of(r) for r in citing}.values()))
            for first, citing in came.values()
            if all(first.received > record.received for record in citing)
        ]
        return unknown, filled


def _own(board: Board) -> list[Marking]:
    return [thing_marking(board.dialogue)] if board.dialogue is not None else []


_REPORTS: dict[str, Callable[[Board, str], Report]] = {
    "matrix": matrix_report,
    "commitments": commitment_report,
    "demarches": demarche_report,
    "agenda": agenda_report,
}

SERIES = ("meetings", "minutes")
"""Those that tell of a series of meetings, of which some may be asked for."""

REPORTS = ("matrix", "commitments", "demarches", "meetings", "agenda", "minutes", "alerts", "diff")
"""The names of the overviews."""

PLOTS = ("timeline", "commitments", "network", "traffic")
"""The names of the plots; all but ``traffic`` are of a dialogue."""
