"""Rules of a draft on its way out: who cleared and released it, and what its references are to the archive."""

from __future__ import annotations

import msgspec
import pytest
from tests.services.outgoing import SOUND, in_memory, with_

from legation.app import House
from legation.core.draft import Draft
from legation.core.marking import UPKEEP, Reader
from legation.core.telegram import Addressee, Originator
from legation.services.rules.clearing import LOOKS
from legation.tables.drafting import drafting_rules

DRAFTER, SECOND, MINISTER = (Reader(name, rank=4) for name in ("drafter", "second", "minister"))
BELOW = Reader("below", rank=0)
HELD = """\
05STATE112900
2005-10-01 10:00
2011-01-31 21:09
{level}
Secretary of State
P 011000Z OCT 05
FM SECSTATE WASHDC
TO AMEMBASSY TRIPOLI
INFO AMEMBASSY ROME
{line} STATE 112900

SUBJECT: THE HARBOUR

1. Words.
"""
CITING = msgspec.structs.replace(
    SOUND, references=("05 STATE 112900",), to=(Addressee("SECSTATE WASHDC", None, "PRIORITY"),)
)


@pytest.fixture
def house() -> House:
    return in_memory()


def told(house: House, draft: Draft, reader: Reader = DRAFTER) -> dict[str, str]:
    held = house.clearing.new(DRAFTER, draft)
    return {fault.rule: fault.says for fault in house.clearing.show(reader, held.id).faults}


def take_in(house: House, level: str = "UNCLASSIFIED", line: str = "UNCLAS") -> None:
    text = HELD.format(level=level, line=line)
    house.ingest.keep_own(UPKEEP, [("held.txt", text.encode())])


def test_a_reference_that_nothing_here_knows_is_told(house: House) -> None:
    assert told(house, CITING)["D82"] == "reference 05 STATE 112900 is not held here, and no held telegram cites it"
    take_in(house)
    assert "D82" not in told(house, CITING)


def test_who_did_not_get_a_reference_is_told_unless_notal_is_said(house: House) -> None:
    take_in(house)
    assert told(house, CITING)["D83"] == (
        "reference 05 STATE 112900 did not go to AMEMBASSY LONDON, and NOTAL is not said"
    )
    assert "D83" not in told(house, msgspec.structs.replace(CITING, references=("05 STATE 112900 (NOTAL)",)))
    assert "D83" not in told(house, msgspec.structs.replace(CITING, info=(Addressee("AMEMBASSY ROME"),)))


def test_who_had_a_reference_is_not_told_to_whoever_may_not_read_it(house: House) -> None:
    take_in(house, "TOP SECRET", "T O P  S E C R E T")
    reader = Reader("third", rank=4)
    without = in_memory()
    for draft in (CITING, with_(references=("05 STATE 112900",))):
        assert told(house, draft, reader) == told(without, draft, reader)


def test_what_the_department_sends_is_cleared_by_an_office_that_is_known(house: House) -> None:
    out = with_(
        from_=Originator("SECSTATE WASHDC"), post="STATE", to=(Addressee("AMEMBASSY TRIPOLI", None, "PRIORITY"),)
    )
    held = house.clearing.new(DRAFTER, out)
    assert "D91" not in {fault.rule for fault in house.clearing.show(DRAFTER, held.id).faults}
    house.clearing.clear(SECOND, held.id, "the friends")
    assert "D91" in {fault.rule for fault in house.clearing.show(DRAFTER, held.id).faults}
    house.clearing.clear(MINISTER, held.id, "NEA/MAG")
    assert "D91" not in {fault.rule for fault in house.clearing.show(DRAFTER, held.id).faults}


def test_what_goes_to_all_posts_is_cleared_by_the_operations_center(house: House) -> None:
    held = house.clearing.new(DRAFTER, with_(info=(Addressee("ALDAC"),)))
    (fault,) = [one for one in house.clearing.show(DRAFTER, held.id).faults if one.rule == "D92"]
    assert (fault.severity, fault.says) == ("block", "ALDAC is addressed and S/ES-O has not cleared it")
    house.clearing.clear(SECOND, held.id, "S/ES-O")
    assert "D92" not in {one.rule for one in house.clearing.show(DRAFTER, held.id).faults}
    house.clearing.change(DRAFTER, held.id, with_(info=(Addressee("ALDAC"),), subject="ANOTHER"))
    assert "D92" in {one.rule for one in house.clearing.show(DRAFTER, held.id).faults}


def test_who_releases_what_they_wrote_is_told(house: House) -> None:
    desk = house.clearing
    for releaser, expected in ((DRAFTER, True), (MINISTER, False)):
        held = desk.new(DRAFTER, SOUND)
        desk.clear(SECOND, held.id, "POL")
        desk.approve(MINISTER, held.id)
        desk.release(releaser, held.id)
        assert ("D95" in {one.rule for one in desk.show(DRAFTER, held.id).faults}) is expected


def test_every_rule_of_the_way_has_a_look() -> None:
    rules = {rule.id for rule in drafting_rules().values() if rule.on == "clearing"}
    assert set(LOOKS) == rules | {"D82"}


def test_a_kept_draft_with_a_day_that_is_none_is_shown(house: House) -> None:
    held = house.clearing.new(DRAFTER, with_(dtg="051513Z NOV 09"))
    assert house.clearing.show(DRAFTER, held.id).standing.id == held.id
