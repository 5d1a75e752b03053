"""A row of ``operations`` becomes a route: its parameters and its answer are those of the method it asks."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from types import NoneType
from typing import Annotated, Any, Literal, NamedTuple, get_type_hints

import msgspec
from litestar import get, post
from litestar.handlers import HTTPRouteHandler
from litestar.openapi.datastructures import ResponseSpec
from litestar.openapi.spec import Example
from litestar.params import Body, Dependency, Parameter

from legation.api.answers import MADE_AT, Answer
from legation.app import House
from legation.core.accounts import Who
from legation.core.marking import Reader
from legation.faults import PROBLEM, Problem
from legation.services.banners import banner_within, outward
from legation.services.distribution.inbox import Queue
from legation.services.news.today import Today


class Operation(NamedTuple):
    """One route, which asks one method of one service.

    path: below ``/api/v1``; names in braces are parameters of the method. service: its name in the house. takes: the
    parameters that may be sent, without: all that JSON can say; the rest stay as the method has them. shown: what is
    sent of what came back; ``gives`` its type. following: what the next page comes after; it is not asked of a list
    that is shorter than ``limit``, which is the end. example: of each parameter.
    fixed: what is always passed. held: how closely an answer is held that does not say so itself.
    """

    method: Literal["GET", "POST"]
    path: str
    service: str
    asks: Callable[..., Any]
    says: str
    example: Mapping[str, Any] = {}
    action: str = "read"
    takes: tuple[str, ...] | None = None
    shown: Callable[[Any], Any] | None = None
    gives: Any = None
    following: Callable[[Any], str | None] | None = None
    fixed: Mapping[str, Any] = {}
    held: Callable[[House, Reader, Mapping[str, Any]], str | None] | None = None


PROBLEMS = {
    status: ResponseSpec(data_container=Problem, description=says, media_type=PROBLEM, generate_examples=False)
    for status, says in {
        400: "What was sent cannot be read, or the search is wrong.",
        401: "No token, or none that is good.",
        403: "The account may not do this.",
        404: "There is no such thing that this reader may read.",
        409: "It cannot be done as things stand.",
        413: "Too large.",
        415: "Something else than JSON was sent.",
        429: "Too many requests.",
        503: "The archive cannot be used now.",
    }.items()
}
_BOUND = frozenset({"self", "reader", "who", "everyone", "by", "once"})
_KEY = "Idempotency-Key"
_RESERVED = {"searched": "query"}  # a name that the framework gives a meaning of its own
_LIMITS = {"limit": (1, 1000), "most": (1, 1000), "beside_most": (1, 1000), "depth": (1, 10), "stalled": (1, None)}


def route(operation: Operation) -> HTTPRouteHandler:
    """The handler of an operation."""
    run = operation.asks
    hints = get_type_hints(run)
    asked = inspect.signature(run).parameters
    in_path = [part.strip("{}") for part in operation.path.split("/") if part.startswith("{")]
    sent = [
        name
        for name in asked
        if name not in _BOUND and name not in in_path and (operation.takes is None or name in operation.takes)
    ]
    parameters = [_parameter(name, str, operation, inspect.Parameter.empty) for name in in_path]
    if operation.method == "GET":
        parameters += [_parameter(name, hints[name], operation, asked[name].default) for name in sent]
    elif sent:
        parameters.append(_body(sent, hints, asked, operation))
    if "once" in asked:
        says = "A key of your own; sent again with the same, for an answer was lost, it is done once."
        key = [Example(value="8e03978e-40d5-43dd-bc93-6894a57f9324")]
        once: Any = Annotated[str | None, Parameter(header=_KEY, description=says, examples=key)]
        parameters.append(inspect.Parameter("once", inspect.Parameter.KEYWORD_ONLY, annotation=once, default=None))
    parameters += [_given("house", House), _given("who", Who)]
    gives: Any = operation.gives or hints.get("return", NoneType)
    positional = {name: one.kind in (one.POSITIONAL_ONLY, one.POSITIONAL_OR_KEYWORD) for name, one in asked.items()}
    first = "who" if "who" in asked else "reader"

    def handle(**given: Any) -> Answer[Any]:
        house, who = given.pop("house"), given.pop("who")
        given = {_RESERVED.get(name, name): value for name, value in given.items()}
        body = given.pop("data", None)
        if body is not None:
            given.update({name: getattr(body, name) for name in body.__struct_fields__})
        if "everyone" in asked:
            given["everyone"] = who.may("route")
        method = getattr(getattr(house, operation.service), run.__name__)
        kept = {name: given[name] for name in in_path}
        words = [given.pop(name) for name in asked if positional[name] and name in given]
        value = method(who if first == "who" else who.reader, *words, **given, **operation.fixed)
        ended = isinstance(value, list) and len(value) < given.get("limit", 0)
        following = operation.following(value) if operation.following is not None and not ended else None
        marking = banner_within(value) if operation.held is None else operation.held(house, who.reader, kept)
        shown = operation.shown(value) if operation.shown is not None else value
        return Answer(marking=marking, data=outward(shown), next=following)

    answer = Answer[gives]
    handle.__name__ = handle.__qualname__ = _name(operation)
    handle.__doc__ = operation.says
    handle.__signature__ = inspect.Signature(parameters, return_annotation=answer)  # type: ignore[attr-defined]
    handle.__annotations__ = {one.name: one.annotation for one in parameters} | {"return": answer}
    make = get if operation.method == "GET" else post
    return make(
        "/api/v1" + operation.path.replace("}", ":str}"),
        sync_to_thread=True,
        status_code=200,
        operation_id=_name(operation),
        summary=operation.says,
        tags=[operation.path.split("/")[1]],
        opt={
            "action": operation.action,
            "json": operation.method == "POST" and bool(sent),
            MADE_AT: gives in (Today, Queue),
        },
        responses=PROBLEMS,
        raises=[],
    )(handle)


def _name(operation: Operation) -> str:
    return f"{operation.service}_{operation.asks.__name__}"


def _given(name: str, kind: type) -> inspect.Parameter:
    annotation: Any = Annotated[kind, Dependency(skip_validation=True)]
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, annotation=annotation)


def _parameter(name: str, kind: Any, operation: Operation, default: Any) -> inspect.Parameter:
    example = operation.example.get(name)
    examples = [Example(value=example)] if example is not None else None
    low, high = _LIMITS.get(name, (None, None))
    if high is not None and isinstance(default, int):
        high = max(high, default)  # what the service asks for by itself may be asked for
    inner = next((inside for inside, outside in _RESERVED.items() if outside == name), name)
    annotation: Any = Annotated[
        kind, Parameter(query=None if inner == name else name, examples=examples, ge=low, le=high)
    ]
    return inspect.Parameter(inner, inspect.Parameter.KEYWORD_ONLY, annotation=annotation, default=default)


def _body(
    sent: list[str], hints: Mapping[str, Any], asked: Mapping[str, inspect.Parameter], operation: Operation
) -> inspect.Parameter:
    fields: list[Any] = []
    for name in sent:
        default = asked[name].default
        fields.append((name, hints[name]) if default is inspect.Parameter.empty else (name, hints[name], default))
    fields.sort(key=len)
    title = "".join(word.capitalize() for word in _name(operation).split("_"))
    kind: Any = msgspec.defstruct(title, fields, frozen=True, kw_only=True, forbid_unknown_fields=True)
    example = {name: operation.example[name] for name in sent if name in operation.example}
    annotation: Any = Annotated[kind, Body(examples=[Example(value=example)])]
    return inspect.Parameter("data", inspect.Parameter.KEYWORD_ONLY, annotation=annotation)
