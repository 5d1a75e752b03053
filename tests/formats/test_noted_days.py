"""What the editors of a volume note of the telegrams that one cites: their days, and so the years of their numbers.

The volume is invented, in the world of the sample and among real posts of the table; its markup is that of FRUS.
"""

from __future__ import annotations

from datetime import date

import pytest

from legation.core.telegram import Telegram
from legation.core.text import Span
from legation.formats import read
from legation.formats.noted_days import Noted, Notes
from legation.tables.posts import load_posts

POSTS = load_posts()
WINTER = date(1964, 2, 28)


def document(
    words: str, *notes: str, sender: str = "Embassy in Cyprus", to: str = "Department of State", on: date = WINTER
) -> Telegram:
    """A telegram of a volume; each ``*`` of its words is the sign of the next of ``notes``."""
    for note in notes:
        words = words.replace("*", f'<note n="2">{note}</note>', 1)
    places = {"Embassy in Cyprus": "Nicosia", "Embassy in the United Kingdom": "London"}
    place = places.get(sender, "Washington")
    return read(
        f'<div type="document" xml:id="d2" n="2"><head>2. Telegram From the <gloss type="from">{sender}</gloss> to the '
        f'<gloss type="to">{to}</gloss><note n="1" type="source">Source: Central Files. Secret.</note></head>'
        f'<dateline><placeName>{place}</placeName>, <date when="{on.isoformat()}T10:00:00">then</date></dateline>'
        f"<p>1377. {words}</p></div>",
        posts=POSTS,
    )


def cited(telegram: Telegram) -> list[str | None]:
    return [one.mrn for paragraph in telegram.paragraphs for one in paragraph.mentions]


@pytest.mark.parametrize(
    ("words", "note", "mrn"),
    [
        (
            "Athens 1801* is of help.",
            "Telegram 1801 from Athens, February 4, told of the dues. (Ibid.)",
            "64ATHENS1801",
        ),
        ("Athens 1801* is of help.", "Telegram 1801 from Athens, October 4, 1963.", "63ATHENS1801"),
        (
            "Athens 1801* is of help.",
            "In telegram 1801 from Athens on February 4, it told of the dues.",
            "64ATHENS1801",
        ),
        ("Athens 1801* is of help.", "Telegrams 1799, 1800, and 1801, February 4, told of the dues.", "64ATHENS1801"),
        ("Athens 1801* is of help.", "Dated February 4. (Ibid.)", "64ATHENS1801"),
        ("Athens 1801* is of help.", "Telegram 1801 is dated February 4.", "64ATHENS1801"),
        ("Athens 1801 (412 to Ankara)* is of help.", "Dated February 4.", "64ATHENS1801"),
        ("Athens 1801* is of help.", "Not printed. (Department of State, Central Files, 781.00/2–464)", "64ATHENS1801"),
        ("Athens 1801* is of help.", "Not printed. (Ibid., 781.00/10–463)", "63ATHENS1801"),
        ("Deptel 951* stands.", "Telegram 951 to Nicosia, February 4, told of the plan.", "64STATE951"),
        ("Deptel 951* stands.", "Telegram 951, December 7, 1963, told of the plan.", "63STATE951"),
        # What no note tells stays open.
        ("Athens 1801* is of help.", "Document 207.", None),
        ("Athens 1801* is of help.", "Telegram 1801 from Ankara, February 4.", None),  # of another sender
        ("Athens 1801* is of help.", "Telegram 1810 from Athens, February 4.", None),  # another number
        ("Athens 1801* is of help.", "Telegram 1801 from Athens, June 4.", None),  # still to come, or of what year?
        ("Athens 1801* is of help.", "Telegram 1801 from Athens, February 31.", None),
        ("Athens 1801 and 5 talks of the Minister. He* is ill.", "Dated February 4.", None),  # it is a note on another
        ("Athens 1801* is of help.", "Telegram 1801, February 4, and telegram 1801, October 5, 1963.", None),
        ("Athens 1801* is of help.", "Printed from another file (781.00/2–464).", None),
        ("Athens 1801 and the Minister's letter* help.", "Dated January 4.", None),
        ("Athens 1801 was seen by the King's envoy on Monday* there.", "Dated January 4.", None),
        ("Deptel 951* stands.", "Telegram 951 to Athens, December 7, 1963, told of the plan.", None),  # another series
    ],
)
def test_a_note_tells_the_year_of_a_number(words: str, note: str, mrn: str | None) -> None:
    assert cited(document(words, note)) == [mrn]


def test_without_a_note_the_number_is_of_either_half_of_the_year() -> None:
    telegram = document("Athens 1801 is of help.")
    assert cited(telegram) == [None]
    assert [one.status for one in telegram.paragraphs[0].mentions] == ["ambiguous"]


def test_a_note_tells_whose_number_is_meant_where_the_words_do_not() -> None:
    told = document(
        "Your 1332* is noted.",
        "Telegram 1332 from Nicosia, February 20, told of a hint.",
        sender="Department of State",
        to="Mission to the Allies",
    )
    assert cited(told) == ["64NICOSIA1332"]


def test_what_the_department_cites_of_a_post_is_that_of_the_embassy_that_it_writes_to() -> None:
    told = document(
        "Your 1332* is noted.", "Dated February 20.", sender="Department of State", to="Embassy in the United Kingdom"
    )
    assert cited(told) == ["64LONDON1332"]


