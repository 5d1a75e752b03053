"""What does not fit is told of the field, in words of the one who wrote it."""

from __future__ import annotations

import json
from typing import Any, Literal

import msgspec
import pytest

from legation.core.draft import Draft
from legation.core.errors import RefusedError
from legation.core.misfits import misfit, misfit_words, read_toml
from legation.core.profile import Rules
from legation.formats.writing.drafts import read_draft
from legation.services.distribution.profiles import read_rules

CASES: list[tuple[type, Any, str, str]] = [
    (Draft, {"to": "X"}, "'to' is text, where a list is due", "square brackets"),
    (Draft, {"subject": 12}, "'subject' is a whole number, where text is due", "in quotes"),
    (Draft, {"number": "12"}, "'number' is text, where a whole number is due", "without quotes"),
    (Draft, {"tags": ["PREL", 1]}, "item 2 of 'tags' is a whole number, where text is due", "in quotes"),
    (
        Draft,
        {"paragraphs": [{"text": 4}]},
        "'text' in item 1 of 'paragraphs' is a whole number, where text is due",
        "in quotes",
    ),
    (Draft, {"paragraphs": [{}]}, "item 1 of 'paragraphs' lacks the field 'text'", "write it"),
    (Draft, {"subjet": "X"}, "it has no field 'subjet'", "mend its name"),
    (Draft, {"executive_order": 5}, "'executive_order' is a whole number, where a table of fields is due", "names"),
    (Draft, [], "it is a list, where a table of fields is due", "names"),
    (
        Rules,
        {"profile": [{"name": "n", "to": "t", "for": "all", "from": ["X"]}]},
        "'for' in item 1 of 'profile' is none of the words that may stand there",
        "write one of action, info",
    ),
]


@pytest.mark.parametrize(("into", "value", "what", "do"), CASES)
def test_what_does_not_fit_is_told_in_words(into: type, value: Any, what: str, do: str) -> None:
    with pytest.raises(msgspec.ValidationError) as wrong:
        msgspec.convert(value, into)
    told = misfit(wrong.value, into)
    assert told.what == what
    assert do in told.do


def test_a_closed_list_is_found_where_it_stands() -> None:
    says = "Invalid enum value 'x' - at `${path}`"
    assert misfit(says.format(path=""), Literal["one", "two"] | None).do == "write one of one, two"
    assert misfit(says.format(path="[1]"), list[Literal["one"]]).do == "write one of one"
    assert misfit(says.format(path="[...]"), dict[str, Literal["one"]]).do == "write one of one"
    assert misfit(says.format(path=".no.such[0]"), Rules).do == "compare it with the reference"
    assert misfit(says.format(path=""), None).do == "compare it with the reference"


@pytest.mark.parametrize(
    "says",
    [
        "",
        f"Expected `str` - at `$[{'1' * 5000}]`",
        f"x - at `key in `$[{'1' * 5000}].a`",
        "Something new `with` $.signs - at `$.a`",
        "Expected `ext`, got `ext`",
        "- at `$[[`",
    ],
)
def test_any_words_are_told_and_none_are_quoted(says: str) -> None:
    assert "`" not in misfit(says).what + misfit(says).do


def test_another_fault_keeps_its_words() -> None:
    assert misfit_words(ValueError("line 2")) == "line 2"


def test_a_number_that_none_can_hold_is_told_in_words() -> None:
    with pytest.raises(ValueError, match="a number has thousands of digits"):
        read_toml(f"number = {'1' * 5000}")
    with pytest.raises(ValueError, match="line 1"):
        read_toml("number = = 1")
    for kind, text in (("toml", f"number = {'1' * 5000}"), ("json", json.dumps({f"x - at `$[{'1' * 5000}]": 1}))):
        with pytest.raises(RefusedError) as refused:
            read_draft(text.encode(), kind=kind)
        assert "11" not in str(refused.value)
    with pytest.raises(RefusedError, match="the rules are no TOML"):
        read_rules(f"[x]\nnumber = {'1' * 5000}")
