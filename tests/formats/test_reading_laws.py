"""The laws of reading: nothing is lost, reading never fails, the same bytes give the same result."""

from __future__ import annotations

import random
from importlib.resources import files

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from legation.core.telegram import Telegram, to_dict
from legation.formats import read, read_many
from legation.formats.several import split_file

TRAFFIC = {
    file.name: file.read_bytes()
    for file in sorted((files("legation.sample") / "traffic").iterdir(), key=lambda file: file.name)
}


def hold(telegram: Telegram) -> None:
    """The laws for one reading."""
    at = 0
    for element in telegram.elements:
        assert element.span.start == at < element.span.end
        at = element.span.end
    assert at == len(telegram.source)
    assert "".join(telegram.quote(element.span) for element in telegram.elements) == telegram.source
    spans = [f.span for f in telegram.findings] + [r.span for r in telegram.references]
    for paragraph in telegram.paragraphs:
        spans += [paragraph.span, *(mention.span for mention in paragraph.mentions)]
    for span in spans:
        assert 0 <= span.start <= span.end <= len(telegram.source)
    for reference in telegram.references:
        assert (reference.status == "read") == (reference.mrn is not None)


@given(st.binary(max_size=600))
@settings(max_examples=300, deadline=None)
def test_any_bytes_are_read(data: bytes) -> None:
    hold(read(data))


@given(st.text(max_size=600))
@settings(max_examples=300, deadline=None)
def test_any_text_is_read(text: str) -> None:
    telegram = read(text)
    assert telegram.source == text
    hold(telegram)


@given(st.data())
@settings(max_examples=200, deadline=None)
def test_damaged_telegrams_are_read(data: st.DataObject) -> None:
    text = TRAFFIC[data.draw(st.sampled_from(sorted(TRAFFIC)))].decode()
    lines = text.splitlines(keepends=True)
    chance = random.Random(data.draw(st.integers(0, 2**32)))  # noqa: S311 - damage, no secret
    for damage in data.draw(
        st.lists(st.sampled_from(["cut", "double", "shuffle", "lower", "noise", "join"]), max_size=4)
    ):
        at = chance.randrange(len(lines)) if lines else 0
        if damage == "cut":
            del lines[at : at + chance.randint(1, 5)]
        elif damage == "double":
            lines[at:at] = lines[at : at + 3]
        elif damage == "shuffle":
            part = lines[at : at + 8]
            chance.shuffle(part)
            lines[at : at + 8] = part
        elif damage == "lower":
            lines = [line.lower() if chance.random() < 0.3 else line for line in lines]
        elif damage == "join":
            lines = [line.rstrip("\r\n") + " " if chance.random() < 0.2 else line for line in lines]
        else:
            lines = [
                "".join(chance.choice("O0I1.:-()#") if chance.random() < 0.02 else c for c in line) for line in lines
            ]
    telegram = read("".join(lines))
    assert telegram.source == "".join(lines)
    hold(telegram)


@pytest.mark.parametrize("name", TRAFFIC)
def test_the_same_bytes_give_the_same_result(name: str) -> None:
    assert to_dict(read(TRAFFIC[name])) == to_dict(read(TRAFFIC[name]))
    hold(read(TRAFFIC[name]))


@given(st.lists(st.sampled_from(sorted(TRAFFIC)), min_size=1, max_size=5))
@settings(max_examples=50, deadline=None)
def test_a_file_of_several_comes_apart_without_loss(names: list[str]) -> None:
    data = b"".join(TRAFFIC[name] for name in names)
    assert b"".join(item.data for item in split_file(data)) == data
    for telegram in read_many(data):
        hold(telegram)


@pytest.mark.parametrize(
    ("name", "shape"),
    [
        ("brackets", "(" * 100_000),
        ("blanks", "CLASSIFIED BY" + " " * 100_000),
        ("references", "R 051513Z NOV 09\nFM AMEMBASSY TRIPOLI\nREF: " + "STATE 112, " * 10_000),
        ("capitals", "ABCDEF " * 15_000),
        ("lines", "X\n" * 50_000),
        ("pages", "PAGE 01\n" * 12_000),
        ("numbers", "1. " * 30_000),
        ("dashes", "1. (C) " + "-- x " * 20_000),
        ("tags", "TAGS: " + "PREL, " * 15_000),
        ("no info", "FM X\nTO " + "AMEMBASSY ROME\n" * 6_000),
    ],
)
def test_hostile_shapes_are_read(name: str, shape: str) -> None:
    hold(read(shape))


def test_a_fragment_is_a_telegram_too() -> None:
    assert read("09TRIPOLI893").mrn == "09TRIPOLI893"
    from datetime import date

    reference = read("REF: A) STATE 112; B) 08 ROME 77", date(2009, 1, 31)).references
    assert [r.mrn for r in reference] == ["09STATE112", "08ROME77"]
    assert read("").findings[0].code == "BYT001"
