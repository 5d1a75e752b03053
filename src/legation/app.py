"""The wiring: the clock, the choice of stores, and what stands over them. Every interface begins here.

An embedded archive is one directory; its owner is its one reader until there are accounts. A file ``parties.toml``
in it adds parties and posts that the package's tables do not know. An archive in PostgreSQL has accounts in its
database and the rows of parties among its notes, and its index on each machine that uses it.
"""

from __future__ import annotations

import os
import secrets
import socket
import tomllib
from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_bytes
from types import TracebackType
from typing import Any, cast

from sqlalchemy import URL, Engine

from legation.core.accounts import Who, reading_as
from legation.core.dialogue.proposal import Proposal
from legation.core.errors import ArchiveError
from legation.core.marking import OWNER, UPKEEP, Reader
from legation.core.telegram import Telegram
from legation.extract import propose, statements
from legation.outside.hooks import Poster
from legation.outside.model import Model, ModelSettings, model_settings
from legation.place import local_home
from legation.services.accounts import OWNS, Accounts
from legation.services.annotating import Annotating
from legation.services.arriving import Arrivals
from legation.services.audit import Trail, checking, watched, watched_accounts
from legation.services.clearing import ClearingDesk
from legation.services.correspondents import Correspondents, correspondents_in
from legation.services.declassifying import Declassifying
from legation.services.deriving import Deriving
from legation.services.dialogue import Dialogues
from legation.services.distributing import Distributing
from legation.services.exporting import Exporting
from legation.services.feeds import Feeds
from legation.services.finding import Finding
from legation.services.founding import Founding
from legation.services.gaps import Gaps
from legation.services.hooks import ACTION as HOOKING
from legation.services.hooks import Hooks, Post
from legation.services.inbox import Inbox
from legation.services.ingest import Ingest
from legation.services.jobs import Jobs
from legation.services.machine import Machine
from legation.services.markings import Markings
from legation.services.overview import Overviews
from legation.services.profiles import Profiles
from legation.services.read_once import ReadOnce
from legation.services.reading import Reading
from legation.services.rebuilding import Rebuilding
from legation.services.releasing import Releasing
from legation.services.saved import Saved
from legation.services.taking import Taking
from legation.services.threads import Threads
from legation.services.titling import Titles
from legation.services.today import Looking
from legation.services.tracing import Tracers
from legation.services.transmitting import Transmitting
from legation.services.upkeep import Upkeep
from legation.services.verifying import Chained, Verifying
from legation.services.versions import Versions
from legation.storage.archive_dir import (
    AT_ONCE,
    MAIL,
    MODEL,
    PARTIES,
    ArchiveDirectory,
    Patience,
)
from legation.storage.deliveries import Deliveries
from legation.storage.hooks import HookQueue
from legation.storage.incoming import Incoming
from legation.storage.index import TantivyIndex
from legation.storage.index_mark import IndexMark
from legation.storage.index_shelf import IndexShelf
from legation.storage.keeping import Indexes, Stacks
from legation.storage.leases import Leases
from legation.storage.memory import MemoryDecisions, MemoryNotes, MemoryShelf
from legation.storage.memory_deliveries import MemoryDeliveries
from legation.storage.memory_drafts import MemoryDrafts
from legation.storage.memory_hooks import MemoryHooks
from legation.storage.memory_incoming import MemoryIncoming
from legation.storage.memory_leases import MemoryLeases
from legation.storage.memory_people import MemoryPeople
from legation.storage.outgoing import Drafts
from legation.storage.partition import FORMAT
from legation.storage.ports import Decisions, Index, Ledger, Mark, Notes, People, Shelf, Telegrams
from legation.storage.present import PresentLedger
from legation.storage.shared_index import SharedIndex
from legation.storage.sql.changes import SqlChanges
from legation.storage.sql.decisions import SqlDecisions
from legation.storage.sql.deliveries import SqlDeliveries
from legation.storage.sql.drafts import SqlDrafts
from legation.storage.sql.engine import open_engine, postgresql_url, sqlite_url
from legation.storage.sql.hooks import SqlHooks
from legation.storage.sql.incoming import SqlIncoming
from legation.storage.sql.leases import SqlLeases
from legation.storage.sql.ledger import SqlLedger
from legation.storage.sql.notes import ID, SqlNotes
from legation.storage.sql.people import SqlPeople
from legation.storage.sql.schema import trail as trail_table
from legation.storage.sql.shelf import SqlShelf
from legation.storage.sql.stacks import SqlStacks
from legation.storage.sql.telegrams import SqlTelegrams
from legation.tables.moves import load_moves
from legation.tables.parties import PartyTable, default_parties
from legation.tables.posts import Posts, load_posts
from legation.tables.roles import allowed
from legation.tables.rows import TableError


