"""A list of hits goes on to its end, whatever it is sorted by."""

from __future__ import annotations

import pytest

from legation.core.marking import OWNER
from legation.services.search.finding import Finding, Found
from legation.storage.cursor import SORTS, Sort
from legation.storage.facets import MONTH, facets_of
from legation.storage.index import TantivyIndex
from legation.storage.memory.index import MemoryIndex
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


def test_months_are_told_in_the_order_of_time_without_holes() -> None:
    counts = {"2008-12": 9, "2009-01": 1, "2009-02": 5, "2009-03": 1}
    months = next(one for one in facets_of({MONTH: counts}, 2) if one.name == "month")
    assert [(one.value, one.count) for one in months.counts] == [("2009-02", 5), ("2009-03", 1)]
    assert months.left == "2 earlier"
    posts = next(one for one in facets_of({"post": {"A": 1, "B": 2, "C": 3}}, 2) if one.name == "post")
    assert ([one.value for one in posts.counts], posts.left) == (["C", "B"], "1 more")
