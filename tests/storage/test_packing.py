"""Packing: what is unpacked is what was packed, and readings are kept without the text they were read from."""

from __future__ import annotations

import time
import zlib
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.storage.records import OPEN, record

from legation.core.marking import OWNER
from legation.formats.decoding import decode
from legation.formats.reading import read
from legation.storage.index import TantivyIndex
from legation.storage.memory.index import MemoryIndex
from legation.storage.memory.telegrams import MemoryTelegrams
from legation.storage.packing import DAMAGE, compressed, decompressed, pack, packed_reading, unpack, unpacked
from legation.storage.records import Record
from legation.storage.sql.engine import open_engine, sqlite_url
from legation.storage.sql.stacks import SqlStacks
from legation.storage.sql.telegrams import SqlTelegrams

ODD = b"SUBJECT: A \x93HARBOUR\x94\r\n\r\n1. The dredger came to caf\xe9.\r\n"


def _read(data: bytes) -> Record:
    telegram = read(data, file="odd.txt")
    return Record(
        sha256=telegram.sha256,
        original=data,
        telegram=telegram,
        access=OPEN,
        received="2024-01-01T00:00:00Z",
        file="odd.txt",
        read_by="1",
    )


@given(st.one_of(st.binary(max_size=300), st.text(max_size=200).map(lambda text: text.encode("utf-16"))))
def test_unpacked_is_what_was_packed(data: bytes) -> None:
    whole = _read(data)
    assert unpack(pack(whole)) == whole
    assert whole.telegram.source == decode(data).text


def test_a_source_that_is_not_the_original_is_kept() -> None:
    other = record("09TRIPOLI1", "Another text.")
    bare = Record(
        **{name: getattr(other, name) for name in other.__struct_fields__ if name != "original"}, original=b"x"
    )
    assert unpack(pack(bare)) == bare


def test_a_reading_is_packed_beside_its_text() -> None:
    text = b"1. Of the harbour: " + b" ".join(b"word%d" % (n * 7919 % 1009) for n in range(1000))
    whole = _read(text)
    packed = pack(whole)
    assert len(packed.reading) < len(compressed(text)) / 2
    assert b"word1008" in packed.card
    assert unpacked(packed.original, packed.reading) == (text, whole.telegram)
    assert decompressed(packed.original) == text


def test_a_page_of_anything_has_a_card() -> None:
    page = (
        "<html><body>{}<pre>R 091630Z JUL 76\nFM AMEMBASSY AVARIA\nTO SECSTATE WASHDC\n\n1. Two.\n</pre></body></html>"
    )
    assert "\ufffd ashore".encode() in pack(_read(page.format(f"&#{'9' * 5000}; ashore").encode())).card
    whole = _read(page.format("<" + "a" * 60_000).encode())
    began = time.process_time()
    pack(whole)
    assert time.process_time() - began < 2  # square time took 0.87 s for a third of it


def test_a_reading_that_comes_later_is_packed_beside_what_is_kept() -> None:
    whole = _read(ODD * 4)
    another = msgspec.structs.replace(whole.telegram, subject="ANOTHER HARBOUR")
    for kept in (pack(whole).original, compressed(ODD * 4), zlib.compress(ODD * 4)):
        assert unpacked(kept, packed_reading(another, ODD * 4)) == (ODD * 4, another)
    # Neither half of a packing goes with a half of another.
    with pytest.raises(ValueError, match="damaged"):
        unpacked(pack(whole).original, pack(_read(ODD * 5)).reading)
    with pytest.raises(ValueError, match="damaged"):
        unpacked(compressed(ODD * 4), pack(whole).reading)


def test_blocks_of_earlier_archives_are_read() -> None:
    assert decompressed(zlib.compress(ODD)) == decompressed(compressed(ODD)) == ODD


@pytest.mark.parametrize(
    "block",
    [
        *(b"", b"neither", compressed(ODD)[:-5], zlib.compress(ODD)[:-5]),
        *(pack(_read(ODD * 4)).original[:cut] for cut in (-5, 9, 5, 1)),
    ],
)
def test_a_damaged_block_is_a_value_error(block: bytes) -> None:
    with pytest.raises(ValueError, match="damaged"):
        decompressed(block)


@pytest.mark.parametrize("harm", [lambda b, t: (b[:-9], t), lambda b, t: (b, t[::-1]), lambda b, t: (b, b"")])
@pytest.mark.parametrize("later", [True, False])
def test_a_reading_without_its_original_is_damaged(
    harm: Callable[[bytes, bytes], tuple[bytes, bytes]], later: bool
) -> None:
    text = ODD * 4
    whole = _read(text)
    reading, original = harm(packed_reading(whole.telegram, text) if later else pack(whole).reading, text)
    with pytest.raises(ValueError, match="damaged"):
        unpacked(pack(_read(original)).original, reading)


@given(st.integers(0, 2000), st.integers(1, 255))
def test_a_byte_that_went_wrong_is_told(at: int, by: int) -> None:
    whole = _read(ODD * 4)
    packed = pack(whole)
    blocks = [packed.original, packed.reading]
    at %= sum(map(len, blocks))
    place = int(at >= len(blocks[0]))
    at -= place * len(blocks[0])
    harmed = bytearray(blocks[place])
    harmed[at] ^= by
    blocks[place] = bytes(harmed)
    try:
        text, telegram = unpacked(*blocks)
    except DAMAGE:
        return
    # What a frame says of itself has bits that nobody reads.
    assert (text, telegram) == (whole.original, whole.telegram)


def test_blocks_from_before_readings_were_packed_beside_their_text_are_read() -> None:
    whole = _read(ODD * 4)
    bare = msgspec.structs.replace(whole.telegram, source="")
    for block in (
        compressed(b"\xc1" + msgspec.msgpack.encode(bare)),
        compressed(msgspec.msgpack.encode(whole.telegram)),
    ):
        assert unpacked(compressed(whole.original), block) == (whole.original, whole.telegram)


def test_a_restated_telegram_and_one_read_anew_go_on_with_the_original_that_is_kept(tmp_path: Path) -> None:
    engine = open_engine(sqlite_url(tmp_path / "archive.db"), write=True)
    store, stacks = SqlTelegrams(engine), SqlStacks(engine)
    whole = _read(ODD * 4)
    store.put(OWNER, [whole])
    for subject in ("RESTATED", "RESTATED AGAIN"):
        whole = msgspec.structs.replace(whole, telegram=msgspec.structs.replace(whole.telegram, subject=subject))
        store.restate(OWNER, whole, [])
        assert store.get(OWNER, whole.sha256) == whole
    anew = msgspec.structs.replace(whole.telegram, subject="READ ANEW")
    stacks.set_aside(OWNER, [msgspec.structs.replace(whole, telegram=anew, read_by="2")])
    assert [one.telegram.subject for one in stacks.as_set_aside(OWNER)] == ["READ ANEW"]
    stacks.adopt(OWNER, "another", {})
    assert store.get(OWNER, whole.sha256).telegram == anew
    (held,) = stacks.held(OWNER)
    assert (held.original, held.telegram) == (whole.original, anew)
    engine.dispose()


def test_every_store_takes_what_is_packed() -> None:
    whole = _read(ODD)
    store = MemoryTelegrams()
    store.put(OWNER, [pack(whole)])
    assert store.get(OWNER, whole.sha256) == whole
    for index in (MemoryIndex(), TantivyIndex(None)):
        index.add(OWNER, [pack(whole)])
        assert index.search(OWNER, "dredger", limit=1).total == 1
    assert unpacked(pack(whole).original, pack(whole).reading) == (ODD, whole.telegram)
