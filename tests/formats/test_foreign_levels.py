"""Levels of other governments are looked for in words without signs over their letters."""

from __future__ import annotations

import pytest

from legation.formats import read
from legation.formats.levels import FOREIGN, without_signs
from legation.tables.rows import toml


@pytest.mark.parametrize(
    ("words", "plain"),
    [
        ("ÇOK GİZLİ", "COK GIZLI"),
        ("ŚCIŚLE TAJNE", "SCISLE TAJNE"),
        ("FÜR", "FUR"),
        ("ΆΚΡΩΣ", "ΑΚΡΩΣ"),
        ("秘 SECRET", "秘 SECRET"),
    ],
)
def test_signs_are_taken_off_and_nothing_moves(words: str, plain: str) -> None:
    assert without_signs(words) == plain
    assert len(without_signs(words)) == len(words)


def test_no_pattern_lists_the_signs() -> None:
    signs = frozenset("".join(toml("marking.toml")["signed"].values()))
    assert signs
    assert signs.isdisjoint(FOREIGN)


@pytest.mark.parametrize(
    "line", ["VS-NUR FÜR DEN DIENSTGEBRAUCH", "VS-NUR FUER DEN DIENSTGEBRAUCH", "TRÈS SECRET", "TRES SECRET"]
)
def test_a_level_is_found_with_its_signs_and_without(line: str) -> None:
    telegram = read(f"UNCLAS BELISAR 000123\n\n1. ONE.\n\n{line}\n\n2. TWO.\n".encode())
    assert telegram.classification.level not in (None, "UNCLASSIFIED")
