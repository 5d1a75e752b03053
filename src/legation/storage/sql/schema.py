"""The tables. ``migrations/`` makes them; a test holds the two equal."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    event,
    text,
)


class _Words(TypeDecorator[str]):
    """Any text, ordered by code point: SQLite compares bytes, PostgreSQL only when told so.

    PostgreSQL takes no U+0000. There it is written U+0001 U+0001, and U+0001 itself U+0001 U+0002, which keeps
    both the text and its place in the order.
    """

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        return Text(collation="C" if dialect.name == "postgresql" else None)

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        if value is None or dialect.name != "postgresql":
            return value
        return value.replace("\x01", "\x01\x02").replace("\x00", "\x01\x01")

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        if value is None or dialect.name != "postgresql":
            return value
        return value.replace("\x01\x01", "\x00").replace("\x01\x02", "\x01")


class _Hash(_Words):
    """A hash. What is looked for in its place may be any text, and is then not found."""

    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        return String(64, collation="C" if dialect.name == "postgresql" else None)


Words = _Words()
Hash = _Hash()

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

labels = Table(
    "labels",
    metadata,
    Column("label", Words, primary_key=True),
)
"""Every access label met so far; a reader's query names those they may read."""

telegrams = Table(
    "telegrams",
    metadata,
    Column("sha256", Hash, primary_key=True),
    Column("mrn", Words),
    Column("date", Words),
    Column("subject", Words),
    Column("post", Words),
    Column("level", Words),
    Column("access", Words, ForeignKey(labels.c.label), nullable=False),
    Column("received", Words, nullable=False),
    Column("file", Words),
    # The two blobs stand last, so that a listing does not read past them.
    Column("original", LargeBinary, nullable=False),
    Column("reading", LargeBinary, nullable=False),
    Index(None, "mrn"),
    Index(None, "access"),
    # The newest that a reader may read, and the telegram that came under a file's name.
    Index(None, "access", "date", "mrn", "sha256"),
    Index(None, "file"),
    # Traffic is counted by these alone.
    Index(None, "post", "date", "access"),
)
"""original: the bytes. reading: the Telegram as MessagePack. Both compressed, see ``storage.packing``."""

citations = Table(
    "citations",
    metadata,
    Column("citing", Hash, ForeignKey(telegrams.c.sha256), primary_key=True),
    Column("place", Integer, primary_key=True, autoincrement=False),
    Column("cited", Words, nullable=False),
    Column("text", Words, nullable=False),
    Column("numbered_to", Words, nullable=False, server_default=""),
    Column("noted", Words, nullable=False, server_default=""),
    Index(None, "cited", "numbered_to", "citing"),
)
"""Derived: what a telegram cites, each once; ``place`` from 0 in order of the text.

numbered_to: the post in whose series a number is one of several; empty where it is the only one, or nothing tells.
noted: the day on which it was sent, as a note of the editors tells it; else empty.
"""

particulars = Table(
    "particulars",
    metadata,
    Column("sha256", Hash, ForeignKey(telegrams.c.sha256), primary_key=True),
    Column("post", Words),
    Column("year", Integer),
    Column("number", Integer),
    Column("at", Words),
    Column("words", Integer, nullable=False),
    Column("digest", Words),
    Column("access", Words),
    Column("mrn", Words),
    Column("stands", Words),
    Column("falls", Words),
    Column("stated", Words),
    Column("numbered_to", Words, nullable=False, server_default=""),
    Index(None, "post", "numbered_to", "year", "number", "at"),
    Index(None, "at"),
    Index(None, "digest"),
    # The schedule of declassification by kind and by day: both have all that an answer is chosen and counted by.
    Index(None, "stands", "falls", "mrn", "sha256", "access"),
    Index(None, "falls", "stands", "mrn", "sha256", "access"),
)
"""Derived: what a telegram is looked up by beside its words; see ``storage/particulars.py``.

access: its label again, for the schedule.
"""

arrivals = Table(
    "arrivals",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("sha256", Hash, nullable=False),
    Column("received", Words),
    Index(None, "sha256"),
)
"""Telegrams in the order in which they were kept, from 1: the moment of receipt is too coarse to tell what is new.

One that was marked lower is news to whoever could not read it before, and so is a view that was not there: it comes
behind all others. So not every number is that of a telegram.

Rows stay when a view is dropped, so that no number is given twice. received: as the telegram has it, for it cannot be
told from its bytes: a day that was changed in one place differs from the other.
"""

