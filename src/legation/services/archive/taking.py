"""Taking telegrams in at the desk: files that somebody sent are kept in the background, and the tally told to them.

What a file is called is a label and never a path: each lies under a name of ours, in a folder that is gone
afterwards. An upload has narrower limits than files on the machine, for whoever sends it need not own the archive.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from legation.core.errors import RefusedError
from legation.core.marking import Reader
from legation.services.archive.jobs import TOLD, Job, Jobs, Outcome, Tell
from legation.services.ingest import Ingest, Limits, Progress, Tally
from legation.services.ingest.containers import safe_name
from legation.storage.ports import Telegrams
from legation.storage.records import Listing
from legation.storage.scratch import Scratch

UPLOAD_BYTES = 2 * 1024 * 1024 * 1024
"""Of one upload in all, as it is sent."""

UPLOAD_FILES = 1_000
"""Of one upload."""

UPLOAD_LIMITS = Limits(unpacked_bytes=8 * 1024 * 1024 * 1024, ratio=100, members=200_000)

_LONGEST_NAME = 200


class Sent(NamedTuple):
    """A file that was sent: what it was called there, and where it lies."""

    name: str
    path: Path


class Taking:
    """Takes in what readers send. A job is its sender's own: nobody else is told of it."""

    def __init__(self, ingest: Ingest, jobs: Jobs, telegrams: Telegrams) -> None:
        self._ingest = ingest
        self._jobs = jobs
        self._telegrams = telegrams

    def begin(self, reader: Reader, sent: Sequence[Sent], laid: Scratch | None = None) -> Job:
        """Begin to take in files. ``laid``, which holds them, is closed at the end. Raises RefusedError for none."""
        files = [Sent(_label(one.name), one.path) for one in sent]
        if not files:
            if laid is not None:
                laid.close()
            raise RefusedError("no file was chosen", "choose files that hold telegrams, or drop them on the field")

        def work(tell: Tell) -> Outcome:
            try:
                kept: list[str] = []
                return Outcome(tally=self._all(reader, files, tell, kept), kept=tuple(kept[:TOLD]))
            finally:
                if laid is not None:
                    laid.close()

        return self._jobs.begin(_owner(reader), "ingest", reader.name, work)

    def of(self, reader: Reader) -> list[Job]:
        """The reader's own, newest first."""
        return self._jobs.of(_owner(reader))

    def one(self, reader: Reader, number: int) -> Job:
        """One of the reader's own. Raises NotFoundError."""
        return self._jobs.one(_owner(reader), number)

    def kept(self, reader: Reader, number: int) -> list[Listing]:
        """The first ``TOLD`` telegrams that one of them kept, as they came, of those that the reader may read by now.

        Raises NotFoundError.
        """
        hashes = self.one(reader, number).outcome.kept
        held = self._telegrams.listed_by_hash(reader, hashes)
        return [held[sha256] for sha256 in dict.fromkeys(hashes) if sha256 in held]

    def _all(self, reader: Reader, files: Sequence[Sent], tell: Tell, kept: list[str]) -> Tally:
        """``kept`` gets the hashes of what is kept."""
        every = max(sum(one.path.stat().st_size for one in files), 1)
        tally = Tally()
        before = 0
        for one in files:
            size = one.path.stat().st_size

            count = tally.new + tally.same + tally.versions

            def progress(state: Progress, before: int = before, size: int = size, count: int = count) -> None:
                if not self._jobs.stopping:  # a run that is told to stop keeps what it has, and ends by itself
                    tell((before + min(state.done_bytes, size)) / every, count + state.kept)

            done = self._ingest.run(
                reader,
                [one.path],
                limits=UPLOAD_LIMITS,
                named=one.name,
                progress=progress,
                stop=lambda: self._jobs.stopping,
                kept=lambda hashes: kept.extend(hashes[: max(TOLD - len(kept), 0)]),
            )
            before += size
            tally.new += done.new
            tally.same += done.same
            tally.versions += done.versions
            tally.refused += done.refused
            tally.unread += done.unread
            tally.unmarked += done.unmarked
            tally.refusals += done.refusals[: max(TOLD - len(tally.refusals), 0)]
            tally.stopped = done.stopped
            if tally.stopped:
                break
        return tally


def _owner(reader: Reader) -> str:
    return f"of.{reader.name}"


def _label(name: str) -> str:
    """The last step of a name that a browser sent, fit to be shown; a sheet without a name is a text."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1].strip()
    return safe_name(last.lstrip("."))[-_LONGEST_NAME:]
