"""The level of a telegram: of all its classification lines the highest holds, with the captions of all."""

from __future__ import annotations

from email.message import EmailMessage
from importlib.resources import files
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from legation.core.telegram import Telegram
from legation.formats import read
from legation.formats.markings.stated import _LINE
from legation.tables.marking import marking_of
from legation.tables.marking_rows import foreign_levels, rank_of

LEVELS = ("UNCLAS", "LIMITED OFFICIAL USE", "C O N F I D E N T I A L", "S E C R E T", "TOP SECRET")
MEANT = ("UNCLASSIFIED", "LIMITED OFFICIAL USE", "CONFIDENTIAL", "SECRET", "TOP SECRET")

PLACES = {
    "banner": "{banner}\n",
    "heading": "R 091630Z JUL 76\nFM AMEMBASSY TRIPOLI\nTO SECSTATE WASHDC\nBT\n",
    "line": "{line} TRIPOLI 000893\n",
    "again": "{again}\n\nE.O. 11652: GDS\nTAGS: PREL, LY\nSUBJECT: A VISIT\n\n1. THE VISIT STANDS.\n\n",
    "foot": "{foot}\n\n{head}\n\nPAGE 02        TRIPOL  00893  091640Z\n\n",
    "quoted": "2. THE DEPARTMENT SAID:\n\n{quoted}\n\n3. NO MORE IS KNOWN.\n",
    "end": "HARMON\n\n{end}\n\n\nNNNN\n",
}
NAMES = ("banner", "line", "again", "foot", "head", "quoted", "end")


def telegram(**said: str) -> str:
    lowest = dict.fromkeys(NAMES, "UNCLAS")
    return "".join(PLACES.values()).format(**{**lowest, **said})


def codes(read_: Telegram) -> list[str]:
    return [found.code for found in read_.findings]


@pytest.mark.parametrize("place", NAMES)
def test_the_highest_level_holds_wherever_it_stands(place: str) -> None:
    for low, high in permutations(range(len(LEVELS)), 2):
        other = dict.fromkeys(NAMES, LEVELS[low])
        got = read(telegram(**{**other, place: LEVELS[high]}))
        assert got.classification.level == MEANT[max(low, high)], (low, high)
        assert "CLS004" in codes(got)


@pytest.mark.parametrize("level", range(len(LEVELS)))
def test_lines_that_agree_are_no_finding(level: int) -> None:
    got = read(telegram(**dict.fromkeys(NAMES, LEVELS[level])))
    assert got.classification.level == MEANT[level]
    assert "CLS004" not in codes(got)


@pytest.mark.parametrize("place", [name for name in NAMES if name != "line"])
@pytest.mark.parametrize(
    ("words", "needs"),
    [
        ("SECRET//NOFORN", {"NOFORN"}),
        ("S E C R E T //ORCON/NOFORN//EXDIS", {"ORCON", "NOFORN", "EXDIS"}),
        ("SECRET//SI//NOFORN", {"SI", "NOFORN"}),
        ("SECRET//UMBRA", {"UMBRA"}),
        ("SECRET NODIS", {"NODIS"}),
        ("CLASSIFICATION: SECRET//STADIS", {"STADIS"}),
        ("SECRET\nROGER CHANNEL", {"ROGER CHANNEL"}),
        ("NODIS\nSECRET", {"NODIS"}),
    ],
)
def test_the_captions_of_every_line_count(place: str, words: str, needs: set[str]) -> None:
    marking = marking_of(read(telegram(**{place: words})).classification)
    assert marking.rank == 4
    assert needs <= marking.needs


