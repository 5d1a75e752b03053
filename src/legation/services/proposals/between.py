"""Between whom a set of telegrams runs: whose service wrote them, and with whom it deals in them.

Pure: what may be read is handed in.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from legation.core.telegram import Telegram
from legation.extract.folding import folded
from legation.extract.setting import of_the_text, setting
from legation.tables.parties import PartyTable

_SHARE = 4  # more than one telegram in four deals with a side of the dialogue; else the set is of many matters


class Sides(NamedTuple):
    """ours: the side whose service wrote most of the telegrams. others: with whom it deals in them, most often first.

    own: whose service wrote each. shown: the places, in their order, of the first telegram that is of ours and of the
    first one that deals with each other side, from which these are drawn. ``others`` is empty where they deal now with
    this side, now with that.
    """

    ours: str | None
    others: tuple[str, ...]
    own: tuple[str | None, ...]
    shown: tuple[int, ...] = ()

    @property
    def all(self) -> tuple[str, ...]:
        """Both sides, ours first; none where either is not known."""
        return (self.ours, *self.others) if self.ours is not None and self.others else ()


def sides_of(telegrams: Iterable[Telegram], parties: PartyTable) -> Sides:
    """Read from originator, addressees, TAGS, subject and what the text speaks of; nothing where none can be told."""
    settings = [
        of_the_text(setting(one, parties), [folded(one, paragraph.span).text for paragraph in one.paragraphs])
        for one in telegrams
    ]
    own = tuple(here.own for here in settings)
    ours = _most(own)
    # What another service writes of us is of the same dialogue.
    dealt = [here.other if here.own == ours else here.own for here in settings]
    met = Counter(code for code in dealt if code is not None and code != ours)
    ranked = sorted(met, key=lambda code: (-met[code], code))
    others = tuple(code for code in ranked if met[code] * _SHARE > met.total())
    if ours is None or not others:
        return Sides(ours, others, own)
    with_them = [place for place, code in enumerate(own) if code == ours and dealt[place] in others]
    first = with_them[0] if with_them else own.index(ours)
    return Sides(ours, others, own, tuple(sorted({first, *(dealt.index(code) for code in others)})))


def name_of(sides: Sequence[str], parties: PartyTable) -> str:
    """What a dialogue is called that nobody named: its sides by their names."""
    names = [
        party.name if (party := parties.party(code.upper()) or parties.party(code)) is not None else code
        for code in sides
    ]
    return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else "".join(names)


def _most(codes: Sequence[str | None]) -> str | None:
    counts = Counter(code for code in codes if code is not None)
    return min(counts, key=lambda code: (-counts[code], code), default=None)
