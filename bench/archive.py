"""The archive measured in one run: from raw files to answers, beside bare tantivy, SQLite FTS5 and PostgreSQL.

Every line says what was measured, the aim where there is one, and whether it holds. The traffic is simulated once and
found again by the next run; everything else is made anew. Each part runs in a process of its own, so that none warms or
burdens the next.
"""

from __future__ import annotations

import http.client
import json
import multiprocessing
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

import msgspec
import tantivy

from bench import machine
from bench.neighbours import (
    Row,
    asked,
    cluster,
    fill_fts5,
    fill_postgresql,
    fts5,
    has_postgresql,
    postgresql,
)
from bench.queries import KINDS, LIMIT, Query, Spread, queries, unasked, warming
from legation.app import House, open_house
from legation.core.marking import OWNER
from legation.core.simulated import TRUTH
from legation.formats import read
from legation.simulate.folder import FORMAT, TELEGRAMS
from legation.storage.index import TantivyIndex
from legation.storage.partition import analyzer

SAMPLES = 300
"""Searches of each kind."""
_AGAIN = 50  # searches of each kind that are asked again
_CLIENTS = 8
_PROCESSES = 2  # of the desk: one for each core of the machine that the aims are about
_DEPTHS = (1_000, 5_000, 9_980)  # hits of a list by relevance that were shown before a page
_LONG = 5  # lists that are so long
_NEW = 1000
_LABELLED = 50_000  # telegrams at most that partitions are measured on
_ROOM = 8  # bytes of disk for each byte of telegrams: archive, two indexes, two neighbours
_EACH = 6800
_LOT = 2000
_READ = 1000  # telegrams that are read to tell what reading alone takes
# Fresh processes come from a server that has only loaded this module: quick to start, and nothing is warm in them.
_FRESH = multiprocessing.get_context("forkserver")
_FRESH.set_forkserver_preload(["bench.archive"])
_CLI = (sys.executable, "-m", "legation")
_COMPILED = Path("build/bench/compiled")

Say = Callable[[str, str, str], None]


class Line(NamedTuple):
    """One figure. aim: in words, empty where there is none. holds: None where there is no aim."""

    what: str
    figure: str
    aim: str = ""
    holds: bool | None = None


class Printer:
    """Prints lines as they come and keeps them for the table."""

    def __init__(self, write: Callable[[str], object]) -> None:
        self._write = write
        self.lines: list[Line] = []

    def __call__(self, what: str, figure: str, aim: str = "", holds: bool | None = None) -> None:
        line = Line(what, figure, aim, holds)
        self.lines.append(line)
        verdict = "" if holds is None else "holds" if holds else "FALLS SHORT"
        self._write(f"{what:<46} {figure:<44} {aim:<22} {verdict}".rstrip() + "\n")

    def table(self) -> str:
        """All lines as Markdown."""
        rows = [f"| {line.what} | {line.figure} | {line.aim} | {_verdict(line)} |" for line in self.lines]
        return "\n".join(["| what | figure | aim | |", "| --- | --- | --- | --- |", *rows, ""])


def _verdict(line: Line) -> str:
    return "" if line.holds is None else "holds" if line.holds else "**falls short**"


