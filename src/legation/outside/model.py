"""A way out of the house: asking a language model whose address the user has set.

Nothing is asked unless ``extractor.toml`` names an address. What may be sent is settled before
(``services.dialogue.machine``).
"""

from __future__ import annotations

import ipaddress
import os
from collections.abc import Mapping
from urllib.parse import urlsplit

import msgspec

from legation.core.errors import ArchiveError, LegationError
from legation.core.marking import UNREADABLE_RANK
from legation.core.misfits import misfit_words, read_toml
from legation.tables.marking_rows import rank_of

_MOST_BYTES = 2_000_000


class ModelError(LegationError):
    """The language model cannot be asked, or did not answer."""


class ModelSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Which model may be asked, and what it may be sent.

    address: of an OpenAI-compatible service, up to and with ``/v1``; https, or http on this machine alone. model: its
    name there. key_variable: environment variable that holds the key; none is sent without. highest_level: of what may
    leave the machine. timeout_seconds: for the whole answer.
    """

    address: str
    model: str
    key_variable: str | None = None
    highest_level: str = "UNCLASSIFIED"
    timeout_seconds: float = 60.0


def model_settings(text: str, file: str) -> ModelSettings | None:
    """The settings in ``text``; None where there is nothing. Raises ArchiveError for a text that is none."""
    if not text.strip():
        return None
    try:
        settings = msgspec.convert(read_toml(text), ModelSettings)
    except (ValueError, msgspec.ValidationError) as wrong:
        raise ArchiveError(f"{file} cannot be read ({misfit_words(wrong)})", "mend the file") from wrong
    parts = urlsplit(settings.address)
    if parts.username or parts.password or not parts.hostname or parts.scheme not in ("http", "https"):
        raise ArchiveError(f"{file}: the address is none", "write it as https://HOST/v1, the key in key_variable")
    if parts.scheme == "http" and not _is_here(parts.hostname):
        raise ArchiveError(f"{file}: the address is not protected on its way", "use https, or a model on this machine")
    if rank_of(settings.highest_level) >= UNREADABLE_RANK:
        raise ArchiveError(f"{file}: highest_level is no level", "write a level such as UNCLASSIFIED")
    if not 0 < settings.timeout_seconds <= 3600:
        raise ArchiveError(f"{file}: timeout_seconds is out of range", "give seconds, up to 3600")
    return settings


def _is_here(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


class Model:
    """A language model behind its address."""

    def __init__(self, settings: ModelSettings) -> None:
        self._settings = settings

    def ask(self, prompt: str, said: str) -> str:
        """The model's answer to ``said`` under ``prompt``, as text. Raises ModelError, which never quotes either."""
        headers = {}
        variable = self._settings.key_variable
        if variable is not None:
            key = os.environ.get(variable, "")
            if not key:
                raise ModelError(f"the variable {variable} holds no key", "set it, or take key_variable out")
            headers["authorization"] = f"Bearer {key}"
        body = {
            "model": self._settings.model,
            "temperature": 0,
            "response_format": {"type": "json_object"},
            "messages": [{"role": "system", "content": prompt}, {"role": "user", "content": said}],
        }
        return _content(self._posted(body, headers))

    def _posted(self, body: object, headers: Mapping[str, str]) -> bytes:
        import httpx  # slow to load, and seldom needed

        address = f"{self._settings.address.rstrip('/')}/chat/completions"
        try:
            # No proxy of the environment, and nowhere else than to the address that was set.
            with (
                httpx.Client(timeout=self._settings.timeout_seconds, trust_env=False, follow_redirects=False) as client,
                client.stream("POST", address, json=body, headers=dict(headers)) as answer,
            ):
                if answer.status_code != 200:
                    raise ModelError(f"the language model answered {answer.status_code}", "look at its address and key")
                held = bytearray()
                for part in answer.iter_bytes():
                    held += part
                    if len(held) > _MOST_BYTES:
                        raise ModelError("the answer of the language model is too long", "ask of fewer telegrams")
                return bytes(held)
        except httpx.TimeoutException as slow:
            raise ModelError(
                "the language model did not answer in time", "raise timeout_seconds, or ask later"
            ) from slow
        except httpx.HTTPError as fault:
            raise ModelError("the language model cannot be reached", "look at its address") from fault


class _Message(msgspec.Struct):
    content: str


class _Choice(msgspec.Struct):
    message: _Message


class _Answer(msgspec.Struct):
    choices: list[_Choice]


def _content(data: bytes) -> str:
    try:
        return msgspec.json.decode(data, type=_Answer).choices[0].message.content
    except (msgspec.DecodeError, IndexError) as wrong:
        raise ModelError("the answer of the language model is none", "look at its address") from wrong
