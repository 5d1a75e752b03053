"""Markings as they are written, read and written again. Every marking here is invented."""

from __future__ import annotations

import tracemalloc
from datetime import date

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from legation.core.dialogue.proposal import Source
from legation.core.marking import UNREADABLE, UNREADABLE_RANK, Marking, join_all
from legation.core.telegram import Classification, ExecutiveOrder, Paragraph, Telegram
from legation.core.text import Finding, Span
from legation.formats.reading import read
from legation.tables import marking
from legation.tables.banners import classification_of, level_of, mark_of, marking_in
from legation.tables.durations import Duration, declassify_on, executive_orders, order_on
from legation.tables.marking import ABOVE_ITS_MARK, marking_of, paragraph_marking, subject_marking, telegram_marking
from legation.tables.marking_rows import rank_of
from legation.tables.pieces import source_marking
from legation.tables.portions import least_of_mark, marks_within, portion


def telegram(
    *marks: str | None,
    level: str | None = "SECRET",
    caveats: tuple[str, ...] = (),
    captions: tuple[str, ...] = (),
    order: ExecutiveOrder | None = None,
    dtg: str | None = "2009-11-05T15:13Z",
    subject: str | None = None,
) -> Telegram:
    return Telegram(
        sha256="0" * 64,
        layout="transmission",
        dtg=dtg,
        subject=subject,
        classification=Classification(level, caveats, captions),
        executive_order=order or ExecutiveOrder(),
        paragraphs=tuple(
            Paragraph(n, mark, None, None, "", (), Span(n * 10, n * 10 + 10)) for n, mark in enumerate(marks)
        ),
    )


@pytest.mark.parametrize(
    ("level", "rank"),
    [
        ("UNCLASSIFIED", 0),
        ("UNCLAS", 0),
        ("UNCLAS EFTO", 0),
        ("LIMITED OFFICIAL USE", 1),
        ("OFFICIAL USE ONLY", 1),
        ("RESTRICTED", 2),
        ("CONFIDENTIAL", 3),
        ("Secret", 4),
        ("TOP SECRET", 5),
        ("SECRETARIAT", UNREADABLE_RANK),
        ("", UNREADABLE_RANK),
        (None, UNREADABLE_RANK),
    ],
)
def test_ranks_of_levels(level: str | None, rank: int) -> None:
    assert rank_of(level) == rank


@pytest.mark.parametrize(
    ("level", "words", "label"),
    [
        ("CONFIDENTIAL", ("SIPDIS",), "3;;-"),
        ("CONFIDENTIAL", ("NOFORN", "EXDIS"), "3;EXDIS,NOFORN;-"),
        ("CONFIDENTIAL", ("NODISSTADIS",), "3;NODIS,STADIS;-"),
        ("SECRET", ("SIPDIS NOFORN",), "4;NOFORN;-"),
        ("SECRET", ("ROGER CHANNEL",), "4;ROGER CHANNEL;-"),
        ("SECRET", ("FOR AMBASSADOR FROM THE SECRETARY ONLY",), "4;ONLY;-"),
        ("SECRET", ("REL TO USA, GBR",), "4;;GB,US"),
        # Of a list that is cut off the second word is no nation, though there is one of these letters.
        *(("SECRET", (words,), "4;;") for words in ("REL TO", "REL  TO:", "RELEASABLE TO ")),
        ("SECRET", ("REL TO  ЖУК",), "4;ЖYK;"),
        ("SECRET", ("REL TO TON, TO",), "4;;TO"),
        ("UNCLASSIFIED", ("SENSITIVE",), "1;;-"),
        ("UNCLASSIFIED", ("INFORM CONSULS", "OFFICIAL INFORMAL", "TOSEC 123"), "0;;-"),
        # A caption that no row knows closes the telegram to all who have not been given it by name.
        ("UNCLASSIFIED", ("GREEN DOOR; LEFT",), "0;GREEN DOOR LEFT;-"),
    ],
)
def test_markings_of_classification_lines(level: str, words: tuple[str, ...], label: str) -> None:
    assert marking_of(Classification(level, words)).label == label
    assert marking_of(Classification(level, (), words)).label == label


