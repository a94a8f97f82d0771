"""Speed and memory of the synthetic city by scale, each in a process of its own, and the time of the parts.

The limits the product sets itself, on 2 cores: county under 20 s, city under 3 minutes and 4 GB, province under 20
minutes and 6 GB. Processor time is told beside the time of the clock, which other work on the machine slows.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

# The province takes minutes: `python -m benchmarks.simulation province`.
USUAL = ("village", "county", "city")


def measure(scales: tuple[str, ...] = USUAL) -> Iterator[str]:
    """Rows, megabytes, seconds and peak memory of each scale; then what each part of the county takes."""
    yield f"{'scale':10}{'rows':>12}{'MB':>8}{'build s':>10}{'write s':>10}{'cpu s':>8}{'peak MB':>10}"
    parts: dict[str, float] = {}
    for scale in scales:
        with tempfile.TemporaryDirectory() as folder:
            run = subprocess.run(
                [sys.executable, "-c", _CODE, scale, folder], capture_output=True, text=True, check=True
            )
            told = json.loads(run.stdout)
            size = sum(path.stat().st_size for path in Path(folder).rglob("*") if path.is_file()) // 1_000_000
        yield (
            f"{scale:10}{told['rows']:12,}{size:8,}{told['build']:10.1f}{told['write']:10.1f}{told['cpu']:8.1f}"
            f"{told['peak']:10,}"
        )
        parts = told["parts"]
    yield ""
    yield f"seconds of the parts of the {scales[-1]}: " + "  ".join(f"{name} {s:.1f}" for name, s in parts.items())


_CODE = """
import json, os, resource, sys, time
from pathlib import Path
from data_sim.city import build
from data_sim.registers import Media, write_registers
from data_sim.scales import SCALES
scale, folder = sys.argv[1:]
media = Media.PARQUET if SCALES[scale].is_large else Media.CSV
parts, clock = {}, [None, time.perf_counter()]
def told(part):
    now = time.perf_counter()
    if clock[0] is not None:
        parts[clock[0]] = now - clock[1]
    clock[:] = [part, now]
started = time.perf_counter()
world = build(scale, 1, told=told)
told(None)
built = time.perf_counter()
written = write_registers(world, Path(folder), media)
done = time.perf_counter()
used = resource.getrusage(resource.RUSAGE_SELF)
print(json.dumps({"rows": sum(len(one.at) for one in written), "build": built - started, "write": done - built,
    "cpu": used.ru_utime + used.ru_stime, "peak": used.ru_maxrss // 1024, "parts": parts}))
"""


if __name__ == "__main__":
    for line in measure(tuple(sys.argv[1:]) or USUAL):
        print(line)
