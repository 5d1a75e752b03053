"""Pages of other printed series copied as plain text: whose telegram it is stands above it, and its notes below."""

from __future__ import annotations

import pytest

from legation.core.telegram import Telegram, to_dict
from legation.formats import read


def _words(t: Telegram) -> list[str]:
    return [" ".join(p.text.split()) for p in t.paragraphs]


def _notes(t: Telegram) -> str:
    return "".join(t.source[e.span.start : e.span.end] for e in t.elements if e.kind == "edited.note")


def test_an_older_american_page() -> None:
    source = (
        "611.90/7\u20131350: Telegram\n\nThe Ambassador in Burma ( Sample ) to the Secretary of State 2\n\n"
        "top secret\npriority\n\nRangoon, July 13, 1950\u20145 p.m.\n[Received July 13\u20149:27 a. m.]\n"
        "78. 1. I am grateful for the harbour plan.1\n\n2. It came by bag.\n  1. Not printed.\n  2. To Delhi.\n"
    )
    got = read(source)
    assert "".join(source[e.span.start : e.span.end] for e in got.elements) == source
    assert got.layout.startswith("printed-page")
    assert got.from_.plad == "Ambassador in Burma (Sample)"
    assert [one.plad for one in got.to] == ["Secretary of State"]
    assert (got.number, got.year, got.classification.level, got.precedence.action) == (
        78,
        1950,
        "TOP SECRET",
        "PRIORITY",
    )
    assert [(p.number, text) for p, text in zip(got.paragraphs, _words(got), strict=True)] == [
        (1, "I am grateful for the harbour plan.1"),
        (2, "It came by bag."),
    ]
    assert _notes(got).split() == ["1.", "Not", "printed.", "2.", "To", "Delhi."]


def test_an_australian_page_with_the_words_of_its_site() -> None:
    got = read(
        "Skip to main content\n\nHistorical documents\n\n468 Department of External Affairs to Roe\n\n"
        "Cablegram P298 CANBERRA, 25 December 1948, 6 p.m.\n\nIMPORTANT CONFIDENTIAL\n\n"
        "The quota paper [1] was sent.\n\n2. Agree.\n\n1 Document 452.\n\n[AA:A1838, 854/10]\n"
        "Last Updated: 11 September 2013\nBack to top\n"
    )
    assert (got.from_.plad, [a.plad for a in got.to]) == ("Department of External Affairs", ["Roe"])
    assert (got.number, got.year, got.classification.level) == (298, 1948, "CONFIDENTIAL")
    assert got.precedence.action is None  # IMPORTANT has no equal among ours
    assert _words(got) == ["The quota paper [1] was sent.", "Agree."]
    assert _notes(got).startswith("1 Document 452.")


@pytest.mark.parametrize(
    ("line", "number", "year"),
    [
        ("Cablegram 3 CANBERRA, 5 January 1949, 9.20 p.m.", 3, 1949),
        ("Cablegram 2917, CANBERRA, 5 August 1948", 2917, 1948),
        ("Cablegram unnumbered LONDON, 2 October 1939, 3.47 p.m.", None, 1939),
        ("Cablegram unnumbered (extract), 15 February 1940[1]", None, 1940),
        ("Cablegram unnumbered 17 November 1939,", None, 1939),
        ("Cablegrams 136, 218, 97, CANBERRA, 14 August 1948", None, 1948),
        ("Cablegram 11 LONDON, 5 January [1940], 7.10 p.m.", 11, 1940),
        ("Cablegram 339 1 July 1940,", 339, 1940),
        ("Cablegram, London, 18 January 1951, 12 noon", None, 1951),
    ],
)
def test_the_line_of_a_cablegram(line: str, number: int | None, year: int) -> None:
    got = read(
        f"Mr J. Roe, Prime Minister, to Mr J. Doe\n\n{line}\nMOST IMMEDIATE MOST SECRET\n\nThe paper was sent.\n"
    )
    assert (got.number, got.year) == (number, year)
    assert (got.from_.plad, [a.plad for a in got.to]) == ("Mr J. Roe, Prime Minister", ["Mr J. Doe"])
    assert got.classification.level == "TOP SECRET"  # so called until 1944


