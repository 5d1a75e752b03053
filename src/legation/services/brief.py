"""The scene-setter: how a dialogue stands, for someone who will sit down in it tomorrow.

Every line that says something begins with its portion mark and ends with the paragraphs it rests on. Banner,
marks and declassification are computed from exactly those paragraphs. What is drawn from a telegram is quoted
or is a field that a person accepted; the words in between carry no fact.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Literal, NamedTuple

import msgspec

from legation.core.dialogue.board import Board, Movement, Thing, Turn
from legation.core.dialogue.proposal import Source
from legation.core.marking import Marking
from legation.core.telegram import Telegram
from legation.services.board import everything, movement_marking, words
from legation.services.changes import changes
from legation.services.deriving import longest
from legation.tables.marking import (
    CLASSIFIED_RANK,
    level_of,
    mark_of,
    source_marking,
    subject_marking,
)

Lookup = Callable[[Source], Telegram | None]
Kind = Literal["scene-setter", "hand-over"]

TITLES: dict[Kind, str] = {"scene-setter": "Scene-setter", "hand-over": "Hand-over brief"}
"""Every kind of brief with its name."""


class Cited(msgspec.Struct, frozen=True, kw_only=True):
    """A paragraph that the brief rests on; ``paragraph`` is None for what stands outside the paragraphs."""

    telegram: str
    paragraph: int | None
    marking: str
    date: str | None
    subject: str | None
    sha256: str

    @property
    def citation(self) -> str:
        where = f" para {self.paragraph}" if self.paragraph is not None else ""
        return f"{self.telegram}{where}"


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One paragraph: its mark, its text, and what it cites. ``entered_by``: a person's word, no telegram."""

    marking: str
    text: str
    cites: tuple[str, ...]
    entered_by: tuple[str, ...] = ()


class Section(msgspec.Struct, frozen=True, kw_only=True):
    """A heading in the program's own words, with ``title`` a line drawn from the dialogue, and its lines."""

    heading: str
    lines: tuple[Line, ...]
    title: Line | None = None


class Brief(msgspec.Struct, frozen=True, kw_only=True):
    """A brief of one of the kinds of ``TITLES``.

    Nothing classified used: ``derived_from`` is empty, ``declassify_on`` None.
    """

    banner: str
    dialogue: str
    title: Line
    made: str
    as_of: str
    sections: tuple[Section, ...]
    derived_from: tuple[str, ...]
    declassify_on: str | None
    sources: tuple[Cited, ...]
    kind: Kind = "scene-setter"


_TURNS: dict[Turn, str] = {
    "mine": "ours to act on",
    "waiting": "the other side's turn",
    "watching": "to watch",
}


def scene_setter(board: Board, dialogue: str, *, made: date, telegram: Lookup, before: Board | None = None) -> Brief:
    """The brief of a board, for someone who will sit down in the dialogue.

    Args:
        board: as the reader sees it.
        made: the day of writing.
        telegram: finds the telegram of a source, as the reader may read it.
        before: the board of an earlier day; with it the brief says what moved since.
    """
    writer = _Writer(telegram)
    positions: dict[str, list[Thing]] = {}
    for (about, _), held in board.positions.items():
        positions.setdefault(about, []).append(held)
    sections = [
        _state(writer, board),
        _moved(writer, before, board),
        _list(writer, board, "Points of contact", board.of("contact")),
        *(_objective(writer, thing, positions.get(thing.id, ())) for thing in board.of("objective")),
        _list(writer, board, "Other positions", [p for p in board.of("position") if _stands_alone(board, p)]),
        _list(writer, board, "Commitments outstanding", _open(board, "commitment")),
        _list(writer, board, "Demarches awaiting", _open(board, "demarche")),
        _list(writer, board, "Meetings", board.of("meeting")),
        _list(writer, board, "Instruments", board.of("instrument")),
        _agenda(writer, board),
        _points(writer, board),
    ]
    return _brief(writer, board, dialogue, "scene-setter", made, sections)


