"""The words of a document, read apart: a program of its own, which is given the file and gives back its pages.

It runs by its path (``python -I words_apart.py pdf``), apart from the program that asks: what reads a document is a
large library, and a file made to break it ends this program and no other. It takes no more time and memory than it is
given, writes no file and starts nothing. It imports nothing of the house, so that it is up in a moment.

Argument: ``pdf`` or ``docx``. Standard input: the document. Standard output: JSON, ``{"pages": [TEXT, ...]}``, or
``{"refused": [WHAT IS WRONG, WHAT TO DO]}``.
"""

from __future__ import annotations

import importlib
import json
import resource
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

MOST_SECONDS = 60
"""Of the processor, for one file; the program is ended then."""

MOST_MEMORY = 2 << 30


def main() -> None:
    sys.path.append(str(Path(__file__).parent))
    reader = importlib.import_module(f"{sys.argv[1]}_words")
    data = sys.stdin.buffer.read()
    for what, most in (
        (resource.RLIMIT_CPU, MOST_SECONDS),
        (resource.RLIMIT_AS, MOST_MEMORY),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NPROC, 0),
    ):
        with suppress(ValueError, OSError):  # a system that has no such limit
            resource.setrlimit(what, (most, most))
    try:
        said: dict[str, Any] = {"pages": reader.pages_of(data)}
    except ValueError as why:
        said = {"refused": why.args}
    sys.stdout.write(json.dumps(said))


if __name__ == "__main__":
    main()