saved = Table(
    "saved",
    metadata,
    Column("reader", Words, primary_key=True),
    Column("name", Words, primary_key=True),
    Column("query", Words, nullable=False),
    Column("made", Words, nullable=False),
    Column("looked", Words, nullable=False),
    Column("arrival", Integer, nullable=False),
)
"""Saved searches, each one reader's own. ``arrival``: the last telegram that had been kept at the last look."""

looks = Table(
    "looks",
    metadata,
    Column("reader", Words, primary_key=True),
    Column("at", Words, nullable=False),
    Column("arrival", Integer, nullable=False),
    Column("entry", Integer),
)
"""How far each reader has seen what is new."""

annotated = Table(
    "annotations",
    metadata,
    Column("id", Words, primary_key=True),
    Column("telegram", Words, nullable=False),
    Column("sha256", Hash, nullable=False),
    Column("place", Words, nullable=False),
    Column("by", Words, nullable=False),
    Column("made", Words, nullable=False),
    Column("text", Words, nullable=False),
    Column("access", Words, ForeignKey(labels.c.label), nullable=False),
    Index(None, "telegram"),
)
"""What readers have written on telegrams, held as closely as what they wrote on."""

requests = Table(
    "requests",
    metadata,
    Column("mrn", Words, primary_key=True),
    Column("access", Words, ForeignKey(labels.c.label), primary_key=True),
    Column("sent", Words, primary_key=True),
    Column("addressed", Words, primary_key=True),
    Column("rests_on", Words, nullable=False, server_default=""),
)
"""Requests for records that were sent, held as closely as the telegrams that cite what they ask for.

rests_on: a line for each time that it was noted, of the hashes of these; none in one from before they were kept.
"""
view_wholes = Table(
    "view_wholes",
    metadata,
    Column("view", Hash, ForeignKey(telegrams.c.sha256), primary_key=True),
    Column("whole", Hash, ForeignKey(telegrams.c.sha256), primary_key=True),
    Index(None, "whole"),
)
"""Derived: which telegrams are views, and of which; two versions may have one and the same view."""
former_views = Table(
    "former_views",
    metadata,
    Column("view", Hash, primary_key=True),
    Column("whole", Hash, primary_key=True),
)
"""What was a view, and of which telegram: what is drawn from it rests on it when it is held no more.

whole: "" where that is not known any more; it is held as what nobody can read the marking of.
"""
holdings = Table(
    "holdings",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("sha256", Hash, nullable=False),
    Column("read_by", Words, nullable=False),
    Index(None, "sha256", unique=True),
    Index(None, "read_by"),
)
"""Telegrams in the order in which they were kept or last changed, from 1; what was dropped keeps a number too.

An index elsewhere follows it; ``arrivals`` is the order in which readers were let in.

read_by: version of the reader whose reading is kept, "" if not noted. Beside the telegrams, so that walking it does
not read past their texts.
"""

rereadings = Table(
    "rereadings",
    metadata,
    Column("sha256", Hash, primary_key=True),
    Column("read_by", Words, nullable=False),
    Column("mrn", Words),
    Column("date", Words),
    Column("subject", Words),
    Column("post", Words),
    Column("level", Words),
    Column("access", Words, ForeignKey(labels.c.label), nullable=False),
    Column("reading", LargeBinary, nullable=False),
)
"""New readings that a rebuild has set aside; empty at other times. They count when all of them are there."""

recitations = Table(
    "recitations",
    metadata,
    Column("citing", Hash, primary_key=True),
    Column("place", Integer, primary_key=True, autoincrement=False),
    Column("cited", Words, nullable=False),
    Column("text", Words, nullable=False),
    Column("numbered_to", Words, nullable=False, server_default=""),
    Column("noted", Words, nullable=False, server_default=""),
)
"""What the readings set aside cite, as in ``citations``."""

reparticulars = Table(
    "reparticulars",
    metadata,
    Column("sha256", Hash, primary_key=True),
    Column("post", Words),
    Column("year", Integer),
    Column("number", Integer),
    Column("at", Words),
    Column("words", Integer, nullable=False),
    Column("digest", Words),
    Column("access", Words),
    Column("mrn", Words),
    Column("stands", Words),
    Column("falls", Words),
    Column("stated", Words),
    Column("numbered_to", Words, nullable=False, server_default=""),
)
"""The particulars of the readings set aside, as in ``particulars``."""

