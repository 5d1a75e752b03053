"""``python -m accuracy.fields``: what the fields of marked clauses are read as, whether or not these are proposed.

The fields of ``accuracy/tuning/volumes.jsonl`` are compared twice, as ``accuracy.proposals`` compares them: over what
is proposed and matched, and with the clauses given, so that every mark counts. A document of these volumes has its
address and date in the edition alone, so they are put beside its text. The telegrams are two halves by the hash of
their name: misses are shown of the first, and a rule is kept where the second gains by it.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec

from accuracy.proposals import FIELDS, ROOT, Mark, Score, compared, mark_of, matched, overlaps, value
from accuracy.texts import gold
from accuracy.weights import GOLD, VOLUMES, clauses
from legation.core.telegram import Addressee, Telegram
from legation.extract.proposing import propose
from legation.extract.saying import Said, fields_of
from legation.formats import read
from legation.tables.cues import load_weights

HALVES = ("first half", "second half")


def half(name: str) -> int:
    """0 for a telegram whose misses may be looked at, 1 for one that is kept unseen."""
    return hashlib.sha256(name.encode()).digest()[0] & 1


def addressed(line: dict[str, Any]) -> Telegram:
    """The telegram of a line of the gold file, with what the edition says of its sender, addressee and date."""
    telegram = read(line["text"].encode())
    told: dict[str, Any] = {}
    if telegram.dtg is None and line.get("when"):
        told["dtg"] = line["when"][:16]
    if not telegram.from_.plad and line.get("from"):
        told["from_"] = Addressee(plad=line["from"])
    if not telegram.to and line.get("to"):
        told["to"] = (Addressee(plad=line["to"]),)
    return msgspec.structs.replace(telegram, **told)


def proposed(telegram: Telegram, marks: Sequence[Mark]) -> list[Mark | None]:
    """Of each mark the proposal that it is matched with."""
    found = [mark_of(_plain(proposal)) for proposal in propose(telegram)]
    pairs = dict(matched(marks, found))
    return [found[pairs[at]] if at in pairs else None for at in range(len(marks))]


def _plain(proposal: Any) -> dict[str, Any]:
    plain: dict[str, Any] = msgspec.to_builtins(proposal)
    plain["sources"] = [{"span": (source.span.start, source.span.end)} for source in proposal.sources]
    return plain


def given(telegram: Telegram, marks: Sequence[Mark]) -> list[Mark | None]:
    """Of each mark what its clause is read as, as one of its kind; None where no clause is alike."""
    scales: dict[str, dict[str, float]] = {scale.kind: scale.weights for scale in load_weights().scales}
    placed = [*clauses(telegram)]
    out: list[Mark | None] = []
    for mark in marks:
        nearest = max(placed, key=lambda clause: overlaps(clause.span, mark.spans[0]), default=None)
        if nearest is None or not overlaps(nearest.span, mark.spans[0]):
            out.append(None)
            continue
        span, scene, each, words = nearest
        weights = scales[mark.kind]
        said = Said(
            scene=scene,
            start=each.clause.start,
            end=each.clause.end,
            words=words,
            speaker=each.voice.speaker if each.voice is not None else None,
            own_voice=each.voice is not None and each.voice.own,
            cues=tuple(sorted(each.cues, key=lambda cue: -weights.get(cue.id, 0.0))),
        )
        fields = fields_of(mark.kind, said)  # type: ignore[arg-type]
        out.append(Mark(mark.kind, (span,), fields, "given") if fields is not None else None)
    return out


def measured(lines: Sequence[dict[str, Any]], texts: dict[str, dict[str, Any]]) -> dict[str, tuple[Score, Score]]:
    """Scores of the two halves: over what is proposed, and with the clauses given."""
    made = {way: (Score(HALVES[0]), Score(HALVES[1])) for way in ("proposed", "given")}
    for line in lines:
        name = line["id"]
        marks = [Mark(kind, ((start, end),), fields) for kind, start, end, fields in line["marks"]]
        telegram = addressed(texts[name])
        for way, reading in (("proposed", proposed), ("given", given)):
            scored = made[way][half(name)]
            scored.texts += 1
            for mark, found in zip(marks, reading(telegram, marks), strict=True):
                if found is None:
                    scored.missed.append((name, mark))
                else:
                    scored.pairs.append((name, mark, found))
    return made


def told(made: dict[str, tuple[Score, Score]]) -> list[str]:
    """A line for each way, half and field: right, of how many."""
    lines = []
    for way, halves in made.items():
        for scored in halves:
            cases = compared(scored)
            for name in FIELDS:
                agreed = [right for field, *_, right in cases if field == name]
                if agreed:
                    share = f"{100 * sum(agreed) / len(agreed):.1f} %"
                    lines.append(f"{way:<9} {scored.name:<12} {name:<15} {sum(agreed):>4} of {len(agreed):<4} {share}")
    return lines


def main(arguments: list[str] | None = None) -> int:
    """0 measured, 2 no shared texts."""
    parser = argparse.ArgumentParser(prog="accuracy.fields", description=__doc__)
    parser.add_argument("--misses", action="store_true", help="list those of the first half, with the clauses given")
    chosen = parser.parse_args(arguments)
    corpus = Path(os.environ.get("LEGATION_CORPUS", ROOT.parent.parent / "shared" / "corpus"))
    if not (corpus / GOLD).is_file():
        sys.stderr.write("accuracy: the shared texts are absent: set LEGATION_CORPUS to their folder\n")
        return 2
    texts = {line["id"]: line for line in gold(corpus / GOLD)}
    marked = [json.loads(line) for line in VOLUMES.read_text(encoding="utf-8").splitlines() if line.strip()]
    made = measured([line for line in marked if line["marks"] and len(line["marks"][0]) == len(("k", 0, 0, {}))], texts)
    sys.stdout.write("".join(f"{line}\n" for line in told(made)))
    for name, text, mark, found, agreed in compared(made["given"][0]) if chosen.misses else ():
        if not agreed:
            start, end = mark.spans[0]
            words = " ".join(texts[text]["text"][start:end].split())
            sys.stdout.write(
                f"{name}: {text} {mark.kind} {value(mark, name)!r}, read {value(found, name)!r}: {words}\n"
            )
    return 0


if __name__ == "__main__":
    sys.exit(main())
