"""What a house makes when it is first asked for, and nothing before: a command loads what it needs and no more."""

from __future__ import annotations

from collections.abc import Callable
from threading import RLock
from typing import Any, Generic, Protocol, TypeVar, overload

S = TypeVar("S")


class Making(Protocol):
    """Who makes: its lock, which whoever makes a thing holds, and how a service is shown to all but services."""

    making: RLock

    def watch(self, name: str, service: S) -> S:
        """The service as others have it."""


class Made(Generic[S]):
    """A thing that is made when it is first asked for: once, whoever asks at the same time. It may be replaced."""

    def __init__(self, make: Callable[[Any], S]) -> None:
        self._make = make
        self.name = ""

    def __set_name__(self, of: type, name: str) -> None:
        self.name = name

    @overload
    def __get__(self, house: None, of: type) -> Made[S]: ...

    @overload
    def __get__(self, house: Making, of: type) -> S: ...

    def __get__(self, house: Making | None, of: type) -> Made[S] | S:
        if house is None:
            return self
        held = vars(house)
        if self.name not in held:
            with house.making:
                if self.name not in held:
                    held[self.name] = self.make(house)
        made: S = held[self.name]
        return made

    def __set__(self, house: Making, value: S) -> None:
        vars(house)[self.name] = value

    def make(self, house: Making) -> S:
        return self._make(house)


class Shown(Made[S]):
    """A service as all but services have it; of one that services rest on, the one that they have."""

    def __init__(self, make: Callable[[Any], S] | Made[S]) -> None:
        if isinstance(make, Made):
            own: Made[S] = make
            super().__init__(lambda house: own.__get__(house, type(house)))
        else:
            super().__init__(make)

    def make(self, house: Making) -> S:
        return house.watch(self.name, super().make(house))
