"""A promise is told of by its deed, met again as done by whoever promised it; invented telegrams."""

from __future__ import annotations

import msgspec
import pytest
from hand_made import Archive, proposal, seed_archive, telegram

from legation.core.dialogue.board import Thing
from legation.core.marking import OWNER
from legation.core.telegram import Reference
from legation.core.text import Span
from legation.services.acceptance import Proposed

OURS = "libya"
PROMISE = "Libya will release the twelve Tunisian sponge divers held at Zuwara as soon as the court has ruled"


@pytest.fixture
def archive() -> Archive:
    made = seed_archive()
    made.dialogues.open(OWNER, "09TRIPOLI893", id=OURS)
    return made


def promise(archive: Archive, words: str = PROMISE, by: str = "LY") -> None:
    held = telegram("10TRIPOLI9", [("C", f"{words}.")], date="2010-01-10")
    archive.keep(held, [proposal(held, "commitment", words, party=by, modality="intended")])
    archive.dialogues.accept(OWNER, OURS, "10TRIPOLI9")


def later(archive: Archive, words: str, *, cites: bool = False) -> list[Proposed]:
    """What a sentence of a telegram written three weeks later is shown as."""
    held = telegram("10TRIPOLI30", [("C", f"{words}.")], date="2010-01-31")
    cited = (Reference(None, "10TRIPOLI9", "10TRIPOLI9", "telegram", "read", Span(0, 4)),) if cites else ()
    held = msgspec.structs.replace(held, references=cited)
    told = {"of": None, "party": None, "counterparty": None, "modality": None}
    archive.keep(held, [], [proposal(held, "event", words, **told)])
    return archive.dialogues.proposals(OWNER, "10TRIPOLI30", OURS)


def known(archive: Archive) -> Thing:
    (one,) = archive.dialogues.board(OWNER, OURS).of("commitment")
    return one


@pytest.mark.parametrize(
    ("words", "becomes", "speaks", "state"),
    [
        ("The twelve sponge divers held at Zuwara were set free on Monday", "complete", None, "complete"),
        ("Libya on Monday released the last of the sponge divers held at Zuwara", "complete", None, "complete"),
        ("Five of the twelve sponge divers of Zuwara have been released", "start", None, "limited"),
        ("Five Tunisian sponge divers were released at Zuwara on Monday", "start", None, "limited"),
        ("Most of the sponge divers held at Zuwara have been freed", "advance", None, "substantial"),
        ("The sponge divers held at Zuwara have still not been released", "evidence", "against", "undertaken"),
    ],
)
def test_what_was_promised_is_told_of_by_its_deed(
    archive: Archive, words: str, becomes: str, speaks: str | None, state: str
) -> None:
    promise(archive)
    (one,) = later(archive, words)
    (shown,) = one.candidates
    assert (one.moves, one.becomes, shown.rule, shown.speaks) == (
        known(archive).id,
        f"commitment.{becomes}",
        "the-deed-promised",
        speaks,
    )
    assert {"sponge", "divers"} <= {word.word for word in shown.words}
    (entry,) = archive.dialogues.accept(OWNER, OURS, "10TRIPOLI30")
    assert entry.draft.fields.get("speaks") == speaks
    assert known(archive).state == state


@pytest.mark.parametrize(
    "words",
    [
        "Malta released the twelve sponge divers held at Valletta on Monday",
        "Maltese sponge divers held at Zuwara were released on Monday",
        "The twelve sponge divers held at Zuwara were released by Malta on Monday",
        "If the sponge divers held at Zuwara were released the Tunisians would be content",
        "The Tunisians hope that the sponge divers held at Zuwara will be released",
        "A newspaper claims that the sponge divers held at Zuwara were released on Monday",
        "Sponge divers held at Zuwara were released last year without a ruling of the court",
        "In 2003 Libya released sponge divers held at Zuwara",
        "Libya released the mackerel quota on Monday",
        "The court has ruled on the harbour dues",
    ],
)
def test_another_deed_side_or_time_tells_nothing_of_a_promise(archive: Archive, words: str) -> None:
    promise(archive)
    assert later(archive, words) == []


def test_a_telegram_that_cites_the_promise_needs_fewer_of_its_words(archive: Archive) -> None:
    promise(archive)
    words = "Four of the divers were released on Monday, and sent home by bus"
    (one,) = later(archive, words, cites=True)
    assert (one.becomes, one.candidates[0].cites is not None) == ("commitment.start", True)


def test_a_telegram_that_cites_nothing_needs_most_of_its_words(archive: Archive) -> None:
    promise(archive)
    assert later(archive, "Four of the divers were released on Monday, and sent home by bus") == []


def test_a_promise_to_do_nothing_is_told_of_by_no_deed(archive: Archive) -> None:
    promise(archive, "Libya will not release the twelve Tunisian sponge divers held at Zuwara")
    assert later(archive, "The twelve Tunisian sponge divers held at Zuwara were released on Monday") == []


def test_a_verb_that_stands_in_no_row_is_met_again_in_its_own_form(archive: Archive) -> None:
    promise(archive, "Libya will vaccinate the shepherds of the Fezzan against smallpox")
    assert later(archive, "The shepherds of the Fezzan were counted for the census") == []
    (one,) = later(archive, "The shepherds of the Fezzan were vaccinated against smallpox in a week")
    assert one.becomes == "commitment.complete"
