"""``legation draft new`` to ``legation draft withdraw``: a draft kept, cleared, approved and released."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import msgspec
import typer

from legation.cli.console import (
    ArchiveOption,
    AsOption,
    DialogueOption,
    JsonOption,
    ThingArgument,
    WholeOption,
    command,
    house,
    one_dialogue,
    print_json,
    print_table,
    print_text,
    warn,
)
from legation.cli.drafting import FileArgument, put_draft, read_file
from legation.cli.sending import queue, say_waiting, send
from legation.core.draft import Draft
from legation.core.errors import RefusedError
from legation.tables.composing import purposes

if TYPE_CHECKING:
    from legation.app import House
    from legation.core.clearing import Clearance, Refusal, Standing
    from legation.core.marking import Reader
    from legation.services.drafts.composing import Begun

_TEMPLATES = "report, demarche-instruction, demarche-reply, meeting, agreed-minutes or contact-change."
IdArgument = Annotated[str, typer.Argument(help="Its id, or the beginning of it.", metavar="ID")]
ByOption = Annotated[
    str | None, typer.Option("--by", metavar="NAME", help="Who did it, where the owner notes it for another.")
]
TextOption = Annotated[
    str | None, typer.Option("--text", metavar="HASH", help="Beginning of the hash of the text that was read.")
]
TemplateOption = Annotated[str, typer.Option(help=_TEMPLATES)]
OutputOption = Annotated[
    Path | None,
    typer.Option("--output", "-o", readable=False, help="File to write it to as JSON, instead of keeping it."),
]


def add_to(app: typer.Typer) -> None:
    for run in (new, reply, about, change, list_, show, diff, clear, refuse, approve, release, withdraw, send, queue):
        app.command(run.__name__.rstrip("_"))(command(run))


OnceOption = Annotated[
    str | None, typer.Option(metavar="KEY", help="Keep one draft under this key, however often it is asked.")
]


def new(
    draft: Annotated[
        Path | None,
        typer.Argument(help="Draft as .toml, .json, text, .docx or .pdf; - is standard input.", metavar="DRAFT"),
    ] = None,
    archive: ArchiveOption = None,
    as_reader: AsOption = None,
    template: Annotated[str | None, typer.Option(help=_TEMPLATES)] = None,
    answers: Annotated[
        str | None, typer.Option("--from", metavar="MRN", help="With --template: the telegram that it answers.")
    ] = None,
    level: Annotated[str, typer.Option(help="With --template alone: its level.")] = "UNCLASSIFIED",
    by: ByOption = None,
    once: OnceOption = None,
    output: OutputOption = None,
    as_json: JsonOption = False,
) -> None:
    """Keep a new draft: from a file, or begun from a template and the telegram that it answers.

    Example: legation draft new --template demarche-reply --from 09STATE112900
    """
    if (draft is None) == (template is None):
        raise RefusedError("a draft is begun from a file or from a template", "name one of the two")
    with house(archive, write=output is None, make=output is None and answers is None, whole=True) as open_house:
        reader = open_house.reader(as_reader, "draft")
        if template is not None:
            made = open_house.clearing.compose(reader, template, answers=answers, level=level)
        else:
            assert draft is not None  # noqa: S101 - for the type checker
            made = read_file(draft)
        _kept(open_house, reader, made, answers, by, output, once=once, as_json=as_json)


def reply(
    mrn: Annotated[str, typer.Argument(help="The telegram to answer.", metavar="MRN")],
    archive: ArchiveOption = None,
    as_reader: AsOption = None,
    template: TemplateOption = "",
    by: ByOption = None,
    once: OnceOption = None,
    output: OutputOption = None,
    as_json: JsonOption = False,
) -> None:
    """Begin the answer to a telegram: its references, addressees, TAGS and marking are carried over.

    Without --template it is a demarche reply where the telegram asks for action, else a report.

    Example: legation draft reply 09STATE112900 -o reply.json
    """
    with house(archive, write=output is None) as open_house:
        reader = open_house.reader(as_reader, "draft")
        made = open_house.clearing.compose(reader, template, answers=mrn)
        _kept(open_house, reader, made, mrn, by, output, once=once, as_json=as_json)


def about(
    thing: ThingArgument,
    purpose: Annotated[
        str | None,
        typer.Option("--for", metavar="PURPOSE", help=f"{', '.join(purposes())}; without it its drafts are listed."),
    ] = None,
    dialogue: DialogueOption = None,
    archive: ArchiveOption = None,
    as_reader: AsOption = None,
    by: ByOption = None,
    once: OnceOption = None,
    output: OutputOption = None,
    as_json: JsonOption = False,
) -> None:
    """Begin a draft from a thing of a board: background, points, references, addressees and marking are put in.

    From an objective, demarche, commitment, meeting or contact.

    Without --for its drafts are listed, each with the move that its release is, where nobody has entered that.

    Example: legation draft about 1 --for follow-up

    Example: legation draft about "meeting 2016-06-14" --for minutes

    Example: legation draft about "objective 1"
    """
    with house(archive, write=purpose is not None and output is None) as open_house:
        reader = open_house.reader(as_reader, "read" if purpose is None else "draft")
        one = one_dialogue(open_house.dialogues.all(reader), dialogue)
        if purpose is None:
            _say_begun(open_house.composing.drafts(reader, one, thing), one, thing, as_json=as_json)
        elif output is not None:
            put_draft(open_house.composing.compose(reader, one, thing, purpose), output)
        else:
            _say(open_house.composing.begin(reader, one, thing, purpose, by=by, once=once), as_json=as_json)


def _say_begun(found: Sequence[Begun], dialogue: str, thing: str, *, as_json: bool) -> None:
    for one in found:
        if as_json:
            print_json(one)
            continue
        held = one.standing
        number = [held.mrn] if held.mrn else []
        print_text("  ".join([held.id, held.state, *number, f"{_marked(held)} {held.subject or ''}"]).rstrip())
        if one.offers is not None:
            said = [*("legation", "dialogue", "record", one.offers, thing, "--mrn", str(held.mrn), "-d", dialogue)]
            said += [word for name, value in one.fields.items() for word in ("-f", f"{name}={value}")]
            print_text(f"  not entered yet: {shlex.join(said)}")
    if not found and not as_json:
        warn("no draft was begun from it that you may see")


def change(
    name: IdArgument,
    draft: FileArgument,
    archive: ArchiveOption = None,
    as_reader: AsOption = None,
    by: ByOption = None,
    as_json: JsonOption = False,
) -> None:
    """Put another text in the place of a draft's; what was cleared and approved is void.

    Example: legation draft change n3c4ae8e4 better.json
    """
    with house(archive, write=True) as open_house:
        reader = open_house.reader(as_reader, "draft")
        _say(open_house.clearing.change(reader, name, read_file(draft), by=by), as_json=as_json)


def list_(
    archive: ArchiveOption = None,
    as_reader: AsOption = None,
    every: Annotated[bool, typer.Option("--all", help="Those released and withdrawn too.")] = False,
    as_json: JsonOption = False,
) -> None:
    """List the drafts that are under way.

    Example: legation draft list
    """
    with house(archive) as open_house:
        found = open_house.clearing.all(open_house.reader(as_reader), every=every)
    if as_json:
        for one in found:
            print_json(one)
        return
    rows = [[one.id, _marked(one), _state(one), one.mrn or "", _cleared(one), one.subject or ""] for one in found]
    print_table(
        ["id", "mark", "state", "number", "cleared by", "subject"],
        rows,
        none=f"no draft{'' if every else ' under way'}",
        wide=5,
    )


def show(
    name: IdArgument,
    archive: ArchiveOption = None,
    as_reader: AsOption = None,
    form: Annotated[
        str | None,
        typer.Option("--form", help="Print the draft itself: draft, text, delivered, mail or json."),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Show where a draft stands: its texts, clearances, faults, references, and what can be done now.

    Example: legation draft show n3c4ae8e4 --form text
    """
    with house(archive) as open_house:
        reader = open_house.reader(as_reader)
        shown = open_house.clearing.show(reader, name)
        if form is not None:
            sys.stdout.write(open_house.clearing.rendered(reader, name, form))
            return
    if as_json:
        told = msgspec.to_builtins(shown)
        for fault in told["faults"]:
            fault["fix"] = fault["fix"] is not None
        print_json(told)
        return
    held = shown.standing
    print_text(f"{held.id}  {held.state}  {_marked(held)} {held.subject or ''}".rstrip())
    for version in held.versions:
        print_text(f"  text {version.text[:12]}  {version.at}  {version.by}")
    for one in held.clearances:
        print_text(f"  cleared {one.text[:12]}  {one.at}  {one.office}:{one.by}{_void(one, held, 'refused')}")
    for refused in held.refusals:
        void = _void(refused, held, "cleared")
        print_text(f"  refused {refused.text[:12]}  {refused.at}  {refused.office}:{refused.by}  {refused.why}{void}")
    for word, who in (("approved", held.approved_by), ("released", held.released_by)):
        if who:
            over = f", over the refusal of {', '.join(held.approved_over)}" if word == "approved" else ""
            print_text(f"  {word} by {who}{over if held.approved_over else ''}")
    if held.mrn:
        print_text(f"  sent as {held.mrn} at {held.dtg}")
    for cited in shown.references:
        print_text(f"  ref {cited.text}: {cited.status}")
    for fault in shown.faults:
        print_text(f"  {fault.severity} {fault.rules}: {fault.says}: {fault.do}")
    print_text(f"  possible now: {', '.join(shown.can) or 'nothing'}")


