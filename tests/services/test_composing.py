"""Drafts begun from a thing of a board: what is put in, how closely it is held, and what its release offers."""

from __future__ import annotations

from datetime import date

import msgspec
import pytest
from tests.services.outgoing import SOUND, in_memory

import legation
from legation.app import House
from legation.core.draft import Draft
from legation.core.errors import LegationError, NotFoundError, RefusedError
from legation.core.marking import OWNER, Reader
from legation.extract import statements
from legation.formats.writing.templates import template, template_names
from legation.services.drafts.composing import purposes_of
from legation.services.drafts.drafting import check_draft
from legation.tables.composing import purposes
from legation.tables.posts import load_posts

LOW = Reader("low", rank=3)
"""Cleared for CONFIDENTIAL."""


def _text(level: str, by: str, to: str, number: str, day: str, body: str, until: str) -> bytes:
    post = "STATE" if by.startswith("SECSTATE") else "TRIPOLI"
    return (
        f"O {day}Z JAN 15\nFM {by}\nTO {to}\n\n{level} {post} {number}\n\nE.O. 13526: DECL: {until}\nTAGS: PREL, LY\n"
        f"SUBJECT: HARBOUR\n\n{body}\n\nRICE\n"
    ).encode()


ASKS = _text(
    "C O N F I D E N T I A L",
    *("SECSTATE WASHDC", "AMEMBASSY TRIPOLI", "000100", "121200"),
    "1. (C) We propose a political-military dialogue with Libya. We seek a harbour for the ships at Benghazi.\n\n"
    "2. (U) Please tell the Ministry so.",
    "01/12/2030",
)
CLOSED = _text(
    "S E C R E T",
    *("AMEMBASSY TRIPOLI", "SECSTATE WASHDC", "000007", "201200"),
    "1. (S) The Ministry will lease the eastern quay to us in return for two radars.",
    "01/20/2040",
)


@pytest.fixture
def house() -> House:
    made = in_memory()
    made.ingest.keep_own(OWNER, [("asks.txt", ASKS), ("closed.txt", CLOSED)])
    dialogue = made.dialogues
    dialogue.open(OWNER, "15STATE100", id="us-ly", title="Harbours", ours="US", parties=["US", "LY"])
    sought = {"text": "A harbour at Benghazi", "sought_by": "US", "sought_from": "LY"}
    dialogue.record(OWNER, "us-ly", "objective.raise", "harbour", mrn="15STATE100", quote="a harbour", fields=sought)
    return made


def moved(house: House) -> None:
    quote = "The Ministry will lease the eastern quay to us in return for two radars"
    house.dialogues.record(OWNER, "us-ly", "objective.negotiate", "1", mrn="15TRIPOLI7", quote=quote)


def words(draft: Draft) -> str:
    return "\n".join(paragraph.text for paragraph in draft.paragraphs)


def test_a_draft_begins_with_what_the_board_has_of_the_thing(house: House) -> None:
    draft = house.composing.compose(OWNER, "us-ly", "objective 1", "put")
    assert (draft.from_.plad, [one.plad for one in draft.to]) == ("SECSTATE WASHDC", ["AMEMBASSY TRIPOLI"])
    assert (draft.subject, draft.references) == ("(C) ACTION REQUEST: A HARBOUR AT BENGHAZI", ("15 STATE 100",))
    assert (draft.tags, draft.precedence.action) == (("PREL", "LY"), "ROUTINE")
    assert (draft.classification.level, draft.executive_order.declassify_on) == ("CONFIDENTIAL", "2030-01-12")
    background = next(one for one in draft.paragraphs if one.heading == "BACKGROUND")
    assert (background.marking, "(15STATE100 para 1)" in background.text) == ("C", True)
    assert "Last movement, 12 January 2015: raised." in background.text
    points = next(one for one in draft.paragraphs if one.heading == "TALKING POINTS")
    brief = house.dialogues.brief(OWNER, "us-ly")
    told = next(one for one in brief.sections if one.heading == "Talking points: objective 1").lines
    assert told
    assert all(line.text.translate({0x201C: '"', 0x201D: '"'}) in points.text for line in told)
    back = house.composing.compose(OWNER, "us-ly", "1", "report")
    assert (back.from_.plad, [one.plad for one in back.to]) == ("AMEMBASSY TRIPOLI", ["SECSTATE WASHDC"])


