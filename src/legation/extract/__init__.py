"""Extraction: a telegram to proposals for the ledger, by rules that are rows (``tables/data/rules``)."""

from legation.extract.proposing import propose
from legation.extract.reporting import statements

__all__ = ["propose", "statements"]
