"""A worn copy says what the sound one says: what programs, pages and scanners do to a telegram is seen through."""

from __future__ import annotations

from typing import Any

import pytest

from legation.core.telegram import to_dict
from legation.formats import read
from legation.formats.copies.gaps import with_single_gaps
from legation.tables.releasing import part_of

SOUND = """\
O R 051513Z MAR 15
FM AMEMBASSY ROME
TO SECSTATE WASHDC IMMEDIATE 5452
INFO AMEMBASSY PARIS 0858
AMEMBASSY MADRID 0012

C O N F I D E N T I A L ROME 000893

SIPDIS

DEPT FOR EUR/WE AND PM/RSAT

E.O. 13526: DECL: 03/05/2025
TAGS: PREL, MARR, IT
SUBJECT: PATROL CRAFT FOR THE HARBOUR OF ISABEL AND THE DREDGING OF
ITS SECOND BASIN
REF: A. STATE 112900
     B. PARIS 77

Classified By: Ambassador J. Roe for reasons 1.4 (b) and (d).

1. (C) The ministry said "no" to ref A & asked for a list of
places. It will answer by May.

2. (C) Points for the minister:

-- boats come in spring;
-- crews come in May.

3. (U) Minimize considered.
ROE
"""
FIELDS = (
    *("mrn", "dtg", "from", "to", "info", "precedence", "classification", "attention", "executive_order", "tags"),
    *("subject", "classified_by", "signature"),
)


def said(text: str) -> dict[str, Any]:
    """What a reading of ``text`` says, without places."""
    read_so = to_dict(read(text))
    told: dict[str, Any] = {name: read_so[name] for name in FIELDS}
    told["references"] = [(one["label"], one["mrn"]) for one in read_so["references"]]
    told["paragraphs"] = [(p["number"], p["marking"], p["text"], p["items"]) for p in read_so["paragraphs"]]
    return told


def each_line(change: Any) -> str:
    return "\n".join(change(at, line) for at, line in enumerate(SOUND.splitlines(), 1)) + "\n"


COVERED = {
    "quoted": each_line(lambda at, line: f"> {line}".rstrip()),
    "quoted twice": each_line(lambda at, line: f">> {line}".rstrip()),
    "quoted, under who wrote it": "On 5 March Jane Roe wrote:\n" + each_line(lambda at, line: f"> {line}"),
    "lines numbered": each_line(lambda at, line: f"{at:>4}  {line}".rstrip()),
    "lines numbered with a stroke": each_line(lambda at, line: f"{at:>3} | {line}".rstrip()),
    "lines numbered with a colon": each_line(lambda at, line: f"{at}: {line}".rstrip()),
    "fenced": f"```\n{SOUND}```\n",
    "fenced as text": f"```text\n{SOUND}```",
    "one cell": '"' + SOUND.replace('"', '""') + '"\n',
}


@pytest.mark.parametrize("name", COVERED)
def test_what_covers_the_lines_is_no_part_of_the_words(name: str) -> None:
    assert said(COVERED[name]) == said(SOUND)


@pytest.mark.parametrize("name", COVERED)
def test_what_covers_the_lines_stays_in_the_source(name: str) -> None:
    telegram = read(COVERED[name])
    source = COVERED[name]
    assert "".join(source[element.span.start : element.span.end] for element in telegram.elements) == source
    subject = next(element for element in telegram.elements if element.kind == "text.subject")
    assert source[subject.span.start : subject.span.end].lstrip().startswith("SUBJECT")
    assert "layout.cover" in {element.kind for element in telegram.elements}


@pytest.mark.parametrize(
    "body",
    [
        "1 THE ENVOY CAME.\n2 HE LEFT.\nTHE END.\n",
        "> 40 SHIPS CAME.\nNONE LEFT.\nMORE WILL COME.\nTHEY ARE OLD.\n",
        '"NO," SAID THE MINISTER.\nHE LEFT.\n"YES," SAID THE ENVOY, "BUT LATER"\n',
    ],
)
def test_words_that_begin_as_a_cover_does_are_kept(body: str) -> None:
    telegram = read(body)
    assert "layout.cover" not in {element.kind for element in telegram.elements}
    assert body.split()[-1].strip('".') in telegram.paragraphs[-1].text


HEAD, BODY = SOUND[: SOUND.index("1. (C)")], SOUND[SOUND.index("1. (C)") :]


