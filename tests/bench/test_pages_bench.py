"""The benchmark of pages asks every page that the sample can show, and writes nothing."""

from __future__ import annotations

from pathlib import Path

from bench.pages import bench_pages, pages

from legation.app import open_house


def test_every_page_of_the_sample_is_asked(made_sample: Path) -> None:
    told: dict[str, str] = {}
    before = (made_sample / "archive.db").read_bytes()
    over = bench_pages(made_sample, told.__setitem__, samples=1)
    assert (made_sample / "archive.db").read_bytes() == before
    with open_house(made_sample) as house:
        asked = pages(house, 5, 1)
    assert asked.keys() <= told.keys()
    assert {"/", "/telegram/{name}", "/dialogue/{name}", "/gap/{mrn}"} <= asked.keys()
    assert set(over) <= asked.keys()
    assert "p95" in told["/"]