@pytest.mark.parametrize("level", [None, "COSMIC BLUE"])
def test_a_level_that_cannot_be_read_counts_as_the_highest(level: str | None) -> None:
    assert marking_of(Classification(level, ("EXDIS",))) == UNREADABLE


@pytest.mark.parametrize(
    ("mark", "label"),
    [
        ("C", "3;;-"),
        ("(C)", "3;;-"),
        ("C/NF", "3;NOFORN;-"),
        ("C-NF", "3;NOFORN;-"),
        ("S//NF", "4;NOFORN;-"),
        ("SBU", "1;;-"),
        ("SBU/NF", "1;NOFORN;-"),
        ("SBU/N", "1;NOFORN;-"),
        ("LOU", "1;;-"),
        ("U//FOUO", "1;;-"),
        ("R", "2;;-"),
        ("TS//OC/NF", "5;NOFORN,ORCON;-"),
        ("S//REL TO USA, GBR, FVEY", "4;;AU,CA,GB,NZ,US"),
        ("S//RELUSA,GBR", "4;;GB,US"),
        ("C//REL USA, GBR", "3;;GB,US"),
        ("S//RELIDO", "4;;-"),
        ("S//RD//NF", "4;NOFORN,RD;-"),
        ("S/FRD", "4;FRD;-"),
        ("CONFIDENTIAL", "3;;-"),
        ("S/FGI UK", "4;;-"),
        ("(S//FGI GBR DEU)", "4;;-"),
        ("C/FGI UK/NF", "3;NOFORN;-"),
        ("C/FGI UK NF", "3;NOFORN;-"),
        ("S//RELTOUSA,AUS,GBR//FGI CAN", "4;;AU,GB,US"),
        ("C//FGI NATO, FRA", "3;;-"),
        ("//GBR S", "4;;-"),
        ("//GBR C//NF", "3;NOFORN;-"),
        ("NU", "0;NATO;-"),
        ("NR", "2;NATO;-"),
        ("(NC)", "3;NATO;-"),
        ("//NS", "4;NATO;-"),
        ("NS//REL TO USA, GBR", "4;NATO;GB,US"),
        ("NATO SECRET//NF", "4;NATO,NOFORN;-"),
        ("NSAT", "4;ATOMAL,NATO;-"),
        ("CTS", "5;COSMIC;-"),
        ("COSMIC TOP SECRET ATOMAL", "5;ATOMAL,COSMIC;-"),
        ("CTS-B", "5;BOHEMIA,COSMIC;-"),
        ("C/NATO", "3;NATO;-"),
        ("S//NC", "4;NOCONTRACT;-"),  # behind a level the letters are another control
        ("FOUO", "1;;-"),
    ],
)
def test_portion_marks(mark: str, label: str) -> None:
    read = portion(mark)
    assert read is not None
    assert read.label == label


def test_a_mark_that_says_no_level_counts_as_the_highest() -> None:
    held = telegram("U", "//XX S", "U", level="UNCLASSIFIED")
    assert telegram_marking(held) == UNREADABLE
    assert [paragraph_marking(held, one).rank for one in held.paragraphs] == [0, UNREADABLE_RANK, 0]
    # Words in brackets before a subject are no mark.
    assert subject_marking(telegram("U", level="UNCLASSIFIED", subject="(CORRECTED COPY) HARBOUR")).rank == 0


def test_a_marking_of_an_alliance_is_written_and_read_again() -> None:
    marking = Marking(4, frozenset({"NATO", "NOFORN"}))
    assert (level_of(marking), mark_of(marking)) == ("SECRET//NATO//NOFORN", "S//NATO//NF")
    assert marking_in(level_of(marking)) == marking_in(mark_of(marking)) == marking
    assert marking_of(classification_of(marking)) == marking


