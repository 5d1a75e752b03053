"""What an answer says of itself: the marking that protects everything in it together, and labels as they are sent."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from functools import cache, partial
from typing import Any
from urllib.parse import quote

import msgspec

from legation.core.draft import Draft
from legation.core.marking import Marking, join_all
from legation.core.telegram import Classification, Telegram
from legation.storage.records import Listing
from legation.tables.banners import level_of, marking_in
from legation.tables.marking import marking_of, telegram_marking
from legation.tables.marking_rows import rank_of

MARKING = "Legation-Marking"
"""The header that says how closely an answer is held, for programs that do not look inside."""
_PLAIN_SIGNS = "".join(map(chr, range(ord(" "), ord("~") + 1)))


def in_a_header(words: str) -> str:
    """Banner words as a header bears them: a letter that it cannot bear by its bytes, as in an address (``%C5%BD``)."""
    return quote(words, safe=_PLAIN_SIGNS)


def banner_of(marks: Iterable[str], listings: Iterable[Listing] = ()) -> str | None:
    """Banner words over all portion marks, or other banners, and listed telegrams; None over nothing at all."""
    markings = [marking_in(mark) for mark in marks]
    markings += [Marking.from_label(listing.access) for listing in listings]
    return level_of(join_all(markings)) if markings else None


def listing_level(listing: Listing) -> str:
    """Banner words of a telegram in a list, by the names of its day."""
    return level_of(Marking.from_label(listing.access), listing.day)


def banner_within(value: Any) -> str | None:
    """Banner over everything that a value holds: what its parts say of themselves, joined."""
    found: list[Marking] = []
    _gather(value, found)
    return level_of(join_all(found)) if found else None


_PLAIN = frozenset({str, bytes, int, float, bool, type(None)})
"""What most of a value is, and what says nothing of itself: passed over where it stands, without another call."""

_MARKED = (Telegram, Draft)


def _gather(value: Any, found: list[Marking]) -> None:
    """Put what the parts of a value say of themselves into ``found``."""
    kind: Any = type(value)
    fields = _fields(kind)
    if fields is None:
        for one in value:
            if type(one) not in _PLAIN:
                _gather(one, found)
        return
    if isinstance(value, Marking):
        found.append(value)
        return
    if isinstance(value, _MARKED):
        # Its line is over all of it; its marks alone would leave out NODIS, and what bears none.
        found.append(telegram_marking(value))
    elif isinstance(value, Classification) and value.level is not None:
        found.append(marking_of(value))
    mapped = isinstance(value, Mapping)
    of: Callable[[str], Any] = value.get if mapped else partial(getattr, value)
    names: Collection[str] = value if mapped else fields
    banner = of("banner") if "banner" in names else None
    if isinstance(banner, str):
        # A banner is over all that its thing holds.
        found.append(marking_in(banner))
        return
    access = of("access") if "access" in names else None
    mark = of("marking") if "marking" in names else None
    if isinstance(access, str) and access:
        found.append(Marking.from_label(access))
    elif isinstance(access, tuple):  # of what several telegrams were counted
        found.extend(map(Marking.from_label, access))
    elif isinstance(mark, str) and mark:
        found.append(marking_in(mark))
    for name in names:
        one = of(name)
        if type(one) not in _PLAIN:
            _gather(one, found)


@cache
def _fields(kind: type) -> tuple[str, ...] | None:
    """The fields of values of a kind; none of a text or number, nor of a mapping, whose names are its own.

    None where they are a list of some kind.
    """
    if issubclass(kind, Iterable) and not issubclass(kind, str | bytes | Mapping):
        return None
    return getattr(kind, "__struct_fields__", ())


def may_leave(marking: Marking, highest: str) -> bool:
    """Whether what is marked so may go to another program outside: up to a level, and where nothing restricts it."""
    return marking.rank <= rank_of(highest) and not marking.needs and marking.release is None


def outward(value: Any) -> Any:
    """A value as it is sent, in builtins: of the label of a view not what it says of the paragraphs left out of it."""
    return _cut(msgspec.to_builtins(value))


def _cut(told: Any) -> Any:
    if isinstance(told, dict):
        return {
            name: _labels(one) if name == "access" else one if type(one) in _PLAIN else _cut(one)
            for name, one in told.items()
        }
    if isinstance(told, list | tuple):
        return [one if type(one) in _PLAIN else _cut(one) for one in told]
    return told


def _labels(told: Any) -> Any:
    """A label without what is beyond it; of several each once, for two views may differ in that alone."""
    if isinstance(told, str):
        return told.partition("!")[0]
    if isinstance(told, list | tuple) and all(isinstance(one, str) for one in told):
        return list(dict.fromkeys(one.partition("!")[0] for one in told))
    return _cut(told)
