"""A draft that no rule blocks, and houses to send it from."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
from tests.stores import memory_stores

from legation.app import House, open_house
from legation.core.clearing import Standing
from legation.core.draft import Draft, DraftParagraph
from legation.core.marking import OWNER
from legation.core.telegram import Addressee, Classification, ClassifiedBy, ExecutiveOrder, Originator, Precedence
from legation.tables.parties import default_parties
from legation.tables.posts import load_posts

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)

SOUND = Draft(
    from_=Originator("AMEMBASSY TRIPOLI"),
    to=(Addressee("SECSTATE WASHDC", None, "PRIORITY"),),
    info=(Addressee("AMEMBASSY LONDON"),),
    precedence=Precedence("PRIORITY", "ROUTINE"),
    post="TRIPOLI",
    classification=Classification("CONFIDENTIAL", (), ("SIPDIS",)),
    executive_order=ExecutiveOrder("13526", "DECL", "2036-11-01"),
    tags=("PREL", "MARR", "LY"),
    subject="THE HARBOUR TALKS",
    references=("STATE 112900",),
    classified_by=ClassifiedBy("A. B. Farrow", "Ambassador", "U.S. Embassy Tripoli", ("1.4(b)", "1.4(d)")),
    paragraphs=(
        DraftParagraph(number=1, marking="C", text="SUMMARY: The talks began (ref A). END SUMMARY."),
        DraftParagraph(number=2, marking="U", text="Each side wants a harbour."),
    ),
    signature=("OFFICER",),
)


def with_(**fields: Any) -> Draft:
    return msgspec.structs.replace(SOUND, **fields)


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.at = NOW

    def __call__(self) -> datetime:
        return self.at

    def on(self, **named: float) -> None:
        self.at += timedelta(**named)


def in_memory(mail: str = "", clock: Callable[[], datetime] | None = None) -> House:
    """A house whose stores are dictionaries."""
    return House(
        memory_stores(),
        posts=load_posts(),
        parties=default_parties(),
        correspondents=lambda: mail,
        clock=clock or Clock(),
    )


def on_disk(path: Path, mail: str = "") -> House:
    """A house in a directory."""
    opened = open_house(path, write=True)
    if mail:
        (path / "mail.toml").write_text(mail, encoding="utf-8")
    return opened


def approved(house: House, draft: Draft = SOUND) -> Standing:
    """A draft that is ready to be released."""
    held = house.clearing.new(OWNER, draft)
    house.clearing.clear(OWNER, held.id, "POL", by="R. Second")
    return house.clearing.approve(OWNER, held.id, by="C. Minister")


def released(house: House, draft: Draft = SOUND) -> Standing:
    return house.clearing.release(OWNER, approved(house, draft).id)


def mail_toml(port: int, *, more: str = "", **addresses: str) -> str:
    """A mail.toml for a server on this machine without TLS, unless ``more`` says otherwise."""
    told = {"AMEMBASSY TRIPOLI": "tripoli@post.example", "SECSTATE WASHDC": "state@ministry.example", **addresses}
    rows = "".join(f'[[address]]\nplad = "{plad}"\nmail = "{mail}"\n' for plad, mail in told.items())
    security = more or 'security = "none"'
    return f'[smtp]\nhost = "127.0.0.1"\nport = {port}\n{security}\n{rows}'