def joined(*pairs: tuple[str, str]) -> str:
    """The sound copy with the line end lost between the end of one line and the beginning of the next."""
    text = SOUND
    for above, below in pairs:
        assert f"{above}\n{below}" in text
        text = text.replace(f"{above}\n{below}", f"{above} {below}")
    return text


LEVEL_FOOT = f"{'CONFIDENTIAL':>42}\n{'- 1 -':>38}"
SPACED = {
    "double-spaced": SOUND.replace("\n", "\n\n"),
    "a head with an empty line under each line": HEAD.replace("\n", "\n\n") + BODY,
    "indented by blanks": each_line(lambda at, line: f"    {line}" if line else line),
    "indented by tabs": each_line(lambda at, line: f"\t{line}" if line else line),
    "a sheet's number under its feed": SOUND.replace("places. It", "\f2\nplaces. It"),
    "a sheet's number above its feed": SOUND.replace("places. It", "- 1 -\n\fplaces. It"),
    "a page's words around it": f"Home | Search\nShare  Tweet\nView Cable\n\n{SOUND}\nPage 1 of 3\nPrevious | Next\n",
    "bullets before labels": SOUND.replace("TAGS:", "• TAGS:").replace("REF:", "• REF:").replace("TO SEC", "• TO SEC"),
    "labels in bold": SOUND.replace("TAGS:", "**TAGS:**").replace("SUBJECT:", "**SUBJECT:**").replace("FM ", "**FM** "),
    "the foot of a page": SOUND.replace("May.\n\n2. (C) P", f"May.\n\n\n{LEVEL_FOOT}\n\n2. (C) P"),
    "the foot of a page in a sentence": SOUND.replace("places. It", f"\n{LEVEL_FOOT}\n\nplaces. It"),
    "the order behind the subject": HEAD.replace("E.O. 13526: DECL: 03/05/2025\n", "").replace(
        "REF: A.", "E.O. 13526: DECL: 03/05/2025\nREF: A."
    )
    + BODY,
}
JOINED = {
    "the addressee behind the originator": joined(("ROME", "TO SECSTATE")),
    "the originator behind the group": joined(("MAR 15", "FM")),
    "one list behind the other": joined(("5452", "INFO")),
    "all of it": joined(("MAR 15", "FM"), ("ROME", "TO SECSTATE"), ("5452", "INFO"), ("0858", "AMEMBASSY MADRID")),
    "the group behind the number": f"ROME 893 {SOUND}",
    "the end of the heading behind the list": SOUND.replace("MADRID 0012\n\n", "MADRID 0012 BT\n\n"),
}


@pytest.mark.parametrize("name", [*SPACED, *JOINED])
def test_moved_lines_say_the_same(name: str) -> None:
    assert said({**SPACED, **JOINED}[name]) == said(SOUND)


def test_an_originator_may_have_the_word_of_the_list_in_its_name() -> None:
    telegram = read(
        "R 051513Z MAR 15\nFM USDEL TO NATO ASSEMBLY\nTO SECSTATE WASHDC 12\n\nSUBJECT: A VISIT\n\n1. TEXT.\n"
    )
    assert telegram.from_.plad == "USDEL TO NATO ASSEMBLY"
    assert [one.plad for one in telegram.to] == ["SECSTATE WASHDC"]


def test_the_addressees_of_all_posts_behind_the_originator() -> None:
    telegram = read(
        "R 051513Z MAR 75\nFM SECSTATE WASHDC TO ALL DIPLOMATIC POSTS\n\nSTATE 12\nSUBJECT: A VISIT\n\n1. TEXT.\n"
    )
    assert telegram.from_.plad == "SECSTATE WASHDC"
    assert [one.plad for one in telegram.to] == ["ALL DIPLOMATIC POSTS"]


def test_a_copy_in_small_letters_says_the_same_in_small_letters() -> None:
    small, sound = said(SOUND.lower()), said(SOUND)
    for name in ("mrn", "dtg", "from", "to", "info", "precedence", "classification", "attention", "tags", "signature"):
        assert small[name] == sound[name]
    assert small["subject"] == sound["subject"].lower()
    assert small["references"] == sound["references"]
    assert small["paragraphs"] == [
        (number, mark, text.lower(), [item.lower() for item in items])
        for number, mark, text, items in sound["paragraphs"]
    ]


def test_a_lost_blank_line_above_a_name_in_small_letters() -> None:
    assert read("1. the envoy came.\n2. he left.\nwinters\n").signature == ("WINTERS",)


