"""``legation simulate``: traffic to measure with."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated

import typer

from legation.cli.console import JsonOption, command, print_json, print_text, warn
from legation.core.errors import RefusedError
from legation.core.simulated import TRUTH
from legation.services.boards.stating import counted
from legation.simulate import FAULTS
from legation.simulate.folder import SHAPES, TELEGRAMS, Asked, write


def add_to(app: typer.Typer) -> None:
    app.command("simulate")(command(simulate))


def simulate(
    out: Annotated[Path, typer.Argument(help="A new or empty folder.", metavar="OUT", readable=False)],
    telegrams: Annotated[int, typer.Option(min=1, help="How many; 6.8 KB each in the mean.")] = 1000,
    seed: Annotated[int, typer.Option(min=0, help="The same seed and number give the same bytes.")] = 1,
    shape: Annotated[str, typer.Option("--as", help=f"One of {', '.join(SHAPES)}.")] = "files",
    truth: Annotated[bool, typer.Option("--truth", help=f"Write {TRUTH}: what was put into each telegram.")] = False,
    faults: Annotated[int, typer.Option(min=0, max=100, help="Of a hundred telegrams, how many are damaged.")] = FAULTS,
    as_json: JsonOption = False,
) -> None:
    """Write realistic telegrams to measure and try with; every word and person in them is invented.

    They come in all layouts: transmission and delivered copies, release heads, archive records, naval messages, mail
    and web pages. Where the same traffic is there already, nothing is written.

    Example: legation simulate traffic --telegrams 10000 --seed 7 --truth
    """
    chosen = next((known for known in SHAPES if known == shape), None)
    if chosen is None:
        raise RefusedError(f"{shape!r} is no shape of traffic", f"choose one of {', '.join(SHAPES)}")
    asked = Asked(telegrams=telegrams, seed=seed, shape=chosen, faults=faults, truth=truth)
    began = time.monotonic()
    told = [0.0]

    def progress(done: int) -> None:
        seconds = time.monotonic() - began
        if seconds - told[0] > 5:
            told[0] = seconds
            warn(f"{done:,} of {counted(telegrams, 'telegram')}, {done / seconds:,.0f}/s")

    written = write(out, asked, progress)
    if as_json:
        print_json(written)
        return
    said = f"{counted(written.telegrams, 'telegram')}, {written.bytes / 1e6:,.1f} MB, SHA-256 {written.sha256}"
    print_text(f"{said}, in {out / TELEGRAMS}" + ("" if written.made else " (they were there)"))
