"""Long tables are built without the garbage collector, which would walk hundreds of thousands of cells and free none.

Flows in: nothing. Flows out: a context in which only reference counts free memory; afterwards all is as it was.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def without_collector() -> Iterator[None]:
    """A stretch of work that makes many objects in no cycles; stretches may lie within one another."""
    was_collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_collecting:
            gc.enable()
