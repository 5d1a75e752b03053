"""Reading measured: how quick beside a floor of the same run, how right, and in how much memory.

The floor is decoding the same bytes and splitting them into lines, which any reader in Python must do. Floor and
readings take turns over small lots of telegrams and the least time of each lot counts, so that what a neighbour on
the machine takes falls out of the ratios.
"""

from __future__ import annotations

import multiprocessing
import resource
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, NamedTuple

from legation.core.telegram import Telegram, to_dict
from legation.formats import read
from legation.simulate import Sent, Truth, traffic

LOT = 200
"""Telegrams measured at a time."""
ROUNDS = 5
"""Times each lot is read; the least counts."""


# How right.


def told(telegram: Telegram) -> Truth:
    """What a reading says, in the shape of the truth (``style`` is not a field and stays empty)."""
    order, by = telegram.executive_order, telegram.classified_by
    mentions = [mention for paragraph in telegram.paragraphs for mention in paragraph.mentions]
    return Truth(
        style="",
        mrn=telegram.mrn or "",
        dtg=telegram.dtg or "",
        created=telegram.release.created,
        action=telegram.precedence.action or "",
        info_precedence=telegram.precedence.info,
        from_plad=telegram.from_.plad or "",
        to=tuple((a.plad, a.ri, a.precedence, a.mcn) for a in telegram.to),
        info=tuple((a.plad, a.ri, a.precedence, a.mcn) for a in telegram.info),
        distribution=tuple((d.role, d.office, d.copies or 0) for d in telegram.distribution),
        level=telegram.classification.level or "",
        captions=telegram.classification.captions,
        caveats=telegram.classification.caveats,
        section=(telegram.section.number, telegram.section.of),
        attention=tuple((a.office or "", a.person) for a in telegram.attention),
        order=order.order or "",
        declassify_on=order.declassify_on,
        tags=telegram.tags,
        subject=telegram.subject or "",
        references=tuple((r.label, r.mrn) for r in telegram.references),
        classified_by=(by.name, by.title),
        reasons=by.reasons,
        numbers=tuple(p.number or 0 for p in telegram.paragraphs),
        markings=tuple(p.marking for p in telegram.paragraphs),
        headings=tuple(p.heading if p.role is None else None for p in telegram.paragraphs),
        texts=tuple(p.text for p in telegram.paragraphs),
        items=tuple(p.items for p in telegram.paragraphs),
        mentions=tuple(mention.mrn for mention in mentions),
        summary=telegram.summary.strip(" .") if telegram.summary else None,
        signature=telegram.signature,
    )


def wrong(truth: Truth, telegram: Telegram) -> list[str]:
    """Names of the fields that a reading has otherwise than the truth."""
    expected = truth._replace(style="", summary=truth.summary.strip(" .") if truth.summary else None)
    return [name for name, found, held in zip(Truth._fields, told(telegram), expected, strict=True) if found != held]


class Rightness(NamedTuple):
    """telegrams: how many were compared. missed: how many of them have a field wrong, by field."""

    telegrams: int
    missed: Counter[str]

    @property
    def share(self) -> float:
        """Fields right, of all fields of all telegrams."""
        return 1 - self.missed.total() / (self.telegrams * (len(Truth._fields) - 1))


def rightness(sents: Iterable[Sent]) -> Rightness:
    """Read the telegrams and compare each field with the truth."""
    missed: Counter[str] = Counter()
    telegrams = 0
    for sent in sents:
        telegrams += 1
        missed.update(wrong(sent.truth, read(sent.text)))
    return Rightness(telegrams, missed)


# How quick.


def touch(value: Any) -> int:
    """Look at every field of a value, to the bottom; returns how many there were."""
    if isinstance(value, str | int | float | None):
        return 1
    if isinstance(value, tuple | list):
        return sum(map(touch, value))
    names = value.__struct_fields__
    if isinstance(value, Telegram):
        names = (*names, "elements")  # laid out when they are first asked for
    return sum(touch(getattr(value, name)) for name in names)


def _split(texts: Sequence[bytes]) -> None:
    for text in texts:
        text.decode().splitlines()


def _read(texts: Sequence[bytes]) -> None:
    for text in texts:
        read(text)


def _touch(texts: Sequence[bytes]) -> None:
    for text in texts:
        touch(read(text))


def _to_dict(texts: Sequence[bytes]) -> None:
    for text in texts:
        to_dict(read(text))


WAYS: dict[str, Callable[[Sequence[bytes]], None]] = {
    "split": _split,
    "read": _read,
    "read + every field": _touch,
    "read + to_dict": _to_dict,
}


