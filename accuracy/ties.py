"""``python -m accuracy.ties``: what later telegrams are tied to on a board, beside what a reader tied them to.

``accuracy/ties`` has sequences of telegrams on one matter. The things that a reader would put on the board of a
sequence are entered one by one as a person's own, each with the telegram that raises it; before that, the telegram is
asked what it tells of those that stand there already. An offer names one thing in one telegram, and is right where the
reader noted that the telegram moves, repeats, answers or closes that thing. What was noted is then entered too, so
that every telegram meets the board as a desk that keeps it would have it. ``--misses`` lists, of the half for tuning
alone, what was not offered and what was offered and not noted.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import legation
from accuracy.figures import Section, Table, interval
from accuracy.proposals import overlaps
from legation.core.dialogue.board import Board
from legation.core.dialogue.proposal import Source
from legation.core.marking import OWNER
from legation.core.telegram import Telegram
from legation.core.text import Span
from legation.extract.drafted import without_pages
from legation.extract.proposing import propose
from legation.extract.reporting import statements
from legation.services.dialogue.dialogue import Dialogues
from legation.services.proposals.acceptance import Proposed
from legation.services.proposals.entering import draft_of
from legation.services.threads.moments import Moments
from legation.storage.memory.index import MemoryIndex
from legation.storage.memory.ledger import MemoryLedger
from legation.storage.memory.telegrams import MemoryTelegrams
from legation.storage.records import Record
from legation.tables.marking import telegram_marking
from legation.tables.moves import load_moves

ROOT = Path(__file__).resolve().parent
MARKS, SEQUENCES = ROOT / "ties" / "marks.jsonl", ROOT / "ties" / "sequences.jsonl"
INVENTED = ROOT / "ties" / "invented.toml"
HALVES = (
    "tuned",
    "tuned, promises",
    "tuned, later",
    "invented",
    "held out",
    "held out, later",
    "invented, held out",
)
TUNED = HALVES[:4]
KINDS = ("objective", "commitment", "demarche", "meeting", "instrument")
_DIALOGUE = "ties"
_NOW = datetime(2026, 11, 27, 12, 0, tzinfo=UTC)
_RAISES = {
    "objective": "raise",
    "commitment": "undertake",
    "demarche": "instruct",
    "meeting": "propose",
    "instrument": "draft",
}
_SIDES = {"objective": ("sought_by", "sought_from")}


class Thing(NamedTuple):
    """What stands on the board: where a telegram raises it, and the fields that a person enters with it."""

    name: str
    kind: str
    telegram: str
    span: Span
    fields: dict[str, str]


class Tie(NamedTuple):
    """One telegram and one thing that it speaks of. moves: those it may be entered as, the fittest first; none where
    the reader was not sure that it speaks of the thing, which counts neither way. date: the day that it names for a
    meeting that is put off."""

    thing: str
    telegram: str
    spans: tuple[Span, ...]
    moves: tuple[str, ...]
    date: str | None = None


class Series(NamedTuple):
    """Telegrams on one matter in order of time, by id and hash, and what was read in them. written: those invented."""

    name: str
    half: str
    parties: tuple[str, ...]
    telegrams: tuple[tuple[str, str], ...]
    things: tuple[Thing, ...]
    ties: tuple[Tie, ...]
    written: tuple[Telegram, ...] = ()


class Offer(NamedTuple):
    """What is offered in one telegram for one thing: the words, and the moves that accepting would make."""

    thing: str
    telegram: str
    spans: tuple[Span, ...]
    moves: frozenset[str]


@dataclass(slots=True)
class Tied:
    """What became of all ties and offers of one half. Counts are by the kind of the thing."""

    noted: Counter[str] = field(default_factory=Counter)
    offered: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    in_its_words: Counter[str] = field(default_factory=Counter)
    moved: Counter[str] = field(default_factory=Counter)
    choices: int = 0
    sequences: int = 0
    telegrams: int = 0
    missed: list[tuple[str, Tie]] = field(default_factory=list)
    wrong: list[tuple[str, Offer]] = field(default_factory=list)
    elsewhere: list[tuple[str, Tie, Offer]] = field(default_factory=list)


def sequences() -> list[Series]:
    """The sequences as they were read, and after them those that were invented."""
    lines = [json.loads(line) for line in MARKS.read_text(encoding="utf-8").splitlines()]
    made = []
    for row in map(json.loads, SEQUENCES.read_text(encoding="utf-8").splitlines()):
        own = [line for line in lines if line["sequence"] == row["sequence"]]
        things = tuple(_thing(line) for line in own if "thing" in line)
        ties = tuple(
            Tie(
                line["tie"],
                line["telegram"],
                tuple(Span(*span) for span in line["spans"]),
                tuple(line.get("moves", ())),
            )
            for line in own
            if "tie" in line
        )
        telegrams = tuple((one["id"], one["sha256"]) for one in row["telegrams"])
        made.append(Series(row["sequence"], row["half"], tuple(row["parties"]), telegrams, things, ties))
    rows = tomllib.loads(INVENTED.read_text(encoding="utf-8"))["sequence"]
    return [*made, *(_invented(row) for row in rows)]


def _invented(row: Mapping[str, Any]) -> Series:
    """An invented sequence: its telegrams written out, things and ties found by their words."""
    held = {one["mrn"]: _written(one) for one in row["telegrams"]}

    def place(line: Mapping[str, Any], words: str) -> Span:
        start = held[line["in"]].source.index(words)
        return Span(start, start + len(words))

    return Series(
        row["name"],
        row["half"],
        tuple(row["parties"]),
        tuple((one.called, one.sha256) for one in held.values()),
        tuple(
            _thing(line | {"telegram": held[line["in"]].called, "span": place(line, line["words"])})
            for line in row["things"]
        ),
        tuple(
            Tie(
                line["thing"],
                held[line["in"]].called,
                tuple(place(line, words) for words in line["words"]),
                tuple(line["moves"]),
                line.get("date"),
            )
            for line in row["ties"]
        ),
        tuple(held.values()),
    )


def _written(one: Mapping[str, str]) -> Telegram:
    """An invented telegram, read from the text that it would have."""
    sender = one["mrn"].rpartition(" ")[0]
    plad = "SECSTATE WASHDC" if sender == "STATE" else f"AMEMBASSY {sender}"
    cited = f"REF: {one['ref']}\n" if "ref" in one else ""
    return legation.read(
        f"P {one['day']}\nFM {plad}\nTO {one['to']}\nBT\nC O N F I D E N T I A L {one['mrn']}\n\n"
        f"SUBJECT: {one['subject']}\n{cited}\n{one['text'].strip()}\nBT\n"
    )


def _thing(line: Mapping[str, Any]) -> Thing:
    by, to = _SIDES.get(line["kind"], ("by", "to"))
    fields = {by: line["by"]} | {name: line[name] for name in ("due", "date") if name in line}
    if line["to"] != line["by"]:  # a telegram of a house to its own post has no other side
        fields[to] = line["to"]
    span = line["span"]
    return Thing(line["thing"], line["kind"], line["telegram"], Span(*span) if isinstance(span, list) else span, fields)


def telegrams(corpus: Path, wanted: Iterable[Series]) -> dict[str, Telegram]:
    """The telegrams of sequences by id; one that is absent, or not as it was read, is left out."""
    wanted = [*wanted]
    held = _of_volumes(corpus / "frus-tei" / "volumes")
    found = {written.called: written for one in wanted for written in one.written}
    return found | {
        name: held[name]
        for one in wanted
        for name, sha256 in one.telegrams
        if name in held and held[name].sha256 == sha256
    }


@cache
def _of_volumes(volumes: Path) -> dict[str, Telegram]:
    """The telegrams of every sequence that are in volumes, by id. Once: to read the volumes takes longest here."""
    names = {name for one in sequences() if not one.written for name, _ in one.telegrams}
    found = {}
    for volume in sorted({name.partition("/")[0] for name in names}):
        path = volumes / f"{volume}.xml"
        for telegram in legation.read_many(path.read_bytes(), file=volume) if path.is_file() else ():
            name = (telegram.file or "").replace("#", "/")
            if name in names:
                found[name] = telegram
    return found


class Desk:
    """A board that is kept by hand, and telegrams that come in."""

    def __init__(self, parties: Sequence[str]) -> None:
        self._telegrams, self._ledger = MemoryTelegrams(), MemoryLedger()
        self._moves = load_moves()
        moments = Moments(self._telegrams, MemoryIndex())
        self._dialogues = Dialogues(
            self._telegrams, self._ledger, propose, self._moves, lambda: _NOW, moments, statements=statements
        )
        self._parties = list(parties)
        self._known: dict[str, str] = {}  # id on the board to name
        self._day = ""

    def take(self, telegram: Telegram) -> Record:
        """A telegram comes in; one without a day on that of the one before."""
        self._day = telegram.date or self._day
        record = Record(
            sha256=telegram.sha256,
            original=telegram.source.encode(),
            telegram=telegram,
            access=telegram_marking(telegram).label,
            received=f"{self._day}T23:59:00Z",
            file=telegram.file,
        )
        self._telegrams.put(OWNER, [record])
        if not self._ledger.entries(OWNER):
            self._dialogues.open(
                OWNER, telegram.called, id=_DIALOGUE, title="Matter", ours=self._parties[0], parties=self._parties
            )
        return record

    def offers(self, record: Record) -> Iterator[tuple[tuple[str, ...], Proposed]]:
        """What a telegram tells of things of the board: their names, several where a person must choose."""
        for one in self._dialogues.proposals(OWNER, record.telegram.called, _DIALOGUE):
            single = [one.demarche, one.moves, one.links_to, one.objective]
            several = [*one.demarches, *one.candidates, *one.evidence]
            named = [name for name in single if name in self._known]
            named = named or [str(getattr(some, "demarche", None) or _id(some)) for some in several]
            known = tuple(dict.fromkeys(self._known[name] for name in named if name in self._known))
            if known:
                yield known[:1] if any(name in self._known for name in single) else known, one

    def enter(self, kind: str, name: str, record: Record, span: Span, fields: Mapping[str, str]) -> bool:
        """A person's own entry; False where the state of the thing does not allow it."""
        entity, verb = kind.split(".")
        about = next((known for known, called in self._known.items() if called == name), f"{entity}-{name.lower()}")
        if about in self._known:
            state = self.board().things[about].state
            if not self._moves.allows(entity, state, verb) and not self._moves.tells_again(entity, state, verb):
                return False
        paragraph = record.telegram.paragraph_at(span.start)
        number = paragraph.number if paragraph is not None else None
        source = Source(record.telegram.called, number, span, record.sha256)
        day = record.telegram.date or record.received[:10]
        draft = draft_of(OWNER.name, kind, _DIALOGUE, about, day, dict(fields), (source,), [record])
        self._ledger.append(OWNER, [draft])
        self._known[about] = name
        return True

    def note(self, tie: Tie, record: Record) -> None:
        """Enter a tie as the fittest of its moves that the state of the thing allows, or not at all."""
        for move in tie.moves:
            fields = _with(move, record, tie.date)
            if not move.startswith("position.") and self.enter(move, tie.thing, record, tie.spans[0], fields):
                return

    def board(self) -> Board:
        """What stands by now."""
        return self._dialogues.board(OWNER, _DIALOGUE)

    def raise_(self, thing: Thing, record: Record) -> None:
        """Put a thing on the board in the words that raise it."""
        words = " ".join(without_pages(record.telegram, thing.span).split())
        self.enter(
            f"{thing.kind}.{_RAISES[thing.kind]}", thing.name, record, thing.span, {**thing.fields, "text": words}
        )


