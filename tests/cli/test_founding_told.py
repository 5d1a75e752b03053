"""What a dialogue proposed on a terminal says of where it is from: telegrams, a title given, its sides, its board."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.cli.whole import app
from typer.testing import CliRunner

KEPT = ", and keeps its title: record dialogue.amend to change it"
_SEARCH = ("--query", "helicopters date:2015..2016")


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (("--party", "XV", "--party", "XT", "--title", "T"), f"stands already, as xv-xt{KEPT}"),
        (("--party", "XV", "--party", "XT"), "in 15BELISAR12; stands already, as xv-xt"),
        (("--party", "XV", "--party", "XR", "--title", "T"), "in no telegram: with the title that you give"),
        (("--party", "XV", "--party", "XR"), "in no telegram: named after its sides"),
    ],
)
def test_it_says_where_it_is_from(made_sample: Path, given: tuple[str, ...], told: str) -> None:
    asked = ["dialogue", "propose", *_SEARCH, *given, "--archive", str(made_sample)]
    said = CliRunner().invoke(app, asked)
    assert said.exit_code == 0, said.output
    assert [line for line in said.output.splitlines() if line.startswith("proposed ")] == [f"proposed   {told}"]
