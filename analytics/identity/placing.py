"""Where each record belongs, on the engine: distinct places are judged in `posts`, and joined back to the records.

Flows in: registers with the working table `who_unit`. Flows out: the working tables `who_post`, `who_step` and
`who_placement`.
"""

from __future__ import annotations

import pyarrow as pa

from analytics.identity.posts import Place, PostTables, StepRow, build_posts, place_of
from analytics.identity.registers import RECORD, Registers, digest_of, literal, records_placed, union
from analytics.identity.rows import Post, Step

_PLACE = ("place_unit", "department", "post", "power", "step_name")
_NOWHERE = (
    "SELECT '' AS record_table, '' AS record_id, '' AS role, NULL::VARCHAR AS unit, '' AS document, "
    "NULL::VARCHAR AS department, NULL::VARCHAR AS post, NULL::VARCHAR AS power, NULL::VARCHAR AS step_name, "
    "NULL::VARCHAR AS matter_number WHERE false"
)
_NUMBERED = pa.schema([(name, pa.int32() if name == "step_no" else pa.string()) for name in Step._fields])


def place_records(registers: Registers) -> None:
    """Judge the place of every record."""
    columns = (*RECORD, "unit", "document", *_PLACE[1:], "matter_number")
    rows = union([_NOWHERE, *(reading.select(registers, *columns) for reading in records_placed(registers))])
    alone = f"'org:' || {digest_of(literal('D'), 'record_table', 'record_id', literal('unit'))}"
    registers.create(
        "who_place",
        "SELECT record_table, record_id, CASE WHEN key IS NULL THEN NULL "
        f"ELSE coalesce(organisation_id, {alone}) END AS unit_id, "
        "coalesce(unit_id, 'document:' || document) AS place_unit, department, post, power, step_name, matter_number "
        f"FROM ({rows}) LEFT JOIN who_unit ON key = unit",
    )
    tables, places = _judge(registers)
    registers.keep("who_post", pa.Table.from_pylist([p._asdict() for p in tables.posts], schema=_texts(Post._fields)))
    registers.keep("who_step", pa.Table.from_pylist([s._asdict() for s in tables.steps], schema=_NUMBERED))
    located = [(*place, tables.post_id(judged), tables.step_id(judged)) for place, judged in places.items()]
    named = [dict(zip((*_PLACE, "post_id", "step_id"), row, strict=True)) for row in located]
    registers.keep("who_located", pa.Table.from_pylist(named, schema=_texts((*_PLACE, "post_id", "step_id"))))
    equal = " AND ".join(f"p.{column} IS NOT DISTINCT FROM l.{column}" for column in _PLACE)
    matter = (
        f"'matter:' || {digest_of('p.place_unit', literal('') + ' || coalesce(p.matter_number, ' + literal('') + ')')}"
    )
    registers.create(
        "who_placement",
        "SELECT p.record_table, p.record_id, p.unit_id, l.post_id, l.step_id, "
        f"CASE WHEN p.record_table = 'matter_act' THEN {matter} END AS matter_id "
        f"FROM who_place AS p LEFT JOIN who_located AS l ON {equal}",
    )


def _judge(registers: Registers) -> tuple[PostTables, dict[tuple[str | None, ...], Place]]:
    columns = ", ".join(_PLACE)
    found = registers.fetch(f"SELECT DISTINCT {columns}, unit_id IS NOT NULL FROM who_place")
    places: dict[tuple[str | None, ...], Place] = {}
    units = set()
    for unit, department, post, power, step, is_unit in found:
        places[unit, department, post, power, step] = place_of(unit, department, post, power, step)
        if is_unit:
            units.add(unit)
    return build_posts(set(places.values()), _steps(registers), units), places


def _steps(registers: Registers) -> list[StepRow]:
    source = registers.sources.get("post_step")
    if source is None:
        return []
    rows = registers.fetch(
        "SELECT p.place_unit, t.department, t.post, t.power, t.power_type, t.step_no, t.step_name, t.grade, t.id, "
        f"t.recorded_at FROM {source} AS t JOIN who_place AS p ON p.record_table = 'post_step' AND p.record_id = t.id"
    )
    return [
        StepRow(
            place_of(unit, department, post, power, step),
            power or "",
            power_type,
            step_no,
            step or "",
            post or "",
            grade,
            record,
            str(recorded or ""),
        )
        for unit, department, post, power, power_type, step_no, step, grade, record, recorded in rows
    ]


def _texts(fields: tuple[str, ...]) -> pa.Schema:
    return pa.schema([(name, pa.string()) for name in fields])
