"""The words of captions and caveats, for finding them on a telegram's lines (rows of ``data/marking.toml``)."""

from __future__ import annotations

from functools import cache
from typing import Any

from legation.tables.rows import toml


@cache
def _names(groups: frozenset[str]) -> dict[str, str]:
    """Words as texts write them to the name of their row, for the rows of ``groups``."""
    rows: list[dict[str, Any]] = toml("marking.toml")["control"]
    return {
        words: row["name"]
        for row in rows
        if row["group"] in groups
        for words in (row["name"], *row.get("words", ()))
        if len(words) > 3
    }


@cache
def _longest_first(groups: frozenset[str]) -> tuple[str, ...]:
    return tuple(sorted(_names(groups), key=lambda words: (-len(words), words)))


_CAPTIONS = frozenset({"distribution"})
_CAVEATS = frozenset({"control", "compartment"})


def caption_names() -> tuple[str, ...]:
    """Distribution captions and channels as texts write them, longest first: SIPDIS, EXDIS, ROGER CHANNEL ..."""
    return _longest_first(_CAPTIONS)


def caveat_names() -> tuple[str, ...]:
    """Dissemination controls that stand beside the level, longest first: NOFORN, ORCON ..."""
    return _longest_first(_CAVEATS)


def alliance_names() -> tuple[str, ...]:
    """The controls that a level of an alliance brings: NATO, COSMIC ... Alone they are words like others."""
    return _longest_first(frozenset({"alliance"}))


@cache
def short_caveats() -> dict[str, str]:
    """Marks of two or three letters to the name of their control: OC for ORCON, SI for SI.

    They are a word of something else but directly behind a stroke, as in ``SECRET//SI``.
    """
    rows: list[dict[str, Any]] = toml("marking.toml")["control"]
    return {
        mark: row["name"]
        for row in rows
        if row["group"] in _CAVEATS and row["need"]
        for mark in (row["name"], *row.get("portions", ()))
        if 2 <= len(mark) <= 3
    }


_AS_WRITTEN = frozenset({"EYES ONLY", "FOUO", "FOR OFFICIAL USE ONLY"})
"""Words that say more than the row they belong to, or are another agency's, and so stay as they are."""


def row_name(words: str) -> str:
    """The name of the row that ``words`` belong to: NOFORN for NO FOREIGN DISSEM; other words stay."""
    if words in _AS_WRITTEN:
        return words
    return _names(_CAPTIONS).get(words) or _names(_CAVEATS).get(words) or words


def control_name(words: str) -> str:
    """The name of the row of a control that ``words`` belong to, also of those that stay as they are written."""
    return _names(_CAVEATS).get(words, words)


@cache
def is_need(words: str) -> bool:
    """Whether who reads a text with this caption or control must hold it; False for words of no row."""
    rows: list[dict[str, Any]] = toml("marking.toml")["control"]
    return any(row["need"] for row in rows if words == row["name"] or words in row.get("words", ()))
