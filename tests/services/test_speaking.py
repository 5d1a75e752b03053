"""A sentence that proposes nothing speaks of a thing of the board; invented telegrams."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date
from itertools import permutations

import msgspec
import pytest
from hand_made import CONFIDENTIAL_READER, SECRET_READER, Archive, proposal, seed_archive, telegram

from legation.core.dialogue.board import Board, Thing
from legation.core.dialogue.proposal import Source
from legation.core.errors import MoveError, RefusedError
from legation.core.marking import OWNER, Marking, Reader
from legation.core.telegram import Addressee, Paragraph, Reference, Telegram
from legation.core.text import Span
from legation.extract.reporting import statements
from legation.services.boards.matters import Matter, matters_of
from legation.services.boards.words import Words, apart
from legation.services.proposals.acceptance import Proposed
from legation.services.ties import following, plainly
from legation.services.ties.spreading import Spreading, spread_over
from legation.storage.records import Record
from legation.tables.banners import marking_in
from legation.tables.parties import default_parties
from legation.tables.speaking import load_speaking

OURS = "libya"
ASKED = "Embassy should remind the Foreign Minister that the cuts at the harbour station were asked for by Libya"
MADE = "Charge this morning made the points of reftel to the Foreign Minister"
OTHER = "The weather in Tripoli has been hot all through the week"
SOUGHT = "Return of the dredger Sirocco to the harbour of Zuwara"
AGAIN = "Tarhuni told us that the dredger Sirocco lies in the harbour of Zuwara and will be returned in May"
REST = (
    "Ramadan began on Monday and the shops of the medina close at noon",
    "Electricity fails each evening, and the bakers queue for flour with everybody else",
    "Football drew forty thousand spectators to the stadium on Friday, among them the consul of Malta",
    "Customs clerks have gone back to typewriters since the computers of the airport were stolen",
)


@pytest.fixture
def archive() -> Archive:
    made = seed_archive()
    made.dialogues.open(OWNER, "09TRIPOLI893", id=OURS)
    return made


def instruction(
    mrn: str = "10STATE7",
    words: str = ASKED,
    level: str = "CONFIDENTIAL",
    *,
    on: str = "2010-01-10",
    **more: object,
) -> Telegram:
    held = telegram(mrn, [(level[0], f"{words}.")], date=on, plad="SECSTATE WASHDC", level=level)
    given = {"to": (Addressee("AMEMBASSY TRIPOLI"),), "post": "STATE", "number": 7} | more
    return msgspec.structs.replace(held, **given)


def instruct(archive: Archive, mrn: str = "10STATE7", words: str = ASKED, level: str = "CONFIDENTIAL") -> None:
    held = instruction(mrn, words, level)
    archive.keep(held, [proposal(held, "demarche", words, modality="requested", party="US")])
    archive.dialogues.accept(OWNER, OURS, mrn)


def seek(archive: Archive, level: str = "CONFIDENTIAL") -> None:
    held = telegram("10TRIPOLI9", [(level[0], f"{SOUGHT}.")], date="2010-01-10", level=level)
    archive.keep(held, [proposal(held, "objective", SOUGHT, sought_by="US", sought_from="LY")])
    archive.dialogues.accept(OWNER, OURS, "10TRIPOLI9")


def later(
    archive: Archive,
    *words: str,
    mrn: str = "10TRIPOLI20",
    cites: tuple[str, ...] = (),
    here: tuple[str, ...] = (),
    on: str = "2010-01-20",
    post: str = "TRIPOLI",
    level: str = "CONFIDENTIAL",
) -> list[Proposed]:
    """What a telegram without a proposal is shown as. cites: in its references; here: in its first paragraph."""
    held = telegram(mrn, [(level[0], f"{said}.") for said in words], date=on, plad=f"AMEMBASSY {post}", level=level)
    references = tuple(Reference(None, name, name, "telegram", "read", Span(0, 4)) for name in cites)
    first = held.paragraphs[0]
    at = Span(first.span.start, first.span.start + 4)
    mentions = tuple(Reference(None, name, name, "telegram", "read", at) for name in here)
    paragraphs: tuple[Paragraph, ...] = (msgspec.structs.replace(first, mentions=mentions), *held.paragraphs[1:])
    held = msgspec.structs.replace(held, references=references, paragraphs=paragraphs, post=post, number=20)
    told = {"of": None, "party": None, "counterparty": None, "modality": None}
    archive.keep(held, [], [proposal(held, "event", said, **told) for said in words])
    return archive.dialogues.proposals(OWNER, mrn, OURS)


def things(archive: Archive, entity: str) -> list[Thing]:
    return archive.dialogues.board(OWNER, OURS).of(entity)


@pytest.mark.parametrize("said", load_speaking().signs, ids=lambda said: f"{said.entity}-{said.verb}")
def test_each_sign_finds_its_example_and_not_its_counter(said) -> None:  # type: ignore[no-untyped-def]
    assert said.within(said.example)
    assert said.within(said.example.upper())
    assert not said.within(said.counter)


@pytest.mark.parametrize(
    "row",
    [load_speaking().naming, load_speaking().own, load_speaking().asked_for, *load_speaking().says.values()],
    ids=["naming", "own", "asked for", "asking", "answering"],
)
def test_what_names_the_instruction_or_us_finds_its_example_and_not_its_counter(row) -> None:  # type: ignore[no-untyped-def]
    assert row.within(row.example)
    assert not row.within(row.counter)


def test_a_sentence_delivers_the_demarche_that_its_telegram_cites(archive: Archive) -> None:
    instruct(archive)
    (one,) = later(archive, OTHER, MADE, cites=("10STATE7",))
    (asked,) = things(archive, "demarche")
    assert (one.demarche, one.becomes, one.acceptable, one.number) == (asked.id, "demarche.deliver", True, 2)
    assert (one.demarches[0].rule, one.demarches[0].cites is not None) == ("reports-on-reference", True)
    assert {"minister"}.isdisjoint(word.word for word in one.demarches[0].words)  # it stands everywhere
    assert one.proposal.sources[0].paragraph == 2
    assert things(archive, "demarche")[0].state == "instructed"  # an offer until somebody accepts it
    (entry,) = archive.dialogues.accept(OWNER, OURS, "10TRIPOLI20", 2)
    assert (entry.draft.kind, entry.draft.about) == ("demarche.deliver", asked.id)
    (asked,) = things(archive, "demarche")
    assert (asked.state, [item["post"] for item in asked.items("deliveries")]) == ("delivered", ["TRIPOLI"])
    (told,) = archive.dialogues.proposals(OWNER, "10TRIPOLI20", OURS)
    assert (told.status, told.about) == ("accepted", asked.id)


STUDY = "The Ministry would study them and reply later"
BACK = "He asked whether the cuts would cover the harbour station of Zuwara"


def paragraph(archive: Archive, *words: str, mrn: str = "10TRIPOLI20", report: bool = False) -> list[Proposed]:
    """What a telegram of one paragraph is shown as. report: its first sentence is a proposal."""
    held = telegram(mrn, [("C", ". ".join(words) + ".")], date="2010-01-20", plad="AMEMBASSY TRIPOLI")
    cited = (Reference(None, "10STATE7", "10STATE7", "telegram", "read", Span(0, 4)),)
    held = msgspec.structs.replace(held, references=cited, post="TRIPOLI", number=20)
    told = {"of": None, "party": None, "counterparty": None, "modality": None}
    first = [proposal(held, "demarche", words[0], modality="done", party="US")] if report else []
    events = [proposal(held, "event", said, **told) for said in words[len(first) :]]
    archive.keep(held, first, events)
    return archive.dialogues.proposals(OWNER, mrn, OURS)


@pytest.mark.parametrize("report", [False, True])
@pytest.mark.parametrize(("words", "verb"), [(STUDY, "hold"), (BACK, "clarify")])
def test_what_came_back_stands_behind_the_delivery_in_whichever_words(
    archive: Archive, words: str, verb: str, report: bool
) -> None:
    seek(archive)
    instruct(archive)
    first, back = paragraph(archive, MADE, words, OTHER, report=report)
    assert (first.becomes, first.acceptable) == ("demarche.deliver", True)
    assert (back.becomes, back.demarche, back.early) == (f"demarche.{verb}", first.demarche, True)
    assert back.demarches[0].rule == "behind-its-delivery"
    assert (back.acceptable, back.with_all) == (False, True)
    assert (back.candidates, "enter that first" in str(back.note)) == ((), True)
    entered = archive.dialogues.accept(OWNER, OURS, "10TRIPOLI20")
    assert [entry.draft.kind for entry in entered] == ["demarche.deliver", f"demarche.{verb}"]
    (asked,) = things(archive, "demarche")
    assert (asked.state, asked.stopped) == ("delivered", "2010-01-20")


def test_what_came_back_is_offered_too_when_the_delivery_was_entered_first(archive: Archive) -> None:
    instruct(archive)
    paragraph(archive, MADE, STUDY, BACK)
    archive.dialogues.accept(OWNER, OURS, "10TRIPOLI20", 1)
    _, study, back = archive.dialogues.proposals(OWNER, "10TRIPOLI20", OURS)
    assert [(one.becomes, one.early, one.acceptable) for one in (study, back)] == [
        ("demarche.hold", False, True),
        ("demarche.clarify", False, True),
    ]


@pytest.mark.parametrize(
    "words",
    [(STUDY, MADE), (MADE, "Embassy would study the answer and reply later"), (MADE, "Charge asked whether he agreed")],
)
def test_what_stands_before_the_delivery_or_tells_of_us_came_not_back(archive: Archive, words: tuple[str, ...]) -> None:
    instruct(archive)
    assert [one.becomes for one in paragraph(archive, *words)] == ["demarche.deliver"]


@pytest.mark.parametrize(
    ("words", "back"),
    [
        ((MADE, STUDY), ["demarche.hold"]),
        ((MADE, "The Ministry cannot reply to them before the Cabinet has met"), []),
        ((MADE, "The Ministry cannot reply before the Cabinet has met"), ["demarche.hold"]),
        ((MADE, BACK), []),
        ((MADE, OTHER, STUDY), []),
        ((STUDY, MADE), []),
    ],
)
def test_in_the_paragraph_behind_only_what_says_so_came_back(
    archive: Archive, words: tuple[str, ...], back: list[str]
) -> None:
    instruct(archive)
    offered = [one.becomes for one in later(archive, *words, cites=("10STATE7",))]
    assert offered == ["demarche.deliver", *back]


REPORT = "Please report by February 1"


def test_what_asks_for_the_report_gives_the_instruction_its_day(archive: Archive) -> None:
    held = instruction(words=f"{ASKED}. {REPORT}")
    asked = proposal(held, "demarche", ASKED, modality="requested", party="US")
    report = proposal(held, "demarche", REPORT, modality="requested", party="US", due="2010-02-01")
    archive.keep(held, [asked, report])
    first, second = archive.dialogues.proposals(OWNER, "10STATE7", OURS)
    assert (first.with_all, first.beside, second.with_all, second.beside) == (True, None, False, 1)
    assert "it asks for the report on proposal 1" in str(second.note)
    archive.dialogues.accept(OWNER, OURS, "10STATE7")
    (thing,) = things(archive, "demarche")
    # The day has its source: the words that name it.
    assert (thing.due, [held.source[source.span.start : source.span.end] for source in thing.sources]) == (
        "2010-02-01",
        [ASKED, REPORT],
    )
    archive.dialogues.accept(OWNER, OURS, "10STATE7", 2)  # a person may say that it is one of its own
    assert [thing.text for thing in things(archive, "demarche")] == [ASKED, REPORT]


PRESSED = "Embassy should also ask the Foreign Minister to release the seamen of the dredger at an early date"


def asking(archive: Archive, *instructions: str) -> Telegram:
    """A telegram that instructs, and asks then for a report by a day; proposed in that order."""
    held = instruction(words=". ".join([*instructions, REPORT]))
    asked = [proposal(held, "demarche", words, modality="requested", party="US") for words in instructions]
    report = proposal(held, "demarche", REPORT, modality="requested", party="US", due="2010-02-01")
    archive.keep(held, [*asked, report])
    return held


def due_of(archive: Archive, held: Telegram) -> dict[str, tuple[str | None, bool]]:
    """Of each demarche its day, and whether the words that ask for the report are a source of it."""
    return {
        thing.text: (thing.due, REPORT in {held.source[one.span.start : one.span.end] for one in thing.sources})
        for thing in things(archive, "demarche")
    }


def test_of_two_instructions_the_one_that_is_reported_on_has_the_day(archive: Archive) -> None:
    held = asking(archive, ASKED, PRESSED)
    archive.dialogues.accept(OWNER, OURS, "10STATE7")
    assert due_of(archive, held) == {ASKED: ("2010-02-01", True), PRESSED: (None, False)}


def test_what_is_asked_for_with_a_rejected_instruction_is_of_the_next(archive: Archive) -> None:
    held = asking(archive, ASKED, PRESSED)
    archive.dialogues.reject(OWNER, OURS, "10STATE7", 1, "done last week")
    assert archive.dialogues.proposals(OWNER, "10STATE7", OURS)[2].beside == 2
    archive.dialogues.accept(OWNER, OURS, "10STATE7")
    assert due_of(archive, held) == {PRESSED: ("2010-02-01", True)}


def test_what_asks_for_a_report_and_was_rejected_gives_no_day(archive: Archive) -> None:
    held = asking(archive, ASKED)
    archive.dialogues.reject(OWNER, OURS, "10STATE7", 2, "it is of another matter")
    archive.dialogues.accept(OWNER, OURS, "10STATE7", 1)
    assert due_of(archive, held) == {ASKED: (None, False)}


def test_a_day_that_a_person_gives_rests_on_no_other_words(archive: Archive) -> None:
    held = asking(archive, ASKED)
    archive.dialogues.amend(OWNER, OURS, "10STATE7", 1, {"due": "2010-03-05"})
    assert due_of(archive, held) == {ASKED: ("2010-03-05", False)}


def test_a_day_that_is_entered_by_itself_is_not_entered_twice(archive: Archive) -> None:
    held = asking(archive, ASKED)
    archive.dialogues.accept(OWNER, OURS, "10STATE7", 2)
    archive.dialogues.accept(OWNER, OURS, "10STATE7", 1)
    assert due_of(archive, held) == {REPORT: ("2010-02-01", True), ASKED: (None, False)}


def test_what_asks_for_reports_is_looked_for_once(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    count = 30
    held = instruction(words=". ".join(f"{ASKED} number {n}x. {REPORT} for {n}y" for n in range(count)))
    made = []
    for n in range(count):
        made.append(proposal(held, "demarche", f"{ASKED} number {n}x", modality="requested", party="US"))
        given = {"modality": "requested", "party": "US", "due": "2010-02-01"}
        made.append(proposal(held, "demarche", f"{REPORT} for {n}y", **given))
    archive.keep(held, made)
    looked: list[str] = []
    known = following.word_pattern

    def counted(name: str) -> re.Pattern[str]:
        looked.append(name)
        return known(name)

    monkeypatch.setattr(following, "word_pattern", counted)
    assert len(archive.dialogues.accept(OWNER, OURS, "10STATE7")) == count
    assert looked.count("reply_wanted") <= 5 * len(made)


EXTENDED = "The date for responses in ref A is extended to February 28"
GRANTED = "THE DEPARTMENT AGREES TO EXTEND THE TIME FOR LIBYA'S REPLY TO FEBRUARY 28"


@pytest.mark.parametrize(
    ("post", "day", "offered", "words"),
    [
        ("STATE", "2010-02-28", True, EXTENDED),
        ("STATE", "2010-02-28", True, GRANTED),
        ("STATE", "2010-01-25", False, EXTENDED),
        ("STATE", None, False, EXTENDED),
        ("TRIPOLI", "2010-02-28", False, EXTENDED),
    ],
)
def test_who_instructed_a_demarche_gives_more_time(
    archive: Archive, post: str, day: str | None, offered: bool, words: str
) -> None:
    held = instruction()
    asked = proposal(held, "demarche", ASKED, modality="requested", party="US", due="2010-02-01")
    archive.keep(held, [asked])
    archive.dialogues.accept(OWNER, OURS, "10STATE7")
    more = telegram("10STATE30", [("C", f"{words}.")], date="2010-01-20", plad="SECSTATE WASHDC")
    cited = (Reference("A", "10STATE7", "10STATE7", "telegram", "read", Span(0, 4)),)
    more = msgspec.structs.replace(more, references=cited, post=post, number=30)
    told = {"of": "demarche", "party": None, "counterparty": None, "modality": "done", "due": day}
    archive.keep(more, [], [proposal(more, "event", words, **told)])
    shown = archive.dialogues.proposals(OWNER, "10STATE30", OURS)
    assert [one.becomes for one in shown] == ["demarche.extend"] * offered
    if offered:
        (entry,) = archive.dialogues.accept(OWNER, OURS, "10STATE30")
        assert (entry.draft.kind, entry.draft.fields["due"]) == ("demarche.extend", day)
        assert "post" not in entry.draft.fields
        (late,) = archive.dialogues.board(OWNER, OURS, date(2010, 2, 20)).of("demarche")
        assert (late.due, late.overdue, late.extended) == (day, False, True)
        assert archive.dialogues.board(OWNER, OURS, date(2010, 1, 19)).of("demarche")[0].due == "2010-02-01"


def test_who_may_read_what_a_board_rests_on_is_asked_once(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    instruct(archive)
    seek(archive)
    later(archive, OTHER, MADE, AGAIN, cites=("10STATE7",))
    asked: list[int] = []
    has = archive.telegrams.has

    def counted(reader: Reader, hashes: Sequence[str]) -> set[str]:
        asked.append(len(hashes))
        return has(reader, hashes)

    monkeypatch.setattr(archive.telegrams, "has", counted)
    assert archive.dialogues.proposals(OWNER, "10TRIPOLI20", OURS)
    assert len(asked) == 1
    assert asked[0] > 1


def test_of_two_versions_the_same_one_is_counted_whichever_is_met_first() -> None:
    kept = seed_archive()
    for words in ("The dredger lies at Zuwara.", "The dredger lies at Zuwara, and the tug lies there, too."):
        kept.keep(telegram("10TRIPOLI9", [("C", words)], date="2010-01-10"), [])
    hashes = [record.sha256 for record in kept.telegrams.versions(OWNER, "10TRIPOLI9")]
    assert len(hashes) == 2
    counting = Spreading(kept.telegrams, default_parties())
    held = [spread_over(counting.of_readable(OWNER, order), "2010-02-01") for order in permutations(hashes)]
    assert held[0] == held[1]


def test_the_reference_in_the_paragraph_needs_no_words_in_common(archive: Archive) -> None:
    instruct(archive)
    words = "I told Tarhuni what reftel says"
    assert later(archive, words, mrn="10TRIPOLI19") == []
    (one,) = later(archive, words, here=("10STATE7",))
    assert one.demarches[0].rule == "reports-here-on-reference"


@pytest.mark.parametrize(
    ("words", "more"),
    [
        ("Charge will make the points of reftel to the Foreign Minister tomorrow", {}),
        ("Foreign Minister informed me of his answer to the points of reftel", {}),
        (MADE, {"on": "2010-01-09"}),
        (MADE, {"mrn": "10STATE20", "post": "STATE"}),
        (MADE, {"here": (), "cites": ()}),
    ],
)
def test_what_reports_nothing_is_not_offered(archive: Archive, words: str, more: dict[str, object]) -> None:
    instruct(archive)
    assert later(archive, words, **{"here": ("10STATE7",)} | more) == []  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "words",
    [
        "He was instructed to tell the Foreign Minister that the cuts at the harbour were asked for",
        "Embassies Tunis and Cairo should remind Foreign Ministers that the cuts at the harbour were asked for",
    ],
)
def test_what_others_were_told_to_do_is_not_reported_by_this_post(archive: Archive, words: str) -> None:
    instruct(archive, words=words)
    assert later(archive, f"{MADE} on the cuts at the harbour", here=("10STATE7",)) == []


MORE = "In presenting the points of reftel you may omit the third"


def test_who_instructed_a_demarche_adds_to_it(archive: Archive) -> None:
    instruct(archive)
    by_state = {"mrn": "10STATE20", "post": "STATE"}
    assert later(archive, MORE, cites=("10STATE7",), mrn="10STATE19", post="STATE") == []  # not in its paragraph
    assert later(archive, MORE, here=("10STATE7",)) == []  # the post that is to make it instructs nobody
    (one,) = later(archive, MORE, here=("10STATE7",), **by_state)  # type: ignore[arg-type]
    (asked,) = things(archive, "demarche")
    assert (one.demarche, one.becomes, one.acceptable) == (asked.id, "demarche.instruct", True)
    (entry,) = archive.dialogues.accept(OWNER, OURS, "10STATE20", 1)
    assert (entry.draft.kind, entry.draft.about, "post" in entry.draft.fields) == ("demarche.instruct", asked.id, False)
    (asked,) = things(archive, "demarche")
    assert (asked.state, asked.text, asked.last.says) == ("instructed", ASKED, "instructed again")
    assert archive.dialogues.board(OWNER, OURS).findings == []


def test_a_second_instruction_that_cites_the_first_is_of_the_same_demarche_and_may_be_a_new_one(
    archive: Archive,
) -> None:
    words = "In addition to the instructions of reftel you should point out to the Minister that the tug is idle"
    for which in (None, "new"):
        again = seed_archive()
        again.dialogues.open(OWNER, "09TRIPOLI893", id=OURS)
        instruct(again)
        held = instruction("10STATE20", words, on="2010-01-20")
        at = Span(held.paragraphs[0].span.start, held.paragraphs[0].span.start + 4)
        cited = Reference(None, "10STATE7", "10STATE7", "telegram", "read", at)
        first = msgspec.structs.replace(held.paragraphs[0], mentions=(cited,))
        held = msgspec.structs.replace(held, number=20, paragraphs=(first,))
        again.keep(held, [proposal(held, "demarche", words, modality="requested", party="US")])
        (one,) = again.dialogues.proposals(OWNER, "10STATE20", OURS)
        assert one.becomes == "demarche.instruct"
        if which is None:
            again.dialogues.accept(OWNER, OURS, "10STATE20")
            assert [thing.last.says for thing in things(again, "demarche")] == ["instructed again"]
        else:
            again.dialogues.amend(OWNER, OURS, "10STATE20", 1, {"demarche": which})
            assert [thing.last.says for thing in things(again, "demarche")] == ["instructed", "instructed"]


def test_a_post_reports_a_second_time_what_it_delivered(archive: Archive) -> None:
    instruct(archive)
    later(archive, MADE, cites=("10STATE7",))
    archive.dialogues.accept(OWNER, OURS, "10TRIPOLI20")
    words = "I discussed the points of reftel once more with the Director of Ports"
    assert later(archive, words, mrn="10TRIPOLI21", cites=("10STATE7",), on="2010-01-22") == []
    (one,) = later(archive, words, mrn="10TRIPOLI22", here=("10STATE7",), on="2010-01-22")
    assert (one.becomes, one.acceptable) == ("demarche.deliver", True)
    archive.dialogues.accept(OWNER, OURS, "10TRIPOLI22")
    (asked,) = things(archive, "demarche")
    assert (asked.state, asked.last.says) == ("delivered", "delivered again")
    assert [item["on"] for item in asked.items("deliveries")] == ["2010-01-20", "2010-01-22"]
    assert archive.dialogues.board(OWNER, OURS).findings == []


def test_of_several_demarches_of_one_telegram_that_with_most_words_in_common_is_meant(archive: Archive) -> None:
    first = "Embassy should remind the Foreign Minister of the harbour dues"
    second = "Embassy should protest the arrest of the trawler crews to the Foreign Minister"
    held = instruction(words=f"{first}. {second}")
    archive.keep(held, [proposal(held, "demarche", said, modality="requested", party="US") for said in (first, second)])
    archive.dialogues.accept(OWNER, OURS, "10STATE7")
    assert later(archive, MADE, mrn="10TRIPOLI18", here=("10STATE7",)) == []
    (one,) = later(archive, f"{MADE} on the trawler crews", mrn="10TRIPOLI19", here=("10STATE7",))
    assert [known.text for known in one.demarches] == [second]
    (both,) = later(archive, f"{MADE} on harbour dues and trawler crews", mrn="10TRIPOLI20", here=("10STATE7",))
    assert [known.text for known in both.demarches] == [first, second]
    assert (both.demarche, both.acceptable) == (None, False)
    assert both.note == "it reports on demarche 1 or 2: amend it to say which, or reject it"
    with pytest.raises(RefusedError):
        archive.dialogues.accept(OWNER, OURS, "10TRIPOLI20", both.number)
    with pytest.raises(RefusedError):
        archive.dialogues.amend(OWNER, OURS, "10TRIPOLI20", both.number, {"demarche": "new"})
    (entry,) = archive.dialogues.amend(OWNER, OURS, "10TRIPOLI20", both.number, {"demarche": 2})
    assert entry.draft.kind == "demarche.deliver"


def test_an_objective_is_spoken_of_again_and_stays_as_it_is(archive: Archive) -> None:
    seek(archive)
    (one,) = later(archive, OTHER, AGAIN, here=("10TRIPOLI9",), cites=("10TRIPOLI9",))
    known = things(archive, "objective")[-1]
    (shown,) = one.candidates
    assert (one.moves, one.becomes, shown.again, shown.rule) == (known.id, "objective.raise", True, "cited-and-words")
    assert {"dredger", "sirocco", "zuwara", "harbour"} <= {word.word for word in shown.words}
    (entry,) = archive.dialogues.accept(OWNER, OURS, "10TRIPOLI20")
    assert (entry.draft.about, entry.draft.fields["text"]) == (known.id, AGAIN)
    told = things(archive, "objective")[-1]
    assert (told.id, told.text, told.state, told.number) == (known.id, SOUGHT, "raised", known.number)
    assert [movement.says for movement in told.movements] == ["raised", "spoken of again"]


def test_an_instrument_is_spoken_of_again_until_it_is_told_that_it_was_signed(archive: Archive) -> None:
    words = "Protocol on dredging the harbour of Zuwara"
    held = telegram("10TRIPOLI9", [("C", f"{words}.")], date="2010-01-10")
    archive.keep(held, [proposal(held, "instrument", words, modality="intended", party="US", counterparty="LY")])
    archive.dialogues.accept(OWNER, OURS, "10TRIPOLI9")
    cites = ("10TRIPOLI9",)
    (one,) = later(archive, "He had no text of the dredging protocol", *REST, mrn="10TRIPOLI19", cites=cites)
    assert (one.becomes, one.candidates[0].entity, one.candidates[0].again) == ("instrument.draft", "instrument", True)
    archive.dialogues.accept(OWNER, OURS, "10TRIPOLI19")
    (known,) = things(archive, "instrument")
    assert (known.text, known.state) == (words, "draft")
    assert [movement.says for movement in known.movements] == ["in draft", "spoken of again"]
    (one,) = later(archive, "The dredging protocol was signed in Zuwara", *REST, cites=cites, on="2010-02-01")
    assert (one.becomes, one.candidates[0].again) == ("instrument.sign", False)


PROMISE = "Libya will return the dredger Sirocco to the harbour of Zuwara"


def promise(archive: Archive, by: str = "LY") -> None:
    held = telegram("10TRIPOLI9", [("C", f"{PROMISE}.")], date="2010-01-10")
    other = "US" if by == "LY" else "LY"
    archive.keep(held, [proposal(held, "commitment", PROMISE, modality="intended", party=by, counterparty=other)])
    archive.dialogues.accept(OWNER, OURS, "10TRIPOLI9")


@pytest.mark.parametrize(
    ("words", "by", "made", "speaks"),
    [
        ("Tarhuni has now brought the dredger Sirocco as far as Zuwara", "LY", "commitment.evidence", "for"),
        ("We have brought the dredger Sirocco as far as Zuwara", "US", "commitment.evidence", "for"),
        ("Tarhuni has not yet sent the dredger Sirocco to Zuwara", "LY", "commitment.evidence", "against"),
        ("Tarhuni is still prepared to send the dredger Sirocco to Zuwara", "LY", "commitment.undertake", None),
        ("We have brought the dredger Sirocco as far as Zuwara", "LY", None, None),  # told of us, who promised nothing
        ("Tarhuni has now brought the dredger Sirocco as far as Zuwara", "US", None, None),
        ("The dredger Sirocco at Zuwara is a fine ship of her kind", "LY", None, None),  # nothing came of it
        ("Tarhuni has now brought the tug Levante as far as Tobruk", "LY", None, None),
    ],
)
def test_a_sentence_tells_what_became_of_a_promise(
    archive: Archive, words: str, by: str, made: str | None, speaks: str | None
) -> None:
    promise(archive, by)
    found = later(archive, words, cites=("10TRIPOLI9",))
    assert [one.becomes for one in found] == ([made] if made is not None else [])
    if made is not None:
        (entry,) = archive.dialogues.accept(OWNER, OURS, "10TRIPOLI20")
        assert (entry.draft.kind, entry.draft.fields.get("speaks")) == (made, speaks)
        (kept,) = things(archive, "commitment")
        assert (kept.state, len(kept.movements)) == ("undertaken", 2)
        assert archive.dialogues.board(OWNER, OURS).findings == []


def test_what_became_of_a_promise_is_told_of_it_and_not_of_the_objective_with_the_same_words(archive: Archive) -> None:
    seek(archive)
    held = telegram("10TRIPOLI10", [("C", f"{PROMISE}.")], date="2010-01-11")
    archive.keep(held, [proposal(held, "commitment", PROMISE, modality="intended", party="LY", counterparty="US")])
    archive.dialogues.accept(OWNER, OURS, "10TRIPOLI10")
    broken = "Tarhuni has not yet sent the dredger Sirocco to the harbour of Zuwara"
    (one,) = later(archive, broken, cites=("10TRIPOLI9", "10TRIPOLI10"))
    assert one.becomes == "commitment.evidence"
    lies = "The dredger Sirocco lies in the harbour of Zuwara"
    (one,) = later(archive, lies, cites=("10TRIPOLI9", "10TRIPOLI10"), mrn="10TRIPOLI21")
    assert one.becomes == "objective.raise"


def test_words_of_a_condition_are_none_of_a_promise(archive: Archive) -> None:
    terms = "if the wheat of the freighter Levante is landed at Tobruk"
    first, second = f"{PROMISE} {terms}", "Libya will unload the wheat at Tobruk"
    held = telegram("10TRIPOLI9", [("C", f"{first}."), ("C", f"{second}.")], date="2010-01-10")
    sides = {"modality": "intended", "party": "LY", "counterparty": "US"}
    made = [
        proposal(held, "commitment", first, condition=terms, **sides),
        proposal(held, "commitment", second, condition=None, **sides),
    ]
    archive.keep(held, made)
    archive.dialogues.accept(OWNER, OURS, "10TRIPOLI9")
    (one,) = later(archive, "Tarhuni has now landed wheat of the Levante at Tobruk", cites=("10TRIPOLI9",))
    assert [known.text for known in one.candidates] == [second]
    (one,) = later(archive, "Tarhuni has now brought the Sirocco to Zuwara", cites=("10TRIPOLI9",), mrn="10TRIPOLI21")
    assert [known.text for known in one.candidates] == [first]


SET = "The Ambassador is to see Tarhuni tomorrow on the harbour"


def meet(archive: Archive, words: str = SET, **fields: str) -> None:
    held = telegram("10TRIPOLI9", [("C", f"{words}.")], date="2010-01-10")
    held = msgspec.structs.replace(held, post="TRIPOLI", number=9)
    archive.keep(held, [proposal(held, "meeting", words, modality="intended", party="US", **fields)])
    archive.dialogues.accept(OWNER, OURS, "10TRIPOLI9")


@pytest.mark.parametrize(
    ("words", "more"),
    [
        ("I saw Tarhuni for an hour and found him in good health", {}),
        ("Tarhuni told me this morning that the tug was sold", {}),
        ("Had a long session with Tarhuni on other things", {"on": "2010-01-12"}),
    ],
)
def test_a_meeting_that_was_set_for_the_day_was_held_with_whom_it_names(
    archive: Archive, words: str, more: dict[str, str]
) -> None:
    meet(archive)
    (one,) = later(archive, words, **{"on": "2010-01-11"} | more)  # type: ignore[arg-type]
    assert (one.becomes, one.acceptable, one.candidates[0].rule) == ("meeting.hold", True, "day-and-person")
    assert one.candidates[0].days == ("same" if not more else "near")
    archive.dialogues.accept(OWNER, OURS, "10TRIPOLI20")
    assert [thing.state for thing in things(archive, "meeting")] == ["held"]


@pytest.mark.parametrize(
    ("words", "more"),
    [
        ("I saw Barghathi for an hour and found him in good health", {}),
        ("I saw Tarhuni for an hour and found him in good health", {"on": "2010-01-13"}),
        ("I saw Tarhuni for an hour and found him in good health", {"post": "TUNIS", "mrn": "10TUNIS20"}),
        ("Tarhuni is in good health, as everybody says who knows", {}),
    ],
)
def test_another_person_day_or_post_is_another_meeting(archive: Archive, words: str, more: dict[str, str]) -> None:
    meet(archive)
    assert later(archive, words, **{"on": "2010-01-11"} | more) == []  # type: ignore[arg-type]


def test_a_meeting_of_the_day_that_a_sentence_names_is_spoken_of_again_and_not_yet_held(archive: Archive) -> None:
    meet(archive)
    (one,) = later(archive, "I will see Tarhuni tonight, and could not have met Tarhuni before", on="2010-01-11")
    assert (one.becomes, one.candidates[0].rule) == ("meeting.propose", "its-day-and-words")


def test_a_meeting_without_a_day_is_held_by_no_sentence_and_an_office_will_do_for_a_name(archive: Archive) -> None:
    meet(archive, "The Ambassador is to see the Minister of Finance in January")
    said = "I called on the Finance Minister for an hour"
    assert later(archive, said, on="2010-01-11") == []
    again = seed_archive()
    again.dialogues.open(OWNER, "09TRIPOLI893", id=OURS)
    meet(again, "The Ambassador is to see the Minister of Finance on the harbour", date="2010-01-11")
    (one,) = later(again, said, on="2010-01-11")
    assert one.becomes == "meeting.hold"


def test_words_by_which_people_meet_find_their_example_and_not_their_counter() -> None:
    met = load_speaking().plain.met
    assert met.within(met.example)
    assert not met.within(met.counter)


ROUND = "A second round of the harbour talks with Tarhuni and Bensalem is proposed for the spring"


@pytest.mark.parametrize(
    ("words", "becomes"),
    [
        ("Bensalem asked who pays for the visit of Tarhuni", "meeting.propose"),
        ("In my meeting with Tarhuni and Bensalem nothing was said of the weather", "meeting.hold"),
        ("Tarhuni and Bensalem ended the second round without a paper", "meeting.hold"),
    ],
)
def test_a_meeting_without_a_day_is_told_of_by_those_who_meet(archive: Archive, words: str, becomes: str) -> None:
    meet(archive, ROUND)
    (one,) = later(archive, words, cites=("10TRIPOLI9",))
    (known,) = one.candidates
    assert (one.becomes, known.rule, known.entity) == (becomes, "plain-words-of-a-meeting", "meeting")
    assert {"tarhuni", "bensalem"} <= {shared.word for shared in known.words}
    source = archive.dialogues._sources.versions(OWNER, "10TRIPOLI20")[0].telegram.source
    assert [source[s.here.start : s.here.end] for s in known.words if s.word == "bensalem"] == ["Bensalem"]
    archive.dialogues.accept(OWNER, OURS, "10TRIPOLI20")
    assert [thing.state for thing in things(archive, "meeting")] == [
        "held" if becomes == "meeting.hold" else "proposed"
    ]
    assert archive.dialogues.board(OWNER, OURS).findings == []


@pytest.mark.parametrize(
    ("words", "more"),
    [
        ("In my meeting with Tarhuni and Bensalem nothing was said of the weather", {"cites": ()}),
        ("Tarhuni is a cousin of Bensalem", {}),  # nobody meets
        ("In my meeting with Barghathi nothing was said of the weather", {}),
        ("In my first round with Tarhuni and Bensalem nothing was said of the weather", {}),
    ],
)
def test_who_meets_is_told_by_more_than_a_name(archive: Archive, words: str, more: dict[str, tuple[str, ...]]) -> None:
    meet(archive, ROUND)
    assert later(archive, words, **{"cites": ("10TRIPOLI9",)} | more) == []  # type: ignore[arg-type]


AIRFIELD = "A visit with Minister Tarhuni in Benghazi on airfield rehabilitation and trainer aircraft is proposed"


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        ("The talks with Tarhuni on airfield rehabilitation have ended", True),
        ("THE TALKS WITH TARHUNI ON AIRFIELD REHABILITATION HAVE ENDED", True),
        ("Round of engineers in Benghazi about airfield rehabilitation has ended", False),
        ("THE ROUND OF ENGINEERS IN BENGHAZI ABOUT AIRFIELD REHABILITATION HAS ENDED", False),
    ],
)
def test_place_and_matter_alone_tell_no_meeting(archive: Archive, words: str, offered: bool) -> None:
    meet(archive, AIRFIELD)
    shown = later(archive, words, cites=("10TRIPOLI9",))
    assert [one.candidates[0].rule for one in shown] == ["plain-words-of-a-meeting"] * offered


def test_of_two_texts_in_capitals_no_name_is_known(archive: Archive) -> None:
    meet(archive, AIRFIELD.upper())
    said = "The talks with Tarhuni on airfield rehabilitation have ended"
    assert later(archive, said.upper(), mrn="10TRIPOLI19", cites=("10TRIPOLI9",)) == []
    (one,) = later(archive, said, cites=("10TRIPOLI9",))
    assert one.candidates[0].rule == "plain-words-of-a-meeting"


def test_words_that_propose_a_meeting_of_their_own_are_told_of_no_other(archive: Archive) -> None:
    meet(archive, ROUND)
    words = "Tarhuni and Bensalem ended the second round without a paper"
    held = telegram("10TRIPOLI20", [("C", f"{words}, and are tired.")], date="2010-01-20")
    cited = Reference(None, "10TRIPOLI9", "10TRIPOLI9", "telegram", "read", Span(0, 4))
    held = msgspec.structs.replace(held, references=(cited,), post="TRIPOLI", number=20)
    told = {"of": None, "party": None, "counterparty": None, "modality": None}
    said = proposal(held, "event", f"{words}, and are tired", **told)
    archive.keep(held, [], [said])
    assert [one.becomes for one in archive.dialogues.proposals(OWNER, "10TRIPOLI20", OURS)] == ["meeting.hold"]
    again = seed_archive()
    again.dialogues.open(OWNER, "09TRIPOLI893", id=OURS)
    meet(again, ROUND)
    own = proposal(held, "meeting", words, modality="done", party="FR")
    again.keep(held, [own], [said])
    shown = again.dialogues.proposals(OWNER, "10TRIPOLI20", OURS)
    assert [(one.proposal.kind, one.moves) for one in shown] == [("meeting", None)]


def test_words_of_a_promise_may_be_told_of_a_meeting_and_accepted(archive: Archive) -> None:
    meet(archive, ROUND)
    words = "Tarhuni and Bensalem have completed the second round of talks on the harbour"
    held = telegram("10TRIPOLI20", [("C", f"{words}.")], date="2010-01-20")
    cited = Reference(None, "10TRIPOLI9", "10TRIPOLI9", "telegram", "read", Span(0, 4))
    held = msgspec.structs.replace(held, references=(cited,), post="TRIPOLI", number=20)
    told = {"of": "commitment", "party": None, "counterparty": None, "modality": "done"}
    archive.keep(held, [], [proposal(held, "event", words, **told)])
    (one,) = archive.dialogues.proposals(OWNER, "10TRIPOLI20", OURS)
    assert (one.becomes, one.candidates[0].rule) == ("meeting.hold", "plain-words-of-a-meeting")
    archive.dialogues.accept(OWNER, OURS, "10TRIPOLI20")
    assert [thing.state for thing in things(archive, "meeting")] == ["held"]


def test_a_meeting_that_is_yet_to_come_is_only_spoken_of(archive: Archive) -> None:
    meet(archive, ROUND, date="2010-03-01")
    (one,) = later(archive, "In my meeting with Tarhuni and Bensalem both were merry", cites=("10TRIPOLI9",))
    assert one.becomes == "meeting.propose"
    assert one.candidates[0].again


def test_of_a_sentence_that_shares_too_little_nothing_more_is_worked_out(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    def asked(*_: object) -> None:
        raise AssertionError("most sentences have nothing of a thing, and a board has many")

    meet(archive, ROUND)
    monkeypatch.setattr(plainly, "alike", asked)
    assert later(archive, "The talks on wheat with the bakers went on", cites=("10TRIPOLI9",)) == []


def test_the_one_promise_of_a_telegram_that_is_cited_is_told_of_as_a_promise(archive: Archive) -> None:
    promise(archive)
    said = "The assurances given by the Minister are most welcome"
    assert later(archive, said, mrn="10TRIPOLI19") == []
    (one,) = later(archive, said, cites=("10TRIPOLI9",))
    assert (one.becomes, one.candidates[0].rule) == ("commitment.undertake", "names-the-one-promise")


def test_of_two_promises_of_a_telegram_a_name_for_both_tells_neither(archive: Archive) -> None:
    other = "Libya promised to paint the lighthouse of Tobruk"
    held = telegram("10TRIPOLI9", [("C", f"{PROMISE}."), ("C", f"{other}.")], date="2010-01-10")
    told = {"modality": "intended", "party": "LY", "counterparty": "US"}
    archive.keep(held, [proposal(held, "commitment", words, **told) for words in (PROMISE, other)])
    archive.dialogues.accept(OWNER, OURS, "10TRIPOLI9")
    assert later(archive, "The assurances given by the Minister are most welcome", cites=("10TRIPOLI9",)) == []


def test_a_party_and_a_word_of_every_telegram_are_no_evidence(archive: Archive) -> None:
    """Names of parties weigh something here, and two words that stand everywhere nothing together."""
    promise(archive)
    assert later(archive, "Libya has returned the ambassador's letter", cites=("10TRIPOLI9",)) == []


def test_a_word_with_a_hyphen_and_its_parts_are_one_piece_of_evidence() -> None:
    words = Words({}, default_parties())
    said = words.plainly("The end-use papers of Nasser's clerks")
    assert said.keys() - apart(said).keys() == {"end", "use"}
    assert said["nass"].weight == load_speaking().plain.common < said["clerk"].weight


def test_few_words_or_no_reference_are_not_enough(archive: Archive) -> None:
    seek(archive)
    assert later(archive, "Tarhuni spoke of the dredger Sirocco and of its harbour again") == []


def test_one_word_will_do_where_a_telegram_that_raised_few_things_is_cited() -> None:
    others = ("Repair of the lighthouse", "Sale of wheat flour", "Landing rights at Benina", "Release of the trawler")
    found = {}
    for many in (1, 4, 5):
        kept = seed_archive()
        kept.dialogues.open(OWNER, "09TRIPOLI893", id=OURS)
        said = (SOUGHT, *others[: many - 1])
        held = telegram("10TRIPOLI9", [("C", f"{one}.") for one in said], date="2010-01-10")
        kept.keep(held, [proposal(held, "objective", one, sought_by="US", sought_from="LY") for one in said])
        kept.dialogues.accept(OWNER, OURS, "10TRIPOLI9")
        weather = "His return from leave in the hills was celebrated"
        found[many] = [known.rule for one in later(kept, weather, cites=("10TRIPOLI9",)) for known in one.candidates]
        assert later(kept, weather, mrn="10TRIPOLI21") == []
    assert found == {1: ["cited-and-kept-up"], 4: ["cited-and-kept-up"], 5: []}


def test_one_rare_word_will_do_where_the_telegram_cites_and_a_common_one_will_not(archive: Archive) -> None:
    held = telegram("10TRIPOLI9", [("C", "We seek a solution to the dredger problem.")], date="2010-01-10")
    sought = "a solution to the dredger problem"
    archive.keep(held, [proposal(held, "objective", sought, sought_by="US", sought_from="LY")])
    archive.dialogues.accept(OWNER, OURS, "10TRIPOLI9")
    cites = ("10TRIPOLI9",)
    assert later(archive, "He had a problem with his teeth", *REST, mrn="10TRIPOLI19", cites=cites) == []
    (one,) = later(archive, "He had not heard about the dredger", *REST, cites=cites)
    assert (one.candidates[0].rule, [word.word for word in one.candidates[0].words]) == ("cited-and-word", ["dredger"])


def test_one_word_must_be_one_that_the_board_has(archive: Archive) -> None:
    words = "the dredger must be back, for the pilots of Zuwara are idle"
    held = telegram("10TRIPOLI9", [("C", f"{words}.")], date="2010-01-10")
    archive.keep(held, [proposal(held, "objective", words, text="Return of the dredger", sought_by="US")])
    archive.dialogues.accept(OWNER, OURS, "10TRIPOLI9")
    assert later(archive, "He had met two pilots at dinner", *REST, mrn="10TRIPOLI19", cites=("10TRIPOLI9",)) == []
    assert later(archive, "He had seen the dredger at anchor", *REST, cites=("10TRIPOLI9",)) != []


AROUND = "The pilots, the tug and the buoys of the channel were hired by the shipowner Bensalem for the salvage"


def test_a_telegram_of_the_same_matter_needs_no_reference(archive: Archive) -> None:
    held = telegram("10TRIPOLI9", [("C", f"{SOUGHT}."), ("C", f"{AROUND}.")], date="2010-01-10")
    archive.keep(held, [proposal(held, "objective", SOUGHT, sought_by="US", sought_from="LY")])
    archive.dialogues.accept(OWNER, OURS, "10TRIPOLI9")
    spoken = "Tarhuni spoke of the dredger Sirocco again"
    assert later(archive, spoken, *REST, mrn="10TRIPOLI19") == []
    one, *_ = later(archive, spoken, "Bensalem has hired the pilots and the tug for the salvage", *REST)
    assert (one.candidates[0].rule, one.candidates[0].cites) == ("akin-and-words", None)
    assert one.proposal.text == spoken


def on_the_matter(archive: Archive, mrn: str, *words: str) -> list[Proposed]:
    """What a telegram on the salvage is shown as, that the board rests on because it sets a meeting."""
    told = {"of": None, "party": None, "counterparty": None, "modality": None}
    meeting = f"Bensalem and the pilots meet on the tug of {mrn} for the salvage"
    held = telegram(mrn, [("C", f"{said}.") for said in (*words, meeting, *REST)], date="2010-01-15")
    statements = [proposal(held, "event", said, **told) for said in words]
    archive.keep(held, [proposal(held, "meeting", meeting, modality="intended")], statements)
    archive.dialogues.accept(OWNER, OURS, mrn)
    return archive.dialogues.proposals(OWNER, mrn, OURS)


def salvage(archive: Archive) -> None:
    held = telegram("10TRIPOLI9", [("C", f"{SOUGHT}."), ("C", f"{AROUND}.")], date="2010-01-10")
    archive.keep(held, [proposal(held, "objective", SOUGHT, sought_by="US", sought_from="LY")])
    archive.dialogues.accept(OWNER, OURS, "10TRIPOLI9")


HIRED = "Bensalem has hired the pilots and the tug for the salvage"


@pytest.mark.parametrize(
    ("before", "rules"),
    [
        ((), []),
        (("Tarhuni spoke of the dredger Sirocco again",), ["akin-and-kept-up"]),
        (("Tarhuni spoke of the dredger Sirocco again", "He had a cold"), []),
    ],
)
def test_one_word_will_do_where_the_telegrams_of_its_matter_tell_of_a_thing(
    archive: Archive, before: tuple[str, ...], rules: list[str]
) -> None:
    salvage(archive)
    for number, said in enumerate(before, 10):
        on_the_matter(archive, f"10TRIPOLI{number}", said)
    said_again = "His return from leave in the hills was celebrated with a dinner"
    shown = [known.rule for one in later(archive, said_again, HIRED, *REST) for known in one.candidates]
    assert [rule for rule in shown if rule != "day-and-person"] == rules


def test_a_thing_of_which_no_telegram_of_its_matter_told_needs_a_reference(archive: Archive) -> None:
    salvage(archive)
    said = "Tarhuni spoke of the dredger Sirocco again"
    assert [one.proposal.text for one in later(archive, said, HIRED, *REST, mrn="10TRIPOLI18")][:1] == [said]
    for number in (10, 11, 12):
        on_the_matter(archive, f"10TRIPOLI{number}", "He had a cold and stayed in bed")
    assert said not in [one.proposal.text for one in later(archive, said, HIRED, *REST, mrn="10TRIPOLI19")]
    (one, *_) = later(archive, said, HIRED, *REST, mrn="10TRIPOLI20", cites=("10TRIPOLI9",))
    assert (one.proposal.text, one.candidates[0].rule) == (said, "cited-and-words")


def test_the_name_of_a_leader_tells_no_matter(archive: Archive) -> None:
    sought = "Assurance of Nasser that Fawzi will answer"
    held = telegram("65CAIRO9", [("C", f"{sought}.")], date="1965-01-10")
    archive.keep(held, [proposal(held, "objective", sought, sought_by="US", sought_from="EG")])
    archive.dialogues.accept(OWNER, OURS, "65CAIRO9")
    assert later(archive, "Nasser and Fawzi gave a dinner last night", cites=("65CAIRO9",), on="1965-01-20") == []


def test_a_person_takes_it_for_another_or_rejects_it(archive: Archive) -> None:
    seek(archive)
    later(archive, AGAIN, cites=("10TRIPOLI9",))
    archive.dialogues.reject(OWNER, OURS, "10TRIPOLI20", 1, "of another ship")
    (one,) = archive.dialogues.proposals(OWNER, "10TRIPOLI20", OURS)
    assert (one.status, one.reason) == ("rejected", "of another ship")


def test_a_sentence_raises_nothing_and_may_be_named_for_another(archive: Archive) -> None:
    seek(archive)
    later(archive, AGAIN, cites=("10TRIPOLI9",))
    with pytest.raises(RefusedError):
        archive.dialogues.amend(OWNER, OURS, "10TRIPOLI20", 1, {"same_as": "new"})
    archive.dialogues.accept(OWNER, OURS, "09TRIPOLI893")
    first = things(archive, "objective")[0]
    (entry,) = archive.dialogues.amend(OWNER, OURS, "10TRIPOLI20", 1, {"same_as": first.number})
    assert (entry.draft.kind, entry.draft.about) == ("objective.raise", first.id)


def test_a_telegram_speaks_of_a_thing_once_where_it_does_so_best(archive: Archive) -> None:
    seek(archive)
    shorter = "Tarhuni spoke of the harbour of Zuwara, of the dredger and of the heat"
    (one,) = later(archive, shorter, AGAIN, cites=("10TRIPOLI9",))
    assert one.proposal.text == AGAIN


def test_words_that_every_telegram_of_the_dialogue_has_weigh_less(archive: Archive) -> None:
    seek(archive)
    (before,) = later(archive, AGAIN, mrn="10TRIPOLI30", cites=("10TRIPOLI9",), on="2010-01-30")
    for number in range(11, 16):
        words = f"Fishing off Zuwara in week {number} was good and the dredger Sirocco was seen"
        held = telegram(f"10TRIPOLI{number}", [("C", f"{words}.")], date="2010-01-12")
        archive.keep(held, [proposal(held, "meeting", words, modality="intended")])
        archive.dialogues.accept(OWNER, OURS, f"10TRIPOLI{number}")
    after = archive.dialogues.proposals(OWNER, "10TRIPOLI30", OURS)
    weight = {one.word: one.weight for one in before.candidates[0].words}
    less = {one.word: one.weight for known in after for one in known.candidates[0].words}
    assert less == {} or less["sirocco"] < weight["sirocco"]


def test_every_order_of_arrival_gives_the_same_board() -> None:
    boards = set()
    for order in permutations(("instruct", "seek", "later")):
        archive = seed_archive()
        archive.dialogues.open(OWNER, "09TRIPOLI893", id=OURS)
        for name in (*order, "again"):
            if name == "instruct":
                instruct(archive)
            elif name == "seek":
                seek(archive)
            elif name == "later":
                later(archive, MADE, AGAIN, cites=("10STATE7", "10TRIPOLI9"))
            if any(kept.telegram.mrn == "10TRIPOLI20" for kept in archive.telegrams.versions(OWNER, "10TRIPOLI20")):
                archive.dialogues.accept(OWNER, OURS, "10TRIPOLI20")
        board = archive.dialogues.board(OWNER, OURS)
        assert board.findings == []
        told = [
            (thing.text, thing.state, tuple((m.on, m.kind, m.text) for m in thing.movements))
            for thing in board.things.values()
        ]
        boards.add(tuple(sorted(told)))
    assert len(boards) == 1
    assert any(state == "delivered" for _, state, _ in boards.pop())


def test_a_reader_is_offered_nothing_of_what_they_may_not_read(archive: Archive) -> None:
    instruct(archive, level="SECRET")
    seek(archive, level="SECRET")
    said = later(archive, MADE, AGAIN, cites=("10STATE7", "10TRIPOLI9"), here=("10STATE7",))
    assert [one.becomes for one in said] == ["demarche.deliver", "objective.raise"]
    assert {known.marking for one in said for known in one.spoken_of} == {"S"}
    assert archive.dialogues.proposals(SECRET_READER, "10TRIPOLI20", OURS) == said
    assert archive.dialogues.proposals(CONFIDENTIAL_READER, "10TRIPOLI20", OURS) == []
    archive.dialogues.accept(OWNER, OURS, "10TRIPOLI20")
    below = archive.dialogues.board(CONFIDENTIAL_READER, OURS)
    assert [(one.text, one.state) for one in below.of("demarche")] == [(MADE, "delivered")]
    assert [one.text for one in below.of("objective")] == [AGAIN]


def test_weights_are_those_of_an_archive_of_what_the_reader_may_read(archive: Archive) -> None:
    seek(archive)
    (whole,) = later(archive, AGAIN, cites=("10TRIPOLI9",), on="2010-01-30")
    words = "The dredger Sirocco and the harbour of Zuwara were on the agenda in secret"
    held = telegram("10TRIPOLI12", [("S", f"{words}.")], date="2010-01-12", level="SECRET")
    archive.keep(held, [proposal(held, "meeting", words, modality="intended")])
    archive.dialogues.accept(OWNER, OURS, "10TRIPOLI12")
    (above,) = archive.dialogues.proposals(OWNER, "10TRIPOLI20", OURS)
    (below,) = archive.dialogues.proposals(CONFIDENTIAL_READER, "10TRIPOLI20", OURS)
    assert below.candidates == whole.candidates
    assert above.candidates[0].score < whole.candidates[0].score


def test_an_offer_is_held_as_closely_as_what_it_speaks_of(archive: Archive) -> None:
    seek(archive, level="SECRET")
    later(archive, AGAIN, cites=("10TRIPOLI9",))
    archive.dialogues.accept(OWNER, OURS, "10TRIPOLI20")
    later(archive, AGAIN.replace("May", "June"), mrn="10TRIPOLI21", cites=("10TRIPOLI9",), on="2010-02-20")
    waits = archive.dialogues.undecided(OWNER, OURS)
    assert marking_in(waits.banner.partition(" ")[0][0]).rank <= Marking(4).rank
    (one,) = archive.dialogues.proposals(OWNER, "10TRIPOLI21", OURS)
    assert one.spoken_of[0].marking == "S"


@pytest.mark.parametrize(
    ("said", "rules"),
    [
        ("Tarhuni said that the text of ZSS was almost agreed", ["akin-and-acronym"]),
        ("TARHUNI SAID THAT THE TEXT OF ZSS WAS ALMOST AGREED", ["akin-and-acronym"]),
        ("Tarhuni spoke of the signal of the station again", []),  # several on the matter told of none of it
    ],
)
def test_the_acronym_that_the_board_writes_out_names_a_thing(archive: Archive, said: str, rules: list[str]) -> None:
    words = "Repair of the Zuwara Signal Station (ZSS)"
    held = telegram("10TRIPOLI9", [("C", f"{words}."), ("C", f"{AROUND}.")], date="2010-01-10")
    archive.keep(held, [proposal(held, "objective", words, sought_by="US", sought_from="LY")])
    archive.dialogues.accept(OWNER, OURS, "10TRIPOLI9")
    for number in (11, 12, 13):
        on_the_matter(archive, f"10TRIPOLI{number}", HIRED)
    found = [known.rule for one in later(archive, said, HIRED, *REST) for known in one.candidates]
    assert found == rules


URGED = "The Ambassador urged the Minister to dredge the harbor of Tripoli"
WANTED = "We hope that the Minister will dredge the harbor of Tripoli"


def objective(archive: Archive, mrn: str, words: str, *, on: str = "2010-01-20", **sides: str) -> Proposed:
    held = telegram(mrn, [("C", f"{words}.")], date=on, plad="AMEMBASSY TRIPOLI")
    told = {"objective_kind": "other", "sought_by": "US", "sought_from": "LY", "modality": "requested", **sides}
    archive.keep(held, [proposal(held, "objective", words, **told)])
    (one,) = archive.dialogues.proposals(OWNER, mrn, OURS)
    return one


@pytest.mark.parametrize(
    ("words", "on", "verb", "state"),
    [
        ("The Minister suggested that the second round be held on February 3", "2010-02-03", "propose", "proposed"),
        ("The Minister agreed to the second round suggested for February 3", "2010-02-03", "agree", "agreed"),
        ("The second round is to be held on February 3", "2010-02-03", "agree", "agreed"),
        ("The second round was held on January 3", "2010-01-03", "hold", "held"),
    ],
)
def test_a_meeting_to_come_stands_as_far_as_its_words_go(
    archive: Archive, words: str, on: str, verb: str, state: str
) -> None:
    held = telegram("10TRIPOLI20", [("C", f"{words}.")], date="2010-01-20", plad="AMEMBASSY TRIPOLI")
    archive.keep(held, [proposal(held, "meeting", words, party="US", counterparty="LY", modality="done", date=on)])
    (one,) = archive.dialogues.proposals(OWNER, "10TRIPOLI20", OURS)
    assert one.becomes == f"meeting.{verb}"
    archive.dialogues.accept(OWNER, OURS, "10TRIPOLI20")
    assert [met.state for met in things(archive, "meeting")] == [state]


def test_what_says_that_it_was_put_finds_its_example_and_not_its_counter() -> None:
    put = load_speaking().put
    assert put.within(put.example)
    assert put.within(put.example.upper())
    assert not put.within(put.counter)
    assert not put.within("Had we asked the Minister to release the cargo, he would have.")
    assert put.within("We had asked the Minister to release the cargo.")


@pytest.mark.parametrize(
    ("words", "sides", "becomes"),
    [
        (URGED, {}, "objective.table"),
        ("I again asked him to dredge the harbor", {}, "objective.table"),
        ("The Minister asked that we dredge the harbor", {"sought_by": "LY", "sought_from": "US"}, "objective.table"),
        (WANTED, {}, "objective.raise"),
        ("You should urge the Minister to dredge the harbor", {}, "objective.raise"),
        ("The Minister was not asked to dredge the harbor", {}, "objective.raise"),
        ("We studied the proposed dredging of the harbor", {}, "objective.raise"),
        ("The Secretary asked me to convey his hope that the harbor be dredged", {}, "objective.raise"),
        (URGED, {"sought_from": "US"}, "objective.raise"),  # who seeks it of itself has put it to nobody
    ],
)
def test_an_objective_that_was_put_to_the_other_side_is_tabled(
    archive: Archive, words: str, sides: dict[str, str], becomes: str
) -> None:
    assert objective(archive, "10TRIPOLI60", words, **sides).becomes == becomes


@pytest.mark.parametrize(
    ("words", "becomes"),
    [
        ("Both sides agreed that the return of the dredger Sirocco must be deferred until spring", "defer"),
        ("Tarhuni replied that return of the dredger Sirocco must be deferred until after the elections", "defer"),
        ("The Libyans said that the return of the dredger Sirocco would have to wait until next year", "defer"),
        ("The Ministry postponed the return of the dredger Sirocco until May", "defer"),
        ("The return of the dredger Sirocco is to be left until the budget talks of next spring", "defer"),
        ("Return of the dredger Sirocco was shelved pending a new budget", "defer"),
        ("The crew for the return of the dredger Sirocco has left Malta for Zuwara", "raise"),
        ("We think that the return of the dredger Sirocco must be deferred until spring", "raise"),
        ("Tarhuni feared that return of the dredger Sirocco must be deferred until spring", "raise"),
        ("Tarhuni suggested that the return of the dredger Sirocco should be deferred to May", "raise"),
        ("The payment for the return of the dredger Sirocco has been set aside for May", "raise"),
        ("The return of the dredger Sirocco has been left to the navy for execution", "raise"),
        ("Should the return of the dredger Sirocco be deferred until spring, we lose the crew", "raise"),
        ("No one agreed to defer the return of the dredger Sirocco to May", "raise"),
        ("Italy has postponed the return of its dredger Sirocco until May", "raise"),
        ("The return of the dredger Sirocco, which had been put off until May, was taken up again", "raise"),
        ("A newspaper says that return of the dredger Sirocco was deferred until May", "raise"),
    ],
)
def test_what_is_sought_is_put_off_by_those_who_may(archive: Archive, words: str, becomes: str) -> None:
    seek(archive)
    [told] = later(archive, words, cites=("10TRIPOLI9",))
    assert [one.becomes for one in told.candidates] == [f"objective.{becomes}"]


@pytest.mark.parametrize(
    ("words", "becomes"),
    [
        ("On May 11 Libya agreed to the return of the dredger Sirocco", "agree"),
        ("In May Libya agreed to the return of the dredger Sirocco", "agree"),
        ("On 11 May Libya accepted the return of the dredger Sirocco", "agree"),
        ("Libya may have agreed to the return of the dredger Sirocco", "raise"),
    ],
)
def test_the_month_of_may_is_no_doubt(archive: Archive, words: str, becomes: str) -> None:
    seek(archive)
    [told] = later(archive, words, cites=("10TRIPOLI9",))
    assert [one.becomes for one in told.candidates] == [f"objective.{becomes}"]


def test_who_was_asked_must_act(archive: Archive) -> None:
    objective(archive, "10TRIPOLI60", URGED)
    objective(archive, "10TRIPOLI61", "We hope that the Minister will widen the quay")
    for mrn in ("10TRIPOLI60", "10TRIPOLI61"):
        archive.dialogues.accept(OWNER, OURS, mrn)
    urged, hoped = things(archive, "objective")[-2:]
    assert [(one.state, one.holder, one.turn) for one in (urged, hoped)] == [
        ("tabled", "LY", "waiting"),
        ("raised", "US", "mine"),
    ]


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_what_was_raised_is_tabled_by_the_telegram_that_says_it_was_put(
    archive: Archive, order: tuple[int, int]
) -> None:
    told = (("10TRIPOLI60", WANTED, "2010-01-20"), ("10TRIPOLI61", URGED, "2010-02-20"))
    for at in order:
        mrn, words, day = told[at]
        objective(archive, mrn, words, on=day)
        number = str(len(things(archive, "objective"))) if at != order[0] else "new"
        archive.dialogues.amend(OWNER, OURS, mrn, 1, {"same_as": number})
    thing = things(archive, "objective")[-1]
    assert [(one.says, one.after) for one in thing.movements] == [
        ("raised", "raised"),
        ("tabled with the other side", "tabled"),
    ]


def test_what_was_dropped_is_not_put_to_the_other_side_unsaid(archive: Archive) -> None:
    objective(archive, "10TRIPOLI60", URGED)
    archive.dialogues.accept(OWNER, OURS, "10TRIPOLI60")
    number = str(len(things(archive, "objective")))
    for day in (date(2010, 2, 1), date(2010, 3, 1)):
        archive.dialogues.record(OWNER, OURS, "objective.table", number, mrn="10TRIPOLI60", on=day)
    thing = things(archive, "objective")[-1]
    assert [one.says for one in thing.movements[1:]] == ["put to the other side again"] * 2
    with pytest.raises(MoveError, match="before what followed"):
        archive.dialogues.record(OWNER, OURS, "objective.drop", number, on=date(2010, 2, 15))


def test_things_of_a_board_are_known_once_for_all_who_may_read_the_same(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    seek(archive)
    later(archive, AGAIN, cites=("10TRIPOLI9",))
    made: list[str] = []

    def counted(board: Board, quote: Callable[[Source], str | None]) -> list[Matter]:
        found = matters_of(board, quote)
        made.extend(one.text for one in found if "dredger" in one.text)
        return found

    monkeypatch.setattr("legation.services.proposals.tying.matters_of", counted)
    # Without what was known when the telegram was kept, so that it is another board that is asked of.
    instruct(archive)
    asked = [(OWNER, SECRET_READER, CONFIDENTIAL_READER)[number % 3] for number in range(6)]
    told = [archive.dialogues.proposals(reader, "10TRIPOLI20", OURS) for reader in asked]
    assert [one.candidates[0].text for one, *_ in told] == [SOUGHT] * 6
    assert len(made) == 1


def test_things_are_known_anew_where_the_board_or_what_may_be_read_of_it_is_another(archive: Archive) -> None:
    seek(archive, level="SECRET")
    later(archive, AGAIN, cites=("10TRIPOLI9",))
    (seen,) = archive.dialogues.proposals(SECRET_READER, "10TRIPOLI20", OURS)
    assert [one.text for one in seen.candidates] == [SOUGHT]
    assert archive.dialogues.proposals(CONFIDENTIAL_READER, "10TRIPOLI20", OURS) == []
    archive.dialogues.accept(OWNER, OURS, "10TRIPOLI20")
    later(archive, AGAIN.replace("May", "June"), mrn="10TRIPOLI21", cites=("10TRIPOLI9",), on="2010-02-20")
    (again,) = archive.dialogues.proposals(SECRET_READER, "10TRIPOLI21", OURS)
    assert [one.text for one in again.candidates] == [SOUGHT]


def test_a_telegram_is_read_once_for_the_page_of_its_proposals(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    seek(archive)
    later(archive, AGAIN, cites=("10TRIPOLI9",))
    read: list[str] = []
    whole = archive.telegrams.versions

    def counted(reader: Reader, mrn: str) -> list[Record]:
        read.append(mrn)
        return whole(reader, mrn)

    monkeypatch.setattr(archive.telegrams, "versions", counted)
    waits = archive.dialogues.undecided(OWNER, OURS)
    assert waits.proposals
    assert len(read) == len(set(read)) == waits.looked


@pytest.mark.parametrize(
    ("sentence", "is_answer"),
    [
        ("The Ministry told the Ambassador that the crew may sail.", True),
        ("The Ministry has now replied.", True),
        ("The Director gave us the reply of his Minister.", True),
        ("The Ministry has not replied.", False),
        ("Nobody gave us a reply.", False),
        ("The Minister gave no reply.", False),
        ("The Minister gave us no answer.", False),
        ("We told the Ambassador that the crew was well.", False),
        ("Poloff told the Embassy that the crew was well.", False),
        ("If the Ministry told us that, we would be glad.", False),
        ("The Minister would have told us that the crew may sail.", False),
        ("Director Belgasem telephoned today to say that the crew may sail", True),
        ("Director Belgasem wrote on May 3 to say that the crew may sail", True),
        ("We telephoned today to say that the crew may sail", False),
    ],
)
def test_what_our_own_side_told_or_nobody_did_is_no_answer(sentence: str, is_answer: bool) -> None:
    assert load_speaking().says["answering"].within(sentence) == is_answer


@pytest.mark.parametrize(
    ("words", "becomes"),
    [
        (
            "Tarhuni took up the return of the dredger Sirocco. He replied that it must be deferred until spring.",
            "defer",
        ),
        (
            "We raised the return of the dredger Sirocco. The Minister said this would have to wait until spring.",
            "defer",
        ),
        ("We raised return of the dredger Sirocco. It has been put off until the next session.", "defer"),
        ("We raised the return of the dredger Sirocco. The lunch has been put off until the next session.", "raise"),
    ],
)
def test_what_the_sentence_before_names_is_put_off(archive: Archive, words: str, becomes: str) -> None:
    seek(archive)
    held = telegram("10TRIPOLI20", [("C", words)], date="2010-01-20")
    cited = Reference(None, "10TRIPOLI9", "10TRIPOLI9", "telegram", "read", Span(0, 4))
    held = msgspec.structs.replace(held, references=(cited,))
    archive.keep(held, [], statements(held))
    told = [one for one in archive.dialogues.proposals(OWNER, "10TRIPOLI20", OURS) if one.candidates]
    assert [one.becomes for one in told] == [f"objective.{becomes}"]
