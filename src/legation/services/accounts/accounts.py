"""Accounts at work: making and changing them, signing in, and who it is that asks.

Deny by default: an unknown name, a wrong password, a disabled account, a token that has run out and a session
that has ended are all answered as nobody. What somebody may do is read from the rows of ``tables.roles``, here
and nowhere else.
"""

from __future__ import annotations

import hashlib
import secrets
import threading
from collections.abc import Callable, Sequence
from copy import copy
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

import msgspec
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from msgspec import UNSET, UnsetType

from legation.core.accounts import Account, Grant, Identity, Session, Token, Who, reading_as, reckoned
from legation.core.dialogue.ledger import Unnumbered
from legation.core.errors import LegationError, NotFoundError, RefusedError
from legation.core.instant import in_utc, instant_text
from legation.core.marking import OWNER, Reader
from legation.services.accounts.attempts import Attempts, network_of
from legation.services.accounts.words import (
    checked_name,
    checked_nation,
    checked_roles,
    clearance_rank,
    handling,
    is_name,
)
from legation.storage.ports import People
from legation.tables.roles import actions, allowed

IDLE = timedelta(minutes=30)
"""A session that was not used for so long is over."""

LASTING = timedelta(hours=12)
"""A session is over after so long, however much it was used."""

SHORTEST_PASSWORD = 12

FEED = ("feed",)
"""The actions of a token that may stand in the address of a feed."""

_TOUCH = timedelta(minutes=1)

OWNS = Who(OWNER, frozenset(actions()))
"""The owner of the directory, who may do everything."""


class SignInError(LegationError):
    """Nobody was signed in. One sentence for every reason, so that none can be told from another."""

    def __init__(self) -> None:
        super().__init__(
            "that name and password do not go together here",
            "try again; after several failures wait some minutes first",
        )


class ForbiddenError(LegationError):
    """Somebody known asked for what their roles do not allow, or the token that they showed was not made for."""

    def __init__(self, action: str, who: Who | None = None) -> None:
        if who is not None and action in who.beyond:
            super().__init__("your token was not made for this", f"make one for the action {action}")
        else:
            super().__init__("your account may not do this", "ask an administrator for a role that may")
        self.action = action


