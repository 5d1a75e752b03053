"""Two versions of one telegram are one telegram: in lists, in letters, and in what they propose."""

from __future__ import annotations

import itertools
import json
import re
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hand_made import CONFIDENTIAL_READER, Archive, proposal, telegram
from litestar.testing import TestClient
from tests.cli.whole import app
from typer.testing import CliRunner

from legation.app import open_house
from legation.core.errors import RefusedError
from legation.core.marking import OWNER, Reader
from legation.core.telegram import Telegram
from legation.services.briefs.documents import to_markdown
from legation.services.proposals import withheld
from legation.services.proposals.acceptance import Found
from legation.services.proposals.withheld import once
from legation.storage.records import Record
from legation.web.pages import make_app

FULL = (
    "We seek: -- Tarqand's participation in the Strait Partnership; -- Tarqand's acceptance of a mine survey; "
    "-- Tarqand's return of four aircraft."
)
HIDDEN = FULL.replace("participation in the Strait Partnership", "XXXXXXXXXXXX").replace("four aircraft", "XXXXXX")
AIMS = ("Tarqand's participation in the Strait Partnership", "Tarqand's acceptance of a mine survey")
ORDERS = ({"1": "first", "2": "second"}, {"1": "second", "2": "first"})
OF_HIDDEN = ("Tarqand's XXXXXXXXXXXX", "Tarqand's acceptance of a mine survey", "Tarqand's return of XXXXXX")


def record(held: Telegram) -> Record:
    return Record(sha256=held.sha256, original=b"", telegram=held, access="", received="", file=None)


def keep(archive: Archive, text: str, aims: tuple[str, ...], level: str = "CONFIDENTIAL", mark: str = "C") -> None:
    held = telegram("15BELISAR12", [(mark, text)], level=level, date="2015-01-12")
    archive.keep(held, [proposal(held, "objective", aim) for aim in aims])


def aims(archive: Archive, reader: Reader = OWNER) -> list[str]:
    return [one.proposal.text for one in archive.dialogues.proposals(reader, "15BELISAR12", "xv-xt")]


@pytest.fixture
def archive() -> Archive:
    archive = Archive()
    opening = telegram("15BELISAR1", [("C", "Talks with Tarqand.")], date="2015-01-01")
    archive.keep(opening, [proposal(opening, "dialogue", "Talks with Tarqand", parties=["XV", "XT"])])
    archive.dialogues.open(OWNER, "15BELISAR1", id="xv-xt")
    return archive


@pytest.mark.parametrize("first", [0, 1])
def test_the_version_that_says_more_is_proposed_whichever_came_first(first: int) -> None:
    both = [
        [Found(proposal(held, "objective", aim), record(held)) for aim in of]
        for held, of in ((telegram("1X1", [("C", FULL)]), AIMS), (telegram("1X1", [("C", HIDDEN)]), OF_HIDDEN))
    ]
    told = once([*both[first], *both[1 - first]])
    assert [one.proposal.text for one in told if one.also] == [AIMS[0]]
    assert OF_HIDDEN[0] not in [one.proposal.text for one in told]


# The first of each says most, the last least.
LADDERS = (
    (
        "Tarqand's participation in the Strait Partnership of 1912 at Osmar",
        "Tarqand's participation in the XXXXXXXXXXXX of 1912 at Osmar",
        "Tarqand's XXXXXXXXXXXX of 1912 at Osmar",
    ),
    (
        "Tarqand's participation in the Strait Partnership of 1912 at Osmar",
        "Tarqand's participation in the XXXXXXXXXXXX of 1912 at Osmar",
        "Tarqand's XXXXXXXXXXXX of 1912 at Osmar",
        "Tarqand's XXXXXXXXXXXX at Osmar",
    ),
    (  # two hide other words than each other, one the words of both
        "Tarqand's participation in the Strait Partnership of 1912 at Osmar",
        "Tarqand's participation in the XXXXXXXXXXXX of 1912 at Osmar",
        "Tarqand's XXXXXXXXXXXX in the Strait Partnership of 1912 at Osmar",
        "Tarqand's XXXXXXXXXXXX in the XXXXXXXXXXXX of 1912 at Osmar",
    ),
)


