"""What telegrams propose, and what a reader decides of it: opening a dialogue, accepting, amending and rejecting.

A machine's proposal changes nothing until someone accepts it here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import msgspec

from legation.core.dialogue.board import Board, Thing, on_both_sides
from legation.core.dialogue.fields import stated
from legation.core.dialogue.ledger import Entry, Unnumbered, chained
from legation.core.dialogue.proposal import Proposal
from legation.core.errors import MoveError, RefusedError
from legation.core.marking import Marking, Reader
from legation.services.acceptance import OFFERED, Found, Proposed, Which, asserted, chosen, same_words
from legation.services.entering import amended, draft_of, moved, raised, reported
from legation.services.following import demarche_move, is_report
from legation.services.leads import LEADS, Leads
from legation.services.moving import MOVED, tells_of
from legation.services.opening import opened
from legation.services.outcomes import is_outcome
from legation.services.outcomes import reported as reported_held
from legation.services.own_words import check_own_words
from legation.services.pointing import CHOSEN, NEW, resolve
from legation.services.proposals import Undecided
from legation.services.recording import check, check_sides
from legation.services.sourcing import day_of
from legation.services.standing import Standing


class Deciding(Standing):
    """Every operation on what telegrams propose."""

    def proposals(self, reader: Reader, mrn: str, dialogue: str | None = None) -> list[Proposed]:
        """What a telegram proposes, over all its readable versions, each with its status.

        A rejection counts in every dialogue, an acceptance in ``dialogue``, or in any if that is None. Raises
        NotFoundError for a telegram that is absent or closed.
        """
        return self._proposals.of(reader, mrn, dialogue)

    def undecided(
        self, reader: Reader, dialogue: str, *, after: str = "", most: int = 6, as_of: date | None = None
    ) -> Undecided:
        """Proposals, not decided yet, of the telegrams that a board rests on; those of ``most`` telegrams at once.

        The telegrams go from the one that came last into the dialogue; ``after`` is ``Undecided.next`` of the page
        before. as_of: of the telegrams that it rested on then; what was decided counts from the day that its entry is
        of, which is that of the telegram, not that of deciding. Raises NotFoundError.
        """
        board = self._fold(self._entries(reader, dialogue), as_of)
        return self._proposals.undecided(reader, dialogue, board, after=after, most=most, as_of=as_of)

    def leads(self, reader: Reader, dialogue: str, *, most: int = LEADS, as_of: date | None = None) -> Leads:
        """Telegrams that cite what the board rests on, or are cited by it, and of which nothing was decided; by day.

        Those that have nothing to decide are left out. as_of: of the board of that day, those that were sent by then;
        what was decided counts from the day that its entry is of, which is that of the telegram, not that of deciding.
        Raises NotFoundError.
        """
        last = as_of.isoformat() if as_of is not None else None
        board = self._fold(self._entries(reader, dialogue), as_of)
        entries = [entry for entry in self._ledger.entries(reader) if last is None or entry.draft.on <= last]
        waiting = self._proposals.waiting(reader, dialogue, board, entries)
        return self._leading.of(reader, dialogue, board, entries, waiting, most=most, as_of=last)

    def open(
        self,
        reader: Reader,
        mrn: str,
        *,
        id: str | None = None,  # noqa: A002 - the contract of the house
        title: str | None = None,
        ours: str | None = None,
        parties: Sequence[str] | None = None,
    ) -> str:
        """Open the dialogue that a telegram proposes, and return its id; opening it again changes nothing.

        id: as it will stand in addresses, and in every entry however low its marking, so none that tells more than all
        who see an entry may know; by default one that tells nothing, such as ``d-3f2a9c1b``. ours: by default the party
        whose service sent the telegram, else the first. Raises NotFoundError, and RefusedError if the telegram proposes
        none and title or parties are missing.
        """
        found = self._proposals.found(reader, mrn)
        last = self._sources.versions(reader, mrn)[-1]
        dialogue = ""

        def made() -> list[Unnumbered]:
            nonlocal dialogue
            entries = self._ledger.entries(reader)
            one = opened(reader.name, found, entries, last, id=id, title=title, ours=ours, parties=parties)
            if not isinstance(one, str):
                check_own_words(Marking.from_label(one.access), title, parties, ours)
            dialogue = one if isinstance(one, str) else one.dialogue
            return [] if isinstance(one, str) else [one]

        self._enter(reader, made)
        return dialogue

    def accept(self, reader: Reader, dialogue: str, mrn: str, which: Which = None) -> list[Entry]:
        """Enter proposals of a telegram as moves; what was entered before is left as it is.

        which: numbers from 1, fingerprints, or None for all that are still proposed. Returns the new entries.
        Proposals without a move (``Proposed.note``) are skipped. One that reports on a demarche of the board moves
        that. Raises NotFoundError, RefusedError for a number that the telegram has not, MoveError for what does not
        follow from what stood on its day, such as a reply before the delivery; of all, that is left as proposed.

        Entries come back numbered and chained as ``export`` gives them.
        """
        return self._enter(reader, lambda: self._accepted(reader, dialogue, mrn, which, {}))

    def amend(self, reader: Reader, dialogue: str, mrn: str, which: Which, fields: Mapping[str, Any]) -> list[Entry]:
        """Accept with changed fields; the entry keeps what each was. One accepted before is amended.

        Beside the proposal's own: ``same_as``, the objective that it speaks of again, and ``demarche``, the one that it
        reports on; either may be ``new``. Raises RefusedError for an unknown field, a day
        that is none, and a word that is none of the field's.
        """
        return self._enter(reader, lambda: self._accepted(reader, dialogue, mrn, which, fields))

    def reject(self, reader: Reader, dialogue: str, mrn: str, which: Which, reason: str) -> list[Entry]:
        """Turn proposals down for good, in every dialogue. Raises RefusedError for one accepted already."""
        return self._enter(reader, lambda: self._rejected(reader, dialogue, mrn, which, reason))

    def _rejected(self, reader: Reader, dialogue: str, mrn: str, which: Which, reason: str) -> list[Unnumbered]:
        self._entries(reader, dialogue)
        found = self._proposals.found(reader, mrn, stated=True)
        drafts = []
        for one in chosen(self.proposals(reader, mrn, dialogue), which):
            if one.status == "accepted":
                raise RefusedError(
                    f"proposal {one.number} is accepted already", "record a move on it, such as dropping it"
                )
            if one.status == "rejected":
                continue
            source = found[one.number - 1]
            fields = {**asserted(source.proposal), "reason": reason, "proposed": source.proposal.kind}
            fields["text"] = source.proposal.text
            day, about = day_of(source.record), one.fingerprint
            drafts.append(
                draft_of(reader.name, "proposal.reject", dialogue, about, day, fields, source.sources, [source.record])
            )
            check_own_words(Marking.from_label(drafts[-1].access), reason)
        return drafts

    def offer(self, reader: Reader, dialogue: str, mrn: str, proposals: Sequence[Proposal]) -> list[Proposal]:
        """Keep proposals that no rule made beside those of the rules, to be decided like them; returns the new ones.

        What a rule, or an earlier offer, proposes on the same words is left out. Raises NotFoundError.
        """
        new: list[Proposal] = []
        self._enter(reader, lambda: self._offered(reader, dialogue, mrn, proposals, new))
        return new

    def _offered(
        self, reader: Reader, dialogue: str, mrn: str, proposals: Sequence[Proposal], new: list[Proposal]
    ) -> list[Unnumbered]:
        """new: gets those that are not known already."""
        self._entries(reader, dialogue)
        held = {record.sha256: record for record in self._sources.versions(reader, mrn)}
        known = self._proposals.found(reader, mrn)
        new.clear()
        drafts = []
        for proposal in proposals:
            record = held.get(proposal.sources[0].sha256)
            if record is None or any(same_words(one.proposal, proposal) for one in known):
                continue
            known.append(Found(proposal, record))
            new.append(proposal)
            fields = {OFFERED: msgspec.to_builtins(proposal)}
            about, sources = proposal.fingerprint, proposal.sources
            drafts.append(
                draft_of(reader.name, "proposal.offer", dialogue, about, day_of(record), fields, sources, [record])
            )
        return drafts

    def _accepted(
        self, reader: Reader, dialogue: str, mrn: str, which: Which, given: Mapping[str, Any]
    ) -> list[Unnumbered]:
        entries = self._entries(reader, dialogue)
        board = self._fold(entries)
        found = self._proposals.found(reader, mrn, stated=True)
        listed = self.proposals(reader, mrn, dialogue)
        changed = dict(given)
        for one in chosen(listed, which):
            if one.becomes is not None and given:
                amends = one.becomes if is_outcome(one.proposal) else f"{one.becomes.partition('.')[0]}.amend"
                changed = stated(self._moves, amends, given, CHOSEN)
        resolve(board, self._moves, changed, "objective")
        same_as = changed.pop("same_as", None)
        of = changed.pop("demarche", None)
        named_for: dict[str, str] = {entity: changed.pop(entity) for entity in MOVED if entity in changed}
        again = {
            one.proposal.words: one.links_to for one in listed if one.links_to and one.proposal.kind == "objective"
        }
        if same_as is not None and any(known.entity == "objective" for one in listed for known in one.candidates):
            named_for["objective"] = same_as
        made: list[tuple[Proposed, list[Unnumbered]]] = []
        for one in chosen(listed, which):
            if which is None and one.beside is not None:
                continue
            source = found[one.number - 1]
            if one.proposal.kind == "event" and NEW in (of, *named_for.values()):
                raise RefusedError(f"proposal {one.number} raises nothing by itself", "reject it, or name the thing")
            named = dict(again)
            if one.proposal.kind == "objective" and same_as is not None:
                named.pop(one.proposal.words, None)
                named |= {one.proposal.words: same_as} if same_as != NEW else {}
            elif one.choice and one.proposal.kind == "objective":
                if which is None:
                    continue  # left for a person who says which
                raise RefusedError(f"proposal {one.number} may be one of several objectives", f"{one.note}")
            if one.status == "accepted":
                if is_outcome(one.proposal) and changed:
                    raise RefusedError(f"outcome {one.number} is entered already", "record another meeting.outcome")
                made.append((one, amended(reader.name, dialogue, board, one, source, changed)))
            elif (about := _demarche_of(one, of, board)) is not None:
                # What comes before it in the telegram, such as its delivery, counts already.
                before = [draft for _, some in made for draft in some]
                now = self._fold_with(entries, before).things[about]
                shown = next((known.becomes for known in one.demarches if known.demarche == about), None)
                verb = (
                    shown.partition(".")[2]
                    if shown in ("demarche.instruct", "demarche.extend")  # said by the one who instructed it
                    else demarche_move(one.proposal, source.record.telegram, now.state, self._moves)
                    or one.demarches[0].becomes.partition(".")[2]
                )
                if not self._moves.tells_again("demarche", now.state, verb):
                    if which is None and not self._moves.allows("demarche", now.state, verb):
                        continue
                    self._moves.after("demarche", verb, now.state)
                made.append((one, [self._reported(reader, dialogue, entries, before, now, verb, one, source, changed)]))
            elif one.which_demarche and of is None:
                if which is None:
                    continue
                raise RefusedError(f"proposal {one.number} may report on one of several demarches", f"{one.note}")
            elif one.before and not named_for:
                # The report of its meeting, where that is accepted with it, stands before it.
                stands = self._fold_with(entries, [draft for _, some in made for draft in some])
                held = reported_held(stands, one.proposal.telegram, day_of(source.record))
                if len(held) == 1:
                    made.append(
                        (one, [moved(reader.name, dialogue, stands, held[0].id, one, source, changed, self._moves)])
                    )
                elif which is not None:
                    raise MoveError(f"proposal {one.number} is what a meeting ended with", f"{one.note}")
            elif (about := _moved_by(one, _named_for(one, named_for), board)) is not None:
                stands = self._fold_with(entries, [draft for _, some in made for draft in some])
                try:
                    draft = moved(reader.name, dialogue, stands, about, one, source, changed, self._moves)
                    made.append((one, [draft]))
                except MoveError:  # what comes before it in the telegram has moved it already
                    if which is not None:
                        raise
            elif one.which_moves and not named_for:
                if which is None:
                    continue
                raise RefusedError(f"proposal {one.number} may tell of one of several", f"{one.note}")
            elif one.becomes is not None:
                made.append((one, raised(reader.name, dialogue, board, one, source, found, changed, named)))
        for _, some in made:
            for draft in some:
                check_own_words(Marking.from_label(draft.access), changed)
        return self._fitting(entries, made, changed=bool(given), leave=which is None)

    def _reported(
        self,
        reader: Reader,
        dialogue: str,
        entries: Sequence[Entry],
        before: Sequence[Unnumbered],
        demarche: Thing,
        verb: str,
        one: Proposed,
        source: Found,
        changed: dict[str, Any],
    ) -> Unnumbered:
        """A report on a demarche, of the day that its words tell where it follows from what stood then, else of the
        day of its telegram: a reply that was handed over before the delivery was reported is one all the same."""
        draft = reported(reader.name, dialogue, demarche, verb, one, source, changed)
        day = day_of(source.record)
        if draft.on == day:
            return draft
        told, stood = (self._fold_with(entries, [*before, *more]).findings for more in ([draft], []))
        if len(told) <= len(stood):
            return draft
        return reported(reader.name, dialogue, demarche, verb, one, source, changed, on=day)

    def _fitting(
        self,
        entries: Sequence[Entry],
        made: Sequence[tuple[Proposed, list[Unnumbered]]],
        *,
        changed: bool,
        leave: bool,
    ) -> list[Unnumbered]:
        """What accepting proposals enters, as far as each follows from what stands on its day.

        changed: a person changed fields. leave: what does not follow is left for a person. Raises MoveError for it
        otherwise, with what the state allows.
        """
        drafts = [draft for _, some in made for draft in some]
        board = self._fold(entries)
        # What is new follows from nothing, and a rule gives it fields that a board can be made with.
        apart = all(on_both_sides(draft.fields, self._moves.both) is None for draft in drafts)
        if apart and not changed and not any(draft.about in board.things for draft in drafts):
            return drafts
        if len(self._fold_with(entries, drafts).findings) <= len(board.findings):
            return drafts
        kept: list[Unnumbered] = []
        for one, some in made:
            before, after = (self._fold_with(entries, [*kept, *more]).findings for more in ([], some))
            if len(after) <= len(before):
                kept += some
            elif not leave:
                held = [*entries, *chained(kept, entries[-1].number, entries[-1].hash)]
                then = self._fold_with(entries, [*kept, *some])
                for draft in some:
                    check_sides(draft, then, self._moves)
                    check(draft, held, self._moves, self._fold)
                told = next(finding for finding in after if finding not in before)
                raise MoveError(f"proposal {one.number} does not follow ({told})", "record what is missing before it")
        return kept


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
