"""The post in whose series a number is one of several, of telegrams and of what they cite.

``storage.sql.catching_up`` fills both anew for those that are marked here.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

_WORDS = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
_TABLES = ("citations", "recitations", "particulars", "reparticulars")


def upgrade() -> None:
    # What an interrupted rebuild has set aside lacks all this; the next one begins anew.
    for table in ("recitations", "reparticulars", "rereadings"):
        op.execute(sa.table(table).delete())
    for table in _TABLES:
        op.add_column(table, sa.Column("numbered_to", _WORDS, nullable=False, server_default=""))
    op.drop_index("ix_citations_cited_citing", "citations")
    op.create_index("ix_citations_cited_numbered_to_citing", "citations", ["cited", "numbered_to", "citing"])
    op.drop_index("ix_particulars_post_year_number_at", "particulars")
    columns = ["post", "numbered_to", "year", "number", "at"]
    op.create_index(f"ix_particulars_{'_'.join(columns)}", "particulars", columns)
    # Numbers of the Department from before August 1966, and what cites them: without a label they count as lacking.
    op.execute(
        "UPDATE particulars SET access = NULL WHERE post = 'STATE' AND year <= 1966"
        " OR sha256 IN (SELECT citing FROM citations WHERE cited >= '45' AND cited < '67' AND cited LIKE '__STATE%')"
    )


def downgrade() -> None:
    op.drop_index("ix_particulars_post_numbered_to_year_number_at", "particulars")
    op.create_index("ix_particulars_post_year_number_at", "particulars", ["post", "year", "number", "at"])
    op.drop_index("ix_citations_cited_numbered_to_citing", "citations")
    op.create_index("ix_citations_cited_citing", "citations", ["cited", "citing"])
    for table in _TABLES:
        op.drop_column(table, "numbered_to")
