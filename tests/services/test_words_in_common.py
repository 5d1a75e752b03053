"""What two telegrams share because every telegram has it is no evidence that they speak of one matter."""

from __future__ import annotations

import re
import shlex
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from small_archive import Small
from tests.cli.whole import app
from typer.testing import CliRunner

import legation
from legation.core.marking import OWNER
from legation.core.text import Span
from legation.extract.drafted import without_pages
from legation.services.boards import words as writing
from legation.services.boards.sourcing import Sources, words_at
from legation.services.boards.words import Words, acronyms
from legation.tables.parties import default_parties

PAGED = """PAGE 01        BELISA  000118  141030Z
CONFIDENTIAL
O 141030Z MAY 15
FM EMBASSY BELISAR
TO FOROFF OSMAR

C O N F I D E N T I A L BELISAR 000118

SUBJECT: DREDGING

1. (C) THE MINISTER ASKED FOR A SURVEY OF THE
CONFIDENTIAL

CONFIDENTIAL

PAGE 02        BELISA  000118  141030Z
HARBOUR AT DUREH BY 22 MAY 2015, SECTION 505 OF THE TEXT.
CONFIDENTIAL
"""


def test_a_page_that_turns_is_no_part_of_the_words() -> None:
    read = legation.read(PAGED)
    whole = Span(0, len(read.source))
    told = without_pages(read, whole)
    assert len(told) == len(read.source)
    assert "PAGE" not in told
    start, end = read.source.index("THE MINISTER"), read.source.index("DUREH") + 5
    said = " ".join(without_pages(read, Span(start, end)).split())
    assert said == "THE MINISTER ASKED FOR A SURVEY OF THE HARBOUR AT DUREH"
    inside = read.source.index("PAGE 02") + 3
    assert without_pages(read, Span(inside, end)).split() == ["HARBOUR", "AT", "DUREH"]
    assert without_pages(read, Span(start, start)) == ""


EDITED = """<div type="document" xml:id="d7" n="7"><head>7. Telegram 41 From the Embassy in Libya to the Department of
State, May 14, 1968, 1030Z.<note n="1">Source: Files of an invented desk. Secret.</note></head>
<p><gloss target="#t_GOV1">GOV</gloss> asked <persName corresp="#p_AJ1">Asrakh</persName> for a
<hi rend="italic">harbour</hi>
survey<note n="2">The survey of 1966 is not printed.</note> by (<gloss target="#t_SYG1">SYG</gloss>) <lb/>rules.</p>
<closer><signed><persName>Roe</persName></signed></closer></div>"""


def test_the_tags_and_notes_of_an_edited_volume_are_no_words() -> None:
    read = legation.read(EDITED)
    assert "tei" in read.layout
    whole = Span(0, len(read.source))
    told = without_pages(read, whole)
    assert len(told) == len(read.source)
    assert " ".join(told.split()).startswith("GOV asked Asrakh for a harbour survey by ( SYG ) rules.")
    start, end = read.source.index("<gloss"), read.source.index("rules.") + 6
    assert words_at(read, Span(start, end)) == "GOV asked Asrakh for a harbour survey by (SYG) rules."
    plain = legation.read(PAGED)
    assert words_at(plain, Span(0, 9)) == plain.source[:9]


def test_words_over_the_turn_of_a_page_are_shown_and_quoted_without_it() -> None:
    text = PAGED.replace("SURVEY OF THE", "SURVEY\nOF THE")
    house = Small([text.encode()])
    held = house.telegrams.get(OWNER, legation.read(text).sha256)
    said = "THE MINISTER ASKED FOR A SURVEY OF THE HARBOUR AT DUREH"
    _, source = Sources(house.telegrams).place(OWNER, held.sha256, said)
    assert "PAGE 02" in held.telegram.quote(source.span)
    assert words_at(held.telegram, source.span) == said


def test_two_edited_telegrams_that_share_their_tags_alone_are_two_matters() -> None:
    telegrams = [legation.read(EDITED), legation.read(EDITED.replace("harbour", "customs").replace("GOV", "GOT"))]
    words = Words({}, default_parties())
    here, there = (
        words.of(without_pages(one, Span(one.source.index("<p>"), one.source.index("by (")))) for one in telegrams
    )
    assert here.keys() & there.keys() == {"asrakh", "surve"}


def test_words_of_an_edited_telegram_are_quoted_as_they_are_shown() -> None:
    house = Small([EDITED.encode()])
    held = house.telegrams.get(OWNER, legation.read(EDITED).sha256)
    _, source = Sources(house.telegrams).place(OWNER, held.sha256, "asked Asrakh for a harbour survey by (SYG)")
    (quote,) = Sources(house.telegrams).quotes(OWNER, [source])
    assert quote.text == "asked Asrakh for a harbour survey by (SYG)"
    assert held.telegram.quote(source.span).startswith("asked <persName")


