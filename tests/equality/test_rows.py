"""Everything that answers a reader has a row, so nothing new goes untested."""

from __future__ import annotations

import inspect
import pkgutil
import re
from collections.abc import Iterator
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from random import Random
from typing import Any

import pytest
from litestar import Litestar
from litestar.routes import HTTPRoute
from tests.stores import services_of

import legation.services
from legation.api.application import make_api
from legation.app import House
from legation.core.marking import Reader
from legation.web.pages import make_app

from . import api, commands, pages, services, tools
from .asking import Asker
from .worlds import Clock, Known, Side, known_parties, known_posts


@pytest.fixture
def side(tmp_path: Path) -> Side:
    return Side("memory", tmp_path / "archive", [Reader("desk", rank=3)], Clock(ticking=False))


@pytest.fixture
def plain(side: Side) -> House:
    """A house whose services stand in it as they are, without a trail around them."""
    assert side._stores is not None
    stores = replace(side._stores, trail=None)
    house = House(stores, posts=known_posts(), parties=known_parties(), clock=side.clock)
    services_of(house)
    house.trail = side.house.trail
    return house


def test_every_service_method_that_takes_a_reader_has_a_row(plain: House) -> None:
    there = set(services.methods(plain))
    missing, gone = there - services.ROWS.keys(), services.ROWS.keys() - there
    assert not missing, f"add a row to tests/equality/services.py for {', '.join(sorted(missing))}"
    assert not gone, f"take out of tests/equality/services.py: {', '.join(sorted(gone))}"


def test_every_service_is_in_the_house(plain: House) -> None:
    held = {type(service) for service in services_of(plain).values()}
    for found in pkgutil.walk_packages(legation.services.__path__, "legation.services."):
        room = import_module(found.name)
        for name, thing in vars(room).items():
            if getattr(thing, "__module__", None) != room.__name__ or name.startswith("_"):
                continue
            if inspect.isclass(thing):
                asks = [
                    method
                    for method, run in inspect.getmembers(thing, inspect.isfunction)
                    if not method.startswith("_") and services.takes_reader(run)
                ]
                assert not asks or thing in held or name in services.OF_A_SERVICE, (
                    f"{room.__name__}.{name} answers readers: hang it into House"
                )
            elif inspect.isfunction(thing):
                assert not services.takes_reader(thing, "Reader"), (
                    f"{room.__name__}.{name} answers readers: make it a service"
                )


def test_every_command_that_answers_as_a_reader_has_a_row() -> None:
    there = commands.commands()
    asking = {name for name, command in there.items() if commands.takes_reader(command)}
    assert commands.OF_A_SERVER.keys() <= asking
    asking -= commands.OF_A_SERVER.keys()
    missing, gone = asking - commands.ROWS.keys(), commands.ROWS.keys() - asking
    assert not missing, f"add a row to tests/equality/commands.py for {', '.join(sorted(missing))}"
    assert not gone, f"take out of tests/equality/commands.py: {', '.join(sorted(gone))}"
    others = there.keys() - asking - commands.OF_A_SERVER.keys()
    unsaid = others - commands.OF_THE_OWNER.keys()
    assert not unsaid, f"say in tests/equality/commands.py why there is no --as: {', '.join(sorted(unsaid))}"
    assert not commands.OF_THE_OWNER.keys() - others


def test_every_route_of_the_api_has_a_row(side: Side) -> None:
    there = {(method, path.removeprefix("/api/v1")) for method, path in pages.routes(make_api(side.house))}
    told = api.ROWS.keys() | api.WITHOUT_ROW.keys()
    missing = {one for one in there - told if one[1] not in ("", "/", "/{path}")}  # the framework's own, answered 404
    assert not missing, f"add a row to tests/equality/services.py or api.py for {sorted(missing)}"
    assert not told - there, f"take out of tests/equality/api.py: {sorted(told - there)}"


def test_every_tool_has_a_row(side: Side) -> None:
    assert tools.tools(side) == tools.ROWS.keys()


def test_every_route_has_a_row(side: Side) -> None:
    there = pages.routes(make_app(side.house))
    told = pages.ROWS.keys() | pages.WITHOUT_ROW.keys()
    missing, gone = there - told, told - there
    assert not missing, f"add a row to tests/equality/pages.py for {sorted(missing)}"
    assert not gone, f"take out of tests/equality/pages.py: {sorted(gone)}"


DRAWN = 80
"""Requests of each row, among which all stand that it may ask."""
_SOMETHING = ("one",)
_KNOWN = Known(
    *(("15BELISAR1", "15BELISAR2"), ("15FOROFF9",), ("a" * 64, "b" * 64), ("one.txt",), ("zqabcdefz",), ("d-0",)),
    *(_SOMETHING, _SOMETHING, {}, _SOMETHING, (Reader("desk", rank=3),), _SOMETHING),
)
_GIVEN = frozenset({"self", "request", "data", "house", "reader", "who"})
"""What a handler is given by the house, and no parameter of a request."""


def _askers() -> Iterator[Asker]:
    return (Asker(Random(number), _KNOWN, _KNOWN.readers[0]) for number in range(DRAWN))  # noqa: S311


def test_every_option_of_a_command_is_asked() -> None:
    unasked: dict[str, set[str]] = {}
    for row, command in commands.commands().items():
        if row not in commands.ROWS:
            continue
        said = {word.split("=")[0] for ask in _askers() for word in commands.request(row, ask).words}
        for option in command.params:
            asked = said & {*option.opts, *option.secondary_opts} or option.name in ("archive", "as_reader", "help")
            if option.param_type_name == "option" and not asked:
                unasked.setdefault(row, set()).add(option.opts[0])
    assert unasked == {}


def _parameters(app: Litestar) -> Iterator[tuple[tuple[str, str], set[str]]]:
    """Of each route and method the parameters of its query, or of a form that is declared, as they are sent."""
    for route in app.routes:
        for handler in route.route_handlers if isinstance(route, HTTPRoute) else ():
            signed = handler.parsed_fn_signature.parameters
            sent = {
                getattr(one.kwarg_definition, "query", None) or name
                for name, one in signed.items()
                if name not in _GIVEN | {"once"} and f"{{{name}:" not in route.path
            }
            for method in handler.http_methods:
                yield (str(method), route.path_format), sent


def test_every_parameter_of_a_page_is_asked(side: Side) -> None:
    unasked = {}
    for route, sent in _parameters(make_app(side.house)):
        if route in pages.ROWS:
            drawn = [pages.ROWS[route](ask) for ask in _askers()]
            asked = {name for path, _ in drawn for name in re.findall(r"[?&]([\w.]+)=", path)}
            if left := sent - asked:
                unasked[route] = left
    assert unasked == {}


def test_every_parameter_of_the_api_is_asked(side: Side) -> None:
    unasked: dict[Any, set[str]] = {}
    for (method, path), sent in _parameters(make_api(side.house)):
        route = method, path.removeprefix("/api/v1")
        if route in api.ROWS:
            drawn = [api.ROWS[route](ask) for ask in _askers()]
            asked = {name for _, _, after, body in drawn for name in (*after, *(body or {}))}
            if left := sent - asked:
                unasked[route] = left
    assert unasked == {}
