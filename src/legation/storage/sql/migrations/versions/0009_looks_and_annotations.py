"""Places for what readers have written on telegrams, and for how far each has seen what is new."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0011"
branch_labels = None
depends_on = None

_WORDS = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
_HASH = sa.String(64).with_variant(sa.String(64, collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "looks",
        sa.Column("reader", _WORDS, nullable=False),
        sa.Column("at", _WORDS, nullable=False),
        sa.Column("arrival", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("reader", name="pk_looks"),
    )
    op.create_table(
        "annotations",
        sa.Column("id", _WORDS, nullable=False),
        sa.Column("telegram", _WORDS, nullable=False),
        sa.Column("sha256", _HASH, nullable=False),
        sa.Column("place", _WORDS, nullable=False),
        sa.Column("by", _WORDS, nullable=False),
        sa.Column("made", _WORDS, nullable=False),
        sa.Column("text", _WORDS, nullable=False),
        sa.Column("access", _WORDS, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_annotations"),
        sa.ForeignKeyConstraint(["access"], ["labels.label"], name="fk_annotations_access"),
    )
    op.create_index("ix_annotations_telegram", "annotations", ["telegram"])


def downgrade() -> None:
    op.drop_table("annotations")
    op.drop_table("looks")
