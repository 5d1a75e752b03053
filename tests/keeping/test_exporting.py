"""Exports: what a reader may read and no more, and the same content in the archive that takes them in."""

from __future__ import annotations

import json
import shutil
import stat
import tarfile
import zipfile
from base64 import b64decode, b64encode
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import polars
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from legation.app import open_house
from legation.core.marking import OWNER, UNREADABLE, Marking, Reader
from legation.formats.exports.exported import exported
from legation.services.accounts.accounts import OWNS
from legation.services.archive.exporting import Exporting, json_line
from legation.services.ingest import Ingest, Tally
from legation.storage.memory.index import MemoryIndex
from legation.storage.memory.telegrams import MemoryTelegrams
from legation.tables.posts import load_posts

from .test_keeping import COUNT, archive, content, made, run, texts

__all__ = ["archive", "made"]  # fixtures

CLERK = Reader("clerk")


def filled(texts: list[bytes]) -> tuple[Ingest, MemoryTelegrams, MemoryIndex]:
    from datetime import UTC, datetime

    store, index = MemoryTelegrams(), MemoryIndex()
    ingest = Ingest(store, index, load_posts(), lambda: datetime(2024, 1, 1, tzinfo=UTC))
    records = [ingest.record(text, f"{number}.txt") for number, text in enumerate(texts)]
    store.put(OWNER, records)
    index.add(OWNER, records)
    return ingest, store, index


def lines(archive: Path, *words: str) -> list[dict[str, object]]:
    done = run("export", "--archive", archive, *words)
    assert done.exit_code == 0, done.output
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_a_second_archive_takes_in_the_same(archive: Path, tmp_path: Path) -> None:
    assert run("export", "--archive", archive, "-o", tmp_path / "all.jsonl").exit_code == 0
    again = tmp_path / "again"
    done = run("ingest", tmp_path / "all.jsonl", "--archive", again, "--json")
    assert (done.exit_code, json.loads(done.stdout)["new"]) == (0, COUNT)
    with open_house(again, write=True, people=True) as house:
        house.accounts.add(OWNS, "clerk")
    first, second = content(archive), content(again)
    assert isinstance(first, dict)
    assert isinstance(second, dict)
    assert {**first, "entries": []} == second
    assert json.loads(run("ingest", tmp_path / "all.jsonl", "--archive", again, "--json").stdout)["same"] == COUNT


def _packed(folder: Path, name: str) -> Path:
    """The export of a folder in an archive of files in which the manifest stands last."""
    place = folder.with_name(name)
    files = sorted((one for one in folder.rglob("*") if one.is_file()), key=lambda one: one.name == "manifest.jsonl")
    if name.endswith(".zip"):
        with zipfile.ZipFile(place, "w") as packed:
            for one in files:
                packed.write(one, f"desk/{one.relative_to(folder)}")
    else:
        with tarfile.open(place, "w:gz" if name.endswith("gz") else "w") as packed_tar:
            for one in files:
                packed_tar.add(one, f"./{one.relative_to(folder)}")
    return place


