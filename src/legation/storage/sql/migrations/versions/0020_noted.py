"""The day on which a cited telegram was sent, as the editors of a volume note it; of readings made from now on."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # What an interrupted rebuild has set aside lacks it; the next one begins anew.
    for table in ("recitations", "reparticulars", "rereadings"):
        op.execute(sa.table(table).delete())
    words = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
    for table in ("citations", "recitations"):
        op.add_column(table, sa.Column("noted", words, nullable=False, server_default=""))


def downgrade() -> None:
    for table in ("citations", "recitations"):
        op.drop_column(table, "noted")
