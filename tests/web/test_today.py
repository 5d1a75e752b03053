"""The start page: what lies before this reader is shown, and only what they say they have seen counts as seen."""

from __future__ import annotations

import csv
import html
import io
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from legation.core.marking import OWNER, Reader
from legation.storage.records import Look

from .traffic import Client, Desk, message

LOW = Reader("carol", rank=3)


def form(page: str) -> dict[str, str]:
    """The hidden fields of the form that says it was seen."""
    inside = page[page.index('action="/today/seen"') :].partition("</form>")[0]
    return dict(re.findall(r'name="(at|until)" value="([^"]*)"', inside))


def ingest(desk: Desk, folder: Path, *texts: str) -> None:
    folder.mkdir()
    for number, text in enumerate(texts):
        (folder / f"{number}.txt").write_text(text)
    desk.ingest.run(OWNER, [folder])


def test_what_is_mine_waiting_and_moved_stands_on_the_start_page(client: Client, dialogue: str) -> None:
    page = client.get("/").text
    for heading in ("Moved", "Alerts", "Newest telegrams", "Dialogues"):
        assert re.search(rf"<h2 [^>]*>{heading}", page), heading
    told = client.get("/today.json").json()
    assert told["since"] is None
    assert sum(told["counts"][turn] for turn in ("mine", "waiting", "watching")) > 0
    assert {one["entity"] for one in told["moved"]} == {"dialogue", "objective", "position"}
    assert f'href="/dialogue/{dialogue}/objective/1"' in page
    assert '<p class="banner level-secret">SECRET</p>' in page  # the newest telegram is


def test_every_row_of_the_page_has_its_mark(client: Client, dialogue: str) -> None:
    page = client.get("/").text
    drawn = page[page.index("<main") : page.index('id="traffic"')]
    rows = re.findall(r"<tr data-row>(.*?)</tr>", drawn, re.DOTALL)
    assert rows
    assert all('class="mark"' in row for row in rows)


def test_what_was_seen_is_new_no_more(client: Client, post: Callable[..., str], dialogue: str) -> None:
    before = client.get("/").text
    assert client.get("/today.json").json()["moved"] == client.get("/today.json").json()["moved"] != []
    assert post("/today/seen", **form(before)) == "/"
    told = client.get("/today.json").json()
    assert told["moved"] == []
    assert told["traffic"] == []
    assert told["since"] == form(before)["at"]


def test_new_traffic_goes_by_precedence_and_stays_until_it_was_seen(
    client: Client, desk: Desk, post: Callable[..., str], tmp_path: Path
) -> None:
    post("/today/seen", **form(client.get("/").text))
    routine = message("15BELISAR20", "000020", "UNCLASSIFIED", "LATER", "NONE", "1. (U) x", day="30")
    flash = message("15BELISAR21", "000021", "UNCLASSIFIED", "FLASH ONE", "NONE", "1. (U) y", day="02")
    ingest(desk, tmp_path / "new", routine.replace("\nO 300930Z", "\nR 300930Z"), flash.replace("\nO 02", "\nZ 02"))
    page = client.get("/").text
    assert page.index("15BELISAR21") < page.index("15BELISAR20")
    assert 'class="precedence precedence-flash">FLASH<' in page
    shown = form(page)
    ingest(desk, tmp_path / "newer", message("15BELISAR22", "000022", "UNCLASSIFIED", "S", "NONE", "1. z"))
    post("/today/seen", **shown)
    left = client.get("/today.json").json()["traffic"]
    assert [one["listing"]["mrn"] for one in left] == ["15BELISAR22"]


def test_words_of_a_form_move_the_look_neither_back_nor_beyond_now(
    client: Client, desk: Desk, post: Callable[..., str], dialogue: str
) -> None:
    desk.looking._shelf.look(OWNER, Look(at="2016-05-01T00:00:00Z", arrival=1))
    for at in ("", "x", "2099-01-01T00:00:00Z", "1999-01-01"):
        post("/today/seen", at=at, until="not a hash")
        look = desk.looking._shelf.looked(OWNER)
        assert look is not None
        assert "2016-05-01" <= look.at < "2016-06-01T12:00:01"
        assert look.arrival == 1


