"""The writers of the tables, one module for each area of `models.tables`; found by reading this folder."""
