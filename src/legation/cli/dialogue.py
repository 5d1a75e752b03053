"""``legation dialogue``: open a dialogue, accept what telegrams propose, see its board, story and brief."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from legation.cli import entering, overviews
from legation.cli.console import (
    ArchiveOption,
    AsOption,
    DateOption,
    DialogueArgument,
    DialogueOption,
    JsonOption,
    MrnArgument,
    MrnsArgument,
    ThingArgument,
    command,
    day,
    house,
    one_dialogue,
    print_json,
    print_table,
    print_text,
    warn,
    write_file,
)
from legation.cli.entering import which_of
from legation.cli.founding import proposed_text
from legation.cli.listing import CsvOption, print_report
from legation.cli.siding import called_by
from legation.core.errors import LegationError, NotFoundError, RefusedError
from legation.services.banners import banner_of
from legation.services.boards.board import OVERDUE, Row, View, movement_marking, was_due
from legation.services.boards.sides_in_cells import Called
from legation.services.boards.stating import named_by
from legation.services.briefs.brief import Brief
from legation.services.briefs.documents import FORMS, to_markdown
from legation.services.briefs.wording import ended
from legation.services.sheets import story_sheet
from legation.tables.audience import nothing_for_them, readers_of
from legation.tables.banners import mark_of

OursOption = Annotated[str | None, typer.Option(help="Our side, such as US.")]
PartyOption = Annotated[list[str] | None, typer.Option(help="A party; once for each.")]


class Turn(StrEnum):
    """Whose turn a thing of the board is."""

    MINE = "mine"
    WAITING = "waiting"
    WATCHING = "watching"
    CLOSED = "closed"


app = typer.Typer(
    help="Run dialogues: every objective from the telegram that raised it to the one that closed it.\n\n"
    "Example: legation dialogue board",
    no_args_is_help=True,
    rich_markup_mode=None,
)


def add_to(root: typer.Typer) -> None:
    root.add_typer(app, name="dialogue")


@app.command("list")
@command
def list_(
    as_of: DateOption = None,
    archive: ArchiveOption = None,
    as_reader: AsOption = None,
    as_json: JsonOption = False,
) -> None:
    """List the dialogues.

    Example: legation dialogue list
    """
    with house(archive) as h:
        listed = h.dialogues.all(h.reader(as_reader), day(as_of))
        called = called_by(h.parties)
    if as_json:
        for row in listed:
            print_json(row)
        return
    print_table(
        ["id", "dialogue", "parties", "state", "open", "mine", "last"],
        [
            [
                r.id,
                r.title,
                ", ".join(map(called, r.parties)),
                r.state or "",
                str(r.open),
                str(r.mine),
                r.last.on if r.last else "",
            ]
            for r in listed
        ],
        none="no dialogue yet: open one with `legation dialogue open MRN`",
        wide=1,
    )


@app.command("open")
@command
def open_(
    mrn: MrnArgument,
    archive: ArchiveOption = None,
    as_reader: AsOption = None,
    as_json: JsonOption = False,
    name: Annotated[str | None, typer.Option("--id", help="Id to give it.")] = None,
    title: Annotated[str | None, typer.Option(help="Title, where the telegram proposes none.")] = None,
    ours: OursOption = None,
    party: PartyOption = None,
) -> None:
    """Open the dialogue that a telegram proposes; opening it again changes nothing.

    Example: legation dialogue open 09TRIPOLI893
    """
    with house(archive, write=True) as h:
        reader = h.reader(as_reader, "decide")
        stood = {one.id for one in h.dialogues.all(reader)}
        opened = h.dialogues.open(reader, mrn, id=name, title=title, ours=ours, parties=party)
    if opened in stood:
        warn(f"{opened} was open already, and nothing of it is changed: record dialogue.amend {opened} to change it")
    if as_json:
        print_json({"dialogue": opened})
    else:
        print_text(opened)


@app.command("propose")
@command
def propose(
    mrns: MrnsArgument = None,
    query: Annotated[str, typer.Option("--query", "-q", help="A search; what it finds is taken, too.")] = "",
    accept_all: Annotated[
        bool, typer.Option("--accept", help="Open it and enter the set, without what is left to a person.")
    ] = False,
    only: Annotated[
        list[str] | None, typer.Option("--only", help="Open it and enter this number of the set; once for each.")
    ] = None,
    name: Annotated[str | None, typer.Option("--id", help="Id to give it when it is opened.")] = None,
    title: Annotated[str | None, typer.Option(help="Title, where the telegrams propose none.")] = None,
    ours: OursOption = None,
    party: PartyOption = None,
    archive: ArchiveOption = None,
    as_reader: AsOption = None,
    as_json: JsonOption = False,
) -> None:
    """Propose a dialogue from several telegrams: parties, people, objectives with their movements, meetings.

    Nothing is entered without --accept or --only.

    Example: legation dialogue propose 09TRIPOLI893 10TRIPOLI12

    Example: legation dialogue propose --query 'tag:MARR date:2010' --accept --id us-ly
    """
    asked: dict[str, Any] = {"title": title, "ours": ours, "parties": party}
    enters = accept_all or bool(only)
    with house(archive, write=enters) as h, _searching(mrns or []):
        reader = h.reader(as_reader, "decide" if enters else "read")
        if enters:
            opened = h.founding.accept(
                reader, mrns or [], query, None if accept_all else which_of(only), id=name, **asked
            )
            print_json({"dialogue": opened}) if as_json else print_text(opened)
            return
        made = h.founding.propose(reader, mrns or [], query, **asked)
        stands = h.dialogues.stands(reader, made.board.id)
        called = called_by(h.parties)
    if as_json:
        print_json(made)
        return
    print_text(proposed_text(made, called, stands=stands, titled=bool(title)))


@contextmanager
def _searching(names: Sequence[str]) -> Iterator[None]:
    """Of a name that no telegram has, and that reads as a search: say how a search is given."""
    try:
        yield
    except NotFoundError as absent:
        if absent.kind == "telegram" and any(":" in name for name in names):
            raise LegationError(absent.what, "is it a search? give it with --query, and numbers without") from None
        raise


@app.command("board")
@command
def board(
    dialogue: DialogueArgument = None,
    named: DialogueOption = None,
    as_of: DateOption = None,
    turn: Annotated[Turn | None, typer.Option(help="Only what is mine, waiting, watching or closed.")] = None,
    overdue: Annotated[bool, typer.Option("--overdue", help="Only what is overdue.")] = False,
    stalled: Annotated[
        int | None, typer.Option(min=1, help="Only what is open and has not moved for so many days.")
    ] = None,
    moved_since: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Only what moved on this day or later.")
    ] = None,
    archive: ArchiveOption = None,
    as_reader: AsOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show the board: each objective with its state, who must act, last movement and sources.

    Example: legation dialogue board --dialogue us-ly --as-of 2010-03-01 --turn mine
    """
    only = any((turn, overdue, stalled, moved_since))
    with house(archive) as h:
        reader = h.reader(as_reader)
        which = one_dialogue(h.dialogues.all(reader), named, dialogue)
        view = h.dialogues.view(
            reader,
            which,
            day(as_of),
            turn=turn.value if turn is not None else None,
            overdue=overdue,
            stalled=stalled,
            moved_since=day(moved_since),
        )
        called = called_by(h.parties)
    if as_json:
        print_json(view)
        return
    print_text(_header(view, called))
    print_table(
        ["no", "mark", "objective", "kind", "state", "holder", "due", "last movement", "silence", "stances", "sources"],
        [_cells(row, called) for row in view.of("objective")],
        none="no objective that fits the filter" if only else "no objective yet",
        wide=2,
    )
    for entity in ("position", "commitment", "demarche", "meeting", "instrument", "contact"):
        rows = view.of(entity)
        if rows:
            print_text("")
            print_table(
                ["no", "mark", entity, "by", "state", "due", "last movement", "sources"],
                [
                    [
                        r.name,
                        f"({r.marking})",
                        r.text,
                        called(r.by or ""),
                        ", open: ".join(filter(None, [r.state, " ".join(r.posts)])),
                        " ".join(filter(None, (r.due, "overdue" if r.overdue else None, was_due(r.due_before)))),
                        f"{r.last.on} {r.last.says}",
                        "; ".join(filter(None, (" ".join(r.sources), *r.entered_by))),
                    ]
                    for r in rows
                ],
                none=f"no {entity} yet",
                wide=2,
            )
    print_text(f"\n{view.banner}")
    for finding in view.findings:
        warn(f"{finding}: look at the story of it")
    for one in view.offered:
        shown_by = f" --mrn {one.telegram}" if one.telegram else ""
        record = f"legation dialogue record {one.move} {one.of} -d {view.id} --on {one.on}{shown_by}"
        warn(f"({one.marking}) {one.why}: if so, {record}")


