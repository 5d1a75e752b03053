"""The worked notebooks run, on the shared volumes where they are and on the sample."""

from __future__ import annotations

import os
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

NOTEBOOKS = sorted((Path(__file__).resolve().parents[2] / "docs" / "notebooks").glob("*.ipynb"))


def run(notebook: Path, corpus: str) -> str:
    """Run it; everything that its cells printed or showed."""
    read = nbformat.read(notebook, as_version=4)
    assert not any(cell.get("outputs") for cell in read.cells), "it is kept without what it printed"
    # The kernel takes its environment from this process.
    before = os.environ.get("LEGATION_CORPUS")
    os.environ["LEGATION_CORPUS"] = corpus
    try:
        NotebookClient(read, timeout=240, kernel_name="python3").execute()
    finally:
        if before is None:
            del os.environ["LEGATION_CORPUS"]
        else:
            os.environ["LEGATION_CORPUS"] = before
    return "\n".join(str(output) for cell in read.cells for output in cell.get("outputs", []))


def test_there_are_three() -> None:
    assert len(NOTEBOOKS) == 3


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_on_the_sample(notebook: Path) -> None:
    told = run(notebook, "/nowhere")
    assert "of the invented sample" in told
    assert "text/html" in told


@pytest.mark.corpus
@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_on_a_volume(notebook: Path, corpus: Path) -> None:
    assert "Foreign Relations" in run(notebook, str(corpus))
