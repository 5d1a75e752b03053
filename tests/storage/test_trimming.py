"""Memory that threads have freed goes back to the system."""

from __future__ import annotations

import platform
import subprocess
import sys
from unittest.mock import patch

import pytest

from legation.core.marking import OWNER
from legation.storage import index
from legation.storage.index import TantivyIndex

from .records import record

_HELD_BY_THREADS = """
import ctypes, threading
from pathlib import Path
from legation.storage.trimming import trim

def resident():
    told = Path("/proc/self/status").read_text()
    return next(int(line.split()[1]) for line in told.splitlines() if line.startswith("RssAnon"))

def use():
    held = [ctypes.create_string_buffer(4000) for _ in range(5000)]
    last.append(held.pop())  # lies on top of what is free, so that the C library does not give it back by itself

last = []
for _ in range(6):
    thread = threading.Thread(target=use)
    thread.start()
    thread.join()
before = resident()
print(trim(), before, resident())
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only glibc has malloc_trim")
def test_what_threads_have_freed_goes_back() -> None:
    told = subprocess.run([sys.executable, "-c", _HELD_BY_THREADS], capture_output=True, text=True, check=True)
    trimmed, before, after = told.stdout.split()
    assert trimmed == "True"
    assert int(after) < int(before) - 15_000  # KiB; a thread has used 20,000


def test_the_index_trims_after_many_cards_and_not_after_few() -> None:
    made = TantivyIndex(None)
    records = [record(f"09ROME{number}", "A ship came.") for number in range(index._MANY)]
    with patch.object(index, "trim") as trimmed:
        made.add(OWNER, [record("09BERN1", "A ship left.")])
        assert trimmed.call_count == 0
        made.add(OWNER, records)
        assert trimmed.call_count == 1
