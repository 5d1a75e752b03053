"""Alerts: what calls for attention in a dialogue. Each says its rule, its source and why the reader gets it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import NamedTuple

import msgspec

from legation.core.dialogue.board import Board, Thing, Turn
from legation.core.dialogue.clock import is_before
from legation.core.marking import Marking
from legation.services.boards.board import address, entered_by, is_history, marks, several_contacts, silence, words
from legation.services.boards.meetings import is_late
from legation.services.boards.stating import counted
from legation.services.boards.tasks import open_tasks
from legation.services.report import Drawn, Line, Report, days_between, line, report
from legation.storage.records import Citation, Listing
from legation.tables.alerts import alert_rules
from legation.tables.banners import mark_of


class Alert(msgspec.Struct, frozen=True, kw_only=True):
    """One alert. rule: a row of the table of alerts; on: the day it fires for; why: why this reader gets it.

    entity and number: the thing of the board, thing its id and name what it is called by beside its kind; None, 0 and
    "" for a telegram that is missing or came.
    sources: telegrams; entered_by: whose word it is beside them, or where there are none.
    """

    rule: str
    says: str
    on: str
    entity: str | None
    number: int
    text: str
    why: str
    sources: tuple[str, ...]
    marking: str
    thing: str = ""
    entered_by: tuple[str, ...] = ()
    name: str = ""

    @property
    def key(self) -> str:
        """What stays the same of it from day to day: a silence is no other because it has lasted a day longer."""
        moved = self.says if self.rule.endswith("-changed") else ""
        moved = self.text if self.entity == "meeting" else moved  # a meeting may have several tasks of one day
        about = (self.thing, self.on) if self.thing else (self.text,)
        return "\0".join((self.rule, *about, moved))


class Unknown(msgspec.Struct, frozen=True):
    """A message that is not held, known by originator and moment, and the telegrams that cite it so."""

    name: str
    cited_by: tuple[Listing, ...]


class Filled(msgspec.Struct, frozen=True):
    """A cited telegram that came to the archive on a day, and who cites it."""

    listing: Listing
    received: str
    cited_by: tuple[Listing, ...]


_WHY: dict[Turn, str] = {
    "mine": "our side must act on it",
    "waiting": "our side waits for it",
    "watching": "our side watches it",
    "closed": "it is on the board of this dialogue",
}


def alerts(
    board: Board,
    *,
    since: date,
    missing: Iterable[Citation | Unknown] = (),
    filled: Iterable[Filled] = (),
    days: Mapping[str, int] | None = None,
) -> list[Alert]:
    """The alerts of a board on its day, in the order of the table of rules.

    Args:
        since: changes of positions and contacts, and telegrams that came, count from this day on.
        missing: citations, by telegrams of this dialogue, of telegrams not held, by number or by originator and moment.
        filled: cited telegrams that have come.
        days: by rule, what to use instead of the days of the table.
    """
    return [alert for alert, _ in _found(board, since, missing, filled, days or {})]


def alert_report(
    board: Board,
    dialogue: str,
    *,
    since: date,
    missing: Iterable[Citation | Unknown] = (),
    filled: Iterable[Filled] = (),
    days: Mapping[str, int] | None = None,
) -> Report:
    """The alerts as a table."""
    drawn = []
    for alert, things in _found(board, since, missing, filled, days or {}):
        name = (things[0].called if things else f"{alert.entity} {alert.number}") if alert.entity else ""
        cells = [alert_rules()[alert.rule].called, alert.on, name, alert.text, alert.says, alert.why]
        one = line(cells, things)
        if not things:
            one = Drawn(Line(marking=alert.marking, cells=tuple(cells), sources=alert.sources), ())
        drawn.append(one)
    columns = ["alert", "day", "about", "text", "says", "why you get it"]
    return report(board, dialogue, "alerts", columns, drawn, "Nothing calls for attention.", 3)


class _Call(NamedTuple):
    """What a thing of the board calls for. says, text, why: "" for those of the rule and of the thing itself.

    things: others that it rests on.
    """

    rule: str
    on: str
    thing: Thing
    says: str = ""
    things: tuple[Thing, ...] = ()
    text: str = ""
    why: str = ""


def _found(
    board: Board,
    since: date,
    missing: Iterable[Citation | Unknown],
    filled: Iterable[Filled],
    days: Mapping[str, int],
) -> list[tuple[Alert, list[Thing]]]:
    first = since.isoformat()
    calls: list[_Call] = []
    if (today := board.day) is not None:
        soon = days.get("due", alert_rules()["due"].days)
        longest = days.get("silence", alert_rules()["silence"].days)
        calls += _days_of_things(board, today, soon)
        calls += _days_of_meetings(board, today, soon)
        calls += _days_of_tasks(board, today, soon)
        calls += _history(board)
        calls += _silences(board, today, longest)
    calls += _changed_positions(board, first)
    calls += _changed_contacts(board, first)
    found = [_alert(call) for call in calls]
    found += [(_missing(name, cited), []) for name, cited in _by_name(missing).items()]
    found += [(_filled(one), []) for one in filled if one.received[:10] >= first]
    place = {rule: number for number, rule in enumerate(alert_rules())}
    found.sort(key=lambda one: (place[one[0].rule], one[0].on, one[0].entity or "", one[0].number, one[0].text))
    return found


def _alert(call: _Call) -> tuple[Alert, list[Thing]]:
    thing, drawn = call.thing, [call.thing, *call.things]
    alert = Alert(
        rule=call.rule,
        says=call.says or alert_rules()[call.rule].says,
        on=call.on,
        entity=thing.entity,
        number=thing.number,
        text=call.text or thing.title,
        why=call.why or _WHY[thing.turn],
        sources=tuple(dict.fromkeys(address(source) for one in drawn for source in one.sources)),
        marking=marks(drawn),
        thing=thing.id,
        entered_by=entered_by(drawn),
        name=thing.name or (str(thing.number) if thing.number else ""),
    )
    return alert, drawn


def _days_of_things(board: Board, today: str, soon: int) -> Iterator[_Call]:
    for thing in board.things.values():
        if thing.overdue:
            yield _Call("overdue", thing.due or today, thing)
        elif thing.turn != "closed" and thing.stopped is None and _falls(thing.due, today, soon):
            yield _Call("due", str(thing.due), thing)


def _days_of_meetings(board: Board, today: str, soon: int) -> Iterator[_Call]:
    for thing in board.of("meeting"):
        day = words(thing.fields.get("date"))
        if thing.turn != "closed" and is_before(day, today):
            yield _Call("overdue", str(day), thing, f"its day has passed, and it is still {thing.state}")
        elif thing.turn != "closed" and _falls(day, today, soon):
            yield _Call("due", str(day), thing)


def _days_of_tasks(board: Board, today: str, soon: int) -> Iterator[_Call]:
    for task, meeting, turn in open_tasks(board):
        rule = "overdue" if is_late(task, today) else "due" if _falls(task.due, today, soon) else ""
        if rule:
            says = f"a task of this meeting: {alert_rules()[rule].says}"
            yield _Call(rule, str(task.due), meeting, says, text=task.text, why=_WHY[turn])


def _history(board: Board) -> Iterator[_Call]:
    if board.moved is not None and is_history(board):
        on, thing = board.moved
        says = f"nothing of the dialogue has moved since {on}: no silence is counted"
        yield _Call("history", on, thing, says, why="it is what moved last")


def _silences(board: Board, today: str, longest: int) -> Iterator[_Call]:
    for thing in board.of("objective"):
        if thing.turn not in ("mine", "waiting"):
            continue
        for party, gone in silence(board, thing).items():
            if gone > longest and party in board.members(thing.holder):
                on = (date.fromisoformat(today) - timedelta(days=gone)).isoformat()
                says = f"{party} has been silent for {counted(gone, 'day')}"
                yield _Call("silence", on, thing, says, tuple(board.linked(thing.id)))


def _changed_positions(board: Board, first: str) -> Iterator[_Call]:
    for thing in board.of("position"):
        if thing.superseded_by is not None and thing.superseded_by in board.things:
            later = board.things[thing.superseded_by]
            stances = [str(one.fields.get("stance") or one.text) for one in (thing, later)]
            if later.raised >= first and stances[0] != stances[1]:
                says = f"{later.actor('by') or 'a party'} changed its position from {stances[0]} to {stances[1]}"
                yield _Call("position-changed", later.raised, later, says, (thing,))


def _changed_contacts(board: Board, first: str) -> Iterator[_Call]:
    for thing in board.of("contact"):
        for movement in thing.movements:
            if movement.on >= first and movement.before != movement.after:
                says = f"{thing.text or 'a point of contact without a name:'} {movement.says}"
                yield _Call("contact-changed", movement.on, thing, says)
    for party, held in several_contacts(board).items():
        names = " and ".join(f"contact {one.number}" for one in held)
        last, *others = reversed(held)
        says = f"{party} has {len(held)} points of contact: {names}; where one has left, enter that it is vacant"
        yield _Call("contacts-several", max(one.last.on for one in held), last, says, tuple(others))


def _falls(due: str | None, today: str, within: int) -> bool:
    """Whether a full date lies from today on, at most so many days away."""
    try:
        return due is not None and 0 <= days_between(today, due) <= within
    except ValueError:  # a month or a year: nobody can say on which day of it
        return False


def _by_name(missing: Iterable[Citation | Unknown]) -> dict[str, list[Listing]]:
    found: dict[str, list[Listing]] = {}
    for one in missing:
        if isinstance(one, Unknown):
            found.setdefault(one.name, []).extend(one.cited_by)
        else:
            found.setdefault(one.cited, []).append(one.citing)
    return found


def _missing(name: str, citing: list[Listing]) -> Alert:
    return Alert(
        rule="gap-found",
        says=alert_rules()["gap-found"].says,
        on=max((one.date or "" for one in citing), default=""),
        entity=None,
        number=0,
        text=name,
        why="a telegram of this dialogue cites it",
        sources=_names(citing),
        marking=_marked(citing),
    )


def _filled(one: Filled) -> Alert:
    return Alert(
        rule="gap-filled",
        says=alert_rules()["gap-filled"].says,
        on=one.received[:10],
        entity=None,
        number=0,
        text=one.listing.mrn or one.listing.sha256[:12],
        why="a telegram of this dialogue cites it",
        sources=_names([one.listing, *one.cited_by]),
        marking=_marked([one.listing, *one.cited_by]),
    )


def _names(listings: list[Listing]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.mrn or one.sha256[:12] for one in listings))


def _marked(listings: list[Listing]) -> str:
    joined = Marking(0)
    for listing in listings:
        joined = joined.join(Marking.from_label(listing.access))
    return mark_of(joined)
