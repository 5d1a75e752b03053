"""A dialogue proposed from several telegrams: merged over them, tried before it is entered; invented telegrams."""

from __future__ import annotations

import shutil
from datetime import date
from itertools import permutations
from pathlib import Path

import msgspec
import pytest
from hand_made import CONFIDENTIAL_READER, NOW, OPEN_READER, Archive, proposal, seed, telegram

import legation
from legation.app import open_house
from legation.core.errors import NotFoundError, RefusedError
from legation.core.marking import OWNER, Marking, Reader
from legation.core.telegram import Reference, Telegram
from legation.core.text import Span
from legation.services.dialogue.dialogue import Dialogues
from legation.services.dialogue.founding import Founding
from legation.services.reading import Reading
from legation.services.search.finding import Finding
from legation.storage.memory.index import MemoryIndex
from legation.storage.ports import Ledger
from legation.tables.moves import load_moves
from legation.tables.parties import default_parties
from legation.tables.posts import load_posts
from legation.tables.speaking import load_speaking

SAMPLE = Path(legation.__file__).parent / "sample"
SEED = "09TRIPOLI893"
BOTH = [SEED, "10TRIPOLI50"]


class Ministry(Archive):
    """The hand-made archive with its index and the service that proposes dialogues."""

    def __init__(self) -> None:
        super().__init__()
        index = MemoryIndex(load_posts().aliases)

        def over(ledger: Ledger) -> Dialogues:
            return Dialogues(
                self.telegrams,
                ledger,
                lambda t: self._proposals.get(t.sha256, []),
                load_moves(),
                lambda: NOW,
                self.moments,
            )

        reading, finding = Reading(self.telegrams, load_posts()), Finding(index, load_posts())
        self.founding = Founding(self.ledger, over, self.telegrams, reading, finding, default_parties())
        self._index = index

    def keep_nameless(self, held: Telegram, proposals: object) -> None:
        super().keep(held, proposals)  # type: ignore[arg-type]
        self._index.add(OWNER, [self.telegrams.get(OWNER, held.sha256)])

    def keep(self, held: Telegram, proposals: object = ()) -> Telegram:
        super().keep(held, proposals)  # type: ignore[arg-type]
        self._index.add(OWNER, self.telegrams.versions(OWNER, held.mrn or ""))
        return held


def later() -> tuple[Telegram, list[object]]:
    words = ["Libyan membership of TSCTP", "Libya accepts TSCTP membership", "visas for students", "Talks are set"]
    held = telegram("10TRIPOLI50", [("S", f"{'. '.join(words)}.")], level="SECRET", date="2010-02-01")
    held = msgspec.structs.replace(held, references=(Reference(None, SEED, SEED, "telegram", "read", Span(0, 4)),))
    return held, [
        proposal(held, "objective", words[0]),
        proposal(held, "position", words[1], party="LY", stance="accepts"),
        proposal(held, "objective", words[2]),
        proposal(held, "meeting", words[3], modality="intended"),
    ]


@pytest.fixture
def ministry() -> Ministry:
    made = Ministry()
    made.keep(*seed())
    made.keep(*later())
    return made


def test_objectives_are_merged_over_the_telegrams_with_their_movements(ministry: Ministry) -> None:
    made = ministry.founding.propose(OWNER, BOTH)
    assert (made.parties, made.ours, made.posts, made.telegrams) == (("US", "LY"), "US", (), tuple(BOTH))
    assert [row.text[:12] for row in made.objectives][:2] == ["Libya's part", "Signing of t"]
    assert len(made.objectives) == 6  # five of the seed, and the visas
    first = made.of("objective", 1)
    assert [(item.telegram, item.again) for item in first] == [(SEED, False), ("10TRIPOLI50", True)]
    assert first[1].evidence[0].cites is not None
    assert made.objectives[0].stances == {"LY": "accepts"}
    assert [row.state for row in made.meetings] == ["held", "proposed"]
    assert [(one.name, one.party) for one in made.contacts] == [("NSA Muatassim al-Qadhafi", "LY")]
    assert made.banner == "SECRET"
    assert ministry.ledger.entries(OWNER) == []


