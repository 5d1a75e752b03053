"""The post table as a whole, the names of posts, and names one letter off."""

from __future__ import annotations

import random
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.cases import load

from legation.core.mrn import post_key
from legation.tables import posts as room
from legation.tables.posts import Posts, alias_rows, load_posts, one_off, post_rows
from legation.tables.rows import TableError, csv_rows

POSTS = load_posts()
NAMED = [(text, case.get("key")) for case in load("posts") for text in case["texts"]]


@pytest.mark.parametrize(("text", "key"), NAMED)
def test_a_name_has_its_key(text: str, key: str | None) -> None:
    assert POSTS.key(text) == key
    assert POSTS.key(text) == key  # remembered as it was found


def test_rows_of_a_key_follow_one_another_and_say_one_name() -> None:
    for key, rows in POSTS.rows.items():
        assert len({row.name for row in rows}) == 1, key
        for before, after in pairwise(rows):
            assert before.to is not None, key
            assert after.since is None or before.to <= after.since, key


def test_countries_are_countries() -> None:
    known = {row["code"] for row in csv_rows("parties.csv") if row["kind"] == "state"}
    assert {row.country for row in post_rows() if row.country} <= known
    placeless = {"series", "delegation", "military"}
    assert all(row.country or row.kind in placeless for row in post_rows())


def test_a_renamed_post_goes_on_in_the_same_country() -> None:
    for row in post_rows():
        if row.then is not None and row.kind not in {"agency", "military", "mission"}:
            heir = POSTS.row(row.then, date(row.to or 2000, 12, 31))
            assert heir is not None
            assert heir.country == row.country or {row.key, heir.key} == {"BONN", "BERLIN"}, row.key


def test_aliases_mean_a_post_and_are_none() -> None:
    for alias, key in POSTS.aliases.items():
        assert alias not in POSTS.rows, alias
        assert key in POSTS.names, alias
        assert alias == post_key(alias, {}), alias
    words = {row.alias for row in alias_rows() if row.kind == "word"}
    assert words
    assert not words & set(POSTS.aliases)
    assert all((row.key == "") == (row.kind == "word") for row in alias_rows())


def test_every_seat_of_the_party_table_has_its_post_or_is_known_to_have_none() -> None:
    """A state's first post is its seat. Those listed had no U.S. post resident there."""
    without = {"AD", "BT", "KN", "KP", "LC", "LI", "MC", "MV", "US", "VC"}
    for row in csv_rows("parties.csv"):
        seat = row["posts"].split("|")[0]
        if row["kind"] == "state" and seat and row["code"] not in without:
            assert POSTS.key(seat) is not None, f"{row['code']} {seat}"


@pytest.mark.parametrize(
    ("key", "year", "kind", "city"),
    [
        ("TRIPOLI", 1975, "embassy", "Tripoli"),
        ("TRIPOLI", 2005, "liaison office", "Tripoli"),
        ("TRIPOLI", 2009, "embassy", "Tripoli"),
        ("PEKING", 1975, "liaison office", "Beijing"),
        ("ALGIERS", 1972, "interests section", "Algiers"),
        ("ALGIERS", 1976, "embassy", "Algiers"),
        ("SAIGON", 1972, "embassy", "Ho Chi Minh City"),
        ("LOURENCOMARQUES", 1974, "consulate general", "Maputo"),
        ("STATE", 1990, "department", "Washington"),
        ("HAVANA", 1990, "interests section", "Havana"),
    ],
)
def test_a_post_has_the_rank_of_its_time(key: str, year: int, kind: str, city: str) -> None:
    row = POSTS.row(key, date(year, 6, 1))
    assert row is not None
    assert (row.kind, row.city) == (kind, city)


def test_renamed_posts_lead_to_their_heirs() -> None:
    heirs = {"FORTLAMY": "NDJAMENA", "PEKING": "BEIJING", "DACCA": "DHAKA", "SALISBURY": "HARARE", "BONN": "BERLIN"}
    for key, heir in heirs.items():
        assert POSTS.rows[key][-1].then == heir


