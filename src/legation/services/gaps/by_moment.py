"""Gaps that are known by originator and moment: messages that are cited by their date-time group and are not held.

What cites a message, in which forms of its originator, ``services.threads.moments`` finds; what is said of it here
is a row of the register of ``services.gaps.gaps``, behind those that are known by a number.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from legation.core.errors import NotFoundError, RefusedError
from legation.core.marking import UPKEEP, Marking, Reader, join_all
from legation.core.mrn import post_key
from legation.core.telegram import Reference
from legation.services.boards.stating import counted
from legation.services.gaps.gaps import CITING, Gap
from legation.services.gaps.numbering import Estimate
from legation.services.gaps.requested import Requested
from legation.services.reading import each_once, name_of
from legation.services.threads.moments import Moments, Unheld
from legation.storage.ports import Shelf
from legation.storage.records import Listing, Record, Request, listing_of
from legation.tables.banners import level_of, mark_of
from legation.tables.moments import CitedMoment, cited_moments, may_be_from, moment_name, moment_named
from legation.tables.posts import Posts

_READ = 1_000
"""Telegrams that are read at most of those that cite a message that came: by so many its name and its marking go."""


class GapsByMoment:
    """The part of the register that is known by originator and moment, for a reader."""

    def __init__(self, moments: Moments, shelf: Shelf, requested: Requested, posts: Posts) -> None:
        self._moments = moments
        self._shelf = shelf
        self._requested = requested
        self._posts = posts

    def page(
        self, reader: Reader, begins: str, post: str, *, after: CitedMoment | None, limit: int, before: str | None
    ) -> list[Gap]:
        """Those whose year and originator begin so, by moment, behind one of them; at most ``limit``.

        post: a post alone, whose messages of every year are told. before: received and asked for before this instant.
        """
        every = self._moments.every_unheld(reader, after=after, before=before)
        some = islice((one for one in every if self._is_within(one, begins, post)), limit)
        return [self._told(reader, one, before) for one in some]

    def gap(self, reader: Reader, moment: CitedMoment, before: str | None) -> Gap:
        """The gap of an originator and moment, in any form of it. Raises NotFoundError, RefusedError for several."""
        name = moment_name(moment.originator, moment.at)
        able = [one for one in self._moments.unheld(reader, [moment.at], before=before) if one.may_be(moment)]
        if len(able) > 1:
            what = f"{name} may be one of {counted(len(able), 'message')}"
            raise RefusedError(what, f"name one: {', '.join(one.name for one in able)}")
        if able:
            return self._told(reader, able[0], before)
        held = self._moments.held(reader, moment, before=before)
        citing = [(one.citing, one.reference) for one in self._moments.citing(reader, held, most=_READ, before=before)]
        forms = {own.originator for record, reference in citing for own in _moments_of(record, reference, moment)}
        forms.add(moment.originator)
        asked = Unheld(tuple(sorted(forms, key=lambda form: (-len(form), form))), moment.at, tuple(citing))
        found = self._told(reader, asked, before, held=held)
        if not held or not found.requests:
            raise NotFoundError(f"gap {name}")
        return found

    def rests_on(self, reader: Reader, moment: CitedMoment) -> set[str]:
        """Hashes of the telegrams that what is told of a message is drawn from: those that cite it, and it."""
        unheld = [one for one in self._moments.unheld(reader, [moment.at]) if one.may_be(moment)]
        if unheld:
            return {record.sha256 for one in unheld for record, _ in one.citing}
        held = self._moments.held(reader, moment)
        citing = self._moments.citing(reader, held, most=_READ)
        return {record.sha256 for record in (*held, *(one.citing for one in citing))}

    def _cited(self, name: str) -> Iterable[str]:
        moment = moment_named(name)
        return self.rests_on(UPKEEP, moment) if moment is not None else ()

    def _is_within(self, one: Unheld, begins: str, post: str) -> bool:
        """Whether year and originator begin so, as numbers do."""
        words = " ".join(one.originators[0])
        own = self._posts.key(words) or post_key(words, self._posts.aliases)
        return own.startswith(post) if post else f"{one.at[2:4]}{own}".startswith(begins)

    def _requests(self, reader: Reader, one: Unheld, before: str | None, *, came: bool) -> list[Request]:
        """Those that were noted for it under any form of its originator, the last one first.

        What was noted under a form that by now may be of two messages counts for neither, as where it is cited so.
        """
        found: list[Request] = []
        others: list[Unheld] | None = None
        for request in self._shelf.sent_for(reader, moment_name((), one.at)):
            meant = moment_named(request.mrn)
            if meant is None or not one.may_be(meant) or (before is not None and request.sent >= before):
                continue
            if others is None:
                unheld = self._moments.unheld(reader, [one.at], before=before)
                others = [other for other in unheld if other.name != one.name]
            in_doubt = any(other.may_be(meant) for other in others)
            if not in_doubt and (came or not self._moments.held(reader, meant, before=before)):
                found.append(request)
        return sorted(self._requested.today(reader, found, self._cited), key=lambda request: request.sent, reverse=True)

    def _told(self, reader: Reader, one: Unheld, before: str | None, *, held: Sequence[Record] = ()) -> Gap:
        """held: the records of the message where it came."""
        listings = sorted({record.sha256: listing_of(record) for record, _ in one.citing}.values(), key=_by_day)
        words = dict.fromkeys(reference.text for _, reference in one.citing)
        requests = self._requests(reader, one, before, came=bool(held))
        told = listings[:CITING]
        # All that cite it, for its name is the longest of the forms that they write; of one that came the first _READ.
        labels = {
            *(each.access for each in (*listings, *map(listing_of, held))),
            *(request.access for request in requests),
        }
        marking = join_all([Marking.from_label(label) for label in sorted(labels)])
        day = one.at[:10]
        return Gap(
            mrn=None,
            name=one.name,
            numbered_to=None,
            originator=" ".join(one.originators[0]),
            dtg=one.at,
            cited_by=tuple(name_of(versions[-1]) for versions in each_once(told)),
            citing=tuple(told),
            words=tuple(words)[:CITING],
            more=len(listings) > CITING,
            estimate=Estimate(earliest=day, latest=day, likely=day, earliest_by="stated", latest_by="stated"),
            status="held" if held and requests else "requested" if requests else "known",
            # By its hash where it has no number: several may have come under one name of a file.
            held_as=(held[-1].telegram.mrn or held[-1].sha256[:12]) if held and requests else None,
            requests=tuple(requests),
            marking=mark_of(marking),
            banner=level_of(marking),
        )


def _moments_of(record: Record, reference: Reference, like: CitedMoment) -> Iterator[CitedMoment]:
    """What a reference of a telegram means, where it may be the same as ``like``."""
    for one, moment in cited_moments(record.telegram):
        if one == reference and moment.at == like.at and may_be_from(like, " ".join(moment.originator)):
            yield moment


def _by_day(listing: Listing) -> tuple[bool, str, str, str]:
    return listing.date is None, listing.date or "", listing.mrn or "", listing.sha256
