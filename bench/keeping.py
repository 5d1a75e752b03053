"""Verify, backup, restore, export and rebuild, each in a process of its own, beside hashing the same bytes.

Rates are of processor time, so that other work on the machine counts little; memory is the peak of the process. Run
at two sizes it shows whether memory is flat.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

Say = Callable[[str, str], None]

_RUNS = (
    ("verify", ["verify"]),
    ("verify --quick", ["verify", "--quick"]),
    ("backup to a directory", ["backup", "{place}/backup"]),
    ("backup to .tar.zst", ["backup", "{place}/backup.tar.zst"]),
    ("restore, with its index", ["restore", "{place}/backup.tar.zst", "--archive", "{place}/restored"]),
    ("export jsonl", ["export", "-o", "{place}/all.jsonl"]),
    ("export parquet", ["export", "--format", "parquet", "-o", "{place}/rows"]),
    ("export original", ["export", "--format", "original", "-o", "{place}/files"]),
    ("rebuild --index", ["rebuild", "--index"]),
    ("rebuild", ["rebuild"]),
)


def bench_keeping(counts: tuple[int, int], folder: Path, say: Say) -> None:
    """Measure at both of ``counts`` telegrams; ``folder`` is emptied.

    A rate is that of the telegrams which the larger has more, so that the start of the program is left out of it.
    """
    few, many = (_measured(count, folder) for count in counts)
    more = counts[1] - counts[0]
    floor = many["hashing"][0] / counts[1] * more
    say("telegrams", f"{counts[0]:,} and {counts[1]:,}, simulated without faults")
    for name, (seconds, peak) in many.items():
        taken = max(seconds - few[name][0], 1e-6) if name != "hashing" else floor
        memory = f", {few[name][1]:,.0f} and {peak:,.0f} MB" if peak else ""
        say(name, f"{more / taken:,.0f} telegrams/s, {taken / floor:,.0f} times hashing{memory}")


def _measured(count: int, folder: Path) -> dict[str, tuple[float, float]]:
    """Processor seconds and peak MB of each command over ``count`` telegrams."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    archive = folder / "archive"
    _run(["simulate", str(folder / "traffic"), "--telegrams", str(count), "--faults", "0"])
    found = {"ingest": _run(["ingest", str(folder / "traffic"), "--archive", str(archive)])}
    texts = [file.read_bytes() for file in sorted((folder / "traffic").rglob("*")) if file.is_file()]
    began = time.process_time()
    for text in texts:
        hashlib.sha256(text).hexdigest()
    found["hashing"] = (max(time.process_time() - began, 1e-6), 0)
    for name, words in _RUNS:
        line = [word.format(place=folder) for word in words]
        given = [] if "--archive" in line else ["--archive", str(archive)]
        found[name] = _run([*line, *given])
    return found


def _run(words: list[str]) -> tuple[float, float]:
    """Processor seconds of a command and the peak of its memory in MB."""
    child = subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, "-m", "legation", *words], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise SystemExit(f"bench: legation {words[0]} ended with {child.returncode}")
    return used.ru_utime + used.ru_stime, used.ru_maxrss / 1024