@pytest.mark.parametrize(
    "mark", [None, "", "()", "XX", "C/WAT", "COMPLIMENTARY OPENING", "1", "S/FGI WAT", "S/UK", "//GBR"]
)
def test_what_is_no_portion_mark(mark: str | None) -> None:
    assert portion(mark) is None


@pytest.mark.parametrize(
    ("label", "banner", "mark"),
    [
        ("0;;-", "UNCLASSIFIED", "U"),
        ("1;;-", "SENSITIVE BUT UNCLASSIFIED", "SBU"),
        ("3;NOFORN;-", "CONFIDENTIAL//NOFORN", "C//NF"),
        ("4;EXDIS,NOFORN,ORCON;-", "SECRET//ORCON/NOFORN//EXDIS", "S//OC/NF//XD"),
        ("4;;GB,US", "SECRET//REL TO USA, GBR", "S//REL TO USA, GBR"),
        ("4;NOFORN;GB,US", "SECRET//NOFORN", "S//NF"),
        ("9;;-", "TOP SECRET (SOURCE MARKING NOT READ)", "TS?"),
    ],
)
def test_markings_in_words(label: str, banner: str, mark: str) -> None:
    marking = Marking.from_label(label)
    assert (level_of(marking), mark_of(marking)) == (banner, mark)


def test_the_name_of_administrative_control_is_that_of_its_day() -> None:
    assert level_of(Marking(1), date(1975, 3, 1)) == "LIMITED OFFICIAL USE"
    assert mark_of(Marking(1), date(1975, 3, 1)) == "LOU"
    assert mark_of(Marking(1), date(2009, 3, 1)) == "SBU"


@given(
    st.sampled_from([0, 1, 2, 3, 4, 5, 9]),
    st.frozensets(st.sampled_from(["NOFORN", "ORCON", "EXDIS", "NODIS", "PROPIN"])),
    st.none() | st.frozensets(st.sampled_from(["US", "GB", "LY"]), min_size=1),
)
def test_a_written_mark_reads_back(rank: int, needs: frozenset[str], release: frozenset[str] | None) -> None:
    marking = UNREADABLE if rank == 9 else Marking(rank, needs, None if "NOFORN" in needs else release)
    assert portion(mark_of(marking)) == marking


@given(
    st.sampled_from([0, 1, 2, 3, 4, 5, 9]),
    st.frozensets(st.sampled_from(["NOFORN", "ORCON", "EXDIS", "ROGER CHANNEL", "LIMDIS", "HEARSAY"])),
    st.none() | st.frozensets(st.sampled_from(["US", "GB", "LY"])),
)
def test_banners_and_marks_are_read_as_they_were_written(
    rank: int, needs: frozenset[str], release: frozenset[str] | None
) -> None:
    marking = Marking(rank, needs, None if "NOFORN" in needs else release)
    assert marking_in(level_of(marking)) == marking
    assert marking_in(mark_of(marking)) == marking


def test_words_that_say_no_marking_are_held_closest() -> None:
    assert marking_in("PUCE") == marking_in("") == UNREADABLE


@given(st.text())
def test_no_mark_or_level_makes_reading_fail(text: str) -> None:
    portion(text)
    least = least_of_mark(text)
    assert least is None or Marking.from_label(least.label) == least
    marking_in(text)
    rank_of(text)
    marking = marking_of(Classification("SECRET", (text,), (text,)))
    assert Marking.from_label(marking.label) == marking


def test_captions_hold_every_paragraph() -> None:
    held = telegram("U", "C", None, captions=("EXDIS", "SIPDIS"))
    assert [paragraph_marking(held, p).label for p in held.paragraphs] == [
        "0;EXDIS;-",
        "3;EXDIS;-",
        "4;EXDIS;-",
    ]


def test_noforn_goes_to_the_paragraphs_that_bear_it() -> None:
    held = telegram("U", "C", "S/NF", caveats=("NOFORN",))
    assert [mark_of(paragraph_marking(held, p)) for p in held.paragraphs] == ["U", "C", "S//NF"]