def test_the_start_page_of_a_lower_reader_knows_nothing_of_the_rest(client: Client, desk: Desk, dialogue: str) -> None:
    desk.asks = LOW
    page = client.get("/").text
    assert "15BELISAR99" not in page
    assert "AIRFIELD" not in page
    assert '<p class="banner level-confidential">CONFIDENTIAL</p>' in page
    assert client.get("/today.json").json()["held"] == 3
    desk.asks = Reader("nobody", rank=-1)
    assert html.unescape(client.get("/").text).count("data-row") == 0


# What a first visit costs.

FIRST_VISIT_BYTES = 150_000


def first_visit(client: Client, path: str) -> int:
    """Bytes of a page and of all that it loads, as they are sent."""
    page = client.get(path)
    parts = re.findall(r'(?:href|src)="(/static/[^"]+)"', page.text)
    assert len(parts) == 3  # a style sheet, htmx and the desk's own script
    sent = [page, *(client.get(part, headers={"Accept-Encoding": "gzip, br"}) for part in parts)]
    return sum(int(answer.headers["content-length"]) for answer in sent)


def test_a_first_visit_is_light(on_sample: Client) -> None:
    for path in ("/", "/search?q=patrol", "/telegram/15BELISAR12", "/gaps", "/traffic", "/thread/15BELISAR12"):
        total = first_visit(on_sample, path)
        assert total < FIRST_VISIT_BYTES, f"{path}: {total:,} bytes"


def test_a_register_of_gaps_that_many_telegrams_cite_is_light(client: Client, desk: Desk, tmp_path: Path) -> None:
    """A full page of gaps, each of them cited by thirty telegrams of long subjects."""
    lacking = ",\n".join(f"14 FOROFF {number}" for number in range(100, 160))
    subject = "CONSULTATIONS ON THE STRAIT PATROL AND THE SURPLUS MISSILES AFTER THE VISIT OF THE MINISTER, PART "
    ingest(
        desk,
        tmp_path / "in",
        *(
            message(f"15BELISAR{n}", f"{n:06}", "CONFIDENTIAL", f"{subject}{n}", lacking, "1. (C) More came of it.")
            for n in range(200, 230)
        ),
    )
    page = client.get("/gaps").text
    rows = re.findall(r"<tr id=[^>]* data-row>(.*?)</tr>", page, re.DOTALL)
    assert len(rows) == 50
    full = next(row for row in rows if "14FOROFF101" in row)
    assert full.count('href="/telegram/') == 5
    assert '<a href="/gap/14FOROFF101">and more<span class="unseen"> that cite 14FOROFF101</span></a>' in full
    assert client.get("/gap/14FOROFF101").text.count('href="/telegram/15BELISAR2') == 25  # what a gap tells of at most
    total = first_visit(client, "/gaps")
    assert total < FIRST_VISIT_BYTES, f"{total:,} bytes"


@pytest.mark.parametrize(
    ("accepted", "packed"),
    [
        ("gzip, deflate, br", True),
        ("GZIP;q=0.5", True),
        ("x-gzip", True),
        ("br, *", True),
        ("gzip;q=0, *", False),
        ("gzip; q=0.000", False),
        ("*;q=0", False),
        ("br", False),
        ("identity", False),
        ("", False),
        (";;,q=,gzipped", False),
    ],
)
def test_what_a_page_loads_comes_compressed_to_whom_takes_it(client: Client, accepted: str, packed: bool) -> None:
    page = client.get("/", headers={"Accept-Encoding": "gzip"})
    assert "content-encoding" not in page.headers  # marked text beside words of the asker: its length would tell of it
    for part in re.findall(r'(?:href|src)="(/static/[^"]+)"', page.text):
        plain = client.get(part, headers={"Accept-Encoding": "identity"})
        answer = client.get(part, headers={"Accept-Encoding": accepted})
        assert answer.headers.get("content-encoding") == ("gzip" if packed else None)
        assert answer.headers["vary"] == plain.headers["vary"] == "Accept-Encoding"
        assert answer.content == plain.content  # as the browser unpacks it
        assert (int(answer.headers["content-length"]) < len(plain.content) / 2) == packed
        assert answer.headers["cache-control"] == plain.headers["cache-control"]


