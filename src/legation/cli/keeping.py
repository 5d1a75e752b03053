"""``legation verify, backup, restore, export, rebuild``: looking after what is kept."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import msgspec
import typer

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
from legation.core.errors import ArchiveError, LegationError
from legation.core.marking import OWNER, UNREADABLE
from legation.services.archive.rebuilding import Rebuilding
from legation.services.archive.verifying import Progress, Verified, Verifying
from legation.services.boards.stating import counted
from legation.services.ingest import LIMIT_BYTES

if TYPE_CHECKING:
    from legation.app import House
    from legation.storage.backup_dir import Manifest

Tell = Callable[[Progress], None]


class Form(str, Enum):  # noqa: UP042 - shown in help by its values
    jsonl = "jsonl"
    parquet = "parquet"
    original = "original"


_TELL_SECONDS = 5


def add_to(app: typer.Typer) -> None:
    for run in (verify, backup, restore, export, rebuild):
        app.command(run.__name__)(command(run))


def verify(
    archive: ArchiveOption = None,
    as_json: JsonOption = False,
    quick: Annotated[bool, typer.Option("--quick", help="Do not read every telegram again.")] = False,
    since: Annotated[
        Path | None,
        typer.Option("--since", help="What an earlier verify --json printed, kept elsewhere: no chain was cut since."),
    ] = None,
) -> None:
    """Check that everything kept is there, is what it was, and is read and found as it should be.

    Hashes the original bytes, decodes readings and reads the bytes again, checks citations, access labels, the
    chains of ledger, trail, receipts and drafts, what is kept beside them and the index. Prints a line for each
    fault: where, what, what to do; exits 1 if there is one.

    Example: legation verify --archive desk
    """
    tally = Verified()
    ends = _ends(since) if since is not None else {}
    with house(archive) as open_house, telling() as tell:
        for fault in _verifying(open_house).run(OWNER, tally, tell, reread=not quick, since=ends):
            if as_json:
                print_json(fault)
            else:
                print_text(f"{fault.where}: {fault.what}: {fault.do}")
    if as_json:
        print_json(tally)
    if tally.earlier:
        warn(
            f"{counted(tally.earlier, 'telegram')} read by an earlier reader: `legation rebuild` reads what is so anew"
        )
    warn(f"{counted(tally.telegrams, 'telegram')}, {counted(tally.faults, 'fault') if tally.faults else 'no faults'}")
    if tally.faults:
        raise typer.Exit(EXIT_INPUT)


def _ends(printed: Path) -> dict[str, str]:
    """Where the chains ended at an earlier verification. Raises LegationError."""
    try:
        last = printed.read_text(encoding="utf-8").splitlines()[-1]
        found = msgspec.json.decode(last, type=Verified).ends
    except OSError as fault:
        raise LegationError(f"{printed} cannot be read ({fault.strerror})", "check the path") from fault
    except (UnicodeDecodeError, IndexError, msgspec.DecodeError):
        found = {}
    if not found:
        raise LegationError(
            f"{printed} does not say where the chains ended", "name what `legation verify --json` printed"
        )
    return found


def rebuild(
    archive: ArchiveOption = None,
    as_json: JsonOption = False,
    readings: Annotated[bool, typer.Option("--readings", help="Readings, and the index of them.")] = False,
    index: Annotated[bool, typer.Option("--index", help="The index alone.")] = False,
    limit_bytes: Annotated[
        int, typer.Option(help="Read what was kept unread as too long, up to so many bytes.")
    ] = LIMIT_BYTES,
) -> None:
    """Make everything derived anew from the original bytes: readings, citations, access labels, index.

    What there is counts until the new is whole; a rebuild that was cut short is taken up where it stood.

    Example: legation rebuild --archive desk
    """
    with house(archive, write=True, index_read=False) as open_house, telling() as tell:
        done = _rebuilding(open_house).run(OWNER, readings=readings or not index, limit_bytes=limit_bytes, tell=tell)
    with house(archive, write=True) as again:  # opens what counts now, and makes the views that go with it
        _rebuilding(again).clean()
    if as_json:
        print_json(msgspec.structs.asdict(done))
    else:
        print_text(
            f"{done.read} read, {done.changed} of them otherwise than before, {done.unread} damaged; "
            f"{done.indexed} indexed"
        )
    if done.unread:
        warn("some telegrams cannot be read from their bytes: run `legation verify` to see which")
        raise typer.Exit(EXIT_INPUT)


def _verifying(open_house: House) -> Verifying:
    if open_house.verifying is None:
        raise ArchiveError("this archive has no stacks to look at", "open it from a directory or a URL")
    return open_house.verifying


def _rebuilding(open_house: House) -> Rebuilding:
    if open_house.rebuilding is None:
        raise ArchiveError("this archive has no stacks to look at", "open it from a directory or a URL")
    return open_house.rebuilding


def backup(
    destination: Annotated[Path, typer.Argument(help="A new directory, or a file .tar or .tar.zst.", metavar="DEST")],
    archive: ArchiveOption = None,
    as_json: JsonOption = False,
) -> None:
    """Back an archive up while it is in use, as it stands at one moment, and verify the copy.

    Exits 1 when the archive has faults; they are in the backup too.

    Example: legation backup /backups/desk.tar.zst --archive desk
    """
    from legation.backups import back_up  # the stores are slow to load
    from legation.place import archive_place

    with telling() as tell:
        made = back_up(archive_place(archive), destination, tell=tell)
    if made.faults is not None:
        with house(archive) as open_house:
            if open_house.trail is not None:
                open_house.trail.note(OWNER.name, "backed up", access=UNREADABLE)
    for fault in made.faults or ():
        warn(f"{fault.where}: {fault.what}: {fault.do}")
    if made.faults is None:
        warn("the archive is of another version of legation: its files are whole, their content was not looked at")
    if as_json:
        print_json(made.manifest)
    else:
        print_text(f"{_held(made.manifest)} at {destination}")
    if made.faults:
        raise typer.Exit(EXIT_INPUT)


def restore(
    source: Annotated[Path, typer.Argument(help="What `legation backup` made.", metavar="BACKUP")],
    archive: ArchiveOption = None,
    as_json: JsonOption = False,
) -> None:
    """Make a new archive of a backup, in a directory or in PostgreSQL, and verify it.

    Example: legation restore /backups/desk.tar.zst --archive desk-again
    """
    from legation.app import open_house  # the stores are slow to load
    from legation.backups import restore as restored
    from legation.place import archive_place, place_shown

    place = archive_place(archive)
    tally = Verified()
    with telling() as tell:
        manifest = restored(source, place, tell=tell)
        with open_house(place) as opened:
            faults = list(_verifying(opened).run(OWNER, tally, tell, reread=False))
    for fault in faults:
        warn(f"{fault.where}: {fault.what}: {fault.do}")
    if as_json:
        print_json({**msgspec.to_builtins(manifest), "faults": len(faults)})
    else:
        shown = place_shown(place)
        print_text(f"{_held(manifest)}, as of {manifest.made}, in {shown}")
    if faults:
        raise typer.Exit(EXIT_INPUT)


def _held(manifest: Manifest) -> str:
    entries = counted(manifest.entries, "ledger entry", "ledger entries")
    return f"{counted(manifest.telegrams, 'telegram')} and {entries}"


def export(
    query: Annotated[str | None, typer.Argument(help="Only what a search finds.", metavar="QUERY")] = None,
    output: Annotated[
        str, typer.Option("--output", "-o", help="File, or folder for original and parquet; - is standard output.")
    ] = "-",
    form: Annotated[Form, typer.Option("--format", help="What to write.")] = Form.jsonl,
    archive: ArchiveOption = None,
    as_reader: AsOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write telegrams out for another program or another archive.

    jsonl: a telegram a line with its original bytes, which `legation ingest` takes in again. parquet: rows, in a
    folder of parts or in one file that ends in .parquet. original: the bytes that came in, and a manifest.

    Example: legation export --format jsonl --output desk.jsonl 'from:tripoli' --archive desk
    """
    if output == "-" and form is not Form.jsonl:
        raise LegationError(f"{form.value} is not written to standard output", "name a place with --output")
    with house(archive) as opened, telling() as tell:
        reader = opened.reader(as_reader)
        if output == "-":
            made = opened.exporting.lines(reader, query, sys.stdout.buffer, tell)
        else:
            made = opened.exporting.write(reader, query, form.value, Path(output), tell)
    if as_json and output != "-":
        print_json({"telegrams": made})
    else:
        warn(counted(made, "telegram"))


@contextmanager
def telling() -> Iterator[Tell]:
    """Progress on standard error: a bar on a terminal, a line now and then in a log."""
    if sys.stderr.isatty():
        from legation.cli.drawing import bars_by_name  # slow to load, and a log has no bars

        with bars_by_name() as draw:
            yield lambda state: draw(state.check, state.done, state.all)
        return
    told = time.monotonic()

    def tell(state: Progress) -> None:
        nonlocal told
        if time.monotonic() - told > _TELL_SECONDS:
            told = time.monotonic()
            warn(f"{state.check}: {state.done} of {state.all}")

    yield tell