def test_noforn_that_no_paragraph_bears_goes_to_all_but_the_unclassified() -> None:
    held = telegram("U", "C", "S", caveats=("NOFORN",))
    assert [mark_of(paragraph_marking(held, p)) for p in held.paragraphs] == ["U", "C//NF", "S//NF"]


def test_a_paragraph_above_its_telegram_raises_it() -> None:
    held = telegram("U", "S/NF", level="CONFIDENTIAL")
    assert telegram_marking(held).label == "4;NOFORN;-"
    assert marking_of(held.classification).label == "3;;-"


@pytest.mark.parametrize(
    ("mark", "label"),
    [
        ("S//SAR-BP", "4;SAR-BP;-"),
        ("S//NF//LES", "4;LES,NOFORN;-"),
        ("S//ORCON-USGOV", "4;ORCON-USGOV;-"),
        ("S//RELUSA,GBR/XYZ", "4;XYZ;GB,US"),
        ("S/WAT/NF", "4;NOFORN;-"),  # behind one stroke a slip of the pen is no control
        ("C//REL", "3;;-"),
        ("TS-WAT", "5;;-"),
        ("S//FGI QQQ", "4;;-"),
        ("//QQQ S//WAT", "4;WAT;-"),
    ],
)
def test_a_mark_with_a_word_that_no_row_knows_is_not_waved_through(mark: str, label: str) -> None:
    held = telegram("U", mark, level="UNCLASSIFIED")
    assert portion(mark) is None
    assert telegram_marking(held).label == label
    assert [paragraph_marking(held, p).label for p in held.paragraphs] == ["0;;-", label]
    # Beside a closer telegram it says no less either.
    assert paragraph_marking(telegram(mark, level="TOP SECRET"), held.paragraphs[1]).rank == 5


@pytest.mark.parametrize("mark", [None, "", "//", "XX//NF", "WAT", "//;,!"])
def test_what_bears_no_level_says_nothing(mark: str | None) -> None:
    assert least_of_mark(mark) is None


def test_marks_within_a_text_count_with_words_that_no_row_knows() -> None:
    assert [one.label for one in marks_within("the base (S//SAR-BP) and the squadron (C SQUADRON)")] == ["4;SAR-BP;-"]


@pytest.mark.parametrize(
    ("words", "label"),
    [
        *(("It left.\n(s) It stayed.", "4;;-"), ("a. (s) It stayed.", "4;;-"), ("a(S) It stayed.", "4;;-")),
        *(("(Secret) It stayed.", "4;;-"), ("( S ) It stayed.", "4;;-"), ("(S.) It stayed.", "4;;-")),
        *(
            ("{S} It stayed.", "4;;-"),
            ("[S] It stayed.", "4;;-"),
            ("<S> It stayed.", "4;;-"),
            ("(S;NF) It stayed.", "4;NOFORN;-"),
            ("(S\nNF) It stayed.", "4;NOFORN;-"),
        ),
        *(("(S//REL TO USA,\nGBR) It stayed.", "4;;GB,US"), ("(S/NF//25X1) It stayed.", "4;NOFORN;-")),
        *(("It left. (S UMBRA) It stayed.", "4;;-"), ("-- (S - ENTIRE TEXT) It stayed.", "4;;-")),
        *(("(TOP SECRET UMBRA) It stayed.", "5;;-"), ("(S/MF) It stayed.", "4;;-"), ("(//GBR S) It stayed.", "4;;-")),
        *(("(A) (U) It left. (B) (C) It stayed.", "3;;-"), ("They said (S) it stayed.", "4;;-")),
    ],
)
def test_a_mark_within_a_text_counts_in_whatever_form(words: str, label: str) -> None:
    assert join_all(list(marks_within(words))).label == label


@pytest.mark.parametrize(
    "words",
    [
        *("The minister(s) left.", "OFFICIAL(S) LEFT.", "(A) one, (B) two, (C) three", "Senator Roe (R) left."),
        *("It left. (S. KOREA) It stayed.", "It left. (C-130 AIRCRAFT) It stayed.", "S/he (S/he) left.", "No marks."),
    ],
)
def test_what_only_looks_like_a_mark_is_none(words: str) -> None:
    assert marks_within(words) == ()


