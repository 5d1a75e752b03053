"""Things of a board as they are known: by which words, where those stand, and by which telegrams."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

import msgspec

from legation.core.dialogue.board import Board, Movement, Thing
from legation.core.dialogue.proposal import Source
from legation.services.boards.board import marks

Said = tuple[str, Source | None]
"""Words of a thing, and where they stand; None for the board's own text."""


class Matter(msgspec.Struct, frozen=True, kw_only=True):
    """A known thing of a board. number: that of the board.

    said: words of it.

    telegrams: those that it rests on, with all that belongs to it; raised_in: those that raised it, or spoke of it
    again; began: those that raised it first of all. marking: its portion mark.
    """

    id: str
    number: int
    text: str
    said: tuple[Said, ...]
    telegrams: frozenset[str]
    raised_in: frozenset[str] = frozenset()
    began: frozenset[str] = frozenset()
    marking: str = ""


def promised(text: str, thing: Thing) -> str:
    """A text of a commitment without the condition that it has: what is done of that is not what was promised."""
    terms = thing.fields.get("condition")
    if not isinstance(terms, str) or not terms.strip():
        return text
    rest = " ".join(re.split(r"\s+".join(map(re.escape, terms.split())), text, flags=re.IGNORECASE))
    return rest if rest.strip(" .,;:") else text


def matter_of(
    thing: Thing, said: Iterable[Said], raised: Iterable[Movement] | None = None, belonging: Sequence[Thing] = ()
) -> Matter:
    """A thing of the board with the words that it is known by.

    raised: the movements that raised it, the first one if None. belonging: what belongs to it and brings its telegrams.
    """
    began = thing.movements[:1] if raised is None else raised
    return Matter(
        id=thing.id,
        number=thing.number,
        text=thing.text,
        said=tuple(said),
        telegrams=frozenset(source.telegram for one in (thing, *belonging) for source in one.sources),
        raised_in=frozenset(source.telegram for movement in began for source in movement.sources),
        began=frozenset(source.telegram for movement in thing.movements[:1] for source in movement.sources),
        marking=marks([thing]),
    )


def matters_of(board: Board, quote: Callable[[Source], str | None]) -> list[Matter]:
    """The objectives of a board with the words that they are known by; each as what it was merged or split into.

    quote: the words of a source; None where the reader has no telegram of it.
    """
    found = []
    for thing in board.of("objective"):
        if thing.id in board.merged or thing.state == "split":
            continue
        linked = board.linked(thing.id)
        said: list[Said] = []
        for one in (thing, *(other for other in linked if other.entity == "objective")):
            for movement in one.movements:
                if not _raises(movement):
                    continue
                for source in movement.sources:
                    held = quote(source)
                    if held is not None and source.paragraph is not None:
                        said.append((held, source))
            said.append((one.text, None))
            if isinstance(one.fields.get("instrument"), str):
                said.append((one.fields["instrument"], None))
        said += [(one.text, None) for one in linked if one.entity == "instrument"]
        raised = [movement for movement in thing.movements if _raises(movement)]
        found.append(matter_of(thing, said, raised, linked))
    return found


def _raises(movement: Movement) -> bool:
    """Whether a movement of an objective raises it, or says again that it is sought."""
    return movement.before is None or movement.kind == "objective.raise"
