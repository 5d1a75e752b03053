"""Accounts in memory; nothing outlives the process."""

from __future__ import annotations

import threading
from collections.abc import Callable

import msgspec

from legation.core.accounts import Account, Session, Token


class MemoryPeople:
    """Accounts, tokens and sessions in dictionaries."""

    def __init__(self) -> None:
        self._accounts: dict[str, Account] = {}
        self._tokens: dict[str, Token] = {}
        self._sessions: dict[str, Session] = {}
        self._lock = threading.Lock()

    def account(self, name: str) -> Account | None:
        return self._accounts.get(name)

    def accounts(self) -> list[Account]:
        return [self._accounts[name] for name in sorted(self._accounts)]

    def change(self, name: str, work: Callable[[Account | None], Account]) -> Account:
        with self._lock:
            made = work(self._accounts.get(name))
            self._accounts[name] = made
        return made

    def tokens(self, account: str | None = None) -> list[Token]:
        found = [token for token in self._tokens.values() if account in (None, token.account)]
        return sorted(found, key=lambda token: token.hash)

    def token(self, digest: str) -> Token | None:
        return self._tokens.get(digest)

    def keep_token(self, token: Token) -> None:
        self._tokens[token.hash] = token

    def drop_token(self, digest: str) -> None:
        self._tokens.pop(digest, None)

    def session(self, digest: str) -> Session | None:
        return self._sessions.get(digest)

    def keep_session(self, session: Session) -> None:
        self._sessions[session.hash] = session

    def touch_session(self, digest: str, seen: str) -> None:
        with self._lock:
            if (held := self._sessions.get(digest)) is not None:
                self._sessions[digest] = msgspec.structs.replace(held, seen=seen)

    def drop_session(self, digest: str) -> None:
        self._sessions.pop(digest, None)

    def drop_sessions(self, account: str) -> None:
        for session in [s for s in self._sessions.values() if s.account == account]:
            self.drop_session(session.hash)