entries = Table(
    "entries",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("dialogue", Words, nullable=False),
    Column("access", Words, ForeignKey(labels.c.label), nullable=False),
    Column("body", Words, nullable=False),
    Column("previous", Hash, nullable=False),
    Column("hash", Hash, nullable=False),
    Index(None, "dialogue"),
)
"""The ledger. ``number`` is unique, so of two writers at once one fails and begins again."""

_owed_once = Index(None, "dialogue", unique=True, sqlite_where=text("dialogue <> ''"))

trail = Table(
    "trail",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("dialogue", Words, nullable=False),
    Column("access", Words, ForeignKey(labels.c.label), nullable=False),
    Column("body", Words, nullable=False),
    Column("previous", Hash, nullable=False),
    Column("hash", Hash, nullable=False),
    _owed_once,
)
"""The audit trail, kept as the ledger is; its ``dialogue`` is the id of what was ``owed``, else empty."""


@event.listens_for(trail, "before_create")
def _where_owed(_trail: Table, connection: Connection, **_told: Any) -> None:
    """The same condition in PostgreSQL: its dialect is loaded where an option of it is named, not by every command."""
    if connection.dialect.name == "postgresql":
        _owed_once.dialect_kwargs["postgresql_where"] = _owed_once.dialect_kwargs["sqlite_where"]


owed = Table("owed", metadata, Column("id", Hash, primary_key=True), Column("body", Words, nullable=False))
"""What the audit trail is to say of changes, kept with them until it says it. body: an entry's draft as JSON."""

accounts = Table("accounts", metadata, Column("name", Words, primary_key=True), Column("body", Words, nullable=False))
"""body: an ``Account`` as JSON."""

tokens = Table(
    "tokens",
    metadata,
    Column("hash", Hash, primary_key=True),
    Column("account", Words, nullable=False),
    Column("body", Words, nullable=False),
)
"""body: a ``Token`` as JSON; the key itself is nowhere."""

sessions = Table(
    "sessions",
    metadata,
    Column("hash", Hash, primary_key=True),
    Column("account", Words, nullable=False),
    Column("body", Words, nullable=False),
)
"""body: a ``Session`` as JSON."""

marking_decisions = Table(
    "marking_decisions",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("sha256", Hash, nullable=False),
    Column("body", Words, nullable=False),
    Index(None, "sha256"),
)
"""Markings settled by hand, in order; of several on one telegram the last stands. body: ``Decided`` as JSON."""

drafts = Table(
    "drafts",
    metadata,
    Column("id", Words, primary_key=True),
    Column("access", Words, ForeignKey(labels.c.label), nullable=False),
    Column("first", Integer, nullable=False),
)
"""Drafts: as closely as all versions of each are held. ``first``: its first entry."""

draft_entries = Table(
    "draft_entries",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("dialogue", Words, nullable=False),
    Column("access", Words, ForeignKey(labels.c.label), nullable=False),
    Column("body", Words, nullable=False),
    Column("previous", Hash, nullable=False),
    Column("hash", Hash, nullable=False),
    Index(None, "dialogue"),
)
"""What happened to drafts, kept as the ledger is; its ``dialogue`` is the draft."""

draft_texts = Table(
    "draft_texts",
    metadata,
    Column("draft", Words, primary_key=True),
    Column("hash", Hash, primary_key=True),
    Column("body", Words, nullable=False),
    Index(None, "hash"),
)
"""The texts of drafts. body: a ``Draft`` as canonical JSON."""

numbers = Table(
    "numbers",
    metadata,
    Column("post", Words, primary_key=True),
    Column("year", Integer, primary_key=True, autoincrement=False),
    Column("number", Integer, primary_key=True, autoincrement=False),
)
"""Numbers that posts have given, each once; written with the entry that releases the telegram."""

outgoing = Table(
    "outgoing",
    metadata,
    Column("place", Integer, primary_key=True, autoincrement=False),
    Column("id", Words, nullable=False),
    Column("state", Words, nullable=False),
    Column("way", Words, nullable=False),
    Column("rank", Integer, nullable=False),
    Column("due", Words, nullable=False),
    Column("access", Words, ForeignKey(labels.c.label), nullable=False),
    Column("body", Words, nullable=False),
    Column("data", LargeBinary, nullable=False),
    Index(None, "id", unique=True),
    Index(None, "state", "rank", "place"),
)
"""Sendings of released telegrams, in the order in which they were queued, from 1. body: ``Outgoing`` without data."""

