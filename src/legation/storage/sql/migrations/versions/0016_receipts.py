"""What arrived has its moment of receipt a second time, so that a changed one is found out."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    words = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
    with op.batch_alter_table("arrivals") as table:
        table.add_column(sa.Column("received", words))
    op.execute(
        "UPDATE arrivals SET received ="
        " (SELECT telegrams.received FROM telegrams WHERE telegrams.sha256 = arrivals.sha256)"
    )


def downgrade() -> None:
    with op.batch_alter_table("arrivals") as table:
        table.drop_column("received")
