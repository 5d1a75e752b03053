"""``python -m accuracy.weights``: fit what the cues of proposals weigh, and write rules/weights.toml.

The telegrams of ``accuracy/tuning`` were read and marked in full by the guideline for proposals; the marks are kept as
offsets. A clause is an example of a kind when it and a mark of that kind share half of the shorter one. For each kind a
logistic regression is fitted, drawn to the weights that the cues were given by hand, for most cues are rare. Then the
words and pairs of words that would change it most are added, and all is fitted together. Figures are by
cross-validation: weights fitted on five sixths of the telegrams are tried on the rest.
"""

from __future__ import annotations

import argparse
import math
import os
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple, get_args

from accuracy.texts import gold
from legation.core.dialogue.proposal import ProposalKind
from legation.core.telegram import Telegram
from legation.extract.proposing import readings
from legation.extract.scenes import Scene
from legation.extract.weighing import SECOND, Shown, shown
from legation.formats import read
from legation.tables.cues import load_cues

ROOT = Path(__file__).resolve().parent.parent
TUNING = Path(__file__).resolve().parent / "tuning"
MARKS, VOLUMES = TUNING / "telegrams.jsonl", TUNING / "volumes.jsonl"
GOLD = "frus-tei/telegrams.gold.jsonl"  # has the texts of VOLUMES
WEIGHTS = ROOT / "src" / "legation" / "tables" / "data" / "rules" / "weights.toml"
KINDS: tuple[ProposalKind, ...] = tuple(kind for kind in get_args(ProposalKind) if kind not in ("party", "event"))
# A clause is proposed from these odds (their logarithm) on. Kinds differ because fitted odds are too sure of some: at
# each least, 45 clauses in a hundred that just reach it are right. The guideline would rather miss than invent.
LEAST: dict[ProposalKind, float] = {
    "dialogue": 0.5,
    "contact": -2.0,
    "objective": 0.3,
    "position": 0.1,
    "commitment": -0.4,
    "demarche": -0.8,
    "meeting": -1.0,
    "instrument": -1.2,
}
PULL = 4.0  # how strongly a weight is drawn to its prior
TRUST = 1.4  # what the priors count for
ROUNDS, FOLDS = 30, 6
MOST_WORDS, FOR_A_WORD = 300, 3  # words of a kind: at most so many, and one for so many marks
TELEGRAMS = 3  # of each set of texts, in which a word must stand: names and topics of one time do not
EDGES = (0.0, 0.4, 0.8, 1.2, 1.8, 2.6)
SMALLEST = 0.05  # a weight below this is left out
HEAD = """# What the cues of cues.toml weigh for each kind. Fitted, not written: made by `python -m accuracy.weights`.
# A clause weighs its base, its cues and its words, and is proposed from `least` on. Steps: the share that was
# right among clauses that weigh so much above it, by cross-validation over telegrams.
# Source: {telegrams} public telegrams read and marked in full ({marks} marks, accuracy/tuning). Date: 2026-11-26.
"""


class Mark(NamedTuple):
    kind: ProposalKind
    start: int
    end: int


class Example(NamedTuple):
    """A clause: its span in the source, the cues it shows, its words, and the kinds it is marked as."""

    start: int
    end: int
    cues: tuple[str, ...]
    words: frozenset[str]
    kinds: frozenset[ProposalKind]


class Marked(NamedTuple):
    """A telegram that was read: its clauses and its marks, and the set of texts that it is from."""

    examples: list[Example]
    marks: list[Mark]
    of: str = ""


class Scale(NamedTuple):
    base: float
    weights: dict[str, float]
    words: dict[str, float]

    def score(self, example: Example) -> float:
        cues = sum(self.weights.get(cue, 0.0) for cue in example.cues)
        return self.base + cues + sum(self.words.get(word, 0.0) for word in example.words)


Scales = Mapping[ProposalKind, Scale]
Name = tuple[str, str]  # of a weight: "cue" or "word", and which


