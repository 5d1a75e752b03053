"""What marks a telegram from within its lines and beside its text holds it, and a finding says where that stands."""

from __future__ import annotations

import base64
import csv
import io
import json
from collections.abc import Iterator

import pytest
from tests.formats.test_marked_anywhere import mail

from legation.core.marking import Marking
from legation.core.telegram import Telegram
from legation.formats import read
from legation.formats.markings.raising import CODE
from legation.tables.marking import paragraph_marking, telegram_marking
from legation.tables.marking_rows import rank_of

LINES = (
    "P 151200Z JAN 76",
    "FM AMEMBASSY PARIS",
    "TO SECSTATE WASHDC",
    "BT",
    "UNCLAS PARIS 00412",
    "E.O. 11652: N/A",
    "TAGS: PFOR",
    "SUBJECT: A VISIT",
    "",
    "1. FOO KUDU WENT AWAY TO THE CITY AND CAME BACK.",
    "",
    "2. BAR ORYX STAYED.",
    "",
    "WINTERS",
    "BT",
)
PLAIN = "\n".join(LINES) + "\n"


def with_line(line: str) -> Iterator[Telegram]:
    """The telegram with ``line`` above it, and at each place of its body."""
    for at in (0, 9, 10, 11, 12, 13):
        yield read("\n".join([*LINES[:at], line, *LINES[at:], ""]))


def said(line: str) -> set[Marking]:
    return {telegram_marking(got) for got in with_line(line)}


@pytest.mark.parametrize(
    ("line", "label"),
    [
        *(("[S] MORE.", "4;;-"), ("[TS] MORE.", "5;;-"), ("(GBR S) MORE.", "4;;-"), ("(//GBR SECRET) MORE.", "4;;-")),
        *(("(SECRET NODIS) MORE.", "4;NODIS;-"), ("(S NF) MORE.", "4;NOFORN;-"), ("(S UMBRA) MORE.", "4;UMBRA;-")),
        *(("COMMENT: (C) MORE.", "3;;-"), ("PARA 7 (S): MORE.", "4;;-"), ("(S ENTIRE TEXT)", "4;;-")),
        *(("//GBR SECRET//", "4;;-"), ("//JOINT SECRET GBR USA//", "4;;-"), ("US SECRET", "4;;-")),
        *(("BEGIN SECRET TEXT", "4;;-"), ("END OF SECRET TEXT", "4;;-"), ("BEGIN TEXT - SECRET", "4;;-")),
        *(
            ("THE FOLLOWING IS SECRET:", "4;;-"),
            ("ANNEX A - SECRET", "4;;-"),
            ("CLASSIFICATION OF THIS TELEGRAM: SECRET", "4;;-"),
        ),
        *(("SECRET UMBRA", "4;UMBRA;-"), ("TOP SECRET DINAR", "5;DINAR;-"), ("TOP SECRET - UMBRA", "5;UMBRA;-")),
        *(("SECRET UMBRA PARIS 00413", "4;UMBRA;-"), ("SECRET//COMINT", "4;SI;-"), ("TOP SECRET SI", "5;SI;-")),
        *(("NODIS SECRET", "4;NODIS;-"), ("RESTRICTED DATA SECRET", "4;RD;-"), ("SECRET - POLICY", "4;;-")),
        *(("NIACT SECRET", "4;;-"), ("SECRET OADR", "4;;-"), ("STRICTLY CONFIDENTIAL", "3;;-")),
        *(("MORE WAS SAID. END OF TEXT. SECRET NODIS", "4;NODIS;-"), ("AND THE REST. SECRET//NOFORN", "4;NOFORN;-")),
        *(("THE REST FOLLOWS S E C R E T NOW", "4;;-"), ("THE REST T O P  S E C R E T NOW", "5;;-")),
        *(("TS//SI//NF", "5;NOFORN,SI;-"), ("S/NF", "4;NOFORN;-")),
        *(("SECRET UE", "4;EU;-"), ("EU CONFIDENTIAL", "3;EU;-"), ("TRÈS SECRET UE/EU TOP SECRET", "5;EU;-")),
        *(("COSMIC TOP SECRET", "5;COSMIC;-"), ("NATO SECRET", "4;NATO;-"), ("(S-UE/EU-S) MORE.", "4;EU;-")),
        *(("SECRET DÉFENSE", "4;;-"), ("TRES SECRET DEFENSE", "5;;-"), ("CONFIDENTIEL DEFENSE", "3;;-")),
        *(("GEHEIM", "4;;-"), ("STRENG GEHEIM", "5;;-"), ("VS-NUR FÜR DEN DIENSTGEBRAUCH", "2;;-")),
        *(
            ("VS-NFD", "2;;-"),
            ("PROTECTED", "3;;-"),
            ("OFFICIAL-SENSITIVE", "1;;-"),
            ("RESTREINT UE/EU RESTRICTED", "2;EU;-"),
        ),
    ],
)
def test_a_marking_holds_in_whatever_line_it_stands(line: str, label: str) -> None:
    least = Marking.from_label(label)
    for marking in said(line):
        assert marking.rank == least.rank, marking
        assert least.needs <= marking.needs, marking


