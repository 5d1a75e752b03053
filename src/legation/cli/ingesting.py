"""``legation ingest``: telegrams into an archive from the command line.

This room loads the reader and little else: workers are copies of the program, made before the archive is opened.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from legation.cli.console import EXIT_INPUT, EXIT_STOPPED, ArchiveOption, JsonOption, command, house, warn
from legation.cli.taking import print_tally, stopping, told_progress, watch_folder
from legation.core.errors import LegationError
from legation.core.marking import OWNER
from legation.services import ingest as ingesting


def add_to(app: typer.Typer) -> None:
    app.command("ingest")(command(ingest))


def ingest(
    paths: Annotated[list[Path], typer.Argument(help="Files, archives and folders.", metavar="PATH", readable=False)],
    archive: ArchiveOption = None,
    as_json: JsonOption = False,
    limit_bytes: Annotated[
        int, typer.Option(help="Largest telegram to read; a longer one is kept unread.")
    ] = ingesting.LIMIT_BYTES,
    workers: Annotated[
        int | None, typer.Option(min=0, help="Programs that read; by default one for each core. 0: this one alone.")
    ] = None,
    watch: Annotated[
        bool, typer.Option("--watch", help="Go on taking what is laid into the one folder, until stopped.")
    ] = False,
    move_to: Annotated[
        Path | None, typer.Option("--move-to", metavar="DIR", help="With --watch: where files go that were taken.")
    ] = None,
    settle: Annotated[
        float, typer.Option(min=0, max=86400, help="With --watch: seconds that a file has to have stood still.")
    ] = ingesting.SETTLE_SECONDS,
) -> None:
    """Keep telegrams in an archive and make them searchable; the same again changes nothing.

    Takes texts, exports (.csv, .tsv, .ndjson), mail folders, and all these in .zip, .tar, .gz, .bz2, .xz, .zst.
    Refused items are listed with their reason and do not stop the run. Ctrl-C stops it with what was read kept;
    the same command goes on from there. --watch takes each file of a drop folder once it
    is whole. Exits 1 when nothing at all was kept, 130 when it was stopped.

    Example: legation ingest telegrams/ release.tar.gz --archive desk
    """
    if move_to is not None and not watch:
        raise LegationError("--move-to is for a folder that is watched", "add --watch")
    if watch:
        watch_folder(paths, archive, move_to, limit_bytes, settle_seconds=settle, as_json=as_json)
        return
    if nothing := ingesting.nothing_in(paths):
        # No archive is made for what is not there.
        print_tally(ingesting.Tally(refused=len(nothing), refusals=nothing), as_json=as_json)
        raise typer.Exit(EXIT_INPUT)
    from legation.place import archive_place, is_there

    if not is_there(archive_place(archive)):
        none = ingesting.all_refused(paths, ingesting.Limits(one_bytes=limit_bytes))
        if none is not None:
            print_tally(none, as_json=as_json)
            warn("no archive was made")
            raise typer.Exit(EXIT_INPUT if none.refused else 0)
    # Side by side: the workers come up while the archive is opened.
    with (
        ingesting.programs_ahead(ingesting.worth_ahead(paths, workers)) as ahead,
        house(archive, write=True, make=True) as open_house,
        stopping() as stopped,
        told_progress() as progress,
    ):
        tally = open_house.ingest.run(
            OWNER, paths, limit_bytes=limit_bytes, workers=workers, progress=progress, stop=stopped, ahead=ahead
        )
    print_tally(tally, as_json=as_json)
    if tally.stopped:
        raise typer.Exit(EXIT_STOPPED)
    if tally.refused and not (tally.new or tally.same or tally.versions):
        raise typer.Exit(EXIT_INPUT)
