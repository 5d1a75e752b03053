"""A promise is told of by its deed, met again as done by whoever promised it; invented telegrams."""

from __future__ import annotations

import msgspec
import pytest
from hand_made import Archive, proposal, seed_archive, telegram

from legation.core.dialogue.board import Thing
from legation.core.marking import OWNER
from legation.core.telegram import Reference
from legation.core.text import Span
from legation.services.proposals.acceptance import Proposed

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


def later(archive: Archive, words: str, *, cites: bool = False, of: str | None = None) -> list[Proposed]:
    """What a sentence of a telegram written three weeks later is shown as. of: the kind of thing of which it says what
    became of it."""
    held = telegram("10TRIPOLI30", [("C", f"{words}.")], date="2010-01-31")
    cited = (Reference(None, "10TRIPOLI9", "10TRIPOLI9", "telegram", "read", Span(0, 4)),) if cites else ()
    held = msgspec.structs.replace(held, references=cited)
    told = {"of": of, "party": None, "counterparty": None, "modality": "done" if of is not None else None}
    archive.keep(held, [], [proposal(held, "event", words, **told)])
    return archive.dialogues.proposals(OWNER, "10TRIPOLI30", OURS)


def known(archive: Archive) -> Thing:
    (one,) = archive.dialogues.board(OWNER, OURS).of("commitment")
    return one


@pytest.mark.parametrize("words", ["On May 11 Libya released", "In May Libya released", "On 11 May Libya set free"])
def test_what_was_done_in_may_was_done(archive: Archive, words: str) -> None:
    promise(archive, "On May 5 Libya promised that it will release the twelve Tunisian sponge divers held at Zuwara")
    later(archive, f"{words} the twelve sponge divers held at Zuwara", cites=True)
    archive.dialogues.accept(OWNER, OURS, "10TRIPOLI30")
    assert known(archive).state == "complete"


@pytest.mark.parametrize("cites", [True, False])
def test_of_a_promise_in_common_words_all_must_be_said_and_its_telegram_cited(archive: Archive, cites: bool) -> None:
    promise(archive, "Libya will issue the permit by February 15")
    told = later(archive, "The Ministry issued the permit for the divers on January 30", cites=cites)
    rules = [(one.becomes, one.candidates[0].rule) for one in told]
    assert rules == ([("commitment.complete", "the-deed-and-all-of-it")] if cites else [])


def test_us_in_small_letters_is_whoever_writes() -> None:
    made = Archive()
    made.keep(telegram("10TRIPOLI1", [("C", "Talks.")], date="2010-01-02"))
    made.dialogues.open(OWNER, "10TRIPOLI1", id=OURS, title="Talks", parties=["JP", "LY"], ours="JP")
    promise(made, "Libya will send the charts of Zuwara harbour")
    later(made, "Libya has sent us the charts of Zuwara harbour", cites=True)
    made.dialogues.accept(OWNER, OURS, "10TRIPOLI30")
    assert known(made).state == "complete"


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


LIFT = "Washington will lift the embargo on spare parts for the Boeing airliners"
SEND = "The United States will deliver eight C-130 transports to Libya by the end of the year"
TREATY = "The Embassy will hand over the draft extradition treaty to the Foreign Ministry"
LEAVE = "Libya will withdraw its battalion from the Aouzou strip before the rains"
ACCESS = "Libya will grant consular access to the two detained geologists"


@pytest.mark.parametrize("cites", [False, True], ids=["plain", "cites"])
@pytest.mark.parametrize("of", [None, "commitment"], ids=["told", "became"])
@pytest.mark.parametrize(
    ("by", "made", "words"),
    [
        ("LY", PROMISE, "HAD LIBYA RELEASED THE TWELVE SPONGE DIVERS HELD AT ZUWARA, TUNIS WOULD BE CONTENT"),
        ("LY", PROMISE, "Tunis would be content had the sponge divers held at Zuwara been released"),
        ("LY", PROMISE, "The twelve sponge divers held at Zuwara should have been released last week"),
        ("LY", PROMISE, "Libya denied that it had released the sponge divers held at Zuwara"),
        ("LY", PROMISE, "The lawyer of the sponge divers held at Zuwara was released on Monday"),
        ("LY", PROMISE, "The committee for the sponge divers held at Zuwara was received and released a statement"),
        ("LY", PROMISE, "Libya released the divers' boats on Monday at Zuwara"),
        ("LY", LEAVE, "It is to be hoped that the battalion has left the Aouzou strip"),
        ("LY", LEAVE, "It is too early to say that the battalion has been withdrawn from the Aouzou strip"),
        ("US", SEND, "WERE THE UNITED STATES TO HAVE DELIVERED THE EIGHT C-130 TRANSPORTS, NOBODY WOULD COMPLAIN"),
        ("US", SEND, "The eight C-130 transports have been delivered to Morocco instead"),
        ("US", SEND, "United States delivered eight C-130 transports to the Royal Saudi Air Force on Monday"),
        ("US", SEND, "Eight C-130 transports delivered under the contract with Libya would cost twenty million"),
        ("US", TREATY, "A note on the draft extradition treaty was handed over at the Foreign Ministry"),
        ("US", TREATY, "Far from having handed over the draft extradition treaty, Embassy awaits instructions"),
        ("US", LIFT, "Washington lifted the embargo on spare parts for Boeing airliners of Syria"),
        ("US", LIFT, "Plans were made to have the embargo on spare parts for the Boeing airliners lifted"),
    ],
)
def test_what_states_no_deed_or_that_of_another_thing_or_receiver_completes_nothing(
    archive: Archive, by: str, made: str, words: str, of: str | None, cites: bool
) -> None:
    promise(archive, made, by)
    assert [one.becomes for one in later(archive, words, cites=cites, of=of)] == []


