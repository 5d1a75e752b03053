"""Citations and annotations on the page, and what a lower reader meets of them: nothing."""

from __future__ import annotations

import html
import re
from collections.abc import Callable

import pytest

from legation.core.marking import OWNER, Reader
from legation.web import annotating

from .traffic import Client, Desk

LOW, OPEN = Reader("carol", rank=3), Reader("dan", rank=0)


def test_a_paragraph_is_cited_in_three_forms_without_a_script(client: Client) -> None:
    page = client.get("/telegram/15BELISAR12").text
    link = re.search(r'href="(/telegram/15BELISAR12/cite\?at=p2[^"]*)"', page)
    assert link is not None
    cited = html.unescape(client.get(html.unescape(link[1])).text)
    assert "15BELISAR12, para. 2, AMEMBASSY BELISAR, 12 January 2015" in cited
    assert "AMEMBASSY BELISAR to FOROFF, telegram 15BELISAR12" in cited
    assert "@misc{telegram-15BELISAR12-p2," in cited
    assert '<p class="banner level-confidential">CONFIDENTIAL</p>' in cited


@pytest.mark.parametrize(
    ("form", "begins"),
    [("plain", "15BELISAR12,"), ("bibtex", "@misc{"), ("chicago", "AMEMB"), ("ris", "TY  - PCOMM\n")],
)
def test_each_form_is_a_text_of_its_own(client: Client, form: str, begins: str) -> None:
    answer = client.get("/telegram/15belisar12/cite", params={"form": form})
    assert answer.text.startswith(begins)
    assert "CONFIDENTIAL" in answer.text
    assert client.get("/telegram/15BELISAR12/cite?form=json").json()[form] == answer.text.removesuffix("\n")


def test_what_is_not_there_is_not_cited(client: Client, desk: Desk) -> None:
    assert client.get("/telegram/15BELISAR12/cite?at=p9").status_code == 404
    desk.asks = LOW
    closed, absent = (client.get(f"/telegram/{name}/cite") for name in ("15BELISAR99", "15BELISAR98"))
    assert closed.status_code == absent.status_code == 404
    assert closed.text.replace("15BELISAR99", "15BELISAR98") == absent.text


def test_an_annotation_stands_beside_its_paragraph_and_can_be_taken_back(
    client: Client, post: Callable[..., str]
) -> None:
    at = post("/telegram/15BELISAR12/annotate", text="<b>Ask</b> the attaché\nfirst", at="p2")
    assert at == "/telegram/15BELISAR12#p2"
    page = client.get("/telegram/15BELISAR12").text
    beside = page[page.index('id="p2"') : page.index('id="p3"')]
    assert "&lt;b&gt;Ask&lt;/b&gt; the attaché\nfirst" in beside
    assert "(C)" in beside
    (told,) = client.get("/telegram/15BELISAR12/annotations.json").json()
    assert (told["place"], told["by"], told["marking"]) == ("p2", "owner", "C")
    post("/telegram/15BELISAR12/withdraw", annotation=told["id"])
    assert "attaché" not in client.get("/telegram/15BELISAR12").text


def test_a_lower_reader_meets_no_annotation_on_any_page(client: Client, desk: Desk, post: Callable[..., str]) -> None:
    post("/telegram/15BELISAR99/annotate", text="the quillwort runway")
    post("/telegram/15BELISAR12/annotate", text="the quillwort patrol", at="p1")
    desk.asks = LOW
    names = ("15BELISAR99", "15BELISAR12", "15BELISAR7", "15BELISAR98")
    paths = [f"/telegram/{name}{after}" for name in names for after in ("", "/annotations", "/annotations.json")]
    paths += [f"/annotations{after}" for after in ("", "?form=json", "?form=csv", "?form=md")]
    for path in [*paths, "/", "/today.json", "/search?q=quillwort", "/saved"]:
        assert "runway" not in client.get(path).text, path
    assert "quillwort patrol" in client.get("/telegram/15BELISAR12").text
    desk.asks = OPEN
    for path in [*paths, "/", "/today.json", "/search?q=quillwort"]:
        assert "quillwort p" not in client.get(path).text, path


def test_another_readers_annotation_cannot_be_taken_back_nor_written_on_what_is_closed(
    client: Client, desk: Desk, post: Callable[..., str]
) -> None:
    post("/telegram/15BELISAR12/annotate", text="mine")
    (told,) = desk.annotating.of(OWNER, "15BELISAR12")
    token = re.search(r'"x-csrftoken": "([0-9a-f]+)"', client.get("/").text)
    assert token is not None
    desk.asks = LOW
    for path, form, status in (
        ("/telegram/15BELISAR12/withdraw", {"annotation": told.id}, 409),
        ("/telegram/15BELISAR99/withdraw", {"annotation": told.id}, 404),
        ("/telegram/15BELISAR99/annotate", {"text": "x"}, 404),
        ("/telegram/15BELISAR98/annotate", {"text": "x"}, 404),
        ("/telegram/15BELISAR12/annotate", {"text": " "}, 409),
    ):
        assert client.post(path, data={"_csrf_token": token[1], **form}).status_code == status, path
    assert client.post("/telegram/15BELISAR12/annotate", data={"text": "no token"}).status_code == 403
    assert [one.text for one in desk.annotating.of(OWNER, "15BELISAR12")] == ["mine"]


def test_annotations_are_gathered_by_keyword_with_words_and_citation(client: Client, post: Callable[..., str]) -> None:
    post("/telegram/15BELISAR12/annotate", text="first word of it #Patrols", at="p2")
    post("/telegram/15BELISAR7/annotate", text="other matter")
    page = client.get("/annotations?keyword=patrols")
    assert "first word of it" in page.text
    assert "other matter" not in page.text
    assert "15BELISAR12 para 2" in page.text
    assert "/propose?telegram=15BELISAR12" in page.text
    (item,) = client.get("/annotations?keyword=patrols&form=csl").json()
    assert item["id"] == "telegram-15BELISAR12-p2"
    for form in ("csv", "md", "plain", "chicago", "bibtex", "ris"):
        file = client.get(f"/annotations?keyword=patrols&form={form}")
        assert "15BELISAR12" in file.text, form
        assert file.headers["Legation-Marking"] == "CONFIDENTIAL", form
    every = client.get("/annotations").text
    assert "other matter" in every
    assert client.get("/annotations?keyword=none").text.count("<li data-row>") == 0


def test_annotations_are_gathered_page_by_page(
    client: Client, desk: Desk, post: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(5):
        post("/telegram/15BELISAR12/annotate", text=f"note {number}")
    monkeypatch.setattr(annotating, "PAGE", 2)
    told, path = [], "/annotations"
    while path:
        page = client.get(path).text
        told += re.findall(r'<p class="written">(note \d)', page)
        following = re.search(r'rel="next" href="([^"]+)"', page)
        path = html.unescape(following[1]) if following else ""
    assert sorted(told) == [f"note {number}" for number in range(5)]
    assert len(client.get("/annotations?form=json").json()["gathered"]) == 5
    assert client.get("/annotations?after=ffffffffffffffff").status_code == 404
    desk.asks = LOW
    assert desk.annotating.gathered(LOW, limit=2).total == len(desk.annotating.gathered(LOW).gathered)