@pytest.mark.parametrize(
    "order", [order for ladder in LADDERS for order in itertools.permutations(ladder)], ids=lambda _: ""
)
def test_of_several_versions_the_fullest_is_proposed_with_the_names_of_all_others(order: tuple[str, ...]) -> None:
    telegrams = [(aim, telegram("1X1", [("C", f"We seek: -- {aim}.")])) for aim in order]
    found = [Found(proposal(held, "objective", aim), record(held)) for aim, held in telegrams]
    [told] = once(found)
    assert told.proposal.text == LADDERS[0][0]
    names = {name for one in found for name in (one.proposal.words, one.proposal.fingerprint)}
    assert {*told.also, told.proposal.words, told.proposal.fingerprint} == names


@pytest.mark.parametrize("day", range(1, 9))  # versions that came at once stand in the order of their bytes
def test_what_was_accepted_under_the_name_that_says_least_stays_accepted(archive: Archive, day: int) -> None:
    for aim in reversed(LADDERS[0]):
        keep(archive, f"We seek: -- {aim}. By March {day}.", (aim,))
        archive.dialogues.accept(OWNER, "xv-xt", "15BELISAR12")
    told = archive.dialogues.proposals(OWNER, "15BELISAR12", "xv-xt")
    assert [(one.proposal.text, one.status) for one in told] == [(LADDERS[0][0], "accepted")]
    assert len(archive.dialogues.board(OWNER, "xv-xt").of("objective")) == 1


def test_what_differs_in_withheld_words_is_proposed_once_with_the_words(archive: Archive) -> None:
    keep(archive, HIDDEN, OF_HIDDEN)
    keep(archive, FULL, AIMS)
    # The third aim is proposed of one version alone, and stays.
    assert sorted(aims(archive)) == sorted([*AIMS, OF_HIDDEN[2]])
    archive.dialogues.accept(OWNER, "xv-xt", "15BELISAR12")
    texts = [thing.text for thing in archive.dialogues.board(OWNER, "xv-xt").of("objective")]
    assert sorted(texts) == sorted([*AIMS, OF_HIDDEN[2]])


def test_what_was_accepted_with_words_withheld_stays_accepted(archive: Archive) -> None:
    keep(archive, HIDDEN, OF_HIDDEN)
    archive.dialogues.accept(OWNER, "xv-xt", "15BELISAR12")
    keep(archive, FULL, AIMS)
    assert {one.status for one in archive.dialogues.proposals(OWNER, "15BELISAR12", "xv-xt")} == {"accepted"}


def promise(archive: Archive, day: str, due: str, received: str = "2011-01-31T21:09:00Z") -> None:
    words = f"Tarqand will return the aircraft by {day}"
    # What came at another time is another version, also where it says the same.
    held = telegram("15BELISAR12", [("C", f"{words}."), ("U", f"Copy of {received}.")], date="2015-01-12")
    sides = {"party": "XT", "counterparty": "XV"}
    made = [proposal(held, "commitment", words, due=due, modality="intended", **sides)]
    archive.keep(held, made, received=received)


LATER = "2026-11-25T08:00:00Z"


def test_a_later_version_that_corrects_a_day_is_put_before_a_person(archive: Archive) -> None:
    promise(archive, "March 31", "2015-03-31")
    archive.dialogues.accept(OWNER, "xv-xt", "15BELISAR12")
    promise(archive, "March 15", "2015-03-15", LATER)
    first, second = archive.dialogues.proposals(OWNER, "15BELISAR12", "xv-xt")
    assert (first.status, second.status, second.corrects) == ("accepted", "proposed", {"due": "2015-03-15"})
    # The day that stands may be of a version held more closely: it is told with the thing, under its own mark.
    assert str(second.note).endswith("gives commitment 1 another day: due 2015-03-15")
    assert [one.number for _, one in archive.dialogues.undecided(OWNER, "xv-xt").proposals] == [2]
    archive.dialogues.accept(OWNER, "xv-xt", "15BELISAR12", shown={second.fingerprint: second.makes})
    (row,) = archive.dialogues.view(OWNER, "xv-xt").of("commitment")
    assert (row.due, row.due_before) == ("2015-03-15", "2015-03-31")
    assert {one.status for one in archive.dialogues.proposals(OWNER, "15BELISAR12", "xv-xt")} == {"accepted"}