def test_senders_are_found_that_number_nothing() -> None:
    found = {
        plad: POSTS.sender(plad) for plad in ("CIA WASHDC", "CDR USAFRICOM STUTTGART GE", "CNO WASHINGTON DC//N1//")
    }
    assert [row and row.key for row in found.values()] == ["CIA", "CDRUSAFRICOM", "CNO"]
    assert all(POSTS.key_of_plad(plad) is None for plad in found)
    assert POSTS.sender("NOBODY IN PARTICULAR") is None


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("MOGADlSCIO", "MOGADISCIO"),
        ("TRlPOLI", "TRIPOLI"),
        ("ABDIJAN", "ABIDJAN"),
        ("BANKOK", "BANGKOK"),
        ("LAGOSS", "LAGOS"),
        ("AMEMBASSY TRIPOLO", "TRIPOLI"),
        ("TRIPOLI", "TRIPOLI"),
        ("NANAMA", None),  # Manama and Panama
        ("TRPLI", None),
        ("ROMEO", None),  # four letters are too few to be near
        ("ROM", None),
        ("BASES", None),  # Basel: a consulate of five letters is too small a sender
        ("", None),
        ("X" * 500, None),
    ],
)
def test_near_names(name: str, key: str | None) -> None:
    assert POSTS.near(name) == key


LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@given(st.data())
def test_near_agrees_with_comparing_every_name(data: st.DataObject) -> None:
    word = data.draw(st.sampled_from([name for name in POSTS.names if len(name) >= 6]))
    at = data.draw(st.integers(0, len(word) - 2))
    letter = data.draw(st.sampled_from(LETTERS))
    made = data.draw(
        st.sampled_from(
            [
                word[:at] + letter + word[at + 1 :],
                word[:at] + word[at + 1 :],
                word[:at] + letter + word[at:],
                word[:at] + word[at + 1] + word[at] + word[at + 2 :],
            ]
        )
    )
    if POSTS.key(made) is not None:
        assert POSTS.near(made) == POSTS.key(made)
        return
    if room._PREFIX.match(f"{made} "):
        return
    wanted = {POSTS.aliases.get(name, name) for name in POSTS.near_names if one_off(made, name)}
    assert word in wanted
    assert POSTS.near(made) == (word if len(wanted) == 1 else None)


def test_memory_of_names_stays_small() -> None:
    posts = Posts(POSTS.names, POSTS.aliases, POSTS.plads, POSTS.rows, POSTS.near_names)
    dice = random.Random(1)  # noqa: S311
    for number in range(3 * room._REMEMBERED):
        posts.key(f"{''.join(dice.choices(LETTERS, k=6))}{number}")
    assert len(posts._known) <= room._REMEMBERED


def test_further_posts_extend_the_table() -> None:
    more = POSTS.extended({"EMBASSY BELISAR": "BELISAR"})
    assert more.key("EMBASSY BELISAR") == "BELISAR"
    assert more.near("BELIZAR") == "BELISAR"
    assert more.key("TRIPOLI") == "TRIPOLI"
    assert POSTS.key("BELISAR") is None


def test_alias_kinds_are_told_apart() -> None:
    kinds = {row.alias: row.kind for row in alias_rows()}
    assert (kinds["HAGUE"], kinds["SECTSTATE"], kinds["VATICANCITY"]) == ("short", "misspelling", "name")


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"key": "PARISS"}, "is not the key"),
        ({"then": "NOWHERE"}, "which is no row"),
        ({"from": "1990", "to": "1980"}, "before it begins"),
        ({"from": "soon"}, "not a year"),
        ({"kind": "castle"}, "row 1"),
        ({"flag": "x"}, "flag"),
    ],
)
def test_a_wrong_row_is_named(monkeypatch: pytest.MonkeyPatch, wrong: dict[str, str], says: str) -> None:
    row = dict.fromkeys(["key", "name", "kind", "city", "country", "from", "to", "then", "numbers", "flag"], "")
    row |= {"key": "PARIS", "name": "PARIS", "kind": "embassy", "city": "Paris", "numbers": "yes"} | wrong
    monkeypatch.setattr(room, "csv_rows", lambda _: iter([row]))
    with pytest.raises(TableError, match=says):
        post_rows()
