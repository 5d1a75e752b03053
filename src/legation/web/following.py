"""Pages that follow references: a thread as a picture, the register of gaps, and the letter for one of them."""

from __future__ import annotations

from datetime import date
from typing import Any

from litestar import Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.response import Redirect

from legation.core.errors import LegationError, RefusedError
from legation.faults import status_of
from legation.services.banners import MARKING, banner_of
from legation.services.gaps.gaps import PAGE, STATUS_TOLD, Gap, status_told
from legation.services.gaps.letter import KINDS, when
from legation.services.plots.network import DRAWN, network_plot
from legation.services.sheets import gap_sheet, thread_sheet
from legation.services.threads.graphs import FORMATS, written
from legation.services.threads.threads import Node
from legation.web.archive import as_json
from legation.web.asked import Asked, Form, TheHouse, TheReader
from legation.web.overviews import as_csv, read_day
from legation.web.screens import Screens, gap_link, telegram_link, thread_link

_DEEPEST = 4
_FEW = 5  # of what cites a gap, on the page of all; the gap's own page tells them all
_TYPES = {"graphml": "application/graphml+xml", "gexf": "application/gexf+xml", "json": "application/json"}


def following_pages(screens: Screens) -> list[HTTPRouteHandler]:
    """``/thread/{name}``, ``/gaps``, ``/gap/{mrn}`` and what stands under them."""
    screens.filters(gap_status=STATUS_TOLD.__getitem__, gap_status_told=status_told)

    @get("/thread/{name:str}", sync_to_thread=True)
    def thread(
        request: Asked, house: TheHouse, reader: TheReader, name: str, depth: str = "2", as_of: str = ""
    ) -> Response[str]:
        steps, day = _steps(depth), read_day(as_of)
        found = house.threads.thread(reader, name, depth=steps, as_of=day)
        return screens.show(
            request,
            "thread.html",
            thread=found,
            titles=house.titles.instead(reader, [found.held, *(node.held for node in found.graph.nodes)]),
            name=name,
            depth=steps,
            as_of=as_of if day else "",
            deepest=_DEEPEST,
            drawn=DRAWN,
            picture=network_plot(found.graph, f"{found.called}: thread", _node_link)
            if len(found.graph.nodes) > 1
            else None,
            node_link=_node_link,
            links={node.key: _node_link(node) for node in found.graph.nodes},
            numbered={node.key for node in found.graph.nodes if node.held is None or node.held.mrn},
            banner=found.banner if found.others else found.graph.banner,
        )

    @get("/thread/{name:str}/{form:str}", sync_to_thread=True)
    def thread_file(
        house: TheHouse, reader: TheReader, name: str, form: str, depth: str = "2", as_of: str = ""
    ) -> Response[Any]:
        found = house.threads.thread(reader, name, depth=_steps(depth), as_of=read_day(as_of))
        if form == "csv":
            return as_csv(thread_sheet(found))
        if form not in FORMATS:
            raise RefusedError(f"no graph is written as {form!r}", f"choose one of csv, {', '.join(FORMATS)}")
        return Response(
            written(found.graph, form).encode(),
            media_type=_TYPES[form],
            headers={"content-disposition": f'attachment; filename="thread.{form}"', MARKING: found.graph.banner},
        )

    @get("/gaps", sync_to_thread=True)
    def gaps(
        request: Asked,
        house: TheHouse,
        reader: TheReader,
        numbers: str = "",
        after: str = "",
        as_of: str = "",
    ) -> Response[str]:
        day = read_day(as_of)
        found: list[Gap] = []
        wrong: LegationError | None = None
        try:
            found = house.gaps.page(reader, within=numbers.strip(), after=after, limit=PAGE + 1, as_of=day)
        except LegationError as fault:  # said on the page, which keeps its form and what was typed
            wrong = fault
        shown = found[:PAGE]
        return screens.show(
            request,
            "gaps.html",
            status=status_of(wrong) if wrong else 200,
            wrong=wrong,
            gaps=shown,
            titles=house.titles.instead(reader, [one for gap in shown for one in gap.citing]),
            numbers=numbers.strip(),
            after=after,
            as_of=as_of if day else "",
            next=shown[-1].name if len(found) > PAGE else None,
            when=when,
            few=_FEW,
            banner=banner_of([gap.banner for gap in shown]),
        )

    @get("/gaps.json", sync_to_thread=True)
    def gaps_json(
        house: TheHouse, reader: TheReader, numbers: str = "", after: str = "", as_of: str = ""
    ) -> Response[bytes]:
        return as_json(house.gaps.page(reader, within=numbers.strip(), after=after, as_of=read_day(as_of)))

    @get("/gaps.csv", sync_to_thread=True)
    def gaps_csv(
        house: TheHouse, reader: TheReader, numbers: str = "", after: str = "", as_of: str = ""
    ) -> Response[str]:
        return as_csv(gap_sheet(house.gaps.page(reader, within=numbers.strip(), after=after, as_of=read_day(as_of))))

    @get("/gap/{mrn:str}", sync_to_thread=True)
    def gap(
        request: Asked, house: TheHouse, reader: TheReader, mrn: str, kind: str = "foia", as_of: str = ""
    ) -> Response[Any]:
        day = read_day(as_of)
        form = next((one for one in (".json", ".csv") if mrn.endswith(one)), "")
        found = house.gaps.gap(reader, mrn.removesuffix(form), as_of=day)
        if form:
            return as_json(found) if form == ".json" else as_csv(gap_sheet([found]))
        asked = kind if kind in KINDS else KINDS[0]
        return screens.show(
            request,
            "gap.html",
            gap=found,
            titles=house.titles.instead(reader, found.citing),
            kind=asked,
            as_of=as_of if day else "",
            when=when,
            today=house.clock().date().isoformat(),
            # What is sent goes by what is known now.
            letter="" if day else house.gaps.request(reader, mrn, on=house.clock().date(), kind=asked),
            banner=found.banner,
        )

    @post("/gap/{mrn:str}/sent", sync_to_thread=True)
    def sent(house: TheHouse, reader: TheReader, mrn: str, data: Form) -> Redirect:
        try:
            day = date.fromisoformat(data.get("on", ""))
        except ValueError as wrong:
            raise RefusedError("that is not a day", "write it as 2026-01-31") from wrong
        noted = house.gaps.sent(reader, mrn, on=day, addressed=data.get("to", ""))
        return Redirect(gap_link(noted.mrn), status_code=303)

    return [thread, thread_file, gaps, gaps_json, gaps_csv, gap, sent]


def _node_link(node: Node) -> str:
    if node.held is not None:
        return telegram_link(node.key if node.held.mrn else node.held.sha256[:12])
    return thread_link(node.key) if node.one_of else gap_link(node.key)


def _steps(depth: str) -> int:
    return int(depth) if depth in {str(step) for step in range(1, _DEEPEST + 1)} else 2
