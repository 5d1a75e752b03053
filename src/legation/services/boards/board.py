"""The board in rows: what a terminal, a page and a program show of a dialogue, made in one place.

Pure. Each row carries the mark of the paragraphs it rests on, and the banner the join of everything shown.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import msgspec

from legation.core.dialogue.board import Board, Movement, Thing, Turn
from legation.core.dialogue.fields import changed
from legation.core.dialogue.ledger import PART_OF, PARTS
from legation.core.dialogue.proposal import Source
from legation.core.marking import Marking, join_all
from legation.services.boards.offering import Offered, offered
from legation.tables.alerts import alert_rules
from legation.tables.banners import level_of, mark_of, marking_in
from legation.tables.moves import load_moves
from legation.tables.portions import portion

ENTITIES = ("objective", "position", "commitment", "demarche", "meeting", "instrument", "contact")
"""Every kind of thing a board shows, in the order in which it shows them."""


class Last(msgspec.Struct, frozen=True, kw_only=True):
    """The last movement of a thing: the day, the words of the moves table, and where it was said."""

    on: str
    says: str
    author: str
    source: str | None


class Owed(msgspec.Struct, frozen=True, kw_only=True):
    """An open commitment as the row of its objective shows it."""

    id: str
    number: int
    by: str | None
    text: str
    state: str
    due: str | None
    overdue: bool
    marking: str


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One thing of a board.

    kind: kind of an objective, stance of a position, role of a contact. stances: party to its standing
    stance.
    sources: addresses such as ``09TRIPOLI893#p1``, each once. marking: portion mark of everything in the row.
    objective: number of the objective that it belongs to. next_due: the first day by which something of it is
    due, itself or an open thing that belongs to it. silence: of an objective, days since each party last moved it
    or anything of it. links: of an objective, what it depends on and the like, as ``depends on objective 3``.
    stopped: since when the time until its due day stands still. posts: those that have not answered an open demarche.
    entered_by: whose word it is where no telegram says it, as ``entered by owner, 2016-02-01``; ``amended by``, with
    the day of that, where a telegram says something else.
    name: by what it is cited beside its kind: of a meeting its day (with a letter, of several of one), else its number.
    due_before: the day by which it was due until another took its place.
    """

    number: int
    id: str
    entity: str
    text: str
    kind: str | None
    by: str | None
    to: str | None
    state: str
    holder: str | None
    turn: Turn
    due: str | None
    overdue: bool
    extended: bool
    objective: int | None
    last: Last
    stances: dict[str, str]
    commitments: tuple[Owed, ...]
    sources: tuple[str, ...]
    marking: str
    next_due: str | None = None
    silence: dict[str, int] = {}
    stopped: str | None = None
    links: tuple[str, ...] = ()
    posts: tuple[str, ...] = ()
    entered_by: tuple[str, ...] = ()
    name: str = ""
    due_before: str | None = None


class Filter(msgspec.Struct, frozen=True, kw_only=True):
    """Which rows of a board to show; what is not given keeps none out.

    turn: mine, waiting, watching or closed. overdue: only what is. stalled: open, and not moved for so many days.
    moved_since: moved on this day or later.
    """

    turn: str | None = None
    overdue: bool = False
    stalled: int | None = None
    moved_since: date | None = None

    def takes(self, row: Row, day: str | None) -> bool:
        """Whether a row of a board reckoned on ``day`` is shown."""
        if self.turn and row.turn != self.turn:
            return False
        if self.overdue and not row.overdue:
            return False
        if self.moved_since is not None and row.last.on < self.moved_since.isoformat():
            return False
        if self.stalled is not None:
            return row.turn != "closed" and day is not None and _days(row.last.on, day) >= self.stalled
        return True


class View(msgspec.Struct, frozen=True, kw_only=True):
    """A whole board, ready to show. ``rows`` has every kind of thing, objectives first, none left out.

    history: the day of the last movement, where nothing has moved for years and no silence is counted; else None.
    offered: moves of the dialogue and of objectives that what is on the board suggests.
    """

    id: str
    banner: str
    title: str
    parties: tuple[str, ...]
    ours: str | None
    as_of: str | None
    state: str | None
    holder: str | None
    turn: Turn
    marking: str
    last: Last | None
    rows: tuple[Row, ...]
    findings: tuple[str, ...]
    history: str | None = None
    offered: tuple[Offered, ...] = ()

    def of(self, entity: str) -> tuple[Row, ...]:
        """The rows of one kind."""
        return tuple(row for row in self.rows if row.entity == entity)


