"""Instants are written one way, and read by the one who writes them or as somebody typed them."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import legation
from legation.core.errors import RefusedError
from legation.core.instant import instant_text, told_moment

SOURCE = Path(legation.__file__).parent
_BY_HAND = re.compile(r"%H:%M:%S(?:\.%f)?Z|\.replace\(\"(?:\+00:00|Z)\", \"(?:Z|\+00:00)\"\)")


@given(st.datetimes(timezones=st.just(UTC)), st.datetimes(timezones=st.just(UTC)))
def test_an_instant_is_read_as_the_moment_and_sorts_as_it(one: datetime, other: datetime) -> None:
    assert datetime.fromisoformat(instant_text(one, "microseconds")) == one
    assert (instant_text(one, "microseconds") < instant_text(other, "microseconds")) == (one < other)


@pytest.mark.parametrize(
    ("to", "text"),
    [
        ("minutes", "0976-11-05T15:13Z"),
        ("seconds", "0976-11-05T15:13:00Z"),
        ("milliseconds", "0976-11-05T15:13:00.000Z"),
        ("microseconds", "0976-11-05T15:13:00.000000Z"),
    ],
)
def test_what_is_nought_is_written_too(to: str, text: str) -> None:
    assert instant_text(datetime(976, 11, 5, 17, 13, tzinfo=timezone(timedelta(hours=2))), to) == text  # type: ignore[arg-type]


def test_what_somebody_typed_is_of_utc_where_it_says_no_zone() -> None:
    assert told_moment("2026-12-24") == datetime(2026, 12, 24, tzinfo=UTC)
    assert told_moment("2026-12-24T18:00+02:00") == datetime(2026, 12, 24, 16, tzinfo=UTC)


@pytest.mark.parametrize("text", ["", "tomorrow", "2026-02-30", "9999-12-31T23:00-05:00", "0001-01-01T00:00+05:00"])
def test_what_is_no_moment_is_refused(text: str) -> None:
    with pytest.raises(RefusedError, match=r"day or instant|beyond the calendar"):
        told_moment(text)


def test_no_other_room_spells_an_instant_out() -> None:
    rooms = [path for path in SOURCE.rglob("*.py") if "formats" not in path.parts]
    found = [str(path.relative_to(SOURCE)) for path in rooms if _BY_HAND.search(path.read_text(encoding="utf-8"))]
    assert found == ["core/instant.py"]
