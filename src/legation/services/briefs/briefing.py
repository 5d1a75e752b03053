"""The scene-setter: how a dialogue stands, for someone who will sit down in it tomorrow.

Every line that says something begins with its portion mark and ends with the paragraphs it rests on. Banner,
marks and declassification are computed from exactly those paragraphs. What is drawn from a telegram is quoted
or is a field that a person accepted; the words in between carry no fact.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from legation.core.dialogue.board import Board, Thing, Turn
from legation.core.dialogue.proposal import with_matter
from legation.core.marking import Marking
from legation.services.boards.board import everything, told_by, words
from legation.services.boards.changes import changes
from legation.services.boards.stating import begun, day, sentences, told_as, written_out
from legation.services.boards.telling import Told
from legation.services.briefs.brief import Brief, Line, Section, Written
from legation.services.briefs.front_page import front_page
from legation.services.briefs.lines import Lookup, Writer
from legation.services.briefs.talking import open_tasks, talking_points
from legation.services.briefs.wording import ended, joined, reached, tells_no_more, title, within, worded, worders
from legation.tables.banners import level_of, mark_of
from legation.tables.parties import PartyTable

_TURNS: dict[Turn, str] = {
    "mine": "ours to act on",
    "waiting": "the other side's turn",
    "watching": "to watch",
}


def scene_setter(
    board: Board,
    dialogue: str,
    *,
    made: date,
    telegram: Lookup,
    before: Board | None = None,
    parties: PartyTable | None = None,
) -> Brief:
    """The brief of a board, for someone who will sit down in the dialogue.

    Args:
        board: as the reader sees it.
        made: the day of writing.
        telegram: finds the telegram of a source, as the reader may read it.
        before: the board of an earlier day; with it the brief says what moved since.
        parties: what the sides are called; those that come with the project, where none are given.
    """
    writer = Writer(telegram, parties)
    positions: dict[str, list[Thing]] = {}
    for (about, _), held in board.positions.items():
        positions.setdefault(about, []).append(held)
    sections = [
        _state(writer, board),
        *front_page(writer, board, _standing),
        _moved(writer, before, board),
        _list(writer, board, "Points of contact", board.of("contact")),
        *(_objective(writer, board, thing, positions.get(thing.id, ())) for thing in board.of("objective")),
        _list(writer, board, "Other positions", [p for p in board.of("position") if _stands_alone(board, p)]),
        _list(writer, board, "Commitments outstanding", _open(board, "commitment")),
        _list(writer, board, "Demarches awaiting", _open(board, "demarche")),
        _list(writer, board, "Meetings", board.of("meeting")),
        _list(writer, board, "Instruments", board.of("instrument")),
        _said_since(writer, board),
        _agenda(writer, board),
        *talking_points(writer, board),
    ]
    return _brief(writer, board, dialogue, "scene-setter", made, sections)


def hand_over(
    board: Board,
    dialogue: str,
    *,
    made: date,
    telegram: Lookup,
    before: Board | None = None,
    parties: PartyTable | None = None,
) -> Brief:
    """The brief for a new point of contact: who they deal with, what is theirs to do, what they wait for and watch, and
    where the other side stands. Everything that is open is in it.

    Arguments as for ``scene_setter``.
    """
    writer = Writer(telegram, parties)
    held = [
        thing for thing in everything(board) if thing.entity not in ("dialogue", "contact") and thing.turn != "closed"
    ]
    coming = [thing for thing in board.of("meeting") if thing.turn != "closed"]
    watched = [thing for thing in held if thing.turn == "watching" and not thing.overdue]
    sections = [
        _state(writer, board),
        _list(writer, board, "Points of contact, and who was it before", board.of("contact")),
        _list(writer, board, "Overdue", [thing for thing in held if thing.overdue]),
        _list(writer, board, "Yours to act on", [t for t in held if t.turn == "mine" and not t.overdue]),
        _list(writer, board, "You wait for", [t for t in held if t.turn == "waiting" and not t.overdue]),
        open_tasks(writer, board),
        _list(writer, board, "To watch", [t for t in watched if t.entity != "position"]),
        _list(writer, board, "Where each side stands", [t for t in watched if t.entity == "position"]),
        _list(writer, board, "Meetings to come", coming),
        _moved(writer, before, board),
        _said_since(writer, board),
        _agenda(writer, board),
    ]
    return _brief(writer, board, dialogue, "hand-over", made, sections)


def story_told(
    board: Board,
    dialogue: str,
    thing: Thing,
    told: Sequence[Told],
    *,
    made: date,
    telegram: Lookup,
    parties: PartyTable | None = None,
) -> Brief:
    """The story of one thing: how it stands, then every movement of it and of what belongs to it, by day.

    Other arguments as for ``scene_setter``. told: the movements of the story.
    """
    writer = Writer(telegram, parties)
    names = writer.names(board)
    own = thing is board.dialogue
    words_of = title(writer, thing) or (dialogue if own else "")
    head = joined(begun(written_out(thing)) + (":" if words_of else ""), words_of) if not own else words_of
    stands = _state(writer, board) if own else None
    if stands is None:
        between = _between(writer, thing)
        whose = _sought(writer, thing) if thing.entity == "objective" else f"{between}." if between else None
        how = joined(whose, _standing(writer, thing), *_stated(writer, board, thing))
        stands = Section(heading="How it stands", lines=(writer.line(how, thing.movements),))
    lines = []
    for one in told:
        movement = one.movement
        about = names.thing(movement.about) or movement.kind.partition(".")[0]
        said = joined(worded(movement.text, writer.quote(movement)), ended(one.adds))
        lines.append(
            writer.line(
                joined(f"{day(movement.on)}, {about} {one.says}{':' if said else '.'}", said),
                [movement],
            )
        )
    sections: list[Section | None] = [stands, Section(heading="Story", lines=tuple(lines))]
    return _brief(writer, board, dialogue, "story", made, sections, writer.line(head, worders(thing)))


def _brief(
    writer: Writer,
    board: Board,
    dialogue: str,
    kind: Written,
    made: date,
    sections: list[Section | None],
    named: Line | None = None,
) -> Brief:
    """named: its title, where that is not the name of the dialogue."""
    own = board.dialogue
    if named is None and own is not None and own.text:
        named = writer.line(own.text, worders(own))
    return Brief(
        banner=level_of(writer.marking, writer.day),
        dialogue=dialogue,
        title=named or Line(marking=mark_of(Marking(0)), text=dialogue, cites=()),
        made=made.isoformat(),
        as_of=board.as_of or made.isoformat(),
        sections=tuple(section for section in sections if section is not None),
        derived_from=tuple(writer.classified()),
        declassify_on=writer.declassify_on(),
        sources=tuple(sorted(writer.cited.values(), key=lambda c: (c.date or "", c.telegram, c.paragraph or 0))),
        kind=kind,
    )


def _moved(writer: Writer, before: Board | None, board: Board) -> Section | None:
    """What moved since the earlier board, each movement with the words it rests on."""
    if before is None:
        return None
    things = {thing.id: thing for thing in everything(board)}
    lines = []
    for change in changes(before, board):
        thing = things[change.id]
        news = [m for m in thing.movements if before.as_of is None or m.on > before.as_of]
        name = begun(written_out(thing)) if thing.number else "The dialogue"
        state = f"{change.before or 'new'}, now {change.after}" if change.before != change.after else change.after
        told = [f"{day(movement.on)} {told_as(movement, writer.named)}" for movement in news]
        later = [one for one in told_by(board, thing) if one is not thing and change.before != change.after]
        told += [f"{day(one.raised)} position {one.number} took its place" for one in later]
        late = "It became overdue." if change.overdue else None
        head = joined(f"{name}:", ended(thing.title), f"State: {state}.", f"{'; '.join(told)}." if told else None, late)
        # The text is that of the movements which gave it; the news is that of the others.
        given = [movement for movement in worders(thing) if movement not in news] if thing.text else []
        lines.append(writer.line(head, [*given, *news, *(one.movements[0] for one in later)]))
    heading = f"What moved since {day(before.as_of)}"
    nothing = Line(marking=mark_of(Marking(0)), text="Nothing.", cites=())
    return Section(heading=heading, lines=tuple(lines) or (nothing,))


# Fields that a line words itself, or that serve the ledger and not the reader of a brief.
_SILENT = {
    "amended", "by", "confidence", "counterparty", "dated", "demarche", "event", "modality", "objective",
    "objective_kind",
    "held", "regarding", "stopped",
    "ours", "parties", "party", "points", "proposal", "proposed", "rests_on", "role", "rule", "same_as", "sought_by",
    "sought_from", "stance", "state", "talking_points", "text", "title", "to", "words",
}  # fmt: skip


def _stated(writer: Writer, board: Board, thing: Thing) -> list[str]:
    """The fields that a person accepted, in sentences."""
    # The due day is the one that the board shows, put off by the days on which the time stood still.
    fields = {**thing.fields, "due": thing.due} if "due" in thing.fields else thing.fields
    named = {name for name in ("name", "person") if fields.get(name) == thing.text}  # it stands there as its text
    return sentences(fields, writer.names(board), silent=_SILENT | named)


def _standing(writer: Writer, thing: Thing) -> str:
    """State, day, whose turn, and whether a day has passed."""
    # A meeting of April that a telegram of November tells of was held in April: the day is the report's.
    led = reached(thing)
    parts = [f"State: {thing.state}, {'reported' if led.sources else 'entered'} {day(led.on)}."]
    if thing.turn != "closed":
        parts.append(f"Next: {writer.side(thing.holder or 'not known')} ({_TURNS[thing.turn]}).")
    if thing.overdue:
        parts.append("Overdue.")
    if thing.due_before is not None:
        parts.append(f"Its day was {day(thing.due_before)} before{' and was put off' if thing.extended else ''}.")
    if thing.stopped is not None:
        parts.append(f"The time until its day stands still since {day(thing.stopped)}.")
    return " ".join(parts)


def _between(writer: Writer, thing: Thing) -> str:
    by, other = thing.actor("by"), thing.actor("to")
    if by and other:
        return f"{writer.side(by)} to {writer.named(other)}"
    return writer.side(by or other or "")


def _sought(writer: Writer, thing: Thing) -> str | None:
    """Who seeks an objective, and from whom; None where neither is known."""
    sides = (("by", thing.actor("by")), ("from", thing.actor("to")))
    told = [f"{word} {writer.named(side)}" for word, side in sides if side]
    return f"Sought {' '.join(told)}." if told else None


def _said(writer: Writer, thing: Thing) -> str:
    """Its text, and the words of its last movement unless they are the same."""
    quote = writer.quote(thing.last)
    return with_matter(worded(thing.text, quote), thing.fields)


_OF_DIALOGUE = 1  # of the movements of the dialogue itself, on the first page


def _state(writer: Writer, board: Board) -> Section | None:
    own = board.dialogue
    if own is None:
        return None
    sides = None
    if board.parties:
        ours = f"; ours: {writer.side(board.ours)}" if board.ours is not None else ""
        sides = f"Parties: {', '.join(writer.side(party) for party in board.parties)}{ours}."
    lines = [
        writer.line(joined(sides, _standing(writer, own)), own.movements),
        *[writer.line(stated, own.movements) for stated in _stated(writer, board, own)],
        *_quotes(writer, own)[:_OF_DIALOGUE],
    ]
    return Section(heading="State of the dialogue", lines=tuple(lines))


def _said_since(writer: Writer, board: Board) -> Section | None:
    """What else was said of the dialogue, which is much where many telegrams speak of it."""
    lines = _quotes(writer, board.dialogue)[_OF_DIALOGUE:] if board.dialogue is not None else []
    return Section(heading="What was said of the dialogue since", lines=tuple(lines)) if lines else None


def _quotes(writer: Writer, thing: Thing, above: str = "") -> list[Line]:
    """A line for each movement that has words to show; words that stand above it are not said again.

    above: the title of the section.
    """
    lines = []
    told = [above] if above else []
    for movement in thing.movements:
        quote = writer.quote(movement)
        if not quote and not movement.text:
            continue
        # The text of the first stands above it, as the title of the section.
        text = ended(quote) if quote and movement is thing.movements[0] else worded(movement.text, quote)
        if not any(within(text, other) for other in told):
            told.append(text)
            lines.append(writer.line(f"{day(movement.on)}, {movement.says}: {text}", [movement]))
        elif len(thing.movements) > 1 and not movement.kind.endswith(".amend"):
            lines.append(writer.line(f"{day(movement.on)}, {movement.says}.", [movement]))
    return lines


def _objective(writer: Writer, board: Board, thing: Thing, positions: Sequence[Thing]) -> Section:
    """positions: those that stand on it."""
    kind = words(thing.fields.get("objective_kind"))
    told = title(writer, thing)
    lines = [
        writer.line(
            joined(
                f"Kind: {kind}." if kind else None,
                _sought(writer, thing),
                _standing(writer, thing),
                *_stated(writer, board, thing),
            ),
            thing.movements,
        ),
        *_quotes(writer, thing, told),
        *[_position(writer, held) for held in positions],
    ]
    return Section(
        heading=f"Objective {thing.number}",
        lines=tuple(lines),
        title=writer.line(told, worders(thing)) if told else None,
    )


def _position(writer: Writer, thing: Thing, objective: Thing | None = None) -> Line:
    """objective: the one that it is on, where the line does not stand under it."""
    stance = words(thing.fields.get("stance"))
    who = joined("Position of", writer.named(thing.actor("by") or "a party not named"), f"since {day(thing.raised)}")
    head = who + (f": {stance}." if stance else ":")
    on = f"Objective {objective.number}." if objective is not None else None
    return writer.line(joined(head, _said(writer, thing), on), thing.movements)


def _stands_alone(board: Board, thing: Thing) -> bool:
    return thing.state != "superseded" and str(thing.fields.get("objective")) not in board.things


def _open(board: Board, entity: str) -> list[Thing]:
    return [thing for thing in board.of(entity) if thing.turn != "closed"]


def _list(writer: Writer, board: Board, heading: str, things: list[Thing]) -> Section | None:
    lines = []
    for thing in things:
        if thing.entity == "position":
            lines.append(_position(writer, thing, board.things.get(str(thing.fields.get("objective")))))
        else:
            lines.append(told_of(writer, board, thing))
    return Section(heading=heading, lines=tuple(lines)) if lines else None


def told_of(writer: Writer, board: Board, thing: Thing) -> Line:
    """A thing in one line: what it is, between whom, the words of its last movement, and how it stands."""
    objective = board.things.get(str(thing.fields.get("objective")))
    sides = writer.side(thing.actor("by") or "") if thing.entity == "contact" else _between(writer, thing)
    text = joined(
        f"{begun(written_out(thing))}:",
        f"{sides}:" if sides else None,
        _said(writer, thing),
        f"Role: {words(thing.fields.get('role'))}." if thing.fields.get("role") else None,
        _standing(writer, thing),
        *_stated(writer, board, thing),
        f"Objective {objective.number}." if objective is not None and tells_no_more(objective, thing) else None,
    )
    return writer.line(text, thing.movements)


_ORDER: tuple[Turn, ...] = ("mine", "waiting", "watching")


def _agenda(writer: Writer, board: Board) -> Section | None:
    """Open objectives, those we must act on first."""
    wanted = sorted(_open(board, "objective"), key=lambda thing: (_ORDER.index(thing.turn), thing.number))
    lines = [
        writer.line(joined(f"Objective {t.number}:", ended(t.title), f"{_TURNS[t.turn].capitalize()}."), t.movements)
        for t in wanted
    ]
    return Section(heading="Suggested agenda", lines=tuple(lines)) if lines else None