@pytest.mark.parametrize(
    ("line", "label"),
    [
        *(("CTS", "5;COSMIC;-"), ("CTSA", "5;ATOMAL,COSMIC;-"), ("//NS//", "4;NATO;-"), ("NC//", "3;NATO;-")),
        *(("NS\n", "4;NATO;-"), ("\nNR\n", "2;NATO;-"), ("MORE.\n\n(NS) MORE.", "4;NATO;-")),
        *(("\n(COSMIC TOP SECRET) MORE.", "5;COSMIC;-"), ("COMMENT: (NC) MORE.", "3;NATO;-")),
    ],
)
def test_a_mark_of_an_alliance_alone_holds(line: str, label: str) -> None:
    for got in [*list(with_line(line))[:2], read(PLAIN.replace("2. BAR", f"{line}\n\n2. BAR"))]:
        assert telegram_marking(got).label == label


@pytest.mark.parametrize(
    "line", ["RALEIGH\n(NC) MORE", "HALIFAX (NS)", "HALIFAX\nNS\nCANADA", "THE COUNSELORS\n(NCA) MET", "CTSX"]
)
def test_letters_that_are_a_part_of_a_country_hold_nothing(line: str) -> None:
    assert {marking.rank for marking in said(line)} == {0}


@pytest.mark.parametrize(
    ("line", "rank"),
    [
        *(
            ("YDERST HEMMELIGT", 5),
            ("HEMMELIGT", 4),
            ("FORTROLIGT", 3),
            ("TIL TJENESTEBRUG", 2),
            ("STRENGT HEMMELIG", 5),
        ),
        *(("HEMMELIG", 4), ("KONFIDENSIELT", 3), ("BEGRENSET", 2), ("KVALIFICERAT HEMLIG", 5), ("BEGRÄNSAT HEMLIG", 2)),
        *(("ERITTÄIN SALAINEN", 5), ("SALAINEN", 4), ("LUOTTAMUKSELLINEN", 3), ("KÄYTTÖ RAJOITETTU", 2)),
        *(("ŚCIŚLE TAJNE", 5), ("SCISLE TAJNE", 5), ("TAJNE", 4), ("POUFNE", 3), ("ZASTRZEŻONE", 2)),
        *(("PŘÍSNĚ TAJNÉ", 5), ("DŮVĚRNÉ", 3), ("SZIGORÚAN TITKOS!", 5), ("BIZALMAS", 3), ("STRICT SECRET", 5)),
        *(("ÇOK GİZLİ", 5), ("GİZLİ", 4), ("ÖZEL", 3), ("HİZMETE ÖZEL", 2), ("MUITO SECRETO", 5), ("ULTRASSECRETO", 5)),
        *(("ΑΚΡΩΣ ΑΠΟΡΡΗΤΟ", 5), ("ΆΚΡΩΣ ΑΠΌΡΡΗΤΟ", 5), ("ΑΠΟΡΡΗΤΟ", 4), ("ΕΜΠΙΣΤΕΥΤΙΚΟ", 3), ("STROGO TAJNO", 5)),
        *(("СОВЕРШЕННО СЕКРЕТНО", 5), ("СЕКРЕТНО", 4), ("極秘", 5), ("绝密", 5), ("机密", 4), ("ZEER GEHEIM", 5)),
        *(("SECRET DE SERVICIU", 4), ("VERTRAULICH", 3), ("STROGO ZAUPNO", 0), ("FORTROLIGT MØDE I BYEN", 0)),
    ],
)
def test_levels_of_more_governments_hold_on_a_line(line: str, rank: int) -> None:
    assert {marking.rank for marking in said(line)} == {rank}


@pytest.mark.parametrize(
    "line", ["SECRET: MORE WAS SAID.", "SECRET -- MORE WAS SAID.", "THE END. SECRET", "[SECRET]: MORE."]
)
def test_a_level_before_or_behind_a_paragraph_holds(line: str) -> None:
    got = read(f"{PLAIN.replace('2. BAR', line + chr(10) + chr(10) + '2. BAR')}")
    assert got.classification.level == "SECRET"


