"""A world: an archive of invented traffic with its ledger, readers of every kind, and each reader's twin archive."""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import tomllib
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import closing, suppress
from copy import copy
from dataclasses import fields
from datetime import UTC, date, datetime, timedelta
from functools import cache
from importlib.resources import files
from pathlib import Path
from random import Random
from typing import Any, ClassVar, NamedTuple
from unittest.mock import patch

import msgspec
import psycopg
from tests.postgres import Cluster
from tests.stores import memory_stores

import legation.outside.hooks
import legation.wiring
from legation.app import PARTIES, House, open_house
from legation.core.delivery import STEPS, Delivery
from legation.core.dialogue.ledger import Unnumbered
from legation.core.dialogue.proposal import Proposal
from legation.core.dialogue.taking_back import movement_id
from legation.core.draft import Draft as Text
from legation.core.draft import DraftParagraph
from legation.core.errors import LegationError
from legation.core.hook import HookRules, PostError
from legation.core.marking import OWNER, UNREADABLE, UPKEEP, Marking, Reader, may_read
from legation.core.mrn import name_to
from legation.core.profile import Rules, rules_of, rules_text
from legation.core.telegram import (
    Addressee,
    Classification,
    ClassifiedBy,
    ExecutiveOrder,
    Originator,
    Precedence,
    Telegram,
)
from legation.extract import propose, statements
from legation.services.accounts.accounts import OWNS
from legation.services.distribution.profiles import NOTE, REACHED
from legation.storage.memory.deliveries import MemoryDeliveries
from legation.storage.memory.index import MemoryIndex
from legation.storage.memory.ledger import MemoryLedger
from legation.storage.outgoing import Outgoing, Step
from legation.storage.present import rests_on
from legation.storage.records import Annotation, Decided, Record, cited_mrns
from legation.storage.records import Request as Letter
from legation.storage.stores import Stores
from legation.tables.marking_rows import rank_of
from legation.tables.moments import cited_moments, moment_name
from legation.tables.moves import load_moves
from legation.tables.parties import PartyTable, default_parties
from legation.tables.posts import Posts, load_posts

from .telegrams import LETTERS, SHARED_WORDS, Written, open_version, traffic

KINDS = (*("memory",) * 5, "disk", *("memory",) * 13, "server")
"""Stores of the worlds, in turn: dictionaries, SQLite and tantivy in a directory, or a PostgreSQL.

A world on disk takes five times as long as one in memory, and that the stores answer alike is tested of them alone.
"""

NOW = datetime(2016, 11, 1, 12, tzinfo=UTC)
WORD = re.compile(rf"zq[{LETTERS}]{{6}}z", re.IGNORECASE)
"""The words of which each stands in one telegram, or in one entry of the ledger, and nowhere else."""

CLEARANCES = ("UNCLASSIFIED", "LIMITED OFFICIAL USE", "CONFIDENTIAL", "CONFIDENTIAL", "SECRET", "SECRET", "TOP SECRET")
HANDLING = ("NOFORN", "NODIS", "EXDIS", "LIMDIS", "STADIS", "ORCON", "ROGER CHANNEL")
ROLES = ("reader", "desk", "approver", "auditor", "registrar")
NATIONS = ("US", "GB", "CA", "XV", None)


@cache
def _sample_rows() -> tuple[str, list[dict[str, Any]]]:
    text = (files("legation.sample") / "countries.toml").read_text(encoding="utf-8")
    rows = tomllib.loads(text)
    return text, [*rows["party"], *rows["post"]]


@cache
def known_posts() -> Posts:
    return load_posts().extended({row["plad"]: row["name"] for row in _sample_rows()[1] if "plad" in row})


@cache
def known_parties() -> PartyTable:
    return default_parties().extended(_sample_rows()[1])


class Clock:
    """A clock that goes on by a minute whenever it is looked at, until it is stopped at NOW."""

    def __init__(self, *, ticking: bool) -> None:
        self.at = datetime(2016, 6, 1, 12, tzinfo=UTC)
        self.ticking = ticking

    def __call__(self) -> datetime:
        if self.ticking:
            self.at += timedelta(minutes=1)
        return self.at

    def stop(self) -> None:
        self.at, self.ticking = NOW, False


_MEMORY: dict[tuple[object, ...], list[Proposal]] = {}


def propose_once(telegram: Telegram, parties: PartyTable) -> list[Proposal]:
    """What a telegram proposes, reckoned once: it rests on the text, how it is marked now, and the parties alone."""
    key = (telegram.sha256, len(parties.parties), _marked(telegram))
    if key not in _MEMORY:
        _MEMORY[key] = propose(telegram, parties)
    return list(_MEMORY[key])


