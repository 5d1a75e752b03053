"""The page of tracers: what did not come, and a message that asks for it, begun as a draft."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from legation.core.errors import NotFoundError
from legation.core.marking import OWNER, Reader

from .traffic import Client, Desk, message

Post = Callable[..., str]


def test_what_did_not_come_is_asked_for_once(client: Client, desk: Desk, post: Post) -> None:
    page = client.get("/tracers").text
    assert "15BELISAR8 to 15BELISAR11" in page
    assert "The message that asks for them" not in page
    page = client.get("/tracers?series=belisar").text
    assert "Not received here:" in page
    assert page.count("not yet") == len(desk.tracers.missing(OWNER, "belisar"))
    place = post("/tracers/draft", series="belisar", year="2015", **{"from": "FOREIGN OFFICE OSMAR"})
    draft = client.get(place).text
    assert ("TRACER: NUMBERS OF BELISAR NOT RECEIVED" in draft, 'value="FOREIGN OFFICE OSMAR"' in draft) == (True, True)
    page = client.get("/tracers?series=belisar").text
    assert ("not yet" in page, "by owner" in page, "Begin it as a draft" in page) == (False, True, False)
    with pytest.raises(AssertionError, match="is to be asked for"):
        post("/tracers/draft", series="belisar", year="2015")
    assert len(desk.clearing.all(OWNER)) == 1
    for asked, told in (("nowhere", "nowhere"), ("imbrel&year=1999", "imbrel of 1999")):
        nothing = client.get(f"/tracers?series={asked}").text
        assert f"No telegram of {told} is held here that you may read." in nothing
        assert "No number is missing" not in nothing
    wrong = client.get("/tracers?series=imbrel&year=MMXV")
    assert (wrong.status_code, "That is no year: write it as 2009." in wrong.text) == (409, True)
    assert ('name="year" value="MMXV"' in wrong.text, 'name="series" value="imbrel"' in wrong.text) == (True, True)
    assert "No number is missing" not in wrong.text


def test_where_nothing_is_missing_the_page_says_what_it_leaves_out(on_sample: Client) -> None:
    none = on_sample.get("/tracers?series=edrune").text
    assert ("No number is missing" in none, "Runs of more than 20 are left out" in none) == (True, True)


def test_many_posts_are_listed_and_looked_at_one_by_one(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("legation.web.tracing._AT_ONCE", 0)
    page = client.get("/tracers").text
    assert ("15BELISAR8" in page, "series=BELISAR&amp;year=2015" in page) == (False, True)
    assert "15BELISAR8" in client.get("/tracers?every=1").text


def test_many_runs_go_on_by_a_link(client: Client, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("legation.web.tracing._SHOWN", 1)
    every = [run.numbers[0] for run in desk.tracers.missing(OWNER)]
    assert len(every) == 2
    address, told = "/tracers?every=1", []
    while address:
        page = client.get(address).text
        assert page.count("<tr data-row>") == 1
        told += [number for number in every if re.search(rf'<th scope="row">{number}\b', page)]
        link = re.search(r'rel="next" href="([^"]+)"', page)
        address = html.unescape(link[1]) if link else ""
    assert told == every
    assert (
        "No number is missing behind"
        in client.get(f"/tracers?after={desk.tracers.missing(OWNER)[-1].numbers[-1]}").text
    )
    wrong = client.get("/tracers?after=nowhere")
    assert (wrong.status_code, "no place in that list" in wrong.text) == (409, True)


def test_numbers_are_not_noted_where_no_draft_is_kept(
    desk: Desk, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object, **__: object) -> None:
        raise NotFoundError("draft")

    with pytest.raises(NotFoundError):
        desk.tracers.draft(OWNER, "belisar", into=fails)
    assert not any(run.raised for run in desk.tracers.missing(OWNER, "belisar"))


def test_it_says_nothing_of_what_is_closed(client: Client, desk: Desk, tmp_path: Path) -> None:
    closed = tmp_path / "closed.txt"
    closed.write_text(message("15BELISAR10", "000010", "SECRET", "AIRFIELD", "NONE", "1. (S) Nothing.", day="10"))
    desk.ingest.run(OWNER, [closed])
    assert "15BELISAR8 to 15BELISAR9" in client.get("/tracers").text
    desk.asks = Reader("owner", rank=3)
    page = client.get("/tracers").text
    assert ("15BELISAR8 to 15BELISAR11" in page, "15BELISAR10" in page) == (True, False)
    assert "CONFIDENTIAL" in page
    assert "SECRET" not in page
