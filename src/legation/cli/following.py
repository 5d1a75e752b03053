"""``legation thread, graph, network, gaps``: what leads from one telegram or side to others, and what is missing."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Mapping
from datetime import datetime
from enum import Enum
from typing import Annotated

import typer

from legation.cli.console import (
    ArchiveOption,
    AsOption,
    DateOption,
    JsonOption,
    MrnArgument,
    command,
    day,
    house,
    print_json,
    print_table,
    print_text,
    warn,
)
from legation.cli.listing import line, print_report
from legation.cli.tracing import why_none
from legation.core.errors import RefusedError
from legation.services.boards.stating import counted
from legation.services.gaps.gaps import PAGE, Gap, Run, status_told
from legation.services.gaps.letter import KINDS, when
from legation.services.search.exchanges import FORMS, LIMIT, network_graphml, network_sheet
from legation.services.threads.graphs import FORMATS, written
from legation.services.threads.threads import NODES, Graph, Node
from legation.tables.banners import listed_as

GraphFormat = Enum("GraphFormat", {name: name for name in FORMATS}, type=str)  # type: ignore[misc]
NetworkForm = Enum("NetworkForm", {name: name for name in FORMS}, type=str)  # type: ignore[misc]
LetterKind = Enum("LetterKind", {name: name for name in KINDS}, type=str)  # type: ignore[misc]

FormatOption = Annotated[GraphFormat | None, typer.Option("--format", help="The graph, for a program that draws it.")]


def add_to(app: typer.Typer) -> None:
    for run in (thread, graph, network, gaps):
        app.command(run.__name__)(command(run))


def thread(
    name: MrnArgument,
    archive: ArchiveOption = None,
    as_reader: AsOption = None,
    as_json: JsonOption = False,
    depth: Annotated[int, typer.Option(min=1, max=10, help="Steps to follow references.")] = 1,
    limit: Annotated[int, typer.Option(min=1, max=100_000, help="Telegrams at most, the nearest first.")] = NODES,
    form: FormatOption = None,
    as_of: DateOption = None,
) -> None:
    """Show what a telegram cites and what cites it, and so on to a depth.

    Example: legation thread 09TRIPOLI893 --depth 3
    """
    with house(archive) as open_house:
        reader = open_house.reader(as_reader)
        found = open_house.threads.thread(reader, name, depth=depth, limit=limit, as_of=day(as_of))
        held = [] if as_json else [found.held, *(node.held for node in found.graph.nodes)]
        titles = open_house.titles.instead(reader, held)
    if form is not None:
        sys.stdout.write(written(found.graph, form.value))
        return
    if as_json:
        print_json(found)
        return
    nodes = {node.key: node for node in found.graph.nodes}
    print_text(found.banner)
    print_text(_told(found.name, nodes.get(found.name), titles))
    if found.others:
        print_text(f"  its number is also that of {', '.join(found.others)}")
    for cited in dict.fromkeys(citation.name for citation in found.cites):
        print_text(f"  cites      {_told(cited, nodes.get(cited), titles)}")
    for citing in dict.fromkeys(edge.citing for edge in found.graph.edges if edge.cited == found.name):
        print_text(f"  cited by   {_told(citing, nodes.get(citing), titles)}")
    if not found.cites and not found.cited_by:
        warn("it cites nothing, and nothing here cites it")
    if depth > 1:
        _print_further(found.graph, titles)
    if found.graph.cut:
        warn(f"{counted(len(found.graph.nodes), 'telegram')}, and there are more: raise --limit")


def _print_further(graph: Graph, titles: Mapping[str, str]) -> None:
    for node in graph.nodes:
        if node.distance > 1:
            print_text(f"  {counted(node.distance, 'step')}    {_told(node.key, node, titles)}")


def _told(key: str, node: Node | None, titles: Mapping[str, str]) -> str:
    """A telegram of a thread under its marking; one that is not held, under that of those that cite it."""
    if node is not None and node.held is not None:
        return line(node.held, titles, key)
    level = listed_as(node.marking) if node is not None else ""
    known = f"one of {counted(len(node.one_of), 'telegram')} of that number" if node is not None and node.one_of else ""
    return f"{key:<18} ----------  {level:<14} {known or 'known by reference, not held'}"


def graph(
    query: Annotated[
        str, typer.Argument(help="A query as for search; without one, the whole archive.", metavar="QUERY")
    ] = "",
    archive: ArchiveOption = None,
    as_reader: AsOption = None,
    form: FormatOption = None,
    as_json: JsonOption = False,
    limit: Annotated[int, typer.Option(min=1, max=1_000_000, help="Telegrams at most.")] = 10_000,
) -> None:
    """Write the citations among the telegrams of a query, or of the archive, as a graph.

    The graph holds what was found and what it cites, each with its marking; the graph as a whole has the banner.

    Example: legation graph 'tag:MARR date:2009' --format gexf > marr.gexf
    """
    named = form.value if form else "json"
    if as_json and named != "json":
        raise RefusedError(f"a graph is JSON or {named}", "leave --json or --format out")
    with house(archive) as open_house:
        reader = open_house.reader(as_reader)
        every = open_house.finding.every(reader, query) if query.strip() else open_house.reading.every(reader)
        found = open_house.threads.among(reader, every, limit=limit)
    sys.stdout.write(written(found, named))
    if found.cut:
        warn(f"the first {counted(limit, 'telegram')}, and there are more: raise --limit")


def network(
    query: Annotated[
        str, typer.Argument(help="A query as for search; without one, the whole archive.", metavar="QUERY")
    ] = "*",
    archive: ArchiveOption = None,
    as_reader: AsOption = None,
    form: Annotated[
        NetworkForm, typer.Option("--format", help="A table, a sheet, a graph or a picture.")
    ] = NetworkForm("table"),
    as_json: JsonOption = False,
    limit: Annotated[int, typer.Option(min=1, max=1_000_000, help="Telegrams at most.")] = LIMIT,
) -> None:
    """Show who writes to whom, how often, by year, with the telegrams that say so.

    Example: legation network 'date:1955 post:(cairo OR state)'
    Example: legation network --format graphml > network.graphml
    Example: legation network date:1955 --format svg > network.svg
    """
    with house(archive) as open_house:
        found = open_house.exchanges.network(open_house.reader(as_reader), query, limit=limit)
    if as_json:
        for one in found.exchanges:
            print_json(one)
    elif form.value == "graphml":
        sys.stdout.write(network_graphml(found))
    elif form.value == "svg":
        from legation.services.plots import exchanges_plot  # slow to load

        print_text(exchanges_plot(found).svg)
    else:
        print_report(network_sheet(found), as_csv=form.value == "csv")
    if found.unread:
        warn(f"no author or no addressee is read of {counted(found.unread, 'telegram')}")
    if found.cut:
        warn(f"the first {counted(limit, 'telegram')}, and there are more: raise --limit")


def gaps(
    within: Annotated[
        str,
        typer.Argument(
            help="Of a year (2009), a post (STATE) or an originator (CNO), or of a year and one of these (09STATE).",
            metavar="WITHIN",
        ),
    ] = "",
    archive: ArchiveOption = None,
    as_reader: AsOption = None,
    as_json: JsonOption = False,
    limit: Annotated[int | None, typer.Option(min=1, help="Gaps to list; all without it.")] = None,
    after: Annotated[str, typer.Option(help="List those after this one.", metavar="NAME")] = "",
    request: Annotated[str | None, typer.Option(help="Print a letter that asks for this one.", metavar="NAME")] = None,
    letter: Annotated[
        bool, typer.Option("--letter", help="Print one letter for all that would be listed and nobody asked for yet.")
    ] = False,
    kind: Annotated[LetterKind, typer.Option(help="What the letter appeals to.")] = LetterKind("foia"),
    sent: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="With --request: note that it was sent on this day."),
    ] = None,
    to: Annotated[str, typer.Option(help="With --sent: to whom.")] = "Department of State",
    runs: Annotated[
        str | None, typer.Option(help="List the numbers of a post that are not held.", metavar="POST:YEAR")
    ] = None,
    as_of: DateOption = None,
) -> None:
    """List telegrams known only by reference: who cites them, and when they were sent.

    Example: legation gaps 09STATE --json
    Example: legation gaps --request 09STATE112900 --kind mdr
    Example: legation gaps 09STATE --letter
    Example: legation gaps --runs TRIPOLI:2009
    """
    if letter and (request is not None or runs is not None or sent is not None or as_of is not None):
        raise RefusedError(
            "--letter asks for what is listed now", "give it with WITHIN, --limit, --after and --kind alone"
        )
    if sent is not None and request is None:
        raise RefusedError("--sent needs a telegram that was asked for", "name it with --request")
    with house(archive, write=sent is not None) as open_house:
        reader = open_house.reader(as_reader)
        if runs is not None:
            post, year = _post_and_year(runs)
            found = open_house.gaps.continuity(reader, post, year)
            nothing_of = "" if found else why_none(open_house, reader, post, year)
            _print_runs(found, nothing_of, as_json=as_json)
            return
        if request is not None:
            if sent is not None:
                noted = open_house.gaps.sent(reader, request, on=sent.date(), addressed=to)
                warn(f"noted: {noted.mrn} requested of {noted.addressed} on {noted.sent}")
                if as_json:
                    print_json(noted)
                return
            today = open_house.clock().date()
            asking = open_house.gaps.request(reader, request, on=today, kind=kind.value)
            if not as_json:
                print_text(asking)
                return
            asked = open_house.gaps.gap(reader, request)
            print_json({"mrn": asked.name, "kind": kind.value, "on": today, "banner": asked.banner, "letter": asking})
            return
        told = 0
        rows: list[list[str]] = []
        wanted_in_it: list[str] = []
        while limit is None or told < limit:
            wanted = PAGE if limit is None else min(PAGE, limit - told)
            page = open_house.gaps.page(reader, within=within, after=after, limit=wanted, as_of=day(as_of))
            if not page:
                break
            told, after = told + len(page), page[-1].name
            for gap in page:
                if letter:
                    wanted_in_it += [gap.name] if gap.status == "known" else []
                elif as_json:
                    print_json(gap)
                else:
                    rows.append(_gap_row(gap))
        if letter:
            today = open_house.clock().date()
            asking = open_house.gaps.request_several(reader, wanted_in_it, on=today, kind=kind.value)
            told_of = {"names": wanted_in_it, "kind": kind.value, "on": today, "letter": asking}
            print_json({**told_of, "banner": asking.partition("\n")[0]}) if as_json else print_text(asking)
            return
        cut = told == limit and open_house.gaps.page(reader, within=within, after=after, limit=1, as_of=day(as_of))
    if not as_json:
        said = f"{told} known only by reference{f'; more: --after {shlex.quote(after)}' if cut else ''}"
        print_table(["missing", "sent", "marking", "status", "cited by"], rows, none=said, wide=4)
        if rows:
            warn(said)


def _gap_row(gap: Gap) -> list[str]:
    names = ", ".join(gap.cited_by)
    return [
        gap.name,
        when(gap.estimate),
        listed_as(gap.banner),
        status_told(gap),
        f"{names} and more" if gap.more else names,
    ]


def _post_and_year(told: str) -> tuple[str, int]:
    post, _, year = told.rpartition(":")
    if not post or len(year) != 4 or not year.isdecimal():
        raise RefusedError(f"{told!r} is not a post and a year", "write them as TRIPOLI:2009")
    return post, int(year)


def _print_runs(runs: list[Run], nothing_of: str, *, as_json: bool) -> None:
    if as_json:
        for run in runs:
            print_json(run)
        return
    rows = [
        [
            str(run.first) if run.first == run.last else f"{run.first}-{run.last}",
            f"{run.earliest or ''} to {run.latest or ''}".strip(),
            listed_as(run.banner),
            ", ".join(run.cited),
        ]
        for run in runs
    ]
    said = (
        f"{counted(sum(run.last - run.first + 1 for run in runs), 'number')} in {counted(len(runs), 'run')}{nothing_of}"
    )
    print_table(["not held", "between", "marking", "cited"], rows, none=said, wide=3)
    if rows:
        warn(said)
