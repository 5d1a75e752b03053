"""A draft as it leaves: the copies in which it can be looked at, and what is queued for each way to its addressees."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator

import msgspec

from legation.core.clearing import Standing
from legation.core.draft import Draft
from legation.core.errors import RefusedError
from legation.core.precedence import RANKS
from legation.formats.writing.delivered import write_delivered
from legation.formats.writing.mail import write_mail
from legation.formats.writing.writing import write
from legation.services.drafts.correspondents import Correspondents
from legation.services.drafts.held import kept_name
from legation.storage.outgoing import Outgoing
from legation.tables.marking import telegram_marking


def copy_of(text: Draft, dated: Draft, form: str, held: Standing, correspondents: Callable[[], Correspondents]) -> str:
    """A draft as it is sent or kept: ``draft`` or ``json``, ``text`` (transmission copy), ``delivered``, ``mail``.

    dated: the draft with the moment at which it goes; without a number it has 0. Raises RefusedError for a form that
    is none, or where a part is missing without which no telegram can go.
    """
    whole = msgspec.structs.replace(dated, number=dated.number if dated.number is not None else 0)
    match form:
        case "draft" | "json":
            return msgspec.json.format(msgspec.json.encode(text), indent=2).decode() + "\n"
        case "text":
            return write(whole)
        case "delivered":
            return write_delivered(whole)
        case "mail":
            reached = correspondents()
            sender = reached.mail(whole.from_.plad) or "nobody@localhost"
            named = f"<{held.mrn or held.id}@{sender.rpartition('@')[2]}>"
            mail = write_mail(
                whole, message_id=named, sender=sender, address=reached.mail, marking=telegram_marking(whole)
            )
            return mail.decode("ascii").replace("\r\n", "\n")
    raise RefusedError(f"there is no form {form}", "use draft, text, delivered, mail or json")


def outgoing(draft: Draft, mrn: str, held: Standing, reached: Correspondents, instant: str) -> Iterator[Outgoing]:
    """What a released draft leaves behind to be sent: for this archive itself, by mail, to folders, and to be printed.

    instant: of its queueing, in UTC.
    """
    rank = RANKS.get(draft.precedence.action or "", 0)
    text = write(draft).encode()
    digest = hashlib.sha256(text).hexdigest()
    base = Outgoing(
        id=f"own:{mrn}:{digest[:16]}",
        draft=held.id,
        mrn=mrn,
        way="own",
        to=(kept_name(mrn),),
        rank=rank,
        access=held.access,
        queued=instant,
        due=instant,
        data=text,
    )
    yield base
    plads = list(dict.fromkeys(one.plad for one in (*draft.to, *draft.info)))
    sender = reached.mail(draft.from_.plad)
    by_host: dict[str, list[str]] = {}
    folders: dict[str, None] = {}
    others: list[str] = []
    for plad in plads:
        mail, folder = reached.mail(plad), reached.folder(plad)
        if mail is not None and sender is not None:
            by_host.setdefault(mail.rpartition("@")[2].lower(), []).append(mail)
        elif folder is not None:
            folders[folder] = None
        else:
            others.append(plad)
    for host, addresses in by_host.items():
        own_host = str(sender).rpartition("@")[2]
        named = f"<{mrn}.{digest[:16]}.{host}@{own_host}>"
        written = write_mail(
            draft,
            message_id=named,
            sender=str(sender),
            address=reached.mail,
            marking=telegram_marking(draft),
        )
        yield msgspec.structs.replace(base, id=named, way="mail", to=tuple(dict.fromkeys(addresses)), data=written)
    for folder in folders:
        yield msgspec.structs.replace(base, id=f"folder:{mrn}:{digest[:16]}:{folder}", way="folder", to=(folder,))
    if others:
        yield msgspec.structs.replace(base, id=f"print:{mrn}:{digest[:16]}", way="print", to=tuple(others))
