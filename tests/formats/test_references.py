"""Reference lists: rows of every form, and what holds for any text."""

from __future__ import annotations

import time
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.formats.sheets import sheet_of

import legation
from legation.core.telegram import Reference
from legation.formats.references import references
from legation.formats.references.references import read_reference_list

CASES = tomllib.loads((Path(__file__).parents[1] / "cases" / "references.toml").read_text(encoding="utf-8"))["case"]
PIECES = st.sampled_from(
    [
        "STATE",
        "ROME",
        "A.",
        "(B)",
        "C)",
        " ",
        "\n",
        ";",
        ",",
        " AND ",
        "1234",
        "75",
        "A-",
        "12",
        "(NOTAL)",
        "MAY 3",
        "/01",
        "EMAIL",
        "TOSEC 12",
        "URTEL",
        "NAVADMIN",
        "12/04",
        "FOOVILLE",
        "121200Z MAY 76",
        "(1975)",
        "O",
        "1",
        "REF B:",
        "ı",
        "ß",
    ]
)


def shown(reference: Reference) -> str:
    """A reference as the rows write it."""
    return f"{reference.label or '-'} {reference.status} {reference.kind} {reference.mrn or '-'} | {reference.text}"


def read(text: str, **sheet: Any) -> list[Reference]:
    start = len("REF: ")
    return read_reference_list(sheet_of(f"REF: {text}", **sheet), start, start + len(text))


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['list'][:40]!r}")
def test_a_list_is_read(case: dict[str, Any]) -> None:
    about = {name: case[name] for name in ("day", "post", "number", "to") if name in case}
    start = len("REF: ")
    sheet = sheet_of(f"REF: {case['list']}", **about)
    read_here = read_reference_list(sheet, start, start + len(case["list"]))
    assert [shown(reference) for reference in read_here] == case["refs"]
    assert [found.code for found in sheet.findings if found.code in ("REF003", "REF004")] == case.get("found", [])


