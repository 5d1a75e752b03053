"""The program ``legation`` and its commands."""

from __future__ import annotations

import os
import sys
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from legation.cli import (
    accounts,
    annotating,
    archive,
    clearing,
    declassifying,
    deriving,
    dialogue,
    distributing,
    drafting,
    finding,
    following,
    hooking,
    keeping,
    plotting,
    reading,
    receiving,
    saved,
    serving,
    settings,
    simulating,
    speaking,
    tracing,
    versions,
)
from legation.cli.console import print_text, refuse_usage
from legation.storage.archive_dir import program

# What the library raises of a command line that is none; it has no public name there.
_UsageError: Any = typer.BadParameter.__base__


class Program(TyperGroup):
    """The commands together; a command line that is none is answered as every other fault is, in one line."""

    def make_context(self, *args: Any, **extra: Any) -> Any:
        """Read what stands before the command."""
        try:
            return super().make_context(*args, **extra)
        except _UsageError as wrong:
            refuse_usage(wrong)

    def invoke(self, ctx: typer.Context) -> Any:  # type: ignore[override]
        """Run the command of ``ctx``."""
        try:
            return super().invoke(ctx)
        except _UsageError as wrong:
            refuse_usage(wrong)


app = typer.Typer(
    name="legation",
    cls=Program,
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _tell_version(asked: bool) -> None:
    if asked:
        print_text(program())
        raise typer.Exit


@app.callback()
def begin(
    told: Annotated[
        bool, typer.Option("--version", callback=_tell_version, is_eager=True, help="Tell the version and leave.")
    ] = False,
) -> None:
    """Turn diplomatic telegram traffic into a managed bilateral dialogue."""


for room in (
    reading,
    archive,
    finding,
    following,
    versions,
    keeping,
    plotting,
    accounts,
    serving,
    simulating,
    speaking,
    distributing,
    declassifying,
):
    room.add_to(app)
app.add_typer(dialogue.app, name="dialogue")
clearing.add_to(drafting.app)
deriving.add_to(drafting.app)
app.add_typer(drafting.app, name="draft")
app.add_typer(receiving.app, name="receive")
app.add_typer(tracing.app, name="tracer")
app.add_typer(annotating.app, name="annotation")
app.add_typer(saved.app, name="saved")
app.add_typer(hooking.app, name="hooks")
app.add_typer(settings.app, name="settings")


def main() -> None:
    """Run; a reader that closes the pipe ends the program quietly."""
    try:
        app()
    except BrokenPipeError:
        # The interpreter would complain once more when it flushes at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)


if __name__ == "__main__":
    main()
