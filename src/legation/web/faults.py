"""When something is wrong: one page that says what, and what to do, and never quotes a telegram."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from typing import Any, TypeAlias
from urllib.parse import unquote

from litestar import Response
from litestar.exceptions import HTTPException

from legation.core.errors import LegationError, NotFoundError
from legation.faults import logged, problem, status_of
from legation.web.asked import Asked
from legation.web.screens import Screens, board_link, draft_link, telegram_link

Handler: TypeAlias = Callable[[Asked, Any], Response[Any]]

_LOG = logging.getLogger("legation.web")

_SAYS = {
    400: (
        "The desk cannot read that address or form",
        "Go back and correct it, or begin again from the desk.",
    ),
    403: (
        "The form is from before the desk was started, or from another page",
        "Nothing was changed. Go back, where what you wrote stands still, and copy it; load that page again, sign in "
        "if you are asked to, and repeat what you did.",
    ),
    404: ("There is no such page", "Check the address, or begin again from the desk."),
    405: ("That address takes no such request", "Begin again from the desk."),
    413: (
        "What was sent is too large",
        "Send less at once, or take large files in with `legation ingest`. Nothing was changed.",
    ),
    421: (
        "The desk does not answer to this name",
        "Use the address that the desk printed when it was started.",
    ),
}
_LISTS = {"dialogue": "/#dialogues", "draft": "/drafts", "gap": "/gaps", "saved": "/saved", "webhook": "/hooks"}
"""Where the list is that names a thing, by its kind."""
_BELOW = (
    (re.compile(r"/(?:telegram|thread|route)/([^/]{1,200})/."), "To the telegram", telegram_link),
    (re.compile(r"/draft/([^/]{1,200})/."), "To the draft", draft_link),
    (re.compile(r"/dialogue/([^/]{1,200})/."), "To the board", board_link),
)
"""Addresses below the page of a thing, the way back to it in words, and its link."""
_NAME = re.compile(r"[A-Za-z_][\w ()-]{0,60}")
_INTERNAL = (
    "The desk failed at this",
    "Go back and try again; if it fails again, report what you did. The archive is safe.",
)


def fault_handlers(screens: Screens) -> dict[int | type[Exception], Handler]:
    """Handlers for the house's errors, for those of HTTP, and for whatever else goes wrong."""

    def show(
        request: Asked,
        status: int,
        what: str,
        do: str,
        lists: str = "",
        back: tuple[str, str] | None = None,
        *,
        stale: bool = False,
    ) -> Response[Any]:
        if request.url.path.endswith(".json"):  # who asks for data reads data
            return problem(status, what, do)
        part = bool(request.headers.get("hx-request"))
        # A part of a page is not replaced by a fault; the fault is said where the page says such things, and the page
        # keeps its title.
        headers = {"HX-Retarget": "#notice", "HX-Reswap": "innerHTML", "HX-Reselect": ".fault"} if part else {}
        if stale:  # the script of a page gets itself another token, and sends again what was written
            headers["legation-form"] = "stale"
        return screens.show(
            request,
            "fault_said.html" if part else "fault.html",
            status=status,
            headers=headers,
            heading=what.removesuffix("."),
            do=do,
            lists=lists,
            back=back,
            status_code=status,
        )

    def of_the_house(request: Asked, error: LegationError) -> Response[Any]:
        lists = _LISTS.get(error.kind, "") if isinstance(error, NotFoundError) else ""
        # What is refused below the page of a thing leads back to it; to what is not there nothing leads.
        back = None if isinstance(error, NotFoundError) else _way_back(request.url.path)
        return show(request, status_of(error), _sentence(error.what), _sentence(error.do), lists, back)

    def of_http(request: Asked, error: HTTPException) -> Response[Any]:
        # The words of the error may quote what was sent: they are not shown.
        status = error.status_code
        what, do = _SAYS.get(status, _SAYS[400] if status < 500 else _INTERNAL)
        keys = [str(one.get("key", "")) for one in error.extra] if isinstance(error.extra, list) else []
        if status == 400 and keys and all(_NAME.fullmatch(key) for key in keys):
            what = f"The desk cannot read what stands for {', '.join(keys)}"
        return show(request, status, what, do, stale=status == 403)

    def of_the_program(request: Asked, error: Exception) -> Response[Any]:
        _LOG.error("%s", logged(error))
        return show(request, 500, *_INTERNAL)

    return {LegationError: of_the_house, HTTPException: of_http, Exception: of_the_program}


def _way_back(path: str) -> tuple[str, str] | None:
    """To the thing below whose page this address is: in words, and as a link."""
    for below, says, link in _BELOW:
        if (found := below.match(path)) is not None:
            return says, link(unquote(found[1]))
    return None


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:] + ("" if words.endswith((".", "?", "!")) else ".")
