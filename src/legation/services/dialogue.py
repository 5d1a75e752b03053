"""Running a dialogue: opening it from a telegram, accepting what the telegrams propose, and recording moves.

Everything a person decides becomes an entry of the ledger with its sources; the board is folded from what the
reader may read of it. A machine's proposal changes nothing until someone accepts it here.
"""

from __future__ import annotations

import builtins
import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import msgspec

from legation.core.dialogue.fold import Board, Movement, Thing, fold
from legation.core.dialogue.ledger import RESTS_ON, START, Draft, Entry, chained, thing_id
from legation.core.dialogue.moves import Moves
from legation.core.dialogue.proposal import Proposal, Source
from legation.core.errors import MoveError, NotFoundError, RefusedError
from legation.core.marking import Marking, Reader, join_all
from legation.core.mrn import parse_mrn
from legation.core.telegram import Telegram
from legation.core.text import Span
from legation.services import board as showing
from legation.services.acceptance import (
    OFFERED,
    Found,
    Proposed,
    Status,
    Which,
    asserted,
    by_proposal,
    chosen,
    entries_of,
    objective_of,
    offered,
    opening,
    parties_named,
    remembered,
    same_words,
    stances_of,
    states_position,
    thing_of,
)
from legation.services.brief import Brief, Kind, hand_over, scene_setter
from legation.services.linking import LINKED, Linked, Words, link, matters_of, way_by
from legation.storage.ports import Ledger, Record, Telegrams
from legation.tables.marking import level_of, mark_of, source_marking
from legation.tables.parties import PartyTable, default_parties
from legation.tables.posts import load_posts


class Quote(msgspec.Struct, frozen=True, kw_only=True):
    """The exact words of a source, and the mark of their paragraph."""

    telegram: str
    paragraph: int | None
    span: Span
    text: str
    marking: str


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """One movement of a story with the words it rests on."""

    movement: Movement
    quotes: tuple[Quote, ...]


class Undecided(msgspec.Struct, frozen=True, kw_only=True):
    """Proposals that wait for a decision, each with its telegram. looked: telegrams that were read for them. banner:
    words over the telegrams of those that are told."""

    proposals: tuple[tuple[str, Proposed], ...]
    looked: int
    next: str | None
    banner: str


class Listed(msgspec.Struct, frozen=True, kw_only=True):
    """A dialogue among others. ``open``: its open objectives, ``mine`` those that we must act on."""

    id: str
    title: str
    parties: tuple[str, ...]
    ours: str | None
    state: str | None
    open: int
    mine: int
    last: showing.Last | None
    marking: str


def listed(dialogue: str, board: Board) -> Listed:
    """A dialogue as a list shows it."""
    own = board.dialogue
    wanted = [t for t in board.of("objective") if t.turn != "closed"]
    movements = [m for thing in showing.everything(board) for m in thing.movements]
    return Listed(
        id=dialogue,
        title=own.text if own is not None and own.text else dialogue,
        parties=board.parties,
        ours=board.ours,
        state=own.state if own is not None else None,
        open=len(wanted),
        mine=sum(t.turn == "mine" for t in wanted),
        last=showing.last(max(movements, key=lambda m: m.on)) if movements else None,
        marking=showing.banner(board),
    )


# Addresses of the one service whose telegrams the archive knows by post; others state `ours` or take the
# first party.
_UNITED_STATES = re.compile(
    r"^(?:AM ?EMBASSY|AM ?CONSUL|AMCONGEN|SECSTATE|DEPT? OF STATE|US(?:MISSION|UN|INT|LO|DEL|EU|NATO)\b)"
)


