"""Memory that is free is given back, so that a large world fits beside what it is written with.

Flows in: nothing. Flows out: nothing. The C library keeps what Python has freed for later use; between two parts of the
work, of which each needs other shapes, that adds up to a third of the world.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from functools import cache

import pyarrow as pa


def give_back() -> None:
    """Give free memory back to the system, where the C library can."""
    pa.default_memory_pool().release_unused()
    _trim()(0)


@cache
def _trim() -> Callable[[int], object]:
    """`malloc_trim` of glibc; elsewhere nothing is done."""
    try:
        trim: Callable[[int], object] = ctypes.CDLL(None).malloc_trim
    except (AttributeError, OSError, TypeError):  # no such function, no such library, no way to ask
        return lambda keep: keep
    return trim
