"""The pages where files are taken in: a form that they are dropped on, and what became of them."""

from __future__ import annotations

import shutil
from collections.abc import Iterable

import anyio.to_thread
from litestar import Response, get, post
from litestar.datastructures import UploadFile
from litestar.handlers import HTTPRouteHandler
from litestar.response import Redirect

from legation.app import House
from legation.core.errors import NotFoundError
from legation.core.marking import Reader
from legation.services.archive.jobs import TOLD
from legation.services.archive.taking import UPLOAD_BYTES, Sent
from legation.services.banners import banner_of
from legation.storage.scratch import Scratch
from legation.web.asked import Asked, TheHouse, TheReader
from legation.web.screens import Screens

AROUND_BYTES = 1_000_000
"""What a form may have around the files: names, borders and its token."""


def taking_pages(screens: Screens, largest: int = UPLOAD_BYTES) -> list[HTTPRouteHandler]:
    """``/ingest``, ``/ingest/send`` and ``/ingest/job/{number}``. largest: of one upload, in bytes."""
    takes = {"action": "ingest"}

    @get("/ingest", sync_to_thread=True, opt=takes)
    def ingest(request: Asked, house: TheHouse, reader: TheReader) -> Response[str]:
        return screens.show(request, "ingest.html", jobs=house.taking.of(reader), largest=largest)

    @post(
        "/ingest/send",
        opt={**takes, "upload": True},
        request_max_body_size=largest + AROUND_BYTES,
    )
    async def send(request: Asked, house: TheHouse, reader: TheReader) -> Redirect:
        form = await request.form()
        sent = [one for one in form.getall("files", []) if isinstance(one, UploadFile)]
        number = await anyio.to_thread.run_sync(_begin, house, reader, sent)
        return Redirect(f"/ingest/job/{number}", status_code=303)

    @get("/ingest/job/{number:str}", sync_to_thread=True, opt=takes)
    def job(request: Asked, house: TheHouse, reader: TheReader, number: str) -> Response[str]:
        if not (number.isascii() and number.isdecimal() and len(number) < 10):
            raise NotFoundError("job of that number")
        job = house.taking.one(reader, int(number))
        kept = house.taking.kept(reader, job.number)
        titles = house.titles.instead(reader, kept)
        return screens.show(
            request, "ingest_job.html", job=job, kept=kept, told=TOLD, titles=titles, banner=banner_of([], kept)
        )

    return [ingest, send, job]


def _begin(house: House, reader: Reader, sent: Iterable[UploadFile]) -> int:
    """Lay the files down under names of ours, and begin to take them in."""
    laid = Scratch()
    try:
        files = []
        for number, one in enumerate(sent):
            place = laid.path / str(number)
            with place.open("wb") as to:
                shutil.copyfileobj(one.file, to, 1 << 20)
            files.append(Sent(one.filename, place))
    except BaseException:
        laid.close()
        raise
    return house.taking.begin(reader, files, laid).number
