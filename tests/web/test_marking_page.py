"""The page of a marking: shown to whoever reads the telegram, settled by who reads all of it."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from legation.core.marking import OWNER, Reader

from .traffic import Client, Desk, message

BODY = "1. (C) The tug came to port.\n\n2. (S) It left with the chart.\n\n3. (C) Nobody saw it."
PATH = "/telegram/15BELISAR20/marking"


@pytest.fixture
def in_part(desk: Desk, tmp_path: Path) -> Desk:
    file = tmp_path / "20.txt"
    file.write_text(message("15BELISAR20", "000020", "SECRET", "A TUG", "NONE", BODY))
    desk.ingest.run(OWNER, [file])
    desk.releasing.set("paragraphs")
    return desk


def test_whoever_reads_a_part_is_told_so_in_the_place_of_the_form(client: Client, in_part: Desk) -> None:
    assert "Settle every version" in client.get(PATH).text
    in_part.asks = Reader("carol", rank=3)
    page = client.get(PATH).text
    assert ("Settle every version" in page, "You read a part of it" in page) == (False, True)
    [settled] = in_part.markings.of(in_part.asks, "15BELISAR20")
    assert settled.in_part


def test_whoever_reads_it_all_settles_it_there(client: Client, in_part: Desk, post: Callable[..., str]) -> None:
    assert post("/telegram/15BELISAR20/settle", level="SECRET", why="read again") == PATH
    page = client.get(PATH).text
    assert ("read again" in page, "You read a part of it" in page) == (True, False)


@pytest.mark.parametrize("page", ["/search?q=dialogue", "/telegram/15BELISAR12", "/thread/15BELISAR12", "/"])
def test_the_title_of_a_page_carries_its_banner(client: Client, page: str) -> None:
    """It goes where the page does not: into tabs, bookmarks, and the names of files that it is saved or printed to."""
    made = client.get(page).text
    banner = re.search(r'class="banner[^"]*">([^<]+)</p>', made)
    assert banner is not None
    assert re.search(rf"<title>[^<]+ – {re.escape(banner[1])} – Legation</title>", made)
