"""Posts as the editors of a volume name them."""

import pytest

from legation.tables.posts import load_posts
from legation.tables.seats import receiving_post


@pytest.mark.parametrize(
    ("named", "post"),
    [
        ("Embassy in Turkey", "ANKARA"),
        ("Interests Section in Syria", "DAMASCUS"),
        ("Legation in Hungary", "BUDAPEST"),
        ("Mission to the United Nations", "USUNNEWYORK"),
        ("Mission to the European Office of the United Nations", "GENEVA"),
        ("Consulate General in Istanbul", "ISTANBUL"),
        ("Department of State", "STATE"),
        ("Mission in the United Arab Republic", None),
        ("Embassy in Certain Countries", None),
        ("Commander in Chief, Europe", None),
    ],
)
def test_the_post_that_a_head_names(named: str, post: str | None) -> None:
    assert receiving_post(load_posts(), named, 1967) == post
