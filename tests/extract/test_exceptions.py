"""An exception leaves out what its example shows, proposed without it, and leaves its counter-example in place."""

import msgspec
import pytest
from test_rule_examples import telegram

from legation.core.telegram import Addressee
from legation.extract import excepting, propose
from legation.tables.exceptions import Row, load_exceptions
from legation.tables.rows import TableError

ROWS = [*{each.row.id: each.row for rows in load_exceptions().values() for each in rows}.values()]


def kinds_of(words: str) -> set[str]:
    """What is proposed where a post writes so, and where its ministry does."""
    by_post = telegram(words)
    by_ministry = telegram(words, plad="SECSTATE WASHDC")
    sent = msgspec.structs.replace(by_ministry, mrn="75STATE1", to=(Addressee(plad="AMEMBASSY TRIPOLI"),))
    return {proposal.kind for each in (by_post, sent) for proposal in propose(each)}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
@pytest.mark.parametrize("case", [str.upper, str], ids=["capitals", "mixed"])
def test_an_exception_leaves_out_its_example(row: Row, case, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not kinds_of(case(row.example)) & {*row.kinds}
    monkeypatch.setattr(excepting, "load_exceptions", dict)
    if case is str:
        assert kinds_of(row.example) & {*row.kinds}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
def test_an_exception_leaves_its_counter_example(row: Row) -> None:
    assert kinds_of(row.counter) & {*row.kinds}


def test_an_exception_that_does_not_compile_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    broken = Row(id="broken", kinds=("meeting",), pattern="(", example="", counter="")
    monkeypatch.setattr("legation.tables.exceptions.table", lambda *_: [broken])
    load_exceptions.cache_clear()
    try:
        with pytest.raises(TableError, match="broken"):
            load_exceptions()
    finally:
        monkeypatch.undo()
        load_exceptions.cache_clear()