def test_an_irish_page_whose_line_is_wrapped() -> None:
    got = read(
        "No. 391  NAI DFA Secretary's Files A53\n\nDearg code telegram from the Ministry of External Affairs to Jane\n"
        "Roe (Washington)\n(No. 77)\n\nDUBLIN, 15 March 1944\n\nYour telegram 94 came.1 We agree.\n\n1 Not printed.\n"
    )
    assert (got.from_.plad, [a.plad for a in got.to]) == ("Ministry of External Affairs", ["Jane Roe (Washington)"])
    assert (got.number, got.year) == (77, 1944)
    assert _words(got) == ["Your telegram 94 came.1 We agree."]


def test_a_page_that_says_its_title_twice() -> None:
    title = "The Prime Minister of Australia to the Prime Minister of New Zealand"
    got = read(f"207 \u2014 {title}\n\npage 31\n\n{title}\n\n22 January 1941\n\nWe agree to the convoy.\n")
    assert (got.from_.plad, [a.plad for a in got.to]) == (
        "Prime Minister of Australia",
        ["Prime Minister of New Zealand"],
    )
    assert (got.year, _words(got)) == (1941, ["We agree to the convoy."])


@pytest.mark.parametrize(
    "source",
    [
        "We went to Rome.\n\nThe telegram came late.\n\n5 May 1949\n",
        "207 \u2014 Jane to John\n\nNothing is dated here, and the telegram was lost.\n",
        "A telegram from Jane Roe to John Doe was found on the floor of the legation by one of the men who\nread it.\n",
    ],
)
def test_prose_is_no_head(source: str) -> None:
    got = read(source)
    assert "printed-page" not in got.layout
    assert got.to == ()


def test_place_and_day_below_the_head_of_an_american_page_are_no_text() -> None:
    got = read(
        "123. Telegram From the Embassy in Burma to the Department of State1\n\nRangoon, March 3, 1970, 1422Z.\n\n"
        "8241. Harbour dues were paid.\n\n1. Source: Central Files. Secret; Niact.\n"
    )
    assert (got.dtg, got.number) == ("1970-03-03T14:22Z", 8241)
    assert got.precedence.action == "NIACT IMMEDIATE"
    assert _words(got) == ["Harbour dues were paid."]


def test_the_number_of_a_series_opens_the_text() -> None:
    got = read(
        "498. Telegram From the Mission at the United Nations to the Department of State1\n\n"
        "Delga 8. Harbour dues were paid.\n\n1. Source: Central Files. Secret.\n"
    )
    assert (got.number, got.mrn, _words(got)) == (8, None, ["Harbour dues were paid."])


def test_words_of_a_page_that_look_like_a_head_stand_above_it() -> None:
    got = read(
        "Documents Relating to New Quay's Participation in the War: Volume III\n\n"
        "184 \u2014 The Governor of New Quay to the Secretary of State1 \u2014 [Extract]\n\npage 206\n\n184\n"
        "The Governor of New Quay to the Secretary of State1\n\n15 June 1940\n\n1. We agree.\n\n2. We pay.\n"
    )
    assert (got.from_.plad, [a.plad for a in got.to]) == ("Governor of New Quay", ["Secretary of State"])
    assert (got.year, [p.number for p in got.paragraphs]) == (1940, [1, 2])


@pytest.mark.parametrize("way", ["to", "from"])
def test_a_head_that_names_one_side_alone(way: str) -> None:
    got = read(
        f"371. Telegram 1219 {way} Geneva1\nWashington, November 12, 1955, 1:03 p.m.\n1219. For Sample.\n"
        "The dues were paid.\n- Source: Central Files, 611.93. Secret; Limit Distribution.\u21a9\n"
    )
    assert [a.plad for a in got.to] == (["Geneva"] if way == "to" else [])
    assert got.from_.plad == (None if way == "to" else "Geneva")
    assert (got.number, got.year, got.classification.level) == (1219, 1955, "SECRET")
    assert got.classification.captions == ("LIMDIS",)
    assert _words(got)[-1] == "The dues were paid."


def test_a_line_of_contents_is_no_head() -> None:
    got = read("371. Telegram 1219 to Geneva\n\n372. Telegram 1220 to Geneva\n\n")
    assert "frus-page" not in got.layout


