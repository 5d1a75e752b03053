"""What the container file puts into the image: all that the program needs to run, and nothing that its checks need."""

from __future__ import annotations

import importlib.util
import re
import sys
import tomllib
from importlib.metadata import requires
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from legation.services.taking import UPLOAD_BYTES

ROOT = Path(__file__).parents[2]
LOCK = (ROOT / "requirements.lock").read_text()
LEFT_OUT = {"django", "asgiref", "sqlparse"}  # of django-htmx htmx alone is used


def _locked():  # type: ignore[no-untyped-def]
    spec = importlib.util.spec_from_file_location("locked", ROOT / "tools" / "locked.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


needed = _locked().needed


def asked_for(name: str, extras: frozenset[str] = frozenset()) -> set[tuple[str, frozenset[str]]]:
    """What an installed package needs on this machine, with the extras it asks of each."""
    found = set()
    for line in requires(name) or ():
        wanted = Requirement(line)
        if wanted.marker is None or any(wanted.marker.evaluate({"extra": one}) for one in ("", *extras)):
            found.add((canonicalize_name(wanted.name), frozenset(wanted.extras)))
    return found


def test_the_image_has_what_runs_and_no_check() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    runs = needed(LOCK)
    waits = [
        (canonicalize_name(one.name), frozenset(one.extras))
        for one in map(Requirement, project["project"]["dependencies"])
    ]
    met = set(waits)
    while waits:
        name, extras = waits.pop()
        assert name in runs, name
        for more in asked_for(name, extras):
            if more not in met and more[0] not in LEFT_OUT:
                met.add(more)
                waits.append(more)
    checks = {canonicalize_name(Requirement(one).name) for one in project["dependency-groups"]["dev"]}
    assert not checks & runs.keys()
    assert {"pytest", "playwright", "mypy", "hypothesis"} <= needed(LOCK, *checks & {"pytest", "mypy"}).keys() | checks


def test_what_is_printed_is_the_lock_word_for_word() -> None:
    for name, lines in needed(LOCK).items():
        assert all(part in LOCK for part in re.split(r"\n(?=\S)", lines)), name
        assert "--hash=sha256:" in lines
    assert (
        needed(LOCK).keys()
        < needed(LOCK, *{line.partition("=")[0] for line in LOCK.splitlines() if "==" in line}).keys()
    )


def test_one_package_brings_its_own() -> None:
    lock = "\n".join(
        [
            "# made by hand",
            "a==1 \\",
            "    --hash=sha256:1",
            "    # via legation (pyproject.toml)",
            "b==1 ; python_version < '3.12' \\",
            "    --hash=sha256:2",
            "    # via a",
            "b==2 ; python_version >= '3.12' \\",
            "    --hash=sha256:3",
            "    # via",
            "    #   a",
            "    #   c",
            "c==1 \\",
            "    --hash=sha256:4",
            "    # via legation (pyproject.toml:dev)",
        ]
    )
    assert needed(lock).keys() == {"a", "b"}
    assert needed(lock)["b"].count("--hash") == 2
    assert needed(lock, "c").keys() == {"b", "c"}
    with pytest.raises(KeyError):
        needed(lock, "d")


def test_the_last_stage_takes_the_program_alone() -> None:
    stages = re.split(r"^FROM ", (ROOT / "deploy" / "Containerfile").read_text(), flags=re.MULTILINE)[1:]
    assert len(stages) == 2
    assert re.findall(r"^COPY (.+)$", stages[1], re.MULTILINE) == ["--from=made /opt/legation /opt/legation"]
    assert "pip" not in stages[1]
    assert re.search(r"^USER legation$", stages[1], re.MULTILINE)
    assert "/readyz" in stages[1]
    for path in re.findall(r"^COPY (?!--from)(.+) \S+$", stages[0], re.MULTILINE):
        assert all((ROOT / one).exists() for one in path.split())
    assert sys.version_info[:2] >= (3, 11)
    assert all("python:3.11" in stage for stage in stages)


def test_the_proxy_lets_through_what_the_desk_takes() -> None:
    found = re.search(r"client_max_body_size (\d+)m;", (ROOT / "deploy" / "nginx.conf").read_text())
    assert found is not None
    assert UPLOAD_BYTES < int(found[1]) * 1024 * 1024 < UPLOAD_BYTES + 16 * 1024 * 1024
