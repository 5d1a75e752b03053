"""Pages of messages that have no number and are cited by originator and date-time group; invented messages."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from legation.core.draft import Draft, DraftParagraph
from legation.core.marking import OWNER, Reader

from .traffic import Client, Desk

FIRST = """R 081245Z JAN 20
FM EASTFLT GORSE FIELD
TO ALL SHIPS
BT
{level}
MSGID/GENADMIN/EASTFLT/N1/JAN//
SUBJ/FUEL//
RMKS/1. THE FLEET SHALL SAVE FUEL.
BT
"""
ANSWER = """R 121456Z JAN 20
FM PATRON KERRATH
TO EASTFLT GORSE FIELD
BT
UNCLAS
MSGID/GENADMIN/PATRON/N1/JAN//
SUBJ/ANSWER ON FUEL//
REF/A/MSG/EASTFLT GORSE FIELD/081245ZJAN20/NOTAL//
RMKS/1. PER REF A, FUEL IS SAVED.
BT
"""


def keep(desk: Desk, tmp_path: Path, level: str) -> str:
    folder = tmp_path / "messages"
    folder.mkdir()
    (folder / "first.txt").write_text(FIRST.format(level=level))
    (folder / "answer.txt").write_text(ANSWER)
    desk.ingest.run(OWNER, [folder])
    return desk.reading.versions(OWNER, "first.txt")[0].sha256


def test_its_reference_leads_to_the_message_and_back(client: Client, desk: Desk, tmp_path: Path) -> None:
    first = keep(desk, tmp_path, "UNCLAS")
    page = client.get("/telegram/answer.txt").text
    assert page.count(f'href="/telegram/{first}"') == 5  # above, and twice beside the text and in it
    assert "known by its date-time group" in page
    assert "MSG/EASTFLT GORSE FIELD/081245ZJAN20/NOTAL</a>" in page
    assert ">answer.txt</a>" in client.get("/telegram/first.txt").text


@pytest.mark.parametrize("name", ["EASTFLT%20GORSE%20FIELD%20081245ZJAN2020", "eastflt%20081245z%20jan%2020"])
def test_a_held_message_has_its_pages_by_originator_and_moment(
    client: Client, desk: Desk, tmp_path: Path, name: str
) -> None:
    keep(desk, tmp_path, "S E C R E T")
    assert "THE FLEET SHALL SAVE FUEL" in client.get(f"/telegram/{name}").text
    assert ">answer.txt</a>" in client.get(f"/thread/{name}").text
    desk.asks = Reader("open", rank=0)
    page = client.get(f"/telegram/{name}").text
    assert "THE FLEET SHALL SAVE FUEL" not in page
    assert "SECRET" not in page


def test_it_is_distributed_and_drawn_from_by_that_name(
    client: Client, desk: Desk, tmp_path: Path, post: Callable[..., str]
) -> None:
    rules = 'catch-all = "owner"\n[[profile]]\nname = "fleet"\nto = "owner"\nfor = "action"\nwords = ["fuel"]\n'
    post("/profiles/replace", rules=rules)
    keep(desk, tmp_path, "S E C R E T")
    name = "EASTFLT GORSE FIELD 081245ZJAN2020"
    assert "for action, by fleet" in client.get(f"/route/{name}").text
    post("/inbox/mark", telegram=name, step="received")
    assert [one.step for one in desk.inbox.receipts(OWNER, "first.txt", everyone=True)] == ["received"]
    draft = Draft(subject="A NOTE", references=(name,), paragraphs=(DraftParagraph(text="Save it.", marking=None),))
    assert not any("is not held here" in one.says for one in desk.deriving.mark(OWNER, draft).because)
    assert desk.deriving.mark(OWNER, draft, [name]) == desk.deriving.mark(OWNER, draft, ["first.txt"])
    desk.asks = Reader("open", rank=0)
    assert client.get(f"/route/{name}").status_code == 404


def test_pictures_and_lists_call_it_by_its_file(client: Client, desk: Desk, tmp_path: Path) -> None:
    first = keep(desk, tmp_path, "UNCLAS")
    page = client.get("/thread/answer.txt").text
    assert "<title>Thread of answer.txt" in page
    assert "answer.txt: thread" in page
    assert '<a class="cite worded"' in page  # which wraps, as a number does not
    assert page.count(f'href="/telegram/{first[:12]}">first.txt</a>') == 1
    table = client.get("/thread/answer.txt/csv").text
    assert f"(U),answer.txt,0,2020-01-12,ANSWER ON FUEL,held,{first[:12]},answer.txt" in table


@pytest.mark.parametrize("path", ["/telegram/answer.txt", "/thread/answer.txt", "/thread/answer.txt/json"])
def test_who_may_not_read_it_is_shown_words_alone(client: Client, desk: Desk, tmp_path: Path, path: str) -> None:
    first = keep(desk, tmp_path, "S E C R E T")
    assert first in client.get(path).text
    desk.asks = Reader("open", rank=0)
    page = client.get(path).text
    assert first not in page
    assert "SECRET" not in page


def test_the_name_of_a_file_is_marked_as_its_telegram(client: Client, desk: Desk, tmp_path: Path) -> None:
    keep(desk, tmp_path, "UNCLAS")
    closed = tmp_path / "closed"
    closed.mkdir()
    text = ANSWER.replace("UNCLAS", "S E C R E T").replace("121456Z", "131456Z")
    (closed / "RAID PLAN.txt").write_text(text)
    desk.ingest.run(OWNER, [closed])
    page = client.get("/telegram/first.txt")
    assert "RAID PLAN.txt" in page.text
    assert '<p class="banner level-secret">SECRET</p>' in page.text
    table = client.get("/thread/first.txt/csv").text.splitlines()
    assert [line for line in table if "RAID PLAN" in line] == [line for line in table if line.startswith("(S)")]
    assert len([line for line in table if "RAID PLAN" in line]) == 1
    desk.asks = Reader("open", rank=0)
    assert "RAID PLAN" not in client.get("/telegram/first.txt").text


def test_a_moment_that_is_asked_for_is_one(client: Client, desk: Desk, tmp_path: Path) -> None:
    keep(desk, tmp_path, "UNCLAS")
    assert ">answer.txt</a>" in client.get("/search", params={"q": "citesdtg:081245ZJAN20"}).text
    for asked in ("citesdtg:081245ZJAN20..151500ZJAN20", "citesdtg:xx081245ZJAN20yy", "citesdtg:2020"):
        assert "he whole group, as 051513ZNOV09" in client.get("/search", params={"q": asked}).text


def test_a_page_tells_what_is_not_held_in_its_own_words_alone(client: Client, desk: Desk, tmp_path: Path) -> None:
    """The whole name of its originator stands in a message that is marked higher than the page."""
    shorter = ANSWER.replace("MSG/EASTFLT GORSE FIELD/", "MSG/EASTFLT/")
    longer = ANSWER.replace("UNCLAS", "S E C R E T").replace("R 121456Z", "R 131456Z")
    for name, text in (("short.txt", shorter), ("long.txt", longer)):
        (tmp_path / name).write_text(text)
    desk.ingest.run(OWNER, [tmp_path])
    page = client.get("/telegram/short.txt").text
    assert "MSG/EASTFLT/081245ZJAN20/NOTAL <span>not held" in page
    assert 'href="/gap/EASTFLT%20081245ZJAN2020"' in page
    assert "GORSE FIELD 08" not in page
    assert "GORSE%20FIELD" not in page
    assert "SECRET" not in page
    assert "SECRET" in client.get("/thread/short.txt").text


def test_what_leads_to_the_rest_says_that_it_goes_by_the_moment_alone(
    client: Client, desk: Desk, tmp_path: Path
) -> None:
    for minute in range(26):
        (tmp_path / f"{minute}.txt").write_text(ANSWER.replace("121456Z", f"1214{minute:02}Z"))
    desk.ingest.run(OWNER, [tmp_path])
    page = client.get("/gap/EASTFLT%20GORSE%20FIELD%20081245ZJAN2020").text
    assert ">and more: all that cite a message of that moment</a>" in page


def test_what_is_not_held_has_a_page_that_asks_for_it(
    client: Client, desk: Desk, tmp_path: Path, post: Callable[..., str]
) -> None:
    keep(desk, tmp_path, "UNCLAS")
    (tmp_path / "messages" / "further.txt").write_text(ANSWER.replace("081245ZJAN20", "091245ZJAN20"))
    desk.ingest.run(OWNER, [tmp_path / "messages" / "further.txt"])
    address = "/gap/EASTFLT%20GORSE%20FIELD%20091245ZJAN2020"
    assert f'class="chip missing" href="{address}"' in client.get("/telegram/further.txt").text
    assert f'href="{address}"' in client.get("/thread/further.txt").text
    listed = client.get("/gaps?numbers=2020").text
    assert f'href="{address}"' in listed
    page = client.get(address).text
    assert '<span class="nobr">2020-01-09</span>, <span class="nobr">12:45 UTC</span>' in page
    assert "  From     EASTFLT GORSE FIELD" in page
    assert "should originator and date-time group alone not lead to it" in page
    assert "please search the days around it for telegrams" in page
    assert "EASTFLT GORSE FIELD 091245ZJAN2020,2020-01-09" in client.get("/gaps.csv?numbers=2020").text
    assert client.get("/telegram/EASTFLT 091245ZJAN20", follow_redirects=False).headers["location"] == address
    assert client.get(f"/thread/{address.rsplit('/', 1)[1]}").status_code == 200
    assert post(f"{address}/sent", on="2016-06-01", to="Navy") == address
    assert "asked for of Navy" in client.get(address).text
    (tmp_path / "messages" / "ninth.txt").write_text(FIRST.format(level="UNCLAS").replace("081245Z", "091245Z"))
    desk.ingest.run(OWNER, [tmp_path / "messages" / "ninth.txt"])
    ninth = desk.reading.listing(OWNER, "ninth.txt").sha256[:12]
    assert f'<a href="/telegram/{ninth}">open it</a>' in client.get(address).text
    assert f'href="{address}"' not in client.get("/gaps?numbers=2020").text
