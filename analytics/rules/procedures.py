"""The steps of powers in their order, and the acts of matters beside them.

Flows in: tables of steps, power lists, the log of matters. Flows out: the number of each step of each power, and acts
with where they belong, as an Ibis table: a log holds millions of acts, of which few decide anything.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from analytics.identity import squash
from analytics.relations import id_table
from analytics.rules.answers import Evidence
from analytics.rules.identified import units
from analytics.rules.rule import Row, Subject, evidence
from analytics.snapshot import View
from models.vocabulary import DocumentKind, StepAct

_ACT_COLUMNS = (
    *("id", "document_id", "locator", "places", "matter_number", "power", "post", "step_name", "act", "actor_name"),
    *("login", "acted_on", "acted_at"),
)
_STEP_SCHEMA = pa.schema(
    [
        *(pa.field(name, pa.string()) for name in ("unit_id", "power", "step_name")),
        *(pa.field(name, pa.int64()) for name in ("step_no", "is_required", "required_through")),
    ]
)


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a power: where it stands in the order, and whether it may be left out."""

    number: int
    is_required: bool
    name: str


@dataclass(slots=True)
class Procedure:
    """The steps of one power of one unit. Steps of one number stand beside each other."""

    steps: dict[str, Step] = field(default_factory=dict)  # by comparable name; a name in two places is left out

    def required(self) -> dict[int, str]:
        """Numbers of steps that may not be left out, with their names; one that a row marks optional may."""
        optional = {step.number for step in self.steps.values() if not step.is_required}
        return {
            step.number: step.name
            for step in sorted(self.steps.values(), key=lambda s: (s.number, s.name))
            if step.number not in optional
        }


class Procedures:
    """The order of steps of each power of each unit: from the table of steps, else from the duties of the power list.

    Where several tables describe a power, the newest counts. A step that its table does not mark optional is required
    (domain decision 5a.19); public lists mostly say nothing of it, and then none of their duties is.
    """

    def __init__(self, view: View) -> None:
        published = {row["id"]: row["published"] or date.min for row in view.rows("document")}
        self._of: dict[tuple[str, str], Procedure] = {}
        for found in (_duties(view), _steps(view)):
            for key, rows in found.items():
                newest = max(_age(row, published) for row in rows)
                self._of[key] = _procedure(row for row in rows if _age(row, published) == newest)

    def of(self, unit_id: str | None, power: str | None) -> Procedure | None:
        """The order of a power of a unit, None where none is known."""
        return self._of.get((unit_id or "", squash(power)))

    def numbered(self, log: ir.Table) -> ir.Table:
        """The acts of a log that stand in an order, with `step_no`, `is_required` and `required_through` (1 or 0, and
        how many steps up to this one may not be left out).
        """
        names = log.select("unit_id", "power", "step_name").distinct().to_pyarrow().to_pylist()
        known = []
        for row in sorted(names, key=str):
            procedure = self.of(row["unit_id"], row["power"])
            step = procedure.steps.get(squash(row["step_name"])) if procedure else None
            if procedure is not None and step is not None:
                required = procedure.required()
                through = sum(number <= step.number for number in required)
                known.append({**row, "step_no": step.number, "is_required": int(step.number in required)})
                known[-1]["required_through"] = through
        table = ibis.memtable(pa.Table.from_pylist(known, schema=_STEP_SCHEMA))
        return log.inner_join(table, ["unit_id", "power", "step_name"])


class Kinds:
    """The kinds of powers (行政许可, 行政处罚) as power lists state them, else tables of steps."""

    def __init__(self, view: View) -> None:
        listed = _kinds(view, "power_item", "name")
        self._of = {**_kinds(view, "post_step", "power"), **listed}

    def of(self, unit_id: str | None, power: str | None) -> frozenset[str]:
        """The kinds that are stated for a power of a unit; empty where none is, more than one where they differ."""
        return self._of.get((unit_id or "", squash(power)), frozenset())

    def is_a(self, unit_id: str | None, power: str | None, kind: str) -> bool | None:
        """Whether a power is of this kind (a word such as 许可); None where that is not stated, or in two ways."""
        verdicts = {kind in stated for stated in self.of(unit_id, power)}
        return verdicts.pop() if len(verdicts) == 1 else None


def _kinds(view: View, table: str, name: str) -> dict[tuple[str, str], frozenset[str]]:
    unit_of = units(view, table)
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in view.rows(table):
        if row["power_type"]:
            found[unit_of.get(row["id"], ""), squash(row[name])].add(squash(row["power_type"]))
    return {key: frozenset(kinds) for key, kinds in found.items()}


def logged_acts(view: View) -> ir.Table:
    """The log of matters with unit, post, step and matter of each act."""
    act, placement = view.table("matter_act"), view.table("placement")
    placed = placement.filter(placement.record_table == "matter_act")
    placed = placed.select("unit_id", "post_id", "step_id", "matter_id", act_id="record_id")
    return act.select(*_ACT_COLUMNS).inner_join(placed, act.id == placed.act_id).drop("act_id")


