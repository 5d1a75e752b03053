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
from legation.extract.name_words import SHORTEST, first_words, is_given, last_words
from legation.formats.decoding import decode
from legation.formats.volumes.listed_persons import ListedPerson, listed_persons, years_of
from legation.tables.commonness import is_common
from legation.tables.parties import PartyTable, default_parties
from legation.tables.titles import title_words
from legation.tables.volumes import volume_words

_BESIDE = re.compile(r"\s*\((?P<said>[^()]*)\)")
_ALSO = re.compile(r"(?:^also )|, (?:and |or )?| and | or ")
_COMMA = re.compile(r",(?![^()]*\))")
_BEHIND = re.compile(r",?\s(?:Jr|Sr|II|III|IV)\b\.?")


class VolumePerson(msgspec.Struct, frozen=True, kw_only=True):
    """One of the list. printed: his name there; described: what its editors say of him.

    names: his names in every spelling of the list, the surname last. party: whose official he is. without: why he has
    no row, None where he has one. years: of the volume; of others the list says nothing. beside: who of the list has
    his surname and serves another, so that nobody is known by it.
    """

    printed: str
    described: str
    names: tuple[str, ...]
    party: str | None
    without: str | None
    years: tuple[int, int] | None = None
    beside: tuple[str, ...] = ()


def volume_persons(data: bytes, file: str, parties: PartyTable | None = None) -> list[VolumePerson]:
    """Everyone in the list of persons of a volume in TEI. Raises RefusedError where there is none.

    file: what it is called there. parties: those of an archive of its own world, else the package's.
    """
    table = parties if parties is not None else default_parties()
    volume = decode(data).text
    found = [_person(one, table) for one in listed_persons(volume)]
    if not found:
        raise RefusedError(f"{file} has no list of persons", "name a volume in TEI, whole")
    by_surname: dict[str, list[VolumePerson]] = {}
    for one in found:
        for last in {_surname(name) for name in one.names if one.without is None}:
            by_surname.setdefault(last, []).append(one)
    years = years_of(volume)
    return [msgspec.structs.replace(one, years=years, beside=_beside(one, by_surname)) for one in found]


def _beside(one: VolumePerson, by_surname: dict[str, list[VolumePerson]]) -> tuple[str, ...]:
    if one.without is not None:
        return ()
    same = [other for last in map(_surname, one.names) for other in by_surname[last]]
    return tuple(dict.fromkeys(f"{other.printed} ({other.party})" for other in same if other.party != one.party))


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
            if one.years is not None:
                lines.append("from = {}\nuntil = {}".format(*one.years))
            if one.beside:
                lines.append(f"# Nobody is known by a surname of two parties: {_plain('; '.join(one.beside))}")
    left = [one for one in persons if one.without is not None]
    lines += ["", "# Without a row:"] if left else []
    lines += [f"# {_plain(one.printed)}: {one.without} ({_plain(one.described)})" for one in left]
    return "\n".join(lines) + "\n"


def _person(one: ListedPerson, parties: PartyTable) -> VolumePerson:
    names = tuple(dict.fromkeys(_names(one.name)))
    party = party_described(one.described, parties)
    last = ((names[0] if names else "").split() or [""])[-1].upper()
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
    while words and _is_title(words[0]):
        del words[0]
    before = _plain(" ".join(words)).strip(", ")
    for name in (_BESIDE.sub("", surname), *others):
        if plain := _plain(name):
            yield f"{before}{'' if before.endswith('-') or not before else ' '}{plain}"


def _surname(name: str) -> str:
    return re.split(r"[\s-]", name.strip())[-1].upper()


def _is_title(word: str) -> bool:
    """Whether a word before a first name is a title, or of one: ``Rear``, ``Major-General``, ``Sir``."""
    parts = word.upper().strip(".").split("-")
    return all(
        title_words().has(part) or ((part in first_words() or part in volume_words().ranks) and not is_given(part))
        for part in parts
    )


def _text(words: str) -> str:
    return json.dumps(words, ensure_ascii=False).replace("\x7f", "\\u007F")


def _plain(words: str) -> str:
    return " ".join("".join(sign if sign.isprintable() else " " for sign in words).split())
