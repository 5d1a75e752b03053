"""Every view of a dialogue has an address that says what it shows, a day, and forms for programs and spreadsheets."""

from __future__ import annotations

import csv
import io
import re
import tempfile
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from zipfile import ZipFile

import pytest

from legation.core.marking import OWNER, Reader
from legation.services.banners import MARKING
from legation.services.dialogue.overview import REPORTS
from legation.services.plots.drawing import framed
from legation.web.overviews import PAGE

from .traffic import CLOSED, Client, Desk, decision

LOW, OPEN = Reader("carol", rank=3), Reader("dan", rank=0)
VIEWS = ("", "/dialogue/story", "/objective/1", "/timeline", "/proposals", *(f"/{name}" for name in REPORTS))


def rows(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text)))


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("day", ["", "2015-02-01"])
def test_a_view_is_also_json_and_csv_of_the_same_day(client: Client, dialogue: str, view: str, day: str) -> None:
    asked = {"as_of": day} if day else {}
    board = f"/dialogue/{dialogue}{view}"
    page = client.get(board, params=asked)
    assert 'name="as_of"' in page.text
    for form in ("json", "csv"):
        link = re.search(rf'href="([^"]*\.{form}[^"]*)"', page.text)
        assert link is not None, f"{view} {form}"
        assert day in link[1]
        answer = client.get(link[1].replace("&amp;", "&"))
        assert answer.status_code == 200
        assert form in answer.headers["content-type"]
        over = answer.headers.get(MARKING)  # a list of nothing has none
        assert over in page.text if over else answer.text == "[]"
    told = rows(client.get(f"{board}.csv", params=asked).text)
    assert told[0] == told[-1]  # the banner at head and foot
    assert told[1][0] == "mark"
    assert all(re.fullmatch(r"\([A-Z/]+\)", line[0]) for line in told[2:-1])


@pytest.mark.parametrize(
    "address",
    [
        *(f"/search.{form}?q=has:number" for form in ("json", "csv", "ndjson")),
        *(f"/dialogue/{{}}/brief.{form}" for form in ("md", "json", "docx")),
        "/telegram/15BELISAR12/cite?form=bibtex",
        "/dialogue/{}/calendar.ics",
    ],
)
def test_a_file_says_in_its_header_how_closely_it_is_held(client: Client, dialogue: str, address: str) -> None:
    answer = client.get(address.format(dialogue))
    assert answer.status_code == 200
    assert answer.headers[MARKING] in ("CONFIDENTIAL", "SECRET")


def test_the_sheet_of_a_board_has_the_rows_of_the_page(client: Client, desk: Desk, dialogue: str) -> None:
    told = rows(client.get(f"/dialogue/{dialogue}.csv").text)
    assert [line[2] for line in told[2:-1]] == [
        row.number and str(row.number) for row in desk.dialogues.view(OWNER, dialogue).rows
    ]
    assert len(rows(client.get(f"/dialogue/{dialogue}.csv?turn=closed").text)) == 3
    turns = [row.turn for row in desk.dialogues.view(OWNER, dialogue).rows]
    for turn in ("mine", "closed"):
        told = client.get(f"/dialogue/{dialogue}.json?turn={turn}").json()["rows"]
        assert [row["turn"] for row in told] == [turn] * turns.count(turn) != turns
    assert rows(client.get(f"/dialogue/{dialogue}.csv?as_of=2014-01-01").text)[2:-1] == []


def test_a_sheet_never_holds_a_formula(client: Client, desk: Desk, dialogue: str) -> None:
    desk.dialogues.record(OWNER, dialogue, "objective.raise", "sum", fields={"text": '=HYPERLINK("x")'})
    for form in ("", "/timeline"):
        cells = [cell for line in rows(client.get(f"/dialogue/{dialogue}{form}.csv").text) for cell in line]
        assert '\'=HYPERLINK("x")' in cells
        assert not any(cell[:1] in "=+@" for cell in cells if cell)


def test_gaps_come_as_a_sheet_for_whoever_may_read_what_cites_them(client: Client, desk: Desk) -> None:
    told = rows(client.get("/gaps.csv").text)
    assert [line[1] for line in told[2:-1]] == ["14FOROFF901"]
    assert told[2][0] == "(C)"
    assert '(C)</span> <a class="opens" href="/gap/14FOROFF901"' in client.get("/gaps").text
    assert rows(client.get("/gap/14FOROFF901.csv").text) == told
    assert client.get("/gap/14FOROFF901.json").json() == client.get("/gaps.json").json()[0]
    desk.asks = OPEN
    assert rows(client.get("/gaps.csv").text)[2:-1] == []
    assert client.get("/gap/14FOROFF901.csv").status_code == 404


