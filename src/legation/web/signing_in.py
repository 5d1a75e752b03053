"""Signing in at the desk: who asks is settled here, before any page, and what they may is held to on every route.

A route says what it asks for with ``opt={"action": ...}``: ``open`` needs nobody, ``any`` somebody who is signed
in, anything else an action of ``tables.roles``. A route that says nothing asks for ``read``, and for ``decide``
where it takes a form.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from http.cookies import CookieError, SimpleCookie
from typing import Annotated, Any
from urllib.parse import parse_qs, urlencode, urlsplit

import anyio.to_thread
from litestar import Response, get, post
from litestar.connection import ASGIConnection
from litestar.datastructures import Cookie, Headers, UploadFile
from litestar.enums import ScopeType
from litestar.exceptions import HTTPException, PermissionDeniedException
from litestar.handlers import BaseRouteHandler, HTTPRouteHandler
from litestar.params import Parameter
from litestar.response import Redirect
from litestar.types import ASGIApp, Receive, Scope, Send
from litestar.utils.scope.state import ScopeState

from legation.app import House
from legation.core.accounts import Who
from legation.faults import problem
from legation.gate import is_near, still_the_same
from legation.services.accounts.accounts import OWNS, ForbiddenError, SignInError
from legation.web.asked import Asked, Form, TheHouse, TheWho
from legation.web.screens import Screens
from legation.web.single_sign_on import NotBegunError, Provider

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
SESSION = "legation-session"
HANDSHAKE = "legation-handshake"

# Addresses that answer with data and not with a page: a program may ask for them with its token.
_DATA = re.compile(r"\.[a-z]{1,8}$|^/metrics$")
# Addresses that a program asks for which can send no token: it may have a key of feeds in the address.
_FEED = re.compile(r"\.(?:atom|ics)$")


class NotSignedInError(HTTPException):
    """Nobody, or nobody any more, asks for what nobody may have."""

    status_code = 401


class Doorman:
    """Finds out who asks, by cookie or token, and notes it in the state of the request as ``who`` (or None)."""

    def __init__(self, app: ASGIApp, house: House, *, single: bool = False) -> None:
        self.app = app
        self._house = house
        self._single = single
        self._guarded = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == ScopeType.HTTP:
            headers = Headers.from_scope(scope)
            state: Any = scope.setdefault("state", {})
            method, path = str(scope["method"]), scope["path"]
            if method not in _SAFE and headers.get("sec-fetch-site", "none") not in ("none", "same-origin"):
                # Its token would do, but for a site beside this one that has planted a cookie of its own here.
                raise PermissionDeniedException
            if self._house.trail is None:
                # Without a database of people there is nothing to wait for, and the way to a thread and back is long.
                who = self._who(scope, headers)
            else:
                who = await anyio.to_thread.run_sync(self._who, scope, headers)
            state["who"] = who
            if who is not None and method not in _SAFE:
                receive = still_the_same(receive, lambda: self._who(scope, headers) == who, NotSignedInError())
            handler = scope["route_handler"]
            # The token of a form stands in its body: of an upload none is read for those who may send none.
            if handler.opt.get("upload"):
                if who is None:
                    raise NotSignedInError
                if not who.may(action := asked_of(handler, scope["method"])):
                    if self._house.trail is not None:
                        await anyio.to_thread.run_sync(self._house.trail.turned_away, who, action, path[:200])
                    raise ForbiddenError(action, who)
                try:
                    await self.app(scope, receive, send)
                finally:
                    await _close_uploads(scope)
                return
        await self.app(scope, receive, send)

    def _who(self, scope: Any, headers: Headers) -> Who | None:
        method, path = str(scope["method"]), scope["path"]
        # Once there was a way to sign in there is no way back to an open door while the desk runs.
        self._guarded = self._guarded or self._single or self._house.accounts.needs_sign_in()
        if not self._guarded:
            return Who(self._house.reader(None), OWNS.actions)
        given = headers.get("authorization")
        if given is not None:
            kind, _, key = given.partition(" ")
            data = method in {"GET", "HEAD"} and _DATA.search(path)
            return self._house.accounts.bearer(key.strip()) if kind.lower() == "bearer" and data else None
        keys = parse_qs(scope["query_string"].decode("latin-1")).get("key") if _FEED.search(path) else None
        if keys is not None:
            return self._house.accounts.follower(keys[0]) if len(keys) == 1 and method in {"GET", "HEAD"} else None
        secret = cookie_of(headers.get("cookie", ""), cookie_name(SESSION, str(scope["scheme"])))
        return self._house.accounts.session(secret) if secret else None


async def _close_uploads(scope: Scope) -> None:
    """Also where nothing came of it: what was sent lies in files that have no name."""
    form = ScopeState.from_scope(scope).form
    for value in form.values() if isinstance(form, dict) else ():
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, UploadFile):
                await one.close()


def cookie_name(name: str, scheme: str) -> str:
    """What a cookie is called: by https so that no other host, such as one beside this in its domain, can set it."""
    return f"__Host-{name}" if scheme == "https" else name  # RFC 6265bis, 4.1.3.2


def cookie_of(header: str, name: str) -> str | None:
    """The value of a cookie; None where there is none, or the header cannot be read."""
    try:
        found = SimpleCookie(header).get(name)
    except CookieError:
        return None
    return found.value if found is not None else None


def asked_of(handler: BaseRouteHandler, method: str) -> str:
    """What a route asks for."""
    return str(handler.opt.get("action") or ("read" if method in {"GET", "HEAD", "OPTIONS"} else "decide"))


def guard(house: House, *, gate: bool = False) -> Callable[[ASGIConnection[Any, Any, Any, Any], BaseRouteHandler], Any]:
    """Refuses whoever may not have a route. Raises NotSignedInError, ForbiddenError.

    gate: whether there is a reverse proxy in front; without one, a route that says ``near`` answers this machine.
    """

    async def authorize(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
        action = asked_of(handler, str(connection.scope.get("method", "POST")))
        who: Who | None = connection.scope["state"].get("who")
        if action == "open":
            return
        client = connection.client
        if handler.opt.get("near") and not gate and is_near(client.host if client is not None else None):
            return
        if who is None:
            raise NotSignedInError
        if action == "any" or who.may(action):
            return
        if house.trail is not None:
            await anyio.to_thread.run_sync(house.trail.turned_away, who, action, connection.url.path[:200])
        raise ForbiddenError(action, who)

    return authorize


def the_who(request: Asked) -> Who:
    """Who asks; the guard has seen them already."""
    who: Who | None = request.scope["state"].get("who")
    if who is None:
        raise NotSignedInError
    return who


_STANDS = (
    "Your session has ended. What you wrote stands here still: sign in in another window, then send it again here."
)
_ENDED = (
    '<div class="fault" role="alert"><h1>Sign in again</h1><p>Your session has ended. What you wrote stands here '
    'still: <a href="/sign-in" target="_blank" rel="noopener">sign in in another window</a>, then do it '
    "again here.</p></div>"
)
"""What is told on a page on which something was written, in a form that its script sends and in one that it swaps."""


def to_the_door(request: Asked, _error: NotSignedInError) -> Response[Any]:
    """The way to the sign-in page for a browser that asks for a page; a bare refusal for anything else."""
    wanted = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    at = "/sign-in" + (f"?{urlencode({'next': wanted})}" if request.method == "GET" and wanted != "/" else "")
    if request.headers.get("hx-request") and request.method == "GET":
        return Response(b"", status_code=401, headers={"HX-Redirect": "/sign-in"})
    if request.headers.get("hx-request"):  # what was written on the page must not go with it
        headers = {"HX-Retarget": "#notice", "HX-Reswap": "innerHTML", "HX-Reselect": ".fault"}
        return Response(_ENDED, media_type="text/html", status_code=401, headers=headers)
    if request.headers.get("legation-form"):
        return problem(401, "Sign in again", _STANDS)
    if request.method != "GET" and _is_pressed(request):
        return Redirect(at, status_code=303)  # a button on a page without its script: data is nothing to look at
    if request.method != "GET" or _DATA.search(request.url.path) or "authorization" in request.headers:
        return problem(401, "Sign in", "Sign in, or send a token that is good.", headers={"WWW-Authenticate": "Bearer"})
    return Redirect(at, status_code=303)


def _is_pressed(request: Asked) -> bool:
    """Whether a browser would go to the page that answers a form."""
    return "text/html" in request.headers.get("accept", "") and "authorization" not in request.headers


def within(wanted: str) -> str:
    """An address of this desk to go to after signing in; the desk itself for anything else."""
    # A browser takes a backslash for a slash, and drops tabs and line ends: //elsewhere must not come of it.
    if not wanted.startswith("/") or re.search(r"[\\\x00-\x20\x7f]", wanted) or wanted.startswith("//"):
        return "/"
    try:
        parts = urlsplit(wanted)
    except ValueError:
        return "/"
    return "/" if parts.scheme or parts.netloc or parts.path.startswith("/sign-") else wanted


def sign_in_pages(screens: Screens, provider: Provider | None) -> list[HTTPRouteHandler]:
    """``/sign-in``, ``/password``, ``/sign-in/single``, ``/sign-in/return`` and ``/sign-out``."""

    def page(request: Asked, wanted: str, *, failed: bool = False) -> Response[str]:
        return screens.show(
            request,
            "sign_in.html",
            status=401 if failed else 200,
            wanted=within(wanted),
            failed=failed,
            provider=provider.name if provider is not None else None,
        )

    @get("/sign-in", sync_to_thread=True, opt={"action": "open"})
    def door(request: Asked, wanted: Annotated[str, Parameter(query="next")] = "") -> Response[str]:
        return page(request, wanted)

    @post("/sign-in/password", sync_to_thread=True, opt={"action": "open"})
    def enter(request: Asked, house: TheHouse, data: Form) -> Response[Any]:
        try:
            secret, _ = house.accounts.sign_in(
                data.get("name", ""), data.get("password", ""), address=_address(request)
            )
        except SignInError:
            return page(request, data.get("next", ""), failed=True)
        return _let_in(request, house, secret, data.get("next", ""))

    @post("/sign-out", sync_to_thread=True, opt={"action": "any"})
    def leave(request: Asked, house: TheHouse, who: TheWho) -> Response[Any]:
        house.accounts.sign_out(who)
        return _let_out(request)

    @post("/sign-out/everywhere", sync_to_thread=True, opt={"action": "any"})
    def leave_everywhere(request: Asked, house: TheHouse, who: TheWho) -> Response[Any]:
        house.accounts.end_sessions(who, who.reader.name)
        return _let_out(request)

    @post("/password/change", sync_to_thread=True, opt={"action": "any"})
    def password(request: Asked, house: TheHouse, who: TheWho, data: Form) -> Response[Any]:
        # The old password is asked for: a browser left open must not be enough to keep others out.
        try:
            _, again = house.accounts.sign_in(who.reader.name, data.get("old", ""), address=_address(request))
        except SignInError:
            return screens.show(request, "password.html", status=401, failed=True)
        house.accounts.set_password(again, who.reader.name, data.get("new", ""))
        house.accounts.sign_out(again)
        secret, _ = house.accounts.sign_in(who.reader.name, data.get("new", ""), address=_address(request))
        return _let_in(request, house, secret, "/")

    @get("/password", sync_to_thread=True, opt={"action": "any"})
    def own_password(request: Asked) -> Response[str]:
        return screens.show(request, "password.html", failed=False)

    pages: list[HTTPRouteHandler] = [door, enter, leave, leave_everywhere, password, own_password]
    if provider is None:
        return pages

    @get("/sign-in/single", sync_to_thread=True, opt={"action": "open"})
    def go(request: Asked, wanted: Annotated[str, Parameter(query="next")] = "") -> Response[Any]:
        address, handshake = provider.begin(within(wanted))
        answer: Response[Any] = Redirect(address, status_code=303)
        answer.set_cookie(_cookie(request, HANDSHAKE, handshake))
        return answer

    @get("/sign-in/return", sync_to_thread=True, opt={"action": "open"})
    def come_back(request: Asked, house: TheHouse) -> Response[Any]:
        handshake = _brought(request, HANDSHAKE) or ""
        try:
            asked = request.query_params
            account, wanted = provider.finish(
                house.accounts, handshake, asked.get("state") or "", asked.get("code") or ""
            )
            secret, who = house.accounts.begin_session(account)
        except SignInError as fault:
            # What anybody can bring about by an address alone, without end, does not fill the trail.
            if house.trail is not None and not isinstance(fault, NotBegunError):
                house.trail.note("", "sign-in failed", address=_address(request), way="single sign-on")
            answer: Response[Any] = page(request, "", failed=True)
        else:
            if house.trail is not None:
                house.trail.note(who.reader.name, "signed in", address=_address(request), way="single sign-on")
            answer = _let_in(request, house, secret, wanted)
        answer.set_cookie(_cookie(request, HANDSHAKE, "", gone=True))
        return answer

    return [*pages, go, come_back]


def _let_in(request: Asked, house: House, secret: str, wanted: str) -> Response[Any]:
    """Hand out the new session; one that the browser brought along is over, whoever put it there."""
    brought = _brought(request, SESSION)
    earlier = house.accounts.session(brought) if brought else None
    if earlier is not None and brought != secret:
        house.accounts.sign_out(earlier)
    who = house.accounts.session(secret)
    to = within(wanted)
    answer: Response[Any] = Redirect(home_of(who) if to == "/" else to, status_code=303)
    answer.set_cookie(_cookie(request, SESSION, secret))
    return answer


_HOMES = {"read": "/", "accounts": "/accounts", "audit": "/audit", "operate": "/upkeep"}


def home_of(who: Who | None) -> str:
    """The page that somebody begins with: the first that they may see."""
    return next((at for action, at in _HOMES.items() if who is not None and who.may(action)), "/")


def _let_out(request: Asked) -> Response[Any]:
    """The way out: what the browser keeps of the desk goes with it."""
    headers = {"Clear-Site-Data": '"cache", "storage"'}
    answer: Response[Any] = Redirect("/sign-in", status_code=303, headers=headers)
    answer.set_cookie(_cookie(request, SESSION, "", gone=True))
    return answer


def _brought(request: Asked, name: str) -> str | None:
    return cookie_of(request.headers.get("cookie", ""), cookie_name(name, request.url.scheme))


def _cookie(request: Asked, name: str, value: str, *, gone: bool = False) -> Cookie:
    return Cookie(
        key=cookie_name(name, request.url.scheme),
        value=value,
        path="/",
        httponly=True,
        samesite="lax",  # strict would not come along on the way back from a single sign-on
        secure=request.url.scheme == "https",
        max_age=0 if gone else None,
    )


def _address(request: Asked) -> str:
    return request.client.host if request.client is not None else ""
