"""Migrations of the store (Alembic): every change of `models.tables` has one."""
