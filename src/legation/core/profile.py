"""Profiles: the rules by which a telegram that came reaches those who need it.

A profile says what it asks of a telegram, whom it goes to, and whether for action or for information. Rules are read
from the top; of several that ask for action the first has it, and the others get the telegram for information.
"""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import Any, Literal

import msgspec

from legation.core.errors import RefusedError
from legation.core.misfits import misfit

Role = Literal["action", "info"]

CATCH_ALL = "catch-all"
"""The name under which what no profile gave an action office is delivered."""

_NAME = re.compile(r"[^\s\"\\][^\"\\\n]{0,79}")


class Conditions(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename={"from_": "from"}):
    """What is asked of a telegram. Every list that is not empty must have an entry that holds.

    addressee: an address (``SECSTATE WASHDC``) or the name of its post, among TO and INFO. action: the same, among
    TO alone. from_: post or address of the originator. caption: caption or control. attention: office or person of
    the attention line. office: office of the distribution block. tags: codes; an entry of several asks for all of
    them. precedence: this one or a higher. words: queries in the language of searches. thread: numbers; the telegram
    is one of them, or cites one or is cited by one of the telegrams that do so with it. dialogue: ids of dialogues
    that one of their telegrams connects it with. owner: parties that must act next on something it is connected with.
    """

    addressee: tuple[str, ...] = ()
    action: tuple[str, ...] = ()
    from_: tuple[str, ...] = ()
    caption: tuple[str, ...] = ()
    attention: tuple[str, ...] = ()
    office: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    precedence: str | None = None
    words: tuple[str, ...] = ()
    thread: tuple[str, ...] = ()
    dialogue: tuple[str, ...] = ()
    owner: tuple[str, ...] = ()

    def asked(self) -> list[tuple[str, tuple[str, ...]]]:
        """The conditions that are there, by their names in the file."""
        found = []
        for name in self.__struct_fields__:
            value = getattr(self, name)
            if value:
                found.append((name.rstrip("_"), value if isinstance(value, tuple) else (value,)))
        return found


class Profile(
    Conditions, frozen=True, kw_only=True, forbid_unknown_fields=True, rename={"from_": "from", "for_": "for"}
):
    """One rule. to: an office of the rules, or an account. unless: the profile is passed over where these hold."""

    name: str
    to: str
    for_: Role = "info"
    unless: Conditions | None = None

    def asked(self) -> list[tuple[str, tuple[str, ...]]]:
        return [(name, value) for name, value in super().asked() if name not in ("name", "to", "for", "unless")]


class Office(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An office and the accounts that read its telegrams."""

    name: str
    readers: tuple[str, ...]


class Rules(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename={"catch_all": "catch-all"}):
    """Every rule of an archive. catch_all: who has for action what no profile gives an action office."""

    catch_all: str | None = None
    office: tuple[Office, ...] = ()
    profile: tuple[Profile, ...] = ()

    def members(self, to: str) -> tuple[str, ...]:
        """The accounts behind the ``to`` of a profile."""
        return next((office.readers for office in self.office if office.name == to), (to,))


def rules_of(values: dict[str, Any]) -> Rules:
    """Rules from the values of a file. Raises RefusedError that names the row."""
    _refuse_unknown(values)
    try:
        rules = msgspec.convert(values, Rules)
    except msgspec.ValidationError as wrong:
        raise misfit(wrong, Rules).refused("the rules") from wrong
    for kind, names in (
        ("profile", [one.name for one in rules.profile]),
        ("office", [one.name for one in rules.office]),
    ):
        for name in names:
            if names.count(name) > 1:
                raise RefusedError(f"{kind} {name!r} stands twice", "give each a name of its own")
            if not _NAME.fullmatch(name) or name == CATCH_ALL:
                raise RefusedError(f"{name!r} cannot name {kind}", "use up to 80 letters in one line, without quotes")
    for profile in rules.profile:
        if not profile.asked():
            raise RefusedError(f"profile {profile.name!r} asks for nothing", "give it a condition")
    return rules


def _refuse_unknown(values: dict[str, Any]) -> None:
    """Raises RefusedError for a name that no row of the file has, with the one it is near to and those there are."""
    _known_alone("the rules have", values, Rules)
    for kind, row in (("office", Office), ("profile", Profile)):
        for one in _rows(values.get(kind)):
            _known_alone(f"{kind} {one.get('name', '')!r} has", one, row)
            for unless in _rows([one.get("unless")]):
                _known_alone(f"{kind} {one.get('name', '')!r} has under unless", unless, Conditions)


def _rows(value: Any) -> list[dict[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _known_alone(where: str, row: dict[str, Any], of: type[msgspec.Struct]) -> None:
    known = [field.encode_name for field in msgspec.structs.fields(of)]
    for name in row:
        if name in known:
            continue
        near = get_close_matches(name, known, n=1)
        if not issubclass(of, Conditions):
            raise RefusedError(
                f"{where} {name!r}, which is no field", f"{_mean(near)}the fields are {', '.join(known)}"
            )
        conditions = [field.encode_name for field in msgspec.structs.fields(Conditions)]
        raise RefusedError(
            f"{where} {name!r}, which is no condition", f"{_mean(near)}the conditions are {', '.join(conditions)}"
        )


def _mean(near: list[str]) -> str:
    return f"perhaps {near[0]} is meant; " if near else ""


def rules_text(rules: Rules) -> str:
    """The rules as a file that ``rules_of`` reads back."""
    lines = []
    if rules.catch_all is not None:
        lines += [f"catch-all = {_quoted(rules.catch_all)}", ""]
    for office in rules.office:
        lines += ["[[office]]", f"name = {_quoted(office.name)}", f"readers = {_listed(office.readers)}", ""]
    for profile in rules.profile:
        lines += ["[[profile]]", f"name = {_quoted(profile.name)}", f"to = {_quoted(profile.to)}"]
        lines += [f"for = {_quoted(profile.for_)}", *_conditions(profile)]
        if profile.unless is not None:
            lines += ["[profile.unless]", *_conditions(profile.unless)]
        lines.append("")
    return "\n".join(lines)


def _conditions(conditions: Conditions) -> list[str]:
    return [
        f"{name} = {_quoted(value[0]) if name == 'precedence' else _listed(value)}"
        for name, value in conditions.asked()
    ]


def _listed(values: tuple[str, ...]) -> str:
    return f"[{', '.join(map(_quoted, values))}]"


def _quoted(text: str) -> str:
    return (
        '"'
        + "".join(
            _ESCAPED.get(sign) or (f"\\u{ord(sign):04X}" if ord(sign) < 32 or sign == "\x7f" else sign) for sign in text
        )
        + '"'
    )


_ESCAPED = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"}
