"""The machine a run is on: what it is, how much room it has, and how much memory a program and its children take."""

from __future__ import annotations

import os
import platform
import resource
import shutil
import sqlite3
import subprocess
import threading
import time
from importlib.metadata import version
from pathlib import Path
from types import TracebackType


def described() -> str:
    """Processor, cores, memory and the versions that figures hang on."""
    info = Path("/proc/cpuinfo")
    names = [line.partition(":")[2].strip() for line in info.read_text().splitlines() if line.startswith("model name")]
    pages = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return (
        f"{names[0] if names else platform.machine()}, {os.cpu_count()} cores, {pages / 2**30:.0f} GB, "
        f"{platform.system()}, Python {platform.python_version()}, tantivy {version('tantivy')}, "
        f"SQLite {sqlite3.sqlite_version}"
    )


def load() -> str:
    """How busy the machine was over the last minute, beside its cores."""
    return f"{os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"


def free_bytes(folder: Path) -> int:
    """Room on the disk of a folder, which need not be there yet."""
    while not folder.exists():
        folder = folder.parent
    return shutil.disk_usage(folder).free


def disk_bytes(folder: Path) -> int:
    """Bytes of all files below."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def available_bytes() -> int:
    """Memory that can be had without swapping; a guess of half of all where the system does not say."""
    try:
        lines = Path("/proc/meminfo").read_text().splitlines()
        return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("MemAvailable"))
    except (OSError, StopIteration):
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // 2


def as_installed(compiled: Path) -> dict[str, str]:
    """The environment of a program that finds its modules compiled, as one that is installed does.

    compiled: where they go where this program was told to write none beside its sources.
    """
    own = dict(os.environ)
    if own.pop("PYTHONDONTWRITEBYTECODE", ""):
        own.setdefault("PYTHONPYCACHEPREFIX", str(compiled.absolute()))
    return own


class Watched:
    """A command while it runs: its seconds by the clock and by the processor, its output, and its peak of memory.

    Children count. The peak is the highest sum of resident memory met, looked at five times a second; pages that two
    of them share count twice, so the figure is never too low by that. own: the same without pages of files, which the
    system may take back: those of the index that are merged count in the peak. Linux only; elsewhere both are 0.
    """

    def __init__(self, command: list[str], environment: dict[str, str] | None = None) -> None:
        self._command = command
        self._environment = environment
        self.seconds = self.processor = 0.0
        self.peak = self.own = 0
        self.output = ""

    def run(self) -> Watched:
        """Raises SystemExit with what the command said where it fails."""
        began, spent = time.perf_counter(), _processor()
        with subprocess.Popen(  # noqa: S603 - our own program
            self._command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=self._environment
        ) as process:
            with _Sampler(process.pid) as sampler:
                self.output, said = process.communicate()
            self.seconds = time.perf_counter() - began
        self.processor = _processor() - spent
        self.peak, self.own = sampler.peak, sampler.own
        if process.returncode:
            raise SystemExit(f"bench: {' '.join(self._command[:6])} failed: {said.strip()[-2000:]}")
        return self


def _processor() -> float:
    """Seconds of processor time of all commands that have ended, their children included."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


class _Sampler:
    def __init__(self, pid: int) -> None:
        self._pid = pid
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._sample, daemon=True)
        self.peak = self.own = 0

    def __enter__(self) -> _Sampler:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._thread.join()

    def _sample(self) -> None:
        while not self._over.wait(0.2):
            met = list(map(_resident, _family(self._pid)))
            self.peak = max(self.peak, sum(resident for resident, _ in met))
            self.own = max(self.own, sum(own for _, own in met))


def _resident(pid: int) -> tuple[int, int]:
    """Bytes that are in memory, and those of them that are of no file."""
    try:
        _, resident, of_files, *_ = map(int, Path(f"/proc/{pid}/statm").read_text().split())
    except (OSError, ValueError):
        return 0, 0  # it has ended meanwhile
    page = os.sysconf("SC_PAGE_SIZE")
    return resident * page, (resident - of_files) * page


def _family(pid: int) -> list[int]:
    """The process and all below it."""
    found = [pid]
    for one in found:
        try:
            threads = list(Path(f"/proc/{one}/task").iterdir())
            for thread in threads:
                found.extend(map(int, (thread / "children").read_text().split()))
        except OSError:
            continue
    return found
