"""How telegrams and reports stand at the command line."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Annotated

import typer

from legation.cli.console import print_table, print_text
from legation.services.banners import listing_level
from legation.services.boards.sides_in_cells import Called, told
from legation.services.report import Report, to_csv
from legation.services.titling import NO_TITLES, title_words
from legation.storage.records import Listing
from legation.tables.banners import listed_as

CsvOption = Annotated[bool, typer.Option("--csv", help="Print as comma-separated values, banner first and last.")]


def line(listing: Listing, titles: Mapping[str, str] = NO_TITLES, called: str = "") -> str:
    """A telegram in a list, under all that it is held as: a paragraph may be marked above the line of its telegram.

    titles: who wrote to whom, of those of the list without a subject. called: its name, where its number alone is none.
    """
    name = (listing.mrn and (called or listing.mrn)) or listing.file or listing.sha256[:12]
    level = listed_as(listing_level(listing))
    return f"{name:<18} {listing.date or '----------'}  {level:<14} {title_words(listing, titles)}".rstrip()


def print_report(made: Report, *, as_csv: bool, called: Called = str) -> None:
    """A report as text or as comma-separated values; the banner stands first and last.

    called: what sides are called in text; for a program they stand as they are kept.
    """
    if as_csv:
        sys.stdout.write(to_csv(made))
        return
    when = f", as of {made.as_of}" if made.as_of else ""
    print_text(f"{made.banner}\n\n{made.title}: {made.name}{when}\n")
    print_table(
        ["mark", *map(called, made.columns), "sources"],
        [
            [
                f"({one.marking})",
                *(told(*cell, called) for cell in zip(made.columns, one.cells, strict=True)),
                one.rests_on,
            ]
            for one in made.lines
        ],
        none=made.empty,
    )
    print_text(f"\n{made.banner}")
