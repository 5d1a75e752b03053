"""``make accuracy``: measure the reader on the shared texts, print the tables, and write them in docs/reference."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from accuracy import distribution, editors, keeping, naval, persons, proposals, ties
from accuracy.citations import recall, status
from accuracy.figures import Section, chief, listing, rendered
from accuracy.texts import fingerprint, gold, texts

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "reference" / "accuracy.md"
LISTED = "accuracy-listed.md"
"""Beside the page: every miss, which is most of what there is to say and the least read."""
HEAD = """# Accuracy

How much of public telegrams is read right, and how much of what is proposed for a dialogue is what a reader marked
there. What editors, an independent plain look at the text or a reader say of a field is held beside the
[JSON](telegram-json.md) that the program gives, and nothing else of it is looked at. Every figure names its whole;
every disagreement is [listed](accuracy-listed.md), whichever side is wrong.

Fields of the head are nearly all read right. Most is missed among references in sentences, which often fit several
telegrams or state no number, and among proposals and ties: what is offered there is right more often than not, and much
is not offered.

Made by `make accuracy` from the shared texts ({texts}); not written by hand. `python -m accuracy --check` fails where
this page is not what is measured. These figures say the most, and each set of texts has more below:

{chief}
"""
LISTED_HEAD = """# Accuracy: what disagrees

Made by `make accuracy` with the [figures](accuracy.md); not written by hand. Every disagreement of the telegram JSON
with what it was held against, whichever side is wrong: first what the other side says, then what was read. Of
proposals, ties and persons there are totals alone.

"""


def measure(corpus: Path, *, every: int = 1) -> list[Section]:
    """All figures over the shared texts; with ``every`` = n over each n-th text, and of the volumes ties alone."""
    raw, raw_texts = editors.raw_telegrams(corpus / "frus-raw-telegrams", every=every)
    sections = [raw]
    volumes: list[tuple[str, dict[str, Any]]] = []
    if every == 1:
        edited, volumes = editors.volume_telegrams(corpus / "frus-tei")
        sections.append(edited)
    messages = list(texts(corpus / "navadmin" / "txt", every=every))
    sections.append(naval.messages(messages))
    headers = list(texts(corpus / "nara-aad-excerpts" / "txt"))
    bodies = list(texts(corpus / "nara-bodies" / "txt", every=every))
    seed = list(texts(corpus / "seed"))
    state = [("frus-raw-telegrams", raw_texts), ("nara-aad-excerpts", headers), ("nara-bodies", bodies), ("seed", seed)]
    marine = list(texts(corpus / "maradmin-excerpts" / "txt"))
    every_set = [*state, ("navadmin", messages), ("maradmin-excerpts", marine)]
    counted = [(name, [(text.identity, text.read) for text in found]) for name, found in every_set]
    sections.append(status([*counted, ("frus-tei", volumes)]))
    edited_words = {line["id"]: line["text"] for line in gold(corpus / "frus-tei" / "telegrams.gold.jsonl")}
    in_volumes = [(name, edited_words.get(name, ""), telegram) for name, telegram in volumes]
    looked: list[tuple[str, Sequence[tuple[str, str, dict[str, Any]]]]] = [*state, ("frus-tei", in_volumes)]
    sections.append(recall(looked))
    if every == 1:
        sections.extend(keeping.measured(corpus))
    sections.append(distribution.totals([("nara-aad-excerpts", headers), ("frus-raw-telegrams", raw_texts)]))
    sections.append(proposals.measured(corpus, every=every))
    sections.append(ties.measured(corpus))
    sections.append(persons.measured(corpus, every=every))
    return sections


def main(arguments: list[str] | None = None) -> int:
    """0 measured (or the page is true), 1 the page is not what is measured, 2 no shared texts."""
    parser = argparse.ArgumentParser(prog="accuracy", description=__doc__)
    parser.add_argument("--check", action="store_true", help="compare the page instead of writing it")
    chosen = parser.parse_args(arguments)
    corpus = Path(os.environ.get("LEGATION_CORPUS", ROOT.parent / "shared" / "corpus"))
    if not corpus.is_dir():
        sys.stderr.write("accuracy: the shared texts are absent: set LEGATION_CORPUS to their folder\n")
        return 2
    found = measure(corpus)
    head = HEAD.format(texts=f"fingerprint {fingerprint(corpus)}", chief=chief(found))
    pages = {PAGE: head + rendered(found, LISTED), PAGE.with_name(LISTED): LISTED_HEAD + listing(found)}
    if chosen.check:
        other = [path for path, page in pages.items() if not path.is_file() or path.read_text(encoding="utf-8") != page]
        for path in other:
            sys.stderr.write(f"accuracy: docs/reference/{path.name} is not what is measured: run make accuracy\n")
        return int(bool(other))
    sys.stdout.write("\n".join(line for line in pages[PAGE].splitlines() if line.startswith(("|", "## "))) + "\n")
    for path, page in pages.items():
        path.write_text(page, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