def test_a_gap_as_it_stood(client: Client, desk: Desk) -> None:
    today = desk.clock().date()
    desk.gaps.sent(OWNER, "14FOROFF901", on=today, addressed="Foreign Office")
    page = client.get(f"/gap/14FOROFF901?as_of={today}").text
    assert (f"As it stood on {today}" in page, f"asked for of Foreign Office on {today}" in page, "letter" in page) == (
        True,
        True,
        False,
    )
    assert client.get(f"/gap/14FOROFF901?as_of={today - timedelta(days=1)}").status_code == 404
    assert client.get("/gap/14FOROFF901?as_of=then").status_code == 400


def test_paper_says_what_the_address_asks_for(client: Client, dialogue: str) -> None:
    for view in ("matrix", "commitments", "demarches", "meetings", "alerts", "timeline", "dialogue/story", "minutes"):
        page = client.get(f"/dialogue/{dialogue}/{view}?as_of=2016-01-31").text
        assert "<strong>As it stood on 2016-01-31</strong>" in page, view
    page = client.get(f"/dialogue/{dialogue}?turn=mine&overdue=1&stalled=9").text
    assert '<p class="printed">Mine only; overdue only; not moved for 9 days.</p>' in page
    assert 'class="printed"' not in client.get(f"/dialogue/{dialogue}").text


def test_a_large_board_comes_in_pages(client: Client, desk: Desk, dialogue: str) -> None:
    for number in range(PAGE + 20):
        desk.dialogues.record(OWNER, dialogue, "objective.raise", f"k{number}", fields={"text": f"aim {number}"})
    first, second = (client.get(f"/dialogue/{dialogue}?page={number}").text for number in ("1", "2"))
    assert first.count("<tr data-row") == PAGE
    assert f'<span class="count">{PAGE + 22}, of which {PAGE} here</span>' in first
    seen = [*re.findall(r'/objective/(\d+)"', first), *re.findall(r'/objective/(\d+)"', second)]
    assert {int(number) for number in seen} == set(range(1, PAGE + 23))
    assert 'aria-current="page">2</a>' in second
    for wrong in ("0", "x", "-1", "9" * 9):
        assert client.get(f"/dialogue/{dialogue}?page={wrong}").status_code == 200
    assert client.get(f"/dialogue/{dialogue}?page=99").text.count("<tr data-row") == second.count("<tr data-row")


def test_a_plot_says_to_programs_how_closely_it_is_held(client: Client, dialogue: str) -> None:
    for at in (f"/dialogue/{dialogue}/plot/timeline.svg", "/traffic.svg"):
        answer = client.get(at)
        assert answer.headers["legation-marking"] in answer.text


def test_the_timeline_and_the_brief_of_a_large_board_come_in_pages_and_their_files_whole(
    client: Client, desk: Desk, dialogue: str
) -> None:
    for number in range(PAGE + 10):
        desk.dialogues.record(OWNER, dialogue, "objective.raise", f"k{number}", fields={"text": f"aim-{number:03d}"})
    aims = [f"aim-{number:03d}" for number in range(PAGE + 10)]
    for view, file in (("timeline", "plot/timeline.svg"), ("brief", "brief.md")):
        at = f"/dialogue/{dialogue}/{view}"
        first = client.get(at).text
        count = max(map(int, re.findall(rf'/{view}\?[^"]*page=(\d+)', first)))
        pages = [client.get(at, params={"page": str(number)}).text for number in range(1, count + 1)]
        assert count > 1
        assert pages[0] == first
        # Each stands on a page; one that is cut has its heading on both.
        told = re.findall(
            r"\d+\. (aim-\d{3})</text>"
            if view == "timeline"
            else r"<h2>(?:<[^>]*>|[^<])*?Objective \d+: .*?(aim-\d{3})",
            "".join(pages),
        )
        assert sorted(set(told)) == aims
        assert len(told) < len(aims) + count
        assert 'aria-current="page">2</a>' in pages[1]
        assert client.get(at, params={"page": "99"}).text == pages[-1]
        whole = client.get(f"/dialogue/{dialogue}/{file}").text
        assert all(aim in whole for aim in aims)
        if view == "brief":
            for page in pages:
                text, _, sources = page.partition("<h2>Sources")
                cited = set(re.findall(r'class="cite" href="([^"]+)"', text))
                assert set(re.findall(r'<a href="([^"]+)"', sources.partition("</section>")[0])) == cited


