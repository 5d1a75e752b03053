"""Whether a profile asks for a telegram: each condition held to one telegram, with what was found.

All but three conditions rest on the telegram alone. ``thread``, ``dialogue`` and ``owner`` rest on other telegrams and
on the ledger too; they are asked as one reader, and hold by what that reader may read and by nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple, Protocol

import msgspec

from legation.core.mrn import post_key
from legation.core.precedence import RANKS
from legation.core.profile import Conditions, Profile
from legation.core.telegram import Addressee, Telegram
from legation.storage.ports import Record
from legation.tables.posts import Posts

BESIDE = frozenset({"thread", "dialogue", "owner"})
"""Conditions that rest on more than the telegram."""


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """One condition of a profile held to a telegram.

    found: what of the telegram makes it hold; empty where it does not. unless: it is one of those that must not hold.
    """

    condition: str
    wanted: tuple[str, ...]
    found: tuple[str, ...]
    unless: bool = False

    @property
    def holds(self) -> bool:
        return bool(self.found)


class Neighbourhood(NamedTuple):
    """What one reader sees around a telegram. near: the names of the telegrams it is one of, cites or is cited by.

    dialogues: ids of those that a near telegram is a source of. owners: parties that must act next on a thing that a
    near telegram is a source of.
    """

    near: frozenset[str] = frozenset()
    dialogues: frozenset[str] = frozenset()
    owners: frozenset[str] = frozenset()


class Words(Protocol):
    """Which queries a telegram answers to."""

    def __call__(self, query: str, record: Record) -> bool: ...


Around = Callable[[Record], Neighbourhood]


def verdict(profile: Profile, record: Record, posts: Posts, words: Words, around: Around) -> list[Asked]:
    """Every condition of a profile, held to a telegram."""
    asked = _each(profile, record, posts, words, around, unless=False)
    if profile.unless is not None:
        asked += _each(profile.unless, record, posts, words, around, unless=True)
    return asked


def takes(asked: Sequence[Asked]) -> bool:
    """Whether a profile with this verdict takes the telegram."""
    against = [one for one in asked if one.unless]
    return all(one.holds for one in asked if not one.unless) and not (against and all(one.holds for one in against))


def precedence_for(profile: Profile, telegram: Telegram, posts: Posts) -> str:
    """The precedence of the copy that a profile delivers: that of the addressee it names, else that of the telegram.

    A word after the address goes before the precedence of format line 5, whose second is that of the information
    addressees. A telegram that states none is ROUTINE.
    """
    action, info = telegram.precedence.action, telegram.precedence.info
    given: list[str | None] = []
    for addressee in telegram.to:
        if any(_addressed((wanted,), (addressee,), posts) for wanted in (*profile.action, *profile.addressee)):
            given.append(addressee.precedence or action)
    for addressee in telegram.info:
        if _addressed(profile.addressee, (addressee,), posts):
            given.append(addressee.precedence or info or action)
    stated = [one for one in given or (action,) if one in RANKS]
    return max(stated, key=lambda one: (RANKS[one], one.startswith("NIACT")), default="ROUTINE")


def _each(
    conditions: Conditions, record: Record, posts: Posts, words: Words, around: Around, *, unless: bool
) -> list[Asked]:
    found = []
    for name, wanted in conditions.asked():
        if name == "words":
            held = tuple(query for query in wanted if words(query, record))
        elif name in BESIDE:
            held = _BESIDE[name](wanted, around(record))
        else:
            held = _ALONE[name](wanted, record.telegram, posts)
        found.append(Asked(condition=name, wanted=wanted, found=held, unless=unless))
    return found


def _addressed(wanted: Iterable[str], addressees: Iterable[Addressee], posts: Posts) -> tuple[str, ...]:
    keys = [(_folded(one), posts.key(one) or post_key(one, posts.aliases)) for one in wanted]
    found = []
    for addressee in addressees:
        plad, key = _folded(addressee.plad), posts.key_of_plad(addressee.plad)
        if any(plad == name or (key is not None and key == wanted_key) for name, wanted_key in keys):
            found.append(addressee.plad)
    return tuple(found)


def _addressee(wanted: tuple[str, ...], telegram: Telegram, posts: Posts) -> tuple[str, ...]:
    return _addressed(wanted, (*telegram.to, *telegram.info), posts)


def _action(wanted: tuple[str, ...], telegram: Telegram, posts: Posts) -> tuple[str, ...]:
    return _addressed(wanted, telegram.to, posts)


def _from(wanted: tuple[str, ...], telegram: Telegram, posts: Posts) -> tuple[str, ...]:
    if telegram.from_.plad is not None and (found := _addressed(wanted, (Addressee(telegram.from_.plad),), posts)):
        return found
    keys = {posts.key(one) or post_key(one, posts.aliases) for one in wanted}
    return (telegram.post,) if telegram.post in keys else ()


def _caption(wanted: tuple[str, ...], telegram: Telegram, _: Posts) -> tuple[str, ...]:
    borne = (*telegram.classification.caveats, *telegram.classification.captions)
    return _same(wanted, borne)


def _attention(wanted: tuple[str, ...], telegram: Telegram, _: Posts) -> tuple[str, ...]:
    offices = [one.office for one in telegram.attention if one.office]
    people = [one.person for one in telegram.attention if one.person]
    return tuple(dict.fromkeys([*_of_office(wanted, offices), *_same(wanted, people)]))


def _office(wanted: tuple[str, ...], telegram: Telegram, _: Posts) -> tuple[str, ...]:
    return _of_office(wanted, [one.office for one in telegram.distribution])


def _tags(wanted: tuple[str, ...], telegram: Telegram, _: Posts) -> tuple[str, ...]:
    borne = {_folded(tag) for tag in telegram.tags}
    return tuple(one for one in wanted if set(_folded(one).replace(",", " ").split()) <= borne)


def _precedence(wanted: tuple[str, ...], telegram: Telegram, _: Posts) -> tuple[str, ...]:
    given = [telegram.precedence.action, *(one.precedence for one in telegram.to)]
    high = [one for one in given if one in RANKS and RANKS[one] >= RANKS[wanted[0]]]
    return tuple(dict.fromkeys(high))


_ALONE: Mapping[str, Callable[[tuple[str, ...], Telegram, Posts], tuple[str, ...]]] = {
    "addressee": _addressee,
    "action": _action,
    "from": _from,
    "caption": _caption,
    "attention": _attention,
    "office": _office,
    "tags": _tags,
    "precedence": _precedence,
}


def _dialogue(wanted: tuple[str, ...], seen: Neighbourhood) -> tuple[str, ...]:
    return tuple(one for one in wanted if one in seen.dialogues)


def _owner(wanted: tuple[str, ...], seen: Neighbourhood) -> tuple[str, ...]:
    return _same(wanted, sorted(seen.owners))


def _thread(wanted: tuple[str, ...], seen: Neighbourhood) -> tuple[str, ...]:
    return tuple(one for one in wanted if one in seen.near)


_BESIDE: Mapping[str, Callable[[tuple[str, ...], Neighbourhood], tuple[str, ...]]] = {
    "thread": _thread,
    "dialogue": _dialogue,
    "owner": _owner,
}


def _folded(words: str) -> str:
    return " ".join(words.upper().split())


def _same(wanted: Iterable[str], borne: Iterable[str]) -> tuple[str, ...]:
    asked = {_folded(one) for one in wanted}
    return tuple(one for one in borne if _folded(one) in asked)


def _of_office(wanted: Iterable[str], offices: Iterable[str]) -> tuple[str, ...]:
    """Offices that are asked for, or are part of one that is: NEA/MAG is of NEA."""
    asked = {_folded(one) for one in wanted}
    return tuple(
        office
        for office in offices
        if any(_folded(office) == one or _folded(office).startswith(f"{one}/") for one in asked)
    )
