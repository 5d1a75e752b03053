"""What an answer says of itself: every part that bears a marking counts, wherever in it that stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec
import pytest

from legation import read
from legation.core.marking import Marking
from legation.services.banners import banner_within, outward


class Held(msgspec.Struct, frozen=True):
    name: str
    access: str = ""
    marking: str | None = None
    within: tuple[Any, ...] = ()


class Over(msgspec.Struct, frozen=True):
    banner: str | None
    within: tuple[Any, ...] = ()


class Counted(msgspec.Struct, frozen=True):
    access: tuple[str, ...]


class Words(str):
    __slots__ = ()


def _each(*values: Any) -> Iterator[Any]:
    yield from values


@pytest.mark.parametrize(
    ("value", "banner"),
    [
        (None, None),
        ("SECRET", None),
        (Words("SECRET"), None),
        ([1, 2.0, True, b"S", "S"], None),
        (Held("a"), None),
        (Held("a", "4;;-"), "SECRET"),
        (Held("a", marking="C"), "CONFIDENTIAL"),
        (Held("a", "3;;-", "S"), "CONFIDENTIAL"),  # a label goes before a mark
        (Held("a", "3;;-", within=(Held("b", "4;;-"),)), "SECRET"),
        (Held("a", within=(1, ("x", (Held("b", "4;NOFORN;-"),)))), "SECRET//NOFORN"),
        ([Held("a", "3;;-"), Held("b", "0;NOFORN;-")], "CONFIDENTIAL//NOFORN"),
        ({"x": 1, 5: [Held("a", "3;;-")]}, "CONFIDENTIAL"),
        ({"access": "4;;-"}, "SECRET"),
        ({"marking": "C", "more": {"access": "4;;-"}}, "SECRET"),
        ({"banner": "CONFIDENTIAL", "more": {"access": "4;;-"}}, "CONFIDENTIAL"),  # it is over all of its thing
        (Over("CONFIDENTIAL", (Held("a", "4;;-"),)), "CONFIDENTIAL"),
        (Over(None, (Held("a", "4;;-"),)), "SECRET"),
        (Counted(("3;;-", "0;NODIS;-")), "CONFIDENTIAL//NODIS"),
        (Counted(()), None),
        ((Marking(4), Marking(0, frozenset({"NOFORN"}))), "SECRET//NOFORN"),
        (_each(Held("a"), Held("b", "4;;-")), "SECRET"),
        ({"t": read("C O N F I D E N T I A L TRIPOLI 000893\n\n1. (S) WORDS.")}, "SECRET"),
    ],
)
def test_the_banner_within_a_value(value: Any, banner: str | None) -> None:
    assert banner_within(value) == banner


def test_labels_go_out_without_what_is_beyond_them() -> None:
    told = outward([Held("a", "3;;-!4;;-", within=({"access": ["3;;-!4;;-", "3;;-"], "n": (1, "!")},))])
    assert told == [{"name": "a", "access": "3;;-", "marking": None, "within": [{"access": ["3;;-"], "n": [1, "!"]}]}]
    assert isinstance(told[0], Mapping)
