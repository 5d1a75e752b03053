"""``make fuzz``: read damaged telegrams for a while and tell what broke.

With atheris on hand (a tool for developers, not needed to use the house) the damage is led by what parts of the
reader it reaches; without it the same damage is done at random. Each failure is kept once, as ``NAME.txt`` of bytes
and a line in ``NAME.why``, in ``build/fuzz``. Exit code 1 if there is one.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import random
import re
import subprocess
import sys
import time
import traceback
from collections.abc import Callable
from importlib import metadata
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path

from fuzz.damage import damaged

LONGEST = 30_000
"""Bytes of an input."""
ALLOWED_S = 0.020
ALLOWED_S_A_BYTE = 4e-6
"""Processor time that a reading may take: this much, and this much more for each byte."""


def seeds(corpus: Path | None) -> list[bytes]:
    """The sample's telegrams and, where the shared corpus is at hand, the smaller of its texts, in a fixed order."""
    sample = sorted((files("legation.sample") / "traffic").iterdir(), key=lambda file: file.name)
    found = [file.read_bytes() for file in sample]
    if corpus is not None and corpus.is_dir():
        found += [p.read_bytes() for p in sorted(corpus.rglob("*.txt")) if p.stat().st_size <= LONGEST]
    return found


def allowed(data: bytes) -> float:
    """Seconds of processor time that reading ``data`` may take."""
    return ALLOWED_S + ALLOWED_S_A_BYTE * len(data)


def spent_on(data: bytes) -> float:
    """Seconds of processor time that one reading takes."""
    from legation.formats import read

    began = time.process_time()
    read(data)
    return time.process_time() - began


def is_slow(data: bytes) -> bool:
    """Whether a reading takes longer than allowed, four times in turn."""
    return all(spent_on(data) > allowed(data) for _ in range(4))


class Trial:
    """Tries inputs and keeps the failures, one of each kind."""

    def __init__(self, folder: Path, *, instrumented: bool) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.instrumented = instrumented
        self.kept: set[str] = set()
        self.slowest = 1.0  # times the allowance, of what has been judged
        self.tried = 0

    def __call__(self, data: bytes) -> None:
        from fuzz.laws import broken_on

        self.tried += 1
        try:
            for reason in broken_on(data):
                self.keep(data, "law", reason)
            if (times := spent_on(data) / allowed(data)) > self.slowest and self._judged_slow(data):
                self.slowest = times * 1.2
                self.keep(data, "slow", f"{times:.1f} times the allowance for {len(data):,} bytes")
        except Exception as error:  # noqa: BLE001 - any exception of the reader is what is looked for
            frame = traceback.extract_tb(error.__traceback__)[-1]
            self.keep(data, "raised", f"{type(error).__name__} in {Path(frame.filename).name}:{frame.lineno}: {error}")

    def _judged_slow(self, data: bytes) -> bool:
        """Instrumented code is slower than what users run, so that it is judged in a process of its own."""
        if not self.instrumented:
            return is_slow(data)
        path = self.folder / f".judged-{os.getpid()}"
        path.write_bytes(data)
        judged = subprocess.run([sys.executable, "-m", "fuzz", "--judge", path], check=False)  # noqa: S603 - this program
        path.unlink()
        return judged.returncode == 1

    def keep(self, data: bytes, kind: str, reason: str) -> None:
        """Save an input and why, unless the like of it has been."""
        like = f"{kind}: {re.sub(r'[0-9]+', '#', reason.split(':')[0])}" if kind != "slow" else f"slow {len(self.kept)}"
        if like in self.kept or len(self.kept) >= 100:
            return
        self.kept.add(like)
        name = f"{kind}-{hashlib.sha256(data).hexdigest()[:12]}"
        (self.folder / f"{name}.txt").write_bytes(data)
        (self.folder / f"{name}.why").write_text(f"{reason}\n", encoding="utf-8")
        sys.stderr.write(f"fuzz: {name}: {reason}\n")


