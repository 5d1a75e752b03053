"""The lists of a telegram in a volume with markup, and its own number behind the name of a series.

The volume is invented, among real posts of the table; its markup is that of FRUS.
"""

from __future__ import annotations

import pytest

from legation.core.telegram import Telegram
from legation.formats import read
from legation.formats.volumes.kinds_named_once import each_with_its_kind
from legation.tables.posts import load_posts


def listed(kind: str, head: str, *items: str) -> str:
    return f'<list type="{kind}"><head>{head}</head>{"".join(f"<item>{item}</item>" for item in items)}</list>'


def document(
    *parts: str, sender: str = "Department of State", to: str = "Embassy in Nigeria", place: str = "Washington"
) -> Telegram:
    return read(
        f'<div type="document" xml:id="d2" n="2"><head>2. Telegram From the {sender} to the {to}'
        '<note n="1" type="source">Source: Central Files. Secret.</note></head>'
        f'<dateline><placeName>{place}</placeName>, <date when="1969-06-10T10:00:00">then</date></dateline>'
        f"{''.join(parts)}</div>"
    )


def plads(telegram: Telegram) -> tuple[list[str], list[str]]:
    return [one.plad for one in telegram.to], [one.plad for one in telegram.info]


def test_what_stands_between_two_lists_is_an_item_of_neither() -> None:
    told = document(
        listed("to", "ACTION:", "AmEmbassy LAGOS IMMEDIATE"),
        listed("to", "INFO:", "AmEmbassy ADDIS ABABA", "CINCSTRIKE"),
        "<p>JOINT STATE/DEFENSE MESSAGE</p><p>EARLY A.M. DELIVERY</p>",
        listed("subject", "SUBJECT:", "The harbour"),
        "<p>1. The harbour is open.</p>",
    )
    assert plads(told) == (["AmEmbassy LAGOS"], ["AmEmbassy ADDIS ABABA", "CINCSTRIKE"])
    assert told.subject == "The harbour"
    assert "".join(told.quote(one.span) for one in told.elements) == told.source


@pytest.mark.parametrize("head", ["INFO:", "RPTD INFO:", "REPEATED INFO:", "IMMEDIATE INFO:"])
def test_a_list_for_information_is_known_by_its_head(head: str) -> None:
    told = document(
        listed("to", "ACTION:", "AmEmbassy LAGOS"), listed("to", head, "AmEmbassy ROME"), "<p>1. Words.</p>"
    )
    assert plads(told) == (["AmEmbassy LAGOS"], ["AmEmbassy ROME"])


@pytest.mark.parametrize(
    ("words", "each"),
    [
        ("AmEmbassy, LAGOS IMMEDIATE", ["AmEmbassy LAGOS IMMEDIATE"]),
        (
            "AmEmbassy, ADDIS ABABA, COTONOU,LONDON USMission,GENEVA",
            ["AmEmbassy ADDIS ABABA", "AmEmbassy COTONOU", "AmEmbassy LONDON", "USMission GENEVA"],
        ),
        ("AmConsul, IBADAN KADUNA", ["AmConsul IBADAN", "AmConsul KADUNA"]),
        ("AmEmbassy, ADDIS ABABA, THE HARBOUR", ["AmEmbassy, ADDIS ABABA, THE HARBOUR"]),
        ("AmEmbassy LAGOS", ["AmEmbassy LAGOS"]),
        ("Secretary of State, at Geneva", ["Secretary of State, at Geneva"]),
        ("AmEmbassy,", ["AmEmbassy,"]),
    ],
)
def test_a_kind_that_is_named_once_is_that_of_each_place(words: str, each: list[str]) -> None:
    assert each_with_its_kind(words, load_posts()) == each


def test_a_number_of_the_travelling_secretary_opens_the_text() -> None:
    told = document("<p>Tosec 29. The harbour is open. See Secto 12.</p>", to="Secretary of State, at Geneva")
    assert (told.mrn, told.post, told.number) == ("69TOSEC29", "TOSEC", 29)
    assert told.paragraphs[0].text.startswith("The harbour is open.")
    assert [one.mrn for one in told.paragraphs[0].mentions] == ["69SECTO12"]
    back = document("<p>Secto 12. It is shut.</p>", sender="Consulate General at Geneva", place="Geneva")
    assert back.mrn == "69SECTO12"
    # Of these several begin in a year, and nobody cites them with it.
    assert document("<p>Dulte 4. The harbour is open.</p>", sender="Secretary of State", place="Paris").mrn is None
