"""The API: what it answers, as whom, under which marking, and what it refuses."""

from __future__ import annotations

import inspect
import itertools
import json
import re
import socket
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from threading import Thread
from typing import Any

import httpx
import pytest
import uvicorn
from litestar import Litestar, Response
from litestar.exceptions import LitestarException
from litestar.testing import TestClient
from tests.api.conftest import Asking
from tests.cli.whole import app
from tests.stores import services_of
from typer.testing import CliRunner

from legation import gate
from legation.api import documents
from legation.api.answers import Answer, stamp
from legation.api.application import make_api
from legation.api.documents import DOCUMENT_ROUTES
from legation.api.making import Operation
from legation.api.operations import OPERATIONS
from legation.app import House, open_house
from legation.core.marking import OWNER
from legation.faults import PROBLEM
from legation.services.accounts.accounts import OWNS
from legation.services.banners import MARKING
from legation.storage.records import Record
from legation.tables.moves import load_moves
from legation.web.operating import one_line_each

Client = TestClient[Litestar]
BASE = "http://127.0.0.1:8000"
UNTIL = datetime(2099, 1, 1, tzinfo=UTC)

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def house(sample: Path) -> Iterator[House]:
    with open_house(sample, write=True, people=True) as opened:
        yield opened


@pytest.fixture
def client(house: House, asking: Asking) -> Iterator[Client]:
    with asking(house) as client:
        yield client


def token(
    house: House, name: str, clearance: str, *actions: str, roles: tuple[str, ...] = ("reader",)
) -> dict[str, str]:
    house.accounts.add(OWNS, name, roles=roles, clearance=clearance)
    key, _ = house.accounts.add_token(OWNS, name, "test", until=UNTIL, actions=actions or ("read",))
    return {"authorization": f"Bearer {key}"}


@pytest.fixture
def described(client: Client) -> dict[str, Any]:
    return json.loads(client.get("/api/v1/openapi.json").content)  # type: ignore[no-any-return]


def test_suggestions_stand_under_the_marking_of_what_they_rest_on(house: House, client: Client) -> None:
    found = client.get("/api/v1/suggest", params={"text": "trai", "limit": 9}).json()
    told = house.finding.completions(OWNER, "trai", limit=9)
    assert found["data"] == [one.query for one in told]
    assert found["marking"] is not None
    assert found["marking"] in {one.marking for one in told}
    assert client.get("/api/v1/suggest", params={"text": "subj", "limit": 1}).json() == {
        "marking": None,
        "data": ["subject:"],
        "next": None,
    }


def test_a_search_answers_as_the_service_and_pages_by_cursor(house: House, client: Client) -> None:
    found = house.finding.search(OWNER, "training", limit=3)
    first = client.get("/api/v1/search", params={"query": "training", "limit": 3}).json()
    assert [hit["listing"]["mrn"] for hit in first["data"]["hits"]] == [hit.listing.mrn for hit in found.hits]
    assert first["data"]["total"] == found.total
    assert first["marking"] == "CONFIDENTIAL"
    asked = {"query": "training", "limit": 3, "after": first["next"]}
    second = client.get("/api/v1/search", params=asked).json()
    names = [{hit["listing"]["sha256"] for hit in page["data"]["hits"]} for page in (first, second)]
    assert not names[0] & names[1]


def test_gaps_are_told_as_the_command_line_tells_them(house: House, client: Client, sample: Path) -> None:
    answer = client.get("/api/v1/gaps", params={"limit": 50}).json()
    told = CliRunner().invoke(app, ["gaps", "--archive", str(sample), "--json"]).stdout.splitlines()
    assert answer["data"] == [json.loads(line) for line in told] != []
    assert answer["next"] is None
    by_itself = client.get(f"/api/v1/gaps/{answer['data'][0]['mrn']}").json()
    assert by_itself["data"] == answer["data"][0]
    part = client.get("/api/v1/gaps", params={"limit": 1}).json()
    rest = client.get("/api/v1/gaps", params={"limit": 50, "after": part["next"]}).json()
    assert part["data"] + rest["data"] == answer["data"]


def test_a_draft_is_approved_over_the_refusals_that_were_read(house: House, client: Client) -> None:
    draft = "nab697d14"  # of the sample, which offices have still to clear
    others = token(house, "zoe", "SECRET", "read", "draft", "approve", roles=("desk", "approver"))

    def ask(path: str, **body: Any) -> Any:
        return client.post(f"/api/v1/drafts/{draft}/{path}", json=body, headers=others)

    ask("refuse", office="ECON", why="Name the port.")
    seen = len(ask("clear", office="PMD").json()["data"]["refusals"])
    refused = ask("approve")
    assert (refused.status_code, "ECON" in refused.json()["title"]) == (409, True), refused.json()
    ask("refuse", office="ECON", why="And the day.")
    ask("clear", office="PMD")
    late = ask("approve", over=["ECON"], seen=seen)
    assert (late.status_code, "refus" in late.json()["title"]) == (409, True)
    assert ask("approve", over=["ECON"], seen=seen + 1).json()["data"]["approved_over"] == ["ECON"]


def test_counts_stand_under_the_marking_of_all_that_was_counted(client: Client) -> None:
    answer = client.get("/api/v1/facets", params={"query": "training"})
    assert answer.headers[MARKING] == answer.json()["marking"] == "CONFIDENTIAL"
    assert client.get("/api/v1/facets", params={"query": "zebrafish"}).json()["marking"] is None


