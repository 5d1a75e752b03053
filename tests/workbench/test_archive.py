"""An archive in Python: as one reader sees it, in frames, and as a notebook shows it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import msgspec
import polars as pl
import pytest

import legation
from legation.core.errors import LegationError, QueryError, RefusedError
from legation.services.accounts.accounts import OWNS
from legation.workbench.archive import Archive
from legation.workbench.showing import SHOWN, register, telegram_html


@pytest.fixture
def archive(sample: Path) -> Iterator[Archive]:
    with legation.open(sample, write=True) as opened:
        yield opened


def test_a_search_is_a_sequence_and_a_frame(archive: Archive) -> None:
    hits = archive.search("training", limit=3)
    assert len(hits) == 3 < hits.total
    assert [hit.listing.mrn for hit in hits] == hits.frame()["mrn"].to_list()
    assert hits[0].listing.mrn == next(iter(hits)).listing.mrn
    assert not {h.listing.sha256 for h in archive.search("training", limit=3, after=hits.next)} & set(
        hits.frame()["sha256"]
    )
    assert hits.banner == "CONFIDENTIAL"
    assert archive.search("zzzz").frame().height == 0
    with pytest.raises(QueryError):
        archive.search('"open')


def test_a_frame_has_a_row_for_each_telegram(archive: Archive) -> None:
    every = archive.frame()
    assert every.height == archive.house.reading.count(archive.reader)
    assert "source" not in every.columns
    some = archive.frame("post:belisar", columns=["mrn", "post", "references", "source"])
    assert some.columns == ["mrn", "post", "references", "source"]
    assert set(some["post"]) == {"BELISAR"}
    assert some.schema["references"] == pl.List(pl.String)
    assert archive.frame("zzzz").schema == every.schema
    with pytest.raises(RefusedError):
        archive.frame(columns=["colour"])


def test_it_is_asked_as_the_account_it_was_opened_for(archive: Archive, sample: Path) -> None:
    archive.close()
    with legation.app.open_house(sample, write=True, people=True) as house:
        house.accounts.add(OWNS, "mira", clearance="UNCLASSIFIED")
    with legation.open(sample) as owner, legation.open(sample, reader="mira") as mira:
        assert 0 < mira.frame().height < owner.frame().height
        assert mira.search("training").total < owner.search("training").total
        with pytest.raises(LegationError):
            mira.telegram("15BELISAR12")
    with pytest.raises(LegationError):
        legation.open(sample, reader="nobody")
    legation.open(sample, write=True).close()  # what could not be opened let go of the archive


def test_everything_that_is_shown_has_its_banner(archive: Archive) -> None:
    dialogue = archive.dialogues()[0].id
    shown: list[Any] = [
        archive.telegram("15BELISAR12"),
        archive.search("training"),
        archive.board(dialogue),
        archive.report(dialogue, "matrix"),
        archive.thread("15BELISAR12", depth=2),
        archive.plot("timeline", dialogue),
    ]
    assert {type(one) for one in shown} == SHOWN.keys()
    for one in shown:
        assert "CONFIDENTIAL" in SHOWN[type(one)](one), type(one)
    assert archive.story(dialogue, 1)
    assert archive.brief(dialogue, kind="hand-over").banner.startswith("CONFIDENTIAL")
    assert archive.proposals("15BELISAR12")[0]["proposal"]["telegram"] == "15BELISAR12"


def test_every_view_is_of_the_day_asked_for(archive: Archive) -> None:
    early, later = date(2015, 2, 1), date(2016, 12, 31)
    asked: list[Callable[[date], Any]] = [
        lambda day: archive.dialogues(day),
        lambda day: archive.board("xv-xt", day),
        lambda day: archive.board("xv-xt", day, turn="closed").rows,
        lambda day: archive.story("xv-xt", 1, day),
        lambda day: archive.report("xv-xt", "matrix", day).lines,
        lambda day: archive.brief("xv-xt", day).sections,
        lambda day: archive.plot("timeline", "xv-xt", day).svg,
        lambda day: archive.thread("15BELISAR12", as_of=day).graph,
    ]
    for number, view in enumerate(asked):
        assert view(early) != view(later), number
    moved = archive.report("xv-xt", "diff", later, since=early).lines
    assert len(archive.report("xv-xt", "diff", early, since=early).lines) < len(moved)
    assert archive.gaps(as_of=early) == []
    assert [one.mrn for one in archive.gaps(as_of=later)] == ["15FOROFF467"]


def test_what_a_telegram_says_is_not_markup(archive: Archive) -> None:
    hostile = msgspec.structs.replace(archive.telegram("15BELISAR12"), subject="<script>alert(1)</script>")
    assert "<script>" not in telegram_html(hostile)
    assert "&lt;script&gt;" in telegram_html(hostile)


def test_a_notebook_is_told_how_to_show_them() -> None:
    known: dict[type, Any] = {}

    class Formatter:
        def for_type(self, kind: type, show: Any) -> None:
            known[kind] = show

    shell = SimpleNamespace(display_formatter=SimpleNamespace(formatters={"text/html": Formatter()}))
    register(shell)
    assert known == SHOWN
