"""What a dialogue leads on to: telegrams one step away in the citations of which nothing was decided."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

import legation
from legation.app import House, open_house
from legation.core.marking import OWNER, Reader
from legation.services.proposals import leads
from legation.services.proposals.leads import no_leads

SAMPLE = Path(legation.__file__).parent / "sample"
FIRST, INSTRUCTION, REVIEW = "15BELISAR12", "15FOROFF318", "16BELISAR226"


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """The telegrams of the sample, and one dialogue of which the first was accepted."""
    place = tmp_path / "archive"
    place.mkdir()
    shutil.copyfile(SAMPLE / "countries.toml", place / "parties.toml")
    with open_house(place, write=True) as opened:
        opened.ingest.run(OWNER, [SAMPLE / "traffic"])
        opened.dialogues.open(OWNER, FIRST, id="xv-xt")
        opened.dialogues.accept(OWNER, "xv-xt", FIRST)
        yield opened


def test_what_cites_the_telegrams_of_a_board_leads_on_the_earliest_first(house: House) -> None:
    found = house.dialogues.leads(OWNER, "xv-xt")
    assert [one.telegram.mrn for one in found.leads] == [INSTRUCTION, REVIEW]
    assert [one.cites for one in found.leads] == [(FIRST,), (FIRST,)]
    assert (found.more, found.banner, found.marking) == (False, "CONFIDENTIAL", "C")


def test_as_much_waits_as_the_telegram_shows(house: House) -> None:
    (lead, *_) = house.dialogues.leads(OWNER, "xv-xt").leads
    offered = house.dialogues.proposals(OWNER, INSTRUCTION, "xv-xt")
    assert lead.waiting == sum(one.status == "proposed" and one.becomes is not None for one in offered) > 0


def test_what_was_decided_is_no_lead_and_leads_on_to_others(house: House) -> None:
    house.dialogues.reject(OWNER, "xv-xt", REVIEW, ["1"], "not ours")
    assert [one.telegram.mrn for one in house.dialogues.leads(OWNER, "xv-xt").leads] == [INSTRUCTION]
    house.dialogues.reconsider(OWNER, "xv-xt", REVIEW, ["1"])
    assert REVIEW in [one.telegram.mrn for one in house.dialogues.leads(OWNER, "xv-xt").leads]
    house.dialogues.reject(OWNER, "xv-xt", REVIEW, ["1"], "not ours")
    house.dialogues.accept(OWNER, "xv-xt", INSTRUCTION)
    now = house.dialogues.leads(OWNER, "xv-xt")
    assert INSTRUCTION not in [one.telegram.mrn for one in now.leads]
    assert "15BELISAR41" in [one.telegram.mrn for one in now.leads]
    assert all(INSTRUCTION in one.cites for one in now.leads)


def test_on_a_day_only_what_was_sent_and_not_decided_by_then_leads_on(house: House) -> None:
    def leads(*day: int) -> list[str | None]:
        return [one.telegram.mrn for one in house.dialogues.leads(OWNER, "xv-xt", as_of=date(*day)).leads]

    assert leads(2015, 12, 31) == [INSTRUCTION]  # the review is of 2016
    assert leads(2016, 12, 31) == [INSTRUCTION, REVIEW]
    assert leads(2014, 12, 31) == []  # nothing stood on the board yet
    house.dialogues.accept(OWNER, "xv-xt", INSTRUCTION)
    assert "15BELISAR41" in leads(2015, 12, 31)
    assert INSTRUCTION not in leads(2015, 12, 31)
    assert house.dialogues.leads(OWNER, "xv-xt", as_of=date(2015, 12, 31)).as_of == "2015-12-31"
    assert house.dialogues.leads(OWNER, "xv-xt").as_of is None


def test_what_is_of_a_later_day_changes_no_lead_of_a_day(house: House) -> None:
    """Telegrams of 2015 that one of 2016 cites are near to the board of 2016, and not to that of 2015."""
    then = house.dialogues.leads(OWNER, "xv-xt", as_of=date(2015, 12, 31))
    house.dialogues.accept(OWNER, "xv-xt", "16BELISAR3")
    now = [one.telegram.mrn for one in house.dialogues.leads(OWNER, "xv-xt").leads]
    assert {"15BELISAR188", "15BELISAR251"} & set(now)
    assert house.dialogues.leads(OWNER, "xv-xt", as_of=date(2015, 12, 31)) == then


def test_leads_of_a_day_bear_the_title_of_the_board_of_that_day(house: House) -> None:
    day = date(2015, 12, 31)
    then = house.dialogues.leads(OWNER, "xv-xt", as_of=day).title
    fields = {"text": "Review of the talks"}
    house.dialogues.record(OWNER, "xv-xt", "dialogue.amend", "xv-xt", fields=fields, mrn=REVIEW)
    assert house.dialogues.leads(OWNER, "xv-xt").title == "Review of the talks" != then
    assert house.dialogues.leads(OWNER, "xv-xt", as_of=day).title == then


def test_what_was_decided_counts_from_the_day_of_its_telegram(house: House) -> None:
    """What is decided today of a telegram of 2015 is decided on the board of 2015: a desk may be years behind."""
    house.dialogues.reject(OWNER, "xv-xt", INSTRUCTION, ["1"], "not ours")
    assert house.dialogues.leads(OWNER, "xv-xt", as_of=date(2015, 12, 31)).leads == ()


def test_more_are_told_of_than_are_listed(house: House) -> None:
    found = house.dialogues.leads(OWNER, "xv-xt", most=1)
    assert [one.telegram.mrn for one in found.leads] == [INSTRUCTION]
    assert found.more


def test_those_with_nothing_to_decide_do_not_stand_before_others_for_ever(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "weather"
    folder.mkdir()
    for number in range(9001, 9046):
        (folder / f"{number}.txt").write_text(
            f"R 021000Z FEB 15\nFM EMBASSY BELISAR\nTO FOREIGN OFFICE\n\nUNCLAS BELISAR {number}\n\n"
            "SUBJECT: WEATHER\n\nREF: BELISAR 12\n\n1. (U) The weather was good.\n",
            encoding="utf-8",
        )
    house.ingest.run(OWNER, [folder])
    found = house.dialogues.leads(OWNER, "xv-xt")
    assert [one.telegram.mrn for one in found.leads] == [INSTRUCTION, REVIEW]
    assert (found.near, found.asked, found.more) == (47, 47, False)
    monkeypatch.setattr(leads, "_ASKED_AT_MOST", 12)
    found = house.dialogues.leads(OWNER, "xv-xt")
    assert (found.leads, found.asked, found.more) == ((), 12, True)
    assert "by them: 47. The first 12 of them have nothing left to decide" in no_leads(found)


def sent(house: House, tmp_path: Path, number: int, level: str, cites: str, words: str) -> None:
    """Take in a telegram of the post of the sample that cites a message."""
    told = tmp_path / f"{number}.txt"
    spaced = " ".join(level)
    told.write_text(
        f"R 20{number}00Z JAN 15\nFM EMBASSY BELISAR\nTO FOROFF OSMAR\n{spaced} BELISAR 0000{number}\n"
        f"SUBJECT: PATROL CRAFT\nREF: {cites}\n\n1. ({level[0]}) {words}\n"
    )
    assert house.ingest.run(OWNER, [told]).new == 1


PROMISE = "Tarqand promised to send two patrol craft by March 31, 2015."


def test_what_cites_by_originator_and_moment_leads_on_too(house: House, tmp_path: Path) -> None:
    sent(house, tmp_path, 13, "CONFIDENTIAL", "EMBASSY BELISAR MSG DTG 120930ZJAN15", PROMISE)
    found = {one.telegram.mrn: one.cites for one in house.dialogues.leads(OWNER, "xv-xt").leads}
    assert found["15BELISAR13"] == (FIRST,)
    house.dialogues.accept(OWNER, "xv-xt", "15BELISAR13")
    assert "15BELISAR13" not in [one.telegram.mrn for one in house.dialogues.leads(OWNER, "xv-xt").leads]


def test_a_message_that_is_known_by_its_moment_alone_is_told_as_not_held(house: House, tmp_path: Path) -> None:
    for number, level, cites in ((13, "CONFIDENTIAL", "MINDEF OSMAR MSG DTG 081145ZJAN15"), (14, "SECRET", "COMSUB A")):
        sent(house, tmp_path, number, level, cites.replace("COMSUB A", "COMSUBPAC MSG DTG 091145ZJAN15"), PROMISE)
        house.dialogues.accept(OWNER, "xv-xt", f"15BELISAR{number}")

    def told(reader: Reader) -> dict[str, tuple[str, ...]]:
        alerts = house.overviews.alerts(reader, "xv-xt", date(2015, 2, 1))
        return {one.text: one.sources for one in alerts if one.rule == "gap-found" and "Z" in one.text}

    assert told(OWNER) == {
        "MINDEF OSMAR 081145ZJAN2015": ("15BELISAR13",),
        "COMSUBPAC 091145ZJAN2015": ("15BELISAR14",),
    }
    assert list(told(Reader("low", rank=3))) == ["MINDEF OSMAR 081145ZJAN2015"]
