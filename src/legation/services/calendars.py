"""The schedule of declassification as files for other programs: rows, and a calendar (RFC 5545)."""

from __future__ import annotations

from datetime import date, datetime

from legation.core.marking import Marking
from legation.services.declassifying import Item, Schedule
from legation.services.spreadsheet import sheet
from legation.tables.marking import level_of

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
    """The rows as comma-separated values; the first line is the banner over all of them."""
    return sheet([[f"# {schedule.banner or 'UNCLASSIFIED'}"], COLUMNS, *rows(schedule)])


def as_ics(schedule: Schedule, made: datetime) -> bytes:
    """An event of a whole day for each telegram that has one; each says its marking, and the calendar its banner."""
    from icalendar import Calendar, Event  # type: ignore[import-untyped] # slow to load, and few ask for it

    calendar = Calendar()
    calendar.add("prodid", "-//Legation//Declassification//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", f"Declassification ({schedule.banner or 'UNCLASSIFIED'})")
    for item in schedule.held:
        if item.standing.on is None:
            continue
        event = Event()
        event.add("uid", f"{item.listing.sha256[:32]}@declassification.legation")
        event.add("dtstamp", made)
        event.add("dtstart", date.fromisoformat(item.standing.on))
        event.add("summary", f"({marked(item)}) {name_of(item)}: {item.standing.kind}")
        told = [item.listing.subject or "no subject read", item.standing.says]
        told += [f"stated: {item.standing.stated}"] if item.standing.stated else []
        told += [] if item.standing.confirmed else ["The rule is unconfirmed: advice."]
        event.add("description", "\n".join(told))
        event.add("class", "CONFIDENTIAL")
        event.add("transp", "TRANSPARENT")
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def name_of(item: Item) -> str:
    """What the telegram is called: its number, or the beginning of its hash."""
    return item.listing.mrn or item.listing.sha256[:12]


def marked(item: Item) -> str:
    """Banner words over the telegram."""
    day = date.fromisoformat(item.listing.date) if item.listing.date else None
    return level_of(Marking.from_label(item.listing.access), day)
