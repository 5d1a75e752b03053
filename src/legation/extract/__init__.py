"""Extraction: a telegram to proposals for the ledger, by rules that are rows (``tables/data/rules``)."""

from legation.extract.proposing import propose

__all__ = ["propose"]
