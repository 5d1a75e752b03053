"""Accounts in memory."""

from __future__ import annotations

import threading
from collections.abc import Callable
from copy import copy

import msgspec

from legation.core.accounts import Account, Session, Token
from legation.core.dialogue.ledger import Unnumbered
from legation.core.marking import UPKEEP
from legation.storage.ports import Ledger


class MemoryPeople:
    """Accounts, tokens and sessions in dictionaries. trail: where ``noting`` keeps its entries."""

    def __init__(self, trail: Ledger | None = None) -> None:
        self._trail = trail
        self._noted: Unnumbered | None = None
        self._accounts: dict[str, Account] = {}
        self._tokens: dict[str, Token] = {}
        self._sessions: dict[str, Session] = {}
        self._lock = threading.Lock()

    def noting(self, entry: Unnumbered) -> MemoryPeople:
        noting = copy(self)
        noting._noted = entry
        return noting

    def account(self, name: str) -> Account | None:
        return self._accounts.get(name)

    def accounts(self) -> list[Account]:
        return [self._accounts[name] for name in sorted(self._accounts)]

    def change(self, name: str, work: Callable[[Account | None], Account], *, out: bool = False) -> Account:
        with self._lock:
            made = work(self._accounts.get(name))
            self._accounts[name] = made
            if out:
                self._drop_sessions(name)
        self._note()
        return made

    def tokens(self, account: str | None = None) -> list[Token]:
        found = [token for token in self._tokens.values() if account in (None, token.account)]
        return sorted(found, key=lambda token: token.hash)

    def token(self, digest: str) -> Token | None:
        return self._tokens.get(digest)

    def keep_token(self, token: Token) -> None:
        self._tokens[token.hash] = token
        self._note()

    def drop_token(self, digest: str) -> None:
        self._tokens.pop(digest, None)
        self._note()

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
        self._note()

    def drop_sessions(self, account: str) -> None:
        self._drop_sessions(account)
        self._note()

    def _drop_sessions(self, account: str) -> None:
        for session in [s for s in self._sessions.values() if s.account == account]:
            self._sessions.pop(session.hash, None)

    def _note(self) -> None:
        if self._noted is not None and self._trail is not None:
            self._trail.append(UPKEEP, [self._noted])