def alike(one: tuple[int, int], other: tuple[int, int]) -> int:
    """The signs two spans share; 0 if that is less than half of the shorter one."""
    shared = min(one[1], other[1]) - max(one[0], other[0])
    return shared if shared > 0 and 2 * shared >= min(one[1] - one[0], other[1] - other[0]) else 0


class Placed(NamedTuple):
    """A clause as it is weighed, in its sentence: its span in the source, and its words."""

    span: tuple[int, int]
    scene: Scene
    clause: Shown
    words: str


def clauses(telegram: Telegram) -> Iterator[Placed]:
    """The clauses of a telegram, in order."""
    for reading in readings(telegram):
        voice = None
        for scene in reading.scenes:
            for each in shown(scene, voice):
                voice = each.voice
                begin, end = scene.sentence.starts[each.clause.start], scene.sentence.ends[each.clause.end - 1]
                span = reading.text.span(begin, end)
                yield Placed((span.start, span.end), scene, each, scene.folded[begin:end])


def examples(source: bytes, marks: Sequence[Mark]) -> list[Example]:
    """The clauses of a telegram, each with the kinds it is marked as."""
    made: list[Example] = []
    for (start, end), _, each, _ in clauses(read(source)):
        kinds = frozenset(m.kind for m in marks if alike((start, end), (m.start, m.end)))
        made.append(Example(start, end, tuple(cue.id for cue in each.cues), each.words, kinds))
    return made


def prior(kind: ProposalKind) -> dict[str, float]:
    return {each.cue.id: TRUST * each.cue.prior[kind] for each in load_cues() if kind in each.cue.prior}


class Given:
    """Clauses to fit to: which of them show a cue, and which have a word that is common enough."""

    def __init__(self, telegrams: Sequence[Marked]) -> None:
        self.examples = [example for telegram in telegrams for example in telegram.examples]
        sets = {each.of for each in telegrams}
        stands = Counter(
            (each.of, word) for each in telegrams for word in {w for example in each.examples for w in example.words}
        )
        self.cues: dict[str, list[int]] = defaultdict(list)
        self.words: dict[str, list[int]] = defaultdict(list)
        for place, example in enumerate(self.examples):
            for cue in example.cues:
                self.cues[cue].append(place)
            for word in example.words:
                if all(stands[of, word] >= TELEGRAMS for of in sets):
                    self.words[word].append(place)


