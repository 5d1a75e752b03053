"""The search page: hits by page, how they are spread, and how a search may go on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import groupby
from typing import Any

import msgspec
from litestar import Response, get
from litestar.handlers import HTTPRouteHandler

from legation.app import House
from legation.core.errors import QueryError
from legation.core.marking import Reader
from legation.services.banners import MARKING, banner_of, listing_level
from legation.services.reading import repeated
from legation.services.report import to_csv
from legation.services.search.finding import Found, banner
from legation.services.search.trying import sought
from legation.storage.cursor import SORTS, Sort
from legation.storage.facets import Facet, Spread
from legation.storage.records import Hit
from legation.web.asked import Asked, TheHouse, TheReader
from legation.web.screens import Screens, asking, listing_name, telegram_link

PAGE = 20
ROWS = 100
"""Hits of one page of a table or a timeline."""
MOST = 1_000
"""Hits of one file."""
SHOWN = ("list", "timeline", "table")
"""How hits can be shown; the first where none is asked for."""
FILES = ("json", "csv", "ndjson")
_YEARS = 200
_VALUES = 8  # of a facet, beside the hits
_SUGGESTIONS = 8


class Narrowing(msgspec.Struct, frozen=True):
    """A value of a facet beside the hits; ``link`` narrows the search to it, None where that cannot be said."""

    value: str
    count: int
    link: str | None


def finding_pages(screens: Screens) -> list[HTTPRouteHandler]:
    """``/search``, its files, ``/facets`` and ``/suggest``."""

    @get("/search", sync_to_thread=True)
    def search(
        request: Asked,
        house: TheHouse,
        reader: TheReader,
        q: str = "",
        sort: str = "",
        after: str = "",
        show: str = "",
    ) -> Response[str]:
        asked = q.strip()
        form = show if show in SHOWN else SHOWN[0]
        # A timeline goes by date whatever was asked, and begins with the newest as lists of traffic do.
        order = _order(sort, timeline=form == "timeline")
        found: Found | None = None
        spread: Spread | None = None
        wrong = None
        if asked:
            try:
                found = house.finding.search(
                    reader, asked, limit=PAGE if form == "list" else ROWS, sort=order, after=after
                )
                if form == "timeline":
                    spread = house.finding.facets(reader, asked, most=_YEARS)
            except QueryError as error:
                wrong = error
        beside = house.versions.beside(reader, [hit.listing.sha256 for hit in found.hits]) if found else {}
        banners = [banner_of([], [hit.listing for hit in found.hits]), found.marking] if found else []
        banners += [one.marking for one in beside.values()]
        banners += [banner(spread)] if spread else []
        return screens.show(
            request,
            "search.html",
            query=asked,
            found=found,
            placed=house.versions.placed(reader, repeated(hit.listing for hit in found.hits)) if found else {},
            titles=house.titles.instead(reader, [hit.listing for hit in found.hits]) if found else {},
            beside=beside,
            years=_years(spread, asked, order) if spread else [],
            months=_months(found.hits) if found and form == "timeline" else [],
            facets=f"/facets{asking({'q': asked, 'sort': order})}",
            wrong=wrong,
            sought=sought(asked) if found and not found.total else "",
            sort=order,
            show=form,
            shown=[(one, search_link(asked, order, show=one)) for one in SHOWN],
            sorts=[
                (one, search_link(asked, one, show=form)) for one in SORTS if form != "timeline" or one != "relevance"
            ],
            forms=[(one, _file_link(one, asked, order, after, form)) for one in FILES],
            every=[(one, _file_link(one, asked, order, "", form, every="1")) for one in FILES],
            searches=house.saved.all(reader) if not asked else [],
            first=search_link(asked, order, show=form) if after else None,
            next=search_link(asked, order, found.next, show=form) if found and found.next else None,
            banner=banner_of([one for one in banners if one]),
        )

    @get("/facets", sync_to_thread=True)
    def facets(
        request: Asked, house: TheHouse, reader: TheReader, q: str = "", sort: str = "", facet: str = ""
    ) -> Response[str]:
        """How all that a search finds is spread; the search page fetches it when it stands, for it counts much.

        facet: the one of which every value is shown, up to ``MOST``.
        """
        order = _order(sort, timeline=False)
        found = house.finding.facets(reader, q, most=MOST if facet else _VALUES)
        shown = [one for one in found.facets if facet in ("", one.name)]
        return screens.show(
            request,
            "facets.html",
            query=q,
            facet=facet,
            facets=_beside(shown, q, order),
            every={one.name: f"/facets{asking({'q': q, 'sort': sort, 'facet': one.name})}" for one in shown},
            back=search_link(q, order),
            banner=banner(found),
        )

    @get("/suggest", sync_to_thread=True)
    def suggest(request: Asked, house: TheHouse, reader: TheReader, q: str = "") -> Response[str]:
        return screens.show(
            request,
            "suggest.html",
            suggestions=house.finding.completions(reader, q, limit=_SUGGESTIONS),
        )

    return [search, facets, suggest, *(_file(form) for form in FILES)]


def _file(form: str) -> HTTPRouteHandler:
    media_type, write = _WRITTEN[form]

    @get(f"/search.{form}", sync_to_thread=True)
    def file(
        house: TheHouse,
        reader: TheReader,
        q: str = "",
        sort: str = "",
        after: str = "",
        show: str = "",
        every: str = "",
    ) -> Response[Any]:
        """The hits that a page shows; with ``every`` all there are, up to ``MOST``, in the same order."""
        order = _order(sort, timeline=show == "timeline")
        found = house.finding.search(
            reader, q.strip(), limit=MOST if every else PAGE if show in ("", "list") else ROWS, sort=order, after=after
        )
        headers = {"content-disposition": f'attachment; filename="search.{form}"'}
        if (over := banner_of([], [hit.listing for hit in found.hits])) is not None:
            headers[MARKING] = over
        return Response(write(house, reader, found), media_type=media_type, headers=headers)

    return file


class Exported(msgspec.Struct, frozen=True, kw_only=True):
    """A hit as a file has it. telegram: its number, or the beginning of its hash. marking: banner words over it."""

    telegram: str
    date: str | None
    post: str | None
    subject: str | None
    marking: str
    paragraph: int | None
    snippet: str
    address: str


def _exported(hit: Hit) -> Exported:
    name = listing_name(hit.listing)
    return Exported(
        telegram=name,
        date=hit.listing.date,
        post=hit.listing.post,
        subject=hit.listing.subject,
        marking=listing_level(hit.listing),
        paragraph=hit.paragraph,
        snippet=hit.snippet,
        address=telegram_link(name, f"p{hit.paragraph}" if hit.paragraph is not None else ""),
    )


def _json(_: House, __: Reader, found: Found) -> bytes:
    hits = [_exported(hit) for hit in found.hits]
    over = banner_of([], [hit.listing for hit in found.hits])
    return msgspec.json.encode({"total": found.total, "banner": over, "next": found.next, "hits": hits})


def _ndjson(_: House, __: Reader, found: Found) -> bytes:
    return msgspec.json.Encoder().encode_lines(map(_exported, found.hits))


def _csv(house: House, reader: Reader, found: Found) -> bytes:
    return to_csv(house.hit_sheets.sheet(reader, found.hits)).encode()


_WRITTEN: dict[str, tuple[str, Callable[[House, Reader, Found], bytes]]] = {
    "json": ("application/json", _json),
    "ndjson": ("application/x-ndjson", _ndjson),
    "csv": ("text/csv", _csv),
}


def _order(sort: str, *, timeline: bool) -> Sort:
    order: Sort = next((one for one in SORTS if one == sort), "relevance")
    return "newest" if timeline and order == "relevance" else order


def _years(spread: Spread, query: str, sort: Sort) -> list[tuple[Narrowing, int]]:
    """Each year with how many, and how large a part of the fullest year that is, in hundredths."""
    counts = next((facet.counts for facet in spread.facets if facet.name == "year"), ())
    most = max((one.count for one in counts), default=1)
    return [
        (
            Narrowing(one.value, one.count, _narrowed(query, one.narrows, sort, "timeline")),
            round(100 * one.count / most),
        )
        for one in counts
    ]


def _months(hits: Sequence[Hit]) -> list[tuple[str, list[Hit]]]:
    """Hits under their month, such as ``2009-11``, in the order in which they come."""
    return [(month, list(of)) for month, of in groupby(hits, lambda hit: (hit.listing.date or "no date")[:7])]


def _file_link(form: str, query: str, sort: Sort, after: str, show: str, every: str = "") -> str:
    asked = {"q": query, "sort": sort, "after": after, "show": "" if show == SHOWN[0] else show, "every": every}
    return f"/search.{form}{asking(asked)}"


def search_link(query: str, sort: Sort = "relevance", after: str = "", show: str = "") -> str:
    """The page of a search."""
    asked = {
        "q": query,
        "sort": "" if sort == "relevance" else sort,
        "after": after,
        "show": "" if show == SHOWN[0] else show,
    }
    return f"/search{asking(asked)}"


def _beside(facets: Sequence[Facet], query: str, sort: Sort) -> list[tuple[str, str, list[Narrowing]]]:
    """Facets that divide what was found, each with how many values are left out, in words."""
    told = []
    for facet in facets:
        values = [Narrowing(c.value, c.count, _narrowed(query, c.narrows, sort)) for c in facet.counts]
        if values:
            told.append((facet.name, facet.left, values))
    return told


def _narrowed(query: str, narrows: str | None, sort: Sort, show: str = "") -> str | None:
    if narrows is None:
        return None
    if query.strip() == "*":
        return search_link(narrows, sort, show=show)
    # OR binds weaker than what is added.
    return search_link(f"({query}) {narrows}" if " OR " in query else f"{query} {narrows}", sort, show=show)
