"""Who and when in a sentence: parties, officials, ourselves and dates, each put as one sign.

A rule then reads the sentence as telegram English with blanks in it, such as "<party> said <party> was
reluctant to",
whatever the parties are called.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from string import ascii_lowercase, ascii_uppercase
from typing import NamedTuple

from legation.extract.dates import Day

PARTY, OFFICIAL, WE, PRONOUN, DESK, ADJECTIVE, WHEN, SIGNER = (
    "\ue000\ue001\ue002\ue003\ue004\ue005\ue006\ue007"  # the signs of rules/words.toml
)
_NOT_ASCII = re.compile(r"[^\x00-\x7f]+")
LEFT_OUT = ""  # the sign of what a rule reads over, such as (Ref A)


class Mention(NamedTuple):
    """One who, whose or when. ``codes`` are the parties it may stand for; empty where that is not known."""

    sign: str
    start: int
    end: int
    codes: tuple[str, ...] = ()
    words: str = ""
    name: str | None = None
    title: str | None = None
    when: Day | None = None

    @property
    def code(self) -> str | None:
        return self.codes[0] if self.codes else None


class Marked(NamedTuple):
    """A sentence with signs; ``starts`` and ``ends`` place each sign of ``text`` in the folded paragraph."""

    text: str
    starts: list[int]
    ends: list[int]
    mentions: dict[int, Mention]


def in_capitals(text: str) -> bool:
    """Whether a text is written in capitals throughout, as teletype was."""
    others = "".join(_NOT_ASCII.findall(text))
    lower = sum(map(text.count, ascii_lowercase)) + sum(map(str.islower, others))
    upper = sum(map(text.count, ascii_uppercase)) + sum(map(str.isupper, others))
    return upper > 4 * lower


def marked(text: str, start: int, end: int, found: Iterable[Mention]) -> Marked:
    """The sentence ``text[start:end]`` with a sign for each mention ``found``, which are in order and
    apart."""
    out: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    placed: dict[int, Mention] = {}
    at = start
    for mention in found:
        out.append(text[at : mention.start])
        starts.extend(range(at, mention.start))
        ends.extend(range(at + 1, mention.start + 1))
        if mention.sign != LEFT_OUT:
            placed[len(starts)] = mention
            out.append(mention.sign)
            starts.append(mention.start)
            ends.append(mention.end)
        at = mention.end
    out.append(text[at:end])
    starts.extend(range(at, end))
    ends.extend(range(at + 1, end + 1))
    return Marked("".join(out), starts, ends, placed)
