"""Who may not read the telegram that says what a title is about has an archive without it; for who may, whatever says
it is marked as that telegram is.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

import pytest

from legation.core.marking import OWNER, Reader
from legation.services.dialogue.overview import PLOTS, REPORTS

from . import api, pages
from .asking import Request
from .worlds import Clock, Side

TALKS = "d"
ABOUT = "zebra patrols"
WORDS = "They would not object to this"
SECRET, CONFIDENTIAL = Reader("sam", rank=4), Reader("carol", rank=3)

TELEGRAM = """R {day:02d}1000Z NOV 09
FM AMEMBASSY TRIPOLI
TO SECSTATE WASHDC
BT
{level} TRIPOLI {number:06d}

E.O. 12958: DECL: 11/05/2019
TAGS: PREL
SUBJECT: ({mark}) NUMBER {number}

1. ({mark}) {body}

SMITH
"""
TELEGRAMS = [
    ("C O N F I D E N T I A L", "C", f"{WORDS}, the minister said."),
    ("S E C R E T", "S", f"The minister spoke of {ABOUT}."),
    ("C O N F I D E N T I A L", "C", "It was put to them."),
]
FIELDS = {
    "objective": {"text": WORDS, "sought_by": "LY", "sought_from": "US"},
    "commitment": {"text": WORDS, "by": "LY", "to": "US", "due": "2009-11-20"},
    "demarche": {"text": WORDS, "by": "US", "to": "LY", "due": "2009-11-20"},
    "position": {"text": WORDS, "party": "LY", "stance": "refuses"},
}
OPENING = {"objective": "raise", "commitment": "undertake", "demarche": "instruct", "position": "state"}
AFTER = {"objective": "table", "commitment": "start", "demarche": "deliver"}
"""A move that a telegram tells which all may read: lines that say what moved last rest on it."""


class Way(NamedTuple):
    """How the SECRET telegram says it: by an amendment, or by telling it once more."""

    entity: str
    verb: str


WAYS = [Way(one, "amend") for one in FIELDS] + [Way(one, OPENING[one]) for one in FIELDS if one != "position"]


def made(place: Path, way: Way, *, told: bool) -> Side:
    """An archive of one thing. told: with the telegram that says what its words are about, and the entry of it."""
    clock = Clock(ticking=False)
    side = Side("memory", place, [SECRET, CONFIDENTIAL], clock)
    house, entity = side.house, way.entity
    for number, (level, mark, body) in enumerate(TELEGRAMS, 1):
        if told or mark == "C":
            text = TELEGRAM.format(day=number + 4, level=level, number=number, mark=mark, body=body)
            side.keep([house.ingest.record(text.encode(), f"{number}.txt")], [])
    dialogues = house.dialogues
    dialogues.open(OWNER, "09TRIPOLI1", id=TALKS, title="Talks", parties=["US", "LY"], ours="US")
    dialogues.record(OWNER, TALKS, f"{entity}.{OPENING[entity]}", "key", mrn="09TRIPOLI1", fields=FIELDS[entity])
    clock.at += timedelta(hours=1)
    if told:
        fields = {**(FIELDS[entity] if way.verb != "amend" else {}), "regarding": ABOUT}
        dialogues.record(OWNER, TALKS, f"{entity}.{way.verb}", "key", mrn="09TRIPOLI2", fields=fields)
    clock.at += timedelta(hours=1)
    if entity in AFTER:
        dialogues.record(OWNER, TALKS, f"{entity}.{AFTER[entity]}", f"{entity} 1", mrn="09TRIPOLI3")
    clock.stop()
    return side


def asked(entity: str) -> Iterator[tuple[str, str, dict[str, str]]]:
    """Every answer of the API and every page that may have a title: the way in, the path and what is asked."""
    since = {"since": "2009-11-06"}
    for path in ("board", f"story/{entity} 1", "undecided", "matrix", "commitments", "demarches", "agenda", "meetings"):
        yield "api", f"/dialogues/{TALKS}/{path}", {}
    for path in ("minutes", "entries", "feed", "leads"):
        yield "api", f"/dialogues/{TALKS}/{path}", {}
    for path in ("alerts", "diff", "brief", "brief/md"):
        yield "api", f"/dialogues/{TALKS}/{path}", since
    yield "api", f"/dialogues/{TALKS}/brief", {**since, "kind": "hand-over"}
    yield from (("api", f"/dialogues/{TALKS}/reports/{name}", {}) for name in REPORTS)
    yield from (("api", f"/dialogues/{TALKS}/plots/{name}", {}) for name in PLOTS)
    yield "api", "/dialogues", {}
    yield "api", "/today", {}
    for path in ("", ".json", ".csv", f"/{entity}/1", "/movements.atom", "/timeline", "/timeline.csv"):
        yield "page", f"/dialogue/{TALKS}{path}", {}
    for name in REPORTS:
        yield from (
            ("page", f"/dialogue/{TALKS}/{name}{form}", since if name == "diff" else {}) for form in ("", ".csv")
        )
    for form in ("", ".md", ".json"):
        yield from (
            ("page", f"/dialogue/{TALKS}/brief{form}", {**since, "kind": kind})
            for kind in ("scene-setter", "hand-over")
        )
    yield "page", "/", {}


class Asked:
    """The API and the desk, and what they answer."""

    def __init__(self) -> None:
        self.program, self.desk = api.Program(), pages.Desk()

    def close(self) -> None:
        self.program.close()
        self.desk.close()

    def answer(self, side: Side, reader: Reader, way: str, path: str, words: dict[str, str]) -> str:
        if way == "api":
            return self.program.answer(side, reader, Request("GET", ("GET", path, words, None)))[0]
        query = "&".join(f"{name}={word}" for name, word in words.items())
        request = Request("GET page", (f"{path}?{query}" if query else path,))
        return self.desk.answer(side, reader, request, side.path)[0]


@pytest.fixture(scope="module")
def ask() -> Iterator[Asked]:
    asking = Asked()
    yield asking
    asking.close()


@pytest.mark.parametrize("way", WAYS, ids=".".join)
def test_who_may_not_read_it_has_an_archive_without_it(way: Way, ask: Asked, tmp_path: Path) -> None:
    full, without = made(tmp_path / "a", way, told=True), made(tmp_path / "b", way, told=False)
    answered = 0
    for one in asked(way.entity):
        answer = ask.answer(full, CONFIDENTIAL, *one)
        assert ABOUT not in answer, one
        assert "09TRIPOLI2" not in answer, one
        assert answer == ask.answer(without, CONFIDENTIAL, *one), one
        answered += answer.startswith("200")
    assert answered > 40


@pytest.mark.parametrize("way", WAYS, ids=".".join)
def test_whatever_says_it_is_marked_as_the_telegram_that_said_it(way: Way, ask: Asked, tmp_path: Path) -> None:
    side, told = made(tmp_path / "a", way, told=True), 0
    for one in asked(way.entity):
        answer = ask.answer(side, SECRET, *one)
        if ABOUT not in answer:
            continue
        told += 1
        banner = re.search(r"^legation-marking: (.*)$", answer, re.M) or re.search(
            r'class="banner[^"]*"[^>]*>\s*([^<]+?)\s*<', answer
        )
        assert banner is not None, one
        assert banner[1].startswith("SECRET"), one
        for line in shown(answer, one[1]):
            assert not line.startswith(("(C)", "(U)")), (one, line)
    if way.verb == "amend":
        assert told > 20


def shown(answer: str, path: str) -> Iterator[str]:
    """What says it in an answer, each with its mark before it."""
    body = answer.split("\n\n", 1)[1] if "\n\n" in answer else answer
    if "\n{" in answer or "\n[" in answer:
        for marking, words in said(json.loads(body)):
            yield f"({marking}) {words}"
    elif path.endswith(".csv"):
        for row in csv.DictReader(io.StringIO(body)):
            if ABOUT in str(row):
                yield f"({row.get('marking') or row.get('mark')}) {row}"
    else:
        text = re.sub(r"<[^>]+>", " ", body)
        yield from (line.strip(" #\\*>") for line in text.split("\n") if ABOUT in line)


def said(value: object, marking: str = "?") -> Iterator[tuple[str, str]]:
    """The words in a value, each with the marking that stands nearest around it."""
    if isinstance(value, dict):
        marking = next((str(value[name]) for name in ("marking", "banner") if value.get(name)), marking)
        for part in value.values():
            yield from said(part, marking)
    elif isinstance(value, list):
        for part in value:
            yield from said(part, marking)
    elif isinstance(value, str) and ABOUT in value:
        yield marking, value