def state_once(telegram: Telegram, parties: PartyTable) -> list[Proposal]:
    """The statements of a telegram, reckoned once."""
    key = (f"stated {telegram.sha256}", len(parties.parties), _marked(telegram))
    if key not in _MEMORY:
        _MEMORY[key] = statements(telegram, parties)
    return list(_MEMORY[key])


def _marked(telegram: Telegram) -> tuple[Classification, tuple[str | None, ...]]:
    return telegram.classification, tuple(paragraph.marking for paragraph in telegram.paragraphs)


class Papers(NamedTuple):
    """Drafts as an archive has them. logs: of each what happened to it, and its access. texts: by their hash."""

    logs: list[tuple[list[Unnumbered], str]]
    texts: dict[str, str]
    sendings: list[Outgoing]
    last: int


class Side:
    """One archive to ask: the full one or the twin. ``house`` is open; ``path`` is its directory on disk.

    server: where a side of the kind ``server`` has its database; ``template``: another that its own is a copy of.
    """

    def __init__(
        self,
        kind: str,
        path: Path,
        readers: Sequence[Reader],
        clock: Clock,
        server: Cluster | None = None,
        template: str = "template1",
    ) -> None:
        self.kind = kind
        self.path = path
        self._server = server
        self._url = ""
        self.readers = tuple(readers)
        self.clock = clock
        self._open: House | None = None
        self._stores: Stores | None = None
        if kind == "disk":
            if not path.exists():
                path.mkdir(parents=True)
                (path / PARTIES).write_text(_sample_rows()[0], encoding="utf-8")
        elif kind == "server":
            assert server is not None, "a world of this kind needs a server"
            self._url = server.new_database(f"TEMPLATE {template}")
            if template == "template1":
                with self.opened(path, write=True) as house:
                    house.notes.write(PARTIES, _sample_rows()[0])
        else:
            self._stores = memory_stores(index=MemoryIndex(known_posts().aliases), trail=MemoryLedger())

    def _let_in(self, house: House) -> House:
        """Accounts for the readers, in an archive that has none."""
        if not house.accounts.all(OWNS):
            for reader in self.readers:
                house.accounts.add(
                    OWNS,
                    reader.name,
                    roles=ROLES,
                    clearance=_clearance(reader),
                    holds=sorted(reader.holds),
                    nation=reader.nation,
                )
        return house

    @property
    def house(self) -> House:
        if self._open is None:
            self._open = self.opened(self.path, write=True)
        return self._open

    def opened(self, path: Path, *, write: bool = False, **_: Any) -> House:
        """As ``open_house``, with the clock of this side."""
        if self._stores is None:
            place = self._url or path
            # What an index of another machine would hold is no matter here: each side has a machine of its own.
            with patch.dict(os.environ, LEGATION_CACHE=str(self.path / "cache")):
                return self._let_in(_without_chance(open_house, place, write=write, people=True, clock=self.clock))
        return self._let_in(
            _without_chance(House, self._stores, posts=known_posts(), parties=known_parties(), clock=self.clock)
        )

    def close(self) -> None:
        """Let a command open the archive."""
        if self._open is not None:
            self._open.close()
            self._open = None

    def records(self) -> list[Record]:
        """Every record, views too."""
        telegrams = self.house.reading._telegrams
        return [telegrams.get(UPKEEP, listing.sha256) for listing in telegrams.listings(UPKEEP)]

    def letters(self) -> list[tuple[Letter, tuple[str, ...]]]:
        """Every request for a telegram that was noted as sent, with the hashes that it rests on, by each noting."""
        cited = [one for record in self.records() for one in cited_mrns([record])]
        names = {name for one in cited for name in (one.mrn, name_to(one.mrn, one.numbered_to))}
        names |= _named_by_moment(self.records())
        shelf = self.house.gaps._shelf
        sent = shelf.sent(OWNER, sorted(names))
        rests_on = shelf.requests_rest_on(sent)
        return [(letter, some) for letter in sent for some in rests_on[letter]]

    def annotations(self) -> list[Annotation]:
        """Everything that was written on a telegram."""
        shelf = self.house.annotating._shelf
        names = {record.telegram.mrn or record.sha256 for record in self.records()}
        return [one for name in sorted(names) for one in shelf.annotations(OWNER, name)]

    def drafts(self) -> list[Unnumbered]:
        return [entry.draft for entry in self.house.ledger.entries(OWNER)]

    def papers(self) -> Papers:
        """Every draft with what happened to it, what waits to be sent, and the numbers that posts have given."""
        store = self.house.clearing._drafts
        logs, texts = [], {}
        for entries, access in store.logs(OWNER):
            logs.append(([entry.draft for entry in entries], access))
            texts.update({str(e.draft.fields["text"]): store.text(OWNER, str(e.draft.fields["text"])) for e in entries})
        sendings = store.due(OWNER, "9999", limit=1000, ways=("print",))
        return Papers(logs, texts, sendings, store.numbered("BELISAR", 2016))

    def take_over(self, papers: Papers, reader: Reader) -> None:
        """Keep of ``papers`` what ``reader`` may read; numbers stand on telegrams and are no secret."""
        store = self.house.clearing._drafts
        for entries, access in papers.logs:
            if not is_for(reader, access):
                continue
            for at, entry in enumerate(entries):
                digest = str(entry.fields["text"])
                ends = at == len(entries) - 1
                mine = tuple(one for one in papers.sendings if ends and one.draft == entry.dialogue)
                step = Step(entry=entry, access=access, text=(digest, papers.texts[digest]), outgoing=mine)
                store.step(OWNER, entry.dialogue, lambda _, step=step: step)  # type: ignore[misc]
        if papers.last:
            store.begin_numbers("BELISAR", 2016, papers.last)

    def keep(self, records: Iterable[Record], drafts: Sequence[Unnumbered]) -> None:
        """Keep records and entries as they are."""
        house = self.house
        listed = list(records)
        if listed:
            house.reading._telegrams.put(OWNER, listed)
            house.finding._index.add(OWNER, listed)
            house.ingest.catch_up(UPKEEP)  # notes how far the index has come
        self.enter(drafts)

    def copied(self, path: Path) -> Side:
        """This archive once more, to be written to."""
        if self._url:
            self.close()
            name = psycopg.conninfo.conninfo_to_dict(self._url)["dbname"]
            other = Side(self.kind, path, self.readers, self.clock, self._server, str(name))
            with psycopg.connect(other._url, autocommit=True) as connection:
                for table in ("sessions", "tokens", "accounts", "trail", "owed"):
                    connection.execute(f"DELETE FROM {table}")
            return other
        if self._stores is None:
            self.close()
            shutil.copytree(self.path, path)
            for file in path.glob("access.db*"):
                file.unlink()  # who did what before is told by a trail of each archive's own
            with closing(sqlite3.connect(path / "archive.db")) as database, database:
                database.execute("DELETE FROM owed")  # and would come to it from what the change still owes
        other = Side(self.kind, path, self.readers, self.clock)
        if self._stores is not None and other._stores is not None:
            held = {one.name: _copied(getattr(self._stores, one.name)) for one in fields(Stores)}
            held["deliveries"]._telegrams = held["telegrams"]
            other._stores = Stores(**{**held, "people": other._stores.people, "trail": other._stores.trail})
        return other

    def rule(self, rules: Rules) -> None:
        """Let these rules stand for what comes from now on; who changed them would stand in a trail of its own."""
        self.house.notes.write(NOTE, rules_text(rules))
        self.house.notes.write(REACHED, str(self.house.reading._telegrams.last_arrival()))

    def copies(self) -> list[Delivery]:
        """Everything that was delivered, to whomever."""
        held = self.house.inbox._deliveries.of(UPKEEP, [r.sha256 for r in self.records()], everyone=True)
        return [one.delivery for one in held]

    def receipts(self) -> list[Unnumbered]:
        return [entry.draft for entry in self.house.inbox._deliveries.receipts(UPKEEP)]

    def give(self, copies: Sequence[Delivery], receipts: Sequence[Unnumbered]) -> None:
        """Deliver as it was delivered, and enter what was acknowledged."""
        store = self.house.inbox._deliveries
        store.deliver(UPKEEP, copies)
        if isinstance(store, MemoryDeliveries):
            ledger = MemoryLedger()
            ledger._entries = store._receipts
            ledger.append(UPKEEP, receipts)
        else:
            store._chain.append(UPKEEP, receipts)

    def enter(self, drafts: Sequence[Unnumbered]) -> None:
        if drafts:
            self.house.ledger.append(OWNER, drafts)


