"""Routing indicators by time."""

from __future__ import annotations

from datetime import date

from legation.tables.posts import load_posts
from legation.tables.routing import route_rows, routing


def test_the_table_holds_together() -> None:
    posts = load_posts()
    for row in route_rows():
        assert 4 <= len(row.ri) <= 8, row
        assert row.ri.isalpha()
        assert row.ri.isupper()
        assert row.post is None or row.post in posts.names, row
        assert 1945 <= row.seen <= 2030, row


def test_an_indicator_changes_hands() -> None:
    assert [row.post for row in routing("RUEHDT", date(1975, 6, 1))] == ["USUNNEWYORK"]
    assert [row.post for row in routing("RUEHDT", date(2010, 6, 1))] == ["DILI"]
    assert {row.post for row in routing("RUEHDT")} == {"USUNNEWYORK", "DILI"}


def test_several_addresses_share_one() -> None:
    assert {row.plad for row in routing("RUEKJCS")} == {"JOINT STAFF WASHINGTON DC", "SECDEF WASHINGTON DC"}
    assert {row.post for row in routing("RUFNPS", date(1974, 1, 1))} == {"PARIS", "OECDPARIS"}


def test_collectives_stand_in_the_table_and_name_no_post() -> None:
    rows = routing("RUEHEE")
    assert [(row.plad, row.post, row.source) for row in rows] == [("ARAB LEAGUE COLLECTIVE", None, "09TRIPOLI893")]


def test_unknown_indicators_give_nothing() -> None:
    assert routing("RUXXXX") == ()
    assert routing("", date(2000, 1, 1)) == ()


def test_lower_case_is_read() -> None:
    assert [row.post for row in routing(" ruehtro ")] == ["TRIPOLI"]
