"""Telegrams in an export: one a row, with a column for the text and others for what the archive knows of it.

Each row is a telegram of its own, whose source is the row as it stands, under the row of names where the file has
one, so that the same bytes give the same telegram wherever they come from. What the columns say fills what the
telegram's own words leave empty.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from itertools import zip_longest
from typing import TypeAlias

from legation.core.dtg import find_dtg
from legation.core.telegram import Release
from legation.formats.copies.wrapping import read_flat
from legation.formats.exports.columns import DATE, columns_of, divider_of_row
from legation.formats.exports.fields import says_nothing
from legation.formats.exports.names import COLUMNS, plain_name, row_of_names
from legation.formats.exports.tabletext import DEEPEST, Field, add_field, json_strings, row_at, unfolded, words_of
from legation.formats.flat import Flat
from legation.formats.heading.lines import addressee
from legation.formats.ownnumber import take_record_number
from legation.formats.plain import plain
from legation.formats.records.nara import FILLERS
from legation.formats.references.references import read_reference_list
from legation.formats.said_about import take_field, take_release_lists
from legation.formats.sheet import Sheet
from legation.formats.textpart.orders import read_day
from legation.formats.textpart.tags import split_tags

_LONGEST_NAME = 120  # of an addressee


def read_row(sheet: Sheet) -> None:
    """Read the telegram of one row."""
    columns = columns_of(sheet.source)
    sheet.layer("json-lines" if sheet.source.startswith("{") else "csv")
    if columns is None:
        return
    source = sheet.source
    flat = Flat()
    for field in columns.texts:
        if flat.length:
            flat.add("\n\n", field.start, 0)
        add_field(flat, source, field)
    words = {name: words_of(source, field) for name, field in columns.known.items()}
    take_record_number(sheet, words.get("mrn", ""))
    sheet.fields["release"] = Release(
        created=_instant(words.get("created", "")),
        released=_instant(words.get("released", "")),
        classification=words.get("classification"),
        origin=words.get("origin"),
    )
    sheet.settle_day()
    _, sent = find_dtg(words.get("dtg", "").upper(), sheet.received) or (None, None)
    if sent is not None:
        sheet.day = date.fromisoformat(sent[:10])
    read_flat(sheet, flat, "table.row")
    if sent is not None:
        sheet.fields.setdefault("dtg", sent)  # the group of the text goes before that of a column
    others = list(beside(source, columns.texts))
    known = columns.known.items()
    _fill(sheet, words, [(name, words[name], (one.start, one.end)) for name, one in known] + others)
    for name, said, span in others:
        take_field(sheet, name, said, span)
    take_release_lists(sheet, others)


def beside(source: str, texts: list[Field]) -> Iterator[tuple[str, str, tuple[int, int]]]:
    """Every other field of a row with its name, if it has one, and where it stands; of JSON every
    string, however deep. The names of columns and the keys, too, which nothing names."""
    taken = {field.start for field in texts}
    if source[:1] == "{":
        yield from (one for one in json_strings(source) if one[2][0] not in taken)
        return
    named = row_of_names(source)
    for name in source[: named.after].strip().split(named.divider) if named is not None else ():
        yield "", name.strip('"'), (0, 0)
    divider = named.divider if named is not None else divider_of_row(source) or ","
    fields, _ = row_at(source, named.after if named is not None else 0, divider)
    names = named.names if named is not None else []
    for name, field in zip_longest(names[: len(fields)], fields, fillvalue=""):
        if isinstance(field, Field) and field.start not in taken:
            yield str(name), unfolded(source, field), (field.start, field.end)


_Said: TypeAlias = tuple[str, str, tuple[int, int]]
"""A field, or one of the strings of a list in JSON: its name, its words, and where they stand."""


def _fill(sheet: Sheet, words: dict[str, str], others: list[_Said]) -> None:
    fields = sheet.fields
    if not fields.get("subject") and words.get("subject"):
        fields["subject"] = words["subject"]
    if not fields.get("tags"):
        tags = ",".join(said.replace("|", ",") for said, _ in _listed(others, "tags"))
        if tags:
            fields["tags"] = tuple(split_tags(tags))
    for name in ("to", "info"):
        names = [one.strip() for said, _ in _listed(others, name) for one in re.split(r"[|;\n]", said[:DEEPEST])]
        if not fields.get(name) and (names := [one for one in names if not says_nothing(one)]):
            fields[name] = tuple(addressee(one) for one in names if len(one) < _LONGEST_NAME)
    if not sheet.references and (listed := _listed(others, "references")):
        sheet.set_words(plain(sheet.source))
        for _, (begin, stop) in listed:
            for piece in re.finditer(r"[^|,;]+", sheet.source[begin:stop][:DEEPEST]):
                start, end = begin + piece.start(), begin + piece.end()
                sheet.references.extend(read_reference_list(sheet, start, end))


def _listed(others: list[_Said], column: str) -> list[tuple[str, tuple[int, int]]]:
    """What the fields say that are a column by name or looks, each once; in JSON each string of a list."""
    names = COLUMNS[column]
    listed = {span: said for name, said, span in others if name == column or (name and plain_name(name) in names)}
    return [(said, span) for span, said in listed.items() if not says_nothing(said[:DEEPEST])]


def _instant(words: str) -> str | None:
    """A date of an export as ISO date, with its clock if it has one."""
    found = DATE.match(words)
    if found is None:
        return None
    day = read_day((found["iso"] or found["other"]).upper(), None)
    if day in FILLERS:
        return None
    clock = found["clock"] or (found["time"] or "").zfill(5) if found["clock"] or found["time"] else None
    return f"{day}T{clock}" if day and clock else day
