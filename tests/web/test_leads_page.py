"""Where a page leads on: the telegrams to read next, and what an empty view says there is to do."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable

import pytest

from legation.core.marking import OWNER

from .traffic import Client, Desk

CITES = "15BELISAR13"
"""A telegram that cites the one the dialogue was opened from; its subject is no markup."""


def test_leads_of_a_board_stand_on_a_page_of_their_own(client: Client, desk: Desk, dialogue: str) -> None:
    page = client.get(f"/dialogue/{dialogue}/leads").text
    start = page.index(f'<a class="opens" href="/telegram/{CITES}?dialogue={dialogue}">{CITES}</a>')
    row = page[start:].partition("</tr>")[0]
    assert "TALKS &lt;script&gt;" in row
    assert '<a class="cite" href="/telegram/15BELISAR12">15BELISAR12</a>' in row
    (lead,) = client.get(f"/dialogue/{dialogue}/leads.json").json()["leads"]
    assert f'href="/telegram/{CITES}?dialogue={dialogue}#proposals">{lead["waiting"]} proposal' in row
    lines = list(csv.reader(io.StringIO(client.get(f"/dialogue/{dialogue}/leads.csv").text.lstrip("\ufeff"))))
    assert ["(C)", CITES, "2015-01-13", "15BELISAR12"] in [[*line[:3], *line[4:5]] for line in lines]
    desk.dialogues.accept(OWNER, dialogue, CITES)
    assert "has anything left to decide" in client.get(f"/dialogue/{dialogue}/leads").text


def test_where_nothing_waits_the_page_leads_on(client: Client, dialogue: str) -> None:
    page = client.get(f"/dialogue/{dialogue}/proposals").text
    assert f'Go on with <a href="/dialogue/{dialogue}/leads">' in page
    assert "Go on with" not in client.get(f"/dialogue/{dialogue}/proposals?as_of=2016-01-01").text


@pytest.mark.parametrize("view", ["meetings", "demarches"])
def test_an_empty_view_says_where_its_lines_come_from(client: Client, dialogue: str, view: str) -> None:
    page = client.get(f"/dialogue/{dialogue}/{view}").text
    empty = page[page.index('<div class="empty">') :].partition("</div>")[0]
    for leads_to in (f"/dialogue/{dialogue}/proposals", f"/dialogue/{dialogue}/leads", f"/dialogue/{dialogue}"):
        assert f'href="{leads_to}"' in empty


def test_what_a_telegram_of_a_thread_cites_is_a_link(client: Client) -> None:
    page = client.get("/thread/15BELISAR12").text
    assert '<a class="cite" href="/telegram/15BELISAR7">15BELISAR7</a>' in page
    assert '<a class="cite" href="/gap/14FOROFF901">14FOROFF901</a>' in page


def test_fields_for_a_proposal_say_more_only_where_some_are_chosen(client: Client) -> None:
    assert "<label>By number <input" in client.get("/propose").text
    assert "<label>More telegrams, by number <input" in client.get("/propose?telegram=15BELISAR12").text


def test_a_number_that_is_not_held_is_told_beside_what_was_typed(client: Client) -> None:
    answer = client.get("/propose?telegram=15BELISAR12&more=15NOWHERE1&title=Talks")
    assert answer.status_code == 404
    page = answer.text
    assert '<p class="wrong" role="alert">No telegram 15NOWHERE1 here that you may read:' in page
    assert 'name="more" value="15NOWHERE1"' in page
    assert 'name="title" value="Talks"' in page
    assert 'name="telegram" value="15BELISAR12" checked' in page
    assert 'value="15NOWHERE1" checked' not in page


def test_a_month_that_is_none_is_told_beside_its_field(client: Client) -> None:
    answer = client.get("/declass?on=2026-02-01&month=2026-13")
    assert answer.status_code == 409
    assert 'name="month" value="2026-13"' in answer.text
    assert "&#39;2026-13&#39; is no month: write it as 2019-11." in answer.text
    assert '<h2 id="calendar">2026-02</h2>' in answer.text


def test_who_settles_one_telegram_comes_back_to_the_list_as_it_was(client: Client, post: Callable[..., str]) -> None:
    page = client.get("/declass?on=2026-02-01&month=2025-01&kind=past").text
    assert 'href="/declass.json?on=2026-02-01&amp;kind=past"' in page
    assert page.count('<input type="hidden" name="kind" value="past">') > 1  # of the day and month, and of each row
    place = post(
        "/declass/mark", telegram="15BELISAR12", level="UNCLASSIFIED", why="its day", on="2026-02-01", kind="past"
    )
    assert place == "/declass?on=2026-02-01&kind=past"
