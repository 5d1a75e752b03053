"""Files that hold several telegrams, one under another, with and without ends. The telegrams are invented."""

from __future__ import annotations

import json

import pytest

from legation.core.marking import UNREADABLE_RANK
from legation.formats import read, read_many, several
from legation.formats.several import split_file
from legation.tables.marking import telegram_marking

TRANSMISSION = """VZCZCXRO00{n:02d}
RR RUEHBC
DE RUEHTRO #00{n:02d} 3091513
ZNR UUUUU ZZH
R 051513Z NOV 09
FM AMEMBASSY TRIPOLI
TO RUEHC/SECSTATE WASHDC 5452
BT
UNCLAS TRIPOLI 0000{n:02d}

SUBJECT: DUES {n}

1. They rise.

CRETZ
"""
RECORD = """09TRIPOLI{n}
2009-11-05 15:03
2011-01-31 21:09
UNCLASSIFIED
Embassy Tripoli

TAGS: PREL
SUBJECT: DUES {n}

1. They rise; see 09TRIPOLI1
2. and 2009-11-05 15:03.
"""
FRAME = """Sheryl P. Walter Declassified/Released US Department of State EO Systematic Review 20 Mar 2014

Message Text

R 051513Z NOV 75
FM AMEMBASSY TRIPOLI
TO SECSTATE WASHDC 5452
UNCLAS TRIPOLI {n}
SUBJECT: DUES {n}
1. THEY RISE.
NNNN

Message Attributes
Document Number: 1975TRIPOL000{n:02d}
TAGS: PREL

"""


@pytest.mark.parametrize(
    ("shape", "between", "year"),
    [
        (TRANSMISSION, "BT\n#0001\n\nNNNN\n\n\n\n", "09"),
        (TRANSMISSION, "BT\n\nNNNNMAFVVZCZ\n", "09"),
        (TRANSMISSION, "\n<< END OF DOCUMENT >>\n", "09"),
        (TRANSMISSION, "\n\n", "09"),
        (RECORD, "", "09"),
        (RECORD, "\n\n", "09"),
        (RECORD + TRANSMISSION, "\n", "09"),
        (FRAME, "", "75"),
    ],
)
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_telegrams_one_under_another(shape: str, between: str, year: str, ends: str) -> None:
    text = "".join(shape.format(n=n) + between for n in (11, 12, 13)).replace("\n", ends)
    found = list(read_many(text))
    assert [t.mrn for t in found] == [f"{year}TRIPOLI{n}" for n in (11, 12, 13)]
    assert [t.subject for t in found] == ["DUES 11", "DUES 12", "DUES 13"]
    assert "".join(t.source for t in found) == text
    assert b"".join(item.data for item in split_file(text.encode())) == text.encode()


@pytest.mark.parametrize(
    ("banner", "level"),
    [
        ("SECRET\n", "SECRET"),
        ("\r\n*** Secret ***\r\n\r\n", "SECRET"),
        ("\ufeffTOP SECRET\nNODIS\n", "TOP SECRET"),
        ("S E C R E T\nTELEGRAMS OF THE WEEK\n\n", "SECRET"),
        ("SECRET\r", "SECRET"),
        (700 * "\n" + "SECRET\n", "SECRET"),
        (900 * " " + "\r\nSECRET\r\n\r\nNODIS\r\n", "SECRET"),
    ],
)
@pytest.mark.parametrize("shape", [TRANSMISSION, RECORD, FRAME])
def test_a_banner_over_a_file_holds_every_telegram_of_it(banner: str, level: str, shape: str) -> None:
    data = f"{banner}{''.join(shape.format(n=n) for n in (11, 12, 13))}".encode()
    found = list(read_many(data))
    assert [t.classification.level for t in found] == [level] * 3
    assert all("NODIS" in t.classification.captions for t in found) == ("NODIS" in banner)
    assert [t.subject for t in found] == ["DUES 11", "DUES 12", "DUES 13"]
    over = several.banner_of(data)
    assert over == over.lstrip()
    assert b"".join(item.data if n == 0 else item.data[len(over) :] for n, item in enumerate(split_file(data))) == data


def test_a_banner_over_each_telegram_is_of_that_one() -> None:
    data = f"SECRET\n{TRANSMISSION.format(n=11)}NNNN\nUNCLASSIFIED\n{TRANSMISSION.format(n=12)}NNNN\n"
    assert [t.classification.level for t in read_many(data)] == ["SECRET", "UNCLASSIFIED"]
    assert "".join(t.source for t in read_many(data)) == data


