"""The second of two who open the talks: LAUNCHED BY THE A/S AND THE LIBYAN NATIONAL SECURITY ADVISOR."""

from __future__ import annotations

import re

from legation.extract.finds import Find
from legation.extract.mentions import Marked
from legation.extract.people import People

_SECOND = re.compile(
    r",? and (?:(?:most likely|probably|possibly|perhaps|for (?:the other|their) side) )?(?P<person>\ue001)",
    re.IGNORECASE,
)


def second_principals(sentence: Marked, found: list[Find], people: People) -> list[Find]:
    """A contact for the official who is named next to the one that ``found`` holds as opening the talks."""
    made: list[Find] = []
    for find in found:
        if find.kind != "contact" or find.fields.get("role") != "principal":
            continue
        after = next((place + 1 for place, start in enumerate(sentence.starts) if start == find.start), 0)
        match = _SECOND.match(sentence.text, after)
        person = sentence.mentions.get(match.start("person")) if match is not None else None
        if person is None:
            continue
        # An office without a name is the person who has been named with that office.
        name = person.name or people.holder(person.title, person.code)
        fields = {
            "party": person.code,
            "counterparty": find.fields["party"],
            "person": name,
            "title": person.title,
            "role": find.fields["role"],
        }
        words = name or person.words
        made.append(Find("contact", find.rule, find.at, person.start, person.end, words, find.confidence, fields))
    return made
