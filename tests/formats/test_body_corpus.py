"""Bodies of real public texts: signatures against the editors, numbering against a plain count."""

from __future__ import annotations

import json
import re
from itertools import groupby
from pathlib import Path

import pytest

from legation.formats import read

pytestmark = pytest.mark.corpus


def letters(name: str) -> str:
    return re.sub(r"[^A-Z]", "", name.upper())


def signed(telegram_signature: tuple[str, ...], name: str) -> bool:
    return letters(name) in {*map(letters, telegram_signature), letters("".join(telegram_signature))}


def test_signatures_of_raw_telegrams(corpus: Path) -> None:
    folder = corpus / "frus-raw-telegrams"
    rows = [json.loads(line) for line in (folder / "gold.jsonl").read_text().splitlines()]
    named = [row for row in rows if row["signed"]]
    right = sum(signed(read((folder / row["file"]).read_bytes()).signature, row["signed"]) for row in named)
    assert len(named) == 67
    assert right >= 66


def test_signatures_of_printed_telegrams(corpus: Path) -> None:
    """From the words alone, without the markup that names the signature."""
    rows = map(json.loads, (corpus / "frus-tei" / "telegrams.gold.jsonl").read_text().splitlines())
    named = [row for row in rows if row["signed"]]
    right = sum(signed(read(row["text"]).signature, row["signed"]) for row in named)
    assert len(named) == 714
    assert right >= 705


def counted(text: str) -> int:
    """How far the numbers at the starts of lines run from one on, by a plain count."""
    last = 0
    for number in re.findall(r"^ {0,3}(\d{1,2}) ?\. *(?=[^\d\s])", text, re.MULTILINE):
        last += int(number) == last + 1
    return last


@pytest.mark.parametrize(("folder", "least"), [("frus-raw-telegrams", 0.98), ("nara-bodies", 0.98), ("navadmin", 0.99)])
def test_numbers_against_a_plain_count(corpus: Path, folder: str, least: float) -> None:
    """Every number of the plain count is read, except that it takes lists and quoted texts for paragraphs."""
    agree = total = 0
    for file in sorted((corpus / folder / "txt").iterdir()):
        telegram = read(file.read_bytes())
        if not telegram.paragraphs:
            continue
        body = telegram.source[telegram.paragraphs[0].span.start :].replace("\r", "")
        if not (count := counted(body)):
            continue
        total += 1
        numbers = [number for number, _ in groupby(p.number for p in telegram.paragraphs if p.number)]  # one may repeat
        agree += numbers[:count] == list(range(1, count + 1))
    assert total > 80
    assert agree / total >= least
