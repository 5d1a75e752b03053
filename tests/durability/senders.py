"""A program that releases telegrams and sends what waits: several of it run over one database, and are killed.

python -m tests.durability.senders URL NAME PORT COUNT
"""

from __future__ import annotations

import sys
import time
from datetime import UTC, datetime

from legation.core.marking import OWNER
from legation.services.carriers.smtp import SmtpCarrier
from legation.services.drafts.correspondents import Server
from legation.services.drafts.transmitting import Transmitting
from legation.services.news.retrying import Retrying
from legation.storage.sql.decisions import SqlDecisions
from legation.storage.sql.drafts import SqlDrafts
from legation.storage.sql.engine import open_engine
from legation.storage.sql.leases import SqlLeases
from legation.storage.sql.telegrams import SqlTelegrams

from .numbering import released

LEASE_SECONDS = 1.5


def main(url: str, name: str, port: int, count: int) -> None:
    engine = open_engine(url, write=True)
    drafts = SqlDrafts(engine)
    sending = Transmitting(
        drafts,
        SqlTelegrams(engine),
        SqlDecisions(engine),
        lambda: datetime.now(UTC),
        leases=SqlLeases(engine),
        holder=name,
        seconds=LEASE_SECONDS,
    )
    carrier = SmtpCarrier(Server(host="127.0.0.1", port=port, security="none"), name=name, timeout=5)
    sys.stdout.write("begun\n")
    sys.stdout.flush()
    left = count
    while True:
        for at in range(min(left, 5)):
            released(drafts, f"{name}-{left - at}")
        left -= min(left, 5)
        sending.send(OWNER, {"mail": carrier}, retrying=Retrying(first=0.05, longest=0.2, most=100_000))
        time.sleep(0.01)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
