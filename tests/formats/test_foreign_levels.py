"""Levels of other governments are looked for in words without signs over their letters."""

from __future__ import annotations

import pytest

from legation.formats import read
from legation.formats.markings.levels import FOREIGN, without_signs
from legation.tables.marking import telegram_marking
from legation.tables.rows import toml


@pytest.mark.parametrize(
    ("words", "plain"),
    [
        ("ÇOK GİZLİ", "COK GIZLI"),
        ("ŚCIŚLE TAJNE", "SCISLE TAJNE"),
        ("FÜR", "FUR"),
        ("ΆΚΡΩΣ", "ΑΚΡΩΣ"),
        ("秘 SECRET", "秘 SECRET"),
    ],
)
def test_signs_are_taken_off_and_nothing_moves(words: str, plain: str) -> None:
    assert without_signs(words) == plain
    assert len(without_signs(words)) == len(words)


def test_no_pattern_lists_the_signs() -> None:
    signs = frozenset("".join(toml("marking.toml")["signed"].values()))
    assert signs
    assert signs.isdisjoint(FOREIGN)


@pytest.mark.parametrize(
    "line", ["VS-NUR FÜR DEN DIENSTGEBRAUCH", "VS-NUR FUER DEN DIENSTGEBRAUCH", "TRÈS SECRET", "TRES SECRET"]
)
def test_a_level_is_found_with_its_signs_and_without(line: str) -> None:
    telegram = read(f"UNCLAS BELISAR 000123\n\n1. ONE.\n\n{line}\n\n2. TWO.\n".encode())
    assert telegram.classification.level not in (None, "UNCLASSIFIED")


HEAD = "R 151200Z JAN 89\nFM AMEMBASSY PARIS\nTO SECSTATE WASHDC\nBT\n"
FIELDS = "E.O. 12356: N/A\nTAGS: PREL, FR\nSUBJECT: A VISIT\n\n"


@pytest.mark.parametrize(
    ("line", "level"),
    [
        ("Geheim", "SECRET"),
        ("Streng geheim", "TOP SECRET"),
        ("Совершенно секретно", "TOP SECRET"),
        ("MUY SECRETO", "TOP SECRET"),
        ("STRENG VERTRAULICH", "CONFIDENTIAL"),
        ("СОВ. СЕКРЕТНО", "TOP SECRET"),
        ("СОВ СЕКРЕТНО", "TOP SECRET"),
        ("סודי ביותר", "TOP SECRET"),
        ("سري", "SECRET"),
        ("OFFICIAL – SENSITIVE", "LIMITED OFFICIAL USE"),
        ("OFFICIAL: SENSITIVE", "LIMITED OFFICIAL USE"),
        ("OFFICIAL SENSITIVE COMMERCIAL", "LIMITED OFFICIAL USE"),
        ("SECRET DEFENSE SPECIAL FRANCE", "SECRET"),
        ("UK TOP SECRET STRAP 2", "TOP SECRET"),
        ("Secret Défense", "SECRET"),
        ("Très Secret", "TOP SECRET"),
        ("Top Secret / Très secret", "TOP SECRET"),
        ("RESERVADO Y SECRETO", "TOP SECRET"),
        ("СЕКРЕТНО, экз. 1", "SECRET"),
        ("SEGRETO COPY 2 OF 5", "SECRET"),
        ("SECRET NATO ATOMAL", "SECRET"),
        ("OFFICIAL-SENSITIVE: PERSONAL", "LIMITED OFFICIAL USE"),
    ],
)
def test_a_level_alone_on_a_line_holds_in_its_own_writing(line: str, level: str) -> None:
    for text in (
        f"{HEAD}{line}\nUNCLAS PARIS 00412\n{FIELDS}1. ONE.\n",
        f"UNCLAS BELISAR 000123\n\n1. ONE.\n\n{line}\n\n2. TWO.\n",
    ):
        assert read(text.encode()).classification.level == level


@pytest.mark.parametrize(
    "line",
    [
        *("Protected", "Official sensitive", "geheim", "Geheimnis", "سرية", "Titkosrendőrség", "Reservado para dos"),
        *("Secret défenses", "G E H E I M E S", "COPY 2 OF 5", "Secret / trésor", "F O O T B A L L"),
        *("Tajne is a river.", "The strap broke", "OFFICIAL: SENSITIVITIES"),
    ],
)
def test_words_of_a_page_or_a_sentence_hold_nothing(line: str) -> None:
    telegram = read(f"UNCLAS BELISAR 000123\n\n1. ONE.\n\n{line}\n\n2. TWO.\n".encode())
    assert telegram.classification.level == "UNCLASSIFIED"


@pytest.mark.parametrize("line", ["SECRET DEFENSE SPECIAL FRANCE", "GEHEIM SPECIAL FRANCE"])
def test_what_stands_behind_such_a_level_is_a_need(line: str) -> None:
    telegram = read(f"{HEAD}UNCLAS PARIS 00412\n{FIELDS}1. ONE.\n\n{line}\n\n2. TWO.\n")
    assert "SPECIAL FRANCE" in telegram_marking(telegram).needs


@pytest.mark.parametrize(
    ("line", "level"),
    [
        ("G E H E I M", "SECRET"),
        ("T R E S   S E C R E T", "TOP SECRET"),
        ("R-E-S-E-R-V-A-D-O", "SECRET"),
        ("G/E/H/E/I/M", "SECRET"),
        ("G, E, H, E, I, M", "SECRET"),
        ("С Е К Р Е Т Н О", "SECRET"),
    ],
)
def test_letters_that_stand_apart_hold_above_the_body_and_in_the_last_lines(line: str, level: str) -> None:
    for text in (
        f"{line}\n{HEAD}UNCLAS PARIS 00412\n{FIELDS}1. ONE.\n",
        f"{HEAD}UNCLAS PARIS 00412\n{FIELDS}1. ONE.\n\n{line}\n",
        f"{HEAD}{line}\nUNCLAS PARIS 00412\n{FIELDS}1. ONE.\n",
        f"{HEAD}UNCLAS PARIS 00412\n\n{line}\n{FIELDS}1. ONE.\n",
    ):
        assert read(text).classification.level == level


@pytest.mark.parametrize(
    ("words", "level"),
    [
        ("Strict secret", "TOP SECRET"),
        ("Strict secret de importanță deosebită", "TOP SECRET"),
        ("Strictement confidentiel", "CONFIDENTIAL"),
    ],
)
def test_words_with_one_of_ours_behind_another_count_in_small_letters_too(words: str, level: str) -> None:
    text = "UNCLASSIFIED\n\nTelegrama 7\n\nPortul este deschis de ieri.\n\n{}\n"
    assert read(text.format(words)).classification.level == level
    assert read(text.format(f"{words} este portul nostru.")).classification.level == "UNCLASSIFIED"
