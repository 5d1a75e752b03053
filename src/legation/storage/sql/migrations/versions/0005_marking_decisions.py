"""Markings settled by hand."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_WORDS = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
_HASH = sa.String(64).with_variant(sa.String(64, collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "marking_decisions",
        sa.Column("number", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("sha256", _HASH, nullable=False),
        sa.Column("body", _WORDS, nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_marking_decisions"),
    )
    op.create_index("ix_marking_decisions_sha256", "marking_decisions", ["sha256"])


def downgrade() -> None:
    op.drop_table("marking_decisions")
