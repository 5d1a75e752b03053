"""The page of a reader's webhooks, and the one on which an administrator says what may leave by them."""

from __future__ import annotations

import sys
from typing import Annotated

from litestar import Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import Parameter
from litestar.response import Redirect

from legation.app import House
from legation.core.marking import Reader
from legation.services.banners import banner_of
from legation.services.news.hooks import ACTION, Secret
from legation.tables.marking_rows import level_names
from legation.web.asked import Asked, Form, TheHouse, TheReader, TheWho
from legation.web.proposing import OFFERED
from legation.web.screens import Screens

_SHOWN = 50
_SETTINGS = "settings"


def hook_pages(screens: Screens) -> list[HTTPRouteHandler]:
    """``/hooks`` and its forms, and ``/hooks/rules``. A secret is on the answer to the form alone."""
    own = {"action": ACTION}
    rules_of_all = {"action": _SETTINGS}

    def page(
        request: Asked, house: House, reader: Reader, made: Secret | None = None, after: str = ""
    ) -> Response[str]:
        found = house.hooks.messages(reader, None, _SHOWN + 1, after=after)
        messages = found[:_SHOWN]
        every = house.dialogues.named(reader, "", limit=sys.maxsize)
        dialogues = every[:OFFERED]
        hooks = house.hooks.all(reader)
        named = {one.id: one for one in every if one.id in {hook.dialogue for hook in hooks}}
        return screens.show(
            request,
            "hooks.html",
            hooks=hooks,
            titles={one.id: one.title for one in named.values()},
            messages=messages,
            after=after,
            next=messages[-1].id if len(found) > _SHOWN else None,
            searches=house.saved.all(reader),
            dialogues=dialogues,
            rules=house.hooks.rules,
            made=made,
            banner=banner_of([*(m.marking for m in messages), *(d.marking for d in (*dialogues, *named.values()))]),
        )

    @get("/hooks", sync_to_thread=True, opt=own)
    def hooks(request: Asked, house: TheHouse, reader: TheReader, after: str = "") -> Response[str]:
        return page(request, house, reader, after=after)

    @post("/hooks/add", sync_to_thread=True, opt=own, status_code=200)
    def add(request: Asked, house: TheHouse, reader: TheReader, data: Form) -> Response[str]:
        made = house.hooks.add(
            reader, data.get("address", ""), search=data.get("search"), dialogue=data.get("dialogue", "").strip()
        )
        return page(request, house, reader, made)

    @post("/hooks/rotate", sync_to_thread=True, opt=own, status_code=200)
    def rotate(request: Asked, house: TheHouse, reader: TheReader, data: Form) -> Response[str]:
        return page(request, house, reader, house.hooks.rotate(reader, data.get("hook", "")))

    @post("/hooks/remove", sync_to_thread=True, opt=own)
    def remove(house: TheHouse, reader: TheReader, data: Form) -> Redirect:
        house.hooks.remove(reader, data.get("hook", ""))
        return _back()

    @post("/hooks/try", sync_to_thread=True, opt=own)
    def attempt(house: TheHouse, reader: TheReader, data: Form) -> Redirect:
        house.hooks.attempt(reader, data.get("hook", ""))
        return _back()

    @post("/hooks/wake", sync_to_thread=True, opt=own)
    def wake(house: TheHouse, reader: TheReader, data: Form) -> Redirect:
        house.hooks.wake(reader, data.get("hook", ""))
        return _back()

    @get("/hooks/rules", sync_to_thread=True, opt=rules_of_all)
    def rules(request: Asked, house: TheHouse, saved: Annotated[str, Parameter(query="saved")] = "") -> Response[str]:
        return screens.show(request, "hook_rules.html", rules=house.hooks.rules, levels=level_names(), saved=saved)

    @post("/hooks/rules/set", sync_to_thread=True, opt=rules_of_all)
    def set_rules(house: TheHouse, who: TheWho, data: Form) -> Redirect:
        house.hooks.set_rules(
            who,
            highest=data.get("highest", ""),
            plain=bool(data.get("plain")),
            networks=data.get("networks", "").replace(",", " ").split(),
        )
        return Redirect("/hooks/rules?saved=1", status_code=303)

    return [hooks, add, rotate, remove, attempt, wake, rules, set_rules]


def _back() -> Redirect:
    return Redirect("/hooks", status_code=303)
