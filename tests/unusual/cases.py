"""Cases of a pattern as data: what is given, and the signs that are to be seen.

Flows in: one case file for each pattern (`cases/<CODE>.yaml`). Flows out: cases, the view that each describes, and
where the signs seen there are not those expected. The rows of a case are written as those of rules are; as chance needs
many rows, one may stand for several (see `written_out`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import yaml

from analytics.rules.cases import Case as RuleCase
from analytics.rules.cases import CaseKind
from analytics.snapshot import View
from analytics.unusual import Sign, pattern, signs_of

FOLDER = Path(__file__).parent / "cases"
_FIGURES = ("observed", "among", "expected", "p", "q", "confidence", "tests")


@dataclass(frozen=True, slots=True)
class Case:
    """One case: a name that is a sentence, the rows given, and the signs expected."""

    pattern: str
    name: str
    kind: CaseKind
    as_of: date
    given: Mapping[str, list[dict[str, Any]]]
    expect: tuple[Mapping[str, Any], ...]

    def tables(self) -> dict[str, list[dict[str, Any]]]:
        """The rows, with identifiers, documents and places filled in."""
        return RuleCase(self.pattern, self.name, self.kind, self.as_of, self.given, ()).tables()

    def view(self) -> View:
        """The view that the case describes."""
        return View.from_rows(self.tables(), as_of=self.as_of)

    def differences(self, view: View, signs: Iterable[Sign]) -> list[str]:
        """Where the signs are not those expected: every sign has to be expected, once."""
        left, problems = list(signs), []
        for expected in self.expect:
            found = next((sign for sign in left if _fits(view, expected, sign)), None)
            if found is None:
                problems.append(f"missing: {dict(expected)}")
            else:
                left.remove(found)
        return problems + [f"unexpected: {sign.as_row()}" for sign in left]


def seen(code: str, view: View) -> list[Sign]:
    """The signs of one pattern."""
    return signs_of(view, [pattern(code)])


def load_cases(code: str) -> tuple[Case, ...]:
    """The cases of one pattern."""
    known = {"name", "kind", "given", "expect", "as_of"}
    written = yaml.safe_load((FOLDER / f"{code}.yaml").read_text("utf-8"))
    shared = written.get("shared", {})
    assert set(written) <= {"cases", "shared"}, code
    found = []
    for entry in written["cases"]:
        assert set(entry) <= known, f"{code}: {set(entry) - known}"
        given = {
            table: written_out([*shared.get(table, ()), *entry["given"].get(table, ())])
            for table in [*shared, *(table for table in entry["given"] if table not in shared)]
        }
        as_of = entry.get("as_of", date(2025, 12, 31))
        found.append(Case(code, entry["name"], CaseKind(entry["kind"]), as_of, given, tuple(entry["expect"])))
    return tuple(found)


def written_out(rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Rows, of which one with `n: [first, last]` stands for one for each number of these.

    In each of them `{n}` in a text is the number, a list gives its values in turn, and a day or time moves on by as
    many `days` or `minutes` each time.
    """
    found: list[dict[str, Any]] = []
    for row in rows:
        first, last = row.get("n", (0, 0))
        later = timedelta(days=row.get("days", 0), minutes=row.get("minutes", 0))
        own = {name: value for name, value in row.items() if name not in ("n", "days", "minutes")}
        found += [
            {name: _at(value, n, later * (n - first)) for name, value in own.items()} for n in range(first, last + 1)
        ]
    return found


def _at(value: Any, n: int, later: timedelta) -> Any:
    if isinstance(value, list):
        value = value[n % len(value)]
    if isinstance(value, str):
        return value.replace("{n}", str(n))
    return value + later if isinstance(value, date | datetime) else value


def _fits(view: View, expected: Mapping[str, Any], sign: Sign) -> bool:
    if any(str(expected[name]) != str(getattr(sign, name)) for name in _FIGURES if name in expected):
        return False
    if sign.sentence.code != expected.get("says", f"sign-{sign.pattern.lower()}"):
        return False
    if any(sign.sentence.params[name] != str(value) for name, value in expected.get("figures", {}).items()):
        return False
    if "evidence" in expected and sorted(f"{e.table} {e.id}" for e in sign.evidence) != sorted(expected["evidence"]):
        return False
    return _place(view, sign) == expected["at"]


def _place(view: View, sign: Sign) -> dict[str, str]:
    """Where a sign stands, by name, as precisely as it says."""
    names = {
        "unit": (view.unit_names, sign.place.unit_id),
        "post": ({row["post_id"]: row["name"] for row in view.rows("post")}, sign.place.post_id),
        "step": ({row["step_id"]: row["name"] for row in view.rows("step")}, sign.place.step_id),
    }
    return {kind: known[one] for kind, (known, one) in names.items() if one is not None}
