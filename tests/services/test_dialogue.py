"""Running a dialogue from the telegram that proposes it: the seed, and what later telegrams do to it."""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import count
from typing import Any

import msgspec
import pytest
from hand_made import (
    CONFIDENTIAL_READER,
    OPEN_READER,
    SECRET_READER,
    Archive,
    proposal,
    seed,
    seed_archive,
    telegram,
)

from legation.core.dialogue.board import Board
from legation.core.dialogue.ledger import Entry, broken_at
from legation.core.dialogue.taking_back import movement_id
from legation.core.errors import MoveError, NotFoundError, RefusedError
from legation.core.marking import OWNER
from legation.services.boards.stating import added, named_by
from legation.services.briefs.documents import to_markdown
from legation.services.proposals.acceptance import runs
from legation.services.proposals.possible import possible
from legation.services.sheets import story_sheet

SEED = "09TRIPOLI893"
OURS = "us-ly"


@pytest.fixture
def archive() -> Archive:
    return seed_archive()


@pytest.fixture
def accepted(archive: Archive) -> Archive:
    archive.dialogues.accept(OWNER, OURS, SEED)
    return archive


def statuses(archive: Archive, dialogue: str | None = OURS) -> list[str]:
    return [one.status for one in archive.dialogues.proposals(OWNER, SEED, dialogue)]


class TestOpening:
    def test_the_seed_opens_its_dialogue(self, archive: Archive) -> None:
        (listed,) = archive.dialogues.all(OWNER)
        assert (listed.id, listed.state, listed.ours) == (OURS, "proposed", "US")
        assert listed.parties == ("US", "LY")
        assert listed.marking == "CONFIDENTIAL"
        assert archive.dialogues.board(OWNER, OURS).dialogue is not None

    def test_opening_again_changes_nothing(self, archive: Archive) -> None:
        before = archive.ledger.entries(OWNER)
        assert archive.dialogues.open(OWNER, SEED) == OURS
        assert archive.dialogues.open(OWNER, SEED, id=OURS) == OURS
        assert archive.dialogues.open(OWNER, "2009 Tripoli 000893") == OURS
        assert archive.ledger.entries(OWNER) == before

    def test_an_id_and_a_title_may_be_given(self, archive: Archive) -> None:
        assert archive.dialogues.open(OWNER, SEED, id="libya", title="Libya talks", ours="LY") == "libya"
        board = archive.dialogues.board(OWNER, "libya")
        assert board.ours == "LY"
        assert board.dialogue is not None
        assert board.dialogue.text == "Libya talks"

    def test_an_id_that_is_no_address_is_refused(self, archive: Archive) -> None:
        with pytest.raises(RefusedError, match="address"):
            archive.dialogues.open(OWNER, SEED, id="Libya / talks")

    def test_a_telegram_without_a_dialogue_needs_title_and_parties(self, archive: Archive) -> None:
        archive.keep(telegram("10TRIPOLI5", [("U", "Nothing of note.")], level="UNCLASSIFIED"))
        with pytest.raises(RefusedError) as refused:
            archive.dialogues.open(OWNER, "10TRIPOLI5")
        assert "title" in refused.value.do
        given = archive.dialogues.open(OWNER, "10TRIPOLI5", title="Fisheries talks", parties=["LY", "US"])
        assert re.fullmatch(r"d-[0-9a-f]{8}", given)

    def test_the_default_id_is_stable_and_tells_nothing(self) -> None:
        ids = set()
        for words in (("US", "LY"), ("LY", "US")):
            archive = Archive()
            archive.keep(telegram("10TRIPOLI5", [("U", "Nothing of note.")], level="UNCLASSIFIED"))
            ids.add(archive.dialogues.open(OWNER, "10TRIPOLI5", title="Fisheries talks", parties=words))
            assert archive.dialogues.open(OWNER, "10TRIPOLI5", title="Fisheries  Talks", parties=words) in ids
            assert len(archive.ledger.entries(OWNER)) == 1
            other = archive.dialogues.open(OWNER, "10TRIPOLI5", title="Talks on visas", parties=words)
            assert other not in ids
        (made,) = ids
        assert not re.search("us|ly|fish|2010", made)

    def test_an_absent_telegram_is_not_found(self, archive: Archive) -> None:
        with pytest.raises(NotFoundError):
            archive.dialogues.open(OWNER, "09TRIPOLI1")


class TestAccepting:
    def test_everything_that_makes_a_move_is_entered(self, archive: Archive) -> None:
        entries = archive.dialogues.accept(OWNER, OURS, SEED)
        assert [entry.draft.kind for entry in entries] == [
            "objective.raise",
            "position.state",
            *["objective.raise"] * 4,
            "instrument.draft",
            "contact.propose",
            "meeting.hold",
        ]
        assert {entry.draft.on for entry in entries} == {"2009-11-05"}
        assert {entry.draft.author for entry in entries} == {"owner"}
        assert {(entry.draft.marking, entry.draft.access) for entry in entries} == {("C", "3;;-")}
        assert all(entry.draft.sources[0].sha256 for entry in entries)

    def test_accepting_again_changes_nothing(self, accepted: Archive) -> None:
        assert accepted.dialogues.accept(OWNER, OURS, SEED) == []
        assert accepted.dialogues.accept(OWNER, OURS, SEED, [2, 3]) == []
        assert accepted.ledger.broken_at(OWNER) is None

    def test_what_makes_no_move_says_why(self, accepted: Archive) -> None:
        left = accepted.dialogues.proposals(OWNER, SEED, OURS)[-1]
        assert (left.status, left.becomes) == ("proposed", None)
        assert left.note

    def test_by_number_and_by_fingerprint(self, archive: Archive) -> None:
        third = archive.dialogues.proposals(OWNER, SEED)[2]
        archive.dialogues.accept(OWNER, OURS, SEED, [2, third.fingerprint])
        assert statuses(archive)[:4] == ["accepted", "accepted", "accepted", "proposed"]
        with pytest.raises(RefusedError, match="no proposal 99"):
            archive.dialogues.accept(OWNER, OURS, SEED, 99)

    def test_a_stance_becomes_a_position_of_its_objective(self, accepted: Archive) -> None:
        board = accepted.dialogues.board(OWNER, OURS)
        objective = board.of("objective")[0]
        assert board.positions[objective.id, "LY"].fields["stance"] == "reluctant"
        assert "stance" not in objective.fields

    def test_a_position_of_its_own_is_not_entered_twice(self) -> None:
        archive = Archive()
        held, proposals = seed()
        words = "in which Libya is currently reluctant to take part"
        archive.keep(held, [*proposals, proposal(held, "position", words, party="LY", stance="reluctant")])
        archive.dialogues.open(OWNER, SEED, id=OURS)
        archive.dialogues.accept(OWNER, OURS, SEED)
        board = archive.dialogues.board(OWNER, OURS)
        (position,) = board.of("position")
        assert position.fields["objective"] == board.of("objective")[0].id
        assert position.text == words

    def test_an_instrument_is_linked_to_the_objective_it_overlaps(self, accepted: Archive) -> None:
        board = accepted.dialogues.board(OWNER, OURS)
        assert board.of("instrument")[0].fields["objective"] == board.of("objective")[1].id

    def test_a_later_telegram_is_linked_by_the_name_of_the_matter(self, accepted: Archive) -> None:
        held = telegram("10TRIPOLI50", [("C", "Libya accepted TSCTP membership.")], date="2010-02-01")
        words = "Libya accepted TSCTP membership"
        accepted.keep(held, [proposal(held, "position", words, party="LY", stance="accepts")])
        accepted.dialogues.accept(OWNER, OURS, "10TRIPOLI50")
        (row, *_) = accepted.dialogues.view(OWNER, OURS).of("objective")
        assert row.stances == {"LY": "accepts"}
        assert row.sources == ("09TRIPOLI893#p1", "10TRIPOLI50#p1")

    def test_the_same_objective_said_again_gains_a_source(self, accepted: Archive) -> None:
        held = telegram("10TRIPOLI51", [("C", "We keep discussing budget transparency.")], date="2010-02-01")
        accepted.keep(held, [proposal(held, "objective", "discussing budget transparency")])
        accepted.dialogues.accept(OWNER, OURS, "10TRIPOLI51")
        board = accepted.dialogues.board(OWNER, OURS)
        assert len(board.of("objective")) == 5
        assert [s.telegram for s in board.of("objective")[2].sources] == [SEED, "10TRIPOLI51"]

    def test_a_re_release_proposes_nothing_anew(self, accepted: Archive) -> None:
        held, _ = seed()
        moved = msgspec.structs.replace(held, source=f"{held.source}\n", sha256="f" * 64)
        accepted.keep(moved, [proposal(moved, "objective", "Discussing budget transparency")])
        assert statuses(accepted).count("proposed") == 1
        assert accepted.dialogues.accept(OWNER, OURS, SEED) == []

    def test_moves_follow_the_modality(self, accepted: Archive) -> None:
        words = ["Libya will pay", "Libya asks for spares", "Libya would host", "Libya refused a visit"]
        words += ["We delivered the note", "Tell Tripoli so", "The minute was signed", "Talks are set"]
        held = telegram("10TRIPOLI52", [("C", ". ".join(words))], date="2010-02-01")
        made = [
            proposal(held, "commitment", words[0], by="LY", to="US", modality="intended"),
            proposal(held, "commitment", words[1], by="US", to="LY", modality="requested"),
            proposal(held, "commitment", words[2], by="LY", to="US", modality="hypothetical"),
            proposal(held, "commitment", words[3], by="LY", to="US", modality="refused"),
            proposal(held, "demarche", words[4], by="US", to="LY", modality="done"),
            proposal(held, "demarche", words[5], by="US", to="LY", modality="requested"),
            proposal(held, "instrument", words[6], modality="done"),
            proposal(held, "meeting", words[7], modality="intended"),
        ]
        accepted.keep(held, made)
        entries = accepted.dialogues.accept(OWNER, OURS, "10TRIPOLI52")
        assert [entry.draft.kind for entry in entries] == [
            "commitment.undertake",
            "commitment.request",
            "commitment.offer",
            "demarche.deliver",
            "demarche.instruct",
            "instrument.sign",
            "meeting.propose",
        ]
        assert accepted.dialogues.board(OWNER, OURS).findings == []

    def test_a_dialogue_proposed_again_adds_to_the_open_one(self, accepted: Archive) -> None:
        held = telegram("10TRIPOLI53", [("C", "The pol-mil dialogue will open in March.")], date="2010-02-01")
        accepted.keep(held, [proposal(held, "dialogue", "pol-mil dialogue", parties=["LY"], launch="March")])
        (entry,) = accepted.dialogues.accept(OWNER, OURS, "10TRIPOLI53")
        assert entry.draft.kind == "dialogue.amend"
        board = accepted.dialogues.board(OWNER, OURS)
        assert board.dialogue is not None
        assert (board.dialogue.fields["launch"], board.parties) == ("March", ("US", "LY"))

    def test_a_dialogue_that_was_launched_is_launched_on_its_day_and_once(self, accepted: Archive) -> None:
        words = "The pol-mil dialogue was launched on May 14"
        for mrn, date_, kind in (("10TRIPOLI53", "2010-05-16", "launch"), ("10TRIPOLI60", "2010-06-01", "amend")):
            held = telegram(mrn, [("C", f"{words}.")], date=date_)
            said = {"parties": ["US", "LY"], "launch": "2010-05-14", "modality": "done"}
            accepted.keep(held, [proposal(held, "dialogue", words, **said)])
            (proposed,) = accepted.dialogues.proposals(OWNER, mrn, OURS)
            assert proposed.becomes == f"dialogue.{kind}"
            (entry,) = accepted.dialogues.accept(OWNER, OURS, mrn)
            assert entry.draft.kind == f"dialogue.{kind}"
        board = accepted.dialogues.board(OWNER, OURS)
        assert board.dialogue is not None
        assert [(m.kind, m.on) for m in board.dialogue.movements if m.kind == "dialogue.launch"] == [
            ("dialogue.launch", "2010-05-14")
        ]
        assert board.dialogue.state == "launched"


