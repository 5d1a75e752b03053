"""A control counts wherever the level that it stands behind is written, also one that no row knows."""

from __future__ import annotations

import json
from unicodedata import normalize

import pytest

from legation.core.letters import in_plain_capitals
from legation.formats.reading import read
from legation.formats.several import read_many
from legation.tables.marking import paragraph_marking, telegram_marking

WORDS = "1. (U) The envoy says that the visit stands.\n"
HEADING = "FM AMEMBASSY TRIPOLI\nUNCLAS TRIPOLI 000893\n"
HEAD = "09TRIPOLI893\n2009-11-05 15:13\n2011-01-31 21:09\n{}\nEmbassy Tripoli\n\n"
MAIL = "From: a@b.example\nTo: c@d.example\n{}\nDate: Thu, 05 Nov 2009 15:13:00 +0000\n\n"


def places(line: str) -> dict[str, str]:
    """A telegram that says of itself that it is open, with a marking at each place where one may stand."""
    level, _, controls = line.partition("//")
    row = {"id": "09TRIPOLI893", "classification": line, "text": f"{HEADING}SUBJECT: VISIT\n\n{WORDS}"}
    parted = {**row, "classification": {"level": level, "caveats": controls.split("//") if controls else []}}
    return {
        "head": f"{HEAD.format(line)}SUBJECT: VISIT\n\n{WORDS}",
        "head above": f"{HEAD.format(line)}{HEADING}SUBJECT: VISIT\n\n{WORDS}",
        "field": json.dumps(row),
        "list": json.dumps(parted),
        "column": f'id,classification,text\n09TRIPOLI893,"{line}","{row["text"]}"\n',
        "label": f'{MAIL.format(f"""SIO-Label: marking="{line}"; type="x" """)}{HEADING}SUBJECT: VISIT\n\n{WORDS}',
        "subject of a mail": f"{MAIL.format(f'Subject: ({line}) Visit')}{HEADING}SUBJECT: VISIT\n\n{WORDS}",
        "subject": f"{HEADING}SUBJECT: ({line}) VISIT\n\n{WORDS}",
        "paragraph": f"{HEADING}SUBJECT: VISIT\n\n1. ({line}) The envoy says that the visit stands.\n",
        "end of a paragraph": f"{HEADING}SUBJECT: VISIT\n\n1. The envoy says that the visit stands. ({line})\n",
        "foot": f"{HEADING}SUBJECT: VISIT\n\n{WORDS}\n{line}\n",
    }


@pytest.mark.parametrize("place", places(""))
@pytest.mark.parametrize(
    ("line", "label"),
    [
        ("SECRET//NODIS", "4;NODIS;-"),
        ("SECRET//BUTTER", "4;BUTTER;-"),
        ("SECRET//BUTTER POPCORN", "4;BUTTER POPCORN;-"),
        ("SECRET//REL TO USA, GBR", "4;;GB,US"),
        ("SECRET//FGI GBR//NOFORN", "4;NOFORN;-"),
        ("TOP SECRET//BUTTER", "5;BUTTER;-"),
        ("TOP SECRET//SI//NOFORN", "5;NOFORN,SI;-"),
        ("SECRET//butter", "4;BUTTER;-"),
        ("SECRET//BUTTER2", "4;BUTTER2;-"),
        ("SECRET//BUTTER_X", "4;BUTTER_X;-"),
        ("SECRET//25X1", "4;;-"),
        ("SECRET//X1", "4;;-"),
        ("SECRET//SEE PARA 2B OF REFTEL", "4;;-"),
        ("SECRET//BUTTER SEE BELOW", "4;BUTTER SEE BELOW;-"),
        ("SECRET//BUTTER ABOVE", "4;BUTTER ABOVE;-"),
        ("SECRET//SEE BUTTER", "4;SEE BUTTER;-"),
        ("SECRET//NOFORN//20341231", "4;NOFORN;-"),
    ],
)
def test_a_control_counts_wherever_its_level_stands(place: str, line: str, label: str) -> None:
    (got,) = read_many(places(line)[place].encode())
    assert telegram_marking(got).label == label


