"""``legation draft``: check a draft against the rules of drafting and marking, mend what is safe, write its copy."""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from legation.cli.console import (
    EXIT_INPUT,
    ArchiveOption,
    AsOption,
    JsonOption,
    OutputOption,
    bytes_of,
    command,
    house,
    print_json,
    print_text,
    standard_input,
    warn,
    write_file,
)
from legation.core.draft import Draft
from legation.core.errors import RefusedError
from legation.core.instant import in_utc, instant_text
from legation.formats import write
from legation.services.boards.stating import counted
from legation.services.drafts.drafting import Fault, banner_of_portions, check_draft, mended
from legation.services.drafts.files import draft_in_file
from legation.tables.drafting import Severity
from legation.tables.posts import Posts

FileArgument = Annotated[
    Path,
    typer.Argument(
        help="Draft as .toml or .json, or a telegram's text, also in .docx or .pdf; - is standard input.",
        metavar="DRAFT",
    ),
]
EitherArgument = Annotated[
    str,
    typer.Argument(
        help="File as .toml, .json or text, - for standard input; or the id of a kept draft.", metavar="DRAFT"
    ),
]
_ID = re.compile(r"n[0-9a-f]{2,8}")
"""An id of a kept draft, or the beginning of it."""


def add_to(root: typer.Typer) -> None:
    # They take a draft as this room does, and so import it.
    from legation.cli import clearing, deriving

    drafts = typer.Typer(
        help="Draft telegrams: check them, mend them, write the copy that is sent.\n\n"
        "Example: legation draft check draft.toml",
        no_args_is_help=True,
        rich_markup_mode=None,
    )
    for run in (check, fix, render):
        drafts.command(run.__name__)(command(run))
    clearing.add_to(drafts)
    deriving.add_to(drafts)
    root.add_typer(drafts, name="draft")


def _posts(archive: str | None) -> Posts:
    """The posts by which a file is checked: those of the archive that is named, its own among them."""
    from legation.app import posts_at  # slow to load, and no other use of a file needs it
    from legation.place import archive_place

    return posts_at(archive_place(archive))


def check(
    draft: EitherArgument, archive: ArchiveOption = None, as_reader: AsOption = None, as_json: JsonOption = False
) -> None:
    """Check a draft against the rules; each fault names its rule and its source. Exits 1 when it cannot go so.

    Example: legation draft check draft.toml

    Example: legation draft check n3c4ae8e4
    """
    faults: Sequence[Fault]
    if is_kept(draft):
        with house(archive) as open_house:
            faults = open_house.clearing.show(open_house.reader(as_reader), draft).faults
    else:
        faults = check_draft(read_file(Path(draft)), _posts(archive))
    for fault in faults:
        if as_json:
            told = msgspec.to_builtins(fault)
            told["fix"] = fault.fix is not None
            print_json(told)
            continue
        place = f"paragraph {fault.paragraph}: " if fault.paragraph is not None else ""
        mend = " [legation draft fix]" if fault.fix is not None else ""
        print_text(f"{fault.severity:<6} {fault.rules:<5} {place}{fault.says}: {fault.do}{mend}  ({fault.source})")
    counts: dict[Severity, int] = {
        name: sum(f.severity == name for f in faults) for name in ("block", "warn", "advice")
    }
    warn(f"{counts['block']} to block it, {counted(counts['warn'], 'warning')}, {counts['advice']} for advice")
    if counts["block"]:
        raise typer.Exit(EXIT_INPUT)