def hand_over(board: Board, dialogue: str, *, made: date, telegram: Lookup, before: Board | None = None) -> Brief:
    """The brief for a new point of contact: who they deal with, what is theirs to do, what they wait for.

    Arguments as for ``scene_setter``.
    """
    writer = _Writer(telegram)
    held = [
        thing for thing in everything(board) if thing.entity not in ("dialogue", "contact") and thing.turn != "closed"
    ]
    coming = [thing for thing in board.of("meeting") if thing.turn != "closed"]
    sections = [
        _state(writer, board),
        _list(writer, board, "Points of contact, and who was it before", board.of("contact")),
        _list(writer, board, "Overdue", [thing for thing in held if thing.overdue]),
        _list(writer, board, "Yours to act on", [t for t in held if t.turn == "mine" and not t.overdue]),
        _list(writer, board, "You wait for", [t for t in held if t.turn == "waiting" and not t.overdue]),
        _list(writer, board, "Meetings to come", coming),
        _moved(writer, before, board),
        _agenda(writer, board),
    ]
    return _brief(writer, board, dialogue, "hand-over", made, sections)


def _brief(
    writer: _Writer, board: Board, dialogue: str, kind: Kind, made: date, sections: list[Section | None]
) -> Brief:
    own = board.dialogue
    title = writer.line(own.text, [own.movements[0]]) if own is not None and own.text else None
    return Brief(
        banner=level_of(writer.marking, writer.day),
        dialogue=dialogue,
        title=title or Line(marking=mark_of(Marking(0)), text=dialogue, cites=()),
        made=made.isoformat(),
        as_of=board.as_of or made.isoformat(),
        sections=tuple(section for section in sections if section is not None),
        derived_from=tuple(writer.classified()),
        declassify_on=writer.declassify_on(),
        sources=tuple(sorted(writer.cited.values(), key=lambda c: (c.date or "", c.telegram, c.paragraph or 0))),
        kind=kind,
    )


def _moved(writer: _Writer, before: Board | None, board: Board) -> Section | None:
    """What moved since the earlier board, each movement with the words it rests on."""
    if before is None:
        return None
    things = {thing.id: thing for thing in everything(board)}
    lines = []
    for change in changes(before, board):
        thing = things[change.id]
        news = [m for m in thing.movements if before.as_of is None or m.on > before.as_of]
        name = f"{thing.entity.capitalize()} {thing.number}" if thing.number else "The dialogue"
        state = f"{change.before or 'new'}, now {change.after}" if change.before != change.after else change.after
        told = [f"{movement.on} {movement.says}" for movement in news]
        late = "It became overdue." if change.overdue else None
        head = _joined(
            f"{name}:", _ended(thing.text), f"State: {state}.", f"{'; '.join(told)}." if told else None, late
        )
        # The text is that of its first movement; the news is that of the others.
        first = [] if not thing.text or thing.movements[0] in news else thing.movements[:1]
        lines.append(writer.line(head, [*first, *news]))
    heading = f"What moved since {before.as_of}"
    nothing = Line(marking=mark_of(Marking(0)), text="Nothing.", cites=())
    return Section(heading=heading, lines=tuple(lines) or (nothing,))


class _Rests(NamedTuple):
    """What a movement brings to every line that rests on it."""

    marking: Marking
    cites: list[str]
    entered: list[str]
    day: date


class _Writer:
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
                quoted.append(f"“{' '.join(telegram.quote(source.span).split())}”")
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


# Fields that a line words itself, or that serve the ledger and not the reader of a brief.
_SILENT = {
    "amended", "by", "confidence", "counterparty", "modality", "objective", "objective_kind", "ours",
    "parties", "party", "points", "proposal", "rests_on", "role", "rule", "sought_by", "sought_from", "stance",
    "talking_points", "text", "title", "to", "words",
}  # fmt: skip


