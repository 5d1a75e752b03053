"""Events: every row tells its type, and what a side refuses is not what it does."""

import pytest
from test_rule_examples import telegram

from legation.extract import propose
from legation.extract.events import event_of
from legation.tables.events import EventRow, load_events

BOOK = load_events()


@pytest.mark.parametrize("row", [row for row, _ in BOOK.rows], ids=lambda row: row.type)
@pytest.mark.parametrize("case", [str.upper, str], ids=["capitals", "mixed"])
def test_a_row_tells_its_type(row: EventRow, case) -> None:
    for kind in row.kinds:
        assert event_of(kind, case(row.example), {"modality": "intended"}) == {"type": row.type, "modality": "intended"}


def test_a_proposal_bears_its_event() -> None:
    (demarche,) = propose(telegram("The GOL lodged a formal protest over the overflight."))
    assert demarche.fields["event"] == {"type": "PROTEST", "modality": "done"}


def test_there_are_sixteen_types() -> None:
    assert len(BOOK.names) == 16


@pytest.mark.parametrize(
    ("kind", "stance", "type_"),
    [
        ("position", "refuses", "REJECT"),
        ("position", "supports", "SUPPORT"),
        ("position", "accepts", "AGREE"),
        ("meeting", None, "CONSULT"),
        ("commitment", None, "AGREE"),
    ],
)
def test_without_telling_words_kind_and_stance_decide(kind, stance, type_) -> None:
    assert event_of(kind, "X Y Z", {"stance": stance}) == {"type": type_, "modality": "done"}


def test_what_is_refused_is_not_done() -> None:
    made = event_of("position", "Libya refused to take part in the survey", {"stance": "refuses"})
    assert made == {"type": "REJECT", "modality": "done"}


@pytest.mark.parametrize("kind", ["objective", "contact", "instrument", "party"])
def test_what_is_no_event_has_none(kind) -> None:
    assert event_of(kind, "protest", {}) is None
    assert event_of("position", "X", {"stance": "undecided"}) is None
