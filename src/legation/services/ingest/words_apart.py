"""The words of a document, read apart: a program of its own, which is given the file and gives back its pages.

It runs by its path (``python -I words_apart.py pdf``), apart from the program that asks: what reads a document is a
large library, and a file made to break it ends this program and no other. It takes no more time and memory than it is
given, writes no file and starts nothing. It imports nothing of the house, so that it is up in a moment.

Arguments: ``pdf`` or ``docx``, and the path of modules of the program that asks, in JSON. Standard input: the document.
Standard output: JSON, ``{"pages": [TEXT, ...]}``, or ``{"refused": [WHAT IS WRONG, WHAT TO DO]}``.
"""

from __future__ import annotations

import importlib
import json
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

MOST_SECONDS = 60
"""Of the processor, for one file; the program is ended then."""

MOST_MEMORY = 2 << 30


def main() -> None:
    # Wherever the house was installed; its own folder last, so that no name of a library is hidden by a room of it.
    sys.path[:] = [*dict.fromkeys([*sys.path, *json.loads(sys.argv[2])]), str(Path(__file__).parent)]
    data = sys.stdin.buffer.read()
    try:
        reader = importlib.import_module(f"{sys.argv[1]}_words")
        _bound()
        said: dict[str, Any] = {"pages": reader.pages_of(data)}
    except ImportError:
        said = {"refused": ("cannot be read here", "install legation anew, with all that it needs")}
    except ValueError as why:
        said = {"refused": why.args}
    sys.stdout.write(json.dumps(said))


def _bound() -> None:
    with suppress(ImportError):  # a system that has no limits
        import resource

        for what, most in (
            (resource.RLIMIT_CPU, MOST_SECONDS),
            (resource.RLIMIT_AS, MOST_MEMORY),
            (resource.RLIMIT_FSIZE, 0),
            (resource.RLIMIT_NPROC, 0),
        ):
            with suppress(ValueError, OSError):  # or not this one
                resource.setrlimit(what, (most, most))


if __name__ == "__main__":
    main()
