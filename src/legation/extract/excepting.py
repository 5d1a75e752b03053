"""Words that read like a kind of proposal and are none (``tables/exceptions.py``)."""

from __future__ import annotations

from legation.core.dialogue.proposal import ProposalKind
from legation.tables.exceptions import load_exceptions

_BEFORE, _AFTER = 160, 400  # signs before the words that are looked at, and behind them


def excepted(kind: ProposalKind, text: str, start: int, end: int) -> bool:
    """Whether [start, end) of a marked sentence is none of ``kind``, whatever else it shows."""
    words, before, after = (
        text[start:end],
        text[max(0, start - _BEFORE) : start],
        text[max(start, end - 1) : end + _AFTER],
    )
    return any(
        each.pattern.search(words) is not None
        and (each.before is None or each.before.search(before) is not None)
        and (each.after is None or each.after.match(after) is not None)
        for each in load_exceptions().get(kind, ())
    )
