"""Every rule finds what its example shows, and not what its counter-example shows."""

import hashlib
from pathlib import Path

import pytest

import legation
from legation.core.telegram import Addressee, Classification, Originator, Paragraph, Telegram
from legation.core.text import Span
from legation.extract import propose
from legation.tables.rows import TableError
from legation.tables.rules import LISTS, Rule, expanded, load_rules

# Rules that only add to what another rule has found.
TOLD_ELSEWHERE = {"dialogue-launch-planned"}
RULES = load_rules().rules


def telegram(text: str, *, plad: str = "AMEMBASSY TRIPOLI") -> Telegram:
    """A post's telegram of one paragraph."""
    return Telegram(
        sha256=hashlib.sha256(text.encode(errors="replace")).hexdigest(),
        layout="transmission",
        mrn="75TRIPOLI1",
        year=1975,
        dtg="1975-02-03T10:00Z",
        from_=Originator(plad=plad),
        to=(Addressee(plad="SECSTATE WASHDC"),),
        classification=Classification(level="CONFIDENTIAL"),
        paragraphs=(Paragraph(1, None, None, None, text, (), Span(0, len(text))),),
        source=text,
    )


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
@pytest.mark.parametrize("case", [str.upper, str], ids=["capitals", "mixed"])
def test_a_rule_finds_its_example(rule: Rule, case) -> None:
    found = propose(telegram(case(rule.example)))
    assert rule.kind in [p.kind for p in found]
    if rule.id in TOLD_ELSEWHERE:
        assert [p.fields["launch"] for p in found if p.kind == rule.kind]
    elif case is str or rule.id in LISTS:
        assert rule.id in [p.rule for p in found]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
@pytest.mark.parametrize("case", [str.upper, str], ids=["capitals", "mixed"])
def test_a_rule_passes_over_its_counter_example(rule: Rule, case) -> None:
    assert rule.id not in [p.rule for p in propose(telegram(case(rule.counter)))]


@pytest.mark.parametrize(
    "how",
    [
        "when the ship would leave",
        "at once that the ship leave",
        "loudly to be heard",
        "after all nothing",
        "the next day to be heard",
        "three times to be heard",
    ],
)
def test_how_or_when_it_was_demanded_is_nothing_that_is_demanded(how: str) -> None:
    assert "objective-demanded" not in [p.rule for p in propose(telegram(f"The Foreign Minister demanded {how}."))]


def test_what_is_demanded_by_an_article_or_its_number_is_an_objective() -> None:
    for what in ("the release of the ship", "40 new trucks"):
        assert "objective-demanded" in [p.rule for p in propose(telegram(f"The Foreign Minister demanded {what}."))]


def test_an_unknown_word_in_a_rule_is_named() -> None:
    with pytest.raises(TableError, match="nonesuch"):
        expanded("<nonesuch> said", {})


def test_what_holds_for_one_rule_alone_stands_in_its_row() -> None:
    code = "\n".join(path.read_text(encoding="utf-8") for path in Path(legation.__file__).parent.rglob("*.py"))
    named = {rule.id for rule in RULES if f'"{rule.id}"' in code}
    # Lists are read by code of their own; a launch is gathered with the dialogue that it is of.
    assert named <= {*LISTS, "dialogue-launch", "dialogue-launch-planned"}
