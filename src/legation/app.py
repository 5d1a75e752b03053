"""Opening an archive: the choice of its stores, and the house over them. Every interface begins here.

An embedded archive is one directory; its owner is its one reader until there are accounts. A file ``parties.toml``
in it adds parties and posts that the package's tables do not know. An archive in PostgreSQL has accounts in its
database and the rows of parties among its notes, and its index on each machine that uses it.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import URL, Engine

from legation.core.accounts import Who
from legation.core.errors import ArchiveError
from legation.core.marking import UPKEEP, Reader
from legation.core.misfits import read_toml
from legation.outside.model import model_settings
from legation.place import local_home
from legation.services.accounts.accounts import OWNS
from legation.services.accounts.audit import checking
from legation.storage.archive_dir import (
    AT_ONCE,
    MAIL,
    MODEL,
    PARTIES,
    ArchiveDirectory,
    Patience,
)
from legation.storage.index import TantivyIndex
from legation.storage.index_mark import IndexMark
from legation.storage.index_shelf import IndexShelf
from legation.storage.keeping import Indexes
from legation.storage.memory.leases import MemoryLeases
from legation.storage.memory.people import MemoryPeople
from legation.storage.partition import FORMAT
from legation.storage.ports import Index, Mark
from legation.storage.shared_index import SharedIndex
from legation.storage.sql.address import postgresql_url
from legation.storage.sql.changes import SqlChanges
from legation.storage.sql.decisions import SqlDecisions
from legation.storage.sql.deliveries import SqlDeliveries
from legation.storage.sql.drafts import SqlDrafts
from legation.storage.sql.engine import open_engine, sqlite_url
from legation.storage.sql.hooks import SqlHooks
from legation.storage.sql.incoming import SqlIncoming
from legation.storage.sql.leases import SqlLeases
from legation.storage.sql.ledger import SqlLedger
from legation.storage.sql.notes import ID, SqlNotes
from legation.storage.sql.owed import SqlOwed
from legation.storage.sql.people import SqlPeople, check_accounts, note_accounts
from legation.storage.sql.shelf import SqlShelf
from legation.storage.sql.stacks import SqlStacks
from legation.storage.sql.telegrams import SqlTelegrams
from legation.storage.sql.trail import SqlTrail
from legation.storage.stores import Stores
from legation.tables.parties import PartyTable, default_parties
from legation.tables.posts import Posts, load_posts
from legation.tables.rows import TableError
from legation.wiring import Wiring, now

if TYPE_CHECKING:
    from legation.services.drafts.correspondents import Correspondents

__all__ = ["House", "now", "open_house", "posts_at"]


class House(Wiring):
    """An open archive with its services. Close it, or use it in a ``with``."""

    def who(self, name: str | None) -> Who:
        """An account by its name, as the owner of the directory may ask; the owner without one.

        Raises LegationError for a name that no open account bears.
        """
        return OWNS if name is None else self.accounts.named(name)

    def reader(self, name: str | None, action: str = "read") -> Reader:
        """The reader of an account, who is to do ``action``. Raises LegationError, also where it may not."""
        who = self.who(name)
        checking(self.trail)(who, action)
        return who.reader

    def lay_down_mail(self, text: str) -> Correspondents:
        """Keep how correspondents are reached (``mail.toml``). Raises ArchiveError for what cannot be read."""
        from legation.services.drafts.correspondents import correspondents_in

        told = correspondents_in(text)
        self.notes.write(MAIL, text)
        return told

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
    try:
        if house.trail is not None:
            house.trail.carry()
        if write and index_read:
            house.releasing.settle()
            house.ingest.catch_up(UPKEEP)
            house.markings.settle()
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
        return _posts(_party_rows(own.read_text(encoding="utf-8-sig"), str(own)) if own.is_file() else [])
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
    check_accounts(directory.people, engine)
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
        if write:
            note_accounts(engine, SqlPeople(door))
    mark = IndexMark(shelf, SqlChanges(engine), index)
    house = House(
        _stores(engine, door, log, index, mark, shelf),
        posts=posts,
        parties=_parties(rows),
        model=model_settings(directory.own(MODEL), str(path / MODEL)),
        correspondents=lambda: directory.own(MAIL),
        clock=clock,
    )
    house.index_lags = lambda: mark.upto() < mark.standing()
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
    return House(
        _stores(engine, door, door, cast(Index, index), index, shelf),
        posts=posts,
        parties=_parties(rows),
        model=model_settings(laid.read_text(encoding="utf-8-sig") if laid.exists() else "", str(laid)),
        clock=clock,
    )


def _stores(
    engine: Engine, door: Engine | None, log: Engine | None, index: Index, mark: Mark, indexes: Indexes
) -> Stores:
    """The stores of a database. door, log: where accounts and trail are, None while there are none."""
    return Stores(
        telegrams=SqlTelegrams(engine),
        index=index,
        ledger=SqlLedger(engine),
        notes=SqlNotes(engine),
        decisions=SqlDecisions(engine),
        people=SqlPeople(door) if door is not None else MemoryPeople(),
        shelf=SqlShelf(engine),
        deliveries=SqlDeliveries(engine),
        drafts=SqlDrafts(engine),
        # A directory has one writer at a time, who needs no lease of it.
        leases=SqlLeases(engine) if engine.dialect.name == "postgresql" else MemoryLeases(),
        incoming=SqlIncoming(engine),
        hooks=SqlHooks(engine),
        trail=SqlTrail(log) if log is not None else None,
        owed=SqlOwed(engine) if log is not None else None,
        mark=mark,
        stacks=SqlStacks(engine, door),
        indexes=indexes,
    )


def _parties(rows: list[dict[str, Any]]) -> PartyTable:
    return default_parties().extended(rows) if rows else default_parties()


def _posts(rows: list[dict[str, Any]]) -> Posts:
    if not rows:
        return load_posts()
    return load_posts().extended(
        {str(row["plad"]): str(row["name"]) for row in rows if "plad" in row and "name" in row}
    )


def _party_rows(text: str, file: str) -> list[dict[str, Any]]:
    """Rows of an archive's own parties, posts and persons; ``text`` stands in ``file``."""
    try:
        data = read_toml(text)
        rows = [*data.get("party", []), *data.get("post", []), *data.get("person", [])]
        default_parties().extended(rows)
    except (ValueError, TableError, TypeError) as wrong:
        raise ArchiveError(f"{file} cannot be read ({wrong})", "mend the file") from wrong
    return rows
