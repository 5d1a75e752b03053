"""A level whose letters are spoiled raises a telegram that a banner holds lower, and settles nothing alone."""

from __future__ import annotations

import pytest

from legation.core.marking import UNREADABLE_RANK
from legation.formats import read, read_many
from legation.formats.markings.raising import CODE
from legation.tables.marking import telegram_marking

TELEGRAM = """R 151200Z JAN 89
FM AMEMBASSY PARIS
TO SECSTATE WASHDC 1234
SECDEF WASHDC 5678
BT
{line}
E.O. 12356: DECL: OADR
TAGS: PREL, FR
SUBJECT: A VISIT

1. KUDU CAME.
"""
SPOILED = [
    ("SECR3T", 4),
    ("S E C R 3 T", 4),
    ("S E C R E I", 4),
    ("S.E.C.R.3.T", 4),
    ("$ECR3T", 4),
    ("SECERT", 4),
    ("T E R C E S", 4),
    ("L A I T N E D I F N O C", 3),
    ("T ERCES", 4),
    ("XX LIMITED OFFICIAL USE XX", 1),
    ("SECET", 4),
    ("SECRETT", 4),
    ("ECRET", 4),
    ("SEC\nRET", 4),
    ("S E C R\nE T", 4),
    ("TOP SECR3T", 5),
    ("T O P  S E C R 3 T", 5),
    ("OP SECRET", 5),
    ("CONFIDENTAIL", 3),
    ("C O N F I D F N T I A L", 3),
    ("C0NF1D3NT14L", 3),
    ("CONFI\nDENTIAL", 3),
    ("LIMTED OFFICIAL USE", 1),
    ("DECRET", 4),
    ("SEC-\nRET", 4),
    ("CONFIDEN-\nTIAL", 3),
    ("JOP SECRET", 5),
    ("T.S.", 5),
    ("TDP SECRET", 5),
    ("TOPSECR3T", 5),
    ("S/E/C/R/3/T", 4),
    ("TOP SE/RET", 5),
    ("CONF;IDENTIAL", 3),
    ("S, E, C, R, 3, T", 4),
    ("CONF", 3),
    ("CONFID", 3),
    ("TOP SEC", 5),
    ("RESTD", 2),
    ("S|E|C|R|3|T", 4),
    ("TO P SECPET", 5),
    ("8E CRET", 4),
    ("CON FIDENTI4L", 3),
    ("IOP SECRET", 5),
    ("TTOP SECRET", 5),
    ("OONFIDENTIAL", 3),
    ("TOP SECR", 5),
    ("SECR", 4),
    ("CONFIDENTI", 3),
    ("SECRETSECRET", 4),
]


@pytest.mark.parametrize(("words", "rank"), [("T E R C E S", 4), ("TERCES POT", 5)])
def test_a_level_from_the_other_side_holds_in_the_last_lines_too(words: str, rank: int) -> None:
    text = TELEGRAM.format(line="UNCLAS PARIS 00412")
    assert telegram_marking(read(f"{text}\n{words}\n")).rank == rank
    assert telegram_marking(read(f"{text}\n{words}\n\n2. " + "KUDU LEFT. " * 40)).rank == 0


@pytest.mark.parametrize("behind", [" PARIS 00412", " SECTION 01 OF 02 PARIS 00412", " NODIS PARIS 00412", ""])
@pytest.mark.parametrize(("words", "rank"), SPOILED)
def test_a_spoiled_level_raises_what_a_banner_holds_lower(words: str, rank: int, behind: str) -> None:
    telegram = read("UNCLASSIFIED\n\n" + TELEGRAM.format(line=words + behind))
    assert telegram_marking(telegram).rank == rank
    # One alone on a line may be a classification line in the text as well, which CLS004 tells.
    told = [found for found in telegram.findings if found.code == CODE and "spoiled" in found.says]
    assert [telegram.quote(found.span).startswith(words) for found in told] == [True] or not behind
    assert ("NODIS" in telegram.classification.captions) == ("NODIS" in behind)


@pytest.mark.parametrize(("words", "rank"), SPOILED)
def test_a_spoiled_level_lowers_nothing_and_alone_leaves_its_telegram_unread(words: str, rank: int) -> None:
    text = TELEGRAM.format(line=f"{words} PARIS 00412")
    assert telegram_marking(read("TOP SECRET\n\n" + text)).rank == 5
    if "\n" not in words:  # which blanks of any kind may part
        assert telegram_marking(read(text)).rank == UNREADABLE_RANK
    assert telegram_marking(read("CONFIDENTIAL\n\n" + text)).rank == max(3, rank)


