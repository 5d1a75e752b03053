"""Layouts: bytes to telegrams. ``read`` reads one telegram, ``read_many`` a file that may hold several."""

from legation.formats.reading import read
from legation.formats.sections import join_sections, section_sources
from legation.formats.several import read_many
from legation.formats.writing.writing import write

__all__ = ["join_sections", "read", "read_many", "section_sources", "write"]
