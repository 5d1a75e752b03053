"""Arriving: whatever comes in is kept, read and distributed; what cannot be taken is kept too, with the reason.

A mail that comes again, known by its Message-ID and content, is dropped. It is noted before it is kept, so that being
cut short between the two neither loses it nor lets it in twice.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Sequence
from datetime import datetime
from email.parser import HeaderParser
from typing import Literal, NamedTuple

import msgspec

from legation.core.marking import UNREADABLE, Reader
from legation.services.ingest.containers import safe_name
from legation.services.ingest.crew import Crew
from legation.services.ingest.run import Ingest, Put
from legation.services.ingest.tally import Refusal
from legation.storage.incoming import Broken, Incoming, Mark
from legation.storage.ports import Listing, Telegrams

Outcome = Literal["new", "same", "repeat", "broken"]

_BLANK_LINE = re.compile(rb"\r?\n\r?\n")
_MESSAGE_ID = re.compile(rb"^message-id:", re.IGNORECASE | re.MULTILINE)
_LONGEST_HEADER = 65_536


class Coming(NamedTuple):
    """Something that comes in. via: smtp, imap, maildir or the like. name: what it is called; mail names itself."""

    data: bytes
    via: str
    name: str = ""


class Arrived(msgspec.Struct, frozen=True, kw_only=True):
    """What became of it. mrns: the numbers of the telegrams in it. what, do: why it is broken."""

    sha256: str
    outcome: Outcome
    name: str
    mrns: tuple[str, ...] = ()
    what: str | None = None
    do: str | None = None


class Arrivals:
    """What comes into an archive; what is kept is distributed as whatever else is ingested."""

    def __init__(
        self,
        ingest: Ingest,
        telegrams: Telegrams,
        incoming: Incoming,
        now: Callable[[], datetime],
    ) -> None:
        self._ingest = ingest
        self._telegrams = telegrams
        self._incoming = incoming
        self._now = now

    def take(self, reader: Reader, coming: Sequence[Coming]) -> list[Arrived]:
        """Keep, read and distribute; of each what became of it."""
        found, put = self.keep(reader, coming)
        self.settle(reader, [put])
        return found

    def settle(self, reader: Reader, puts: Sequence[Put]) -> None:
        """Make searchable what was kept, and distribute it."""
        self._ingest.settle(reader, puts)

    def crew(self, reader: Reader) -> Crew:
        """Workers that read for ``keep``. Close them."""
        return self._ingest.crew(reader)

    def keep(self, reader: Reader, coming: Sequence[Coming], crew: Crew | None = None) -> tuple[list[Arrived], Put]:
        """Keep and read; of each what became of it, durable on return. It is searchable once it is settled."""
        marks = [_mark(one) for one in coming]
        known = self._incoming.met([mark for mark in marks if mark is not None])
        here = self._telegrams.has(reader, [hashlib.sha256(one.data).hexdigest() for one in coming])
        before = self._telegrams.has(reader, list(known.values()))
        fresh: dict[str, tuple[Coming, str]] = {}
        found: list[Arrived] = []
        for one, mark in zip(coming, marks, strict=True):
            digest = hashlib.sha256(one.data).hexdigest()
            name = _name(one, mark, digest)
            first = known.get((mark.message_id, mark.digest)) if mark is not None else None
            if digest in here or digest in fresh:
                found.append(Arrived(sha256=digest, outcome="same", name=name))
            elif first is not None and (first in before or first in fresh):
                found.append(Arrived(sha256=first, outcome="repeat", name=name))
            else:
                fresh[digest] = one, name
                found.append(Arrived(sha256=digest, outcome="new", name=name))
                if mark is not None:
                    known.setdefault((mark.message_id, mark.digest), digest)
        self._incoming.note([mark for mark in marks if mark is not None and mark.sha256 in fresh])
        prepared = self._ingest.prepared(reader, [(name, one.data) for one, name in fresh.values()], crew)
        read = dict(zip(fresh, prepared.outcomes, strict=True))
        found = [self._read(one, fresh, read) for one in found]
        return found, self._ingest.put(reader, prepared)

    def _read(
        self, one: Arrived, fresh: dict[str, tuple[Coming, str]], read: dict[str, list[Listing | Refusal]]
    ) -> Arrived:
        """What became of it once it is read; what is broken is kept here."""
        if one.outcome != "new":
            return one
        outcomes = read[one.sha256]
        refusal = next((outcome for outcome in outcomes if isinstance(outcome, Refusal)), None)
        mrns = tuple(one.mrn for one in outcomes if not isinstance(one, Refusal) and one.mrn is not None)
        if refusal is None:
            return msgspec.structs.replace(one, mrns=mrns)
        coming, name = fresh[one.sha256]
        self._incoming.refuse(
            Broken(
                sha256=one.sha256,
                received=self._now().strftime("%Y-%m-%dT%H:%M:%SZ"),
                via=coming.via,
                name=name,
                size=len(coming.data),
                what=refusal.what,
                do=refusal.do,
                access=UNREADABLE.label,
            ),
            coming.data,
        )
        return msgspec.structs.replace(one, outcome="broken", mrns=mrns, what=refusal.what, do=refusal.do)

    def broken(self, reader: Reader) -> list[Broken]:
        """Arrivals that could not be taken, in order of arrival."""
        return self._incoming.broken(reader)

    def broken_data(self, reader: Reader, sha256: str) -> bytes:
        """The bytes of one of them, by the beginning of its hash. Raises NotFoundError."""
        return self._incoming.data(reader, sha256)


def _mark(one: Coming) -> Mark | None:
    """How a mail is known again; None where it is none, or has no Message-ID."""
    blank = _BLANK_LINE.search(one.data, 0, _LONGEST_HEADER)
    if blank is None or _MESSAGE_ID.search(one.data, 0, blank.start()) is None:
        return None
    header = HeaderParser().parsestr(one.data[: blank.start()].decode("ascii", "replace"))
    named = " ".join(str(header.get("Message-ID", "")).split())
    if not named:
        return None
    content = one.data[blank.end() :].replace(b"\r\n", b"\n").rstrip(b"\n")
    return Mark(named, hashlib.sha256(content).hexdigest(), hashlib.sha256(one.data).hexdigest())


def _name(one: Coming, mark: Mark | None, digest: str) -> str:
    """The name that an arrival is kept under."""
    if mark is not None:
        return f"{safe_name(mark.message_id.strip('<>'))}.eml"
    return safe_name(one.name) if one.name else f"{one.via}-{digest[:16]}.eml"
