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
from legation.core.profile import Conditions, Profile, Rules
from legation.core.telegram import Addressee
from legation.storage.records import Record
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


class Facts:
    """What conditions ask of one telegram, made ready once for all of them."""

    def __init__(self, record: Record, posts: Posts) -> None:
        telegram = record.telegram
        self.record = record
        self.to = [_Address(one, posts) for one in telegram.to]
        self.info = [_Address(one, posts) for one in telegram.info]
        self.sender = _Address(Addressee(telegram.from_.plad), posts) if telegram.from_.plad is not None else None
        self.post = telegram.post
        self.borne = [
            (one, _folded(one)) for one in (*telegram.classification.caveats, *telegram.classification.captions)
        ]
        self.tags = frozenset(map(_folded, telegram.tags))
        self.offices = [(one.office, _folded(one.office)) for one in telegram.distribution]
        self.attention = [(one.office, _folded(one.office)) for one in telegram.attention if one.office]
        self.people = [(one.person, _folded(one.person)) for one in telegram.attention if one.person]
        self.action = telegram.precedence.action
        self.lower = telegram.precedence.info
        given = [self.action, *(one.addressee.precedence for one in self.to)]
        self.precedences = [one for one in dict.fromkeys(given) if one in RANKS]


class _Address:
    """An addressee, and the names by which a condition may mean it."""

    def __init__(self, addressee: Addressee, posts: Posts) -> None:
        self.addressee = addressee
        self.folded = _folded(addressee.plad)
        self.key = posts.key_of_plad(addressee.plad)


class Test(NamedTuple):
    """One condition of a profile. find: what of a telegram makes it hold; None where that is not asked of it alone."""

    condition: str
    wanted: tuple[str, ...]
    unless: bool
    find: Callable[[Facts], tuple[str, ...]] | None


class Ready:
    """A profile made ready to be held to many telegrams. What is found sooner is looked for first."""

    def __init__(self, profile: Profile, posts: Posts) -> None:
        self.profile = profile
        self._posts = posts
        tests = _tests(profile, posts, unless=False)
        if profile.unless is not None:
            tests += _tests(profile.unless, posts, unless=True)
        self._tests = tests
        self._sooner = sorted((one for one in tests if not one.unless), key=_cost)
        self._against = sorted((one for one in tests if one.unless), key=_cost)
        self.beside = any(one.condition in BESIDE for one in tests)
        self._addressed = _names(profile.addressee, posts)
        self._acting = _names((*profile.action, *profile.addressee), posts)

    def verdict(self, facts: Facts, words: Words, around: Around) -> list[Asked]:
        """Every condition, with what was found."""
        return [
            Asked(condition=t.condition, wanted=t.wanted, found=_find(t, facts, words, around), unless=t.unless)
            for t in self._tests
        ]

    def takes(self, facts: Facts, words: Words, around: Around) -> bool:
        """Whether the profile takes the telegram, as ``takes`` of its verdict says."""
        if not all(_find(one, facts, words, around) for one in self._sooner):
            return False
        return not self._against or not all(_find(one, facts, words, around) for one in self._against)

    def looks_around(self, facts: Facts, words: Words) -> bool:
        """Whether what stands around the telegram may matter: it is asked for, and all else that must hold does."""
        alone = (one for one in self._sooner if one.condition not in BESIDE)
        return self.beside and all(_find(one, facts, words, nothing_around) for one in alone)

    def precedence(self, facts: Facts) -> str:
        """The precedence of the copy that the profile delivers: that of the addressee it names, else the telegram's.

        A word after the address goes before the precedence of format line 5, whose second is that of the information
        addressees. A telegram that states none is ROUTINE.
        """
        given: list[str | None] = []
        if self._acting:
            given += [one.addressee.precedence or facts.action for one in facts.to if _meant(one, self._acting)]
        if self._addressed:
            lower = facts.lower or facts.action
            given += [one.addressee.precedence or lower for one in facts.info if _meant(one, self._addressed)]
        stated = [one for one in given or (facts.action,) if one in RANKS]
        return max(stated, key=lambda one: (RANKS[one], one.startswith("NIACT")), default="ROUTINE")


class ReadyRules:
    """Rules made ready to be held to many telegrams.

    members: the accounts behind each name that a profile or the catch-all gives. named: all of them, in order.
    beside: whether a profile asks what stands around a telegram. catch_all: asks for nothing.
    """

    def __init__(self, rules: Rules, posts: Posts) -> None:
        self.rules = rules
        self.profiles = [Ready(profile, posts) for profile in rules.profile]
        self.catch_all = Ready(Profile(name="any", to="any"), posts)
        ends = [one.to for one in rules.profile] + ([rules.catch_all] if rules.catch_all is not None else [])
        self.members = {to: rules.members(to) for to in ends}
        self.named = sorted({name for some in self.members.values() for name in some})
        self.beside = any(one.beside for one in self.profiles)
        self._posts = posts

    def facts(self, record: Record) -> Facts:
        """What the rules ask of one telegram."""
        return Facts(record, self._posts)


