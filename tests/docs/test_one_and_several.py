"""What is counted is told in words that fit one as well as several."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import legation
from legation.services.boards.stating import counted

_NOUNS = (
    "accounts acknowledgements alerts arrivals attempts bytes citations commitments copies days demarches dialogues "
    "differences drafts entries faults files findings items messages minutes months movements numbers objectives pages "
    "paragraphs pieces posts proposals receipts rows runs seconds sections steps telegrams times versions views "
    "warnings webhooks words years"
)
_MANY = re.compile(
    rf"(?P<value>\{{+[^{{}}]*\}}+)(?:</\w+>)? (?:more |further |ledger |open )?(?:{_NOUNS.replace(' ', '|')})\b"
)
_ALWAYS_SEVERAL = (
    "MOST", "LONGEST", "SHORTEST", "most", "limit", "_LONGEST", "_DEEPEST", "_seconds", "ratio", "members", "depth",
    "len(named)", "many:,", "found.total", "thread.graph.nodes|length", "1440", "size", "attempts + 1",
)  # fmt: skip
"""What stands for a number that is never one: the largest that is allowed, or one that was compared with 1 before."""


def _counts() -> list[str]:
    root = Path(legation.__file__).parent
    found = []
    for file in sorted([*root.rglob("*.py"), *root.rglob("*.html")]):
        if "simulate" in file.parts or "formats" in file.parts:
            continue
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
            if file.suffix == ".py" and not re.search(r"\bf['\"]", line):
                continue
            for met in _MANY.finditer(line):
                if not any(word in met["value"] for word in _ALWAYS_SEVERAL):
                    found.append(f"{file.relative_to(root)}:{number}: {met[0]}")
    return found


def test_no_count_stands_before_a_word_for_several() -> None:
    assert _counts() == []


@pytest.mark.parametrize(
    ("told", "said"),
    [
        (counted(0, "day"), "0 days"),
        (counted(1, "day"), "1 day"),
        (counted(1200, "day"), "1,200 days"),
        (counted(1, "copy", "copies"), "1 copy"),
        (counted(2, "copy", "copies"), "2 copies"),
    ],
)
def test_one_is_told_as_one(told: str, said: str) -> None:
    assert told == said
