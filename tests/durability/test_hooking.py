"""A program that sends webhooks and is killed in the middle loses no message and makes no second one of it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.services.receiver import receiving

from legation.app import open_house
from legation.core.marking import OWNER, UPKEEP
from legation.services.accounts.accounts import OWNS

TEXT = (
    b"FM AMEMBASSY TRIPOLI\nTO SECSTATE WASHDC\nBT\nUNCLAS TRIPOLI 000900\n\nSUBJECT: DREDGER\n\n1. It came.\n\nSMITH\n"
)


def test_a_message_whose_sender_was_killed_is_sent_again_as_the_same(tmp_path: Path) -> None:
    archive = tmp_path / "archive"
    with receiving() as receiver:
        with open_house(archive, write=True) as house:
            house.hooks.set_rules(OWNS, plain=True, networks=["127.0.0.1"])
            house.saved.add(OWNER, "dredger", "dredger")
            house.hooks.add(OWNER, receiver.address, search="dredger")
            (tmp_path / "900.txt").write_bytes(TEXT)
            house.ingest.run(OWNER, [tmp_path / "900.txt"])
        receiver.seconds = 5.0
        sending = subprocess.Popen(
            [sys.executable, "-m", "legation", "hooks", "send", "--archive", str(archive)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        until = time.monotonic() + 60
        while not receiver.taken and time.monotonic() < until:
            time.sleep(0.02)
        os.kill(sending.pid, signal.SIGKILL)
        sending.wait()
        receiver.seconds = 0.0
        assert len(receiver.taken) == 1
        after = datetime.now(UTC) + timedelta(minutes=6)
        with open_house(archive, write=True, clock=lambda: after) as house:
            assert [one.state for one in house.hooks.messages(OWNER)] == ["waiting"]
            assert house.hooks.gather(UPKEEP) == 0
            assert house.hooks.send(UPKEEP) == 1
            assert [one.state for one in house.hooks.messages(OWNER)] == ["delivered"]
        first, second = receiver.taken
        assert first.headers["webhook-id"] == second.headers["webhook-id"]