@pytest.mark.parametrize(
    ("on", "sender", "mrn"),
    [
        (date(1964, 8, 20), "Embassy in Cyprus", "64STATE325"),
        (date(1964, 4, 28), "Embassy in Cyprus", "64STATE325"),
        (date(1964, 2, 28), "Embassy in Cyprus", None),  # of this winter or of the autumn before
        (date(1964, 4, 28), "Embassy in the United Kingdom", None),  # a great post: of the summer before, rather
        (date(1964, 8, 20), "Department of State", None),  # to whichever post
    ],
)
def test_a_number_of_the_department_is_of_its_series_to_the_post_that_cites_it(
    on: date, sender: str, mrn: str | None
) -> None:
    assert cited(document("Deptel 325 stands.", sender=sender, on=on)) == [mrn]


@pytest.mark.parametrize(
    ("words", "on", "mrns"),
    [
        ("Deptel 325 to Nicosia stands.", date(1964, 8, 20), ["64STATE325"]),
        ("Deptels 325 and 329 to Nicosia stand.", date(1964, 8, 20), ["64STATE325", "64STATE329"]),
        ("DEPTEL 325 TO NICOSIA STANDS.", date(1964, 8, 20), ["64STATE325"]),
        ("Deptel 325 to Nicosia stands.", date(1964, 4, 28), [None]),  # of the autumn before, or of this spring
        ("Deptel 325 to stand.", date(1964, 8, 20), [None]),
        ("Deptel 325 to all who stand.", date(1964, 8, 20), [None]),
    ],
)
def test_what_the_department_cites_is_of_the_series_to_the_post_that_it_names(
    words: str, on: date, mrns: list[str | None]
) -> None:
    assert cited(document(words, sender="Department of State", to="Embassy in Turkey", on=on)) == mrns


@pytest.mark.parametrize(
    ("number", "on", "mrn"),
    [
        (1801, date(1964, 3, 1), "64ATHENS1801"),
        (1801, date(1964, 6, 30), "64ATHENS1801"),
        (1801, date(1964, 2, 28), None),
        (81, date(1964, 4, 28), None),  # rather of the summer before
    ],
)
def test_from_march_on_last_years_telegrams_are_not_cited_without_their_year(
    number: int, on: date, mrn: str | None
) -> None:
    assert cited(document(f"We have seen Athens’s {number}.", on=on)) == [mrn]


def test_a_year_that_is_told_by_the_words_is_not_asked_of_the_notes() -> None:
    told = document("Athens 1801, February 4, 1963,* is of help.", "Telegram 1801 from Athens, February 4.")
    assert cited(told) == ["63ATHENS1801"]


@pytest.mark.parametrize(
    ("words", "on", "mrn"),
    [
        ("Deptel 3112 of December 20 stands.", date(1964, 3, 10), "63STATE3112"),
        ("Deptel 120 of March 3 stands.", date(1964, 3, 10), "64STATE120"),
        ("Deptel 120 of August 3 stands.", date(1964, 8, 10), "64STATE120"),
        ("Deptel 120 of December 3 stands.", date(1964, 8, 10), "63STATE120"),
        ("It is as in Deptel 120, January 3.", date(1964, 2, 10), "64STATE120"),
        ("It is as in Deptel 120, December 3.", date(1964, 2, 10), "63STATE120"),
        ("It is so (Deptel 120, January 3).", date(1964, 2, 10), "64STATE120"),
        ("In Deptel 120, January 3 is named as the day.", date(1964, 2, 10), None),  # of the matter
    ],
)
def test_a_month_that_is_written_tells_the_year(words: str, on: date, mrn: str) -> None:
    assert cited(document(words, on=on)) == [mrn]


@pytest.mark.parametrize("on", [date(9999, 12, 31), date(1, 1, 1)])
def test_the_first_and_the_last_day_of_all_are_read(on: date) -> None:
    assert document("Athens 1801* is of help.", "Dated February 4.", on=on).source
    assert document("Athens 1801* is of help.", "Telegram 1801 from Athens, December 31.", on=on).source


def test_many_notes_on_one_number_tell_nothing() -> None:
    notes = [(at, f"Telegram 1801 from Athens, January {at % 28 + 1}.", Span(at, at + 1)) for at in range(500)]
    assert Notes(notes, WINTER, POSTS).of("ATHENS", 1801, "", 0) is None
    assert Notes(notes[:1], WINTER, POSTS).of("ATHENS", 1801, "", 0) == Noted("ATHENS", date(1964, 1, 1), Span(0, 1))


def test_the_day_that_a_note_tells_is_told_with_the_note() -> None:
    told = document(
        "Athens 1801* and Ankara 770*, London 12 of May 4, 1963* and Nicosia 5.",
        "Telegram 1801 from Athens, February 4.",
        "Dated February 5, 1964.",
        "Telegram 12 from London, May 4, 1963. Telegram 99 from Rome, February 1.",
    )
    days = [(one.mrn, one.day) for one in told.noted_days]
    assert days == [("64ATHENS1801", "1964-02-04"), ("64ANKARA770", "1964-02-05"), ("63LONDON12", "1963-05-04")]
    for one in told.noted_days:
        assert told.quote(one.span).startswith("<note")
        assert told.quote(one.span).endswith("</note>")
    assert "Telegram 1801 from Athens" in told.quote(told.noted_days[0].span)


def test_of_two_days_of_one_number_none_is_told() -> None:
    told = document("Athens 1801* and again Athens 1801*.", "Dated February 4.", "Dated February 5.")
    assert told.noted_days == ()