class Outlet:
    """What webhooks post to: it takes everything, and goes nowhere."""

    posted: ClassVar[list[str]] = []

    def check(self, address: str, rules: HookRules) -> None:
        if rules.networks or not address.startswith("https://"):
            raise PostError("it is not protected on its way")

    def post(self, address: str, sent: Mapping[str, str], body: bytes, rules: HookRules) -> int:
        self.posted.append(f"{address} {dict(sent)} {body.decode()} {rules}")
        return 500 if "busy" in address else 200


def _without_chance(make: Callable[..., House], *args: Any, **named: Any) -> House:
    """A house whose secrets are the same on both sides, and which posts nowhere."""
    with patch.object(legation.outside.hooks, "Poster", Outlet), patch.object(legation.wiring, "token_bytes", bytes):
        house = make(*args, **named)
        assert house.hooks, "it is made here"
        return house


def _copied(store: Any) -> Any:
    """A store in memory with what it holds; what is held never changes, so it is shared."""
    if store is None:
        return None
    other = copy(store)
    for name, held in vars(store).items():
        if isinstance(held, dict):
            setattr(other, name, {key: set(one) if isinstance(one, set) else one for key, one in held.items()})
        elif isinstance(held, list | set):
            setattr(other, name, copy(held))
    return other


def _clearance(reader: Reader) -> str:
    return next(level for level in CLEARANCES if rank_of(level) == reader.rank)


