"""What a reader finds in the archive: one telegram, its versions, its neighbours, and what is missing."""

from __future__ import annotations

import re
from datetime import date

import msgspec

from legation.core.errors import NotFoundError
from legation.core.marking import Marking, Reader, join_all
from legation.core.mrn import parse_mrn
from legation.core.telegram import Telegram
from legation.storage.ports import Citation, Listing, Record, Telegrams, listing_of
from legation.tables.marking import level_of
from legation.tables.posts import Posts

_HASH = re.compile(r"[0-9a-f]{8,64}$")


class Thread(msgspec.Struct, frozen=True, kw_only=True):
    """The reference neighbourhood of one MRN. ``held`` is None where it is known by reference only."""

    mrn: str
    held: Listing | None
    cites: tuple[Citation, ...]
    cited_by: tuple[Citation, ...]
    banner: str


class Gap(msgspec.Struct, frozen=True, kw_only=True):
    """A telegram known only by reference: its number, the telegrams that cite it, the words they use."""

    mrn: str
    cited_by: tuple[Listing, ...]
    words: tuple[str, ...]


class Reading:
    """Reads the archive for a reader. Absent and closed telegrams give the same answer."""

    def __init__(self, telegrams: Telegrams, posts: Posts) -> None:
        self._telegrams = telegrams
        self._posts = posts

    def mrn(self, text: str) -> str | None:
        """A message reference number in any spelling, as it is written here; None if it is none."""
        found = parse_mrn(text, self._posts.aliases)
        return str(found) if found is not None else None

    def versions(self, reader: Reader, name: str) -> list[Record]:
        """Readable versions of a telegram, oldest received first.

        name: an MRN in any spelling, the beginning (8 or more digits) of a SHA-256, or the name of the file
        that a telegram without a number came under. Raises NotFoundError.
        """
        mrn = self.mrn(name)
        for candidate in (name.strip(), mrn):
            if candidate is not None:
                found = self._telegrams.versions(reader, candidate)
                if found:
                    return found
        wanted = name.strip().lower()
        for listing in self._telegrams.listings(reader):
            if (_HASH.match(wanted) and listing.sha256.startswith(wanted)) or listing.file == name.strip():
                return [self._telegrams.get(reader, listing.sha256)]
        raise NotFoundError(f"telegram {mrn or name.strip()}")

    def telegram(self, reader: Reader, name: str) -> Telegram:
        """The version received last. Raises NotFoundError."""
        return self.versions(reader, name)[-1].telegram

    def thread(self, reader: Reader, name: str) -> Thread:
        """What a telegram cites and what cites it. Raises NotFoundError where nothing is known of it."""
        mrn = self.mrn(name) or name.strip()
        held = self._telegrams.versions(reader, mrn)
        if not held and self.mrn(name) is None:
            held = self.versions(reader, name)
            mrn = held[-1].telegram.mrn or held[-1].sha256[:12]
        cites = self._telegrams.cites(reader, mrn) if held and held[-1].telegram.mrn else []
        cited_by = self._telegrams.cited_by(reader, mrn)
        if not held and not cited_by:
            raise NotFoundError(f"telegram {mrn}")
        return Thread(
            mrn=mrn,
            held=listing_of(held[-1]) if held else None,
            cites=tuple(cites),
            cited_by=tuple(cited_by),
            banner=banner([*(listing_of(r) for r in held), *(c.citing for c in cited_by)]),
        )

    def gaps(self, reader: Reader) -> list[Gap]:
        """Telegrams known only by reference, by MRN, each with who cites it."""
        found: dict[str, list[Citation]] = {}
        for citation in self._telegrams.unheld(reader):
            found.setdefault(citation.cited, []).append(citation)
        return [
            Gap(
                mrn=mrn,
                cited_by=tuple({c.citing.sha256: c.citing for c in citations}.values()),
                words=tuple(dict.fromkeys(c.text for c in citations)),
            )
            for mrn, citations in sorted(found.items())
        ]

    def count(self, reader: Reader) -> int:
        """How many telegrams the reader may read."""
        return self._telegrams.count(reader)

    def recent(self, reader: Reader, limit: int = 20) -> list[Listing]:
        """The newest readable telegrams by date, newest first."""
        dated = [listing for listing in self._telegrams.listings(reader) if listing.date is not None]
        return dated[-limit:][::-1]


def banner(listings: list[Listing], on: date | None = None) -> str:
    """Banner words over everything listed; UNCLASSIFIED over nothing."""
    return level_of(join_all([Marking.from_label(listing.access) for listing in listings]), on)
