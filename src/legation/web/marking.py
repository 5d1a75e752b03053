"""The page of a telegram's marking: how each version is held, who settled it when and why, and a form to settle it."""

from __future__ import annotations

from urllib.parse import quote

from litestar import Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.response import Redirect

from legation.core.marking import Marking
from legation.services.banners import banner_of
from legation.tables.banners import level_of
from legation.tables.marking_rows import level_names
from legation.web.asked import Asked, Form, TheHouse, TheReader, TheWho
from legation.web.screens import Screens


def marking_pages(screens: Screens) -> list[HTTPRouteHandler]:
    """``/telegram/{name}/marking``, and what is settled there."""

    @get("/telegram/{name:str}/marking", sync_to_thread=True)
    def marking(request: Asked, house: TheHouse, reader: TheReader, who: TheWho, name: str) -> Response[str]:
        record = house.reading.versions(reader, name)[0]
        mrn = record.telegram.mrn
        held = house.markings.of(reader, mrn or record.sha256)
        return screens.show(
            request,
            "marking.html",
            name=mrn or record.sha256[:12],
            held=held,
            levels=level_names(),
            present=level_of(Marking(Marking.from_label(held[-1].listing.access).rank)),
            settles=who.may("mark"),
            in_part=any(one.in_part for one in held),
            banner=banner_of([], (one.listing for one in held)),
        )

    @post("/telegram/{name:str}/settle", sync_to_thread=True, opt={"action": "mark"})
    def settle(house: TheHouse, reader: TheReader, name: str, data: Form) -> Redirect:
        record = house.reading.versions(reader, name)[0]
        captions = [word.strip().upper() for word in data.get("captions", "").split(",") if word.strip()]
        house.markings.mark(
            reader, record.telegram.mrn or record.sha256, data.get("level", ""), captions, why=data.get("why", "")
        )
        return Redirect(f"/telegram/{quote(name, safe='')}/marking", status_code=303)

    return [marking, settle]
