"""The wiring: settings, the clock, the choice of stores. Every interface begins here.

An embedded archive is one directory; its owner is its one reader unless ``readers.toml`` names more. A file
``parties.toml`` in it adds parties and posts that the package's tables do not know.
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

from legation.core.dialogue.proposal import Proposal
from legation.core.errors import ArchiveError, LegationError
from legation.core.marking import OWNER, UPKEEP, Reader
from legation.core.telegram import Telegram
from legation.extract import propose
from legation.services.dialogue import Dialogues
from legation.services.finding import Finding
from legation.services.gaps import Gaps
from legation.services.ingest import Ingest
from legation.services.overview import Overviews
from legation.services.reading import Reading
from legation.services.releasing import Releasing
from legation.services.saved import Saved
from legation.services.threads import Threads
from legation.services.versions import Versions
from legation.storage.archive_dir import ArchiveDirectory
from legation.storage.index import TantivyIndex
from legation.storage.memory import MemoryNotes, MemoryShelf
from legation.storage.ports import Index, Ledger, Notes, Shelf, Telegrams
from legation.storage.sql.engine import open_engine, sqlite_url
from legation.storage.sql.ledger import SqlLedger
from legation.storage.sql.notes import SqlNotes
from legation.storage.sql.shelf import SqlShelf
from legation.storage.sql.telegrams import SqlTelegrams
from legation.tables.marking import rank_of
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
        readers: Mapping[str, Reader],
        notes: Notes | None = None,
        shelf: Shelf | None = None,
        clock: Callable[[], datetime] = now,
        closing: Callable[[], None] = lambda: None,
    ) -> None:
        self.parties = parties
        self.posts = posts
        self.readers = readers
        self.clock = clock
        self.ledger = ledger
        self.reading = Reading(telegrams, posts)
        self.finding = Finding(index, posts)
        self.versions = Versions(telegrams, self.reading, posts)
        self.threads = Threads(telegrams, self.reading)
        laid_down = shelf or MemoryShelf()
        self.gaps = Gaps(telegrams, self.reading, laid_down, posts)
        self.saved = Saved(telegrams, laid_down, lambda: TantivyIndex(None, posts.aliases), posts, clock)
        self.notes = notes or MemoryNotes()
        self.releasing = Releasing(telegrams, index, self.notes, posts)
        self.ingest = Ingest(telegrams, index, posts, clock, self.releasing.views)
        self.dialogues = Dialogues(telegrams, ledger, self.propose, load_moves(), clock)
        self.overviews = Overviews(self.dialogues, telegrams, clock)
        self._closing = closing

    def propose(self, telegram: Telegram) -> list[Proposal]:
        """What a telegram proposes, parties resolved by this archive's tables."""
        return propose(telegram, self.parties)

    def reader(self, name: str | None) -> Reader:
        """The reader of a name; the owner without one. Raises LegationError for a name nobody bears."""
        if name is None:
            return OWNER
        found = self.readers.get(name)
        if found is None:
            raise LegationError(f"no reader named {name!r}", "name one of readers.toml in the archive")
        return found

    def close(self) -> None:
        self._closing()

    def __enter__(self) -> House:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def open_house(path: Path, *, write: bool = False, clock: Callable[[], datetime] = now) -> House:
    """Open the embedded archive at ``path``; with ``write``, make it if there is none and take its lock.

    Raises ArchiveError. A writer also indexes whatever an interrupted run left unindexed.
    """
    directory = ArchiveDirectory.create_or_open(path, write=write)
    engine: Engine | None = None
    try:
        engine = open_engine(sqlite_url(directory.database), write=write)
        rows = _party_rows(directory.path / PARTIES)
        posts = load_posts().extended(
            {str(row["plad"]): str(row["name"]) for row in rows if "plad" in row and "name" in row}
        )
        index = TantivyIndex(directory.index, posts.aliases)

        def closing() -> None:
            index.close()
            if engine is not None:
                engine.dispose()
            directory.close()

        house = House(
            SqlTelegrams(engine),
            index,
            SqlLedger(engine),
            posts=posts,
            parties=default_parties().extended(rows) if rows else default_parties(),
            readers=directory.readers(rank_of),
            notes=SqlNotes(engine),
            shelf=SqlShelf(engine),
            clock=clock,
            closing=closing,
        )
    except BaseException:
        if engine is not None:
            engine.dispose()
        directory.close()
        raise
    if write:
        house.releasing.settle()
        house.ingest.catch_up(UPKEEP)
    return house


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
