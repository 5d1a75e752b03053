"""When a telegram reports on a demarche that was instructed before: signs and thresholds (``data/following.toml``)."""

from __future__ import annotations

import re
from functools import cache, cached_property

import msgspec

from legation.tables.linking import Referring
from legation.tables.rows import TableError, toml, typed


class Said(msgspec.Struct, frozen=True, forbid_unknown_fields=True, dict=True, kw_only=True):
    """Words that say something of a demarche. verb: the move that they tell of, where they tell of one.

    example, counter: words in which the pattern is found, and words in which it is not.
    """

    pattern: str
    example: str
    counter: str
    verb: str | None = None

    @cached_property
    def _compiled(self) -> re.Pattern[str]:
        return re.compile(self.pattern, re.IGNORECASE)

    def within(self, text: str) -> bool:
        """Whether it is said in a text."""
        return self._compiled.search(text) is not None


class Enough(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What a report must share with a demarche, by its reference and by whether it names what it was told to do.

    least, own: weight of words in common, and the part of it that the report's own words bring. counts: what the
    reference adds to the weight.
    """

    rule: str
    reference: Referring
    named: bool
    least: float
    own: float
    counts: float


class Following(msgspec.Struct, frozen=True, kw_only=True):
    """signs: in the order in which they are tried. enough: by reference and whether it is named; absent is never."""

    signs: tuple[Said, ...]
    naming: Said
    earlier: Said
    theirs: Said
    each: Said
    replied: Said
    then: Said
    enough: dict[tuple[Referring, bool], Enough]


@cache
def load_following() -> Following:
    """The whole table. Raises TableError where a sign tells no move or a threshold stands twice."""
    rows = toml("following.toml")
    signs = typed(rows["sign"], Said, "following.toml [[sign]]")
    thresholds = typed(rows["threshold"], Enough, "following.toml [[threshold]]")
    enough = {(row.reference, row.named): row for row in thresholds}
    if any(sign.verb is None for sign in signs) or len(enough) != len(thresholds):
        raise TableError("following.toml: each sign has its verb, and each way of referring one threshold")
    return Following(
        signs=tuple(signs),
        naming=typed([rows["naming"]], Said, "following.toml [naming]")[0],
        earlier=typed([rows["earlier"]], Said, "following.toml [earlier]")[0],
        theirs=typed([rows["theirs"]], Said, "following.toml [theirs]")[0],
        each=typed([rows["each"]], Said, "following.toml [each]")[0],
        replied=typed([rows["replied"]], Said, "following.toml [replied]")[0],
        then=typed([rows["then"]], Said, "following.toml [then]")[0],
        enough=enough,
    )
