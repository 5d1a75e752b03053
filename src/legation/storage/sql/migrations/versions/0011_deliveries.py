"""The queues of readers, the chain of receipts, and tracers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0007"
branch_labels = None
depends_on = None

_WORDS = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
_HASH = sa.String(64).with_variant(sa.String(64, collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "deliveries",
        sa.Column("reader", _WORDS, nullable=False),
        sa.Column("sha256", _HASH, nullable=False),
        sa.Column("waiting", sa.Integer(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("at", _WORDS, nullable=False),
        sa.Column("precedence", _WORDS, nullable=False),
        sa.Column("role", _WORDS, nullable=False),
        sa.Column("office", _WORDS, nullable=False),
        sa.Column("profiles", _WORDS, nullable=False),
        sa.Column("aim", _WORDS, nullable=False),
        sa.Column("acknowledge", _WORDS),
        sa.Column("closer", _WORDS),
        sa.Column("received", _WORDS),
        sa.Column("read", _WORDS),
        sa.Column("acted", _WORDS),
        sa.Column("acted_by", _WORDS),
        sa.PrimaryKeyConstraint("reader", "sha256", name="pk_deliveries"),
        sa.ForeignKeyConstraint(["closer"], ["labels.label"], name="fk_deliveries_closer"),
    )
    op.create_index(
        "ix_deliveries_reader_waiting_rank_at_sha256", "deliveries", ["reader", "waiting", "rank", "at", "sha256"]
    )
    op.create_index("ix_deliveries_sha256", "deliveries", ["sha256"])
    op.create_index("ix_deliveries_acknowledge", "deliveries", ["acknowledge"])
    op.create_table(
        "receipts",
        sa.Column("number", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("dialogue", _WORDS, nullable=False),
        sa.Column("access", _WORDS, nullable=False),
        sa.Column("body", _WORDS, nullable=False),
        sa.Column("previous", _HASH, nullable=False),
        sa.Column("hash", _HASH, nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_receipts"),
        sa.ForeignKeyConstraint(["access"], ["labels.label"], name="fk_receipts_access"),
    )
    op.create_index("ix_receipts_dialogue", "receipts", ["dialogue"])
    op.create_table(
        "tracers",
        sa.Column("mrn", _WORDS, nullable=False),
        sa.Column("access", _WORDS, nullable=False),
        sa.Column("raised", _WORDS, nullable=False),
        sa.Column("by", _WORDS, nullable=False),
        sa.PrimaryKeyConstraint("mrn", "access", name="pk_tracers"),
        sa.ForeignKeyConstraint(["access"], ["labels.label"], name="fk_tracers_access"),
    )


def downgrade() -> None:
    for table in ("tracers", "receipts", "deliveries"):
        op.drop_table(table)
