"""Pages of accounts, for administrators, and of the audit trail, for auditors."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated, Any
from urllib.parse import quote

from litestar import Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import Parameter
from litestar.response import Redirect

from legation.app import House
from legation.core.accounts import Who
from legation.core.errors import NotFoundError, RefusedError
from legation.core.instant import told_moment
from legation.services.accounts.audit import Noted
from legation.services.accounts.words import clearance_level, gives, reads
from legation.tables.marking_rows import level_names
from legation.tables.roles import actions, allowed, roles
from legation.web.archive import as_json
from legation.web.asked import Asked, Form, TheHouse, TheWho
from legation.web.screens import Screens, asking, banner_of_labels

_SHOWN = 500


def people_pages(screens: Screens) -> list[HTTPRouteHandler]:
    """``/accounts``, ``/new-account``, ``/accounts/{name}`` and what is done there, ``/audit``."""
    screens.filters(reads=reads, gives=gives, clearance=clearance_level, means=lambda action: actions()[action].says)
    manages = {"action": "accounts"}

    def page(request: Asked, house: House, who: Who, name: str, key: str = "") -> Response[str]:
        account = house.accounts.show(who, name)
        return screens.show(
            request,
            "account.html",
            account=account,
            may=sorted(allowed(account.roles)),
            tokens=house.accounts.tokens(who, name),
            at=_at(name),
            over=house.accounts.is_over,
            roles=list(roles().values()),
            actions=list(actions().values()),
            levels=level_names(),
            key=key,
        )

    @get("/accounts", sync_to_thread=True, opt=manages)
    def every(request: Asked, house: TheHouse, who: TheWho) -> Response[str]:
        return screens.show(
            request,
            "accounts.html",
            accounts=house.accounts.all(who),
            roles=list(roles().values()),
            actions=list(actions().values()),
            levels=level_names(),
        )

    @get("/accounts/{name:str}", sync_to_thread=True, opt=manages)
    def one(request: Asked, house: TheHouse, who: TheWho, name: str) -> Response[str]:
        return page(request, house, who, name)

    @post("/new-account", sync_to_thread=True, opt=manages)
    def add(house: TheHouse, who: TheWho, data: Form) -> Redirect:
        name = data.get("name", "").strip()
        house.accounts.add(who, name, **_fields(data), password=data.get("password") or None)
        return _to(name)

    @post("/accounts/{name:str}/change", sync_to_thread=True, opt=manages)
    def change(house: TheHouse, who: TheWho, name: str, data: Form) -> Redirect:
        house.accounts.change(who, name, **_fields(data))
        return _to(name)

    @post("/accounts/{name:str}/password", sync_to_thread=True, opt=manages)
    def password(house: TheHouse, who: TheWho, name: str, data: Form) -> Redirect:
        house.accounts.set_password(who, name, data.get("password", ""))
        return _to(name)

    @post("/accounts/{name:str}/disable", sync_to_thread=True, opt=manages)
    def disable(house: TheHouse, who: TheWho, name: str, data: Form) -> Redirect:
        house.accounts.disable(who, name, disabled=not data.get("enable"))
        return _to(name)

    @post("/accounts/{name:str}/grant", sync_to_thread=True, opt=manages)
    def grant(house: TheHouse, who: TheWho, name: str, data: Form) -> Redirect:
        house.accounts.grant(
            who,
            name,
            until=told_moment(data.get("until", "")),
            why=data.get("why", ""),
            clearance=data.get("clearance") or None,
            holds=_listed(data.get("holds", "")),
        )
        return _to(name)

    @post("/accounts/{name:str}/revoke", sync_to_thread=True, opt=manages)
    def revoke(house: TheHouse, who: TheWho, name: str) -> Redirect:
        house.accounts.revoke(who, name)
        return _to(name)

    @post("/accounts/{name:str}/token", sync_to_thread=True, opt=manages)
    def token(request: Asked, house: TheHouse, who: TheWho, name: str, data: Form) -> Response[str]:
        days = data.get("days", "")
        if not (days.isascii() and days.isdecimal() and 0 < int(days) <= 3650):
            raise RefusedError("a token lasts from 1 to 3650 days", "write a number")
        until = house.clock() + timedelta(days=int(days))
        actions = [field.removeprefix("action.") for field in data if field.startswith("action.")]
        key, _ = house.accounts.add_token(who, name, data.get("label", ""), until=until, actions=actions)
        return page(request, house, who, name, key)

    @post("/accounts/{name:str}/token/revoke", sync_to_thread=True, opt=manages)
    def end_token(house: TheHouse, who: TheWho, name: str, data: Form) -> Redirect:
        house.accounts.revoke_token(who, data.get("id", ""))
        return _to(name)

    @post("/accounts/{name:str}/sign-out", sync_to_thread=True, opt=manages)
    def end_sessions(house: TheHouse, who: TheWho, name: str) -> Redirect:
        house.accounts.end_sessions(who, name)
        return _to(name)

    @get("/audit", sync_to_thread=True, opt={"action": "audit"})
    def audit(
        request: Asked,
        house: TheHouse,
        who: TheWho,
        since: str = "",
        by: str = "",
        about: str = "",
        verify: str = "",
        before: Annotated[int | None, Parameter(ge=1)] = None,
    ) -> Response[str]:
        entries = _entries(house, who, since, by, about, before)
        kept = {"since": since, "by": by, "about": about}
        return screens.show(
            request,
            "audit.html",
            entries=entries[::-1],
            since=since[:10],
            by=by,
            about=about,
            asked={name: value for name, value in (("since", since), ("by", by), ("about", about)) if value},
            most=_SHOWN,
            newest=f"/audit{asking(kept)}" if before is not None else None,
            earlier=f"/audit{asking({**kept, 'before': str(entries[0].number)})}" if len(entries) == _SHOWN else None,
            chain=house.trail.chain(who) if verify and house.trail is not None else None,
            banner=banner_of_labels(one.access for one in entries),
        )

    @get("/audit.json", sync_to_thread=True, opt={"action": "audit"})
    def audit_json(house: TheHouse, who: TheWho, since: str = "", by: str = "", about: str = "") -> Response[bytes]:
        return as_json(_entries(house, who, since, by, about))

    changes = [add, change, password, disable, end_sessions, grant, revoke, token, end_token]
    return [every, one, *changes, audit, audit_json]


def _entries(house: House, who: Who, since: str, by: str, about: str, before: int | None = None) -> list[Noted]:
    if house.trail is None:
        raise NotFoundError("audit trail")
    return house.trail.entries(who, since, by=by.strip(), about=about.strip(), limit=_SHOWN, before=before)


def _fields(form: Mapping[str, str]) -> dict[str, Any]:
    return {
        "roles": [name.removeprefix("role.") for name in form if name.startswith("role.")],
        "clearance": form.get("clearance", "") or "UNCLASSIFIED",
        "holds": _listed(form.get("holds", "")),
        "nation": form.get("nation", "").strip().upper() or None,
    }


def _listed(text: str) -> list[str]:
    return [name.strip() for name in text.split(",") if name.strip()]


def _at(name: str) -> str:
    return f"/accounts/{quote(name, safe='')}"


def _to(name: str) -> Redirect:
    return Redirect(_at(name), status_code=303)
