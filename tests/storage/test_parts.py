"""A few cards are joined to a partition as a part of their own; what was there is not written anew for them."""

from __future__ import annotations

import json
import re
import threading
import tomllib
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from legation.core.errors import ArchiveError
from legation.core.marking import OWNER
from legation.storage import parts
from legation.storage.index import TantivyIndex
from legation.storage.records import Record

from .records import WORDS, record

FULL = [record(f"08A{number}", f"libya {WORDS[number % len(WORDS)]}") for number in range(1_200)]


def fresh(*numbers: int) -> list[Record]:
    return [record(f"09B{number}", f"libya rice {WORDS[number % len(WORDS)]}") for number in numbers]


@pytest.fixture(name="path")
def full(tmp_path: Path) -> Path:
    """An index with one partition, too large to be written anew for a few."""
    add(tmp_path / "index", FULL[:800])
    add(tmp_path / "index", FULL[800:1_000])
    add(tmp_path / "index", FULL[1_000:])
    return tmp_path / "index"


def add(path: Path, records: list[Record]) -> None:
    index = TantivyIndex(path)
    index.add(OWNER, records)
    index.close()


def generation(path: Path) -> Path:
    [meta] = path.rglob("meta.json")
    return meta.parent


def sizes(path: Path) -> list[int]:
    meta = json.loads((generation(path) / "meta.json").read_text())
    return sorted(part["max_doc"] for part in meta["segments"])


def files(path: Path) -> set[str]:
    """Names of the files of parts, as they stand and as the index names them."""
    home = generation(path)
    named = {part["segment_id"].replace("-", "") for part in json.loads((home / "meta.json").read_text())["segments"]}
    return {file.name.split(".")[0] for file in home.iterdir() if file.name[0] not in ".m"} ^ named


def test_small_parts_are_merged_among_themselves(tmp_path: Path) -> None:
    path = tmp_path / "index"
    add(path, [record(f"07A{number}", "libya") for number in range(parts._SMALL)])
    [large] = generation(path).glob("*.store")
    for number in range(20):
        add(path, fresh(number))
        assert TantivyIndex(path).search(OWNER, "rice", limit=0).total == number + 1
        assert len(sizes(path)) <= parts._TOGETHER + 1
    assert max(sizes(path)) == parts._SMALL
    assert large.exists(), "it was not written anew for a few"
    assert not files(path), "what was merged is gone"
    assert [entry.name for entry in generation(path).parent.iterdir() if entry.is_dir()] == [generation(path).name]


def test_what_was_joined_answers_like_what_came_at_once(path: Path, tmp_path: Path) -> None:
    some = fresh(*range(40))
    for at in range(0, 40, 4):
        add(path, some[at : at + 4])
    add(tmp_path / "once", [*FULL, *some])
    joined, once = TantivyIndex(path), TantivyIndex(tmp_path / "once")
    for query in ("rice", f"{WORDS[0]} {WORDS[1]}", '"libya rice"', "ric*", "mrn:09B7"):
        assert joined.search(OWNER, query, limit=50) == once.search(OWNER, query, limit=50), query
    assert joined.facets(OWNER, "rice", most=5) == once.facets(OWNER, "rice", most=5)


