"""Headings in the forms that copies have, each a row of ``cases/heading.toml``."""

from __future__ import annotations

from typing import Any

import pytest
from tests.cases import load

import legation

_KEPT = (
    "dtg",
    "action",
    "info_precedence",
    "from",
    "to",
    "info",
    "exempt",
    "number",
    "level",
    "distribution",
    "security",
    "signals",
    "section",
)


def _written(addressees: list[dict[str, Any]]) -> list[str]:
    """Addressees as the table writes them."""
    return [
        " ".join(filter(None, (f"{a['ri']}/{a['plad']}" if a["ri"] else a["plad"], a["precedence"], a["mcn"])))
        for a in addressees
    ]


def _read(text: str) -> dict[str, Any]:
    subject = "" if "SUBJ" in text.upper() else "SUBJECT: A VISIT\n"
    read = legation.to_dict(legation.read(f"{text.strip()}\n{subject}1. THE TEXT OF A TELEGRAM STANDS HERE.\nROE\n"))
    return {
        "dtg": read["dtg"],
        "action": read["precedence"]["action"],
        "info_precedence": read["precedence"]["info"],
        "from": read["from"]["plad"],
        "to": _written(read["to"]),
        "info": _written(read["info"]),
        "exempt": read["exempt"],
        "number": f"{read['post']} {read['number']}",
        "level": read["classification"]["level"],
        "distribution": [f"{d['role']} {d['office']}-{d['copies']}" for d in read["distribution"]],
        "security": read["transmission"]["security"],
        "signals": read["transmission"]["signals"],
        "section": [read["section"]["number"], read["section"]["of"]],
        "subject": read["subject"],
        "findings": {finding["code"] for finding in read["findings"]},
    }


@pytest.mark.parametrize("case", load("heading"), ids=lambda case: case["name"])
def test_heading(case: dict[str, Any]) -> None:
    read = _read(case["text"])
    given = {name: case[name] for name in _KEPT if name in case}
    assert {name: read[name] for name in given} == given
    assert read["subject"] == "A VISIT"
    assert set(case.get("findings", [])) <= read["findings"]
    if "DTG001" in case.get("findings", []) or "DTG002" in case.get("findings", []):
        assert read["dtg"] is None


@pytest.mark.parametrize(
    ("banner", "level", "caveats"),
    [
        ("SECRET//SI//NOFORN", "SECRET", ("SI", "NOFORN")),
        ("TOP SECRET//HCS/SI//ORCON/NOFORN", "TOP SECRET", ("HCS", "SI", "ORCON", "NOFORN")),
        ("SECRET//REL TO USA, GBR", "SECRET", ("REL TO USA, GBR",)),
        ("SECRET//RD", "SECRET", ("RD",)),
        ("CONFIDENTIAL//SAR-BP", "CONFIDENTIAL", ()),  # no row of a table has it
        ("UNCLASSIFIED//SECRET ENCLOSURE", "SECRET", ()),
    ],
)
def test_a_banner_is_the_level_line_whatever_stands_behind_its_strokes(
    banner: str, level: str, caveats: tuple[str, ...]
) -> None:
    telegram = legation.read(
        f"{banner}\nR 151200Z JAN 09\nFM AMEMBASSY PARIS\nTO SECSTATE WASHDC\nSUBJECT: A VISIT\n\n"
        f"1. THE DREDGER CAME.\n\n{banner}\n"
    )
    assert (telegram.classification.level, telegram.classification.caveats) == (level, caveats)
    assert [paragraph.text for paragraph in telegram.paragraphs] == ["THE DREDGER CAME."]
