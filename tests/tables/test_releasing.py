"""Which words of a paragraph its mark speaks of: headings that go with it, and what is attached below it."""

from __future__ import annotations

import base64

import pytest

from legation.tables.encoded import read_out
from legation.tables.releasing import enclosed_at, is_formal

OPEN = "2. (U) The harbour is open.\n"


@pytest.mark.parametrize(
    "line",
    [
        *(
            "ANNEX A.",
            "ANNEX 1. LIST OF NAMES",
            "ANNEX A. THE LIST. AND THE NOTE.",
            "ANNEX A: THE LIST.",
            "A N N E X  A",
        ),
        *(
            "BEGIN ANNEX",
            "BEGIN TEXT OF ANNEX",
            "(ANNEX)",
            "[ANNEX]",
            "** ANNEX **",
            "--- ANNEX ---",
            "_ANNEX_",
            "-- ANNEX A",
        ),
        *("ANNEXES", "ANNEXE", "APPENDICES", "ADDENDA", "ENCLS.", "TAB A", "TAB 1. A LIST.", "<b>ANNEX A</b>"),
        *(" " * 40 + "ANNEX A", "\xa0ANNEX A", "\tANNEX A", "ANNEX A" + " LIST" * 40, "Annex I. The list."),
    ],
)
def test_what_is_attached_begins_at_a_line_that_names_it(line: str) -> None:
    for above in (OPEN, f"{OPEN}\n", f"{OPEN}-----\n"):
        words = f"{above}{line}\nTHE LIST.\n"
        assert enclosed_at(words, 1) in (len(above), len(OPEN))


@pytest.mark.parametrize(
    "words",
    [
        f"{OPEN}ANNEX A CONTAINS THE LIST.\n",
        "2. (U) The names stand in\nANNEX A. The list is long.\n",
        "2. (U) He spoke at length. Every\nattachment was read. The list is long.\n",
        *(f"{OPEN}ANNEXATION OF THE PIER\n", f"{OPEN}TAB\n", f"{OPEN}TABLE A\n", f"{OPEN}TABS AND LISTS\n"),
    ],
)
def test_a_sentence_over_the_end_of_a_line_is_not_attached(words: str) -> None:
    assert enclosed_at(words, 1) == len(words)


def test_below_a_blank_line_a_sentence_of_an_annex_is_attached_too() -> None:
    assert enclosed_at(f"{OPEN}\nANNEX A CONTAINS THE LIST.\n", 1) < len(OPEN) + 2


def test_a_heading_with_letters_of_any_script_is_no_form() -> None:
    assert is_formal("COMMENT\n_______\n")
    assert is_formal("- Summary and comment -")
    for heading in ("COMMENT: ГАВАНЬ", "COMMENT ΛΙΜΑΝΙ", "COMMENT 港口", "COMMENT: É", "COMMENT: الميناء"):
        assert not is_formal(heading)


def test_a_run_is_read_out_however_it_is_encoded() -> None:
    block = base64.b64encode(b"ANNEX A\n" * 9).decode()
    for run in (
        "\\u0041NNEX A\\n" * 9,
        "=41NNEX=\n A=0A" * 9,
        "&#65;NNEX A<br>" * 9,
        "<b>A</b>NNEX A<p>" * 9,
        block,
    ):
        assert read_out(run) == "ANNEX A\n" * 9
    assert read_out("HE LEFT. 1 = 2") == "HE LEFT. 1 = 2"
