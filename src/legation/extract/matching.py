"""Rules applied to one sentence: where each holds, who acts, and towards whom."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from legation.extract.clauses import (
    asked_from,
    clause_end,
    coming,
    condition,
    due,
    is_guess,
    is_reserve,
    place_of,
    tells_which,
    terms_apart,
    urgency,
)
from legation.extract.excepting import excepted
from legation.extract.fields import FIELDS
from legation.extract.finds import Find
from legation.extract.mentions import OFFICIAL, PARTY, PRONOUN, WHEN, Mention
from legation.extract.scenes import ACTORS, ANYONE, FOREIGN, Met, Scene
from legation.extract.sifting import rules_within
from legation.tables.rules import Rule, load_rules, word_pattern

_MOST = 6  # finds of one rule in one sentence
_STATED = ("position", "commitment")  # kinds that a question or the writer's own comment cannot give
_WHICH = re.compile(r"\bwhich\b", re.IGNORECASE)
_EDGES = " ,;:-"


@cache
def _compiled() -> tuple[tuple[Rule, re.Pattern[str]], ...]:
    return tuple((rule, re.compile(rule.pattern, re.IGNORECASE)) for rule in load_rules().rules)


def finds(scene: Scene) -> Iterator[Find]:
    """What the rules find in a sentence, overlaps and all."""
    text = scene.sentence.text
    asked = 0 if scene.comment else asked_from(text)
    for place in rules_within(text):
        rule, pattern = _compiled()[place]
        stated = len(text) if rule.kind not in _STATED else asked
        for count, match in enumerate(pattern.finditer(text)):
            if count == _MOST:
                break
            if match.end() > stated:
                break
            if not (rule.stated and is_guess(text, match.start())):
                made = _find(rule, match, scene)
                if made is not None:
                    yield made


def _who(match: re.Match[str], group: str, scene: Scene) -> Mention | None:
    """Who stands at a named part of the pattern: the mention itself, or whom IT and HIS GOVERNMENT stand
    for."""
    if group not in match.re.groupindex or match[group] is None:
        return None
    named = scene.sentence.mentions.get(match.start(group))
    if named is not None and len(match[group]) == 1:
        return named
    if group != "by":
        return None
    speaker = _who(match, "speaker", scene)
    if speaker is None and _WHICH.search(match.string, match.start(), match.start("by")):
        before = scene.last(match.start("by"), FOREIGN)
        if match["by"].lower() != "it" or before is None:
            return before
        # LIBYA'S PART IN THE UN FUND, WHICH IT IS RELUCTANT TO JOIN: another than the one that WHICH stands for.
        earlier = [m for m in scene.sentence.mentions.values() if m.end <= before.start and m.sign in FOREIGN]
        return next((m for m in reversed(earlier) if m.code not in (None, before.code)), before)
    return speaker  # THEY of a sentence before: whose stance it is cannot be told


def _evidence(rule: Rule, match: re.Match[str], scene: Scene) -> tuple[int, int]:
    """The run of the sentence that is quoted."""
    text = scene.sentence.text
    whole = "span" in match.re.groupindex and match["span"]
    start, end = match.span("span") if whole else match.span()
    if rule.reach == "clause":
        end = clause_end(text, start, end)
    elif rule.reach == "sentence":
        end = len(text)
    elif rule.reach == "person":
        start, end = match.span("person")
    elif rule.kind != "instrument" and not any(sign.isspace() for sign in text[start:end]):
        # A noun alone says nothing: what it is of stands behind it, or before it in the match. An instrument is its
        # name, and one that is only an agreement is none.
        end = clause_end(text, start, end)
        start = start if any(sign.isspace() for sign in text[start:end]) else match.start()
    while start < end and text[start] in _EDGES:
        start += 1
    while end > start and text[end - 1] in _EDGES + ".":
        end -= 1
    return start, end


def _find(rule: Rule, match: re.Match[str], scene: Scene) -> Find | None:
    sentence = scene.sentence
    start, end = _evidence(rule, match, scene)
    if start >= end or excepted(rule.kind, sentence.text, start, end):
        return None
    by = _who(match, "by", scene) or _who(match, "by2", scene)
    to = _who(match, "to", scene) or _who(match, "to2", scene)
    if by is None and (rule.kind == "objective" or _elided(rule, match)):
        by = _subject(match, scene, to)
    sides = _sides(rule, match, scene, by, to)
    if sides is None:
        return None
    acting, towards = sides
    if rule.other and not _names_another(scene, start, end, acting or scene.here.own):
        return None
    words = scene.folded[sentence.starts[start] : sentence.ends[end - 1]]
    made = Find(
        kind=rule.kind,
        rule=rule.id,
        at=scene.at,
        start=sentence.starts[start],
        end=sentence.ends[end - 1],
        text=words,
        confidence=rule.confidence,
        fields=dict(rule.fields),
    )
    fields = FIELDS[rule.kind](Met(rule, made, match, scene, acting, towards, _who(match, "person", scene)))
    if fields is None:
        return None
    if "condition" in fields:
        apart = terms_apart(sentence.text, start, end)
        terms = fields["condition"] = (
            scene.folded[sentence.starts[apart[0]] : sentence.ends[apart[1] - 1]]
            if apart is not None
            else condition(words, _before(scene, start))
        )
        if terms is not None and is_reserve(terms) and fields.get("stance") in ("accepts", "supports"):
            fields["stance"] = "conditional"
    if "due" in fields and fields["due"] is None:
        within = place_of(fields.get("condition"), words, made.start)
        fields["due"] = due(sentence, start, len(sentence.text) if rule.kind == "demarche" else end, within)
        if fields["due"] is None and rule.kind == "commitment":
            dates = [
                mention
                for place, mention in sentence.mentions.items()
                if start <= place < end and mention.start not in within and not tells_which(sentence.text, start, place)
            ]
            fields["due"] = coming(dates, scene.here.written)
        if fields["due"] is None and (rule.kind == "commitment" or fields.get("modality") == "requested"):
            fields["due"] = urgency(words) if rule.kind in ("commitment", "demarche") else None
    made.fields = fields
    return made


def _before(scene: Scene, start: int) -> str:
    """What a sentence says before its place ``start``."""
    return scene.folded[scene.sentence.starts[0] : scene.sentence.starts[start]]


def _subject(match: re.Match[str], scene: Scene, to: Mention | None) -> Mention | None:
    """... AND URGED THAT: the subject of the sentence does it."""
    for place, mention in scene.sentence.mentions.items():
        if place >= match.start():
            break
        if mention.sign in ACTORS and (to is None or mention.code != to.code):
            return mention
    return None


def _elided(rule: Rule, match: re.Match[str]) -> bool:
    """Whether a rule names nobody who acts: ... AND UNDERTOOK TO BEGIN."""
    acted = rule.kind == "commitment" or (rule.kind == "demarche" and rule.fields.get("modality") == "done")
    return acted and not rule.received and not {"by", "by2"} & match.re.groupindex.keys()


def _sides(
    rule: Rule, match: re.Match[str], scene: Scene, by: Mention | None, to: Mention | None
) -> tuple[str | None, str | None] | None:
    """Who acts and towards whom; None where the rule asks for sides that are not there."""
    if rule.kind in _STATED and "speaker" in match.re.groupindex and not _starts_clause(match):
        return None
    if rule.received:
        promised = scene.assured(match)
        return promised if promised[0] is not None else None
    acting = by.code if by is not None else None
    towards = to.code if to is not None else None
    if rule.kind == "position" and by is None and "by" in match.re.groupindex:
        return None
    if rule.kind in _STATED and acting is None and (by is None or by.title is None):
        return None
    if rule.spoken and by is not None and by.sign in (OFFICIAL, PRONOUN) and not match["speaker"]:
        return None  # a person accepts lunch or a book; a stance of a side is said to be one
    if rule.kind == "meeting" and by is None:
        return _met(match, scene, to)
    if (rule.between or rule.kind == "meeting") and not _differ(by, to):
        return None
    return acting, towards


def _starts_clause(match: re.Match[str]) -> bool:
    """Whether a stance begins a clause, or is told by a speaker: THE ONLY HELP INDIA WILL ACCEPT is no stance."""
    if match["speaker"] is not None or _WHICH.match(match[0]):
        return True
    begin = match.start()
    return word_pattern("clause_start").search(match.string, max(0, begin - 24), begin) is not None


def _met(match: re.Match[str], scene: Scene, to: Mention | None) -> tuple[str | None, str | None] | None:
    """Whose meeting it is where only the other side is named: ours, or of whoever was named before."""
    here = scene.here
    if to is None:  # a round of talks: between the two sides, and not a session of an assembly
        if here.own is None or here.other is None or any(_is_body(m, scene) for m in scene.sentence.mentions.values()):
            return None
        return here.own, here.other
    if to.code != here.own:
        return (here.own, to.code) if here.own is not None else None
    before = [
        mention.code
        for place, mention in scene.sentence.mentions.items()
        if place < match.start() and mention.sign in ANYONE and mention.code and mention.code != to.code
    ]
    return (before[-1], to.code) if before and to.code is not None else None


def _is_body(mention: Mention, scene: Scene) -> bool:
    party = scene.here.table.party(mention.code) if mention.code is not None and mention.sign != WHEN else None
    return party is not None and party.kind == "organisation"


def _differ(by: Mention | None, to: Mention | None) -> bool:
    one, other = by.code if by is not None else None, to.code if to is not None else None
    if one is not None and other is not None:
        return one != other
    # A side that is not known is another than a known one, if it is an official with an office or a name.
    unknown = to if other is None else by
    return (one is None) != (other is None) and unknown is not None and unknown.sign in (OFFICIAL, PARTY)


def _names_another(scene: Scene, start: int, end: int, acting: str | None) -> bool:
    return any(
        start <= place < end and mention.sign in FOREIGN and any(code != acting for code in mention.codes)
        for place, mention in scene.sentence.mentions.items()
    )
