"""A long telegram comes in parts: joined they are its text, each paragraph can be reached, none is large."""

from __future__ import annotations

import html
import re
import threading
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import legation
from legation.core.marking import OWNER
from legation.core.text import Span
from legation.web import archive
from legation.web.archive import AT_ONCE, LARGE
from legation.web.faithful import WINDOW, Overlay, blocks, parts

from .traffic import FIRST, HOSTILE, Client, Desk, message

MANY = "\n\n".join(f"{n}. (C) The dredger came to berth {n} & left it (Ref A)." for n in range(1, 900))
LONG = message("15BELISAR41", "000041", "CONFIDENTIAL", "BERTHS", "A. 15 BELISAR 7", MANY)
HEAVY = message("15BELISAR42", "000042", "CONFIDENTIAL", "ONE LINE", "NONE", "1. (C) " + "words of it " * 30_000)


def text(told: str) -> str:
    return html.unescape(re.sub(r"<[^>]*>", "", told))


@pytest.fixture
def long(client: Client, desk: Desk, tmp_path: Path) -> Client:
    folder = tmp_path / "long"
    folder.mkdir()
    for name, told in {"long": LONG, "heavy": HEAVY}.items():
        (folder / f"{name}.txt").write_text(told)
    desk.ingest.run(OWNER, [folder])
    return client


@settings(max_examples=40, deadline=None)
@given(
    source=st.sampled_from([FIRST, HOSTILE, "", "a", "no telegram\n" * 9]),
    window=st.integers(1, 400),
    spans=st.lists(st.tuples(st.integers(0, 1_500), st.integers(0, 300)), max_size=5),
)
def test_parts_joined_are_the_source(source: str, window: int, spans: list[tuple[int, int]]) -> None:
    telegram = legation.read(source)
    end = len(telegram.source)
    over = [
        Overlay(span=Span(min(start, end), min(start + length, end)), css="finding", says="x", id=f"f{n}")
        for n, (start, length) in enumerate(spans)
    ]
    told = [
        "".join(b.html for b in blocks(telegram, over, one, window=window)) for one in parts(telegram, window=window)
    ]
    assert text("".join(told)) == telegram.source
    for one in told:
        assert one.count("<span") == one.count("</span>")
        assert one.count("<a ") == one.count("</a>")
    if end:
        assert all("".join(told).count(f'id="f{n}"') == 1 for n in range(len(over)))


def test_every_part_of_a_long_telegram_is_small_and_all_are_the_text(long: Client) -> None:
    for name, source in (("15BELISAR41", LONG), ("15BELISAR42", HEAVY)):
        first = long.get(f"/telegram/{name}").text
        count = len(re.findall(r'<a href="/telegram/[^"]*part=\d+"', first)) // 2
        assert count == len(parts(legation.read(source))) > 1
        pages = [long.get(f"/telegram/{name}?part={n}").text for n in range(1, count + 1)]
        joined = "".join(t for page in pages for t in re.findall(r'<pre class="faithful">(.*?)</pre>', page, re.DOTALL))
        assert text(joined) == source
        assert max(map(len, pages)) < 8 * WINDOW
        for page in pages:
            ids = re.findall(r' id="([^"]+)"', page)
            assert len(ids) == len(set(ids))
            assert set(re.findall(r'href="#([^"]+)"', page)) <= set(ids)


def test_a_paragraph_of_a_later_part_is_reached_by_its_address(long: Client) -> None:
    last = len(legation.read(LONG).paragraphs)
    page = long.get(f"/telegram/15BELISAR41?at=p{last}").text
    assert f'id="p{last}"' in page
    assert 'data-parts="/telegram/15BELISAR41"' in page
    assert "Fields read" not in page
    for wrong in ("p99999", "x", "e999999", "f0"):
        assert 'id="p1"' in long.get(f"/telegram/15BELISAR41?at={wrong}").text
    for wrong in ("0", "x", "99999999", "-1"):
        assert long.get(f"/telegram/15BELISAR41?part={wrong}").status_code == 200


def test_a_short_telegram_is_one_page(client: Client) -> None:
    page = client.get("/telegram/15BELISAR12").text
    assert "data-parts" not in page
    assert "Parts of the text" not in page


