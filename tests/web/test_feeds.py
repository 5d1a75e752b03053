"""Feeds and calendars: well-formed, the same at every asking, and never more than who asks may read."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from xml.etree import ElementTree as Xml

import pytest
from icalendar import Calendar  # type: ignore[import-untyped]
from litestar.testing import TestClient

from legation.core.marking import OWNER, Reader
from legation.services.accounts.accounts import OWNS
from legation.services.news.atom import to_atom
from legation.services.news.calendars import Day, to_ics
from legation.services.news.feeds import Feed, FeedEntry
from legation.web.pages import make_app

from .traffic import NOW, Client, Desk

ATOM = "{http://www.w3.org/2005/Atom}"
HOST = "http://127.0.0.1:8000"
LOW = Reader("carol", rank=3)


def atom(data: bytes) -> Xml.Element:
    """The feed, held to what RFC 4287 asks of one."""
    feed = Xml.fromstring(data)  # noqa: S314 - our own
    assert feed.tag == f"{ATOM}feed"
    for element, kinds in [
        (feed, ("id", "title", "updated")),
        *((e, ("id", "title", "updated")) for e in entries(feed)),
    ]:
        for kind in kinds:
            assert len(element.findall(f"{ATOM}{kind}")) == 1, (element.tag, kind)
        assert re.match(r"[a-z][a-z0-9+.-]*:\S+$", told(element, "id"))
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", told(element, "updated"))
        assert len([link for link in element.findall(f"{ATOM}link") if link.get("rel") == "alternate"]) == 1
        assert len(element.findall(f"{ATOM}summary")) <= 1
        assert len(element.findall(f"{ATOM}subtitle")) <= 1
    (author,) = feed.findall(f"{ATOM}author")
    assert told(author, "name")
    assert [link.get("href") for link in feed.findall(f"{ATOM}link") if link.get("rel") == "self"]
    assert len({told(entry, "id") for entry in entries(feed)}) == len(entries(feed))
    assert told(feed, "updated") >= max([told(entry, "updated") for entry in entries(feed)], default="")
    return feed


def entries(feed: Xml.Element) -> list[Xml.Element]:
    return feed.findall(f"{ATOM}entry")


def told(element: Xml.Element, name: str) -> str:
    return element.findtext(f"{ATOM}{name}") or ""


def events(data: bytes) -> list[Any]:
    return list(Calendar.from_ical(data).walk("VEVENT"))


@pytest.fixture
def meeting(desk: Desk, dialogue: str) -> str:
    """A meeting on a day, and a commitment that is due on one."""
    desk.dialogues.record(
        OWNER,
        dialogue,
        "meeting.propose",
        "imbrel",
        fields={"text": "Talks at Imbrel", "date": "2016-07-04"},
        mrn="15BELISAR12",
    )
    return dialogue


def test_a_saved_search_is_a_feed_of_its_telegrams(client: Client, desk: Desk) -> None:
    desk.saved.add(OWNER, "talks & tea/1", "dialogue OR talks")
    answer = client.get("/saved/talks%20%26%20tea/1.atom")
    assert answer.headers["content-type"] == "application/atom+xml; charset=utf-8"
    assert answer.headers["cache-control"].startswith("private")
    feed = atom(answer.content)
    assert told(feed, "title") == "Saved search: talks & tea/1"
    assert told(feed, "subtitle") == "CONFIDENTIAL"
    titles = {told(one, "title"): one for one in entries(feed)}
    hostile = titles['(C) 15BELISAR13: TALKS <script>alert("subject")</script> & MORE']
    assert told(hostile, "updated") == desk.reading.versions(OWNER, "15BELISAR13")[0].received
    link = hostile.find(f"{ATOM}link")
    assert link is not None
    assert client.get(str(link.get("href"))).status_code == 200
    assert "(C) " in told(hostile, "summary")
    assert client.get("/saved/none.atom").status_code == 404
    assert client.get("/saved/none").status_code == 404


def test_asking_for_a_feed_is_no_look_and_a_look_takes_nothing_out_of_it(client: Client, desk: Desk) -> None:
    desk.saved.add(OWNER, "talks", "dialogue OR talks")
    before = client.get("/saved/talks.atom").content
    desk.saved.look(OWNER)
    assert client.get("/saved/talks.atom").content == before


def test_what_has_not_changed_is_not_sent_again(client: Client, desk: Desk) -> None:
    desk.saved.add(OWNER, "talks", "dialogue OR talks")
    first = client.get("/saved/talks.atom")
    again = client.get("/saved/talks.atom", headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    desk.saved.add(OWNER, "talks", "dialogue")
    assert client.get("/saved/talks.atom", headers={"if-none-match": first.headers["etag"]}).status_code == 200


def test_a_board_is_a_feed_of_its_movements(client: Client, dialogue: str) -> None:
    answer = client.get(f"/dialogue/{dialogue}/movements.atom")
    feed = atom(answer.content)
    assert answer.headers["Legation-Marking"] == feed.findtext(f"{ATOM}subtitle")
    assert told(feed, "title") == "(C) Veldria-Tarqand dialogue: what moved"
    assert told(feed, "subtitle") == "CONFIDENTIAL"
    raised = next(
        one for one in entries(feed) if "objective 1, participation in the strait patrol" in told(one, "title")
    )
    assert told(raised, "title").startswith("(C) objective 1, ")
    assert "15BELISAR12#p1" in told(raised, "summary")
    assert told(raised.find(f"{ATOM}author") or raised, "name") == "owner"
    for one in entries(feed):
        link = one.find(f"{ATOM}link")
        assert link is not None
        assert client.get(str(link.get("href"))).status_code == 200
    again = atom(client.get(f"/dialogue/{dialogue}/movements.atom").content)
    assert [told(one, "id") for one in entries(again)] == [told(one, "id") for one in entries(feed)]


def test_a_lower_reader_gets_nothing_above_and_no_word_of_it(client: Client, desk: Desk, dialogue: str) -> None:
    desk.saved.add(LOW, "all", "airfield OR visit OR dialogue")
    low = Reader("dan", rank=0)
    desk.saved.add(low, "all", "airfield OR visit OR dialogue")
    desk.asks = LOW
    titles = [told(one, "title") for one in entries(atom(client.get("/saved/all.atom").content))]
    assert {title.split(":")[0] for title in titles} == {"(C) 15BELISAR12", "(U) 15BELISAR7"}
    desk.asks = low
    feed = atom(client.get("/saved/all.atom").content)
    assert [told(one, "title") for one in entries(feed)] == ["(U) 15BELISAR7: PORT VISIT"]
    assert told(feed, "subtitle") == "UNCLASSIFIED"
    for path in ("movements.atom", "calendar.ics"):
        closed, absent = client.get(f"/dialogue/{dialogue}/{path}"), client.get(f"/dialogue/d-none/{path}")
        assert closed.status_code == absent.status_code == 404
    answer = client.get("/calendar.ics")
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert events(answer.content) == []


def test_characters_that_xml_cannot_hold_are_left_out() -> None:
    said = "a\x00b\x0c\x1b\ud800\ufffe <b>&amp; ]]> \u2028é\U0001f600"
    entry = FeedEntry(
        id="urn:x:1",
        title=said,
        updated="2016-06-01T12:00:00Z",
        summary=said,
        link="/x?a=1&b=2",
        author=said,
        marking="U",
    )
    made = to_atom(
        Feed(id="urn:x:0", title=said, banner="SECRET", updated="2016-06-01T12:00:00Z", link="/", entries=(entry,)),
        base="https://desk.example/",
        own="/saved/x.atom",
    )
    feed = atom(made)
    assert told(feed, "title") == told(entries(feed)[0], "summary") == "ab <b>&amp; ]]> \u2028é\U0001f600"


def test_a_meeting_has_a_page_under_its_day(client: Client, meeting: str) -> None:
    for which in ("2016-07-04", "1"):
        answer = client.get(f"/dialogue/{meeting}/meeting/{which}")
        assert (answer.status_code, "Meeting 2016-07-04" in answer.text) == (200, True)
    board = client.get(f"/dialogue/{meeting}").text
    assert f'href="/dialogue/{meeting}/meeting/2016-07-04"' in board


def test_the_page_of_a_meeting_is_found_by_what_names_it_anywhere(client: Client, desk: Desk, meeting: str) -> None:
    page = f"/dialogue/{meeting}/meeting"

    def record(move: str, about: str, day: str) -> None:
        said = {"text": f"The {about}", "date": day}
        desk.dialogues.record(OWNER, meeting, move, about, fields=said, mrn="15BELISAR12")

    record("meeting.agree", "imbrel", "2016-07-04")
    record("meeting.postpone", "imbrel", "2016-07-11")
    for which in ("2016-07-04", "2016-07-11", "meeting%202016-07-11", "1"):
        answer = client.get(f"{page}/{which}")
        assert (answer.status_code, "Meeting 2016-07-11" in answer.text) == (200, True), which
    assert client.get(f"{page}/2016-07-04.json").json()["about"]["name"] == "2016-07-11"
    record("meeting.propose", "dinner", "2016-07-11")
    several = client.get(f"{page}/2016-07-11")
    assert several.status_code == 409
    assert "2 meetings are of 2016-07-11" in several.text
    assert "Name one of meeting 2016-07-11a, meeting 2016-07-11b" in several.text
    for which in ("2016-07-11a", "2016-07-11b"):
        assert client.get(f"{page}/{which}").status_code == 200
    objective = next(row for row in desk.dialogues.view(OWNER, meeting).rows if row.entity == "objective")
    for which in ("2016-07-12", "99", "9" * 5000, objective.id, "objective%201", "banana"):
        assert client.get(f"{page}/{which}").status_code == 404, which[:20]


def test_meetings_and_due_dates_are_a_calendar(client: Client, meeting: str) -> None:
    for path in (f"/dialogue/{meeting}/calendar.ics", "/calendar.ics"):
        answer = client.get(path)
        assert answer.headers["content-type"].startswith("text/calendar")
        assert answer.headers["cache-control"].startswith("private")
        calendar = Calendar.from_ical(answer.content)
        assert calendar["X-WR-CALDESC"] == "CONFIDENTIAL"
        (event,) = calendar.walk("VEVENT")
        assert str(event["SUMMARY"]) == "(C) Meeting 2016-07-04: Talks at Imbrel"
        assert event.decoded("DTSTART").isoformat() == "2016-07-04"
        assert event.decoded("DTSTAMP") == NOW
        assert (str(event["CLASS"]), str(event["STATUS"])) == ("CONFIDENTIAL", "TENTATIVE")
        assert str(event["DESCRIPTION"]) == "proposed.\nSources: 15BELISAR12."
        assert [str(e["UID"]) for e in events(client.get(path).content)] == [str(event["UID"])]


def test_what_is_due_on_a_day_is_in_the_calendar_until_it_is_closed(client: Client, desk: Desk, dialogue: str) -> None:
    desk.dialogues.amend(OWNER, dialogue, "15BELISAR12", 2, {"due": "2016-09-01"})
    desk.dialogues.amend(OWNER, dialogue, "15BELISAR12", 3, {"due": "2016-10"})
    (event,) = events(client.get("/calendar.ics").content)
    assert str(event["SUMMARY"]) == "(C) Due, objective 1: participation in the strait patrol"
    assert event.decoded("DTSTART").isoformat() == "2016-09-01"
    assert "Sources: 15BELISAR12#p1" in str(event["DESCRIPTION"])


@pytest.mark.parametrize(
    ("mark", "kept"), [("U", "PUBLIC"), ("C", "CONFIDENTIAL"), ("S//NF", "CONFIDENTIAL"), ("?", "CONFIDENTIAL")]
)
def test_only_what_is_open_to_all_is_public(mark: str, kept: str) -> None:
    hostile = "a\r\nATTENDEE:mailto:x@example\x00; b, c"
    made = to_ics(
        "T\nX:1", "SECRET", [Day(uid="1@x", on="2016-07-04", summary=hostile, description=hostile, marking=mark)], NOW
    )
    (event,) = events(made)
    assert str(event["CLASS"]) == kept
    assert "ATTENDEE" not in event
    assert str(event["SUMMARY"]) == f"({mark}) a ATTENDEE:mailto:x@example; b, c"
    assert b"\nX:1" not in made


# Keys.


@pytest.fixture
def keyed(desk: Desk) -> Iterator[tuple[Desk, Client, Callable[..., str]]]:
    desk.accounts.add(OWNS, "carol", roles=["reader"], clearance="CONFIDENTIAL")
    desk.saved.add(desk.accounts.named("carol").reader, "all", "airfield OR visit OR dialogue")

    def key(*actions: str) -> str:
        return desk.accounts.add_token(OWNS, "carol", "x", until=NOW + timedelta(days=1), actions=actions)[0]

    key("read")
    with TestClient(make_app(desk), base_url=HOST) as client:
        yield desk, client, key


def test_a_key_of_feeds_opens_feeds_and_nothing_else(keyed: tuple[Desk, Client, Callable[..., str]]) -> None:
    desk, client, key = keyed
    feed, token = key("feed"), key("read")
    assert client.get("/saved/all.atom").status_code == 401
    answer = client.get("/saved/all.atom", params={"key": feed})
    assert {told(one, "title").split(":")[0] for one in entries(atom(answer.content))} == {
        "(C) 15BELISAR12",
        "(U) 15BELISAR7",
    }
    assert feed not in answer.text
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert client.get("/calendar.ics", params={"key": feed}).status_code == 200
    # A token that is good for more is no key, and a key is no token.
    assert client.get("/saved/all.atom", params={"key": token}).status_code == 401
    assert client.get("/saved/all.atom", params={"key": [feed, feed]}).status_code == 401
    assert client.get("/saved/all.atom", headers={"authorization": f"Bearer {token}"}).status_code == 200
    assert client.get("/saved/all.atom", headers={"authorization": f"Bearer {feed}"}).status_code == 403
    for path in ("/today.json", "/declass.json", "/telegram/15BELISAR7.txt", "/search.json"):
        assert client.get(path, params={"key": feed}).status_code == 401
        assert client.get(path, headers={"authorization": f"Bearer {feed}"}).status_code == 403
    for path in ("/", "/saved", "/search"):
        assert client.get(path, params={"key": feed}, follow_redirects=False).status_code == 303
    desk.accounts.change(OWNS, "carol", clearance="UNCLASSIFIED")
    feed_now = atom(client.get("/saved/all.atom", params={"key": feed}).content)
    assert [told(one, "title") for one in entries(feed_now)] == ["(U) 15BELISAR7: PORT VISIT"]
    desk.accounts.disable(OWNS, "carol")
    assert client.get("/saved/all.atom", params={"key": feed}).status_code == 401


def test_a_key_of_feeds_ends_with_the_role_and_when_it_is_revoked(
    keyed: tuple[Desk, Client, Callable[..., str]],
) -> None:
    desk, client, key = keyed
    feed = key("feed")
    desk.accounts.change(OWNS, "carol", roles=["auditor"])
    assert client.get("/calendar.ics", params={"key": feed}).status_code == 401
    desk.accounts.change(OWNS, "carol", roles=["reader"])
    assert client.get("/calendar.ics", params={"key": feed}).status_code == 200
    (token,) = [one for one in desk.accounts.tokens(OWNS, "carol") if one.actions == ("feed",)]
    desk.accounts.revoke_token(OWNS, token.id)
    assert client.get("/calendar.ics", params={"key": feed}).status_code == 401


def test_a_control_that_has_no_short_form_stands_in_the_feed_and_its_level_is_read(desk: Desk, meeting: str) -> None:
    desk.markings.mark(OWNER, "15BELISAR12", "SECRET", ["ROGER CHANNEL"], why="read from the paper copy")
    feed = desk.feeds.movements(OWNER, meeting)
    (moved,) = (one for one in feed.entries if "Talks at Imbrel" in one.title)
    assert moved.title.startswith("(S//ROGER CHANNEL) ")
    assert "ROGER CHANNEL" in feed.banner
    assert "NOT READ" not in feed.banner