def test_a_draft_is_marked_as_what_it_is_drawn_from_and_lasts_as_long(house: House) -> None:
    moved(house)
    draft = house.composing.compose(OWNER, "us-ly", "1", "follow-up")
    assert (draft.classification.level, draft.executive_order.declassify_on) == ("SECRET", "2040-01-20")
    assert draft.references == ("15 TRIPOLI 7", "15 STATE 100")
    assert "DERIVED FROM: Multiple Sources. DECLASSIFY ON: 2040-01-20." in words(draft)
    held = house.composing.begin(OWNER, "us-ly", "1", "follow-up")
    # Whatever is written into it later, who may not read what it was begun with never learns of it.
    house.clearing.change(OWNER, held.id, SOUND)
    for ask in (house.clearing.show, house.clearing.log):
        with pytest.raises(NotFoundError):
            ask(LOW, held.id)


def test_a_reader_draws_on_what_they_may_read_alone(house: House) -> None:
    before = house.composing.compose(LOW, "us-ly", "1", "follow-up")
    moved(house)
    assert house.composing.compose(LOW, "us-ly", "1", "follow-up") == before
    assert "quay" in words(house.composing.compose(OWNER, "us-ly", "1", "follow-up"))
    assert house.composing.drafts(LOW, "us-ly", "1") == []
    held = house.composing.begin(OWNER, "us-ly", "1", "follow-up")
    assert house.composing.drafts(LOW, "us-ly", "1") == []
    assert [one.standing.id for one in house.composing.drafts(OWNER, "us-ly", "1")] == [held.id]


def test_a_draft_goes_up_with_what_it_was_begun_from(house: House) -> None:
    held = house.composing.begin(LOW, "us-ly", "1", "put")
    assert house.clearing.show(LOW, held.id).standing.drawn is not None
    house.markings.mark(OWNER, "15STATE100", "SECRET", why="read from the paper copy")
    with pytest.raises(NotFoundError):
        house.clearing.show(LOW, held.id)
    with pytest.raises(RefusedError, match="what it is drawn from is now marked SECRET"):
        house.clearing.clear(OWNER, held.id, "POL", by="R. Second")


def test_what_is_released_is_offered_as_a_move_until_it_is_entered(house: House) -> None:
    held = house.composing.begin(OWNER, "us-ly", "1", "put")
    (begun,) = house.composing.drafts(OWNER, "us-ly", "objective 1")
    assert (begun.standing.id, begun.offers) == (held.id, None)
    text = msgspec.structs.replace(
        SOUND, from_=house.clearing.show(OWNER, held.id).draft.from_, post="STATE", subject="A HARBOUR"
    )
    house.clearing.change(OWNER, held.id, text)
    house.clearing.clear(OWNER, held.id, "POL", by="R. Second")
    house.clearing.approve(OWNER, held.id, by="C. Minister")
    done = house.clearing.release(OWNER, held.id)
    (begun,) = house.composing.drafts(OWNER, "us-ly", "1")
    assert (begun.offers, begun.fields) == ("objective.table", {})
    house.dialogues.record(OWNER, "us-ly", str(begun.offers), "1", mrn=done.mrn, on=date(2026, 11, 1))
    assert house.dialogues.board(OWNER, "us-ly").of("objective")[0].state == "tabled"
    (begun,) = house.composing.drafts(OWNER, "us-ly", "1")
    assert begun.offers is None


QUAY = "Lease of the eastern quay for two radars"


def instructed(house: House, about: str) -> str:
    """Release an instruction begun from a thing, with a text of CONFIDENTIAL about a harbour; its number."""
    held = house.composing.begin(OWNER, "us-ly", about, "instruct")
    text = msgspec.structs.replace(
        SOUND, from_=house.clearing.show(OWNER, held.id).draft.from_, post="STATE", subject="A HARBOUR"
    )
    house.clearing.change(OWNER, held.id, text)
    house.clearing.clear(OWNER, held.id, "POL", by="R. Second")
    house.clearing.approve(OWNER, held.id, by="C. Minister")
    return str(house.clearing.release(OWNER, held.id).mrn)


def closely_raised(house: House) -> None:
    """Raise objective 2 from the SECRET telegram."""
    fields = {"text": QUAY, "sought_by": "US", "sought_from": "LY"}
    quote = "The Ministry will lease the eastern quay to us in return for two radars"
    house.dialogues.record(OWNER, "us-ly", "objective.raise", "quay", mrn="15TRIPOLI7", quote=quote, fields=fields)


