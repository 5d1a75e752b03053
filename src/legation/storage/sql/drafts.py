"""Drafts, their numbers and the queue in tables; each step in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine, Row

from legation.core.dialogue.ledger import START, Entry, chained
from legation.core.errors import ArchiveError, NotFoundError
from legation.core.marking import Reader
from legation.storage.access import check_labels, is_readable
from legation.storage.chain import settled
from legation.storage.outgoing import Before, Head, Leaving, Outgoing, Way, Work, check_begun
from legation.storage.sql.engine import in_read, in_write, note_labels, open_labels
from legation.storage.sql.ledger import SqlLedger, entry_of, row_of
from legation.storage.sql.schema import draft_entries, draft_texts, drafts, numbers, outgoing


class SqlDrafts:
    """Drafts in a database that ``open_engine`` has opened."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def step(self, reader: Reader, draft: str, work: Work) -> tuple[list[Entry], str]:
        def stepping(connection: Connection) -> tuple[list[Entry], str]:
            held = connection.execute(sa.select(drafts.c.access).where(drafts.c.id == draft)).scalar_one_or_none()
            if held is not None and not is_readable(reader, held):
                raise NotFoundError("draft")
            query = sa.select(draft_entries).where(draft_entries.c.dialogue == draft)
            so_far = [_sound(row) for row in connection.execute(query.order_by(draft_entries.c.number))]
            step = work(Before(so_far, held or "", lambda post, year: _numbered(connection, post, year) + 1))
            check_labels([step.access, step.entry.access, *(one.access for one in step.outgoing)])
            query = sa.select(draft_entries.c.number, draft_entries.c.hash)
            last = connection.execute(query.order_by(draft_entries.c.number.desc()).limit(1)).one_or_none()
            (added,) = chained([settled(step.entry)], *((last.number, last.hash) if last is not None else (0, START)))
            note_labels(connection, {step.access, step.entry.access, *(one.access for one in step.outgoing)})
            connection.execute(draft_entries.insert(), [row_of(added)])
            if held is None:
                connection.execute(drafts.insert(), {"id": draft, "access": step.access, "first": added.number})
            elif held != step.access:
                connection.execute(sa.update(drafts).where(drafts.c.id == draft).values(access=step.access))
            if step.text is not None:
                _keep_text(connection, draft, *step.text)
            if step.number is not None:
                connection.execute(numbers.insert(), msgspec.structs.asdict(step.number))
            for one in step.outgoing:
                _queue(connection, one)
            return [*so_far, added], step.access

        return in_write(self._engine, stepping)

    def logs(self, reader: Reader, draft: str = "") -> list[tuple[list[Entry], str]]:
        with in_read(self._engine) as connection:
            query = (
                sa.select(draft_entries, drafts.c.access.label("held"), drafts.c.first)
                .join(drafts, drafts.c.id == draft_entries.c.dialogue)
                .where(drafts.c.access.in_(open_labels(connection, reader)))
                .order_by(drafts.c.first, draft_entries.c.number)
            )
            if draft:
                query = query.where(drafts.c.id.startswith(draft, autoescape=True))
            rows = connection.execute(query).all()
        found = []
        for _, some in groupby(rows, key=lambda row: row.first):
            listed = list(some)
            found.append(([_sound(row) for row in listed], str(listed[0].held)))
        return found

    def heads(self, reader: Reader) -> list[Head]:
        with in_read(self._engine) as connection:
            query = (
                sa.select(drafts.c.id, sa.func.max(draft_entries.c.number), drafts.c.access)
                .join(draft_entries, drafts.c.id == draft_entries.c.dialogue)
                .where(drafts.c.access.in_(open_labels(connection, reader)))
                .group_by(drafts.c.id, drafts.c.access, drafts.c.first)
                .order_by(drafts.c.first)
            )
            return [Head(*row) for row in connection.execute(query)]

    def text(self, reader: Reader, digest: str) -> str:
        with in_read(self._engine) as connection:
            query = (
                sa.select(draft_texts.c.body)
                .join(drafts, drafts.c.id == draft_texts.c.draft)
                .where(draft_texts.c.hash == digest, drafts.c.access.in_(open_labels(connection, reader)))
                .limit(1)
            )
            body = connection.execute(query).scalar_one_or_none()
        if body is None:
            raise NotFoundError("draft")
        return str(body)

    def broken_at(self, reader: Reader) -> int | None:
        return SqlLedger(self._engine, draft_entries).broken_at(reader)

    def link(self, number: int | None = None) -> tuple[int, str] | None:
        return SqlLedger(self._engine, draft_entries).link(number)

    def numbered(self, post: str, year: int) -> int:
        with in_read(self._engine) as connection:
            return _numbered(connection, post, year)

    def begin_numbers(self, post: str, year: int, last: int, *, held: bool = False) -> None:
        def work(connection: Connection) -> None:
            check_begun(post, year, _numbered(connection, post, year), last, held=held)
            connection.execute(numbers.insert(), {"post": post, "year": year, "number": last})

        in_write(self._engine, work)

    def queued(self, reader: Reader, states: Sequence[Leaving], *, limit: int) -> list[Outgoing]:
        with in_read(self._engine) as connection:
            query = (
                sa.select(outgoing.c.body)
                .where(outgoing.c.state.in_(states), outgoing.c.way != "own")
                .where(outgoing.c.access.in_(open_labels(connection, reader)))
                .order_by(outgoing.c.place.desc())
                .limit(limit)
            )
            return [_outgoing(body) for body in connection.execute(query).scalars()]

    def due(
        self, reader: Reader, now: str, *, limit: int, ways: Sequence[Way], longest: str | None = None
    ) -> list[Outgoing]:
        due = outgoing.c.due <= now if longest is None else sa.or_(outgoing.c.due <= now, outgoing.c.due > longest)
        with in_read(self._engine) as connection:
            query = (
                sa.select(outgoing.c.body, outgoing.c.data)
                .where(outgoing.c.state == "waiting", due, outgoing.c.way.in_(ways))
                .where(outgoing.c.access.in_(open_labels(connection, reader)))
                .order_by(outgoing.c.rank.desc(), outgoing.c.place)
                .limit(limit)
            )
            return [msgspec.structs.replace(_outgoing(row.body), data=row.data) for row in connection.execute(query)]

    def settle(self, reader: Reader, outgoing_: Sequence[Outgoing]) -> None:  # noqa: ARG002 - who sends is the port's
        def work(connection: Connection) -> None:
            for one in outgoing_:
                values = {"state": one.state, "due": one.due, "body": _body(one)}
                unsent = sa.and_(outgoing.c.id == one.id, outgoing.c.state != "sent")
                connection.execute(sa.update(outgoing).where(unsent).values(values))

        in_write(self._engine, work)