OVERDUE = "overdue"
"""What stands behind a state or a day whose time has passed, in a cell of a table."""


def was_due(before: str | None) -> str:
    """The day by which something was due until another took its place, beside that one; "" for none."""
    return f"(was {before})" if before else ""


def address(source: Source) -> str:
    """Where a source stands: telegram and paragraph, such as ``09TRIPOLI893#p2``."""
    telegram = source.telegram or source.sha256[:12]
    return telegram if source.paragraph is None else f"{telegram}#p{source.paragraph}"


def entered_by(things: Iterable[Thing]) -> tuple[str, ...]:
    """Whose own word the things rest on beside their telegrams, one for each person, with the days of what they say."""
    days: dict[str, list[str]] = {}
    for thing in things:
        for movement in thing.movements:
            for who, on in own_words(movement):
                days.setdefault(who, []).append(on)
    return tuple(f"{who}, {min(on)}{f' to {max(on)}' if max(on) != min(on) else ''}" for who, on in days.items())


def own_words(movement: Movement) -> list[tuple[str, str]]:
    """What of a movement is a person's own word, with its day: all of it, or what was given otherwise than was read."""
    if not movement.sources:
        return [(f"entered by {movement.author}", movement.on)]
    return [(f"amended by {movement.author}", movement.instant[:10])] if changed(movement.fields) else []


def movement_marking(movement: Movement) -> Marking:
    """The marking of the paragraphs that a movement rests on; that of its telegrams where no mark is read."""
    return portion(movement.marking) or Marking.from_label(movement.access)


def thing_marking(thing: Thing) -> Marking:
    """Join over all movements of a thing."""
    return join_all([movement_marking(movement) for movement in thing.movements])


def told_by(board: Board, thing: Thing) -> list[Thing]:
    """What tells how a thing stands: itself, and the position that took the place of one that is superseded."""
    later = board.things.get(thing.superseded_by or "")
    return [thing] if later is None else [thing, later]


def last_day(things: Iterable[Thing]) -> date | None:
    """Day of the latest movement; it settles the names of levels that changed with the years."""
    days = [movement.on for thing in things for movement in thing.movements]
    return date.fromisoformat(max(days)) if days else None


def banner(board: Board) -> str:
    """Banner words over everything that the board shows; UNCLASSIFIED for an empty one."""
    things = everything(board)
    return level_of(join_all([thing_marking(thing) for thing in things]), last_day(things))


def everything(board: Board) -> list[Thing]:
    """The dialogue itself, if it is seen, and every thing of it."""
    return [*([board.dialogue] if board.dialogue is not None else []), *board.things.values()]


def rows(board: Board, entity: str = "objective") -> tuple[Row, ...]:
    """The rows of one kind of thing, in order of raising."""
    return tuple(_row(board, thing) for thing in board.of(entity))


def view(board: Board, dialogue: str, only: Filter | None = None, told: Iterable[str] = ()) -> View:
    """The board of the dialogue with this id: all of it, or the rows that a filter takes.

    told: findings beside those of the board.
    """
    own = board.dialogue
    entities = [*ENTITIES, *sorted({t.entity for t in board.things.values()} - set(ENTITIES))]
    whole = View(
        id=dialogue,
        banner=banner(board),
        title=own.text if own is not None and own.text else dialogue,
        parties=board.parties,
        ours=board.ours,
        as_of=board.as_of,
        state=own.state if own is not None else None,
        holder=own.holder if own is not None else None,
        turn=own.turn if own is not None else "watching",
        marking=marks([own] if own is not None else []),
        last=last(own.last) if own is not None else None,
        rows=tuple(row for entity in entities for row in rows(board, entity)),
        findings=(*board.findings, *_found(board), *told),
        history=board.moved[0] if board.moved is not None and is_history(board) else None,
        offered=offered(board, marks),
    )
    return whole if only is None else filtered(board, whole, only)


def several_contacts(board: Board) -> dict[str, list[Thing]]:
    """By party, its points of contact, where more than one is designated or acting: each side is to have one."""
    held: dict[str, list[Thing]] = {}
    for thing in board.of("contact"):
        party = thing.actor("by")
        if party is not None and thing.state in ("designated", "acting"):
            held.setdefault(party, []).append(thing)
    return {party: several for party, several in held.items() if len(several) > 1}


