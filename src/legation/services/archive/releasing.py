"""How an archive lets telegrams out: whole, or the readable paragraphs of them.

The setting is a note of the archive. The views that it asks for (``services.views``) are made when a telegram is
kept, and made anew when the setting or a marking changes; they can be made again at any time.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Literal, get_args

from legation.core.errors import LegationError
from legation.core.marking import OWNER, UPKEEP
from legation.services.views import views_of
from legation.storage.ports import Index, Notes, Telegrams
from legation.storage.records import Record
from legation.tables.posts import Posts

Release = Literal["whole", "paragraphs"]

_WANTED = "release"
_MADE = "release.made"
_AT_ONCE = 500


class Releasing:
    """Makes the views of an archive and keeps them as its setting says."""

    def __init__(self, telegrams: Telegrams, index: Index, notes: Notes, posts: Posts) -> None:
        self._telegrams = telegrams
        self._index = index
        self._notes = notes
        self._posts = posts

    @property
    def release(self) -> Release:
        """The setting; whole telegrams where none was made."""
        return "paragraphs" if self._notes.note(_WANTED) == "paragraphs" else "whole"

    def views_of(self, record: Record) -> list[Record]:
        """The views that a telegram is to have here."""
        return views_of(record, self._posts) if self.release == "paragraphs" else []

    def views(self, records: Sequence[Record]) -> dict[str, list[Record]]:
        """``views_of`` each record, by its hash, for ``Telegrams.put``; those without one are left out."""
        if self.release == "whole":
            return {}
        found = {record.sha256: views_of(record, self._posts) for record in records}
        return {sha256: some for sha256, some in found.items() if some}

    def set(self, release: str) -> int:
        """Change the setting and make the archive follow; returns how many views it now has.

        Raises LegationError for a word that is no setting. A run that is cut short is taken up by ``settle``.
        """
        if release not in get_args(Release):
            raise LegationError(f"{release!r} is no way to release telegrams", "say whole or paragraphs")
        self._notes.write(_WANTED, release)
        return self.remake()

    def settle(self) -> None:
        """Finish what an interrupted change of the setting left half done."""
        if (self._notes.note(_MADE) or "whole") != self.release:
            self.remake()

    def remake(self) -> int:
        """Drop every view and make what the setting asks for; returns how many."""
        # Out of the index first: what the store no longer has must not be found.
        self._notes.write(_MADE, "none")
        self._index.remove(UPKEEP, self._telegrams.view_hashes())
        self._telegrams.clear_views()
        made = 0
        if self.release == "paragraphs":
            hashes = (listing.sha256 for listing in list(self._telegrams.listings(OWNER)))
            for some in _runs(hashes):
                views = self.views(list(self._telegrams.records(OWNER, some).values()))
                self._telegrams.put(UPKEEP, [], views)
                fresh = {view.sha256: view for of in views.values() for view in of}
                self._index.add(UPKEEP, list(fresh.values()))
                made += len(fresh)
        self._notes.write(_MADE, self.release)
        return made


def _runs(hashes: Iterator[str]) -> Iterator[list[str]]:
    while some := list(islice(hashes, _AT_ONCE)):
        yield some
