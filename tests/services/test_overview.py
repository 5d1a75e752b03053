"""The overviews of a dialogue: who stood where, who owes what, what was delivered, met, moved, and what calls."""

from __future__ import annotations

import re
from datetime import date, timedelta

import msgspec
import pytest
from hand_made import CONFIDENTIAL_READER, NOW, OPEN_READER, Archive, proposal, seed_archive, telegram

from legation.core.errors import MoveError, NotFoundError, RefusedError
from legation.core.marking import OWNER, Marking, Reader
from legation.services.boards.alerts import Alert
from legation.services.boards.board import rows
from legation.services.boards.demarches import demarches
from legation.services.boards.meetings import meetings
from legation.services.briefs.documents import to_markdown
from legation.services.dialogue.overview import REPORTS, Overviews
from legation.services.plots.timeline import timeline_plot
from legation.services.report import to_csv

SEED = "09TRIPOLI893"
OURS = "us-ly"


class Desk:
    """The seed's dialogue with everything accepted, and a short hand for recording moves."""

    def __init__(self) -> None:
        self.archive: Archive = seed_archive()
        self.archive.dialogues.accept(OWNER, OURS, SEED)
        archive = self.archive
        self.overviews = Overviews(archive.dialogues, archive.telegrams, lambda: NOW, archive.threads, archive.moments)

    def record(self, kind: str, about: str, on: str, **fields: object) -> None:
        self.archive.dialogues.record(OWNER, OURS, kind, about, on=date.fromisoformat(on), fields=fields)

    def keep(self, mrn: str, text: str, on: str, mark: str = "C", level: str = "CONFIDENTIAL") -> None:
        self.archive.keep(telegram(mrn, [(mark, text)], date=on, level=level))


@pytest.fixture
def desk() -> Desk:
    return Desk()


def vote(desk: Desk, **fields: object) -> None:
    """Demarche 1: instructed and delivered, due on 1 March 2016."""
    asked = {"text": "Ask for a vote", "by": "US", "to": "LY", "due": "2016-03-01", **fields}
    desk.record("demarche.instruct", "vote", "2016-02-01", **asked)
    if "posts" not in fields:
        desk.record("demarche.deliver", "demarche 1", "2016-02-03")


def test_a_post_is_one_of_those_instructed_by_whichever_name(desk: Desk) -> None:
    vote(desk, posts=["BELISAR", "OSMAR"])
    for post in ("PARIS", "AMEMBASSY PARIS"):
        with pytest.raises(RefusedError, match="none of the posts instructed") as refused:
            desk.record("demarche.deliver", "demarche 1", "2016-02-03", post=post)
        assert refused.value.do == "name one of BELISAR, OSMAR"
    desk.record("demarche.deliver", "demarche 1", "2016-02-03", post="belisar")
    with pytest.raises(RefusedError, match=r"OSMAR had not delivered demarche 1 by 2016-02-04; BELISAR had"):
        desk.record("demarche.respond", "demarche 1", "2016-02-04", post="Osmar", answer="yes")
    desk.record("demarche.deliver", "demarche 1", "2016-02-04", post="AMEMBASSY OSMAR")
    (one,) = desk.overviews.demarches(OWNER, OURS)
    assert (one.state, [(post.post, post.delivered) for post in one.posts]) == (
        "delivered",
        [("BELISAR", "2016-02-03"), ("OSMAR", "2016-02-04")],
    )
    desk.record("demarche.hold", "demarche 1", "2016-02-08")
    for verb in ("hold", "clarify", "resume", "respond"):
        with pytest.raises(RefusedError, match="none of the posts instructed"):
            desk.record(f"demarche.{verb}", "demarche 1", "2016-02-10", post="PARIS")
    desk.record("demarche.respond", "demarche 1", "2016-02-12", post="osmar", answer="yes")
    (one,) = desk.overviews.demarches(OWNER, OURS)
    assert [post.post for post in one.posts if post.open] == ["BELISAR"]
    with pytest.raises(RefusedError, match="none of the posts instructed"):
        desk.record("demarche.reopen", "demarche 1", "2016-02-13", post="PARIS")
    with pytest.raises(RefusedError, match="none of the posts instructed"):
        desk.record("demarche.deliver", "other", "2016-02-03", text="Ask", posts=["TUNIS"], post="PARIS")


@pytest.mark.parametrize(("kind", "about"), [("demarche.extend", "demarche 1"), ("commitment.extend", "commitment 1")])
def test_more_time_is_until_a_later_day(desk: Desk, kind: str, about: str) -> None:
    vote(desk)
    desk.record("commitment.undertake", "list", "2016-02-01", text="A list", by="US", to="LY", due="2016-03-01")
    with pytest.raises(RefusedError, match=f"2016-02-20 is before 2016-03-01, by which {about} is due"):
        desk.record(kind, about, "2016-02-10", due="2016-02-20")
    with pytest.raises(RefusedError, match="given more time, and no day") as refused:
        desk.record(kind, about, "2016-02-10")
    assert refused.value.do == "say until when, later than 2016-03-01: due=DAY"
    desk.record(kind, about, "2016-02-10", due="2016-04")
    with pytest.raises(RefusedError, match="is before 2016-04"):
        desk.record(kind, about, "2016-02-11", due="2016-03-31")
    assert not desk.archive.dialogues.board(OWNER, OURS).findings


def test_a_day_that_was_corrected_is_told_with_the_one_before_and_who_told_it(desk: Desk) -> None:
    desk.keep("16TRIPOLI3", "Libya will hand over a list by March 31.", "2016-02-01")
    desk.keep("16TRIPOLI4", "The date in para 1 of reftel should read March 15.", "2016-02-03")
    said = {"text": "A list", "by": "LY", "to": "US", "due": "2016-03-31"}
    enter = desk.archive.dialogues.record
    enter(OWNER, OURS, "commitment.undertake", "list", mrn="16TRIPOLI3", quote="hand over a list", fields=said)
    corrected = {"mrn": "16TRIPOLI4", "quote": "should read March 15", "fields": {"due": "2016-03-15"}}
    enter(OWNER, OURS, "commitment.amend", "commitment 1", **corrected)
    (one,) = desk.overviews.commitments(OWNER, OURS)
    assert (one.due, one.due_before) == ("2016-03-15", "2016-03-31")
    (row,) = desk.archive.dialogues.view(OWNER, OURS).of("commitment")
    assert (row.due, row.due_before) == ("2016-03-15", "2016-03-31")
    story = desk.archive.dialogues.story(OWNER, OURS, "commitment 1")
    assert story[-1].adds == "Due: 15 March 2016. Until then: 31 March 2016 (16TRIPOLI3 para 1)."
    assert [quote.telegram for quote in story[-1].quotes] == ["16TRIPOLI4"]
    assert "(was 2016-03-31)" in to_csv(desk.overviews.report(OWNER, OURS, "commitments"))
    brief = to_markdown(desk.archive.dialogues.brief(OWNER, OURS, date(2016, 2, 10)))
    assert "Its day was 31 March 2016 before." in brief


def test_what_stood_before_is_not_said_under_a_lower_mark_than_its_own(desk: Desk) -> None:
    desk.keep("16TRIPOLI3", "Libya will hand over a list by March 31.", "2016-02-01", "S", "SECRET")
    desk.keep("16TRIPOLI4", "The list comes by April 15.", "2016-02-03")
    said = {"text": "A list", "by": "LY", "to": "US", "due": "2016-03-31"}
    enter = desk.archive.dialogues.record
    enter(OWNER, OURS, "commitment.undertake", "list", mrn="16TRIPOLI3", quote="hand over a list", fields=said)
    more = {"mrn": "16TRIPOLI4", "quote": "by April 15", "fields": {"due": "2016-04-15"}}
    entered = enter(OWNER, OURS, "commitment.extend", "commitment 1", **more)
    told = desk.archive.dialogues.story(OWNER, OURS, "commitment 1")[-1]
    assert (told.movement.marking, "31 March" in told.adds) == ("S", True)
    # An older ledger holds what a telegram says no closer than that telegram is.
    lower = msgspec.structs.replace(entered.draft, marking="C", access=Marking(3).label, on="2016-02-04")
    lower = msgspec.structs.replace(lower, fields={"due": "2016-05-15"})
    desk.archive.ledger.append(OWNER, [lower])
    told = desk.archive.dialogues.story(OWNER, OURS, "commitment 1")[-1]
    assert (told.movement.marking, told.adds) == ("C", "Due: 15 May 2016.")
    (row,) = desk.archive.dialogues.view(OWNER, OURS).of("commitment")
    assert (row.marking, row.due_before) == ("S", "2016-04-15")


def test_a_demarche_has_one_due_day_wherever_it_is_told(desk: Desk) -> None:
    vote(desk)
    desk.record("demarche.hold", "demarche 1", "2016-02-08")
    desk.record("demarche.resume", "demarche 1", "2016-02-18")
    desk.record("demarche.extend", "demarche 1", "2016-02-20", due="2016-05-01")
    desk.record("demarche.hold", "demarche 1", "2016-02-25")
    desk.record("demarche.resume", "demarche 1", "2016-06-02")
    day = date(2017, 2, 5)
    assert [one.due for one in desk.overviews.demarches(OWNER, OURS, day)] == ["2016-08-07"]
    assert [one.due for one in desk.overviews.agenda(OWNER, OURS, day) if one.entity == "demarche"] == ["2016-08-07"]
    board = desk.archive.dialogues.view(OWNER, OURS, day, overdue=True)
    assert [row.due for row in board.of("demarche")] == ["2016-08-07"]
    brief = to_markdown(desk.archive.dialogues.brief(OWNER, OURS, day))
    assert re.findall(r"Due: ([^.]+)\.", brief) == ["7 August 2016"] * 2  # among what is most pressing, and below
    assert "Demarche 1:" in brief.split("## Most pressing")[1].split("##")[0]


