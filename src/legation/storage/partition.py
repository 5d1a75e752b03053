"""One partition of the index: the cards of one access label, in an index of their own.

Scores rest on how many cards hold a word, so a card taken out must leave no trace in those counts. The engine
only marks removed cards and goes on counting them; a partition that loses a card is therefore written anew as
its next generation, and the old one is dropped when the new one is whole.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import threading
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from tantivy import (
    DocAddress,
    Document,
    Filter,
    Index,
    IndexWriter,
    Query,
    Schema,
    SchemaBuilder,
    Searcher,
    TextAnalyzer,
    TextAnalyzerBuilder,
    Tokenizer,
)

from legation.core.errors import ArchiveError, AwayError
from legation.storage.card import decode_card, newest_first, oldest_first
from legation.storage.completing import TEXT
from legation.storage.facets import COLUMNS, MONTH
from legation.storage.fields import FIELDS
from legation.storage.parts import FEW, MANAGED, META, begin, join, make_known, replaced
from legation.storage.scratch import Scratch

_HEAP_BYTES = 64_000_000
# Beyond so many parts of one partition whoever wrote last waits until some are merged; below, that is left to a later
# writer: a few telegrams more set off merges of tens of thousands, for which nobody who adds them need wait.
_MOST_PARTS = 14
_MANY = 2_000  # cards by one writer, which are worth the wait
_SMALL = 2_000
"""Cards of a partition that is written anew to lie in one piece: a search pays for each piece, however small."""


def _schema() -> Schema:
    builder = SchemaBuilder()
    builder.add_text_field("sha256", tokenizer_name="raw", index_option="basic")
    builder.add_text_field(TEXT, tokenizer_name="words")
    for field in FIELDS:
        if field.kind == "words":
            builder.add_text_field(field.name, tokenizer_name="words")
        elif field.kind == "value":
            fast = field.name in COLUMNS
            builder.add_text_field(field.name, tokenizer_name="raw", index_option="basic", fast=fast)
        if field.scale is not None:
            builder.add_unsigned_field(scale_of(field.name), fast=True)
    builder.add_text_field(MONTH, tokenizer_name="raw", index_option="basic", fast=True)
    for name in ("newest", "oldest"):
        builder.add_unsigned_field(name, fast=True)
    builder.add_bytes_field("card", stored=True)
    return builder.build()


def scale_of(field: str) -> str:
    """The column of a field's places on its scale."""
    return f"{field}_at"


SCHEMA = _schema()
FORMAT = "7"
"""Goes up with every change of schema, ``Card`` or words; an index of another format is made anew."""


def analyzer() -> TextAnalyzer:
    """Words: runs of letters and digits, without case and accents; no stemming, for names must stay apart."""
    return TextAnalyzerBuilder(Tokenizer.simple()).filter(Filter.lowercase()).filter(Filter.ascii_fold()).build()


def directory_name(label: str) -> str:
    """Name of the directory of a partition; labels hold signs that file systems do not take."""
    return hashlib.sha256(label.encode()).hexdigest()[:16]


State = tuple[tuple[int, int] | None, tuple[int, int] | None, int]
"""Stamps of the files that tell of a change of a partition, and how often it was written here."""


