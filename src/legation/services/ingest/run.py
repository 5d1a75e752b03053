"""Ingest: from files and folders to kept, searchable telegrams.

Idempotent: bytes that are held are counted as the same and not read again. A refused item never stops the
run; it is listed with its reason. What has been tallied is durable.
"""

from __future__ import annotations

import hashlib
import os
import posixpath
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import closing, suppress
from datetime import datetime
from pathlib import Path
from typing import NamedTuple, Protocol

import msgspec

from legation.core.instant import instant_text
from legation.core.marking import UNREADABLE, Reader
from legation.formats.exported import Exported
from legation.formats.version import reader_version
from legation.services.ingest.beside import Beside
from legation.services.ingest.crew import Crew, Job, Program, Read, may_be_copied, read_alone
from legation.services.ingest.limits import LIMIT_BYTES, Limits
from legation.services.ingest.making import Made, Making
from legation.services.ingest.records import NO_TELEGRAMS
from legation.services.ingest.sources import NO_ROWS, Found, Passed, Size, Text, Whole, found, is_more_than, size_of
from legation.services.ingest.tally import Progress, Refusal, Tally
from legation.services.stating import counted
from legation.services.views import views_of
from legation.storage.packing import pack, unpack
from legation.storage.ports import Index, Mark, Telegrams
from legation.storage.records import Kept, Listing, Packed, Record
from legation.tables.posts import Posts, load_posts

_BATCH = 6000  # telegrams kept in one step
_INDEXED = (
    3  # steps that are indexed at once: a commit of one partition costs as much as hundreds, and makes a part to merge
)
_BATCH_BYTES = 256 * 1024 * 1024
_JOB_BYTES = 256 * 1024
_JOB_TEXTS = 64
# Of a long run: which of a job's texts are held is one question, whose price is much the same for a few and for many.
_LARGE_RUN_BYTES, _LARGE_JOB = 64 * 1024 * 1024, 4
_ALONE_BYTES = 8 * 1024 * 1024  # two workers start in the time, and at the cost, of reading about so much here
_AHEAD_BYTES = 1024 * 1024  # of what is worth copies of the program, which are made in some milliseconds
_AHEAD_BYTES_FRESH = 3 * 1024 * 1024
_NAMED_ROWS = 5
_ROWS_OF_TELEGRAMS = "nothing to do if they are meant to have none; else name the column of their words `text`"
_WORTH_A_CREW, _EACH_JOB = 8, 16  # texts
_MOST_UNNOTED = 50_000  # beyond, whoever opens the archive next looks again at what came since the mark


class Settled(Protocol):
    """Decisions on markings."""

    def among(self, hashes: Iterable[str]) -> set[str]:
        """Those of the telegrams on whose marking there is one."""

    def applied(self, record: Record) -> Record:
        """The record as it is to be kept."""

    def taken_over(self, sha256: str, access: str, by: str) -> None:
        """Let what another archive held closer than its text says be held so here, as by a word of somebody."""


class Prepared(NamedTuple):
    """Texts as they will be kept. outcomes: of each text the telegrams not held yet, or why it is refused.

    came: the hash of the bytes of each text that was read.
    """

    came: list[str]
    outcomes: list[list[Listing | Refusal]]
    made: list[Made]
    paragraphs: bool


class Put(NamedTuple):
    """What was kept and is not searchable yet. before: number of the change of the archive that came before."""

    before: int
    every: list[Packed]
    kept: Kept


