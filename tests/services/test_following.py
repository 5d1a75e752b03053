"""A report on a demarche moves what was instructed, each post by itself; invented telegrams."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec
import pytest
from hand_made import CONFIDENTIAL_READER, SECRET_READER, Archive, proposal, seed_archive, telegram

from legation.core.dialogue.board import Thing
from legation.core.errors import MoveError, NotFoundError, RefusedError
from legation.core.marking import OWNER
from legation.core.telegram import Addressee, Originator, Reference, Telegram
from legation.core.text import Span
from legation.services.proposals.acceptance import Proposed
from legation.tables.following import load_following

OURS = "libya"
TABLE = load_following()
ASKED = "Embassy is instructed to approach the Foreign Minister and ask that Libya publish its port tariffs"
DELIVERED = "Charge delivered ref points to the Foreign Minister"
MET = ("10STATE7", "10STATE8")
REPLY = "The Foreign Minister gave his reply to our demarche: the tariffs will be published"


@pytest.fixture
def archive() -> Archive:
    made = seed_archive()
    made.dialogues.open(OWNER, "09TRIPOLI893", id=OURS)
    instruct(made, "10STATE7", ASKED)
    return made


def instruct(
    archive: Archive, mrn: str, words: str, *, to: tuple[str, ...] = ("AMEMBASSY TRIPOLI",), level: str = "CONFIDENTIAL"
) -> None:
    """A telegram that instructs a demarche, entered on the board."""
    held = telegram(mrn, [(level[0], f"{words}.")], date="2010-01-10", plad="SECSTATE WASHDC", level=level)
    held = msgspec.structs.replace(held, to=tuple(map(Addressee, to)), post="STATE")
    archive.keep(held, [proposal(held, "demarche", words, modality="requested", party="US", due="2010-02-01")])
    archive.dialogues.accept(OWNER, OURS, mrn)


def reports(
    archive: Archive, mrn: str, *words: str, cites: tuple[str, ...] = ("10STATE7",), post: str = "TRIPOLI"
) -> list[Proposed]:
    """What a later telegram that reports on demarches proposes."""
    held = telegram(mrn, [("C", f"{said}.") for said in words], date="2010-01-20", plad=f"AMEMBASSY {post}")
    references = tuple(Reference(None, name, name, "telegram", "read", Span(0, 4)) for name in cites)
    held = msgspec.structs.replace(held, references=references, post=post)
    archive.keep(held, [proposal(held, "demarche", said, modality="done", due="2010-01-19") for said in words])
    return archive.dialogues.proposals(OWNER, mrn, OURS)


def demarches(archive: Archive) -> list[Thing]:
    return archive.dialogues.board(OWNER, OURS).of("demarche")


@pytest.mark.parametrize(
    "said", [*TABLE.signs, TABLE.naming, TABLE.each, TABLE.earlier, TABLE.theirs, TABLE.replied, TABLE.then]
)
def test_each_row_finds_its_example_and_not_its_counter(said: object) -> None:
    assert said.within(said.example)  # type: ignore[attr-defined]
    assert not said.within(said.counter)  # type: ignore[attr-defined]


def test_instruction_delivery_and_reply_are_one_demarche(archive: Archive) -> None:
    (one,) = reports(archive, "10TRIPOLI20", DELIVERED)
    (asked,) = demarches(archive)
    assert (one.demarche, one.becomes, one.demarches[0].rule) == (asked.id, "demarche.deliver", "reports-on-reference")
    assert one.demarches[0].cites is not None
    assert one.demarches[0].cites.way == ("10STATE7",)
    (entry,) = archive.dialogues.accept(OWNER, OURS, "10TRIPOLI20")
    assert entry.draft.about == asked.id
    (asked,) = demarches(archive)
    assert (asked.state, asked.text, asked.due) == ("delivered", ASKED, "2010-02-01")
    assert asked.items("deliveries") == [{"on": "2010-01-20", "post": "TRIPOLI"}]
    # The reply cites the report alone, and so the instruction through it.
    (reply,) = reports(archive, "10TRIPOLI31", REPLY, cites=("10TRIPOLI20",))
    assert (reply.demarche, reply.becomes) == (asked.id, "demarche.respond")
    archive.dialogues.accept(OWNER, OURS, "10TRIPOLI31")
    (asked,) = demarches(archive)
    assert (asked.state, asked.overdue, asked.text) == ("closed", False, ASKED)
    assert [(item["answer"], item["cites"]) for item in asked.items("replies")] == [(REPLY, "10TRIPOLI20")]
    assert [source.telegram for source in asked.last.sources] == ["10TRIPOLI31"]


@pytest.mark.parametrize(
    ("behind", "answer"),
    [
        (
            " It said that the tariffs\nwill be published in May. He added their rates. Embassy waits. It rained.",
            "It said that the tariffs will be published in May. He added their rates",
        ),
        (" The weather is fine. It said that the tariffs will be published.", None),
        (" Embassy will follow the matter.", None),
        ("", None),
    ],
)
def test_the_answer_is_what_was_replied_and_not_that_there_was_a_reply(
    archive: Archive, behind: str, answer: str | None
) -> None:
    reports(archive, "10TRIPOLI20", DELIVERED)
    archive.dialogues.accept(OWNER, OURS, "10TRIPOLI20")
    words = "The Foreign Ministry replied to our demarche on Monday"
    held = telegram("10TRIPOLI31", [("C", f"{words}.{behind}"), ("C", "It is hot.")], date="2010-01-20")
    cited = (Reference(None, "10STATE7", "10STATE7", "telegram", "read", Span(0, 4)),)
    held = msgspec.structs.replace(held, references=cited, post="TRIPOLI")
    archive.keep(held, [proposal(held, "demarche", words, modality="done", party="LY")])
    archive.dialogues.accept(OWNER, OURS, "10TRIPOLI31")
    (asked,) = demarches(archive)
    assert [item["answer"] for item in asked.items("replies")] == [answer or words]
    quoted = archive.dialogues.quotes(OWNER, asked.last.sources)
    assert [" ".join(quote.text.split()) for quote in quoted] == [words, *([answer] if answer else [])]
    assert (asked.last.text, asked.state) == (words, "closed")


def test_delivery_and_reply_in_one_telegram_are_entered_in_their_order(archive: Archive) -> None:
    told, reply = reports(archive, "10TRIPOLI20", DELIVERED, REPLY)
    assert (told.acceptable, reply.acceptable, reply.early) == (True, False, True)
    assert "no delivery is entered" in str(reply.note)
    with pytest.raises(MoveError, match="instructed"):
        archive.dialogues.accept(OWNER, OURS, "10TRIPOLI20", 2)
    assert len(archive.dialogues.accept(OWNER, OURS, "10TRIPOLI20")) == 2
    (asked,) = demarches(archive)
    assert (asked.state, asked.items("replies")[0]["cites"]) == ("closed", "10STATE7")


def test_a_reply_before_its_delivery_is_entered_with_it_later(archive: Archive) -> None:
    reports(archive, "10TRIPOLI31", REPLY)
    assert archive.dialogues.accept(OWNER, OURS, "10TRIPOLI31") == []
    assert [one.state for one in demarches(archive)] == ["instructed"]


def test_a_reply_to_one_of_several_that_were_not_delivered_says_what_comes_first(archive: Archive) -> None:
    instruct(archive, "10STATE8", ASKED)
    (reply,) = reports(archive, "10TRIPOLI31", REPLY, cites=("10STATE7", "10STATE8"))
    assert [(one.number, one.early) for one in reply.demarches] == [(1, True), (2, True)]
    assert reply.note == "it came back on demarche 1 or 2, of which no delivery is entered: enter that first"
    for one in demarches(archive):
        archive.dialogues.record(
            OWNER, OURS, "demarche.deliver", one.id, on=date(2010, 1, 15), fields={"post": "TRIPOLI"}
        )
    (reply,) = archive.dialogues.proposals(OWNER, "10TRIPOLI31", OURS)
    assert "amend it to say which" in str(reply.note)


def test_what_does_not_follow_on_its_day_is_refused_as_by_hand(archive: Archive) -> None:
    (asked,) = demarches(archive)
    entered = date(2010, 1, 25)  # after the day of the telegram with the reply
    archive.dialogues.record(OWNER, OURS, "demarche.deliver", asked.id, on=entered, fields={"post": "TRIPOLI"})
    (reply,) = reports(archive, "10TRIPOLI31", REPLY)
    assert (reply.becomes, reply.acceptable) == ("demarche.respond", True)
    assert archive.dialogues.accept(OWNER, OURS, "10TRIPOLI31") == []
    with pytest.raises(MoveError, match=r"cannot respond a demarche that is instructed: possible now: clear, deliver"):
        archive.dialogues.accept(OWNER, OURS, "10TRIPOLI31", 1)
    board = archive.dialogues.board(OWNER, OURS)
    assert (board.of("demarche")[0].state, board.findings) == ("delivered", [])


@pytest.mark.parametrize(
    ("words", "becomes", "stopped"),
    [
        ("The Ministry gave an interim reply to our demarche", "demarche.hold", "2010-01-20"),
        ("The Minister told the Charge of our demarche that he would reply in May", "demarche.hold", "2010-01-20"),
        ("The Ministry asked for clarification of our points", "demarche.clarify", "2010-01-20"),
        ("The Ministry has not yet answered our demarche", "demarche.await", None),
        ("Nobody at the Ministry gave an answer to our demarche", "demarche.await", None),
    ],
)
def test_what_is_no_answer_closes_nothing(archive: Archive, words: str, becomes: str, stopped: str | None) -> None:
    reports(archive, "10TRIPOLI20", DELIVERED)
    archive.dialogues.accept(OWNER, OURS, "10TRIPOLI20")
    (one,) = reports(archive, "10TRIPOLI31", words)
    assert one.becomes == becomes
    archive.dialogues.accept(OWNER, OURS, "10TRIPOLI31")
    (asked,) = demarches(archive)
    assert (asked.turn, asked.holder, asked.stopped) == ("waiting", "LY", stopped)


def test_a_reply_that_cites_nothing_of_it_is_for_the_desk_to_judge(archive: Archive) -> None:
    reports(archive, "10TRIPOLI20", DELIVERED)
    archive.dialogues.accept(OWNER, OURS, "10TRIPOLI20")
    reports(archive, "10TRIPOLI31", REPLY, cites=())
    archive.dialogues.amend(OWNER, OURS, "10TRIPOLI31", 1, {"demarche": 1})
    (asked,) = demarches(archive)
    assert asked.state == "responded"


def test_a_reply_recorded_by_hand_closes_what_its_telegram_cites(archive: Archive) -> None:
    reports(archive, "10TRIPOLI20", DELIVERED)
    archive.dialogues.accept(OWNER, OURS, "10TRIPOLI20")
    reports(archive, "10TRIPOLI31", "It was agreed", cites=("10STATE7",))
    told = {"mrn": "10TRIPOLI31", "quote": "It was agreed"}
    kept = archive.dialogues.record(OWNER, OURS, "demarche.respond", "1", **told, fields={"cites": None})  # type: ignore[arg-type]
    assert "cites" not in kept.draft.fields
    assert demarches(archive)[0].state == "responded"
    archive.dialogues.record(OWNER, OURS, "demarche.respond", "1", **told)  # type: ignore[arg-type]
    assert demarches(archive)[0].state == "closed"


def test_what_asks_for_a_reply_is_no_reply(archive: Archive) -> None:
    (one,) = reports(archive, "10TRIPOLI20", "Charge delivered the demarche and pressed for an early reply")
    assert one.becomes == "demarche.deliver"


def test_each_of_several_posts_reports_by_itself(archive: Archive) -> None:
    words = "Action posts are requested to approach host governments on the release of the two fishing crews"
    instruct(archive, "10STATE9", words, to=("AMEMBASSY TRIPOLI", "AMEMBASSY TUNIS"))
    asked = demarches(archive)[1]
    assert asked.fields["posts"] == ["TRIPOLI", "TUNIS"]
    for mrn, post, state in (("10TUNIS4", "TUNIS", "partly delivered"), ("10TRIPOLI21", "TRIPOLI", "delivered")):
        (one,) = reports(archive, mrn, DELIVERED, cites=("10STATE9",), post=post)
        assert one.demarche == asked.id
        archive.dialogues.accept(OWNER, OURS, mrn)
        assert demarches(archive)[1].state == state
    (other,) = reports(archive, "10RABAT4", DELIVERED, cites=("10STATE9",), post="RABAT")
    assert other.demarches == ()
    for mrn, post, state in (("10TUNIS8", "TUNIS", "delivered"), ("10TRIPOLI28", "TRIPOLI", "closed")):
        reports(archive, mrn, "The Minister replied to our demarche on the crews", cites=("10STATE9",), post=post)
        archive.dialogues.accept(OWNER, OURS, mrn)
        assert demarches(archive)[1].state == state
        row = archive.dialogues.view(OWNER, OURS).of("demarche")[1]
        assert row.posts == (("TRIPOLI",) if state == "delivered" else ())


@pytest.mark.parametrize(
    ("words", "posts"),
    [
        ("Consulate Tunis and Embassy Tripoli are instructed to demand the return of the boat", ["TRIPOLI", "TUNIS"]),
        ("EMBASSIES TUNIS AND TRIPOLI SHOULD DEMAND THE RETURN OF THE BOAT", ["TRIPOLI", "TUNIS"]),
        ("Embassies should demand the return of the boat", ["TRIPOLI", "TUNIS", "RABAT"]),
        ("Embassy Tunis should tell the Ministry of the talks in Tripoli and Rabat", None),
    ],
)
def test_an_instruction_is_for_the_posts_that_it_begins_with(
    archive: Archive, words: str, posts: list[str] | None
) -> None:
    instruct(archive, "10STATE9", words, to=("AMEMBASSY TRIPOLI", "AMCONSUL TUNIS", "AMEMBASSY RABAT"))
    assert demarches(archive)[1].fields.get("posts") == posts


def test_what_a_report_tells_is_told_of_no_other_demarche_by_its_sentence(archive: Archive) -> None:
    words = "Embassy Tripoli is instructed to ask the Ministry for consular visits to the two fishing crews"
    instruct(archive, "10STATE9", words, to=("AMEMBASSY TRIPOLI",))
    said = "Charge delivered the demarche on the two fishing crews to the Ministry"
    held = telegram("10TRIPOLI33", [("C", f"{said}.")], date="2010-01-20", plad="AMEMBASSY TRIPOLI")
    cited = tuple(Reference(None, name, name, "telegram", "read", Span(0, 4)) for name in ("10STATE7", "10STATE9"))
    held = msgspec.structs.replace(held, references=cited, post="TRIPOLI")
    report = proposal(held, "demarche", said, modality="done", due="2010-01-19")
    archive.keep(held, [report], [proposal(held, "event", said, of="demarche", modality="done")])
    found = archive.dialogues.proposals(OWNER, "10TRIPOLI33", OURS)
    assert [(one.proposal.kind, [known.number for known in one.demarches]) for one in found] == [("demarche", [2])]


def test_several_demarches_of_one_telegram_are_a_choice_where_words_tell_nothing(archive: Archive) -> None:
    held = telegram("10STATE11", [("C", "Embassy should seek visas."), ("C", "Embassy should protest the arrests.")])
    archive.keep(
        held,
        [
            proposal(held, "demarche", "Embassy should seek visas", modality="requested"),
            proposal(held, "demarche", "Embassy should protest the arrests", modality="requested"),
        ],
    )
    archive.dialogues.accept(OWNER, OURS, "10STATE11")
    (told,) = reports(archive, "10TRIPOLI22", "Charge delivered the protest over the arrests", cites=("10STATE11",))
    assert [one.number for one in told.demarches] == [2]
    (unsure,) = reports(archive, "10TRIPOLI23", "Charge carried out instructions", cites=("10STATE11",))
    assert (unsure.which_demarche, len(unsure.demarches), unsure.acceptable) == (True, 2, False)
    assert archive.dialogues.accept(OWNER, OURS, "10TRIPOLI23") == []
    with pytest.raises(RefusedError, match="one of several demarches"):
        archive.dialogues.accept(OWNER, OURS, "10TRIPOLI23", 1)
    archive.dialogues.amend(OWNER, OURS, "10TRIPOLI23", 1, {"demarche": 1})
    assert [one.state for one in demarches(archive)] == ["delivered", "instructed", "instructed"]


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("Charge delivered ref A points to the Foreign Minister", [1]),
        ("Charge delivered ref B points to the Foreign Minister", [2]),
        ("Charge delivered the points to the Foreign Minister", [1, 2]),
    ],
)
def test_the_points_of_a_reference_are_those_of_the_telegram_that_stands_under_its_letter(
    archive: Archive, words: str, meant: list[int]
) -> None:
    instruct(archive, "10STATE8", "Embassy is instructed to approach the Foreign Minister on the tariffs of the port")
    held = telegram("10TRIPOLI20", [("C", f"{words}.")], date="2010-01-20", plad="AMEMBASSY TRIPOLI")
    cited = [
        Reference(label, name, name, "telegram", "read", Span(0, 4)) for label, name in zip("AB", MET, strict=True)
    ]
    spoken = held.source.find("ref ")
    here = [msgspec.structs.replace(one, span=Span(spoken, spoken + 5)) for one in cited if f"ref {one.label}" in words]
    said = msgspec.structs.replace(held.paragraphs[0], mentions=tuple(here))
    held = msgspec.structs.replace(held, references=tuple(cited), paragraphs=(said,), post="TRIPOLI")
    archive.keep(held, [proposal(held, "demarche", words, modality="done")])
    (one,) = archive.dialogues.proposals(OWNER, "10TRIPOLI20", OURS)
    assert sorted(known.number for known in one.demarches) == meant
    assert one.which_demarche == (len(meant) > 1)


@pytest.mark.parametrize(
    ("asked", "of_our_house"),
    [
        ("Department's views on the port tariffs of Libya are requested before the Foreign Minister comes", True),
        ("Embassy is requested to approach the Foreign Minister on the port tariffs of Libya", False),
    ],
)
def test_what_a_post_delivers_is_no_answer_of_our_own_house(archive: Archive, asked: str, of_our_house: bool) -> None:
    instruct(archive, "10STATE8", asked)
    (one,) = reports(archive, "10TRIPOLI20", f"{DELIVERED} on the port tariffs of Libya", cites=("10STATE8",))
    assert [known.number for known in one.demarches] == ([] if of_our_house else [2])


def test_a_person_may_say_that_it_is_a_new_one_or_another(archive: Archive) -> None:
    reports(archive, "10TRIPOLI20", DELIVERED)
    archive.dialogues.amend(OWNER, OURS, "10TRIPOLI20", 1, {"demarche": "new"})
    assert [one.state for one in demarches(archive)] == ["instructed", "delivered"]
    reports(archive, "10TRIPOLI24", "Charge gave a dinner", cites=())
    with pytest.raises(RefusedError, match="no demarche of the board"):
        archive.dialogues.amend(OWNER, OURS, "10TRIPOLI24", 1, {"demarche": objective(archive)})


def objective(archive: Archive) -> str:
    archive.dialogues.record(OWNER, OURS, "objective.raise", "ports", mrn="10STATE7", fields={"text": "Port tariffs"})
    return archive.dialogues.board(OWNER, OURS).of("objective")[0].id


@pytest.mark.parametrize(
    ("words", "cites"),
    [
        ("Charge gave a dinner for the port authority", ()),
        ("The consul presented the prizes", ("10STATE7",)),
        ("Charge delivered the demarche", ()),
    ],
)
def test_too_little_raises_a_new_one(archive: Archive, words: str, cites: tuple[str, ...]) -> None:
    (one,) = reports(archive, "10TRIPOLI25", words, cites=cites)
    assert (one.demarche, one.demarches, one.becomes) == (None, (), "demarche.deliver")


def test_what_is_answered_or_asked_for_is_not_moved_again(archive: Archive) -> None:
    reports(archive, "10TRIPOLI20", DELIVERED, REPLY)
    archive.dialogues.accept(OWNER, OURS, "10TRIPOLI20")
    (again,) = reports(archive, "10TRIPOLI26", REPLY)
    assert again.demarches == ()
    held: Telegram = telegram("10STATE12", [("C", "Embassy should again approach the Minister.")], date="2010-02-10")
    archive.keep(held, [proposal(held, "demarche", "Embassy should again approach the Minister", modality="requested")])
    (asked,) = archive.dialogues.proposals(OWNER, "10STATE12", OURS)
    assert asked.demarches == ()
    with pytest.raises(RefusedError, match="reports on none"):
        archive.dialogues.amend(OWNER, OURS, "10STATE12", 1, {"demarche": 1})


def test_a_reader_is_offered_no_demarche_that_they_may_not_read(archive: Archive) -> None:
    instruct(archive, "10STATE13", "Embassy is instructed to protest the arrest of the crews", level="SECRET")
    (seen,) = reports(archive, "10TRIPOLI27", "Charge delivered ref protest on the crews", cites=("10STATE13",))
    assert (seen.demarches[0].number, seen.demarches[0].marking) == (2, "S")
    assert archive.dialogues.proposals(SECRET_READER, "10TRIPOLI27", OURS)[0].demarche == seen.demarche
    (unseen,) = archive.dialogues.proposals(CONFIDENTIAL_READER, "10TRIPOLI27", OURS)
    assert (unseen.demarche, unseen.demarches, unseen.becomes) == (None, (), "demarche.deliver")
    for named in (2, seen.demarche):
        with pytest.raises(NotFoundError):
            archive.dialogues.amend(CONFIDENTIAL_READER, OURS, "10TRIPOLI27", 1, {"demarche": named})


def test_an_earlier_approach_is_not_this_one(archive: Archive) -> None:
    words = "As result of our earlier approach on the port tariffs the Minister had considered his answer"
    (one,) = reports(archive, "10TRIPOLI20", words)
    assert (one.demarche, one.demarches) == (None, ())


def test_what_another_side_was_told_to_do_is_not_delivered_by_us(archive: Archive) -> None:
    instruct(archive, "10STATE13", "He was instructed to protest the arrest of the crews")
    (one,) = reports(archive, "10TRIPOLI27", "Charge delivered ref protest on the crews", cites=("10STATE13",))
    assert one.demarches == ()


@pytest.mark.parametrize(
    ("words", "becomes"),
    [
        ("The Minister handed over an aide-memoire on reftel", []),
        # Where it says that it is an answer it is one, whoever hands it over.
        ("The Minister handed over his reply to reftel", ["demarche.respond"]),
    ],
)
def test_what_the_other_side_handed_over_is_no_delivery_of_ours(
    archive: Archive, words: str, becomes: list[str]
) -> None:
    held = telegram("10TRIPOLI20", [("C", f"{words}.")], date="2010-01-20", plad="AMEMBASSY TRIPOLI")
    held = msgspec.structs.replace(
        held, references=(Reference(None, "10STATE7", "10STATE7", "telegram", "read", Span(0, 4)),), post="TRIPOLI"
    )
    archive.keep(held, [proposal(held, "demarche", words, modality="done", party="LY", counterparty="US")])
    (one,) = archive.dialogues.proposals(OWNER, "10TRIPOLI20", OURS)
    assert [known.becomes for known in one.demarches] == becomes


@pytest.mark.parametrize(("day", "on"), [("2010-01-18", "2010-01-18"), ("2010-01-02", "2010-01-20")])
def test_a_delivery_is_of_the_day_that_its_words_tell_but_none_before_the_instruction(
    archive: Archive, day: str, on: str
) -> None:
    held = telegram("10TRIPOLI20", [("C", f"{DELIVERED}.")], date="2010-01-20", plad="AMEMBASSY TRIPOLI")
    held = msgspec.structs.replace(
        held, references=(Reference(None, "10STATE7", "10STATE7", "telegram", "read", Span(0, 4)),), post="TRIPOLI"
    )
    archive.keep(held, [proposal(held, "demarche", DELIVERED, modality="done", party="US", date=day)])
    (entry,) = archive.dialogues.accept(OWNER, OURS, "10TRIPOLI20")
    assert (entry.draft.kind, entry.draft.on) == ("demarche.deliver", on)
    (asked,) = demarches(archive)
    assert asked.items("deliveries") == [{"on": on, "post": "TRIPOLI"}]


def test_a_position_is_of_the_day_on_which_it_was_stated_and_is_superseded_by_a_later_one(archive: Archive) -> None:
    """A report that comes in late, of what was said before, supersedes nothing that was said since."""
    for mrn, on, words, told in (
        ("10TRIPOLI30", "2010-02-10", "Libya accepts the tariffs", None),
        ("10TRIPOLI31", "2010-02-11", "Libya refuses the tariffs", "2010-02-01"),
    ):
        held = telegram(mrn, [("C", f"{words}.")], date=on)
        more = {"date": told} if told else {}
        archive.keep(held, [proposal(held, "position", words, party="LY", stance=words.split()[1], **more)])
        archive.dialogues.accept(OWNER, OURS, mrn)
    stated = {one.text: one for one in archive.dialogues.board(OWNER, OURS).of("position")}
    assert stated["Libya refuses the tariffs"].raised == "2010-02-01"
    assert "date" not in stated["Libya refuses the tariffs"].fields
    earlier = archive.dialogues.board(OWNER, OURS, date(2010, 2, 5)).of("position")
    assert "Libya refuses the tariffs" in [one.text for one in earlier]
    assert "Libya accepts the tariffs" not in [one.text for one in earlier]


def told_on(archive: Archive, mrn: str, words: str, on: str, **fields: Any) -> None:
    """A report on the demarche of the fixture, as a proposal of its own."""
    held = telegram(mrn, [("C", f"{words}.")], date=on, plad="AMEMBASSY TRIPOLI")
    cites = (Reference(None, "10STATE7", "10STATE7", "telegram", "read", Span(0, 4)),)
    held = msgspec.structs.replace(held, references=cites, post="TRIPOLI")
    archive.keep(held, [proposal(held, "demarche", words, modality="done", **fields)])


@pytest.mark.parametrize("which", [None, [1]])
@pytest.mark.parametrize(("day", "on"), [("2010-01-19", "2010-01-22"), ("2010-01-21", "2010-01-21")])
def test_a_reply_of_a_day_before_the_delivery_was_reported_is_of_the_day_of_its_telegram(
    archive: Archive, which: list[int] | None, day: str, on: str
) -> None:
    """It was left out without a word: on that day there was no delivery yet that it could follow."""
    told_on(archive, "10TRIPOLI20", DELIVERED, "2010-01-20", party="US")
    archive.dialogues.accept(OWNER, OURS, "10TRIPOLI20")
    told_on(archive, "10TRIPOLI22", REPLY, "2010-01-22", party="LY", date=day)
    (entry,) = archive.dialogues.accept(OWNER, OURS, "10TRIPOLI22", which)
    assert (entry.draft.kind, entry.draft.on) == ("demarche.respond", on)
    assert archive.dialogues.board(OWNER, OURS).findings == []
    assert demarches(archive)[0].state == "closed"


@pytest.mark.parametrize("day", ["2031-01-01", "0001-01-01", "2009-11-10", "2010-02-11", "2010-02-30"])
def test_a_day_on_which_words_cannot_have_been_said_is_that_of_the_telegram(archive: Archive, day: str) -> None:
    held = telegram("10TRIPOLI31", [("C", "Libya refuses the tariffs.")], date="2010-02-11")
    archive.keep(
        held, [proposal(held, "position", "Libya refuses the tariffs", party="LY", stance="refuses", date=day)]
    )
    assert {entry.draft.on for entry in archive.dialogues.accept(OWNER, OURS, "10TRIPOLI31")} == {"2010-02-11"}
    told_on(archive, "10TRIPOLI20", DELIVERED, "2010-01-20", party="US", date=day)
    (entry,) = archive.dialogues.accept(OWNER, OURS, "10TRIPOLI20")
    assert entry.draft.on == "2010-01-20"


ASKS = "Please inform the Ministry of the names of your delegation by February 20, 2010"


def asked_by_them(
    archive: Archive,
    *,
    plad: str = "MFA TRIPOLI",
    to: str = "AMEMBASSY TRIPOLI",
    counterparty: str | None = "US",
    cites: tuple[str, ...] = ("10STATE7",),
    party: str = "LY",
) -> Proposed:
    """What a telegram asks that answers our demarche."""
    held = telegram("10MFATRIPOLI3", [("C", "The tariffs will be published."), ("C", f"{ASKS}.")], date="2010-01-25")
    references = tuple(Reference(None, name, name, "telegram", "read", Span(0, 4)) for name in cites)
    held = msgspec.structs.replace(
        held, from_=Originator(plad), to=(Addressee(to),), references=references, post="MFATRIPOLI"
    )
    fields = {"modality": "requested", "party": party, "counterparty": counterparty, "due": "2010-02-20"}
    archive.keep(held, [proposal(held, "demarche", ASKS, **fields)])
    (one,) = archive.dialogues.proposals(OWNER, "10MFATRIPOLI3", OURS)
    return one


@pytest.mark.parametrize("counterparty", ["US", None])
def test_what_they_ask_of_us_in_their_reply_is_their_demarche_and_ours_to_answer(
    archive: Archive, counterparty: str | None
) -> None:
    one = asked_by_them(archive, counterparty=counterparty)
    assert (one.becomes, one.acceptable) == ("demarche.deliver", True)
    assert "in answer to demarche 1" in str(one.note)
    (entry,) = archive.dialogues.accept(OWNER, OURS, "10MFATRIPOLI3")
    assert entry.draft.sources[0].paragraph == 2
    ours, theirs = demarches(archive)
    assert (theirs.state, theirs.actor("by"), theirs.actor("to"), theirs.due) == ("delivered", "LY", "US", "2010-02-20")
    assert (theirs.holder, theirs.turn) == ("US", "mine")
    assert (ours.state, ours.holder) == ("instructed", "US")
    # Our own posts report nothing on it, and what answers it is entered as the reply to it.
    (report,) = reports(archive, "10TRIPOLI41", DELIVERED, cites=("10MFATRIPOLI3", "10STATE7"))
    assert report.demarche == ours.id


def test_what_they_ask_first_answers_nothing_of_ours(archive: Archive) -> None:
    assert "answer" not in str(asked_by_them(archive, cites=()).note)


@pytest.mark.parametrize(
    "given",
    [
        {"plad": "AMEMBASSY TRIPOLI", "to": "SECSTATE WASHDC", "counterparty": None},  # a post's own guess at a side
        {"to": "MFA TUNIS", "counterparty": None},  # to a service that is not ours
        {"counterparty": "TN"},  # of another
        {"party": "US", "counterparty": "LY"},  # ours of them
    ],
)
def test_what_is_not_asked_of_us_by_them_is_an_instruction_as_before(archive: Archive, given: dict[str, Any]) -> None:
    one = asked_by_them(archive, **given)
    assert (one.becomes, one.note) == ("demarche.instruct", None)


def test_who_may_not_read_our_demarche_is_not_told_that_theirs_answers_it(archive: Archive) -> None:
    instruct(archive, "10STATE9", "Embassy is instructed to ask for the radar", level="SECRET")
    asked_by_them(archive, cites=("10STATE9",))
    (told,) = archive.dialogues.proposals(OWNER, "10MFATRIPOLI3", OURS)
    (seen,) = archive.dialogues.proposals(CONFIDENTIAL_READER, "10MFATRIPOLI3", OURS)
    assert ("in answer to demarche 2" in str(told.note), "answer" in str(seen.note)) == (True, False)
    assert seen.becomes == "demarche.deliver"
