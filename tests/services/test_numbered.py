"""Numbers that are those of several telegrams, one to each post: which of them a citation leads to, for each reader."""

from __future__ import annotations

from datetime import date

import msgspec
import pytest
from small_archive import OPEN, Small

from legation.core.errors import RefusedError
from legation.core.marking import OWNER, Reader
from legation.core.mrn import name_to, parted
from legation.formats import read
from legation.services.threads.numbered import all_that_lead_to
from legation.storage.numbered_to import cited_as_numbered_to, numbered_to
from legation.tables.numbering import segments


def sent(
    number: int, post: str, to: str, body: str = "", *, day: str = "051000Z NOV 55", level: str = "UNCLAS"
) -> bytes:
    """A telegram of a post, or of the Department, of 1955 unless said otherwise."""
    sender = "SECSTATE WASHDC" if post == "STATE" else f"AMEMBASSY {post}"
    return (
        f"R {day}\nFM {sender}\nTO {to}\nBT\n{level} {post} {number:04d}\n\n"
        f"SUBJECT: {post} {number}\n\n1. {body or f'Text of {post} {number} to {to}.'}\n\nSMITH\n"
    ).encode()


TO_CAIRO = sent(1161, "STATE", "AMEMBASSY CAIRO")
TO_ANKARA = sent(1161, "STATE", "AMEMBASSY ANKARA", level="S E C R E T")
FROM_CAIRO = sent(596, "CAIRO", "SECSTATE WASHDC", "As told in Deptel 1161, the harbour is open.", day="071000Z NOV 55")
FROM_ANKARA = sent(77, "ANKARA", "SECSTATE WASHDC", "As told in Deptel 1161, it is shut.", day="081000Z NOV 55")
FROM_ATHENS = sent(
    12, "ATHENS", "SECSTATE WASHDC", "We have Deptel 1161 to Ankara and Deptel 1161.", day="091000Z NOV 55"
)


def cited(house: Small, reader: Reader, name: str) -> list[tuple[str, bool]]:
    return [(one.name, one.held) for one in house.threads.thread(reader, name).cites]


def test_a_number_of_the_department_is_of_the_series_to_its_first_addressee_until_it_had_one_series() -> None:
    assert numbered_to(read(TO_CAIRO)) == "CAIRO"
    assert numbered_to(read(sent(1161, "STATE", "AMEMBASSY CAIRO", day="011000Z AUG 66"))) == ""
    assert numbered_to(read(sent(1161, "STATE", "AMEMBASSY CAIRO", day="311000Z JUL 66"))) == "CAIRO"
    assert numbered_to(read(sent(1161, "CAIRO", "SECSTATE WASHDC"))) == ""
    assert numbered_to(read(sent(1161, "STATE", "JOINT CHIEFS"))) == ""


def test_a_post_cites_the_series_to_itself_unless_it_says_of_which_it_speaks() -> None:
    def told(data: bytes) -> list[str]:
        telegram = read(data)
        return [cited_as_numbered_to(telegram, one) for one in telegram.paragraphs[0].mentions if one.mrn]

    assert told(FROM_CAIRO) == ["CAIRO"]
    assert told(FROM_ATHENS) == ["ANKARA", "ATHENS"]
    body = "See Deptels 278 and 279 to Ankara, and Cairo 596."
    assert told(sent(457, "LONDON", "SECSTATE WASHDC", body)) == ["ANKARA", "ANKARA", ""]
    assert told(sent(457, "LONDON", "SECSTATE WASHDC", "I gave Deptel 278 to Nasser.")) == ["LONDON"]


def test_a_citation_leads_to_the_telegram_that_went_to_the_post_that_cites() -> None:
    house = Small([TO_CAIRO, TO_ANKARA, FROM_CAIRO, FROM_ANKARA, FROM_ATHENS])
    assert cited(house, OWNER, "55CAIRO596") == [("55STATE1161 to CAIRO", True)]
    assert cited(house, OWNER, "55ANKARA77") == [("55STATE1161 to ANKARA", True)]
    assert cited(house, OWNER, "55ATHENS12") == [("55STATE1161 to ANKARA", True), ("55STATE1161 to ATHENS", False)]
    thread = house.threads.thread(OWNER, "55 state 1161 to Ankara")
    assert (thread.mrn, thread.name) == ("55STATE1161", "55STATE1161 to ANKARA")
    assert thread.held is not None
    assert thread.banner == "SECRET"
    assert [one.citing.mrn for one in thread.cited_by] == ["55ANKARA77", "55ATHENS12"]
    assert thread.others == ("55STATE1161 to ATHENS", "55STATE1161 to CAIRO")
    deep = house.threads.thread(OWNER, "55CAIRO596", depth=4).graph
    assert [(node.key, node.held is not None) for node in deep.nodes] == [
        ("55CAIRO596", True),
        ("55STATE1161 to CAIRO", True),
    ]