class TestAmendingAndRejecting:
    def test_an_amendment_remembers_what_was_read(self, archive: Archive) -> None:
        (entry, *_) = archive.dialogues.amend(OWNER, OURS, SEED, 4, {"due": "2010-06-30", "text": "Budgets"})
        assert entry.draft.kind == "objective.raise"
        assert entry.draft.fields["amended"] == {"due": None, "text": "Discussing budget transparency"}
        assert archive.dialogues.board(OWNER, OURS).of("objective")[0].text == "Budgets"
        assert archive.dialogues.amend(OWNER, OURS, SEED, 4, {"due": "2010-06-30"}) == []

    def test_what_is_accepted_is_amended_in_place(self, accepted: Archive) -> None:
        (entry,) = accepted.dialogues.amend(SECRET_READER, OURS, SEED, [4], {"due": "2010-06-30"})
        assert (entry.draft.kind, entry.draft.author) == ("objective.amend", "sam")
        row = accepted.dialogues.view(OWNER, OURS).of("objective")[2]
        assert (row.due, row.overdue) == ("2010-06-30", True)
        assert accepted.dialogues.amend(OWNER, OURS, SEED, [4], {"due": "2010-06-30"}) == []

    def test_the_story_tells_what_was_amended_and_what_it_was(self, accepted: Archive) -> None:
        accepted.dialogues.amend(SECRET_READER, OURS, SEED, [4], {"due": "2010-06-30", "objective_kind": "concern"})
        accepted.dialogues.record(OWNER, OURS, "objective.amend", "3", fields={"due": "2010-07-01"})
        told = [one.adds for one in accepted.dialogues.story(OWNER, OURS, "3") if one.movement.says == "amended"]
        assert told == [
            "Due: 30 June 2010. Objective kind: concern. It was before: Objective kind: discussion.",
            "Due: 1 July 2010. Until then: 30 June 2010 (amended by sam).",
        ]

    def test_ten_times_the_corrections_cost_the_story_about_ten_times_the_time(self, accepted: Archive) -> None:
        first = accepted.dialogues.record(OWNER, OURS, "objective.amend", "3", fields={"due": "2010-07-01"}).draft

        def spent(many: int, since: int) -> float:
            """Half of them correct a day, half take such a one back again."""
            made = []
            for number in range(since, since + many // 2):
                fields = {**first.fields, "due": (date(2011, 1, 1) + timedelta(days=number)).isoformat()}
                one = msgspec.structs.replace(first, fields=fields, instant=f"2026-11-24T13:00:00.{number:06}Z")
                wrong = msgspec.structs.replace(one, fields={**fields, "due": "2010-07-02"}, instant=f"{one.instant}B")
                back = msgspec.structs.replace(first, kind="objective.undo", fields={"movement": movement_id(wrong)})
                made += [one, wrong, msgspec.structs.replace(back, instant=f"{one.instant}C")]
            accepted.ledger.append(OWNER, made)
            began = time.process_time()
            told = [one.adds for one in accepted.dialogues.story(OWNER, OURS, "3")]
            took = time.process_time() - began
            assert sum("Until then" in one for one in told) >= many // 2
            assert sum("What was entered as amended" in one for one in told) == since + many // 2
            return took

        least = spent(300, 0)
        assert spent(2700, 150) <= 20 * least + 0.05

    def test_the_story_of_what_was_amended_as_it_was_entered_tells_how_it_was_read(self, archive: Archive) -> None:
        archive.dialogues.amend(OWNER, OURS, SEED, 4, {"due": "2010-06-30", "text": "Budgets"})
        (raised,) = archive.dialogues.story(OWNER, OURS, "1")
        assert raised.adds == "Amended as it was entered. It was read: Text: Discussing budget transparency."

    def test_an_objective_that_is_not_shown_is_not_named_by_its_amendment(self, accepted: Archive) -> None:
        accepted.dialogues.record(
            OWNER, OURS, "commitment.undertake", "boats", fields={"text": "Send boats", "by": "LY"}
        )
        accepted.dialogues.record(OWNER, OURS, "commitment.amend", "boats", fields={"objective": "3"})
        board = accepted.dialogues.board(OWNER, OURS)
        (thing,) = board.of("commitment")
        assert added(thing.movements[-1], named_by(board)) == "Belongs to objective 3."
        assert added(thing.movements[-1]) == ""

    def test_what_was_raised_under_a_short_name_is_found_by_it(self, accepted: Archive) -> None:
        accepted.dialogues.record(
            OWNER, OURS, "commitment.undertake", "boats", fields={"text": "Send boats", "by": "LY"}
        )
        assert [one.movement.text for one in accepted.dialogues.story(OWNER, OURS, "boats")] == ["Send boats"]
        accepted.dialogues.record(OWNER, OURS, "objective.raise", "fish", fields={"text": "Fish"})
        assert accepted.dialogues.merge(OWNER, OURS, "fish", "3").draft.kind == "objective.merge"
        with pytest.raises(NotFoundError):
            accepted.dialogues.story(OWNER, OURS, "ships")

    def test_what_is_entered_of_one_day_keeps_its_number_when_more_is_entered(self, archive: Archive) -> None:
        numbers: dict[str, int] = {}
        for name in ("boats", "fish", "nets", "salt", "ice", "rope"):
            archive.at += timedelta(seconds=1)
            archive.dialogues.record(OWNER, OURS, "objective.raise", name, fields={"text": name})
            now = {row.text: row.number for row in archive.dialogues.view(OWNER, OURS).of("objective")}
            assert {text: now[text] for text in numbers} == numbers
            numbers = now
        assert [*numbers.values()] == [1, 2, 3, 4, 5, 6]

    def test_a_number_that_no_proposal_has_is_refused_with_those_that_there_are(self, accepted: Archive) -> None:
        with pytest.raises(RefusedError, match="no proposal 99: give numbers of 1 to "):
            accepted.dialogues.amend(OWNER, OURS, SEED, 99, {"due": "2010-06-30"})
        assert (runs([1, 2, 3, 5, 8, 9]), runs([4]), runs([])) == ("1 to 3, 5, 8 to 9", "4", "")

    def test_proposals_for_a_dialogue_that_there_is_not_are_refused(self, accepted: Archive) -> None:
        with pytest.raises(NotFoundError, match="dialogue ships"):
            accepted.dialogues.proposals(OWNER, SEED, "ships")

    def test_two_amendments_at_one_tick_of_the_clock_go_in_order(self, accepted: Archive) -> None:
        for due in ("2010-06-30", "2010-05-30", "2010-07-30"):
            accepted.dialogues.amend(OWNER, OURS, SEED, 4, {"due": due})
        assert accepted.dialogues.board(OWNER, OURS).of("objective")[2].fields["due"] == "2010-07-30"

    @pytest.mark.parametrize(
        "due", ["2016-13-45", "tomorrow", "2016-02-30", "16-3-1", 20160331, ["2016"], {"a": 1}, True]
    )
    def test_a_day_that_is_none_is_refused(self, accepted: Archive, due: object) -> None:
        before = accepted.dialogues.export(OWNER, OURS)
        with pytest.raises(RefusedError, match=r"is no day: write 2016, 2016-03 or 2016-03-31"):
            accepted.dialogues.amend(OWNER, OURS, SEED, 4, {"due": due})
        assert accepted.dialogues.export(OWNER, OURS) == before

    @pytest.mark.parametrize(("given", "kept"), [("2016", "2016"), (2016, "2016"), ("2016-03", "2016-03")])
    def test_a_year_and_a_month_are_days(self, accepted: Archive, given: object, kept: str) -> None:
        accepted.dialogues.amend(OWNER, OURS, SEED, 4, {"due": given})
        assert accepted.dialogues.board(OWNER, OURS).of("objective")[2].due == kept

    def test_a_field_that_the_kind_has_not_is_refused(self, accepted: Archive) -> None:
        with pytest.raises(
            RefusedError, match=r"no field 'colour': the fields of objective\.amend are text, objective"
        ):
            accepted.dialogues.amend(OWNER, OURS, SEED, 4, {"colour": "blue"})
        with pytest.raises(RefusedError, match="no field 'proposal'"):  # what the ledger keeps itself is not given
            accepted.dialogues.amend(OWNER, OURS, SEED, 4, {"proposal": "x"})

    def test_a_rejection_counts_in_every_dialogue(self, archive: Archive) -> None:
        (entry,) = archive.dialogues.reject(OWNER, OURS, SEED, 3, "another agency's matter")
        assert entry.draft.kind == "proposal.reject"
        archive.dialogues.open(OWNER, SEED, id="libya")
        assert statuses(archive, "libya")[2] == "rejected"
        assert archive.dialogues.proposals(OWNER, SEED)[2].reason == "another agency's matter"
        archive.dialogues.accept(OWNER, OURS, SEED)
        assert len(archive.dialogues.board(OWNER, OURS).of("objective")) == 4
        assert archive.dialogues.reject(OWNER, OURS, SEED, 3, "still") == []

    def test_a_rejection_is_taken_back_in_every_dialogue_and_stays_in_the_ledger(self, archive: Archive) -> None:
        archive.dialogues.open(OWNER, SEED, id="libya")
        before = archive.dialogues.proposals(OWNER, SEED, OURS)
        assert archive.dialogues.reconsider(OWNER, OURS, SEED, 3) == []  # nothing was rejected
        (rejected,) = archive.dialogues.reject(OWNER, OURS, SEED, 3, "another agency's matter")
        (entry,) = archive.dialogues.reconsider(OWNER, "libya", SEED, 3)
        assert (entry.draft.kind, entry.draft.about) == ("proposal.reconsider", rejected.draft.about)
        assert (entry.draft.access, entry.draft.sources) == (rejected.draft.access, rejected.draft.sources)
        assert "reason" not in entry.draft.fields
        assert archive.dialogues.proposals(OWNER, SEED, OURS) == before
        assert archive.dialogues.proposals(OWNER, SEED, "libya")[2].reason is None
        kinds = [one.draft.kind for one in archive.ledger.entries(OWNER) if one.entity == "proposal"]
        assert kinds == ["proposal.reject", "proposal.reconsider"]
        archive.dialogues.reject(OWNER, OURS, SEED, 3, "after all")  # each decision counts from where the last left it
        assert statuses(archive, "libya")[2] == "rejected"
        archive.dialogues.reconsider(OWNER, OURS, SEED, 3)
        assert len(archive.dialogues.accept(OWNER, OURS, SEED, 3)) == 1
        assert archive.dialogues.reconsider(OWNER, OURS, SEED, 3) == []
        assert statuses(archive)[2] == "accepted"

    def test_a_rejected_proposal_can_be_accepted_by_name(self, archive: Archive) -> None:
        archive.dialogues.reject(OWNER, OURS, SEED, 3, "too early")
        assert len(archive.dialogues.accept(OWNER, OURS, SEED, 3)) == 1
        assert statuses(archive)[2] == "accepted"

    def test_what_is_accepted_cannot_be_rejected(self, accepted: Archive) -> None:
        with pytest.raises(RefusedError, match="accepted already"):
            accepted.dialogues.reject(OWNER, OURS, SEED, 3, "late")


class TestRecording:
    @pytest.fixture
    def replied(self, accepted: Archive) -> Archive:
        text = "The NSA said that Libya would  table its answer.\nLibya was ready. Libya was ready."
        accepted.keep(telegram("10TRIPOLI60", [("C", text)], date="2010-01-20"))
        return accepted

    def record(self, archive: Archive, kind: str, about: str, **more: object) -> Entry:
        return archive.dialogues.record(OWNER, OURS, kind, about, **more)  # type: ignore[arg-type]

    def test_a_move_with_the_words_that_show_it(self, replied: Archive) -> None:
        entry = self.record(replied, "objective.table", "3", mrn="10TRIPOLI60", quote="Libya would table its answer")
        assert entry.draft.on == "2010-01-20"
        assert entry.draft.sources[0].paragraph == 1
        board = replied.dialogues.board(OWNER, OURS)
        assert (board.of("objective")[2].state, board.of("objective")[2].turn) == ("tabled", "waiting")
        told = replied.dialogues.story(OWNER, OURS, "objective 3")[-1]
        assert told.quotes[0].text == "Libya would  table its answer"

    def test_what_was_deferred_and_is_put_again_is_tabled(self, accepted: Archive) -> None:
        self.record(accepted, "objective.table", "3", on=date(2010, 3, 1))
        self.record(accepted, "objective.defer", "3", on=date(2010, 4, 1))
        deferred = accepted.dialogues.board(OWNER, OURS).of("objective")[2]
        self.record(accepted, "objective.table", "3", on=date(2010, 5, 1))
        board = accepted.dialogues.board(OWNER, OURS)
        assert (deferred.state, deferred.turn) == ("deferred", "watching")
        assert (board.of("objective")[2].state, board.of("objective")[2].turn) == ("tabled", "waiting")
        assert board.findings == []

    @pytest.mark.parametrize("about", ["2", "objective 2", "#2"])
    def test_things_are_named_by_their_number(self, accepted: Archive, about: str) -> None:
        entry = self.record(accepted, "objective.table", about)
        assert entry.draft.about == accepted.dialogues.board(OWNER, OURS).of("objective")[1].id

    def test_a_quote_must_stand_there_once(self, replied: Archive) -> None:
        with pytest.raises(RefusedError, match="more than once"):
            self.record(replied, "objective.table", "3", mrn="10TRIPOLI60", quote="Libya was ready")
        with pytest.raises(RefusedError, match="do not stand"):
            self.record(replied, "objective.table", "3", mrn="10TRIPOLI60", quote="Libya was eager")
        with pytest.raises(RefusedError, match="needs its telegram"):
            self.record(replied, "objective.table", "3", quote="Libya was ready")

    def test_what_no_board_can_be_made_of_is_not_entered(
        self, accepted: Archive, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        before = accepted.dialogues.export(OWNER, OURS)

        def fold(entries: Sequence[Entry], *days: object) -> Board:
            if any(entry.draft.fields.get("text") == "Fatal" for entry in entries):
                raise TypeError
            return whole(entries, *days)

        whole = accepted.dialogues._boards.fold
        monkeypatch.setattr(accepted.dialogues._boards, "fold", fold)
        with pytest.raises(RefusedError, match="no board can be made"):
            self.record(accepted, "objective.amend", "3", fields={"text": "Fatal"})
        with pytest.raises(RefusedError, match="no board can be made"):
            accepted.dialogues.amend(OWNER, OURS, "09TRIPOLI893", [2], {"text": "Fatal"})
        assert accepted.dialogues.export(OWNER, OURS) == before

    @pytest.mark.parametrize(
        ("kind", "about", "fields", "says"),
        [
            ("dialogue.amend", OURS, {"parties": 5}, "'5' is no list of texts: give parties as"),
            ("dialogue.amend", OURS, {"ours": ["US"]}, "is no text: give ours as one text"),
            ("demarche.instruct", "ask", {"text": "Ask", "posts": [["ROME"]]}, "is no list of texts: give posts as"),
            ("demarche.instruct", "ask", {"text": "Ask", "talking_points": 5}, "'5' is no list of texts: give talking"),
            ("meeting.propose", "talks", {"agenda": 5}, "'5' is no list of items: give agenda as"),
            ("meeting.propose", "talks", {"agenda": ["Fish"]}, "is no list of items: give agenda as"),
        ],
    )
    def test_what_is_no_list_is_refused(
        self, accepted: Archive, kind: str, about: str, fields: dict[str, object], says: str
    ) -> None:
        before = accepted.dialogues.export(OWNER, OURS)
        with pytest.raises(RefusedError) as refused:
            self.record(accepted, kind, about, fields=fields)
        assert says in str(refused.value)
        assert accepted.dialogues.export(OWNER, OURS) == before

    def test_one_text_where_several_are_meant_is_a_list_of_one(self, accepted: Archive) -> None:
        entry = self.record(
            accepted, "demarche.instruct", "ask", fields={"text": "Ask", "talking_points": "It is fair, and soon"}
        )
        assert entry.draft.fields["talking_points"] == ["It is fair, and soon"]

    def test_an_illegal_move_names_the_legal_ones(self, accepted: Archive) -> None:
        with pytest.raises(MoveError) as refused:
            self.record(accepted, "objective.implement", "3")
        assert (
            refused.value.do
            == "possible now: table, negotiate, agree, meet, defer, drop, merge, split, link, unlink, undo"
        )
        with pytest.raises(MoveError, match="no move"):
            self.record(accepted, "objective.celebrate", "3")
        with pytest.raises(MoveError, match="no move"):
            self.record(accepted, "wish.raise", "3")

    def test_a_move_before_its_beginning_or_under_what_followed_is_refused(self, accepted: Archive) -> None:
        self.record(accepted, "objective.table", "3", on=date(2010, 3, 1))
        with pytest.raises(MoveError, match="before it was raised"):
            self.record(accepted, "objective.table", "4", on=date(2009, 1, 1))
        with pytest.raises(MoveError, match="before what followed"):
            self.record(accepted, "objective.drop", "3", on=date(2010, 2, 1))

    def test_what_follows_that_by_which_a_thing_was_raised_is_not_before_it(self, accepted: Archive) -> None:
        day = date(2010, 3, 1)
        for kind, follows, about, says in (
            ("demarche.instruct", "demarche.deliver", "vote", "instructed"),
            ("meeting.propose", "meeting.agree", "talks", "proposed"),
            ("instrument.draft", "instrument.sign", "treaty", "in draft"),
        ):
            self.record(accepted, kind, about, on=day, fields={"text": f"The {about}"})
            with pytest.raises(MoveError, match=f"on a day before it was {says}") as refused:
                self.record(accepted, follows, about, on=date(2010, 2, 28))
            assert refused.value.do == "date the move 2010-03-01 or later, or raise it as another one"
            self.record(accepted, follows, about, on=day)
            # Told of first by what follows, it is known from then on, and its beginning may come in later.
            self.record(accepted, follows, f"{about} 2", on=day, fields={"text": f"Another {about}"})
            assert self.record(accepted, kind, f"{about} 2", on=date(2010, 2, 1)).draft.on == "2010-02-01"

    def test_something_new_is_raised_under_a_key(self, accepted: Archive) -> None:
        raised = self.record(
            accepted,
            "commitment.undertake",
            "spares",
            on=date(2010, 1, 1),
            fields={"by": "US", "text": "Spares"},
        )
        done = self.record(accepted, "commitment.start", "spares")
        assert raised.draft.about == done.draft.about
        with pytest.raises(MoveError):  # it says nothing that is not known
            self.record(accepted, "commitment.undertake", "spares")

    @pytest.mark.parametrize(
        ("kind", "about", "fields"),
        [
            ("objective.amend", "3", {"text": "Other words"}),
            ("objective.raise", "pier", {"text": "A pier of their own"}),
            ("demarche.instruct", "pier", {"text": "Ask for a pier"}),
        ],
    )
    def test_who_had_no_answer_and_enters_the_same_again_enters_it_once(
        self, replied: Archive, kind: str, about: str, fields: dict[str, Any]
    ) -> None:
        for of in ("10TRIPOLI60", None):
            self.record(replied, kind, about, mrn=of, on=date(2010, 5, 1), fields=fields)
            before = replied.ledger.entries(OWNER)
            with pytest.raises(RefusedError, match="entered already"):
                self.record(replied, kind, about, mrn=of, on=date(2010, 5, 1), fields=fields)
            assert replied.ledger.entries(OWNER) == before
            self.record(replied, kind, about, mrn=of, on=date(2010, 5, 2), fields=fields)

    def test_what_is_told_again_is_entered_and_leaves_the_state(self, accepted: Archive) -> None:
        posts = ["TRIPOLI", "TUNIS"]
        self.record(accepted, "demarche.instruct", "vote", on=date(2010, 1, 1), fields={"text": "Vote", "posts": posts})
        for post in posts:
            self.record(accepted, "demarche.deliver", "demarche 1", on=date(2010, 1, 5), fields={"post": post})
        self.record(
            accepted,
            "demarche.deliver",
            "demarche 1",
            on=date(2010, 1, 9),
            fields={"post": "TUNIS", "received_by": "the Minister"},
        )
        self.record(
            accepted, "demarche.instruct", "demarche 1", on=date(2010, 1, 10), fields={"text": "Leave no paper"}
        )
        told = [one.movement for one in accepted.dialogues.story(OWNER, OURS, "demarche 1")]
        assert [m.says for m in told[-2:]] == ["delivered again", "instructed again"]
        assert [m.after for m in told[-2:]] == ["delivered"] * 2
        assert told[-2].fields["received_by"] == "the Minister"
        self.record(accepted, "demarche.respond", "demarche 1", on=date(2010, 1, 12), fields={"answer": "yes"})
        self.record(accepted, "demarche.close", "demarche 1", on=date(2010, 1, 13))
        with pytest.raises(MoveError, match="cannot deliver a demarche that is closed") as refused:
            self.record(accepted, "demarche.deliver", "demarche 1", on=date(2010, 1, 14), fields={"post": "TUNIS"})
        assert refused.value.do.startswith("possible now: respond, reopen")

    def test_the_moves_that_a_thing_may_make_are_offered_with_those_that_tell_of_it_again(self) -> None:
        offered = {one.verb: one.says for one in possible("demarche", "delivered")}
        assert (offered["deliver"], offered["instruct"], offered["await"]) == (
            "delivered again",
            "instructed again",
            "reply awaited",
        )
        assert "deliver" not in {one.verb for one in possible("demarche", "closed")}

    def test_a_thing_raised_on_an_objective_belongs_to_it(self, accepted: Archive) -> None:
        self.record(
            accepted,
            "commitment.undertake",
            "objective 5",
            on=date(2010, 1, 1),
            fields={"by": "LY", "to": "US", "text": "Four helicopters", "due": "2010-06-30"},
        )
        row = accepted.dialogues.view(OWNER, OURS).of("objective")[4]
        (owed,) = row.commitments
        assert (owed.by, owed.text, owed.overdue) == ("LY", "Four helicopters", True)

    def test_a_move_says_what_its_kind_knows(self, accepted: Archive) -> None:
        with pytest.raises(RefusedError, match="'2016-13-45' is no day"):
            self.record(accepted, "objective.table", "3", fields={"due": "2016-13-45"})
        with pytest.raises(RefusedError, match=r"the fields of objective\.table are"):
            self.record(accepted, "objective.table", "3", fields={"colour": "blue"})
        with pytest.raises(RefusedError, match=r"the fields of demarche\.hold are text, post"):
            self.record(accepted, "demarche.hold", "1", fields={"due": "2016-03-31"})
        outcomes = [{"type": "task", "text": "A draft", "due": "soon"}]
        with pytest.raises(RefusedError, match="'soon' is no day"):  # at any depth
            self.record(accepted, "meeting.hold", "round", fields={"text": "Round", "outcomes": outcomes})

    @pytest.mark.parametrize(
        ("kind", "about", "fields", "told"),
        [
            (
                "position.state",
                "3",
                {"text": "Late", "stance": "relutant"},
                "no stance: use reluctant, or else one of supp",
            ),
            (
                "position.state",
                "3",
                {"text": "Late", "stance": {"LY": "accepts"}},
                "no stance: use one of supports, accep",
            ),
            ("position.state", "3", {"text": "Late", "stance": True}, "'True' is no stance"),
            (
                "objective.raise",
                "ports",
                {"text": "Ports", "objective_kind": "wish"},
                "no objective kind: use one of parti",
            ),
            ("objective.raise", "ports", {"text": "Ports", "stance": {"LY": "keen"}}, "'keen' is no stance"),
            (
                "commitment.undertake",
                "5",
                {"text": "Four", "modality": "certain"},
                "'certain' is no modality: use one of",
            ),
            ("commitment.amend", "1", {"modality": "certain"}, "'certain' is no modality"),
            (
                "meeting.hold",
                "r",
                {"text": "R", "outcomes": [{"type": "tasks", "text": "A"}]},
                "no type: use task, or else",
            ),
            (
                "meeting.outcome",
                "r",
                {"type": "gossip", "text": "A"},
                "no type: use one of information, decision, task",
            ),
            (
                "commitment.evidence",
                "1",
                {"speaks": "agains", "text": "A"},
                "no speaks: use against, or else one of for",
            ),
        ],
    )
    def test_a_word_is_one_of_its_list(
        self, accepted: Archive, kind: str, about: str, fields: dict[str, Any], told: str
    ) -> None:
        before = accepted.dialogues.export(OWNER, OURS)
        with pytest.raises(RefusedError, match=re.escape(told)):
            self.record(accepted, kind, about, fields=fields)
        assert accepted.dialogues.export(OWNER, OURS) == before

    def test_a_word_is_kept_as_its_list_spells_it(self, accepted: Archive) -> None:
        entry = self.record(
            accepted, "position.state", "3", fields={"text": "Late", "party": "LY", "stance": "Reluctant "}
        )
        assert entry.draft.fields["stance"] == "reluctant"
        sides = {"text": "Ports", "stance": {"LY": "UNDECIDED", "US": None}}
        entry = self.record(accepted, "objective.raise", "ports", fields=sides)
        assert entry.draft.fields["stance"] == {"LY": "undecided", "US": None}

    def test_an_amended_proposal_has_words_of_its_lists(self, accepted: Archive) -> None:
        before = accepted.dialogues.export(OWNER, OURS)
        with pytest.raises(RefusedError, match="no objective kind: use participation, or else one of agreement"):
            accepted.dialogues.amend(OWNER, OURS, SEED, 4, {"objective_kind": "participating"})
        assert accepted.dialogues.export(OWNER, OURS) == before

    def test_both_sides_are_written_as_such_and_known(self, accepted: Archive) -> None:
        fields = {"text": "Joint patrols", "sought_by": "Both Parties"}
        entry = accepted.dialogues.record(OWNER, OURS, "objective.raise", "joint", on=date(2010, 1, 4), fields=fields)
        assert entry.draft.fields["sought_by"] == "both sides"
        assert accepted.dialogues.unknown_sides(entry.draft.fields) == []
        view = accepted.dialogues.view(OWNER, OURS)
        assert not any("both" in finding for finding in view.findings)
        (row,) = [one for one in view.rows if one.text == "Joint patrols"]
        assert (row.by, row.holder, row.turn) == ("both sides", "US", "mine")

    def test_a_side_that_nobody_knows_is_kept_and_told(self, accepted: Archive) -> None:
        fields = {"text": "Free passage", "sought_by": "US", "sought_from": "Free Coast Movement"}
        entry = self.record(accepted, "objective.raise", "passage", fields=fields)
        self.record(accepted, "commitment.undertake", "passage too", fields={"text": "Four", "by": "Libya", "to": "us"})
        said = "sought from 'Free Coast Movement' is no country or organisation that is known"
        assert accepted.dialogues.unknown_sides(entry.draft.fields) == [said]
        view = accepted.dialogues.view(OWNER, OURS)
        (row,) = [row for row in view.rows if row.id == entry.draft.about]
        assert row.to == "Free Coast Movement"
        number = view.of("commitment")[-1].number
        assert set(view.findings) == {
            said.replace(" is no", f" of objective {row.number} is no"),
            f"by 'Libya' of commitment {number} is no country or organisation that is known, but LY is",
            f"to 'us' of commitment {number} is no country or organisation that is known, but US is",
        }
        # Under the banner of some rows nothing is said of others.
        only = accepted.dialogues.view(OWNER, OURS, turn="closed")
        assert (len(only.rows) < len(view.rows), only.findings) == (True, ())

    def test_what_is_raised_says_what_it_is(self, replied: Archive) -> None:
        for kind, about, told in (
            ("commitment.undertake", "rockets", {"by": "LY", "due": "2010-06-30"}),
            ("position.state", "3", {"party": "LY", "stance": "accepts"}),
            ("contact.designate", "nsa", {"role": "Adviser"}),
            ("demarche.instruct", "vote", {"by": "US"}),
        ):
            with pytest.raises(RefusedError, match="does not say what it is"):
                self.record(replied, kind, about, mrn="10TRIPOLI60", fields=told)
        self.record(replied, "contact.designate", "nsa", fields={"person": "Ali Tarif"})
        words = "Libya would table its answer"
        self.record(replied, "commitment.offer", "answer", mrn="10TRIPOLI60", quote=words, fields={"by": "LY"})
        assert replied.dialogues.board(OWNER, OURS).of("commitment")[-1].text == words

    def test_a_position_is_named_by_its_objective_and_a_number_is_no_new_name(self, accepted: Archive) -> None:
        said = {"text": "Ready to talk", "party": "LY", "stance": "accepts"}
        entry = self.record(accepted, "position.state", "3", fields=said)
        board = accepted.dialogues.board(OWNER, OURS)
        assert board.positions[board.of("objective")[2].id, "LY"].id == entry.draft.about
        for kind, about in (("position.state", "99"), ("commitment.undertake", "99"), ("meeting.hold", "meeting 99")):
            with pytest.raises(NotFoundError):
                self.record(accepted, kind, about, fields={"text": "x"})

    def test_what_no_day_would_mend_is_not_put_down_to_the_day(self, accepted: Archive) -> None:
        for key, on in (("first", date(2010, 1, 1)), ("second", date(2010, 1, 10))):
            self.record(accepted, "demarche.instruct", key, on=on, fields={"text": key})
            self.record(accepted, "demarche.deliver", key, on=on)
            self.record(accepted, "demarche.await", key, on=on)
        self.record(accepted, "demarche.close", "first", on=date(2010, 1, 5))
        one, other = (thing.number for thing in accepted.dialogues.board(OWNER, OURS).of("demarche")[-2:])
        with pytest.raises(MoveError, match="does not follow from what was done of the other"):
            accepted.dialogues.merge(OWNER, OURS, f"demarche {other}", f"demarche {one}")

    def test_a_first_round_that_was_held_offers_the_launch_and_makes_none(self, accepted: Archive) -> None:
        desk = accepted.dialogues
        raised = desk.board(OWNER, OURS).dialogue
        assert raised is not None
        self.record(
            accepted, "meeting.hold", "before", on=date.fromisoformat(raised.raised), fields={"text": "Before it"}
        )
        assert desk.view(OWNER, OURS).offered == ()
        self.record(accepted, "meeting.hold", "second", on=date(2010, 6, 20), fields={"text": "The second round"})
        self.record(accepted, "meeting.hold", "first", on=date(2010, 3, 1), fields={"text": "The first round"})
        view = desk.view(OWNER, OURS)
        assert view.state == "proposed"
        (one,) = view.offered
        assert (one.move, one.on, one.telegram) == ("dialogue.launch", "2010-03-01", None)
        assert one.why == "meeting 2010-03-01 was held, and the dialogue is still proposed"
        assert desk.view(OWNER, OURS, date(2010, 2, 1)).offered == ()
        self.record(accepted, one.move, OURS, on=date.fromisoformat(one.on))
        assert (desk.view(OWNER, OURS).state, desk.view(OWNER, OURS).offered) == ("launched", ())

    def test_a_demarche_that_was_delivered_offers_that_its_objective_was_tabled(self, accepted: Archive) -> None:
        desk = accepted.dialogues
        self.record(accepted, "demarche.instruct", "objective 3", on=date(2010, 1, 5), fields={"text": "Press it"})
        made = desk.board(OWNER, OURS).of("demarche")[-1]
        assert desk.board(OWNER, OURS).things[str(made.fields["objective"])].number == 3
        assert desk.view(OWNER, OURS).offered == ()
        self.record(accepted, "demarche.deliver", made.called, on=date(2010, 1, 9), fields={"post": "TRIPOLI"})
        (one,) = desk.view(OWNER, OURS).offered
        assert (one.move, one.of, one.says, one.on) == (
            "objective.table",
            "3",
            "tabled with the other side",
            "2010-01-09",
        )
        assert one.why == f"{made.called} was delivered, and objective 3 is still raised"
        self.record(accepted, "demarche.respond", made.called, on=date(2010, 1, 12), fields={"answer": "Not yet."})
        assert desk.view(OWNER, OURS).offered == (one,)
        self.record(accepted, one.move, f"objective {one.of}", on=date.fromisoformat(one.on))
        assert desk.view(OWNER, OURS).offered == ()
        assert desk.board(OWNER, OURS).things[str(made.fields["objective"])].state == "tabled"

    def test_a_delivery_that_was_taken_back_offers_nothing(self, accepted: Archive) -> None:
        desk = accepted.dialogues
        self.record(accepted, "demarche.instruct", "objective 3", on=date(2010, 1, 5), fields={"text": "Press it"})
        made = desk.board(OWNER, OURS).of("demarche")[-1]
        self.record(accepted, "demarche.deliver", made.called, on=date(2010, 1, 9), fields={"post": "TRIPOLI"})
        assert len(desk.view(OWNER, OURS).offered) == 1
        undone = {"movement": "2010-01-09", "reason": "it was another"}
        self.record(accepted, "demarche.undo", made.called, on=date(2010, 1, 10), fields=undone)
        assert desk.view(OWNER, OURS).offered == ()

    def test_an_objective_is_offered_as_met_once_all_that_was_promised_under_it_is_carried_out(
        self, accepted: Archive
    ) -> None:
        desk = accepted.dialogues

        def promise(key: str, by: str, to: str) -> None:
            fields = {"text": key, "by": by, "to": to}
            self.record(accepted, "commitment.undertake", "objective 3", on=date(2010, 1, 5), fields=fields)

        def carry_out(number: int, on: date) -> None:
            self.record(accepted, "commitment.complete", f"commitment {number}", on=on)

        before = len(desk.board(OWNER, OURS).of("commitment"))
        wanted = desk.board(OWNER, OURS).of("objective")[2]
        assert (wanted.actor("by"), wanted.actor("to")) == ("US", "LY")
        for key, by, to in (("one", "LY", "US"), ("two", "LY", "US"), ("ours", "US", "LY")):
            promise(key, by, to)
        one, two, ours = (before + 1, before + 2, before + 3)
        carry_out(ours, date(2010, 1, 8))  # what we promised for it meets nothing that we seek
        carry_out(one, date(2010, 1, 9))
        assert desk.view(OWNER, OURS).offered == ()
        carry_out(two, date(2010, 1, 20))
        (offer,) = desk.view(OWNER, OURS).offered
        assert (offer.move, offer.of, offer.on) == ("objective.meet", "3", "2010-01-20")
        assert offer.why == f"commitment {two} was completed, and objective 3 is still raised"
        self.record(accepted, offer.move, f"objective {offer.of}", on=date.fromisoformat(offer.on))
        assert desk.view(OWNER, OURS).offered == ()

    def test_what_is_offered_carries_the_mark_of_what_suggests_it_and_is_not_shown_without_it(
        self, accepted: Archive
    ) -> None:
        desk = accepted.dialogues
        accepted.keep(telegram("10TRIPOLI60", [("S", "They met.")], date="2010-03-01", level="SECRET"), [])
        self.record(accepted, "meeting.hold", "round", mrn="10TRIPOLI60", on=date(2010, 3, 1), fields={"text": "Round"})
        (one,) = desk.view(OWNER, OURS).offered
        assert (one.telegram, one.marking) == ("10TRIPOLI60", "S")
        (row,) = [row for row in desk.view(OWNER, OURS).of("meeting") if row.marking == "S"]
        hidden = desk.view(OWNER, OURS, turn="mine")
        assert row not in hidden.rows
        assert hidden.offered == ()
        assert desk.view(CONFIDENTIAL_READER, OURS).offered == ()

    @pytest.mark.parametrize(
        ("entity", "verb"),
        [("objective", "raise"), ("commitment", "request"), ("instrument", "draft"), ("demarche", "instruct")],
    )
    def test_nothing_is_merged_into_one_that_stands_under_another(
        self, accepted: Archive, entity: str, verb: str
    ) -> None:
        desk = accepted.dialogues
        for name in ("first", "second", "third"):
            self.record(accepted, f"{entity}.{verb}", name, on=date(2010, 1, 4), fields={"text": f"The {name}"})
        one, two, three = [row.name for row in desk.view(OWNER, OURS).of(entity)][-3:]
        desk.merge(OWNER, OURS, f"{entity} {one}", f"{entity} {two}", on=date(2010, 2, 1))
        with pytest.raises(RefusedError, match=f"{entity} {one} is merged into {entity} {two}: take that back"):
            desk.merge(OWNER, OURS, f"{entity} {two}", f"{entity} {one}", on=date(2010, 2, 2))
        with pytest.raises(RefusedError, match=f"{entity} {one} stands under {entity} {two}: name that"):
            self.record(accepted, f"{entity}.merge", f"{entity} {three}", fields={"into": one})
        with pytest.raises(RefusedError, match="nothing is merged into itself"):
            self.record(accepted, f"{entity}.merge", f"{entity} {three}", fields={"into": three})
        desk.merge(OWNER, OURS, f"{entity} {two}", f"{entity} {three}", on=date(2010, 2, 3))
        with pytest.raises(RefusedError, match=f"{entity} {one} is merged into {entity} {three}"):
            desk.merge(OWNER, OURS, f"{entity} {three}", f"{entity} {one}", on=date(2010, 2, 4))

    def test_a_commitment_accepted_from_two_telegrams_is_made_one(self, accepted: Archive) -> None:
        held = len(accepted.dialogues.board(OWNER, OURS).of("commitment"))
        self.record(accepted, "commitment.request", "ask", on=date(2010, 1, 4), fields={"text": "Train pilots"})
        self.record(
            accepted, "commitment.undertake", "told", on=date(2010, 1, 9), fields={"text": "Pilots", "by": "US"}
        )
        self.record(accepted, "commitment.start", "told", on=date(2010, 1, 20))
        one, other = f"commitment {held + 1}", f"commitment {held + 2}"
        entry = accepted.dialogues.merge(OWNER, OURS, other, one)
        assert entry.draft.kind == "commitment.merge"
        rows = [row for row in accepted.dialogues.view(OWNER, OURS).rows if row.entity == "commitment"][held:]
        assert [(row.state, row.turn) for row in rows] == [("limited", rows[0].turn), ("merged", "closed")]
        assert rows[1].links == (f"merged into {one}",)
        story = accepted.dialogues.story(OWNER, OURS, one)
        assert [told.movement.says for told in story] == [
            "requested",
            "undertaken",
            "begun",
            "another found to be the same",
        ]
        with pytest.raises(RefusedError, match="meeting and meeting are not merged"):
            accepted.dialogues.merge(OWNER, OURS, "meeting 1", "meeting 1")
        self.record(accepted, "commitment.unmerge", other)
        now = accepted.dialogues.board(OWNER, OURS).of("commitment")[held:]
        assert [thing.state for thing in now] == ["requested", "limited"]

    def test_a_move_of_another_kind_is_refused(self, accepted: Archive) -> None:
        with pytest.raises(RefusedError, match="no objective"):
            self.record(accepted, "objective.table", "meeting 1")
        with pytest.raises(NotFoundError):
            self.record(accepted, "objective.table", "99")

    def test_a_word_without_telegram_is_held_as_closely_as_its_matter(self, accepted: Archive) -> None:
        entry = self.record(accepted, "objective.table", "3")
        assert (entry.draft.access, entry.draft.marking) == ("3;;-", "C")
        assert entry.draft.on == "2026-11-24"

    def test_the_dialogue_itself_moves(self, accepted: Archive) -> None:
        self.record(accepted, "dialogue.launch", OURS, on=date(2010, 2, 1))
        assert accepted.dialogues.view(OWNER, OURS).state == "launched"
        assert accepted.dialogues.view(OWNER, OURS, as_of=date(2010, 1, 31)).state == "proposed"
        assert [t.movement.after for t in accepted.dialogues.story(OWNER, OURS, OURS)] == [
            "proposed",
            "launched",
        ]


class TestReaders:
    """What a reader may not read does not exist, here as everywhere."""

    @pytest.fixture
    def mixed(self, accepted: Archive) -> Archive:
        held = telegram("10STATE700", [("S", "Press Libya on TSCTP by 1 March.")], level="SECRET", date="2010-01-10")
        accepted.keep(held, [proposal(held, "demarche", "Press Libya on TSCTP", by="US", to="LY", due="2010-03-01")])
        accepted.dialogues.accept(OWNER, OURS, "10STATE700")
        return accepted

    def test_a_dialogue_of_which_nothing_may_be_read_is_not_there(self, mixed: Archive) -> None:
        assert mixed.dialogues.all(OPEN_READER) == []
        for ask in (
            lambda: mixed.dialogues.board(OPEN_READER, OURS),
            lambda: mixed.dialogues.brief(OPEN_READER, OURS),
            lambda: mixed.dialogues.export(OPEN_READER, OURS),
            lambda: mixed.dialogues.story(OPEN_READER, OURS, "1"),
        ):
            with pytest.raises(NotFoundError) as closed:
                ask()
            with pytest.raises(NotFoundError) as absent:
                mixed.dialogues.board(OPEN_READER, "no-such-one")
            assert str(closed.value).replace(OURS, "") == str(absent.value).replace("no-such-one", "")

    def test_every_answer_is_that_of_an_archive_without_the_closed_telegram(self, mixed: Archive) -> None:
        bare = seed_archive()
        bare.dialogues.accept(OWNER, OURS, SEED)
        for reader in (CONFIDENTIAL_READER,):
            assert mixed.dialogues.all(reader) == bare.dialogues.all(reader)
            assert mixed.dialogues.view(reader, OURS) == bare.dialogues.view(reader, OURS)
            assert mixed.dialogues.brief(reader, OURS) == bare.dialogues.brief(reader, OURS)
            assert mixed.dialogues.story(reader, OURS, "1") == bare.dialogues.story(reader, OURS, "1")
            assert mixed.dialogues.export(reader, OURS) == bare.dialogues.export(reader, OURS)
            assert mixed.dialogues.proposals(reader, SEED, OURS) == bare.dialogues.proposals(reader, SEED, OURS)
            with pytest.raises(NotFoundError):
                mixed.dialogues.proposals(reader, "10STATE700")

    def test_who_may_reads_on(self, mixed: Archive) -> None:
        view = mixed.dialogues.view(SECRET_READER, OURS)
        assert view.banner == "SECRET"
        (demarche,) = view.of("demarche")
        assert (demarche.marking, demarche.objective, demarche.overdue) == ("S", 1, True)

    def test_an_export_can_be_checked(self, mixed: Archive) -> None:
        exported = [msgspec.convert(e, Entry) for e in mixed.dialogues.export(CONFIDENTIAL_READER, OURS)]
        assert broken_at(exported) is None
        del exported[2]
        assert broken_at(exported) == 4


class TestShowing:
    def test_the_row_of_an_objective(self, accepted: Archive) -> None:
        (row, *_) = accepted.dialogues.view(OWNER, OURS).of("objective")
        assert row.text.startswith("Libya's participation")
        assert (row.number, row.kind, row.state) == (1, "participation", "raised")
        assert (row.holder, row.turn) == ("US", "mine")
        assert (row.last.on, row.last.says, row.last.source) == ("2009-11-05", "raised", "09TRIPOLI893#p1")
        assert row.stances == {"LY": "reluctant"}
        assert row.marking == "C"

    def test_a_view_is_json(self, accepted: Archive) -> None:
        view = accepted.dialogues.view(OWNER, OURS)
        assert msgspec.json.decode(msgspec.json.encode(view))["banner"] == "CONFIDENTIAL"
        assert len(view.rows) == 5 + 1 + 1 + 1 + 1

    def test_a_board_of_an_earlier_day(self, accepted: Archive) -> None:
        accepted.dialogues.record(OWNER, OURS, "objective.table", "3", on=date(2010, 3, 1))
        assert accepted.dialogues.board(OWNER, OURS, date(2010, 2, 28)).of("objective")[2].state == "raised"
        assert accepted.dialogues.board(OWNER, OURS, date(2010, 3, 1)).of("objective")[2].state == "tabled"


def test_a_mistyped_day_begins_no_meeting(accepted: Archive) -> None:
    def held(about: str, day: date = date(2010, 6, 20), move: str = "meeting.hold") -> str:
        return accepted.dialogues.record(
            OWNER, OURS, move, about, on=day, fields={"text": f"Talks {about}"}
        ).draft.about

    talks = held("2010-talks", date(2010, 6, 14))  # a name that begins as a day does
    before = len(accepted.dialogues.board(OWNER, OURS).of("meeting"))
    for about in ("2010-06-15", "meeting 2010-06-15", "2010-06-14b", "2010-6-15", "2010-07", "2010-06-45"):
        with pytest.raises(NotFoundError, match="look for its day on the board"):
            held(about)
    with pytest.raises(NotFoundError):
        held("meeting 2010-06-15", move="objective.raise")
    assert len(accepted.dialogues.board(OWNER, OURS).of("meeting")) == before
    for about in ("2010-06-14", "meeting 2010-06-14", "2010-talks"):
        assert held(about, date(2010, 6, 14), "meeting.amend") == talks
    assert held("2010-06-15", move="objective.raise").startswith("o")  # of other things a day is no number


def test_a_meeting_is_named_by_its_day_and_keeps_the_name(accepted: Archive) -> None:
    def held(about: str, day: date) -> str:
        fields = {"text": f"The {about}", "date": day.isoformat()}
        return accepted.dialogues.record(OWNER, OURS, "meeting.hold", about, on=day, fields=fields).draft.about

    numbers = count(1)

    def outcome(about: str) -> str:
        fields = {"type": "decision", "text": f"To meet again, {next(numbers)}"}
        entry = accepted.dialogues.record(OWNER, OURS, "meeting.outcome", about, on=date(2010, 9, 1), fields=fields)
        return entry.draft.about

    march = held("talks", date(2010, 3, 1))
    assert outcome("meeting 2010-03-01") == march
    held("lunch", date(2010, 1, 15))  # an earlier one: the number of the other is another now, its name is not
    assert {outcome(name) for name in ("meeting 2010-03-01", "Meeting 2010-03-01", "2010-03-01", march)} == {march}
    rows = [row for row in accepted.dialogues.view(OWNER, OURS).rows if row.entity == "meeting"]
    assert [(row.number, row.name) for row in rows][-2:] == [(2, "2010-01-15"), (3, "2010-03-01")]
    assert "Meeting of 1 March 2010: " in to_markdown(accepted.dialogues.brief(OWNER, OURS))
    told = story_sheet(accepted.dialogues.view(OWNER, OURS), accepted.dialogues.story(OWNER, OURS, march))
    assert {line.cells[1] for line in told.lines} == {"meeting 2010-03-01"}
    other = held("dinner", date(2010, 3, 1))
    with pytest.raises(RefusedError, match="2 meetings are of 2010-03-01: name one of meeting 2010-03-01a, meeting"):
        outcome("meeting 2010-03-01")
    assert {outcome("meeting 2010-03-01a"), outcome("meeting 2010-03-01b")} == {march, other}
    with pytest.raises(NotFoundError):
        accepted.dialogues.story(OWNER, OURS, "meeting 2011-01-01")


def test_who_takes_the_place_of_a_point_of_contact_lets_the_former_one_leave() -> None:
    archive = seed_archive()
    dialogues = archive.dialogues
    dialogues.accept(OWNER, OURS, SEED)
    for name, party in (("Colonel Hallow", "US"), ("Major Strake", "US"), ("Dr. Hallow", "LY")):
        given = {"text": name, "person": name, "party": party}
        dialogues.record(OWNER, OURS, "contact.designate", name, on=date(2010, 1, 5), fields=given)
    words = "Colonel Orr replaces Captain Hallow as our point of contact"
    told = {"party": "US", "counterparty": "LY", "person": "Orr", "role": "point of contact"}
    for mrn, on in (("09STATE9", "2010-01-04"), ("10STATE9", "2010-02-01")):
        held = telegram(mrn, [("C", f"{words}.")], date=on)
        archive.keep(held, [proposal(held, "contact", words, **told, replaces="Captain Hallow", modality="done")])
    # On the day before he came he leaves no place.
    assert [entry.draft.kind for entry in dialogues.accept(OWNER, OURS, "09STATE9")] == ["contact.designate"]
    entered = dialogues.accept(OWNER, OURS, "10STATE9")
    assert [(entry.draft.kind, entry.draft.on) for entry in entered][1:] == [("contact.vacate", "2010-02-01")]
    board = dialogues.board(OWNER, OURS)
    states = {thing.fields.get("person"): thing.state for thing in board.of("contact") if thing.fields.get("person")}
    assert states["Colonel Hallow"] == "vacated"
    assert {states[one] for one in ("Major Strake", "Dr. Hallow", "Orr")} == {"designated"}
    left = next(thing for thing in board.of("contact") if thing.fields.get("person") == "Colonel Hallow")
    assert [source.telegram for source in left.last.sources] == ["10STATE9"]
    assert left.last.text == "Colonel Hallow"


@pytest.mark.parametrize(
    ("words", "replaces", "left"),
    [
        ("Colonel Orr has taken his place as our point of contact", "HIM", True),
        ("Colonel Orr has taken her place as our point of contact", "her", True),
        ("Colonel Orr is our point of contact", None, False),
    ],
)
def test_in_whose_place_another_was_put_is_known_where_one_alone_of_his_side_is_in_place(
    words: str, replaces: str | None, left: bool
) -> None:
    archive = seed_archive()
    dialogues = archive.dialogues
    dialogues.open(OWNER, SEED, id=OURS)
    for name, party in (("Colonel Hallow", "US"), ("Dr. Strake", "LY")):
        given = {"text": name, "person": name, "party": party}
        dialogues.record(OWNER, OURS, "contact.designate", name, on=date(2010, 1, 5), fields=given)
    told = {"party": "US", "counterparty": "LY", "person": "Orr", "modality": "done", "replaces": replaces}
    held = telegram("10STATE9", [("C", f"{words}.")], date="2010-02-01")
    archive.keep(held, [proposal(held, "contact", words, **told)])
    made = [entry.draft.kind for entry in dialogues.accept(OWNER, OURS, "10STATE9")]
    assert made == ["contact.designate", *(["contact.vacate"] if left else [])]
    # Two of our side are in place now, of whom HIM may mean either; of theirs there is still one.
    dialogues.record(
        OWNER, OURS, "contact.designate", "Dunn", on=date(2010, 2, 2), fields={"text": "Major Dunn", "party": "US"}
    )
    again = telegram("10STATE10", [("C", f"{words.replace('Orr', 'Pell')}.")], date="2010-03-01")
    archive.keep(again, [proposal(again, "contact", words.replace("Orr", "Pell"), **told | {"person": "Pell"})])
    assert [entry.draft.kind for entry in dialogues.accept(OWNER, OURS, "10STATE10")] == ["contact.designate"]


def test_a_former_point_of_contact_held_more_closely_than_the_report_is_not_told_of_by_it() -> None:
    archive = seed_archive()
    dialogues = archive.dialogues
    dialogues.accept(OWNER, OURS, SEED)
    closed = telegram("10STATE8", [("S", "Colonel Hallow is our point of contact.")], level="SECRET", date="2010-01-08")
    archive.keep(closed, [])
    given = {"text": "Colonel Hallow", "person": "Colonel Hallow", "party": "US"}
    dialogues.record(OWNER, OURS, "contact.designate", "hallow", mrn="10STATE8", fields=given)
    words = "Colonel Orr replaces Captain Hallow as our point of contact"
    told = {"party": "US", "counterparty": "LY", "person": "Orr", "role": "point of contact"}
    held = telegram("10STATE9", [("C", f"{words}.")], date="2010-02-01")
    archive.keep(held, [proposal(held, "contact", words, **told, replaces="Captain Hallow", modality="done")])
    taken, left = dialogues.accept(OWNER, OURS, "10STATE9")
    assert [(one.draft.kind, one.draft.marking) for one in (taken, left)] == [
        ("contact.designate", "C"),
        ("contact.vacate", "S"),
    ]
    assert left.draft.about not in str(archive.ledger.entries(CONFIDENTIAL_READER))
    assert "Colonel Hallow" not in str(archive.ledger.entries(CONFIDENTIAL_READER))
    seen = [(thing.text, thing.state) for thing in dialogues.board(CONFIDENTIAL_READER, OURS).of("contact")]
    assert (words, "designated") in seen
    assert "vacated" not in dict(seen).values()
    whole = {thing.text: thing.state for thing in dialogues.board(OWNER, OURS).of("contact")}
    assert (whole[words], whole["Colonel Hallow"]) == ("designated", "vacated")


def test_a_brief_does_not_go_back_to_a_day_behind_its_own(accepted: Archive) -> None:
    day = date(2010, 1, 31)
    assert accepted.dialogues.brief(OWNER, OURS, day, since=day).sections
    with pytest.raises(RefusedError, match="first day comes after the last"):
        accepted.dialogues.brief(OWNER, OURS, day, since=date(2010, 2, 1))


def test_what_two_sides_undertake_is_not_one(accepted: Archive) -> None:
    desk = accepted.dialogues
    for name, by in (("theirs", "LY"), ("ours", "US")):
        desk.record(OWNER, OURS, "commitment.offer", name, fields={"text": f"Six places, {name}", "by": by})
    number = {thing.text: thing.called for thing in desk.board(OWNER, OURS).of("commitment")}
    theirs, ours = number["Six places, theirs"], number["Six places, ours"]
    with pytest.raises(RefusedError, match=f"{theirs} is of LY and {ours} of US") as refused:
        desk.merge(OWNER, OURS, theirs, ours)
    assert refused.value.do == "amend the side that is wrong (by=), or leave them as they are"
    desk.record(OWNER, OURS, "commitment.amend", theirs, fields={"by": "US", "to": "LY"})
    assert desk.merge(OWNER, OURS, theirs, ours).draft.kind == "commitment.merge"
