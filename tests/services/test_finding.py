"""A list of hits says where it ends although more was found."""

from __future__ import annotations

import pytest

from legation.core.marking import OWNER
from legation.services import finding
from legation.services.finding import Finding, Found
from legation.storage import index, memory_index
from legation.storage.cursor import Sort
from legation.storage.index import TantivyIndex
from legation.storage.memory_index import MemoryIndex
from legation.tables.posts import load_posts
from storage.records import record


@pytest.fixture(params=[TantivyIndex, MemoryIndex])
def found_by(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Finding:
    for module in (finding, index, memory_index):
        monkeypatch.setattr(module, "MOST_SHOWN", 5)
    held = request.param(None) if request.param is TantivyIndex else request.param()
    held.add(OWNER, [record(f"09A{number}", "libya") for number in range(1, 9)])
    return Finding(held, load_posts())


def pages(finding: Finding, query: str, sort: Sort, limit: int) -> list[Found]:
    shown = [finding.search(OWNER, query, limit=limit, sort=sort)]
    while shown[-1].next is not None:
        shown.append(finding.search(OWNER, query, limit=limit, sort=sort, after=shown[-1].next))
    return shown


@pytest.mark.parametrize("limit", [2, 5, 8])
def test_a_list_by_relevance_says_that_it_ends_before_all_that_was_found(found_by: Finding, limit: int) -> None:
    shown = pages(found_by, "libya", "relevance", limit)
    assert sum(len(page.hits) for page in shown) == 5
    assert [page.cut for page in shown] == [*([False] * (len(shown) - 1)), True]


@pytest.mark.parametrize(("query", "sort"), [("libya", "newest"), ("libya", "oldest"), ("mrn:09A*", "relevance")])
def test_a_list_by_date_goes_to_the_end(found_by: Finding, query: str, sort: Sort) -> None:
    shown = pages(found_by, query, sort, 3)
    assert len({hit.listing.sha256 for page in shown for hit in page.hits}) == 8
    assert not any(page.cut for page in shown)


def test_a_list_that_ends_with_what_was_found_is_not_cut(found_by: Finding) -> None:
    assert not found_by.search(OWNER, "09A1 OR 09A2", limit=9).cut
    assert not found_by.search(OWNER, "rice", limit=9).cut