def now() -> datetime:
    """The one clock of the house."""
    return datetime.now(UTC)


class House:
    """An open archive with its services. Close it, or use it in a ``with``."""

    def __init__(
        self,
        telegrams: Telegrams,
        index: Index,
        ledger: Ledger,
        *,
        posts: Posts,
        parties: PartyTable,
        notes: Notes | None = None,
        decisions: Decisions | None = None,
        people: People | None = None,
        trail: Ledger | None = None,
        shelf: Shelf | None = None,
        deliveries: Deliveries | None = None,
        stacks: Stacks | None = None,
        indexes: Indexes | None = None,
        mark: Mark | None = None,
        model: ModelSettings | None = None,
        drafts: Drafts | None = None,
        leases: Leases | None = None,
        incoming: Incoming | None = None,
        hooks: HookQueue | None = None,
        post: Post | None = None,
        correspondents: Callable[[], str] = lambda: "",
        clock: Callable[[], datetime] = now,
    ) -> None:
        self.parties = parties
        self.posts = posts
        self.clock = clock
        self.read_once = ReadOnce(lambda telegram: propose(telegram, parties))
        stated = ReadOnce(lambda telegram: statements(telegram, parties))
        self.ledger = ledger
        self.notes = notes or MemoryNotes()
        self.releasing = Releasing(telegrams, index, self.notes, posts)
        self.trail = Trail(trail, telegrams, clock, posts) if trail is not None else None
        reading = Reading(telegrams, posts)
        markings = Markings(
            reading,
            telegrams,
            index,
            decisions or MemoryDecisions(),
            self.releasing,
            clock,
            distribute=lambda sha256: distributing.telegram(sha256),
        )

        def over(entries: Ledger) -> Dialogues:
            return Dialogues(telegrams, entries, self.propose, load_moves(), clock, parties, stated)

        present = PresentLedger(ledger, telegrams)
        dialogues = over(present)
        ingest = Ingest(
            telegrams,
            index,
            posts,
            clock,
            paragraphs=lambda: self.releasing.release == "paragraphs",
            settled=markings,
            mark=mark,
            distribute=lambda hashes: distributing.new(hashes),
        )
        queues = deliveries or MemoryDeliveries(telegrams)
        self.profiles = Profiles(self.notes, telegrams, self.readers, posts, trail=self.trail)
        distributing = Distributing(
            telegrams,
            queues,
            self.profiles,
            self.notes,
            present,
            dialogues,
            self.readers,
            lambda: TantivyIndex(None, posts.aliases),
            posts,
            clock,
        )
        arrivals = Arrivals(ingest, telegrams, incoming or MemoryIncoming(), clock)
        on_file = drafts or MemoryDrafts()
        transmitting = Transmitting(
            on_file,
            clock,
            lambda texts: ingest.keep_own(UPKEEP, texts),
            leases=leases or MemoryLeases(),
            holder=f"{socket.gethostname()} {os.getpid()} {secrets.token_hex(4)}",
        )
        # A file of the owner's goes before what was laid down through the house.
        self.correspondents: Callable[[], Correspondents] = lambda: correspondents_in(
            correspondents() or self.notes.note(MAIL) or ""
        )
        clearing = ClearingDesk(on_file, telegrams, posts, clock, self.correspondents, transmitting.settle_own)
        # What answers a reader is written to the trail here, whoever asks and through which interface.
        self.ingest = watched(ingest, "ingest", self.trail)
        self.accounts = watched_accounts(Accounts(people or MemoryPeople(), clock), self.trail)
        self.markings = watched(markings, "markings", self.trail)
        self.reading = watched(reading, "reading", self.trail)
        finding = Finding(index, posts)
        self.finding = watched(finding, "finding", self.trail)
        laid_down = shelf or MemoryShelf()
        saved = Saved(telegrams, laid_down, lambda: TantivyIndex(None, posts.aliases), posts, clock)
        versions = Versions(telegrams, reading, posts)
        self.versions = watched(versions, "versions", self.trail)
        self.titles = watched(Titles(telegrams), "titles", self.trail)
        annotating = Annotating(telegrams, versions, laid_down, clock)
        self.annotating = watched(annotating, "annotating", self.trail)
        threads = Threads(telegrams, reading)
        self.threads = watched(threads, "threads", self.trail)
        gaps = Gaps(telegrams, reading, laid_down, posts)
        self.gaps = watched(gaps, "gaps", self.trail)
        self.tracers = watched(Tracers(telegrams, gaps, queues, posts, clock), "tracers", self.trail)
        self.saved = watched(saved, "saved", self.trail)
        self.dialogues = watched(dialogues, "dialogues", self.trail)
        self.arrivals = watched(arrivals, "arrivals", self.trail)
        self.clearing = watched(clearing, "clearing", self.trail)
        self.transmitting = watched(transmitting, "transmitting", self.trail)
        self.distributing = watched(distributing, "distributing", self.trail)
        self.declassifying = watched(Declassifying(telegrams, clock), "declassifying", self.trail)
        self.deriving = watched(Deriving(telegrams, posts, clock), "deriving", self.trail)
        self.inbox = watched(Inbox(telegrams, queues, posts, clock), "inbox", self.trail)
        self.feeds = watched(Feeds(telegrams, index, present, saved, dialogues), "feeds", self.trail)
        self.founding = watched(Founding(present, over, telegrams, reading, finding), "founding", self.trail)
        machine = Machine(
            reading,
            dialogues,
            parties,
            (lambda: Model(model)) if model is not None else None,
            model=model.model if model is not None else "",
            highest=model.highest_level if model is not None else "UNCLASSIFIED",
        )
        self.machine = watched(machine, "machine", self.trail)
        overviews = Overviews(dialogues, telegrams, clock, threads)
        self.overviews = watched(overviews, "overviews", self.trail)
        looking = Looking(telegrams, present, dialogues, overviews, laid_down, clock)
        self.looking = watched(looking, "looking", self.trail)
        note = self.trail.note if self.trail is not None else lambda *_, **__: None
        hooking = Hooks(
            hooks or MemoryHooks(),
            telegrams,
            reading,
            saved,
            overviews,
            self.notes,
            lambda: self.readers(HOOKING),
            post or Poster(),
            clock,
            token_bytes,
            note,
        )
        self.hooks = watched(hooking, "hooks", self.trail)
        self.exporting = watched(Exporting(telegrams, index), "exporting", self.trail)
        self.verifying: Verifying | None = None
        verifying: Verifying | None = None
        self.rebuilding: Rebuilding | None = None
        if stacks is not None and indexes is not None:
            verifying = Verifying(stacks, telegrams, index, ledger, ingest.record, ingest.read_by)
            rebuilding = Rebuilding(stacks, telegrams, indexes, ingest.record, ingest.read_by)
            if trail is not None:
                verifying.chains.append(Chained("audit", "the audit trail", trail))
            verifying.chains.append(Chained("receipts", "the chain of receipts", queues))
            verifying.chains.append(Chained("drafts", "the log of drafts", on_file))
            self.verifying = watched(verifying, "verifying", self.trail)
            self.rebuilding = watched(rebuilding, "rebuilding", self.trail)
        self.jobs = Jobs(self.notes, clock)
        self.taking = watched(Taking(ingest, self.jobs), "taking", self.trail)
        self.upkeep = Upkeep(verifying, self.jobs, clock, note, checking(self.trail))
        self.closing: Callable[[], None] = lambda: None
        # Takes away, at the end, an archive that was made when this was opened.
        self.forsake: Callable[[], None] = lambda: None

    def propose(self, telegram: Telegram) -> list[Proposal]:
        """What a telegram proposes, parties resolved by this archive's tables."""
        return self.read_once(telegram)

    def readers(self, action: str = "read") -> dict[str, Reader]:
        """Everyone who may read here and do ``action``, as they read now, by name; the owner as ``owner``."""
        at = self.accounts.instant()
        found = {OWNER.name: OWNER}
        for account in self.accounts.list(OWNS):
            actions = allowed(account.roles)
            if not account.disabled and {"read", action} <= actions:
                found[account.name] = reading_as(account.reader(at), actions)
        return found

    def who(self, name: str | None) -> Who:
        """An account by its name, as the owner of the directory may ask; the owner without one.

        Raises LegationError for a name that no open account bears.
        """
        return OWNS if name is None else self.accounts.named(name)

    def lay_down_mail(self, text: str) -> Correspondents:
        """Keep how correspondents are reached (``mail.toml``). Raises ArchiveError for what cannot be read."""
        told = correspondents_in(text)
        self.notes.write(MAIL, text)
        return told

    def reader(self, name: str | None, action: str = "read") -> Reader:
        """The reader of an account, who is to do ``action``. Raises LegationError, also where it may not."""
        who = self.who(name)
        checking(self.trail)(who, action)
        return who.reader

    def close(self) -> None:
        self.closing()

    def __enter__(self) -> House:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def open_house(
    place: str | Path,
    *,
    write: bool = False,
    people: bool = False,
    index_read: bool = True,
    patience: Patience = AT_ONCE,
    stays: bool = False,
    clock: Callable[[], datetime] = now,
) -> House:
    """Open the archive at ``place``, a directory or ``postgresql://...``; with ``write``, make it if there is none.

    people: keep accounts and trail from now on; where there are some they are opened, and written by readers too.
    index_read: without it a writer leaves the index as it stands, which may be damaged: a rebuild makes another.
    patience: with another that writes to the directory. stays: writes until it is ended, so that nobody waits for it.
    Raises ArchiveError. The writer of a directory takes its lock, and indexes what an interrupted run left
    unindexed; to a database server many may write.
    """
    url = postgresql_url(str(place))
    with ExitStack() as closing:
        if url is None:
            house = _in_directory(Path(place), write, people, patience, stays, clock, closing)
        else:
            house = _on_server(url, write, people, clock, closing)
        house.closing = closing.pop_all().close
    if write and index_read:
        try:
            house.releasing.settle()
            house.ingest.catch_up(UPKEEP)
            house.transmitting.settle_own()
            house.distributing.new()
        except BaseException:
            house.close()
            raise
    return house