@pytest.mark.parametrize("place", ["banner", "foot", "quoted", "end"])
@pytest.mark.parametrize(
    ("words", "rank", "needs"),
    [
        ("S  E  C  R  E  T", 4, set()),
        ("T O P  -  S E C R E T", 5, set()),
        ("S-E-C-R-E-T", 4, set()),
        ("S/E/C/R/E/T", 4, set()),
        ("S|E|C|R|E|T", 4, set()),
        ("S, E, C, R, E, T", 4, set()),
        ("[SECRET]", 4, set()),
        ("(SECRET)", 4, set()),
        ("=== SECRET ===", 4, set()),
        ("*** Secret ***", 4, set()),
        ("secret", 4, set()),
        ("SECRET:", 4, set()),
        ("SECRET GDS", 4, set()),
        ("SECRET XGDS-1", 4, set()),
        ("CONFIDENTIAL - ENTIRE TEXT", 3, set()),
        ("CONFIDENTIAL UNTIL 1 JAN 2030", 3, set()),
        ("SECRET UNTIL 2030", 4, set()),
        ("PROTECT AS CONFIDENTIAL", 3, set()),
        ("THE ABOVE IS SECRET.", 4, set()),
        ("REGRADE SECRET", 4, set()),
        ("RECLASSIFIED SECRET", 4, set()),
        ("RECLASSIFIED TO SECRET NODIS", 4, {"NODIS"}),
        ("UNCLASSIFIED SECRET", 4, set()),
        ("SECRET STATE 12345 TOSEC 100012", 4, set()),
        ("SECRET/WNINTEL", 4, {"WNINTEL"}),
        ("NATO SECRET", 4, {"NATO"}),
        ("N A T O   C O N F I D E N T I A L", 3, {"NATO"}),
        ("COSMIC TOP SECRET ATOMAL", 5, {"COSMIC", "ATOMAL"}),
        ("COSMIC TOP SECRET//NOFORN", 5, {"COSMIC", "NOFORN"}),
        ("SENSITIVE BUT UNCLASSIFIED", 1, set()),
        ("SBU//NOFORN", 1, {"NOFORN"}),
    ],
)
def test_a_line_is_known_however_it_is_set(place: str, words: str, rank: int, needs: set[str]) -> None:
    marking = marking_of(read(telegram(**{place: words})).classification)
    assert (marking.rank, set(marking.needs)) == (rank, needs)


@pytest.mark.parametrize(
    ("words", "needs"),
    [
        ("SECRET//SI", {"SI"}),
        ("S E C R E T//SI/TK//NOFORN", {"SI", "TK", "NOFORN"}),
        ("SECRET/HCS", {"HCS"}),
        ("SECRET//OC/NF", {"ORCON", "NOFORN"}),
        ("SECRET//RD", {"RD"}),
        ("SECRET//FRD//NOFORN", {"FRD", "NOFORN"}),
    ],
)
def test_controls_in_short_count_before_the_number_and_leave_it_as_it_is(words: str, needs: set[str]) -> None:
    got = read(f"{words} TRIPOLI 000893\n\nE.O. 12958: DECL: 11/5/2019\nSUBJECT: VISIT\n\n1. (U) The visit stands.\n")
    assert (got.post, got.number) == ("TRIPOLI", 893)
    assert set(marking_of(got.classification).needs) == needs


def test_a_control_that_no_row_knows_counts_before_the_number_too() -> None:
    body = "\n\nE.O. 12958: DECL: 11/5/2019\nSUBJECT: VISIT\n\n1. (U) The visit stands.\n"
    assert marking_of(read(f"SECRET//BUTTER TRIPOLI 000893{body}").classification).needs == {"BUTTER"}
    assert marking_of(read(f"SECRET//TRIPOLI 000893{body}").classification).needs == set()
    assert marking_of(read(f"SECRET//NEW DELHI 000893{body}").classification).needs == set()
    assert marking_of(read(f"UNCLAS //N05000//{body}").classification).needs == set()


@pytest.mark.parametrize(
    ("line", "post", "needs"),
    [
        ("SECRET//BUTTER POPCORN TRIPOLI 000893", "TRIPOLI", {"BUTTER POPCORN"}),
        ("S E C R E T//SAR BUTTER POPCORN NEW DELHI 000893", "NEWDELHI", {"SAR BUTTER POPCORN"}),
        ("SECRET//NOFORN//BUTTER POPCORN TRIPOLI 000893", "TRIPOLI", {"NOFORN", "BUTTER POPCORN"}),
        ("SECRET//BUTTER-POPCORN TRIPOLI 000893", "TRIPOLI", {"BUTTER-POPCORN"}),
        ("SECRET//BUTTER POPCORN SECTION 01 OF 02 TRIPOLI 000893", "TRIPOLI", {"BUTTER POPCORN"}),
    ],
)
def test_of_a_control_that_no_row_knows_every_word_counts_and_the_number_is_read(
    line: str, post: str, needs: set[str]
) -> None:
    got = read(f"{line}\n\nE.O. 12958: DECL: 11/5/2019\nSUBJECT: VISIT\n\n1. (U) The visit stands.\n")
    assert marking_of(got.classification).needs == needs
    assert (got.post, got.number) == (post, 893)


