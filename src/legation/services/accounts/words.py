"""What is said of an account, as somebody writes it and as it is shown: name, roles, clearance, handling, nation."""

from __future__ import annotations

import re
from collections.abc import Sequence

from legation.core.accounts import Account, Grant
from legation.core.errors import RefusedError
from legation.core.marking import UNREADABLE_RANK, Marking
from legation.tables.banners import level_of
from legation.tables.marking_rows import need_named, rank_of
from legation.tables.roles import roles

# A name stands in addresses, in the ledger and in the trail.
_NAME = re.compile(r"[a-z0-9](?:[a-z0-9._@-]{0,62}[a-z0-9])?")
_NATION = re.compile(r"[A-Z]{2}")


def is_name(name: str) -> bool:
    """Whether an account can bear it, as far as its signs go."""
    return _NAME.fullmatch(name) is not None


def checked_name(name: str) -> str:
    """A name that an account can bear. Raises RefusedError."""
    if not is_name(name) or name in {"owner", "upkeep"}:
        raise RefusedError(f"{name!r} is no name for an account", "take small letters, digits and . _ @ - between them")
    return name


def checked_roles(names: Sequence[str]) -> tuple[str, ...]:
    """Names of roles, sorted. Raises RefusedError for one that is none."""
    for name in names:
        if name not in roles():
            raise RefusedError(f"{name!r} is no role", f"name some of {', '.join(roles())}")
    return tuple(sorted(set(names)))


def clearance_rank(level: str) -> int:
    """Rank of a level such as CONFIDENTIAL. Raises RefusedError for a word that is none."""
    rank = rank_of(level)
    # A marking that cannot be read is the highest; a clearance that cannot be read must not be.
    if rank >= UNREADABLE_RANK:
        raise RefusedError(f"{level!r} is no clearance", "write a level such as CONFIDENTIAL")
    return rank


def checked_nation(nation: str | None) -> str | None:
    """Raises RefusedError for what is no ISO 3166-1 alpha-2 code."""
    if nation is not None and not _NATION.fullmatch(nation):
        raise RefusedError(f"{nation!r} is no nation", "write the two capitals of ISO 3166-1, such as GB")
    return nation


def handling(names: Sequence[str]) -> tuple[str, ...]:
    """Handling access, sorted, each as the need of a marking is named: ``NOFORN``."""
    return tuple(sorted({need_named(name) for name in names} - {""}))


def clearance_level(account: Account) -> str:
    """The level of an account without its grants, such as CONFIDENTIAL."""
    return level_of(Marking(account.rank))


def reads(account: Account) -> str:
    """What an account reads without its grants: its level, handling access and nation."""
    return ", ".join([clearance_level(account), *account.holds, *([account.nation] if account.nation else [])])


def gives(grant: Grant) -> str:
    """What a grant adds."""
    return ", ".join([*([level_of(Marking(grant.rank))] if grant.rank is not None else []), *grant.holds])
