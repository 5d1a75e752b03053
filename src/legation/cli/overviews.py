"""``legation dialogue matrix, commitments, demarches, meetings, agenda, alerts, diff``: a dialogue from each side."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Annotated, Any, TypeAlias

import typer

from legation.cli.console import (
    ArchiveOption,
    AsOption,
    DateOption,
    DialogueArgument,
    DialogueOption,
    JsonOption,
    command,
    day,
    house,
    one_dialogue,
    print_json,
    warn,
)
from legation.cli.listing import CsvOption, print_report
from legation.cli.siding import called_by
from legation.core.marking import Reader
from legation.services.proposals.leads import LEADS
from legation.services.sheets import leads_sheet

SinceOption = Annotated[
    datetime | None, typer.Option("--since", formats=["%Y-%m-%d"], help="Changes after this day; by default 30 days.")
]

MonthOption = Annotated[str, typer.Option("--month", help="Of this month alone, or year.", metavar="MONTH")]
WithOption = Annotated[
    str, typer.Option("--with", help="At which these met: names or offices, with commas.", metavar="NAMES")
]

Values: TypeAlias = Callable[[Any, Reader, str, date | None], Any]

# Name, what it shows, and where its values come from.
_OVERVIEWS: tuple[tuple[str, str, Values], ...] = (
    ("matrix", "Show how each party has stood to each objective.", lambda h, r, d, on: h.overviews.matrix(r, d, on)),
    (
        "commitments",
        "Show who owes what to whom, by when, and what shows that it was done.",
        lambda h, r, d, on: h.overviews.commitments(r, d, on),
    ),
    (
        "demarches",
        "Show what was instructed, which post delivered it when and to whom, and what came back.",
        lambda h, r, d, on: h.overviews.demarches(r, d, on),
    ),
    (
        "agenda",
        "Show what the next meeting should take up, most pressing first.",
        lambda h, r, d, on: h.overviews.agenda(r, d, on),
    ),
)

_SERIES = {
    "meetings": "Show the meetings with agenda, attendance, outcomes and what was carried over.",
    "minutes": "Compare the minutes of each meeting in both sides' texts, item by item, and what was carried over.",
}
"""Those of which some meetings may be asked for, by name, with what they show."""


def add_to(app: typer.Typer) -> None:
    for name, says, values in _OVERVIEWS:
        app.command(name)(command(_overview(name, says, values)))
    for name, says in _SERIES.items():
        app.command(name)(command(_series(name, says)))
    app.command("alerts")(command(alerts))
    app.command("diff")(command(diff))
    app.command("leads")(command(leads))


def _overview(name: str, says: str, values: Values) -> Callable[..., None]:
    def run(
        dialogue: DialogueArgument = None,
        named: DialogueOption = None,
        as_of: DateOption = None,
        archive: ArchiveOption = None,
        as_reader: AsOption = None,
        as_json: JsonOption = False,
        as_csv: CsvOption = False,
    ) -> None:
        with house(archive) as h:
            reader = h.reader(as_reader)
            which = one_dialogue(h.dialogues.all(reader), named, dialogue)
            if as_json:
                _print_values(values(h, reader, which, day(as_of)))
                return
            made = h.overviews.report(reader, which, name, day(as_of))
            called = called_by(h.parties)
        print_report(made, as_csv=as_csv, called=called)

    run.__doc__ = f"{says}\n\n    Example: legation dialogue {name} --dialogue us-ly\n    "
    return run


def _series(name: str, says: str) -> Callable[..., None]:
    def run(
        dialogue: DialogueArgument = None,
        named: DialogueOption = None,
        month: MonthOption = "",
        persons: WithOption = "",
        as_of: DateOption = None,
        archive: ArchiveOption = None,
        as_reader: AsOption = None,
        as_json: JsonOption = False,
        as_csv: CsvOption = False,
    ) -> None:
        with house(archive) as h:
            reader = h.reader(as_reader)
            which = one_dialogue(h.dialogues.all(reader), named, dialogue)
            if as_json:
                _print_values(getattr(h.overviews, name)(reader, which, day(as_of), month=month, persons=persons))
                return
            made = h.overviews.report(reader, which, name, day(as_of), month=month, persons=persons)
            called = called_by(h.parties)
        print_report(made, as_csv=as_csv, called=called)

    run.__doc__ = (
        f"{says}\n\n    Example: legation dialogue {name} --dialogue us-ly\n\n"
        f'    Example: legation dialogue {name} --month 2010-03 --with "Moss, Foreign Minister"\n    '
    )
    return run


def alerts(
    dialogue: DialogueArgument = None,
    named: DialogueOption = None,
    as_of: DateOption = None,
    since: SinceOption = None,
    archive: ArchiveOption = None,
    as_reader: AsOption = None,
    as_json: JsonOption = False,
    as_csv: CsvOption = False,
) -> None:
    """Show what calls for attention: due, overdue, silent, changed, missing; each with its rule and why you get it.

    Example: legation dialogue alerts --dialogue us-ly --since 2010-03-01
    """
    with house(archive) as h:
        reader = h.reader(as_reader)
        which = one_dialogue(h.dialogues.all(reader), named, dialogue)
        if as_json:
            _print_values(h.overviews.alerts(reader, which, day(as_of), day(since)))
            return
        made = h.overviews.report(reader, which, "alerts", day(as_of), day(since))
        called = called_by(h.parties)
    print_report(made, as_csv=as_csv, called=called)


def diff(
    since: Annotated[datetime, typer.Option("--since", formats=["%Y-%m-%d"], help="What moved after this day.")],
    dialogue: DialogueArgument = None,
    named: DialogueOption = None,
    until: Annotated[
        datetime | None, typer.Option("--until", formats=["%Y-%m-%d"], help="Last day; by default today.")
    ] = None,
    archive: ArchiveOption = None,
    as_reader: AsOption = None,
    as_json: JsonOption = False,
    as_csv: CsvOption = False,
) -> None:
    """Show what moved between two days, and why.

    Example: legation dialogue diff --dialogue us-ly --since 2010-01-01 --until 2010-03-31
    """
    with house(archive) as h:
        reader = h.reader(as_reader)
        which = one_dialogue(h.dialogues.all(reader), named, dialogue)
        if as_json:
            _print_values(h.overviews.diff(reader, which, since.date(), day(until)))
            return
        made = h.overviews.report(reader, which, "diff", day(until), since.date())
        called = called_by(h.parties)
    print_report(made, as_csv=as_csv, called=called)


def leads(
    dialogue: DialogueArgument = None,
    named: DialogueOption = None,
    limit: Annotated[int, typer.Option(min=1, max=40, help="Telegrams at most.")] = LEADS,
    as_of: DateOption = None,
    archive: ArchiveOption = None,
    as_reader: AsOption = None,
    as_json: JsonOption = False,
    as_csv: CsvOption = False,
) -> None:
    """Show telegrams that cite those of the board, or are cited by them, and of which nothing was decided.

    Example: legation dialogue leads --dialogue us-ly
    """
    with house(archive) as h:
        reader = h.reader(as_reader)
        which = one_dialogue(h.dialogues.all(reader), named, dialogue)
        found = h.dialogues.leads(reader, which, most=limit, as_of=day(as_of))
        titles = h.titles.instead(reader, [one.telegram for one in found.leads])
    if as_json:
        print_json(found)
        return
    print_report(leads_sheet(found, which, titles), as_csv=as_csv)
    if found.leads and found.more and not as_csv:
        warn("more follow: decide on these first, or ask for more with --limit")


def _print_values(values: Any) -> None:
    for value in values if isinstance(values, list) else [values]:
        print_json(value)
