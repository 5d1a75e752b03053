"""Bodies row by row, and what holds for the body of any text."""

from __future__ import annotations

import time
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import legation
from legation.core.telegram import Paragraph
from legation.formats.body.body import read_body
from legation.formats.plain import plain
from legation.formats.sheet import Sheet
from legation.formats.words import fold, folded
from legation.tables.marking import paragraph_marking, subject_marking, telegram_marking
from legation.tables.marking_rows import rank_of
from legation.tables.posts import load_posts

CASES = tomllib.loads((Path(__file__).parent.parent / "cases" / "body.toml").read_text(encoding="utf-8"))["case"]


def read(text: str, start: int = 0) -> Sheet:
    words = plain(text)
    sheet = Sheet(words, load_posts(), None)
    sheet.set_words(words)
    read_body(sheet, start, len(words))
    return sheet


def pairs(paragraphs: tuple[Paragraph, ...], field: str) -> list[list[Any]]:
    found = [[index, getattr(paragraph, field)] for index, paragraph in enumerate(paragraphs)]
    return [[index, list(value) if isinstance(value, tuple) else value] for index, value in found if value]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_case(case: dict[str, Any]) -> None:
    sheet = read(case["text"])
    paragraphs = sheet.fields["paragraphs"]
    assert [p.number or 0 for p in paragraphs] == case["numbers"]
    if "marks" in case:
        assert [p.marking or "" for p in paragraphs] == case["marks"]
    for field, key in (("heading", "headings"), ("role", "roles"), ("items", "items")):
        if key in case:
            assert pairs(paragraphs, field) == case[key]
    if "signature" in case:
        assert list(sheet.fields["signature"]) == case["signature"]
    if "summary" in case:
        assert sheet.fields["summary"] == case["summary"]
    if "ends" in case:
        assert paragraphs[-1].text.endswith(case["ends"])
    assert [finding.code for finding in sheet.findings if finding.code[:3] in {"PAR", "LAY"}] == case.get(
        "findings", []
    )
    hold(sheet, 0)


@pytest.mark.parametrize(
    ("words", "joined"),
    [
        ("THE PRE-\nELECTION TALKS", "THE PRE-ELECTION TALKS"),
        ("a re-  \n  examined case", "a re-examined case"),
        ("Anti-\ninflation", "Anti-inflation"),
        ("the Anti-\nDumping Act", "the Anti-Dumping Act"),
        ("a Franco-\nItalian office", "a Franco-Italian office"),
        ("THE PRE-\nSENT TALKS", "THE PRESENT TALKS"),
        ("WE ARE-\nEVEN", "WE AREEVEN"),
        ("the co-\noperation", "the cooperation"),
        ("an Ital-\nian office", "an Italian office"),
    ],
)
def test_a_hyphen_at_a_line_end_stays_where_it_is_one_within_a_line(words: str, joined: str) -> None:
    assert folded(words) == fold(words.split("\n")) == joined


def hold(sheet: Sheet, start: int) -> None:
    """Paragraphs are sorted, apart and inside; marks cover every word of the body."""
    at = start
    for paragraph in sheet.fields["paragraphs"]:
        assert at <= paragraph.span.start < paragraph.span.end <= len(sheet.text)
        assert not {"\n", "  "} & {paragraph.text[i : i + n] for n in (1, 2) for i in range(len(paragraph.text))}
        at = paragraph.span.end
    assert all(sheet.text[p.span.end - 1] not in " \n" for p in sheet.fields["paragraphs"])
    reached = start
    for begin, end, _ in sorted(sheet.marks):
        assert start <= begin < end <= len(sheet.text)
        assert not sheet.text[reached:begin].strip(" \n"), sheet.text[reached:begin]
        reached = max(reached, end)
    assert not sheet.text[reached:].strip(" \n")


