"""Ingest: from files and folders to kept, searchable telegrams.

Idempotent: bytes that are held are counted as the same and not read again. A refused item never stops the
run; it is listed with its reason. What has been tallied is durable.
"""

from __future__ import annotations

import hashlib
import posixpath
from collections.abc import Callable, Collection, Iterable, Sequence
from contextlib import closing, suppress
from datetime import datetime
from pathlib import Path
from typing import NamedTuple, Protocol

import msgspec

from legation.core.instant import instant_text
from legation.core.marking import UPKEEP, Reader
from legation.formats.exports.exported import Exported
from legation.formats.version import reader_version
from legation.services.ingest.beside import Beside
from legation.services.ingest.crew import Crew, Job, Program, Read, read_alone
from legation.services.ingest.limits import LIMIT_BYTES, Limits
from legation.services.ingest.making import Made, Making
from legation.services.ingest.sources import Size, Text, found, size_of
from legation.services.ingest.tally import Progress, Refusal, Tally
from legation.services.ingest.under_way import Put, UnderWay, without_telegrams
from legation.services.ingest.workload import cores, jobs_of, worth_beside
from legation.services.views import views_of
from legation.storage.packing import pack, unpack
from legation.storage.ports import Index, Mark, Telegrams
from legation.storage.records import Decided, Kept, Listing, Packed, Record
from legation.tables.posts import Posts, load_posts

_BATCH = 6000  # telegrams kept in one step
_INDEXED = 3  # steps at once: a commit of one partition costs as much as hundreds, and makes a part to merge
_BATCH_BYTES = 256 * 1024 * 1024
_WORTH_A_CREW, _EACH_JOB = 8, 16  # texts
_MOST_UNNOTED = 50_000  # beyond, whoever opens the archive next looks again at what came since the mark


class Settled(Protocol):
    """Decisions on markings."""

    def standing(self, hashes: Iterable[str]) -> dict[str, Decided]:
        """Those that stand on these telegrams, by hash."""

    def applied(self, record: Record) -> Record:
        """The record as it is to be kept."""

    def taken_over(self, sha256: str, access: str, by: str, why: str) -> None:
        """Let what is to be held closer than its text says be held so, as by a word of somebody."""

    def hold(self, hashes: Iterable[str]) -> None:
        """Hold telegrams as is decided now, with the views that the archive is to have of them now."""