@pytest.mark.parametrize("words", ["FGI GBR", "FGI GBR CAN", "FGI NATO"])
def test_whose_information_it_is_closes_a_telegram_to_nobody(words: str) -> None:
    body = "\n\nE.O. 12958: DECL: 11/5/2019\nSUBJECT: VISIT\n\n1. (U) The visit stands.\n"
    got = read(f"SECRET//{words} TRIPOLI 000893{body}")
    assert (got.post, got.number, got.classification.captions) == ("TRIPOLI", 893, (words,))
    assert marking_of(got.classification).needs == set()
    assert marking_of(read(f"SECRET//{words}//NOFORN TRIPOLI 000893{body}").classification).needs == {"NOFORN"}


def test_a_quoted_mail_takes_no_level_back() -> None:
    got = read(
        "C O N F I D E N T I A L TRIPOLI 000893\n\nThey wrote:\nFrom: A\nSent: Monday\nTo: B\nSubject: x\n\n"
        "UNCLAS TRIPOLI 000100\nSUBJECT: VISIT\n1. The visit stands.\n"
    )
    assert got.classification.level == "CONFIDENTIAL"
    (found,) = [found for found in got.findings if found.code == "CLS004"]
    assert got.quote(found.span) == "UNCLAS TRIPOLI 000100"


@pytest.mark.parametrize("words", ["UNCLAS", "UNCLASSIFIED//", "UNCLAS TRIPOLI 000100", "(CONFIDENTIAL--USUN 3816)"])
def test_a_line_in_the_words_alone_does_not_let_out_what_has_none_of_its_own(words: str) -> None:
    got = read(f"SUBJECT: A VISIT\n\n1. THE VISIT STANDS.\n\n{words}\n\n2. NO MORE IS KNOWN.\n")
    assert got.classification.level is None
    assert "CLS001" in codes(got)


@pytest.mark.parametrize(
    "line", ["SECRET", "Secret", "[SECRET]", "CLASSIFICATION: SECRET", "S  E  C  R  E  T", "> SECRET"]
)
@pytest.mark.parametrize("other_part", [False, True])
def test_the_mail_that_brought_a_telegram_counts_too(line: str, *, other_part: bool) -> None:
    sent_on = f"From: A\nSent: Monday\nTo: B\nSubject: x\n\n{telegram()}"
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "a@example.org", "b@example.org", "a visit"
    mail.set_content(f"{line}//NOFORN\n" if other_part else f"{line}//NOFORN\n\n{sent_on}")
    if other_part:
        mail.add_attachment(sent_on, filename="telegram.txt")
    marking = marking_of(read(bytes(mail)).classification)
    assert (marking.rank, set(marking.needs)) == (4, {"NOFORN"})


def test_the_record_above_a_telegram_counts_too() -> None:
    head = "76TRIPOLI893\n1976-07-09 16:30\n2006-07-09 16:30\n{}\nEmbassy Tripoli\n"
    low, high = (head.format(level) + telegram(line="CONFIDENTIAL") for level in ("UNCLASSIFIED", "SECRET"))
    assert read(low).classification.level == "CONFIDENTIAL"
    assert read(high).classification.level == "SECRET"
    assert "CLS002" in codes(read(high))
    assert "CLS002" in codes(read(low))


@pytest.mark.parametrize(
    "words",
    [
        "THE CONVERSATION OF THE TWO MINISTERS IS TO BE KEPT\nSECRET.",
        "SECRET SERVICE AGENTS CAME WITH THEM.",
        "CONFIDENTIAL SOURCES SAID THAT 12 CAME.",
        "THE TALKS WERE SECRET AND THE TEXT IS CONFIDENTIAL",
        "Restricted line officers 1710",
    ],
)
def test_the_words_of_a_sentence_are_no_classification_line(words: str) -> None:
    got = read(telegram(quoted=words))
    assert got.classification.level == "UNCLASSIFIED"
    assert "CLS004" not in codes(got)