def test_a_large_overview_comes_in_pages_and_its_sheet_whole(client: Client, desk: Desk, dialogue: str) -> None:
    for number in range(PAGE + 5):
        fields = {"text": f"deed {number}", "party": "XT"}
        desk.dialogues.record(OWNER, dialogue, "commitment.undertake", f"c{number}", fields=fields)
    first, second = (client.get(f"/dialogue/{dialogue}/commitments?page={n}").text for n in ("1", "2"))
    assert (first.count("<tr data-row"), second.count("<tr data-row")) == (PAGE, 5)
    assert len(rows(client.get(f"/dialogue/{dialogue}/commitments.csv").text)) == PAGE + 5 + 3


def test_some_meetings_are_asked_for_and_their_files_are_of_the_same(client: Client, desk: Desk, dialogue: str) -> None:
    for about, day, text in (("a", "2015-03-02", "Moss saw Tarq"), ("b", "2015-04-02", "Working group")):
        fields = {"text": text, "date": day}
        desk.dialogues.record(OWNER, dialogue, "meeting.hold", about, on=date.fromisoformat(day), fields=fields)
    page = client.get(f"/dialogue/{dialogue}/meetings?month=2015-03&persons=moss").text
    assert ("Moss saw Tarq" in page, "Working group" in page) == (True, False)
    files = re.findall(r'href="([^"]*meetings\.(?:json|csv)[^"]*)"', page)
    assert len(files) == 2
    for file in files:
        told = client.get(file.replace("&amp;", "&")).text
        assert ("Moss saw Tarq" in told, "Working group" in told) == (True, False)
    assert "No such meeting." in client.get(f"/dialogue/{dialogue}/meetings?persons=nobody").text
    wrong = client.get(f"/dialogue/{dialogue}/minutes?month=March")
    assert (wrong.status_code, "is no month" in wrong.text) == (409, True)


# Proposals of a board.


def test_a_board_offers_what_nobody_has_decided(client: Client, desk: Desk, post: Callable[..., str]) -> None:
    opened = desk.dialogues.open(OWNER, "15BELISAR12", title="Veldria-Tarqand dialogue")
    page = client.get(f"/dialogue/{opened}/proposals").text
    offered = re.findall(r'<article class="proposal status-proposed" id="proposal-([^"]+)"', page)
    assert len(offered) == 2
    form = decision(page, "accept", offered[0])
    at = post(f"/dialogue/{opened}/accept", **form)
    assert at == f"/dialogue/{opened}/proposals"
    assert len(desk.dialogues.undecided(OWNER, opened).proposals) == 1
    part = client.post(
        f"/dialogue/{opened}/reject",
        data={**form, "proposal": offered[1], "reason": "said in passing", "_csrf_token": _token(client)},
        headers={"hx-request": "true"},
    )
    assert f'id="proposal-{offered[1]}"' in part.text
    assert "Rejected: said in passing" in part.text
    assert desk.dialogues.undecided(OWNER, opened).proposals == ()


def test_proposals_of_a_closed_telegram_are_not_offered(client: Client, desk: Desk, dialogue: str) -> None:
    desk.asks = OPEN
    assert client.get(f"/dialogue/{dialogue}/proposals").status_code == 404
    assert client.get(f"/dialogue/{dialogue}/proposals.json").status_code == 404


def _token(client: Client) -> str:
    found = re.search(r'"x-csrftoken": "([0-9a-f]+)"', client.get("/").text)
    assert found is not None
    return found[1]


# Briefs.


@pytest.fixture
def mixed(desk: Desk, dialogue: str) -> str:
    """The dialogue with an objective that only those who read SECRET know of."""
    text = CLOSED.replace("Of the airfield nothing.", "We seek an airfield with a quillwort strip.")
    folder = Path(tempfile.mkdtemp())
    (folder / "closed.txt").write_text(text.replace("000099", "000098"))
    desk.ingest.run(OWNER, [folder])
    desk.dialogues.record(
        OWNER,
        dialogue,
        "objective.raise",
        "airfield",
        mrn="15BELISAR98",
        fields={"text": "an airfield with a quillwort strip"},
    )
    return dialogue