@pytest.mark.parametrize(
    "form", ["originals", "o.zip", "o.tar.gz", "within.zip", "glob", "parts", "one.parquet", "p.zip"]
)
def test_originals_and_rows_come_in_as_they_were(archive: Path, tmp_path: Path, form: str) -> None:
    assert run("mark", "15BELISAR3", "SECRET", "--why", "it names the source", "-a", archive).exit_code == 0
    kind = "parquet" if form[0] == "p" or form.endswith("parquet") else "original"
    place = tmp_path / ("one.parquet" if form == "one.parquet" else "export")
    assert run("export", "-a", archive, "--format", kind, "-o", place).exit_code == 0
    given = [place]
    if form == "glob":
        given = sorted(place.iterdir())
    elif form == "within.zip":
        (tmp_path / "box").mkdir()
        _packed(place, "o.tar.gz").rename(tmp_path / "box" / "o.tar.gz")
        given = [_packed(tmp_path / "box", form)]
    elif form.endswith((".zip", ".gz")):
        given = [_packed(place, form)]
    again = tmp_path / "again"
    done = run("ingest", *given, "--archive", again, "--json")
    tally = json.loads(done.stdout)
    assert (done.exit_code, tally["new"], tally["refused"]) == (0, COUNT, 0), done.output
    with open_house(archive) as first, open_house(again) as second:
        held = [
            [(r.sha256, r.file, r.received, r.access) for r in house.exporting.records(OWNER)]
            for house in (first, second)
        ]
    assert held[0] == held[1]
    assert json.loads(run("show", "15BELISAR3", "-a", again, "--json").stdout)["classification"]["level"] == "SECRET"
    assert run("rebuild", "-a", again).exit_code == 0
    assert json.loads(run("show", "15BELISAR3", "-a", again, "--json").stdout)["classification"]["level"] == "SECRET"
    assert json.loads(run("ingest", *given, "--archive", again, "--json").stdout)["same"] == COUNT


def _taken(place: Path, into: Path) -> Tally:
    open_house(into, write=True).close()
    with open_house(into, write=True) as house:
        return house.ingest.run(OWNER, [place])


def _manifest(archive: Path, place: Path) -> list[dict[str, str]]:
    assert run("export", "-a", archive, "--format", "original", "-o", place).exit_code == 0
    return [json.loads(line) for line in (place / "manifest.jsonl").read_text().splitlines()]


def _rewrite(place: Path, told: list[dict[str, str]], *more: str) -> None:
    (place / "manifest.jsonl").write_text("\n".join([*map(json.dumps, told), *more]) + "\n")


def test_a_manifest_raises_and_never_lowers(archive: Path, tmp_path: Path) -> None:
    told = _manifest(archive, tmp_path / "o")
    own = {one["mrn"]: one["access"] for one in told}
    _rewrite(tmp_path / "o", [{**one, "access": "0;;-" if number else "nonsense"} for number, one in enumerate(told)])
    assert run("ingest", tmp_path / "o", "-a", tmp_path / "again").exit_code == 0
    with open_house(tmp_path / "again") as house:
        held = {record.telegram.mrn: record.access for record in house.exporting.records(OWNER)}
    assert held == {**own, told[0]["mrn"]: UNREADABLE.label}


def test_no_path_of_a_manifest_is_followed(archive: Path, tmp_path: Path) -> None:
    told = _manifest(archive, tmp_path / "o")
    secret = tmp_path / "outside.txt"
    secret.write_bytes(b"words from outside")
    away = {"sha256": sha256(secret.read_bytes()).hexdigest(), "received": told[0]["received"], "access": "0;;-"}
    _rewrite(tmp_path / "o", told, *(json.dumps({"name": n, **away}) for n in ("../outside.txt", str(secret))))
    tally = _taken(tmp_path / "o", tmp_path / "again")
    assert (tally.new, [one.file for one in tally.refusals]) == (COUNT, ["manifest.jsonl"])
    assert "names 2 files that did not come with it" in tally.refusals[0].what


def test_bad_lines_of_a_manifest_are_told_once_and_nothing_falls(archive: Path, tmp_path: Path) -> None:
    told = _manifest(archive, tmp_path / "o")
    _rewrite(
        tmp_path / "o", told[2:], "{", "no line", json.dumps({**told[0], "received": "some day"}), json.dumps(told[3])
    )
    (tmp_path / "o" / told[4]["name"]).write_bytes(b"other words")
    tally = _taken(tmp_path / "o", tmp_path / "again")
    said = {one.file: one.what for one in tally.refusals}
    assert tally.new == COUNT - 3
    assert len(tally.refusals) == 5
    lines = [one.what for one in tally.refusals if one.file == "manifest.jsonl"]
    assert lines[0].startswith("has 3 lines that cannot be read (")
    assert lines[1].startswith("has 1 line about a file that another is about (")
    assert said[told[4]["name"]] == "is not the bytes that the export says it is"
    for one in told[:2]:
        assert said[one["name"]] == "stands in no line of manifest.jsonl, some of which cannot be read"