def is_for(reader: Reader, label: str) -> bool:
    """The rule itself, apart from any store's use of it: a view is for those who may read no more of it."""
    first, *beyond = label.split("!")
    return _may(reader, first) and not any(_may(reader, one) for one in beyond)


def _may(reader: Reader, marking: str) -> bool:
    try:
        return may_read(reader, Marking.from_label(marking)).allowed
    except ValueError:
        return may_read(reader, UNREADABLE).allowed


class Known(NamedTuple):
    """What there is to ask for, closed things too: a reader may guess any name. shown: what is said of proposals."""

    mrns: tuple[str, ...]
    cited: tuple[str, ...]
    hashes: tuple[str, ...]
    files: tuple[str, ...]
    words: tuple[str, ...]
    dialogues: tuple[str, ...]
    things: tuple[str, ...]
    fingerprints: tuple[str, ...]
    shown: dict[str, str]
    annotations: tuple[str, ...]
    readers: tuple[Reader, ...]
    drafts: tuple[str, ...]


def kind_of(seed: int) -> str:
    """The stores of the world of a seed."""
    return KINDS[seed % len(KINDS)]


class World:
    """An archive drawn from a seed, and what stands in it."""

    def __init__(
        self, seed: int, place: Path, *, readers: int, telegrams: int = 11, server: Cluster | None = None
    ) -> None:
        self.seed = seed
        self.kind = kind_of(seed)
        self.server = server
        self.place = place / str(seed)
        self.place.mkdir(parents=True)
        chance = Random(f"world {seed}")  # noqa: S311 - the same world each time, no secret
        self.readers = [_reader(chance, number) for number in range(readers)]
        self.files: dict[str, Written] = {one.file: one for one in traffic(chance, telegrams)}
        self.traffic = self.place / "traffic"
        self.traffic.mkdir()
        # Where moments of keeping differ, a twin must be given the records as they are; else it ingests anew.
        self.clock = Clock(ticking=chance.random() < 0.5)
        self.release = chance.choice(("whole", "whole", "paragraphs"))
        self.ingests_anew = not self.clock.ticking and self.release == "whole"
        order = list(self.files.values())
        chance.shuffle(order)
        self.full = Side(self.kind, self.place / "full", self.readers, self.clock, server)
        self.full.house.releasing.set(self.release)
        of_rules = Random(f"rules {seed}")  # noqa: S311 - the traffic stays as it is, whatever rules there are
        self.profiles = profiles(
            of_rules, [reader.name for reader in self.readers], sorted({one.mrn for one in self.files.values()})
        )
        # Where rules look at other telegrams it matters in which order these came.
        self.distributes_anew = self.ingests_anew and of_rules.random() < 0.5 and not _looks_around(self.profiles)
        self.full.rule(self.profiles)
        for part in _parts(chance, order):
            self.full.house.ingest.run(OWNER, self._written("all", part))
        self.clock.ticking = True
        self.typed: dict[str, str] = {}
        _keep_ledger(self, chance)
        _ask_for_what_is_missing(self, chance)
        _write_drafts(self, chance)
        # A twin that takes in the files themselves knows of no decision on what it does not hold.
        self.decided = {} if self.ingests_anew else _mark_anew(self, chance)
        _annotate(self, chance)
        if not self.distributes_anew:
            _acknowledge(self, of_rules)
        if not self.ingests_anew:  # once more, when annotations, drafts and receipts rest on them, too
            on = {one.sha256 for one in self.full.annotations()} | {
                _answered(log) for log, _ in self.full.papers().logs
            }
            self.decided = _mark_anew(self, Random(f"marks {seed}"), on)  # noqa: S311 - as above
            self._bring_open_versions(Random(f"later {seed}"))  # noqa: S311
        self.clock.stop()
        self.records = self.full.records()
        self.drafts = self.full.drafts()
        self.papers = self.full.papers()
        self.annotations = self.full.annotations()
        self.copies, self.receipts = self.full.copies(), self.full.receipts()
        every = {sha256 for draft in self.drafts for sha256 in rests_on(draft)}
        every |= {one.sha256 for one in self.annotations} | {_answered(log) for log, _ in self.papers.logs}
        every |= {one.dialogue for one in self.receipts}
        self.letters = self.full.letters()
        every |= {sha256 for _, some in self.letters for sha256 in some}
        self.held_as = self.full.house.reading._telegrams.held_as(every)
        self.known = self._known(chance)
        self.full.close()

    def _bring_open_versions(self, chance: Random) -> None:
        """Of annotated telegrams that were marked anew a version that anybody may read comes in."""
        names = {one.telegram for one in self.full.annotations() if one.sha256 in self.decided}
        later = [one for name in sorted(names) if (one := open_version(chance, name)) is not None]
        self.files |= {one.file: one for one in later}
        self.full.house.ingest.run(OWNER, self._written("all", later))

    def _written(self, name: str, some: Iterable[Written]) -> list[Path]:
        paths = []
        for one in some:
            path = self.traffic / name / one.file
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(one.data)
            paths.append(path)
        return paths

    def _known(self, chance: Random) -> Known:
        house = self.full.house
        held = [record.telegram.mrn for record in self.records if record.telegram.mrn]
        cited = {
            reference.mrn for record in self.records for reference in record.telegram.references if reference.mrn
        } - set(held)
        dialogues = sorted({draft.dialogue for draft in self.drafts})
        shown: dict[str, str] = {}
        for mrn in sorted(set(held)):
            shown |= {one.fingerprint: one.makes for one in house.dialogues.proposals(OWNER, mrn)}
        found = chance.sample(list(shown), min(len(shown), 12))
        return Known(
            mrns=tuple(sorted(set(held))),
            cited=tuple(sorted(cited | _named_by_moment(self.records))),
            hashes=tuple(sorted(record.sha256 for record in self.records)),
            # What a person closed stays closed when somebody brings its bytes again; a twin knows of no such word.
            files=tuple(sorted(self.files.keys() - {r.file for r in self.records if r.sha256 in self.decided})),
            words=tuple(one.word for one in self.files.values()),
            dialogues=tuple(dialogues),
            things=tuple(sorted({draft.about for draft in self.drafts})),
            fingerprints=tuple(found),
            shown={name: shown[name] for name in found},
            annotations=tuple(one.id for one in self.annotations),
            readers=tuple(self.readers),
            drafts=tuple(entries[0].dialogue for entries, _ in self.papers.logs),
        )

    def forked(self, name: str) -> Side:
        """The full archive again, to be written to."""
        return self.full.copied(self.place / name / "one" / "archive")

    def twin(self, name: str, reader: Reader, chance: Random) -> Side:
        """An archive of what ``reader`` may read and nothing else, made in an order of its own."""
        side = Side(self.kind, self.place / name / "two" / "archive", self.readers, self.clock, self.server)
        side.house.releasing.set(self.release)
        records = [record for record in self.records if is_for(reader, record.access)]
        chance.shuffle(records)
        for record in records:
            if record.sha256 in self.decided:
                side.house.markings._decisions.decide(self.decided[record.sha256])
        if self.distributes_anew:
            side.rule(self.profiles)
        if self.ingests_anew:
            before, self.clock.at = self.clock.at, datetime(2016, 6, 1, 12, tzinfo=UTC)
            for part in _parts(chance, records):
                written = [self.files[record.file] for record in part if record.file in self.files]
                side.house.ingest.run(OWNER, self._written(name, written))
            self.clock.at = before
            # What was sent from here came under no file of the traffic.
            side.keep([record for record in records if record.file not in self.files], [])
        else:
            for part in _parts(chance, records):
                side.keep(part, [])
        side.enter([draft for draft in self.drafts if self._stands_for(reader, draft)])
        for one in self.annotations:
            if is_for(reader, one.access) and self._held_for(reader, [one.sha256]):
                side.house.annotating._shelf.annotate(OWNER, one)
        # What was sent from here is delivered as it was; the rest too, unless ingesting it anew has delivered it.
        given = {r.sha256 for r in records if not self.distributes_anew or r.file not in self.files}
        copies = [
            one
            for one in self.copies
            if one.sha256 in given and (one.closer is None or one.reader == reader.name or _may(reader, one.closer))
        ]
        receipts = [] if self.distributes_anew else self.receipts
        side.give(
            copies,
            [one for one in receipts if is_for(reader, one.access) and self._held_for(reader, [one.dialogue])],
        )
        side.rule(self.profiles)
        for letter, some in self.letters:
            if is_for(reader, letter.access) and self._held_for(reader, some):
                side.house.gaps._shelf.send(OWNER, letter, some)
        mine = [one for one in self.papers.logs if self._held_for(reader, [_answered(one[0])])]
        side.take_over(self.papers._replace(logs=mine), reader)
        return side

    def _stands_for(self, reader: Reader, draft: Unnumbered) -> bool:
        """The rule itself: an entry is for whoever may read it and whatever it rests on, as that is marked now."""
        return is_for(reader, draft.access) and self._held_for(reader, rests_on(draft))

    def _held_for(self, reader: Reader, hashes: Iterable[str]) -> bool:
        """Whether telegrams are the reader's as they are marked now; a view goes with its telegram."""
        labels = [self.held_as[sha256].split("!")[0] for sha256 in hashes if sha256 in self.held_as]
        return all(_may(reader, label) for label in labels)

    def closed_words(self, reader: Reader) -> frozenset[str]:
        """Words that stand only in what ``reader`` may not read."""
        labels = {record.sha256: record.access for record in self.records}
        found: dict[str, bool] = {}
        for record in self.records:
            for word in WORD.findall(record.telegram.source):
                found[word.lower()] = found.get(word.lower(), False) or is_for(reader, labels[record.sha256])
        for word, label in self.typed.items():
            found[word] = is_for(reader, label)
        return frozenset(word for word, is_open in found.items() if not is_open)