def _sound(row: Row[Any]) -> Entry:
    entry = entry_of(row)
    if entry is None:
        raise ArchiveError("the log of drafts is damaged", "restore the archive from a backup")
    return entry


def _numbered(connection: Connection, post: str, year: int) -> int:
    query = sa.select(sa.func.max(numbers.c.number)).where(numbers.c.post == post, numbers.c.year == year)
    return connection.execute(query).scalar() or 0


def _keep_text(connection: Connection, draft: str, digest: str, body: str) -> None:
    same = sa.and_(draft_texts.c.draft == draft, draft_texts.c.hash == digest)
    if connection.execute(sa.select(draft_texts.c.hash).where(same)).first() is None:
        connection.execute(draft_texts.insert(), {"draft": draft, "hash": digest, "body": body})


def _queue(connection: Connection, one: Outgoing) -> None:
    last = connection.execute(sa.select(sa.func.max(outgoing.c.place))).scalar() or 0
    row = {name: getattr(one, name) for name in ("id", "state", "way", "rank", "due", "access", "data")}
    connection.execute(outgoing.insert(), {"place": last + 1, **row, "body": _body(one)})


def _body(one: Outgoing) -> str:
    return msgspec.json.encode(msgspec.structs.replace(one, data=b"")).decode()


def _outgoing(body: str) -> Outgoing:
    return msgspec.json.decode(body, type=Outgoing)