def test_what_is_offered_says_no_more_than_who_may_read_the_released_telegram_may_read(house: House) -> None:
    plain = instructed(house, "1")
    (begun,) = house.composing.drafts(OWNER, "us-ly", "1")
    assert (begun.standing.mrn, begun.fields) == (plain, {"text": "A harbour at Benghazi"})
    closely_raised(house)
    number = instructed(house, "2")
    (begun,) = house.composing.drafts(OWNER, "us-ly", "2")
    assert (begun.standing.mrn, begun.offers, begun.fields) == (number, "demarche.instruct", {"text": "A HARBOUR"})
    house.dialogues.record(OWNER, "us-ly", str(begun.offers), "objective 2", mrn=number, fields=begun.fields)
    assert [thing.text for thing in house.dialogues.board(LOW, "us-ly").of("demarche")] == ["A HARBOUR"]


def test_what_is_offered_has_no_words_of_a_later_movement_that_is_held_more_closely(house: House) -> None:
    quote = "The Ministry will lease"
    house.dialogues.record(OWNER, "us-ly", "objective.amend", "1", mrn="15TRIPOLI7", quote=quote, fields={"text": QUAY})
    instructed(house, "1")
    (begun,) = house.composing.drafts(OWNER, "us-ly", "1")
    assert begun.fields == {"text": "A HARBOUR"}


def test_a_draft_names_no_objective_that_is_held_more_closely_than_the_line(house: House) -> None:
    closely_raised(house)
    told = {"text": "Tell the Ministry", "by": "US", "to": "LY"}
    for objective in ("objective 2", "objective 1"):
        house.dialogues.record(OWNER, "us-ly", "demarche.instruct", objective, mrn="15STATE100", fields=told)
    shown = []
    for number in ("1", "2"):
        held = house.composing.begin(OWNER, "us-ly", f"demarche {number}", "follow-up")
        shown.append(words(house.clearing.show(LOW, held.id).draft))
    assert sorted("Objective 1." in text for text in shown) == [False, True]
    assert not any("Objective 2." in text for text in shown)
    told_here = str(house.dialogues.brief(OWNER, "us-ly").sections)
    assert ("Objective 1." in told_here, "Objective 2." in told_here) == (True, False)


def test_drafts_of_an_objective_that_is_merged_are_those_of_the_one_that_stands_for_it(house: House) -> None:
    sought = {"text": "Berths for ships", "sought_by": "US", "sought_from": "LY"}
    house.dialogues.record(
        OWNER, "us-ly", "objective.raise", "berths", mrn="15STATE100", quote="the ships", fields=sought
    )
    number = next(t.number for t in house.dialogues.board(OWNER, "us-ly").of("objective") if t.text == sought["text"])
    held = house.composing.begin(OWNER, "us-ly", str(number), "put")
    other = 3 - number
    assert house.composing.drafts(OWNER, "us-ly", str(other)) == []
    house.dialogues.record(
        OWNER, "us-ly", "objective.merge", f"objective {number}", fields={"into": f"objective {other}"}
    )
    for asked in (number, other):
        assert [one.standing.id for one in house.composing.drafts(OWNER, "us-ly", str(asked))] == [held.id]


def test_what_no_draft_is_begun_from_is_refused(house: House) -> None:
    compose = house.composing.compose
    with pytest.raises(NotFoundError):
        compose(OWNER, "us-ly", "objective 9", "put")
    with pytest.raises(RefusedError, match="nothing that a draft is begun for") as refused:
        compose(OWNER, "us-ly", "1", "praise")
    assert refused.value.do == "use one of put, instruct, follow-up, report"
    house.dialogues.record(OWNER, "us-ly", "objective.drop", "1")
    with pytest.raises(RefusedError, match="objective 1 is dropped"):
        compose(OWNER, "us-ly", "1", "put")
    house.dialogues.record(OWNER, "us-ly", "meeting.propose", "talks", fields={"text": "Talks", "date": "2026-12-01"})
    with pytest.raises(RefusedError, match="meeting 2026-12-01 is proposed") as refused:
        compose(OWNER, "us-ly", "meeting 2026-12-01", "minutes")
    assert refused.value.do == "use one of prepare, report-held"
    house.dialogues.record(OWNER, "us-ly", "instrument.draft", "lease", fields={"text": "Lease"})
    with pytest.raises(LegationError, match="no draft is begun from an instrument"):
        compose(OWNER, "us-ly", "instrument 1", "report")


