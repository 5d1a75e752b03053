"""One idea of an address for a group, whoever asks."""

import pytest

from legation.tables.collectives import is_collective


@pytest.mark.parametrize(
    "plad",
    [
        "ARAB LEAGUE COLLECTIVE",
        "Arab League Collective",
        "ALL DIPLOMATIC POSTS",
        "ALDAC",
        "ALAFD",
        "CHINA POSTS COLLECTIVE",
        "EASTERN POSTS",
        "SPECIAL EMBASSY PROGRAM",
    ],
)
def test_an_address_of_a_group(plad: str) -> None:
    assert is_collective(plad)


@pytest.mark.parametrize("plad", ["AMEMBASSY ALLAH", "", "ALGIERS", "ALEXANDRIA", "ALMATY", "SECSTATE WASHDC"])
def test_an_address_of_one(plad: str) -> None:
    assert not is_collective(plad)
