"""Pages that mirror a release: the card of a record below the page's words, texts without line ends or said twice."""

from __future__ import annotations

import pytest

from legation.core.telegram import Telegram
from legation.formats import read

PAGE = (
    "US embassy cable - 04BELISAR291\n\nDisclaimer: This page was first put up many years ago, and it has been linked"
    " from newspapers and papers of scholars ever since, so that it was put back.\n\nGETTING THE FERRY TO SAIL\n\n"
)
CARD = (
    "Identifier: 04BELISAR291\nWikileaks: View 04BELISAR291 elsewhere\nOrigin: Embassy Belisar\n"
    "Created: 2004-02-23 11:04:00\nClassification: CONFIDENTIAL\nTags: PREL EWWT\nRedacted: It was not.\n"
)
TABLE = (
    "| Identifier: | 04BELISAR291 |\n|---|---|\n| Wikileaks: | View 04BELISAR291 elsewhere |\n"
    "| Origin: | Embassy Belisar |\n| Created: | 2004-02-23 11:04:00 |\n"
    "| Classification: | CONFIDENTIAL |\n| Tags: | PREL EWWT |\n"
)
COLUMNS = (
    "Identifier\nCreated\nClassification\nOrigin\n04BELISAR291\n2004-02-23 11:04:00\nCONFIDENTIAL\nEmbassy Belisar\n"
    "Cable title:  \n\nGETTING THE FERRY TO SAIL\n\nTags:  PREL EWWT \npdf how-to read a cable\n"
)
NOTE = "This record is a partial extract of the original cable. The full text of the original cable is not available.\n"
HEAD = (
    "C O N F I D E N T I A L SECTION 01 OF 02 BELISAR 000291 \n \nSIPDIS \n \nE.O. 12958: DECL: 02/23/2014 \n"
    "TAGS: PREL, EWWT \nSUBJECT: GETTING THE FERRY TO SAIL \n \nREF: BELISAR 214 \n \n"
    "Classified By: DCM Jane Roe for reasons 1.5 (b) and (d). \n \n"
)
BODY = "1. (C) The ferry did not sail on Monday. \n \n2. (U) It will sail on Friday. \n \nWINTERS \n"


def told(got: Telegram) -> tuple[object, ...]:
    return (
        got.mrn,
        got.classification.level,
        got.classification.captions,
        (got.section.number, got.section.of),
        got.tags,
        got.subject,
        [reference.mrn for reference in got.references],
        got.classified_by.name,
        got.classified_by.reasons,
        [(paragraph.number, paragraph.marking) for paragraph in got.paragraphs],
        got.signature,
    )


WHOLE = (
    "04BELISAR291",
    "CONFIDENTIAL",
    ("SIPDIS",),
    (1, 2),
    ("PREL", "EWWT"),
    "GETTING THE FERRY TO SAIL",
    ["04BELISAR214"],
    "Jane Roe",
    ("1.5(b)", "1.5(d)"),
    [(1, "C"), (2, "U")],
    ("WINTERS",),
)


@pytest.mark.parametrize("above", [PAGE + CARD, CARD, PAGE + TABLE, TABLE, COLUMNS])
@pytest.mark.parametrize("note", [NOTE, NOTE + "\n"])
def test_a_card_below_the_words_of_a_page(above: str, note: str) -> None:
    got = read(above + note + HEAD + BODY)
    assert told(got) == WHOLE
    assert got.release is not None
    assert got.release.created == "2004-02-23T11:04"
    assert got.release.origin == "Embassy Belisar"


def test_a_level_among_the_words_of_a_page_is_held() -> None:
    got = read("SECRET\n\n" + PAGE + CARD + NOTE + HEAD + BODY)
    assert got.classification.level == "SECRET"


def test_a_body_that_names_a_card_is_no_page() -> None:
    got = read(HEAD + "1. (C) The page says Identifier: 04BELISAR291 and no more. \n \nWINTERS \n")
    assert "html.page" not in [element.kind for element in got.elements]
    assert got.paragraphs[0].text == "The page says Identifier: 04BELISAR291 and no more."


def test_a_line_of_the_page_below_the_signature() -> None:
    got = read(CARD + NOTE + HEAD + BODY + "\nLatest source of this page is ferry-2, released 2011-10-04\n")
    assert told(got) == WHOLE


@pytest.mark.parametrize("passing", ["", "FOR EUR/RPM ", "DEPT FOR EUR/RPM "])
def test_a_text_that_has_lost_its_line_ends(passing: str) -> None:
    words = " ".join((HEAD + BODY.removesuffix("WINTERS \n")).split())
    words = words.replace("SIPDIS", f"SIPDIS {passing}".strip())
    got = read(PAGE + TABLE + NOTE + words + "\n")
    assert told(got) == (*WHOLE[:-1], ())
    assert [one.office for one in got.attention] == (["EUR/RPM"] if passing else [])
    assert got.paragraphs[0].text == "The ferry did not sail on Monday."


