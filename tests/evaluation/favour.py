"""What the network of favours finds on a synthetic city: `python -m tests.evaluation.favour HOME`.

Flows in: a home with the truth of a city and a snapshot of it. Flows out: for each scheme how many of its cases a
finding touches, by kind of finding; and for each kind how many findings touch a case, and how many touch none.
"""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from pathlib import Path

from analytics.relations.favour import Finding, favouritism
from analytics.snapshot import View, open_view
from models.places import Locator
from models.truth import Plant, PlantKind, Truth, read_truth

Place = tuple[str, str, int | None]


def touched(view: View, truth: Truth, findings: list[Finding]) -> dict[int, set[str]]:
    """The plants whose decisive rows stand among the rows of each finding, by its place in the list."""
    plants_at: dict[Place, set[str]] = defaultdict(set)
    for plant in truth.plants:
        for place in plant.rows:
            plants_at[truth.files[place.file], place.part, place.row].add(plant.id)
    wanted: dict[str, set[str]] = defaultdict(set)
    for finding in findings:
        for table, row in finding.rows:
            wanted[table].add(row)
    places: dict[tuple[str, str], Place] = {}
    for table, ids in wanted.items():
        facts = view.table(table)
        chosen = facts.filter(facts.id.isin(sorted(ids))).select("id", "document_id", "locator")
        for row in chosen.to_pyarrow().to_pylist():
            place = Locator.parse(row["locator"])
            places[table, row["id"]] = row["document_id"], place.part, place.row
    return {
        number: {plant for row in finding.rows for plant in plants_at.get(places[row], ())}
        for number, finding in enumerate(findings)
    }


def report(home: Path) -> list[str]:
    """The figures of one city, as lines of a table."""
    truth = read_truth(home / "truth.json")
    snapshot = max((home / "var" / "snapshots").iterdir(), key=lambda path: path.stat().st_mtime)
    view = open_view(snapshot, truth.city.as_of.replace(year=truth.city.as_of.year + 1), truth.city.as_of)
    findings = favouritism(view).findings
    plants = {plant.id: plant for plant in truth.plants}
    found: dict[str, set[str]] = defaultdict(set)
    lines = ["| finding | findings | on planted hits | on other cases | on none |", "| --- | --- | --- | --- | --- |"]
    tally: dict[str, Counter[str]] = defaultdict(Counter)
    for number, ids in touched(view, truth, findings).items():
        kind = str(findings[number].kind)
        tally[kind][_what([plants[one] for one in ids])] += 1
        for one in ids:
            found[one].add(kind)
    for kind, counts in sorted(tally.items()):
        told = " | ".join(str(counts[what]) for what in ("hit", "other", "none"))
        lines.append(f"| {kind} | {sum(counts.values())} | {told} |")
    lines += ["", "| scheme | hits | touched by a finding | by which |", "| --- | --- | --- | --- |"]
    schemes: dict[str, list[Plant]] = defaultdict(list)
    for plant in truth.plants:
        if plant.kind is PlantKind.HIT and (not plant.owed or plant.scheme == "steady_winner"):
            schemes[plant.scheme].append(plant)
    for scheme, cases in sorted(schemes.items()):
        by = Counter(kind for plant in cases for kind in found[plant.id])
        named = ", ".join(f"{kind} {number}" for kind, number in sorted(by.items())) or "-"
        lines.append(f"| {scheme} | {len(cases)} | {sum(bool(found[plant.id]) for plant in cases)} | {named} |")
    return lines


def _what(plants: list[Plant]) -> str:
    if any(plant.kind is PlantKind.HIT for plant in plants):
        return "hit"
    return "other" if plants else "none"


if __name__ == "__main__":
    print("\n".join(report(Path(sys.argv[1]))))
