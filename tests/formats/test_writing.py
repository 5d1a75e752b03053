"""Writing a telegram: what is written reads back, fits the circuit, and is cut into sections where it is long."""

from __future__ import annotations

import re
from collections.abc import Callable
from importlib.resources import files
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import legation
from legation.core.draft import Draft, DraftParagraph, draft_of
from legation.core.errors import RefusedError
from legation.core.telegram import (
    Addressee,
    Attention,
    Classification,
    ClassifiedBy,
    ExecutiveOrder,
    Originator,
    Precedence,
    Telegram,
    Transmission,
)
from legation.formats.writing.delivered import write_delivered
from legation.formats.writing.house_lines import WIDTH
from legation.formats.writing.writing import SECTION_LINES, write

PLAIN = Draft(
    from_=Originator("AMEMBASSY TRIPOLI"),
    to=(Addressee("SECSTATE WASHDC", "RUEHC", "IMMEDIATE", "5452"),),
    info=(Addressee("AMEMBASSY LONDON", "RUEHLO", None, "1188"), Addressee("ARAB LEAGUE COLLECTIVE", "RUEHEE")),
    precedence=Precedence("IMMEDIATE", "ROUTINE"),
    dtg="2009-11-05T15:13Z",
    post="TRIPOLI",
    number=893,
    classification=Classification("CONFIDENTIAL", ("NOFORN",), ("SIPDIS",)),
    attention=(Attention("NEA/MAG"), Attention("PM/RSAT", "A. OFFICER")),
    executive_order=ExecutiveOrder("12958", "DECL", "2019-11-05"),
    tags=("PREL", "MARR", "LY"),
    subject="THE HARBOUR TALKS AND WHAT THEY MEAN FOR THE REGION",
    references=("STATE 112900", "08 STATE 43049"),
    classified_by=ClassifiedBy("A. B. Farrow", "Ambassador", "U.S. Embassy Tripoli", ("1.4(b)", "1.4(d)")),
    paragraphs=(
        DraftParagraph(number=1, marking="C", text="SUMMARY: The talks began (ref A). END SUMMARY."),
        DraftParagraph(number=2, marking="U", heading="THE TALKS", text="Each side wants:\n-- a harbour;\n-- a pier."),
        DraftParagraph(number=3, marking="C", text="COMMENT: It is early. END COMMENT."),
    ),
    signature=("OFFICER",),
)


def values(draft: Draft) -> Any:
    """A draft for comparison: white space in its texts does not count."""
    told = msgspec.to_builtins(draft)
    for paragraph in told["paragraphs"]:
        paragraph["text"] = " ".join(paragraph["text"].split())
    return told


def test_what_is_written_reads_back() -> None:
    assert values(draft_of(legation.read(legation.write(PLAIN)))) == values(PLAIN)


def test_the_copy_is_that_of_the_circuit() -> None:
    lines = legation.write(PLAIN).splitlines()
    assert lines[:7] == [
        "O R 051513Z NOV 09",
        "FM AMEMBASSY TRIPOLI",
        "TO RUEHC/SECSTATE WASHDC IMMEDIATE 5452",
        "INFO RUEHLO/AMEMBASSY LONDON 1188",
        "RUEHEE/ARAB LEAGUE COLLECTIVE",
        "BT",
        "C O N F I D E N T I A L TRIPOLI 000893",
    ]
    assert lines[-1] == "NNNN"
    assert "E.O. 12958: DECL: 11/05/2019" in lines
    assert "REF: A. STATE 112900" in lines
    assert "-- a harbour;" in lines


def test_writing_what_was_read_of_it_gives_the_same_words() -> None:
    written = legation.write(PLAIN)
    assert legation.write(legation.read(written)).split() == written.split()
    assert legation.write(draft_of(legation.read(written))) == written


@pytest.mark.parametrize(
    ("line", "subject"),
    [
        ("SUBJECT: (C) PATROL CRAFT", "(C) PATROL CRAFT"),
        ("SUBJ: (S//NF)  PATROL\nCRAFT", "(S//NF) PATROL CRAFT"),
        ("Subject: (u) Patrol craft", "(U) Patrol craft"),
        ("SUBJECT: (C) C", "(C) C"),
        ("SUBJECT: CRAFT (C) CRAFT", "CRAFT (C) CRAFT"),
        ("SUBJECT: PATROL CRAFT", "PATROL CRAFT"),
    ],
)
def test_the_mark_of_a_subject_goes_into_the_draft_and_the_copy(line: str, subject: str) -> None:
    written = legation.write(PLAIN).replace(f"SUBJECT: {PLAIN.subject}", line)
    telegram = legation.read(written)
    assert draft_of(telegram).subject == subject
    copy = legation.write(draft_of(telegram))
    assert f"SUBJECT: {subject}" in copy
    assert legation.read(copy).subject == telegram.subject