def _id(one: Any) -> str:
    return str(getattr(one, "thing", None) or getattr(one, "objective", None))


def offered(one: Series, held: Mapping[str, Telegram]) -> tuple[list[Offer], int]:
    """What is offered along a sequence, and how many of the offers leave a choice among several.

    A choice stands for the thing that was noted, where it is one of them, and else for the first.
    """
    desk, choices = Desk(one.parties), 0
    made: list[Offer] = []
    for name, _ in one.telegrams:
        record = desk.take(held[name])
        noted = {tie.thing: tie for tie in one.ties if tie.telegram == name}
        spans: dict[str, list[Span]] = defaultdict(list)
        moves: dict[str, set[str]] = defaultdict(set)
        for known, proposed in desk.offers(record):
            choices += len(known) > 1
            about = next((some for some in known if some in noted), known[0])
            spans[about] += [source.span for source in proposed.proposal.sources]
            moves[about] |= {proposed.becomes} if proposed.becomes is not None else set()
        made += [Offer(about, name, tuple(some), frozenset(moves[about])) for about, some in spans.items()]
        for thing in one.things:
            if thing.telegram == name:
                desk.raise_(thing, record)
        for tie in noted.values():
            desk.note(tie, record)
    return made, choices


def _with(move: str, record: Record, date: str | None) -> dict[str, str]:
    """The fields that a person enters with a move."""
    if date is not None:
        return {"date": date}
    if move in ("demarche.deliver", "demarche.respond") and record.telegram.post is not None:
        return {"post": record.telegram.post}
    return {"speaks": "for"} if move == "commitment.evidence" else {}


