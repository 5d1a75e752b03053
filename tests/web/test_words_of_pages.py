"""Words that a page has for a reader: titles instead of ids, dates on one line, what is overdue as boards show it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from litestar import Litestar
from tests.door import Door, before

from legation.app import open_house
from legation.tables.alerts import alert_rules

from .traffic import Client


@pytest.fixture(scope="module")
def desk(made_sample: Path, routes: tuple[Door, Litestar]) -> Iterator[Client]:
    with open_house(made_sample) as house, before(house, routes) as client:
        yield client


def test_a_telegram_says_by_title_into_which_dialogue_its_proposals_go(desk: Client) -> None:
    page = desk.get("/telegram/15BELISAR12").text
    (into,) = re.findall(r"Proposals of this telegram go into (.*)</a>", page)
    assert re.sub(r"<[^>]*>", "", into) == "(C) Veldria-Tarqand political-military dialogue"
    assert 'class="banner level-' in page


def test_dates_of_fields_and_briefs_stand_on_one_line(desk: Client) -> None:
    assert re.search(
        r'<dd>E\.O\. 13526, declassify on <span class="nobr">20\d\d-\d\d-\d\d</span>',
        desk.get("/telegram/15BELISAR188").text,
    )
    brief = desk.get("/dialogue/xv-xt/brief").text
    article = brief[brief.index('<article class="brief">') : brief.index("</article>")]
    shown = re.sub(r'<span class="nobr">[^<]*</span>|<[^>]*>', "", article)
    assert not re.findall(r"\d{4}-\d\d-\d\d", shown)


@pytest.mark.parametrize("name", ["commitments", "demarches"])
def test_what_is_overdue_is_told_as_on_the_board(desk: Client, name: str) -> None:
    page = desk.get(f"/dialogue/xv-xt/{name}").text
    assert '<strong class="late">overdue</strong>' in page
    assert "OVERDUE" not in page


def test_evidence_is_told_without_figures(desk: Client) -> None:
    pages = "".join(desk.get(f"/telegram/{name}?dialogue=xv-xt").text for name in ("15BELISAR118", "16BELISAR226"))
    assert "Words in common " in pages
    assert not re.findall(r"weight \d", pages)


def test_alerts_are_named_in_words(desk: Client) -> None:
    page = desk.get("/dialogue/xv-xt/alerts").text
    assert ">not held<" in page
    assert not [rule for rule in alert_rules() if "-" in rule and f">{rule}<" in page]


def test_an_alert_of_a_telegram_that_is_missing_leads_to_its_gap(desk: Client) -> None:
    page = desk.get("/dialogue/xv-xt/alerts?as_of=2016-06-01").text
    links = re.findall(r'class="opens" href="(/gap/[^"]+)"', page)
    assert links
    assert all(link.endswith("?as_of=2016-06-01") and desk.get(link).status_code == 200 for link in links)
