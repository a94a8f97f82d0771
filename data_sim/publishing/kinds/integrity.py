"""Registers of recusal and of restrictions after leaving office, kept inside in the layout of the house; appointments.

Flows in: records of recusals, restrictions and appointments. Flows out: workbooks for the office, and notices to the public.
Identity numbers are masked in what is kept, and never stand in a notice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Final

import numpy as np

from data_sim.publishing.document import Publication, Table, Value, Written
from data_sim.publishing.formats import write
from data_sim.publishing.kinds.columns import Column, Record, field, table_of
from data_sim.publishing.style import Format, Style, published_as

# Which line of a notice of appointments names the first person, from 0.
FIRST_POSTING: Final = 3
_BOOKS: Final = (Format.XLSX, Format.XLS)
_NOTICES: Final = (Format.HTML, Format.HTML, Format.DOCX)
_OUTCOMES: Final = {"accepted": "同意回避", "refused": "不同意回避"}
_SIGNED: Final = ("填表人：　　　　　审核人：　　　　　单位负责人：",)


def publish_recusal_register(
    recusals: Sequence[Record], unit: str, filled: date, style: Style, rng: np.random.Generator, path: Path
) -> Written:
    """Write the register of recusals (`models.tables.Recusal`; `id_mask` is shown where the unit keeps it)."""
    style = published_as(style, _BOOKS, rng)
    columns = [
        field("登记编号", "编号", "登记号", key="number"),
        field("姓名", "回避人", "申请人", key="name"),
        field("工作单位及职务", "职务", "单位及职务", key="post"),
        field("岗位", "分管工作", "岗位", key="duty"),
        field("身份证号", "身份证号码", "身份证号", key="id_mask"),
        field("回避类型", "回避类别", "回避类型", key="recusal_type"),
        field("回避事项", "事项名称", "回避事项", key="matter"),
        field("权力环节", "环节", "权力环节", key="step"),
        field("相对人", "利害关系人", "相对人", key="counterparty"),
        field("与本人关系", "关系", "与本人关系", key="relation"),
        field("依据条款", "回避依据", "依据条款", key="basis"),
        field("提出方式", "回避方式", "提出方式", key="raised_by"),
        field("申请日期", "申请时间", "申报日期", key="applied"),
        field("审核人", "审批人", "审核人", key="reviewer"),
        Column(("决定", "审批意见", "处理决定"), lambda record: _OUTCOMES.get(str(record.get("outcome")), "")),
        field("决定日期", "审批日期", "决定时间", key="decided"),
        field("执行方式及期间", "执行情况", "执行方式", key="execution"),
    ]
    table = table_of(recusals, columns, style)
    table = replace(
        table,
        caption=f"{unit}履职回避登记表",
        left=f"填报单位：{unit}（盖章）",
        right=f"填报时间：{filled.year}年{filled.month}月{filled.day}日",
        notes=(*_SIGNED, "说明：1.一事一登记；2.身份证号按规定遮蔽。"),
        name="履职回避",
    )
    return write(Publication(table.caption, unit, (table,)), style, path)


def publish_restriction_register(
    restrictions: Sequence[Record], unit: str, year: int, style: Style, rng: np.random.Generator, path: Path
) -> Written:
    """Write the register of restrictions after leaving office (`models.tables.Restriction`)."""
    style = published_as(style, _BOOKS, rng)
    columns = [
        field("姓名", key="name"),
        field("原职务", "离职前职务", "原任职务", key="old_post"),
        field("职级", "原职级", "职级", key="rank"),
        Column(("是否领导班子成员", "是否领导成员", "领导班子成员"), lambda record: _yes_no(record.get("is_leader"))),
        field("离职方式", "离职类型", "离职原因", key="exit_kind"),
        field("离职日期", "离职时间", "离任日期", key="exit_date"),
        Column(
            ("限制年限", "限制期限", "限制年限"), lambda record: f"{record['years']}年" if record.get("years") else ""
        ),
        field("限制届满日", "届满日期", "限制届满日期", key="ends"),
        field("离职后去向", "去向", "从业单位", key="went_to"),
        field("所任职务", "现任职务", "从业职务", key="new_post"),
        field("与原业务关联", "是否与原业务关联", "关联性", key="related"),
        field("核查情况", "核查结果", "核查状态", key="review_state"),
    ]
    table = table_of(restrictions, columns, style)
    table = replace(
        table,
        caption="从业限制登记表",
        left=f"单位：{unit}",
        right=f"{year}年度",
        notes=("注：领导班子成员3年，其他人员2年，自离职之日起算。",),
        name="从业限制",
    )
    return write(Publication(table.caption, unit, (table,)), style, path)


def _yes_no(value: object) -> str:
    return "" if value is None else "是" if value else "否"


@dataclass(frozen=True, slots=True)
class Posting:
    """One person appointed to a post, relieved of one, or proposed for one."""

    name: str
    post: str
    old_post: str = ""
    sex: str = ""


def publish_appointments(
    appointed: Sequence[Posting],
    removed: Sequence[Posting],
    unit: str,
    number: str,
    published: date,
    style: Style,
    rng: np.random.Generator,
    path: Path,
) -> Written:
    """Write a notice of appointments: sentences under the unit that decided."""
    style = published_as(style, _NOTICES, rng)
    lines = ["各有关单位：", f"经研究，{unit}决定："]
    lines += [f"任命{posting.name}为{posting.post}；" for posting in appointed]
    lines += [f"免去{posting.name}的{posting.post}职务；" for posting in removed]
    lines[-1] = lines[-1][:-1] + "。"
    title = f"{unit}关于{(appointed or removed)[0].name}等同志职务任免的通知"
    return write(Publication(title, unit, (number, *lines), published, number=number, section="人事任免"), style, path)


def publish_proposals(
    proposed: Sequence[Posting],
    unit: str,
    since: date,
    until: date,
    published: date,
    style: Style,
    rng: np.random.Generator,
    path: Path,
) -> Written:
    """Write a notice before appointment (任前公示): a table of who is proposed for which post, and the days to object."""
    style = published_as(style, _NOTICES, rng)
    rows: list[list[Value]] = [
        [n, posting.name, posting.sex, posting.old_post, posting.post] for n, posting in enumerate(proposed, start=1)
    ]
    heading = (
        "序号",
        "姓名",
        "性别",
        style.pick(("现任职务", "现任职务", "现工作单位及职务")),
        style.pick(("拟任职务", "拟任岗位", "拟任职务")),
    )
    table = Table((heading,), rows, "拟任职人选公示名单", name="公示名单")
    text = f"经研究，现将拟任职人选予以公示。公示时间：{_zh(since)}至{_zh(until)}。"
    publication = Publication(f"{unit}干部任前公示", unit, (text, table), published, section="人事任免")
    return write(publication, style, path)


def _zh(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
