"""Particulars and arrivals of telegrams, saved searches, requests for records; indexes for looking up and for gaps."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_WORDS = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
_HASH = sa.String(64).with_variant(sa.String(64, collation="C"), "postgresql")


def upgrade() -> None:
    op.create_index("ix_telegrams_access_date_mrn_sha256", "telegrams", ["access", "date", "mrn", "sha256"])
    op.create_index("ix_telegrams_file", "telegrams", ["file"])
    op.drop_index("ix_citations_cited", "citations")
    op.create_index("ix_citations_cited_citing", "citations", ["cited", "citing"])
    op.create_table(
        "particulars",
        sa.Column("sha256", _HASH, nullable=False),
        sa.Column("post", _WORDS),
        sa.Column("year", sa.Integer()),
        sa.Column("number", sa.Integer()),
        sa.Column("at", _WORDS),
        sa.Column("words", sa.Integer(), nullable=False),
        sa.Column("digest", _WORDS),
        sa.PrimaryKeyConstraint("sha256", name="pk_particulars"),
        sa.ForeignKeyConstraint(["sha256"], ["telegrams.sha256"], name="fk_particulars_sha256"),
    )
    op.create_index("ix_particulars_post_year_number_at", "particulars", ["post", "year", "number", "at"])
    op.create_index("ix_particulars_at", "particulars", ["at"])
    op.create_index("ix_particulars_digest", "particulars", ["digest"])
    op.create_table(
        "arrivals",
        sa.Column("number", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("sha256", _HASH, nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_arrivals"),
    )
    op.create_index("ix_arrivals_sha256", "arrivals", ["sha256"])
    op.create_table(
        "saved",
        sa.Column("reader", _WORDS, nullable=False),
        sa.Column("name", _WORDS, nullable=False),
        sa.Column("query", _WORDS, nullable=False),
        sa.Column("made", _WORDS, nullable=False),
        sa.Column("looked", _WORDS, nullable=False),
        sa.Column("arrival", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("reader", "name", name="pk_saved"),
    )
    op.create_table(
        "requests",
        sa.Column("mrn", _WORDS, nullable=False),
        sa.Column("access", _WORDS, nullable=False),
        sa.Column("sent", _WORDS, nullable=False),
        sa.Column("addressed", _WORDS, nullable=False),
        sa.PrimaryKeyConstraint("mrn", "access", name="pk_requests"),
        sa.ForeignKeyConstraint(["access"], ["labels.label"], name="fk_requests_access"),
    )


def downgrade() -> None:
    for table in ("requests", "saved", "arrivals", "particulars"):
        op.drop_table(table)
    op.drop_index("ix_citations_cited_citing", "citations")
    op.create_index("ix_citations_cited", "citations", ["cited"])
    op.drop_index("ix_telegrams_file", "telegrams")
    op.drop_index("ix_telegrams_access_date_mrn_sha256", "telegrams")
