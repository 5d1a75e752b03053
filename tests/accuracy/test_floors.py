"""What the page says is not below what was once reached, and a part of the shared texts still measures as well."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from accuracy.__main__ import PAGE, measure

# Section and field: the least share in per cent. Raised as the reader gets better, never lowered without a reason.
FLOORS = {
    ("FRUS raw telegrams", "date-time group, against the text"): 99,
    ("FRUS raw telegrams", "date-time group, to the minute"): 89,
    ("FRUS raw telegrams", "from"): 96,
    ("FRUS raw telegrams", "to"): 96,
    ("FRUS raw telegrams", "number"): 91,
    ("FRUS raw telegrams", "signature"): 98,
    ("FRUS raw telegrams", "subject"): 99,
    ("FRUS raw telegrams", "precedence, by the text"): 99,
    # Two of the five missed are numbers that no post reaches (``STATE 937590``): garbled, so left ambiguous.
    ("FRUS raw telegrams", "references"): 88,
    ("FRUS volumes", "found"): 100,
    ("FRUS volumes", "classification"): 99,
    ("FRUS volumes", "date-time group, to the minute"): 99,
    ("FRUS volumes", "from"): 98,
    ("FRUS volumes", "signature"): 99,
    ("Naval messages", "date-time group"): 99,
    ("Naval messages", "from"): 99,
    ("Naval messages", "to"): 98,
    ("Naval messages", "info"): 97,
    ("Naval messages", "subject"): 99,
    ("Naval messages", "own number"): 100,
    ("Naval messages", "signature"): 99,
    ("Naval messages", "paragraphs"): 99,
    ("Naval messages", "references: labels"): 99,
    ("Naval messages", "references: number"): 99,
    ("References", "all lists by number"): 95,
    ("References an independent look finds", "formed, frus-raw-telegrams"): 97,
    ("Moments by number", "day within the interval, numbers on both sides"): 98,
    ("Moments by number", "day within the interval, a number on one side"): 95,
    ("Moments by number", "likely day within a week"): 95,
    ("Copies by words", "true pairs"): 100,
    ("Copies by words", "true pairs, 20 % of the words garbled"): 98,
    ("Copies by words", "false pairs, told apart"): 99,
    # What is reached on telegrams that no rule was made for; the aims are 80 and 65.
    ("Proposals", "precision, forty telegrams"): 58,
    ("Proposals", "F1, forty telegrams"): 36,
    ("Proposals", "precision, seed"): 100,
    ("Proposals", "recall, seed"): 95,
    # What later telegrams are tied to on a board; rules are set on the half called tuned.
    ("Ties to the board", "recall, tuned"): 22,
    ("Ties to the board", "precision, tuned"): 80,
    ("Ties to the board", "recall, held out"): 20,
    ("Ties to the board", "precision, held out"): 85,
    # The aim: of ten persons found nine are named.
    ("Persons", "precision, held out"): 90,
    ("Persons", "precision, tuned"): 95,
    ("Persons", "recall, held out"): 65,
    ("Distribution", "totals that add up, nara-aad-excerpts"): 100,
}


def page_shares() -> dict[tuple[str, str], float]:
    shares: dict[tuple[str, str], float] = {}
    title = ""
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            title = line[3:]
        row = re.match(r"\| ([^|]+) \| (\d+) \| (\d+) \| [\d.]+ % \|", line)
        if row:
            shares[title, row[1]] = 100 * int(row[2]) / int(row[3])
    return shares


@pytest.mark.parametrize("key", FLOORS, ids=" / ".join)
def test_the_page_is_not_below_its_floor(key: tuple[str, str]) -> None:
    assert page_shares()[key] >= FLOORS[key]


@pytest.mark.corpus
def test_every_ninth_text_measures_as_well(corpus: Path) -> None:
    sections = {section.title: section for section in measure(corpus, every=9)}
    low = {}
    for (title, name), floor in FLOORS.items():
        if name.endswith(", forty telegrams"):
            continue  # of five telegrams a share of proposals says nothing; the page is of all forty
        figure = sections[title].figures.get(name) if title in sections else None
        # A part is coarser than the whole: one miss in twenty weighs five points.
        if figure is not None and figure.right < (floor / 100) * figure.whole - 1.5:
            low[title, name] = figure.share
    assert low == {}
