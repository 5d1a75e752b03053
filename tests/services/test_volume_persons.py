"""The persons of a printed volume as rows of an archive's table: an invented list, and laws over any text."""

from __future__ import annotations

import time
import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from legation.core.errors import RefusedError
from legation.extract.described import party_described
from legation.formats.volumes.listed_persons import listed_persons, years_of
from legation.services.persons.of_volumes import person_rows, volume_persons
from legation.tables.parties import default_parties

LISTED = (
    ("Vennick (also Wennik), Lieutenant General Karel", "Greek Minister of Labor, April–May 1967"),
    ("Harl, Ostrey B., Jr.", "Ambassador to Turkey to August 1965; thereafter Ambassador to the Union of South Africa"),
    ("Dubrin, Haamid al-", "Libyan Defense Minister until 1969"),
    ("Sorvill, Anna", "President of Turkey; \\ not the banker"),
    ("King, Gordo", "Officer in Charge of Greek Affairs, Department of State"),
    ("Melk, Ina", "actress"),
)
VOLUME = (
    '<text><front><div type="section" xml:id="persons"><head>Persons</head><div/><list type="names">'
    + "".join(
        f'<item><hi rend="strong"><persName xml:id="p_{at}">{name}</persName>,</hi> {said}</item>'
        for at, (name, said) in enumerate(LISTED)
    )
    + "</list></div><div><list><item><persName>Other, One</persName>, Greek Minister</item></list></div></front></text>"
)


def test_a_list_gives_rows_that_a_table_takes() -> None:
    persons = volume_persons(VOLUME.encode(), "frus9999.xml")
    text = person_rows(persons, "frus9999.xml")
    rows = tomllib.loads(text)["person"]
    assert [(row["name"], row["party"]) for row in rows] == [
        ("Karel Vennick", "GR"),
        ("Karel Wennik", "GR"),
        ("Ostrey B. Harl", "US"),
        ("Haamid al-Dubrin", "LY"),
        ("Anna Sorvill", "TR"),
    ]
    assert "# frus9999.xml: 4 of the 6 persons of its list" in text
    assert "# King, Gordo: of US; KING is a word or a title as well (Officer in Charge of Greek Affairs" in text
    assert "# Melk, Ina: the list does not say whose official (actress)" in text
    assert default_parties().extended(rows).surnames(1967)["VENNICK"] == "GR"


def listed(*persons: tuple[str, str], years: str = "") -> str:
    items = "".join(f"<item><persName>{name}</persName>, {said}</item>" for name, said in persons)
    return f'<title type="subseries">{years}</title><div xml:id="persons"><list>{items}</list></div>'


@pytest.mark.parametrize(
    ("printed", "name"),
    [
        ("Vennick, Sir Karel", "Karel Vennick"),
        ("Vennick, Marshal Karel B.", "Karel B. Vennick"),
        ("Vennick, Major-General Karel", "Karel Vennick"),
        ("Vennick, Rear Admiral Karel", "Karel Vennick"),
        ("Vennick, Air Chief Marshal Sir Karel", "Karel Vennick"),
        ("Vennick, Lt. Gen. Karel", "Karel Vennick"),
        ("Vennick, Father Karel", "Karel Vennick"),
        ("Vennick, Lord", "Vennick"),
        ("Vennick, Marshall B.", "Marshall B. Vennick"),
        ("Vennick, Earl", "Earl Vennick"),
        ("Ven\x7fnick, Ka\x7frel\x85", "Ven nick"),
    ],
)
def test_titles_and_controls_are_none_of_a_name(printed: str, name: str) -> None:
    data = listed((printed, "Greek Minister of Labor")).encode()
    [row] = tomllib.loads(person_rows(volume_persons(data, "x.xml"), "x.xml"))["person"]
    assert row["name"].removeprefix("Ka rel ") == name


