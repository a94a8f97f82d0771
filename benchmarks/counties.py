"""Synthetic counties made, taken in and analysed by the commands an office uses, for measurements over several seeds.

Flows in: seeds and a folder. Flows out: for each seed the truth of its county and the run of the present rules
and patterns. What stands in the folder already is not made again, and is not analysed again where the same rules did.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from analytics.reports import Run, list_runs, load_run
from analytics.rules import rule_versions
from analytics.unusual import pattern_versions
from data_sim.scales import AS_OF
from models.truth import Truth, read_truth

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


def county(seed: int, folder: Path, *, prevalence: int = 1) -> tuple[Truth, Run]:
    """The county of a seed, with usual dirt: its truth, and the run of the present rules on it."""
    place = folder / f"seed-{seed}"
    city, done = place / "city", place / "taken-in"
    if not done.exists():
        remove(seed, folder)
        given = ("--scale", "county", "--seed", str(seed), "--prevalence", str(prevalence), "--dirt", "1")
        _sunledger(place, "simulate", *given, "--no-publications", "--out", str(city))
        _sunledger(place, "init")
        _sunledger(place, "ingest", str(city / "registers"))
        done.touch()
    home = place / "var"
    here = rule_versions(), pattern_versions()
    if not any((run.get("rules"), run.get("patterns")) == here for run in list_runs(home)):
        _sunledger(place, "analyse", "--assessed-on", AS_OF.isoformat())
    return read_truth(city / "truth.json"), load_run(home)


def remove(seed: int, folder: Path) -> None:
    """Remove what the county of a seed left, its keys beside the store included."""
    place = folder / f"seed-{seed}"
    if place.exists():
        shutil.rmtree(place)


def _sunledger(place: Path, *words: str) -> None:
    """Run one command of the installation of a county; CalledProcessError where it fails."""
    place.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-c", "from analytics.cli import main; main()", *words]
    surroundings = os.environ | {"SUNLEDGER_HOME": str(place / "var")}
    done = subprocess.run(command, env=surroundings, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    if done.returncode not in (0, _SOME_QUARANTINED):
        print(done.stderr, file=sys.stderr)
        raise subprocess.CalledProcessError(done.returncode, words)