def test_a_paragraph_is_held_by_the_marks_within_it_and_a_subject_too() -> None:
    held = telegram("U", "C", level="SECRET", subject="(U) VISIT, (S) TALKS")
    first = msgspec.structs.replace(held.paragraphs[0], text="It left. a. (S/NF) It stayed.")
    assert paragraph_marking(held, first).label == "4;NOFORN;-"
    headed = msgspec.structs.replace(held.paragraphs[0], heading="(C) TALKS")
    assert paragraph_marking(held, headed).rank == 3
    assert subject_marking(held).rank == 4


def test_a_subject_has_its_own_mark_or_that_of_the_telegram() -> None:
    assert mark_of(subject_marking(telegram("S", subject="(U) VISIT"))) == "U"
    assert mark_of(subject_marking(telegram("S", subject="VISIT (PART TWO)"))) == "S"


@pytest.mark.parametrize(
    ("day", "order", "amended_by"),
    [
        (date(1971, 1, 1), "10501", None),
        (date(1975, 1, 1), "11652", None),
        (date(1982, 7, 31), "12065", None),
        (date(2003, 3, 24), "12958", None),
        (date(2009, 11, 5), "12958", "13292"),
        (date(2010, 6, 27), "13526", None),
    ],
)
def test_orders_by_day(day: date, order: str, amended_by: str | None) -> None:
    found = order_on(day)
    assert found is not None
    assert (found.order, found.amended_by) == (order, amended_by)


def test_no_order_before_the_first() -> None:
    assert order_on(date(1930, 1, 1)) is None
    assert list(executive_orders()) == sorted(executive_orders(), key=lambda o: o.effective)


@pytest.mark.parametrize(
    ("line", "duration"),
    [
        (ExecutiveOrder("12958", "DECL", "2019-11-05"), Duration(date(2019, 11, 5))),
        (ExecutiveOrder("12356", "DECL", "OADR"), Duration(date(2034, 11, 5))),
        (ExecutiveOrder("12356", "OADR"), Duration(date(2034, 11, 5))),
        (ExecutiveOrder("12958", "DECL", None, ("X1", "X6")), Duration(date(2034, 11, 5))),
        (ExecutiveOrder("12958", "DECL", "X6"), Duration(date(2034, 11, 5))),
        (ExecutiveOrder("12958", "DECL", "1.5(D)", ("X6",)), Duration(date(2034, 11, 5))),
        (ExecutiveOrder(), Duration(date(2034, 11, 5))),
        (ExecutiveOrder("12958", "DECL", "2009-13-45"), Duration(date(2034, 11, 5))),
        (ExecutiveOrder("13526", "DECL", "2039-01-01", ("25X6",)), Duration(date(2039, 1, 1), ("25X6",))),
        (ExecutiveOrder("13526", "DECL", None, ("25X1-human",)), Duration(None, ("25X1-HUMAN",))),
        (ExecutiveOrder("12958", "DECL", "AFTER THE VISIT"), Duration(None, ("AFTER THE VISIT",))),
    ],
)
def test_until_when_a_source_stays_classified(line: ExecutiveOrder, duration: Duration) -> None:
    assert declassify_on(telegram(order=line)) == duration


def test_the_schedule_of_1972_ends_with_a_year() -> None:
    held = telegram(level="CONFIDENTIAL", order=ExecutiveOrder("11652", "GDS"), dtg="1975-03-01T12:00Z")
    assert declassify_on(held) == Duration(date(1981, 12, 31))


def test_a_source_without_any_date_says_so() -> None:
    assert declassify_on(telegram(dtg=None)).on is None
    assert declassify_on(telegram(dtg=None)).words


