"""Annotations: held as closely as their telegram, shown to whoever may read it, taken back by their author alone."""

from __future__ import annotations

import json

import pytest
from small_archive import OPEN, Small, text

from legation.core.errors import NotFoundError, RefusedError
from legation.core.marking import OWNER, Reader
from legation.services.annotations.chronology import chronology_markdown, chronology_sheet, cited_once
from legation.services.annotations.citing import anchors, cited_as
from legation.services.archive.versions import Edition
from legation.services.report import to_csv

HIGH, LOW = Reader("high", rank=4), Reader("low", rank=3)


@pytest.fixture
def house() -> Small:
    return Small(
        [
            text(900, body="1. The dredger came.\n\n2. It left."),
            text(901, level="S E C R E T", body="1. (S) The mine was laid."),
            text(902, level="C O N F I D E N T I A L", body="1. (C) The channel is open."),
        ]
    )


def test_an_annotation_is_seen_by_whoever_may_read_the_telegram(house: Small) -> None:
    made = house.annotating.add(LOW, "09TRIPOLI902", text="  Compare the\r\nchart. ", place="p1")
    assert (made.text, made.place, made.by, made.marking, made.own) == ("Compare the\nchart.", "p1", "low", "C", True)
    (seen,) = house.annotating.of(HIGH, "09 TRIPOLI 902")
    assert (seen.id, seen.text, seen.by, seen.own) == (made.id, made.text, "low", False)
    assert house.annotating.of(HIGH, "09TRIPOLI901") == []


def test_a_lower_reader_meets_nothing_of_an_annotation(house: Small) -> None:
    made = house.annotating.add(HIGH, "09TRIPOLI901", text="the tug saw it")
    for name in ("09TRIPOLI901", "09TRIPOLI999"):
        for ask in (
            lambda name=name: house.annotating.of(LOW, name),
            lambda name=name: house.annotating.add(LOW, name, text="x"),
            lambda name=name: house.annotating.withdraw(LOW, name, made.id),
        ):
            with pytest.raises(NotFoundError) as refused:
                ask()
            assert "tug" not in str(refused.value)
    assert len(house.annotating.of(HIGH, "09TRIPOLI901")) == 1


def test_a_lower_version_of_the_number_does_not_show_the_annotation_of_the_higher(house: Small) -> None:
    house.annotating.add(HIGH, "09TRIPOLI901", text="the tug saw it")
    house.keep(text(901, body="1. Something was laid."))
    assert house.annotating.of(OPEN, "09TRIPOLI901") == []
    assert [one.text for one in house.annotating.of(HIGH, "09TRIPOLI901")] == ["the tug saw it"]
    low = house.annotating.add(OPEN, "09TRIPOLI901", text="what was laid?")
    assert [one.text for one in house.annotating.of(OPEN, "09TRIPOLI901")] == ["what was laid?"]
    with pytest.raises(RefusedError):
        house.annotating.withdraw(HIGH, "09TRIPOLI901", low.id)


def test_an_annotation_is_marked_no_higher_than_its_telegram(house: Small) -> None:
    with pytest.raises(RefusedError, match="marked SECRET, and would be held as CONFIDENTIAL"):
        house.annotating.add(HIGH, "09TRIPOLI902", text="(S) The pilot is ours.")
    assert house.annotating.of(HIGH, "09TRIPOLI902") == []
    house.annotating.add(HIGH, "09TRIPOLI902", text="(C) The pilot is theirs.")
    house.annotating.add(HIGH, "09TRIPOLI901", text="(S) The pilot is ours.")


def test_an_annotation_rises_with_its_telegram(house: Small) -> None:
    house.annotating.add(LOW, "09TRIPOLI902", text="see the chart")
    first = house.reading.versions(OWNER, "09TRIPOLI902")[0]
    house.keep(text(902, body="1. A channel."))  # a version that LOW may still open
    house.markings.mark(OWNER, first.sha256, "SECRET", [], why="the chart is held closer")
    seen = [(one.text, one.marking) for one in house.annotating.of(HIGH, "09TRIPOLI902")]
    assert seen == [("see the chart", "S")]
    for reader in (LOW, OPEN):
        assert house.annotating.of(reader, "09TRIPOLI902") == []
        assert house.annotating.gathered(reader).gathered == ()
    assert house.annotating.gathered(HIGH).banner == "SECRET"