@pytest.mark.parametrize(
    "line",
    [
        *(
            "THE SECRET TALKS WENT ON",
            "ROE (S) AND DOE (C) CAME IN (S) TURN",
            "SECRETARY ROE (S) CAME",
            "BEGIN SECRET TALKS",
        ),
        *(
            "HE SAID THAT THE SECRET NODIS CHANNEL WAS OPEN",
            "REF: STATE 1234 (SECRET NODIS)",
            "THE MESSAGE WAS SECRET.",
        ),
        *("OPTIONS ARE (A) TO GO (B) TO STAY OR\n(C) TO WAIT", "37 DEGREES (C)", "HE SPOKE. CONFIDENTIAL SOURCES CAME"),
        *(
            "A SECRET TEXT OF THE TREATY CAME",
            "UMBRA",
            "SPOKE",
            "PROTECTED AREAS",
            "THE EU SECRETARIAT",
            "S/S",
            "S/PRS",
            "C/MF",
        ),
        *(
            "(C-OPINTEL CCA) CAME",
            "GEHEIMRAT",
            "RESERVED",
            "(SBF) MORE",
            "HARBOUR OF S E C R E T POINT",
            "[SIC] MORE",
            "[C]ONTINUED",
        ),
    ],
)
def test_words_of_a_sentence_hold_nothing(line: str) -> None:
    assert {marking.rank for marking in said(line)} == {0}


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("[S] MORE.", "SECRET stands as a mark that is no paragraph's; the telegram is held by it"),
        ("THE END. SECRET//NOFORN", "SECRET, NOFORN stands within a line; the telegram is held by it"),
        ("THE REST S E C R E T NOW", "SECRET stands within a line; the telegram is held by it"),
    ],
)
def test_a_finding_tells_where_what_holds_the_telegram_stands(line: str, says: str) -> None:
    for got in list(with_line(line))[1:]:
        (told,) = [found for found in got.findings if found.code == CODE]
        assert told.says == says
        assert got.source[told.span.start : told.span.end] in line
        assert "CLS004" not in [found.code for found in got.findings]


@pytest.mark.parametrize("level", ["SECRET", "CONFIDENTIAL", "RESTRICTED"])
@pytest.mark.parametrize(
    ("words", "needs"),
    [
        ("{} FOR AMBASSADOR ONLY", {"ONLY"}),
        ("{} NODIS", {"NODIS"}),
        ("3. ELAND CAME. ({} NODIS/STADIS)", {"NODIS", "STADIS"}),
    ],
)
def test_captions_behind_a_level_that_is_held_already_hold(level: str, words: str, needs: set[str]) -> None:
    head = f"FM AMEMBASSY PARIS\nTO SECSTATE WASHDC\n{level} PARIS 00412\nSUBJ: A VISIT\n\n"
    text = f"{head}1. KUDU CAME.\n\n2. ORYX STAYED.\n\n{words.format(level)}\n"
    assert telegram_marking(read(text)).needs == needs


def test_what_adds_nothing_is_told_by_nothing() -> None:
    for line in ("(U) MORE.", "THE END. UNCLAS", "THE SECRET TALKS"):
        assert CODE not in [found.code for got in with_line(line) for found in got.findings]
    held = PLAIN.replace("UNCLAS PARIS", "S E C R E T NODIS PARIS").replace("2. BAR", "2. (S) BAR")
    assert CODE not in [found.code for found in read(f"{held}\n[S] MORE. SECRET NODIS\n").findings]


def test_a_telegram_that_was_not_read_is_held_by_nothing_beside_it() -> None:
    got = read(PLAIN.replace("UNCLAS PARIS 00412", "PARIS 00412").replace("2. BAR", "2. BAR [S]\n[S] BAR"))
    assert [found.code for found in got.findings if found.code.startswith("CLS")] == ["CLS001"]


def test_what_a_field_beside_the_text_raises_is_told_at_the_field() -> None:
    row = {"id": "76PARIS412", "date": "1976-01-15", "body": PLAIN, "remark": "Kept as SECRET//NODIS"}
    out = io.StringIO()
    csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows([[*row], [*row.values()]])
    for text in (out.getvalue(), json.dumps(row) + "\n"):
        got = read(text)
        told = [found for found in got.findings if found.code == CODE]
        assert [found.says for found in told] == [
            "SECRET, NODIS stands in a field beside the text; the telegram is held by it"
        ]
        assert "SECRET" in got.source[told[0].span.start : told[0].span.end]