@pytest.mark.parametrize("place", places(""))
@pytest.mark.parametrize(
    ("control", "need"),
    [
        ("ЖУК", "ЖУК"),
        ("жук", "ЖУК"),
        ("ЖУК-9", "ЖУК-9"),
        ("BUTTER ЖУК", "BUTTER ЖУК"),
        ("机密", "机密"),
        ("סודי", "סודי"),
        ("ΝΟΦΟΡΝ", "ΝΟΦΟΡΝ"),
        ("νοφορν", "ΝΟΦΟΡΝ"),
        ("एबीसी", "एबीसी"),
        ("비밀", "비밀"),
        ("\ufffd\ufffd", "\ufffd\ufffd"),
        ("🦊", "🦊"),
        ("Ǆ", "ǆ"),
        ("ﬁN", "FIN"),
        ("straße", "STRASSE"),
        ("STRAẞE", "STRASSE"),
        ("CAFÉ", "CAFE"),
        (normalize("NFD", "CAFÉ"), "CAFE"),
        ("café", "CAFE"),
        ("ＮＯＦＯＲＮ", "NOFORN"),
        ("ＢＵＴＴＥＲ", "BUTTER"),
        ("ВUTTЕR", "BUTTER"),  # two letters are Cyrillic
        ("BUT\u200bTER", "BUTTER"),
    ],
)
def test_a_control_in_any_letters_is_one_need(place: str, control: str, need: str) -> None:
    (got,) = read_many(places(f"SECRET//{control}")[place].encode())
    assert telegram_marking(got).label == f"4;{in_plain_capitals(need)};-"


@pytest.mark.parametrize("mark", ["S//ЖУК", "S//机密", "S//NF//ЖУК", "S//ЖУК-9"])
def test_a_control_in_any_letters_is_part_of_the_mark(mark: str) -> None:
    got = read(f"{HEADING}SUBJECT: VISIT\n\n{WORDS}2. ({mark}) The talks go on.\n")
    assert [(one.marking, one.text) for one in got.paragraphs][1] == (mark, "The talks go on.")
    assert paragraph_marking(got, got.paragraphs[0]).label == "0;;-"
    assert in_plain_capitals(mark.rpartition("//")[2]) in paragraph_marking(got, got.paragraphs[1]).needs


@pytest.mark.parametrize(
    ("mark", "needs"),
    [
        ("S//DECLASSIFY BUTTER", {"DECLASSIFY BUTTER"}),
        ("S//DECL ON: 2030 BUTTER", {"DECL ON: 2030 BUTTER"}),
        *[(f"S//DECL{said}", set()) for said in ("", " ON: 20300105", "ASSIFY ON: 25X1", ": 5 JANUARY 2030", " OADR")],
    ],
)
def test_behind_the_day_of_declassification_stands_no_control(mark: str, needs: set[str]) -> None:
    got = read(f"{HEADING}SUBJECT: VISIT\n\n{WORDS}2. ({mark}) The talks go on.\n")
    assert paragraph_marking(got, got.paragraphs[1]).needs == needs


@pytest.mark.parametrize("control", ["ЖУК", "机密", "straße", "BUTTER2"])
def test_behind_a_control_in_any_letters_stands_the_number(control: str) -> None:
    got = read(f"FM AMEMBASSY TRIPOLI\nSECRET//{control} TRIPOLI 000893\nSUBJECT: VISIT\n\n{WORDS}")
    assert (got.post, got.number) == ("TRIPOLI", 893)
    assert telegram_marking(got).label == f"4;{in_plain_capitals(control)};-"


@pytest.mark.parametrize(
    "line",
    [
        "1. (U//see para 2) The envoy says that the visit stands.",
        "1. (U) The envoy says that the visit stands (U//SEE PARA 2).",
        "UNCLASSIFIED//SEE PARA 2",
        "Unclassified//see the words above",
        "UNCLAS //N05400//",
        "UNCLAS //1400//",
        "UNCLAS//N01520//HARBOUR BULLETIN 233/08",
        "UNCLAS//NAVADMIN 233/08",
        "UNCLASSIFIED// FM CNO WASHINGTON DC//N1// TO NAVADMIN",
        "1. (U) See https://example.org/жук and C:// or 5//ЖУК.",
        "1. (U) The envoy asks for either// or, and leaves.",
    ],
)
def test_other_words_behind_strokes_are_no_control(line: str) -> None:
    assert telegram_marking(read(f"{HEADING}SUBJECT: VISIT\n\n{line}\n")).label == "0;;-"


@pytest.mark.parametrize("place", places(""))
def test_of_a_control_with_parts_each_counts(place: str) -> None:
    (got,) = read_many(places("TOP SECRET//SI-G/TK//NOFORN")[place].encode())
    marking = telegram_marking(got)
    assert marking.rank == 5
    assert marking.needs - {"SI"} == {"SI-G", "TK", "NOFORN"}


