"""Clauses weighed for what they may be: the cues each shows, and the kinds for which these come to enough.

A rule finds what has one fixed form. Most of what a desk lists has none: WE CANNOT SEE OUR WAY TO IT is a position
by
who says it, by CANNOT, and by its not being a guess. So every clause is weighed: each cue it shows adds its weight
to
each kind, and the sum decides. The weights are rows, fitted to telegrams that were marked by hand.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, cached_property, lru_cache
from typing import NamedTuple

from legation.core.dialogue.proposal import ProposalKind
from legation.extract.excepting import excepted
from legation.extract.finds import Find
from legation.extract.mentions import DESK, OFFICIAL, PARTY, PRONOUN, SIGNER, WE, Mention
from legation.extract.saying import Said, fields_of
from legation.extract.scenes import Scene
from legation.extract.sifting import around, cues_within
from legation.extract.splitting import Clause, clauses
from legation.extract.wording import Known, known_in, wording
from legation.tables.cues import Cue, Scale, load_cues, load_weights
from legation.tables.needing import Bits
from legation.tables.rules import word_pattern

_OWN, _FOREIGN = frozenset({WE, DESK, SIGNER}), frozenset({PARTY, OFFICIAL, PRONOUN})
_LONG, _SHORT = 180, 45
SECOND = 1.5  # what a second kind of the same clause must weigh above its least
_WORDS = re.compile(r"[A-Za-z]{2}")
_FEWEST = 3
_ROUNDED = 1e-6  # sums taken in another order may differ by less
_LAST = re.compile(r"([A-Za-z]{2,9})[ ,]{1,2}$")


class Voice(NamedTuple):
    """Who has last been said to speak in a paragraph; ``speaker`` is None where the name is not known."""

    own: bool
    speaker: Mention | None


class Shown:
    """A clause and whoever speaks it; the cues it shows, and its words as they are weighed, when they are asked for."""

    def __init__(self, clause: Clause, voice: Voice | None, text: str, circumstances: str, *, alone: bool) -> None:
        """text: of the marked sentence, in which the clause may stand alone."""
        self.clause = clause
        self.voice = voice
        self.circumstances = circumstances
        self.text = text[clause.start : clause.end]
        self.frame = text[clause.frame : clause.start]
        # The words of a sentence that is one clause were told already; it has few that the clause has not.
        self._words_of = text if alone else self.text

    @cached_property
    def words(self) -> frozenset[str]:
        """Stems of the clause and of the words that say who speaks, and pairs of neighbours."""
        return wording(self.text, self.frame)

    @cached_property
    def cues(self) -> tuple[Cue, ...]:
        """In the order of their rows."""
        rows, context = load_cues(), _of_context(self.circumstances)
        met = [one.place for one in self.candidates() if self.shows(one.cue, one.pattern)]
        return tuple(rows[place].cue for place in sorted([*met, *context.shown]))

    def candidates(self) -> list[_Weighed]:
        """The cues that may be shown by the words that are there, beside what circumstances alone show: the weightiest
        first."""
        rows = _weighed()
        return [rows[place] for place in cues_within(self._words_of, _of_context(self.circumstances).met)]

    def shows(self, cue: Cue, pattern: re.Pattern[str]) -> bool:
        """Whether the pattern of a cue is found where it is looked for."""
        if cue.where == "both":
            return pattern.search(f"{self.circumstances} | {self.text}") is not None
        return pattern.search(self.frame if cue.where == "frame" else self.text) is not None


def shown(scene: Scene, voice: Voice | None) -> Iterator[Shown]:
    """The clauses of a sentence, in order. voice: of the sentence before, in the same paragraph."""
    text = scene.sentence.text
    found = clauses(text)
    opened = word_pattern("opens_speech").match(text)
    opener = _voice_of(scene.sentence.mentions[opened.start("by")]) if opened is not None else None
    for place, clause in enumerate(found):
        spoken = clause.frame < clause.start
        if spoken:
            voice = _voice(clause, scene, voice)
        circumstances = _circumstances(clause, scene, voice, spoken=spoken)
        if place == 0 and not spoken:
            voice = opener or voice  # weighed with its own words, and not with who is said in them to speak
        yield Shown(clause, voice, text, circumstances, alone=len(found) == 1)


class _Weighed(NamedTuple):
    """A cue at its place among the rows, its pattern, and by kind what it can add to a clause or take from it."""

    place: int
    cue: Cue
    pattern: re.Pattern[str]
    adds: tuple[tuple[int, float], ...]
    takes: tuple[tuple[int, float], ...]


class _Context(NamedTuple):
    """What circumstances alone come to: places of the cues they show, the sum by kind above its least, and the needs
    that their words meet of cues that are looked for in them."""

    shown: tuple[int, ...]
    above: tuple[float, ...]
    met: Bits


@lru_cache(maxsize=4096)
def _of_context(circumstances: str) -> _Context:
    shown = sorted({place for name in circumstances.split(" ") for place in _of_circumstance(name)})
    cues = [load_cues()[place].cue.id for place in shown]
    above = [scale.base - scale.least + sum(scale.weights.get(cue, 0.0) for cue in cues) for scale in _scales()]
    return _Context(tuple(shown), tuple(above), around(circumstances))


@lru_cache(maxsize=4096)
def _of_circumstance(name: str) -> tuple[int, ...]:
    """The places of the cues that one circumstance shows; no cue asks of two at once."""
    asked = _asked_of_circumstances()
    if re.search("|".join(pattern for _, pattern in asked), name, re.IGNORECASE) is None:
        return ()  # most words after which a clause may stand
    return tuple(place for place, pattern in asked if re.search(pattern, name, re.IGNORECASE))


@cache
def _asked_of_circumstances() -> tuple[tuple[int, str], ...]:
    cues = enumerate(load_cues())
    return tuple((place, pattern.pattern) for place, (cue, pattern, _) in cues if cue.where == "context")


@cache
def _weighed() -> tuple[_Weighed, ...]:
    return tuple(_Weighed(place, cue, pattern, *_moves(cue.id)) for place, (cue, pattern, _) in enumerate(load_cues()))


def _moves(cue: str) -> tuple[tuple[tuple[int, float], ...], tuple[tuple[int, float], ...]]:
    weights = [(kind, scale.weights.get(cue, 0.0)) for kind, scale in enumerate(_scales())]
    return tuple(one for one in weights if one[1] > 0), tuple(one for one in weights if one[1] < 0)


def may_weigh_enough(clause: Shown) -> bool:
    """Whether a clause can come to the least of any kind: told without looking for most of its cues.

    What its words and circumstances come to is known. To that is added all that cues might add, and what is looked for
    and not found is taken away again, until no kind can be reached or all is known.
    """
    above = [*_of_context(clause.circumstances).above]
    for moves in known_in(clause.text, clause.frame, _word_moves()):
        for kind, weight in moves:
            above[kind] += weight
    candidates = clause.candidates()
    for one in candidates:
        for kind, weight in one.adds:
            above[kind] += weight
    for one in candidates:
        if max(above) < -_ROUNDED:
            return False
        if clause.shows(one.cue, one.pattern):
            for kind, weight in one.takes:
                above[kind] += weight
        else:
            for kind, weight in one.adds:
                above[kind] -= weight
    return max(above) >= -_ROUNDED


def _voice(clause: Clause, scene: Scene, before: Voice | None) -> Voice:
    speaker = next((m for place, m in scene.sentence.mentions.items() if clause.frame <= place < clause.start), None)
    return _voice_of(speaker) or before or Voice(False, None)


def _voice_of(speaker: Mention | None) -> Voice | None:
    if speaker is not None and speaker.sign in _OWN:
        return Voice(True, speaker)
    if speaker is not None and speaker.sign in _FOREIGN:
        return Voice(False, speaker)
    return None


def _circumstances(clause: Clause, scene: Scene, voice: Voice | None, *, spoken: bool) -> str:
    length = clause.end - clause.start
    names = [
        "spoken" if spoken else "",
        "" if voice is None else "own-speaker" if voice.own else "foreign-speaker",
        "outgoing" if scene.here.outgoing else "",
        "comment" if scene.comment else "",
        "question" if scene.sentence.text.startswith("?", clause.end) else "",
        "first" if scene.opening else "",
        "closing" if scene.closing else "",
        "long" if length > _LONG else "short" if length < _SHORT else "",
        "told" if scene.told else "",
        "report" if scene.report else "",
        _after(clause, scene),
    ]
    return " ".join(filter(None, names))


def _after(clause: Clause, scene: Scene) -> str:
    """How a clause hangs on what stands before it in its sentence."""
    before = scene.sentence.text[max(0, clause.frame - 16) : clause.frame]
    if not before.strip(" \"'“”.)("):
        return "leading"
    last = _LAST.search(before)
    return f"after-{last[1].lower()}" if last is not None else "after-stop"


def weighed(scene: Scene, clause: Shown) -> Iterator[Find]:
    """What a clause is, by weight: its heaviest kind, and a second one if that is clear."""
    if not may_weigh_enough(clause) or len(_WORDS.findall(clause.text)) < _FEWEST:
        return
    if not clause.cues:
        return  # a proposal bears the name of a cue
    ids = [cue.id for cue in clause.cues]
    said = [weights for word in sorted(clause.words) if (weights := _word_weights().get(word)) is not None]
    sums = [
        (
            scale.base
            + sum(scale.weights.get(name, 0.0) for name in ids)
            + sum(weights.get(scale.kind, 0.0) for weights in said),
            scale,
        )
        for scale in _scales()
    ]
    sums.sort(key=lambda each: each[1].least - each[0])
    for place, (score, scale) in enumerate(sums[:2]):
        if score < scale.least + (SECOND if place else 0.0):
            return
        find = _find(scene, clause, scale, score)
        if find is not None:
            yield find


@cache
def _scales() -> tuple[Scale, ...]:
    return load_weights().scales


@cache
def _word_weights() -> dict[str, dict[ProposalKind, float]]:
    """By word what it weighs for each kind: most words of a clause weigh nothing, and are looked up once."""
    made: dict[str, dict[ProposalKind, float]] = {}
    for scale in _scales():
        for word, weight in scale.words.items():
            made.setdefault(word, {})[scale.kind] = weight
    return made


@cache
def _word_moves() -> Known[tuple[tuple[int, float], ...]]:
    """As ``_word_weights``, by the place of the kind among the scales."""
    kinds = {scale.kind: place for place, scale in enumerate(_scales())}
    return Known(
        {word: tuple((kinds[kind], weight) for kind, weight in of.items()) for word, of in _word_weights().items()}
    )


def _find(scene: Scene, shown: Shown, scale: Scale, score: float) -> Find | None:
    start, end = shown.clause.start, shown.clause.end
    sentence = scene.sentence
    if excepted(scale.kind, sentence.text, start, end):
        return None
    heaviest = max(shown.cues, key=lambda cue: (_speaks_for(cue, scale.kind), scale.weights.get(cue.id, 0.0)))
    begin, finish = sentence.starts[start], sentence.ends[end - 1]
    voice = shown.voice
    said = Said(
        scene=scene,
        start=start,
        end=end,
        words=scene.folded[begin:finish],
        speaker=voice.speaker if voice is not None else None,
        own_voice=voice is not None and voice.own,
        cues=tuple(sorted(shown.cues, key=lambda cue: -scale.weights.get(cue.id, 0.0))),
    )
    fields = fields_of(scale.kind, said)
    if fields is None:
        return None
    confidence = load_weights().confidence(score - scale.least)
    return Find(scale.kind, heaviest.id, scene.at, begin, finish, said.words, confidence, fields)


def _speaks_for(cue: Cue, kind: ProposalKind) -> bool:
    return cue.kind == kind