@pytest.mark.parametrize(
    ("subject", "level", "needs"),
    [
        *(("NODIS A visit", 0, {"NODIS"}), ("Re: A visit NODIS", 0, {"NODIS"}), ("A SECRET visit", 4, set())),
        *(
            ("A visit (SECRET NODIS)", 4, {"NODIS"}),
            ("[S] A visit", 4, set()),
            ("A visit TOP SECRET UMBRA", 5, {"UMBRA"}),
        ),
        *(("A secret visit", 0, set()), ("NODIS TELEGRAMS OF MAY", 0, set()), ("TALKS, AND NODIS", 0, set())),
    ],
)
def test_the_subject_of_a_mail_holds_by_words_that_stand_out(subject: str, level: int, needs: set[str]) -> None:
    got = read(mail(subject=subject, body=PLAIN))
    assert telegram_marking(got) == Marking(level, frozenset(needs))
    assert (CODE in [found.code for found in got.findings]) is bool(level or needs)


def test_what_stands_around_the_parts_of_a_mail_holds() -> None:
    part = f"--x\nContent-Type: text/plain\n\n{PLAIN}\n--x--\n"
    for body in (f"SECRET\n\n{part}", f"{part}\nSECRET\n"):
        got = read(mail(kind="multipart/mixed; boundary=x", body=body))
        assert got.classification.level == "SECRET"
        assert "in the words around the text" in next(found.says for found in got.findings if found.code == CODE)


@pytest.mark.parametrize("words", ["TOP\nSECRET NODIS", "T O P\nS E C R E T", "T O P \n S E C R E T"])
def test_a_level_that_the_end_of_a_line_parts_closes_a_text(words: str) -> None:
    assert read(f"{PLAIN}\n{words}\n").classification.level == "TOP SECRET"


def test_the_level_of_a_telegram_is_never_lowered_by_another_word() -> None:
    held = PLAIN.replace("UNCLAS PARIS", "TOP SECRET PARIS")
    for line in ("[C] MORE.", "VS-NFD", "BEGIN UNCLASSIFIED TEXT", "OFFICIAL-SENSITIVE", "(GBR R) MORE."):
        assert read(held.replace("2. BAR", f"{line}\n\n2. BAR")).classification.level == "TOP SECRET"
    assert rank_of(read(held).classification.level) == 5


def edited(note: str, *, body: str = "<p>Foo kudu went away.</p>") -> Telegram:
    """A telegram of a printed volume with that note of its editors."""
    head = (
        f'<head>1. Telegram From the Embassy in Ruritania<note type="source">Source: Files, 1976. {note}</note></head>'
    )
    return read(f'<div type="document" xml:id="d1">{head}{body}</div>')


@pytest.mark.parametrize(
    ("note", "label"),
    [
        *(("Secret; Nodis.", "4;NODIS;-"), ("Nodis; Secret.", "4;NODIS;-"), ("Secret. Nodis.", "4;NODIS;-")),
        *(
            ("Nodis. Secret; Priority.", "4;NODIS;-"),
            ("SECRET; NODIS.", "4;NODIS;-"),
            ("Unclassified. Nodis.", "0;NODIS;-"),
        ),
        *(("Top Secret; Umbra.", "5;UMBRA;-"), ("Top Secret; Sensitive; Contains Codeword.", "5;CODEWORD;-")),
        *(
            ("Secret; Limit Distribution.", "4;LIMDIS;-"),
            ("NATO Secret.", "4;NATO;-"),
            ("Cosmic Top Secret.", "5;COSMIC;-"),
        ),
        *(("Secret. Nodis telegrams are not printed.", "4;;-"), ("Secret; he spoke of it.", "4;;-")),
    ],
)
def test_a_source_note_holds_by_all_that_it_says(note: str, label: str) -> None:
    marking = telegram_marking(edited(note))
    assert (marking.rank, marking.needs) == (Marking.from_label(label).rank, Marking.from_label(label).needs)
    page = "1. Telegram From the Embassy in Ruritania to the Department of State1\n\n412. Foo.\n\n"
    page += f"1 Source: Files, 1976. {note}\n"
    assert telegram_marking(read(page)) == marking


@pytest.mark.parametrize("body", ["<p>Foo.</p><note>SECRET</note>", "<head>SECRET NODIS</head><p>Foo.</p>"])
def test_a_marking_alone_in_a_note_or_a_head_holds(body: str) -> None:
    assert edited("Unclassified.", body=body).classification.level == "SECRET"
    assert edited("Unclassified.", body="<p>Foo.</p><note>On the Secret Service see below.</note>").classification.level


