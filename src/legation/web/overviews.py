"""Pages of the overviews: matrix, commitments, demarches, meetings, agenda, alerts, and what moved between two days."""

from __future__ import annotations

import sys
from datetime import date
from typing import Any

from litestar import Response, get
from litestar.exceptions import HTTPException
from litestar.handlers import HTTPRouteHandler

from legation.app import House
from legation.core.marking import Reader
from legation.services.banners import MARKING, banner_of
from legation.services.boards.board import View, everything, view
from legation.services.boards.telling import Told
from legation.services.dialogue.overview import PLOTS, REPORTS, SERIES
from legation.services.plots import Plot
from legation.services.report import Line, Report, to_csv
from legation.services.sheets import story_sheet, traffic_sheet
from legation.tables.alerts import alert_rules
from legation.web.archive import as_json
from legation.web.asked import Asked, TheHouse, TheReader
from legation.web.screens import VIEWS, Screens, address_link, board_link, gap_link, telegram_link

PAGE = 100
"""Rows of a board or an overview on one page."""
LANES = 50
"""Lanes of a picture on one page; the picture as a file has all."""


def overview_pages(screens: Screens) -> list[HTTPRouteHandler]:
    """``/dialogue/{id}/matrix`` and its fellows, each also as ``.json`` and ``.csv``."""
    pages = [_page(screens, name, form) for name in REPORTS for form in ("", ".json", ".csv")]
    return [*pages, *_plots(screens)]


def _page(screens: Screens, name: str, form: str) -> HTTPRouteHandler:
    # One handler for each address: of several addresses for one handler the framework calls a wrapped copy.
    @get(f"/dialogue/{{dialogue:str}}/{name}{form}", sync_to_thread=True)
    def overview(
        request: Asked,
        house: TheHouse,
        reader: TheReader,
        dialogue: str,
        as_of: str = "",
        since: str = "",
        month: str = "",
        persons: str = "",
        page: str = "",
    ) -> Response[Any]:
        on, after = read_day(as_of), read_day(since)
        some = {"month": month, "persons": persons} if name in SERIES else {}
        if form == ".json":
            return as_json(_values(house, reader, dialogue, name, on, after, some))
        made = house.overviews.report(reader, dialogue, name, on, after, **some)
        if form == ".csv":
            return as_csv(made)
        number, pages = page_of(page, len(made.lines))
        return screens.show(
            request,
            "overview.html",
            report=made,
            # As on a board; that a side has said nothing yet is something that the positions tell.
            kept=[
                place
                for place in range(len(made.columns))
                if name == "matrix" or any(line.cells[place] for line in made.lines)
            ],
            lines=[
                (line, _missing_link(made, line, as_of if on else ""))
                for line in made.lines[(number - 1) * PAGE : number * PAGE]
            ],
            page=number,
            pages=pages,
            title=VIEWS[name],
            as_of=as_of if on else "",
            since=since if after else "",
            some=some,
            windowed=name in ("diff", "alerts"),
            banner=made.banner,
        )

    return overview


def _missing_link(made: Report, line: Line, as_of: str) -> str | None:
    """Where an alert of a telegram that is missing leads, or of one that has come; None for any other line."""
    if made.name != "alerts" or line.about is not None:
        return None
    rules, text = alert_rules(), line.cells[made.main]
    links = {rules["gap-found"].called: gap_link(text, as_of), rules["gap-filled"].called: telegram_link(text)}
    return links.get(line.cells[0])