@pytest.mark.parametrize("line", ["File No. 862.20212/78", "[Telegram]", "[Telegram\u2014Paraphrase]"])
def test_the_oldest_american_pages(line: str) -> None:
    got = read(
        f"{line}\n\nThe Ambassador in Great Britain ( Sample) to the Secretary of State\n\nLondon, May 1, 1917, noon\n"
        "[Received 8 p.m.]\n\n8730. The dues were paid.\n"
    )
    assert (got.from_.plad, got.number, got.year) == ("Ambassador in Great Britain (Sample)", 8730, 1917)
    assert _words(got) == ["The dues were paid."]


@pytest.mark.parametrize(
    ("line", "number", "level"),
    [
        ("248. TOP SECRET AND PERSONAL", 248, "TOP SECRET"),
        ("FOR THE PRIME MINISTER MOST SECRET", None, "TOP SECRET"),
        ("FOR ROE CONFIDENTIAL", None, "CONFIDENTIAL"),
        ("12. The secret was kept", 12, None),
    ],
)
def test_the_line_of_the_marking(line: str, number: int | None, level: str | None) -> None:
    got = read(
        f"Cablegram from Roe to Doe\n\nCablegram, Washington, 16 March 1949\n\n{line}\n\nThe dues rise.\n\nThey do.\n"
    )
    assert (got.number, got.classification.level) == (number, level)
    assert [a.plad for a in got.to] == ["Doe"]


def test_whom_alone_a_page_names_before_its_marking_is_held() -> None:
    got = read(
        "Cablegram from Roe to Doe\n\nCablegram, Rome, 16 March 1949\n\nFOR ROE ONLY SECRET\n\nThe dues rise.\n\nX.\n"
    )
    assert (got.classification.level, got.classification.captions) == ("SECRET", ("ONLY",))


def test_a_level_above_the_head_of_a_page_is_not_lost() -> None:
    page = "690D.91/3-2750: Telegram\n\nThe Minister in Rome to the Secretary of State\n\nconfidential\n\n12. Dues.\n"
    assert read(f"TOP SECRET\n\n{page}").classification.level == "TOP SECRET"
    assert read(page).classification.level == "CONFIDENTIAL"
    assert read(f"NODIS\n\n{page}").classification.captions == ("NODIS",)


@pytest.mark.parametrize(
    ("first", "captions"),
    [
        ("Eyes only for Secretary.", ("EYES ONLY",)),
        ("Priority. Eyes only Secretary.", ("EYES ONLY",)),
        ("Exdis. Niact.", ("EXDIS",)),
        ("The envoy's eyes only saw the sea.", ()),
        ("Kudu came. Eyes only for Secretary.", ()),
    ],
)
def test_captions_that_are_run_into_the_text_of_a_page_hold(first: str, captions: tuple[str, ...]) -> None:
    for page in (
        f"SECRET\nTelegram from Bonn to State, 412, Jan 15, 1962, 7 pm\n{first}\nKudu came.\nROE\n",
        "214. Telegram From the Embassy in Germany to the Department of State 1\n\nBonn, January 15, 1962, 7 p.m.\n\n"
        f"412. {first} Kudu came.\n\nRoe\n\n1 Source: Department of State, Central Files, 762.00/1-1562. Secret.\n",
    ):
        assert read(page).classification.captions == captions


@pytest.mark.parametrize("words", ["(SECRET)", "[SECRET]", "( SECRET )"])
def test_a_level_in_brackets_above_a_typed_sheet_is_its_line(words: str) -> None:
    sheet = f"{words}\nFROM: Tokyo\nTO: Secretary of State\nNO: 412, January 15, noon\n\nKudu came.\n\nROE\n"
    assert read(sheet).classification.level == "SECRET"