def diff(
    name: IdArgument,
    before: Annotated[
        str, typer.Argument(help="A text, by the beginning of its hash; else the last but one.", metavar="BEFORE")
    ] = "",
    after: Annotated[
        str, typer.Argument(help="The text it is compared with; else the one that counts.", metavar="AFTER")
    ] = "",
    archive: ArchiveOption = None,
    as_reader: AsOption = None,
    as_json: JsonOption = False,
    whole: WholeOption = False,
) -> None:
    """Show what differs between two texts of a draft: what was changed since you cleared it.

    Example: legation draft diff n3c4ae8e4 5d0c1a
    """
    from legation.cli.versions import changed_lines

    with house(archive) as open_house:
        found = open_house.clearing.difference(open_house.reader(as_reader), name, before, after)
    if as_json:
        print_json(found)
        return
    sides = f"{found.standing.id}: text {found.before[:12]} and {found.after[:12]}"
    print_text("\n".join([found.banner, sides, "", *changed_lines(found.changes, whole=whole), "", found.banner]))


def clear(
    name: IdArgument,
    office: Annotated[str, typer.Option("--office", help="The office that clears it, such as NEA/MAG.")],
    archive: ArchiveOption = None,
    as_reader: AsOption = None,
    by: ByOption = None,
    text: TextOption = None,
    as_json: JsonOption = False,
) -> None:
    """Clear a draft for an office. Nobody clears their own draft alone; a change of the text voids it.

    Example: legation draft clear n3c4ae8e4 --office NEA/MAG --by "R. Second"
    """
    with house(archive, write=True) as open_house:
        reader = open_house.reader(as_reader, "draft")
        _say(open_house.clearing.clear(reader, name, office, by=by, text=text), as_json=as_json)