def test_the_matrix_keeps_every_stance_and_marks_changes(desk: Desk) -> None:
    desk.keep("10TRIPOLI50", "The NSA said that Libya would now join TSCTP.", "2010-02-01")
    desk.archive.dialogues.record(
        OWNER,
        OURS,
        "position.state",
        "objective 1",
        mrn="10TRIPOLI50",
        quote="Libya would now join TSCTP",
        fields={"party": "LY", "stance": "accepts", "text": "Libya joins"},
    )
    row = desk.overviews.matrix(OWNER, OURS).rows[0]
    assert [(one.stance, one.changed, one.stands) for one in row.positions["LY"]] == [
        ("reluctant", False, False),
        ("accepts", True, True),
    ]
    assert row.positions["LY"][1].quote == "Libya would now join TSCTP"
    assert row.positions["LY"][1].sources == ("10TRIPOLI50#p1",)
    before = desk.overviews.matrix(OWNER, OURS, date(2010, 1, 1)).rows[0]
    assert [one.stance for one in before.positions["LY"]] == ["reluctant"]


def test_a_commitment_shows_its_facts_and_what_speaks_for_and_against_it(desk: Desk) -> None:
    desk.record("instrument.sign", "euma", "2010-03-01", text="End-User Agreement")
    desk.record(
        "commitment.undertake",
        "inspect",
        "2010-03-01",
        text="Let inspectors in",
        by="LY",
        to="US",
        due="2010-06-30",
        condition="notice of ten days",
        instrument="End-User Agreement",
    )
    desk.record("commitment.evidence", "inspect", "2010-05-01", speaks="against", text="A visit was refused")
    one = next(c for c in desk.overviews.commitments(OWNER, OURS) if c.text == "Let inspectors in")
    assert (one.by, one.to, one.condition, one.instrument) == ("LY", "US", "notice of ten days", "End-User Agreement")
    assert one.facts == {"signed": "2010-03-01"}
    assert [(e.on, e.speaks, e.text) for e in one.evidence] == [("2010-05-01", "against", "A visit was refused")]
    assert one.overdue
    desk.record("commitment.complete", "inspect", "2010-07-01")
    desk.record("commitment.verify", "inspect", "2010-08-01")
    one = next(c for c in desk.overviews.commitments(OWNER, OURS) if c.text == "Let inspectors in")
    assert one.facts == {"signed": "2010-03-01", "implemented": "2010-07-01", "verified": "2010-08-01"}


def test_a_demarche_to_several_posts_says_what_each_did(desk: Desk) -> None:
    desk.record(
        "demarche.instruct",
        "ask",
        "2010-01-02",
        text="Ask for a vote",
        by="US",
        to="LY",
        posts=["TRIPOLI", "TUNIS"],
        due="2010-01-20",
        talking_points=["It is fair"],
    )
    desk.record("demarche.deliver", "ask", "2010-01-05", post="TRIPOLI", received_by="MFA", left="non-paper")
    desk.record("demarche.hold", "ask", "2010-01-10")
    one = next(d for d in desk.overviews.demarches(OWNER, OURS) if d.text == "Ask for a vote")
    assert one.state == "partly delivered"
    assert one.parts == {"talking points": "It is fair"}
    assert [(p.post, p.delivered, p.received_by, p.left) for p in one.posts] == [
        ("TRIPOLI", "2010-01-05", "MFA", "non-paper"),
        ("TUNIS", None, None, None),
    ]
    assert (one.stopped, one.overdue) == ("2010-01-10", False)


def test_tasks_are_carried_over_until_they_are_done(desk: Desk) -> None:
    desk.record("meeting.hold", "first", "2010-01-05", text="First round", date="2010-01-05")
    desk.record("meeting.outcome", "first", "2010-01-05", type="task", holder="LY", text="Send a list")
    desk.record("meeting.outcome", "first", "2010-01-05", type="decision", text="Meet twice a year")
    desk.record("meeting.attend", "first", "2010-01-05", person="The Minister", party="LY")
    desk.record("meeting.minute", "first", "2010-01-06", party="US", text="Both sides agreed.", agreed=True)
    desk.record("meeting.hold", "second", "2010-07-05", text="Second round", date="2010-07-05")
    first, second = (m for m in desk.overviews.meetings(OWNER, OURS) if "round" in m.text)
    assert first.attendance == ("The Minister (LY)",)
    assert [(m.party, m.agreed) for m in first.minutes] == [("US", True)]
    assert [o.type for o in first.outcomes] == ["task", "decision"]
    assert [task.text for task in second.carried] == ["Send a list"]
    assert "Send a list" in [item.text for item in desk.overviews.agenda(OWNER, OURS)]
    desk.record("meeting.finish", "first", "2010-03-01", text="Send a list")
    first, second = (m for m in desk.overviews.meetings(OWNER, OURS) if "round" in m.text)
    assert first.outcomes[0].done == "2010-03-01"
    assert second.carried == ()
    assert "Send a list" not in [item.text for item in desk.overviews.agenda(OWNER, OURS)]


def test_a_task_carried_over_and_overdue_is_told_with_what_is_overdue(desk: Desk) -> None:
    desk.record("meeting.hold", "first", "2010-01-05", text="First round", date="2010-01-05")
    desk.record("meeting.outcome", "first", "2010-01-05", type="task", holder="LY", text="Send a list", due="2010-02")
    desk.record("meeting.outcome", "first", "2010-01-05", type="task", holder="LY", text="Name an expert")

    def told(on: date) -> list[str]:
        items = desk.overviews.agenda(OWNER, OURS, on)
        lines = [line.cells[0] for line in desk.overviews.report(OWNER, OURS, "agenda", on).lines]
        assert lines == [item.why for item in items]
        return [item.why for item in items if item.entity == "meeting"]

    desk.record("meeting.outcome", "first", "2010-01-05", type="task", holder="US", text="Reply", due="2010-06-01")
    assert told(date(2010, 2, 28)) == ["task carried over"] * 3
    assert told(date(2010, 3, 1)) == ["overdue task carried over", "task carried over", "task carried over"]
    assert desk.overviews.agenda(OWNER, OURS, date(2010, 3, 1))[0].text == "Send a list"


def test_what_moved_between_two_days_and_why(desk: Desk) -> None:
    desk.record("objective.table", "1", "2010-01-10")
    desk.record("objective.table", "2", "2010-03-10")
    moved = desk.overviews.diff(OWNER, OURS, date(2009, 12, 31), date(2010, 1, 31))
    assert [(c.entity, c.number, c.before, c.after) for c in moved] == [("objective", 1, "raised", "tabled")]
    assert [(m.on, m.says) for m in moved[0].movements] == [("2010-01-10", "tabled with the other side")]
    assert desk.overviews.diff(OWNER, OURS, date(2010, 1, 31), date(2010, 2, 28)) == []
    with pytest.raises(RefusedError, match="first day"):
        desk.overviews.diff(OWNER, OURS, date(2010, 2, 1), date(2010, 1, 1))


def test_alerts_say_rule_source_and_reason(desk: Desk) -> None:
    desk.record("commitment.undertake", "list", "2010-01-02", text="Send a list", by="US", to="LY", due="2010-01-20")
    coming = [a for a in desk.overviews.alerts(OWNER, OURS, date(2010, 1, 10)) if a.rule == "due"]
    assert [(a.text, a.why) for a in coming] == [("Send a list", "our side must act on it")]
    late = [a for a in desk.overviews.alerts(OWNER, OURS, date(2010, 1, 21)) if a.rule == "overdue"]
    assert [a.text for a in late] == ["Send a list"]
    early = [a for a in desk.overviews.alerts(OWNER, OURS, date(2010, 1, 3)) if a.text == "Send a list"]
    assert early == []


def test_what_is_only_entered_ends_no_silence(desk: Desk) -> None:
    for number in ("1", "2", "3"):
        desk.record("objective.table", number, "2010-01-10")
    desk.record("demarche.deliver", "note", "2010-01-10", text="Ask", by="LY", to="US", objective="1")
    desk.record("demarche.await", "demarche 1", "2010-02-15")
    desk.record("demarche.close", "demarche 1", "2010-02-16")
    on = date(2010, 2, 20)
    desk.archive.dialogues.merge(OWNER, OURS, "2", "1", on=on)
    desk.archive.dialogues.split(OWNER, OURS, "3", ["One", "Another"], on=on)
    desk.record("objective.link", "1", "2010-02-20", relation="depends on", other="3")
    desk.record("objective.unlink", "1", "2010-02-20", relation="depends on", other="3")
    desk.record("objective.amend", "1", "2010-02-20", objective_kind="agreement")
    board = desk.archive.dialogues.view(OWNER, OURS, date(2010, 2, 21)).of("objective")
    parts = [row.silence for row in board if row.text in ("One", "Another")]
    assert [*(row.silence for row in board if row.number in (1, 3)), *parts] == [
        {"US": 42, "LY": 42},
        {},
        {"US": 42, "LY": 108},
        {"US": 42, "LY": 108},
    ]


def test_a_long_silence_of_the_side_that_must_act_calls(desk: Desk) -> None:
    desk.record("objective.table", "1", "2009-12-01")
    quiet = {a.number: a for a in desk.overviews.alerts(OWNER, OURS, date(2010, 3, 1)) if a.rule == "silence"}
    assert quiet[1].says.startswith("LY has been silent for")
    assert not [
        a for a in desk.overviews.alerts(OWNER, OURS, date(2010, 3, 1), days={"silence": 400}) if a.rule == "silence"
    ]