class Ingest:
    """Keeps telegrams and makes them searchable.

    read_by: version of the reader. paragraphs: whether the archive shows the readable paragraphs of telegrams, so
    that views are made. settled: decisions on markings, which a new reading keeps. mark: how far the index has come.
    distribute: delivers what was kept, by hash, to those who are to have it.
    """

    def __init__(
        self,
        telegrams: Telegrams,
        index: Index,
        posts: Posts,
        now: Callable[[], datetime],
        *,
        paragraphs: Callable[[], bool] = lambda: False,
        settled: Settled | None = None,
        mark: Mark | None = None,
        distribute: Callable[[Sequence[str]], object] = lambda _: None,
    ) -> None:
        self._telegrams = telegrams
        self._index = index
        self._posts = posts
        self._now = now
        self._paragraphs = paragraphs
        self._settled = settled
        self._mark = mark
        self._distribute = distribute
        self.read_by = reader_version(posts)
        self._unnoted: tuple[int, set[str]] | None = None
        self._behind = False

    def run(
        self,
        reader: Reader,
        paths: Sequence[Path],
        *,
        limit_bytes: int = LIMIT_BYTES,
        limits: Limits | None = None,
        workers: int | None = None,
        batch: int = _BATCH,
        named: str | None = None,
        progress: Callable[[Progress], None] | None = None,
        stop: Callable[[], bool] = lambda: False,
        ahead: list[Program] | None = None,
    ) -> Tally:
        """Ingest files and, below folders, every file. Paths that do not exist are refused, not raised.

        Args:
            limit_bytes: of one telegram; ``limits`` has it with the others.
            workers: programs that read beside this one; 0 reads here. By default one for each core, or none for
                what is read sooner than they are started. The result does not depend on it.
            named: the name that the one file of ``paths`` is kept under, where it is not its own.
            batch: how many telegrams are kept in one step; they are indexed three steps at once, and at the end.
            progress: told after every file, and when a batch is kept.
            ahead: workers that are on their way up; as many are used at least (``programs_ahead``).
            stop: asked now and then; the run ends when it says so, and what it tallied is kept.
        """
        limits = limits or Limits(one_bytes=limit_bytes)
        size = size_of(paths)
        making = self._making(limits)
        state = _State(size, progress)
        jobs = _jobs(found(paths, limits, named), _LARGE_JOB if size.bytes > _LARGE_RUN_BYTES else 1)
        count = max(_workers(size), len(ahead or ())) if workers is None else workers

        def held(hashes: Sequence[str]) -> set[str]:
            return self._telegrams.has(reader, hashes)

        reads = (
            Crew(making, count, held, self._instant, ahead).read(jobs)
            if count
            else read_alone(jobs, making, held, self._instant)
        )
        # Who hands out the jobs would leave the workers without any while it keeps and indexes.
        with Beside[Kept](aside=count > 0) as beside:
            try:
                for read in reads:
                    state.take(read)
                    if len(state.batch) >= batch or state.batch_bytes > _BATCH_BYTES:
                        self._keep(reader, state, making.paragraphs, beside)
                    state.kept(beside.ended(wait=False))
                    state.tell()
                    if stop():
                        state.tally.stopped = True
                        break
                self._keep(reader, state, making.paragraphs, beside)
                state.kept(beside.ended(wait=True))
            except Exception:  # what was kept is found all the same, also by a program that goes on
                with suppress(Exception):
                    beside.ended(wait=True)
                self.settle(reader, state.puts)
                raise
            finally:
                reads.close()
        puts, state.puts = state.puts, []
        self.settle(reader, puts)
        state.tell()
        return state.finished()

    def catch_up(self, reader: Reader) -> int:
        """Index what the store holds and the index lacks, as after an interrupted run; returns how many.

        With a mark this looks at what was kept since; without one, stores in memory, at all of it.
        """
        if self._mark is not None:
            return self._mark.take_in()
        held = self._index.held(reader)
        behind = [listing.sha256 for listing in self._telegrams.listings(reader) if listing.sha256 not in held]
        for at in range(0, len(behind), _BATCH):
            self._index.add(reader, list(self._telegrams.records(reader, behind[at : at + _BATCH]).values()))
        return len(behind)

    def record(self, data: bytes, name: str | None) -> Record:
        """Bytes as they will be kept, with what was read from them and how closely they are held."""
        record = self._making(Limits()).record(data, name, self._instant())
        return record if self._settled is None else self._settled.applied(record)

    def _decided(self, made: Made) -> Made:
        """Under the decision on its marking, as it is whenever it is read anew."""
        assert self._settled is not None  # noqa: S101 - for the type checker
        return self._shown_anew(made._replace(whole=pack(self._settled.applied(unpack(made.whole)))))

    def _shown_anew(self, made: Made) -> Made:
        if not self._paragraphs():
            return made._replace(views=())
        return made._replace(views=[pack(view) for view in views_of(unpack(made.whole), self._posts)])

    def taken_over(self, again: Exported) -> Record:
        """What another archive exported, as it was kept there; held at least as closely as it was."""
        return self._making(Limits()).taken_over(again)

    def _making(self, limits: Limits, *, vouched: bool = True) -> Making:
        return Making(self._posts, self.read_by, self._paragraphs(), limits, vouched)

    def _instant(self) -> str:
        return instant_text(self._now())

    def crew(self, reader: Reader, workers: int | None = None) -> Crew:
        """Workers that read what comes in for ``prepared``, started when there is enough to read. Close them."""
        count = _cores() if workers is None else workers
        making = self._making(Limits(), vouched=False)
        return Crew(making, count, lambda hashes: self._telegrams.has(reader, hashes), self._instant)

    def prepared(
        self,
        reader: Reader,
        texts: Sequence[tuple[str, bytes]],
        crew: Crew | None = None,
        *,
        vouched: bool = False,
        absent: Collection[str] = frozenset(),
    ) -> Prepared:
        """Texts that came otherwise than in files, each under a name, read and ready to be kept.

        crew: reads them side by side where they are many. vouched: by somebody who says that they are telegrams;
        of others, what nothing marks as one is refused. absent: hashes that have just been seen not to be held.
        """
        making = self._making(Limits(), vouched=vouched)
        given = [Text(name, posixpath.splitext(name)[1].lower(), len(data), None, data) for name, data in texts]
        each = len(given) if crew is None or len(given) < _WORTH_A_CREW else _EACH_JOB
        jobs = iter([Job(n, list(given[at : at + each])) for n, at in enumerate(range(0, len(given), each or 1))])

        def held(hashes: Sequence[str]) -> set[str]:
            asked = [sha256 for sha256 in hashes if sha256 not in absent]
            return self._telegrams.has(reader, asked) if asked else set()

        if crew is not None and len(given) >= _WORTH_A_CREW:
            making = crew.making  # the archive may have shown telegrams otherwise when it was made
            reads = crew.read_some(jobs, absent)
        else:
            reads = read_alone(jobs, making, held, self._instant)
        outcomes: list[list[Listing | Refusal]] = []
        fresh: dict[str, Made] = {}
        came: list[str] = []
        with closing(reads):
            for read in reads:
                came += [hashlib.sha256(text.data).hexdigest() for text in read.job.texts]
                for some in read.outcomes:
                    outcomes.append(
                        [one.whole.listing if isinstance(one, Made) else one for one in some if one is not None]
                    )
                    fresh.update({one.whole.sha256: one for one in some if isinstance(one, Made)})
        return Prepared(came, outcomes, list(fresh.values()), making.paragraphs)

    def put(self, reader: Reader, *prepared: Prepared) -> Put:
        """Keep what was prepared; durable on return. It is found by searches once it is ``settle``d."""
        batch = [made for one in prepared for made in self._as_shown(one.made, one.paragraphs)]
        return self._put(reader, batch) if batch else Put(0, [], Kept())

    def settle(self, reader: Reader, puts: Sequence[Put]) -> None:
        """Make searchable what was put, in the order in which it was, and distribute it."""
        self.make_searchable(reader, puts)
        self.distribute(puts)

    def distribute(self, puts: Sequence[Put]) -> None:
        """Deliver what was put to those who are to have it, and what was left lying; it need not be searchable."""
        self._distribute([one.sha256 for put in puts for one in put.every])

    def make_searchable(self, reader: Reader, puts: Sequence[Put]) -> None:
        """Index what was put, in the order in which it was."""
        every = [one for put in puts for one in put.every]
        if self._behind and self._mark is not None:
            # The index could not be written at some time, so what was put then is not found; nor what is put now.
            self._mark.take_in()
            self._behind, self._unnoted = False, None
        elif every:
            try:
                self._index.add(reader, every)
            except BaseException:
                self._behind = True
                raise
            if self._mark is not None:
                # What was put while this was indexed keeps the mark back; then it is noted with the next.
                unnoted, hashes = self._unnoted or (None, set[str]())
                begun = (put.before for put in puts if put.every)
                # What came first may be settled last, by who put it beside another.
                before = min(begun if unnoted is None else (unnoted, *begun))
                hashes |= {one.sha256 for one in every}
                # Each change has a number of its own, so more numbers than hashes are changes of others.
                alone = self._mark.standing() <= before + len(hashes)
                noted = (alone and self._mark.note(before, hashes)) or len(hashes) > _MOST_UNNOTED
                self._unnoted = None if noted else (before, hashes)

    def keep_own(self, reader: Reader, texts: Sequence[tuple[str, bytes]]) -> None:
        """Keep telegrams of the house's own making, each under a name, and make them searchable."""
        self.settle(reader, [self.put(reader, self.prepared(reader, texts, vouched=True))])

    def _keep(self, reader: Reader, state: _State, paragraphs: bool, beside: Beside[Kept]) -> None:
        """Begin to keep what was read, once what was read before is kept."""
        state.kept(beside.ended(wait=True))
        batch, state.batch, state.batch_bytes = state.batch, [], 0

        def work() -> Kept:
            put = self._put(reader, self._as_shown(batch, paragraphs))
            state.puts.append(put)
            if len(state.puts) >= _INDEXED:
                puts, state.puts = state.puts, []
                self.settle(reader, puts)
            return put.kept

        if batch:
            beside.begin(work)

    def _as_shown(self, batch: list[Made], paragraphs: bool) -> list[Made]:
        """With views or without, as the archive shows telegrams now: it may have been changed while they were read."""
        return batch if self._paragraphs() == paragraphs else [self._shown_anew(made) for made in batch]

    def _put(self, reader: Reader, batch: list[Made]) -> Put:
        for made in batch:
            if made.raised and self._settled is not None:
                self._settled.taken_over(made.whole.sha256, made.whole.listing.access, reader.name)
        if self._settled is not None and (decided := self._settled.among(made.whole.sha256 for made in batch)):
            batch = [self._decided(made) if made.whole.sha256 in decided else made for made in batch]
        views = {made.whole.sha256: made.views for made in batch if made.views}
        wholes = [made.whole for made in batch]
        before = self._mark.standing() if self._mark is not None else 0
        kept, written = self._telegrams.put(reader, wholes, views)
        every: dict[str, Packed] = {}
        for one in (*wholes, *(view for some in views.values() for view in some)):
            # What is held stays as it is held, also where who puts it may not know; of two files the first is kept.
            if one.sha256 in written:
                every.setdefault(one.sha256, one)
        # What the index does not need is let go: what was put may wait for it.
        return Put(before, [msgspec.structs.replace(one, original=b"", reading=b"") for one in every.values()], kept)


