"""What words are about that do not say so themselves is told behind them, wherever they are a title."""

from __future__ import annotations

from typing import Any

import pytest
from hand_made import CONFIDENTIAL_READER, Archive, proposal, seed_archive, telegram

from legation.core.marking import OWNER
from legation.services.documents import to_markdown

OURS = "us-ly"
TITLE = "They would not object to this [re: observers may patrol the island]"


@pytest.fixture
def accepted() -> Archive:
    return entered({"regarding": "observers may patrol the island"})


def entered(fields: dict[str, Any], mark: str = "C") -> Archive:
    archive = seed_archive()
    archive.dialogues.accept(OWNER, OURS, "09TRIPOLI893")
    archive.keep(
        held := telegram(
            "09TRIPOLI900",
            [(mark, "We asked whether observers may patrol the island. They would not object to this.")],
            date="2009-11-20",
        ),
        [proposal(held, "position", "They would not object to this", party="LY", stance="accepts", **fields)],
    )
    archive.dialogues.accept(OWNER, OURS, "09TRIPOLI900")
    return archive


def stated(archive: Archive) -> Any:
    board = archive.dialogues.view(OWNER, OURS)
    return next(row for row in board.rows if row.text.startswith("They would not object"))


def test_a_proposal_and_a_row_of_the_board_are_called_alike(accepted: Archive) -> None:
    (told,) = accepted.dialogues.proposals(OWNER, "09TRIPOLI900")
    assert told.proposal.title == stated(accepted).text == TITLE
    assert told.proposal.text == "They would not object to this"


def test_the_brief_has_it_behind_the_quotation(accepted: Archive) -> None:
    text = to_markdown(accepted.dialogues.brief(OWNER, OURS))
    assert r"“They would not object to this”. \[re: observers may patrol the island\]" in text
    assert "Regarding" not in text


def test_words_that_a_person_gives_have_no_other_words_matter(accepted: Archive) -> None:
    row = stated(accepted)
    accepted.dialogues.record(
        OWNER, OURS, "position.amend", row.id, fields={"text": "They would not object to a patrol"}
    )
    assert stated(accepted).text == "They would not object to a patrol"
    accepted.dialogues.record(OWNER, OURS, "position.amend", row.id, fields={"regarding": "the island"})
    assert stated(accepted).text == "They would not object to a patrol [re: the island]"


def test_who_may_not_read_the_words_does_not_read_what_they_are_about() -> None:
    archive = entered({"regarding": "observers may patrol the island"}, mark="S")
    assert "patrol" not in str(archive.dialogues.view(CONFIDENTIAL_READER, OURS))
    assert "patrol" not in to_markdown(archive.dialogues.brief(CONFIDENTIAL_READER, OURS))