def test_format_lines_one_to_four_are_written_where_a_circuit_gave_them() -> None:
    sent = Transmission(
        "VZCZCXRO0019", "IMMEDIATE", ("RUEHBC", "RUEHDE"), "RUEHTRO", "0893", "3091513", "ZNY CCCCC", ("ZZH",)
    )
    written = legation.write(msgspec.structs.replace(PLAIN, transmission=sent))
    assert written.splitlines()[:4] == [
        "VZCZCXRO0019",
        "OO RUEHBC RUEHDE",
        "DE RUEHTRO #0893 3091513",
        "ZNY CCCCC ZZH",
    ]
    assert "#0893" in written.splitlines()[-5:]
    assert legation.read(written).transmission == sent


def test_a_long_telegram_goes_in_sections_and_reads_as_one() -> None:
    text = "It was said that the pier must be mended before the winter comes. " * 9
    long = tuple(DraftParagraph(number=n, marking="C", text=f"Matter {n}. {text}".strip()) for n in range(1, 41))
    draft = msgspec.structs.replace(PLAIN, paragraphs=long)
    written = legation.write(draft)
    told = re.findall(r"SECTION (\d\d) OF (\d\d)", written)
    assert [int(number) for number, _ in told] == list(range(1, len(told) + 1))
    assert {int(of) for _, of in told} == {len(told)}
    assert len(told) > 1
    for section in written.split("NNNN\n")[:-1]:
        text_lines = section.split("\nBT\n")[1].splitlines()
        assert len(text_lines) <= SECTION_LINES + 2
    assert values(draft_of(legation.read(written))) == values(draft)


@pytest.mark.parametrize(
    "name", ["from_", "to", "dtg", "precedence", "classification", "post", "number", "subject", "paragraphs"]
)
def test_a_part_without_which_nothing_can_go_is_named(name: str) -> None:
    empty = {"to": {"to": (), "info": ()}}.get(name, {name: getattr(Draft(), name)})
    with pytest.raises(RefusedError, match=name.removesuffix("_")):
        legation.write(msgspec.structs.replace(PLAIN, **empty))


def test_a_precedence_and_a_moment_that_are_none_are_refused() -> None:
    with pytest.raises(RefusedError, match="precedence"):
        legation.write(msgspec.structs.replace(PLAIN, precedence=Precedence("SOON")))
    with pytest.raises(RefusedError, match="date-time group"):
        legation.write(msgspec.structs.replace(PLAIN, dtg="yesterday"))


def test_every_telegram_of_the_sample_that_is_whole_is_written_and_read_back() -> None:
    written = 0
    for file in sorted((files("legation.sample") / "traffic").iterdir(), key=lambda file: file.name):
        draft = msgspec.structs.replace(draft_of(legation.read(file.read_bytes())), transmission=Transmission())
        try:
            text = legation.write(draft)
        except RefusedError:
            continue  # a damaged one of the sample
        assert values(draft_of(legation.read(text))) == values(draft), file.name
        written += 1
    assert written > 40


@pytest.mark.corpus
def test_the_seed_is_written_and_read_back(corpus: Any) -> None:
    seed = legation.read((corpus / "seed" / "09TRIPOLI893.txt").read_bytes())
    draft = draft_of(seed)
    assert values(draft_of(legation.read(legation.write(seed)))) == values(draft)


@pytest.mark.corpus
@pytest.mark.parametrize("way", [write, write_delivered])
def test_public_telegrams_without_errors_are_written_and_read_back(corpus: Any, way: Callable[[Any], str]) -> None:
    """All that a telegram says stands in what is written of it, but for white space."""
    held = 0
    for file in sorted(path for name in WRITTEN for path in (corpus / name).rglob("*.txt")):
        telegram = legation.read(file.read_bytes())
        if any(one.severity == "error" for one in telegram.findings) or "body" in telegram.layout:
            continue
        try:
            again = legation.read(way(telegram))
        except RefusedError:
            continue  # a part is missing without which no telegram goes
        assert said(again) == said(telegram), file.name
        held += 1
    assert held >= 8


