"""Pages of drafts: the list, where one is begun or brought in, and its way out: cleared, approved, released, queued."""

from __future__ import annotations

import anyio.to_thread
from litestar import Response, get, post
from litestar.datastructures import UploadFile
from litestar.handlers import HTTPRouteHandler
from litestar.response import Redirect

from legation.app import House
from legation.core.errors import RefusedError
from legation.core.marking import Marking, Reader
from legation.formats.writing.templates import template_names
from legation.services.banners import banner_of
from legation.services.drafts.files import draft_in_file
from legation.tables.banners import level_of
from legation.tables.marking_rows import level_names
from legation.web.archive import as_json
from legation.web.asked import Asked, Form, TheHouse, TheReader, TheWho
from legation.web.screens import Screens, draft_link
from legation.web.taking import AROUND_BYTES

_DRAFTS = 200
"""Drafts on a page, the last begun."""
_LARGEST_FILE_BYTES = 20_000_000
"""Of a file that a draft is brought in."""
_DIGITS = 9
_OVER = "over:"
"""Begins the name of a box that says to approve over the refusal of an office."""


def draft_pages(screens: Screens) -> list[HTTPRouteHandler]:
    """``/drafts`` and what is done there, and the moves of a draft."""
    writes = {"action": "draft"}
    screens.filters(held_as=lambda access: level_of(Marking.from_label(access)))

    @get("/drafts", sync_to_thread=True)
    def drafts(
        request: Asked, house: TheHouse, reader: TheReader, who: TheWho, every: str = "", answers: str = ""
    ) -> Response[str]:
        found = house.clearing.all(reader, every=bool(every))
        return screens.show(
            request,
            "drafts.html",
            drafts=found[-_DRAFTS:],
            left=len(found[:-_DRAFTS]),
            every=bool(every),
            answers=answers,
            writes=who.may("draft"),
            templates=template_names(),
            levels=level_names(),
            banner=banner_of(level_of(Marking.from_label(one.access)) for one in found[-_DRAFTS:]),
        )

    @get("/drafts.json", sync_to_thread=True)
    def drafts_json(house: TheHouse, reader: TheReader, every: str = "") -> Response[bytes]:
        return as_json(house.clearing.all(reader, every=bool(every)))

    @post("/drafts/new", sync_to_thread=True, opt=writes)
    def new(house: TheHouse, reader: TheReader, data: Form) -> Redirect:
        answers = data.get("answers", "").strip() or None
        level = data.get("level", "UNCLASSIFIED")
        made = house.clearing.compose(reader, data.get("template", ""), answers=answers, level=level)
        return to_draft(house.clearing.new(reader, made, answers=answers).id)

    @post("/drafts/bring", opt={**writes, "upload": True}, request_max_body_size=_LARGEST_FILE_BYTES + AROUND_BYTES)
    async def bring(request: Asked, house: TheHouse, reader: TheReader) -> Redirect:
        form = await request.form()
        file, name = form.get("file"), ""
        data = str(form.get("text", "")).encode("utf-8", "replace")
        if isinstance(file, UploadFile) and file.filename:
            data, name = await file.read(), file.filename
        return to_draft(await anyio.to_thread.run_sync(_brought, house, reader, data, name))

    return [drafts, drafts_json, new, bring, *_moves(), *_queue(screens)]


def _moves() -> list[HTTPRouteHandler]:
    writes, approves = {"action": "draft"}, {"action": "approve"}

    @post("/draft/{name:str}/clear", sync_to_thread=True, opt=writes)
    def clear(house: TheHouse, reader: TheReader, name: str, data: Form) -> Redirect:
        office, text = data.get("office", ""), data.get("text") or None
        return to_draft(house.clearing.clear(reader, name, office, by=_by(data), text=text).id)

    @post("/draft/{name:str}/refuse", sync_to_thread=True, opt=writes)
    def refuse(house: TheHouse, reader: TheReader, name: str, data: Form) -> Redirect:
        office, why, text = data.get("office", ""), data.get("why", ""), data.get("text") or None
        return to_draft(house.clearing.refuse(reader, name, office, why, by=_by(data), text=text).id)

    @post("/draft/{name:str}/approve", sync_to_thread=True, opt=approves)
    def approve(house: TheHouse, reader: TheReader, name: str, data: Form) -> Redirect:
        over = [one.removeprefix(_OVER) for one in data if one.startswith(_OVER)]
        text, read = data.get("text") or None, data.get("seen", "")
        seen = int(read) if read.isascii() and read.isdecimal() and len(read) < _DIGITS else None
        return to_draft(house.clearing.approve(reader, name, by=_by(data), text=text, over=over, seen=seen).id)

    @post("/draft/{name:str}/release", sync_to_thread=True, opt=approves)
    def release(house: TheHouse, reader: TheReader, name: str, data: Form) -> Redirect:
        return to_draft(house.clearing.release(reader, name, by=_by(data)).id)

    @post("/draft/{name:str}/withdraw", sync_to_thread=True, opt=writes)
    def withdraw(house: TheHouse, reader: TheReader, name: str, data: Form) -> Redirect:
        return to_draft(house.clearing.withdraw(reader, name, by=_by(data)).id)

    return [clear, refuse, approve, release, withdraw]


def _queue(screens: Screens) -> list[HTTPRouteHandler]:
    """What goes out."""

    @get("/drafts/queue", sync_to_thread=True)
    def queue(request: Asked, house: TheHouse, reader: TheReader, who: TheWho, every: str = "") -> Response[str]:
        found = house.transmitting.queue(reader, every=bool(every))
        return screens.show(
            request,
            "draft_queue.html",
            queue=found,
            every=bool(every),
            sends=who.may("approve"),
            banner=banner_of(level_of(Marking.from_label(one.access)) for one in found),
        )

    @post("/drafts/again", sync_to_thread=True, opt={"action": "approve"})
    def again(house: TheHouse, reader: TheReader, data: Form) -> Redirect:
        house.transmitting.again(reader, data.get("sending", ""))
        return Redirect("/drafts/queue", status_code=303)

    return [queue, again]


def to_draft(name: str, place: str = "", **asked: str) -> Redirect:
    """To the sheet of a draft, and a place on it."""
    return Redirect(draft_link(name, place, **asked), status_code=303)


def _brought(house: House, reader: Reader, data: bytes, name: str) -> str:
    """Keep the draft that a file or a text brings; the id that it has now. Raises RefusedError."""
    if not data.strip():
        raise RefusedError("no file was chosen and no text written", "do one of the two")
    return house.clearing.new(reader, draft_in_file(data, name)).id


def _by(data: dict[str, str]) -> str | None:
    return data.get("by", "").strip() or None
