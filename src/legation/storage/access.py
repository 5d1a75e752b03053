"""Access labels: which of the labels that a store has met a reader may read.

A store holds few labels and many records, so it asks once for each label and then filters by it. A label says
what a reader must be able to read, and, for a view of a telegram, what they must not (``core.marking.Access``).
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from legation.core.errors import RefusedError
from legation.core.marking import UNREADABLE, Access, Decision, Reader, join_labels


def decide(reader: Reader, label: str) -> Decision:
    """Whether ``reader`` may open what carries ``label``, and by which rule; an unreadable label is the highest."""
    try:
        access = Access.from_label(label)
    except ValueError:
        access = Access(UNREADABLE)
    return access.opens_to(reader)


@lru_cache(maxsize=4096)
def is_readable(reader: Reader, label: str) -> bool:
    """Whether ``reader`` may open what carries ``label``."""
    return decide(reader, label).allowed


def readable_labels(reader: Reader, labels: Iterable[str]) -> list[str]:
    """Those of ``labels`` that ``reader`` may read, sorted."""
    return sorted(label for label in set(labels) if is_readable(reader, label))


def lets_in(before: str, now: str) -> bool:
    """Whether somebody may read under the label ``now`` who might not under ``before``; a view is none of either."""
    try:
        return join_labels(before, now) != now
    except ValueError:
        return before != now


def check_labels(labels: Iterable[str]) -> None:
    """Raises RefusedError unless every label is the canonical text of an ``Access``.

    Two spellings of one marking would be two partitions, and so two scores for one telegram.
    """
    for label in set(labels):
        try:
            canonical = Access.from_label(label).label == label
        except ValueError:
            canonical = False
        if not canonical:
            raise RefusedError("an access label is not the text of a marking", "make labels with Access.label")
