"""Work that goes on until it is stopped, and outlasts an archive that cannot be used for the moment."""

from __future__ import annotations

import time
from collections.abc import Callable

from legation.core.errors import AwayError


def until_stopped(
    work: Callable[[], object],
    *,
    stop: Callable[[], bool],
    away: Callable[[str | None], None],
    answers: Callable[[], object] = lambda: None,
    every_seconds: float,
    wait: Callable[[float], None] = time.sleep,
) -> None:
    """Do the work again and again until ``stop`` says so.

    away: hears once why the archive cannot be used for now, which ends nothing, and None once it can. answers: asks the
    archive, where the work may be done without asking it; raises AwayError.
    """
    gone = False
    while not stop():
        try:
            work()
            if gone and not stop():
                answers()
                gone = False
                away(None)
        except AwayError as fault:
            if not gone:
                away(str(fault))
            gone = True
        if not stop():
            wait(every_seconds)
