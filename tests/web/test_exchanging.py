"""The page of who writes to whom."""

from __future__ import annotations

import html
import re

from legation.core.marking import Reader

from .traffic import Client, Desk

LOW = Reader("carol", rank=0)


def test_who_writes_to_whom_is_shown_and_written_as_files(client: Client) -> None:
    assert "/network?q=dialogue" in client.get("/search?q=dialogue").text
    page = client.get("/network?q=dialogue").text
    assert re.search(r'<th scope="row">BELISAR</th>\s*<td data-label="To">', page)
    assert 'href="/telegram/15BELISAR12"' in page
    links = {form: html.unescape(link) for link, form in re.findall(r'href="([^"]+)" download="network\.(\w+)"', page)}
    assert set(links) == {"json", "csv", "graphml"}
    for link in links.values():
        answer = client.get(link)
        assert "15BELISAR12" in answer.text
        assert answer.headers["Legation-Marking"] == client.get(links["json"]).json()["banner"]


def test_what_cannot_be_shown_is_said(client: Client) -> None:
    assert "A quotation is not closed: put a second" in client.get("/network?q=%22dialogue").text
    assert client.get("/network?q=%22dialogue&form=csv").status_code == 400
    assert "nobody writes to anybody" in client.get("/network?q=zebrafish").text


def test_a_reader_is_told_of_what_they_may_read(client: Client, desk: Desk) -> None:
    assert "15BELISAR99" in client.get("/network?q=airfield").text
    desk.asks = LOW
    for form in ("", "json", "csv", "graphml"):
        answer = client.get("/network", params={"q": "airfield", "form": form})
        assert ("15BELISAR99" in answer.text, "SECRET" in answer.text) == (False, False)
