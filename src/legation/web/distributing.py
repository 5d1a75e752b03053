"""Pages of distribution: a reader's queue, why a telegram reached whom, and the profiles."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.response import Redirect

from legation.app import House
from legation.core.errors import OvertakenError, RefusedError
from legation.core.profile import Rules, rules_text
from legation.services.banners import banner_of
from legation.services.distribution.distributing import Rehearsal
from legation.services.distribution.inbox import Queue, behind_done, behind_owed
from legation.services.distribution.profiles import read_rules
from legation.services.titling import NO_TITLES
from legation.web.archive import as_json
from legation.web.asked import Asked, Form, TheHouse, TheReader, TheWho
from legation.web.screens import Screens

_SHOWN = 100
_DIFFERENCES = 500
_A_MONTH = timedelta(days=31)


def distributing_pages(screens: Screens) -> list[HTTPRouteHandler]:
    """``/inbox``, ``/route/{name}``, ``/profiles`` and what is done there."""
    screens.filters(age=age)
    read, routes = {"action": "read"}, {"action": "route"}

    @get("/inbox", sync_to_thread=True)
    def inbox(
        request: Asked,
        house: TheHouse,
        reader: TheReader,
        who: TheWho,
        done: str = "",
        after: str = "",
        done_after: str = "",
        owed_after: str = "",
    ) -> Response[str]:
        queue = house.inbox.queue(reader, limit=_SHOWN, after=after)
        settled = house.inbox.done(reader, limit=_SHOWN, after=done_after) if done else []
        everyone = who.may("route")
        owed = house.inbox.owed(reader, everyone=True, limit=_SHOWN, after=owed_after) if everyone else []
        shown = [item.listing for item in (*queue.held, *settled, *owed)]
        return screens.show(
            request,
            "inbox.html",
            queue=queue,
            done=bool(done),
            settled=settled,
            titles=house.titles.instead(reader, shown),
            owed=[item for item in owed if item.delivery.reader != reader.name],
            # Each of the lists goes on by itself, at the head of its page.
            asked={"after": after, "done_after": done_after, "owed_after": owed_after},
            next=queue.next,
            done_next=behind_done(settled) if len(settled) == _SHOWN else None,
            owed_next=behind_owed(owed) if len(owed) == _SHOWN else None,
            banner=banner_of([item.answer.marking for item in queue.held if item.answer is not None], shown),
        )

    @get("/inbox.json", sync_to_thread=True)
    def inbox_json(house: TheHouse, reader: TheReader, after: str = "") -> Response[bytes]:
        queue: Queue = house.inbox.queue(reader, limit=_SHOWN, after=after)
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
            titles=house.titles.instead(reader, [explanation.listing]),
            receipts=house.inbox.receipts(reader, name, everyone=who.may("route")),
            banner=banner_of([], [explanation.listing]),
        )

    def shown(
        request: Request[Any, Any, Any],
        house: House,
        *,
        text: str | None = None,
        since: date | None = None,
        rehearsal: Rehearsal | None = None,
        titles: Mapping[str, str] = NO_TITLES,
        over: str | None = None,
        overtaken: bool = False,
    ) -> Response[str]:
        """over: version of the rules that were changed in the form. overtaken: others stand by now."""
        standing = house.profiles.version()  # before the rules: who changed them in between is told, not written over
        rules = house.profiles.rules() or Rules()
        return screens.show(
            request,
            "profiles.html",
            status=409 if overtaken else 200,
            overtaken=overtaken,
            over=over or standing,
            rules=rules,
            text=rules_text(rules) if text is None else text,
            flaws=house.profiles.flaws(rules) if rules.profile or rules.catch_all else [],
            since=since or house.clock().date() - _A_MONTH,
            rehearsal=rehearsal,
            # Who is named and would get nothing makes no difference, and would be missed by nobody.
            tried=house.profiles.flaws(read_rules(text)) if rehearsal and text else [],
            titles=titles,
            differences=rehearsal.held[:_DIFFERENCES] if rehearsal else (),
            banner=banner_of([], [one.listing for one in rehearsal.held[:_DIFFERENCES]]) if rehearsal else None,
        )

    @get("/profiles", sync_to_thread=True, opt=routes)
    def profiles(request: Asked, house: TheHouse) -> Response[str]:
        return shown(request, house)

    @post("/profiles/rehearse", sync_to_thread=True, status_code=200, opt=routes)
    def rehearse(request: Asked, house: TheHouse, reader: TheReader, data: Form) -> Response[str]:
        """What the rules in the form would have done with the traffic since a day; nothing is changed."""
        text = data.get("rules", "").replace("\r\n", "\n")
        try:
            since = date.fromisoformat(data.get("since", ""))
        except ValueError as wrong:
            raise RefusedError("a dry run needs a first day", "write it as 2020-01-01") from wrong
        told = house.distributing.rehearse(reader, text, since=since, everyone=True)
        titles = house.titles.instead(reader, [one.listing for one in told.held[:_DIFFERENCES]])
        return shown(request, house, text=text, since=since, rehearsal=told, titles=titles, over=data.get("over"))

    @post("/profiles/replace", sync_to_thread=True, opt=routes)
    def replace(request: Asked, house: TheHouse, who: TheWho, data: Form) -> Redirect | Response[str]:
        text = data.get("rules", "").replace("\r\n", "\n")
        try:
            house.profiles.replace(who, text, anyway="anyway" in data, over=data.get("over"))
        except OvertakenError:
            # With what was typed, over the rules that stand now: pressed again, it is put in their place.
            return shown(request, house, text=text, overtaken=True)
        return Redirect("/profiles", status_code=303)

    @post("/profiles/remove", sync_to_thread=True, opt=routes)
    def remove(house: TheHouse, who: TheWho, data: Form) -> Redirect:
        house.profiles.remove(who, data.get("name", ""))
        return Redirect("/profiles", status_code=303)

    return [inbox, inbox_json, mark, route, profiles, rehearse, replace, remove]


def age(minutes: int) -> str:
    """A time of waiting in words: minutes, hours, days."""
    if minutes < 60:
        return f"{minutes} min"
    return f"{minutes // 60} h {minutes % 60:02d}" if minutes < 48 * 60 else f"{minutes // 1440} days"
