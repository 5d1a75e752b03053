"""One browser, and the desk that it drives."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from legation.app import House

from .serving import served, with_accounts

expect.set_options(timeout=20_000)  # as long as pages may take on a machine that has other work: see ``opened``

ROOT = Path(__file__).resolve().parents[2]
ARGUMENTS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync", "--disable-lcd-text"),
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium; where there is none and none can be installed, what needs it is skipped with the reason."""
    found = subprocess.run([ROOT / "tools" / "chromium"], capture_output=True, text=True, check=False)
    if found.returncode:
        pytest.skip(found.stderr.strip())
    # Not for the whole session: it keeps a loop of events running in this thread, which other tests need.
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=found.stdout.strip(), args=list(ARGUMENTS))
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def desk(made_sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, House]]:
    """The sample archive with an account for each role."""
    archive = tmp_path_factory.mktemp("browser") / "archive"
    shutil.copytree(made_sample, archive)
    with_accounts(archive)
    with served(archive) as told:
        yield told


@pytest.fixture(scope="module")
def own_desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, House]]:
    """An empty archive of its owner, without accounts."""
    archive = tmp_path_factory.mktemp("browser") / "empty"
    parties = ROOT / "src" / "legation" / "sample" / "countries.toml"
    archive.mkdir()
    shutil.copyfile(parties, archive / "parties.toml")
    with served(archive) as told:
        yield told
