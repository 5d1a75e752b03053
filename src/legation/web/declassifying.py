"""The page of declassification: how everything classified stands on a day, its calendar, and its other forms."""

from __future__ import annotations

from calendar import Calendar
from typing import Annotated

from litestar import Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import Parameter
from litestar.response import Redirect

from legation.core.errors import RefusedError
from legation.faults import status_of
from legation.services.archive.declassifying import Schedule
from legation.services.banners import MARKING, banner_of
from legation.services.news.calendars import as_csv, as_ics, marked
from legation.tables.declassification import KINDS
from legation.tables.marking_rows import level_names
from legation.web.archive import as_json
from legation.web.asked import Asked, Form, TheHouse, TheReader, TheWho
from legation.web.overviews import read_day
from legation.web.screens import Screens, asking

_SHOWN, _OF_ONE_KIND = 20, 50
_OF_A_DAY = 6


def declassifying_pages(screens: Screens) -> list[HTTPRouteHandler]:
    """``/declass``, its ``.json``, ``.csv`` and ``.ics``, and the form that settles a marking."""
    screens.filters(marked=marked)

    @get("/declass", sync_to_thread=True)
    def declass(
        request: Asked,
        house: TheHouse,
        reader: TheReader,
        who: TheWho,
        on: str = "",
        month: str = "",
        kind: str = "",
        after: Annotated[int, Parameter(ge=0)] = 0,
        whole: str = "",
    ) -> Response[str]:
        day = read_day(on) or house.clock().date()
        part = {"limit": _OF_ONE_KIND, "after": after} if kind else {"limit": _SHOWN}
        schedule = house.declassifying.schedule(reader, day, kind=kind or None, **part)
        wrong, of_today = None, day.isoformat()[:7]
        try:
            shown = house.declassifying.month(reader, month.strip() or of_today, day, limit=_OF_A_DAY, whole=whole)
        except RefusedError as fault:  # said on the page, which keeps its form and what was typed
            wrong, shown = fault, house.declassifying.month(reader, of_today, day, limit=_OF_A_DAY)
        held = [item.listing for item in (*schedule.held, *(item for some in shown.days.values() for item in some))]
        year, number = map(int, shown.month.split("-"))
        return screens.show(
            request,
            "declass.html",
            status=status_of(wrong) if wrong else 200,
            wrong=wrong,
            typed=month.strip() if wrong else shown.month,
            schedule=schedule,
            titles=house.titles.instead(reader, [item.listing for item in schedule.held]),
            month=shown,
            weeks=Calendar().monthdayscalendar(year, number),
            kinds=KINDS,
            kind=kind,
            passed=after if kind else 0,
            asked=on,
            levels=level_names(),
            settles=who.may("mark"),
            banner=banner_of([], held),
        )

    @get("/declass.json", sync_to_thread=True)
    def told(house: TheHouse, reader: TheReader, on: str = "", kind: str = "") -> Response[bytes]:
        return as_json(house.declassifying.schedule(reader, read_day(on), kind=kind or None))

    @get("/declass.csv", sync_to_thread=True)
    def rows(house: TheHouse, reader: TheReader, on: str = "", kind: str = "") -> Response[str]:
        schedule = house.declassifying.schedule(reader, read_day(on), kind=kind or None)
        return Response(as_csv(schedule), media_type="text/csv", headers=_under(schedule))

    @get("/declass.ics", sync_to_thread=True)
    def calendar(house: TheHouse, reader: TheReader, on: str = "", kind: str = "") -> Response[bytes]:
        """A year back and two ahead; all days are on the command line."""
        schedule = house.declassifying.around(reader, read_day(on), kind=kind or None)
        titles = house.titles.instead(reader, [item.listing for item in schedule.held])
        return Response(as_ics(schedule, house.clock(), titles), media_type="text/calendar", headers=_under(schedule))

    @post("/declass/mark", sync_to_thread=True, opt={"action": "mark"})
    def mark(house: TheHouse, reader: TheReader, data: Form) -> Redirect:
        house.markings.mark(reader, data.get("telegram", ""), data.get("level", ""), why=data.get("why", ""))
        # Back to the list as it was: the next telegram of it is settled from there.
        asked = {name: data.get(name, "") for name in ("on", "month", "kind")}
        return Redirect(f"/declass{asking(asked)}", status_code=303)

    return [declass, told, rows, calendar, mark]


def _under(schedule: Schedule) -> dict[str, str]:
    """The header of a file that holds the rows."""
    return {MARKING: schedule.banner} if schedule.banner is not None else {}
