"""Carrying by a drop folder: a file is written beside its place, made durable, then put in it, whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

from legation.services.transmitting import CarryError
from legation.storage.outgoing import Outgoing


class FolderCarrier:
    """Lays telegrams into folders. A second attempt puts the same file in the place of the first."""

    def carry(self, outgoing: Outgoing) -> None:
        folder = Path(outgoing.to[0])
        goal = folder / f"{outgoing.mrn}.txt"
        # A name that begins with a dot is passed over by whoever watches the folder.
        fresh = folder / f".{outgoing.mrn}.{os.getpid()}.new"
        try:
            with fresh.open("wb") as file:
                file.write(outgoing.data)
                file.flush()
                os.fsync(file.fileno())
            fresh.replace(goal)
            held = os.open(folder, os.O_RDONLY)
            try:
                os.fsync(held)
            finally:
                os.close(held)
        except OSError as fault:
            fresh.unlink(missing_ok=True)
            raise CarryError(f"{folder} cannot be written ({fault.strerror})") from fault

    def close(self) -> None:
        """Nothing is held open."""
