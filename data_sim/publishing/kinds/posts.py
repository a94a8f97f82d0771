"""Posts and powers: tables of risk points, of posts with their steps, and lists of powers.

Flows in: records of risk points, steps with their handlers, powers with their duties. Flows out: the tables a unit posts.
Grades are written on the scale that the unit uses, which the note says where a number could be read either way.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Final

import numpy as np

from data_sim.publishing.document import Publication, Table, Value, Written
from data_sim.publishing.formats import write
from data_sim.publishing.kinds.columns import Column, Record, field, table_of
from data_sim.publishing.style import Format, Style, published_as

_SCALES: Final = (
    ("高", "中", "低"),
    ("一级", "二级", "三级"),
    ("高", "中", "低"),
    ("Ⅰ级", "Ⅱ级", "Ⅲ级"),
    ("高级", "中级", "低级"),
    ("I级", "II级", "III级"),
)
_LEVELS: Final = ("HIGH", "MEDIUM", "LOW")
_OWNERS: Final = {"head": "主要领导", "deputy": "分管领导", "section": "部门负责人", "staff": "岗位人员"}
_FORMS_EVERY: Final = 4
_TABLES: Final = (Format.XLSX, Format.XLS, Format.HTML, Format.DOCX, Format.PDF, Format.CSV)


def graded(style: Style) -> Mapping[str, str]:
    """The words of a unit's scale by level."""
    return dict(zip(_LEVELS, style.pick(_SCALES), strict=True))


def publish_risk_table(
    points: Sequence[Record], unit: str, published: date | None, style: Style, rng: np.random.Generator, path: Path
) -> Written:
    """Write the table of a unit's risk points (`models.tables.RiskPoint`)."""
    style = published_as(style, _TABLES, rng)
    words = graded(style)
    columns = [
        field("科室", "部门", "责任科室", key="department"),
        field("岗位", "岗位名称", "风险岗位", key="post"),
        field("风险类别", "风险类型", "风险类别", key="risk_kind"),
        field("风险点", "廉政风险点", "风险名称", key="name"),
        field("廉政风险主要内容及表现形式", "主要表现形式", "表现形式", key="description"),
        field("风险等级", "风险级别", "风险等级", key="grade", words=words),
        field("防控措施", "主要预防措施", "防控措施", key="measures"),
        field("责任主体", "责任主体", "责任主体", key="owner_level", words=_OWNERS),
    ]
    # Below a blank cell of an export nobody can tell the same post from none, so it is written out there.
    table = table_of(points, columns, style, grouped=1 if style.format is Format.CSV else 2)
    notes = ("注：风险等级分三级，一级为最高。",) if words["HIGH"] != "高" else ()
    table = replace(table, caption=f"{unit}廉政风险点及防控措施表", left=f"单位：{unit}", notes=notes, name="风险点")
    return write(Publication(table.caption, unit, (table,), published, section="廉政风险防控"), style, path)


def publish_post_steps(
    steps: Sequence[Record], unit: str, published: date | None, style: Style, rng: np.random.Generator, path: Path
) -> Written:
    """Write the table of posts, powers and steps (`models.tables.PostStep`, handlers as `handlers`)."""
    style = published_as(style, _TABLES, rng)
    words = graded(style)
    columns = [
        field("科室", "部门", "责任科室", key="department"),
        field("岗位", "岗位名称", "责任岗位", key="post"),
        field("职权名称", "权力名称", "权力事项", key="power"),
        field("职权类型", "权力类型", "权力类别", key="power_type"),
        field("环节序号", "步骤", "环节序号", key="step_no"),
        field("流程环节", "环节名称", "办理环节", key="step_name"),
        Column(("经办人", "承办人", "经办人"), lambda record: "、".join(record.get("handlers") or ())),
        Column(("办理时限\n（工作日）", "办理时限（工作日）", "承诺时限（工作日）"), _limit),
        field("风险点", "廉政风险点", "风险点", key="risk"),
        field("风险等级", "风险级别", "风险等级", key="grade", words=words),
        field("防控措施", "预防措施", "防控措施", key="measures"),
    ]
    table = table_of(steps, columns, style, grouped=4)
    table = replace(table, caption=f"{unit}岗位职权与流程表", left=f"编制单位：{unit}", name="岗位职权与流程")
    if words["HIGH"] != "高":
        table = replace(table, notes=("注：风险等级分三级，一级为最高。",))
    return write(Publication(table.caption, unit, (table,), published, section="权力运行"), style, path)


def _limit(record: Record) -> Value:
    days = record.get("limit_days")
    return str(record.get("limit_text") or "") if days is None else int(days)


def publish_power_list(
    powers: Sequence[Record], unit: str, published: date | None, style: Style, rng: np.random.Generator, path: Path
) -> Written:
    """Write the list of a unit's powers (`models.tables.PowerItem`, duties as `duties`: number, name, text).

    Some units fill in a form for each power in place of one table.
    """
    style = published_as(style, _TABLES, rng)
    columns = [
        field("职权名称", "项目名称", "权力名称", key="name"),
        field("职权编码", "权力编码", "职权编码", key="code"),
        field("权力分类", "职权类型", "权力类别", key="power_type"),
        field("实施依据", "法律依据", "设定依据", key="basis"),
        Column(("责任事项", "责任事项内容", "责任事项"), _duties),
        field("实施主体", "法定主体", "实施主体", key="body"),
        field("承办机构", "办理主体", "承办科室", key="handling_body"),
        Column(("法定时限", "法定期限", "法定时限"), lambda record: _working_days(record.get("legal_limit_days"))),
        Column(("承诺时限", "承诺期限", "承诺时限"), lambda record: _working_days(record.get("promised_limit_days"))),
        field("岗位责任人", "责任岗位", "岗位责任人", key="post"),
        field("追责情形", "问责情形", "追责情形", key="accountability"),
    ]
    title = f"{unit}权责清单"
    if style.wording % _FORMS_EVERY == 0 and style.format in {Format.HTML, Format.DOCX}:
        forms = tuple(
            Table((), [[style.pick(column.names), column.show(power)] for column in columns]) for power in powers
        )
        return write(Publication(title, unit, forms, published, section="权责清单"), style, path)
    table = table_of(powers, columns, style)
    table = replace(table, caption=title, left=f"单位：{unit}", name="权责清单")
    return write(Publication(table.caption, unit, (table,), published, section="权责清单"), style, path)


def _working_days(days: object) -> str:
    return "" if days is None else f"{days}个工作日"


def _duties(record: Record) -> str:
    return "\n".join(f"{duty['step_no']}.{duty['name']}：{duty['text']}" for duty in record.get("duties") or ())
