"""Whose official somebody is, as the list of persons of a printed volume describes him.

``Greek Minister of Labor`` is of Greece, ``Ambassador to Turkey`` and ``Officer in Charge of Greek Affairs, Department
of State`` are American: in such a list every title is, unless there is an indication to the contrary.
"""

from __future__ import annotations

import re

from legation.extract.people import first_of_titles
from legation.tables.parties import Meaning, PartyTable, words_of
from legation.tables.volumes import volume_words

_WORD = re.compile(r"[^\W\d_](?:[^\W_]|[.'’](?=\w)|-(?=\w))*\.?|[,;()]")
_SPREAD = 3  # words between ``Office of`` and a country of it, with those that stand before: Libya, Morocco, and


def party_described(described: str, parties: PartyTable) -> str | None:
    """The code of the party whose official ``described`` says that somebody is or was; None where it does not say."""
    words = [found[0] for found in _WORD.finditer(described)]
    keys = [word.upper().replace("’", "'") for word in words]
    plain = " ".join(described.upper().replace("’", "'").split())
    american = any(office in plain for office in volume_words().american)
    at = 0
    while at < len(words):
        count, meaning = _party_at(keys, at, parties)
        if meaning is not None and _is_his(keys, at, at + count, meaning, american, parties):
            _, of_two = _party_at(keys, at + count, parties)  # a Greek Cypriot is a Cypriot
            return of_two.code if of_two is not None and of_two.kind == "adjective" else meaning.code
        at += count
    return "US" if american else None


def _party_at(keys: list[str], at: int, parties: PartyTable) -> tuple[int, Meaning | None]:
    """How many words the party that is named at a word takes, and what it is; one word and None for no party."""
    for count in range(min(parties.longest_name, len(keys) - at), 0, -1):
        meanings = parties.names.get(words_of(" ".join(keys[at : at + count])))
        if meanings:
            meaning = meanings[0]
            return count, None if meaning.code == "-" or meaning.kind == "government" else meaning
    return 1, None


def _is_his(keys: list[str], first: int, last: int, meaning: Meaning, american: bool, parties: PartyTable) -> bool:
    """Whether a party that is named at [first, last) is whose official he is."""
    words = volume_words()
    before = _without_article(keys, first)
    if before > 1 and keys[before - 1] == "OF" and keys[before - 2] in words.forms:
        before = _without_article(keys, before - 2)  # Ambassador to the Union of South Africa
    word = keys[before - 1] if before else ""
    after = keys[last] if last < len(keys) else ""
    if after in words.matters or keys[first:last] == ["SECURITY", "COUNCIL"]:
        return False
    if word in words.not_his:  # ``Minister to the Greek Prime Minister`` serves him
        return meaning.kind == "adjective" and (after in first_of_titles() or after in words.serves)
    party = parties.party(meaning.code)
    if american and party is not None and party.kind == "organisation":
        return False  # United Nations Adviser, Department of State
    if american and not words.desks.isdisjoint(keys[max(before - 2 * _SPREAD, 0) : before]) and "OF" in keys[:before]:
        return False
    if meaning.kind == "adjective" or "OF" in (word, keys[first - 1] if first else ""):
        return True
    # ``Commander, Cyprus National Guard``; ``UN Peacekeeping Force``.
    return word in ("", ",", ";") and after not in ("", ",", ";", ")", "AND")


def _without_article(keys: list[str], at: int) -> int:
    return at - 1 if at and keys[at - 1] == "THE" else at
