"""Pages of distribution: a reader's queue, why a telegram reached whom, and the profiles."""

from __future__ import annotations

from litestar import Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.response import Redirect

from legation.core.profile import Rules, rules_text
from legation.services.banners import banner_of
from legation.services.inbox import Queue
from legation.web.archive import TheHouse, TheReader, as_json
from legation.web.screens import Asked, Screens
from legation.web.signing_in import Form, TheWho

_SHOWN = 100


def distributing_pages(screens: Screens) -> list[HTTPRouteHandler]:
    """``/inbox``, ``/route/{name}``, ``/profiles`` and what is done there."""
    screens.filters(age=age)
    read, routes = {"action": "read"}, {"action": "route"}

    @get("/inbox", sync_to_thread=True)
    def inbox(request: Asked, house: TheHouse, reader: TheReader, who: TheWho, done: str = "") -> Response[str]:
        queue = house.inbox.queue(reader, limit=_SHOWN)
        settled = house.inbox.done(reader, limit=_SHOWN) if done else []
        owed = house.inbox.owed(reader, everyone=who.may("route"), limit=_SHOWN)
        shown = [item.listing for item in (*queue.held, *settled, *owed)]
        return screens.show(
            request,
            "inbox.html",
            queue=queue,
            done=bool(done),
            settled=settled,
            owed=[item for item in owed if item.delivery.reader != reader.name],
            banner=banner_of([], shown),
        )

    @get("/inbox.json", sync_to_thread=True)
    def inbox_json(house: TheHouse, reader: TheReader) -> Response[bytes]:
        queue: Queue = house.inbox.queue(reader, limit=_SHOWN)
        return as_json(queue)

    @post("/inbox/mark", sync_to_thread=True, opt=read)
    def mark(house: TheHouse, reader: TheReader, data: Form) -> Redirect:
        house.inbox.step(reader, data.get("telegram", ""), data.get("step", ""))
        return Redirect("/inbox", status_code=303)

    @get("/route/{name:str}", sync_to_thread=True)
    def route(request: Asked, house: TheHouse, reader: TheReader, who: TheWho, name: str) -> Response[str]:
        explanation = house.distributing.explain(reader, name, everyone=who.may("route"))
        return screens.show(
            request,
            "route.html",
            explanation=explanation,
            receipts=house.inbox.receipts(reader, name, everyone=who.may("route")),
            banner=banner_of([], [explanation.listing]),
        )

    @get("/profiles", sync_to_thread=True, opt=routes)
    def profiles(request: Asked, house: TheHouse) -> Response[str]:
        rules = house.profiles.rules() or Rules()
        return screens.show(
            request,
            "profiles.html",
            rules=rules,
            text=rules_text(rules),
            flaws=house.profiles.flaws(rules) if rules.profile or rules.catch_all else [],
        )

    @post("/profiles/replace", sync_to_thread=True, opt=routes)
    def replace(house: TheHouse, who: TheWho, data: Form) -> Redirect:
        house.profiles.replace(who, data.get("rules", ""))
        return Redirect("/profiles", status_code=303)

    @post("/profiles/remove", sync_to_thread=True, opt=routes)
    def remove(house: TheHouse, who: TheWho, data: Form) -> Redirect:
        house.profiles.remove(who, data.get("name", ""))
        return Redirect("/profiles", status_code=303)

    return [inbox, inbox_json, mark, route, profiles, replace, remove]


def age(minutes: int) -> str:
    """A time of waiting in words: minutes, hours, days."""
    if minutes < 60:
        return f"{minutes} min"
    return f"{minutes // 60} h {minutes % 60:02d}" if minutes < 48 * 60 else f"{minutes // 1440} days"
