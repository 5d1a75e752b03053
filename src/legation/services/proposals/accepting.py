"""One acceptance of proposals of a telegram: what each enters, in their order, over what those before it enter.

Where all are accepted at once, what does not follow or what only a person can decide is left as proposed; of those that
were named, it is refused.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from legation.core.dialogue.board import Board, Thing, on_both_sides
from legation.core.dialogue.fields import stated
from legation.core.dialogue.ledger import Entry, Unnumbered, chained
from legation.core.dialogue.moves import Moves
from legation.core.errors import MoveError, RefusedError
from legation.core.marking import Marking
from legation.services.boards.sourcing import day_of
from legation.services.own_words import check_own_words
from legation.services.proposals.acceptance import Found, Proposed
from legation.services.proposals.entering import amended, moved, raised, reported
from legation.services.proposals.fitting import check, check_sides
from legation.services.proposals.outcomes import goes_with_report, move_with_report
from legation.services.proposals.outcomes import reported as reported_held
from legation.services.proposals.pointing import CHOSEN, NEW, resolve
from legation.services.proposals.which_thing import Again
from legation.services.ties.following import demarche_move, is_report
from legation.services.ties.moving import MOVED, tells_of


class Named(NamedTuple):
    """What a person says in the place of what proposals show.

    fields: changed ones of the entries. same_as: the objective that they speak of again, demarche: the one that they
    report on, things: others that they move, by entity; each an id of the board, or ``new``.
    """

    fields: dict[str, Any]
    same_as: str | None
    demarche: str | None
    things: dict[str, str]


def named_in(
    given: Mapping[str, Any], listed: Sequence[Proposed], picked: Sequence[Proposed], board: Board, moves: Moves
) -> Named:
    """What the fields that a person gave say. listed: all proposals of the telegram; picked: those to be accepted.

    Raises RefusedError for a field or a value that is none of theirs, and for a thing that the board has not.
    """
    fields = dict(given)
    for one in picked:
        if one.becomes is not None and given:
            amends = one.becomes if goes_with_report(one.proposal) else f"{one.becomes.partition('.')[0]}.amend"
            fields = stated(moves, amends, given, CHOSEN)
    resolve(board, board.dialogue.id if board.dialogue is not None else "", moves, fields, "objective")
    same_as, demarche = fields.pop("same_as", None), fields.pop("demarche", None)
    things: dict[str, str] = {entity: fields.pop(entity) for entity in MOVED if entity in fields}
    if same_as is not None and any(known.entity == "objective" for one in listed for known in one.candidates):
        things["objective"] = same_as
    return Named(fields, same_as, demarche, things)


class Accepting:
    """What one acceptance enters in a dialogue, by ``by``.

    entries: of the dialogue. found: all proposals of the telegram, in their order. reports: as ``reports_asked``.
    again: objectives that they speak of again, by their words. fold, fold_with: the board of entries, and that of them
    with what is to be entered. of_all: all are accepted at once.
    """

    def __init__(
        self,
        by: str,
        dialogue: str,
        entries: Sequence[Entry],
        found: list[Found],
        reports: Mapping[int, Found],
        again: Again,
        named: Named,
        moves: Moves,
        fold: Callable[[Sequence[Entry], date | None], Board],
        fold_with: Callable[[Sequence[Entry], Sequence[Unnumbered]], Board],
        *,
        of_all: bool,
    ) -> None:
        self._by = by
        self._dialogue = dialogue
        self._entries = entries
        self._board = fold(entries, None)
        self._found = found
        self._reports = reports
        self._again = again
        self._named = named
        self._moves = moves
        self._fold = fold
        self._fold_with = fold_with
        self._of_all = of_all
        self._made: list[tuple[Proposed, list[Unnumbered]]] = []

    def take(self, one: Proposed) -> None:
        """Accept a proposal. Raises RefusedError, MoveError."""
        drafts = self._drafts_of(one)
        if drafts is not None:
            self._made.append((one, drafts))

    def entered(self, *, changed: bool) -> list[Unnumbered]:
        """What was accepted, as far as each follows from what stands on its day. changed: a person changed fields.

        Raises MoveError for what does not follow, with what the state allows.
        """
        drafts = self._before()
        for draft in drafts:
            check_own_words(Marking.from_label(draft.access), self._named.fields)
        # What is new follows from nothing, and a rule gives it fields that a board can be made with.
        apart = all(on_both_sides(draft.fields, self._moves.both) is None for draft in drafts)
        if apart and not changed and not any(draft.about in self._board.things for draft in drafts):
            return drafts
        if len(self._fold_with(self._entries, drafts).findings) <= len(self._board.findings):
            return drafts
        kept: list[Unnumbered] = []
        for one, some in self._made:
            before, after = (self._fold_with(self._entries, [*kept, *more]).findings for more in ([], some))
            if len(after) <= len(before):
                kept += some
            elif not self._of_all:
                held = [*self._entries, *chained(kept, self._entries[-1].number, self._entries[-1].hash)]
                then = self._fold_with(self._entries, [*kept, *some])
                for draft in some:
                    check_sides(draft, then, self._moves)
                    check(draft, held, self._moves, self._fold)
                told = next(finding for finding in after if finding not in before)
                raise MoveError(f"proposal {one.number} does not follow ({told})", "record what is missing before it")
        return kept

    def _before(self) -> list[Unnumbered]:
        """What was made so far: what comes before a proposal in its telegram counts already."""
        return [draft for _, some in self._made for draft in some]

    def _stands(self) -> Board:
        return self._fold_with(self._entries, self._before())

    def _drafts_of(self, one: Proposed) -> list[Unnumbered] | None:
        """What accepting a proposal enters; None where it is left as proposed."""
        if self._of_all and one.beside is not None:
            return None
        if one.proposal.kind == "event" and NEW in (self._named.demarche, *self._named.things.values()):
            raise RefusedError(f"proposal {one.number} raises nothing by itself", "reject it, or name the thing")
        source = self._found[one.number - 1]
        if one.corrects:
            return self._amended(one, source.last)
        if one.choice and one.proposal.kind == "objective" and self._named.same_as is None:
            return self._left(one, "may be one of several objectives")
        if one.status == "accepted":
            return self._amended(one, source)
        if (about := _demarche_of(one, self._named.demarche, self._board)) is not None:
            return self._report(one, source, about)
        if one.which_demarche and self._named.demarche is None:
            return self._left(one, "may report on one of several demarches")
        if one.before and not self._named.things:
            return self._outcome(one, source)
        if (about := _moved_by(one, _named_for(one, self._named.things), self._board)) is not None:
            return self._movement(one, source, about)
        if one.which_moves and not self._named.things:
            return self._left(one, "may tell of one of several")
        if one.becomes is None:
            return None
        again = self._again_of(one)
        report, changed = self._reports.get(one.number), self._named.fields
        of = (self._by, self._dialogue, self._board, one, source, self._found, changed, again)
        return raised(*of, self._moves, report)

    def _left(self, one: Proposed, why: str) -> list[Unnumbered] | None:
        """Leave it for a person who says which. Raises RefusedError where it was named."""
        if not self._of_all:
            raise RefusedError(f"proposal {one.number} {why}", f"{one.note}")
        return None

    def _again_of(self, one: Proposed) -> Again:
        """Objectives that the proposals speak of again, this one of that which a person named."""
        same_as, words = self._named.same_as, one.proposal.words
        if one.proposal.kind != "objective" or same_as is None:
            return self._again
        others = {other: about for other, about in self._again.items() if other != words}
        return others if same_as == NEW else others | {words: same_as}

    def _amended(self, one: Proposed, source: Found) -> list[Unnumbered]:
        if goes_with_report(one.proposal) and self._named.fields:
            what = move_with_report(one.proposal)
            raise RefusedError(f"{what.partition('.')[2]} {one.number} is entered already", f"record another {what}")
        return amended(self._by, self._dialogue, self._board, one, source, self._named.fields)

    def _report(self, one: Proposed, source: Found, about: str) -> list[Unnumbered] | None:
        """What a report says became of the demarche ``about``."""
        now = self._stands().things[about]
        shown = next((known.becomes for known in one.demarches if known.demarche == about), None)
        verb = (
            shown.partition(".")[2]
            if shown in ("demarche.instruct", "demarche.extend")  # said by the one who instructed it
            else demarche_move(one.proposal, source.record.telegram, now.state, self._moves)
            or one.demarches[0].becomes.partition(".")[2]
        )
        if not self._moves.tells_again("demarche", now.state, verb):
            if self._of_all and not self._moves.allows("demarche", now.state, verb):
                return None
            self._moves.after("demarche", verb, now.state)
        return [self._reported(now, verb, one, source)]

    def _reported(self, demarche: Thing, verb: str, one: Proposed, source: Found) -> Unnumbered:
        """A report on a demarche, of the day that its words tell where it follows from what stood then, else of the
        day of its telegram: a reply that was handed over before the delivery was reported is one all the same."""
        draft = reported(self._by, self._dialogue, demarche, verb, one, source, self._named.fields)
        day = day_of(source.record)
        if draft.on == day:
            return draft
        before = self._before()
        told, stood = (self._fold_with(self._entries, [*before, *more]).findings for more in ([draft], []))
        if len(told) <= len(stood):
            return draft
        return reported(self._by, self._dialogue, demarche, verb, one, source, self._named.fields, on=day)

    def _outcome(self, one: Proposed, source: Found) -> list[Unnumbered] | None:
        """What a meeting ended with; the report of the meeting, where that is accepted with it, stands before it."""
        stands = self._stands()
        held = reported_held(stands, one.proposal.telegram, day_of(source.record))
        if len(held) == 1:
            return [self._moved(stands, held[0].id, one, source)]
        if not self._of_all:
            raise MoveError(f"proposal {one.number} is what a meeting ended with", f"{one.note}")
        return None

    def _movement(self, one: Proposed, source: Found, about: str) -> list[Unnumbered] | None:
        """What a proposal says became of a thing of the board."""
        stands = self._stands()
        try:
            return [self._moved(stands, about, one, source)]
        except MoveError:  # what comes before it in the telegram has moved it already
            if not self._of_all:
                raise
            return None

    def _moved(self, stands: Board, about: str, one: Proposed, source: Found) -> Unnumbered:
        return moved(self._by, self._dialogue, stands, about, one, source, self._named.fields, self._moves)


def _demarche_of(one: Proposed, named: str | None, board: Board) -> str | None:
    """Id of the demarche that a proposal moves: the one that a person names, else the one it shows. None: a new one."""
    if one.proposal.kind not in ("demarche", "event") or named == NEW:
        return None
    if named is None:
        return one.demarche
    if board.things[named].entity != "demarche":
        raise RefusedError("that is no demarche of the board", "name a demarche by its number, or new")
    if not is_report(one.proposal) and not one.demarches:
        raise RefusedError(f"proposal {one.number} asks for a demarche and reports on none", "accept it as a new one")
    return named


def _named_for(one: Proposed, named: Mapping[str, str]) -> Mapping[str, str]:
    """What a person names in the place of what a proposal shows; an objective is named so for sentences alone."""
    return named if one.proposal.kind == "event" else {kind: which for kind, which in named.items() if kind in MOVED}


def _moved_by(one: Proposed, named: Mapping[str, str], board: Board) -> str | None:
    """Id of the meeting or commitment that a proposal moves: the one that a person names, else the one it shows."""
    # Words of what became of a thing of one kind may tell of one of another.
    able: tuple[str, ...] = tuple(dict.fromkeys((*tells_of(one.proposal), *(known.entity for known in one.candidates))))
    for entity in named:
        if entity not in able:
            raise RefusedError(
                f"proposal {one.number} tells of no {entity}", "leave it out, or accept another proposal"
            )
    chosen_one = next(iter(named.values()), one.moves)
    if chosen_one is None or chosen_one == NEW:
        return None
    if board.things[chosen_one].entity not in able:
        raise RefusedError(f"that is no {' or '.join(able)} of the board", f"name a {able[0]} by its number, or new")
    return chosen_one
