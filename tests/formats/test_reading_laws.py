"""The laws of reading: nothing is lost, reading never fails, the same bytes give the same result.

The laws themselves are sentences in ``fuzz/laws.py`` and the damage is in ``fuzz/damage.py``, where ``make fuzz``
has them too.
"""

from __future__ import annotations

import codecs
import hashlib
import os
import random
import subprocess
import sys
from datetime import UTC, date, datetime
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import msgspec
import pytest
from fuzz.damage import KINDS, WORDS, damaged
from fuzz.laws import broken_by, broken_on
from hypothesis import given, settings
from hypothesis import strategies as st

from legation.core.telegram import Telegram, to_dict, to_json
from legation.core.text import Element, Finding, Span
from legation.formats import read, read_many
from legation.formats.several import banner_of, split_file

TRAFFIC = {
    file.name: file.read_bytes()
    for file in sorted((files("legation.sample") / "traffic").iterdir(), key=lambda file: file.name)
}


def hold(telegram: Telegram) -> None:
    """The laws for one reading."""
    assert list(broken_by(telegram)) == []


@cache
def texts(corpus: Path) -> tuple[bytes, ...]:
    """The texts of the shared corpus that are no longer than a long telegram."""
    return tuple(p.read_bytes() for p in sorted(corpus.rglob("*.txt")) if p.stat().st_size <= 40_000)


OTHERS = {p.stem: p.read_bytes() for p in sorted((Path(__file__).parent / "whole").glob("*.txt"))}
"""Invented telegrams of every house, printed pages among them."""


@given(st.sampled_from(sorted(OTHERS)), st.randoms(use_true_random=False))
@settings(max_examples=100, deadline=None)
def test_damaged_telegrams_of_every_house_are_read(name: str, chance: random.Random) -> None:
    assert list(broken_on(damaged(OTHERS[name], chance, list(OTHERS.values()), longest=40_000))) == []


@given(st.binary(max_size=600))
@settings(max_examples=300, deadline=None)
def test_any_bytes_are_read(data: bytes) -> None:
    assert list(broken_on(data)) == []


@given(st.text(max_size=600))
@settings(max_examples=300, deadline=None)
def test_any_text_is_read(text: str) -> None:
    telegram = read(text)
    assert telegram.source == text
    hold(telegram)


@given(st.lists(st.sampled_from([*WORDS, b" ", b"\n", b"\n\n", b"\t", b".", b", "]), max_size=60))
@settings(max_examples=200, deadline=None)
def test_any_words_of_a_telegram_are_read(words: list[bytes]) -> None:
    """Labels, signs and numbers in any order reach rooms that arbitrary letters never do."""
    assert list(broken_on(b"".join(words))) == []


@pytest.mark.parametrize("letter", ["\u017f", "\u212a", "\u0130", "\u0131"])
def test_letters_that_are_others_without_regard_to_case(letter: str) -> None:
    """Patterns that do not regard case find a long s, Kelvin's sign and the Turkish i in labels, months and figures."""
    telegram = read(f"O R 051513Z MAR 15{letter}INFO ROME\nUNCLAS\n\n1. A.\n")
    hold(telegram)
    plain = {"\u017f": "s", "\u212a": "k"}.get(letter, "i")
    for label in ("MRN", "Date/DTG", "From", "Action", "Captions", "E.O.", "TAGS", "Subject", "Classified By", "Ref"):
        written = label.replace(plain, letter).replace(plain.upper(), letter)
        hold(read(f"UNCLASSIFIED\nMRN: 12 ROME 123\nDate/DTG: Sep 11, 2012 / 111234Z SEP 12\n{written}: X\n\n1. A.\n"))


