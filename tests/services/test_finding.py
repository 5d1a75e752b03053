"""A list of hits goes on to its end, whatever it is sorted by."""

from __future__ import annotations

import pytest

from legation.core.marking import OWNER
from legation.services.finding import Finding, Found
from legation.storage.cursor import SORTS, Sort
from legation.storage.index import TantivyIndex
from legation.storage.memory_index import MemoryIndex
from legation.tables.posts import load_posts
from storage.records import record


@pytest.fixture(params=[TantivyIndex, MemoryIndex])
def found_by(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Finding:
    monkeypatch.setattr("legation.storage.cursor.REMEMBERED", 3)
    held = request.param(None) if request.param is TantivyIndex else request.param()
    held.add(OWNER, [record(f"09A{number}", "libya") for number in range(1, 9)])
    return Finding(held, load_posts())


def pages(finding: Finding, query: str, sort: Sort, limit: int) -> list[Found]:
    shown = [finding.search(OWNER, query, limit=limit, sort=sort)]
    while shown[-1].next is not None:
        shown.append(finding.search(OWNER, query, limit=limit, sort=sort, after=shown[-1].next))
    return shown


@pytest.mark.parametrize("limit", [1, 3, 8])
@pytest.mark.parametrize("sort", SORTS)
@pytest.mark.parametrize("query", ["libya", "mrn:09A*"])
def test_a_list_goes_to_the_end(found_by: Finding, query: str, sort: Sort, limit: int) -> None:
    shown = [hit.listing.sha256 for page in pages(found_by, query, sort, limit) for hit in page.hits]
    assert (len(shown), len(set(shown))) == (8, 8)
