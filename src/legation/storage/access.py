"""Access labels: which of the labels that a store has met a reader may read.

A store holds few labels and many records, so it asks ``may_read`` once for each label and then filters by it.
"""

from __future__ import annotations

from collections.abc import Iterable

from legation.core.errors import RefusedError
from legation.core.marking import UNREADABLE, Marking, Reader, may_read


def is_readable(reader: Reader, label: str) -> bool:
    """Whether ``reader`` may open what carries ``label``; an unreadable label counts as the highest."""
    try:
        marking = Marking.from_label(label)
    except ValueError:
        marking = UNREADABLE
    return may_read(reader, marking).allowed


def readable_labels(reader: Reader, labels: Iterable[str]) -> list[str]:
    """Those of ``labels`` that ``reader`` may read, sorted."""
    return sorted(label for label in set(labels) if is_readable(reader, label))


def check_labels(labels: Iterable[str]) -> None:
    """Raises RefusedError unless every label is the canonical text of a marking.

    Two spellings of one marking would be two partitions, and so two scores for one telegram.
    """
    for label in set(labels):
        try:
            canonical = Marking.from_label(label).label == label
        except ValueError:
            canonical = False
        if not canonical:
            raise RefusedError("an access label is not the text of a marking", "make labels with Marking.label")
