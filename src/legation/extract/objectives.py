"""Objectives that stand as a list after the words that announce them, and what kind an objective is."""

from __future__ import annotations

import re
from functools import cache

from legation.extract.finds import Find
from legation.extract.mentions import ADJECTIVE, OFFICIAL, PARTY, WE, Marked
from legation.extract.setting import Setting
from legation.tables.rules import LISTS, Rule, load_rules, word_pattern

_NAMED = frozenset({PARTY, ADJECTIVE, OFFICIAL})
# "..., in which Libya is reluctant to take part" says how a side stands to the objective, and is no part of
# it.
_ASIDE = re.compile(r",? (?:(?:in|to|of|with|about|on) )?which\b.*$|,? (?:although|though|but) .*$", re.IGNORECASE)
# The mark of the first point, which stands at the end of the words that lead to it: WE WANT: (A)
_FIRST_MARK = re.compile(r"\s*(?:\(\w{1,4}\)|(?<=:)\s*\w{1,4}[.)])\s*$")
_DENIED = re.compile(r"\b(?:not|no)\b", re.IGNORECASE)
_FEWEST_WORDS = 2
_OPENING = 4  # signs before the side with which a point begins
_LONGEST_POINT = 700
_LONGEST_TOPIC = 160


@cache
def _heads() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((h.objective_kind, re.compile(rf"\b(?:{h.pattern})", re.IGNORECASE)) for h in load_rules().heads)


@cache
def _list_rules() -> tuple[tuple[Rule, re.Pattern[str]], ...]:
    return tuple((r, re.compile(r.pattern, re.IGNORECASE)) for r in load_rules().rules if r.id in LISTS)


def objective_kind(phrase: str) -> str:
    """The kind whose word stands first in the phrase, else ``other``."""
    met = [(found.start(), kind) for kind, pattern in _heads() if (found := pattern.search(phrase)) is not None]
    return min(met)[1] if met else "other"


def objective_modality(words: str) -> str:
    """Whether it is asked of the other side, or wished and not asked yet."""
    if word_pattern("asked").search(words) is None and word_pattern("wished").search(words) is not None:
        return "intended"
    return "requested"


def announced(intro: Marked, point: Marked, words: str, here: Setting) -> Find | None:
    """The objective that a point of ``words`` is, if the sentence before the list announces objectives.

    Its place is for the caller to set. ``point``: the first sentence of the point.
    """
    if len(words.split()) < _FEWEST_WORDS or len(words) > _LONGEST_POINT:
        return None
    leading = _FIRST_MARK.sub("", intro.text)
    for rule, pattern in _list_rules():
        met = pattern.search(leading)
        if met is None or _DENIED.search(intro.text, max(0, met.start() - 30), met.start()):
            continue
        topics = rule.id == "agenda-list"
        if topics and (not leading.rstrip(" -").endswith(":") or len(words) > _LONGEST_TOPIC):
            continue
        sides = _wished(point, here) or _sides(intro, point, met.end(), here)
        if sides is not None:
            fields = {
                "objective_kind": rule.fields.get("objective_kind") or objective_kind(words),
                "sought_by": sides[0],
                "sought_from": sides[1],
                "instrument": None,
                "due": None,
                "stance": None,
                "modality": "intended",
            }
            return Find("objective", rule.id, 0, 0, 0, words, rule.confidence, fields)
    return None


def _wished(point: Marked, here: Setting) -> tuple[str | None, str | None] | None:
    """Who seeks and from whom by the point itself: THE LIBYAN WISH FOR A LOWER FEE is Libya's."""
    met = word_pattern("wish_of").search(point.text)
    if met is None:
        return None
    mention = point.mentions.get(met.start(met.lastgroup or 0))
    by = mention.code if mention is not None else None
    if by is None:
        return None
    return by, here.other if by == here.own else here.own


def _sides(intro: Marked, point: Marked, end: int, here: Setting) -> tuple[str | None, str | None] | None:
    """Who seeks and from whom: ours, unless the words that announce the list say OBJECTIVES OF ANOTHER."""
    ours = any(m.sign in (WE, ADJECTIVE) and m.code == here.own for m in intro.mentions.values())
    foreign = _others(intro, here.own)
    if foreign and not ours:
        theirs = [m for place, m in intro.mentions.items() if m.sign in (PARTY, ADJECTIVE) and place <= end]
        if theirs and theirs[-1].code != here.own:
            return theirs[-1].code, here.own
    named = _others(point, here.own)
    candidates = foreign or (named if here.other is None or _opens_with(point, named) else [])
    sought_from = here.other if here.other in named or not candidates else candidates[0]
    return (here.own, sought_from) if ours or sought_from is not None else None


def _opens_with(point: Marked, named: list[str]) -> bool:
    """Whether a point begins with another side: CHAD'S CONSENT is sought of Chad, USE IN CHAD need not be."""
    return any(place <= _OPENING and mention.code in named for place, mention in point.mentions.items())


def _others(sentence: Marked, own: str | None) -> list[str]:
    return [m.code for m in sentence.mentions.values() if m.sign in _NAMED and m.code is not None and m.code != own]


def joined(objective: Find, found: list[Find]) -> list[Find]:
    """What else a point says, ``found`` in it: how a side stands to the objective, and the instrument it is
    about.

    Returns what stays beside the objective: what a rule takes for an objective in the point is the same
    again.
    """
    for find in found:
        if find.kind == "position" and find.fields["party"] and find.fields["stance"]:
            objective.fields["stance"] = {find.fields["party"]: find.fields["stance"]}
            objective.text = _ASIDE.sub("", objective.text).strip() or objective.text
            find.fields["objective"] = objective.text
        if find.kind == "instrument":
            objective.fields["instrument"] = find.fields["name"]
            find.fields.update(party=objective.fields["sought_by"], counterparty=objective.fields["sought_from"])
    return [find for find in found if find.kind != "objective"]
