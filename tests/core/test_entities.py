"""Character references of HTML."""

from __future__ import annotations

import pytest

from legation.core.entities import without_entities


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("caf&#233; &amp;amp; &lt;x&gt; &qqq; A&#x26;B", "café &amp; <x> &qqq; A&B"),
        (f"a &#{'9' * 5000}; b", "a \ufffd b"),
        (f"a &#{'0' * 9000}", "a \ufffd"),
        (f"&#x{'f' * 9000};", "\ufffd"),
    ],
)
def test_every_reference_is_put_right(written: str, read: str) -> None:
    assert without_entities(written) == read
