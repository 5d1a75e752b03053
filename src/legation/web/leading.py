"""The telegrams that a board leads to: those one step away in the citations."""

from __future__ import annotations

from litestar import Response, get
from litestar.handlers import HTTPRouteHandler

from legation.services.proposals.leads import no_leads
from legation.services.sheets import leads_sheet
from legation.web.archive import as_json
from legation.web.asked import Asked, TheHouse, TheReader
from legation.web.overviews import as_csv, read_day
from legation.web.screens import Screens


def leads_pages(screens: Screens) -> list[HTTPRouteHandler]:
    """``/dialogue/{id}/leads``, also as ``.json`` and ``.csv``."""

    @get("/dialogue/{name:str}/leads", sync_to_thread=True)
    def leads(request: Asked, house: TheHouse, reader: TheReader, name: str, as_of: str = "") -> Response[str]:
        """Telegrams one step away in the citations, from which the board may go on."""
        day = read_day(as_of)
        found = house.dialogues.leads(reader, name, as_of=day)
        return screens.show(
            request,
            "leads.html",
            dialogue=name,
            found=found,
            as_of=as_of if day else "",
            titles=house.titles.instead(reader, [one.telegram for one in found.leads]),
            nothing=no_leads(found),
            banner=found.banner,
        )

    @get("/dialogue/{name:str}/leads.json", sync_to_thread=True)
    def leads_json(house: TheHouse, reader: TheReader, name: str, as_of: str = "") -> Response[bytes]:
        return as_json(house.dialogues.leads(reader, name, as_of=read_day(as_of)))

    @get("/dialogue/{name:str}/leads.csv", sync_to_thread=True)
    def leads_csv(house: TheHouse, reader: TheReader, name: str, as_of: str = "") -> Response[str]:
        found = house.dialogues.leads(reader, name, as_of=read_day(as_of))
        titles = house.titles.instead(reader, [one.telegram for one in found.leads])
        return as_csv(leads_sheet(found, name, titles))

    return [leads, leads_json, leads_csv]
