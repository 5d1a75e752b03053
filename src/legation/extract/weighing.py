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
from functools import cache, lru_cache
from typing import NamedTuple

from legation.core.dialogue.proposal import ProposalKind
from legation.extract.drafts import Draft
from legation.extract.mentions import DESK, OFFICIAL, PARTY, PRONOUN, SIGNER, WE, Mention
from legation.extract.saying import Said, fields_of
from legation.extract.scenes import Scene
from legation.extract.splitting import Clause, clauses
from legation.extract.wording import wording
from legation.tables.cues import Cue, Lookup, Scale, load_cues, load_weights
from legation.tables.needing import Sieve, held_in

_OWN, _FOREIGN = frozenset({WE, DESK, SIGNER}), frozenset({PARTY, OFFICIAL, PRONOUN})
_LONG, _SHORT = 180, 45
SECOND = 1.5  # what a second kind of the same clause must weigh above its least
_WORDS = re.compile(r"[A-Za-z]{2}")
_FEWEST = 3
_LAST = re.compile(r"([A-Za-z]{2,9})[ ,]{1,2}$")


class Voice(NamedTuple):
    """Who has last been said to speak in a paragraph; ``speaker`` is None where the name is not known."""

    own: bool
    speaker: Mention | None


class Shown(NamedTuple):
    """A clause with the cues it shows, its words as they are weighed, and whoever speaks it."""

    clause: Clause
    cues: tuple[Cue, ...]
    words: frozenset[str]
    voice: Voice | None


def shown(scene: Scene, voice: Voice | None) -> Iterator[Shown]:
    """The clauses of a sentence, in order. voice: of the sentence before, in the same paragraph."""
    text = scene.sentence.text
    for clause in clauses(text):
        spoken = clause.frame < clause.start
        if spoken:
            voice = _voice(clause, scene, voice)
        circumstances = _circumstances(clause, scene, voice, spoken=spoken)
        words, frame = text[clause.start : clause.end], text[clause.frame : clause.start]
        around, about = _of_context(circumstances)
        looked = {"clause": words, "frame": frame, "both": f"{circumstances} | {words}"}
        # What a clause does not hold, circumstances may: of more than is found, nothing more is met.
        met = tuple(
            cue
            for cue, pattern, _ in _sieve().through(held_in(words) | about)
            if (cue.id in around if cue.where == "context" else pattern.search(looked[cue.where]))
        )
        yield Shown(clause, met, wording(words, frame), voice)


@lru_cache(maxsize=4096)
def _of_context(circumstances: str) -> tuple[frozenset[str], frozenset[str]]:
    """The cues that circumstances show by themselves, of which there are few in all; and how their words begin."""
    shown = {cue.id for cue, pattern, _ in load_cues() if cue.where == "context" and pattern.search(circumstances)}
    return frozenset(shown), held_in(circumstances)


@cache
def _sieve() -> Sieve[Lookup]:
    return Sieve((each, each.needs) for each in load_cues())


def _voice(clause: Clause, scene: Scene, before: Voice | None) -> Voice:
    speaker = next((m for place, m in scene.sentence.mentions.items() if clause.frame <= place < clause.start), None)
    if speaker is not None and speaker.sign in _OWN:
        return Voice(True, speaker)
    if speaker is not None and speaker.sign in _FOREIGN:
        return Voice(False, speaker)
    return before or Voice(False, None)


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


def weighed(scene: Scene, clause: Shown) -> Iterator[Draft]:
    """What a clause is, by weight: its heaviest kind, and a second one if that is clear."""
    start, end = clause.clause.start, clause.clause.end
    words = scene.sentence.text[start:end]
    if len(_WORDS.findall(words)) < _FEWEST:
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
        draft = _draft(scene, clause, scale, score)
        if draft is not None:
            yield draft


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


def _draft(scene: Scene, shown: Shown, scale: Scale, score: float) -> Draft | None:
    start, end = shown.clause.start, shown.clause.end
    sentence = scene.sentence
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
    return Draft(scale.kind, heaviest.id, scene.at, begin, finish, said.words, confidence, fields)


def _speaks_for(cue: Cue, kind: ProposalKind) -> bool:
    return cue.kind == kind
