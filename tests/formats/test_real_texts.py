"""Real public texts: everything reads, the partition holds, and the figures do not silently fall."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path

import pytest

from legation.formats import read, read_many

pytestmark = pytest.mark.corpus


@pytest.mark.parametrize(
    "folder",
    ["seed", "frus-raw-telegrams", "frus-tei", "navadmin", "maradmin-excerpts", "nara-aad-excerpts", "nara-bodies"],
)
def test_everything_reads_and_nothing_is_lost(corpus: Path, folder: str) -> None:
    count = 0
    for file in sorted((corpus / folder).rglob("*")):
        if file.suffix not in {".txt", ".xml"}:
            continue
        for telegram in read_many(file.read_bytes(), file=file.name):
            count += 1
            assert "".join(telegram.quote(e.span) for e in telegram.elements) == telegram.source
            assert all(e.span.start < e.span.end for e in telegram.elements)
    assert count


def test_frus_telegrams_against_the_editors(corpus: Path) -> None:
    """Floors just below what was measured; the texts themselves disagree with the editors in some."""
    right: Counter[str] = Counter()
    total: Counter[str] = Counter()
    for line in (corpus / "frus-raw-telegrams" / "gold.jsonl").read_text().splitlines():
        gold = json.loads(line)
        telegram = read((corpus / "frus-raw-telegrams" / gold["file"]).read_bytes())
        truth = {
            "dtg": (gold["when"] or "")[:16] if gold["when"] and len(gold["when"]) > 10 else None,
            "number": int(re.sub(r"\D", "", gold["telegram_number"])) if gold["telegram_number"] else None,
            "signed": gold["signed"].upper() if gold["signed"] else None,
        }
        found = {
            "dtg": (telegram.dtg or "")[:16],
            "number": telegram.number,
            "signed": truth["signed"] if truth["signed"] in telegram.signature else None,
        }
        for name, value in truth.items():
            if value is not None:
                total[name] += 1
                right[name] += found[name] == value
        total["from"] += 1
        right["from"] += telegram.from_.plad is not None
        for reference in telegram.references:
            total["references"] += 1
            right["references"] += reference.status == "read"
    assert right["from"] == total["from"] == 154
    assert right["number"] >= 134
    assert right["dtg"] >= 119
    assert right["signed"] >= 66
    assert right["references"] / total["references"] >= 0.85


def test_naval_headings(corpus: Path) -> None:
    """Each field against a plain search of the text for its line."""
    checked: Counter[str] = Counter()
    for file in sorted((corpus / "navadmin" / "txt").iterdir()):
        text = file.read_bytes().decode("utf-8", "replace")
        telegram = read(file.read_bytes())
        originator = re.search(r"^\s*FM (\S.*?)\s*$", text, re.MULTILINE)
        stamp = re.search(r"^\s*[RPOZ] (\d{6})Z ?([A-Z]{3}) ?(\d{2})\b", text, re.MULTILINE)
        subject = re.search(r"^\s*SUBJ/\s?(\w+)", text, re.MULTILINE)
        if originator is not None:
            checked["from"] += telegram.from_.plad is not None and originator[1].startswith(telegram.from_.plad[:12])
        if stamp is not None and telegram.dtg is not None:
            checked["dtg"] += telegram.dtg[8:10] == stamp[1][:2] and telegram.dtg[2:4] == stamp[3]
        if subject is not None and telegram.subject is not None:
            checked["subject"] += telegram.subject.startswith(subject[1])
    assert checked["from"] >= 375
    assert checked["dtg"] >= 375
    assert checked["subject"] >= 370