SENT_ON = """\
---------- Forwarded message ---------
From: Jane Roe <jane.roe@example.org>
Date: Mon, 5 Mar 2018 at 15:13
Subject: {subject}
To: <desk@example.org>

"""


@pytest.mark.parametrize("cover", ["", "> "])
def test_the_telegram_of_a_mail_that_was_sent_on(cover: str) -> None:
    text = SENT_ON.format(subject="Fwd: an old one") + "\n".join(f"{cover}{line}" for line in SOUND.splitlines())
    assert said(text) == said(SOUND)


def test_what_the_subject_of_a_mail_says_of_the_marking_holds_the_telegram() -> None:
    assert read(SENT_ON.format(subject="SECRET//NOFORN") + SOUND).classification.level == "SECRET"


@pytest.mark.parametrize(
    ("line", "level"),
    [("BT UNCLASSIFIED", "UNCLASSIFIED"), ("BT CONFIDENTIAL", "CONFIDENTIAL"), ("BT S E C R E T", "SECRET")],
)
def test_a_level_behind_the_end_of_the_heading(line: str, level: str) -> None:
    text = f"R 121500Z MAY 03\nFM CMC WASHINGTON DC\nTO MARADMIN\n{line}\nSUBJ: A VISIT\n\n1. TEXT.\n"
    assert read(text).classification.level == level


def test_a_caption_behind_the_number_of_a_journey_holds() -> None:
    text = "O 051513Z JUL 75\nFM SECSTATE WASHDC\nTO USDEL SECRETARY IMMEDIATE\n\nSTATE 179177 TOSEC 080150 NODIS\n"
    telegram = read(f"{text}CHEROKEE\nE.O. 11652: GDS\nTAGS: VS\nSUBJECT: A VISIT\n\n1. TEXT.\n")
    assert set(telegram.classification.captions) >= {"NODIS", "CHEROKEE"}


def test_a_precedence_behind_the_level_above_the_heading_is_no_caption() -> None:
    text = "UNCLASSIFIED// ROUTINE\nR 281530Z SEP 18 FM CNO WASHINGTON DC\nTO NAVADMIN\nBT\nUNCLAS\n"
    telegram = read(f"{text}SUBJ: A VISIT\n\n1. TEXT.\n")
    assert telegram.classification.captions == ()
    assert telegram.dtg == "2018-09-28T15:30Z"
    assert telegram.from_.plad == "CNO WASHINGTON DC"


@pytest.mark.parametrize("name", ["Home", "First", "Top"])
def test_a_name_that_a_page_has_too_stays_a_name(name: str) -> None:
    assert read(f"1. The envoy came.\n\n2. He left.\n\n{name}\n").signature == (name,)


def test_one_line_paragraphs_with_empty_lines_between_them_stay_apart() -> None:
    text = "\n\n".join(f"The envoy spoke of ship {at}." for at in range(8)) + "\n"
    assert len(read(text).paragraphs) == 8


def misread(*pairs: tuple[str, str]) -> str:
    """The sound copy with some words as a scan has read them."""
    text = SOUND
    for word, scanned in pairs:
        assert word in text
        text = text.replace(word, scanned, 1)
    return text


@pytest.mark.parametrize(
    ("word", "scanned"),
    [
        ("IMMEDIATE 5452", "1MMEDIATE 5452"),
        ("IMMEDIATE 5452", "IMMEDIATE S4S2"),
        ("TO SECSTATE", "TO 5ECSTATE"),
        ("INFO AMEMBASSY", "INFO AMEMBA5SY"),
        ("051513Z", "0S1S13Z"),
        ("ROME 000893", "ROME 0OO893"),
        ("C O N F I D E N T I A L", "C O N F 1 D E N T I A 1"),
        ("TAGS:", "TAG5:"),
        ("SUBJECT:", "5UBJECT:"),
        ("13526", "13S26"),
        ("03/05/2025", "O3/O5/2O25"),
        ("03/05/2025", "03/0S/202S"),
        ("1. (C)", "I. (C)"),
    ],
)
def test_letters_and_figures_that_a_scan_took_for_one_another(word: str, scanned: str) -> None:
    assert said(misread((word, scanned))) == said(SOUND)


@pytest.mark.parametrize(
    ("level", "meant"), [("5ECRET", "SECRET"), ("S E C R E T", "SECRET"), ("UNCLA5", "UNCLASSIFIED")]
)
def test_a_level_with_a_figure_in_it_holds(level: str, meant: str) -> None:
    assert read(SOUND.replace("C O N F I D E N T I A L", level)).classification.level == meant