WRITTEN = ("seed", "frus-raw-telegrams", "nara-aad-excerpts", "nara-bodies")


def said(telegram: Telegram) -> list[Any]:
    """What a telegram says, without the spans and the white space in its paragraphs."""
    return [
        *(getattr(telegram, name) for name in ("mrn", "dtg", "precedence", "to", "info", "classification", "tags")),
        *(
            getattr(telegram, name)
            for name in ("executive_order", "subject", "attention", "classified_by", "signature")
        ),
        [(one.label, one.mrn) for one in telegram.references],
        [(one.number, one.marking, "".join(one.text.split())) for one in telegram.paragraphs],
    ]


WORDS = (
    "harbour",
    "treaty",
    "the",
    "minister",
    "pier",
    "of",
    "talks",
    "said",
    "Ambassador",
    "grain",
    "2009",
    "10-year",
    "C-130's",
)
TEXT = st.lists(st.sampled_from(WORDS), min_size=3, max_size=60).map(lambda words: f"They {' '.join(words)} now.")
POSTS = ("TRIPOLI", "LONDON", "PARIS", "TEL AVIV", "ADDIS ABABA")


@st.composite
def drafts(draw: st.DrawFn) -> Draft:
    """Any valid draft of the shapes that a desk makes."""
    level, mark = draw(st.sampled_from([("CONFIDENTIAL", "C"), ("SECRET", "S"), ("UNCLASSIFIED", "U")]))
    classified = level != "UNCLASSIFIED"
    action = draw(st.sampled_from(["FLASH", "IMMEDIATE", "PRIORITY", "ROUTINE"]))
    info = draw(st.lists(st.sampled_from(POSTS), unique=True, max_size=4))
    lower = draw(st.sampled_from(["PRIORITY", "ROUTINE"])) if info and action in ("FLASH", "IMMEDIATE") else None
    year = draw(st.integers(2004, 2009))
    many = draw(st.integers(1, 12))
    paragraphs = []
    for number in range(1, many + 1):
        text = draw(TEXT)
        for point in draw(st.lists(TEXT, max_size=3)) if draw(st.booleans()) else []:
            text += f"\n-- {point}"
        paragraphs.append(DraftParagraph(number=number, marking=draw(st.sampled_from([mark, "U"])), text=text))
    refs = draw(st.lists(st.integers(1, 99_999), unique=True, max_size=5))
    return Draft(
        from_=Originator("AMEMBASSY TRIPOLI"),
        to=(Addressee("SECSTATE WASHDC", "RUEHC", action, f"{draw(st.integers(1, 9999)):04d}"),),
        info=tuple(Addressee(f"AMEMBASSY {post}") for post in info),
        precedence=Precedence(action, lower),
        dtg=f"{year}-{draw(st.integers(1, 12)):02d}-{draw(st.integers(1, 28)):02d}T{draw(st.integers(0, 23)):02d}:30Z",
        post="TRIPOLI",
        number=draw(st.integers(1, 99_999)),
        classification=Classification(level, (), draw(st.sampled_from([(), ("SIPDIS",), ("EXDIS", "SIPDIS")]))),
        executive_order=ExecutiveOrder("12958", "DECL", f"{year + 10}-03-04")
        if classified
        else ExecutiveOrder("12958", "N/A"),
        tags=tuple(draw(st.lists(st.sampled_from(["PREL", "MARR", "PGOV", "LY", "UK"]), unique=True, min_size=1))),
        subject=" ".join(draw(st.lists(st.sampled_from(["HARBOUR", "TALKS", "ON", "GRAIN"]), min_size=1, max_size=20))),
        references=tuple(f"STATE {number}" for number in refs),
        classified_by=ClassifiedBy("A. B. Farrow", "Ambassador", None, ("1.4(b)", "1.4(d)"))
        if classified
        else ClassifiedBy(),
        paragraphs=tuple(paragraphs),
        signature=("OFFICER",),
    )


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(drafts())
def test_every_valid_draft_reads_back(draft: Draft) -> None:
    written = legation.write(draft)
    assert all(len(line) <= WIDTH for line in written.splitlines())
    assert values(draft_of(legation.read(written))) == values(draft)
