"""Who took part in a meeting, by the words of the paragraph that tells of it; invented telegrams."""

from __future__ import annotations

import pytest

import legation
from legation.extract.attending import attendance

HEAD = (
    "O 151200Z MAY 09\nFM AMEMBASSY OSLO\nTO SECSTATE WASHDC\nC O N F I D E N T I A L OSLO 000377\n\nSUBJECT: PORTS\n\n"
)


def told(words: str) -> list[tuple[str, str | None]]:
    return [(one.text, one.fields["party"]) for one in attendance(legation.read(f"{HEAD}1. (C) {words}\n"))]


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (
            "Taking part were Deputy Director Ingrid Solbakk for Norway and Captain Roy Whitcomb for the US.",
            [("Deputy Director Ingrid Solbakk", "NO"), ("Captain Roy Whitcomb", "US")],
        ),
        (
            "Present were Director Morita (Japan) and Secretary Banfield (Australia).",
            [("Director Morita", "JP"), ("Secretary Banfield", "AU")],
        ),
        (
            "The Norwegian delegation was headed by Director General Odd Kvale, ours by Consul General Ann Belling.",
            [("Director General Odd Kvale", "NO"), ("Consul General Ann Belling", "US")],
        ),
        (
            "Attending for Norway: Dr. Solbakk (Treasury), Col. Ekern. Attending for the US: DCM Pell.",
            [("Dr. Solbakk", "NO"), ("Col. Ekern", "NO"), ("DCM Pell", "US")],
        ),
        (
            "Minister Hartawan led the Indonesian side. The Ambassador, DCM Pell and poloff attended.",
            [("Minister Hartawan", "ID"), ("DCM Pell", None)],
        ),
        ("Our side was led by Captain Roe, who thanked Minister Hartawan.", [("Captain Roe", "US")]),
        (
            "The Norwegian side was represented by Director Kvale in place of Minister Hartawan.",
            [("Director Kvale", "NO")],
        ),
    ],
)
def test_those_who_took_part_are_named_with_their_side(words: str, named: list[tuple[str, str | None]]) -> None:
    assert told(f"The talks were held on May 14. {words}") == named


def test_in_capitals_they_are_named_as_well() -> None:
    assert told(
        "TALKS WERE HELD MARCH 11. KENYAN SIDE WAS LED BY PERMSEC MUTISO; US SIDE CONSISTED OF DCM HARLOW AND ECON "
        "COUNSELOR VANCE."
    ) == [("PERMSEC MUTISO", "KE"), ("DCM HARLOW", "US"), ("ECON COUNSELOR VANCE", "US")]


@pytest.mark.parametrize(
    "words",
    [
        "Director Kvale will lead the Norwegian side.",
        "A letter from Minister Hartawan was read to those present.",
        "Director Kvale's deputy took part.",
        "The staff of Minister Kvale attended.",
        "Minister Hartawan regretted that Director Kvale took part.",
        "The Norwegian delegation, as Director Kvale said, took part in the talks.",
        "Present were four friends of Director Kvale and his wife Anna Kvale.",
        "Director Kvale asked that Captain Roe attend.",
        "Director Kvale attended Oxford with Captain Roe.",
        "Director Kvale, Captain Roe and Minister Hartawan were not present.",
        "The Norwegian side is to be led by Director Kvale.",
        "Were Director Kvale and Captain Roe present?",
    ],
)
def test_who_is_named_and_took_no_part_is_left_out(words: str) -> None:
    assert told(f"The talks were held on May 14. {words}") == []


def test_who_was_present_at_something_else_is_left_out() -> None:
    assert told("The parade was on May 14. Present were Director Kvale and Captain Roe.") == []
    assert told("After the talks of May 14 a dinner was given. Present were Director Kvale and Captain Roe.") == []
    assert told("Director Kvale and Captain Roe took part.") == []
