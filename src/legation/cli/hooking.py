"""``legation hooks``: webhooks, to which what a saved search or a board says is sent."""

from __future__ import annotations

import threading
from typing import Annotated

import typer

from legation.cli.console import (
    ArchiveOption,
    AsOption,
    JsonOption,
    command,
    house,
    print_json,
    print_table,
    print_text,
    warn,
)
from legation.services.boards.stating import counted

app = typer.Typer(
    no_args_is_help=True,
    help="Have alerts sent to an address as signed JSON.\n\n"
    "Example: legation hooks add https://host.example/alerts --search harbour",
)


def add_to(root: typer.Typer) -> None:
    root.add_typer(app, name="hooks")


HookArgument = Annotated[str, typer.Argument(help="Its id, as `legation hooks list` shows it.", metavar="HOOK")]
_ACTION = "hook"


def add(
    address: Annotated[
        str, typer.Argument(help="Where to send, such as https://host.example/alerts.", metavar="ADDRESS")
    ],
    search: Annotated[str | None, typer.Option("--search", help="Send what this saved search finds.")] = None,
    dialogue: Annotated[str | None, typer.Option("--dialogue", help="Send the alerts of this dialogue.")] = None,
    archive: ArchiveOption = None,
    as_reader: AsOption = None,
    as_json: JsonOption = False,
) -> None:
    """Register an address; it is told of what comes from now on. The secret that signs is shown this once.

    Example: legation hooks add https://host.example/alerts --search harbour
    """
    with house(archive, write=True) as open_house:
        reader = open_house.reader(as_reader, _ACTION)
        made = open_house.hooks.add(reader, address, search=search, dialogue=dialogue)
    if as_json:
        print_json(made)
        return
    print_text(made.hook.id)
    print_text(made.secret)
    warn("the second line is the secret; it is not shown again")


def list_(archive: ArchiveOption = None, as_reader: AsOption = None, as_json: JsonOption = False) -> None:
    """List your webhooks, and which of them rest and why.

    Example: legation hooks list
    """
    with house(archive) as open_house:
        reader = open_house.reader(as_reader, _ACTION)
        found = open_house.hooks.all(reader)
        titles = {} if as_json else {one.id: one.title for one in open_house.dialogues.all(reader)}
    if as_json:
        for one in found:
            print_json(one)
        return
    rows = [
        [one.id, one.search or titles.get(one.dialogue or "", one.dialogue or ""), one.resting or "sends", one.address]
        for one in found
    ]
    print_table(
        ["id", "for", "stands", "address"], rows, none="no webhook: add one with `legation hooks add ADDRESS`", wide=3
    )


def messages(
    hook: Annotated[str | None, typer.Argument(help="One webhook; all without it.", metavar="HOOK")] = None,
    archive: ArchiveOption = None,
    as_reader: AsOption = None,
    as_json: JsonOption = False,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="At most so many, the last queued first.")] = 100,
    after: Annotated[str, typer.Option(metavar="ID", help="Those queued before this message.")] = "",
) -> None:
    """List what was and is to be sent, with the last answer.

    Example: legation hooks messages --limit 10
    """
    with house(archive) as open_house:
        found = open_house.hooks.messages(open_house.reader(as_reader, _ACTION), hook, limit + 1, after=after)
    found, cut = found[:limit], len(found) > limit
    if as_json:
        for one in found:
            print_json(one)
    rows = [
        [one.id, one.state, str(one.attempts), one.answer or "", one.due or one.at or "", ", ".join(one.sources)]
        for one in found
    ]
    if not as_json:
        columns = ["id", "state", "attempts", "answer", "next or last", "about"]
        print_table(columns, rows, none="no message was queued", wide=5)
    if cut:
        warn(f"more: --after {found[-1].id}")


def remove(hook: HookArgument, archive: ArchiveOption = None, as_reader: AsOption = None) -> None:
    """Take a webhook away, with what waits for it.

    Example: legation hooks remove 0f3a5b7c9d1e2f40
    """
    with house(archive, write=True) as open_house:
        open_house.hooks.remove(open_house.reader(as_reader, _ACTION), hook)
    warn(f"{hook} is removed")


