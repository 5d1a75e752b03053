"""Two telegrams that say the same words of different matters tell of two things."""

from __future__ import annotations

from typing import Any

import pytest
from hand_made import Archive, proposal, telegram

from legation.core.marking import OWNER

FROM_US = {"sought_by": "XV", "sought_from": "XT"}
LITTLE, MUCH = "that they should sign it soon", "a joint survey of the Osmar mine field"


@pytest.mark.parametrize(
    ("text", "first", "then", "things"),
    [
        (LITTLE, {**FROM_US, "regarding": "fisheries protocol"}, {**FROM_US, "regarding": "the airfield lease"}, 2),
        (LITTLE, {**FROM_US, "regarding": "fisheries protocol"}, {**FROM_US, "regarding": "protocol on fisheries"}, 1),
        (LITTLE, FROM_US, {"sought_by": "XT", "sought_from": "XV"}, 2),
        (LITTLE, FROM_US, FROM_US, 1),
        (MUCH, FROM_US, {"sought_by": "XT", "sought_from": "XV"}, 1),  # these words say what it is
        (MUCH, FROM_US, {"sought_by": "XV", "sought_from": None}, 1),
    ],
)
def test_what_stands_beside_the_same_words_tells_one_from_two(
    text: str, first: dict[str, Any], then: dict[str, Any], things: int
) -> None:
    archive = Archive()
    for number, fields in enumerate((first, then), 2):
        held = telegram(f"15BELISAR{number}", [("C", f"We ask {text}.")], date=f"2015-01-0{number}")
        archive.keep(held, [proposal(held, "objective", text, **fields)])
    opening = telegram("15BELISAR1", [("C", "Talks with Tarqand.")], date="2015-01-01")
    archive.keep(opening, [proposal(opening, "dialogue", "Talks with Tarqand", parties=["XV", "XT"])])
    archive.dialogues.open(OWNER, "15BELISAR1", id="xv-xt")
    for number in (2, 3):
        archive.dialogues.accept(OWNER, "xv-xt", f"15BELISAR{number}")
    assert len(archive.dialogues.board(OWNER, "xv-xt").of("objective")) == things
