"""A telegram reaches those who are to have it and may read it; the house says why, and nobody else hears of it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from small_archive import Small, text
from tests.stores import memory_stores

from legation.app import House
from legation.core.errors import LegationError, NotFoundError, OvertakenError, QueryError, RefusedError
from legation.core.marking import OWNER, Reader
from legation.core.profile import CATCH_ALL, Rules, rules_of, rules_text
from legation.services.accounts.accounts import OWNS
from legation.services.distribution.inbox import behind_done, behind_owed
from legation.services.distribution.profiles import NOTE, read_rules
from legation.storage.cursor import place_of
from legation.storage.memory.ledger import MemoryLedger
from legation.tables.parties import default_parties
from legation.tables.posts import load_posts

RULES = """
catch-all = "registry"

[[office]]
name = "LIBYA DESK"
readers = ["amal", "ben"]

[[profile]]
name = "libya"
to = "LIBYA DESK"
for = "action"
from = ["Tripoli"]
tags = ["PREL"]

[[profile]]
name = "ships"
to = "clerk"
words = ["dredger OR ship"]
"""


class Desk(Small):
    """A small archive with accounts, a clock that can be moved, and the rules above."""

    def __init__(self, rules: str = RULES) -> None:
        super().__init__()
        for name, clearance in (("amal", "SECRET"), ("ben", "CONFIDENTIAL"), ("clerk", "UNCLASSIFIED")):
            self.accounts.add(OWNS, name, clearance=clearance)
        self.accounts.add(OWNS, "registry", roles=["registrar"], clearance="SECRET")
        self.profiles.replace(OWNS, rules)

    def came(self, *texts: bytes) -> None:
        self.keep(*texts)
        self.distributing.new()

    def has(self, name: str) -> list[tuple[str | None, str]]:
        held = self.inbox.queue(self.as_(name)).held
        return [(item.listing.mrn, item.delivery.role) for item in held]

    def as_(self, name: str) -> Reader:
        return self.accounts.named(name).reader


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_a_telegram_goes_to_the_office_and_is_settled_for_all_of_it(desk: Desk) -> None:
    desk.came(text(900))
    assert desk.has("amal") == desk.has("ben") == [("09TRIPOLI900", "action")]
    assert desk.has("clerk") == desk.has("registry") == []
    desk.inbox.step(desk.as_("ben"), "09tripoli900", "acted")
    assert desk.has("amal") == []
    (done,) = desk.inbox.done(desk.as_("amal"))
    assert done.delivery.acted_by == "ben"
    assert [(one.copies, one.missed) for one in desk.inbox.tally(desk.as_("amal"))] == [(1, 0)]
    steps = desk.inbox.receipts(desk.as_("registry"), "09TRIPOLI900", everyone=True)
    assert [(one.reader, one.step) for one in steps] == [("ben", "acted")]
    assert desk.inbox.receipts(desk.as_("amal"), "09TRIPOLI900", everyone=False) == []


def test_what_no_profile_takes_goes_to_the_catch_all_for_action(desk: Desk) -> None:
    desk.came(text(900, post="TUNIS"), text(901, post="TUNIS", body="1. A dredger came."))
    assert {mrn for mrn, _ in desk.has("registry")} == {"09TUNIS900", "09TUNIS901"}
    assert {role for _, role in desk.has("registry")} == {"action"}
    assert desk.has("clerk") == [("09TUNIS901", "info")]
    assert desk.inbox.queue(desk.as_("registry")).unrouted == 2
    (held, _) = desk.inbox.queue(desk.as_("registry")).held
    assert held.delivery.profiles == (CATCH_ALL,)


def test_nobody_is_delivered_what_they_may_not_read(desk: Desk) -> None:
    desk.came(text(900, level="SECRET", body="1. A dredger came."))
    assert desk.has("amal") == [("09TRIPOLI900", "action")]
    assert desk.has("ben") == desk.has("clerk") == []
    with pytest.raises(NotFoundError):
        desk.inbox.step(desk.as_("ben"), "09TRIPOLI900", "read")
    with pytest.raises(NotFoundError):
        desk.distributing.explain(desk.as_("clerk"), "09TRIPOLI900", everyone=False)


def test_of_two_action_offices_the_first_that_may_read_it_has_the_action() -> None:
    more = '\n[[profile]]\nname = "all"\nto = "registry"\nfor = "action"\nprecedence = "ROUTINE"\n'
    desk = Desk(RULES + more)
    desk.came(text(900))
    assert desk.has("registry") == [("09TRIPOLI900", "info")]
    first = Desk(RULES.replace('["amal", "ben"]', '["ben"]') + more)
    first.came(text(900, level="SECRET"))
    assert first.has("registry") == [("09TRIPOLI900", "action")]


def test_it_says_rule_by_rule_why_a_telegram_reached_a_reader_or_not(desk: Desk) -> None:
    desk.came(text(900, level="CONFIDENTIAL"))
    told = desk.distributing.explain(desk.as_("registry"), "09TRIPOLI900", everyone=True)
    assert told.action == "LIBYA DESK"
    says = {line.reader: line.says for line in told.readers}
    assert says == {
        "amal": "for action, by libya",
        "ben": "for action, by libya",
        "clerk": "may not read it",
        "registry": "no profile names them",
    }
    amal = next(line for line in told.readers if line.reader == "amal")
    (rule,) = amal.rules
    assert [(one.condition, one.found) for one in rule.asked] == [("from", ("AMEMBASSY TRIPOLI",)), ("tags", ("PREL",))]
    assert amal.delivery is not None
    (own,) = desk.distributing.explain(desk.as_("ben"), "09TRIPOLI900", everyone=False).readers
    assert own.reader == "ben"


def test_a_dry_run_tells_the_differences_and_changes_nothing(desk: Desk) -> None:
    desk.came(text(900), text(901, post="TUNIS"), text(902, day="01"))
    other = RULES.replace('tags = ["PREL"]', 'tags = ["MARR"]')
    told = desk.distributing.rehearse(desk.as_("registry"), other, since=date(2009, 11, 3), everyone=True)
    assert told.telegrams == 2
    assert [(one.listing.mrn, one.reader, one.before, one.after) for one in told.held] == [
        ("09TRIPOLI900", "amal", "action", "none"),
        ("09TRIPOLI900", "ben", "action", "none"),
        ("09TRIPOLI900", "registry", "none", "action"),
    ]
    assert desk.distributing.rehearse(OWNER, RULES, since=date(2009, 11, 3), everyone=True).held == ()
    assert desk.profiles.rules() == read_rules(RULES)
    assert len(desk.distributing.rehearse(desk.as_("ben"), other, since=date(2009, 1, 1), everyone=False).held) == 2


def test_the_queue_goes_by_precedence_and_ages(desk: Desk) -> None:
    flash = text(902).replace(b"R 051000Z", b"Z 051000Z", 1)
    priority = text(903).replace(b"R 051000Z", b"P 051000Z", 1)
    desk.came(text(900))
    desk.at += timedelta(minutes=1)
    desk.came(priority, flash, text(901))
    assert [mrn for mrn, _ in desk.has("amal")][:2] == ["09TRIPOLI902", "09TRIPOLI903"]
    desk.at += timedelta(days=1)
    desk.came(text(904).replace(b"R 051000Z", b"O 051000Z", 1), text(905).replace(b"R 051000Z", b"P 051000Z", 1))
    queue = desk.inbox.queue(desk.as_("amal"))
    order = [(item.listing.mrn, item.counts_as) for item in queue.held]
    assert order[:3] == [("09TRIPOLI902", "FLASH"), ("09TRIPOLI903", "IMMEDIATE"), ("09TRIPOLI904", "IMMEDIATE")]
    # What has waited a day goes before a PRIORITY of today, and never before a FLASH.
    assert {mrn for mrn, _ in order[3:5]} == {"09TRIPOLI900", "09TRIPOLI901"}
    assert order[5] == ("09TRIPOLI905", "PRIORITY")
    assert (queue.waiting, queue.missed, queue.owed) == (6, 4, 1)
    assert desk.inbox.queue(desk.as_("amal"), limit=1).held[0].owed


def test_a_queue_is_told_page_by_page_each_copy_once(desk: Desk) -> None:
    for number, sign in enumerate("RRRPRPRZRP"):
        desk.came(text(900 + number).replace(b"R 051000Z", f"{sign} 051000Z".encode(), 1))
        desk.at += timedelta(hours=3)
    amal = desk.as_("amal")
    every = [item.listing.mrn for item in desk.inbox.queue(amal).held]
    first = desk.inbox.queue(amal, limit=4)
    assert first.next is not None
    told = [item.listing.mrn for item in first.held]
    assert told == every[:4]
    # Between two pages one ages past what was shown, one comes, one that was shown is done.
    desk.at += timedelta(hours=8)
    desk.came(text(950))
    desk.inbox.step(amal, str(told[-1]), "acted")
    after: str | None = first.next
    while after is not None:
        page = desk.inbox.queue(amal, limit=4, after=after)
        told += [item.listing.mrn for item in page.held]
        after = page.next
    assert (sorted(map(str, told)), len(set(told))) == (sorted(map(str, [*every, "09TRIPOLI950"])), len(told))
    for wrong in ("nowhere", first.next[:-3], place_of(("\0", "a" * 64))):
        with pytest.raises(LegationError, match="no place in that list"):
            desk.inbox.queue(amal, after=wrong)


def test_what_is_done_and_what_is_owed_go_on(desk: Desk) -> None:
    desk.came(*(text(number).replace(b"R 051000Z", b"Z 051000Z", 1) for number in range(900, 905)))
    desk.at += timedelta(minutes=11)
    registry, amal = desk.as_("registry"), desk.as_("amal")
    owed: list[tuple[str, str | None]] = []
    page = desk.inbox.owed(registry, everyone=True, limit=4)
    while page:
        owed += [(item.delivery.reader, item.listing.mrn) for item in page]
        page = desk.inbox.owed(registry, everyone=True, limit=4, after=behind_owed(page) or "")
    assert len(set(owed)) == len(owed) == 10
    for number in range(900, 905):
        desk.inbox.step(amal, f"09TRIPOLI{number}", "acted")
    done = desk.inbox.done(amal, limit=3)
    rest = desk.inbox.done(amal, limit=3, after=behind_done(done) or "")
    assert [*done, *rest] == desk.inbox.done(amal)
    assert (behind_done([]), behind_owed([])) == (None, None)


def test_counting_stops_somewhere(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("legation.services.distribution.inbox.COUNTED", 2)
    desk.came(text(900), text(901))
    assert (desk.inbox.queue(desk.as_("amal")).waiting, desk.inbox.queue(desk.as_("amal")).more) == (2, False)
    desk.came(text(902))
    queue = desk.inbox.queue(desk.as_("amal"))
    assert (queue.waiting, queue.more, len(queue.held)) == (2, True, 3)
    assert [one.copies for one in desk.inbox.tally(desk.as_("amal"))] == [3]


def test_receipts_are_owed_for_flash_until_they_are_given(desk: Desk) -> None:
    desk.came(text(902).replace(b"R 051000Z", b"Z 051000Z", 1))
    desk.at += timedelta(minutes=11)
    owed = desk.inbox.owed(desk.as_("registry"), everyone=True)
    assert [item.delivery.reader for item in owed] == ["amal", "ben"]
    desk.inbox.step(desk.as_("amal"), "09TRIPOLI902", "received")
    assert desk.inbox.owed(desk.as_("amal"), everyone=False) == []
    assert len(desk.inbox.owed(desk.as_("registry"), everyone=True)) == 1
    with pytest.raises(RefusedError, match="no step"):
        desk.inbox.step(desk.as_("amal"), "09TRIPOLI902", "burnt")


def test_a_copy_for_information_is_not_acted_on(desk: Desk) -> None:
    desk.came(text(900, post="TUNIS", body="1. A ship came."))
    with pytest.raises(RefusedError, match="for information"):
        desk.inbox.step(desk.as_("clerk"), "09TUNIS900", "acted")


def test_threads_are_followed_as_each_reader_sees_them() -> None:
    rules = """