def fuzz_at_random(trial: Callable[[bytes], None], known: list[bytes], seconds: float, runs: int, seed: int) -> None:
    """Damage without guidance: every seed as it is, then damaged ones until time or runs are over."""
    chance = random.Random(seed)  # noqa: S311 - the same damage each time, no secret
    ends = time.monotonic() + seconds
    for run in range(runs):
        if time.monotonic() > ends:
            return
        data = known[run] if run < len(known) and runs > 2 * len(known) else chance.choice(known)
        trial(data if run < len(known) and runs > 2 * len(known) else damaged(data, chance, known, longest=LONGEST))


def fuzz_with_atheris(folder: Path, corpus: Path | None, seconds: float, runs: int, seed: int) -> None:
    """Damage led by coverage. Does not return: libFuzzer ends the process."""
    import atheris

    with atheris.instrument_imports(include=["legation.formats", "legation.core"]):
        import fuzz.laws  # noqa: F401 - loads the reader, instrumented, before anything else does
    known = seeds(corpus)
    trial = Trial(folder, instrumented=True)

    def mutate(data: bytes, longest: int, number: int) -> bytes:
        chance = random.Random(number)  # noqa: S311 - the same damage for the same number, no secret
        if chance.random() < 0.3:
            return bytes(atheris.Mutate(data, longest))
        return damaged(bytes(data), chance, known, longest=longest)

    start = folder / "seeds"
    start.mkdir(exist_ok=True)
    for number, data in enumerate(known):
        (start / f"{number:04d}").write_bytes(data)
    options = [
        f"-max_total_time={int(seconds)}",
        f"-runs={min(runs, 2**31 - 1)}",
        f"-seed={seed}",
        f"-max_len={LONGEST}",
    ]
    quiet = [
        "-timeout=120",
        "-rss_limit_mb=4096",
        "-print_final_stats=1",
        "-verbosity=0",
        f"-artifact_prefix={folder}/",
    ]
    grown = folder / "grown"
    grown.mkdir(exist_ok=True)
    atheris.Setup(["fuzz", *options, *quiet, str(grown), str(start)], trial, custom_mutator=mutate)
    atheris.Fuzz()


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="fuzz", description=__doc__)
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--runs", type=int, default=1_000_000_000, help="at most so many inputs")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", type=Path, default=Path("build/fuzz"), help="where failures are kept")
    parser.add_argument("--corpus", type=Path, default=os.environ.get("LEGATION_CORPUS"), help="further seeds")
    parser.add_argument("--at-random", action="store_true", help="without atheris even where it is at hand")
    parser.add_argument("--led", action="store_true", help=argparse.SUPPRESS)  # the process that atheris may end
    parser.add_argument("--judge", type=Path, help=argparse.SUPPRESS)
    chosen = parser.parse_args(arguments)
    if chosen.judge is not None:
        return 1 if is_slow(chosen.judge.read_bytes()) else 0
    if chosen.led:
        fuzz_with_atheris(chosen.folder, chosen.corpus, chosen.seconds, chosen.runs, chosen.seed)
    known = seeds(chosen.corpus)
    began = set(chosen.folder.glob("*.why"))
    if chosen.at_random or find_spec("atheris") is None:
        why = "as asked" if chosen.at_random else "atheris is not installed: pip install atheris for led damage"
        sys.stdout.write(f"fuzz: damage at random ({why}), {len(known)} seeds\n")
        trial = Trial(chosen.folder, instrumented=False)
        fuzz_at_random(trial, known, chosen.seconds, chosen.runs, chosen.seed)
        sys.stdout.write(f"fuzz: {trial.tried:,} inputs tried\n")
    else:
        sys.stdout.write(f"fuzz: damage led by atheris {metadata.version('atheris')}, {len(known)} seeds\n")
        sys.stdout.flush()
        command = [sys.executable, "-m", "fuzz", "--led", *(arguments if arguments is not None else sys.argv[1:])]
        ended = subprocess.run(command, check=False).returncode  # noqa: S603 - this program
        if ended != 0:
            sys.stdout.write(f"fuzz: the led process ended with {ended}: see its last input in {chosen.folder}\n")
            return 1
    found = sorted(set(chosen.folder.glob("*.why")) - began)
    sys.stdout.write(f"fuzz: {len(found)} new failures in {chosen.folder}\n")
    for path in found:
        sys.stdout.write(f"  {path.stem}: {path.read_text(encoding='utf-8').strip()}\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
