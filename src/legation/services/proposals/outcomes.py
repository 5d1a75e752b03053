"""Of which meeting a point of minutes is an outcome, and who took part in it: the one on which its telegram reports.

It stands on the board as held, with words of that telegram; or the telegram proposes it, and then that comes first.
Pure: what may be read is handed in.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain, islice
from typing import Any

from legation.core.dialogue.board import Board, Thing
from legation.core.dialogue.proposal import Proposal
from legation.extract.name_words import surname_of
from legation.services.boards.board import marks
from legation.services.boards.sourcing import day_of
from legation.services.proposals.acceptance import Found
from legation.services.ties.moving import Candidate, stood
from legation.services.ties.raising import opening
from legation.tables.rules import word_list

OUTCOME, ATTEND = "meeting.outcome", "meeting.attend"
_REPORTS = frozenset({"meeting.hold", "meeting.minute", ATTEND, OUTCOME})
_HELD = "meeting.hold"
_SHORTEST, _FEWEST = 3, 2  # letters of a word, and words
_ALIKE, _ALIKE_SAME = 0.75, 0.5  # share of the shorter side's words that both have; of a task of the same side and day
_LOOKED_AT = 64  # outcomes, one counted once for each word in common


def is_outcome(proposal: Proposal) -> bool:
    """Whether a statement is a point of minutes."""
    return proposal.kind == "event" and proposal.fields.get("outcome") is not None


def is_attendance(proposal: Proposal) -> bool:
    """Whether a statement names somebody who took part."""
    return proposal.kind == "event" and proposal.fields.get("attends") is not None


def goes_with_report(proposal: Proposal) -> bool:
    """Whether a statement is of the meeting on which its telegram reports: what it ended with, or who took part."""
    return is_outcome(proposal) or is_attendance(proposal)


def move_with_report(proposal: Proposal) -> str:
    """The move by which such a statement is entered."""
    return ATTEND if is_attendance(proposal) else OUTCOME


def reported(board: Board, telegram: str, day: str) -> list[Thing]:
    """The meetings of a board that were held by a day, and that a telegram tells of as held."""
    return [
        thing
        for thing in board.of("meeting")
        if stood(thing, day) == "held"
        and any(
            movement.kind in _REPORTS and any(source.telegram == telegram for source in movement.sources)
            for movement in thing.movements
        )
    ]


def meetings_of(
    board: Board, found: Sequence[Found], moved: Mapping[str, Sequence[Candidate]]
) -> tuple[list[Thing], list[Found]]:
    """The meetings on which a telegram reports, and the proposals of it by which one comes on the board as held.

    found: what it proposes. moved: the things of the board that those tell of, by ``Proposal.words``.
    """
    if not found:
        return [], []
    name, day = found[0].proposal.telegram, day_of(found[0].record)
    known = {thing.id: thing for thing in reported(board, name, day)}
    before = []
    for one in found:
        told = [known_one for known_one in moved.get(one.proposal.words, ()) if known_one.becomes == _HELD]
        held = [thing.thing for thing in told if stood(board.things[thing.thing], day) == "held"]
        known |= {about: board.things[about] for about in held}
        begins = one.proposal.kind == "meeting" and opening(one.proposal, day, one.record.telegram)[0] == "hold"
        if (told and not held) or (begins and not moved.get(one.proposal.words)):
            before.append(one)
    return [*known.values()], before


def offered(points: Sequence[Proposal], meetings: Iterable[Thing]) -> list[tuple[Candidate, ...]]:
    """For each point the meetings that it may be of; none where one of them has it already."""
    meetings = [*meetings]
    known = Known(meetings)
    by_move = {move: _candidates(meetings, move) for move in (OUTCOME, ATTEND)}
    return [() if known.has(point) else by_move[move_with_report(point)] for point in points]


def _candidates(meetings: Iterable[Thing], move: str) -> tuple[Candidate, ...]:
    return tuple(
        Candidate(
            thing=thing.id,
            entity="meeting",
            number=thing.number,
            text=thing.text,
            becomes=move,
            days="unknown",
            rule="this-telegram-reports-on-it",
            score=0.0,
            words=(),
            cites=None,
            marking=marks([thing]),
        )
        for thing in meetings
    )


class Known:
    """The outcomes of meetings and those who took part in them, to be found by their words.

    One is held against those that share its rarest words, ``_LOOKED_AT`` at most: a minute of a thousand points is
    looked through in time that grows with it.
    """

    def __init__(self, meetings: Iterable[Thing]) -> None:
        meetings = [*meetings]
        self._attended = {
            surname_of(str(item.get("person") or "")) for thing in meetings for item in thing.items("attendance")
        }
        self._outcomes = [item for thing in meetings for item in thing.items("outcomes")]
        self._content = [_content(str(item.get("text") or "")) for item in self._outcomes]
        self._with: dict[tuple[str, str], list[int]] = {}
        for at, item in enumerate(self._outcomes):
            for word in self._content[at]:
                self._with.setdefault((_type(item), word), []).append(at)

    def has(self, proposal: Proposal) -> bool:
        """Whether one of the meetings has an outcome of the same type in much the same words, or somebody of the same
        surname."""
        if is_attendance(proposal):
            return surname_of(str(proposal.fields["attends"])) in self._attended
        said = _content(proposal.text)
        near = sorted(
            (found for word in said if (found := self._with.get((str(proposal.fields["outcome"]), word)))), key=len
        )
        return any(self._same(at, said, proposal) for at in islice(chain.from_iterable(near), _LOOKED_AT))

    def _same(self, at: int, said: frozenset[str], proposal: Proposal) -> bool:
        known, item = self._content[at], self._outcomes[at]
        least = min(len(said), len(known))
        same = all(item.get(name) and item.get(name) == proposal.fields.get(name) for name in ("holder", "due"))
        return least >= _FEWEST and len(said & known) >= (_ALIKE_SAME if same else _ALIKE) * least


def _type(item: Mapping[str, Any]) -> str:
    return str(item.get("type") or "information")


def fields_of(proposal: Proposal) -> dict[str, Any]:
    """What an outcome says of itself beside its words, as its entry has it: type, holder, due; of one who took part,
    person and party."""
    held = proposal.fields
    if is_attendance(proposal):
        return {"person": held["attends"], "party": held.get("party")}
    return {"type": held["outcome"], "holder": held.get("holder"), "due": held.get("due")}


def _content(text: str) -> frozenset[str]:
    words = ("".join(sign for sign in word if sign.isalnum()).upper() for word in text.split())
    return frozenset(word for word in words if len(word) >= _SHORTEST and word not in word_list("common"))