def test_what_a_long_telegram_proposes_is_read_when_it_is_asked_for(
    long: Client, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    propose = desk.dialogues.proposals
    monkeypatch.setattr(desk.dialogues, "proposals", lambda r, mrn, *d: asked.append(mrn) or propose(r, mrn, *d))
    assert len(HEAVY) > LARGE
    page = long.get("/telegram/15BELISAR42").text
    assert asked == []
    assert re.search(r'href="/telegram/15BELISAR42\?[^"]*read=proposals"', page)
    assert "hx-get" not in page.split('id="annotations"')[0].split('class="into"')[1]
    free = threading.Event()
    monkeypatch.setattr(archive, "_PATIENCE_SECONDS", 0.01)
    monkeypatch.setattr(desk.read_once, "_propose", lambda _: [one for one in [free.wait(60)] if one is None])
    waits = long.get("/telegram/15BELISAR42?read=proposals").text
    assert "is being read" in waits
    assert re.search(r'hx-get="/telegram/15BELISAR42\?[^"]*read=proposals"', waits)
    polled = long.get("/telegram/15BELISAR42?read=proposals", headers={"hx-request": "true"})
    assert (polled.status_code, polled.content, asked) == (204, b"", [])
    free.set()
    until = time.monotonic() + 60
    while (
        polled := long.get("/telegram/15BELISAR42?read=proposals", headers={"hx-request": "true"})
    ).status_code == 204:
        assert time.monotonic() < until
        time.sleep(0.01)
    assert polled.status_code == 200
    assert "is being read" not in polled.text
    assert "is being read" not in long.get("/telegram/15BELISAR42?read=proposals").text
    assert asked == ["15BELISAR42"] * 2


def test_what_a_telegram_of_some_length_proposes_follows_its_page(
    long: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whether somebody opened it before or not, so that its page tells nobody."""
    monkeypatch.setattr(archive, "_PATIENCE_SECONDS", 60)
    assert AT_ONCE < len(LONG) < LARGE
    for _ in range(2):
        page = long.get("/telegram/15BELISAR41").text
        follows = re.search(
            r'<p class="into"[^>]* hx-get="([^"]+)" hx-trigger="load, every 2s" hx-target="#main"', page
        )
        assert follows is not None
        with_them = long.get(html.unescape(follows[1])).text
        assert "is being read" not in with_them
    # Without script the same is a link; where the marking of the page stands, that of the whole takes its place.
    assert re.search(r'<a href="([^"]+)">Show it</a>', page)[1] == follows[1]  # type: ignore[index]
    for place in re.search(r'hx-select-oob="([^"]+)"', page)[1].split(","):  # type: ignore[index]
        assert f'id="{place.removeprefix("#")}"' in with_them
    assert "is being read" not in long.get("/telegram/15BELISAR12").text


def test_parts_without_numbers_are_named_by_their_place(client: Client, desk: Desk, tmp_path: Path) -> None:
    body = "\n\n".join(f"The dredger came to berth {n} & left it (Ref A)." for n in range(1, 1200))
    (tmp_path / "plain.txt").write_text(message("15BELISAR43", "000043", "CONFIDENTIAL", "BERTHS", "NONE", body))
    desk.ingest.run(OWNER, [tmp_path / "plain.txt"])
    page = client.get("/telegram/15BELISAR43").text
    links = re.findall(r'<a href="[^"]*part=(\d+)"[^>]*title="([^"]*)"[^>]*>([^<]*)</a>', page)
    assert len(links) > 1
    assert all((title, says) == (f"Part {n}", n) for n, title, says in links)


def test_the_name_of_a_file_is_spelt_as_it_is(client: Client, desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "http-0726.txt").write_text("The dredger came to the outer berth and left it.\n")
    desk.ingest.run(OWNER, [tmp_path / "http-0726.txt"])
    listing = next(one for one in desk.reading.every(OWNER) if one.file == "http-0726.txt")
    page = client.get(f"/telegram/{listing.sha256[:12]}").text
    heading = re.search(r"<h1([^>]*)>http-0726\.txt</h1>", page)
    assert heading is not None
    style = (Path(archive.__file__).parent / "static" / "desk.css").read_text()
    for begins in re.findall(r"([^{}]+)::first-letter", style):
        assert ":not(.named)" in begins
    assert 'class="named"' in heading[1]
