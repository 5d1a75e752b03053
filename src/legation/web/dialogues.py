"""Pages of the dialogues: board, story, brief; and what a reader decides about proposals."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Annotated, Any, TypeAlias

import msgspec
from litestar import Response, get, post
from litestar.exceptions import HTTPException
from litestar.handlers import HTTPRouteHandler
from litestar.params import Parameter
from litestar.response import Redirect

from legation.app import House
from legation.core.errors import NotFoundError, RefusedError
from legation.core.marking import Marking, Reader, audience_of
from legation.services.acceptance import Proposed
from legation.services.banners import MARKING, banner_of
from legation.services.board import ENTITIES, Filter, Row, View
from legation.services.brief import TITLES as TITLES_OF_BRIEFS
from legation.services.brief import Brief, Kind, Section
from legation.services.composing import purposes_of
from legation.services.documents import to_docx, to_markdown, to_pdf
from legation.services.leads import no_leads
from legation.services.recording import RELATIONS
from legation.services.sheets import board_sheet, leads_sheet, proposal_sheet, story_sheet
from legation.services.telling import Told
from legation.storage.records import listing_of
from legation.tables.banners import level_of
from legation.tables.composing import THINGS
from legation.tables.marking_rows import level_names, rank_of
from legation.web.archive import as_json
from legation.web.asked import Asked, Form, TheHouse, TheReader
from legation.web.overviews import PAGE, as_csv, page_of, read_day
from legation.web.proposing import OFFERED, changed_values, proposal_values, spoken_of, undecided
from legation.web.recording import decides, moves_of, new_things, writes_drafts
from legation.web.screens import Screens, draft_link, telegram_link, view_link

TURNS = ("mine", "waiting", "watching", "closed")
BoardPart: TypeAlias = tuple[str, str, list[Row]]
"""Kind, heading and rows of a part of a board."""

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
        page: str = "",
    ) -> Response[Any]:
        day = read_day(as_of)
        only = Filter(
            overdue=bool(overdue),
            stalled=int(stalled) if stalled.isascii() and stalled.isdecimal() and len(stalled) < 6 else None,
            moved_since=read_day(moved_since),
        )
        wanted = turn if turn in TURNS else ""
        if name.endswith(".json"):
            return as_json(house.dialogues.view(reader, name.removesuffix(".json"), day, only))
        if name.endswith(".csv"):
            view = house.dialogues.view(reader, name.removesuffix(".csv"), day, only)
            return as_csv(board_sheet(view, [row for row in view.rows if wanted in ("", row.turn)]))
        view = house.dialogues.view(reader, name, day, only)
        sections = _sections(view, wanted)
        number, pages = page_of(page, sum(len(rows) for _, _, rows in sections))
        return screens.show(
            request,
            "board.html",
            view=view,
            turn=wanted,
            turns=_turns(view),
            sections=_on_page(sections, number),
            page=number,
            pages=pages,
            only={"overdue": overdue, "stalled": stalled, "moved_since": moved_since},
            as_of=as_of if day else "",
            choices=new_things() if not day and number == 1 and decides(request) else (),
            relations=(),
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
        audience: str = "",
        holds: str = "",
        nation: str = "",
        page: str = "",
    ) -> Response[str]:
        asked = {"audience": audience, "holds": holds, "nation": nation}
        made = _brief(house, _audience(reader, **asked), reader, name, as_of, kind, since)
        number, pages = page_of(page, sum(map(_lines, made.sections)))
        sections = _of_brief(made.sections, number)
        told = [made.title, *(line for one in sections for line in (one.title, *one.lines) if line is not None)]
        cited = {cite for line in told for cite in line.cites}
        return screens.show(
            request,
            "brief.html",
            brief=made,
            sections=sections,
            sources=made.sources if pages == 1 else [one for one in made.sources if one.citation in cited],
            page=number,
            pages=pages,
            most=PAGE,
            as_of=as_of,
            since=since,
            kinds=TITLES_OF_BRIEFS,
            levels=[level for level in level_names() if reader.owner or rank_of(level) <= reader.rank],
            own_holds=sorted(reader.holds),
            own_nation=reader.nation,
            owner=reader.owner,
            asked=asked,
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
    ) -> Response[Any]:
        day = read_day(as_of)
        form = next((one for one in (".json", ".csv") if which.endswith(one)), "")
        which = which.removesuffix(form)
        view = house.dialogues.view(reader, name, day)
        about = house.dialogues.thing(reader, name, entity, which, day) if entity != "dialogue" else name
        row = next((row for row in view.rows if row.id == about), None)
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
        return screens.show(
            request,
            "story.html",
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
            banner=_story_banner(view, [row, *linked] if row else [], told, [one.standing.access for one in begun]),
        )

    @post("/dialogue/{name:str}/{entity:str}/{which:str}/draft", sync_to_thread=True, opt={"action": "draft"})
    def begin_draft(house: TheHouse, reader: TheReader, name: str, entity: str, which: str, data: Form) -> Redirect:
        """Begin a draft from a thing, and lead to its sheet."""
        about = house.dialogues.thing(reader, name, entity, which)
        made = house.composing.begin(reader, name, about, data.get("purpose", ""))
        return Redirect(draft_link(made.id), status_code=303)

    @get("/dialogue/{name:str}/proposals", sync_to_thread=True)
    def proposals(
        request: Asked, house: TheHouse, reader: TheReader, name: str, after: str = "", as_of: str = ""
    ) -> Response[str]:
        """What waits for a decision in the telegrams that the board rests on, to be decided where it stands."""
        day = read_day(as_of)
        found = house.dialogues.undecided(reader, name, after=after, as_of=day)
        return screens.show(
            request,
            "proposals.html",
            dialogue=name,
            found=found,
            after=after,
            as_of=as_of if day else "",
            values=proposal_values,
            banner=found.banner,
        )

    @get("/dialogue/{name:str}/proposals.json", sync_to_thread=True)
    def proposals_json(
        house: TheHouse, reader: TheReader, name: str, after: str = "", as_of: str = ""
    ) -> Response[bytes]:
        return as_json(house.dialogues.undecided(reader, name, after=after, as_of=read_day(as_of)))

    @get("/dialogue/{name:str}/proposals.csv", sync_to_thread=True)
    def proposals_csv(house: TheHouse, reader: TheReader, name: str, after: str = "", as_of: str = "") -> Response[str]:
        found = house.dialogues.undecided(reader, name, after=after, as_of=read_day(as_of))
        return as_csv(proposal_sheet(found, name))

    @get("/dialogue/{name:str}/leads", sync_to_thread=True)
    def leads(request: Asked, house: TheHouse, reader: TheReader, name: str, as_of: str = "") -> Response[str]:
        """Telegrams one step away in the citations, from which the board may go on."""
        day = read_day(as_of)
        found = house.dialogues.leads(reader, name, as_of=day)
        return screens.show(
            request,
            "leads.html",
            dialogue=name,
            found=found,
            as_of=as_of if day else "",
            titles=house.titles.instead(reader, [one.telegram for one in found.leads]),
            nothing=no_leads(found),
            banner=found.banner,
        )

    @get("/dialogue/{name:str}/leads.json", sync_to_thread=True)
    def leads_json(house: TheHouse, reader: TheReader, name: str, as_of: str = "") -> Response[bytes]:
        return as_json(house.dialogues.leads(reader, name, as_of=read_day(as_of)))

    @get("/dialogue/{name:str}/leads.csv", sync_to_thread=True)
    def leads_csv(house: TheHouse, reader: TheReader, name: str, as_of: str = "") -> Response[str]:
        found = house.dialogues.leads(reader, name, as_of=read_day(as_of))
        titles = house.titles.instead(reader, [one.telegram for one in found.leads])
        return as_csv(leads_sheet(found, name, titles))

    @get("/suggest/dialogues", sync_to_thread=True)
    def suggest(
        request: Asked,
        house: TheHouse,
        reader: TheReader,
        typed: Annotated[str, Parameter(query="dialogue")] = "",
        over: str = "",
    ) -> Response[str]:
        """The dialogues that what was typed may mean. over: banner words of the page that shows them."""
        found = house.dialogues.named(reader, typed, limit=OFFERED)
        banner = banner_of([*(one.marking for one in found), *([over] if over else [])]) if found else None
        return screens.show(request, "suggest_dialogues.html", dialogues=found, banner=banner)

    return [
        board,
        proposals,
        proposals_json,
        proposals_csv,
        leads,
        leads_json,
        leads_csv,
        brief,
        *(_document(form) for form in _DOCUMENTS),
        story,
        begin_draft,
        suggest,
    ]


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
        house: TheHouse,
        reader: TheReader,
        name: str,
        as_of: str = "",
        kind: str = "scene-setter",
        since: str = "",
        audience: str = "",
        holds: str = "",
        nation: str = "",
    ) -> Response[bytes]:
        asked = _audience(reader, audience, holds, nation)
        made = _brief(house, asked, reader, name, as_of, kind, since)
        file = f"{re.sub('[^A-Za-z0-9-]', '-', name)}-{made.kind}-{made.as_of}.{form}"
        headers = {"content-disposition": f'attachment; filename="{file}"', MARKING: made.banner}
        return Response(write(made), media_type=media_type, headers=headers)

    return document


def _audience(reader: Reader, audience: str, holds: str, nation: str) -> Reader:
    """For whom a brief is: the reader, where no level is named. Raises RefusedError."""
    if not audience:
        return reader
    if audience not in level_names():
        raise RefusedError("there is no such level", "choose one of the list")
    held = frozenset(one for one in (part.strip().upper() for part in holds.split(",")) if one)
    return audience_of(reader, rank_of(audience), held, nation.strip().upper() or None)


def _brief(house: House, audience: Reader, reader: Reader, name: str, as_of: str, kind: str, since: str) -> Brief:
    if kind not in TITLES_OF_BRIEFS:
        raise HTTPException(status_code=400)
    wanted: Kind = "hand-over" if kind == "hand-over" else "scene-setter"
    try:
        return house.dialogues.brief(audience, name, read_day(as_of), kind=wanted, since=read_day(since))
    except NotFoundError:
        house.dialogues.view(reader, name)
        raise RefusedError("that audience may read nothing of this dialogue", "choose a higher level") from None


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
        return _answer(screens, request, house, reader, name, telegram, which, several=_several(data))

    @post("/dialogue/{name:str}/amend", sync_to_thread=True)
    def amend(request: Asked, house: TheHouse, reader: TheReader, name: str, data: Form) -> Response[Any]:
        telegram, which = _said(data, "telegram"), _said(data, "proposal")
        one = _proposal(house.dialogues.proposals(reader, telegram, name), which)
        house.dialogues.amend(reader, name, telegram, which, changed_values(one, data))
        return _answer(screens, request, house, reader, name, telegram, which, several=_several(data))

    @post("/dialogue/{name:str}/reject", sync_to_thread=True)
    def reject(request: Asked, house: TheHouse, reader: TheReader, name: str, data: Form) -> Response[Any]:
        telegram, which = _said(data, "telegram"), _said(data, "proposal")
        reason = data.get("reason", "").strip()
        if not reason:
            raise RefusedError("a rejection needs its reason", "say in a few words why it is not one")
        house.dialogues.reject(reader, name, telegram, which, reason)
        return _answer(screens, request, house, reader, name, telegram, which, several=_several(data))

    return [open_dialogue, accept, amend, reject]


def _turns(view: View) -> list[tuple[str, int]]:
    """Each turn with how many rows have it."""
    return [(turn, sum(row.turn == turn for row in view.rows)) for turn in TURNS]


def _on_page(sections: Sequence[BoardPart], number: int) -> list[tuple[str, str, list[Row], int]]:
    """The rows of a page, each section with how many it has in all; a section that has none of them is left out."""
    first, told, at = (number - 1) * PAGE, [], 0
    for kind, heading, rows in sections:
        shown = rows[max(first - at, 0) : max(first + PAGE - at, 0)]
        if shown or not rows:
            told.append((kind, heading, shown, len(rows)))
        at += len(rows)
    return told


def _lines(section: Section) -> int:
    """Lines of a section of a brief, its heading among them."""
    return len(section.lines) + 1


def _of_brief(sections: Sequence[Section], number: int) -> list[Section]:
    """The lines of a page; a section that is cut has its heading on each."""
    first, told, at = (number - 1) * PAGE, [], 0
    for section in sections:
        begin, end = max(first - at, 0), max(first + PAGE - at, 0)
        if begin < _lines(section) and end:
            told.append(msgspec.structs.replace(section, lines=section.lines[max(begin - 1, 0) : max(end - 1, 0)]))
        at += _lines(section)
    return told


def _sections(view: View, turn: str) -> list[BoardPart]:
    """Kind, heading and rows of each part of the board that has any; objectives always."""
    kinds = [*ENTITIES, *dict.fromkeys(row.entity for row in view.rows if row.entity not in ENTITIES)]
    found = [(kind, [row for row in view.of(kind) if turn in ("", row.turn)]) for kind in kinds]
    return [(kind, _PLURAL.get(kind, kind.capitalize()), rows) for kind, rows in found if rows or kind == "objective"]


def _story_banner(view: View, rows: Sequence[Row], told: Sequence[Told], accesses: Sequence[str] = ()) -> str | None:
    """accesses: labels of the drafts that stand beside the story."""
    marks = [view.marking, *(row.marking for row in rows)]
    for one in told:
        marks += [one.movement.marking] if one.movement.marking else []
        marks += [quote.marking for quote in one.quotes]
    marks += [level_of(Marking.from_label(access)) for access in accesses]
    return banner_of(marks)


def _said(form: dict[str, str], name: str) -> str:
    given = form.get(name, "").strip()
    if not given:
        raise HTTPException(status_code=400)
    return given


def _several(form: dict[str, str]) -> bool:
    """Whether it was decided on the page of a board's proposals, and not of a telegram's."""
    return form.get("page") == "proposals"


def _proposal(proposals: Sequence[Proposed], which: str) -> Proposed:
    for one in proposals:
        if which in (one.fingerprint, str(one.number)):
            return one
    raise RefusedError("the telegram has no such proposal", "load its page again")


def _answer(
    screens: Screens,
    request: Asked,
    house: House,
    reader: Reader,
    dialogue: str,
    telegram: str,
    which: str,
    *,
    several: bool,
) -> Response[Any]:
    """The proposal as it now stands, to a page that asks for the part; else the way back to the telegram."""
    if which == "all":
        return _to(telegram_link(telegram, "proposals", dialogue=dialogue))
    proposals = house.dialogues.proposals(reader, telegram, dialogue)
    one = _proposal(proposals, which)
    if request.headers.get("hx-request") is None and several:
        return _to(view_link(dialogue, "proposals"))
    if request.headers.get("hx-request") is None:
        return _to(telegram_link(telegram, f"proposal-{one.number}", dialogue=dialogue))
    # A part has no banner of its own: the page has it. A program that takes the part alone is told by the header.
    over = banner_of(spoken_of([one]), [listing_of(record) for record in house.reading.versions(reader, telegram)])
    return screens.show(
        request,
        "proposal.html",
        headers={MARKING: over} if over else None,
        one=one,
        name=telegram,
        dialogue=dialogue,
        values=proposal_values,
        several=several,
        undecided=None if several else undecided(proposals),
    )


def _to(path: str) -> Redirect:
    return Redirect(path, status_code=303)
