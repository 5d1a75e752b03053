"""What a reader does with a telegram beside reading it: cites it, writes annotations, and gathers them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any
from urllib.parse import urlencode

from litestar import Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.response import Redirect

from legation.core.marking import OPEN
from legation.services.annotations.annotating import LONGEST, Notebook
from legation.services.annotations.chronology import chronology_markdown, chronology_sheet, cited_once
from legation.services.annotations.citing import FORMS, cited_as, written
from legation.services.banners import MARKING, banner_of, listing_level
from legation.services.report import to_csv
from legation.storage.records import listing_of
from legation.tables.banners import level_of
from legation.web.archive import as_json, chosen_edition
from legation.web.asked import Asked, Form, TheHouse, TheReader
from legation.web.founding import IN_A_LINK
from legation.web.screens import Screens, telegram_link

PAGE = 50
"""Annotations of one page."""


def _citations(form: str, book: Notebook) -> str:
    return f"{written(cited_once(book), form)}\n"


_FILES = {
    "bibtex": "application/x-bibtex",
    "ris": "application/x-research-info-systems",
    "csl": "application/vnd.citationstyles.csl+json",
}

_BOOKS: dict[str, tuple[str, Callable[[Notebook], str]]] = {
    "csv": ("text/csv", lambda book: to_csv(chronology_sheet(book))),
    "md": ("text/markdown", chronology_markdown),
    **{form: (_FILES.get(form, "text/plain"), partial(_citations, form)) for form in FORMS},
}
"""The files of a notebook: media type, and who writes it."""


def annotating_pages(screens: Screens) -> list[HTTPRouteHandler]:
    """``/annotations``, ``/telegram/{name}/cite``, ``/telegram/{name}/annotations`` and the forms for them."""

    @get("/annotations", sync_to_thread=True)
    def notebook(
        request: Asked,
        house: TheHouse,
        reader: TheReader,
        keyword: str = "",
        by: str = "",
        form: str = "",
        after: str = "",
    ) -> Response[Any]:
        """What is written on all telegrams, by pages; all of it as a file where ``form`` names one."""
        whole = form == "json" or form in _BOOKS
        part: dict[str, Any] = {} if whole else {"limit": PAGE, "after": after}
        book = house.annotating.gathered(reader, keyword=keyword, by=by, **part)
        if form == "json":
            return as_json(book)
        if form in _BOOKS:
            media_type, write = _BOOKS[form]
            return Response(write(book), media_type=media_type, headers={MARKING: book.banner or level_of(OPEN)})
        asked = {"keyword": book.keyword, "by": by}
        return screens.show(
            request,
            "notebook.html",
            book=book,
            first=f"/annotations?{urlencode(asked)}" if after else None,
            next=f"/annotations?{urlencode({**asked, 'after': book.next})}" if book.next else None,
            files=[(one, f"/annotations?{urlencode({**asked, 'form': one})}") for one in ("json", *_BOOKS)],
            telegrams=list(book.telegrams),
            proposal=f"/propose?{urlencode([('telegram', one) for one in book.telegrams])}"
            if len(book.telegrams) <= IN_A_LINK
            else None,
            banner=book.banner,
        )

    @get("/telegram/{name:str}/cite", sync_to_thread=True)
    def cite(
        request: Asked, house: TheHouse, reader: TheReader, name: str, at: str = "", version: str = "", form: str = ""
    ) -> Response[Any]:
        """The forms of a citation; one of them alone, as text, where ``form`` names it."""
        record = chosen_edition(house.versions.editions(reader, name), name, version).record
        made = cited_as(record.telegram, listing_level(listing_of(record)), at)
        if form == "json":
            return as_json(made)
        if form in FORMS:
            headers = {MARKING: listing_level(listing_of(record))}
            return Response(f"{written([made], form)}\n", media_type=_FILES.get(form, "text/plain"), headers=headers)
        return screens.show(
            request,
            "cite.html",
            name=name,
            made=made,
            at=at,
            version=version,
            forms=FORMS,
            banner=banner_of([], [listing_of(record)]),
        )

    @get("/telegram/{name:str}/annotations", sync_to_thread=True)
    def annotations(
        request: Asked, house: TheHouse, reader: TheReader, name: str, at: str = "", version: str = ""
    ) -> Response[str]:
        record = chosen_edition(house.versions.editions(reader, name), name, version).record
        found = house.annotating.of(reader, name)
        return screens.show(
            request,
            "annotations.html",
            name=name,
            telegram=record.telegram,
            annotations=found,
            at=at,
            version=version,
            longest=LONGEST,
            banner=banner_of([one.marking for one in found], [listing_of(record)]),
        )

    @get("/telegram/{name:str}/annotations.json", sync_to_thread=True)
    def annotations_json(house: TheHouse, reader: TheReader, name: str) -> Response[bytes]:
        return as_json(house.annotating.of(reader, name))

    @post("/telegram/{name:str}/annotate", sync_to_thread=True, opt={"action": "read"})
    def annotate(house: TheHouse, reader: TheReader, name: str, data: Form) -> Redirect:
        place, version = data.get("at", ""), data.get("version", "")
        house.annotating.add(reader, name, text=data.get("text", ""), place=place, version=version)
        return Redirect(telegram_link(name, place or "annotations", version=version), status_code=303)

    @post("/telegram/{name:str}/withdraw", sync_to_thread=True, opt={"action": "read"})
    def withdraw(house: TheHouse, reader: TheReader, name: str, data: Form) -> Redirect:
        house.annotating.withdraw(reader, name, data.get("annotation", ""))
        return Redirect(telegram_link(name, "annotations"), status_code=303)

    return [notebook, cite, annotations, annotations_json, annotate, withdraw]
