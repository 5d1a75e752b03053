"""The same objective met in a later telegram: linked with its evidence, or left as a choice; invented telegrams."""

from __future__ import annotations

import msgspec
import pytest
from hand_made import CONFIDENTIAL_READER, OPEN_READER, Archive, proposal, seed_archive, telegram

from legation.core.dialogue.proposal import Source
from legation.core.errors import NotFoundError, RefusedError
from legation.core.marking import OWNER
from legation.core.telegram import Reference, Telegram
from legation.core.text import Span
from legation.services.boards.matters import Matter
from legation.services.boards.words import Words, acronyms
from legation.services.proposals.acceptance import Proposed
from legation.services.ties import weighing
from legation.services.ties.linking import link
from legation.services.ties.ways import Ways
from legation.services.ties.weighing import Ground, because
from legation.tables.linking import load_linking
from legation.tables.parties import default_parties

SEED = "09TRIPOLI893"
OURS = "libya"


def citing(held: Telegram, *mrns: str) -> Telegram:
    """The telegram with references to others."""
    references = tuple(Reference(None, mrn, mrn, "telegram", "read", Span(0, 4)) for mrn in mrns)
    return msgspec.structs.replace(held, references=references)


@pytest.fixture
def archive() -> Archive:
    made = seed_archive()
    made.dialogues.open(OWNER, SEED, id=OURS)
    made.dialogues.accept(OWNER, OURS, SEED)
    return made


def later(archive: Archive, words: str, *mrns: str, kind: str = "objective", level: str = "CONFIDENTIAL") -> Proposed:
    """What a later telegram that says ``words`` proposes."""
    held = citing(telegram("10TRIPOLI50", [("C", f"{words}.")], date="2010-02-01", level=level), *mrns)
    archive.keep(held, [proposal(held, kind, words)])  # type: ignore[arg-type]
    (one,) = archive.dialogues.proposals(OWNER, "10TRIPOLI50", OURS)
    return one


def objective(archive: Archive, number: int) -> str:
    thing = archive.dialogues.board(OWNER, OURS).numbered("objective", number)
    assert thing is not None
    return thing.id


@pytest.mark.parametrize("row", load_linking().thresholds.values(), ids=lambda row: row.rule)
def test_each_threshold_keeps_its_examples(row: object) -> None:
    here = load_linking().thresholds[row.reference]  # type: ignore[attr-defined]
    way = {"direct": ("09A1",), "thread": ("09B2", "09A1"), "none": None}[here.reference]
    sources = Source("09A1", 1, Span(0, len(here.known)), "a")
    matter = Matter(id="o1", number=1, text=here.known, said=((here.known, sources),), telegrams=frozenset({"09A1"}))
    other = replace_matter(matter, "Staff talks with the eastern command")
    ground = Ground([matter, other], Words(acronyms(here.known), default_parties()))
    for said, wanted in ((here.example, "o1"), (here.counter, None)):
        held = citing(telegram("10TRIPOLI50", [("C", said)]), "09A1")
        start = held.source.index(said)
        found = link(
            Source("10TRIPOLI50", 1, Span(start, start + len(said)), held.sha256),
            held,
            said,
            ground,
            lambda _, __: way,
        )
        assert found.links_to == wanted, said
        assert [one.rule for one in found.evidence] == ([here.rule] if wanted else [])


def replace_matter(matter: Matter, text: str) -> Matter:
    return msgspec.structs.replace(matter, id="o2", text=text, said=((text, None),))


def test_words_and_a_reference_link_and_are_shown_on_both_sides(archive: Archive) -> None:
    one = later(archive, "Libyan membership of TSCTP", SEED)
    assert one.links_to == objective(archive, 1)
    (evidence,) = one.evidence
    assert evidence.rule == "cites-and-words"
    assert evidence.cites is not None
    assert evidence.cites.way == (SEED,)
    (word,) = evidence.words
    record = archive.telegrams.versions(OWNER, "10TRIPOLI50")[0]
    assert record.telegram.quote(word.here) == "TSCTP"
    assert word.there is not None
    first = archive.telegrams.versions(OWNER, SEED)[0].telegram
    assert first.quote(word.there.span) in ("TSCTP", "Trans-Sahara Counter Terrorism Partnership")
    assert "tsctp" in because(evidence)
    assert SEED in because(evidence)


def test_an_acronym_and_what_it_stands_for_are_the_same_words(archive: Archive) -> None:
    one = later(archive, "joining the Trans-Sahara Counter Terrorism Partnership")
    assert one.links_to == objective(archive, 1)
    assert one.evidence[0].cites is None


