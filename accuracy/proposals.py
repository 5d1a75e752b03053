"""What is proposed from a telegram beside what readers marked in it, by the guideline for annotation.

``python -m accuracy.proposals FILE.jsonl...`` scores any file of marks; ``--misses`` lists what was missed, invented
and given with another field. A line of marks: ``{"file": path within the shared texts, "kind": ..., "span": [s, e],
"fields": {...}}``, spans in code points; a line whose kind is null names a text with nothing to mark, and so does a
``files.txt`` beside the marks, in the form of sha256sum.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import networkx as nx  # type: ignore[import-untyped]

import legation
from accuracy.figures import Section, Table, interval, listing, rendered, short
from accuracy.texts import decoded, received
from legation.tables.rules import load_rules

ROOT = Path(__file__).resolve().parent
ANNOTATION = ROOT / "annotation" / "proposals.jsonl"
FURTHER = "proposals.gold.jsonl"
SEED = "seed/"
KINDS = ("dialogue", "contact", "objective", "position", "commitment", "demarche", "meeting", "instrument")
FIELDS = ("party", "counterparty", "stance", "objective_kind", "modality", "due", "condition")
# The guideline's name first, then what stands for it in the proposal JSON and in marks.
_NAMES = {
    "party": ("party", "by", "sought_by"),
    "counterparty": ("counterparty", "to", "sought_from"),
    "due": ("due", "date", "launch"),
}
_LISTED = re.compile(r"(?P<sha256>[0-9a-f]{64}) [ *](?P<file>.+)")
_WORDS = 8  # of a mark, as the guideline quotes it
_SMALL = {"a", "an", "the", "of", "on", "in", "at", "by", "part"}
_MONTHS = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"]
_MONTH = rf"(?P<month>{'|'.join(_MONTHS)})[A-Z]*\.?"
_DAYS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        r"\b(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)(?!\d)",
        rf"\b(?P<day>\d{{1,2}})(?:ST|ND|RD|TH)?\s{_MONTH}(?:,?\s(?P<year>\d{{4}}))?\b",
        rf"\b{_MONTH}\s(?P<day>\d{{1,2}})(?:ST|ND|RD|TH)?\b(?:,?\s(?P<year>\d{{4}}))?\b",
    )
)


class MarksError(Exception):
    """A file of marks that cannot be used; its words say why and what to do."""


class Mark(NamedTuple):
    """One thing of a telegram: marked by a reader (one span, no rule), or proposed (a span for each source)."""

    kind: str
    spans: tuple[tuple[int, int], ...]
    fields: dict[str, Any]
    rule: str = ""


Marks = dict[str, list[Mark]]  # by text; a text with nothing has an empty list
Proposing = Callable[[str], list[Mark] | None]


@dataclass(slots=True)
class Score:
    """What became of every mark and every proposal of a set of texts."""

    name: str
    texts: int = 0
    pairs: list[tuple[str, Mark, Mark]] = field(default_factory=list)  # text, marked, proposed
    missed: list[tuple[str, Mark]] = field(default_factory=list)
    invented: list[tuple[str, Mark]] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)  # kinds that the guideline does not have
    absent: list[str] = field(default_factory=list)  # texts that are not there, or not those that were marked

    def counts(self, kind: str | None = None) -> tuple[int, int, int]:
        """Matched, proposed and marked; of one kind, or of all."""
        matched = sum(kind in (None, mark.kind) for _, mark, _ in self.pairs)
        invented = sum(kind in (None, mark.kind) for _, mark in self.invented)
        missed = sum(kind in (None, mark.kind) for _, mark in self.missed)
        return matched, matched + invented, matched + missed


def overlaps(one: tuple[int, int], other: tuple[int, int]) -> int:
    """How many code points two spans share, if these are at least half of the shorter span; else 0."""
    common = min(one[1], other[1]) - max(one[0], other[0])
    shorter = min(one[1] - one[0], other[1] - other[0])
    return common if common > 0 and 2 * common >= shorter else 0


def matched(marked: Sequence[Mark], proposed: Sequence[Mark]) -> list[tuple[int, int]]:
    """The most pairs (place in ``marked``, place in ``proposed``) in which each stands once.

    Of several such matchings that with the most words in common, so that fields are compared with the right ones.
    """
    graph = nx.Graph()
    for at, mark in enumerate(marked):
        for place, proposal in enumerate(proposed):
            common = max((overlaps(one, two) for one in mark.spans for two in proposal.spans), default=0)
            if mark.kind == proposal.kind and common:
                graph.add_edge(at, len(marked) + place, weight=common)
    pairs = nx.max_weight_matching(graph, maxcardinality=True)
    return sorted((min(pair), max(pair) - len(marked)) for pair in pairs)


def score(name: str, marks: Marks, proposing: Proposing) -> Score:
    """Every text of ``marks`` against what ``proposing`` finds in it; None from it where there is no such text."""
    made = Score(name)
    for text, marked in sorted(marks.items()):
        found = proposing(text)
        if found is None:
            made.absent.append(text)
            continue
        made.texts += 1
        made.left_out.update(mark.kind for mark in found if mark.kind not in KINDS)
        proposed = [mark for mark in found if mark.kind in KINDS]
        pairs = matched(marked, proposed)
        right, met = {place for _, place in pairs}, {at for at, _ in pairs}
        made.pairs += [(text, marked[at], proposed[place]) for at, place in pairs]
        made.missed += [(text, mark) for at, mark in enumerate(marked) if at not in met]
        made.invented += [(text, mark) for place, mark in enumerate(proposed) if place not in right]
    return made


def value(mark: Mark, name: str) -> Any:
    """A field by the guideline's name; None where it is absent or empty. A stance by party gives that of the party
    of the position, or else of the other side."""
    given = next(
        (got for key in _NAMES.get(name, (name,)) if (got := mark.fields.get(key)) not in (None, "", [])), None
    )
    if name == "stance" and isinstance(given, dict):
        sides = (value(mark, "party"), value(mark, "counterparty"))
        return next((given[side] for side in sides if isinstance(side, str) and given.get(side)), None)
    return given


def agrees(name: str, wanted: Any, found: Any) -> bool:
    """Whether a proposed field says what was marked; parties in any order, dates in figures or in words."""
    if wanted is None or found is None:
        return wanted is found
    if name in ("party", "counterparty"):
        return _parties(wanted) == _parties(found)
    if name == "due":
        return set(_words(wanted)) - _SMALL == set(_words(found)) - _SMALL or _same_day(str(wanted), str(found))
    if name == "condition":
        # Marks without text say only that there is one.
        one, other = (f" {' '.join(_words(each))} " for each in (wanted, found))
        return wanted is True or one in other or other in one
    return _words(wanted) == _words(found)


def _words(given: Any) -> list[str]:
    return re.findall(r"\w+", str(given).casefold())


def _parties(given: Any) -> set[str]:
    parts = given if isinstance(given, list | tuple) else str(given).split(",")
    return {" ".join(_words(part)) for part in parts}


def _same_day(one: str, other: str) -> bool:
    first, second = _day(one), _day(other)
    if first is None or second is None or first[:2] != second[:2]:
        return False
    return None in (first[2], second[2]) or first[2] == second[2]


def _day(words: str) -> tuple[int, int, int | None] | None:
    """Month, day and the year where it is said."""
    found = next((met for form in _DAYS if (met := form.search(words))), None)
    if found is None:
        return None
    month = found["month"].upper()
    return (
        _MONTHS.index(month[:3]) + 1 if month.isalpha() else int(month),
        int(found["day"]),
        int(found["year"]) if found["year"] else None,
    )


def compared(scored: Score) -> list[tuple[str, str, Mark, Mark, bool]]:
    """Field by field over the matched: field, text, marked, proposed, whether they agree.

    Null against null is no case; nor is a field that no mark of the kind has in this set, for nobody looked for it.
    """
    everyone = [mark for _, mark, _ in scored.pairs] + [mark for _, mark in scored.missed]
    looked_for = {
        (mark.kind, name) for mark in everyone for name in FIELDS if set(_NAMES.get(name, (name,))) & mark.fields.keys()
    }
    out = []
    for name in FIELDS:
        for text, mark, proposal in scored.pairs:
            wanted, found = value(mark, name), value(proposal, name)
            if (mark.kind, name) in looked_for and (wanted is not None or found is not None):
                out.append((name, text, mark, proposal, agrees(name, wanted, found)))
    return out


def marks_in(path: Path) -> Marks:
    """The marks of a file by text. Raises MarksError with the line that is wrong."""
    marks: Marks = {text: [] for text in listed(path)}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip():
            continue
        try:
            said = json.loads(line)
            here = marks.setdefault(str(said["file"]), [])
            if said["kind"] is None:
                continue
            start, end = said["span"]
            if said["kind"] not in KINDS or not 0 <= start < end:
                raise ValueError
            here.append(Mark(said["kind"], ((start, end),), said.get("fields") or {}))
        except (ValueError, KeyError, TypeError):
            raise MarksError(
                f"{path}:{number} is no mark: give file, a kind of the guideline (or null) and span [start, end]"
            ) from None
    return marks


def listed(path: Path) -> dict[str, str]:
    """The texts that ``files.txt`` beside the marks lists, each with its SHA-256; none where there is no such list."""
    beside = path.parent / "files.txt"
    lines = beside.read_text(encoding="utf-8").splitlines() if beside.is_file() else []
    return {found["file"]: found["sha256"] for line in lines if (found := _LISTED.fullmatch(line.strip()))}


def reader(corpus: Path, known: dict[str, str]) -> Proposing:
    """Proposes from the texts of ``corpus``; None for a text that is absent or whose SHA-256 is not the ``known``."""

    def proposing(text: str) -> list[Mark] | None:
        path = corpus / text
        data = path.read_bytes() if path.is_file() else None
        if data is None or known.get(text, digest := hashlib.sha256(data).hexdigest()) != digest:
            return None
        return [mark_of(each) for each in legation.propose(legation.read(data, received(path.stem)))]

    return proposing


def mark_of(proposal: dict[str, Any]) -> Mark:
    """The proposal JSON as a mark."""
    spans = tuple((source["span"][0], source["span"][1]) for source in proposal["sources"])
    return Mark(proposal["kind"], spans, proposal["fields"], proposal["rule"])


def scores(name: str, marks: Marks, proposing: Proposing, *, seed: str = "seed") -> list[Score]:
    """The set, and apart from it the seed, where it is among the texts: rules are written with the seed in view."""
    parts = {
        name: {text: each for text, each in marks.items() if not text.startswith(SEED)},
        seed: {text: each for text, each in marks.items() if text.startswith(SEED)},
    }
    return [score(part, texts, proposing) for part, texts in parts.items() if texts]


def section(found: Iterable[Score]) -> Section:
    """The figures of every set, and tables of its kinds and its rules."""
    made = Section(
        "Proposals",
        "What `legation.propose` gives beside what was marked in the same telegrams by readers who saw no proposal "
        "(how, and how far two of them agree: `accuracy/annotation/README.md`; no person has reviewed the marks). "
        "Totals only: a rule made for a miss here would make the figures worthless. The seed, the example that the "
        "rules were written with, stands apart.\n\n"
        "- A match is the same kind and an overlap of at least half of the shorter span. Each mark and each proposal "
        "counts once, in the largest matching there is; one with several sources may match by any of them.\n"
        "- F1 is twice the matched of proposed and marked together.\n"
        "- Fields are compared over the matched, the two sides in the order in which they stand; nothing against "
        "nothing is no case.\n"
        "- Intervals are Wilson's, for 95 %, and take marks as independent: those of one telegram are alike, so the "
        "truth may lie further off.\n"
        "- `python -m accuracy.proposals FILE.jsonl` measures other marks in the same way, with `--misses` one by "
        "one.\n"
        "- Rules for fields are worked on with `python -m accuracy.fields`: misses are looked at in one half of "
        "`accuracy/tuning/volumes.jsonl`, and a rule is kept where the other gains by it (the halves share volumes, "
        "so that names and matters of one stand in the other); of these forty, nothing but these totals.",
        chief=("precision, forty telegrams", "recall, forty telegrams"),
    )
    for each in found:
        _figures(made, each)
        made.tables.append(_by_kind(each))
        if each.name.split(",")[0] != "seed":
            made.tables.append(_by_rule(each))
    return made


def _figures(made: Section, scored: Score) -> None:
    right, proposed, marked = scored.counts()

    def said(name: str, right: int, whole: int, what: str) -> None:
        figure = made.figure(f"{name}, {scored.name}", what)
        figure.right, figure.whole = right, whole

    telegrams = f"{scored.texts} telegram{'s' if scored.texts != 1 else ''}"
    said("precision", right, proposed, f"proposals; interval {interval(right, proposed)}")
    said("recall", right, marked, f"marks of {telegrams}; interval {interval(right, marked)}")
    said("F1", 2 * right, proposed + marked, "proposals and marks together")
    cases = compared(scored)
    for name in FIELDS:
        of_it = [agreed for case, *_, agreed in cases if case == name]
        if of_it:
            said(name.replace("_", " "), sum(of_it), len(of_it), "matched, where either side gives it")
    if scored.left_out:
        counted = ", ".join(f"{count} {kind}" for kind, count in sorted(scored.left_out.items()))
        made.notes.append(f"Proposals of kinds that the guideline does not have, left out, {scored.name}: {counted}.")
    if scored.absent:
        made.notes.append(
            f"Texts that are absent from the shared texts, or not those that were marked, left out, {scored.name}: "
            f"{', '.join(scored.absent)}."
        )


def _share(right: int, whole: int) -> str:
    return f"{100 * right / whole:.1f} %" if whole else "-"


def _by_kind(scored: Score) -> Table:
    rows = []
    for kind in (*KINDS, None):
        right, proposed, marked = scored.counts(kind)
        if proposed or marked:
            rows.append(
                (
                    kind or "all",
                    *map(str, (marked, proposed, right)),
                    *(_share(right, proposed), interval(right, proposed)),
                    *(_share(right, marked), interval(right, marked)),
                    _share(2 * right, proposed + marked),
                )
            )
    columns = (
        f"kind, {scored.name}",
        "marked",
        "proposed",
        "matched",
        "precision",
        "interval",
        "recall",
        "interval",
        "F1",
    )
    return Table(f"By kind, {scored.name}:", columns, tuple(rows))


def _by_rule(scored: Score) -> Table:
    right = Counter(proposal.rule for _, _, proposal in scored.pairs)
    whole = right + Counter(proposal.rule for _, proposal in scored.invented)
    silent = len({rule.id for rule in load_rules().rules} - whole.keys())
    words = (
        f"By rule, {scored.name}: how many of its proposals are right. The other {silent} rules proposed nothing here, "
        "and nothing is known of them:"
    )
    rows = [
        (rule, str(right[rule]), str(whole[rule]), _share(right[rule], whole[rule]), interval(right[rule], whole[rule]))
        for rule in sorted(whole)
    ]
    return Table(words, (f"rule, {scored.name}", "right", "of", "share", "interval"), tuple(rows), long=True)


def measured(corpus: Path, *, every: int = 1, annotation: Path = ANNOTATION) -> Section:
    """The project's own annotation and, where the shared texts have them, further marks."""
    found: list[Score] = []
    for name, path, seed in (
        ("forty telegrams", annotation, "seed"),
        (FURTHER, corpus / FURTHER, f"seed, {FURTHER}"),
    ):
        if path.is_file():
            marks = dict(sorted(marks_in(path).items())[::every])
            found += scores(name, marks, reader(corpus, listed(path)), seed=seed)
    made = section(found)
    if not annotation.is_file():
        made.figure("precision, forty telegrams", "accuracy/annotation is absent: nothing is measured")
    return made


