"""From a telegram to what a desk would put on its list after reading it, each with the words that show it."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import NamedTuple

from legation.core.dialogue.proposal import REGARDING, Proposal, Source
from legation.core.marking import UNREADABLE_RANK, join_all
from legation.core.telegram import Paragraph, Telegram
from legation.extract.contacts import second_principals
from legation.extract.drafted import NUMBER_AND_MARK
from legation.extract.events import event_of
from legation.extract.finds import Find, kept
from legation.extract.folding import Folded, folded_paragraph
from legation.extract.gathering import gathered
from legation.extract.matching import finds
from legation.extract.mentions import Marked, in_capitals, marked
from legation.extract.naming import mentions
from legation.extract.objectives import announced, joined
from legation.extract.people import People
from legation.extract.points import point_lists
from legation.extract.quoting import quoted
from legation.extract.regarding import Beside
from legation.extract.scenes import Scene
from legation.extract.sentences import sentences
from legation.extract.setting import Setting, of_the_text, setting
from legation.extract.speeches import Speeches, in_turns
from legation.extract.spoken_days import date_them
from legation.extract.talks import talk_of
from legation.extract.weighing import Voice, shown, weighed
from legation.tables import banners
from legation.tables.marking import subject_marking
from legation.tables.needing import Glance, words_in
from legation.tables.parties import PartyTable, default_parties
from legation.tables.pieces import pieces_of, source_marking
from legation.tables.portions import portion
from legation.tables.rules import load_rules, word_pattern

_HEAD = re.compile(NUMBER_AND_MARK)
# "FOR BONN: EMBASSY SHOULD ..." speaks to one post of many.
_FOR_POST = re.compile(r"FOR ([A-Z][A-Z .]{2,24}): ")
_COMMENT = re.compile(
    r"\b(BEGIN COMMENT|COMMENT|EMBASSY COMMENT|MISSION COMMENT)\s?[:.]|\b(END COMMENT|END OF COMMENT)\b",
    re.IGNORECASE,
)
_REMEMBERED = 600  # signs of what a paragraph has said before a sentence
_OFTEN = 350  # signs of a paragraph for which it has a verb of saying, if it tells what was said
_SELDOM = 600  # the same for a telegram that reports a conversation as a whole
_APART = 12  # signs between the words that announce a list and its first point


def propose(telegram: Telegram, parties: PartyTable | None = None) -> list[Proposal]:
    """Proposals in the order of the text. Never raises; the same telegram gives the same list.

    Args:
        parties: who may be party to a dialogue; an archive of its own world extends the default table.

    Returns:
        One proposal for one thing, each with the span of its evidence in ``telegram.source``.

    Source: the guideline for proposals in docs/reference (kinds, fields, shortest evidence).
    """
    texts: dict[int, Folded] = {}
    met: list[Find] = []
    for read in readings(telegram, parties):
        texts[read.at] = read.text
        met.extend(_paragraph(read))
    if not _founds(telegram, texts.values(), met):
        met = [find for find in met if find.rule not in _of_founding()]
    best = gathered(kept(met), {at: text.text for at, text in texts.items()})
    beside = {at: Beside(text.text) for at, text in texts.items()}
    return [_proposal(telegram, quoted(find, texts[find.at].text), texts, beside[find.at]) for find in best]


class Reading(NamedTuple):
    """A paragraph with words: its place in the telegram, its folded text, and its sentences in order."""

    at: int
    text: Folded
    lists: _Lists
    people: People
    scenes: Iterator[Scene]


def readings(telegram: Telegram, parties: PartyTable | None = None) -> Iterator[Reading]:
    """The paragraphs of a telegram as they are read for proposals. Each is to be read out before the next."""
    here = setting(telegram, parties if parties is not None else default_parties())
    texts = {
        at: text
        for at, paragraph in enumerate(telegram.paragraphs)
        if (text := folded_paragraph(telegram, paragraph)).text
    }
    here = of_the_text(here, (text.text for text in texts.values()))
    people = People(here)
    people.turns = in_turns(text.text for text in texts.values())
    whole = sum(len(text.text) for text in texts.values())
    said = {at: _verbs_of_saying(text.text) for at, text in texts.items()}
    report = sum(said.values()) * _SELDOM >= whole
    first, last = min(texts, default=0), max(texts, default=0)
    for at, text in texts.items():
        lists = _Lists(telegram.source, text)
        told = said[at] * _OFTEN >= len(text.text)
        ends = (at == first, at == last, told, report)
        yield Reading(at, text, lists, people, _scenes(telegram.paragraphs[at], at, text, here, people, lists, ends))


@cache
def _of_founding() -> frozenset[str]:
    """Rules that hold only in a telegram that founds a dialogue."""
    return frozenset(rule.id for rule in load_rules().rules if rule.founding)


def _founds(telegram: Telegram, texts: Iterable[Folded], met: Sequence[Find]) -> bool:
    """Whether a telegram founds a dialogue: it proposes one, or speaks of regular talks or of points of contact."""
    if not any(find.rule in _of_founding() for find in met):
        return True  # nothing hangs on it
    said = [telegram.subject or "", *(text.text for text in texts)]
    return any(find.kind == "dialogue" for find in met) or any(word_pattern("founds").search(text) for text in said)


@cache
def _may_tell() -> Glance:
    return Glance(word_pattern("telling").pattern)


def _verbs_of_saying(text: str) -> int:
    return len(word_pattern("telling").findall(text)) if _may_tell()(words_in(text)) else 0


def _scenes(
    paragraph: Paragraph,
    at: int,
    text: Folded,
    here: Setting,
    people: People,
    lists: _Lists,
    ends: tuple[bool, bool, bool, bool],
) -> Iterator[Scene]:
    head = _HEAD.match(text.text)
    begin = head.end() if head is not None else 0
    here = _addressed(text.text, begin, here)
    capitals = in_capitals(text.text)
    comment = paragraph.role == "comment"
    first, last, told, report = ends
    before = ""
    if here.outgoing and here.other is None:
        people.talk = None  # WE HAVE TOLD CHILE is said of that paragraph's matter, and of no other of a circular
    speeches = Speeches(text.text, here.own, turns=people.turns)
    for start, end in sentences(text.text, (begin, *lists.edges)):
        if end <= begin:
            continue
        start = max(start, begin)
        met = speeches.heard(start, end, mentions(text.text, start, end, here, people, capitals=capitals))
        sentence = marked(text.text, start, end, met)
        for turn in _COMMENT.finditer(text.text, start, end):
            comment = turn[1] is not None
        objective = lists.objective(start, end, sentence, at, here)
        goal = objective.text if objective is not None else None
        people.talk = talk_of(sentence) or people.talk
        talk = people.talk
        yield Scene(sentence, text.text, at, here, comment, goal, before, first, last, objective, told, report, talk)
        before = (before + " " + text.text[start:end])[-_REMEMBERED:]


def _paragraph(read: Reading) -> list[Find]:
    met: list[Find] = []
    voice: Voice | None = None
    for scene in read.scenes:
        found = list(finds(scene))
        if scene.wanted is not None:
            found = joined(scene.wanted, found)
        own = [*found, *second_principals(scene.sentence, found, read.people)]
        for clause in shown(scene, voice):
            voice = clause.voice
            if scene.wanted is None:
                own.extend(find for find in weighed(scene, clause) if not _known(find, found))
        date_them(scene, own)
        met.extend(own)
    return [*(find for find in met if not read.lists.announced_by(find)), *read.lists.wanted.values()]


def _known(find: Find, found: list[Find]) -> bool:
    """Whether a rule has found the same: what has a fixed form is quoted more exactly by its rule.

    One that holds only where a dialogue is founded may turn out to hold not, and is told apart later.
    """
    return any(
        each.kind == find.kind and each.start < find.end and find.start < each.end and each.rule not in _of_founding()
        for each in found
    )


def _addressed(text: str, begin: int, here: Setting) -> Setting:
    """The setting of a paragraph of a circular that speaks to one post."""
    post = _FOR_POST.match(text, begin)
    if post is None or not here.outgoing:
        return here
    place = here.table.country_of_post(post[1], year=here.written.year if here.written else None)
    return here._replace(other=place, about=(place, *here.about) if place else here.about)


class _Lists:
    """The lists of one paragraph: what announces each, and which of its points are objectives."""

    def __init__(self, source: str, text: Folded) -> None:
        self.text = text.text
        first = text.places[0]

        def placed(offset: int) -> int:
            """A place of the raw paragraph in the folded one."""
            return bisect_left(text.places, offset + first)

        found = point_lists(source[first : text.places[-1] + 1])
        self.points = sorted(
            (placed(start), placed(end), placed(each.points[0][0])) for each in found for start, end in each.points
        )
        self.edges = tuple(edge for start, end, _ in self.points for edge in (start, end))
        self.openings = [start for start, _, _ in self.points]
        self.firsts = sorted({first for _, _, first in self.points})
        self.intros: dict[int, tuple[int, int, Marked]] = {}
        self.wanted: dict[int, Find] = {}
        self.announcing: set[tuple[int, int]] = set()

    def objective(self, start: int, end: int, sentence: Marked, at: int, here: Setting) -> Find | None:
        """The objective that the sentence [start, end) is or is part of; to be asked sentence by sentence."""
        following = bisect_left(self.firsts, end)
        if following < len(self.firsts):
            self.intros[self.firsts[following]] = (start, end, sentence)
        place = bisect_right(self.openings, start) - 1
        if place < 0 or end > self.points[place][1]:
            return None
        begin, stop, first = self.points[place]
        if start == begin:
            began, ended, intro = self.intros.get(first, (0, 0, None))
            if intro is not None and first - ended <= _APART:
                made = announced(intro, sentence, self.text[begin:stop], here)
                if made is not None:
                    made.at, made.start, made.end = at, begin, stop
                    self.wanted[begin] = made
                    self.announcing.add((began, ended))
        return self.wanted.get(begin)

    def announced_by(self, find: Find) -> bool:
        """Whether ``find`` is but what leads to a list of objectives: WE AIM TO ACHIEVE THE FOLLOWING OBJECTIVES."""
        if find.kind != "objective" or not any(a <= find.start and find.end <= b for a, b in self.announcing):
            return False
        return word_pattern("leads_to_list").search(find.text) is not None


def _proposal(telegram: Telegram, find: Find, texts: dict[int, Folded], beside: Beside) -> Proposal:
    name = name_of(telegram)
    places = [(find.at, find.start, find.end), *find.also]
    sources = tuple(
        Source(
            telegram=name,
            paragraph=telegram.paragraphs[at].number,
            span=texts[at].span(start, end),
            sha256=telegram.sha256,
        )
        for at, start, end in places
    )
    fields = dict(find.fields)
    about = beside.of(
        find,
        lambda: _piece_begins(telegram, find.at, texts[find.at], find.start),
        lambda: _subject_beside(telegram, sources),
    )
    if about is not None:
        fields[REGARDING] = about
    if fields.get("role") == "point of contact" and "single point of contact" in texts[find.at].text.lower():
        fields["role"] = "single point of contact"
    event = event_of(find.kind, find.text, fields)
    if event is not None:
        fields["event"] = event
    return Proposal(
        telegram=name,
        kind=find.kind,
        text=find.text,
        fields=fields,
        sources=sources,
        marking=mark_of(telegram, find.at, sources),
        confidence=find.confidence,
        rule=find.rule,
    )


def _piece_begins(telegram: Telegram, at: int, text: Folded, start: int) -> int:
    """Where the words begin that are held as those at ``start``: behind a heading above the number, and the number."""
    place = text.places[start]
    pieces = pieces_of(telegram, telegram.paragraphs[at])
    begin = next((bisect_left(text.places, one.span.start) for one in pieces if place < one.span.end), 0)
    head = _HEAD.match(text.text, begin)
    return min(head.end() if head is not None else begin, start)


def _subject_beside(telegram: Telegram, sources: Sequence[Source]) -> str | None:
    """The subject of a telegram, if it is held no more closely than what a proposal rests on."""
    held = join_all([source_marking(telegram, source) for source in sources])
    return telegram.subject if subject_marking(telegram).join(held) == held else None


def name_of(telegram: Telegram) -> str:
    """What a telegram is called by in proposals: its number, else its file or the beginning of its hash."""
    return telegram.mrn or telegram.file or telegram.sha256[:12]


def mark_of(telegram: Telegram, at: int, sources: Sequence[Source]) -> str | None:
    """The portion mark of the paragraph at a place, else that of the telegram; None where neither is known.

    What is drawn from an annex below its words, or from another paragraph too, bears a level above its mark; where
    nobody can tell how that is held, it bears the mark of what cannot be read.
    """
    written = telegram.paragraphs[at].marking
    own = portion(written)
    held = join_all([source_marking(telegram, source) for source in sources])
    if own is not None and own.join(held) == own:
        return written
    if own is None and held.rank >= UNREADABLE_RANK:
        return written  # no mark, or one that says as much
    return banners.mark_of(held, telegram.day)