@pytest.mark.parametrize(
    ("line", "level"),
    [
        ("Current Class: SECRET", "SECRET"),
        ("UNCLASSIFIED Current Class: SECRET Case Number: 7", "SECRET"),
        ("UNCLASSIFIED CASE 7 CLASSIFICATION: SECRET PAGE 3 UNCLASSIFIED", "SECRET"),
        ("Current Class: SECRET DEPARTMENT OF HARBOURS", "SECRET"),
        ("Current Class: UNCLASSIFIED DEPARTMENT OF HARBOURS", "UNCLASSIFIED"),
        ("UNCLASSIFIED CASE 7 FIRST CLASS SECRET AGENTS", "UNCLASSIFIED"),
        ("UNCLASSIFIED CASE 7 DECLASSIFICATION: SECRET UNTIL NOW", "UNCLASSIFIED"),
    ],
)
@pytest.mark.parametrize("place", ["banner", "quoted", "end"])
def test_a_level_behind_its_label_counts_whatever_the_line_holds_beside_it(place: str, line: str, level: str) -> None:
    assert read(telegram(**{place: line})).classification.level == level


@pytest.mark.parametrize(
    ("line", "level"),
    [
        ("CONFIDENTIALTRIPOLI000893", "CONFIDENTIAL"),
        ("SECRETTRIPOLI000893", "SECRET"),
        ("CON Fl DENTIALTRIPOLI000893", "CONFIDENTIAL"),
        ("SECRETTRIPOLI IS A SHIP OF 1893 TONS", "UNCLASSIFIED"),
        ("SECRETARIAT1893", "UNCLASSIFIED"),
        ("CONFIDENTIALITY2004", "UNCLASSIFIED"),
    ],
)
@pytest.mark.parametrize("place", ["banner", "again", "quoted"])
def test_a_level_glued_to_post_and_number_counts(place: str, line: str, level: str) -> None:
    assert read(telegram(**{place: line})).classification.level == level


@pytest.mark.parametrize("caption", ["ORCON", "STADIS", "LIMDIS", "ROGER CHANNEL", "NODIS CHEROKEE", "EXDIS/NOFORN"])
def test_a_caption_at_the_foot_is_one_of_the_table(caption: str) -> None:
    got = read(telegram().replace("HARMON\n\nUNCLAS\n", f"HARMON\n{caption}\n"))
    held = {*got.classification.caveats, *got.classification.captions}
    assert held == {*caption.split("/")} if "CHEROKEE" not in caption else held == {"NODIS", "CHEROKEE"}
    assert got.signature == ("HARMON",)


@pytest.mark.parametrize(
    ("above", "captions"),
    [
        ("THE MINISTER SAID THAT THE HARBOUR IS OPEN TO FISHING BOATS ONLY", ()),
        ("FOR AMBASSADOR ONLY", ("ONLY",)),
        ("EYES ONLY FOR AMBASSADOR ROE AND THE DEPUTY CHIEF OF MISSION", ("EYES ONLY",)),
    ],
)
def test_a_sentence_that_the_foot_of_the_page_breaks_off_is_no_caption(above: str, captions: tuple[str, ...]) -> None:
    got = read(telegram(foot=f"{above}\nUNCLAS"))
    assert got.classification.captions == captions


def test_the_last_word_of_a_sentence_is_no_caption() -> None:
    got = read("UNCLAS TRIPOLI 000893\nSUBJECT: A VISIT\n\n1. THE LETTER IS FOR THE AMBASSADOR\nONLY.\n")
    assert got.paragraphs[-1].text.endswith("AMBASSADOR ONLY.")


SAMPLES = [
    file.read_bytes().decode()
    for file in sorted((files("legation.sample") / "traffic").iterdir(), key=lambda file: file.name)
    if file.name.endswith(".txt")
]
WRITTEN = (
    "{}",
    "  {}",
    "{}\t",
    "{}//",
    "{} .",
    "> {}",
    "CLASSIFICATION: {}",
    "{} TRIPOLI 000893",
    "{} SECTION 01 OF 02",
)


@given(
    st.sampled_from(SAMPLES),
    st.floats(0, 1),
    st.sampled_from(LEVELS),
    st.sampled_from(WRITTEN),
    st.sampled_from(("\n", "\r\n", "\r\r\n")),
    st.sampled_from(("text", "mail", "row")),
)
@settings(max_examples=250, deadline=None)
def test_access_is_never_below_a_line_that_stands_alone(
    sample: str, place: float, level: str, written: str, end: str, wrapping: str
) -> None:
    lines = sample.splitlines()
    at = round(place * len(lines))
    text = end.join([*lines[:at], "", written.format(level), "", *lines[at:]])
    data = text.encode()
    if wrapping == "mail":
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = "a@example.org", "b@example.org", "a visit"
        mail.set_content("\n".join(text.split(end)))
        data = bytes(mail)
    elif wrapping == "row":
        quoted = text.replace('"', '""')
        data = f'id,body\n1,"{quoted}"\n'.encode()
    assert marking_of(read(data).classification).rank >= rank_of(MEANT[LEVELS.index(level)])


