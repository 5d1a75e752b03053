"""The page of who writes to whom."""

from __future__ import annotations

import html
import re

import pytest

from legation.core.marking import Reader
from legation.web import exchanging

from .traffic import Client, Desk

LOW = Reader("carol", rank=0)


def test_who_writes_to_whom_is_shown_and_written_as_files(client: Client) -> None:
    assert "/network?q=dialogue" in client.get("/search?q=dialogue").text
    page = client.get("/network?q=dialogue").text
    assert re.search(r'<th scope="row">BELISAR</th>\s*<td data-label="To">', page)
    assert 'href="/telegram/15BELISAR12"' in page
    links = {form: html.unescape(link) for link, form in re.findall(r'href="([^"]+)" download="network\.(\w+)"', page)}
    assert set(links) == {"json", "csv", "graphml", "svg"}
    for form, link in links.items():
        answer = client.get(link)
        assert ("15BELISAR12" if form != "svg" else "BELISAR to FOROFF") in answer.text
        assert answer.headers["Legation-Marking"] == client.get(links["json"]).json()["banner"]


def test_what_cannot_be_shown_is_said(client: Client) -> None:
    assert "A quotation is not closed: put a second" in client.get("/network?q=%22dialogue").text
    assert client.get("/network?q=%22dialogue&form=csv").status_code == 400
    assert "nobody writes to anybody" in client.get("/network?q=zebrafish").text


def test_a_reader_is_told_of_what_they_may_read(client: Client, desk: Desk) -> None:
    assert "15BELISAR99" in client.get("/network?q=airfield").text
    desk.asks = LOW
    for form in ("", "json", "csv", "graphml", "svg"):
        answer = client.get("/network", params={"q": "airfield", "form": form})
        assert ("15BELISAR99" in answer.text, "SECRET" in answer.text) == (False, False)


def test_a_long_list_comes_in_pages(on_sample: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exchanging, "LINES", 2)
    whole = len(on_sample.get("/network?form=json").json()["exchanges"])
    assert whole > 2
    pages = [on_sample.get("/network", params={"page": str(n)}).text for n in range(-(-whole // 2) + 1)]
    assert [page.count("<tr data-row>") for page in pages[1:-1]] == [2] * (len(pages) - 2)
    assert sum(page.count("<tr data-row>") for page in pages[1:]) == whole
    assert 'aria-current="page">1</a>' in pages[0]  # there is no page 0: the nearest
    assert "<svg" in pages[-1]  # the picture is of all of it