def until_then(archive: Archive) -> list[str]:
    """What the story says of the days of the one commitment, the last movement last."""
    return [one.adds for one in archive.dialogues.story(OWNER, "xv-xt", "commitment 1")]


@pytest.mark.parametrize("given", [{}, {"due": "2015-03-20"}])
def test_a_day_before_is_told_with_its_version_or_with_the_person_who_set_it(
    archive: Archive, given: dict[str, str]
) -> None:
    promise(archive, "March 31", "2015-03-31")
    archive.dialogues.amend(OWNER, "xv-xt", "15BELISAR12", 1, {"text": "Tarqand returns the aircraft"})
    promise(archive, "March 15", "2015-03-15", LATER)
    (entered,) = archive.dialogues.amend(OWNER, "xv-xt", "15BELISAR12", 2, given)
    assert ("amended" in entered.draft.fields, "rule" in entered.draft.fields) == (bool(given), not given)
    set_anew = until_then(archive)[-1]
    if given:
        assert set_anew == "Due: 20 March 2015. It was before: Due: 31 March 2015."
    else:
        assert set_anew == "Due: 15 March 2015. Until then: 31 March 2015 (15BELISAR12 para 1)."
    move = {"on": date(2015, 2, 1), "fields": {"due": "2015-06-30"}}
    archive.dialogues.record(OWNER, "xv-xt", "commitment.extend", "commitment 1", **move)
    told = "20 March 2015 (amended by owner)" if given else "15 March 2015 (15BELISAR12 para 1)"
    assert until_then(archive)[-1] == f"Due: 30 June 2015. Until then: {told}."
    move = {"on": date(2015, 2, 2), "fields": {"due": "2015-07-31"}}
    archive.dialogues.record(OWNER, "xv-xt", "commitment.extend", "commitment 1", **move)
    assert until_then(archive)[-1] == "Due: 31 July 2015. Until then: 30 June 2015 (entered by owner)."


def test_a_day_that_a_person_set_in_accepting_is_no_word_of_the_telegram(archive: Archive) -> None:
    promise(archive, "March 31", "2015-03-31")
    archive.dialogues.amend(OWNER, "xv-xt", "15BELISAR12", 1, {"due": "2015-04-30"})
    move = {"on": date(2015, 2, 1), "fields": {"due": "2015-06-30"}}
    archive.dialogues.record(OWNER, "xv-xt", "commitment.extend", "commitment 1", **move)
    assert until_then(archive)[-1] == "Due: 30 June 2015. Until then: 30 April 2015 (amended by owner)."


def test_what_a_person_changed_of_a_telegram_is_told_as_theirs_on_boards_and_in_briefs(archive: Archive) -> None:
    promise(archive, "March 31", "2015-03-31")
    archive.dialogues.accept(OWNER, "xv-xt", "15BELISAR12")
    (row,) = archive.dialogues.view(OWNER, "xv-xt").of("commitment")
    assert (row.sources, row.entered_by) == (("15BELISAR12#p1",), ())
    archive.dialogues.amend(OWNER, "xv-xt", "15BELISAR12", 1, {"due": "2015-04-30"})
    (row,) = archive.dialogues.view(OWNER, "xv-xt").of("commitment")
    assert (row.due, row.entered_by) == ("2015-04-30", ("amended by owner, 2026-11-24",))
    brief = to_markdown(archive.dialogues.brief(OWNER, "xv-xt", date(2015, 2, 1)))
    lines = [line for line in brief.splitlines() if "April 2015" in line]
    assert lines
    assert all("15BELISAR12" in line and "amended by owner, 24 November 2026]" in line for line in lines), lines


