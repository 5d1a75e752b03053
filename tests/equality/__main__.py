"""``make equality``: more worlds than CI asks, or one case again.

python -m tests.equality --worlds 400 --first 1000
python -m tests.equality --again 17.3.12
"""

from __future__ import annotations

import argparse
import sys
import time
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.postgres import cluster

from .running import Desks, Tally, cases, report
from .worlds import kind_of


def main() -> int:
    """Exit code 1 if an answer told of what its reader may not read."""
    said = argparse.ArgumentParser(prog="python -m tests.equality", description=__doc__)
    said.add_argument("--worlds", type=int, default=100, help="how many worlds")
    said.add_argument("--first", type=int, default=0, help="the seed of the first")
    said.add_argument("--again", metavar="SEED.READER.NUMBER", help="one case, after what its reader asked before it")
    given = said.parse_args()
    tally, wrong = Tally(), 0
    desks = Desks()
    seeds = [int(given.again.split(".")[0])] if given.again else range(given.first, given.first + given.worlds)
    began = time.monotonic()
    with ExitStack() as ending:
        ending.callback(desks.close)
        needed = any(kind_of(seed) == "server" for seed in seeds)
        server = ending.enter_context(cluster()) if needed else None
        if given.again:
            seed, reader, number = map(int, given.again.split("."))
            with TemporaryDirectory() as place:
                for case in cases(seed, Path(place), desks, only=reader, server=server):
                    if case.wrong and case.number <= number:
                        print(report(case))  # noqa: T201
                        return 1
                    if case.number == number:
                        break
            print("the two archives answer alike")  # noqa: T201
            return 0
        for seed in seeds:
            with TemporaryDirectory() as place:
                for case in cases(seed, Path(place), desks, server=server):
                    tally.add(case)
                    if case.wrong:
                        wrong += 1
                        print(report(case), end="\n\n", flush=True)  # noqa: T201
    print(f"{tally}; {wrong} told too much; {time.monotonic() - began:.0f} s")  # noqa: T201
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
