"""Mentions in sentences: rows of what cites and of what does not, and what holds for any text."""

from __future__ import annotations

import time
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.formats.sheets import sheet_of
from tests.formats.test_references import shown

from legation.core.telegram import Reference
from legation.core.text import Span
from legation.formats import read
from legation.formats.references.mentions import read_all_mentions
from legation.formats.sheet import Sheet

CASES = tomllib.loads((Path(__file__).parents[1] / "cases" / "mentions.toml").read_text(encoding="utf-8"))["case"]
PIECES = st.sampled_from(
    [
        "STATE",
        "Rome",
        "REF",
        "REFTEL",
        "REFS",
        "A",
        "(B)",
        "AND",
        "1234",
        "75",
        "A-12",
        "OF MAY 3",
        "/01",
        "PARA 3",
        "ABOVE",
        ".",
        ",",
        "\n",
        "URTEL",
        "SEPTEL",
        "your",
        "NAVADMIN 12/04",
        "TEL",
        "0",
        "ß",
        "ı",
        "😀",
    ]
)


def citing(text: str, labels: list[str], **about: Any) -> Sheet:
    """A sheet of ``text`` whose list has a reference for each label."""
    sheet = sheet_of(text, **{"number": 1500, **about})
    sheet.references = [
        Reference(label or None, f"76STATE{n}", f"STATE {n}", "telegram", "read", Span(0, 0))
        for n, label in enumerate(labels, 1)
    ]
    return sheet


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['text'][:40]!r}")
def test_a_sentence_cites(case: dict[str, Any]) -> None:
    sheet = citing(case["text"], case.get("labels", ["A", "B", "C"]))
    found = read_all_mentions(sheet, 0, len(case["text"]))
    assert [shown(mention) for mention in found] == case["mentions"]


def hold(text: str, start: int, end: int) -> None:
    sheet = citing(text, ["A", "B"])
    found = read_all_mentions(sheet, start, end)
    assert [mention.span for mention in found] == sorted(mention.span for mention in found)
    for mention in found:
        assert start <= mention.span.start < mention.span.end <= end
        assert (mention.status == "read") == (mention.mrn is not None)
        assert mention.text == " ".join(text[mention.span.start : mention.span.end].split())


@given(
    st.text(alphabet=st.characters(exclude_characters="\r\t\x0b\x0c\x1c\x1d\x1e\x1f\x85\xa0"), max_size=200), st.data()
)
@settings(max_examples=200, deadline=None)
def test_any_text_is_read(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    hold(text, start, data.draw(st.integers(start, len(text))))


@given(st.lists(PIECES, max_size=25), st.booleans())
@settings(max_examples=600, deadline=None)
def test_any_words_are_read(pieces: list[str], spaced: bool) -> None:
    text = (" " if spaced else "").join(pieces)
    hold(text, 0, len(text))


@given(st.lists(st.sampled_from([case["text"] for case in CASES]), min_size=1, max_size=8))
@settings(max_examples=100, deadline=None)
def test_a_body_read_at_once_gives_each_paragraph_its_own(sentences: list[str]) -> None:
    text = "\n\n".join(sentences)
    sheet = citing(text, ["A", "B", "C"])
    found = read_all_mentions(sheet, 0, len(text))
    at = 0
    for sentence in sentences:
        own = [mention for mention in found if at <= mention.span.start < at + len(sentence)]
        assert own == read_all_mentions(sheet, at, at + len(sentence))
        at += len(sentence) + 2


def test_a_label_of_two_telegrams_names_both() -> None:
    telegram = read("REF: A. ROME 12\nB. STATE 282211 AND 283001\n\n1. SEE REF B.\n", received=date(1974, 12, 20))
    assert [mention.mrn for mention in telegram.paragraphs[0].mentions] == ["74STATE282211", "74STATE283001"]


def test_a_label_without_a_list_is_a_finding() -> None:
    sheet = citing("SEE REF D.", [])
    assert [shown(mention) for mention in read_all_mentions(sheet, 0, 10)] == ["D unread other - | REF D"]
    assert [(finding.code, finding.span) for finding in sheet.findings] == [("REF002", Span(4, 9))]


def test_a_naval_message_cites_series_alone() -> None:
    sheet = citing("PER NAVADMIN 152/04 IN ROME 1320.", [], day="2006-09-29")
    sheet.layer("genadmin")
    assert [mention.mrn for mention in read_all_mentions(sheet, 0, 33)] == ["04NAVADMIN152"]


@pytest.mark.parametrize(
    "shape",
    [
        "STATE 112, ",
        "REF A REF B ",
        "12 34 56 ",
        "STATE 12 ",
        "REFS A, B, C ",
        "SEPTEL",
        "PARA 1, 2 ",
        "9",
        " 99",
        "FOO 123 ",
        "SECTO 112/",
        "REFTEL ",
        "TO 1234 OF MAY ",
        "EMBTEL EMBTEL 12 ",
    ],
)
def test_time_grows_with_the_length(shape: str) -> None:
    def seconds(length: int) -> float:
        sheet = citing((shape * (length // len(shape) + 1))[:length], ["A", "B"])
        best = 9.9
        for _ in range(2):
            began = time.process_time()
            read_all_mentions(sheet, 0, length)
            best = min(best, time.process_time() - began)
        return best

    seconds(2_000)
    # Four times as long; square time would be sixteen times.
    assert seconds(80_000) < 8 * seconds(20_000) + 0.02


@pytest.mark.parametrize("text", ["A reply came in 09 ROME\n\n 893 pages.", "In 09\r\n\r\nROME \r\n\r\n893, as said."])
def test_no_mention_runs_over_an_empty_line(text: str) -> None:
    telegram = read(f"FM AMEMBASSY PARIS\nTO SECSTATE WASHDC\nUNCLAS PARIS 000012\nSUBJECT: A\n\n{text}\n")
    for paragraph in telegram.paragraphs:
        for mention in paragraph.mentions:
            assert paragraph.span.start <= mention.span.start < mention.span.end <= paragraph.span.end
            assert "\n\n" not in telegram.quote(mention.span).replace("\r", "")


@pytest.mark.parametrize("above", ["", "\n"])
def test_a_bare_body_has_its_mentions_from_its_first_sign_on(above: str) -> None:
    t = read(f"{above}1. (C) We saw REFTEL and STATE 112900.\n\n2. (C) Again see PARIS 953.\n", date(2009, 11, 5))
    cited = [[mention.text for mention in paragraph.mentions] for paragraph in t.paragraphs]
    assert cited == [["REFTEL", "STATE 112900"], ["PARIS 953"]]


def test_a_short_number_of_the_list_is_a_telegram_in_a_sentence() -> None:
    text = "REF: A. ROME 12\nB. STATE 44\n\n1. SEE ROME 12 AND STATE 44. ROME 12 MEN, ROME 13 CAME.\n"
    telegram = read(text, received=date(1974, 12, 20))
    assert [mention.mrn for mention in telegram.paragraphs[0].mentions] == ["74ROME12", "74STATE44"]
