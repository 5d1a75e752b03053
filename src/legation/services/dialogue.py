"""Running a dialogue: opening it from a telegram, accepting what the telegrams propose, and recording moves.

Everything a person decides becomes an entry of the ledger with its sources; the board is folded from what the
reader may read of it. A machine's proposal changes nothing until someone accepts it here.
"""

from __future__ import annotations

import builtins
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any, TypeVar

import msgspec

from legation.core.dialogue.board import Board, Thing, on_both_sides
from legation.core.dialogue.fields import stated
from legation.core.dialogue.ledger import PART_OF, PARTS, START, Draft, Entry, chained
from legation.core.dialogue.moves import Moves
from legation.core.dialogue.proposal import Proposal, Source
from legation.core.errors import MoveError, NotFoundError, RefusedError
from legation.core.marking import Reader
from legation.core.telegram import Telegram
from legation.services import board as showing
from legation.services.acceptance import (
    OFFERED,
    Found,
    Proposed,
    Which,
    asserted,
    chosen,
    same_words,
)
from legation.services.boards import Boards, Draw
from legation.services.brief import Brief, Kind
from legation.services.briefing import hand_over, scene_setter
from legation.services.entering import amended, draft_of, moved, raised, reported
from legation.services.following import demarche_move, is_report
from legation.services.moving import MOVED, tells_of
from legation.services.opening import opened
from legation.services.pointing import CHOSEN, NEW, named_thing, resolve
from legation.services.proposals import Proposals, Undecided
from legation.services.recording import by_hand, check, check_sides, known_move, to_merge, to_split
from legation.services.sides import unknown_in
from legation.services.sourcing import Sources, day_of
from legation.services.stating import added, named_by
from legation.services.telling import Listed, Quote, Told, listed
from legation.storage.ports import Ledger, Telegrams
from legation.tables.parties import PartyTable, default_parties

Drawn = TypeVar("Drawn")


