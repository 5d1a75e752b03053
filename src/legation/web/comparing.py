"""Pages of a telegram's versions: what differs between two of them, and its copies from other sources."""

from __future__ import annotations

from litestar import Response, get
from litestar.handlers import HTTPRouteHandler

from legation.services.banners import banner_of
from legation.storage.records import listing_of
from legation.web.asked import Asked, TheHouse, TheReader
from legation.web.screens import Screens


def comparing_pages(screens: Screens) -> list[HTTPRouteHandler]:
    """``/telegram/{name}/diff`` and ``/telegram/{name}/copies``."""

    @get("/telegram/{name:str}/diff", sync_to_thread=True)
    def diff(
        request: Asked,
        house: TheHouse,
        reader: TheReader,
        name: str,
        before: str = "",
        after: str = "",
        whole: str = "",
    ) -> Response[str]:
        found = house.versions.difference(reader, name, before, after)
        return screens.show(
            request,
            "diff.html",
            name=name,
            found=found,
            changes=found.changes,
            whole=bool(whole),
            banner=found.banner,
        )

    @get("/telegram/{name:str}/copies", sync_to_thread=True)
    def copies(request: Asked, house: TheHouse, reader: TheReader, name: str) -> Response[str]:
        own = house.versions.edition(reader, name).record
        found = house.versions.copies(reader, name)
        return screens.show(
            request,
            "copies.html",
            name=name,
            telegram=own.telegram,
            copies=found,
            banner=banner_of([copy.banner for copy in found], [listing_of(own)]),
        )

    return [diff, copies]
