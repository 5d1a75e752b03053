"""Markings in words: banners, portion marks and classification lines from a point of the lattice, and back."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from legation.core.letters import in_plain_capitals
from legation.core.marking import UNREADABLE_RANK, Marking
from legation.core.telegram import Classification
from legation.tables.marking_rows import (
    UNREADABLE_LEVEL,
    UNREADABLE_MARK,
    controls,
    controls_by_marks,
    controls_by_words,
    level_of_rank,
    levels_by_marks,
    levels_by_words,
    take_release,
    three_letters,
)
from legation.tables.portions import portion

NOT_READ = "marking not read"
"""What stands in lists and on cards for a marking that was not read; banners have ``UNREADABLE_LEVEL``."""


def classification_of(marking: Marking, on: date | None = None) -> Classification:
    """The classification line that says a marking: inverse of ``marking_of``. ``on`` as for ``level_of``."""
    if marking.rank >= UNREADABLE_RANK:
        return Classification()
    rows = {control.name for control in controls() if control.group != "distribution"}
    caveats = sorted(marking.needs & rows)
    if marking.release is not None:
        nations = sorted((three_letters().get(one, one) for one in marking.release), key=lambda n: (n != "USA", n))
        caveats.append(f"REL TO {', '.join(nations) or 'NONE'}")
    return Classification(level_of_rank(marking.rank, on).name, tuple(caveats), tuple(sorted(marking.needs - rows)))


@lru_cache(maxsize=4096)
def marking_in(words: str) -> Marking:
    """The marking that a portion mark or banner written here says: inverse of ``mark_of`` and of ``level_of``.

    Words that say none are held as ``UNREADABLE``, and so is a level that was not read, with the handling beside it.
    """
    known = portion(words)
    if known is not None:
        return known
    rest, release = take_release(in_plain_capitals(words))
    head, *groups = (group.strip(" /") for group in rest.split("//"))
    level = levels_by_words().get(head) or levels_by_marks().get(head)
    rank = level.rank if level is not None and head not in (UNREADABLE_LEVEL, UNREADABLE_MARK) else UNREADABLE_RANK
    names = [name.strip() for group in groups for name in group.split("/") if name.strip()]
    controls = {name: controls_by_words().get(name) or controls_by_marks().get(name) for name in names}
    return Marking(rank, frozenset(control.name if control else name for name, control in controls.items()), release)


@lru_cache(maxsize=4096)
def _written(marking: Marking, *, short: bool) -> tuple[str, ...]:
    groups: dict[str, list[str]] = {"compartment": [], "alliance": [], "control": [], "distribution": []}
    rows = {control.name: control for control in controls()}
    for name, control in rows.items():
        if name in marking.needs:
            groups[control.group].append(control.portions[0] if short and control.portions else name)
    # NOFORN and a release list exclude each other; the closer one is written (rule M53).
    if marking.release is not None and "NOFORN" not in marking.needs:
        nations = sorted(three_letters().get(nation, nation) for nation in marking.release)
        nations.sort(key=lambda nation: nation != "USA")
        groups["control"].append(f"REL TO {', '.join(nations) or 'NONE'}")
    groups["distribution"].extend(sorted(marking.needs - rows.keys()))
    return tuple(["/".join(group) for group in groups.values() if group])


# Asked for with every telegram of every list; an archive has a few markings and some thousand days.
@lru_cache(maxsize=16384)
def level_of(marking: Marking, on: date | None = None) -> str:
    """Banner words, such as ``CONFIDENTIAL//NOFORN`` or ``SECRET//ORCON/NOFORN//EXDIS``.

    on: day of the text, which settles the name of rank 1 (LIMITED OFFICIAL USE, or SENSITIVE BUT
    UNCLASSIFIED); None for a text of today.
    """
    name = UNREADABLE_LEVEL if marking.rank >= UNREADABLE_RANK else level_of_rank(marking.rank, on).name
    return "//".join([name, *_written(marking, short=False)])


def listed_as(banner: str) -> str:
    """Banner words as lists and cards have them, where they are of one telegram."""
    return banner.replace(UNREADABLE_LEVEL, NOT_READ)


@lru_cache(maxsize=4096)
def mark_of(marking: Marking, on: date | None = None) -> str:
    """Portion mark without its brackets, such as ``C//NF``; ``on`` as for ``level_of``."""
    mark = UNREADABLE_MARK if marking.rank >= UNREADABLE_RANK else level_of_rank(marking.rank, on).portions[0]
    return "//".join([mark, *_written(marking, short=True)])
