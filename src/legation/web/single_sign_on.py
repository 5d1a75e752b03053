"""Single sign-on by OpenID Connect: the authorization code with PKCE, one provider, named in ``sign-in.toml``.

Nobody comes in whom the provider did not sign for, to this desk, just now, in answer to this browser; and nobody
to whom no account was given, by hand or by a rule of the file.
"""

from __future__ import annotations

import hashlib
import json
import secrets
import threading
import time
from base64 import urlsafe_b64encode
from pathlib import Path
from typing import Any
from urllib.parse import quote_plus, urlencode, urlsplit

import httpx
import msgspec
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from legation.core.accounts import Account, Identity
from legation.core.errors import ArchiveError, LegationError
from legation.core.misfits import misfit_words, read_toml
from legation.services.accounts.accounts import (
    OWNS,
    Accounts,
    SignInError,
)
from legation.services.accounts.words import checked_nation, checked_roles, clearance_rank

ALGORITHMS = ("RS256", "PS256", "ES256", "EdDSA")
_LEEWAY_SECONDS = 60
_HANDSHAKE_SECONDS = 600
_MOST_HANDSHAKES = 1_000
_TIMEOUT_SECONDS = 10.0
_TOLD_SECONDS = 60.0
_LONGEST = 1_000_000  # bytes of an answer of the provider; keys and a token are a few thousand


class _ProviderRow(msgspec.Struct, forbid_unknown_fields=True):
    issuer: str
    client: str
    address: str
    name: str = "Single sign-on"
    secret: str | None = None
    scopes: tuple[str, ...] = ("openid", "profile")


