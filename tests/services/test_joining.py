"""Spellings of one name, told together with the reason, and what keeps two apart."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from tests.services.test_who_is_named import telegram

from legation.app import House, open_house
from legation.core.marking import OWNER, Reader
from legation.services.persons.persons import Person

CLERK = Reader("clerk", rank=0)
Told = Callable[..., House]


@pytest.fixture
def told(tmp_path: Path, request: pytest.FixtureRequest) -> Told:
    """An archive of telegrams, each given by its year, its words and its level."""

    def made(*texts: tuple[int, str] | tuple[int, str, str]) -> House:
        folder = tmp_path / "files"
        folder.mkdir()
        for number, (year, words, *level) in enumerate(texts, 1):
            (folder / f"{number}.txt").write_text(telegram(number, year, words, *level), encoding="utf-8")
        opened = open_house(tmp_path / "archive", write=True)
        house: House = opened.__enter__()
        request.addfinalizer(lambda: opened.__exit__(None, None, None))
        house.ingest.run(OWNER, [folder])
        return house

    return made


def listed(house: House, reader: Reader = OWNER) -> dict[str, tuple[list[str], list[str]]]:
    """By surname: the spellings that joined it, and those that stand apart."""
    people: tuple[Person, ...] = house.persons.people(reader).people
    return {one.surname: ([s.surname for s in one.joined], [s.surname for s in one.apart]) for one in people}


def test_spellings_stand_together_and_say_why(told: Told) -> None:
    house = told(
        (2008, "1. (U) COLONEL QADHAFI CAME."),
        (2009, "1. (U) COLONEL QADHAFI LEFT."),
        (2010, "1. (U) PRESIDENT KADDAFI SPOKE."),
    )
    (one,) = house.persons.people(OWNER).people
    assert (one.surname, one.telegrams, [said.words for said in one.names]) == ("QADHAFI", 3, ["QADHAFI", "KADDAFI"])
    (other,) = one.joined
    assert (other.surname, other.telegrams, other.because) == ("KADDAFI", 1, "spellings of one Libyan name")
    assert one.search == "person:QADHAFI"
    assert house.finding.search(OWNER, one.search).total == 3
    # Asked for by any spelling, also one that nobody wrote, all is told.
    for name in ("qadhafi", "kaddafi", "Gaddafi"):
        found = house.persons.person(OWNER, name).person
        assert found is not None
        assert (found.surname, found.mentions) == ("QADHAFI", 3)


def test_two_whom_one_telegram_names_stay_apart(told: Told) -> None:
    house = told(
        (2008, "1. (U) MR. PIPINELIS MET MR. PIPINELLIS."),
        (2009, "1. (U) MR. PIPINELIS LEFT."),
    )
    assert listed(house) == {"PIPINELIS": ([], ["PIPINELLIS"]), "PIPINELLIS": ([], ["PIPINELIS"])}
    found = house.persons.person(OWNER, "pipinellis").person
    assert found is not None
    assert (found.surname, found.telegrams, found.apart[0].because) == ("PIPINELLIS", 1, "08TRIPOLI1 names both")


def test_one_who_stands_beside_a_spelling_that_joined_stays_apart_from_all_of_it(told: Told) -> None:
    alone = [(2008, f"1. (U) MR. {name} CAME.") for name in ("PIPINELIS", "PIPINELIS", "PIPINELIS", "PIPINELLIS")]
    house = told(*alone, (2009, "1. (U) MR. PIPINELLIS MET MR. PIPPINELIS."))
    assert listed(house) == {"PIPINELIS": (["PIPINELLIS"], ["PIPPINELIS"]), "PIPPINELIS": ([], ["PIPINELIS"])}


def test_of_two_that_it_may_be_a_spelling_of_it_joins_the_one_more_often_named(told: Told) -> None:
    names = [*["KARANNIDY"] * 3, *["KAARAANIDI"] * 2, "KARANIDI"]
    house = told(*((2008, f"1. (U) MR. {name} CAME.") for name in names))
    assert listed(house) == {"KARANNIDY": (["KARANIDI"], []), "KAARAANIDI": ([], [])}
    # And so it is told by the page of each.
    told_of = {name: house.persons.person(OWNER, name).person for name in set(names)}
    assert {name: one.surname for name, one in told_of.items() if one is not None} == {
        "KARANNIDY": "KARANNIDY",
        "KAARAANIDI": "KAARAANIDI",
        "KARANIDI": "KARANNIDY",
    }


@pytest.mark.parametrize("name", ["karanidi", "kaaraanidi", "karannidy"])
def test_any_spelling_finds_all_that_are_told_with_it(told: Told, name: str) -> None:
    """KAARAANIDI and KARANNIDY lie four changes apart, and a search for a word reaches those of two."""
    names = ["KARANIDI", "KARANIDI", "KAARAANIDI", "KARANNIDY"]
    named = [(2001 + at, f"1. (U) MR. JOHN {name} CAME.") for at, name in enumerate(names)]
    house = told(*named, (2005, "1. (U) KARANNIDY RESPONSE."))
    for asked in (name, f"john {name}"):
        sheet = house.persons.person(OWNER, asked)
        (one,) = house.persons.people(OWNER).people
        assert sheet.person == one
        assert [mention.quote.split()[-2] for mention in sheet.mentions] == names
        assert (sheet.looked_at, sheet.cut) == (5 if asked == name else 4, False)
    assert [one.telegram for one in house.persons.person(OWNER, name).unsure] == ["05TRIPOLI5"]
    # Told in parts, each part has those of it that are told together there.
    first = house.persons.person(OWNER, "karanidi", limit=3)
    rest = house.persons.person(OWNER, "karanidi", limit=3, beyond=first.beyond or "")
    assert [len(first.mentions), len(rest.mentions), rest.unsure_total, rest.beyond] == [3, 1, 1, None]


@pytest.mark.parametrize(
    ("first", "second", "because"),
    [
        ((2008, "MR. JOHN RUSSELL CAME"), (2009, "MR. TIMOTHY RUSSEL CAME"), "their first names differ"),
        ((2001, "MR. RUSSELL CAME"), (2012, "MR. RUSSEL CAME"), "more than ten years lie between them"),
        ((2008, "MR. JOHN RUSSELL CAME"), (2009, "MR. J. B. RUSSEL CAME"), None),
        ((2008, "MR. JOHN RUSSELL CAME"), (2009, "MR. RUSSEL CAME"), None),
    ],
)
def test_first_names_and_years_speak_against_it(
    told: Told, first: tuple[int, str], second: tuple[int, str], because: str | None
) -> None:
    house = told(first, second)
    apart = {one.because for person in house.persons.people(OWNER).people for one in person.apart}
    assert apart == ({because} if because else set())


def test_what_keeps_two_apart_is_held_as_the_telegram_that_says_so(told: Told) -> None:
    house = told(
        (2008, "1. (U) MR. PIPINELIS CAME."),
        (2009, "1. (U) MR. PIPINELLIS CAME."),
        (2010, "1. (S) MR. PIPINELIS MET MR. PIPINELLIS.", "S E C R E T"),
    )
    assert {one.apart[0].marking for one in house.persons.people(OWNER).people} == {"SECRET"}
    # Whoever may not read it is told as though it were not there.
    assert listed(house, CLERK) == {"PIPINELIS": (["PIPINELLIS"], [])}


def test_a_large_search_goes_on_where_the_first_answer_ended(told: Told) -> None:
    house = told(*((2001 + at, f"1. (U) MR. RUSSEL{'L' * (at % 2)} CAME.") for at in range(5)))
    seen, beyond = [], ""
    for _ in range(9):
        page = house.persons.people(OWNER, limit=2, beyond=beyond)
        seen.append((page.looked_at, page.people[0].telegrams))
        if page.beyond is None:
            break
        beyond = page.beyond
    assert seen == [(2, 2), (2, 2), (1, 1)]
