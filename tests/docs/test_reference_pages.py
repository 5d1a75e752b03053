"""The reference pages say what is there: commands, options, findings, moves, fields."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import click
import pytest
import typer
from tests.cli.whole import app

from legation.core.enclosing import KINDS
from legation.core.profile import Conditions
from legation.core.telegram import Telegram
from legation.formats.exports.columns import ABOUT
from legation.storage.features import FEATURES
from legation.storage.fields import FIELDS
from legation.tables.drafting import drafting_rules
from legation.tables.findings import finding_rows
from legation.tables.handling import handling_rows
from legation.tables.moves import load_moves

ROOT = Path(__file__).resolve().parents[2]
REFERENCE = ROOT / "docs" / "reference"
COMMON = {"--archive", "--as", "--json", "--help"}


@cache
def commands_and_groups() -> dict[str, click.Command]:
    found: dict[str, click.Command] = {}

    def walk(command: click.Command, name: str) -> None:
        found[name] = command
        for word, below in getattr(command, "commands", {}).items():
            walk(below, f"{name} {word}")

    walk(typer.main.get_command(app), "legation")
    return found


def commands() -> dict[str, click.Command]:
    return {name: command for name, command in commands_and_groups().items() if not hasattr(command, "commands")}


@pytest.mark.parametrize("name", sorted(commands()))
def test_every_command_and_option_is_on_the_page(name: str) -> None:
    lines = [line for line in (REFERENCE / "cli.md").read_text().splitlines() if line.startswith(f"| `{name}")]
    assert len(lines) == 1, name
    for parameter in commands()[name].params:
        for option in parameter.opts:
            if option.startswith("--") and option not in COMMON:
                assert option in lines[0], f"{name} {option}"


@pytest.mark.parametrize("name", sorted(commands_and_groups()))
def test_every_command_and_group_has_an_example(name: str) -> None:
    text = commands_and_groups()[name].help or ""
    assert f"Example: {name}" in text


def test_findings_page_has_every_code_and_no_other() -> None:
    rows = [
        tuple(cell.strip() for cell in line.strip("|").split("|"))
        for line in (REFERENCE / "findings.md").read_text().splitlines()
        if line.startswith("| ") and not line.startswith(("| code", "| ---"))
    ]
    assert rows == [(row.code, row.severity, row.says) for row in finding_rows().values()]


def test_moves_page_has_every_move_and_state() -> None:
    text = (REFERENCE / "moves.md").read_text()
    moves = load_moves()
    for move in moves.moves.values():
        froms = [*(["(new)"] if move.opens else []), *move.from_]
        to = move.to or ("as before" if move.undoes else "stays")
        assert f"| `{move.entity}.{move.verb}` | {', '.join(froms)} | {to} |" in text
    for state in moves.states.values():
        assert f"| {state.name} | {state.holder} | {'yes' if state.open else 'no'} |" in text
    for held in moves.fields.values():
        days = ", ".join(f"`{name}`" for name in held.days)
        lists, items = (", ".join(f"`{name}`" for name in names) for names in (held.lists, held.items))
        names = ", ".join(f"`{name}`" for name in held.names)
        assert f"| {held.entity} | {names} | {days} | {lists} | {items} |" in text
    for row in moves.values.values():
        assert f"| `{row.field}` | {', '.join(row.one_of)} |" in text


def test_drafting_page_has_every_rule() -> None:
    text = (REFERENCE / "drafting.md").read_text()
    for rule in drafting_rules().values():
        edit = "yes" if rule.fix else ""
        by = f"with {rule.under}" if rule.under else rule.on
        assert f"| {rule.id} | {rule.severity} | {by} | {rule.says} | {rule.do} | {edit} | {rule.source} |" in text


def test_distribution_page_has_every_condition_and_precedence() -> None:
    text = (REFERENCE / "distribution.md").read_text()
    for name in Conditions.__struct_encode_fields__:
        assert f"| `{name}` | " in text, name
    for row in handling_rows().values():
        owed = f"{row.acknowledge} min" if row.acknowledge is not None else ""
        ages, later = (f"{row.ages} min", f"{row.ages_to}") if row.ages is not None else ("", "")
        seen = "yes" if row.confirmed else "no"
        cells = [row.name, f"{row.minutes} min", owed, ages, later, seen]
        assert "| " + " | ".join(cells).replace("  ", " ") + " |" in text, row.name


def test_telegram_page_has_every_field() -> None:
    text = (REFERENCE / "telegram-json.md").read_text()
    for name in Telegram.__struct_encode_fields__:
        if name not in {"source", "marks"}:  # kept, and laid out as `elements`
            assert f"`{name}`" in text, name


def test_telegram_page_has_every_layer() -> None:
    rooms = "\n".join(path.read_text() for path in (ROOT / "src" / "legation" / "formats").rglob("*.py"))
    told = re.findall(r"\.layer\(([^)]*)\)|\.layers\.insert\(0, ([^)]*)\)", rooms)
    names = {name for call in told for name in re.findall(r'"([a-z][a-z-]+)"', "".join(call))} | {"empty", *KINDS}
    row = next(
        line for line in (REFERENCE / "telegram-json.md").read_text().splitlines() if line.startswith("| `layout` |")
    )
    assert {"transmission", "frus-tei", "mbox"} < names
    assert [name for name in sorted(names) if f"`{name}`" not in row] == []


def test_query_page_has_every_field_and_feature() -> None:
    lines = (REFERENCE / "query.md").read_text().splitlines()
    for field in FIELDS:
        names = ", ".join(f"`{name}:`" for name in (field.name, *field.also))
        assert [line for line in lines if line.startswith(f"| {names} | {field.help} | ")], field.name
        assert [line for line in lines if line.endswith(f" | `{field.example}` |")], field.name
    for feature in FEATURES:
        names = ", ".join(f"`{name}`" for name in (feature.name, *feature.also))
        assert f"| {names} | {feature.help} |" in lines, feature.name


def test_the_keys_of_lists_about_telegrams_are_named() -> None:
    page = (REFERENCE / "ingest.md").read_text()
    assert [key for key in ABOUT if f"`{key}`" not in page] == []
