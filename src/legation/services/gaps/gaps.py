"""Gaps: telegrams known only by reference, when they were sent, and how to ask for them.

Most are known by a number, and were sent when the numbers beside it say. Military traffic cites by originator and
date-time group: what is known so has its moment, and is told by ``services.gaps.by_moment``.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING

import msgspec

from legation.core.errors import LegationError, NotFoundError, RefusedError
from legation.core.marking import UPKEEP, Marking, Reader, join_all
from legation.core.mrn import Mrn, name_to, parse_mrn, parted, post_key
from legation.services.banners import banner_of
from legation.services.boards.stating import counted
from legation.services.gaps.letter import KINDS, Wanted, letter, letter_for_several
from legation.services.gaps.numbering import (
    UNKNOWN,
    WIDTH,
    Estimate,
    as_stated,
    estimate,
    possible,
    rising,
    until_cited,
)
from legation.services.gaps.requested import Requested
from legation.services.gaps.stated_days import stated_day
from legation.services.own_words import check_own_words
from legation.services.reading import Reading, banner, each_once, end_of, name_of
from legation.services.threads.numbered import Names, all_that_lead_to
from legation.storage.numbered_to import may_be_several
from legation.storage.ports import Shelf, Telegrams
from legation.storage.records import Citation, Listing, Numbered, Request, Stretch
from legation.tables.banners import level_of, mark_of, marking_in
from legation.tables.moments import moment_named
from legation.tables.numbering import DEPARTMENT, Segment, apart_ends, segments
from legation.tables.posts import Posts

if TYPE_CHECKING:  # which tells its rows as ``Gap``
    from legation.services.gaps.by_moment import GapsByMoment

PAGE = 50
CITING = 25
"""Citing telegrams that are told of one gap."""
_ALL = 1_000_000
_LONGEST_ADDRESSEE = 200
_OLD = timedelta(days=30)


STATUS_TOLD: Mapping[str, str] = MappingProxyType(
    {"known": "not asked for", "requested": "asked for", "held": "received since"}
)
"""The status of a gap in words, for people; it is known by reference in any case."""


class Gap(msgspec.Struct, frozen=True, kw_only=True):
    """A telegram known only by reference: its number, the telegrams that cite it, the words they use.

    mrn: None for one that is known by its originator and moment: ``originator`` in its longest form, dtg: ISO instant.
    numbered_to: the post in whose series its number is one (``services.threads.numbered``), None where it needs none
    or nothing tells. name: the number with that post behind it, or originator and moment
    (``tables.moments.moment_name``); what a list goes on behind and a request names. cited_by: numbers of the
    telegrams that cite it, or the beginnings of their hashes, each once; citing: their versions; more: there are
    more of them than are told. noted_in: those of which a note of the editors tells its day. status: known (by
    reference, and not asked for), requested, or held where it was asked for and came; held_as: its name then.
    marking, banner: portion mark and banner over the telegrams that cite it and those that its moment is reckoned from.
    """

    mrn: str | None
    name: str
    numbered_to: str | None
    originator: str | None = None
    dtg: str | None = None
    cited_by: tuple[str, ...]
    citing: tuple[Listing, ...]
    words: tuple[str, ...]
    noted_in: tuple[str, ...] = ()
    more: bool
    estimate: Estimate
    status: str
    held_as: str | None = None
    requests: tuple[Request, ...]
    marking: str
    banner: str


def status_told(gap: Gap) -> str:
    """The status in words, with when and of whom it was asked for, those of the newest day first."""
    asked_of: dict[str, list[str]] = {}
    for one in gap.requests:
        asked_of.setdefault(one.sent, []).append(one.addressed)
    asked = "; before that".join(f" of {' and of '.join(whom)} on {sent}" for sent, whom in asked_of.items())
    return f"{STATUS_TOLD[gap.status]}{',' if asked and gap.status == 'held' else ''}{asked}"


def _check_kind(kind: str) -> None:
    if kind not in KINDS:
        raise RefusedError(f"{kind!r} is no kind of letter", f"use {' or '.join(KINDS)}")


class Run(msgspec.Struct, frozen=True, kw_only=True):
    """Numbers of a post between two held ones that are not held. ``cited``: those of them that are cited.

    earliest, latest: days of the nearest held numbers that rise with the others, ``dated_by``; None is an open end. One
    that was garbled stands beside the run all the same. banner: over all these and those that cite a number of it.
    """

    first: int
    last: int
    after: Numbered | None
    before: Numbered
    cited: tuple[str, ...]
    earliest: str | None = None
    latest: str | None = None
    dated_by: tuple[str, ...] = ()
    banner: str = ""


class Gaps:
    """The register of what is missing, for a reader."""

    def __init__(
        self,
        telegrams: Telegrams,
        reading: Reading,
        by_moment: GapsByMoment,
        shelf: Shelf,
        requested: Requested,
        posts: Posts,
        clock: Callable[[], datetime],
    ) -> None:
        self._clock = clock
        self._telegrams = telegrams
        self._reading = reading
        self._by_moment = by_moment
        self._shelf = shelf
        self._requested = requested
        self._posts = posts

    def page(
        self, reader: Reader, *, within: str = "", after: str = "", limit: int = PAGE, as_of: date | None = None
    ) -> list[Gap]:
        """Gaps by year, post and number, then those known by originator and moment, by moment; after one of them.

        within: what their numbers begin with (``09STATE``), or a post alone, whose gaps of every year are told; of the
        others the year and the originator do so.

        as_of: as the register stood at the end of a day, by what was received and asked for until then.
        Raises LegationError for what neither a number begins with nor a post is called.
        """
        before = end_of(as_of)
        post = post_key(within, self._posts.aliases) if _POST.fullmatch(within.strip()) else ""
        begins = "" if post else _beginning(within)
        behind = moment_named(after)
        after = self._reading.mrn(after) or after
        names = []
        if behind is None:
            names = self._telegrams.missing(reader, within=begins, post=post, after=after, limit=limit, before=before)
        found = self._told(reader, names, before)
        if len(names) < limit:
            found += self._by_moment.page(reader, begins, post, after=behind, limit=limit - len(names), before=before)
        return found

    def gap(self, reader: Reader, name: str, *, as_of: date | None = None) -> Gap:
        """One gap, or one that was asked for and is held now. Raises NotFoundError where nothing is known of it.

        as_of: as for a page of them.
        """
        mrn, before, moment = self._reading.mrn(name), end_of(as_of), moment_named(name)
        if mrn is None and moment is not None:
            return self._by_moment.gap(reader, moment, before)
        if mrn is not None:
            wanted = self._one(reader, mrn, before)
            if self._requests(reader, [wanted], before)[wanted] or not self._is_held(reader, wanted, before):
                found = self._told(reader, [wanted], before)
                # A request tells that somebody cites it: of one whose citing telegrams were marked up since, nothing.
                if found and (found[0].citing or found[0].status == "held"):
                    return found[0]
        raise NotFoundError(f"gap {mrn or name.strip()}")

    def _one(self, reader: Reader, name: str, before: str | None) -> str:
        """The gap of a number alone, where one is known that has a post behind it. Raises RefusedError for several."""
        mrn, post = parted(name)
        if post or not may_be_several(mrn):
            return name
        citing = self._telegrams.cited_by(reader, [mrn], before=before)
        known = sorted({one.name for one in citing if not one.held})
        if len(known) > 1 and name not in known:
            what = f"{mrn} is the number of {counted(len(known), 'telegram')}"
            raise RefusedError(what, f"name one: {', '.join(known)}")
        return name if name in known or not known else known[0]

    def _is_held(self, reader: Reader, name: str, before: str | None) -> bool:
        mrn, post = parted(name)
        listed = self._telegrams.listed(reader, [mrn], before=before)
        names = Names(self._telegrams, reader, before).held(listed)
        return bool(listed) and (not post or not {mrn, name}.isdisjoint(names))

    def request(self, reader: Reader, name: str, *, on: date, kind: str = "foia") -> str:
        """A letter that asks for a telegram, under the marking of what it draws on. Raises NotFoundError, RefusedError.

        kind: ``foia``, or ``mdr`` for mandatory declassification review.
        """
        _check_kind(kind)
        gap = self.gap(reader, name)
        return letter(self._wanted(gap), banner=gap.banner, on=on, kind=kind)

    def request_several(self, reader: Reader, names: Sequence[str], *, on: date, kind: str = "foia") -> str:
        """One letter that asks for several telegrams, each once, under the marking of all that it draws on.

        Of one alone it is the letter that asks for that. kind: as ``request``, which raises the same; RefusedError
        where nothing is named.
        """
        _check_kind(kind)
        gaps = list({gap.name: gap for gap in (self.gap(reader, name) for name in names)}.values())
        if not gaps:
            raise RefusedError("there is nothing to ask for", "name telegrams that are known by reference alone")
        if len(gaps) == 1:
            return self.request(reader, gaps[0].name, on=on, kind=kind)
        banner = banner_of([gap.banner for gap in gaps])
        return letter_for_several([self._wanted(gap) for gap in gaps], banner=str(banner), on=on, kind=kind)

    def _wanted(self, gap: Gap) -> Wanted:
        return Wanted(
            mrn=gap.mrn,
            post=self._post(gap.mrn) if gap.mrn is not None else str(gap.originator),
            dtg=gap.dtg,
            to=self._in_words(gap.numbered_to, gap.mrn) if gap.numbered_to and gap.mrn else None,
            estimate=gap.estimate,
            citing=gap.citing,
            words=gap.words,
        )

    def sent(self, reader: Reader, name: str, *, on: date, addressed: str) -> Request:
        """Note that a request for a gap was sent. Raises NotFoundError, RefusedError.

        addressed: to whom, in one's own words, which are marked no higher than the telegrams that the request rests on.
        """
        written, addressed = addressed, " ".join(addressed.split())
        if not addressed:
            raise RefusedError("a request needs an addressee", "say to whom it was sent")
        if len(addressed) > _LONGEST_ADDRESSEE:
            raise RefusedError(f"an addressee has at most {_LONGEST_ADDRESSEE} characters", "name it in short")
        if on > (self._clock() + timedelta(hours=14)).date():  # it is tomorrow somewhere
            raise RefusedError(f"{on} is still to come", "note a request when it was sent")
        gap = self.gap(reader, name)
        held = join_all([Marking.from_label(listing.access) for listing in gap.citing])
        rests_on = {listing.sha256 for listing in gap.citing}
        moment = moment_named(gap.name) if gap.dtg is not None else None
        if moment is not None:
            # All that cite it name it, also those that are not told of, and also when it has come.
            held = held.join(marking_in(gap.banner))
            rests_on |= self._by_moment.rests_on(reader, moment)
        check_own_words(held, written, addressed)
        made = Request(mrn=gap.name, sent=on.isoformat(), addressed=addressed, access=held.label)
        self._shelf.send(reader, made, rests_on)
        return made

    def continuity(self, reader: Reader, post: str, year: int) -> list[Run]:
        """Runs of numbers of a post in a year that are not held, up to the highest that is."""
        key = post_key(post, self._posts.aliases)
        runs: list[Run] = []
        for segment in segments(key, year):
            every = Stretch(key, year, 0, segment.since, segment.until)
            ((_, held),) = self._telegrams.around(reader, [every], width=_ALL)
            dated = rising(held)
            numbers = [one.number for one in dated]
            before: Numbered | None = None
            for one in held:
                last = before.number if before is not None else 0
                if one.number > last + 1 and (before is not None or segment.fresh):
                    at = bisect_right(numbers, last)
                    lower, upper = dated[at - 1 : at] if at else [], dated[at : at + 1]
                    runs.append(
                        Run(
                            first=last + 1,
                            last=one.number - 1,
                            after=before,
                            before=one,
                            cited=(),
                            earliest=lower[0].at[:10] if lower else None,
                            latest=upper[0].at[:10] if upper else None,
                            dated_by=tuple(near.mrn for near in (*lower, *upper)),
                        )
                    )
                before = one
        return self._with_cited(reader, key, year, runs)

    def _with_cited(self, reader: Reader, post: str, year: int, runs: Sequence[Run]) -> list[Run]:
        within = f"{year % 100:02d}{post}"
        missing = self._telegrams.missing(reader, within=within, limit=_ALL) if runs else []
        read = [(mrn, _parsed(mrn)) for mrn in missing]
        numbers = [(own.number, mrn) for mrn, own in read if own and own.post == post and not own.airgram]
        with_cited = [
            msgspec.structs.replace(
                run, cited=tuple(mrn for number, mrn in sorted(numbers) if run.first <= number <= run.last)
            )
            for run in runs
        ]
        beside = {mrn for run in runs for mrn in _beside(run)}
        held = self._held(reader, beside)
        for citation in self._telegrams.cited_by(reader, [mrn for run in with_cited for mrn in run.cited]):
            held.setdefault(citation.cited, []).append(citation.citing)
        return [
            msgspec.structs.replace(
                run,
                banner=banner(
                    [listing for mrn in dict.fromkeys((*_beside(run), *run.cited)) for listing in held.get(mrn, ())]
                ),
            )
            for run in with_cited
        ]

    def _held(self, reader: Reader, names: Collection[str], before: str | None = None) -> dict[str, list[Listing]]:
        """Readable versions of telegrams, by name."""
        found: dict[str, list[Listing]] = {}
        wanted = sorted({parted(name)[0] for name in names})
        listed = self._telegrams.listed(reader, wanted, before=before) if wanted else []
        for name, listing in zip(Names(self._telegrams, reader, before).held(listed), listed, strict=True):
            found.setdefault(name, []).append(listing)
        return found

    def _told(self, reader: Reader, names: Sequence[str], before: str | None = None) -> list[Gap]:
        citations = self._citing(reader, names, before)
        requests = self._requests(reader, names, before)
        came = {name for name in names if requests[name] and self._is_held(reader, name, before)}
        listings = {
            name: tuple({c.citing.sha256: c.citing for c in citations.get(name, [])[:CITING]}.values())
            for name in names
        }
        words = {name: tuple(dict.fromkeys(c.text for c in citations.get(name, [])[:CITING])) for name in names}
        reckoned = self._estimates(reader, listings, before)
        told = {name: as_stated(one, _stated(name, words[name])) for name, one in reckoned.items()}
        noted = {name: [one for one in citations.get(name, [])[:CITING] if one.noted] for name in names}
        estimates = {name: as_stated(one, _noted(noted[name]), "noted") for name, one in told.items()}
        # What is told of a gap is drawn from the telegrams beside it too: their numbers, and their days.
        beside = self._held(reader, {mrn for one in estimates.values() for mrn in one.rests_on}, before)
        markings = {
            name: join_all(
                [
                    *(
                        Marking.from_label(one.access)
                        for some in (listings[name], *(beside.get(mrn, ()) for mrn in estimates[name].rests_on))
                        for one in some
                    ),
                    # One that was noted under more telegrams than are told now stands here, too.
                    *(Marking.from_label(one.access) for one in requests[name]),
                ]
            )
            for name in names
        }
        return [
            Gap(
                mrn=parted(name)[0],
                name=name,
                numbered_to=parted(name)[1] or None,
                cited_by=tuple(name_of(versions[-1]) for versions in each_once(listings[name])),
                citing=listings[name],
                words=words[name],
                noted_in=tuple(dict.fromkeys(name_of(one.citing) for one in noted[name])),
                more=len(citations.get(name, [])) > CITING,
                estimate=estimates[name],
                status="held" if name in came else "requested" if requests[name] else "known",
                held_as=name if name in came else None,
                requests=tuple(requests[name]),
                marking=mark_of(markings[name]),
                banner=level_of(markings[name]),
            )
            for name in names
        ]

    def _requests(self, reader: Reader, names: Sequence[str], before: str | None) -> dict[str, list[Request]]:
        """The requests for each, the newest first; one for a number alone was for all that bear it."""
        found: dict[str, list[Request]] = {}
        sent = self._shelf.sent(reader, all_that_lead_to(names))
        for request in self._requested.today(reader, sent, self._cited):
            if before is None or request.sent < before:
                found.setdefault(request.mrn, []).append(request)
        asked = {name: [one for key in all_that_lead_to([name]) for one in found.get(key, ())] for name in names}
        return {name: sorted(some, key=lambda one: one.sent, reverse=True) for name, some in asked.items()}

    def _cited(self, name: str) -> Iterable[str]:
        return {one.citing.sha256 for one in self._telegrams.cited_by(UPKEEP, [name])}

    def _citing(self, reader: Reader, names: Sequence[str], before: str | None) -> dict[str, list[Citation]]:
        """What cites each, by its name; of a number alone that may be of several only what does not tell of which."""
        alone = {name for name in names if may_be_several(name)}
        found = self._telegrams.cited_by(reader, [*alone], before=before) if alone else []
        found = [one for one in found if one.numbered_to is None]
        rest = [name for name in names if name not in alone]
        found += self._telegrams.cited_by(reader, rest, each=CITING + 1, before=before)
        by_name: dict[str, list[Citation]] = {}
        for citation in found:
            by_name.setdefault(citation.name, []).append(citation)
        return by_name

    def _estimates(
        self, reader: Reader, citing: Mapping[str, Sequence[Listing]], before: str | None
    ) -> dict[str, Estimate]:
        """When each number was sent; what stands around all of them is asked for at once."""
        found: dict[str, Estimate] = {}
        cited: dict[str, str | None] = {}
        of: dict[str, list[tuple[Segment, Stretch]]] = {}
        for mrn, listings in citing.items():
            own, to = _parsed(mrn), parted(mrn)[1]
            first = cited[mrn] = min((listing.date for listing in listings if listing.date is not None), default=None)
            if own is None or own.airgram:
                found[mrn] = msgspec.structs.replace(UNKNOWN, latest=first, latest_by="citing" if first else None)
                continue
            of[mrn] = [
                (segment, Stretch(own.post, own.year, own.number, segment.since, segment.until, to))
                for segment in possible(segments(own.post, own.year, of_one=bool(to)), first)
            ]
        asked = list(dict.fromkeys(stretch for some in of.values() for _, stretch in some))
        around = dict(zip(asked, self._telegrams.around(reader, asked, width=WIDTH, before=before), strict=True))
        for mrn, some in of.items():
            held = [
                (segment, _named(around[stretch][0], stretch), _named(around[stretch][1], stretch))
                for segment, stretch in some
            ]
            found[mrn] = estimate(some[0][1].number if some else 0, held, cited=cited[mrn])
            if some and _may_be_of_another_series(some[0][1], found[mrn], cited[mrn], citing[mrn]):
                found[mrn] = until_cited(found[mrn], str(cited[mrn]))
        return found

    def _post(self, mrn: str) -> str:
        own = _parsed(mrn)
        return self._in_words(own.post, mrn) if own is not None else mrn

    def _in_words(self, post: str, mrn: str) -> str:
        """A post in words, in the year of a number."""
        own = _parsed(mrn)
        row = self._posts.row(post, date(own.year, 7, 1)) if own is not None else None
        if own is None or row is None:
            return post
        # What it was before or after the years of the table is not known: Cairo of 1955 was no interests section.
        return f"{row.name} ({row.kind}, {row.city})" if row.stood(own.year) else f"{row.name} ({row.city})"


def _may_be_of_another_series(asked: Stretch, reckoned: Estimate, cited: str | None, citing: Sequence[Listing]) -> bool:
    """Whether a number is rather one of those that a post counted apart, to whoever cites it.

    So posts counted what went between them while the Department did. Most numbers cited by a third post are those to
    the Department all the same; one that would be older than what telegrams cite is not taken for such.
    """
    if (
        asked.post == DEPARTMENT
        or asked.numbered_to
        or cited is None
        or reckoned.latest is None
        or cited >= apart_ends()
    ):
        return False
    third = all(listing.post not in (None, asked.post, DEPARTMENT) for listing in citing)
    return third and date.fromisoformat(cited[:10]) - date.fromisoformat(reckoned.latest) > _OLD


def _named(held: Sequence[Numbered], of: Stretch) -> list[Numbered]:
    """Numbers of a series to one post by their names."""
    return [msgspec.structs.replace(one, mrn=name_to(one.mrn, of.numbered_to)) for one in held]


def _stated(mrn: str, words: Iterable[str]) -> list[date]:
    """The days that those who cite a number give it."""
    own = _parsed(mrn)
    return [day for one in words if own is not None and (day := stated_day(one, own.year)) is not None]


def _noted(citations: Iterable[Citation]) -> list[date]:
    return [date.fromisoformat(one.noted) for one in citations if one.noted]


_POST = re.compile(r"[A-Za-z][A-Za-z .'-]{1,40}")
_BEGINNING = re.compile(r"[0-9]{0,2}|[0-9]{2}[A-Z]+(?:-A?)?[0-9]*")
_CENTURY = re.compile(r"(?:19(?=4[5-9]|[5-9][0-9])|20(?=[0-3][0-9]|4[0-4]))(?![0-9]{3})")
"""Of a year in four digits, of those that numbers tell apart by two."""


def _beginning(within: str) -> str:
    """What numbers begin with, as they are written: ``67NICOSIA`` of ``1967 Nicosia``."""
    written = "".join(within.upper().split())
    century = _CENTURY.match(written)
    begins = written[century.end() :] if century is not None else written
    if _BEGINNING.fullmatch(begins) is None:
        do = "write a year, a post, or the year and then the post: 1967, Nicosia, 67NICOSIA, 1967 Nicosia"
        raise LegationError(f"no number begins with {within.strip()!r}", do)
    return begins


def _beside(run: Run) -> list[str]:
    """The held telegrams that a run is told from."""
    return [*(one.mrn for one in (run.after, run.before) if one is not None), *run.dated_by]


def _parsed(name: str) -> Mrn | None:
    # Numbers that are kept are canonical: no alias is left in them.
    return parse_mrn(parted(name)[0], {})
