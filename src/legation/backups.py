"""Backing up and restoring an archive, whichever database it is in: a backup of one restores to the other."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from uuid import uuid4

import msgspec
import sqlalchemy as sa
from sqlalchemy import Engine

from legation.app import now, open_house
from legation.core.errors import ArchiveError
from legation.core.instant import instant_text
from legation.core.marking import UPKEEP
from legation.place import local_home
from legation.services.archive.verifying import Fault, Progress, Tell, Verified, Verifying
from legation.services.ingest import Ingest
from legation.storage.archive_dir import DATABASE, MAIL, MODEL, PEOPLE, ArchiveDirectory, disk_faults, write_marker
from legation.storage.backup_dir import OWN, Manifest, new_backup, own_files, unpack, write_manifest
from legation.storage.memory.index import MemoryIndex
from legation.storage.private import PRIVATE
from legation.storage.scratch import Scratch, made_beside, put, sweep
from legation.storage.sql.address import postgresql_url
from legation.storage.sql.copying import copy_people, copy_sqlite, copy_tables
from legation.storage.sql.deliveries import SqlDeliveries
from legation.storage.sql.drafts import SqlDrafts
from legation.storage.sql.engine import HEAD, open_engine, revision, sqlite_url
from legation.storage.sql.ledger import SqlLedger
from legation.storage.sql.notes import ID, SqlNotes
from legation.storage.sql.people import SqlPeople, check_accounts
from legation.storage.sql.schema import entries, telegrams
from legation.storage.sql.stacks import SqlStacks
from legation.storage.sql.telegrams import SqlTelegrams
from legation.storage.sql.trail import SqlTrail
from legation.tables.posts import load_posts


class BackedUp(msgspec.Struct, frozen=True):
    """What a backup holds, and the faults that its archive has (None where its schema is not that of this program)."""

    manifest: Manifest
    faults: list[Fault] | None


def back_up(
    place: str | Path, backup: Path, *, clock: Callable[[], datetime] = now, tell: Tell = lambda _: None
) -> BackedUp:
    """Write a backup of an archive that may be in use: its state at one moment, verified where it lies.

    backup: a new directory, or a file that ends in .tar or .tar.zst. Raises ArchiveError.
    """
    url = postgresql_url(str(place))
    if url is None and backup.resolve().is_relative_to(Path(place).resolve()):
        raise ArchiveError(
            f"{backup} lies in the archive itself, and would be lost with it", "name a place outside, on another disk"
        )
    with new_backup(backup) as filling:
        if url is None:
            directory = ArchiveDirectory.create_or_open(Path(place), write=False)
            copy_sqlite(directory.database, filling / DATABASE, _pages(tell))
            if (directory.path / PEOPLE).exists():
                copy_sqlite(directory.path / PEOPLE, filling / PEOPLE)
                (filling / PEOPLE).chmod(0o600)
            own = own_files(directory.path)
        else:
            own = _from_server(open_engine(url, write=False), filling, tell)
        write_marker(filling)
        for name, text in own.items():
            (filling / name).write_text(text, encoding="utf-8")
        engine = sa.create_engine(sqlite_url(filling / DATABASE), hide_parameters=True)
        there = (filling / PEOPLE).exists()
        people = sa.create_engine(sqlite_url(filling / PEOPLE), hide_parameters=True) if there else None
        try:
            schema = revision(engine) or ""
            if url is None and schema == HEAD:
                check_accounts(filling / PEOPLE, engine)
            faults = _faults(engine, people, clock, tell) if schema == HEAD else None
            with engine.connect() as connection:
                counts = [
                    connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()
                    for table in (telegrams, entries)
                ]
        finally:
            for one in (engine, people):
                if one is not None:
                    one.dispose()
        manifest = write_manifest(
            filling, made=instant_text(clock()), schema=schema, telegrams=counts[0], entries=counts[1]
        )
    return BackedUp(manifest, faults)


def restore(backup: Path, place: str | Path, *, tell: Tell = lambda _: None) -> Manifest:
    """Make an archive of a backup, with an index. Raises ArchiveError where there is something at ``place``."""
    url = postgresql_url(str(place))
    if url is None:
        path = Path(place)
        sweep(
            path.resolve().parent
        )  # also where it is refused, as after one that was killed when all but this was done
        if path.exists() and (not path.is_dir() or any(path.iterdir())):
            raise ArchiveError(f"there is something at {path} already", "name a new one with --archive NEW")
        with disk_faults(path), made_beside(path) as building:
            building.mkdir(mode=PRIVATE)
            manifest = unpack(backup, building)
            open_house(building, write=True).close()  # makes the index: who finds it at its place finds it whole
            put(building, path)
    else:
        sweep()
        with Scratch() as there:
            manifest = unpack(backup, there)
            _to_server(there, open_engine(url, write=True), tell)
        open_house(place, write=True).close()
    return manifest


def _from_server(source: Engine, filling: Path, tell: Tell) -> dict[str, str]:
    """Copy the database into the files of a directory; returns the texts that its owner would have laid down."""
    target = open_engine(sqlite_url(filling / DATABASE), write=True)
    people = open_engine(sqlite_url(filling / PEOPLE), write=True) if SqlPeople(source).accounts() else None
    try:
        copy_tables(source, target, _rows(tell))
        if people is not None:
            copy_people(source, people)
        notes = SqlNotes(source)
        # How correspondents are reached stays a note: a file would go before what is laid down later.
        own = {name: text for name in OWN if name not in (MAIL, MODEL) and (text := notes.note(name))}
        # Which model may be asked lies beside the index on this machine.
        laid = local_home() / str(notes.note(ID)) / MODEL
        if laid.is_file():
            own[MODEL] = laid.read_text(encoding="utf-8-sig")
    finally:
        for engine in (source, target, people):
            if engine is not None:
                engine.dispose()
    for file in (filling / DATABASE, filling / PEOPLE):
        if file.exists():
            _in_one_file(file)
    return own


def _in_one_file(file: Path) -> None:
    """Put a SQLite database and the log beside it into one file."""
    copied = file.with_name(file.name + ".copy")
    copy_sqlite(file, copied)
    for beside in ("", "-wal", "-shm"):
        file.with_name(file.name + beside).unlink(missing_ok=True)
    copied.replace(file)


def _to_server(unpacked: Path, target: Engine, tell: Tell) -> None:
    source = open_engine(sqlite_url(unpacked / DATABASE), write=True)
    there = (unpacked / PEOPLE).exists()
    people = open_engine(sqlite_url(unpacked / PEOPLE), write=True) if there else None
    try:
        named = uuid4().hex  # an index on this machine may be that of the archive the backup was made of
        own = {**own_files(unpacked), ID: named}
        model = own.pop(MODEL, None)
        if model is not None:
            home = local_home() / named
            home.mkdir(parents=True, exist_ok=True)
            (home / MODEL).write_text(model, encoding="utf-8")
        # With what its owner laid down, in one transaction: else one that is killed leaves an archive without it.
        copy_tables(source, target, _rows(tell), people=people, noted=own)
    finally:
        for engine in (source, target, people):
            if engine is not None:
                engine.dispose()


def _faults(engine: Engine, people: Engine | None, clock: Callable[[], datetime], tell: Tell) -> list[Fault]:
    store, stacks = SqlTelegrams(engine), SqlStacks(engine, people)
    ingest = Ingest(store, MemoryIndex(), load_posts(), clock)
    verifying = Verifying(stacks, store, MemoryIndex(), SqlLedger(engine), ingest.record, ingest.read_by)
    trail = SqlTrail(people) if people is not None else None
    verifying.look_at_all(SqlDeliveries(engine), SqlDrafts(engine), trail)
    return list(verifying.run(UPKEEP, Verified(), tell, reread=False, index=False))


def _pages(tell: Tell) -> Callable[[int, int], None]:
    return lambda done, every: tell(Progress("pages copied", done, every))


def _rows(tell: Tell) -> Callable[[int, int], None]:
    return lambda done, every: tell(Progress("rows copied", done, every))
