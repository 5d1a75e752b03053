"""The examples of answers: made by one command from the sample, fit for what is described, and not out of date."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema.exceptions import ValidationError
from jsonschema.validators import Draft202012Validator
from litestar.testing import TestClient
from tests.api.examples import FILE, recorded, written

from legation.api.application import make_api
from legation.app import open_house

MOST_BYTES = 400_000
"""Of the whole description."""


@pytest.fixture(scope="module")
def described(made_sample: Path) -> dict[str, Any]:
    with (
        open_house(made_sample) as house,
        TestClient(make_api(house), base_url="http://127.0.0.1:8000") as client,
    ):
        answer = client.get("/api/v1/openapi.json")
    assert len(answer.content) < MOST_BYTES
    return json.loads(answer.content)  # type: ignore[no-any-return]


def test_every_answer_has_an_example_that_fits_what_is_described(described: dict[str, Any]) -> None:
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            kinds = operation["responses"]["200"]["content"].values()
            shown = [(kind["schema"], kind["examples"]["sample"]["value"]) for kind in kinds if "examples" in kind]
            assert shown, f"{method} {path}"
            for schema, value in shown:
                check(described, schema, value)


def test_an_example_of_another_shape_is_seen(described: dict[str, Any]) -> None:
    kind = described["paths"]["/api/v1/search"]["get"]["responses"]["200"]["content"]["application/json"]
    value = copy.deepcopy(kind["examples"]["sample"]["value"])
    value["data"]["hits"][0]["listing"]["mrn"] = 12
    with pytest.raises(ValidationError):
        check(described, kind["schema"], value)


def test_the_examples_are_what_the_api_answers_now(sample: Path) -> None:
    told = recorded(sample)
    assert [one.says for one in told if one.status != 200] == []
    held, made = json.loads(FILE.read_text(encoding="utf-8")), json.loads(written(told))
    stale = [name for name in {**held, **made} if held.get(name) != made.get(name)]
    assert not stale, "run `make examples` and look at what changed"


def test_each_problem_is_described_once(described: dict[str, Any]) -> None:
    said = described["components"]["responses"]
    assert {"400", "401", "404"} <= said.keys()
    for methods in described["paths"].values():
        for operation in methods.values():
            for status, response in operation["responses"].items():
                assert status == "200" or response == {"$ref": f"#/components/responses/{status}"}


def check(described: dict[str, Any], schema: dict[str, Any], value: Any) -> None:
    Draft202012Validator({**schema, "components": described["components"]}).validate(value)