@pytest.mark.parametrize("harm", ["zeros", "words", "torn", "emptied", "cut", "unreadable"])
def test_what_lies_beside_a_damaged_manifest_is_not_taken_as_its_text_says(
    archive: Path, tmp_path: Path, harm: str
) -> None:
    """It may be held closer than its text says, and what says so is gone."""
    told = _manifest(archive, tmp_path / "o")
    place = tmp_path / "o" / "manifest.jsonl"
    data = place.read_bytes()
    harmed = {"zeros": bytes(len(data)), "words": b"no list\n", "torn": data[:40], "emptied": b"", "unreadable": b"x"}
    place.write_bytes(harmed.get(harm, data[: data.index(b"\n") + 1]))
    if harm == "unreadable":
        place.unlink()
        place.symlink_to(place.name)  # which opens for nobody, the super-user either
    tally = _taken(tmp_path / "o", tmp_path / "again")
    assert tally.new == (harm == "cut")
    refused = {one.file for one in tally.refusals}
    assert refused >= {one["name"] for one in told[tally.new :]}
    assert all("manifest.jsonl" in (one.what + (one.file or "")) for one in tally.refusals), tally.refusals


def test_another_manifest_and_another_table_are_no_exports(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "manifest.jsonl").write_text('{"name": "a.txt", "size": 3}\n')
    (tmp_path / "in" / "a.txt").write_bytes(next(texts()))
    polars.DataFrame({"a": [1]}).write_parquet(tmp_path / "in" / "b.parquet")
    (tmp_path / "in" / "c.parquet").write_bytes(b"PAR1 and then nothing")
    row = {"sha256": "0" * 64, "file": None, "received": "2024-01-01T00:00:00Z", "access": "0;;-", "original": b"words"}
    polars.DataFrame([row, {**row, "received": "x"}]).write_parquet(tmp_path / "in" / "d.parquet")
    tally = _taken(tmp_path / "in", tmp_path / "again")
    assert tally.new == 1
    assert {one.file: one.what for one in tally.refusals} == {
        "manifest.jsonl": "is a table without a column that holds telegrams",
        "b.parquet": "is Parquet, and no export of an archive",
        "c.parquet": "is damaged Parquet",
        "d.parquet#1": "is not the bytes that the export says it is",
        "d.parquet#2": "is no row of an export",
    }


def test_a_line_is_the_telegram_of_the_contract_and_its_bytes(archive: Path) -> None:
    found = lines(archive)
    assert len(found) == COUNT
    shown = json.loads(run("show", "15BELISAR1", "--archive", archive, "--json").stdout)
    line = next(one for one in found if one["mrn"] == "15BELISAR1")
    assert {key: line[key] for key in shown} == shown
    assert set(line) - set(shown) == {"received", "access", "original"}
    data = b64decode(str(line["original"]))
    assert sha256(data).hexdigest() == line["sha256"]
    assert data == next(texts())


def test_only_what_a_search_finds(archive: Path) -> None:
    assert {one["mrn"] for one in lines(archive, "cites:15BELISAR3 OR mrn:15BELISAR7")} == {"15BELISAR2", "15BELISAR7"}
    assert run("export", "--archive", archive, 'from:"').exit_code == 2


def test_a_reader_exports_what_they_may_read(archive: Path, tmp_path: Path) -> None:
    open_ones = {one["mrn"] for one in lines(archive, "--as", "clerk")}
    assert open_ones == {f"15BELISAR{number}" for number in range(1, COUNT + 1) if number % 3 == 0}
    for form, name in (("parquet", "p"), ("original", "o")):
        assert run("export", "-a", archive, "--as", "clerk", "--format", form, "-o", tmp_path / name).exit_code == 0
    assert set(polars.read_parquet(tmp_path / "p" / "*.parquet")["mrn"]) == open_ones
    assert len(list((tmp_path / "o").rglob("*.txt"))) == len(open_ones)


