"""Searches are read, or refused with the place and the remedy."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from legation.core.errors import QueryError
from legation.storage.fields import FIELDS, NAMED, Field
from legation.storage.parsing import parse_query
from legation.storage.query import (
    And,
    AnyYear,
    Between,
    CitedBy,
    Every,
    InField,
    Near,
    Not,
    Number,
    OneOf,
    Or,
    Phrase,
    Prefix,
    Query,
    Spelled,
    Word,
    numbers_sought,
    resolved,
)
from legation.storage.query_text import pieces_of
from legation.storage.values import day_number

A, B, C = Word("a"), Word("b"), Word("c")


def dates(first: str | None, last: str | None, field: str = "date") -> Between:
    return Between(field, day_number(first), day_number(last))


def minutes(day: str, minute: int = 0) -> int:
    return (day_number(day) or 0) * 1440 + minute


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
        ("*", Every()),
        ("a *", And((A, Every()))),
        ("pol-mil", Word("pol-mil")),
        ("“b c”", Phrase("b c")),
        ("lib*", Prefix("lib")),
        ("a & b", And((A, B))),
        ("tag:prel", InField("tag", "PREL")),
        ("tag:PR*", InField("tag", "PR", prefix=True)),
        ("-tag:PREL", Not(InField("tag", "PREL"))),
        ("class:confidential", InField("class", "CONFIDENTIAL")),
        ('level:"top  secret"', InField("class", "TOP SECRET")),
        ('post:"tel aviv"', InField("post", "TELAVIV")),
        ("post:saigon", InField("post", "HOCHIMINHCITY")),
        ("cites:2009tripoli00893", InField("ref", "09TRIPOLI893")),
        ('mrn:"09 Tripoli 893"', InField("mrn", "09TRIPOLI893")),
        ("from:tripoli", InField("from", "tripoli")),
        ('to:"secstate washdc"', InField("to", "secstate washdc")),
        ("signed:cretz", InField("signed", "cretz")),
        ("date:2009", dates("2009-01-01", "2009-12-31")),
        ("date:2008-02", dates("2008-02-01", "2008-02-29")),
        ("date:2009-11-05", dates("2009-11-05", "2009-11-05")),
        ("date:2009-11..2010", dates("2009-11-01", "2010-12-31")),
        ("date:..2009", dates(None, "2009-12-31")),
        ("date:2009..", dates("2009-01-01", None)),
        ("date:>=2009-11", dates("2009-11-01", None)),
        ("date:>2009-11", dates("2009-12-01", None)),
        ("date:<=2009-11", dates(None, "2009-11-30")),
        ('date:"November 2009"', dates("2009-11-01", "2009-11-30")),
        ('date:"5 nov 2009"', dates("2009-11-05", "2009-11-05")),
        ('date:"November 5,  2009"', dates("2009-11-05", "2009-11-05")),
        ('date:"5 Sept. 2009..May 2010"', dates("2009-09-05", "2010-05-31")),
        ('date:>="May 1970"', dates("1970-05-01", None)),
        ("date:1970s", dates("1970-01-01", "1979-12-31")),
        ('declass:"1990s..2009-12"', dates("1990-01-01", "2009-12-31", "declass")),
        ("date:<2009-11", dates(None, "2009-10-31")),
        ('date:>="2009-11"', dates("2009-11-01", None)),
        ("declass:2019..2021", dates("2019-01-01", "2021-12-31", "declass")),
        ("dtg:2009-11-05T15:13Z", Between("dtg", minutes("2009-11-05", 913), minutes("2009-11-05", 913))),
        ("dtg:051513ZNOV09", Between("dtg", minutes("2009-11-05", 913), minutes("2009-11-05", 913))),
        ('dtg:"051513Z NOV 09"', Between("dtg", minutes("2009-11-05", 913), minutes("2009-11-05", 913))),
        ('dtg:"O R 051513Z NOV 09"', Between("dtg", minutes("2009-11-05", 913), minutes("2009-11-05", 913))),
        ("citesdtg:R051513ZNOV09", InField("citesdtg", "2009-11-05T15:13Z")),
        ("dtg:2009-11-05", Between("dtg", minutes("2009-11-05"), minutes("2009-11-05", 1439))),
        ("dtg:2009-11-05T15:13..", Between("dtg", minutes("2009-11-05", 913), None)),
        ("class:>=confidential", Between("class", 3, None)),
        ('class:"confidential..top secret"', Between("class", 3, 5)),
        ('level:"top secret" date:..2009', And((InField("class", "TOP SECRET"), dates(None, "2009-12-31")))),
        ("prec:o", InField("prec", "IMMEDIATE")),
        ("prec:priority..flash", Between("prec", 3, 5)),
        ("prec:<immediate", Between("prec", None, 3)),
        ("section:2", Between("section", 2, 2)),
        ("section:2..", Between("section", 2, None)),
        ("mrn:09TRIPOLI800..900", And((InField("series", "09TRIPOLI"), Between("mrn", 800, 900)))),
        ("mrn:09TRIPOLI800..09tripoli900", And((InField("series", "09TRIPOLI"), Between("mrn", 800, 900)))),
        ("mrn:>=73BANGKOK-A50", And((InField("series", "73BANGKOK-A"), Between("mrn", 50, None)))),
        ("citedby:09STATE3", CitedBy("09STATE3")),
        ('person:"Moussa Kusa"', Spelled("Moussa Kusa")),
        ('worn:"Iranian troops"', Spelled("Iranian troops", worn=True)),
        ("eo:12958", InField("eo", "12958")),
        ('eo:"E.O. 12958"', InField("eo", "12958")),
        ("office:nea/mag", InField("office", "NEA/MAG")),
        ("attention:petrone", InField("attention", "petrone")),
        ("has:references", InField("has", "REFERENCE")),
        ('has:"action request"', InField("has", "ACTION_REQUEST")),
        ("tag:(prel OR marr)", Or((InField("tag", "PREL"), InField("tag", "MARR")))),
        ("subject:(a -b)", And((InField("subject", "a"), Not(InField("subject", "b"))))),
        ("date:(2009 OR >=2011)", Or((dates("2009-01-01", "2009-12-31"), dates("2011-01-01", None)))),
        ("tag:((prel) marr) c", And((And((InField("tag", "PREL"), InField("tag", "MARR"))), C))),
        ('"b c"~10', Near("b c", 10)),
        ('subject:"b c"~3', Near("b c", 3, "subject")),
        ("09tripoli893", Number("09TRIPOLI893", Word("09tripoli893"))),
        ("10-BERLIN-57", Number("10BERLIN57", Word("10-BERLIN-57"))),
        ("73BANGKOK-A50", Number("73BANGKOK-A50", Word("73BANGKOK-A50"))),
        ('"09 TRIPOLI 893"', Number("09TRIPOLI893", Phrase("09 TRIPOLI 893"))),
        ("09 TRIPOLI 893", Number("09TRIPOLI893", And((Word("09"), Word("TRIPOLI"), Word("893"))))),
        ("a TRIPOLI 893/09", And((A, Number("09TRIPOLI893", And((Word("TRIPOLI"), Word("893/09"))))))),
        ("TRIPOLI 893/2009 b", And((Number("09TRIPOLI893", And((Word("TRIPOLI"), Word("893/2009")))), B))),
        ('"TRIPOLI 893 (2009)"', Number("09TRIPOLI893", Phrase("TRIPOLI 893 (2009)"))),
        ("'09 Tripoli 893", Number("09TRIPOLI893", And((Word("'09"), Word("Tripoli"), Word("893"))))),
        ("09TRIPOLI893,", Number("09TRIPOLI893", Word("09TRIPOLI893,"))),
        ("09tripoli 893", Number("09TRIPOLI893", And((Word("09tripoli"), Word("893"))))),
        (
            "09 AMEMBASSY TRIPOLI 1",
            Number("09TRIPOLI1", And((Word("09"), Word("AMEMBASSY"), Word("TRIPOLI"), Word("1")))),
        ),
        ("a TEL AVIV 893/09", And((A, Number("09TELAVIV893", And((Word("TEL"), Word("AVIV"), Word("893/09"))))))),
        ("TRIPOLI 893 (2009) b", And((Number("09TRIPOLI893", And((Word("TRIPOLI"), Word("893"), Word("2009")))), B))),
        (
            "a TRIPOLI 893 of 2009",
            And((A, Number("09TRIPOLI893", And(tuple(map(Word, ["TRIPOLI", "893", "of", "2009"])))))),
        ),
        ("TRIPOLI 2009/893", Number("09TRIPOLI893", And((Word("TRIPOLI"), Word("2009/893"))))),
        ("a Tripoli 893", And((A, AnyYear("TRIPOLI", 893, And((Word("Tripoli"), Word("893"))))))),
        ("tripoli893", AnyYear("TRIPOLI", 893, Word("tripoli893"))),
        ("SAIGON 893", AnyYear("HOCHIMINHCITY", 893, And((Word("SAIGON"), Word("893"))))),
        ('"tel aviv 893"', AnyYear("TELAVIV", 893, Phrase("tel aviv 893"))),
        ("-tripoli 893", And((Not(Word("tripoli")), Word("893")))),
        ("b 893", And((B, Word("893")))),
        ("b (a)", And((B, A))),
        ("november 5, 2009", And((Word("november"), Word("5,"), Word("2009")))),
        ("section 1 of 2", And((Word("section"), Word("1"), Word("of"), Word("2")))),
        ("a 10/09/2009", And((A, Word("10/09/2009")))),
        ("09 b", And((Word("09"), B))),
        ("a b?", And((A, Word("b?")))),
        ('"a?b"', Phrase("a?b")),
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
        ("a &&", 2, "nothing after"),
        ("b *ibya", 2, "star stands before letters"),
        ("li*a", 2, "star stands before letters"),
        ("subject:lib*a", 11, "star stands before letters"),
        ("li?ya", 2, "question mark stands before letters"),
        ("b subject:?ibya", 10, "question mark stands before letters"),
        ("libya~2", 5, "no likeness"),
        ("libya^2.5", 5, "no likeness"),
        ('"a b" ~3', 6, "distance stands alone"),
        ("class:foo", 6, "not a value of class"),
        ("class:top secret", 6, "not a value of class"),
        ("prec:soon", 5, "not a value of prec"),
        ("series:tripoli", 7, "not a value of series"),
        ("AND a", 0, "nothing before"),
        ("a OR", 2, "nothing after"),
        ("OR a", 0, "nothing before"),
        ("(a OR) b", 3, "nothing after"),
        ("NOT", 0, "nothing after"),
        ("a colour:red", 2, "no field 'colour'"),
        ("a tag:", 2, "no value"),
        ('tag:""', 0, "no value"),
        ("a date:yesterday", 7, "not a value of date"),
        ("date:2009-13", 5, "not a value of date"),
        ("date:last year", 5, '1970s, "November 2009" in quotes'),
        ('date:"last year"', 6, "not a value of date"),
        ("date:11/05/2009", 5, "not a value of date"),
        ('date:"31 February 2009"', 6, "not a value of date"),
        ('date:"5 Nov 5, 2009"', 6, "not a value of date"),
        ('date:"Novembre 2009"', 6, "not a value of date"),
        ("date:0000s", 5, "not a value of date"),
        ('date:"Nov 2009".."Dec 2009"', 15, 'both ends into one pair of quotes, date:"Nov 2009.."'),
        ("cites:09STATE", 6, "not a value of cites: write the whole number"),
        ("ref:(09STATE)", 5, "not a value of ref"),
        ("date:2009-02-30", 5, "not a value of date"),
        ("date:2010..2009", 5, "before it begins"),
        ("dtg:xx081245ZJAN20yy", 4, "not a value of dtg"),
        ("dtg:051513ZNOV09..x091245ZNOV09", 18, "not a value of dtg"),
        ('dtg:"051513Z NOV 09 PSN 123"', 5, "not a value of dtg"),
        ("citesdtg:xx081245ZJAN20yy", 9, "not a value of citesdtg"),
        ("date:2009..x", 11, "not a value of date"),
        ("date:..", 5, "no end"),
        ("date:>=", 7, "not a value of date"),
        ("date:>=x", 7, "not a value of date"),
        ("mrn:tripoli", 4, "not a value of mrn"),
        ("mrn:800..900", 4, "no post"),
        ("mrn:09TRIPOLI8..09STATE9", 16, "two series"),
        ("tag:>=PREL", 4, "no order"),
        ("prec:>=soon", 7, "not a value of prec"),
        ("class:>=green", 8, "not a value of class"),
        ("a has:wings", 6, "not a value of has"),
        ("citedby:09STATE*", 8, "not a value of citedby: write the whole number, as 09TRIPOLI893"),
        ("person:qadh*", 7, "not a value of person: write a surname"),
        ('person:"a b"~3', 8, "not a value of person: write a surname"),
        ("person:>x", 7, "no order"),
        ("worn:batt*", 5, "not a value of worn: write a word"),
        ('"a b"~', 5, "not a distance"),
        ('a "a b"~x', 7, "not a distance"),
        ('"a b"~99999', 5, "not a distance"),
        ('"a b c d e f g h i"~2', 0, "too many words"),
        ("colour:(a)", 0, "no field 'colour'"),
        ("tag:(a", 0, "not closed"),
        ("tag:()", 0, "between the parentheses"),
        ("tag:(a date:2009)", 7, "inside another"),
        ("tag:(a date:(2009))", 7, "inside another"),
        ("(" * 60 + "a" + ")" * 60, 40, "nested"),
        ("a " * 3000, 4000, "too long"),
        ("a " * 257, 512, "too much at once"),
        (" OR ".join(["a*"] * 29), 28 * 6, "too much at once"),
        ('"a b"~9 ' * 5, 4 * 8, "too much at once"),
        ('"' + "a " * 300 + '"', 0, "too much at once"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_place(text: str, at: int, what: str) -> None:
    with pytest.raises(QueryError, match=what) as error:
        parse_query(text, {})
    assert error.value.at == at


SCRAPS = (
    *(f"{name}:" for name in NAMED),
    *(row.example for row in FIELDS),
    *(
        "(",
        ")",
        '"',
        "~",
        "~10",
        "*",
        "-",
        "..",
        ">=",
        "<",
        " AND ",
        " OR ",
        " NOT ",
        " ",
        "a",
        "09TRIPOLI893",
        "²",
        "é",
    ),
)
scraps = st.lists(st.sampled_from(SCRAPS) | st.text(max_size=3), max_size=12).map("".join)


@given(st.text() | st.text('ab09 ()"-*:.&~<>=ANDORNOTtagdate', max_size=40) | scraps)
def test_any_text_is_a_search_or_a_query_error(text: str) -> None:
    at = 0
    try:
        parse_query(text, {})
    except QueryError as error:
        at = error.at
    assert 0 <= at <= len(text)


@pytest.mark.parametrize("row", FIELDS, ids=lambda row: row.name)
def test_the_example_of_a_field_is_read(row: Field) -> None:
    assert row.example.startswith(tuple(f"{name}:" for name in (row.name, *row.also)))
    parse_query(row.example, {})


def test_the_numbers_that_a_search_asks_for() -> None:
    asked = parse_query("09TRIPOLI1 (a OR mrn:09STATE2) -09STATE3 cites:09STATE4 mrn:09STATE* citedby:09STATE5", {})
    assert list(numbers_sought(asked)) == ["09TRIPOLI1", "09STATE2", "09STATE5"]


def test_what_a_telegram_cites_is_looked_up_wherever_it_is_asked_for() -> None:
    asked = parse_query("a -citedby:09STATE1 (citedby:09STATE2 OR b)", {})
    found = resolved(asked, lambda mrn: ["09A2", "09A1", "09A1"] if mrn == "09STATE1" else [])
    expected = And((A, Not(OneOf("mrn", ("09A1", "09A2"))), Or((OneOf("mrn", ()), B))))
    assert found == expected


def test_what_a_search_is_made_of() -> None:
    text = 'libya -rice subject:(dialogue OR "pol mil"~3) tag:PREL NOT (a b) date:>="2009"'
    made = pieces_of(text)
    assert [text[piece.begin : piece.end] for piece in made] == [
        *("libya", "dialogue", '"pol mil"~3', "tag:PREL", 'date:>="2009"'),
    ]
    assert [piece.field for piece in made] == [None, "subject", "subject", "tag", "date"]
    assert [piece.is_word for piece in made] == [True, True, False, False, False]
