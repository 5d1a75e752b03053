"""The page of a dialogue that telegrams propose: chosen, shown with its evidence, opened with what is ticked."""

from __future__ import annotations

import html
import re
from collections.abc import Callable

import pytest

from legation.core.marking import OWNER, Reader
from legation.web import annotating, founding

from .traffic import Client, Desk

Post = Callable[..., str]


def test_it_is_shown_and_opened_with_what_is_ticked(client: Client, desk: Desk, post: Post) -> None:
    assert "Choose the telegrams" in client.get("/propose").text
    page = client.get("/propose?q=dialogue&more=15BELISAR7").text
    assert ("participation in the strait patrol" in page, "Nothing is entered yet" in page) == (True, True)
    assert 'class="banner level-confidential">CONFIDENTIAL<' in page
    assert '<span class="quiet">raised, sought by XV from XT</span></h2>' in page
    assert desk.dialogues.all(OWNER) == []
    telegrams = re.search(r'name="telegrams" value="([^"]*)"', page)
    assert telegrams is not None
    ticks = dict(re.findall(r'name="(item\.\d+)" value="([^"]+)" checked', page))
    named = {name: value for name, value in ticks.items() if value in _of(page, "participation")}
    assert named
    assert post("/propose/open", telegrams=telegrams[1], id="xv-xt", **named) == "/dialogue/xv-xt"
    board = client.get("/dialogue/xv-xt").text
    assert ("participation in the strait patrol" in board, "surplus missiles" in board) == (True, False)
    assert client.get("/propose.json?telegram=15BELISAR12").json()["telegrams"] == ["15BELISAR12"]


def _of(page: str, words: str) -> set[str]:
    return {
        told for line in page.splitlines() if words in line for told in re.findall(r'value="([^"]+)" checked', line)
    }


def test_what_proposes_none_asks_for_title_and_parties(client: Client, post: Post) -> None:
    page = client.get("/propose?telegram=15BELISAR7").text
    assert "give a title and the parties" in page
    assert 'value="15BELISAR7" checked' in page
    page = client.get("/propose?telegram=15BELISAR7&title=Port+visits&parties=xv,xt&ours=xv").text
    assert "<h1>Port visits</h1>" in page
    post("/propose/open", telegrams="15BELISAR7", title="Port visits", parties="XV, XT", id="ports")
    assert "Port visits" in client.get("/dialogue/ports").text


def test_a_wrong_search_is_said(client: Client) -> None:
    page = client.get("/propose?q=%22dialogue").text
    assert "A quotation is not closed: put a second" in page
    assert client.get("/search?q=dialogue").text.count("/propose?q=dialogue") == 1
    assert "/propose?telegram=15BELISAR12" in client.get("/thread/15BELISAR12").text


def test_more_telegrams_than_a_link_holds_are_sent(client: Client, post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    named = ("15BELISAR12", "15BELISAR7")
    for name in named:
        post(f"/telegram/{name}/annotate", text="of the matter #patrols")
    assert "/propose?telegram=15BELISAR" in client.get("/annotations").text
    for room in (founding, annotating):
        monkeypatch.setattr(room, "IN_A_LINK", 1)
    page = client.get("/annotations").text
    assert "/propose?telegram=" not in page
    said = _fields(page, "/propose/many")
    assert set(said["telegrams"].split()) == set(named)
    answer = client.post("/propose/many", data=said)
    assert "participation in the strait patrol" in answer.text
    assert "/propose.json?" not in answer.text
    told = client.post("/propose/many.json", data=_fields(answer.text, "/propose/many.json")).json()
    assert set(told["telegrams"]) == set(named)
    chosen = re.findall(r'type="checkbox" name="(telegram\.\d+)" value="([^"]+)" checked', answer.text)
    assert {name for _, name in chosen} == set(named)
    again = client.post(
        "/propose/many", data={"_csrf_token": said["_csrf_token"], chosen[0][0]: chosen[0][1], "q": "7"}
    )
    assert again.status_code == 200
    assert client.post("/propose/many", data={"telegrams": "15BELISAR12"}).status_code == 403


def _fields(page: str, action: str) -> dict[str, str]:
    """The hidden fields of the form that is sent there."""
    form = page.partition(f'method="post" action="{action}">')[2].partition("</form>")[0]
    return {name: html.unescape(value) for name, value in re.findall(r'name="(\w+)" value="([^"]*)"', form)}


def test_closed_and_absent_telegrams_answer_alike(client: Client, desk: Desk) -> None:
    desk.asks = Reader("owner", rank=3)
    closed, absent = client.get("/propose?telegram=15BELISAR99"), client.get("/propose?telegram=15BELISAR98")
    assert closed.status_code == absent.status_code == 404
    assert closed.text.replace("15BELISAR99", "") == absent.text.replace("15BELISAR98", "")


@pytest.mark.parametrize("said", ["15BELISAR13"])
def test_words_of_a_telegram_are_text(client: Client, said: str) -> None:
    page = client.get(f"/propose?telegram={said}&title=%3Cb%3Ex&parties=XV,XT").text
    assert ("<b>x" in page, "<script>alert" in page) == (False, False)


def test_what_is_left_is_decided_where_it_stands_once_the_dialogue_is_open(on_sample: Client) -> None:
    before = _left(on_sample)
    form = r'action="(/dialogue/xv-xt/reject)".*?value="(\w+)".*?value="(\w+)".*?value="(\w+)"'
    forms = re.findall(form, before, re.DOTALL)
    assert forms
    address, token, telegram, which = forms[0]
    sent = {"_csrf_token": token, "telegram": telegram, "proposal": which, "page": "proposals", "reason": "said twice"}
    answer = on_sample.post(address, data=sent, headers={"hx-request": "true"})
    assert (answer.status_code, "Rejected: said twice" in answer.text) == (200, True)
    assert which not in _left(on_sample)
    assert "rejected: said twice" in _left(on_sample)


def test_before_the_dialogue_is_open_there_is_no_form(client: Client) -> None:
    page = client.get("/propose?telegram=15BELISAR12").text
    assert "once the dialogue is open" in page
    assert "/reject" not in page


def _left(client: Client) -> str:
    return client.get("/propose?q=dialogue").text.partition('id="left"')[2].partition('id="choose"')[0]
