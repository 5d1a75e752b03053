"""Webhooks in tables, each as the JSON of its value under its keys."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from legation.core.hook import Hook, HookDelivery
from legation.core.marking import Reader
from legation.storage.access import check_labels
from legation.storage.hooks import Change
from legation.storage.sql.engine import in_read, in_write, note_labels, open_labels
from legation.storage.sql.schema import hook_messages, hooks


class SqlHooks:
    """Webhooks in a database that ``open_engine`` has opened."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def hooks(self, reader: Reader) -> list[Hook]:
        query = sa.select(hooks.c.body).order_by(hooks.c.place)
        if not reader.upkeep:
            query = query.where(hooks.c.reader == reader.name)
        with in_read(self._engine) as connection:
            return [msgspec.json.decode(body, type=Hook) for body in connection.execute(query).scalars()]

    def add(self, reader: Reader, hook: Hook) -> None:  # noqa: ARG002 - whose it is stands in it
        def work(connection: Connection) -> None:
            row = {"id": hook.id, "reader": hook.reader, "body": msgspec.json.encode(hook).decode()}
            connection.execute(hooks.insert(), {"place": _next(connection, hooks), **row})

        in_write(self._engine, work)

    def change(self, reader: Reader, hook: str, work: Change, messages: Sequence[HookDelivery] = ()) -> Hook | None:
        labels = {one.access for one in messages}
        check_labels(labels)

        def changing(connection: Connection) -> Hook | None:
            body = connection.execute(sa.select(hooks.c.body).where(_own(reader, hook))).scalar_one_or_none()
            if body is None:
                return None
            made = work(msgspec.json.decode(body, type=Hook))
            changed = {"body": msgspec.json.encode(made).decode()}
            connection.execute(sa.update(hooks).where(_own(reader, hook)).values(changed))
            note_labels(connection, labels)
            place = _next(connection, hook_messages)
            for one in messages:
                same = hook_messages.c.id == one.id
                connection.execute(sa.delete(hook_messages).where(same, hook_messages.c.state == "withdrawn"))
                if connection.execute(sa.select(hook_messages.c.id).where(same)).first() is None:
                    connection.execute(hook_messages.insert(), {"place": place, **_row(one)})
                    place += 1
            return made

        return in_write(self._engine, changing)

    def drop(self, reader: Reader, hook: str) -> bool:
        def work(connection: Connection) -> bool:
            if not connection.execute(sa.delete(hooks).where(_own(reader, hook))).rowcount:
                return False
            connection.execute(sa.delete(hook_messages).where(hook_messages.c.hook == hook))
            return True

        return in_write(self._engine, work)

    def take(
        self, reader: Reader, now: str, until: str, *, hooks: Sequence[str], limit: int, longest: str | None = None
    ) -> list[HookDelivery]:
        at = hook_messages.c.due
        due = at <= now if longest is None else sa.or_(at <= now, at > longest)

        def work(connection: Connection) -> list[HookDelivery]:
            query = (
                sa.select(hook_messages.c.body)
                .where(hook_messages.c.state == "waiting", due, hook_messages.c.hook.in_(hooks))
                .where(*_seen(connection, reader))
                .order_by(hook_messages.c.place)
                .limit(limit)
            )
            found = [_message(body) for body in connection.execute(query).scalars()]
            for one in found:
                _put(connection, msgspec.structs.replace(one, due=until))
            return found

        return in_write(self._engine, work)

    def settle(self, reader: Reader, message: HookDelivery) -> None:  # noqa: ARG002 - who sends is the port's
        in_write(self._engine, lambda connection: _put(connection, message))

    def messages(self, reader: Reader, *, hook: str | None, limit: int) -> list[HookDelivery]:
        with in_read(self._engine) as connection:
            query = (
                sa.select(hook_messages.c.body)
                .where(*_seen(connection, reader))
                .order_by(hook_messages.c.place.desc())
                .limit(limit)
            )
            if hook is not None:
                query = query.where(hook_messages.c.hook == hook)
            return [_message(body) for body in connection.execute(query).scalars()]

    def forget(self, reader: Reader, before: str) -> int:
        def work(connection: Connection) -> int:
            old = (hook_messages.c.state != "waiting", hook_messages.c.made < before, *_seen(connection, reader))
            return connection.execute(sa.delete(hook_messages).where(*old)).rowcount

        return in_write(self._engine, work)


def _own(reader: Reader, hook: str) -> sa.ColumnElement[bool]:
    return hooks.c.id == hook if reader.upkeep else sa.and_(hooks.c.id == hook, hooks.c.reader == reader.name)


def _seen(connection: Connection, reader: Reader) -> list[sa.ColumnElement[bool]]:
    may: list[sa.ColumnElement[bool]] = [hook_messages.c.access.in_(open_labels(connection, reader))]
    return may if reader.upkeep else [*may, hook_messages.c.reader == reader.name]


def _next(connection: Connection, table: sa.Table) -> int:
    return (connection.execute(sa.select(sa.func.max(table.c.place))).scalar() or 0) + 1


def _row(one: HookDelivery) -> dict[str, str]:
    told = {name: getattr(one, name) for name in ("id", "hook", "reader", "state", "due", "made", "access")}
    return {**told, "body": msgspec.json.encode(one).decode()}


def _put(connection: Connection, one: HookDelivery) -> None:
    changed = {"state": one.state, "due": one.due, "body": msgspec.json.encode(one).decode()}
    connection.execute(sa.update(hook_messages).where(hook_messages.c.id == one.id).values(changed))


def _message(body: str) -> HookDelivery:
    return msgspec.json.decode(body, type=HookDelivery)