_TEXTS = list(texts())


@settings(max_examples=40, deadline=None)
@given(
    held=st.sets(st.integers(0, COUNT - 1)),
    rank=st.integers(0, 4),
    query=st.sampled_from([None, "dredger", "tag:PREL"]),
)
def test_law_4_an_export_is_that_of_an_archive_without_the_rest(held: set[int], rank: int, query: str | None) -> None:
    reader = Reader("reader", rank=rank)
    _, store, index = filled([_TEXTS[number] for number in sorted(held)])
    records = [store.get(OWNER, listing.sha256) for listing in store.listings(reader)]
    without, without_index = MemoryTelegrams(), MemoryIndex()
    without.put(OWNER, records)
    without_index.add(OWNER, records)
    full = [json_line(record) for record in Exporting(store, index).records(reader, query)]
    assert full == [json_line(record) for record in Exporting(without, without_index).records(reader, query)]


def test_an_export_does_not_tell_that_others_read_more(archive: Path) -> None:
    with open_house(archive, write=True) as house:
        house.releasing.set("paragraphs")
    found = lines(archive, "--as", "clerk")
    assert len(found) == COUNT
    assert {one["access"] for one in found} == {Marking(0).label}


def test_an_export_is_for_whoever_made_it(archive: Path, tmp_path: Path) -> None:
    for form, name, mode in (
        ("jsonl", "all.jsonl", 0o600),
        ("parquet", "all.parquet", 0o600),
        ("parquet", "parts", 0o700),
        ("original", "originals", 0o700),
    ):
        assert run("export", "-a", archive, "--format", form, "-o", tmp_path / name).exit_code == 0
        assert stat.S_IMODE((tmp_path / name).stat().st_mode) == mode, name
    for name, mode in (("desk.tar.zst", 0o600), ("desk", 0o700)):
        assert run("backup", tmp_path / name, "-a", archive).exit_code == 0
        assert stat.S_IMODE((tmp_path / name).stat().st_mode) == mode, name
        assert run("restore", tmp_path / name, "-a", tmp_path / f"{name}.again").exit_code == 0
        assert stat.S_IMODE((tmp_path / f"{name}.again").stat().st_mode) == 0o700


def test_rows(archive: Path, tmp_path: Path) -> None:
    for target, read in (
        (tmp_path / "rows", tmp_path / "rows" / "*.parquet"),
        (tmp_path / "one.parquet", tmp_path / "one.parquet"),
    ):
        done = run("export", "-a", archive, "--format", "parquet", "-o", target, "--json")
        assert json.loads(done.stdout) == {"telegrams": COUNT}
        frame = polars.read_parquet(read)
        assert len(frame) == COUNT
        first = frame.row(by_predicate=polars.col("mrn") == "15BELISAR1", named=True)
        assert first["original"] == next(texts())
        assert (first["subject"], first["tags"], first["references"]) == ("HARBOUR 1", ["PREL"], ["15BELISAR2"])
        assert first["paragraphs"][0]["text"].startswith("The dredger 1")
    assert run("export", "-a", archive, "mrn:99NOWHERE1", "--format", "parquet", "-o", tmp_path / "none").exit_code == 0
    assert polars.read_parquet(tmp_path / "none" / "*.parquet").columns == frame.columns


def test_original_bytes(archive: Path, tmp_path: Path) -> None:
    assert run("export", "-a", archive, "--format", "original", "-o", tmp_path / "files").exit_code == 0
    told = [json.loads(line) for line in (tmp_path / "files" / "manifest.jsonl").read_text().splitlines()]
    assert len(told) == COUNT
    for one in told:
        assert sha256((tmp_path / "files" / one["name"]).read_bytes()).hexdigest() == one["sha256"]
    assert sorted((tmp_path / "files" / one["name"]).read_bytes() for one in told) == sorted(texts())


def bytes_held(place: Path) -> list[bytes]:
    with open_house(place) as house:
        return sorted(record.original for record in house.exporting.records(OWNER))


