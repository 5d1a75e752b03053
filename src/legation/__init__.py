"""Legation turns diplomatic telegram traffic into a managed bilateral dialogue.

>>> import legation
>>> t = legation.read(data)          # bytes or str; never raises on any content
>>> legation.to_dict(t)              # the telegram as JSON values
>>> legation.names(t)                # posts, routing, TAGS and offices it names, as its date has them
>>> legation.write(t)                # its text again, from its fields and its form
>>> legation.propose(t)              # what a desk would put on its list
>>> a = legation.open("archive")     # an archive directory, or postgresql://...
"""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from legation.core.draft import Draft, DraftParagraph, draft_of
    from legation.core.telegram import Telegram, to_dict
    from legation.formats import join_sections, read, read_many, section_sources, write
    from legation.workbench.archive import Archive

__all__ = [
    "Draft",
    "DraftParagraph",
    "Telegram",
    "draft_of",
    "join_sections",
    "names",
    "open",
    "propose",
    "read",
    "read_many",
    "section_sources",
    "to_dict",
    "write",
]

_ROOMS = {
    "Draft": "core.draft",
    "DraftParagraph": "core.draft",
    "Telegram": "core.telegram",
    "draft_of": "core.draft",
    "join_sections": "formats",
    "read": "formats",
    "read_many": "formats",
    "section_sources": "formats",
    "to_dict": "core.telegram",
    "write": "formats",
}

_FLOORS = frozenset({"core", "extract", "formats", "tables"})


def __getattr__(name: str) -> Any:
    # Every command of the program comes by here, and most read no telegram: a room is loaded when it is asked for.
    if name in _FLOORS:
        return import_module(f"{__name__}.{name}")
    room = _ROOMS.get(name)
    if room is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = globals()[name] = getattr(import_module(f"{__name__}.{room}"), name)
    return value


def __dir__() -> list[str]:
    # So that a shell that completes names offers those that are not loaded yet.
    return sorted({*globals(), *_ROOMS, *_FLOORS})


def names(telegram: Telegram) -> dict[str, Any]:
    """What the telegram's addresses and codes stood for on its date; null where the tables do not know."""
    from legation.tables.named import names_of

    return names_of(telegram)


def propose(telegram: Telegram) -> list[dict[str, Any]]:
    """Proposed ledger entries of a telegram, each the proposal JSON of the contract."""
    from legation.core.telegram import plain
    from legation.extract import propose as of_telegram

    proposed: list[dict[str, Any]] = plain(of_telegram(telegram))
    return proposed


def open(path: str | Path, *, write: bool = False, reader: str | None = None) -> Archive:  # noqa: A001 - the contract's
    """Open the archive at ``path``, a directory or ``postgresql://USER@HOST/DB``.

    write: to take telegrams in; a directory has one writer at a time, and is made if there is none. reader: the account
    as which it is asked; its owner without. Raises ArchiveError; LegationError for an account that there is not.
    """
    # The stores are slow to load, and reading needs none.
    from legation.app import open_house
    from legation.workbench.archive import Archive

    house = open_house(path, write=write)
    try:
        return Archive(house, reader)
    except BaseException:
        house.close()
        raise


def _shown_in_notebooks() -> None:
    """Telegrams, boards and plots look like themselves in the notebook that imports this."""
    if "IPython" not in sys.modules:
        return
    from IPython import get_ipython

    shell = get_ipython()
    if shell is not None:
        from legation.workbench.showing import register

        register(shell)


_shown_in_notebooks()