@pytest.mark.parametrize(
    ("head", "around"),
    [
        *(('<meta name="classification" content="SECRET">', ""), ("", '<img alt="SECRET">'), ("", "<!-- SECRET -->")),
        *(("", '<div data-classification="secret"></div>'), ("", "<label>Classification</label><b>SECRET</b>")),
    ],
)
def test_what_a_page_says_in_its_tags_holds(head: str, around: str) -> None:
    got = read(f"<html><head>{head}</head><body>{around}<pre>{PLAIN}</pre></body></html>")
    assert got.classification.level == "SECRET"
    assert CODE in [found.code for found in got.findings]
    plain = read(f'<html><body><a title="SECRET">x</a><p class="secret">x</p><pre>{PLAIN}</pre></body></html>')
    assert plain.classification.level == "UNCLASSIFIED"


@pytest.mark.parametrize("said", ["S//NF", "TS//SI//NF", "(S//NF)", "//GBR SECRET//", "Geheim"])
def test_a_field_for_markings_holds_by_a_mark_alone(said: str) -> None:
    row = {"id": "76PARIS412", "date": "1976-01-15", "classification": "UNCLASSIFIED", "marking": said, "body": PLAIN}
    assert telegram_marking(read(json.dumps(row) + "\n")).rank >= rank_of("SECRET")


def test_the_subject_of_a_mail_that_is_sent_on_holds() -> None:
    on = "-----Original Message-----\nFrom: c@post.example\nSent: 1 Jan\nTo: d@post.example\nSubject: {}\n\n"
    for subject, label in (("A visit NODIS", "0;NODIS;-"), ("SECRET: A visit", "4;;-"), ("A secret visit", "0;;-")):
        assert telegram_marking(read(mail(body=on.format(subject) + PLAIN))).label == label
    kind = "multipart/mixed; boundary=x"
    part = f"\n--x\nContent-Type: text/plain\nContent-Description: SECRET\n\n{PLAIN}\n--x--\n"
    assert read(mail(kind=kind, body=part)).classification.level == "SECRET"


@pytest.mark.parametrize("line", ["SECRET PAGE 02 PARIS 00412 151200Z", "PAGE 02 PARIS 00412 151200Z  SECRET"])
def test_the_level_on_the_head_of_a_page_holds(line: str) -> None:
    assert {marking.rank for marking in said(line)} == {4}


def test_the_level_of_a_head_in_one_line_with_commas_holds() -> None:
    head = "76PARIS412, 1976-01-15 12:00, 2006-01-31 21:09, SECRET, Embassy Paris\n\n"
    assert read(head + PLAIN).classification.level == "SECRET"


@pytest.mark.parametrize(
    ("words", "label"),
    [
        *(("(S//NF) HE", "4;NOFORN;-"), ("(S/NF) HE", "4;NOFORN;-"), ("(s//nf) HE", "4;NOFORN;-")),
        *(("(TS) HE", "5;;-"), ("( TS ) HE", "5;;-"), ("{TS} HE", "5;;-"), ("{S//NF} HE", "4;NOFORN;-")),
        *(("<S//NF> HE", "4;NOFORN;-"), ("(S) HE", "4;;-"), ("( S ) HE", "4;;-"), ("-- ( S ) HE", "4;;-")),
        *(("(C) HE", "3;;-"), ("( C ) HE", "3;;-"), ("[C] HE", "3;;-"), ("(U//NOFORN) HE", "0;NOFORN;-")),
        *(("(C/\nNF) HE", "3;NOFORN;-"), ("(S//25X1) HE", "4;;-")),
        *(("(S//REL TO USA, GBR) HE", "4;;GB,US"), ("BEGIN SECRET. HE", "4;;-"), ("(S//UMBRA) HE", "4;UMBRA;-")),
    ],
)
def test_a_mark_in_a_paragraph_without_one_holds_where_it_can_be_no_letter_of_a_list(words: str, label: str) -> None:
    own = PLAIN.replace("1. FOO", "1. (U) FOO")
    for text in (own.replace("STAYED.", f"STAYED. {words} WENT."), own.replace("STAYED.", f"STAYED.\n{words} WENT.")):
        got = read(text)
        assert telegram_marking(got).label == label
        assert CODE in [found.code for found in got.findings]