def _reader(chance: Random, number: int) -> Reader:
    return Reader(
        f"reader{number}",
        rank=rank_of(chance.choice(CLEARANCES)),
        holds=frozenset(chance.sample(HANDLING, chance.choice((0, 0, 1, 1, 2, 4, len(HANDLING))))),
        nation=chance.choice(NATIONS),
    )


def _parts(chance: Random, some: Sequence[Any]) -> list[Sequence[Any]]:
    """``some`` cut in up to three runs: an archive is not filled at once."""
    cuts = sorted(chance.randrange(len(some) + 1) for _ in range(chance.randrange(3)))
    return [some[a:b] for a, b in zip([0, *cuts], [*cuts, len(some)], strict=True) if a < b]


def _mark_anew(world: World, chance: Random, on: Collection[str] = ()) -> dict[str, Decided]:
    """Telegrams that a person marks otherwise when entries rest on them already; the decisions by hash.

    on: hashes of those of which some are marked so; without, those that the ledger rests on.
    """
    house = world.full.house
    held = sorted({source.telegram for draft in world.full.drafts() for source in draft.sources if source.telegram})
    if on:
        held = sorted({r.telegram.mrn for r in world.full.records() if r.telegram.mrn and r.sha256 in on})
    for mrn in chance.sample(held, min(len(held), chance.choice((2, 3) if on else (0, 1, 2)))):
        level = chance.choice(("CONFIDENTIAL", "SECRET", "SECRET", "TOP SECRET"))
        house.markings.mark(OWNER, mrn, level, chance.choice(([], [], ["NODIS"])), why="read anew")
    found = {record.sha256: house.markings._decisions.decided(record.sha256) for record in world.full.records()}
    return {sha256: decided for sha256, decided in found.items() if decided is not None}


