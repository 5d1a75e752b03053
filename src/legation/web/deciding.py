"""What waits for a decision on a board, and the forms that decide it: open a dialogue, accept, amend and reject."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from litestar import Response, get, post
from litestar.exceptions import HTTPException
from litestar.handlers import HTTPRouteHandler
from litestar.response import Redirect

from legation.app import House
from legation.core.dialogue.ledger import Entry
from legation.core.dialogue.taking_back import movement_id
from legation.core.errors import RefusedError
from legation.core.marking import Reader
from legation.services.banners import MARKING, banner_of
from legation.services.proposals.acceptance import Proposed, chosen
from legation.services.sheets import proposal_sheet
from legation.storage.records import listing_of
from legation.web.archive import as_json
from legation.web.asked import Asked, Form, TheHouse, TheReader
from legation.web.overviews import as_csv, read_day
from legation.web.proposing import changed_values, kinds_of, proposal_values, shown_in, spoken_of, undecided
from legation.web.screens import Screens, telegram_link, view_link


def deciding_pages(screens: Screens) -> list[HTTPRouteHandler]:
    """``/dialogue/{id}/proposals``, also as ``.json`` and ``.csv``, and where its forms lead."""

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
        entered = house.dialogues.accept(
            reader, name, telegram, None if which == "all" else which, shown=shown_in(data)
        )
        return _answer(screens, request, house, reader, name, telegram, which, entered, several=_several(data))

    @post("/dialogue/{name:str}/amend", sync_to_thread=True)
    def amend(request: Asked, house: TheHouse, reader: TheReader, name: str, data: Form) -> Response[Any]:
        telegram, which = _said(data, "telegram"), _said(data, "proposal")
        one = _proposal(house.dialogues.proposals(reader, telegram, name), which)
        changed = changed_values(one, data)
        entered = house.dialogues.amend(reader, name, telegram, which, changed, shown=shown_in(data))
        return _answer(screens, request, house, reader, name, telegram, which, entered, several=_several(data))

    @post("/dialogue/{name:str}/reject", sync_to_thread=True)
    def reject(request: Asked, house: TheHouse, reader: TheReader, name: str, data: Form) -> Response[Any]:
        telegram, which = _said(data, "telegram"), _said(data, "proposal")
        reason = data.get("reason", "").strip()
        if not reason:
            raise RefusedError("a rejection needs its reason", "say in a few words why it is not one")
        house.dialogues.reject(reader, name, telegram, which, reason)
        return _answer(screens, request, house, reader, name, telegram, which, several=_several(data))

    @post("/dialogue/{name:str}/reconsider", sync_to_thread=True)
    def reconsider(request: Asked, house: TheHouse, reader: TheReader, name: str, data: Form) -> Response[Any]:
        """Take a rejection back; the proposal waits for a decision again."""
        telegram, which = _said(data, "telegram"), _said(data, "proposal")
        house.dialogues.reconsider(reader, name, telegram, which)
        return _answer(screens, request, house, reader, name, telegram, which, several=_several(data))

    @post("/dialogue/{name:str}/take-back", sync_to_thread=True)
    def take_back(request: Asked, house: TheHouse, reader: TheReader, name: str, data: Form) -> Response[Any]:
        """Take back what accepting a proposal entered, the last first; it waits for a decision again."""
        telegram, which = _said(data, "telegram"), _said(data, "proposal")
        house.dialogues.take_back(reader, name, _named_in(_said(data, "movements")))
        return _answer(screens, request, house, reader, name, telegram, which, several=_several(data))

    return [proposals, proposals_json, proposals_csv, open_dialogue, accept, amend, reject, reconsider, take_back]


def _said(form: dict[str, str], name: str) -> str:
    given = form.get(name, "").strip()
    if not given:
        raise HTTPException(status_code=400)
    return given


def _several(form: dict[str, str]) -> bool:
    """Whether it was decided on the page of a board's proposals, and not of a telegram's."""
    return form.get("page") == "proposals"


def _proposal(proposals: Sequence[Proposed], which: str) -> Proposed:
    return chosen(proposals, which)[0]


def _answer(
    screens: Screens,
    request: Asked,
    house: House,
    reader: Reader,
    dialogue: str,
    telegram: str,
    which: str,
    entered: Sequence[Entry] = (),
    *,
    several: bool,
) -> Response[Any]:
    """The proposal as it now stands, to a page that asks for the part; else the way back to the telegram.

    entered: what the decision entered, which can be taken back there as long as the page stands.
    """
    if which == "all":
        return _to(telegram_link(telegram, "proposals", dialogue=dialogue))
    proposals = house.dialogues.proposals(reader, telegram, dialogue)
    one = _proposal(proposals, which)
    if request.headers.get("hx-request") is None and several:
        return _to(view_link(dialogue, "proposals"))
    if request.headers.get("hx-request") is None:
        return _to(telegram_link(telegram, f"proposal-{one.fingerprint}", dialogue=dialogue))
    # A program that takes the part alone is told by the header.
    over = banner_of(spoken_of([one]), [listing_of(record) for record in house.reading.versions(reader, telegram)])
    return screens.show(
        request,
        "proposal.html",
        headers={MARKING: over} if over else None,
        banner=over,
        alone=True,
        one=one,
        name=telegram,
        dialogue=dialogue,
        values=proposal_values,
        kinds=kinds_of(house, reader, dialogue, [one]),
        several=several,
        back=_back(entered),
        undecided=None if several else undecided(proposals),
    )


def _back(entered: Sequence[Entry]) -> str | None:
    """By which what was entered is taken back: of each move its name, the kind of its thing and the thing.

    None where nothing was, and for what tells of the dialogue itself, of which the beginning is not taken back.
    """
    if any(one.entity == "dialogue" for one in entered):
        return None
    return ";".join(f"{movement_id(one.draft)} {one.entity} {one.draft.about}" for one in entered) or None


def _named_in(movements: str) -> list[tuple[str, str, str]]:
    """Inverse of ``_back``."""
    found = []
    for one in movements.split(";"):
        movement, _, about = one.partition(" ")
        kind, _, thing = about.partition(" ")
        found.append((movement, kind, thing))
    return found


def _to(path: str) -> Redirect:
    return Redirect(path, status_code=303)