def fitted(given: Given, kind: ProposalKind) -> Scale:
    """Weights of one kind: first of the cues alone, then of cues and the words that these leave most to."""
    start: dict[Name, float] = {("cue", cue): weight for cue, weight in prior(kind).items()}
    holders: dict[Name, list[int]] = {("cue", cue): given.cues[cue] for cue in sorted(given.cues)}
    weights = {name: start.get(name, 0.0) for name in holders}
    truth = [1.0 if kind in example.kinds else 0.0 for example in given.examples]
    base = math.log((sum(truth) + 1) / (len(truth) - sum(truth) + 1))
    sums = [base + sum(weights["cue", cue] for cue in example.cues) for example in given.examples]
    base = _fit(base, weights, holders, start, sums, truth)
    chances = [_chance(score) for score in sums]

    def left(word: str) -> float:
        """How far a word is from having its share of the marks, in standard deviations."""
        places = given.words[word]
        slope = sum(truth[place] - chances[place] for place in places)
        return abs(slope) / math.sqrt(sum(chances[place] * (1 - chances[place]) for place in places) + 1)

    most = min(MOST_WORDS, int(sum(truth)) // FOR_A_WORD)
    chosen = sorted(given.words, key=lambda word: (-left(word), word))[:most]
    holders |= {("word", word): given.words[word] for word in chosen}
    weights |= {("word", word): 0.0 for word in chosen}
    base = _fit(base, weights, holders, start, sums, truth)
    every = {**start, **weights}
    named = [{name: every[what, name] for what, name in every if what == part} for part in ("cue", "word")]
    return Scale(base, named[0], named[1])


def _fit(
    base: float,
    weights: dict[Name, float],
    holders: Mapping[Name, list[int]],
    start: Mapping[Name, float],
    sums: list[float],
    truth: list[float],
) -> float:
    """Newton steps, one weight after the other, until none moves by more than 0.01. Changes ``weights`` and the
    ``sums`` of the clauses; returns the base."""
    everyone = range(len(sums))
    for _ in range(ROUNDS):
        step = _step(everyone, 0.0, 0.0, sums, truth)
        base += step
        moved = abs(step)
        for name, weight in weights.items():
            step = _step(holders[name], PULL, weight - start.get(name, 0.0), sums, truth)
            weights[name] = weight + step
            moved = max(moved, abs(step))
        if moved < 0.01:
            break
    return base


def _step(places: Sequence[int], pull: float, away: float, sums: list[float], truth: list[float]) -> float:
    """One Newton step of a weight that is ``away`` from where it is drawn to; the ``sums`` follow it."""
    slope, bend = pull * away, pull + 1e-6
    for place in places:
        chance = _chance(sums[place])
        slope += chance - truth[place]
        bend += chance * (1 - chance)
    step = max(-1.0, min(1.0, -slope / bend))
    for place in places:
        sums[place] += step
    return step


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
        sums = sorted(((scale.score(example) - LEAST[kind], kind) for kind, scale in scales.items()), reverse=True)
        made.extend(
            Found(kind, example.start, example.end, score - (SECOND if place else 0.0))
            for place, (score, kind) in enumerate(sums[:2])
        )
    return [each for each in made if each.score >= 0]


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
    made: list[tuple[Marked, list[Found]]] = []
    for held, rest in folds(len(telegrams)):
        given = Given([telegrams[place] for place in rest])
        scales = {kind: fitted(given, kind) for kind in KINDS}
        made.extend((telegrams[place], found(telegrams[place].examples, scales)) for place in held)
    return made


def folds(count: int) -> Iterator[tuple[list[int], list[int]]]:
    """Places of telegrams held out, and of those to fit to; every telegram is held out once."""
    order = list(range(count))
    random.Random(1).shuffle(order)  # noqa: S311 - the same folds each time, no secret
    for fold in range(FOLDS):
        held = set(order[fold::FOLDS])
        yield sorted(held), [place for place in order if place not in held]


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
        words = [f'"{word}" = {weight:.2f}' for word, weight in sorted(scale.words.items()) if abs(weight) >= SMALLEST]
        head = f'[[scale]]\nkind = "{kind}"\nbase = {scale.base:.2f}\nleast = {LEAST[kind]:.2f}\n\n[scale.weights]\n'
        parts.append(head + "\n".join([*rows, "", "[scale.words]", *words]) + "\n")
    parts.extend(f"[[step]]\nscore = {score}\nprecision = {precision}\n" for score, precision in measured)
    return "\n".join(parts)


def telegrams_of(corpus: Path) -> list[Marked]:
    """The telegrams that were marked for tuning: files of the shared texts, and texts of the volumes by their id."""
    texts = {line["id"]: line["text"].encode() for line in gold(corpus / GOLD)}
    sources = [((corpus / row["file"]).read_bytes(), row["marks"], "files") for row in gold(MARKS)]
    sources += [(texts[row["id"]], row["marks"], "volumes") for row in gold(VOLUMES)]
    made: list[Marked] = []
    for source, marks, of in sources:
        marked = [Mark(*mark[:3]) for mark in marks]  # kind, start, end, and fields where they were marked
        made.append(Marked(examples(source, marked), marked, of))
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
        given = Given(telegrams)
        scales = {kind: fitted(given, kind) for kind in KINDS}
        marks = sum(len(telegram.marks) for telegram in telegrams)
        text = page(scales, steps(results), telegrams=len(telegrams), marks=marks)
        WEIGHTS.write_text(text, encoding="utf-8")
        sys.stdout.write(f"wrote {WEIGHTS.relative_to(ROOT)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