def _found(board: Board) -> Iterable[str]:
    """What is odd of a board and follows from no movement that the table does not allow."""
    if board.later:
        yield f"of a day after {board.day}, and counted from then on: {board.later} of the entries"
    for whole in board.of("objective"):
        led = [m for m in whole.movements if m.kind == "objective.unsplit" or m.before != m.after]
        moved = _moved_on(board, whole) if led[-1:] and led[-1].kind == "objective.unsplit" else []
        if moved:
            parts = ", ".join(f"objective {part.number}" for part in moved)
            yield f"objective {whole.number} stands where its split found it, and its parts moved on: {parts}"
    for party, held in several_contacts(board).items():
        yield f"{party} has {len(held)} points of contact: {', '.join(f'contact {one.number}' for one in held)}"


def _moved_on(board: Board, whole: Thing) -> list[Thing]:
    """The parts that moved before the split of an objective was taken back."""
    parts = [thing for thing in board.linked(whole.id, "objective") if PART_OF in thing.fields]
    return [
        one
        for one in parts
        if one.movements[-1].after != one.movements[0].after and one.movements[-1].kind != "objective.split"
    ]


def filtered(board: Board, whole: View, only: Filter) -> View:
    """The rows of the whole view of a board that a filter takes, under their own banner."""
    shown = tuple(row for row in whole.rows if only.takes(row, board.day))
    # A finding may be of a thing that is not shown, which the banner then does not cover; so may be what moved last.
    findings = whole.findings if len(shown) == len(whole.rows) else ()
    history = whole.history if len(shown) == len(whole.rows) else None
    offers = whole.offered if len(shown) == len(whole.rows) else ()
    return msgspec.structs.replace(
        whole, banner=_banner_of_rows(board, shown), rows=shown, findings=findings, history=history, offered=offers
    )


def is_at_rest(board: Board) -> bool:
    """Whether the dialogue is suspended or concluded: nobody is silent then who says nothing."""
    state = load_moves().states.get(("dialogue", board.dialogue.state)) if board.dialogue is not None else None
    return state is not None and not state.silence


def is_history(board: Board) -> bool:
    """Whether nothing of a dialogue has moved for so long that nobody waits for a word any more (``alerts.toml``)."""
    if board.day is None or board.moved is None or is_at_rest(board):
        return False
    return _days(board.moved[0], board.day) > alert_rules()["history"].days


def silence(board: Board, objective: Thing) -> dict[str, int]:
    """Days since each party last moved an objective, or anything that belongs to it; since it was raised if never.

    Nothing of a dialogue at rest, or of one that is history.
    """
    return _silence(board, objective)[0]


def _silence(board: Board, objective: Thing) -> tuple[dict[str, int], list[Thing]]:
    """``silence``, and the things whose movements end it."""
    if board.day is None or is_at_rest(board) or is_history(board):
        return {}, []
    moved: dict[str, Thing] = {}
    spoken = [(thing, movement) for thing in (objective, *board.linked(objective.id)) for movement in thing.movements]
    # What was said of one that was split was said of its parts; what stayed with it is still of each of them.
    origin = board.things.get(str(objective.fields.get(PART_OF)))
    since = dict.fromkeys(board.parties, (origin or objective).raised)
    for thing in (origin, *board.linked(origin.id)) if origin is not None else ():
        stays = thing is not origin and origin is not None and origin.state == "split"
        spoken += [(thing, movement) for movement in thing.movements if stays or movement.on <= objective.raised]
    for thing, movement in spoken:
        for party in board.moved_by(thing, movement):
            if party in since and movement.on > since[party]:
                since[party], moved[party] = movement.on, thing
    return {party: _days(on, board.day) for party, on in since.items()}, [*moved.values()]


def last(movement: Movement) -> Last:
    """A movement as a row shows it."""
    return Last(
        on=movement.on,
        says=movement.says,
        author=movement.author,
        source=address(movement.sources[0]) if movement.sources else None,
    )


def posts_of(thing: Thing) -> tuple[str, ...]:
    """The posts that a demarche is for: those instructed, and any other that reported."""
    instructed = thing.fields.get("posts")
    named = [str(post) for post in instructed] if isinstance(instructed, list | tuple) else []
    told = (item.get("post") for name in ("deliveries", "replies") for item in thing.items(name))
    return tuple(dict.fromkeys([*named, *(str(post) for post in told if post)]))


def open_posts(thing: Thing) -> tuple[str, ...]:
    """The posts of an open demarche that have not answered; none of one that is for no post by name."""
    if thing.entity != "demarche" or thing.turn == "closed":
        return ()
    return thing.unanswered(posts_of(thing))