@pytest.mark.parametrize(
    ("line", "references", "first"),
    [
        (
            "Ref: Embtel 683. Harbour. Following is our view of it.",
            ["Embtel 683"],
            "Harbour. Following is our view of it.",
        ),
        ("Reference: mytel 270. Met with General Roe today.", ["mytel 270"], "Met with General Roe today."),
        ("Ref: Embtel 683. Rome 12. Lisbon 13.", ["Embtel 683", "Rome 12", "Lisbon 13"], "It is quiet."),
        ("Ref: Embtel 683. Repeated to Rome and Paris.", ["Embtel 683. Repeated to Rome and Paris"], "It is quiet."),
        (
            "Ref: (a) Rome 683. Letter from Roe to the Minister; (b) Paris 12.",
            ["Rome 683", "Letter from Roe to the Minister", "Paris 12"],
            "It is quiet.",
        ),
        (
            "Ref: (a) Rome 683. Our view of it stands.\n(b) Paris 12.",
            ["Rome 683. Our view of it stands", "Paris 12"],
            "It is quiet.",
        ),
        (
            "Ref: Rome 683. Memo from Roe to the Minister.",
            ["Rome 683", "Memo from Roe to the Minister"],
            "It is quiet.",
        ),
    ],
)
def test_the_text_that_editors_run_into_the_references(line: str, references: list[str], first: str) -> None:
    page = (
        "67. Telegram From the Embassy in Italy to the Department of State1\nRome, December 20, 1965, 1614Z.\n"
        f"685. {line}\nIt is quiet.\n1 Source: Department of State, Central Files. Confidential.\n"
    )
    told = to_dict(read(page))
    assert [one["text"] for one in told["references"]] == references
    assert told["paragraphs"][0]["text"] == first


def test_a_sentence_behind_from_names_no_originator() -> None:
    page = (
        "89. Telegram From the Mission in Geneva to the Department of State1\nGeneva, July 21, 1964, 8 p.m.\n"
        "181. From: Roe. One-hour talk late this afternoon may be summarized as follows:\n1. He was called back.\n"
        "1 Source: Department of State, Central Files. Secret.\n"
    )
    told = to_dict(read(page))
    assert told["from"]["plad"] == "Mission in Geneva"
    assert [p["number"] for p in told["paragraphs"]] == [None, 1]


@pytest.mark.parametrize(
    ("sender", "place", "mrn", "cited"),
    [
        ("Embassy in Italy", "Rome", "65ROME685", "65ROME683"),
        ("Department of State", "Washington", "65STATE685", None),
        ("Mission to the United Nations", "New York", "65USUNNEWYORK685", "65USUNNEWYORK683"),
        ("Embassy in Belisar", "Belisar", None, None),
    ],
)
def test_the_post_of_a_page_is_that_of_its_head_and_dateline(
    sender: str, place: str, mrn: str | None, cited: str | None
) -> None:
    page = (
        f"67. Telegram From the {sender} to the Department of State1\n{place}, December 20, 1965, 1614Z.\n"
        "685. Ref: Embtel 683.\nIt is quiet.\n1 Source: Department of State, Central Files. Confidential.\n"
    )
    told = to_dict(read(page))
    assert told["mrn"] == mrn
    assert told["references"][0]["mrn"] == cited


@pytest.mark.parametrize(
    ("house", "number"),
    [
        ("No. 484.]                    American Embassy,\n", 484),
        ("American Legation,\n", None),
        ("United States Consulate General\n", None),
    ],
)
def test_the_house_above_the_city_of_an_early_page(house: str, number: int | None) -> None:
    got = read(
        f"File No. 763.72112/122\n\nThe Ambassador in Great Britain (Roe) to the Secretary of State\n\n"
        f"[Telegram]\n\n{house}London, September 17, 1914, 4 p.m.\n[Received 8.40 p.m.]\n\nHarbour dues rise.\n\nRoe\n"
    )
    assert "".join(got.quote(e.span) for e in got.elements) == got.source
    assert (got.number, got.year, [one.text for one in got.paragraphs]) == (number, 1914, ["Harbour dues rise."])


@pytest.mark.parametrize(
    ("head", "mrn"),
    [
        ("The Ambassador in Portugal (Roe) to the Department of State\n\nSECRET          Lisbon, ", "52LISBON411"),
        ("The Ambassador in Portugal (Roe) to the Department of State\n\nSECRET\n\nLisbon, ", "52LISBON411"),
        ("The Ambassador in Portugal (Roe) to the Department of State\n\nSECRET Lisbon, ", "52LISBON411"),
        ("The Secretary of State to the Embassy in Portugal\n\nSECRET PRIORITY     Washington, ", "52STATE411"),
        ("The Delegation to the Roe to the Department of State\n\nSECRET     Elsewhere, ", None),
    ],
)
def test_the_number_of_an_american_page_is_that_of_the_city_of_its_dateline(head: str, mrn: str | None) -> None:
    source = f"740.5/10\u2013752: Telegram\n\n{head}October 7, 1952\u20147 p.m.\n\n411. Harbour dues rise.\n\nRoe\n"
    got = read(source)
    assert "".join(got.quote(e.span) for e in got.elements) == source
    assert (got.mrn, got.number, got.year, got.classification.level) == (mrn, 411, 1952, "SECRET")
    assert _words(got) == ["Harbour dues rise."]
    assert got.precedence.action == ("PRIORITY" if "PRIORITY" in head else None)
    assert read(source.replace("411.", "Delga 411.")).mrn is None  # a delegation numbers its own