class Prepared(NamedTuple):
    """Texts as they will be kept. outcomes: of each text the telegrams not held yet, or why it is refused.

    came: the hash of the bytes of each text that was read.
    """

    came: list[str]
    outcomes: list[list[Listing | Refusal]]
    made: list[Made]
    paragraphs: bool


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
        kept: Callable[[Sequence[str]], object] = lambda _: None,
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
            kept: told of the hashes of telegrams that were kept, in the order in which they came.
        """
        limits = limits or Limits(one_bytes=limit_bytes)
        size = size_of(paths)
        making = self._making(limits)
        state = UnderWay(size, progress, kept)
        jobs = jobs_of(found(paths, limits, named), size.bytes)
        count = max(worth_beside(size), len(ahead or ())) if workers is None else workers

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

    def _decisions_on(self, batch: Sequence[Made]) -> dict[str, Decided]:
        return self._settled.standing(made.whole.sha256 for made in batch) if self._settled is not None else {}

    def _decided(self, made: Made, shown: bool) -> Made:
        """Under the decision on its marking, as it is whenever it is read anew."""
        assert self._settled is not None  # noqa: S101 - for the type checker
        return self._shown_anew(made._replace(whole=pack(self._settled.applied(unpack(made.whole)))), shown)

    def _shown_anew(self, made: Made, shown: bool) -> Made:
        if not shown:
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
        count = cores() if workers is None else workers
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
                for text, some, none in zip(read.job.texts, read.outcomes, read.without, strict=True):
                    told = [one.whole.listing if isinstance(one, Made) else one for one in some if one is not None]
                    outcomes.append([*told, without_telegrams(text.name, len(none), none)] if none else told)
                    fresh.update({one.whole.sha256: one for one in some if isinstance(one, Made)})
        return Prepared(came, outcomes, list(fresh.values()), making.paragraphs)

    def put(self, reader: Reader, *prepared: Prepared) -> Put:
        """Keep what was prepared; durable on return. It is found by searches once it is ``settle``d."""
        shown = self._paragraphs()
        batch = [made for one in prepared for made in self._as_shown(one.made, one.paragraphs, shown)]
        return self._put(reader, batch, shown) if batch else Put(0, [], Kept())

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
                self._index_as_held(every)
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

    def _index_as_held(self, every: Sequence[Packed]) -> None:
        """Index anew what somebody marked while it waited for the index: it came in under its marking of before."""
        indexed = {one.sha256: one.listing.access for one in every}
        while indexed:
            held = self._telegrams.labels(list(indexed))
            late = [sha256 for sha256, access in indexed.items() if held.get(sha256) != access]
            if not late:
                return
            self._index.remove(UPKEEP, late)
            now = self._telegrams.records(UPKEEP, late)
            self._index.add(UPKEEP, list(now.values()))
            indexed = {sha256: record.access for sha256, record in now.items()}

    def keep_own(self, reader: Reader, texts: Sequence[tuple[str, bytes]]) -> None:
        """Keep telegrams of the house's own making, each under a name, and make them searchable."""
        self.settle(reader, [self.put(reader, self.prepared(reader, texts, vouched=True))])

    def _keep(self, reader: Reader, state: UnderWay, paragraphs: bool, beside: Beside[Kept]) -> None:
        """Begin to keep what was read, once what was read before is kept."""
        state.kept(beside.ended(wait=True))
        batch, state.batch, state.batch_bytes = state.batch, [], 0

        def work() -> Kept:
            shown = self._paragraphs()
            put = self._put(reader, self._as_shown(batch, paragraphs, shown), shown)
            state.name([made.whole.sha256 for made in batch])
            state.puts.append(put)
            if len(state.puts) >= _INDEXED:
                puts, state.puts = state.puts, []
                self.settle(reader, puts)
            return put.kept

        if batch:
            beside.begin(work)

    def _as_shown(self, batch: list[Made], paragraphs: bool, shown: bool) -> list[Made]:
        """With views or without, as the archive shows telegrams now: it may have been changed while they were read."""
        return batch if shown == paragraphs else [self._shown_anew(made, shown) for made in batch]

    def _put(self, reader: Reader, batch: list[Made], shown: bool) -> Put:
        """shown: whether the batch was made for an archive that shows paragraphs."""
        for made in batch:
            if made.raised is not None and self._settled is not None:
                self._settled.taken_over(made.whole.sha256, made.whole.listing.access, reader.name, made.raised)
        decided = self._decisions_on(batch)
        if decided:
            batch = [self._decided(made, shown) if made.whole.sha256 in decided else made for made in batch]
        views = {made.whole.sha256: made.views for made in batch if made.views}
        wholes = [made.whole for made in batch]
        before = self._mark.standing() if self._mark is not None else 0
        kept, written = self._telegrams.put(reader, wholes, views)
        every: dict[str, Packed] = {}
        for one in (*wholes, *(view for some in views.values() for view in some)):
            # What is held stays as it is held, also where who puts it may not know; of two files the first is kept.
            if one.sha256 in written:
                every.setdefault(one.sha256, one)
        # Another program may have marked one between our look and our word, or have set how telegrams are shown.
        now, anew = self._decisions_on(batch), self._paragraphs() != shown
        late = {one.sha256 for one in wholes if anew or now.get(one.sha256) != decided.get(one.sha256)}
        if late and self._settled is not None:
            self._settled.hold(late)
            stands = self._telegrams.labels(list(every))
            every = {sha256: one for sha256, one in every.items() if stands.get(sha256) == one.listing.access}
        # What the index does not need is let go: what was put may wait for it.
        return Put(before, [msgspec.structs.replace(one, original=b"", reading=b"") for one in every.values()], kept)


def all_refused(paths: Sequence[Path], limits: Limits) -> Tally | None:
    """The tally of a run that has nothing to keep, looked at before an archive is made for it; None where there is.

    No telegram is read, and no more is looked at than up to the first.
    """
    making = Making(load_posts(), "", False, limits)
    state = UnderWay(Size(0, 0, packed=False), None)
    for job in jobs_of(found(paths, limits)):
        given = [making.parts(text) for text in job.texts]
        if any(parts.parts for parts in given):
            return None
        outcomes: list[list[Made | Refusal | None]] = [[one.refused] if one.refused else [] for one in given]
        state.take(Read(job, outcomes, [one.without for one in given]))
    state.tally.passed_over += size_of(paths).passed_over
    return state.finished()
