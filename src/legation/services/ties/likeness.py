"""How alike a telegram is to those that told of a thing, and how far later ones have kept the thing up."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from functools import cached_property

from legation.services.boards.matters import Matter
from legation.services.ties.spreading import Held, alikeness
from legation.tables.speaking import load_speaking


class Likeness:
    """How far a telegram has the rare words of those of things; what was asked once is not asked again."""

    def __init__(self, name: str, held: Sequence[Held]) -> None:
        self._own = next(one for one in reversed(held) if one.name == name)
        self._by_name = {one.name: one for one in held if one.day <= self._own.day}
        self._known: dict[str, float] = {}

    def of(self, matter: Matter) -> float:
        """With the telegram of a matter that is most like it, of those that were sent by then."""
        return max((self._with(name) for name in matter.telegrams), default=0.0)

    @cached_property
    def _akin(self) -> tuple[frozenset[str], list[str]]:
        """The telegrams on the same matter that were sent before it, and their days in order."""
        least = load_speaking().akin.least
        names = frozenset(name for name in self._by_name if name != self._own.name and self._with(name) >= least)
        return names, sorted(self._by_name[name].day for name in names)

    def kept_up(self, matter: Matter, since: str) -> float:
        """Of the telegrams on the same matter from a day on, the share that has told of a thing raised on that day.

        One more is counted as if half of it told of the thing: where there is none yet, nothing is known.
        """
        _, days = self._akin
        later = len(days) - bisect_left(days, since) - sum(self._since(name, since) for name in matter.began)
        told = sum(self._since(name, since) for name in matter.telegrams - matter.began)
        return (told + 0.5) / (later + 1)

    def _since(self, name: str, day: str) -> bool:
        return name in self._akin[0] and self._by_name[name].day >= day

    def _with(self, name: str) -> float:
        if name not in self._known:
            other = self._by_name.get(name)
            self._known[name] = alikeness(self._own, other) if other is not None else 0.0
        return self._known[name]
