"""The pages of persons named in telegrams."""

from __future__ import annotations

import html
import re
from functools import partialmethod
from pathlib import Path

import pytest

from legation.core.marking import OWNER, Reader
from legation.services.persons.persons import Persons

from .traffic import Client, Desk, message

LOW = Reader("carol", rank=0)


@pytest.fixture(autouse=True)
def named(desk: Desk, tmp_path: Path) -> None:
    """Two telegrams more, an open and a secret one, that name three persons."""
    texts = {
        "20": ("UNCLASSIFIED", "1. (U) GENERAL HALDUN ASRAKH MET MR. CORVIN. ASRAKH <B> AGREED."),
        "21": ("SECRET", "1. (S) GENERAL ASRAKH SAW DEFENSE MINISTER VASHTAL."),
    }
    for number, (level, body) in texts.items():
        file = tmp_path / f"{number}.txt"
        file.write_text(message(f"15BELISAR{number}", f"0000{number}", level, "A TUG", "NONE", body))
        desk.ingest.run(OWNER, [file])


def test_who_is_named_is_listed_and_leads_to_each(client: Client) -> None:
    assert "/people?q=tug" in client.get("/search?q=tug").text
    page = client.get("/people").text
    link = re.search(r'<th scope="row"><a class="opens" href="([^"]+)">ASRAKH</a>', page)
    assert link is not None
    person = client.get(html.unescape(link[1])).text
    finds = re.search(r'<a class="quiet" href="(/search[^"]+)">search<span class="unseen"> for ASRAKH', page)
    assert finds is not None
    assert "15BELISAR20" in client.get(html.unescape(finds[1])).text
    assert "%28tug%29+person%3AASRAKH" in client.get("/people?q=tug").text
    assert "<h1>ASRAKH</h1>" in person
    assert re.search(r'href="/telegram/15BELISAR20\?version=\w{12}#p1"', person)
    assert "ASRAKH &lt;B&gt; AGREED." in person
    assert re.search(r'<a href="/people\?name=VASHTAL">VASHTAL</a>', person)
    begins = client.get("/people?begins=vash").text
    assert ("VASHTAL" in begins, "ASRAKH" in begins) == (True, False)


def test_a_sentence_that_has_the_name_twice_stands_once(client: Client, desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "22.txt"
    body = "1. (U) GENERAL ASRAKH SAID THAT HE, GENERAL ASRAKH, WOULD COME. ASRAKH LEFT."
    file.write_text(message("15BELISAR22", "000022", "UNCLASSIFIED", "A TUG", "NONE", body))
    desk.ingest.run(OWNER, [file])
    address = "/people?name=asrakh&q=mrn:15BELISAR22"
    assert "Named 3 times" in client.get(address).text
    assert client.get(address).text.count("WOULD COME") == 1
    assert client.get(address.replace("/people?", "/people?form=csv&")).text.count("WOULD COME") == 2


def test_another_spelling_stands_under_the_marking_of_what_it_was_drawn_from(
    client: Client, desk: Desk, tmp_path: Path
) -> None:
    texts = {
        "23": ("UNCLASSIFIED", "1. (U) MR. PIPINELIS CAME."),
        "24": ("UNCLASSIFIED", "1. (U) MR. PIPINELIS LEFT."),
        "25": ("SECRET", "1. (S) MR. PIPINELLIS CAME."),
    }
    for number, (level, body) in texts.items():
        file = tmp_path / f"{number}.txt"
        file.write_text(message(f"15BELISAR{number}", f"0000{number}", level, "A TUG", "NONE", body))
        desk.ingest.run(OWNER, [file])
    page = client.get("/people?name=pipinelis").text
    told = page.partition("told together</h2>")[2].partition("<h2>")[0]
    assert "PIPINELLIS" in told
    assert "SECRET" in told


def test_both_are_files_under_their_marking(client: Client) -> None:
    for address in ("/people?q=tug", "/people?name=asrakh"):
        page = client.get(address).text
        links = {form: html.unescape(link) for link, form in re.findall(r'href="([^"]+)" download="\w+\.(\w+)"', page)}
        assert set(links) == {"json", "csv"}
        assert client.get(links["json"]).json()["banner"] == "SECRET"
        assert client.get(links["csv"]).headers["Legation-Marking"] == "SECRET"
        assert "ASRAKH" in client.get(links["csv"]).text


def test_what_cannot_be_shown_is_said(client: Client) -> None:
    assert "A quotation is not closed: put a second" in client.get("/people?q=%22tug").text
    assert client.get("/people?q=%22tug&form=csv").status_code == 400
    assert "nobody is named" in client.get("/people?q=zebrafish").text
    assert "nobody of that name" in client.get("/people?name=zebrafish").text
    assert client.get("/people?after=-1").status_code == 400


def test_a_reader_is_told_of_whom_they_may_read(client: Client, desk: Desk) -> None:
    assert "VASHTAL" in client.get("/people").text
    desk.asks = LOW
    for form in ("", "json", "csv"):
        assert "VASHTAL" not in client.get("/people", params={"form": form}).text
        answer = client.get("/people", params={"name": "asrakh", "form": form}).text
        assert ("15BELISAR20" in answer, "15BELISAR21" in answer, "SECRET" in answer) == (True, False, False)


def test_who_is_named_beside_goes_on_by_a_link(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    person = Persons.person
    monkeypatch.setattr(Persons, "person", partialmethod(person, beside_most=1))  # a page tells thirty
    page = client.get("/people?name=asrakh").text
    assert "persons in all" in page
    link = re.search(r'rel="next" href="([^"]+)#beside"', page)
    assert link is not None
    beside = page.partition('id="beside"')[2]
    further = client.get(html.unescape(link[1])).text.partition('id="beside"')[2]
    named = [re.findall(r"<li><a[^>]*>([^<]+)", one) for one in (beside, further)]
    assert (len(named[0]), len(named[1]), named[0] != named[1]) == (1, 1, True)