class _Pieces:
    """What the pieces of a file held: how many telegrams, and how many rows without one, of which the first."""

    def __init__(self) -> None:
        self.telegrams = self.without = 0
        self.first_without: list[int] = []

    def note(self, telegrams: int, without: Sequence[int]) -> None:
        self.telegrams += telegrams
        self.without += len(without)
        self.first_without += without[: _NAMED_ROWS - len(self.first_without)]


class _State:
    """Where a run stands."""

    def __init__(self, size: Size, progress: Callable[[Progress], None] | None) -> None:
        self.tally = Tally()
        self.batch: list[Made] = []
        self.batch_bytes = 0
        self.puts: list[Put] = []
        self._began = time.monotonic()
        self._size = size
        self._progress = progress
        self._files = self._bytes = self._met = 0
        self._told = (-1, -1, -1)
        self._pieces: dict[str, _Pieces] = {}  # of files under way

    def take(self, read: Read) -> None:
        """Note what came of a job, in the order of what was found."""
        outcomes, without = iter(read.outcomes), iter(read.without)
        for one in read.job.found:
            match one:
                case Refusal():
                    self.tally.refuse(one)
                case Text():
                    some, none = next(outcomes), next(without)
                    if one.piece is not None:
                        self._pieces.setdefault(one.name, _Pieces()).note(len(some), none)
                    for outcome in some:
                        self._take(outcome)
                case Passed():
                    self._files += one.files
                    self._bytes += one.bytes
                case Whole():
                    self._end_of_pieces(one)

    def kept(self, some: Kept | None) -> None:
        if some is not None:
            self.tally.new += some.new
            self.tally.same += some.same
            self.tally.versions += some.versions

    def tell(self) -> None:
        tally = self.tally
        kept = tally.new + tally.same + tally.versions
        if self._progress is not None and (self._files, self._bytes, kept) != self._told:
            self._told = (self._files, self._bytes, kept)
            self._progress(
                Progress(
                    done=self._files,
                    files=self._size.files,
                    done_bytes=self._bytes,
                    bytes=self._size.bytes,
                    telegrams=self._met,
                    kept=kept,
                    seconds=time.monotonic() - self._began,
                )
            )

    def finished(self) -> Tally:
        self.tally.seconds = round(time.monotonic() - self._began, 3)
        return self.tally

    def _take(self, outcome: Made | Refusal | None) -> None:
        if isinstance(outcome, Refusal):
            self.tally.refuse(outcome)
            return
        self._met += 1
        if outcome is None:
            self.tally.same += 1
        else:
            self.batch.append(outcome)
            self.batch_bytes += len(outcome.whole.original) + len(outcome.whole.reading) + len(outcome.whole.card)
            if outcome.unread is not None:
                self.tally.leave_unread(outcome.unread)
            elif outcome.whole.access == UNREADABLE.label:
                self.tally.unmarked += 1

    def _end_of_pieces(self, whole: Whole) -> None:
        name = whole.name
        met = self._pieces.pop(name, _Pieces())
        if not met.telegrams:
            self.tally.refuse(Refusal(name, *_why_none(whole)))
        elif met.without:
            some = ", ".join(map(str, met.first_without)) + (", ..." if met.without > _NAMED_ROWS else "")
            what = f"has {counted(met.without, 'row')} without a telegram ({some})"
            self.tally.refuse(Refusal(name, what, _ROWS_OF_TELEGRAMS), met.without)


