"""What lies in folders: plain files in one fixed order, however deep; what is none is refused by its name.

Nothing that is not a plain file is opened, and no link is followed but one that was named.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import IO, NamedTuple

from legation.core.encoding import file_name_as_text
from legation.core.errors import RefusedError
from legation.core.simulated import HEAD, MANIFEST, TRUTH
from legation.services.ingest.tally import Refusal
from legation.storage.archive_dir import is_archive

AN_ARCHIVE = ("is an archive", "name telegrams, or restore a backup")


def files_of(
    paths: Iterable[Path], refused: list[Refusal], hidden: list[str] | None = None
) -> Iterator[tuple[str, str, os.stat_result | None]]:
    """(path, name, status) of every file, in order of names; a name is relative to the folder it was found under.

    Without a status it is no plain file; why stands in ``refused``. A path that was named may be a link.
    hidden: gets what ``levels`` leaves out for its name.
    """
    for path in paths:
        try:
            status = path.stat()
        except OSError as fault:
            refused.append(Refusal(file_name_as_text(str(path)), fault_of(fault), "check the path"))
            continue
        except ValueError:  # a zero in the name
            refused.append(Refusal(repr(str(path)), "is not there", "check the path"))
            continue
        if stat.S_ISDIR(status.st_mode):
            if is_archive(path):
                refused.append(Refusal(str(path), *AN_ARCHIVE))
            else:
                yield from _below(str(path), "", refused, hidden)
        elif stat.S_ISREG(status.st_mode):
            yield str(path), file_name_as_text(path.name), status
        else:
            refused.append(no_file(file_name_as_text(path.name)))
            yield str(path), path.name, None


def _below(
    folder: str, name: str, refused: list[Refusal], hidden: list[str] | None
) -> Iterator[tuple[str, str, os.stat_result | None]]:
    for level in levels(folder, name, refused, hidden=hidden):
        for entry in level.entries:
            path, under = f"{level.path}/{entry}", level.named(entry)
            try:
                status = os.lstat(path)
            except OSError as fault:
                refused.append(Refusal(under, fault_of(fault), "check the path"))
                continue
            if stat.S_ISREG(status.st_mode):
                yield path, under, status
            else:
                refused.append(no_file(under))
                yield path, under, None


class Level(NamedTuple):
    """A folder and what lies in it but for folders, in order of names. name: the folder's, as it can be printed."""

    path: str
    name: str
    entries: list[str]

    def named(self, entry: str) -> str:
        own = file_name_as_text(entry)
        return f"{self.name}/{own}" if self.name else own


def levels(
    folder: str,
    name: str,
    refused: list[Refusal],
    passed_over: Callable[[str], bool] = lambda _: False,
    *,
    hidden: list[str] | None = None,
) -> Iterator[Level]:
    """A folder and those below it, however deep; ``refused`` gets those that cannot be looked into, and archives.

    What begins with a full stop is left out, and so is what lies beside simulated telegrams and holds none.
    hidden: gets the paths of the former; of a hidden folder its own alone.
    passed_over: whether a folder below is left out without a word, by its path.
    """
    waiting = [(folder, name)]
    while waiting:
        path, named = waiting.pop()
        if path != folder and is_archive(Path(path)):
            refused.append(Refusal(named, *AN_ARCHIVE))
            continue
        try:
            with os.scandir(path) as entries:
                kinds = [(one.name, one.is_dir(follow_symlinks=False)) for one in entries]
        except OSError as fault:
            refused.append(Refusal(named or file_name_as_text(path), fault_of(fault), "check who may read the folder"))
            continue
        if hidden is not None:
            hidden += [f"{path}/{entry}" for entry, _ in kinds if entry.startswith(".")]
        kinds = sorted((one for one in kinds if not one[0].startswith(".")), key=lambda one: os.fsencode(one[0]))
        files = [entry for entry, is_folder in kinds if not is_folder]
        truth = _beside_simulated(path, files)
        level = Level(path, named, [entry for entry in files if entry not in truth])
        yield level
        below = [(f"{path}/{entry}", level.named(entry)) for entry, is_folder in kinds if is_folder]
        waiting += [one for one in reversed(below) if not passed_over(one[0])]


def _beside_simulated(folder: str, files: list[str]) -> frozenset[str]:
    """Names of what lies beside simulated telegrams and holds none; a file that merely bears such a name is as any."""
    if MANIFEST not in files:
        return frozenset()
    try:
        with opened(f"{folder}/{MANIFEST}") as manifest:
            ours = manifest.read(len(HEAD)) == HEAD.encode()
    except (OSError, RefusedError):
        return frozenset()
    return frozenset({MANIFEST, TRUTH}) if ours else frozenset()


def no_file(name: str) -> Refusal:
    return Refusal(name, "is a link or a device", "ingest what it leads to by name")


def fault_of(fault: OSError) -> str:
    return {
        FileNotFoundError: "is not there",
        PermissionError: "may not be read by you",
    }.get(type(fault), fault.strerror or "cannot be read")


def opened(path: str) -> IO[bytes]:
    """A plain file for reading. Raises RefusedError where something else has taken its place, OSError."""
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise RefusedError("is a link or a device", "ingest what it leads to by name")
    return os.fdopen(descriptor, "rb")
