"""Searches are read, or refused with the place and the remedy."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from legation.core.errors import QueryError
from legation.storage.query import (
    And,
    Dates,
    InField,
    Not,
    Number,
    Or,
    Phrase,
    Prefix,
    Query,
    Word,
    parse_query,
)

A, B, C = Word("a"), Word("b"), Word("c")


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("a", A),
        ("  a  b ", And((A, B))),
        ("a AND b", And((A, B))),
        ("a OR b c", Or((A, And((B, C))))),
        ("(a OR b) c", And((Or((A, B)), C))),
        ("a -b", And((A, Not(B)))),
        ("a NOT b", And((A, Not(B)))),
        ("a -(b OR c)", And((A, Not(Or((B, C)))))),
        ('a -"b c"', And((A, Not(Phrase("b c"))))),
        ("a and b", And((A, Word("and"), B))),
        ("pol-mil", Word("pol-mil")),
        ("“b c”", Phrase("b c")),
        ("lib*", Prefix("lib")),
        ("a & b", And((A, B))),
        ("tag:prel", InField("tag", "PREL")),
        ("tag:PR*", InField("tag", "PR", prefix=True)),
        ("-tag:PREL", Not(InField("tag", "PREL"))),
        ("class:confidential", InField("level", "CONFIDENTIAL")),
        ('level:"top  secret"', InField("level", "TOP SECRET")),
        ('post:"tel aviv"', InField("post", "TELAVIV")),
        ("post:saigon", InField("post", "HOCHIMINHCITY")),
        ("cites:2009tripoli00893", InField("ref", "09TRIPOLI893")),
        ('mrn:"09 Tripoli 893"', InField("mrn", "09TRIPOLI893")),
        ("from:tripoli", InField("from", "tripoli")),
        ('to:"secstate washdc"', InField("to", "secstate washdc")),
        ("signed:cretz", InField("signed", "cretz")),
        ("date:2009", Dates("2009-01-01", "2009-12-31")),
        ("date:2008-02", Dates("2008-02-01", "2008-02-29")),
        ("date:2009-11-05", Dates("2009-11-05", "2009-11-05")),
        ("date:2009-11..2010", Dates("2009-11-01", "2010-12-31")),
        ("date:..2009", Dates(None, "2009-12-31")),
        ("date:2009..", Dates("2009-01-01", None)),
        ("09tripoli893", Number("09TRIPOLI893", Word("09tripoli893"))),
        ("10-BERLIN-57", Number("10BERLIN57", Word("10-BERLIN-57"))),
        ("73BANGKOK-A50", Number("73BANGKOK-A50", Word("73BANGKOK-A50"))),
        ('"09 TRIPOLI 893"', Number("09TRIPOLI893", Phrase("09 TRIPOLI 893"))),
        ("09 TRIPOLI 893", Number("09TRIPOLI893", And((Word("09"), Word("TRIPOLI"), Word("893"))))),
        ("09 b", And((Word("09"), B))),
    ],
)
def test_searches_are_read(text: str, query: Query) -> None:
    assert parse_query(text, {"SAIGON": "HOCHIMINHCITY"}) == query


@pytest.mark.parametrize(
    ("text", "at", "what"),
    [
        ("", 0, "empty"),
        ("   ", 0, "empty"),
        ("&", 0, "no word"),
        ('a "b', 2, "not closed"),
        ('""', 0, "empty"),
        ("a (b", 2, "not closed"),
        ("a) b", 1, "not opened"),
        ("a ()", 2, "between the parentheses"),
        ("a AND", 2, "nothing after"),
        ("AND a", 0, "nothing before"),
        ("a OR", 2, "nothing after"),
        ("OR a", 0, "nothing before"),
        ("(a OR) b", 3, "nothing after"),
        ("NOT", 0, "nothing after"),
        ("a colour:red", 2, "no field 'colour'"),
        ("a tag:", 2, "no value"),
        ('tag:""', 0, "no value"),
        ("a date:yesterday", 7, "not a date"),
        ("date:2009-13", 5, "no such day"),
        ("date:2009-02-30", 5, "no such day"),
        ("date:2010..2009", 5, "before it begins"),
        ("date:2009..x", 11, "not a date"),
        ("date:..", 5, "no end"),
        ("mrn:tripoli", 4, "not a message reference number"),
        ("(" * 60 + "a" + ")" * 60, 40, "nested"),
        ("a " * 3000, 4000, "too long"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_place(text: str, at: int, what: str) -> None:
    with pytest.raises(QueryError, match=what) as error:
        parse_query(text, {})
    assert error.value.at == at


@given(st.text() | st.text('ab09 ()"-*:.&ANDORNOTtagdate', max_size=40))
def test_any_text_is_a_search_or_a_query_error(text: str) -> None:
    at = 0
    try:
        parse_query(text, {})
    except QueryError as error:
        at = error.at
    assert 0 <= at <= len(text)
