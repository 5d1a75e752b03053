"""Days as a calendar for other programs (RFC 5545), and the schedule of declassification as such days and as rows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime

import msgspec

from legation.core.marking import OPEN, UNREADABLE, Marking
from legation.services.archive.declassifying import Item, Schedule
from legation.services.spreadsheet import sheet
from legation.services.titling import NO_TITLES, titled
from legation.tables.banners import level_of, mark_of
from legation.tables.portions import portion

COLUMNS = ("kind", "day", "telegram", "date", "level", "subject", "order", "stated", "rule", "says", "confirmed")


def rows(schedule: Schedule) -> list[list[str]]:
    """A row for each telegram, in the order of ``COLUMNS``."""
    return [
        [
            item.standing.kind,
            item.standing.on or "",
            name_of(item),
            item.listing.date or "",
            marked(item),
            item.listing.subject or "",
            item.standing.order or "",
            item.standing.stated or "",
            item.standing.rule,
            item.standing.says,
            "yes" if item.standing.confirmed else "no",
        ]
        for item in schedule.held
    ]


def as_csv(schedule: Schedule) -> str:
    """The rows for a spreadsheet, each under its portion mark; the banner over all is the first and the last line."""
    over = [schedule.banner or "UNCLASSIFIED"]
    told = zip(schedule.held, rows(schedule), strict=True)
    return sheet([over, ["mark", *COLUMNS], *([f"({_mark(item)})", *row] for item, row in told), over])


class Day(msgspec.Struct, frozen=True, kw_only=True):
    """Something of a whole day. uid: the same at every asking. on: ISO date. marking: portion mark, or banner words.

    status: as RFC 5545 names that of an event; "" for what has none.
    """

    uid: str
    on: str
    summary: str
    description: str
    marking: str
    status: str = ""


def to_ics(title: str, banner: str, days: Iterable[Day], made: datetime) -> bytes:
    """A calendar of events of a whole day: each says its marking, and the calendar its banner.

    Whatever is above UNCLASSIFIED is of the class CONFIDENTIAL, which RFC 5545 has for what is not for all; it has
    nothing higher that other programs would understand. made: the moment of the clock.
    """
    from icalendar import Calendar, Event  # type: ignore[import-untyped] # slow to load, and few ask for it

    calendar = Calendar()
    calendar.add("prodid", "-//Legation//Calendar//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", f"{_line(title)} ({banner})")
    calendar.add("x-wr-caldesc", banner)
    calendar.add("comment", banner)
    for day in days:
        event = Event()
        event.add("uid", day.uid)
        event.add("dtstamp", made)
        event.add("dtstart", date.fromisoformat(day.on))
        event.add("summary", f"({day.marking}) {_line(day.summary)}")
        event.add("description", _CONTROL.sub("", day.description))
        event.add("class", "CONFIDENTIAL" if (portion(day.marking) or UNREADABLE) != OPEN else "PUBLIC")
        event.add("transp", "TRANSPARENT")
        if day.status:
            event.add("status", day.status)
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def as_ics(schedule: Schedule, made: datetime, titles: Mapping[str, str] = NO_TITLES) -> bytes:
    """The schedule as a calendar: a day for each telegram that has one. titles: as ``Titles.instead`` gives them."""
    banner = schedule.banner or "UNCLASSIFIED"
    days = (_day(item, titles) for item in schedule.held if item.standing.on)
    return to_ics("Declassification", banner, days, made)


def _day(item: Item, titles: Mapping[str, str]) -> Day:
    told = [titled(item.listing, titles)[0], item.standing.says]
    told += [f"stated: {item.standing.stated}"] if item.standing.stated else []
    told += [] if item.standing.confirmed else ["The rule is unconfirmed: advice."]
    return Day(
        uid=f"{item.listing.sha256[:32]}@declassification.legation",
        on=item.standing.on or "",
        summary=f"{name_of(item)}: {item.standing.kind}",
        description="\n".join(told),
        marking=marked(item),
    )


# What no line of a calendar can hold: RFC 5545, 3.3.11, allows of these the tab and, escaped, the line end alone.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")


def _line(text: str) -> str:
    return " ".join(_CONTROL.sub("", text).split())


def name_of(item: Item) -> str:
    """What the telegram is called: its number, or the beginning of its hash."""
    return item.listing.mrn or item.listing.sha256[:12]


def _mark(item: Item) -> str:
    return mark_of(Marking.from_label(item.listing.access))


def marked(item: Item) -> str:
    """Banner words over the telegram."""
    day = item.listing.day
    return level_of(Marking.from_label(item.listing.access), day)
