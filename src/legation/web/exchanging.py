"""The page of who writes to whom, with its picture and its files."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from litestar import Response, get
from litestar.handlers import HTTPRouteHandler

from legation.core.errors import QueryError
from legation.core.marking import OPEN
from legation.services.banners import MARKING
from legation.services.plots import exchanges_plot
from legation.services.report import to_csv
from legation.services.search.exchanges import Network, network_graphml, network_sheet
from legation.tables.banners import level_of
from legation.web.archive import as_json
from legation.web.asked import Asked, TheHouse, TheReader
from legation.web.overviews import page_of
from legation.web.screens import Screens, asking

LOOKED_AT = 2_000
"""Telegrams that one page opens: a second's work. The command line looks at more."""
LINES = 200
"""Lines of one page: of a few thousand telegrams there may be two thousand of them, a megabyte."""
NAMED = 5
"""Telegrams of a line that are linked."""
_FILES: dict[str, tuple[str, Callable[[Network], str]]] = {
    "csv": ("text/csv", lambda found: to_csv(network_sheet(found))),
    "graphml": ("application/graphml+xml", network_graphml),
    "svg": ("image/svg+xml", lambda found: exchanges_plot(found).svg),
}


def exchanging_pages(screens: Screens) -> list[HTTPRouteHandler]:
    """``/network``; as a file where ``form`` names one."""

    @get("/network", sync_to_thread=True)
    def network(
        request: Asked, house: TheHouse, reader: TheReader, q: str = "", form: str = "", page: str = ""
    ) -> Response[Any]:
        """Who wrote to whom in what a search finds; in every telegram without one."""
        query = q.strip() or "*"
        found: Network | None = None
        wrong: QueryError | None = None
        try:
            found = house.exchanges.network(reader, query, limit=LOOKED_AT)
        except QueryError as fault:
            if form:
                raise
            wrong = fault  # said on the page, which keeps what was typed
        if found is not None and form == "json":
            return as_json(found)
        if found is not None and form in _FILES:
            media_type, written = _FILES[form]
            return Response(written(found), media_type=media_type, headers={MARKING: found.banner or level_of(OPEN)})
        exchanges = found.exchanges if found else ()
        shown, pages = page_of(page, len(exchanges), LINES)
        return screens.show(
            request,
            "network.html",
            query=query,
            found=found,
            wrong=wrong,
            lines=exchanges[(shown - 1) * LINES : shown * LINES],
            picture=exchanges_plot(found) if exchanges and found else None,
            page=shown,
            pages=[f"/network{asking({'q': query, 'page': str(n)})}" for n in range(1, pages + 1)],
            named=NAMED,
            files=[(one, f"/network{asking({'q': query, 'form': one})}") for one in ("json", *_FILES)],
            banner=found.banner if found else None,
        )

    return [network]
