"""The version of the reader: which code and tables made a reading, to tell old readings from new."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from legation.tables.posts import Posts, load_posts

# What a reading comes from: of the formats all wings. What else lies below the others (dialogues, rules) reads nothing.
_READ_BY = {"core": "*", "tables": "*", "tables/data": "*", "formats": "**/*"}
_DIGITS = 12


def reader_version(posts: Posts | None = None) -> str:
    """Twelve hex digits over the code and tables that read, and more for a table of posts beyond the package's own.

    Any change of them is another version, also one that no telegram shows: a version that people count up would
    be forgotten.
    """
    if posts is None or posts is load_posts():
        return _of_the_code()
    own = hashlib.sha256(repr((sorted(posts.names.items()), sorted(posts.aliases.items()))).encode())
    return f"{_of_the_code()}+{own.hexdigest()[:_DIGITS]}"


@cache
def _of_the_code() -> str:
    home = Path(__file__).resolve().parent.parent
    digest = hashlib.sha256()
    for room, files in _READ_BY.items():
        for file in sorted((home / room).glob(files)):
            if file.suffix in {".py", ".toml", ".csv"}:
                digest.update(f"{file.relative_to(home).as_posix()}\n".encode())
                digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()[:_DIGITS]
