"""The last entry of the ledger that a reader has seen: whoever entered it may have a clock behind that of the look."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("looks", sa.Column("entry", sa.Integer))


def downgrade() -> None:
    op.drop_column("looks", "entry")