def test_one_word_without_a_reference_is_too_little(archive: Archive) -> None:
    assert later(archive, "the budget of the embassy").evidence == ()


def test_a_word_that_nobody_else_uses_is_not_enough_either(archive: Archive) -> None:
    assert later(archive, "paying for helicopters").evidence == ()


def test_a_reference_without_words_is_too_little(archive: Archive) -> None:
    assert later(archive, "visas for students", SEED).evidence == ()


def test_a_reference_through_another_telegram_counts_less_and_shows_the_way(archive: Archive) -> None:
    archive.keep(citing(telegram("10STATE9", [("U", "See reftel.")], level="UNCLASSIFIED"), SEED))
    one = later(archive, "helicopters that Libya contributes to UNAMID", "10STATE9")
    assert one.links_to == objective(archive, 5)
    assert one.evidence[0].rule == "thread-and-words"
    assert one.evidence[0].cites is not None
    assert one.evidence[0].cites.way == ("10STATE9", SEED)


def test_between_two_objectives_a_person_chooses(archive: Archive) -> None:
    one = later(archive, "budget transparency and helicopters for UNAMID", SEED)
    assert one.links_to is None
    assert one.choice
    assert {e.objective for e in one.evidence} == {objective(archive, 3), objective(archive, 5)}
    assert one.note is not None
    assert one.note.startswith("it speaks of objective 3 or 5")
    before = archive.ledger.entries(OWNER)
    assert archive.dialogues.accept(OWNER, OURS, "10TRIPOLI50") == []  # all that are left: not this one
    with pytest.raises(RefusedError, match="one of several") as refused:
        archive.dialogues.accept(OWNER, OURS, "10TRIPOLI50", 1)
    assert "amend it to say which" in refused.value.do
    assert archive.ledger.entries(OWNER) == before
    (entry,) = archive.dialogues.amend(OWNER, OURS, "10TRIPOLI50", 1, {"same_as": "5"})
    assert entry.draft.about == objective(archive, 5)


def test_a_choice_may_be_a_new_objective(archive: Archive) -> None:
    later(archive, "budget transparency and helicopters for UNAMID", SEED)
    archive.dialogues.amend(OWNER, OURS, "10TRIPOLI50", 1, {"same_as": "new"})
    assert len(archive.dialogues.board(OWNER, OURS).of("objective")) == 6


def test_accepting_a_link_is_a_movement_of_the_objective(archive: Archive) -> None:
    later(archive, "Libyan membership of TSCTP", SEED)
    before = archive.dialogues.board(OWNER, OURS)
    (entry,) = archive.dialogues.accept(OWNER, OURS, "10TRIPOLI50")
    after = archive.dialogues.board(OWNER, OURS)
    assert len(after.of("objective")) == len(before.of("objective"))
    thing = after.things[entry.draft.about]
    assert (thing.last.on, thing.last.says, thing.state) == ("2010-02-01", "spoken of again", "raised")
    assert thing.text == before.things[thing.id].text
    (told, *_) = archive.dialogues.proposals(OWNER, "10TRIPOLI50", OURS)
    assert (told.status, told.evidence) == ("accepted", ())


@pytest.mark.parametrize("kind", ["position", "commitment", "meeting"])
def test_what_is_said_of_a_known_objective_is_put_under_it(archive: Archive, kind: str) -> None:
    one = later(archive, "Tripoli is ready to publish its budget with full transparency", SEED, kind=kind)
    assert one.objective == one.links_to == objective(archive, 3)
    (entry,) = archive.dialogues.accept(OWNER, OURS, "10TRIPOLI50")
    assert entry.draft.fields["objective"] == objective(archive, 3)


def test_a_reader_is_shown_no_link_to_what_they_may_not_read(archive: Archive) -> None:
    held = citing(
        telegram("10TRIPOLI50", [("U", "Libyan membership of TSCTP.")], level="UNCLASSIFIED", date="2010-02-01"), SEED
    )
    archive.keep(held, [proposal(held, "objective", "Libyan membership of TSCTP")])
    archive.dialogues.open(OWNER, "10TRIPOLI50", id="open", title="Talks", parties=["US", "LY"])
    (seen,) = archive.dialogues.proposals(CONFIDENTIAL_READER, "10TRIPOLI50", OURS)
    assert seen.links_to is not None
    with pytest.raises(NotFoundError):  # as of a dialogue that is not there
        archive.dialogues.proposals(OPEN_READER, "10TRIPOLI50", OURS)
    (unseen,) = archive.dialogues.proposals(OPEN_READER, "10TRIPOLI50", "open")
    assert (unseen.links_to, unseen.evidence) == (None, ())


