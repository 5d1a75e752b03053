"""``legation search`` and ``legation suggest``: finding telegrams from the command line."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import msgspec
import typer

from legation.cli.console import (
    EXIT_USAGE,
    ArchiveOption,
    AsOption,
    JsonOption,
    command,
    harmless,
    house,
    print_json,
    print_styled,
    print_table,
    print_text,
    warn,
)
from legation.cli.listing import CsvOption, line, print_report
from legation.core.errors import QueryError
from legation.core.marking import Reader
from legation.services.archive.versions import Beside, beside_told
from legation.services.banners import listing_level
from legation.services.boards.stating import counted
from legation.services.reading import repeated
from legation.services.search.finding import Found, banner
from legation.services.search.trying import Sought, sought
from legation.services.titling import NO_TITLES
from legation.storage.cursor import SORTS
from legation.storage.facets import Spread
from legation.storage.records import Hit

if TYPE_CHECKING:
    from legation.app import House

_PLAIN = ("dumb", "unknown")
"""Terminals that show commands as signs."""

_TRY: dict[Sought, str] = {
    "all": "there is no telegram yet; `legation ingest FOLDER` brings them in",
    "value": "no telegram has this value; `legation search --facets` lists those there are",
    "word": "try the beginning of the word with a star (negotiat*); `legation search --help` says more",
    "words": "try fewer words, OR between them, or word*; `legation search --help` says more",
}

By = StrEnum("By", SORTS)  # type: ignore[misc]


def add_to(app: typer.Typer) -> None:
    for run in (search, suggest):
        app.command(run.__name__)(command(run))


def search(
    query: Annotated[
        str,
        typer.Argument(
            help='Words, "phrases", "words near"~10, AND OR NOT, prefix*, field:value; * is every one.', metavar="QUERY"
        ),
    ] = "*",
    archive: ArchiveOption = None,
    as_reader: AsOption = None,
    as_json: JsonOption = False,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="Hits to print.")] = 20,
    sort: Annotated[By, typer.Option(help="Best first, or by date.")] = By(SORTS[0]),
    after: Annotated[str, typer.Option(help="The cursor that the page before gave.", metavar="CURSOR")] = "",
    facets: Annotated[bool, typer.Option("--facets", help="Count all that is found instead of listing it.")] = False,
    most: Annotated[int, typer.Option(min=1, max=1000, help="Values of each facet to print.")] = 10,
    as_csv: CsvOption = False,
    numbers: Annotated[bool, typer.Option("--numbers", help="Print the number of each telegram alone, once.")] = False,
) -> None:
    """Find telegrams, best first; without a search every one, the newest first.

    Example: legation search 'from:tripoli "end-user agreement" date:2009'
    Example: legation search --facets
    Example: legation search 'tag:MARR date:2009' --sort oldest --limit 1000 --csv > marr.csv
    """
    with house(archive) as open_house, _pointing(query):
        reader = open_house.reader(as_reader)
        _tell_of_lag(open_house, reader)
        by = next(one for one in SORTS if one == sort.value)
        if facets:
            _print_spread(open_house.finding.facets(reader, query, most=most), as_json=as_json)
            return
        found = open_house.finding.search(reader, query, limit=limit, sort=by, after=after)
        if as_csv or numbers:
            if as_csv:
                print_report(open_house.hit_sheets.sheet(reader, found.hits), as_csv=True)
            else:
                print_text("\n".join(dict.fromkeys(_name(hit) for hit in found.hits)))
            warn(f"{len(found.hits)} of {found.total}{_further(found)}")
            return
        beside = open_house.versions.beside(reader, [hit.listing.sha256 for hit in found.hits])
        listings = [hit.listing for hit in found.hits] if not as_json else []
        placed = open_house.versions.placed(reader, repeated(listings))
        titles = open_house.titles.instead(reader, listings)
    for hit in found.hits:
        if as_json:
            print_json({**_told(hit), "beside": beside.get(hit.listing.sha256)})
        else:
            _print_hit(hit, placed.get(hit.listing.sha256), titles, beside.get(hit.listing.sha256))
    if as_json and (found.next is not None or found.known or found.instead):
        ends = {
            "total": found.total,
            "next": found.next,
            "known_by_reference": found.known,
            "instead": found.instead,
            "marking": found.marking,
        }
        print_json(ends)
    if not as_json:
        for mrn in found.known:
            level = found.marking or ""
            print_text(f"{mrn:<18} ----------  {level:<14} known by reference, not held: legation thread {mrn}")
        for other in found.instead:
            warn(f"{found.marking}  {counted(other.total, 'telegram')} with: {other.query}")
    more = _further(found)
    if not (as_json or found.total or found.known or found.instead):
        more = f": {_TRY[sought(query)]}"
    each = ", each version of a telegram counted" if placed else ""
    warn(f"{len(found.hits)} of {found.total}{each}{more}")


def _tell_of_lag(open_house: House, reader: Reader) -> None:
    """Say where what was kept may not be found yet: to the owner, for another may not be told that there is more."""
    if reader.owner and open_house.index_lags():
        warn(
            "the index may lack what was kept last: what writes to the archive next, as `legation ingest`, takes it in"
        )


def suggest(
    text: Annotated[str, typer.Argument(help="The beginning of a search.", metavar="TEXT")],
    archive: ArchiveOption = None,
    as_reader: AsOption = None,
    as_json: JsonOption = False,
    limit: Annotated[int, typer.Option(min=1, max=100, help="Suggestions to print.")] = 10,
) -> None:
    """Say how the last word of a search may go on: fields, posts, TAGS and words that are there.

    Example: legation suggest 'tag:M'
    """
    with house(archive) as open_house:
        found = open_house.finding.completions(open_house.reader(as_reader), text, limit=limit)
    if not found and not as_json:
        warn("nothing begins so")
    for one in found:
        if as_json:
            print_json(one)
        else:
            print_text(f"{one.query:<40} {one.marking or ''}".rstrip())


@contextmanager
def _pointing(query: str) -> Iterator[None]:
    """Show the wrong place of a search below what is wrong with it."""
    try:
        yield
    except QueryError as error:
        warn(str(error))
        warn(f"at character {error.at + 1} of the query")
        shown = "".join(sign if sign.isprintable() else " " for sign in query)
        sys.stderr.write(f"  {shown}\n  {' ' * error.at}^\n")
        raise typer.Exit(EXIT_USAGE) from error


def _further(found: Found) -> str:
    return f"; more: --after {found.next}" if found.next is not None else ""


def _name(hit: Hit) -> str:
    return hit.listing.mrn or hit.listing.sha256[:12]


def _told(hit: Hit) -> dict[str, Any]:
    name = _name(hit)
    return {
        "mrn": hit.listing.mrn,
        "date": hit.listing.date,
        "subject": hit.listing.subject,
        "marking": listing_level(hit.listing),
        "snippet": hit.snippet,
        "marks": hit.marks,
        "paragraph": hit.paragraph,
        "also": hit.also,
        "place": name if hit.paragraph is None else f"{name}#p{hit.paragraph}",
        "score": round(hit.score, 4),
        "sha256": hit.listing.sha256,
        "file": hit.listing.file,
    }


def _print_hit(
    hit: Hit, place: str | None = None, titles: Mapping[str, str] = NO_TITLES, beside: Beside | None = None
) -> None:
    print_text(line(hit.listing, titles))
    if place:
        print_text(f"    {place}")
    if beside is not None:
        print_text(f"    also held: {beside_told(beside)} ({beside.marking}): legation copies {_name(hit)}")
    if hit.snippet:
        at = f"#p{hit.paragraph} " if hit.paragraph is not None else ""
        print_styled(f"    {at}{_lit(hit)}")
    if hit.also:
        print_text(f"    also {' '.join(f'#p{number}' for number in hit.also)}")


def _lit(hit: Hit) -> str:
    """The snippet, what was found in bold on a terminal that knows what bold is."""
    snippet = harmless(hit.snippet, sys.stdout)
    if not sys.stdout.isatty() or os.environ.get("TERM") in _PLAIN:
        return snippet
    told, at = "", 0
    for start, end in hit.marks:
        told += f"{snippet[at:start]}\x1b[1m{snippet[start:end]}\x1b[0m"
        at = end
    return told + snippet[at:]


def _print_spread(found: Spread, *, as_json: bool) -> None:
    marking = banner(found)
    if as_json:
        for facet in found.facets:
            print_json({**msgspec.to_builtins(facet), "marking": marking})
        return
    if marking is not None:
        print_text(f"all found: {marking}")
    rows = []
    for facet in found.facets:
        for number, one in enumerate(facet.counts):
            name = "" if number else facet.name
            rows.append([name, one.value, str(one.count), one.narrows or ""])
        if facet.left:
            rows.append(["", f"and {facet.left}", "", ""])
    print_table(["facet", "value", "telegrams", "narrow by"], rows, none="nothing found", wide=1)