def test_an_instruction_is_a_demarche_of_the_objective(house: House) -> None:
    fields = {"text": "Tell the Ministry", "by": "US", "to": "LY", "posts": ["TRIPOLI"]}
    house.dialogues.record(OWNER, "us-ly", "demarche.instruct", "objective 1", mrn="15STATE100", fields=fields)
    able = purposes_of("demarche", "instructed", open_=True)
    assert [row.name for row in able] == ["instruct", "follow-up", "report"]
    draft = house.composing.compose(OWNER, "us-ly", "demarche 1", "follow-up")
    assert [one.plad for one in draft.to] == ["AMEMBASSY TRIPOLI"]
    assert draft.subject == "(C) FOLLOW-UP: TELL THE MINISTRY"


def test_what_is_left_to_write_is_known_as_such() -> None:
    """Square brackets keep a draft from being approved where a template has them: here no others stand."""
    known = "\n".join(one.text for name in template_names() for one in template(name).paragraphs)
    for row in purposes().values():
        for part in row.paragraphs:
            for left in part.text.split("[")[1:]:
                assert f"[{left.partition(']')[0]}]" in known, row.name


def _left(draft: Draft) -> set[str]:
    """The rules that find something in a draft as it would go out now, beside what is left to be written."""
    going = msgspec.structs.replace(draft, dtg="2026-11-01T12:00Z")
    return {one.rule for one in check_draft(going, load_posts())} - {"T01"}


def recorded(house: House) -> None:
    """A commitment, two meetings and a contact, of the telegrams that there are."""

    def enter(kind: str, about: str, **fields: object) -> None:
        house.dialogues.record(OWNER, "us-ly", kind, about, mrn="15STATE100", quote="a harbour", fields=fields)

    enter("commitment.undertake", "berth", text="A berth for the ships", by="LY", to="US")
    enter("meeting.hold", "first", text="First round", date="2015-01-12")
    enter("meeting.outcome", "meeting 2015-01-12", type="task", text="Send the chart", holder="LY", due="2015-03-01")
    enter("meeting.outcome", "meeting 2015-01-12", type="decision", text="The harbour is Benghazi")
    enter("meeting.propose", "second", text="Second round", date="2027-03-01")
    enter("meeting.agenda", "meeting 2027-03-01", text="Berths")
    enter("contact.designate", "salem", text="Mr Salem", name="Mr Salem", party="LY")


@pytest.mark.parametrize(
    ("about", "purpose", "subject", "says"),
    [
        ("objective 1", "put", "(C) ACTION REQUEST: A HARBOUR AT BENGHAZI", "A harbour at Benghazi"),
        ("commitment 1", "follow-up", "(C) FOLLOW-UP: A BERTH FOR THE SHIPS", "A berth for the ships"),
        ("commitment 1", "report", "(C) REPORT: A BERTH FOR THE SHIPS", "A berth for the ships"),
        ("meeting 2027-03-01", "prepare", "(C) MEETING: SECOND ROUND", "-- Berths."),
        ("meeting 2027-03-01", "prepare", "(C) MEETING: SECOND ROUND", "Send the chart. (Libya, by 1 March 2015)"),
        ("meeting 2027-03-01", "report-held", "(C) REPORT: SECOND ROUND", "-- Decision: [first item]."),
        ("meeting 2015-01-12", "minutes", "(C) AGREED MINUTES: FIRST ROUND", "-- Decision: The harbour is Benghazi."),
        ("contact 1", "introduce", "(C) POINT OF CONTACT: MR SALEM", "Mr Salem"),
    ],
)  # fmt: skip
def test_what_is_composed_stands_up_to_the_rules_but_for_what_is_left_to_write(
    house: House, about: str, purpose: str, subject: str, says: str
) -> None:
    recorded(house)
    draft = house.composing.compose(OWNER, "us-ly", about, purpose)
    assert draft.subject == subject
    assert says in words(draft)
    assert {draft.from_.plad, *(one.plad for one in draft.to)} == {"SECSTATE WASHDC", "AMEMBASSY TRIPOLI"}
    assert _left(draft) - {"D13"} == set()  # nobody signed at the side that writes it