class Partition:
    """The cards of one label. ``home`` is its directory; None keeps it in memory.

    On disk: ``label``, ``current`` (the name of the generation that counts), and the generations.
    """

    def __init__(self, label: str, home: Path | None) -> None:
        self.label = label
        self._home = home
        self._lock = threading.RLock()
        self._index: Index | None = None
        self._writer: IndexWriter | None = None
        self._written = 0  # cards by this writer
        self._generation: str | None = None
        self._fresh = 0  # cards added since they were last gathered
        self._changed = False  # since it was closed
        self._writes = 0
        # Names of the files that tell of a change, and when they were seen to change; asked at every search.
        self._current, self._meta = ("", "") if home is None else (str(home / "current"), "")
        self._named: tuple[int, int] | None = None
        self._stamp: tuple[int, int] | None = None
        self._beside: Scratch | None = None  # where the engine reads what we may not write

    @classmethod
    def found_at(cls, home: Path) -> Partition | None:
        """The partition in a directory; None where none was finished."""
        try:
            label = (home / "label").read_text(encoding="utf-8")
        except (FileNotFoundError, NotADirectoryError):
            return None
        return cls(label, home) if (home / "current").exists() else None

    def searcher(self) -> Searcher | None:
        """The cards as they stand now, also after another process wrote them; None if there are none."""
        return self.as_it_stands()[0]

    def as_it_stands(self) -> tuple[Searcher | None, State]:
        """The cards as they stand now, and what is another one whenever they change."""
        with self._lock:
            if self._home is not None:
                with read_faults(self._home.parent):
                    self._refreshed(self._home)
            found = None if self._index is None else self._index.searcher()
            return found, (self._named, self._stamp, self._writes)

    def held_of(self, hashes: Collection[str]) -> set[str]:
        """Those of ``hashes`` whose cards are here."""
        searcher = self.searcher()
        if searcher is None:
            return set()
        return {sha256 for sha256 in hashes if searcher.doc_freq("sha256", sha256) > 0}

    def hashes(self, prefix: str = "") -> set[str]:
        searcher = self.searcher()
        return set() if searcher is None else {term for term, _ in searcher.terms_with_prefix("sha256", prefix)}

    def card_bytes(self, sha256: str) -> bytes | None:
        """The encoded card of a hash, if it is here."""
        searcher = self.searcher()
        if searcher is None:
            return None
        hits = searcher.search(Query.term_query(SCHEMA, "sha256", sha256), limit=1).hits
        return stored_bytes(searcher, hits[0][1]) if hits else None

    def append(self, cards: Sequence[bytes]) -> None:
        """Add cards that are not here yet; searchable on return."""
        with self._lock, index_faults():
            self._let_beside()
            if self._home is not None:
                self._refresh(self._home)
            if self._index is None:
                self._begin(cards)
                return
            self._changed = True
            if not self._join(cards):
                if self._writer is None and self._home is not None and self._generation is not None:
                    # The engine knows those parts that it met when the index was opened.
                    make_known(self._home / self._generation)
                    self._index = _opened(Index.open(str(self._home / self._generation)))
                self._write(self._index, cards)
            self._fresh += len(cards)

    def remove(self, hashes: Collection[str]) -> None:
        """Take cards out, as if they had never been here."""
        with self._lock, index_faults():
            self._let_beside()
            searcher = self.searcher()
            if searcher is None:
                return
            left = [
                card
                for card in (stored_bytes(searcher, address) for _, address in _every(searcher))
                if decode_card(card).listing.sha256 not in hashes
            ]
            self._begin(left)

    def close(self) -> bool:
        """Let go of the writer, after work in the background that is worth the wait; whether cards were gathered."""
        with self._lock:
            if self._let_beside():
                return False
            if self._writer is None and not self._changed:
                return False
            self._let_go()
            self._changed = False
            return self._gather()

    def _let_beside(self) -> bool:
        """Let go of what is read by other names, so that it is opened anew: what was read-only may not be so by now."""
        if self._beside is None:
            return False
        self._beside.close()
        self._beside = self._index = None
        return True

    def _let_go(self) -> None:
        if self._writer is None:
            return
        if self._written >= _MANY or (self._index is not None and self._index.searcher().num_segments > _MOST_PARTS):
            self._writer.wait_merging_threads()
        # Merges that are under way are broken off, and what they wrote is swept away by the next commit.
        self._writer = None
        self._let_read()

    def _let_read(self) -> None:
        """Let whoever may read the files of the index read these two as well: the engine keeps them to its user."""
        if self._home is not None and self._generation is not None:
            for name in (META, MANAGED):
                with suppress(OSError):  # another's, or gone with its generation
                    shutil.copymode(self._home / "label", self._home / self._generation / name)

    def _gather(self) -> bool:
        """Write a small partition anew in one piece, once a quarter of it is new: so that a card moves few times."""
        searcher = self.searcher() if self._home is not None else None
        if searcher is None or searcher.num_segments == 1 or not searcher.num_docs <= min(_SMALL, 4 * self._fresh):
            return False
        try:
            with index_faults():
                self._begin([stored_bytes(searcher, address) for _, address in _every(searcher)])
                self._let_go()
        except ArchiveError:
            return False
        return True

    def _refreshed(self, home: Path) -> None:
        for left in (2, 1, 0):  # a generation may be replaced between reading its name and opening it
            try:
                self._refresh(home)
                return
            except (OSError, ValueError):
                self._index = None
                if not left:
                    raise

    def _refresh(self, home: Path) -> None:
        named = stamp_of(self._current)
        if named is None:
            self._index = None
            return
        if self._index is None or named != self._named:
            generation = (home / "current").read_text(encoding="ascii")
            if self._index is None or generation != self._generation:
                self._meta = str(home / generation / "meta.json")
                self._stamp = stamp_of(self._meta)
                self._index = self._readable(home / generation)
                self._generation, self._writer = generation, None
            self._named = named
        elif (stamp := stamp_of(self._meta)) != self._stamp:
            if self._beside is None:
                self._index.reload()
            else:
                self._index = self._readable(Path(self._meta).parent)
            self._stamp = stamp

    def _readable(self, generation: Path) -> Index:
        """The index in a directory.

        The engine locks a file to read. Where we may write none, on a disk that is read-only or in an archive of
        somebody who lets us read along, it reads by other names, in a folder of ours.
        """
        before, self._beside = self._beside, None
        if before is not None:
            before.close()
        at = generation
        if not os.access(generation, os.W_OK):
            self._beside = Scratch()
            at = self._beside.path
            for file in generation.iterdir():
                if not file.name.endswith(".lock"):
                    (at / file.name).symlink_to(file.absolute())
        return _opened(Index.open(str(at)))

    def _begin(self, cards: Sequence[bytes]) -> None:
        """Make a new generation of ``cards`` and drop the one before."""
        self._let_go()
        self._fresh = 0
        home = self._home
        if home is None:
            self._index = _opened(Index(SCHEMA))
            self._write(self._index, cards)
            return
        home.mkdir(parents=True, exist_ok=True)
        replaced(home / "label", self.label)
        before = [entry for entry in home.iterdir() if entry.is_dir()]
        generation = str(1 + max((int(entry.name) for entry in before if entry.name.isdigit()), default=0))
        try:
            (home / generation).mkdir()
            self._index = _opened(begin(home / generation, SCHEMA))
            self._write(self._index, cards)
            self._generation, self._meta = generation, str(home / generation / "meta.json")
            self._stamp = stamp_of(self._meta)
            self._let_read()
            replaced(home / "current", generation)
            self._named = stamp_of(self._current)
        except BaseException:
            self._index = self._writer = None  # nothing is lost: the generation before still counts
            raise
        for entry in before:
            shutil.rmtree(entry, ignore_errors=True)

    def _join(self, cards: Sequence[bytes]) -> bool:
        """Add a few cards as a part of their own; False where the engine is to add them."""
        if self._home is None or self._generation is None or self._index is None or self._writer is not None:
            return False
        if len(cards) > FEW or self._index.searcher().num_segments >= _MOST_PARTS:
            return False
        if not join(self._home / self._generation, [_document(card) for card in cards], _opened):
            return False
        self._index.reload()
        self._stamp = stamp_of(self._meta)
        return True

    def _write(self, index: Index, cards: Sequence[bytes]) -> None:
        if self._writer is None:
            # One thread: cards lie in the order they came, so scores never differ in their last digit.
            self._writer = index.writer(heap_size=_HEAP_BYTES, num_threads=1)
            self._written = 0
        try:
            for card in cards:
                self._writer.add_document(_document(card))
            self._writer.commit()
            self._written += len(cards)
        except BaseException:
            self._writer = None  # it holds half a batch, which must not be committed with the next one
            raise
        self._let_read()
        self._writes += 1
        index.reload()


