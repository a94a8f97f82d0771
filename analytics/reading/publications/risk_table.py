"""廉政风险点表: the risk points that a unit found at its posts, with the grade and the measures it gave each.

Flows in: content with a table of risk points. Flows out: one `RiskPoint` per point. A point without grade is not
assessed; a point that breaks off is listed as rejected; the owners named beside it are persons and are shown masked
only.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from analytics.reading.content import Content
from analytics.reading.grades import Grade, Scale, grade_in_text, office_custom, scale_of
from analytics.reading.headings import Column, distinct, squash
from analytics.reading.money_tables import is_subtotal, is_total
from analytics.reading.persons import is_masked_name, mask_name, names_a_post, split_names
from analytics.reading.records import Reading, Record
from analytics.reading.registers import Register, Row, read_registers, score_register, start_reading
from models.language import Message
from models.tables import RiskPoint
from models.vocabulary import DocumentKind

KIND = DocumentKind.RISK_TABLE
TITLE_WORDS = ("风险点", "廉政风险", "廉洁风险", "岗位风险", "风险防控", "风险排查", "风险等级")

_OWNERS = ("部门负责人", "责任领导", "责任人", "主管领导", "分管领导", "责任主体", "防控责任人", "主要负责人")
_OWNER_KEYS = tuple(f"owner{n}" for n in range(len(_OWNERS)))
COLUMNS = (
    Column("number", ("序号", "编号"), loose=False),
    Column("unit", ("单位名称", "单位", "责任单位", "填报单位"), loose=False),
    Column(
        "unit_or_department",
        ("单位/科室", "单位(科室)", "科室(单位)", "科室/单位", "部门/单位", "单位/部门", "部门(单位)"),
        loose=False,
    ),
    Column(
        "department",
        (
            "科室",
            "部门",
            "处室",
            "股室",
            "内设机构",
            "责任科室",
            "科室名称",
            "部门名称",
            "所属科室",
            "所在科室",
            "所属部门",
            "所在部门",
        ),
        loose=False,
    ),
    Column("post", ("岗位", "岗位名称", "风险岗位", "岗位(职务)", "职务"), loose=False),
    Column(
        "domain",
        ("风险领域", "领域", "业务领域", "工作领域", "权力事项", "职权名称", "业务事项", "岗位职责", "风险对象"),
        loose=False,
    ),
    Column("kind", ("风险类别", "风险类型", "风险种类", "类别"), loose=False),
    Column(
        "name",
        (
            "风险点",
            "风险点名称",
            "风险名称",
            "廉政风险点",
            "廉洁风险点",
            "岗位风险点",
            "具体风险点",
            "风险环节",
            "风险事项",
            "风险点描述",
            "风险描述",
        ),
        required=True,
    ),
    Column(
        "description",
        (
            "廉政风险主要内容及表现形式",
            "主要表现形式",
            "表现形式",
            "风险描述",
            "风险表现",
            "风险内容",
            "风险表现及等级",
            "风险表现形式",
            "主要内容",
        ),
    ),
    Column(
        "grade",
        (
            "调整后风险等级",
            "调整后等级",
            "现风险等级",
            "风险等级",
            "风险级别",
            "风险点等级",
            "等级",
            "风险程度",
            "廉政风险等级",
            "级别",
            "风险等次",
            "等次",
            "风险评级",
            "评定等级",
            "风险定级",
            "定级",
            "风险等级评定",
            "等级评定",
        ),
    ),
    Column(
        "measures", ("防控措施", "预防措施", "主要预防措施", "防范措施", "防控方法", "控制措施", "整改措施", "措施")
    ),
    Column("indicator", ("监测指标",)),
    *(Column(key, (name,), loose=False) for key, name in zip(_OWNER_KEYS, _OWNERS, strict=True)),
)
_GRADE_NAMES = frozenset(squash(name) for column in COLUMNS if column.key == "grade" for name in column.names)
_TICKS = frozenset("√✓✔☑■●○1")
_STEP_COLUMNS = (
    Column("step", ("流程环节", "环节序号", "环节名称", "办理环节"), True),
    Column("power", ("职权名称", "权力名称"), True),
)
_PLACE = ("unit", "unit_or_department", "department")
# A post belongs to its department, and owners to both: a blank owner beside a department of its own is nobody.
_GROUPS = ((*_PLACE, "post", *_OWNER_KEYS), (*_PLACE, "post"), *((key,) for key in _PLACE))
# A measure that ends like this was cut off; a semicolon may close the last item of a list.
_BREAKS_OFF = re.compile(r"[,\uff0c、:\uff1a(\uff08]$")
_UNIT_END = re.compile(
    r"(?:局|委|委员会|中心|院|校|学校|大学|政府|办事处|街道|公司|集团|站|队|所|馆|银行|医院|厅|镇|乡)$"
)


@dataclass(frozen=True, slots=True)
class _Found:
    record: Record
    grade: Grade


def score(content: Content) -> float:
    """How certainly this is a table of risk points; a table of procedure steps has risk points too, but is not one."""
    found = score_register(content, COLUMNS, ("name", "grade", "measures"), TITLE_WORDS)
    if not found or not any(_has_substance(register) for register in read_registers(content, COLUMNS)):
        return 0.0
    steps = score_register(content, _STEP_COLUMNS, ("step",), ())
    return found * 0.3 if steps else found


def read(content: Content, first_is_highest: bool | None = None) -> Reading:
    """Read a table of risk points.

    `first_is_highest` is the direction of scales of ordinals, by default the office's setting; what the file itself
    says goes before it. `Reading.extra` holds the `scheme` of the grades and the masked `owners` by heading.
    """
    registers = [register for register in read_registers(content, COLUMNS) if _has_substance(register)]
    reading = start_reading(KIND, content, registers)
    rows = [(row, register) for register in registers for row in register.rows(*_GROUPS)]
    remarks = [text for register in registers for text in (register.notes(), register.heading_lines())]
    custom = office_custom() if first_is_highest is None else first_is_highest
    scale = scale_of((_grade_text(row) for row, _ in rows), remarks, custom)
    found: list[_Found] = []
    owners: dict[str, list[str]] = {}
    for row, register in rows:
        if not _sums_up(row):
            point = _read_row(row, register, reading, scale)
            if point is not None:
                found.append(point)
                _collect_owners(row, owners)
    schemes = list(dict.fromkeys(f.grade.scheme for f in found if f.grade.scheme))
    if len(schemes) > 1:
        reading.warnings.append(Message("risk-scales-mixed", {"schemes": ", ".join(schemes)}))
    if not scale.is_stated and any(f.grade.is_bare_digit for f in found):
        reading.warnings.append(Message("risk-scale-direction", {}))
    if owners:
        reading.warnings.append(Message("risk-owners-masked", {"columns": "、".join(owners)}))
    reading.records = [f.record for f in found]
    reading.extra = {
        **reading.extra,
        "scheme": ", ".join(schemes) or None,
        "owners": {heading: "、".join(names) for heading, names in owners.items()},
    }
    return reading


def _has_substance(register: Register) -> bool:
    """A list of names is no risk table: grade, measures or description must stand beside them."""
    return bool({"grade", "measures", "description"} & register.header.columns.keys())


def _sums_up(row: Row) -> bool:
    """Whether a row counts the points above it and is none."""
    return any(is_total(cell.text) or is_subtotal(cell.text) for cell in distinct(row.cells)[:2])


def _grade_text(row: Row) -> str | None:
    """What the row says of its grade: in the cell of its own, in the column that is ticked, or in the description."""
    return row.ticked("grade") or _ticked(row) or grade_in_text(row.text("description"))


def _ticked(row: Row) -> str | None:
    """The level whose own column is ticked; the levels together, which is no grade, where several are."""
    paths = row.header.paths
    levels = [
        paths[column][-1]
        for column in row.header.unmatched
        if len(paths[column]) > 1 and paths[column][-2] in _GRADE_NAMES and squash(row.cells[column].text) in _TICKS
    ]
    return "、".join(levels) or None


def _read_row(row: Row, register: Register, reading: Reading, scale: Scale) -> _Found | None:
    name, description, measures = row.text("name"), row.text("description"), row.text("measures")
    grade = scale.read(_grade_text(row))
    if name is None:
        if any((description, measures, grade.text)):
            reading.reject(row.place("name"), "risk-name-missing")
        return None
    if not any((description, measures, grade.text, row.text("indicator"))):
        reading.reject(row.locator, "risk-row-incomplete")
        return None
    unit, department = _unit_and_department(row, register)
    record = Record(
        RiskPoint,
        {
            "unit_name": unit,
            "department": department,
            "post": row.text("post"),
            "domain": row.text("domain"),
            "risk_kind": row.text("kind"),
            "name": name,
            "description": description,
            "grade": str(grade.level) if grade.level else None,
            "grade_text": grade.text,
            "grade_scheme": grade.scheme,
            "measures": measures,
            "has_owner": any(_names(row, key) for key in _OWNER_KEYS),
        },
        row.locator,
        label=name,
        extra={"level": str(grade.level) if grade.level else None},
    )
    row.note_filled(record)
    if grade.is_blank:
        record.warn("risk-not-assessed")
    elif grade.level is None:
        row.refuse("grade", "risk-grade-unknown", record, reading)
    elif grade.doubt is not None:
        record.warn(grade.doubt)
    if measures is not None and _BREAKS_OFF.search(measures):
        row.refuse("measures", "risk-text-incomplete", record, reading)
    elif description is not None and _BREAKS_OFF.search(description):
        row.refuse("description", "risk-text-incomplete", record, reading)
    return _Found(record, grade)


def _unit_and_department(row: Row, register: Register) -> tuple[str | None, str | None]:
    unit, department, either = row.text("unit"), row.text("department"), row.text("unit_or_department")
    if either is not None:
        if _UNIT_END.search(squash(either)):
            unit = unit or either
        else:
            department = department or either
    return unit or register.unit_name, department


def _names(row: Row, key: str) -> list[str]:
    return [name for name in split_names(row.text(key)) if not row.is_nil(key)]


def _collect_owners(row: Row, owners: dict[str, list[str]]) -> None:
    """Owners by heading, masked, each once; posts and offices named in their place are shown as they stand."""
    for key in _OWNER_KEYS:
        for name in _names(row, key):
            shown = name if is_masked_name(name) or names_a_post(name) else mask_name(name)
            listed = owners.setdefault(row.header.heading(key), [])
            if shown not in listed:
                listed.append(shown)