def words(value: object) -> str | None:
    """A field as one line of text; None for what is not there."""
    if value is None or value in ("", [], {}, ()):
        return None
    if isinstance(value, list | tuple):
        return ", ".join(filter(None, map(words, value)))
    if isinstance(value, dict):
        return ", ".join(f"{name}: {words(held)}" for name, held in value.items() if words(held))
    return " ".join(str(value).split())


def marks(things: Iterable[Thing]) -> str:
    """Portion mark of everything that the things rest on."""
    things = list(things)
    return mark_of(join_all([thing_marking(thing) for thing in things]), last_day(things))


def _days(first: str, last_: str) -> int:
    return max(0, (date.fromisoformat(last_) - date.fromisoformat(first)).days)


def _banner_of_rows(board: Board, shown: Iterable[Row]) -> str:
    own = [board.dialogue] if board.dialogue is not None else []
    markings = [thing_marking(thing) for thing in own]
    markings += [marking_in(mark) for mark in sorted({row.marking for row in shown})]
    return level_of(join_all(markings), last_day(everything(board)))


_KIND = {"objective": "objective_kind", "position": "stance", "contact": "role"}


def _row(board: Board, thing: Thing) -> Row:
    positions = [
        p for p in board.linked(thing.id, "position") if board.positions.get((thing.id, p.actor("by") or "")) is p
    ]
    stances = {p.actor("by") or "": words(p.fields.get("stance")) or p.text for p in positions}
    owed = [c for c in board.linked(thing.id, "commitment") if c.turn != "closed"]
    objective = board.things.get(str(thing.fields.get("objective")))
    waited = [(t.due, t) for t in (thing, *board.linked(thing.id)) if t.turn != "closed" and t.due is not None]
    first = min(waited, key=lambda one: (one[1].due_by or "9999", one[0]), default=None)
    next_due = first[0] if first is not None else None
    of_silence = thing.entity == "objective" and thing.turn != "closed"
    silent, moved = _silence(board, thing) if of_silence else ({}, [])
    # A day that another thing gave, or the silence that it ended, is told with that thing's marking.
    dated = next(([one] for due, one in waited if due == next_due), [])
    shown = list({one.id: one for one in (*told_by(board, thing), *positions, *owed, *dated, *moved)}.values())
    return Row(
        number=thing.number,
        name=thing.name or str(thing.number),
        id=thing.id,
        entity=thing.entity,
        text=thing.title or words(thing.fields.get("name") or thing.fields.get("person")) or "",
        kind=words(thing.fields.get(_KIND.get(thing.entity, "kind"))),
        by=thing.actor("by"),
        to=thing.actor("to"),
        state=thing.state,
        holder=thing.holder,
        turn=thing.turn,
        due=words(thing.due),
        overdue=thing.overdue,
        extended=thing.extended or thing.paused > 0 or bool(thing.rested),
        due_before=thing.due_before,
        objective=objective.number if objective is not None else None,
        last=last(thing.last),
        stances=stances,
        commitments=tuple(
            Owed(
                id=c.id,
                number=c.number,
                by=c.actor("by"),
                text=c.title,
                state=c.state,
                due=words(c.due),
                overdue=c.overdue,
                marking=marks([c]),
            )
            for c in owed
        ),
        sources=tuple(dict.fromkeys(address(source) for t in shown for source in t.sources)),
        marking=marks(shown),
        next_due=next_due,
        silence=silent,
        stopped=thing.stopped,
        links=tuple(_links(board, thing)),
        posts=open_posts(thing),
        entered_by=entered_by(shown),
    )


def _links(board: Board, thing: Thing) -> Iterable[str]:
    for item in thing.items("links"):
        other = board.things.get(str(item.get("other")))
        if other is not None:  # what the reader does not see is not named
            yield f"{item.get('relation')} {other.entity} {other.number}"
    into = board.things.get(str(thing.fields.get("into")))
    if thing.state == "merged" and into is not None:
        yield f"merged into {into.entity} {into.number}"
    for item in thing.items("split_into") if thing.state == "split" else ():
        for part in filter(None, (board.things.get(str(one)) for one in item.get(PARTS) or ())):
            yield f"split into {part.entity} {part.number}"
    origin = board.things.get(str(thing.fields.get(PART_OF)))
    if origin is not None and thing.state != "merged":
        yield f"split from {origin.entity} {origin.number}"