def _keep_ledger(world: World, chance: Random) -> None:
    """Dialogues as desks of several clearances run them: opened, fed with proposals, moved on by hand."""
    house = world.full.house
    held = sorted({r.telegram.mrn for r in world.full.records() if r.telegram.mrn})
    desks = [OWNER, *sorted(world.readers, key=lambda reader: -reader.rank)[:2]]
    for place in range(chance.choice((1, 2, 2, 3))):
        desk = chance.choice(desks)
        try:
            dialogue = house.dialogues.open(
                desk,
                chance.choice(held),
                id=f"d-{place}",
                title=f"Talks on {_typed(world, chance)}" if chance.random() < 0.8 else None,
                ours="XV",
                parties=["XV", "XT"],
            )
        except LegationError:
            continue
        _label_typed(world)
        for _ in range(chance.randint(6, 14)):
            try:
                _decide(world, chance, chance.choice(desks), dialogue, held)
            except LegationError:
                continue
            finally:
                _label_typed(world)


def _named_by_moment(records: Iterable[Record]) -> set[str]:
    """What is cited by originator and moment, in every form."""
    cited = [moment for record in records for _, moment in cited_moments(record.telegram)]
    return {moment_name(moment.originator, moment.at) for moment in cited}


def _ask_for_what_is_missing(world: World, chance: Random) -> None:
    """Requests that desks have sent for telegrams known only by reference."""
    house = world.full.house
    for desk in (OWNER, *world.readers):
        gaps = house.gaps.page(desk)
        for gap in chance.sample(gaps, min(len(gaps), 2)):
            with suppress(LegationError):  # a view cannot be cited as a whole
                house.gaps.sent(desk, gap.name, on=date(2016, 5, 5), addressed="National Archives")


