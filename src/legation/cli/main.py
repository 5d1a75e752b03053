"""The program ``legation`` and its commands."""

from __future__ import annotations

import errno
import gc
import os
import select
import sys
from copy import copy
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from legation.cli import (
    accounts,
    annotating,
    archive,
    citing,
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
from legation.cli.console import EXIT_USAGE, print_text, refuse_usage, warn
from legation.storage.archive_dir import program

# As a shell tells of a program that the system ended for it (128 and SIGPIPE): whether all was well is not known.
EXIT_CLOSED = 141
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO})


class OutputError(Exception):
    """Nobody takes the output any more, or a place that is written to fails."""

    def __init__(self, fault: OSError) -> None:
        self.number = fault.errno
        self.why = fault.strerror


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
        except OSError as fault:
            # The library would end with a code of its own, whatever pipe it was.
            if _is_of_output(fault):
                raise OutputError(fault) from fault
            raise


def _is_of_output(fault: OSError) -> bool:
    """Whether a fault is that of a place that is full, or of our output; programs and networks have pipes, too."""
    if fault.errno != errno.EPIPE:
        return fault.errno in _FULL
    looking = select.poll()
    for stream in (sys.stdout, sys.stderr):
        looking.register(stream.fileno(), 0)  # that nobody reads is told without asking
    return bool(looking.poll(0))


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


SHELLS = ("bash", "zsh", "fish")
_COMPLETING = "_LEGATION_COMPLETE"
"""Set where a shell asks what a command line may go on with."""


def _tell_completion(shell: str | None) -> None:
    if shell is None:
        return
    if shell not in SHELLS:
        raise typer.BadParameter(f"{shell!r} is none of these: {', '.join(SHELLS)}")
    # Asked for once in the life of a machine; the library names it in its documentation alone.
    from typer.completion import get_completion_script  # type: ignore[attr-defined]

    print_text(get_completion_script(prog_name="legation", complete_var=_COMPLETING, shell=shell))
    raise typer.Exit


@app.callback()
def begin(
    told: Annotated[
        bool, typer.Option("--version", callback=_tell_version, is_eager=True, help="Tell the version and leave.")
    ] = False,
    completion: Annotated[
        str | None,
        typer.Option(
            "--completion",
            metavar="SHELL",
            callback=_tell_completion,
            is_eager=True,
            help="Print what lets bash, zsh or fish complete commands and options.",
        ),
    ] = None,
) -> None:
    """Turn diplomatic telegram traffic into a managed bilateral dialogue.

    Example: legation read 09TRIPOLI893.txt
    """


for room in (
    reading,
    archive,
    finding,
    following,
    versions,
    citing,
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
    if sys.stdout is None:  # closed by whoever started the program
        sys.stdout = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - for as long as it runs
    if _COMPLETING in os.environ:
        from typer.completion import completion_init  # type: ignore[attr-defined]

        completion_init()
    try:
        try:
            with_one(app, sys.argv[1:2])()
        finally:
            _flush()
    except OutputError as fault:
        # The interpreter would complain once more when it flushes at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if fault.number == errno.EPIPE:
            sys.exit(EXIT_CLOSED)
        warn(f"what was to be written could not be ({fault.why}): make room, or write to another place")
        sys.exit(EXIT_USAGE)
    finally:
        # All that is to be closed is, and what is left goes with the program; the interpreter would look through it for
        # cycles first, several times.
        gc.freeze()


def _flush() -> None:
    try:
        sys.stdout.flush()
    except OSError as fault:
        raise OutputError(fault) from fault


def with_one(whole: typer.Typer, named: list[str]) -> typer.Typer:
    """The program with the one command that is ``named``, so that a hundred others are not described for nothing.

    All of it where the first word is no command: for help, and to say what was meant.
    """
    commands = [one for one in whole.registered_commands if [one.name] == named]
    groups = [one for one in whole.registered_groups if [one.name] == named]
    if not commands and not groups:
        return whole
    one = copy(whole)
    one.registered_commands, one.registered_groups = commands, groups
    return one
