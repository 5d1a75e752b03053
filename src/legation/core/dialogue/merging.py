"""Merging: one thing stands for others, and what was told of each of them is told of that one.

The parts of a split that was taken back are such others: the whole stands for them again.
"""

from __future__ import annotations

from collections.abc import Collection, Container, Iterator, Mapping
from copy import copy
from itertools import takewhile

import msgspec

from legation.core.dialogue.board import Board, Movement, Thing
from legation.core.dialogue.ledger import PART_OF, PARTS, Unnumbered
from legation.core.dialogue.moves import Moves
from legation.core.dialogue.taking_back import IN_ERROR, movement_id
from legation.core.dialogue.telling import Told, tell

_ITSELF, _IN_ERROR = "for which it stands itself", "which was entered in error"

_Found = dict[tuple[str, str], Told | None]
_Idle = dict[tuple[str, str], dict[str, str]]
"""By entity and thing the ``movement_id`` of what merged it and does not count, with the reason."""
_Counted = tuple[frozenset[tuple[str, str]], tuple[tuple[str, int], ...]]
"""What was left out of what is told of a thing with others, and how many entries there were of each."""


class Merging:
    """What is told of merged things and of those that stand for them; made anew where entries were added."""

    def __init__(self, moves: Moves) -> None:
        self._moves = moves
        self._joined: dict[tuple[str, str], tuple[_Counted, Told | None]] = {}

    def apart(self) -> Merging:
        """The same for a fold to which other entries come: these may be as many, and tell something else."""
        other = Merging(self._moves)
        other._joined = {**self._joined}
        return other

    def told(
        self,
        drafts_of: Mapping[str, Mapping[str, list[Unnumbered]]],
        told_of: Mapping[tuple[str, str], Told | None],
        kinds: Container[str],
    ) -> dict[tuple[str, str], Told | None]:
        """What is told of things into which others were merged, with what was told of those.

        drafts_of: by entity and thing. told_of: what those tell of each thing by itself. kinds: of these entries,
        such as ``demarche.merge``.
        """
        rejoined = self._rejoined(drafts_of, told_of, kinds)
        found, idle = self._freed(drafts_of, told_of, kinds)
        told_of = {**told_of, **found} if found else told_of
        self._uncircle(drafts_of, told_of, kinds, rejoined, found, idle)
        told_of = {**told_of, **found} if found else told_of
        for entity, parts in rejoined.items():
            for part, whole in parts.items():
                if (told := told_of[entity, part]) is not None:
                    thing = copy(told.thing)
                    thing.state = str(self._moves.rejoining[entity].rejoins)
                    thing.fields = {**thing.fields, "into": whole}
                    found[entity, part] = msgspec.structs.replace(told, thing=thing)
        for entity, move in self._moves.joining.items():
            drafts, parts = drafts_of.get(entity, {}), rejoined.get(entity, {})
            kind = f"{entity}.{move.verb}"
            if kind not in kinds and not parts:
                continue  # most dialogues have nothing merged, and may have a hundred thousand things
            known = {about: told for about in drafts if (told := told_of[entity, about]) is not None}
            things = [told.thing for told in known.values()]
            undone = self._moves.undoing.get(kind, ())
            joined = [thing for thing in things if _is_joined(thing, kind, undone)]
            merged_into = {thing.id: str(thing.fields.get("into")) for thing in joined}
            into = standing_for({**merged_into, **parts}, {t.id for t in things})
            for thing in joined:
                if thing.id in into:  # whatever is entered of it later, by whoever does not see that it is merged
                    merged = copy(thing)
                    merged.state = str(move.to)
                    found[entity, thing.id] = msgspec.structs.replace(known[thing.id], thing=merged, findings=())
            members: dict[str, list[str]] = {}
            for one, target in sorted(into.items()):
                members.setdefault(target, [target]).append(one)
            for target, names in members.items():
                apart = {one: why for name in names for one, why in idle.get((entity, name), {}).items()}
                counted = frozenset(apart.items()), tuple((name, len(drafts[name])) for name in names)
                kept = self._joined.get((entity, target))
                if kept is None or kept[0] != counted:
                    # That a part was made is told by the whole, which was split.
                    every = [d for name in names for d in drafts[name] if name not in parts or PART_OF not in d.fields]
                    kept = self._joined[entity, target] = (counted, tell(entity, target, every, self._moves, apart))
                found[entity, target] = kept[1]
        return found

    def _known(
        self,
        drafts_of: Mapping[str, Mapping[str, list[Unnumbered]]],
        told_of: Mapping[tuple[str, str], Told | None],
        kinds: Container[str],
    ) -> Iterator[tuple[str, str, Collection[str], list[Thing]]]:
        """Of each entity of which something was merged: the kind of that entry, what undoes it, and its things."""
        for entity, verb in self._moves.moves:
            kind = f"{entity}.{verb}"
            if verb == "merge" and kind in kinds:
                known = [told.thing for about in drafts_of[entity] if (told := told_of[entity, about]) is not None]
                yield entity, kind, self._moves.undoing.get(kind, ()), known

    def _freed(
        self,
        drafts_of: Mapping[str, Mapping[str, list[Unnumbered]]],
        told_of: Mapping[tuple[str, str], Told | None],
        kinds: Container[str],
    ) -> tuple[_Found, _Idle]:
        """What was merged into a thing that is entered in error, as it stands by itself again.

        Nobody takes a thing back who sees that it stands for others; one who sees it alone may, and others would be
        hidden behind what is none.
        """
        found: _Found = {}
        idle: _Idle = {}
        for entity, kind, undone, known in self._known(drafts_of, told_of, kinds):
            in_error = {thing.id for thing in known if thing.state == IN_ERROR}
            for thing in known if in_error else ():
                if not _is_joined(thing, kind, undone):
                    continue
                every = _merged_by(thing, kind, undone)
                merged = [one for one in every if one.fields.get("into") in in_error]
                if merged:
                    name = entity, thing.id
                    why = _IN_ERROR if len(merged) == len(every) else ""  # it is merged into another that stands
                    idle[name] = dict.fromkeys(map(movement_id, merged), why)
                    found[name] = tell(entity, thing.id, drafts_of[entity][thing.id], self._moves, idle[name])
        return found, idle

    def _uncircle(
        self,
        drafts_of: Mapping[str, Mapping[str, list[Unnumbered]]],
        told_of: Mapping[tuple[str, str], Told | None],
        kinds: Container[str],
        rejoined: Mapping[str, Mapping[str, str]],
        found: _Found,
        idle: _Idle,
    ) -> None:
        """Of things that are merged in a circle, let the one that was merged last stand for all of them.

        Into ``found`` and ``idle`` goes that one. Nobody enters a circle who sees the whole of it; two who see a part
        each may, and what comes from elsewhere.
        """
        for entity, kind, undone, known in self._known(drafts_of, told_of, kinds):
            joined = {thing.id: thing for thing in known if _is_joined(thing, kind, undone)}
            into = {name: str(thing.fields.get("into")) for name, thing in joined.items()}
            for circle in _circles({**into, **rejoined.get(entity, {})}):
                merged = {name: _merged_by(joined[name], kind, undone) for name in circle if name in joined}
                if not merged:
                    continue
                name = max(merged, key=lambda one: (merged[one][0].on, merged[one][0].instant, one))
                apart = dict.fromkeys(map(movement_id, merged[name]), _ITSELF) | idle.get((entity, name), {})
                idle[entity, name] = apart
                found[entity, name] = tell(entity, name, drafts_of[entity][name], self._moves, apart)

    def _rejoined(
        self,
        drafts_of: Mapping[str, Mapping[str, list[Unnumbered]]],
        told_of: Mapping[tuple[str, str], Told | None],
        kinds: Container[str],
    ) -> dict[str, dict[str, str]]:
        """By entity, each part of which the whole is split no more, with that whole; parts of such parts, too."""
        found: dict[str, dict[str, str]] = {}
        for entity, move in self._moves.rejoining.items():
            kind = f"{entity}.{move.verb}"
            if kind not in kinds:
                continue
            known = [told.thing for about in drafts_of[entity] if (told := told_of[entity, about]) is not None]
            things = {thing.id: thing for thing in known}
            by_whole: dict[str, list[Thing]] = {}
            for thing in known:
                if thing.state != move.rejoins and isinstance(whole := thing.fields.get(PART_OF), str):
                    by_whole.setdefault(whole, []).append(thing)
            parts: dict[str, str] = {}
            for name, of_it in by_whole.items():
                whole_thing = things.get(name)
                if whole_thing is None or not any(m.kind == kind for m in whole_thing.movements):
                    continue
                split = {part for item in whole_thing.items(str(move.takes)) for part in _texts(item.get(PARTS))}
                parts |= {thing.id: name for thing in of_it if thing.id not in split}
            met = [*parts]
            while met:  # what was made of a part belongs to the whole as well
                made = [
                    (thing.id, parts[one]) for one in met for thing in by_whole.get(one, ()) if thing.id not in parts
                ]
                parts |= dict(made)
                met = [name for name, _ in made]
            if parts:
                found[entity] = parts
        return found


