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


IN_CAPITALS = [
    "THE MINISTER SAID THAT HE WOULD BE GLAD\nTO MEET THE AMBASSADOR ON FRIDAY\nAND THAT HE WILL STAY.",
    "THE MINISTER ASKED FOR OUR HELP AND WAS GLAD\nTO BE TOLD THAT IT WAS COMING\nBY NIGHT.",
    "WE ARE NOW ABLE\nTO SEND FOOD WITH EVERY SHIP\nFROM ROME.",
    "FOR EXAMPLE, DUES ROSE IN THE NORTH.",
    "FOR MOST PORTS, AND FOR SOME SHIPS,\nDUES ROSE.",
    "WE HAVE ASKED ALL THE POSTS OF THE NORTH\nTO SEND SHIPS AND FOOD\nFROM ROME.",
]


@pytest.mark.parametrize("above", ["", "SECRET\n\n", "SUBJECT: DUES\n\n"])
@pytest.mark.parametrize("text", IN_CAPITALS)
def test_a_line_of_a_sentence_in_capitals_is_no_list(text: str, above: str) -> None:
    got = legation.read(f"{above}{text}\n\nWE AGREED.\n")
    assert (got.to, got.attention, got.signature) == ((), (), ())
    assert [one.text for one in got.paragraphs] == [text.replace("\n", " "), "WE AGREED."]
    assert got.subject == ("DUES" if "DUES" in above else None)


@pytest.mark.parametrize(
    "plad", ["COMNAVSURFLANT NORFOLK VA", "THE PRESIDENT", "AMEMBASSY ROME", "RUEHC/SECSTATE WASHDC", "ALNAV"]
)
def test_a_list_without_an_originator_is_a_heading(plad: str) -> None:
    got = legation.read(f"NAVY DEPARTMENT\nTO {plad}\nINFO CNO WASHINGTON DC\nUNCLAS\n\n1. THE DUES RISE.\n")
    assert [one.plad for one in got.to] == [plad.partition("/")[2] or plad]


OFFICES = (
    "PAGE 01 BELISAR 00411 011044Z\n{role} AF-{none}\n\nINFO  LOG-{none}  INR-{five}  EUR-{none}  /0{none}W\n"
    "R 011030Z JUL 89\nFM AMEMBASSY ROME\nTO SECSTATE WASHDC\nINFO AMEMBASSY PARIS\nUNCLAS ROME 00411\n\n1. YES.\n"
)


@pytest.mark.parametrize("role", ["ACTION", "ORIGIN"])
@pytest.mark.parametrize(("none", "five"), [("00", "05"), ("OO", "O5"), ("0O", "O5")])
def test_offices_with_letters_for_figures_are_no_addressee(role: str, none: str, five: str) -> None:
    got = legation.read(OFFICES.format(role=role, none=none, five=five))
    assert [one.plad for one in got.info] == ["AMEMBASSY PARIS"]
    assert [(one.role, one.office, one.copies) for one in got.distribution] == [
        (role, "AF", 0),
        ("INFO", "LOG", 0),
        ("INFO", "INR", 5),
        ("INFO", "EUR", 0),
    ]


@pytest.mark.parametrize(("office", "told"), [("//", ""), ("//N4//", "//N4//"), ("//N4/N41//", "//N4/N41//"), ("", "")])
def test_the_strokes_of_an_office_that_is_not_named_are_no_part_of_an_address(office: str, told: str) -> None:
    got = legation.read(
        f"R 171312Z AUG 93\nFM CNO WASHINGTON DC{office}\nTO RUEKJCS/DIA WASHINGTON DC{office}\n"
        f"INFO CMC WASHINGTON DC{office}\nBT\nUNCLAS\n1. THE DUES RISE.\n"
    )
    assert got.from_.plad == f"CNO WASHINGTON DC{told}"
    assert [one.plad for one in got.to] == [f"DIA WASHINGTON DC{told}"]
    assert [one.plad for one in got.info] == [f"CMC WASHINGTON DC{told}"]


@pytest.mark.parametrize(("none", "one"), [("00", "01"), ("OO", "O1")])
def test_a_role_run_into_the_line_above_may_have_letters_for_figures(none: str, one: str) -> None:
    got = legation.read(
        OFFICES.format(role="ACTION", none=none, five="05").replace(f"\n\nINFO  LOG-{none}", f" INFO LOG-{one}")
    )
    assert [(office.role, office.office, office.copies) for office in got.distribution] == [
        ("ACTION", "AF", 0),
        ("INFO", "LOG", 1),
        ("INFO", "INR", 5),
        ("INFO", "EUR", 0),
    ]
