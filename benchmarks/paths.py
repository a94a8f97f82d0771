"""Interest paths by the join, beside searches on NetworkX, igraph and rustworkx: one typed query, one set of tables.

The query: decisions whose party is the actor, or kin of his in the set K74 on that day, or a firm in which he or such
kin had an interest on that day (a role, 5 %, or control over holdings above half at each link), and from which he had
not stepped aside. Every method starts from the same Arrow tables, runs in a process of its own and must find the same
decisions. The search for each decision by itself runs on a sample, and its seconds are scaled up.

    python -m benchmarks paths                      county
    python -m benchmarks.paths city province        the scales named
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

USUAL = ("county",)
_SAMPLE = 2000
# The largest scale at which a method is run; above it, it would take hours or more memory than the machine has.
_METHODS = {
    "join": "province",
    "notice": "province",
    "pair": "city",
    "networkx": "province",
    "igraph": "province",
    "rustworkx": "province",
}
_SCALES = ("village", "county", "city", "province")
_TITLES = {
    "join": "join (Ibis, DuckDB)",
    "notice": "one new notice of 200 payees",
    "pair": "NetworkX, each decision",
    "networkx": "NetworkX, balls per actor",
    "igraph": "igraph, balls per actor",
    "rustworkx": "rustworkx, balls per actor",
}


def measure(scales: tuple[str, ...] = USUAL) -> Iterator[str]:
    """Seconds, peak memory and hits of each method, and how many times longer than the join it takes."""
    yield f"{'scale':10}{'method':32}{'load s':>9}{'answer s':>10}{'times':>8}{'peak MB':>9}{'hits':>8}  same"
    for scale in scales:
        yield from _of_scale(scale)


def _of_scale(scale: str) -> Iterator[str]:
    with tempfile.TemporaryDirectory() as folder:
        told: dict[str, Any] = {}
        for method, largest in _METHODS.items():
            if _SCALES.index(scale) > _SCALES.index(largest):
                continue
            run = subprocess.run(
                [sys.executable, "-m", "benchmarks.paths_methods", method, scale, folder, str(_SAMPLE)],
                capture_output=True,
                text=True,
                check=False,
            )
            if run.returncode:
                yield f"{scale:10}{_TITLES[method]:32}  not run: {_last_line(run.stderr)}"
                continue
            told = json.loads(run.stdout)
            yield _line(scale, method, told, Path(folder))


def _last_line(text: str) -> str:
    return text.strip().splitlines()[-1] if text.strip() else "no word"


def _line(scale: str, method: str, told: dict[str, Any], folder: Path) -> str:
    whole = told["load"] + told["answer"]
    if method == "join":
        (folder / "whole").write_text(str(whole))
    times = "" if method == "notice" else f"{whole / float((folder / 'whole').read_text()):.1f}"
    same = "-" if method == "notice" else "yes" if _agrees(method, folder) else "NO"
    return (
        f"{scale:10}{_TITLES[method]:32}{told['load']:9.1f}{told['answer']:10.2f}{times:>8}{told['peak']:9,}"
        f"{told['hits']:8,}  {same}"
    )


def _agrees(method: str, folder: Path) -> bool:
    found, right = np.load(folder / f"{method}.npy"), np.load(folder / "join.npy")
    return bool(np.array_equal(found, right))


def main(scales: Iterable[str]) -> None:
    """Print the table for the scales named."""
    for line in measure(tuple(scales) or USUAL):
        print(line, flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
