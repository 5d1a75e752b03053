"""The sheet on which a draft is written, beside what the rules say of it; its copies, its changes and its marking.

Every press of a button on the sheet keeps the text as it then stands, and is a version of the draft; a text that is
the same as before is not kept again.
"""

from __future__ import annotations

from typing import Any

import msgspec
from litestar import Response, get, post
from litestar.exceptions import HTTPException
from litestar.handlers import HTTPRouteHandler
from litestar.response import Redirect

from legation.app import House
from legation.core.clearing import Standing
from legation.core.dialogue.board import Thing
from legation.core.draft import Draft
from legation.core.errors import NotFoundError, QueryError, RefusedError
from legation.core.marking import Reader
from legation.core.precedence import RANKS
from legation.services.banners import banner_of
from legation.services.drafts.answering import as_cited
from legation.services.drafts.shown import Shown
from legation.services.search.finding import Found
from legation.tables.clearing import clearing_moves
from legation.tables.marking_rows import level_names
from legation.web.asked import Asked, Form, TheHouse, TheReader, TheWho
from legation.web.draft_form import draft_in, fields_of_draft, moved
from legation.web.drafts import to_draft
from legation.web.screens import Screens

_HITS = 8
"""Telegrams offered as references."""
_ROOM = {"to": 2, "info": 2, "p": 2}
"""Empty rows of the sheet, to write on in."""
_LARGEST_SHEET_BYTES = 3_000_000
"""Of a form as it is sent, where a sign outside the alphabet takes three bytes and more."""
COPIES = {"text": "Transmission copy", "delivered": "Delivered copy", "mail": "Mail", "json": "JSON"}
"""Forms in which a draft can be looked at, with what each is called."""
_MOVES = ("clear", "refuse", "approve", "release", "withdraw")

_NEXT = {
    "drafted": "somebody who did not write it clears it, for an office.",
    "cleared": "another office clears it, or an approver who did not write it approves it.",
    "approved": "an approver releases it; it gets its number then, and waits to be sent.",
}
"""What comes next of a draft, by its state."""


def composing_pages(screens: Screens) -> list[HTTPRouteHandler]:
    """``/draft/{name}`` and what is written there."""
    writes = {"action": "draft"}

    @get("/draft/{name:str}", sync_to_thread=True)
    def draft(
        request: Asked, house: TheHouse, reader: TheReader, who: TheWho, name: str, find: str = ""
    ) -> Response[str]:
        shown = house.clearing.show(reader, name)
        found, wrong = _found(house, reader, find)
        of_found = _over(found)
        return screens.show(
            request,
            "draft.html",
            **_told(shown, who, saved=True),
            begun_from=_origin(house, reader, shown.standing),
            log=house.clearing.log(reader, shown.standing.id),
            fields=fields_of_draft(shown.draft),
            room=_ROOM,
            precedences=tuple(RANKS),
            levels=level_names(),
            find=find,
            found=found,
            titles=house.titles.instead(reader, [hit.listing for hit in found.hits]) if found else {},
            wrong=wrong,
            as_cited=as_cited,
            of_found=of_found,
            banner=banner_of([shown.banner, *([of_found] if of_found else [])]),
        )

    @get("/drafts/references", sync_to_thread=True, opt=writes)
    def references(request: Asked, house: TheHouse, reader: TheReader, find: str = "") -> Response[str]:
        """Telegrams that a search finds, each with a button that makes it a reference."""
        found, wrong = _found(house, reader, find)
        over = _over(found)
        return screens.show(
            request,
            "draft_references.html",
            find=find,
            found=found,
            titles=house.titles.instead(reader, [hit.listing for hit in found.hits]) if found else {},
            wrong=wrong,
            as_cited=as_cited,
            of_found=over,
            banner=over,
        )

    @post("/draft/{name:str}/save", sync_to_thread=True, opt=writes, request_max_body_size=_LARGEST_SHEET_BYTES)
    def save(
        request: Asked, house: TheHouse, reader: TheReader, who: TheWho, name: str, data: Form
    ) -> Response[str] | Redirect:
        before = house.clearing.show(reader, name)
        text = _filled(house, draft_in(data, before.draft))
        text, place = _done(house, reader, before.standing.id, text, data.get("do", ""))
        if text != before.draft:
            house.clearing.change(reader, before.standing.id, text, over=data.get("over") or None)
        if request.headers.get("hx-request"):
            shown = house.clearing.show(reader, before.standing.id)
            return screens.show(
                request,
                "draft_beside.html",
                **{**_told(shown, who, saved=True), "part": True},
                log=house.clearing.log(reader, before.standing.id),
                banner=shown.banner,
            )
        find = data.get("find", "").strip()
        if find and place in ("", "references"):
            return to_draft(before.standing.id, "references", find=find)
        return to_draft(before.standing.id, place)

    @post("/draft/{name:str}/check", sync_to_thread=True, opt=writes, request_max_body_size=_LARGEST_SHEET_BYTES)
    def check(request: Asked, house: TheHouse, reader: TheReader, who: TheWho, name: str, data: Form) -> Response[str]:
        """What stands beside a text that is being written; nothing is kept."""
        kept = house.clearing.version(reader, name)
        text = _filled(house, draft_in(data, kept))
        shown = house.clearing.weigh(reader, name, text)
        return screens.show(
            request,
            "draft_beside.html",
            **{**_told(shown, who, saved=text == kept), "part": True, "over": data.get("over", "")},
            banner=shown.banner,
        )

    @get("/draft/{name:str}/copy/{form:str}", sync_to_thread=True)
    def copy(request: Asked, house: TheHouse, reader: TheReader, name: str, form: str) -> Response[str]:
        shown = house.clearing.show(reader, name)
        wrong = text = None
        try:
            text = house.clearing.rendered(reader, shown.standing.id, form)
        except RefusedError as fault:
            if form not in COPIES:
                raise
            wrong = fault
        return screens.show(
            request,
            "draft_copy.html",
            standing=shown.standing,
            form=form,
            copies=COPIES,
            text=text,
            wrong=wrong,
            banner=shown.banner,
        )

    @get("/draft/{name:str}/diff", sync_to_thread=True)
    def diff(
        request: Asked,
        house: TheHouse,
        reader: TheReader,
        name: str,
        before: str = "",
        after: str = "",
        whole: str = "",
    ) -> Response[str]:
        found = house.clearing.difference(reader, name, before, after)
        return screens.show(
            request,
            "draft_diff.html",
            standing=found.standing,
            found=found,
            whole=bool(whole),
            banner=found.banner,
        )

    @get("/draft/{name:str}/marks", sync_to_thread=True, opt=writes)
    def marks(request: Asked, house: TheHouse, reader: TheReader, who: TheWho, name: str) -> Response[str]:
        """What the marking engine would fill in, and why."""
        shown = house.clearing.show(reader, name)
        marked = house.deriving.mark(reader, shown.draft)
        return screens.show(
            request,
            "draft_marks.html",
            standing=shown.standing,
            marked=marked,
            before=shown.draft,
            same=marked.draft == shown.draft,
            editable=_editable(shown, who),
            banner=banner_of([shown.banner, marked.banner]),
        )

    @post("/draft/{name:str}/mark", sync_to_thread=True, opt=writes)
    def mark(house: TheHouse, reader: TheReader, name: str, data: Form) -> Redirect:
        shown = house.clearing.show(reader, name)
        marked = house.deriving.mark(reader, shown.draft)
        if marked.draft != shown.draft:
            house.clearing.change(reader, shown.standing.id, marked.draft, over=data.get("over") or None)
        return to_draft(shown.standing.id)

    return [draft, references, save, check, copy, diff, marks, mark]


