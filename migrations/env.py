"""How Alembic reaches the database: on the connection, and in the transaction, that `watch.store.migrate` hands in."""

from alembic import context

from watch.store import tables

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=tables.metadata,
    render_as_batch=True,
)
context.run_migrations()
