"""Telegrams are numbered as they are kept and changed, with the version of their reader; the archive has a name."""

from __future__ import annotations

from uuid import uuid4

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_WORDS = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
_HASH = sa.String(64).with_variant(sa.String(64, collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "holdings",
        sa.Column("number", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("sha256", _HASH, nullable=False),
        sa.Column("read_by", _WORDS, nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_holdings"),
    )
    op.execute(
        "INSERT INTO holdings (number, sha256, read_by)"
        " SELECT row_number() OVER (ORDER BY received, sha256), sha256, '' FROM telegrams"
    )
    op.create_index("ix_holdings_sha256", "holdings", ["sha256"], unique=True)
    op.create_index("ix_holdings_read_by", "holdings", ["read_by"])
    meta = sa.table("meta", sa.column("key", _WORDS), sa.column("value", _WORDS))
    op.get_bind().execute(meta.insert().values(key="id", value=uuid4().hex))


def downgrade() -> None:
    op.execute("DELETE FROM meta WHERE key = 'id'")
    op.drop_table("holdings")
