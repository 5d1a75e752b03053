"""Persons that are found named in paragraphs, beside those that a reader marked (``accuracy/persons/README.md``).

``python -m accuracy.persons --misses`` lists what was missed and what was invented in the half that rules are made on.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from accuracy.fields import addressed
from accuracy.figures import Section, interval
from accuracy.texts import decoded, gold, received
from legation.core.telegram import Telegram
from legation.extract.name_words import surname_of
from legation.extract.persons import persons
from legation.formats import read, read_many

ROOT = Path(__file__).resolve().parent
MARKS = ROOT / "persons" / "marks.jsonl"
VOLUMES = "frus-tei/telegrams.gold.jsonl"
HALVES = ("tuned", "held out")


class Compared(NamedTuple):
    """One text: its name and half; spans of marks and of what was found; surnames likewise."""

    name: str
    half: str
    telegram: Telegram
    marked: list[tuple[int, int]]
    found: list[tuple[int, int]]

    def surnames(self, spans: list[tuple[int, int]]) -> set[str]:
        return {surname_of(" ".join(self.telegram.source[start:end].split())) for start, end in spans}

    def matched(self) -> list[tuple[int, int]]:
        """Places in ``marked`` and ``found`` that share at least half of the shorter span; each once, in order."""
        pairs, free = [], 0
        for at, (start, end) in enumerate(self.marked):
            for place in range(free, len(self.found)):
                first, last = self.found[place]
                if 2 * (min(end, last) - max(start, first)) >= min(end - start, last - first):
                    pairs.append((at, place))
                    free = place + 1
                    break
        return pairs


def compared(corpus: Path) -> Iterator[Compared]:
    """Every marked text, read; one that is absent or is not what was marked is passed over."""
    volumes = {line["id"]: line for line in gold(corpus / VOLUMES)}
    for row in gold(MARKS):
        telegram, words = _text(corpus, row["text"], volumes)
        if telegram is None or hashlib.sha256(words.encode()).hexdigest() != row["sha256"]:
            continue
        within = [(one.span.start, one.span.end) for one in telegram.paragraphs]
        marked = [(s, e) for s, e in row["marks"] if any(first <= s and e <= last for first, last in within)]
        found = [(one.span.start, one.span.end) for one in persons(telegram)]
        yield Compared(row["text"], row["half"], telegram, marked, found)


def _text(corpus: Path, name: str, volumes: dict[str, dict[str, Any]]) -> tuple[Telegram | None, str]:
    if name in volumes:
        return addressed(volumes[name]), volumes[name]["text"]
    path = corpus / name
    if not path.is_file():
        return None, ""
    data = path.read_bytes()
    return read(data, received(path.stem)), decoded(data)


def measured(corpus: Path, *, every: int = 1) -> Section:
    """The figures of both halves: totals alone, so that nothing held out is looked at.

    every: of the volumes each n-th telegram.
    """
    made = Section(
        "Persons",
        "Persons named in paragraphs, beside what was marked in 32 telegrams before any rule ran "
        "([how they were read](../../accuracy/persons/README.md)). A match shares at least half of the shorter span. "
        "A surname counts once in each telegram: that is what finding a person rests on. Rules were made on those "
        "called tuned. Intervals are Wilson's, for 95 %.",
        chief=("precision, held out", "recall, held out"),
    )
    texts = list(compared(corpus))
    for half in HALVES:
        own = [one for one in texts if one.half == half]
        matched = sum(len(one.matched()) for one in own)
        names = [(one.surnames(one.marked), one.surnames(one.found)) for one in own]
        both = sum(len(marked & found) for marked, found in names)
        exact = sum(one.marked[at] == one.found[place] for one in own for at, place in one.matched())

        def said(name: str, right: int, whole: int, what: str, half: str = half) -> None:
            figure = made.figure(f"{name}, {half}", f"{what}; interval {interval(right, whole)}")
            figure.right, figure.whole = right, whole

        said("precision", matched, sum(len(one.found) for one in own), f"mentions found in {len(own)} telegrams")
        said("recall", matched, sum(len(one.marked) for one in own), "mentions marked")
        said("whole name", exact, matched, "matched; the very span")
        said("precision by surname", both, sum(len(found) for _, found in names), "surnames of a telegram found")
        said("recall by surname", both, sum(len(marked) for marked, _ in names), "surnames of a telegram marked")
    right, whole = _of_editors(corpus, every)
    figure = made.figure(
        "recall by the words alone, volumes",
        "names that the editors have marked in paragraphs of five volumes, read with these marks hidden; the desk "
        f"reads them; interval {interval(right, whole)}",
    )
    figure.right, figure.whole = right, whole
    return made


def _of_editors(corpus: Path, every: int) -> tuple[int, int]:
    """Names that editors have marked, and how many of them the words tell too. A tag of the same length hides each."""
    whole = right = 0
    for volume in sorted((corpus / "frus-tei" / "volumes").glob("*.xml")):
        for telegram in islice(read_many(volume.read_bytes()), 0, None, every):
            told = {one.span for one in persons(telegram) if one.by == "editors"}
            if not told:
                continue
            plain = read(telegram.source.replace("<persName", "<hi      ").replace("</persName", "</hi      "))
            ends = {end for one in persons(plain) for end in (-one.span.start, one.span.end)}  # begins below zero
            whole += len(told)
            right += sum(one.end in ends or -one.start in ends for one in told)
    return right, whole


def main(arguments: list[str] | None = None) -> int:
    """0 measured, 2 no shared texts."""
    parser = argparse.ArgumentParser(prog="accuracy.persons", description=__doc__)
    parser.add_argument("--misses", action="store_true", help="list each one of the tuned half")
    chosen = parser.parse_args(arguments)
    corpus = Path(os.environ.get("LEGATION_CORPUS", ROOT.parent.parent / "shared" / "corpus"))
    if not corpus.is_dir():
        sys.stderr.write("accuracy: the shared texts are absent: set LEGATION_CORPUS to their folder\n")
        return 2
    for figure in measured(corpus).figures.values():
        sys.stdout.write(f"{figure.name}: {figure.right} of {figure.whole}, {figure.share} ({figure.whole_is})\n")
    for one in compared(corpus) if chosen.misses else ():
        if one.half == HALVES[0]:
            pairs = one.matched()
            met, right = {at for at, _ in pairs}, {place for _, place in pairs}
            missed = [one.telegram.source[s:e] for at, (s, e) in enumerate(one.marked) if at not in met]
            wrong = [one.telegram.source[s:e] for at, (s, e) in enumerate(one.found) if at not in right]
            sys.stdout.write(f"{one.name}: missed {missed}; invented {wrong}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