def test_minutes_that_are_sent_are_read_as_the_outcomes_they_are(house: House) -> None:
    recorded(house)
    draft = house.composing.compose(OWNER, "us-ly", "meeting 2015-01-12", "minutes")
    sent = legation.read(legation.write(msgspec.structs.replace(draft, dtg="2026-11-01T12:00Z", number=4)))
    found = [one for one in statements(sent) if one.fields.get("outcome")]
    assert {(one.fields["outcome"], one.text, one.fields["holder"], one.fields["due"]) for one in found} == {
        ("task", "Send the chart", "LY", "2015-03-01"),
        ("decision", "The harbour is Benghazi", None, None),
    }


def _of(text: bytes) -> House:
    """A house of one telegram, and the harbour sought by it."""
    made = in_memory()
    made.ingest.keep_own(OWNER, [("asks.txt", text)])
    made.dialogues.open(OWNER, "15STATE100", id="us-ly", title="Harbours", ours="US", parties=["US", "LY"])
    sought = {"text": "A harbour at Benghazi", "sought_by": "US", "sought_from": "LY"}
    made.dialogues.record(OWNER, "us-ly", "objective.raise", "h", mrn="15STATE100", quote="a harbour", fields=sought)
    return made


def test_a_day_of_declassification_that_has_passed_is_not_put_in() -> None:
    draft = _of(ASKS.replace(b"01/12/2030", b"01/12/2020")).composing.compose(OWNER, "us-ly", "1", "put")
    assert draft.executive_order.declassify_on == "2036-11-01"
    assert "DECLASSIFY ON: 2036-11-01" in words(draft)
    assert _left(draft) == set()


def test_who_had_the_traffic_is_informed_and_nobody_of_what_is_held_for_a_few() -> None:
    informed = ASKS.replace(b"TO AMEMBASSY TRIPOLI\n", b"TO AMEMBASSY TRIPOLI\nINFO AMEMBASSY TUNIS\nAMEMBASSY CAIRO\n")
    draft = _of(informed).composing.compose(OWNER, "us-ly", "1", "put")
    assert [one.plad for one in draft.info] == ["AMEMBASSY TUNIS", "AMEMBASSY CAIRO"]
    assert (draft.precedence.info, draft.signature) == ("ROUTINE", ("RICE",))
    few = informed.replace(b"000100\n", b"000100\n\nEXDIS\n")
    draft = _of(few).composing.compose(OWNER, "us-ly", "1", "put")
    assert (draft.classification.captions, draft.info) == (("EXDIS",), ())


def test_addresses_come_from_what_is_held_no_more_closely_than_the_draft() -> None:
    lone = ASKS.replace(b"FM SECSTATE WASHDC\n", b"FM CTF 67\n")
    found = []
    for near in (CLOSED, CLOSED.replace(b"S E C R E T", b"C O N F I D E N T I A L").replace(b"(S)", b"(C)")):
        made = _of(lone)
        made.ingest.keep_own(OWNER, [("near.txt", near)])
        fields = {"text": "Two radars", "by": "US", "to": "LY", "objective": 1}
        quote = "in return for two radars"
        made.dialogues.record(
            OWNER, "us-ly", "commitment.request", "radars", mrn="15TRIPOLI7", quote=quote, fields=fields
        )
        held = made.composing.begin(OWNER, "us-ly", "objective 1", "report", by="R. Second")
        draft = made.clearing.show(OWNER, held.id).draft
        found.append((draft.from_.plad, [one.plad for one in draft.to]))
    assert found == [("AMEMBASSY TRIPOLI", []), ("AMEMBASSY TRIPOLI", ["SECSTATE WASHDC"])]


def test_a_draft_that_is_begun_again_under_its_key_is_begun_once(house: House) -> None:
    first = house.composing.begin(OWNER, "us-ly", "1", "put", once="a key")
    moved(house)  # other words are put in of it by now
    assert house.composing.begin(OWNER, "us-ly", "1", "put", once="a key") == first
    assert len(house.composing.drafts(OWNER, "us-ly", "1")) == 1
    with pytest.raises(RefusedError, match="used for another draft"):
        house.composing.begin(OWNER, "us-ly", "1", "follow-up", once="a key")
    assert house.composing.begin(OWNER, "us-ly", "1", "put", once="another").id != first.id
    house.dialogues.record(OWNER, "us-ly", "objective.drop", "1", on=date(2016, 1, 1))
    with pytest.raises(RefusedError, match="dropped"):
        house.composing.begin(OWNER, "us-ly", "1", "put", once="a third")
    assert house.composing.begin(OWNER, "us-ly", "1", "put", once="a key") == first
