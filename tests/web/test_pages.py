"""Every page answers, holds what it must, and says nothing that it must not."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from litestar.testing import TestClient
from tests.pdfs import pdf_of

from legation.core.marking import OWNER, Reader
from legation.core.text import Span
from legation.services.banners import MARKING
from legation.services.dialogue.overview import REPORTS
from legation.web.faithful import Overlay, blocks
from legation.web.pages import make_app

from .traffic import CLOSED, FIRST, HOSTILE, TEXTS, Client, Desk, decision, message, new_desk

LOW = Reader("carol", rank=3)


def faithful(page: str) -> str:
    """The text of a telegram as a browser shows it: tags taken out, references read."""
    parts = re.findall(r'<pre class="faithful">(.*?)</pre>', page, re.DOTALL)
    return html.unescape(re.sub(r"<[^>]*>", "", "".join(parts)))


def all_pages(dialogue: str) -> list[str]:
    board = f"/dialogue/{dialogue}"
    return [
        "/",
        "/search",
        "/search?q=dialogue",
        "/search?q=nothingofthis",
        "/search?q=dialogue&sort=oldest",
        "/facets?q=dialogue",
        '/search?q="open',
        *(f"/telegram/{mrn}" for mrn in TEXTS),
        "/gaps",
        "/gaps?numbers=14",
        "/gaps?after=99",
        "/gap/14FOROFF901",
        "/thread/15BELISAR12?depth=3",
        "/thread/14FOROFF901",
        "/telegram/15BELISAR12/copies",
        "/saved",
        "/saved?q=dialogue",
        "/inbox",
        "/inbox?done=1",
        "/route/15BELISAR12",
        "/profiles",
        "/declass",
        "/declass?on=2030-01-01&month=2025-01",
        "/declass?on=9999-12-31",
        "/declass?on=0001-01-01",
        board,
        f"{board}?turn=mine",
        f"{board}?turn=closed&as_of=2015-02-01",
        f"{board}?as_of=2014-01-01",
        f"{board}/objective/1",
        f"{board}/position/1",
        f"{board}/dialogue/story",
        f"{board}/brief",
        f"{board}?overdue=1&stalled=30&moved_since=2015-01-01",
        *(f"{board}/{name}" for name in REPORTS),
        f"{board}/diff?since=2014-01-01",
    ]


def test_every_page_answers_without_anything_from_outside(client: Client, dialogue: str) -> None:
    for path in all_pages(dialogue):
        answer = client.get(path)
        assert answer.status_code == 200, path
        assert answer.headers["content-type"] == "text/html; charset=utf-8"
        assert "<main" in answer.text
        # The name of the language of a picture is no address that anybody asks.
        assert not re.search(r'https?://(?!www\.w3\.org/2000/svg")', answer.text), path
        assert not re.search(r'(?:src|href|action)="//', answer.text), path
        assert not re.search(r"<script(?![^>]* src=)", answer.text), f"a script in the page of {path}"
        assert not re.search(r"<[^>]+ (?:style|on[a-z]+)=", answer.text), f"an inline style or handler in {path}"


def test_the_navigation_marks_the_page_that_one_is_on(client: Client) -> None:
    marked = re.compile(r'<a href="(/[^"]*)" aria-current="page">')
    nav = client.get("/").text.partition('aria-label="Legation">')[2].partition("</nav>")[0]
    for address in re.findall(r'<a href="(/[^"]*)"', nav):
        page = client.get(address).text.partition('aria-label="Legation">')[2].partition("</nav>")[0]
        assert marked.findall(page) == [address]


def test_ids_of_a_page_are_unique_and_its_own_links_lead_somewhere(client: Client, dialogue: str) -> None:
    for path in all_pages(dialogue):
        page = client.get(path).text
        ids = re.findall(r' id="([^"]+)"', page)
        assert len(ids) == len(set(ids)), path
        for target in re.findall(r'href="#([^"]+)"', page):
            assert target in ids, f"{path} #{target}"


def test_links_of_every_page_lead_to_pages(client: Client, dialogue: str) -> None:
    seen: set[str] = set()
    for path in all_pages(dialogue):
        for link in re.findall(r'(?:href|src)="(/[^"]*)"', client.get(path).text):
            address = html.unescape(link).partition("#")[0]
            if address not in seen:
                seen.add(address)
                assert client.get(address).status_code == 200, f"{address} on {path}"


# The telegram.


@pytest.mark.parametrize("mrn", TEXTS)
def test_the_faithful_text_is_the_source(client: Client, mrn: str) -> None:
    assert faithful(client.get(f"/telegram/{mrn}").text) == TEXTS[mrn]
    assert client.get(f"/telegram/{mrn}.txt").text == TEXTS[mrn]


@pytest.mark.parametrize("mrn", TEXTS)
def test_a_telegram_as_a_file_says_in_its_header_how_closely_it_is_held(client: Client, mrn: str) -> None:
    page = client.get(f"/telegram/{mrn}").text
    for form in ("txt", "json"):
        over = client.get(f"/telegram/{mrn}.{form}").headers["Legation-Marking"]
        assert over
        assert over in page


def test_the_seed_telegram_is_faithful(seed: bytes, tmp_path_factory: pytest.TempPathFactory) -> None:
    desk = new_desk()
    file = tmp_path_factory.mktemp("seed") / "09TRIPOLI893.txt"
    file.write_bytes(seed)
    desk.ingest.run(desk.asks, [file])
    with TestClient(make_app(desk), base_url="http://127.0.0.1:8000") as client:
        page = client.get("/telegram/09TRIPOLI893").text
    assert faithful(page) == seed.decode()
    assert 'id="p2"' in page
    assert 'href="/gap/09STATE112900"' in page


EDITION = (
    '<div type="document" xml:id="d2" n="2">'
    '<head>2. Telegram From the <gloss type="from">Embassy in Avaria</gloss> to '
    'the <gloss type="to">Department of State</gloss><note n="1" type="source">Source: Central Files. Secret.</note>'
    "</head>\n  <p>1. The <hi>dues</hi> &amp; tolls<lb/>\n   rise &lt;in June&gt;.</p>\n  <p>2. We ask.</p></div>"
)


def test_the_tags_of_an_edition_stand_apart_so_that_they_can_be_hidden(client: Client, tmp_path: Path) -> None:
    desk = new_desk()
    file = tmp_path / "frus1964-68v16.xml"
    file.write_text(f'<TEI xmlns="http://www.tei-c.org/ns/1.0">{EDITION}</TEI>', encoding="utf-8")
    desk.ingest.run(desk.asks, [file])
    (listing,) = desk.reading.every(desk.asks)
    with TestClient(make_app(desk), base_url="http://127.0.0.1:8000") as reading:
        page = reading.get(f"/telegram/{listing.sha256}").text
    assert faithful(page) == EDITION
    shown = "".join(re.findall(r'<pre class="faithful">(.*?)</pre>', page, re.DOTALL))
    hidden = re.sub(r'<span class="tag">[^<]*</span>', "", shown)
    assert "<" not in html.unescape(re.sub(r"<[^>]*>", "", hidden)).replace("&lt;in June&gt;", "")
    assert '<span class="tag">&lt;lb/&gt;</span><span class="ends"></span>' in page
    assert 'id="tags"' in page
    assert "text bare" in page
    assert 'id="tags"' not in client.get("/telegram/15BELISAR12").text


def test_a_telegram_shows_its_fields_paragraphs_and_thread(client: Client) -> None:
    page = client.get("/telegram/15belisar00012").text
    for anchor in ("p1", "p2", "p3"):
        assert f'id="{anchor}"' in page
    assert '<p class="banner level-confidential">CONFIDENTIAL</p>' in page
    assert "FOROFF (IMMEDIATE)" in page
    assert 'href="/telegram/15BELISAR7"' in page  # held
    assert 'href="/gap/14FOROFF901"' in page  # not held
    assert 'href="/telegram/15BELISAR13"' in page  # cites this one


def test_a_telegram_that_came_as_pdf_gives_it_to_who_reads_it_whole(client: Client, desk: Desk, tmp_path: Path) -> None:
    text = message("15BELISAR20", "000020", "SECRET", "A TUG", "NONE", "1. (C) It came.\n\n2. (S) It left.")
    made = pdf_of(*text.split("\n\n", 3))
    (tmp_path / "20.pdf").write_bytes(made)
    desk.ingest.run(OWNER, [tmp_path / "20.pdf"])
    desk.releasing.set("paragraphs")
    page = client.get("/telegram/15BELISAR20").text
    assert ("The PDF itself" in page, "application/pdf" in page) == (True, False)
    answer = client.get("/telegram/15BELISAR20.pdf")
    assert (answer.content, answer.headers["content-type"]) == (made, "application/pdf")
    assert (answer.headers["content-disposition"], answer.headers[MARKING]) == ("attachment", "SECRET")
    assert "2. (S) It left." in client.get("/telegram/15BELISAR20.txt").text
    assert client.get("/telegram/15BELISAR12.pdf").status_code == 404
    desk.asks = Reader("carol", rank=3)
    page = client.get("/telegram/15BELISAR20").text
    assert ("It came." in page, "It left." in page, "The PDF itself" in page) == (True, False, False)
    assert client.get("/telegram/15BELISAR20.pdf").status_code == 404


def test_sections_that_came_as_pdfs_give_each_its_own(client: Client, desk: Desk, tmp_path: Path) -> None:
    made = []
    for number in (1, 2):
        text = message(
            "15BELISAR21", f"000021 SECTION 0{number} OF 02", "SECRET", "A TUG", "NONE", f"{number}. (S) It came."
        )
        made.append(pdf_of(text))
        (tmp_path / f"{number}.pdf").write_bytes(made[-1])
    desk.ingest.run(OWNER, [tmp_path])
    page = client.get("/telegram/15BELISAR21").text
    links = [html.unescape(link) for link in re.findall(r'href="(/telegram/15BELISAR21\.pdf[^"]*)"', page)]
    assert [client.get(link).content for link in links] == made


def test_a_telegram_as_json_is_that_of_the_contract(client: Client, desk: Desk) -> None:
    told = client.get("/telegram/15BELISAR12.json").json()
    assert told["mrn"] == "15BELISAR12"
    assert "source" not in told
    assert told["elements"][-1]["span"][1] == len(FIRST)


def test_words_of_a_telegram_are_never_markup(client: Client, desk: Desk) -> None:
    opened = desk.dialogues.open(desk.asks, "15BELISAR12", title="<script>title</script>")
    desk.dialogues.accept(desk.asks, opened, "15BELISAR13")
    board = f"/dialogue/{opened}"
    paths = ["/", "/search?q=note", "/search?q=<script>", "/telegram/15BELISAR13", f"{board}/objective/1"]
    for path in [*paths, board, f"{board}/brief", "/gaps", "/telegram/<script>", "/telegram/15BELISAR12"]:
        page = client.get(path).text
        assert "<script>" not in page, path
        assert "<img" not in page, path
    assert faithful(client.get("/telegram/15BELISAR13").text) == HOSTILE


def test_odd_characters_stay_what_they_are(desk: Desk) -> None:
    telegram = desk.reading.telegram(desk.asks, "15BELISAR12")
    odd = "\n\r\n\ttab \x0c form \u2028 line <&>\"' \r"
    changed = type(telegram)(sha256="0" * 64, layout="", source=odd)
    told = "".join(str(block.html) for block in blocks(changed))
    assert html.unescape(re.sub(r"<[^>]*>", "", told)) == odd
    assert "\r" not in told  # a browser would make LF of CR LF


def test_overlays_may_cross_and_touch_the_end(desk: Desk) -> None:
    telegram = desk.reading.telegram(desk.asks, "15BELISAR12")
    end = len(telegram.source)
    spans = [(0, end), (5, 50), (40, 90), (end, end), (end - 1, end), (7, 7)]
    over = [Overlay(span=Span(*s), css="finding", says="x", id=f"f{n}") for n, s in enumerate(spans)]
    told = "".join(str(block.html) for block in blocks(telegram, over))
    assert html.unescape(re.sub(r"<[^>]*>", "", told)) == telegram.source
    for n in range(len(spans)):
        assert f'id="f{n}"' in told
    assert told.count("<span") == told.count("</span>")


# Search.


def test_hits_show_what_matched_and_lead_to_the_paragraph(client: Client) -> None:
    page = client.get("/search?q=missiles").text
    assert "<mark>missiles</mark>" in page
    assert 'href="/telegram/15BELISAR12#p1"' in page
    assert "2015-01-12" in page
    assert re.search(r'also para <a href="/telegram/[0-9A-Z]+#p\d+">', client.get("/search?q=the").text)
    assert "PROPOSAL FOR A DIALOGUE WITH TARQAND" in page


def test_a_wrong_query_is_pointed_at(client: Client) -> None:
    page = client.get("/search", params={"q": 'missiles "open'})
    assert page.status_code == 200
    pointer = re.search(r'<pre class="pointer"[^>]*>(.*?)\n( *)\^</pre>', page.text, re.DOTALL)
    assert pointer is not None
    assert html.unescape(pointer[1]) == 'missiles "open'
    assert len(pointer[2]) == 9


@pytest.mark.parametrize("asked", [{"sort": "worst"}, {"sort": "oldest"}, {"q": "(a OR"}, {"q": "a" * 5000}])
def test_any_search_is_answered(client: Client, asked: dict[str, str]) -> None:
    assert client.get("/search", params={"q": "dialogue", **asked}).status_code == 200


def test_a_cursor_that_cannot_be_read_is_refused(client: Client) -> None:
    assert client.get("/search", params={"q": "dialogue", "after": "x"}).status_code == 400


def test_hits_go_on_to_the_next_page(desk: Desk, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("many")
    for n in range(200, 225):
        text = FIRST.replace("BELISAR 000012", f"BELISAR 000{n}").replace("strait", f"strait{n}")
        (folder / f"{n}.txt").write_text(text)
    desk.ingest.run(desk.asks, [folder])
    with TestClient(make_app(desk), base_url="http://127.0.0.1:8000") as client:
        for path in ("/search?q=contact", "/search?q=contact&sort=oldest"):
            page = client.get(path).text
            following = re.search(r'rel="next" href="([^"]+)"', page)
            assert following is not None
            assert "<strong>26</strong> telegrams" in page
            rest = client.get(html.unescape(following[1])).text
            assert 'rel="next"' not in rest
            first, last = (set(re.findall(r'class="opens" href="([^"#]+)', one)) for one in (page, rest))
            assert (len(first), len(last), len(first | last)) == (20, 6, 26)


def test_facets_stand_beside_the_hits_and_narrow_them(client: Client) -> None:
    page = client.get("/search?q=dialogue OR missiles").text
    told = re.search(r'hx-get="(/facets[^"]+)"', page)
    assert told is not None
    page = client.get(html.unescape(told[1])).text
    found = re.search(r'<a href="([^"]+)">PREL</a> <span class="quiet">(\d+)</span>', page)
    assert found is not None
    link = html.unescape(found[1])
    assert parse_qs(urlsplit(link).query)["q"] == ["(dialogue OR missiles) tag:PREL"]
    assert f"<strong>{found[2]}</strong> telegram" in client.get(link).text


def test_a_number_that_is_only_cited_is_said_to_be_known(client: Client) -> None:
    page = client.get("/search?q=14 foroff 901").text
    assert "<strong>14FOROFF901</strong> is known by reference, not held." in page
    assert "known by reference" not in client.get("/search?q=15BELISAR12").text
    assert "known by reference" not in client.get("/search?q=15BELISAR99999").text


def test_the_last_word_goes_on(client: Client) -> None:
    assert '<option value="tag:PREL">SECRET</option>' in client.get("/suggest?q=tag:p").text
    assert '<option value="tag:"></option>' in client.get("/suggest?q=ta").text
    assert client.get("/suggest?q=").text.strip() == ""


# The board.


def test_the_board_shows_every_objective(client: Client, dialogue: str) -> None:
    page = client.get(f"/dialogue/{dialogue}").text
    assert page.count('<p class="banner level-confidential">CONFIDENTIAL</p>') == 2
    assert "participation in the strait patrol" in page
    assert "help with surplus missiles" in page
    assert "reluctant" in page
    assert 'href="/telegram/15BELISAR12#p1"' in page


def test_the_filter_keeps_one_turn(client: Client, desk: Desk, dialogue: str) -> None:
    desk.dialogues.record(desk.asks, dialogue, "objective.table", "2")
    page = client.get(f"/dialogue/{dialogue}?turn=waiting").text
    assert "help with surplus missiles" in page
    assert "participation in the strait patrol" not in page
    assert "participation in the strait patrol" in client.get(f"/dialogue/{dialogue}?turn=mine").text
    assert "participation in the strait patrol" in client.get(f"/dialogue/{dialogue}?turn=other").text


def test_the_board_as_it_stood(client: Client, desk: Desk, dialogue: str) -> None:
    assert "As it stood on 2015-01-11" in client.get(f"/dialogue/{dialogue}?as_of=2015-01-11").text
    assert "strait patrol" not in client.get(f"/dialogue/{dialogue}?as_of=2015-01-11").text
    assert "strait patrol" in client.get(f"/dialogue/{dialogue}?as_of=2015-01-12").text
    desk.dialogues.record(desk.asks, dialogue, "objective.table", "1")
    story = f"/dialogue/{dialogue}/objective/1"
    assert "tabled" in client.get(story).text
    assert "tabled" not in client.get(f"{story}?as_of=2015-01-12").text


@pytest.mark.parametrize("day", ["2015-13-01", "yesterday", "20150101T00"])
def test_a_wrong_day_is_refused(client: Client, dialogue: str, day: str) -> None:
    assert client.get(f"/dialogue/{dialogue}", params={"as_of": day}).status_code == 400


def test_the_story_quotes_and_links(client: Client, dialogue: str) -> None:
    page = client.get(f"/dialogue/{dialogue}/objective/1").text
    assert "“participation in the strait patrol”" in page
    assert 'href="/telegram/15BELISAR12#p1"' in page
    assert f"/dialogue/{dialogue}/position/1" in page
    assert "2015-01-12" in page


def test_the_brief_carries_its_marking(client: Client, dialogue: str) -> None:
    page = client.get(f"/dialogue/{dialogue}/brief").text
    assert page.count("CONFIDENTIAL</p>") == 2
    assert 'Declassify on: <span class="nobr">12 January 2025</span>' in page
    assert "is past" not in page
    text = client.get(f"/dialogue/{dialogue}/brief.md")
    assert text.headers["content-type"].startswith("text/markdown")
    assert text.text.startswith("CONFIDENTIAL")


def test_boards_and_gaps_as_json(client: Client, dialogue: str) -> None:
    board = client.get(f"/dialogue/{dialogue}.json").json()
    assert [row["text"] for row in board["rows"]][:2] == [
        "participation in the strait patrol",
        "help with surplus missiles",
    ]
    assert [gap["mrn"] for gap in client.get("/gaps.json").json()] == ["14FOROFF901"]
    assert "14FOROFF901" in client.get("/gaps").text
    assert "14FOROFF901" in client.get("/gaps?numbers=2014+foroff").text
    assert "14FOROFF901" in client.get("/gaps?numbers=foroff").text
    wrong = client.get("/gaps?numbers=foroff+2014")
    assert (wrong.status_code, "No number begins with" in wrong.text, "1967 Nicosia" in wrong.text) == (400, True, True)
    assert 'name="numbers" value="foroff 2014"' in wrong.text  # the form stays, with what was typed
    assert "every telegram that is cited by number is held" not in wrong.text


def test_an_empty_desk_says_what_to_do() -> None:
    with TestClient(make_app(new_desk()), base_url="http://127.0.0.1:8000") as client:
        page = client.get("/").text
    assert "A dialogue is then opened from a telegram that proposes it" in page
    assert "No dialogue yet" not in page  # one thing is to be done first
    assert "legation ingest" in page


# What is not there.


def test_absent_and_closed_are_the_same(client: Client, desk: Desk) -> None:
    desk.asks = LOW
    without = new_desk()
    without.asks = LOW
    with TestClient(make_app(without), base_url="http://127.0.0.1:8000") as other:
        for path in (
            "/telegram/15BELISAR99",
            "/telegram/15BELISAR99.json",
            "/telegram/15BELISAR99?version=0",
        ):
            closed, absent = client.get(path), other.get(path)
            assert closed.status_code == absent.status_code == 404
            assert plain(closed.text) == plain(absent.text)
    assert "AIRFIELD" in CLOSED
    for path in ("/", "/search?q=airfield", "/telegram/15BELISAR7", "/gaps", "/gaps.json"):
        page = client.get(path).text
        assert "AIRFIELD" not in page
        assert "15BELISAR99" not in page


def plain(page: str) -> str:
    """A page without its token, which is another each time."""
    return re.sub(r"[0-9a-f]{128}", "", page)


@pytest.mark.parametrize(
    "path",
    [
        "/nowhere",
        "/telegram/15BELISAR12?version=ffff",
        "/telegram/15BELISAR12?dialogue=none",
        "/dialogue/none",
        "/dialogue/none/brief",
        "/static/none.css",
        "/static/..%2fpages.py",
        "/schema",
    ],
)
def test_what_is_absent_is_404(client: Client, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert "<main" in answer.text


def test_what_is_refused_below_a_telegram_leads_back_to_it(client: Client) -> None:
    refused = client.get("/telegram/15BELISAR12/diff")
    assert (refused.status_code, "There is one version of this telegram here" in refused.text) == (400, True)
    assert '<a href="/telegram/15BELISAR12">To the telegram</a>' in refused.text
    for path in ("/telegram/15BELISAR98/diff", "/telegram/15BELISAR98"):
        absent = client.get(path)
        assert (absent.status_code, "To the telegram" in absent.text) == (404, False)


def test_a_dialogue_that_is_not_there_leads_to_the_list_of_those_that_are(client: Client, dialogue: str) -> None:
    page = client.get("/dialogue/xx").text
    assert '<a href="/#dialogues">Look for its id in the list of dialogues.</a>' in page
    assert 'id="dialogues"' in client.get("/").text


def test_things_that_are_absent_are_404(client: Client, dialogue: str) -> None:
    for path in (
        "objective/9",
        "objective/none",
        "nothing/1",
        "position/99999999999999999999",
        "objective/²",
    ):
        assert client.get(f"/dialogue/{dialogue}/{path}").status_code == 404, path


def test_a_fault_of_the_program_says_nothing_of_a_telegram(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fails(*_: object, **__: object) -> None:
        raise ValueError("words of a telegram")

    monkeypatch.setattr(desk.gaps, "page", fails)
    with TestClient(make_app(desk), base_url="http://127.0.0.1:8000") as client:
        answer = client.get("/gaps")
    assert answer.status_code == 500
    assert "words of a telegram" not in answer.text
    assert "words of a telegram" not in caplog.text
    assert "ValueError" in caplog.text


# Decisions.


def test_a_dialogue_is_opened_and_a_proposal_accepted(client: Client, desk: Desk, post: Callable[..., str]) -> None:
    page = client.get("/telegram/15BELISAR12").text
    assert "Open the dialogue it proposes" in page
    place = post("/dialogue", telegram="15BELISAR12")
    (listed,) = desk.dialogues.all(desk.asks)
    assert place == f"/telegram/15BELISAR12?dialogue={listed.id}#proposals"
    board = f"/dialogue/{listed.id}"
    assert "No objective yet" in client.get(board).text
    form = decision(client.get(place).text, "accept")
    place = post(f"{board}/accept", **form)
    assert place.endswith(f"#proposal-{form['proposal']}")
    assert "participation in the strait patrol" in client.get(board).text
    assert "help with surplus missiles" not in client.get(board).text
    post(f"{board}/accept", **decision(client.get(place).text, "accept", "all"))
    assert "help with surplus missiles" in client.get(board).text
    assert "All are decided" in client.get("/telegram/15BELISAR12").text


def test_a_proposal_is_amended(client: Client, desk: Desk, post: Callable[..., str]) -> None:
    opened = desk.dialogues.open(desk.asks, "15BELISAR12")
    form = {"field.text": "a patrol of the\r\nstrait", "field.due": "2015-09-30", "field.sought_by": "XV"}
    shown = decision(client.get(f"/telegram/15BELISAR12?dialogue={opened}").text, "amend")
    post(f"/dialogue/{opened}/amend", **shown, **form)
    (row,) = desk.dialogues.view(desk.asks, opened).of("objective")
    assert (row.text, row.due, row.by, row.overdue) == ("a patrol of the strait", "2015-09-30", "XV", True)
    assert "overdue" in client.get(f"/dialogue/{opened}").text


def test_what_was_just_accepted_is_taken_back_where_it_stands(
    client: Client, desk: Desk, post: Callable[..., str]
) -> None:
    opened = desk.dialogues.open(desk.asks, "15BELISAR12")
    board, page = f"/dialogue/{opened}", client.get("/telegram/15BELISAR12").text
    form = decision(client.get(f"/telegram/15BELISAR12?dialogue={opened}").text, "accept")
    token = re.search(r'"x-csrftoken": "([0-9a-f]+)"', page)
    assert token is not None
    part = {"hx-request": "true", "x-csrftoken": token[1]}
    told = client.post(f"{board}/accept", data=form, headers=part).text
    (row,) = desk.dialogues.view(desk.asks, opened).of("objective")
    back = re.search(r'name="movements" value="([^"]+)"', told)
    assert back is not None
    asked = {"telegram": form["telegram"], "proposal": form["proposal"], "movements": back[1]}
    half = client.post(
        f"{board}/take-back", data={**asked, "movements": f"m00000000 objective 1;{back[1]}"}, headers=part
    )
    assert (half.status_code, "has no move" in half.text) == (409, True)
    (row,) = desk.dialogues.view(desk.asks, opened).of("objective")
    assert row.state != "entered in error"  # of several nothing is taken back, or everything
    again = client.post(f"{board}/take-back", data=asked, headers=part).text
    assert ("Accepted" in again, 'class="accept"' in again) == (False, True)
    (row,) = desk.dialogues.view(desk.asks, opened).of("objective")
    assert row.state == "entered in error"
    wrong = client.post(f"{board}/take-back", data={**asked, "movements": "m00000000 objective 1"}, headers=part)
    assert (wrong.status_code, "has no move" in wrong.text) == (409, True)


def test_a_proposal_is_rejected_with_its_reason(client: Client, desk: Desk, post: Callable[..., str]) -> None:
    opened = desk.dialogues.open(desk.asks, "15BELISAR12")
    post(f"/dialogue/{opened}/reject", telegram="15BELISAR12", proposal="2", reason="said in passing")
    page = client.get(f"/telegram/15BELISAR12?dialogue={opened}").text
    assert "Rejected: said in passing" in page
    assert "strait patrol" not in client.get(f"/dialogue/{opened}").text
    form = decision(page, "reconsider")
    assert "Rejected" not in post(f"/dialogue/{opened}/reconsider", **{k: form[k] for k in ("telegram", "proposal")})
    again = client.get(f"/telegram/15BELISAR12?dialogue={opened}").text
    assert ("Rejected" in again, "/reconsider" in again) == (False, False)
    assert "strait patrol" in again


def test_what_a_page_did_not_show_is_not_accepted(client: Client, desk: Desk, tmp_path: Path) -> None:
    """A page stands open while another version of its telegram comes: what it accepts is what it showed."""
    opened = desk.dialogues.open(desk.asks, "15BELISAR12")

    def come(aims: str) -> None:
        text = message("15BELISAR21", "000021", "CONFIDENTIAL", "AIMS", "15 BELISAR 12", f"1. (C) {aims}", day="21")
        (tmp_path / "aims.txt").write_text(text)
        desk.ingest.run(OWNER, [tmp_path / "aims.txt"])

    come("We seek a share of the XXXXXXXXXXXX patrol. We seek a survey.")
    page = client.get(f"/telegram/15BELISAR21?dialogue={opened}").text
    gone, every = decision(page, "accept"), decision(page, "accept", "all")
    come("We seek a share of the strait patrol. We seek a pilot school. We seek a survey.")
    csrf = re.search(r'"x-csrftoken": "([0-9a-f]+)"', client.get("/").text)
    assert csrf is not None
    token = {"_csrf_token": csrf[1]}
    for does, more in (("accept", {}), ("amend", {"field.text": "other words"}), ("reject", {"reason": "said before"})):
        answer = client.post(f"/dialogue/{opened}/{does}", data=token | gone | more)
        assert (answer.status_code, "does not propose this any more" in answer.text) == (409, True)
    bare = client.post(f"/dialogue/{opened}/accept", data=token | {"telegram": "15BELISAR21", "proposal": "1"})
    assert (bare.status_code, "is not what was shown of it" in bare.text) == (409, True)
    client.post(f"/dialogue/{opened}/accept", data=token | every)
    assert [row.text for row in desk.dialogues.view(desk.asks, opened).of("objective")] == ["a survey"]


def test_what_is_shown_goes_with_what_enters_it_and_not_with_a_rejection(client: Client, desk: Desk) -> None:
    opened = desk.dialogues.open(desk.asks, "15BELISAR12")
    page = client.get(f"/telegram/15BELISAR12?dialogue={opened}").text
    sent = {
        does: [name for name in decision(page, does) if name.startswith("shown.")]
        for does in ("accept", "amend", "reject")
    }
    assert {does: len(names) for does, names in sent.items()} == {"accept": 1, "amend": 1, "reject": 0}


def test_htmx_gets_the_proposal_alone(client: Client, desk: Desk, post: Callable[..., str]) -> None:
    opened = desk.dialogues.open(desk.asks, "15BELISAR12")
    token = re.search(r'"x-csrftoken": "([0-9a-f]+)"', client.get("/").text)
    assert token is not None
    headers = {"HX-Request": "true", "x-csrftoken": token[1]}
    form = decision(client.get(f"/telegram/15BELISAR12?dialogue={opened}").text, "accept")
    answer = client.post(f"/dialogue/{opened}/accept", data=form, headers=headers)
    assert answer.status_code == 200
    assert answer.text.lstrip().startswith("<article")
    assert "Accepted" in answer.text
    assert '<span id="undecided" hx-swap-oob="true">1</span>' in answer.text
    answer = client.post(f"/dialogue/{opened}/reject", data={**form, "reason": "late"}, headers=headers)
    assert answer.status_code == 409
    assert answer.headers["hx-retarget"] == "#notice"
    assert 'class="fault"' in answer.text


def fetched_into(*stands: str) -> dict[str, str]:
    """The headers of what is fetched into a page on which these banners stand."""
    return {"hx-request": "true", MARKING: " | ".join(stands)}


def banners(page: str) -> list[str]:
    """Banner words at the head and foot of a page."""
    return re.findall(r'id="marking-(?:head|foot)"[^>]*><p class="banner level-[a-z]+">([^<]*)</p>', page)


def test_what_is_fetched_into_a_page_has_the_banner_over_both(client: Client) -> None:
    alone = banners(client.get("/telegram/15BELISAR12").text)
    assert alone == ["CONFIDENTIAL"] * 2
    for stands, both in (
        (("SECRET",), "SECRET"),
        (("UNCLASSIFIED",), "CONFIDENTIAL"),
        (("UNCLASSIFIED", "SECRET//NOFORN"), "SECRET//NOFORN"),
        (("CONFIDENTIAL//REL TO USA, GBR",), "CONFIDENTIAL//REL TO USA, GBR"),
    ):
        told = client.get("/telegram/15BELISAR12", headers=fetched_into(*stands)).text
        assert banners(told) == [both] * 2, stands
        assert f" – {both} – Legation</title>" in told
    # Who says that a page stands is no browser that loads one.
    assert banners(client.get("/telegram/15BELISAR12", headers={MARKING: "SECRET"}).text) == alone


def test_a_banner_that_a_header_cannot_bear_by_its_letters_goes_out_by_its_bytes(tmp_path: Path) -> None:
    head = "From: a@b.org\nTo: c@d.org\nDate: Tue, 02 Jun 2009 12:00:00 +0000\nSubject: Ports\n"
    mail = f'{head}SIO-Label: marking="SECRET//\u0416\u0429"\n\nThe harbour is open.\n'
    (tmp_path / "a.eml").write_text(mail, encoding="utf-8")
    desk = new_desk()
    desk.ingest.run(OWNER, [tmp_path / "a.eml"])
    client = TestClient(make_app(desk), base_url="http://127.0.0.1:8000")
    answer = client.get("/search.csv?q=harbour")
    assert (answer.status_code, answer.headers[MARKING]) == (200, "SECRET//%D0%96%D0%A9")
    answer = client.get("/search?q=harbour", headers=fetched_into(answer.headers[MARKING]))
    assert banners(answer.text) == ["SECRET//\u0416\u0429"] * 2


def test_over_nothing_that_is_marked_there_is_a_place_for_a_banner_and_none_in_it(client: Client) -> None:
    page = client.get("/search").text
    assert banners(page) == []
    assert page.count('id="marking-head"') == page.count('id="marking-foot"') == 1
    assert re.search(r'id="marking-head"[^>]* hidden></div>', page)
    assert banners(client.get("/search", headers=fetched_into("SECRET")).text) == ["SECRET"] * 2


def test_what_a_page_says_of_itself_runs_nowhere(client: Client) -> None:
    told = client.get("/search", headers=fetched_into("SECRET//<script>alert(1)</script>")).text
    assert "<script>alert" not in told


def test_a_dialogue_is_chosen_by_what_is_typed(client: Client, desk: Desk) -> None:
    """Of any number a few are offered, and of those that the words fit; with their titles comes their marking."""
    for n in range(12):
        desk.dialogues.open(desk.asks, "15BELISAR7", id=f"port-{n}", title=f"Port visits {n}", parties=["AA", "BB"])
    desk.dialogues.open(desk.asks, "15BELISAR12", id="talks", title="Veldria-Tarqand talks")
    for path in ("/telegram/15BELISAR12", "/hooks"):
        page = client.get(path).text
        assert 0 < len(re.findall("<option value", page)) <= 8
        assert 'hx-get="/suggest/dialogues"' in page
    told = client.get("/suggest/dialogues?dialogue=TALKS+tarq", headers=fetched_into("UNCLASSIFIED")).text
    assert re.findall(r'<option value="([^"]*)">([^<]*)<', told) == [("talks", "(CONFIDENTIAL) Veldria-Tarqand talks")]
    assert len(re.findall(">CONFIDENTIAL<", told)) == 2
    secret = fetched_into("SECRET")
    assert len(re.findall(">SECRET<", client.get("/suggest/dialogues?dialogue=port", headers=secret).text)) == 2
    assert client.get("/suggest/dialogues?dialogue=port").text.count("<option") == 8
    assert not client.get("/suggest/dialogues?dialogue=nothing", headers=secret).text.strip()
    desk.asks = Reader("clerk", 0)
    assert "talks" not in client.get("/suggest/dialogues?dialogue=t").text


def test_the_only_dialogue_is_not_taken_for_another_one(client: Client, desk: Desk) -> None:
    other = desk.dialogues.open(desk.asks, "15BELISAR7", title="Port visits", parties=["AA", "BB"])
    page = client.get("/telegram/15BELISAR12").text
    assert "Open the dialogue it proposes" in page
    assert f'<option value="{other}"></option>' in page
    assert f"/dialogue/{other}/accept" not in page
    assert f"/dialogue/{other}/accept" in client.get(f"/telegram/15BELISAR12?dialogue={other}").text


@pytest.mark.parametrize(
    ("path", "form", "status"),
    [
        ("/dialogue", {"telegram": "15BELISAR7"}, 409),  # proposes none, no title given
        ("/dialogue", {"telegram": "15BELISAR55"}, 404),
        ("/dialogue", {}, 400),
        ("/dialogue/none/accept", {"telegram": "15BELISAR12", "proposal": "1"}, 404),
        ("/dialogue/{}/accept", {"telegram": "15BELISAR12", "proposal": "99"}, 409),
        ("/dialogue/{}/reject", {"telegram": "15BELISAR12", "proposal": "2", "reason": " "}, 409),
        ("/dialogue/{}/amend", {"telegram": "15BELISAR12", "proposal": "99"}, 409),
    ],
)
def test_what_cannot_be_done_is_said(client: Client, desk: Desk, path: str, form: dict[str, str], status: int) -> None:
    opened = desk.dialogues.open(desk.asks, "15BELISAR12")
    token = re.search(r'"x-csrftoken": "([0-9a-f]+)"', client.get("/").text)
    assert token is not None
    before = desk.dialogues.export(desk.asks, opened)
    answer = client.post(path.format(opened), data={"_csrf_token": token[1], **form})
    assert answer.status_code == status
    assert 'class="fault"' in answer.text
    back = f'<a href="/dialogue/{opened}">To the board</a>' in answer.text
    assert back is (status == 409 and path.startswith("/dialogue/"))
    assert desk.dialogues.export(desk.asks, opened) == before


def test_versions_stand_side_by_side(client: Client, desk: Desk, tmp_path: Path) -> None:
    again = tmp_path / "again.txt"
    again.write_text("\n\n" + FIRST.replace("by March", "by April"))
    desk.ingest.run(desk.asks, [again])
    older, newer = desk.reading.versions(desk.asks, "15BELISAR12")
    page = client.get("/telegram/15BELISAR12").text
    assert faithful(page) == newer.telegram.source
    assert faithful(client.get(f"/telegram/15BELISAR12?version={older.sha256[:12]}").text) == FIRST
    # A proposal read from the other version leads to the words there.
    assert f'href="/telegram/15BELISAR12?version={older.sha256[:12]}#w2"' in page


@pytest.mark.parametrize("name", REPORTS)
def test_an_overview_comes_as_values_and_for_a_spreadsheet(client: Client, dialogue: str, name: str) -> None:
    values = client.get(f"/dialogue/{dialogue}/{name}.json")
    assert values.status_code == 200
    assert values.headers["content-type"].startswith("application/json")
    told = client.get(f"/dialogue/{dialogue}/{name}.csv")
    assert told.headers["content-type"].startswith("text/csv")
    assert told.text.splitlines()[0] == told.text.splitlines()[-1]
    assert client.get(f"/dialogue/{dialogue}/{name}?as_of=soon").status_code == 400


# Versions, copies, threads and gaps.

CUT = FIRST.replace("The National Security Adviser", "[name not declassified]").replace("DECL: 01/12/2025", "N/A")


def test_what_differs_between_two_versions_is_shown_word_by_word(client: Client, desk: Desk, tmp_path: Path) -> None:
    assert "there is one version" in client.get("/telegram/15BELISAR12/diff").text.lower()
    folder = tmp_path / "again"
    folder.mkdir()
    (folder / "cut.txt").write_text(CUT)
    desk.ingest.run(desk.asks, [folder])
    page = client.get("/telegram/15BELISAR12/diff").text
    assert '<p class="banner level-confidential">CONFIDENTIAL</p>' in page
    assert "The National Security Adviser" in page
    assert "[name not declassified]" in page
    assert ">withheld<" in page
    assert "Executive order" in page
    assert 'href="/telegram/15BELISAR12/diff"' in client.get("/telegram/15BELISAR12").text
    whole = client.get("/telegram/15BELISAR12/diff?before=1&after=2&whole=1").text
    assert whole.count('class="changed"') > page.count('class="changed"')
    copies = client.get("/telegram/15BELISAR12/copies").text
    assert "It bears the same number" in copies
    for show in ("list", "table", "timeline"):  # a hit that stands alone in its list says so, too
        hits = client.get("/search", params={"q": "15BELISAR12", "show": show}).text
        assert '<a class="quiet" href="/telegram/15BELISAR12/copies">1 other version</a>' in hits
    desk.asks = LOW
    assert client.get("/telegram/15BELISAR99/diff").status_code == 404


def test_sections_are_shown_joined_and_by_themselves(client: Client, desk: Desk, tmp_path: Path) -> None:
    folder = tmp_path / "sections"
    folder.mkdir()
    for number, body in ((1, "1. (C) The first of them."), (2, "2. (C) The second of them.")):
        made = message("15BELISAR50", "000050", "CONFIDENTIAL", "A LONG ONE", "NONE", body)
        (folder / f"{number}.txt").write_text(
            made.replace(" BELISAR 000050", f" SECTION 0{number} OF 03 BELISAR 000050")
        )
    desk.ingest.run(desk.asks, [folder])
    page = client.get("/telegram/15BELISAR50").text
    assert "joined from section 1, 2 of 3; missing: 3" in page
    shown = faithful(page)
    assert shown.index("The first of them.") < shown.index("The second of them.")
    part = re.search(r'href="(/telegram/15BELISAR50\?version=[0-9a-f]+)"[^>]*>section 2<', page)
    assert part is not None
    section = faithful(client.get(part[1]).text)
    assert ("The first of them." in section, "The second of them." in section) == (False, True)


def test_a_thread_is_drawn_with_links_and_a_list_of_the_same(client: Client) -> None:
    page = client.get("/thread/15BELISAR12?depth=3").text
    drawn = re.search(r"<svg.*?</svg>", page, re.DOTALL)
    assert drawn is not None
    for name in ("15BELISAR12", "15BELISAR7", "15BELISAR13", "14FOROFF901"):
        assert name in drawn[0]
        assert page.count(name) > drawn[0].count(name), "not in the list"
    assert re.search(r'<a href="/gap/14FOROFF901"><title>14FOROFF901, not held', drawn[0])
    assert drawn[0].count("stroke-dasharray") == 1
    assert "<script>alert" not in page
    assert drawn[0].count("v8z") == page.count("v8z") == 4  # arrow heads
    for form in ("graphml", "gexf", "json"):
        answer = client.get(f"/thread/15BELISAR12/{form}?depth=3")
        assert (answer.status_code, "15BELISAR13" in answer.text) == (200, True)
    assert client.get("/thread/15BELISAR12/png").status_code == 409
    rows = re.findall(r"<tr data-row>.*?</tr>", page[page.index("<tbody>") :], re.DOTALL)
    (cited,) = [row for row in rows if 'href="/gap/14FOROFF901"' in row.partition("</th>")[0]]
    assert re.search(r'data-label="Marking"><span class="quiet">not held</span>', cited)
    assert "CONFIDENTIAL" not in cited
    assert "scroll it sideways" in page


def test_a_gap_has_its_letter_and_is_noted_as_asked_for(client: Client, post: Callable[..., str]) -> None:
    page = client.get("/gap/14FOROFF901").text
    sent_on = client.get("/telegram/14FOROFF901", follow_redirects=False)
    assert (sent_on.status_code, sent_on.headers["location"]) == (303, "/gap/14FOROFF901")
    assert client.get("/telegram/14FOROFF902", follow_redirects=False).status_code == 404
    assert "Number   14FOROFF901" in page
    assert "13526" in client.get("/gap/14FOROFF901?kind=mdr").text
    assert post("/gap/14FOROFF901/sent", on="2016-06-01", to="Foreign Office") == "/gap/14FOROFF901"
    assert "asked for of Foreign Office on 2016-06-01" in client.get("/gap/14FOROFF901").text
    post("/gap/14FOROFF901/sent", on="2016-06-01", to="National Archives")
    assert "asked for of Foreign Office and of National Archives on 2016-06-01" in client.get("/gap/14FOROFF901").text
    status = re.search(r'href="/gap/14FOROFF901">.*?<td[^>]*>(asked for.*?)</td>', client.get("/gaps").text, re.DOTALL)
    assert status is not None
    assert re.sub("<br>", "; ", re.sub("</?span[^>]*>", "", status[1])) == (
        "asked for 2016-06-01 Foreign Office; 2016-06-01 National Archives"
    )


def test_an_addressee_that_is_too_long_is_refused_and_not_cut(client: Client) -> None:
    token = re.search(r'"x-csrftoken": "([0-9a-f]+)"', client.get("/").text)
    assert token is not None
    form = {"_csrf_token": token[1], "on": "2016-06-01", "to": "Records " * 26}
    refused = client.post("/gap/14FOROFF901/sent", data=form)
    assert refused.status_code == 409
    assert "an addressee has at most 200 characters" in refused.text.lower()
    assert "not asked for" in client.get("/gap/14FOROFF901").text


def test_a_search_that_replaces_another_says_what_that_was(client: Client, post: Callable[..., str]) -> None:
    assert post("/saved/add", name="airfields", query="airfield") == "/saved"
    token = re.search(r'"x-csrftoken": "([0-9a-f]+)"', client.get("/").text)
    assert token is not None
    form = {"_csrf_token": token[1], "name": "airfields", "query": '"<b>" runway'}
    answer = client.post("/saved/add", data=form, follow_redirects=False)
    assert answer.status_code == 200
    assert 'airfields is replaced; it was: <a href="/search?q=airfield">airfield</a>' in answer.text
    assert "<b>" not in answer.text
    assert "is replaced" not in client.get("/saved").text


def test_a_search_is_saved_told_of_and_dropped(
    client: Client, desk: Desk, post: Callable[..., str], tmp_path: Path
) -> None:
    assert post("/saved/add", name="airfields", query="airfield") == "/saved"
    folder = tmp_path / "more"
    folder.mkdir()
    for level, number in (("SECRET", 98), ("UNCLASSIFIED", 97)):
        made = message(f"15BELISAR{number}", f"0000{number}", level, "MORE", "NONE", "1. (U) An airfield was built.")
        (folder / f"{number}.txt").write_text(made)
    desk.ingest.run(desk.asks, [folder])
    page = client.get("/saved").text
    assert ("15BELISAR98" in page, "15BELISAR97" in page, "<mark>airfield</mark>" in page) == (True, True, True)
    desk.asks = Reader("owner", rank=0)
    low = client.get("/saved").text
    assert ("15BELISAR98" in low, "15BELISAR97" in low) == (False, True)
    post("/saved/seen")
    assert "Nothing new." in client.get("/saved").text
    post("/saved/remove", name="airfields")
    assert "No search is saved yet." in client.get("/saved").text


def test_pages_of_threads_and_gaps_say_nothing_of_what_is_closed(client: Client, desk: Desk) -> None:
    desk.asks = LOW
    for path in (
        "/thread/15BELISAR7?depth=4",
        "/thread/15BELISAR7/json",
        "/saved",
        "/gaps.json",
        "/telegram/15BELISAR7/copies",
    ):
        answer = client.get(path)
        assert answer.status_code == 200, path
        assert "15BELISAR99" not in answer.text, path
        assert "AIRFIELD" not in answer.text, path
    said = {
        client.get(path).text.replace(name, "")
        for name in ("15BELISAR99", "15BELISAR98")
        for path in (f"/thread/{name}",)
    }
    assert len(said) == 1


def test_an_address_that_cannot_be_read_names_what_stands_wrong_in_it(client: Client) -> None:
    answer = client.get("/dialogue/xv-xt?as_of=2015-13-40")
    assert answer.status_code == 400
    assert "cannot read what stands for the day (write it as 2026-01-31)" in answer.text


def test_a_brief_whose_day_is_past_says_so_above_its_title(client: Client, desk: Desk, dialogue: str) -> None:
    desk.dialogues._now = lambda: datetime(2025, 1, 12, tzinfo=UTC)
    page = client.get(f"/dialogue/{dialogue}/brief").text
    note = "Declassify on 12 January 2025 is past: the banner stands until the sources are reviewed."
    assert 0 < page.index(note) < page.index("<h1>")


@pytest.mark.parametrize(
    "path", ["/telegram/09NOPE1.json", "/gap/09NOPE1.json", "/dialogue/none.json", "/nothing.json"]
)
def test_a_fault_where_data_is_asked_for_is_data(client: Client, path: str) -> None:
    answer = client.get(path)
    assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")
    told = answer.json()
    assert (sorted(told), told["status"]) == (["detail", "status", "title"], 404)
    assert told["title"]
    assert told["detail"]
    page = client.get(path.removesuffix(".json"))
    assert (page.status_code, page.headers["content-type"].partition(";")[0]) == (404, "text/html")
