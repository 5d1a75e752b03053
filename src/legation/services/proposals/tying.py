"""What the proposals of a telegram are tied to on a board: objectives they speak of, demarches, meetings and the like.

What may be read is asked for here; how it is weighed is said in the rooms for each kind of tie.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from legation.core.dialogue.board import Board
from legation.core.dialogue.days import is_full_day
from legation.core.dialogue.moves import Moves
from legation.core.dialogue.proposal import Source
from legation.core.marking import Reader
from legation.core.telegram import Telegram
from legation.core.text import Span
from legation.services.boards import board as showing
from legation.services.boards.matters import Matter, matters_of
from legation.services.boards.sourcing import Sources, Texts, day_of
from legation.services.boards.words import Words, acronyms
from legation.services.proposals.acceptance import Found
from legation.services.proposals.outcomes import goes_with_report, meetings_of, offered
from legation.services.proposals.which_thing import instrument_of
from legation.services.ties.corresponding import resolved
from legation.services.ties.finishing import finished
from legation.services.ties.following import (
    Followed,
    asks_us,
    demarches_known,
    followed,
    is_instruction,
    is_ours,
    is_report,
)
from legation.services.ties.linking import LINKED, Linked, link
from legation.services.ties.listening import Listening, Offer
from legation.services.ties.moving import MOVED, Candidate, Telling, Told, candidates, known_of, tells_of
from legation.services.ties.speaking import SPOKEN, spoken
from legation.services.ties.spreading import Held, Spreading
from legation.services.ties.told_moves import merely_speaks
from legation.services.ties.ways import Ways, references_of
from legation.services.ties.weighing import Ground
from legation.storage.lately import Lately
from legation.storage.ports import Telegrams
from legation.storage.records import Record
from legation.tables.parties import PartyTable
from legation.tables.speaking import Spoken

_MOST_WORDS = 16
_MOST_THINGS = 20_000


class Drawn:
    """Things of a kind as they are known on a board, and the acronyms that their telegrams write out."""

    def __init__(self, board: Board, matters: list[Matter], written_out: Mapping[str, str]) -> None:
        self.board = board
        self.matters = matters
        self.written_out = written_out
        self._grounds: Lately[Words, Ground] = Lately(_MOST_WORDS, lambda _: 1)

    def ground(self, words: Words) -> Ground:
        """Their ground, made once."""
        ground = self._grounds.get(words)
        if ground is None:
            ground = Ground(self.matters, words)
            self._grounds.keep(words, ground)
        return ground


class Known:
    """What the proposals of several telegrams are compared with, worked out once: the things of a board, if any."""

    def __init__(self, board: Board | None) -> None:
        self.board = board
        self.drawn: dict[Spoken, Drawn] = {}
        self.held: list[Held] | None = None
        self.readable: frozenset[str] | None = None
        self.read: dict[str, Telegram] = {}
        self.way: Ways | None = None


class Ties(NamedTuple):
    """What proposals are tied to, each by ``Proposal.words``, with the evidence.

    linked: objectives that they speak of. again: of them, the one that is meant, where there is no doubt. reports:
    demarches on which they report. moved: what else they tell of. before: what is to be accepted before them, as the
    report of a meeting before what it ended with. asked: what the other side asks of us in a telegram of its own.
    answered: the demarches of ours that the telegram cites, by number.
    """

    linked: Mapping[str, Linked]
    again: Mapping[str, str]
    reports: Mapping[str, tuple[Followed, ...]]
    moved: Mapping[str, tuple[Candidate, ...]]
    before: Mapping[str, tuple[Found, ...]]
    asked: frozenset[str] = frozenset()
    answered: tuple[int, ...] = ()

    def without(self, apart: Mapping[str, frozenset[str]]) -> Ties:
        """The ties but to things of which a person took back that a proposal tells of them. apart: those, by words."""
        if not any(apart.values()):
            return self
        none = frozenset[str]()
        return self._replace(
            linked={words: one.without(apart.get(words, none)) for words, one in self.linked.items()},
            again={words: thing for words, thing in self.again.items() if thing not in apart.get(words, none)},
            reports={
                words: tuple(one for one in told if one.demarche not in apart.get(words, none))
                for words, told in self.reports.items()
            },
            moved={
                words: tuple(one for one in told if one.thing not in apart.get(words, none))
                for words, told in self.moved.items()
            },
        )


class Tying:
    """Ties of proposals to a board, for a reader."""

    def __init__(self, telegrams: Telegrams, parties: PartyTable, moves: Moves) -> None:
        self._telegrams = telegrams
        self._sources = Sources(telegrams)
        self._texts = Texts(telegrams)
        self._parties = parties
        self._moves = moves
        self._spreading = Spreading(telegrams, parties)
        self._kept: Lately[tuple[tuple[str, str], ...], Words] = Lately(_MOST_WORDS, lambda _: 1)
        # Each telegram of a dialogue may write out one more acronym: what has nothing to do with that is read once.
        self._words_alone = Words({}, parties)
        self._drawn: Lately[tuple[int, Spoken, frozenset[str]], Drawn] = Lately(
            _MOST_THINGS, lambda drawn: len(drawn.matters) + 1
        )

    def ties(self, reader: Reader, known: Known, found: Sequence[Found]) -> Ties:
        """What the proposals of a telegram are tied to, of those that stand; nothing without a board."""
        linked = self._linked(reader, known, found)
        reports = self._followed(reader, known, found)
        moved = self._moved(reader, known, found)
        for words, offers in self._spoken(reader, known, found, linked, reports, moved).items():
            reports[words] = tuple(one for one in offers if isinstance(one, Followed))
            moved[words] = tuple(one for one in offers if isinstance(one, Candidate))
        again = {words: one.links_to for words, one in linked.items() if one.links_to is not None}
        before: dict[str, tuple[Found, ...]] = {}
        points = [one for one in found if goes_with_report(one.proposal)]
        if known.board is not None and points:
            meetings, reports_of = meetings_of(known.board, found, moved)
            if meetings:
                ended = offered([point.proposal for point in points], meetings)
                moved |= {point.proposal.words: able for point, able in zip(points, ended, strict=True)}
            elif reports_of:
                before = {point.proposal.words: tuple(reports_of) for point in points}
        asked, answered = self._asked(reader, known, found)
        return Ties(linked, again, reports, moved, before, asked, answered)

    def _asked(self, reader: Reader, known: Known, found: Sequence[Found]) -> tuple[frozenset[str], tuple[int, ...]]:
        """What the other side asks of us, by ``Proposal.words``, and the demarches of ours that it refers to."""
        board = known.board
        if board is None:
            return frozenset(), ()
        asked = [one for one in found if asks_us(one.proposal, one.record.telegram, board, self._parties)]
        if not asked:
            return frozenset(), ()
        cited = {
            str(reference.mrn)
            for record in {one.record.sha256: one.record for one in asked}.values()
            for reference in references_of(self._telegram(reader, known, record))
        }
        ours = [
            thing.number
            for thing in board.of("demarche")
            if is_ours(thing, board.ours) and any(s.telegram in cited for m in thing.movements for s in m.sources)
        ]
        return frozenset(one.proposal.words for one in asked), tuple(ours)

    def _linked(self, reader: Reader, known: Known, found: Sequence[Found]) -> dict[str, Linked]:
        """Objectives of the board that proposals of a telegram speak of, by ``Proposal.words``, with the evidence."""
        asked = [one for one in found if one.proposal.kind in LINKED]
        if known.board is None or not asked:
            return {}
        drawn = self._things(reader, known, known.board, "objective")
        if not drawn.matters:
            return {}
        words, way = self._words(asked[0], drawn.written_out), self._way(reader, known, asked)
        every, anew = drawn.ground(words), dict[str, Ground]()
        linked: dict[str, Linked] = {}
        for one in asked:
            ground, telegram, name = every, self._telegram(reader, known, one.record), one.proposal.telegram
            if one.proposal.kind == "objective":
                # A telegram that lists its objectives speaks of each once: what it raised is not met again in it.
                ground = anew[name] = anew.get(name) or every.but(name)
            counts = words.in_paragraphs(telegram)
            linked[one.proposal.words] = link(one.sources[0], telegram, one.proposal.text, ground, way, counts)
        return linked

    def _followed(self, reader: Reader, known: Known, found: Sequence[Found]) -> dict[str, tuple[Followed, ...]]:
        """Demarches of the board that proposals report on, by ``Proposal.words``, with the evidence."""
        asked = [one for one in found if is_report(one.proposal)]
        board = known.board
        if board is None or not asked:
            return {}
        drawn = self._things(reader, known, board, "demarche")
        if not drawn.matters:
            return {}
        words, way = self._words(asked[0], drawn.written_out), self._way(reader, known, asked)
        return {
            one.proposal.words: followed(
                one.proposal,
                one.sources[0],
                self._telegram(reader, known, one.record),
                board,
                drawn.matters,
                words,
                way,
                self._moves,
            )
            for one in asked
        }

    def _moved(self, reader: Reader, known: Known, found: Sequence[Found]) -> dict[str, tuple[Candidate, ...]]:
        """Meetings and commitments of the board that proposals tell of, by ``Proposal.words``, with the evidence."""
        board = known.board
        asked = [
            (one, entity) for one in found if not goes_with_report(one.proposal) for entity in tells_of(one.proposal)
        ]
        if board is None or not asked:
            return {}
        told: dict[str, tuple[Candidate, ...]] = {}
        for entity in MOVED:
            some = [one for one, of in asked if of == entity]
            if not some:
                continue
            drawn = self._things(reader, known, board, entity)
            if not drawn.matters:
                continue
            words, way = self._words(some[0], drawn.written_out), self._way(reader, known, some)
            ground = drawn.ground(words)
            for one in some:
                telling = Telling(
                    one.proposal, one.sources[0], self._telegram(reader, known, one.record), day_of(one.record)
                )
                told[one.proposal.words] = candidates(telling, board, ground, way, self._moves)
        return told

    def _spoken(
        self,
        reader: Reader,
        known: Known,
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
            and not goes_with_report(one.proposal)
            and (one.proposal.kind == "event" or is_report(one.proposal) or is_instruction(one.proposal))
        ]
        if board is None or not asked:
            return {}
        grounds: dict[Spoken, Ground] = {}
        for entity in SPOKEN:
            drawn = self._things(reader, known, board, entity)
            if drawn.matters:
                grounds[entity] = drawn.ground(self._words(asked[0], drawn.written_out))
        if not grounds:
            return {}
        busy = {one.objective for link in linked.values() for one in link.evidence}
        said = {one.proposal.words for one in found if one.proposal.kind == "objective"}
        beside = busy - {one.objective for words, link in linked.items() if words in said for one in link.evidence}
        busy |= {thing for one in found if (thing := instrument_of(one, board)) is not None}
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
                board=board,
                grounds=grounds,
                held=[*self._held(reader, known), self._spreading.of(record)],
                references=references_of(telegram),
                way=way,
                moves=self._moves,
                busy=busy,
                delivered=_delivered(board, sha256, found, reports),
                delivered_on=_delivered_on(board, sha256, found, reports, day_of(record)),
                beside=beside,
                meetings=[one.proposal for one in found if one.proposal.kind == "meeting"],
            )
            made = spoken(tellings, heard)
            # What finishes a task may also merely speak of an objective.
            left = [
                one
                for one in tellings
                if all(merely_speaks(offer.becomes) for offer in made.get(one.proposal.words, ()))
            ]
            for words, offered_for in (made | {about: (one,) for about, one in finished(left, heard).items()}).items():
                offers.setdefault(words, offered_for)
        # What was delivered is told by the proposal of the same words, and of one demarche.
        told = {one.proposal.text for one in found if is_report(one.proposal)}
        again = {one.proposal.words for one in asked if one.proposal.kind == "event" and one.proposal.text in told}
        for words in again & offers.keys():
            others = tuple(one for one in offers[words] if isinstance(one, Candidate))  # of whatever is no demarche
            if others:
                offers[words] = others
            else:
                del offers[words]
        return offers

    def _things(self, reader: Reader, known: Known, board: Board, entity: Spoken) -> Drawn:
        """The things of a kind that a telegram may speak of, worked out once."""
        if entity not in known.drawn:
            known.drawn[entity] = (
                self._demarches(reader, board)
                if entity == "demarche"
                else self._kept_of(reader, self._readable(reader, known), board, entity)
            )
        return known.drawn[entity]

    def _kept_of(self, reader: Reader, readable: frozenset[str], board: Board, entity: Told) -> Drawn:
        """Made of a board and of what the reader may read of the telegrams under it: kept for whoever has the same."""
        key = (id(board), entity, readable)
        drawn = self._drawn.get(key)
        if drawn is None or drawn.board is not board:
            quote, written_out = self._quoting(reader, readable, board, entity)
            found = matters_of(board, quote) if entity == "objective" else known_of(board, entity, quote)
            drawn = Drawn(board, found, written_out)
            self._drawn.keep(key, drawn)
        return drawn

    def _held(self, reader: Reader, known: Known) -> list[Held]:
        """The telegrams that a board rests on, of those that the reader may read."""
        if known.held is None:
            known.held = self._spreading.of_readable(reader, self._readable(reader, known))
        return known.held

    def _readable(self, reader: Reader, known: Known) -> frozenset[str]:
        """The hashes of the telegrams that a board rests on, of those that the reader may read; asked for once."""
        if known.readable is None:
            things = showing.everything(known.board) if known.board is not None else []
            named = {source.sha256 for thing in things for source in thing.sources}
            known.readable = frozenset(self._telegrams.has(reader, sorted(named)))
        return known.readable

    def _telegram(self, reader: Reader, known: Known, record: Record) -> Telegram:
        """The telegram of a record, its open references resolved as far as the dialogue shows which is meant."""
        if record.sha256 not in known.read:
            others = [one.sent for one in self._held(reader, known) if one.sent is not None]
            known.read[record.sha256] = resolved(record.telegram, others, self._parties)
        return known.read[record.sha256]

    def _quoting(
        self, reader: Reader, readable: frozenset[str], board: Board, entity: str
    ) -> tuple[Callable[[Source], str | None], dict[str, str]]:
        """How the telegrams of things of a kind are quoted, and the acronyms that those write out, once they are."""
        named = {s.sha256 for thing in board.of(entity) for m in thing.movements for s in m.sources}
        texts = self._texts.of_readable(reader, named & readable)
        written_out: dict[str, str] = {}

        def quote(source: Source) -> str | None:
            text = texts.get(source.sha256)
            if text is None:
                return None
            for name, said in text.acronyms.items():
                written_out.setdefault(name, said)
            return text.source[source.span.start : source.span.end]

        return quote, written_out

    def _demarches(self, reader: Reader, board: Board) -> Drawn:
        still = [thing for thing in board.of("demarche") if thing.turn != "closed"]
        instructed = [m for thing in still for m in thing.movements if m.kind == "demarche.instruct"]
        held = self._sources.telegrams(reader, (source for m in instructed for source in m.sources))
        asked: set[str] = set()
        written_out: dict[str, str] = {}

        def telegram(source: Source) -> Telegram | None:
            found = held.get(source.sha256)
            if found is not None and source.sha256 not in asked:
                asked.add(source.sha256)
                for name, said in acronyms(found.source).items():
                    written_out.setdefault(name, said)
            return found

        return Drawn(board, demarches_known(board, telegram), written_out)

    def _way(self, reader: Reader, known: Known, asked: Sequence[Found]) -> Ways:
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
        words = self._kept.get(key)
        if words is None:
            words = Words(all_of_them, self._parties, self._words_alone)
            self._kept.keep(key, words)
        return words


def _delivered(
    board: Board, sha256: str, found: Sequence[Found], reports: Mapping[str, tuple[Followed, ...]]
) -> dict[str, list[Span]]:
    """Where a telegram tells of deliveries, by demarche: in proposals that leave no doubt, or in what was entered."""
    spans: dict[str, list[Span]] = {}
    for thing in board.of("demarche"):
        for movement in thing.movements:
            if movement.kind == "demarche.deliver":
                for source in movement.sources:
                    if source.sha256 == sha256:
                        spans.setdefault(thing.id, []).append(source.span)
    for one in found:
        told = reports.get(one.proposal.words, ())
        if len(told) == 1 and told[0].becomes == "demarche.deliver":
            held = [source.span for source in one.sources if source.sha256 == sha256]
            spans.setdefault(told[0].demarche, []).extend(held)
    return spans


def _delivered_on(
    board: Board, sha256: str, found: Sequence[Found], reports: Mapping[str, tuple[Followed, ...]], day: str
) -> dict[str, list[str]]:
    """The days of the deliveries of which a telegram tells, by demarche. day: its own, where its words name none."""
    days: dict[str, list[str]] = {}
    for thing in board.of("demarche"):
        for movement in thing.movements:
            if movement.kind == "demarche.deliver" and any(one.sha256 == sha256 for one in movement.sources):
                days.setdefault(thing.id, []).append(movement.on)
    for one in found:
        moved = reports.get(one.proposal.words, ())
        if len(moved) == 1 and moved[0].becomes == "demarche.deliver" and one.record.sha256 == sha256:
            named = one.proposal.fields.get("date")
            days.setdefault(moved[0].demarche, []).append(str(named) if is_full_day(named) else day)
    return days
