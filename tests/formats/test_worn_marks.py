"""A mark at the head of a point holds its telegram also where it has lost a bracket, or has other signs for them."""

from __future__ import annotations

import pytest

from legation.formats import read
from legation.formats.markings.raising import CODE
from legation.tables.marking import ABOVE_ITS_MARK, paragraph_marking, telegram_marking

HEAD = "R 151200Z JAN 89\nFM AMEMBASSY PARIS\nTO SECSTATE WASHDC\nBT\nUNCLAS PARIS 00412\nSUBJECT: A VISIT\n\n"


@pytest.mark.parametrize(
    ("words", "rank"),
    [
        ("1. /S/ KUDU CAME.\n", 4),
        ("1. OK.\n\n2. (TS! KUDU CAME.\n", 5),
        ('1. OK.\n\n2. "TS" THE ENVOY CAME.\n', 5),
        ('1. OK.\n\n2. "TS" KUDU CAME.\n', 0),
        ("1. OK.\n\n2. -- S: THE ENVOY CAME.\n", 4),
        ("1. OK.\n\n2. -- S: KUDU CAME.\n", 0),
        ("1. OK.\n\n2. (SNF) THE ENVOY CAME.\n", 4),
        ("1. OK.\n\n2. (SNF) KUDU CAME.\n", 0),
        ("1. OK.\n\n2. (GEHEIM) KUDU CAME.\n", 4),
        ("1. OK.\n\n2. (UK SECRET) KUDU CAME.\n", 4),
        ("1. OK.\n\n2. (UK) KUDU CAME.\n", 0),
        ("1. OK.\n\n2. (5) THE FIFTH POINT.\n", 0),
        ("/S/ KUDU CAME.\n", 4),
        ("/s/ KUDU CAME.\n", 0),
        ("1. OK.\n\n2. /C/NF/ KUDU CAME.\n", 3),
        ("1. OK.\n\n2. /TS/ KUDU CAME.\n", 5),
        ("1. OK.\n\n/S/ THE ENVOY OF KUDU CAME TO THE HARBOUR.\n", 4),
        ("ONE.\n\n*S* KUDU CAME.\n", 4),
        ("ONE.\n\n**S** KUDU CAME.\n", 4),
        ("ONE.\n\n_C_ KUDU CAME.\n", 3),
        ("1. *SECRET* KUDU CAME.\n", 4),
        ("1. C// KUDU CAME.\n", 3),
        ("S// KUDU CAME.\n", 4),
        ("1. (S KUDU CAME.\n", 4),
        ("1. (S KUDU (A PORT) CAME.\n", 4),
        ("(S/NF KUDU CAME.\n", 4),
        ("(C KUDU CAME.\n", 3),
        ("1. S) KUDU CAME.\n", 4),
        ("2. [S/NF} KUDU CAME.\n", 4),
        ("ONE.\n\n[S) KUDU CAME.\n", 4),
        ("[C] KUDU CAME.\n\nORYX STAYED.\n", 3),
        ("ORYX STAYED.\n\n[C] KUDU CAME.\n\nELAND WENT.\n", 3),
        ("1. A. /S/ KUDU CAME.\n", 4),
        ("ONE.\n\nII. /S/ KUDU CAME.\n", 4),
        ("ONE.\n\n/S/ DR. KUDU CAME.\n", 4),
        ("ONE.\n\n/S/ J. KUDU CAME, AND LEFT.\n", 4),
        ("1. OK.\n\n- /S/ KUDU CAME.\n", 4),
        ("1, (S KUDU CAME.\n", 4),
        ("1, /S/ KUDU CAME.\n\n2. ORYX STAYED.\n", 4),
        ("1. ORYX STAYED.\n2, [S] KUDU CAME.\n\n3. ELAND WENT.\n", 4),
        ("1. ORYX STAYED.\n\n 2, (S KUDU CAME.\n", 4),
        ("1. /SBU/ KUDU CAME.\n", 1),
        ("1. (T.S.) KUDU CAME.\n", 5),
        ("1. (S//N0FORN KUDU CAME.\n", 4),
        ("(S/NFI KUDU CAME.\n", 4),
        ("1. (C//NF! KUDU CAME.\n", 3),
        ("1. ($/NF KUDU CAME.\n", 4),
        ("1. (8/NF) KUDU CAME.\n", 4),
        ("1. (S//NOPORN KUDU CAME.\n", 4),
        ("1. (S//QX KUDU CAME.\n", 4),
        ("1. (S//REL TO USA, GBR KUDU CAME.\n", 4),
        ("1. (S//REL TO USA, GBR> KUDU CAME.\n", 4),
        ("1. /S//REL TO USA, GBR/ KUDU CAME.\n", 4),
        ('1. "S/NF" KUDU CAME.\n', 4),
        ("€S/NF) KUDU CAME.\n", 4),
        ("1. £C) KUDU CAME.\n", 3),
        ("1. (U) ORYX STAYED.\n\n2. -- S: KUDU CAME.\n", 4),
        ("1. ORYX STAYED.\n\n2. -- S: KUDU CAME.\n", 0),
        ("1. (S/ES KUDU CAME.\n", 0),
        ("1. (8) KUDU CAME.\n", 0),
        ("1. (SI UNITS KUDU CAME.\n", 0),
        ('1. "S" KUDU CAME.\n', 0),
        ("1. £5) KUDU CAME.\n", 0),
        ("1. (T S) KUDU CAME.\n", 5),
        ("1. ORYX STAYED.\n\n2. (CONF.) KUDU CAME.\n", 3),
        ("1. (U) ORYX STAYED.\n\n2. (5) KUDU CAME.\n", 4),
        ("1. (U) ORYX STAYED.\n\n2. ($) KUDU CAME.\n", 4),
        ("1. (4) ORYX STAYED.\n\n2. (5) KUDU CAME.\n", 0),
        ("1. (U) ORYX STAYED:\n\n(5) KUDU CAME.\n", 0),
        ("1. (CONFERENCE) KUDU CAME.\n", 0),
        ("1. ORYX STAYED\n/S/ KUDU CAME.\n", 4),
        ("ORYX STAYED\n*S* KUDU CAME.\n", 4),
        ("ORYX STAYED AND\n[S) KUDU CAME.\n", 4),
        ("ORYX STAYED.\nS) KUDU CAME.\n", 4),
        ("1. ORYX STAYED:\n(S KUDU CAME.\n", 4),
        ("ORYX STAYED AND\n\nS) KUDU CAME.\n", 4),
        ("ORYX STAYED.\nC// KUDU CAME.\n", 3),
        ("ORYX STAYED.\n- /S/ KUDU CAME.\n", 4),
        ("1. ORYX.\n\n(C\n\n(S KUDU CAME.\n", 4),
        ("1. SENATOR ORYX (R) STAYED.\n\n(S KUDU CAME.\n", 4),
        ("1. ORYX CHOSE PLAN B) OF JUNE.\n\nC) KUDU CAME.\n", 3),
        ("1. ORYX.\n\n(S KUDU CAME.\n\nR. ELAND WENT.\n", 4),
        ("A. ONE.\n\nB. TWO.\n\n[C] KUDU CAME.\n", 3),
        ("A) ONE.\nB) TWO.\nC) THREE.\n\nC) KUDU CAME.\n", 3),
        ("1. ORYX STAYED.\n   /S/ KUDU CAME.\n", 4),
        ("1. ORYX STAYED.\n  S) KUDU CAME.\n", 4),
        ("1. ORYX STAYED.\nS). KUDU CAME.\n", 4),
        ("1. /S/: KUDU CAME.\n", 4),
        ("1. (S.) KUDU CAME.\n", 4),
        ("1. (S/) KUDU CAME.\n", 4),
        ("1. ((S)) KUDU CAME.\n", 4),
        ("1. (S;NF) KUDU CAME.\n", 4),
        ("1. (C\\NF) KUDU CAME.\n", 3),
        ("1. (U) ORYX STAYED.\n\n2. (SNF) KUDU CAME.\n", 4),
        ("1. (TSNF) KUDU CAME.\n", 5),
        ("1. (C0NFIDENTIAL) KUDU CAME.\n", 3),
        ("1. (5//NF) KUDU CAME.\n", 4),
        ("1. (S|NF) KUDU CAME.\n", 4),
        ("1. (S.NF) KUDU CAME.\n", 4),
        ("1. (U) ORYX STAYED.\n\n2. (.S) KUDU CAME.\n", 4),
        ("1. (U) ORYX STAYED.\n\n2. (S1 KUDU CAME.\n", 4),
        ("1. (U) ORYX STAYED.\n\n2. \u00a2S) KUDU CAME.\n", 4),
        ("1. (U) ORYX STAYED.\n\n2. (T5) KUDU CAME.\n", 5),
        ("1. (U) ORYX STAYED.\n\n2. (5BU) KUDU CAME.\n", 1),
        ("1. (U) ORYX STAYED.\n\n2. (U//F0UO) KUDU CAME.\n", 1),
        ("1. (U) ORYX STAYED.\n\n2. (S B U) KUDU CAME.\n", 1),
        ("1. (CUI) KUDU CAME.\n", 1),
        ("1. (U) ORYX STAYED.\n\n2. S. KUDU CAME.\n", 4),
        ("1. S. THE KUDU CAME.\n", 4),
        ("1. T.S. THE KUDU CAME.\n", 5),
        ("1. (U) ORYX STAYED.\n\n2. (SEC) KUDU CAME.\n", 4),
        ("1. (CONFIDENTlAL) KUDU CAME.\n", 3),
        ('1. (U) ORYX STAYED.\n\n2. "S" KUDU CAME.\n', 4),
        ("1 ORYX STAYED.\n2 (S KUDU CAME.\n", 4),
        ("1. [S]THE KUDU CAME.\n", 4),
        ("1. [S]KUDU CAME.\n", 4),
        ("1. [TS]Kudu came.\n", 5),
        ("1. [SECRET]KUDU CAME.\n", 4),
        ("1. (T.S.)KUDU CAME.\n", 5),
        ("1. (CONF)KUDU CAME.\n", 3),
        ("1. (U) ORYX STAYED.\n\n2. (5)KUDU CAME.\n", 4),
    ],
)
def test_a_worn_mark_at_the_head_of_a_point_raises(words: str, rank: int) -> None:
    telegram = read(HEAD + words)
    assert telegram_marking(telegram).rank == rank
    assert any(found.code == CODE for found in telegram.findings) == (rank > 0)


