"""What telegrams are called where a number may be that of several, and which of these a citation leads to.

``storage.numbered_to`` reads of each telegram in which series its number is one, and of each citation which series is
meant. Here both are put together, as one reader may know them. A citation that says which telegram it is leads to that
one, held or not; one that does not leads to the telegram of the number that is held, and where several are, to none of
them: it is then one of so many.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain
from typing import NamedTuple

import msgspec

from legation.core.marking import Reader
from legation.core.mrn import name_to, parted
from legation.storage.numbered_to import may_be_several
from legation.storage.ports import Telegrams
from legation.storage.records import Citation, Listing


class Link(NamedTuple):
    """A citation with the names of both of its ends.

    labels: of the telegrams beside the one that cites that the name of what is cited is drawn from; none where the
    words that cite it have its number.
    """

    citing: str
    cited: str
    citation: Citation
    labels: frozenset[str] = frozenset()

    @property
    def accesses(self) -> set[str]:
        """Of all that the link is drawn from."""
        return {self.citation.citing.access, *self.labels}

    def leading(self) -> Citation:
        """The citation by the name that it leads to."""
        return msgspec.structs.replace(self.citation, numbered_to=parted(self.cited)[1] or None)


class Names:
    """The names of telegrams for one reader, as it stood before an instant. Other numbers are never asked about."""

    def __init__(self, telegrams: Telegrams, reader: Reader, before: str | None = None) -> None:
        self._telegrams = telegrams
        self._reader = reader
        self._before = before
        self._posts: dict[str, str] = {}  # by hash
        self._held: dict[str, list[str]] = {}  # names of the readable telegrams of a number

    def held(self, listings: Iterable[Listing]) -> list[str]:
        """The name of each: its number, with the post of its series behind it; its hash where it has no number."""
        some = list(listings)
        unknown = [one.sha256 for one in some if one.sha256 not in self._posts and one.mrn and may_be_several(one.mrn)]
        if unknown:
            found = self._telegrams.numbered_to(self._reader, unknown)
            self._posts.update((sha256, found.get(sha256, "")) for sha256 in unknown)
        return [name_to(one.mrn or one.sha256, self._posts.get(one.sha256, "")) for one in some]

    def links(self, citations: Iterable[Citation]) -> list[Link]:
        """Citations with what they lead from and to."""
        some = list(citations)
        self._look_up(one.cited for one in some if may_be_several(one.cited))
        citing = self.held(one.citing for one in some)
        return [Link(name, self._meant(one), one) for name, one in zip(citing, some, strict=True)]

    def _meant(self, citation: Citation) -> str:
        held = self._held.get(citation.cited, [])
        if citation.numbered_to is not None:
            # One of the number of which no series is read may be the one.
            return citation.cited if citation.name not in held and citation.cited in held else citation.name
        return held[0] if len(held) == 1 else citation.cited

    def _look_up(self, mrns: Iterable[str]) -> None:
        fresh = sorted({mrn for mrn in mrns if mrn not in self._held})
        if fresh:
            listed = self._telegrams.listed(self._reader, fresh, before=self._before)
            found = dict(zip([one.sha256 for one in listed], self.held(listed), strict=True))
            self._held.update((mrn, []) for mrn in fresh)
            for one in listed:
                names = self._held[str(one.mrn)]
                if found[one.sha256] not in names:
                    names.append(found[one.sha256])
            for mrn in fresh:
                self._held[mrn].sort()


def all_that_lead_to(names: Iterable[str]) -> list[str]:
    """The names under which citations of telegrams may stand: their own, and their numbers alone."""
    return sorted(set(chain.from_iterable((name, parted(name)[0]) for name in names)))
