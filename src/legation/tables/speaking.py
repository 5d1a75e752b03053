"""When a sentence that proposes nothing speaks of a thing of the board: signs, thresholds (``data/speaking.toml``)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, cached_property
from typing import Literal

import msgspec

from legation.tables.movements import Words
from legation.tables.rows import TableError, toml, typed
from legation.tables.rules import written_out

Spoken = Literal["objective", "demarche", "instrument", "commitment", "meeting"]
Cites = Literal["here", "direct", "thread", "akin", "none"]
"""How the later telegram refers to one of the thing: in the paragraph itself, elsewhere, through others, by having the
same rare words alone, or not at all."""


_BEFORE, _AFTER = 60, 12  # signs around the words that tell it, in which others may take it back


class Tells(msgspec.Struct, frozen=True, forbid_unknown_fields=True, dict=True, kw_only=True, rename={"not_": "not"}):
    """Words by which a sentence tells a move of a thing. example, counter: a sentence that does, and one that does not.

    ``not_``: words around them that make it no statement that it was so. The group ``own`` of a pattern has the words
    by which we say it of ourselves, so that it is told of what we promised, and else of what others did; other groups
    name with whom it was. speaks: for or against the commitment, where it is evidence. by: `asked`, not by the side
    that seeks the objective alone, unless the group ``both`` has words by which both sides did it; `either`, by one of
    the two.
    """

    entity: Spoken
    verb: str
    pattern: str
    not_: str
    example: str
    counter: str
    speaks: Literal["for", "against"] | None = None
    by: Literal["asked", "either"] | None = None

    @cached_property
    def _compiled(self) -> tuple[re.Pattern[str], re.Pattern[str]]:
        return written_out(self.pattern), written_out(self.not_)

    def within(self, text: str) -> bool:
        """Whether a sentence tells it."""
        return bool(self.found(text))

    def found(self, text: str) -> list[re.Match[str]]:
        """Where a sentence tells it."""
        said, denied = self._compiled
        return [
            met
            for met in said.finditer(text)
            if denied.search(text, max(0, met.start() - _BEFORE), met.end() + _AFTER) is None
        ]


class Shown(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What must be shown for one thing to be meant; ``speaking.toml`` says what each word stands for."""

    rule: str
    entity: tuple[Spoken, ...]
    reference: tuple[Cites, ...]
    named: bool
    least: float
    own: float
    words: int
    counts: float
    fresh: bool = False
    kept: float = 0.0
    among: int | None = None
    acronym: bool = False
    behind: bool = False
    says: Literal["asking", "answering"] | None = None
    verbs: tuple[str, ...] = ()