def bench_archive(
    count: int,
    folder: Path,
    printer: Printer,
    *,
    samples: int = SAMPLES,
    seed: int = 1,
    beside: bool = True,
    keep: bool = False,
) -> None:
    """Measure on ``count`` telegrams, working in ``folder``. Raises SystemExit where its disk has too little room.

    beside: SQLite FTS5 and PostgreSQL are filled and asked, too. keep: the archive and that of a quarter stay in a new
    folder below ``folder``, for :func:`bench_searches`.
    """
    least = 4
    if count < least:
        raise SystemExit(f"bench: the archive part needs at least {least} telegrams")
    traffic = folder / f"traffic-{FORMAT}-{count}-{seed}"
    there = (traffic / TRUTH).exists()
    wanted = count * _EACH * (_ROOM - (2 if there else 0))
    if (free := machine.free_bytes(folder)) < wanted:
        raise SystemExit(
            f"bench: {free / 1e9:,.0f} GB are free at {folder} and {wanted / 1e9:,.0f} GB are needed: "
            "name another folder with --folder, or fewer telegrams"
        )
    folder.mkdir(parents=True, exist_ok=True)
    began = time.perf_counter()
    printer("machine", machine.described())
    printer("load before", machine.load())
    simulated = _simulate(traffic, count, seed)
    printer(
        "traffic",
        f"{count:,} telegrams, {simulated['bytes'] / 1e6:,.0f} MB, "
        + (f"{count / simulated['seconds']:,.0f}/s" if simulated["made"] else "found from before"),
    )
    more = min(_NEW, count)
    new = folder / f"traffic-{FORMAT}-{more}-{seed + 1}"
    fresh = _simulate(new, more, seed + 1)
    work = Path(tempfile.mkdtemp(prefix="work-", dir=folder))
    try:
        _measure(traffic, new, fresh, work, printer, count=count, samples=samples, keep=keep, beside=beside)
    finally:
        if keep:
            printer("kept", ", ".join(made.name for made in sorted(work.iterdir())) + f" in {work}")
        else:
            shutil.rmtree(work, ignore_errors=True)
    printer("load after, whole run", f"{machine.load()}; {(time.perf_counter() - began) / 60:.1f} minutes")
    (folder / f"archive-{count}.md").write_text(printer.table(), encoding="utf-8")


def _simulate(folder: Path, count: int, seed: int) -> dict[str, Any]:
    options = ["--telegrams", str(count), "--seed", str(seed), "--truth", "--json"]
    run = machine.Watched([*_CLI, "simulate", str(folder), *options], _installed()).run()
    return {**json.loads(run.output), "seconds": run.seconds}