def test_pages_of_the_sample_have_a_banner_at_head_and_foot_that_stands_on_every_sheet(on_sample: Client) -> None:
    for path in ("/", "/search?q=patrol", "/telegram/15BELISAR12", "/telegram/15BELISAR12/cite"):
        page = on_sample.get(path).text
        banners = re.findall(
            r'<div role="region" id="[a-z-]+" class="(over|under)"[^>]*><p class="banner [^"]*">([^<]+)</p>', page
        )
        assert [where for where, _ in banners] == ["over", "under"], path
        assert banners[0][1] == banners[1][1]
    style = on_sample.get(re.findall(r'href="(/static/[^"]+)"', page)[0]).text
    printed = style[style.index("@media print") :]
    assert ".over { display: table-header-group; }" in printed
    assert ".under { display: table-footer-group; }" in printed


@pytest.mark.parametrize("as_of", ["", "2016-05-31"])
def test_today_comes_for_a_spreadsheet(client: Client, desk: Desk, dialogue: str, as_of: str) -> None:
    told = client.get("/today.json", params={"as_of": as_of}).json()
    answer = client.get("/today.csv", params={"as_of": as_of})
    assert answer.headers["content-type"].startswith("text/csv")
    assert answer.headers["legation-marking"] == told["banner"]
    first, heading, *lines, last = csv.reader(io.StringIO(answer.text))
    assert first == last == [told["banner"]]
    assert heading[:3] == ["mark", "part", "dialogue"]
    parts = ("overdue", "mine", "waiting", "watching", "moved", "alerts", "traffic", "dialogues")
    assert Counter(line[1] for line in lines) == Counter({part: len(told[part]) for part in parts if told[part]})
    if not as_of:
        assert [line[5] for line in lines if line[1] == "mine"] == [one["row"]["text"] for one in told["mine"]]
        assert {line[-1] for line in lines if line[1] == "traffic"} >= {"15BELISAR12", "15BELISAR7"}
        assert '<a href="/today.csv">CSV</a>' in client.get("/").text


def test_a_meeting_that_moved_is_named_and_found_by_its_day(client: Client, desk: Desk, dialogue: str) -> None:
    desk.dialogues.record(OWNER, dialogue, "meeting.propose", "new", fields={"text": "Launch", "date": "2015-05-12"})
    told = client.get("/today.json").json()
    assert [one["name"] for one in told["moved"] if one["entity"] == "meeting"] == ["2015-05-12"]
    page = client.get("/").text
    link = f"/dialogue/{dialogue}/meeting/2015-05-12"
    assert f'href="{link}"' in page
    assert "meeting 2015-05-12</span>" in page
    assert "Launch" in client.get(link).text
    assert {one["name"] for one in told["moved"] if one["entity"] == "objective"} >= {"1"}


def test_an_alert_names_its_thing_as_the_board_does(client: Client, desk: Desk, dialogue: str) -> None:
    fields = {"text": "A lighthouse for Sele", "by": "XV", "to": "XT", "due": "2015-01-02"}
    desk.dialogues.record(OWNER, dialogue, "commitment.undertake", "new", fields=fields)
    alerts = [one["alert"] for one in client.get("/today.json").json()["alerts"]]
    assert [one["name"] for one in alerts if one["entity"] == "commitment" and one["rule"] == "overdue"] == ["1"]
    assert f'href="/dialogue/{dialogue}/commitment/1"' in client.get("/").text


def test_versions_of_one_telegram_are_told_apart(client: Client, desk: Desk, tmp_path: Path) -> None:
    for number, words in enumerate(("A first reading.", "A second reading.")):
        text = message("15BELISAR88", "000088", "CONFIDENTIAL", "A BOAT", "NONE", f"1. (C) {words}", day="28")
        ingest(desk, tmp_path / str(number), text)
    page = client.get("/").text
    assert ("version 1 of 2" in page, "version 2 of 2" in page) == (True, True)
    assert len(set(re.findall(r'href="/telegram/15BELISAR88\?version=(\w{12})"', page))) == 2
    assert client.get("/drafts/references?find=reading").text.count('value="cite:15BELISAR88"') == 1
