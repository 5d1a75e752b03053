"""What stands in a list in the place of a subject, from the record that its reader may read."""

from __future__ import annotations

import pytest
from marked import text

from legation.core.marking import OWNER, Reader
from legation.core.telegram import Addressee, Originator, Release, Telegram
from legation.formats.reading import read
from legation.services.titling import NO_SUBJECT, Titles, in_place_of_subject, title_words, titled
from legation.services.views import views_of
from legation.storage.memory.telegrams import MemoryTelegrams
from legation.storage.records import Record, listing_of
from legation.tables.marking import telegram_marking
from legation.tables.posts import load_posts

EMBASSY, DEPARTMENT, FOROFF = "Embassy in Tarqand", "Department of State", "FOROFF OSMAR"


def kept(source: str) -> Record:
    telegram = read(source.encode())
    access = telegram_marking(telegram).label
    return Record(
        sha256=telegram.sha256, original=source.encode(), telegram=telegram, access=access, received="", file=None
    )


@pytest.mark.parametrize(
    ("author", "origin", "to", "subject", "says"),
    [
        (EMBASSY, None, (DEPARTMENT,), None, f"({EMBASSY} to {DEPARTMENT})"),
        (EMBASSY, None, (DEPARTMENT, FOROFF), None, f"({EMBASSY} to {DEPARTMENT} and others)"),
        ("Embassy\n   in Tarqand", None, (), "", f"({EMBASSY})"),
        (None, EMBASSY, (DEPARTMENT,), None, f"({EMBASSY} to {DEPARTMENT})"),
        (None, None, (DEPARTMENT,), None, f"(to {DEPARTMENT})"),
        (None, None, (), None, None),
        (EMBASSY, None, (DEPARTMENT,), "PORT DUES", None),
    ],
)
def test_who_wrote_to_whom(
    author: str | None, origin: str | None, to: tuple[str, ...], subject: str | None, says: str | None
) -> None:
    telegram = Telegram(
        sha256="0" * 64,
        layout="",
        from_=Originator(author),
        release=Release(origin=origin),
        to=tuple(map(Addressee, to)),
        subject=subject,
    )
    assert in_place_of_subject(telegram) == says


def test_only_what_has_no_subject_is_looked_up_and_only_of_what_may_be_read() -> None:
    bare = kept(text(["S"], level="S E C R E T").replace("SUBJECT: PORT VISITS\n", ""))
    named = kept(text(["S"], level="S E C R E T"))
    telegrams = MemoryTelegrams()
    telegrams.put(OWNER, [bare, named])
    listings = [listing_of(bare), listing_of(named), None]
    titles = Titles(telegrams).instead(OWNER, listings)
    assert titles == {bare.sha256: "(EMBASSY BELISAR to FOROFF OSMAR)"}
    assert titled(listing_of(bare), titles) == ("(EMBASSY BELISAR to FOROFF OSMAR)", False)
    assert titled(listing_of(named), titles) == ("PORT VISITS", True)
    assert Titles(telegrams).instead(Reader("clerk", rank=3), listings) == {}
    assert titled(listing_of(bare)) == (NO_SUBJECT, False)
    assert title_words(listing_of(bare)) == ""


def test_of_a_view_is_told_what_the_view_says() -> None:
    whole = kept(text(["C", "S"], level="S E C R E T"))
    [view] = views_of(whole, load_posts())
    assert view.telegram.subject is None  # the subject bears no mark, and so is held as the whole
    telegrams = MemoryTelegrams()
    telegrams.put(OWNER, [whole], {whole.sha256: [view]})
    listings = [listing_of(whole), listing_of(view)]
    clerk = Reader("clerk", rank=3)
    told = Titles(telegrams).instead(clerk, listings)
    said = in_place_of_subject(view.telegram)
    assert told == ({view.sha256: said} if said else {})
    assert all(word in view.telegram.source for words in told.values() for word in words.strip("()").split(" to "))