def written_draft(words: str, level: str | None) -> Text:
    """A draft that no rule blocks, where its level is one."""
    secret = level not in (None, "UNCLASSIFIED")
    return Text(
        from_=Originator("AMEMBASSY BELISAR"),
        to=(Addressee("FOREIGN OFFICE OSMAR"),),
        precedence=Precedence("ROUTINE"),
        post="BELISAR",
        classification=Classification(level),
        executive_order=ExecutiveOrder("13526", "DECL", "2026-01-01") if secret else ExecutiveOrder("13526", "N/A"),
        tags=("PREL",),
        subject=words.upper(),
        classified_by=ClassifiedBy("A. Officer", "Counsellor", None, ("1.4(d)",)) if secret else ClassifiedBy(),
        paragraphs=(DraftParagraph(text=f"They spoke of {words}.", marking=(level or "U")[0]),),
    )


def _answered(log: Sequence[Unnumbered]) -> str:
    """Hash of the telegram that a draft answers, "" where it answers none."""
    return str(log[0].fields.get("answered", ""))


def _write_drafts(world: World, chance: Random) -> None:
    """Drafts of several desks, some of them answers: some cleared, some approved, some released."""
    desk, of_answers = world.full.house.clearing, Random(f"answers {world.seed}")  # noqa: S311 - the others stay so
    for _ in range(chance.choice((1, 2, 3, 4))):
        writer = chance.choice([OWNER, *world.readers])
        level = chance.choice(("UNCLASSIFIED", "CONFIDENTIAL", "SECRET"))
        try:
            mrns = sorted({one.mrn for one in world.full.house.reading.every(writer) if one.mrn})
            answers = of_answers.choice(mrns) if mrns and of_answers.random() < 0.7 else None
            held = desk.new(writer, written_draft(_typed(world, chance), level), answers=answers)
            _label_typed(world, held.access)
            if chance.random() < 0.4:
                desk.change(writer, held.id, written_draft(_typed(world, chance), level))
                _label_typed(world, held.access)
            for move in (desk.clear, desk.approve, desk.release)[: chance.randrange(4)]:
                named = {"by": "R. Second"} if move != desk.release else {}
                move(OWNER, held.id, *(["POL"] if move == desk.clear else []), **named)
        except LegationError:  # above what the writer may read
            _label_typed(world)


def _annotate(world: World, chance: Random) -> None:
    """What desks have written on telegrams that they may read, some of them in part."""
    house = world.full.house
    for desk in (OWNER, *world.readers):
        held = sorted({one.mrn or one.sha256 for one in house.reading.every(desk)})
        for name in chance.sample(held, min(len(held), 2)):
            text = f"{chance.choice(('', '#charts ', '#Ports, #charts '))}{_typed(world, chance)}"
            place = chance.choice(("", "", "p1"))
            with suppress(LegationError):
                made = house.annotating.add(desk, name, text=text, place=place)
                world.typed[text.split()[-1]] = made.access
            if not world.typed[text.split()[-1]]:
                del world.typed[text.split()[-1]]


def profiles(
    chance: Random, names: Sequence[str], mrns: Sequence[str], *, words: Sequence[str] = SHARED_WORDS
) -> Rules:
    """Rules of distribution, to readers and to offices of several of them. mrns: numbers that they ask for."""
    offices = {f"OFFICE {at}": chance.sample(names, min(2, len(names))) for at in range(2)}
    rows = []
    for at in range(chance.randrange(1, 5)):
        made = {"name": f"rule {at}", "to": chance.choice([*names, *offices]), "for": chance.choice(("action", "info"))}
        for _ in range(chance.choice((1, 1, 2))):
            made |= _condition(chance, words, mrns)
        if chance.random() < 0.2:
            made["unless"] = _condition(chance, words, mrns)
        rows.append(made)
    every = [{"name": name, "readers": readers} for name, readers in offices.items()]
    return rules_of({"catch-all": chance.choice([*names, *offices]), "office": every, "profile": rows})


