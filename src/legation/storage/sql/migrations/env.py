"""Run by Alembic: the migrations go over the connection that ``engine.migrate`` hands down."""

from __future__ import annotations

from alembic import context

from legation.storage.sql.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    # SQLite alters a table by making it anew.
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
