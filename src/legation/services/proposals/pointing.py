"""Naming things of a board: by id, by a number such as ``objective 3``, and in the fields of a move."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from legation.core.dialogue.board import Board, Thing
from legation.core.dialogue.ledger import thing_id
from legation.core.dialogue.moves import Moves
from legation.core.errors import NotFoundError, RefusedError
from legation.core.mrn import post_key
from legation.tables.posts import load_posts, place_of

NEW = "new"
"""In the place of an objective, a demarche, a meeting or a commitment: none of the board."""

CHOSEN = ("same_as", "demarche", "meeting", "commitment")
"""Fields by which a person says which thing of the board a proposal speaks of, or that it is a new one."""

_NAMES = {
    "objective": "objective",
    "into": None,
    "same_as": "objective",
    "demarche": "demarche",
    "meeting": "meeting",
    "commitment": "commitment",
}
"""Fields that name a thing of the board, and its kind where its number alone is given; None: that of what has them."""

_NUMBERED = re.compile(r"(?:([a-z]+)\s+)?#?(\d{1,18})")
_DATED = re.compile(r"(?:(meeting)\s+)?(\d{4}(?:-\d{1,2}(?:-\d{1,2})?)?[a-z]{0,2})")


def find(board: Board, entity: str, about: str) -> Thing | None:
    """A thing by its id or number, a meeting by its day; ``entity`` where these alone are given. None if there is none.

    Raises RefusedError for a day of several meetings.
    """
    named = _NUMBERED.fullmatch(about.strip().lower())
    thing = board.things.get(about)
    if thing is None and named is not None:
        thing = board.numbered(named[1] or entity, int(named[2]))
    day = day_of_meeting(entity, about)
    if thing is None and day is not None:
        held = board.dated(day)
        if len(held) > 1:
            raise RefusedError(f"{len(held)} meetings are of {day}", f"name one of {', '.join(m.called for m in held)}")
        thing = held[0] if held else None
    return thing


def own_name(board: Board, dialogue: str, about: str) -> str:
    """The id of the one thing that was raised by hand under a short name; else what was given."""
    entities = {thing.entity for thing in board.things.values()}
    raised = {key for entity in entities if (key := thing_id(entity, dialogue, about, board.things)) in board.things}
    return raised.pop() if len(raised) == 1 else about


def day_of_meeting(entity: str, about: str) -> str | None:
    """The day, month or year that names a meeting, with its letter; None for other names. entity: as in ``find``."""
    dated = _DATED.fullmatch(about.strip().lower())
    return dated[2] if dated is not None and (dated[1] or entity) == "meeting" else None


def named_thing(board: Board, entity: str, about: str) -> Thing:
    """``find``. Raises NotFoundError."""
    thing = find(board, entity, about)
    if thing is None:
        raise NotFoundError(about if " " in about else f"{entity} {about}")
    return thing


def named_post(thing: Thing | None, fields: Mapping[str, Any]) -> str:
    """The post of an entry as the thing that it is about names it, by whichever name or address it was given.

    thing: what the entry is about; None where it raises that. Raises RefusedError for a post that it is not for.
    """
    given = str(fields["post"])
    held = thing.fields.get("posts") if thing is not None else None
    instructed = fields.get("posts") or held
    known = [str(post) for post in instructed] if isinstance(instructed, list | tuple) else []
    told = [str(item["post"]) for item in (thing.items("deliveries") if thing else []) if item.get("post")]
    meant = next((post for post in [*known, *told] if given == post or _post(given) == _post(post)), None)
    if meant is None and known:
        raise RefusedError(f"{given[:60]!r} is none of the posts instructed", f"name one of {', '.join(known)}")
    return meant or given


def _post(name: str) -> str:
    table = load_posts()
    return table.key(name) or post_key(place_of(name), table.aliases)


def resolve(board: Board, dialogue: str, moves: Moves, fields: dict[str, Any], of: str) -> None:
    """Let people name things by number, or as they raised them by hand; the ledger keeps their ids.

    of: the kind of thing that has the fields.
    """
    for name, entity in _NAMES.items():
        if name in CHOSEN and fields.get(name) == NEW:
            continue
        if isinstance(fields.get(name), int | str):
            fields[name] = named_thing(board, entity or of, own_name(board, dialogue, str(fields[name]))).id
    if "relation" in fields:
        leads = moves.relations.get(str(fields["relation"]))
        if leads is None:
            known = ", ".join(moves.relations)
            raise RefusedError(f"there is no relation {fields['relation']!r}", f"use one of {known}")
        if not fields.get("other"):
            raise RefusedError(
                f"nothing is said of what it {fields['relation']}", f"name it: other=NUMBER of the {leads}"
            )
        other = named_thing(board, leads, own_name(board, dialogue, str(fields["other"])))
        if other.entity != leads:
            raise RefusedError(
                f"{fields['relation']} leads to no {other.entity}", f"name one of the board, such as {leads} 1"
            )
        fields["other"] = other.id
