"""Checking a draft against the rules of drafting and marking, and offering the edits that are safe.

Each rule is a row of ``tables/data/drafting.toml``; the rooms of ``services/rules`` say how each is looked for. A fault
names its rule, so that whoever drafts can look the rule up and disagree.
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from legation.core.draft import Draft
from legation.core.marking import join_all
from legation.services.rules import heading, marking, text
from legation.services.rules.looking import Look, day_of, marks_in
from legation.tables.drafting import Severity, drafting_rules
from legation.tables.marking import level_of
from legation.tables.posts import Posts

LOOKS: Mapping[str, Look] = {**text.LOOKS, **heading.LOOKS, **marking.LOOKS}


class Fault(msgspec.Struct, frozen=True, kw_only=True):
    """What a draft does against a rule. paragraph: place in the draft from 1, where it is about one.

    fix: the draft with the fault mended, where that is safe.
    """

    rule: str
    severity: Severity
    says: str
    do: str
    source: str
    paragraph: int | None = None
    fix: Draft | None = None


def check_draft(draft: Draft, posts: Posts) -> list[Fault]:
    """Every fault of a draft, in the order of the rules."""
    found = []
    for rule in drafting_rules().values():
        for one in LOOKS[rule.id](draft, posts):
            found.append(
                Fault(
                    rule=rule.id,
                    severity=rule.severity,
                    says=rule.says.replace("{}", one.words),
                    do=rule.do.replace("{do}", one.do).replace("{}", one.words),
                    source=rule.source,
                    paragraph=one.paragraph,
                    fix=one.fix if rule.fix else None,
                )
            )
    return found


def mended(draft: Draft, posts: Posts) -> tuple[Draft, list[Fault]]:
    """The draft with every safe edit made, and the faults that were mended so."""
    done: list[Fault] = []
    for _ in range(100):  # each edit mends one fault; a bound keeps two rules from undoing one another
        fault = next((one for one in check_draft(draft, posts) if one.fix is not None and one.fix != draft), None)
        if fault is None or fault.fix is None:
            break
        done.append(fault)
        draft = fault.fix
    return draft, done


def banner_of_portions(draft: Draft) -> str:
    """The banner that the paragraphs of a draft ask for."""
    return level_of(join_all([marking for _, marking in marks_in(draft)]), day_of(draft))
