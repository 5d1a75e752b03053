"""The five-line head of a released record: reference number, created, released, classification, origin."""

from __future__ import annotations

import re

from legation.core.mrn import parse_mrn
from legation.core.telegram import Release
from legation.formats.levels import level_named
from legation.formats.lines import Line
from legation.formats.sheet import Sheet

_ID = re.compile(r"\d{2}[A-Z][A-Z0-9]*[A-Z-]\d+$|\d{2}S?ECTION\d+OF\d+[A-Z]+\d+$")
_STAMP = re.compile(r"(\d{4})-(\d{2})-(\d{2})[ T](\d{2}):(\d{2})(?::\d{2})?$")


def may_have_head(text: str) -> bool:
    """Whether ``text`` begins with two digits, as an identifier does."""
    return text[:80].lstrip()[:2].isdecimal()


def read_release_head(sheet: Sheet, lines: list[Line]) -> int:
    """Read the head, if the text begins with one. Returns the index of the first line after it, else 0."""
    filled = [i for i, line in enumerate(lines[:12]) if line.text][:5]
    if len(filled) < 3 or not _ID.match(lines[filled[0]].text) or not _STAMP.match(lines[filled[1]].text):
        return 0
    sheet.layer("release-head")
    first = lines[filled[0]]
    mrn = parse_mrn(first.text, sheet.posts.aliases)
    if mrn is not None:
        sheet.fields["record_mrn"] = mrn
    sheet.mark(first.start, first.next, "release.mrn")
    values: dict[str, str | None] = {}
    used = 1
    for index, name in zip(filled[1:], ("created", "released", "classification", "origin"), strict=False):
        line = lines[index]
        stamp = _STAMP.match(line.text)
        if name in {"created", "released"}:
            if stamp is None:
                continue
            values[name] = f"{stamp[1]}-{stamp[2]}-{stamp[3]}T{stamp[4]}:{stamp[5]}"
        elif name == "classification":
            level = level_named(line.text.split("//")[0])
            if level is None:
                break
            values[name] = line.text
        else:
            values[name] = line.text
        sheet.mark(line.start, line.next, f"release.{name}")
        used += 1
    sheet.fields["release"] = Release(**values)
    return filled[used - 1] + 1