def test_a_reader_of_some_paragraphs_writes_for_those_who_read_more() -> None:
    house = Small()
    house.releasing.set("paragraphs")
    from marked import text as marked

    record = house.ingest.record(marked(["U", "C", "S"], level="S E C R E T").encode(), "12.txt")
    from legation.services.views import views_of

    house.telegrams.put(OWNER, [record], {record.sha256: views_of(record, house.posts)})
    name = record.telegram.mrn or ""
    house.annotating.add(LOW, name, text="of what I can read", place="p2")
    house.annotating.add(HIGH, name, text="of all of it", place="p3")
    assert [one.text for one in house.annotating.of(LOW, name)] == ["of what I can read"]
    assert {one.text for one in house.annotating.of(HIGH, name)} == {"of what I can read", "of all of it"}
    assert house.annotating.of(OPEN, name) == []


def test_only_its_author_takes_an_annotation_back(house: Small) -> None:
    made = house.annotating.add(LOW, "09TRIPOLI900", text="once")
    for other in (HIGH, OWNER):
        with pytest.raises(RefusedError):
            house.annotating.withdraw(other, "09TRIPOLI900", made.id)
    house.annotating.withdraw(LOW, "09TRIPOLI900", made.id)
    assert house.annotating.of(LOW, "09TRIPOLI900") == []
    with pytest.raises(RefusedError):
        house.annotating.withdraw(LOW, "09TRIPOLI900", made.id)


@pytest.mark.parametrize("wrong", ["", "  \r\n ", "x" * 4_001])
def test_no_text_or_too_much_is_refused(house: Small, wrong: str) -> None:
    with pytest.raises(RefusedError):
        house.annotating.add(LOW, "09TRIPOLI900", text=wrong)


def test_a_paragraph_or_version_that_is_not_there_is_not_written_on(house: Small) -> None:
    with pytest.raises(NotFoundError):
        house.annotating.add(LOW, "09TRIPOLI900", text="x", place="p7")
    with pytest.raises(NotFoundError):
        house.annotating.add(LOW, "09TRIPOLI900", text="x", version="ffffffffffff")


def test_annotations_are_gathered_by_the_days_of_their_telegrams(house: Small) -> None:
    house.annotating.add(HIGH, "09TRIPOLI901", text="and who laid it? #Mines", place="p1")
    house.annotating.add(LOW, "09TRIPOLI902", text="#channel, see #mines and no. #2", place="p1")
    house.annotating.add(LOW, "09TRIPOLI900", text="of no keyword")
    book = house.annotating.gathered(HIGH)
    assert [one.annotation.telegram for one in book.gathered] == ["09TRIPOLI900", "09TRIPOLI901", "09TRIPOLI902"]
    assert book.keywords == {"mines": 2, "channel": 1}
    assert book.banner == "SECRET"
    mines = house.annotating.gathered(HIGH, keyword="#MINES")
    assert [(one.quoted, one.marking, one.cited.address) for one in mines.gathered] == [
        ("The mine was laid.", "S", "09TRIPOLI901#p1"),
        ("The channel is open.", "C", "09TRIPOLI902#p1"),
    ]
    assert [one.annotation.by for one in house.annotating.gathered(HIGH, keyword="mines", by="low").gathered] == ["low"]


