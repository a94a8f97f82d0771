"""`make bench`: every measurement of this folder, printed as tables.

python -m benchmarks [NAME...]
"""

from __future__ import annotations

import sys

from analytics.commands.console import prepare_output
from benchmarks import analysis, ingest, paths, simulation

_ALL = {
    "ingest": ingest.measure,
    "analysis": analysis.measure,
    "simulation": simulation.measure,
    "paths": paths.measure,
}


def main(names: list[str]) -> None:
    """Run the named measurements, or all."""
    prepare_output()
    for name in names or _ALL:
        print(f"\n## {name}\n")
        for line in _ALL[name]():
            print(line)


if __name__ == "__main__":
    main(sys.argv[1:])
