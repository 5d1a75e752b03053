"""Correspondents: how each address of a telegram is reached, and by which mail server (``mail.toml``).

[smtp]
host = "mail.embassy.example"
port = 587
security = "starttls"            # or "tls", or "none" for a server on this machine
user = "belisar"
password_file = "/etc/legation/mail-password"

[[address]]
plad = "AMEMBASSY BELISAR"
mail = "belisar@embassy.example"

[[address]]
plad = "FOREIGN OFFICE OSMAR"
folder = "/srv/exchange/osmar"
"""

from __future__ import annotations

import re
from typing import Literal

import msgspec

from legation.core.errors import ArchiveError
from legation.core.misfits import misfit_words, read_toml

_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,252}[A-Za-z0-9])?")


class Server(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A mail server to send by. ca_file: certificates to trust beside those of the system."""

    host: str
    port: int = 587
    security: Literal["starttls", "tls", "none"] = "starttls"
    user: str | None = None
    password_file: str | None = None
    ca_file: str | None = None


class Address(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How one address is reached: by mail or by a drop folder."""

    plad: str
    mail: str | None = None
    folder: str | None = None


class _File(msgspec.Struct, forbid_unknown_fields=True):
    smtp: Server | None = None
    address: tuple[Address, ...] = ()


class Correspondents(msgspec.Struct, frozen=True, kw_only=True):
    """server: None where none is named. addresses: by plain language address."""

    server: Server | None = None
    addresses: dict[str, Address] = {}

    def mail(self, plad: str | None) -> str | None:
        """The mail address of a plain language address; None where there is none."""
        held = self.addresses.get(_key(plad or ""))
        return held.mail if held is not None else None

    def folder(self, plad: str) -> str | None:
        """The drop folder of a plain language address; None where there is none."""
        held = self.addresses.get(_key(plad))
        return held.folder if held is not None else None


def correspondents_in(text: str) -> Correspondents:
    """Correspondents as the text of a ``mail.toml`` names them. Raises ArchiveError."""
    try:
        told = msgspec.convert(read_toml(text), _File)
    except (ValueError, msgspec.ValidationError) as wrong:
        raise ArchiveError(f"mail.toml cannot be read ({misfit_words(wrong)})", "mend the file") from wrong
    found: dict[str, Address] = {}
    for one in told.address:
        if _key(one.plad) in found:
            raise ArchiveError(f"mail.toml: {one.plad} stands twice", "leave one of the two")
        if (one.mail is None) == (one.folder is None) or (one.mail is not None and not _ADDRESS.fullmatch(one.mail)):
            raise ArchiveError(f"mail.toml: {one.plad} has no address that can be used", "give it a mail or a folder")
        found[_key(one.plad)] = one
    return Correspondents(server=told.smtp, addresses=found)


def _key(plad: str) -> str:
    return " ".join(plad.upper().split())
