"""Sheets made for a test: a text, the day and the post it comes from."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from legation.core.telegram import Addressee
from legation.formats.sheet import Sheet
from legation.tables.posts import load_posts


def sheet_of(
    text: str,
    day: str = "1976-05-12",
    post: str = "TRIPOLI",
    number: int | None = None,
    to: Sequence[str] = ("SECSTATE WASHDC",),
) -> Sheet:
    """A sheet whose words are ``text``; no ``day`` where that is empty."""
    sheet = Sheet(text, load_posts(), date.fromisoformat(day) if day else None)
    sheet.set_words(text)
    sheet.fields.update(originator_post=post, to=tuple(Addressee(plad) for plad in to))
    if number is not None:
        sheet.fields.update(post=post, number=number)
    return sheet
