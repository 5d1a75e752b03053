"""Columns for how each telegram stands in the schedule of declassification, with indexes by kind and by day.

``storage.sql.catching_up`` fills them.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0010"
branch_labels = None
depends_on = None

_WORDS = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
_NOTED = ("access", "mrn", "stands", "falls", "stated")


def upgrade() -> None:
    # What an interrupted rebuild has set aside lacks all this; the next one begins anew.
    for table in ("recitations", "reparticulars", "rereadings"):
        op.execute(sa.table(table).delete())
    for table in ("particulars", "reparticulars"):
        for name in _NOTED:
            op.add_column(table, sa.Column(name, _WORDS))
    for first, second in (("stands", "falls"), ("falls", "stands")):
        columns = [first, second, "mrn", "sha256", "access"]
        op.create_index(f"ix_particulars_{'_'.join(columns)}", "particulars", columns)


def downgrade() -> None:
    for first, second in (("stands", "falls"), ("falls", "stands")):
        op.drop_index(f"ix_particulars_{first}_{second}_mrn_sha256_access", "particulars")
    for table in ("particulars", "reparticulars"):
        for name in reversed(_NOTED):
            op.drop_column(table, name)
