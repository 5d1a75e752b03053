"""The desk over a small archive, and a browser in front of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from litestar import Litestar
from tests.door import Door, before

from legation.app import open_house
from legation.core.marking import OWNER
from legation.web.pages import make_app

from .traffic import TEXTS, Client, Desk, new_desk


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    house = new_desk()
    folder = tmp_path / "traffic"
    folder.mkdir()
    for name, text in TEXTS.items():
        (folder / f"{name}.txt").write_bytes(text.encode())
    house.ingest.run(OWNER, [folder])
    assert house.reading.count(OWNER) == len(TEXTS)
    return house


@pytest.fixture(scope="session")
def routes() -> tuple[Door, Litestar]:
    """The desk as it is without any setting, made once."""
    door = Door()
    return door, make_app(door)  # type: ignore[arg-type]


@pytest.fixture
def client(desk: Desk, routes: tuple[Door, Litestar]) -> Iterator[Client]:
    with before(desk, routes) as client:
        yield client


@pytest.fixture
def post(client: Client) -> Callable[..., str]:
    """Send a form of the page as a browser does, with its token, and return where it leads."""

    def send(path: str, **form: str) -> str:
        token = re.search(r'"x-csrftoken": "([0-9a-f]+)"', client.get("/").text)
        assert token is not None
        answer = client.post(path, data={"_csrf_token": token[1], **form}, follow_redirects=False)
        assert answer.status_code == 303, answer.text
        return str(answer.headers["location"])

    return send


@pytest.fixture
def dialogue(desk: Desk) -> str:
    """A dialogue open, its objectives accepted."""
    opened = desk.dialogues.open(OWNER, "15BELISAR12", title="Veldria-Tarqand dialogue")
    desk.dialogues.accept(OWNER, opened, "15BELISAR12")
    return opened


@pytest.fixture
def on_sample(sample: Path, routes: tuple[Door, Litestar]) -> Iterator[Client]:
    """The desk over the sample archive."""
    with open_house(sample, write=True) as house, before(house, routes) as client:
        yield client