@given(st.text(alphabet="Aab1_'-é() \t\n\x1c", max_size=50))
@example("one two three four five six seven eight nine ten (ABC)")
@example("3alpha beta (AB) gamma'delta -eps (GD)")
def test_the_words_before_an_acronym_are_told_as_by_looking_for_them(text: str) -> None:
    plainly = re.compile(r"((?:[^\W\d_][\w'’-]*\s+){1,9})\(([A-Z][A-Z0-9&-]{1,9})\)")
    for found in plainly.finditer(text):
        assert writing._before(text, found.end(1)) == found[1].split()
    if plainly.search(text) is None:
        assert acronyms(text) == {}


def test_levels_and_figures_are_no_words() -> None:
    told = "CONFIDENTIAL 02 unclassified Secret 2015 the 22 rockets, 505 and C-130"
    words = Words({}, default_parties()).of(told)
    assert set(words) == {"rocket", "505", "c-130"}


SAID = "The Coastal Tug Pool (CTP) was asked for 2 tugs; the pool of coastal tugs has none. Nobody asked the mayor."


@given(st.lists(st.sampled_from([*SAID.split(), "CTP", "tugs", "coastal", "pool", "MUD"]), max_size=8).map(" ".join))
@example(SAID)
@example("CTP")
@example("the pool of coastal tugs")
def test_words_are_the_same_whether_or_not_they_were_read_before_without_acronyms(text: str) -> None:
    parties = default_parties()
    for written_out in ({}, acronyms(SAID), {"mud": "multiple used dredgers", "ctp": "coastal tug pool", "x": ""}):
        before = Words({}, parties)
        before.of(text)
        assert Words(written_out, parties, before).of(text) == Words(written_out, parties).of(text)


def test_what_writes_out_an_acronym_has_no_other_text_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    once = Words._as_listed

    def noted(words: Words, text: str) -> object:
        read.append(text)
        return once(words, text)

    monkeypatch.setattr(Words, "_as_listed", noted)
    alone = Words({}, default_parties())
    for name in ("ctp", "mud", "obp"):
        words = Words({name: "outer buoy patrol"}, default_parties(), alone)
        words.of("The mayor asked for a survey.")
        words.of("The patrol of the outer buoy found nothing.")
    assert sorted(read) == [
        "The mayor asked for a survey.",
        "The patrol of the outer buoy found nothing.",
        "outer buoy patrol",
    ]


def _traffic(name: str) -> str:
    return files("legation.sample").joinpath("traffic", f"{name}.txt").read_text(encoding="utf-8")


def test_what_is_left_to_a_person_comes_with_its_commands(sample: Path, tmp_path: Path) -> None:
    def run(*said: str) -> str:
        done = CliRunner().invoke(app, [*said, "--archive", str(sample)])
        assert done.exit_code == 0, done.output
        return done.stdout

    asks, reports = (_traffic(name) for name in ("13_15FOROFF1012", "14_15RSCPORTLAVEN37"))
    alone = "Embassy should not raise\nit in Belisar until Mission has reported."
    assert alone in asks
    more = tmp_path / "more"
    more.mkdir()
    asks = asks.replace(alone, "Embassy should raise\nthe price of fuel with the Defence Minister.")
    (more / "asks.txt").write_text(asks.replace("1012", "1013"), encoding="utf-8")
    reports = reports.replace("1012", "1013").replace("0037", "0038").replace("LAVEN37", "LAVEN38")
    (more / "reports.txt").write_text(reports, encoding="utf-8")
    run("ingest", str(more))
    asked = ("dialogue", "propose", "--query", "tag:XT date:2015")
    told = run(*asked)
    assert not re.search(r"in common [^(;]*\b(?:page|confidential|0\d|foroff)\b", told)
    left = told.partition("\nleft to you")[2].splitlines()
    assert len({line for line in left if line.strip()}) == len([line for line in left if line.strip()])
    commands = [line.strip() for line in left if line.strip().startswith("legation ") and "demarche=" in line]
    assert len(commands) == 2
    early = run("dialogue", "propose", "--query", "date:2015").partition("\nleft to you")[2]
    assert "of which no delivery is entered" in early
    assert "15BELISAR66" in early
    assert "amend 15BELISAR66" not in early  # which would be refused
    run(*asked, "--accept")
    assert "demarche" in run(*shlex.split(commands[-1])[1:])


def test_whoever_opens_an_archive_for_something_else_waits_for_no_words(monkeypatch: pytest.MonkeyPatch) -> None:
    def none(*_: object) -> frozenset[str]:
        raise AssertionError("words were worked out that nobody has asked about")

    with monkeypatch.context() as before:
        before.setattr(writing, "_names_of", none)
        words = Words({}, default_parties())
    assert set(words.of("the harbour of Canada is dredged")) == {"harbour", "dredg"}