def test_in_a_dialogue_that_is_history_no_silence_is_counted_and_one_alert_says_so(desk: Desk) -> None:
    desk.record("objective.table", "1", "2009-12-01")
    desk.keep("10TRIPOLI60", "The General was named.", "2010-03-01", "S", "SECRET")
    desk.archive.dialogues.record(
        OWNER, OURS, "contact.designate", "general", mrn="10TRIPOLI60", quote="The General", fields={"party": "LY"}
    )
    last = date(2010, 3, 1)

    def told(on: date | None, reader: Reader = OWNER) -> tuple[str | None, bool, set[str], list[Alert]]:
        view, alerts = desk.archive.dialogues.view(reader, OURS, on), desk.overviews.alerts(reader, OURS, on)
        silent = any(row.silence for row in view.rows)
        return view.history, silent, {a.rule for a in alerts}, [a for a in alerts if a.rule == "history"]

    live = told(last + timedelta(days=730))
    assert (live[0], live[1], live[3]) == (None, True, [])
    assert "silence" in live[2]
    for on in (last + timedelta(days=731), None):
        history, silent, rules, called = told(on)
        assert (history, silent, "silence" in rules) == ("2010-03-01", False, False)
        assert [(a.on, a.sources, a.marking) for a in called] == [("2010-03-01", ("10TRIPOLI60#p1",), "S")]
    assert told(None)[3][0].key == called[0].key
    # Who may not read the last telegram is told of another last movement.
    assert told(None, CONFIDENTIAL_READER)[0] == "2009-12-01"
    some = desk.archive.dialogues.view(OWNER, OURS, turn="mine")
    assert len(some.rows) > 0
    assert some.history is None


def test_records_put_in_order_years_later_are_no_movement(desk: Desk) -> None:
    desk.record("objective.table", "1", "2009-12-01")
    dialogues, today = desk.archive.dialogues, NOW.date()
    before = dialogues.view(OWNER, OURS, today)
    assert before.history == "2009-12-01"
    # What was entered today and taken back, what is merged, split, linked and amended: all of it is the desk's own.
    desk.record("objective.raise", "slip", str(today), text="Of another dialogue")
    (slip,) = [row.number for row in dialogues.view(OWNER, OURS, today).rows if row.text == "Of another dialogue"]
    assert dialogues.view(OWNER, OURS, today).history is None
    (first,) = dialogues.story(OWNER, OURS, str(slip))
    desk.record("objective.undo", str(slip), str(today), movement=str(first.id))
    (told,) = [one for one in dialogues.story(OWNER, OURS, "1") if one.movement.kind == "objective.table"]
    desk.record("objective.undo", "1", str(today), movement=str(told.id))
    dialogues.merge(OWNER, OURS, "2", "4", on=today)
    desk.record("objective.unmerge", "2", str(today))
    dialogues.merge(OWNER, OURS, "5", "4", on=today)
    dialogues.split(OWNER, OURS, "3", ["One", "Another"], on=today)
    desk.record("objective.link", "1", str(today), relation="depends on", other="2")
    desk.record("objective.amend", "1", str(today), objective_kind="agreement")
    desk.record("demarche.deliver", "note", "2009-12-01", text="Ask", by="LY", to="US", objective="1")
    desk.record("demarche.close", "demarche 1", str(today))
    after = dialogues.view(OWNER, OURS, today)
    assert after.history == "2009-12-01"
    assert not any(row.silence for row in after.rows)
    objectives = {row.text: row.last.on for row in after.of("objective")}
    assert [day for text, day in objectives.items() if text in ("One", "Another", "Of another dialogue")] == [
        str(today)
    ] * 3  # there is nothing else to tell of them
    assert {day for text, day in objectives.items() if day != str(today)} == {"2009-11-05"}
    assert [row.last.says for row in after.of("demarche")] == ["delivered"]
    (listed,) = [one for one in dialogues.all(OWNER) if one.id == OURS]
    assert listed.last is not None
    assert listed.last.on == "2009-12-01"
    rules = {one.rule for one in desk.overviews.alerts(OWNER, OURS, today)}
    assert rules.isdisjoint({"silence"})
    assert "history" in rules
    moved = dialogues.view(OWNER, OURS, today, moved_since=date(2026, 1, 1))
    assert {row.text for row in moved.rows} == {"One", "Another", "Of another dialogue"}
    plot = timeline_plot(dialogues.board(OWNER, OURS), OURS)
    assert "nothing here moved from 2009-11-05 to" in plot.svg
    assert "taken back" not in plot.svg


@pytest.mark.parametrize("end", ["suspend", "conclude"])
def test_in_a_dialogue_at_rest_nobody_is_silent(desk: Desk, end: str) -> None:
    desk.record("objective.table", "1", "2009-12-01")
    for verb, on in (("agree", "2010-01-02"), ("launch", "2010-01-03"), (end, "2010-03-01")):
        if verb not in ("agree", "launch") or desk.archive.dialogues.board(OWNER, OURS).dialogue.state != "launched":
            desk.record(f"dialogue.{verb}", OURS, on)

    def told(on: date) -> tuple[bool, bool, str]:
        board = desk.archive.dialogues.board(OWNER, OURS, on)
        called = any(alert.rule == "silence" for alert in desk.overviews.alerts(OWNER, OURS, on))
        return any(row.silence for row in rows(board)), called, board.dialogue.state

    assert told(date(2010, 2, 28))[:2] == (True, True)
    assert told(date(2069, 3, 1)) == (False, False, f"{end}ed".replace("ee", "e"))
    assert "nothing here moved" not in desk.overviews.plot(OWNER, "timeline", OURS).svg
    if end == "suspend":
        desk.record("dialogue.activate", OURS, "2010-03-02")
        assert told(date(2010, 3, 5))[0]


def test_a_changed_position_and_a_changed_contact_call(desk: Desk) -> None:
    fields = {"party": "LY", "text": "Libya joins"}
    desk.record("position.state", "objective 1", "2010-02-01", stance="accepts", **fields)
    desk.record("contact.designate", "general", "2010-02-02", text="The General", party="LY")
    told = {a.rule: a for a in desk.overviews.alerts(OWNER, OURS, date(2010, 2, 10))}
    assert told["position-changed"].says == "LY changed its position from reluctant to accepts"
    assert told["contact-changed"].says == "The General designated"
    later = {a.rule for a in desk.overviews.alerts(OWNER, OURS, date(2010, 6, 10), since=date(2010, 6, 1))}
    assert not later & {"position-changed", "contact-changed"}


def test_merging_splitting_and_linking_name_things_by_number(desk: Desk) -> None:
    dialogues = desk.archive.dialogues
    desk.record("objective.merge", "2", "2010-01-02", into="1")
    whole = dialogues.board(OWNER, OURS).numbered("objective", 3)
    entered = dialogues.split(OWNER, OURS, "3", ["Budget talks", "Audit talks"], on=date(2010, 1, 3))
    assert [entry.draft.kind for entry in entered] == ["objective.raise", "objective.raise", "objective.split"]
    board = dialogues.board(OWNER, OURS)
    new = next(t for t in board.of("objective") if t.text == "Budget talks")
    assert whole is not None
    assert (new.state, new.turn, new.holder, new.sources) == (whole.state, whole.turn, whole.holder, whole.sources)
    desk.record("objective.link", str(new.number), "2010-01-04", relation="depends on", other="1")
    rows = {row.text: row for row in dialogues.view(OWNER, OURS).of("objective")}
    assert rows["Budget talks"].links == ("depends on objective 1", "split from objective 3")
    assert next(r for r in rows.values() if r.number == 2).links == ("merged into objective 1",)
    with pytest.raises(RefusedError, match="no relation"):
        desk.record("objective.link", "1", "2010-01-04", relation="likes", other="2")
    with pytest.raises(RefusedError, match="leads to no objective: name one of the board, such as meeting 1"):
        desk.record("objective.link", "1", "2010-01-04", relation="taken up at", other="objective 2")
    with pytest.raises(RefusedError, match="two objectives"):
        dialogues.split(OWNER, OURS, "3", ["One"])
    with pytest.raises(MoveError):
        dialogues.split(OWNER, OURS, "2", ["One", "Two"], on=date(2010, 1, 5))


def test_what_is_split_is_closed_and_its_parts_stand_for_it(desk: Desk) -> None:
    dialogues = desk.archive.dialogues
    desk.record("objective.table", "3", "2010-01-02")
    desk.record("objective.amend", "3", "2010-01-02", due="2010-02-01")
    desk.record("commitment.undertake", "list", "2010-01-02", text="A list", by="LY", to="US", objective="3")
    dialogues.split(OWNER, OURS, "3", ["Budget talks", "Audit talks"], on=date(2010, 1, 3))
    on = date(2010, 2, 10)
    view = dialogues.view(OWNER, OURS, on)
    whole, *parts = (
        row for row in view.of("objective") if row.number == 3 or row.text in ("Budget talks", "Audit talks")
    )
    names = tuple(f"split into objective {part.number}" for part in parts)
    assert (whole.state, whole.turn, whole.holder, whole.overdue, whole.links) == (
        "split",
        "closed",
        None,
        False,
        names,
    )
    assert [(part.state, part.holder, part.overdue) for part in parts] == [("tabled", "LY", True)] * 2
    late = [(a.entity, a.number) for a in desk.overviews.alerts(OWNER, OURS, on) if a.rule == "overdue"]
    assert late == [("objective", part.number) for part in parts]
    brief = to_markdown(dialogues.brief(OWNER, OURS, on))
    assert "Talking points: objective 3:" not in brief
    assert all(f"Talking points: objective {part.number}:" in brief for part in parts)
    assert brief.split("## Suggested agenda")[1].split("##")[0].count("Objective 3:") == 0
    # What stays with the whole is still of its parts: a word on it ends their silence.
    desk.record("commitment.start", "commitment 1", "2010-02-05")
    rows = {row.text: row for row in dialogues.view(OWNER, OURS, on).of("objective")}
    assert (rows["Budget talks"].silence["LY"], whole.commitments[0].text) == (5, "A list")
    with pytest.raises(MoveError, match="that is split") as refused:
        desk.record("objective.negotiate", "3", "2010-02-06")
    assert refused.value.do == "possible now: unsplit, link, unlink, undo"
    with pytest.raises(RefusedError, match="objective 3 is split into others"):
        dialogues.merge(OWNER, OURS, "2", "3")


