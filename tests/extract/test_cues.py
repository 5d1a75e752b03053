"""Every cue is shown by its example and not by its counter-example; cues are looked for no less for being looked
for fast."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_proposal_laws import TEXTS
from test_rule_examples import telegram

from legation.core.telegram import Telegram
from legation.extract.proposing import readings
from legation.extract.sifting import cues_within
from legation.extract.splitting import clauses
from legation.extract.weighing import Shown, Voice, shown
from legation.tables.cues import Cue, load_cues, load_weights
from legation.tables.rows import TableError

CUES = [each.cue for each in load_cues()]
CARRYING = [cue for cue in CUES if cue.example is not None]


def clauses_of(made: Telegram) -> list[Shown]:
    """Clauses of a telegram in order."""
    found: list[Shown] = []
    for reading in readings(made):
        voice: Voice | None = None
        for scene in reading.scenes:
            for clause in shown(scene, voice):
                voice = clause.voice
                found.append(clause)
    return found


def cues_of(text: str) -> set[str]:
    return {cue.id for clause in clauses_of(telegram(text)) for cue in clause.cues}


@pytest.mark.parametrize("cue", CARRYING, ids=lambda cue: cue.id)
@pytest.mark.parametrize("case", [str.upper, str], ids=["capitals", "mixed"])
def test_a_cue_is_shown_by_its_example(cue: Cue, case) -> None:
    assert cue.example is not None
    assert cue.id in cues_of(case(cue.example))


@pytest.mark.parametrize("cue", CARRYING, ids=lambda cue: cue.id)
@pytest.mark.parametrize("case", [str.upper, str], ids=["capitals", "mixed"])
def test_a_cue_is_not_shown_by_its_counter_example(cue: Cue, case) -> None:
    assert cue.counter is not None
    assert cue.id not in cues_of(case(cue.counter))


@given(TEXTS)
def test_no_cue_is_lost_by_what_it_needs(text: str) -> None:
    through = {CUES[place].id for place in cues_within(text, (0, 0, 0))}
    for cue, pattern, _ in load_cues():
        if cue.where == "clause" and cue.id not in through:
            assert pattern.search(text) is None


@pytest.mark.parametrize("cue", CARRYING, ids=lambda cue: cue.id)
def test_no_cue_is_lost_in_the_examples(cue: Cue) -> None:
    assert cue.example is not None
    test_no_cue_is_lost_by_what_it_needs.hypothesis.inner_test(cue.example)  # type: ignore[attr-defined]


@pytest.mark.parametrize("cue", [cue for cue in CUES if cue.where == "context"], ids=lambda cue: cue.id)
def test_a_cue_of_circumstances_asks_of_one(cue: Cue) -> None:
    assert " " not in cue.pattern


@given(st.one_of(TEXTS, st.text(alphabet=" ,;:.-()\"“”'ab\ue000\ue002", max_size=200)))
def test_clauses_are_apart_and_within_the_sentence(text: str) -> None:
    at = 0
    for clause in clauses(text):
        assert at <= clause.frame <= clause.start < clause.end <= len(text)
        assert clause.end - clause.start <= 450
        at = clause.end


def test_what_is_said_is_parted_from_who_says_it() -> None:
    text = "The Minister said that Libya could not sign, but he hoped the talks would go on."
    made = clauses(text)
    assert [text[c.start : c.end] for c in made] == ["Libya could not sign", "he hoped the talks would go on"]
    assert text[made[0].frame : made[0].start] == "Minister said that "


def test_weights_are_of_cues_that_are_there() -> None:
    weights = load_weights()
    assert {scale.kind for scale in weights.scales} == {
        "dialogue", "contact", "objective", "position", "commitment", "demarche", "meeting", "instrument",
    }  # fmt: skip
    steps = [step.precision for step in weights.steps]
    assert steps == sorted(steps)
    assert weights.confidence(-1.0) == 0.0
    assert weights.confidence(99.0) == steps[-1]


def test_weights_of_an_unknown_cue_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    lost = {"scale": [{"kind": "position", "base": 0.0, "least": 0.0, "weights": {"no-such-cue": 1.0}}]}
    monkeypatch.setattr("legation.tables.cues.table", lambda name, key, kind: _typed(lost.get(key, []), kind))
    load_weights.cache_clear()
    try:
        with pytest.raises(TableError, match="no-such-cue"):
            load_weights()
    finally:
        monkeypatch.undo()
        load_weights.cache_clear()


def _typed(rows, kind):
    import msgspec

    return [msgspec.convert(row, kind) for row in rows]