@pytest.mark.parametrize(
    "words",
    [
        "1. THE NOTE READS:\n\nWE AGREE.\n\n/S/ JOHN DOE\nMINISTER\n\n2. END.\n",
        "WE AGREE.\n\n/S/ JOHN DOE MINISTER\n",
        "1. A) ONE\nB) TWO\nC) THREE\n",
        "1. ORYX WANTS A) ONE; B) TWO;\nC) THREE.\n",
        "1. ORYX WANTS (A ONE; (B TWO;\n(C THREE.\n",
        "1. A) ONE\n\nB) TWO\n\nC) THREE\n",
        "[A] ONE.\n\n[B] TWO.\n\n[C] THREE.\n",
        "(A) ONE.\nB) TWO.\nC) THREE.\n\nORYX: A) ONE.\nB) TWO.\nC) THREE.\n",
        "(S FOR SUGAR) IS THE LETTER.\n",
        "1. (C FOR CHARLIE) IS THE LETTER.\n",
        "THE LETTERS OF THE WORD ARE E AND\nS) THE REST.\n",
        "THE PAPERS (MARKED C OR\nS) WENT.\n",
        "ORYX HAS THREE (ONE, TWO AND\n(C FOR THE REST.\n",
        "A) ONE.\nB) TWO.\nC) THREE.\n",
        "1. ORYX:\n   A) ONE\n   B) TWO\n   C) THREE\n",
        "1. ORYX:\n(A.) ONE.\n(B.) TWO.\n(C.) THREE.\n",
        "1. ORYX STAYED IN THE PORTS (A AND\n   C) AND LEFT.\n",
        "WE AGREE.\n/S/ JOHN DOE\nMINISTER\n",
        "WE AGREE.\n\n/S/ JOHN F. KENNEDY\n",
        "WE AGREE.\n\n/S/ J. DOE\n",
        "We agree.\n\n/S/ J. Doe\n",
        "WE AGREE.\n\n/S/ DR. MUSA KUSA UNQUOTE.\n",
        "WE AGREE.\n\n/S/ MUSA KUSA, SECRETARY OF LIAISON\n",
        "WE AGREE.\n\n/S/ JOHN DOE,\nMINISTER\n",
        "1. OK.\n\n/S/ JOHN DOE\n",
        "1. S/ES WANTS IT.\n",
        "- C/O THE DCM.\n",
        "C-130 CAME.\n",
        "S. KOREA CAME.\n",
        "* S IS THE LETTER.\n",
        "1. (SNF) KUDU CAME.\n",
        "1. (SEC) KUDU CAME.\n",
        "1. (S1 KUDU CAME.\n",
        "1. S. KUDU CAME.\n",
        "1. T.S. ELIOT WAS READ.\n",
        '1. "S" IS THE LETTER.\n',
        "1. (15) KUDU CAME.\n",
        "1. (U) ORYX STAYED.\n\n2. (15) KUDU CAME.\n",
        "1. (5TH) KUDU CAME.\n",
        "1. (U) ORYX STAYED.\n\n2. (5TH) KUDU CAME.\n",
        "1. [S]ince May Kudu stayed.\n",
        'HE SAID:\n"[S]OME CAME."\n',
    ],
)
def test_what_only_looks_like_a_mark_raises_nothing(words: str) -> None:
    assert telegram_marking(read(HEAD + words)).rank == 0


