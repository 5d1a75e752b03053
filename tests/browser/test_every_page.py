"""No page is left out: each has its place among those that the browser is driven over, and its picture."""

from __future__ import annotations

import re
from pathlib import Path

from litestar.routes import HTTPRoute

from legation.app import open_house
from legation.web.pages import make_app

from .pictures import INDEX, PICTURES, index
from .serving import PAGES

PARTS = {
    "/facets": "is fetched into the search page",
    "/suggest": "is fetched into the search box",
    "/suggest/dialogues": "is fetched below a choice of dialogues",
    "/dialogue/{dialogue}/plot/{name}": "a picture as a file",
    "/thread/{name}/{form}": "a graph as a file",
    "/saved/{name}": "a feed",
    "/static/{name}": "what pages are made with",
    "/healthz": "for programs",
    "/readyz": "for programs",
    "/metrics": "for programs",
    "/ingest/job/{number}": "is driven where files are taken in",
}
"""Addresses that are no page of their own, or are driven elsewhere."""
FAULTS = {"/search?q=%22unfinished", "/telegram/no-such-thing", "/search"}
"""Pages that say what is wrong, or nothing yet."""


def test_every_address_of_a_page_is_driven(made_sample: Path) -> None:
    with open_house(made_sample) as house:
        routes = [one for one in make_app(house).routes if isinstance(one, HTTPRoute) and "GET" in one.methods]
    driven = [page.path.partition("?")[0] for page in PAGES]
    forgotten = []
    for route in routes:
        path = route.path_format
        pattern = re.sub(r"\\{[^}]*\\}", "[^/]+", re.escape(path))
        if re.search(r"\.[a-z]+$", path) or path in PARTS:
            continue  # a file
        if not any(re.fullmatch(pattern, one) for one in driven):
            forgotten.append(path)
    assert not forgotten, f"add a page to tests/browser/serving.py for {sorted(forgotten)}"
    assert PARTS.keys() <= {route.path_format for route in routes}


def test_every_page_has_its_picture() -> None:
    without = [page.path for page in PAGES if not page.picture and page.path not in FAULTS]
    assert not without, f"give them a picture in tests/browser/serving.py: {without}"
    names = [page.picture for page in PAGES if page.picture]
    assert len(names) == len(set(names))
    there = {file.stem for file in PICTURES.glob("*.png")}
    assert there == set(names), "run make screenshots"
    assert INDEX.read_text(encoding="utf-8") == index(), "run make screenshots"
