"""The start page: what lies before a reader, what moved since they last looked, and what came in."""

from __future__ import annotations

from litestar import Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.response import Redirect

from legation.services.reading import repeated
from legation.services.sheets import today_sheet
from legation.tables.alerts import alert_rules
from legation.web.archive import as_json
from legation.web.asked import Asked, Form, TheHouse, TheReader
from legation.web.overviews import as_csv, read_day
from legation.web.screens import Screens


def today_pages(screens: Screens) -> list[HTTPRouteHandler]:
    """``/``, its ``.json`` and ``.csv``, and the word that it was seen. Loading the page is no look; the button is."""

    @get("/", sync_to_thread=True)
    def today(request: Asked, house: TheHouse, reader: TheReader, as_of: str = "") -> Response[str]:
        made = house.looking.today(reader, read_day(as_of))
        return screens.show(
            request,
            "today.html",
            today=made,
            rules=alert_rules(),
            placed=house.versions.placed(reader, repeated(one.listing for one in made.traffic)),
            titles=house.titles.instead(reader, [one.listing for one in made.traffic]),
            # What was found and delivered is known of now alone.
            searches=0 if made.as_of else len(house.saved.all(reader)),
            delivered=0 if made.as_of else house.inbox.queue(reader, limit=1).waiting,
            banner=made.banner if made.held or made.dialogues else None,
        )

    @get("/today.json", sync_to_thread=True)
    def today_json(house: TheHouse, reader: TheReader, as_of: str = "") -> Response[bytes]:
        return as_json(house.looking.today(reader, read_day(as_of)))

    @get("/today.csv", sync_to_thread=True)
    def today_csv(house: TheHouse, reader: TheReader, as_of: str = "") -> Response[str]:
        return as_csv(today_sheet(house.looking.today(reader, read_day(as_of))))

    @post("/today/seen", sync_to_thread=True, opt={"action": "read"})
    def seen(house: TheHouse, reader: TheReader, data: Form) -> Redirect:
        house.looking.seen(reader, at=data.get("at", ""), until=data.get("until", ""))
        return Redirect("/", status_code=303)

    return [today, today_json, today_csv, seen]
