"""Where a run of an ingest stands: what was met, what of it is to be kept next, and what is told of it."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import NamedTuple

from legation.core.marking import UNREADABLE
from legation.services.boards.stating import counted
from legation.services.ingest.crew import Read
from legation.services.ingest.making import Made
from legation.services.ingest.sources import NO_ROWS, Passed, PassedOver, Size, Text, Whole
from legation.services.ingest.tally import Progress, Refusal, Tally
from legation.services.ingest.volumes import NO_TELEGRAMS
from legation.storage.records import Kept, Packed

_NAMED_ROWS = 5
_ROWS_OF_TELEGRAMS = (
    "mend those that are torn; nothing to do if they are meant to have none; else name the column of their words `text`"
)


class Put(NamedTuple):
    """What was kept and is not searchable yet. before: number of the change of the archive that came before."""

    before: int
    every: list[Packed]
    kept: Kept


class UnderWay:
    """Where a run stands.

    batch: what is to be kept next. puts: what was kept and is not searchable yet. size: of all that the run was given.
    progress: told how far it has come. name: is told of the hashes of what was kept.
    """

    def __init__(
        self,
        size: Size,
        progress: Callable[[Progress], None] | None,
        name: Callable[[Sequence[str]], object] = lambda _: None,
    ) -> None:
        self.tally = Tally(passed_over=size.passed_over)
        self.batch: list[Made] = []
        self.batch_bytes = 0
        self.puts: list[Put] = []
        self.name = name
        self._began = time.monotonic()
        self._size = size
        self._progress = progress
        self._files = self._bytes = self._met = 0
        self._told = (-1, -1, -1)
        self._pieces: dict[str, _Pieces] = {}  # of files under way

    def take(self, read: Read) -> None:
        """Note what came of a job, in the order of what was found."""
        outcomes, without = iter(read.outcomes), iter(read.without)
        for one in read.job.found:
            match one:
                case Refusal():
                    self.tally.refuse(one)
                case Text():
                    some, none = next(outcomes), next(without)
                    if one.piece is not None:
                        self._pieces.setdefault(one.name, _Pieces()).note(len(some), none)
                    elif none:
                        self.tally.refuse(without_telegrams(one.name, len(none), none), len(none))
                    for outcome in some:
                        self._take(outcome)
                case Passed():
                    self._files += one.files
                    self._bytes += one.bytes
                case PassedOver():
                    self.tally.passed_over += 1
                case Whole():
                    self._end_of_pieces(one)

    def kept(self, some: Kept | None) -> None:
        """Count what was kept; None where nothing was."""
        if some is not None:
            self.tally.new += some.new
            self.tally.same += some.same
            self.tally.versions += some.versions

    def tell(self) -> None:
        """Tell the progress, where there is any since it was told last."""
        tally = self.tally
        kept = tally.new + tally.same + tally.versions
        if self._progress is not None and (self._files, self._bytes, kept) != self._told:
            self._told = (self._files, self._bytes, kept)
            self._progress(
                Progress(
                    done=self._files,
                    files=self._size.files,
                    done_bytes=self._bytes,
                    bytes=self._size.bytes,
                    telegrams=self._met,
                    kept=kept,
                    seconds=time.monotonic() - self._began,
                )
            )

    def finished(self) -> Tally:
        self.tally.seconds = round(time.monotonic() - self._began, 3)
        return self.tally

    def _take(self, outcome: Made | Refusal | None) -> None:
        if isinstance(outcome, Refusal):
            self.tally.refuse(outcome)
            return
        self._met += 1
        if outcome is None:
            self.tally.same += 1
        else:
            self.batch.append(outcome)
            self.batch_bytes += len(outcome.whole.original) + len(outcome.whole.reading) + len(outcome.whole.card)
            if outcome.unread is not None:
                self.tally.leave_unread(outcome.unread)
            elif outcome.whole.access == UNREADABLE.label:
                self.tally.unmarked += 1

    def _end_of_pieces(self, whole: Whole) -> None:
        name = whole.name
        met = self._pieces.pop(name, _Pieces())
        if not met.telegrams:
            self.tally.refuse(Refusal(name, *_why_none(whole)))
        elif met.without:
            self.tally.refuse(without_telegrams(name, met.without, met.first_without), met.without)


def without_telegrams(name: str, count: int, first: Sequence[int] | Sequence[str]) -> Refusal:
    """That so many rows of a file hold no telegram, by the numbers of the first of them."""
    some = ", ".join(map(str, first[:_NAMED_ROWS])) + (", ..." if count > _NAMED_ROWS else "")
    return Refusal(name, f"has {counted(count, 'row')} without a telegram ({some})", _ROWS_OF_TELEGRAMS)


class _Pieces:
    """What the pieces of a file held: how many telegrams, and how many rows without one, of which the first."""

    def __init__(self) -> None:
        self.telegrams = self.without = 0
        self.first_without: list[int] = []

    def note(self, telegrams: int, without: Sequence[int]) -> None:
        self.telegrams += telegrams
        self.without += len(without)
        self.first_without += without[: _NAMED_ROWS - len(self.first_without)]


def _why_none(whole: Whole) -> tuple[str, str]:
    """What to tell of a file in which there was no telegram, and what to do."""
    if whole.about is not None:
        return f"is a list about telegrams (key {whole.about!r})", "leave that key out if its text is the telegram"
    return NO_TELEGRAMS if whole.form == "volume" else NO_ROWS