[[profile]]
name = "thread"
to = "amal"
for = "action"
thread = ["09STATE7"]

[[profile]]
name = "thread too"
to = "clerk"
thread = ["09STATE7"]
"""
    desk = Desk(rules)
    desk.came(text(900, "09 STATE 7"), text(901, "TRIPOLI 900"), text(902))
    assert {mrn for mrn, _ in desk.has("amal")} == {mrn for mrn, _ in desk.has("clerk")}
    assert {mrn for mrn, _ in desk.has("amal")} == {"09TRIPOLI900", "09TRIPOLI901"}
    # What is between is closed to the clerk: for the clerk there is no thread.
    closed = Desk(rules)
    closed.came(text(900, "09 STATE 7", level="SECRET"))
    closed.came(text(901, "TRIPOLI 900"))
    assert ("09TRIPOLI901", "action") in closed.has("amal")
    assert closed.has("clerk") == []
    registry = closed.distributing.explain(closed.as_("clerk"), "09TRIPOLI901", everyone=True)
    assert [line.reader for line in registry.readers if line.delivery] == []


def test_a_dialogue_and_who_must_act_in_it_route_what_is_connected_with_it() -> None:
    desk = Desk(
        '[[profile]]\nname = "d"\nto = "amal"\ndialogue = ["us-ly"]\n'
        '[[profile]]\nname = "o"\nto = "ben"\nowner = ["LY"]\n'
    )
    desk.came(text(900))
    desk.dialogues.open(OWNER, "09TRIPOLI900", id="us-ly", title="Talks", ours="US", parties=["US", "LY"])
    desk.dialogues.record(
        OWNER,
        "us-ly",
        "commitment.undertake",
        "c",
        mrn="09TRIPOLI900",
        fields={"text": "a visit", "by": "LY", "to": "US"},
    )
    desk.came(text(901, "TRIPOLI 900"), text(902))
    assert desk.has("amal") == [("09TRIPOLI901", "info")]
    assert desk.has("ben") == [("09TRIPOLI901", "info")]


def test_one_telegram_can_be_distributed_ahead_of_the_rest(desk: Desk) -> None:
    desk.keep(text(900), text(901))
    assert desk.distributing.telegram("09TRIPOLI901") == 2
    assert desk.has("amal") == [("09TRIPOLI901", "action")]
    assert desk.distributing.new() == 2
    assert desk.distributing.new() == 0


def test_what_has_just_come_goes_before_what_was_left_lying(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("legation.services.distribution.distributing._AT_ONCE", 1)
    desk.keep(text(900), text(901), text(902))
    last = desk.telegrams.arrived(OWNER, 2, 1)[0][1].sha256
    seen: list[list[tuple[str | None, str]]] = []
    note = desk.notes.write

    def noted(key: str, value: str) -> None:
        seen.append(desk.has("amal"))
        note(key, value)

    monkeypatch.setattr(desk.notes, "write", noted)
    assert desk.distributing.new([last]) == 6
    # When the first of those that were left lying is done, the last that came is there already.
    assert {mrn for mrn, _ in seen[0]} == {"09TRIPOLI900", "09TRIPOLI902"}
    assert len(desk.has("amal")) == 3


def test_what_came_before_there_were_rules_is_not_distributed() -> None:
    house = Small([text(900)])
    assert house.distributing.new() == 0
    house.profiles.add(OWNS, 'catch-all = "owner"\n[[profile]]\nname = "x"\nto = "owner"\ntags = ["PREL"]\n')
    assert house.distributing.new() == 0
    house.keep(text(901))
    assert house.distributing.new() == 1


def test_a_marking_that_is_lowered_lets_it_reach_more_readers_and_one_that_is_raised_fewer(desk: Desk) -> None:
    desk.came(text(900, level="SECRET"))
    assert desk.has("ben") == []
    desk.markings.mark(OWNER, "09TRIPOLI900", "CONFIDENTIAL", why="read again")
    assert desk.has("ben") == desk.has("amal") == [("09TRIPOLI900", "action")]
    desk.markings.mark(OWNER, "09TRIPOLI900", "SECRET", why="read once more")
    assert desk.has("ben") == []


def test_a_marking_that_was_cut_short_before_it_was_decided_brings_nothing_to_anybody(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    house = Small([text(900)])
    house.profiles.add(OWNS, 'catch-all = "owner"\n[[profile]]\nname = "x"\nto = "owner"\ntags = ["PREL"]\n')

    def dies(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as cut:
        cut.setattr(house.markings._decisions, "decide", dies)
        with pytest.raises(KeyboardInterrupt):
            house.markings.mark(OWNER, "09TRIPOLI900", "SECRET", why="read again")
    house.markings.settle()
    assert house.inbox.queue(OWNER).held == ()
    house.markings.mark(OWNER, "09TRIPOLI900", "SECRET", why="read again")
    assert [one.listing.mrn for one in house.inbox.queue(OWNER).held] == ["09TRIPOLI900"]


def test_the_conditions() -> None:
    telegram = text(900, level="CONFIDENTIAL", body="1. Nothing.").replace(
        b"TO SECSTATE WASHDC\n", b"TO SECSTATE WASHDC IMMEDIATE\nINFO AMEMBASSY TUNIS\n"
    )
    for condition, holds in {
        'addressee = ["state"]': True,
        'addressee = ["AMEMBASSY TUNIS"]': True,
        'action = ["Tunis"]': False,
        'from = ["AMEMBASSY TRIPOLI", "x"]': True,
        'tags = ["PREL MARR"]': False,
        'tags = ["MARR", "PREL"]': True,
        'precedence = "IMMEDIATE"': True,
        'precedence = "FLASH"': False,
        'words = ["nothing NOT ship"]': True,
        'caption = ["EXDIS"]': False,
        'tags = ["PREL"]\nunless = {from = ["Tripoli"]}': False,
        'tags = ["PREL"]\nunless = {from = ["Tripoli"], caption = ["EXDIS"]}': True,
    }.items():
        desk = Desk(f'[[profile]]\nname = "x"\nto = "amal"\n{condition}\n')
        desk.came(telegram)
        assert bool(desk.has("amal")) is holds, condition


def test_the_copy_has_the_precedence_of_its_addressee() -> None:
    telegram = text(900).replace(b"TO SECSTATE WASHDC\n", b"TO SECSTATE WASHDC IMMEDIATE\nINFO AMEMBASSY TUNIS\n")
    for addressee, precedence in {"SECSTATE WASHDC": "IMMEDIATE", "Tunis": "ROUTINE"}.items():
        desk = Desk(f'[[profile]]\nname = "x"\nto = "amal"\naddressee = ["{addressee}"]\n')
        desk.came(telegram)
        assert [item.delivery.precedence for item in desk.inbox.queue(desk.as_("amal")).held] == [precedence]


def test_rules_are_written_as_they_are_read() -> None:
    rules = read_rules(RULES.replace('tags = ["PREL"]', 'tags = ["PREL"]\nunless = {caption = ["NO\\"DIS\\\\"]}'))
    assert read_rules(rules_text(rules)) == rules
    assert read_rules(rules_text(Rules())) == Rules()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[[profile", "no TOML"),
        ('[[profile]]\nname = "x"\nto = "y"\ntags = "A"', "cannot be read"),
        ('[[profile]]\nname = "x"\nto = "y"', "asks for nothing"),
        ('[[profile]]\nname = "x"\nto = "y"\ntags = ["A"]\n' * 2, "stands twice"),
        ('[[profile]]\nname = "x"\nto = "y"\nprecedence = "SOON"', "no precedence"),
        ('[[profile]]\nname = "x"\nto = "y"\nwords = ["citedby:09STATE1"]', "another telegram"),
        (f'[[profile]]\nname = "{CATCH_ALL}"\nto = "y"\ntags = ["A"]', "cannot name"),
    ],
)
def test_rules_that_cannot_stand_are_refused(desk: Desk, text: str, says: str) -> None:
    with pytest.raises(RefusedError, match=says):
        desk.profiles.replace(OWNS, text)
    assert desk.profiles.rules() == read_rules(RULES)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (
            '[[profile]]\nname = "a"\nto = "b"\ntag = ["LY"]',
            "profile 'a' has 'tag', which is no condition: perhaps tags",
        ),
        (
            '[[profile]]\nname = "a"\nto = "b"\nshoe = ["LY"]',
            "'shoe', which is no condition: the conditions are addressee, ",
        ),
        (
            '[[profile]]\nname = "a"\nto = "b"\ntags = ["LY"]\n[profile.unless]\nfrm = ["LY"]',
            "profile 'a' has under unless 'frm', which is no condition: perhaps from is meant",
        ),
        (
            '[[office]]\nname = "a"\nreader = ["b"]',
            "office 'a' has 'reader', which is no field: perhaps readers is meant",
        ),
        ('catchall = "b"', "the rules have 'catchall', which is no field: perhaps catch-all is meant"),
    ],
)
def test_a_name_that_no_row_has_is_told_with_those_there_are(desk: Desk, text: str, says: str) -> None:
    with pytest.raises(RefusedError) as wrong:
        desk.profiles.read(text)
    assert says in str(wrong.value)
    assert "unknown field" not in str(wrong.value)


def test_a_wrong_query_is_refused_and_profiles_are_changed_one_by_one(desk: Desk) -> None:
    with pytest.raises(QueryError):
        desk.profiles.add(OWNS, '[[profile]]\nname = "x"\nto = "y"\nwords = ["(("]')
    added = desk.profiles.add(OWNS, '[[profile]]\nname = "ships"\nto = "ben"\nwords = ["barge"]\n')
    assert [(one.name, one.to) for one in added.profile] == [("libya", "LIBYA DESK"), ("ships", "ben")]
    assert [one.name for one in desk.profiles.remove(OWNS, "libya").profile] == ["ships"]
    with pytest.raises(NotFoundError):
        desk.profiles.remove(OWNS, "libya")


def test_a_rule_whose_words_another_version_wrote_keeps_nobody_out(desk: Desk) -> None:
    rules = 'catch-all = "registry"\n[[profile]]\nname = "old"\nto = "amal"\nwords = ["*patrol*"]\n'
    desk.notes.write("profiles", rules)
    desk.came(text(900))
    assert desk.has("registry") == [("09TRIPOLI900", "action")]
    held = desk.profiles.rules()
    assert held is not None
    assert [one.about for one in desk.profiles.flaws(held) if "finds nothing" in one.says] == ["old"]
    desk.profiles.remove(OWNS, "old")


def test_rules_that_cannot_be_read_may_be_replaced(desk: Desk) -> None:
    desk.notes.write("profiles", 'catch-all = "owner"\nlater = 1\n')
    with pytest.raises(RefusedError):
        desk.profiles.rules()
    desk.profiles.replace(OWNS, 'catch-all = "owner"\n')
    assert desk.profiles.rules() is not None


def test_rules_that_name_nobody_are_kept_only_where_that_is_meant(desk: Desk) -> None:
    nobody = '[[profile]]\nname = "x"\nto = "zoe"\ntags = ["PREL"]\n'
    for change in (desk.profiles.add, desk.profiles.replace):
        with pytest.raises(RefusedError, match="x: zoe is no account that may read, and no office"):
            change(OWNS, nobody)
    with pytest.raises(RefusedError, match="NORTH: zoe"):
        desk.profiles.add(OWNS, '[[office]]\nname = "NORTH"\nreaders = ["amal", "zoe"]\n')
    with pytest.raises(RefusedError, match="catch-all: zoe"):
        desk.profiles.add(OWNS, 'catch-all = "zoe"\n')
    with pytest.raises(RefusedError, match="libya: LIBYA DESK"):
        desk.profiles.remove(OWNS, "LIBYA DESK")
    assert desk.profiles.rules() == read_rules(RULES)
    desk.profiles.add(OWNS, nobody, anyway=True)
    # What names nobody already keeps nobody from changing the rest, and is told still.
    standing = desk.profiles.add(OWNS, '[[profile]]\nname = "y"\nto = "amal"\ntags = ["PREL"]\n')
    assert [one.about for one in desk.profiles.flaws(standing)] == ["x"]
    desk.accounts.add(OWNS, "zoe")
    assert desk.profiles.flaws(standing) == []


def test_flaws_are_told(desk: Desk) -> None:
    assert desk.profiles.flaws(read_rules(RULES)) == []
    told = desk.profiles.flaws(
        rules_of(
            {
                "profile": [
                    {"name": "x", "to": "ghost", "tags": ["A"]},
                    {"name": "y", "to": "clerk", "caption": ["NODIS"]},
                ]
            }
        )
    )
    assert [one.about for one in told] == ["", "x", "y", ""]


def test_acknowledgements_are_in_the_trail() -> None:
    house = House(
        memory_stores(trail=MemoryLedger()),
        posts=load_posts(),
        parties=default_parties(),
        clock=lambda: datetime(2026, 1, 1, tzinfo=UTC),
    )
    house.profiles.add(OWNS, 'catch-all = "owner"\n')
    record = house.ingest.record(text(900), "900.txt")
    house.reading._telegrams.put(OWNER, [record])  # type: ignore[attr-defined]
    assert house.distributing.new() == 1
    house.inbox.step(OWNER, "09TRIPOLI900", "received")
    assert house.trail is not None
    assert [(one.did, one.about) for one in house.trail.entries(OWNS)] == [
        ("profiles added", ""),
        ("acknowledged", "09TRIPOLI900 received"),
    ]


def test_who_changes_rules_writes_over_nothing_that_another_changed(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another desk on the same archive changes them between the look of this one and its keeping."""
    comes: list[str] = []
    exchange = desk.notes.exchange

    def exchanged(key: str, before: str | None, value: str) -> bool:
        if comes:
            desk.notes.write(NOTE, (desk.notes.note(NOTE) or "") + comes.pop())
        return exchange(key, before, value)

    monkeypatch.setattr(desk.notes, "exchange", exchanged)
    more = '[[profile]]\nname = "{}"\nto = "ben"\nwords = ["barge"]\n'
    comes.append(more.format("theirs"))
    standing = desk.profiles.add(OWNS, more.format("ours"))
    assert [one.name for one in standing.profile] == ["libya", "ships", "theirs", "ours"]
    comes.append(more.format("also"))
    desk.profiles.remove(OWNS, "libya")
    assert desk.profiles.rules() == read_rules(desk.profiles.text())
    assert [one.name for one in read_rules(desk.profiles.text()).profile] == ["ships", "theirs", "ours", "also"]
    seen, text = desk.profiles.version(), desk.profiles.text()
    comes.append(more.format("last"))
    with pytest.raises(OvertakenError, match="the rules were changed meanwhile"):
        desk.profiles.replace(OWNS, text.replace("barge", "tug"), over=seen)
    assert "tug" not in desk.profiles.text()
    assert '"last"' in desk.profiles.text()
    desk.profiles.replace(OWNS, text.replace("barge", "tug"), over=desk.profiles.version())
    assert "tug" in desk.profiles.text()
