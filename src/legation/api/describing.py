"""The description of the API: what the framework says of the routes, with an example of every answer.

The examples are real answers over the sample archive, kept in a file beside this one that a command makes. A problem,
which every route may answer with, is described once.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files
from typing import Any

import msgspec
from litestar import Request
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.openapi.spec import OpenAPIType, Schema
from litestar.plugins import OpenAPISchemaPlugin
from litestar.typing import FieldDefinition

from legation.core.text import Span

EXAMPLES = "examples.json"
"""The file of examples: what is answered by the id of the operation and the media type."""


class SpanShape(OpenAPISchemaPlugin):
    """Spans are two numbers; the framework takes a named tuple for anything at all."""

    @staticmethod
    def is_plugin_supported_type(value: Any) -> bool:
        return value is Span

    def to_openapi_schema(self, field_definition: FieldDefinition, schema_creator: Any) -> Schema:  # noqa: ARG002
        number = Schema(type=OpenAPIType.INTEGER)
        return Schema(type=OpenAPIType.ARRAY, items=number, min_items=2, max_items=2)


class Described(JsonRenderPlugin):
    """Renders the description."""

    def __init__(self, also: Mapping[str, tuple[str, ...]]) -> None:
        super().__init__(path="/openapi.json")
        self._also = also
        self._made: bytes | None = None

    def render(self, request: Request[Any, Any, Any], openapi_schema: dict[str, Any]) -> bytes:
        """The description as JSON, made once."""
        if self._made is None:
            examples = msgspec.json.decode((files("legation.api") / EXAMPLES).read_bytes())
            self._made = self.render_json(request, described(openapi_schema, examples, self._also))
        return self._made


def described(
    schema: Mapping[str, Any], examples: Mapping[str, Mapping[str, Any]], also: Mapping[str, tuple[str, ...]]
) -> dict[str, Any]:
    """The description with the examples. also: more media types that an operation answers with, by its id."""
    said_once: dict[str, Any] = {}
    paths = {
        path: {
            method: _operation(operation, examples.get(operation["operationId"], {}), also, said_once)
            for method, operation in methods.items()
        }
        for path, methods in schema["paths"].items()
    }
    return {**schema, "paths": paths, "components": {**schema["components"], "responses": said_once}}


def _operation(
    operation: Mapping[str, Any],
    examples: Mapping[str, Any],
    also: Mapping[str, tuple[str, ...]],
    said_once: dict[str, Any],
) -> dict[str, Any]:
    responses = {}
    for status, response in operation["responses"].items():
        if status == "200":
            content: dict[str, Any] = {
                kind: {"schema": {"type": "string"}} for kind in also.get(operation["operationId"], ())
            }
            content.update(response["content"])
            for kind, value in examples.items():
                content[kind] = {**content[kind], "examples": {"sample": {"value": value}}}
            responses[status] = {**response, "content": content}
        elif said_once.setdefault(status, response) == response:
            responses[status] = {"$ref": f"#/components/responses/{status}"}
        else:
            responses[status] = response
    return {**operation, "responses": responses}
