"""TAGS by era, and what divides a TAGS line."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.cases import load

from legation.tables import tags as room
from legation.tables.rows import TableError
from legation.tables.tags import decode, known, known_codes, organisations_of_words, split, tag_rows, tag_sources


def case_id(case: dict[str, Any]) -> str:
    return f"{case['code']} {case.get('on', 'no day')}"


@pytest.mark.parametrize("case", load("tags"), ids=case_id)
def test_a_code_means_what_it_meant(case: dict[str, Any]) -> None:
    found = decode(case["code"], case.get("on"))
    assert found is not None
    assert (found.meaning, found.certainty) == (case.get("meaning"), case["certainty"])
    if "of" in case:
        assert [candidate.place for candidate in found.candidates if candidate.place] == case["of"]
        assert len(found.candidates) > 1
    else:
        assert found.candidates == ()


@pytest.mark.parametrize("case", load("tags", "line"), ids=lambda case: case["text"] or "empty")
def test_a_line_is_divided_by_the_table(case: dict[str, Any]) -> None:
    assert split(case["text"]) == case["tags"]


def test_the_table_holds_together() -> None:
    forms = {"subject": (4, 4), "program": (4, 4), "geo": (2, 2)}
    for row in tag_rows():
        if row.kind in forms:
            assert len(row.code) == forms[row.kind][0], row
        if row.kind == "geo":
            assert row.place or row.meaning is None, row
        else:
            assert row.place is None, row
        source = tag_sources()[row.source]
        since, to = max(source.since, row.since or 0), min(source.to, row.to or 9999)
        assert since <= to, f"{row.code} can never hold"
    assert {row.source for row in tag_rows()} == set(tag_sources())


def test_no_two_sure_meanings_of_a_place_code_in_one_year() -> None:
    """Where two sources are sure of different places, the table itself is in doubt: the reader must be told."""
    for code in known_codes():
        for year in range(1973, 2027):
            found = decode(code, room.date(year, 7, 1))
            assert found is not None
            if found.certainty == "unsettled":
                assert len({(c.kind, c.place, c.meaning) for c in found.candidates}) > 1
                assert not 1973 <= year <= 1979 or found.kind != "geo", f"{code} {year}"
                assert not 1998 <= year <= 2008 or found.kind != "geo", f"{code} {year}"
            elif found.certainty in {"settled", "likely"}:
                assert found.source is not None


def test_persons_are_open_and_unknown_codes_are_none() -> None:
    person = decode("(ROEBUCK, HILARY)")
    assert person is not None
    assert (person.kind, person.meaning, person.certainty) == ("person", "ROEBUCK, HILARY", "open")
    assert decode("QQQQ") is None
    assert decode("") is None


def test_a_subject_before_its_first_source_keeps_its_sense_and_says_so() -> None:
    found = decode("PREL", room.date(1976, 1, 1))
    assert found is not None
    assert (found.meaning, found.certainty) == ("External Political Relations", "outside")


def test_organisations_of_words_are_known_longest_first() -> None:
    words = organisations_of_words()
    assert "COLOMBO PLAN" in words
    assert all(known(name) and " " in name for name in words)
    assert [len(name) for name in words] == sorted((len(name) for name in words), reverse=True)


@given(st.text(alphabet="ABEKLOPRTV ,;()-/.'1", max_size=80))
def test_nothing_of_a_line_is_lost(line: str) -> None:
    signs = " ,;()."
    kept = sorted(set("".join(split(line))) - set(signs))
    assert kept == sorted(set(line) - set(signs))


@given(st.lists(st.sampled_from(sorted(code for code in known_codes() if code.isalpha())), max_size=12, unique=True))
def test_known_codes_between_commas_come_back(codes: list[str]) -> None:
    assert split(", ".join(codes)) == codes


@pytest.mark.parametrize(
    ("wrong", "says"),
    [({"source": "RUMOUR"}, "unknown source"), ({"meaning": ""}, "must have a meaning"), ({"kind": "smell"}, "row 1")],
)
def test_a_wrong_row_is_named(monkeypatch: pytest.MonkeyPatch, wrong: dict[str, str], says: str) -> None:
    row = dict.fromkeys(["code", "kind", "meaning", "place", "from", "to", "source", "status", "note"], "")
    row |= {"code": "PREL", "kind": "subject", "meaning": "Relations", "source": "L2011"} | wrong
    monkeypatch.setattr(room, "csv_rows", lambda _: iter([row]))
    with pytest.raises(TableError, match=says):
        tag_rows.__wrapped__()