def test_what_an_earlier_version_says_under_a_higher_marking_is_under_the_banner(ministry: Ministry) -> None:
    said = "Libya promised to return the rockets"
    later = telegram("10TRIPOLI70", [("U", "Nothing is asked.")], level="UNCLASSIFIED", date="2010-03-01")
    # Of two that came at one moment the one with the lower hash is the earlier.
    each = (telegram("10TRIPOLI70", [("S", f"{said} {n}.")], level="SECRET", date="2010-03-01") for n in range(99))
    held = next(one for one in each if one.sha256 < later.sha256)
    ministry.keep(held, [proposal(held, "commitment", said, party="LY")])
    ministry.keep(later)
    assert ministry.telegrams.versions(OWNER, "10TRIPOLI70")[-1].access == "0;;-"
    made = ministry.founding.propose(OWNER, ["10TRIPOLI70"], title="TALKS", parties=["US", "LY"])
    assert said in [item.text for item in made.items]
    assert made.banner == "SECRET"


@pytest.mark.parametrize("order", list(permutations(BOTH)))
def test_the_order_of_asking_and_of_arrival_changes_nothing(order: tuple[str, ...]) -> None:
    held = {SEED: seed(), "10TRIPOLI50": later()}
    ministry, other = Ministry(), Ministry()
    for mrn in BOTH:
        ministry.keep(*held[mrn])
    for mrn in order:
        other.keep(*held[mrn])
    assert ministry.founding.propose(OWNER, BOTH) == other.founding.propose(OWNER, order)
    one, two = ministry.founding.accept(OWNER, BOTH), other.founding.accept(OWNER, order)
    assert one == two
    assert ministry.dialogues.board(OWNER, one) == other.dialogues.board(OWNER, two)


def test_telegrams_of_one_day_go_by_their_hours(ministry: Ministry) -> None:
    for mrn, hour in (("10ALPHA9", "20:57"), ("10BRAVO1", "08:10"), ("10CHARLIE5", None)):
        held = telegram(mrn, [("C", "Nothing is asked.")], date="2010-03-01")
        held = msgspec.structs.replace(held, dtg=f"2010-03-01T{hour}Z" if hour else "2010-03-01")
        ministry.keep(held)
    made = ministry.founding.propose(OWNER, ["10ALPHA9", "10CHARLIE5", "10BRAVO1", SEED])
    assert made.telegrams == (SEED, "10CHARLIE5", "10BRAVO1", "10ALPHA9")


def test_what_was_shown_is_what_is_entered(ministry: Ministry) -> None:
    made = ministry.founding.propose(OWNER, BOTH)
    dialogue = ministry.founding.accept(OWNER, BOTH, id="talks")
    assert dialogue == "talks"
    rows = ministry.dialogues.view(OWNER, "talks").rows
    assert [(row.entity, row.number, row.text, row.state) for row in rows] == [
        (row.entity, row.number, row.text, row.state) for row in made.board.rows
    ]
    before = ministry.ledger.entries(OWNER)
    ministry.founding.accept(OWNER, BOTH, id="talks")
    assert ministry.ledger.entries(OWNER) == before


def test_a_set_is_accepted_one_by_one(ministry: Ministry) -> None:
    made = ministry.founding.propose(OWNER, BOTH)
    visas = next(item for item in made.items if item.text == "visas for students")
    dialogue = ministry.founding.accept(OWNER, BOTH, which=[visas.number, made.items[1].fingerprint])
    assert [row.text[:5] for row in ministry.dialogues.view(OWNER, dialogue).of("objective")] == ["Libya", "visas"]
    with pytest.raises(RefusedError, match="no item 99"):
        ministry.founding.accept(OWNER, BOTH, which=99)


