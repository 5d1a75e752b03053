"""What was made lately: kept up to a weight, the least lately asked for going first."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from legation.storage.lately import Lately


def test_the_least_lately_asked_for_goes_first_and_the_last_stays_however_heavy() -> None:
    kept: Lately[str, str] = Lately(4, len)
    kept.keep("a", "xx")
    kept.keep("b", "yy")
    assert kept.get("a") == "xx"
    kept.keep("c", "z")
    assert [kept.get(key) for key in "abc"] == ["xx", None, "z"]
    kept.keep("a", "x")  # in the place of the one before, so there is room for three more
    kept.keep("d", "www")
    assert [kept.get(key) for key in "acd"] == ["x", None, "www"]
    kept.keep("e", "much too long")
    assert [kept.get(key) for key in "ade"] == [None, None, "much too long"]


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 5), st.integers(0, 9)), max_size=60))
def test_what_is_kept_is_what_was_kept_last_and_never_weighs_too_much(steps: list[tuple[bool, int, int]]) -> None:
    kept: Lately[int, int] = Lately(12, lambda value: value)
    last: dict[int, int] = {}
    for keeps, key, value in steps:
        if keeps:
            kept.keep(key, value)
            last[key] = value
            assert kept.get(key) == value
        else:
            assert kept.get(key) in (None, last.get(key))
    held = [value for key in last if (value := kept.get(key)) is not None]
    assert sum(held) <= 12 or len(held) == 1


def test_what_fits_best_is_found_and_counts_as_asked_for() -> None:
    kept: Lately[str, str] = Lately(3, lambda _: 1)
    for key in ("a", "ab", "b"):
        kept.keep(key, key.upper())

    def begins(word: str) -> Callable[[str], int]:
        return lambda key: len(key) * word.startswith(key)

    assert (kept.best(begins("abc")), kept.best(begins("ax")), kept.best(begins("c"))) == ("AB", "A", None)
    kept.keep("d", "D")
    assert (kept.get("b"), kept.get("a")) == (None, "A")
    assert Lately[str, str](3, len).best(len) is None
