"""The search page: hits by page, how they are spread, and how a search may go on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated
from urllib.parse import urlencode

import msgspec
from litestar import Response, get
from litestar.handlers import HTTPRouteHandler
from litestar.params import Dependency

from legation.app import House
from legation.core.errors import QueryError
from legation.core.marking import Reader
from legation.services.banners import banner_of
from legation.services.finding import Found, banner
from legation.storage.cursor import SORTS, Sort
from legation.storage.facets import Facet
from legation.web.screens import Asked, Screens

TheHouse = Annotated[House, Dependency(skip_validation=True)]
TheReader = Annotated[Reader, Dependency(skip_validation=True)]

PAGE = 20
_VALUES = 8  # of a facet, beside the hits
_SUGGESTIONS = 8


class Narrowing(msgspec.Struct, frozen=True):
    """A value of a facet beside the hits; ``link`` narrows the search to it, None where that cannot be said."""

    value: str
    count: int
    link: str | None


def finding_pages(screens: Screens) -> list[HTTPRouteHandler]:
    """``/search``, ``/facets`` and ``/suggest``."""

    @get("/search", sync_to_thread=True)
    def search(
        request: Asked,
        house: TheHouse,
        reader: TheReader,
        q: str = "",
        sort: str = "",
        after: str = "",
    ) -> Response[str]:
        asked = q.strip()
        order: Sort = next((one for one in SORTS if one == sort), "relevance")
        found: Found | None = None
        wrong = None
        if asked:
            try:
                found = house.finding.search(reader, asked, limit=PAGE, sort=order, after=after)
            except QueryError as error:
                wrong = error
        return screens.show(
            request,
            "search.html",
            query=asked,
            found=found,
            facets=f"/facets?{urlencode({'q': asked, 'sort': order})}",
            wrong=wrong,
            sort=order,
            sorts=[(one, search_link(asked, one)) for one in SORTS],
            first=search_link(asked, order) if after else None,
            next=search_link(asked, order, found.next) if found and found.next else None,
            banner=banner_of([], [hit.listing for hit in found.hits]) if found else None,
        )

    @get("/facets", sync_to_thread=True)
    def facets(request: Asked, house: TheHouse, reader: TheReader, q: str = "", sort: str = "") -> Response[str]:
        """How all that a search finds is spread; the search page fetches it when it stands, for it counts much."""
        order: Sort = next((one for one in SORTS if one == sort), "relevance")
        found = house.finding.facets(reader, q, most=_VALUES)
        return screens.show(
            request, "facets.html", query=q, facets=_beside(found.facets, q, order), banner=banner(found)
        )

    @get("/suggest", sync_to_thread=True)
    def suggest(request: Asked, house: TheHouse, reader: TheReader, q: str = "") -> Response[str]:
        return screens.show(
            request, "suggest.html", suggestions=house.finding.completions(reader, q, limit=_SUGGESTIONS)
        )

    return [search, facets, suggest]


def search_link(query: str, sort: Sort = "relevance", after: str = "") -> str:
    """The page of a search."""
    asked = {"q": query, "sort": "" if sort == "relevance" else sort, "after": after}
    return f"/search?{urlencode({name: value for name, value in asked.items() if value})}"


def _beside(facets: Sequence[Facet], query: str, sort: Sort) -> list[tuple[str, int, list[Narrowing]]]:
    """Facets that divide what was found, each with how many values are left out."""
    told = []
    for facet in facets:
        values = [Narrowing(c.value, c.count, _narrowed(query, c.narrows, sort)) for c in facet.counts]
        if values:
            told.append((facet.name, facet.values - len(values), values))
    return told


def _narrowed(query: str, narrows: str | None, sort: Sort) -> str | None:
    if narrows is None:
        return None
    # OR binds weaker than what is added.
    return search_link(f"({query}) {narrows}" if " OR " in query else f"{query} {narrows}", sort)
