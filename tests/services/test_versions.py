"""Versions side by side: what differs in fields and words, what was withheld; sections joined; copies found."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_archive import OPEN, Small, text

from legation.core.errors import LegationError, NotFoundError
from legation.core.marking import OWNER
from legation.core.telegram import Telegram
from legation.formats import read
from legation.services.aligning import opcodes
from legation.services.archive.versions import alikeness, beside_told, concordance, sections_told
from legation.services.comparing import Comparison, compare
from legation.storage.features import FEATURES

BODY = (
    "1. The minister of works, Ida Moss, received us on Monday in the harbour office.\n\n"
    "2. She said that the dredger would be paid for by the bank before the end of the year.\n\n"
    "3. Comment: We believe her."
)


def of(body: str, **named: str) -> Telegram:
    return read(text(900, body=body, **named))


def changes(before: str, after: str) -> Comparison:
    return compare(of(before), of(after))


def told(found: Comparison) -> list[tuple[str, str, str]]:
    pieces = [piece for paragraph in found.paragraphs for piece in paragraph.pieces]
    return [(piece.change, piece.before, piece.after) for piece in pieces if piece.change != "same"]


@pytest.mark.parametrize(
    "other",
    [
        BODY.replace("received us on Monday", "received us\non Monday"),
        BODY.upper(),
        BODY.replace("2. She", "2.   She"),
        BODY.replace("works, Ida Moss, received", "works, Ida Moss, received\n\nPAGE 02        TRIPOL 00900\n\n"),
    ],
    ids=["wrapped anew", "capitals", "spaced", "a page header"],
)
def test_layout_is_no_change(other: str) -> None:
    found = changes(BODY, other)
    if "PAGE" in other:
        assert told(found) in ([], [("added", "", "PAGE 02 TRIPOL 00900")])  # a header without its page is text
    else:
        assert (found.same, found.layout_only, told(found)) == (True, True, [])


def test_the_same_bytes_are_the_same() -> None:
    found = changes(BODY, BODY)
    assert (found.same, found.layout_only, found.fields) == (True, False, ())


@pytest.mark.parametrize(
    "sign",
    [
        "[name not declassified]",
        "[less than 1 line not declassified]",
        "[text not declassified]",
        "[...]",
        "[. . .]",
        "XXXXXXXXXX",
        "XXXXX XXXXXX",
        "██████",
        "__________",
        "(b)(1)",
        "1.4(B)",
        "E.O. 13526 1.4(b),(d)",
        "B1, 1.4(D)",
        "[WITHHELD]",
        "(redacted)",
    ],
)
def test_a_sign_in_the_place_of_words_says_withheld_and_back_released(sign: str) -> None:
    cut = BODY.replace("Ida Moss", sign)
    withheld, released = changes(BODY, cut), changes(cut, BODY)
    assert [change for change, _, _ in told(withheld)] == ["withheld"]
    assert "Ida Moss" in told(withheld)[0][1]
    assert (withheld.withheld, withheld.released) == (2, 0)
    assert [change for change, _, _ in told(released)] == ["released"]
    assert (released.withheld, released.released) == (0, 2)
    assert [p.change for p in withheld.paragraphs] == ["withheld", "same", "same"]


def test_a_paragraph_withheld_whole_stands_beside_its_words() -> None:
    cut = re.sub(r"2\. .*", "2. [1 paragraph (2 lines) not declassified]", BODY)
    found = changes(BODY, cut)
    assert [(p.before, p.after, p.change) for p in found.paragraphs] == [
        (1, 1, "same"),
        (2, 2, "withheld"),
        (3, 3, "same"),
    ]


def test_words_come_and_go_and_paragraphs_too() -> None:
    found = changes(BODY, BODY.replace("on Monday ", "").replace("We believe her", "We do not believe her"))
    assert told(found) == [("removed", "on Monday", ""), ("added", "", "do not")]
    more = changes(BODY, BODY + "\n\n4. A bank was named.")
    assert [(p.before, p.after, p.change) for p in more.paragraphs][-1] == (None, 4, "added")
    less = changes(BODY + "\n\n4. A bank was named.", BODY)
    assert [(p.before, p.after, p.change) for p in less.paragraphs][-1] == (4, None, "removed")


def test_a_paragraph_put_between_moves_no_other() -> None:
    between = BODY.replace("2. She", "2. A new paragraph stands here alone.\n\n3. She").replace(
        "3. Comment", "4. Comment"
    )
    assert [p.change for p in changes(BODY, between).paragraphs] == ["same", "added", "same", "same"]


def test_fields_that_differ_are_told_with_both_values() -> None:
    found = compare(of(BODY), of(BODY, level="C O N F I D E N T I A L", subject="A HARBOUR"))
    assert [(f.name, f.before, f.after) for f in found.fields] == [
        ("classification", ("UNCLASSIFIED",), ("CONFIDENTIAL",)),
        ("subject", ("NUMBER 900",), ("A HARBOUR",)),
    ]


words = st.lists(st.sampled_from(["a", "ship", "came", "[...]", "Monday", "left", "the"]), max_size=12)
bodies = st.lists(words, max_size=5).map(
    lambda some: "\n\n".join(f"{n}. Text {' '.join(one)}." for n, one in enumerate(some, 1))
)


@given(bodies, bodies)
def test_both_sides_can_be_put_together_from_the_pieces(before: str, after: str) -> None:
    """No word of either side is lost, and the other way round tells the mirror image."""
    one, two = of(before or "1. None."), of(after or "1. None.")
    found = compare(one, two)
    for side, telegram in (("before", one), ("after", two)):
        pieces = [getattr(piece, side) for p in found.paragraphs for piece in p.pieces]
        assert "".join(" ".join(pieces).split()) == "".join("".join(p.text for p in telegram.paragraphs).split())
    mirror = compare(two, one)
    assert (found.withheld, found.released) == (mirror.released, mirror.withheld) or found.same == mirror.same
    assert found.same == mirror.same


runs_of = st.lists(st.sampled_from("abcde"), max_size=40)


@given(runs_of, runs_of, st.integers(1, 60))
def test_runs_of_both_sides_are_told_in_order_and_whole(one: list[str], two: list[str], times: int) -> None:
    """Also of long ones that repeat themselves, of which no step by step comparison would come to an end."""
    left, right = one * times, [*two, "x"] * times
    told = list(opcodes(left, right))
    assert [sign for _, i1, i2, _, _ in told for sign in left[i1:i2]] == left
    assert [sign for _, _, _, j1, j2 in told for sign in right[j1:j2]] == right
    assert all(left[i1:i2] == right[j1:j2] for tag, i1, i2, j1, j2 in told if tag == "equal")
    assert [tag for tag, *_ in opcodes(left, left)] == (["equal"] if left else [])


# Editions.


def section(number: int, of: int, body: str, *, level: str = "UNCLAS", salt: str = "") -> bytes:
    made = text(700, body=body, level=level, subject="A LONG ONE")
    head = f"{level} SECTION {number:02d} OF {of:02d} TRIPOLI"
    return made.replace(f"{level} TRIPOLI".encode(), head.encode()) + salt.encode()


def test_sections_are_joined_and_stay_by_themselves() -> None:
    house = Small([section(2, 3, "3. The third paragraph."), section(1, 3, "1. The first.\n\n2. The second.")])
    (edition,) = house.versions.editions(OWNER, "09TRIPOLI700")
    assert (edition.joined, edition.missing, len(edition.parts)) == (True, (3,), 2)
    joined = edition.record.telegram
    assert [p.number for p in joined.paragraphs] == [1, 2, 3]
    assert "SEC002" in [finding.code for finding in joined.findings]
    assert sections_told(edition) == "joined from section 1, 2 of 3; missing: 3"
    house.keep(section(3, 3, "4. The last."))
    (edition,) = house.versions.editions(OWNER, "09TRIPOLI700")
    assert (edition.missing, [p.number for p in edition.record.telegram.paragraphs]) == ((), [1, 2, 3, 4])


def test_a_section_that_is_closed_is_missing() -> None:
    house = Small([section(1, 2, "1. The first."), section(2, 2, "2. The second.", level="S E C R E T")])
    (edition,) = house.versions.editions(OPEN, "09TRIPOLI700")
    assert (edition.missing, edition.record.access) == ((2,), "0;;-")
    assert "second" not in edition.record.telegram.source
    (whole,) = house.versions.editions(OWNER, "09TRIPOLI700")
    assert whole.record.access.startswith("4;")


def test_two_versions_differ_under_the_marking_of_both() -> None:
    house = Small([text(900, body=BODY)])
    with pytest.raises(LegationError, match="one version"):
        house.versions.difference(OWNER, "09TRIPOLI900")
    house.keep(text(900, body=BODY.replace("Ida Moss", "[name not declassified]"), level="S E C R E T"))
    found = house.versions.difference(OWNER, "09TRIPOLI900")
    assert (found.banner, found.of) == ("SECRET", 2)
    assert {found.changes.withheld, found.changes.released} == {0, 2}
    back = house.versions.difference(OWNER, "09TRIPOLI900", "2", "1")
    assert (back.changes.withheld, back.changes.released) == (found.changes.released, found.changes.withheld)
    for which in ("3", "0", "ffffffff", "x"):
        with pytest.raises(LegationError, match="no version"):
            house.versions.difference(OWNER, "09TRIPOLI900", which)


def test_a_closed_version_is_as_one_that_is_absent() -> None:
    house = Small([text(900, body=BODY), text(900, body="1. Other.", level="S E C R E T")])
    alone = Small([text(900, body=BODY)])
    said = []
    for one in (house, alone):
        with pytest.raises(LegationError) as caught:
            one.versions.difference(OPEN, "09TRIPOLI900")
        said.append(str(caught.value))
    assert said[0] == said[1]
    with pytest.raises(NotFoundError):
        house.versions.copies(OPEN, "09TRIPOLI901")


# Copies.


def test_copies_are_known_by_number_words_and_moment() -> None:
    own = text(900, body=BODY)
    version = text(900, body=BODY.replace("by the bank", "by the treasury"))
    unnumbered = own.replace(b"UNCLAS TRIPOLI 000900", b"UNCLAS")
    extract = text(77, post="TUNIS", body=BODY.split("\n\n")[0] + "\n\n4. And more was said of it.")
    other = text(901, body="1. Something else was said by someone else on that day in that office.")
    closed = text(902, body=BODY, level="S E C R E T")
    house = Small([version, own, unnumbered, extract, other, closed])
    last = house.versions.editions(OWNER, "09TRIPOLI900")[-1].record
    found = house.versions.copies(OPEN, "09TRIPOLI900")
    assert [(copy.by, copy.listing.mrn) for copy in found] == [
        ("number", "09TRIPOLI900"),
        ("words", None),
        ("words", "09TUNIS77"),
    ]
    assert found[0].listing.sha256 != last.sha256
    assert all(copy.banner == "UNCLASSIFIED" for copy in found)
    assert "09TRIPOLI902" in [copy.listing.mrn for copy in house.versions.copies(OWNER, "09TRIPOLI900")]


def test_a_list_says_what_else_is_held_of_each_telegram() -> None:
    own = text(900, body=BODY)
    version = text(900, body=BODY.replace("by the bank", "by the treasury"))
    unnumbered = own.replace(b"UNCLAS TRIPOLI 000900", b"UNCLAS")
    closed = text(902, body=BODY, level="S E C R E T")
    other = text(901, body="1. Something else was said by someone else on that day in that office.")
    house = Small([version, own, unnumbered, closed, other])
    hits = {
        name: house.finding.search(OWNER, f"mrn:{name}").hits[0].listing for name in ("09TRIPOLI900", "09TRIPOLI901")
    }
    hashes = [one.sha256 for one in hits.values()]
    told = house.versions.beside(OPEN, hashes)
    assert {sha256: (one.versions, one.copies, one.marking) for sha256, one in told.items()} == {
        hashes[0]: (1, 1, "UNCLASSIFIED")
    }
    assert beside_told(told[hashes[0]]) == "1 other version, 1 copy"
    every = house.versions.beside(OWNER, hashes)[hashes[0]]
    assert (every.versions, every.copies, every.marking) == (1, 2, "SECRET")
    # A telegram of the same moment and other words is no copy.
    assert hashes[1] not in told
    (shut,) = (one.sha256 for one in house.reading.every(OWNER) if one.mrn == "09TRIPOLI902")
    assert house.versions.beside(OPEN, [shut]) == {}


def test_what_bears_the_number_of_a_hit_is_not_read_for_copies(monkeypatch: pytest.MonkeyPatch) -> None:
    house = Small([text(900, body=BODY), text(900, body=BODY.replace("bank", "treasury"), level="S E C R E T")])
    hashes = [one.sha256 for one in house.reading.every(OWNER)]
    monkeypatch.setattr("legation.services.archive.versions.is_copy", None)
    told = house.versions.beside(OWNER, hashes)
    assert [(told[one].versions, told[one].copies) for one in hashes] == [(1, 0), (1, 0)]
    assert sorted(one.marking for one in told.values()) == ["SECRET", "UNCLASSIFIED"]
    assert house.versions.beside(OPEN, hashes) == {}


def test_the_same_moment_settles_what_few_words_leave_open() -> None:
    one = of(BODY)
    few = read(
        text(
            900,
            body="1. The minister of works, Ida Moss, received us; nothing else at all was ever said to anyone there "
            "by any of them.",
        ).replace(b"UNCLAS TRIPOLI 000900", b"UNCLAS")
    )
    assert 0.1 <= alikeness(one, few) < 0.3
    assert concordance(one, few, alikeness(one, few)) == "moment"
    other = read(text(901, body="1. Nothing of the kind."))
    assert concordance(one, other, alikeness(one, other)) is None


@pytest.mark.parametrize(
    "sign",
    [
        "[redacted] B1 1.4(D)",
        "[ ] B1",
        "[\n          ]      B1, 1.4(D)",
        "B1 1.4(D)",
        "1.4(B),(D) B1",
        "[Excised] 1.4(C), B1",
    ],
)
def test_the_exemption_beside_a_sign_is_of_it(sign: str) -> None:
    whole = re.sub(r"2\. .*", "2. The dredger was theirs.", BODY)
    found = changes(re.sub(r"2\. .*", f"2. {sign}", BODY), whole)
    assert [(p.before, p.after, p.change) for p in found.paragraphs] == [
        (1, 1, "same"),
        (2, 2, "released"),
        (3, 3, "same"),
    ]
    assert (found.released, found.withheld) == (4, 0)


@pytest.mark.parametrize(
    ("words", "is_withheld"),
    [
        ("He said [less than 1 line not declassified].", True),
        ("[5 paragraphs (1 page) of source text not declassified]", True),
        ("[ ] B1", True),
        ("B1 1.4(D)", True),
        ("He said (b)(1) then.", True),
        ("He said ████ then.", True),
        ("(REDACTED)", True),
        ("He came on a B1 visa.", False),
        ("He said [garble] then [omitted here].", False),
        ("He said [...] then, and signed ________.", False),
        ("Classified by the Ambassador; reason 1.5 (D).", False),
        ("See paragraph 1.4 (b) and table [2].", False),
    ],
)
def test_what_says_that_words_were_withheld_is_found(words: str, *, is_withheld: bool) -> None:
    assert ("withheld" in [row.name for row in FEATURES if row.test(of(f"1. {words}"))]) == is_withheld
