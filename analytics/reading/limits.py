"""How long one file may keep a reader busy, and how much memory it may take, whatever it holds.

Flows in: nothing. Flows out: a guard around a piece of work. Checks of size and shape come first and are told by name;
this is for what no check foresaw. A watcher looks at the clock and the memory of the working thread and breaks it off.
"""

from __future__ import annotations

import ctypes
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

MAX_SECONDS = 60.0  # of processor time; hundreds of pages with tables take half of it
MAX_GROWTH = 1_500_000_000  # bytes, of the whole process
_EVERY = 0.05
_STATM = Path("/proc/self/statm")


class Exhausted(BaseException):
    """A file keeps its reader busy beyond any measure. Not an `Exception`, so that no library takes it for its own."""


@contextmanager
def bounded(seconds: float = MAX_SECONDS, growth: int = MAX_GROWTH) -> Iterator[None]:
    """Raise Exhausted inside the block when it runs too long or takes too much memory.

    It is raised between two steps of Python: a library that computes in one long step is broken off at its end.
    """
    watch = _Watch(seconds, growth)
    watch.start()
    try:
        yield
    finally:
        was_due = watch.stop()
    if was_due:
        raise Exhausted


class _Watch(threading.Thread):
    """Looks at one thread from beside it, and breaks it off at most once."""

    def __init__(self, seconds: float, growth: int) -> None:
        super().__init__(daemon=True, name="reading-limits")
        self._thread = threading.get_ident()
        self._clock = _clock_of(self._thread)
        self._until = time.clock_gettime(self._clock) + seconds
        self._most = _resident() + growth
        self._over = threading.Event()
        self._lock = threading.Lock()
        self._is_due = False

    def run(self) -> None:
        while not self._over.wait(_EVERY):
            if time.clock_gettime(self._clock) < self._until and _resident() < self._most:
                continue
            with self._lock:
                if not self._over.is_set():
                    self._is_due = True
                    _raise_in(self._thread, Exhausted)
            return

    def stop(self) -> bool:
        """End watching; whether the block was broken off without having noticed yet."""
        with self._lock:
            self._over.set()
            if self._is_due:
                _raise_in(self._thread, None)
        self.join()
        return self._is_due


def _clock_of(thread: int) -> int:
    """The processor time of a thread; where the system has no such clock, the time of day."""
    try:
        return time.pthread_getcpuclockid(thread)
    except (AttributeError, OSError):
        return time.CLOCK_MONOTONIC


def _resident() -> int:
    """Bytes of memory that the process holds; 0 where the system does not tell."""
    try:
        return int(_STATM.read_text("ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError, IndexError):
        return 0


def _raise_in(thread: int, error: type[BaseException] | None) -> None:
    """Let a thread meet an exception before its next step; None takes back one that it has not met."""
    raised = None if error is None else ctypes.py_object(error)
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), raised)
