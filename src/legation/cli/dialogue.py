"""``legation dialogue``: open a dialogue, accept what telegrams propose, see its board, story and brief."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any

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
from legation.core.dialogue.ledger import Entry
from legation.core.errors import RefusedError
from legation.services.board import Row, View
from legation.services.brief import to_markdown

app = typer.Typer(
    help="Run dialogues: every objective from the telegram that raised it to the one that closed it.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

DialogueOption = Annotated[str | None, typer.Option("--dialogue", "-d", help="Id; not needed while there is one.")]
MrnArgument = Annotated[str, typer.Argument(help="MRN in any spelling.", metavar="MRN")]
WhichArgument = Annotated[
    list[str] | None,
    typer.Argument(help="Numbers or fingerprints of `legation propose`; none: all.", metavar="[NUMBER...]"),
]
DateOption = Annotated[
    datetime | None, typer.Option("--as-of", formats=["%Y-%m-%d"], help="As it stood at the end of this day.")
]
FieldOption = Annotated[
    list[str] | None,
    typer.Option("--field", "-f", help="A field as name=value; a value may be JSON.", metavar="NAME=VALUE"),
]


def _day(given: datetime | None) -> date | None:
    return given.date() if given is not None else None


def _which(given: list[str] | None) -> list[int | str] | None:
    return [int(w) if w.isdigit() and len(w) < 6 else w for w in given] if given else None


def _fields(given: list[str] | None) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    for pair in given or []:
        name, equals, value = pair.partition("=")
        if not equals or not name:
            raise RefusedError(f"{pair!r} is no field", "write it as name=value")
        try:
            fields[name] = json.loads(value)
        except ValueError:
            fields[name] = value
    return fields


def _entered(entries: list[Entry], *, as_json: bool) -> None:
    for entry in entries:
        if as_json:
            print_json(entry)
        else:
            draft = entry.draft
            print_text(f"{draft.on}  {draft.kind:<20} {draft.about}  {draft.fields.get('text') or ''}")
    warn(f"{len(entries)} entered in the ledger")


@app.command("list")
@command
def list_(archive: ArchiveOption = None, as_reader: AsOption = None, as_json: JsonOption = False) -> None:
    """List the dialogues.

    Example: legation dialogue list
    """
    with house(archive) as h:
        listed = h.dialogues.list(h.reader(as_reader))
    if as_json:
        for row in listed:
            print_json(row)
        return
    if not listed:
        warn("no dialogue yet: open one with `legation dialogue open MRN`")
        return
    print_table(
        ["id", "dialogue", "parties", "state", "open", "mine", "last"],
        [
            [
                r.id,
                r.title,
                " ".join(r.parties),
                r.state or "",
                str(r.open),
                str(r.mine),
                r.last.on if r.last else "",
            ]
            for r in listed
        ],
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
    ours: Annotated[str | None, typer.Option(help="Our side, such as US.")] = None,
    party: Annotated[list[str] | None, typer.Option(help="A party; once for each.")] = None,
) -> None:
    """Open the dialogue that a telegram proposes; opening it again changes nothing.

    Example: legation dialogue open 09TRIPOLI893
    """
    with house(archive, write=True) as h:
        reader = h.reader(as_reader)
        opened = h.dialogues.open(reader, mrn, id=name, title=title, ours=ours, parties=party)
    if as_json:
        print_json({"dialogue": opened})
    else:
        print_text(opened)


@app.command("accept")
@command
def accept(
    mrn: MrnArgument,
    which: WhichArgument = None,
    dialogue: DialogueOption = None,
    archive: ArchiveOption = None,
    as_reader: AsOption = None,
    as_json: JsonOption = False,
) -> None:
    """Accept proposals of a telegram into the ledger: all that are still open, or those named.

    Example: legation dialogue accept 09TRIPOLI893 1 2 3
    """
    with house(archive, write=True) as h:
        reader = h.reader(as_reader)
        entered = h.dialogues.accept(reader, _one(h.dialogues.list(reader), dialogue), mrn, _which(which))
    _entered(entered, as_json=as_json)


@app.command("amend")
@command
def amend(
    mrn: MrnArgument,
    which: WhichArgument,
    field: FieldOption = None,
    dialogue: DialogueOption = None,
    archive: ArchiveOption = None,
    as_reader: AsOption = None,
    as_json: JsonOption = False,
) -> None:
    """Accept a proposal with changed fields; the entry remembers what they were.

    Example: legation dialogue amend 09TRIPOLI893 4 --field due=2010-06-30
    """
    with house(archive, write=True) as h:
        reader = h.reader(as_reader)
        one = _one(h.dialogues.list(reader), dialogue)
        entered = h.dialogues.amend(reader, one, mrn, _which(which), _fields(field))
    _entered(entered, as_json=as_json)


@app.command("reject")
@command
def reject(
    mrn: MrnArgument,
    which: WhichArgument,
    reason: Annotated[str, typer.Option(help="Why; it is remembered.")],
    dialogue: DialogueOption = None,
    archive: ArchiveOption = None,
    as_reader: AsOption = None,
    as_json: JsonOption = False,
) -> None:
    """Turn proposals down; they do not come back.

    Example: legation dialogue reject 09TRIPOLI893 13 --reason "said in passing"
    """
    with house(archive, write=True) as h:
        reader = h.reader(as_reader)
        one = _one(h.dialogues.list(reader), dialogue)
        entered = h.dialogues.reject(reader, one, mrn, _which(which), reason)
    _entered(entered, as_json=as_json)


@app.command("record")
@command
def record(
    kind: Annotated[str, typer.Argument(help="The move, such as objective.table.", metavar="MOVE")],
    about: Annotated[str, typer.Argument(help="Number or id on the board; for something new, a short name.")],
    mrn: Annotated[str | None, typer.Option(help="Telegram that shows it.")] = None,
    quote: Annotated[str | None, typer.Option(help="Its words that show it.")] = None,
    on: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Day it took place.")] = None,
    field: FieldOption = None,
    dialogue: DialogueOption = None,
    archive: ArchiveOption = None,
    as_reader: AsOption = None,
    as_json: JsonOption = False,
) -> None:
    """Record a move by hand. A move that the state does not allow is refused, with those that it does.

    Example: legation dialogue record objective.table 3 --mrn 10TRIPOLI12 --quote "raised budget transparency"
    """
    with house(archive, write=True) as h:
        reader = h.reader(as_reader)
        one = _one(h.dialogues.list(reader), dialogue)
        entered = h.dialogues.record(reader, one, kind, about, mrn=mrn, quote=quote, on=_day(on), fields=_fields(field))
    _entered([entered], as_json=as_json)


@app.command("board")
@command
def board(
    dialogue: Annotated[
        str | None, typer.Argument(help="Id; not needed while there is one.", metavar="[DIALOGUE]")
    ] = None,
    as_of: DateOption = None,
    archive: ArchiveOption = None,
    as_reader: AsOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show the board: each objective with its state, who must act, last movement and sources.

    Example: legation dialogue board us-ly-pol-mil --as-of 2010-03-01
    """
    with house(archive) as h:
        reader = h.reader(as_reader)
        view = h.dialogues.view(reader, _one(h.dialogues.list(reader), dialogue), _day(as_of))
    if as_json:
        print_json(view)
        return
    print_text(_header(view))
    print_table(
        ["no", "mark", "objective", "kind", "state", "holder", "last movement", "stances", "sources"],
        [_cells(row) for row in view.of("objective")],
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
                        str(r.number),
                        f"({r.marking})",
                        r.text,
                        r.by or "",
                        r.state,
                        f"{r.due or ''}{' overdue' if r.overdue else ''}",
                        f"{r.last.on} {r.last.says}",
                        " ".join(r.sources),
                    ]
                    for r in rows
                ],
                wide=2,
            )
    print_text(f"\n{view.banner}")
    for finding in view.findings:
        warn(f"{finding}: look at the story of it")