def test_a_sentence_with_few_words_and_no_reference_is_left_to_a_person(tmp_path: Path) -> None:
    """Of the sample: nothing of a set was decided, and a wrong tie makes the next one likelier."""
    half = "date:2015-01..2015-06"  # it stands here as in all of the sample, which takes six times as long
    place = tmp_path / "archive"
    place.mkdir()
    shutil.copyfile(SAMPLE / "countries.toml", place / "parties.toml")
    with open_house(place, write=True) as house:
        house.ingest.run(OWNER, [SAMPLE / "traffic"])
        found = house.founding.propose(OWNER, query=half, ours="XV").items
        left = next(one for one in found if one.note == "it cites none of what it may speak of")
        assert (left.thing, left.candidates[0].cites) == (None, None)
        least = load_speaking().akin.undecided
        assert left.candidates[0].score < least
        akin = [one for one in found if one.thing and one.candidates and one.candidates[0].rule.startswith("akin")]
        assert akin
        assert min(one.candidates[0].score for one in akin) >= least
        dialogue = house.founding.accept(OWNER, query=half, ours="XV")
        standing = house.dialogues.proposals(OWNER, left.telegram, dialogue)
        (still,) = [one for one in standing if one.fingerprint == left.fingerprint]
        assert (still.status, still.acceptable) == ("proposed", True)  # one key, once a person has looked
        # Named with the others it is entered: whoever names it has looked.
        every = [one.number for one in found]
        named = house.founding.accept(OWNER, query=half, which=every, id="named", title="All", ours="XV")
        (entered,) = [
            one for one in house.dialogues.proposals(OWNER, left.telegram, named) if one.fingerprint == left.fingerprint
        ]
        assert entered.status == "accepted"


def test_a_dialogue_between_others_gives_no_title_to_one_between_these(ministry: Ministry) -> None:
    assert ministry.founding.propose(OWNER, BOTH, parties=["ly", "us"]).title
    made = ministry.founding.propose(OWNER, BOTH, parties=["US", "TN"])
    assert (made.title, made.proposed_by, made.parties) == ("United States and Tunisia", None, ("US", "TN"))
    assert ministry.founding.propose(OWNER, BOTH, parties=["US", "TN"], title="Talks").title == "Talks"


def test_what_was_rejected_stays_out_of_a_new_set(ministry: Ministry) -> None:
    ministry.dialogues.open(OWNER, SEED, id="other")
    ministry.dialogues.reject(OWNER, "other", SEED, 3, "no")
    made = ministry.founding.propose(OWNER, BOTH, title="Another", parties=["US", "LY"])
    (item,) = [item for item in made.items if item.note and item.note.startswith("rejected")]
    assert (item.text, item.thing) == ("Signing of the Section 505 End-User Agreement", None)


def test_a_query_brings_its_telegrams(ministry: Ministry) -> None:
    assert ministry.founding.propose(OWNER, query="mrn:09TRIPOLI893").telegrams == (SEED,)
    with pytest.raises(RefusedError, match="no telegram"):
        ministry.founding.propose(OWNER, query="nowhere")


def written(mrn: str, plad: str, day: str, words: str) -> tuple[Telegram, list[object]]:
    held = telegram(mrn, [("C", words)], plad=plad, date=day, subject="HARBOUR DUES")
    return held, [proposal(held, "objective", words)]


def test_what_no_telegram_proposes_is_a_dialogue_between_the_sides_of_the_traffic(ministry: Ministry) -> None:
    for number, day in ((3, "2010-02-03"), (4, "2010-02-04")):
        ministry.keep(
            *written(f"10TUNIS{number}", "AMEMBASSY TUNIS", day, f"We seek lower harbour dues, part {number}")
        )
    made = ministry.founding.propose(OWNER, ["10TUNIS4", "10TUNIS3"])
    assert (made.title, made.proposed_by) == ("United States and Tunisia", None)
    assert (made.parties, made.ours) == (("US", "TN"), "US")
    dialogue = ministry.founding.accept(OWNER, ["10TUNIS4", "10TUNIS3"])
    own = ministry.dialogues.board(OWNER, dialogue).dialogue
    assert own is not None
    assert (own.text, [source.telegram for source in own.sources]) == ("United States and Tunisia", ["10TUNIS3"])


