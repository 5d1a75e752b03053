"""Whole invented telegrams in the layouts of the NARA release and of the release of 2010-11.

Beside each ``whole/NAME.txt`` stands ``whole/NAME.json`` with what is read from it, in short: addressees by their
names, references by their numbers (their words where none is read), paragraphs as number, marking and role. A field
that the JSON does not name is not compared.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import legation

_WHOLE = Path(__file__).parent / "whole"
_NAMES = sorted(file.stem for file in _WHOLE.glob("*.txt"))


def _short(t: legation.Telegram) -> dict[str, Any]:
    read = legation.to_dict(t)
    marked, order, by = read["classification"], read["executive_order"], read["classified_by"]
    return {
        **{name: read[name] for name in ("mrn", "post", "dtg", "tags", "subject", "signature")},
        "from": read["from"]["plad"],
        "to": [addressee["plad"] for addressee in read["to"]],
        "info": [addressee["plad"] for addressee in read["info"]],
        "precedence": [read["precedence"]["action"], read["precedence"]["info"]],
        "level": marked["level"],
        "caveats": marked["caveats"],
        "captions": marked["captions"],
        "attention": [[one["office"], one["person"]] for one in read["attention"]],
        "eo": [order["order"], order["code"], order["declassify_on"], order["exemptions"]],
        "refs": [reference["mrn"] or reference["text"] for reference in read["references"]],
        "by": by["name"],
        "title": by["title"],
        "org": by["organization"],
        "reasons": by["reasons"],
        "paragraphs": [[p["number"], p["marking"], p["role"]] for p in read["paragraphs"]],
        "texts": {str(p["number"]): " ".join(p["text"].split()) for p in read["paragraphs"] if p["number"]},
        "section": [read["section"]["number"], read["section"]["of"]],
        "distribution": [f"{one['role']} {one['office']} {one['copies']}" for one in read["distribution"]],
        "release": list(read["release"].values()),
    }


def test_there_are_telegrams() -> None:
    assert len(_NAMES) >= 40


@pytest.mark.parametrize("name", _NAMES)
def test_whole_telegram(name: str) -> None:
    source = (_WHOLE / f"{name}.txt").read_text()
    expected: dict[str, Any] = json.loads((_WHOLE / f"{name}.json").read_text())
    texts = expected.pop("texts", {})
    telegram = legation.read(source)
    short = _short(telegram)
    assert {field: short[field] for field in expected} == expected
    assert {number: short["texts"][number] for number in texts} == texts
    assert "".join(telegram.quote(element.span) for element in telegram.elements) == source