@pytest.mark.parametrize("received", ["2011-02-01T08:00:00Z", LATER])
def test_a_version_corrects_nothing_that_was_decided_after_it_or_put_off_since(archive: Archive, received: str) -> None:
    promise(archive, "March 31", "2015-03-31")
    archive.dialogues.accept(OWNER, "xv-xt", "15BELISAR12")
    if received == LATER:
        move = {"on": date(2015, 2, 1), "fields": {"due": "2015-06-30"}}
        archive.dialogues.record(OWNER, "xv-xt", "commitment.extend", "commitment 1", **move)
    promise(archive, "March 15", "2015-03-15", received)
    assert {one.status for one in archive.dialogues.proposals(OWNER, "15BELISAR12", "xv-xt")} == {"accepted"}


def test_a_version_corrects_no_day_that_a_person_set_in_accepting(archive: Archive) -> None:
    promise(archive, "March 31", "2015-03-31")
    archive.dialogues.amend(OWNER, "xv-xt", "15BELISAR12", 1, {"due": "2015-04-30"})
    promise(archive, "the 31st of March", "2015-03-31", LATER)
    assert {one.status for one in archive.dialogues.proposals(OWNER, "15BELISAR12", "xv-xt")} == {"accepted"}


def corrections(archive: Archive) -> list[dict[str, str]]:
    return [one.corrects for one in archive.dialogues.proposals(OWNER, "15BELISAR12", "xv-xt") if one.corrects]


def at(day: int) -> str:
    """An instant of receipt after the clock of the archive by so many days."""
    return f"2026-11-{day}T08:00:00Z"


def corrected_twice(archive: Archive) -> None:
    """Of a promise that was accepted, a second version was accepted too."""
    promise(archive, "March 31", "2015-03-31")
    archive.dialogues.accept(OWNER, "xv-xt", "15BELISAR12")
    promise(archive, "March 15", "2015-03-15", at(25))
    archive.at = datetime(2026, 11, 26, tzinfo=UTC)
    archive.dialogues.accept(OWNER, "xv-xt", "15BELISAR12", 2)
    assert corrections(archive) == []


@pytest.mark.parametrize(("day", "due"), [("March 20", "2015-03-20"), ("March 31", "2015-03-31")])
def test_a_third_version_corrects_the_day_of_the_second(archive: Archive, day: str, due: str) -> None:
    corrected_twice(archive)
    promise(archive, day, due, at(27))
    assert corrections(archive) == [{"due": due}]
    archive.at = datetime(2026, 11, 28, tzinfo=UTC)
    (entered,) = archive.dialogues.accept(OWNER, "xv-xt", "15BELISAR12")
    (third,) = (one for one in archive.telegrams.versions(OWNER, "15BELISAR12") if one.received == at(27))
    assert {source.sha256 for source in entered.draft.sources} == {third.sha256}
    (row,) = archive.dialogues.view(OWNER, "xv-xt").of("commitment")
    assert (row.due, row.due_before) == (due, "2015-03-15")
    assert until_then(archive)[-1].endswith("Until then: 15 March 2015 (15BELISAR12 para 1).")
    assert corrections(archive) == []
    assert {one.status for one in archive.dialogues.proposals(OWNER, "15BELISAR12", "xv-xt")} == {"accepted"}


@pytest.mark.parametrize("day", ["March 20", "March 31"])
def test_a_third_version_that_was_rejected_or_came_too_early_corrects_nothing(archive: Archive, day: str) -> None:
    corrected_twice(archive)
    promise(archive, day, f"2015-03-{day[-2:]}", at(27))
    archive.at = datetime(2026, 11, 28, tzinfo=UTC)
    (one,) = (one for one in archive.dialogues.proposals(OWNER, "15BELISAR12", "xv-xt") if one.corrects)
    archive.dialogues.reject(OWNER, "xv-xt", "15BELISAR12", one.number, "misprint")
    promise(archive, "March 8", "2015-03-08", at(24))
    assert corrections(archive) == []


