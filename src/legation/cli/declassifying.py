"""``legation declass``: what is past its day, what needs review, what is exempt, what states nothing."""

from __future__ import annotations

import sys
from datetime import datetime
from typing import Annotated

import typer

from legation.cli.console import ArchiveOption, AsOption, JsonOption, command, day, house, print_json, print_text, warn
from legation.core.errors import RefusedError
from legation.services.titling import title_words


def add_to(program: typer.Typer) -> None:
    program.command("declass")(command(declass))


def declass(
    archive: ArchiveOption = None,
    as_reader: AsOption = None,
    as_json: JsonOption = False,
    on: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="On this day; today without it.")] = None,
    kind: Annotated[str | None, typer.Option(help="past, due, review, exempt or undated alone.")] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="So many of each kind at most.")] = None,
    after: Annotated[int, typer.Option(min=0, help="Pass over so many of the kind: the page behind them.")] = 0,
    form: Annotated[str | None, typer.Option("--format", help="csv or ics, in the place of lines.")] = None,
) -> None:
    """List classified telegrams by how they stand on a day, by the executive order in force on their own date.

    Past: the day they state has come. Due: it is to come. Review: a person must judge, as for OADR. Exempt: 25X, 50X,
    75X. Undated: they state nothing. Nothing is lowered: `legation mark` does that, by a person who may.

    Example: legation declass --on 2020-01-01 --kind past --json
    """
    if form not in (None, "csv", "ics"):
        raise RefusedError(f"{form!r} is no form", "use csv or ics")
    with house(archive) as open_house:
        reader = open_house.reader(as_reader)
        schedule = open_house.declassifying.schedule(reader, day(on), kind=kind, limit=limit, after=after)
        listed = [] if as_json or form == "csv" else [item.listing for item in schedule.held]
        titles = open_house.titles.instead(reader, listed)
        now = open_house.clock()
    from legation.services.news.calendars import as_csv, as_ics, marked, name_of
    from legation.tables.banners import listed_as

    if form == "ics":
        sys.stdout.write(as_ics(schedule, now, titles).decode())
    elif form == "csv":
        sys.stdout.write(as_csv(schedule))
    elif as_json:
        for item in schedule.held:
            print_json(item)
    else:
        for item in schedule.held:
            one = item.standing
            stated = f", states {one.stated}" if one.stated else ""
            advice = "" if one.confirmed else " (unconfirmed: advice)"
            listing = item.listing
            came_as = f"({listing.file})" if listing.file and not listing.mrn else ""
            words = " ".join(filter(None, (came_as, title_words(listing, titles))))
            print_text(
                f"{one.kind:<8} {one.on or '----------'}  {name_of(item):<18} {listed_as(marked(item)):<14} {words}\n"
                f"    E.O. {one.order or 'none'}{stated}: {one.says}{advice}"
            )
        print_text(schedule.banner or "UNCLASSIFIED")
    warn(", ".join(f"{count} {name}" for name, count in schedule.counts.items()) + f" on {schedule.on}")
    if schedule.after is not None:
        warn(f"there are more: go on with --after {schedule.after}")
    elif limit is not None and kind is None and any(count > limit for count in schedule.counts.values()):
        warn("of some kinds there are more: name one with --kind, and go on with --after")
