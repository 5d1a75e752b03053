"""Spellings of one name held together: QADHAFI and KADDAFI, each with what joins them and what speaks against it.

They are joined by how they are written (``tables.spellings``), and are nowhere called one person who is known to be
one. Two that one telegram names beside one another stand apart, and so do those whose first names differ and those that
are named in other decades: two who are taken for one are worse than one who stands twice.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

import msgspec

from legation.core.marking import Marking, join_all
from legation.extract.name_words import plain_name, surname_of
from legation.extract.persons import Named
from legation.tables.banners import level_of
from legation.tables.spellings import changed_once

_YEARS = 10  # between the last telegram of one spelling and the first of another, beyond which they stand apart


class Met(NamedTuple):
    """A mention as it counts. telegram: its number, or the beginning of its hash. held: the marking of its place.

    words: tells its paragraph from others of other words, within one answer.
    """

    telegram: str
    sha256: str
    date: str | None
    named: Named
    held: Marking
    words: int = 0


class Spelling(msgspec.Struct, frozen=True, kw_only=True):
    """Another spelling of a surname. telegrams: how many name it. because: what joins it, or keeps it apart.

    access, marking: label and banner words over the paragraphs that this was drawn from.
    """

    surname: str
    telegrams: int
    because: str
    access: str
    marking: str


class Group(NamedTuple):
    """A surname, the spelling that most telegrams have, with all mentions; spellings that joined it or stayed apart."""

    surname: str
    met: list[Met]
    joined: tuple[Spelling, ...]
    apart: tuple[Spelling, ...]


class _Borne(NamedTuple):
    """What speaks for or against a surname being another: its telegrams, first names or initials, and days."""

    telegrams: frozenset[str]
    first_names: frozenset[str]
    days: tuple[date, ...]  # the first and the last; none where no telegram has a date


def grouped(found: Mapping[str, Sequence[Met]]) -> list[Group]:
    """Mentions by surname, spellings of one name held together; those that most telegrams name first."""
    borne = {surname: _borne(met) for surname, met in found.items()}
    order = sorted(found, key=lambda one: (-len(borne[one].telegrams), -len(found[one]), one))
    rank = {surname: at for at, surname in enumerate(order)}
    near: dict[str, list[tuple[str, str]]] = defaultdict(list)  # by a spelling: the heads that one change leads to it
    members: dict[str, list[str]] = {}
    joined: dict[str, list[Spelling]] = defaultdict(list)
    apart: dict[str, list[Spelling]] = defaultdict(list)
    for surname in order:
        head = None
        for other, because in sorted(_alike(surname, near).items(), key=lambda one: rank[one[0]]):
            against = next((why for one in members[other] if (why := _against(borne[one], borne[surname]))), None)
            if against is None:
                head = other
                joined[head].append(_spelling(surname, because, found[surname]))
                members[head].append(surname)
                break
            both = [met for one in (surname, *members[other]) for met in found[one]]
            apart[other].append(_spelling(surname, against, both))
            apart[surname].append(_spelling(other, against, both))
        if head is None:
            members[surname] = [surname]
            for spelling, because in {**changed_once(surname), surname: ""}.items():
                near[spelling].append((surname, because))
    groups = [
        Group(head, [met for one in held for met in found[one]], tuple(joined[head]), tuple(apart[head]))
        for head, held in members.items()
    ]
    return sorted(groups, key=lambda one: (-len({met.telegram for met in one.met}), -len(one.met), one.surname))


def _alike(surname: str, near: Mapping[str, Sequence[tuple[str, str]]]) -> dict[str, str]:
    """The surnames of which it is a spelling, with what joins them: one change from each leads to the same."""
    met: dict[str, str] = {}
    for spelling, because in {surname: "", **changed_once(surname)}.items():
        for head, its in near.get(spelling, ()):
            whys = "; ".join(dict.fromkeys(why for why in (because, its) if why))
            if head not in met or len(whys) < len(met[head]):
                met[head] = whys
    return met


def _borne(met: Sequence[Met]) -> _Borne:
    days = sorted(date.fromisoformat(one.date) for one in met if one.date)
    words = [plain_name(one.named.full).split() for one in met]
    return _Borne(
        telegrams=frozenset(one.telegram for one in met),
        first_names=frozenset(one[0] for one in words if len(one) > 1),
        days=(days[0], days[-1]) if days else (),
    )


def _against(one: _Borne, other: _Borne) -> str | None:
    """What speaks against two spellings being of one name; None for nothing."""
    if both := one.telegrams & other.telegrams:
        return f"{min(both)} names both"
    if one.first_names and other.first_names and not _agree(one.first_names, other.first_names):
        return "their first names differ"
    if one.days and other.days:
        first, second = sorted((one.days, other.days))
        if (second[0] - first[1]).days > _YEARS * 365:
            return "more than ten years lie between them"
    return None


def _agree(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether two first names are one, or one of them is the initial of the other."""
    if one & other:
        return True
    return any(first[0] == second[0] and 1 in (len(first), len(second)) for first in one for second in other)


def _spelling(surname: str, because: str, drawn_from: Sequence[Met]) -> Spelling:
    over = join_all([one.held for one in drawn_from])
    its = {one.telegram for one in drawn_from if surname_of(one.named.full) == surname}
    return Spelling(surname=surname, telegrams=len(its), because=because, access=over.label, marking=level_of(over))