def test_a_third_version_takes_back_no_word_of_a_person_on_the_second(archive: Archive) -> None:
    promise(archive, "March 31", "2015-03-31")
    archive.dialogues.accept(OWNER, "xv-xt", "15BELISAR12")
    promise(archive, "March 15", "2015-03-15", at(25))
    archive.at = datetime(2026, 11, 26, tzinfo=UTC)
    archive.dialogues.amend(OWNER, "xv-xt", "15BELISAR12", 2, {"due": "2015-03-10"})
    promise(archive, "March 20", "2015-03-20", at(27))
    assert corrections(archive) == []


def test_of_two_versions_that_wait_the_one_that_came_last_corrects(archive: Archive) -> None:
    promise(archive, "March 31", "2015-03-31")
    archive.dialogues.accept(OWNER, "xv-xt", "15BELISAR12")
    promise(archive, "March 20", "2015-03-20", at(27))
    promise(archive, "March 15", "2015-03-15", at(26))
    assert corrections(archive) == [{"due": "2015-03-20"}]
    (one,) = (one for one in archive.dialogues.proposals(OWNER, "15BELISAR12", "xv-xt") if one.corrects)
    archive.dialogues.reject(OWNER, "xv-xt", "15BELISAR12", one.number, "misprint")
    assert corrections(archive) == [{"due": "2015-03-15"}]


def test_a_correction_that_was_rejected_does_not_come_back(archive: Archive) -> None:
    promise(archive, "March 31", "2015-03-31")
    archive.dialogues.accept(OWNER, "xv-xt", "15BELISAR12")
    promise(archive, "March 15", "2015-03-15", LATER)
    archive.dialogues.reject(OWNER, "xv-xt", "15BELISAR12", 2, "misprint")
    assert [one.status for one in archive.dialogues.proposals(OWNER, "15BELISAR12", "xv-xt")] == [
        "accepted",
        "rejected",
    ]


def test_a_rejected_correction_in_the_same_words_is_told_and_can_be_taken_back(archive: Archive) -> None:
    words = "Tarqand will return the aircraft"
    for number, (due, received) in enumerate([("2015-03-31", "2011-01-31T21:09:00Z"), ("2015-03-15", LATER)]):
        held = telegram("15BELISAR12", [("C", f"{words}."), ("U", f"By {due}.")], date="2015-01-12")
        made = [proposal(held, "commitment", words, due=due, modality="intended", party="XT", counterparty="XV")]
        archive.keep(held, made, received=received)
        if number == 0:
            archive.dialogues.accept(OWNER, "xv-xt", "15BELISAR12")
    archive.at = datetime(2026, 11, 26, tzinfo=UTC)
    for _ in range(2):
        assert corrections(archive) == [{"due": "2015-03-15"}]
        archive.dialogues.reject(OWNER, "xv-xt", "15BELISAR12", 1, "misprint")
        (one,) = archive.dialogues.proposals(OWNER, "15BELISAR12", "xv-xt")
        assert (one.status, one.reason) == ("accepted", "misprint")
        archive.dialogues.reconsider(OWNER, "xv-xt", "15BELISAR12", 1)


def test_what_was_shown_is_accepted_and_nothing_that_took_its_number(archive: Archive) -> None:
    keep(archive, HIDDEN, OF_HIDDEN)
    before = archive.dialogues.proposals(OWNER, "15BELISAR12", "xv-xt")
    shown = {one.fingerprint: one.makes for one in before}
    keep(archive, FULL, (*AIMS, "Tarqand's return of four aircraft"))
    now = archive.dialogues.proposals(OWNER, "15BELISAR12", "xv-xt")
    assert now[0].proposal.text != before[0].proposal.text
    for which, says in ((1, "is not what was shown of it"), (before[0].fingerprint, "not propose this any more")):
        with pytest.raises(RefusedError, match=says):
            archive.dialogues.accept(OWNER, "xv-xt", "15BELISAR12", which, shown=shown)
    with pytest.raises(RefusedError, match="is not what was shown of it"):
        archive.dialogues.amend(OWNER, "xv-xt", "15BELISAR12", 1, {"text": "a survey"}, shown=shown)
    archive.dialogues.accept(OWNER, "xv-xt", "15BELISAR12", shown=shown)
    assert {thing.text for thing in archive.dialogues.board(OWNER, "xv-xt").of("objective")} <= set(OF_HIDDEN)


