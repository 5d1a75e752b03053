"""Making the sample archive: the invented traffic ingested, and the desk's entries recorded, as a user would.

It uses nothing but the house's own services.
"""

from __future__ import annotations

import shutil
import tomllib
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

from legation.app import House, open_house
from legation.core.dialogue.ledger import thing_id
from legation.core.errors import ArchiveError
from legation.core.marking import OWNER
from legation.formats import read
from legation.formats.writing.drafts import read_draft
from legation.services.accounts.accounts import OWNS
from legation.storage.archive_dir import PARTIES, disk_faults, is_archive
from legation.storage.private import PRIVATE
from legation.storage.scratch import made_beside, put

DIALOGUE = "xv-xt"
_UNDER_WAY, _UNDATED = timedelta(minutes=20), timedelta(weeks=1)


def sample_rows(name: str) -> dict[str, Any]:
    """A data file of the sample, such as ``desk.toml``."""
    return tomllib.loads(_text(name))


def make_sample(path: Path) -> bool:
    """Make the sample archive at ``path`` unless it is there; returns whether it was made.

    It is made beside its place and moved in whole, so that an interrupted set-up leaves nothing half made. Raises
    ArchiveError where something else is there.
    """
    if path.exists() and not (path.is_dir() and not any(path.iterdir())):
        own = path / PARTIES
        if not is_archive(path):
            raise ArchiveError(f"{path} holds something else", "name a new or an empty directory")
        if not own.exists() or own.read_bytes() != (files("legation.sample") / "countries.toml").read_bytes():
            raise ArchiveError(f"{path} is another archive", "name another directory")
        return False
    with disk_faults(path), made_beside(path) as building, as_file(files("legation.sample")) as folder:
        building.mkdir(mode=PRIVATE)
        shutil.copyfile(folder / "countries.toml", building / PARTIES)
        fill(building, folder / "traffic")
        put(building, path)
    return True


def fill(archive: Path, traffic: Path) -> None:
    """Ingest the traffic and record the desk's entries, each on the day it took place."""
    clock = Clock()
    desk = sample_rows("desk.toml")
    every = sorted(traffic.iterdir())
    last = [path for path in every if path.name >= desk["watched"]["from"]]
    with open_house(archive, write=True, clock=clock) as house:
        receive(house, every[: -len(last)], clock)
        watch(house, desk, last, clock)
        record_desk(house, desk, clock.to)


def receive(house: House, traffic: list[Path], clock: Clock) -> None:
    """Ingest each file shortly after its telegram was sent; one that bears no date, a week after that before it."""
    for path in traffic:
        sent = read(path.read_bytes()).dtg
        clock.at = datetime.fromisoformat(sent) + _UNDER_WAY if sent else clock.at + _UNDATED
        house.ingest.run(OWNER, [path])


def watch(house: House, desk: dict[str, Any], last: list[Path], clock: Clock) -> None:
    """Let the desk watch for what came last: it is delivered and told of; and an answer to it is in clearance."""
    watched = desk["watched"]
    house.profiles.add(OWNS, _text("rules.toml"))
    for one in desk["saved"]:
        house.saved.add(OWNER, one["name"], one["query"])
    receive(house, last, clock)
    clock.to(watched["answered"])
    draft = house.clearing.new(OWNER, read_draft(_text("draft.toml").encode(), kind="toml"), answers=watched["answers"])
    house.clearing.clear(OWNER, draft.id, watched["cleared_for"], by=watched["cleared_by"])


def _text(name: str) -> str:
    return (files("legation.sample") / name).read_text(encoding="utf-8")


class Clock:
    """A clock that is set to the moment of each entry, so that the sample is the same whenever it is made."""

    def __init__(self) -> None:
        self.at = datetime(2015, 1, 1, 12, tzinfo=UTC)

    def to(self, day: date) -> None:
        """To the evening, when all that was sent on that day has come."""
        self.at = datetime.combine(day, time(20), tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at


def record_desk(house: House, desk: dict[str, Any], at: Callable[[date], None]) -> None:
    """Record ``desk.toml``: the dialogue, then its entries in order. ``at`` sets the clock to a day."""
    opened = desk["dialogue"]
    at(opened["on"])
    dialogue = house.dialogues.open(
        OWNER,
        opened["telegram"],
        id=opened["id"],
        title=opened["title"],
        ours=opened["ours"],
        parties=opened["parties"],
    )
    for entry in desk["entry"]:
        told = house.reading.telegram(OWNER, entry["telegram"]).day
        at(max(entry["on"], told or entry["on"]))  # a report of October may tell of July
        fields = dict(entry.get("fields", {}))
        if "objective" in fields:
            fields["objective"] = thing_id("objective", dialogue, fields["objective"])
        # A position is stated on its objective, each time anew; everything else is named by its key.
        about = fields["objective"] if entry["kind"] == "position.state" else entry["key"]
        house.dialogues.record(
            OWNER,
            dialogue,
            entry["kind"],
            about,
            mrn=entry["telegram"],
            quote=entry["quote"],
            on=entry["on"],
            fields={name: value.isoformat() if isinstance(value, date) else value for name, value in fields.items()},
        )