def test_a_split_that_is_refused_enters_nothing(desk: Desk) -> None:
    dialogues = desk.archive.dialogues
    desk.record("objective.drop", "2", "2010-01-02")
    before = len(dialogues.export(OWNER, OURS))
    with pytest.raises(MoveError, match="cannot split an objective that is dropped"):
        dialogues.split(OWNER, OURS, "2", ["One", "Two"], on=date(2010, 1, 5))
    with pytest.raises(RefusedError, match="two parts have the same text"):
        dialogues.split(OWNER, OURS, "3", ["One", "one "], on=date(2010, 1, 5))
    with pytest.raises(RefusedError, match="not said into which"):
        desk.record("objective.split", "3", "2010-01-05")
    with pytest.raises(RefusedError, match="no other one is named"):
        desk.record("objective.merge", "3", "2010-01-05")
    assert len(dialogues.export(OWNER, OURS)) == before


def test_a_split_is_taken_back(desk: Desk) -> None:
    dialogues = desk.archive.dialogues
    desk.record("objective.table", "3", "2010-01-02")
    before = {row.id: row for row in dialogues.view(OWNER, OURS).of("objective")}
    parts = dialogues.split(OWNER, OURS, "3", ["Budget", "Audit"], on=date(2010, 1, 3))[:-1]
    inner = dialogues.split(OWNER, OURS, parts[0].draft.about, ["Army", "Navy"], on=date(2010, 1, 4))[:-1]
    made = [entry.draft.about for entry in (*parts, *inner)]
    desk.record(
        "position.state", parts[1].draft.about, "2010-01-05", party="LY", stance="accepts", text="Agreed to audits"
    )
    desk.record("objective.unsplit", "objective 3", "2010-01-06")
    rows = {row.id: row for row in dialogues.view(OWNER, OURS).of("objective")}
    one = next(row for row in rows.values() if row.number == 3)
    held = before[one.id]
    assert (one.state, one.holder, one.turn, one.links) == (held.state, held.holder, held.turn, held.links)
    assert [(rows[about].state, rows[about].turn) for about in made] == [("merged", "closed")] * 4
    assert rows[made[1]].links == ("merged into objective 3",)
    assert one.stances == {"LY": "accepts"}
    assert [told.movement.says for told in dialogues.story(OWNER, OURS, "3")].count("no longer split") == 1
    assert "Agreed to audits" in [told.movement.text for told in dialogues.story(OWNER, OURS, "3")]
    then = {row.id: row.state for row in dialogues.view(OWNER, OURS, date(2010, 1, 5)).of("objective")}
    assert [then[about] for about in (one.id, *made)] == ["split", "split", "tabled", "tabled", "tabled"]
    assert not dialogues.view(OWNER, OURS).findings
    again = dialogues.split(OWNER, OURS, "3", ["Budget", "Audit"], on=date(2010, 1, 7))[:-1]
    assert not {entry.draft.about for entry in again} & set(made)
    rows = {row.id: row for row in dialogues.view(OWNER, OURS).of("objective")}
    assert [rows[entry.draft.about].state for entry in again] == ["tabled", "tabled"]
    assert [rows[about].state for about in made] == ["merged"] * 4


def test_what_was_done_of_a_part_of_an_objective_stays_a_move_of_the_part(desk: Desk) -> None:
    dialogues = desk.archive.dialogues
    desk.record("objective.table", "3", "2010-01-02")
    parts = dialogues.split(OWNER, OURS, "3", ["Budget", "Audit"], on=date(2010, 1, 3))[:-1]
    board = dialogues.board(OWNER, OURS)
    assert [board.things[one.draft.about].number for one in parts] == [6, 7]
    assert [board.things[one.draft.about].text for one in parts] == ["Budget", "Audit"]
    desk.record("objective.agree", "objective 6", "2010-01-05")
    desk.record("objective.unsplit", "objective 3", "2010-01-06")
    view = dialogues.view(OWNER, OURS)
    assert [row.state for row in view.of("objective") if row.number in (3, 6, 7)] == ["tabled", "merged", "merged"]
    assert view.findings == ("objective 3 stands where its split found it, and its parts moved on: objective 6",)
    told = {(one.movement.about, one.movement.says): one.adds for one in dialogues.story(OWNER, OURS, "3")}
    assert told[parts[0].draft.about, "agreed"] == "Of a part, until the split was taken back."
    assert [
        adds for (about, _), adds in told.items() if about == view.of("objective")[2].id and "Of a part" in adds
    ] == []
    # On its own page it is what it is.
    own = dialogues.story(OWNER, OURS, "objective 6")
    assert not any("Of a part" in one.adds for one in own)
    desk.record("objective.negotiate", "objective 3", "2010-01-07")
    assert not dialogues.view(OWNER, OURS).findings


def test_what_was_done_of_the_parts_of_a_demarche_counts_for_the_whole_again(desk: Desk) -> None:
    vote(desk, posts=["TRIPOLI", "TUNIS"])
    desk.record("demarche.deliver", "demarche 1", "2016-02-03", post="TRIPOLI")
    desk.record("demarche.hold", "demarche 1", "2016-02-04", post="TRIPOLI")
    desk.archive.dialogues.split(OWNER, OURS, "demarche 1", ["A vote", "A seat"], on=date(2016, 2, 5))
    whole, seat, vote_ = desk.overviews.demarches(OWNER, OURS, date(2016, 3, 5))
    assert (whole.state, whole.turn, whole.overdue) == ("split", "closed", False)
    assert [(one.state, one.overdue) for one in (seat, vote_)] == [("partly delivered", True)] * 2
    desk.record("demarche.deliver", f"demarche {seat.number}", "2016-02-06", post="TUNIS")
    desk.record("demarche.unsplit", "demarche 1", "2016-02-08")
    (row, *rest) = desk.archive.dialogues.view(OWNER, OURS, date(2016, 2, 9)).of("demarche")
    assert (row.state, row.posts, row.text) == ("delivered", ("TRIPOLI", "TUNIS"), "Ask for a vote")
    assert (row.due, row.links) == ("2016-03-01", ())
    assert [(one.state, one.links) for one in rest] == [("merged", ("merged into demarche 1",))] * 2
    deliveries = desk.archive.dialogues.board(OWNER, OURS).of("demarche")[0].items("deliveries")
    assert [(one["on"], one["post"]) for one in deliveries] == [("2016-02-03", "TRIPOLI"), ("2016-02-06", "TUNIS")]
    assert not desk.archive.dialogues.view(OWNER, OURS).findings


def test_a_clock_that_stands_still_does_so_for_the_parts(desk: Desk) -> None:
    vote(desk)
    desk.record("demarche.hold", "demarche 1", "2016-02-10")
    desk.archive.dialogues.split(OWNER, OURS, "demarche 1", ["A vote", "A seat"], on=date(2016, 2, 20))
    parts = desk.archive.dialogues.view(OWNER, OURS, date(2016, 3, 10)).of("demarche")[1:]
    assert [(one.stopped, one.overdue) for one in parts] == [("2016-02-10", False)] * 2
    desk.record("demarche.resume", f"demarche {parts[0].number}", "2016-03-10")
    parts = desk.archive.dialogues.view(OWNER, OURS, date(2016, 3, 20)).of("demarche")[1:]
    assert [(one.due, one.stopped) for one in parts] == [("2016-03-30", None), ("2016-03-01", "2016-02-10")]


def test_a_filter_keeps_numbers_and_takes_the_banner_of_what_is_left(desk: Desk) -> None:
    desk.record("objective.table", "2", "2010-01-10")
    moved = desk.archive.dialogues.view(OWNER, OURS, moved_since=date(2010, 1, 1))
    assert [(row.entity, row.number) for row in moved.rows] == [("objective", 2)]
    stalled = desk.archive.dialogues.view(OWNER, OURS, date(2010, 1, 12), stalled=30)
    assert 2 not in [row.number for row in stalled.of("objective")]
    assert 1 in [row.number for row in stalled.of("objective")]
    assert all(row.turn == "mine" for row in desk.archive.dialogues.view(OWNER, OURS, turn="mine").rows)


@pytest.mark.parametrize("name", REPORTS)
def test_every_overview_is_also_a_table_under_its_banner(desk: Desk, name: str) -> None:
    made = desk.overviews.report(OWNER, OURS, name, since=date(2009, 1, 1))
    assert made.banner.startswith("CONFIDENTIAL")
    assert all(len(line.cells) == len(made.columns) for line in made.lines)
    text = to_csv(made)
    assert text.startswith(made.banner)
    assert text.rstrip().endswith(made.banner)


def test_an_overview_of_a_dialogue_that_is_not_seen_is_not_found(desk: Desk) -> None:
    for name in REPORTS:
        with pytest.raises(NotFoundError):
            desk.overviews.report(OPEN_READER, OURS, name)
        with pytest.raises(NotFoundError):
            desk.overviews.report(CONFIDENTIAL_READER, "no-such", name)


def test_a_cell_that_a_spreadsheet_would_run_is_made_harmless(desk: Desk) -> None:
    desk.record("commitment.undertake", "x", "2010-01-02", text='=HYPERLINK("http://example.org")', by="US")
    assert "'=HYPERLINK" in to_csv(desk.overviews.report(OWNER, OURS, "commitments"))


