"""The page of a dialogue: what stands on its board, by turn, on any day; and the dialogues that a name may mean."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, TypeAlias

from litestar import Response, get
from litestar.handlers import HTTPRouteHandler
from litestar.params import Parameter

from legation.core.dialogue.board import Turn
from legation.services.banners import banner_of
from legation.services.boards.board import ENTITIES, Row, View
from legation.services.sheets import board_sheet
from legation.web.archive import as_json
from legation.web.asked import Asked, TheHouse, TheReader
from legation.web.overviews import PAGE, as_csv, page_of, read_day
from legation.web.proposing import OFFERED
from legation.web.recording import decides, new_things
from legation.web.screens import Screens

TURNS: tuple[Turn, ...] = ("mine", "waiting", "watching", "closed")
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
    """``/dialogue/{id}``, also as ``.json`` and ``.csv``, and the names of dialogues while one is typed."""

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
        only: Any = {
            "overdue": bool(overdue),
            "stalled": int(stalled) if stalled.isascii() and stalled.isdecimal() and len(stalled) < 6 else None,
            "moved_since": read_day(moved_since),
        }
        wanted = next((one for one in TURNS if one == turn), None)
        if name.endswith(".json"):
            return as_json(house.dialogues.view(reader, name.removesuffix(".json"), day, turn=wanted, **only))
        if name.endswith(".csv"):
            return as_csv(
                board_sheet(house.dialogues.view(reader, name.removesuffix(".csv"), day, turn=wanted, **only))
            )
        view = house.dialogues.view(reader, name, day, **only)  # of every turn, for the page says how many each has
        sections = _sections(view, wanted or "")
        number, pages = page_of(page, sum(len(rows) for _, _, rows in sections))
        return screens.show(
            request,
            "board.html",
            view=view,
            turn=wanted or "",
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

    @get("/suggest/dialogues", sync_to_thread=True)
    def suggest(
        request: Asked,
        house: TheHouse,
        reader: TheReader,
        typed: Annotated[str, Parameter(query="dialogue")] = "",
    ) -> Response[str]:
        """The dialogues that what was typed may mean."""
        found = house.dialogues.named(reader, typed, limit=OFFERED)
        banner = banner_of(one.marking for one in found)
        return screens.show(request, "suggest_dialogues.html", dialogues=found, banner=banner)

    return [board, suggest]


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


def _sections(view: View, turn: str) -> list[BoardPart]:
    """Kind, heading and rows of each part of the board that has any; objectives always."""
    kinds = [*ENTITIES, *dict.fromkeys(row.entity for row in view.rows if row.entity not in ENTITIES)]
    found = [(kind, [row for row in view.of(kind) if turn in ("", row.turn)]) for kind in kinds]
    return [(kind, _PLURAL.get(kind, kind.capitalize()), rows) for kind, rows in found if rows or kind == "objective"]