def posts_at(place: str | Path) -> Posts:
    """The posts that the archive at ``place`` knows, its own among them; where there is none, those of the package."""
    if postgresql_url(str(place)) is None:
        own = Path(place) / PARTIES
        return _posts(_party_rows(own.read_text(encoding="utf-8"), str(own)) if own.is_file() else [])
    with open_house(place) as house:
        return house.posts


def _in_directory(
    path: Path,
    write: bool,
    people: bool,
    patience: Patience,
    stays: bool,
    clock: Callable[[], datetime],
    closing: ExitStack,
) -> House:
    directory = ArchiveDirectory.create_or_open(path, write=write, patience=patience, stays=stays)
    closing.callback(directory.close)
    engine = open_engine(sqlite_url(directory.database), write=write)
    closing.callback(engine.dispose)
    rows = _party_rows(directory.own(PARTIES), str(path / PARTIES))
    posts = _posts(rows)
    shelf = IndexShelf(path, SqlChanges(engine), lambda at: TantivyIndex(at, posts.aliases))
    index = shelf.opened(shelf.counting())
    closing.callback(index.close)
    door: Engine | None = None
    log: Engine | None = None
    if people or directory.people.exists():
        directory.make_private(directory.people)
        door = open_engine(sqlite_url(directory.people), write=True)
        closing.callback(door.dispose)
        log = open_engine(sqlite_url(directory.people), write=True, lasting=False)
        closing.callback(log.dispose)
    mark = IndexMark(shelf, SqlChanges(engine), index)
    model = model_settings(directory.own(MODEL), str(path / MODEL))
    house = _house(engine, door, log, index, mark, shelf, posts, rows, model, clock, lambda: directory.own(MAIL))
    house.forsake = directory.forsake
    return house


