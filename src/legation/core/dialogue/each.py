"""Each of several: moves that every member of a list makes, such as the posts that are to deliver a demarche.

Who has moved stands in the lists of the thing; it has moved as a whole when none of them is lacking.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from legation.core.dialogue.board import Thing
from legation.core.dialogue.items import Items
from legation.core.dialogue.ledger import Unnumbered
from legation.core.dialogue.moves import Move, Step


class Each:
    """The several of one thing, and its lists. told: all drafts of it, in order.

    What is found by looking through all that was told is kept, for it is asked of each that comes.
    """

    __slots__ = ("_lists", "_of_day", "_of_merged", "_several", "_steps", "_told")

    def __init__(self, told: list[Unnumbered], steps: Mapping[str, Step]) -> None:
        self._told, self._steps = told, steps
        self._of_day: dict[tuple[str, str], set[Any]] | None = None
        self._of_merged: dict[tuple[str, str], Any] = {}
        self._several: dict[str, tuple[object, frozenset[str]]] = {}
        self._lists: dict[str, Items] = {}

    def members(self, thing: Thing, move: Move) -> frozenset[str] | None:
        """The several of which each makes a move, such as the posts instructed; None where none are named."""
        several = thing.fields.get(str(move.each))
        if not isinstance(several, list | tuple):
            return None
        kept = self._several.get(str(move.each))
        if kept is None or kept[0] is not several:
            kept = self._several[str(move.each)] = (several, frozenset(map(str, several)))
        return kept[1]

    def meant(self, thing: Thing, move: Move, draft: Unnumbered) -> list[dict[str, Any]]:
        """The fields of a draft; where it names none of several, once for each, for it is told of all of them.

        Of one that was merged, all are those that its own thing names, not those that only the other is for.
        """
        own = draft.about == thing.id
        if move.each is None or (own and move.adds is None) or draft.fields.get(move.item[0]) is not None:
            return [draft.fields]
        several = thing.fields.get(move.each)
        if not own:
            several = self._named(draft.about, move.each)
        if not isinstance(several, list | tuple) or not several:
            return [draft.fields]
        return [{**draft.fields, move.item[0]: one} for one in several]

    def reached(self, thing: Thing, move: Move, fields: list[dict[str, Any]], before: str | None) -> str | None:
        """The state after a move of each of several where it is not that of the table: some are left, or show more."""
        if move.proven is not None and before == move.proven:
            return before
        if not self._is_each_done(thing, move, fields):
            return move.partly or before
        return move.proven if move.proof is not None and self._is_each_done(thing, move, fields, move.proof) else None

    def has_done(self, thing: Thing, move: Move, on: str, one: str) -> bool:
        """Whether one of several made the move that this one answers, or it is told of all of them."""
        # Those of one day are told in order of progress: a post may answer before another one has delivered.
        if self._of_day is None:
            self._of_day = {}
            for other in self._told:
                step = self._steps.get(other.kind)
                if step is not None and step.move.adds is not None and step.move.item:
                    named = other.fields.get(step.move.item[0])
                    if named is None or isinstance(named, str):
                        self._of_day.setdefault((step.move.adds, other.on), set()).add(named)
        of_day = self._of_day.get((str(move.answers), on), ())
        items = self.items(thing, str(move.answers))
        return None in of_day or one in of_day or items.has(move.item[0], None) or items.has(move.item[0], one)

    def items(self, thing: Thing, name: str) -> Items:
        """A list of the thing, to be asked and changed."""
        given, kept = thing.fields.get(name), self._lists.get(name)
        if kept is None or given is not kept.given:
            kept = self._lists[name] = Items(thing.items(name), given)
        return kept

    def show(self) -> None:
        """Bring the lists of the thing up to date."""
        for items in self._lists.values():
            items.show()

    def _named(self, about: str, each: str) -> Any:
        """The several that a thing merged into this one names first."""
        if (about, each) not in self._of_merged:
            named = (held for d in self._told if d.about == about and (held := d.fields.get(each)))
            self._of_merged[about, each] = next(named, None)
        return self._of_merged[about, each]

    def _is_each_done(self, thing: Thing, move: Move, fields: list[dict[str, Any]], having: str | None = None) -> bool:
        """Whether with this move every member of the list that it is for has made it; having: each with this field."""
        made, items = [one for one in fields if having is None or one.get(having)], self.items(thing, str(move.adds))
        wanted = thing.fields.get(str(move.each))
        if not isinstance(wanted, list | tuple) or not wanted:
            return bool(made) or items.holds(having)
        # Without a name it is told of all of them.
        named = {item.get(move.item[0]) for item in made}
        if None in named or items.has(move.item[0], None, having):
            return True
        return items.lacking(move.item[0], wanted, having) <= named
