"""What a terminal library draws: tables, and bars of progress.

It takes longer to load than many a command takes, and most commands draw nothing: whoever draws loads this room then.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import NoReturn

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
)
from rich.table import Table
from rich.text import Text


def draw_table(columns: Sequence[str], rows: Sequence[Sequence[str]], *, wide: int | None = None) -> None:
    """Rows under headings on standard output; cells hold nothing that a terminal would obey.

    wide: the one column that takes the room that is left.
    """
    table = Table(box=None, pad_edge=False, show_header=True, header_style="bold")
    for number, name in enumerate(columns):
        if number == wide:
            table.add_column(name, overflow="fold", ratio=1)
        else:
            table.add_column(name, overflow="fold")
    for row in rows:
        table.add_row(*map(Text, row))  # never read as markup
    width = None if sys.stdout.isatty() else 200  # a pipe has no width; words stay whole
    _Printer(file=sys.stdout, highlight=False, width=width).print(table)


class _Printer(Console):
    """As the library's, but that nobody takes what it prints is told as everywhere."""

    def on_broken_pipe(self) -> NoReturn:
        """Called while the fault is handled; the library's own ends the program, with code 1."""
        raise


@contextmanager
def bar_of_bytes() -> Iterator[Callable[[int, int, str], None]]:
    """A bar of an ingest on standard error, told how many bytes are done, of how many, and words beside it."""
    with _bar(
        TextColumn("ingesting"), BarColumn(), TextColumn("{task.percentage:>3.0f}%  {task.fields[words]}")
    ) as bar:
        task = bar.add_task("ingest", total=None, words="")
        yield lambda done, every, words: bar.update(task, total=every, completed=done, words=words)


@contextmanager
def bars_by_name() -> Iterator[Callable[[str, int, int], None]]:
    """A bar on standard error for each thing that is done, told its name, how many of it are done, and of how many."""
    tasks: dict[str, TaskID] = {}
    with _bar(TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()) as bar:

        def tell(name: str, done: int, every: int) -> None:
            if name not in tasks:
                tasks[name] = bar.add_task(name, total=every)
            bar.update(tasks[name], completed=done, total=every)

        yield tell


def _bar(*columns: ProgressColumn) -> Progress:
    return Progress(*columns, console=Console(file=sys.stderr), transient=True)
