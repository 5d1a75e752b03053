"""Ingest takes telegrams in every wrapping that the reader reads, and refuses tables without any."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from legation.core.marking import OWNER
from legation.services.ingest import Ingest
from legation.storage.memory.index import MemoryIndex
from legation.storage.memory.telegrams import MemoryTelegrams
from legation.tables.posts import load_posts

TELEGRAM = """R 051513Z NOV 09
FM AMEMBASSY TRIPOLI
TO SECSTATE WASHDC 5452
UNCLAS TRIPOLI 000900

SUBJECT: A HARBOUR IS DREDGED

1. The dredger came on Monday.
"""
QUOTED = f'"7","11/5/2009 15:03","09TRIPOLI900","UNCLASSIFIED","{TELEGRAM}"\n'
JSON = '{"id": "09TRIPOLI900", "body": "' + TELEGRAM.replace("\n", "\\n") + '"}\n'


@pytest.fixture
def telegrams() -> MemoryTelegrams:
    return MemoryTelegrams()


@pytest.fixture
def ingest(telegrams: MemoryTelegrams) -> Ingest:
    return Ingest(telegrams, MemoryIndex(), load_posts(), lambda: datetime(2026, 1, 1, tzinfo=UTC))


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("a.html", f"<html><pre>{TELEGRAM}</pre></html>"),
        ("a.HTM", f"<pre>{TELEGRAM}</pre>"),
        ("a.eml", f"From: x@example.gov\nMIME-Version: 1.0\n\n{TELEGRAM}"),
        ("a.mbox", f"From x Thu Nov  5 15:13:00 2009\nFrom: x@example.gov\nMIME-Version: 1.0\n\n{TELEGRAM}"),
        ("a.csv", "id,date,mrn,class,body\n" + QUOTED),
        ("b.csv", QUOTED),
        ("a.ndjson", JSON),
        ("a.jsonl", JSON),
    ],
)
def test_a_wrapped_telegram_is_taken(
    ingest: Ingest, telegrams: MemoryTelegrams, tmp_path: Path, name: str, words: str
) -> None:
    (tmp_path / name).write_text(words)
    tally = ingest.run(OWNER, [tmp_path])
    assert (tally.new, tally.refused) == (1, 0)
    assert telegrams.versions(OWNER, "09TRIPOLI900")[0].original.decode() in words


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("index.tsv", "file\tbytes\tsha256\tfeatures\na.txt\t12\tabc\tFM, TO\n"),
        ("gold.jsonl", '{"id": "v/d3", "head": "3. Telegram 140 From X to Y", "text": null}\n'),
        ("prices.csv", "a,b,c,d\n1,2,3,4\n"),
    ],
)
def test_a_table_without_telegrams_is_refused(ingest: Ingest, tmp_path: Path, name: str, words: str) -> None:
    (tmp_path / name).write_text(words)
    tally = ingest.run(OWNER, [tmp_path])
    assert [refusal.what for refusal in tally.refusals] == ["is a table without a column that holds telegrams"]
    assert tally.new == 0


@pytest.mark.corpus
def test_the_lists_beside_the_shared_texts_are_refused(ingest: Ingest, corpus: Path) -> None:
    lists = [
        corpus / "navadmin" / "index.tsv",
        corpus / "frus-raw-telegrams" / "index.tsv",
        corpus / "frus-raw-telegrams" / "gold.jsonl",
    ]
    tally = ingest.run(OWNER, lists)
    assert (tally.new, tally.refused) == (0, 3)