def test_a_page_of_another_service_has_no_number_of_ours() -> None:
    got = read("468 Department of External Affairs to Roe\n\nCablegram P298 CANBERRA, 25 December 1948\n\nDues rise.\n")
    assert (got.mrn, got.number) == (None, 298)


@pytest.mark.parametrize("parted", [": ", " : "])
def test_of_a_telegram_of_before_1940_no_number_is_formed(parted: str) -> None:
    got = read(
        f"861.24/569{parted}Telegram\nThe Ambassador in Libya (Sample) to the Secretary of State\n"
        "Tripoli, August 7, 1936\u20144 p.m.\n118. My 112, July 6, 8 p.m. The Minister told of it.\n\nSample\n"
    )
    assert (got.from_.plad, got.number, got.written_day, got.mrn) == (
        "Ambassador in Libya (Sample)",
        118,
        "1936-08-07",
        None,
    )
    assert [(one.text, one.mrn) for one in got.paragraphs[0].mentions] == [("My 112", None)]


ALONE = """The Ambassador in India (Roe) to the Secretary of State

SECRET PRIORITY

New Delhi, January 8, 1951\u20147 p. m.

1706. The dues rise (Embtel 1688 Jan 5).

ROE
"""


@pytest.mark.parametrize(
    ("was", "now"),
    [
        ("", ""),
        ("\u20147 p. m.", "-7 p. m."),
        ("\u20147 p. m.", ", 7:30 p.m."),
        ("\u20147 p. m.", ", noon."),
        ("7 p. m.\n", "7 p. m.\nPRIORITY\n"),
        ("SECRET PRIORITY", "PRIORITY\n\nSECRET"),
        ("SECRET PRIORITY\n\nNew Delhi, January 8, 1951", "SECRET\n\nNew Delhi, 8 January 1951"),
        ("The Ambassador in India (Roe) to the Secretary of State\n\n", ""),
    ],
)
def test_a_telegram_of_a_volume_without_file_and_notes_is_told_by_its_hour(was: str, now: str) -> None:
    got = read(ALONE.replace(was, now))
    assert "".join(got.quote(e.span) for e in got.elements) == got.source
    assert (got.mrn, got.written_day, got.classification.level) == ("51NEWDELHI1706", "1951-01-08", "SECRET")
    assert (got.precedence.action, got.signature) == ("PRIORITY" if "PRIORITY" in got.source else None, ("ROE",))
    assert [one.text for one in got.paragraphs] == ["The dues rise (Embtel 1688 Jan 5)."]
    if "Ambassador" in got.source:
        assert (got.from_.plad, [one.plad for one in got.to]) == ("Ambassador in India (Roe)", ["Secretary of State"])


@pytest.mark.parametrize(
    "text",
    [
        ALONE.replace("\u20147 p. m.", "."),  # a letter has no hour
        ALONE.replace("The Ambassador", "Memorandum From the Ambassador"),
        ALONE.replace("The Ambassador in India (Roe) to the Secretary of State\n\n", "").replace("1706", "1"),
        ALONE.replace("SECRET PRIORITY", "He wrote that"),
    ],
)
def test_what_is_no_telegram_of_a_volume_by_its_hour(text: str) -> None:
    assert "printed-page" not in read(text).layout


@pytest.mark.parametrize("note", ["", "1"])
@pytest.mark.parametrize(
    ("day", "mrn"), [("January 8, 1956, 7 p.m.", "56RANGOON1706"), ("January 8, 1966, 1230Z.", "66RANGOON1706")]
)
def test_a_page_without_its_notes_is_told_by_its_day(day: str, mrn: str, note: str) -> None:
    got = read(
        f"112. Telegram From the Embassy in Burma to the Department of State{note}\n\nRangoon, {day}\n\n"
        "1706. The dues rise.\n\nSample\n"
    )
    assert (got.mrn, got.from_.plad, [one.plad for one in got.to]) == (mrn, "Embassy in Burma", ["Department of State"])
    assert [one.text for one in got.paragraphs] == ["The dues rise."]
    undated = read("112. Telegram From the Embassy in Burma to the Department of State\n\nThe dues rise.\n")
    assert "frus-page" not in undated.layout