def takes(asked: Sequence[Asked]) -> bool:
    """Whether a profile with this verdict takes the telegram."""
    against = [one for one in asked if one.unless]
    return all(one.holds for one in asked if not one.unless) and not (against and all(one.holds for one in against))


def nothing_around(_: Record) -> Neighbourhood:
    """The neighbourhood of a telegram that nobody looks around."""
    return Neighbourhood()


def _find(test: Test, facts: Facts, words: Words, around: Around) -> tuple[str, ...]:
    if test.find is not None:
        return test.find(facts)
    if test.condition == "words":
        return tuple(query for query in test.wanted if words(query, facts.record))
    return _BESIDE[test.condition](test.wanted, around(facts.record))


def _cost(test: Test) -> int:
    return 0 if test.find is not None else 1 if test.condition == "words" else 2


def _tests(conditions: Conditions, posts: Posts, *, unless: bool) -> list[Test]:
    return [
        Test(name, wanted, unless, _ALONE[name](wanted, posts) if name in _ALONE else None)
        for name, wanted in conditions.asked()
    ]


Find = Callable[[Facts], tuple[str, ...]]


def _names(wanted: Iterable[str], posts: Posts) -> frozenset[str]:
    """The addresses and keys of posts that are meant; keys are marked, for a key may be another's address."""
    found = {_folded(one) for one in wanted}
    return frozenset(found | {f"/{posts.key(one) or post_key(one, posts.aliases)}" for one in wanted})


def _meant(address: _Address, names: frozenset[str]) -> bool:
    return address.folded in names or (address.key is not None and f"/{address.key}" in names)


def _addressee(wanted: tuple[str, ...], posts: Posts) -> Find:
    names = _names(wanted, posts)
    return lambda facts: tuple(one.addressee.plad for one in (*facts.to, *facts.info) if _meant(one, names))


def _action(wanted: tuple[str, ...], posts: Posts) -> Find:
    names = _names(wanted, posts)
    return lambda facts: tuple(one.addressee.plad for one in facts.to if _meant(one, names))


def _from(wanted: tuple[str, ...], posts: Posts) -> Find:
    names = _names(wanted, posts)

    def find(facts: Facts) -> tuple[str, ...]:
        if facts.sender is not None and _meant(facts.sender, names):
            return (facts.sender.addressee.plad,)
        return (facts.post,) if facts.post is not None and f"/{facts.post}" in names else ()

    return find


def _caption(wanted: tuple[str, ...], _: Posts) -> Find:
    asked = frozenset(map(_folded, wanted))
    return lambda facts: tuple(one for one, folded in facts.borne if folded in asked)


def _attention(wanted: tuple[str, ...], _: Posts) -> Find:
    asked = frozenset(map(_folded, wanted))

    def find(facts: Facts) -> tuple[str, ...]:
        offices = [one for one, folded in facts.attention if _of_office(folded, asked)]
        return tuple(dict.fromkeys([*offices, *(one for one, folded in facts.people if folded in asked)]))

    return find


def _office(wanted: tuple[str, ...], _: Posts) -> Find:
    asked = frozenset(map(_folded, wanted))
    return lambda facts: tuple(one for one, folded in facts.offices if _of_office(folded, asked))


def _tags(wanted: tuple[str, ...], _: Posts) -> Find:
    asked = [(one, frozenset(_folded(one).replace(",", " ").split())) for one in wanted]
    return lambda facts: tuple(one for one, codes in asked if codes <= facts.tags)


def _precedence(wanted: tuple[str, ...], _: Posts) -> Find:
    least = RANKS[wanted[0]]
    return lambda facts: tuple(one for one in facts.precedences if RANKS[one] >= least)


_ALONE: Mapping[str, Callable[[tuple[str, ...], Posts], Find]] = {
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
    asked = frozenset(map(_folded, wanted))
    return tuple(one for one in sorted(seen.owners) if _folded(one) in asked)


def _thread(wanted: tuple[str, ...], seen: Neighbourhood) -> tuple[str, ...]:
    return tuple(one for one in wanted if one in seen.near)


_BESIDE: Mapping[str, Callable[[tuple[str, ...], Neighbourhood], tuple[str, ...]]] = {
    "thread": _thread,
    "dialogue": _dialogue,
    "owner": _owner,
}


def _folded(words: str) -> str:
    return " ".join(words.upper().split())


def _of_office(office: str, asked: frozenset[str]) -> bool:
    """Whether it is asked for, or is part of one that is: NEA/MAG is of NEA."""
    return office in asked or any(office.startswith(f"{one}/") for one in asked)