@pytest.mark.parametrize("form", ["", ".md", ".json", ".docx", ".pdf"])
def test_a_brief_for_a_lower_audience_is_the_brief_of_such_a_reader(
    client: Client, desk: Desk, mixed: str, form: str
) -> None:
    def asked(**named: str) -> bytes:
        return client.get(f"/dialogue/{mixed}/brief{form}", params=named).content

    whole, lower = asked(), asked(audience="CONFIDENTIAL")
    assert whole != lower
    if form != ".pdf":  # whose words are packed
        assert "quillwort" in words(whole, form)
        assert "quillwort" not in words(lower, form)
    if form:
        desk.asks = Reader("owner", rank=3)
        assert words(asked(), form) == words(lower, form)
    else:
        assert b'<p class="banner level-confidential">CONFIDENTIAL</p>' in lower


def test_a_brief_is_downloaded_under_a_name_of_its_own(client: Client, dialogue: str) -> None:
    answer = client.get(f"/dialogue/{dialogue}/brief.docx?as_of=2015-03-01")
    assert f'filename="{dialogue}-scene-setter-2015-03-01.docx"' in answer.headers["content-disposition"]


def test_nobody_makes_a_brief_for_those_who_read_more(client: Client, desk: Desk, mixed: str) -> None:
    desk.asks = LOW
    page = client.get(f"/dialogue/{mixed}/brief").text
    assert "<option>CONFIDENTIAL" in page
    assert "<option>SECRET" not in page
    for asked in ({"audience": "SECRET"}, {"audience": "CONFIDENTIAL", "holds": "NODIS"}, {"audience": "PUCE"}):
        for form in ("", ".json", ".pdf"):
            answer = client.get(f"/dialogue/{mixed}/brief{form}", params=asked)
            assert answer.status_code == 409
            assert b"quillwort" not in answer.content
    assert client.get(f"/dialogue/{mixed}/brief?audience=CONFIDENTIAL&nation=US").status_code == 409


def test_an_audience_that_sees_no_dialogue_is_said_to_see_none(client: Client, desk: Desk, mixed: str) -> None:
    answer = client.get(f"/dialogue/{mixed}/brief?audience=UNCLASSIFIED")
    assert answer.status_code == 409
    assert "may read nothing of this dialogue" in answer.text
    desk.asks = OPEN
    assert client.get(f"/dialogue/{mixed}/brief?audience=UNCLASSIFIED").status_code == 404


def words(content: bytes, form: str) -> str:
    if form == ".docx":
        with ZipFile(io.BytesIO(content)) as packed:
            return " ".join(packed.read(name).decode() for name in packed.namelist() if name.endswith(".xml"))
    return content.decode("latin-1")


def test_a_wide_picture_comes_in_strips_on_paper(on_sample: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "strip" not in on_sample.get("/dialogue/xv-xt/timeline").text
    assert "strip" not in on_sample.get("/traffic").text
    wide = framed("traffic", "Thirty-six months", "UNCLASSIFIED", [], width=1394, height=300, says="")
    monkeypatch.setattr("legation.services.dialogue.overview.traffic_plot", lambda _: wide)
    page = on_sample.get("/traffic").text
    strips = re.findall(r'<svg viewBox="(\d+) 0 (\d+) \d+"[^>]*><use href="#(plot-\w+)">', page)
    assert len(strips) == 2
    assert {name for _, _, name in strips} == {"plot-traffic"}
    assert page.count('id="plot-traffic"') == page.count('<div class="whole">') == 1
    assert page.count("strip 1 of ") == 1


def test_the_board_does_not_leave_a_movement_to_the_source_of_another(
    client: Client, desk: Desk, dialogue: str
) -> None:
    desk.dialogues.record(OWNER, dialogue, "objective.table", "1", on=date(2015, 3, 1))
    row = next(row for row in client.get(f"/dialogue/{dialogue}").text.split("<tr data-row") if '/objective/1"' in row)
    assert 'class="cite"' in row
    assert '<span class="quiet">entered by owner, 2015-03-01</span>' in row


@pytest.mark.parametrize("view", ["timeline", "brief", "matrix"])
def test_a_view_leads_back_to_its_board_by_the_title(client: Client, desk: Desk, dialogue: str, view: str) -> None:
    titled = desk.dialogues.view(OWNER, dialogue)
    assert titled.title != dialogue
    page = client.get(f"/dialogue/{dialogue}/{view}").text
    back = re.search(r'<p class="crumb"><a href="([^"]*)">([^<]*)</a>(.*)</p>', page)
    assert back is not None
    assert (back[1], back[2]) == (f"/dialogue/{dialogue}", f"Board of {titled.title}")
    assert view == "matrix" or f"({titled.marking})" in back[3]
