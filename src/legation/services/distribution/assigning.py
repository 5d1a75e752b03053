"""Assigning: what the rules of distribution make of a telegram, office by office and reader by reader.

Of the profiles that ask for action the first whose office may open the telegram has it; the others get it for
information. What no profile gives an action office goes to the catch-all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

import msgspec

from legation.core.errors import QueryError
from legation.core.marking import UPKEEP, Reader
from legation.core.precedence import RANKS
from legation.core.profile import CATCH_ALL, Role
from legation.services.distribution.matching import Asked, Facts, Neighbourhood, ReadyRules
from legation.storage.access import is_readable
from legation.storage.ports import Index
from legation.storage.records import Record

_HITS = 500


class Assigned(msgspec.Struct, frozen=True, kw_only=True):
    """What the rules give one reader."""

    role: Role
    office: str
    profiles: tuple[str, ...]
    precedence: str


class Assigning:
    """Rules held to a batch of telegrams."""

    def __init__(
        self,
        rules: ReadyRules,
        readers: Mapping[str, Reader],
        records: Sequence[Record],
        new_index: Callable[[], Index],
    ) -> None:
        self._rules = rules
        self._readers = readers
        self._records = records
        self._new_index = new_index
        self._index: Index | None = None
        self._answers: dict[str, set[str]] = {}
        self._facts: dict[str, Facts] = {}
        self._openers: dict[str, list[str]] = {}

    def openers(self, record: Record) -> list[str]:
        """Readers that the rules name who may open this form of the telegram."""
        held = self._openers.get(record.access)
        if held is None:
            known = (name for name in self._rules.named if name in self._readers)
            held = [name for name in known if is_readable(self._readers[name], record.access)]
            self._openers[record.access] = held
        return held

    def verdicts(self, record: Record, around: Callable[[Record], Neighbourhood]) -> list[list[Asked]]:
        """For each profile what it asks and what was found."""
        facts = self._of(record)
        return [one.verdict(facts, self._words, around) for one in self._rules.profiles]

    def looks_around(self, record: Record) -> bool:
        """Whether what stands around the telegram may matter to a profile."""
        facts = self._of(record)
        return self._rules.beside and any(one.looks_around(facts, self._words) for one in self._rules.profiles)

    def outcome(self, record: Record, around: Callable[[Record], Neighbourhood]) -> dict[str, Assigned]:
        """Who gets it."""
        facts, openers = self._of(record), self.openers(record)
        given: dict[str, Assigned] = {}
        action: str | None = None
        for one in self._rules.profiles:
            profile = one.profile
            members = [name for name in self._rules.members[profile.to] if name in openers]
            if not members or not one.takes(facts, self._words, around):
                continue
            role: Role = "info"
            if profile.for_ == "action" and action in (None, profile.to):
                action, role = profile.to, "action"
            precedence = one.precedence(facts)
            for name in members:
                given[name] = _joined(given.get(name), role, profile.to, profile.name, precedence)
        to = self._rules.rules.catch_all
        if action is None and to is not None:
            precedence = self._rules.catch_all.precedence(facts)
            for name in self._rules.members[to]:
                if name in openers:
                    given[name] = _joined(given.get(name), "action", to, CATCH_ALL, precedence)
        return given

    def _of(self, record: Record) -> Facts:
        held = self._facts.get(record.sha256)
        if held is None:
            held = self._facts[record.sha256] = self._rules.facts(record)
        return held

    def _words(self, query: str, record: Record) -> bool:
        if query not in self._answers:
            if self._index is None:
                self._index = self._new_index()
                self._index.add(UPKEEP, list(self._records))
            try:
                self._answers[query] = set(_answering(self._index, query))
            except QueryError:  # of a version that read it otherwise; ``Profiles.flaws`` tells it
                self._answers[query] = set()
        return record.sha256 in self._answers[query]


def _joined(held: Assigned | None, role: Role, office: str, profile: str, precedence: str) -> Assigned:
    if held is None:
        return Assigned(role=role, office=office, profiles=(profile,), precedence=precedence)
    if held.role == "action" or role == "info":
        role, office = held.role, held.office
    return Assigned(
        role=role,
        office=office,
        profiles=(*held.profiles, profile),
        precedence=max(held.precedence, precedence, key=lambda one: (RANKS[one], one)),
    )


def _answering(index: Index, query: str) -> Iterator[str]:
    after: str | None = ""
    while after is not None:
        page = index.search(UPKEEP, query, limit=_HITS, sort="oldest", after=after)
        yield from (hit.listing.sha256 for hit in page.hits)
        after = page.next
