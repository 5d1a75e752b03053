"""Reading the archive: names in any spelling, what came last; absent and closed alike."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from legation.core.errors import NotFoundError
from legation.core.marking import OWNER, Reader
from legation.services.ingest import Ingest
from legation.services.reading import Reading
from legation.storage.memory.index import MemoryIndex
from legation.storage.memory.telegrams import MemoryTelegrams
from legation.tables.posts import load_posts


def text(number: int, level: str, refs: str) -> bytes:
    return f"""R 05{number:04d}Z NOV 09
FM AMEMBASSY TRIPOLI
TO SECSTATE WASHDC
BT
{level} TRIPOLI {number:06d}

E.O. 12958: N/A
TAGS: PREL
SUBJECT: NUMBER {number}
REF: {refs}

1. Text of number {number}.

SMITH
""".encode()


@pytest.fixture
def reading() -> Reading:
    telegrams, index = MemoryTelegrams(), MemoryIndex()
    ingest = Ingest(telegrams, index, load_posts(), lambda: datetime(2026, 1, 1, tzinfo=UTC))
    for number, level, refs in (
        (900, "UNCLAS", "STATE 112900"),
        (901, "UNCLAS", "TRIPOLI 900; STATE 112900"),
        (902, "S E C R E T", "TRIPOLI 900; STATE 5500"),
    ):
        records = [ingest.record(text(number, level, refs), f"{number}.txt")]
        telegrams.put(OWNER, records)
        index.add(OWNER, records)
    return Reading(telegrams, load_posts())


OPEN = Reader("open", rank=0)


@pytest.mark.parametrize(
    "name",
    ["09TRIPOLI900", "09 tripoli 900", "09TRIPOLI000900", "2009 Tripoli 900", "10-TRIPOLI-900", "900.txt"],
)
def test_a_telegram_is_found_by_any_spelling(reading: Reading, name: str) -> None:
    name = name.replace("10-", "09-")
    assert reading.telegram(OWNER, name).mrn == "09TRIPOLI900"


def test_absent_and_closed_are_the_same(reading: Reading) -> None:
    said = []
    for name in ("09TRIPOLI902", "09TRIPOLI903"):
        with pytest.raises(NotFoundError) as caught:
            reading.telegram(OPEN, name)
        said.append(str(caught.value).replace(name, "NAME"))
    assert said[0] == said[1]


def test_a_hash_and_a_file_name_a_telegram_to_its_reader_alone(reading: Reading) -> None:
    sha256 = reading.versions(OWNER, "902.txt")[0].sha256
    assert reading.telegram(OWNER, sha256[:8]).mrn == "09TRIPOLI902"
    for name in (sha256[:8], "902.txt", "no such file.txt"):
        with pytest.raises(NotFoundError):
            reading.telegram(OPEN, name)


def test_every_telegram_is_listed(reading: Reading) -> None:
    assert [one.mrn for one in reading.every(OPEN)] == ["09TRIPOLI900", "09TRIPOLI901"]
    assert [one.mrn for one in reading.recent(OWNER, 2)] == ["09TRIPOLI902", "09TRIPOLI901"]
