"""Ledgers of an integrity office as forms: the check, its rectification, and the month's report.

Flows in: records of checks, rectifications and monthly reports. Flows out: the forms of the annexes that counties hand out
(检查台账, 整改台账, 月报表), labels on the left, numbered lists in single cells.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Final

import numpy as np

from data_sim.publishing.document import Publication, Span, Table, Value, Written
from data_sim.publishing.formats import write
from data_sim.publishing.kinds.columns import Record
from data_sim.publishing.style import Format, Style, published_as

_FORMS: Final = (Format.DOCX, Format.DOCX, Format.XLSX)
_STATES: Final = {
    "open": "尚未整改", "rectifying": "正在整改", "done": "已整改到位", "verified": "已整改，经验收合格", "closed": "已销号",
    "reopened": "回头看发现反弹，重新启动整改",
}  # fmt: skip


def _listed(texts: Sequence[str]) -> str:
    """A numbered list in one cell; a single item stands alone."""
    return "\n".join(f"{n}.{text}" for n, text in enumerate(texts, start=1))


def _zh(day: date | None) -> str:
    return "" if day is None else f"{day.year}年{day.month}月{day.day}日"


def _form(pairs: Sequence[tuple[tuple[str, str], tuple[str, str]]], long: Sequence[tuple[str, str]]) -> Table:
    """A form of four columns: two labelled values a line, then long values over three columns."""
    rows: list[list[Value]] = [[one[0], one[1], other[0], other[1]] for one, other in pairs]
    spans: list[Span] = []
    for label, text in long:
        spans.append((len(rows), 1, len(rows), 3))
        rows.append([label, text, text, text])
    return Table((), rows, spans=tuple(spans))


def publish_check_ledger(issues: Sequence[Record], style: Style, rng: np.random.Generator, path: Path) -> Written:
    """Write the form of one check: its issues (`models.tables.CheckIssue`, all of one number) and the advice on each."""
    style = published_as(style, _FORMS, rng)
    head = issues[0]
    due, owner = head.get("due"), head.get("owner")
    table = _form(
        (
            (("填报单位", str(head["reporting_unit"])), ("编号", str(head["number"]))),
            (("填报时间", _zh(head.get("filled_on"))), ("检查时间", _zh(head.get("checked_on")))),
            (("被检查单位", str(head["checked_unit"])), ("检查人员", str(head.get("checkers") or ""))),
        ),
        (
            ("检查内容", str(head.get("content") or "")),
            ("发现的问题", _listed([str(record["issue"]) for record in issues])),
            ("整改建议", _listed([str(record.get("advice") or "") for record in issues])),
            ("整改时限", _zh(due)),
            ("整改责任人", str(owner or "")),
        ),
    )
    title = f"{head['reporting_unit']}检查台账"
    return write(Publication(title, str(head["reporting_unit"]), (table,)), style, path)


def publish_rectification_ledger(
    rectifications: Sequence[Record], style: Style, rng: np.random.Generator, path: Path
) -> Written:
    """Write the form of one check's rectification (`models.tables.Rectification`, all of one number)."""
    style = published_as(style, _FORMS, rng)
    head = rectifications[0]
    table = _form(
        (
            (("填报单位", str(head["reporting_unit"])), ("编号", str(head["number"]))),
            (("填报时间", _zh(head.get("filled_on"))), ("整改时间", _zh(head.get("rectified_on")))),
            (("问题单位", str(head["unit_name"])), ("整改责任人及责任", str(head.get("owner") or ""))),
        ),
        (
            ("存在问题", _listed([str(record["issue"]) for record in rectifications])),
            ("整改措施", _listed([str(record.get("measures") or "") for record in rectifications])),
            ("完成情况", _listed([_STATES.get(str(record["status"]), "") for record in rectifications])),
        ),
    )
    title = f"{head['reporting_unit']}整改台账"
    return write(Publication(title, str(head["reporting_unit"]), (table,)), style, path)


def publish_monthly_report(report: Record, style: Style, rng: np.random.Generator, path: Path) -> Written:
    """Write the report of one unit and month (`models.tables.MonthlyReport`)."""
    style = published_as(style, _FORMS, rng)
    month: date = report["month"]
    unit = str(report["unit_name"])
    found, mended = int(report["issues"]), int(report["rectified"])
    table = _form(
        (
            (("填报单位", unit), ("填报时间", _zh(report.get("submitted_on")))),
            (("报送月份", f"{month.year}年{month.month}月"), ("填报人", "")),
        ),
        (
            ("检查工作情况", f"本月开展检查{report['checks']}次。"),
            ("发现问题情况", f"发现问题{found}个。" if found else "未发现问题。"),
            ("整改情况", f"已整改{mended}个。" if mended or found else "无"),
            ("制度机制建设情况", "按要求落实各项制度。"),
        ),
    )
    return write(Publication(f"{unit}{month.year}年{month.month}月工作月报表", unit, (table,)), style, path)
