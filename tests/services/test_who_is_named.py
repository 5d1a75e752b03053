"""Persons named in telegrams: who, with which office, from when to when, beside whom; all under its marking."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import pytest

from legation.app import House, open_house
from legation.core.errors import QueryError
from legation.core.marking import OWNER, Reader
from legation.services.persons.sheets import mentions_sheet, people_sheet
from legation.services.report import to_csv

CLERK = Reader("clerk", rank=0)


def telegram(number: int, year: int, words: str, level: str = "UNCLAS") -> str:
    return (
        f"P 05{number:02}00Z NOV {year - 2000:02}\nFM AMEMBASSY TRIPOLI\nTO SECSTATE WASHDC\nBT\n"
        f"{level} TRIPOLI {number:06}\n\nSUBJECT: HARBOUR {number}\n\n{words}\n"
    )


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """Four telegrams that name four persons, one of them secret but for its first paragraph."""
    folder = tmp_path / "files"
    folder.mkdir()
    texts = (
        telegram(1, 2008, "1. (U) AMBASSADOR QUELLIN MET DEPUTY MINISTER MOUSSA KUSTAR. KUSTAR AGREED."),
        telegram(2, 2009, "1. (U) FOREIGN MINISTER KUSTAR CAME.\n\n2. (S) HE SAW GENERAL ZORVAK.", "S E C R E T"),
        telegram(3, 2010, "1. (U) FORMER FOREIGN MINISTER KUSTAR AND MR. JOHN O'DREY LEFT. THE QUAY IS FULL."),
        telegram(4, 2010, "1. (U) THE DREDGER LEFT. KUSTAR STREET IS CLOSED."),
    )
    for number, text in enumerate(texts):
        (folder / f"{number}.txt").write_text(text, encoding="utf-8")
    with open_house(tmp_path / "archive", write=True) as opened:
        opened.ingest.run(OWNER, [folder])
        yield opened


def test_versions_on_two_pages_are_one_telegram(house: House, tmp_path: Path) -> None:
    again = telegram(1, 2008, "1. (U) AMBASSADOR QUELLIN MET DEPUTY MINISTER MOUSSA KUSTAR AND MS. ADA FENN.")
    (tmp_path / "again.txt").write_text(again, encoding="utf-8")
    house.ingest.run(OWNER, [tmp_path / "again.txt"])
    first = house.persons.people(OWNER, limit=1)
    rest = house.persons.people(OWNER, limit=9, beyond=first.beyond or "")
    assert (first.looked_at, rest.looked_at) == (1, 4)
    counted = {one.surname: one.telegrams for one in rest.people}
    named = {one.surname for one in first.people}
    assert {"QUELLIN", "KUSTAR"} <= named
    assert "QUELLIN" not in counted
    assert counted["KUSTAR"] == 2
    assert ("FENN" in named) != ("FENN" in counted)
    # What the search of the page before did not find, it did not tell.
    some = house.persons.people(OWNER, "fenn OR former", limit=1)
    assert {one.surname for one in some.people} == {"QUELLIN", "KUSTAR", "FENN"}
    assert house.persons.people(OWNER, "fenn OR former", limit=9, beyond=some.beyond or "").people[0].telegrams == 1


def test_everyone_is_told_with_names_offices_days_and_marking(house: House) -> None:
    found = house.persons.people(OWNER)
    assert [(one.surname, one.telegrams, one.mentions, one.marking) for one in found.people] == [
        ("KUSTAR", 3, 4, "UNCLASSIFIED"),
        ("O'DREY", 1, 1, "UNCLASSIFIED"),
        ("QUELLIN", 1, 1, "UNCLASSIFIED"),
        ("ZORVAK", 1, 1, "SECRET"),
    ]
    first = found.people[0]
    assert (first.first, first.last) == ("2008-11-05", "2010-11-05")
    assert [(said.words, said.telegrams) for said in first.names] == [("KUSTAR", 2), ("MOUSSA KUSTAR", 1)]
    assert {said.words: (said.first, said.last) for said in first.titles} == {
        "DEPUTY MINISTER": ("2008-11-05", "2008-11-05"),
        "FOREIGN MINISTER": ("2009-11-05", "2009-11-05"),
        "FORMER FOREIGN MINISTER": ("2010-11-05", "2010-11-05"),
    }
    assert (found.banner, found.total, found.looked_at, found.cut, found.after) == ("SECRET", 4, 4, False, None)


def test_a_reader_is_told_of_whom_they_may_read(house: House) -> None:
    found = house.persons.people(CLERK)
    assert "ZORVAK" not in {one.surname for one in found.people}
    assert found.banner == "UNCLASSIFIED"
    assert house.persons.person(CLERK, "zorvak").person is None
    assert all(one.surname != "ZORVAK" for one in house.persons.person(CLERK, "kustar").beside)


def test_one_who_has_the_word_for_a_surname_goes_before_others_who_bear_it_first(house: House, tmp_path: Path) -> None:
    text = telegram(5, 2011, "1. (U) MR. KUSTAR MARLOW MET AMBASSADOR QUELLIN. THE PIER IS NEW.")
    (tmp_path / "more.txt").write_text(text, encoding="utf-8")
    house.ingest.run(OWNER, [tmp_path / "more.txt"])
    listed = {one.surname: one.telegrams for one in house.persons.people(OWNER).people}
    assert listed["MARLOW"] == 1
    kustar = house.persons.person(OWNER, "kustar").person
    assert kustar is not None
    assert (kustar.surname, kustar.telegrams) == ("KUSTAR", listed["KUSTAR"]) == ("KUSTAR", 3)
    assert {"MARLOW", "QUELLIN"} <= {one.surname for one in house.persons.people(OWNER).people}
    john = house.persons.person(OWNER, "john").person
    assert john is not None
    assert john.surname == "O'DREY"


def test_what_is_asked_within_is_a_search_by_itself(house: House) -> None:
    with pytest.raises(QueryError):
        house.persons.person(OWNER, "KUSTAR", query="KUSTAR) OR (DREDGER")
    assert house.persons.person(OWNER, "KUSTAR", query=" ") == house.persons.person(OWNER, "KUSTAR")
    assert house.persons.people(OWNER, most=0).after == 1
    assert house.persons.people(OWNER, limit=-5).looked_at == 0


def test_one_person_is_told_by_sentences_in_their_place(house: House) -> None:
    found = house.persons.person(OWNER, "Kustár")
    assert [(one.telegram, one.place, one.name, one.title) for one in found.mentions] == [
        ("08TRIPOLI1", "p1", "MOUSSA KUSTAR", "DEPUTY MINISTER"),
        ("08TRIPOLI1", "p1", "KUSTAR", None),
        ("09TRIPOLI2", "p1", "KUSTAR", "FOREIGN MINISTER"),
        ("10TRIPOLI3", "p1", "KUSTAR", "FORMER FOREIGN MINISTER"),
    ]
    assert found.mentions[1].quote == "KUSTAR AGREED."
    assert {one.surname: (one.telegrams, one.marking) for one in found.beside} == {
        "QUELLIN": (1, "UNCLASSIFIED"),
        "ZORVAK": (1, "SECRET"),
        "O'DREY": (1, "UNCLASSIFIED"),
    }
    # The fourth has the word and names nobody by it.
    assert found.looked_at == 4
    assert [(one.telegram, one.place, one.quote, one.marking) for one in found.unsure] == [
        ("10TRIPOLI4", "p1", "THE DREDGER LEFT. KUSTAR STREET IS CLOSED.", "UNCLASSIFIED")
    ]
    assert found.unsure_total == 1
    assert house.persons.person(OWNER, "moussa kustar").unsure == ()


def test_who_is_named_beside_is_told_part_by_part(house: House) -> None:
    every = house.persons.person(OWNER, "kustar")
    assert (len(every.beside), every.beside_total, every.beside_after) == (3, 3, None)
    first = house.persons.person(OWNER, "kustar", beside_most=2)
    assert (first.beside, first.beside_total, first.beside_after) == (every.beside[:2], 3, 2)
    rest = house.persons.person(OWNER, "kustar", beside_most=2, beside_after=2)
    assert (rest.beside, rest.beside_after, rest.mentions) == (every.beside[2:], None, every.mentions)


def test_more_words_of_a_name_must_all_be_written(house: House) -> None:
    found = house.persons.person(OWNER, "moussa kustar")
    assert {one.telegram for one in found.mentions} == {"08TRIPOLI1"}
    assert house.persons.person(OWNER, "o'drey").person is not None
    assert house.persons.person(OWNER, "kustar", query="date:2010").person is not None
    for nobody in ("", '"', "zeppelin", "12"):
        assert house.persons.person(OWNER, nobody).person is None


def test_what_is_asked_for_in_part_says_so(house: House) -> None:
    assert [one.surname for one in house.persons.people(OWNER, begins="ku").people] == ["KUSTAR"]
    assert [one.surname for one in house.persons.people(OWNER, begins="mou").people] == ["KUSTAR"]
    page = house.persons.people(OWNER, after=1, most=2)
    assert ([one.surname for one in page.people], page.after, page.total) == (["O'DREY", "QUELLIN"], 3, 4)
    few = house.persons.people(OWNER, limit=1)
    assert (few.looked_at, few.cut) == (1, True)
    part = house.persons.person(OWNER, "kustar", after=1, most=2)
    assert (part.mentions[0].quote, part.after) == ("KUSTAR AGREED.", 3)
    assert part.person is not None
    assert part.person.mentions == 4
    with pytest.raises(QueryError):
        house.persons.person(OWNER, "kustar", query='"dredger')


def test_they_are_sheets_under_their_marking(house: House) -> None:
    rows = list(csv.reader(io.StringIO(to_csv(people_sheet(house.persons.people(OWNER))))))
    assert rows[0] == rows[-1] == ["SECRET"]
    assert rows[2][:2] == ["(U)", "KUSTAR"]
    assert [row[0] for row in rows if row[1:2] == ["ZORVAK"]] == ["(S)"]
    rows = list(csv.reader(io.StringIO(to_csv(mentions_sheet(house.persons.person(OWNER, "zorvak"))))))
    assert rows[2] == ["(S)", "2009-11-05", "ZORVAK", "GENERAL", "(S) HE SAW GENERAL ZORVAK.", "09TRIPOLI2#p2"]


def test_a_sentence_that_has_the_name_twice_is_a_line_once(tmp_path: Path) -> None:
    (tmp_path / "1.txt").write_text(
        telegram(1, 2008, "1. (U) MOUSSA KUSTAR CAME. MR. KUSTAR SAW THAT MR. KUSTAR WAS ALONE.")
    )
    with open_house(tmp_path / "archive", write=True) as opened:
        opened.ingest.run(OWNER, [tmp_path / "1.txt"])
        found = opened.persons.person(OWNER, "kustar")
    assert len(found.mentions) == 3
    assert len(mentions_sheet(found).lines) == 3, "a file has a line for each mention"
    assert [line.cells[3] for line in mentions_sheet(found, once=True).lines] == [
        "(U) MOUSSA KUSTAR CAME.",
        "MR. KUSTAR SAW THAT MR. KUSTAR WAS ALONE.",
    ]


def test_what_two_versions_say_in_the_same_words_counts_once(tmp_path: Path) -> None:
    words = "1. (U) FOREIGN MINISTER KUSTAR CAME. MINISTER KUSTAR LEFT. THE ZORVAK QUAY IS CLOSED."
    more = "\n\n2. (U) FOREIGN MINISTER KUSTAR AGREED."
    (tmp_path / "1.txt").write_text(telegram(1, 2008, words, "S E C R E T"))
    (tmp_path / "2.txt").write_text(telegram(1, 2008, words + more).replace("SUBJECT: HARBOUR", "SUBJECT:  HARBOUR"))
    with open_house(tmp_path / "archive", write=True) as opened:
        opened.ingest.run(OWNER, [tmp_path / "1.txt", tmp_path / "2.txt"])
        found = opened.persons.person(OWNER, "kustar")
        line = next(one for one in opened.persons.people(OWNER).people if one.surname == "KUSTAR")
        unsure = opened.persons.person(OWNER, "zorvak").unsure
    assert (line.telegrams, line.mentions) == (1, len(found.mentions)), found.mentions
    assert [(one.place, one.quote, one.marking) for one in found.mentions] == [
        ("p1", "(U) FOREIGN MINISTER KUSTAR CAME.", "UNCLASSIFIED"),
        ("p1", "MINISTER KUSTAR LEFT.", "UNCLASSIFIED"),
        ("p2", "(U) FOREIGN MINISTER KUSTAR AGREED.", "UNCLASSIFIED"),
    ]
    assert len(unsure) == 1


@pytest.mark.parametrize("order", [(1, 2), (2, 1)])
def test_of_two_versions_of_one_rank_the_one_with_less_beside_it_speaks(tmp_path: Path, order: tuple[int, int]) -> None:
    words = "1. FOREIGN MINISTER KUSTAR CAME. THE ZORVAK QUAY IS CLOSED."
    levels = dict(zip(order, ("S E C R E T NOFORN", "S E C R E T"), strict=True))
    for number, level in levels.items():
        text = telegram(1, 2008, words, level).replace("SUBJECT:", "SUBJECT:" + number * " ")
        (tmp_path / f"{number}.txt").write_text(text)
    with open_house(tmp_path / "archive", write=True) as opened:
        opened.ingest.run(OWNER, [tmp_path / "1.txt", tmp_path / "2.txt"])
        found = opened.persons.person(OWNER, "kustar")
        unsure = opened.persons.person(OWNER, "zorvak").unsure
    assert [one.marking for one in (*found.mentions, *unsure)] == ["SECRET", "SECRET"]