@given(st.sampled_from(sorted(TRAFFIC)), st.integers(0, 2**32))
@settings(max_examples=200, deadline=None)
def test_damaged_telegrams_are_read(name: str, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - damage, no secret
    assert list(broken_on(damaged(TRAFFIC[name], chance, list(TRAFFIC.values()), longest=40_000))) == []


@pytest.mark.corpus
@pytest.mark.parametrize("kind", KINDS)
def test_damaged_real_telegrams_are_read(corpus: Path, kind: str) -> None:
    """Forty texts of the corpus for each kind of damage, the same each time."""
    known = texts(corpus)
    chance = random.Random(f"laws {kind}")  # noqa: S311 - damage, no secret
    for text in chance.sample(known, 40):
        lines = text.splitlines(keepends=True) or [b""]
        data = b"".join(KINDS[kind](lines, chance, known))[:60_000]
        assert list(broken_on(data)) == [], data


@pytest.mark.corpus
def test_real_telegrams_keep_the_laws(corpus: Path) -> None:
    for text in texts(corpus):
        hold(read(text))


@pytest.mark.parametrize("name", TRAFFIC)
def test_the_sample_keeps_the_laws(name: str) -> None:
    assert list(broken_on(TRAFFIC[name])) == []
    assert to_dict(read(TRAFFIC[name])) == to_dict(read(TRAFFIC[name]))


def with_elements(telegram: Telegram, elements: tuple[Element, ...]) -> Telegram:
    """A copy of a reading that has other elements than its marks give."""
    copied = msgspec.structs.replace(telegram)
    copied.__dict__["elements"] = elements
    return copied


def test_a_broken_law_is_told() -> None:
    """The laws can fail: a reading that is spoiled by hand breaks the one it is spoiled in."""
    good = read(TRAFFIC["01_15BELISAR12.txt"])
    length = len(good.source)
    replace = msgspec.structs.replace
    first, last = good.paragraphs[0], good.paragraphs[-1]
    outside = replace(good.references[0], span=Span(0, length + 1))
    spoiled = {
        "elements do not touch": with_elements(good, good.elements[1:]),
        "elements end at": with_elements(good, good.elements[:-1]),
        "no dotted kind": with_elements(good, (Element("No Kind", Span(0, length)),)),
        "span outside the source": replace(good, references=(outside,)),
        "paragraphs overlap": replace(good, paragraphs=(last, first)),
        "no role": replace(good, paragraphs=(replace(first, role="speech"),)),
        "line end in the text": replace(good, paragraphs=(replace(first, text="A\nB"),)),
        "mention outside": replace(good, paragraphs=(replace(first, mentions=(outside,)),)),
        "status read with MRN None": replace(good, references=(replace(outside, status="read", mrn=None),)),
        "no message reference number": replace(good, mrn="BELISAR 12"),
        "no moment": replace(good, dtg="2015-13-40T99:00Z"),
        "no level": replace(good, classification=replace(good.classification, level="SECRETISH")),
        "finding not as its table row": replace(good, findings=(Finding("XXX999", "error", Span(0, 1), "x"),)),
    }
    for law, telegram in spoiled.items():
        assert any(told.startswith(law) for told in broken_by(telegram)), law
    assert list(broken_by(good)) == []


@given(st.lists(st.sampled_from(sorted(TRAFFIC)), min_size=1, max_size=5))
@settings(max_examples=50, deadline=None)
def test_a_file_of_several_comes_apart_without_loss(names: list[str]) -> None:
    data = b"".join(TRAFFIC[name] for name in names)
    over, at = banner_of(data), 0
    for item in split_file(data):
        own = item.data if data.startswith(item.data, at) else item.data.removeprefix(over)
        assert data.startswith(own, at)
        at += len(own)
    assert at == len(data)
    for telegram in read_many(data):
        hold(telegram)


_DIGEST = """
import hashlib, sys
from importlib.resources import files
from legation.core.telegram import to_json
from legation.formats import read
digest = hashlib.sha256()
for file in sorted((files("legation.sample") / "traffic").iterdir(), key=lambda file: file.name):
    digest.update(to_json(read(file.read_bytes())))
sys.stdout.write(digest.hexdigest())
"""


@pytest.mark.parametrize(
    "surroundings",
    [
        {"PYTHONHASHSEED": "0", "TZ": "UTC", "LC_ALL": "C", "PYTHONUTF8": "0"},
        {"PYTHONHASHSEED": "4711", "TZ": "Asia/Kathmandu", "LC_ALL": "tr_TR.UTF-8"},
        {"PYTHONHASHSEED": "99", "TZ": "America/St_Johns", "LC_ALL": "POSIX", "PYTHONOPTIMIZE": "1"},
    ],
    ids=lambda surroundings: surroundings["TZ"],
)
def test_the_surroundings_change_nothing(surroundings: dict[str, str]) -> None:
    """Another process, hash seed, time zone and locale: the same JSON to the byte."""
    here = hashlib.sha256()
    for data in TRAFFIC.values():
        here.update(to_json(read(data)))
    kept = {name: value for name, value in os.environ.items() if name in {"PATH", "PYTHONPATH", "VIRTUAL_ENV"}}
    ran = subprocess.run(
        [sys.executable, "-c", _DIGEST], env=kept | surroundings, capture_output=True, text=True, check=True
    )
    assert ran.stdout == here.hexdigest()


def test_a_fragment_is_a_telegram_too() -> None:
    assert read("09TRIPOLI893").mrn == "09TRIPOLI893"
    reference = read("REF: A) STATE 112; B) 08 ROME 77", date(2009, 1, 31)).references
    assert [r.mrn for r in reference] == ["09STATE112", "08ROME77"]
    assert read("").findings[0].code == "BYT001"


def test_a_moment_that_no_calendar_has_is_no_moment() -> None:
    text = "15BELISAR12\n2016-18-10 11:06\n2019-03-04 10:03\nCONFIDENTIAL\nEmbassy Belisar\n\nUNCLAS BELISAR 12\n"
    telegram = read(text)
    assert (telegram.release.created, telegram.release.released) == (None, "2019-03-04T10:03")
    assert "DTG002" in {found.code for found in telegram.findings}
    hold(telegram)


def without_places(value: Any) -> Any:
    """What was read, and not where it stands."""
    if isinstance(value, dict):
        return {key: without_places(held) for key, held in value.items() if key not in ("span", "sha256")}
    return [without_places(held) for held in value] if isinstance(value, list) else value


@pytest.mark.parametrize("ending", [b"\r\n", b"\r\r\n"], ids=["cr lf", "cr cr lf"])
def test_a_telegram_is_read_alike_whatever_its_lines_end_in(ending: bytes, corpus: Path) -> None:
    whole = [p.read_bytes() for p in sorted(Path(__file__).parent.glob("whole*/*.txt"))]
    for data in (*TRAFFIC.values(), *whole, *texts(corpus)[::9]):
        plain = data.replace(b"\r\n", b"\n")
        read_once = read(plain)
        if b"\r" in plain or (ending == b"\r\r\n" and "mail" in read_once.layout):  # tape relay carries no mail
            continue
        again = read(plain.replace(b"\n", ending))
        assert without_places(to_dict(again)) == without_places(to_dict(read_once))
        assert [words.split() for words in parts(again)] == [words.split() for words in parts(read_once)]


def parts(telegram: Telegram) -> list[str]:
    """The text of each element."""
    return [telegram.source[element.span.start : element.span.end] for element in telegram.elements]


def test_a_mail_is_read_alike_whatever_its_lines_end_in() -> None:
    telegram = TRAFFIC["01_15BELISAR12.txt"].replace(b"\r\n", b"\n").partition(b"VZCZC")[2]
    mail = b"From: a@post.example\nTo: b@post.example\nSubject: traffic\nMIME-Version: 1.0\n\nVZCZC" + telegram
    read_once, again = read(mail), read(mail.replace(b"\n", b"\r\n"))
    assert without_places(to_dict(again)) == without_places(to_dict(read_once))
    assert again.subject == "PROPOSAL FOR A POLITICAL-MILITARY DIALOGUE WITH TARQAND"


@pytest.mark.parametrize("codec", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le"])
def test_a_telegram_of_several_bytes_a_sign_is_read(codec: str) -> None:
    text = TRAFFIC["01_15BELISAR12.txt"].decode()
    written = (codecs.BOM_UTF32_LE if codec == "utf-32-le" else b"") + text.encode(codec)
    telegram = read(written)
    assert (telegram.source.lstrip("\ufeff"), telegram.sha256) == (text, hashlib.sha256(written).hexdigest())
    assert [(found.code, found.says) for found in telegram.findings][:1] == [
        ("BYT003", f"not UTF-8; read as {'UTF-32' if '32' in codec else 'UTF-16'}")
    ]
    assert telegram.mrn == "15BELISAR12"


@pytest.mark.parametrize("data", [b"a\0b\0c", b"\0" * 100, b"\0a" * 3 + b"\0\0\0", b"\xff\xfe\0\0a"])
def test_zero_bytes_alone_are_no_text_of_several_bytes_a_sign(data: bytes) -> None:
    assert list(broken_on(data)) == []
    assert {found.code for found in read(data).findings} >= {"BYT002"}


def test_a_zero_byte_in_a_text_makes_it_none_of_several_bytes_a_sign() -> None:
    damaged_text = b"SUBJECT: \0A PIER IS MENDED AND A CRANE WITH IT, AS THE HARBOUR MASTER SAYS"
    for data in (damaged_text, b" " + damaged_text):
        assert read(data).source == data.decode()


def test_bytes_of_any_kind_are_read_and_nothing_else() -> None:
    data = TRAFFIC["01_15BELISAR12.txt"]
    for given_as in (bytearray(data), memoryview(data)):
        assert to_dict(read(given_as)) == to_dict(read(data))
        assert [t.mrn for t in read_many(given_as)] == ["15BELISAR12"]
    for wrong in (None, 5, Path("a.txt"), [data]):
        said = f"a telegram is read from bytes or text, not from {type(wrong).__name__}: give what stands in it"
        with pytest.raises(TypeError, match=said):
            read(wrong)  # type: ignore[arg-type]
        with pytest.raises(TypeError, match=said):
            list(read_many(wrong))  # type: ignore[arg-type]


def test_a_moment_of_receipt_is_its_day() -> None:
    moment, day = datetime(2009, 11, 7, 10, 30, tzinfo=UTC), date(2009, 11, 7)
    assert to_dict(read("REF: STATE 112900", moment)) == to_dict(read("REF: STATE 112900", day))
    assert read("REF: STATE 112900", moment).references[0].mrn == "09STATE112900"


_PATTERNS = """
import pkgutil, re
from hashlib import sha256
from importlib import import_module
import legation.formats as formats
rooms = (import_module(room.name) for room in pkgutil.walk_packages(formats.__path__, f"{formats.__name__}."))
told = ((room.__name__, *one) for room in rooms for one in vars(room).items())
words = [f"{room} {name} {held.pattern!r}" for room, name, held in told if isinstance(held, re.Pattern)]
assert len(words) > 500
print(sha256("\\n".join(words).encode()).hexdigest())
"""


def test_the_patterns_of_a_reading_are_the_same_in_every_run() -> None:
    """What is measured in steps of the engine would differ from run to run."""
    runs = {
        subprocess.run(
            [sys.executable, "-c", _PATTERNS],
            env={**os.environ, "PYTHONHASHSEED": seed},
            check=True,
            capture_output=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(runs) == 1
