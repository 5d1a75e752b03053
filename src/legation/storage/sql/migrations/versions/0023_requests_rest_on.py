"""The telegrams that a request rests on: who may know of it is asked by how these are marked when it is read."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    words = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
    op.add_column("requests", sa.Column("rests_on", words, nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("requests", "rests_on")
