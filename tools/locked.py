"""Prints the part of requirements.lock that some packages need, hashes and all: ``locked.py [PACKAGE...]``.

Without a package that is what the program needs to run, and nothing that its checks need. The lock says of each package
what asked for it; what is left out is what nothing asked for that is taken.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

RUNS = "legation (pyproject.toml)"
"""As the lock calls the dependencies of the program itself."""

_NAME = re.compile(r"[A-Za-z0-9._-]+")


def parts(lock: str) -> dict[str, tuple[str, set[str]]]:
    """By name each package's lines, and who asked for it."""
    nobody: set[str] = set()
    found: dict[str, tuple[str, set[str]]] = {}
    lines: list[str] = []
    for line in [*lock.splitlines(), ""]:
        begins = line[:1].strip() not in ("", "#")
        if (begins or not line) and lines:
            name = _NAME.match(lines[0])
            told = " ".join(one.strip(" #") + "," for one in lines if one.startswith("    #"))
            asked = {one.strip() for one in told.removeprefix("via").removeprefix(",").split(",") if one.strip()}
            if name is not None:  # one package may stand there twice, each time for other machines
                before, others = found.get(name[0], ("", nobody))
                found[name[0]] = "\n".join([*([before] if before else []), *lines]), asked | others
            lines = []
        if begins or lines:
            lines.append(line)
    return found


def needed(lock: str, *roots: str) -> dict[str, str]:
    """The lines of what the roots need, themselves among it; without one of what the program needs. Raises KeyError."""
    held = parts(lock)
    taken = {held[root] and root for root in roots}
    asking = taken or {RUNS}
    while True:
        more = {name for name, (_, asked) in held.items() if asked & asking} - taken
        if not more:
            return {name: held[name][0] for name in sorted(taken)}
        taken |= more
        asking = taken if roots else {RUNS, *taken}


if __name__ == "__main__":
    lock_file = Path(__file__).parents[1] / "requirements.lock"
    try:
        found = needed(lock_file.read_text(), *sys.argv[1:])
    except KeyError as lost:
        sys.exit(f"locked: requirements.lock has no {lost.args[0]}: run make lock")
    sys.stdout.write("\n".join(found.values()) + "\n")
