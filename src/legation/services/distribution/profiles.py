"""The profiles of an archive: reading and changing the rules of distribution, and saying what is wrong with them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from contextlib import nullcontext
from typing import Any

import msgspec

from legation.core.accounts import Who
from legation.core.errors import NotFoundError, OvertakenError, QueryError, RefusedError
from legation.core.marking import Reader, may_read
from legation.core.misfits import read_toml
from legation.core.precedence import RANKS
from legation.core.profile import CATCH_ALL, Conditions, Rules, rules_of, rules_text
from legation.core.telegram import Classification
from legation.services.accounts.audit import Trail, checking
from legation.storage.parsing import parse_query
from legation.storage.ports import Notes, Telegrams
from legation.storage.query import And, CitedBy, Not, Or, Query
from legation.tables.marking import marking_of
from legation.tables.posts import Posts

_TRIES = 20
NOTE = "profiles"
"""Key of the rules among the notes of the archive."""
REACHED = "distributed"
"""Key of the place, among the telegrams in the order of keeping, up to which all are distributed."""


class Flaw(msgspec.Struct, frozen=True, kw_only=True):
    """What is wrong with the rules. about: the name of a profile or office; "" for the rules as a whole."""

    about: str
    says: str
    do: str


Readers = Callable[[], Mapping[str, Reader]]
"""Every account that may read, as it reads now, by name; the owner of the archive under ``owner``."""


class Profiles:
    """The rules of distribution. They are no telegrams: whoever may change them sees them all."""

    def __init__(
        self, notes: Notes, telegrams: Telegrams, readers: Readers, posts: Posts, *, trail: Trail | None = None
    ) -> None:
        self._trail, self._check = trail, checking(trail)
        self._notes = notes
        self._telegrams = telegrams
        self._readers = readers
        self._posts = posts
        self._last: tuple[str, Rules] | None = None

    def rules(self) -> Rules | None:
        """The rules that stand, the same object as long as they do; None while there are none."""
        text = self._notes.note(NOTE)
        if not text:
            return None
        last = self._last
        if last is None or last[0] != text:
            last = self._last = text, read_rules(text)
        return last[1]

    def _standing(self) -> Rules:
        """The rules that stand; none where another version wrote what this one cannot read: they may be replaced."""
        try:
            return self.rules() or Rules()
        except RefusedError:
            return Rules()

    def text(self) -> str:
        """The rules as a file; "" while there are none."""
        return self._notes.note(NOTE) or ""

    def version(self) -> str:
        """A name of the rules that stand, another one for other rules: the SHA-256 of ``text``."""
        return _version(self._notes.note(NOTE))

    def replace(self, who: Who, text: str, *, anyway: bool = False, over: str | None = None) -> Rules:
        """Put the rules of a file in the place of those that stand.

        anyway: also where they name what is no account that may read, and no office: nobody gets what goes there.
        over: ``version`` of the rules that were changed, so that nobody writes over what another wrote meanwhile.

        Raises ForbiddenError, RefusedError, QueryError, and OvertakenError for others than those of ``over``.
        """
        self._check(who, "route")
        rules = self.read(text)

        def made(before: str | None) -> tuple[Rules, list[str]]:
            if over is not None and over != _version(before):
                raise OvertakenError("the rules were changed meanwhile", "look at those in force, then try again")
            return rules, [one.name for one in rules.profile]

        return self._change(who, "replaced", made, anyway=anyway)

    def read(self, text: str) -> Rules:
        """The rules of a file, which change nothing. Raises RefusedError, QueryError."""
        rules = read_rules(text)
        self._checked(rules)
        return rules

    def add(self, who: Who, text: str, *, anyway: bool = False) -> Rules:
        """Add the rows of a file; one of the same name is replaced where it stands. anyway: as for ``replace``.

        Raises ForbiddenError, RefusedError, QueryError.
        """
        self._check(who, "route")
        new = self.read(text)
        names = [*(one.name for one in new.office), *(one.name for one in new.profile)]

        def made(before: str | None) -> tuple[Rules, list[str]]:
            held = read_rules(before or "")
            rules = Rules(
                catch_all=new.catch_all or held.catch_all,
                office=_merged(held.office, new.office),
                profile=_merged(held.profile, new.profile),
            )
            return rules, names

        return self._change(who, "added", made, anyway=anyway)

    def remove(self, who: Who, name: str, *, anyway: bool = False) -> Rules:
        """Take a profile or an office away. anyway: as for ``replace``.

        Raises ForbiddenError, NotFoundError, RefusedError.
        """
        self._check(who, "route")

        def made(before: str | None) -> tuple[Rules, list[str]]:
            held = read_rules(before or "")
            rules = msgspec.structs.replace(
                held,
                profile=tuple(one for one in held.profile if one.name != name),
                office=tuple(one for one in held.office if one.name != name),
            )
            if rules == held:
                raise NotFoundError(f"profile {name}")
            return rules, [name]

        return self._change(who, "removed", made, anyway=anyway)

    def flaws(self, rules: Rules) -> list[Flaw]:
        """What would keep the rules from doing what they say."""
        found: list[Flaw] = []
        readers = self._readers()
        if rules.catch_all is None:
            found.append(
                Flaw(about="", says="there is no catch-all", do="name who gets what no profile gives an action office")
            )
        for office in rules.office:
            if not office.readers:
                found.append(Flaw(about=office.name, says="has no readers", do="name accounts"))
        found += [
            Flaw(about=about, says=f"{to} is no account that may read, and no office", do="check the name")
            for about, to in _nobody(rules, readers)
        ]
        for profile in rules.profile:
            for query in profile.words:
                try:
                    parse_query(query, self._posts.aliases)
                except QueryError as wrong:
                    found.append(
                        Flaw(about=profile.name, says=f"{query} finds nothing, for {wrong.what}", do=str(wrong.do))
                    )
            members = [readers[name] for name in rules.members(profile.to) if name in readers]
            for caption in profile.caption:
                asked = marking_of(Classification("UNCLASSIFIED", (), (caption,)))
                if members and not any(may_read(one, asked).allowed for one in members):
                    found.append(
                        Flaw(
                            about=profile.name,
                            says=f"asks for {caption}, which nobody of {profile.to} may read",
                            do="give one of them the access, or leave it out",
                        )
                    )
        if not any(profile.for_ == "action" for profile in rules.profile):
            found.append(Flaw(about="", says="no profile is for action", do="name an action office in one"))
        return found

    def _checked(self, rules: Rules) -> None:
        """Raises what is wrong in itself, whoever has an account."""
        for profile in rules.profile:
            for conditions in (profile, profile.unless):
                if conditions is not None:
                    self._checked_conditions(profile.name, conditions)

    def _checked_conditions(self, name: str, conditions: Conditions) -> None:
        if conditions.precedence is not None and conditions.precedence not in RANKS:
            raise RefusedError(
                f"profile {name!r}: {conditions.precedence!r} is no precedence", f"use {', '.join(RANKS)}"
            )
        for query in conditions.words:
            try:
                asked = parse_query(query, self._posts.aliases)
            except QueryError as wrong:
                raise QueryError(f"profile {name!r}: {wrong.what}", wrong.do, wrong.at) from wrong
            if _looks_elsewhere(asked):
                raise RefusedError(
                    f"profile {name!r}: citedby: asks for another telegram", "use the condition thread in its place"
                )

    def _change(
        self, who: Who, did: str, made: Callable[[str | None], tuple[Rules, list[str]]], *, anyway: bool
    ) -> Rules:
        """Keep what is made of the text that stands; made anew where another changed it meanwhile."""
        for _ in range(_TRIES):
            before = self._notes.note(NOTE)
            rules, names = made(before)
            self._fit(before, rules, anyway=anyway)
            entry = (who.reader.name, f"profiles {did}", ", ".join(names))
            with self._trail.owing(*entry) if self._trail is not None else nullcontext() as debt:
                kept = self._notes.exchange(NOTE, before, rules_text(rules) or "\n")
            if kept:
                if self._trail is not None:
                    self._trail.note(*entry, debt=debt)
                return rules
        raise OvertakenError("others change the rules at the same moment", "try again")

    def _fit(self, standing: str | None, rules: Rules, *, anyway: bool) -> None:
        """Make ready for rules in the place of those of a text. Raises RefusedError."""
        readers = self._readers()
        # What led to nobody before, as of an account that was shut out since, keeps nobody from changing the rest.
        before = _nobody(self._standing(), readers)
        fresh = [(about, to) for about, to in _nobody(rules, readers) if (about, to) not in before]
        if fresh and not anyway:
            about, to = fresh[0]
            raise RefusedError(
                f"{about}: {to} is no account that may read, and no office",
                "make it first, check the name, or keep the rules anyway",
            )
        if not standing:
            # What came before there were rules is not distributed.
            self._notes.write(REACHED, str(self._telegrams.last_arrival()))


def read_rules(text: str) -> Rules:
    """The rules of a file in TOML. Raises RefusedError."""
    try:
        values: dict[str, Any] = read_toml(text)
    except ValueError as wrong:
        raise RefusedError(f"the rules are no TOML ({wrong})", "mend the file") from wrong
    return rules_of(values)


def _version(text: str | None) -> str:
    return hashlib.sha256((text or "").encode()).hexdigest()


def _nobody(rules: Rules, readers: Mapping[str, Reader]) -> list[tuple[str, str]]:
    """What the rules name that is no account that may read, and no office; each with where it is named."""
    offices = {office.name for office in rules.office}
    named = [(one.name, one.to) for one in rules.profile]
    named += [(CATCH_ALL, rules.catch_all)] if rules.catch_all else []
    # An office is made of accounts, and not of offices.
    read_by = [(office.name, reader) for office in rules.office for reader in office.readers if reader not in readers]
    return [(about, to) for about, to in named if to not in offices and to not in readers] + read_by


def _merged(held: Iterable[Any], new: Iterable[Any]) -> tuple[Any, ...]:
    by_name = {one.name: one for one in held}
    by_name.update((one.name, one) for one in new)
    return tuple(by_name.values())


def _looks_elsewhere(asked: Query) -> bool:
    match asked:
        case CitedBy():
            return True
        case And(parts) | Or(parts):
            return any(map(_looks_elsewhere, parts))
        case Not(part):
            return _looks_elsewhere(part)
        case _:
            return False
