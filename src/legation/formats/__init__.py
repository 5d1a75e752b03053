"""Layouts: bytes to telegrams. ``read`` reads one telegram, ``read_many`` a file that may hold several."""

from legation.formats.reading import read
from legation.formats.several import read_many

__all__ = ["read", "read_many"]