def test_a_story_and_the_list_are_told_up_to_a_day(desk: Desk) -> None:
    dialogues = desk.archive.dialogues
    desk.record("objective.table", "1", "2010-01-02")
    assert [one.movement.says for one in dialogues.story(OWNER, OURS, "1")][-1] == "tabled with the other side"
    before = dialogues.story(OWNER, OURS, "1", date(2010, 1, 1))
    assert before == dialogues.story(OWNER, OURS, "1")[: len(before)]
    assert "tabled with the other side" not in [one.movement.says for one in before]
    assert dialogues.story(OWNER, OURS, OURS, date(2009, 1, 1)) == []
    with pytest.raises(NotFoundError):
        dialogues.story(OWNER, OURS, "1", date(2009, 1, 1))
    assert [one.id for one in dialogues.all(OWNER, date(2010, 1, 1))] == [OURS]
    assert dialogues.all(OWNER, date(2009, 1, 1)) == []


def test_two_entries_of_one_demarche_are_merged(desk: Desk) -> None:
    dialogues = desk.archive.dialogues
    posts = ["TRIPOLI", "TUNIS"]
    desk.record("demarche.instruct", "ask", "2010-01-02", text="Ask for a vote", by="US", to="LY", posts=posts)
    desk.record("demarche.deliver", "told", "2010-01-05", text="Delivered", by="US", to="LY", post="TUNIS")
    asked, told = (f"demarche {t.number}" for t in dialogues.board(OWNER, OURS).of("demarche")[-2:])
    entry = dialogues.merge(OWNER, OURS, told, asked, on=date(2010, 1, 6))
    assert entry.draft.kind == "demarche.merge"
    one, other = dialogues.view(OWNER, OURS).of("demarche")[-2:]
    assert (one.state, one.posts, one.text) == ("partly delivered", ("TRIPOLI", "TUNIS"), "Ask for a vote")
    assert (other.state, other.turn, other.links) == ("merged", "closed", (f"merged into {asked}",))
    assert [item["on"] for item in dialogues.board(OWNER, OURS).of("demarche")[-2].items("deliveries")] == [
        "2010-01-05"
    ]
    parts = dialogues.split(OWNER, OURS, asked, ["Ask for a vote", "Ask for a seat"], on=date(2010, 1, 7))
    assert [entry.draft.kind for entry in parts] == ["demarche.instruct", "demarche.instruct", "demarche.split"]
    assert parts[1].draft.fields["posts"] == posts
    for about, into, why in (
        (asked, asked, "into itself"),
        ("1", asked, "objective and demarche are not merged"),
        ("position 1", "position 1", "are not merged"),
    ):
        with pytest.raises(RefusedError, match=why):
            dialogues.merge(OWNER, OURS, about, into)
    with pytest.raises(RefusedError, match="a position is not split"):
        dialogues.split(OWNER, OURS, "position 1", ["One", "Two"])


def test_a_merge_is_taken_back(desk: Desk) -> None:
    dialogues = desk.archive.dialogues
    desk.record("objective.table", "2", "2010-01-01")
    desk.record("demarche.instruct", "ask", "2010-01-02", text="Ask for a vote", by="US", to="LY")
    desk.record("demarche.deliver", "told", "2010-01-05", text="Delivered", by="US", to="LY")
    asked, told = (f"demarche {t.number}" for t in dialogues.board(OWNER, OURS).of("demarche")[-2:])
    before = dialogues.view(OWNER, OURS)
    for about, into in ((told, asked), ("objective 2", "objective 1")):
        dialogues.merge(OWNER, OURS, about, into, on=date(2010, 1, 6))
        desk.record(f"{about.partition(' ')[0]}.unmerge", about, "2010-01-08")
        with pytest.raises(MoveError):
            desk.record(f"{about.partition(' ')[0]}.unmerge", about, "2010-01-09")
    between = dialogues.view(OWNER, OURS, date(2010, 1, 7))
    assert [row.state for row in (*between.of("demarche"), *between.of("objective")[:2])][-4:] == [
        "delivered",
        "merged",
        "raised",
        "merged",
    ]
    after = dialogues.view(OWNER, OURS)
    for entity in ("objective", "demarche"):
        rows = zip(before.of(entity), after.of(entity), strict=True)
        assert all((one.state, one.holder, one.links) == (now.state, now.holder, now.links) for one, now in rows)
    assert dialogues.story(OWNER, OURS, told)[-1].movement.says == "no longer merged"
    dialogues.merge(OWNER, OURS, told, asked, on=date(2010, 1, 10))
    assert [row.state for row in dialogues.view(OWNER, OURS).of("demarche")][-2:] == ["delivered", "merged"]


def test_a_part_of_a_demarche_goes_on_from_where_it_stood(desk: Desk) -> None:
    vote(desk, posts=["TRIPOLI"])
    desk.record("demarche.deliver", "demarche 1", "2016-02-03", post="TRIPOLI")
    desk.archive.dialogues.split(OWNER, OURS, "demarche 1", ["A vote", "A seat"], on=date(2016, 2, 5))
    _, vote_, seat = desk.overviews.demarches(OWNER, OURS)
    assert (vote_.state, vote_.holder, vote_.due) == ("delivered", "LY", "2016-03-01")
    desk.record("demarche.respond", f"demarche {seat.number}", "2016-02-06", post="TRIPOLI", answer="No")
    assert [one.state for one in desk.overviews.demarches(OWNER, OURS)] == ["split", "delivered", "responded"]


def test_a_stance_said_again_is_not_a_changed_one(desk: Desk) -> None:
    for day, text in (("2010-01-02", "Libya joins"), ("2010-01-05", "Libya will indeed join")):
        desk.record("position.state", "objective 1", day, party="LY", stance="accepts", text=text)
    row = desk.overviews.matrix(OWNER, OURS).rows[0]
    assert [one.changed for one in row.positions["LY"]] == [False, True, False]


def test_positions_on_no_objective_change_none_and_say_what_they_are_about(desk: Desk) -> None:
    for day, stance, text in (("2010-01-02", "accepts", "A visit"), ("2010-01-05", "refuses", "A base")):
        desk.record("position.state", f"p{day}", day, party="LY", stance=stance, text=text)
    row = desk.overviews.matrix(OWNER, OURS).rows[-1]
    assert [(one.stance, one.changed) for one in row.positions["LY"]] == [("accepts", False), ("refuses", False)]
    sheet = desk.overviews.report(OWNER, OURS, "matrix")
    assert sheet.lines[-1].cells[sheet.columns.index("LY")] == "2010-01-02 accepts: A visit\n2010-01-05 refuses: A base"


@pytest.mark.parametrize("name", ["name", "person"])
def test_a_point_of_contact_is_told_by_name(desk: Desk, name: str) -> None:
    desk.record("contact.designate", "new", "2010-01-05", party="LY", **{name: "Haldun Asrakh"})
    (alert,) = (a for a in desk.overviews.alerts(OWNER, OURS, date(2010, 1, 10)) if a.rule == "contact-changed")
    assert (alert.text, alert.says) == ("Haldun Asrakh", "Haldun Asrakh designated")
    brief = to_markdown(desk.archive.dialogues.brief(OWNER, OURS))
    assert "Libya: Haldun Asrakh. State: designated" in brief
    assert brief.split("## Points of contact")[1].count("Haldun Asrakh") == 1


def test_a_board_is_that_of_today_and_nothing_moves_on_a_day_to_come(desk: Desk) -> None:
    dialogues = desk.archive.dialogues
    before = dialogues.board(OWNER, OURS)
    for kind, about in (("objective.raise", "oo"), ("objective.table", "1")):
        with pytest.raises(RefusedError, match="2030-01-01 is a day to come") as refused:
            desk.record(kind, about, "2030-01-01", text="Pier rights")
        assert "date the move 2026-11-24 or before" in refused.value.do
    with pytest.raises(RefusedError, match="a day to come"):
        dialogues.merge(OWNER, OURS, "2", "1", on=date(2030, 1, 1))
    assert dialogues.board(OWNER, OURS) == before
    # What another ledger brings counts from its day on, and until then is said to be there.
    last = desk.archive.ledger.entries(OWNER)[-1]
    raised = next(entry.draft for entry in desk.archive.ledger.entries(OWNER) if entry.draft.kind == "objective.raise")
    later = msgspec.structs.replace(raised, about="later", on="2030-01-01")
    desk.archive.ledger.append(OWNER, [later])
    assert desk.archive.ledger.entries(OWNER)[-1].number == last.number + 1
    today = dialogues.view(OWNER, OURS)
    assert "later" not in {row.id for row in today.rows}
    assert today.rows == dialogues.view(OWNER, OURS, NOW.date()).rows
    assert today.findings[-1] == "of a day after 2026-11-24, and counted from then on: 1 of the entries"
    assert "later" in {row.id for row in dialogues.view(OWNER, OURS, date(2030, 1, 1)).rows}


def test_a_meeting_and_a_task_fall_due(desk: Desk) -> None:
    desk.record("meeting.agree", "round", "2010-01-02", text="Second round", date="2010-02-01")
    desk.record("meeting.hold", "first", "2010-01-03", text="First round", date="2010-01-03")
    for holder, text in (("US", "Send a list"), ("LY", "Answer it")):
        task = {"type": "task", "text": text, "holder": holder, "due": "2010-02-05"}
        (number,) = (one.number for one in desk.overviews.meetings(OWNER, OURS) if one.text == "First round")
        desk.record("meeting.outcome", f"meeting {number}", "2010-01-04", **task)

    def told(day: date) -> list[tuple[str, str, str, str, str]]:
        found = desk.overviews.alerts(OWNER, OURS, day)
        assert len({alert.key for alert in found}) == len(found)
        return [(a.rule, a.on, a.text, a.says, a.why) for a in found if a.entity == "meeting"]

    assert told(date(2010, 1, 10)) == []
    assert told(date(2010, 1, 30)) == [
        ("due", "2010-02-01", "Second round", "its day comes soon", "our side must act on it"),
        ("due", "2010-02-05", "Answer it", "a task of this meeting: its day comes soon", "our side waits for it"),
        ("due", "2010-02-05", "Send a list", "a task of this meeting: its day comes soon", "our side must act on it"),
    ]
    desk.record("meeting.finish", f"meeting {number}", "2010-02-06", text="Send a list")
    assert told(date(2010, 2, 8)) == [
        (
            "overdue",
            "2010-02-01",
            "Second round",
            "its day has passed, and it is still agreed",
            "our side must act on it",
        ),
        ("overdue", "2010-02-05", "Answer it", "a task of this meeting: its day has passed", "our side waits for it"),
    ]


