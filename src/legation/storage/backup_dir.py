"""A backup: the database of an archive and what its owner laid down, in a directory or in one file.

The directory is an archive without its index, which is made again. ``backup.json`` names every file with its
SHA-256, so that a backup can be checked without this program. A backup is made beside its place and moved there
when it is whole.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tarfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO, cast

import msgspec
import zstandard

from legation.core.errors import ArchiveError
from legation.storage.archive_dir import DATABASE, MAIL, MARKER, MODEL, PARTIES, PEOPLE, SIGN_IN, disk_faults
from legation.storage.private import PRIVATE, owner_only
from legation.storage.scratch import made_beside, put, sweep, sync

MANIFEST = "backup.json"
OWN = (PARTIES, SIGN_IN, MAIL, MODEL)
_PRIVATE = (PEOPLE, SIGN_IN, MAIL)
_NAMES = frozenset({MANIFEST, MARKER, DATABASE, PEOPLE, *OWN})
# Of backups from before there were accounts: readers by name, whom nothing asks for any more. It stays in the backup.
_NO_LONGER = frozenset({"readers.toml"})
_FORMAT = 1
_CHUNK = 1 << 20


class Manifest(msgspec.Struct, frozen=True):
    """What a backup holds. made: ISO instant; schema: revision of the database; files: SHA-256 by name."""

    made: str
    schema: str
    telegrams: int
    entries: int
    files: dict[str, str]
    format: int = _FORMAT


@contextmanager
def new_backup(place: Path) -> Iterator[Path]:
    """A directory to fill, which is moved to ``place`` (a directory, ``.tar`` or ``.tar.zst``) when all went well."""
    sweep(place.resolve().parent)  # also where it is refused, as after one that was killed when all but this was done
    if place.exists() and (not place.is_dir() or any(place.iterdir())):
        raise ArchiveError(f"{place} is there already", "name a new file or directory")
    with disk_faults(place), made_beside(place) as made:
        filling = made.with_name(f"{made.name}.part") if _is_packed(place) else made
        filling.mkdir(mode=PRIVATE)
        yield filling
        if _is_packed(place):
            _pack(filling, made, place)
        else:
            for file in filling.iterdir():
                sync(file)
        put(made, place)


def write_manifest(directory: Path, *, made: str, schema: str, telegrams: int, entries: int) -> Manifest:
    """Name every file of a backup with its hash."""
    with disk_faults(directory):
        files = {file.name: _hash(file) for file in sorted(directory.iterdir()) if file.name in _NAMES - {MANIFEST}}
        manifest = Manifest(made=made, schema=schema, telegrams=telegrams, entries=entries, files=files)
        (directory / MANIFEST).write_bytes(msgspec.json.format(msgspec.json.encode(manifest)) + b"\n")
    return manifest


def unpack(backup: Path, into: Path) -> Manifest:
    """Copy a backup into an empty directory, and check every file. Raises ArchiveError where one is not whole."""
    with disk_faults(backup):
        if not backup.exists():
            raise ArchiveError(f"there is no backup at {backup}", "check the path")
        if backup.is_dir():
            for name in sorted(_NAMES):
                if (backup / name).is_file():
                    with (backup / name).open("rb") as held:
                        _copy(held, into / name)
        else:
            _unpack(backup, into)
        for name in _PRIVATE:
            if (into / name).exists():
                (into / name).chmod(0o600)
        return check(into, backup)


def check(directory: Path, named: Path) -> Manifest:
    """The manifest of an unpacked backup, whose every file is as it says. Raises ArchiveError."""
    try:
        manifest = msgspec.json.decode((directory / MANIFEST).read_bytes(), type=Manifest)
    except (FileNotFoundError, msgspec.DecodeError) as wrong:
        raise ArchiveError(
            f"{named} is not a backup, or not a whole one", "name what `legation backup` made"
        ) from wrong
    if manifest.format > _FORMAT:
        raise ArchiveError(f"{named} was made by a newer legation", "update legation")
    # What the manifest does not name is none of the backup: accounts and a way to sign in could be laid beside it.
    there = {name for name in _NAMES - {MANIFEST} if (directory / name).exists()}
    for name in sorted({*manifest.files, MARKER, DATABASE, *there} - _NO_LONGER):
        if (
            name not in _NAMES
            or not (directory / name).is_file()
            or _hash(directory / name) != manifest.files.get(name)
        ):
            raise ArchiveError(f"{named} is damaged: {name} is not as it was written", "use another backup")
    return manifest


def _is_packed(place: Path) -> bool:
    return place.name.endswith((".tar", ".tar.zst"))


def _pack(directory: Path, packed: Path, place: Path) -> None:
    with open(packed, "wb", opener=owner_only) as file:
        if place.name.endswith(".zst"):
            with zstandard.ZstdCompressor(level=3).stream_writer(file, closefd=False) as stream:
                _tar(directory, cast(IO[bytes], stream))
        else:
            _tar(directory, file)
        file.flush()
        os.fsync(file.fileno())


def _private(member: tarfile.TarInfo) -> tarfile.TarInfo:
    """Unpacked by another program, too, it is for nobody but whoever unpacks it."""
    member.mode = 0o600
    return member


def _tar(directory: Path, stream: IO[bytes]) -> None:
    with tarfile.open(fileobj=stream, mode="w|") as tar:
        for file in sorted(directory.iterdir()):
            tar.add(file, arcname=file.name, recursive=False, filter=_private)


def _unpack(backup: Path, into: Path) -> None:
    try:
        with backup.open("rb") as file:
            zst = file.read(4) == b"\x28\xb5\x2f\xfd"
            file.seek(0)
            stream = zstandard.ZstdDecompressor().stream_reader(file) if zst else file
            with tarfile.open(fileobj=cast(IO[bytes], stream), mode="r|") as tar:
                for member in tar:
                    _take_out(tar, member, into)
    except (tarfile.TarError, zstandard.ZstdError, EOFError) as wrong:
        raise ArchiveError(
            f"{backup} is not a backup, or not a whole one", "name what `legation backup` made"
        ) from wrong


def _take_out(tar: tarfile.TarFile, member: tarfile.TarInfo, into: Path) -> None:
    """Only our own names, and only plain files: nothing is written elsewhere."""
    if member.name not in _NAMES or not member.isfile() or PurePosixPath(member.name).name != member.name:
        return
    taken = tar.extractfile(member)
    if taken is not None:
        _copy(taken, into / member.name)


def _copy(held: IO[bytes], to: Path) -> None:
    """Lasting on return: whoever restores may throw the backup away then."""
    with disk_faults(to.parent), to.open("wb") as target:
        shutil.copyfileobj(held, target, _CHUNK)
        target.flush()
        os.fsync(target.fileno())


def _hash(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def own_files(directory: Path) -> Mapping[str, str]:
    """The files that an owner laid down, by name."""
    with disk_faults(directory):
        return {
            name: (directory / name).read_text(encoding="utf-8-sig") for name in OWN if (directory / name).is_file()
        }
