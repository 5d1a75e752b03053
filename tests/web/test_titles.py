"""Pages and lines that list a telegram without a subject say who wrote to whom, set apart from a subject."""

from __future__ import annotations

import json
import re
from html import unescape
from pathlib import Path

import pytest
from tests.cli.whole import app
from typer.testing import CliRunner

from legation.core.marking import OWNER, Reader

from .traffic import FIRST, Client, Desk

TOLD = "(Embassy in Tarqand <i> to Department of State)"
# Invented, in the markup of an edited volume; the sender holds what must not become markup of the page.
EDITED = """<TEI xmlns="http://www.tei-c.org/ns/1.0"><text><body>
<div type="document" xml:id="d2" n="2">
<head>2. Telegram 1302 From the <gloss type="from">Embassy in Tarqand &lt;i&gt;</gloss> to the
<gloss type="to">Department of State</gloss><note n="1" type="source">Source: Central Files. Confidential.</note></head>
<dateline><date when="2015-02-27T17:00:00">February 27, 2015, 5</date> p.m.</dateline>
<p>1. The lighthouse dues rise. See Belisar 12.</p></div></body></text></TEI>
"""


@pytest.fixture
def lists(desk: Desk, tmp_path: Path) -> Desk:
    file = tmp_path / "volume.xml"
    file.write_text(EDITED, encoding="utf-8")
    desk.ingest.run(OWNER, [file])
    [hit] = desk.finding.search(OWNER, "lighthouse").hits
    assert hit.listing.subject is None
    return desk


@pytest.mark.parametrize(
    "page",
    [
        "/search?q=lighthouse",
        "/search?q=lighthouse&show=table",
        "/search?q=lighthouse&show=timeline",
        "/",
        "/telegram/{}",
        "/thread/{}",
        "/declass?on=2016-01-01",
    ],
)
def test_a_page_says_who_wrote_to_whom(lists: Desk, client: Client, page: str) -> None:
    [hit] = lists.finding.search(OWNER, "lighthouse").hits
    made = client.get(page.format(hit.listing.mrn or hit.listing.sha256[:12]))
    assert made.status_code == 200
    quiet = [unescape(one) for one in re.findall(r'<span class="quiet">([^<]*)</span>', made.text)]
    assert TOLD in quiet
    assert "no subject read" not in made.text.lower()
    assert "Tarqand <i>" not in made.text


@pytest.mark.parametrize("address", ["/saved/lights.atom", "/declass.ics?on=2025-01-01"])
def test_a_feed_and_a_calendar_say_it_as_pages_do(lists: Desk, client: Client, address: str) -> None:
    lists.saved.add(OWNER, "lights", "lighthouse")
    made = client.get(address)
    assert made.status_code == 200
    words = unescape(made.text.replace("\r\n ", ""))  # as lines of a calendar are folded
    assert "no subject read" not in words
    assert TOLD in words


def test_who_may_not_read_it_is_not_told_of_it(lists: Desk, client: Client) -> None:
    lists.asks = Reader("dan", rank=0)
    for page in ("/search?q=lighthouse", "/", "/search?q=Tarqand"):
        assert "Embassy in Tarqand" not in client.get(page).text


def test_lines_say_it_too_and_json_has_no_subject(tmp_path: Path) -> None:
    file = tmp_path / "volume.xml"
    file.write_text(EDITED, encoding="utf-8")
    (tmp_path / "first.txt").write_text(FIRST, encoding="utf-8")
    desk = tmp_path / "desk"

    def run(*words: object) -> str:
        done = CliRunner().invoke(app, [*map(str, words), "-a", str(desk)])
        assert done.exit_code == 0, done.stderr
        return done.stdout

    run("ingest", tmp_path / "first.txt")
    run("saved", "add", "lights", "lighthouse")
    run("ingest", file)
    told = json.loads(run("search", "lighthouse", "--json").splitlines()[0])
    assert told["subject"] is None
    name = told["mrn"] or told["sha256"][:12]
    for words in (
        ("search", "lighthouse"),
        ("thread", name),
        ("declass", "--on", "2016-01-01"),
        ("saved", "run", "--peek"),
    ):
        assert TOLD in run(*words), words
    calendar = run("declass", "--on", "2016-01-01", "--format", "ics")
    assert TOLD in calendar.replace("\r\n ", "").replace("\n ", "")
    assert "(" not in run("search", "dialogue").splitlines()[0]
