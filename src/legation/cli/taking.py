"""How a run that takes telegrams in speaks: its progress, its end, and how it is stopped."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

import msgspec

from legation.cli.console import house, one_line, print_json, print_text, warn
from legation.core.errors import LegationError
from legation.core.marking import OWNER
from legation.services import ingest as ingesting
from legation.services.boards.stating import counted

_EVERY_SECONDS = 5.0  # a log gets a line now and then instead of a bar


@contextmanager
def stopping() -> Iterator[Callable[[], bool]]:
    """Whether the run was told to stop, by Ctrl-C or by the system. A second Ctrl-C breaks off at once."""
    asked = threading.Event()

    def note(number: int, frame: FrameType | None) -> None:  # noqa: ARG001 - the shape of a handler
        if asked.is_set():
            raise KeyboardInterrupt
        asked.set()

    signals = (signal.SIGINT, signal.SIGTERM) if threading.current_thread() is threading.main_thread() else ()
    before = {number: signal.signal(number, note) for number in signals}
    try:
        yield asked.is_set
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def told_progress() -> Iterator[Callable[[ingesting.Progress], None]]:
    """Tells progress on standard error: a bar, or, where nobody watches, a line now and then."""
    if sys.stderr.isatty():
        from legation.cli.drawing import bar_of_bytes  # slow to load, and most runs are watched by nobody

        with bar_of_bytes() as draw:
            yield lambda state: draw(state.done_bytes, state.bytes, said(state))
        return
    told = 0.0

    def tell(state: ingesting.Progress) -> None:
        nonlocal told
        if state.seconds - told > _EVERY_SECONDS or state.done == state.files:
            told = state.seconds
            warn(said(state))

    yield tell


def watch_folder(
    paths: list[Path],
    archive: str | None,
    moved_to: Path | None,
    limit_bytes: int,
    *,
    settle_seconds: float,
    as_json: bool,
) -> None:
    """Take what is laid into a folder until the program is told to stop; one line for each file."""
    if len(paths) != 1:
        raise LegationError("--watch takes one folder", "name one; run another archive for another")
    ingesting.check_folder(paths[0])  # before an archive is made for it
    with house(archive, write=True, make=True, stays=True) as open_house, stopping() as stopped:
        watching = ingesting.Watching(
            open_house.ingest, open_house.notes, paths[0], moved_to=moved_to, settle_seconds=settle_seconds
        )

        def told(name: str, tally: ingesting.Tally, before: int | None) -> None:
            if before is not None:
                warn(
                    f"{name}: has grown since it was taken with {counted(before, 'byte')}: what was kept of it then, "
                    "if anything, stays, as an earlier version where it has the same number"
                )
            for refusal in tally.refusals:
                warn(f"{refusal.file}: {refusal.what}: {refusal.do}")
            if tally.left_out:
                warn(f"{name}: {tally.left_out}")
            counts = {"new": tally.new, "same": tally.same, "versions": tally.versions, "refused": tally.refused}
            if tally.unread:
                counts["unread"] = tally.unread
            if tally.unmarked:
                counts["unmarked"] = tally.unmarked
            if tally.passed_over:
                counts["passed_over"] = tally.passed_over
            if as_json:
                grown = {} if before is None else {"grown_from": before}
                print_json({"file": name, **counts, "seconds": tally.seconds, **grown})
            else:
                print_text(
                    one_line(f"{name}: " + ", ".join(f"{count} {what}" for what, count in counts.items() if count))
                )
            sys.stdout.flush()

        def held(name: str) -> None:
            warn(f"{name}: a program has it open for writing: it is taken once that is closed")

        def left(name: str, why: str) -> None:
            warn(
                f"{name}: was taken and cannot be moved to {moved_to} ({why}): it stays, and is moved once that can be"
            )

        warn(f"watching {paths[0]} (Ctrl-C ends it)")
        limits = ingesting.Limits(one_bytes=limit_bytes)
        watching.run(OWNER, told=told, held=held, left=left, away=told_away, stop=stopped, limits=limits)


def told_away(why: str | None) -> None:
    """Say of what goes on by itself that it waits for its archive or its folder, and that the wait is over."""
    warn("it is there again: going on" if why is None else f"{why}; tried again until it is there")


def said(state: ingesting.Progress) -> str:
    """One line: files, telegrams, what of them is kept for good, how fast, how much longer."""
    left = state.seconds_left
    until = f", {_clock(left)} left" if left is not None and state.done < state.files else ""
    files, telegrams = counted(state.files, "file"), counted(state.telegrams, "telegram")
    return f"{state.done:,} of {files}, {telegrams}, {state.kept:,} kept, {state.rate:,.0f}/s{until}"


def print_tally(tally: ingesting.Tally, *, as_json: bool) -> None:
    """What was refused or is hidden, on standard error, and the counts."""
    for refusal in tally.refusals:
        warn(f"{refusal.file}: {refusal.what}: {refusal.do}")
    if tally.hidden:
        warn(f"{tally.hidden} (`legation mark`)")
    if tally.left_out:
        warn(tally.left_out)
    if as_json:
        counts = msgspec.to_builtins(tally)
        del counts["refusals"]
        print_json(counts)
    else:
        print_text(
            f"{tally.new} new, {tally.same} held already, {counted(tally.versions, 'further version')}, "
            f"{tally.refused} refused, {f'{tally.unread} kept unread, ' if tally.unread else ''}in {tally.seconds} s"
            f"{', stopped before the end' if tally.stopped else ''}"
        )


def _clock(seconds: float) -> str:
    whole = round(seconds)
    return (
        f"{whole // 3600}:{whole // 60 % 60:02}:{whole % 60:02}" if whole >= 3600 else f"{whole // 60}:{whole % 60:02}"
    )
