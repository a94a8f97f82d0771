"""检查台账 as a form: one check, the issues it found and the advice it gave, each a numbered list in one cell.

Flows in: the form of annex 2 (labels with values, one or several to a file) or a wide table whose cells hold lists.
Flows out: one `CheckIssue` for each issue, with the advice of the same number. Where issues and advice do not match,
every issue of the entry says so.
"""

from __future__ import annotations

import re

from analytics.reading.content import Content
from analytics.reading.headings import Column
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
from models.tables import CheckIssue
from models.vocabulary import DocumentKind

KIND = DocumentKind.CHECK_LEDGER

FORM = Form(
    KIND,
    (
        Column("unit", ("填报单位", "报送单位", "填报单位(盖章)"), loose=False),
        Column("number", ("编号", "检查编号", "台账编号"), loose=False),
        Column("filled", ("填报时间", "填报日期"), loose=False),
        Column("checked", ("检查时间", "时间", "检查日期"), loose=False),
        Column("checked_unit", ("被检查单位", "受检单位", "受检查单位", "检查对象"), loose=False),
        Column("checkers", ("检查人员", "检查组", "检查人", "检查组成员"), loose=False),
        Column("content", ("检查内容", "检查事项"), loose=False),
        Column("issues", ("发现的问题", "发现问题", "存在问题", "存在的问题", "主要问题",
            "检查发现的问题"), required=True, loose=False),
        Column("advice", ("整改建议", "整改意见", "工作建议", "建议", "整改要求"), loose=False),
        Column("due", ("整改时限", "整改期限", "完成时限"), loose=False),
        Column("owner", ("整改责任人", "责任人", "整改责任人及职务"), loose=False),
    ),
    ("issues", "advice"),
    re.compile(r"检查.{0,4}台账|自检.{0,4}台账"),
    "checked_unit",
)  # fmt: skip


def score(content: Content) -> float:
    """1 for the form, 0 for a plain register with one row for each issue."""
    return score_form(FORM, content)


def read(content: Content) -> Reading:
    """Read the forms of a file. A form whose number was never filled in joins no rectification and is rejected."""
    entries = entries_of(FORM, content)
    reading = start(FORM, content, entries)
    for entry in entries:
        _take(entry, reading)
    say_nil(reading, entries, "issues")
    return reading


def _take(entry: Entry, reading: Reading) -> None:
    issues, advice = entry.items("issues"), entry.items("advice")
    if not issues:
        if advice:
            reading.reject(entry.place("issues"), "ledger-issues-missing")
        return
    number = number_of(entry)
    if number is None:
        reading.reject(entry.place("number"), "ledger-number-missing")
        return
    rows, matches = pair(issues, advice)
    head = Record(CheckIssue, {}, entry.locator)
    days = {
        key: entry.day(key, head, reading, heading)
        for key, heading in (("filled", "填报时间"), ("checked", "检查时间"), ("due", "整改时限"))
    }
    for issue_no, issue, advised in rows:
        record = Record(
            CheckIssue,
            {
                "reporting_unit": entry.text("unit") or reading.publisher,
                "number": number,
                "issue_no": issue_no,
                "filled_on": days["filled"],
                "checked_on": days["checked"],
                "checked_unit": entry.text("checked_unit"),
                "checkers": entry.text("checkers"),
                "content": entry.text("content"),
                "issue": issue,
                "advice": advised,
                "due": days["due"],
                "owner": entry.text("owner"),
            },
            entry.locator,
            label=f"{number}-{issue_no}",
            places={"issue": entry.place("issues"), "advice": entry.place("advice"), "number": entry.place("number")},
            extra={"issue": issue, "advice": advised},
        )
        record.warnings += head.warnings
        if not matches:
            record.warn("ledger-lists-differ", first="发现的问题", n=len(issues), second="整改建议", m=len(advice))
        reading.records.append(record)