_PARTIES = "The Ambassador in Burma (Sample) to the Secretary of State"


def test_the_file_may_stand_below_place_day_and_receipt() -> None:
    got = read(
        f"[Document 12]\n\n{_PARTIES}\n\nRangoon, July 13, 1950\u20145 p.m.\n"
        "[Received July 13\u20149:27 a. m.]\nsecret\n"
        "611.90/7\u20131350: Telegram\n78. The dues rose.\n\nThey fall.\n"
    )
    assert (got.mrn, got.classification.level) == ("50RANGOON78", "SECRET")
    assert _words(got) == ["The dues rose.", "They fall."]


def test_without_a_dateline_the_file_tells_the_day_and_the_head_the_post() -> None:
    got = read(f"611.90/7\u20131347: Telegram\n{_PARTIES}\n2505. The dues rose, see reurtel 40.\n\nThey fall.\n")
    assert (got.mrn, got.written_day) == ("47RANGOON2505", "1947-07-13")
    assert [m.mrn for p in got.paragraphs for m in p.mentions] == ["47STATE40"]
    older = read(f"611.9014 Mail/25: Telegram\n{_PARTIES}\n2505. The dues rose.\n\nThey fall.\n")
    assert (older.mrn, older.written_day) == (None, None)  # such a file has no day


@pytest.mark.parametrize(
    ("words", "cited"),
    [
        ("reEmbtel 757", "50RANGOON757"),
        ("ReEmbs 757", "50RANGOON757"),
        ("urtel 757", "50RANGOON757"),
        ("Legtel 757", "50RANGOON757"),
        ("the Legation's 757", "50RANGOON757"),
        ("Your 757, May 4", "50RANGOON757"),
    ],
)
def test_the_department_cites_the_post_that_it_writes_to(words: str, cited: str) -> None:
    got = read(
        "611.90/7\u20131350: Telegram\nThe Secretary of State to the Ambassador in Burma (Sample)\n\n"
        f"Washington, July 13, 1950\u20145 p.m.\n978. The dues rose, see {words}. They fall.\n"
    )
    assert [m.mrn for p in got.paragraphs for m in p.mentions] == [cited]


@pytest.mark.parametrize(
    ("foot", "is_note"),
    [
        ("- Jane Roe was chief of the harbour.\u21a9\n- Not printed.\u21a9\n", True),
        ("1. Not printed.\u21a9\n", True),
        ("  1. Jane Roe.\n  2. In telegram No. 9, the harbour was closed.\n", True),  # 6 and 7 in the text
        ("  1. Jane Roe.\n  2. The harbour.\n  3. The wharf.\n", False),  # there are no three figures
        ("  1. Jane Roe.\n  5. The harbour.\n", False),
        ("1. Jane Roe is well.\n\n2. The harbour is closed.\n", False),
    ],
)
def test_notes_at_the_foot_that_a_page_numbers_anew_or_leads_back(foot: str, is_note: bool) -> None:
    text = f"611.90/7\u20131350: Telegram\n{_PARTIES}\n\n78. The office6 paid dues. They fall, as of May 3.7\n\n{foot}"
    got = read(text)
    assert "".join(text[e.span.start : e.span.end] for e in got.elements) == text
    assert (_notes(got) == foot.lstrip()) is is_note
    assert len(got.paragraphs) == 1 or not is_note


@pytest.mark.parametrize(
    ("behind", "numbers"), [("1947.1", [None, 1, 2]), ("he came.[1]", [None, 1, 2]), ("of 1", [None, 2])]
)
def test_the_first_paragraph_may_stand_behind_the_sign_of_a_note(behind: str, numbers: list[int | None]) -> None:
    got = read(
        f"611.90/7\u20131350: Telegram\n{_PARTIES}\n\n78. For Roe, said {behind} 1. This is right.\n\n2. We do.\n"
    )
    assert [p.number for p in got.paragraphs] == numbers


