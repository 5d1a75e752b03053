"""``make bench``: reading, keeping, finding and folding, as rates and as ratios to a floor of the same run.

Numbers are of this machine and this run; the ratios travel better. ``--only growth`` checks a law instead, that ten
times the input costs at most thirteen times the time, and its exit code says whether it holds.
"""

from __future__ import annotations

import argparse
import platform
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path

from bench.archive import SAMPLES, Printer, bench_archive, bench_searches
from bench.distributing import WAITING, bench_distributing
from bench.growth import cheapest_first, measure, report, shapes
from bench.keeping import bench_keeping
from bench.large_board import enlarge
from bench.ledger import bench_ledger
from bench.moving import bench_moving
from bench.one_thing import bench_one_thing
from bench.pages import SAMPLES as PAGES
from bench.pages import bench_pages
from bench.reading import bench_reading
from legation.app import open_house
from legation.samples import make_sample

READING, ARCHIVE, KEEPING, DISTRIBUTING, MOVING = 20_000, 250_000, 8_000, 5_000, 10_000
"""Telegrams, where no number is given."""
ONE_THING = 10_000
"""Entries on one thing, at most."""


def timed(run: Callable[[], object]) -> float:
    """Seconds that ``run`` takes."""
    began = time.perf_counter()
    run()
    return time.perf_counter() - began


def say(name: str, figure: str) -> None:
    _write(f"{name:<44} {figure}\n")


def _write(line: str) -> None:
    sys.stdout.write(line)
    sys.stdout.flush()


def bench_growth(smallest: int, largest: int, named: str, *, cheapest: bool, collector: bool) -> bool:
    """The growth law over every shape whose name holds ``named``. Returns whether it holds."""
    chosen = [shape for shape in shapes() if named in shape.name]
    if not chosen:
        raise SystemExit(f"bench: no shape has {named!r} in its name")
    chosen = cheapest_first(chosen) if cheapest else chosen
    found = (measure(shape, largest, smallest=smallest, collector=collector) for shape in chosen)
    return report(found, _write)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument(
        "--only",
        choices=("reading", "archive", "keeping", "distributing", "moving", "ledger", "one-thing", "growth", "pages"),
        help="one part alone",
    )
    parser.add_argument(
        "--telegrams",
        type=int,
        help=f"else {READING:,} for reading, {ARCHIVE:,} for the archive, {KEEPING:,} for keeping, "
        f"{DISTRIBUTING:,} for distributing, {MOVING:,} for moving",
    )
    parser.add_argument(
        "--archive",
        type=Path,
        help="pages: an archive that is there, opened to read; else the sample. archive: searches of it alone",
    )
    parser.add_argument("--samples", type=int, default=PAGES, help="of each page")
    parser.add_argument("--page", default="", help="pages: only those with this in their address")
    parser.add_argument("--objectives", type=int, default=0, help="pages: entered into the first dialogue beforehand")
    parser.add_argument("--folder", type=Path, default=Path("build/bench"), help="where the archive part works")
    parser.add_argument("--searches", type=int, default=SAMPLES, help="of each kind, in the archive part")
    parser.add_argument("--seed", type=int, default=1, help="of the traffic of the archive part")
    parser.add_argument("--alone", action="store_true", help="archive: without SQLite FTS5 and PostgreSQL beside it")
    parser.add_argument("--keep", action="store_true", help="archive: the archives stay, to be searched again")
    parser.add_argument("--waiting", type=int, default=WAITING, help="telegrams before a FLASH, when distributing")
    parser.add_argument(
        "--entries", type=int, default=1_000_000, help=f"of the ledger; on one thing at most {ONE_THING:,}"
    )
    parser.add_argument("--largest", type=int, default=10_000_000, help="code points of the largest input of growth")
    parser.add_argument("--smallest", type=int, default=1000, help="code points of the smallest input of growth")
    parser.add_argument(
        "--cheapest-first", action="store_true", help="growth: the shapes that take least before others"
    )
    parser.add_argument("--shape", default="", help="growth: only shapes with this in their name")
    parser.add_argument("--collector", action="store_true", help="growth: leave the collector of cycles on")
    chosen = parser.parse_args(arguments)
    if chosen.only == "growth":
        held = bench_growth(
            chosen.smallest,
            chosen.largest,
            chosen.shape,
            cheapest=chosen.cheapest_first,
            collector=chosen.collector,
        )
        return 0 if held else 1
    if chosen.only == "pages":
        archive = chosen.archive or chosen.folder / "sample"
        if chosen.archive is None:
            make_sample(archive)
        if chosen.objectives:
            with open_house(archive, write=True) as house:
                enlarge(house, chosen.objectives)
        bench_pages(archive, say, samples=chosen.samples, named=chosen.page)
        return 0
    if chosen.only != "archive":
        say("machine", f"{platform.machine()}, Python {platform.python_version()}, one core unless said")
    if chosen.only in {None, "reading"}:
        bench_reading(chosen.telegrams or READING, say)
    if chosen.only in {None, "archive"}:
        if chosen.archive is not None:
            bench_searches(chosen.archive, Printer(_write), samples=chosen.searches)
        else:
            bench_archive(
                chosen.telegrams or ARCHIVE,
                chosen.folder,
                Printer(_write),
                samples=chosen.searches,
                seed=chosen.seed,
                beside=not chosen.alone,
                keep=chosen.keep,
            )
    if chosen.only in {None, "keeping"}:
        most = chosen.telegrams or KEEPING
        bench_keeping((most // 4, most), chosen.folder / "keeping", say)
    if chosen.only in {None, "distributing"}:
        bench_distributing(chosen.telegrams or DISTRIBUTING, chosen.waiting, chosen.folder / "distributing", say)
    if chosen.only in {None, "ledger"}:
        bench_ledger(chosen.entries, say)
    if chosen.only in {None, "one-thing"}:
        bench_one_thing(min(chosen.entries, ONE_THING), say)
    if chosen.only in {None, "moving"}:
        bench_moving(chosen.telegrams or MOVING, chosen.folder / "moving", say)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    say("peak memory, all of the above", f"{peak:,.0f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
