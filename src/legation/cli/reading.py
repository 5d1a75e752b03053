"""``legation read``: telegrams from files or standard input, without an archive."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import msgspec
import typer

from legation.cli.console import (
    EXIT_INPUT,
    EXIT_USAGE,
    JsonOption,
    command,
    print_json,
    print_text,
    standard_input,
    warn,
)
from legation.cli.naming import names_card
from legation.core.encoding import file_name_as_text
from legation.core.errors import RefusedError
from legation.core.telegram import Telegram, to_dict, to_json
from legation.formats import read_many
from legation.formats.several import Item
from legation.services.ingest import LIMIT_BYTES
from legation.services.ingest.documents import kind_of_document, telegrams_of
from legation.services.ingest.sources import WRITE_AS, is_rtf
from legation.services.ingest.under_way import without_telegrams
from legation.tables.banners import NOT_READ, level_of
from legation.tables.marking import marking_of, telegram_marking
from legation.tables.named import names_of

if TYPE_CHECKING:
    from legation.services.drafts.drafting import Fault


def add_to(app: typer.Typer) -> None:
    app.command("read")(command(read))


def read(
    paths: Annotated[list[str], typer.Argument(help="Telegram files; - is standard input.", metavar="PATH")],
    as_json: JsonOption = False,
    findings: Annotated[
        bool, typer.Option("--findings", help="List what was found wrong or breaks a rule, with places.")
    ] = False,
    names: Annotated[
        bool, typer.Option("--names", help="Say what its posts, routing, TAGS and offices stood for on its date.")
    ] = False,
    received: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="Day it came in, where the text has no date."),
    ] = None,
    limit_bytes: Annotated[int, typer.Option(min=1, help="Largest file to read.")] = LIMIT_BYTES,
) -> None:
    """Read telegrams and print what is in them.

    Exits 0 when all were read, 1 when a finding is an error, 2 when a file cannot be opened.

    Example: legation read 09TRIPOLI893.txt --json
    """
    code = 0
    day = received.date() if received is not None else None
    for path in paths:
        try:
            data = _bytes(path, limit_bytes)
        except OSError as fault:
            warn(_fault(path, fault))
            code = max(code, EXIT_USAGE)
            continue
        if data is None:
            warn(f"{path}: is over the limit of {limit_bytes:,} bytes: split it, or raise --limit-bytes")
            code = max(code, EXIT_INPUT)
            continue
        try:
            kind = kind_of_document(data)
            items = [Item(data, None)] if kind is None else telegrams_of(data, kind)
        except RefusedError as why:
            warn(f"{path}: {why}")
            code = max(code, EXIT_INPUT)
            continue
        if kind is None and is_rtf(data):
            warn(f"{path}: is RTF, with the signs of its word processor among its words: {WRITE_AS['.rtf']}")
        name = "standard input" if path == "-" else file_name_as_text(path)
        for item in items:
            within = f"{name}#{item.part}" if item.part else name
            telegrams = read_many(item.data, day, file=within)
            for telegram in telegrams:
                if _show(telegram, path, as_json=as_json, findings=findings, names=names):
                    code = max(code, EXIT_INPUT)
            if telegrams.left_out:
                told = without_telegrams(within, len(telegrams.left_out), telegrams.left_out)
                warn(f"{told.file}: {told.what}: {told.do}")
    if code:
        raise typer.Exit(code)


def _fault(path: str, fault: OSError) -> str:
    if isinstance(fault, IsADirectoryError):
        return f"{path}: is a folder: name files, or keep it with `legation ingest`"
    return f"{path} cannot be read ({fault.strerror}): check the path and who may read it"


def _bytes(path: str, limit: int) -> bytes | None:
    """The bytes of a file, or None if there are more than ``limit``."""
    if path == "-":
        data = standard_input().buffer.read(limit + 1)
    else:
        with Path(path).open("rb") as file:
            data = file.read(limit + 1)
    return data if len(data) <= limit else None


def _show(telegram: Telegram, path: str, *, as_json: bool, findings: bool, names: bool) -> bool:
    """Print one telegram; returns whether a finding is an error."""
    if names and as_json:
        print_json({"file": telegram.file, "mrn": telegram.mrn, **names_of(telegram)})
    elif names:
        print_text(names_card(telegram))
    elif as_json and findings:
        faults = [{**msgspec.to_builtins(one), "fix": one.fix is not None} for one in _faults(telegram)]
        print_json({**to_dict(telegram), "faults": faults})
    elif as_json:
        print_text(to_json(telegram).decode())
    elif not findings:
        print_text(card(telegram))
    wrong = [finding for finding in telegram.findings if finding.severity == "error"]
    if findings and not as_json:
        for finding in telegram.findings:
            place = f"{path}:{finding.span.start}-{finding.span.end}"
            print_text(f"{place}: {finding.severity} {finding.code}: {finding.says}")
        if not _print_faults(telegram, path) and not telegram.findings:
            warn(f"{path}: no findings")
    else:
        for finding in wrong:
            what, _, do = finding.says.partition(": ")
            warn(f"{path}: {what}: {do or 'look at it with --findings'}")
    return bool(wrong)


def _faults(telegram: Telegram) -> list[Fault]:
    """What the telegram does against the rules of drafting and marking, as if it were a draft and as it stands.

    Each with its place in the text, where it has one.
    """
    # Most readings ask for no rules, and their tables take a while to load.
    from legation.services.drafts.drafting import check_telegram
    from legation.tables.posts import load_posts

    found = []
    for fault in check_telegram(telegram, load_posts()):
        span = fault.span
        if span is None and fault.paragraph is not None:
            span = telegram.paragraphs[fault.paragraph - 1].span
        found.append(msgspec.structs.replace(fault, span=span))
    return found


def _print_faults(telegram: Telegram, path: str) -> int:
    """Returns how many there are."""
    faults = _faults(telegram)
    for fault in faults:
        place = f"{path}:{fault.span.start}-{fault.span.end}" if fault.span is not None else path
        print_text(f"{place}: {fault.severity} {fault.rules}: {fault.says}: {fault.do}")
    return len(faults)


def _section(telegram: Telegram) -> str | None:
    number, of = telegram.section.number, telegram.section.of
    if number is None:
        return None
    return f"{number} of {of}" if of is not None else str(number)


def card(telegram: Telegram) -> str:
    """A telegram on one screen: what names it, who it is from and to, and how its paragraphs begin.

    Where the marks of its paragraphs hold it more closely than its line says, it says so.
    """
    t = telegram
    held = telegram_marking(t)
    level = t.classification.level or NOT_READ
    marks = " ".join([level, *t.classification.caveats, *t.classification.captions])
    rows = [
        ("", f"{t.mrn or 'no number'}   {marks}"),
        ("Held as", level_of(held, t.day) if held != marking_of(t.classification) else None),
        ("Section", _section(t)),
        ("Subject", t.subject),
        ("Date", t.dtg or t.release.created or t.written_day),
        ("Precedence", " / ".join(p for p in (t.precedence.action, t.precedence.info) if p)),
        ("From", t.from_.plad),
        ("To", "; ".join(a.plad for a in t.to)),
        ("Info", "; ".join(a.plad for a in t.info)),
        (
            "Attention",
            "; ".join(f"{a.office or ''}{f' ({a.person})' if a.person else ''}" for a in t.attention),
        ),
        (
            "E.O.",
            " ".join(
                p for p in (t.executive_order.order, t.executive_order.code, t.executive_order.declassify_on) if p
            ),
        ),
        ("TAGS", " ".join(t.tags)),
        ("Refs", "; ".join(f"{f'{r.label}) ' if r.label else ''}{r.mrn or r.text}" for r in t.references)),
        ("Classified", ", ".join(p for p in (t.classified_by.name, t.classified_by.title) if p)),
        ("Signed", ", ".join(t.signature)),
        ("Layout", t.layout),
    ]
    lines = [f"{name:<11}{value}" if name else str(value) for name, value in rows if value]
    for paragraph in t.paragraphs:
        number = f"{paragraph.number}." if paragraph.number is not None else "-"
        mark = f"({paragraph.marking}) " if paragraph.marking else ""
        words = paragraph.text if len(paragraph.text) <= 100 else paragraph.text[:97].rsplit(" ", 1)[0] + " ..."
        lines.append(f"  {number:<4}{mark}{words}")
    for finding in t.findings:
        lines.append(f"  ! {finding.code} {finding.says}")
    return "\n".join(lines) + "\n"