def test_two_points_of_contact_of_one_side_are_told(desk: Desk) -> None:
    desk.record("contact.designate", "one", "2010-01-05", party="LY", name="Haldun Asrakh")
    assert not desk.archive.dialogues.view(OWNER, OURS).findings
    desk.record("contact.act", "two", "2010-03-05", party="LY", name="Mara Odrun")
    (found,) = desk.archive.dialogues.view(OWNER, OURS).findings
    assert re.fullmatch(r"LY has 2 points of contact: contact \d, contact \d", found)
    (alert,) = (a for a in desk.overviews.alerts(OWNER, OURS, date(2010, 6, 1)) if a.rule == "contacts-several")
    assert (alert.on, alert.text) == ("2010-03-05", "Mara Odrun")
    assert alert.says.endswith("; where one has left, enter that it is vacant")
    report = desk.overviews.report(OWNER, OURS, "alerts", date(2010, 6, 1))
    assert "several contacts" in {line.cells[0] for line in report.lines}
    assert not [line for line in report.lines if line.cells[0] in ("contacts-several", "gap-found")]
    (number,) = (r.number for r in desk.archive.dialogues.view(OWNER, OURS).of("contact") if r.text == "Haldun Asrakh")
    desk.record("contact.vacate", f"contact {number}", "2010-06-02")
    assert not desk.archive.dialogues.view(OWNER, OURS).findings


def test_a_merge_is_held_as_closely_as_both(desk: Desk) -> None:
    dialogues = desk.archive.dialogues
    desk.keep("10TRIPOLI20", "A secret approach was made.", "2010-01-05", mark="S", level="SECRET")
    dialogues.record(OWNER, OURS, "demarche.deliver", "secret", mrn="10TRIPOLI20", fields={"text": "Secret approach"})
    desk.record("demarche.instruct", "open", "2010-01-04", text="Approach", by="US", to="LY")
    one, other = dialogues.board(OWNER, OURS).of("demarche")[-2:]
    dialogues.merge(OWNER, OURS, one.id, other.id, on=date(2010, 1, 6))
    assert dialogues.board(OWNER, OURS).things[one.id].access.rank == 4
    # Whoever may not read of the one sees the other as it was.
    seen = dialogues.board(CONFIDENTIAL_READER, OURS)
    assert [thing.state for thing in seen.of("demarche") if thing.id in (one.id, other.id)] == ["instructed"]


@pytest.mark.parametrize("posts", [["TRIPOLI", "TUNIS"], None])
@pytest.mark.parametrize("told", [{}, {"answer": "They agree"}])
def test_a_reply_that_names_no_post_answers_for_all(desk: Desk, posts: list[str] | None, told: dict[str, str]) -> None:
    desk.record("demarche.instruct", "ask", "2010-01-02", text="Ask for a vote", by="US", to="LY", posts=posts)
    delivering = posts or ["TRIPOLI"]
    for post in delivering:
        desk.record("demarche.deliver", "ask", "2010-01-05", post=post)
    desk.record("demarche.respond", "ask", "2010-01-20", **told)
    board = desk.archive.dialogues.board(OWNER, OURS)
    row, one = rows(board, "demarche")[-1], demarches(board)[-1]
    assert (row.state, row.posts, board.things[row.id].awaited) == ("responded", (), ())
    assert [(p.post, p.open, p.answered, p.answer) for p in one.posts] == [
        (post, False, "2010-01-20", told.get("answer")) for post in delivering
    ]
    if posts is None:
        return
    # Where it does not answer for one, the other has answered still.
    desk.record("demarche.reopen", "ask", "2010-01-22", post="TRIPOLI")
    row = rows(desk.archive.dialogues.board(OWNER, OURS), "demarche")[-1]
    assert (row.state, row.posts) == ("awaiting", ("TRIPOLI",))
    desk.record("demarche.respond", "ask", "2010-01-25", post="TRIPOLI")
    assert rows(desk.archive.dialogues.board(OWNER, OURS), "demarche")[-1].state == "responded"


@pytest.mark.parametrize("entity", ["demarche", "objective"])
@pytest.mark.parametrize("secret_first", [True, False])
def test_a_merge_that_an_open_telegram_shows_is_held_as_closely_as_both(
    desk: Desk, entity: str, secret_first: bool
) -> None:
    dialogues = desk.archive.dialogues
    desk.keep("10TRIPOLI20", "A secret approach was made.", "2010-01-05", mark="S", level="SECRET")
    desk.keep("10TRIPOLI21", "The two are one.", "2010-01-06", mark="U", level="UNCLASSIFIED")
    kind = "demarche.instruct" if entity == "demarche" else "objective.raise"
    dialogues.record(OWNER, OURS, kind, "secret", mrn="10TRIPOLI20", fields={"text": "Secret approach"})
    dialogues.record(OWNER, OURS, kind, "open", mrn="10TRIPOLI21", fields={"text": "Approach"})
    names = [thing.id for thing in dialogues.board(OWNER, OURS).of(entity)[-2:]]
    one, other = names if secret_first else reversed(names)
    entry = dialogues.merge(OWNER, OURS, one, other, mrn="10TRIPOLI21")
    assert Marking.from_label(entry.draft.access).rank == 4


def test_what_is_drawn_from_a_closer_thing_is_held_as_closely(desk: Desk) -> None:
    dialogues = desk.archive.dialogues
    desk.keep("10TRIPOLI20", "A secret aim was named: the harbour.", "2010-01-05", mark="S", level="SECRET")
    secret = dialogues.record(
        OWNER,
        OURS,
        "objective.raise",
        "harbour",
        mrn="10TRIPOLI20",
        quote="the harbour",
        fields={"text": "The harbour", "sought_by": "US", "sought_from": "LY"},
    )
    desk.keep("10TRIPOLI21", "Two matters are left.", "2010-01-06", mark="U", level="UNCLASSIFIED")
    split = dialogues.split(OWNER, OURS, secret.draft.about, ["The pier", "The crane"], mrn="10TRIPOLI21")
    assert {Marking.from_label(entry.draft.access).rank for entry in split} == {4}
    assert {entry.draft.marking for entry in split} == {"S"}
    seen = dialogues.view(CONFIDENTIAL_READER, OURS)
    assert not {"The pier", "The crane", "The harbour"} & {row.text for row in seen.rows}


def test_a_row_with_a_day_or_a_silence_of_something_closer_is_marked_as_closely(desk: Desk) -> None:
    row = next(one for one in rows(desk.archive.dialogues.board(OWNER, OURS)) if one.number == 1)
    assert (row.marking, row.next_due) == ("C", None)
    desk.keep("10TRIPOLI51", "Embassy is to seek a reply by March 2, 2010.", "2010-02-01", mark="S", level="SECRET")
    desk.archive.dialogues.record(
        OWNER,
        OURS,
        "demarche.instruct",
        "approach",
        mrn="10TRIPOLI51",
        quote="Embassy is to seek a reply by March 2, 2010.",
        fields={"text": "Seek a reply", "due": "2010-03-02", "by": "US", "to": "LY", "objective": row.id},
    )
    row = next(one for one in rows(desk.archive.dialogues.board(OWNER, OURS)) if one.number == 1)
    assert row.next_due == "2010-03-02"
    assert row.marking == "S"
    assert "10TRIPOLI51#p1" in row.sources
    other = next(one for one in rows(desk.archive.dialogues.board(OWNER, OURS)) if one.number == 2)
    assert other.marking == "C"


def test_a_meeting_whose_task_another_one_ended_is_marked_as_closely_as_both(desk: Desk) -> None:
    desk.record("meeting.hold", "first", "2010-01-10", text="First round")
    desk.record("meeting.outcome", "first", "2010-01-10", type="task", text="Send a list", holder="LY")
    first = next(one for one in desk.overviews.meetings(OWNER, OURS) if one.text == "First round")
    low = first.marking
    desk.keep("10TRIPOLI52", "At the second round the list was handed over.", "2010-02-10", mark="S", level="SECRET")
    archive = desk.archive.dialogues
    archive.record(OWNER, OURS, "meeting.hold", "second", on=date(2010, 2, 10), mrn="10TRIPOLI52", fields={"text": "X"})
    archive.record(
        OWNER, OURS, "meeting.finish", "second", on=date(2010, 2, 10), mrn="10TRIPOLI52", fields={"text": "Send a list"}
    )
    first, second = (one for one in desk.overviews.meetings(OWNER, OURS) if one.text in ("First round", "X"))
    assert first.outcomes[0].done == "2010-02-10"
    assert (low, first.marking, second.marking) == ("C", "S", "S")
    assert first.sources[-1].startswith("10TRIPOLI52")
    told = desk.overviews.report(OWNER, OURS, "meetings")
    assert [one.marking for one in told.lines if "2010-02-10" in " ".join(one.cells)] == ["S", "S"]