# In the place of an objective: none of the board.
_NEW = "new"


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
    ) -> None:
        self._telegrams = telegrams
        self._ledger = ledger
        self._parties = parties or default_parties()
        self._propose = propose
        self._moves = moves
        self._now = now

    # What a reader sees.

    def list(self, reader: Reader) -> builtins.list[Listed]:
        """Every dialogue of which the reader may read an entry, by id."""
        return [listed(dialogue, board) for dialogue, board in self.boards(reader).items()]

    def boards(self, reader: Reader) -> dict[str, Board]:
        """The board of every dialogue of which the reader may read an entry, by id."""
        by_dialogue: dict[str, builtins.list[Entry]] = {}
        for entry in self._ledger.entries(reader):
            by_dialogue.setdefault(entry.draft.dialogue, []).append(entry)
        return {dialogue: self._fold(entries) for dialogue, entries in sorted(by_dialogue.items())}

    def board(self, reader: Reader, dialogue: str, as_of: date | None = None) -> Board:
        """The dialogue as it stands, or stood at the end of a day. Raises NotFoundError.

        Overdue is reckoned on ``as_of``, else on the present day.
        """
        return self._fold(self._entries(reader, dialogue), as_of)

    def view(
        self, reader: Reader, dialogue: str, as_of: date | None = None, only: showing.Filter | None = None
    ) -> showing.View:
        """``board`` in rows, with its banner; all of them, or those that a filter takes."""
        return showing.view(self.board(reader, dialogue, as_of), dialogue, only)

    def story(self, reader: Reader, dialogue: str, about: str) -> builtins.list[Told]:
        """Every movement of a thing and of what is linked to it, by day, with the words of its sources.

        about: an id, a number such as ``objective 3`` (``3`` is an objective), or the id of the dialogue.
        """
        board = self.board(reader, dialogue)
        if about != dialogue or board.dialogue is None:
            about = self._thing(board, "objective", about).id
        return [
            Told(movement=movement, quotes=tuple(self.quotes(reader, movement.sources)))
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
            telegram=lambda source: self._telegram(reader, source),
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
        found = self._found(reader, mrn)
        entries = self._ledger.entries(reader)
        board = self._fold([e for e in entries if e.draft.dialogue == dialogue]) if dialogue is not None else None
        decided = remembered(entries, found)
        standing = [
            one for one, told in zip(found, decided, strict=True) if not any(e.entity == "proposal" for e in told)
        ]
        linked = self._linked(reader, board, standing) if board is not None else {}
        again = {words: one.links_to for words, one in linked.items() if one.links_to is not None}
        return [
            self._proposed(number, one, standing, told, dialogue, board, linked, again)
            for number, (one, told) in enumerate(zip(found, decided, strict=True), 1)
        ]

    def undecided(self, reader: Reader, dialogue: str, *, after: str = "", most: int = 6) -> Undecided:
        """Proposals, not decided yet, of the telegrams that a board rests on; those of ``most`` telegrams at once.

        The telegrams go from the one that came last into the dialogue; ``after`` is ``Undecided.next`` of the page
        before. Raises NotFoundError.
        """
        board = self.board(reader, dialogue)
        movements = [m for thing in showing.everything(board) for m in thing.movements]
        movements.sort(key=lambda movement: movement.on, reverse=True)
        names = builtins.list(dict.fromkeys(s.telegram for m in movements for s in m.sources if s.telegram))
        if after:
            names = names[names.index(after) + 1 :] if after in names else []
        found = []
        for name in names[:most]:
            try:
                proposals = self.proposals(reader, name, dialogue)
            except NotFoundError:  # a telegram that was set aside since
                continue
            found += [(name, one) for one in proposals if one.status == "proposed" and one.becomes is not None]
        of = self._telegrams.listed(reader, builtins.list(dict.fromkeys(name for name, _ in found)))
        return Undecided(
            proposals=tuple(found),
            looked=min(most, len(names)),
            next=names[most - 1] if len(names) > most else None,
            banner=level_of(join_all([Marking.from_label(one.access) for one in of])),
        )

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
        found = self._found(reader, mrn)
        proposed = max(
            (one for one in found if one.proposal.kind == "dialogue"),
            key=lambda one: one.proposal.confidence,
            default=None,
        )
        entries = self._ledger.entries(reader)
        held = {entry.draft.dialogue for entry in entries}
        if id is not None and not re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", id):
            raise RefusedError("that id cannot stand in an address", "use small letters, digits and single hyphens")
        if id is not None and id in held:
            return id
        if id is None and proposed is not None:
            for entry in entries_of(by_proposal(entries), proposed.proposal):
                if entry.draft.kind == "dialogue.propose":
                    return entry.draft.dialogue
        record = proposed.record if proposed is not None else self._telegrams_of(reader, mrn)[-1]
        fields = dict(proposed.proposal.fields) if proposed is not None else {}
        heading = title or fields.get("title") or (proposed.proposal.text if proposed is not None else None)
        sides = builtins.list(parties or fields.get("parties") or parties_named(found))
        if not heading or not sides:
            raise RefusedError(
                "the telegram proposes no dialogue",
                "give a title and the parties, such as US and LY, to open one",
            )
        own = ours or self._ours(fields, record.telegram, sides)
        dialogue = id or _neutral(record, sorted(sides), heading)
        if dialogue in held:
            return dialogue
        fields.update({"text": heading, "parties": sides, "ours": own})
        if proposed is not None:
            fields.update(asserted(proposed.proposal))
            sources = proposed.sources
        else:
            sources = (_whole(record),)
        draft = self._draft(reader, "dialogue.propose", dialogue, dialogue, _on(record), fields, sources, [record])
        self._append(reader, [draft])
        return dialogue

    def accept(self, reader: Reader, dialogue: str, mrn: str, which: Which = None) -> builtins.list[Entry]:
        """Enter proposals of a telegram as moves; what was entered before is left as it is.

        which: numbers from 1, fingerprints, or None for all that are still proposed. Returns the new entries.
        Proposals without a move (``Proposed.note``) are skipped. Raises NotFoundError, RefusedError for a
        number that the telegram has not.

        Entries come back numbered and chained as ``export`` gives them.
        """
        return self._accept(reader, dialogue, mrn, which, {})

    def amend(
        self, reader: Reader, dialogue: str, mrn: str, which: Which, fields: Mapping[str, Any]
    ) -> builtins.list[Entry]:
        """Accept with changed fields; the entry keeps what each was. One accepted before is amended."""
        return self._accept(reader, dialogue, mrn, which, dict(fields))

    def reject(self, reader: Reader, dialogue: str, mrn: str, which: Which, reason: str) -> builtins.list[Entry]:
        """Turn proposals down for good, in every dialogue. Raises RefusedError for one accepted already."""
        self._entries(reader, dialogue)
        found = self._found(reader, mrn)
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
                self._draft(
                    reader,
                    "proposal.reject",
                    dialogue,
                    one.fingerprint,
                    _on(source.record),
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
        held = {record.sha256: record for record in self._telegrams_of(reader, mrn)}
        known = self._found(reader, mrn)
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
                self._draft(reader, "proposal.offer", dialogue, about, _on(record), fields, sources, [record])
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
            about: id or number on the board (``3``, ``objective 3``); for a move that raises a thing, a new
            key.
            mrn: the telegram that shows it. Without one the entry is held as closely as what it is about.
            quote: words of that telegram; white space may differ. ``first words ... last words`` is all between, too.
            on: the day it took place; by default that of the telegram, else the present one.

        Raises:
            NotFoundError: no such dialogue or telegram. MoveError: the state does not allow it; names what it
            does.
            RefusedError: the words are not in the telegram, or stand there more than once.
        """
        return self._record(reader, dialogue, kind, about, mrn=mrn, quote=quote, on=on, fields=fields)

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
        drawn: Sequence[Thing] = (),
    ) -> Entry:
        """``record``, of fields that are drawn from things of the board."""
        board = self.board(reader, dialogue)
        entity, _, verb = kind.partition(".")
        if entity not in self._moves.entities:
            raise MoveError(f"there is no move {kind!r}", f"begin with one of {', '.join(self._moves.entities)}")
        record: Record | None = None
        sources: tuple[Source, ...] = ()
        if mrn is not None:
            record, source = self._source(reader, mrn, quote)
            sources = (source,)
        elif quote is not None:
            raise RefusedError("a quote needs its telegram", "name the telegram that it stands in")
        if on is not None:
            day = on.isoformat()
        else:
            day = _on(record) if record is not None else self._now().date().isoformat()
        raises = (entity, verb) in self._moves.moves and self._moves.moves[entity, verb].opens
        if verb != "amend" and (entity, verb) not in self._moves.moves:
            verbs = [move.verb for move in self._moves.moves.values() if move.entity == entity]
            raise MoveError(f"there is no move {kind!r}", f"the moves are {', '.join(verbs)}")
        given = {name: value for name, value in (fields or {}).items() if value is not None}
        self._resolve(board, given)
        thing = board.dialogue if entity == "dialogue" else self._find(board, entity, about)
        key = dialogue if entity == "dialogue" else thing_id(entity, dialogue, about)
        if thing is not None and thing.entity == "objective" and entity != "objective" and raises:
            # A position on objective 3 is a new thing that belongs to it.
            given.setdefault("objective", thing.id)
            key = thing_id(entity, dialogue, repr((thing.id, day, sources, sorted(given.items(), key=repr))))
            thing = board.things.get(key)
        elif thing is not None and thing.entity != entity:
            raise RefusedError(f"{about} is no {entity}", f"use a move of {thing.entity}")
        elif thing is not None:
            key = thing.id
        else:
            thing = board.things.get(key)  # named by the key it was raised under
        if thing is None and not raises:
            raise NotFoundError(about if " " in about else f"{entity} {about}")
        draft = self._draft(
            reader,
            kind,
            dialogue,
            key,
            day,
            given,
            sources,
            [record] if record is not None else [],
            board=board,
            drawn=drawn,
        )
        if verb != "amend":
            self._check(reader, dialogue, draft, entity, verb)
        return self._append(reader, [draft])[0]

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
        """Make several objectives of one: each raised with its own text, the first one saying into which.

        What belongs to the one stays with it until it is amended to name another. Raises as ``record`` does.
        """
        board = self.board(reader, dialogue)
        origin = self._thing(board, "objective", about)
        if len(texts) < 2 or not all(text.strip() for text in texts):
            raise RefusedError("a split needs two objectives or more", "give a text for each")
        kept = ("objective_kind", "sought_by", "sought_from")
        fields = {name: origin.fields[name] for name in kept if origin.fields.get(name)}
        entered = [
            self._record(
                reader,
                dialogue,
                "objective.raise",
                f"{origin.id} {text.strip()}",
                mrn=mrn,
                on=on,
                fields={**fields, "text": text.strip(), "split_from": origin.id},
                drawn=[origin],
            )
            for text in texts
        ]
        into = [entry.draft.about for entry in entered]
        told = self._record(
            reader,
            dialogue,
            "objective.split",
            origin.id,
            mrn=mrn,
            on=on,
            fields={"into_several": into},
            drawn=[origin],
        )
        return [*entered, told]

    # How it is done.

    def _entries(self, reader: Reader, dialogue: str) -> builtins.list[Entry]:
        entries = self._ledger.entries(reader, dialogue)
        if not entries:
            raise NotFoundError(f"dialogue {dialogue}")
        return entries

    def _fold(self, entries: builtins.list[Entry], as_of: date | None = None) -> Board:
        return fold(entries, self._moves, as_of=as_of, today=as_of or self._now().date())

    def _telegrams_of(self, reader: Reader, mrn: str) -> builtins.list[Record]:
        held = self._telegrams.versions(reader, mrn)
        if not held and re.fullmatch(r"[0-9a-f]{64}", mrn):
            return [self._telegrams.get(reader, mrn)]
        if not held:
            read = parse_mrn(mrn, load_posts().aliases)
            held = self._telegrams.versions(reader, str(read)) if read is not None else []
        if not held:
            raise NotFoundError(f"telegram {mrn}")
        return held

    def _found(self, reader: Reader, mrn: str) -> builtins.list[Found]:
        # Versions of one telegram mostly say the same; each thing said is proposed once, from the first that
        # has it.
        found: dict[str, Found] = {}
        records = self._telegrams_of(reader, mrn)
        for record in records:
            for proposal in self._propose(record.telegram):
                found.setdefault(proposal.words, Found(proposal, record))
        held = {record.sha256: record for record in records}
        for proposal in offered(self._ledger.entries(reader)):
            if proposal.sources[0].sha256 in held:
                found.setdefault(proposal.words, Found(proposal, held[proposal.sources[0].sha256]))
        return [*found.values()]

    def _telegram(self, reader: Reader, source: Source) -> Telegram | None:
        try:
            return self._telegrams.get(reader, source.sha256).telegram
        except NotFoundError:
            return None

    def quotes(self, reader: Reader, sources: Sequence[Source]) -> builtins.list[Quote]:
        """The words of sources, of those that the reader may read."""
        quotes = []
        for source in sources:
            telegram = self._telegram(reader, source)
            if telegram is None:
                continue
            made = date.fromisoformat(telegram.date) if telegram.date else None
            quotes.append(
                Quote(
                    telegram=source.telegram,
                    paragraph=source.paragraph,
                    span=source.span,
                    text=telegram.quote(source.span),
                    marking=mark_of(source_marking(telegram, source), made),
                )
            )
        return quotes

    def _proposed(
        self,
        number: int,
        one: Found,
        standing: builtins.list[Found],
        entries: builtins.list[Entry],
        dialogue: str | None,
        board: Board | None,
        linked: Mapping[str, Linked],
        again: Mapping[str, str],
    ) -> Proposed:
        proposal = one.proposal
        about = reason = None
        rejected = False
        for entry in entries:
            if entry.entity == "proposal":
                rejected, reason = True, entry.draft.fields.get("reason")
            elif dialogue in (None, entry.draft.dialogue) and about is None:
                about = entry.draft.about
        status: Status = "accepted" if about is not None else "rejected" if rejected else "proposed"
        verb, note = opening(proposal)
        objective = None
        link = linked.get(proposal.words, Linked()) if status == "proposed" else Linked()
        if board is not None and dialogue is not None:
            objective = objective_of(one, standing, dialogue, board, again)
            if proposal.kind != "objective" and objective is None:
                objective = link.links_to
            elif proposal.kind != "objective":
                # Its own telegram says whose it is, or the name of the matter does; other evidence is beside the point.
                link = Linked(
                    links_to=objective if objective in board.things else None,
                    evidence=tuple(one for one in link.evidence if one.objective == objective),
                )
            elif link.choice and note is None:
                numbers = " or ".join(str(board.things[one.objective].number) for one in link.evidence)
                note = f"it speaks of objective {numbers}: amend same_as to one of them, or to new"
        return Proposed(
            number=number,
            status=status,
            fingerprint=proposal.fingerprint,
            proposal=proposal,
            becomes=f"{proposal.kind}.{verb}" if verb is not None else None,
            note=note,
            about=about,
            objective=objective,
            reason=reason if status == "rejected" else None,
            links_to=link.links_to,
            evidence=link.evidence,
        )

    def _linked(self, reader: Reader, board: Board, found: Sequence[Found]) -> dict[str, Linked]:
        """Objectives of the board that proposals speak of, by ``Proposal.words``, with the evidence."""
        texts: dict[str, Telegram | None] = {}

        def telegram(source: Source) -> Telegram | None:
            if source.sha256 not in texts:
                texts[source.sha256] = self._telegram(reader, source)
            return texts[source.sha256]

        matters = matters_of(board, telegram)
        asked = [one for one in found if one.proposal.kind in LINKED]
        if not matters or not asked:
            return {}
        sources = [one.record.telegram.source for one in asked[:1]]
        words = Words([*sources, *(held.source for held in texts.values() if held is not None)], self._parties)
        way = way_by(lambda mrns: [(str(c.citing.mrn), c.cited) for c in self._telegrams.cites(reader, mrns)])
        linked = {}
        for one in asked:
            # A telegram that lists its objectives speaks of each once: what it raised itself is not met again in it.
            open_to = [
                matter
                for matter in matters
                if one.proposal.kind != "objective" or one.proposal.telegram not in matter.raised_in
            ]
            linked[one.proposal.words] = link(
                one.sources[0], one.record.telegram, one.proposal.text, open_to, words, way
            )
        return linked

    def _accept(
        self, reader: Reader, dialogue: str, mrn: str, which: Which, changed: dict[str, Any]
    ) -> builtins.list[Entry]:
        board = self._fold(self._entries(reader, dialogue))
        found = self._found(reader, mrn)
        listed = self.proposals(reader, mrn, dialogue)
        self._resolve(board, changed)
        same_as = changed.pop("same_as", None)
        again = {
            one.proposal.words: one.links_to for one in listed if one.links_to and one.proposal.kind == "objective"
        }
        drafts: builtins.list[Draft] = []
        for one in chosen(listed, which):
            source = found[one.number - 1]
            named = dict(again)
            if one.proposal.kind == "objective" and same_as is not None:
                named.pop(one.proposal.words, None)
                named |= {one.proposal.words: same_as} if same_as != _NEW else {}
            elif one.choice and one.proposal.kind == "objective":
                if which is None:
                    continue  # left for a person who says which
                raise RefusedError(f"proposal {one.number} may be one of several objectives", f"{one.note}")
            if one.status == "accepted":
                drafts.extend(self._amended(reader, dialogue, board, one, source, changed))
            elif one.becomes is not None:
                drafts.extend(self._raised(reader, dialogue, board, one, source, found, changed, named))
        return self._append(reader, drafts)

    def _raised(
        self,
        reader: Reader,
        dialogue: str,
        board: Board,
        one: Proposed,
        source: Found,
        found: builtins.list[Found],
        changed: dict[str, Any],
        again: Mapping[str, str],
    ) -> builtins.list[Draft]:
        proposal = source.proposal
        fields = {name: value for name, value in proposal.fields.items() if value is not None}
        fields = {"text": proposal.text, **fields, **asserted(proposal)}
        fields.pop("objective", None)
        if one.objective is not None:
            fields["objective"] = one.objective
        if proposal.kind == "dialogue":
            # The dialogue is open: what this telegram adds is taken over, its name and sides stay.
            about = dialogue
            for name in ("text", "title", "parties", "ours"):
                fields.pop(name, None)
        else:
            about = thing_of(source, dialogue, board, again)
        was = {name: fields.get(name) for name, value in changed.items() if fields.get(name) != value}
        if was:
            fields = {**fields, **changed, "amended": was}
        stances = stances_of(fields) if proposal.kind == "objective" else {}
        if stances:
            fields.pop("stance")  # a stance is a position of its own, which a later one can supersede
        drafts = [self._from(reader, f"{one.becomes}", dialogue, about, fields, source)]
        for party, stance in stances.items():
            if states_position(found, about, party, dialogue, board, again):
                continue
            held = {"text": fields["text"], "party": party, "stance": stance, "objective": about}
            held |= asserted(proposal)
            key = thing_id("position", dialogue, f"{proposal.words}|{party}")
            drafts.append(self._from(reader, "position.state", dialogue, key, held, source))
        return drafts

    def _amended(
        self,
        reader: Reader,
        dialogue: str,
        board: Board,
        one: Proposed,
        source: Found,
        changed: dict[str, Any],
    ) -> builtins.list[Draft]:
        thing = board.dialogue if one.about == dialogue else board.things.get(str(one.about))
        if thing is None:
            return []
        was = {
            name: thing.text if name == "text" else thing.fields.get(name)
            for name, value in changed.items()
            if (thing.text if name == "text" else thing.fields.get(name)) != value
        }
        if not was:
            return []
        fields = {name: changed[name] for name in was} | {"amended": was}
        return [self._from(reader, f"{thing.entity}.amend", dialogue, thing.id, fields, source, drawn=[thing])]

    def _from(
        self,
        reader: Reader,
        kind: str,
        dialogue: str,
        about: str,
        fields: dict[str, Any],
        source: Found,
        *,
        drawn: Sequence[Thing] = (),
    ) -> Draft:
        day = _on(source.record)
        return self._draft(reader, kind, dialogue, about, day, fields, source.sources, [source.record], drawn=drawn)

    def _draft(
        self,
        reader: Reader,
        kind: str,
        dialogue: str,
        about: str,
        on: str,
        fields: dict[str, Any],
        sources: tuple[Source, ...],
        records: builtins.list[Record],
        *,
        board: Board | None = None,
        drawn: Sequence[Thing] = (),
    ) -> Draft:
        """A draft with its markings: access of the whole telegrams, shown mark of the paragraphs.

        drawn: things of the board whose words its fields repeat; they hold it as closely as themselves.
        """
        if records:
            access = join_all([Marking.from_label(record.access) for record in records])
            texts = {record.sha256: record.telegram for record in records}
            shown = join_all([source_marking(texts[source.sha256], source) for source in sources])
        else:
            drawn = [*drawn, *(_closely_as(board, about, fields) if board is not None else ())]
            access = shown = Marking(0)
        # What a telegram of theirs is marked later holds for what repeats their words, too.
        rests_on = {source.sha256 for thing in drawn for source in thing.sources} - {s.sha256 for s in sources}
        if rests_on:
            fields = {**fields, RESTS_ON: sorted(rests_on)}
        access = join_all([access, *(thing.access for thing in drawn)])
        shown = join_all([shown, *(showing.thing_marking(thing) for thing in drawn)])
        return Draft(
            instant="",
            author=reader.name,
            kind=kind,
            dialogue=dialogue,
            about=about,
            on=on,
            fields=fields,
            sources=sources,
            access=access.label,
            marking=mark_of(shown, date.fromisoformat(on)),
        )

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

    def _source(self, reader: Reader, mrn: str, quote: str | None) -> tuple[Record, Source]:
        records = self._telegrams_of(reader, mrn)
        if quote is None:
            return records[-1], _whole(records[-1])
        often = False
        for record in reversed(records):
            spans = _located(record.telegram.source, quote)
            if len(spans) == 1:
                paragraph = record.telegram.paragraph_at(spans[0].start)
                number = paragraph.number if paragraph is not None else None
                return record, Source(record.telegram.mrn or mrn, number, spans[0], record.sha256)
            often = often or len(spans) > 1
        if often:
            raise RefusedError(
                f"those words stand in {mrn} more than once", "quote more of them, so that one place is meant"
            )
        raise RefusedError(f"those words do not stand in {mrn}", "copy them from the telegram as it stands")

    def _find(self, board: Board, entity: str, about: str) -> Thing | None:
        named = re.fullmatch(r"(?:([a-z]+)\s+)?#?(\d+)", about.strip().lower())
        thing = board.things.get(about)
        if thing is None and named is not None:
            thing = board.numbered(named[1] or entity, int(named[2]))
        return thing

    def _thing(self, board: Board, entity: str, about: str) -> Thing:
        thing = self._find(board, entity, about)
        if thing is None:
            raise NotFoundError(about if " " in about else f"{entity} {about}")
        return thing

    def _resolve(self, board: Board, fields: dict[str, Any]) -> None:
        """Let people name things by their number; the ledger keeps their ids."""
        for name in ("objective", "into", "same_as"):
            if name == "same_as" and fields.get(name) == _NEW:
                continue
            if isinstance(fields.get(name), int | str):
                fields[name] = self._thing(board, "objective", str(fields[name])).id
        if "relation" in fields:
            leads = self._moves.relations.get(str(fields["relation"]))
            if leads is None:
                known = ", ".join(self._moves.relations)
                raise RefusedError(f"there is no relation {fields['relation']!r}", f"use one of {known}")
            other = self._thing(board, leads, str(fields.get("other") or ""))
            if other.entity != leads:
                raise RefusedError(f"{fields['relation']} leads to no {other.entity}", f"name an {leads} of the board")
            fields["other"] = other.id

    def _check(self, reader: Reader, dialogue: str, draft: Draft, entity: str, verb: str) -> None:
        """Raise MoveError unless the move fits the state of its day and what came later follows from it."""
        entries = self._entries(reader, dialogue)
        day = date.fromisoformat(draft.on)
        board = self._fold(entries, day)
        thing = board.dialogue if entity == "dialogue" else board.things.get(draft.about)
        now = self._fold(entries)
        if thing is None and draft.about in now.things and not self._moves.moves[entity, verb].opens:
            raised = now.things[draft.about].raised
            raise MoveError(f"cannot {verb} on a day before it was raised", f"date the move {raised} or later")
        self._moves.after(entity, verb, thing.state if thing is not None else None)
        with_it = self._fold([*entries, *chained([draft], entries[-1].number, entries[-1].hash)])
        if len(with_it.findings) > len(now.findings):
            later = now.things[draft.about].last.on if draft.about in now.things else draft.on
            raise MoveError(f"cannot {verb} before what followed", f"date the move {later} or later")

    def _ours(self, fields: dict[str, Any], telegram: Telegram, parties: Sequence[str]) -> str:
        stated = fields.get("ours")
        if isinstance(stated, str) and stated in parties:
            return stated
        if "US" in parties and _UNITED_STATES.match(telegram.from_.plad or ""):
            return "US"
        return parties[0]


def _on(record: Record) -> str:
    return record.telegram.date or record.received[:10]


def _whole(record: Record) -> Source:
    telegram = record.telegram
    return Source(telegram.mrn or "", None, Span(0, len(telegram.source)), record.sha256)


def _stamp(instant: datetime) -> str:
    return instant.isoformat(timespec="microseconds").replace("+00:00", "Z")


def _neutral(record: Record, parties: Sequence[str], title: str) -> str:
    """An id such as ``d-3f2a9c1b``: it stands in every entry however low its marking, so it tells nothing.

    Not a running number, which would tell of dialogues that the reader does not see; drawn from the whole telegram, so
    that whoever has not read it cannot try titles until one fits.
    """
    key = "|".join([record.sha256, *parties, " ".join(title.split()).casefold()])
    return f"d-{hashlib.sha256(key.encode()).hexdigest()[:8]}"


def _closely_as(board: Board, about: str, fields: Mapping[str, Any]) -> builtins.list[Thing]:
    """What an entry without a telegram is held as closely as: what it is about, else the dialogue."""
    named = [board.things.get(about), board.things.get(str(fields.get("objective")))]
    things = [thing for thing in named if thing is not None]
    return things or ([board.dialogue] if board.dialogue is not None else builtins.list(board.things.values()))


def _located(text: str, quote: str) -> list[Span]:
    """Every place of the quote: as it stands, with any white space where it has some, else from first words to last.

    ``-- INFORMATION ... BY FEBRUARY 1`` runs from the first words to the next place of the last ones.
    """
    words = quote.split()
    if not words:
        return []
    loose = r"\s+".join(map(re.escape, words))
    for pattern in (re.escape(quote), loose):
        spans = [Span(*found.span()) for found in re.finditer(pattern, text)]
        if spans:
            return spans
    first, _, last = quote.partition(" ... ")
    if not first.split() or not last.split():
        return []
    ends = [span.end for span in _located(text, last)]
    runs = [(span, next((end for end in ends if end > span.end), None)) for span in _located(text, first)]
    return [Span(span.start, end) for span, end in runs if end is not None]
