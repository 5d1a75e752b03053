"""Ways from one telegram to another by what they cite: itself, or through others."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import msgspec

from legation.core.telegram import Reference, Telegram
from legation.core.text import Span
from legation.services.boards.matters import Matter
from legation.tables.linking import Referring, load_linking


class Cited(msgspec.Struct, frozen=True, kw_only=True):
    """The reference by which the later telegram leads to one of the objective: its words, and the numbers on the way,
    the last of them a telegram of the objective."""

    text: str
    span: Span
    way: tuple[str, ...]


Way = Callable[[str, frozenset[str]], tuple[str, ...] | None]
"""From a cited telegram to one of those named: the numbers on the way, itself first; None where there is no way."""


class Ways:
    """Follows references for so many steps as the table says. cites: (citing, cited) of telegrams by their numbers.

    What was asked once is not asked again; ``ahead`` asks for several telegrams at once, before they are followed.
    """

    def __init__(self, cites: Callable[[Sequence[str]], Iterable[tuple[str, str]]]) -> None:
        self._cites = cites
        self._known: dict[str, tuple[str, ...]] = {}
        self._gone: dict[tuple[str, frozenset[str]], tuple[str, ...] | None] = {}

    def __call__(self, mrn: str, wanted: frozenset[str]) -> tuple[str, ...] | None:
        asked = (mrn, wanted)
        if asked not in self._gone:
            self._gone[asked] = self._go(mrn, wanted)
        return self._gone[asked]

    def _go(self, mrn: str, wanted: frozenset[str]) -> tuple[str, ...] | None:
        ring: list[tuple[str, ...]] = [(mrn,)]
        met = {mrn}
        for step in range(load_linking().weights.steps):
            there = next((gone for gone in ring if gone[-1] in wanted), None)
            if there is not None or step + 1 == load_linking().weights.steps:
                return there
            self._ask(gone[-1] for gone in ring)
            further = [(*gone, cited) for gone in ring for cited in self._known[gone[-1]] if cited not in met]
            ring = list({gone[-1]: gone for gone in reversed(further)}.values())[::-1]
            met.update(gone[-1] for gone in ring)
        return None

    def ahead(self, mrns: Iterable[str]) -> None:
        """Ask for all that may be followed from these."""
        ring = set(mrns)
        for _ in range(load_linking().weights.steps - 1):
            self._ask(sorted(ring))
            ring = {cited for mrn in ring for cited in self._known[mrn]}

    def _ask(self, mrns: Iterable[str]) -> None:
        unknown = [mrn for mrn in mrns if mrn not in self._known]
        if unknown:
            self._known.update(dict.fromkeys(unknown, ()))
            for citing, cited in self._cites(unknown):
                self._known[citing] = (*self._known[citing], cited)


def references_of(telegram: Telegram) -> Sequence[Reference]:
    """Every reference of a telegram to another one that was read, in the order of the text's parts."""
    found: tuple[Reference, ...] | None = telegram.reckoned.get(references_of)  # asked of each proposal of a telegram
    if found is None:
        listed = [*telegram.references, *(r for paragraph in telegram.paragraphs for r in paragraph.mentions)]
        found = tuple(one for one in listed if one.mrn is not None and one.mrn != telegram.mrn)
        telegram.reckoned[references_of] = found
    return found


def referring_of(cited: Cited | None) -> Referring:
    return "none" if cited is None else "direct" if len(cited.way) == 1 else "thread"


def led_to(
    references: Sequence[Reference], telegram: Telegram, matter: Matter, way: Way, within: Span | None = None
) -> Cited | None:
    """The shortest way by a reference of the telegram, or by one that stands ``within``, to one of the matter's.

    references: ``references_of`` the telegram, looked up once by whoever asks of many matters.
    """
    if telegram.called in matter.telegrams:
        return None
    best: Cited | None = None
    for reference in references:
        if within is not None and not within.start <= reference.span.start < within.end:
            continue
        found = way(str(reference.mrn), matter.telegrams)
        if found is not None and (best is None or len(found) < len(best.way)):
            best = Cited(text=" ".join(reference.text.split()), span=reference.span, way=found)
    return best
