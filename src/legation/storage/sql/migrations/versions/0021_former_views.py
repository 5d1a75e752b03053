"""What was a view, and of which telegram; of those that went before nobody knows any more of which."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    words = sa.String(64).with_variant(sa.String(64, collation="C"), "postgresql")
    op.create_table(
        "former_views",
        sa.Column("view", words, nullable=False),
        sa.Column("whole", words, nullable=False),
        sa.PrimaryKeyConstraint("view", "whole", name="pk_former_views"),
    )
    # Only views are ever dropped, and what was dropped has kept its number.
    op.execute(
        "INSERT INTO former_views (view, whole) SELECT sha256, '' FROM holdings"
        " WHERE sha256 NOT IN (SELECT sha256 FROM telegrams)"
    )


def downgrade() -> None:
    op.drop_table("former_views")