def test_the_objectives_of_one_telegram_are_not_met_again_in_it(archive: Archive) -> None:
    settled = [one for one in archive.dialogues.proposals(OWNER, SEED, OURS) if one.status != "proposed"]
    assert settled
    assert not any(one.evidence for one in settled)
    held = telegram("10TRIPOLI70", [("C", "Spare parts for aircraft. More spare parts for aircraft.")])
    archive.keep(
        held,
        [
            proposal(held, "objective", "Spare parts for aircraft"),
            proposal(held, "objective", "More spare parts for aircraft"),
        ],
    )
    archive.dialogues.accept(OWNER, OURS, "10TRIPOLI70", 1)
    assert archive.dialogues.proposals(OWNER, "10TRIPOLI70", OURS)[1].evidence == ()


def test_a_way_is_the_shortest_and_ends_where_the_table_says() -> None:
    cites = {"a": ["b", "c"], "b": ["d"], "c": ["x"], "d": ["e"], "e": ["y"]}
    asked: list[str] = []

    def answer(names: object) -> list[tuple[str, str]]:
        asked.extend(names)  # type: ignore[arg-type]
        return [(name, cited) for name in names for cited in cites.get(name, ())]  # type: ignore[attr-defined]

    way = Ways(answer)
    assert way("a", frozenset({"a"})) == ("a",)
    assert way("a", frozenset({"x", "d"})) == ("a", "b", "d")
    assert way("a", frozenset({"y"})) is None
    assert len(asked) == len(set(asked))  # each is asked for once


def test_many_things_of_one_telegram_cost_one_way_and_those_without_the_words_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    said = "Training of helicopter pilots at the naval school"
    held = citing(telegram("10TRIPOLI50", [("C", said)]), "09B2")
    start = held.source.index(said)
    source = Source("10TRIPOLI50", 1, Span(start, start + len(said)), held.sha256)
    texts = [f"{said}, part {number}" for number in range(20)] + [
        f"Dredging of harbour {number}" for number in range(20)
    ]
    matters = [
        Matter(id=f"o{number}", number=number, text=text, said=((text, None),), telegrams=frozenset({"09A1"}))
        for number, text in enumerate(texts)
    ]
    ground = Ground(matters, Words({}, default_parties()))
    asked: list[str] = []
    written: list[Span] = []
    whole = weighing.without_pages
    monkeypatch.setattr(weighing, "without_pages", lambda of, span: (written.append(span), whole(of, span))[1])

    def way(mrn: str, _: frozenset[str]) -> tuple[str, ...] | None:
        asked.append(mrn)
        return (mrn, "09A1")

    every = weighing.weighed(source, held, said, ground, way)
    assert len(asked) == 1
    assert len(written) < len(matters)  # each word is written once, not once for each thing that has it
    least = max(one.score for one in every)
    some = weighing.weighed(source, held, said, ground, way, least=least)
    assert some == [one for one in every if one.score >= least]
    assert 0 < len(some) <= 20
    assert weighing.weighed(source, held, said, Ground([], ground.words), way) == []


def test_what_would_be_said_again_since_is_not_accepted_as_new(archive: Archive) -> None:
    """Two pages stand open: what one accepts is an objective of the board by the time the other accepts the same."""
    archive.dialogues.open(OWNER, SEED, id="other")
    archive.keep(held := telegram("10TRIPOLI50", [("C", "Signing of a Section 505 Agreement.")], date="2010-02-01"))
    words = "Signing of a Section 505 Agreement"
    archive.keep(citing(held, SEED), [proposal(held, "objective", words)])
    (then,) = archive.dialogues.proposals(OWNER, "10TRIPOLI50", "other")
    archive.dialogues.accept(OWNER, "other", SEED)
    (now,) = archive.dialogues.proposals(OWNER, "10TRIPOLI50", "other")
    assert (then.makes, now.links_to) == ("objective.raise", now.makes.removeprefix("objective.raise "))
    with pytest.raises(RefusedError, match="is not what was shown of it"):
        archive.dialogues.accept(OWNER, "other", "10TRIPOLI50", then.fingerprint, shown={then.fingerprint: then.makes})
    archive.dialogues.accept(OWNER, "other", "10TRIPOLI50", now.fingerprint, shown={now.fingerprint: now.makes})
