"""How many references of the shared telegrams are read: a floor under the figure, never a figure by hand."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from legation.formats import read, read_many

pytestmark = pytest.mark.corpus


def test_more_than_95_of_100_cited_telegrams_are_read(corpus: Path) -> None:
    """Telegrams and airgrams cited in the lists of dated telegrams of the State sets."""
    counted: Counter[str] = Counter()
    for folder in ("frus-raw-telegrams/txt", "nara-aad-excerpts/txt", "seed"):
        for file in sorted((corpus / folder).glob("*.txt")):
            telegram = read(file.read_bytes())
            if telegram.date is not None:
                counted.update(r.status for r in telegram.references if r.kind in ("telegram", "airgram"))
    assert counted["read"] > 0.95 * counted.total(), counted
    volume = corpus / "frus-tei" / "volumes" / "frus1969-76ve14p1.xml"
    counted = Counter(
        r.status for t in read_many(volume.read_bytes()) for r in t.references if r.kind in ("telegram", "airgram")
    )
    assert counted["read"] > 0.95 * counted.total(), counted


def test_no_read_reference_is_of_a_later_year(corpus: Path) -> None:
    for file in sorted((corpus / "frus-raw-telegrams" / "txt").glob("*.txt")):
        telegram = read(file.read_bytes())
        if telegram.date is None:
            continue
        cited = [*telegram.references, *(m for p in telegram.paragraphs for m in p.mentions)]
        for reference in cited:
            if reference.mrn is not None:
                assert int(reference.mrn[:2]) <= int(telegram.date[2:4]), reference
