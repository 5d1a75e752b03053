"""How every command speaks: JSON lines or text on standard output, one clear line for a fault, an exit code.

Exit codes: 0 done, 1 the input is at fault (findings of severity error, refused moves, an ingest that kept
nothing), 2 usage or an archive that cannot be used.
"""

from __future__ import annotations

import os
import re
import stat
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn, ParamSpec, TextIO, TypeVar

import msgspec
import typer

from legation.core.errors import LegationError, MoveError, QueryError, RefusedError
from legation.services.banners import outward
from legation.services.boards.telling import Listed
from legation.storage.private import owner_only
from legation.storage.scratch import made_beside, put

if TYPE_CHECKING:
    from legation.app import House

P = ParamSpec("P")
R = TypeVar("R")

EXIT_INPUT = 1
EXIT_USAGE = 2
EXIT_STOPPED = 130  # as a shell tells of a program that Ctrl-C has ended (128 and SIGINT)

ArchiveOption = Annotated[
    str | None,
    typer.Option(
        "--archive",
        "-a",
        metavar="DIR|URL",
        help="Archive directory, or postgresql://USER@HOST/DB; else $LEGATION_ARCHIVE, else ./legation-archive.",
    ),
]
DialogueArgument = Annotated[str | None, typer.Argument(help="The same as --dialogue DIALOGUE.", metavar="DIALOGUE")]
DialogueOption = Annotated[str | None, typer.Option("--dialogue", "-d", help="Id; not needed while there is one.")]
MrnArgument = Annotated[str, typer.Argument(help="MRN in any spelling.", metavar="MRN")]
MrnsArgument = Annotated[list[str] | None, typer.Argument(help="MRNs in any spelling.", metavar="MRN")]
ThingArgument = Annotated[str, typer.Argument(help="A number (3, demarche 2) or an id.", metavar="THING")]
DateOption = Annotated[
    datetime | None, typer.Option("--as-of", formats=["%Y-%m-%d"], help="As it stood at the end of this day.")
]
WholeOption = Annotated[bool, typer.Option("--whole", help="Print paragraphs that are the same, too.")]
OutputOption = Annotated[
    Path | None, typer.Option("--output", "-o", readable=False, help="File to write instead of printing.")
]
AsOption = Annotated[str | None, typer.Option("--as", help="Answer as this account of the archive.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON, one value a line.")]

_JSON = msgspec.json.Encoder()
_EXAMPLE = re.compile(r"\n+    (?=Example: )")


def print_json(value: Any) -> None:
    """One line of JSON on standard output; to a terminal what it would obey goes by its number, which is the same."""
    said = _JSON.encode(outward(value)).decode()
    if sys.stdout.isatty():
        said = _COMMANDS.sub(lambda found: f"\\u{ord(found[0]):04x}", said)
    sys.stdout.write(said + "\n")


# Control characters but tab and line end, and those that turn the direction of what follows.
_COMMANDS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]|\r(?!\n)")


def harmless(text: str, stream: TextIO) -> str:
    """Text as it may go to a stream: a terminal obeys the control characters of a text, so it gets pictures of them.

    Each stands for one, so that places in the text stay. What is not a terminal gets the text as it is.
    """
    return _COMMANDS.sub(_picture, text) if stream.isatty() else text


def _picture(found: re.Match[str]) -> str:
    code = ord(found[0])
    return chr(0x2400 + code) if code < 0x20 else "\u2421" if code == 0x7F else "\ufffd"


def print_text(text: str) -> None:
    """Text on standard output, as it is but for what a terminal would obey."""
    print_styled(harmless(text, sys.stdout))


def print_styled(text: str) -> None:
    """Text on standard output that may hold commands to a terminal, all of them ours."""
    sys.stdout.write(text if text.endswith("\n") else text + "\n")


def write_file(path: Path, content: bytes) -> None:
    """Write a file that was asked for, over one that is there. Raises RefusedError where it cannot be written.

    A new one is for its owner alone: what is written may be marked. It is there whole or not at all, and what was there
    before stays until then.
    """
    try:
        if _is_made_anew(path):
            with made_beside(path) as made:
                _write_to(made, content)
                if path.exists():
                    made.chmod(stat.S_IMODE(path.stat().st_mode))
                put(made, path)
        else:
            _write_to(path, content)
    except OSError as fault:
        raise RefusedError(f"{path} cannot be written ({fault.strerror})", "choose another place") from fault


