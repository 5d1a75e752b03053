"""What the container file puts into the image: all that the program needs to run, and nothing that its checks need."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import tomllib
import venv
from importlib.metadata import PackageNotFoundError, distribution, requires
from pathlib import Path

import httpx
import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from legation.app import open_house
from legation.services.accounts.accounts import OWNS
from legation.services.archive.taking import UPLOAD_BYTES

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


def test_the_proxy_compresses_nothing() -> None:
    stated = re.findall(r"^ *(gzip|brotli)\w* +(\w+);", (ROOT / "deploy" / "nginx.conf").read_text(), re.MULTILINE)
    assert stated == [("gzip", "off")]


def test_what_the_container_file_calls_runs_where_nothing_else_is_installed(made_sample: Path, tmp_path: Path) -> None:
    """The wheel, the packages of the lock that the program needs, no others; started and asked as the image is."""
    python = installed(tmp_path)
    last = (ROOT / "deploy" / "Containerfile").read_text()
    told = {
        word: json.loads(words)
        for word, words in re.findall(
            r"^ *(HEALTHCHECK|CMD|ENTRYPOINT)[^\[]*?(\[.+\])$", last.replace("\\\n", ""), re.MULTILINE
        )
    }
    assert told["ENTRYPOINT"] == ["/opt/legation/bin/legation"]
    archive = tmp_path / "archive"
    shutil.copytree(made_sample, archive)
    with open_house(archive, write=True, people=True) as house:
        house.accounts.add(OWNS, "vera", roles=["administrator"], password="twelve little boats")  # noqa: S106
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    desk = subprocess.Popen(
        [python.with_name("legation"), *told["CMD"], "--port", port],
        env={**kept, "LEGATION_ARCHIVE": str(archive), "PYTHONDONTWRITEBYTECODE": "1"},
        cwd=tmp_path,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        for _ in range(600):
            assert desk.poll() is None, desk.stderr.read() if desk.stderr else ""
            try:
                httpx.get(f"http://127.0.0.1:{port}/healthz")
                break
            except httpx.TransportError:
                time.sleep(0.05)
        words = [str(python), *(word.replace(":8000/", f":{port}/") for word in told["HEALTHCHECK"][1:])]
        asked = subprocess.run(words, capture_output=True, text=True, check=False)
        assert asked.returncode == 0, asked.stderr
    finally:
        desk.terminate()
        desk.communicate(timeout=30)


def installed(folder: Path) -> Path:
    """A virtual environment as the container file makes it, but for packages that are linked and not fetched."""
    wheel = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation"]
    subprocess.run([*wheel, "--wheel-dir", folder / "wheels", ROOT], check=True)
    venv.create(folder / "venv", symlinks=True, with_pip=False)
    python = folder / "venv" / "bin" / "python"
    (site,) = (folder / "venv" / "lib").glob("python*/site-packages")
    for name in needed(LOCK):
        try:
            held = distribution(name)
        except PackageNotFoundError:
            continue  # of another system
        for top in {file.parts[0] for file in held.files or ()} - {"..", "__pycache__"}:
            if not (site / top).exists():
                (site / top).symlink_to(Path(str(held.locate_file(top))))
    install = [
        sys.executable,
        "-m",
        "pip",
        "--python",
        python,
        "install",
        "--quiet",
        "--no-compile",
        "--no-deps",
        "--no-index",
    ]
    subprocess.run([*install, *(folder / "wheels").glob("*.whl")], check=True)
    return python


def test_systemd_takes_the_unit(tmp_path: Path) -> None:
    asked = shutil.which("systemd-analyze")
    if asked is None:
        pytest.skip("no systemd here to ask")
    unit = (ROOT / "deploy" / "legation.service").read_text()
    assert unit.count("/opt/legation/bin/legation") == 1
    file = tmp_path / "legation.service"
    for text, fault in (
        (unit.replace("/opt/legation/bin/legation", sys.executable), False),
        (unit.replace("/opt/legation/bin/legation", sys.executable).replace("UMask=", "UMsk="), True),
    ):
        file.write_text(text)
        found = subprocess.run([asked, "verify", "--man=no", file], capture_output=True, text=True, check=False)
        assert ("legation.service" in found.stdout + found.stderr) == fault, found.stderr
