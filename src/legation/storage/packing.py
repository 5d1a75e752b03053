"""Records as they are kept: original and reading compressed, everything derived worked out beforehand.

Compression is Zstandard; archives from before have zlib, and each block says by its first bytes which it is. A
reading is kept without its source text where that is what decoding the original gives, as it always is of a
telegram that was read from bytes; and packed with the original, whose words it repeats, so that it takes two
fifths of the room it would take alone, and cannot be unpacked without it.

Original and reading of one packing are one frame, cut where the reading begins. A reading that comes later, or is of
an archive from before, is a frame of its own that has the original for its dictionary.
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
from legation.storage.records import Arrival, Packed, Record, cited_mrns, listing_of

DAMAGE = (msgspec.DecodeError, ValueError)
"""What unpacking raises where a block is damaged."""

_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgspec.msgpack.Decoder(Telegram)
_LEVEL = 2  # quicker than 3 for little more room: docs/reference/performance.md
_SOURCELESS = b"\xc1"  # no MessagePack begins so
_MAGIC = zstandard.FRAME_HEADER
# Before what is no whole frame by itself; none of the other forms of block begins so.
_BESIDE = b"\x01"  # a frame that was packed beside the original
_CUT = b"\x02"  # a part of a frame, and how many bytes of original it has
_HEAD_BYTES = 9
_LEAST_BESIDE = 64  # bytes of an original that are worth it
_local = threading.local()  # a compressor serves one thread at a time


class _Earlier(msgspec.Struct):
    """What archives made before marks were kept have in their place: the elements themselves."""

    elements: tuple[Element, ...] = ()


_EARLIER = msgspec.msgpack.Decoder(_Earlier)
_EARLIER_UNREAD = "unread"  # what no mark covered, as it was called then


def pack(record: Arrival) -> Packed:
    """The record as it will be kept; one that is packed stays as it is."""
    if isinstance(record, Packed):
        return record
    original, reading = _packed_in_one(record.telegram, record.original)
    return Packed(
        listing=listing_of(record),
        received=record.received,
        read_by=record.read_by,
        original=original,
        reading=reading,
        cited=tuple(cited_mrns([record])),
        particulars=particulars_of(record.telegram),
        card=encode_card(card_of(record)),
    )


def unpack(arrival: Arrival) -> Record:
    """The record that was packed."""
    if isinstance(arrival, Record):
        return arrival
    original, telegram = unpacked(arrival.original, arrival.reading)
    return Record(
        sha256=arrival.sha256,
        original=original,
        telegram=telegram,
        access=arrival.access,
        received=arrival.received,
        file=arrival.listing.file,
        read_by=arrival.read_by,
    )


def _packed_in_one(telegram: Telegram, original: bytes) -> tuple[bytes, bytes]:
    bare = _sourceless(telegram, original)
    if bare is None or len(original) < _LEAST_BESIDE:
        return compressed(original), packed_reading(telegram, original)
    try:
        compressor = _local.in_one
    except AttributeError:
        # The sum at the end of the frame tells where the original is another.
        compressor = _local.in_one = zstandard.ZstdCompressor(level=_LEVEL, write_checksum=True)
    frame = compressor.compressobj(size=len(original) + len(bare))
    head = _CUT + len(original).to_bytes(_HEAD_BYTES - 1, "little")
    first = head + frame.compress(original) + frame.flush(zstandard.COMPRESSOBJ_FLUSH_BLOCK)
    return first, head + frame.compress(bare) + frame.flush()


def _sourceless(telegram: Telegram, original: bytes) -> bytes | None:
    """The reading without its source; None where that is not what the original says."""
    if text_of(original)[0] != telegram.source:
        return None
    return _SOURCELESS + _ENCODER.encode(msgspec.structs.replace(telegram, source=""))


def packed_reading(telegram: Telegram, original: bytes) -> bytes:
    """A reading for an original that is kept already."""
    bare = _sourceless(telegram, original)
    if bare is None:
        return compressed(_ENCODER.encode(telegram))
    if len(original) < _LEAST_BESIDE:
        return compressed(bare)
    # The sum at the end of the frame tells where the original is another.
    beside = zstandard.ZstdCompressor(level=_LEVEL, dict_data=_words(original), write_checksum=True)
    return _BESIDE + beside.compress(bare)


def unpacked(original: bytes, reading: bytes) -> tuple[bytes, Telegram]:
    """Bytes and reading of a telegram from the blocks of both. Raises ``DAMAGE``."""
    if not reading.startswith(_CUT):
        text = decompressed(original)
        bare = _beside(reading, text) if reading.startswith(_BESIDE) else decompressed(reading)
        return text, _telegram(bare, text)
    if reading[:_HEAD_BYTES] != original[:_HEAD_BYTES]:
        raise ValueError("a block of the archive is damaged")
    both = _whole_frame(original[_HEAD_BYTES:] + reading[_HEAD_BYTES:])
    cut = int.from_bytes(reading[1:_HEAD_BYTES], "little")
    return both[:cut], _telegram(both[cut:], both[:cut])


def _telegram(reading: bytes, original: bytes) -> Telegram:
    if reading.startswith(_SOURCELESS):
        bare = _DECODER.decode(memoryview(reading)[1:])
        return msgspec.structs.replace(bare, source=text_of(original)[0])
    telegram = _DECODER.decode(reading)
    if not telegram.marks and (elements := _EARLIER.decode(reading).elements):
        marks = tuple((*element.span, element.kind) for element in elements if element.kind != _EARLIER_UNREAD)
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
    if block.startswith(_CUT):
        return _first_of_frame(block)
    if not block.startswith(_MAGIC):
        try:
            return zlib.decompress(block)
        except zlib.error as fault:
            raise ValueError("a block of the archive is damaged") from fault
    return _whole_frame(block)


def _whole_frame(frame: bytes) -> bytes:
    try:
        return bytes(_decompressor().decompress(frame))
    except zstandard.ZstdError as fault:
        raise ValueError("a block of the archive is damaged") from fault


def _first_of_frame(block: bytes) -> bytes:
    """The original in its part of a frame."""
    try:
        original = bytes(_decompressor().decompressobj().decompress(block[_HEAD_BYTES:]))
    except zstandard.ZstdError as fault:
        raise ValueError("a block of the archive is damaged") from fault
    if not original or len(original) != int.from_bytes(block[1:_HEAD_BYTES], "little"):
        raise ValueError("a block of the archive is damaged")
    return original


def _decompressor() -> zstandard.ZstdDecompressor:
    try:
        found: zstandard.ZstdDecompressor = _local.decompressor
    except AttributeError:
        found = _local.decompressor = zstandard.ZstdDecompressor()
    return found
