"""Instruction, delivery and reply on the sample, as the rules read them: by command, by the API and on the page."""

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


def run(archive: Path, *words: str) -> list[dict[str, Any]]:
    done = CliRunner().invoke(app, [*words, "--dialogue", ANEW, "--archive", str(archive), "--json"])
    assert done.exit_code == 0, done.output
    return [json.loads(line) for line in done.stdout.splitlines()]


def demarche(lines: list[dict[str, Any]]) -> dict[str, Any]:
    return next(line for line in lines if line["kind"] == "demarche")


def test_an_instruction_is_delivered_and_answered(sample: Path) -> None:
    with open_house(sample, write=True) as house:
        house.dialogues.open(OWNER, "15BELISAR12", id=ANEW, title="Anew", ours="XV", parties=["XV", "XT"])
    asked = demarche(run(sample, "propose", "15FOROFF318"))
    assert (asked["demarche"], asked["demarches"]) == (None, [])
    (entered,) = run(sample, "dialogue", "accept", "15FOROFF318", str(asked["number"]))
    instructed = entered["draft"]["about"]
    told = demarche(run(sample, "propose", "15BELISAR41"))
    assert told["demarche"] == instructed
    assert told["demarches"][0]["cites"]["way"] == ["15FOROFF318"]
    shown = CliRunner().invoke(app, ["propose", "15BELISAR41", "--dialogue", ANEW, "--archive", str(sample)])
    assert re.search(r"moves demarche 1 \(C\) .*: deliver; .*cites 15FOROFF318", shown.stdout)

    with open_house(sample, write=True, people=True) as house:
        with TestClient(make_app(house), base_url=BASE) as desk:
            page = desk.get(f"/telegram/15BELISAR41?dialogue={ANEW}").text
            assert "Reports on demarche" in page
            assert f'<option value="{instructed}" selected>' in page
            assert 'value="new">none of them: a new one' in page
        with TestClient(make_api(house), base_url=BASE) as client:
            body = {"mrn": "15BELISAR41", "which": [told["number"]]}
            answer = client.post(f"/api/v1/dialogues/{ANEW}/accept", json=body)
            assert answer.status_code in (200, 201), answer.text
        board = house.dialogues.board(OWNER, ANEW)
        assert [thing.state for thing in board.of("demarche")] == ["delivered"]

    reply = demarche(run(sample, "propose", "15BELISAR66"))
    assert (reply["demarche"], reply["note"]) == (instructed, None)
    run(sample, "dialogue", "accept", "15BELISAR66", str(reply["number"]))
    with open_house(sample) as house:
        (one,) = house.dialogues.board(OWNER, ANEW).of("demarche")
    assert (one.state, one.due) == ("closed", "2015-03-02")  # the reply cites the instruction
    assert [item["cites"] for item in one.items("replies")] == ["15FOROFF318"]
    assert [item["post"] for item in one.items("deliveries")] == ["BELISAR"]
    assert [item["on"] for item in one.items("replies")] == ["2015-03-11"]  # not of the 12th