def _measure(
    traffic: Path,
    new: Path,
    fresh: dict[str, Any],
    work: Path,
    printer: Printer,
    *,
    count: int,
    samples: int,
    keep: bool,
    beside: bool,
) -> None:
    folders = sorted((traffic / TELEGRAMS).iterdir())
    quarter = _ingest(_quarter(folders, work), work / "quarter")
    printer("quarter of it: files to searchable archive", str(quarter))
    small = _in_process(work / "quarter", max(20, samples // 2))
    if not keep:
        shutil.rmtree(work / "quarter")

    archive = work / "archive"
    whole = _ingest([traffic / TELEGRAMS], archive)
    printer("files to searchable archive", str(whole))
    bare = _apart(_bare, traffic / TELEGRAMS, work / "bare", count)
    shutil.rmtree(work / "bare")
    printer("bare tantivy, texts in memory, two threads", f"{bare.seconds:,.1f} s, {count / bare.seconds:,.0f}/s")
    ratio = whole.seconds / bare.seconds
    printer("archive : bare tantivy", f"{ratio:.2f} times", "at most 1.5", ratio <= 1.5)
    busier = whole.processor / whole.telegrams / bare.processor
    printer("archive : bare tantivy, processor time", f"{busier:.2f} times")
    printer(
        "reading alone : bare tantivy, processor time",
        f"{bare.reading / bare.processor:.1f} times ({bare.reading * 1e3:.2f} : {bare.processor * 1e3:.2f} ms each)",
    )
    printer("peak memory, children included", f"{whole.peak / 1e9:.2f} GB", "under 3 GB", whole.peak < 3e9)
    grown = whole.peak / max(quarter.peak, 1)
    printer("peak memory, four times the telegrams", f"{grown:.2f} times", "flat", grown <= 1.2)
    printer(
        "peak memory without pages of files",
        f"{whole.own / 1e9:.2f} GB, {whole.own / max(quarter.own, 1):.2f} times a quarter's",
    )
    dearer = (whole.seconds / whole.telegrams) / (quarter.seconds / quarter.telegrams)
    printer("cost of one, four times the telegrams", f"{dearer:.2f} times", "at most 1.2", dearer <= 1.2)
    size = machine.disk_bytes(traffic / TELEGRAMS)
    printer("archive on disk : texts", f"{machine.disk_bytes(archive) / size:.2f} times")

    found = _answers(archive, printer, samples, small)

    seconds = _new(new, archive)
    printer(f"{fresh['telegrams']:,} new ones, searchable", f"{seconds:.1f} s", "under 3 s", seconds < 3)
    cost = _apart(_partitions, traffic / TELEGRAMS, work / "labels", min(count, _LABELLED), samples)
    shutil.rmtree(work / "labels")
    printer("access partitions", f"{cost.labels} labels, {min(count, _LABELLED):,} telegrams")
    for kind, (many, one) in cost.spreads.items():
        times = many.p50 / one.p50
        printer(
            f"partitions : one flat index, {kind}",
            f"{times:.2f} times ({many.p50 * 1e3:.2f} : {one.p50 * 1e3:.2f} ms)",
            "at most 1.3",
            times <= 1.3,
        )
    printer("indexing, partitions : one flat index", f"{cost.adding:.2f} times", "at most 1.3", cost.adding <= 1.3)
    if not keep:
        shutil.rmtree(archive)
    if beside:
        _beside(traffic, work, printer, found, samples)


def bench_searches(archive: Path, printer: Printer, *, samples: int = SAMPLES) -> None:
    """The searches alone, in process and over HTTP, of an ``archive`` of simulated telegrams that is there."""
    printer("machine", machine.described())
    printer("load before", machine.load())
    _answers(archive, printer, samples)
    printer("load after, whole run", machine.load())


def _answers(archive: Path, printer: Printer, samples: int, small: Answers | None = None) -> Answers:
    """Searches of every kind, facets, and the same over HTTP; ``small`` is what a quarter of the telegrams answered."""
    found = _in_process(archive, samples)
    for kind in KINDS:
        spread = found.spreads[kind]
        printer(f"search, {kind}", str(spread), "5 / 25 ms", spread.p50 <= 0.005 and spread.p99 <= 0.025)
    if small is not None:
        worst = max(found.spreads[kind].p99 / small.spreads[kind].p99 for kind in KINDS)
        printer("worst p99, four times the telegrams", f"{worst:.2f} times", "at most 2", worst <= 2)
    printer("search asked again, every kind", str(found.again))
    printer("facets over all hits", str(found.facets), "p99 60 ms", found.facets.p99 <= 0.060)
    for depth, times in found.deep.items():
        printer(f"page after {depth:,} hits by relevance : first page", f"{times:.2f} times, processor time")
    for kind, spread in _over_http(archive, samples).items():
        printer(
            f"over HTTP, {_CLIENTS} clients, {kind}",
            str(spread),
            "15 / 60 ms",
            spread.p50 <= 0.015 and spread.p99 <= 0.060,
        )
    return found


# From files to an archive.


class Ingested(NamedTuple):
    """What a run of ingest took, by the clock and by the processor; ``peak`` in bytes. Children are included.

    own: the peak without pages of files, which the system may take back.
    """

    telegrams: int
    seconds: float
    processor: float
    peak: int
    own: int

    def __str__(self) -> str:
        rate = f"{self.seconds:,.1f} s, {self.telegrams / self.seconds:,.0f}/s, {self.peak / 1e9:.2f} GB"
        return f"{rate}, processor {self.processor / self.telegrams * 1e3:.2f} ms each"


def _ingest(paths: Sequence[Path], archive: Path) -> Ingested:
    run = machine.Watched([*_CLI, "ingest", *map(str, paths), "--archive", str(archive), "--json"], _installed()).run()
    tally = json.loads(run.output)
    return Ingested(tally["new"] + tally["versions"], run.seconds, run.processor, run.peak, run.own)


def _installed() -> dict[str, str]:
    return machine.as_installed(_COMPILED)


def _quarter(folders: Sequence[Path], work: Path) -> list[Path]:
    """Folders with a quarter of the telegrams; where there is but one, a folder of links to a quarter of its files."""
    if len(folders) >= 4:
        return list(folders[: len(folders) // 4])
    files = [file for folder in folders for file in sorted(folder.iterdir())]
    home = work / "some"
    home.mkdir()
    for file in files[: len(files) // 4]:
        (home / file.name).hardlink_to(file.resolve())
    return [home]


def _texts(home: Path, count: int) -> Iterator[str]:
    for file in _files(home, count):
        yield file.read_bytes().decode()


def _files(home: Path, count: int) -> list[Path]:
    return [file for folder in sorted(home.iterdir()) for file in sorted(folder.iterdir())][:count]


class Bare(NamedTuple):
    """seconds by the clock for all; processor time of one telegram for indexing it, and for reading it."""

    seconds: float
    processor: float
    reading: float


def _bare(home: Path, index: Path, count: int) -> Bare:
    """What tantivy takes to index and store the texts, merges included: the floor of any archive on it."""
    texts = list(_texts(home, count))
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("text", stored=True, tokenizer_name="words")
    schema = builder.build()
    index.mkdir()
    began, spent = time.perf_counter(), time.process_time()
    made = tantivy.Index(schema, path=str(index))
    made.register_tokenizer("words", analyzer())
    writer = made.writer(heap_size=512_000_000, num_threads=2)
    for text in texts:
        document = tantivy.Document()
        document.add_text("text", text)
        writer.add_document(document)
    writer.commit()
    writer.wait_merging_threads()
    seconds, processor = time.perf_counter() - began, time.process_time() - spent
    some = [text.encode() for text in texts[:: max(1, len(texts) // _READ)]]
    spent = time.process_time()
    for data in some:
        read(data)
    return Bare(seconds, processor / len(texts), (time.process_time() - spent) / len(some))


# Searching.


class Answers(NamedTuple):
    """spreads and hits by kind of search, each asked once; again: of every kind, asked a second time. facets: over all
    hits of searches of every kind.

    deep: a page of a list by relevance after so many hits, by what the first page takes.
    """

    spreads: dict[str, Spread]
    hits: dict[str, int]
    again: Spread
    facets: Spread
    deep: dict[int, float]


def _in_process(archive: Path, samples: int) -> Answers:
    answers: Answers = _apart(_searched, archive, samples)
    return answers


def _searched(archive: Path, samples: int) -> Answers:
    spreads: dict[str, Spread] = {}
    hits: dict[str, int] = {}
    with open_house(archive) as house:

        def ask(query: Query) -> int:
            return house.finding.search(OWNER, query.legation(), limit=LIMIT).total

        for query in warming():
            ask(query)
        again: list[float] = []
        for kind, some in unasked(samples).items():
            spreads[kind], hits[kind] = _timed(ask, some)
            for query in some[-_AGAIN:]:
                began = time.perf_counter()
                ask(query)
                again.append(time.perf_counter() - began)
        return Answers(spreads, hits, Spread.of(again), _facets(house, samples), _deep(house, samples))


def _timed(ask: Callable[[Query], int], some: Sequence[Query]) -> tuple[Spread, int]:
    spent: list[float] = []
    busy: list[float] = []
    hits = 0
    for query in some:
        # Of the process: facets and phrases of a large archive are looked for on several threads.
        began, used = time.perf_counter(), time.process_time()
        hits += ask(query)
        busy.append(time.process_time() - used)
        spent.append(time.perf_counter() - began)
    return Spread.of(spent, busy), hits


def _deep(house: House, samples: int) -> dict[int, float]:
    """Processor time of five pages from each of ``_DEPTHS`` on, the p50 as a ratio to that of the first page."""
    long = [
        query.legation()
        for query in queries(samples)["common word"]
        if house.finding.search(OWNER, query.legation(), limit=0).total > _DEPTHS[-1]
    ]
    first: list[float] = []
    busy: dict[int, list[float]] = {depth: [] for depth in _DEPTHS}

    def page(query: str, after: str, spent: list[float]) -> str | None:
        used = time.process_time()
        found = house.finding.search(OWNER, query, limit=LIMIT, after=after)
        spent.append(time.process_time() - used)
        return found.next

    for query in long[:_LONG]:
        after: str | None = ""
        shown = 0
        for number in range(1, 6):
            page(query + " " * number, "", first)  # the same search, which nobody has asked yet
        while after is not None and shown <= _DEPTHS[-1]:
            depth = next((depth for depth in _DEPTHS if shown - 5 * LIMIT < depth <= shown), None)
            after, shown = page(query, after, busy[depth] if depth is not None else []), shown + LIMIT
    return {depth: Spread.of(some).p50 / Spread.of(first).p50 for depth, some in busy.items() if some}


def _facets(house: House, samples: int) -> Spread:
    some = [query for made in unasked(samples).values() for query in made[: max(1, samples // 3)]]
    return _timed(lambda query: len(house.finding.facets(OWNER, query.legation()).facets), some)[0]


def _over_http(archive: Path, samples: int) -> dict[str, Spread]:
    """Searches by eight clients at once, each with a connection that it keeps; the page as a browser gets it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [*_CLI, "serve", "--archive", str(archive), "--port", str(port), "--processes", str(_PROCESSES)]
    server = subprocess.Popen(  # noqa: S603 - our own
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=_installed()
    )
    try:
        _wait(server, port)
        _clients(port, warming())
        return {kind: _clients(port, some) for kind, some in unasked(samples).items()}
    finally:
        server.terminate()
        server.wait(30)


def _wait(server: subprocess.Popen[bytes], port: int) -> None:
    for _ in range(1200):
        if server.poll() is not None:
            raise SystemExit("bench: the desk did not start")
        try:
            with closing(http.client.HTTPConnection("127.0.0.1", port)) as connection:
                _get(connection, "/search")
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit("bench: the desk did not answer within two minutes")


def _get(connection: http.client.HTTPConnection, path: str) -> None:
    connection.request("GET", path)
    answer = connection.getresponse()
    answer.read()
    if answer.status != 200:
        raise SystemExit(f"bench: {path} was answered with {answer.status}")


def _clients(port: int, some: Sequence[Query]) -> Spread:
    waiting = list(some)
    spent: list[float] = []
    failed: list[BaseException] = []

    def client() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port)
        try:
            while waiting:
                try:
                    query = waiting.pop()
                except IndexError:
                    return
                began = time.perf_counter()
                _get(connection, f"/search?q={quote(query.legation())}")
                spent.append(time.perf_counter() - began)
        except BaseException as fault:  # noqa: BLE001 - raised below, in the thread that can be told
            failed.append(fault)
        finally:
            connection.close()

    clients = [threading.Thread(target=client) for _ in range(_CLIENTS)]
    for one in clients:
        one.start()
    for one in clients:
        one.join()
    if failed:
        raise failed[0]
    return Spread.of(spent)


def _new(new: Path, archive: Path) -> float:
    """Seconds until new telegrams can be found: the whole command, and a search for one of them."""
    truths = map(json.loads, (new / TRUTH).read_text().splitlines())
    mrn = next(truth["mrn"] for truth in truths if not truth["faults"])
    began = time.perf_counter()
    _ingest([new / TELEGRAMS], archive)
    seconds = time.perf_counter() - began
    with open_house(archive) as house:
        began = time.perf_counter()
        found = house.finding.search(OWNER, f"mrn:{mrn}", limit=1)
        seconds += time.perf_counter() - began
    if not found.total:
        raise SystemExit("bench: a new telegram cannot be found")
    return seconds


# What partitions cost.


class Labelled(NamedTuple):
    """spreads: by kind, of the partitioned and of the flat index. adding: seconds of one by those of the other."""

    labels: int
    spreads: dict[str, tuple[Spread, Spread]]
    adding: float


def _partitions(home: Path, work: Path, count: int, samples: int) -> Labelled:
    """The same telegrams under their own labels and under one, asked in turns; searches by processor time."""
    files = _files(home, count)
    labels: set[str] = set()
    seconds = [0.0, 0.0]
    work.mkdir()
    with open_house(work / "empty", write=True) as house:
        indexes = [TantivyIndex(work / name, house.posts.aliases) for name in ("labels", "flat")]
        for at in range(0, len(files), _LOT):
            records = [house.ingest.record(file.read_bytes(), file.name) for file in files[at : at + _LOT]]
            labels.update(record.access for record in records)
            alike = [msgspec.structs.replace(record, access=OPEN) for record in records]
            for number, lot in enumerate((records, alike)):
                began = time.perf_counter()
                indexes[number].add(OWNER, lot)
                seconds[number] += time.perf_counter() - began
    spent: dict[str, list[list[float]]] = {kind: [[], []] for kind in KINDS}
    for index in indexes:
        index.close()  # as after an ingest: small partitions lie in one piece
        for query in warming():
            index.search(OWNER, query.legation(), limit=LIMIT)
    for kind, asking in unasked(samples).items():
        for query in asking:
            for number, index in enumerate(indexes):
                began = time.process_time()
                index.search(OWNER, query.legation(), limit=LIMIT)
                spent[kind][number].append(time.process_time() - began)
    spreads = {kind: (Spread.of(many), Spread.of(one)) for kind, (many, one) in spent.items()}
    return Labelled(len(labels), spreads, seconds[0] / seconds[1])


OPEN = "0;;-"
"""The label of what everybody may read."""


# Beside others.


def _beside(traffic: Path, work: Path, printer: Printer, found: Answers, samples: int) -> None:
    """SQLite FTS5 and PostgreSQL with the same texts and searches; both are filled at once, one a core."""
    seconds = 12.0
    with _FRESH.Pool(2) as pool:
        one = pool.apply_async(_fts5, (traffic, work / "fts5.db"))
        if has_postgresql():
            with cluster() as where:
                two = pool.apply_async(_postgresql, (traffic, where))
                filled, (other, version) = one.get(), two.get()
                printer("filling SQLite FTS5, PostgreSQL, both at once", f"{filled:,.1f} s, {other:,.1f} s")
                answers = _apart(_ask_postgresql, where, samples, seconds)
            _compare(f"PostgreSQL {version}", answers, found, printer)
        else:
            printer("filling SQLite FTS5", f"{one.get():,.1f} s")
            printer("PostgreSQL 15", "is not installed here, and so not compared")
    answers = _apart(_ask_fts5, work / "fts5.db", samples, seconds)
    _compare("SQLite FTS5", answers, found, printer)


def _compare(name: str, answers: dict[str, tuple[Spread, int]], found: Answers, printer: Printer) -> None:
    for kind, (spread, _) in answers.items():
        ours = found.spreads[kind]
        printer(
            f"{name} : archive, {kind}",
            f"{spread.p50 / ours.p50:,.1f} times p50, {spread.p99 / ours.p99:,.1f} times p99 ({spread})",
        )


def _rows(traffic: Path) -> Iterator[Row]:
    with (traffic / TRUTH).open(encoding="utf-8") as lines:
        for line in lines:
            truth = json.loads(line)
            text = (traffic / TELEGRAMS / truth["file"]).read_bytes().decode()
            yield Row(truth["dtg"][:10], f" {' '.join(truth['tags'])} ", text)


def _fts5(traffic: Path, file: Path) -> float:
    return fill_fts5(file, _rows(traffic))


def _postgresql(traffic: Path, where: str) -> tuple[float, str]:
    return fill_postgresql(where, _rows(traffic))


def _ask_fts5(file: Path, samples: int, seconds: float) -> dict[str, tuple[Spread, int]]:
    with fts5(file) as ask:
        return {kind: asked(ask, some, seconds=seconds) for kind, some in unasked(samples).items()}


def _ask_postgresql(where: str, samples: int, seconds: float) -> dict[str, tuple[Spread, int]]:
    with postgresql(where) as ask:
        return {kind: asked(ask, some, seconds=seconds) for kind, some in unasked(samples).items()}


def _apart(run: Callable[..., Any], *arguments: Any) -> Any:
    """What ``run`` returns in a fresh process."""
    with _FRESH.Pool(1) as pool:
        return pool.apply(run, arguments)
