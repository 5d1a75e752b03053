"""The lines of a brief: each with its mark and the paragraphs that it rests on, and nothing else enters the banner."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from itertools import chain
from typing import NamedTuple

from legation.core.dialogue.board import Board, Movement
from legation.core.dialogue.proposal import Source
from legation.core.marking import Marking, join_all
from legation.core.telegram import Telegram
from legation.services.boards.board import movement_marking, own_words
from legation.services.boards.sourcing import words_at
from legation.services.boards.stating import Named, day, named_by, written_out
from legation.services.briefs.brief import Cited, Line
from legation.services.briefs.deriving import longest
from legation.tables.banners import mark_of
from legation.tables.marking import subject_marking
from legation.tables.marking_rows import CLASSIFIED_RANK
from legation.tables.parties import PartyTable, default_parties
from legation.tables.pieces import source_marking

Lookup = Callable[[Source], Telegram | None]


class _Rests(NamedTuple):
    """What a movement brings to every line that rests on it."""

    marking: Marking
    cites: tuple[str, ...]
    entered: tuple[str, ...]
    day: date | None


class Writer:
    """Makes lines, and keeps what they rest on: nothing else enters the banner."""

    def __init__(self, telegram: Lookup, parties: PartyTable | None = None) -> None:
        self._find = telegram
        self._parties = parties or default_parties()
        self._telegrams: dict[str, Telegram] = {}
        self._markings: dict[str, Marking] = {}
        self._cites: dict[Source, tuple[Marking, str]] = {}
        # By identity: the board has each movement as long as it is written of.
        self._rests: dict[tuple[int, ...], _Rests] = {}
        self._each: dict[int, _Rests] = {}
        self._counted: set[int] = set()
        self._quotes: dict[int, str] = {}
        self.cited: dict[tuple[str, int | None], Cited] = {}
        self.rests_on: list[Movement] = []  # every movement that a line rests on, once
        self.marking = Marking(0)
        self.day: date | None = None

    def side(self, side: str) -> str:
        """What a side is called where nothing stands before it, as at the head of a line."""
        return self._parties.called(side)

    def named(self, side: str) -> str:
        """What a side is called in a sentence."""
        return self._parties.in_a_sentence(side)

    def names(self, board: Board) -> Named:
        """What things and sides are called in the sentences of this brief."""
        return named_by(board, self.side, written_out)

    def line(self, text: str, movements: Iterable[Movement]) -> Line:
        """A paragraph that rests on the sources of these movements."""
        rests = self._rests_of(list(movements))
        if id(rests) not in self._counted:  # it is kept as long as this writes
            self._counted.add(id(rests))
            if rests.day is not None:
                self.day = max(rests.day, self.day or rests.day)
            self.marking = self.marking.join(rests.marking)
        return Line(marking=mark_of(rests.marking, self.day), text=text, cites=rests.cites, entered_by=rests.entered)

    def _rests_of(self, movements: Sequence[Movement]) -> _Rests:
        """What several lines rest on is worked out once."""
        if len(movements) == 1:
            return self._rests_of_one(movements[0])
        key = tuple(map(id, movements))
        found = self._rests.get(key)
        if found is None:
            each = [self._rests_of_one(movement) for movement in movements]
            days = [one.day for one in each if one.day is not None]
            found = self._rests[key] = _Rests(
                join_all([one.marking for one in each]),
                tuple(dict.fromkeys(chain.from_iterable([one.cites for one in each]))),
                tuple(dict.fromkeys(chain.from_iterable([one.entered for one in each]))),
                max(days) if days else None,
            )
        return found

    def _rests_of_one(self, movement: Movement) -> _Rests:
        found = self._each.get(id(movement))
        if found is None:
            found = self._each[id(movement)] = self._rest(movement)
            self.rests_on.append(movement)
        return found

    def _rest(self, movement: Movement) -> _Rests:
        on = date.fromisoformat(movement.on)
        entered = tuple(f"{who}, {day(when)}" for who, when in own_words(movement))
        if not movement.sources:
            return _Rests(movement_marking(movement), (), entered, on)
        held = [self._cite(source, movement) for source in movement.sources]
        cites = tuple(dict.fromkeys([cite for _, cite in held]))
        return _Rests(join_all([marking for marking, _ in held]), cites, entered, on)

    def quote(self, movement: Movement) -> str:
        """The words that a movement rests on, in quotation marks; empty where no telegram is found."""
        if id(movement) not in self._quotes:
            self._quotes[id(movement)] = self._quoted(movement)
        return self._quotes[id(movement)]

    def _quoted(self, movement: Movement) -> str:
        quoted = []
        for source in movement.sources:
            telegram = self._telegram(source)
            # A source that covers a whole telegram cites it and quotes nothing.
            if telegram is not None and source.span.start < source.span.end and source.paragraph is not None:
                quoted.append(f"“{' '.join(words_at(telegram, source.span).split())}”")
        return " ".join(quoted)

    def classified(self) -> list[str]:
        """The telegrams whose classified paragraphs are used, by their days."""
        held = {c.telegram: c.date or "" for c in self.cited.values() if self._is_classified(c)}
        return sorted(held, key=lambda name: (held[name], name))

    def declassify_on(self) -> str | None:
        """The latest day over those telegrams, after the marks and before the events that stand beside it."""
        held = {c.sha256 or c.telegram for c in self.cited.values() if self._is_classified(c)}
        return longest(self._telegrams[key] for key in sorted(held) if key in self._telegrams)

    def _is_classified(self, cited: Cited) -> bool:
        return self._markings[f"{cited.sha256 or cited.telegram}#{cited.paragraph}"].rank >= CLASSIFIED_RANK

    def _telegram(self, source: Source) -> Telegram | None:
        key = source.sha256 or source.telegram
        if key not in self._telegrams:
            found = self._find(source)
            if found is None:
                return None
            self._telegrams[key] = found
        return self._telegrams[key]

    def _cite(self, source: Source, movement: Movement) -> tuple[Marking, str]:
        """The marking of a source, and how it is cited."""
        if source in self._cites:
            return self._cites[source]
        telegram = self._telegram(source)
        if telegram is None:
            marking, subject = movement_marking(movement), Marking.from_label(movement.access)
        else:
            marking, subject = source_marking(telegram, source), subject_marking(telegram)
        key = (source.sha256 or source.telegram, source.paragraph)
        name = f"{key[0]}#{key[1]}"
        before = self._markings.get(name)
        held = (before or Marking(0)).join(marking)
        self._markings[name] = held
        made = telegram.day if telegram is not None else None
        self.cited[key] = Cited(
            telegram=source.telegram or source.sha256[:12],
            paragraph=source.paragraph,
            marking=mark_of(held, made),
            date=telegram.date if telegram is not None else movement.on,
            # A subject held more closely than the paragraph would raise the brief above what it is drawn
            # from.
            subject=telegram.subject if telegram is not None and subject.join(held) == held else None,
            sha256=source.sha256,
        )
        made_of = marking, self.cited[key].citation
        if telegram is not None:  # the marking of one that is not found is that of the movement
            self._cites[source] = made_of
        return made_of