def _plots(screens: Screens) -> list[HTTPRouteHandler]:
    """``/traffic`` and ``/dialogue/{id}/timeline``; as files under ``.svg``."""

    def drawn(house: House, reader: Reader, dialogue: str, as_of: str, page: str) -> tuple[list[Plot], int, int]:
        """The pictures with so many of their lanes as fit a page, the number of the page, and how many there are.

        A picture with fewer lanes than others is on the first pages alone.
        """
        on, wanted = read_day(as_of), page_of(page, sys.maxsize, LANES)[0]

        def of(name: str, number: int) -> Plot:
            shown = (LANES * (number - 1), LANES * number)
            return house.overviews.plot(reader, name, dialogue, on, address_link, shown)

        plots = [of(name, wanted) for name in PLOTS if name != "traffic"]
        number, pages = page_of(page, max(plot.lanes for plot in plots), LANES)
        if number != wanted:  # there are fewer pages than was asked for
            plots = [of(plot.name, number) for plot in plots]
        return [plot for plot in plots if number == 1 or plot.lanes > LANES * (number - 1)], number, pages

    @get("/dialogue/{dialogue:str}/timeline", sync_to_thread=True)
    def timeline(
        request: Asked, house: TheHouse, reader: TheReader, dialogue: str, as_of: str = "", page: str = ""
    ) -> Response[str]:
        plots, number, pages = drawn(house, reader, dialogue, as_of, page)
        of = house.dialogues.view(reader, dialogue, read_day(as_of))
        return screens.show(
            request,
            "plots.html",
            page=number,
            pages=pages,
            title="Timeline",
            plots=[(plot, f"{board_link(dialogue)}/plot/{plot.name}.svg") for plot in plots],
            dialogue=dialogue,
            of=of,
            as_of=as_of,
            banner=banner_of([of.marking, *(plot.banner for plot in plots)]),
        )

    def movements(house: House, reader: Reader, dialogue: str, as_of: str) -> tuple[View, list[Told]]:
        """Everything that the picture shows, by day."""
        board = house.dialogues.board(reader, dialogue, read_day(as_of))
        moved = [movement for thing in everything(board) for movement in thing.movements]
        told = [Told(movement=one, quotes=(), says=one.says) for one in sorted(moved, key=lambda one: one.on)]
        return view(board, dialogue), told

    @get("/dialogue/{dialogue:str}/timeline.json", sync_to_thread=True)
    def timeline_json(house: TheHouse, reader: TheReader, dialogue: str, as_of: str = "") -> Response[bytes]:
        of, told = movements(house, reader, dialogue, as_of)
        return as_json(
            {"dialogue": of.id, "banner": of.banner, "as_of": of.as_of, "movements": [one.movement for one in told]}
        )

    @get("/dialogue/{dialogue:str}/timeline.csv", sync_to_thread=True)
    def timeline_csv(house: TheHouse, reader: TheReader, dialogue: str, as_of: str = "") -> Response[str]:
        return as_csv(story_sheet(*movements(house, reader, dialogue, as_of)))

    @get("/dialogue/{dialogue:str}/plot/{name:str}", sync_to_thread=True)
    def picture(house: TheHouse, reader: TheReader, dialogue: str, name: str, as_of: str = "") -> Response[str]:
        plot = house.overviews.plot(reader, name.removesuffix(".svg"), dialogue, read_day(as_of))
        return Response(plot.svg, media_type="image/svg+xml", headers={MARKING: plot.banner})

    @get("/traffic", sync_to_thread=True)
    def traffic(request: Asked, house: TheHouse, reader: TheReader, as_of: str = "") -> Response[str]:
        plot = house.overviews.plot(reader, "traffic", as_of=read_day(as_of))
        return screens.show(
            request,
            "plots.html",
            title="Traffic",
            pages=1,
            plots=[(plot, "/traffic.svg")],
            dialogue="",
            as_of=as_of,
            banner=plot.banner,
        )

    @get("/traffic.svg", sync_to_thread=True)
    def traffic_picture(house: TheHouse, reader: TheReader, as_of: str = "") -> Response[str]:
        drawn = house.overviews.plot(reader, "traffic", as_of=read_day(as_of))
        return Response(drawn.svg, media_type="image/svg+xml", headers={MARKING: drawn.banner})

    @get("/traffic.json", sync_to_thread=True)
    def traffic_json(house: TheHouse, reader: TheReader, as_of: str = "") -> Response[bytes]:
        return as_json(house.overviews.traffic(reader, read_day(as_of)))

    @get("/traffic.csv", sync_to_thread=True)
    def traffic_csv(house: TheHouse, reader: TheReader, as_of: str = "") -> Response[str]:
        day = read_day(as_of)
        return as_csv(traffic_sheet(house.overviews.traffic(reader, day), as_of if day else None))

    return [timeline, timeline_json, timeline_csv, picture, traffic, traffic_picture, traffic_json, traffic_csv]


def page_of(asked: str, rows: int, each: int = PAGE) -> tuple[int, int]:
    """The page that was asked for, from 1, the nearest there is, and how many there are."""
    pages = -(-rows // each) or 1
    number = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 6 else 1
    return min(max(number, 1), pages), pages


def as_csv(made: Report) -> Response[str]:
    """A report for a spreadsheet."""
    return Response(to_csv(made), media_type="text/csv", headers={MARKING: made.banner})


def read_day(text: str) -> date | None:
    """A day of an address; None for none. Raises HTTPException."""
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise HTTPException(status_code=400, extra=[{"key": "the day (write it as 2026-01-31)"}]) from error


def _values(
    house: House, reader: Reader, dialogue: str, name: str, on: date | None, since: date | None, some: dict[str, str]
) -> Any:
    if name == "diff":
        return house.overviews.diff(reader, dialogue, since, on)
    if name == "alerts":
        return house.overviews.alerts(reader, dialogue, on, since)
    return getattr(house.overviews, name)(reader, dialogue, on, **some)
