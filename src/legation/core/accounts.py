"""Accounts: who may come in, in which roles, and what they are cleared to read.

An account reads by its clearance, handling access and nation, and by grants that add to them until an instant.
What it may do, its roles say; a role by itself lets nobody read anything. Instants are ISO 8601 in UTC, to the
second, so that their text sorts as they do.
"""

from __future__ import annotations

import msgspec
from msgspec import UNSET, UnsetType

from legation.core.marking import Reader


def reckoned(instant: str, latest: str, behind: str | UnsetType) -> str:
    """The instant by which something ends: that of the clock or, where the clock was set back, the latest on record.

    latest: that the audit trail shows. behind: what it showed when the thing was made, where the clock was behind that
    already: a clock that was once ahead by mistake ends nothing that is made later.
    """
    return instant if latest <= (behind or "") else max(instant, latest)


class Identity(msgspec.Struct, frozen=True, kw_only=True):
    """Who an account is to a single sign-on: its issuer's address and the subject there."""

    issuer: str
    subject: str


class Grant(msgspec.Struct, frozen=True, kw_only=True):
    """Clearance or handling access for a time. rank: None leaves the clearance. until: first instant without it.

    behind: as of ``reckoned``.
    """

    until: str
    by: str
    why: str
    given: str
    rank: int | None = None
    holds: tuple[str, ...] = ()
    behind: str | UnsetType = UNSET


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """One person's account. ``password`` is the argon2id text; None where there is no password.

    ruled: made by a rule of the single sign-on, which settles its roles and clearance at each sign-in.
    """

    name: str
    made: str
    roles: tuple[str, ...] = ()
    rank: int = 0
    holds: tuple[str, ...] = ()
    nation: str | None = None
    password: str | None = None
    identity: Identity | None = None
    ruled: bool = False
    disabled: bool = False
    grants: tuple[Grant, ...] = ()

    def reader(self, instant: str, latest: str = "") -> Reader:
        """What the account may read at an instant; a grant that has run out (``reckoned``) adds nothing."""
        live = [grant for grant in self.grants if reckoned(instant, latest, grant.behind) < grant.until]
        return Reader(
            self.name,
            rank=max([self.rank, *(grant.rank for grant in live if grant.rank is not None)]),
            holds=frozenset(self.holds).union(*(grant.holds for grant in live)),
            nation=self.nation,
        )


class Token(msgspec.Struct, frozen=True, kw_only=True):
    """A key for programs. ``hash`` is SHA-256 of it; the key itself is kept nowhere. actions: what it is for.

    id: the beginning of the hash, by which it is named. It never does more than its account may at that time.
    behind: as of ``reckoned``.
    """

    hash: str
    account: str
    label: str
    made: str
    until: str
    actions: tuple[str, ...]
    behind: str | UnsetType = UNSET

    @property
    def id(self) -> str:
        return self.hash[:12]


class Session(msgspec.Struct, frozen=True, kw_only=True):
    """A sign-in of a browser. ``hash`` is SHA-256 of the secret in its cookie. behind: as of ``reckoned``."""

    hash: str
    account: str
    made: str
    seen: str
    behind: str | UnsetType = UNSET


class Who(msgspec.Struct, frozen=True):
    """Who asks: as whom they read telegrams, and what they may do.

    cleared: as ``reader``, with the clearance of one whose roles read no telegrams: for what else is marked. beyond:
    what the account may do and the token that was shown was not made for.
    """

    reader: Reader
    actions: frozenset[str]
    session: str | None = None
    cleared: Reader | None = None
    beyond: frozenset[str] = frozenset()

    def may(self, action: str) -> bool:
        return action in self.actions


def reading_as(reader: Reader, actions: frozenset[str]) -> Reader:
    """The reader of someone with these actions: without ``read`` among them, one who reads nothing at all."""
    return reader if "read" in actions else Reader(reader.name, rank=-1)