def test_a_page_reads_the_telegrams_of_that_page_alone(house: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in (900, 901, 902):
        for place in ("", "p1"):
            house.annotating.add(HIGH, f"09TRIPOLI{number}", text=f"on {number} #{number}x #tug", place=place)
    whole = house.annotating.gathered(HIGH)
    opened: list[str] = []
    editions = house.versions.editions

    def watched(reader: Reader, name: str) -> list[Edition]:
        opened.append(name)
        return editions(reader, name)

    monkeypatch.setattr(house.versions, "editions", watched)
    pages, after = [], ""
    while True:
        opened.clear()
        page = house.annotating.gathered(HIGH, limit=1, after=after)
        assert len(opened) <= 2  # the one that the last page ended in, and the next
        assert (page.total, page.banner, page.telegrams) == (6, "SECRET", whole.telegrams)
        pages.extend(page.gathered)
        if page.next is None:
            break
        after = page.next
    assert tuple(pages) == whole.gathered
    assert [one.annotation.place for one in pages] == ["", "p1"] * 3


def test_what_is_gathered_says_nothing_of_what_is_closed(house: Small) -> None:
    house.annotating.add(HIGH, "09TRIPOLI901", text="the tug saw it #tug #boats")
    house.annotating.add(LOW, "09TRIPOLI902", text="pilots #boats")
    book = house.annotating.gathered(LOW)
    assert (book.keywords, book.banner, len(book.gathered)) == ({"boats": 1}, "CONFIDENTIAL", 1)
    assert house.annotating.gathered(LOW, keyword="tug").gathered == ()
    empty = house.annotating.gathered(OPEN)
    assert (empty.keywords, empty.gathered, empty.banner) == ({}, (), None)


def test_an_annotation_quotes_the_version_that_it_was_written_on(house: Small) -> None:
    house.annotating.add(LOW, "09TRIPOLI900", text="as it came first #dredger", place="p2")
    house.keep(text(900, body="1. The dredger came and left."))
    (one,) = house.annotating.gathered(LOW, keyword="dredger").gathered
    assert one.quoted == "It left."


def test_a_chronology_stands_under_its_banner_and_its_words_stay_text(house: Small) -> None:
    house.annotating.add(HIGH, "09TRIPOLI901", text="*who* laid it? #mines", place="p1")
    book = house.annotating.gathered(HIGH)
    told = chronology_markdown(book)
    assert told.startswith("SECRET\n\n# Annotations\n\n**2009-")
    assert told.endswith("SECRET\n")
    assert "> The mine was laid.\n\n\\*who\\* laid it? #mines (high)\n\n" in told
    sheet = to_csv(chronology_sheet(book)).splitlines()
    assert sheet[0] == sheet[-1] == "SECRET"
    assert sheet[2].startswith("(S),2009-")
    assert chronology_markdown(house.annotating.gathered(OPEN)) == "UNCLASSIFIED\n\n# Annotations\n\nUNCLASSIFIED\n"
    twice = house.annotating.add(HIGH, "09TRIPOLI901", text="twice", place="p1")
    assert twice.keywords == ()
    assert len(list(cited_once(house.annotating.gathered(HIGH)))) == 1
    assert house.annotating.gathered(HIGH).telegrams == ("09TRIPOLI901",)


def test_an_unnumbered_paragraph_is_cited_by_its_place_among_its_like() -> None:
    house = Small([text(903, body="The dredger came.\n\nIt left.\n\nNobody saw it.")])
    places = list(anchors(house.reading.telegram(OWNER, "09TRIPOLI903")))
    house.annotating.add(OWNER, "09TRIPOLI903", text="last", place=places[-1])
    (one,) = house.annotating.gathered(OWNER).gathered
    assert f"unnumbered para. {len(places)}, " in one.cited.plain


def test_entries_for_a_program_of_citations_carry_words_notes_and_keywords(house: Small) -> None:
    house.annotating.add(LOW, "09TRIPOLI902", text="open & buoyed #harbours #Buoys", place="p1")
    house.annotating.add(HIGH, "09TRIPOLI902", text="who\nsays so? #harbours", place="p1")
    house.annotating.add(HIGH, "09TRIPOLI901", text="compare #harbours")
    mine, channel = cited_once(house.annotating.gathered(HIGH, keyword="harbours"))
    assert channel.ris.splitlines()[-6:] == [
        "AB  - (C) The channel is open.",
        "N1  - (C) open & buoyed #harbours #Buoys (low)",
        "N1  - (C) who says so? #harbours (high)",
        "KW  - harbours",
        "KW  - buoys",
        "ER  - ",
    ]
    assert "  abstract = {(C) The channel is open.},\n" in channel.bibtex
    assert "(C) open \\& buoyed \\#harbours \\#Buoys (low)\\par (C) who says so?" in channel.bibtex
    assert channel.bibtex.endswith("  keywords = {harbours, buoys},\n}")
    entry = json.loads(channel.csl)
    assert (entry["abstract"], entry["keyword"]) == ("(C) The channel is open.", "harbours, buoys")
    assert entry["annote"].endswith("(C) who\nsays so? #harbours (high)")
    assert (
        channel.chicago
        == cited_as(house.reading.versions(HIGH, "09TRIPOLI902")[0].telegram, "CONFIDENTIAL", "p1").chicago
    )
    assert ("AB  - " in mine.ris, "N1  - (S) compare #harbours (high)" in mine.ris) == (False, True)
    (low,) = cited_once(house.annotating.gathered(LOW, keyword="harbours"))
    assert "compare" not in low.ris


def test_no_words_of_an_annotation_end_an_entry(house: Small) -> None:
    house.annotating.add(LOW, "09TRIPOLI902", text="x}\nER  - \nTY  - BOOK", place="p1")
    (told,) = cited_once(house.annotating.gathered(LOW))
    assert [line[:2] for line in told.ris.splitlines()].count("ER") == 1
    assert "TY  - BOOK" not in told.ris.splitlines()
    assert told.bibtex.count("{") == told.bibtex.count("}")
