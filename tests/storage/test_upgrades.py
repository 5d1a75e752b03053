"""An archive made by any released schema opens today with all it held, on both databases.

The rows are written as the code of revision 0001 wrote them, by the tables that revision made: bytes and
readings packed by zlib, a reading that still had ``elements`` where ``marks`` are now, no number of keeping.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
import sqlalchemy as sa

from legation.core.dialogue.ledger import START
from legation.core.errors import ArchiveError
from legation.core.marking import OWNER, UPKEEP
from legation.storage.particulars import particulars_of
from legation.storage.records import Request, cited_mrns
from legation.storage.sql import migrations
from legation.storage.sql.changes import SqlChanges
from legation.storage.sql.engine import HEAD, migrate, open_engine, revision
from legation.storage.sql.ledger import SqlLedger
from legation.storage.sql.notes import ID, SqlNotes
from legation.storage.sql.shelf import SqlShelf
from legation.storage.sql.stacks import SqlStacks
from legation.storage.sql.telegrams import SqlTelegrams

from .conftest import DATABASES
from .records import OPEN, SECRET, record

NewUrl = Callable[[str], sa.URL]

FIRST = "0001"
TEXTS = {
    "15BELISAR1": "FM EMBASSY BELISAR\nThe harbour is dredged.",
    "15BELISAR2": "FM EMBASSY BELISAR\nA second word.",
}


_ENTRY = (
    '{"instant":"2015-03-02T09:00:00Z","author":"owner","kind":"objective.raise","dialogue":"us-ly","about":"o1",'
    '"on":"2015-03-01","fields":{"text":"entry NUMBER"},"sources":[{"telegram":"15BELISAR1","paragraph":1,'
    '"span":[0,18],"sha256":""}],"access":"ACCESS","marking":null}'
)


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _reading(mrn: str, text: str) -> bytes:
    """A reading as the first release kept it."""
    return msgspec.msgpack.encode(
        {
            "sha256": _hash(text),
            "layout": "transmission",
            "mrn": mrn,
            "post": "BELISAR",
            "number": int(mrn[-1]),
            "year": 2015,
            "dtg": "2015-03-01T10:00Z",
            "from": {"plad": "EMBASSY BELISAR", "ri": None},
            "subject": f"SUBJECT OF {mrn}",
            "source": text,
            "elements": [{"kind": "heading.from", "span": [0, 18]}, {"kind": "unread", "span": [18, len(text)]}],
        }
    )


def first_released(url: sa.URL) -> None:
    """Make a database as the first release left it, with two telegrams, a citation and two entries."""
    engine = sa.create_engine(url)
    migrate(engine, FIRST)
    tables = sa.MetaData()
    tables.reflect(engine)
    with engine.begin() as connection:
        connection.execute(tables.tables["labels"].insert(), [{"label": OPEN}, {"label": SECRET}])
        connection.execute(
            tables.tables["telegrams"].insert(),
            [
                {
                    "sha256": _hash(text),
                    "mrn": mrn,
                    "date": "2015-03-01",
                    "subject": f"SUBJECT OF {mrn}",
                    "post": "BELISAR",
                    "level": None,
                    "access": access,
                    "received": received,
                    "file": "old.txt",
                    "original": zlib.compress(text.encode(), 3),
                    "reading": zlib.compress(_reading(mrn, text), 3),
                }
                for (mrn, text), access, received in zip(
                    TEXTS.items(), (OPEN, SECRET), ("2020-01-02T00:00:00Z", "2020-01-01T00:00:00Z"), strict=True
                )
            ],
        )
        connection.execute(
            tables.tables["citations"].insert(),
            [{"citing": _hash(TEXTS["15BELISAR1"]), "place": 0, "cited": "15BELISAR2", "text": "BELISAR 2"}],
        )
        previous = START
        for number, access in ((1, OPEN), (2, SECRET)):
            body = _ENTRY.replace("NUMBER", str(number)).replace("ACCESS", access)
            row = {"number": number, "dialogue": "us-ly", "access": access, "body": body, "previous": previous}
            previous = hashlib.sha256(f'[{number},{body},"{previous}"]'.encode()).hexdigest()
            connection.execute(tables.tables["entries"].insert(), [{**row, "hash": previous}])
    engine.dispose()


@pytest.mark.parametrize("database", DATABASES)
def test_an_archive_of_the_first_release_is_brought_up_to_date(empty_url: NewUrl, database: str) -> None:
    url = empty_url(database)
    first_released(url)
    engine = open_engine(url, write=True)
    assert revision(engine) == HEAD
    store = SqlTelegrams(engine)
    for mrn, text in TEXTS.items():
        (held,) = store.versions(OWNER, mrn)
        assert (held.original, held.file, held.read_by) == (text.encode(), "old.txt", "")
        assert (held.telegram.source, held.telegram.subject) == (text, f"SUBJECT OF {mrn}")
        assert next((e.kind, tuple(e.span)) for e in held.telegram.elements) == ("heading.from", (0, 18))
    assert [(c.cited, c.text, c.held) for c in store.cites(OWNER, ["15BELISAR1"])] == [
        ("15BELISAR2", "BELISAR 2", True)
    ]
    assert [listing.access for listing in store.listings(OWNER)] == [OPEN, SECRET]
    ledger = SqlLedger(engine)
    assert [entry.draft.fields["text"] for entry in ledger.entries(OWNER)] == ["entry 1", "entry 2"]
    assert ledger.broken_at(OWNER) is None
    # In the order of keeping, which is not the order of names.
    first, gone, kept = SqlChanges(engine).changed(UPKEEP, 0, 1)
    assert (first, gone, [record.telegram.mrn for record in kept]) == (1, [], ["15BELISAR2"])
    assert len(SqlNotes(engine).note(ID) or "") == 32
    assert all(held.arrived and held.arrived_at == held.received for held in SqlStacks(engine).held(UPKEEP))
    engine.dispose()


REVISIONS = sorted(file.name.partition("_")[0] for file in Path(migrations.__path__[0], "versions").glob("0*.py"))


@pytest.mark.parametrize("since", REVISIONS)
def test_an_archive_of_every_revision_is_brought_up_to_date(empty_url: NewUrl, since: str) -> None:
    url = empty_url("sqlite")
    first_released(url)
    engine = sa.create_engine(url)
    migrate(engine, since)
    assert revision(engine) == since
    engine.dispose()
    if since != HEAD:
        with pytest.raises(ArchiveError, match="made by an older legation: run `legation rebuild` on it once"):
            open_engine(url, write=False)
    engine = open_engine(url, write=True)
    assert (revision(engine), SqlTelegrams(engine).count(OWNER)) == (HEAD, 2)
    engine.dispose()


def test_an_archive_of_a_revision_that_is_not_known_is_of_a_newer_legation(empty_url: NewUrl) -> None:
    url = empty_url("sqlite")
    engine = open_engine(url, write=True)
    with engine.begin() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '0999'"))
    engine.dispose()
    for write in (True, False):
        with pytest.raises(ArchiveError, match="made by a newer legation"):
            open_engine(url, write=write)


@pytest.mark.parametrize("database", DATABASES)
def test_an_archive_from_before_series_had_posts_knows_them(empty_url: NewUrl, database: str) -> None:
    """What cites and is cited by numbers of several telegrams is looked at anew, and the index takes it in."""
    from alembic import command
    from alembic.config import Config

    url = empty_url(database)
    engine = open_engine(url, write=True)
    store = SqlTelegrams(engine)
    cairo = record("55STATE1161", "one", day="1955-11-05", to=("AMEMBASSY CAIRO",))
    citing = record("55ANKARA77", "text", day="1955-11-08", refs=["55STATE1161"], access=SECRET)
    other = record("09TRIPOLI1", "text", refs=["09STATE4"])
    store.put(OWNER, [cairo, citing, other])
    kept = SqlChanges(engine).standing()[1]
    config = Config()
    config.set_main_option("script_location", "legation:storage/sql/migrations")
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "0017")
    migrate(engine)
    assert store.numbered_to(OWNER, [cairo.sha256, citing.sha256, other.sha256]) == {cairo.sha256: "CAIRO"}
    assert [(one.name, one.held) for one in store.cites(OWNER, ["55ANKARA77"])] == [("55STATE1161 to ANKARA", False)]
    assert store.missing(OWNER, limit=9) == ["55STATE1161 to ANKARA", "09STATE4"]
    held = {one.listing.mrn: one for one in SqlStacks(engine).held(UPKEEP)}
    for one in (cairo, citing, other):
        assert held[one.telegram.mrn].cited == tuple(cited_mrns([one]))
        assert held[one.telegram.mrn].particulars == particulars_of(one.telegram)
    changed = SqlChanges(engine).changed(UPKEEP, kept, 9)[2]
    assert sorted(str(one.telegram.mrn) for one in changed) == ["55ANKARA77", "55STATE1161"]
    engine.dispose()


@pytest.mark.parametrize("database", DATABASES)
def test_requests_from_before_several_were_kept_stay(empty_url: NewUrl, database: str) -> None:
    from alembic import command
    from alembic.config import Config

    engine = open_engine(empty_url(database), write=True)
    shelf = SqlShelf(engine)
    first = Request(mrn="09STATE5500", sent="2026-01-02", addressed="Department of State", access=OPEN)
    second = msgspec.structs.replace(first, sent="2026-03-02")
    for one in (first, second):
        shelf.send(OWNER, one)
    config = Config()
    config.set_main_option("script_location", "legation:storage/sql/migrations")
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "0018")
    migrate(engine)
    assert shelf.sent(OWNER, ["09STATE5500"]) == [second]  # what that revision could keep
    shelf.send(OWNER, first)
    assert shelf.sent(OWNER, ["09STATE5500"]) == [first, second]
    engine.dispose()


@pytest.mark.parametrize("database", DATABASES)
def test_requests_from_before_it_was_kept_what_they_rest_on_stay(empty_url: NewUrl, database: str) -> None:
    from alembic import command
    from alembic.config import Config

    engine = open_engine(empty_url(database), write=True)
    shelf = SqlShelf(engine)
    request = Request(mrn="09STATE5500", sent="2026-01-02", addressed="Department of State", access=OPEN)
    shelf.send(OWNER, request, ["a" * 64])
    config = Config()
    config.set_main_option("script_location", "legation:storage/sql/migrations")
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "0022")
    migrate(engine)
    assert shelf.sent(OWNER, ["09STATE5500"]) == [request]
    assert shelf.requests_rest_on([request]) == {request: [()]}
    shelf.send(OWNER, request, ["b" * 64])
    assert shelf.requests_rest_on([request]) == {request: [(), ("b" * 64,)]}
    engine.dispose()


@pytest.mark.parametrize("database", DATABASES)
def test_every_revision_follows_on_the_one_before_and_can_be_taken_back(empty_url: NewUrl, database: str) -> None:
    from alembic import command
    from alembic.config import Config

    url = empty_url(database)
    first_released(url)
    engine = open_engine(url, write=True)
    config = Config()
    config.set_main_option("script_location", "legation:storage/sql/migrations")
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, FIRST)
    assert revision(engine) == FIRST
    migrate(engine)
    assert SqlTelegrams(engine).count(OWNER) == 2
    engine.dispose()
