"""What a telegram says of things that others raised: that they were done, put off, called off; or merely of them.
Of a meeting, also what it ended with and who took part.

Such a statement is no proposal by itself: it is worth showing beside the thing of a board of which it tells.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from legation.core.dialogue.proposal import Proposal, Source
from legation.core.telegram import Telegram
from legation.extract.attending import attendance
from legation.extract.clauses import is_guess, when
from legation.extract.folding import Folded
from legation.extract.mentions import WHEN, Mention
from legation.extract.minutes import Placed, outcomes, points
from legation.extract.proposing import mark_of, name_of, readings
from legation.extract.scenes import ACTORS, Scene
from legation.extract.spoken_days import day_told
from legation.tables.movements import Sign, load_movements
from legation.tables.parties import PartyTable, default_parties
from legation.tables.rules import word_pattern

_LONGEST = 320  # signs that are quoted
_SHORTEST, _LONGEST_SENTENCE = 24, 600  # signs of a sentence that may merely speak of something
_BEFORE = 120  # of them before the words that say it, where the sentence is longer
_BESIDE = 24  # signs between a side and what it is said to have done
_NEW_DAY = re.compile(r"\b(?:to|until|till|by|for|on)(?: the)? $", re.IGNORECASE)
_SURE = 0.6
"""A guess, and no measurement: a statement is shown only where it fits what is known."""


def statements(telegram: Telegram, parties: PartyTable | None = None) -> list[Proposal]:
    """Statements in the order of the text, of kind ``event``. Never raises.

    First what minutes set down, with the type of ``outcome``, and who took part (``attends``); then those of which the
    words show what became of a thing, ``of`` its kind; then all other sentences, which may speak of something, ``of``
    None.
    """
    found: list[Proposal] = []
    others: list[Proposal] = []
    minuted = points(telegram)
    placed: list[Placed] = []
    for read in readings(telegram, parties):
        before: Scene | None = None
        for scene in read.scenes:
            if minuted:
                placed += [(*_place(read.text, one), one) for one in scene.sentence.mentions.values()]
            told = [_proposal(telegram, scene, read.text, sign, met) for sign, met in _said(scene)]
            found += told
            others += [] if told else _merely(telegram, scene, read.text)
            others += [] if before is None else _of_the_one_before(telegram, before, scene, read.text)
            before = scene
    placed.sort(key=lambda one: one[:2])
    minutes = outcomes(telegram, minuted, placed, parties or default_parties())
    return [*minutes, *attendance(telegram, parties), *found, *others]


def _place(text: Folded, mention: Mention) -> tuple[int, int]:
    span = text.span(mention.start, mention.end)
    return span.start, span.end


def _said(scene: Scene) -> Iterator[tuple[Sign, re.Match[str]]]:
    """The first sign of each kind of thing that a sentence shows."""
    start, end = scene.sentence.starts[0], scene.sentence.ends[-1]
    text = scene.folded[start:end]
    if text.rstrip("\"'”’) ").endswith("?"):
        return
    met_of: set[str] = set()
    for sign in load_movements().signs:
        met = sign.found(text) if "event" in sign.of and sign.entity not in met_of else None
        if met is not None and not is_guess(text, met.start()):
            met_of.add(sign.entity)
            yield sign, met


def _merely(telegram: Telegram, scene: Scene, text: Folded) -> list[Proposal]:
    """A sentence as it stands; none for a question, and for one too short to tell anything."""
    start, end = scene.sentence.starts[0], scene.sentence.ends[-1]
    said = scene.folded[start:end]
    if len(said) < _SHORTEST or said.rstrip("\"'”’) ").endswith("?"):
        return []
    end = _trimmed(said, 0, min(len(said), _LONGEST_SENTENCE))
    fields: dict[str, str | None] = {"of": None, "party": None, "counterparty": None, "modality": None}
    if (told_on := day_told(scene)) is not None:
        fields["date"] = told_on
    return [_event(telegram, scene, text, 0, end, fields, "told")]


def _of_the_one_before(telegram: Telegram, before: Scene, scene: Scene, text: Folded) -> list[Proposal]:
    """A sentence with the one before, which names what it only calls IT: QUOTAS WERE RAISED. HE SAID IT MUST WAIT."""
    start, end = scene.sentence.starts[0], scene.sentence.ends[-1]
    first = before.sentence.starts[0]
    if word_pattern("of_what_was_named").match(scene.folded, start, end) is None or end - first > _LONGEST_SENTENCE:
        return []
    end = _trimmed(scene.folded[first:end], 0, end - first)
    fields: dict[str, str | None] = {"of": None, "party": None, "counterparty": None, "modality": None}
    return [_event(telegram, before, text, 0, end, fields, "told")]


def _proposal(telegram: Telegram, scene: Scene, text: Folded, sign: Sign, met: re.Match[str]) -> Proposal:
    first = scene.sentence.starts[0]
    start, end = _quoted(met)
    return _event(telegram, scene, text, start, end, _fields(scene, sign, first + met.start()), f"told-{sign.verbs[0]}")


def _event(
    telegram: Telegram, scene: Scene, text: Folded, start: int, end: int, fields: dict[str, str | None], rule: str
) -> Proposal:
    """A statement in a run of a sentence, counted from its beginning."""
    first = scene.sentence.starts[0]
    source = Source(
        telegram=name_of(telegram),
        paragraph=telegram.paragraphs[scene.at].number,
        span=text.span(first + start, first + end),
        sha256=telegram.sha256,
    )
    return Proposal(
        telegram=name_of(telegram),
        kind="event",
        text=scene.folded[first + start : first + end],
        fields=fields,
        sources=(source,),
        marking=mark_of(telegram, scene.at, (source,)),
        confidence=_SURE,
        rule=rule,
    )


def _quoted(met: re.Match[str]) -> tuple[int, int]:
    """The run of a sentence that is quoted: all of it, or as much of a long one as stands around what is said."""
    text = met.string
    start, end = 0, len(text)
    if end > _LONGEST:
        start = max(text.rfind(" ", 0, max(met.start() - _BEFORE, 1)) + 1, 0)
        end = max(text.rfind(" ", start, start + _LONGEST), met.end()) if start + _LONGEST < len(text) else len(text)
    return start, _trimmed(text, start, end)


def _trimmed(text: str, start: int, end: int) -> int:
    """The end of a run without the stops that close it."""
    while end > start and text[end - 1] in " .,;:":
        end -= 1
    return max(end, start + 1)


def _fields(scene: Scene, sign: Sign, at: int) -> dict[str, str | None]:
    mentions = [*scene.sentence.mentions.values()]
    acting = [one for one in mentions if one.sign in ACTORS and one.code and 0 <= at - one.end <= _BESIDE]
    days = [one for one in mentions if one.sign == WHEN]
    new = [one for one in days if one.start >= at and _NEW_DAY.search(scene.folded, max(0, one.start - 12), one.start)]
    fields: dict[str, str | None] = {
        "of": sign.entity,
        "party": acting[-1].code if acting else None,
        "counterparty": None,
        "modality": "done",
    }
    if sign.gives:  # the day on which it will be now, and not the one on which it was to be
        fields |= dict.fromkeys(sign.gives, _day(new[-1:]))
    elif sign.entity == "meeting":
        fields["date"] = _day(days if len(days) == 1 else [])
    return fields


def _day(days: list[Mention]) -> str | None:
    return when(days[0]) if days else None
