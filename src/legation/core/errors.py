"""What can go wrong for a caller: each error says what is wrong and what to do, and never quotes a telegram."""

from __future__ import annotations


class LegationError(Exception):
    """A fault with its remedy, printed as ``legation: what: do``."""

    def __init__(self, what: str, do: str) -> None:
        super().__init__(f"{what}: {do}")
        self.what = what
        self.do = do


class NotFoundError(LegationError):
    """Absent and closed alike: the two are not to be told apart."""

    def __init__(self, wanted: str) -> None:
        super().__init__(f"no {wanted} here that you may read", "check the number, or search for words of it")


class RefusedError(LegationError):
    """An input was not kept; nothing was changed by it."""


class ArchiveError(LegationError):
    """The archive cannot be used as asked: absent, newer, or held by another writer."""


class MoveError(LegationError):
    """A move that the state of the thing does not allow; ``do`` names the legal ones."""


class QueryError(LegationError):
    """A search that cannot be read; ``at`` is the offset of the wrong place in the query."""

    def __init__(self, what: str, do: str, at: int) -> None:
        super().__init__(what, do)
        self.at = at
