"""A second request for the same record stands beside the first."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

_ONE, _EVERY = ["mrn", "access"], ["mrn", "access", "sent", "addressed"]


def upgrade() -> None:
    _keyed_by(_EVERY)


def downgrade() -> None:
    # Of several requests for one record the last was kept.
    op.execute(
        "DELETE FROM requests WHERE EXISTS (SELECT 1 FROM requests AS later WHERE later.mrn = requests.mrn"
        " AND later.access = requests.access AND (later.sent > requests.sent"
        " OR (later.sent = requests.sent AND later.addressed > requests.addressed)))"
    )
    _keyed_by(_ONE)


def _keyed_by(columns: list[str]) -> None:
    """Make the table anew with another key, which SQLite cannot change."""
    words = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
    op.rename_table("requests", "earlier_requests")
    if op.get_bind().dialect.name == "postgresql":  # names of keys are those of a schema there
        op.drop_constraint("pk_requests", "earlier_requests", type_="primary")
    op.create_table(
        "requests",
        *(sa.Column(name, words, nullable=False) for name in _EVERY),
        sa.PrimaryKeyConstraint(*columns, name="pk_requests"),
        sa.ForeignKeyConstraint(["access"], ["labels.label"], name="fk_requests_access"),
    )
    op.execute(
        "INSERT INTO requests (mrn, access, sent, addressed) SELECT mrn, access, sent, addressed FROM earlier_requests"
    )
    op.drop_table("earlier_requests")