def _write_to(path: Path, content: bytes) -> None:
    with open(path, "wb", opener=owner_only) as file:
        file.write(content)


def _is_made_anew(path: Path) -> bool:
    """Whether another file may stand in the place of this one: it is none of a system's, and nobody else's."""
    try:
        like = path.stat()
    except FileNotFoundError:
        return _takes_names(path)
    is_ours = stat.S_ISREG(like.st_mode) and like.st_nlink == 1 and like.st_uid == os.geteuid()
    return is_ours and _takes_names(path)


def _takes_names(path: Path) -> bool:
    folder = path.resolve().parent
    return folder.is_dir() and os.access(folder, os.W_OK | os.X_OK)


def bytes_of(path: Path) -> bytes:
    """What is in a file that the command line names. Raises LegationError where it cannot be opened."""
    try:
        return path.read_bytes()
    except OSError as fault:
        raise LegationError(
            f"{path} cannot be read ({fault.strerror})", "check the path and who may read it"
        ) from fault


def text_of(path: Path) -> str:
    """The same of a file of text, less a byte order mark. Raises LegationError so; RefusedError where it is no text."""
    try:
        return bytes_of(path).decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        raise RefusedError(f"{path} is not text in UTF-8", "write it in UTF-8") from wrong


def standard_input() -> TextIO:
    """What the command is given to read. Raises LegationError where whoever started the program has closed it."""
    if sys.stdin is None:
        raise LegationError("there is nothing to read: standard input is closed", "name a file, or give it an input")
    return sys.stdin


def print_table(columns: list[str], rows: list[list[str]], *, none: str, wide: int | None = None) -> None:
    """Rows under headings, or where there is none the line ``none`` on standard error.

    ``wide`` names the one column that takes the room that is left.
    """
    if not rows:
        warn(none)
        return
    from legation.cli.drawing import draw_table  # slow to load, and most commands draw nothing

    draw_table(columns, [[harmless(cell, sys.stdout) for cell in row] for row in rows], wide=wide)


def one_line(what: str) -> str:
    """What is said as one line, whatever line ends a name in it has."""
    return " ".join(what.splitlines())


def warn(what: str) -> None:
    """One line on standard error."""
    sys.stderr.write(f"legation: {harmless(one_line(what), sys.stderr)}\n")


def stop(error: LegationError, code: int) -> NoReturn:
    """Say what is wrong and what to do, and leave with ``code``."""
    warn(str(error))
    if isinstance(error, QueryError):
        sys.stderr.write(f"legation: at character {error.at + 1} of the query\n")
    raise typer.Exit(code)


_TOO_MANY = "unexpected extra argument"


def refuse_usage(wrong: Any) -> NoReturn:
    """Say in one line what is wrong with a command line, a UsageError of the library, and leave."""
    if type(wrong).__name__ == "NoArgsIsHelpError":  # it is the help itself
        raise wrong
    if isinstance(wrong, typer.BadParameter):
        wrong.message = in_plain_words(wrong.message)
    said = (
        wrong.format_message()
        .removeprefix("Invalid value for ")
        .rstrip(".")
        .replace(". Did you mean", ", did you mean")
        .replace(". Choose from:", ", one of")
    )
    said = " ".join(said.split())
    if isinstance(wrong, typer.BadParameter) and ": " in wrong.message:
        warn(said)
    else:
        program = wrong.ctx.command_path if wrong.ctx is not None else "legation"
        takes = [one.name for one in wrong.ctx.command.params] if wrong.ctx is not None else []
        do = "put a search of several words in quotation marks, or " if _TOO_MANY in said and "query" in takes else ""
        warn(f"{said[:1].lower()}{said[1:]}: {do}see `{program} --help`")
    raise typer.Exit(EXIT_USAGE)