def test_what_rests_on_no_telegram_names_whose_word_it_is(desk: Desk) -> None:
    dialogues, overviews = desk.archive.dialogues, desk.overviews
    fields = {"text": "Pay for the journey", "by": "US", "to": "LY", "due": "2010-03-31"}
    dialogues.record(OWNER, OURS, "commitment.undertake", "pay", on=date(2010, 2, 2), fields=fields)
    dialogues.record(
        OWNER, OURS, "meeting.agree", "round", on=date(2010, 2, 3), fields={"text": "Round", "date": "2010-02-20"}
    )
    dialogues.record(OWNER, OURS, "meeting.postpone", "round", on=date(2010, 2, 9), fields={"date": "2010-02-25"})
    told = [one for one in overviews.alerts(OWNER, OURS, date(2010, 5, 1)) if not one.sources]
    assert [(one.rule, one.entered_by) for one in told] == [
        ("overdue", ("entered by owner, 2010-02-03 to 2010-02-09",)),
        ("overdue", ("entered by owner, 2010-02-02",)),
    ]
    for name in (*REPORTS, "diff"):
        made = overviews.report(OWNER, OURS, name, date(2010, 5, 1), date(2009, 11, 1))
        assert all(line.sources or line.entered_by for line in made.lines), name
    assert ",entered by owner" in to_csv(overviews.report(OWNER, OURS, "commitments")).replace('"', "")
    assert all(row.sources or row.entered_by for row in dialogues.view(OWNER, OURS).rows)
    values = [*overviews.commitments(OWNER, OURS), *overviews.meetings(OWNER, OURS), *overviews.agenda(OWNER, OURS)]
    assert all(one.sources or one.entered_by for one in values)


def test_a_task_that_is_done_is_one_that_a_meeting_set(desk: Desk) -> None:
    desk.record("meeting.hold", "round", "2010-02-03", text="Round")
    with pytest.raises(RefusedError, match=r"no task 'Send a draft' is open on 2010-02-20") as refused:
        desk.record("meeting.finish", "round", "2010-02-20", text="Send a draft")
    assert "meeting.outcome" in refused.value.do
    for text in ("Send a draft", "Name an office"):
        desk.record("meeting.outcome", "round", "2010-02-03", type="task", holder="US", text=text)
    desk.record("meeting.outcome", "round", "2010-02-03", type="decision", text="To meet again")
    for wrong in ("Send the draft", "To meet again"):
        with pytest.raises(RefusedError) as refused:
            desk.record("meeting.finish", "round", "2010-02-20", text=wrong)
        assert refused.value.do == "give the text of one that is: 'Send a draft', 'Name an office'"
    with pytest.raises(RefusedError, match="is open on 2010-02-02"):  # it was not set yet
        desk.record("meeting.finish", "round", "2010-02-02", text="Send a draft")
    # At a later meeting, and however it is spelt; its words stand as they were set.
    desk.record("meeting.hold", "second", "2010-03-03", text="Second round")
    desk.record("meeting.finish", "second", "2010-03-03", text="  send a  DRAFT ")
    first = next(one for one in desk.overviews.meetings(OWNER, OURS) if one.text == "Round")
    assert [(task.text, task.done) for task in first.outcomes if task.type == "task"] == [
        ("Send a draft", "2010-03-03"),
        ("Name an office", None),
    ]
    with pytest.raises(RefusedError, match=r"the task 'Send a draft' was done on 2010-03-03"):
        desk.record("meeting.finish", "second", "2010-03-04", text="Send a draft")


def test_a_task_of_both_sides_is_ours_too(desk: Desk) -> None:
    desk.record("meeting.hold", "round", "2010-02-03", text="Round")
    desk.record(
        "meeting.outcome", "round", "2010-02-03", type="task", holder="Both sides", text="Draft", due="2010-03-01"
    )
    (told,) = [one for one in desk.overviews.alerts(OWNER, OURS, date(2010, 4, 1)) if one.text == "Draft"]
    assert told.why == "our side must act on it"


def test_meetings_are_asked_for_by_month_and_by_who_met(desk: Desk) -> None:
    """A meeting that is not asked for still hands its tasks on to one that is."""
    for about, day, text, person in (
        ("first", "2016-03-02", "FonMin Moss received the Ambassador", "Tarq, Minister of Defence"),
        ("second", "2016-03-20", "Working group", "Ida Moss"),
        ("third", "2016-04-01", "The Foreign Minister saw Tarq and Moss", "Fell"),
    ):
        desk.record("meeting.hold", about, day, text=text, date=day)
        desk.record("meeting.attend", about, day, person=person)
    desk.record("meeting.outcome", "first", "2016-03-02", type="task", text="Send the list")
    of = desk.overviews.meetings

    def told(**some: str) -> list[str]:
        lines = desk.overviews.report(OWNER, OURS, "meetings", **some).lines
        assert [line.about[1] for line in lines if line.about] == [one.number for one in of(OWNER, OURS, **some)]
        assert [one.on for one in desk.overviews.minutes(OWNER, OURS, **some)] == [
            one.on for one in of(OWNER, OURS, **some)
        ]
        return [one.on for one in of(OWNER, OURS, **some)]

    assert told(month="2016-03") == ["2016-03-02", "2016-03-20"]
    assert told(month="2016", persons="moss") == ["2016-03-02", "2016-03-20", "2016-04-01"]
    assert told(persons="Moss, Tarq") == ["2016-03-02", "2016-04-01"]
    assert told(persons="foreign minister") == ["2016-03-02", "2016-04-01"]
    assert told(persons="Foreign Minister Moss") == ["2016-03-02", "2016-04-01"]
    assert told(persons="defmin tarq", month="2016-03") == ["2016-03-02"]
    assert told(persons="mos") == []
    assert [task.text for task in of(OWNER, OURS, month="2016-04")[0].carried] == ["Send the list"]
    assert desk.overviews.report(OWNER, OURS, "meetings", month="1999").empty == "No such meeting."
    for name, some in (
        ("meetings", {"month": "March"}),
        ("minutes", {"month": "2016-03-02"}),
        ("matrix", {"persons": "x"}),
        ("meetings", {"persons": "-"}),
        ("minutes", {"persons": "Moss, ..."}),
    ):
        with pytest.raises(RefusedError):
            desk.overviews.report(OWNER, OURS, name, **some)