leases = Table(
    "leases",
    metadata,
    Column("name", Words, primary_key=True),
    Column("holder", Words, nullable=False),
    Column("until", Float(53), nullable=False),
)
"""What one program alone may do at a time: which does, and until when, in seconds of the database's clock."""

mails = Table(
    "mails",
    metadata,
    Column("message_id", Words, primary_key=True),
    Column("digest", Hash, primary_key=True),
    Column("sha256", Hash, nullable=False),
)
"""Mails that have come, so that one that comes again is known. digest: of the content. sha256: of the whole."""

refused = Table(
    "refused",
    metadata,
    Column("place", Integer, primary_key=True, autoincrement=False),
    Column("sha256", Hash, nullable=False),
    Column("access", Words, ForeignKey(labels.c.label), nullable=False),
    Column("body", Words, nullable=False),
    Column("data", LargeBinary, nullable=False),
    Index(None, "sha256", unique=True),
)
"""Arrivals that could not be taken, from 1. body: ``Broken`` as JSON. data: their bytes."""

meta = Table(
    "meta",
    metadata,
    Column("key", Words, primary_key=True),
    Column("value", Words, nullable=False),
)
"""Notes about the archive as a whole, by key."""

deliveries = Table(
    "deliveries",
    metadata,
    Column("reader", Words, primary_key=True),
    Column("sha256", Hash, primary_key=True),
    Column("waiting", Integer, nullable=False),
    Column("rank", Integer, nullable=False),
    Column("at", Words, nullable=False),
    Column("precedence", Words, nullable=False),
    Column("role", Words, nullable=False),
    Column("office", Words, nullable=False),
    Column("profiles", Words, nullable=False),
    Column("aim", Words, nullable=False),
    Column("acknowledge", Words),
    Column("closer", Words, ForeignKey(labels.c.label)),
    Column("received", Words),
    Column("read", Words),
    Column("acted", Words),
    Column("acted_by", Words),
    Index(None, "reader", "waiting", "rank", "at", "sha256"),
    Index(None, "sha256"),
    Index(None, "acknowledge"),
)
"""The queues of readers. The telegram's own access, which may change, says who may see one; ``closer`` what beside.

waiting: 1 while it is in the queue. profiles: names, each on a line.
"""

receipts = Table(
    "receipts",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("dialogue", Words, nullable=False),
    Column("access", Words, ForeignKey(labels.c.label), nullable=False),
    Column("body", Words, nullable=False),
    Column("previous", Hash, nullable=False),
    Column("hash", Hash, nullable=False),
    Index(None, "dialogue"),
)
"""Who received, read and acted on a telegram and when, kept as the ledger is; ``dialogue`` has the telegram's hash."""

tracers = Table(
    "tracers",
    metadata,
    Column("mrn", Words, primary_key=True),
    Column("access", Words, ForeignKey(labels.c.label), primary_key=True),
    Column("raised", Words, nullable=False),
    Column("by", Words, nullable=False),
)
"""Tracers that were raised for missing numbers, held as closely as the telegrams whose numbers show the gap."""

hooks = Table(
    "hooks",
    metadata,
    Column("place", Integer, primary_key=True, autoincrement=False),
    Column("id", Words, nullable=False),
    Column("reader", Words, nullable=False),
    Column("body", Words, nullable=False),
    Index(None, "id", unique=True),
)
"""Webhooks with their secrets, in the order in which they were made, from 1. body: ``Hook`` as JSON."""

hook_messages = Table(
    "hook_messages",
    metadata,
    Column("place", Integer, primary_key=True, autoincrement=False),
    Column("id", Words, nullable=False),
    Column("hook", Words, nullable=False),
    Column("reader", Words, nullable=False),
    Column("state", Words, nullable=False),
    Column("due", Words, nullable=False),
    Column("made", Words, nullable=False),
    Column("access", Words, ForeignKey(labels.c.label), nullable=False),
    Column("body", Words, nullable=False),
    Index(None, "id", unique=True),
    Index(None, "state", "due"),
    Index(None, "hook"),
)
"""What is sent by webhooks, in the order in which it was queued, from 1. body: ``HookDelivery`` as JSON."""
