"""What telegrams propose, and what a reader decides of it: opening a dialogue, accepting, amending and rejecting.

A machine's proposal changes nothing until someone accepts it here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import msgspec

from legation.core.dialogue.ledger import Entry, Unnumbered
from legation.core.dialogue.proposal import Proposal
from legation.core.errors import RefusedError
from legation.core.marking import Marking, Reader
from legation.services.boards.sourcing import day_of
from legation.services.own_words import check_own_words
from legation.services.proposals.acceptance import (
    OFFERED,
    RECONSIDER,
    REJECT,
    Found,
    Picking,
    Proposed,
    Shown,
    Which,
    as_shown,
    asserted,
    chosen,
    same_words,
    still_rejecting,
)
from legation.services.proposals.accepting import Accepting, named_in
from legation.services.proposals.entering import draft_of, reports_asked
from legation.services.proposals.leads import LEADS, Leads
from legation.services.proposals.opening import opened
from legation.services.proposals.proposals import Undecided
from legation.services.proposals.standing import Standing


class Deciding(Standing):
    """Every operation on what telegrams propose."""

    def proposals(self, reader: Reader, mrn: str, dialogue: str | None = None) -> list[Proposed]:
        """What a telegram proposes, over all its readable versions, each with its status.

        A rejection counts in every dialogue, an acceptance in ``dialogue``, or in any if that is None. Raises
        NotFoundError for a telegram that is absent or closed.
        """
        return self._proposals.of(reader, mrn, dialogue)

    def entered(self, reader: Reader, mrn: str, dialogue: str) -> dict[str, str | None]:
        """Of each proposal of a telegram the thing as which a dialogue has it, by ``fingerprint``; None for none.

        Raises NotFoundError for a telegram that is absent or closed.
        """
        return self._proposals.entered(reader, mrn, dialogue)

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
        entries = [*still_rejecting(entries)]
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
        shown_by: Sequence[str] = (),
    ) -> str:
        """Open the dialogue that a telegram proposes, and return its id; opening it again changes nothing.

        id: as it will stand in addresses, and in every entry however low its marking, so none that tells more than all
        who see an entry may know; by default one that tells nothing, such as ``d-3f2a9c1b``. ours: by default the party
        whose service sent the telegram, else the first. shown_by: telegrams whose heads show the sides, which the entry
        cites, and as which it is held. Raises NotFoundError, and RefusedError if the telegram proposes
        none and title or parties are missing.
        """
        found = self._proposals.found(reader, mrn)
        last = self._sources.versions(reader, mrn)[-1]
        heads = [self._sources.versions(reader, one)[-1] for one in shown_by]
        dialogue = ""

        def made() -> list[Unnumbered]:
            nonlocal dialogue
            entries = self._ledger.entries(reader)
            one = opened(reader.name, found, entries, last, heads, id=id, title=title, ours=ours, parties=parties)
            if not isinstance(one, str):
                check_own_words(Marking.from_label(one.access), title, parties, ours)
            dialogue = one if isinstance(one, str) else one.dialogue
            return [] if isinstance(one, str) else [one]

        self._enter(reader, made)
        return dialogue

    def accept(
        self, reader: Reader, dialogue: str, mrn: str, which: Which = None, *, shown: Shown | None = None
    ) -> list[Entry]:
        """Enter proposals of a telegram as moves; what was entered before is left as it is.

        which: numbers from 1, fingerprints, or None for all that are still proposed; a number is a place, and another
        proposal may have it once a version of the telegram came. shown: what the person was shown, by fingerprint: what
        was not, or would now enter another thing, is refused, and left where all are taken. Returns the new entries.
        Proposals without a move (``Proposed.note``) are skipped. One that reports on a demarche of the board moves
        that. Raises NotFoundError, RefusedError for a number that the telegram has not, MoveError for what does not
        follow from what stood on its day, such as a reply before the delivery; of all, that is left as proposed.

        Entries come back numbered and chained as ``export`` gives them.
        """
        return self._enter(reader, lambda: self._accepted(reader, dialogue, mrn, which, {}, shown))

    def accept_picked(self, reader: Reader, dialogue: str, mrn: str, picks: Picking) -> list[Entry]:
        """``accept`` of what ``picks`` takes of all that the telegram proposes, which is dear to list, and listed once.

        Raises as ``accept``.
        """
        return self._enter(reader, lambda: self._accepted(reader, dialogue, mrn, picks, {}))

    def amend(
        self,
        reader: Reader,
        dialogue: str,
        mrn: str,
        which: Which,
        fields: Mapping[str, Any],
        *,
        shown: Shown | None = None,
    ) -> list[Entry]:
        """Accept with changed fields; the entry keeps what each was. One accepted before is amended.

        Beside the proposal's own: ``same_as``, the objective that it speaks of again, and ``demarche``, the one that it
        reports on; either may be ``new``. shown: as of ``accept``. Raises RefusedError for an unknown field, a day
        that is none, and a word that is none of the field's.
        """
        return self._enter(reader, lambda: self._accepted(reader, dialogue, mrn, which, fields, shown))

    def reject(self, reader: Reader, dialogue: str, mrn: str, which: Which, reason: str) -> list[Entry]:
        """Turn proposals down, in every dialogue, until ``reconsider``. RefusedError for one accepted already."""
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
            source = found[one.number - 1].last if one.corrects else found[one.number - 1]
            fields = {**asserted(source.proposal), "reason": reason, "proposed": source.proposal.kind}
            fields["text"] = source.proposal.text
            day, about = day_of(source.record), one.fingerprint
            drafts.append(draft_of(reader.name, REJECT, dialogue, about, day, fields, source.sources, [source.record]))
            check_own_words(Marking.from_label(drafts[-1].access), reason)
        return drafts

    def reconsider(self, reader: Reader, dialogue: str, mrn: str, which: Which) -> list[Entry]:
        """Take back the rejection of proposals, in every dialogue: they wait for a decision again.

        The rejection stays in the ledger, and this beside it. One that is not rejected is left as it is. Raises as
        ``reject``.
        """
        return self._enter(reader, lambda: self._reconsidered(reader, dialogue, mrn, which))

    def _reconsidered(self, reader: Reader, dialogue: str, mrn: str, which: Which) -> list[Unnumbered]:
        self._entries(reader, dialogue)
        rejections = self._proposals.rejections(reader, mrn)
        # Of two rejections of the same words each is taken back, under the name and the marking that it has.
        drafts = {
            entry.draft.about: msgspec.structs.replace(
                entry.draft,
                author=reader.name,
                kind=RECONSIDER,
                dialogue=dialogue,
                fields={name: held for name, held in entry.draft.fields.items() if name != "reason"},
            )
            for one in chosen(self.proposals(reader, mrn, dialogue), which)
            for entry in rejections[one.number - 1]
        }
        return [*drafts.values()]

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
        self,
        reader: Reader,
        dialogue: str,
        mrn: str,
        which: Which | Picking,
        given: Mapping[str, Any],
        shown: Shown | None = None,
    ) -> list[Unnumbered]:
        entries = self._entries(reader, dialogue)
        found = self._proposals.found(reader, mrn, stated=True)
        listed = self.proposals(reader, mrn, dialogue)
        named = which(listed) if callable(which) else which
        picked = chosen(listed, named)
        if shown is not None:
            picked = as_shown(picked, named, shown)
        again = {
            one.proposal.words: one.links_to for one in listed if one.links_to and one.proposal.kind == "objective"
        }
        accepting = Accepting(
            reader.name,
            dialogue,
            entries,
            found,
            reports_asked(listed, found),
            again,
            named_in(given, listed, picked, self._fold(entries), self._moves),
            self._moves,
            self._fold,
            self._fold_with,
            of_all=which is None,
        )
        for one in picked:
            accepting.take(one)
        return accepting.entered(changed=bool(given))