def test_of_a_number_alone_the_telegram_received_last_is_shown_and_the_others_are_named() -> None:
    house = Small([TO_CAIRO])
    assert house.threads.thread(OWNER, "55STATE1161").name == "55STATE1161 to CAIRO"
    house.at = house.at.replace(day=2)
    house.keep(TO_ANKARA)
    thread = house.threads.thread(OWNER, "55STATE1161")
    assert (thread.name, thread.others) == ("55STATE1161 to ANKARA", ("55STATE1161 to CAIRO",))


def test_who_may_not_read_one_telegram_of_a_number_is_told_nothing_of_it() -> None:
    house = Small([TO_CAIRO, TO_ANKARA, FROM_CAIRO, FROM_ANKARA, FROM_ATHENS])
    without = Small([TO_CAIRO, FROM_CAIRO, FROM_ANKARA, FROM_ATHENS])
    for name in ("55CAIRO596", "55ANKARA77", "55ATHENS12", "55STATE1161", "55STATE1161 to Ankara"):
        for depth in (0, 1, 3):
            full, twin = (one.threads.thread(OPEN, name, depth=depth) for one in (house, without))
            assert full == twin
    assert house.gaps.page(OPEN) == without.gaps.page(OPEN)
    assert [gap.name for gap in house.gaps.page(OPEN)] == ["55STATE1161 to ANKARA", "55STATE1161 to ATHENS"]
    assert [gap.name for gap in house.gaps.page(OWNER)] == ["55STATE1161 to ATHENS"]


def test_where_nothing_tells_which_it_is_it_is_one_of_so_many() -> None:
    """In autumn 1966 the Department has one series, and a number of that year may be of spring."""
    cairo = sent(1161, "STATE", "AMEMBASSY CAIRO", day="051000Z MAY 66")
    ankara = sent(1161, "STATE", "AMEMBASSY ANKARA", day="061000Z MAY 66", level="S E C R E T")
    unsaid = sent(13, "ROME", "SECSTATE WASHDC", "See 66STATE1161.", day="091000Z SEP 66")
    both = Small([cairo, ankara, unsaid])
    thread = both.threads.thread(OWNER, "66ROME13")
    (node,) = (one for one in thread.graph.nodes if one.key != thread.name)
    assert (node.key, node.held, node.marking) == ("66STATE1161", None, "SECRET")
    assert node.one_of == ("66STATE1161 to ANKARA", "66STATE1161 to CAIRO")
    assert thread.banner == "SECRET"
    assert both.gaps.page(OWNER) == []
    # For who may read one of them alone it is the only one.
    assert [one.key for one in both.threads.thread(OPEN, "66ROME13").graph.nodes][1:] == ["66STATE1161 to CAIRO"]
    none = Small([unsaid])
    assert [gap.name for gap in none.gaps.page(OWNER)] == ["66STATE1161"]


def test_one_of_whom_no_addressee_is_read_may_be_the_one() -> None:
    unread = sent(1161, "STATE", "JOINT CHIEFS")
    house = Small([unread, FROM_CAIRO])
    assert cited(house, OWNER, "55CAIRO596") == [("55STATE1161", True)]
    assert house.gaps.page(OWNER) == []
    house.keep(TO_CAIRO)
    assert cited(house, OWNER, "55CAIRO596") == [("55STATE1161 to CAIRO", True)]