@pytest.mark.parametrize(
    "words", ["/S/ KUDU CAME TO THE HARBOUR OF ISABEL.", "(S KUDU CAME.", "S) KUDU CAME.", "[S) KUDU CAME."]
)
def test_a_paragraph_is_held_above_its_mark_by_a_worn_one_on_a_line_of_it(words: str) -> None:
    telegram = read(f"{HEAD}1. (U) ORYX STAYED.\n{words}\n\n2. (U) ELAND.\n")
    held = [paragraph_marking(telegram, one).rank for one in telegram.paragraphs]
    assert (held, [found.code for found in telegram.findings if found.code == ABOVE_ITS_MARK]) == (
        [4, 0],
        [ABOVE_ITS_MARK],
    )


@pytest.mark.parametrize(
    ("words", "rank"),
    [
        ("SENATOR ORYX (R) STAYED.\nS - KUDU CAME.", 4),
        ("ORYX CHOSE PLAN B) OF JUNE.\nC - KUDU CAME.", 3),
        ("POINTS:\nS - KUDU CAME.\nR. ELAND WENT.", 4),
        ("POINTS:\nS - KUDU CAME.\nR - ELAND WENT.", 4),
        ("POINTS:\n(B) ORYX STAYED.\nC: KUDU CAME.", 3),
        ("POINTS:\nC -\nS - KUDU CAME.", 4),
        ("POINTS:\nA - ONE.\nB - TWO.\nC - THREE.\nC - KUDU CAME.", 3),
        ("POINTS:\nA - ONE.\nB -- TWO.\nC - THREE.", 0),
    ],
)
def test_a_point_is_one_of_a_list_where_the_letter_before_it_stands_above_it_with_its_signs(
    words: str, rank: int
) -> None:
    telegram = read(f"{HEAD}1. (U) {words}\n")
    assert [paragraph_marking(telegram, one).rank for one in telegram.paragraphs] == [rank]
    assert telegram_marking(telegram).rank == rank


