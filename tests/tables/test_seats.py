"""Posts as the editors of a volume name them."""

import pytest

from legation.tables.posts import load_posts
from legation.tables.seats import receiving_post


@pytest.mark.parametrize(
    ("named", "year", "post"),
    [
        ("Embassy in Turkey", 1967, "ANKARA"),
        ("Embassy in Turkey", None, "ANKARA"),
        ("Legation in Hungary", 1960, "BUDAPEST"),
        ("Liaison Office in China", 1975, "PEKING"),
        ("Interests Section in Syria", 1974, "DAMASCUS"),
        ("Interests Section in Syria", 1980, None),
        ("Mission to the United Nations", 1967, "USUNNEWYORK"),
        ("Mission to the European Office of the United Nations", 1967, "GENEVA"),
        ("Consulate General in Istanbul", 1967, "ISTANBUL"),
        ("Department of State", 1967, "STATE"),
        ("Mission in the United Arab Republic", 1967, None),
        ("Embassy in Certain Countries", 1967, None),
        ("Commander in Chief, Europe", 1967, None),
        # A capital is that of the year; where several may be it, or none is known, none is told.
        ("Embassy in Vietnam", 1964, "SAIGON"),
        ("Embassy in Vietnam", 2000, "HANOI"),
        ("Embassy in Brazil", 1955, "RIODEJANEIRO"),
        ("Embassy in Brazil", 1980, "BRASILIA"),
        ("Embassy in Saudi Arabia", 1964, "JIDDA"),
        ("Embassy in Pakistan", 1965, None),
        ("Embassy in Pakistan", 1971, "ISLAMABAD"),
        ("Embassy in Yemen", 1964, None),
        ("Embassy in China", 1946, None),
        ("Embassy in the Congo", 1964, None),
        ("Embassy in Germany", 1975, "BONN"),
        # A country by another of its names.
        ("Embassy in Burma", 1964, "RANGOON"),
        ("Embassy in the Federal Republic of Germany", 1964, "BONN"),
        ("Embassy in the United Arab Republic", 1964, "CAIRO"),
        ("Embassy in the Soviet Union", 1964, "MOSCOW"),
        ("Embassy in the Republic of China", 1964, "TAIPEI"),
    ],
)
def test_the_post_that_a_head_names(named: str, year: int | None, post: str | None) -> None:
    assert receiving_post(load_posts(), named, year) == post