@pytest.mark.parametrize("step", ["_written", "replaced", "_settle"])
def test_a_join_that_is_cut_short_leaves_what_was_there(path: Path, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(parts, step, fail)
        index = TantivyIndex(path)
        with pytest.raises(ArchiveError, match="cannot be written"):
            index.add(OWNER, fresh(1))
        assert index.search(OWNER, "rice", limit=0).total == 0
        index.close()
    add(path, fresh(1))
    assert TantivyIndex(path).search(OWNER, "rice", limit=0).total == 1
    # What was left half way goes with the next commit of the engine.
    add(path, [record(f"10C{number}", "tea") for number in range(parts.FEW + 1)])
    assert not files(path)
    assert TantivyIndex(path).search(OWNER, "libya", limit=0).total == 1_201


def test_the_engine_removes_the_joined_parts_that_it_merges(path: Path) -> None:
    for number in range(6):
        add(path, fresh(number))
    for some in range(3):
        add(path, [record(f"1{some}C{number}", "tea") for number in range(parts.FEW + 1)])
    assert len(sizes(path)) < 8
    assert not files(path)


def test_one_that_reads_meanwhile_sees_one_state_or_the_next(path: Path) -> None:
    over = threading.Event()
    totals: list[int] = []
    failed: list[BaseException] = []

    def read() -> None:
        try:
            while not over.is_set():
                totals.append(TantivyIndex(path).search(OWNER, "rice", limit=5).total)
        except BaseException as fault:  # noqa: BLE001 - told below
            failed.append(fault)

    reader = threading.Thread(target=read)
    reader.start()
    for number in range(16):
        add(path, fresh(number))
    over.set()
    reader.join()
    assert not failed
    assert totals == sorted(totals)
    assert set(totals) <= set(range(17))


def test_a_join_waits_for_no_other_writer(path: Path) -> None:
    engine = TantivyIndex(path)
    engine.add(OWNER, [record(f"10C{number}", "tea") for number in range(parts.FEW + 1)])
    with pytest.raises(ArchiveError, match="another writer"):
        TantivyIndex(path).add(OWNER, fresh(1))
    engine.close()
    add(path, fresh(1))
    assert TantivyIndex(path).search(OWNER, "rice", limit=0).total == 1


def test_an_engine_that_names_its_files_otherwise_adds_cards_itself(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = sizes(path)
    monkeypatch.setattr(parts, "_files", lambda *_: [])
    add(path, fresh(1))
    assert TantivyIndex(path).search(OWNER, "rice", limit=0).total == 1
    assert sum(sizes(path)) == sum(before) + 1
    assert not list(path.rglob("*.apart"))


def block(path: Path) -> int:
    """Bytes of cards that are packed together, as the engine notes it."""
    return int(json.loads((generation(path) / "meta.json").read_text())["index_settings"]["docstore_blocksize"])


def test_cards_are_packed_one_by_one_from_the_first_to_the_last(path: Path) -> None:
    assert block(path) == parts._BLOCK_BYTES
    for number in range(9):
        add(path, fresh(number))
    assert block(path) == parts._BLOCK_BYTES, "after a join"
    add(path, [record(f"10C{number}", "tea") for number in range(parts.FEW + 1)])
    assert block(path) == parts._BLOCK_BYTES, "after a commit of the engine"


def test_an_index_of_larger_blocks_goes_on_with_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "index"
    some = fresh(*range(40))
    with monkeypatch.context() as patched:
        patched.setattr(parts, "_BLOCK_BYTES", 16_384)
        add(path, FULL)
    for at in range(0, 40, 4):
        add(path, some[at : at + 4])
    add(tmp_path / "once", [*FULL, *some])
    larger, once = TantivyIndex(path), TantivyIndex(tmp_path / "once")
    assert (block(path), block(tmp_path / "once")) == (16_384, parts._BLOCK_BYTES)
    for query in ("rice", WORDS[0], '"libya rice"'):
        assert larger.search(OWNER, query, limit=2_000) == once.search(OWNER, query, limit=2_000), query
    assert not larger.differs(OWNER, [*FULL, *some])


def test_an_engine_that_notes_no_size_of_blocks_packs_as_it_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = json.loads
    monkeypatch.setattr(
        parts.json, "loads", lambda text: {key: one for key, one in read(text).items() if key != "index_settings"}
    )
    add(tmp_path / "index", FULL[:9])
    monkeypatch.undo()
    assert TantivyIndex(tmp_path / "index").search(OWNER, "libya", limit=0).total == 9
    assert block(tmp_path / "index") == 16_384


def test_an_engine_that_notes_its_parts_otherwise_adds_them_itself(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "_is_part", lambda _: False)
    written: list[Callable[..., object]] = []
    monkeypatch.setattr(parts, "_written", lambda *given: written.append(given))
    add(path, fresh(1))
    assert not written
    assert TantivyIndex(path).search(OWNER, "rice", limit=0).total == 1


def test_the_engine_is_of_the_version_whose_list_of_parts_we_write() -> None:
    root = Path(__file__).parents[2]
    wanted = tomllib.loads((root / "pyproject.toml").read_text())["project"]["dependencies"]
    bound = next(one.specifier for one in map(Requirement, wanted) if one.name == "tantivy")
    locked = re.search(r"^tantivy==(\S+)", (root / "requirements.lock").read_text(), re.M)
    assert locked is not None
    major, minor, *_ = map(int, locked[1].split("."))
    assert version("tantivy") == locked[1]
    assert bound.contains(locked[1])
    assert not bound.contains(f"{major}.{minor + 1}.0")
    assert not bound.contains(f"{major}.{minor - 1}.99")
