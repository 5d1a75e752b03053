"""Search: a list, a timeline or a table by the address; what is shown goes to a file; a lower reader finds no more."""

from __future__ import annotations

import csv
import html
import io
import json
import re
from pathlib import Path

import pytest

from legation.core.marking import OWNER, Reader
from legation.web import finding

from .traffic import Client, Desk, message

LOW = Reader("carol", rank=3)


def hits(page: str) -> list[str]:
    main = page[page.index("<main") : page.index("</main>")]
    return re.findall(r'class="opens" href="/telegram/([^"#]+)', main)


@pytest.mark.parametrize("show", ["list", "timeline", "table"])
def test_each_way_of_showing_has_the_same_hits(client: Client, show: str) -> None:
    page = client.get("/search", params={"q": "the", "show": show}).text
    assert sorted(hits(page)) == sorted(hits(client.get("/search?q=the").text)) != []
    for other in {"list", "timeline", "table"} - {show}:
        link = re.search(rf'href="(/search\?[^"]*)"[^>]*>{other.capitalize()}<', page)
        assert link is not None
        assert ("show=" + other in link[1]) == (other != "list")
    assert f'<a href="{_own(page, show)}" aria-current="page">' in page


def _own(page: str, show: str) -> str:
    found = re.search(rf'href="([^"]*)" aria-current="page">{show.capitalize()}', page)
    assert found is not None
    return found[1]


def test_a_timeline_goes_by_date_and_counts_all_years(client: Client) -> None:
    page = client.get("/search?q=the&show=timeline").text
    days = re.findall(r'<time datetime="([^"]*)"', page)
    assert days == sorted(days, reverse=True)
    assert re.search(r'<li><a href="[^"]*show=timeline[^"]*">2015</a> <svg', page)
    assert '<h2 id="m1">2015-01' in page
    older = client.get("/search?q=the&show=timeline&sort=oldest").text
    assert re.findall(r'<time datetime="([^"]*)"', older) == sorted(days)


@pytest.mark.parametrize("show", ["list", "table"])
def test_what_is_shown_is_exported(client: Client, show: str) -> None:
    page = client.get("/search", params={"q": "the", "show": show, "sort": "oldest"}).text
    links = {form: html.unescape(link) for link, form in re.findall(r'href="(/search\.([a-z]+)\?[^"]*)"', page)}
    assert set(links) == {"json", "csv", "ndjson"}
    told = client.get(links["json"]).json()
    assert [one["telegram"] for one in told["hits"]] == hits(page)
    assert told["banner"] == "SECRET"
    lines = [json.loads(line) for line in client.get(links["ndjson"]).text.splitlines()]
    assert lines == told["hits"]
    sheet = list(csv.reader(io.StringIO(client.get(links["csv"]).text)))
    assert sheet[0] == sheet[-1] == ["SECRET"]
    assert [row[1] for row in sheet[2:-1]] == hits(page)
    assert all(re.fullmatch(r"\([A-Z]\)", row[0]) for row in sheet[2:-1])
    lines = [dict(zip(sheet[1], row, strict=True)) for row in sheet[2:-1]]
    assert all(one["from"] and one["to"] and one["telegram"] in one["citation"] for one in lines)
    assert all(client.get(f"/telegram/{one['version']}").status_code == 200 for one in lines)


def test_before_anything_is_typed_every_telegram_is_there_by_its_facets(client: Client) -> None:
    page = client.get("/search").text
    assert 'hx-get="/facets?q=*"' in page
    assert 'href="/search?q=*"' in page
    beside = client.get("/facets?q=*").text
    link = html.unescape(next(iter(re.findall(r'<a href="([^"]+)">PREL</a>', beside))))
    assert link == "/search?q=tag%3APREL"


