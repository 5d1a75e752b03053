"""The wiring: settings, the clock, the choice of stores. Every interface begins here.

An embedded archive is one directory; its owner is its one reader until there are accounts. A file ``parties.toml``
in it adds parties and posts that the package's tables do not know.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any

from sqlalchemy import Engine

from legation.core.accounts import Who
from legation.core.dialogue.proposal import Proposal
from legation.core.errors import ArchiveError
from legation.core.marking import UPKEEP, Marking, Reader
from legation.core.telegram import Telegram
from legation.extract import propose
from legation.services.accounts import OWNS, Accounts, check, checked_name
from legation.services.audit import Trail, watched, watched_accounts
from legation.services.dialogue import Dialogues
from legation.services.finding import Finding
from legation.services.gaps import Gaps
from legation.services.ingest import Ingest
from legation.services.markings import Markings
from legation.services.overview import Overviews
from legation.services.reading import Reading
from legation.services.releasing import Releasing
from legation.services.threads import Threads
from legation.storage.archive_dir import ArchiveDirectory
from legation.storage.index import TantivyIndex
from legation.storage.memory import MemoryDecisions, MemoryNotes, MemoryShelf
from legation.storage.memory_people import MemoryPeople
from legation.storage.ports import Decisions, Index, Ledger, Notes, People, Shelf, Telegrams
from legation.storage.sql.decisions import SqlDecisions
from legation.storage.sql.engine import open_engine, sqlite_url
from legation.storage.sql.ledger import SqlLedger
from legation.storage.sql.notes import SqlNotes
from legation.storage.sql.people import SqlPeople
from legation.storage.sql.schema import trail as trail_table
from legation.storage.sql.shelf import SqlShelf
from legation.storage.sql.telegrams import SqlTelegrams
from legation.tables.marking import level_of, rank_of
from legation.tables.moves import load_moves
from legation.tables.parties import PartyTable, default_parties
from legation.tables.posts import Posts, load_posts
from legation.tables.rows import TableError

PARTIES = "parties.toml"
DEFAULT_ARCHIVE = "legation-archive"
_VARIABLE = "LEGATION_ARCHIVE"


def archive_path(given: Path | None, environment: Mapping[str, str] | None = None) -> Path:
    """The archive to use: as given, else as LEGATION_ARCHIVE names it, else ``legation-archive``."""
    named = (os.environ if environment is None else environment).get(_VARIABLE)
    return given or Path(named or DEFAULT_ARCHIVE)


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
        clock: Callable[[], datetime] = now,
        closing: Callable[[], None] = lambda: None,
    ) -> None:
        self.parties = parties
        self.posts = posts
        self.clock = clock
        self.ledger = ledger
        self.notes = notes or MemoryNotes()
        self.releasing = Releasing(telegrams, index, self.notes, posts)
        self.trail = Trail(trail, telegrams, clock) if trail is not None else None
        reading = Reading(telegrams, posts)
        markings = Markings(telegrams, index, decisions or MemoryDecisions(), self.releasing, clock)
        dialogues = Dialogues(telegrams, ledger, self.propose, load_moves(), clock)
        self.ingest = Ingest(telegrams, index, posts, clock, self.releasing.views, markings.applied)
        # What answers a reader is written to the trail here, whoever asks and through which interface.
        self.accounts = watched_accounts(Accounts(people or MemoryPeople(), clock), self.trail)
        self.markings = watched(markings, "markings", self.trail)
        self.reading = watched(reading, "reading", self.trail)
        self.finding = watched(Finding(index, posts), "finding", self.trail)
        self.threads = watched(Threads(telegrams, reading), "threads", self.trail)
        self.gaps = watched(Gaps(telegrams, reading, shelf or MemoryShelf(), posts), "gaps", self.trail)
        self.dialogues = watched(dialogues, "dialogues", self.trail)
        self.overviews = watched(Overviews(dialogues, telegrams, clock), "overviews", self.trail)
        self._closing = closing
        self.taken_over: list[str] = []

    def propose(self, telegram: Telegram) -> list[Proposal]:
        """What a telegram proposes, parties resolved by this archive's tables."""
        return propose(telegram, self.parties)

    def who(self, name: str | None) -> Who:
        """An account by its name, as the owner of the directory may ask; the owner without one.

        Raises LegationError for a name that no open account bears.
        """
        return OWNS if name is None else self.accounts.named(name)

    def reader(self, name: str | None, action: str = "read") -> Reader:
        """The reader of an account, who is to do ``action``. Raises LegationError, also where it may not."""
        who = self.who(name)
        check(who, action)
        return who.reader

    def close(self) -> None:
        self._closing()

    def __enter__(self) -> House:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def open_house(path: Path, *, write: bool = False, people: bool = False, clock: Callable[[], datetime] = now) -> House:
    """Open the embedded archive at ``path``; with ``write``, make it if there is none and take its lock.

    people: make the database of accounts and trail if there is none; where there is one it is opened, and written
    by readers too. Raises ArchiveError. A writer also indexes whatever an interrupted run left unindexed.
    """
    directory = ArchiveDirectory.create_or_open(path, write=write)
    engine: Engine | None = None
    door: Engine | None = None
    try:
        engine = open_engine(sqlite_url(directory.database), write=write)
        rows = _party_rows(directory.path / PARTIES)
        posts = load_posts().extended(
            {str(row["plad"]): str(row["name"]) for row in rows if "plad" in row and "name" in row}
        )
        index = TantivyIndex(directory.index, posts.aliases)

        def closing() -> None:
            index.close()
            for one in (engine, door):
                if one is not None:
                    one.dispose()
            directory.close()

        if people or directory.people.exists() or directory.earlier_readers.exists():
            directory.make_private(directory.people)
            door = open_engine(sqlite_url(directory.people), write=True)
        house = House(
            SqlTelegrams(engine),
            index,
            SqlLedger(engine),
            posts=posts,
            parties=default_parties().extended(rows) if rows else default_parties(),
            notes=SqlNotes(engine),
            decisions=SqlDecisions(engine),
            people=SqlPeople(door) if door is not None else None,
            trail=SqlLedger(door, trail_table) if door is not None else None,
            shelf=SqlShelf(engine),
            clock=clock,
            closing=closing,
        )
        house.taken_over = _take_over(directory, house)
    except BaseException:
        for one in (engine, door):
            if one is not None:
                one.dispose()
        directory.close()
        raise
    if write:
        house.releasing.settle()
        house.ingest.catch_up(UPKEEP)
    return house


