"""One worker: a program of its own that reads texts for a run and hands back what will be kept.

It is started as a fresh interpreter that imports this module and nothing of the program that runs, whatever that is:
a script without a main guard, standard input, a server with many threads. A fork would copy locks that other threads
hold, those of the index among them; multiprocessing's other ways import the main program a second time. Only the
command, which has one thread and nothing open before it opens the archive, makes copies of itself instead.
"""

from __future__ import annotations

import gc
import os
import pickle
import signal
import sys
from collections.abc import Callable, Sequence
from functools import partial
from itertools import chain
from multiprocessing.connection import Connection
from typing import Any, TypeVar

from legation.services.ingest.making import Made, Making, Part, Parts, Taken
from legation.services.ingest.sources import Text
from legation.services.ingest.tally import Refusal

T = TypeVar("T")

_TOGETHER_BYTES = 256 * 1024  # of telegrams that are read before they are packed: some forty

# Messages, first what they are. To the worker: ("split", job, texts, careful, skip), ("read", job, held, received).
# From it: ("parts", job, parts of each text), ("at", job, text, part), ("made", job, what came of each part).


def main(*pipes: int) -> None:
    """Serve the program at the other end of two pipes, until it hangs up.

    pipes: to be asked and to tell by; as the command line names them where they are not given.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the run, which ends its workers in its own time
    asked, told = (Connection(number) for number in pipes or map(int, sys.argv[1:3]))
    try:
        making: Making = pickle.loads(asked.recv_bytes())  # noqa: S301 - from the program that started this one
        gc.freeze()
        gc.set_threshold(20_000, 20, 50)
        serve(making, asked, told)
    except (EOFError, OSError):  # of these pipes alone; the program may have been killed amid a message
        pass
    # Nothing is left to do, and nobody waits for the interpreter to clear up.
    os._exit(0)


def serve(making: Making, asked: Connection, told: Connection) -> None:
    split: dict[int, list[list[Part]]] = {}
    careful: dict[int, frozenset[tuple[int, int]]] = {}
    while True:
        message: tuple[Any, ...] = pickle.loads(asked.recv_bytes())  # noqa: S301
        if message[0] == "split":
            _, job, texts, slowly, skip = message
            if slowly:
                careful[job] = skip
            given = []
            for number, text in enumerate(texts):
                if slowly:
                    told.send_bytes(pickle.dumps(("at", job, number, -1)))
                given.append(split_one(making, text, skip=(number, -1) in skip))
            split[job] = [parts.parts for parts in given]
            hashes = [([part.sha256 for part in parts.parts], parts.refused, parts.without) for parts in given]
            told.send_bytes(pickle.dumps(("parts", job, hashes)))
        else:
            _, job, held, received = message
            skip = careful.pop(job, None)
            every = split.pop(job)
            if skip is None:
                fresh = [[part for part in parts if part.sha256 not in held] for parts in every]
                made = read_each(making, fresh, received)
            else:
                made = []
                for number, parts in enumerate(every):
                    made.append([])
                    for place, part in enumerate(parts):
                        if part.sha256 in held:
                            continue
                        if (number, place) in skip:
                            made[-1].append(stopped_on(part.name or part.sha256))
                            continue
                        told.send_bytes(pickle.dumps(("at", job, number, place)))
                        made[-1] += read_each(making, [[part]], received)[0]
            told.send_bytes(pickle.dumps(("made", job, made), protocol=5))


def split_one(making: Making, text: Text, *, skip: bool = False) -> Parts:
    """``Making.parts``, whatever goes wrong in it."""
    if skip:
        return Parts([], stopped_on(text.name), [])
    try:
        return making.parts(text)
    except Exception as fault:  # noqa: BLE001 - a run goes on whatever one text does to the program
        return Parts([], Refusal(text.name, f"could not be split ({type(fault).__name__})", "report it as a fault"), [])


def read_each(making: Making, parts: Sequence[Sequence[Part]], received: str) -> list[list[Made | Refusal]]:
    """The telegrams of each text read and packed, whatever goes wrong with one.

    Some are read before they are packed: what either needs of the processor's memory the other puts out of it, so that
    by turns each takes longer.
    """
    made: list[Made | Refusal] = []
    waiting: list[tuple[Part, Taken | Refusal]] = []
    count = 0
    for part in chain.from_iterable(parts):
        waiting.append((part, _safely(part, partial(making.taken, part, received))))
        count += len(part.data)
        if count > _TOGETHER_BYTES:
            made += _packed(making, waiting)
            waiting, count = [], 0
    following = iter(made + _packed(making, waiting))
    return [[next(following) for _ in some] for some in parts]


def _packed(making: Making, waiting: Sequence[tuple[Part, Taken | Refusal]]) -> list[Made | Refusal]:
    return [one if isinstance(one, Refusal) else _safely(part, partial(making.made, one)) for part, one in waiting]


def _safely(part: Part, work: Callable[[], T]) -> T | Refusal:
    """What comes of it, or why nothing does."""
    try:
        return work()
    except Exception as fault:  # noqa: BLE001 - a run goes on whatever one telegram does to the program
        return Refusal(part.name or part.sha256, f"could not be read ({type(fault).__name__})", "report it as a fault")


def stopped_on(name: str) -> Refusal:
    return Refusal(name, "ended the program that read it", "report it as a fault, or read it alone with more memory")