def test_originals_come_in_again_without_their_list(archive: Path, tmp_path: Path) -> None:
    assert run("export", "-a", archive, "--format", "original", "-o", tmp_path / "files").exit_code == 0
    packed = Path(shutil.make_archive(str(tmp_path / "packed"), "zip", tmp_path, "files"))
    for number, source in enumerate((tmp_path / "files", packed)):
        again = tmp_path / f"again{number}"
        done = run("ingest", source, "-a", again, "--json")
        tally = json.loads(done.stdout)
        assert (done.exit_code, tally["new"], tally["refused"]) == (0, COUNT, 0)
        assert bytes_held(again) == bytes_held(archive)
    none = tmp_path / "none"
    assert run("export", "-a", archive, "mrn:99NOWHERE1", "--format", "original", "-o", none).exit_code == 0
    (none / "one.txt").write_bytes(next(texts()))
    assert json.loads(run("ingest", none, "-a", tmp_path / "of-one", "--json").stdout)["refused"] == 0


def test_a_list_of_something_else_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "files").mkdir()
    (tmp_path / "files" / "one.txt").write_bytes(next(texts()))
    (tmp_path / "files" / "manifest.jsonl").write_text('{"name": "one.txt", "size": 12}\n')
    done = run("ingest", tmp_path / "files", "-a", tmp_path / "archive", "--json")
    tally = json.loads(done.stdout)
    assert (tally["new"], tally["refused"]) == (1, 1)
    assert "manifest.jsonl" in done.stderr


def test_names_are_safe() -> None:
    ingest, _store, _index = filled([b"no number at all, only words of some length"])
    record = ingest.record(b"words", "../../etc/passwd.sh")
    from legation.services.archive.exporting import _file_name

    assert _file_name(record) == f"undated/NO-NUMBER-{record.sha256[:16]}.txt"


def test_where_something_is_already_nothing_is_written(archive: Path, tmp_path: Path) -> None:
    (tmp_path / "there.jsonl").write_text("mine")
    done = run("export", "-a", archive, "-o", tmp_path / "there.jsonl")
    assert (done.exit_code, (tmp_path / "there.jsonl").read_text()) == (2, "mine")
    assert run("export", "-a", archive, "--format", "parquet").exit_code == 2
    assert sorted(path.name for path in tmp_path.iterdir()) == ["archive", "there.jsonl"]


@pytest.mark.parametrize(
    "change",
    [
        lambda line: line.replace(b'"original":"', b'"original":"AAAA'),
        lambda line: line[:-5],
        lambda line: line[:40],
        lambda line: line.replace(b'"received"', b'"received_"'),
    ],
)
def test_a_line_that_was_altered_is_no_export(change: Callable[[bytes], bytes]) -> None:
    _, store, index = filled([next(texts())])
    line = json_line(next(Exporting(store, index).records(OWNER)))
    assert exported(line) is not None
    assert exported(change(line)) is None


def test_what_comes_in_is_held_at_least_as_closely() -> None:
    ingest, store, index = filled([next(texts())])
    line = json_line(next(Exporting(store, index).records(OWNER)))
    own = json.loads(line)["access"]
    for said, held in ((Marking(0).label, own), (Marking(4).label, Marking(4).label), ("nonsense", UNREADABLE.label)):
        again = exported(line.replace(f'"access":"{own}"'.encode(), f'"access":"{said}"'.encode()))
        assert again is not None
        assert ingest.taken_over(again).access == held


@settings(max_examples=50, deadline=None)
@given(data=st.binary(min_size=1, max_size=200), file=st.none() | st.text(st.characters(codec="utf-8"), max_size=9))
def test_any_bytes_come_back(data: bytes, file: str | None) -> None:
    ingest, _, _ = filled([])
    record = ingest.record(data, file)
    again = exported(json_line(record))
    assert again is not None
    assert (again.data, again.file, again.received) == (data, file, record.received)
    assert b64encode(data)