def _condition(chance: Random, words: Sequence[str], mrns: Sequence[str]) -> dict[str, Any]:
    if chance.random() < 0.3:
        return {"thread": chance.sample(list(mrns), min(3, len(mrns)))}
    return chance.choice(
        (
            {"tags": [chance.choice(("PREL", "MARR", "XV", "PREL XV"))]},
            {"from": [chance.choice(("Belisar", "FOROFF", "EMBASSY IMBREL"))]},
            {"addressee": [chance.choice(("FOROFF", "MINDEF", "Belisar"))]},
            {"caption": [chance.choice(("EXDIS", "NODIS", "SIPDIS"))]},
            {"precedence": chance.choice(("ROUTINE", "PRIORITY", "IMMEDIATE"))},
            {"words": [chance.choice(list(words))]},
            {"words": [f"tag:PREL {chance.choice(list(words))}"]},
            {"dialogue": [chance.choice(("d-0", "d-1"))]},
            {"owner": [chance.choice(("XV", "XT"))]},
        )
    )


def _looks_around(rules: Rules) -> bool:
    named = {name for p in rules.profile for one in (p, p.unless) if one is not None for name, _ in one.asked()}
    return bool(named & {"thread", "dialogue", "owner"})


def _acknowledge(world: World, chance: Random) -> None:
    """Steps that readers take with what was delivered to them."""
    for reader in world.readers:
        for item in world.full.house.inbox.queue(reader).held:
            if chance.random() < 0.5 and item.listing.mrn:
                with suppress(LegationError):  # what is for information is not acted on
                    world.full.house.inbox.step(reader, item.listing.mrn, chance.choice(STEPS))


def _typed(world: World, chance: Random) -> str:
    """Words that a desk types; the marked one stands in the entry that it makes and nowhere else."""
    word = f"zq{''.join(chance.choices(LETTERS, k=6))}z"
    world.typed[word] = ""
    return f"{chance.choice(('patrol craft', 'rockets', 'the budget'))} {word}"


def _label_typed(world: World, access: str = "") -> None:
    """Typed words are held as closely as what bears them: as ``access`` says, or as the entries of the ledger.

    A reason that is typed for several proposals stands with each, under the marking of each: it closes nothing.
    """
    for word in [word for word, label in world.typed.items() if not label]:
        if access:
            world.typed[word] = access
            continue
        bearing = {d.access for d in world.full.drafts() if word in msgspec.json.encode(d).decode().lower()}
        if len(bearing) == 1:
            world.typed[word] = bearing.pop()
        else:
            del world.typed[word]


def _decide(world: World, chance: Random, desk: Reader, dialogue: str, held: list[str]) -> None:
    dialogues, moves = world.full.house.dialogues, load_moves()
    mrn = chance.choice(held)
    which: Any = chance.choice((None, 1, [1, 2], [2], 3))
    action = chance.random()
    if action < 0.35:
        dialogues.accept(desk, dialogue, mrn, which)
    elif action < 0.5:
        dialogues.amend(desk, dialogue, mrn, which or 1, {"text": _typed(world, chance), "due": "2016-03-01"})
    elif action < 0.6:
        dialogues.reject(desk, dialogue, mrn, which or 1, f"said in passing, {_typed(world, chance)}")
        if action > 0.57:
            dialogues.reconsider(desk, dialogue, mrn, which or 1)
    else:
        entity = chance.choice(("objective", "objective", "commitment", "meeting", "demarche", "position", "dialogue"))
        board = dialogues.board(desk, dialogue)
        things = board.of(entity)
        if things and chance.random() < 0.6:
            thing = chance.choice(things)
            verb, about = chance.choice(moves.legal(entity, thing.state) or ["amend"]), thing.id
        else:
            opening = [verb for (of, verb), move in moves.moves.items() if of == entity and move.opens]
            verb, about = chance.choice(opening or ["amend"]), f"key{chance.randrange(6)}"
        fields: dict[str, Any] = {"text": _typed(world, chance)}
        objectives = board.of("objective")
        if objectives and entity not in ("objective", "dialogue") and chance.random() < 0.6:
            fields["objective"] = chance.choice(objectives).id
        if chance.random() < 0.4:
            fields["due"] = "2016-09-30"
        if verb == "merge":
            fields["into"] = chance.choice(things).id
        if verb == "undo":
            fields["movement"] = movement_id(chance.choice(thing.movements))
        if entity in ("position", "commitment"):
            fields |= {"party": chance.choice(("XV", "XT"))}
        dialogues.record(
            desk,
            dialogue,
            f"{entity}.{verb}",
            about,
            mrn=mrn if chance.random() < 0.7 else None,
            on=date(2016, chance.randrange(1, 10), 5) if chance.random() < 0.6 else None,
            fields=fields,
        )
