"""Records as they are kept: original and reading compressed, everything derived worked out beforehand.

Compression is Zstandard; archives from before have zlib, and each block says by its first bytes which it is. A
reading is kept without its source text where that is what decoding the original gives, as it always is of a
telegram that was read from bytes; and packed beside the original, whose words it repeats, so that it takes two
fifths of the room it would take alone, and cannot be unpacked without it.
"""

from __future__ import annotations

import threading
import zlib

import msgspec
import zstandard

from legation.core.encoding import text_of
from legation.core.telegram import Telegram
from legation.core.text import Element
from legation.storage.card import card_of, encode_card
from legation.storage.particulars import particulars_of
from legation.storage.ports import Arrival, Packed, Record, cited_mrns, listing_of

DAMAGE = (msgspec.DecodeError, ValueError)
"""What unpacking raises where a block is damaged."""

_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgspec.msgpack.Decoder(Telegram)
_LEVEL = 2  # quicker than 3 for little more room: docs/reference/performance.md
_SOURCELESS = b"\xc1"  # no MessagePack begins so
_MAGIC = zstandard.FRAME_HEADER
_BESIDE = b"\x01"  # before a frame that was packed beside the original; neither form of block begins so
_LEAST_BESIDE = 64  # bytes of an original that are worth it
_local = threading.local()  # a compressor serves one thread at a time


class _Earlier(msgspec.Struct):
    """What archives made before marks were kept have in their place: the elements themselves."""

    elements: tuple[Element, ...] = ()


_EARLIER = msgspec.msgpack.Decoder(_Earlier)


def pack(record: Arrival) -> Packed:
    """The record as it will be kept; one that is packed stays as it is."""
    if isinstance(record, Packed):
        return record
    return Packed(
        listing=listing_of(record),
        received=record.received,
        read_by=record.read_by,
        original=compressed(record.original),
        reading=packed_reading(record.telegram, record.original),
        cited=tuple(cited_mrns([record])),
        particulars=particulars_of(record.telegram),
        card=encode_card(card_of(record)),
    )


def unpack(arrival: Arrival) -> Record:
    """The record that was packed."""
    if isinstance(arrival, Record):
        return arrival
    original = decompressed(arrival.original)
    return Record(
        sha256=arrival.sha256,
        original=original,
        telegram=unpacked_reading(arrival.reading, original),
        access=arrival.access,
        received=arrival.received,
        file=arrival.listing.file,
        read_by=arrival.read_by,
    )


def packed_reading(telegram: Telegram, original: bytes) -> bytes:
    if text_of(original)[0] != telegram.source:
        return compressed(_ENCODER.encode(telegram))
    bare = _SOURCELESS + _ENCODER.encode(msgspec.structs.replace(telegram, source=""))
    if len(original) < _LEAST_BESIDE:
        return compressed(bare)
    # The sum at the end of the frame tells where the original is another.
    beside = zstandard.ZstdCompressor(level=_LEVEL, dict_data=_words(original), write_checksum=True)
    return _BESIDE + beside.compress(bare)


def unpacked_reading(block: bytes, original: bytes) -> Telegram:
    reading = _beside(block, original) if block.startswith(_BESIDE) else decompressed(block)
    if reading.startswith(_SOURCELESS):
        bare = _DECODER.decode(memoryview(reading)[1:])
        return msgspec.structs.replace(bare, source=text_of(original)[0])
    telegram = _DECODER.decode(reading)
    if not telegram.marks and (elements := _EARLIER.decode(reading).elements):
        marks = tuple((*element.span, element.kind) for element in elements if element.kind != "unread")
        return msgspec.structs.replace(telegram, marks=marks)
    return telegram


def _words(original: bytes) -> zstandard.ZstdCompressionDict:
    return zstandard.ZstdCompressionDict(original, dict_type=zstandard.DICT_TYPE_RAWCONTENT)


def _beside(block: bytes, original: bytes) -> bytes:
    try:
        return bytes(zstandard.ZstdDecompressor(dict_data=_words(original)).decompress(block[1:]))
    except zstandard.ZstdError as fault:
        raise ValueError("a block of the archive is damaged") from fault


def compressed(data: bytes) -> bytes:
    try:
        compressor = _local.compressor
    except AttributeError:
        compressor = _local.compressor = zstandard.ZstdCompressor(level=_LEVEL)
    return bytes(compressor.compress(data))


def decompressed(block: bytes) -> bytes:
    """What was compressed. Raises ValueError for a block that is damaged."""
    if not block.startswith(_MAGIC):
        try:
            return zlib.decompress(block)
        except zlib.error as fault:
            raise ValueError("a block of the archive is damaged") from fault
    try:
        decompressor = _local.decompressor
    except AttributeError:
        decompressor = _local.decompressor = zstandard.ZstdDecompressor()
    try:
        return bytes(decompressor.decompress(block))
    except zstandard.ZstdError as fault:
        raise ValueError("a block of the archive is damaged") from fault
