"""Registers: the rows of the import tables, as the offices of the world would write them.

Flows in: the frames of a world. Flows out: for each table of `models.tables` its rows as Arrow tables in pieces, as
plain values, or as files that the reader of registers takes in.
"""

from __future__ import annotations

from data_sim.registers.rows import AT, Registers, register, rows
from data_sim.registers.writing import Media, Written, write_registers

__all__ = ["AT", "Media", "Registers", "Written", "register", "rows", "write_registers"]
