"""What a notebook shows of a telegram, hits, a board, a report and a plot: HTML with banner and portion marks.

Everything that comes from a telegram is escaped. Styles are inline, for a notebook has no style sheet of ours.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from html import escape
from typing import Any

from legation.core.telegram import Telegram
from legation.services.boards.board import View
from legation.services.boards.stating import counted
from legation.services.plots.drawing import Plot
from legation.services.report import Report
from legation.services.threads.threads import Thread
from legation.tables.banners import level_of
from legation.tables.marking import telegram_marking
from legation.workbench.archive import Hits

_BANNER = "font:bold 11px sans-serif;text-align:center;border:1px solid;padding:2px;margin:2px 0;letter-spacing:1px"
_CELL = "text-align:left;vertical-align:top;padding:2px 8px"
_QUIET = "opacity:.7;font-size:90%"


def telegram_html(telegram: Telegram) -> str:
    """The head of a telegram and its paragraphs."""
    day = telegram.day
    banner = level_of(telegram_marking(telegram), day)
    head = [
        ("from", telegram.from_.plad),
        ("to", ", ".join(one.plad for one in telegram.to)),
        ("info", ", ".join(one.plad for one in telegram.info)),
        ("date-time group", telegram.dtg),
        ("day in words", telegram.written_day),
        ("TAGS", " ".join(telegram.tags)),
        ("references", ", ".join(one.mrn or one.text for one in telegram.references)),
        ("signed", ", ".join(telegram.signature)),
    ]
    body = "".join(
        f"<p>{f'{one.number}. ' if one.number is not None else ''}{_mark(one.marking)}{escape(one.text)}</p>"
        for one in telegram.paragraphs
    )
    title = f"<b>{escape(telegram.mrn or telegram.sha256[:12])}</b> {escape(telegram.subject or '')}"
    return _framed(banner, f"<div>{title}</div>{_table([], [row for row in head if row[1]])}{body}")


def hits_html(hits: Hits) -> str:
    """The hits as a list with their snippets."""
    rows = [
        (hit.listing.mrn or hit.listing.sha256[:12], hit.listing.date, hit.listing.subject, _snippet(hit))
        for hit in hits
    ]
    told = f"<div style='{_QUIET}'>{len(hits)} of {counted(hits.total, 'telegram')}</div>"
    return _framed(hits.banner, told + _table(("telegram", "date", "subject", "found"), rows, safe=3))


def board_html(view: View) -> str:
    """Everything on a board, kind by kind."""
    rows = [
        (row.entity, row.number, f"({row.marking}) {row.text}", row.state, row.holder, row.turn, row.due, row.last.on)
        for row in view.rows
    ]
    names = ("what", "no", "text", "state", "holder", "turn", "due", "last movement")
    when = f", as of {escape(view.as_of)}" if view.as_of else ""
    return _framed(view.banner, f"<div><b>{escape(view.title)}</b>{when}</div>{_table(names, rows)}")


def report_html(report: Report) -> str:
    """An overview as its table."""
    rows = [(f"({one.marking})", *one.cells, " ".join(one.sources)) for one in report.lines]
    names = ("mark", *report.columns, "sources")
    return _framed(report.banner, f"<div><b>{escape(report.title)}</b></div>{_table(names, rows)}")


def thread_html(thread: Thread) -> str:
    """The telegrams of a thread by their distance."""
    rows = [
        (node.distance, node.key, node.held.date if node.held else None, node.held.subject if node.held else "not held")
        for node in thread.graph.nodes
    ]
    return _framed(thread.banner, _table(("steps", "telegram", "date", "subject"), rows))


def plot_html(plot: Plot) -> str:
    """The picture itself; a plot escapes every value that it draws."""
    return plot.svg


SHOWN: dict[type, Callable[[Any], str]] = {
    Telegram: telegram_html,
    Hits: hits_html,
    View: board_html,
    Report: report_html,
    Thread: thread_html,
    Plot: plot_html,
}
"""What is shown, each by its function."""


def register(shell: Any) -> None:
    """Let an IPython shell show these as HTML."""
    formatter = shell.display_formatter.formatters["text/html"]
    for kind, show in SHOWN.items():
        formatter.for_type(kind, show)


def _framed(banner: str | None, inside: str) -> str:
    line = f'<div style="{_BANNER}">{escape(banner)}</div>' if banner else ""
    return f"<div>{line}{inside}{line}</div>"


def _mark(marking: str | None) -> str:
    return f"({escape(marking)}) " if marking else ""


def _snippet(hit: Any) -> str:
    told, at = "", 0
    for start, end in hit.marks:
        told += f"{escape(hit.snippet[at:start])}<mark>{escape(hit.snippet[start:end])}</mark>"
        at = end
    return told + escape(hit.snippet[at:])


def _table(names: Sequence[str], rows: Iterable[Sequence[Any]], *, safe: int = -1) -> str:
    """``safe``: the column that is HTML already."""
    head = "".join(f"<th style='{_CELL}'>{escape(name)}</th>" for name in names)
    body = "".join(
        "<tr>"
        + "".join(
            f"<td style='{_CELL}'>{value if place == safe else escape(str('' if value is None else value))}</td>"
            for place, value in enumerate(row)
        )
        + "</tr>"
        for row in rows
    )
    return f"<table>{f'<tr>{head}</tr>' if head else ''}{body}</table>"