@pytest.mark.parametrize(
    "words",
    [
        *(
            "REF (C) AND (S) HE",
            "THE TRAVELLER'(s) BAG",
            "OFFICIAL(S)",
            "UNDER 37 U.S.C. 1006(C) HE",
            "NURSE CORPS (NC)",
        ),
        *(
            "THE SERVICE (SBU) SAID",
            "[S]ince he",
            "(S. KOREA)",
            "(C-130) HE",
            "(S-512-0009) OR",
            "THE RATIO (S/N) FELL",
        ),
        *("(A) ONE. (B) TWO. (C) THREE", "(R) ONE. (S) TWO. (T) THREE", "( A ) ONE. ( B ) TWO. ( C ) THREE"),
        *("A PLAY BY (TS) ROE", "a play by (TS) Roe", "ROME (C/O THE EMBASSY)", "(C/O MR ROE)", "(S/HE)"),
        *("HTTPS//NF", "A.S//NF", "AT THE BEGINNING. SECRET TALKS", "N1C//SI", "GRADES C//D"),
    ],
)
def test_letters_in_a_paragraph_without_a_mark_hold_nothing(words: str) -> None:
    got = read(PLAIN.replace("1. FOO", "1. (U) FOO").replace("STAYED.", f"STAYED. {words} WENT."))
    assert telegram_marking(got).label == "0;;-"


@pytest.mark.parametrize(("words", "label"), [("(TS) HE", "5;;-"), ("S//NF HE", "4;NOFORN;-"), ("(S) HE", "4;;-")])
def test_a_mark_holds_in_a_copy_that_has_lost_its_capitals(words: str, label: str) -> None:
    assert telegram_marking(read(PLAIN.replace("STAYED.", f"STAYED. {words} WENT.").lower())).label == label


def test_a_mark_without_brackets_holds_among_other_words() -> None:
    for own in ("", "(U) "):
        got = read(PLAIN.replace("2. BAR", f"2. {own}BAR").replace("STAYED.", "STAYED. S//NF HE WENT."))
        assert telegram_marking(got).label == "4;NOFORN;-"
        assert paragraph_marking(got, got.paragraphs[1]).label == "4;NOFORN;-"


def test_a_letter_in_brackets_is_none_in_a_telegram_without_marks() -> None:
    assert telegram_marking(read(PLAIN.replace("STAYED.", "STAYED. (C) HE WENT."))).rank == 0


def test_a_mark_among_the_words_of_a_subject_holds() -> None:
    assert telegram_marking(read(PLAIN.replace("A VISIT", "A VISIT (S//NF) TO ROME"))).label == "4;NOFORN;-"
    assert telegram_marking(read(PLAIN.replace("A VISIT", "MR ROE (S) AND MR DOE"))).label == "0;;-"


def test_of_two_levels_in_one_mark_the_higher_counts() -> None:
    got = read(PLAIN.replace("1. FOO", "1. (U/S) FOO"))
    assert telegram_marking(got).rank == 4


FIELDS = (
    "FM AMEMBASSY PARIS",
    "TO SECSTATE WASHDC",
    "TO SECSTATE WASHDC\nINFO AMEMBASSY ROME",
    "TO SECSTATE WASHDC\nINFO AMEMBASSY ROME\nSECDEF WASHDC",
    "E.O. 11652: N/A",
    "TAGS: PFOR",
)


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize(
    ("words", "label"),
    [
        *(("SECRET", "4;;-"), ("S E C R E T", "4;;-"), ("SECRET NODIS", "4;NODIS;-"), ("- CONFIDENTIAL", "3;;-")),
        *(("NODIS", "0;NODIS;-"), ("EXDIS", "0;EXDIS;-"), ("NOFORN", "0;NOFORN;-"), ("S//NF", "4;NOFORN;-")),
        *(("EYES ONLY FOR ROE", "0;ONLY;-"), ("(S/NF)", "4;NOFORN;-"), ("/TOP SECRET/", "5;;-")),
    ],
)
def test_a_marking_that_a_copy_has_joined_to_a_field_of_the_head_holds(field: str, words: str, label: str) -> None:
    got = read(PLAIN.replace(field.partition("\n")[0], f"{field} {words}"))
    assert telegram_marking(got).label == label


def test_what_is_joined_to_a_field_of_the_head_is_told_of() -> None:
    got = read(PLAIN.replace("TO SECSTATE WASHDC", "TO SECSTATE WASHDC EXDIS"))
    [found] = [found for found in got.findings if found.code == CODE]
    assert got.quote(found.span) == "TO SECSTATE WASHDC EXDIS\n"


