"""A meeting set and held, a commitment promised and kept, as the rules read the sample: command, API and page."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from litestar.testing import TestClient
from tests.cli.whole import app
from typer.testing import CliRunner

from legation.api.application import make_api
from legation.app import open_house
from legation.core.marking import OWNER
from legation.web.pages import make_app

ANEW, BASE = "anew", "http://127.0.0.1:8000"


def run(archive: Path, *words: str, as_json: bool = True) -> list[Any]:
    done = CliRunner().invoke(
        app, [*words, "--dialogue", ANEW, "--archive", str(archive), *(["--json"] if as_json else [])]
    )
    assert done.exit_code == 0, done.output
    return [json.loads(line) if as_json else line for line in done.stdout.splitlines()]


def proposed(archive: Path, mrn: str, beginning: str) -> dict[str, Any]:
    return next(one for one in run(archive, "propose", mrn) if one["text"].lower().startswith(beginning))


def test_a_round_is_proposed_agreed_and_held(sample: Path) -> None:
    with open_house(sample, write=True) as house:
        house.dialogues.open(OWNER, "15BELISAR12", id=ANEW, title="Anew", ours="XV", parties=["XV", "XT"])
    asked = proposed(sample, "16BELISAR88", "proposed a third round")
    assert (asked["moves"], asked["candidates"]) == (None, [])
    (entered,) = run(sample, "dialogue", "accept", "16BELISAR88", str(asked["number"]))
    about = entered["draft"]["about"]
    run(sample, "dialogue", "accept", "16FOROFF702", str(proposed(sample, "16FOROFF702", "director-general")["number"]))
    told = proposed(sample, "16BELISAR117", "the third round was held")
    assert (told["moves"], [known["becomes"] for known in told["candidates"]]) == (about, ["meeting.hold"])
    lines = "\n".join(run(sample, "propose", "16BELISAR117", as_json=False))
    assert re.search(r"moves meeting 1 \(C\) proposed a third round .*: hold; .*cites 16FOROFF702", lines)

    with open_house(sample, write=True, people=True) as house:
        with TestClient(make_app(house), base_url=BASE) as desk:
            page = desk.get(f"/telegram/16BELISAR117?dialogue={ANEW}").text
            assert "Tells of meeting" in page
            assert "accepting it enters: <strong>held</strong>" in page
            assert f'<option value="{about}" selected>meeting 1' in page
            assert "cites 16FOROFF702" in page
        with TestClient(make_api(house), base_url=BASE) as client:
            answer = client.get("/api/v1/telegrams/16BELISAR117/proposals", params={"dialogue": ANEW}).json()
            shown = next(one for one in answer["data"] if one["fingerprint"] == told["fingerprint"])
            assert (shown["moves"], shown["becomes"]) == (about, "meeting.hold")
            body = {"mrn": "16BELISAR117", "which": [told["number"]]}
            assert client.post(f"/api/v1/dialogues/{ANEW}/accept", json=body).status_code in (200, 201)
        (one,) = house.dialogues.board(OWNER, ANEW).of("meeting")
        assert [movement.kind for movement in one.movements] == ["meeting.propose", "meeting.agree", "meeting.hold"]
        assert (one.state, [source.telegram for source in one.sources]) == (
            "held",
            ["16BELISAR88", "16FOROFF702", "16BELISAR117"],
        )


def test_a_commitment_is_undertaken_and_kept(sample: Path) -> None:
    with open_house(sample, write=True) as house:
        house.dialogues.open(OWNER, "15BELISAR12", id=ANEW, title="Anew", ours="XV", parties=["XV", "XT"])
    promised = proposed(sample, "15FOROFF2110", "veldria undertook to deliver")
    run(sample, "dialogue", "accept", "15FOROFF2110", str(promised["number"]))
    told = proposed(sample, "16BELISAR71", "the last two t-3 aircraft landed")
    assert (told["kind"], told["candidates"][0]["becomes"]) == ("event", "commitment.complete")
    with open_house(sample, write=True, people=True) as house, TestClient(make_app(house), base_url=BASE) as desk:
        page = desk.get(f"/telegram/16BELISAR71?dialogue={ANEW}")
        token = re.search(r'name="_csrf_token" value="([^"]+)"', page.text)
        assert token is not None
        shown = f"shown.{told['fingerprint']}"
        makes = re.search(rf'name="{re.escape(shown)}" value="([^"]+)"', page.text)
        assert makes is not None
        form = {
            "_csrf_token": token[1],
            "telegram": "16BELISAR71",
            "proposal": told["fingerprint"],
            shown: makes[1],
        }
        done = desk.post(f"/dialogue/{ANEW}/accept", data=form, headers={"HX-Request": "true"})
        assert done.status_code < 400, done.text
        assert "Accepted" in done.text
        (known,) = house.dialogues.board(OWNER, ANEW).of("commitment")
        assert f"/dialogue/{ANEW}/commitment/{known.id}" in done.text
        assert (known.state, known.facts, known.last.sources[0].telegram) == (
            "complete",
            {"implemented": "2016-04-01"},
            "16BELISAR71",
        )
        ledger = " ".join(desk.get(f"/dialogue/{ANEW}/commitments").text.split())
        assert "16BELISAR71" in ledger
        assert "2016-04-01" in ledger
    # Without a dialogue a statement is no proposal.
    done = CliRunner().invoke(app, ["propose", "16BELISAR71", "--archive", str(sample), "--json"])
    assert "event" not in {json.loads(line)["kind"] for line in done.stdout.splitlines()}


def test_a_movement_that_is_turned_down_stays_so(sample: Path) -> None:
    with open_house(sample, write=True) as house:
        house.dialogues.open(OWNER, "15BELISAR12", id=ANEW, title="Anew", ours="XV", parties=["XV", "XT"])
    promised = proposed(sample, "15FOROFF2110", "veldria undertook to deliver")
    run(sample, "dialogue", "accept", "15FOROFF2110", str(promised["number"]))
    told = proposed(sample, "16BELISAR71", "the last two t-3 aircraft landed")
    run(sample, "dialogue", "reject", "16BELISAR71", str(told["number"]), "--reason", "other aircraft")
    again = proposed(sample, "16BELISAR71", "the last two t-3 aircraft landed")
    assert (again["status"], again["moves"], again["number"]) == ("rejected", None, told["number"])