@pytest.mark.parametrize("behind", [" PARIS 00412", " NODIS PARIS 00412", ""])
@pytest.mark.parametrize(
    ("words", "rank"),
    [
        ("5ECR-\nET", 4),
        ("S\nFCRET", 4),
        ("TOP SEO\nRET", 5),
        ("T0P S\nECRET", 5),
        ("CONFIDENTl-\nAL", 3),
        ("TOP =\nSECRET", 5),
        ("l CONFIDENTIAL", 3),
        ("i SECRET", 4),
        ("XXSECRETXX", 4),
        ("XXX TOP SECRET", 5),
        ("secpet", 4),
        ("confidentia1", 3),
        ("TERCES", 4),
        ("LAITNEDIFNOC", 3),
        ("TERCES POT", 5),
        ("|SECPET", 4),
    ],
)
def test_a_level_that_a_line_parts_or_that_stands_beside_dirt_raises(words: str, rank: int, behind: str) -> None:
    telegram = read("UNCLASSIFIED\n\n" + TELEGRAM.format(line=words + behind))
    assert telegram_marking(telegram).rank == rank
    assert ("NODIS" in telegram_marking(telegram).needs) == ("NODIS" in behind)
    assert telegram_marking(read("TOP SECRET\n\n" + TELEGRAM.format(line=words + behind))).rank == 5


@pytest.mark.parametrize("line", ["CONFIDENTIAL l", "TOP SECRET I", "SECRET |"])
def test_dirt_behind_a_level_that_stands_alone_is_no_word(line: str) -> None:
    telegram = read("UNCLASSIFIED\n\n" + TELEGRAM.format(line=line + "\nPARIS 00412"))
    assert telegram_marking(telegram).rank == {"C": 3, "T": 5, "S": 4}[line[0]]


def test_the_first_telegram_of_a_file_is_not_lowered_by_the_banner_over_the_file() -> None:
    one = TELEGRAM.format(line="SECR3T PARIS 00412") + "BT\n#0412\n\n\n\nNNNN\n"
    banner = "CONFIDENTIAL\n\n"
    ranks = [telegram_marking(telegram).rank for telegram in read_many(f"{banner}ZCZCAA01\n{one}ZCZCAA02\n{one}")]
    assert ranks == [4, UNREADABLE_RANK]


@pytest.mark.parametrize("post", ["PARIS", "NEW DELHI"])
def test_a_level_without_a_blank_before_the_post_is_one(post: str) -> None:
    assert telegram_marking(read("UNCLASSIFIED\n\n" + TELEGRAM.format(line=f"SECRET{post} 00412"))).rank == 4


@pytest.mark.parametrize(
    "line",
    [
        "UNCLAS PARIS 00412",
        "UNCLAS PARIS 00412\nSECRETARIAT PARIS 00412",
        "UNCLAS PARIS 00412\nSECRETS OF THE SEA",
        "UNCLAS PARIS 00412\nREGRET DELAY",
        "UNCLAS PARIS 00412\nSECURE VOICE 1234",
        "UNCLAS PARIS 00412\nSecrt",
        "UNCLAS PARIS 00412\nSECTOR PLANS\nTOP SECTORS",
        "UNCLAS PARIS 00412\nCONFIDENCE MEASURES",
        "UNCLAS PARIS 00412\nDECRETS OF THE KING",
        "UNCLAS PARIS 00412\nT.S. ELIOT READ",
        "UNCLAS PARIS 00412\nSTOP SECRETARIAT",
        "UNCLAS PARIS 00412\nCONF OF FISHERS OPENED",
        "UNCLAS PARIS 00412\nCONFER WITH PARIS 1234",
        "UNCLAS PARIS 00412\nSECT\nRETURN",
        "UNCLAS PARIS 00412\nI SECRETLY CAME",
        "UNCLAS PARIS 00412\nA SECRET BALLOT",
        "UNCLAS PARIS 00412\nXX SECRETARIES",
        "UNCLAS PARIS 00412\nTHE SECRET TALKS",
        "UNCLAS PARIS 00412\nCONFIDENT OF PEACE",
        "UNCLAS PARIS 00412\nsecrets of the sea",
        "UNCLAS PARIS 00412\nSecret l",
        "UNCLAS PARIS 00412\nA VISIT   SECRETARIAT   1234",
        "UNCLAS PARIS 00412\nA VISIT   RESTRICTED AREA   1234",
    ],
)
def test_words_that_look_like_a_level_and_go_on_are_none(line: str) -> None:
    telegram = read(TELEGRAM.format(line=line))
    assert telegram_marking(telegram).rank == 0
    assert not any(found.code == CODE for found in telegram.findings)