def compare(one: Series, offers: Sequence[Offer], tied: Tied) -> None:
    """Count the offers of a sequence against what was noted."""
    kinds = {thing.name: thing.kind for thing in one.things}
    by_place = {(offer.thing, offer.telegram): offer for offer in offers}
    tied.sequences += 1
    tied.telegrams += len(one.telegrams)
    places = set()
    for tie in one.ties:
        place, kind = (tie.thing, tie.telegram), kinds[tie.thing]
        places.add(place)
        if not tie.moves:
            continue
        tied.noted[kind] += 1
        offer = by_place.get(place)
        if offer is None:
            tied.missed.append((one.name, tie))
            continue
        tied.offered[kind] += 1
        tied.found[kind] += 1
        in_words = any(overlaps(span, other) for span in offer.spans for other in tie.spans)
        tied.in_its_words[kind] += in_words
        tied.moved[kind] += bool(offer.moves & set(tie.moves))
        if not in_words or not offer.moves & set(tie.moves):
            tied.elsewhere.append((one.name, tie, offer))
    for offer in offers:
        if (offer.thing, offer.telegram) not in places:
            tied.offered[kinds[offer.thing]] += 1
            tied.wrong.append((one.name, offer))


def counted(corpus: Path, half: str, *, most: int | None = None) -> tuple[Tied, dict[str, Telegram]]:
    """One half, and its telegrams; with ``most`` only so many sequences. One that is not all there is left out."""
    tied, wanted = Tied(), [one for one in sequences() if one.half == half][:most]
    held = telegrams(corpus, wanted)
    for one in wanted:
        if all(name in held for name, _ in one.telegrams):
            offers, choices = offered(one, held)
            tied.choices += choices
            compare(one, offers, tied)
    return tied, held