@pytest.mark.parametrize(
    ("words", "codes"),
    [
        ("A. CNO 081245Z APR 76; B. ROME 12", []),
        ("A. CNO 081245Z; B. ROME 12", []),
        ("A. CNO 081245Z AUG 76; B. ROME 12", ["REF001"]),  # still to come
        ("A. 12/04 X; B. ROME 12", ["REF001"]),
    ],
)
def test_a_message_by_originator_and_moment_is_not_told_as_unread(words: str, codes: list[str]) -> None:
    sheet = sheet_of(f"REF: {words}")
    sheet.fields["dtg"] = "1976-05-12T12:00Z"
    read_reference_list(sheet, len("REF: "), len("REF: ") + len(words))
    assert [found.code for found in sheet.findings] == codes


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['list'][:40]!r}")
def test_a_plain_list_is_read_as_a_careful_reading_would(case: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    about = {name: case[name] for name in ("day", "post", "number", "to") if name in case}
    quick = read(case["list"], **about)
    monkeypatch.setattr(references, "_read_plain", lambda *_: None)
    assert read(case["list"], **about) == quick


def hold(text: str, start: int, end: int) -> None:
    """What holds of any list: spans inside, apart and in order; an MRN exactly where read; texts as in the source."""
    sheet = sheet_of(text)
    at = start
    for reference in read_reference_list(sheet, start, end):
        assert at <= reference.span.start < reference.span.end <= end
        assert (reference.status == "read") == (reference.mrn is not None)
        assert reference.text == " ".join(text[reference.span.start : reference.span.end].split())
        at = reference.span.end


@given(
    st.text(alphabet=st.characters(exclude_characters="\r\t\x0b\x0c\x1c\x1d\x1e\x1f\x85\xa0"), max_size=200), st.data()
)
@settings(max_examples=200, deadline=None)
def test_any_text_is_read(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    hold(text, start, data.draw(st.integers(start, len(text))))


def test_a_year_in_brackets_belongs_to_one_telegram() -> None:
    text = "STATE(1975)(1975)STATE(1975)"
    hold(text, 0, len(text))
    assert [one.text for one in read_reference_list(sheet_of(text), 0, len(text))] == [
        "STATE(1975)(1975)",
        "STATE(1975)",
    ]


@given(st.lists(PIECES, max_size=25), st.booleans())
@settings(max_examples=600, deadline=None)
def test_any_list_of_pieces_is_read(pieces: list[str], spaced: bool) -> None:
    text = (" " if spaced else "").join(pieces)
    hold(text, 0, len(text))


@given(
    st.lists(
        st.sampled_from(["STATE 1234", "75 ROME 12", "75PARIS0012", "ADDIS ABABA 7", "TOKYO 12 (NOTAL)", "STATE 0"]),
        min_size=1,
        max_size=6,
    ),
    st.sampled_from(["; ", ", ", "\n", ",\n", " "]),
    st.sampled_from(["", "({}) ", "{}. ", "{})"]),
)
@settings(max_examples=200, deadline=None)
def test_plain_lists_of_any_form_are_read_as_a_careful_reading_would(items: list[str], sign: str, label: str) -> None:
    text = sign.join(label.format(chr(65 + n)) + item for n, item in enumerate(items))
    quick = read(text)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(references, "_read_plain", lambda *_: None)
        assert read(text) == quick


@given(st.lists(st.sampled_from(["STATE 1234", "08 ROME 12", "ADDIS ABABA 7"]), min_size=1, max_size=6))
@settings(max_examples=50, deadline=None)
def test_each_item_of_a_lettered_list_is_one_reference(items: list[str]) -> None:
    for form in ("{}. {}\n", "({}) {}; ", "{}) {} "):
        text = "".join(form.format(chr(65 + n), item) for n, item in enumerate(items))
        assert [(r.label, r.text) for r in read(text, day="2009-05-12")] == [
            (chr(65 + n), item) for n, item in enumerate(items)
        ]


@pytest.mark.parametrize(
    "shape",
    [
        "STATE 112, ",
        "REF A REF B ",
        "A. A. A.",
        "12 34 56 ",
        "A. C. C. ",
        "1. 2. 3. ",
        "FOO BAR 123 ",
        "(NOTAL) ",
        "MAY 3 ",
        "BUCHARESI 12; ",
        "EMAIL\n",
        "(BEING ",
        "9",
        "STATE ",
        "A-1; ",
        "AND ",
        "A) STATE 1 (C) ",
        "STATE 1 (TOSEC 2 ",
        "1975 ",
    ],
)
def test_time_grows_with_the_length(shape: str) -> None:
    def seconds(length: int) -> float:
        text = (shape * (length // len(shape) + 1))[:length]
        sheet = sheet_of(text)
        best = 9.9
        for _ in range(2):
            began = time.process_time()
            read_reference_list(sheet, 0, length)
            best = min(best, time.process_time() - began)
        return best

    seconds(2_000)
    # Four times as long; square time would be sixteen times.
    assert seconds(40_000) < 8 * seconds(10_000) + 0.02


def test_a_year_with_its_zero_needs_no_day_of_the_telegram() -> None:
    got = legation.read("REF: OTTAWA 09-871; ROME 57-08\n")
    assert [(r.mrn, r.status) for r in got.references] == [
        ("09OTTAWA871", "read"),
        *[(r.mrn, r.status) for r in legation.read("REF: ROME 57-08\n").references],  # stays as open as it was
    ]
    assert all(r.mrn is None for r in got.references[1:])


_HEADED = "R 020903Z JAN 07\nFM AMEMBASSY ROME\nTO SECSTATE WASHDC\nUNCLAS ROME 000003\nTAGS: ECON, IT\n"


@pytest.mark.parametrize(
    ("subject", "mrns"),
    [
        ("HARBOUR DUES (REFS ROME 2041 AND STATE 199120)", ["06ROME2041", "06STATE199120"]),
        ("HARBOUR DUES: REFTEL 06 STATE 199120", ["06STATE199120"]),
        ("HARBOUR DUES (REF A) (REFTELS 06 ROME A-61, 06 LIMA 101 AND 102)", ["06ROME-A61", "06LIMA101", "06LIMA102"]),
        ("REF ROME 2041: HARBOUR DUES", ["06ROME2041"]),
        ("REF ROME 2041 - HARBOUR DUES", ["06ROME2041"]),
        ("REFORM OF THE HARBOUR, FOLLOW-UP TO REF A", []),
        ("REFERENCE ROOM 12 OF THE HARBOUR", []),
        ("REF MEMORANDUM OF MAY 3 ON HARBOUR DUES", []),
        ("HARBOUR DUES (REF GENEVA 1951 CONVENTION)", []),  # a treaty, and no telegram
        ("REF VIENNA 1961 CONVENTION ON DIPLOMATIC RELATIONS", []),
        ("HARBOUR COURT REF ROME 1998 STATUTE", []),
        ("REF STATE 12345 ON DUES IN MAY 2006", []),  # words that a reference would take with it
        ("HARBOUR DUES (REFS ROME 2041 AND GENEVA 1951 CONVENTION)", []),
    ],
)
def test_the_subject_of_a_telegram_without_a_list_may_cite(subject: str, mrns: list[str]) -> None:
    got = legation.read(f"{_HEADED}SUBJECT: {subject}\n\n1. The dues rise.\nROE\n")
    assert got.subject == subject
    assert [r.mrn for r in got.references] == mrns
    with_list = legation.read(f"{_HEADED}SUBJECT: {subject}\nREF: ROME 1\n\n1. The dues rise.\nROE\n")
    assert [r.mrn for r in with_list.references] == ["07ROME1"]


@pytest.mark.parametrize(
    ("below", "cited"),
    [("Embassy A-361", "ROME-A361"), ("State 361", "STATE361"), ("Deptel 361, Lima A-12", "STATE361 LIMA-A12")],
)
@pytest.mark.parametrize("parted", ["\n", "\n\n"])
def test_references_below_a_label_that_has_no_colon(below: str, cited: str, parted: str) -> None:
    got = legation.read(f"{_HEADED}SUBJECT: DUES\nREF{parted}{below}\n\n1. The dues rose.\n")
    assert [one.mrn[2:] for one in got.references] == cited.split()
    assert [paragraph.number for paragraph in got.paragraphs] == [1]


@pytest.mark.parametrize("below", ["JOINT EMBASSY/USAID MESSAGE", "I. THE DUES RISE."])
def test_what_stands_below_a_full_line_of_references_is_none(below: str) -> None:
    listed = "REF: (A) ROME A-61; (B) STATE 121900; (C) PARIS 8801; (D) LIMA UNN"
    got = legation.read(f"{_HEADED}SUBJECT: DUES\n{listed}\n{below}\nII. THEY FALL.\nROE\n")
    assert [r.text for r in got.references] == ["ROME A-61", "STATE 121900", "PARIS 8801", "LIMA UNN"]


def test_the_day_of_a_telegram_cited_in_a_sentence_has_its_year() -> None:
    got = legation.read("1. AS REPORTED LIMA 7712 OF MAY 3, 1984 TALKS LAPSED.\n")
    assert [m.mrn for p in got.paragraphs for m in p.mentions] == ["84LIMA7712"]


@pytest.mark.parametrize(
    ("listed", "mrns"),
    [
        ("ROME 12\nPARIS 900", ["76ROME12", "76PARIS900"]),
        ("ROME 12\n\nPARIS 900 (NOTAL)\n\n75 LIMA 3", ["76ROME12", "76PARIS900", "75LIMA3"]),
        ("ROME 12\nPARIS 900; LIMA 3 AND 4", ["76ROME12", "76PARIS900", "76LIMA3", "76LIMA4"]),
        ("ROME 12\n\nPARIS 900, 901.", ["76ROME12", "76PARIS900", "76PARIS901"]),
        # The telegram's own number again, a post that nobody knows, a sentence.
        ("ROME 12\nTRIPOLI 000117", ["76ROME12"]),
        ("ROME 12\n\nHARBOUR 900", ["76ROME12"]),
        ("ROME 12\n\nROME 1998 WAS A GOOD YEAR", ["76ROME12"]),
    ],
)
def test_a_list_without_labels_goes_on_with_lines_that_are_references(listed: str, mrns: list[str]) -> None:
    heading = (
        "R 121530Z MAY 76\nFM AMEMBASSY TRIPOLI\nTO SECSTATE WASHDC\n\nUNCLAS TRIPOLI 117\n\nSUBJECT: PATROL CRAFT"
    )
    telegram = legation.read(
        f"{heading}\nREF: {listed}\n\nThe Minister said that he would sign in July.\n\n2. He will."
    )
    assert [one.mrn for one in telegram.references] == mrns
    assert [p.text for p in telegram.paragraphs][-2:] == ["The Minister said that he would sign in July.", "He will."]
