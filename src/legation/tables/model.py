"""What a language model is asked, and what of its answer is taken (``data/model.toml``)."""

from __future__ import annotations

from functools import cache

import msgspec

from legation.core.dialogue.proposal import ProposalKind
from legation.tables.moves import load_moves
from legation.tables.rows import TableError, toml, typed


class AskedKind(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A kind of proposal that is asked for. says: what it is, in words. fields: those that are taken."""

    name: ProposalKind
    says: str
    fields: tuple[str, ...]


class Asking(msgspec.Struct, frozen=True):
    """prompt: all of it, the kinds and their values included. values: of a field that has a closed list.

    parties, days: fields that hold a party's code, or a day. most: proposals of one answer that are looked at.
    """

    version: int
    most: int
    prompt: str
    kinds: dict[str, AskedKind]
    values: dict[str, tuple[str, ...]]
    parties: frozenset[str]
    days: frozenset[str]


@cache
def load_asking() -> Asking:
    """The whole table. Raises TableError for parties or days of a field that no kind has."""
    rows = toml("model.toml")
    kinds: dict[str, AskedKind] = {kind.name: kind for kind in typed(rows["kind"], AskedKind, "model.toml [[kind]]")}
    parties, days = frozenset(rows["parties"]["fields"]), frozenset(rows["days"]["fields"])
    known = {field for kind in kinds.values() for field in kind.fields}
    values = {field: row.one_of for field, row in load_moves().values.items() if field in known}
    if unknown := (parties | days) - known:
        raise TableError(f"model.toml: no kind has the fields {', '.join(sorted(unknown))}")
    told = [f"{kind.name}: {kind.says}. fields: {', '.join(kind.fields)}" for kind in kinds.values()]
    told += [f"{field} is one of: {', '.join(one_of)}" for field, one_of in values.items()]
    prompt = rows["prompt"].strip() + "\n\n" + "\n".join(told)
    return Asking(int(rows["version"]), int(rows["most"]), prompt, kinds, values, parties, days)
