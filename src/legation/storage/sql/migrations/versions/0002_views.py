"""Views of telegrams: which record is one, and of which."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_HASH = sa.String(64).with_variant(sa.String(64, collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "view_wholes",
        sa.Column("view", _HASH, nullable=False),
        sa.Column("whole", _HASH, nullable=False),
        sa.PrimaryKeyConstraint("view", "whole", name="pk_view_wholes"),
        sa.ForeignKeyConstraint(["view"], ["telegrams.sha256"], name="fk_view_wholes_view"),
        sa.ForeignKeyConstraint(["whole"], ["telegrams.sha256"], name="fk_view_wholes_whole"),
    )
    op.create_index("ix_view_wholes_whole", "view_wholes", ["whole"])


def downgrade() -> None:
    op.drop_table("view_wholes")
