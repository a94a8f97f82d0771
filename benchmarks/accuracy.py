"""How accurate the rules are on synthetic counties of several seeds, as a page with pictures.

Flows in: seeds. Flows out: `accuracy.md` and its pictures in a folder. Every county is made, taken in and analysed by
the commands an office uses; only the comparison with its truth happens here.

    python -m benchmarks.accuracy --seeds 21-30 [--out docs] [--keep FOLDER]

A county takes minutes. With `--keep` counties stay in a folder and are not made again; one that the same rules have
analysed is not analysed again either.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from analytics.commands.console import prepare_output
from analytics.evaluation import Evaluation, evaluate
from analytics.evaluation.accuracy import accuracy
from analytics.reports import Run, list_runs, load_run
from analytics.rules import rule_versions
from benchmarks.accuracy_page import write_page
from data_sim.scales import AS_OF
from models.truth import read_truth

_SOME_QUARANTINED = 3  # exit code of a command that is done though some input was refused, as dirt makes it


def seeds_of(text: str) -> tuple[int, ...]:
    """Seeds from a list of numbers and ranges, each once and in order. Raises ValueError.

    >>> seeds_of("21-23,1")
    (1, 21, 22, 23)
    """
    found: set[int] = set()
    for part in text.split(","):
        first, dash, last = part.partition("-")
        found |= set(range(int(first), int(last if dash else first) + 1))
    return tuple(sorted(found))


def evaluations(seeds: Sequence[int], folder: Path, *, keep: bool) -> Iterator[Evaluation]:
    """The evaluation of the county of each seed, with a line on standard error as each is done."""
    for seed in seeds:
        place = folder / f"seed-{seed}"
        found = evaluate(read_truth(_county(seed, place)), _analysed(place).answers, rule_versions())
        print(f"{seed}: {found.overall.as_row()}", file=sys.stderr, flush=True)
        yield found
        if not keep:
            _remove(place)


def _county(seed: int, place: Path) -> Path:
    """A county made and taken in; returns its truth."""
    city, done = place / "city", place / "taken-in"
    if not done.exists():
        _remove(place)
        given = ("--scale", "county", "--seed", str(seed), "--dirt", "1", "--no-publications", "--out", str(city))
        _sunledger(place, "simulate", *given)
        _sunledger(place, "init")
        _sunledger(place, "ingest", str(city / "registers"))
        done.touch()
    return city / "truth.json"


def _analysed(place: Path) -> Run:
    """The run of the present rules on a county."""
    home = place / "var"
    if not any(load_run(home, run["run"]).facts.get("rules") == rule_versions() for run in list_runs(home)):
        _sunledger(place, "analyse", "--assessed-on", AS_OF.isoformat())
    return load_run(home)


def _sunledger(place: Path, *words: str) -> None:
    """Run one command of the installation of a county; CalledProcessError where it fails."""
    place.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-c", "from analytics.cli import main; main()", *words]
    surroundings = os.environ | {"SUNLEDGER_HOME": str(place / "var")}
    done = subprocess.run(command, env=surroundings, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    if done.returncode not in (0, _SOME_QUARANTINED):
        print(done.stderr, file=sys.stderr)
        raise subprocess.CalledProcessError(done.returncode, words)


def _remove(place: Path) -> None:
    """Remove what a county left, its keys beside the store included."""
    if place.exists():
        shutil.rmtree(place)


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
