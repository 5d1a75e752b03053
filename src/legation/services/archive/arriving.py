"""Arriving: whatever comes in is kept, read and distributed; what cannot be taken is kept too, with the reason.

A mail that comes again, known by its Message-ID and content, is dropped. It is noted before it is kept, so that being
cut short between the two neither loses it nor lets it in twice.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Literal, NamedTuple

import msgspec

from legation.core.errors import ArchiveError
from legation.core.instant import instant_text
from legation.core.marking import UNREADABLE, Reader
from legation.services.ingest.containers import safe_name
from legation.services.ingest.crew import Crew
from legation.services.ingest.run import Ingest, Prepared
from legation.services.ingest.tally import Refusal
from legation.services.ingest.under_way import Put
from legation.storage.incoming import Broken, Incoming, Mark
from legation.storage.ports import Telegrams
from legation.storage.records import Listing

Outcome = Literal["new", "same", "repeat", "broken"]

_BLANK_LINE = re.compile(rb"\r?\n\r?\n")
_MESSAGE_ID = re.compile(
    rb"^message-id:(?P<named>[^\n]{0,998}(?:\n[ \t][^\n]{0,998}){0,9})", re.IGNORECASE | re.MULTILINE
)
_NO_FIELD = re.compile(rb"^(?![ \t]|[!-9;-~]+[ \t]*:|From )[^\n]*\n", re.MULTILINE)
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


class Lot(NamedTuple):
    """Arrivals that came together. found: of each what becomes of it, if it can be read.

    fresh: those to read and keep, by hash, with their names; marks: how these are known again. leaning: places of
    those that are nothing new because of what came before and may not be kept yet, with its hash.
    """

    found: list[Arrived]
    fresh: dict[str, tuple[Coming, str]]
    marks: list[Mark]
    leaning: dict[int, str]


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
        lot = self.recognise(reader, coming)
        (found,), put = self.keep(reader, [(lot, self.read(reader, lot))])
        self.settle(reader, [put])
        return [one for one in found if one is not None]  # nothing was ahead that could be lost

    def settle(self, reader: Reader, puts: Sequence[Put]) -> None:
        """Make searchable what was kept, and distribute it."""
        self._ingest.settle(reader, puts)

    def distribute(self, puts: Sequence[Put]) -> None:
        """Distribute what was kept, which need not be searchable."""
        self._ingest.distribute(puts)

    def make_searchable(self, reader: Reader, puts: Sequence[Put]) -> None:
        """Make searchable what was kept."""
        self._ingest.make_searchable(reader, puts)

    def catch_up(self, reader: Reader) -> None:
        """Make searchable what is kept and could not be made so, as it is held now."""
        self._ingest.catch_up(reader)

    def crew(self, reader: Reader, workers: int | None = None) -> Crew:
        """Workers for ``read``. Close them."""
        return self._ingest.crew(reader, workers)

    def recognise(self, reader: Reader, coming: Sequence[Coming], ahead: Sequence[Lot] = ()) -> Lot:
        """Tell what is new of what came, which changes nothing.

        ahead: the lots that came before and may not be kept yet, in order, as they stood before this is called: one
        that is kept meanwhile is met in the archive.
        """
        marks = [_mark(one) for one in coming]
        known = self._incoming.met([mark for mark in marks if mark is not None])
        digests = [hashlib.sha256(one.data).hexdigest() for one in coming]
        here = self._telegrams.has(reader, [*digests, *known.values()])
        # Only what is held is known: a mark may be all that is left of a mail that was lost before it was kept.
        firsts = here | self._incoming.refused(reader, list(known.values()))
        coming_in = {digest for lot in ahead for digest in lot.fresh}
        for met in (met for lot in ahead for met in lot.marks):
            if known.get((met.message_id, met.digest)) not in firsts:
                known[met.message_id, met.digest] = met.sha256
        fresh: dict[str, tuple[Coming, str]] = {}
        found: list[Arrived] = []
        leaning: dict[int, str] = {}
        for place, (one, mark, digest) in enumerate(zip(coming, marks, digests, strict=True)):
            name = _name(one, mark, digest)
            first = known.get((mark.message_id, mark.digest)) if mark is not None else None
            held = next((one for one in (digest, first) if one in here or one in fresh or one in coming_in), None)
            if held is None and first != digest and first in firsts:  # the same broken bytes are read again
                held = first
            if held is None:
                fresh[digest] = one, name
                if mark is not None:
                    known[mark.message_id, mark.digest] = digest
            elif held not in firsts and held not in fresh:
                leaning[place] = held
            outcome: Outcome = "new" if held is None else "same" if held == digest else "repeat"
            found.append(Arrived(sha256=held or digest, outcome=outcome, name=name))
        noted = [mark for mark in marks if mark is not None and mark.sha256 in fresh]
        return Lot(found, fresh, noted, leaning)

    def read(self, reader: Reader, lot: Lot, crew: Crew | None = None) -> Prepared:
        """Read what is new of a lot, which changes nothing."""
        texts = [(name, one.data) for one, name in lot.fresh.values()]
        prepared = self._ingest.prepared(reader, texts, crew, absent=lot.fresh.keys())
        _check(lot.fresh, prepared)
        return prepared

    def keep(self, reader: Reader, lots: Sequence[tuple[Lot, Prepared]]) -> tuple[list[list[Arrived | None]], Put]:
        """Keep lots that were read, in the order in which they came; durable on return, and searchable once settled.

        Of each arrival what became of it; None where it is nothing new because of one that could not be kept: whoever
        sent it must send it again.
        """
        self._incoming.note([mark for lot, _ in lots for mark in lot.marks])
        found: list[list[Arrived | None]] = []
        for lot, prepared in lots:
            read = dict(zip(lot.fresh, prepared.outcomes, strict=True))
            found.append([self._read(one, lot.fresh, read) for one in lot.found])
        put = self._ingest.put(reader, *(prepared for _, prepared in lots))
        leaning = [digest for lot, _ in lots for digest in lot.leaning.values()]
        if leaning:
            try:
                held = self._telegrams.has(reader, leaning) | self._incoming.refused(reader, leaning)
            except ArchiveError:  # all else is kept, and is answered for
                held = set()
            # A folder has no hash of its own among what is held; its telegrams were kept just now.
            held |= {digest for lot, _ in lots for digest in lot.fresh}
            for (lot, _), some in zip(lots, found, strict=True):
                for place, digest in lot.leaning.items():
                    if digest not in held:
                        some[place] = None
        return found, put

    def _read(
        self, one: Arrived, fresh: dict[str, tuple[Coming, str]], read: dict[str, list[Listing | Refusal]]
    ) -> Arrived:
        """What became of it once it is read; what is broken is kept here."""
        if one.outcome != "new":
            return one
        outcomes = read[one.sha256]
        if not outcomes:  # of several telegrams, all of them held
            return msgspec.structs.replace(one, outcome="same")
        refusal = next((outcome for outcome in outcomes if isinstance(outcome, Refusal)), None)
        mrns = tuple(one.mrn for one in outcomes if not isinstance(one, Refusal) and one.mrn is not None)
        if refusal is None:
            return msgspec.structs.replace(one, mrns=mrns)
        coming, name = fresh[one.sha256]
        self._incoming.refuse(
            Broken(
                sha256=one.sha256,
                received=instant_text(self._now()),
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
    found = _MESSAGE_ID.search(one.data, 0, blank.start()) if blank is not None else None
    if found is not None and _NO_FIELD.search(one.data, 0, found.start()) is not None:
        return None  # a line of that name in the words of a telegram
    named = " ".join(found["named"].decode("ascii", "replace").split()) if found is not None else ""
    if blank is None or not named:
        return None
    content = one.data[blank.end() :].replace(b"\r\n", b"\n").rstrip(b"\n")
    return Mark(named, hashlib.sha256(content).hexdigest(), hashlib.sha256(one.data).hexdigest())


def _check(fresh: dict[str, tuple[Coming, str]], prepared: Prepared) -> None:
    """Raises ArchiveError where what was read is not what came, in its order: nobody is answered for another's."""
    sound = prepared.came == list(fresh) and len(prepared.outcomes) == len(fresh)
    for (digest, (one, name)), outcomes in zip(fresh.items(), prepared.outcomes, strict=False):
        for made in outcomes:
            if isinstance(made, Refusal) or (made.file or "").startswith((f"{name}#", f"{name}!")):
                continue
            # What another archive exported has a hash and a name of its own.
            sound &= made.sha256 == digest or b'"original":"' in one.data
    if not sound:
        raise ArchiveError("what was read is not what came", "send it again; report it as a fault")


def _name(one: Coming, mark: Mark | None, digest: str) -> str:
    """The name that an arrival is kept under."""
    if mark is not None:
        return f"{safe_name(mark.message_id.strip('<>'))}.eml"
    return safe_name(one.name) if one.name else f"{one.via}-{digest[:16]}.eml"