def _every(searcher: Searcher) -> list[tuple[float, DocAddress]]:
    return searcher.search(Query.all_query(), limit=max(1, searcher.num_docs)).hits


def stored_bytes(searcher: Searcher, address: DocAddress) -> bytes:
    """The encoded card at an address."""
    return bytes(searcher.doc(address).get_first("card") or b"")


def _document(encoded: bytes) -> Document:
    card = decode_card(encoded)
    listing = card.listing
    subject = (listing.subject,) if listing.subject else ()
    held: dict[str, list[str] | list[int] | str | int | bytes] = {
        "sha256": listing.sha256,
        TEXT: [*subject, *(passage.text for passage in card.passages)],
        "newest": newest_first(listing),
        "oldest": oldest_first(listing),
        "card": encoded,
    }
    if listing.date:
        held[MONTH] = listing.date[:7]
    held.update({name: list(values) for name, values in (*card.words.items(), *card.values.items())})
    held.update({scale_of(name): list(places) for name, places in card.numbers.items()})
    return Document.from_dict(held, SCHEMA)


def _opened(index: Index) -> Index:
    index.register_tokenizer("words", analyzer())
    index.config_reader("manual")
    return index


def stamp_of(file: str) -> tuple[int, int] | None:
    """Changes with every commit: the engine, as we do, replaces the file as a whole. None where there is none."""
    try:
        status = os.stat(file)  # noqa: PTH116 - a Path would cost more than the look
    except FileNotFoundError:
        return None
    return status.st_mtime_ns, status.st_ino


NOT_WRITTEN = ("the index cannot be written", "check the space on its disk, its permissions and `ulimit -n`")
"""What is wrong where the disk or the system refuses, and what to do."""


@contextmanager
def read_faults(index: Path) -> Iterator[None]:
    """Turn a fault of the engine or of the disk into an ArchiveError with its remedy, where an index is read."""
    try:
        yield
    except (OSError, ValueError) as fault:
        if "permission denied" in str(fault).lower():
            what = f"the index may not be read by you: {index}"
            raise ArchiveError(what, "let whoever owns it make its folders and files readable") from fault
        raise ArchiveError("the index cannot be read", "run `legation rebuild --index`") from fault


@contextmanager
def index_faults() -> Iterator[None]:
    """Turn a fault of the engine or of the disk into an AwayError with its remedy: others can mend it meanwhile."""
    try:
        yield
    except (OSError, ValueError) as fault:
        if "lock" in str(fault).lower():
            raise AwayError("another writer holds the index", "wait until it is done, then try again") from fault
        raise AwayError(*NOT_WRITTEN) from fault