def _stated(thing: Thing) -> list[str]:
    """The fields that a person accepted, each under its name."""
    return [
        f"{name.replace('_', ' ').capitalize()}: {words(value)}."
        for name, value in sorted(thing.fields.items())
        if name not in _SILENT and words(value)
    ]


def _standing(thing: Thing) -> str:
    """State, day, whose turn, and whether a day has passed."""
    # A meeting of April that a telegram of November tells of was held in April: the day is the report's.
    parts = [f"State: {thing.state}, {'reported' if thing.last.sources else 'entered'} {thing.last.on}."]
    if thing.turn != "closed":
        parts.append(f"Next: {thing.holder or 'not known'} ({_TURNS[thing.turn]}).")
    if thing.overdue:
        parts.append("Overdue.")
    if thing.extended:
        parts.append("Its day was put off.")
    return " ".join(parts)


def _between(thing: Thing) -> str:
    by, to = thing.actor("by"), thing.actor("to")
    return " to ".join(side for side in (by, to) if side)


def _joined(*parts: str | None) -> str:
    return " ".join(part for part in parts if part)


def _ended(text: str) -> str:
    return text if not text or text.removesuffix("”").endswith((".", "!", "?")) else f"{text}."


def _said(writer: _Writer, thing: Thing) -> str:
    """Its text, and the words of its last movement unless they are the same."""
    quote = writer.quote(thing.last)
    return _worded(thing.text, quote)


def _worded(text: str, quote: str) -> str:
    """A text and the words it rests on; the words alone where they have all of it."""
    return _ended(quote) if _plain(text) in _plain(quote) else _joined(_ended(text), _ended(quote))


def _plain(text: str) -> str:
    return re.sub(r"[\W_]+", " ", text).strip().casefold()


def _state(writer: _Writer, board: Board) -> Section | None:
    own = board.dialogue
    if own is None:
        return None
    sides = f"Parties: {', '.join(board.parties)}; ours: {board.ours}." if board.parties else None
    lines = [
        writer.line(_joined(sides, _standing(own)), own.movements),
        *[writer.line(stated, own.movements) for stated in _stated(own)],
        *_quotes(writer, own),
    ]
    return Section(heading="State of the dialogue", lines=tuple(lines))


def _quotes(writer: _Writer, thing: Thing) -> list[Line]:
    """A line for each movement that has words to show."""
    lines = []
    for movement in thing.movements:
        quote = writer.quote(movement)
        if quote or movement.text:
            # The text of the first stands above it, as the title of the section.
            text = _ended(quote) if quote and movement is thing.movements[0] else _worded(movement.text, quote)
            lines.append(writer.line(f"{movement.on}, {movement.says}: {text}", [movement]))
    return lines


def _objective(writer: _Writer, thing: Thing, positions: Sequence[Thing]) -> Section:
    """positions: those that stand on it."""
    kind = words(thing.fields.get("objective_kind"))
    sought = _between(thing)
    lines = [
        writer.line(
            _joined(
                f"Kind: {kind}." if kind else None,
                f"Sought by {sought.replace(' to ', ' from ')}." if sought else None,
                _standing(thing),
                *_stated(thing),
            ),
            thing.movements,
        ),
        *_quotes(writer, thing),
        *[_position(writer, held) for held in positions],
    ]
    title = writer.line(thing.text, [thing.movements[0]]) if thing.text else None
    return Section(heading=f"Objective {thing.number}", lines=tuple(lines), title=title)


def _position(writer: _Writer, thing: Thing) -> Line:
    stance = words(thing.fields.get("stance"))
    head = _joined("Position of", thing.actor("by") or "a party not named") + (f": {stance}." if stance else ":")
    return writer.line(_joined(head, _said(writer, thing)), thing.movements)


def _stands_alone(board: Board, thing: Thing) -> bool:
    return thing.state != "superseded" and str(thing.fields.get("objective")) not in board.things


