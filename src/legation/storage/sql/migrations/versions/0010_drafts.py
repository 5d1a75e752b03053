"""Places for drafts, the numbers that posts give, what waits to be sent, and arrivals."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_WORDS = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
_HASH = sa.String(64).with_variant(sa.String(64, collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "drafts",
        sa.Column("id", _WORDS, nullable=False),
        sa.Column("access", _WORDS, nullable=False),
        sa.Column("first", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_drafts"),
        sa.ForeignKeyConstraint(["access"], ["labels.label"], name="fk_drafts_access"),
    )
    op.create_table(
        "draft_entries",
        sa.Column("number", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("dialogue", _WORDS, nullable=False),
        sa.Column("access", _WORDS, nullable=False),
        sa.Column("body", _WORDS, nullable=False),
        sa.Column("previous", _HASH, nullable=False),
        sa.Column("hash", _HASH, nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_draft_entries"),
        sa.ForeignKeyConstraint(["access"], ["labels.label"], name="fk_draft_entries_access"),
    )
    op.create_index("ix_draft_entries_dialogue", "draft_entries", ["dialogue"])
    op.create_table(
        "draft_texts",
        sa.Column("draft", _WORDS, nullable=False),
        sa.Column("hash", _HASH, nullable=False),
        sa.Column("body", _WORDS, nullable=False),
        sa.PrimaryKeyConstraint("draft", "hash", name="pk_draft_texts"),
    )
    op.create_index("ix_draft_texts_hash", "draft_texts", ["hash"])
    op.create_table(
        "numbers",
        sa.Column("post", _WORDS, nullable=False),
        sa.Column("year", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("number", sa.Integer(), nullable=False, autoincrement=False),
        sa.PrimaryKeyConstraint("post", "year", "number", name="pk_numbers"),
    )
    op.create_table(
        "outgoing",
        sa.Column("place", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("id", _WORDS, nullable=False),
        sa.Column("state", _WORDS, nullable=False),
        sa.Column("way", _WORDS, nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("due", _WORDS, nullable=False),
        sa.Column("access", _WORDS, nullable=False),
        sa.Column("body", _WORDS, nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("place", name="pk_outgoing"),
        sa.ForeignKeyConstraint(["access"], ["labels.label"], name="fk_outgoing_access"),
    )
    op.create_index("ix_outgoing_id", "outgoing", ["id"], unique=True)
    op.create_index("ix_outgoing_state_rank_place", "outgoing", ["state", "rank", "place"])
    op.create_table(
        "mails",
        sa.Column("message_id", _WORDS, nullable=False),
        sa.Column("digest", _HASH, nullable=False),
        sa.Column("sha256", _HASH, nullable=False),
        sa.PrimaryKeyConstraint("message_id", "digest", name="pk_mails"),
    )
    op.create_table(
        "refused",
        sa.Column("place", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("sha256", _HASH, nullable=False),
        sa.Column("access", _WORDS, nullable=False),
        sa.Column("body", _WORDS, nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("place", name="pk_refused"),
        sa.ForeignKeyConstraint(["access"], ["labels.label"], name="fk_refused_access"),
    )
    op.create_index("ix_refused_sha256", "refused", ["sha256"], unique=True)


def downgrade() -> None:
    for table in ("refused", "mails", "outgoing", "numbers", "draft_texts", "draft_entries", "drafts"):
        op.drop_table(table)
