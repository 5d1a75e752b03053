"""The lines of a brief: each with its mark and the paragraphs that it rests on, and nothing else enters the banner."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import NamedTuple

from legation.core.dialogue.board import Movement
from legation.core.dialogue.proposal import Source
from legation.core.marking import Marking
from legation.core.telegram import Telegram
from legation.services.board import movement_marking
from legation.services.brief import Cited, Line
from legation.services.deriving import longest
from legation.services.sourcing import words_at
from legation.tables.marking import CLASSIFIED_RANK, mark_of, source_marking, subject_marking

Lookup = Callable[[Source], Telegram | None]


class _Rests(NamedTuple):
    """What a movement brings to every line that rests on it."""

    marking: Marking
    cites: list[str]
    entered: list[str]
    day: date


class Writer:
    """Makes lines, and keeps what they rest on: nothing else enters the banner."""

    def __init__(self, telegram: Lookup) -> None:
        self._find = telegram
        self._telegrams: dict[str, Telegram] = {}
        self._markings: dict[str, Marking] = {}
        self._held: dict[Source, tuple[Marking, Marking]] = {}
        self._rests: dict[int, _Rests] = {}  # by identity: the board has each movement as long as it is written of
        self.cited: dict[tuple[str, int | None], Cited] = {}
        self.marking = Marking(0)
        self.day: date | None = None

    def line(self, text: str, movements: Iterable[Movement]) -> Line:
        """A paragraph that rests on the sources of these movements."""
        marking = Marking(0)
        cites: list[str] = []
        entered: list[str] = []
        for movement in movements:
            rests = self._rests.get(id(movement)) or self._rest(movement)
            marking = marking.join(rests.marking)
            cites += rests.cites
            entered += rests.entered
            self.day = max(rests.day, self.day or date.min)
        self.marking = self.marking.join(marking)
        return Line(
            marking=mark_of(marking, self.day),
            text=text,
            cites=tuple(dict.fromkeys(cites)),
            entered_by=tuple(dict.fromkeys(entered)),
        )

    def _rest(self, movement: Movement) -> _Rests:
        marking, cites = Marking(0), []
        if not movement.sources:
            marking = movement_marking(movement)
        for source in movement.sources:
            marking = marking.join(self._cite(source, movement))
            cites.append(self.cited[source.sha256 or source.telegram, source.paragraph].citation)
        entered = [] if movement.sources else [f"entered by {movement.author}, {movement.on}"]
        found = self._rests[id(movement)] = _Rests(marking, cites, entered, date.fromisoformat(movement.on))
        return found

    def quote(self, movement: Movement) -> str:
        """The words that a movement rests on, in quotation marks; empty where no telegram is found."""
        quoted = []
        for source in movement.sources:
            telegram = self._telegram(source)
            # A source that covers a whole telegram cites it and quotes nothing.
            if telegram is not None and source.span.start < source.span.end and source.paragraph is not None:
                quoted.append(f"“{' '.join(words_at(telegram, source.span).split())}”")
        return " ".join(quoted)

    def classified(self) -> list[str]:
        """The telegrams whose classified paragraphs are used, by name."""
        return sorted({c.telegram for c in self.cited.values() if self._is_classified(c)})

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

    def _cite(self, source: Source, movement: Movement) -> Marking:
        telegram = self._telegram(source)
        if telegram is None:
            marking, subject = movement_marking(movement), Marking.from_label(movement.access)
        else:
            # Many lines rest on the same words.
            if source not in self._held:
                self._held[source] = source_marking(telegram, source), subject_marking(telegram)
            marking, subject = self._held[source]
        key = (source.sha256 or source.telegram, source.paragraph)
        name = f"{key[0]}#{key[1]}"
        before = self._markings.get(name)
        held = (before or Marking(0)).join(marking)
        if telegram is not None and held == before:
            return marking  # it is cited so already
        self._markings[name] = held
        made = date.fromisoformat(telegram.date) if telegram is not None and telegram.date else None
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
        return marking
