"""The rules by which telegrams are read for proposals: one row a rule (``data/rules/*.toml``).

A rule's pattern is a regular expression over a sentence in which every party, official and date has become
one sign
(``extract/mentions.py``), so a rule says ``<who> <said> <who> <be> reluctant to`` and need not know any
country. Words
in angle brackets are the ``[words]`` of ``rules/words.toml``, and may be used within one another.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any, Literal

import msgspec

from legation.core.dialogue.proposal import ProposalKind
from legation.tables.rows import TableError, table, toml, unique

Reach = Literal["match", "clause", "sentence", "person"]
Side = Literal["own", "host", "any", "american", "either"]

RULE_FILES = (
    "objectives",
    "positions",
    "commitments",
    "demarches",
    "meetings",
    "instruments",
    "dialogues",
    "contacts",
)
LISTS = ("dash-list-after-objectives", "agenda-list", "list-of-wants")
"""Rules whose patterns are met in the words that announce a list, and hold for every point of it."""
_WORD = re.compile(r"(?<!\(\?P)<([a-z_]+)>")


class Rule(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One row.

    reach: the evidence ends with the match, with its clause or with its sentence; or it is the person alone.
    fields: set as they stand. between: two parties must be met and differ. other: another party than the one
    that acts must be named in the evidence. stated: passed over where the words around it make it a guess.
    received: the words name whoever was assured of it, and perhaps by whom. founding: it holds only in a telegram that
    founds a dialogue: what a side wants there is what it wants of that. names: whom a contact is, where that is not
    just somebody whose side the words tell: nobody yet, whoever says it, or one of those whom we deal with. behind:
    words that its paragraph must have said before. spoken: of a person it counts only where somebody is said to say it.
    """

    id: str
    kind: ProposalKind
    pattern: str
    reach: Reach = "clause"
    fields: dict[str, Any] = {}
    confidence: float
    between: bool = False
    other: bool = False
    stated: bool = True
    received: bool = False
    founding: bool = False
    names: Literal["nobody", "himself", "theirs"] | None = None
    behind: str | None = None
    spoken: bool = False
    example: str
    counter: str


class Title(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Words for an office and whose officials bear it when nothing says whose: our own, the host's, or
    any."""

    side: Side
    names: tuple[str, ...]


class Heads(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Words that show what kind of objective a phrase is about; the earliest word in the phrase decides."""

    objective_kind: str
    pattern: str


class RuleBook(msgspec.Struct, frozen=True, kw_only=True):
    """All rows with their words written out: each ``pattern`` is a plain regular expression."""

    words: dict[str, str]
    rules: tuple[Rule, ...]
    titles: tuple[Title, ...]
    heads: tuple[Heads, ...]


def expanded(pattern: str, words: dict[str, str], depth: int = 0) -> str:
    """``pattern`` with the words in angle brackets written out; raises TableError for an unknown word."""
    if depth > 8:
        raise TableError(f"rules/words.toml: words that contain themselves, near {pattern[:40]!r}")

    def written(match: re.Match[str]) -> str:
        if match[1] not in words:
            raise TableError(f"rules/words.toml has no word {match[1]!r}")
        return expanded(words[match[1]], words, depth + 1)

    return _WORD.sub(written, pattern)


@cache
def word_list(name: str) -> frozenset[str]:
    """A list of ``rules/lists.toml``; raises TableError where there is none of that name."""
    lists: dict[str, str] = toml("rules/lists.toml")["lists"]
    if name not in lists:
        raise TableError(f"rules/lists.toml has no list {name!r}")
    return frozenset(lists[name].split())


@cache
def word_pattern(name: str) -> re.Pattern[str]:
    """A word of ``rules/words.toml`` as a regular expression; raises TableError where there is none."""
    return written_out(f"<{name}>")


def written_out(pattern: str) -> re.Pattern[str]:
    """A pattern of another table with words of ``rules/words.toml``; raises TableError for one that is not there."""
    return re.compile(expanded(pattern, toml("rules/words.toml")["words"]), re.IGNORECASE)


@cache
def load_rules() -> RuleBook:
    """Every rule file; raises TableError for a double id, an unknown word or a pattern that does not
    compile."""
    words: dict[str, str] = toml("rules/words.toml")["words"]
    rows = [row for name in RULE_FILES for row in table(f"rules/{name}.toml", "rule", Rule)]
    unique(rows, "id", "rules/*.toml")
    rules = tuple(msgspec.structs.replace(row, pattern=expanded(row.pattern, words)) for row in rows)
    for rule in rules:
        try:
            re.compile(rule.pattern, re.IGNORECASE)
        except re.error as wrong:
            raise TableError(f"rule {rule.id}: {wrong}") from wrong
    return RuleBook(
        words={name: expanded(text, words) for name, text in words.items()},
        rules=rules,
        titles=tuple(table("rules/words.toml", "title", Title)),
        heads=tuple(table("rules/words.toml", "head", Heads)),
    )
