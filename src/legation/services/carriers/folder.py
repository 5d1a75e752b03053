"""Carrying by a drop folder: a file is written beside its place, made durable, then put in it, whole or not at all."""

from __future__ import annotations

import glob
import os
from pathlib import Path

from legation.services.drafts.transmitting import CarryError
from legation.storage.outgoing import Outgoing
from legation.storage.private import owner_only, share_as


class FolderCarrier:
    """Lays telegrams into folders. A second attempt puts the same file in the place of the first.

    The group of a folder may read what is laid there where it may read the folder; nobody else may.
    """

    def carry(self, outgoing: Outgoing) -> None:
        folder = Path(outgoing.to[0])
        goal = folder / f"{outgoing.mrn}.txt"
        # A name that begins with a dot is passed over by whoever watches the folder.
        fresh = folder / f".{outgoing.mrn}.{os.getpid()}.new"
        try:
            # What an attempt that was killed left half written; a folder of thousands is not looked through otherwise.
            for left in folder.glob(f".{glob.escape(outgoing.mrn)}.*.new") if outgoing.begun else ():
                left.unlink(missing_ok=True)
            with open(fresh, "wb", opener=owner_only) as file:
                share_as(file.fileno(), folder)
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
