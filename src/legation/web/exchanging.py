"""The page of who writes to whom, with its files."""

from __future__ import annotations

from typing import Any

from litestar import Response, get
from litestar.handlers import HTTPRouteHandler

from legation.core.errors import QueryError
from legation.core.marking import OPEN
from legation.services.banners import MARKING
from legation.services.exchanges import Network, network_graphml, network_sheet
from legation.services.report import to_csv
from legation.tables.banners import level_of
from legation.web.archive import as_json
from legation.web.asked import Asked, TheHouse, TheReader
from legation.web.screens import Screens, asking

LOOKED_AT = 2_000
"""Telegrams that one page opens: a second's work. The command line looks at more."""
NAMED = 5
"""Telegrams of a line that are linked."""
_FILES = {"csv": "text/csv", "graphml": "application/graphml+xml"}


def exchanging_pages(screens: Screens) -> list[HTTPRouteHandler]:
    """``/network``; as a file where ``form`` names one."""

    @get("/network", sync_to_thread=True)
    def network(request: Asked, house: TheHouse, reader: TheReader, q: str = "", form: str = "") -> Response[Any]:
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
            told = to_csv(network_sheet(found)) if form == "csv" else network_graphml(found)
            return Response(told, media_type=_FILES[form], headers={MARKING: found.banner or level_of(OPEN)})
        return screens.show(
            request,
            "network.html",
            query=query,
            found=found,
            wrong=wrong,
            named=NAMED,
            files=[(one, f"/network{asking({'q': query, 'form': one})}") for one in ("json", *_FILES)],
            banner=found.banner if found else None,
        )

    return [network]