def _why_none(whole: Whole) -> tuple[str, str]:
    if whole.about is not None:
        return f"is a list about telegrams (key {whole.about!r})", "leave that key out if its text is the telegram"
    return NO_TELEGRAMS if whole.form == "volume" else NO_ROWS


def all_refused(paths: Sequence[Path], limits: Limits) -> Tally | None:
    """The tally of a run that has nothing to keep, looked at before an archive is made for it; None where there is.

    No telegram is read, and no more is looked at than up to the first.
    """
    making = Making(load_posts(), "", False, limits)
    state = _State(Size(0, 0, packed=False), None)
    for job in _jobs(found(paths, limits)):
        given = [making.parts(text) for text in job.texts]
        if any(parts.parts for parts in given):
            return None
        outcomes: list[list[Made | Refusal | None]] = [[one.refused] if one.refused else [] for one in given]
        state.take(Read(job, outcomes, [one.without for one in given]))
    return state.finished()


def _workers(size: Size) -> int:
    if size.bytes < _ALONE_BYTES and not (size.packed and size.bytes > _ALONE_BYTES // 8):
        return 0
    return _cores()


def worth_ahead(paths: Iterable[Path], workers: int | None) -> int:
    """How many workers are worth to be started before an archive is opened, so that they are up when it is."""
    if workers is not None:
        return workers
    least = _AHEAD_BYTES if may_be_copied() else _AHEAD_BYTES_FRESH
    return _cores() if _cores() > 1 and is_more_than(paths, least) else 0


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _jobs(every: Iterator[Found], times: int = 1) -> Iterator[Job]:
    """What was found in runs that are worth handing over, some times as large as usual."""
    number, some, count, texts = 0, [], 0, 0
    for one in every:
        some.append(one)
        if isinstance(one, Text):
            texts += 1
            count += one.size
        if count >= times * _JOB_BYTES or texts >= times * _JOB_TEXTS or len(some) >= 4 * times * _JOB_TEXTS:
            yield Job(number, some)
            number, some, count, texts = number + 1, [], 0, 0
    if some:
        yield Job(number, some)