class Rule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who gets an account: those whose ``claim`` is, or has in its list, ``value``."""

    claim: str
    value: str
    roles: tuple[str, ...] = ("reader",)
    clearance: str = "UNCLASSIFIED"
    holds: tuple[str, ...] = ()
    nation: str | None = None

    def fits(self, claims: dict[str, Any]) -> bool:
        held = claims.get(self.claim)
        return self.value in held if isinstance(held, list) else held == self.value


class _File(msgspec.Struct, forbid_unknown_fields=True):
    provider: _ProviderRow
    rule: tuple[Rule, ...] = ()


class NotBegunError(SignInError):
    """Whoever came back was not sent away from here: anybody may come so, as often as they like."""


class _Handshake(msgspec.Struct, frozen=True):
    """What one browser was sent away with; it is good once and for a while."""

    state: str
    nonce: str
    verifier: str
    wanted: str
    until: float


class Provider:
    """The provider of an archive, spoken to when somebody signs in by it."""

    def __init__(self, row: _ProviderRow, rules: tuple[Rule, ...], client: httpx.Client | None = None) -> None:
        self.name = row.name
        self._row = row
        self._rules = rules
        # No redirects: what the provider's own addresses answer is final.
        self._client = client or httpx.Client(timeout=_TIMEOUT_SECONDS, follow_redirects=False)
        self._open: dict[str, _Handshake] = {}
        self._told: tuple[float, dict[str, str]] | None = None
        self._lock = threading.Lock()

    def begin(self, wanted: str) -> tuple[str, str]:
        """Where to send the browser, and the secret that it has to bring back in its cookie. Raises ArchiveError."""
        found = self._discovered()
        made = _Handshake(
            state=secrets.token_urlsafe(32),
            nonce=secrets.token_urlsafe(32),
            verifier=secrets.token_urlsafe(48),
            wanted=wanted,
            until=time.monotonic() + _HANDSHAKE_SECONDS,
        )
        secret = secrets.token_urlsafe(32)
        with self._lock:
            now = time.monotonic()
            self._open = {key: one for key, one in self._open.items() if one.until > now}
            while len(self._open) >= _MOST_HANDSHAKES:
                self._open.pop(next(iter(self._open)))
            self._open[_digest(secret)] = made
        asked = {
            "response_type": "code",
            "client_id": self._row.client,
            "redirect_uri": self._row.address,
            "scope": " ".join(self._row.scopes),
            "state": made.state,
            "nonce": made.nonce,
            "code_challenge": _challenge(made.verifier),
            "code_challenge_method": "S256",
        }
        joint = "&" if "?" in found["authorization_endpoint"] else "?"
        return f"{found['authorization_endpoint']}{joint}{urlencode(asked)}", secret

    def finish(self, accounts: Accounts, secret: str, state: str, code: str) -> tuple[Account, str]:
        """The account of who came back, and where they wanted to go. Raises SignInError for every reason alike."""
        with self._lock:
            held = self._open.pop(_digest(secret), None)
        if held is None:
            raise NotBegunError
        if held.until <= time.monotonic() or not code:
            raise SignInError
        if not secrets.compare_digest(held.state.encode(), state.encode("utf-8", "replace")):
            raise SignInError
        try:
            claims = self._claims(held, code)
            return self._account(accounts, claims), held.wanted
        except (LegationError, httpx.HTTPError, JoseError, ValueError, KeyError, TypeError) as wrong:
            raise SignInError from wrong

    def _claims(self, held: _Handshake, code: str) -> dict[str, Any]:
        """The claims of the ID token, checked. Raises what ``finish`` answers as one."""
        found = self._discovered()
        asked = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self._row.address,
            "client_id": self._row.client,
            "code_verifier": held.verifier,
        }
        secret = self._row.secret
        auth = httpx.BasicAuth(quote_plus(self._row.client), quote_plus(secret)) if secret is not None else httpx.Auth()
        answer = self._answer("POST", found["token_endpoint"], data=asked, auth=auth)
        keys = KeySet.import_key_set(self._answer("GET", found["jwks_uri"]))
        token = jwt.decode(answer["id_token"], keys, algorithms=list(ALGORITHMS))
        jwt.JWTClaimsRegistry(
            leeway=_LEEWAY_SECONDS,
            iss={"essential": True, "value": self._row.issuer},
            aud={"essential": True, "value": self._row.client},
            exp={"essential": True},
            iat={"essential": True},
            sub={"essential": True},
            nonce={"essential": True, "value": held.nonce},
        ).validate(token.claims)
        claims = dict(token.claims)
        audience = claims["aud"]
        several = isinstance(audience, list) and len(audience) > 1
        if (several or claims.get("azp") is not None) and claims.get("azp") != self._row.client:
            raise ValueError("meant for another")  # OpenID Connect Core, 3.1.3.7
        if not isinstance(claims["sub"], str) or not claims["sub"]:
            raise ValueError("no subject")
        return claims

    def _account(self, accounts: Accounts, claims: dict[str, Any]) -> Account:
        identity = Identity(issuer=self._row.issuer, subject=claims["sub"])
        held = accounts.by_identity(identity)
        if held is not None and not held.ruled:
            return held
        rule = next((rule for rule in self._rules if rule.fits(claims)), None)
        if rule is None:
            if held is not None:
                # What a rule gave is taken back where it is in use, too: by tokens, and in other browsers.
                accounts.change(OWNS, held.name, roles=(), clearance="UNCLASSIFIED", holds=(), nation=None)
                accounts.end_sessions(OWNS, held.name)
            raise SignInError
        gives = {"roles": rule.roles, "clearance": rule.clearance, "holds": rule.holds, "nation": rule.nation}
        if held is not None:
            return accounts.change(OWNS, held.name, **gives)
        # A name that is taken, and one of an account that is shut out, is refused by ``add``.
        name = str(claims.get("preferred_username") or claims["sub"]).lower()
        return accounts.add(OWNS, name, identity=identity, ruled=True, **gives)  # type: ignore[arg-type]

    def _discovered(self) -> dict[str, str]:
        """The provider's own account of itself. Raises ArchiveError where it has none or speaks for another.

        Asked for once in a while: else anybody who calls the address of the sign-on makes the desk call the provider.
        """
        told = self._told
        if told is not None and told[0] > time.monotonic():
            return told[1]
        try:
            found = self._answer("GET", self._row.issuer.rstrip("/") + "/.well-known/openid-configuration")
            named = {name: str(found[name]) for name in ("authorization_endpoint", "token_endpoint", "jwks_uri")}
        except (httpx.HTTPError, ValueError, KeyError, TypeError) as wrong:
            raise ArchiveError("the single sign-on does not answer", "try again, or sign in by a password") from wrong
        if found.get("issuer") != self._row.issuer or not all(map(_is_safe, named.values())):
            raise ArchiveError("the single sign-on speaks for another", "check its issuer in sign-in.toml")
        self._told = time.monotonic() + _TOLD_SECONDS, named
        return named

    def _answer(self, method: str, address: str, **asked: Any) -> Any:
        """What the provider answers. Raises HTTPError, and ValueError for what does not end or is no JSON."""
        body, until = bytearray(), time.monotonic() + _TIMEOUT_SECONDS
        headers = {"accept": "application/json", "accept-encoding": "identity"}  # nothing to unpack without end
        with self._client.stream(method, address, headers=headers, **asked) as answer:
            answer.raise_for_status()
            for some in answer.iter_raw():
                body += some
                if len(body) > _LONGEST or time.monotonic() > until:
                    raise ValueError("an answer without end")
        try:
            return json.loads(body)
        except RecursionError as deep:
            raise ValueError("an answer without end") from deep


def load_provider(file: Path) -> Provider | None:
    """The provider that a ``sign-in.toml`` names; None where there is no such file. Raises ArchiveError."""
    try:
        text = file.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return None
    except OSError as fault:
        raise ArchiveError(f"{file} cannot be read ({fault.strerror})", "check who may read it") from fault
    try:
        read = msgspec.convert(read_toml(text), _File)
        for rule in read.rule:
            checked_roles(rule.roles), clearance_rank(rule.clearance), checked_nation(rule.nation)
    except (ValueError, msgspec.ValidationError, LegationError) as wrong:
        raise ArchiveError(f"{file} cannot be read ({misfit_words(wrong)})", "mend the file") from wrong
    if not _is_safe(read.provider.issuer) or not _is_safe(read.provider.address):
        raise ArchiveError(f"{file}: addresses must begin with https://", "mend the file")
    return Provider(read.provider, read.rule)


def _is_safe(address: str) -> bool:
    """https, or http on this machine alone."""
    try:
        parts = urlsplit(address)
        httpx.URL(address)  # which is stricter, and is what calls it
    except (httpx.InvalidURL, ValueError):
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in {"127.0.0.1", "::1", "localhost"})


def _challenge(verifier: str) -> str:
    """S256 of RFC 7636."""
    return urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()
