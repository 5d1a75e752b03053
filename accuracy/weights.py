"""``python -m accuracy.weights``: fit what the cues of proposals weigh, and write rules/weights.toml.

The telegrams of ``accuracy/tuning`` were read and marked in full by the guideline for proposals; the marks are kept as
offsets. A clause is an example of a kind when it and a mark of that kind share half of the shorter one. For each kind a
logistic regression is fitted, drawn to the weights that the cues were given by hand, for most cues are rare. Figures
are by cross-validation: weights fitted on five sixths of the telegrams are tried on the rest.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import random
import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple, get_args

from legation.core.dialogue.proposal import ProposalKind
from legation.extract.proposing import readings
from legation.extract.weighing import SECOND, shown
from legation.formats import read
from legation.tables.cues import load_cues

ROOT = Path(__file__).resolve().parent.parent
MARKS = Path(__file__).resolve().parent / "tuning" / "telegrams.jsonl"
WEIGHTS = ROOT / "src" / "legation" / "tables" / "data" / "rules" / "weights.toml"
KINDS: tuple[ProposalKind, ...] = tuple(kind for kind in get_args(ProposalKind) if kind not in ("party", "event"))
# Where precision and recall are weighed against each other, kind by kind: the guideline would rather miss than invent.
LEAST: dict[ProposalKind, float] = {
    "objective": 0.5,
    "position": 0.2,
    "commitment": -0.4,
    "demarche": -0.8,
    "meeting": -1.2,
    "instrument": -1.6,
    "dialogue": 0.5,
    "contact": -2.5,
}
PULL = 6.0  # how strongly a weight is drawn to its prior
TRUST = 1.4  # what the priors count for
ROUNDS, FOLDS = 30, 6
EDGES = (0.0, 0.4, 0.8, 1.2, 1.8, 2.6)
SMALLEST = 0.05  # a weight below this is left out
HEAD = """# What the cues of cues.toml weigh for each kind. Fitted, not written: made by `python -m accuracy.weights`.
# A clause weighs its base and its cues, and is proposed from `least` on. Steps: the share that was right among clauses
# that weigh so much above their least, by cross-validation over telegrams.
# Source: {telegrams} public telegrams read and marked in full ({marks} marks, accuracy/tuning). Date: 2026-11-26.
"""


class Mark(NamedTuple):
    kind: ProposalKind
    start: int
    end: int


class Example(NamedTuple):
    """A clause: its span in the source, the cues it shows, and the kinds it is marked as."""

    start: int
    end: int
    cues: tuple[str, ...]
    kinds: frozenset[ProposalKind]


class Marked(NamedTuple):
    """A telegram read by a person: its clauses and its marks."""

    examples: list[Example]
    marks: list[Mark]


class Scale(NamedTuple):
    base: float
    weights: dict[str, float]


Scales = Mapping[ProposalKind, Scale]


def alike(one: tuple[int, int], other: tuple[int, int]) -> int:
    """The signs two spans share; 0 if that is less than half of the shorter one."""
    shared = min(one[1], other[1]) - max(one[0], other[0])
    return shared if shared > 0 and 2 * shared >= min(one[1] - one[0], other[1] - other[0]) else 0


def examples(source: bytes, marks: Sequence[Mark]) -> list[Example]:
    """The clauses of a telegram, each with the kinds it is marked as."""
    made: list[Example] = []
    for reading in readings(read(source)):
        voice = None
        for scene in reading.scenes:
            for each in shown(scene, voice):
                voice = each.voice
                begin, end = scene.sentence.starts[each.clause.start], scene.sentence.ends[each.clause.end - 1]
                span = reading.text.span(begin, end)
                kinds = frozenset(m.kind for m in marks if alike((span.start, span.end), (m.start, m.end)))
                made.append(Example(span.start, span.end, tuple(cue.id for cue in each.cues), kinds))
    return made


def prior(kind: ProposalKind) -> dict[str, float]:
    return {each.cue.id: TRUST * each.cue.prior[kind] for each in load_cues() if kind in each.cue.prior}


def fitted(given: Sequence[Example], kind: ProposalKind) -> Scale:
    """Weights of one kind: Newton steps, one weight after the other, until none moves by more than 0.01."""
    holders: dict[str, list[int]] = defaultdict(list)
    for place, example in enumerate(given):
        for cue in example.cues:
            holders[cue].append(place)
    start = prior(kind)
    weights = {cue: start.get(cue, 0.0) for cue in sorted(holders)}
    truth = [1.0 if kind in example.kinds else 0.0 for example in given]
    base = math.log((sum(truth) + 1) / (len(given) - sum(truth) + 1))
    sums = [base + sum(weights[cue] for cue in example.cues) for example in given]
    for _ in range(ROUNDS):
        moved = 0.0
        for cue, places in [("", list(range(len(given)))), *((cue, holders[cue]) for cue in weights)]:
            pull = PULL if cue else 0.0
            slope = pull * (weights[cue] - start.get(cue, 0.0)) if cue else 0.0
            bend = pull + 1e-6
            for place in places:
                chance = _chance(sums[place])
                slope += chance - truth[place]
                bend += chance * (1 - chance)
            step = max(-1.0, min(1.0, -slope / bend))
            moved = max(moved, abs(step))
            if cue:
                weights[cue] += step
            else:
                base += step
            for place in places:
                sums[place] += step
        if moved < 0.01:
            break
    return Scale(base, {**start, **weights})


def _chance(score: float) -> float:
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, score))))


class Found(NamedTuple):
    """A clause taken for a kind; ``score`` is what it weighs above the least of its kind."""

    kind: ProposalKind
    start: int
    end: int
    score: float


def found(given: Sequence[Example], scales: Scales) -> list[Found]:
    """As the extractor chooses: the heaviest kind of a clause, and a second one that is clear."""
    made: list[Found] = []
    for example in given:
        sums = sorted(
            (
                (scale.base + sum(scale.weights.get(cue, 0.0) for cue in example.cues) - least(kind), kind)
                for kind, scale in scales.items()
            ),
            reverse=True,
        )
        made.extend(
            Found(kind, example.start, example.end, score - (SECOND if place else 0.0))
            for place, (score, kind) in enumerate(sums[:2])
        )
    return [each for each in made if each.score >= 0]


def least(kind: ProposalKind) -> float:
    return LEAST[kind]


def right(finds: Sequence[Found], marks: Sequence[Mark]) -> set[int]:
    """Places of the finds that match a mark, each mark once, the longest overlaps first."""
    pairs = sorted(
        (
            (shared, place, number)
            for place, each in enumerate(finds)
            for number, mark in enumerate(marks)
            if each.kind == mark.kind and (shared := alike((each.start, each.end), (mark.start, mark.end)))
        ),
        reverse=True,
    )
    good: set[int] = set()
    used: set[int] = set()
    for _, place, number in pairs:
        if place not in good and number not in used:
            good.add(place)
            used.add(number)
    return good


def tried(telegrams: Sequence[Marked]) -> list[tuple[Marked, list[Found]]]:
    """Every telegram with what is found in it by weights that were fitted without it."""
    order = list(range(len(telegrams)))
    random.Random(1).shuffle(order)  # noqa: S311 - the same folds each time, no secret
    made: list[tuple[Marked, list[Found]]] = []
    for fold in range(FOLDS):
        held = set(order[fold::FOLDS])
        rest = [example for place in order if place not in held for example in telegrams[place].examples]
        scales = {kind: fitted(rest, kind) for kind in KINDS}
        made.extend((telegrams[place], found(telegrams[place].examples, scales)) for place in sorted(held))
    return made


def steps(results: Iterable[tuple[Marked, list[Found]]]) -> list[tuple[float, float]]:
    """Score and precision, neither falling: how often finds were right by how much they weigh."""
    scores: list[tuple[float, bool]] = []
    for telegram, finds in results:
        good = right(finds, telegram.marks)
        scores.extend((each.score, place in good) for place, each in enumerate(finds))
    made: list[tuple[float, float]] = []
    for low, high in zip(EDGES, [*EDGES[1:], math.inf], strict=True):
        within = [hit for score, hit in scores if low <= score < high]
        share = (sum(within) + 1) / (len(within) + 2)
        made.append((low, max([round(share, 2), *(precision for _, precision in made)])))
    return made


def table(results: Sequence[tuple[Marked, list[Found]]]) -> str:
    """Precision, recall and F1 per kind and over all."""
    counts: dict[str, list[int]] = {name: [0, 0, 0] for name in (*KINDS, "all")}
    for telegram, finds in results:
        good = right(finds, telegram.marks)
        for name in counts:
            counts[name][0] += sum(1 for place in good if name in (finds[place].kind, "all"))
            counts[name][1] += sum(1 for each in finds if name in (each.kind, "all"))
            counts[name][2] += sum(1 for mark in telegram.marks if name in (mark.kind, "all"))
    lines = [f"{'kind':<12}{'found':>7}{'marked':>8}{'precision':>11}{'recall':>8}{'F1':>6}"]
    for name, (good_count, found_count, marked_count) in counts.items():
        precision, recall = good_count / max(found_count, 1), good_count / max(marked_count, 1)
        score = 2 * precision * recall / (precision + recall) if good_count else 0.0
        lines.append(f"{name:<12}{found_count:>7}{marked_count:>8}{precision:>11.2f}{recall:>8.2f}{score:>6.2f}")
    return "\n".join(lines)


def page(scales: Scales, measured: Sequence[tuple[float, float]], *, telegrams: int, marks: int) -> str:
    """The text of weights.toml."""
    parts = [HEAD.format(telegrams=telegrams, marks=marks)]
    for kind, scale in scales.items():
        rows = [f"{cue} = {weight:.2f}" for cue, weight in sorted(scale.weights.items()) if abs(weight) >= SMALLEST]
        head = f'[[scale]]\nkind = "{kind}"\nbase = {scale.base:.2f}\nleast = {least(kind):.2f}\n\n[scale.weights]\n'
        parts.append(head + "\n".join(rows) + "\n")
    parts.extend(f"[[step]]\nscore = {score}\nprecision = {precision}\n" for score, precision in measured)
    return "\n".join(parts)


def telegrams_of(corpus: Path, marks: Path = MARKS) -> list[Marked]:
    made: list[Marked] = []
    for line in marks.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        marked = [Mark(kind, start, end) for kind, start, end in row["marks"]]
        made.append(Marked(examples((corpus / row["file"]).read_bytes(), marked), marked))
    return made


def main(arguments: list[str] | None = None) -> int:
    """0 written (or measured), 2 no shared texts."""
    parser = argparse.ArgumentParser(prog="accuracy.weights", description=__doc__)
    parser.add_argument("--measure", action="store_true", help="print the figures and write nothing")
    chosen = parser.parse_args(arguments)
    corpus = Path(os.environ.get("LEGATION_CORPUS", ""))
    if not (corpus / "frus-raw-telegrams").is_dir():
        sys.stderr.write("accuracy.weights: no shared texts: set LEGATION_CORPUS to their folder\n")
        return 2
    telegrams = telegrams_of(corpus)
    results = tried(telegrams)
    sys.stdout.write(table(results) + "\n")
    if not chosen.measure:
        given = [example for telegram in telegrams for example in telegram.examples]
        scales = {kind: fitted(given, kind) for kind in KINDS}
        marks = sum(len(telegram.marks) for telegram in telegrams)
        text = page(scales, steps(results), telegrams=len(telegrams), marks=marks)
        WEIGHTS.write_text(text, encoding="utf-8")
        sys.stdout.write(f"wrote {WEIGHTS.relative_to(ROOT)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
