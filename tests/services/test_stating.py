"""What a person reads is sentences: no field names, no ids, no keys with values."""

from __future__ import annotations

import re
from datetime import date
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from litestar.testing import TestClient
from tests.cli.whole import app
from typer.testing import CliRunner

from legation.app import House, open_house
from legation.core.dialogue.board import Thing
from legation.core.dialogue.proposal import Proposal, Source
from legation.core.marking import OWNER, Reader
from legation.core.text import Span
from legation.services.boards.stating import Named, counted, sentences, told_of, written_out
from legation.services.briefs.brief import TITLES
from legation.services.briefs.documents import to_docx, to_markdown
from legation.tables.parties import default_parties
from legation.web.pages import make_app

BOARD = {"o0ee4d410": "objective 2", "o4a0cbadc": "objective 3", "ob403edd9": "objective 4", "m1a2b3c4d": "meeting 1"}
MACHINE = (
    r"\b\d{4}-\d{2}-\d{2}\b",  # a day is in words, in one form
    r"\bX[VTLR]\b",  # a side is called by its name
    r"\b[a-z]+_[a-z]",
    r"\b[a-z](?=[0-9a-f]*[0-9])[0-9a-f]{8}(?:[0-9a-f]{4})?\b",
    r"\b[a-z]+: [^,.:\n“”]+, [a-z]+: ",
)
SIDES = (("XV", "Veldria"), ("XT", "Tarqand"))
READERS = (OWNER, Reader("carol", rank=3), Reader("sam", rank=4, holds=frozenset({"LIMDIS"})))


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"launch": "second quarter of 2015", "event": {}}, ["Launch: second quarter of 2015."]),
        ({"due": "2016-09-15"}, ["Due: 15 September 2016."]),
        ({"date": "2009-04"}, ["Date: April 2009."]),
        ({"held_on": "early 2010"}, ["Held on: early 2010."]),
        (
            {"deliveries": [{"on": "2016-05-03", "post": "BELISAR", "received_by": "MFA", "left": "a non-paper"}]},
            ["Delivered to MFA on 3 May 2016 by BELISAR, leaving a non-paper."],
        ),
        (
            {"deliveries": [{"on": "2016-05-03", "post": "BELISAR"}], "post": "BELISAR"},
            ["Delivered on 3 May 2016 by BELISAR."],
        ),
        (
            {"replies": [{"on": "2016-05-03", "post": "BELISAR", "answer": "No.", "cites": "16FOROFF1"}]},
            ["Answered through BELISAR on 3 May 2016, citing 16FOROFF1: No."],
        ),
        (
            {"evidence": [{"on": "2026-11-26", "speaks": "against", "text": "None was seen"}]},
            ["Evidence against it on 26 November 2026: None was seen."],
        ),
        (
            {"links": [{"on": "2026-11-26", "relation": "depends on", "other": "o0ee4d410"}]},
            ["Depends on objective 2."],
        ),
        ({"links": [{"on": "2026-11-26", "relation": "depends on", "other": "o69fd7c9d"}]}, []),
        (
            {"split_into": [{"into_several": ["o4a0cbadc", "ob403edd9", "o69fd7c9d"]}]},
            ["Split into objectives 3 and 4."],
        ),
        ({"split_from": "o0ee4d410", "into": "o69fd7c9d"}, ["Split from objective 2."]),
        (
            {"agenda": [{"text": "Rockets", "objective": "o4a0cbadc"}]},
            ["On the agenda: Rockets (objective 3)."],
        ),
        ({"attendance": [{"person": "Odrun", "party": "XT", "role": "chair"}]}, ["Attended by Odrun (chair, XT)."]),
        ({"minutes": [{"party": "XV", "text": "As agreed.", "agreed": True}]}, ["Agreed minutes of XV: As agreed."]),
        (
            {"outcomes": [{"type": "task", "text": "Cost a press", "holder": "XV", "due": "2016-10-31"}]},
            ["Task for XV by 31 October 2016: Cost a press."],
        ),
        ({"finished": [{"on": "2016-10-31", "text": "Cost a press"}]}, ["Done on 31 October 2016: Cost a press."]),
        ({"parties": ["US", "LY"], "left_by": None, "also": []}, ["Parties: US, LY."]),
        ({"stance": {"LY": "reluctant"}}, ["Stance: LY reluctant."]),
        ({"anything_of_XT": [{"kept_in": "a drawer"}]}, ["Anything of XT: a drawer."]),
    ],
)
def test_a_field_is_a_sentence(fields: dict[str, object], told: list[str]) -> None:
    assert sentences(fields, Named(BOARD.get)) == told


