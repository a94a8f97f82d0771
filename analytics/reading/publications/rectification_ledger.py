"""整改台账 as a form: the issues of one check and what was done about each, as numbered lists in single cells.

Flows in: the form of annex 3 or a wide table whose cells hold lists. Flows out: one `Rectification` for each issue,
under the number of its check. A state that cannot be told from the words stays open with a warning.
"""

from __future__ import annotations

import re

from analytics.reading.content import Content
from analytics.reading.headings import Column
from analytics.reading.progress import status_of
from analytics.reading.publications.ledger_forms import (
    Entry,
    Form,
    entries_of,
    number_of,
    pair,
    say_nil,
    score_form,
    start,
)
from analytics.reading.records import Reading, Record
from models.tables import Rectification
from models.vocabulary import DocumentKind

KIND = DocumentKind.RECTIFICATION_LEDGER

FORM = Form(
    KIND,
    (
        Column("unit", ("填报单位", "报送单位", "填报单位(盖章)"), loose=False),
        Column("number", ("编号", "检查编号", "台账编号"), loose=False),
        Column("filled", ("填报时间", "填报日期"), loose=False),
        Column("rectified", ("整改时间", "整改完成时间", "完成时间"), loose=False),
        Column("unit_name", ("问题单位", "责任单位", "整改单位"), loose=False),
        Column("owner", ("整改责任人及责任", "整改责任人", "责任人", "整改责任人及职责"), loose=False),
        Column("issues", ("存在问题", "存在的问题", "发现的问题", "问题"), required=True, loose=False),
        Column("measures", ("整改措施", "措施", "整改举措"), loose=False),
        Column("status", ("完成情况", "整改情况", "整改完成情况", "整改进展"), loose=False),
        Column("due", ("整改时限", "整改期限"), loose=False),
        Column("proof", ("佐证材料", "证明材料"), loose=False),
    ),
    ("issues", "measures", "status"),
    re.compile(r"整改.{0,4}台账"),
    "unit_name",
)  # fmt: skip


def score(content: Content) -> float:
    """1 for the form, 0 for a plain register with one row for each issue."""
    return score_form(FORM, content)


def read(content: Content) -> Reading:
    """Read the forms of a file."""
    entries = entries_of(FORM, content)
    reading = start(FORM, content, entries)
    for entry in entries:
        _take(entry, reading)
    say_nil(reading, entries, "issues")
    return reading


def _take(entry: Entry, reading: Reading) -> None:
    issues, measures, states = entry.items("issues"), entry.items("measures"), entry.items("status")
    if not issues:
        if measures:
            reading.reject(entry.place("issues"), "ledger-issues-missing")
        return
    number = number_of(entry)
    if number is None:
        reading.reject(entry.place("number"), "ledger-number-missing")
        return
    rows, matches = pair(issues, measures)
    by_number = {item.number: item.text for item in states}
    one_for_all = states[0].text if len(states) == 1 else None
    head = Record(Rectification, {}, entry.locator)
    days = {
        key: entry.day(key, head, reading, heading)
        for key, heading in (("filled", "填报时间"), ("rectified", "整改时间"), ("due", "整改时限"))
    }
    for issue_no, issue, measure in rows:
        told = one_for_all if one_for_all is not None else by_number.get(issue_no)
        state = status_of(told)
        record = Record(
            Rectification,
            {
                "reporting_unit": entry.text("unit") or reading.publisher,
                "number": number,
                "issue_no": issue_no,
                "filled_on": days["filled"],
                "unit_name": entry.text("unit_name"),
                "owner": entry.text("owner"),
                "issue": issue,
                "measures": measure,
                "rectified_on": days["rectified"],
                "status": None if state is None else str(state),
                "proof": entry.text("proof"),
                "due": days["due"],
            },
            entry.locator,
            label=f"{number}-{issue_no}",
            places={
                "issue": entry.place("issues"),
                "measures": entry.place("measures"),
                "status": entry.place("status"),
            },
            extra={"issue": issue, "measures": measure, "status": None if state is None else str(state)},
        )
        record.warnings += head.warnings
        if not matches:
            record.warn("ledger-lists-differ", first="存在问题", n=len(issues), second="整改措施", m=len(measures))
        if len(states) > 1 and len(states) != len(issues):
            record.warn("ledger-lists-differ", first="存在问题", n=len(issues), second="完成情况", m=len(states))
        if told is not None and state is None:
            record.warn("ledger-state-unknown")
        reading.records.append(record)
