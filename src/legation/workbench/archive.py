"""An open archive as one reader sees it: short words for what a historian or an analyst asks most.

Everything else is asked of the services of ``house``, with ``reader`` before it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

import msgspec

from legation.app import House
from legation.core.marking import Reader
from legation.core.telegram import Telegram
from legation.services.banners import banner_of, listing_level
from legation.services.boards.board import View
from legation.services.boards.stating import counted
from legation.services.boards.telling import Listed, Told
from legation.services.briefs.brief import Brief, Kind
from legation.services.gaps.gaps import Gap
from legation.services.ingest import Tally
from legation.services.plots.drawing import Plot
from legation.services.report import Report
from legation.services.search.finding import Found
from legation.services.threads.threads import Thread
from legation.storage.cursor import Sort
from legation.storage.records import Hit

if TYPE_CHECKING:
    import polars


class Hits(Sequence[Hit]):
    """Hits of a search in order. ``total``: how many there are in all; ``next``: what the next page comes after."""

    def __init__(self, found: Found) -> None:
        self.found = found
        self.total = found.total
        self.next = found.next
        self.known = found.known

    @property
    def banner(self) -> str | None:
        """How closely these hits are held together; None without one."""
        return banner_of([], [hit.listing for hit in self.found.hits])

    def frame(self) -> polars.DataFrame:
        """A row for each hit, in order."""
        import polars  # slow to load

        rows = [_row(hit) for hit in self.found.hits]
        whole = {"paragraph": polars.Int64, "score": polars.Float64}
        return polars.DataFrame(rows, schema={name: whole.get(name, polars.String) for name in _HIT})

    def __len__(self) -> int:
        return len(self.found.hits)

    def __getitem__(self, at: Any) -> Any:
        return self.found.hits[at]

    def __iter__(self) -> Iterator[Hit]:
        return iter(self.found.hits)

    def __repr__(self) -> str:
        return f"<{len(self)} of {counted(self.total, 'telegram')}, {self.banner or 'none'}>"


_HIT = ("mrn", "date", "subject", "marking", "paragraph", "snippet", "score", "sha256")


def _row(hit: Hit) -> dict[str, Any]:
    listing = hit.listing
    told = (listing.mrn, listing.date, listing.subject, listing_level(listing), hit.paragraph, hit.snippet, hit.score)
    return dict(zip(_HIT, (*told, listing.sha256), strict=True))


class Archive:
    """An open archive. Close it, or use it in a ``with``. Raises what the services of ``house`` raise."""

    def __init__(self, house: House, account: str | None = None) -> None:
        self.house = house
        self._account = account
        house.reader(account)

    @property
    def reader(self) -> Reader:
        """As whom it is asked: the account it was opened for, as that stands now, or its owner."""
        return self.house.reader(self._account)

    # Telegrams.

    def search(self, query: str, *, limit: int = 20, sort: Sort = "relevance", after: str = "") -> Hits:
        """Telegrams by the query language of ``legation search``. Raises QueryError."""
        return Hits(self.house.finding.search(self.reader, query, limit=limit, sort=sort, after=after))

    def frame(self, query: str | None = None, columns: Sequence[str] = ()) -> polars.DataFrame:
        """A row for each readable telegram, or for those a query finds, which Arrow libraries take as it is.

        columns: some of the columns of ``legation export --format parquet``, or all of them; without, all but the
        texts. Raises QueryError; RefusedError for a column that there is not.
        """
        return self.house.exporting.frame(self.reader, query, columns)

    def telegram(self, name: str) -> Telegram:
        """The newest version of a telegram, by its number in any spelling. Raises NotFoundError."""
        return self.house.reading.telegram(self.reader, name)

    def thread(self, name: str, *, depth: int = 1, as_of: date | None = None) -> Thread:
        """What a telegram cites and what cites it. Raises NotFoundError."""
        return self.house.threads.thread(self.reader, name, depth=depth, as_of=as_of)

    def gaps(self, within: str = "", *, limit: int = 1000, as_of: date | None = None) -> list[Gap]:
        """Telegrams that are cited and not held, by number; ``within``: what their numbers begin with."""
        return self.house.gaps.page(self.reader, within=within, limit=limit, as_of=as_of)

    def proposals(self, name: str) -> list[dict[str, Any]]:
        """What a telegram proposes, each with what became of it. Raises NotFoundError."""
        return [msgspec.to_builtins(one) for one in self.house.dialogues.proposals(self.reader, name)]

    # Dialogues.

    # as_of: as it stood at the end of that day.

    def dialogues(self, as_of: date | None = None) -> list[Listed]:
        """The dialogues that are run here."""
        return self.house.dialogues.all(self.reader, as_of)

    def board(self, dialogue: str, as_of: date | None = None, **only: Any) -> View:
        """How a dialogue stands, or stood on a day. Raises NotFoundError.

        only: ``turn``, ``overdue``, ``stalled``, ``moved_since``, as ``services.boards.board.Filter`` has them.
        """
        return self.house.dialogues.view(self.reader, dialogue, as_of, **only)

    def story(self, dialogue: str, about: str | int, as_of: date | None = None) -> list[Told]:
        """Every movement of an objective, with the words it rests on. Raises NotFoundError."""
        return self.house.dialogues.story(self.reader, dialogue, str(about), as_of)

    def brief(
        self, dialogue: str, as_of: date | None = None, *, kind: Kind = "scene-setter", since: date | None = None
    ) -> Brief:
        """A brief with its banner; ``since``: it says what moved after that day. Raises NotFoundError."""
        return self.house.dialogues.brief(self.reader, dialogue, as_of, kind=kind, since=since)

    def report(
        self,
        dialogue: str,
        name: str,
        as_of: date | None = None,
        *,
        since: date | None = None,
        month: str = "",
        persons: str = "",
    ) -> Report:
        """An overview: matrix, commitments, demarches, meetings, minutes, agenda, alerts, diff. Raises RefusedError.

        since: of the alerts, those of later days; of ``diff``, the day that it begins on. month, persons: of
        meetings and minutes, those of a month or a year, and those at which these persons or offices met.
        """
        return self.house.overviews.report(self.reader, dialogue, name, as_of, since, month=month, persons=persons)

    def plot(self, name: str, dialogue: str = "", as_of: date | None = None) -> Plot:
        """A picture: traffic, or of a dialogue its timeline or commitments. Raises RefusedError, NotFoundError."""
        return self.house.overviews.plot(self.reader, name, dialogue, as_of)

    # Keeping.

    def ingest(self, *paths: str | Path) -> Tally:
        """Take in files and folders; the archive must be open to write. Raises ArchiveError."""
        return self.house.ingest.run(self.reader, [Path(path) for path in paths])

    def close(self) -> None:
        self.house.close()

    def __enter__(self) -> Archive:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
