"""References by originator and date-time group; invented messages."""

from __future__ import annotations

import pytest

from legation.core.telegram import Reference, ReferenceKind
from legation.core.text import Span
from legation.tables.moments import CitedMoment, cited_moment, may_be_from, originator_words


def cited(text: str, sent: str | None = "2020-01-14T15:00Z", kind: ReferenceKind = "telegram") -> CitedMoment | None:
    return cited_moment(Reference(None, None, text, kind, "unread", Span(0, len(text))), sent)


@pytest.mark.parametrize(
    ("text", "originator", "at"),
    [
        ("MSG/CNO WASHINGTON DC/081245ZJAN20/NOTAL", ("CNO", "WASHINGTON", "DC"), "2020-01-08T12:45Z"),
        ("GENADMIN/COMFLTFORCOM NORFOLK VA/R 051413Z DEC 19", ("COMFLTFORCOM", "NORFOLK", "VA"), "2019-12-05T14:13Z"),
        ("USCINCRED 311345Z MAY 73", ("USCINCRED",), "1973-05-31T13:45Z"),
        ("SECDEF DTG 012345Z JAN 2020", ("SECDEF",), "2020-01-01T23:45Z"),
        ("CNO 081245Z", ("CNO",), "2020-01-08T12:45Z"),
        ("CNO WASHINGTON DC MESSAGE DATED 081245Z", ("CNO", "WASHINGTON", "DC"), "2020-01-08T12:45Z"),
        ("SITREP OF CTF 60 DTD 081245Z", ("CTF", "60"), "2020-01-08T12:45Z"),
        ("YOUR CABLE DTD 081245Z", ("YOUR",), "2020-01-08T12:45Z"),
        ("CNO 281245Z", ("CNO",), "2019-12-28T12:45Z"),  # of the month before
        ("CNO 281245Z DEC", ("CNO",), "2019-12-28T12:45Z"),  # of the year before
        ("CNO 141459Z", ("CNO",), "2020-01-14T14:59Z"),
        ("CNO 141501Z", ("CNO",), None),  # of the month before, which is more than 31 days ago
        ("HMS KELLING 081245A JAN 20", ("HMS", "KELLING"), "2020-01-08T11:45Z"),
    ],
)
def test_originator_and_moment_are_read(text: str, originator: tuple[str, ...], at: str | None) -> None:
    found = cited(text)
    assert found == (CitedMoment(originator, at) if at is not None else None)


def test_two_digits_of_a_year_are_those_before_the_telegram() -> None:
    found = cited("CINCLANT 081245Z JAN 44", "1944-03-01T00:00Z")
    assert found is not None
    assert found.at == "1944-01-08T12:45Z"


@pytest.mark.parametrize(
    "text",
    [
        "MSG/081245Z JAN 20",
        "MESSAGE DATED 081245Z JAN 20",
        "DATED MESSAGE 081245Z JAN 20",
        "CABLE DTD 081245Z JAN 20",
        "OPREP 081245Z JAN 20",
        "REFTEL",
        "REF A",
        "STATE 112900",
        "DTG 321299Z JAN 20",
        "CNO 082545Z",
        "CNO 311200Z FEB 19",
        "CNO 151200Z JAN",  # a year ago, or tomorrow
    ],
)
def test_nothing_is_read_where_originator_or_moment_is_missing(text: str) -> None:
    assert cited(text) is None


def test_what_needs_the_day_of_the_telegram_that_cites_is_not_read_without_it() -> None:
    assert cited("CNO 081245Z", None) is None
    assert cited("CNO 081245Z JAN 20", None) is not None


def test_a_document_and_a_number_are_no_moment() -> None:
    assert cited("CNO 081245Z JAN 20", kind="document") is None
    text = "TRIPOLI 893 081245Z JAN 20"
    assert cited_moment(Reference(None, "20TRIPOLI893", text, "telegram", "read", Span(0, 9)), "2020-01-14") is None


@pytest.mark.parametrize(
    ("originator", "plad", "fits"),
    [
        ("CNO", "CNO WASHINGTON DC", True),
        ("CNO WASHINGTON DC", "CNO WASHINGTON DC//N1//", True),
        ("CMC RAP", "CMC WASHINGTON DC", True),
        ("CNO", "CNIC WASHINGTON DC", False),
        ("COMMANDER SECOND FLEET", "COMMANDER THIRD FLEET", False),
        ("SECRETARY OF STATE", "SECRETARY OF DEFENSE", False),
        ("AMEMBASSY SAN JOSE", "AMEMBASSY SAN SALVADOR", False),
        ("USS JOHN F KELLING", "USS JOHN C KELLING", False),
        ("COMDESRON 15", "COMDESRON 23", False),
        ("EASTFLT", "EASTFLT GORSE FIELD", True),
        ("EASTFLT N4", "EASTFLT GORSE FIELD", False),
        ("HMS KELLING", "HMS KELLING", True),
        ("HMS KELLING", "HMS ARDENT", False),
        ("TRIPOLI", "AMEMBASSY TRIPOLI", True),
        ("AMEMBASSY TRIPOLI", "AMEMBASSY TUNIS", False),
        ("STATE", "SECSTATE WASHDC", True),
        ("CNO", None, False),
        ("DAO KERRATH", "USDAO KERRATH", True),
        ("USDAO KERRATH", "DAO BELISAR", False),
        ("HQMC WASHINGTON DC", "CMC WASHINGTON DC//MRA//", True),
        ("HQMC", "CMC WASHINGTON DC", True),
        ("CINCEUR", "USCINCEUR VAIHINGEN GE", True),
        ("CINCEUR", "CINCUSAREUR HEIDELBERG GE", False),
        ("CTF 60", "CTF SIX ZERO", True),
        ("CTF SIX ZERO NAPLES IT", "CTF 60", True),
        ("CTF 6", "CTF SIX ZERO", False),
        ("CTF SIX", "CTF SIX ZERO", False),
        ("CTG 60 1", "CTG SIX ZERO PT ONE", True),
        ("CTG 60.1", "CTG SIX ZERO POINT ONE", True),
        ("CTU 60.1.2", "CTU SIX ZERO PT ONE PT TWO", True),
        ("CTU 60.1.2", "CTU SIX ZERO PT ONE PT THREE", False),
        ("CTG 60", "CTG 60.1", False),
        ("COMDESRON 26", "COMDESRON TWO SIX", True),
        ("COMDESRON 26", "COMDESRON TWO", False),
        ("NAVBASE SIX POINT MUGU", "NAVBASE 6 POINT MUGU CA", True),
    ],
)
def test_who_may_be_the_originator(originator: str, plad: str | None, fits: bool) -> None:
    assert may_be_from(CitedMoment(originator_words(originator), ""), plad) is fits
