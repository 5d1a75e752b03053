"""When a telegram was sent, by its number: between the telegrams of its post that bear the numbers next to it.

Numbers are given when a telegram is made ready and moments when it goes out, so that they rise together but not
step by step, and some were garbled on the way. What does not rise with the rest is left out, and a day is allowed
on each side.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from datetime import date, timedelta

import msgspec

from legation.storage.records import Numbered
from legation.tables.numbering import Segment

WIDTH = 8
"""Held numbers that are looked at on each side: enough to outvote one that is garbled."""
_SLACK = timedelta(days=1)

Around = tuple[Segment, Sequence[Numbered], Sequence[Numbered]]
"""A segment with the held numbers next below and next above within it, nearest first."""


class Estimate(msgspec.Struct, frozen=True, kw_only=True):
    """When a telegram was sent. Days are ISO; the interval holds both of its ends, None is an open end.

    likely: the day in proportion between the two numbers. after, before: the held telegrams that bound it; where
    there is none, ``earliest_by`` and ``latest_by`` say what does: ``number``, ``year``, ``citing``, ``stated``,
    ``noted``, None.
    rests_on: the held telegrams whose numbers and days it is reckoned from, also those that no longer bound it.
    """

    earliest: str | None
    latest: str | None
    likely: str | None
    after: str | None = None
    before: str | None = None
    earliest_by: str | None = None
    latest_by: str | None = None
    rests_on: tuple[str, ...] = ()


UNKNOWN = Estimate(earliest=None, latest=None, likely=None)


def possible(segments: Sequence[Segment], cited: str | None) -> list[Segment]:
    """The segments in which a number may have been given that was cited on an ISO day, if it was."""
    return [segment for segment in segments if cited is None or segment.since <= cited]


def estimate(number: int, around: Sequence[Around], *, cited: str | None) -> Estimate:
    """The moment of a number.

    Args:
        around: the possible segments of its post and year, in order. Where two could hold it, the interval spans both;
            the likely day is of the last of them, where its numbers had passed this one by the day of citing.
        cited: ISO day of the earliest telegram that cites it, which it precedes.
    """
    if not around:
        return Estimate(earliest=None, latest=cited, likely=None, latest_by="citing" if cited else None)
    found = [_within(number, one) for one in around]
    if cited is not None:
        found = [_cited(one, cited) for one in found if one.earliest is None or one.earliest <= cited] or [
            Estimate(earliest=None, latest=cited, likely=None, latest_by="citing")
        ]
    if len(found) == 1:
        return found[0]
    first, last = found[0], found[-1]
    return Estimate(
        earliest=first.earliest,
        latest=last.latest,
        likely=last.likely if _passed(number, around[-1], cited) else None,
        after=first.after,
        before=last.before,
        earliest_by=first.earliest_by,
        latest_by=last.latest_by,
        rests_on=tuple(dict.fromkeys((*first.rests_on, *last.rests_on))),
    )


def as_stated(reckoned: Estimate, days: Sequence[date], by: str = "stated") -> Estimate:
    """The same by the days that citing telegrams state, where none of these is outside what was reckoned.

    by: ``noted`` for those that the editors of a volume tell in notes.

    What rests on the numbers beside it still does: they might have said otherwise.
    """
    told = sorted(day.isoformat() for day in days)
    if not told or told[0] < (reckoned.earliest or "") or (reckoned.latest is not None and told[-1] > reckoned.latest):
        return reckoned
    return msgspec.structs.replace(
        reckoned,
        earliest=told[0],
        latest=told[-1],
        likely=told[0] if told[0] == told[-1] else None,
        after=None,
        before=None,
        earliest_by=by,
        latest_by=by,
    )


def until_cited(reckoned: Estimate, cited: str) -> Estimate:
    """The same where the number above tells nothing: up to the ISO day of citing, and no day likelier than others."""
    rests_on = tuple(mrn for mrn in reckoned.rests_on if mrn == reckoned.after)
    return msgspec.structs.replace(
        reckoned, latest=cited[:10], likely=None, before=None, latest_by="citing", rests_on=rests_on
    )


def rising(held: Sequence[Numbered]) -> list[Numbered]:
    """The longest run of ``held``, which are in order of numbers, whose days never fall."""
    lengths: list[str] = []
    ends: list[int] = []
    before: list[int | None] = []
    for place, one in enumerate(held):
        day = one.at[:10]
        at = bisect_right(lengths, day)
        before.append(ends[at - 1] if at else None)
        if at == len(lengths):
            lengths.append(day)
            ends.append(place)
        else:
            lengths[at] = day
            ends[at] = place
    kept: list[Numbered] = []
    step = ends[-1] if ends else None
    while step is not None:
        kept.append(held[step])
        step = before[step]
    return kept[::-1]


def _within(number: int, around: Around) -> Estimate:
    segment, below, above = around
    kept = rising([*reversed(below), *above])
    lower = next((one for one in reversed(kept) if one.number < number), None)
    upper = next((one for one in kept if one.number > number), None)
    first, last = date.fromisoformat(segment.since), date.fromisoformat(segment.until) - timedelta(days=1)
    start = date.fromisoformat(lower.at[:10]) if lower else first
    end = date.fromisoformat(upper.at[:10]) if upper else last
    likely = None
    if upper is not None and (lower is not None or segment.fresh):
        floor = lower.number if lower else 0
        likely = start + (end - start) * ((number - floor) / (upper.number - floor))
    return Estimate(
        earliest=max(start - _SLACK, first).isoformat(),
        latest=min(end + _SLACK, last).isoformat(),
        likely=likely.isoformat() if likely else None,
        after=lower.mrn if lower else None,
        before=upper.mrn if upper else None,
        earliest_by="number" if lower else "year",
        latest_by="number" if upper else "year",
        rests_on=tuple(one.mrn for one in (lower, upper) if one is not None),
    )


def _passed(number: int, around: Around, cited: str | None) -> bool:
    """Whether a series had come past a number by the day of citing: cited without more, it is one of that series."""
    _, below, above = around
    kept = rising([*reversed(below), *above])
    return cited is not None and any(one.number > number and one.at[:10] <= cited for one in kept)


def _cited(one: Estimate, cited: str) -> Estimate:
    """Not after the telegram that cites it."""
    if one.latest is not None and one.latest <= cited:
        return one
    likely = min(one.likely, cited) if one.likely else None
    # The likely day still comes of the number above; without one nothing does.
    rests_on = one.rests_on if likely else tuple(mrn for mrn in one.rests_on if mrn == one.after)
    return msgspec.structs.replace(one, latest=cited, likely=likely, before=None, latest_by="citing", rests_on=rests_on)
