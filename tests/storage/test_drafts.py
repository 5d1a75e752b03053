"""Every store of drafts keeps them, numbers telegrams and queues sendings alike; a reader sees what they may read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from legation.core.dialogue.ledger import Unnumbered
from legation.core.errors import NotFoundError, RefusedError
from legation.core.marking import OWNER, UPKEEP, Marking, Reader
from legation.storage.access import is_readable
from legation.storage.memory.drafts import MemoryDrafts
from legation.storage.outgoing import Before, Drafts, Outgoing, OwnNumber, Step
from legation.storage.sql.drafts import SqlDrafts

from .conftest import DATABASES
from .records import CLERK, OPEN, SECRET, labels, readers

New = Callable[[], Drafts]


@pytest.fixture(scope="module", params=["memory", *DATABASES])
def new_drafts(request: pytest.FixtureRequest, new_engine: Callable[[str], sa.Engine]) -> New:
    return MemoryDrafts if request.param == "memory" else lambda: SqlDrafts(new_engine(request.param))


def entry(draft: str, verb: str = "draft", access: str = OPEN, **fields: Any) -> Unnumbered:
    return Unnumbered(
        instant="2026-11-01T12:00:00Z",
        author="clerk",
        kind=f"draft.{verb}",
        dialogue=draft,
        about=draft,
        on="2026-11-01",
        fields=fields,
        sources=(),
        access=access,
        marking=None,
    )


def sending(name: str, *, access: str = OPEN, rank: int = 2, **fields: Any) -> Outgoing:
    told: dict[str, Any] = {"way": "mail", "to": ("a@b.example",), "queued": "2026", "due": "2026-01", "data": b"x"}
    return Outgoing(id=name, draft="n1", mrn="26BELISAR1", rank=rank, access=access, **{**told, **fields})


def kept(drafts: Drafts, draft: str, access: str = OPEN, *, text: tuple[str, str] | None = None, **fields: Any) -> None:
    drafts.step(OWNER, draft, lambda _: Step(entry=entry(draft, access=access), access=access, text=text, **fields))


def test_steps_are_chained_and_come_back_in_order(new_drafts: New) -> None:
    drafts = new_drafts()
    kept(drafts, "n1", text=("aa", "first"))
    kept(drafts, "n2", text=("bb", "other"))
    seen: list[Before] = []

    def change(before: Before) -> Step:
        seen.append(before)
        return Step(entry=entry("n1", "change"), access=OPEN, text=("cc", "second"))

    entries, access = drafts.step(OWNER, "n1", change)
    assert [one.draft.kind for one in seen[-1].entries] == ["draft.draft"]
    assert seen[-1].access == OPEN
    assert [one.verb for one in entries] == ["draft", "change"]
    assert access == OPEN
    assert [[one.draft.dialogue for one in some] for some, _ in drafts.logs(OWNER)] == [["n1", "n1"], ["n2"]]
    assert drafts.logs(OWNER, "n2")[0][0][0].draft.dialogue == "n2"
    assert drafts.logs(OWNER, "m") == []
    assert [(one.draft, one.last) for one in drafts.heads(OWNER)] == [
        (some[0].draft.dialogue, some[-1].number) for some, _ in drafts.logs(OWNER)
    ]
    assert [drafts.text(OWNER, digest) for digest in ("aa", "bb", "cc")] == ["first", "other", "second"]
    assert drafts.broken_at(UPKEEP) is None


def test_a_step_that_is_refused_changes_nothing(new_drafts: New) -> None:
    drafts = new_drafts()
    kept(drafts, "n1")

    def refuse(before: Before) -> Step:
        raise RefusedError("no", "nothing")

    with pytest.raises(RefusedError):
        drafts.step(OWNER, "n1", refuse)
    with pytest.raises(RefusedError):
        drafts.step(OWNER, "n1", lambda _: Step(entry=entry("n1"), access="secret"))
    assert len(drafts.logs(OWNER)[0][0]) == 1


def test_numbers_follow_by_post_and_year(new_drafts: New) -> None:
    drafts = new_drafts()

    def numbered(post: str, year: int) -> int:
        given: list[int] = []

        def work(before: Before) -> Step:
            given.append(before.number(post, year))
            own = OwnNumber(post, year, given[-1])
            return Step(entry=entry("n1"), access=OPEN, number=own)

        drafts.step(OWNER, "n1", work)
        return given[-1]

    assert [numbered("BELISAR", 2026) for _ in range(3)] == [1, 2, 3]
    assert numbered("BELISAR", 2027) == 1
    drafts.begin_numbers("OSMAR", 2026, 2110)
    assert numbered("OSMAR", 2026) == 2111
    assert (drafts.numbered("OSMAR", 2026), drafts.numbered("OSMAR", 2025)) == (2111, 0)
    with pytest.raises(RefusedError):
        drafts.begin_numbers("BELISAR", 2026, 40)
    with pytest.raises(RefusedError):
        drafts.begin_numbers("BELISAR", 2026, 3, held=True)
    drafts.begin_numbers("BELISAR", 2026, 40, held=True)
    assert numbered("BELISAR", 2026) == 41


def test_what_is_due_goes_by_precedence_then_in_order(new_drafts: New) -> None:
    drafts = new_drafts()
    some = [
        sending("r1"),
        sending("z", rank=5),
        sending("r2"),
        sending("later", rank=5, due="2027"),
        sending("paper", way="print"),
        sending("ours", way="own"),  # to the archive itself
        sending("closed", access=SECRET, rank=4),
    ]
    kept(drafts, "n1", outgoing=tuple(some))

    def due(reader: Reader = OWNER, limit: int = 10) -> list[str]:
        return [one.id for one in drafts.due(reader, "2026-06", limit=limit, ways=("mail",))]

    assert due() == ["z", "closed", "r1", "r2"]
    assert due(limit=2) == ["z", "closed"]
    assert due(CLERK) == ["z", "r1", "r2"]
    (first,) = drafts.due(OWNER, "2026-06", limit=1, ways=("mail",))
    late = drafts.due(OWNER, "2000", limit=9, ways=("mail",), longest="2026-06")
    assert [one.id for one in late] == ["later"]
    assert first.data == b"x"
    drafts.settle(OWNER, [msgspec.structs.replace(first, state="sent", sent="2026-06", attempts=1, data=b"")])
    assert due() == ["closed", "r1", "r2"]
    assert [one.id for one in drafts.queued(OWNER, ("sent",), limit=9)] == ["z"]
    assert [one.id for one in drafts.queued(CLERK, ("waiting",), limit=9)] == ["paper", "later", "r2", "r1"]
    assert {one.data for one in drafts.queued(OWNER, ("waiting", "sent"), limit=9)} == {b""}


def test_a_draft_that_was_raised_is_gone_for_who_may_not_read_it(new_drafts: New) -> None:
    drafts = new_drafts()
    kept(drafts, "n1", text=("aa", "open"))
    assert drafts.text(CLERK, "aa") == "open"
    drafts.step(OWNER, "n1", lambda _: Step(entry=entry("n1", "change", SECRET), access=SECRET, text=("bb", "closed")))
    assert drafts.logs(CLERK) == []
    assert drafts.heads(CLERK) == []
    for ask in (lambda: drafts.text(CLERK, "aa"), lambda: drafts.text(CLERK, "zz")):
        with pytest.raises(NotFoundError):
            ask()
    with pytest.raises(NotFoundError):
        drafts.step(CLERK, "n1", lambda _: Step(entry=entry("n1"), access=OPEN))


@settings(max_examples=25, deadline=None)
@given(held=st.lists(st.tuples(labels, st.integers(0, 3)), max_size=8), reader=readers)
def test_law_4_a_reader_has_the_drafts_they_may_read(
    new_drafts: New, held: list[tuple[str, int]], reader: Reader
) -> None:
    full, readable = new_drafts(), new_drafts()
    last: dict[str, str] = {}
    for label, draft in held:  # as the service does: held as closely as all versions together
        joined = Marking.from_label(last.get(f"n{draft}", label)).join(Marking.from_label(label)).label
        last[f"n{draft}"] = joined

    def fill(drafts: Drafts, names: set[str]) -> None:
        so_far: dict[str, str] = {}
        for at, (label, draft) in enumerate(held):
            name = f"n{draft}"
            if name in names:
                access = Marking.from_label(so_far.get(name, label)).join(Marking.from_label(label)).label
                so_far[name] = access
                text = (f"h{at}", f"text {at}")
                outgoing = (sending(f"s{at}", access=last[name]),)
                kept(drafts, name, access, text=text, outgoing=outgoing)

    fill(full, set(last))
    fill(readable, {name for name, label in last.items() if is_readable(reader, label)})

    def told(drafts: Drafts) -> Any:
        logs = [([one.draft for one in entries], access) for entries, access in drafts.logs(reader)]
        due = [one.id for one in drafts.due(reader, "2026-06", limit=50, ways=("mail",))]
        return logs, due, drafts.queued(reader, ("waiting",), limit=50)

    assert told(full) == told(readable)


def test_an_altered_entry_is_found(new_engine: Callable[[str], sa.Engine]) -> None:
    engine = new_engine("sqlite")
    drafts = SqlDrafts(engine)
    kept(drafts, "n1", access=SECRET)
    kept(drafts, "n2")
    with engine.begin() as connection:
        connection.execute(sa.text("UPDATE draft_entries SET body = replace(body, 'clerk', 'other') WHERE number = 1"))
    assert drafts.broken_at(UPKEEP) == 1
