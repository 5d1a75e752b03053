"""The page of one thing of a board: its story, the moves that its state allows, and the drafts begun from it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from litestar import Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.response import Redirect

from legation.core.marking import Marking
from legation.services.banners import banner_of
from legation.services.boards.board import Row, View
from legation.services.boards.telling import Told
from legation.services.briefs.documents import FORMS
from legation.services.drafts.composing import purposes_of
from legation.services.proposals.possible import RELATIONS
from legation.services.sheets import story_sheet
from legation.tables.banners import level_of
from legation.tables.composing import THINGS
from legation.web.archive import as_json
from legation.web.asked import Asked, Form, TheHouse, TheReader
from legation.web.briefs import as_document
from legation.web.overviews import as_csv, read_day
from legation.web.recording import decides, moves_of, writes_drafts
from legation.web.screens import Screens, draft_link


def story_pages(screens: Screens) -> list[HTTPRouteHandler]:
    """``/dialogue/{id}/{entity}/{which}``, as ``.json``, ``.csv`` or a document too; the form that begins a draft."""

    @get("/dialogue/{name:str}/{entity:str}/{which:str}", sync_to_thread=True)
    def story(
        request: Asked,
        house: TheHouse,
        reader: TheReader,
        name: str,
        entity: str,
        which: str,
        as_of: str = "",
    ) -> Response[Any]:
        day = read_day(as_of)
        form = next((one for one in (".csv", *(f".{kind}" for kind in FORMS)) if which.endswith(one)), "")
        which = which.removesuffix(form)
        view = house.dialogues.view(reader, name, day)
        about = house.dialogues.thing(reader, name, entity, which, day) if entity != "dialogue" else name
        row = next((row for row in view.rows if row.id == about), None)
        if form not in ("", ".json", ".csv"):
            return as_document(
                house.dialogues.story_brief(reader, name, about, day), form[1:], f"{name}-{entity}-{which}"
            )
        told = house.dialogues.story(reader, name, about, day)
        if form == ".csv":
            return as_csv(story_sheet(view, told))
        if form == ".json":
            return as_json(
                {
                    "dialogue": view.id,
                    "banner": _story_banner(view, [row] if row else [], told),
                    "about": row,
                    "story": told,
                }
            )
        own = [one.movement.fields for one in told if row is None or one.movement.about == row.id]
        begun = house.composing.drafts(reader, name, about) if row and not day and entity in THINGS else []
        linked = [r for r in view.rows if r.objective == row.number] if row and entity == "objective" else []
        held = house.overviews.meetings(reader, name, day) if row and entity == "meeting" else []
        meeting = next((one for one in held if row and one.id == row.id), None)
        return screens.show(
            request,
            "story.html",
            # With what was carried over, which was said at other meetings: all of them are its sources and its marking.
            meeting=meeting,
            view=view,
            row=row,
            told=told,
            linked=linked,
            things={r.id: r for r in view.rows},
            choices=moves_of(view, row) if not day and decides(request) else (),
            drafts=begun,
            purposes=purposes_of(entity, row.state, open_=row.turn != "closed")
            if row and not day and writes_drafts(request)
            else [],
            enters=decides(request),
            relations=RELATIONS,
            unknown=list(dict.fromkeys(said for fields in own for said in house.dialogues.unknown_sides(fields))),
            as_of=as_of if day else "",
            banner=_story_banner(
                view,
                [row, *linked] if row else [],
                told,
                [one.standing.access for one in begun],
                [meeting.marking] if meeting is not None and meeting.carried else [],
            ),
        )

    @post("/dialogue/{name:str}/{entity:str}/{which:str}/draft", sync_to_thread=True, opt={"action": "draft"})
    def begin_draft(house: TheHouse, reader: TheReader, name: str, entity: str, which: str, data: Form) -> Redirect:
        """Begin a draft from a thing, and lead to its sheet."""
        about = house.dialogues.thing(reader, name, entity, which)
        made = house.composing.begin(reader, name, about, data.get("purpose", ""))
        return Redirect(draft_link(made.id), status_code=303)

    return [story, begin_draft]


def _story_banner(
    view: View, rows: Sequence[Row], told: Sequence[Told], accesses: Sequence[str] = (), beside: Sequence[str] = ()
) -> str | None:
    """accesses: labels of the drafts that stand beside the story. beside: marks of what else does."""
    marks = [view.marking, *(row.marking for row in rows), *beside]
    for one in told:
        marks += [one.movement.marking] if one.movement.marking else []
        marks += [quote.marking for quote in one.quotes]
    marks += [level_of(Marking.from_label(access)) for access in accesses]
    return banner_of(marks)
