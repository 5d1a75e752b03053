"""What the fields of a thing or of a proposal say, in sentences for a person to read.

A field is a name and a value to a program; in a paper it is a sentence. What leads to another thing of a board is
told by the number that the board shows it under, and not at all where the reader does not see that thing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from legation.core.dialogue.board import Board, Movement, Thing
from legation.core.dialogue.fields import changed
from legation.core.dialogue.ledger import DATED
from legation.core.dialogue.proposal import REGARDING, Proposal
from legation.core.dtg import MONTH_NAMES
from legation.services.boards.board import words
from legation.tables.moves import load_moves


class Named(NamedTuple):
    """What things and sides are called.

    thing: what a board calls a thing, by its id, such as ``objective 2``; None for one that it does not show.
    side: what a party is called, by its code, where nothing stands before it.
    """

    thing: Callable[[str], str | None]
    side: Callable[[str], str] = str


def named_by(board: Board, side: Callable[[str], str] = str, thing: Callable[[Thing], str] | None = None) -> Named:
    """Names things as this board does, or by ``thing``."""

    def name(about: str) -> str | None:
        found = board.things.get(about)
        return None if found is None else found.called if thing is None else thing(found)

    return Named(name, side)


UNNAMED = Named(lambda _: None)
"""Where there is no board."""


def written_out(thing: Thing) -> str:
    """``Thing.called`` for a paper, where a day is in words: ``meeting of 1 March 2010 (b)``."""
    found = _OF_A_DAY.fullmatch(thing.name)
    if found is None:
        return thing.called
    letter = f" ({found['letter']})" if found["letter"] else ""
    return f"{thing.entity} of {day(found['day'])}{letter}"


def sentences(fields: Mapping[str, Any], named: Named = UNNAMED, *, silent: Collection[str] = ()) -> list[str]:
    """Every field that has something to say, each in sentences of its own, in order of their names.

    Args:
        named: what things are called whose ids stand in the fields.
        silent: fields that are told elsewhere.
    """
    told: list[str] = []
    sides = load_moves().sides
    listed = [one for name in fields.keys() & _ITEMS.keys() for one in _several(fields[name]) if isinstance(one, dict)]
    for name, value in sorted(fields.items()):
        if name in silent or words(value) is None or any(one.get(name) == value for one in listed):
            continue  # what a delivery says is told of the delivery, also where the first move made it a field
        if name in _ITEMS:
            held = [item for item in _several(value) if isinstance(item, dict)]
            told += filter(None, (_ITEMS[name](item, named) for item in held))
        elif name in sides:
            told += [f"{label(name)}: {', '.join(named.side(side) for side in _sides(value))}."]
        elif name in _LEADS:
            led = _led(value, named)
            told += [f"{_LEADS[name]} {led}."] if led else []
        elif name == "event" and isinstance(value, dict):
            told += [f"Event: {', '.join(str(part).lower() for part in value.values() if words(part))}."]
        else:
            told += [f"{label(name)}: {text}." for text in _said(value, named)]
    return told


def _several(value: object) -> Sequence[Any]:
    return value if isinstance(value, list | tuple) else ()


def told_of(proposal: Proposal, named: Named = UNNAMED) -> str:
    """What a proposal gives beside its words, and how it was read."""
    silent = ["text", REGARDING, *(["modality"] if proposal.fields.get("event") else [])]
    if proposal.fields.get("outcome"):
        silent += ["of", "modality"]  # what a meeting ended with says so by its kind
    if proposal.fields.get("attends"):
        silent += ["of", "modality", "attends"]  # the words are the person's
    told = sentences(proposal.fields, named, silent=silent)
    return " ".join([*told, f"Read by rule {proposal.rule}, {proposal.confidence:.0%} sure."])


_OF_A_DAY = re.compile(r"(?P<day>\d{4}(?:-\d{2}){0,2})(?P<letter>[a-z]*)")
"""The name of a meeting: its day, a month or a year, and a letter where several are of it."""


def added(movement: Movement, named: Named = UNNAMED) -> str:
    """What a movement says beside its text: what it links, merges or amends, to whom it was delivered; or nothing.

    One of which the day is that of receipt says so.
    """
    told = [
        _beside(movement, named),
        _amended(movement, named),
        _UNDATED if movement.fields.get(DATED) is not None else "",
    ]
    return " ".join(filter(None, told))


_WHOSE = frozenset({"position.state"})
"""Moves whose own words do not say whose they are: a position is nothing without the side that takes it."""


def told_as(movement: Movement, side: Callable[[str], str]) -> str:
    """What a line says that a movement did; of a position whose it is as well, ``stated by Libya``.

    side: what a side is called in a sentence.
    """
    by = movement.actor("by") if movement.kind in _WHOSE else None
    return f"{movement.says} by {side(by)}" if by else movement.says


_UNDATED = "Its day is that of receipt: no date can be read in its telegram."


def _beside(movement: Movement, named: Named) -> str:
    entity, _, verb = movement.kind.partition(".")
    move = load_moves().moves.get((entity, verb))
    listed = _ITEMS.get(move.adds or move.takes or "") if move is not None else None
    if move is None or listed is None:
        # A meeting may be held with all that it ended with in one entry.
        lists = {
            name: held for name, held in movement.fields.items() if name in _ITEMS and isinstance(held, list | tuple)
        }
        return " ".join(sentences({"into": movement.fields.get("into"), **lists}, named))
    item = {name: movement.fields[name] for name in move.item if movement.fields.get(name) is not None}
    if movement.text and "text" in item:
        item = {name: held for name, held in item.items() if name != "text"} if move.adds in _SAY_MORE else {}
    if move.adds in _BARE:
        return f"{_BARE[move.adds](item, named)}."
    return listed(item, named) if item else ""


def _amended(movement: Movement, named: Named) -> str:
    """What an amendment says beside its text, and what a person changed: as it was before, or as it was read."""
    fields, was = movement.fields, changed(movement.fields)
    alone = movement.kind.endswith(".amend")
    names = load_moves().fields_of(movement.kind) if alone else ()
    told = _told({name: fields[name] for name in names if name in fields and name != "text"}, named)
    before = _told(was, named) if was else []
    if before:
        told += ["It was before:" if alone else "Amended as it was entered. It was read:", *before]
    return " ".join(told)


def _told(fields: Mapping[str, Any], named: Named) -> list[str]:
    """``sentences`` of what a person gave; the objective by what the board calls it."""
    led = _led(fields.get("objective") or (), named)
    return [*sentences(fields, named, silent=["objective"]), *([f"Belongs to {led}."] if led else [])]


def counted(number: int, what: str, several: str = "") -> str:
    """So many of something: ``1 run``, ``1,200 numbers``. several: its name where they are, if no s makes it so."""
    return f"{number:,} {what if number == 1 else several or f'{what}s'}"


def written(day: str) -> str:
    """An ISO day in words: ``5 November 2009``."""
    found = date.fromisoformat(day)
    return f"{found.day} {MONTH_NAMES[found.month - 1].title()} {found.year}"


def day(given: object) -> str:
    """A day or a month in words, ``3 May 2016``; what is neither stays as it is."""
    text = words(given) or ""
    if re.fullmatch(r"\d{4}-(?:0[1-9]|1[0-2])", text):
        return f"{MONTH_NAMES[int(text[5:]) - 1].title()} {text[:4]}"
    try:
        return written(text)
    except ValueError:
        return text


def _sides(value: object) -> list[str]:
    """The sides of a field: one, or a list of them."""
    return [side for side in map(words, value if isinstance(value, list | tuple) else [value]) if side]


_LEADS = {"into": "Merged into", "split_from": "Split from", "demarche": "Reports on", "same_as": "The same as"}
"""Fields that hold the id of another thing, with the words before its name."""


def label(name: str) -> str:
    """The name of a field, for a person: ``Received by``."""
    return begun(name.replace("_", " ").strip())


def begun(text: str) -> str:
    """A text as a sentence begins; the rest as it is spelt, for it may hold names."""
    return text[:1].upper() + text[1:]


def _led(value: object, named: Named) -> str:
    """The names of the things with these ids, those of one kind together: ``objectives 3 and 4``."""
    ids = value if isinstance(value, list | tuple) else [value]
    kinds: dict[str, list[str]] = {}
    for found in filter(None, (named.thing(str(one)) for one in ids)):
        kind, _, number = found.partition(" ")
        kinds.setdefault(kind, []).append(number)
    return _listed([f"{kind}{'s' if len(of) > 1 else ''} {_listed(of)}" for kind, of in kinds.items()])


def _listed(parts: Sequence[str]) -> str:
    return " and ".join(filter(None, [", ".join(parts[:-1]), *parts[-1:]]))


def _said(value: object, named: Named) -> Iterator[str]:
    """A value that has no sentence of its own: a list in one, what has fields of its own by their values alone."""
    if isinstance(value, list | tuple) and any(isinstance(one, dict) for one in value):
        for one in value:
            yield from _said(one, named)
    elif isinstance(value, dict):
        known = [(name, words(held)) for name, held in value.items() if words(held)]
        yield ", ".join(f"{named.side(name)} {held}" if name.isupper() else str(held) for name, held in known)
    else:
        text = (named.thing(value) if isinstance(value, str) else None) or day(value)
        if text:
            yield text.removesuffix(".")


def _about(item: Mapping[str, Any], named: Named) -> str:
    """The objective that an item belongs to, in brackets."""
    name = named.thing(str(item.get("objective")))
    return f" ({name})" if name else ""


def _text(item: Mapping[str, Any], name: str = "text") -> str:
    return (words(item.get(name)) or "").removesuffix(".")


def _after(before: str, told: str | None) -> str:
    return f"{before}{told}" if told else ""


def _on(item: Mapping[str, Any]) -> str:
    return _after(" on ", day(item.get("on")))


def _delivery(item: Mapping[str, Any], _: Named) -> str:
    to, by, left = (words(item.get(name)) for name in ("received_by", "post", "left"))
    return f"Delivered{_after(' to ', to)}{_on(item)}{_after(' by ', by)}{_after(', leaving ', left)}."


def _reply(item: Mapping[str, Any], _: Named) -> str:
    by, cites = words(item.get("post")), words(item.get("cites"))
    head = f"Answered{_after(' through ', by)}{_on(item)}{_after(', citing ', cites)}"
    return f"{head}{_after(': ', _text(item, 'answer'))}."


def _evidence(item: Mapping[str, Any], _: Named) -> str:
    speaks = words(item.get("speaks"))
    return f"Evidence {speaks or 'for'} it{_on(item)}{_after(': ', _text(item))}."


def _link(item: Mapping[str, Any], named: Named) -> str:
    relation, other = words(item.get("relation")), named.thing(str(item.get("other")))
    return f"{begun(relation)} {other}." if relation and other else ""


def _split(item: Mapping[str, Any], named: Named) -> str:
    parts = _led(item.get("into_several"), named)
    return f"Split into {parts}." if parts else ""


def _agenda(item: Mapping[str, Any], named: Named) -> str:
    return f"On the agenda: {_text(item)}{_about(item, named)}."


def _attendance(item: Mapping[str, Any], named: Named) -> str:
    return f"Attended by {attended(item, named)}."


def _minute(item: Mapping[str, Any], named: Named) -> str:
    agreed, party = item.get("agreed"), named.side(words(item.get("party")) or "")
    return f"{'Agreed minutes' if agreed else 'Minutes'}{_after(' of ', party)}{_after(': ', _text(item))}."


def _outcome(item: Mapping[str, Any], named: Named) -> str:
    holder, due = named.side(words(item.get("holder")) or ""), day(item.get("due"))
    head = f"{begun(words(item.get('type')) or 'information')}{_after(' for ', holder)}{_after(' by ', due)}"
    return f"{head}{_after(': ', _text(item))}{_about(item, named)}."


def _finished(item: Mapping[str, Any], _: Named) -> str:
    return f"Done{_on(item)}: {_text(item)}."


_ITEMS: dict[str, Callable[[Mapping[str, Any], Named], str]] = {
    "agenda": _agenda,
    "attendance": _attendance,
    "deliveries": _delivery,
    "evidence": _evidence,
    "finished": _finished,
    "links": _link,
    "minutes": _minute,
    "outcomes": _outcome,
    "replies": _reply,
    "split_into": _split,
}
"""What a movement leaves in a list of its thing, and how one of it is told; the names are of ``moves.toml``."""

_SAY_MORE = ("evidence", "minutes", "outcomes")
"""Those of which something is told beside their text: for or against, whose, of which type and by when."""


def attended(item: Mapping[str, Any], named: Named = UNNAMED) -> str:
    """Someone who attended, with part and party where they are given."""
    person = words(item.get("person")) or "a person not named"
    beside = ", ".join(filter(None, (words(item.get("role")), named.side(words(item.get("party")) or ""))))
    return f"{person} ({beside})" if beside else person


_BARE = {"attendance": attended}
"""Those of which the move itself says what was done, and who did it stands beside."""