def test_what_is_carried_over_rests_on_a_meeting_that_was_not_asked_for_and_is_marked_as_it(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.keep("10TRIPOLI20", "The list is to be sent.", "2010-02-01", mark="S", level="SECRET")
    desk.record("meeting.hold", "first", "2010-02-01", text="First", date="2010-02-01")
    desk.archive.dialogues.record(
        OWNER, OURS, "meeting.outcome", "first", mrn="10TRIPOLI20", fields={"type": "task", "text": "Send the list"}
    )
    desk.record("meeting.hold", "second", "2010-03-01", text="Second", date="2010-03-01")
    drawn: list[object] = []
    monkeypatch.setattr(
        "legation.services.boards.minutes.meetings", lambda *asked: drawn.append(asked) or meetings(*asked)
    )
    for name in ("meetings", "minutes"):
        for month in ("2010-03", "2010"):
            told = desk.overviews.report(OWNER, OURS, name, month=month).lines
            (line,) = [one for one in told if "Send the list" in one.cells[-1] and "Second" in "".join(one.cells)]
            assert (line.marking, "10TRIPOLI20" in " ".join(line.sources)) == ("S", True)
    assert len(drawn) == 2  # the series is drawn once for each report of minutes


def test_whoever_attended_stands_once_where_two_telegrams_tell_of_it(desk: Desk) -> None:
    desk.record("meeting.hold", "first", "2010-02-01", text="First", date="2010-02-01")
    for on in ("2010-02-01", "2010-02-02"):
        desk.record("meeting.attend", "first", on, person="Harun", party="LY")
    (one,) = [known for known in desk.overviews.meetings(OWNER, OURS) if known.text == "First"]
    assert one.attendance == ("Harun (LY)",)
    told = [line for line in desk.archive.dialogues.story(OWNER, OURS, "first") if "attend" in line.movement.kind]
    assert [f"{line.movement.says}: {line.adds}" for line in told] == ["attended: Harun (Libya)."] * 2


def test_a_meeting_is_not_held_before_its_day(desk: Desk) -> None:
    desk.record("meeting.agree", "round", "2010-02-03", text="Round", date="2010-03-02")
    with pytest.raises(RefusedError, match="is set for 2010-03-02, and 2010-03-01 is before that day"):
        desk.record("meeting.hold", "round", "2010-03-01")
    desk.record("meeting.hold", "round", "2010-03-01", date="2010-03-01")


def test_links_lead_elsewhere_stand_once_and_end_once(desk: Desk) -> None:
    link = {"relation": "depends on", "other": "2"}
    with pytest.raises(RefusedError, match="nothing is linked to itself"):
        desk.record("objective.link", "1", "2010-02-03", relation="depends on", other="1")
    with pytest.raises(RefusedError, match="nothing is said of what it depends on") as refused:
        desk.record("objective.link", "1", "2010-02-03", relation="depends on")
    assert refused.value.do == "name it: other=NUMBER of the objective"
    with pytest.raises(RefusedError, match="objective 1 has no such link"):
        desk.record("objective.unlink", "1", "2010-02-03", **link)
    desk.record("objective.link", "1", "2010-02-03", **link)
    with pytest.raises(RefusedError, match="objective 1 is linked so already"):
        desk.record("objective.link", "1", "2010-02-04", **link)
    desk.record("objective.unlink", "1", "2010-02-05", **link)
    with pytest.raises(RefusedError, match="objective 1 has no such link"):
        desk.record("objective.unlink", "1", "2010-02-06", **link)


def test_a_brief_dates_a_state_by_what_led_to_it_and_tells_that_the_time_stands_still(desk: Desk) -> None:
    vote(desk)
    desk.record("demarche.hold", "demarche 1", "2016-02-08")
    desk.record("objective.amend", "1", "2016-02-09", due="2016-05-01")
    text = to_markdown(desk.archive.dialogues.brief(OWNER, OURS, date(2016, 2, 10)))
    assert "State: delivered, entered 3 February 2016." in text
    assert "The time until its day stands still since 8 February 2016." in text
    assert "State: raised, reported 5 November 2009." in text
    assert "entered 2016-02-09." not in text.replace("[entered by owner, 2016-02-09]", "")


def test_a_hand_over_tells_the_tasks_that_are_open(desk: Desk) -> None:
    desk.record("meeting.hold", "round", "2010-02-03", text="Round")
    for holder, text in (("LY", "Send a list"), ("US", "Name an office"), ("US", "Book a room")):
        desk.record("meeting.outcome", "round", "2010-02-03", type="task", holder=holder, text=text, due="2010-03-01")
    desk.record("meeting.finish", "round", "2010-02-20", text="Book a room")
    made = desk.archive.dialogues.brief(OWNER, OURS, date(2010, 4, 1), kind="hand-over")
    (section,) = [one for one in made.sections if one.heading == "Tasks of meetings not done"]
    assert [line.text for line in section.lines] == [
        "Outstanding from us: task of meeting of 3 February 2010: Name an office. Due 1 March 2010, overdue.",
        "Outstanding from Libya: task of meeting of 3 February 2010: Send a list. Due 1 March 2010, overdue.",
    ]


@pytest.mark.parametrize(
    ("kind", "sides"),
    [
        ("commitment.undertake", {"by": "LY", "to": "LY"}),
        ("objective.raise", {"sought_by": "US", "sought_from": "us"}),
        ("demarche.instruct", {"party": "US", "counterparty": "US"}),
        ("position.state", {"party": "LY", "counterparty": "LY"}),
    ],
)
def test_no_party_is_on_both_sides(desk: Desk, kind: str, sides: dict[str, str]) -> None:
    with pytest.raises(RefusedError, match=f"is on both sides of the {kind.partition('.')[0]}") as refused:
        desk.record(kind, "new", "2010-01-02", text="A list", **sides)
    assert refused.value.do == "name two sides, or one alone: between two parties the other is meant"


def test_no_amendment_and_no_proposal_puts_a_party_on_both_sides(desk: Desk) -> None:
    desk.record("commitment.undertake", "list", "2010-01-02", text="A list", by="LY", to="US")
    desk.record(
        "objective.raise", "radar", "2010-01-02", text="Radar", sought_by="both sides", sought_from="both sides"
    )
    with pytest.raises(RefusedError, match="LY is on both sides of the commitment"):
        desk.record("commitment.amend", "commitment 1", "2010-01-03", to="LY")
    dialogues = desk.archive.dialogues
    sought = next(p for p in dialogues.proposals(OWNER, SEED, OURS) if p.proposal.fields.get("sought_by") == "US")
    with pytest.raises(RefusedError, match="US is on both sides of the objective"):
        dialogues.amend(OWNER, OURS, SEED, [sought.number], {"sought_from": "US"})
    fresh = seed_archive()
    with pytest.raises(RefusedError, match="US is on both sides of the objective"):
        fresh.dialogues.amend(OWNER, OURS, SEED, [sought.number], {"sought_from": "US"})
    assert fresh.dialogues.view(OWNER, OURS).of("objective") == ()


def test_that_a_position_is_superseded_rests_on_the_one_that_took_its_place(desk: Desk) -> None:
    desk.keep("10TRIPOLI20", "They would join at once.", "2010-01-05", mark="S", level="SECRET")
    fields = {"party": "LY", "stance": "accepts"}
    dialogues = desk.archive.dialogues
    dialogues.record(
        OWNER, OURS, "position.state", "1", mrn="10TRIPOLI20", quote="They would join at once", fields=fields
    )
    first = dialogues.view(OWNER, OURS).of("position")[0]
    assert (first.state, first.marking) == ("superseded", "S")
    assert first.sources == (f"{SEED}#p1", "10TRIPOLI20#p1")
    held = dialogues.board(OWNER, OURS)
    change = next(one for one in desk.overviews.diff(OWNER, OURS, date(2010, 1, 1)) if one.id == first.id)
    assert (change.before, change.after, change.marking) == ("stated", "superseded", "S")
    said = desk.overviews.report(OWNER, OURS, "diff", since=date(2010, 1, 1))
    row = next(one for one in said.lines if one.cells[0] == "position 1")
    later = held.things[held.things[first.id].superseded_by or ""]
    assert (row.cells[-1], row.marking) == (f"2010-01-05 superseded by position {later.number}", "S")
    assert dict(zip(said.columns, row.cells, strict=True))["by"] == "LY", "whose position it is, beside who watches it"
    brief = to_markdown(dialogues.brief(OWNER, OURS, since=date(2010, 1, 1)))
    assert f"(S) Position 1: {first.text}" in brief.replace("“", "").replace("”", "")
    assert f"5 January 2010 position {later.number} took its place" in brief
    low = dialogues.view(CONFIDENTIAL_READER, OURS).of("position")[0]
    assert (low.state, low.marking) == ("stated", "C")


def test_what_is_carried_over_rests_on_the_meetings_that_set_it(desk: Desk) -> None:
    for number, on in (("0", "2010-01-01"), ("1", "2010-01-05"), ("2", "2010-02-05"), ("3", "2010-03-05")):
        desk.record(
            "meeting.propose", f"round {number}", "2009-12-01", text=f"Round {number}", by="US", to="LY", date=on
        )
        desk.record("meeting.hold", f"round {number}", on)
    for number, on, text in (("1", "2010-01-05", "Name an expert"), ("2", "2010-02-05", "Send a list")):
        desk.record("meeting.outcome", f"round {number}", on, type="task", text=text, holder="LY")
    # Done after the third had been held: it was carried over to both.
    desk.record("meeting.finish", "round 3", "2010-03-20", text="Name an expert")
    rounds = [one for one in desk.overviews.meetings(OWNER, OURS) if one.text.startswith("Round")]
    assert [[task.text for task in one.carried] for one in rounds] == [
        [],
        [],
        ["Name an expert"],
        ["Name an expert", "Send a list"],
    ]
    lines = [one for one in desk.overviews.report(OWNER, OURS, "minutes").lines if one.cells[2] == "carried over"]
    assert [one.cells[3] for one in lines] == ["Name an expert (LY)", "Name an expert (LY)", "Send a list (LY)"]
    desk.keep("10TRIPOLI20", "The first round was held.", "2010-01-01", mark="S", level="SECRET")
    desk.archive.dialogues.record(
        OWNER, OURS, "meeting.attend", "round 0", mrn="10TRIPOLI20", fields={"person": "Haldun Asrakh", "party": "LY"}
    )
    lines = [one for one in desk.overviews.report(OWNER, OURS, "minutes").lines if one.cells[2] == "carried over"]
    assert {one.marking for one in lines} == {"C"}
    assert rounds[-1].entered_by == desk.overviews.meetings(OWNER, OURS)[-1].entered_by


def test_no_party_of_a_dialogue_is_named_twice() -> None:
    archive = seed_archive()
    with pytest.raises(RefusedError, match="a party is named twice: US, us"):
        archive.dialogues.open(OWNER, SEED, id="another", parties=["US", "us"])
    assert not archive.dialogues.stands(OWNER, "another")


def test_what_rests_on_several_telegrams_reads_them_at_once(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in (20, 21, 22):
        desk.keep(f"10TRIPOLI{number}", f"The list number {number} was sent.", "2010-02-01")
        desk.archive.dialogues.record(
            OWNER, OURS, "position.state", "1", mrn=f"10TRIPOLI{number}", quote=f"list number {number}"
        )
    desk.record("meeting.hold", "round 1", "2010-02-01", text="Round 1")
    desk.archive.dialogues.record(
        OWNER, OURS, "meeting.minute", "round 1", mrn="10TRIPOLI20", quote="The list number 20 was sent."
    )
    asked: list[object] = []
    store, records = desk.archive.telegrams, desk.archive.telegrams.records
    monkeypatch.setattr(store, "get", lambda *_: pytest.fail("a telegram was read by itself"))
    monkeypatch.setattr(store, "records", lambda *those: (asked.append(those), records(*those))[1])
    told = {
        "brief": desk.archive.dialogues.brief(OWNER, OURS),
        "story": desk.archive.dialogues.story(OWNER, OURS, "1"),
        "matrix": desk.overviews.matrix(OWNER, OURS),
        "minutes": desk.overviews.minutes(OWNER, OURS),
    }
    assert len(asked) == len(told)
    assert all("ist number 20" in repr(one) for one in told.values())
    # Who may read none of the new ones is told as if there were none: they are left out, and nothing is refused.
    monkeypatch.setattr(store, "records", lambda *_: {})
    assert [one.quotes for one in desk.archive.dialogues.story(OWNER, OURS, "1")] == [()] * len(told["story"])


def test_what_is_due_in_words_has_its_place_in_the_agenda(desk: Desk) -> None:
    dues = {
        "spares": None,
        "tools": "immediately",
        "pilots": "in March 2010",
        "visas": "2010-02-15",
        "radar": "2010-09",
    }
    held = telegram("10TRIPOLI20", [("C", f"We shall give {text}.") for text in dues], date="2010-01-05")
    said = {"party": "US", "counterparty": "LY", "modality": "intended"}
    desk.archive.keep(
        held, [proposal(held, "commitment", f"We shall give {text}", due=due, **said) for text, due in dues.items()]
    )
    desk.archive.dialogues.accept(OWNER, OURS, "10TRIPOLI20")
    ours = [one for one in desk.overviews.agenda(OWNER, OURS, date(2010, 2, 1)) if one.entity == "commitment"]
    assert [one.text.split()[-1] for one in ours] == ["visas", "pilots", "radar", "tools", "spares"]
