"""An index from which traffic is counted."""

from __future__ import annotations

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_telegrams_post_date_access", "telegrams", ["post", "date", "access"])


def downgrade() -> None:
    op.drop_index("ix_telegrams_post_date_access", "telegrams")