def test_a_subject_with_strokes_for_brackets_raises() -> None:
    assert telegram_marking(read(HEAD.replace("SUBJECT: ", "SUBJECT: /S/ ") + "1. OK.\n")).rank == 4


@pytest.mark.parametrize("mark", ["**(S)**", "(S\n)", "(S//NF\n)", "(S//NOF0RN", "/S//REL TO USA, GBR/", "¢S)"])
def test_a_worn_mark_before_the_words_of_a_subject_raises(mark: str) -> None:
    telegram = read(f"{HEAD}1. KUDU CAME.\n".replace("A VISIT", f"{mark} A VISIT"))
    assert telegram_marking(telegram).rank == 4


def test_the_letter_before_it_alone_makes_no_list() -> None:
    assert telegram_marking(read(HEAD + "1. PLAN B) OF JUNE WENT.\nC) THE ENVOY LEAVES.\n")).rank == 3


def test_the_letter_of_a_reference_is_no_mark() -> None:
    head = HEAD.rstrip() + "\nREF: A) ROME 393; B) DOE-ROE E-MAIL OF OCTOBER 29, 2007;\nC) ROME 2344\n\n1. END.\n"
    telegram = read(head)
    assert [one.label for one in telegram.references] == ["A", "B", "C"]
    assert telegram_marking(telegram).rank == 0


def test_the_highest_mark_with_a_dash_behind_a_number_is_one_as_lower_ones_are() -> None:
    for mark in ("TS", "S"):
        got = read(f"{HEAD}1. OK.\n\n2. {mark}- KUDU CAME.\n")
        assert [paragraph.marking for paragraph in got.paragraphs] == [None, mark]