def test_a_dialogue_between_others_is_not_that_of_the_traffic(ministry: Ministry) -> None:
    for number in (3, 4, 5, 6):
        held, said = written(f"10TUNIS{number}", "AMEMBASSY TUNIS", "2010-02-03", f"Lower harbour dues, part {number}")
        others = proposal(held, "dialogue", held.paragraphs[0].text, "FRENCH-ITALIAN TALKS", parties=["FR", "IT"])
        ministry.keep(held, [others, *said] if number == 3 else said)
    tunis = [f"10TUNIS{number}" for number in (3, 4, 5, 6)]
    made = ministry.founding.propose(OWNER, tunis)
    assert (made.title, made.proposed_by, made.parties) == ("United States and Tunisia", None, ("US", "TN"))
    # What is opened under that name is entered as no acceptance of the other.
    dialogue = ministry.founding.accept(OWNER, tunis)
    assert "proposal" not in ministry.ledger.entries(OWNER, dialogue)[0].draft.fields
    # One telegram of Tripoli among them proposes a dialogue with Libya, with which the traffic does not deal.
    assert ministry.founding.propose(OWNER, [*tunis, SEED]).parties == ("US", "TN")
    assert ministry.founding.propose(OWNER, [*tunis, SEED], parties=["US", "LY"]).proposed_by == SEED


def test_a_dialogue_between_others_amends_none(ministry: Ministry) -> None:
    for number, sides in ((3, ["US", "TN"]), (4, ["FR", "TN"]), (5, ["US", "TN", "FR"])):
        day = f"2010-02-0{number}"
        held, said = written(f"10TUNIS{number}", "AMEMBASSY TUNIS", day, f"Lower harbour dues, part {number}")
        ministry.keep(held, [proposal(held, "dialogue", held.paragraphs[0].text, "GRAIN TALKS", parties=sides), *said])
    made = ministry.founding.propose(OWNER, [f"10TUNIS{number}" for number in (3, 4, 5)])
    assert made.parties == ("US", "TN")
    others = {item.telegram: (item.becomes, item.note) for item in made.items if item.kind == "dialogue"}
    assert others["10TUNIS4"] == (None, "it is a dialogue between FR and TN")
    assert others["10TUNIS5"] == ("dialogue.amend", None)  # both, whoever joins them
    dialogue = ministry.founding.accept(OWNER, made.telegrams)
    entries = [entry.draft for entry in ministry.ledger.entries(OWNER, dialogue) if entry.entity == "dialogue"]
    assert [draft.sources[0].telegram for draft in entries] == ["10TUNIS3", "10TUNIS5"]


def test_a_title_that_any_dialogue_could_bear_is_none(ministry: Ministry) -> None:
    held, said = written("10TUNIS3", "AMEMBASSY TUNIS", "2010-02-03", "We seek lower harbour dues")
    plain = proposal(held, "dialogue", held.paragraphs[0].text, "ITS REGULAR CONSULTATIONS", parties=["US", "TN"])
    ministry.keep(held, [plain, *said])
    made = ministry.founding.propose(OWNER, ["10TUNIS3"])
    assert (made.title, made.proposed_by) == ("United States and Tunisia", "10TUNIS3")


def test_sides_that_the_traffic_shows_are_held_as_what_shows_them(ministry: Ministry) -> None:
    ministry.keep(telegram("10STATE1", [("U", "The office is closed.")], level="UNCLASSIFIED", plad="SECSTATE WASHDC"))
    for number in (3, 4):
        held = telegram(f"10TUNIS{number}", [("S", "Harbour dues.")], level="SECRET", plad="AMEMBASSY TUNIS")
        ministry.keep(held)
    named = ["10STATE1", "10TUNIS3", "10TUNIS4"]
    made = ministry.founding.propose(OWNER, named)
    assert made.parties == ("US", "TN")
    dialogue = ministry.founding.accept(OWNER, named)
    (entry,) = ministry.ledger.entries(OWNER, dialogue)
    assert [source.telegram for source in entry.draft.sources] == ["10TUNIS3"]
    assert Marking.from_label(entry.draft.access).rank == Marking.from_label(held_as(ministry, "10TUNIS3")).rank
    assert not ministry.dialogues.stands(CONFIDENTIAL_READER, dialogue)
    with pytest.raises(RefusedError):
        ministry.founding.propose(CONFIDENTIAL_READER, ["10STATE1"])


