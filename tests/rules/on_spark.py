"""Every case of every rule asked on Apache Spark: too slow for each run of the tests, so it is a command of its own.

    python -m tests.rules.on_spark          # all rules; an hour or so
    python -m tests.rules.on_spark C01 F04  # these

What is printed is where Spark answers otherwise than DuckDB, or fails; the exit code is then 1.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence

from analytics.errors import RunAborted
from analytics.rules import rules, run_rules
from analytics.rules.answers import canonical_hash
from analytics.rules.cases import Case, load_cases
from analytics.snapshot import View

MASTER = "local[2]"


def differs(case: Case) -> str | None:
    """How the answer on Spark differs from the one on DuckDB; None where it does not."""
    found = {}
    for engine in ("duckdb", MASTER):
        view = View.from_rows(case.tables(), as_of=case.as_of, engine=engine)
        try:
            found[engine] = canonical_hash(run_rules(view, [case.rule], {case.rule: case.settings}).answers)
        except RunAborted as error:
            cause = error.__cause__ or error
            return f"{engine}: {type(cause).__name__}: {str(cause)[:500]}"
    return None if found["duckdb"] == found[MASTER] else "other answers"


def main(codes: Sequence[str]) -> int:
    """Ask the cases of these rules, or of all where none is named; how many differ."""
    wrong = 0
    for code in codes or [rule.code for rule in rules()]:
        started = time.perf_counter()
        cases = load_cases(code)
        for case in cases:
            if how := differs(case):
                wrong += 1
                print(f"{code}: {case.name}: {how}", flush=True)
        print(f"{code}: {len(cases)} cases, {time.perf_counter() - started:.0f} s", flush=True)
    return wrong


if __name__ == "__main__":
    sys.exit(1 if main(sys.argv[1:]) else 0)