@pytest.mark.parametrize(
    ("name", "said", "nations"),
    [
        ("releasable_to", ["USA", "GBR"], "GB,US"),
        ("releasable_to", "USA, GBR", "GB,US"),
        ("rel_to", ["USA"], "US"),
        ("releasable", ["USA", "FVEY"], "AU,CA,GB,NZ,US"),
        ("releasable_to", ["Atlantis"], ""),
        ("releasable_to", [], "-"),
        ("releasable_to", ["PUBLIC"], "-"),
        ("releasable", "yes", "-"),
        ("released", "USA", "-"),
    ],
)
def test_a_list_of_nations_is_a_release_list(name: str, said: object, nations: str) -> None:
    row = {"id": "09TRIPOLI893", name: said, "text": f"{HEADING}SUBJECT: VISIT\n\n{WORDS}"}
    (got,) = read_many(json.dumps(row).encode())
    assert telegram_marking(got).label == f"0;;{nations}"


@pytest.mark.parametrize(
    ("subject", "label"),
    [("S//NF HARBOUR TALKS", "4;NOFORN;-"), ("S//NF VISIT", "4;NOFORN;-"), ("S//BUTTER TALKS", "4;BUTTER TALKS;-")],
)
def test_behind_the_mark_of_a_mails_subject_stands_its_title(subject: str, label: str) -> None:
    got = read(f"{MAIL.format(f'Subject: {subject}')}{HEADING}SUBJECT: VISIT\n\n{WORDS}")
    assert telegram_marking(got).label == label


@pytest.mark.parametrize("said", ["none", "NONE", "N/A", "", "FALSE", "NO CAVEATS", "PUBLIC"])
def test_a_list_of_caveats_that_has_none_closes_nothing(said: str) -> None:
    row = {"id": "09TRIPOLI893", "caveats": [said], "text": f"{HEADING}SUBJECT: VISIT\n\n{WORDS}"}
    (got,) = read_many(json.dumps(row).encode())
    assert telegram_marking(got).label == "0;;-"


def test_a_caption_before_the_strokes_of_a_label_counts() -> None:
    text = MAIL.format('SIO-Label: marking="SECRET NODIS"; type="x"')
    assert telegram_marking(read(f"{text}{HEADING}SUBJECT: VISIT\n\n{WORDS}")).label == "4;NODIS;-"


@pytest.mark.parametrize(
    ("title", "label"),
    [
        ("(S//NF) HARBOUR TALKS", "4;NOFORN;-"),
        ("(SECRET//NOFORN) HARBOUR TALKS", "4;NOFORN;-"),
        ("[SECRET//NOFORN] Harbour talks", "4;NOFORN;-"),
        ("(SECRET//BUTTER) HARBOUR TALKS", "4;BUTTER;-"),
    ],
)
def test_behind_the_bracket_of_a_mark_words_are_no_control(title: str, label: str) -> None:
    text = f"{HEADING}SUBJECT: VISIT\n\n{WORDS}"
    assert telegram_marking(read(f"{MAIL.format(f'Subject: {title}')}{text}")).label == label
    assert telegram_marking(read(f"{text}\n{title}\n\n2. (U) They meet again.\n")).label == label


@pytest.mark.parametrize(
    ("mark", "label"),
    [
        ("U//FOUO", "1;;-"),
        ("U//NF", "0;NOFORN;-"),
        ("UNCLASSIFIED//FOUO", "1;;-"),
        ("UNCLAS//NF", "0;NOFORN;-"),
        ("U//FOUO//LES", "1;LES;-"),
        ("U/S ROE", "0;;-"),
        ("UNCLASSIFIED", "0;;-"),
        ("U", "0;;-"),
    ],
)
def test_a_control_of_a_subject_that_is_open_counts(mark: str, label: str) -> None:
    assert telegram_marking(read(f"{HEADING}SUBJECT: ({mark}) VISIT\n\n{WORDS}")).label == label


@pytest.mark.parametrize(
    ("column", "said", "label"),
    [
        ("releasability", "REL TO USA, GBR", "0;;GB,US"),
        ("rel", "REL TO USA, FVEY", "0;;AU,CA,GB,NZ,US"),
        ("remark", "RELEASED IN FULL", "0;;-"),
        ("caveats", "BUTTER; NOFORN", "0;BUTTER,NOFORN;-"),
        ("caveats", "BUTTER, POPCORN", "0;BUTTER,POPCORN;-"),
        ("caveats", "NOFORN; REL TO USA, GBR", "0;NOFORN;GB,US"),
    ],
)
def test_a_field_of_controls_or_nations_counts_with_each(column: str, said: str, label: str) -> None:
    row = {"id": "09TRIPOLI893", column: said, "text": f"{HEADING}SUBJECT: VISIT\n\n{WORDS}"}
    (got,) = read_many(json.dumps(row).encode())
    assert telegram_marking(got).label == label
