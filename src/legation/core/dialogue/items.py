"""The lists of a thing, such as its deliveries, as its movements add items to them and take items from them.

A thing may have ten thousand pieces of evidence. What is added, taken and asked here costs the same however many there
are already.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import Any

_Index = dict[Hashable, dict[int, None]]
"""By the value of some fields, the places of the items that have it."""


class Items:
    """One list. shown: the list as the thing has it; brought up to date by :meth:`show` where items were taken.

    given: what the thing has in its place, which is ``shown`` once anything was added or taken.
    """

    __slots__ = ("_by", "_held", "_lacking", "_last", "_stale", "_whole", "given", "shown")

    def __init__(self, items: Iterable[dict[str, Any]], given: object = None) -> None:
        self.given = given
        self.shown = [*items]
        self._held = dict(enumerate(self.shown))
        self._last = len(self.shown)
        self._stale = False
        self._whole: _Index | None = None
        self._by: dict[tuple[tuple[str, ...], str | None], _Index] = {}
        self._lacking: dict[tuple[str, str | None], tuple[Sequence[Any], frozenset[Hashable], set[Hashable]]] = {}

    def add(self, item: dict[str, Any]) -> bool:
        """Put an item at the end; not one that is there already. Returns whether it was put there."""
        if self._whole is None:
            self._whole = {}
            for place, one in self._held.items():
                self._whole.setdefault(_key(one), {})[place] = None
        key = _key(item)
        if key in self._whole:
            return False
        place, self._last = self._last, self._last + 1
        self._whole[key] = {place: None}
        self._held[place] = item
        self.shown.append(item)
        self.given = self.shown
        for (names, having), index in self._by.items():
            if having is None or item.get(having):
                index.setdefault(_key_of(item, names), {})[place] = None
        for (name, having), (_, _, lacking) in self._lacking.items():
            if having is None or item.get(having):
                lacking.discard(_key(item.get(name)))
        return True

    def take(self, told: Mapping[str, Any]) -> None:
        """Take out the items that are equal in all that is told; every one where nothing is."""
        self._stale = True
        self.given = self.shown
        if not told:
            self._held, self._whole, self._by, self._lacking = {}, None, {}, {}
            return
        names = tuple(sorted(told))
        for place in [*self._index(names).get(_key_of(told, names), ())]:
            item = self._held.pop(place)
            if self._whole is not None:
                _forget(self._whole, _key(item), place)
            for (fields, having), index in self._by.items():
                if having is None or item.get(having):
                    _forget(index, _key_of(item, fields), place)
            for (name, having), (_, wanted, lacking) in self._lacking.items():
                one = _key(item.get(name))
                if one in wanted and (one,) not in self._index((name,), having):
                    lacking.add(one)

    def show(self) -> None:
        """Bring the list that the thing has up to date."""
        if self._stale:
            self.shown[:] = self._held.values()
            self._stale = False

    def has(self, name: str, value: Hashable, having: str | None = None) -> bool:
        """Whether an item has that in a field, None where it has no such field. having: of those that have this one."""
        return (value,) in self._index((name,), having)

    def holds(self, having: str | None = None) -> bool:
        """Whether there is any item. having: any that has this field."""
        return bool(self._held) if having is None else bool(self._index((), having))

    def lacking(self, name: str, wanted: Sequence[Any], having: str | None = None) -> set[Hashable]:
        """Those of ``wanted`` that no item has in a field. It is kept up, and not to be changed."""
        kept = self._lacking.get((name, having))
        if kept is None or kept[0] is not wanted:
            index, every = self._index((name,), having), frozenset(map(_key, wanted))
            kept = self._lacking[name, having] = (wanted, every, {one for one in every if (one,) not in index})
        return kept[2]

    def _index(self, names: tuple[str, ...], having: str | None = None) -> _Index:
        index = self._by.get((names, having))
        if index is None:
            index = self._by[names, having] = {}
            for place, item in self._held.items():
                if having is None or item.get(having):
                    index.setdefault(_key_of(item, names), {})[place] = None
        return index


def _forget(index: _Index, key: Hashable, place: int) -> None:
    places = index.get(key)
    if places is not None:
        places.pop(place, None)
        if not places:
            del index[key]


def _key_of(item: Mapping[str, Any], names: tuple[str, ...]) -> tuple[Hashable, ...]:
    return tuple(_key(item.get(name)) for name in names)


def _key(value: Any) -> Hashable:
    """A value as it can be looked up; two that are equal have one."""
    if isinstance(value, Mapping):
        return frozenset((name, _key(held)) for name, held in value.items())
    if isinstance(value, list | tuple):
        return tuple(map(_key, value))
    return value  # type: ignore[no-any-return]