def test_a_telegram_is_that_of_the_contract_under_its_marking(client: Client) -> None:
    answer = client.get("/api/v1/telegrams/15belisar 12")
    assert answer.headers[MARKING] == answer.json()["marking"] == "CONFIDENTIAL"
    assert answer.json()["data"]["mrn"] == "15BELISAR12"
    assert answer.json()["data"]["elements"]
    text = client.get("/api/v1/telegrams/15BELISAR12/text")
    assert text.headers[MARKING] == "CONFIDENTIAL"
    assert "BELISAR 000012" in text.text


def test_faults_are_problem_documents(client: Client) -> None:
    for path, status in (
        ("/api/v1/telegrams/15BELISAR99", 404),
        ("/api/v1/nothing", 404),
        ("/api/v1/search", 400),
        ("/api/v1/search?query=a&limit=0", 400),
        ("/api/v1/dialogues/xv-xt/board?as_of=never", 400),
    ):
        answer = client.get(path)
        assert answer.status_code == answer.json()["status"] == status, path
        assert answer.headers["content-type"] == PROBLEM
        assert answer.json()["title"]
        assert answer.json()["detail"]
    assert client.post("/api/v1/search").status_code == 405
    assert client.post("/api/v1/search").headers["content-type"] == PROBLEM
    wrong = client.get("/api/v1/search", params={"query": 'ships "open'}).json()
    assert wrong["at"] == 7
    large = client.post("/api/v1/saved/add", content=b"x" * 2_000_000, headers={"content-type": "application/json"})
    assert large.status_code == 413
    unknown = client.post("/api/v1/saved/add", json={"name": "a", "query": "b", "colour": "c"})
    assert unknown.status_code == 400
    move = {"kind": "objective.defer", "about": "4", "fields": {"due": "2016-13-45"}}
    no_day = client.post("/api/v1/dialogues/xv-xt/record", json=move)
    assert (no_day.status_code, no_day.json()["detail"]) == (409, "write 2016, 2016-03 or 2016-03-31")
    for kind, about, fields in (
        ("position.state", "4", {"text": "Later", "party": "XT", "stance": "relutant"}),
        ("objective.amend", "4", {"stance": {"XT": "relutant"}}),
    ):
        said = {"kind": kind, "about": about, "fields": fields}
        no_word = client.post("/api/v1/dialogues/xv-xt/record", json=said)
        assert (no_word.status_code, no_word.json()["title"]) == (409, "'relutant' is no stance")
        assert no_word.json()["detail"].startswith("use reluctant, or else one of supports, accepts")


def test_what_is_nested_without_end_is_the_askers_fault(client: Client) -> None:
    deep = client.post("/api/v1/saved/add", content=b"[" * 100_000, headers={"content-type": "application/json"})
    assert (deep.status_code, deep.json()["title"]) == (400, "what was sent is nested too deeply")


@pytest.mark.parametrize("asked", ["diff?until=0001-01-01", "alerts?as_of=0001-01-01"])
def test_the_first_days_of_the_calendar_have_none_before(client: Client, asked: str) -> None:
    assert client.get(f"/api/v1/dialogues/xv-xt/{asked}").json() == {"data": [], "marking": None, "next": None}


@pytest.mark.parametrize("only", ["turn=closed", "overdue=true", "stalled=90", "moved_since=2016-06-01"])
def test_a_part_of_a_board_is_asked_for_as_on_the_page(client: Client, house: House, only: str) -> None:
    """What the page and the command narrow a board by narrows it here."""
    name, value = only.split("=")
    given: dict[str, Any] = {
        "turn": value,
        "overdue": True,
        "stalled": 90,
        "moved_since": date(2016, 6, 1),
    }
    day = "as_of=2016-12-31"
    whole = client.get(f"/api/v1/dialogues/xv-xt/board?{day}").json()["data"]["rows"]
    part = client.get(f"/api/v1/dialogues/xv-xt/board?{day}&{only}").json()["data"]
    asked = house.dialogues.view(OWNER, "xv-xt", date(2016, 12, 31), **{name: given[name]})
    assert [row["id"] for row in part["rows"]] == [row.id for row in asked.rows]
    assert len(part["rows"]) < len(whole)
    assert part["banner"] == asked.banner


def test_a_brief_to_take_along_is_of_any_kind_and_since_any_day(client: Client) -> None:
    asked = "/api/v1/dialogues/xv-xt/brief/md?as_of=2016-12-31"
    plain, since = (client.get(asked + more).text for more in ("", "&since=2016-06-01"))
    handed = client.get(f"{asked}&kind=hand-over").text
    assert "since 1 June 2016" in since
    assert "since 1 June 2016" not in plain
    assert len({plain, since, handed}) == 3
    assert "Hand-over" in handed
    assert client.get(f"{asked}&kind=letter").status_code == 400


def test_the_story_of_a_thing_is_taken_along_as_it_is_told(client: Client) -> None:
    asked, day = "/api/v1/dialogues/xv-xt/story/1/brief", "as_of=2016-12-31"
    told = client.get(f"{asked}?{day}").json()["data"]
    taken = client.get(f"{asked}/md?{day}")
    assert taken.headers["Content-Disposition"] == 'attachment; filename="story.md"'
    assert told["title"]["text"] in taken.text
    assert taken.text != client.get(f"{asked}/md?as_of=2015-12-31").text
    assert client.get(f"{asked}/odt").json()["title"] == "there is no story as 'odt'"