def measured(corpus: Path) -> Section:
    """The figures of both halves."""
    section = Section(
        "Ties to the board",
        "What later telegrams are offered as on a board that a person keeps, beside what a reader noted in sequences "
        "of telegrams on one matter ([how they were read](../../accuracy/ties/README.md)). One offer, or tie, is one "
        "telegram and one thing of the board. Recall is over what was noted, precision over what was offered; what "
        "the reader was not sure of counts neither way. Rules and weights were set on those called tuned, and on half "
        "of those invented for promises and meetings.",
        chief=("recall, held out", "precision, held out"),
    )
    for half in HALVES:
        tied, _ = counted(corpus, half)
        noted, offers, found = (sum(some.values()) for some in (tied.noted, tied.offered, tied.found))
        for name, right, whole, whole_is in (
            ("recall", found, noted, "ties noted; the thing offered in that telegram"),
            ("recall in its words", sum(tied.in_its_words.values()), noted, "ties noted; offered in the words noted"),
            ("precision", found, offers, "offers; the thing noted in that telegram"),
            ("movement", sum(tied.moved.values()), found, "ties found; the move is one that was noted"),
            ("thing and movement", sum(tied.moved.values()), noted, "ties noted; both right"),
        ):
            figure = section.figure(f"{name}, {half}", whole_is)
            figure.right, figure.whole = right, whole
        section.tables.append(_by_kind(half, tied))
    return section


