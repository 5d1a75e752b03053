"""Whom a telegram names: invented texts, and laws over any text."""

from __future__ import annotations

import gc
import time
import tomllib
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from test_rule_examples import telegram

from legation.core.telegram import Telegram
from legation.extract.name_words import surname_of
from legation.extract.persons import persons

CASES = tomllib.loads((Path(__file__).parent.parent / "cases" / "persons.toml").read_text())["case"]


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_whom_a_text_names(case: dict[str, Any]) -> None:
    held = replace(telegram(case["text"]), layout=case.get("layout", "transmission"))
    assert [f"{one.name} | {one.title or ''} | {one.full}" for one in persons(held)] == case["found"]


@given(st.text(alphabet="AMB. MRKUSAJOHNsaidhe,'-\n()12é", max_size=300))
def test_any_text_gives_mentions_with_their_place(text: str) -> None:
    held = telegram(f"{text} MR. KUSA")
    found = persons(held)
    for one in found:
        paragraph = held.paragraphs[one.paragraph]
        assert paragraph.span.start <= one.span.start < one.span.end <= paragraph.span.end
        assert "".join(held.source[one.span.start : one.span.end].split()) == "".join(one.name.split())
    spans = [one.span for one in found]
    assert spans == sorted(spans)
    assert all(one.end <= two.start for one, two in pairwise(spans))


@pytest.mark.parametrize(
    ("name", "surname"),
    [("Muatassim al-Qadhafi", "QADHAFI"), ("KUSA", "KUSA"), ("M. Rolz-Bennett", "ROLZ-BENNETT"), ("", "")],
)
def test_by_which_word_mentions_are_held_together(name: str, surname: str) -> None:
    assert surname_of(name) == surname


@pytest.mark.parametrize(
    "words",
    [
        *("B. ", "GENERAL SECRETARY ", "MR. JOHN KUSA, PRESIDENT. ", "DR. A. B. KUSA SAID HE "),
        *("<persName>Kusa</persName> ", "<persName>", "<persName><hi>", "<persName "),
    ],
)
def test_time_grows_with_the_text_and_no_faster(words: str) -> None:
    def taken(held: Telegram) -> float:
        started = time.process_time()
        persons(held)
        return time.process_time() - started

    small, large = (replace(telegram(words * times), layout="frus-tei") for times in (300, 3000))
    persons(large)
    gc.disable()  # the collector of cycles looks at what other tests have left as well
    try:
        for _ in range(4):
            least = max(min(taken(small) for _ in range(5)), 0.002)
            if taken(large) <= 20 * least:  # to look back would cost a hundred times; the rest is for a neighbour
                return
    finally:
        gc.enable()
    pytest.fail(f"10 times the text costs more than 20 times the {least * 1e3:.1f} ms")
