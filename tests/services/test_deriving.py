"""What is drawn from marked texts is marked as they are, and says why."""

from __future__ import annotations

from datetime import date

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_archive import OPEN, Small, text

from legation.core.draft import Draft, DraftParagraph
from legation.core.errors import NotFoundError
from legation.core.marking import OWNER
from legation.core.telegram import Classification, ClassifiedBy, ExecutiveOrder, Paragraph, Telegram
from legation.core.text import Span
from legation.services.briefs.deriving import Marked, longest, mark_draft
from legation.tables.banners import marking_in
from legation.tables.marking import paragraph_marking, telegram_marking

DAY = date(2010, 7, 1)
WORDS = "the minister said that the dredger would come on Monday with two barges"
TRAINED = "The crews were trained for a month at the old harbour of the town"
OTHER = "nothing of all that was said by anyone who was there at that time"


def source(number: int, level: str, body: str, until: str = "11/05/2019", caption: str = "") -> bytes:
    made = text(number, level=level, body=body).replace(b"E.O. 12958: N/A", f"E.O. 12958: DECL: {until}".encode())
    return made.replace(b"\n\nE.O.", f"\n\n{caption}\n\nE.O.".encode(), 1) if caption else made


@pytest.fixture
def house() -> Small:
    return Small(
        [
            source(901, "SECRET", f"1. (U) {OTHER}.\n\n2. (S/NF) Here {WORDS}.", caption="EXDIS"),
            source(902, "CONFIDENTIAL", f"1. (C) {TRAINED}.", "11/05/2029"),
            text(903, body="1. (U) The weather was fine on every single day of the whole long visit."),
        ]
    )


def draft(*paragraphs: tuple[str | None, str], **fields: object) -> Draft:
    made = tuple(DraftParagraph(text=words, marking=mark) for mark, words in paragraphs)
    return msgspec.structs.replace(Draft(paragraphs=made, subject="A NOTE"), **fields)


def marks(marked: Marked) -> list[str | None]:
    return [paragraph.marking for paragraph in marked.draft.paragraphs]


def test_the_words_of_an_annex_or_a_heading_are_held_as_the_telegram() -> None:
    below = f"1. (U) {OTHER}.\n\nANNEX A\nHere {WORDS}.\n"
    above = f"1. (S) {OTHER}.\n\n{TRAINED.upper()}\n------\n\n2. (U) The weather was fine.\n"
    house = Small([source(901, "SECRET", below), source(902, "SECRET", above)])
    for words, name in ((WORDS, "09TRIPOLI901"), (TRAINED, "09TRIPOLI902")):
        assert marks(house.deriving.mark(OWNER, draft((None, words)), [name], DAY))[-1] == "S"
    assert marks(house.deriving.mark(OWNER, draft((None, OTHER)), ["09TRIPOLI901"], DAY))[-1] == "U"


def test_a_paragraph_is_held_as_the_words_that_it_repeats(house: Small) -> None:
    written = draft((None, f"He wrote that {WORDS.upper()}!"), (None, "Words of our own."), ("U", OTHER))
    marked = house.deriving.mark(OWNER, written, ["09TRIPOLI901"], DAY)
    assert marks(marked) == ["U", "S//NF", None, "U"]
    assert marked.draft.paragraphs[0].text == "DERIVED FROM: 09TRIPOLI901. DECLASSIFY ON: 2019-11-05."
    # EXDIS is said once for the whole.
    assert marked.banner == "SECRET//NOFORN//EXDIS"
    assert marked.draft.classification == Classification("SECRET", ("NOFORN",), ("EXDIS",))
    assert marked.draft.executive_order == ExecutiveOrder("13526", "DECL", "2019-11-05")
    told = {one.paragraph: one.says for one in marked.because if one.paragraph is not None}
    assert told == {
        1: "(S//NF), as the words it repeats",
        2: "no source has its words: mark it by hand",
    }
    assert next(one.sources for one in marked.because if one.paragraph == 1) == ("09TRIPOLI901 para 2",)


def test_no_mark_is_lowered_and_one_below_its_source_is_raised(house: Small) -> None:
    written = draft(("C", WORDS), ("S", OTHER), classification=Classification("TOP SECRET", (), ("SIPDIS",)))
    marked = house.deriving.mark(OWNER, written, ["09TRIPOLI901"], DAY)
    assert marks(marked)[1:] == ["S//NF", "S"]
    assert marked.banner == "TOP SECRET//NOFORN//EXDIS"
    assert marked.draft.classification.captions == ("EXDIS", "SIPDIS")
    assert any("raised to (S//NF)" in one.says for one in marked.because)


def test_no_day_stands_beside_a_mark_that_no_day_ends() -> None:
    house = Small(
        [source(901, "SECRET", f"1. (S) Here {WORDS}.", "50X1-HUM"), source(902, "SECRET", f"1. (S) {TRAINED}.")]
    )
    marked = house.deriving.mark(OWNER, draft((None, WORDS), (None, TRAINED)), ["09TRIPOLI901", "09TRIPOLI902"], DAY)
    assert marked.declassify_on == "50X1-HUM"
    assert marked.draft.executive_order == ExecutiveOrder("13526", "DECL", None, ("50X1-HUM",))
    # It is as long classified as its source is: nothing comes up for review when the other one's day has passed.
    held = [house.reading.telegram(OWNER, name) for name in ("09TRIPOLI901", "09TRIPOLI902")]
    assert longest(held[1:]) == "2019-11-05"
    assert longest(held) == longest(held[:1]) == "50X1-HUM"