@pytest.mark.parametrize("operation", [one for one in OPERATIONS if one.method == "GET"], ids=lambda one: one.path)
def test_what_has_a_default_need_not_be_sent(client: Client, operation: Operation) -> None:
    """Each route is asked for with what it cannot do without, and nothing else."""
    asked = inspect.signature(operation.asks).parameters
    in_path = {part.strip("{}") for part in operation.path.split("/") if part.startswith("{")}
    needed = {
        name: value
        for name, value in operation.example.items()
        if name not in in_path and asked[name].default is inspect.Parameter.empty
    }
    path = operation.path.format_map(operation.example)
    answer = client.get(f"/api/v1{path}", params=needed)
    assert "wrong" not in answer.json()


def test_a_thread_as_a_graph_is_of_the_day_asked_for(client: Client) -> None:
    early, late = (
        client.get(f"/api/v1/telegrams/15BELISAR12/graph?form=json{more}").text for more in ("&as_of=2015-01-31", "")
    )
    assert "15FOROFF318" not in early
    assert "15FOROFF318" in late


def test_a_picture_may_end_with_the_calendar(client: Client) -> None:
    drawn = client.get("/api/v1/dialogues/xv-xt/plots/timeline?as_of=9999-12-31")
    assert (drawn.status_code, drawn.json()["data"]["svg"].startswith("<svg")) == (200, True)


def test_a_letter_is_of_a_kind_that_there_is(client: Client) -> None:
    answer = client.get("/api/v1/gaps/15FOROFF467/letter", params={"on": "2016-01-01", "kind": "plea"})
    told = ("'plea' is no kind of letter", "use foia or mdr")
    assert (answer.status_code, answer.json()["title"], answer.json()["detail"]) == (409, *told)


def test_a_saved_search_tells_what_it_replaced(client: Client) -> None:
    asked = [{"name": "quays", "query": query} for query in ("quay", "dredger")]
    first, second = (client.post("/api/v1/saved/add", json=one).json()["data"] for one in asked)
    assert (first["replaced"], second["query"], second["replaced"]) == (None, "dredger", "quay")


