"""The page of a reader's saved searches: what is new, why, and the forms to keep and drop them."""

from __future__ import annotations

from litestar import Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.response import Redirect

from legation.app import House
from legation.core.marking import Reader
from legation.services.banners import banner_of
from legation.services.news.saved import Added
from legation.web.asked import Asked, Form, TheHouse, TheReader
from legation.web.screens import Screens


def saved_pages(screens: Screens) -> list[HTTPRouteHandler]:
    """``/saved`` and its forms. Seeing the page is no look; the button is."""

    def page(request: Asked, house: House, reader: Reader, q: str = "", added: Added | None = None) -> Response[str]:
        alerts = house.saved.look(reader, keep=False)
        return screens.show(
            request,
            "saved.html",
            searches=house.saved.all(reader),
            alerts=alerts,
            titles=house.titles.instead(reader, [alert.listing for alert in alerts]),
            asked=q.strip(),
            added=added,
            banner=banner_of([], [alert.listing for alert in alerts]),
        )

    @get("/saved", sync_to_thread=True)
    def saved(request: Asked, house: TheHouse, reader: TheReader, q: str = "") -> Response[str]:
        return page(request, house, reader, q)

    @post("/saved/add", sync_to_thread=True, opt={"action": "read"}, status_code=200)
    def add(request: Asked, house: TheHouse, reader: TheReader, data: Form) -> Redirect | Response[str]:
        added = house.saved.add(reader, data.get("name", ""), data.get("query", ""))
        # What was replaced stands nowhere else any more: it is told this once.
        return _back() if added.replaced is None else page(request, house, reader, added=added)

    @post("/saved/seen", sync_to_thread=True, opt={"action": "read"})
    def seen(house: TheHouse, reader: TheReader) -> Redirect:
        house.saved.look(reader)
        return _back()

    @post("/saved/remove", sync_to_thread=True, opt={"action": "read"})
    def remove(house: TheHouse, reader: TheReader, data: Form) -> Redirect:
        house.saved.remove(reader, data.get("name", ""))
        return _back()

    return [saved, add, seen, remove]


def _back() -> Redirect:
    return Redirect("/saved", status_code=303)