@pytest.mark.parametrize("banner", ["SECRET\n", "UNCLASSIFIED//EXDIS\n", "CONFIDENTIAL\nNODIS\n"])
@pytest.mark.parametrize("line", ["TRIPOLI", "SECR3T TRIPOLI", "S 3 C R E T TRIPOLI"])
def test_what_nobody_can_read_is_not_read_from_the_banner_over_the_file(banner: str, line: str) -> None:
    spoiled = TRANSMISSION.format(n=12).replace("UNCLAS TRIPOLI", line)
    first, second = split_file(f"{banner}{TRANSMISSION.format(n=11)}{spoiled}".encode())
    assert telegram_marking(read(first.data)).rank < UNREADABLE_RANK
    assert second.data == spoiled.encode()
    assert telegram_marking(read(second.data)).rank == UNREADABLE_RANK


@pytest.mark.parametrize(("words", "held"), [("LIMDIS", "LIMDIS"), ("EYES ONLY", "EYES ONLY")])
def test_captions_alone_free_no_telegram_from_the_banner_over_the_file(words: str, held: str) -> None:
    ended = f"{TRANSMISSION}NNNN\n"
    data = f"SECRET\n{ended.format(n=11)}{words}\nPAGE 01\n{ended.format(n=12)}"
    _, second = read_many(data)
    assert second.source.startswith(f"SECRET\n{words}\n")
    assert (second.classification.level, second.classification.captions) == ("SECRET", (held,))


def test_captions_over_a_file_stand_over_each_telegram_once() -> None:
    data = f"\n\nNODIS\n\n{''.join(TRANSMISSION.format(n=n) for n in (11, 12))}".encode()
    assert [item.data.count(b"NODIS\n") for item in split_file(data)] == [1, 1]
    assert [t.classification.captions for t in read_many(data)] == [("NODIS",)] * 2


@pytest.mark.parametrize(
    "first",
    [
        "",
        "UNCLASSIFIED\n",
        "TELEGRAMS OF THE WEEK\n",
        "SECRETARY TRAVELS\n",
        f"SUMMARY OF ALL{200 * ' '}SECRET\n",
    ],
)
def test_a_file_without_a_banner_is_its_telegrams(first: str) -> None:
    data = f"{first}{TRANSMISSION.format(n=11)}{TRANSMISSION.format(n=12)}".encode()
    assert b"".join(item.data for item in split_file(data)) == data


def test_one_telegram_is_one() -> None:
    for shape in (TRANSMISSION, RECORD, FRAME, RECORD + TRANSMISSION):
        assert [item.part for item in split_file(shape.format(n=11).encode())] == [None]


@pytest.mark.parametrize(
    "shape",
    [
        b"NNNN\n",
        b"VZCZCXRO0011\n",
        b"09ROME1\n2009-11-05 15:03\n",
        b"Message Text\n",
        b"\nMessage Attributes\n",
        b"\n20",
    ],
)
def test_floods_come_apart_without_loss(shape: bytes) -> None:
    data = TRANSMISSION.format(n=11).encode() + shape * 30_000 + FRAME.format(n=12).encode()
    assert b"".join(item.data for item in split_file(data)) == data


def test_a_record_alone_is_told_without_a_look_at_all_its_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    """Most files hold one telegram: its own head and its own end begin no other."""
    asked: list[list[int]] = []
    looked = several._with_telegrams
    monkeypatch.setattr(several, "_with_telegrams", lambda data, cuts: (asked.append(cuts), looked(data, cuts))[1])
    head = b"09ROME893\n2009-11-05 15:13\n2011-01-31 21:09\nSECRET\nEmbassy Rome\n\n"
    one = head + b"FM AMEMBASSY ROME\nSUBJECT: X\n\n1. Y.\nNNNN\n"
    assert [item.data for item in several.split_file(one)] == [one]
    assert asked == []
    two = one + one.replace(b"893", b"894").replace(b"NNNN\n", b"")
    assert [item.data for item in several.split_file(two)] == [one, two[len(one) :]]
    assert asked == [[len(one)]]


