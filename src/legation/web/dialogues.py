"""Pages of the dialogues: board, story, brief; and what a reader decides about proposals."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import msgspec
from litestar import Response, get, post
from litestar.exceptions import HTTPException
from litestar.handlers import HTTPRouteHandler
from litestar.response import Redirect

from legation.app import House
from legation.core.errors import NotFoundError, RefusedError
from legation.core.marking import Reader
from legation.services.acceptance import Proposed
from legation.services.board import ENTITIES, Filter, Row, View
from legation.services.brief import TITLES as TITLES_OF_BRIEFS
from legation.services.brief import Brief, Kind, to_markdown
from legation.services.dialogue import Told
from legation.services.documents import to_docx, to_pdf
from legation.web.archive import Form, TheHouse, TheReader, as_json
from legation.web.overviews import TITLES, read_day
from legation.web.proposing import changed_values, proposal_values, undecided
from legation.web.screens import Asked, Screens, banner_of, telegram_link

TURNS = ("mine", "waiting", "watching", "closed")
_PLURAL = {
    "objective": "Objectives",
    "position": "Positions",
    "commitment": "Commitments",
    "demarche": "Demarches",
    "meeting": "Meetings",
    "instrument": "Instruments",
    "contact": "Points of contact",
}


def dialogue_pages(screens: Screens) -> list[HTTPRouteHandler]:
    """``/dialogue/{id}`` and what stands under it."""

    @get("/dialogue/{name:str}", sync_to_thread=True)
    def board(
        request: Asked,
        house: TheHouse,
        reader: TheReader,
        name: str,
        turn: str = "",
        as_of: str = "",
        overdue: str = "",
        stalled: str = "",
        moved_since: str = "",
    ) -> Response[Any]:
        day = read_day(as_of)
        only = Filter(
            overdue=bool(overdue),
            stalled=int(stalled) if stalled.isascii() and stalled.isdecimal() and len(stalled) < 6 else None,
            moved_since=read_day(moved_since),
        )
        if name.endswith(".json"):
            return as_json(house.dialogues.view(reader, name.removesuffix(".json"), day, only))
        view = house.dialogues.view(reader, name, day, only)
        wanted = turn if turn in TURNS else ""
        return screens.show(
            request,
            "board.html",
            view=view,
            turn=wanted,
            turns=_turns(view),
            sections=_sections(view, wanted),
            views=TITLES,
            only={"overdue": overdue, "stalled": stalled, "moved_since": moved_since},
            as_of=as_of if day else "",
            banner=view.banner,
        )

    @get("/dialogue/{name:str}/brief", sync_to_thread=True)
    def brief(
        request: Asked,
        house: TheHouse,
        reader: TheReader,
        name: str,
        as_of: str = "",
        kind: str = "scene-setter",
        since: str = "",
    ) -> Response[str]:
        made = _brief(house, reader, name, as_of, kind, since)
        return screens.show(
            request,
            "brief.html",
            brief=made,
            as_of=as_of,
            since=since,
            kinds=TITLES_OF_BRIEFS,
            dialogue=name,
            banner=made.banner,
        )

    @get("/dialogue/{name:str}/{entity:str}/{which:str}", sync_to_thread=True)
    def story(
        request: Asked,
        house: TheHouse,
        reader: TheReader,
        name: str,
        entity: str,
        which: str,
        as_of: str = "",
    ) -> Response[str]:
        day = read_day(as_of)
        view = house.dialogues.view(reader, name, day)
        row = _row(view, entity, which) if entity != "dialogue" else None
        told = [
            one
            for one in house.dialogues.story(reader, name, row.id if row is not None else name)
            if day is None or one.movement.on <= day.isoformat()
        ]
        linked = [r for r in view.rows if r.objective == row.number] if row and entity == "objective" else []
        return screens.show(
            request,
            "story.html",
            view=view,
            row=row,
            told=told,
            linked=linked,
            things={r.id: r for r in view.rows},
            as_of=as_of if day else "",
            banner=_story_banner(view, [row, *linked] if row else [], told),
        )

    return [board, brief, *(_document(form) for form in _DOCUMENTS), story]


_DOCUMENTS: dict[str, tuple[str, Callable[[Brief], bytes]]] = {
    "md": ("text/markdown", lambda brief: to_markdown(brief).encode()),
    "docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", to_docx),
    "pdf": ("application/pdf", to_pdf),
    "json": ("application/json", msgspec.json.encode),
}


def _document(form: str) -> HTTPRouteHandler:
    media_type, write = _DOCUMENTS[form]

    @get(f"/dialogue/{{name:str}}/brief.{form}", sync_to_thread=True)
    def document(
        house: TheHouse, reader: TheReader, name: str, as_of: str = "", kind: str = "scene-setter", since: str = ""
    ) -> Response[bytes]:
        return Response(write(_brief(house, reader, name, as_of, kind, since)), media_type=media_type)

    return document


def _brief(house: House, reader: Reader, name: str, as_of: str, kind: str, since: str) -> Brief:
    if kind not in TITLES_OF_BRIEFS:
        raise HTTPException(status_code=400)
    wanted: Kind = "hand-over" if kind == "hand-over" else "scene-setter"
    return house.dialogues.brief(reader, name, read_day(as_of), kind=wanted, since=read_day(since))


def decisions(screens: Screens) -> list[HTTPRouteHandler]:
    """Forms: open a dialogue, accept, amend and reject what a telegram proposes."""

    @post("/dialogue", sync_to_thread=True)
    def open_dialogue(house: TheHouse, reader: TheReader, data: Form) -> Redirect:
        telegram = _said(data, "telegram")
        parties = [side for side in data.get("parties", "").replace(",", " ").split() if side]
        opened = house.dialogues.open(
            reader,
            telegram,
            title=data.get("title", "").strip() or None,
            ours=data.get("ours", "").strip() or None,
            parties=parties or None,
        )
        return _to(telegram_link(telegram, "proposals", dialogue=opened))

    @post("/dialogue/{name:str}/accept", sync_to_thread=True)
    def accept(request: Asked, house: TheHouse, reader: TheReader, name: str, data: Form) -> Response[Any]:
        telegram, which = _said(data, "telegram"), _said(data, "proposal")
        house.dialogues.accept(reader, name, telegram, None if which == "all" else which)
        return _answer(screens, request, house, reader, name, telegram, which)

    @post("/dialogue/{name:str}/amend", sync_to_thread=True)
    def amend(request: Asked, house: TheHouse, reader: TheReader, name: str, data: Form) -> Response[Any]:
        telegram, which = _said(data, "telegram"), _said(data, "proposal")
        one = _proposal(house.dialogues.proposals(reader, telegram, name), which)
        house.dialogues.amend(reader, name, telegram, which, changed_values(one, data))
        return _answer(screens, request, house, reader, name, telegram, which)

    @post("/dialogue/{name:str}/reject", sync_to_thread=True)
    def reject(request: Asked, house: TheHouse, reader: TheReader, name: str, data: Form) -> Response[Any]:
        telegram, which = _said(data, "telegram"), _said(data, "proposal")
        reason = data.get("reason", "").strip()
        if not reason:
            raise RefusedError("a rejection needs its reason", "say in a few words why it is not one")
        house.dialogues.reject(reader, name, telegram, which, reason)
        return _answer(screens, request, house, reader, name, telegram, which)

    return [open_dialogue, accept, amend, reject]


def _turns(view: View) -> list[tuple[str, int]]:
    """Each turn with how many rows have it."""
    return [(turn, sum(row.turn == turn for row in view.rows)) for turn in TURNS]


def _sections(view: View, turn: str) -> list[tuple[str, str, list[Row]]]:
    """Kind, heading and rows of each part of the board that has any; objectives always."""
    kinds = [*ENTITIES, *dict.fromkeys(row.entity for row in view.rows if row.entity not in ENTITIES)]
    found = [(kind, [row for row in view.of(kind) if turn in ("", row.turn)]) for kind in kinds]
    return [(kind, _PLURAL.get(kind, kind.capitalize()), rows) for kind, rows in found if rows or kind == "objective"]


def _row(view: View, entity: str, which: str) -> Row:
    """The row of a thing by its number or id. Raises NotFoundError."""
    for row in view.of(entity):
        if which in (row.id, str(row.number)):
            return row
    raise NotFoundError(f"{entity} {which}")


def _story_banner(view: View, rows: Sequence[Row], told: Sequence[Told]) -> str | None:
    marks = [view.marking, *(row.marking for row in rows)]
    for one in told:
        marks += [one.movement.marking] if one.movement.marking else []
        marks += [quote.marking for quote in one.quotes]
    return banner_of(marks)


def _said(form: dict[str, str], name: str) -> str:
    given = form.get(name, "").strip()
    if not given:
        raise HTTPException(status_code=400)
    return given


def _proposal(proposals: Sequence[Proposed], which: str) -> Proposed:
    for one in proposals:
        if which in (one.fingerprint, str(one.number)):
            return one
    raise RefusedError("the telegram has no such proposal", "load its page again")


def _answer(
    screens: Screens, request: Asked, house: House, reader: Reader, dialogue: str, telegram: str, which: str
) -> Response[Any]:
    """The proposal as it now stands, to a page that asks for the part; else the way back to the telegram."""
    if which == "all":
        return _to(telegram_link(telegram, "proposals", dialogue=dialogue))
    proposals = house.dialogues.proposals(reader, telegram, dialogue)
    one = _proposal(proposals, which)
    if request.headers.get("hx-request") is None:
        return _to(telegram_link(telegram, f"proposal-{one.number}", dialogue=dialogue))
    return screens.show(
        request,
        "proposal.html",
        one=one,
        name=telegram,
        dialogue=dialogue,
        values=proposal_values,
        undecided=undecided(proposals),
    )


def _to(path: str) -> Redirect:
    return Redirect(path, status_code=303)
