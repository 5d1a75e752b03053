"""The ledger: folding a million entries, one more entry on a board that stands, and checking the chain.

In seconds of processor time; the clock tells the same where nothing else runs.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date, timedelta
from functools import partial

from legation.core.dialogue.board import Board
from legation.core.dialogue.fold import Folding, fold
from legation.core.dialogue.ledger import START, Entry, Unnumbered, broken_at, chained, thing_id
from legation.tables.moves import load_moves

FOLD_SECONDS, BOARD_MS = 5.0, 5.0
"""The aims: a million entries, and a board after one more entry."""

_OBJECTIVES, _MORE = 500, 200  # a board that a desk would still call large


def ledger(count: int) -> list[Entry]:
    """``count`` chained entries of one dialogue: objectives, each raised and then moved in turn."""
    drafts = []
    verbs = ("raise", "table", "negotiate", "agree", "implement", "meet", "reopen")
    day = date(2015, 1, 1)
    for number in range(count):
        objective, step = divmod(number, len(verbs))
        drafts.append(
            Unnumbered(
                instant="2015-01-01T12:00:00Z",
                author="owner",
                kind=f"objective.{verbs[step]}",
                dialogue="d",
                about=thing_id("objective", "d", str(objective)),
                on=(day + timedelta(days=step)).isoformat(),
                fields={"text": f"objective {objective}", "sought_by": "XV", "sought_from": "XT"},
                sources=(),
                access="3;;-",
                marking="C",
            )
        )
    return chained(drafts, 0, START)


def _one_more(folding: Folding, entry: Entry) -> Board:
    folding.add([entry])
    return folding.board()


def bench_ledger(count: int, say: Callable[[str, str], None]) -> None:
    """Print how fast entries fold and are checked, and what one more entry costs a board of 500 objectives."""
    entries = ledger(count)
    moves = load_moves()
    floor = _seconds(lambda: [entry.draft.kind.partition(".") for entry in entries])
    began = time.perf_counter()
    folded = _seconds(lambda: fold(entries, moves))
    by_the_clock = (time.perf_counter() - began) / count * 1_000_000
    checked = _seconds(lambda: broken_at(entries))
    per_million = folded / count * 1_000_000
    say("fold", f"{count / folded:,.0f} entries/s, {folded / floor:.0f} times looking at each once")
    say(
        "fold, a million entries",
        f"{per_million:.2f} s of processor time, {_against(per_million, FOLD_SECONDS, 's')}; "
        f"{by_the_clock:.2f} s by the clock",
    )
    say("check the chain", f"{count / checked:,.0f} entries/s")
    held = ledger(7 * _OBJECTIVES + _MORE)
    folding = Folding(moves)
    folding.add(held[:-_MORE])
    folding.board()
    spent = sorted(_seconds(partial(_one_more, folding, entry)) for entry in held[-_MORE:])
    median, slow = spent[_MORE // 2] * 1e3, spent[_MORE * 99 // 100] * 1e3
    say(
        f"one more entry, board of {_OBJECTIVES} objectives",
        f"median {median:.2f} ms, p99 {slow:.2f} ms, {_against(slow, BOARD_MS, 'ms')}",
    )


def _seconds(run: Callable[[], object]) -> float:
    """Seconds of processor time: folding waits for nothing, and what else runs on the machine is not counted."""
    began = time.process_time()
    run()
    return time.process_time() - began


def _against(figure: float, aim: float, unit: str) -> str:
    return f"aim under {aim:g} {unit}: {'reached' if figure < aim else 'not reached'}"
