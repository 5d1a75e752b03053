"""``legation draft send`` and ``queue``: what was released goes out, and what still waits."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from legation.cli.console import ArchiveOption, AsOption, JsonOption, house, print_json, print_table, print_text, warn

if TYPE_CHECKING:
    from legation.app import House
    from legation.services.drafts.transmitting import Carrier, Went
    from legation.storage.outgoing import Way

_NAMED = 5
"""At most so many of what waits are named in a line."""

_WAITS: dict[Way, tuple[str, str]] = {
    "folder": ("to go into its folder", "legation draft send"),
    "mail": ("to go by mail", "legation draft send"),
    "print": ("on paper", "legation draft send --print"),
}
"""How what is queued waits, and the command that lets it go."""


def send(
    archive: ArchiveOption = None,
    as_reader: AsOption = None,
    again: Annotated[
        str | None, typer.Option("--again", metavar="MRN", help="First let what failed of this telegram wait again.")
    ] = None,
    print_: Annotated[
        bool, typer.Option("--print", help="Print the copies for addressees that no mail and no folder reaches.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Send what waits and is due: by mail and into drop folders as mail.toml says, on paper with --print.

    What does not get through is tried again later; exits 1 when something failed for good.

    Example: legation draft send
    """
    failed = said = 0
    tried: set[str] = set()

    def told(went: Went) -> None:
        nonlocal failed, said
        said += 1
        failed += went.state == "failed"
        tried.add(went.id)
        if as_json:
            print_json(went)
        else:
            warn(_went(went))

    def busy(other: str) -> None:
        nonlocal said
        said += 1
        warn(f"another program sends from this archive now ({other}): what waits goes with it")

    with house(archive, write=True) as open_house:
        reader = open_house.reader(as_reader, "approve")
        if again is not None:
            open_house.transmitting.again(reader, again)
        open_house.transmitting.send(
            reader,
            carriers(open_house, print_text if print_ else None),
            told=told,
            busy=busy,
        )
        # What was tried has had its line.
        waiting = [] if as_json else [one for one in open_house.transmitting.queue(reader) if one.id not in tried]
    if not said and not as_json:
        warn("nothing is due to be sent")
    say_waiting(waiting)
    if failed:
        raise typer.Exit(1)


def queue(
    archive: ArchiveOption = None,
    as_reader: AsOption = None,
    every: Annotated[bool, typer.Option("--all", help="What was sent too.")] = False,
    as_json: JsonOption = False,
) -> None:
    """List what waits to be sent and what failed, the last first.

    Example: legation draft queue --all
    """
    with house(archive) as open_house:
        found = open_house.transmitting.queue(open_house.reader(as_reader), every=every)
    if as_json:
        for one in found:
            print_json(one)
        return
    rows = [[one.mrn, one.way, ", ".join(one.to), one.state, str(one.attempts), one.said or ""] for one in found]
    print_table(
        ["number", "by", "to", "state", "attempts", "what was said"],
        rows,
        none="nothing was sent" if every else "nothing waits to be sent",
        wide=5,
    )


def carriers(open_house: House, put: Callable[[str], None] | None) -> dict[Way, Carrier]:
    """The ways out that the archive's mail.toml allows; ``put`` prints, None leaves paper out."""
    from legation.services.carriers.folder import FolderCarrier
    from legation.services.carriers.printing import PrintCarrier
    from legation.services.carriers.smtp import SmtpCarrier

    found: dict[Way, Carrier] = {"folder": FolderCarrier()}
    server = open_house.correspondents().server
    if server is not None:
        found["mail"] = SmtpCarrier(server)
    if put is not None:
        found["print"] = PrintCarrier(put)
    return found


def say_waiting(queued: Sequence[Went]) -> None:
    """Say what waits, whom it is for and what lets it go: a line for each way out that something waits for."""
    for way, (how, do) in _WAITS.items():
        waiting = [one for one in queued if one.way == way and one.state == "waiting"]
        if waiting:
            named = "; ".join(f"{one.mrn} to {', '.join(one.to)}" for one in waiting[:_NAMED])
            more = f"; and {len(waiting) - _NAMED} more" if len(waiting) > _NAMED else ""
            warn(f"waits {how}: {named}{more}: `{do}`; `legation draft queue` shows what waits")


def _went(went: Went) -> str:
    said = f": {went.said}" if went.said else ""
    return f"{went.mrn} to {', '.join(went.to)} by {went.way}: {went.state}{said}"