def misses(scored: Score, words: Callable[[str, tuple[int, int]], str]) -> list[str]:
    """A line for everything missed, invented, or matched with another field; ``words`` quotes a span of a text."""
    lines = []
    for what, each in (("missed", scored.missed), ("invented", scored.invented)):
        for text, mark in each:
            start, end = mark.spans[0]
            by = f" by {mark.rule}" if mark.rule else ""
            lines.append(f"{what}: {text} {mark.kind}{by} [{start}, {end}] {words(text, mark.spans[0])}")
    for name, text, mark, proposal, agreed in compared(scored):
        if not agreed:
            said = f"`{short(value(mark, name))}`, read `{short(value(proposal, name))}`"
            lines.append(f"{name}: {text} {mark.kind} by {proposal.rule} {list(mark.spans[0])} {said}")
    return lines


def main(arguments: list[str] | None = None) -> int:
    """0 measured, 2 no shared texts or no such marks."""
    parser = argparse.ArgumentParser(
        prog="accuracy.proposals",
        description="Score what is proposed against files of marks (over all of them together).",
        epilog="example: python -m accuracy.proposals accuracy/annotation/proposals.jsonl",
    )
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE.jsonl", help="marks, one a line")
    parser.add_argument("--misses", action="store_true", help="list what was missed, invented, or of another field")
    chosen = parser.parse_args(arguments)
    corpus = Path(os.environ.get("LEGATION_CORPUS", ROOT.parent.parent / "shared" / "corpus"))
    try:
        if not corpus.is_dir():
            raise MarksError("the shared texts are absent: set LEGATION_CORPUS to their folder")
        marks: Marks = {}
        known: dict[str, str] = {}
        for path in chosen.files:
            if not path.is_file():
                raise MarksError(f"{path} is not there: name a file of marks")
            known |= listed(path)
            for text, each in marks_in(path).items():
                marks.setdefault(text, []).extend(each)
    except MarksError as wrong:
        sys.stderr.write(f"accuracy: {wrong}\n")
        return 2
    found = scores("marks given", marks, reader(corpus, known))
    made = section(found)
    sys.stdout.write(f"{rendered([made])}\n{listing([made])}")

    def words(text: str, span: tuple[int, int]) -> str:
        said = decoded((corpus / text).read_bytes())[span[0] : span[1]].split()
        return " ".join(said[:_WORDS])

    if chosen.misses:
        sys.stdout.write("\n" + "".join(f"{line}\n" for each in found for line in misses(each, words)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
