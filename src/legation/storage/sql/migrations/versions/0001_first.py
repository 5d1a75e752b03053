"""First tables: telegrams, their citations, the ledger."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# Written out here and not taken from schema.py: a migration stays as it was when the schema moves on.
_WORDS = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
_HASH = sa.String(64).with_variant(sa.String(64, collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "labels",
        sa.Column("label", _WORDS, nullable=False),
        sa.PrimaryKeyConstraint("label", name="pk_labels"),
    )
    op.create_table(
        "telegrams",
        sa.Column("sha256", _HASH, nullable=False),
        sa.Column("mrn", _WORDS),
        sa.Column("date", _WORDS),
        sa.Column("subject", _WORDS),
        sa.Column("post", _WORDS),
        sa.Column("level", _WORDS),
        sa.Column("access", _WORDS, nullable=False),
        sa.Column("received", _WORDS, nullable=False),
        sa.Column("file", _WORDS),
        sa.Column("original", sa.LargeBinary(), nullable=False),
        sa.Column("reading", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name="pk_telegrams"),
        sa.ForeignKeyConstraint(["access"], ["labels.label"], name="fk_telegrams_access"),
    )
    op.create_index("ix_telegrams_mrn", "telegrams", ["mrn"])
    op.create_index("ix_telegrams_access", "telegrams", ["access"])
    op.create_table(
        "citations",
        sa.Column("citing", _HASH, nullable=False),
        sa.Column("place", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("cited", _WORDS, nullable=False),
        sa.Column("text", _WORDS, nullable=False),
        sa.PrimaryKeyConstraint("citing", "place", name="pk_citations"),
        sa.ForeignKeyConstraint(["citing"], ["telegrams.sha256"], name="fk_citations_citing"),
    )
    op.create_index("ix_citations_cited", "citations", ["cited"])
    op.create_table(
        "entries",
        sa.Column("number", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("dialogue", _WORDS, nullable=False),
        sa.Column("access", _WORDS, nullable=False),
        sa.Column("body", _WORDS, nullable=False),
        sa.Column("previous", _HASH, nullable=False),
        sa.Column("hash", _HASH, nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_entries"),
        sa.ForeignKeyConstraint(["access"], ["labels.label"], name="fk_entries_access"),
    )
    op.create_index("ix_entries_dialogue", "entries", ["dialogue"])
    op.create_table(
        "meta",
        sa.Column("key", _WORDS, nullable=False),
        sa.Column("value", _WORDS, nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_meta"),
    )


def downgrade() -> None:
    for table in ("meta", "entries", "citations", "telegrams", "labels"):
        op.drop_table(table)