def test_each_series_has_gaps_of_its_own() -> None:
    house = Small([FROM_CAIRO, FROM_ANKARA])
    gaps = house.gaps.page(OWNER)
    assert [(gap.name, gap.mrn, gap.numbered_to, gap.cited_by) for gap in gaps] == [
        ("55STATE1161 to ANKARA", "55STATE1161", "ANKARA", ("55ANKARA77",)),
        ("55STATE1161 to CAIRO", "55STATE1161", "CAIRO", ("55CAIRO596",)),
    ]
    assert [gap.name for gap in house.gaps.page(OWNER, limit=1, after=gaps[0].name)] == [gaps[1].name]
    assert house.gaps.gap(OWNER, "55 STATE 1161 to Cairo") == gaps[1]
    with pytest.raises(RefusedError, match="the number of 2 telegrams"):
        house.gaps.gap(OWNER, "55STATE1161")
    assert Small([FROM_CAIRO]).gaps.gap(OWNER, "55STATE1161").name == "55STATE1161 to CAIRO"
    letter = house.gaps.request(OWNER, "55STATE1161 to CAIRO", on=date(2026, 1, 1))
    assert "  Number   55STATE1161\n" in letter
    assert "  To       CAIRO (embassy, Cairo), in whose series the number is one\n" in letter, letter
    assert "Ankara" not in letter
    house.gaps.sent(OWNER, "55STATE1161 to CAIRO", on=date(2026, 1, 1), addressed="Department of State")
    assert [gap.status for gap in house.gaps.page(OWNER)] == ["known", "requested"]
    house.keep(TO_ANKARA, TO_CAIRO)
    assert house.gaps.page(OWNER) == []
    assert house.gaps.gap(OWNER, "55STATE1161 to CAIRO").status == "held"


def test_a_number_to_one_post_was_sent_between_those_of_its_series() -> None:
    house = Small(
        [
            sent(1160, "STATE", "AMEMBASSY CAIRO", day="011000Z NOV 55"),
            sent(1162, "STATE", "AMEMBASSY CAIRO", day="031000Z NOV 55"),
            sent(1159, "STATE", "AMEMBASSY ANKARA", day="061000Z OCT 55"),
            FROM_CAIRO,
        ]
    )
    told = house.gaps.gap(OWNER, "55STATE1161 to CAIRO").estimate
    assert (told.earliest, told.likely, told.latest) == ("1955-01-01", "1955-11-02", "1955-11-04")
    assert (told.after, told.before) == (None, "55STATE1162 to CAIRO")


def test_a_name_is_a_number_with_its_post() -> None:
    assert parted(name_to("55STATE1161", "CAIRO")) == ("55STATE1161", "CAIRO")
    assert parted(name_to("09STATE1161", "")) == ("09STATE1161", "")
    assert all_that_lead_to(["55STATE1161 to CAIRO", "55ROME1"]) == ["55ROME1", "55STATE1161", "55STATE1161 to CAIRO"]
    house = Small([TO_CAIRO, TO_ANKARA])
    for name, post in (("55 STATE 1161 TO cairo", "CAIRO"), ("55STATE1161 to Ankara", "ANKARA")):
        assert [numbered_to(one.telegram) for one in house.reading.versions(OWNER, name)] == [post]
    assert house.reading.mrn("09STATE1161 to Cairo") is None


def test_a_search_for_what_is_cited_goes_by_the_post_too() -> None:
    house = Small([TO_CAIRO, TO_ANKARA, FROM_CAIRO, FROM_ANKARA, FROM_ATHENS])

    def found(query: str, reader: Reader = OWNER) -> list[str]:
        return sorted(
            numbered_to(one.telegram) or str(one.telegram.mrn) for one in house.exporting.records(reader, query)
        )

    assert found("cites:55STATE1161") == ["55ANKARA77", "55ATHENS12", "55CAIRO596"]
    assert found('cites:"55 State 1161 to Ankara"') == ["55ANKARA77", "55ATHENS12"]
    assert found('mrn:"55STATE1161 to cairo"') == ["CAIRO"]
    assert found("citedby:55CAIRO596") == ["CAIRO"]
    assert found("citedby:55ATHENS12") == ["ANKARA"]
    assert found("citedby:55ATHENS12", OPEN) == []
    assert found("mrn:55STATE1160..1170") == ["ANKARA", "CAIRO"]
    known = house.finding.search(OPEN, 'mrn:"55STATE1161 to Ankara"').known
    assert known == ("55STATE1161 to ANKARA",)
    house.keep(sent(1161, "STATE", "JOINT CHIEFS"))
    assert found("citedby:55CAIRO596") == ["55STATE1161", "CAIRO"]


def test_what_the_travelling_secretary_cites_is_of_no_series_to_a_post() -> None:
    telegram = msgspec.structs.replace(read(FROM_CAIRO), mrn="55SECTO12", post="SECTO", number=12)
    assert [cited_as_numbered_to(telegram, one) for one in telegram.paragraphs[0].mentions] == [""]
    assert segments("SECTO", 1955) == segments("TOSEC", 1975) == []
