"""How the work of a run is shared out: how many workers it is worth, and in what jobs they get it."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from legation.services.ingest.crew import Job, may_be_copied
from legation.services.ingest.sources import Found, Size, Text, is_more_than

_JOB_BYTES = 256 * 1024
_JOB_TEXTS = 64
# Of a long run: which of a job's texts are held is one question, whose price is much the same for a few and for many.
_LARGE_RUN_BYTES, _LARGE_JOB = 64 * 1024 * 1024, 4
_ALONE_BYTES = 8 * 1024 * 1024  # two workers start in the time, and at the cost, of reading about so much here
_AHEAD_BYTES = 1024 * 1024  # of what is worth copies of the program, which are made in some milliseconds
_AHEAD_BYTES_FRESH = 3 * 1024 * 1024


def worth_beside(size: Size) -> int:
    """How many workers a run of that size is worth beside the program itself; 0 where it is read sooner alone."""
    if size.bytes < _ALONE_BYTES and not (size.packed and size.bytes > _ALONE_BYTES // 8):
        return 0
    return cores()


def worth_ahead(paths: Iterable[Path], workers: int | None) -> int:
    """How many workers are worth to be started before an archive is opened, so that they are up when it is."""
    if workers is not None:
        return workers
    least = _AHEAD_BYTES if may_be_copied() else _AHEAD_BYTES_FRESH
    return cores() if cores() > 1 and is_more_than(paths, least) else 0


def cores() -> int:
    """Processors that this program may use, as far as the system tells."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def jobs_of(every: Iterator[Found], run_bytes: int = 0) -> Iterator[Job]:
    """What was found, parted into jobs that are worth handing over. run_bytes: of all that the run was given."""
    times = _LARGE_JOB if run_bytes > _LARGE_RUN_BYTES else 1
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