def fix(
    draft: EitherArgument,
    archive: ArchiveOption = None,
    as_reader: AsOption = None,
    keep: Annotated[
        bool, typer.Option("--keep", help="Of a kept draft: put it in the place of its text instead of printing.")
    ] = False,
    by: Annotated[
        str | None, typer.Option("--by", metavar="NAME", help="With --keep: who did it, where the owner notes it.")
    ] = None,
    output: OutputOption = None,
    as_json: JsonOption = False,
) -> None:
    """Make the edits that are safe, and print the draft as JSON; what was mended is said on standard error.

    Example: legation draft fix draft.toml -o draft.json

    Example: legation draft fix n3c4ae8e4 --keep
    """
    if keep and output is not None:
        raise RefusedError("a draft that is kept is not printed", "leave --keep or --output out")
    if is_kept(draft):
        with house(archive, write=keep) as open_house:
            reader = open_house.reader(as_reader, "draft" if keep else "read")
            held = open_house.clearing.show(reader, draft)
            better, done = open_house.clearing.mend(reader, draft, held.draft)
            if keep and done:
                open_house.clearing.change(reader, draft, better, by=by, over=held.standing.text)
    elif keep:
        raise RefusedError(f"{draft} is no kept draft", "leave --keep out, or name a draft by its id")
    else:
        better, done = mended(read_file(Path(draft)), _posts(archive))
    for fault in done:
        warn(f"{fault.rules} mended: {fault.says}")
    if not done:
        warn("there is nothing to mend that is safe")
    if keep:
        print_json({"draft": draft, "mended": [fault.rule for fault in done]}) if as_json else print_text(
            f"{draft}: {len(done)} mended"
        )
        return
    if as_json and output is None:
        print_json(better)
    else:
        put_draft(better, output)


def render(
    draft: EitherArgument,
    archive: ArchiveOption = None,
    as_reader: AsOption = None,
    number: Annotated[int | None, typer.Option(min=1, help="Number it will have, where the draft has none.")] = None,
    dtg: Annotated[
        datetime | None,
        typer.Option(
            formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%MZ"],
            help="Its moment in UTC, where the draft has none; by default now.",
        ),
    ] = None,
    output: OutputOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write the transmission copy: format lines, wrapped at 69 characters, in sections where it is long.

    The banner that the portion marks ask for is said on standard error.

    Example: legation draft render draft.toml --number 120

    Example: legation draft render n3c4ae8e4
    """
    from legation.app import now  # the stores stand behind it, and a draft seldom needs the clock

    if is_kept(draft):
        with house(archive) as open_house:
            held = open_house.clearing.show(open_house.reader(as_reader), draft).draft
    else:
        held = read_file(Path(draft))
    if held.dtg is None:
        held = msgspec.structs.replace(held, dtg=instant_text(in_utc(dtg) if dtg else now(), "minutes"))
    if held.number is None and number is not None:
        held = msgspec.structs.replace(held, number=number)
    text = write(held)
    if as_json:
        print_json({"text": text, "banner": banner_of_portions(held)})
        return
    warn(f"{held.classification.level}; its portion marks ask for {banner_of_portions(held)}")
    put(text, output)


def is_kept(draft: str) -> bool:
    """Whether a kept draft is meant and no file: its id, while no file bears that name."""
    return _ID.fullmatch(draft) is not None and not Path(draft).exists()


def read_file(path: Path) -> Draft:
    """The draft in a file, or on standard input. Raises RefusedError; LegationError where it cannot be opened."""
    if str(path) == "-":
        return draft_in_file(standard_input().buffer.read(), "")
    return draft_in_file(bytes_of(path), str(path))


def put_draft(draft: Draft, output: Path | None) -> None:
    """Write a draft as JSON to a file whose name says so, or print it. Raises RefusedError."""
    if output is not None and output.suffix.lower() != ".json":
        raise RefusedError(f"{output} would not be read again: a draft is written as JSON", "name the file .json")
    put(msgspec.json.format(msgspec.json.encode(draft), indent=2).decode() + "\n", output)


def put(text: str, output: Path | None) -> None:
    """Write to a file, or print. Raises RefusedError."""
    if output is None:
        sys.stdout.write(text)
        return
    write_file(output, text.encode())
    warn(f"written to {output}")
