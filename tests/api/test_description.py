"""What the API says of itself holds: asked all that its description allows, it answers as described.

The archive is memory's, so that what is changed by one request costs nothing; each reader asks every operation.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from legation.api.application import make_api
from legation.app import House, open_house
from legation.services.accounts.accounts import OWNS

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
EXAMPLES = 3
READERS: dict[str, dict[str, Any]] = {
    "owner": {},
    "low": {"roles": ("reader",), "clearance": "UNCLASSIFIED", "actions": ("read",)},
    "desk": {"roles": ("desk",), "clearance": "SECRET", "actions": ("read", "decide", "draft", "ingest")},
    "administrator": {"roles": ("administrator",), "clearance": "UNCLASSIFIED", "actions": ("accounts", "settings")},
}


@pytest.fixture
def house(sample: Path) -> Iterator[House]:
    with open_house(sample, write=True, people=True) as opened:
        yield opened


@pytest.mark.parametrize("reader", READERS)
def test_it_answers_as_it_says(reader: str, house: House) -> None:
    headers = {"host": "127.0.0.1:8000"}
    about = READERS[reader]
    if about:
        house.accounts.add(OWNS, reader, roles=about["roles"], clearance=about["clearance"])
        until = datetime(2099, 1, 1, tzinfo=UTC)
        key, _ = house.accounts.add_token(OWNS, reader, "test", until=until, actions=about["actions"])
        headers["authorization"] = f"Bearer {key}"
    app = make_api(house, a_minute=1_000_000)
    schema = schemathesis.openapi.from_asgi("/api/v1/openapi.json", app, headers=headers)
    asked = 0
    answered: set[int] = set()
    for found in schema.get_all_operations():
        operation = found.ok()

        @settings(
            max_examples=EXAMPLES,
            database=None,
            derandomize=True,
            deadline=None,
            phases=[Phase.explicit, Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy())
        def ask(case: Any) -> None:
            nonlocal asked
            asked += 1
            response = case.call(headers=headers)
            answered.add(response.status_code)
            case.validate_response(response, checks=CHECKS)

        ask()
    assert asked >= 94
    assert 500 not in answered
    assert 200 in answered