def test_who_may_not_read_the_fuller_version_has_the_other(archive: Archive) -> None:
    keep(archive, HIDDEN, OF_HIDDEN)
    before = archive.dialogues.proposals(CONFIDENTIAL_READER, "15BELISAR12", "xv-xt")
    keep(archive, FULL, AIMS, "SECRET", "S")
    assert archive.dialogues.proposals(CONFIDENTIAL_READER, "15BELISAR12", "xv-xt") == before
    assert AIMS[0] in aims(archive)


@pytest.mark.parametrize("spoiled", [{"date": None}, {"level": None, "captions": ()}])
@pytest.mark.parametrize("first", [True, False])
def test_what_both_versions_say_is_told_by_the_one_with_a_date_and_a_marking(
    archive: Archive, spoiled: dict[str, Any], first: bool
) -> None:
    good = telegram("15BELISAR12", [("C", FULL)], date="2015-01-12")
    bad = telegram(
        "15BELISAR12", [("C" if "date" in spoiled else None, f"{FULL} ")], **{"date": "2015-01-12", **spoiled}
    )
    for held in (bad, good) if first else (good, bad):
        archive.keep(held, [proposal(held, "objective", aim) for aim in AIMS])
    found = archive.dialogues.proposals(OWNER, "15BELISAR12", "xv-xt")
    assert [(one.proposal.text, one.proposal.sources[0].sha256) for one in found] == [
        (aim, good.sha256) for aim in AIMS
    ]
    archive.dialogues.accept(OWNER, "xv-xt", "15BELISAR12")
    objectives = archive.dialogues.view(OWNER, "xv-xt").of("objective")
    assert {(row.last.on, row.marking) for row in objectives} == {("2015-01-12", "C")}


def test_a_sign_that_hides_several_things_is_none_of_them(archive: Archive) -> None:
    keep(archive, FULL, AIMS)
    keep(archive, "We seek: -- Tarqand's XXXXXXXXXXXX.", OF_HIDDEN[:1])
    assert sorted(aims(archive)) == sorted([*AIMS, OF_HIDDEN[0]])


def test_lists_and_letters_name_a_telegram_once(tmp_path: Path) -> None:
    text = (
        "15BELISAR12\n2015-01-12 09:21\n2019-03-04 10:03\nCONFIDENTIAL\nEmbassy Belisar\n\nO R 120930Z JAN 15\n"
        "FM EMBASSY BELISAR\nTO FOROFF OSMAR IMMEDIATE\n\nC O N F I D E N T I A L BELISAR 000012\n\n"
        "SUBJECT: DREDGING\nREF: A) 15 FOROFF 7\n\n1.(C) {}\n"
    )
    for name, told in {"first": FULL, "second": HIDDEN}.items():
        folder = tmp_path / name
        folder.mkdir()
        (folder / f"{name}.txt").write_text(text.format(told))
    place = str(tmp_path / "archive")

    def run(*words: str) -> str:
        done = CliRunner().invoke(app, [*words, "--archive", place])
        assert done.exit_code == 0, done.output
        return done.stdout

    run("ingest", str(tmp_path / "first"))
    run("ingest", str(tmp_path / "second"))
    assert run("gaps").count("15BELISAR12") == 1
    assert json.loads(run("gaps", "--json").splitlines()[0])["cited_by"] == ["15BELISAR12"]
    assert run("gaps", "--request", "15FOROFF7").count("15BELISAR12") == 1
    assert run("thread", "15FOROFF7").count("15BELISAR12") == 1
    searched = CliRunner().invoke(app, ["search", "mine", "--archive", place])
    assert searched.stderr == "legation: 2 of 2, each version of a telegram counted\n"
    for shown in (run("search", "mine"), run("show", "15BELISAR12")):
        # Both came within one second: which is the first, their bytes say.
        assert dict(re.findall(r"version (\d) of 2, (\w+)\.txt", shown)) in ORDERS
    with open_house(Path(place), write=True) as house, TestClient(make_app(house), base_url="http://127.0.0.1") as desk:
        page = desk.get("/search?q=mine").text
        assert "(each version counted)" in page
        assert dict(re.findall(r"version (\d) of 2, (\w+)\.txt", page)) in ORDERS
        assert page.count("version=") >= 2
        assert desk.get("/gaps").text.count(">15BELISAR12<") == 1