def test_a_telegram_of_carriage_returns_with_tabs_is_no_row_of_a_table() -> None:
    lines = (
        TRANSMISSION.format(n=12)
        .replace("SUBJECT: ", "TAGS:\tPREL\tLY\nE.O.\t12958:\tN/A\nSUBJECT:\t")
        .replace("\n", "\r")
    )
    data = f"{lines}\n2. What stands below is not lost.\r".encode()
    assert b"".join(item.data for item in split_file(data)) == data
    (telegram,) = read_many(data)
    assert telegram.mrn == "09TRIPOLI12"
    assert telegram.layout == "transmission"


@pytest.mark.parametrize("before", ["", "   ", "\t", " " * 9])
def test_the_end_of_a_message_may_be_set_in(before: str) -> None:
    bare = TRANSMISSION.partition("ZNR UUUUU ZZH\n")[2]
    ended = [f"{bare.format(n=n)}BT\n{before}NNNN\n" for n in (1, 2)]
    assert [item.data.decode() for item in split_file("".join(ended).encode())] == ended


def _object(n: int) -> str:
    return json.dumps({"content": RECORD.format(n=n)})


@pytest.mark.parametrize(
    ("between", "behind", "parts"),
    [
        (",", "]\n", 2),
        (",null, 3,", ", null]", 2),
        (" ", "]", 2),
        (",", "", 2),
        ("][", "]", 2),
        ("]\n", "", 2),
        (",", "]\n" + RECORD.format(n=3), 3),
    ],
)
def test_of_a_list_that_is_none_to_its_end_nothing_is_lost(between: str, behind: str, parts: int) -> None:
    data = f"[{_object(1)}{between}{_object(2)}{behind}".encode()
    items = split_file(data)
    assert len(items) == parts
    for n in (1, 2, *([3] if parts == 3 else [])):
        assert any(f"DUES {n}".encode() in item.data for item in items)


def test_a_list_that_breaks_off_gives_what_there_is_of_its_last() -> None:
    data = f"[{_object(1)},{_object(2)}".encode()[:-40]
    assert [len(item.data) for item in split_file(data)] == [len(_object(1)), len(_object(2)) - 40]


SECTION = TRANSMISSION.replace("UNCLAS TRIPOLI 0000{n:02d}", "UNCLAS SECTION 0{n} OF 02 TRIPOLI 000893")
HELD = "{level} STATE 112900\n\nSUBJECT: TOLLS\n\n1. ({mark}) They fall.\n\nCLINTON\n"
LEVELS = [
    *(("S E C R E T", "S"), ("SECRET", "S"), ("T O P  S E C R E T", "TS"), ("C O N F I D E N T I A L", "C")),
    *(("CONFIDENTIAL", "C"), ("LIMITED OFFICIAL USE", "LOU")),
]


@pytest.mark.parametrize(("level", "mark"), LEVELS)
def test_a_telegram_that_has_lost_its_heading_begins_behind_an_end(level: str, mark: str) -> None:
    other = HELD.format(level=level, mark=mark)
    for text in (
        f"{TRANSMISSION.format(n=1)}BT\nNNNN\n{other}",
        f"{SECTION.format(n=1)}BT\nNNNN\n{SECTION.format(n=2)}BT\nNNNN\n\n{other}",
        f"{SECTION.format(n=1)}BT\nNNNN\n{other}NNNN\n{other.replace('TOLLS', 'DUES')}",
    ):
        items = split_file(text.encode())
        assert b"".join(item.data for item in items) == text.encode()
        *_, last = read_many(text)
        assert last.source.startswith(level)
        first = next(read_many(text))
        assert (first.classification.level, "CLINTON" in first.source) == ("UNCLASSIFIED", False)


def test_another_telegram_between_two_sections_parts_them() -> None:
    other = HELD.format(level="S E C R E T", mark="S")
    text = f"{SECTION.format(n=1)}BT\nNNNN\n{other}{SECTION.format(n=2)}"
    first, held, second = read_many(text)
    assert [t.classification.level for t in (first, held, second)] == ["UNCLASSIFIED", "SECRET", "UNCLASSIFIED"]
    assert [(t.section.number, t.mrn) for t in (first, second)] == [(1, "09TRIPOLI893"), (2, "09TRIPOLI893")]


def test_the_next_section_behind_an_end_is_none_of_another_telegram() -> None:
    bare = "UNCLAS SECTION 02 OF 02 TRIPOLI 000893\n\n2. They fall.\n"
    text = f"{SECTION.format(n=1)}BT\nNNNN\n{bare}"
    assert [item.part for item in split_file(text.encode())] == [None]