def _header(view: View) -> str:
    when = f", as of {view.as_of}" if view.as_of else ""
    return (
        f"{view.banner}\n\n{view.title}  [{view.id}]\n"
        f"{', '.join(view.parties)} (ours: {view.ours or 'not said'}), "
        f"{view.state or 'state not known'}{when}\n"
    )


def _cells(row: Row) -> list[str]:
    turn = f" ({row.turn})" if row.turn != "closed" else ""
    return [
        str(row.number),
        f"({row.marking})",
        row.text,
        row.kind or "",
        f"{row.state}{' OVERDUE' if row.overdue else ''}",
        f"{row.holder or '-'}{turn}",
        f"{row.last.on} {row.last.says}",
        ", ".join(f"{party}: {stance}" for party, stance in row.stances.items()),
        " ".join(row.sources),
    ]


@app.command("story")
@command
def story(
    about: Annotated[str, typer.Argument(help="Number of an objective, such as 3, or an id.", metavar="OBJECTIVE")],
    dialogue: DialogueOption = None,
    archive: ArchiveOption = None,
    as_reader: AsOption = None,
    as_json: JsonOption = False,
) -> None:
    """Tell the story of an objective: each movement in order, with the words it rests on.

    Example: legation dialogue story 1
    """
    with house(archive) as h:
        reader = h.reader(as_reader)
        told = h.dialogues.story(reader, _one(h.dialogues.list(reader), dialogue), about)
    if as_json:
        for one in told:
            print_json(one)
        return
    for one in told:
        movement = one.movement
        entity = movement.kind.partition(".")[0]
        said = movement.text or movement.after
        print_text(f"{movement.on}  ({movement.marking or '?'}) {entity} {movement.says}: {said}")
        for quote in one.quotes:
            place = f"#p{quote.paragraph}" if quote.paragraph is not None else ""
            print_text(f'    ({quote.marking}) "{" ".join(quote.text.split())}"  [{quote.telegram}{place}]')