def _take_over(directory: ArchiveDirectory, house: House) -> list[str]:
    """Make accounts of the readers that an earlier version kept in ``readers.toml``, once; returns their names."""
    if not directory.earlier_readers.exists():
        return []
    readers = directory.readers(rank_of)
    for name in readers:
        checked_name(name)
    for name, reader in readers.items():
        if not any(account.name == name for account in house.accounts.list(OWNS)):
            house.accounts.add(
                OWNS,
                name,
                clearance=level_of(Marking(reader.rank)),
                holds=sorted(reader.holds),
                nation=reader.nation,
            )
    directory.retire_readers()
    return sorted(readers)


def _party_rows(file: Path) -> list[dict[str, Any]]:
    """Rows of an archive's own parties and posts; none where there is no such file."""
    try:
        text = file.read_text(encoding="utf-8")
    except FileNotFoundError:
        return []
    except OSError as fault:
        raise ArchiveError(f"{file} cannot be read ({fault.strerror})", "check who may read it") from fault
    try:
        data = tomllib.loads(text)
        rows = [*data.get("party", []), *data.get("post", [])]
        default_parties().extended(rows)
    except (tomllib.TOMLDecodeError, TableError, TypeError) as wrong:
        raise ArchiveError(f"{file} cannot be read ({wrong})", "mend the file") from wrong
    return rows
