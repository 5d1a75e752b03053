"""Whether a sentence states that something was done, or that it was not, or tells only what somebody else says of it.

*Had Tarqand sent the dredger* and *far from having sent it* state nothing, *none was sent* that it was not done; what a
third party reports is evidence, and nothing that was done by that. Pure: ``data/deeds.toml`` has the words.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

from legation.services.boards.words import Words
from legation.tables.deeds import Unsaid, load_deeds
from legation.tables.parties import default_parties

Stated = Literal["done", "told", "undone", "nothing"]

_NEAR = 70  # signs before a deed in which its auxiliary verbs stand, or what makes it no statement
_SPEAKER = 40  # signs before a verb of saying in which whoever says it stands
_CLAUSE = re.compile(r"[.;:]\s")
# A verb in the form of what was done to something, and perhaps no verb of its clause: GOODS DELIVERED BY AIR COST MORE.
_EITHER = re.compile(r"\w+(?:ed|id|t|en|ld)(?: \w+)*", re.IGNORECASE)
_CHAIN = re.compile(r"\b(?:has|have|had|was|were|is|are|am|been|being|got|did)\b(?:\s+\w+){0,3}\s*$", re.IGNORECASE)
_NO_OBJECT = re.compile(
    r"\s*(?:$|[,.;:)]|(?:under|by|in|at|on|from|to|for|with|within|during|through|since|here|there|into|out|over|back|"
    r"yesterday|today|last|this|early|late|soon|now|again|without|before|after|as|and|or|but|which|who|when|while|"
    r"\w+day|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\w*|\d{1,2} \w+ ?$|\w+ly)\b)",
    re.IGNORECASE,
)
_FINITE = re.compile(
    r"\b(?:would|will|were|was|is|are|has|have|had|could|may|might|must|should|can|did|do|does|cost|remain\w{0,2})\b",
    re.IGNORECASE,
)
_NEXT = re.compile(r"[.;:,]|\b(?:and|but|which|who|whom|that|where|when|while|as|after|before|if|because)\b", re.I)
# What stands behind IT IS PLAIN THAT is a clause of its own; THE SHIP THAT CAME is none.
_THAT = re.compile(r"(?<=\w )(?<!\bin )(?<!\bof )(?<!\bat )(?<!\bby )(?<!\bon )(?<!\bfor )that\b", re.IGNORECASE)
_GOVERNS = re.compile(
    rf"{_FINITE.pattern}|\b(?:\w{{3,}}ed|shows?|means?|feels?|felt|proves?|appears?)\b", re.IGNORECASE
)
_LAST_WORD = re.compile(r"([^\W\d_][\w.]*)\W*$")


def clause_before(text: str, start: int) -> int:
    """Where the clause begins in which a place of a sentence stands."""
    return max((stop.end() for stop in _CLAUSE.finditer(text, 0, start)), default=0)


def clause_behind(text: str, end: int) -> int:
    """Where it ends."""
    stop = _CLAUSE.search(text, end)
    return stop.start() if stop is not None else len(text)


@lru_cache(maxsize=256)  # one sentence is held against many things
def stated(text: str, start: int, end: int) -> Stated:
    """What a sentence states of a deed of which the verb stands from ``start`` to ``end``."""
    clause = clause_before(text, start)
    made = next((row.makes for row in load_deeds().unsaid if _fits(row, text, clause, start, end)), None)
    if made is not None:
        return made
    if _is_told_of(text, start, end):
        return "nothing"
    governed = _governed(text, clause, start)
    return "told" if _is_hearsay(text[clause:start], governed=governed > clause) else "done"


def stated_in(met: re.Match[str]) -> Stated:
    """What a sentence states by words in which the verb of a deed may stand, or else of what their last word tells."""
    verb = load_deeds().any_done.search(met.string, met.start(), met.end())
    if verb is not None:
        return stated(met.string, verb.start(), verb.end())
    return stated(met.string, met.start() + met[0].rstrip().rfind(" ") + 1, met.end())


def said_of_it(text: str) -> int:
    """Where, in what stands before a deed, the clause begins that tells of it: behind HE SAID THAT."""
    says, _ = load_deeds().hearsay.compiled
    ends = [met.end() for met in says.finditer(text)]
    ends += [met.end() for met in re.finditer(r"\bthat\b", text, re.IGNORECASE)]
    return max(ends, default=0)


def ourselves(text: str) -> list[int]:
    """Where a text names ourselves; BRITISH EMBASSY is another's."""
    _, _, own = load_deeds().agent.compiled
    return [one.start() for one in own.finditer(text) if not _is_anothers(text, one.start())]


def sides_in(text: str, words: Words, year: int, ours: str | None) -> list[tuple[int, int, frozenset[str]]]:
    """Where a text names sides: begin, end, and those that may be meant. In small letters *us* is whoever writes."""
    own = frozenset({ours}) if ours is not None else frozenset[str]()
    named = [(start, end, own if text[start:end] == "us" else codes) for start, end, codes in words.sides(text, year)]
    return [one for one in named if one[2]]


def _is_anothers(text: str, start: int) -> bool:
    before = _LAST_WORD.search(text, max(0, start - _SPEAKER), start)
    word = before[1].upper().replace(".", "") if before is not None else ""
    return bool(default_parties().names.get((word,)))


def _fits(row: Unsaid, text: str, clause: int, start: int, end: int) -> bool:
    if row.where == "first":
        return row.compiled.match(text, clause, start) is not None
    if row.where == "behind":
        return row.compiled.match(text, end) is not None
    if row.where == "near" and row.compiled.search(text[clause : _governed(text, clause, start)]) is not None:
        return True
    at, until = {
        "near": (max(clause, start - _NEAR), start),
        "before": (clause, start),
        "right": (clause, start),
        "after": (end, len(text)),
        "anywhere": (0, len(text)),
    }[row.where]
    return row.compiled.search(text[at:until]) is not None


def _governed(text: str, clause: int, start: int) -> int:
    """Where, before a place, a clause begins that another one governs: IT IS TOO EARLY TO SAY THAT; else ``clause``."""
    for met in reversed([*_THAT.finditer(text, clause, start)]):
        before = text[clause : met.start()]
        if _GOVERNS.search(before) or load_deeds().hearsay.compiled[0].search(before):
            return met.start()
    return clause


def has_object(text: str, end: int) -> bool:
    """Whether what a verb was done to stands right behind it, as far as can be seen."""
    return _NO_OBJECT.match(text, end) is None


def _is_told_of(text: str, start: int, end: int) -> bool:
    """Whether a deed only tells which thing is meant, and another verb what became of that."""
    if not _EITHER.fullmatch(text[start:end]) or _CHAIN.search(text[max(0, start - _NEAR) : start]):
        return False
    if has_object(text, end):
        return False
    stop = _NEXT.search(text, end)
    return _FINITE.search(text, end, stop.start() if stop is not None else len(text)) is not None


def _is_hearsay(before: str, *, governed: bool) -> bool:
    """Whether somebody else says what stands behind these words, or we ourselves have only heard it.

    governed: another clause governs it, whatever its verb is.
    """
    says, hears = load_deeds().hearsay.compiled
    own = ourselves(before)
    said = [*says.finditer(before)]
    for met in said:
        ours = any(0 <= met.start() - start <= _SPEAKER for start in own)
        if not ours or hears.search(before[max(0, met.start() - _SPEAKER) : met.end()]):
            return True
    return governed and not said
