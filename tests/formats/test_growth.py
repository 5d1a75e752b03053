"""The growth law in short: ten times a hostile input costs about ten times the time, and what is read of it is no
longer than a few times the input. ``python -m bench --only growth`` measures every shape to 10^7 code points; here
each is looked at once.
"""

from __future__ import annotations

import gc
import time

import pytest
from bench.growth import Shape, shapes, spent

from legation.core.telegram import Telegram
from legation.formats import read
from legation.formats.writing.form import form_of
from legation.formats.writing.writing import write

SMALL, LARGE = 8_000, 80_000
_PLACES = ("alone", "under the heading", "under the subject", "in the body")


def chosen() -> list[Shape]:
    """Every shape; of those that stand in four places one place each, all places in turn."""
    kept: list[Shape] = []
    for number, shape in enumerate(shapes()):
        place = shape.name.rpartition(", ")[2]
        if place not in _PLACES or place == _PLACES[number // len(_PLACES) % len(_PLACES)]:
            kept.append(shape)
    return kept


@pytest.fixture(scope="module", autouse=True)
def _what_other_tests_left_is_no_garbage() -> None:
    """Each reading is measured after a full round of the collector, which has to look at what is there."""
    gc.collect()
    gc.freeze()


@pytest.mark.parametrize("shape", chosen(), ids=lambda shape: shape.name)
def test_time_grows_with_the_input(shape: Shape) -> None:
    # A reader that looks back costs towards a hundred times; 20 leaves room for a neighbour on the machine, and
    # what is still above it is measured again.
    for _ in range(4):
        least = min(spent(shape, shape.of(SMALL)) for _ in range(3))
        if spent(shape, shape.of(LARGE)) <= 20 * least + 0.005:
            return
    pytest.fail(f"{LARGE // SMALL} times the input costs more than 20 times the {least * 1e3:.1f} ms")


@pytest.mark.parametrize(
    "shape", [shape for shape in chosen() if not (shape.many or shape.caption)], ids=lambda shape: shape.name
)
def test_what_is_read_is_bounded_by_the_input(shape: Shape) -> None:
    """Counted and not timed: a list that is copied into each part of itself is longer on any machine."""
    text = shape.of(LARGE // 4)
    telegram = read(text)
    lists = (telegram.elements, telegram.findings, telegram.references, telegram.paragraphs, telegram.to, telegram.info)
    parts = sum(map(len, lists)) + sum(len(p.mentions) + len(p.items) for p in telegram.paragraphs)
    words = [p.text for p in telegram.paragraphs] + [item for p in telegram.paragraphs for item in p.items]
    words += [r.text for r in telegram.references] + [telegram.subject or "", telegram.summary or ""]
    assert parts + sum(map(len, words)) <= 4 * len(text) + 1000


_DOCUMENT = """<div n="3" type="document" xml:id="d3">
    <head>3. Telegram 590 From the Department of State to the Embassy in Tarqand,
        <date when="1971-07-23T22:59:00Z">July 23, 1971, 2259Z</date>.</head>
    <p>1. Ask why. {words}</p>
</div>"""
_TELEGRAM = "R 051513Z MAR 15\nFM AMEMBASSY ROME\nTO SECSTATE WASHDC\nBT\nUNCLAS ROME 000893\n\nSUBJECT: GROWTH\n\n1. X"


@pytest.mark.parametrize(
    ("shape", "large_size"),
    [
        pytest.param(
            Shape("offices", "AF-00 ", "ACTION NEA-00\n\nINFO  LOG-00 ", f"\n{_TELEGRAM}"),
            24_000,  # beyond it the list is no list of offices any more
            id="offices of which one way to write the number stands nowhere",
        ),
        pytest.param(Shape("lines", "-- x\n", f"{_TELEGRAM}\n"), LARGE, id="one value of many lines"),
    ],
)
def test_time_to_find_the_form_grows_with_the_input(shape: Shape, large_size: int) -> None:
    def taken(telegram: Telegram) -> float:
        began = time.process_time()
        form_of(telegram)
        return time.process_time() - began

    small, large = read(shape.of(large_size // 10)), read(shape.of(large_size))
    assert form_of(small).kept <= {"mrn"}
    assert form_of(large).kept <= {"mrn"}
    for _ in range(4):
        least = min(taken(small) for _ in range(3))
        if taken(large) <= 15 * least + 0.005:
            return
    pytest.fail(f"10 times the input costs more than 15 times the {least * 1e3:.1f} ms")


@pytest.mark.parametrize("word", ["x<hi>y</hi>", "x <hi>y</hi> "], ids=["within a word", "between words"])
def test_time_to_write_a_paragraph_with_tags_grows_with_it(word: str) -> None:
    """Of so long a text only a few: 2,000 tags tell nothing yet of one that copies all that it has written."""

    def taken(telegram: Telegram) -> float:
        began = time.process_time()
        assert "".join(write(telegram).split()) == "".join(telegram.source.split())
        return time.process_time() - began

    small, large = (read(_DOCUMENT.format(words=word * number)) for number in (6_000, 60_000))
    for _ in range(4):
        least = min(taken(small) for _ in range(2))
        if taken(large) <= 15 * least:
            return
    pytest.fail(f"10 times the input costs more than 15 times the {least * 1e3:.1f} ms")


def test_the_shapes_have_names_of_their_own_and_the_size_asked_for() -> None:
    listed = shapes()
    assert len({shape.name for shape in listed}) == len(listed)
    for shape in listed:
        assert 0.5 * LARGE < len(shape.of(LARGE)) < 1.5 * LARGE
