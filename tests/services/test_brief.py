"""The scene-setter: banner, marks and declassification follow from the paragraphs it uses, and no others."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hand_made import CONFIDENTIAL_READER, Archive, proposal, seed_archive, telegram

from legation.core.marking import OWNER
from legation.core.telegram import ExecutiveOrder
from legation.services.boards.board import everything
from legation.services.briefs import lines as brief_lines
from legation.services.briefs.brief import Brief
from legation.services.briefs.documents import to_markdown

OURS = "us-ly"
FIRST_PAGE = (
    "State of the dialogue",
    "Most pressing",
    "What is wanted of us",
    "Where the sides differ",
    "Latest movements",
)


@pytest.fixture
def accepted() -> Archive:
    archive = seed_archive()
    archive.dialogues.accept(OWNER, OURS, "09TRIPOLI893")
    return archive


def marks(brief: Brief) -> set[str]:
    lines = [brief.title, *(line for section in brief.sections for line in section.lines)]
    return {line.marking for line in [*lines, *(s.title for s in brief.sections if s.title is not None)]}


class TestSeed:
    def test_markings(self, accepted: Archive) -> None:
        brief = accepted.dialogues.brief(OWNER, OURS)
        assert brief.banner == "CONFIDENTIAL"
        assert marks(brief) == {"C"}
        assert brief.derived_from == ("09TRIPOLI893",)
        assert brief.declassify_on == "2019-11-05"
        assert [cited.citation for cited in brief.sources] == ["09TRIPOLI893 para 1", "09TRIPOLI893 para 2"]

    def test_every_paragraph_begins_with_its_mark_and_ends_with_its_source(self, accepted: Archive) -> None:
        text = to_markdown(accepted.dialogues.brief(OWNER, OURS))
        lines = text.split("\n\n")
        assert lines[0] == lines[-1].strip() == "CONFIDENTIAL"
        told = [line for line in lines if line.lstrip("# ").startswith("(")]
        assert len(told) > 20
        for line in told:
            assert re.fullmatch(r"(?:#+ )?\(C\) .+ \[09TRIPOLI893 para(?: [12]|s 1, 2)\]", line)
        assert "Derived from: 09TRIPOLI893" in lines
        assert "Declassify on: 5 November 2019" in lines

    def test_what_a_telegram_said_is_quoted(self, accepted: Archive) -> None:
        text = to_markdown(accepted.dialogues.brief(OWNER, OURS))
        assert "“Libyan contribution of helicopters to UNAMID”" in text
        assert "Position of Libya since 5 November 2009: reluctant." in text
        assert "Launch: early part of 2010." in text

    def test_what_a_telegram_said_is_not_said_twice(self, accepted: Archive) -> None:
        def section(number: int) -> tuple[str, list[str]]:
            told = accepted.dialogues.brief(OWNER, OURS).sections
            (found,) = [one for one in told if one.heading == f"Objective {number}" and one.title is not None]
            assert found.title is not None
            return found.title.text, [line.text for line in found.lines]

        helicopters = next(n for n in range(1, 6) if section(n)[0] == "“Libyan contribution of helicopters to UNAMID”")
        _, lines = section(helicopters)
        assert not any("helicopters" in line for line in lines)
        accepted.dialogues.record(OWNER, OURS, "objective.table", str(helicopters), on=date(2010, 3, 1))
        # Of several movements each has its day, and the words of the first stand above.
        assert section(helicopters)[1][1] == "5 November 2009, raised."
        accepted.dialogues.record(
            OWNER,
            OURS,
            "objective.amend",
            str(helicopters),
            on=date(2010, 3, 2),
            fields={"text": "Helicopters for UNAMID"},
        )
        title, lines = section(helicopters)
        # A title that a person gave is no quotation, and what the telegram said stands below it.
        assert title == "Helicopters for UNAMID"
        assert lines[1] == "5 November 2009, raised: “Libyan contribution of helicopters to UNAMID”."

    def test_the_agenda_puts_first_what_is_ours(self, accepted: Archive) -> None:
        brief = accepted.dialogues.brief(OWNER, OURS)
        (agenda,) = [section for section in brief.sections if section.heading == "Suggested agenda"]
        numbers = [int(re.findall(r"Objective (\d+)", line.text)[0]) for line in agenda.lines]
        assert numbers == [1, 2, 3, 4, 5]
        accepted.dialogues.record(OWNER, OURS, "objective.table", "2", on=date(2010, 3, 1))
        brief = accepted.dialogues.brief(OWNER, OURS)
        (agenda,) = [section for section in brief.sections if section.heading == "Suggested agenda"]
        numbers = [int(re.findall(r"Objective (\d+)", line.text)[0]) for line in agenda.lines]
        assert numbers == [1, 3, 4, 5, 2]

    def test_what_cannot_wait_stands_on_the_first_page(self, accepted: Archive) -> None:
        def pressing() -> list[str]:
            sections = accepted.dialogues.brief(OWNER, OURS).sections
            assert sections[1].heading == "Most pressing"
            return [line.text for line in sections[1].lines]

        ours = pressing()
        assert 0 < len(ours) <= 10
        assert all("ours to act on" in line or "Overdue." in line for line in ours)
        assert any(line.startswith("Objective 2:") for line in ours)
        accepted.dialogues.record(OWNER, OURS, "objective.table", "2", on=date(2010, 3, 1))
        assert not any(line.startswith("Objective 2:") for line in pressing())  # the other side's turn, and no day
        fields = {"by": "US", "to": "LY", "text": "A list of dates", "due": "2009-12-01"}
        accepted.dialogues.record(OWNER, OURS, "commitment.offer", "dates", on=date(2009, 11, 6), fields=fields)
        first = pressing()[0]
        assert first.startswith("Commitment")
        assert "Overdue. Due: 1 December 2009." in first

    def test_the_first_page_tells_what_is_wanted_what_differs_and_what_moved(self, accepted: Archive) -> None:
        record = accepted.dialogues.record
        asked = {"by": "LY", "to": "US", "text": "Spare parts for the C-130"}
        record(OWNER, OURS, "demarche.deliver", "parts", on=date(2010, 3, 2), fields=asked)
        held = {"party": "LY", "counterparty": "US", "stance": "refuses", "text": "A base " + "of any kind " * 20}
        record(OWNER, OURS, "position.state", "base", on=date(2010, 3, 3), fields=held)
        record(OWNER, OURS, "objective.table", "1", on=date(2010, 3, 4))
        brief = accepted.dialogues.brief(OWNER, OURS)
        told = {section.heading: [line.text for line in section.lines] for section in brief.sections[:5]}
        assert list(told)[1:] == ["Most pressing", "What is wanted of us", "Where the sides differ", "Latest movements"]
        assert (
            told["What is wanted of us"][0]
            == "Libya, 2 March 2010, demarche 1: Spare parts for the C-130. State: delivered."
        )
        assert told["Where the sides differ"][0].startswith("Libya since 3 March 2010: refuses. A base of any kind")
        assert len(told["Where the sides differ"][0]) < 140
        assert told["Latest movements"][0].startswith("4 March 2010, objective 1, tabled with the other side: ")

    def test_a_page_holds_the_first_page_of_a_large_dialogue(self, accepted: Archive) -> None:
        for number in range(40):
            long = f"Matter {number} " + "of some importance " * 20
            sides = {"by": "LY", "to": "US", "due": f"2010-{number % 12 + 1:02}-01"} if number % 2 else {"party": "LY"}
            kind = "commitment.offer" if number % 2 else "position.state"
            stance = {} if number % 2 else {"counterparty": "US", "stance": "refuses"}
            fields = {"text": long, **sides, **stance}
            accepted.dialogues.record(OWNER, OURS, kind, f"m{number}", on=date(2010, 1, 1), fields=fields)
        brief = accepted.dialogues.brief(OWNER, OURS)
        first = [section for section in brief.sections if section.heading in FIRST_PAGE]
        lines = [line for section in first for line in section.lines]
        assert len(lines) <= 16
        assert sum(len(line.text) + sum(map(len, line.cites)) for line in lines) < 3500

    def test_as_of_a_day(self, accepted: Archive) -> None:
        accepted.dialogues.record(OWNER, OURS, "objective.table", "1", on=date(2010, 3, 1))
        earlier = to_markdown(accepted.dialogues.brief(OWNER, OURS, date(2010, 1, 1)))
        assert "State: tabled" not in earlier
        assert "as of 1 January 2010, made " in earlier
        later = to_markdown(accepted.dialogues.brief(OWNER, OURS))
        assert "State: tabled, entered 1 March 2010." in later
        assert "entered by owner, 1 March 2010]" in later

    def test_a_hand_over_has_everything_that_is_open(self, accepted: Archive) -> None:
        record = accepted.dialogues.record
        record(OWNER, OURS, "objective.defer", "2", on=date(2010, 3, 1))
        offer = {"text": "Send an observer to Malta", "by": "LY", "to": "MT"}
        record(OWNER, OURS, "commitment.offer", "observer", on=date(2010, 3, 2), fields=offer)
        brief = accepted.dialogues.brief(OWNER, OURS, kind="hand-over")
        sections = {one.heading: [line.text for line in one.lines] for one in brief.sections}
        watched = sections["To watch"]
        assert any(line.startswith("Objective 2:") and "State: deferred" in line for line in watched)
        assert any("Send an observer to Malta" in line for line in watched)
        (stands,) = sections["Where each side stands"]
        assert stands.startswith("Position of Libya since 5 November 2009: reluctant.")
        assert stands.endswith("Objective 1.")
        board = accepted.dialogues.board(OWNER, OURS)
        named = [thing for thing in everything(board) if thing.turn != "closed" and thing.entity != "dialogue"]
        told = "\n".join(line for lines in sections.values() for line in lines)
        for thing in named:
            name = "Position of" if thing.entity == "position" else f"{thing.entity.capitalize()} {thing.number}:"
            assert name in told


class TestMixedSources:
    """A dialogue drawn from telegrams of several markings; all of them are invented."""

    @pytest.fixture
    def mixed(self) -> Archive:
        archive = Archive()
        opening = telegram(
            "10STATE1", [("U", "Talks on fisheries with Libya.")], level="UNCLASSIFIED", date="2010-01-05"
        )
        archive.keep(opening, [proposal(opening, "dialogue", "Talks on fisheries", parties=["US", "LY"])])
        archive.dialogues.open(OWNER, "10STATE1", id="fish")
        return archive

    def add(self, archive: Archive, mrn: str, marks: list[str], *, use: int, decl: str | None, **more: object) -> None:
        held = telegram(
            mrn,
            [(mark, f"Aim {n} of {mrn}") for n, mark in enumerate(marks, 1)],
            order=ExecutiveOrder("12958", "DECL", decl),
            date="2010-02-01",
            subject=f"AIMS OF {mrn}",
            **more,  # type: ignore[arg-type]
        )
        archive.keep(held, [proposal(held, "objective", f"Aim {use} of {mrn}")])
        archive.dialogues.accept(OWNER, "fish", mrn)

    def test_an_open_brief_has_no_classification_block(self, mixed: Archive) -> None:
        self.add(mixed, "10TRIPOLI1", ["U", "S"], use=1, decl="2035-01-01", level="SECRET")
        brief = mixed.dialogues.brief(OWNER, "fish")
        assert (brief.banner, marks(brief)) == ("UNCLASSIFIED", {"U"})
        assert (brief.derived_from, brief.declassify_on) == ((), None)
        text = to_markdown(brief)
        assert "Derived from" not in text
        # The subject of a SECRET telegram, unmarked itself, would raise what rests on a U paragraph of it.
        assert "AIMS OF 10TRIPOLI1" not in text
        assert "10TRIPOLI1 para 1" in text

    def test_only_the_paragraphs_used_count(self, mixed: Archive) -> None:
        self.add(mixed, "10TRIPOLI1", ["C", "S/NF"], use=1, decl="2020-02-01", level="SECRET", caveats=["NOFORN"])
        assert mixed.dialogues.brief(OWNER, "fish").banner == "CONFIDENTIAL"
        self.add(mixed, "10TRIPOLI2", ["C", "S/NF"], use=2, decl="2018-02-01", level="SECRET", caveats=["NOFORN"])
        brief = mixed.dialogues.brief(OWNER, "fish")
        assert brief.banner == "SECRET//NOFORN"
        assert marks(brief) == {"U", "C", "S//NF"}

    def test_several_sources_are_listed_and_the_latest_day_holds(self, mixed: Archive) -> None:
        self.add(mixed, "10TRIPOLI1", ["C"], use=1, decl="2020-02-01")
        self.add(mixed, "10TRIPOLI2", ["C"], use=1, decl="2018-02-01")
        brief = mixed.dialogues.brief(OWNER, "fish")
        assert brief.derived_from == ("10TRIPOLI1", "10TRIPOLI2")
        assert brief.declassify_on == "2020-02-01"
        text = to_markdown(brief)
        assert "Derived from: Multiple Sources: 10TRIPOLI1, 10TRIPOLI2\n" in text

    @pytest.mark.parametrize(
        ("decl", "until"),
        [
            ("OADR", "2035-02-01"),
            ("X1", "2035-02-01"),
            (None, "2035-02-01"),
            ("AFTER THE VISIT", "AFTER THE VISIT"),
        ],
    )
    def test_sources_without_a_day(self, mixed: Archive, decl: str | None, until: str) -> None:
        self.add(mixed, "10TRIPOLI1", ["C"], use=1, decl=decl)
        assert mixed.dialogues.brief(OWNER, "fish").declassify_on == until

    def amended(self, archive: Archive) -> None:
        """An objective of a CONFIDENTIAL paragraph, reworded from a SECRET telegram."""
        self.add(archive, "10TRIPOLI1", ["C"], use=1, decl="2020-02-01")
        held = telegram("10TRIPOLI2", [("S", "The secret words.")], level="SECRET", date="2010-03-01")
        archive.keep(held, [])
        archive.dialogues.record(
            OWNER,
            "fish",
            "objective.amend",
            "1",
            mrn="10TRIPOLI2",
            quote="secret words",
            fields={"text": "SECRET WORDS"},
        )

    def test_an_amended_text_rests_on_the_telegram_that_gave_it(self, mixed: Archive) -> None:
        self.amended(mixed)
        text = to_markdown(mixed.dialogues.brief(OWNER, "fish"))
        assert "## (S) Objective 1: SECRET WORDS [10TRIPOLI1 para 1; 10TRIPOLI2 para 1]\n" in text

    def test_what_moved_has_its_text_from_the_telegram_that_gave_it(self, mixed: Archive) -> None:
        self.amended(mixed)
        mixed.dialogues.record(OWNER, "fish", "objective.table", "1", on=date(2010, 4, 1))
        brief = mixed.dialogues.brief(OWNER, "fish", since=date(2010, 3, 15))
        (moved,) = [section for section in brief.sections if section.heading.startswith("What moved")]
        (line,) = moved.lines
        assert (line.marking, line.cites) == ("S", ("10TRIPOLI1 para 1", "10TRIPOLI2 para 1"))

    def test_the_title_of_a_dialogue_rests_on_the_telegram_that_gave_it(self, mixed: Archive) -> None:
        held = telegram("10TRIPOLI2", [("S", "The secret words.")], level="SECRET", date="2010-03-01")
        mixed.keep(held, [])
        mixed.dialogues.record(
            OWNER,
            "fish",
            "dialogue.amend",
            "fish",
            mrn="10TRIPOLI2",
            quote="secret words",
            fields={"text": "SECRET WORDS"},
        )
        title = mixed.dialogues.brief(OWNER, "fish").title
        assert (title.marking, title.text) == ("S", "SECRET WORDS")
        assert title.cites == ("10STATE1 para 1", "10TRIPOLI2 para 1")

    def test_a_text_that_a_person_wrote_says_so(self, mixed: Archive) -> None:
        self.add(mixed, "10TRIPOLI1", ["C"], use=1, decl="2020-02-01")
        mixed.dialogues.record(
            OWNER, "fish", "objective.amend", "1", on=date(2010, 4, 1), fields={"text": "In other words"}
        )
        text = to_markdown(mixed.dialogues.brief(OWNER, "fish"))
        assert "## (C) Objective 1: In other words [10TRIPOLI1 para 1; entered by owner, 1 April 2010]\n" in text

    def test_captions_go_with_every_paragraph(self, mixed: Archive) -> None:
        self.add(mixed, "10TRIPOLI1", ["C"], use=1, decl="2020-02-01", captions=["EXDIS"])
        brief = mixed.dialogues.brief(OWNER, "fish")
        assert brief.banner == "CONFIDENTIAL//EXDIS"
        assert marks(brief) == {"U", "C//XD"}

    def test_a_reader_gets_the_brief_of_what_they_may_read(self, mixed: Archive) -> None:
        self.add(mixed, "10TRIPOLI1", ["C"], use=1, decl="2020-02-01")
        before = mixed.dialogues.brief(CONFIDENTIAL_READER, "fish")
        self.add(mixed, "10TRIPOLI2", ["S"], use=1, decl="2030-02-01", level="SECRET")
        # A confidential paragraph of a secret telegram is not to be seen where its telegram is not.
        self.add(mixed, "10TRIPOLI3", ["C", "S"], use=1, decl="2030-02-01", level="SECRET")
        assert mixed.dialogues.brief(CONFIDENTIAL_READER, "fish") == before

    def test_what_a_telegram_says_stays_text(self, mixed: Archive) -> None:
        held = telegram("10TRIPOLI9", [("C", "Aim <script>*now*</script> [x](y)")])
        mixed.keep(held, [proposal(held, "objective", "<script>*now*</script> [x](y)")])
        mixed.dialogues.accept(OWNER, "fish", "10TRIPOLI9")
        text = to_markdown(mixed.dialogues.brief(OWNER, "fish"))
        assert "<script>" not in text.replace("\\<", "")
        assert r"\[x\](y)" in text

    def test_talking_points_only_where_a_telegram_gives_them(self, mixed: Archive) -> None:
        assert "Talking points" not in to_markdown(mixed.dialogues.brief(OWNER, "fish"))
        held = telegram("10STATE9", [("S", "Tell Libya so.")], level="SECRET")
        mixed.keep(held, [proposal(held, "demarche", "Tell Libya so", talking_points=["We value fish.", "Soon."])])
        mixed.dialogues.accept(OWNER, "fish", "10STATE9")
        text = to_markdown(mixed.dialogues.brief(OWNER, "fish"))
        assert "(S) We value fish. [10STATE9 para 1]" in text


def test_what_several_lines_rest_on_is_worked_out_once(monkeypatch: pytest.MonkeyPatch) -> None:
    archive = seed_archive()
    archive.dialogues.accept(OWNER, OURS, "09TRIPOLI893")
    asked: list[object] = []
    marking = brief_lines.source_marking
    monkeypatch.setattr(
        brief_lines, "source_marking", lambda of, source: (asked.append(source), marking(of, source))[1]
    )
    quoted: list[int] = []
    words = brief_lines.words_at
    monkeypatch.setattr(brief_lines, "words_at", lambda of, span: (quoted.append(span), words(of, span))[1])
    archive.dialogues.brief(OWNER, OURS)
    board = archive.dialogues.board(OWNER, OURS)
    movements = [m for thing in everything(board) for m in thing.movements]
    assert len(asked) == len(set(asked)) > 0
    assert 0 < len(quoted) <= sum(len(movement.sources) for movement in movements)


def test_the_story_of_a_thing_is_a_document_of_its_own(accepted: Archive) -> None:
    accepted.keep(telegram("10TRIPOLI8", [("S", "TSCTP was raised with the Minister.")], date="2010-01-05"))
    accepted.dialogues.record(OWNER, OURS, "objective.table", "1", mrn="10TRIPOLI8", quote="TSCTP was raised")
    told = accepted.dialogues.story_brief(OWNER, OURS, "1")
    assert (told.banner, told.kind, told.title.text.partition(":")[0]) == ("SECRET", "story", "Objective 1")
    assert told.dated.startswith("Story as of ")
    stands, story = told.sections
    assert "Sought by the United States from Libya. State: tabled, reported 5 January 2010." in stands.lines[0].text
    assert [(line.marking, line.cites) for line in story.lines[-1:]] == [("S", ("10TRIPOLI8 para 1",))]
    assert story.lines[-1].text == "5 January 2010, objective 1 tabled with the other side: “TSCTP was raised”."
    assert [one.citation for one in told.sources] == ["09TRIPOLI893 para 1", "10TRIPOLI8 para 1"]
    assert told.derived_from == ("09TRIPOLI893", "10TRIPOLI8")
    # Who may not read the second telegram has the story that ends with the first.
    below = accepted.dialogues.story_brief(CONFIDENTIAL_READER, OURS, "1")
    before = accepted.dialogues.story_brief(OWNER, OURS, "1", date(2009, 12, 31))
    assert (below.banner, below.sections, below.sources) == ("CONFIDENTIAL", before.sections, before.sources)


def test_an_objective_of_which_one_side_alone_is_known_is_sought_from_or_by_that(accepted: Archive) -> None:
    quote = "TSCTP was raised"
    accepted.keep(telegram("10TRIPOLI8", [("C", "TSCTP was raised with the Minister.")], date="2010-01-05"))
    for side, told in {"sought_from": "from Libya", "sought_by": "by Libya"}.items():
        entry = accepted.dialogues.record(
            OWNER, OURS, "objective.raise", f"The wharf {told}", mrn="10TRIPOLI8", quote=quote, fields={side: "LY"}
        )
        (line, *_) = accepted.dialogues.story_brief(OWNER, OURS, entry.draft.about).sections[0].lines
        assert line.text.startswith(f"Sought {told}. ")


def test_each_thing_and_the_dialogue_itself_have_a_story(accepted: Archive) -> None:
    board = accepted.dialogues.board(OWNER, OURS)
    for about in (OURS, *(thing.id for thing in everything(board))):
        told = accepted.dialogues.story_brief(OWNER, OURS, about)
        assert [section.heading for section in told.sections][1:] == ["Story"]
        assert len(told.sections[1].lines) == len(accepted.dialogues.story(OWNER, OURS, about))
