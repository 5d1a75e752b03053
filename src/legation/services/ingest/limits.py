"""How much a run takes without being asked, and the watch over what unpacks to more."""

from __future__ import annotations

import msgspec

from legation.core.errors import RefusedError

LIMIT_BYTES = 32 * 1024 * 1024
"""The largest telegram that is read without being asked; a file of several may have any size."""

KEPT_BYTES = 256 * 1024 * 1024
"""The largest that is kept unread."""


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """one_bytes: of one telegram that is read. kept_bytes: of one that is kept as bytes alone, being longer than that.

    Of one archive file, with all that is packed inside: unpacked_bytes in all; ratio of unpacked to packed bytes, once
    over free_bytes; members; depth of archives within archives (1: the file itself); whether Parquet is read, of which
    nobody can tell how much it unpacks to before it has; whether what is hidden is gone through.
    """

    one_bytes: int = LIMIT_BYTES
    kept_bytes: int = KEPT_BYTES
    unpacked_bytes: int = 1024 * 1024 * 1024 * 1024
    ratio: int = 200
    free_bytes: int = 64 * 1024 * 1024
    members: int = 2_000_000
    depth: int = 3
    parquet: bool = True
    hidden: bool = False

    @property
    def most_bytes(self) -> int:
        """Of one telegram that is taken at all."""
        return max(self.one_bytes, self.kept_bytes)


_LISTED_BYTES = 512
"""Of a member in the list of an archive: its name, and what little more is said of it."""


class Budget:
    """What one archive file has left of its limits."""

    def __init__(self, limits: Limits, packed_bytes: int) -> None:
        self._limits = limits
        self._packed_bytes = packed_bytes
        self._most = min(limits.unpacked_bytes, max(limits.free_bytes, packed_bytes * limits.ratio))
        self._by_ratio = self._most < limits.unpacked_bytes
        self._bytes = 0
        self._members = 0

    def anew(self) -> Budget:
        """One of the same limits of which nothing is spent, for whoever goes through the file a second time."""
        return Budget(self._limits, self._packed_bytes)

    def spend(self, count: int) -> None:
        """Note bytes that were unpacked. Raises OverLimitError."""
        self._bytes += count
        if self._bytes > self._most:
            size = f"{self._limits.ratio} times its size" if self._by_ratio else f"{self._most:,} bytes"
            raise OverLimitError(f"unpacks to more than {size}", "unpack it yourself if you trust it")

    def member(self) -> None:
        """Note one more member. Raises OverLimitError."""
        self._members += 1
        self.check_members(self._members)

    def check_members(self, count: int) -> None:
        """Raises OverLimitError for more members than there may be."""
        if count > self._limits.members:
            raise OverLimitError(f"holds more than {self._limits.members:,} members", "unpack it yourself")

    def check_list(self, size: int) -> None:
        """Raises OverLimitError for a list of members of so many bytes, which is more than so many can need."""
        if size > self._limits.members * _LISTED_BYTES:
            raise OverLimitError("has a list of members without measure", "unpack it yourself")

    def check_depth(self, depth: int) -> None:
        """Raises RefusedError for an archive that lies too deep."""
        if depth > self._limits.depth:
            raise RefusedError(
                f"lies more than {self._limits.depth} archives deep", "unpack the outer ones and ingest what is inside"
            )


class OverLimitError(RefusedError):
    """The whole archive file is over its limits; what stood before is kept."""