def _editable(shown: Shown, who: Any) -> bool:
    return bool(who.may("draft") and "change" in shown.can)


def _told(shown: Shown, who: Any, *, saved: bool) -> dict[str, Any]:
    """What the page and the part of it beside the sheet both show. saved: whether the text is the one that is kept."""
    rules = clearing_moves().rules
    # The owner of a directory notes what others did, as for a clearance by telephone.
    can = shown.can if who.reader.owner else shown.yours
    return {
        "shown": shown,
        "standing": shown.standing,
        "against": tuple(dict.fromkeys(one.office for one in shown.standing.refusals if one.counts)),
        "seen": len(shown.standing.refusals),
        "moves": [verb for verb in _MOVES if verb in can and who.may(rules[verb].action)] if saved else [],
        "editable": _editable(shown, who),
        "notes_for_others": who.reader.owner,
        "saved": saved,
        "over": shown.standing.text,
        "copies": COPIES,
        "next_step": _NEXT,
        "says": {f"draft.{verb}": move.says for (_, verb), move in clearing_moves().moves.moves.items()},
        "part": False,
    }


def _origin(house: House, reader: Reader, standing: Standing) -> Thing | None:
    """The thing of a board that a draft was begun from, or what that was merged into; None where none is to be seen."""
    if standing.drawn is None:
        return None
    try:
        board = house.dialogues.board(reader, standing.drawn.dialogue)
    except NotFoundError:
        return None
    about = standing.drawn.about
    return board.things.get(board.merged.get(about, about))


def _filled(house: House, text: Draft) -> Draft:
    """The text with the post of its originator, where none is named."""
    if text.post is None and text.from_.plad is not None:
        return msgspec.structs.replace(text, post=house.posts.key_of_plad(text.from_.plad))
    return text


def _done(house: House, reader: Reader, name: str, text: Draft, do: str) -> tuple[Draft, str]:
    """The text after a button of the sheet was pressed, and the place of the page that is looked at then."""
    did, _, which = do.partition(":")
    match did:
        case "" | "save":
            return text, ""
        case "find":
            return text, "references"
        case "cite":
            return msgspec.structs.replace(text, references=(*text.references, as_cited(which))), "references"
        case "up" | "down" if which.isascii() and which.isdecimal() and len(which) < 5:
            by = -1 if did == "up" else 1
            return moved(text, int(which), by), f"p{int(which) + by}"
        case "mend":
            rule, *at = which.split(":")
            numbers = [int(n) if n.isascii() and n.isdecimal() and len(n) < 5 else None for n in (*at, "", "")]
            paragraph, place = numbers[:2]
            better, _ = house.clearing.mend(reader, name, text, rule=rule, paragraph=paragraph, place=place or 1)
            return better, "checked"
    raise HTTPException(status_code=400)


def _found(house: House, reader: Reader, find: str) -> tuple[Found | None, QueryError | None]:
    if not find.strip():
        return None, None
    try:
        return house.finding.search(reader, find.strip(), limit=_HITS), None
    except QueryError as wrong:
        return None, wrong


def _over(found: Found | None) -> str | None:
    """Banner words over the hits together."""
    return banner_of([], [hit.listing for hit in found.hits]) if found is not None else None
