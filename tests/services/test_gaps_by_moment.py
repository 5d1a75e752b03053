"""What is cited by originator and date-time group and is not held is a gap; invented messages."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from small_archive import OPEN, Small
from test_cited_by_moment import ANSWER, FIRST, POST, keep, kept, naval

from legation.core.errors import NotFoundError, RefusedError
from legation.core.marking import OWNER
from legation.services.gaps.gaps import CITING
from legation.services.sheets import thread_sheet
from legation.tables.moments import moment_name, moment_named

NAME = "CNO WASHINGTON DC 081245ZJAN2020"
SENT = date(2026, 1, 1)


def names(house: Small, reader: object = OWNER, **how: object) -> list[str]:
    return [gap.name for gap in house.gaps.page(reader, **how)]  # type: ignore[arg-type]


def test_a_message_that_is_cited_by_moment_and_not_held_is_a_gap() -> None:
    house = kept(("answer", ANSWER))
    (gap,) = house.gaps.page(OWNER)
    assert (gap.name, gap.mrn, gap.originator, gap.dtg) == (NAME, None, "CNO WASHINGTON DC", "2020-01-08T12:45Z")
    assert (gap.estimate.earliest, gap.estimate.latest, gap.estimate.likely) == ("2020-01-08",) * 3
    assert [one.file for one in gap.citing] == ["answer"]
    assert gap.words == ("MSG/CNO WASHINGTON DC/081245ZJAN20/NOTAL",)
    assert gap.status == "known"
    assert house.gaps.gap(OWNER, "cno 081245z jan 20") == house.gaps.gap(OWNER, NAME) == gap


def test_who_cites_it_in_short_stands_with_who_cites_it_in_full() -> None:
    house = kept(("answer", ANSWER), ("post", POST))
    (gap,) = [one for one in house.gaps.page(OWNER) if one.name == NAME]
    assert [one.file for one in gap.citing] == ["answer", "post"]
    assert gap.banner == "SECRET"
    assert names(house, OPEN) == [NAME]
    assert house.gaps.page(OPEN) == kept(("answer", ANSWER)).gaps.page(OPEN)


@pytest.mark.parametrize("group", [b"081245Z", b"081245Z JAN"])
def test_a_moment_of_which_nobody_states_the_year_is_no_gap(group: bytes) -> None:
    alone = POST.replace(b"A. COMSUBPAC 121456Z JAN 20\nB. ", b"").replace(b"081245Z", group)
    assert names(kept(("post", alone))) == []


def test_a_short_form_that_may_be_of_two_is_of_neither() -> None:
    texts = [
        naval("121456Z JAN 20", f"COMSUB{n} NORFOLK VA", f"REF/A/MSG/{sender}/081245ZJAN20//")
        for n, sender in enumerate(("SAN JOSE", "SAN SALVADOR", "SAN"))
    ]
    house = kept(*((f"text-{n}", text) for n, text in enumerate(texts)))
    assert names(house) == ["SAN JOSE 081245ZJAN2020", "SAN SALVADOR 081245ZJAN2020"]
    assert {len(gap.citing) for gap in house.gaps.page(OWNER)} == {1}
    with pytest.raises(RefusedError, match="may be one of 2 messages"):
        house.gaps.gap(OWNER, "SAN 081245ZJAN2020")
    assert names(kept(("text", texts[2]))) == ["SAN 081245ZJAN2020"]


def test_one_that_may_be_held_is_no_gap() -> None:
    others = [
        FIRST.replace(b"SAVE FUEL", what).replace(b"FM CNO WASHINGTON DC", b"FM CNO NORFOLK VA")
        for what in (b"SPEND FUEL", b"BURN FUEL")
    ]
    assert names(kept(("answer", ANSWER), ("first", FIRST))) == []
    assert names(kept(("answer", ANSWER), ("first", FIRST), ("other", others[0]), ("third", others[1]))) == []


def test_it_is_asked_for_and_comes() -> None:
    house = kept(("answer", ANSWER))
    letter = house.gaps.request(OWNER, NAME, on=SENT)
    assert "  From     CNO WASHINGTON DC\n  Sent     8 January 2020, 12:45 UTC (081245Z JAN 2020)\n" in letter
    assert "Number" not in letter
    assert "by its originator and date-time group" in letter
    assert "The date is that by which it is cited." in letter
    noted = house.gaps.sent(OWNER, "CNO 081245ZJAN20", on=SENT, addressed="Navy")
    assert noted.mrn == NAME
    (gap,) = house.gaps.page(OWNER)
    assert (gap.status, [one.addressed for one in gap.requests]) == ("requested", ["Navy"])
    house.at = datetime(2026, 3, 1, 12, tzinfo=UTC)
    keep(house, "first", FIRST)
    assert names(house) == []
    assert names(house, as_of=date(2026, 1, 20)) == [NAME]
    for name in (NAME, "CNO 081245ZJAN2020"):
        gap = house.gaps.gap(OWNER, name)
        assert (gap.status, gap.name) == ("held", NAME)
        assert house.reading.listing(OWNER, str(gap.held_as)).file == "first"
    with pytest.raises(NotFoundError):
        house.gaps.gap(OWNER, "CMC 081245ZJAN2020")


def test_a_request_is_known_to_who_may_read_what_it_was_drawn_from() -> None:
    longer = POST.replace(b"CNO 081245Z", b"CNO WASHINGTON DC 081245Z JAN 20")
    shorter = ANSWER.replace(b"MSG/CNO WASHINGTON DC/", b"MSG/CNO/")
    house = kept(("answer", shorter), ("post", longer))
    assert names(house, OPEN)[-1] == "CNO 081245ZJAN2020"
    house.gaps.sent(OWNER, NAME, on=SENT, addressed="Navy")
    assert house.gaps.gap(OPEN, "CNO 081245ZJAN2020") == kept(("answer", shorter)).gaps.gap(OPEN, "CNO 081245ZJAN2020")
    assert house.gaps.gap(OWNER, "CNO 081245ZJAN2020").status == "requested"
    keep(house, "first", FIRST)
    with pytest.raises(NotFoundError):
        house.gaps.gap(OPEN, NAME)


def test_a_request_tells_nobody_of_what_was_cited_in_what_they_may_read_no_more() -> None:
    house = kept(("answer", ANSWER))
    house.gaps.sent(OWNER, NAME, on=SENT, addressed="Navy")
    assert house.gaps.gap(OPEN, NAME).status == "requested"
    (listing,) = house.telegrams.listings(OWNER)
    house.markings.mark(OWNER, listing.sha256, "SECRET", why="read anew")
    with pytest.raises(NotFoundError):
        house.gaps.gap(OPEN, NAME)
    assert house.gaps.gap(OWNER, NAME).status == "requested"


def test_a_request_is_found_under_a_shorter_form_than_it_was_noted_under() -> None:
    place = b"COMUSNAVEUR LONDON UK"
    house = kept(("short", ANSWER.replace(b"CNO WASHINGTON DC", b"COMUSNAVEUR")))
    house.at = datetime(2026, 3, 1, 12, tzinfo=UTC)
    keep(house, "long", ANSWER.replace(b"CNO WASHINGTON DC", place).replace(b"121456Z", b"121457Z"))
    noted = house.gaps.sent(OWNER, "COMUSNAVEUR 081245ZJAN20", on=SENT, addressed="Navy")
    assert noted.mrn == "COMUSNAVEUR LONDON UK 081245ZJAN2020"
    for day in (None, date(2026, 2, 1)):
        (gap,) = house.gaps.page(OWNER, as_of=day)
        assert (gap.status, [one.addressed for one in gap.requests]) == ("requested", ["Navy"])
    assert gap.name == "COMUSNAVEUR 081245ZJAN2020"  # by then it was cited in short alone


def test_a_request_under_a_form_that_may_be_of_two_counts_for_neither() -> None:
    def citing(number: int, sender: str) -> tuple[str, bytes]:
        return sender, naval("121456Z JAN 20", f"COMSUB{number} NORFOLK VA", f"REF/A/MSG/{sender}/081245ZJAN20//")

    house = kept(citing(0, "SAN"))
    house.gaps.sent(OWNER, "SAN 081245ZJAN2020", on=SENT, addressed="Navy")
    keep(house, *citing(1, "SAN JOSE"))
    assert [(gap.name, gap.status) for gap in house.gaps.page(OWNER)] == [("SAN JOSE 081245ZJAN2020", "requested")]
    keep(house, *citing(2, "SAN SALVADOR"))
    house.gaps.sent(OWNER, "SAN SALVADOR 081245ZJAN2020", on=SENT, addressed="Army")
    assert [(gap.name, [one.addressed for one in gap.requests]) for gap in house.gaps.page(OWNER)] == [
        ("SAN JOSE 081245ZJAN2020", []),
        ("SAN SALVADOR 081245ZJAN2020", ["Army"]),
    ]
    keep(house, "came", naval("081245Z JAN 20", "SAN JOSE"))
    (gap,) = house.gaps.page(OWNER)
    assert (gap.name, [one.addressed for one in gap.requests]) == ("SAN SALVADOR 081245ZJAN2020", ["Army"])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("HQMC WASHINGTON DC", "CMC WASHINGTON DC"),
        ("DAO KERRATH", "USDAO KERRATH"),
        ("CINCEUR", "USCINCEUR VAIHINGEN GE"),
        ("CTG 60.1", "CTG SIX ZERO PT ONE"),
    ],
)
def test_an_originator_by_two_of_its_names_is_one(one: str, other: str) -> None:
    texts = [
        (sender, naval(f"12145{n}Z JAN 20", f"COMSUB{n} X", f"REF/A/MSG/{sender}/081245ZJAN20//"))
        for n, sender in enumerate((one, other))
    ]
    house = kept(*texts)
    (gap,) = house.gaps.page(OWNER)
    assert {listing.file for listing in gap.citing} == {one, other}
    keep(house, "came", naval("081245Z JAN 20", other))
    assert names(house) == []
    assert [record.file for record in house.reading.versions(OWNER, f"{one} 081245ZJAN2020")] == ["came"]


def test_a_request_for_what_has_come_is_marked_by_all_that_name_it() -> None:
    short = [
        (
            f"text-{n}",
            naval(f"121{n:03d}Z JAN 20", f"COMSUB{n} X", "REF/A/MSG/COMUSNAVEUR/081245ZJAN20//", f"WORD {n}."),
        )
        for n in range(CITING + 1)
    ]
    ref = "REF/A/MSG/COMUSNAVEUR LONDON UK/081245ZJAN20//"
    house = kept(*short, ("closed", naval("281200Z JAN 20", "COMSUB X", ref, "CLOSED.", "S E C R E T")))
    first = house.gaps.sent(OWNER, "COMUSNAVEUR 081245ZJAN20", on=SENT, addressed="Navy")
    keep(house, "first", naval("081245Z JAN 20", "COMUSNAVEUR LONDON UK"))
    again = house.gaps.sent(OWNER, "COMUSNAVEUR 081245ZJAN20", on=SENT, addressed="Archives")
    assert again.mrn == first.mrn == "COMUSNAVEUR LONDON UK 081245ZJAN2020"
    assert again.access == first.access == "4;;-"
    for name in ("COMUSNAVEUR 081245ZJAN20", again.mrn):
        with pytest.raises(NotFoundError):
            house.gaps.gap(OPEN, name)


def test_a_list_of_everybody_hides_no_message_of_its_minute() -> None:
    house = kept(("answer", ANSWER))
    house.gaps.sent(OWNER, NAME, on=SENT, addressed="Navy")
    junk = "\n".join(f"REF/A/MSG/AB{n} X/081245ZJAN20//" for n in range(150))
    keep(house, "list", naval("121456Z JAN 20", "SHIP", junk))
    assert [gap.status for gap in house.gaps.page(OWNER, limit=200) if gap.name == NAME] == ["requested"]
    assert [one.citing.file for one in house.threads.thread(OWNER, NAME).cited_by] == ["answer"]
    assert len(names(house, limit=200)) == 100


def test_they_stand_behind_those_with_numbers_page_by_page() -> None:
    refs = "\n".join(f"REF/A/MSG/CNO/0{day}1245ZJAN{year}//" for day, year in ((3, 19), (2, 19), (1, 20)))
    numbered = POST.replace(b"A. COMSUBPAC 121456Z JAN 20\nB. CNO 081245Z", b"20 STATE 7")
    house = kept(("text", naval("121456Z JAN 20", "COMSUBPAC", refs)), ("post", numbered))
    every = ["20STATE7", "CNO 021245ZJAN2019", "CNO 031245ZJAN2019", "CNO 011245ZJAN2020"]
    assert names(house) == every
    met: list[str] = []
    while page := names(house, after=met[-1] if met else "", limit=1):
        met += page
    assert met == every
    assert names(house, within="2019") == names(house, within="19CNO") == every[1:3]
    assert names(house, within="CNO") == every[1:]
    assert names(house, within="19CNO1") == []


def test_a_thread_leads_to_it_under_the_marking_of_all_that_name_it() -> None:
    shorter = ANSWER.replace(b"MSG/CNO WASHINGTON DC/", b"MSG/CNO/")
    longer = POST.replace(b"B. CNO 081245Z", b"B. CNO WASHINGTON DC 081245Z JAN 20").replace(b"COMSUBPAC", b"USS OHIO")
    house = kept(("answer", shorter), ("post", longer))
    for depth in (0, 1):
        thread = house.threads.thread(OWNER, "answer", depth=depth)
        assert [(one.name, one.held) for one in thread.cites] == [(NAME, False)]
        assert thread.banner == "SECRET"  # whose form the name is
    assert [node.marking for node in thread.graph.nodes] == ["UNCLASSIFIED", "SECRET"]
    assert house.threads.among(OWNER, house.telegrams.find(OWNER, file="answer"), limit=9).banner == "SECRET"
    assert house.threads.thread(OPEN, "answer").banner == "UNCLASSIFIED"
    of_it = house.threads.thread(OWNER, "CNO 081245ZJAN20")
    assert (of_it.name, [one.citing.file for one in of_it.cited_by]) == (NAME, ["answer", "post"])
    assert len(house.threads.thread(OWNER, "answer", depth=2).graph.nodes) > len(thread.graph.nodes)


@pytest.mark.parametrize("turn", [1, -1])
def test_a_name_that_one_version_writes_is_marked_by_it_wherever_it_stands(turn: int) -> None:
    text = POST.replace(b"A. COMSUBPAC 121456Z JAN 20\nB. CNO 081245Z", b"CNO 081245Z JAN 20")
    versions = [
        ("open", text.replace(b"S E C R E T", b"UNCLAS").replace(b"(S) ", b"")),
        ("closed", text.replace(b"CNO", b"CNO WASHINGTON DC SECRETPLACE")),
    ]
    house = kept(*versions[::turn])
    name = "CNO WASHINGTON DC SECRETPLACE 081245ZJAN2020"
    for asked, depth in (("20TRIPOLI12", 0), ("20TRIPOLI12", 1), (name, 0), (name, 1), ("CNO 081245ZJAN20", 0)):
        thread = house.threads.thread(OWNER, asked, depth=depth)
        assert thread.banner == "SECRET"
        assert {node.marking for node in thread.graph.nodes} == {"SECRET"}
        assert {edge.access for edge in thread.graph.edges} <= {"4;;-"}
        assert {line.marking for line in thread_sheet(thread).lines} == {"S"}
    assert {one.citing.file for one in house.threads.thread(OWNER, name).cited_by} == {"open", "closed"}
    among = house.threads.among(OWNER, house.telegrams.listings(OWNER), limit=9)
    assert [(node.key, node.marking) for node in among.nodes if node.held is None] == [(name, "SECRET")]
    assert len(among.edges) == 1
    assert house.threads.thread(OPEN, "20TRIPOLI12").cites[0].name == "CNO 081245ZJAN2020"


def test_a_line_that_leads_to_it_is_marked_by_those_that_name_it() -> None:
    longer = POST.replace(b"B. CNO 081245Z", b"B. CNO WASHINGTON DC 081245Z JAN 20")
    house = kept(("answer", ANSWER.replace(b"MSG/CNO WASHINGTON DC/", b"MSG/CNO/")), ("post", longer))
    sheet = thread_sheet(house.threads.thread(OWNER, "answer"))
    assert [line.marking for line in sheet.lines if NAME in line.cells[-1]] == ["S", "S"]
    assert {line.marking for line in thread_sheet(house.threads.thread(OPEN, "answer")).lines} == {"U"}


@pytest.mark.parametrize("number", [b"", b"MRN: 20 STATE 000009\n"])
def test_what_is_held_marks_the_thread_that_leads_to_it_by_its_moment(number: bytes) -> None:
    first = FIRST.replace(b"\nUNCLAS", b"\nS E C R E T")
    house = kept(("answer", ANSWER), ("first", number + first))
    for how in ({"depth": 0}, {"depth": 1, "limit": 1}):
        thread = house.threads.thread(OWNER, "answer", **how)
        assert [one.held for one in thread.cites] == [True]
        assert thread.banner == "SECRET"


def test_a_name_is_the_same_in_any_spelling() -> None:
    for name in (NAME, "cno washington dc 081245z jan 2020", "CNO WASHINGTON DC/081245ZJAN20"):
        moment = moment_named(name)
        assert moment is not None
        assert moment_name(moment.originator, moment.at) == NAME
    for originator in ("X" * 90, "STAFF OF " * 20 + "THE FLEET", "ROOM 011200ZJAN2019 EAST"):
        name = moment_name(originator.split(), "2020-01-08T12:45Z")
        moment = moment_named(name)
        assert moment is not None
        assert moment_name(moment.originator, moment.at) == name
    assert moment_named("081245ZJAN2020") is None
    assert moment_named("09STATE112900") is None