class Accounts:
    """Every operation on accounts. Who asks comes first. latest: the latest instant that the audit trail shows."""

    def __init__(
        self,
        people: People,
        now: Callable[[], datetime],
        hasher: PasswordHasher | None = None,
        latest: Callable[[], str] = lambda: "",
    ) -> None:
        self._people = people
        self._now = now
        self._latest = latest
        self._hasher = hasher or PasswordHasher()
        self._attempts = Attempts(now)
        # A hash takes 64 MB: a crowd at the door must not take all memory.
        self._hashing = threading.BoundedSemaphore(2)

    @cached_property
    def _decoy(self) -> str:
        """Verified where there is nothing to verify, so that every failure does the same work."""
        # Made at the first sign-in, for a hash is slow on purpose and most openings of an archive need none.
        return self._hasher.hash(secrets.token_urlsafe(16))

    def noting(self, entry: Unnumbered) -> Accounts:
        """The same accounts; what is changed through them has this entry in the audit trail, both kept or neither."""
        noting = copy(self)
        noting._people = self._people.noting(entry)
        return noting

    # Managing.

    def all(self, who: Who) -> list[Account]:
        """Every account, by name. Raises ForbiddenError."""
        check(who, "accounts")
        return self._people.accounts()

    def show(self, who: Who, name: str) -> Account:
        """Raises ForbiddenError, NotFoundError."""
        check(who, "accounts")
        return self._known(name)

    def add(
        self,
        who: Who,
        name: str,
        *,
        roles: Sequence[str] = ("reader",),
        clearance: str = "UNCLASSIFIED",
        holds: Sequence[str] = (),
        nation: str | None = None,
        password: str | None = None,
        identity: Identity | None = None,
        ruled: bool = False,
    ) -> Account:
        """Make an account. Raises ForbiddenError, and RefusedError for a value that nobody can mean."""
        check(who, "accounts")
        account = Account(
            name=checked_name(name),
            made=self.instant(),
            roles=checked_roles(roles),
            rank=clearance_rank(clearance),
            holds=handling(holds),
            nation=checked_nation(nation),
            password=self._hashed(password) if password is not None else None,
            identity=identity,
            ruled=ruled,
        )

        def new(held: Account | None) -> Account:
            if held is not None:
                raise RefusedError(f"there is an account named {name}", "choose another name, or change that one")
            return account

        return self._people.change(account.name, new)

    def change(self, who: Who, name: str, **fields: Any) -> Account:
        """Change ``roles``, ``clearance``, ``holds``, ``nation`` or ``identity`` of an account."""
        check(who, "accounts")
        if who.reader.name == name and not who.reader.owner:
            # An administrator who could clear themselves would thereby read.
            raise RefusedError("nobody changes their own account", "ask another administrator")
        made: dict[str, Any] = {}
        for field, value in fields.items():
            match field:
                case "roles":
                    made["roles"] = checked_roles(value)
                case "clearance":
                    made["rank"] = clearance_rank(value)
                case "holds":
                    made["holds"] = handling(value)
                case "nation":
                    made["nation"] = checked_nation(value)
                case "identity" | "ruled":
                    made[field] = value
                case _:
                    raise TypeError(field)
        return self._changed(name, lambda account: msgspec.structs.replace(account, **made))

    def set_password(self, who: Who, name: str, password: str | None) -> Account:
        """Set the password, or take it away with None; ends every session. Anyone may set their own."""
        if who.reader.name != name or who.session is None:
            check(who, "accounts")
        hashed = self._hashed(password) if password is not None else None
        return self._changed(name, lambda account: msgspec.structs.replace(account, password=hashed), out=True)

    def grant(
        self,
        who: Who,
        name: str,
        *,
        until: datetime,
        why: str,
        clearance: str | None = None,
        holds: Sequence[str] = (),
    ) -> Account:
        """Add clearance or handling access until an instant. Raises RefusedError, ForbiddenError, NotFoundError."""
        check(who, "accounts")
        if who.reader.name == name and not who.reader.owner:
            raise RefusedError("nobody grants to themselves", "ask another administrator")
        until = in_utc(until)
        if until <= self._now():
            raise RefusedError("a grant cannot end before it begins", "name an instant that is to come")
        if not why.strip() or not (clearance or holds):
            raise RefusedError("a grant needs what it gives and why", "name a clearance or handling, and the reason")
        given = Grant(
            until=instant_text(until),
            by=who.reader.name,
            why=why.strip(),
            given=self.instant(),
            rank=clearance_rank(clearance) if clearance else None,
            holds=handling(holds),
            behind=self._behind(),
        )
        return self._changed(name, lambda account: msgspec.structs.replace(account, grants=(*account.grants, given)))

    def revoke(self, who: Who, name: str) -> Account:
        """End every grant of an account that is running, at once; they stay on record."""
        check(who, "accounts")
        at = self.instant()

        def ended(account: Account) -> Account:
            grants = tuple(
                msgspec.structs.replace(grant, until=min(grant.until, at), behind=UNSET) for grant in account.grants
            )
            return msgspec.structs.replace(account, grants=grants)

        return self._changed(name, ended)

    def disable(self, who: Who, name: str, *, disabled: bool = True) -> Account:
        """Shut an account out, or let it in again; its sessions end, its tokens are refused while it is out."""
        check(who, "accounts")
        if who.reader.name == name and not who.reader.owner:
            raise RefusedError("nobody disables their own account", "ask another administrator")
        return self._changed(name, lambda account: msgspec.structs.replace(account, disabled=disabled), out=True)

    def end_sessions(self, who: Who, name: str) -> None:
        """End every session of an account, wherever it is signed in. Anyone may end their own."""
        if who.reader.name != name or who.session is None:
            check(who, "accounts")
        self._people.drop_sessions(self._known(name).name)

    # Tokens.

    def tokens(self, who: Who, name: str) -> list[Token]:
        """Tokens of an account; anyone who is signed in may see their own, a token no others."""
        if who.reader.name != name or who.session is None:
            check(who, "accounts")
        return self._people.tokens(self._known(name).name)

    def add_token(
        self, who: Who, name: str, label: str, *, until: datetime, actions: Sequence[str] = ("read",)
    ) -> tuple[str, Token]:
        """Make a token for an account: the key, which is told this once, and what is kept of it.

        Anyone who is signed in may make themselves a key of feeds.
        """
        if not (tuple(actions) == FEED and who.session is not None and who.reader.name == name and who.may("feed")):
            check(who, "accounts")
        account = self._known(name)
        until = in_utc(until)
        if until <= self._now():
            raise RefusedError("a token cannot end before it begins", "name an instant that is to come")
        if not actions or not set(actions) <= allowed(account.roles):
            raise RefusedError(f"{name} may not do all of that", "name actions that the roles of the account allow")
        key = "legation_" + secrets.token_urlsafe(32)
        token = Token(
            hash=_digest(key),
            account=account.name,
            label=label.strip()[:100],
            made=self.instant(),
            until=instant_text(until),
            actions=tuple(sorted(set(actions))),
            behind=self._behind(),
        )
        self._people.keep_token(token)
        return key, token

    def revoke_token(self, who: Who, name: str) -> None:
        """End a token, by its id; anyone who is signed in may end their own, a token none. Raises NotFoundError."""
        for token in self._people.tokens():
            if token.id == name:
                if who.reader.name != token.account or who.session is None:
                    check(who, "accounts")
                self._people.drop_token(token.hash)
                return
        check(who, "accounts")
        raise NotFoundError(f"token {name[:12]}")

    # Who asks.

    def any(self) -> bool:
        """Whether there are accounts at all; without one the owner is the only reader."""
        return bool(self._people.accounts())

    def known_as(self, name: str) -> str:
        """The name of an account that somebody typed; empty where no account bears it. For the trail."""
        name = name.strip().lower()
        return name if is_name(name) and self._people.account(name) is not None else ""

    def needs_sign_in(self) -> bool:
        """Whether an account can sign in here, so that nobody is answered who has not."""
        return any(a.password or a.identity for a in self._people.accounts()) or bool(self._people.tokens())

    def named(self, name: str) -> Who:
        """An account by its name alone, as the owner of the directory may ask. Raises LegationError."""
        account = self._people.account(name)
        if account is None or account.disabled:
            raise LegationError(f"no account named {name!r} is open here", "see `legation account list`")
        return self._who(account)

    def sign_in(self, name: str, password: str, *, address: str = "") -> tuple[str, Who]:
        """The secret of a new session, and whose it is. Raises SignInError, for every reason alike."""
        name = name.strip().lower()
        doors = [f"name {name[:64]}", *([f"address {network_of(address)}"] if address else [])]
        account = self._people.account(name) if is_name(name) else None
        hashed = account.password if account is not None and not account.disabled else None
        with self._hashing:
            decoy = self._decoy  # also where it is not needed: its making must not tell which it is
            try:
                self._hasher.verify(hashed or decoy, password)
                right = hashed is not None
            except (VerificationError, InvalidHashError):
                right = False
        if not self._attempts.let_in(doors, right) or account is None:
            raise SignInError
        if self._hasher.check_needs_rehash(account.password or ""):
            fresh, before = self._hashed(password, check=False), account.password
            self._changed(
                name,
                lambda held: msgspec.structs.replace(held, password=fresh) if held.password == before else held,
            )
            account = msgspec.structs.replace(account, password=fresh)
        return self.begin_session(account)

    def begin_session(self, account: Account) -> tuple[str, Who]:
        """A new session of an account that has shown who it is. Raises SignInError where that holds no more."""
        secret = secrets.token_urlsafe(32)
        at = self.instant()
        session = Session(hash=_digest(secret), account=account.name, made=at, seen=at, behind=self._behind())
        self._people.keep_session(session)
        # Looked at once it is kept: what ends every session comes either before this look, or after the keeping.
        held = self._people.account(account.name)
        shown = (account.password, account.identity)
        if held is None or held.disabled or (held.password, held.identity) != shown:
            self._people.drop_session(session.hash)
            raise SignInError
        return secret, self._who(held, session=session.hash)

    def session(self, secret: str) -> Who | None:
        """Whose session it is; None where it is over, or the account is shut out."""
        held = self._people.session(_digest(secret))
        if held is None:
            return None
        now, made, seen = self._now(), datetime.fromisoformat(held.made), datetime.fromisoformat(held.seen)
        at = max(now, datetime.fromisoformat(reckoned(self.instant(), self._latest(), held.behind)))
        # One that was last used long after now is of a clock that was set back: nobody knows how old it is.
        if at >= made + LASTING or at >= seen + IDLE or now <= seen - IDLE:
            self._people.drop_session(held.hash)
            return None
        account = self._people.account(held.account)
        if account is None or account.disabled:
            return None
        if now - seen >= _TOUCH:
            self._people.touch_session(held.hash, self.instant())
        return self._who(account, session=held.hash)

    def sign_out(self, who: Who) -> None:
        """End the session."""
        if who.session is not None:
            self._people.drop_session(who.session)

    def bearer(self, key: str) -> Who | None:
        """Whose token it is; None where it has run out, was revoked, or the account is shut out."""
        token = self._people.token(_digest(key))
        if token is None or self.is_over(token):
            return None
        account = self._people.account(token.account)
        if account is None or account.disabled:
            return None
        return self._who(account, only=frozenset(token.actions))

    def follower(self, key: str) -> Who | None:
        """Whose key of feeds it is, who reads by it and does nothing else; None as for ``bearer``.

        An address is written down in more places than a header is, so no token that is good for more is taken.
        """
        token = self._people.token(_digest(key))
        if token is None or token.actions != FEED or self.bearer(key) is None:
            return None
        account = self._known(token.account)
        return self._who(account, only=frozenset({"read"})) if "feed" in allowed(account.roles) else None

    def by_identity(self, identity: Identity) -> Account | None:
        """The account that a single sign-on means; None where none was made for it. Raises SignInError for one that is
        shut out: under another name it would come in again."""
        found = [account for account in self._people.accounts() if account.identity == identity]
        if found and all(account.disabled for account in found):
            raise SignInError
        return next((account for account in found if not account.disabled), None)

    def instant(self) -> str:
        """Now, as it is written here."""
        return instant_text(self._now())

    def is_over(self, ending: Grant | Token) -> bool:
        """Whether it has run out by now. What has stays so when the clock is set back (``core.accounts.reckoned``)."""
        return reckoned(self.instant(), self._latest(), ending.behind) >= ending.until

    def reader(self, account: Account) -> Reader:
        """What an account may read now."""
        return account.reader(self.instant(), self._latest() if account.grants else "")

    def _behind(self) -> str | UnsetType:
        """The latest instant of the trail, where the clock is behind it."""
        latest = self._latest()
        return latest if latest > self.instant() else UNSET

    def _who(self, account: Account, *, session: str | None = None, only: frozenset[str] | None = None) -> Who:
        whole = allowed(account.roles)
        may = whole if only is None else whole & only
        cleared = self.reader(account)
        return Who(reading_as(cleared, may), may, session, cleared, whole - may)

    def _known(self, name: str) -> Account:
        account = self._people.account(name)
        if account is None:
            raise NotFoundError(f"account {name}")
        return account

    def _changed(self, name: str, work: Callable[[Account], Account], *, out: bool = False) -> Account:
        def changing(held: Account | None) -> Account:
            if held is None:
                raise NotFoundError(f"account {name}")
            return work(held)

        return self._people.change(name, changing, out=out)

    def _hashed(self, password: str, *, check: bool = True) -> str:
        if check and len(password) < SHORTEST_PASSWORD:
            raise RefusedError("the password is too short", f"take {SHORTEST_PASSWORD} characters or more")
        if len(password) > 1_000:
            raise RefusedError("the password is too long", "take 1000 characters or fewer")
        with self._hashing:
            return self._hasher.hash(password)


def check(who: Who, action: str) -> None:
    """Raises ForbiddenError unless ``who`` may do it."""
    if not who.may(action):
        raise ForbiddenError(action, who)


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


def nobody() -> Who:
    """Who asks without an account: reads nothing, may nothing."""
    return Who(Reader("nobody", rank=-1), frozenset())
