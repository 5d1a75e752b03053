"""What a change owes to the audit trail is kept with the change, and the trail has it once."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    words = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
    hash_ = sa.String(64).with_variant(sa.String(64, collation="C"), "postgresql")
    op.create_table(
        "owed",
        sa.Column("id", hash_, nullable=False),
        sa.Column("body", words, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_owed"),
    )
    told = sa.text("dialogue <> ''")
    op.create_index("ix_trail_dialogue", "trail", ["dialogue"], unique=True, sqlite_where=told, postgresql_where=told)


def downgrade() -> None:
    op.drop_index("ix_trail_dialogue", "trail")
    op.drop_table("owed")
