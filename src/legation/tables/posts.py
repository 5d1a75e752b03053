"""Posts and their names: routing indicators, plain language addresses, aliases and cut forms.

A post is named here as message reference numbers name it: capitals without blanks (``ADDISABABA``).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

import msgspec

from legation.core.mrn import post_key
from legation.tables.rows import csv_rows, toml

_PREFIX = re.compile(
    r"^(AM ?EMBASSY|AEMBASSY|AMEMB|EMBASSY|AM ?CONSUL(?:ATE)?(?: GENERAL)?|AMCONGEN|CONSULATE|USMISSION"
    r"|US MISSION|USMISS?|"
    r"USINT|USLO|USDEL|REO|RRT|AIT|USOFFICE|MISSION|FM)\s+"
)
# What follows the post in an address and is no part of its name.
_SUFFIX = re.compile(r"\s+(WASHDC|WASHINGTON(?: DC)?|NY|BE|AU|GE|VIC|BY POUCH)$")


class Posts(msgspec.Struct, frozen=True):
    """names: key to the name with blanks. aliases: other keys to keys. plads: routing indicator to address."""

    names: dict[str, str]
    aliases: dict[str, str]
    plads: dict[str, str]

    def key(self, name: str) -> str | None:
        """The key of a post by any of its names or addresses, or None if it is not in the table."""
        cleaned = _SUFFIX.sub("", _PREFIX.sub("", name.strip().upper()))
        key = post_key(cleaned, self.aliases)
        return key if key in self.names else None

    def key_of_plad(self, plad: str) -> str | None:
        """The key that an originator's address gives its telegrams, known or not.

        An embassy outside the table is still a post; a military address is not.
        """
        known = self.key(plad)
        if known is not None:
            return known
        upper = plad.strip().upper()
        if _PREFIX.match(upper):
            return post_key(_SUFFIX.sub("", _PREFIX.sub("", upper)), self.aliases) or None
        return None

    def extended(self, rows: Mapping[str, str]) -> Posts:
        """The table with further posts: plain language address to post name."""
        names = dict(self.names)
        aliases = dict(self.aliases)
        for plad, name in rows.items():
            key = post_key(name, {})
            names[key] = name
            aliases[post_key(_PREFIX.sub("", plad.upper()), {})] = key
        return Posts(names, aliases, self.plads)


@cache
def load_posts() -> Posts:
    """The table of the package."""
    names: dict[str, str] = {}
    plads: dict[str, str] = {}
    for row in csv_rows("routing.csv"):
        plads[row["ri"]] = row["plad"]
        if row["post"]:
            cleaned = _SUFFIX.sub("", _PREFIX.sub("", row["plad"]))
            names.setdefault(row["post"], cleaned)
    data = toml("posts.toml")
    for group in data["earlier"]:
        for name in group["names"]:
            names.setdefault(post_key(name, {}), name)
    aliases: dict[str, str] = dict(data["alias"])
    # The archives of 1973-79 cut a post to six letters in page headers and document numbers.
    cut: dict[str, set[str]] = {}
    for key in names:
        if len(key) > 6:
            cut.setdefault(key[:6], set()).add(key)
    for short, keys in cut.items():
        if len(keys) == 1 and short not in names:
            aliases.setdefault(short, keys.pop())
    aliases = {alias: key for alias, key in aliases.items() if alias not in names}
    return Posts(names, aliases, plads)
