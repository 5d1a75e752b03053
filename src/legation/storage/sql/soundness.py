"""Whether what is kept beside the telegrams is what was kept: texts by their hashes, rows by what they hold twice.

Read past the labels of readers: a row under a label that is not known is one that nobody sees. What is wrong is told
by where it lies and by no word of what it says. Pages keep the memory flat, save for a line of each draft and the
hash over what its release left to be sent.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any, NamedTuple

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine, Row

from legation.core.accounts import Account, Session, Token
from legation.core.delivery import STEPS
from legation.core.hook import Hook, HookDelivery
from legation.core.mrn import parse_mrn
from legation.storage.incoming import Broken
from legation.storage.keeping import MISTYPED, Harm
from legation.storage.outgoing import Outgoing, sendings_hash
from legation.storage.records import Decided, annotation_id
from legation.storage.sql.engine import in_read
from legation.storage.sql.ledger import entry_of
from legation.storage.sql.notes import note
from legation.storage.sql.schema import (
    accounts,
    annotated,
    deliveries,
    draft_entries,
    draft_texts,
    drafts,
    holdings,
    hook_messages,
    hooks,
    labels,
    marking_decisions,
    metadata,
    numbers,
    outgoing,
    receipts,
    refused,
    sessions,
    tokens,
)
from legation.storage.sql.shelf import ANNOTATIONS, tally

_PAGE = 500
_NAMED = 100
"""Rows of a table that are named where all have the same fault; of more their number is told."""


class _Body(NamedTuple):
    """A table that holds a value as JSON in ``body``, and some of its fields again in columns of their names."""

    check: str
    table: sa.Table
    kind: type[Any]
    again: tuple[str, ...]


_BODIES = (
    _Body("sendings", outgoing, Outgoing, ("id", "state", "way", "rank", "due", "access")),
    _Body("arrivals", refused, Broken, ("sha256", "access")),
    _Body("markings", marking_decisions, Decided, ("sha256",)),
    _Body("hooks", hooks, Hook, ("id", "reader")),
    _Body("hooks", hook_messages, HookDelivery, ("id", "hook", "reader", "state", "due", "made", "access")),
    _Body("people", accounts, Account, ("name",)),
    _Body("people", tokens, Token, ("hash", "account")),
    _Body("people", sessions, Session, ("hash", "account")),
)


_KINDS = {"BLOB": "blob", "INTEGER": "integer", "TEXT": "text", "VARCHAR": "text"}  # what SQLite holds, by its columns
_IN_WORDS = {"blob": "bytes", "integer": "a whole number", "real": "a number", "text": "text"}


def harms(engine: Engine) -> Iterator[Harm]:
    """What is wrong, table by table."""
    looks: tuple[Callable[[Engine], Iterator[Harm]], ...] = (
        _mistyped,
        _unlabelled,
        _bodies,
        _refused,
        _texts,
        _annotations,
        _drafts,
        _delivered,
        _received,
        _of_no_telegram,
    )
    for look in looks:
        yield from look(engine)


def _mistyped(engine: Engine) -> Iterator[Harm]:
    """Values of another kind than their column is for, which SQLite alone lets in."""
    if engine.dialect.name != "sqlite":
        return
    for table in metadata.sorted_tables:
        types = {c.name: c.type.compile(engine.dialect).partition("(")[0] for c in table.columns}
        due = {name: _KINDS[type_] for name, type_ in types.items() if type_ in _KINDS}
        kinds = {name: sa.func.typeof(table.c[name]) for name in due}
        wrong = sa.or_(*(kinds[name].not_in((kind, "null")) for name, kind in due.items()), sa.false())
        key = next(iter(table.primary_key.columns), next(iter(table.columns)))
        told = sa.case((sa.func.typeof(key) == "blob", sa.func.hex(key)), else_=sa.cast(key, sa.String))
        counting = sa.select(sa.func.count()).select_from(table).where(wrong)
        with in_read(engine) as connection:
            rows = connection.execute(sa.select(told, *kinds.values()).where(wrong).limit(_NAMED)).all()
            many = connection.execute(counting).scalar_one() if len(rows) == _NAMED else len(rows)
        for row in rows:
            for (name, kind), held in zip(due.items(), row[1:], strict=True):
                if held not in {kind, "null"}:
                    what = f"its {name} is {_IN_WORDS.get(held, held)} and not {_IN_WORDS[kind]}"
                    yield Harm(MISTYPED, f"{table.name} {row[0]}"[:40], what)
        if many > len(rows):
            more = f"values of another kind than their columns in {many:,} rows, of which the first {_NAMED} are named"
            yield Harm(MISTYPED, table.name, more)


def _unlabelled(engine: Engine) -> Iterator[Harm]:
    """Rows of which no reader is told, for nobody is asked whether they may read what bears their label."""
    for table in metadata.sorted_tables:
        for column in table.columns:
            if any(key.column is labels.c.label for key in column.foreign_keys):
                known = sa.exists().where(labels.c.label == column)
                query = sa.select(sa.func.count()).select_from(table).where(column.is_not(None), ~known)
                with in_read(engine) as connection:
                    many = connection.execute(query).scalar_one()
                if many:
                    yield Harm(
                        "labels", table.name, f"an access label is not known, and nobody sees what has it: {many:,}"
                    )


def _bodies(engine: Engine) -> Iterator[Harm]:
    for one in _BODIES:
        (key,) = one.table.primary_key.columns
        for row in _rows(engine, [key, one.table.c.body, *(one.table.c[name] for name in one.again)], [key]):
            where = f"{one.table.name} {row[0]}"[:40]
            try:
                held = msgspec.json.decode(row.body, type=one.kind)
            except msgspec.MsgspecError:
                yield Harm(one.check, where, "cannot be read")
                continue
            differs = [name for name in one.again if getattr(held, name) != row._mapping[name]]
            if differs:
                yield Harm(one.check, where, f"its {' and '.join(differs)} is not what was kept with it")


def _refused(engine: Engine) -> Iterator[Harm]:
    for row in _rows(engine, [refused.c.place, refused.c.sha256, refused.c.data], [refused.c.place], most=20):
        if _hash(row.data) != row.sha256:
            yield Harm("arrivals", row.sha256[:12], "its bytes are not those that came")


def _texts(engine: Engine) -> Iterator[Harm]:
    """Texts of drafts that are not those of their hashes."""
    key = [draft_texts.c.draft, draft_texts.c.hash]
    for row in _rows(engine, [*key, draft_texts.c.body], key):
        if _hash(row.body) != row.hash:
            yield Harm("drafts", f"draft {row.draft}", f"its text {row.hash[:12]} is not the one that was kept")


def _annotations(engine: Engine) -> Iterator[Harm]:
    """Annotations that are not those of their ids."""
    for row in _rows(engine, [annotated.c.id, *(annotated.c[name] for name in _TOLD)], [annotated.c.id]):
        told = {name: row._mapping[name] for name in _TOLD}
        if not all(isinstance(value, str) for value in told.values()) or annotation_id(**told) != row.id:
            yield Harm("annotations", str(row.id)[:16], "it is not the one that was written")
    with in_read(engine) as connection:
        kept, there = note(connection, ANNOTATIONS), tally(connection)
    if kept is not None and kept != there.told:  # archives of before have none until something is written or withdrawn
        yield Harm("annotations", "annotations", f"there are {there.many:,}, and not those that were kept")


_TOLD = ("telegram", "sha256", "place", "by", "made", "text")


def _drafts(engine: Engine) -> Iterator[Harm]:
    """Drafts of which something is missing that their log tells, or that are held otherwise than it says; then what
    the released ones left to be sent."""
    logged: dict[str, tuple[int, str]] = {}
    sends: dict[str, str] = {}
    for page in _pages(engine, list(draft_entries.c), [draft_entries.c.number]):
        entries = [entry for row in page if (entry := entry_of(row)) is not None]
        texts: set[tuple[str, str]] = set()
        given: dict[tuple[str, int, int], str] = {}
        for entry in entries:
            draft, fields = entry.draft.dialogue, entry.draft.fields
            logged[draft] = logged.get(draft, (entry.number, ""))[0], entry.draft.access
            texts |= {(draft, str(fields[name])) for name in ("text", "cleared") if fields.get(name)}
            if entry.verb == "release" and fields.get("sends"):
                sends[draft] = str(fields["sends"])
            mrn = parse_mrn(str(fields.get("mrn")), {}) if entry.verb == "release" else None
            if mrn is not None:
                given[mrn.post, mrn.year, mrn.number] = draft
        with in_read(engine) as connection:
            kept = _found(connection, [draft_texts.c.draft, draft_texts.c.hash], {digest for _, digest in texts})
            taken = _found(connection, [numbers.c.post, numbers.c.year, numbers.c.number], {n for *_, n in given})
        for draft, digest in sorted(texts - kept, key=str):
            yield Harm("drafts", f"draft {draft}", f"its text {digest[:12]} was kept and is not there")
        for number in sorted(given.keys() - taken, key=str):
            yield Harm("drafts", f"draft {given[number]}", "its number is not among those that were given")
    held = {row.id: (row.first, row.access) for row in _rows(engine, list(drafts.c), [drafts.c.id])}
    for draft in sorted(logged.keys() | held.keys(), key=str):
        if logged.get(draft) != held.get(draft) and (what := _apart(engine, draft)):
            yield Harm("drafts", f"draft {draft}", what)
    yield from _sendings(engine, sends)


def _sendings(engine: Engine, told: dict[str, str]) -> Iterator[Harm]:
    """Released drafts whose sendings are not those that their log tells of; those of before it did are passed over.

    told: for each of them the hash over its sendings.
    """
    # What is released meanwhile has its sendings and is not asked about.
    queued: dict[str, list[tuple[str, str]]] = {draft: [] for draft in told}
    columns = [outgoing.c.place, outgoing.c.id, outgoing.c.body, outgoing.c.data]
    for row in _rows(engine, columns, [outgoing.c.place], most=20):
        with suppress(msgspec.MsgspecError):  # told of where bodies are looked at
            draft = msgspec.json.decode(row.body, type=Outgoing).draft
            if draft in queued:
                queued[draft].append((row.id, _hash(row.data)))
    for draft, some in sorted(queued.items()):
        if sendings_hash(some) != told[draft]:
            yield Harm("sendings", f"draft {draft}", "what was queued to be sent is not what its log tells of")


def _apart(engine: Engine, draft: str) -> str | None:
    """How a draft and its log differ, both read at one moment: others write meanwhile."""
    with in_read(engine) as connection:
        log = sa.select(draft_entries).where(draft_entries.c.dialogue == draft).order_by(draft_entries.c.number)
        entries = [entry for row in connection.execute(log).all() if (entry := entry_of(row)) is not None]
        row = connection.execute(sa.select(drafts).where(drafts.c.id == draft)).one_or_none()
    if row is None:
        return "its log is there, and it is not" if entries else None
    told = (entries[0].number, entries[-1].draft.access) if entries else None
    return None if told == (row.first, row.access) else "it is not held as its log says"


def _delivered(engine: Engine) -> Iterator[Harm]:
    """Steps that stand in queues and of which no receipt tells."""
    key = [deliveries.c.sha256, deliveries.c.reader]
    taken = sa.or_(*(deliveries.c[step].is_not(None) for step in STEPS))
    for page in _pages(engine, [*key, deliveries.c.acted_by, *(deliveries.c[step] for step in STEPS)], key, taken):
        with in_read(engine) as connection:
            some = {row.sha256 for row in page}
            query = sa.select(receipts).where(receipts.c.dialogue.in_(some)).order_by(receipts.c.number)
            told: dict[tuple[str, str], dict[str, str]] = {}
            for entry in filter(None, map(entry_of, connection.execute(query).all())):
                steps = told.setdefault((entry.draft.dialogue, entry.draft.author), {})
                for step in STEPS[: STEPS.index(entry.verb) + 1] if entry.verb in STEPS else ():
                    steps.setdefault(step, entry.draft.instant)
        for row in page:
            own = told.get((row.sha256, row.reader), {})
            others = told.get((row.sha256, row.acted_by or ""), {})
            for step in STEPS:
                by = others if step == "acted" else own
                if (at := row._mapping[step]) is not None and by.get(step) != at:
                    yield Harm("receipts", _queue(row), f"that it was {step} is not what its receipt says")


def _received(engine: Engine) -> Iterator[Harm]:
    """Receipts of steps that do not stand in the queue of their reader."""
    for page in _pages(engine, list(receipts.c), [receipts.c.number]):
        entries = [entry for row in page if (entry := entry_of(row)) is not None and entry.verb in STEPS]
        columns = [deliveries.c.sha256, deliveries.c.reader, *(deliveries.c[step] for step in STEPS)]
        with in_read(engine) as connection:
            some = {entry.draft.dialogue for entry in entries}
            query = sa.select(*columns).where(deliveries.c.sha256.in_(some))
            held = {(row.sha256, row.reader): row._mapping for row in connection.execute(query)}
        for entry in entries:
            row = held.get((entry.draft.dialogue, entry.draft.author))
            if row is None or row[entry.verb] is None:
                where = f"{entry.draft.dialogue[:12]} for {entry.draft.author}"
                yield Harm("receipts", where, f"that it was {entry.verb} is told by receipt {entry.number} alone")


def _of_no_telegram(engine: Engine) -> Iterator[Harm]:
    """What is about telegrams that never were here."""
    for check, table in (("receipts", deliveries), ("annotations", annotated), ("markings", marking_decisions)):
        ever = sa.exists().where(holdings.c.sha256 == table.c.sha256)
        query = sa.select(table.c.sha256).where(~ever).distinct().order_by(table.c.sha256).limit(_NAMED)
        counting = sa.select(sa.func.count(table.c.sha256.distinct())).where(~ever)
        with in_read(engine) as connection:
            some = connection.execute(query).scalars().all()
            many = connection.execute(counting).scalar_one() if len(some) == _NAMED else len(some)
        for sha256 in some:
            yield Harm(check, sha256[:12], f"{table.name} are of it, and it was never kept")
        if many > len(some):
            more = f"{table.name} are of {many:,} that were never kept, of which the first {_NAMED} are named"
            yield Harm(check, table.name, more)


def _hash(held: bytes | str) -> str:
    """Of what lies in a column, which in SQLite may be of either kind whatever the column is for."""
    return hashlib.sha256(held if isinstance(held, bytes) else held.encode("utf-8", "surrogatepass")).hexdigest()


def _queue(row: Row[Any]) -> str:
    return f"{row.sha256[:12]} for {row.reader}"


def _found(connection: Connection, columns: list[sa.Column[Any]], some: set[Any]) -> set[Any]:
    """The rows of which the last of these columns is one of some."""
    rows = connection.execute(sa.select(*columns).where(columns[-1].in_(some))) if some else ()
    return {tuple(row) for row in rows}


def _rows(
    engine: Engine, columns: list[sa.Column[Any]], key: list[sa.Column[Any]], *, most: int = _PAGE
) -> Iterator[Row[Any]]:
    for page in _pages(engine, columns, key, most=most):
        yield from page


def _pages(
    engine: Engine,
    columns: list[sa.Column[Any]],
    key: list[sa.Column[Any]],
    *where: sa.ColumnElement[bool],
    most: int = _PAGE,
) -> Iterator[list[Row[Any]]]:
    """Rows by their key, as they stand when their page is reached."""
    query = sa.select(*columns).where(*where).order_by(*key).limit(most)
    asked = query
    while True:
        with in_read(engine) as connection:
            rows = list(connection.execute(asked))
        if not rows:
            return
        yield rows
        after = [rows[-1]._mapping[column.name] for column in key]
        asked = query.where(sa.tuple_(*key) > sa.tuple_(*after))