SIGNS = [
    *(
        "\n",
        "\n\n",
        " ",
        "  ",
        "1. ",
        "2. ",
        "2) ",
        "(3) ",
        "4",
        "l. ",
        "(C) ",
        "(B)",
        "(S/NF)",
        "¶1. ",
        "PARA 2 ",
        "-- ",
    ),
    *("- ", "--", "-\n", "*", "-----\n", "SUMMARY", "END SUMMARY.", "COMMENT: ", "QUOTE ", "UNQUOTE", "BEGIN TEXT\n"),
    *(
        "END TEXT",
        "HALDEN",
        "Halden",
        "CHARGE",
        "GP-3",
        "NNNN",
        "#0012",
        "BT",
        "NOTE BY OC/T: ",
        "SECRET",
        "ROME",
        "ß",
        "İ",
    ),
    *("THE TREATY", "IS SIGNED", "AND", ".", ":", ";", "\u2028", "\t", "“", "I. ", "II. ", "3. 12 14\n", "A. "),
]


@given(st.lists(st.sampled_from(SIGNS), max_size=40).map("".join), st.integers(0, 5))
@settings(max_examples=1500, deadline=None)
def test_any_body_is_covered(text: str, start: int) -> None:
    start = min(start, len(text))
    hold(read(text, start), start)


@given(st.text(max_size=300))
@settings(max_examples=300, deadline=None)
def test_any_text_is_covered(text: str) -> None:
    hold(read(text), 0)


@given(st.lists(st.sampled_from(["ab", "a", "-", " ", "\n", "É", "1", "AB-"]), max_size=30).map("".join))
@settings(max_examples=1000, deadline=None)
def test_a_run_folds_as_its_lines_do(words: str) -> None:
    assert folded(words) == fold(words.split("\n"))


SHAPES = {
    "numbers in a line": "1. 2. 3. ",
    "numbers that go up": None,
    "ones": "1. X\n",
    "marks": "(C) ",
    "marks on lines": "(C) X\n\n",
    "letters": "(B)\n\n(C) X\n\n",
    "dashes": "-- X; ",
    "dashes on lines": "- X\n",
    "rules": "-----\n",
    "headings": "THE HARBOUR\n\n",
    "quotes": "QUOTE ",
    "quotes closed": "QUOTE\n1. X\nUNQUOTE\n",
    "unquotes": "UNQUOTE\n",
    "texts": "BEGIN TEXT\n2. X\n",
    "ends": "END SUMMARY\n",
    "names": "HALDEN\n",
    "furniture": "BT\n#0012\nNNNN\n",
    "notes": "NOTE BY OC/T: X\n",
    "blanks": " ",
    "blank lines": " \n",
    "hyphens": "AB-\nCD",
    "figures": "1. 2 3 4 5 6\n",
    "romans": "I. II. X\n",
    "capitals": "ABCDEF ",
}


