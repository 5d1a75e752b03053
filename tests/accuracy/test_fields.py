"""The measure of fields: clauses given, halves by name, and what the edition says beside a text."""

from __future__ import annotations

from typing import Any

import pytest
from accuracy.fields import HALVES, addressed, given, half, main, measured, told
from accuracy.proposals import Mark

WORDS = "1. The Foreign Minister said Libya does not accept the draft. 2. The weather was fine."
LINE: dict[str, Any] = {
    "id": "volume/d1",
    "text": WORDS,
    "from": "Embassy in Libya",
    "to": "Department of State",
    "when": "1975-02-03T10:00:00Z",
}


def test_what_the_edition_says_stands_beside_the_text() -> None:
    telegram = addressed(LINE)
    assert (telegram.from_.plad, telegram.to[0].plad, telegram.date) == (
        "Embassy in Libya",
        "Department of State",
        "1975-02-03",
    )
    assert addressed({**LINE, "from": None, "to": None, "when": None}).from_.plad is None


def test_a_marked_clause_is_read_whether_or_not_it_is_proposed() -> None:
    start = WORDS.index("Libya does")
    end = WORDS.index(". 2.")
    weather = WORDS.index("The weather")
    marks = [
        Mark("position", ((start, end),), {"party": "LY", "counterparty": "US", "stance": "refuses"}),
        Mark("commitment", ((weather, len(WORDS)),), {"party": "LY"}),
        Mark("position", ((len(WORDS) + 5, len(WORDS) + 9),), {}),
    ]
    first, second, none = given(addressed(LINE), marks)
    assert first is not None
    assert (first.kind, first.fields["party"], first.fields["stance"]) == ("position", "LY", "refuses")
    assert second is not None
    assert second.kind == "commitment"
    assert none is None


def test_halves_go_by_the_name_and_figures_by_both() -> None:
    start, end = WORDS.index("Libya does"), WORDS.index(". 2.")
    names = [f"volume/d{number}" for number in range(20)]
    assert {half(name) for name in names} == {0, 1}
    assert [half(name) for name in names] == [half(name) for name in names]
    marks = [["position", start, end, {"party": "LY", "stance": "refuses"}]]
    made = measured([{"id": name, "marks": marks} for name in names], dict.fromkeys(names, LINE))
    scored = made["given"]
    assert [one.name for one in scored] == list(HALVES)
    assert sum(len(one.pairs) for one in scored) == len(names)
    assert any(line.split()[:4] == ["given", "first", "half", "party"] for line in told(made))


def test_without_the_shared_texts_it_says_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LEGATION_CORPUS", "/nowhere")
    assert main([]) == 2
    assert "set LEGATION_CORPUS" in capsys.readouterr().err
