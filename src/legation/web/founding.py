"""The page of a dialogue that several telegrams propose together: chosen, shown with its evidence, and opened."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from litestar import Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import Parameter
from litestar.response import Redirect

from legation.app import House
from legation.core.accounts import Who
from legation.core.errors import NotFoundError, QueryError, RefusedError
from legation.core.marking import Reader
from legation.services.banners import banner_of
from legation.services.dialogue.founding import Item, ProposedDialogue
from legation.services.proposals.acceptance import Proposed
from legation.web.archive import as_json
from legation.web.asked import Asked, Form, TheHouse, TheReader, TheWho
from legation.web.proposing import proposal_values, spoken_of
from legation.web.screens import Screens, board_link

Chosen = Annotated[list[str] | None, Parameter(query="telegram")]

IN_A_LINK = 100
"""Telegrams that a link names; more are sent. A proxy takes addresses of some eight thousand signs, a hash has 64."""


def founding_pages(screens: Screens) -> list[HTTPRouteHandler]:
    """``/propose``, its ``.json``, and the form that opens what is proposed."""

    def shown(
        request: Asked,
        house: House,
        reader: Reader,
        who: Who,
        chosen: Sequence[str],
        asked: Mapping[str, str],
    ) -> Response[str]:
        """The page of what ``chosen`` proposes. asked: ``more``, ``q``, and what is said in the telegrams' place."""
        more, q = asked.get("more", ""), asked.get("q", "")
        said = {name: asked.get(name, "") for name in ("title", "ours", "parties")}
        mrns = [*chosen, *_listed(more)]
        made: ProposedDialogue | None = None
        wrong: RefusedError | QueryError | NotFoundError | None = None
        stands, left, standing = False, [], {}
        if mrns or q.strip():
            try:
                made = house.founding.propose(reader, mrns, q, **_asked(said))
            except (RefusedError, QueryError, NotFoundError) as fault:
                wrong = fault  # said on the page, which keeps its form and what was typed
        if made is not None:
            stands = house.dialogues.stands(reader, made.board.id)
            left = [item for item in made.items if item.thing is None and item.kind != "dialogue"]
            standing = _standing(house, reader, made.board.id, left) if stands and who.may("decide") else {}
        return screens.show(
            request,
            "propose.html",
            status=404 if isinstance(wrong, NotFoundError) else 200,
            made=made,
            wrong=wrong,
            in_a_link=IN_A_LINK,
            telegrams=made.telegrams if made else mrns if wrong is None else chosen,
            typed=more.strip() if wrong else "",
            q="" if made else q,
            stands=stands,
            opens=who.may("decide"),
            said=said,
            left=left,
            standing=standing,
            values=proposal_values,
            can_enter=_can_enter,
            banner=banner_of([made.banner, *spoken_of(list(standing.values()))]) if made else None,
        )

    @get("/propose", sync_to_thread=True)
    def propose(
        request: Asked,
        house: TheHouse,
        reader: TheReader,
        who: TheWho,
        chosen: Chosen = None,
        more: str = "",
        q: str = "",
        title: str = "",
        ours: str = "",
        parties: str = "",
    ) -> Response[str]:
        asked = {"more": more, "q": q, "title": title, "ours": ours, "parties": parties}
        return shown(request, house, reader, who, chosen or [], asked)

    @post("/propose/many", sync_to_thread=True, opt={"action": "read"})
    def propose_many(request: Asked, house: TheHouse, reader: TheReader, who: TheWho, data: Form) -> Response[str]:
        """The same page for more telegrams than a link holds; it changes nothing."""
        return shown(request, house, reader, who, _sent(data), data)

    @get("/propose.json", sync_to_thread=True)
    def propose_json(
        house: TheHouse,
        reader: TheReader,
        chosen: Chosen = None,
        q: str = "",
        title: str = "",
        ours: str = "",
        parties: str = "",
    ) -> Response[bytes]:
        said = {"title": title, "ours": ours, "parties": parties}
        return as_json(house.founding.propose(reader, chosen or [], q, **_asked(said)))

    @post("/propose/many.json", sync_to_thread=True, opt={"action": "read"})
    def propose_many_json(house: TheHouse, reader: TheReader, data: Form) -> Response[bytes]:
        return as_json(house.founding.propose(reader, _sent(data), data.get("q", ""), **_asked(data)))

    @post("/propose/open", sync_to_thread=True, opt={"action": "decide"})
    def found(house: TheHouse, reader: TheReader, data: Form) -> Redirect:
        """Open it and enter what is ticked."""
        which = [value for name, value in data.items() if name.startswith("item.")]
        named = _listed(data.get("telegrams", ""))
        opened = house.founding.accept(reader, named, "", which, id=data.get("id", "").strip() or None, **_asked(data))
        return Redirect(board_link(opened), status_code=303)

    return [propose, propose_many, propose_json, propose_many_json, found]


def _standing(house: House, reader: Reader, dialogue: str, left: Sequence[Item]) -> dict[str, Proposed]:
    """What is left as it stands in the dialogue, where a form decides it, by the fingerprint."""
    wanted = {item.fingerprint for item in left}
    listed = (
        one
        for mrn in dict.fromkeys(item.telegram for item in left)
        for one in house.dialogues.proposals(reader, mrn, dialogue)
    )
    return {
        one.fingerprint: one
        for one in listed
        if one.fingerprint in wanted and one.status == "proposed" and one.becomes is not None
    }


def _can_enter(item: Item) -> bool:
    """Whether it is entered as it stands."""
    return item.becomes is not None and item.note is None and item.thing is not None


def _sent(data: Mapping[str, str]) -> list[str]:
    """The telegrams of a form: those of a list, and those that are ticked."""
    ticked = (value for name, value in data.items() if name.startswith("telegram."))
    return [*_listed(data.get("telegrams", "")), *ticked]


def _listed(text: str) -> list[str]:
    return text.replace(",", " ").split()


def _asked(said: Mapping[str, str]) -> dict[str, Any]:
    """What is said in the place of what the telegrams say."""
    return {
        "title": " ".join(said.get("title", "").split()) or None,
        "ours": said.get("ours", "").strip().upper() or None,
        "parties": [one.upper() for one in _listed(said.get("parties", ""))] or None,
    }
