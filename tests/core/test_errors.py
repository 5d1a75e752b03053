"""What an error tells a person to do next fits the thing that was asked for."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import legation
from legation.core.errors import WHERE_NAMED, NotFoundError
from legation.tables.moves import load_moves


def _begun(given: ast.expr) -> list[str]:
    """The words that a call begins its text with; none where they are computed."""
    if isinstance(given, ast.IfExp):
        return [*_begun(given.body), *_begun(given.orelse)]
    if isinstance(given, ast.JoinedStr):
        given = given.values[0]
    return [str(given.value).split()[0]] if isinstance(given, ast.Constant) else []


def _kinds() -> set[str]:
    found: set[str] = set()
    for file in sorted(Path(legation.__file__).parent.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "NotFoundError":
                found.update(_begun(node.args[0]))
    return found


def test_every_kind_of_thing_says_where_its_name_is_found() -> None:
    asked = _kinds() | {entity for entity, _ in load_moves().moves}
    assert {"telegram", "draft", "dialogue", "objective", "webhook"} <= asked
    assert asked == set(WHERE_NAMED)


@pytest.mark.parametrize(
    ("wanted", "do"),
    [
        ("telegram 09TRIPOLI893", "search"),
        ("draft zzz", "list of drafts"),
        ("demarche 9", "board"),
        ("webhook", "list of webhooks"),
        ("saved search 'x'", "saved searches"),
    ],
)
def test_the_next_step_fits_what_is_not_there(wanted: str, do: str) -> None:
    said = str(NotFoundError(wanted))
    assert said.startswith(f"no {wanted} here that you may read: ")
    assert do in said


def test_what_has_no_kind_is_named_again() -> None:
    assert str(NotFoundError("")).endswith("check its name")
    assert str(NotFoundError("whatever 3")).endswith("check its name")
