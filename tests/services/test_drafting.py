"""Rules of drafting and marking: each has a draft that breaks it and alone is told so, and safe edits mend it."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from tests.formats.test_writing import drafts

from legation.core.draft import Draft, DraftParagraph
from legation.core.telegram import (
    Addressee,
    Attention,
    Classification,
    ClassifiedBy,
    ExecutiveOrder,
    Originator,
    Precedence,
)
from legation.services.drafts.drafting import LOOKS, banner_of_portions, check_draft, mended
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
    subject="(U) THE HARBOUR TALKS",
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
    ("D04", with_(from_=Originator("AMEMBASSY FREDONIA"))),
    ("D04", with_(to=(Addressee("AMEMBASSY FREDONIA", None, "PRIORITY"),))),
    ("D05", with_(exempt=("AMEMBASSY ROME",))),
    ("D06", with_(tags=())),
    ("D06", with_(subject=None)),
    ("D06", with_(executive_order=ExecutiveOrder())),
    ("D06", with_(from_=Originator(None))),
    ("D06", with_(post=None)),
    ("D06", with_(to=(), info=())),
    ("D06", with_(paragraphs=())),
    ("D10", with_(classified_by=ClassifiedBy())),
    ("D11", with_(classified_by=ClassifiedBy("A. B. Farrow", None, None, ("1.4(b)",)))),
    ("D11", with_(classified_by=ClassifiedBy("A. B. Farrow", "Ambassador"))),
    ("D12", msgspec.structs.replace(texts("DERIVED FROM: STATE 1.", "More."), executive_order=ExecutiveOrder("13526"))),
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
    ("D48", texts("The talks began.", "Post believes that they will go on.")),
    ("D49", texts("The talks of the HCB began, as it said.", "More of it.")),
    ("D60", with_(precedence=Precedence("SOON"))),
    ("D60", with_(dtg="2017-01-01T00:00Z")),
    ("D75", captions("NODIS", "EXDIS")),
    ("D75", captions("EXDIS", "STADIS", "LIMDIS")),
    ("D61", with_(precedence=Precedence("FLASH", "FLASH"))),
    ("D62", with_(precedence=Precedence("ROUTINE", "PRIORITY"))),
    ("D63", with_(precedence=Precedence("FLASH", "ROUTINE"))),
    ("D65", with_(tags=("LY",))),
    ("D66", with_(tags=("PREL", "ZZZZ", "LY"))),
    ("D67", with_(tags=("PREL",))),
    ("D68", with_(tags=("OVIP", "PREL", "LY"))),
    ("D68", with_(tags=("PREL", "LY", "OREP"))),
    ("D70", with_(tags=("PREL", "LY", "PREL"))),
    ("D72", with_(subject="REPLY TO YOUR TELEGRAM")),
    ("D74", captions("OFFICIAL INFORMAL")),
    ("D76", captions("AGREMENT", "NODIS")),
    ("D76", captions("AGREMENT CHANNEL", level="UNCLASSIFIED")),
    ("D78", with_(attention=(Attention(None, "FARROW"),))),
    ("D79", with_(attention=(Attention("QZX/Q", None),))),
    ("D80", with_(references=("STATE 112900", "STATE 112900"))),
    ("D81", with_(references=("08TRIPOLI12", "STATE 43049"))),
    ("D82", with_(references=("10 STATE 4", "STATE 5"))),
    ("D84", texts("The talks began (ref C).", "More.")),
    ("D100", msgspec.structs.replace(texts(*["word " * 120] * 2), precedence=Precedence("IMMEDIATE"))),
    ("D103", texts("They meet on 5/11/2009.", "More.")),
    ("D104", texts("The paper is attached.", "More.")),
    ("D102", with_(dtg="yesterday")),
    ("T01", texts("[What the post makes of it.]", "More.")),
    ("M01", with_(classification=Classification())),
    ("M02", with_(classification=Classification("RATHER SECRET"))),
    ("M07", marked("C", "S")),
    ("M08", marked("C", "U", level="SECRET")),
    (
        "M10",
        with_(paragraphs=(*SOUND.paragraphs, DraftParagraph(number=3, text="COMMENT: (C) It may last.  END COMMENT."))),
    ),
    ("M11", marked("C", "Q")),
    ("M11", marked("C", "LOU")),
    ("M12", marked("C", "C/NF")),
    ("M14", with_(subject="THE HARBOUR TALKS")),
    ("M16", order("11652", "GDS")),
    ("M17", msgspec.structs.replace(marked("U", "U", level="UNCLASSIFIED"), classified_by=ClassifiedBy())),
    ("M18", order("12958", "N/A")),
    ("M19", msgspec.structs.replace(order("11652", "DECL"), dtg="1975-11-05T15:13Z")),
    ("M20", msgspec.structs.replace(order("11652", "ADS"), dtg="1975-11-05T15:13Z")),
    ("M21", msgspec.structs.replace(order("11652", "ADS", "1981-11-05"), dtg="1975-11-05T15:13Z")),
    ("M22", msgspec.structs.replace(order("11652", "XGDS"), dtg="1975-11-05T15:13Z")),
    ("M23", order("12958", "OADR")),
    ("M24", order("12958", "X6")),
    ("M26", order("12958", "DECL", "2009-11-01")),
    ("M27", msgspec.structs.replace(order("12958", "DECL", "2015-01-01"), dtg="1999-11-05T15:13Z")),
    ("M28", order("12958", "DECL", "2049-11-05")),
    ("M28", order("12958", "DECL", "2034-11-09")),
    ("M35", with_(classified_by=ClassifiedBy("A. B. Farrow", "Ambassador", None, ("1.5(b)",)))),
    ("M36", with_(classified_by=ClassifiedBy("A. B. Farrow", "Ambassador", None, ("1.4(z)",)))),
    ("M38", texts("DERIVED FROM: 09STATE1.", "More.")),
    ("M39", msgspec.structs.replace(texts("DERIVED FROM: MULTIPLE SOURCES.", "More."), references=())),
    ("M40", texts("DERIVED FROM: A paper of MULTIPLE SOURCES.", "More.")),
    ("M41", texts("DERIVED FROM: STATE 1. DECLASSIFY ON: 11/06/2019.", "More.")),
    ("M42", order("13526", "DECL", None, ("25X12",))),
    ("M48", captions("NODIS", level="UNCLASSIFIED")),
    ("M50", captions("ROGER CHANNEL", "AGREMENT CHANNEL")),
    ("M51", captions("STADIS", "LIMDIS")),
    ("M51", captions("STADIS", "SIPDIS")),
    ("M52", captions("SIPDIS", "NODIS")),
    ("M53", marked("C", "C//REL USA, GBR//NF")),
    ("M54", marked("C", "C//REL GBR, USA")),
    ("M55", captions(level="LIMITED OFFICIAL USE")),
    ("M56", captions("SIPDIS", level="TOP SECRET")),
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


# What is told together with another rule: the rule, that rule, and a draft that breaks both.
TOGETHER: list[tuple[str, str, Draft]] = [
    ("D50", "D41", with_(paragraphs=(SOUND.paragraphs[0], msgspec.structs.replace(SOUND.paragraphs[1], number=3)))),
    ("D64", "M17", msgspec.structs.replace(marked("U", "U", level="UNCLASSIFIED"), classified_by=ClassifiedBy())),
    ("D64", "M18", order("12958", "N/A")),
    ("D73", "M14", with_(subject="THE HARBOUR TALKS")),
    ("D77", "M50", captions("ROGER CHANNEL", "AGREMENT CHANNEL")),
    ("M09", "D42", marked("C", None)),
    ("M13", "M07", marked("U", "C", level="UNCLASSIFIED")),
    ("M15", "D06", with_(executive_order=ExecutiveOrder())),
    ("M33", "D10", with_(classified_by=ClassifiedBy())),
    ("M34", "D11", with_(classified_by=ClassifiedBy("A. B. Farrow", None, None, ("1.4(b)",)))),
    ("M49", "D76", captions("AGREMENT CHANNEL", "NODIS")),
    ("M49", "D76", captions("AGREMENT CHANNEL", level="UNCLASSIFIED")),
]


@pytest.mark.parametrize(("rule", "under", "draft"), TOGETHER)
def test_what_two_rules_say_is_told_once_with_both(rule: str, under: str, draft: Draft) -> None:
    told = [fault.rules.split() for fault in check_draft(draft, POSTS)]
    assert [under, rule] in [[first, one] for first, *others in told for one in others]
    assert rule not in [first for first, *_ in told]


def test_what_two_rules_say_of_a_time_is_told_of_that_time_alone() -> None:
    early = {"dtg": "1972-11-05T15:13Z"}
    assert "M15" not in _told(with_(executive_order=ExecutiveOrder(), **early))
    assert "M09" not in _told(msgspec.structs.replace(marked("C", None), **early))
    assert "M14" not in _told(with_(subject="THE HARBOUR TALKS", **early))
    assert "M13" not in _told(marked("C", "S"))


@pytest.mark.parametrize(("dtg", "cited", "later"), [("2026-11-05", "52 PARIS 12", False), ("1976-11-05", "77", True)])
def test_only_a_reference_of_a_later_year_is_of_a_later_date(dtg: str, cited: str, *, later: bool) -> None:
    reference = cited if " " in cited else f"{cited} PARIS 12"
    assert ("D82" in _told(with_(dtg=f"{dtg}T15:13Z", references=(reference, "STATE 5")))) == later


def _told(draft: Draft) -> set[str]:
    return {rule for fault in check_draft(draft, POSTS) for rule in fault.rules.split()}


@pytest.mark.parametrize(
    "draft",
    [
        with_(tags=("OVIP", "(FARROW, A. B.)", "PREL", "LY")),
        with_(tags=("OVIP", "OREP", "(FARROW, A. B.)", "LY", "PREL")),
        with_(tags=("OVIP", "PREL", "LY", "(FARROW, A. B.)")),
        with_(dtg="2016-12-31T23:59Z"),
        with_(dtg="2017-01-01T00:00Z", precedence=Precedence("IMMEDIATE"), to=(Addressee("SECSTATE WASHDC"),)),
        with_(dtg="2017-01-01T00:00Z", from_=Originator("CDR USAFRICOM")),
        captions("EXDIS", "STADIS"),
        order("12958", "DECL", "2034-11-08"),
        msgspec.structs.replace(marked("C", "LOU"), dtg="1995-12-31T23:59Z"),
        with_(info=(Addressee("ARAB LEAGUE COLLECTIVE"),), exempt=("AMEMBASSY ROME",)),
        with_(info=(Addressee("CDR USAFRICOM"), Addressee("NATO EU COLLECTIVE"), Addressee("CIA WASHINGTON DC//DDO"))),
        with_(attention=(Attention("NEA/MAG", "FARROW"),)),
        with_(references=("08 STATE 112900", "STATE 43049")),
        with_(references=("09 STATE 112900", "STATE 43049")),
        texts("The Harbour Council Board (HCB) met.", "The HCB (the board) is new."),
        texts("It attached great weight to it, as the men attached to the embassy did.", "They meet on 15/11/2009."),
        texts("COMMENT: Post believes that they will go on. END COMMENT.", "More (C)."),
        texts("DERIVED FROM: MULTIPLE SOURCES. DECLASSIFY ON: 20191105.", "DECLASSIFY ON: 11/5/2019"),
        msgspec.structs.replace(order("11652", "ADS", "1979-11-05"), dtg="1975-11-05T15:13Z"),
    ],
)
def test_what_is_near_a_fault_is_none(draft: Draft) -> None:
    rules = "D04 D05 D12 D48 D49 D60 D68 D75 D78 D79 D81 D103 D104 M10 M11 M21 M22 M28 M39 M40 M41 M51"
    assert not _told(draft) & set(rules.split())


UNREAD_LEVEL = msgspec.structs.replace(
    order("12958", "DECL", "2019-01-15"), classification=Classification("COSMIC TOP SECRET", (), ("NODIS",))
)
LETTERED = DraftParagraph(text="ARTICLE 3 READS: (C) THE PARTIES SHALL MEET.")
OF_SOURCES = (
    DraftParagraph(marking="U", text="DERIVED FROM: 05STATE112900. DECLASSIFY ON: 2019-11-05."),
    *SOUND.paragraphs,
)


def test_a_level_and_a_post_of_the_archives_own_are_no_acronyms() -> None:
    draft = texts("As told in SECRET telegram KARVIK 323, the talks of the month began.", "More of it.")
    own = POSTS.extended({"MFA KARVIK": "KARVIK"})
    assert "D49" not in {found.rule for found in check_draft(draft, own)}


def test_a_level_that_cannot_be_read_is_taken_for_no_low_one() -> None:
    assert _told(UNREAD_LEVEL) == {"M02"}
    assert mended(UNREAD_LEVEL, POSTS)[0].classification.level == "COSMIC TOP SECRET"


def test_the_letter_of_a_list_is_no_mark() -> None:
    draft = with_(classification=Classification("UNCLASSIFIED"), paragraphs=(LETTERED,))
    assert mended(draft, POSTS)[0].classification.level == "UNCLASSIFIED"
    assert mended(draft, POSTS)[0].paragraphs == (LETTERED,)
    assert "M10" not in _told(with_(paragraphs=(*SOUND.paragraphs, msgspec.structs.replace(LETTERED, number=3))))


@pytest.mark.parametrize("name", [None, "A. B. Farrow"])
def test_what_is_derived_needs_no_reason_and_is_numbered_below_its_source(name: str | None) -> None:
    by = ClassifiedBy(name, "Ambassador" if name else None)
    assert _told(with_(paragraphs=OF_SOURCES, classified_by=by)) == set()
    alone = with_(paragraphs=OF_SOURCES[:2], classified_by=by)
    better, _ = mended(alone, POSTS)
    assert [paragraph.number for paragraph in better.paragraphs] == [None, None]
    night = with_(
        paragraphs=(OF_SOURCES[0], DraftParagraph(number=1, marking="C", text="NIACT: it sails."), OF_SOURCES[2]),
        precedence=Precedence("NIACT IMMEDIATE"),
    )
    assert "D46" not in _told(night)


@pytest.mark.parametrize("dtg", ["0001-01-15T00:00Z", "9999-01-15T00:00Z"])
def test_the_first_and_the_last_year_are_looked_at_too(dtg: str) -> None:
    for draft in (SOUND, order("11652", "ADS", "1979-11-05")):
        assert check_draft(msgspec.structs.replace(draft, dtg=dtg), POSTS)


@pytest.mark.parametrize(
    ("rule", "draft"),
    [
        ("M22", msgspec.structs.replace(order("11652", "XGDS", None, ("XGDS3",)), dtg="1975-11-05T15:13Z")),
        ("D10", msgspec.structs.replace(order("12356", "OADR"), dtg=None, classified_by=ClassifiedBy())),
        ("D42", msgspec.structs.replace(marked("C", None), dtg=None, executive_order=ExecutiveOrder("11652", "GDS"))),
        ("D45", texts("ACTION REQUEST: Send it.", "More.")),
        ("D45", texts("QUOTE: We will come. UNQUOTE.", "More.")),
        ("D72", with_(subject="(U) RESPONSE TO EARTHQUAKE IN TURKEY")),
        ("D72", with_(subject="(U) RE-EXPORT LICENCE FOR PUMPS")),
    ],
)
def test_what_is_sound_is_not_told(rule: str, draft: Draft) -> None:
    told = {fault.rule: fault.also for fault in check_draft(draft, POSTS)}
    assert rule not in told or (rule == "D42" and not told[rule])


def test_a_noforn_paragraph_of_a_telegram_released_to_nations_is_told_and_not_mended() -> None:
    draft = with_(
        classification=Classification("CONFIDENTIAL", ("REL TO USA, GBR",), ("SIPDIS",)),
        paragraphs=(DraftParagraph(number=1, marking="C/NF", text="Words."), SOUND.paragraphs[1]),
    )
    (fault,) = [fault for fault in check_draft(draft, POSTS) if fault.rule == "M12"]
    assert fault.fix is None


def test_a_long_line_of_sources_is_read_in_one_step() -> None:
    draft = texts(f"DERIVED FROM X{' ' * 1_000_000}Y", "More.")
    assert "M38" in _told(draft)


def test_a_rule_is_as_strict_as_it_was_on_the_day() -> None:
    bare = with_(tags=("OVIP", "PREL", "LY"))
    days = {"1979-12-31T12:00Z": "block", "1980-01-01T12:00Z": "warn", "2009-11-05T15:13Z": "warn"}
    assert {dtg: _severity(msgspec.structs.replace(bare, dtg=dtg), "D68") for dtg in days} == days
    assert _severity(with_(dtg="2017-01-01T00:00Z"), "D60") == "warn"
    assert _severity(with_(precedence=Precedence("SOON")), "D60") == "block"


def _severity(draft: Draft, rule: str) -> str:
    return next(fault.severity for fault in check_draft(draft, POSTS) if fault.rule == rule)


def test_every_rule_has_a_look_and_a_draft_that_breaks_it() -> None:
    rules = drafting_rules().values()
    of_drafts = {rule.id for rule in rules if rule.on == "draft" and not rule.under}
    assert set(LOOKS) == of_drafts == {rule for rule, _ in BROKEN}
    assert {rule.id for rule in rules if rule.on == "draft" and rule.under} == {rule for rule, *_ in TOGETHER}
    assert all(rule.under in drafting_rules() for rule in rules if rule.under)
    assert {rule.id for rule in rules if rule.on == "nothing"} == NOT_LOOKED_FOR


NOT_LOOKED_FOR = {
    *("D02", "D22", "D23", "D31", "D44", "D90", "D93", "D94", "D96", "D97", "D101"),
    *("M25", "M29", "M30", "M31", "M43", "M58"),
}


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


def test_a_precedence_that_is_none_and_one_that_is_empty_are_told_apart() -> None:
    for precedence, says in (
        (Precedence("SOON"), "the precedence SOON is unknown"),
        (Precedence(), "the precedence is empty"),
    ):
        (fault,) = [one for one in check_draft(with_(precedence=precedence), POSTS) if one.rule == "D60"]
        assert (fault.says, fault.do) == (says, "use a precedence of the day: FLASH, IMMEDIATE, PRIORITY or ROUTINE")