def test_what_was_asked_before_is_not_sent_again(house: House, client: Client) -> None:
    first = client.get("/api/v1/gaps")
    again = client.get("/api/v1/gaps", headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    other = client.get("/api/v1/saved")
    house.saved.add(OWNER, "harbour", "harbour")
    assert client.get("/api/v1/saved", headers={"if-none-match": other.headers["etag"]}).status_code == 200
    assert "private" in first.headers["cache-control"]
    assert first.headers["vary"].lower() == "authorization"


def test_what_only_the_clock_has_changed_is_not_sent_again(sample: Path) -> None:
    # A queue tells minutes of waiting: on a slow machine the clock of the day would move them between two questions.
    began, ticks = datetime.now(UTC), itertools.count()
    with (
        open_house(sample, write=True, clock=lambda: began + timedelta(milliseconds=next(ticks))) as house,
        TestClient(make_api(house), base_url=BASE) as client,
    ):
        for path in ("/today", "/inbox"):
            first = client.get(f"/api/v1{path}")
            again = client.get(f"/api/v1{path}")
            assert first.json()["data"]["at"] != again.json()["data"]["at"]
            assert first.headers["etag"] == again.headers["etag"]
            assert client.get(f"/api/v1{path}", headers={"if-none-match": first.headers["etag"]}).status_code == 304
        before = client.get("/api/v1/today")
        house.looking.seen(OWNER, at=before.json()["data"]["at"], until=before.json()["data"]["until"])
        assert client.get("/api/v1/today", headers={"if-none-match": before.headers["etag"]}).status_code == 200


def test_absent_and_closed_are_one_answer(house: House, client: Client) -> None:
    lower = token(house, "mira", "UNCLASSIFIED")
    closed = client.get("/api/v1/telegrams/15BELISAR12", headers=lower)
    absent = client.get("/api/v1/telegrams/15BELISAR99", headers=lower)
    assert closed.status_code == absent.status_code == 404
    assert closed.text.replace("BELISAR12", "") == absent.text.replace("BELISAR99", "")
    everything = client.get("/api/v1/search", params={"query": "training"}, headers=lower).json()
    assert everything["marking"] in (None, "UNCLASSIFIED", "SENSITIVE BUT UNCLASSIFIED")


def test_once_somebody_can_sign_in_a_token_is_needed(house: House, client: Client) -> None:
    assert client.get("/api/v1/gaps").status_code == 200
    good = token(house, "mira", "SECRET")
    for headers in (
        {},
        {"authorization": "Bearer no"},
        {"authorization": "Basic bWlyYTp4"},
        {"cookie": "legation-session=x"},
    ):
        answer = client.get("/api/v1/gaps", headers=headers)
        assert answer.status_code == 401
        assert answer.headers["www-authenticate"] == "Bearer"
    assert client.get("/api/v1/gaps", headers=good).status_code == 200


def test_a_token_does_what_its_actions_allow(house: House, client: Client) -> None:
    reads = token(house, "mira", "SECRET", roles=("desk",))
    decides = token(house, "noor", "SECRET", "read", "decide", roles=("desk",))
    moved = {"mrn": "15FOROFF318", "which": [1], "reason": "said in passing"}
    for headers, status in ((reads, 403), (decides, 200)):
        answer = client.post("/api/v1/dialogues/xv-xt/reject", json=moved, headers=headers)
        assert answer.status_code == status, answer.text
        if headers is reads:
            refused = answer.json()
            assert refused["title"] == "your token was not made for this"
            assert refused["detail"] == "make one for the action decide"
    for path in ("accounts", "audit"):  # no role of the account allows it, and another token would not help
        answer = client.get(f"/api/v1/{path}", headers=decides)
        assert (answer.status_code, answer.json()["title"]) == (403, "your account may not do this")
    # What they asked for may name what an auditor who reads less may not know of.
    for name, clearance, count in (("low", "CONFIDENTIAL", 0), ("high", "SECRET", 3)):
        house.accounts.add(OWNS, name, roles=("auditor",), clearance=clearance)
        assert house.trail is not None
        told = house.trail.entries(house.accounts.named(name))
        assert [one.rule for one in told if one.about.startswith("/api/v1")] == ["role"] * count


@pytest.mark.parametrize(
    ("path", "did"),
    [("drafts/nab697d14/rendered/text", "opened"), ("gaps/15FOROFF467/letter?on=2026-01-05&kind=foia", "exported")],
)
def test_one_question_is_one_entry_of_the_trail(house: House, client: Client, path: str, did: str) -> None:
    assert house.trail is not None
    before = {one.number for one in house.trail.entries(OWNS)}
    assert client.get(f"/api/v1/{path}").status_code == 200
    told = [one.did for one in house.trail.entries(OWNS) if one.number not in before]
    assert told == [did]


def test_no_secret_of_an_account_is_told(house: House, client: Client) -> None:
    headers = token(house, "root", "UNCLASSIFIED", "accounts", roles=("administrator",))
    house.accounts.set_password(OWNS, "root", "a long password of no one")
    made = client.post(
        "/api/v1/accounts/root/tokens/add",
        json={"label": "second", "until": "2099-01-01T00:00:00Z", "actions": ["accounts"]},
        headers=headers,
    )
    key = made.json()["data"]["key"]
    told = (
        client.get("/api/v1/accounts", headers=headers).text
        + client.get("/api/v1/accounts/root/tokens", headers=headers).text
    )
    assert "argon2" not in told
    assert key not in told


def test_a_page_of_another_site_cannot_ask(client: Client) -> None:
    for headers in ({"origin": "https://elsewhere.example"}, {"sec-fetch-site": "cross-site"}):
        assert client.post("/api/v1/saved/add", json={"name": "a", "query": "b"}, headers=headers).status_code == 403
    assert client.get("/api/v1/saved", headers={"host": "elsewhere.example"}).status_code == 421
    assert client.get("/api/v1/saved", headers={"origin": BASE}).status_code == 200


def test_too_many_requests_are_told_to_wait(house: House) -> None:
    with TestClient(make_api(house, a_minute=3), base_url=BASE) as client:
        answers = [client.get("/api/v1/saved") for _ in range(5)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429, 429]
    assert answers[-1].headers["retry-after"]
    assert answers[-1].headers["content-type"] == PROBLEM


def test_a_token_that_is_made_up_counts_as_none(house: House) -> None:
    good = token(house, "mira", "CONFIDENTIAL")
    with TestClient(make_api(house, a_minute=3), base_url=BASE) as client:
        made_up = [{"authorization": f"Bearer legation_{number}"} for number in range(5)]
        assert [client.get("/api/v1/saved", headers=one).status_code for one in made_up] == [401, 401, 401, 429, 429]
        assert len(client.app.stores.get("rate_limit")._store) == 1  # type: ignore[attr-defined]
        assert client.get("/api/v1/saved", headers=good).status_code == 200


def test_a_token_that_ends_while_a_body_comes_is_none(
    house: House, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gate, "LOOK_SECONDS", 0.0)
    good = token(house, "mira", "CONFIDENTIAL", "read", "ingest", roles=("desk", "registrar"))

    def arrives(meanwhile: Callable[[], object]) -> int:
        def slowly() -> Iterator[bytes]:
            yield b"FM AMEMBASSY BELISAR\n"
            meanwhile()
            yield b"TO FOREIGN OFFICE OSMAR\n\n1. A pier.\n"

        return client.post("/api/v1/arrivals", content=slowly(), headers=good).status_code

    assert arrives(lambda: None) == 200
    held = house.reading.count(OWNER)
    assert arrives(lambda: house.accounts.disable(OWNS, "mira")) == 401
    assert house.reading.count(OWNER) == held


def taken(client: Client, path: str, key: str, got: list[bytes]) -> None:
    with client.stream("GET", path, headers={"authorization": f"Bearer {key}"}) as answer:
        got += answer.iter_bytes()


@pytest.mark.parametrize("path", ["/api/v1/stream/telegrams", "/api/v1/stream/search?query=training"])
@pytest.mark.parametrize("what", ["token", "grant"])
def test_a_stream_ends_with_what_its_reader_may(
    house: House, client: Client, monkeypatch: pytest.MonkeyPatch, path: str, what: str
) -> None:
    """One that is read slowly lasts for hours, and what ended meanwhile would have no end."""
    house.accounts.add(OWNS, "mira")
    house.accounts.grant(OWNS, "mira", until=UNTIL, why="visit", clearance="SECRET")
    key, made = house.accounts.add_token(OWNS, "mira", "test", until=UNTIL)
    whole = client.get(path, headers={"authorization": f"Bearer {key}"}).content
    lines = documents._begun

    def slowly(of: Iterator[bytes], goes_on: Callable[[], bool]) -> Iterator[bytes]:
        for number, one in enumerate(lines(of, goes_on)):
            if number == 1:
                house.accounts.revoke_token(OWNS, made.id) if what == "token" else house.accounts.revoke(OWNS, "mira")
            yield one

    monkeypatch.setattr(documents, "_LOOK_SECONDS", 0.0)
    monkeypatch.setattr(documents, "_begun", slowly)
    got: list[bytes] = []
    with TestClient(make_api(house), base_url=BASE) as asked, pytest.raises(LitestarException):
        taken(asked, path, key, got)
    assert len(b"".join(got)) < len(whole)


@pytest.mark.parametrize("what", ["its reader may read no more", "a fault of the program"])
def test_an_answer_that_breaks_off_is_one_line_on_standard_error(
    house: House, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    """Where no log is asked for, too: a traceback is of nobody's use there, and may hold words of a telegram."""
    line, told = documents.json_line, 0

    def breaks(record: Record) -> bytes:
        nonlocal told
        told += 1
        if told > 1:
            raise ValueError(line(record))  # which the library takes for the end of a whole answer
        return line(record)

    monkeypatch.setattr(documents, "_LOOK_SECONDS", 0.0)
    if what == "a fault of the program":
        monkeypatch.setattr(documents, "json_line", breaks)
    else:
        monkeypatch.setattr(documents, "still", lambda _request, _who: lambda: False)
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        port = listening.getsockname()[1]
        server = uvicorn.Server(
            uvicorn.Config(
                make_api(house, hosts=["127.0.0.1"]),
                log_level="warning",
                log_config=one_line_each(uvicorn.config.LOGGING_CONFIG),
            )
        )
        monkeypatch.setattr(server, "install_signal_handlers", lambda: None, raising=False)
        running = Thread(target=server.run, kwargs={"sockets": [listening]})
        running.start()
        try:
            until = time.monotonic() + 20
            while not server.started and time.monotonic() < until:
                time.sleep(0.02)
            with pytest.raises(httpx.RemoteProtocolError):
                httpx.get(f"http://127.0.0.1:{port}/api/v1/stream/telegrams", trust_env=False)
        finally:
            server.should_exit = True
            running.join(20)
    (said,) = capfd.readouterr().err.splitlines()
    assert "an answer broke off: " in said
    assert ("ValueError at " if what == "a fault of the program" else "its reader may read it no longer") in said
    assert "sha256" not in said


def test_streams_have_a_line_for_each(house: House, client: Client) -> None:
    lines = client.get("/api/v1/stream/search", params={"query": "training"}).text.splitlines()
    assert len(lines) == house.finding.search(OWNER, "training").total
    assert all(json.loads(line)["marking"] for line in lines)
    whole = client.get("/api/v1/stream/telegrams").text.splitlines()
    assert len(whole) == house.reading.count(OWNER)
    assert client.get("/api/v1/stream/search", params={"query": '"'}).status_code == 400


def test_what_is_sent_is_kept(house: House, client: Client, tmp_path: Path) -> None:
    text = (ROOT / "src" / "legation" / "sample" / "traffic").glob("*.txt")
    before = house.reading.count(OWNER)
    again = client.post("/api/v1/ingest", params={"name": "../../x.txt"}, content=next(iter(text)).read_bytes())
    assert again.json()["data"]["same"] == 1
    new = client.post(
        "/api/v1/ingest", content=b"FM AMEMBASSY BELISAR\nTO FOROFF\nUNCLAS BELISAR 777\nSUBJECT: X\n1. Y.\n"
    )
    assert new.json()["data"]["new"] == 1
    assert house.reading.count(OWNER) == before + 1
    assert not (tmp_path / "x.txt").exists()


def test_what_arrives_is_kept_and_a_broken_one_is_kept_and_shown(house: House, client: Client) -> None:
    mail = (
        b"From: post@embassy.example\r\nTo: traffic@foroff.example\r\nMessage-ID: <one@embassy.example>\r\n"
        b"Subject: X\r\n\r\nR 141200Z MAR 15\r\nFM AMEMBASSY BELISAR\r\nTO FOROFF\r\nUNCLAS BELISAR 778\r\n"
        b"SUBJECT: X\r\n1. Y.\r\n"
    )
    came = [client.post("/api/v1/arrivals", content=mail).json()["data"] for _ in range(2)]
    assert [one["outcome"] for one in came] == ["new", "same"]
    assert came[0]["mrns"] == ["15BELISAR778"]
    again = client.post("/api/v1/arrivals", content=b"Received: from relay\r\n" + mail).json()["data"]
    assert again["outcome"] == "repeat"

    broken = client.post("/api/v1/arrivals", params={"name": "../bad.zip"}, content=b"PK\x03\x04 cut short").json()
    assert broken["data"]["outcome"] == "broken"
    assert broken["data"]["what"]
    (shown,) = client.get("/api/v1/arrivals/broken").json()["data"]
    assert (shown["sha256"], shown["via"], shown["name"]) == (broken["data"]["sha256"], "http", "bad.zip")


def test_nothing_arrives_from_who_may_not_send(house: House, client: Client) -> None:
    headers = token(house, "mira", "UNCLASSIFIED")
    before = house.reading.count(OWNER)
    assert client.post("/api/v1/arrivals", content=b"FM X\nTO Y\n", headers=headers).status_code == 403
    assert house.reading.count(OWNER) == before


def test_a_draft_is_kept_once_however_often_its_key_is_sent(client: Client) -> None:
    def keep(subject: str, **headers: str) -> tuple[int, str]:
        answer = client.post("/api/v1/drafts/new", json={"draft": {"subject": subject, **level}}, headers=headers)
        return answer.status_code, answer.json().get("data", {}).get("id", "")

    level = {"classification": {"level": "UNCLASSIFIED", "caveats": [], "captions": []}}
    key = {"Idempotency-Key": "8e03978e-40d5-43dd-bc93-6894a57f9324"}
    assert keep("PORT VISITS", **key) == keep("PORT VISITS", **key)
    assert keep("PORT VISITS", **key)[0] == 200
    assert keep("OTHER VISITS", **key)[0] == 409
    assert keep("PORT VISITS") != keep("PORT VISITS", **key)


def test_labels_tell_nothing_of_what_was_left_out_of_a_view(house: House, client: Client) -> None:
    house.releasing.set("paragraphs")
    headers = token(house, "mira", "UNCLASSIFIED")
    view = next(one for one in house.reading.every(house.reader("mira")) if "!" in one.access)
    told = "".join(
        client.get(path, headers=headers).text
        for path in (
            "/api/v1/telegrams",
            "/api/v1/search?query=the",
            "/api/v1/today",
            "/api/v1/gaps",
            "/api/v1/facets?query=*",
            f"/api/v1/telegrams/{view.mrn}/graph?form=json",
        )
    )
    assert '"access":"' in told
    assert '"access":["' in told
    assert not re.findall(r'\d;[^"]*;[^"]*!\d[^"]*', told)


def test_what_is_counted_and_what_is_rendered_say_how_closely_they_are_held(house: House, client: Client) -> None:
    counted = client.get("/api/v1/facets?query=*").json()
    assert counted["marking"] == client.get("/api/v1/search?query=*&limit=1000").json()["marking"] is not None

    text = {"subject": "PORT VISITS", "classification": {"level": "SECRET"}, "paragraphs": [{"text": "Five."}]}
    made = client.post("/api/v1/drafts/new", json={"draft": text}).json()["data"]
    answer = client.get(f"/api/v1/drafts/{made['id']}/rendered/draft")
    assert "PORT VISITS" in answer.json()["data"]
    assert answer.json()["marking"] == answer.headers["legation-marking"] == "SECRET"


# What the API says of itself.


def test_every_operation_is_described_with_an_example(described: dict[str, Any]) -> None:
    assert described["openapi"].startswith("3.1")
    seen = set()
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            name = operation["operationId"]
            assert name not in seen, name
            seen.add(name)
            assert operation["summary"].endswith("."), path
            for parameter in operation.get("parameters", ()):
                assert parameter.get("examples"), f"{path} {parameter['name']}"
            if method == "post" and "requestBody" in operation:
                content = operation["requestBody"]["content"]["application/json"]
                assert content["schema"].get("examples"), path
            assert {"200", "401", "403", "404", "429"} <= operation["responses"].keys(), path
    assert len(seen) == len(OPERATIONS) + len(DOCUMENT_ROUTES)


def test_what_cannot_be_read_is_named(client: Client) -> None:
    def wrong(answer: Any) -> list[tuple[str, str]]:
        assert (answer.status_code, answer.headers["content-type"]) == (400, PROBLEM)
        return [(one["name"], one["says"]) for one in answer.json()["wrong"]]

    found = "/api/v1/search?query=port"
    assert wrong(client.get(f"{found}&limit=0")) == [("limit", "must be at least 1: mend the number")]
    # In an address nothing is quoted.
    assert wrong(client.get(f"{found}&limit=x")) == [("limit", "is not a whole number: write a whole number")]
    assert wrong(client.get("/api/v1/search")) == [("query", "is missing")]
    assert wrong(client.get("/api/v1/dialogues/xv-xt/board?as_of=then"))[0][0] == "as_of"
    add = "/api/v1/saved/add"
    number = "is a whole number, where text is due: write it in quotes"
    assert wrong(client.post(add, json={"name": 1, "query": "port"})) == [("name", number)]
    unknown = "has no field 'nme': mend its name, or leave it out"
    assert wrong(client.post(add, json={"nme": "port"})) == [("body", unknown)]
    assert wrong(client.post(add)) == [("body", "is missing")]


def test_what_is_not_json_is_not_taken_for_it(house: House, client: Client) -> None:
    for kind in ("text/plain", "application/x-www-form-urlencoded", ""):
        answer = client.post(
            "/api/v1/saved/add", content=b'{"name": "port", "query": "port"}', headers={"content-type": kind}
        )
        assert (answer.status_code, answer.headers["content-type"]) == (415, PROBLEM)
    assert "port" not in [one.name for one in house.saved.all(OWNER)]


def test_an_address_says_what_may_be_asked_of_it(client: Client) -> None:
    asked = client.options("/api/v1/search")
    assert (asked.status_code, asked.headers["allow"]) == (204, "GET, OPTIONS")
    refused = client.delete("/api/v1/search")
    assert (refused.status_code, refused.headers["allow"]) == (405, "GET, OPTIONS")


def test_a_telegram_is_cited(client: Client) -> None:
    made = client.get("/api/v1/telegrams/15BELISAR12/citation", params={"place": "p2"}).json()
    assert made["marking"] == made["data"]["marking"] == "CONFIDENTIAL"
    assert made["data"]["address"] == "15BELISAR12#p2"
    assert made["data"]["bibtex"].startswith("@")
    assert client.get("/api/v1/telegrams/15BELISAR12/citation", params={"place": "p99"}).status_code == 404


def test_feeds_and_calendars(house: House, client: Client) -> None:
    house.saved.add(OWNER, "harbour", "harbour")
    for path, kind in (
        ("/dialogues/xv-xt/feed", "application/atom+xml"),
        ("/saved/harbour/feed", "application/atom+xml"),
        ("/calendar", "text/calendar"),
        ("/calendar?dialogue=xv-xt", "text/calendar"),
    ):
        answer = client.get(f"/api/v1{path}")
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith(kind)
        assert answer.headers[MARKING] in answer.text
        if kind.endswith("xml"):
            again = client.get(f"/api/v1{path}", headers={"if-none-match": answer.headers["etag"]})
            assert (again.status_code, again.content) == (304, b"")
    assert client.get("/api/v1/calendar?dialogue=no-such").status_code == 404


def test_what_was_seen_is_noted_and_read_anew(house: House, client: Client) -> None:
    today = client.get("/api/v1/today").json()["data"]
    assert today["since"] is None
    assert client.post("/api/v1/today/seen", json={"at": today["at"], "until": today["until"]}).status_code == 200
    assert client.get("/api/v1/today").json()["data"]["since"] == house.looking.today(OWNER).since is not None


def test_an_account_is_changed_and_its_token_ended(house: House, client: Client) -> None:
    reads = token(house, "mira", "SECRET")
    manages = token(house, "ada", "UNCLASSIFIED", "accounts", roles=("administrator",))
    change = "/api/v1/accounts/mira/change"
    assert client.post(change, json={"holds": ["NODIS"]}, headers=reads).status_code == 403
    told = client.post(change, json={"holds": ["NODIS"], "nation": "GB"}, headers=manages).json()["data"]
    assert (told["holds"], told["nation"], told["rank"], told["roles"]) == (["NODIS"], "GB", 4, ["reader"])
    told = client.post(change, json={"clearance": "CONFIDENTIAL", "nation": ""}, headers=manages).json()["data"]
    assert (told["holds"], told["nation"], told["rank"]) == (["NODIS"], None, 3)
    assert client.post("/api/v1/accounts/ada/change", json={"clearance": "SECRET"}, headers=manages).status_code == 409
    (kept,) = client.get("/api/v1/accounts/mira/tokens", headers=manages).json()["data"]
    assert client.post(f"/api/v1/tokens/{kept['id']}/end", headers=reads).status_code == 403
    assert client.post(f"/api/v1/tokens/{kept['id']}/end", headers=manages).status_code == 200
    assert client.get("/api/v1/telegrams", headers=reads).status_code == 401


def test_rules_that_stand_are_told_to_who_may_set_them(house: House, client: Client) -> None:
    house.profiles.add(OWNS, '[[profile]]\nname = "ships"\nto = "owner"\nwords = ["ship"]\n')
    assert "ships" in client.get("/api/v1/profiles").json()["data"]["text"]
    assert client.get("/api/v1/hooks/rules").json()["data"]["highest"] == "UNCLASSIFIED"
    reads = token(house, "mira", "SECRET")
    for path in ("profiles", "hooks/rules"):
        assert client.get(f"/api/v1/{path}", headers=reads).status_code == 403


def test_every_route_stands_in_the_reference(described: dict[str, Any]) -> None:
    page = (ROOT / "docs" / "reference" / "api.md").read_text(encoding="utf-8")
    missing = [
        f"{method.upper()} {path}"
        for path, methods in described["paths"].items()
        for method in methods
        if f"| `{method.upper()} {path}` |" not in page
    ]
    assert not missing


NOT_ASKED = {
    "markings.to_be_held": "the part of markings.mark that is the same for every telegram",
    "reading.the_one": "the part of markings.mark that finds what is named",
    "reading.listing": "what it tells stands in every answer that lists telegrams",
    "reading.every": "`/stream/telegrams` streams them",
    "reading.count": "a search of everything has the total",
    "dialogues.take_back": "a table of `undo` does it: `/dialogues/{dialogue}/rows` enters all of its moves or none",
    "hit_sheets.sheet": "a table of the search page; `/search` has the hits",
    "exporting.frame": "is of Python; `/stream/telegrams` has the same rows",
    "exporting.lines": "`/stream/telegrams` sends its lines",
    "exporting.originals": "writes files; the lines of `/stream/telegrams` hold the original bytes",
    "exporting.rows": "writes Parquet files",
    "exporting.write": "writes files",
    "threads.among": "a graph of a search is made from `/stream/search` and threads",
    "versions.edition": "one of `/editions`",
    "dialogues.board": "the fold itself; `/board` shows it",
    "dialogues.boards": "every fold; `/dialogues` lists them",
    "finding.run": "a part of what `/stream/search` gives whole",
    "dialogues.views": "every view; `/dialogues/{dialogue}` has each",
    "dialogues.stands": "`/dialogues/{dialogue}` answers 404 where it does not",
    "dialogues.drawn": "of the house: what is drawn has operations of its own",
    "dialogues.entered": "a part of `/telegrams/{mrn}/proposals`, which says of each what it was entered as",
    "dialogues.thing": "a page's part of `/story/{about}`, which takes whatever names a thing",
    "dialogues.quotes": "`/story` has the quotations",
    "dialogues.quotes_of": "the same for several movements at once",
    "ingest.catch_up": "is done by whoever opens the archive to write",
    "ingest.prepared": "the first half of arrivals.take",
    "ingest.keep": "the second half of arrivals.take",
    "ingest.keep_own": "keeps what the house itself releases",
    "arrivals.broken_data": "bytes that could not be read, for whoever looks after the archive: `legation receive`",
    "declassifying.around": "a part of `/declassification` for calendars that ask again every hour",
    "tracers.holds": "`/search?query=from:X` has the total of a post",
    "gaps.request_several": "`/gaps/{name}/letter` has the letter for each",
    "clearing.kept": "a part of composing.begin: a draft is asked for again under its key",
    "clearing.answering": "`/drafts` says of each what it answers",
    "clearing.version": "`/drafts/{draft}` has the text",
    "clearing.begin_numbers": "is done once for a post: `legation draft number`",
    "transmitting.run": "sends until it is stopped: `legation draft send`",
    "transmitting.send": "needs the ways of this machine: `legation draft send`",
    "accounts.set_password": "a password is not sent to a program",
    "accounts.sign_out": "ends a session, and the API has none",
    "dialogues.accept_picked": "a part of how a set is entered, which `/dialogues` does",
    "dialogues.offer": "is how an extractor of this machine hands in what it read",
    "machine.offer": "hands in at once what `/machine` answers: `legation propose --extractor llm --dialogue`",
    "arrivals.keep": "a part of arrivals.take",
    "arrivals.crew": "programs that read",
    "arrivals.read": "a part of arrivals.take",
    "arrivals.recognise": "a part of arrivals.take",
    "arrivals.catch_up": "is done by the door after a fault",
    "arrivals.make_searchable": "a part of arrivals.take",
    "ingest.make_searchable": "a part of ingest.settle",
    "versions.placed": "`/editions` says which version each is",
    "titles.instead": "`telegrams/{name}` has sender and addressees of one without a subject",
    "dialogues.named": "`/dialogues` lists them all",
    "ingest.crew": "programs that read",
    "arrivals.settle": "a part of arrivals.take",
    "ingest.put": "a part of ingest.keep",
    "ingest.settle": "a part of ingest.keep",
    "hooks.gather": "is done by the desk itself, or by `legation hooks send`",
    "hooks.run": "is done by the desk itself, or by `legation hooks send --watch`",
    "hooks.send": "is done by the desk itself, or by `legation hooks send`",
    "saved.came": "a part of hooks.gather",
    "saved.finds": "a part of hooks.send",
    "saved.looked": "the second half of a look that is printed; `/saved/alerts` notes its look itself",
    "taking.kept": "lists what was dropped on a page; `/ingest` answers with what it kept",
    "taking.begin": "keeps in the background what is dropped on a page; `/ingest` answers when it is kept",
    "taking.of": "tells of what was dropped on a page",
    "taking.one": "tells of what was dropped on a page",
    "trail.chain": "`/audit/chain` asks it",
    "trail.entries": "`/audit` asks it",
    "trail.named": "looks up what an entry names, and answers nobody",
    "trail.refused": "writes the trail, and answers nobody",
    "trail.turned_away": "writes the trail, and answers nobody",
    "verifying.run": "is the owner's, at the machine: `legation verify`",
    "rebuilding.run": "is the owner's, at the machine: `legation rebuild`",
}


def test_every_service_can_be_asked_or_it_is_said_why_not(house: House) -> None:
    by_rows = {f"{one.service}.{one.asks.__name__}" for one in OPERATIONS}
    by_hand = {"finding.every", "exporting.records", "ingest.run", "arrivals.take", "accounts.change"}
    by_hand |= {"feeds.calendar", "feeds.movements", "feeds.saved"}
    there = set()
    for name, service in services_of(house).items():
        kind = type(getattr(service, "_service", None) or getattr(service, "_accounts", None) or service)
        if not kind.__module__.startswith("legation.services"):
            continue
        for method, run in inspect.getmembers(kind, inspect.isfunction):
            kinds = {str(one.annotation) for one in inspect.signature(run).parameters.values()}
            if not method.startswith("_") and kinds & {"Reader", "Who"}:
                there.add(f"{name}.{method}")
    missing = there - by_rows - by_hand - NOT_ASKED.keys()
    assert not missing, f"add a row to legation/api for {', '.join(sorted(missing))}"
    assert not {name for name, why in NOT_ASKED.items() if why and name in by_rows}


@pytest.mark.parametrize(
    ("path", "body", "wrong"),
    [
        (
            "dialogues/xv-xt/brief?kind=letter",
            None,
            ("kind", "is none of the words that may stand there: write one of hand-over, scene-setter"),
        ),
        ("dialogues/xv-xt/board?as_of=2010-99-01", None, ("as_of", "is no day: write it as 2026-01-31")),
        (
            "dialogues/xv-xt/record",
            {"kind": "objective.table", "abut": "1"},
            ("body", "has no field 'abut': mend its name, or leave it out"),
        ),
        ("dialogues/xv-xt/record", {"about": "1"}, ("body", "lacks the field 'kind': write it")),
    ],
)
def test_what_is_wrong_is_said_in_plain_words(client: Client, path: str, body: Any, wrong: tuple[str, str]) -> None:
    answer = client.request("GET" if body is None else "POST", f"/api/v1/{path}", json=body)
    assert answer.status_code == 400
    assert [(one["name"], one["says"]) for one in answer.json()["wrong"]] == [wrong]


def test_what_was_sent_is_not_said_again(client: Client) -> None:
    answer = client.get("/api/v1/dialogues/xv-xt/board", params={"as_of": "the pier at dusk"})
    assert "pier" not in answer.text


def test_every_example_of_a_move_names_a_move(house: House) -> None:
    moves = load_moves().moves
    kinds = [operation.example["kind"] for operation in OPERATIONS if "." in str(operation.example.get("kind", ""))]
    assert kinds
    assert not [kind for kind in kinds if tuple(kind.split(".")) not in {(m.entity, m.verb) for m in moves.values()}]


def test_a_banner_that_a_header_cannot_bear_by_its_letters_goes_out_by_its_bytes() -> None:
    answer = stamp(Response(Answer(marking="SECRET//\u017dUK", data=None)))
    assert answer.headers["Legation-Marking"] == "SECRET//%C5%BDUK"
