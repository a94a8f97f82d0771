"""How accurate the rules are on synthetic counties of several seeds, as a page with pictures.

Flows in: seeds. Flows out: `accuracy.md` and its pictures in a folder. Every county is made, taken in and analysed by
the commands an office uses; only the comparison with its truth happens here.

    python -m benchmarks.accuracy --seeds 21-30 [--out docs] [--keep FOLDER]

A county takes minutes. With `--keep` counties stay in a folder and are not made again; one that the same rules have
analysed is not analysed again either.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from analytics.commands.console import prepare_output
from analytics.evaluation import Evaluation, evaluate
from analytics.evaluation.accuracy import accuracy
from analytics.rules import rule_versions
from benchmarks.accuracy_page import write_page
from benchmarks.counties import county, remove, seeds_of


def evaluations(seeds: Sequence[int], folder: Path, *, keep: bool) -> Iterator[Evaluation]:
    """The evaluation of the county of each seed, with a line on standard error as each is done."""
    for seed in seeds:
        truth, run = county(seed, folder)
        found = evaluate(truth, run.answers, rule_versions())
        print(f"{seed}: {found.overall.as_row()}", file=sys.stderr, flush=True)
        yield found
        if not keep:
            remove(seed, folder)


def main(words: Sequence[str]) -> None:
    """Measure and write the page."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.accuracy", description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=seeds_of, required=True, help="such as 21-30 or 1,2,5")
    parser.add_argument("--out", type=Path, default=Path("docs"), help="folder of the page")
    parser.add_argument("--keep", type=Path, help="folder in which counties stay")
    chosen = parser.parse_args(words)
    with tempfile.TemporaryDirectory() as passing:
        folder = chosen.keep or Path(passing)
        found = accuracy(evaluations(chosen.seeds, folder, keep=chosen.keep is not None))
    for path in write_page(found, rule_versions(), chosen.out):
        print(path)


if __name__ == "__main__":
    prepare_output()
    main(sys.argv[1:])
