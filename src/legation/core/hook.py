"""Webhooks: an address to which what a saved search or a board says is sent, and each sending.

A message is signed as Standard Webhooks has it (``standard-webhooks`` in docs/reference/sources.md): HMAC-SHA256 over
id, instant and body, so that whoever has the secret can tell who sent it, when, and that it came whole.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Iterable
from typing import Literal
from uuid import UUID, uuid5

import msgspec

from legation.core.errors import LegationError

PREFIX = "whsec_"
"""What a secret begins with, so that one that has got out is known for what it is."""

_NAMES = UUID("5d0b7f0a-4c0e-5a51-8d2e-0f1b8a1c7e33")

Sending = Literal["waiting", "delivered", "failed", "withheld", "withdrawn"]
"""withheld: above what may leave. withdrawn: it no longer stands, or its reader may no longer read it."""


class PostError(LegationError):
    """A message did not get through. status: what the other side answered; None where it did not.

    closed: the address is not to be used at all, so another attempt would fail as well.
    """

    def __init__(self, what: str, do: str = "it is tried again by itself", *, closed: bool = False) -> None:
        super().__init__(what, do)
        self.closed = closed


class HookRules(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What an administrator allows. highest: level of what may leave. plain: whether http will do.

    networks: addresses that may be posted to though they are not public, such as ``10.1.0.0/16``.
    """

    highest: str = "UNCLASSIFIED"
    plain: bool = False
    networks: tuple[str, ...] = ()


class Hook(msgspec.Struct, frozen=True, kw_only=True):
    """An address that a reader registered, for a saved search or for the alerts of a dialogue; one is None.

    secret: as its receiver was told it. before: the one it replaced, which signs too until ``before_until``.
    reached: how far arrivals were searched. told: alerts that stood at the last look. resting: why nothing is sent,
    "" while it is.
    """

    id: str
    reader: str
    address: str
    search: str | None
    dialogue: str | None
    made: str
    secret: str
    before: str = ""
    before_until: str = ""
    reached: int = 0
    told: tuple[str, ...] = ()
    resting: str = ""


class HookDelivery(msgspec.Struct, frozen=True, kw_only=True):
    """One message. id: the same at every attempt, by which its receiver knows it.

    about: hash of a telegram, key of an alert, "" for a trial. sources: telegrams that it rests on. access: label.
    due: instant of the next attempt. at: of the last. answer: what the last came to.
    """

    id: str
    hook: str
    reader: str
    about: str
    sources: tuple[str, ...]
    access: str
    made: str
    due: str
    state: Sending = "waiting"
    attempts: int = 0
    at: str | None = None
    answer: str | None = None


def secret_of(chance: bytes) -> str:
    """A secret of these random bytes, 24 to 64 of them."""
    return PREFIX + base64.b64encode(chance).decode()


def headers(secrets: Iterable[str], message: str, seconds: int, body: bytes) -> dict[str, str]:
    """The headers of a message. seconds: since 1970, of the attempt. secrets: those that sign, the newest first."""
    signed = b".".join((message.encode(), str(seconds).encode(), body))
    signatures = []
    for secret in secrets:
        key = base64.b64decode(secret.removeprefix(PREFIX))
        signatures.append("v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode())
    return {
        "webhook-id": message,
        "webhook-timestamp": str(seconds),
        "webhook-signature": " ".join(signatures),
    }


def hook_id(reader: str, address: str, search: str | None, dialogue: str | None, made: str) -> str:
    """The id of a hook: 16 hex digits."""
    return uuid5(_NAMES, "\0".join((reader, address, search or "", dialogue or "", made))).hex[:16]


def delivery_id(hook: str, about: str, unlike: str = "") -> str:
    """The id of a message, the same for good: by its hook, what it is about, and what tells it apart from others."""
    return str(uuid5(_NAMES, "\0".join((hook, about, unlike))))