@pytest.mark.parametrize("words", ["SECRET SERVICE", "(HQ)", "//OSD/ISA//", "UNCLAS", "SECRETARIAT", "(C/O DCM)"])
def test_addresses_and_offices_hold_nothing(words: str) -> None:
    for field in FIELDS[:4]:
        assert telegram_marking(read(PLAIN.replace(field.partition("\n")[0], f"{field} {words}"))).label == "0;;-"


@pytest.mark.parametrize(
    ("line", "with_it"),
    [
        *(("TO SECSTATE WASHDC", "TO SECSTATE WASHDC\nINFO USS SECRET"), ("TAGS: PFOR", "TAGS: PFOR, RESTRICTED")),
        *(("TO SECSTATE WASHDC", "TO SECSTATE WASHDC\nINFO HMS SECRET"),),
    ],
)
def test_a_ship_and_a_tag_hold_nothing(line: str, with_it: str) -> None:
    assert telegram_marking(read(PLAIN.replace(line, with_it))).label == "0;;-"


def test_a_mark_behind_the_end_of_a_sentence_or_another_word_holds() -> None:
    for words in (
        "STAYED. (TS) ROE WENT.",
        "STAYED (TS) ROE WENT.",
        "Foo stayed (TS) Roe went.",
        "FOO STOOD BY. (TS) ROE WENT.",
    ):
        assert telegram_marking(read(PLAIN.replace("STAYED.", words))).rank == 5


MAIL = "From: a@b.example\nTo: c@d.example\nSubject: Cable\nContent-Type: text/plain\nContent-Transfer-Encoding: "


def encoded(text: str) -> dict[str, str | bytes]:
    """The same telegram as files have it whose words are not there sign by sign."""
    entities = "".join(f"&#{ord(sign)};" if sign in "()/{}DS" else sign for sign in text)
    quoted = "".join(f"={ord(sign):02X}" if sign in "()/{}DS=" else sign for sign in text)
    escaped = json.dumps({"text": text}).replace("(", "\\u0028").replace("/", "\\/").replace("S", "\\u0053")
    return {
        "carriage returns": text.replace("\n", "\r\n"),
        "two carriage returns": text.replace("\n", "\r\r\n"),
        "two bytes a sign": text.encode("utf-16"),
        "base64": f"{MAIL}base64\n\n{base64.encodebytes(text.encode()).decode()}",
        "quoted-printable": f"{MAIL}quoted-printable\n\n{quoted}",
        "entities": f"<html><body><pre>{entities}</pre></body></html>",
        "tags": f"<html><body><pre>{text.replace('S', '<b>S</b>')}</pre></body></html>",
        "JSON": json.dumps({"text": text}),
        "JSON escaped": escaped,
        "a page in JSON": json.dumps({"text": f"<html><body><pre>{entities}</pre></body></html>"}),
        "a row": f'id,text\n1,"{entities}"\n',
    }


@pytest.mark.parametrize("way", encoded(""))
@pytest.mark.parametrize(
    ("words", "with_it", "label"),
    [
        *(("TO SECSTATE WASHDC", "TO SECSTATE WASHDC NODIS", "0;NODIS;-"),),
        *(("TO SECSTATE WASHDC", "TO SECSTATE WASHDC SECRET", "4;;-"),),
        *(("TAGS: PFOR", "TAGS: PFOR (S//NF)", "4;NOFORN;-"), ("A VISIT", "A VISIT (S//NF)", "4;NOFORN;-")),
        *(("BAR", "(S/NF) BAR", "4;NOFORN;-"), ("STAYED.", "LEFT. S//NF HE STAYED.", "4;NOFORN;-")),
        *(("BAR", "{TS} BAR", "5;;-"), ("BAR", "BAR", "0;;-")),
    ],
)
def test_a_marking_holds_however_the_file_has_its_words(way: str, words: str, with_it: str, label: str) -> None:
    got = read(encoded(PLAIN.replace(words, with_it))[way])
    assert telegram_marking(got).label == label