def lots(count: int) -> Iterator[list[Sent]]:
    """The traffic in lots, one held at a time."""
    sents = traffic(count, faults=0)
    while lot := list(islice(sents, LOT)):
        yield lot


def quickness(texts: Sequence[bytes], rounds: int = ROUNDS) -> dict[str, float]:
    """Seconds of processor time for each way over one lot: the least of several turns."""
    least: dict[str, float] = dict.fromkeys(WAYS, float("inf"))
    for _ in range(rounds):
        for name, way in WAYS.items():
            began = time.process_time()
            way(texts)
            least[name] = min(least[name], time.process_time() - began)
    return least


# How large.


def _peak_bytes() -> int:
    """Peak resident memory of this process."""
    with open("/proc/self/status", encoding="ascii") as status:  # noqa: PTH123 - the parent's peak is not inherited here
        for line in status:
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def _stream(count: int) -> int:
    """Read ``count`` telegrams one after another, keeping none; returns the peak memory of the process."""
    for sent in traffic(count, faults=0):
        to_dict(read(sent.text))
    return _peak_bytes()


def peak_memory(counts: Sequence[int]) -> list[int]:
    """Peak memory of a fresh process that streams each number of telegrams, in bytes."""
    fresh = multiprocessing.get_context("spawn")
    peaks: list[int] = []
    for count in counts:
        with fresh.Pool(1) as pool:
            peaks.append(pool.apply(_stream, (count,)))
    return peaks


# Two at once.


def _lot_of(texts: list[bytes]) -> int:
    _to_dict(texts)
    return len(texts)


def in_processes(texts: list[bytes], workers: int) -> float:
    """Seconds by the clock for ``workers`` processes to read the texts, the bytes handed over included.

    Each builds the telegram and its JSON values and drops them: what comes back to the caller is a matter of what
    the caller wants.
    """
    few = max(1, min(50, len(texts) // (8 * workers)))
    pieces = [texts[at : at + few] for at in range(0, len(texts), few)]
    with multiprocessing.get_context("spawn").Pool(workers) as pool:
        pool.map(_lot_of, pieces[:workers], 1)  # every worker has loaded the reader before the clock starts
        began = time.perf_counter()
        done = sum(pool.imap_unordered(_lot_of, pieces, 1))
        spent = time.perf_counter() - began
    if done != len(texts):
        raise RuntimeError(f"{done} of {len(texts)} telegrams came back")
    return spent


def bench_reading(count: int, say: Callable[[str, str], None]) -> None:
    """Measure and print: rates and ratios, how right, memory, two processes."""
    least: Counter[str] = Counter()
    size = measured = 0
    for lot in islice(lots(count), 0, None, max(1, count // (LOT * 5))):  # at most some five lots, spread over all
        texts = [sent.text for sent in lot]
        least.update(quickness(texts))
        size += sum(map(len, texts))
        measured += len(texts)
    floor = least["split"]
    say("measured, one core", f"{measured:,} telegrams in lots of {LOT}, least of {ROUNDS} turns")
    for name in WAYS:
        rate = f"{measured / least[name]:,.0f} telegrams/s, {size / least[name] / 1e6:.1f} MB/s"
        say(name if name != "split" else "decode and split into lines", rate)
    for name in list(WAYS)[1:]:
        say(f"{name} : splitting into lines", f"{least[name] / floor:.1f} : 1")
    right = rightness(traffic(count, faults=0))
    say("fields read right", f"{right.share:.4%} of {len(Truth._fields) - 1} fields of {right.telegrams:,} telegrams")
    for name, missed in right.missed.most_common():
        say(f"  wrong: {name}", f"{missed:,} telegrams ({missed / right.telegrams:.3%})")
    few = max(1, count // 4)
    small, large = peak_memory([few, count])
    grown = (large - small) / 1e6
    say(
        "peak memory, streaming",
        f"{small / 1e6:.1f} MB for {few:,}, {large / 1e6:.1f} MB for {count:,}: {grown:+.1f} MB",
    )
    texts = [sent.text for sent in traffic(min(count, 2000), faults=0)]
    one, two = (min(in_processes(texts, workers) for _ in range(2)) for workers in (1, 2))
    say("read + to_dict, one process of a pool", f"{len(texts) / one:,.0f} telegrams/s by the clock")
    say("read + to_dict, two processes", f"{len(texts) / two:,.0f} telegrams/s by the clock, {one / two:.2f} times one")
