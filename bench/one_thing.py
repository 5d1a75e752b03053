"""Ten times the entries on one thing: at most thirteen times the processor time of the fold, of whatever kind they are.

Each row repeats what a fold could look back for: pieces of evidence, days that are put off, links made and unmade,
merges and splits to and fro, posts that deliver and answer one after the other; each on days of their own and on one.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any, NamedTuple

from bench.growth import LAW
from legation.core.dialogue.fold import fold
from legation.core.dialogue.ledger import START, Entry, Unnumbered, chained
from legation.core.dialogue.moves import Moves
from legation.core.dialogue.proposal import Source
from legation.core.text import Span
from legation.tables.moves import load_moves

Said = tuple[str, str, dict[str, Any]]
"""The kind of an entry, the thing that it is about, and its fields."""


class Row(NamedTuple):
    """begin: with what the thing begins. said: what comes then, of ``many`` in all."""

    name: str
    begin: tuple[Said, ...]
    said: Callable[[int], Iterator[Said]]


_PROMISE: Said = ("commitment.undertake", "c1", {"text": "x", "by": "XV", "to": "XT", "due": "1975-01-20"})
_OBJECTIVE: Said = ("objective.raise", "o1", {"text": "x", "sought_by": "XV"})
_OTHER: Said = ("objective.raise", "o2", {"text": "y"})
_HELD: Said = ("meeting.hold", "m1", {"text": "x", "date": "1975-01-01"})
_TALKS: Said = ("meeting.propose", "m1", {"text": "x", "date": "1975-01-01"})
_DELIVERED: tuple[Said, ...] = (
    ("demarche.instruct", "d1", {"text": "x", "by": "XV", "to": "XT", "due": "1975-03-01"}),
    ("demarche.deliver", "d1", {}),
)


def _each(about: str, *kinds: str, **fields: Callable[[int], Any]) -> Callable[[int], Iterator[Said]]:
    """Kinds of entries in turn, each with its number in its fields."""

    def said(many: int) -> Iterator[Said]:
        for number in range(many):
            kind = kinds[number % len(kinds)]
            yield kind, about, {name: value(number) for name, value in fields.items()}

    return said


def _word(number: int) -> str:
    return f"t{number}"


def _day(number: int) -> str:
    return (date(1975, 1, 1) + timedelta(days=number)).isoformat()


def _links(many: int) -> Iterator[Said]:
    for verb in ("link", "unlink"):
        for number in range(many // 2):
            yield f"objective.{verb}", "o1", {"relation": "depends on", "other": f"p{number}"}


def _merges(many: int) -> Iterator[Said]:
    for number in range(many):
        one, other = ("o1", "o2") if number % 2 else ("o2", "o1")
        yield "objective.merge", one, {"into": other}


def _merged(many: int) -> Iterator[Said]:
    for number in range(many // 2):
        yield "commitment.undertake", f"e{number}", {"text": _word(number)}
        yield "commitment.merge", f"e{number}", {"into": f"e{number - 1}" if number else "c1"}


def _splits(many: int) -> Iterator[Said]:
    for number in range(many // 4):
        parts = [f"p{number}a", f"p{number}b"]
        yield "objective.split", "o1", {"into_several": parts}
        for part in parts:
            yield "objective.raise", part, {"text": "z", "split_from": "o1"}
        yield "objective.unsplit", "o1", {"into_several": parts}


def _parts(many: int) -> Iterator[Said]:
    parts = [f"p{number}" for number in range(many)]
    yield "objective.split", "o1", {"into_several": parts}
    for part in parts:
        yield "objective.raise", part, {"text": "z", "split_from": "o1"}
    yield "objective.unsplit", "o1", {"into_several": parts}


def _parts_of_parts(many: int) -> Iterator[Said]:
    for number in range(1, many // 2):
        yield "objective.split", f"o{number}", {"into_several": [f"o{number + 1}"]}
        yield "objective.raise", f"o{number + 1}", {"text": "z", "split_from": f"o{number}"}
    yield "objective.unsplit", "o1", {"into_several": ["o2"]}


def _positions(many: int) -> Iterator[Said]:
    for number in range(many):
        yield "position.state", f"s{number}", {"party": "XT", "objective": "o1", "text": _word(number)}


def _posts(*verbs: str) -> Callable[[int], Iterator[Said]]:
    def said(many: int) -> Iterator[Said]:
        posts = [f"POST {number}" for number in range(many // len(verbs))]
        yield "demarche.amend", "d1", {"posts": posts}
        for verb in verbs:
            for post in posts:
                yield f"demarche.{verb}", "d1", {"post": post, **({"cites": "x"} if verb == "respond" else {})}

    return said


ROWS = (
    Row("evidence", (_PROMISE,), _each("c1", "commitment.evidence", text=_word)),
    Row("amended", (_PROMISE,), _each("c1", "commitment.amend", text=_word)),
    Row("days corrected", (_PROMISE,), _each("c1", "commitment.amend", due=_day)),
    Row("more time given", (_PROMISE,), _each("c1", "commitment.extend", due=lambda number: _day(number + 40))),
    Row("to and fro", (_PROMISE,), _each("c1", "commitment.start", "commitment.lapse", "commitment.reopen")),
    Row("taken back", (_PROMISE,), _each("c1", "commitment.undo", movement=lambda number: f"m{number:08x}")),
    Row("links made and unmade", (_OBJECTIVE,), _links),
    Row("merged to and fro", (_OBJECTIVE, _OTHER), _merges),
    Row("merged one into the other", (_PROMISE,), _merged),
    Row("split and made whole", (_OBJECTIVE,), _splits),
    Row("split into many", (_OBJECTIVE,), _parts),
    Row("parts split again", (_OBJECTIVE,), _parts_of_parts),
    Row("positions", (_OBJECTIVE,), _positions),
    Row("attendance", (_HELD,), _each("m1", "meeting.attend", person=_word)),
    Row("minutes", (_HELD,), _each("m1", "meeting.minute", text=_word)),
    Row("outcomes", (_HELD,), _each("m1", "meeting.outcome", text=_word)),
    Row("postponed", (_TALKS,), _each("m1", "meeting.postpone", date=_day)),
    Row("cancelled and held", (_TALKS,), _each("m1", "meeting.cancel", "meeting.reinstate")),
    Row(
        "contacts changing",
        (("contact.propose", "k1", {"person": "A"}),),
        _each("k1", "contact.designate", "contact.vacate", "contact.return", person=_word),
    ),
    Row("answered and opened again", _DELIVERED, _each("d1", "demarche.respond", "demarche.reopen", post=_word)),
    Row("clarified", _DELIVERED, _each("d1", "demarche.clarify", "demarche.resume")),
    Row("posts that deliver", _DELIVERED[:1], _posts("deliver")),
    Row("posts that answer", _DELIVERED[:1], _posts("deliver", "hold", "respond")),
    Row("posts opened again", _DELIVERED[:1], _posts("deliver", "respond", "reopen")),
)


def entries(row: Row, many: int, *, one_day: bool = False) -> list[Entry]:
    """About ``many`` entries of a dialogue that has one thing; all but the first of them ``one_day`` or one a day."""
    opened: Said = ("dialogue.propose", "d", {"parties": ["XV", "XT"], "ours": "XV"})
    begun = (opened, *row.begin)
    drafts = []
    for number, (kind, about, fields) in enumerate((*begun, *row.said(many))):
        drafts.append(
            Unnumbered(
                instant=f"2015-01-01T12:00:00.{number:06d}Z",
                author="owner",
                kind=kind,
                dialogue="d",
                about=about,
                on=_day(0 if number < len(begun) else 1 if one_day else number),
                fields=fields,
                sources=(Source("15VELLE1", 1, Span(0, 5), "15VELLE1"),),
                access="3;;-",
                marking="C",
            )
        )
    return chained(drafts, 0, START)


def _spent(held: list[Entry], moves: Moves) -> float:
    """Seconds of processor time, with the collector of cycles off."""
    gc.collect()
    gc.disable()
    try:
        began = time.process_time()
        fold(held, moves)
        return time.process_time() - began
    finally:
        gc.enable()


def bench_one_thing(many: int, say: Callable[[str, str], None]) -> None:
    """Print what ``many`` entries on one thing cost, and how many times as much as a tenth of them."""
    moves, times = load_moves(), {}
    gc.collect()
    gc.freeze()  # what is there before is looked at by no round of the collector: there are hundreds of them
    for row in ROWS:
        for one_day in (False, True):
            few, all_of_them = (entries(row, count, one_day=one_day) for count in (many // 10, many))
            least = min(_spent(few, moves) for _ in range(5))
            most = min(_spent(all_of_them, moves) for _ in range(2))
            name = f"{row.name}, {'all of one day' if one_day else 'one a day'}"
            times[name] = most / max(least, 1e-9)
            say(name, f"{most * 1e3:,.1f} ms, {times[name]:.1f} times a tenth of them")
    worst = max(times, key=lambda name: times[name])
    over = sum(1 for grown in times.values() if grown > LAW)
    say(
        "ten times the entries on one thing", f"at most {times[worst]:.1f} times ({worst}); {over} of {len(times)} over"
    )