@pytest.mark.parametrize(
    ("words", "with_it", "label"),
    [
        *(("BAR", "(\uff33/NF) BAR", "4;NOFORN;-"), ("STAYED.", "LEFT. S\u200b//NF HE STAYED.", "4;NOFORN;-")),
        *(("A VISIT", "A VISIT (\uff33//NF)", "4;NOFORN;-"), ("BAR", "(\n      S/NF) BAR", "4;NOFORN;-")),
        *(("TO SECSTATE WASHDC", "TO SECSTATE WASHDC NOD\u200bIS", "0;NODIS;-"),),
        *(("TO SECSTATE WASHDC", "TO SECSTATE WASHDC S\u0415CRET", "4;;-"),),
        *(("TO SECSTATE WASHDC", "TO SECSTATE WASHDC LIMITED OFFICIAL USE", "1;;-"),),
        *(("TO SECSTATE WASHDC", f"TO SECSTATE WASHDC SECRET{' ' * 130}", "4;;-"),),
        *(("TO SECSTATE WASHDC", f"TO SECSTATE WASHDC SECRET{' ' * 130}NODIS", "4;NODIS;-"),),
    ],
)
def test_a_marking_holds_as_it_is_seen(words: str, with_it: str, label: str) -> None:
    assert telegram_marking(read(PLAIN.replace(words, with_it))).label == label


@pytest.mark.parametrize(("words", "label"), [("NODIS", "0;NODIS;-"), ("SECRET", "4;;-"), ("(S//NF)", "4;NOFORN;-")])
def test_what_is_joined_to_a_tagged_signature_holds(words: str, label: str) -> None:
    got = read(
        '<div type="document" xml:id="d1"><head>1. Telegram From the Embassy in Rome to the Department of State</head>'
        "<p>12. UNCLAS. Subject: A visit.</p><p>Foo kudu went away.</p>"
        f'<closer><signed><hi rend="strong">Roe {words}</hi></signed></closer></div>'
    )
    assert telegram_marking(got).label == label


@pytest.mark.parametrize(
    ("words", "label"),
    [
        *(("Cypher/OTP     TOP SECRET   DEPARTMENTAL DISTRIBUTION\nNo. 12", "5;;-"),),
        *(("Cypher/OTP  SECRET\nNo. 12", "4;;-"), ("No. 12    SECRET", "4;;-"), ("No. 12\nPrivate Secretary", "0;;-")),
        *(("No. 12\nD. 8.45 p.m. 1st August 1949     SECRET", "4;;-"),),
    ],
)
def test_a_level_beside_the_lines_of_a_british_sheet_holds(words: str, label: str) -> None:
    got = read(f"FROM BELISAR TO FOREIGN OFFICE\n{words}\n\nUNCLASSIFIED\n\n  I saw the Minister.\n")
    assert telegram_marking(got).label == label


@pytest.mark.parametrize(
    ("words", "label"),
    [
        *(('2,"SECRET', "4;;-"), ('7;PARIS;"SECRET//NOFORN', "4;NOFORN;-"), ('2,"S E C R E T PARIS 00413', "4;;-")),
        *(('2,"CONFIDENTIAL PARIS 00413', "3;;-"), ('2,"NODIS', "0;NODIS;-"), ('HE WROTE: "SECRET\n', "4;;-")),
        *(('It has a "SECRET\n', "4;;-"), ("He sent this, “TOP SECRET\n", "5;;-")),
    ],
)
def test_a_quotation_that_begins_with_its_level_within_a_line_holds(words: str, label: str) -> None:
    found = {
        telegram_marking(read("\n".join([*LINES[:at], words, "SUBJECT: DUES", *LINES[at:], ""]))).label
        for at in (11, 13)
    }
    assert found == {label}


@pytest.mark.parametrize(
    "words", ['HE CALLED IT, "SECRET TALKS"', 'ROWS 2,"SECRETARY"', 'WE HEARD "SECRET\nTALKS" IN TOWN']
)
def test_a_quoted_word_of_a_sentence_holds_nothing(words: str) -> None:
    assert said(words) == {Marking(0)}


FAR = "NOTHING OF NOTE. " * 200


@pytest.mark.parametrize(
    "around",
    [
        *("<noscript>SECRET</noscript>", "<template><p>SECRET</p></template>", "<![CDATA[SECRET]]>"),
        *(f"<!-- {FAR}\nS E C R E T PARIS\n-->", f"<!-- {FAR[:150]}\nSECRET\n-->", "<p>SECR&ZeroWidthSpace;ET</p>"),
        *("<nav><p>SECRET</p>", "<a href=x><p>SECRET</p>", "<button><p>SECRET</p>"),  # nothing closes them
    ],
)
@pytest.mark.parametrize("page", [f"<pre>{PLAIN}</pre>", "".join(f"<p>{line}</p>" for line in LINES)])
def test_what_a_page_does_not_show_holds(page: str, around: str) -> None:
    assert telegram_marking(read(f"<html><body>{page}{around}</body></html>")).rank == rank_of("SECRET")
