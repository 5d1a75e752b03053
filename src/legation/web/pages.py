"""The desk: an application of pages over an open archive."""

from __future__ import annotations

from collections.abc import Iterable

from litestar import Litestar
from litestar.di import Provide
from litestar.middleware import DefineMiddleware

from legation.app import House
from legation.core.marking import Reader
from legation.web.archive import archive_pages
from legation.web.assets import assets_router, load_assets
from legation.web.comparing import comparing_pages
from legation.web.dialogues import decisions, dialogue_pages
from legation.web.faults import fault_handlers
from legation.web.finding import finding_pages
from legation.web.following import following_pages
from legation.web.gate import HostGate, csrf_config, send_headers
from legation.web.overviews import overview_pages
from legation.web.saved import saved_pages
from legation.web.screens import Screens

_LARGEST_FORM_BYTES = 200_000


def make_app(house: House, *, hosts: Iterable[str] = ()) -> Litestar:
    """The desk of an open archive.

    hosts: names, beside ``localhost`` and addresses in numbers, under which it is reached.
    """
    assets = load_assets()
    screens = Screens(assets)

    def the_house() -> House:
        return house

    def the_reader() -> Reader:
        """Who asks. One owner for now: sessions will settle it here and nowhere else."""
        return house.reader(None)

    return Litestar(
        route_handlers=[
            *archive_pages(screens),
            *comparing_pages(screens),
            *following_pages(screens),
            *saved_pages(screens),
            *finding_pages(screens),
            *overview_pages(screens),
            *dialogue_pages(screens),
            *decisions(screens),
            assets_router(assets),
        ],
        dependencies={
            "house": Provide(the_house, sync_to_thread=False),
            "reader": Provide(the_reader, sync_to_thread=False),
        },
        middleware=[DefineMiddleware(HostGate, names=tuple(hosts))],
        csrf_config=csrf_config(),
        before_send=[send_headers],
        exception_handlers=fault_handlers(screens),
        request_max_body_size=_LARGEST_FORM_BYTES,
        openapi_config=None,
        logging_config=None,
    )
