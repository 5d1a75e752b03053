"""The register of gaps: who cites them, when they were sent by their numbers, what has been asked for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_archive import NOW, OPEN, Small, text

from legation.core.errors import LegationError, NotFoundError, RefusedError
from legation.core.marking import OWNER, Reader
from legation.services.boards.stating import written
from legation.services.gaps import gaps
from legation.services.gaps.gaps import status_told
from legation.services.gaps.letter import when
from legation.services.gaps.numbering import WIDTH, Estimate, estimate, possible, rising
from legation.services.gaps.stated_days import stated_day
from legation.services.sheets import gap_sheet
from legation.storage.records import Numbered, Request
from legation.tables.numbering import Segment, segments


@pytest.fixture
def house() -> Small:
    made = Small(
        [
            text(900, "TRIPOLI 895; STATE 112900", day="05"),
            text(901, "STATE 112900", day="06", subject="A HARBOUR"),
            text(902, "STATE 5500", day="07", level="S E C R E T"),
            text(890, day="01"),
            text(898, day="04", level="S E C R E T"),
        ]
    )
    made.at = NOW + timedelta(days=8)
    return made


def test_gaps_name_who_cites_them(house: Small) -> None:
    def shown(reader: object) -> list[tuple[str, list[str | None]]]:
        return [(gap.mrn, [c.mrn for c in gap.citing]) for gap in house.gaps.page(reader)]  # type: ignore[arg-type]

    assert shown(OPEN) == [
        ("09STATE112900", ["09TRIPOLI900", "09TRIPOLI901"]),
        ("09TRIPOLI895", ["09TRIPOLI900"]),
    ]
    assert shown(OWNER)[1] == ("09STATE5500", ["09TRIPOLI902"])
    assert [gap.mrn for gap in house.gaps.page(OWNER, within="09tripoli")] == ["09TRIPOLI895"]
    assert [gap.mrn for gap in house.gaps.page(OWNER, after="09STATE112900", limit=1)] == ["09STATE5500"]


def test_the_day_that_is_cited_with_a_number_is_its_day() -> None:
    house = Small(
        [
            text(900, "09 STATE 5500 of October 30; STATE 7000 (17 DEC 08); STATE 8000 of JAN 3, 2009", day="05"),
            text(901, "STATE 8000 of January 4, 2009; 09 TRIPOLI 895 of November 1", day="06"),
            text(902, "09 STATE 9000 OF NOVEMBER 30", day="07"),
            text(890, day="03"),
        ]
    )

    def days(mrn: str) -> tuple[str | None, ...]:
        one = house.gaps.gap(OWNER, mrn).estimate
        return one.earliest, one.latest, one.likely, one.latest_by

    assert days("09STATE5500") == ("2009-10-30", "2009-10-30", "2009-10-30", "stated")
    assert days("08STATE7000") == ("2008-12-17", "2008-12-17", "2008-12-17", "stated")
    assert days("09STATE8000") == ("2009-01-03", "2009-01-04", None, "stated")
    assert days("09STATE9000")[3] == "citing"  # it cannot have gone after the telegram that cites it
    assert days("09TRIPOLI895") == ("2009-11-02", "2009-11-06", "2009-11-04", "number")  # nor before a lower number
    letter = house.gaps.request(OWNER, "09STATE5500", on=date(2026, 1, 2))
    assert "  Sent     30 October 2009\n" in letter
    assert "The date is that by which it is cited." in letter


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("Embtel 314 August 16, 1964", "1964-08-16"),
        ("Addis 7004, 17 Dec 1964", "1964-12-17"),
        ("STATE 06883, 14 JAN 64", "1964-01-14"),
        ("MSG/CNO WASHINGTON DC/181631Z/OCT 64", "1964-10-18"),
        ("RMG/CNO/152100ZJUN1964", "1964-06-15"),
        ("Embtel 314 of Sept. 2", "1964-09-02"),
        ("Embtel 314 August 16, 1963", None),  # of another year
        ("Embtels 314 August 16 and 315 August 17", None),
        ("Embtel 314 June 31", None),
        ("Embtel 314 5/3/64", None),
        ("Decree 12 of 1964", None),
        ("Marmaris 3", None),
    ],
)
def test_words_state_a_day(words: str, day: str | None) -> None:
    found = stated_day(words, 1964)
    assert (found.isoformat() if found else None) == day


def test_gaps_are_narrowed_by_a_year_or_by_a_year_and_a_post() -> None:
    house = Small([text(900, "67 NICOSIA 5; 68 NICOSIA 6; 09 STATE 7; 67 ATHENS-A8; 44 ROME 9")])

    def shown(within: str) -> list[str]:
        return [gap.mrn for gap in house.gaps.page(OWNER, within=within)]

    assert shown("1967") == shown("67") == shown(" 6 7 ") == ["67ATHENS-A8", "67NICOSIA5"]
    assert shown("1967 Nicosia") == shown("67nicosia") == shown("1967nicosia5") == ["67NICOSIA5"]
    assert shown("67ATHENS-") == shown("67 Athens-A8") == ["67ATHENS-A8"]
    assert (shown("2009"), shown("2044"), shown("0"), shown("20")) == (["09STATE7"], ["44ROME9"], ["09STATE7"], [])
    assert shown("Nicosia") == shown(" nicosia ") == ["67NICOSIA5", "68NICOSIA6"]
    assert (shown("Athens"), shown("Tel Aviv")) == (["67ATHENS-A8"], [])
    for wrong in ("196", "1944", "2045", "20091", "NICOSIA 1967", "67%", "_"):
        with pytest.raises(LegationError, match=r"no number begins with .*: write a year, a post, or"):
            shown(wrong)


def test_the_moment_comes_from_the_numbers_that_the_reader_may_read(house: Small) -> None:
    whole = house.gaps.gap(OWNER, "09TRIPOLI895").estimate
    assert (whole.earliest, whole.latest, whole.after, whole.before) == (
        "2009-10-31",
        "2009-11-05",
        "09TRIPOLI890",
        "09TRIPOLI898",
    )
    assert whole.likely == "2009-11-02"
    seen = house.gaps.gap(OPEN, "09TRIPOLI895").estimate
    assert (seen.before, seen.latest) == (None, "2009-11-05")  # the telegram that cites it, a day on


def test_a_gap_is_not_after_what_cites_it(house: Small) -> None:
    found = house.gaps.gap(OWNER, "09STATE112900").estimate
    assert (found.earliest, found.latest, found.latest_by, found.likely) == ("2009-01-01", "2009-11-05", "citing", None)
    assert when(found) == "between 2009-01-01 and 2009-11-05"
    assert when(found, written) == "between 1 January 2009 and 5 November 2009"


def test_absent_and_closed_gaps_are_the_same(house: Small) -> None:
    said = []
    for name in ("09STATE5500", "09STATE5501", "09TRIPOLI900"):
        with pytest.raises(NotFoundError) as caught:
            house.gaps.gap(OPEN, name)
        said.append(str(caught.value).replace(name, "NAME"))
    assert len(set(said)) == 1


def test_one_letter_asks_for_several_under_the_marking_of_all(house: Small) -> None:
    names = ("09STATE112900", "09STATE5500", "09 STATE 112900")
    letter = house.gaps.request_several(OWNER, names, on=date(2026, 1, 2))
    assert letter.startswith("SECRET\n\n2 January 2026\n\nRequest for 2 records under the Freedom of Information Act")
    assert letter.endswith("SECRET\n")
    assert letter.index("1.\n  Number   09STATE112900\n") < letter.index("2.\n  Number   09STATE5500\n")
    alone = [house.gaps.request(OWNER, name, on=date(2026, 1, 2)).splitlines() for name in names[:2]]
    said = [line for one in alone for line in one if line.startswith(("  Number", "  From", "  Sent", "  Cited as"))]
    assert said == [
        line for line in letter.splitlines() if line.startswith(("  Number", "  From", "  Sent", "  Cited as"))
    ]
    for one in (names[:1], (names[0], names[2])):  # the same name in two spellings
        assert house.gaps.request_several(OWNER, one, on=date(2026, 1, 2)).splitlines() == alone[0]
    with pytest.raises(NotFoundError):
        house.gaps.request_several(OPEN, names, on=date(2026, 1, 2))
    with pytest.raises(RefusedError):
        house.gaps.request_several(OWNER, (), on=date(2026, 1, 2))


def test_a_letter_names_the_telegram_and_bears_the_marking_of_its_sources(house: Small) -> None:
    letter = house.gaps.request(OWNER, "09STATE112900", on=date(2026, 1, 2), kind="foia")
    assert letter.startswith("UNCLASSIFIED\n")
    for words in ("Number   09STATE112900", "2 January 2026", "A HARBOUR", "STATE 112900", "5 U.S.C. 552"):
        assert words in letter
    assert "DEPARTMENT" in letter.upper()
    closed = house.gaps.request(OWNER, "09STATE5500", on=date(2026, 1, 2), kind="mdr")
    assert closed.startswith("SECRET\n")
    assert closed.endswith("SECRET\n")
    assert "13526" in closed


def test_a_letter_does_not_say_what_a_post_was_in_years_that_are_not_in_the_table() -> None:
    house = Small([text(5, "A. 55 PHNOM PENH 441\n     B. 70 PHNOM PENH 12")])
    asked = [house.gaps.request(OWNER, mrn, on=date(2026, 1, 2)) for mrn in ("55PHNOMPENH441", "70PHNOMPENH12")]
    assert "From     PHNOM PENH (Phnom Penh)\n" in asked[0]
    assert "From     PHNOM PENH (liaison office, Phnom Penh)\n" in asked[1]


def test_what_is_reckoned_from_a_telegram_carries_its_marking(house: Small) -> None:
    # Cited by an open telegram alone; its moment comes of the number of a SECRET one.
    gap = house.gaps.gap(OWNER, "09TRIPOLI895")
    assert gap.estimate.rests_on == ("09TRIPOLI890", "09TRIPOLI898")
    assert (gap.marking, gap.banner) == ("S", "SECRET")
    told = house.gaps.request(OWNER, "09TRIPOLI895", on=date(2026, 1, 2))
    assert "09TRIPOLI898" in told
    assert told.startswith("SECRET\n")
    assert told.endswith("SECRET\n")
    sheet = gap_sheet([gap])
    assert (sheet.banner, sheet.lines[0].marking) == ("SECRET", "S")
    assert sheet.lines[0].sources == ("09TRIPOLI900", "09TRIPOLI890", "09TRIPOLI898")
    seen = house.gaps.gap(OPEN, "09TRIPOLI895")
    assert (seen.estimate.rests_on, seen.banner) == (("09TRIPOLI890", "09TRIPOLI900"), "UNCLASSIFIED")


def test_a_likely_day_rests_on_the_number_above_though_another_bounds_it() -> None:
    house = Small(
        [
            text(12, "TRIPOLI 895", day="03", post="ROME"),
            text(890, day="01"),
            text(898, day="09", level="S E C R E T"),
        ]
    )
    gap = house.gaps.gap(OWNER, "09TRIPOLI895")
    assert (gap.estimate.before, gap.estimate.latest_by) == (None, "citing")
    assert gap.estimate.likely is not None
    assert gap.banner == "SECRET"


def test_runs_carry_the_marking_of_what_shows_them(house: Small) -> None:
    runs = {run.first: run.banner for run in house.gaps.continuity(OWNER, "TRIPOLI", 2009)}
    assert runs[891] == "SECRET"  # before 898
    assert runs[899] == "SECRET"  # after it
    assert {run.banner for run in house.gaps.continuity(OPEN, "TRIPOLI", 2009)} == {"UNCLASSIFIED"}


def test_a_request_is_known_to_those_who_may_know_its_sources(house: Small) -> None:
    house.gaps.sent(OWNER, "09STATE112900", on=date(2026, 1, 2), addressed="Department of State")
    house.gaps.sent(OWNER, "09STATE5500", on=date(2026, 1, 3), addressed="Department of State")
    assert house.gaps.gap(OPEN, "09STATE112900").status == "requested"
    assert house.gaps.gap(OWNER, "09STATE5500").status == "requested"
    house.keep(text(903, "STATE 5500"))
    assert house.gaps.gap(OPEN, "09STATE5500").status == "known"


def test_a_request_tells_nobody_of_what_was_cited_in_what_they_may_read_no_more(house: Small) -> None:
    house.keep(text(904, "STATE 7100"))
    house.gaps.sent(OWNER, "09STATE7100", on=date(2026, 1, 2), addressed="Department of State")
    assert house.gaps.gap(OPEN, "09STATE7100").status == "requested"
    house.markings.mark(OWNER, "09TRIPOLI904", "SECRET", why="read anew")
    for name in ("09STATE7100", "09STATE7101"):
        with pytest.raises(NotFoundError, match="gap"):
            house.gaps.gap(OPEN, name)
    assert house.gaps.gap(OWNER, "09STATE7100").status == "requested"
    house.keep(text(905, "STATE 7100"))
    assert house.gaps.gap(OPEN, "09STATE7100").status == "known"  # it was noted by 904 alone


CONFIDENTIAL = Reader("confidential", rank=3)


def test_a_request_goes_with_what_it_rests_on_when_that_is_marked_higher() -> None:
    def told(reader: Reader, name: str = "09STATE77") -> list[tuple[str, str, str]]:
        gap = house.gaps.gap(reader, name)
        assert gap in house.gaps.page(reader)
        return [(one.sent, one.addressed, one.access) for one in gap.requests]

    cited = "STATE 77; CNO WASHINGTON DC 081245ZJAN2009"
    house = Small([text(number, cited, level="C O N F I D E N T I A L") for number in (900, 901)])
    house.at = NOW + timedelta(days=8)
    names = ("09STATE77", house.gaps.page(OWNER)[-1].name)
    for name in names:
        house.gaps.sent(CONFIDENTIAL, name, on=date(2026, 1, 2), addressed="Department of State")
        assert told(CONFIDENTIAL, name) == [("2026-01-02", "Department of State", "3;;-")]
    house.markings.mark(OWNER, "09TRIPOLI901", "SECRET", why="read anew")
    for name in names:
        assert told(CONFIDENTIAL, name) == []
        assert house.gaps.gap(CONFIDENTIAL, name).status == "known"
        assert [access for *_, access in told(OWNER, name)] == ["4;;-"]
        # Noted anew from what may still be read, in the same words: it stands on that alone.
        house.gaps.sent(CONFIDENTIAL, name, on=date(2026, 1, 2), addressed="Department of State")
        assert told(CONFIDENTIAL, name) == [("2026-01-02", "Department of State", "3;;-")]
        assert [access for *_, access in told(OWNER, name)] == ["3;;-"]
    house.markings.mark(OWNER, "09TRIPOLI900", "SECRET", why="read anew")
    assert [access for *_, access in told(OWNER)] == ["4;;-"]


def test_a_request_from_before_hashes_were_kept_goes_with_what_a_person_marked_higher() -> None:
    cited = "STATE 77; CNO WASHINGTON DC 081245ZJAN2009"
    house = Small([text(number, cited, level="C O N F I D E N T I A L") for number in (900, 901)])
    names = [gap.name for gap in house.gaps.page(OWNER)]
    assert len(names) == 2
    for name in names:
        house.shelf.send(OWNER, Request(mrn=name, sent="2026-01-02", addressed="The Archive", access="3;;-"))
    # One that came closed was none of those that a request under a lower marking was drawn from.
    house.keep(text(902, cited, level="S E C R E T"))
    assert [house.gaps.gap(CONFIDENTIAL, name).status for name in names] == ["requested", "requested"]
    house.markings.mark(OWNER, "09TRIPOLI901", "SECRET", why="read anew")
    assert [house.gaps.gap(CONFIDENTIAL, name).status for name in names] == ["known", "known"]
    assert [house.gaps.gap(OWNER, name).requests[0].access for name in names] == ["4;;-", "4;;-"]


def test_a_request_stands_under_the_marking_of_what_it_was_drawn_from(
    house: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.gaps.sent(OWNER, "09STATE5500", on=date(2026, 1, 3), addressed="Department of State")
    monkeypatch.setattr(gaps, "CITING", 1)
    house.keep(text(889, "STATE 5500", day="01"))
    gap = house.gaps.gap(OWNER, "09STATE5500")
    assert ([one.mrn for one in gap.citing], gap.more) == (["09TRIPOLI889"], True)
    assert (gap.banner, house.gaps.page(OWNER)[-1].banner) == ("SECRET", "SECRET")
    assert house.gaps.gap(OPEN, "09STATE5500").banner == "UNCLASSIFIED"


def test_an_addressee_that_is_marked_above_what_cites_is_refused(house: Small) -> None:
    on = date(2026, 1, 3)
    for words in ("(S) the office that none may know of", "The Archive,\nSECRET: the office that none may know of"):
        with pytest.raises(RefusedError, match="marked"):
            house.gaps.sent(OWNER, "09STATE112900", on=on, addressed=words)
    house.gaps.sent(OWNER, "09STATE5500", on=on, addressed="(S) the office that\nfew may know of")
    assert [one.addressed for one in house.gaps.gap(OWNER, "09STATE5500").requests] == [
        "(S) the office that few may know of"
    ]
    with pytest.raises(RefusedError, match="at most 200 characters"):
        house.gaps.sent(OWNER, "09STATE5500", on=on, addressed="x" * 201)


def volume(on: str, words: str, note: str) -> bytes:
    return (
        '<div type="document" xml:id="d2" n="2">'
        "<head>2. Telegram From the Embassy in Egypt to the Department of State</head>"
        f'<dateline><placeName>Cairo</placeName>, <date when="{on}T10:00:00">then</date></dateline>'
        f'<p>596. {words}<note n="2">{note}</note></p></div>'
    ).encode()


def test_the_day_that_the_editors_note_is_its_day() -> None:
    house = Small([volume("1955-09-05", "See Cairo 441", "Telegram 441 from Cairo, August 20, told of it.")])
    gap = house.gaps.gap(OWNER, "55CAIRO441")
    assert (gap.estimate.earliest, gap.estimate.latest, gap.estimate.likely) == ("1955-08-20",) * 3
    assert (gap.estimate.earliest_by, gap.noted_in) == ("noted", ("55CAIRO596",))
    letter = house.gaps.request(OWNER, "55CAIRO441", on=date(2026, 1, 2))
    assert "The date is that by which the editors of a published volume note it." in letter
    # Not where the numbers say otherwise.
    later = Small([volume("1955-09-05", "See Cairo 441", "Telegram 441 from Cairo, September 7, told of it.")])
    gap = later.gaps.gap(OWNER, "55CAIRO441")
    assert (gap.estimate.latest, gap.estimate.latest_by, gap.noted_in) == ("1955-09-05", "citing", ("55CAIRO596",))


def test_a_number_of_long_before_that_a_third_post_cites_may_be_of_the_series_to_it() -> None:
    def other(number: int, day: str, at: int) -> bytes:
        return (
            f'<div type="document" xml:id="d{at}" n="{at}">'
            f"<head>{at}. Telegram From the Embassy in Israel to the Department of State</head>"
            f'<dateline><placeName>Tel Aviv</placeName>, <date when="{day}T10:00:00">then</date></dateline>'
            f"<p>{number}. Word of the call.</p></div>"
        ).encode()

    beside = [other(105, "1955-08-06", 5), other(156, "1955-08-25", 6)]
    gap = Small([*beside, volume("1955-12-15", "See Tel Aviv's 110", "Not found.")]).gaps.gap(OWNER, "55TELAVIV110")
    assert (gap.estimate.latest, gap.estimate.likely, gap.estimate.latest_by) == ("1955-12-15", None, "citing")
    soon = Small([*beside, volume("1955-09-15", "See Tel Aviv's 110", "Not found.")]).gaps.gap(OWNER, "55TELAVIV110")
    assert (soon.estimate.latest, soon.estimate.latest_by) == ("1955-08-26", "number")


def test_every_request_stays_on_record_and_the_newest_leads(house: Small) -> None:
    for day, whom in (
        (5, "Department of State"),
        (9, "National Archives"),
        (2, "The Library"),
        (9, "National Archives"),
    ):
        house.gaps.sent(OWNER, "09STATE112900", on=date(2026, 1, day), addressed=whom)
    gap = house.gaps.gap(OPEN, "09STATE112900")
    assert [(one.sent, one.addressed) for one in gap.requests] == [
        ("2026-01-09", "National Archives"),
        ("2026-01-05", "Department of State"),
        ("2026-01-02", "The Library"),
    ]
    assert status_told(gap).startswith(
        "asked for of National Archives on 2026-01-09; before that of Department of State on"
    )
    assert [one.requests for one in house.gaps.page(OPEN) if one.requests] == [gap.requests]
    house.gaps.sent(OWNER, "09STATE112900", on=date(2026, 1, 9), addressed="Department of State")
    assert status_told(house.gaps.gap(OPEN, "09STATE112900")) == (
        "asked for of Department of State and of National Archives on 2026-01-09; "
        "before that of Department of State on 2026-01-05; before that of The Library on 2026-01-02"
    )
    assert status_told(house.gaps.gap(OWNER, "09STATE5500")) == "not asked for"


def test_what_was_asked_for_and_came_is_held(house: Small) -> None:
    house.gaps.sent(OWNER, "09TRIPOLI895", on=date(2026, 1, 2), addressed="Department of State")
    house.keep(text(895))
    assert house.gaps.gap(OWNER, "09TRIPOLI895").status == "held"
    assert "09TRIPOLI895" not in [gap.mrn for gap in house.gaps.page(OWNER)]


def test_the_register_as_it_stood(house: Small) -> None:
    house.gaps.sent(OWNER, "09TRIPOLI895", on=date(2026, 1, 2), addressed="Department of State")
    now = house.gaps.page(OWNER)
    day = NOW.date()
    assert house.gaps.page(OWNER, as_of=day - timedelta(days=1)) == []
    asked = {gap.mrn: gap.status for gap in house.gaps.page(OWNER, as_of=day + timedelta(days=1))}
    assert house.gaps.page(OWNER, as_of=day + timedelta(days=1)) == now
    assert asked["09TRIPOLI895"] == "requested"
    assert {gap.status for gap in house.gaps.page(OWNER, as_of=day)} == {"known"}
    assert [house.gaps.gap(OWNER, "09TRIPOLI895", as_of=on).status for on in (day, None)] == ["known", "requested"]
    with pytest.raises(NotFoundError):
        house.gaps.gap(OWNER, "09TRIPOLI895", as_of=day - timedelta(days=1))
    house.at = NOW + timedelta(days=5)
    house.keep(text(895))
    assert "09TRIPOLI895" in [gap.mrn for gap in house.gaps.page(OWNER, as_of=day + timedelta(days=4))]
    assert "09TRIPOLI895" not in [gap.mrn for gap in house.gaps.page(OWNER, as_of=day + timedelta(days=5))]
    stood = [house.gaps.gap(OWNER, "09TRIPOLI895", as_of=day + timedelta(days=d)).status for d in (1, 4, 5)]
    assert stood == ["requested", "requested", "held"]


def test_runs_of_numbers_that_are_not_held(house: Small) -> None:
    runs = [(run.first, run.last, run.cited) for run in house.gaps.continuity(OWNER, "tripoli", 2009)]
    assert runs == [(1, 889, ()), (891, 897, ("09TRIPOLI895",)), (899, 899, ())]
    assert [(run.first, run.last) for run in house.gaps.continuity(OPEN, "TRIPOLI", 2009)] == [(1, 889), (891, 899)]


def test_a_misdated_number_dates_no_run() -> None:
    days = [(50, "01"), (58, "03"), (59, "04"), (99, "02"), (102, "12"), (110, "13"), (120, "03")]
    house = Small([text(number, day=day, level="S E C R E T" if number == 102 else "UNCLAS") for number, day in days])
    runs = {run.first: run for run in house.gaps.continuity(OWNER, "TRIPOLI", 2009)}
    told = {first: (run.earliest, run.latest) for first, run in runs.items()}
    assert told == {
        1: (None, "2009-11-01"),
        51: ("2009-11-01", "2009-11-03"),
        60: ("2009-11-04", "2009-11-12"),
        100: ("2009-11-04", "2009-11-12"),
        103: ("2009-11-12", "2009-11-13"),
        111: ("2009-11-13", None),
    }
    assert (runs[60].before.mrn, runs[60].dated_by) == ("09TRIPOLI99", ("09TRIPOLI59", "09TRIPOLI102"))
    assert runs[60].banner == "SECRET"  # its latest day is drawn from one
    assert {run.banner for run in house.gaps.continuity(OPEN, "TRIPOLI", 2009)} == {"UNCLASSIFIED"}


# The method.

YEAR = segments("TRIPOLI", 2009)


def of(held: Sequence[Numbered], number: int, *, cited: str | None = None, year: Sequence[Segment] = YEAR) -> Estimate:
    def around(segment: Segment) -> tuple[Segment, list[Numbered], list[Numbered]]:
        there = sorted((h for h in held if segment.since <= h.at < segment.until), key=lambda h: h.number)
        below = [h for h in reversed(there) if h.number < number]
        return segment, below[:WIDTH], [h for h in there if h.number > number][:WIDTH]

    return estimate(number, [around(segment) for segment in possible(year, cited)], cited=cited)


def at(number: int, day: str) -> Numbered:
    return Numbered(mrn=f"09TRIPOLI{number}", number=number, at=day)


def test_one_garbled_date_is_outvoted() -> None:
    held = [
        at(10, "2009-02-01"),
        at(20, "2009-02-11"),
        at(30, "2009-08-30"),
        at(50, "2009-02-22"),
        at(60, "2009-03-01"),
    ]
    found = of(held, 40)
    assert (found.earliest, found.latest, found.after, found.before) == (
        "2009-02-10",
        "2009-02-23",
        "09TRIPOLI20",
        "09TRIPOLI50",
    )


def test_the_turn_of_the_year_is_an_end() -> None:
    first = of([at(20, "2009-01-10")], 10)
    assert (first.earliest, first.earliest_by, first.likely, first.latest) == (
        "2009-01-01",
        "year",
        "2009-01-05",
        "2009-01-11",
    )
    last = of([at(20, "2009-12-20")], 30)
    assert (last.earliest, last.latest, last.latest_by, last.likely) == ("2009-12-19", "2009-12-31", "year", None)


def test_numbers_that_begin_anew_in_july_may_be_of_either_half() -> None:
    held = [at(900, "1965-05-01"), at(1100, "1965-06-01"), at(1000, "1965-12-01")]
    year = segments("ATHENS", 1965)
    either = of(held, 950, year=year)
    assert (either.earliest, either.latest, either.likely) == ("1965-04-30", "1965-12-02", None)
    before = of(held, 950, year=year, cited="1965-06-20")
    assert (before.earliest, before.latest) == ("1965-04-30", "1965-06-02")
    cited = of(held, 950, year=year, cited="1965-12-08")
    assert (cited.earliest, cited.latest, cited.likely) == ("1965-04-30", "1965-12-02", "1965-11-23")
    assert of(held, 950, year=year, cited="1965-11-30").likely is None, "the new series had not come to it yet"
    assert segments("STATE", 1955) == []
    assert of([], 950, year=[], cited="1955-03-01").latest == "1955-03-01"


days = st.dates(date(2009, 1, 1), date(2009, 12, 31)).map(date.isoformat)
series = st.lists(st.tuples(st.integers(1, 9999), days), max_size=20, unique_by=lambda one: one[0])


@given(series)
def test_what_rises_is_kept_whole_and_the_rest_rises(held: list[tuple[int, str]]) -> None:
    numbered = [at(number, day) for number, day in sorted(held)]
    kept = rising(numbered)
    assert [one.at for one in kept] == sorted(one.at for one in kept)
    assert [one for one in numbered if one in kept] == kept
    straight = [at(n, day) for (n, _), day in zip(sorted(held), sorted(day for _, day in held), strict=True)]
    assert rising(straight) == straight


@given(series, st.integers(1, 9999), days)
def test_the_interval_of_a_rising_series_holds_the_true_day(held: list[tuple[int, str]], number: int, day: str) -> None:
    """Leave one out: of numbers whose days rise with them, each lies in the interval that the others give it."""
    numbers = sorted({n for n, _ in held} | {number})
    moments = sorted([d for n, d in held if n != number] + [day])[: len(numbers)]
    every = [at(n, d) for n, d in zip(numbers, moments, strict=True)]
    for one in every:
        found = of([other for other in every if other is not one], one.number)
        assert found.earliest is not None
        assert found.latest is not None
        assert found.earliest <= one.at <= found.latest
        assert found.likely is None or found.earliest <= found.likely <= found.latest


@pytest.mark.parametrize(
    ("on", "addressed", "why"),
    [
        (date(2026, 1, 2), "", "needs an addressee"),
        (date(2026, 1, 2), " \n", "needs an addressee"),
        (date(9999, 12, 31), "Department of State", "is still to come"),
    ],
)
def test_a_request_to_nobody_or_of_a_day_to_come_is_refused(house: Small, on: date, addressed: str, why: str) -> None:
    with pytest.raises(RefusedError, match=why):
        house.gaps.sent(OWNER, "09STATE5500", on=on, addressed=addressed)
    assert house.gaps.gap(OWNER, "09STATE5500").status != "requested"


def test_a_level_is_called_in_a_letter_and_a_thread_as_it_was_in_its_day() -> None:
    old = text(7, "TRIPOLI 6", level="L I M I T E D   O F F I C I A L   U S E").replace(b" NOV 09", b" NOV 75")
    house = Small([old])
    assert "(LIMITED OFFICIAL USE)" in house.gaps.request(OWNER, "75TRIPOLI6", on=date(2026, 1, 2))
    marked = {node.key: node.marking for node in house.threads.thread(OWNER, "75TRIPOLI7").graph.nodes}
    assert marked["75TRIPOLI7"] == "LIMITED OFFICIAL USE"
