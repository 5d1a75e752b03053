"""What does not fit in a file or a body that somebody wrote: which field, what stands there, and what is due.

The library that decodes says it of types and paths of its own. What it says is read here once and told in words of
the field, with what to do; a value is never quoted.
"""

from __future__ import annotations

import re
import tomllib
from typing import Any, NamedTuple

import msgspec

from legation.core.errors import RefusedError

_KINDS = {
    "str": ("text", "write it in quotes"),
    "int": ("a whole number", "write a whole number, without quotes"),
    "float": ("a number", "write a number, without quotes"),
    "bool": ("true or false", "write true or false, without quotes"),
    "array": ("a list", "write it in square brackets, with commas between several"),
    "object": ("a table of fields", "write its fields by their names"),
    "null": ("nothing", "leave it out"),
}
"""What the library calls a kind of value: what it is, and how it is written."""

_SAID = re.compile(r"(?P<says>.*?)(?: - at `(?:key` in `)?\$(?P<path>[^`]*)`)?", re.DOTALL)
_STEP = re.compile(r"\[(\d{1,15})\]|\[(?:\.\.\.|\d*)\]|\.?([^.\[\]]+)")
_KIND = re.compile(r"Expected `(?P<due>[^`]+)`(?P<limit> [<>]=? -?\d+)?(?:, got `(?P<got>[^`]+)`)?")
_UNKNOWN = re.compile(r"Object contains unknown field `(?P<name>\w{1,60})`")
_MISSING = re.compile(r"Object missing required field `(?P<name>\w{1,60})`")
_WORD = re.compile(r"Invalid enum value .*", re.DOTALL)
_DAY = re.compile(r"Invalid RFC3339 encoded date")


class Misfit(NamedTuple):
    """where: the field, in words; empty for the whole. says: what is wrong with it. do: what to do."""

    where: str
    says: str
    do: str

    @property
    def what(self) -> str:
        return f"{self.where} {self.says}" if self.where else f"it {self.says}"

    def refused(self, of: str) -> RefusedError:
        """The refusal of what does not fit, such as ``the draft``."""
        return RefusedError(f"{of} cannot be read: {self.what}", self.do)


def misfit(wrong: msgspec.ValidationError | str, into: Any = None, *, in_address: bool = False) -> Misfit:
    """What does not fit, from what the library says of it.

    into: the type that it was to be; with it a word that none of a closed list is has the words of that list told.
    in_address: whether it stands in an address, where all is text and nothing is quoted.
    """
    said = _SAID.fullmatch(str(wrong))
    assert said is not None  # noqa: S101 - the pattern takes any text
    where, says = _place(said["path"] or ""), said["says"]
    if (found := _UNKNOWN.fullmatch(says)) is not None:
        return Misfit(where, f"has no field '{found['name']}'", "mend its name, or leave it out")
    if (found := _MISSING.fullmatch(says)) is not None:
        return Misfit(where, f"lacks the field '{found['name']}'", "write it")
    if _DAY.fullmatch(says) is not None:
        return Misfit(where, "is no day", "write it as 2026-01-31")
    if _WORD.fullmatch(says) is not None:
        known = ", ".join(_words(into, said["path"] or "")) if into is not None else ""
        do = f"write one of {known}" if known else "compare it with the reference"
        return Misfit(where, "is none of the words that may stand there", do)
    if (found := _KIND.fullmatch(says)) is not None:
        due, do = _due(found["due"])
        if found["limit"]:
            bound = "at least" if ">" in found["limit"] else "at most"
            return Misfit(where, f"must be {bound} {found['limit'].split()[-1]}", "mend the number")
        if in_address:
            return Misfit(where, f"is not {due}", f"write {due}")
        got = _KINDS.get(found["got"] or "", ("something else", ""))[0]
        return Misfit(where, f"is {got}, where {due} is due", do)
    return Misfit(where, "cannot be read", "compare it with the reference")


def read_toml(text: str) -> dict[str, Any]:
    """The table in a file that somebody wrote. Raises ValueError in words, also for a number that none can hold."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        raise
    except ValueError as wrong:
        raise ValueError("a number has thousands of digits") from wrong


def misfit_words(wrong: Exception) -> str:
    """What is wrong with a file of settings, whichever library says it."""
    return misfit(wrong).what if isinstance(wrong, msgspec.ValidationError) else str(wrong)


def _words(into: Any, path: str) -> list[str]:
    """The words of the closed list at a path within a type; none where the path leads to no such list."""
    held = [msgspec.inspect.type_info(into)]
    for step in _STEP.finditer(path):
        held = [inner for one in held for inner in _inside(one, step[2])]
    lists = (one.values for one in _each(held) if isinstance(one, msgspec.inspect.LiteralType))
    return [str(word) for words in lists for word in words]


def _inside(kind: msgspec.inspect.Type, name: str | None) -> list[msgspec.inspect.Type]:
    """What stands in a value of a type: in a field of it by its name, or, without one, in its items."""
    found: list[msgspec.inspect.Type] = []
    for one in _each([kind]):
        match one:
            case msgspec.inspect.StructType() if name is not None:
                found += [field.type for field in one.fields if field.encode_name == name]
            case msgspec.inspect.DictType():
                found.append(one.value_type)
            case msgspec.inspect.VarTupleType() | msgspec.inspect.ListType() if name is None:
                found.append(one.item_type)
    return found


def _each(kinds: list[msgspec.inspect.Type]) -> list[msgspec.inspect.Type]:
    """The types, those of a choice each by itself."""
    return [each for one in kinds for each in (one.types if isinstance(one, msgspec.inspect.UnionType) else (one,))]


def _due(kinds: str) -> tuple[str, str]:
    """What may stand there, and how it is written; that it may be left out is not told."""
    told = [_KINDS[kind] for kind in kinds.split(" | ") if kind in _KINDS and kind != "null"]
    if not told:
        return "something else", "compare it with the reference"
    return " or ".join(name for name, _ in told), " or ".join(do for _, do in told)


def _place(path: str) -> str:
    """A path such as ``.paragraphs[0].text`` as "'text' in item 1 of 'paragraphs'"."""
    told = ""
    for step in _STEP.finditer(path):
        if step[1] is not None:
            told = f"item {int(step[1]) + 1} of {told}" if told else f"item {int(step[1]) + 1}"
        elif step[2] is not None:
            told = f"'{step[2]}' in {told}" if told else f"'{step[2]}'"
    return told
