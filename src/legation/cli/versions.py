"""``legation show, diff, copies``: the versions of a telegram, what differs between them, and its copies."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Sequence
from typing import Annotated

import typer

from legation.app import House
from legation.cli.console import (
    ArchiveOption,
    AsOption,
    JsonOption,
    MrnArgument,
    WholeOption,
    command,
    harmless,
    house,
    print_json,
    print_text,
    warn,
)
from legation.cli.reading import card
from legation.core.enclosing import document_within
from legation.core.errors import LegationError, NotFoundError
from legation.core.marking import Reader
from legation.core.telegram import to_json
from legation.services.archive.markings import settled_told
from legation.services.archive.versions import Difference, Edition, Side, place_told, sections_told
from legation.services.banners import listing_level
from legation.services.boards.stating import counted
from legation.services.comparing import Comparison, ParagraphChange, Piece
from legation.storage.records import listing_of
from legation.tables.banners import listed_as

_NAMED = 5
"""Telegrams that cite one that is not held: so many are named."""


def add_to(app: typer.Typer) -> None:
    for run in (show, diff, copies):
        app.command(run.__name__)(command(run))


def show(
    name: MrnArgument,
    archive: ArchiveOption = None,
    as_reader: AsOption = None,
    as_json: JsonOption = False,
    text: Annotated[bool, typer.Option("--text", help="The faithful text instead of the card.")] = False,
    sections: Annotated[bool, typer.Option("--sections", help="Each section by itself, not put together.")] = False,
    document: Annotated[bool, typer.Option("--document", help="The PDF or Word document it was read from.")] = False,
) -> None:
    """Show one telegram, every version of it that is held; sections are put together.

    Example: legation show 09TRIPOLI893
    """
    with house(archive) as open_house:
        reader = open_house.reader(as_reader)
        try:
            editions = open_house.versions.editions(reader, name)
        except NotFoundError:
            raise _known_by_reference(open_house, reader, name) from None
        if document:
            _write_document(name, editions)
            return
        hashes = [part.sha256 for edition in editions for part in edition.parts]
        decided = open_house.markings.standing(hashes) if not (as_json or text) else {}
        settled = [one for sha256 in hashes if sha256 in decided for one in open_house.markings.of(reader, sha256)]
    said = {one.listing.sha256: settled_told(one) for one in settled}
    shown = [
        (number, part)
        for number, edition in enumerate(editions, 1)
        for part in (edition.parts if sections else (edition.record,))
    ]
    for number, record in shown:
        if as_json:
            print_text(to_json(record.telegram).decode())
        elif text:
            sys.stdout.write(harmless(record.telegram.source, sys.stdout))
        else:
            if len(shown) > 1 and (place := place_told(number, len(editions), record.file)):
                print_text(place)
            print_text(card(record.telegram))
    for sha256, words in said.items():
        print_text(f"  {f'version {sha256[:12]}, ' if len(shown) > 1 else ''}{words}")
    for edition in editions:
        if (told := sections_told(edition)) and not sections:
            warn(f"{edition.record.telegram.mrn or name}: {told}")
    if len(shown) > 1:
        what = "sections" if sections and len(editions) == 1 else "versions"
        warn(f"{len(shown)} {what} of {shown[0][1].telegram.mrn or name}, oldest received first")


def _write_document(name: str, editions: Sequence[Edition]) -> None:
    """Of the version received last that has one, to standard output."""
    for edition in reversed(editions):
        for part in edition.parts:
            held = document_within(part.original)
            if held is not None:
                warn(f"{part.file or name}: {listing_level(listing_of(part))}")
                sys.stdout.buffer.write(held.data)
                return
    raise NotFoundError(f"telegram {name} as a document")


def _known_by_reference(house: House, reader: Reader, name: str) -> LegationError:
    """What is said of a telegram that is not held: who cites it, under their marking; else that it is not there."""
    try:
        gap = house.gaps.gap(reader, name)
    except NotFoundError:
        return NotFoundError(f"telegram {house.reading.mrn(name) or name.strip()}")
    cited_by = ", ".join(gap.cited_by[:_NAMED])
    quoted = shlex.quote(gap.name)
    more = " and more" if gap.more or len(gap.cited_by) > _NAMED else ""
    return LegationError(
        f"({gap.marking}) {gap.name} is known by reference, not held; cited by {cited_by or 'nobody any more'}{more}",
        f"`legation thread {quoted}` shows what stands about it, `legation gaps --request {quoted}` asks for it",
    )


def diff(
    name: MrnArgument,
    before: Annotated[
        str, typer.Argument(help="A version: its number from 1, or the beginning of its hash.", metavar="BEFORE")
    ] = "",
    after: Annotated[str, typer.Argument(help="The version it is compared with.", metavar="AFTER")] = "",
    archive: ArchiveOption = None,
    as_reader: AsOption = None,
    as_json: JsonOption = False,
    whole: WholeOption = False,
) -> None:
    """Show what differs between two versions of a telegram; between the last two where none are named.

    [-gone-], {+come+}, [-withheld: words-] and {+released: words+}. Layout alone is no difference.

    Example: legation diff 09TRIPOLI893 1 2
    """
    with house(archive) as open_house:
        found = open_house.versions.difference(open_house.reader(as_reader), name, before, after)
    if as_json:
        print_json(found)
        return
    print_text(_told(found, whole=whole))


def copies(
    name: MrnArgument,
    archive: ArchiveOption = None,
    as_reader: AsOption = None,
    as_json: JsonOption = False,
) -> None:
    """List copies of a telegram from other sources, and how each differs from it.

    Example: legation copies 76BEIRUT4055
    """
    with house(archive) as open_house:
        found = open_house.versions.copies(open_house.reader(as_reader), name)
    for copy in found:
        if as_json:
            print_json(copy)
            continue
        other = copy.listing
        named = other.mrn or other.file or other.sha256[:12]
        told = f"{copy.by}, {copy.alike:.0%} of the words: {tally(copy.changes)}"
        print_text(f"{named:<18} {other.sha256[:12]}  {listed_as(copy.banner):<14} {told}")
    warn(counted(len(found), "copy", "copies"))


def tally(changes: Comparison) -> str:
    """What differs, in a line."""
    if changes.same:
        return "only the layout differs" if changes.layout_only else "the same"
    told = []
    if changes.fields:
        told.append(", ".join(field.name for field in changes.fields))
    counts: dict[str, int] = {}
    for paragraph in changes.paragraphs:
        counts[paragraph.change] = counts.get(paragraph.change, 0) + 1
    told += [f"{counted(number, 'paragraph')} {change}" for change, number in counts.items() if change != "same"]
    return "; ".join(told)


def _told(found: Difference, *, whole: bool) -> str:
    changes = found.changes
    lines = [
        found.banner,
        f"{found.mrn or 'no number'}: version {found.before.number} and {found.after.number} of {found.of}",
        f"--- {_side(found.before)}",
        f"+++ {_side(found.after)}",
        "",
        *changed_lines(changes, whole=whole),
    ]
    return "\n".join([*lines, "", found.banner])


def changed_lines(changes: Comparison, *, whole: bool) -> list[str]:
    """What differs, field by field and paragraph by paragraph; with ``whole`` the paragraphs that are the same, too."""
    lines = []
    if changes.same:
        lines.append("Nothing that was read differs" + ("; the layout does." if changes.layout_only else "."))
    for field in changes.fields:
        lines += [
            f"{field.name}:",
            f"  - {'; '.join(field.before) or '(none)'}",
            f"  + {'; '.join(field.after) or '(none)'}",
        ]
    for paragraph in changes.paragraphs:
        if paragraph.change != "same" or whole:
            lines += ["", f"{_where(paragraph)}: {paragraph.change}", "  " + " ".join(map(_piece, paragraph.pieces))]
    if changes.withheld or changes.released:
        lines += ["", f"{counted(changes.withheld, 'word')} withheld, {counted(changes.released, 'word')} released"]
    return lines


def _side(side: Side) -> str:
    sections = f", {counted(side.sections, 'section')}" if side.sections else ""
    missing = f", section {', '.join(map(str, side.missing))} missing" if side.missing else ""
    return f"{side.file or side.sha256[:12]}, received {side.received[:10]}, {side.layout}{sections}{missing}"


def _where(paragraph: ParagraphChange) -> str:
    number = paragraph.after if paragraph.after is not None else paragraph.before
    marks = [mark for mark in dict.fromkeys(paragraph.marks) if mark]
    told = f"para {number}" if number is not None else "a paragraph without a number"
    return f"{told} ({' -> '.join(marks)})" if marks else told


_SHOWN = 12  # words that are the same, shown on each side of a change


def _piece(piece: Piece) -> str:
    if piece.change == "same":
        words = piece.after.split()
        if len(words) > 2 * _SHOWN:
            words = [*words[:_SHOWN], "...", *words[-_SHOWN:]]
        return " ".join(words)
    if piece.change == "withheld":
        return f"[-withheld: {piece.before}-] {{+{piece.after}+}}"
    if piece.change == "released":
        return f"[-{piece.before}-] {{+released: {piece.after}+}}"
    gone, come = f"[-{piece.before}-]" if piece.before else "", f"{{+{piece.after}+}}" if piece.after else ""
    return " ".join(part for part in (gone, come) if part)