def test_a_text_part_that_stands_there_twice() -> None:
    got = read(CARD + NOTE + HEAD + HEAD + "\n" + BODY)
    assert told(got) == WHOLE


def test_a_text_part_of_which_the_last_line_goes_on_is_none_said_twice() -> None:
    part = HEAD.rstrip()
    got = read(CARD + NOTE + part + "\n\n" + part + " THE REST OF IT.\n\n" + BODY)
    assert not any(paragraph.text.startswith("THE REST") for paragraph in got.paragraphs)


@pytest.mark.parametrize(
    ("lines", "level", "caveats"),
    [
        ("Classification: CONFIDENTIAL\nClassification: SECRET\n", "SECRET", ()),
        ("Classification: SECRET\nClassification: CONFIDENTIAL\n", "SECRET", ()),
        ("Classification: SECRET\nClassification: CONFIDENTIAL//NOFORN\n", "SECRET", ("NOFORN",)),
        ("Classification: CONFIDENTIAL//NOFORN\nClassification: SECRET\n", "SECRET", ("NOFORN",)),
        ("Classification: CONFIDENTIAL\nTags: SECRET//NOFORN\n", "SECRET", ("NOFORN",)),
        ("Classification: CONFIDENTIAL\nRedacted: SECRET\n", "SECRET", ()),
        ("Classification: CONFIDENTIAL\nWikileaks: SECRET\n", "SECRET", ()),
    ],
)
def test_every_value_of_a_card_is_looked_at_for_levels(lines: str, level: str, caveats: tuple[str, ...]) -> None:
    card = f"Identifier: 04BELISAR291\nOrigin: Embassy Belisar\nCreated: 2004-02-23 11:04:00\n{lines}"
    got = read(card + "\n" + HEAD + BODY)
    assert (got.mrn, got.classification.level, got.classification.caveats) == ("04BELISAR291", level, caveats)


def test_the_level_of_a_row_with_strokes_between_its_fields() -> None:
    row = ROW.replace("04BELISAR291 2004", "04BELISAR291 | 2004").replace(" 2011-", " | 2011-")
    row = row.replace(" CONFIDENTIAL Embassy", " | SECRET | Embassy")
    got = read(row + HEAD + BODY)
    assert (got.release.classification, got.release.origin) == ("SECRET", "Embassy Belisar")
    assert got.classification.level == "SECRET"


def test_another_text_part_below_is_none_said_twice() -> None:
    other = HEAD.replace("GETTING THE FERRY TO SAIL", "ANOTHER FERRY AND ITS CREW")
    got = read(CARD + NOTE + HEAD + other + BODY)
    assert any("ANOTHER FERRY" in paragraph.text for paragraph in got.paragraphs)


HOW_TO = (
    "Monthly Archives: February 2004\n\n04BELISAR291, GETTING THE FERRY TO SAIL\n\nTo understand the justification used"
    " for the classification of each telegram, please use this article as a reference, and link to it.\n\n"
)
ROW = (
    "Reference ID Created Released Classification Origin\n"
    "04BELISAR291 2004-02-23 11:04 2011-08-30 01:44 CONFIDENTIAL Embassy Belisar\n\n"
)
SENT = "O 231104Z FEB 04\nFM AMEMBASSY BELISAR\nTO SECSTATE WASHDC IMMEDIATE 8790\n\n"


@pytest.mark.parametrize("heading", ["", SENT])
def test_the_row_of_a_table_below_the_words_of_a_page(heading: str) -> None:
    got = read(HOW_TO + ROW + heading + HEAD + BODY)
    assert told(got) == WHOLE
    assert got.elements[0].kind == "html.page"
    assert got.dtg == ("2004-02-23T11:04Z" if heading else None)


@pytest.mark.parametrize("heading", ["", SENT])
def test_a_page_that_names_the_telegram_and_has_no_head(heading: str) -> None:
    got = read(HOW_TO + heading + HEAD + BODY)
    assert told(got)[1:6] == WHOLE[1:6]
    assert told(got)[7:] == WHOLE[7:]
    assert [one.plad for one in got.to] == (["SECSTATE WASHDC"] if heading else [])


def test_the_level_of_a_page_above_is_held() -> None:
    got = read("SECRET//NOFORN\n\n" + HOW_TO + ROW + HEAD + BODY)
    assert got.classification.level == "SECRET"
    assert got.classification.caveats == ("NOFORN",)


@pytest.mark.parametrize(
    "above",
    [
        HOW_TO.replace("04BELISAR291", "04BELISAR999"),
        "1. (S) The ministry has put 04BELISAR291 on its page, word for word, and"
        " the whole of the town has read it by now.\n\n",
        "SUBJECT: A TELEGRAM ON A PAGE\n\nThe ministry has put 04BELISAR291 on its page, word for word, and"
        " all of the town has read it by now.\n\n",
    ],
)
def test_what_quotes_a_telegram_is_no_page(above: str) -> None:
    got = read(above + HEAD + BODY)
    assert "html.page" not in [element.kind for element in got.elements]
