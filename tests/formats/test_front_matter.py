"""Telegrams kept as pages of Markdown, with what their maker says of them above."""

from __future__ import annotations

import pytest

from legation.formats import read

_WORDS = "Cablegram 2 CANBERRA, 7 January 1949, 2 p.m.\n\nSECRET\n\nThe dues rose.\n\n2\\. They fall.\n"
_MATTER = "---\ndoc_date: '1949-01-07'\nrefs_kept:\n- code: 401/3\n  series: A18\ntitle: {}\nvol_id: 15\n---\n\n"


def _paragraphs(text: str) -> list[tuple[int | None, str]]:
    return [(p.number, p.text) for p in read(text).paragraphs]


def test_the_matter_is_no_text_and_its_title_names_the_parties() -> None:
    text = _MATTER.format("Roe to Doe") + _WORDS
    got = read(text)
    assert "".join(text[e.span.start : e.span.end] for e in got.elements) == text
    assert (got.from_.plad, [a.plad for a in got.to]) == ("Roe", ["Doe"])
    assert (got.number, got.year, got.classification.level) == (2, 1949, "SECRET")
    assert _paragraphs(text) == [(None, "The dues rose."), (2, "They fall.")]


def test_a_title_that_the_words_repeat_is_none_of_them() -> None:
    text = _MATTER.format('"358 Roe to Doe"') + "# 358 Roe to Doe\n\n" + _WORDS
    assert read(text).from_.plad == "Roe"
    assert len(_paragraphs(text)) == 2


def test_a_telegram_in_its_own_form_stands_below_it_as_well() -> None:
    own = "R 151050Z MAY 76\nFM AMEMBASSY NAIROBI\nTO DOD\nCONFIDENTIAL NAIROBI 5010\nSUBJECT: DUES\n\n1. UP.\n"
    got = read("---\ntitle: A cable about dues\ntags: [kenya]\n---\n" + own)
    assert (got.mrn, got.subject, [p.text for p in got.paragraphs]) == ("76NAIROBI5010", "DUES", ["UP."])


def test_a_level_in_the_matter_holds() -> None:
    assert read(
        _MATTER.format("Roe to Doe").replace("vol_id: 15", "marking: TOP SECRET") + _WORDS
    ).classification.level == ("TOP SECRET")


@pytest.mark.parametrize(
    "text",
    [
        "---\nfrom: AMEMBASSY ROME\nsubject: DUES\n---\n1. UP.\n",
        "---\nSUBJECT: DUES\n---\n1. UP.\n",
        "---\nThe dues rose.\n---\n1. UP.\n",
        "---\nvol_id: 15\n\n1. UP.\n",
    ],
)
def test_what_is_no_matter_stays_as_it_was(text: str) -> None:
    got = read(text)
    assert not [e for e in got.elements if e.kind == "html.page"]


def test_a_head_that_names_the_addressee_alone() -> None:
    got = read(
        "194 Cablegram to Canberra\n\nRangoon, 28 August 1975\n\nO.RA1480 SECRET IMMEDIATE\n\nHarbours\n\n"
        "I spoke to him.\n\n  2. He agreed.\n"
    )
    assert (got.from_.plad, [a.plad for a in got.to], got.number, got.year) == ("Rangoon", ["Canberra"], 1480, 1975)
    assert (got.classification.level, got.precedence.action, got.mrn) == ("SECRET", "IMMEDIATE", None)
