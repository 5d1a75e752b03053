"""Tracers: service messages that ask a post for the numbers of its series that did not come.

A gap is what the reader's own archive lacks between two numbers that it has. A tracer that was raised is not raised
again; a number that came is a gap no more. A long run is no lost message but traffic that was never sent here.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import msgspec

from legation.core.draft import Draft, DraftParagraph
from legation.core.errors import RefusedError
from legation.core.marking import Marking, Reader, join_all
from legation.core.mrn import Mrn, parse_mrn, post_key
from legation.core.telegram import Addressee, Originator, Precedence, Telegram
from legation.services.briefs.deriving import mark_draft
from legation.services.gaps.gaps import Gaps, Run
from legation.services.reading import Reading
from legation.storage.deliveries import Deliveries, Traced
from legation.storage.ports import Telegrams
from legation.tables.banners import classification_of, level_of, mark_of
from legation.tables.numbering import longest_traced
from legation.tables.portions import of_portions
from legation.tables.posts import Posts


class Series(msgspec.Struct, frozen=True):
    """The numbers of a post in a year."""

    post: str
    year: int


class Missing(msgspec.Struct, frozen=True, kw_only=True):
    """A run of numbers of a post that did not come. after, before: the numbers that it lies between, with their days.

    raised: tracers that were raised for numbers of it. access: label of the telegrams whose numbers show it.
    """

    post: str
    year: int
    numbers: tuple[str, ...]
    after: str | None
    before: str
    raised: tuple[Traced, ...]
    access: str
    banner: str

    @property
    def unasked(self) -> tuple[str, ...]:
        """The numbers for which no tracer was raised."""
        asked = {one.mrn for one in self.raised}
        return tuple(mrn for mrn in self.numbers if mrn not in asked)


class Tracer(msgspec.Struct, frozen=True, kw_only=True):
    """A service message that asks for numbers."""

    draft: Draft
    numbers: tuple[str, ...]
    access: str
    banner: str


class Tracers:
    """Finds what did not come, and asks for it, for a reader."""

    def __init__(
        self,
        telegrams: Telegrams,
        reading: Reading,
        gaps: Gaps,
        deliveries: Deliveries,
        posts: Posts,
        now: Callable[[], datetime],
    ) -> None:
        self._telegrams = telegrams
        self._reading = reading
        self._gaps = gaps
        self._deliveries = deliveries
        self._posts = posts
        self._now = now

    def missing(
        self, reader: Reader, post: str | None = None, year: int | None = None, *, longest: int | None = None
    ) -> list[Missing]:
        """Runs that did not come, by post and number; of every post in the latest year that it has telegrams of.

        longest: the longest run that counts, else that of the table of numbering.
        """
        most = longest if longest is not None else longest_traced()
        found: list[Missing] = []
        for one in self.series(reader, post, year):
            runs = [run for run in self._gaps.continuity(reader, one.post, one.year) if run.last - run.first < most]
            found += [self._told(reader, one.post, one.year, run) for run in runs]
        return found

    def series(self, reader: Reader, post: str | None = None, year: int | None = None) -> list[Series]:
        """Each series that is looked at; quick, where ``missing`` takes time for each."""
        if post is not None and year is not None:
            return [Series(post_key(post, self._posts.aliases), year)]
        latest: dict[str, int] = {}
        for row in self._telegrams.traffic(reader):
            if row.post is not None and row.month is not None:
                latest[row.post] = max(int(row.month[:4]), latest.get(row.post, 0))
        wanted = None if post is None else post_key(post, self._posts.aliases)
        return [
            Series(key, year if year is not None else latest[key]) for key in sorted(latest) if wanted in (None, key)
        ]

    def holds(self, reader: Reader, post: str, year: int | None = None) -> bool:
        """Whether a telegram of a post is held, of a year or of any: else nothing of it is missing either.

        It is of the year in which it was sent, and of that of its number.
        """
        key = post_key(post, self._posts.aliases)
        months = {row.month for row in self._telegrams.traffic(reader) if row.post == key}
        if year is None:
            return bool(months)
        years = {None if month is None else int(month[:4]) for month in months}
        if year in years:
            return True
        # The number says more of those alone that have no day, or were sent about the turn of the year.
        return not years.isdisjoint({None, year - 1, year + 1}) and any(
            number is not None and (number.post, number.year) == (key, year)
            for one in self._telegrams.listings(reader)
            if one.post == key and one.mrn is not None
            for number in (parse_mrn(one.mrn, self._posts.aliases),)
        )

    def message(self, reader: Reader, post: str, year: int | None = None, *, sender: str | None = None) -> Tracer:
        """A service message to a post for every number that was not asked for yet. Nothing is noted.

        sender: the address that it goes out from. Raises RefusedError where nothing is missing, or all was asked for.
        """
        return self._message(reader, post, year, sender)[0]

    def draft(
        self,
        reader: Reader,
        post: str,
        year: int | None = None,
        *,
        sender: str | None = None,
        into: Callable[[Draft], object] = lambda _: None,
    ) -> Tracer:
        """``message``, and its numbers are noted as asked for.

        into: keeps the draft; where it cannot, nothing is noted. Raises as ``message``.
        """
        tracer, runs = self._message(reader, post, year, sender)
        into(tracer.draft)
        day = self._now().date()
        raised = [
            Traced(mrn=mrn, raised=day.isoformat(), by=reader.name, access=run.access)
            for run in runs
            for mrn in run.unasked
        ]
        self._deliveries.trace(reader, raised)
        return tracer

    def _message(self, reader: Reader, post: str, year: int | None, sender: str | None) -> tuple[Tracer, list[Missing]]:
        if not post.strip():
            raise RefusedError("a tracer names one post", "take one from: legation tracer list")
        runs = [run for run in self.missing(reader, post, year) if run.unasked]
        if not runs:
            raise RefusedError(
                f"nothing of {post} is to be asked for", "see what is missing with: legation tracer list"
            )
        numbers = tuple(mrn for run in runs for mrn in run.unasked)
        day = self._now().date()
        marking = join_all([Marking.from_label(run.access) for run in runs])
        shown = [self._telegram(reader, run.before) for run in runs]
        to = next((one.from_.plad for one in shown if one.from_.plad), runs[0].post)
        draft = Draft(
            from_=Originator(sender),
            to=(Addressee(to),),
            precedence=Precedence("ROUTINE"),
            classification=classification_of(marking, day),
            tags=("ACOM",),
            subject=f"TRACER: NUMBERS OF {runs[0].post} NOT RECEIVED",
            paragraphs=(
                DraftParagraph(text=" ".join(map(_asked, runs)), marking=mark_of(of_portions(marking), day), number=1),
                DraftParagraph(
                    text="Please repeat them, or say that they were cancelled or not addressed to this post.",
                    marking="U",
                    number=2,
                ),
            ),
        )
        marked = mark_draft(draft, {run.before: one for run, one in zip(runs, shown, strict=True)}, day)
        return Tracer(draft=marked.draft, numbers=numbers, access=marking.label, banner=marked.banner), runs

    def _told(self, reader: Reader, post: str, year: int, run: Run) -> Missing:
        numbers = tuple(str(Mrn(year, post, number)) for number in range(run.first, run.last + 1))
        beside = [one.mrn for one in (run.after, run.before) if one is not None]
        shown = join_all([Marking.from_label(one.access) for one in self._telegrams.listed(reader, beside)])
        return Missing(
            post=post,
            year=year,
            numbers=numbers,
            after=run.after.mrn if run.after is not None else None,
            before=run.before.mrn,
            raised=tuple(self._deliveries.traced(reader, numbers)),
            access=shown.label,
            banner=level_of(shown),
        )

    def _telegram(self, reader: Reader, mrn: str) -> Telegram:
        return self._reading.telegram(reader, mrn)


def _asked(run: Missing) -> str:
    """A run in words."""
    asked = run.unasked
    whole = len(asked) == len(run.numbers) > 3
    named = f"{asked[0]} through {asked[-1]}" if whole else ", ".join(asked)
    after = f"after {run.after} and " if run.after else ""
    return f"Not received here: {named}, {after}before {run.before}."
