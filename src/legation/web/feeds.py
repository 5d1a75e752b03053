"""Feeds and calendars for other programs: a saved search and a board as Atom, meetings and due dates as a calendar.

A program that can send no token may be given the address with a key of feeds behind it (``signing_in``).
"""

from __future__ import annotations

from hashlib import sha256
from urllib.parse import quote

from litestar import Response, get
from litestar.handlers import HTTPRouteHandler

from legation.core.errors import NotFoundError
from legation.services.banners import MARKING
from legation.services.news.atom import MEDIA_TYPE, to_atom
from legation.services.news.calendars import to_ics
from legation.services.news.feeds import Days, Feed
from legation.web.asked import Asked, TheHouse, TheReader

_PRIVATE = "private, no-store"


def feed_pages() -> list[HTTPRouteHandler]:
    """``/saved/{name}.atom``, ``/dialogue/{id}/movements.atom``, ``/dialogue/{id}/calendar.ics``, ``/calendar.ics``."""

    # A name may have a slash in it, as a search may be called what its owner likes.
    @get("/saved/{name:path}", sync_to_thread=True)
    def search(request: Asked, house: TheHouse, reader: TheReader, name: str) -> Response[bytes]:
        wanted = name.removeprefix("/")
        if not wanted.endswith(".atom"):
            raise NotFoundError("page")
        return _atom(request, house.feeds.saved(reader, wanted.removesuffix(".atom")))

    @get("/dialogue/{dialogue:str}/movements.atom", sync_to_thread=True)
    def movements(request: Asked, house: TheHouse, reader: TheReader, dialogue: str) -> Response[bytes]:
        return _atom(request, house.feeds.movements(reader, dialogue))

    @get("/dialogue/{dialogue:str}/calendar.ics", sync_to_thread=True)
    def calendar(house: TheHouse, reader: TheReader, dialogue: str) -> Response[bytes]:
        return _ics(house, house.feeds.calendar(reader, dialogue))

    @get("/calendar.ics", sync_to_thread=True)
    def calendars(house: TheHouse, reader: TheReader) -> Response[bytes]:
        return _ics(house, house.feeds.calendar(reader))

    return [search, movements, calendar, calendars]


def _atom(request: Asked, feed: Feed) -> Response[bytes]:
    """The feed, or word that it is still what the program has."""
    made = to_atom(feed, base=str(request.base_url), own=quote(request.url.path))
    tag = f'"{sha256(made).hexdigest()[:32]}"'
    headers = {"ETag": tag, "Cache-Control": _PRIVATE, MARKING: feed.banner}
    if tag in request.headers.get("if-none-match", ""):
        return Response(b"", status_code=304, headers=headers)
    return Response(made, media_type=f"{MEDIA_TYPE}; charset=utf-8", headers=headers)


def _ics(house: TheHouse, days: Days) -> Response[bytes]:
    made = to_ics(days.title, days.banner, days.days, house.clock())
    return Response(made, media_type="text/calendar", headers={"Cache-Control": _PRIVATE, MARKING: days.banner})
