"""The commitment ledger: who owes what to whom, by when, on what condition, and what shows that it was done.

Signed, in force, implemented and verified are four facts with a day each; none follows from another.
"""

from __future__ import annotations

import msgspec

from legation.core.dialogue.board import Board, Thing, Turn
from legation.services.boards.board import OVERDUE, address, entered_by, marks, was_due, words
from legation.services.report import Report, line, report

FACTS = ("signed", "in force", "implemented", "verified")
"""The facts of a commitment; the first two are those of the instrument that it stands in."""


class Evidence(msgspec.Struct, frozen=True, kw_only=True):
    """What speaks ``for`` or ``against`` a commitment being kept."""

    on: str
    speaks: str
    text: str


class Commitment(msgspec.Struct, frozen=True, kw_only=True):
    """One commitment. ``facts``: what is established, each with its day; what is missing is not established.

    due_before: the day by which it was due until another took its place.
    """

    number: int
    id: str
    text: str
    by: str | None
    to: str | None
    due: str | None
    condition: str | None
    state: str
    turn: Turn
    holder: str | None
    overdue: bool
    objective: int | None
    instrument: str | None
    facts: dict[str, str]
    evidence: tuple[Evidence, ...]
    last: str
    sources: tuple[str, ...]
    marking: str
    entered_by: tuple[str, ...] = ()
    due_before: str | None = None


def commitments(board: Board) -> list[Commitment]:
    """Every commitment of a board, in order of raising."""
    return [_commitment(board, thing) for thing in board.of("commitment")]


def commitment_report(board: Board, dialogue: str) -> Report:
    """The commitments as a table, open ones first."""
    drawn = []
    held = sorted(commitments(board), key=lambda one: (one.turn == "closed", not one.overdue, one.number))
    for one in held:
        thing = board.things[one.id]
        instrument = _instrument(board, thing)
        facts = ", ".join(f"{fact} {one.facts[fact]}" for fact in FACTS if fact in one.facts)
        said = [f"{evidence.speaks} {evidence.on}: {evidence.text}" for evidence in one.evidence]
        cells = [
            str(one.number),
            one.by,
            one.to,
            one.text,
            " ".join(filter(None, (one.due, OVERDUE if one.overdue else None, was_due(one.due_before)))),
            one.condition,
            one.state,
            facts,
            "\n".join(said),
        ]
        drawn.append(line(cells, [thing, *([instrument] if instrument is not None else [])]))
    columns = ["no", "by", "to", "commitment", "due", "on condition", "state", "established", "evidence"]
    return report(board, dialogue, "commitments", columns, drawn, "No commitment yet.", 3)


def _commitment(board: Board, thing: Thing) -> Commitment:
    by, to = board.sides(thing)
    instrument = _instrument(board, thing)
    objective = board.things.get(str(thing.fields.get("objective")))
    drawn = [thing, *([instrument] if instrument is not None else [])]
    return Commitment(
        number=thing.number,
        id=thing.id,
        text=thing.title,
        by=by,
        to=to,
        due=thing.due,
        condition=words(thing.fields.get("condition")),
        state=thing.state,
        turn=thing.turn,
        holder=thing.holder,
        overdue=thing.overdue,
        due_before=thing.due_before,
        objective=objective.number if objective is not None else None,
        instrument=instrument.text if instrument is not None else words(thing.fields.get("instrument")),
        facts={**(instrument.facts if instrument is not None else {}), **thing.facts},
        evidence=tuple(
            Evidence(
                on=item.get("on") or thing.raised,
                speaks=str(item.get("speaks") or "for"),
                text=words(item.get("text")) or "",
            )
            for item in thing.items("evidence")
        ),
        last=thing.last.on,
        sources=tuple(dict.fromkeys(address(source) for one in drawn for source in one.sources)),
        entered_by=entered_by(drawn),
        marking=marks(drawn),
    )


def _instrument(board: Board, thing: Thing) -> Thing | None:
    """The instrument that a commitment stands in: by its id, its number or its name."""
    named = words(thing.fields.get("instrument"))
    if named is None:
        return None
    if named in board.things:
        return board.things[named]
    for instrument in board.of("instrument"):
        if named == str(instrument.number) or named.casefold() == instrument.text.casefold():
            return instrument
    return None
