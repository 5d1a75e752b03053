"""Laws of a proposal: its words stand in the source, in order, none raised over, the same every time."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_rule_examples import telegram

from legation.core.marking import Marking
from legation.core.telegram import Paragraph, Telegram
from legation.core.text import Span
from legation.extract import propose
from legation.extract.folding import Folded, folded
from legation.extract.sentences import sentences
from legation.formats.reading import read
from legation.tables import pieces
from legation.tables.cues import load_cues
from legation.tables.rules import load_rules

WORDS = st.sampled_from(
    [
        "LIBYA",
        "THE",
        "GOL",
        "SAID",
        "THAT",
        "WOULD",
        "WE",
        "AGREED",
        "TO",
        "SEEK",
        "OBJECTIVES:",
        "--",
        ";",
        "AND",
        ".",
        ",",
        "(",
        ")",
        "SIGN",
        "AGREEMENT",
        "FONMIN",
        "HARUN",
        "MET",
        "WITH",
        "JUNE",
        "3\n",
        "",
        "",
        "",
        "NOT",
        "IF",
        "A/S",
        "U.S.",
        "EMBASSY",
        "SHOULD",
        "APPROACH",
        "REFUSES",
        "RELUCTANT",
        "PROMISED",
        "-LY",
        "'S",
        "\n",
        "\n\n",
        "2.",
        "(C)",
        "A)",
        "POINT",
        "OF",
        "CONTACT",
        "DIALOGUE",
        "?",
    ]
)
TEXTS = st.one_of(st.text(), st.lists(WORDS, max_size=60).map(" ".join))


def squeezed(text: str) -> str:
    return re.sub(r"\s+", " ", text)


@given(TEXTS)
def test_every_span_quotes_the_source(text: str) -> None:
    made = telegram(text)
    found = propose(made)
    for proposal in found:
        assert 0 <= proposal.confidence <= 1
        for source in proposal.sources:
            assert 0 <= source.span.start < source.span.end <= len(text)
            assert source.sha256 == made.sha256
        if proposal.kind not in ("contact", "objective"):
            assert squeezed(made.quote(proposal.sources[0].span)).replace("?", "") == proposal.text.replace("?", "")
    assert found == propose(made)
    starts = [p.sources[0].span.start for p in found]
    assert starts == sorted(starts)


@given(TEXTS)
def test_no_two_of_a_kind_overlap(text: str) -> None:
    by_kind: dict[str, int] = {}
    for proposal in propose(telegram(text)):
        span = proposal.sources[0].span
        assert span.start >= by_kind.get(proposal.kind, 0)
        by_kind[proposal.kind] = span.end


@given(st.text(), st.integers(-5, 50), st.integers(-5, 50))
def test_a_paragraph_that_lies_outside_does_not_raise(text: str, start: int, end: int) -> None:
    made = Telegram(
        sha256="0" * 64,
        layout="none",
        source=text,
        paragraphs=(Paragraph(None, None, None, None, text, (), Span(start, end)),),
    )
    assert isinstance(propose(made), list)


def folded_whole(text: str, layout: str = "none") -> Folded:
    return folded(Telegram(sha256="0" * 64, layout=layout, source=text), Span(0, len(text)))


@pytest.mark.parametrize(
    "turn",
    [
        "PAGE 02        BELISA  00117  161210Z\n",
        "CONFIDENTIAL\n\nPAGE 02        BELISA  00117  161210Z\n\n",
        "UNCLASSIFIED  U.S. Department of State  Case No. F-2016-00001  Doc No. C06000001  Date: 01/05/2017\n",
        "Declassified/Released US Department of State EO Systematic Review 04 MAY 2006\n",
    ],
)
def test_a_page_that_turns_within_a_sentence_is_no_part_of_what_is_proposed(turn: str) -> None:
    text = (
        "P 161210Z JUN 16\nFM AMEMBASSY TRIPOLI\nTO SECSTATE WASHDC\n\nC O N F I D E N T I A L TRIPOLI 000117\n\n"
        "1. (C) The Libyan Foreign Minister said that Libya had no objection to\n"
        f"{turn}the inspection of the pier.\n\n2. (U) Nothing else was said.\n"
    )
    first, *_ = propose(read(text))
    assert first.text.endswith("no objection to the inspection of the pier")
    assert turn in text[slice(*first.sources[0].span)]


@given(st.text())
def test_folding_keeps_places(text: str) -> None:
    made = folded_whole(text)
    assert len(made.text) == len(made.places)
    assert made.places == sorted(set(made.places))


def test_what_markup_writes_with_several_signs_is_one_and_has_their_place() -> None:
    text = "&Eacute;br&#233; of R&amp;D &unknown; &#xE000;<lb/>"
    made = folded_whole(text, layout="tei")
    assert made.text == "Ébré of R&D &unknown; &#xE000;"
    assert [text[slice(*made.span(*at))] for at in ((0, 4), (8, 11))] == ["&Eacute;br&#233;", "R&amp;D"]
    assert folded_whole(text).text == text


def test_a_note_of_the_editors_leaves_one_blank_so_that_the_sentence_before_it_ends() -> None:
    text = 'He called in  <persName>Harun</persName>. <note n="2">See\nDocument 9.</note>\n<lb/> They met at noon.'
    plain, places, _ = folded_whole(text, layout="tei")
    assert plain == "He called in Harun. They met at noon."
    assert "".join(text[place] for place in places) == plain
    assert [plain[start:end] for start, end in sentences(plain)] == ["He called in Harun.", "They met at noon."]


@given(TEXTS)
def test_sentences_are_apart_and_bounded(text: str) -> None:
    plain = folded_whole(text).text
    at = 0
    for start, end in sentences(plain):
        assert at <= start < end <= len(plain)
        assert end - start <= 1500
        at = end


def test_abbreviations_do_not_end_a_sentence() -> None:
    text = "Amb. Harun met Mr. D. Sabri of the U.S. Embassy at 3 p.m. on E.O. matters. So did the U.S. The rest."
    assert [text[a:b] for a, b in sentences(text)] == [
        "Amb. Harun met Mr. D. Sabri of the U.S. Embassy at 3 p.m. on E.O. matters.",
        "So did the U.S.",
        "The rest.",
    ]


@pytest.mark.parametrize("cue", load_cues(), ids=lambda each: each.cue.id)
def test_no_cue_repeats_without_bound(cue) -> None:
    plain = re.sub(r"\\.|\[[^\]]*\]", "x", cue.pattern.pattern)
    assert not re.search(r"(?<!\()[*+]|\{\d+,\}", plain)


@pytest.mark.parametrize("rule", load_rules().rules, ids=lambda rule: rule.id)
def test_no_rule_repeats_without_bound(rule) -> None:
    plain = re.sub(r"\\.|\[[^\]]*\]", "x", rule.pattern)
    assert not re.search(r"(?<!\()[*+]|\{\d+,\}", plain)


def test_a_time_of_day_does_not_end_a_sentence_and_a_point_begins_one() -> None:
    text = "We want your comments by C.O.B. Tuesday, June 3. It is late. (b) The rest is not."
    assert [text[a:b] for a, b in sentences(text)] == [
        "We want your comments by C.O.B. Tuesday, June 3.",
        "It is late.",
        "(b) The rest is not.",
    ]


def test_a_proposal_from_an_annex_bears_no_mark_of_less() -> None:
    agreed = "The Foreign Minister agreed to destroy the remaining rockets by June 2016."
    head = "R 051513Z MAR 15\nFM AMEMBASSY ROME\nTO SECSTATE WASHDC\nBT\nS E C R E T ROME 000893\n\nSUBJECT: TALKS\n\n"
    for above, mark in ((f"2. (U) {agreed}", "U"), (f"2. (U) The harbour is open.\n\nANNEX A\n{agreed}", "S")):
        made = propose(read(f"{head}1. (S) The pier.\n\n{above}\nBT\n#0893\n"))
        assert [one.marking for one in made if one.kind == "commitment"] == [mark]


@pytest.mark.parametrize(
    ("line", "mark", "told"),
    [
        *(("S E C R E T", "(S) ", "S"), ("S E C R E T", "", "S"), ("S E C R E T", "(C) ", "C")),
        *(("S E C R E T NODIS", "(S) ", "S//ND"), ("S E C R E T NODIS", "(U) ", "U//ND")),
        *(("S E C R E T NOFORN", "(S) ", "S//NF"), ("S E C R E T NOFORN", "", "S//NF")),
        *(("S E C R E T NOFORN", "(S/NF) ", "S/NF"), ("C O N F I D E N T I A L NOFORN", "(U) ", "U")),
    ],
)
def test_a_proposal_says_all_that_holds_it(line: str, mark: str, told: str) -> None:
    made = propose(
        read(
            "P 151200Z JAN 10\nFM AMEMBASSY TRIPOLI\nTO SECSTATE WASHDC\nBT\n"
            f"{line} TRIPOLI 000012\n\nTAGS: PREL, LY\nSUBJECT: TALKS\n\n"
            f"1. {mark}The Government of Libya agreed to return twelve rockets by September 1, 2010.\n"
        )
    )
    assert {one.marking for one in made} == {told}


def test_a_proposal_from_above_the_mark_of_its_paragraph_is_unreadable_where_its_telegram_has_no_level() -> None:
    head = "FM AMEMBASSY ROME\nTO SECSTATE WASHDC\nROME 893\n\nSUBJECT: TALKS\n\n"
    agreed = "The Foreign Minister agreed to destroy the remaining rockets by June 2016."
    for words, mark in ((f"{agreed}\nSECRET\nThe pier is open.", "TS?"), (agreed, "U")):
        made = propose(read(f"{head}1. (U) {words}\n\n2. (U) The harbour is open.\n"))
        assert [one.marking for one in made if one.kind == "commitment"] == [mark]


def test_how_a_paragraph_is_held_is_reckoned_once_however_much_is_drawn_from_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[Span] = []
    reckon = pieces._pieces

    def counted(telegram: Telegram, paragraph: Paragraph, whole: Marking | None) -> list[pieces.Piece]:
        asked.append(paragraph.span)
        return reckon(telegram, paragraph, whole)

    monkeypatch.setattr(pieces, "_pieces", counted)
    points = "".join(f"-- Libyan ratification of convention {number}; " for number in range(60))
    head = "R 051513Z NOV 09\nFM AMEMBASSY TRIPOLI\nTO SECSTATE WASHDC\nBT\nUNCLAS TRIPOLI 000893\n\n"
    assert len(propose(read(f"{head}1. (U) Our aims are: {points}"))) >= 60
    assert len(asked) == 1