def _open(board: Board, entity: str) -> list[Thing]:
    return [thing for thing in board.of(entity) if thing.turn != "closed"]


def _list(writer: _Writer, board: Board, heading: str, things: list[Thing]) -> Section | None:
    lines = []
    for thing in things:
        if thing.entity == "position":
            lines.append(_position(writer, thing))
            continue
        objective = board.things.get(str(thing.fields.get("objective")))
        sides = thing.actor("by") if thing.entity == "contact" else _between(thing)
        text = _joined(
            f"{thing.entity.capitalize()} {thing.number}:",
            f"{sides}:" if sides else None,
            _said(writer, thing),
            f"Role: {words(thing.fields.get('role'))}." if thing.fields.get("role") else None,
            _standing(thing),
            *_stated(thing),
            f"Objective {objective.number}." if objective is not None else None,
        )
        lines.append(writer.line(text, thing.movements))
    return Section(heading=heading, lines=tuple(lines)) if lines else None


_ORDER: tuple[Turn, ...] = ("mine", "waiting", "watching")


def _agenda(writer: _Writer, board: Board) -> Section | None:
    """Open objectives, those we must act on first."""
    wanted = sorted(_open(board, "objective"), key=lambda thing: (_ORDER.index(thing.turn), thing.number))
    lines = [
        writer.line(_joined(f"Objective {t.number}:", _ended(t.text), f"{_TURNS[t.turn].capitalize()}."), t.movements)
        for t in wanted
    ]
    return Section(heading="Suggested agenda", lines=tuple(lines)) if lines else None


def _points(writer: _Writer, board: Board) -> Section | None:
    """Talking points, only as a telegram gives them."""
    lines = []
    for thing in everything(board):
        for movement in thing.movements:
            given = movement.fields.get("talking_points") or movement.fields.get("points") or ()
            if movement.sources and thing.turn != "closed":
                for point in [given] if isinstance(given, str) else given:
                    lines.append(writer.line(words(point) or "", [movement]))
    return Section(heading="Talking points", lines=tuple(lines)) if lines else None


def to_markdown(brief: Brief) -> str:
    """The brief as Markdown, banner first and last. What telegrams say is escaped, so it stays text."""
    told = [
        brief.banner,
        f"# {_told(brief.title)}",
        f"{TITLES[brief.kind]} for {_escaped(brief.dialogue)} as of {brief.as_of}, made {brief.made}.",
    ]
    for section in brief.sections:
        if section.title is not None:
            held = msgspec.structs.replace(section.title, text=f"{section.heading}: {section.title.text}")
            told.append(f"## {_told(held)}")
        else:
            told.append(f"## {section.heading}")
        told.extend(_told(line) for line in section.lines)
    if brief.derived_from:
        told.append("## Classification")
        if len(brief.derived_from) == 1:
            told.append(f"Derived from: {_escaped(brief.derived_from[0])}")
        else:
            listed = "\n".join(f"- {_escaped(name)}" for name in brief.derived_from)
            told.append(f"Derived from: Multiple Sources\n\n{listed}")
        told.append(f"Declassify on: {_escaped(brief.declassify_on or 'not known')}")
    if brief.sources:
        told.append("## Sources")
        told.append("\n".join(_source(cited) for cited in brief.sources))
    told.append(brief.banner)
    return "\n\n".join(told) + "\n"


def _told(line: Line) -> str:
    cites = [f"[{_escaped(cite)}]" for cite in (*line.cites, *line.entered_by)]
    return " ".join([f"({line.marking})", _escaped(" ".join(line.text.split())), *cites])


def _source(cited: Cited) -> str:
    subject = f": {_escaped(' '.join(cited.subject.split()))}" if cited.subject else ""
    return f"- ({cited.marking}) {_escaped(cited.citation)}, {cited.date or 'no date'}{subject}"


def _escaped(text: str) -> str:
    return re.sub(r"([\\`*_\[\]<>|])", r"\\\1", text)
