"""How an archive lets telegrams out: whole, or the readable paragraphs of them.

The setting is a note of the archive. The views that it asks for (``services.views``) are made when a telegram is
kept, and made anew when the setting or a marking changes; they can be made again at any time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
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
    """Makes the views of an archive and keeps them as its setting says.

    hold: gives telegrams that another program marked while their views were made the views that they are to have.
    """

    def __init__(
        self,
        telegrams: Telegrams,
        index: Index,
        notes: Notes,
        posts: Posts,
        hold: Callable[[Sequence[str]], object] = lambda _: None,
    ) -> None:
        self._telegrams = telegrams
        self._index = index
        self._notes = notes
        self._posts = posts
        self._hold = hold

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
        while True:
            release = self.release
            made = self._remade(release)
            if self.release == release:
                return made
            # Another program has set it meanwhile: of two the later word holds, whoever was the last to make views.

    def _remade(self, release: Release) -> int:
        # Out of the index first: what the store no longer has must not be found.
        self._notes.write(_MADE, "none")
        self._index.remove(UPKEEP, self._telegrams.view_hashes())
        self._telegrams.clear_views()
        made = 0
        if release == "paragraphs":
            hashes = (listing.sha256 for listing in list(self._telegrams.listings(OWNER)))
            for some in _runs(hashes):
                made += self._shown(self._telegrams.records(OWNER, some))
        self._notes.write(_MADE, release)
        return made

    def _shown(self, records: dict[str, Record]) -> int:
        """Keep the views of these and make them searchable; returns how many."""
        views = self.views(list(records.values()))
        self._telegrams.put(UPKEEP, [], views)
        held = self._telegrams.labels(list(records))
        if late := [sha256 for sha256, record in records.items() if held.get(sha256) != record.access]:
            self._hold(late)
        fresh = {view.sha256: view for of in views.values() for view in of}
        if late:
            stands = self._telegrams.labels(list(fresh))
            fresh = {sha256: view for sha256, view in fresh.items() if stands.get(sha256) == view.access}
        self._index.add(UPKEEP, list(fresh.values()))
        return len(fresh)


def _runs(hashes: Iterator[str]) -> Iterator[list[str]]:
    while some := list(islice(hashes, _AT_ONCE)):
        yield some
