"""Whole invented messages in the looks that naval messages and telegrams come in, read and compared field by field.

Each ``whole_naval/NAME.txt`` has a ``NAME.json``: the fields that are compared, for each telegram of the file. They are
readings that were looked over and kept, so they hold what is read; how right it is, ``make accuracy`` measures.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from legation.core.telegram import Telegram
from legation.formats import read_many

FOLDER = Path(__file__).parent / "whole_naval"
NAMES = sorted(path.stem for path in FOLDER.glob("*.txt"))


def fields(t: Telegram) -> dict[str, Any]:
    """What is compared. Addressees as RI/PLAD PRECEDENCE MCN; references as label, number, kind; what is empty not."""

    def named(a: Any) -> str:
        return " ".join(str(part) for part in (a.ri and f"{a.ri}/", a.plad, a.precedence, a.mcn) if part)

    section = [t.section.number, t.section.of] if t.section.of else None
    read: dict[str, Any] = {
        "mrn": t.mrn,
        "dtg": t.dtg,
        "precedence": [t.precedence.action, t.precedence.info] if t.precedence.action else None,
        "from": t.from_.plad,
        "to": [named(a) for a in t.to],
        "info": [named(a) for a in t.info],
        "exempt": list(t.exempt),
        "level": t.classification.level,
        "captions": [*t.classification.caveats, *t.classification.captions],
        "section": section,
        "attention": [a.office for a in t.attention],
        "tags": list(t.tags),
        "subject": t.subject,
        "references": [" ".join(str(p) for p in (r.label, r.mrn, r.kind) if p) for r in t.references],
        "paragraphs": [p.number for p in t.paragraphs],
        "signature": list(t.signature),
        "station": t.transmission.station if t.transmission else None,
    }
    return {name: value for name, value in read.items() if value}


@pytest.mark.parametrize("name", NAMES)
def test_a_whole_message(name: str) -> None:
    data = (FOLDER / f"{name}.txt").read_bytes()
    telegrams = list(read_many(data))
    assert [fields(t) for t in telegrams] == json.loads((FOLDER / f"{name}.json").read_text())
    for t in telegrams:
        assert "".join(t.quote(element.span) for element in t.elements) == t.source


def test_there_are_messages() -> None:
    assert len(NAMES) > 40
