"""What is passed over to save time holds nothing: with everything looked at, a telegram proposes the same."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files

import msgspec
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from test_cues import clauses_of
from test_proposal_laws import TEXTS
from test_rule_examples import RULES, telegram

from legation.core.telegram import Telegram
from legation.core.text import Span
from legation.extract import matching, naming, points, propose, proposing, splitting, weighing
from legation.extract.dates import DATE, date_starts, dates
from legation.extract.folding import folded
from legation.extract.mentions import in_capitals
from legation.extract.splitting import breaks
from legation.extract.wording import Known, known_in, wording
from legation.formats import read
from legation.tables.cues import load_cues
from legation.tables.rules import LISTS, load_rules, word_pattern

EXAMPLES = [
    text
    for row in (*RULES, *(each.cue for each in load_cues()))
    for text in (row.example, row.counter)
    if text is not None
]
SAMPLE = [
    read(each.read_bytes())
    for each in sorted(files("legation.sample").joinpath("traffic").iterdir(), key=lambda each: each.name)
]


@contextmanager
def nothing_passed_over() -> Iterator[None]:
    """Every rule and cue is looked for in full, and every word is asked whom it names."""
    told = naming._word
    rules = [place for place, rule in enumerate(load_rules().rules) if rule.id not in LISTS]
    cues = [place for place, each in enumerate(load_cues()) if each.cue.where != "context"]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(matching, "rules_within", lambda text: rules)
        patch.setattr(weighing, "cues_within", lambda text, beside: cues)
        patch.setattr(weighing, "may_weigh_enough", lambda clause: True)
        patch.setattr(splitting, "_may_frame", lambda: lambda words: True)
        patch.setattr(splitting, "breaks", every_break)
        patch.setattr(proposing, "_may_tell", lambda: lambda words: True)
        patch.setattr(
            naming, "_word", lambda word: told(word)._replace(opens=True, speaks=True, dated=tuple(range(len(word))))
        )
        patch.setattr(
            points,
            "_forms",
            lambda text: ((points._ON_LINES, False), (points._INLINE_DASH, True), (points._INLINE_LETTER, True)),
        )
        yield


def every_break(text: str) -> list[int]:
    return [found.end() for found in word_pattern("clause_break").finditer(text)]


def proposed(made: Telegram) -> bytes:
    return msgspec.json.encode(propose(made), order="deterministic")


@pytest.mark.parametrize("case", [str.upper, str], ids=["capitals", "mixed"])
def test_the_examples_of_all_rows_propose_the_same(case) -> None:
    made = [telegram(case(text)) for text in EXAMPLES]
    short = [proposed(each) for each in made]
    with nothing_passed_over():
        assert [proposed(each) for each in made] == short
    assert sum(each != b"[]" for each in short) > len(RULES)


def test_the_sample_proposes_the_same() -> None:
    short = [proposed(each) for each in SAMPLE]
    with nothing_passed_over():
        assert [proposed(each) for each in SAMPLE] == short
    assert any(each != b"[]" for each in short)


@settings(deadline=None, max_examples=60)
@given(TEXTS)
def test_any_text_proposes_the_same(text: str) -> None:
    made = telegram(text)
    short = proposed(made)
    with nothing_passed_over():
        assert proposed(made) == short


def test_few_cues_are_looked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    clauses = [clause for made in SAMPLE for clause in clauses_of(made)]
    looked: list[str] = []
    shows = weighing.Shown.shows
    monkeypatch.setattr(
        weighing.Shown, "shows", lambda self, cue, *rest: looked.append(cue.id) or shows(self, cue, *rest)
    )
    enough = [clause for clause in clauses if weighing.may_weigh_enough(clause)]
    assert 0 < len(enough) < len(clauses) / 2
    assert len(looked) < 15 * len(clauses)  # of some 250


PIECES = """
THE END OF MAY 3 12TH 1975 EARLY NEXT WEEK WITHIN A FEW SEVERAL DAYS COB MID-JUNE mid-1974 ON BY IN TODAY EVENING
Friday, LAST SUMMER O'MAY 4/15/2009 Q2 FY FROM NOW
JAN. 14-16 / - , . 10 PERCENT DECEMBER LATTER HALF THIS U.S.MAY _MAY 3:15
"""


@given(st.lists(st.sampled_from(PIECES.split()), max_size=14).map(" ".join))
@example("WITHIN A FEW DAYS OF MID-JUNE")
def test_dates_are_found_where_words_may_begin_one(text: str) -> None:
    starts = (found.start() + at for found in naming._TOKEN.finditer(text) for at in date_starts(found[0]))
    assert [found.span() for found in dates(text, starts, len(text))] == [found.span() for found in DATE.finditer(text)]


@given(st.from_regex(DATE, fullmatch=True, alphabet=st.characters(codec="ascii")))
def test_every_date_begins_as_dates_do(words: str) -> None:
    found = DATE.search(words)
    if found is not None and found.start() == 0:
        assert date_starts(words.split(" ")[0])[:1] == (0,)


@given(
    st.lists(
        st.sampled_from((*'ab;:,()"”–—-. ', "and ", "But ", " that", "he", " will ", "WHILE", "said", " -- ", "\ue002"))
    )
)
def test_breaks_between_clauses_are_those_of_the_pattern(pieces: list[str]) -> None:
    text = "".join(pieces)
    assert list(breaks(text)) == every_break(text)


@given(st.text(alphabet="aZ9é.’'&/-_ ", max_size=90))
@example("a" * 70)
@example("U.S.S.R. " + "b." * 40)
def test_words_are_told_as_with_a_stop_within_each(text: str) -> None:
    plainly = re.compile(r"[A-Za-zÀ-ɏ0-9](?:[\w’'&/-]|\.(?=[\w])){0,60}\.?")
    assert naming._TOKEN.findall(text) == plainly.findall(text)


@given(st.text(alphabet="aB. \t\r\n\x1c\u00a0\u2003\ue0ff", max_size=60))
def test_white_space_is_folded_to_its_first_sign(source: str) -> None:
    made = Telegram(sha256="0" * 64, layout="none", source=source)
    text, places, _ = folded(made, Span(0, len(source)))
    raw = source.replace("\ue0ff", "?")
    assert text == re.sub(r"\s+", " ", raw)
    kept = [found.start() for found in re.finditer(r"\s+|\S", raw)]
    assert places == kept


@given(st.text())
def test_capitals_are_counted_in_every_script(text: str) -> None:
    lower, upper = sum(map(str.islower, text)), sum(map(str.isupper, text))
    assert in_capitals(text) == (upper > 4 * lower)


@given(st.lists(st.sampled_from(("signs", "signed", "the", "talks", "we", "\ue002", "non-paper")), max_size=12))
def test_what_is_known_of_words_is_told_once(words: list[str]) -> None:
    known = {"sign": 1, "^ sign": 2, "sign the": 3, "~talk": 4, "the": 5, "WE talk": 6, "talk talk": 7}
    clause, frame = " ".join(words[:9]), " ".join(words[9:])
    told = sorted(known_in(clause, frame, Known(known)))
    assert told == sorted(value for word, value in known.items() if word in wording(clause, frame))
