"""What ingest finds: archives in archives, large files in pieces, and nothing that does harm."""

from __future__ import annotations

import bz2
import csv
import gzip
import io
import json
import lzma
import mailbox
import os
import struct
import subprocess
import sys
import tarfile
import time
import tracemalloc
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from email.message import EmailMessage
from itertools import pairwise
from pathlib import Path

import msgspec
import pytest
import zstandard
from tests.pdfs import pdf_of, pdf_without_words

import legation
from legation.app import open_house
from legation.core.enclosing import document_within
from legation.core.errors import RefusedError
from legation.core.marking import OWNER, UNREADABLE, Marking
from legation.services.archive.exporting import json_line
from legation.services.ingest import Ingest, Limits, Refusal, Tally, all_refused, nothing_in
from legation.services.ingest.containers import members, safe_name
from legation.services.ingest.elsewhere import Manifest
from legation.services.ingest.limits import Budget
from legation.services.ingest.making import Making
from legation.services.ingest.pieces import PIECE_BYTES, Piece
from legation.services.ingest.records import HEAD_BYTES, cutter, cutter_of_text
from legation.services.ingest.sources import CHANGED, Passed, Text, found
from legation.services.ingest.writers import UNFINISHED
from legation.storage.memory.index import MemoryIndex
from legation.storage.memory.telegrams import MemoryTelegrams
from legation.tables.marking_rows import rank_of
from legation.tables.posts import load_posts


def telegram(number: int, words: str = "The dredger came on Monday.") -> bytes:
    return f"""R 051513Z NOV 09
FM AMEMBASSY TRIPOLI
TO SECSTATE WASHDC
UNCLAS TRIPOLI {number:06d}

SUBJECT: A HARBOUR IS DREDGED

1. {words}
""".encode()


