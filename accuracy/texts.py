"""The shared texts, each with its name, its words and its reading."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import legation


class Text(NamedTuple):
    """One text: its name in the set, its characters, and the outward JSON of its reading."""

    identity: str
    words: str
    read: dict[str, Any]


def decoded(data: bytes) -> str:
    """The characters of a text as the reader counts them."""
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def texts(folder: Path, *, every: int = 1) -> Iterator[Text]:
    """The ``*.txt`` of a folder by name; with ``every`` = n only each n-th of them."""
    for path in sorted(folder.glob("*.txt"))[::every]:
        data = path.read_bytes()
        yield Text(path.stem, decoded(data), legation.to_dict(legation.read(data, received(path.stem))))


def received(stem: str) -> date | None:
    """Bodies of the NARA release have no date of their own; their document number begins with the year."""
    return date(int(stem[:4]), 12, 31) if stem[:2] == "19" and stem[:4].isdigit() else None


def volumes(folder: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Telegrams of the TEI volumes, each as (``volume/document``, reading)."""
    for path in sorted(folder.glob("*.xml")):
        for telegram in legation.read_many(path.read_bytes(), file=path.stem):
            name = (telegram.file or path.stem).replace("#", "/")
            yield name, legation.to_dict(telegram)


def gold(path: Path) -> list[dict[str, Any]]:
    """The lines of a gold file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def fingerprint(folder: Path) -> str:
    """Twelve hex digits that change with any name or length of the shared texts."""
    known = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            known.update(f"{path.relative_to(folder).as_posix()}:{path.stat().st_size}\n".encode())
    return known.hexdigest()[:12]
