"""A program that releases telegrams of one post as fast as it can: several of it run side by side, and are killed.

python -m tests.durability.numbering URL NAME
"""

from __future__ import annotations

import sys

from legation.core.dialogue.ledger import Unnumbered
from legation.core.marking import OPEN, OWNER
from legation.storage.outgoing import Before, Outgoing, OwnNumber, Step
from legation.storage.sql.drafts import SqlDrafts
from legation.storage.sql.engine import open_engine

POST, YEAR = "BELISAR", 2026


def released(drafts: SqlDrafts, name: str) -> int:
    """Release one telegram, its number and its sending in one step, which is all that its draft has.

    What sends it folds the draft: what that rests on may have been marked up.
    """

    def work(before: Before) -> Step:
        number = before.number(POST, YEAR)
        entry = Unnumbered(
            instant="2026-11-01T12:00:00Z",
            author=name,
            kind="draft.draft",
            dialogue=name,
            about=name,
            on="2026-11-01",
            fields={"number": number, "by": name, "text": "A telegram."},
            sources=(),
            access=OPEN.label,
            marking=None,
        )
        sending = Outgoing(
            id=f"<{number}@a>",
            draft=name,
            mrn=f"26BELISAR{number}",
            way="mail",
            to=("a@b.example",),
            rank=2,
            access=OPEN.label,
            queued="2026",
            due="2026",
            data=f"From: <post@a.example>\r\nMessage-ID: <{number}@a>\r\n\r\nA telegram.\r\n".encode(),
        )
        return Step(entry=entry, access=OPEN.label, number=OwnNumber(POST, YEAR, number), outgoing=(sending,))

    entries, _ = drafts.step(OWNER, name, work)
    return int(entries[-1].draft.fields["number"])


def main(url: str, name: str) -> None:
    drafts = SqlDrafts(open_engine(url, write=True))
    at = 0
    while True:
        at += 1
        sys.stdout.write(f"{released(drafts, f'n{name}{at}')}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