def test_of_several_sources_the_longest_counts(house: Small) -> None:
    written = draft(
        (None, WORDS),
        (None, TRAINED),
        classified_by=ClassifiedBy("A. Officer", None, None, ("1.4(d)",)),
    )
    marked = house.deriving.mark(OWNER, written, ["09TRIPOLI901", "09TRIPOLI902", "09TRIPOLI903"], DAY)
    assert marked.derived_from == ("09TRIPOLI901", "09TRIPOLI902")
    assert marked.declassify_on == "2029-11-05"
    assert marked.draft.paragraphs[0].text.startswith("DERIVED FROM: Multiple Sources. DECLASSIFY ON: 2029-11-05")
    assert any("gives no reason" in one.says for one in marked.because)
    # Marked again, it stays as it is.
    assert house.deriving.mark(OWNER, marked.draft, ["09TRIPOLI901", "09TRIPOLI902"], DAY).draft == marked.draft


def test_the_references_are_its_sources_where_none_is_named(house: Small) -> None:
    written = draft((None, WORDS), references=("09 TRIPOLI 901", "TRIPOLI 902", "STATE 77"), dtg="2010-02-01T10:00Z")
    marked = house.deriving.mark(OWNER, written)
    assert marks(marked) == ["U", "S//NF"]
    assert marked.because[0].says == "STATE 77 is not held here: how it is marked is not known"
    assert marked.draft.executive_order.order == "12958"


def test_what_is_new_stays_classified_as_its_order_says() -> None:
    house = Small()
    for day, until, order in (
        (date(2015, 1, 2), "2025-01-02", "13526"),
        (date(1996, 2, 29), "2006-03-01", "12958"),
        (date(1980, 1, 1), "1986-01-01", "12065"),
    ):
        marked = house.deriving.mark(OWNER, draft(("C", "Something new.")), on=day)
        assert (marked.draft.executive_order, marked.derived_from) == (ExecutiveOrder(order, "DECL", until), ())
        assert any("unconfirmed: advice" in one.says for one in marked.because)
    stated = draft(("C", "x"), executive_order=ExecutiveOrder("13526", "DECL", "2016-01-01"))
    assert house.deriving.mark(OWNER, stated, on=date(2015, 1, 2)).draft.executive_order == stated.executive_order
    nothing = house.deriving.mark(OWNER, draft(("U", "x")), on=date(2015, 1, 2))
    assert nothing.draft.executive_order == ExecutiveOrder("13526", "N/A")
    assert (nothing.banner, nothing.declassify_on) == ("UNCLASSIFIED", None)


def test_what_is_closed_is_as_what_is_absent(house: Small) -> None:
    written = draft((None, WORDS), references=("09 TRIPOLI 901", "09 TRIPOLI 903"))
    assert house.deriving.mark(OPEN, written, on=DAY) == Small(
        [text(903, body="1. (U) The weather was fine on every single day of the whole long visit.")]
    ).deriving.mark(OPEN, written, on=DAY)
    with pytest.raises(NotFoundError):
        house.deriving.mark(OPEN, written, ["09TRIPOLI901"], DAY)


@settings(deadline=None, max_examples=80)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["U", "SBU", "C", "S", "C/NF", "S/OC", "S/REL TO USA, GBR", "C/REL TO USA, FRA"]),
            st.booleans(),
        ),
        min_size=1,
        max_size=4,
    ),
    st.sampled_from([(), ("NODIS",), ("EXDIS",), ("NODIS", "STADIS")]),
    st.sampled_from([None, "(S) It stayed.", "a. (TS) It stayed.", "(C/NF) It stayed."]),
)
def test_the_banner_of_what_is_derived_dominates_every_source(
    marks: list[tuple[str, bool]], captions: tuple[str, ...], typed: str | None
) -> None:
    """Law five as the lattice has it: over all that was used, and all that the draft itself bears."""
    sources = {}
    for number, (mark, _) in enumerate(marks):
        words = f"kudu {number} went away to the far city and came back again {number} times"
        paragraph = Paragraph(1, mark, None, None, words, (), Span(0, 9))
        line = Classification("SECRET", (), captions)
        sources[f"15BELISAR{number}"] = Telegram(
            sha256=str(number), layout="", classification=line, paragraphs=(paragraph,)
        )
    used = [sources[f"15BELISAR{number}"] for number, (_, taken) in enumerate(marks) if taken]
    paragraphs = [DraftParagraph(text=one.paragraphs[0].text) for one in used]
    if typed is not None:
        paragraphs.append(DraftParagraph(text=f"It left. {typed}", marking="U"))
    made = mark_draft(Draft(paragraphs=tuple(paragraphs)), sources, date(2015, 1, 12))
    held = telegram_marking(made.draft)
    for one in used:
        asked = paragraph_marking(one, one.paragraphs[0])
        assert held.join(asked) == held
    if typed is not None:
        assert held.rank >= {"(S)": 4, "a.": 5, "(C/": 3}[typed[:3].strip()]
    assert marking_in(made.banner).rank == held.rank
    assert marking_in(made.banner).needs == held.needs


@pytest.mark.parametrize("mark", [None, "U", "S"])
def test_a_level_that_cannot_be_read_is_not_lowered_to_the_portions(mark: str | None) -> None:
    line = Classification("TOP SECRT", (), ("NODIS",))
    made = mark_draft(draft((mark, WORDS), classification=line), {}, DAY)
    assert made.draft.classification == line
    assert telegram_marking(made.draft) == telegram_marking(draft((mark, WORDS), classification=line))
    assert marking_in(made.banner).rank == 9
    assert "TOP SECRT is no level: write the one it bears" in [one.says for one in made.because]
