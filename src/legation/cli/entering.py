"""``legation dialogue accept, amend, reject, reconsider, record, import, merge, split``: what a person decides."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from legation.cli.console import (
    ArchiveOption,
    AsOption,
    DialogueOption,
    JsonOption,
    MrnArgument,
    ThingArgument,
    bytes_of,
    command,
    day,
    house,
    one_dialogue,
    print_json,
    print_text,
    standard_input,
    warn,
)
from legation.core.dialogue.ledger import Entry
from legation.core.encoding import text_of
from legation.core.errors import RefusedError
from legation.core.marking import Marking
from legation.services.boards.stating import counted
from legation.services.proposals.acceptance import chosen
from legation.tables.banners import mark_of, marking_in

if TYPE_CHECKING:
    from legation.app import House
    from legation.core.marking import Reader
    from legation.services.proposals.acceptance import Proposed

WhichArgument = Annotated[
    list[str] | None,
    typer.Argument(help="Numbers or fingerprints of `legation propose`; none: all.", metavar="NUMBER"),
]
ShownByOption = Annotated[str | None, typer.Option(help="Telegram that shows it.")]
QuoteOption = Annotated[str | None, typer.Option(help="Its words that show it.")]
OnOption = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Day it took place.")]
FieldOption = Annotated[
    list[str] | None,
    typer.Option("--field", "-f", help="A field as name=value; a value may be JSON.", metavar="NAME=VALUE"),
]


def add_to(app: typer.Typer) -> None:
    """Give ``legation dialogue`` these commands."""
    for one in (accept, amend, reject, reconsider, record, merge, split):
        app.command(one.__name__)(one)
    app.command("import")(import_)


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
        reader = h.reader(as_reader, "decide")
        one = one_dialogue(h.dialogues.all(reader), dialogue)
        asked = _asked(h, reader, one, mrn, which)
        entered = h.dialogues.accept(reader, one, mrn, which_of(which))
        _entered(h, reader, one, entered, as_json=as_json)
    _tell_left(asked, entered, mrn)


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

    What it speaks of again or tells of is named by number, or is new: --field same_as=3, --field demarche=new,
    --field meeting=2, --field commitment=1.

    Example: legation dialogue amend 09TRIPOLI893 4 --field due=2010-06-30
    """
    with house(archive, write=True) as h:
        reader = h.reader(as_reader, "decide")
        one = one_dialogue(h.dialogues.all(reader), dialogue)
        entered = h.dialogues.amend(reader, one, mrn, which_of(which), _fields(field))
        _entered(h, reader, one, entered, as_json=as_json)


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
        reader = h.reader(as_reader, "decide")
        one = one_dialogue(h.dialogues.all(reader), dialogue)
        asked = _asked(h, reader, one, mrn, which)
        entered = h.dialogues.reject(reader, one, mrn, which_of(which), reason)
        _entered(h, reader, one, entered, as_json=as_json)
    _tell_left(asked, entered, mrn)


@command
def reconsider(
    mrn: MrnArgument,
    which: WhichArgument,
    dialogue: DialogueOption = None,
    archive: ArchiveOption = None,
    as_reader: AsOption = None,
    as_json: JsonOption = False,
) -> None:
    """Take the rejection of proposals back: they wait for a decision again.

    Example: legation dialogue reconsider 09TRIPOLI893 13
    """
    with house(archive, write=True) as h:
        reader = h.reader(as_reader, "decide")
        one = one_dialogue(h.dialogues.all(reader), dialogue)
        asked = _asked(h, reader, one, mrn, which)
        entered = h.dialogues.reconsider(reader, one, mrn, which_of(which))
        _entered(h, reader, one, entered, as_json=as_json)
    back = {entry.draft.fields.get("words") for entry in entered}
    for told in asked:
        if told.proposal.words not in back and told.status != "rejected":
            warn(f"proposal {told.number} is not rejected: it is left as it is")


