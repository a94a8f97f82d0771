"""`make fuzz`: ten thousand damaged files are read, and the figures by format are printed as a table.

python -m tests.fuzzing [--first N] [--files N] [--keep FOLDER]
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter, defaultdict
from pathlib import Path

from tests.fuzzing.judgement import Verdict
from tests.fuzzing.mutations import mutated
from tests.fuzzing.seeds import FORMATS
from tests.fuzzing.worker import verdicts

FILES = 10_500  # 1 500 of each format
_EVERY = 4  # one file in so many is taken into a store
_TOLD_EVERY = 250


def main() -> int:
    """Read the damaged files; the exit code is 1 when one of them failed."""
    asked = argparse.ArgumentParser(prog="python -m tests.fuzzing", description=__doc__)
    asked.add_argument("--first", type=int, default=0, help="the number of the first file")
    asked.add_argument("--files", type=int, default=FILES, help="how many files")
    asked.add_argument("--keep", type=Path, help="where files that fail are put")
    chosen = asked.parse_args()
    found: dict[str, list[Verdict]] = defaultdict(list)
    failures = 0
    try:
        for number, verdict in verdicts(range(chosen.first, chosen.first + chosen.files), _EVERY):
            if number % _TOLD_EVERY == 0:
                print(f"file {number}", file=sys.stderr, flush=True)
            found[FORMATS[number % len(FORMATS)]].append(verdict)
            if verdict.complaint is not None:
                failures += 1
                _tell(number, verdict, chosen.keep)
    except KeyboardInterrupt:
        print("broken off: the figures are those of the files read so far", file=sys.stderr)
    print("\n".join(table(found)))
    return 1 if failures else 0


def _tell(number: int, verdict: Verdict, folder: Path | None) -> None:
    """Print what is wrong with a file and how it was made, and keep it where asked."""
    seed, done = mutated(number)
    print(f"{number} {seed.media}: {verdict.complaint} ({verdict.outcome}; {seed.name}: {done})", flush=True)
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{number}{seed.suffix}").write_bytes(seed.data)


def table(found: dict[str, list[Verdict]]) -> list[str]:
    """The figures by format, as a table of Markdown."""
    lines = [
        "| format | files | read | refused | failed | slowest (s) | memory at most (MB) | refused most often as |",
        "| --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    for media in FORMATS:
        if own := found.get(media):
            read = sum(verdict.outcome == "read" for verdict in own)
            failed = sum(verdict.complaint is not None for verdict in own)
            codes = Counter(verdict.outcome for verdict in own if verdict.outcome != "read").most_common(3)
            slowest, most = max(verdict.seconds for verdict in own), max(verdict.peak for verdict in own)
            lines.append(
                f"| {media} | {len(own)} | {read} | {len(own) - read} | {failed} | {slowest:.1f} | {most // 1_000_000} "
                f"| {', '.join(f'`{code}` {times}' for code, times in codes)} |"
            )
    return lines


if __name__ == "__main__":
    sys.exit(main())