def test_a_proposal_is_told_in_words() -> None:
    one = Proposal(
        telegram="09TRIPOLI893",
        kind="dialogue",
        text="A dialogue",
        fields={"parties": ["US", "LY"], "modality": "intended", "event": {"type": "CONSULT", "modality": "intended"}},
        sources=(Source("09TRIPOLI893", 1, Span(0, 1)),),
        marking="C",
        confidence=0.85,
        rule="dialogue-launch",
    )
    assert told_of(one) == "Event: consult, intended. Parties: US, LY. Read by rule dialogue-launch, 85% sure."


def test_no_brief_and_no_proposal_of_the_sample_prints_what_a_program_keeps(sample: Path) -> None:
    """Every kind of brief for every reader, of a board on which every move with fields of its own was made."""
    with open_house(sample, write=True) as house:
        _move_everything(house)
        for reader in READERS:
            for kind in TITLES:
                brief = house.dialogues.brief(reader, "xv-xt", kind=kind, since=date(2015, 6, 1))
                with ZipFile(BytesIO(to_docx(brief))) as docx:
                    written = re.sub(r"<[^>]+>", " ", docx.read("word/document.xml").decode().replace("</w:p>", "\n"))
                for text in (to_markdown(brief), written):
                    # What telegrams say themselves, and their numbers, are not the program's words.
                    own = re.sub(r"“[^”]*”|\[[^\]]*\]", "", text.replace("\\", ""))
                    assert [found for way in MACHINE for found in re.findall(way, own)] == []
        told = to_markdown(house.dialogues.brief(OWNER, "xv-xt", kind="hand-over"))
        assert "Depends on objective 2." in told
        assert "Split from objective 6." in told
        assert re.search(r"Evidence for it on \d+ \w+ \d{4}: Two presses were seen\.", told)
    shown = CliRunner().invoke(app, ["propose", "16BELISAR117", "--dialogue", "xv-xt", "--archive", str(sample)])
    assert "Party: Tarqand [XT]." in shown.stdout
    assert re.findall(r"\w=|type:|\[[a-z]+-[a-z]+", shown.stdout) == []


def test_a_story_says_what_moved(sample: Path) -> None:
    with open_house(sample, write=True) as house:
        _move_everything(house)
        with TestClient(make_app(house), base_url="http://127.0.0.1:8000") as desk:
            page = desk.get("/dialogue/xv-xt/objective/1").text
            board = desk.get("/dialogue/xv-xt").text
            sides = [f'<abbr class="side" title="{code}">{name}</abbr>' for code, name in SIDES]
            assert "sought by {} from {}".format(*sides) in board
            assert f'<span class="holder">{sides[1]}</span>' in board
            led = desk.get("/dialogue/xv-xt/commitments")
            # An organisation is known by its short name.
            assert '<abbr class="side" title="Regional Stability Council">RSC</abbr>' in led.text
            assert f">{sides[1]}</td>" in led.text
            assert ",XT,XV," in desk.get("/dialogue/xv-xt/commitments.csv").text  # a program has the codes
            # A party is called by its name, also where a narrow screen puts it beside a cell.
            assert 'data-label="Tarqand"' in desk.get("/dialogue/xv-xt/matrix").text
    assert "Depends on objective 2." in page
    told = CliRunner().invoke(app, ["dialogue", "story", "1", "--archive", str(sample)]).stdout
    assert re.search(r"objective 1 linked: Depends on objective 2\.  \[m[0-9a-f]+\]$", told, re.M)
    assert re.search(r"position \d+ stated by Tarqand: \S", told)
    assert "position position" not in told
    assert re.search(r"objective 1 agreed  \[m[0-9a-f]+\]$", told, re.M)
    assert "objective 1 being carried out: now implementing" in told
    pressed = CliRunner().invoke(app, ["dialogue", "story", "demarche 5", "--archive", str(sample)]).stdout
    assert "demarche 5 delivered: Delivered to MFA by BELISAR, leaving a non-paper." in pressed