def held_as(ministry: Ministry, mrn: str) -> str:
    return ministry.telegrams.versions(OWNER, mrn)[-1].access


def test_a_copy_without_a_number_is_left_out_of_the_set(ministry: Ministry) -> None:
    words = "We seek lower harbour dues for all vessels that carry grain to the ports of the north in winter"
    ministry.keep(*written("10TUNIS3", "AMEMBASSY TUNIS", "2010-02-03", words))
    held = telegram("10TUNIS3X", [("S", words)], level="SECRET", plad="AMEMBASSY TUNIS", date="2010-02-03")
    copy = msgspec.structs.replace(held, mrn=None, file="x/copy.txt")
    ministry.keep_nameless(copy, [proposal(copy, "objective", words)])
    made = ministry.founding.propose(OWNER, ["10TUNIS3", copy.sha256[:12]])
    assert [(one.telegram, one.of) for one in made.copies] == [(copy.sha256[:12], "10TUNIS3")]
    assert made.telegrams == ("10TUNIS3",)
    assert [item.telegram for item in made.items] == ["10TUNIS3"]
    assert made.banner == "SECRET"  # that it is one is drawn from the words of the copy
    # Whoever may not read the copy is told of none.
    assert ministry.founding.propose(CONFIDENTIAL_READER, query="harbour").copies == ()
    # Alone, it is all that there is.
    assert ministry.founding.propose(OWNER, [copy.sha256[:12]]).copies == ()


def test_telegrams_of_no_two_sides_propose_none(ministry: Ministry) -> None:
    posts = ("TUNIS", "RABAT", "CAIRO", "ALGIERS", "AMMAN")
    for place in posts:
        ministry.keep(*written(f"10{place}3", f"AMEMBASSY {place}", "2010-02-03", "We seek lower harbour dues"))
    named = [f"10{place}3" for place in posts]
    with pytest.raises(RefusedError, match="none of the telegrams proposes") as refused:
        ministry.founding.propose(OWNER, named)
    assert refused.value.do.startswith("give a title and the parties")
    with pytest.raises(RefusedError) as refused:
        ministry.founding.propose(OWNER, named, title="Talks")
    assert refused.value.do.startswith("give the parties")


@pytest.mark.parametrize("reader", [OPEN_READER, CONFIDENTIAL_READER])
def test_a_reader_is_proposed_what_they_may_read(ministry: Ministry, reader: Reader) -> None:
    with pytest.raises(NotFoundError):
        ministry.founding.propose(reader, BOTH)
    if reader is CONFIDENTIAL_READER:
        assert ministry.founding.propose(reader, query="libya OR tsctp").telegrams == (SEED,)


def nameless(number: int = 7) -> tuple[Telegram, list[object]]:
    """A telegram without a number, of which no date can be read either."""
    words = f"Libya asks for {number} visas for students of navigation"
    held = msgspec.structs.replace(telegram("10TRIPOLI51", [("C", f"{words}.")], date=None), mrn=None, file="x/one.txt")
    made = proposal(held, "objective", words)
    # As the rules name it: by the file that it came under.
    sources = (msgspec.structs.replace(made.sources[0], telegram="x/one.txt"),)
    return held, [msgspec.structs.replace(made, telegram="x/one.txt", sources=sources)]