@pytest.mark.parametrize("above", ["", "Historical documents\n\n"])
def test_the_line_of_a_cablegram_is_a_head_where_no_parties_stand_above_it(above: str) -> None:
    got = read(
        f"{above}Cablegram 31 CANBERRA, 23 July 1947, 12.15 p.m.\nMOST IMMEDIATE SECRET STRICTLY PERSONAL\nHarbours.\n"
        "1. The dues rose. [2]\n2. They fell.\n"
    )
    assert (got.number, str(got.date), got.classification.level) == (31, "1947-07-23", "SECRET")
    assert (got.from_.plad, got.to, got.mrn, got.subject) == (None, (), None, "Harbours")
    assert [p.number for p in got.paragraphs] == [1, 2]


@pytest.mark.parametrize(
    ("line", "subject"),
    [
        ("HARBOUR DUES", "HARBOUR DUES"),
        ("Harbour Dues: Use of the Quays", "Harbour Dues: Use of the Quays"),
        ("Harbours. [3]", "Harbours"),
        ("We agree.", None),  # a sentence
        ("Your 390. [1]", None),  # what it answers
        ("Harbour dues rose", None),
    ],
)
def test_the_subject_of_an_australian_cable_stands_alone_above_its_text(line: str, subject: str | None) -> None:
    got = read(
        f"22 Jane Roe to John Doe\n\nCablegrams 2, 4, 2 CANBERRA, 5 January 1949, 6 p.m.\n\nIMMEDIATE SECRET\n\n"
        f"{line}\n\nThe dues rose in May.\n\n2. They fell.\n"
    )
    assert (got.subject, got.classification.level, got.precedence.action) == (subject, "SECRET", "IMMEDIATE")
    assert len(got.paragraphs) == (2 if subject else 3)
    assert "".join(got.quote(one.span) for one in got.elements) == got.source


def test_a_page_whose_lines_are_as_narrow_as_they_were_printed() -> None:
    got = read(
        "Cablegram 280 CANBERRA, 26 July 1947, 11.50 a.m.\nIMMEDIATE TOP SECRET\n"
        "We were told from Belisar of the harbour dues that are\nto rise in May, and of those who are to pay them\n"
        "when they have risen.\n2. They were to fall in June, and they fell before that\nmonth had come.\n"
        "3. You are to report when they are paid by all of the\nlines that call at the harbour of Belisar.\n"
    )
    assert [(p.number, p.text.count(".")) for p in got.paragraphs] == [(None, 1), (2, 1), (3, 1)]


@pytest.mark.parametrize("dash", ["--", "\u2014", " -- "])
@pytest.mark.parametrize("above", ["", "SECRET\n\n", "The Ambassador in Burma (Sample) to the Secretary of State\n\n"])
def test_a_dateline_in_which_two_hyphens_stand_for_the_dash(above: str, dash: str) -> None:
    got = read(
        f"{above}RANGOON, March 3, 1947{dash}9 p.m.\n[Received March 3{dash}3:52 p.m.]\n\n"
        "744. The Minister told me tonight that the lists were ready.\n\nI asked for copies.\n\nSAMPLE\n"
    )
    assert "".join(got.quote(e.span) for e in got.elements) == got.source
    assert (got.mrn, got.written_day, got.signature) == ("47RANGOON744", "1947-03-03", ("SAMPLE",))
    assert [p.text for p in got.paragraphs] == [
        "The Minister told me tonight that the lists were ready.",
        "I asked for copies.",
    ]


_DATED_HEAD = "88. Telegram 41207 From the Department of State to the Embassy in Burma, March 9, 1974, 2115Z\n\n"


def test_a_head_that_tells_its_day_needs_no_notes_where_its_number_opens_the_text() -> None:
    got = read(f"{_DATED_HEAD}041207. Subject: Dredgers. Ref: Rangoon 1266.\n\n1. We agree.\n\n2. We wait.\n\nSample\n")
    assert "".join(got.quote(e.span) for e in got.elements) == got.source
    assert (got.mrn, got.dtg, got.number) == ("74STATE41207", "1974-03-09T21:15Z", 41207)
    assert ([one.mrn for one in got.references], [p.number for p in got.paragraphs]) == (["74RANGOON1266"], [1, 2])


@pytest.mark.parametrize(
    "below", ["89. Telegram 12 From the Embassy in Burma to the Department of State\n", "41. We agree.\n"]
)
def test_a_dated_line_of_contents_is_no_head(below: str) -> None:
    assert "frus-page" not in read(f"{_DATED_HEAD}{below}\n1. We agree.\n").layout
