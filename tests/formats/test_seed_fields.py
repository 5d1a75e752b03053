"""The telegram that the project started from: every field of the contract with the right value."""

from __future__ import annotations

from typing import Any

import pytest

import legation

pytestmark = pytest.mark.corpus


@pytest.fixture(scope="module")
def read(seed: bytes) -> dict[str, Any]:
    return legation.to_dict(legation.read(seed))


EXPECTED = {
    "file": None,
    "sha256": "82356d76ff7d5f6047368b221196dc826c7d373715d997c266137d709fc2b4fa",
    "layout": "release-head+transmission",
    "mrn": "09TRIPOLI893",
    "post": "TRIPOLI",
    "number": 893,
    "year": 2009,
    "release": {
        "created": "2009-11-05T15:03",
        "released": "2011-01-31T21:09",
        "classification": "CONFIDENTIAL",
        "origin": "Embassy Tripoli",
    },
    "transmission": {
        "id": "VZCZCXRO0019",
        "precedence": "IMMEDIATE",
        "routing": ["RUEHBC", "RUEHDE", "RUEHDH", "RUEHKUK", "RUEHROV"],
        "station": "RUEHTRO",
        "serial": "0893",
        "filed": "3091513",
        "security": "ZNY CCCCC",
        "signals": ["ZZH"],
    },
    "precedence": {"action": "IMMEDIATE", "info": "ROUTINE"},
    "dtg": "2009-11-05T15:13Z",
    "from": {"plad": "AMEMBASSY TRIPOLI", "ri": None},
    "to": [{"plad": "SECSTATE WASHDC", "ri": "RUEHC", "precedence": "IMMEDIATE", "mcn": "5452"}],
    "exempt": [],
    "distribution": [],
    "classification": {"level": "CONFIDENTIAL", "caveats": [], "captions": ["SIPDIS"]},
    "section": {"number": None, "of": None},
    "attention": [
        {"office": "NEA/MAG", "person": None},
        {"office": "NEA/RA", "person": None},
        {"office": "PM/RSAT", "person": "CHRISTOPHER PETRONE"},
    ],
    "executive_order": {"order": "12958", "code": "DECL", "declassify_on": "2019-11-05", "exemptions": []},
    "tags": [],
    "subject": "THE IMPORTANCE OF ESTABLISHING A POL-MIL DIALOGUE WITH LIBYA",
    "classified_by": {
        "name": "Gene A. Cretz",
        "title": "Ambassador",
        "organization": "U.S. Embassy Tripoli, Department of State",
        "reasons": ["1.4(b)", "1.4(d)"],
    },
    "summary": None,
    "signature": ["CRETZ"],
}


@pytest.mark.parametrize("field", EXPECTED)
def test_field(read: dict[str, Any], field: str) -> None:
    assert read[field] == EXPECTED[field]


def test_information_addressees(read: dict[str, Any]) -> None:
    assert [(a["ri"], a["plad"], a["mcn"]) for a in read["info"]] == [
        ("RUEHEE", "ARAB LEAGUE COLLECTIVE", None),
        ("RUEHLO", "AMEMBASSY LONDON", "1188"),
        ("RUEHFR", "AMEMBASSY PARIS", "0858"),
        ("RUEHRO", "AMEMBASSY ROME", "0652"),
        ("RHMFISS", "CDR USAFRICOM STUTTGART GE", None),
        ("RHEHAAA", "NSC WASHINGTON DC", None),
        ("RUEAIIA", "CIA WASHDC", None),
        ("RUEHTRO", "AMEMBASSY TRIPOLI", "6001"),
    ]


def test_references(read: dict[str, Any], seed: bytes) -> None:
    text = seed.decode()
    found = [
        (r["label"], r["mrn"], r["text"], r["kind"], r["status"], text[slice(*r["span"])]) for r in read["references"]
    ]
    assert found == [
        ("A", "09STATE112900", "State 112900", "telegram", "read", "State 112900"),
        ("B", "09STATE43049", "State 43049", "telegram", "read", "State 43049"),
    ]


def test_paragraphs(read: dict[str, Any], seed: bytes) -> None:
    first, second = read["paragraphs"]
    assert (first["number"], first["marking"], second["number"], second["marking"]) == (1, "C", 2, "C")
    assert first["text"].startswith("The USG does not currently")
    assert len(first["items"]) == 10
    assert first["items"][1] == "Signing of the Section 505 End-User Agreement"
    assert [m["mrn"] for m in first["mentions"]] == ["09STATE43049"]
    text = seed.decode()
    assert text[slice(*first["span"])].startswith("1.(C) The USG")
    assert text[slice(*second["span"])].endswith("dialogue with Libya.")


def test_elements_partition_the_text(read: dict[str, Any], seed: bytes) -> None:
    text = seed.decode()
    at = 0
    for element in read["elements"]:
        start, end = element["span"]
        assert start == at < end
        at = end
    assert at == len(text)
    assert "layout.unread" not in {element["kind"] for element in read["elements"]}


def test_the_release_faults_give_findings(read: dict[str, Any], seed: bytes) -> None:
    text = seed.decode()
    found = [(f["code"], text[slice(*f["span"])][:12]) for f in read["findings"]]
    assert [code for code, _ in found] == ["LAY001", "TAG001", "LAY001", "LAY002"]
    assert found[0][1].startswith("E.O. 12958")
    assert found[2][1].startswith("REF")
