"""What a search finds as a table for a spreadsheet: who wrote to whom on which day, the words, and how each is cited.

A hit has no addressees and no citation, so that each telegram is opened for them.
"""

from __future__ import annotations

from collections.abc import Sequence

from legation.core.marking import Marking, Reader, join_all
from legation.core.text import folded
from legation.services.annotations.citing import anchors, cited_as
from legation.services.banners import listing_level
from legation.services.reading import name_of
from legation.services.report import Line, Report
from legation.storage.ports import Telegrams
from legation.storage.records import Hit, Record
from legation.tables.banners import level_of, mark_of

COLUMNS = (
    *("telegram", "date", "post", "from", "to", "subject", "paragraph", "words", "citation"),
    *("version", "file"),
)
_AT_ONCE = 100  # records that are in memory together


class HitSheets:
    """Writes tables of hits; the reader comes first."""

    def __init__(self, telegrams: Telegrams) -> None:
        self._telegrams = telegrams

    def sheet(self, reader: Reader, hits: Sequence[Hit]) -> Report:
        """A line for each hit, in their order; one that this reader cannot open has none.

        version: the SHA-256 of its bytes, which names it in any archive.
        """
        lines: list[Line] = []
        markings: list[Marking] = []
        for at in range(0, len(hits), _AT_ONCE):
            some = hits[at : at + _AT_ONCE]
            records = self._telegrams.records(reader, [hit.listing.sha256 for hit in some])
            for hit in some:
                record = records.get(hit.listing.sha256)
                if record is not None:
                    markings.append(Marking.from_label(hit.listing.access))
                    lines.append(_line(hit, record))
        return Report(
            name="telegrams",
            dialogue="",
            title="Search",
            banner=level_of(join_all(markings)),
            as_of=None,
            columns=COLUMNS,
            lines=tuple(lines),
            main=5,
            empty="nothing found",
        )


def _line(hit: Hit, record: Record) -> Line:
    telegram, listing = record.telegram, hit.listing
    place = f"p{hit.paragraph}" if hit.paragraph is not None else ""
    cited = cited_as(telegram, listing_level(listing), place if place in anchors(telegram) else "")
    cells = (
        name_of(listing),
        listing.date or "",
        listing.post or "",
        folded(telegram.from_.plad or telegram.release.origin),
        "; ".join(folded(one.plad) for one in telegram.to),
        listing.subject or "",
        str(hit.paragraph) if hit.paragraph is not None else "",
        hit.snippet,
        cited.chicago,
        listing.sha256,
        listing.file or "",
    )
    return Line(marking=mark_of(Marking.from_label(listing.access), listing.day), cells=cells, sources=(cited.address,))
