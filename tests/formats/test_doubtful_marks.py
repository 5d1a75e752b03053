"""A mark that may be something else lowers no paragraph."""

from __future__ import annotations

import pytest

from legation.formats import read
from legation.tables.marking import paragraph_marking, telegram_marking

HEAD = "R 151200Z JAN 89\nFM AMEMBASSY PARIS\nTO SECSTATE WASHDC\nBT\nS E C R E T PARIS 00412\nSUBJECT: A VISIT\n\n"


@pytest.mark.parametrize(
    ("words", "ranks"),
    [
        ("1. (S) ONE.\n\n2. (S) THERE CAME\n\n3, (U) FOR UNION. KUDU.\n\n4. (S) FOUR.\n", [4, 4, 4, 4]),
        ("1. (S) ONE.\n\n2. (S) THERE CAME\n\n3, (U) FOR UNION. KUDU.\n", [4, 4]),
        ("1. (S) ONE.\n\n2. (S) THERE CAME\n\n3, (S) FOR SUGAR. KUDU.\n\n4. (U) FOUR.\n", [4, 4, 4, 0]),
        ("1, (U) KUDU.\n\n2. TWO.\n\n3. (U) THREE.\n", [4, 4, 0]),
    ],
)
def test_a_mark_behind_a_number_with_a_comma_lowers_nothing(words: str, ranks: list[int]) -> None:
    telegram = read(HEAD + words)
    assert [paragraph_marking(telegram, one).rank for one in telegram.paragraphs] == ranks
    assert telegram_marking(telegram).rank == 4
    assert all("KUDU" not in one.text or "(U)" in one.text or one.marking == "S" for one in telegram.paragraphs)


@pytest.mark.parametrize(
    ("words", "rank"),
    [
        ("1, (S) KUDU CAME.\n", 4),
        ("1, (S) KUDU CAME.\n\n2, (U) TWO.\n\n3, (U) THREE.\n", 4),
        ("1. ONE.\n\n3. THREE.\n2, (C) KUDU CAME.\n", 3),
        ("1, TS- KUDU CAME.\n", 5),
        ("1, SECRET AGENTS CAME.\n", 0),
        ("1, (U) KUDU CAME.\n", 0),
        ("1, 2 AND 3.\n2, SENATOR ORYX CAME.\n", 0),
    ],
)
def test_a_mark_behind_a_number_with_a_comma_raises_its_telegram_where_it_opens_nothing(words: str, rank: int) -> None:
    assert telegram_marking(read(HEAD.replace("S E C R E T", "UNCLAS") + words)).rank == rank


@pytest.mark.parametrize(
    ("words", "rank"),
    [
        ("1. (A) KUDU CAME.\n\n2. (B) ORYX STAYED.\n\n3. (C) ELAND WENT.\n", 0),
        ("1. (a) Kudu came.\n\n2. (b) Oryx stayed.\n\n3. (c) Eland went.\n", 0),
        ("1. (U) KUDU CAME.\n\n2. (B) ORYX STAYED.\n\n3. (C) ELAND WENT.\n", 3),
        ("1. KUDU CAME.\n\n2. (A) ORYX STAYED.\n\n3. (C) ELAND WENT.\n", 3),
        ("1. (A) KUDU CAME.\n\n2. (B) ORYX STAYED.\n\n3. (C) ELAND WENT.\n\n4. (C) ALL WERE SEEN.\n", 3),
        ("1. (A) KUDU CAME.\n\n2. (B) ORYX STAYED.\n\n3. (C) ELAND WENT.\n\n4. (U) ALL WERE SEEN.\n", 3),
    ],
)
def test_the_third_letter_of_a_list_is_no_mark(words: str, rank: int) -> None:
    telegram = read(
        f"R 151200Z JAN 89\nFM AMEMBASSY PARIS\nTO SECSTATE WASHDC\nUNCLAS PARIS 00412\nSUBJECT: A VISIT\n\n{words}"
    )
    assert telegram_marking(telegram).rank == rank
    if rank == 0:
        assert all(paragraph.marking is None for paragraph in telegram.paragraphs)
