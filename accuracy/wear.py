"""``python -m accuracy.wear``: how much of each field is kept where the copy is worn.

Every text is read as it is, then as each way of :mod:`accuracy.copies` leaves it; what the first reading says of a
field must be what the second says. A field counts where the sound copy says something of it, or the worn one does.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any, NamedTuple

import legation
from accuracy.copies import WAYS, Way, copy_of, worn
from accuracy.figures import short
from accuracy.texts import decoded, gold, received
from legation.simulate import traffic

ROOT = Path(__file__).resolve().parent.parent
MOST = 40
"""Texts of a set, evenly apart."""
SETS = (
    "frus-raw-telegrams/txt",
    "navadmin/txt",
    "nara-bodies/txt",
    "nara-aad-excerpts/txt",
    "maradmin-excerpts/txt",
    "seed",
)

_LOOKS = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "—": "-", "–": "-", "\xa0": " "})
_MISREAD = str.maketrans({"0": "O", "1": "I", "L": "I", "5": "S"})


def _looks(value: Any, noisy: bool) -> Any:
    """A value as it looks: without regard to case, the shape of quotes and dashes, and the width of blanks."""
    if isinstance(value, str):
        words = " ".join(value.upper().translate(_LOOKS).replace("--", "-").split())
        return words.translate(_MISREAD).replace("RN", "M") if noisy else words
    if isinstance(value, list | tuple):
        return [_looks(each, noisy) for each in value]
    return value


def _listed(name: str) -> Callable[[dict[str, Any]], Any]:
    return lambda t: [(one["plad"], one["precedence"], one["mcn"]) for one in t[name]]


def _parts(name: str, *parts: str) -> Callable[[dict[str, Any]], Any]:
    return lambda t: [t[name][part] for part in parts]


FIELDS: dict[str, Callable[[dict[str, Any]], Any]] = {
    "mrn": lambda t: t["mrn"],
    "dtg": lambda t: t["dtg"],
    "from": lambda t: t["from"]["plad"],
    "to": _listed("to"),
    "info": _listed("info"),
    "precedence": _parts("precedence", "action", "info"),
    "level": lambda t: t["classification"]["level"],
    "captions": lambda t: sorted([*t["classification"]["captions"], *t["classification"]["caveats"]]),
    "section": _parts("section", "number", "of"),
    "tags": lambda t: t["tags"],
    "subject": lambda t: t["subject"],
    "references": lambda t: [(r["label"], r["mrn"] or r["kind"]) for r in t["references"]],
    "order": _parts("executive_order", "order", "code", "declassify_on", "exemptions"),
    "authority": _parts("classified_by", "name", "title", "reasons"),
    "attention": lambda t: [(one["office"], one["person"]) for one in t["attention"]],
    "distribution": lambda t: [(one["role"], one["office"], one["copies"]) for one in t["distribution"]],
    "paragraphs": lambda t: [(p["number"], p["marking"]) for p in t["paragraphs"]],
    "text": lambda t: re.sub(r"[\s-]", "", " ".join(p["text"] for p in t["paragraphs"]).translate(_LOOKS)),
    "signature": lambda t: t["signature"],
}
"""What is compared, by the names of the columns."""


class Sound(NamedTuple):
    """A sound text: its set, its name, its words, and the day it came."""

    of: str
    name: str
    words: str
    received: Any


class Missed(NamedTuple):
    name: str
    wanted: str
    found: str


class Cell(NamedTuple):
    kept: int
    of: int
    missed: tuple[Missed, ...]


def _evenly(found: Sequence[Any], most: int) -> Sequence[Any]:
    return [found[at * len(found) // most] for at in range(most)] if len(found) > most else found


def shared(corpus: Path, most: int = MOST) -> Iterator[Sound]:
    """The shared texts, at most so many of each set."""
    for name in SETS:
        for path in _evenly(sorted((corpus / name).glob("*.txt")), most):
            yield Sound(name.split("/")[0], path.stem, decoded(path.read_bytes()), received(path.stem))
    for line in _evenly(gold(corpus / "frus-tei" / "telegrams.gold.jsonl"), most):
        yield Sound("frus-tei", line["id"], line["text"], None)


def own(most: int = MOST) -> Iterator[Sound]:
    """Texts that need no shared ones: the sample, and undamaged simulated traffic."""
    traffic_files = sorted((files("legation.sample") / "traffic").iterdir(), key=lambda file: file.name)
    for file in _evenly(traffic_files, most):
        yield Sound("sample", file.name.removesuffix(".txt"), decoded(file.read_bytes()), None)
    for at, sent in enumerate(traffic(most, seed=11, faults=0, mean_bytes=3000)):
        yield Sound("simulated", f"simulated {at}", decoded(sent.inner), None)


def measured(texts: Iterable[Sound], ways: Sequence[Way] = WAYS) -> dict[str, dict[str, Cell]]:
    """Kept of each field, by way and field."""
    kept: Counter[tuple[str, str]] = Counter()
    whole: Counter[tuple[str, str]] = Counter()
    missed: dict[tuple[str, str], list[Missed]] = {}
    for sound in texts:
        words = sound.words.replace("\r\r\n", "\n").replace("\r\n", "\n").replace("\r", "\n")
        reading = legation.to_dict(legation.read(words, sound.received))
        copy = copy_of(words, reading)
        said = {field: look(reading) for field, look in FIELDS.items()}
        for way in ways:
            changed = worn(copy, way, sound.name)
            if changed is None:
                continue
            again = legation.to_dict(legation.read(changed, sound.received))
            for field, look in FIELDS.items():
                wanted, found = _looks(said[field], way.noisy), _looks(look(again), way.noisy)
                if _empty(wanted) and _empty(found):
                    continue
                whole[way.name, field] += 1
                if wanted == found:
                    kept[way.name, field] += 1
                else:
                    missed.setdefault((way.name, field), []).append(Missed(sound.name, short(wanted), short(found)))
    return {
        way.name: {
            field: Cell(kept[way.name, field], whole[way.name, field], tuple(missed.get((way.name, field), ())))
            for field in FIELDS
        }
        for way in ways
    }


def _empty(value: Any) -> bool:
    return not value or (isinstance(value, list) and not any(value))


def total(row: dict[str, Cell]) -> tuple[int, int]:
    """Fields kept of a way, and of how many."""
    return sum(cell.kept for cell in row.values()), sum(cell.of for cell in row.values())


def share(kept: int, of: int) -> str:
    return f"{100 * kept / of:.1f}" if of else "-"


def table(rows: dict[str, dict[str, Cell]], held_out: bool) -> str:
    """One row for each way, worst first: fields kept of how many, then per cent by field."""
    chosen = [way.name for way in WAYS if way.held_out == held_out and way.name in rows]
    chosen.sort(key=lambda name: total(rows[name])[0] / max(1, total(rows[name])[1]))
    lines = [f"| way | kept | of | % | {' | '.join(FIELDS)} |", "| --- |" + " ---: |" * (len(FIELDS) + 3)]
    for name in chosen:
        kept, of = total(rows[name])
        cells = (share(cell.kept, cell.of) for cell in rows[name].values())
        lines.append(f"| {name} | {kept} | {of} | {share(kept, of)} | {' | '.join(cells)} |")
    return "\n".join(lines)


def main(arguments: list[str] | None = None) -> int:
    """0 measured, 2 no shared texts."""
    parser = argparse.ArgumentParser(prog="accuracy.wear", description=__doc__)
    parser.add_argument("--way", help="only the ways whose name has this in it")
    parser.add_argument("--misses", metavar="FIELD", help="each miss of a field ('all': of every field)")
    parser.add_argument("--held-out", action="store_true", help="the ways kept apart, and only these")
    parser.add_argument("--own", action="store_true", help="only the sample and simulated traffic")
    parser.add_argument("--most", type=int, default=MOST, help="texts of each set")
    chosen = parser.parse_args(arguments)
    corpus = Path(os.environ.get("LEGATION_CORPUS", ROOT.parent / "shared" / "corpus"))
    if not chosen.own and not corpus.is_dir():
        sys.stderr.write(
            "accuracy.wear: the shared texts are absent: set LEGATION_CORPUS to their folder, or say --own\n"
        )
        return 2
    texts = [*(() if chosen.own else shared(corpus, chosen.most)), *own(chosen.most)]
    ways = [way for way in WAYS if way.held_out == chosen.held_out and (chosen.way or "") in way.name]
    rows = measured(texts, ways)
    sets = Counter(text.of for text in texts)
    sys.stdout.write(f"{len(texts)} texts: {', '.join(f'{count} {name}' for name, count in sets.items())}\n\n")
    sys.stdout.write(table(rows, chosen.held_out) + "\n")
    if chosen.misses:
        for name, row in rows.items():
            for field, cell in row.items():
                for miss in cell.missed if chosen.misses in ("all", field) else ():
                    sys.stdout.write(f"{name} / {field}: {miss.name}: {miss.wanted}  READ  {miss.found}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
