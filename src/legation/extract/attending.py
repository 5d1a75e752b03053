"""Who took part in a meeting, as the paragraph that tells of it names them: *present were*, *was led by*, *took part*.

A name by itself is no meeting: it is worth showing beside the meeting on which its telegram reports.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from legation.core.dialogue.proposal import Proposal, Source
from legation.core.telegram import Telegram
from legation.extract.folding import Folded, folded_paragraph
from legation.extract.persons import Named, persons
from legation.extract.proposing import mark_of, name_of
from legation.extract.sentences import sentences
from legation.extract.setting import setting
from legation.tables.attending import Listing, load_attending
from legation.tables.parties import PartyTable, default_parties, words_of

_SURE = 0.7
"""A guess, and no measurement: a name is shown only beside a meeting on which its telegram reports."""

_PARTS = re.compile(r",? and |, |;", re.IGNORECASE)
_CLAUSE = re.compile(r"[;:] ")
# Of a name's part of the list, behind it.
_REST = re.compile(r"\W*(?:$|\(|(?:for|of|from|in|at|on|as)\b)", re.IGNORECASE)
_NAMED_BY = ("noun", "adjective", "government")
_BEFORE_TITLE = frozenset({"", "the", "also", "both", "by", "his", "her", "a", "an"})
# Whose somebody is, right behind his name: (NORWAY), FOR NORWAY, OF THE NORWEGIAN MINISTRY.
_OF = re.compile(
    r" ?\((?P<in>[^()]{2,30})\)| (?:for|of|from) (?P<of>(?:the )?[\w.]{2,16}(?: [\w.]{2,16})?)", re.IGNORECASE
)
_OURS = frozenset({"OUR", "OURS"})


class _Attended(NamedTuple):
    start: int  # of the title and name in the folded paragraph
    end: int
    party: str | None


def attendance(telegram: Telegram, parties: PartyTable | None = None) -> list[Proposal]:
    """Those who took part, in the order of the text. Never raises.

    Each is a statement of kind ``event``, ``of`` a meeting, with the words for the person in ``attends`` and the side
    in ``party``, where the text says it.
    """
    texts = {
        at: text
        for at, paragraph in enumerate(telegram.paragraphs)
        if paragraph.role != "comment" and _may_tell((text := folded_paragraph(telegram, paragraph)).text)
    }
    if not texts:
        return []
    table = parties or default_parties()
    by_paragraph: dict[int, list[Named]] = {}
    for one in persons(telegram, table):
        by_paragraph.setdefault(one.paragraph, []).append(one)
    found: list[Proposal] = []
    sides = _Sides(telegram, table)
    for at, text in texts.items():
        for name in _attended(text, by_paragraph.get(at, []), sides):
            source = Source(
                name_of(telegram), telegram.paragraphs[at].number, text.span(name.start, name.end), telegram.sha256
            )
            said = text.text[name.start : name.end]
            found.append(
                Proposal(
                    telegram=name_of(telegram),
                    kind="event",
                    text=said,
                    fields={
                        "of": "meeting",
                        "attends": said,
                        "party": name.party,
                        "counterparty": None,
                        "modality": "done",
                    },
                    sources=(source,),
                    marking=mark_of(telegram, at, (source,)),
                    confidence=_SURE,
                    rule="attended",
                )
            )
    return found


def _may_tell(text: str) -> bool:
    table = load_attending()
    return (
        any(row.compiled.search(text) is not None for row in table.rows)
        and table.near.compiled.search(text) is not None
        and table.elsewhere.compiled.search(text) is None
    )


class _Sides:
    """Whose people are meant by the words before a list, or behind a name."""

    def __init__(self, telegram: Telegram, table: PartyTable) -> None:
        self._telegram = telegram
        self._table = table

    def of(self, words: str | None) -> str | None:
        """The code of the one side that the last of some words name; our own for OUR."""
        if not words:
            return None
        said = [*words_of(words)]
        if said and said[0] in _OURS:
            return setting(self._telegram, self._table).own
        for start in range(len(said)):
            codes = self._codes(said[start:])
            if codes:
                return codes.pop() if len(codes) == 1 else None
        return None

    def beginning(self, words: str) -> str | None:
        """The same for the first of some words: NORWAY AND CAPTAIN ROE."""
        said = [*words_of(words)]
        for end in range(len(said), 0, -1):
            codes = self._codes(said[:end])
            if codes:
                return codes.pop() if len(codes) == 1 else None
        return None

    def _codes(self, said: Sequence[str]) -> set[str]:
        key = tuple(word.strip(".,:;") for word in said)
        return {one.code for one in self._table.names.get(key, ()) if not one.doubtful and one.kind in _NAMED_BY}


def _attended(text: Folded, named: Sequence[Named], sides: _Sides) -> Iterator[_Attended]:
    """Those of ``named`` who took part, each once."""
    places = [(bisect_left(text.places, one.span.start), bisect_left(text.places, one.span.end), one) for one in named]
    done: set[int] = set()
    for start, end in sentences(text.text):
        sentence = text.text[start:end]
        if sentence.rstrip("\"'”’) ").endswith("?"):
            continue
        for row in load_attending().rows:
            for met in row.found(sentence):
                run = _run(row, sentence, met)
                if run is None:
                    continue
                side = sides.of(met.groupdict().get("side"))
                for one in _listed(text.text, start + run[0], start + run[1], places, side, sides):
                    if one.start not in done:
                        done.add(one.start)
                        yield one


def _run(row: Listing, sentence: str, met: re.Match[str]) -> tuple[int, int] | None:
    """Where the list stands that words are beside; None where they do not say that anybody took part."""
    table = load_attending()
    clause = max((stop.end() for stop in _CLAUSE.finditer(sentence, 0, met.start())), default=0)
    if table.unsaid.compiled.search(sentence, clause, met.end()) is not None:
        return None
    if row.where == "before":
        return clause, met.start()
    stop = table.ends.compiled.search(sentence, met.end())
    ends = [stop.start() if stop is not None else len(sentence)]
    behind = (other for one in table.rows if one.where == "behind" for other in one.found(sentence))
    return met.end(), min([*ends, *(other.start() for other in behind if other.start() >= met.end())])


def _listed(
    text: str,
    start: int,
    end: int,
    places: Sequence[tuple[int, int, Named]],
    side: str | None,
    sides: _Sides,
) -> Iterator[_Attended]:
    """The persons of a list, of each of which nothing but title and side stands beside the name."""
    cuts = [start, *(cut for part in _PARTS.finditer(text, start, end) for cut in (part.start(), part.end())), end]
    for first, last in zip(cuts[::2], cuts[1::2], strict=True):
        inside = [one for one in places if first <= one[0] < last]
        if len(inside) != 1:
            continue
        begin, until, named = inside[0]
        if text[until : until + 1] in ("'", "’") or _REST.match(text[until:last]) is None:
            continue  # his deputy, or a name that tells of something else
        before = text[first:begin].strip()
        titled = re.search(re.escape(named.title) + r"\.?$", before, re.IGNORECASE) if named.title else None
        left = before[: titled.start()] if titled is not None else before
        words = [word.lower() for word in left.split()]
        own = sides.of(words[-1]) if words else None
        if any(word not in _BEFORE_TITLE for word in words) and own is None:
            continue
        behind = _OF.match(text, until)
        told = None
        if behind is not None:
            told = sides.of(behind["in"]) if behind["in"] is not None else sides.beginning(behind["of"])
        at = begin if titled is None else first + text[first:begin].index(before) + titled.start()
        yield _Attended(at, until, told or own or side)