def test_a_position_is_told_with_the_side_that_takes_it(made_sample: Path) -> None:
    asked = ["--dialogue", "xv-xt", "--archive", str(made_sample)]
    story = CliRunner().invoke(app, ["dialogue", "story", "1", *asked]).stdout
    brief = CliRunner().invoke(app, ["dialogue", "brief", "--since", "2015-01-20", *asked]).stdout
    with (
        open_house(made_sample) as house,
        TestClient(make_app(house), base_url="http://127.0.0.1:8000") as desk,
    ):
        page = desk.get("/dialogue/xv-xt/objective/1").text
        told = house.dialogues.story(OWNER, "xv-xt", "1")
    assert "position 1 stated by Tarqand: Reluctant" in story
    assert "12 February 2015 stated by Tarqand" in brief
    assert "<strong>stated by Tarqand</strong>" in page
    assert "stated by Tarqand" in [one.says for one in told]
    for text in (story, brief):  # the page shows the states of what belongs to it as well
        assert not re.search(r"(?<!now )(?<!State: )\bstated(?! by)\b", text)


@pytest.mark.parametrize(("number", "told"), [(0, "0 runs"), (1, "1 run"), (1200, "1,200 runs")])
def test_one_is_not_several(number: int, told: str) -> None:
    assert counted(number, "run") == told


def _move_everything(house: House) -> None:
    def record(kind: str, about: str, **fields: object) -> None:
        house.dialogues.record(OWNER, "xv-xt", kind, about, fields=fields)

    record("objective.link", "objective 1", relation="depends on", other="objective 2")
    record("demarche.instruct", "press", text="Ask for a press", by="XV", to="XT", posts=["BELISAR", "OSMAR"])
    record("demarche.deliver", "press", post="BELISAR", received_by="MFA", left="a non-paper")
    record("commitment.evidence", "commitment 4", speaks="for", text="Two presses were seen")
    record("meeting.agenda", "meeting 5", text="Rockets", objective="objective 7")
    record("meeting.attend", "meeting 4", person="Samira Odrun", party="XT", role="adviser")
    record("meeting.minute", "meeting 4", party="XV", text="As agreed", agreed=True)
    house.dialogues.split(OWNER, "xv-xt", "objective 6", ["Destruction of missiles", "Clearing of mines"])


def test_a_meeting_of_a_day_is_called_by_it_in_words() -> None:
    meeting = Thing(
        id="m1", entity="meeting", number=2, text="", state="held", fields={}, raised="2010-03-01", movements=[]
    )
    for name, told in (
        ("2010-03-01", "meeting of 1 March 2010"),
        ("2010-03-01b", "meeting of 1 March 2010 (b)"),
        ("2010-03", "meeting of March 2010"),
        ("", "meeting 2"),
    ):
        meeting.name = name
        assert written_out(meeting) == told


def test_a_side_is_called_by_its_name() -> None:
    parties = default_parties()
    assert (parties.called("LY"), parties.in_a_sentence("LY")) == ("Libya", "Libya")
    assert (parties.called("US"), parties.in_a_sentence("US")) == ("United States", "the United States")
    assert (parties.called("both sides"), parties.in_a_sentence("ZZ")) == ("both sides", "ZZ")