@app.command("brief")
@command
def brief(
    dialogue: Annotated[
        str | None, typer.Argument(help="Id; not needed while there is one.", metavar="[DIALOGUE]")
    ] = None,
    as_of: DateOption = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", readable=False, help="File to write instead of printing.")
    ] = None,
    archive: ArchiveOption = None,
    as_reader: AsOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write a brief in Markdown; banner, portion marks and declassification come from the paragraphs used.

    Example: legation dialogue brief us-ly-pol-mil -o brief.md
    """
    with house(archive) as h:
        reader = h.reader(as_reader)
        written = h.dialogues.brief(reader, _one(h.dialogues.list(reader), dialogue), _day(as_of))
    if as_json:
        print_json(written)
    elif output is not None:
        output.write_text(to_markdown(written), encoding="utf-8")
        warn(f"{written.banner}: written to {output}")
    else:
        print_text(to_markdown(written))


@app.command("export")
@command
def export(
    dialogue: Annotated[
        str | None, typer.Argument(help="Id; not needed while there is one.", metavar="[DIALOGUE]")
    ] = None,
    archive: ArchiveOption = None,
    as_reader: AsOption = None,
) -> None:
    """Print the ledger entries of a dialogue as JSON lines, chained so that the receiver can check them.

    Example: legation dialogue export us-ly-pol-mil > us-ly.jsonl
    """
    with house(archive) as h:
        reader = h.reader(as_reader)
        entries = h.dialogues.export(reader, _one(h.dialogues.list(reader), dialogue))
    for entry in entries:
        print_json(entry)


def _one(listed: list[Any], given: str | None) -> str:
    """The dialogue that is meant: the one named, or the only one there is."""
    if given is not None:
        return given
    if len(listed) == 1:
        only: str = listed[0].id
        return only
    if not listed:
        raise RefusedError("there is no dialogue yet", "open one with `legation dialogue open MRN`")
    raise RefusedError(
        "there are several dialogues", f"name one with --dialogue: {', '.join(row.id for row in listed)}"
    )