def test_numbers_of_paragraphs_that_a_scan_has_in_letters() -> None:
    body = "\n\n".join(f"{at}. THE ENVOY SPOKE OF SHIP {at}." for at in range(1, 13))
    text = body.replace("\n10.", "\n1O.").replace("\n11.", "\nl1.")
    assert [p.number for p in read(text).paragraphs] == list(range(1, 13))
    marked = "\n\n".join(f"{at}. (C) THE ENVOY SPOKE OF SHIP {at}." for at in range(1, 8)).replace("\n5.", "\nS.")
    assert [p.number for p in read(marked).paragraphs] == list(range(1, 8))


def test_an_initial_below_the_fourth_paragraph_is_no_number() -> None:
    body = "\n\n".join(f"{at}. THE ENVOY SPOKE OF SHIP {at}." for at in range(1, 5))
    telegram = read(f"{body}\n\nS. WINTERS\n")
    assert [p.number for p in telegram.paragraphs] == [1, 2, 3, 4]
    assert telegram.signature == ("S. WINTERS",)


def test_the_distribution_of_a_scan() -> None:
    text = SOUND.replace("O R 051513Z", "ACTI0N EUR-13\n1NFO OCT-01 ISO-00 /014 W\nO R 051513Z")
    assert [(d.role, d.office) for d in read(text).distribution] == [
        ("ACTION", "EUR"),
        ("INFO", "OCT"),
        ("INFO", "ISO"),
    ]


def test_a_bare_body_in_the_quotes_of_a_cell() -> None:
    telegram = read('"1. He said ""no"" to it.\n\n2. He left.\n"\n')
    assert [p.text for p in telegram.paragraphs] == ['He said "no" to it.', "He left."]


def test_short_paragraphs_of_a_page_above_lines_that_touch_stay_apart() -> None:
    short = "\n\n".join(f"The envoy spoke of ship {at}." for at in range(9))
    assert len(read(f"{short}\n\nA note,\nof two lines.\n").paragraphs) == 10


SCAN = """ACTI0N NEA-07
INF0 0CT-01 IS0-00 /008 W
R 121450Z AUG 75
FM AMEMBASSY TEL AVIV
T0 SECSTATE WASHDC 8110
INF0 AMEMBASSY CAIRO
UNCLAS TEL AVIV 08812
REF: STATE l89220
l. THE MINISTRY SENDS THE MAPS.
2. DUES RISE.
"""


def test_a_first_paragraph_and_a_number_that_begin_with_a_misread_one() -> None:
    got = read(SCAN)
    assert [one.mrn for one in got.references] == ["75STATE189220"]
    assert [one.number for one in got.paragraphs] == [1, 2]
    assert [one.plad for one in got.info] == ["AMEMBASSY CAIRO"]
    listed = SCAN.replace("STATE l89220", "k. STATE 1").replace("l. THE MINISTRY SENDS", "l. CAIRO 2,")
    assert [one.number for one in read(listed).paragraphs] == [2]  # the item behind K


SPREAD = {
    "two blanks for one": SOUND.replace(" ", "  "),
    "two and three": "".join(f"{word}{'   ' if at % 3 else '  '}" for at, word in enumerate(SOUND.split(" "))),
}


@pytest.mark.parametrize("name", SPREAD)
def test_words_that_stand_two_blanks_apart_say_the_same(name: str) -> None:
    telegram = read(SPREAD[name])
    assert said(SPREAD[name]) == said(SOUND)
    assert "".join(SPREAD[name][e.span.start : e.span.end] for e in telegram.elements) == SPREAD[name]


def test_columns_among_sentences_are_no_spread_text() -> None:
    rows = "".join(f"TUG {at}     OAK  ELM  ASH\n" for at in range(30))
    assert (
        with_single_gaps(f"1. THE SHIPS THAT CAME TO THE HARBOUR IN MAY WERE, BY BERTH:\n{rows}2. NONE LEFT.\n") is None
    )


@pytest.mark.parametrize("end", ["<br>\n", "<br />\n", " <BR/>\n", "<br>"])
def test_line_ends_of_a_page_outside_any_page_are_line_ends(end: str) -> None:
    page = SOUND.replace("&", "&amp;").replace('"', "&quot;").replace("\n", end)
    telegram = read(page)
    assert said(page) == said(SOUND)
    assert "".join(page[e.span.start : e.span.end] for e in telegram.elements) == page


