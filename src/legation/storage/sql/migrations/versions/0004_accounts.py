"""Accounts with their tokens and sessions, and the audit trail."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_WORDS = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
_HASH = sa.String(64).with_variant(sa.String(64, collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "trail",
        sa.Column("number", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("dialogue", _WORDS, nullable=False),
        sa.Column("access", _WORDS, nullable=False),
        sa.Column("body", _WORDS, nullable=False),
        sa.Column("previous", _HASH, nullable=False),
        sa.Column("hash", _HASH, nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_trail"),
        sa.ForeignKeyConstraint(["access"], ["labels.label"], name="fk_trail_access"),
    )
    op.create_table(
        "accounts",
        sa.Column("name", _WORDS, nullable=False),
        sa.Column("body", _WORDS, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_accounts"),
    )
    for name in ("tokens", "sessions"):
        op.create_table(
            name,
            sa.Column("hash", _HASH, nullable=False),
            sa.Column("account", _WORDS, nullable=False),
            sa.Column("body", _WORDS, nullable=False),
            sa.PrimaryKeyConstraint("hash", name=f"pk_{name}"),
        )


def downgrade() -> None:
    for table in ("sessions", "tokens", "accounts", "trail"):
        op.drop_table(table)
