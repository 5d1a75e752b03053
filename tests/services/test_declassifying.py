"""Each telegram by the order of its own date; what rests on an unconfirmed rule is never called past."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime
from importlib.resources import as_file, files
from pathlib import Path

import pytest
from small_archive import OPEN, Small, text

from legation.app import open_house
from legation.core.errors import RefusedError
from legation.core.marking import OWNER
from legation.core.telegram import Classification, ExecutiveOrder, Telegram
from legation.services.news.calendars import COLUMNS, as_csv, as_ics
from legation.simulate import traffic
from legation.storage.records import listing_of
from legation.tables.declassification import KINDS, standing

DAY = date(2026, 1, 1)


def telegram(line: ExecutiveOrder, day: str | None = "2009-11-05", level: str | None = "CONFIDENTIAL") -> Telegram:
    return Telegram(
        sha256="ab" * 32,
        layout="test",
        dtg=f"{day}T10:00Z" if day else None,
        classification=Classification(level),
        executive_order=line,
    )


@pytest.mark.parametrize(
    ("line", "day", "kind", "on", "rule"),
    [
        (ExecutiveOrder("12958", "DECL", "2019-11-05"), "2009-11-05", "past", "2019-11-05", "stated"),
        (ExecutiveOrder("12958", "DECL", "2029-11-05"), "2009-11-05", "due", "2029-11-05", "stated"),
        (ExecutiveOrder("12356", "DECL", "OADR"), "1992-06-01", "review", "2017-06-01", "OADR"),
        (ExecutiveOrder("12356", "OADR"), "1992-06-01", "review", "2017-06-01", "OADR"),
        (ExecutiveOrder("12958", "DECL", None, ("X1", "X6")), "1999-06-01", "review", "2024-06-01", "X-code"),
        (ExecutiveOrder("11652", "XGDS-1"), "1975-06-01", "review", "2000-12-31", "XGDS"),
        (ExecutiveOrder("11652", "GDS"), "1975-06-01", "review", "1981-12-31", "schedule"),
        (ExecutiveOrder("12065", "RDS-3", "1999-06-05"), "1979-06-05", "review", "1999-06-05", "RDS"),
        (ExecutiveOrder("13526", "DECL", None, ("25X1-HUMAN",)), "2015-06-01", "exempt", None, "exempt"),
        (ExecutiveOrder("13526", "DECL", "2039-01-01", ("25X6",)), "2015-06-01", "exempt", "2039-01-01", "exempt"),
        (ExecutiveOrder("13526", "DECL", "2020-01-01", ("50X6",)), "1975-06-01", "review", "2020-01-01", "exempt"),
        (ExecutiveOrder("12958", "DECL", "AFTER THE VISIT"), "2009-11-05", "review", "2034-12-31", "event"),
        (ExecutiveOrder("12958", "DECL", "2009-13-45"), "2009-11-05", "review", "2034-12-31", "event"),
        (ExecutiveOrder("12958"), "1996-01-01", "undated", "2006-01-01", "undated"),
        (ExecutiveOrder(), "1974-01-01", "undated", "1980-12-31", "undated"),
        (ExecutiveOrder(), "1979-01-01", "undated", "1985-01-01", "undated"),
        (ExecutiveOrder(), "1952-01-01", "undated", "1977-12-31", "automatic"),
        (ExecutiveOrder("12958", "DECL", "2019-11-05"), None, "past", "2019-11-05", "stated"),
        (ExecutiveOrder(), None, "undated", None, "automatic"),
    ],
)  # fmt: skip
def test_how_a_telegram_stands(line: ExecutiveOrder, day: str | None, kind: str, on: str | None, rule: str) -> None:
    found = standing(telegram(line, day), DAY)
    assert found is not None
    assert (found.kind, found.on, found.rule) == (kind, on, rule)
    assert found.confirmed or found.kind in ("review", "undated")


def test_the_order_is_that_of_the_telegrams_own_date() -> None:
    for day, order in (("2002-01-01", "12958"), ("2009-11-05", "12958 as amended"), ("2015-01-01", "13526")):
        found = standing(telegram(ExecutiveOrder(), day), DAY)
        assert found is not None
        assert found.order == order


def test_what_is_not_classified_is_left_out_and_what_was_not_read_is_for_review() -> None:
    for level in ("UNCLASSIFIED", "LIMITED OFFICIAL USE", "SENSITIVE BUT UNCLASSIFIED"):
        assert standing(telegram(ExecutiveOrder(), level=level), DAY) is None
    found = standing(telegram(ExecutiveOrder(), level=None), DAY)
    assert found is not None
    assert (found.kind, found.rule) == ("review", "unread")


def secret(number: int, until: str) -> bytes:
    return text(number, level="SECRET").replace(b"E.O. 12958: N/A", f"E.O. 12958: DECL: {until}".encode())


@pytest.fixture
def house() -> Small:
    return Small([text(900), secret(901, "11/05/2019"), secret(902, "11/05/2029"), secret(903, "11/20/2029")])


def test_a_schedule_counts_all_and_lists_what_is_asked(house: Small) -> None:
    whole = house.declassifying.schedule(OWNER, DAY)
    assert whole.counts == {"past": 1, "due": 2, "review": 0, "exempt": 0, "undated": 0}
    assert [item.listing.mrn for item in whole.held] == ["09TRIPOLI901", "09TRIPOLI902", "09TRIPOLI903"]
    assert whole.banner == "SECRET"
    part = house.declassifying.schedule(OWNER, DAY, kind="due", limit=1)
    assert part.counts == whole.counts
    assert [item.listing.mrn for item in part.held] == ["09TRIPOLI902"]
    assert part.after == 1
    rest = house.declassifying.schedule(OWNER, DAY, kind="due", limit=1, after=part.after)
    assert ([item.listing.mrn for item in rest.held], rest.after) == (["09TRIPOLI903"], None)
    assert whole.after is None
    with pytest.raises(RefusedError):
        house.declassifying.schedule(OWNER, DAY, limit=1, after=1)
    assert house.declassifying.schedule(OWNER).on == "2026-01-01"
    with pytest.raises(RefusedError):
        house.declassifying.schedule(OWNER, DAY, kind="soon")


def test_a_month_has_its_days_and_says_where_else_something_falls(house: Small) -> None:
    month = house.declassifying.month(OWNER, "2029-11", DAY)
    assert {day: [item.listing.mrn for item in items] for day, items in month.days.items()} == {
        "2029-11-05": ["09TRIPOLI902"],
        "2029-11-20": ["09TRIPOLI903"],
    }
    assert month.around == {"2019-11": 1}
    house.keep(secret(904, "11/20/2029"), secret(905, "11/05/2029"))
    for whole, counts in (("", [1, 1]), ("2029-11-20", [1, 2]), ("2029-11-05", [2, 1])):
        cut = house.declassifying.month(OWNER, "2029-11", DAY, limit=1, whole=whole)
        assert [len(items) for items in cut.days.values()] == counts
        assert cut.counts == {"2029-11-05": 2, "2029-11-20": 2}
    with pytest.raises(RefusedError):
        house.declassifying.month(OWNER, "2029-13")


def test_a_person_lowers_it_and_it_leaves_the_schedule(house: Small) -> None:
    house.markings.mark(OWNER, "09TRIPOLI901", "UNCLASSIFIED", why="its day has passed")
    assert house.declassifying.schedule(OWNER, DAY).counts["past"] == 0


def test_nobody_hears_of_what_they_may_not_read(house: Small) -> None:
    assert house.declassifying.schedule(OPEN, DAY) == Small([text(900)]).declassifying.schedule(OPEN, DAY)
    assert house.declassifying.month(OPEN, "2029-11", DAY).around == {}


def test_its_files_bear_their_marking(house: Small) -> None:
    schedule = house.declassifying.schedule(OWNER, DAY)
    lines = as_csv(schedule).splitlines()
    assert lines[:2] == ["SECRET", ",".join(("mark", *COLUMNS))]
    assert lines[2].startswith("(S),past,2019-11-05,09TRIPOLI901,2009-11-05,SECRET,")
    assert lines[-1] == "SECRET"
    from icalendar import Calendar

    calendar = Calendar.from_ical(as_ics(schedule, datetime(2026, 1, 1, tzinfo=UTC)))
    assert calendar["X-WR-CALNAME"] == "Declassification (SECRET)"
    events = list(calendar.walk("VEVENT"))
    assert [str(event["SUMMARY"]) for event in events] == [
        "(SECRET) 09TRIPOLI901: past",
        "(SECRET) 09TRIPOLI902: due",
        "(SECRET) 09TRIPOLI903: due",
    ]
    assert events[0]["DTSTART"].dt == date(2019, 11, 5)


def test_a_subject_is_no_formula() -> None:
    house = Small([secret(901, "11/05/2019").replace(b"SUBJECT: NUMBER 901", b"SUBJECT: =1+1")])
    assert ",'=1+1," in as_csv(house.declassifying.schedule(OWNER, DAY))
    assert KINDS[0] == "past"


def test_the_schedule_kept_is_the_one_that_reading_each_telegram_gives(tmp_path: Path) -> None:
    """The sample, and traffic as it is simulated, in tables."""
    (tmp_path / "files").mkdir()
    for number, sent in enumerate(traffic(150, seed=3)):
        (tmp_path / "files" / f"{number}.txt").write_bytes(sent.text)
    with open_house(tmp_path / "archive", write=True) as house, as_file(files("legation.sample")) as sample:
        house.ingest.run(OWNER, [tmp_path / "files", sample], workers=0)
        records = [house.reading.versions(OWNER, one.sha256)[0] for one in house.reading.every(OWNER)]
        for on in (date(1985, 1, 1), date(2014, 12, 31), DAY, date(2060, 1, 1)):
            expected = [(how, listing_of(one)) for one in records if (how := standing(one.telegram, on)) is not None]
            schedule = house.declassifying.schedule(OWNER, on)
            assert len(schedule.held) == len(expected) > 80
            assert {(item.listing.sha256, item.standing) for item in schedule.held} == {
                (listing.sha256, how) for how, listing in expected
            }
            assert schedule.counts == {kind: sum(how.kind == kind for how, _ in expected) for kind in KINDS}
            part = house.declassifying.schedule(OWNER, on, limit=3).held
            assert part == tuple(
                item for kind in KINDS for item in [i for i in schedule.held if i.standing.kind == kind][:3]
            )
            for month in ("2014-11", "1980-12"):
                shown = house.declassifying.month(OWNER, month, on, limit=2)
                days = sorted(str(how.on) for how, _ in expected if how.on and how.on[:7] == month)
                assert shown.counts == dict(Counter(days))
                whole = house.declassifying.month(OWNER, month, on).days
                assert shown.days == {day: items[:2] for day, items in whole.items()}
                assert [day for day, items in whole.items() for _ in items] == days


def test_a_calendar_holds_a_year_back_and_two_ahead(house: Small) -> None:
    def around(day: date, kind: str | None = None) -> list[str]:
        return [str(one.standing.on) for one in house.declassifying.around(OWNER, day, kind=kind).held]

    everything = sorted(
        str(one.standing.on) for one in house.declassifying.schedule(OWNER, DAY).held if one.standing.on
    )
    assert everything[0] == "2019-11-05"
    assert around(date(2017, 11, 5)) == []
    assert around(date(2017, 11, 6)) == ["2019-11-05"]
    assert around(date(2020, 11, 5)) == ["2019-11-05"]
    assert around(date(2020, 11, 6)) == []
    assert around(date(2028, 11, 1)) == [day for day in everything if "2027-11-01" <= day < "2030-11-01"] != []
    assert around(date(2020, 11, 5), "due") == []
    assert house.declassifying.around(OPEN, DAY) == Small([text(900)]).declassifying.around(OPEN, DAY)
    with pytest.raises(RefusedError):
        house.declassifying.around(OWNER, DAY, kind="some")
