"""Where the shared corpus is, and the sample archive made once for all tests that look at it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.postgres import Cluster, cluster

from legation.samples import make_sample

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The shared corpus; tests that need it are skipped, with the reason, where it is absent."""
    path = Path(os.environ.get("LEGATION_CORPUS", ROOT.parent / "shared" / "corpus"))
    if not path.is_dir():
        pytest.skip(f"the shared corpus is not at {path}: set LEGATION_CORPUS")
    return path


@pytest.fixture(scope="session")
def seed(corpus: Path) -> bytes:
    """The bytes of telegram 09TRIPOLI893."""
    return (corpus / "seed" / "09TRIPOLI893.txt").read_bytes()


@pytest.fixture(scope="session")
def made_sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample archive, made as `legation sample` makes it. Only to be read."""
    path = tmp_path_factory.mktemp("sample") / "archive"
    assert make_sample(path)
    return path


@pytest.fixture
def sample(made_sample: Path, tmp_path: Path) -> Path:
    """A copy of the sample archive, to be written to."""
    path = tmp_path / "archive"
    shutil.copytree(made_sample, path)
    return path


@pytest.fixture(scope="session")
def postgres() -> Iterator[Cluster]:
    """A private PostgreSQL server; a test that needs it fails, and says what to do, where there is none."""
    with cluster() as server:
        yield server
