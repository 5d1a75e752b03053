"""The lists of a thing are what a plain list would be, however they are asked, added to and taken from."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from legation.core.dialogue.items import Items

_VALUES = st.sampled_from(["A", "B", None, ["A"], {"A": [1]}, 1])
_ITEMS = st.fixed_dictionaries({}, optional={"post": _VALUES, "cites": st.sampled_from(["", "x"]), "on": _VALUES})
_POSTS = ("A", "B", "C")


@given(st.lists(_ITEMS, max_size=4), st.lists(st.tuples(st.booleans(), _ITEMS), max_size=20))
def test_items_added_and_taken_are_those_of_a_plain_list(
    begun: list[dict[str, Any]], done: list[tuple[bool, dict[str, Any]]]
) -> None:
    items, plain, wanted = Items(begun), [*begun], list(_POSTS)
    for adds, item in done:
        if adds:
            assert items.add(item) == (item not in plain)
            plain += [item] if item not in plain else []
        else:
            items.take(item)
            plain = [one for one in plain if any(one.get(name) != told for name, told in item.items())]
        for having in (None, "cites"):
            held = [one for one in plain if having is None or one.get(having)]
            named = [one.get("post") for one in held]
            assert items.holds(having) == bool(held)
            assert items.lacking("post", wanted, having) == {one for one in wanted if one not in named}
            assert [items.has("post", one, having) for one in (*_POSTS, None)] == [
                one in named for one in (*_POSTS, None)
            ]
    items.show()
    assert items.shown == plain
