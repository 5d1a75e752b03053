"""Webhooks and their messages."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0015"
branch_labels = None
depends_on = None

_WORDS = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "hooks",
        sa.Column("place", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("id", _WORDS, nullable=False),
        sa.Column("reader", _WORDS, nullable=False),
        sa.Column("body", _WORDS, nullable=False),
        sa.PrimaryKeyConstraint("place", name="pk_hooks"),
    )
    op.create_index("ix_hooks_id", "hooks", ["id"], unique=True)
    op.create_table(
        "hook_messages",
        sa.Column("place", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("id", _WORDS, nullable=False),
        sa.Column("hook", _WORDS, nullable=False),
        sa.Column("reader", _WORDS, nullable=False),
        sa.Column("state", _WORDS, nullable=False),
        sa.Column("due", _WORDS, nullable=False),
        sa.Column("made", _WORDS, nullable=False),
        sa.Column("access", _WORDS, nullable=False),
        sa.Column("body", _WORDS, nullable=False),
        sa.PrimaryKeyConstraint("place", name="pk_hook_messages"),
        sa.ForeignKeyConstraint(["access"], ["labels.label"], name="fk_hook_messages_access"),
    )
    op.create_index("ix_hook_messages_id", "hook_messages", ["id"], unique=True)
    op.create_index("ix_hook_messages_state_due", "hook_messages", ["state", "due"])
    op.create_index("ix_hook_messages_hook", "hook_messages", ["hook"])


def downgrade() -> None:
    for table in ("hook_messages", "hooks"):
        op.drop_table(table)