def _header(view: View, called: Called) -> str:
    when = f", as of {view.as_of}" if view.as_of else ""
    return (
        f"{view.banner}\n\n{view.title}  [{view.id}]\n"
        f"{', '.join(map(called, view.parties))} (ours: {called(view.ours) if view.ours else 'not said'}), "
        f"{view.state or 'state not known'}{when}\n"
        + (f"nothing has moved since {view.history}: no silence is counted\n" if view.history else "")
    )


def _cells(row: Row, called: Called) -> list[str]:
    turn = f" ({row.turn})" if row.turn != "closed" else ""
    return [
        row.name,
        f"({row.marking})",
        row.text,
        row.kind or "",
        f"{row.state}{f' {OVERDUE}' if row.overdue else ''}",
        f"{called(row.holder) if row.holder else '-'}{turn}",
        row.next_due or "",
        f"{row.last.on} {row.last.says}",
        ", ".join(f"{called(party)} {days}" for party, days in row.silence.items()),
        ", ".join(f"{called(party)}: {stance}" for party, stance in row.stances.items()),
        "; ".join(filter(None, (" ".join(row.sources), *row.entered_by))),
    ]


@app.command("story")
@command
def story(
    about: ThingArgument,
    dialogue: DialogueOption = None,
    as_of: DateOption = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", readable=False, help="Document to write: .docx, .pdf, .json or .md."),
    ] = None,
    archive: ArchiveOption = None,
    as_reader: AsOption = None,
    as_json: JsonOption = False,
    as_csv: CsvOption = False,
) -> None:
    """Tell the story of an objective: each movement in order, with the words it rests on.

    Example: legation dialogue story 1 -o story.docx
    """
    write = _writing("story", output, printed=as_json or as_csv)
    with house(archive) as h:
        reader = h.reader(as_reader)
        name = one_dialogue(h.dialogues.all(reader), dialogue)
        if output is not None and write is not None:
            written = h.dialogues.story_brief(reader, name, about, day(as_of))
            write_file(output, write(written))
            warn(f"{written.banner}: written to {output}")
            return
        told = h.dialogues.story(reader, name, about, day(as_of))
        if as_csv:
            print_report(story_sheet(h.dialogues.view(reader, name, day(as_of)), told), as_csv=True)
            return
        named = named_by(h.dialogues.board(reader, name, day(as_of)))
    if as_json:
        for one in told:
            print_json(one)
        return
    marks = {id(one): one.movement.marking or mark_of(movement_marking(one.movement)) for one in told}
    shown = banner_of([*marks.values(), *(quote.marking for one in told for quote in one.quotes)])
    if shown is not None:
        print_text(f"{shown}\n")
    for one in told:
        movement = one.movement
        # Of what belongs to it, and of what was merged into it, each tells by its number that it moved.
        entity = named.thing(movement.about) or movement.kind.partition(".")[0]
        moved = movement.before not in (None, movement.after) and movement.after not in movement.says
        became = f"now {movement.after}" if moved else ""
        said = " ".join(filter(None, (ended(movement.text) if one.adds else movement.text, one.adds))) or became
        named_so = f"  [{one.id}]" if one.id and one.counts else ""
        says = f"{one.says}{f': {said}' if said else ''}{named_so}"
        print_text(f"{movement.on}  ({marks[id(one)]}) {entity} {says}")
        for quote in one.quotes:
            place = f"#p{quote.paragraph}" if quote.paragraph is not None else ""
            print_text(f'    ({quote.marking}) "{" ".join(quote.text.split())}"  [{quote.telegram}{place}]')
        if not movement.sources:
            print_text(f"    [entered by {movement.author}]")
    if shown is not None:
        print_text(f"\n{shown}")