def _on_server(url: URL, write: bool, people: bool, clock: Callable[[], datetime], closing: ExitStack) -> House:
    engine = open_engine(url, write=write)
    closing.callback(engine.dispose)
    notes = SqlNotes(engine)
    rows = _party_rows(notes.note(PARTIES) or "", PARTIES)
    posts = _posts(rows)
    home = local_home() / str(notes.note(ID))
    shelf = IndexShelf(home, SqlChanges(engine), lambda at: TantivyIndex(at, posts.aliases), form=FORMAT)
    index = SharedIndex(shelf, SqlChanges(engine))
    closing.callback(index.close)
    door: Engine | None = None
    if people or SqlPeople(engine).accounts():
        door = open_engine(url, write=True)
        closing.callback(door.dispose)
    # Which model may be asked is a matter of this machine.
    laid = home / MODEL
    model = model_settings(laid.read_text(encoding="utf-8") if laid.exists() else "", str(laid))
    return _house(engine, door, door, cast(Index, index), index, shelf, posts, rows, model, clock, lambda: "")


def _house(
    engine: Engine,
    door: Engine | None,
    log: Engine | None,
    index: Index,
    mark: Mark,
    indexes: Indexes,
    posts: Posts,
    rows: list[dict[str, Any]],
    model: ModelSettings | None,
    clock: Callable[[], datetime],
    correspondents: Callable[[], str],
) -> House:
    return House(
        SqlTelegrams(engine),
        index,
        SqlLedger(engine),
        stacks=SqlStacks(engine),
        indexes=indexes,
        mark=mark,
        posts=posts,
        parties=default_parties().extended(rows) if rows else default_parties(),
        notes=SqlNotes(engine),
        decisions=SqlDecisions(engine),
        people=SqlPeople(door) if door is not None else None,
        trail=SqlLedger(log, trail_table) if log is not None else None,
        shelf=SqlShelf(engine),
        deliveries=SqlDeliveries(engine),
        model=model,
        drafts=SqlDrafts(engine),
        # A directory has one writer at a time, who needs no lease.
        leases=SqlLeases(engine) if engine.dialect.name == "postgresql" else None,
        incoming=SqlIncoming(engine),
        hooks=SqlHooks(engine),
        correspondents=correspondents,
        clock=clock,
    )


def _posts(rows: list[dict[str, Any]]) -> Posts:
    if not rows:
        return load_posts()
    return load_posts().extended(
        {str(row["plad"]): str(row["name"]) for row in rows if "plad" in row and "name" in row}
    )


def _party_rows(text: str, file: str) -> list[dict[str, Any]]:
    """Rows of an archive's own parties and posts; ``text`` stands in ``file``."""
    try:
        data = tomllib.loads(text)
        rows = [*data.get("party", []), *data.get("post", [])]
        default_parties().extended(rows)
    except (tomllib.TOMLDecodeError, TableError, TypeError) as wrong:
        raise ArchiveError(f"{file} cannot be read ({wrong})", "mend the file") from wrong
    return rows
