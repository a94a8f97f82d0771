"""月报表 as a form: what a unit reports of one month's checks, issues and rectification.

Flows in: the form of annex 4, whose cells hold sentences. Flows out: one `MonthlyReport` with the counts those
sentences state, each only where a sentence states one. The month comes from the title or a line of its own; the day of
filling gives it only where nothing else does, which stays on the record.
"""

from __future__ import annotations

import re
from datetime import date

from analytics.reading.content import Content
from analytics.reading.dates import months_in, read_month
from analytics.reading.headings import Column
from analytics.reading.publications.ledger_forms import Entry, Form, entries_of, score_form, start, titles_of
from analytics.reading.records import Reading, Record
from models.places import WHOLE_FILE
from models.tables import MonthlyReport
from models.vocabulary import DocumentKind

KIND = DocumentKind.MONTHLY_REPORT

FORM = Form(
    KIND,
    (
        Column("unit", ("填报单位", "报送单位", "填报单位(盖章)", "单位名称"), loose=False),
        Column("filled", ("填报时间", "填报日期", "报送时间", "报送日期"), loose=False),
        Column("month", ("报送月份", "所属月份", "月份", "报告期", "所属期间"), loose=False),
        Column("checked", ("受检基层单位", "受检单位", "检查单位"), loose=False),
        Column("checks", ("检查工作情况", "检查情况", "检查工作", "开展检查情况"), required=True, loose=False),
        Column("issues", ("发现问题情况", "发现问题", "发现的问题"), loose=False),
        Column("rectified", ("整改情况", "整改落实情况", "整改"), loose=False),
        Column("rules", ("制度机制建设情况", "制度机制建设", "建章立制情况"), loose=False),
    ),
    ("issues",),
    re.compile(r"月报表?"),
    "checks",
)  # fmt: skip
_COUNTS = {
    "checks": re.compile(r"(?P<n>\d{1,4})\s*(?:余)?(?:轮次|次|轮)"),
    "issues": re.compile(
        r"(?:问题|发现)[^,，。;；\d]{0,12}(?P<n>\d{1,4})\s*(?:个|条|项|处)|(?P<m>\d{1,4})\s*(?:个|条|项|处)(?:问题)"
    ),
    "rectified": re.compile(
        r"(?:已|完成)?(?:整改|销号|落实)[^,，。;；\d未]{0,10}(?P<n>\d{1,4})\s*(?:个|条|项|处)|(?P<m>\d{1,4})\s*(?:个|条|项|处)[^,，。;；\d]{0,8}(?:已整改|整改到位|整改完成)"
    ),
}
_NOTHING = re.compile(r"^(?:无|暂无|未发现(?:问题)?|没有|0)[。.]?$")


def score(content: Content) -> float:
    """1 for the form, 0 for the list of who reported when."""
    found = score_form(FORM, content)
    return 1.0 if found == 1.0 or _tells_in_sentences(content) else 0.0


def _tells_in_sentences(content: Content) -> bool:
    """Whether a table under the title of the form has one line for each unit, with sentences in its cells."""
    if not any(FORM.title.search(text) for text in titles_of(content)):
        return False
    told = [entry.text(key) for entry in entries_of(FORM, content) for key in _COUNTS]
    return any(text is not None and re.search(r"\d", text) and not re.fullmatch(r"[\d.]+", text) for text in told)


def read(content: Content) -> Reading:
    """Read the forms of a file."""
    entries = entries_of(FORM, content)
    reading = start(FORM, content, entries)
    for entry in entries:
        _take(entry, reading)
    if not reading.records and not reading.rejected:
        reading.reject(WHOLE_FILE, "ledger-form-blank")
    return reading


def _take(entry: Entry, reading: Reading) -> None:
    unit = entry.text("unit") or reading.publisher
    if unit is None:
        reading.reject(entry.place("unit"), "monthly-unit-missing")
        return
    record = Record(MonthlyReport, {}, entry.locator, label=unit)
    filled = entry.day("filled", record, reading, "填报时间")
    month = _month(entry, reading.title)
    if month is None and filled is not None:
        month = filled.replace(day=1)
        record.warn("monthly-month-from-filling")
    if month is None:
        reading.reject(entry.place("month"), "monthly-month-missing")
        return
    record.values = {"unit_name": unit, "month": month, "submitted_on": filled}
    for key, pattern in _COUNTS.items():
        count, is_open = _count(entry.text(key), pattern)
        record.values[key] = count
        if is_open:
            record.warn("monthly-count-open", column=key)
    issues, rectified = record.values["issues"], record.values["rectified"]
    if issues is not None and rectified is not None and rectified > issues:
        record.warn("monthly-more-rectified", issues=issues, rectified=rectified)
    record.extra = {"month": month.strftime("%Y-%m")}
    reading.records.append(record)


def _month(entry: Entry, title: str | None) -> date | None:
    own = read_month(entry.text("month") or "")
    named = {own} if own else set(months_in(entry.text("month") or "")) or set(months_in(title or ""))
    if len(named) != 1:
        return None
    year, month = named.pop()
    return date(year, month, 1)


def _count(text: str | None, pattern: re.Pattern[str]) -> tuple[int | None, bool]:
    """The one count a sentence states, and whether it states several, so that none is certain."""
    if text is None:
        return None, False
    if _NOTHING.match(text):
        return 0, False
    found = {int(match.group("n") or (match.groupdict().get("m") or 0)) for match in pattern.finditer(text)}
    return (found.pop(), False) if len(found) == 1 else (None, len(found) > 1)