def zipped(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def encrypted(name: str, data: bytes) -> bytes:
    """A zip of one member that is said to be so."""
    return zipped({name: data}).replace(b"\x14\0\0\0\x08\0", b"\x14\0\1\0\x08\0")


def tarred(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


class Kit:
    def __init__(self, home: Path) -> None:
        self.home = home
        self.telegrams = MemoryTelegrams()
        self.ingest = Ingest(self.telegrams, MemoryIndex(), load_posts(), lambda: datetime(2026, 1, 1, tzinfo=UTC))

    def take(self, files: dict[str, bytes], limits: Limits | None = None) -> Tally:
        for name, data in files.items():
            (self.home / name).write_bytes(data)
        return self.ingest.run(OWNER, [self.home], limits=limits, workers=0)

    @property
    def names(self) -> list[str | None]:
        return sorted(listing.file or "" for listing in self.telegrams.listings(OWNER))


@pytest.fixture
def kit(tmp_path: Path) -> Kit:
    return Kit(tmp_path)


TWO = {"in/one.txt": telegram(1), "two.txt": telegram(2)}


@pytest.mark.parametrize(
    ("name", "data", "inside"),
    [
        ("a.zip", zipped(TWO), ["a.zip!in/one.txt", "a.zip!two.txt"]),
        ("a.tar", tarred(TWO), ["a.tar!in/one.txt", "a.tar!two.txt"]),
        ("a.tar.gz", gzip.compress(tarred(TWO)), ["a.tar.gz!in/one.txt", "a.tar.gz!two.txt"]),
        ("a.tgz", gzip.compress(tarred(TWO)), ["a.tgz!in/one.txt", "a.tgz!two.txt"]),
        ("a.tar.bz2", bz2.compress(tarred(TWO)), ["a.tar.bz2!in/one.txt", "a.tar.bz2!two.txt"]),
        ("a.tar.xz", lzma.compress(tarred(TWO)), ["a.tar.xz!in/one.txt", "a.tar.xz!two.txt"]),
        ("a.tar.zst", zstandard.compress(tarred(TWO)), ["a.tar.zst!in/one.txt", "a.tar.zst!two.txt"]),
        ("one.txt.gz", gzip.compress(telegram(1)), ["one.txt.gz!one.txt"]),
        ("one.txt.bz2", bz2.compress(telegram(1)), ["one.txt.bz2!one.txt"]),
        ("one.txt.xz", lzma.compress(telegram(1)), ["one.txt.xz!one.txt"]),
        ("one.txt.zst", zstandard.compress(telegram(1)), ["one.txt.zst!one.txt"]),
        (
            "out.zip",
            zipped({"in.tar.gz": gzip.compress(tarred(TWO)), "in.zip": zipped({"x.txt": telegram(3)})}),
            ["out.zip!in.tar.gz!in/one.txt", "out.zip!in.tar.gz!two.txt", "out.zip!in.zip!x.txt"],
        ),
        ("out.tar", tarred({"in.zip": zipped(TWO)}), ["out.tar!in.zip!in/one.txt", "out.tar!in.zip!two.txt"]),
    ],
)
def test_archives_give_their_members(kit: Kit, name: str, data: bytes, inside: list[str]) -> None:
    tally = kit.take({name: data})
    assert (tally.new, tally.refusals) == (len(inside), [])
    assert kit.names == inside
    assert kit.take({}).same == len(inside)


HIDDEN = {".a.txt": telegram(2), "b.txt": telegram(1), "in/.kept/c.txt": telegram(3), "in/.kept/d.txt": telegram(4)}


@pytest.mark.parametrize(
    ("name", "data", "count"),
    [
        ("a.zip", zipped(HIDDEN), 2),
        ("a.zip", zipped(HIDDEN | {".empty/": b"", "__MACOSX/._b.txt": b"x", "./e.txt": b" "}), 4),
        ("a.tar", tarred(HIDDEN), 2),
        ("a.tgz", gzip.compress(tarred(HIDDEN | {"__MACOSX/._b.txt": b"x"})), 3),
        ("out.zip", zipped({"a.tar": tarred(HIDDEN), "b.zip": zipped(HIDDEN)}), 4),
        ("plain.zip", zipped({"./in/b.txt": telegram(1)}), 0),
    ],
)
def test_what_is_hidden_in_an_archive_is_counted(kit: Kit, name: str, data: bytes, count: int) -> None:
    tally = kit.take({name: data})
    assert (tally.new, tally.passed_over) == (1, count)


def test_what_is_hidden_in_an_archive_without_telegrams_is_counted(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(zipped({".a.txt": telegram(1)}))
    (tmp_path / ".b.txt").write_bytes(telegram(2))
    tally = all_refused([tmp_path], Limits())
    assert tally is not None
    assert tally.passed_over == 2


def test_members_that_are_no_telegrams_are_named_and_the_rest_is_taken(kit: Kit) -> None:
    tally = kit.take({"a.zip": zipped({"a.png": b"x", "b.txt": b" ", "c.txt": telegram(1), ".hidden": b"x"})})
    assert tally.new == 1
    assert [(r.file, r.what) for r in tally.refusals] == [
        ("a.zip!a.png", "is not a kind of file that holds telegrams"),
        ("a.zip!b.txt", "is empty"),
    ]


@pytest.mark.parametrize(
    ("name", "do"),
    [
        ("a.rtf", ".docx, .pdf or .txt"),
        ("a.XLSX", "as .csv"),
        ("a.tif", "recognised"),
        ("a.7z", "unpack"),
        ("a.x", "give"),
    ],
)
def test_a_kind_that_is_not_read_is_refused_with_what_to_make_of_it(kit: Kit, name: str, do: str) -> None:
    (refusal,) = kit.take({name: b"x"}).refusals
    assert do in refusal.do


@pytest.mark.parametrize("name", ["a.zip", "a.tar", "a.tar.gz", "a.txt.gz", "a.txt.xz", "a.txt.zst", "a.tar.zst"])
@pytest.mark.parametrize("cut", [False, True])
def test_a_damaged_archive_is_refused_and_the_run_goes_on(kit: Kit, name: str, cut: bool) -> None:
    whole = {"zip": zipped(TWO), "tar": tarred(TWO)}.get(name[2:], gzip.compress(tarred(TWO)))
    middle = 600 if name == "a.tar" else len(whole) // 2  # of a tar, the middle is but filling
    tally = kit.take({name: whole[:middle] if cut else b"never an archive", "z.txt": telegram(9)})
    assert tally.new >= 1
    assert {refusal.file.partition("!")[0] for refusal in tally.refusals} == {name}


@pytest.mark.parametrize("before", [b"", b"\xef\xbb\xbf", b"\r\n"])
def test_what_a_word_processor_wrote_is_refused_whatever_it_is_called(kit: Kit, before: bytes) -> None:
    tally = kit.take({"a.txt": before + rb"{\rtf1\ansi\b SECRET\par 1. (S) The dredger came.}"})
    assert tally.new == 0
    assert [(one.what, one.do) for one in tally.refusals] == [
        ("is RTF, whatever it is called", "save it as .docx, .pdf or .txt from the program that opens it")
    ]


def test_an_encrypted_member_is_refused(kit: Kit) -> None:
    data = bytearray(zipped({"a.txt": telegram(1)}))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    assert [r.what for r in kit.take({"a.zip": bytes(data)}).refusals] == ["is encrypted"]


def nested(depth: int) -> bytes:
    data = telegram(1)
    for number in range(depth):
        data = zipped({"in.zip" if number else "in.txt": data})
    return data


@pytest.mark.parametrize(
    ("files", "limits", "what"),
    [
        ({"a.zip": zipped({"a.txt": bytes(300_000)})}, Limits(ratio=100, free_bytes=1000), "unpacks to more than 100 "),
        ({"a.txt.gz": gzip.compress(bytes(300_000))}, Limits(ratio=100, free_bytes=1000), "unpacks to more than 100 "),
        (
            {"a.tar.zst": zstandard.compress(tarred({"a.txt": b" " * 300_000}))},
            Limits(ratio=99, free_bytes=9),
            "unpacks",
        ),
        ({"a.tar": tarred({"a.txt": b" " * 300_000})}, Limits(unpacked_bytes=1000), "unpacks to more than 1,000 bytes"),
        (
            {"a.zip": zipped({f"{n}.txt": telegram(n) for n in range(9)})},
            Limits(members=5),
            "holds more than 5 members",
        ),
        (
            {"a.tar": tarred({f"{n}.txt": telegram(n) for n in range(9)})},
            Limits(members=5),
            "holds more than 5 members",
        ),
        ({"a.zip": nested(4)}, None, "lies more than 3 archives deep"),
        ({"a.txt.gz": gzip.compress(b" " * 5000)}, Limits(one_bytes=4000), "is empty"),
        (
            {"a.zip": zipped({"b.zip": zipped({"c.txt": bytes(300_000)})})},
            Limits(ratio=100, free_bytes=1000),
            "unpacks to more than 100 ",
        ),
    ],
)
def test_bombs_are_refused(kit: Kit, files: dict[str, bytes], limits: Limits | None, what: str) -> None:
    tally = kit.take({**files, "z.txt": telegram(99)}, limits)
    assert kit.names[-1] == "z.txt"
    [refusal] = tally.refusals
    assert refusal.what.startswith(what)
    assert refusal.do


def test_a_member_without_a_name_is_taken(kit: Kit) -> None:
    data = zipped({"?.txt": telegram(1), "folder/": b"", "b.txt": telegram(2)}).replace(b"?.txt", b"\0.txt")
    assert kit.take({"a.zip": data}).refusals == []
    assert kit.names == ["a.zip!b.txt", "a.zip!unnamed"]


def listing(count: int) -> bytes:
    """A zip that is a list of members and nothing else: each takes ten times its room in memory."""
    one = b"PK\x01\x02" + bytes(42)
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 0xFFFF, 0xFFFF, count * len(one), 0, 0)
    return one * count + end


def pax(size: int) -> bytes:
    """A tar of one member, of which it says more than it has itself."""
    info = tarfile.TarInfo("a.txt")
    info.pax_headers = {"comment": "x" * size}
    return info.tobuf(tarfile.PAX_FORMAT) + bytes(1024)


def holed(kind: str) -> bytes:
    """A tar of one file, all of it a hole of a gibibyte."""
    info = tarfile.TarInfo("a.txt")
    if kind == "old":
        info.type = tarfile.GNUTYPE_SPARSE
        head = bytearray(info.tobuf(tarfile.GNU_FORMAT))
        head[483:495] = b"%011o\0" % (1 << 30)
        head[386:398], head[398:410] = b"%011o\0" % (1 << 30), b"%011o\0" % 0
        head[148:156] = b" " * 8
        head[148:156] = b"%06o\0 " % sum(head[:512])
        return bytes(head) + bytes(1024)
    told = {"GNU.sparse.realsize": str(1 << 30), "GNU.sparse.name": "a.txt"}
    if kind == "1.0":
        told |= {"GNU.sparse.major": "1", "GNU.sparse.minor": "0"}
        info.size = 512
    else:
        told |= {"GNU.sparse.size": str(1 << 30), "GNU.sparse.map": f"{1 << 30},0"}
    info.pax_headers = told
    return info.tobuf(tarfile.PAX_FORMAT) + f"1\n{1 << 30}\n0\n".encode().ljust(512, b"\0") + bytes(1024)


@pytest.mark.parametrize(
    ("name", "data", "what"),
    [
        ("a.zip", listing(30_000), "holds more than 25,000 members"),
        ("a.zip", listing(300_000), "has a list of members without measure"),
        ("a.zip", zipped({"b.zip": listing(30_000)}), "holds more than 25,000 members"),
        ("a.tar", pax(2 << 20), "says more of a member than its name"),
        ("a.tar.gz", gzip.compress(pax(2 << 20)), "says more of a member than its name"),
        ("a.tar", holed("old"), "holds a file with holes in it"),
        ("a.tar", holed("0.1"), "holds a file with holes in it"),
        ("a.tar", holed("1.0"), "holds a file with holes in it"),
    ],
)
def test_what_an_archive_says_of_its_members_fills_no_memory(kit: Kit, name: str, data: bytes, what: str) -> None:
    (kit.home / name).write_bytes(data)
    tracemalloc.start()
    try:
        tally = kit.take({"z.txt": telegram(99)}, Limits(members=25_000))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert [one.what for one in tally.refusals] == [what]
    assert kit.names == ["z.txt"]
    assert peak < 24 << 20


def header(kind: bytes, said: bytes = b"", name: str = "a.txt") -> bytes:
    """One header of a tar, or a member, with what stands behind it."""
    info = tarfile.TarInfo(name)
    info.type, info.size = kind, len(said)
    return info.tobuf(tarfile.USTAR_FORMAT) + said + bytes(-len(said) % tarfile.BLOCKSIZE)


def record(key: bytes, value: bytes) -> bytes:
    """A record of a header of POSIX.1-2001, which counts its own length."""
    size = len(key) + len(value) + 3
    return b"%d %s=%s\n" % (size + len(str(size + len(str(size)))), key, value)


KEYS = b"".join(record(b"key%d" % n, b"x") for n in range(20_000))


@pytest.mark.parametrize(
    "headers",
    [
        header(tarfile.XHDTYPE, record(b"comment", b"1" * 60_000)),
        header(tarfile.XGLTYPE, KEYS) + b"".join(header(tarfile.REGTYPE, name=f"{n}.png") for n in range(400)),
        b"".join(header(tarfile.XHDTYPE, record(b"comment", b"x")) for _ in range(1_500)),
    ],
    ids=["digits", "keys of all members", "headers of one member"],
)
def test_what_a_tar_says_of_its_members_takes_no_time(
    kit: Kit, headers: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The library takes the square of the length of such a header, and goes through its records for every member."""
    for name in ("_proc_pax", "_proc_gnulong"):
        monkeypatch.setattr(tarfile.TarInfo, name, lambda *_: pytest.fail("the library reads it"))
    kit.take({"a.tar": headers + header(tarfile.REGTYPE, telegram(1)) + bytes(1024)})
    assert kit.names == ["a.tar!a.txt"]


def test_what_a_tar_says_of_all_its_members_is_not_kept(kit: Kit) -> None:
    every = (
        header(tarfile.XGLTYPE, record(b"key%d" % n, b"x" * 900_000)) + header(tarfile.REGTYPE, name=f"{n}.png")
        for n in range(60)
    )
    (kit.home / "a.tar").write_bytes(b"".join([*every, header(tarfile.REGTYPE, telegram(1)), bytes(1024)]))
    tracemalloc.start()
    try:
        kit.take({})
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert kit.names == ["a.tar!a.txt"]
    assert peak < 48 << 20


def test_name_and_size_of_a_member_may_stand_in_a_header_before_it(kit: Kit) -> None:
    data = telegram(1)
    bare = tarfile.TarInfo("cut").tobuf(tarfile.USTAR_FORMAT)
    told = header(tarfile.XHDTYPE, record(b"path", "è/one.txt".encode()) + record(b"size", b"%d" % len(data)))
    long = header(tarfile.GNUTYPE_LONGNAME, b"n" * 150 + b".txt\0") + header(tarfile.REGTYPE, telegram(2))
    link = header(tarfile.GNUTYPE_LONGLINK, b"elsewhere\0") + header(tarfile.SYMTYPE, name="link.txt")
    whole = told + bare + data + bytes(-len(data) % 512) + long + link + bytes(1024)
    assert [one.file for one in kit.take({"a.tar": whole}).refusals] == ["a.tar!link.txt"]
    assert kit.names == ["a.tar!" + "n" * 150 + ".txt", "a.tar!è/one.txt"]


@pytest.mark.parametrize("key", [b"path", b"size"])
def test_a_tar_whose_members_are_all_called_the_same_is_refused(kit: Kit, key: bytes) -> None:
    data = header(tarfile.XGLTYPE, record(key, b"7")) + header(tarfile.REGTYPE, telegram(1)) + bytes(1024)
    assert [one.what for one in kit.take({"a.tar": data}).refusals] == ["says of all its members what is of one"]


def test_the_exports_in_one_archive_have_room_for_one_together(kit: Kit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("legation.services.ingest.elsewhere._MOST_FILES", 3)
    held = {"sha256": "0" * 64, "mrn": None, "date": None, "file": None, "received": "2026-01-01T00:00:00Z"}
    lines = [json.dumps({"name": f"{n}.txt", **held, "access": "0"}).encode() + b"\n" for n in range(2)]
    inside = {f"{folder}/manifest.jsonl": b"".join(lines) for folder in "ab"}
    tally = kit.take({"a.zip": zipped({**inside, "a/x.png": b"", "b/x.txt": telegram(1)})})
    assert tally.new == 0  # perhaps the line that had no room says how closely it is held
    assert ("a.zip!b/x.txt", "stands in no line of manifest.jsonl, some of which cannot be read") in {
        (one.file, one.what) for one in tally.refusals
    }


def test_lists_of_exports_are_bounded_in_number_and_go_against_the_budget(kit: Kit) -> None:
    many = zipped({f"{n}/manifest.jsonl": b" " for n in range(65)})
    assert [one.what for one in kit.take({"a.zip": many}).refusals] == ["holds more than 64 exports"]
    (kit.home / "a.zip").unlink()
    inner = zipped({"manifest.jsonl": b" " * 60_000})
    outer = zipped({f"{n}.zip": inner + b"%d" % n for n in range(5)})
    tally = kit.take({"b.zip": outer}, Limits(unpacked_bytes=200_000))
    assert tally.refusals[-1] == Refusal(
        "b.zip", "unpacks to more than 200,000 bytes", "unpack it yourself if you trust it"
    )


@pytest.mark.parametrize("name", ["a.zip", "a.tar.gz"])
def test_of_an_export_whose_list_is_damaged_nothing_is_taken(kit: Kit, name: str) -> None:
    """Its telegrams may be held closer than their texts say."""
    files = {"1.txt": telegram(1), "manifest.jsonl": bytes(range(256)) * 9, "2.txt": telegram(2)}
    whole = bytearray(zipped(files) if name == "a.zip" else tarred(files))
    at = whole.rindex(b"PK\x01\x02", 0, whole.rindex(b"manifest.jsonl")) if name == "a.zip" else 0
    if at:
        whole[at + 16] ^= 1  # the sum of its bytes
    data = bytes(whole) if at else gzip.compress(bytes(whole[: whole.index(b"manifest.jsonl") + 1000]))
    refusals = kit.take({name: data}).refusals
    assert [(one.file, one.what) for one in refusals] == [(name, "has a manifest.jsonl that cannot be read")]
    assert kit.names == []


@pytest.mark.parametrize("harm", ["bytes", "way of packing", "name"])
def test_of_a_zip_the_members_that_are_whole_are_taken(kit: Kit, harm: str) -> None:
    data = bytearray(zipped({f"{n}.txt": telegram(n) for n in (1, 2, 3)}))
    begins, listed = data.index(b"2.txt") - 30, data.rindex(b"2.txt") - 46
    at, to = {"bytes": (begins + 40, 0xFF), "way of packing": (listed + 10, 9), "name": (listed + 46, ord("2"))}[harm]
    data[at] = to
    if harm == "name":
        data[begins + 30] = ord("x")
    [refusal] = kit.take({"a.zip": bytes(data)}).refusals
    assert refusal.file == "a.zip!2.txt"
    assert ("deflate64" in refusal.what) == (harm == "way of packing")
    assert kit.names == ["a.zip!1.txt", "a.zip!3.txt"]


@pytest.mark.parametrize("many", [0, 20_000])  # with which the list is longer than what is read of it at once
def test_a_name_that_is_not_what_it_says_keeps_no_other_member_out(kit: Kit, many: int) -> None:
    more = {f"{n}.{'x' * 50}/": b"" for n in range(many)}
    data = bytearray(zipped({"1.txt": telegram(1), "é.txt": telegram(2), **more, "3.txt": telegram(3)}))
    for at in (data.index("é".encode()), data.rindex("é".encode())):
        data[at : at + 2] = b"\xe9\xe9"
    [refusal] = kit.take({"a.zip": bytes(data)}).refusals
    assert "has a name that is not written as the archive says" in refusal.what
    assert refusal.file.endswith(".txt")
    assert kit.names == ["a.zip!1.txt", "a.zip!3.txt"]


def test_a_member_that_is_such_a_list_is_read_as_it_is() -> None:
    data = bytearray(zipped({"é": b""}))
    data[data.rindex("é".encode())] = 0xFF
    inside = bytes(data[data.index(b"PK\x01\x02") :])
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("1.txt", inside)
    [member] = [(one.name, one.stream and one.stream.read()) for one in members("a.zip", out, Budget(Limits(), 1))]
    assert member == ("1.txt", inside)


@pytest.mark.parametrize("harm", ["sum", "cut", "joined", "says more than it has"])
def test_a_tar_that_ends_too_soon_is_told(kit: Kit, harm: str) -> None:
    data = bytearray(tarred({f"{n}.txt": telegram(n) for n in (1, 2, 3)}))
    second = data.index(b"2.txt")
    if harm == "sum":
        data[second + 150] ^= 1
    elif harm == "cut":
        del data[second + 300 :]
    elif harm == "joined":
        data = bytearray(tarred({"1.txt": telegram(1)}) + tarred({"2.txt": telegram(2)}))
    else:
        info = tarfile.TarInfo("2.txt")
        info.size = 1 << 80  # to go over which the library would read until tomorrow
        data[second:] = info.tobuf(tarfile.GNU_FORMAT) + telegram(2)
    assert [one.what for one in kit.take({"a.tar": bytes(data)}).refusals] == [
        "goes on behind its end" if harm == "joined" else "is damaged"
    ]
    assert "a.tar!1.txt" in kit.names


@pytest.mark.parametrize("name", ["a.txt.bz2", "a.txt.xz", "a.txt.zst", "a.txt.gz"])
def test_what_is_packed_is_taken_whole_or_not_at_all(kit: Kit, name: str) -> None:
    pack = {"bz2": bz2.compress, "xz": lzma.compress, "zst": zstandard.compress, "gz": gzip.compress}[name[6:]]
    text = telegram(1) + b"2. Another sentence of the harbour.\n" * 9_000
    one, two = pack(text[:400]), pack(text[400:])
    for data in (one + two[:-3], one + b"garbage", one[:-9]):
        assert [refusal.what for refusal in kit.take({name: data}).refusals] == ["is damaged"]
    assert kit.take({name: one + two}).refusals == []
    [record] = kit.telegrams.records(OWNER, [one.sha256 for one in kit.telegrams.listings(OWNER)]).values()
    assert record.original == text


@pytest.mark.parametrize("way", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_every_way_of_packing_in_a_zip_is_unpacked_by_and_by(kit: Kit, way: int) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", way) as archive:
        archive.writestr("one.txt", telegram(1))
        archive.writestr("two.txt", telegram(2) + b"2. Sand.\n" * 5_000)
        archive.writestr("z.txt", b" " * (1 << 27))
    (kit.home / "a.zip").write_bytes(out.getvalue())
    command = "import resource, sys; from pathlib import Path; from tests.services.test_ingest_sources import Kit;"
    command += "kit = Kit(Path(sys.argv[1])); before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss;"
    command += "kit.take({}, None); print(*kit.names);"
    command += "print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) >> 10)"
    ran = subprocess.run([sys.executable, "-c", command, str(kit.home)], capture_output=True, text=True, check=True)
    names, mebibytes = ran.stdout.splitlines()
    assert names == "a.zip!one.txt a.zip!two.txt"
    assert int(mebibytes) < 160


@pytest.mark.parametrize("name", ["a.txt.xz", "a.txt.zst", "a.zip"])
def test_a_small_file_does_not_ask_for_gigabytes(kit: Kit, name: str) -> None:
    if name == "a.zip":
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_LZMA) as archive:
            archive.writestr("a.txt", telegram(1))
        data = bytearray(out.getvalue())
        data[30 + 5 + 5 : 30 + 5 + 9] = (
            b"\xff" * 4
        )  # the window in the properties behind version, length and first byte
    elif name == "a.txt.xz":
        data = bytearray(lzma.compress(telegram(1), filters=[{"id": lzma.FILTER_LZMA2, "dict_size": 1 << 30}]))
    else:
        data = bytearray(b"\x28\xb5\x2f\xfd\x00\xa0" + b"\x01\x00\x00")
    tally = kit.take({name: bytes(data), "z.txt": telegram(9)})
    assert kit.names == ["z.txt"]
    assert [one.what for one in tally.refusals] == ["asks for too much memory to be unpacked"]


def test_archives_attached_to_mails_hold_fewer_members(kit: Kit) -> None:
    (kit.home / "one.eml").write_bytes(bytes(_mail(("application/zip", "a.zip", listing(30_000)))))
    assert [one.what for one in kit.take({}).refusals] == ["holds more than 20,000 members"]
    (held,) = kit.telegrams.listings(OWNER)
    assert Marking.from_label(held.access) == UNREADABLE  # what it holds behind them nobody looked at


def test_parquet_that_came_in_a_mail_is_not_opened(kit: Kit, monkeypatch: pytest.MonkeyPatch) -> None:
    """A page of it may be gigabytes of one letter."""
    monkeypatch.setattr("legation.services.ingest.sources.telegrams_in_rows", lambda *_: pytest.fail("it was opened"))
    (kit.home / "one.eml").write_bytes(bytes(_mail(("application/zip", "a.zip", zipped({"b.parquet": b"PAR1"})))))
    assert [(one.file, one.what) for one in kit.take({}).refusals] == [
        ("one.eml!a.zip!b.parquet", "is Parquet, which is not opened there")
    ]


def test_a_manifest_names_no_more_files_than_there_is_room_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("legation.services.ingest.elsewhere._MOST_FILES", 2)
    held = {
        "sha256": "0" * 64,
        "mrn": None,
        "date": None,
        "file": None,
        "received": "2026-01-01T00:00:00Z",
        "access": "0",
    }
    lines = [json.dumps({"name": f"2009/{n}.txt", **held}).encode() + b"\n" for n in range(4)]
    manifest = Manifest(io.BytesIO(b"".join(lines)))
    assert manifest.about("2009/0.txt") is not None
    with pytest.raises(RefusedError, match="some of which cannot be read"):
        manifest.about("2009/3.txt")


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd", "etc/passwd"),
        ("/etc/passwd", "etc/passwd"),
        ("C:\\a\\..\\b.txt", "C:/a/b.txt"),
        ("a\x1b[2Jb\n.txt", "a_[2Jb_.txt"),
        ("\u202etxt.a", "_txt.a"),
        ("..", "unnamed"),
    ],
)
def test_names_of_members_are_harmless(kit: Kit, name: str, safe: str) -> None:
    assert safe_name(name) == safe
    assert len(safe_name("x" * 9999)) < 500
    before = set(kit.home.parent.rglob("*"))
    kit.take({"a.tar": tarred({name + ".txt": telegram(1)})})
    assert set(kit.home.parent.rglob("*")) - before == {kit.home / "a.tar"}


def test_names_that_are_no_utf_8_are_kept_as_they_can_be_written(kit: Kit) -> None:
    folder = kit.home / os.fsdecode(b"d\xe9p\xeache")
    folder.mkdir()
    for number, name in enumerate((b"n\xe9.txt", b"n\xe8.txt", "né.txt".encode()), 1):
        (folder / os.fsdecode(name)).write_bytes(telegram(number))
    assert kit.take({}).new == 3
    assert kit.names == [r"d\xe9p\xeache/n\xe8.txt", r"d\xe9p\xeache/n\xe9.txt", r"d\xe9p\xeache/né.txt"]


def _mail(*attachments: tuple[str, str, bytes], says: str = "Two more are attached.") -> EmailMessage:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "a@example.org", "b@example.org", "Harbour"
    mail.set_content(says)
    for kind, name, data in attachments:
        main, _, sub = kind.partition("/")
        mail.add_attachment(data, maintype=main, subtype=sub, filename=name)
    return mail


def test_telegrams_attached_to_a_mail_are_taken_in(kit: Kit) -> None:
    """A mail is read as one telegram; what goes with it was in its bytes alone, found by no search."""
    odd = telegram(2, "Saínz came = to port.\nFrom here on.")
    mail = _mail(
        ("text/plain", "../one.txt", telegram(1)),
        ("application/octet-stream", "two.txt", odd),
        ("text/plain", "list.txt", b"1. Bread\n2. Salt\n"),
        ("text/plain", "empty.txt", b""),
        ("application/zip", "three.zip", zipped({"x.txt": telegram(3)})),
    )
    mail.add_attachment(_mail(("text/plain", "four.txt", telegram(4)), says=telegram(5).decode()))
    (kit.home / "one.eml").write_bytes(bytes(mail))
    folder = mailbox.mbox(kit.home / "post.mbox")
    folder.add(_mail(("text/plain", "seven.txt", telegram(7)), says=telegram(6).decode()))
    folder.close()
    assert (kit.take({}).new, kit.take({}).new) == (7, 0)
    # The mail itself is read as the first.
    assert kit.names == [
        *("one.eml", "one.eml!7", "one.eml!four.txt", "one.eml!three.zip!x.txt", "one.eml!two.txt"),
        *("post.mbox#1", "post.mbox#1!seven.txt"),
    ]
    for number, data in ((2, odd), (4, telegram(4)), (7, telegram(7))):
        assert [one.original for one in kit.telegrams.versions(OWNER, f"09TRIPOLI{number}")] == [data]
    assert all(len(kit.telegrams.versions(OWNER, f"09TRIPOLI{number}")) == 1 for number in (1, 3, 5, 6))


SECRET = telegram(7).replace(b"UNCLAS", b"S E C R E T").replace(b"1. ", b"1. (S) ")


@pytest.mark.parametrize(
    ("kind", "name", "data"),
    [
        ("application/zip", "a.zip", zipped({"in.txt": SECRET})),
        (
            "application/zip",
            "a.zip",
            zipped({"in.eml": bytes(_mail(("application/gzip", "b.txt.gz", gzip.compress(SECRET))))}),
        ),
        ("application/pdf", "a.pdf", pdf_of(SECRET.decode())),
        ("application/octet-stream", "a.dat", SECRET),
    ],
    ids=["archive", "mail in an archive", "document", "bytes"],
)
def test_a_mail_is_held_as_closely_as_what_is_attached_to_it(kit: Kit, kind: str, name: str, data: bytes) -> None:
    """Its bytes are given to whoever may read it, and these are among them."""
    kit.take({"a.eml": bytes(_mail((kind, name, data), says=telegram(1).decode()))})
    held = {listing.file: Marking.from_label(listing.access).rank for listing in kit.telegrams.listings(OWNER)}
    assert held["a.eml"] == rank_of("SECRET")
    assert min(held.values()) == rank_of("SECRET")
    assert len(held) >= 2


@pytest.mark.parametrize("pack", [("application/zip", "a.zip", zipped), ("application/x-tar", "a.tar", tarred)])
@pytest.mark.parametrize("name", [".in.txt", ".notes/in.txt", "__MACOSX/._in.txt"])
def test_what_is_hidden_in_an_archive_of_a_mail_is_looked_at_as_all_else(
    kit: Kit, name: str, pack: tuple[str, str, Callable[[dict[str, bytes]], bytes]]
) -> None:
    """It goes with the bytes of the mail, whatever it is called."""
    kind, called, packed = pack
    mail = _mail((kind, called, packed({name: SECRET})), says=telegram(1).decode())
    kit.take({"a.eml": bytes(mail)})
    held = {listing.file: Marking.from_label(listing.access).rank for listing in kit.telegrams.listings(OWNER)}
    assert held == {"a.eml": rank_of("SECRET"), f"a.eml!{called}!{name}": rank_of("SECRET")}


def test_what_a_system_lays_into_an_archive_holds_no_mail_back(kit: Kit) -> None:
    about = b"\x00\x05\x16\x07\x00\x02\x00\x00Mac OS X        "
    laid = {"in.txt": telegram(2), "__MACOSX/._in.txt": about, "__MACOSX/._a.pdf": about, ".DS_Store": b"\0\0\0\1Bud1"}
    kit.take({"a.eml": bytes(_mail(("application/zip", "a.zip", zipped(laid)), says=telegram(1).decode()))})
    held = {listing.file: Marking.from_label(listing.access).rank for listing in kit.telegrams.listings(OWNER)}
    assert held == {"a.eml": 0, "a.eml!a.zip!in.txt": 0}


@pytest.mark.parametrize(("many", "rank"), [(20, 0), (21, 9)])
def test_a_mail_with_more_than_is_looked_at_is_held_as_the_highest(kit: Kit, many: int, rank: int) -> None:
    files = [("application/octet-stream", f"{number}.bin", b"bread\n") for number in range(many)]
    kit.take({"a.eml": bytes(_mail(*files, says=telegram(1).decode()))})
    held = {listing.file: Marking.from_label(listing.access).rank for listing in kit.telegrams.listings(OWNER)}
    assert held == {"a.eml": rank}


@pytest.mark.parametrize(
    ("name", "data", "rank"),
    [
        ("scan.pdf", pdf_without_words(), 9),
        ("broken.pdf", b"%PDF-1.7 and no more", 9),
        ("a.zip", zipped({"scan.pdf": pdf_without_words()}), 9),
        ("a.zip", encrypted("in.txt", SECRET), 9),
        ("a.zip", encrypted("in.png", b"no text"), 0),
        ("menu.pdf", pdf_of("Soup and fish."), 0),
        ("look.png", b"\x89PNG\r\n", 0),
    ],
    ids=["pictures", "broken", "in an archive", "encrypted", "encrypted picture", "other words", "picture"],
)
def test_a_mail_with_a_document_that_was_not_read_is_held_as_the_highest(
    kit: Kit, name: str, data: bytes, rank: int
) -> None:
    """Its bytes are given to whoever may read the mail, and what stands in it nobody knows."""
    kit.take({"a.eml": bytes(_mail(("application/octet-stream", name, data), says=telegram(1).decode()))})
    assert {one.file: Marking.from_label(one.access).rank for one in kit.telegrams.listings(OWNER)} == {"a.eml": rank}


def test_a_mail_that_came_by_a_door_with_a_document_is_held_as_the_highest(kit: Kit) -> None:
    """None is opened there, so that what stands in it may be held as closely as anything."""
    mail = bytes(_mail(("application/pdf", "a.pdf", pdf_of(SECRET.decode())), says=telegram(1).decode()))
    kit.ingest.settle(OWNER, [kit.ingest.put(OWNER, kit.ingest.prepared(OWNER, [("a.eml", mail)]))])
    assert [Marking.from_label(one.access).rank for one in kit.telegrams.listings(OWNER)] == [9]


def test_a_mail_stays_held_so_when_it_is_read_anew(tmp_path: Path) -> None:
    mail = _mail(("application/zip", "a.zip", zipped({"in.txt": SECRET})), says=telegram(1).decode())
    (tmp_path / "a.eml").write_bytes(bytes(mail))
    with open_house(tmp_path / "archive", write=True) as house:
        house.ingest.run(OWNER, [tmp_path / "a.eml"], workers=0)
        for _ in range(2):
            held = {one.file: Marking.from_label(one.access).rank for one in house.exporting.records(OWNER)}
            assert held == dict.fromkeys(("a.eml", "a.eml!a.zip!in.txt"), rank_of("SECRET"))
            assert house.rebuilding is not None
            house.rebuilding.run(OWNER)


def test_documents_attached_to_a_mail_are_taken_in_as_texts_are(kit: Kit) -> None:
    mail = _mail(
        ("application/pdf", "one.pdf", pdf_of(telegram(1).decode())),
        ("application/octet-stream", "two.PDF", pdf_of(telegram(2).decode())),
        ("application/pdf", "menu.pdf", pdf_of("Soup and fish.")),
        ("application/pdf", "scan.pdf", pdf_without_words()),
        ("application/pdf", "broken.pdf", b"%PDF-1.7 and no more"),
    )
    (kit.home / "one.eml").write_bytes(bytes(mail))
    tally = kit.take({})
    assert (tally.new, tally.refused, kit.take({}).new) == (3, 0, 0)
    assert kit.names == ["one.eml", "one.eml!one.pdf", "one.eml!two.PDF"]
    [held] = kit.telegrams.versions(OWNER, "09TRIPOLI1")
    assert document_within(held.original) == ("pdf", pdf_of(telegram(1).decode()))


def test_archives_attached_to_a_mail_are_opened_as_any(kit: Kit) -> None:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as archive:
        for name, data in (("../../up.txt", telegram(1)), ("/etc/root.txt", telegram(2)), ("photo.jpg", b"\xff\xd8\0")):
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
        link = tarfile.TarInfo("link.txt")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
    within = _mail(("application/zip", "far.zip", zipped({"far.txt": telegram(5)})), says="As said.")
    mail = _mail(
        ("application/gzip", "day.tar.gz", out.getvalue()),
        ("application/x-zip-compressed", "night.zip", zipped({"deep.zip": zipped({"a.txt": telegram(3)})})),
        ("application/octet-stream", "one.txt.gz", gzip.compress(telegram(4))),
        ("application/zip", "mails.zip", zipped({"within.eml": bytes(within), "letter.txt": b"1. Bread\n2. Salt\n"})),
    )
    only = EmailMessage()
    only["From"], only["To"], only["Subject"] = "a@example.org", "b@example.org", "Harbour"
    only.set_content(zipped({"b.txt": telegram(6)}), maintype="application", subtype="zip", filename="b.zip")
    (kit.home / "one.eml").write_bytes(bytes(mail))
    (kit.home / "only.eml").write_bytes(bytes(only))
    tally = kit.take({})
    assert (tally.refusals, tally.refused) == ([], 0)
    assert kit.names == [
        "one.eml",
        "one.eml!day.tar.gz!etc/root.txt",
        "one.eml!day.tar.gz!up.txt",
        "one.eml!mails.zip!within.eml!far.zip!far.txt",
        "one.eml!night.zip!deep.zip!a.txt",
        "one.eml!one.txt.gz!one.txt",
        "only.eml",
        "only.eml!b.zip!b.txt",
    ]
    assert all(len(kit.telegrams.versions(OWNER, f"09TRIPOLI{number}")) == 1 for number in range(1, 7))


def test_archives_attached_to_mails_have_the_limits_of_any(kit: Kit) -> None:
    """Together, those of all mails of one folder: what they hold lies in memory at once."""
    deep = zipped({"a.txt": telegram(1)})
    for _ in range(3):
        deep = zipped({"deep.zip": deep})
    bomb = zipped({f"{number}.txt": bytes(1 << 20) for number in range(8)})
    folder = mailbox.mbox(kit.home / "post.mbox")
    for number in range(3):
        folder.add(_mail(("application/zip", "bomb.zip", bomb), says=telegram(7 + number).decode()))
    folder.add(_mail(("application/zip", "deep.zip", deep), ("application/zip", "torn.zip", b"PK\x03\x04torn")))
    folder.close()
    tally = kit.take({}, limits=Limits(free_bytes=1 << 22, ratio=10))
    assert kit.names == ["post.mbox#1", "post.mbox#2", "post.mbox#3", "post.mbox#4"]
    assert [(refusal.file, refusal.what) for refusal in tally.refusals] == [
        ("post.mbox#1!bomb.zip", "unpacks to more than 10 times its size (and 4 more that came with it)")
    ]
    (kit.home / "post.mbox").unlink()
    (kit.home / "torn.eml").write_bytes(bytes(_mail(("application/zip", "torn.zip", b"PK\x03\x04torn"))))
    assert [(refusal.file, refusal.what) for refusal in kit.take({}).refusals] == [("torn.eml!torn.zip", "is damaged")]


def test_an_export_of_another_archive_is_not_taken_out_of_a_mail(kit: Kit) -> None:
    """What is held closer there than its text says is told beside it; taken as any other text it would be open here."""
    held = msgspec.structs.replace(kit.ingest.record(telegram(1), None), access="3")
    line = json_line(held)
    (kit.home / "one.eml").write_bytes(bytes(_mail(("application/zip", "x.zip", zipped({"x.jsonl": line})))))
    assert [(one.file, one.what) for one in kit.take({}).refusals] == [
        ("one.eml!x.zip!x.jsonl", "is an export of another archive")
    ]
    assert kit.names == ["one.eml"]


def test_links_and_devices_are_not_followed(kit: Kit) -> None:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for kind, name in (
            (tarfile.SYMTYPE, "link.txt"),
            (tarfile.CHRTYPE, "device.txt"),
            (tarfile.LNKTYPE, "hard.txt"),
        ):
            info = tarfile.TarInfo(name)
            info.type, info.linkname = kind, "/etc/passwd"
            archive.addfile(info)
    (kit.home / "link.txt").symlink_to("/etc/passwd")
    (kit.home / "folder").symlink_to("/etc")
    os.mkfifo(kit.home / "pipe.txt")
    tally = kit.take({"a.tar": out.getvalue()})
    assert tally.new == 0
    assert {refusal.what for refusal in tally.refusals} == {"is a link or a device"}
    assert len(tally.refusals) == 6


def rows(count: int) -> list[tuple[str, str]]:
    return [(f"09TRIPOLI{n}", telegram(n, f'Row {n} "said", and so on. ' * 150).decode()) for n in range(1, count + 1)]


def as_lines(some: list[tuple[str, str]]) -> bytes:
    return b"".join(json.dumps({"mrn": mrn, "body": body}).encode() + b"\n" for mrn, body in some)


def as_table(some: list[tuple[str, str]]) -> bytes:
    def quoted(words: str) -> str:
        return '"' + words.replace('"', '""') + '"'

    return "".join(["mrn,body\n", *(f"{mrn},{quoted(body)}\n" for mrn, body in some)]).encode()


def as_table_of_any_name(some: list[tuple[str, str]]) -> bytes:
    return as_table(some).replace(b"mrn,body", b"mrn,Wortlaut", 1)


def as_mail(some: list[tuple[str, str]]) -> bytes:
    head = "From x Thu Nov  5 15:13:00 2009\nFrom: x@example.gov\nMIME-Version: 1.0\n\n"
    return "".join(f"{head}{body}\n" for _, body in some).encode()


@pytest.mark.parametrize(
    ("name", "write", "first"),
    [
        ("a.ndjson", as_lines, 1),
        ("a.csv", as_table, 2),
        ("a.csv", as_table_of_any_name, 2),
        ("a.mbox", as_mail, 1),
    ],
)
def test_large_files_are_read_in_pieces(
    kit: Kit, name: str, write: Callable[[list[tuple[str, str]]], bytes], first: int
) -> None:
    some = rows(225)
    data = write(some)
    assert len(data) > 3 * PIECE_BYTES
    # No text may be as long as the file, so it cannot be read as a whole.
    tally = kit.take({name: data}, Limits(one_bytes=PIECE_BYTES))
    assert (tally.new, tally.refusals) == (225, [])
    assert {listing.file for listing in kit.telegrams.listings(OWNER)} == {f"{name}#{n + first}" for n in range(225)}
    assert all(kit.telegrams.versions(OWNER, mrn) for mrn, _ in some)


def test_the_banner_of_a_large_file_holds_what_is_in_every_piece_of_it(kit: Kit) -> None:
    data = b"SECRET\n\n" + b"".join(telegram(number, 300 * "It rose. ") + b"NNNN\n" for number in range(1, 301))
    assert len(data) > 3 * PIECE_BYTES
    assert kit.take({"a.txt": data}, Limits(one_bytes=PIECE_BYTES)).new == 300
    assert {Marking.from_label(one.access).rank for one in kit.telegrams.listings(OWNER)} == {4}


ROW = {"mrn": "09TRIPOLI1", "body": telegram(1).decode()}


@pytest.mark.parametrize("name", ["a.json", "a.ndjson", "a.zip!a.json"])
@pytest.mark.parametrize(
    ("data", "parts"),
    [
        (json.dumps(ROW), ["#1"]),
        (json.dumps(ROW, indent=2), [""]),
        (as_lines(rows(3)).decode(), ["#1", "#2", "#3"]),
        (json.dumps([ROW]), ["#1"]),
        (json.dumps([ROW, {**ROW, "mrn": "09TRIPOLI2", "more": {"a": ["}"]}}], indent=2), ["#1", "#2"]),
        ("\ufeff" + json.dumps([ROW]), ["#1"]),
    ],
    ids=["object", "object on lines", "lines", "list", "list on lines", "list behind a mark"],
)
def test_json_is_told_by_what_it_holds(kit: Kit, name: str, data: str, parts: list[str]) -> None:
    outer, _, inner = name.partition("!")
    tally = kit.take({outer: zipped({inner: data.encode()}) if inner else data.encode()})
    assert (tally.new, tally.refusals) == (len(parts), [])
    assert kit.names == [f"{name}{part}" for part in parts]
    for listing in kit.telegrams.listings(OWNER):
        telegram_read = kit.telegrams.get(OWNER, listing.sha256).telegram
        assert (telegram_read.subject, telegram_read.post) == ("A HARBOUR IS DREDGED", "TRIPOLI")


def test_an_object_of_a_list_is_the_row_that_it_is_on_a_line_of_its_own(kit: Kit) -> None:
    some = rows(2)
    kit.take({"a.ndjson": as_lines(some)})
    lines = as_lines(some).splitlines()
    (tally := kit.take({"a.json": b"[" + b",\n ".join(lines) + b"]"})).seconds = 0
    held = {kit.telegrams.get(OWNER, one.sha256).original.strip() for one in kit.telegrams.listings(OWNER)}
    assert (held, tally.refused) == (set(lines), 0)


def test_elements_that_are_no_objects_do_not_end_a_list(kit: Kit) -> None:
    first, second = (line.decode() for line in as_lines(rows(2)).splitlines())
    tally = kit.take({"a.json": f"[{first}, null, 3, {second}, null]\n".encode()})
    assert (tally.new, tally.refusals) == (2, [])


def test_a_large_list_is_read_an_object_at_a_time(kit: Kit) -> None:
    some = [{"mrn": mrn, "body": body} for mrn, body in rows(225)]
    data = json.dumps(some, indent=1).encode()
    assert len(data) > 3 * PIECE_BYTES
    tally = kit.take({"a.json": data}, Limits(one_bytes=PIECE_BYTES))
    assert (tally.new, tally.refusals) == (225, [])


@pytest.mark.parametrize(
    ("data", "new", "what"),
    [
        (b'{"name": "desk", "version": 1}', 0, "is a table without a column that holds telegrams"),
        (b'[{"name": "desk"}]', 0, "is a table without a column that holds telegrams"),
        (json.dumps([ROW, {"mrn": "1"}]).encode(), 1, "has 1 row without a telegram (2)"),
        (json.dumps([ROW, ROW]).encode()[:-20], 1, "breaks off in its element 2"),
        (json.dumps([ROW, "words"]).encode(), 1, "is no list of objects behind its element 1"),
        (json.dumps([{**ROW, "gold": 1}]).encode(), 0, "is a list about telegrams (key 'gold')"),
        (b"[1, 2]", 0, "is a table without a column that holds telegrams"),
        (b"[[" * 5000, 0, "is a table without a column that holds telegrams"),
        (b'[{"' + b'{"' * 5000, 0, "breaks off in its element 1"),
    ],
)
def test_json_that_holds_no_telegram_says_why(kit: Kit, data: bytes, new: int, what: str) -> None:
    tally = kit.take({"a.json": data})
    assert (tally.new, [one.what for one in tally.refusals]) == (new, [what])


def test_an_element_over_the_limit_ends_the_list_and_is_told() -> None:
    some = [ROW, {**ROW, "body": "x" * 3 * PIECE_BYTES}, ROW]
    data = json.dumps(some).encode()
    cut = cutter(".json", data[:HEAD_BYTES])
    assert cut is not None
    first, refused = cut(io.BytesIO(data[HEAD_BYTES:]), data[:HEAD_BYTES], PIECE_BYTES)
    assert isinstance(first, Piece)
    assert json.loads(first.data) == ROW
    assert isinstance(refused, RefusedError)
    assert "element 2, with which the list ends here, is over the limit" in refused.what


def test_rows_without_a_telegram_are_named(kit: Kit) -> None:
    lines = as_lines(rows(2)) + b'{"mrn": "1", "body": null}\n\n{"mrn": "2"}\n' + as_lines(rows(3)[2:])
    tally = kit.take({"a.ndjson": lines})
    assert tally.new == 3
    assert [(r.file, r.what) for r in tally.refusals] == [("a.ndjson", "has 2 rows without a telegram (3, 5)")]
    assert tally.refused == 2


def test_rows_without_a_telegram_are_named_also_in_what_is_called_a_text(kit: Kit) -> None:
    table = as_table([*rows(2), ("3", ""), *rows(4)[3:]])
    listed = json.dumps([ROW, {"note": "nothing"}, {**ROW, "mrn": "2"}], indent=1).encode()
    [outcomes] = kit.ingest.prepared(OWNER, [("c.txt", table)], vouched=True).outcomes
    assert [type(one).__name__ for one in outcomes] == ["Listing"] * 3 + ["Refusal"]
    tally = kit.take({"a.txt": table, "b.txt": listed})
    assert (tally.new + tally.versions, tally.refused) == (5, 2)
    assert [(r.file, r.what) for r in tally.refusals] == [
        ("a.txt", "has 1 row without a telegram (4)"),
        ("b.txt", "has 1 row without a telegram (2)"),
    ]


TORN = "\n".join(
    [
        "Dear Sir,Madam",
        'I send,"UNCLAS OSLO 0001',
        "",
        '1. (U) It came.",as I said',
        "The rest is SECRET, and yours.",
        "",
    ]
)


def test_a_letter_that_quotes_a_telegram_is_kept_as_one_text(kit: Kit) -> None:
    assert kit.take({"letter.txt": TORN.encode()}).new == 1
    [listing] = kit.telegrams.listings(OWNER)
    kept = kit.telegrams.get(OWNER, listing.sha256)
    assert (kept.original, kept.access) == (TORN.encode(), UNREADABLE.label)


@pytest.mark.parametrize(
    "row", ['2,"{}" SECRET', '2,"{}', '2,"{}",SECRET', "2,1. The dredger came, and so did the others of the harbour"]
)
def test_a_row_that_is_not_whole_is_kept_as_a_text_where_the_file_is_called_a_table(kit: Kit, row: str) -> None:
    table = as_table(rows(1)) + row.format("UNCLAS OSLO 2\n\n1. (U) The dredger came.").encode() + b"\n"
    tally = kit.take({"a.csv": table})
    assert (tally.new, tally.refused) == (2, 0)
    kept = [kit.telegrams.get(OWNER, listing.sha256) for listing in kit.telegrams.listings(OWNER)]
    [torn] = [one for one in kept if one.file == "a.csv#3"]
    assert torn.original.decode().endswith(table.decode().rpartition("\n2,")[2])
    assert torn.access == UNREADABLE.label


def test_a_row_that_is_not_whole_loses_no_line_and_is_held_by_every_cell(kit: Kit) -> None:
    head = "O 141500Z JAN 20\nFM AMEMBASSY OSLO\nTO SECSTATE WASHDC\nUNCLAS OSLO 000012\n1. (U) The dredger came.\n"
    torn = f'3,"{head}2. (U) It was "late", he said.\n3. (U) And so on.\n",TS\n'
    more = f'2,"{head}",SECRET by order of all\n'
    names = b"mrn,body\n"
    assert kit.take({"a.csv": as_table(rows(1)) + more.encode() + torn.encode()}).refused == 0
    kept = {one.file: one for one in (kit.telegrams.get(OWNER, one.sha256) for one in kit.telegrams.listings(OWNER))}
    assert "20OSLO12" in {listing.mrn for listing in kit.telegrams.listings(OWNER) if listing.file == "a.csv#3"}
    assert kept["a.csv#3"].original == names + more.encode()
    assert kept["a.csv#3"].access == Marking(rank_of("SECRET")).label
    assert kept["a.csv#4"].original == names + torn.encode()
    assert kept["a.csv#4"].access == Marking(rank_of("TOP SECRET")).label


@pytest.mark.parametrize("table", [False, True])
def test_every_row_whose_text_has_words_is_a_telegram_and_counts_as_the_highest(kit: Kit, table: bool) -> None:
    texts = [
        "SUBJECT: DUES\n\n1. The dredger came.",
        "Although the embassy pouches it, it comes late.",
        "",
        "null",
        "Yes.",
    ]
    some = [(f"d{number}", text) for number, text in enumerate(texts)]
    as_rows = as_table if table else as_lines
    tally = kit.take({"a.csv" if table else "a.ndjson": as_rows(some)})
    assert (tally.new, tally.refused) == (3, 2)
    kept = [kit.telegrams.get(OWNER, listing.sha256) for listing in kit.telegrams.listings(OWNER)]
    read = {one.telegram.paragraphs[0].text: one for one in kept}
    assert set(read) == {"The dredger came.", texts[1], "Yes."}
    assert read[texts[1]].access == UNREADABLE.label


def test_a_list_about_telegrams_is_refused_with_the_key_that_makes_it_one(kit: Kit) -> None:
    row = {"id": "d1", "source_note": "a box", "text": "SUBJECT: DUES\n\n1. The dredger came."}
    tally = kit.take({"a.ndjson": b"".join(json.dumps(row).encode() + b"\n" for _ in range(3))})
    assert [(r.what, r.do) for r in tally.refusals] == [
        ("is a list about telegrams (key 'source_note')", "leave that key out if its text is the telegram")
    ]
    del row["source_note"]
    assert kit.take({"a.ndjson": json.dumps(row).encode() + b"\n"}).new == 1


def _quoted(names: str, rows: list[tuple[str, str]], quote: str, divider: str) -> bytes:
    out = io.StringIO()
    out.write(names)
    writer = csv.writer(out, quotechar=quote, delimiter=divider, lineterminator="\n")
    writer.writerows(rows)
    return out.getvalue().encode()


@pytest.mark.parametrize("names", ["mrn{}body\n", "'mrn'{}'body'\n"])
@pytest.mark.parametrize("divider", [",", ";", "\t"])
def test_a_table_in_single_quotes_is_refused_in_one_line(kit: Kit, names: str, divider: str) -> None:
    some = [(f"09TRIPOLI{number}", telegram(number, "It is, so to say; the port's.").decode()) for number in (1, 2)]
    table = _quoted(names.format(divider), some, "'", divider)
    tally = kit.take({"a.csv": table, "b.zip": zipped({"a.csv": table})})
    assert [(one.file, one.what) for one in tally.refusals] == [
        (name, "is a table whose fields stand in single quotes (')") for name in ("a.csv", "b.zip!a.csv")
    ]
    assert (tally.new, tally.refused) == (0, 2)


def _in_utf16(words: str, order: str) -> bytes:
    return {"little": b"\xff\xfe", "big": b"\xfe\xff"}[order] + words.encode(f"utf-16-{order[0]}e")


OTHER_SIGNS = "Le port de Tripoli, \u062a\u0631\u0627\u0628\u0644\u0633 \u4e2d\u6587 \u0a22\u0a22 \U0001f6a2, rouvre."


@pytest.mark.parametrize("large", [False, True])
@pytest.mark.parametrize("order", ["little", "big"])
@pytest.mark.parametrize("divider", [",", ";", "\t"])
@pytest.mark.parametrize("kind", [".csv", ".tsv", ".txt"])
def test_a_table_in_utf16_is_read_and_its_bytes_are_kept(
    kit: Kit, kind: str, divider: str, order: str, large: bool
) -> None:
    """As spreadsheets write it, `Unicode Text` with the suffix of a text among them."""
    count = 40 if large else 3
    some = [(f"09TRIPOLI{n}", telegram(n, f'{OTHER_SIGNS} "It is {n}".').decode()) for n in range(1, count + 1)]
    names = f"mrn{divider}subject line{divider}body\r\n"
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=divider).writerows((mrn, "", body) for mrn, body in some)
    table = _in_utf16(names + out.getvalue(), order)
    tally = kit.take({f"a{kind}": table}, Limits(one_bytes=4000) if large else None)
    assert (tally.new, tally.refused, tally.refusals) == (count, 0, [])
    head = _in_utf16(names, order)
    own = []
    for mrn, _ in some:
        [held] = kit.telegrams.versions(OWNER, mrn)
        assert held.original.startswith(head)
        own.append(held.original.removeprefix(head))
        read_again = legation.read(held.original)
        assert OTHER_SIGNS in read_again.paragraphs[0].text
        assert (read_again.mrn, read_again.subject) == (mrn, "A HARBOUR IS DREDGED")
    assert head + b"".join(own) == table
    again = kit.take({"b.zip": zipped({f"a{kind}": table}), f"a{kind}": table})
    assert (again.new, again.same, again.refused) == (0, 2 * count, 0)
    assert [one.mrn for one in legation.read_many(table)] == [mrn for mrn, _ in some]


def test_a_table_in_utf16_that_was_cut_in_the_middle_of_a_sign_loses_no_byte(kit: Kit) -> None:
    table = _in_utf16('"MRN","Body"\r\n' + as_table(rows(75)).decode().partition("\n")[2], "little") + b"x"
    assert kit.take({"a.csv": table}).new == 75
    cut = cutter(".csv", table[:HEAD_BYTES])
    assert cut is not None
    pieces = list(cut(io.BytesIO(table[HEAD_BYTES:]), table[:HEAD_BYTES], len(table)))
    assert len(pieces) > 2
    assert b"".join(piece.data for piece in pieces if isinstance(piece, Piece)) == table


def test_a_row_of_a_table_in_utf16_that_has_no_end_is_passed_over(kit: Kit) -> None:
    some = rows(9)
    some[4] = ("09TRIPOLI5", telegram(5, "x" * 3 * PIECE_BYTES).decode())
    tally = kit.take({"a.csv": _in_utf16(as_table(some).decode(), "big")}, Limits(one_bytes=PIECE_BYTES, kept_bytes=1))
    assert [one.what for one in tally.refusals] == [f"row 6 is over the limit of {PIECE_BYTES:,} bytes"]
    assert tally.new == 8


@pytest.mark.parametrize("large", [False, True])
@pytest.mark.parametrize(
    ("name", "words", "what"),
    [
        ("a.csv", "a,b,c\r\n1,2,3\r\n", "is a table in UTF-16 without a column that holds telegrams"),
        ("a.csv", "mrn|body\r\n09TRIPOLI1|x\r\n", "is a table whose fields are divided by |"),
        ("a.ndjson", '{"mrn":"09TRIPOLI1","body":"x"}\n', "is JSON in UTF-16"),
    ],
)
def test_what_is_no_table_of_telegrams_in_utf16_is_refused_in_one_line(
    kit: Kit, name: str, words: str, what: str, large: bool
) -> None:
    tally = kit.take({name: _in_utf16(words * 500, "little")}, Limits(one_bytes=4000) if large else None)
    assert [one.what for one in tally.refusals] == [what]
    assert tally.new == 0


@pytest.mark.parametrize("large", [False, True])
@pytest.mark.parametrize(
    ("divider", "encoding", "what"),
    [
        ("|", "utf-8", "is a table whose fields are divided by |"),
        ("^", "utf-8", "is a table whose fields are divided by ^"),
        (";", "utf-8-sig", ""),
        ("\t", "utf-8", ""),
    ],
)
def test_a_table_that_cannot_be_cut_says_how_to_write_it(
    kit: Kit, divider: str, encoding: str, what: str, large: bool
) -> None:
    words = f"mrn{divider}body\r\n" + "".join(f'{mrn}{divider}"{body}"\r\n' for mrn, body in rows(3)).replace(
        '"said"', "said"
    )
    data = words.encode(encoding)
    tally = kit.take({"a.csv": data}, Limits(one_bytes=10_000) if large else None)
    assert [one.what for one in tally.refusals] == ([what] if what else [])
    assert tally.new == (0 if what else 3)


def test_a_single_quote_in_a_table_in_double_quotes_is_a_sign_of_its_text(kit: Kit) -> None:
    texts = ["'The port', it says, 'is open'\n", "'08 Tripoli 864'", telegram(3).decode()]
    rows = [(f"09TRIPOLI{number}", words) for number, words in enumerate(texts, 1)]
    assert kit.take({"a.csv": _quoted("mrn,body\n", rows, '"', ",")}).new == 3


@pytest.mark.parametrize("before", [b"", b"\xef\xbb\xbf", b" "])
def test_an_object_of_two_keys_without_a_blank_is_no_row_of_names(kit: Kit, before: bytes) -> None:
    lines = [b'{"mrn":"09TRIPOLI900","body":"The harbour opens."}', b'{"mrn":"09TRIPOLI901","body":"It opened."}']
    tally = kit.take({"a.ndjson": before + b"\n".join(lines)})
    assert (tally.new, tally.refused) == (2, 0)
    assert [one.original for one in kit.telegrams.versions(OWNER, "09TRIPOLI900")] == [lines[0] + b"\n"]


@pytest.mark.parametrize(("name", "write"), [("a.ndjson", as_lines), ("a.csv", as_table), ("a.mbox", as_mail)])
def test_a_record_too_long_to_be_read_is_kept_as_bytes_and_listed(
    kit: Kit, name: str, write: Callable[[list[tuple[str, str]]], bytes]
) -> None:
    some = rows(4)
    some[2] = ("09TRIPOLI3", telegram(3, "x" * 3 * PIECE_BYTES).decode())
    tally = kit.take({name: write(some)}, Limits(one_bytes=PIECE_BYTES))
    assert (tally.new, tally.unread, tally.refused) == (4, 1, 0)
    assert "kept, but not read" in tally.refusals[0].what
    [kept] = [one for one in kit.telegrams.listings(OWNER) if one.mrn is None]
    record = kit.telegrams.get(OWNER, kept.sha256)
    assert b"x" * 3 * PIECE_BYTES in record.original
    assert record.telegram.source == ""
    assert [finding.code for finding in record.telegram.findings] == ["BYT004"]
    assert record.access == UNREADABLE.label
    assert kit.take({}, Limits(one_bytes=PIECE_BYTES)).same == 4


@pytest.mark.parametrize(("name", "write"), [("a.ndjson", as_lines), ("a.csv", as_table), ("a.mbox", as_mail)])
def test_a_record_too_long_to_be_kept_is_refused_and_no_other(
    kit: Kit, name: str, write: Callable[[list[tuple[str, str]]], bytes]
) -> None:
    some = rows(75)
    some[50] = ("09TRIPOLI51", telegram(51, "x" * 9 * PIECE_BYTES).decode())
    tally = kit.take({name: write(some)}, Limits(one_bytes=PIECE_BYTES, kept_bytes=2 * PIECE_BYTES))
    assert tally.new == 74
    assert "over the limit of 524,288" in tally.refusals[0].what
    assert all(kit.telegrams.versions(OWNER, mrn) for mrn, _ in some if mrn != "09TRIPOLI51")


def under_one_another(count: int) -> bytes:
    return b"".join(b"ZCZC\n" + telegram(n, f"Telegram {n}. " * 360) + b"NNNN\n" for n in range(1, count + 1))


def volume(count: int, end: str = "</div></body></text></TEI>") -> bytes:
    documents = "".join(
        f'<div type="document" xml:id="d{n}"><head>{n}. Telegram {n} From the Embassy in Libya to the Department'
        f"</head><div><p>1. {f'Telegram {n}. ' * 360}</p></div></div>\n"
        if n % 3
        else f'<div type="document" xml:id="d{n}"><head>{n}. Memorandum</head><p>No telegram.</p></div>\n'
        for n in range(1, count + 1)
    )
    front = "<p>Of no telegram.</p>\n" * 20_000
    return f'<TEI xmlns="http://www.tei-c.org/ns/1.0"><text><front>{front}</front><body><div>{documents}{end}'.encode()


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.txt", under_one_another(150)),
        ("a", under_one_another(150)),
        ("a.xml", volume(225)),
        ("a.txt", as_lines(rows(150))),
        (
            "b.txt",
            as_table(rows(150)).replace(b"mrn,", b"mrn,origin,created,", 1).replace(b',"R ', b',Here,2009-11-05,"R '),
        ),
        ("c.txt", as_mail(rows(150))),
    ],
)
def test_texts_of_any_size_give_what_they_give_when_read_as_a_whole(
    tmp_path: Path, name: str, data: bytes, packed: bool
) -> None:
    assert len(data) > 2 * PIECE_BYTES
    kits = []
    for number, limits in enumerate((Limits(), Limits(one_bytes=PIECE_BYTES // 2))):
        home = tmp_path / str(number)
        home.mkdir()
        kits.append(Kit(home))
        tally = kits[-1].take({f"{name}.gz": gzip.compress(data, 1)} if packed else {name: data}, limits)
        assert (tally.new, tally.refusals) == (150, [])
    whole, cut = kits
    assert cut.names == whole.names
    assert {o.sha256 for o in cut.telegrams.listings(OWNER)} == {o.sha256 for o in whole.telegrams.listings(OWNER)}


def test_a_volume_that_breaks_off_says_so_and_gives_what_was_whole(kit: Kit) -> None:
    data = volume(225, end='<div type="document" xml:id="last"><head>Telegram')
    tally = kit.take({"a.xml": data}, Limits(one_bytes=PIECE_BYTES))
    assert tally.new == 150
    assert [r.what.partition(" at ")[0] for r in tally.refusals] == ["breaks off in the document"]


def test_words_outside_of_the_documents_of_a_large_volume_are_told_of(kit: Kit) -> None:
    data = volume(225)
    for near in (b'<div type="document" xml:id="d7"', b'<div type="document" xml:id="d9"'):
        data = data.replace(near, b"<p>A word.</p>" + near)
    tally = kit.take({"a.xml": data}, Limits(one_bytes=PIECE_BYTES))
    assert tally.new == 150
    at = data.index(b"<p>A word.") - 1
    assert [r.what for r in tally.refusals] == [f"has words outside of its documents, the first at byte {at:,}"]


BESIDE = b"R 091630Z JUL 76\nFM AMEMBASSY AVARIA\nS E C R E T AVARIA 00893\n1. (S) They rise. <div>\n"


@pytest.mark.parametrize("end", ["</div></body></text></TEI>\n", "</div></body></text></TEI >" + " " * 60_000])
def test_what_stands_outside_of_large_volumes_is_taken_as_of_small_ones(tmp_path: Path, end: str) -> None:
    data = b"<?xml version='1.0'?><!-- Kept by us. -->" + volume(60, end) + BESIDE + volume(9, end) + BESIDE[:-9]
    files = []
    for limits in (Limits(), Limits(one_bytes=PIECE_BYTES)):
        home = tmp_path / str(limits.one_bytes)
        home.mkdir()
        kit = Kit(home)
        tally = kit.take({"a.xml": data}, limits)
        assert tally.refusals == []
        files.append({(each.file, each.sha256) for each in kit.telegrams.listings(OWNER)})
    assert files[0] == files[1]
    assert {name for name, _ in files[0] if "rest" in (name or "")} >= {"a.xml#rest", "a.xml#rest-2", "a.xml#rest-3"}


@pytest.mark.parametrize("more", [b"", volume(9)])
def test_a_large_volume_without_its_end_is_told(kit: Kit, more: bytes) -> None:
    tally = kit.take(
        {"a.xml": volume(225, end="</div>") + BESIDE.replace(b"<div>", b"") + more}, Limits(one_bytes=PIECE_BYTES)
    )
    assert tally.new == 150
    told = [r.what.partition(" before ")[0] for r in tally.refusals if "outside of its documents" not in r.what]
    assert told == ["has a volume without its end"]


def test_a_document_too_long_to_be_kept_is_refused_and_no_other(kit: Kit) -> None:
    data = volume(225).replace(b"<p>1. Telegram 4", b"<p>" + b"x" * 5 * PIECE_BYTES + b"1. Telegram 4", 1)
    tally = kit.take({"a.xml": data}, Limits(one_bytes=PIECE_BYTES, kept_bytes=PIECE_BYTES))
    assert tally.new == 149
    assert [r.what.partition(" at ")[0] for r in tally.refusals] == ["the document"]


BELOW_ONE_ANOTHER = {
    "from start to end": ("ZCZCABC0001\n", "NNNN\n"),
    "to its end, with blank lines": ("", "NNNN\n" + " \r\n" * 30),
    "from its start": ("ZCZCABC0001\n", ""),
    "records with attributes": ("Message Text\n\n", "\n\nMessage Attributes\nDraft Date: 05 NOV 2009\n\n"),
}


@pytest.mark.parametrize("after", [0, 200, 60_000])
@pytest.mark.parametrize("shape", BELOW_ONE_ANOTHER)
def test_of_telegrams_below_one_another_the_one_too_long_is_named_and_no_other_is_lost(shape: str, after: int) -> None:
    above, below = (words.encode() for words in BELOW_ONE_ANOTHER[shape])
    most = 100_000
    for size in (
        most + 1,
        *(PIECE_BYTES + by for by in range(-900, 901, 150)),
        2 * PIECE_BYTES - 2000,
        3 * PIECE_BYTES - 20_000,
    ):
        each = [above + telegram(n, f"Telegram {n}. " * 90) + below for n in range(1, 25)]
        each[11] = above + telegram(12, "a word\n" * (size // 7)) + below
        each[12] = above + telegram(13, "b word\n" * (after // 7)) + below
        data = b"".join(each)
        rest = io.BytesIO(data)
        rest.readinto(head := bytearray(HEAD_BYTES))
        met: dict[int, bytes] = {}
        named = []
        for piece in cutter_of_text(bytes(head))(rest, bytes(head), most):
            if isinstance(piece, RefusedError):
                named.append(piece.what)
                continue
            for number, (start, end) in enumerate(pairwise([0, *piece.cuts, len(piece.data)]), piece.first):
                met[number] = piece.data[start:end]
        lost = {number for number, words in enumerate(each, 1) if met.get(number) != words}
        assert lost <= {12}, size
        assert not lost or named == ["telegram 12 is over the limit of 100,000 bytes"]
        assert lost or not named


def test_a_table_of_any_size_without_telegrams_is_refused_as_such(kit: Kit) -> None:
    tally = kit.take({"a.csv": b"a,b\n1,2\n" * 20_000, "b.xml": volume(0)}, Limits(one_bytes=10_000))
    assert [(r.file, r.what) for r in tally.refusals] == [
        ("a.csv", "is a table without a column that holds telegrams"),
        ("b.xml", "is a volume without telegrams"),
    ]


def test_an_archive_is_no_telegrams(kit: Kit) -> None:
    with open_house(kit.home / "desk", write=True):
        pass
    (kit.home / "below").mkdir()
    with open_house(kit.home / "below" / "old", write=True):
        pass
    (tally := kit.take({"a.txt": telegram(1)})).seconds = 0
    why = {"what": "is an archive", "do": "name telegrams, or restore a backup"}
    assert tally == Tally(new=1, refused=2, refusals=[Refusal("below/old", **why), Refusal("desk", **why)])
    itself = str(kit.home / "desk")
    assert kit.ingest.run(OWNER, [kit.home / "desk"]).refusals == [Refusal(itself, **why)]
    assert nothing_in([kit.home / "desk", kit.home / "not there"]) == [
        Refusal(itself, **why),
        Refusal(str(kit.home / "not there"), "is not there", "check the path"),
    ]
    assert nothing_in([kit.home / "not there", kit.home]) == []


@pytest.mark.parametrize("form", ["a.tar", "a.zip"])
def test_a_backup_of_an_archive_is_refused_whole_with_what_to_do(kit: Kit, form: str) -> None:
    names = ("archive.db", "archive.toml", "backup.json")
    packed = io.BytesIO()
    if form == "a.zip":
        with zipfile.ZipFile(packed, "w") as into:
            for name in names:
                into.writestr(name, "{}")
    else:
        with tarfile.open(fileobj=packed, mode="w") as tar:
            for name in names:
                tar.addfile(tarfile.TarInfo(name), io.BytesIO(b""))
    tally = kit.take({form: packed.getvalue()})
    assert tally.refusals == [
        Refusal(form, "is a backup of an archive", "make an archive of it: legation restore FILE --archive DIR")
    ]


def test_a_folder_with_a_file_of_that_name_is_no_archive(kit: Kit) -> None:
    (kit.home / "archive.toml").write_text("by another program")
    assert kit.take({"a.txt": telegram(1)}).new == 1


def _many(form: str, count: int) -> bytes:
    """Many telegrams in one file, which is more than is read at once."""
    each = [telegram(number) for number in range(count)]
    rows = "".join(json.dumps({"text": one.decode()}) + "\n" for one in each).encode()
    return {
        "zip": lambda: zipped({f"{number}.txt": one for number, one in enumerate(each)}),
        "tar": lambda: tarred({f"{number}.txt": one for number, one in enumerate(each)}),
        "ndjson": lambda: rows,
        "ndjson.gz": lambda: gzip.compress(rows, 0),
        "mbox": lambda: b"".join(b"From a@b Thu Jul  9 16:00:00 2009\nSubject: X\n\n" + one + b"\n" for one in each),
    }[form]()


@pytest.mark.parametrize("form", ["zip", "tar", "ndjson", "ndjson.gz", "mbox"])
@pytest.mark.parametrize("change", ["grows", "is cut", "is written over"])
def test_nothing_is_taken_of_a_file_once_it_has_changed(tmp_path: Path, form: str, change: str) -> None:
    file = tmp_path / f"many.{form}"
    file.write_bytes(_many(form, 4000))
    size = file.stat().st_size
    every = found([file], Limits())
    before = next(one for one in every if isinstance(one, Text))
    assert before.data
    time.sleep(0.05)  # as finely as file systems tell the time
    with file.open("r+b") as writing:
        writing.seek(size if change == "grows" else size // 2)
        if change == "is cut":
            writing.truncate()
        else:
            writing.write(b"x")
    after = list(every)
    assert [one for one in after if isinstance(one, Text)] == []
    assert [(one.file, one.what) for one in after if isinstance(one, Refusal)] == [(file.name, CHANGED[0])]
    assert sum(one.files for one in after if isinstance(one, Passed)) == 1


@pytest.mark.parametrize("data", [telegram(1)[:40], telegram(1) * 2, telegram(2)], ids=["cut", "grown", "another"])
def test_a_file_that_changed_between_being_met_and_read_is_refused(tmp_path: Path, data: bytes) -> None:
    file = tmp_path / "a.txt"
    file.write_bytes(telegram(1))
    [text] = [one for one in found([file], Limits()) if isinstance(one, Text)]
    time.sleep(0.05)
    file.write_bytes(data)
    given = Making(load_posts(), "", False, Limits()).parts(text)
    assert given.parts == []
    assert given.refused == Refusal("a.txt", *CHANGED)


_PAUSING = """
import sys
with open(sys.argv[1], "r+b") as writing:
    print("open", flush=True)
    sys.stdin.read()
"""


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="this system does not tell who has a file open")
def test_a_file_whose_writer_pauses_is_refused_until_it_is_closed(kit: Kit, tmp_path: Path) -> None:
    file = tmp_path / "half.txt"
    file.write_bytes(telegram(1)[:80])
    writer = subprocess.Popen(
        [sys.executable, "-c", _PAUSING, str(file)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "open\n"
        told = kit.ingest.run(OWNER, [file])
        assert (told.new, told.refusals) == (0, [Refusal("half.txt", *UNFINISHED)])
        # Long ago: a program may keep a file open that is whole, as of a mailbox.
        os.utime(file, (0, 0))
        assert kit.ingest.run(OWNER, [file]).new == 1
    finally:
        writer.communicate("")
    file.write_bytes(telegram(1))
    with file.open("ab"):  # our own: whoever asks knows
        assert kit.ingest.run(OWNER, [file]).refusals == []


_LOOKING = """
import os, sys
from legation.services.ingest.writers import Writers
Writers().check(os.stat(sys.argv[1]))
"""


def test_a_file_that_whoever_started_this_program_has_open_is_theirs_to_give(tmp_path: Path) -> None:
    file = tmp_path / "given.txt"
    with file.open("wb") as ours:
        ours.write(telegram(1))
        ours.flush()
        subprocess.run([sys.executable, "-c", _LOOKING, str(file)], check=True)
        # Also by a shell between the two.
        subprocess.run(["/bin/sh", "-c", f'"{sys.executable}" -c "$0" "{file}"; exit $?', _LOOKING], check=True)


@pytest.mark.parametrize("torn", [0, 1, 2])
def test_of_lines_of_json_the_whole_are_kept_and_the_torn_is_named(kit: Kit, torn: int) -> None:
    lines = as_lines(rows(3)).splitlines(keepends=True)
    lines[torn] = lines[torn][: len(lines[torn]) // 2] + b"\n"
    tally = kit.take({"a.jsonl": b"".join(lines)})
    assert tally.new == 2
    assert [r.what for r in tally.refusals] == [f"has 1 row without a telegram ({torn + 1})"]


def test_of_lines_of_json_one_with_more_behind_its_object_is_kept(kit: Kit) -> None:
    lines = as_lines(rows(4)).splitlines()
    tally = kit.take({"a.jsonl": b"\n".join([lines[0], lines[1] + b" more", lines[2] + lines[3]])})
    assert (tally.new, tally.refusals) == (4, [])
