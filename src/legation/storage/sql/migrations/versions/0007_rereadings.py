"""Places for the readings that a rebuild sets aside until all of them count."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_WORDS = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
_HASH = sa.String(64).with_variant(sa.String(64, collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "rereadings",
        sa.Column("sha256", _HASH, nullable=False),
        sa.Column("read_by", _WORDS, nullable=False),
        sa.Column("mrn", _WORDS),
        sa.Column("date", _WORDS),
        sa.Column("subject", _WORDS),
        sa.Column("post", _WORDS),
        sa.Column("level", _WORDS),
        sa.Column("access", _WORDS, nullable=False),
        sa.Column("reading", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name="pk_rereadings"),
        sa.ForeignKeyConstraint(["access"], ["labels.label"], name="fk_rereadings_access"),
    )
    op.create_table(
        "recitations",
        sa.Column("citing", _HASH, nullable=False),
        sa.Column("place", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("cited", _WORDS, nullable=False),
        sa.Column("text", _WORDS, nullable=False),
        sa.PrimaryKeyConstraint("citing", "place", name="pk_recitations"),
    )
    op.create_table(
        "reparticulars",
        sa.Column("sha256", _HASH, nullable=False),
        sa.Column("post", _WORDS),
        sa.Column("year", sa.Integer()),
        sa.Column("number", sa.Integer()),
        sa.Column("at", _WORDS),
        sa.Column("words", sa.Integer(), nullable=False),
        sa.Column("digest", _WORDS),
        sa.PrimaryKeyConstraint("sha256", name="pk_reparticulars"),
    )


def downgrade() -> None:
    op.drop_table("reparticulars")
    op.drop_table("recitations")
    op.drop_table("rereadings")