class BriefKind(StrEnum):
    """Which brief to write."""

    SCENE_SETTER = "scene-setter"
    HAND_OVER = "hand-over"


def _writing(what: str, output: Path | None, *, printed: bool) -> Callable[[Brief], bytes] | None:
    """How the document is written that is asked for; None where none is.

    printed: whether it is to be printed in another form, too. Raises RefusedError for both, and for no such form.
    """
    if output is not None and printed:
        raise RefusedError(f"a {what} is written to a file or printed, not both", "leave out one of the options")
    if output is None:
        return None
    form = FORMS.get(output.suffix.lower().removeprefix("."))
    if form is None:
        raise RefusedError(f"no {what} is written as {output.suffix or output.name}", "use .docx, .pdf, .json or .md")
    return form[1]


@app.command("brief")
@command
def brief(
    dialogue: DialogueArgument = None,
    named: DialogueOption = None,
    as_of: DateOption = None,
    kind: Annotated[BriefKind, typer.Option(help="A scene-setter, or for a new point of contact.")] = (
        BriefKind.SCENE_SETTER
    ),
    since: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Say also what moved after this day.")
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", readable=False, help="File to write: .docx, .pdf, .json or .md."),
    ] = None,
    audience: Annotated[
        str | None, typer.Option(metavar="LEVEL", help="For readers cleared for this level, such as CONFIDENTIAL.")
    ] = None,
    holds: Annotated[list[str] | None, typer.Option(help="With --audience: handling access that they have.")] = None,
    nation: Annotated[str | None, typer.Option(help="With --audience: their nation, as ISO 3166-1 alpha-2.")] = None,
    archive: ArchiveOption = None,
    as_reader: AsOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write a brief; banner, portion marks and declassification come from the paragraphs used.

    Example: legation dialogue brief --dialogue us-ly --since 2010-01-01 -o brief.docx
    Example: legation dialogue brief --audience CONFIDENTIAL -o for-the-minister.docx
    """
    if audience is None and (holds or nation):
        raise RefusedError("--holds and --nation say for whom a brief is", "give --audience LEVEL with them")
    form = _writing("brief", output, printed=as_json)
    with house(archive) as h:
        reader = h.reader(as_reader)
        which = one_dialogue(h.dialogues.all(reader), named, dialogue)
        asked = reader if audience is None else readers_of(reader, audience.strip().upper(), holds or (), nation)
        try:
            written = h.dialogues.brief(asked, which, day(as_of), kind=kind.value, since=day(since))
        except NotFoundError:
            if audience is None:
                raise
            raise nothing_for_them() from None
    if as_json:
        print_json(written)
    elif output is not None and form is not None:
        write_file(output, form(written))
        warn(f"{written.banner}: written to {output}")
    else:
        print_text(to_markdown(written))


@app.command("export")
@command
def export(
    dialogue: DialogueArgument = None,
    named: DialogueOption = None,
    archive: ArchiveOption = None,
    as_reader: AsOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="JSON lines, as without it.")] = False,  # noqa: ARG001 - taken everywhere
) -> None:
    """Print the ledger entries of a dialogue as JSON lines, chained so that the receiver can check them.

    Example: legation dialogue export --dialogue us-ly > us-ly.jsonl
    """
    with house(archive) as h:
        reader = h.reader(as_reader)
        entries = h.dialogues.export(reader, one_dialogue(h.dialogues.all(reader), named, dialogue))
    for entry in entries:
        print_json(entry)


entering.add_to(app)
overviews.add_to(app)
