"""Today, threads, traffic and proposals as they stood on a day: by what was entered and received until then."""

from __future__ import annotations

import csv
import io
import re
from datetime import date

import pytest

from legation.core.marking import OWNER, Reader
from legation.services.banners import MARKING
from legation.services.sheets import proposal_sheet

from .traffic import NOW, Client, Desk

THEN, AFTER = "2016-05-31", "2016-06-01"
"""The day before the desk's telegrams came, and the day on which they did."""


def rows(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text)))


@pytest.mark.parametrize("view", ["/", "/traffic", "/thread/15BELISAR12"])
def test_a_view_is_asked_for_a_day_and_says_so(client: Client, dialogue: str, view: str) -> None:
    assert 'name="as_of" value=""' in client.get(view).text
    page = client.get(view, params={"as_of": AFTER}).text
    assert f'name="as_of" value="{AFTER}"' in page
    assert f"As it stood on {AFTER}" in page
    files = re.findall(r'href="([^"]*(?:json|csv|svg|graphml)[^"]*)"', page)
    assert files
    for link in files:
        assert f"as_of={AFTER}" in link
        assert client.get(link.replace("&amp;", "&")).status_code == 200
    assert client.get(view, params={"as_of": "never"}).status_code == 400


def test_today_of_a_day_has_the_boards_and_the_movements_of_that_day(client: Client, desk: Desk, dialogue: str) -> None:
    now = desk.looking.today(OWNER)
    assert (now.as_of, desk.looking.today(OWNER, NOW.date()).counts) == (None, now.counts)
    (opened,) = [one for one in desk.dialogues.all(OWNER) if one.id == dialogue]
    assert opened.last is not None
    first = date.fromisoformat(opened.last.on)
    then = desk.looking.today(OWNER, first)
    assert [one.id for one in then.dialogues] == [dialogue]
    assert (then.held, then.traffic) == (0, ())  # nothing had been received by then
    before = desk.looking.today(OWNER, date(2014, 1, 1))
    assert (before.dialogues, before.moved, before.alerts, sum(before.counts.values())) == ((), (), (), 0)
    page = client.get("/", params={"as_of": "2014-01-01"}).text
    assert "No dialogue had begun by then." in page
    # What is seen is seen now.
    assert ("/today/seen" in client.get("/").text, "/today/seen" in page) == (True, False)


def test_what_moved_until_a_day_is_told_whatever_was_seen_since(client: Client, desk: Desk, dialogue: str) -> None:
    moved = desk.looking.today(OWNER).moved
    desk.looking.seen(OWNER, at="2030-01-01T00:00:00Z", until="")
    assert desk.looking.today(OWNER).moved == ()
    told = desk.looking.today(OWNER, NOW.date())
    assert told.moved == moved
    assert told.since is None
    for far in (date.min, date.max):
        assert desk.looking.today(OWNER, far).as_of == far.isoformat()


def test_a_thread_of_a_day_knows_what_had_come(client: Client, desk: Desk) -> None:
    assert client.get("/thread/15BELISAR12", params={"as_of": THEN}).status_code == 404
    table = rows(client.get("/thread/15BELISAR12/csv", params={"as_of": AFTER}).text)
    assert table[1] == ["mark", "telegram", "steps", "date", "subject", "held", "cites", "sources"]
    by_name = {line[1]: line for line in table[2:-1]}
    assert by_name["15BELISAR12"][5] == "held"
    assert (by_name["14FOROFF901"][5], by_name["14FOROFF901"][-1]) == ("known by reference", "15BELISAR12")
    assert all(re.fullmatch(r"\([A-Z/]+\)", line[0]) for line in table[2:-1])
    sha256 = desk.reading.versions(OWNER, "15BELISAR12")[0].sha256
    for name in (sha256[:12], "15BELISAR98"):  # what had not come, and what never came, are answered alike
        assert client.get(f"/thread/{name}", params={"as_of": THEN}).status_code == 404


def test_traffic_of_a_day_counts_what_had_come(client: Client, desk: Desk) -> None:
    assert client.get("/traffic.json", params={"as_of": THEN}).json() == []
    told = client.get("/traffic.json", params={"as_of": AFTER})
    assert sum(one["count"] for one in told.json()) == desk.reading.count(OWNER)
    assert told.headers[MARKING] == "SECRET"
    table = rows(client.get("/traffic.csv").text)
    assert sum(int(line[3]) for line in table[2:-1]) == desk.reading.count(OWNER)
    desk.asks = Reader("carol", rank=0)
    assert client.get("/traffic.csv").text.splitlines()[0] == "UNCLASSIFIED"


def test_proposals_of_a_day_are_those_that_nobody_had_decided(client: Client, desk: Desk) -> None:
    dialogue = desk.dialogues.open(OWNER, "15BELISAR12", title="Talks")
    then = desk.dialogues.undecided(OWNER, dialogue)
    opened = date.fromisoformat(desk.ledger.entries(OWNER)[-1].draft.on)
    later = date(2017, 1, 1)
    assert opened < later
    desk.dialogues.reject(OWNER, dialogue, "15BELISAR12", 2, "said in passing")
    decided = date.fromisoformat(desk.ledger.entries(OWNER)[-1].draft.on)
    left = [one.number for _, one in desk.dialogues.undecided(OWNER, dialogue).proposals]
    assert 2 not in left
    assert [one.number for _, one in then.proposals] == sorted({2, *left})
    if opened < decided:
        told = desk.dialogues.undecided(OWNER, dialogue, as_of=opened)
        assert [one.number for _, one in told.proposals] == sorted({2, *left})
    page = client.get(f"/dialogue/{dialogue}/proposals", params={"as_of": decided.isoformat()}).text
    assert ("/reject" in page, "It is decided as the board stands" in page) == (False, True)
    assert "/reject" in client.get(f"/dialogue/{dialogue}/proposals").text
    assert [line.cells[1] for line in proposal_sheet(then, dialogue).lines] == [
        str(one.number) for _, one in then.proposals
    ]