def _by_kind(half: str, tied: Tied) -> Table:
    rows = []
    for kind in (*KINDS, "all"):
        noted, offers, found, words, moved = (
            sum(some.values()) if kind == "all" else some[kind]
            for some in (tied.noted, tied.offered, tied.found, tied.in_its_words, tied.moved)
        )
        shares = (_share(found, offers), interval(found, offers), _share(found, noted), interval(found, noted))
        rows.append((kind, str(noted), str(offers), str(found), str(words), str(moved), *shares))
    return Table(
        f"By the kind of the thing, {half}: {tied.telegrams} telegrams in {tied.sequences} sequences. Of the offers, "
        f"{tied.choices} leave a choice among several things.",
        ("kind", "noted", "offered", "found", "in its words", "move too", "precision", "95 %", "recall", "95 %"),
        tuple(rows),
    )


def _share(right: int, whole: int) -> str:
    return f"{100 * right / whole:.1f} %" if whole else "-"


def main(arguments: list[str] | None = None) -> int:
    """0 measured, 2 no shared texts."""
    parser = argparse.ArgumentParser(prog="accuracy.ties", description=__doc__)
    parser.add_argument("--misses", action="store_true", help="list those of the half for tuning, and measure no other")
    parser.add_argument("--tuned", action="store_true", help="leave the half that is held out unmeasured")
    chosen = parser.parse_args(arguments)
    corpus = Path(os.environ.get("LEGATION_CORPUS", ROOT.parent.parent / "shared" / "corpus"))
    if not corpus.is_dir():
        sys.stderr.write("ties: the shared texts are absent: set LEGATION_CORPUS to their folder\n")
        return 2
    for half in TUNED if chosen.tuned or chosen.misses else HALVES:
        tied, held = counted(corpus, half)
        table = _by_kind(half, tied)
        sys.stdout.write("\n".join([table.words, *("\t".join(row) for row in (table.columns, *table.rows)), ""]))
        if chosen.misses:
            sys.stdout.writelines(_misses(tied, held))
    return 0


def _misses(tied: Tied, held: Mapping[str, Telegram]) -> Iterator[str]:
    things = {(one.name, thing.name): thing for one in sequences() for thing in one.things}

    def words(telegram: str, spans: Iterable[Span]) -> str:
        return " || ".join(" ".join(without_pages(held[telegram], span).split()) for span in spans)

    def thing(sequence: str, name: str) -> str:
        known = things[sequence, name]
        return f"{sequence} {name} {known.kind} <{words(known.telegram, [known.span])}>"

    for sequence, tie in tied.missed:
        yield f"missed {thing(sequence, tie.thing)} in {tie.telegram} {'/'.join(tie.moves)}: "
        yield f"{words(tie.telegram, tie.spans)}\n"
    for sequence, offer in tied.wrong:
        yield f"wrong {thing(sequence, offer.thing)} in {offer.telegram} {'/'.join(sorted(offer.moves))}: "
        yield f"{words(offer.telegram, offer.spans)}\n"
    for sequence, tie, offer in tied.elsewhere:
        yield f"otherwise {thing(sequence, tie.thing)} in {tie.telegram} noted {'/'.join(tie.moves)}: "
        yield f"{words(tie.telegram, tie.spans)}; offered {'/'.join(sorted(offer.moves))}: "
        yield f"{words(offer.telegram, offer.spans)}\n"


if __name__ == "__main__":
    sys.exit(main())
