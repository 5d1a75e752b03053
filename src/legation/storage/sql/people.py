"""Accounts, tokens and sessions in tables, each as the JSON of its value under its key, beside the audit trail."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from legation.core.accounts import Account, Session, Token
from legation.core.dialogue.ledger import Unnumbered
from legation.core.errors import ArchiveError
from legation.storage.access import check_labels
from legation.storage.chain import settled
from legation.storage.sql.engine import in_read, in_write
from legation.storage.sql.ledger import append_within
from legation.storage.sql.notes import SqlNotes
from legation.storage.sql.schema import accounts, sessions, tokens, trail

_NOTE = "accounts"
"""Key of the note, in the database of an archive, that there are accounts in a file of their own."""

T = TypeVar("T")


class SqlPeople:
    """Accounts in a database that ``open_engine`` has opened."""

    def __init__(self, engine: Engine, noted: Unnumbered | None = None) -> None:
        self._engine = engine
        self._noted = noted

    def noting(self, entry: Unnumbered) -> SqlPeople:
        check_labels([entry.access])
        return SqlPeople(self._engine, settled(entry))

    def account(self, name: str) -> Account | None:
        with in_read(self._engine) as connection:
            return _account(connection, name)

    def accounts(self) -> list[Account]:
        with in_read(self._engine) as connection:
            rows = connection.execute(sa.select(accounts.c.body).order_by(accounts.c.name)).scalars()
            return [_read(body, Account) for body in rows]

    def change(self, name: str, work: Callable[[Account | None], Account], *, out: bool = False) -> Account:
        def changing(connection: Connection) -> Account:
            made = work(_account(connection, name))
            connection.execute(sa.delete(accounts).where(accounts.c.name == name))
            connection.execute(accounts.insert(), {"name": name, "body": msgspec.json.encode(made).decode()})
            if out:
                connection.execute(sa.delete(sessions).where(sessions.c.account == name))
            return made

        return self._step(changing)

    def tokens(self, account: str | None = None) -> list[Token]:
        query = sa.select(tokens.c.body).order_by(tokens.c.hash)
        if account is not None:
            query = query.where(tokens.c.account == account)
        with in_read(self._engine) as connection:
            return [_read(body, Token) for body in connection.execute(query).scalars()]

    def token(self, digest: str) -> Token | None:
        with in_read(self._engine) as connection:
            body = connection.execute(sa.select(tokens.c.body).where(tokens.c.hash == digest)).scalar_one_or_none()
        return None if body is None else _read(body, Token)

    def keep_token(self, token: Token) -> None:
        row = {"hash": token.hash, "account": token.account, "body": msgspec.json.encode(token).decode()}
        self._step(lambda connection: connection.execute(tokens.insert(), row))

    def drop_token(self, digest: str) -> None:
        self._step(lambda connection: connection.execute(sa.delete(tokens).where(tokens.c.hash == digest)))

    def session(self, digest: str) -> Session | None:
        with in_read(self._engine) as connection:
            body = connection.execute(sa.select(sessions.c.body).where(sessions.c.hash == digest)).scalar_one_or_none()
        return None if body is None else _read(body, Session)

    def keep_session(self, session: Session) -> None:
        row = {"hash": session.hash, "account": session.account, "body": msgspec.json.encode(session).decode()}

        def keeping(connection: Connection) -> None:
            connection.execute(sa.delete(sessions).where(sessions.c.hash == session.hash))
            connection.execute(sessions.insert(), row)

        self._step(keeping)

    def touch_session(self, digest: str, seen: str) -> None:
        def touching(connection: Connection) -> None:
            named = sessions.c.hash == digest
            body = connection.execute(sa.select(sessions.c.body).where(named)).scalar_one_or_none()
            if body is not None:  # signed out meanwhile: it stays out
                fresh = msgspec.structs.replace(_read(body, Session), seen=seen)
                connection.execute(sa.update(sessions).where(named).values(body=msgspec.json.encode(fresh).decode()))

        self._step(touching)

    def drop_session(self, digest: str) -> None:
        self._step(lambda connection: connection.execute(sa.delete(sessions).where(sessions.c.hash == digest)))

    def drop_sessions(self, account: str) -> None:
        self._step(lambda connection: connection.execute(sa.delete(sessions).where(sessions.c.account == account)))

    def _step(self, work: Callable[[Connection], T]) -> T:
        def step(connection: Connection) -> T:
            made = work(connection)
            if self._noted is not None:
                append_within(connection, trail, [self._noted])
            return made

        return in_write(self._engine, step)


def note_accounts(archive: Engine, people: SqlPeople) -> None:
    """Note in the database of an archive that there are accounts in a file beside it, where there are."""
    notes = SqlNotes(archive)
    if notes.note(_NOTE) is None and people.accounts():
        notes.write(_NOTE, "kept")


def check_accounts(file: Path, archive: Engine) -> None:
    """Raises ArchiveError where there were accounts in a file that is gone: whoever comes would read as the owner."""
    if not file.exists() and SqlNotes(archive).note(_NOTE) is not None:
        raise ArchiveError(
            f"the accounts and the audit trail of the archive are gone: there is no {file}",
            "put it back from a backup; to begin without accounts, lay an empty file there",
        )


def _account(connection: Connection, name: str) -> Account | None:
    body = connection.execute(sa.select(accounts.c.body).where(accounts.c.name == name)).scalar_one_or_none()
    return None if body is None else _read(body, Account)


def _read(body: str, kind: type[T]) -> T:
    try:
        return msgspec.json.decode(body, type=kind)
    except msgspec.DecodeError as wrong:
        raise ArchiveError("the accounts are damaged", "restore access.db from a backup") from wrong
