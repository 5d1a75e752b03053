"""The persons of a printed volume as rows of an archive's own table, so that the desk knows whose officials they are.

A text that names COSTOPOULOS alone does not say that he is a Greek minister; the list of persons of the volume does. It
is taken for a table and not for a telegram: whoever keeps an archive reads it over and adds it to ``parties.toml``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import msgspec

from legation.core.errors import RefusedError
from legation.extract.described import party_described
from legation.extract.name_words import SHORTEST, last_words
from legation.formats.decoding import decode
from legation.formats.listed_persons import ListedPerson, listed_persons
from legation.tables.commonness import is_common
from legation.tables.parties import PartyTable, default_parties
from legation.tables.titles import title_words

_BESIDE = re.compile(r"\s*\((?P<said>[^()]*)\)")
_ALSO = re.compile(r"(?:^also )|, (?:and |or )?| and | or ")
_COMMA = re.compile(r",(?![^()]*\))")
_BEHIND = re.compile(r",?\s(?:Jr|Sr|II|III|IV)\b\.?")


class VolumePerson(msgspec.Struct, frozen=True, kw_only=True):
    """One of the list. printed: his name there; described: what its editors say of him.

    names: his names in every spelling of the list, the surname last. party: whose official he is. without: why he has
    no row, None where he has one.
    """

    printed: str
    described: str
    names: tuple[str, ...]
    party: str | None
    without: str | None


def volume_persons(data: bytes, file: str, parties: PartyTable | None = None) -> list[VolumePerson]:
    """Everyone in the list of persons of a volume in TEI. Raises RefusedError where there is none.

    file: what it is called there. parties: those of an archive of its own world, else the package's.
    """
    table = parties if parties is not None else default_parties()
    found = [_person(one, table) for one in listed_persons(decode(data).text)]
    if not found:
        raise RefusedError(f"{file} has no list of persons", "name a volume in TEI, whole")
    return found


def person_rows(persons: list[VolumePerson], file: str) -> str:
    """The rows as TOML, with what the editors say behind each; those who have none are told in comments at the end."""
    with_row = [one for one in persons if one.without is None]
    lines = [f"# {_plain(file)}: {len(with_row)} of the {len(persons)} persons of its list", ""]
    for one in with_row:
        for name in one.names:
            lines += [
                "[[person]]",
                f"name = {_text(name)}",
                f"party = {_text(one.party or '')}  # {_plain(one.described)}",
            ]
    left = [one for one in persons if one.without is not None]
    lines += ["", "# Without a row:"] if left else []
    lines += [f"# {_plain(one.printed)}: {one.without} ({_plain(one.described)})" for one in left]
    return "\n".join(lines) + "\n"


def _person(one: ListedPerson, parties: PartyTable) -> VolumePerson:
    names = tuple(dict.fromkeys(_names(one.name)))
    party = party_described(one.described, parties)
    last = (names[0].split() or [""])[-1].upper()
    without = None
    if party is None:
        without = "the list does not say whose official"
    elif len(last) < SHORTEST or last in last_words() or is_common(last):
        without = f"of {party}; {last} is a word or a title as well"
    return VolumePerson(printed=one.name, described=one.described, names=names, party=party, without=without)


def _names(printed: str) -> Iterator[str]:
    """``Canellopoulos (also Kanellopoulos), Panayiotis``: the first name before each spelling of the surname."""
    parts = _COMMA.split(_BEHIND.sub("", printed), maxsplit=1)
    surname, first = parts[0], parts[1] if len(parts) > 1 else ""
    others = [name for said in _BESIDE.findall(surname) for name in _ALSO.split(said)]
    words = _BESIDE.sub("", first).split()
    while words and title_words().has(words[0].upper()):
        del words[0]
    before = " ".join(words).strip(", ")
    for name in (_BESIDE.sub("", surname), *others):
        if name.strip():
            yield f"{before}{'' if before.endswith('-') or not before else ' '}{name.strip()}"


def _text(words: str) -> str:
    return json.dumps(words, ensure_ascii=False)


def _plain(words: str) -> str:
    return " ".join("".join(sign if sign.isprintable() else " " for sign in words).split())
