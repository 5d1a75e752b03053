"""Checking a draft against the rules of drafting and marking, and offering the edits that are safe.

Each rule is a row of ``tables/data/drafting.toml``; the rooms of ``services/rules`` say how each is looked for. A fault
names its rule, so that whoever drafts can look the rule up and disagree.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

import msgspec

from legation.core.draft import Draft, draft_of
from legation.core.marking import join_all
from legation.core.telegram import Telegram
from legation.core.text import Span
from legation.services.rules import clearing, copies, heading, marking, text
from legation.services.rules.clearing import Way
from legation.services.rules.looking import Found, Look, day_of, marks_in
from legation.tables.banners import level_of
from legation.tables.drafting import Severity, drafting_rules
from legation.tables.posts import Posts

LOOKS: Mapping[str, Look] = {**text.LOOKS, **heading.LOOKS, **marking.LOOKS}


class Fault(msgspec.Struct, frozen=True, kw_only=True):
    """What a draft does against a rule. paragraph: place in the draft from 1, where it is about one.

    place: which it is of those against the same rule in the same paragraph, or in the heading, from 1.

    also: further rules that say the same. span: where it stands in a copy that was read. fix: the draft with the fault
    mended, where that is safe.
    """

    rule: str
    severity: Severity
    says: str
    do: str
    source: str
    also: tuple[str, ...] = ()
    paragraph: int | None = None
    place: int = 1
    span: Span | None = None
    fix: Draft | None = None

    @property
    def rules(self) -> str:
        """Every rule that it is against, the first first."""
        return " ".join([self.rule, *self.also])


def check_draft(draft: Draft, posts: Posts) -> list[Fault]:
    """Every fault of a draft, in the order of the rules."""
    return faults_of(_found_in(draft, posts))


def _found_in(draft: Draft, posts: Posts) -> dict[str, list[Found]]:
    found = {name: list(look(draft, posts)) for name, look in LOOKS.items()}
    found["D06"] = [*heading.lacking(draft), *found["D06"]]
    return found


def check_telegram(telegram: Telegram, posts: Posts) -> list[Fault]:
    """Every fault of a telegram that was read: of the draft that it would have been, and of its copy as it stands."""
    draft = draft_of(telegram)
    found = {name: look(draft, posts) for name, look in LOOKS.items()}
    return faults_of({**found, **{name: look(telegram) for name, look in copies.LOOKS.items()}})


def check_on_the_way(way: Way) -> list[Fault]:
    """Every fault of a kept draft: of its text, and of its clearing and references."""
    found = _found_in(way.draft, way.posts)
    for name, look in clearing.LOOKS.items():
        found[name] = [*found.get(name, ()), *look(way)]
    return faults_of(found)


def faults_of(found: Mapping[str, Iterable[Found]]) -> list[Fault]:
    """What was found against each rule, in the order of the rules and with their words."""
    met: Counter[tuple[str, int | None]] = Counter()

    def place(rule: str, paragraph: int | None) -> int:
        met[rule, paragraph] += 1
        return met[rule, paragraph]

    return [
        Fault(
            rule=rule.id,
            severity=one.severity or rule.severity,
            says=rule.says.replace("{}", one.words),
            do=rule.do.replace("{do}", one.do).replace("{}", one.words),
            source=rule.source,
            also=one.also,
            paragraph=one.paragraph,
            place=place(rule.id, one.paragraph),
            span=one.span,
            fix=one.fix if rule.fix else None,
        )
        for rule in drafting_rules().values()
        for one in found.get(rule.id, ())
    ]


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