def test_a_telegram_without_a_number_enters_by_its_content_address(ministry: Ministry) -> None:
    held, proposals = nameless()
    ministry.keep_nameless(held, proposals)
    name = held.sha256[:12]
    made = ministry.founding.propose(OWNER, [SEED, name])
    assert made.telegrams == (SEED, name)
    assert [item.telegram for item in made.items if item.kind == "objective"][-1] == name
    assert ministry.founding.propose(OWNER, [SEED, "x/one.txt"]) == made
    dialogue = ministry.founding.accept(OWNER, [SEED, name])
    thing = ministry.dialogues.board(OWNER, dialogue).of("objective")[-1]
    (source,) = thing.sources
    assert (source.telegram, source.sha256) == (name, held.sha256)
    (quote,) = ministry.dialogues.quotes(OWNER, thing.sources)
    assert quote.text == "Libya asks for 7 visas for students of navigation"
    (one,) = [one for one in ministry.dialogues.proposals(OWNER, name, dialogue) if one.proposal.kind == "objective"]
    assert (one.status, one.about) == ("accepted", thing.id)
    assert (
        ministry.dialogues.record(OWNER, dialogue, "objective.table", thing.id, mrn=name).draft.sources[0].telegram
        == name
    )


def test_a_query_brings_telegrams_without_a_number(ministry: Ministry) -> None:
    held, proposals = nameless()
    ministry.keep_nameless(held, proposals)
    made = ministry.founding.propose(OWNER, [SEED], "navigation")
    assert made.telegrams == (SEED, held.sha256[:12])


def test_a_name_that_fits_several_is_refused(ministry: Ministry) -> None:
    for number in (7, 8):
        ministry.keep_nameless(*nameless(number))
    with pytest.raises(RefusedError, match="fits 2 telegrams"):
        ministry.founding.propose(OWNER, [SEED, "x/one.txt"])
    with pytest.raises(RefusedError, match="fits several telegrams"):
        ministry.dialogues.proposals(OWNER, "x/one.txt")


def test_a_telegram_without_a_number_that_is_closed_is_absent(ministry: Ministry) -> None:
    held, proposals = nameless()
    ministry.keep_nameless(held, proposals)
    for name in (held.sha256[:12], "x/one.txt"):
        with pytest.raises(NotFoundError):
            ministry.dialogues.proposals(OPEN_READER, name)


def test_what_has_no_date_says_that_its_day_is_that_of_receipt(ministry: Ministry) -> None:
    held, proposals = nameless()
    ministry.keep_nameless(held, proposals)
    name = held.sha256[:12]
    assert ministry.founding.propose(OWNER, [SEED, name]).undated == (name,)
    dialogue = ministry.founding.accept(OWNER, [SEED, name])
    first, *_, last = ministry.dialogues.board(OWNER, dialogue).of("objective")
    (movement,) = last.movements
    assert (movement.on, movement.fields["dated"]) == ("2011-01-31", "receipt")
    assert "dated" not in first.movements[0].fields
    (told,) = ministry.dialogues.story(OWNER, dialogue, last.id)
    assert told.adds == "Its day is that of receipt: no date can be read in its telegram."
    by_hand = ministry.dialogues.record(OWNER, dialogue, "objective.table", last.id, mrn=name, on=date(2011, 3, 1))
    assert "dated" not in by_hand.draft.fields


def test_sides_told_from_the_other_end_stop_no_set(ministry: Ministry) -> None:
    words = "the Harbour Dues Protocol"
    for number, sides in ((3, {"party": "TN"}), (4, {"party": "US", "counterparty": "TN"})):
        day = f"2010-02-0{number}"
        held = telegram(f"10TUNIS{number}", [("C", f"Both want {words}.")], plad="AMEMBASSY TUNIS", date=day)
        ministry.keep(held, [proposal(held, "instrument", words, modality="done", **sides)])
    dialogue = ministry.founding.accept(OWNER, ["10TUNIS3", "10TUNIS4"])
    one, *others = ministry.dialogues.board(OWNER, dialogue).of("instrument")
    assert (one.actor("by"), len(one.movements), others) == ("TN", 2, [])