@command
def record(
    kind: Annotated[str, typer.Argument(help="The move, such as objective.table.", metavar="MOVE")],
    about: Annotated[
        str, typer.Argument(help="Number or id on the board; for something new, a short name.", metavar="THING")
    ],
    mrn: ShownByOption = None,
    quote: QuoteOption = None,
    on: OnOption = None,
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
        reader = h.reader(as_reader, "decide")
        one = one_dialogue(h.dialogues.all(reader), dialogue)
        entered = h.dialogues.record(reader, one, kind, about, mrn=mrn, quote=quote, on=day(on), fields=_fields(field))
        _entered(h, reader, one, [entered], as_json=as_json)


@command
def import_(
    file: Annotated[Path, typer.Argument(help="A spreadsheet saved as CSV; - for standard input.", metavar="FILE")],
    check: Annotated[bool, typer.Option("--check", help="Say what would become of each row; enter nothing.")] = False,
    dialogue: DialogueOption = None,
    archive: ArchiveOption = None,
    as_reader: AsOption = None,
    as_json: JsonOption = False,
) -> None:
    """Record a move for each row of a table: all of them, or none where any is refused. What stands is passed over.

    The first row names the columns: move, about, on, mrn, quote, and the fields of the moves. Rows are entered from
    above to below, and one may name what another raised. Exits 1 where rows are refused, each with its reason.

    Example: legation dialogue import talks.csv --check
    """
    table = standard_input().read() if str(file) == "-" else text_of(bytes_of(file))[0]
    with house(archive, write=not check) as h:
        reader = h.reader(as_reader, "decide")
        one = one_dialogue(h.dialogues.all(reader), dialogue)
        tried = h.dialogues.record_rows(reader, one, table=table, enter=not check)
    if as_json:
        print_json(tried)
    for row in tried.rows:
        if row.what is not None:
            warn(f"row on line {row.line}: {row.what}: {row.do}")
        elif not as_json:
            stood = "  (stands already)" if row.stood else ""
            print_text(f"{row.on}  {row.move:<20} ({row.marking}) {row.about}{stood}")
    if tried.refused:
        warn(f"nothing was entered: {len(tried.refused)} of {counted(len(tried.rows), 'row')} cannot be")
        raise typer.Exit(1)
    warn(f"{counted(tried.fresh, 'row')} can be entered" if check else f"{tried.entered} entered in the ledger")


@command
def merge(
    about: ThingArgument,
    into: Annotated[str, typer.Argument(help="The one that it is the same as.", metavar="OTHER")],
    mrn: ShownByOption = None,
    quote: QuoteOption = None,
    on: OnOption = None,
    dialogue: DialogueOption = None,
    archive: ArchiveOption = None,
    as_reader: AsOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say that an objective, demarche, commitment or instrument is another one of the board, which stands for both.

    Example: legation dialogue merge "demarche 4" "demarche 2" --mrn 10STATE12
    """
    with house(archive, write=True) as h:
        reader = h.reader(as_reader, "decide")
        one = one_dialogue(h.dialogues.all(reader), dialogue)
        entered = h.dialogues.merge(reader, one, about, into, mrn=mrn, quote=quote, on=day(on))
        _entered(h, reader, one, [entered], as_json=as_json)


@command
def split(
    about: ThingArgument,
    into: Annotated[list[str], typer.Option(help="Text of one made of it; once for each.")],
    mrn: ShownByOption = None,
    on: OnOption = None,
    dialogue: DialogueOption = None,
    archive: ArchiveOption = None,
    as_reader: AsOption = None,
    as_json: JsonOption = False,
) -> None:
    """Make several objectives, or demarches, of one; `merge` makes one of two.

    Example: legation dialogue split 3 --into "Training of pilots" --into "Spare parts"
    """
    with house(archive, write=True) as h:
        reader = h.reader(as_reader, "decide")
        one = one_dialogue(h.dialogues.all(reader), dialogue)
        entered = h.dialogues.split(reader, one, about, into, mrn=mrn, on=day(on))
        _entered(h, reader, one, entered, as_json=as_json)


def which_of(given: list[str] | None) -> list[int | str] | None:
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


def _asked(h: House, reader: Reader, dialogue: str, mrn: str, which: list[str] | None) -> list[Proposed]:
    """The proposals that a command names, or all that are still open, as they stand before it."""
    return chosen(h.dialogues.proposals(reader, mrn, dialogue), which_of(which))


def _tell_left(asked: list[Proposed], entered: list[Entry], mrn: str) -> None:
    """Say of each proposal that was named or open, and of which nothing was entered, why not."""
    made = {entry.draft.fields.get("proposal") for entry in entered}
    if not asked:
        warn(f"no proposal of {mrn} is open")
    for one in asked:
        if one.fingerprint in made:
            continue
        if one.status == "proposed":
            warn(f"proposal {one.number} is left open: {one.note or 'what it moves does not stand so that it can'}")
        else:
            because = f": {one.reason}" if one.reason else ""
            warn(f"proposal {one.number} was {one.status} before{because}")


def _entered(h: House, reader: Reader, dialogue: str, entries: list[Entry], *, as_json: bool) -> None:
    """Print entries, each with the thing that it hit: its number and text on the board, and its id, which stays."""
    if as_json:
        for entry in entries:
            print_json(entry)
    elif entries:
        view = h.dialogues.view(reader, dialogue)
        # What stands on the board is drawn from other telegrams as well; a title is, from any of the dialogue.
        hit = {row.id: (row.marking, f"{row.entity} {row.name}: {row.text}") for row in view.rows}
        hit[dialogue] = mark_of(marking_in(view.banner)), f"dialogue: {view.title}"
        for entry in entries:
            draft = entry.draft
            mark, told = hit.get(draft.about) or (
                mark_of(Marking.from_label(draft.access)),
                f"proposal: {draft.fields.get('text') or ''}",
            )
            print_text(f"{draft.on}  {draft.kind:<20} ({mark}) {told}  [{draft.about}]")
    for told in dict.fromkeys(told for entry in entries for told in h.dialogues.unknown_sides(entry.draft.fields)):
        warn(f"{told}: it stands as it was given; amend it if another is meant")
    warn(f"{len(entries)} entered in the ledger")
