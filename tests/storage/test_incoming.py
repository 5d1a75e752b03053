"""Every store of arrivals knows a mail again and keeps what is broken."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import sqlalchemy as sa

from legation.core.errors import NotFoundError
from legation.core.marking import OWNER, UNREADABLE
from legation.storage.incoming import Broken, Incoming, Mark
from legation.storage.memory.incoming import MemoryIncoming
from legation.storage.sql.incoming import SqlIncoming

from .conftest import DATABASES
from .records import CLERK

New = Callable[[], Incoming]


@pytest.fixture(scope="module", params=["memory", *DATABASES])
def new_incoming(request: pytest.FixtureRequest, new_engine: Callable[[str], sa.Engine]) -> New:
    return MemoryIncoming if request.param == "memory" else lambda: SqlIncoming(new_engine(request.param))


def test_a_mail_is_known_by_its_id_and_content(new_incoming: New) -> None:
    incoming = new_incoming()
    first, other = Mark("<1@a>", "d1", "s1"), Mark("<1@a>", "d2", "s2")
    assert incoming.met([first]) == {}
    incoming.note([first, first])
    incoming.note([other, Mark("<1@a>", "d2", "s9")])
    incoming.note([])
    assert incoming.met([first, other, Mark("<2@a>", "d1", "s3")]) == {("<1@a>", "d1"): "s1", ("<1@a>", "d2"): "s2"}


def test_a_mail_that_is_noted_anew_is_known_as_what_came_last(new_incoming: New) -> None:
    incoming = new_incoming()
    incoming.note([Mark("<1@a>", "d1", "s1"), Mark("<1@a>", "d2", "s2")])
    incoming.note([Mark("<1@a>", "d1", "s3"), Mark("<2@a>", "d1", "s4"), Mark("<1@a>", "d1", "s5")])
    asked = [Mark("<1@a>", "d1", ""), Mark("<1@a>", "d2", ""), Mark("<2@a>", "d1", "")]
    assert incoming.met(asked) == {("<1@a>", "d1"): "s3", ("<1@a>", "d2"): "s2", ("<2@a>", "d1"): "s4"}


def test_what_is_broken_is_kept_once_and_shown_to_who_may_read_anything(new_incoming: New) -> None:
    incoming = new_incoming()
    broken = Broken(
        sha256="ab" * 32,
        received="2026-11-01T12:00:00Z",
        via="smtp",
        name="x.eml",
        size=3,
        what="is empty",
        do="nothing",
        access=UNREADABLE.label,
    )
    incoming.refuse(broken, b"\x00\xff!")
    incoming.refuse(broken, b"\x00\xff!")
    assert incoming.broken(OWNER) == [broken]
    assert incoming.refused(OWNER, ["ab" * 32, "cd" * 32]) == {"ab" * 32}
    assert incoming.refused(OWNER, []) == incoming.refused(CLERK, ["ab" * 32]) == set()
    assert incoming.data(OWNER, "abab") == b"\x00\xff!"
    assert incoming.broken(CLERK) == []
    for name in ("abab", "", "cd"):
        with pytest.raises(NotFoundError):
            incoming.data(CLERK, name)
