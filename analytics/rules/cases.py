"""Cases of a rule as data: what is given, and what the rule has to answer.

Flows in: one case file for each rule (`tests/rules/cases/<CODE>.yaml`). Flows out: cases, the view each one describes,
and where answers differ from what it expects. The pages of the catalogue take their worked examples from here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from pathlib import Path
from typing import Any

import yaml

from analytics.errors import RunAborted
from analytics.rules.answers import Answer
from analytics.rules.inputs import KIND_OF_TABLE
from analytics.rules.rule import term
from analytics.snapshot import TABLES, View, arrow_schema
from models.money import to_fen
from models.vocabulary import DocumentKind, DocumentStatus

CASES = Path(__file__).parents[2] / "tests" / "rules" / "cases"

PUBLISHER = "岚汀市农业农村局"

_SUBJECT_NAMES = {"unit": ("organisation", "organisation_id"), "post": ("post", "post_id"), "step": ("step", "step_id")}


class CaseKind(StrEnum):
    """What a case is there to show."""

    HIT = "hit"
    NEAR_MISS = "near_miss"
    BOUNDARY = "boundary"
    CANNOT_ASSESS = "cannot_assess"
    DECOY = "decoy"  # same name without number: cannot assess
    HOMONYM = "homonym"  # same name with another number: no flag
    EXCLUDED = "excluded"


@dataclass(frozen=True, slots=True)
class Case:
    """One case: a name that is a sentence, the rows given (as written), and the answers expected."""

    rule: str
    name: str
    kind: CaseKind
    as_of: date
    given: Mapping[str, list[dict[str, Any]]]
    expect: tuple[Mapping[str, Any], ...]
    settings: Mapping[str, Any] = field(default_factory=dict)
    held: tuple[str, ...] = ()
    publisher: str = PUBLISHER

    def tables(self) -> dict[str, list[dict[str, Any]]]:
        """The rows given, with identifiers, documents and places filled in where the case leaves them out."""
        rows = _unnested(self.given)
        tables: dict[str, list[dict[str, Any]]] = {"document": []}
        documents: dict[str, DocumentKind] = {
            f"d-{term(DocumentKind, kind)}": term(DocumentKind, kind) for kind in self.held
        }
        for table, given in rows.items():
            if table == "document":
                continue
            tables[table] = [self._filled(table, number, row) for number, row in enumerate(given, start=1)]
            if table in KIND_OF_TABLE:
                documents |= {row["document_id"]: KIND_OF_TABLE[table] for row in tables[table]}
        written = {row["id"]: row for row in rows.get("document", [])}
        for name in sorted(set(documents) | set(written)):
            kind = documents.get(name)
            filled = {"kind": None if kind is None else str(kind), "status": str(DocumentStatus.ACCEPTED)}
            filled |= {"file_name": f"{name}.xlsx", "publisher": self.publisher}
            tables["document"].append({"id": name, **filled, **written.get(name, {})})
        return tables

    def view(self) -> View:
        """The view this case describes."""
        return View.from_rows(self.tables(), as_of=self.as_of)

    def _filled(self, table: str, number: int, row: Mapping[str, Any]) -> dict[str, Any]:
        columns = arrow_schema(table).names
        always = {"id": f"{table}-{number}", "locator": f"sheet:1!R{number + 2}", "warnings": ""}
        filled: dict[str, Any] = {name: value for name, value in always.items() if name in columns}
        if table in KIND_OF_TABLE:
            filled["document_id"] = f"d-{KIND_OF_TABLE[table]}"
        for name, value in row.items():
            if f"{name}_fen" in columns:
                filled[f"{name}_fen"] = None if value is None else _fen(self.rule, value)
            elif name in columns:
                filled[name] = value
            else:
                raise RunAborted("rules-cases-faulty", rule=self.rule, problem=f"{table}.{name}")
        return filled

    def differences(self, view: View, answers: Iterable[Answer]) -> list[str]:
        """Where the answers are not those expected: every answer has to be expected, once."""
        left = list(answers)
        problems: list[str] = []
        for expected in self.expect:
            found = next((answer for answer in left if _fits(view, expected, answer)), None)
            if found is None:
                problems.append(f"missing: {dict(expected)}")
            else:
                left.remove(found)
        return problems + [f"unexpected: {shown(answer)}" for answer in left]


def load_cases(code: str, folder: Path = CASES) -> tuple[Case, ...]:
    """The cases of one rule. Raises RunAborted when the file is missing or does not have the form of one."""
    path = folder / f"{code}.yaml"
    if not path.exists():
        raise RunAborted("rules-cases-missing", rule=code, folder=folder)
    try:
        written = yaml.safe_load(path.read_text("utf-8"))
        return tuple(_case(code, entry) for entry in written["cases"])
    except (KeyError, TypeError, ValueError, yaml.YAMLError) as error:
        raise RunAborted("rules-cases-faulty", rule=code, problem=error) from error


def shown(answer: Answer) -> dict[str, Any]:
    """An answer as a case would expect it, for messages about differences."""
    row = answer.as_row()
    kept = ("outcome", "subject_type", "subject_id", "value", "threshold", "confidence", "sentence_en")
    return {key: row[key] for key in kept} | {"evidence": [f"{e.table} {e.id}" for e in answer.evidence]}


def _case(code: str, entry: Mapping[str, Any]) -> Case:
    known = {"name", "kind", "as_of", "given", "expect", "settings", "held", "publisher"}
    if unknown := set(entry) - known:
        raise ValueError(f"unknown key {', '.join(sorted(unknown))}")
    if unknown := set(entry["given"]) - set(TABLES):
        raise ValueError(f"unknown table {', '.join(sorted(unknown))}")
    return Case(
        rule=code,
        name=entry["name"],
        kind=CaseKind(entry["kind"]),
        as_of=entry["as_of"],
        given=entry["given"],
        expect=tuple(entry["expect"]),
        settings=entry.get("settings", {}),
        held=tuple(entry.get("held", ())),
        publisher=entry.get("publisher", PUBLISHER),
    )


def _unnested(given: Mapping[str, list[dict[str, Any]]]) -> dict[str, list[dict[str, Any]]]:
    """Rows written inside their parent (`items` of a notice, `lines` of a report) as tables of their own."""
    tables: dict[str, list[dict[str, Any]]] = {}
    for table, rows in given.items():
        for number, row in enumerate(rows, start=1):
            own = {key: value for key, value in row.items() if key not in ("items", "lines")}
            own.setdefault("id", f"{table}-{number}")
            tables.setdefault(table, []).append(own)
            document = {"document_id": own["document_id"]} if "document_id" in own else {}
            for place, item in enumerate(row.get("items", ()), start=1):
                child = {"id": f"{own['id']}-{place}", "notice_id": own["id"], "label": str(place), **document, **item}
                tables.setdefault("fund_item", []).append(child)
            for name, amount in row.get("lines", {}).items():
                child = {"id": f"{own['id']}-{name}", "report_id": own["id"], "item": name, "label": name}
                tables.setdefault("three_public_line", []).append({**child, "amount": amount, **document})
    return tables


def _fen(rule: str, value: object) -> int:
    if isinstance(value, float):
        raise RunAborted("rules-cases-faulty", rule=rule, problem=f"{value}: write amounts as whole numbers or text")
    try:
        return to_fen(Decimal(str(value)))
    except (InvalidOperation, ValueError) as error:
        raise RunAborted("rules-cases-faulty", rule=rule, problem=error) from error


def _fits(view: View, expected: Mapping[str, Any], answer: Answer) -> bool:
    if expected["outcome"] != str(answer.outcome):
        return False
    ((kind, name),) = expected["about"].items()
    if kind == "register":
        kind, ids = "document", {f"register:{name}"}
    else:
        ids = _subject_ids(view, kind, str(name))
    if (kind, True) != (answer.subject_type, answer.subject_id in ids):
        return False
    if any(str(expected[key]) != str(getattr(answer, key)) for key in _COMPARED if key in expected):
        return False
    if "says" in expected and answer.sentence.code != expected["says"]:
        return False
    rows = {f"{e.table} {e.id}" for e in answer.evidence}
    return "evidence" not in expected or rows == set(expected["evidence"])


_COMPARED = ("value", "threshold", "confidence")


def _subject_ids(view: View, kind: str, name: str) -> set[str]:
    if kind in _SUBJECT_NAMES:
        table, column = _SUBJECT_NAMES[kind]
        return {row[column] for row in view.rows(table) if row["name"] == name}
    if kind == "matter":
        records = {row["id"] for row in view.rows("matter_act") if row["matter_number"] == name}
        return {row["matter_id"] for row in view.rows("placement") if row["record_id"] in records}
    return {name}