@pytest.mark.parametrize(
    ("line", "captions"),
    [
        ("CONFIDENTIAL STADIS, LIMDIS//N05000//", {"STADIS", "LIMDIS"}),
        ("CONFIDENTIAL LIMDIS //N05000//", {"LIMDIS"}),
        ("C O N F I D E N T I A L LIMDIS//N05000//", {"LIMDIS"}),
        ("CONFIDENTIAL//N05000//", set()),
    ],
)
def test_a_sound_line_of_a_naval_message_is_not_read_by_the_banner_above_it(line: str, captions: set[str]) -> None:
    text = f"R 051513Z NOV 09\nFM CNO WASHINGTON DC\nTO NAVADMIN\nBT\n{line}\nMSGID/GENADMIN/CNO//\nSUBJ/PIERS//\n"
    for banner in ("", "UNCLASSIFIED\n\n"):
        telegram = read(f"{banner}{text}RMKS/1. THE PIER IS OPEN.//\nBT\n")
        assert (telegram.classification.level, set(telegram.classification.captions)) == ("CONFIDENTIAL", captions)


@pytest.mark.parametrize("words", ["SECRETNODIS", "SECRETN0DIS", "SECRETNODTS"])
def test_a_level_and_a_caption_without_a_blank_between_raise(words: str) -> None:
    telegram = read("UNCLASSIFIED\n\n" + TELEGRAM.format(line=f"{words} PARIS 00412"))
    assert (telegram.classification.level, telegram.classification.captions) == ("SECRET", ("NODIS",))


@pytest.mark.parametrize("section", ["", "SECTION 01 OF 02 "])
def test_handling_words_that_the_level_goes_on_with_on_the_next_line_hold(section: str) -> None:
    telegram = read(TELEGRAM.format(line=f"SECRET\nNOFORN NODIS {section}PARIS 00412"))
    assert (telegram.mrn, telegram.section.of) == ("89PARIS412", 2 if section else None)
    assert telegram_marking(telegram).needs == {"NOFORN", "NODIS"}
    assert [telegram.quote(one.span) for one in telegram.elements if one.kind == "text.number"] == ["PARIS 00412\n"]


@pytest.mark.parametrize("words", ["SECRETNOFORNNODIS", "SECRETNODISNOFORN", "SECRET NOFORNNODIS"])
def test_a_level_and_captions_without_a_blank_between_raise(words: str) -> None:
    telegram = read("UNCLASSIFIED\n\n" + TELEGRAM.format(line=f"{words}\nPARIS 00412"))
    assert (telegram_marking(telegram).rank, telegram_marking(telegram).needs) == (4, {"NODIS", "NOFORN"})


SHEET = "UNCLASSIFIED\n{line}\nFROM: LONDON\nTO: SECRETARY OF STATE\nNO: 4412\n1. Kudu came.\nWINTERS\n"


@pytest.mark.parametrize(
    ("line", "rank"),
    [
        ("ACTION: EUR   SECRET   Control: 4412", 4),
        ("ACTION: EUR   5ECRET   Control: 4412", 4),
        ("INCOMING TELEGRAM      TOP SECRET", 5),
        ("5ECRET SECURITY INFORMATION", 4),
        ("RESTRlCTED SECURITY INFORMATION", 2),
        ("CONFIDENTIAL SECURITY INFORMAT1ON", 3),
        ("SECRET AND PERS0NAL", 4),
        ("740.00/3-1251\nSECRET, March 12, 1951", 4),
        ("740.00/3-1251\nSECRET, London, 12 March 1951", 4),
        ("SECRET London, March 12, 1951", 4),
        ("Secret, March 12, 1951-6 p.m.", 4),
        ("CAIRO, 4 May 1952 - SECRET", 4),
        ("LIMDIS C0NFIDENTIAL", 3),
        ("SECRET [crossed out]", 4),
        ("SECRET - CAIRO", 4),
        ("SECRET DEDIP", 4),
        ("CONFIDENTIAL CDN EYES 0NLY", 3),
        ("CONFIDENTIAL NOT FOR PUBLICATION", 3),
        ("CLASSIFICATION: S//NF", 4),
        ("CLASSIFICATION: C", 3),
        ("The matter   Secret talks   is old", 0),
        ("SECRET TALKS, March 12, 1951", 0),
        ("CLASSIFICATION: SUNDRY", 0),
        ("SECRET TALKS [sic]", 0),
        ("SECRET - TALKS", 0),
        ("THE TALKS - SECRETARIAL", 0),
    ],
)
def test_a_level_on_the_sheet_of_its_time_raises(line: str, rank: int) -> None:
    assert telegram_marking(read(SHEET.format(line=line))).rank == rank