def rotate(
    hook: HookArgument, archive: ArchiveOption = None, as_reader: AsOption = None, as_json: JsonOption = False
) -> None:
    """Give a webhook a new secret, shown this once; the one before signs beside it for a day.

    Example: legation hooks rotate 0f3a5b7c9d1e2f40
    """
    with house(archive, write=True) as open_house:
        made = open_house.hooks.rotate(open_house.reader(as_reader, _ACTION), hook)
    if as_json:
        print_json(made)
    else:
        print_text(made.secret)


def try_(
    hook: HookArgument, archive: ArchiveOption = None, as_reader: AsOption = None, as_json: JsonOption = False
) -> None:
    """Queue a message that says nothing, to see whether it comes.

    Example: legation hooks try 0f3a5b7c9d1e2f40
    """
    with house(archive, write=True) as open_house:
        queued = open_house.hooks.attempt(open_house.reader(as_reader, _ACTION), hook)
    if as_json:
        print_json(queued)
    else:
        warn("queued; see what comes of it: legation hooks messages")


def wake(
    hook: HookArgument, archive: ArchiveOption = None, as_reader: AsOption = None, as_json: JsonOption = False
) -> None:
    """Let a webhook that rests send again; what failed is tried anew.

    Example: legation hooks wake 0f3a5b7c9d1e2f40
    """
    with house(archive, write=True) as open_house:
        awake = open_house.hooks.wake(open_house.reader(as_reader, _ACTION), hook)
    if as_json:
        print_json(awake)
    else:
        warn(f"{hook} sends again")


def send(
    archive: ArchiveOption = None,
    watch: Annotated[bool, typer.Option("--watch", help="Go on until you stop it.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Look what is new for every webhook and send what is due. A running desk does this by itself.

    Example: legation hooks send --watch
    """
    from legation.core.marking import UPKEEP

    with house(archive, write=True, stays=watch) as open_house:
        if watch:
            warn("sending until Ctrl-C")
            waiting = threading.Event()
            try:
                open_house.hooks.run(UPKEEP, stop=waiting.is_set, wait=waiting.wait, told=_told)
            except KeyboardInterrupt:
                warn("stopped; what waits is kept")
            return
        new = open_house.hooks.gather(UPKEEP)
        attempts = open_house.hooks.send(UPKEEP)
    if as_json:
        print_json({"new": new, "attempts": attempts})
    else:
        print_text(f"{new} new, {counted(attempts, 'attempt')}")


def rules(
    archive: ArchiveOption = None,
    highest: Annotated[str | None, typer.Option("--highest", help="The highest level that may leave.")] = None,
    plain: Annotated[
        bool | None, typer.Option("--allow-http/--https-only", help="Whether an address may be one of http.")
    ] = None,
    network: Annotated[
        list[str] | None,
        typer.Option(
            "--network",
            help="A network that may be posted to though not public, in the place of those before; may be repeated.",
        ),
    ] = None,
    no_networks: Annotated[bool, typer.Option("--no-networks", help="Public addresses alone.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Show, or change as the owner of the archive, what may leave by webhook and where to.

    Example: legation hooks rules --highest UNCLASSIFIED --network 10.1.0.0/16
    """
    from legation.services.accounts.accounts import OWNS

    networks = [] if no_networks else network
    changes = highest is not None or plain is not None or networks is not None
    with house(archive, write=changes) as open_house:
        held = (
            open_house.hooks.set_rules(OWNS, highest=highest, plain=plain, networks=networks)
            if changes
            else open_house.hooks.rules
        )
    if as_json:
        print_json(held)
        return
    print_text(f"up to {held.highest}, by {'http or https' if held.plain else 'https alone'}")
    print_text(f"to public addresses{' and ' + ', '.join(held.networks) if held.networks else ' alone'}")


def _told(fault: str) -> None:
    warn(f"a round failed ({fault}); it goes on")


for name, work in (
    ("add", add),
    ("list", list_),
    ("messages", messages),
    ("remove", remove),
    ("rotate", rotate),
    ("try", try_),
    ("wake", wake),
    ("send", send),
    ("rules", rules),
):
    app.command(name)(command(work))
