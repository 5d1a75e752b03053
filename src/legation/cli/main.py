"""The program ``legation`` and its commands."""

from __future__ import annotations

import errno
import gc
import os
import select
import sys
from codecs import lookup
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from io import TextIOWrapper
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from legation.cli.console import EXIT_STOPPED, EXIT_USAGE, print_text, refuse_usage, warn
from legation.cli.stack import with_room

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
        """Read what stands before the command; what is asked there, as for help, is answered at once."""
        with _told_in_one_line():
            return super().make_context(*args, **extra)

    def invoke(self, ctx: typer.Context) -> Any:  # type: ignore[override]
        """Run the command of ``ctx``."""
        with _told_in_one_line():
            return super().invoke(ctx)


@contextmanager
def _told_in_one_line() -> Iterator[None]:
    """Say what is wrong with a command line and leave; raises OutputError where what is printed is not taken."""
    try:
        yield
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


ROOMS = {
    "read": "reading",
    "ingest": "ingesting",
    "propose": "proposing",
    "search": "finding",
    "suggest": "finding",
    "thread": "following",
    "graph": "following",
    "network": "following",
    "gaps": "following",
    "people": "people",
    "show": "versions",
    "diff": "versions",
    "copies": "versions",
    "cite": "citing",
    "verify": "keeping",
    "backup": "keeping",
    "restore": "keeping",
    "export": "keeping",
    "rebuild": "keeping",
    "plot": "plotting",
    "audit": "accounts",
    "mark": "accounts",
    "account": "accounts",
    "serve": "serving",
    "sample": "serving",
    "simulate": "simulating",
    "mcp": "speaking",
    "inbox": "distributing",
    "route": "distributing",
    "profile": "distributing",
    "declass": "declassifying",
    "dialogue": "dialogue",
    "draft": "drafting",
    "receive": "receiving",
    "tracer": "tracing",
    "annotation": "annotating",
    "saved": "saved",
    "hooks": "hooking",
    "settings": "settings",
}
"""Which room of this floor has a command, in the order of the help."""


def _tell_version(asked: bool) -> None:
    if asked:
        from legation.storage.archive_dir import program  # no other use of this room needs it

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


def _begin(
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


_NO_COMMANDS = frozenset({"--version", "--completion"})
"""What is answered without any of them."""


def program_of(words: list[str]) -> typer.Typer:
    """The program as a command line of these ``words`` needs it: with the one command that its first word names.

    A room is loaded for a command of its own, and a hundred other commands are not described for nothing. All of them
    where the first word is no command: for help, and to say what was meant.
    """
    named = words[0] if words and words[0] in ROOMS else None
    one = typer.Typer(
        name="legation",
        cls=Program,
        no_args_is_help=True,
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    one.callback()(_begin)
    rooms = [ROOMS[named]] if named else [] if words and words[0] in _NO_COMMANDS else ROOMS.values()
    for room in dict.fromkeys(rooms):
        import_module(f"legation.cli.{room}").add_to(one)
    if named:
        one.registered_commands = [each for each in one.registered_commands if each.name == named]
        one.registered_groups = [each for each in one.registered_groups if each.name == named]
    return one


def main() -> None:
    """Run; a reader that closes the pipe ends the program quietly."""
    _open_what_is_closed()
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        # Another encoding lacks signs that telegrams have, and who reads what is printed expects one and the same.
        if isinstance(stream, TextIOWrapper) and lookup(stream.encoding).name != "utf-8":
            stream.reconfigure(encoding="utf-8", errors=stream.errors)
    if _COMPLETING in os.environ:
        from typer.completion import completion_init  # type: ignore[attr-defined]

        completion_init()
    try:
        try:
            with_room(lambda: program_of(sys.argv[1:])())
        finally:
            _flush()
    except OutputError as fault:
        # The interpreter would complain once more when it flushes at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if fault.number == errno.EPIPE:
            sys.exit(EXIT_CLOSED)
        warn(f"what was to be written could not be ({fault.why}): make room, or write to another place")
        sys.exit(EXIT_USAGE)
    except KeyboardInterrupt:  # while the command is still being loaded; the library sees to it afterwards
        sys.exit(EXIT_STOPPED)
    finally:
        # All that is to be closed is, and what is left goes with the program; the interpreter would look through it for
        # cycles first, several times.
        gc.freeze()


def _open_what_is_closed() -> None:
    """Stand in for outputs that whoever started the program has closed; of an input ``standard_input`` says so."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            for_as_long_as_it_runs = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115
            setattr(sys, name, for_as_long_as_it_runs)


def _flush() -> None:
    try:
        sys.stdout.flush()
    except OSError as fault:
        raise OutputError(fault) from fault
