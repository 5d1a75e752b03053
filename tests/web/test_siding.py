"""Pages call a side by its name wherever it stands in a cell; programs are told its code."""

from __future__ import annotations

import re

import pytest

from legation.tables.parties import default_parties
from legation.web.siding import side_filters

from .traffic import Client

CODE = re.compile(r"\bX[TV]\b")


@pytest.mark.parametrize("view", ["meetings", "minutes", "diff?since=2016-06-01", "commitments", "demarches", "agenda"])
def test_no_cell_of_a_page_shows_a_code(on_sample: Client, view: str) -> None:
    page = on_sample.get(f"/dialogue/xv-xt/{view}").text
    table = page[page.index("<tbody>") : page.index("</tbody>")]
    assert "Tarqand" in table
    assert not CODE.findall(re.sub(r"<[^>]+>", " ", table))
    program = view.replace("?", ".json?") if "?" in view else f"{view}.json"
    assert CODE.search(on_sample.get(f"/dialogue/xv-xt/{program}").text)


def test_no_picture_shows_a_code(on_sample: Client) -> None:
    page = on_sample.get("/dialogue/xv-xt/timeline").text
    picture = page[page.index("commitments against their due days") :]
    assert "Tarqand: Destroy the 22" in picture
    assert not re.search(r"\bX[TV]: ", picture)


def test_a_table_leaves_out_columns_in_which_nothing_stands(on_sample: Client) -> None:
    heads = re.findall(r'<th scope="col">([^<]+)</th>', on_sample.get("/dialogue/xv-xt/meetings").text)
    assert heads == ["Mark", "Day", "Meeting", "State", "Outcomes", "Carried over", "Sources"]
    heads = re.findall(r'<th scope="col">(?:<abbr[^>]*>)?([^<]+)<', on_sample.get("/dialogue/xv-xt/matrix").text)
    assert heads == ["Mark", "Objective", "State", "Veldria", "Tarqand", "Sources"]


SAID = {
    "tasks": {
        "task: Send a draft (FR, due 2016-02-01)": "task: Send a draft (France, due 2016-02-01)",
        "Draft it (FR)\nCome (DE, due 2016)": "Draft it (France)\nCome (Germany, due 2016)",
        "task: Hand it over (FR, due 2015-06-30), done 2015-06-18": "task: Hand it over (France, due 2015-06-30), done "
        "2015-06-18",
        "information: FR (of old) asked for <it>": "information: FR (of old) asked for &lt;it&gt;",
    },
    "whose": {
        "FR has been silent for 61 days": "France has been silent for 61 days",
        "FR changed its position from reluctant to accepts": "France changed its position from reluctant to accepts",
        "FR has 2 points of contact: one and two": "France has 2 points of contact: one and two",
        "MOSS <left>": "MOSS &lt;left&gt;",
    },
}


@pytest.mark.parametrize(("name", "said"), [(name, said) for name, all_ in SAID.items() for said in all_])
def test_a_side_within_a_sentence_is_called_by_name(name: str, said: str) -> None:
    shown = side_filters(default_parties)[name](said)
    assert re.sub(r"</?abbr[^>]*>", "", str(shown)) == SAID[name][said]