@pytest.mark.parametrize(
    "words",
    [
        "\ua731\u1d07\u1d04\u0280\u1d07\u1d1b",
        "\u1506\u1d31\u1d9c\u1d3f\u1d31\u1d40",
        "\u02e2\u1d49\u1d9c\u02b3\u1d49\u1d57",
    ],
)
def test_small_and_raised_letters_of_any_kind_are_letters(words: str) -> None:
    line = f"{words} PARIS 00412"
    assert telegram_marking(read("UNCLASSIFIED\n\n" + TELEGRAM.format(line=line))).rank == 4


@pytest.mark.parametrize(
    ("words", "rank"), [("NATO SECRFT", 4), ("COSMIC TOP SECRE7", 5), ("NATO SECRETARY GENERAL", 0), ("NATO SECTOR", 0)]
)
def test_a_spoiled_level_of_an_alliance_brings_its_need(words: str, rank: int) -> None:
    telegram = read("UNCLASSIFIED\n\n" + TELEGRAM.format(line=f"{words}\nPARIS 00412"))
    assert telegram_marking(telegram).rank == rank
    assert telegram_marking(telegram).needs == ({words.split()[0]} if rank else frozenset())


@pytest.mark.parametrize(("line", "rank"), [("CUI", 1), ("CUI//SP-PRVCY", 1), ("CUISINE", 0), ("CUI BONO", 0)])
def test_controlled_information_that_is_unclassified_is_sensitive(line: str, rank: int) -> None:
    telegram = read(f"{line}\n\n" + TELEGRAM.format(line="UNCLAS PARIS 00412"))
    assert (telegram_marking(telegram).rank, telegram_marking(telegram).needs) == (rank, frozenset())


@pytest.mark.parametrize(
    ("warning", "rank"),
    [
        ("SSSSS", 4),
        ("CCCCC", 3),
        ("TTTTT", 5),
        ("UUUUU", 0),
        ("EEEEE", 0),
        ("SSCCC", 0),
        # With a release code of two letters, and with the United Kingdom named (ACP 117 7.d).
        ("SSSBB", 4),
        ("TTTCX/FFFFF", 5),
        ("CCC BB", 3),
    ],
)
def test_the_security_warning_of_the_heading_raises_and_alone_settles_nothing(warning: str, rank: int) -> None:
    heading = f"VZCZCXRO1234\nPP RUEHC\nDE RUEHFR #0412 0151200\nZNY {warning} ZZH\n"
    for line in ("UNCLAS PARIS 00412", "CONFIDENTIAL PARIS 00412"):
        telegram = read(heading + TELEGRAM.format(line=line))
        assert telegram_marking(telegram).rank == max(rank, 3 * line.startswith("CONF"))
        # What the line states does not fit the signal, though the telegram is held by that.
        fits = {"UNCLAS": ("EEEEE",), "CONFIDENTIAL": ("CCCCC",)}[line.split()[0]]
        told = any(found.code == "CLS003" for found in telegram.findings)
        assert told == (warning not in fits and telegram.transmission.security is not None)
    assert telegram_marking(read(heading + TELEGRAM.format(line=""))).rank == UNREADABLE_RANK
    quoted = TELEGRAM.format(line="UNCLAS PARIS 00412").replace("KUDU CAME.", f"KUDU\nZNY {warning} CAME.")
    assert telegram_marking(read(quoted)).rank == 0


@pytest.mark.parametrize(
    ("words", "rank"),
    [
        ("BEGIN CONFIDENT1AL\nTALKS.\nEND CONFIDENT1AL", 3),
        ("-- BEGIN 5ECRET TEXT:\nTALKS.", 4),
        ("2. BEGIN C0NFIDENTIAL", 3),
        ("BEGIN SECTION\nTALKS.", 0),
        ("BEGIN REGRETS", 0),
        ("BEGIN SECRETARIAT TEXT", 0),
        ("WE BEGIN 5ECRET", 0),
        ("BEGIN CONFERENCE TEXT", 0),
    ],
)
def test_a_spoiled_level_behind_begin_raises_within_a_text(words: str, rank: int) -> None:
    text = TELEGRAM.format(line="UNCLAS PARIS 00412").replace("KUDU CAME.", f"KUDU CAME.\n\n{words}")
    assert telegram_marking(read(text)).rank == rank


@pytest.mark.parametrize(("end", "rank"), [("CONFIDEN=", 3), ("SECR-\n\n", 4), ("CONFIDED-", 0), ("X CONFIDEN=", 0)])
def test_a_level_that_is_cut_off_where_all_ends_raises(end: str, rank: int) -> None:
    assert telegram_marking(read(TELEGRAM.format(line="UNCLAS PARIS 412") + f"\n{end}")).rank == rank
