"""Alembic's entry: it runs on the connection, and in the transaction, that the store hands over."""

from __future__ import annotations

from alembic import context

# The whole upgrade is one transaction of the store's own (BEGIN IMMEDIATE), so that a killed migration leaves nothing.
context.configure(connection=context.config.attributes["connection"], transactional_ddl=False)
context.run_migrations()
