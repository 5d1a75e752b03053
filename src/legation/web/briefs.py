"""The brief of a dialogue, as a page and as a document to take along; also for an audience that may read less."""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec
from litestar import Response, get
from litestar.exceptions import HTTPException
from litestar.handlers import HTTPRouteHandler

from legation.app import House
from legation.core.errors import NotFoundError
from legation.core.marking import Reader
from legation.services.banners import MARKING
from legation.services.briefs.brief import TITLES as TITLES_OF_BRIEFS
from legation.services.briefs.brief import Brief, Kind, Section
from legation.services.briefs.documents import FORMS
from legation.tables.audience import nothing_for_them, readers_of
from legation.tables.marking_rows import level_names, rank_of
from legation.web.asked import Asked, TheHouse, TheReader
from legation.web.overviews import PAGE, page_of, read_day
from legation.web.screens import Screens


def brief_pages(screens: Screens) -> list[HTTPRouteHandler]:
    """``/dialogue/{id}/brief`` and its documents."""

    @get("/dialogue/{name:str}/brief", sync_to_thread=True)
    def brief(
        request: Asked,
        house: TheHouse,
        reader: TheReader,
        name: str,
        as_of: str = "",
        kind: str = "scene-setter",
        since: str = "",
        audience: str = "",
        holds: str = "",
        nation: str = "",
        page: str = "",
    ) -> Response[str]:
        asked = {"audience": audience, "holds": holds, "nation": nation}
        made = _brief(house, _audience(reader, **asked), reader, name, as_of, kind, since)
        number, pages = page_of(page, sum(map(_lines, made.sections)))
        sections = _of_brief(made.sections, number)
        told = [made.title, *(line for one in sections for line in (one.title, *one.lines) if line is not None)]
        cited = {cite for line in told for cite in line.cites}
        return screens.show(
            request,
            "brief.html",
            brief=made,
            sections=sections,
            sources=made.sources if pages == 1 else [one for one in made.sources if one.citation in cited],
            page=number,
            pages=pages,
            most=PAGE,
            as_of=as_of,
            since=since,
            kinds=TITLES_OF_BRIEFS,
            levels=[level for level in level_names() if reader.owner or rank_of(level) <= reader.rank],
            own_holds=sorted(reader.holds),
            own_nation=reader.nation,
            owner=reader.owner,
            asked=asked,
            dialogue=name,
            banner=made.banner,
        )

    return [brief, *(_document(form) for form in FORMS)]


def _document(form: str) -> HTTPRouteHandler:
    @get(f"/dialogue/{{name:str}}/brief.{form}", sync_to_thread=True)
    def document(
        house: TheHouse,
        reader: TheReader,
        name: str,
        as_of: str = "",
        kind: str = "scene-setter",
        since: str = "",
        audience: str = "",
        holds: str = "",
        nation: str = "",
    ) -> Response[bytes]:
        asked = _audience(reader, audience, holds, nation)
        made = _brief(house, asked, reader, name, as_of, kind, since)
        return as_document(made, form, name)

    return document


def as_document(made: Brief, form: str, name: str) -> Response[bytes]:
    """A brief as a file to take along, named for what it is of. form: one of ``FORMS``."""
    media_type, write = FORMS[form]
    file = f"{re.sub('[^A-Za-z0-9-]', '-', name)}-{made.kind}-{made.as_of}.{form}"
    headers = {"content-disposition": f'attachment; filename="{file}"', MARKING: made.banner}
    return Response(write(made), media_type=media_type, headers=headers)


def _audience(reader: Reader, audience: str, holds: str, nation: str) -> Reader:
    """For whom a brief is: the reader, where no level is named. Raises RefusedError."""
    if not audience:
        return reader
    return readers_of(reader, audience, holds.split(","), nation)


def _brief(house: House, audience: Reader, reader: Reader, name: str, as_of: str, kind: str, since: str) -> Brief:
    if kind not in TITLES_OF_BRIEFS:
        raise HTTPException(status_code=400)
    wanted: Kind = "hand-over" if kind == "hand-over" else "scene-setter"
    try:
        return house.dialogues.brief(audience, name, read_day(as_of), kind=wanted, since=read_day(since))
    except NotFoundError:
        house.dialogues.view(reader, name)
        raise nothing_for_them() from None


def _lines(section: Section) -> int:
    """Lines of a section of a brief, its heading among them."""
    return len(section.lines) + 1


def _of_brief(sections: Sequence[Section], number: int) -> list[Section]:
    """The lines of a page; a section that is cut has its heading on each."""
    first, told, at = (number - 1) * PAGE, [], 0
    for section in sections:
        begin, end = max(first - at, 0), max(first + PAGE - at, 0)
        if begin < _lines(section) and end:
            told.append(msgspec.structs.replace(section, lines=section.lines[max(begin - 1, 0) : max(end - 1, 0)]))
        at += _lines(section)
    return told