class Dialogues:
    """Every operation on dialogues. The reader comes first; their name signs what they enter."""

    def __init__(
        self,
        telegrams: Telegrams,
        ledger: Ledger,
        propose: Callable[[Telegram], list[Proposal]],
        moves: Moves,
        now: Callable[[], datetime],
        parties: PartyTable | None = None,
        statements: Callable[[Telegram], list[Proposal]] = lambda _: [],
    ) -> None:
        self._sources = Sources(telegrams)
        self._ledger = ledger
        self._moves = moves
        self._now = now
        self._parties = parties or default_parties()
        self._boards = Boards(moves, self._parties)
        self._proposals = Proposals(telegrams, ledger, propose, statements, self._parties, self._fold, moves)

    # What a reader sees.

    def list(self, reader: Reader, as_of: date | None = None) -> builtins.list[Listed]:
        """Every dialogue of which the reader may read an entry, by id; as they stood at the end of a day."""
        return [listed(dialogue, board) for dialogue, board in self.boards(reader, as_of).items()]

    def named(self, reader: Reader, words: str, *, limit: int) -> builtins.list[Listed]:
        """At most ``limit`` of which the id, title or parties have each of ``words``; what moved last comes first."""
        wanted = words.casefold().split()
        found = [
            one
            for one in self.list(reader)
            if all(word in " ".join((one.id, one.title, *one.parties)).casefold() for word in wanted)
        ]
        return sorted(found, key=lambda one: one.last.on if one.last is not None else "", reverse=True)[:limit]

    def stands(self, reader: Reader, dialogue: str) -> bool:
        """Whether the reader may read an entry of a dialogue with this id."""
        return bool(self._ledger.entries(reader, dialogue))

    def boards(self, reader: Reader, as_of: date | None = None) -> dict[str, Board]:
        """The board of every dialogue of which the reader may read an entry, by id; ``as_of``: of those begun then."""
        then = {dialogue: self._fold(entries, as_of) for dialogue, entries in self._each(reader).items()}
        return {name: board for name, board in then.items() if as_of is None or showing.everything(board)}

    def board(self, reader: Reader, dialogue: str, as_of: date | None = None) -> Board:
        """The dialogue as it stands, or stood at the end of a day. Raises NotFoundError.

        Overdue is reckoned on ``as_of``, else on the present day.
        """
        return self._fold(self._entries(reader, dialogue), as_of)

    def drawn(self, reader: Reader, dialogue: str, as_of: date | None, draw: Draw[Drawn]) -> Drawn:
        """What ``draw`` makes of ``board`` and the id alone, and of nothing that the reader asks; kept with it."""
        entries = self._entries(reader, dialogue)
        return self._boards.drawn(entries, dialogue, as_of, as_of or self._now().date(), draw)

    def view(
        self, reader: Reader, dialogue: str, as_of: date | None = None, only: showing.Filter | None = None
    ) -> showing.View:
        """``board`` in rows, with its banner; all of them, or those that a filter takes."""
        entries, today = self._entries(reader, dialogue), as_of or self._now().date()
        whole = self._boards.view(entries, dialogue, as_of, today)
        return whole if only is None else showing.filtered(self._boards.fold(entries, as_of, today), whole, only)

    def views(self, reader: Reader, as_of: date | None = None) -> dict[str, showing.View]:
        """``view`` of every dialogue of which the reader may read an entry, by id."""
        today = as_of or self._now().date()
        return {name: self._boards.view(entries, name, as_of, today) for name, entries in self._each(reader).items()}

    def story(self, reader: Reader, dialogue: str, about: str, as_of: date | None = None) -> builtins.list[Told]:
        """Every movement of a thing and of what is linked to it, by day, with the words of its sources.

        about: an id, a number such as ``objective 3`` (``3`` is an objective), or the id of the dialogue. as_of: up to
        the end of that day.
        """
        board = self.board(reader, dialogue, as_of)
        if about == dialogue and board.dialogue is None and as_of is not None:
            return []
        if about != dialogue or board.dialogue is None:
            about = named_thing(board, "objective", about).id
        return [
            Told(
                movement=movement,
                quotes=tuple(self.quotes(reader, movement.sources)),
                adds=added(movement, named_by(board)),
            )
            for movement in board.story(about)
        ]

    def brief(
        self,
        reader: Reader,
        dialogue: str,
        as_of: date | None = None,
        *,
        kind: Kind = "scene-setter",
        since: date | None = None,
    ) -> Brief:
        """A scene-setter, or the brief of a hand-over, drawn from what the reader may read. Raises NotFoundError.

        since: say what moved after this day.
        """
        write = scene_setter if kind == "scene-setter" else hand_over
        return write(
            self.board(reader, dialogue, as_of),
            dialogue,
            made=self._now().date(),
            telegram=lambda source: self._sources.telegram(reader, source),
            before=self.board(reader, dialogue, since) if since is not None else None,
        )

    def export(self, reader: Reader, dialogue: str) -> builtins.list[dict[str, Any]]:
        """The entries as JSON values, oldest first.

        They are numbered and chained anew over what is exported: whoever receives it can check that it is
        whole, and learns nothing of entries that the reader may not read.
        """
        drafts = [entry.draft for entry in self._entries(reader, dialogue)]
        exported: builtins.list[dict[str, Any]] = msgspec.to_builtins(chained(drafts, 0, START))
        return exported

    def proposals(self, reader: Reader, mrn: str, dialogue: str | None = None) -> builtins.list[Proposed]:
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
        before. as_of: of the telegrams that it rested on then, what nobody had decided then. Raises NotFoundError.
        """
        board = self.board(reader, dialogue, as_of)
        return self._proposals.undecided(reader, dialogue, board, after=after, most=most, as_of=as_of)

    def quotes(self, reader: Reader, sources: Sequence[Source]) -> builtins.list[Quote]:
        """The words of sources, of those that the reader may read."""
        return self._sources.quotes(reader, sources)

    def unknown_sides(self, fields: Mapping[str, Any]) -> builtins.list[str]:
        """Of the fields of an entry, what stands for a party and is none that is known; it stands all the same."""
        return unknown_in(fields, self._parties)

    # What a reader decides.

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
        made = opened(
            reader.name, found, self._ledger.entries(reader), last, id=id, title=title, ours=ours, parties=parties
        )
        if isinstance(made, str):
            return made
        self._append(reader, [made])
        return made.dialogue

    def accept(self, reader: Reader, dialogue: str, mrn: str, which: Which = None) -> builtins.list[Entry]:
        """Enter proposals of a telegram as moves; what was entered before is left as it is.

        which: numbers from 1, fingerprints, or None for all that are still proposed. Returns the new entries.
        Proposals without a move (``Proposed.note``) are skipped. One that reports on a demarche of the board moves
        that. Raises NotFoundError, RefusedError for a number that the telegram has not, MoveError for what does not
        follow from what stood on its day, such as a reply before the delivery; of all, that is left as proposed.

        Entries come back numbered and chained as ``export`` gives them.
        """
        return self._accept(reader, dialogue, mrn, which, {})

    def amend(
        self, reader: Reader, dialogue: str, mrn: str, which: Which, fields: Mapping[str, Any]
    ) -> builtins.list[Entry]:
        """Accept with changed fields; the entry keeps what each was. One accepted before is amended.

        Beside the proposal's own: ``same_as``, the objective that it speaks of again, and ``demarche``, the one that it
        reports on; either may be ``new``. Raises RefusedError for an unknown field, a day
        that is none, and a word that is none of the field's.
        """
        return self._accept(reader, dialogue, mrn, which, fields)

    def reject(self, reader: Reader, dialogue: str, mrn: str, which: Which, reason: str) -> builtins.list[Entry]:
        """Turn proposals down for good, in every dialogue. Raises RefusedError for one accepted already."""
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
            drafts.append(
                draft_of(
                    reader.name,
                    "proposal.reject",
                    dialogue,
                    one.fingerprint,
                    day_of(source.record),
                    fields,
                    source.sources,
                    [source.record],
                )
            )
        return self._append(reader, drafts)

    def offer(self, reader: Reader, dialogue: str, mrn: str, proposals: Sequence[Proposal]) -> builtins.list[Proposal]:
        """Keep proposals that no rule made beside those of the rules, to be decided like them; returns the new ones.

        What a rule, or an earlier offer, proposes on the same words is left out. Raises NotFoundError.
        """
        self._entries(reader, dialogue)
        held = {record.sha256: record for record in self._sources.versions(reader, mrn)}
        known = self._proposals.found(reader, mrn)
        new: builtins.list[Proposal] = []
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
        self._append(reader, drafts)
        return new

    def record(
        self,
        reader: Reader,
        dialogue: str,
        kind: str,
        about: str,
        *,
        mrn: str | None = None,
        quote: str | None = None,
        on: date | None = None,
        fields: Mapping[str, Any] | None = None,
    ) -> Entry:
        """Enter one move by hand.

        Args:
            kind: ``entity.verb`` of the moves table, or ``entity.amend``.
            about: id or number on the board (``3``, ``objective 3``); for a move that raises a thing, a new key,
            or the objective that it belongs to; a position is named by that alone (``3``).
            mrn: the telegram that shows it. Without one the entry is held as closely as what it is about.
            quote: words of that telegram; white space may differ. ``first words ... last words`` is all between, too.
            on: the day it took place, none to come; by default that of the telegram, else the present one.

        Raises:
            NotFoundError: no such dialogue or telegram. MoveError: the state does not allow it; names what it
            does.
            RefusedError: the words are not in the telegram, or stand there more than once; a field is none of the
            kind's; a day is none; a word is none of the field's.
        """
        known_move(self._moves, kind)
        fields = stated(self._moves, kind, fields or {})
        return self._record(reader, dialogue, kind, about, mrn=mrn, quote=quote, on=on, fields=fields)

    def merge(
        self,
        reader: Reader,
        dialogue: str,
        about: str,
        into: str,
        *,
        mrn: str | None = None,
        quote: str | None = None,
        on: date | None = None,
    ) -> Entry:
        """Say that an objective, or a demarche, is another one of the board; ``into`` stands for both from then on.

        about, into: as in ``record``. What belongs to a merged objective stands under the other; what was done of a
        merged demarche counts for the other. Raises as ``record`` does.
        """
        one, other = to_merge(self.board(reader, dialogue), about, into)
        fields = {"into": other.id}
        return self._record(reader, dialogue, f"{one.entity}.merge", one.id, mrn=mrn, quote=quote, on=on, fields=fields)

    def split(
        self,
        reader: Reader,
        dialogue: str,
        about: str,
        texts: Sequence[str],
        *,
        mrn: str | None = None,
        on: date | None = None,
    ) -> builtins.list[Entry]:
        """Make several objectives, or demarches, of one: each raised with its text, the first one saying into which.

        The parts stand for the one, which is closed; what belongs to it stays with it until it is amended to name
        another. The move ``unsplit`` takes it back. Raises as ``record`` does, and then enters nothing.
        """
        origin, kept = to_split(self.board(reader, dialogue), about, texts)
        raising = next(move.verb for move in self._moves.moves.values() if move.entity == origin.entity and move.opens)
        kind = f"{origin.entity}.split"
        # Parts of a split that was taken back are others than those of the next one, be they called the same.
        before = sum(movement.kind == kind for movement in origin.movements)
        parts = [
            self._drafted(
                reader,
                dialogue,
                f"{origin.entity}.{raising}",
                " ".join([origin.id, *([str(before)] if before else []), text.strip()]),
                mrn=mrn,
                on=on,
                fields={**kept, "text": text.strip(), PART_OF: origin.id},
                drawn=[origin],
            )
            for text in texts
        ]
        fields = {PARTS: [part.about for part in parts]}
        told = self._drafted(reader, dialogue, kind, origin.id, mrn=mrn, on=on, fields=fields, drawn=[origin])
        return self._append(reader, [*parts, told])

    def _record(
        self,
        reader: Reader,
        dialogue: str,
        kind: str,
        about: str,
        *,
        mrn: str | None = None,
        quote: str | None = None,
        on: date | None = None,
        fields: Mapping[str, Any] | None = None,
    ) -> Entry:
        draft = self._drafted(reader, dialogue, kind, about, mrn=mrn, quote=quote, on=on, fields=fields)
        return self._append(reader, [draft])[0]

    def _drafted(
        self,
        reader: Reader,
        dialogue: str,
        kind: str,
        about: str,
        *,
        mrn: str | None = None,
        quote: str | None = None,
        on: date | None = None,
        fields: Mapping[str, Any] | None = None,
        drawn: Sequence[Thing] = (),
    ) -> Draft:
        """What ``record`` enters, of fields that are drawn from things of the board."""
        entries = self._entries(reader, dialogue)
        board = self._fold(entries)
        known_move(self._moves, kind)
        if mrn is None and quote is not None:
            raise RefusedError("a quote needs its telegram", "name the telegram that it stands in")
        place = self._sources.place(reader, mrn, quote) if mrn is not None else None
        day = on.isoformat() if on is not None else day_of(place[0]) if place is not None else None
        if day is not None and day > (today := self._now().date().isoformat()):
            raise RefusedError(
                f"{day} is a day to come, and nothing has moved on it",
                f"date the move {today} or before; what is to come has a due day, or is the date of a meeting",
            )
        draft = by_hand(
            reader.name,
            dialogue,
            board,
            self._moves,
            kind,
            about,
            on=day or self._now().date().isoformat(),
            place=place,
            quoted=quote is not None,
            fields=fields,
            drawn=drawn,
        )
        check_sides(draft, self._fold_with(entries, [draft]), self._moves)
        if not kind.endswith(".amend"):
            check(draft, entries, self._moves, self._fold)
        return draft

    # How it is done.

    def _entries(self, reader: Reader, dialogue: str) -> builtins.list[Entry]:
        entries = self._ledger.entries(reader, dialogue)
        if not entries:
            raise NotFoundError(f"dialogue {dialogue}")
        return entries

    def _each(self, reader: Reader) -> dict[str, builtins.list[Entry]]:
        """What the reader may read of each dialogue, by its id."""
        by_dialogue: dict[str, builtins.list[Entry]] = {}
        for entry in self._ledger.entries(reader):
            by_dialogue.setdefault(entry.draft.dialogue, []).append(entry)
        return dict(sorted(by_dialogue.items()))

    def _fold(self, entries: Sequence[Entry], as_of: date | None = None) -> Board:
        return self._boards.fold(entries, as_of, as_of or self._now().date())

    def _fold_with(self, entries: Sequence[Entry], drafts: Sequence[Draft]) -> Board:
        """The board once these are entered.

        Raises RefusedError where there would be none: nothing would ever take them out.
        """
        try:
            return self._fold([*entries, *chained(drafts, entries[-1].number, entries[-1].hash)])
        except (TypeError, ValueError, AttributeError, LookupError, ArithmeticError) as error:
            raise RefusedError("no board can be made with these fields", "check what each of them holds") from error

    def _fitting(
        self,
        entries: Sequence[Entry],
        made: Sequence[tuple[Proposed, builtins.list[Draft]]],
        *,
        changed: bool,
        leave: bool,
    ) -> builtins.list[Draft]:
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
        kept: builtins.list[Draft] = []
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

    def _accept(
        self, reader: Reader, dialogue: str, mrn: str, which: Which, given: Mapping[str, Any]
    ) -> builtins.list[Entry]:
        entries = self._entries(reader, dialogue)
        board = self._fold(entries)
        found = self._proposals.found(reader, mrn, stated=True)
        listed = self.proposals(reader, mrn, dialogue)
        changed = dict(given)
        for one in chosen(listed, which):
            if one.becomes is not None and given:
                changed = stated(self._moves, f"{one.becomes.partition('.')[0]}.amend", given, CHOSEN)
        resolve(board, self._moves, changed, "objective")
        same_as = changed.pop("same_as", None)
        of = changed.pop("demarche", None)
        named_for: dict[str, str] = {entity: changed.pop(entity) for entity in MOVED if entity in changed}
        again = {
            one.proposal.words: one.links_to for one in listed if one.links_to and one.proposal.kind == "objective"
        }
        if same_as is not None and any(known.entity == "objective" for one in listed for known in one.candidates):
            named_for["objective"] = same_as
        made: builtins.list[tuple[Proposed, builtins.list[Draft]]] = []
        for one in chosen(listed, which):
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
                made.append((one, amended(reader.name, dialogue, board, one, source, changed)))
            elif (about := _demarche_of(one, of, board)) is not None:
                # What comes before it in the telegram, such as its delivery, counts already.
                before = [draft for _, some in made for draft in some]
                now = self._fold_with(entries, before).things[about]
                verb = (
                    demarche_move(one.proposal, source.record.telegram, now.state, self._moves)
                    or one.demarches[0].becomes.partition(".")[2]
                )
                if which is None and not self._moves.allows("demarche", now.state, verb):
                    continue
                self._moves.after("demarche", verb, now.state)
                made.append((one, [reported(reader.name, dialogue, now, verb, one, source, changed)]))
            elif one.which_demarche and of is None:
                if which is None:
                    continue
                raise RefusedError(f"proposal {one.number} may report on one of several demarches", f"{one.note}")
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
        return self._append(reader, self._fitting(entries, made, changed=bool(given), leave=which is None))

    def _append(self, reader: Reader, drafts: builtins.list[Draft]) -> builtins.list[Entry]:
        if not drafts:
            return []
        # A later entry has a later instant, even where the clock is coarse: amendments are told in that
        # order.
        earlier = max((entry.draft.instant for entry in self._ledger.entries(reader)), default="")
        instant = self._now().astimezone(UTC)
        if earlier and _stamp(instant) <= earlier:
            instant = datetime.fromisoformat(earlier) + timedelta(microseconds=1)
        stamped = [msgspec.structs.replace(draft, instant=_stamp(instant)) for draft in drafts]
        kept = self._ledger.append(reader, stamped)
        # The ledger's own numbers and hashes would tell of entries that this reader may not read.
        seen = chained((e.draft for e in self._entries(reader, stamped[0].dialogue)), 0, START)
        return seen[-len(kept) :]


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
    able: tuple[str, ...] = tells_of(one.proposal) or tuple(dict.fromkeys(known.entity for known in one.candidates))
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


def _stamp(instant: datetime) -> str:
    return instant.isoformat(timespec="microseconds").replace("+00:00", "Z")
