"""Which things of a dialogue an entry names beside what it raises, and how closely it is held for naming them.

An entry that moves a thing, links it or belongs to it tells of that thing, whatever telegram shows it: it is held as
closely as the entry that raised the thing. For a reader to whom nothing raises the thing there is nothing that moved.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

import msgspec

from legation.core.dialogue.ledger import MOVEMENT, PART_OF, PARTS, Unnumbered
from legation.core.dialogue.moves import Moves
from legation.core.dialogue.taking_back import movement_id, taken_back
from legation.core.marking import Marking, join_all, join_labels
from legation.tables.banners import mark_of
from legation.tables.portions import portion

BESIDE = frozenset({"objective", PART_OF})
"""Fields that name a thing to which another belongs: without them the entry still says what it says."""

MEANT = frozenset({"into", "other", PARTS})
"""Fields that name what an entry is for, as a merge and a link do: without them it says nothing."""

_FIELDS = BESIDE | MEANT
_ON = "position."
"""What tells of the objective it is on, and may be accepted before that is raised."""
_ID = re.compile(
    r"[a-z][0-9a-f]{8}(?:[0-9a-f]{4})?"
)  # as ``thing_id`` makes it; any other text there was never resolved

_Name = tuple[str, ...]
"""What may be named: a thing by its dialogue and id; a merge, a link or an outcome of one by more."""


class Referring(NamedTuple):
    """An entry as it is held for what it names.

    draft: with its access and mark joined with those of what it is about or for. lacks: ids of things, named beside,
    that none of the entries raises. told: False where none of them raises what it is about or for.
    """

    draft: Unnumbered
    lacks: frozenset[str]
    told: bool


class _Held(NamedTuple):
    access: str
    marking: str | None


def referring(drafts: Iterable[Unnumbered], moves: Moves) -> Iterator[Referring]:
    """Each of ``drafts``, in the order of the ledger, held as closely as what raised the thing it is nothing without.

    For what it names beside it is held no closer: who lacks that thing reads the entry without its name, and whoever
    shows the name joins the marking of the thing.

    Of several that raised it, as its own telegram of another marking did, the first that asks no more of a reader than
    the entry does, else the first. What is raised later in the ledger counts, too: a position is accepted before its
    objective.
    """
    drafts = list(drafts)
    raised: dict[_Name, list[_Held]] = {}
    for draft in drafts:
        if _raises(draft, moves):
            raised.setdefault((draft.dialogue, draft.about), []).append(_Held(draft.access, draft.marking))
    known: dict[_Name, list[_Held]] = {}
    named = taken_back(drafts, moves)
    for draft in drafts:
        if draft.kind.startswith("proposal."):  # it is about words of a telegram
            yield Referring(draft, frozenset(), told=True)
            continue
        raises = _raises(draft, moves)
        needed, belongs, also = _named(draft, moves, raises=raises)
        made, lacks, told = draft, set[str](), True
        for name in needed:
            held = known.get(name) or raised.get(name)
            told = told and held is not None
            made = _joined(made, held or [])
        for one in (*belongs, *also):
            held = known.get((draft.dialogue, one)) or raised.get((draft.dialogue, one))
            if held is None:
                lacks.add(one)
            elif one in belongs:
                made = _joined(made, held)
        if told:
            for name in (*([(draft.dialogue, draft.about)] if raises else ()), *_says(draft, named)):
                known.setdefault(name, []).append(_Held(made.access, made.marking))
        yield Referring(made, frozenset(lacks), told)


def without(fields: Mapping[str, Any], lacks: frozenset[str]) -> dict[str, Any]:
    """Fields of an entry without the ids of things that are lacking, in its items, too."""
    return {
        name: _bare(value, lacks)
        for name, value in fields.items()
        if not (name in _FIELDS and isinstance(value, str) and value in lacks)
    }


def _bare(value: Any, lacks: frozenset[str]) -> Any:
    if isinstance(value, dict):
        return without(value, lacks)
    if isinstance(value, list | tuple):
        return [_bare(one, lacks) for one in value if not (isinstance(one, str) and one in lacks)]
    return value


def _raises(draft: Unnumbered, moves: Moves) -> bool:
    """Whether a thing may begin with an entry, which says what it is: its reader has the thing from that alone."""
    step = moves.steps.get(draft.kind)
    if step is None or not step.opens:
        return False
    said = moves.words_of(draft.kind, raises=True)
    return not said or any(draft.fields.get(name) for name in said)


def _named(draft: Unnumbered, moves: Moves, *, raises: bool) -> tuple[list[_Name], list[str], list[str]]:
    """What an entry is nothing without, the ids of what it is held as closely as, and those that it names beside."""
    beside, meant = _ids(draft.fields)
    own = [] if raises else [(draft.dialogue, draft.about), *_answered(draft, moves)]
    if draft.kind.startswith(_ON):
        return own, [*meant, *beside], []
    if raises:
        return own, [], [*beside, *meant]
    return [*own, *((draft.dialogue, one) for one in meant)], [], beside


def _ids(fields: Mapping[str, Any]) -> tuple[list[str], list[str]]:
    """Ids of things that fields name beside, and of those that the entry is for."""
    beside: list[str] = []
    meant: list[str] = []
    waiting: list[Any] = [fields]
    while waiting:
        held = waiting.pop()
        if isinstance(held, list | tuple):
            waiting.extend(held)
        elif isinstance(held, dict):
            for name, value in held.items():
                if name in _FIELDS:
                    found = value if isinstance(value, list | tuple) else [value]
                    ids = [one for one in found if isinstance(one, str) and _ID.fullmatch(one)]
                    (meant if name in MEANT and held is fields else beside).extend(ids)
                elif isinstance(value, dict | list | tuple):
                    waiting.append(value)
    return beside, meant


def _says(draft: Unnumbered, named: frozenset[str]) -> list[_Name]:
    """What an entry does of which another may tell that it is undone or done: a merge, a link, an outcome.

    named: entries that others take back.
    """
    of, fields, verb = (draft.dialogue, draft.about), draft.fields, draft.kind.partition(".")[2]
    made: list[_Name] = [(*of, "move", verb)]
    if named and (own := movement_id(draft)) in named:
        made.append((draft.dialogue, "entry", own))
    if verb == "link":
        made.append((*of, "link", str(fields.get("relation")), str(fields.get("other"))))
    outcomes = [fields] if draft.kind == "meeting.outcome" else fields.get("outcomes")
    for item in outcomes if isinstance(outcomes, list | tuple) else ():
        if isinstance(item, dict) and item.get("text"):
            made.append((*of, "outcome", _plain(item["text"])))
    return made


def _answered(draft: Unnumbered, moves: Moves) -> list[_Name]:
    """What an entry tells of by undoing or ending it."""
    of, fields = (draft.dialogue, draft.about), draft.fields
    step = moves.steps.get(draft.kind)
    if step is not None and step.move.undoes is not None:
        return [(*of, "move", step.move.undoes)]
    if draft.kind in moves.taking_back:
        return [(draft.dialogue, "entry", str(fields.get(MOVEMENT)))]
    if draft.kind == "objective.unlink":
        return [(*of, "link", str(fields.get("relation")), str(fields.get("other")))]
    if draft.kind == "meeting.finish":
        return [(*of, "outcome", _plain(fields.get("text")))]
    return []


def _plain(text: object) -> str:
    return " ".join(str(text or "").split()).casefold()


def _joined(draft: Unnumbered, held: list[_Held]) -> Unnumbered:
    if not held or any(join_labels(draft.access, one.access) == draft.access for one in held):
        return draft
    raising = held[0]
    shown = [portion(mark) or Marking.from_label(access) for access, mark in ((draft.access, draft.marking), raising)]
    mark = mark_of(join_all(shown), date.fromisoformat(draft.on))
    return msgspec.structs.replace(draft, access=join_labels(draft.access, raising.access), marking=mark)
