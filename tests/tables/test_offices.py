"""Office symbols by time."""

from __future__ import annotations

from datetime import date

import pytest

from legation.tables.offices import office, office_rows


@pytest.mark.parametrize(
    ("symbol", "year", "says"),
    [
        ("NEA/MAG", 2009, "Office of Maghreb Affairs"),
        ("PM/RSAT", 2009, "Office of Regional Security and Arms Transfers"),
        ("G/TIP", 2008, "Office to Monitor and Combat Trafficking in Persons"),
        ("S/ES-O", 2005, "Operations Center"),
        ("INR", 1975, "Bureau of Intelligence and Research"),
        ("AF/E", 1976, "Office of East African Affairs"),
        ("EUR", 1985, "Bureau of European Affairs"),
        ("EUR", 2005, "Bureau of European and Eurasian Affairs"),
        ("NEA", 1980, "Bureau of Near Eastern and South Asian Affairs"),
        ("SCA", 1975, "Bureau of Security and Consular Affairs"),
        ("SCA", 2008, "Bureau of South and Central Asian Affairs"),
        ("nea / mag", 2009, "Office of Maghreb Affairs"),
        ("NEA/XYZ", 2009, "part of NEA, Bureau of Near Eastern Affairs"),
        ("DS/IP/NOWHERE", 2009, "part of DS/IP, Directorate of International Programs"),
    ],
)
def test_a_symbol_means_what_it_meant(symbol: str, year: int, says: str) -> None:
    found = office(symbol, date(year, 6, 1))
    assert found is not None
    assert found.says == says
    assert found.in_years


def test_a_whole_symbol_tells_its_bureau_too() -> None:
    found = office("NEA/MAG", date(2009, 11, 5))
    assert found is not None
    assert (found.bureau, found.bureau_name) == ("NEA", "Bureau of Near Eastern Affairs")


def test_a_symbol_of_other_years_says_so() -> None:
    found = office("WHA", date(1975, 1, 1))
    assert found is not None
    assert (found.name, found.in_years) == ("Bureau of Western Hemisphere Affairs", False)


@pytest.mark.parametrize("symbol", ["", "ZZZ", "ZZZ/NEA", "/", "A" * 200, "//////"])
def test_unknown_symbols_are_none(symbol: str) -> None:
    assert office(symbol) is None


def test_the_table_holds_together() -> None:
    for symbol, rows in office_rows().items():
        assert symbol == symbol.strip().upper()
        for row in rows:
            assert row.name, symbol
        for first in rows:
            for second in rows:
                if first is not second:
                    years = [year for year in range(1960, 2026) if first.stood(year) and second.stood(year)]
                    assert len(years) <= 1, f"{symbol} means two things in {years}"
        if "/" in symbol:
            found = office(symbol)
            assert found is not None
            assert found.bureau is not None, f"{symbol} has no bureau above it"
