"""What a reader finds in the archive: one telegram, its versions, what came last."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, timedelta

from legation.core.errors import NotFoundError, RefusedError
from legation.core.marking import UNREADABLE, Marking, Reader, join_all
from legation.core.mrn import parted
from legation.core.telegram import Telegram
from legation.storage.numbered_to import numbered_to, read_name
from legation.storage.ports import Telegrams
from legation.storage.records import Listing, Record
from legation.tables.banners import level_of, marking_in
from legation.tables.moments import CitedMoment, moment_named
from legation.tables.posts import Posts

HASH = re.compile(r"[0-9a-f]{8,64}$")
"""The beginning of a hash, as a name of a telegram."""


class Reading:
    """Reads the archive for a reader. Absent and closed telegrams give the same answer.

    at: the readable records of the one message of an originator and moment (``services.threads.moments``).
    """

    def __init__(
        self,
        telegrams: Telegrams,
        posts: Posts,
        at: Callable[[Reader, CitedMoment], Sequence[Record]] = lambda *_: (),
    ) -> None:
        self._telegrams = telegrams
        self._posts = posts
        self._at = at

    def mrn(self, text: str) -> str | None:
        """A message reference number in any spelling, as it is written here; None if it is none.

        Where it may be that of several telegrams, the post of whose series it is one may stand behind it:
        ``55STATE1161 to Cairo``.
        """
        return read_name(text, self._posts.aliases)

    def versions(self, reader: Reader, name: str) -> list[Record]:
        """Readable versions of a telegram, oldest received first.

        name: an MRN in any spelling, the beginning (8 or more digits) of a SHA-256, the name of the file that a
        telegram without a number came under, or originator and date-time group. Raises NotFoundError.
        """
        if found := self._numbered(reader, name):
            return found
        if named := self._named(reader, name):
            return [self._telegrams.get(reader, named[0].sha256)]
        if found := self._of_moment(reader, name):
            return found
        raise NotFoundError(f"telegram {self.mrn(name) or name.strip()}")

    def the_one(self, reader: Reader, name: str) -> list[Record]:
        """The same, for what is to be changed: a name that fits several telegrams is refused.

        Raises NotFoundError, RefusedError.
        """
        if found := self._numbered(reader, name):
            return found
        named = [one.sha256 for one in self._named(reader, name)]
        if not named:
            found = self.versions(reader, name)
            if found[0].telegram.mrn is not None:
                return found
            named = [one.sha256 for one in found]
        if len(named) > 1:
            raise RefusedError(f"{name.strip()} fits {len(named)} telegrams", "write more of the hash of the one")
        return [self._telegrams.get(reader, one) for one in named]

    def listing(self, reader: Reader, name: str) -> Listing:
        """A telegram by the beginning of its hash or by the name of its file. Raises NotFoundError."""
        for listing in self._named(reader, name)[:1]:
            return listing
        raise NotFoundError(f"telegram {self.mrn(name) or name.strip()}")

    def _numbered(self, reader: Reader, name: str) -> list[Record]:
        for candidate in (name.strip(), self.mrn(name)):
            if candidate is not None and (found := self._of_series(reader, candidate)):
                return found
        return []

    def _of_series(self, reader: Reader, name: str) -> list[Record]:
        mrn, post = parted(name)
        found = self._telegrams.versions(reader, mrn)
        if not post:
            return found
        series = [numbered_to(one.telegram) for one in found]
        # One of the number of which no series is read may be the one.
        wanted = post if post in series else ""
        return [one for one, its in zip(found, series, strict=True) if its == wanted]

    def _of_moment(self, reader: Reader, name: str) -> list[Record]:
        """The versions of the message that a name of ``tables.moments`` means; copies and sections without a number."""
        moment = moment_named(name)
        held = self._at(reader, moment) if moment is not None else ()
        if held and (mrn := held[-1].telegram.mrn) is not None:
            return self._of_series(reader, mrn)
        return sorted(held, key=lambda record: (record.received, record.sha256))

    def _named(self, reader: Reader, name: str) -> list[Listing]:
        wanted = name.strip().lower()
        sha256 = wanted if HASH.match(wanted) else None
        return self._telegrams.find(reader, sha256=sha256, file=name.strip())

    def telegram(self, reader: Reader, name: str) -> Telegram:
        """The version received last. Raises NotFoundError."""
        return self.versions(reader, name)[-1].telegram

    def every(self, reader: Reader) -> Iterator[Listing]:
        """Every readable telegram, by date."""
        return self._telegrams.listings(reader)

    def count(self, reader: Reader) -> int:
        """How many telegrams the reader may read."""
        return self._telegrams.count(reader)

    def recent(self, reader: Reader, limit: int = 20) -> list[Listing]:
        """The newest readable telegrams by date, newest first."""
        return self._telegrams.recent(reader, limit)


def name_of(listing: Listing) -> str:
    """What a list calls a telegram: its number, else the name of its file, else the beginning of its hash."""
    return listing.mrn or listing.file or listing.sha256[:12]


def each_once(listings: Iterable[Listing]) -> list[list[Listing]]:
    """Telegrams of a list in order, each once, with all versions of it that the list has."""
    found: dict[str, list[Listing]] = {}
    for listing in listings:
        found.setdefault(listing.mrn or listing.sha256, []).append(listing)
    return [*found.values()]


def leading(versions: Sequence[Listing]) -> Listing:
    """The version under which a telegram stands in a thread: of those whose marking is read the one received last.

    One of which it is not read says less of it, and may be an extract; where none is read, the last stands there.
    versions: of one telegram, oldest received first.
    """
    marked = [one for one in versions if Marking.from_label(one.access).rank < UNREADABLE.rank]
    return (marked or versions)[-1]


def repeated(listings: Iterable[Listing]) -> list[str]:
    """The numbers of telegrams of which a list has several records."""
    return [same[0].mrn for same in each_once(listings) if len(same) > 1 and same[0].mrn is not None]


def banner(listings: Sequence[Listing], on: date | None = None, *, beside: str | None = None) -> str:
    """Banner words over everything listed, and over what has the banner ``beside``; UNCLASSIFIED over nothing."""
    markings = [Marking.from_label(listing.access) for listing in listings]
    return level_of(join_all([*markings, *([marking_in(beside)] if beside is not None else [])]), on)


def end_of(day: date | None) -> str | None:
    """The first day after, in ISO form: what is before it was there at the end of the day. None without a bound."""
    return (day + timedelta(days=1)).isoformat() if day is not None and day < date.max else None


def days_before(day: date, days: int) -> date:
    """The day so many days earlier; the first day that there is where the calendar does not go so far back."""
    return date.fromordinal(max(date.min.toordinal(), day.toordinal() - days))
