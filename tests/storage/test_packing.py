"""Packing: what is unpacked is what was packed, and readings are kept without the text they were read from."""

from __future__ import annotations

import zlib
from collections.abc import Callable

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.storage.records import OPEN, record

from legation.core.marking import OWNER
from legation.formats.decoding import decode
from legation.formats.reading import read
from legation.storage.index import TantivyIndex
from legation.storage.memory import MemoryTelegrams
from legation.storage.memory_index import MemoryIndex
from legation.storage.packing import compressed, decompressed, pack, unpack, unpacked_reading
from legation.storage.ports import Record

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
    assert unpacked_reading(packed.reading, text) == whole.telegram


def test_blocks_of_earlier_archives_are_read() -> None:
    assert decompressed(zlib.compress(ODD)) == decompressed(compressed(ODD)) == ODD


@pytest.mark.parametrize("block", [b"", b"neither", compressed(ODD)[:-5], zlib.compress(ODD)[:-5]])
def test_a_damaged_block_is_a_value_error(block: bytes) -> None:
    with pytest.raises(ValueError, match="damaged"):
        decompressed(block)


@pytest.mark.parametrize("harm", [lambda b, t: (b[:-9], t), lambda b, t: (b, t[::-1]), lambda b, t: (b, b"")])
def test_a_reading_without_its_original_is_damaged(
    harm: Callable[[bytes, bytes], tuple[bytes, bytes]],
) -> None:
    text = ODD * 4
    with pytest.raises(ValueError, match="damaged"):
        unpacked_reading(*harm(pack(_read(text)).reading, text))


def test_blocks_from_before_readings_were_packed_beside_their_text_are_read() -> None:
    whole = _read(ODD * 4)
    bare = msgspec.structs.replace(whole.telegram, source="")
    for block in (
        compressed(b"\xc1" + msgspec.msgpack.encode(bare)),
        compressed(msgspec.msgpack.encode(whole.telegram)),
    ):
        assert unpacked_reading(block, whole.original) == whole.telegram


def test_every_store_takes_what_is_packed() -> None:
    whole = _read(ODD)
    store = MemoryTelegrams()
    store.put(OWNER, [pack(whole)])
    assert store.get(OWNER, whole.sha256) == whole
    for index in (MemoryIndex(), TantivyIndex(None)):
        index.add(OWNER, [pack(whole)])
        assert index.search(OWNER, "dredger", limit=1).total == 1
    assert unpacked_reading(pack(whole).reading, ODD) == whole.telegram
