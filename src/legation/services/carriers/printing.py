"""Carrying on paper: the transmission copy is printed, for whoever takes it to those addressees."""

from __future__ import annotations

from collections.abc import Callable

from legation.storage.outgoing import Outgoing


class PrintCarrier:
    """Hands each copy to ``put``, which returns when it is out."""

    def __init__(self, put: Callable[[str], None]) -> None:
        self._put = put

    def carry(self, outgoing: Outgoing) -> None:
        self._put(outgoing.data.decode("utf-8"))

    def close(self) -> None:
        """Nothing is held open."""