@pytest.mark.parametrize(
    ("title", "years"),
    [
        ("1964–1968", (1964, 1968)),
        ("1964-68", (1964, 1968)),
        ("1951", (1951, 1951)),
        ("1968–64", None),
        ("1964–1968, further", None),
        ("", None),
    ],
)
def test_the_years_of_a_volume(title: str, years: tuple[int, int] | None) -> None:
    assert years_of(listed(years=title)) == years


def test_one_surname_of_two_parties_is_told_and_in_two_volumes_kept_apart_by_their_years() -> None:
    greek, turk = ("Vennick, Karel", "Greek Minister of Labor"), ("Vennick, Ali", "President of Turkey")
    one = person_rows(volume_persons(listed(greek, turk, ("Harl, A.", turk[1])).encode(), "x.xml"), "x.xml")
    assert one.count("# Nobody is known by a surname of two parties: Vennick, ") == 2
    assert set(default_parties().extended(tomllib.loads(one)["person"]).surnames(1967)) >= {"HARL"}
    first, second = (
        person_rows(volume_persons(listed(who, years=years).encode(), "x.xml"), "x.xml")
        for who, years in ((greek, "1955–1957"), (turk, "1964–1968"))
    )
    table = default_parties().extended(tomllib.loads(first + second)["person"])
    assert [table.surnames(year).get("VENNICK") for year in (1954, 1956, 1960, 1967, None)] == [
        *(None, "GR", None, "TR", None)
    ]


@pytest.mark.parametrize(
    ("described", "party"),
    [
        ("Deputy Chief of Mission, Embassy in Greece to July 1967", "US"),
        ("Chief of Cabinet to King Constantine of Greece", "GR"),
        ("Director of the Office of Greek, Turkish, and Iranian Affairs, Department of State", "US"),
        ("Permanent Representative of Brazil to the United Nations", "BR"),
        ("Permanent Representative to the United Nations", "US"),
        ("United Nations Adviser, Department of State", "US"),
        ("UN mediator in Cyprus, 1964-1965", "UN"),
        ("Commander, Cyprus National Guard", "CY"),
        ("Greek Cypriot publisher", "CY"),
        ("Diplomatic Adviser to Greek Prime Minister", "GR"),
        ("member, National Security Council Staff", "US"),
        ("organizer of a coup in Greece", None),
        ("Republican Congressman from Michigan", "US"),
        ("Minister of the British Embassy in Washington", "GB"),
        ("", None),
    ],
)
def test_whose_official_a_description_names(described: str, party: str | None) -> None:
    assert party_described(described, default_parties()) == party


@pytest.mark.parametrize("data", [b"", b"\xff\xfe", b"<div xml:id='persons'>", b'<div xml:id="persons">'])
def test_a_file_without_a_list_is_refused(data: bytes) -> None:
    with pytest.raises(RefusedError, match=r"x\.xml has no list of persons"):
        volume_persons(data, "x.xml")


@given(st.text(alphabet=st.sampled_from('<>/"=\n,;() Aal-#\\\x7f\x80\x01'), max_size=80), st.text(max_size=80))
def test_any_names_give_a_table(name: str, said: str) -> None:
    data = f'<div xml:id="persons"><item><persName>Vennick, A{name}</persName>, {said}</item></div>'.encode()
    persons = volume_persons(data, f"{said}.xml") if list(listed_persons(data.decode())) else []
    tomllib.loads(person_rows(persons, f"{said}.xml"))


@pytest.mark.parametrize("piece", ["<persName>", "<persName", "<div>", "</div>", "Greek, ", "<persName>A (", "of the "])
def test_time_grows_with_the_list_and_no_faster(piece: str) -> None:
    def taken(times: int) -> float:
        text = f'<div xml:id="persons"><persName>A</persName>{piece * times}'
        started = time.process_time()
        for one in listed_persons(text):
            party_described(one.described, default_parties())
        return time.process_time() - started

    taken(10)
    least = max(min(taken(2_000) for _ in range(3)), 0.002)
    assert min(taken(20_000) for _ in range(3)) <= 30 * least  # to look back would cost a hundred times