def _with_cover(subtype: str, cover: str, subject: str = "a visit") -> bytes:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "a@example.org", "b@example.org", subject
    mail.set_content(cover, subtype=subtype)
    mail.add_attachment(telegram(), filename="telegram.txt")
    return bytes(mail)


@pytest.mark.parametrize(
    "mail",
    [
        _with_cover("html", "<html><body><p>SECRET//NOFORN</p><p>See the paper.</p></body></html>"),
        _with_cover("html", "<b>SECRET</b>//NOFORN<br>See the paper."),
        _with_cover("enriched", "SECRET//NOFORN\n\nSee the paper.\n"),
        _with_cover("plain", "See the paper.\n", "SECRET//NOFORN talks"),
    ],
)
def test_the_page_and_the_subject_of_the_mail_count_too(mail: bytes) -> None:
    marking = marking_of(read(mail).classification)
    assert (marking.rank, "NOFORN" in marking.needs) == (4, True)


def test_a_part_behind_many_others_counts_too() -> None:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "a@example.org", "b@example.org", "a visit"
    mail.set_content(telegram())
    for number in range(30):
        mail.add_attachment("SECRET//NOFORN\n" if number == 29 else "See above.\n", filename=f"{number}.txt")
    assert marking_of(read(bytes(mail)).classification).rank == 4


def test_thousands_of_captions_are_each_held_once() -> None:
    names = ["".join(chr(ord("A") + n // 26**k % 26) for k in range(3)) for n in range(4_000)]
    words = "".join(f"SECRET//Q{name}\n" for name in names)
    read_twice = read(telegram(quoted=words + words)).classification
    assert len({*read_twice.captions, *read_twice.caveats} & {f"Q{name}" for name in names}) == 4_000


def test_mail_in_signs_of_japan_is_text() -> None:
    words = "From: a@example.org\nTo: b@example.org\nSubject: x\n\n" + "\x1b$B$3$s\x1b(B\n" * 200
    assert "BYT002" not in codes(read(words))


def test_a_zero_byte_in_a_short_text_leaves_it_a_text() -> None:
    for text in ("UNCLAS LIMA 3211\0", "SUBJECT: A\0VISIT\n1. HE CAME.\n"):
        assert "BYT002" not in codes(read(text))
    assert "BYT002" in codes(read("AB\0\0\0CD"))


OUR_LEVELS = (
    *("TOP SECRET", "SECRET", "CONFIDENTIAL", "RESTRICTED", "LIMITED OFFICIAL USE", "OFFICIAL USE ONLY", "LOU", "SBU"),
    *("NATO SECRET", "COSMIC TOP SECRET", "T O P  S E C R E T", "S E C R E T", "C-O-N-F-I-D-E-N-T-I-A-L", "5ECRET"),
)
THEIRS = (words.upper() for words in foreign_levels() if words[0].upper() in "SCTRULON")
BEHIND_PAGES = sorted(words for words in {*OUR_LEVELS, *THEIRS} if _LINE.match(f"{words}\n") is not None)


@pytest.mark.parametrize("words", BEHIND_PAGES)
def test_the_line_of_a_level_behind_the_number_of_a_page_is_looked_at(words: str) -> None:
    # Other rooms would hold the telegram by most of them, so that what it is held by would not tell.
    alone, paged = _LINE.match(f"{words}\n"), _LINE.match(f"PAGE 2: {words}\n")
    assert alone is not None
    assert paged is not None, "no look at such a line"
    assert (paged["level"], paged["foreign"]) == (alone["level"], alone["foreign"])


@pytest.mark.parametrize("words", ["NODIS", "EXDIS", "LIMDIS", "STADIS", "NOFORN", "N0DIS", "E X D I S", "5TADIS"])
def test_the_line_of_tags_with_a_caption_is_looked_at(words: str) -> None:
    found = _LINE.match(f"TAGS: {words}, PREL\n")
    assert (found is not None) is (words[0] != "5")
    assert _LINE.match("TAGS: ELAB, SNAR, PREL\n") is None
