"""What words are about that do not say so themselves is told behind them, wherever they are a title."""

from __future__ import annotations

from typing import Any

import pytest
from hand_made import CONFIDENTIAL_READER, Archive, proposal, seed_archive, telegram

from legation.core.marking import OWNER
from legation.services.briefs.documents import to_markdown
from legation.services.briefs.wording import worders

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


def test_words_of_an_amendment_are_held_as_it_is_whatever_was_amended_of_what_is_merged() -> None:
    archive = seed_archive()
    for number, day in ((900, "2009-11-20"), (901, "2009-11-21"), (902, "2009-11-22")):
        level = "SECRET" if number == 901 else "CONFIDENTIAL"
        archive.keep(telegram(f"09TRIPOLI{number}", [(level[0], f"Text {number}.")], level=level, date=day))

    def record(verb: str, about: str, number: int, **fields: str) -> None:
        archive.dialogues.record(OWNER, OURS, f"demarche.{verb}", about, mrn=f"09TRIPOLI{number}", fields=fields)

    record("instruct", "one", 900, text="Patrols of the coast")
    record("instruct", "two", 900, text="Patrols at sea")
    record("amend", "one", 901, text="Patrols of the zebra coast")
    record("amend", "two", 902, text="Patrols at sea in June")
    kept, gone = sorted(archive.dialogues.board(OWNER, OURS).of("demarche"), key=lambda one: "zebra" not in one.text)
    archive.dialogues.merge(OWNER, OURS, gone.id, kept.id, mrn="09TRIPOLI902")
    (thing,) = (one for one in archive.dialogues.board(OWNER, OURS).of("demarche") if "zebra" in one.text)
    assert thing.text == "Patrols of the zebra coast"
    assert {source.telegram for movement in worders(thing) for source in movement.sources} >= {"09TRIPOLI901"}
    told = [line for line in to_markdown(archive.dialogues.brief(OWNER, OURS)).split("\n\n") if "zebra" in line]
    assert told
    assert all("(S)" in line for line in told)
