"""The pages of distribution: what waits, what was done, why it came, and the rules."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest

from legation.core.clearing import Standing
from legation.core.marking import OWNER, Reader
from legation.services.drafts.held import HeldDrafts

from .traffic import Client, Desk, message

RULES = """catch-all = "owner"
[[profile]]
name = "<b>Belisar</b>"
to = "owner"
for = "action"
from = ["BELISAR"]
[[profile]]
name = "too"
to = "owner"
words = ["airfield"]
"""


@pytest.fixture
def came(desk: Desk, tmp_path: Path) -> Callable[..., None]:
    folder = tmp_path / "more"
    folder.mkdir()

    def take(number: int, level: str = "UNCLASSIFIED") -> None:
        made = message(f"15BELISAR{number}", f"0000{number}", level, "MORE", "NONE", "1. (U) An airfield was built.")
        (folder / f"{number}.txt").write_text(made)
        desk.ingest.run(OWNER, [folder])

    return take


def test_a_queue_is_worked_from_its_page(client: Client, post: Callable[..., str], came: Callable[..., None]) -> None:
    assert "Nothing waits for you." in client.get("/inbox").text
    assert "There are no profiles" in client.get("/profiles").text
    assert post("/profiles/replace", rules=RULES) == "/profiles"
    assert "Nothing waits for you." in client.get("/inbox").text  # what came before is not distributed
    came(97)
    came(98)
    page = client.get("/inbox").text
    assert ("2 waiting" in page, page.count(">Action taken ")) == (True, 2)
    assert client.get("/inbox.json").json()["waiting"] == 2
    assert post("/inbox/mark", telegram="15BELISAR97", step="received") == "/inbox"
    assert re.search(r"received \d{4}-\d\d-\d\d \d\d:\d\dZ", client.get("/inbox").text)
    post("/inbox/mark", telegram="15BELISAR97", step="acted")
    page = client.get("/inbox").text
    assert ("1 waiting" in page, "15BELISAR97" in page) == (True, False)
    done = client.get("/inbox?done=1").text
    assert "acted on by owner" in done
    assert client.get("/inbox").text.count("<b>") == 0


def test_what_is_answered_says_so_until_it_is_acted_on(
    client: Client, desk: Desk, post: Callable[..., str], came: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    post("/profiles/replace", rules=RULES)
    came(97)
    came(98)
    place = post("/drafts/new", template="report", answers="15BELISAR97")
    page = client.get("/inbox").text
    assert page.count("answer under way") == 1
    assert f'answer under way: <a href="{place}">' in page
    told = {one["listing"]["mrn"]: one["answer"] for one in client.get("/inbox.json").json()["held"]}
    answer = told.pop("15BELISAR97")
    assert (place.rpartition("/")[2], answer["state"], answer["mrn"]) == (answer["draft"], "drafted", None)
    assert list(told.values()) == [None]
    every = HeldDrafts.all

    def released(held: HeldDrafts, reader: Reader) -> Iterator[Standing]:
        for one in every(held, reader):
            yield msgspec.structs.replace(one, state="released", mrn="26FOROFF7")

    monkeypatch.setattr(HeldDrafts, "all", released)
    page = client.get("/inbox").text
    assert 'answered in <a href="/telegram/26FOROFF7">26FOROFF7</a>' in page
    assert ("2 waiting" in page, page.count(">Action taken ")) == (True, 2)
    assert [one["answer"]["mrn"] for one in client.get("/inbox.json").json()["held"] if one["answer"]] == ["26FOROFF7"]
    monkeypatch.undo()
    post(f"{place}/withdraw", text=desk.clearing.all(OWNER)[0].text)
    assert "answer under way" not in client.get("/inbox").text


def test_a_page_says_why_a_telegram_came(client: Client, post: Callable[..., str], came: Callable[..., None]) -> None:
    post("/profiles/replace", rules=RULES)
    came(97)
    post("/inbox/mark", telegram="15BELISAR97", step="read")
    page = client.get("/route/15BELISAR97").text
    assert "for action, by &lt;b&gt;Belisar&lt;/b&gt;, too" in page
    assert "owner has the action." in page
    assert "owner: read" in page
    assert "from: BELISAR" in page


def test_wrong_rules_are_refused_and_one_is_removed(client: Client, post: Callable[..., str]) -> None:
    post("/profiles/replace", rules=RULES)
    with pytest.raises(AssertionError, match="no TOML"):
        post("/profiles/replace", rules="[[profile")
    nobody = RULES.replace('to = "owner"', 'to = "zoe"', 1)
    with pytest.raises(AssertionError, match="zoe is no account that may read, and no office"):
        post("/profiles/replace", rules=nobody)
    assert post("/profiles/replace", rules=nobody, anyway="1") == "/profiles"
    assert "zoe is no account that may read" in client.get("/profiles").text
    post("/profiles/replace", rules=RULES)
    post("/profiles/remove", name="too")
    page = client.get("/profiles").text
    assert ("&lt;b&gt;Belisar" in page, "airfield" in page) == (True, False)


def test_the_pages_say_nothing_of_what_is_closed(
    client: Client, desk: Desk, post: Callable[..., str], came: Callable[..., None]
) -> None:
    post("/profiles/replace", rules=RULES)
    came(97)
    came(98, "SECRET")
    desk.asks = Reader("owner", rank=0)
    page = client.get("/inbox").text
    assert ("1 waiting" in page, "15BELISAR98" in page, "15BELISAR97" in page) == (True, False, True)
    assert client.get("/route/15BELISAR98").status_code == client.get("/route/15BELISAR99999").status_code == 404


def test_other_rules_are_tried_on_the_traffic(client: Client, post: Callable[..., str]) -> None:
    post("/profiles/replace", rules=RULES)
    token = re.search(r'"x-csrftoken": "([0-9a-f]+)"', client.get("/").text)
    assert token is not None
    form = {"_csrf_token": token[1], "rules": RULES.replace("airfield", "strait"), "since": "2015-01-01"}
    answer = client.post("/profiles/rehearse", data=form)
    assert answer.status_code == 200
    assert re.search(r"\d+ differences? over \d+ telegrams since 2015-01-01. Nothing was changed", answer.text)
    assert "strait" in answer.text  # the rules that were tried stand in the form
    assert "strait" not in client.get("/profiles").text
    assert "nobody is no account" not in answer.text
    tried = client.post(
        "/profiles/rehearse",
        data={**form, "rules": form["rules"] + '\n[[profile]]\nname = "n"\nto = "nobody"\nfrom = ["X"]\n'},
    )
    assert "nobody is no account that may read, and no office" in tried.text
    assert client.post("/profiles/rehearse", data={**form, "since": "soon"}).status_code == 409


def test_an_old_page_of_rules_writes_over_nothing(client: Client, post: Callable[..., str]) -> None:
    post("/profiles/replace", rules=RULES)
    page = client.get("/profiles").text
    over = page.split('name="over" value="')[1].split('"')[0]
    theirs = RULES + '\n[[profile]]\nname = "theirs"\nto = "owner"\nwords = ["barge"]\n'
    assert post("/profiles/replace", rules=theirs, over=over) == "/profiles"
    ours = RULES + '\n[[profile]]\nname = "ours"\nto = "owner"\nwords = ["tug"]\n'
    token = page.split('name="_csrf_token" value="')[1].split('"')[0]
    told = client.post("/profiles/replace", data={"rules": ours, "over": over, "_csrf_token": token})
    assert told.status_code == 409
    assert "another changed the rules since you opened this page" in told.text
    assert '<th scope="row">theirs</th>' in told.text
    assert "[&#34;tug&#34;]" in told.text, "what was typed is lost"
    assert '<th scope="row">ours</th>' not in client.get("/profiles").text
    again = told.text.split('name="over" value="')[1].split('"')[0]
    assert post("/profiles/replace", rules=ours, over=again) == "/profiles"
    # A trial does not make the page any newer.
    tried = client.post(
        "/profiles/rehearse", data={"rules": RULES, "since": "2016-01-01", "over": over, "_csrf_token": token}
    )
    assert f'name="over" value="{over}"' in tried.text


def test_a_long_queue_goes_on_by_its_links(
    client: Client, post: Callable[..., str], came: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("legation.web.distributing._SHOWN", 2)
    post("/profiles/replace", rules=RULES)
    names = [f"15BELISAR{number}" for number in range(101, 106)]
    for name in names:
        came(int(name[-3:]))

    def pages(address: str) -> list[list[str]]:
        found = []
        while address:
            page = client.get(address).text
            section = page.partition('id="done"')[2] if "done=1" in address else page
            found.append([name for name in names if f"/telegram/{name}" in section])
            links = [html.unescape(link) for link in re.findall(r'rel="next" href="([^"]+)"', section)]
            address = links[0] if links else ""
        return found

    waiting = pages("/inbox")
    assert ([len(page) for page in waiting], sorted(name for page in waiting for name in page)) == ([2, 2, 1], names)
    assert "Nothing further waits" not in client.get("/inbox").text
    for name in names:
        post("/inbox/mark", telegram=name, step="acted")
    done = pages("/inbox?done=1")
    assert ([len(page) for page in done], sorted(name for page in done for name in page)) == ([2, 2, 1], names)
    wrong = client.get("/inbox?after=nowhere")
    assert (wrong.status_code, "no place in that list" in wrong.text) == (400, True)
