"""Rules of drafting and marking: each has a draft that breaks it and alone is told so, and safe edits mend it."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from tests.formats.test_writing import drafts

from legation.core.draft import Draft, DraftParagraph
from legation.core.telegram import Addressee, Classification, ClassifiedBy, ExecutiveOrder, Originator, Precedence
from legation.services.drafting import LOOKS, banner_of_portions, check_draft, mended
from legation.tables.drafting import drafting_rules
from legation.tables.posts import load_posts

POSTS = load_posts()
SOUND = Draft(
    from_=Originator("AMEMBASSY TRIPOLI"),
    to=(Addressee("SECSTATE WASHDC", None, "PRIORITY"),),
    info=(Addressee("AMEMBASSY LONDON"),),
    precedence=Precedence("PRIORITY", "ROUTINE"),
    dtg="2009-11-05T15:13Z",
    post="TRIPOLI",
    number=893,
    classification=Classification("CONFIDENTIAL", (), ("SIPDIS",)),
    executive_order=ExecutiveOrder("12958", "DECL", "2019-11-05"),
    tags=("PREL", "MARR", "LY"),
    subject="THE HARBOUR TALKS",
    references=("STATE 112900", "STATE 43049"),
    classified_by=ClassifiedBy("A. B. Farrow", "Ambassador", "U.S. Embassy Tripoli", ("1.4(b)", "1.4(d)")),
    paragraphs=(
        DraftParagraph(number=1, marking="C", text="SUMMARY: The talks began (ref A). END SUMMARY."),
        DraftParagraph(number=2, marking="U", text="Each side wants a harbour."),
    ),
    signature=("OFFICER",),
)


def with_(**fields: Any) -> Draft:
    return msgspec.structs.replace(SOUND, **fields)


def marked(*marks: str | None, level: str = "CONFIDENTIAL") -> Draft:
    paragraphs = tuple(DraftParagraph(number=n, marking=m, text="Words.") for n, m in enumerate(marks, 1))
    return with_(paragraphs=paragraphs, classification=Classification(level, (), ("SIPDIS",)))


def texts(*told: str) -> Draft:
    return with_(paragraphs=tuple(DraftParagraph(number=n, marking="C", text=t) for n, t in enumerate(told, 1)))


def captions(*told: str, level: str = "CONFIDENTIAL") -> Draft:
    return with_(classification=Classification(level, (), told))


def order(*told: Any) -> Draft:
    return with_(executive_order=ExecutiveOrder(*told))


BROKEN: list[tuple[str, Draft]] = [
    ("D04", with_(info=(Addressee("THE NEIGHBOURS"),))),
    ("D06", with_(tags=())),
    ("D06", with_(subject=None)),
    ("D06", with_(executive_order=ExecutiveOrder())),
    ("D10", with_(classified_by=ClassifiedBy())),
    ("D11", with_(classified_by=ClassifiedBy("A. B. Farrow", None, None, ("1.4(b)",)))),
    ("D11", with_(classified_by=ClassifiedBy("A. B. Farrow", "Ambassador"))),
    ("D13", with_(signature=())),
    ("D21", texts("A " + "x" * 80, "More.")),
    ("D24", texts("A “quotation”.", "More.")),
    ("D30", texts("A\ttab.", "More.")),
    ("D41", with_(paragraphs=tuple(msgspec.structs.replace(p, number=p.number + 1) for p in SOUND.paragraphs))),  # type: ignore[operator]
    ("D41", with_(paragraphs=(DraftParagraph(number=1, marking="C", text="Alone."),))),
    ("D42", marked("C", None)),
    ("D43", texts(*["The pier and the harbour were spoken of again at length. " * 20] * 10)),
    ("D45", texts("SUMMARY: The talks began.", "More.")),
    ("D46", with_(to=(Addressee("SECSTATE WASHDC", None, "NIACT IMMEDIATE"),), precedence=Precedence("IMMEDIATE"))),
    ("D47", texts("The talks began.", "ACTION REQUEST: Send a reply.")),
    ("D60", with_(precedence=Precedence("SOON"))),
    ("D61", with_(precedence=Precedence("FLASH", "FLASH"))),
    ("D62", with_(precedence=Precedence("ROUTINE", "PRIORITY"))),
    ("D63", with_(precedence=Precedence("FLASH", "ROUTINE"))),
    ("D65", with_(tags=("LY",))),
    ("D66", with_(tags=("PREL", "ZZZZ", "LY"))),
    ("D67", with_(tags=("PREL",))),
    ("D70", with_(tags=("PREL", "LY", "PREL"))),
    ("D72", with_(subject="REPLY TO YOUR TELEGRAM")),
    ("D74", captions("OFFICIAL INFORMAL")),
    ("D76", captions("AGREMENT", "NODIS")),
    ("D80", with_(references=("STATE 112900", "STATE 112900"))),
    ("D82", with_(references=("10 STATE 4", "STATE 5"))),
    ("D84", texts("The talks began (ref C).", "More.")),
    ("D100", msgspec.structs.replace(texts(*["word " * 120] * 2), precedence=Precedence("IMMEDIATE"))),
    ("D102", with_(dtg="yesterday")),
    ("T01", texts("[What the post makes of it.]", "More.")),
    ("M01", with_(classification=Classification())),
    ("M02", with_(classification=Classification("RATHER SECRET"))),
    ("M07", marked("C", "S")),
    ("M08", marked("C", "U", level="SECRET")),
    ("M11", marked("C", "Q")),
    ("M12", marked("C", "C/NF")),
    ("M16", order("11652", "GDS")),
    ("M17", msgspec.structs.replace(marked("U", "U", level="UNCLASSIFIED"), classified_by=ClassifiedBy())),
    ("M18", order("12958", "N/A")),
    ("M19", msgspec.structs.replace(order("11652", "DECL"), dtg="1975-11-05T15:13Z")),
    ("M20", msgspec.structs.replace(order("11652", "ADS"), dtg="1975-11-05T15:13Z")),
    ("M23", order("12958", "OADR")),
    ("M24", order("12958", "X6")),
    ("M26", order("12958", "DECL", "2009-11-01")),
    ("M27", msgspec.structs.replace(order("12958", "DECL", "2015-01-01"), dtg="1999-11-05T15:13Z")),
    ("M28", order("12958", "DECL", "2049-11-05")),
    ("M35", with_(classified_by=ClassifiedBy("A. B. Farrow", "Ambassador", None, ("1.5(b)",)))),
    ("M36", with_(classified_by=ClassifiedBy("A. B. Farrow", "Ambassador", None, ("1.4(z)",)))),
    ("M38", texts("DERIVED FROM: 09STATE1.", "More.")),
    ("M42", order("13526", "DECL", None, ("25X12",))),
    ("M48", captions("NODIS", level="UNCLASSIFIED")),
    ("M50", captions("ROGER CHANNEL", "AGREMENT CHANNEL")),
    ("M51", captions("STADIS", "LIMDIS")),
    ("M52", captions("SIPDIS", "NODIS")),
    ("M53", marked("C", "C//REL USA, GBR//NF")),
    ("M54", marked("C", "C//REL GBR, USA")),
    ("M55", captions(level="LIMITED OFFICIAL USE")),
    ("M57", captions(level="RESTRICTED")),
]


def test_a_sound_draft_has_no_fault() -> None:
    assert [(fault.rule, fault.says) for fault in check_draft(SOUND, POSTS)] == []


@pytest.mark.parametrize(("rule", "draft"), BROKEN, ids=[f"{rule}-{n}" for n, (rule, _) in enumerate(BROKEN)])
def test_what_breaks_a_rule_is_told_so(rule: str, draft: Draft) -> None:
    faults = {fault.rule: fault for fault in check_draft(draft, POSTS)}
    assert rule in faults
    assert "{" not in faults[rule].says + faults[rule].do
    assert faults[rule].source


def test_every_rule_has_a_look_and_a_draft_that_breaks_it() -> None:
    assert set(LOOKS) == set(drafting_rules())
    assert {rule for rule, _ in BROKEN} == set(drafting_rules())


def test_every_rule_that_offers_an_edit_is_mended_by_it() -> None:
    for rule, draft in BROKEN:
        if drafting_rules()[rule].fix:
            better, done = mended(draft, POSTS)
            assert rule in {fault.rule for fault in done}, rule
            assert rule not in {fault.rule for fault in check_draft(better, POSTS)}, rule


def test_the_banner_is_that_of_the_highest_portion() -> None:
    assert banner_of_portions(marked("U", "C")) == "CONFIDENTIAL"
    assert banner_of_portions(marked("U", "S/NF")) == "SECRET//NOFORN"


@settings(max_examples=60, deadline=None)
@given(drafts())
def test_mending_ends_and_leaves_nothing_to_mend(draft: Draft) -> None:
    better, _ = mended(draft, POSTS)
    assert not [fault for fault in check_draft(better, POSTS) if fault.fix is not None and fault.fix != better]