def _texts(value: object) -> Iterator[str]:
    """The texts of a list; none of what is no list."""
    yield from (one for one in value if isinstance(one, str)) if isinstance(value, list | tuple) else ()


def _is_joined(thing: Thing, kind: str, undone: Container[str]) -> bool:
    """Whether the last word of a thing on its merging is that it is merged; never of one that was entered in error."""
    if thing.state == IN_ERROR:
        return False
    said = [movement.kind == kind for movement in thing.movements if movement.kind == kind or movement.kind in undone]
    return bool(said) and said[-1]


def _merged_by(thing: Thing, kind: str, undone: Container[str]) -> list[Movement]:
    """The movements by which a thing is merged, the last first; not those that were undone."""
    of_it = [one for one in reversed(thing.movements) if one.kind == kind or one.kind in undone]
    return [*takewhile(lambda one: one.kind == kind, of_it)]


def _circles(into: Mapping[str, str]) -> list[list[str]]:
    """The circles of things each of which is merged into the next."""
    found: list[list[str]] = []
    seen: set[str] = set()
    for name in into:
        way: dict[str, int] = {}
        while name in into and name not in seen:
            seen.add(name)
            way[name] = len(way)
            name = into[name]
        if name in way:
            found.append([one for one, place in way.items() if place >= way[name]])
    return found


def merge(board: Board) -> None:
    """Settle which objective stands for a merged one, and what belongs to each objective."""
    merged = [thing for thing in board.of("objective") if thing.state == "merged"]
    board.merged |= standing_for({thing.id: str(thing.fields.get("into")) for thing in merged}, board.things)
    for thing in board.things.values():
        if thing.id in board.merged:
            board.under.setdefault(board.merged[thing.id], []).append(thing.id)
        named = thing.fields.get("objective")
        if isinstance(named, str):
            board.under.setdefault(named, []).append(thing.id)
            if named in board.merged:
                board.under.setdefault(board.merged[named], []).append(thing.id)


def standing_for(into: Mapping[str, str], known: Container[str]) -> dict[str, str]:
    """The thing that stands for each merged one, over several steps; into one that is not ``known`` none is merged."""
    named = {merged: target for merged, target in into.items() if target in known}
    found: dict[str, str] = {}
    for one in named:
        way: dict[str, None] = {}
        target = one
        while target in named and target not in found and target not in way:
            way[target] = None
            target = named[target]
        if target not in way:  # those of a circle stand each for itself
            found |= dict.fromkeys(way, found.get(target, target))
    return found