def refuse(
    name: IdArgument,
    office: Annotated[str, typer.Option("--office", help="The office that refuses, such as NEA/MAG.")],
    why: Annotated[str, typer.Option("--why", help="What is to be changed; it is kept with the draft.")],
    archive: ArchiveOption = None,
    as_reader: AsOption = None,
    by: ByOption = None,
    text: TextOption = None,
    as_json: JsonOption = False,
) -> None:
    """Refuse to clear a draft, and say why; what was cleared and approved is void. Nobody refuses their own.

    Example: legation draft refuse n3c4ae8e4 --office NEA/MAG --why "Say five craft, as agreed."
    """
    with house(archive, write=True) as open_house:
        reader = open_house.reader(as_reader, "draft")
        _say(open_house.clearing.refuse(reader, name, office, why, by=by, text=text), as_json=as_json)


def approve(
    name: IdArgument,
    archive: ArchiveOption = None,
    as_reader: AsOption = None,
    by: ByOption = None,
    text: TextOption = None,
    over: Annotated[
        list[str] | None,
        typer.Option("--over", metavar="OFFICE", help="An office that refused it, and over which it is approved."),
    ] = None,
    seen: Annotated[
        int | None,
        typer.Option("--seen", min=0, metavar="N", help="How many refusals you read, of those `draft show` prints."),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Approve a draft that is cleared. Nobody approves their own; a rule that blocks it must be met first.

    While an office's refusal counts, it is approved over that alone by saying so.

    Example: legation draft approve n3c4ae8e4 --by "C. Minister"
    """
    with house(archive, write=True) as open_house:
        reader = open_house.reader(as_reader, "approve")
        _say(open_house.clearing.approve(reader, name, by=by, text=text, over=over or (), seen=seen), as_json=as_json)


def release(
    name: IdArgument,
    archive: ArchiveOption = None,
    as_reader: AsOption = None,
    by: ByOption = None,
    as_json: JsonOption = False,
) -> None:
    """Release an approved draft: it gets its number and moment, is kept in the archive, and waits to be sent.

    Example: legation draft release n3c4ae8e4
    """
    with house(archive, write=True) as open_house:
        reader = open_house.reader(as_reader, "approve")
        released = open_house.clearing.release(reader, name, by=by)
        waiting = [one for one in open_house.transmitting.queue(reader) if one.mrn == released.mrn]
    _say(released, as_json=as_json)
    if not as_json:
        say_waiting(waiting)


def withdraw(
    name: IdArgument,
    archive: ArchiveOption = None,
    as_reader: AsOption = None,
    by: ByOption = None,
    as_json: JsonOption = False,
) -> None:
    """Give a draft up; its texts and what happened to it stay on record.

    Example: legation draft withdraw n3c4ae8e4
    """
    with house(archive, write=True) as open_house:
        reader = open_house.reader(as_reader, "draft")
        _say(open_house.clearing.withdraw(reader, name, by=by), as_json=as_json)


def _kept(
    open_house: House,
    reader: Reader,
    made: Draft,
    answers: str | None,
    by: str | None,
    output: Path | None,
    *,
    once: str | None = None,
    as_json: bool,
) -> None:
    if output is not None:
        put_draft(made, output)
        return
    _say(open_house.clearing.new(reader, made, by=by, answers=answers, once=once), as_json=as_json)


def _say(held: Standing, *, as_json: bool) -> None:
    if as_json:
        print_json(held)
        return
    number = f" as {held.mrn}" if held.mrn else ""
    print_text(f"{held.id} is {held.state}{number} (text {held.text[:12]})")


def _marked(held: Standing) -> str:
    """The mark under which what is said of a draft stands: its subject may be drawn from what it answers."""
    return f"({held.marking})"


def _state(held: Standing) -> str:
    return ", ".join([held.state, *(f"refused by {one.office}" for one in held.refusals if one.counts)])


def _void(one: Clearance | Refusal, held: Standing, since: str) -> str:
    """Why a clearance or a refusal no longer counts. since: what of the same text makes it void."""
    if one.counts:
        return ""
    return f"  (void: it was {since} since)" if one.text == held.text else "  (void: the text was changed)"


def _cleared(held: Standing) -> str:
    return ", ".join(f"{one.office}:{one.by}" for one in held.clearances if one.counts)
