"""Addressees of a list whose kind is named once for several places: ``AmEmbassy, ADDIS ABABA, COTONOU``.

Editors set the columns of a typed heading so, with the kind of office in one column and the places in the next.
"""

from __future__ import annotations

import re

from legation.tables.posts import Posts

_KIND = r"(?:Am ?(?:Embass(?:y|ies)|Consuls?|Congens?)|U\.?S\.? ?Missions?)"
_FIRST = re.compile(rf"{_KIND},", re.IGNORECASE)
_ALONE = re.compile(_KIND, re.IGNORECASE)
_PARTED = re.compile(rf" ?, ?| (?={_KIND}\b)", re.IGNORECASE)
_PRECEDENCE = re.compile(r" (?:FLASH|NIACT|IMMEDIATE|PRIORITY|ROUTINE)\Z", re.IGNORECASE)
_MOST = 2000


def each_with_its_kind(words: str, posts: Posts) -> list[str]:
    """The addressees of such an item, each as an address; the item as it stands where it is none, or names no post.

    words: with single blanks.
    """
    if _FIRST.match(words) is None or len(words) > _MOST:
        return [words]
    kind, found = "", []
    for part in filter(None, _PARTED.split(words)):
        if _ALONE.fullmatch(part):
            kind = part
            continue
        places = _places(part, posts)
        if not places:
            return [words]
        found += [f"{kind} {place}" for place in places]
    return found or [words]


def _places(words: str, posts: Posts) -> list[str]:
    """The places of ``IBADAN KADUNA``, which a comma should part; none where a word is no post's."""
    if posts.key(_PRECEDENCE.sub("", words)) is not None:
        return [words]
    each = words.split(" ")
    return each if all(posts.key(one) is not None for one in each) else []