@pytest.mark.parametrize("name", SHAPES)
def test_time_grows_with_the_length(name: str) -> None:
    """Twice the text takes about twice the time; a text of 60,000 signs must not take seconds."""

    def text(count: int) -> str:
        unit = SHAPES[name]
        if unit is None:
            return "".join(f"{n}. X\n" for n in range(1, count // 6))
        return "1. X\n" + unit * (count // len(unit))

    def took(words: str) -> float:
        begin = time.process_time()
        read(words)
        return time.process_time() - begin

    short, long = text(30_000), text(120_000)
    read(short)
    assert min(took(long), took(long)) <= 12 * max(min(took(short), took(short)), 0.005)


@pytest.mark.parametrize(
    ("foot", "caveats", "captions"),
    [("NOFORN", ("NOFORN",), ()), ("NODIS", (), ("NODIS",)), ("EXDIS\n\nNOFORN", ("NOFORN",), ("EXDIS",))],
)
def test_what_restricts_a_telegram_at_its_foot_is_among_its_captions(
    foot: str, caveats: tuple[str, ...], captions: tuple[str, ...]
) -> None:
    found = read(f"1. They met.\n\nSECRET\n\n{foot}\n\nBT\n#0893\nNNNN\n").classification
    assert (found.caveats, found.captions) == (caveats, captions)


def test_a_portion_above_its_telegram_restricts_it_whoever_gave_it() -> None:
    t = legation.read(
        "C O N F I D E N T I A L ROME 000893\n\nSUBJECT: (S/FGI UK) A VISIT\n\n1. (//GBR S) Orsala agrees.\n\n(C) We.\n"
    )
    assert t.subject == "A VISIT"
    assert telegram_marking(t).rank == rank_of("SECRET")
    assert subject_marking(t).rank == rank_of("SECRET")


@pytest.mark.parametrize("mark", ["S/FGI UK", "C/REL TO USA, GBR", "//GBR S", "S//SI//NF"])
def test_a_body_begins_with_a_mark_and_no_number(mark: str) -> None:
    t = legation.read(f"S E C R E T ROME 000893\n\nSUBJECT: A VISIT\n({mark}) Orsala agrees.\n\n(C) We shall report.\n")
    assert t.subject == "A VISIT"
    assert [p.text for p in t.paragraphs] == ["Orsala agrees.", "We shall report."]


def _numbered(body: str) -> list[tuple[int | None, str | None]]:
    head = "R 101200Z JAN 06\nFM AMEMBASSY LIMA\nTO SECSTATE WASHDC\nS E C R E T LIMA 000188\nSUBJECT: DUES\n\n"
    got = legation.read(f"{head}{body}\nROE\n")
    assert "".join(got.quote(e.span) for e in got.elements) == got.source
    return [(p.number, p.marking) for p in got.paragraphs]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("1. (C) One.\n\n1. (S) Two.\n\n2. (C) Three.", [(1, "C"), (1, "S"), (2, "C")]),
        (
            "1. (C) One.\n\nA\n---\n2. (C) Two.\n\nB\n-----\n2. (S) Three.\n\n4. (C) Four.",
            [(1, "C"), (2, "C"), (2, "S"), (4, "C")],
        ),
        ("1.1 (U) One.\n1.2 (S) Two.\n2.1 (C) Three.", [(None, "U"), (None, "S"), (None, "C")]),
        ("1.1 One.\n1.2 Two.", [(None, None)]),
        ("1.0 (U) One.\n\n1.1 (S) Two.\n\n1.3 (U) Three.\n2.0 (C) Four.", [(None, m) for m in "USUC"]),
        # Reasons of an order and what else is numbered so open nothing.
        ("Held by\n1.4 (C) and\n1.5 (C) of the order.\nThe king will go.", [(None, None)]),
        ("The king will go.\n1.4 (C) It is so.\n1.5 (C) It was so.\nHe told us.", [(None, None)]),
        ("1.4 (C) It is so.\n1.5 (C) It was so.\nHe told us.", [(None, None)]),
        ("See sections\n1.1 (U) and\n1.2 (U) of it.", [(None, None)]),
        ("1.2 (U) One.\n1.1 (U) Two.\nThe king will go.", [(None, None)]),
        ("1.1 (U) One.\n1.1 (U) Two.\nThe king will go.", [(None, None)]),
        ("1.4 (S) It is so.\n1.5 (U) It was so.\nHe told us.", [(None, "S")]),  # S lowers nothing
        ("1.1 (U) One.\n1.2 (S) Two, held by\n1.4 (C) of it.\nHe told us.", [(None, "U"), (None, "S")]),
        ("1.  C  One.\n2.  S  Two.\n3.  U  Thant came.", [(1, "C"), (2, "S"), (3, None)]),
        ("1. (C) One.\n2. {S} Two.\n3. {C) Three.", [(1, "C"), (2, "S"), (3, "C")]),
        ("1. ONE.\n1. TWO.\n2. THREE.\n2. FOUR.", [(1, None), (2, None)]),  # a list within paragraph 1, as before
    ],
)
def test_numbers_that_are_repeated_or_parted(body: str, expected: list[tuple[int | None, str | None]]) -> None:
    assert _numbered(body) == expected


def test_an_action_request_for_somebody() -> None:
    got = legation.read(
        "1. (U) ONE.\n2. (U) ACTION REQUEST FOR AF/W: REPLY.\n3. (U) ACTION REQUEST FOR THREE BOATS CAME.\n"
    )
    assert [p.role for p in got.paragraphs] == [None, "action_request", None]


@pytest.mark.parametrize(
    ("level", "body", "expected"),
    [
        ("S E C R E T", "1. ONE.\n2.  C  JOHN SAMPLE SAID.\n3. THREE.", [None, None, None]),
        (
            "S E C R E T",
            "1.  ONE  COMES.\n2.  C  JOHN  SAMPLE  SAID.\n3.  S  WILLIAMS  WENT.",
            [None, None, "S"],
        ),  # S lowers nothing
        ("S E C R E T", "1. (S) ONE  COMES.\n2.  C  JOHN  SAMPLE  SAID.\n3.  C  WILLIAMS  WENT.", ["S", None, None]),
        ("S E C R E T", "1. (U) One.\n2.  C  JOHN SAMPLE SAID.\n3. (U) Three.", ["U", None, "U"]),
        ("TOP SECRET", "1.  S  WILLIAMS SAID.", [None]),
        ("TOP SECRET", "1.  S  WILLIAMS SAID.\n2.  C  SAMPLE SAID.\n3. THREE.", [None, None, None]),
        ("UNCLAS", "1. (S) One.\n2.  C  JOHN SAMPLE SAID.\n3. Three.", ["S", None, None]),
        ("CONFIDENTIAL", "1. (C//NF) One.\n2.  C  JOHN SAMPLE SAID.\n3. (C) Three.", ["C//NF", None, "C"]),
        ("CONFIDENTIAL NOFORN", "1. (C) One.\n2.  C  JOHN SAMPLE SAID.", ["C", None]),
        ("S E C R E T", "1. (S) One.\n2.  C  IN C SAID SO.", ["S", None]),
        # They are marks as before.
        ("CONFIDENTIAL", "1. (C) One.\n2.  C  The envoy came.\n3. Three.", ["C", "C", None]),
        ("S E C R E T", "1. (S) One.\n2.  C  The envoy came.\n3. Three.", ["S", "C", None]),
        ("S E C R E T", "1. (S) One.\n2.  C  Sample came.\n3.  C  Roe went.  He slept.", ["S", "C", "C"]),
        ("UNCLAS", "1. One.\n2.  C  Sample came.\n3. Three.", [None, "C", None]),
    ],
)
def test_a_letter_that_blanks_part_from_a_name_lowers_nothing(
    level: str, body: str, expected: list[str | None]
) -> None:
    got = legation.read(f"FM LIMA\nTO SECSTATE\n{level} LIMA 12\nSUBJ: DUES\n\n{body}\n")
    assert [p.marking for p in got.paragraphs] == expected
    assert "".join(got.quote(e.span) for e in got.elements) == got.source
    held = telegram_marking(got)
    assert all(paragraph_marking(got, p) == held for p in got.paragraphs if p.marking is None)


def test_a_letter_that_is_no_mark_is_a_word() -> None:
    got = legation.read("S E C R E T LIMA 12\nSUBJ: DUES\n\n1. ONE.\n2.  C  JOHN SAMPLE SAID.\n3. THREE.\n")
    assert got.paragraphs[1].text == "C JOHN SAMPLE SAID."


def test_marks_of_numbers_that_do_not_count_on_raise() -> None:
    head = "R 101200Z JAN 06\nFM AMEMBASSY LIMA\nTO SECSTATE WASHDC\nUNCLAS LIMA 000188\nSUBJECT: DUES\n\n"
    got = legation.read(f"{head}The king will go.\n1.4 (C) It is so.\n1.5 (S) It was so.\n1.7 (U) He told us.\nROE\n")
    assert telegram_marking(got).rank == rank_of("SECRET")
    assert [p.marking for p in got.paragraphs] == [None, "S"]


@pytest.mark.parametrize("body", ["1. One.\n2.  S  WILLIAMS SAID.", "It is so.\n1.4 (S) Two.\n1.5 (S) Three."])
def test_a_mark_that_is_no_paragraphs_under_a_caveat_raises(body: str) -> None:
    got = legation.read(f"FM LIMA\nTO SECSTATE\nUNCLAS NOFORN LIMA 12\nSUBJ: DUES\n\n{body}\n")
    assert [p.marking for p in got.paragraphs if p.marking] == []
    assert all(paragraph_marking(got, p) == telegram_marking(got) for p in got.paragraphs)
    assert (telegram_marking(got).rank, got.classification.caveats) == (rank_of("SECRET"), ("NOFORN",))
