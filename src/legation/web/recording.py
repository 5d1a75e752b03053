"""Forms for what a person enters by hand: a move of a thing of the board, something new, the rows of a table."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote as quoted

import msgspec
from litestar import Response, get, post
from litestar.exceptions import HTTPException
from litestar.handlers import HTTPRouteHandler
from litestar.response import Redirect

from legation.app import House
from legation.core.dialogue.ledger import MOVEMENT
from legation.core.dialogue.taking_back import movement_id
from legation.core.errors import RefusedError
from legation.core.marking import Reader
from legation.services.banners import banner_of
from legation.services.boards.board import Row, View
from legation.services.dialogue.rows import Tried
from legation.services.proposals.possible import GIVEN, Possible, possible
from legation.web.asked import Asked, Form, TheHouse, TheReader
from legation.web.overviews import read_day
from legation.web.screens import Screens, board_link, thing_link

_LISTS = frozenset({"posts", "talking_points"})  # fields that hold several, one a line or between commas


class Choice(msgspec.Struct, frozen=True, kw_only=True):
    """What a form offers. fields: names of the fields that any of its moves has use for, each once.

    which: id of the thing whose moves these are; empty for a new one.
    """

    entity: str
    which: str
    moves: tuple[Possible, ...]
    fields: tuple[str, ...]

    def users(self, field: str) -> list[str]:
        """The kinds of the moves that have use for a field."""
        return [move.kind for move in self.moves if field in move.fields]


def decides(request: Asked) -> bool:
    """Whether whoever asks may enter moves, and so is offered them."""
    who = request.scope.get("state", {}).get("who")
    return who is not None and bool(who.may("decide"))


def writes_drafts(request: Asked) -> bool:
    """Whether whoever asks may write drafts, and so is offered to begin one."""
    who = request.scope.get("state", {}).get("who")
    return who is not None and bool(who.may("draft"))


def moves_of(view: View, row: Row | None) -> tuple[Choice, ...]:
    """The moves that a thing of the board, or the dialogue itself, may make now."""
    entity, state = (row.entity, row.state) if row is not None else ("dialogue", view.state)
    moves = possible(entity, state)
    return (Choice(entity=entity, which=row.id if row is not None else view.id, moves=moves, fields=_fields(moves)),)


def new_things() -> tuple[Choice, ...]:
    """The moves by which a thing may come onto a board, by its kind."""
    by_entity = {entity: possible(entity, None) for entity in GIVEN}
    return tuple(Choice(entity=of, which="", moves=moves, fields=_fields(moves)) for of, moves in by_entity.items())


def recording_pages(screens: Screens) -> list[HTTPRouteHandler]:
    """``POST /dialogue/{id}/move``; ``/dialogue/{id}/rows``, where a table is checked, and then entered."""

    @post("/dialogue/{name:str}/move", sync_to_thread=True, opt={"action": "decide"})
    def move(house: TheHouse, reader: TheReader, name: str, data: Form) -> Redirect:
        """Enter the move, and lead to it in the story of its thing."""
        entity, _, verb = data.get("move", "").partition(".")
        about, fields = _about(data), _given(data)
        if not entity or not verb:
            raise HTTPException(status_code=400)
        if not about:
            raise RefusedError("something new needs a name", "say in the text what it is, or quote the words that do")
        said: dict[str, Any] = {"mrn": data.get("telegram", "").strip() or None, "on": read_day(data.get("on", ""))}
        quote = data.get("quote", "").strip() or None
        if verb == "split":
            parts = [line.strip() for line in data.get("parts", "").splitlines() if line.strip()]
            entered = house.dialogues.split(reader, name, about, parts, **said)[-1]
        elif verb == "merge":
            into = data.get("into", "").strip()
            if not into:
                raise RefusedError("no other one is named", "give the number of the one that it is the same as")
            entered = house.dialogues.merge(reader, name, about, into, quote=quote, **said)
        else:
            entered = house.dialogues.record(
                reader, name, f"{entity}.{verb}", about, quote=quote, fields=fields, **said
            )
        if entity == "dialogue":
            return Redirect(board_link(name), status_code=303)
        # To what was entered, or to what it takes back: a long story would hide it.
        at = fields.get(MOVEMENT) if verb == "undo" else movement_id(entered.draft)
        return Redirect(f"{thing_link(name, entity, entered.draft.about)}#{quoted(str(at))}", status_code=303)

    def rows_shown(
        request: Asked,
        house: House,
        reader: Reader,
        name: str,
        table: str = "",
        *,
        tried: Tried | None = None,
        wrong: RefusedError | None = None,
    ) -> Response[str]:
        view = house.dialogues.view(reader, name)
        marks = [row.marking for row in tried.rows if row.marking] if tried is not None else []
        banner = banner_of([view.banner, *marks])
        return screens.show(request, "rows.html", view=view, table=table, tried=tried, wrong=wrong, banner=banner)

    @get("/dialogue/{name:str}/rows", sync_to_thread=True, opt={"action": "decide"})
    def rows(request: Asked, house: TheHouse, reader: TheReader, name: str) -> Response[str]:
        """Where the rows of a spreadsheet are laid in."""
        return rows_shown(request, house, reader, name)

    @post("/dialogue/{name:str}/rows/check", sync_to_thread=True, status_code=200, opt={"action": "decide"})
    def enter_rows(
        request: Asked, house: TheHouse, reader: TheReader, name: str, data: Form
    ) -> Response[str] | Redirect:
        """Say what would become of the rows; enter them where that was asked, and none is refused."""
        table, enter = data.get("table", ""), bool(data.get("enter"))
        try:
            tried = house.dialogues.record_rows(reader, name, table=table, enter=enter)
        except RefusedError as wrong:
            return rows_shown(request, house, reader, name, table, wrong=wrong)
        if tried.entered:
            return Redirect(board_link(name), status_code=303)
        return rows_shown(request, house, reader, name, table, tried=tried)

    return [move, rows, enter_rows]


def _about(data: Form) -> str:
    """The thing that is moved; of something new what it is, by the first of these that was filled in."""
    said = (data.get(name, "").strip() for name in ("which", "field.text", "field.name", "quote"))
    return next((words for words in said if words), "")


def _fields(moves: tuple[Possible, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for move in moves for name in move.fields))


def _given(data: Form) -> dict[str, Any]:
    """The fields that were filled in."""
    fields: dict[str, Any] = {}
    for name, value in data.items():
        if name.startswith("field.") and value.strip():
            key = name.removeprefix("field.")
            several = [part.strip() for part in value.replace(",", "\n").splitlines() if part.strip()]
            fields[key] = several if key in _LISTS else value.strip()
    return fields