def test_a_file_holds_nothing_that_the_reader_may_not_find(client: Client, desk: Desk) -> None:
    for form in ("json", "csv", "ndjson"):
        assert "15BELISAR99" in client.get(f"/search.{form}?q=airfield").text
    desk.asks = LOW
    for form in ("json", "csv", "ndjson"):
        text = client.get(f"/search.{form}?q=airfield&every=1").text
        assert "15BELISAR99" not in text
        assert "SECRET" not in text
    for show in ("timeline", "table"):
        assert hits(client.get(f"/search?q=airfield&show={show}").text) == []


def test_a_marking_that_was_not_read_keeps_its_handling_in_the_banner(
    client: Client, desk: Desk, tmp_path: Path
) -> None:
    for number, head in (("50", "P U C E"), ("51", "T O P  S E C R E T")):
        text = message(f"15BELISAR{number}", f"0000{number}", head.replace(" ", ""), "CRANE", "NONE", "1. A crane.")
        (tmp_path / f"{number}.txt").write_text(text.replace("SIPDIS", "EXDIS"))
    desk.ingest.run(OWNER, [tmp_path])
    for show in ("list", "timeline", "table"):
        page = client.get(f"/search?q=crane&show={show}").text
        banner = re.search(r'<p class="banner [^"]*">([^<]+)</p>', page)
        assert banner is not None
        assert banner[1] == "TOP SECRET (SOURCE MARKING NOT READ)//EXDIS", show


def test_a_wrong_query_is_refused_as_a_file(client: Client) -> None:
    assert client.get('/search.json?q="open').status_code == 400


def test_saved_searches_stand_on_the_empty_page(client: Client, desk: Desk) -> None:
    desk.saved.add(OWNER, "rockets", "missiles OR rockets")
    page = client.get("/search").text
    assert 'href="/search?q=missiles+OR+rockets"' in page or 'href="/search?q=missiles%20OR%20rockets"' in page


def test_typing_keeps_the_way_of_showing(client: Client) -> None:
    page = client.get("/search?q=the&show=table&sort=oldest").text
    form = page[page.index('role="search"') : page.index("</form>")]
    assert '<input type="hidden" name="show" value="table">' in form
    assert '<input type="hidden" name="sort" value="oldest">' in form


def test_a_list_by_relevance_is_paged_to_its_end(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("legation.storage.cursor.REMEMBERED", 1)
    monkeypatch.setattr("legation.web.finding.PAGE", 2)
    shown: list[str] = []
    link = "/search?q=the"
    while link:
        page = client.get(link).text
        shown += hits(page)
        following = re.search(r'<a rel="next" href="([^"]*)"', page)
        link = html.unescape(following[1]) if following else ""
    total = client.get("/search.json?q=the").json()["total"]
    assert (len(shown), len(set(shown))) == (total, total)


def test_an_empty_page_leads_to_searches_that_find_something(client: Client) -> None:
    page = client.get("/search", params={"q": "the zeppelin"}).text
    told = re.search(r'Try:</p>\s*<ul class="plain"><li><a href="([^"]*)">the</a> (\d+)', page)
    assert told is not None
    assert len(hits(client.get(html.unescape(told[1])).text)) == min(20, int(told[2]))
    assert client.get("/search.json", params={"q": "the zeppelin"}).json()["total"] == 0


def test_every_value_of_a_facet_is_a_click_away(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    every = re.findall(r'<li><a href="([^"]+)">', client.get("/facets?q=*&facet=tag").text)
    monkeypatch.setattr(finding, "_VALUES", 1)
    few = client.get("/facets?q=*").text
    more = {html.unescape(one) for one in re.findall(r'href="(/facets[^"]+)">and \d+ more', few)}
    assert "/facets?q=%2A&facet=tag" in {one.replace("q=*", "q=%2A") for one in more}
    page = client.get("/facets?q=*&facet=tag").text
    assert "<h1>By tag</h1>" in page
    assert re.findall(r'<li><a href="([^"]+)">', page) == every
    assert len(every) > 1
    assert "and 0 more" not in page
