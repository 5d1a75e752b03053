"""Simulated traffic: the same everywhere, realistic in what can be counted, and its truth stands in its texts."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from datetime import date
from itertools import pairwise
from pathlib import Path

import msgspec
import pytest
from tests.cli.whole import app
from typer.testing import CliRunner

from legation.core.errors import LegationError
from legation.core.simulated import MANIFEST, TRUTH
from legation.formats import read, read_many
from legation.services.ingest import Limits, Refusal
from legation.services.ingest.sources import Text, found
from legation.simulate import Sent, traffic, vocabulary
from legation.simulate.chance import chance_of, length
from legation.simulate.folder import SHAPES, TELEGRAMS, Asked, Shape, write
from legation.simulate.words import sentences
from legation.simulate.world import addressees, faults, listed, posts, styles
from legation.tables.marking import telegram_marking
from legation.tables.offices import office
from legation.tables.posts import load_posts
from legation.tables.tags import known

# Changes with the traffic itself; then raise ``FORMAT`` in simulate/folder.py and measure anew.
PINNED = "25e54fa908f88f6e08c78c799a697fe247e1ee77c56cdb061df49d13d247467b"


@pytest.fixture(scope="module")
def made() -> list[Sent]:
    return list(traffic(1500))


def test_the_same_seed_gives_the_same_bytes_everywhere() -> None:
    running = hashlib.sha256()
    for sent in traffic(300, seed=7):
        running.update(sent.text)
        running.update(json.dumps([*sent.truth, sent.held, sent.missing, sent.faults]).encode())
    assert running.hexdigest() == PINNED
    assert next(traffic(300, seed=8)).text != next(traffic(300, seed=7)).text


def test_lengths_and_layouts_are_as_stated(made: list[Sent]) -> None:
    sizes = sorted(len(sent.text) for sent in made)
    assert sum(sizes) / len(sizes) == pytest.approx(6800, rel=0.06)
    assert sizes[len(sizes) // 2] < 6300  # lognormal: the middle one lies below the mean
    assert sizes[-1] > 25_000
    met = Counter(sent.truth.style for sent in made)
    assert set(met) == {style.name for style in styles().things}
    for style in styles().things:
        assert met[style.name] == pytest.approx(style.share * 15, rel=0.4, abs=10)
    for sent in made[:300]:
        if not sent.faults and sent.truth.style not in {"record", "mail"}:
            assert max(map(len, sent.inner.decode().splitlines())) <= 80, sent.truth.mrn


def test_a_length_is_lognormal() -> None:
    chance = chance_of(3)
    drawn = sorted(length(chance, 10_000) for _ in range(20_000))
    assert sum(drawn) / len(drawn) == pytest.approx(10_000, rel=0.02)
    assert drawn[10_000] == pytest.approx(8353, rel=0.02)  # e to the power of -0.18
    assert drawn[200] == pytest.approx(8353 * 0.2476, rel=0.06)  # one in a hundred is 2.326 deviations below
    assert drawn[-200] == pytest.approx(8353 * 4.04, rel=0.06)


def test_words_follow_zipf(made: list[Sent]) -> None:
    assert len(vocabulary()) == len(set(vocabulary())) == 50_000
    counted = Counter(word.strip(".,").lower() for word in " ".join(sentences(chance_of(5), 200_000)).split())
    ranks = {word: rank for rank, word in enumerate(vocabulary())}
    assert max(counted, key=counted.__getitem__) == vocabulary()[0]
    assert counted[vocabulary()[3]] == pytest.approx(counted[vocabulary()[0]] * (3 / 6) ** 1.125, rel=0.15)
    assert 12_000 < len(counted) < 40_000
    assert sum(count for word, count in counted.items() if word not in ranks) > 200  # names and words seldom met
    assert len({word for sent in made[:50] for word in sent.inner.split()}) > 5_000


def test_the_truth_stands_in_the_text(made: list[Sent]) -> None:
    for sent in made[:200]:
        if sent.faults:
            continue
        words = " ".join(sent.inner.decode().split()).upper()
        truth = sent.truth
        for said in (truth.from_plad, truth.subject, *truth.signature, *(plad for plad, *_ in truth.to + truth.info)):
            assert said in words
        if truth.style in {"released", "transmission", "html", "mail"}:  # no page heading cuts a sentence there
            assert all(text.upper() in words for text in truth.texts)


def test_numbers_grow_with_the_year_and_stand_once(made: list[Sent]) -> None:
    assert len({sent.truth.mrn for sent in made}) == len(made)
    state = [s.truth for s in made if s.truth.from_plad == "SECSTATE WASHDC"]
    for year in {truth.dtg[:4] for truth in state}:
        sent = sorted(truth.dtg for truth in state if truth.dtg.startswith(year))
        numbered = sorted((truth for truth in state if truth.dtg.startswith(year)), key=lambda t: int(t.mrn[7:]))
        assert [truth.dtg for truth in numbered] == sent
    for era in ("19", "20"):
        days = [s.truth.dtg[:10] for s in made if s.truth.dtg.startswith(era)]
        assert all(earlier <= later for earlier, later in pairwise(days))
        assert date.fromisoformat(days[0]).year in {1973, 2003}


def test_references_are_held_or_missing_as_the_truth_says(made: list[Sent]) -> None:
    met: set[str] = set()
    every = {sent.truth.mrn for sent in made}
    for sent in made:
        assert set(sent.held) <= met
        assert not every & set(sent.missing)
        met.add(sent.truth.mrn)
        cited = {mrn for _, mrn in sent.truth.references if mrn} | {mrn for mrn in sent.truth.mentions if mrn}
        assert cited == {*sent.held, *sent.missing}
    held, missing = (sum(len(getattr(sent, name)) for sent in made) for name in ("held", "missing"))
    assert 0.25 < missing / (held + missing) < 0.5


def test_a_share_is_damaged_and_says_how(made: list[Sent]) -> None:
    assert sum(bool(sent.faults) for sent in made) == pytest.approx(120, rel=0.3)
    assert {name for sent in made for name in sent.faults} == set(faults().things)
    assert not any(sent.faults for sent in traffic(200, faults=0))
    for sent in made:
        if sent.faults == ("TAGS missing",) and sent.truth.style not in {"record", "genadmin"}:
            assert b"TAGS:" not in sent.text
            assert sent.truth.tags


def test_labels_are_many_and_uneven(made: list[Sent]) -> None:
    labels = Counter(telegram_marking(read(sent.text)).label for sent in made[:300])
    assert len(labels) > 9
    assert labels.most_common(1)[0][1] > 100


def test_the_rows_are_rows_of_the_tables() -> None:
    table = load_posts()
    for post in posts():
        assert table.key(post.name) == post.key
        assert table.key_of_plad(post.plad) == post.key
    assert len({plad for _, plad in addressees()}) == len(addressees())
    assert all(known(code) for code in (*listed("tags_later"), *listed("tags_seventies")))
    assert all(known(code) for post in posts() for code in (post.then, post.later))
    assert all(office(symbol) for symbol in (*listed("offices"), *listed("attention")))


@pytest.mark.parametrize("shape", SHAPES)
def test_every_shape_holds_the_same_telegrams(shape: Shape, tmp_path: Path) -> None:
    asked = Asked(telegrams=40, shape=shape, truth=True)
    written = write(tmp_path / "out", asked)
    assert written.made
    files = sorted(path for path in (tmp_path / "out" / TELEGRAMS).rglob("*") if path.is_file())
    assert sum(path.stat().st_size for path in files) == written.bytes
    truths = [json.loads(line) for line in (tmp_path / "out" / TRUTH).read_text().splitlines()]
    found = [telegram.mrn for path in files for telegram in read_many(path.read_bytes())]
    right = sum(mrn == truth["mrn"] for mrn, truth in zip(found, truths, strict=True))
    assert right >= 36  # damage takes a number now and then
    assert write(tmp_path / "out", asked) == msgspec.structs.replace(written, made=False)


def test_a_folder_with_something_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(LegationError, match="holds something else"):
        write(tmp_path, Asked(telegrams=3))
    out = tmp_path / "out"
    write(out, Asked(telegrams=3))
    with pytest.raises(LegationError, match="holds something else"):
        write(out, Asked(telegrams=4))


def test_a_run_that_was_cut_short_is_begun_again(tmp_path: Path) -> None:
    whole = write(tmp_path, Asked(telegrams=5))
    lines = (tmp_path / MANIFEST).read_text().splitlines(keepends=True)
    (tmp_path / MANIFEST).write_text("".join(line for line in lines if not line.startswith(("bytes", "sha256"))))
    next((tmp_path / TELEGRAMS).rglob("*.txt")).unlink()
    again = write(tmp_path, Asked(telegrams=5))
    assert again == whole


def test_the_command(tmp_path: Path) -> None:
    out = tmp_path / "traffic"
    run = CliRunner().invoke(app, ["simulate", str(out), "--telegrams", "12", "--seed", "3", "--truth", "--json"])
    assert run.exit_code == 0, run.output
    said = json.loads(run.stdout)
    assert (said["telegrams"], said["made"]) == (12, True)
    assert len((out / TRUTH).read_text().splitlines()) == 12
    again = CliRunner().invoke(app, ["simulate", str(out), "--telegrams", "12", "--seed", "3", "--truth"])
    assert "(they were there)" in again.stdout
    wrong = CliRunner().invoke(app, ["simulate", str(tmp_path / "x"), "--as", "tape"])
    assert wrong.exit_code == 1
    assert "choose one of files, ndjson, mbox" in wrong.stderr


@pytest.mark.parametrize("shape", SHAPES)
def test_the_folder_is_taken_in_as_it_stands(tmp_path: Path, shape: Shape) -> None:
    """What lies beside the telegrams is no telegram, and is refused no more than the folder itself."""
    write(tmp_path / "traffic", Asked(telegrams=6, shape=shape, truth=True))
    said = CliRunner().invoke(
        app, ["ingest", str(tmp_path / "traffic"), "--archive", str(tmp_path / "archive"), "--json"]
    )
    assert said.exit_code == 0, said.output
    told = json.loads(said.stdout.splitlines()[-1])
    assert (told["new"], told["refused"]) == (6, 0)


def test_a_file_that_merely_bears_the_name_is_met(tmp_path: Path) -> None:
    (tmp_path / MANIFEST).write_text("[of]\nanother = 1\n")
    (tmp_path / TRUTH).write_text('{"body": "UNCLAS BELISAR 000001"}\n')
    met = list(found([tmp_path], Limits()))
    names = {one.name for one in met if isinstance(one, Text)} | {one.file for one in met if isinstance(one, Refusal)}
    assert {MANIFEST, TRUTH} <= names
