"""``legation ingest, propose``: the archive from the command line."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import msgspec
import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from legation.cli.console import (
    EXIT_INPUT,
    ArchiveOption,
    AsOption,
    JsonOption,
    command,
    house,
    print_json,
    print_text,
    warn,
)
from legation.core.marking import OWNER
from legation.services import ingest as ingesting
from legation.storage.ports import Listing


def add_to(app: typer.Typer) -> None:
    for run in (ingest, propose):
        app.command(run.__name__)(command(run))


def ingest(
    paths: Annotated[list[Path], typer.Argument(help="Files and folders.", metavar="PATH...", readable=False)],
    archive: ArchiveOption = None,
    as_json: JsonOption = False,
    limit_bytes: Annotated[int, typer.Option(help="Largest file to take.")] = ingesting.LIMIT_BYTES,
) -> None:
    """Keep telegrams in an archive and make them searchable; the same again changes nothing.

    Refused items are listed with their reason and do not stop the run. Exits 1 when nothing at all was kept.

    Example: legation ingest telegrams/ --archive desk
    """
    with house(archive, write=True) as open_house:
        bar = Progress(
            TextColumn("ingesting"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("files, {task.fields[met]} telegrams, {task.fields[rate]}/s"),
            TimeRemainingColumn(),
            console=Console(file=sys.stderr),
            transient=True,
            disable=not sys.stderr.isatty(),
        )
        with bar:
            task = bar.add_task("ingest", total=None, met=0, rate=0)
            told = [0.0]

            def progress(state: ingesting.Progress) -> None:
                rate = round(state.telegrams / state.seconds) if state.seconds else 0
                bar.update(task, total=state.files, completed=state.done, met=state.telegrams, rate=rate)
                # A log gets a line now and then instead of a bar.
                if not sys.stderr.isatty() and (state.seconds - told[0] > 5 or state.done == state.files):
                    told[0] = state.seconds
                    warn(f"{state.done} of {state.files} files, {state.telegrams} telegrams, {rate}/s")

            tally = open_house.ingest.run(OWNER, paths, limit_bytes=limit_bytes, progress=progress)
    for refusal in tally.refusals:
        warn(f"{refusal.file}: {refusal.what}: {refusal.do}")
    if as_json:
        counts = msgspec.to_builtins(tally)
        del counts["refusals"]
        print_json(counts)
    else:
        print_text(
            f"{tally.new} new, {tally.same} held already, {tally.versions} further versions, "
            f"{tally.refused} refused, in {tally.seconds} s"
        )
    if tally.refused and not (tally.new or tally.same or tally.versions):
        raise typer.Exit(EXIT_INPUT)


def line(listing: Listing) -> str:
    """A telegram in a list."""
    name = listing.mrn or listing.file or listing.sha256[:12]
    level = listing.level or "level not stated"
    return f"{name:<18} {listing.date or '----------'}  {level:<14} {listing.subject or ''}".rstrip()


def propose(
    names: Annotated[list[str], typer.Argument(help="MRNs in any spelling.", metavar="MRN...")],
    archive: ArchiveOption = None,
    as_reader: AsOption = None,
    as_json: JsonOption = False,
) -> None:
    """List what telegrams propose for the ledger, with the words that show it.

    Example: legation propose 09TRIPOLI893 --json
    """
    with house(archive) as open_house:
        reader = open_house.reader(as_reader)
        for name in names:
            for proposed in open_house.dialogues.proposals(reader, name):
                proposal = proposed.proposal
                if as_json:
                    print_json(
                        {
                            **msgspec.to_builtins(proposal),
                            "number": proposed.number,
                            "status": proposed.status,
                            "fingerprint": proposed.fingerprint,
                        }
                    )
                    continue
                where = proposal.sources[0]
                place = f"#p{where.paragraph} " if where.paragraph is not None else ""
                fields = ", ".join(f"{k}={_brief(v)}" for k, v in proposal.fields.items() if v)
                print_text(
                    f"{proposed.number:>3}. ({proposal.marking or '?'}) {proposal.kind:<11} {proposal.text}\n"
                    f"     {proposal.telegram}{place} {where.span.start}-{where.span.end}  {fields}"
                    f"  [{proposal.rule}, {proposal.confidence:.2f}, {proposed.status}]"
                )


def _brief(value: object) -> str:
    return str(value) if not isinstance(value, dict) else ";".join(f"{k}:{v}" for k, v in value.items())
