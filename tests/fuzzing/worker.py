"""A process of its own for the readers, so that one which hangs or grows can be ended and the next file goes on.

Flows in: numbers of damaged files, or paths of hostile ones. Flows out: their verdicts. The process has a bound on
memory; the one who asks looks at its clock.
"""

from __future__ import annotations

import multiprocessing
import os
import resource
import tempfile
import time
from collections.abc import Iterator
from multiprocessing.connection import Connection
from pathlib import Path

import structlog

from tests.fuzzing.judgement import Judge, Verdict
from tests.fuzzing.mutations import mutated
from tests.fuzzing.seeds import seeds

MOST_SECONDS = 20.0  # of processor time for one file
MOST_BYTES = 1_500_000_000  # that the process may hold
_ADDRESSES = 6_000_000_000
_PATIENCE = 15  # times the seconds: on a busy machine the clock on the wall says little


def verdicts(numbers: range, every: int) -> Iterator[tuple[int, Verdict]]:
    """The verdict on each damaged file; one in `every` is taken into a store as well."""
    with tempfile.TemporaryDirectory(prefix="fuzzing-") as folder:
        worker = Worker(Path(folder))
        try:
            for number in numbers:
                yield number, worker.ask(number, is_taken_in=number % every == 0)
        finally:
            worker.end()


class Worker:
    """The process, begun again after it was ended."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._begin()

    def _begin(self) -> None:
        context = multiprocessing.get_context("spawn")
        self._ours, theirs = context.Pipe()
        home = Path(tempfile.mkdtemp(dir=self._folder))
        self._process = context.Process(target=_serve, args=(theirs, home), daemon=True)
        self._process.start()
        theirs.close()
        self._ours.recv()  # ready: what its imports took is not the first file's

    def ask(self, file: int | Path, *, is_taken_in: bool = True) -> Verdict:
        """The verdict on a file, given as the number of a damaged one or as a path.

        That of one which kills or outlasts its reader is a failure.
        """
        self._ours.send((file, is_taken_in))
        began, used = time.monotonic(), self._used()
        try:
            while not self._ours.poll(0.5):
                spent = self._used() - used
                if spent > MOST_SECONDS * 2 or time.monotonic() - began > MOST_SECONDS * _PATIENCE:
                    return self._ended(Verdict("hung", spent, 0, "does not come to an end"))
            verdict: Verdict = self._ours.recv()
        except (EOFError, OSError):
            return self._ended(Verdict("died", self._used() - used, 0, "the process died"))
        if verdict.complaint is None and verdict.seconds > MOST_SECONDS:
            return Verdict(verdict.outcome, verdict.seconds, verdict.peak, "takes too long")
        if verdict.complaint is None and verdict.peak > MOST_BYTES:
            return Verdict(verdict.outcome, verdict.seconds, verdict.peak, "takes too much memory")
        return verdict

    def _ended(self, verdict: Verdict) -> Verdict:
        self.end()
        self._begin()
        return verdict

    def end(self) -> None:
        """End the process, whatever it is doing."""
        self._process.kill()
        self._process.join()
        self._ours.close()

    def _used(self) -> float:
        """Seconds of processor time of the process; 0 once it has died."""
        try:
            fields = Path(f"/proc/{self._process.pid}/stat").read_text("ascii", "replace").rpartition(")")[2].split()
        except OSError:
            return 0.0
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _serve(asked: Connection, home: Path) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (_ADDRESSES, _ADDRESSES))
    structlog.configure(processors=[_dropped])
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # a library that panics prints its whole stack
    judge = Judge(home)
    seeds()  # made now, so that the first file is not blamed for them
    asked.send("ready")
    while True:
        try:
            file, is_taken_in = asked.recv()
        except EOFError:
            return
        asked.send(judge.judge(file if isinstance(file, Path) else _written(file, home), is_taken_in=is_taken_in))


def _written(number: int, folder: Path) -> Path:
    """The damaged file of this number, in a folder."""
    seed, _ = mutated(number)
    path = folder / f"file{seed.suffix}"
    path.write_bytes(seed.data)
    return path


def _dropped(*_: object) -> dict[str, object]:
    raise structlog.DropEvent
