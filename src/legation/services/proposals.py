"""What telegrams propose to a board: each proposal with what became of it, and the objectives that it speaks of."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date

import msgspec

from legation.core.dialogue.board import Board
from legation.core.dialogue.ledger import Entry
from legation.core.dialogue.moves import Moves
from legation.core.dialogue.proposal import Proposal, Source
from legation.core.errors import NotFoundError
from legation.core.marking import Marking, Reader, join_all
from legation.core.telegram import Telegram
from legation.services import board as showing
from legation.services.acceptance import Decided, Found, Proposed, Status, objective_of
from legation.services.corresponding import resolved
from legation.services.following import Followed, demarches_known, followed, is_instruction, is_report
from legation.services.linking import LINKED, Linked, link
from legation.services.matters import Matter, matters_of
from legation.services.moving import MOVED, Candidate, Telling, candidates, known_of, tells_of
from legation.services.raising import opening
from legation.services.sourcing import Sources, Texts, day_of
from legation.services.speaking import SPOKEN, Listening, Offer, spoken
from legation.services.spreading import Held, Spreading
from legation.services.ways import Ways, references_of
from legation.services.weighing import Ground
from legation.services.withheld import once
from legation.services.words import Words, acronyms
from legation.storage.ports import Ledger, Record, Telegrams
from legation.tables.marking import level_of, marking_in
from legation.tables.movements import Moved
from legation.tables.parties import PartyTable
from legation.tables.speaking import Spoken

_MOST_WORDS = 16


class Undecided(msgspec.Struct, frozen=True, kw_only=True):
    """Proposals that wait for a decision, each with its telegram. looked: telegrams that were read for them. title: of
    the dialogue, with its portion mark. as_of: the day of which this is told, None for now. banner: words over it and
    the telegrams of those that are told."""

    proposals: tuple[tuple[str, Proposed], ...]
    looked: int
    as_of: str | None = None
    next: str | None
    title: str
    marking: str
    banner: str


_Matters = tuple[list[Matter], dict[str, str]]  # and the acronyms that their telegrams write out


class _Known:
    """What the proposals of several telegrams are compared with, worked out once: decisions, the things of a board."""

    def __init__(self, entries: Sequence[Entry], board: Board | None) -> None:
        self.decided = Decided(entries)
        self.board = board
        self.objectives: _Matters | None = None
        self.demarches: _Matters | None = None
        self.moved: dict[Moved, _Matters] = {}
        self.grounds: dict[tuple[str, Words], Ground] = {}
        self.instruments: _Matters | None = None
        self.held: list[Held] | None = None
        self.readable: frozenset[str] | None = None
        self.read: dict[str, Telegram] = {}
        self.way: Ways | None = None

    def ground(self, entity: str, matters: Sequence[Matter], words: Words) -> Ground:
        """The ground of things of a kind, made once."""
        if (entity, words) not in self.grounds:
            self.grounds[entity, words] = Ground(matters, words)
        return self.grounds[entity, words]


class Proposals:
    """Proposals of telegrams, for a reader. fold: a board of the entries of one dialogue, as of now.

    statements: what a telegram says became of things that others told of; shown beside its proposals where the board
    has the thing.
    """

    def __init__(
        self,
        telegrams: Telegrams,
        ledger: Ledger,
        propose: Callable[[Telegram], list[Proposal]],
        statements: Callable[[Telegram], list[Proposal]],
        parties: PartyTable,
        fold: Callable[[list[Entry]], Board],
        moves: Moves,
    ) -> None:
        self._telegrams = telegrams
        self._sources = Sources(telegrams)
        self._ledger = ledger
        self._propose = propose
        self._statements = statements
        self._parties = parties
        self._fold = fold
        self._moves = moves
        self._texts = Texts(telegrams)
        self._spreading = Spreading(telegrams, parties)
        self._kept: OrderedDict[tuple[tuple[str, str], ...], Words] = OrderedDict()
        self._lock = threading.Lock()

    def of(self, reader: Reader, mrn: str, dialogue: str | None = None) -> list[Proposed]:
        """What a telegram proposes, over all its readable versions, each with its status.

        A rejection counts in every dialogue, an acceptance in ``dialogue``, or in any if that is None. Raises
        NotFoundError for a telegram that is absent or closed.
        """
        entries = self._ledger.entries(reader)
        board = self._fold([e for e in entries if e.draft.dialogue == dialogue]) if dialogue is not None else None
        return self._of(reader, mrn, dialogue, _Known(entries, board))

    def _of(self, reader: Reader, mrn: str, dialogue: str | None, known: _Known) -> list[Proposed]:
        board = known.board
        found = self._found(reader, mrn, known.decided, stated=board is not None)
        decided = known.decided.on(found)
        standing = [
            one for one, told in zip(found, decided, strict=True) if not any(e.entity == "proposal" for e in told)
        ]
        linked = self._linked(reader, known, standing)
        again = {words: one.links_to for words, one in linked.items() if one.links_to is not None}
        reports = self._followed(reader, known, standing)
        moved = self._moved(reader, known, standing)
        spoken = self._spoken(reader, known, standing, linked, reports, moved)
        for words, offers in spoken.items():
            reports[words] = tuple(one for one in offers if isinstance(one, Followed))
            moved[words] = tuple(one for one in offers if isinstance(one, Candidate))
        proposed = [
            self._proposed(number, one, standing, told, dialogue, board, linked, again, reports, moved)
            for number, (one, told) in enumerate(zip(found, decided, strict=True), 1)
        ]
        # A statement keeps its number, and is shown where it tells of something, or did when it was decided.
        return [
            one
            for one in proposed
            if "of" not in one.proposal.fields or one.candidates or one.demarches or one.status != "proposed"
        ]

    def undecided(
        self,
        reader: Reader,
        dialogue: str,
        board: Board,
        *,
        after: str = "",
        most: int = 6,
        as_of: date | None = None,
    ) -> Undecided:
        """Proposals, not decided yet, of the telegrams that a board rests on; those of ``most`` telegrams at once.

        The telegrams go from the one that came last into the dialogue; ``after`` is ``Undecided.next`` of the page
        before. as_of: the day of the board, where it is not that of now. Raises NotFoundError.
        """
        movements = [m for thing in showing.everything(board) for m in thing.movements]
        movements.sort(key=lambda movement: movement.on, reverse=True)
        last = as_of.isoformat() if as_of is not None else None
        entries = [one for one in self._ledger.entries(reader) if last is None or one.draft.on <= last]
        known = _Known(entries, board)
        names = list(dict.fromkeys(s.telegram for m in movements for s in m.sources if s.telegram))
        if after:
            names = names[names.index(after) + 1 :] if after in names else []
        found = []
        for name in names[:most]:
            try:
                proposals = self._of(reader, name, dialogue, known)
            except NotFoundError:  # a telegram that was set aside since
                continue
            found += [(name, one) for one in proposals if one.status == "proposed" and one.becomes is not None]
        of = [
            record
            for name in dict.fromkeys(name for name, _ in found)
            for record in self._sources.versions(reader, name)
        ]
        # Beside a proposal stand words of what it speaks of.
        shown = [marking_in(link.marking) for _, one in found for link in one.spoken_of]
        own = board.dialogue
        if own is not None:
            shown.append(own.access)
        return Undecided(
            proposals=tuple(found),
            looked=min(most, len(names)),
            next=names[most - 1] if len(names) > most else None,
            as_of=last,
            title=own.text if own is not None and own.text else dialogue,
            marking=showing.marks([own] if own is not None else []),
            banner=level_of(join_all([*(Marking.from_label(one.access) for one in of), *shown])),
        )

    def found(self, reader: Reader, mrn: str, *, stated: bool = False) -> list[Found]:
        """What the readable versions of a telegram propose, and what was kept beside it. Raises NotFoundError.

        stated: with its statements, the last of all.
        """
        return self._found(reader, mrn, Decided(self._ledger.entries(reader)), stated=stated)

    def _found(self, reader: Reader, mrn: str, decided: Decided, *, stated: bool) -> list[Found]:
        # Versions of one telegram mostly say the same; each thing said is proposed once, from the first that
        # has it, or from the one that withholds less of it.
        found: dict[str, Found] = {}
        records = self._sources.versions(reader, mrn)
        for record in records:
            for proposal in _called(record.telegram, self._propose(record.telegram)):
                found.setdefault(proposal.words, Found(proposal, record))
        held = {record.sha256: record for record in records}
        for proposal in decided.offered:
            if proposal.sources[0].sha256 in held:
                found.setdefault(proposal.words, Found(proposal, held[proposal.sources[0].sha256]))
        for record in records if stated else ():
            meetings = [one.proposal for one in found.values() if one.proposal.kind == "meeting"]
            for proposal in _called(record.telegram, self._statements(record.telegram)):
                # What a proposal of the same words says of a meeting it says by itself.
                if proposal.fields.get("of") != "meeting" or not any(_overlap(one, proposal) for one in meetings):
                    found.setdefault(proposal.words, Found(proposal, record))
        return once([*found.values()]) if len(records) > 1 else [*found.values()]

    def _linked(self, reader: Reader, known: _Known, found: Sequence[Found]) -> dict[str, Linked]:
        """Objectives of the board that proposals of a telegram speak of, by ``Proposal.words``, with the evidence."""
        asked = [one for one in found if one.proposal.kind in LINKED]
        if known.board is None or not asked:
            return {}
        if known.objectives is None:
            known.objectives = self._objectives(reader, known, known.board)
        matters, written_out = known.objectives
        if not matters:
            return {}
        words, way = self._words(asked[0], written_out), self._way(reader, known, asked)
        every, anew = known.ground("objective", matters, words), dict[str, Ground]()
        told_in: dict[str, dict[str, int]] = {}
        linked: dict[str, Linked] = {}
        for one in asked:
            ground, telegram, name = every, self._telegram(reader, known, one.record), one.proposal.telegram
            if one.proposal.kind == "objective":
                # A telegram that lists its objectives speaks of each once: what it raised is not met again in it.
                ground = anew[name] = anew.get(name) or every.but(name)
            if telegram.sha256 not in told_in:
                told_in[telegram.sha256] = words.in_paragraphs(telegram)
            counts = told_in[telegram.sha256]
            linked[one.proposal.words] = link(one.sources[0], telegram, one.proposal.text, ground, way, counts)
        return linked

    def _followed(self, reader: Reader, known: _Known, found: Sequence[Found]) -> dict[str, tuple[Followed, ...]]:
        """Demarches of the board that proposals report on, by ``Proposal.words``, with the evidence."""
        asked = [one for one in found if is_report(one.proposal)]
        board = known.board
        if board is None or not asked:
            return {}
        if known.demarches is None:
            known.demarches = self._demarches(reader, board)
        matters, written_out = known.demarches
        if not matters:
            return {}
        words, way = self._words(asked[0], written_out), self._way(reader, known, asked)
        return {
            one.proposal.words: followed(
                one.proposal,
                one.sources[0],
                self._telegram(reader, known, one.record),
                board,
                matters,
                words,
                way,
                self._moves,
            )
            for one in asked
        }

    def _moved(self, reader: Reader, known: _Known, found: Sequence[Found]) -> dict[str, tuple[Candidate, ...]]:
        """Meetings and commitments of the board that proposals tell of, by ``Proposal.words``, with the evidence."""
        board = known.board
        asked = [(one, entity) for one in found for entity in tells_of(one.proposal)]
        if board is None or not asked:
            return {}
        told: dict[str, tuple[Candidate, ...]] = {}
        for entity in MOVED:
            some = [one for one, of in asked if of == entity]
            if some and entity not in known.moved:
                quote, written_out = self._quoting(reader, known, board, entity)
                known.moved[entity] = known_of(board, entity, quote), written_out
            if not some or not known.moved[entity][0]:
                continue
            matters, written_out = known.moved[entity]
            words, way = self._words(some[0], written_out), self._way(reader, known, some)
            ground = known.ground(entity, matters, words)
            for one in some:
                telling = Telling(
                    one.proposal, one.sources[0], self._telegram(reader, known, one.record), day_of(one.record)
                )
                told[one.proposal.words] = candidates(telling, board, ground, way, self._moves)
        return told

    def _spoken(
        self,
        reader: Reader,
        known: _Known,
        found: Sequence[Found],
        linked: Mapping[str, Linked],
        reports: Mapping[str, tuple[Followed, ...]],
        moved: Mapping[str, tuple[Candidate, ...]],
    ) -> dict[str, tuple[Offer, ...]]:
        """Things of the board that sentences speak of, by ``Proposal.words``, with the evidence."""
        board = known.board
        asked = [
            one
            for one in found
            if not reports.get(one.proposal.words)
            and not moved.get(one.proposal.words)
            and (one.proposal.kind == "event" or is_report(one.proposal) or is_instruction(one.proposal))
        ]
        if board is None or not asked:
            return {}
        grounds: dict[Spoken, Ground] = {}
        for entity in SPOKEN:
            matters, written_out = self._known_of(reader, known, board, entity)
            if matters:
                grounds[entity] = known.ground(entity, matters, self._words(asked[0], written_out))
        if not grounds:
            return {}
        busy = {one.objective for link in linked.values() for one in link.evidence}
        busy |= {one.demarche for some in reports.values() for one in some}
        busy |= {one.thing for some in moved.values() for one in some}
        offers: dict[str, tuple[Offer, ...]] = {}
        # Each version of a telegram is read by itself.
        for sha256 in dict.fromkeys(one.record.sha256 for one in asked):
            some = [one for one in asked if one.record.sha256 == sha256]
            record = some[0].record
            telegram = self._telegram(reader, known, record)
            tellings = [Telling(one.proposal, one.sources[0], telegram, day_of(record)) for one in some]
            way = self._way(reader, known, some)
            heard = Listening(
                board, grounds, [*self._held(reader, known), self._spreading.of(record)], way, self._moves, busy
            )
            for words, made in spoken(tellings, heard).items():
                offers.setdefault(words, made)
        return offers

    def _known_of(self, reader: Reader, known: _Known, board: Board, entity: Spoken) -> _Matters:
        """The things of a kind that sentences may speak of, worked out once."""
        if entity == "objective":
            known.objectives = known.objectives or self._objectives(reader, known, board)
            return known.objectives
        if entity == "demarche":
            known.demarches = known.demarches or self._demarches(reader, board)
            return known.demarches
        if entity == "meeting" or entity == "commitment":
            if entity not in known.moved:
                quote, written_out = self._quoting(reader, known, board, entity)
                known.moved[entity] = known_of(board, entity, quote), written_out
            return known.moved[entity]
        if known.instruments is None:
            quote, written_out = self._quoting(reader, known, board, entity)
            known.instruments = known_of(board, entity, quote), written_out
        return known.instruments

    def _held(self, reader: Reader, known: _Known) -> list[Held]:
        """The telegrams that a board rests on, of those that the reader may read."""
        if known.held is None:
            known.held = self._spreading.of_readable(reader, self._readable(reader, known))
        return known.held

    def _readable(self, reader: Reader, known: _Known) -> frozenset[str]:
        """The hashes of the telegrams that a board rests on, of those that the reader may read; asked for once."""
        if known.readable is None:
            things = showing.everything(known.board) if known.board is not None else []
            named = {source.sha256 for thing in things for source in thing.sources}
            known.readable = frozenset(self._telegrams.has(reader, sorted(named)))
        return known.readable

    def _telegram(self, reader: Reader, known: _Known, record: Record) -> Telegram:
        """The telegram of a record, its open references resolved as far as the dialogue shows which is meant."""
        if record.sha256 not in known.read:
            others = [one.sent for one in self._held(reader, known) if one.sent is not None]
            known.read[record.sha256] = resolved(record.telegram, others, self._parties)
        return known.read[record.sha256]

    def _objectives(self, reader: Reader, known: _Known, board: Board) -> _Matters:
        quote, written_out = self._quoting(reader, known, board, "objective")
        return matters_of(board, quote), written_out

    def _quoting(
        self, reader: Reader, known: _Known, board: Board, entity: str
    ) -> tuple[Callable[[Source], str | None], dict[str, str]]:
        """How the telegrams of things of a kind are quoted, and the acronyms that those write out, once they are."""
        named = {s.sha256 for thing in board.of(entity) for m in thing.movements for s in m.sources}
        texts = self._texts.of_readable(reader, named & self._readable(reader, known))
        written_out: dict[str, str] = {}

        def quote(source: Source) -> str | None:
            text = texts.get(source.sha256)
            if text is None:
                return None
            for name, said in text.acronyms.items():
                written_out.setdefault(name, said)
            return text.source[source.span.start : source.span.end]

        return quote, written_out

    def _demarches(self, reader: Reader, board: Board) -> _Matters:
        held: dict[str, Telegram | None] = {}
        written_out: dict[str, str] = {}

        def telegram(source: Source) -> Telegram | None:
            if source.sha256 not in held:
                found = held[source.sha256] = self._sources.telegram(reader, source)
                for name, said in acronyms(found.source).items() if found is not None else ():
                    written_out.setdefault(name, said)
            return held[source.sha256]

        return demarches_known(board, telegram), written_out

    def _way(self, reader: Reader, known: _Known, asked: Sequence[Found]) -> Ways:
        """The ways from the telegrams of proposals, with what they cite asked for at once."""
        if known.way is None:
            known.way = Ways(lambda mrns: [(str(c.citing.mrn), c.cited) for c in self._telegrams.cites(reader, mrns)])
        telegrams = {one.record.sha256: self._telegram(reader, known, one.record) for one in asked}
        known.way.ahead(str(one.mrn) for telegram in telegrams.values() for one in references_of(telegram))
        return known.way

    def _words(self, one: Found, written_out: Mapping[str, str]) -> Words:
        """Words by what the telegram itself writes out, and by what others do; kept, for most write out nothing."""
        own = acronyms(one.record.telegram.source)
        all_of_them = {**own, **{name: said for name, said in written_out.items() if name not in own}}
        key = tuple(all_of_them.items())
        with self._lock:
            if key not in self._kept:
                self._kept[key] = Words(all_of_them, self._parties)
                if len(self._kept) > _MOST_WORDS:
                    self._kept.popitem(last=False)
            self._kept.move_to_end(key)
            return self._kept[key]

    def _proposed(
        self,
        number: int,
        one: Found,
        standing: list[Found],
        entries: list[Entry],
        dialogue: str | None,
        board: Board | None,
        linked: Mapping[str, Linked],
        again: Mapping[str, str],
        reports: Mapping[str, tuple[Followed, ...]],
        moved: Mapping[str, tuple[Candidate, ...]],
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
        verb, note = opening(proposal, day_of(one.record))
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
        becomes = f"{proposal.kind}.{verb}" if verb is not None else None
        # A sentence that is no proposal raises nothing by itself.
        or_new = ", or to new" if proposal.kind != "event" else ", or reject it"
        demarches = reports.get(proposal.words, ()) if status == "proposed" else ()
        if demarches:
            becomes = demarches[0].becomes
            if len(demarches) > 1:
                numbers = " or ".join(str(one.number) for one in demarches)
                if all(one.early for one in demarches):
                    note = f"it came back on demarche {numbers}, of which no delivery is entered: enter that first"
                else:
                    note = f"it reports on demarche {numbers}: amend demarche to one of them{or_new}"
            elif demarches[0].early:
                told = demarches[0].number
                note = f"it came back on demarche {told}, of which no delivery is entered: enter that first"
        able = moved.get(proposal.words, ()) if status == "proposed" else ()
        if able:
            becomes, note = able[0].becomes, None
            if len(able) > 1:
                entity, numbers = able[0].entity, " or ".join(str(one.number) for one in able)
                field = "same_as" if entity == "objective" else entity
                note = f"it tells of {entity} {numbers}: amend {field} to one of them{or_new}"
        return Proposed(
            number=number,
            status=status,
            fingerprint=proposal.fingerprint,
            proposal=proposal,
            becomes=becomes,
            note=note,
            about=about,
            objective=objective,
            reason=reason if status == "rejected" else None,
            links_to=link.links_to,
            evidence=link.evidence,
            demarche=demarches[0].demarche if len(demarches) == 1 else None,
            demarches=demarches,
            moves=able[0].thing if len(able) == 1 else None,
            candidates=able,
        )


def _called(telegram: Telegram, proposals: Iterable[Proposal]) -> Iterable[Proposal]:
    """Proposals of a telegram, named as a dialogue cites it: a file's name opens nothing for sure."""
    for one in proposals:
        if telegram.mrn is not None:
            yield one
            continue
        sources = tuple(msgspec.structs.replace(source, telegram=telegram.called) for source in one.sources)
        yield msgspec.structs.replace(one, telegram=telegram.called, sources=sources)


def _overlap(one: Proposal, other: Proposal) -> bool:
    """Whether two proposals rest on some of the same words."""
    return any(
        a.sha256 == b.sha256 and a.span.start < b.span.end and b.span.start < a.span.end
        for a in one.sources
        for b in other.sources
    )
