"""Traffic: how many telegrams of each post in each month, or in each year where months would not fit.

Three years or more from which nothing is held are one column: an archive of two decades that lie apart has a picture
as wide as what it holds.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

from legation.core.marking import Marking, join_all
from legation.services.boards.stating import counted
from legation.services.plots.drawing import BLUE, Plot, box, cut, framed, text, told
from legation.storage.records import Traffic
from legation.tables.banners import level_of

_LEFT, _CELL, _ROW = 150, 34, 24
_MONTHS, _POSTS = 36, 24
_LEFT_OUT = 3  # years from which nothing is held, beside one another
_NONE = "No telegram from"


def traffic_plot(counts: Iterable[Traffic]) -> Plot:
    """The counts as a grid, the busiest posts first; the rest of them in a last row."""
    held = [one for one in counts if one.month is not None]
    banner = level_of(join_all([Marking.from_label(label) for label in {one.access for one in held}]), _latest(held))
    title = "Traffic by post and month"
    months = sorted({str(one.month) for one in held})
    if not held:
        nothing = [text(8, 60, "No dated telegram is held.", quiet=True)]
        return framed("traffic", title, banner, nothing, width=600, height=100, says="No dated telegram is held.")
    by_year = _span(months[0], months[-1]) > _MONTHS
    if by_year:
        title = "Traffic by post and year"
    columns = _years(months) if by_year else _months(months[0], months[-1])
    by_post: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for one in held:
        by_post[one.post or "post not known"][str(one.month)[: 4 if by_year else 7]] += one.count
    busiest = sorted(by_post, key=lambda post: (-by_post[post].total(), post))
    rows = [(post, by_post[post]) for post in busiest[:_POSTS]]
    if len(busiest) > _POSTS:
        rest: Counter[str] = Counter()
        for post in busiest[_POSTS:]:
            rest.update(by_post[post])
        rows.append((counted(len(busiest) - _POSTS, "more post"), rest))
    most = max(count for _, row in rows for count in row.values())
    cell = max(_CELL, 6.6 * len(f"{most:,}") + 6)
    parts = []
    for number, column in enumerate(columns):
        middle = _LEFT + cell * number + cell / 2
        if column.startswith(_NONE):
            parts.append(told(text(middle, 64, "…", size=10, anchor="middle", quiet=True), column))
            continue
        if by_year:
            parts.append(text(middle, 64, column, size=10, anchor="middle", quiet=True))
            continue
        parts.append(text(middle, 64, column[5:], size=10, anchor="middle", quiet=True))
        if column.endswith("-01") or number == 0:
            parts.append(text(middle, 52, column[:4], size=10, anchor="middle", quiet=True))
    for at, (post, by_column) in enumerate(rows):
        y = 72 + _ROW * at
        parts.append(
            told(text(_LEFT - 8, y + 15, cut(post, _LEFT - 16), anchor="end"), f"{post}: {by_column.total():,}")
        )
        for number, column in enumerate(columns):
            count = by_column.get(column, 0)
            if count:
                x = _LEFT + cell * number
                # Words keep their contrast: the tint stays light and the number is written on it.
                shade = box(x + 1, y + 1, cell - 2, _ROW - 2, tint=BLUE, opacity=0.08 + 0.42 * count / most)
                words = text(x + cell / 2, y + 15, f"{count:,}", size=11, anchor="middle")
                parts.append(told(shade + words, f"{post}, {column}: {count:,}"))
    says = ". ".join(f"{post}: {row.total():,}" for post, row in rows)
    width = int(max(420, _LEFT + cell * len(columns) + 20))
    return framed("traffic", title, banner, parts, width=width, height=72 + _ROW * len(rows) + 32, says=says)


def _years(months: Sequence[str]) -> list[str]:
    """The years, and between them words for those that are left out."""
    columns: list[str] = []
    before: int | None = None
    for year in sorted({int(month[:4]) for month in months}):
        between = [] if before is None else list(range(before + 1, year))
        if len(between) >= _LEFT_OUT:
            columns.append(f"{_NONE} {between[0]:04d} to {between[-1]:04d}")
        else:
            columns += [f"{one:04d}" for one in between]
        columns.append(f"{year:04d}")
        before = year
    return columns


def _months(first: str, last: str) -> list[str]:
    start = int(first[:4]) * 12 + int(first[5:7]) - 1
    return [f"{at // 12:04d}-{at % 12 + 1:02d}" for at in range(start, start + _span(first, last))]


def _span(first: str, last: str) -> int:
    """Months from one to the other, both counted."""
    return (int(last[:4]) - int(first[:4])) * 12 + int(last[5:7]) - int(first[5:7]) + 1


def _latest(held: list[Traffic]) -> date | None:
    months = [str(one.month) for one in held]
    return date.fromisoformat(f"{max(months)}-01") if months else None