def command(run: Callable[P, R]) -> Callable[P, R]:
    """Translate the house's errors to one line and an exit code, once for all commands.

    Of its description each example is a paragraph, for the help runs the lines of one together.
    """

    @wraps(run)
    def translated(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return run(*args, **kwargs)
        except (RefusedError, MoveError) as error:
            stop(error, EXIT_INPUT)
        except LegationError as error:
            stop(error, EXIT_USAGE)
        except UnicodeEncodeError as error:
            if not any(map(_is_no_text, kwargs.values())):
                raise
            do = "write it in UTF-8, and the name of a file as lists show it"
            stop(RefusedError(f"{error.object!r} is not text in UTF-8", do), EXIT_USAGE)

    translated.__doc__ = run.__doc__ and _EXAMPLE.sub("\n\n    ", run.__doc__)
    return translated


def _is_no_text(given: object) -> bool:
    """Whether what was given on the command line has bytes that are no UTF-8, which no store and no page has either."""
    if isinstance(given, list | tuple):
        return any(map(_is_no_text, given))
    return isinstance(given, str) and any("\udc80" <= sign <= "\udcff" for sign in given)


def names_given(name: str) -> list[str]:
    """The telegrams that a command is for: the one named, or for ``-`` each line of standard input, once.

    Raises RefusedError where there is no line, LegationError where standard input is closed.
    """
    if name != "-":
        return [name]
    names = list(dict.fromkeys(line.strip() for line in standard_input() if line.strip()))
    if not names:
        raise RefusedError("no telegram is named on standard input", "write one number a line")
    return names


def day(given: datetime | None) -> date | None:
    """The day of an option."""
    return given.date() if given is not None else None


def one_dialogue(listed: Sequence[Listed], *given: str | None) -> str:
    """The dialogue that is meant: the one named, by option or as an argument, or the only one there is.

    Raises RefusedError.
    """
    named = list(dict.fromkeys(one for one in given if one is not None))
    if len(named) > 1:
        raise RefusedError(f"two dialogues are named, {' and '.join(named)}", "name one")
    if named:
        return named[0]
    if len(listed) == 1:
        return listed[0].id
    if not listed:
        raise RefusedError("there is no dialogue yet", "open one with `legation dialogue open MRN`")
    told = ", ".join(f"{row.id} ({row.marking}: {row.title})" for row in listed)
    raise RefusedError("there are several dialogues", f"name one with --dialogue: {told}")


@contextmanager
def house(
    archive: str | None,
    *,
    write: bool = False,
    people: bool = False,
    make: bool = False,
    index_read: bool = True,
    stays: bool = False,
    whole: bool = False,
) -> Iterator[House]:
    """The archive that the options name, open. make: where there is none yet, make one and say so.

    stays: writes until it is ended. Who writes waits for another that does, and says so. whole: the command does one
    thing or is refused; a new archive is not made for what is refused.
    Raises ArchiveError where there is none and a command cannot begin one: a name that was mistyped makes nothing.
    """
    # The stores are slow to load, and reading needs none.
    from legation.app import open_house
    from legation.place import archive_place, check_archive, is_there, patience, place_shown

    place = archive_place(archive)
    new = make and not is_there(place)
    made = f"there was no archive at {place_shown(place)}: it is made" if new else ""
    if write and not make:
        check_archive(place)
    with open_house(
        place,
        write=write or new,
        people=people,
        index_read=index_read,
        patience=patience(warn),
        stays=stays and write,
    ) as opened:
        if made and not whole:
            warn(made)
        try:
            yield opened
        except LegationError:
            if new and whole:
                opened.forsake()
            raise
        if made and whole:
            warn(made)


_SAID = (
    (
        re.compile(r"(?:Value error, )?'(.*)' does not match the formats? '%Y-%m-%d'\."),
        "'{}' is no day: write it as 2026-01-31",
    ),
    (
        re.compile(r"(?:Value error, )?'(.*)' does not match the formats? .*"),
        "'{}' is no moment: write it as 2026-01-31T13:00",
    ),
    (re.compile(r"(?:Value error, )?'(.*)' is not one of (.*?)\.?"), "'{}' is none of these: {}"),
    (re.compile(r"Input should be greater than or equal to (\S+)"), "give a number from {} on"),
    (re.compile(r"Input should be less than or equal to (\S+)"), "give a number up to {}"),
    (re.compile(r"Input should be a valid (?:integer|number).*"), "give a number"),
)
"""What the library says of a value, and the same in the words of the house."""


def in_plain_words(said: str) -> str:
    """What is wrong with a value and what to write, in place of the library's words."""
    for pattern, plain in _SAID:
        found = pattern.fullmatch(said.strip())
        if found is not None:
            return plain.format(*found.groups())
    return said