class Plainly(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What must be shown where words are weighed by how rare they are in telegrams of any matter, and by no more.

    least: what the words that the text of the thing and the sentence have in common weigh together; share: of what all
    of the text weighs; many: so many words will do though none of them is telling. named: the sentence names a promise
    as such. beside: what two words weigh together that stand side by side on both sides. who: one of the words in
    common must name somebody who meets; day: the sentence must name the day of the meeting, beside_day: right beside a
    word for one; sides: it must name those sides that meet, and no other; alone: it must say what became of a meeting
    (called off, put off, agreed to), and no other one be still to come. kept, among: as in ``Shown``.
    """

    rule: str
    entity: tuple[Spoken, ...]
    reference: tuple[Cites, ...]
    least: float
    counts: float
    share: float = 0.0
    many: int | None = None
    kept: float = 0.0
    beside: float = 0.0
    named: bool = False
    who: bool = False
    day: bool = False
    beside_day: bool = False
    sides: bool = False
    alone: bool = False
    among: int | None = None


class Plain(msgspec.Struct, frozen=True, forbid_unknown_fields=True, dict=True):
    """How words are compared plainly. nothing: those that tell nothing; common: what one weighs at the most that tells
    no objective from another, or names a party or its leader; telling: what one of those in common must weigh; met:
    words by which a sentence tells of people who meet; rows: in the order in which they are tried."""

    nothing: str
    common: float
    telling: float
    met: Words
    rows: tuple[Plainly, ...]

    @cached_property
    def left_out(self) -> frozenset[str]:
        """The words that tell nothing."""
        return frozenset(self.nothing.split())


class Akin(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """least: how far two telegrams of one matter have the same rare words; common: what these weigh together.

    undecided: what words of a sentence that cites none of a thing weigh, to be entered where nobody has decided on it.
    """

    least: float
    common: float
    undecided: float


class Met(msgspec.Struct, frozen=True, forbid_unknown_fields=True, dict=True):
    """When a meeting that was set is the one that is told of. days: after its day, at the most. tomorrow, today: words
    by which its day is told from that of the telegram that set it. nobody: words that name nobody."""

    days: int
    tomorrow: str
    today: str
    nobody: str

    @cached_property
    def _later(self) -> tuple[tuple[int, re.Pattern[str]], ...]:
        return tuple(
            (after, re.compile(words, re.IGNORECASE)) for after, words in ((1, self.tomorrow), (0, self.today))
        )

    def after(self, text: str) -> int | None:
        """How many days after the telegram that set it a meeting is, by its words."""
        return next((after for after, words in self._later if words.search(text)), None)

    def names(self, text: str) -> frozenset[str]:
        """Words of a text that may name a person; none where all is in capitals."""
        if text == text.upper():
            return frozenset()
        return frozenset(re.findall(r"\b[A-Z][\w-]{2,}", text)) - frozenset(self.nobody.split())


class Series(msgspec.Struct, frozen=True, forbid_unknown_fields=True, dict=True):
    """Numbers that run between a post and its ministry: how the post cites its own series and the Department's, and how
    either cites a number of the other (yours) or one of its own (mine), whichever service they are of."""

    days: int
    department: str
    embassy: str
    yours: str
    mine: str

    @cached_property
    def patterns(self) -> tuple[re.Pattern[str], re.Pattern[str]]:
        """Of the Department's number as a post cites it, and of the post's as the Department does."""
        return re.compile(self.department, re.IGNORECASE), re.compile(self.embassy, re.IGNORECASE)

    @cached_property
    def theirs(self) -> re.Pattern[str]:
        """``yours``, with the group number, and day and month, or month_first and day_last, where it names a day."""
        return written_out(self.yours)

    @cached_property
    def ours(self) -> re.Pattern[str]:
        """``mine``, with the same groups."""
        return written_out(self.mine)


class Speaking(msgspec.Struct, frozen=True, kw_only=True):
    """signs and thresholds: in the order in which they are tried. own: a sentence tells of our own side. says:
    that we asked for something, or that they answered. put: an
    objective was put to the other side. asked_for: a meeting is proposed, and not set."""

    series: Series
    akin: Akin
    plain: Plain
    met: Met
    signs: tuple[Tells, ...]
    thresholds: tuple[Shown, ...]
    naming: Words
    own: Words
    says: Mapping[str, Words]
    put: Tells
    asked_for: Tells


@cache
def load_speaking() -> Speaking:
    """The whole table. Raises TableError where two thresholds are the same."""
    rows = toml("speaking.toml")
    thresholds = typed(rows["threshold"], Shown, "speaking.toml [[threshold]]")
    plain = typed([rows["plain"]], Plain, "speaking.toml [plain]")[0]
    if any(len(set(some)) != len(some) for some in (thresholds, plain.rows)):
        raise TableError("speaking.toml: each threshold is another")
    return Speaking(
        series=typed([rows["series"]], Series, "speaking.toml [series]")[0],
        akin=typed([rows["akin"]], Akin, "speaking.toml [akin]")[0],
        plain=plain,
        met=typed([rows["met"]], Met, "speaking.toml [met]")[0],
        signs=tuple(typed(rows["sign"], Tells, "speaking.toml [[sign]]")),
        thresholds=tuple(thresholds),
        naming=typed([rows["naming"]], Words, "speaking.toml [naming]")[0],
        own=typed([rows["own"]], Words, "speaking.toml [own]")[0],
        says={name: typed([row], Words, f"speaking.toml [says.{name}]")[0] for name, row in rows["says"].items()},
        put=typed([rows["put"]], Tells, "speaking.toml [put]")[0],
        asked_for=typed([rows["asked_for"]], Tells, "speaking.toml [asked_for]")[0],
    )