TWICE = {
    "twice": (SOUND + SOUND, True),
    "with lines between": (SOUND + "\n\n\n" + SOUND, True),
    "three times": (SOUND * 3, True),
    "the second cut": (SOUND + "\n" + SOUND[:700], True),
    "the first cut": (SOUND[:700] + "\n\n" + SOUND, True),
    "with other line ends": ((SOUND + SOUND).replace("\n", "\r\n"), True),
    "as a page writes it": ((SOUND + SOUND).replace("\n", "<br>\n").replace("& ", "&amp; "), True),
    "another below": (SOUND + SOUND.replace("boats", "barges"), False),
}


@pytest.mark.parametrize("name", TWICE)
def test_a_text_that_stands_there_again_is_read_once(name: str) -> None:
    text, is_again = TWICE[name]
    telegram = read(text)
    assert "".join(text[e.span.start : e.span.end] for e in telegram.elements) == text
    assert ("layout.repeat" in {element.kind for element in telegram.elements}) is is_again
    if is_again:
        assert said(text) == said(SOUND)


def test_what_stands_again_goes_to_nobody_who_may_not_read_all() -> None:
    assert part_of("layout.repeat") == "withheld"


@pytest.mark.parametrize("run_in", ["1. THE", "1.  THE", "1.THE"])
def test_the_first_paragraph_behind_the_subject_is_none_of_it(run_in: str) -> None:
    words = "MINISTRY SAID THAT ITS BOATS COME IN SPRING AND THAT CREWS FOR THEM WOULD COME TO ISABEL IN MAY OR IN JUNE"
    head = "FM AMEMBASSY ROME\nTO SECSTATE WASHDC\nROME 893\nSUBJECT: PATROL CRAFT FOR THE HARBOUR"
    text = f"{head} {run_in} {words}.\n\n2. IT WAITS.\n"
    told = to_dict(read(text))
    assert told["subject"] == "PATROL CRAFT FOR THE HARBOUR"
    assert [one["number"] for one in told["paragraphs"]] == [1, 2]


@pytest.mark.parametrize("moment", ["R 051513Z MAR 15", "ROUTINE R 051513Z MAR 15"])
@pytest.mark.parametrize("between", [" ", "\n"])
def test_the_moment_behind_the_level_of_a_board_is_no_control(moment: str, between: str) -> None:
    text = (
        f"UNCLASSIFIED// {moment}{between}FM CNO WASHINGTON DC//N1//\nTO NAVADMIN\nUNCLAS //N01200//\nNAVADMIN 240/15\n"
        "MSGID/GENADMIN/CNO WASHINGTON DC/N1/MAR//\nSUBJ/A BOARD//\nRMKS/1.  IT MEETS.//\nBT\nNNNN\n"
    )
    told = to_dict(read(text))
    assert told["classification"] == {"level": "UNCLASSIFIED", "caveats": [], "captions": []}
    assert told["precedence"]["action"] == "ROUTINE"
    assert told["from"]["plad"].startswith("CNO WASHINGTON DC")


STAMP = "Jane R. Roe Declassified/Released US Department of State EO Systematic Review 20 Mar 2014"
BETWEEN = {
    "a number and the level": "\nPage 1\nCONFIDENTIAL\n\n",
    "a number above the level": "\nPage 1\n\nCONFIDENTIAL\n\n",
    "a printed page": "\nPage 2 of 5\nhttps://cables.example/view?id=12\n7/29/2011\n\n",
    "its address above": "\nhttps://cables.example/view?id=12 2/5\nPage 2 of 5\n\n",
    "wrapped stamps": STAMP.replace(" EO ", "\nEO ") + "\n" + STAMP.replace("State EO", "State\nEO") + "\n",
}


@pytest.mark.parametrize("name", BETWEEN)
@pytest.mark.parametrize("where", ["AMEMBASSY MADRID", "ITS SECOND", "places. It", "crews come"])
def test_what_a_printer_puts_between_two_lines_parts_nothing(name: str, where: str) -> None:
    at = SOUND.rindex("\n", 0, SOUND.index(where)) + 1
    text = SOUND[:at] + BETWEEN[name] + SOUND[at:]
    assert said(text) == said(SOUND)


