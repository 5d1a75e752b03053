"""Every store of arrivals knows a mail again and keeps what is broken."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import sqlalchemy as sa

from legation.core.errors import NotFoundError
from legation.core.marking import OWNER, UNREADABLE
from legation.storage.inbox import Broken, Inbox, Mark
from legation.storage.memory_inbox import MemoryInbox
from legation.storage.sql.inbox import SqlInbox

from .conftest import DATABASES
from .records import CLERK

New = Callable[[], Inbox]


@pytest.fixture(scope="module", params=["memory", *DATABASES])
def new_inbox(request: pytest.FixtureRequest, new_engine: Callable[[str], sa.Engine]) -> New:
    return MemoryInbox if request.param == "memory" else lambda: SqlInbox(new_engine(request.param))


def test_a_mail_is_known_by_its_id_and_content(new_inbox: New) -> None:
    inbox = new_inbox()
    first, other = Mark("<1@a>", "d1", "s1"), Mark("<1@a>", "d2", "s2")
    assert inbox.met([first]) == {}
    inbox.note([first, first])
    inbox.note([Mark("<1@a>", "d1", "s9"), other])
    inbox.note([])
    assert inbox.met([first, other, Mark("<2@a>", "d1", "s3")]) == {("<1@a>", "d1"): "s1", ("<1@a>", "d2"): "s2"}


def test_what_is_broken_is_kept_once_and_shown_to_who_may_read_anything(new_inbox: New) -> None:
    inbox = new_inbox()
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
    inbox.refuse(broken, b"\x00\xff!")
    inbox.refuse(broken, b"\x00\xff!")
    assert inbox.broken(OWNER) == [broken]
    assert inbox.data(OWNER, "abab") == b"\x00\xff!"
    assert inbox.broken(CLERK) == []
    for name in ("abab", "", "cd"):
        with pytest.raises(NotFoundError):
            inbox.data(CLERK, name)