def test_what_the_paragraphs_of_a_telegram_share_is_made_once(monkeypatch: pytest.MonkeyPatch) -> None:
    spans = [Span(10 * at, 10 * at + 9) for at in range(40)]
    plain = telegram("S", *["U"] * 39, level="SECRET")
    held = msgspec.structs.replace(
        plain,
        source="x" * 400,
        paragraphs=tuple(
            msgspec.structs.replace(one, span=span) for one, span in zip(plain.paragraphs, spans, strict=True)
        ),
        findings=tuple(Finding(ABOVE_ITS_MARK, "warning", span, "") for span in reversed(spans[20:])),
    )
    asked = []
    own = marking.telegram_marking
    monkeypatch.setattr(marking, "telegram_marking", lambda one: (asked.append(one), own(one))[1])
    ranks = [paragraph_marking(held, paragraph).rank for paragraph in held.paragraphs]
    assert ranks == [4] + [0] * 19 + [4] * 20
    assert len(asked) == 1
    raised = msgspec.structs.replace(held, classification=Classification("TOP SECRET", ("NOFORN",), ("NODIS",)))
    assert [paragraph_marking(raised, one).label for one in raised.paragraphs[:2]] == ["4;NODIS,NOFORN;-", "0;NODIS;-"]
    assert paragraph_marking(raised, raised.paragraphs[30]).rank == 5


def test_a_long_text_is_not_kept_for_its_marks() -> None:
    tracemalloc.start()
    try:
        before = tracemalloc.get_traced_memory()[0]
        for number in range(40):
            assert marks_within(f"{number} (S) " + "It went. " * 20_000)
        assert tracemalloc.get_traced_memory()[0] - before < 1_000_000
    finally:
        tracemalloc.stop()


def test_a_source_that_reaches_beyond_its_paragraphs_is_held_as_the_telegram() -> None:
    held = msgspec.structs.replace(telegram("U", "U"), source="u" * 10 + "v" * 8 + "\n\n" + "rest")
    held = msgspec.structs.replace(
        held,
        paragraphs=tuple(
            msgspec.structs.replace(one, span=span)
            for one, span in zip(held.paragraphs, (Span(0, 10), Span(10, 18)), strict=True)
        ),
    )
    for end, rank in ((10, 0), (18, 0), (20, 0), (21, 4)):
        assert source_marking(held, Source("X", None, Span(2, end), "0")).rank == rank


def _two(line: str, first: str, second: str, subject: str = "A VISIT") -> Telegram:
    return read(
        "P 151200Z JAN 06\nFM AMEMBASSY PARIS\nTO SECSTATE WASHDC\nBT\n"
        f"{line} PARIS 000412\n\nSUBJECT: {subject}\n\n1. {first}FOO.\n\n2. {second}BAR.\n"
    )


@pytest.mark.parametrize(("second", "label"), [("(S) ", "4;;-"), ("(C//NF) ", "3;NOFORN;-"), ("(U) ", "0;;-")])
def test_what_bears_no_mark_is_held_as_all_of_the_telegram(second: str, label: str) -> None:
    made = _two("UNCLAS", "", second)
    assert paragraph_marking(made, made.paragraphs[0]).label == label
    assert paragraph_marking(made, None).label == label
    assert subject_marking(made).label == label
    assert subject_marking(_two("UNCLAS", "", second, "(U) A VISIT")).label == "0;;-"


@pytest.mark.parametrize(
    ("line", "second", "label"),
    [
        *(("UNCLAS NOFORN", "(U) ", "0;NOFORN;-"), ("UNCLAS//REL TO USA, GBR", "(U) ", "0;;GB,US")),
        # Where a paragraph can be what the line speaks of, one marked U is U.
        *(("UNCLAS NOFORN", "(U//NF) ", "0;;-"), ("UNCLAS NOFORN", "(SBU) ", "0;;-"), ("UNCLAS NOFORN", "", "0;;-")),
        *(("S E C R E T NOFORN", "(U) ", "0;;-"), ("S E C R E T NOFORN", "(S) ", "0;;-")),
    ],
)
def test_a_control_that_no_paragraph_can_bear_is_borne_by_all(line: str, second: str, label: str) -> None:
    made = _two(line, "(U) ", second)
    assert paragraph_marking(made, made.paragraphs[0]).label == label