def test_a_sentence_that_names_a_page_keeps_it() -> None:
    text = SOUND.replace("places. It", "places on\nPage 2 of the list. It")
    assert "Page 2 of the list" in to_dict(read(text))["paragraphs"][0]["text"]


def test_the_originator_of_a_set_may_have_a_sign_for_and() -> None:
    sets = "MSGID/GENADMIN/CMC CD&I QUANTICO//\nSUBJ/A BOARD//\nGENTEXT/REMARKS/1.  IT MEETS.//\n"
    text = f"R 051513Z MAR 15\nMARADMIN 240/15\n{sets}"
    assert to_dict(read(text))["from"]["plad"] == "CMC CD&I QUANTICO"


@pytest.mark.parametrize("list_", ["TO ALL DIPLOMATIC POSTS", "TO /SECSTATE WASHDC 5452", "TO AMEMBASSY ROME PRIORITY"])
def test_both_lists_run_into_the_line_of_the_originator_are_lists(list_: str) -> None:
    below = "INFO USMISSION GENEVA\nUSUN 893\nSUBJECT: BOATS\n1. THEY CAME.\n"
    lines = f"R 051513Z MAR 75\nFM USMISSION USUN NY\n{list_}\n{below}"
    joined_so = lines.replace("\nTO ", " TO ").replace("\nINFO ", " INFO ")
    assert said(joined_so) == said(lines)
    assert len(to_dict(read(joined_so))["to"]) == len(to_dict(read(joined_so))["info"]) == 1


@pytest.mark.parametrize("list_", ["TO ALL DIPLOMATIC POSTS PRIORITY", "TO AMEMBASSY ROME\nINFO ALL DIPLOMATIC POSTS"])
def test_the_exempted_run_into_a_list_are_none_of_it(list_: str) -> None:
    below = "AMEMBASSY SUVA\nSTATE 893\nSUBJECT: BOATS\n1. THEY CAME.\n"
    told = to_dict(read(f"R 051513Z MAR 75\nFM SECSTATE WASHDC\n{list_} XMT AMEMBASSY BEIRUT\n{below}"))
    assert told["exempt"] == ["AMEMBASSY BEIRUT", "AMEMBASSY SUVA"]
    assert "XMT" not in "".join(one["plad"] for one in (*told["to"], *told["info"]))
    assert told["mrn"] == "75STATE893"


@pytest.mark.parametrize("group", ["GDS", "GP-3.", "XGDS-1", "DECONTROL UPON RECEIPT"])
def test_a_name_in_two_words_directly_below_a_downgrading_group_signs(group: str) -> None:
    worn = f"{HEAD}1. (C) THE CRAFT ARE AT ANCHOR OFF THE SECOND BASIN\n{group}\nDE SAMPLE\n"
    assert read(worn).signature == ("DE SAMPLE",)
    assert read(worn.replace(group, "BOATS")).signature == ()


@pytest.mark.parametrize(
    ("line", "address"),
    [
        ("TO SECSTATE WASHDC PRIORITY 5452 ROME 893", ("SECSTATE WASHDC", "PRIORITY", "5452")),
        ("TO SECSTATE WASHDC PRIORITY ROME 893", ("SECSTATE WASHDC", "PRIORITY", None)),
        ("TO RUEHC/SECSTATE WASHDC 5452 ROME 893", ("SECSTATE WASHDC", None, "5452")),
        ("TO SECSTATE WASHDC ROME 893", ("SECSTATE WASHDC", None, None)),
    ],
)
def test_an_address_into_which_the_own_number_is_run_keeps_precedence_and_running_number(
    line: str, address: tuple[str, str | None, str | None]
) -> None:
    got = read(f"R 051513Z MAR 15\nFM AMEMBASSY ROME\n{line}\nSUBJECT: A VISIT\n\n1. THE VISIT STANDS.\n")
    (one,) = got.to
    assert (one.plad, one.precedence, one.mcn) == address
    assert got.mrn == "15ROME893"


@pytest.mark.parametrize("line", ["BT -", "BT _ -", "BT.", "BT ' ."])
def test_specks_behind_the_break_make_no_address_of_it(line: str) -> None:
    got = read(
        HEAD.replace("\nC O N F", f"\n{line}\nC O N F").replace("AMEMBASSY MADRID 0012\n\n", "AMEMBASSY MADRID 0012\n")
    )
    assert [one.plad for one in got.info] == ["AMEMBASSY PARIS", "AMEMBASSY MADRID"]
    assert got.mrn == "15ROME893"