@pytest.mark.parametrize("of", [None, "commitment"], ids=["told", "became"])
@pytest.mark.parametrize(
    ("by", "made", "words", "becomes", "speaks"),
    [
        (
            "LY",
            LEAVE,
            "French Ambassador reports that the battalion has withdrawn from the Aouzou strip",
            "evidence",
            "for",
        ),
        ("LY", PROMISE, "Libya released boats at Zuwara, and the sponge divers cheered", "evidence", "for"),
        ("LY", LEAVE, "We learn that the battalion was withdrawn from the Aouzou strip", "evidence", "for"),
        ("LY", LEAVE, "The battalion was withdrawn from the Aouzou strip, Chad's envoy says", "evidence", "for"),
        ("LY", LEAVE, "I can report that Libya has withdrawn its battalion from the Aouzou strip", "complete", None),
        ("LY", LEAVE, "GOL pulled its battalion out of the Aouzou strip on January 18", "complete", None),
        ("LY", PROMISE, "None of the sponge divers held at Zuwara have been released", "evidence", "against"),
        ("LY", PROMISE, "Hardly any of the sponge divers held at Zuwara have been released", "evidence", "against"),
        ("LY", PROMISE, "All but two of the sponge divers held at Zuwara have been released", "advance", None),
        ("LY", PROMISE, "Not all the sponge divers held at Zuwara have been released", "start", None),
        ("LY", PROMISE, "Some sponge divers held at Zuwara were released last Monday", "start", None),
        ("LY", ACCESS, "Conoff visited the two detained geologists on January 27", "complete", None),
        ("US", SEND, "The eight C-130 transports have been delivered to Libya", "complete", None),
        ("US", LIFT, "The embargo on spare parts for the Boeing airliners was lifted on Friday", "complete", None),
    ],
)
def test_how_far_a_sentence_goes_is_what_it_is_offered_as(
    archive: Archive, by: str, made: str, words: str, becomes: str, speaks: str | None, of: str | None
) -> None:
    promise(archive, made, by)
    (one,) = later(archive, words, of=of)
    assert (one.becomes, one.candidates[0].speaks) == (f"commitment.{becomes}", speaks)
    (entry,) = archive.dialogues.accept(OWNER, OURS, "10TRIPOLI30")
    assert (entry.draft.kind, entry.draft.fields.get("speaks")) == (f"commitment.{becomes}", speaks)


DREDGE = "Libya will pay Malta four million dollars for the dredging of Valletta harbor"


@pytest.mark.parametrize(
    ("made", "words", "speaks"),
    [
        (PROMISE, "Libya lied that the twelve sponge divers held at Zuwara were released", None),
        (PROMISE, "The twelve sponge divers held at Zuwara were released in a film shown on Monday", None),
        (PROMISE, "The twelve sponge divers held at Zuwara were almost released on Monday", None),
        (PROMISE, "The twelve sponge divers held at Zuwara were released from the hospital", None),
        (PROMISE, "Libya released the twelve sponge divers held at Zuwara from their oath", None),
        (PROMISE, "The twelve sponge divers held at Zuwara were released from duty to go to trial", None),
        (PROMISE, "The twelve sponge divers held at Zuwara were released and rearrested on Monday", "for"),
        (PROMISE, "Twelve other sponge divers held at Zuwara were released on Monday", "for"),
        (DREDGE, "Libya paid Malta four million dollars for the dredging of Marsaxlokk harbor", "for"),
        (DREDGE, "Libya paid Malta four million dollars for the survey of Valletta harbor", "for"),
        (DREDGE, "Libya paid the four million dollars for the dredging of Valletta harbor back to itself", None),
    ],
)
def test_another_deed_or_one_of_another_thing_is_evidence_at_most(
    archive: Archive, made: str, words: str, speaks: str | None
) -> None:
    promise(archive, made)
    found = [(one.becomes, one.candidates[0].speaks) for one in later(archive, words)]
    assert found == ([("commitment.evidence", speaks)] if speaks is not None else [])


@pytest.mark.parametrize(
    ("made", "words"),
    [
        (PROMISE, "The twelve sponge divers held at Zuwara were released from prison on Monday"),
        (PROMISE, "The twelve sponge divers held were released from Zuwara on Monday"),
        (DREDGE, "Libya paid Malta four million dollars for the dredging of Valletta harbor"),
        (DREDGE, "Libya paid Malta four million dollars for dredging at noon on Monday, in Valletta harbor"),
    ],
)
def test_from_where_and_for_what_it_was_promised_completes_it(archive: Archive, made: str, words: str) -> None:
    promise(archive, made)
    assert [one.becomes for one in later(archive, words)] == ["commitment.complete"]
