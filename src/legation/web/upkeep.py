"""The page of upkeep: backups and verification, begun and watched by whoever may operate the desk."""

from __future__ import annotations

from litestar import Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.response import Redirect

from legation.services.archive.upkeep import ACTION
from legation.web.asked import Asked, Form, TheHouse, TheWho
from legation.web.screens import Screens


def upkeep_pages(screens: Screens) -> list[HTTPRouteHandler]:
    """``/upkeep``, and what is begun there."""
    operates = {"action": ACTION}

    @get("/upkeep", sync_to_thread=True, opt=operates)
    def upkeep(request: Asked, house: TheHouse, who: TheWho) -> Response[str]:
        return screens.show(
            request,
            "upkeep.html",
            jobs=house.upkeep.jobs(who),
            backups=house.upkeep.backups(who),
            folder=house.upkeep.folder is not None,
        )

    @post("/upkeep/backup", sync_to_thread=True, opt=operates)
    def backup(house: TheHouse, who: TheWho) -> Redirect:
        house.upkeep.back_up(who)
        return Redirect("/upkeep", status_code=303)

    @post("/upkeep/verify", sync_to_thread=True, opt=operates)
    def verify(house: TheHouse, who: TheWho, data: Form) -> Redirect:
        house.upkeep.verify(who, quick=bool(data.get("quick")))
        return Redirect("/upkeep", status_code=303)

    return [upkeep, backup, verify]