def test_what_a_proposal_says_is_worked_out_once_however_many_stand_in_a_paragraph(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    aims = [
        f"Tarqand's {name} of the Strait Partnership at Osmar" for name in ("part", "place", "share", "seat", "say")
    ]
    hidden = [aim.replace("Strait Partnership", "XXXXXXXXXXXX") for aim in aims]
    held = [telegram("1X1", [("C", f"We seek: {'; '.join(some)}.")]) for some in (aims, hidden)]
    found = [
        Found(proposal(one, "objective", aim), record(one))
        for one, some in zip(held, (aims, hidden), strict=True)
        for aim in some
    ]
    worked_out: list[str] = []
    left = withheld._left
    monkeypatch.setattr(withheld, "_left", lambda text: worked_out.append(text) or left(text))
    told = once(found)
    assert [one.proposal.text for one in told] == aims
    assert all(len(one.also) == 2 for one in told)
    assert sorted(worked_out) == sorted([*aims, *hidden])


def both_versions(archive: Archive, *said: str) -> None:
    """Versions of one telegram, neither decided on, that promise the same on other days."""
    for text in said:
        held = telegram("15BELISAR12", [("C", f"{text}.")], date="2015-01-12")
        archive.keep(held, [proposal(held, "commitment", text, party="XT", counterparty="XV")])


CRAFT = "Tarqand will return the four aircraft on March"


def test_what_two_versions_say_of_two_days_is_entered_once_and_by_a_person(archive: Archive) -> None:
    both_versions(archive, f"{CRAFT} 31", f"{CRAFT} 15")
    proposed = archive.dialogues.proposals(OWNER, "15BELISAR12", "xv-xt")
    assert [(one.beside, "says otherwise" in str(one.note)) for one in proposed] == [(2, True), (1, True)]
    assert archive.dialogues.accept(OWNER, "xv-xt", "15BELISAR12") == []
    archive.dialogues.accept(OWNER, "xv-xt", "15BELISAR12", 2)
    assert [thing.text for thing in archive.dialogues.board(OWNER, "xv-xt").of("commitment")] == [
        proposed[1].proposal.text
    ]
    archive.dialogues.accept(OWNER, "xv-xt", "15BELISAR12")
    assert len(archive.dialogues.board(OWNER, "xv-xt").of("commitment")) == 1


def test_what_two_versions_say_in_other_words_is_entered_once(archive: Archive) -> None:
    both_versions(archive, f"{CRAFT} 31", f"{CRAFT.replace('aircraft', 'airplanes')} 31")
    archive.dialogues.accept(OWNER, "xv-xt", "15BELISAR12")
    assert len(archive.dialogues.board(OWNER, "xv-xt").of("commitment")) == 1
    assert not [one for one in archive.dialogues.proposals(OWNER, "15BELISAR12", "xv-xt") if one.status == "proposed"]


def test_two_promises_of_one_version_are_two(archive: Archive) -> None:
    held = telegram("15BELISAR12", [("C", f"{CRAFT} 31. {CRAFT} 15.")], date="2015-01-12")
    archive.keep(held, [proposal(held, "commitment", f"{CRAFT} {day}", party="XT") for day in (31, 15)])
    archive.keep(telegram("15BELISAR12", [("C", "Nothing.")], date="2015-01-12"), [])
    archive.dialogues.accept(OWNER, "xv-xt", "15BELISAR12")
    assert len(archive.dialogues.board(OWNER, "xv-xt").of("commitment")) == 2
