"""The parts that the cards of one partition lie in, and how a few more cards come to them.

At every commit the engine looks for parts to merge and begins at once: a hundred cards more in a partition of fifty
thousand set it to merge most of these, seconds of work, of which nothing is left when whoever added them ends sooner.
So a few cards are written in a directory of their own and their part is joined to the others. Small parts are merged
among themselves, there, and large ones are left to a writer that adds much.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tantivy import Document, Index, Schema

FEW = 2_000
"""Cards at most that are worth a part that is joined; more are left to the engine."""
_SMALL = 1_000  # cards of a part that is merged with others of its kind
_TOGETHER = 7  # small parts that are merged with the one that comes; the engine merges no fewer than eight
_HEAP_BYTES = 64_000_000
_BLOCK_BYTES = 4_096  # of cards that are packed together, and so unpacked for any one of them; the engine's own is four
META, MANAGED = "meta.json", ".managed.json"
_WRITES, _LOOKS = ".tantivy-writer.lock", ".tantivy-meta.lock"


def join(generation: Path, cards: Sequence[Document], opened: Callable[[Index], Index]) -> bool:
    """Add cards to the index in ``generation``; durable on return. False, and nothing done, where they are too many.

    opened: makes an index ready to be written. Raises OSError or ValueError, as the engine does; what was there before
    then still counts.
    """
    if len(cards) > FEW or not (generation / META).exists():
        return False
    with _locked(generation / _WRITES, wait=False):
        meta = json.loads((generation / META).read_bytes())
        held = meta.get("segments")
        if not isinstance(held, list) or not all(map(_is_part, held)):
            return False  # an engine that writes this otherwise
        small = [part for part in held if part["max_doc"] < _SMALL]
        merged = small if len(small) >= _TOGETHER else []
        apart = generation.with_name(f"{generation.name}.apart")
        try:
            fresh = _written(generation, apart, {**meta, "segments": merged}, cards, opened)
            gone = [part for part in merged if part not in fresh]
            new = [part for part in fresh if part not in merged]
            if not all(_files(apart, part) for part in new):
                return False  # an engine that names its files otherwise
            for file in [file for part in new for file in _files(apart, part)]:
                file.rename(generation / file.name)
            _settle(generation)
            meta["segments"] = [part for part in held if part not in gone] + new
            replaced(generation / META, json.dumps(meta))
            _settle(generation)
        finally:
            shutil.rmtree(apart, ignore_errors=True)
        if gone:
            # Whoever opens the index holds this while it opens the files that it has just found named.
            with _locked(generation / _LOOKS, wait=True):
                for file in [file for part in gone for file in _files(generation, part)]:
                    file.unlink()
    return True


def begin(generation: Path, schema: Schema) -> Index:
    """An empty index in a directory of its own, whose cards are packed one by one where they are not very small.

    The engine packs three and unpacks them all for one. Parts that lie there in larger blocks go on to be read. Raises
    OSError or ValueError, as the engine does.
    """
    made = Index(schema, path=str(generation))
    meta = json.loads((generation / META).read_bytes())
    settings = meta.get("index_settings")
    if not isinstance(settings, dict) or "docstore_blocksize" not in settings:
        return made  # an engine that writes this otherwise
    settings["docstore_blocksize"] = _BLOCK_BYTES
    replaced(generation / META, json.dumps(meta))
    return Index.open(str(generation))


def make_known(generation: Path) -> None:
    """Tell the engine of all parts in ``generation``, so that it removes the files of those it merges.

    Also of what was left half way: no index names it, so that it goes with the next commit.
    """
    with _locked(generation / _WRITES, wait=False):
        known = [file.name for file in generation.iterdir() if not file.name.startswith(".")]
        replaced(generation / MANAGED, json.dumps(sorted(known)))


def replaced(path: Path, text: str) -> None:
    """Write a small file so that it is the old one or the new one, never half."""
    fresh = path.with_name(path.name + ".new")
    with fresh.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)


def _written(
    generation: Path, apart: Path, meta: Any, cards: Sequence[Document], opened: Callable[[Index], Index]
) -> list[Any]:
    """The parts of an index of its own, of the parts that ``meta`` names and ``cards``."""
    shutil.rmtree(apart, ignore_errors=True)  # of one that was cut short
    apart.mkdir()
    for file in [file for part in meta["segments"] for file in _files(generation, part)]:
        _same(file, apart / file.name)
    (apart / META).write_text(json.dumps(meta), encoding="utf-8")
    index = opened(Index.open(str(apart)))
    # One thread: cards lie in the order they came, so scores never differ in their last digit.
    writer = index.writer(heap_size=_HEAP_BYTES, num_threads=1)
    for card in cards:
        writer.add_document(card)
    writer.commit()
    if meta["segments"]:
        writer.wait_merging_threads()
    parts: list[Any] = json.loads((apart / META).read_bytes())["segments"]
    return parts


def _same(file: Path, again: Path) -> None:
    """Another name for a file that nobody changes."""
    try:
        again.hardlink_to(file)
    except OSError:  # a disk that knows one name for each file
        shutil.copyfile(file, again)


def _is_part(part: Any) -> bool:
    return isinstance(part, dict) and {"segment_id", "max_doc"} <= part.keys() and part.get("deletes") is None


def _files(home: Path, part: Any) -> list[Path]:
    return list(home.glob(part["segment_id"].replace("-", "") + ".*"))


def _settle(home: Path) -> None:
    """Make the names in a directory last."""
    descriptor = os.open(home, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _locked(file: Path, *, wait: bool) -> Iterator[None]:
    """With a lock of the engine's. Raises OSError where another holds it and is not waited for."""
    descriptor = os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError as held:
            raise OSError("another writer holds the lock of the index") from held
        yield
    finally:
        os.close(descriptor)