def acted(view: View) -> ir.Table:
    """The acts of the log with who took them (`person_id`, `tier`, `actor_name`); an act that is not written is that of
    its step.
    """
    log, mention, step = logged_acts(view), view.table("mention"), view.table("step")
    actor = mention.filter((mention.record_table == "matter_act") & (mention.role == "actor"))
    actor = actor.select("person_id", "tier", act_id="record_id")
    described = step.select(described_step="step_id", described_act="act")
    whole = log.inner_join(actor, log.id == actor.act_id).drop("act_id")
    whole = whole.left_join(described, whole.step_id == described.described_step).drop("described_step")
    return whole.mutate(act=whole.act.fill_null(whole.described_act)).drop("described_act")


def decisions(view: View) -> ir.Table:
    """Acts by which matters were decided, with the register's entry of the matter: `matter_row`, `matter_document`,
    `matter_locator`, and the amounts asked for and decided, in fen.
    """
    acts, matter, mention = acted(view), view.table("matter"), view.table("mention")
    unit = mention.filter((mention.record_table == "matter") & (mention.role == "unit"))
    unit = unit.select(entry="record_id", matter_unit="organisation_id")
    entries = matter.inner_join(unit, matter.id == unit.entry).select(
        "matter_unit",
        "amount_fen",
        "decided_amount_fen",
        number="number",
        matter_row="id",
        matter_document="document_id",
        matter_locator="locator",
    )
    decided = acts.filter(acts.act.isin([str(StepAct.DECIDE), str(StepAct.AWARD)]))
    return decided.inner_join(
        entries, (decided.unit_id == entries.matter_unit) & (decided.matter_number == entries.number)
    ).drop("matter_unit", "number")


def of_matters(table: ir.Table, matters: Iterable[str]) -> ir.Table:
    """The rows of a table about these matters."""
    return table.semi_join(_listed(matters), "matter_id")


def without_matters(table: ir.Table, matters: Iterable[str]) -> ir.Table:
    """The rows of a table about other matters than these."""
    return table.anti_join(_listed(matters), "matter_id")


def _listed(matters: Iterable[str]) -> ir.Table:
    return id_table("matter_id", matters)


def rows_of(table: ir.Table) -> list[Row]:
    """The rows of an expression, in an order that rests on their content."""
    found: list[dict[str, Any]] = table.to_pyarrow().to_pylist()
    return sorted(found, key=lambda row: str(row.get("id") or row))


def act_evidence(rows: Iterable[Row]) -> list[Evidence]:
    """Where acts stand in the log."""
    return [evidence("matter_act", row) for row in rows]


def _procedure(rows: Iterable[Mapping[str, Any]]) -> Procedure:
    found: dict[str, set[Step]] = defaultdict(set)
    for row in rows:
        found[squash(row["name"])].add(Step(row["number"], row["is_required"], row["name"]))
    procedure = Procedure()
    for name, steps in found.items():
        numbers = {step.number for step in steps}
        if len(numbers) == 1:
            required = all(step.is_required for step in steps)
            procedure.steps[name] = Step(numbers.pop(), required, min(step.name for step in steps))
    return procedure


def _age(row: Mapping[str, Any], published: Mapping[str, date]) -> tuple[date, str]:
    return published.get(row["document"], date.min), row["recorded"]


def _steps(view: View) -> dict[tuple[str, str], list[dict[str, Any]]]:
    unit_of = units(view, "post_step")
    steps: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for row in view.rows("post_step"):
        if row["step_no"] is not None:
            steps[unit_of.get(row["id"], ""), squash(row["power"])].append(
                _described(row, row["step_name"], row["is_optional"] is not True)
            )
    return steps


def _duties(view: View) -> dict[tuple[str, str], list[dict[str, Any]]]:
    """The duties of power lists as steps: 受理责任 is the step 受理."""
    unit_of = units(view, "power_item")
    item_of = {row["id"]: row for row in view.rows("power_item")}
    marks = {row["power_item_id"] for row in view.rows("power_duty") if row["is_optional"] is not None}
    duties: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for row in view.rows("power_duty"):
        item = item_of.get(row["power_item_id"])
        if item is not None and row["step_no"] is not None:
            required = row["power_item_id"] in marks and row["is_optional"] is not True
            name = row["name"].removesuffix("责任")
            duties[unit_of.get(item["id"], ""), squash(item["name"])].append(_described(row, name, required))
    return duties


def _described(row: Row, name: str, is_required: bool) -> dict[str, Any]:
    recorded = str(row["recorded_at"] or "")
    return {
        "number": row["step_no"],
        "name": name,
        "is_required": is_required,
        "document": row["document_id"],
        "recorded": recorded,
    }


def unit_or_log(unit_id: str | None) -> Subject:
    """A unit as subject, or the log of matters where the unit is not known."""
    if unit_id is None:
        return Subject("document", f"register:{DocumentKind.MATTER_LOG}")
    return Subject("unit", unit_id, unit_id)
