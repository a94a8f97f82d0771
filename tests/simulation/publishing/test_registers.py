"""Risk tables, steps, powers, registers, forms and appointments: read back by the real readers, row by row."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from analytics.reading.records import Reading
from data_sim.publishing.document import Written
from data_sim.publishing.kinds.integrity import (
    Posting,
    publish_appointments,
    publish_proposals,
    publish_recusal_register,
    publish_restriction_register,
)
from data_sim.publishing.kinds.ledgers import (
    publish_check_ledger,
    publish_monthly_report,
    publish_rectification_ledger,
)
from data_sim.publishing.kinds.posts import graded, publish_post_steps, publish_power_list, publish_risk_table
from data_sim.publishing.style import Format, Style
from models.tables import FromDocument, PostStep, PowerDuty, PowerItem, StepHandler
from models.vocabulary import DocumentKind
from tests.simulation.publishing.conftest import HOUSES, UNIT, house, rng

Reader = Callable[[Written], Reading]
DAY = date(2025, 1, 6)
BOOKS = (Format.XLSX, Format.XLS)
PAGES = (Format.HTML, Format.DOCX)

POINTS = [
    {"department": "办公室", "post": "文书岗", "risk_kind": "岗位职责", "name": "收文不登记", "description": "泄露信息",
     "grade": "LOW", "measures": "登记审批", "owner_level": "staff"},
    {"department": "农机科", "post": "补贴核验岗", "risk_kind": "岗位职责", "name": "选择性受理",
     "description": "1.收件不登记；\n2.优亲厚友。", "grade": "HIGH", "measures": "双人核验、影像留痕", "owner_level": "head"},
    {"department": "农机科", "post": "补贴核验岗", "risk_kind": "业务流程", "name": "虚报机具", "description": "人机不符",
     "grade": "MEDIUM", "measures": "抽查", "owner_level": "section"},
]  # fmt: skip
STEPS = [
    {"department": "农机科", "post": "补贴核验岗", "power": "农机购置补贴审核", "power_type": "行政给付", "step_no": n,
     "step_name": name, "handlers": ("苗亦帆",) if n < 4 else ("鄢一鸣", "璩明霁"), "limit_days": days, "risk": "虚报机具",
     "grade": grade, "measures": "双人核验"}
    for n, (name, days, grade) in enumerate(
        (("受理", 1, "LOW"), ("审核", 5, "HIGH"), ("公示", 7, "MEDIUM"), ("拨付", 15, "HIGH")), start=1)
]  # fmt: skip
POWERS = [
    {"code": f"439903{n:05d}", "power_type": "行政许可", "name": name, "basis": "《农药管理条例》第二十四条",
     "duties": [{"step_no": k, "name": duty, "text": "依法办理"} for k, duty in enumerate(
         ("受理责任", "审查责任", "决定责任", "送达责任"), start=1)],
     "body": UNIT, "handling_body": "行政审批科", "legal_limit_days": 20, "promised_limit_days": promised, "post": "审批岗",
     "accountability": "对符合条件的申请不予受理的"}
    for n, (name, promised) in enumerate((("农药经营许可", 10), ("种子生产经营许可", None)))
]  # fmt: skip
RECUSALS = [
    {"number": f"HB-2025-00{n}", "name": name, "post": "党组成员、副局长", "duty": "分管农机", "id_mask": "439903********001X",
     "recusal_type": "公务回避", "matter": "2025年农机购置补贴机具核验", "step": "审核", "counterparty": "岚汀市禾谷源农机有限公司",
     "relation": "弟", "basis": "公务员法第七十六条", "raised_by": "本人申请", "applied": date(2025, 3, 5), "reviewer": "局党组",
     "outcome": outcome, "decided": decided, "execution": ""}
    for n, (name, outcome, decided) in enumerate(
        (("苗予航", "accepted", date(2025, 3, 8)), ("戚若棠", "refused", date(2025, 3, 9)), ("鄢亦舒", "pending", None)), start=1)
]  # fmt: skip
RESTRICTIONS = [
    {"name": "亓文笙", "old_post": "党组成员、副局长", "rank": "乡科级副职", "is_leader": True, "exit_kind": "退休",
     "exit_date": date(2024, 6, 30), "years": 3, "ends": date(2027, 6, 30), "went_to": "岚汀市丰禾种业有限公司",
     "new_post": "顾问", "related": "有", "review_state": "待核查"},
    {"name": "郗照临", "old_post": "种植业科科长", "rank": "一级主任科员", "is_leader": False, "exit_kind": "辞去公职",
     "exit_date": date(2024, 2, 28), "years": 2, "ends": date(2026, 2, 28), "went_to": "", "new_post": "", "related": "",
     "review_state": "正常"},
]  # fmt: skip
ISSUES = [
    {"reporting_unit": UNIT, "number": "自检3号", "filled_on": date(2025, 6, 20), "checked_on": date(2025, 6, 12),
     "checked_unit": "青禾镇人民政府", "checkers": "苗予航、戚若棠", "content": "惠农补贴发放", "issue": issue, "advice": advice,
     "due": date(2025, 7, 20), "owner": "镇长"}
    for issue, advice in (("补贴公示不及时", "立即补公示"), ("台账登记不规范", "完善台账"))
]  # fmt: skip
RECTIFICATIONS = [
    {"reporting_unit": UNIT, "number": "自检3号", "filled_on": date(2025, 7, 25), "rectified_on": date(2025, 7, 18),
     "unit_name": "青禾镇人民政府", "owner": "镇长负责", "issue": record["issue"], "measures": "已补公示", "status": status}
    for record, status in zip(ISSUES, ("closed", "rectifying"), strict=True)
]  # fmt: skip


def shown(reading: Reading, keys: tuple[str, ...], table: type[FromDocument] | None = None) -> list[list[Any]]:
    records = [record for record in reading.records if table is None or record.table is table]
    return [[record.values.get(key) for key in keys] for record in records]


def expected(records: list[dict[str, Any]], keys: tuple[str, ...], style: Style | None = None) -> list[list[Any]]:
    def plain(value: Any) -> Any:
        written = style.wrote(value) if style is not None and isinstance(value, str) else value
        return written or (None if isinstance(value, str) else value)

    return [[plain(record.get(key)) for key in keys] for record in records]


@pytest.mark.parametrize("number", HOUSES)
@pytest.mark.parametrize("file_format", Format)
def test_risk_points_are_read_on_every_scale(number: int, file_format: Format, read: Reader, tmp_path: Path) -> None:
    style = house(number, file_format)
    reading = read(publish_risk_table(POINTS, UNIT, DAY, style, rng(number), tmp_path / "file"))
    keys = ("department", "post", "risk_kind", "name", "grade", "measures")
    assert reading.kind is DocumentKind.RISK_TABLE
    assert shown(reading, keys) == expected(POINTS, keys, style)


def test_the_scales_of_units_differ() -> None:
    assert {graded(Style(wording=n))["HIGH"] for n in range(6)} == {"高", "一级", "Ⅰ级", "高级", "I级"}


@pytest.mark.parametrize("number", HOUSES)
@pytest.mark.parametrize("file_format", Format)
def test_posts_and_steps_are_read(number: int, file_format: Format, read: Reader, tmp_path: Path) -> None:
    reading = read(publish_post_steps(STEPS, UNIT, DAY, house(number, file_format), rng(number), tmp_path / "file"))
    keys = ("department", "post", "power", "power_type", "step_no", "step_name", "limit_days", "grade")
    assert shown(reading, keys, PostStep) == expected(STEPS, keys)
    handlers = [record.values["name"] for record in reading.records if record.table is StepHandler]
    assert handlers == [name for step in STEPS for name in step["handlers"]]


@pytest.mark.parametrize("number", HOUSES)
@pytest.mark.parametrize("file_format", Format)
def test_powers_and_their_duties_are_read(number: int, file_format: Format, read: Reader, tmp_path: Path) -> None:
    reading = read(publish_power_list(POWERS, UNIT, DAY, house(number, file_format), rng(number), tmp_path / "file"))
    keys = ("code", "name", "power_type", "legal_limit_days", "promised_limit_days", "post")
    assert shown(reading, keys, PowerItem) == expected(POWERS, keys)
    assert [len([d for d in reading.records if d.table is PowerDuty and d.parent is p]) for p in reading.records
            if p.table is PowerItem] == [4, 4]  # fmt: skip


@pytest.mark.parametrize("file_format", PAGES)
def test_powers_on_forms_are_read(file_format: Format, read: Reader, tmp_path: Path) -> None:
    style = replace(house(1, file_format), wording=8)
    written = publish_power_list(POWERS, UNIT, DAY, style, rng(), tmp_path / "file")
    reading = read(written)
    keys = ("code", "name", "power_type", "legal_limit_days", "promised_limit_days", "post")
    assert shown(reading, keys, PowerItem) == expected(POWERS, keys)
    found = [(r.locator.part, r.locator.row) for r in reading.records if r.table is PowerItem]
    assert found == [body.first for body in written.bodies if body is not None]


@pytest.mark.parametrize("number", HOUSES)
@pytest.mark.parametrize("file_format", BOOKS)
def test_recusals_are_read(number: int, file_format: Format, read: Reader, tmp_path: Path) -> None:
    style = house(number, file_format)
    path = publish_recusal_register(RECUSALS, UNIT, date(2025, 12, 20), style, rng(number), tmp_path / "file")
    keys = ("number", "name", "matter", "step", "counterparty", "relation", "applied", "outcome", "decided")
    assert shown(read(path), keys) == expected(RECUSALS, keys)


@pytest.mark.parametrize("number", HOUSES)
@pytest.mark.parametrize("file_format", BOOKS)
def test_restrictions_are_read(number: int, file_format: Format, read: Reader, tmp_path: Path) -> None:
    path = publish_restriction_register(RESTRICTIONS, UNIT, 2025, house(number, file_format), rng(), tmp_path / "file")
    keys = ("name", "old_post", "rank", "is_leader", "exit_date", "years", "ends", "went_to")
    assert shown(read(path), keys) == expected(RESTRICTIONS, keys)


@pytest.mark.parametrize("number", HOUSES)
@pytest.mark.parametrize("file_format", [Format.XLSX, Format.DOCX])
def test_ledger_forms_are_read_issue_by_issue(number: int, file_format: Format, read: Reader, tmp_path: Path) -> None:
    style = house(number, file_format)
    checked = read(publish_check_ledger(ISSUES, style, rng(number), tmp_path / "check"))
    keys = ("number", "issue", "advice", "checked_unit", "checked_on", "due")
    assert shown(checked, keys) == expected(ISSUES, keys)
    mended = read(publish_rectification_ledger(RECTIFICATIONS, style, rng(number), tmp_path / "mended"))
    keys = ("number", "issue", "status", "unit_name")
    assert shown(mended, keys) == expected(RECTIFICATIONS, keys)


@pytest.mark.parametrize(("found", "mended"), [(0, 0), (4, 3), (4, 0)])
@pytest.mark.parametrize("file_format", [Format.XLSX, Format.DOCX])
def test_monthly_reports_are_read(found: int, mended: int, file_format: Format, read: Reader, tmp_path: Path) -> None:
    report = {"unit_name": UNIT, "month": date(2025, 6, 1), "submitted_on": date(2025, 6, 18), "checks": 3,
              "issues": found, "rectified": mended}  # fmt: skip
    reading = read(publish_monthly_report(report, house(3, file_format), rng(), tmp_path / "file"))
    (values,) = [record.values for record in reading.records]
    assert (values["unit_name"], values["month"], values["checks"], values["issues"]) == (
        UNIT,
        date(2025, 6, 1),
        3,
        found,
    )
    # 无 in place of a figure states none.
    assert values["rectified"] in ({mended} if found else {0, None})


@pytest.mark.parametrize("number", HOUSES)
@pytest.mark.parametrize("file_format", PAGES)
def test_appointments_are_read(number: int, file_format: Format, read: Reader, tmp_path: Path) -> None:
    style = house(number, file_format)
    appointed = [Posting("苗予航", "岚汀市农业农村局局长"), Posting("欧阳亦舒", "岚汀市水利局副局长")]
    removed = [Posting("戚若棠", "岚汀市水利局副局长")]
    path = publish_appointments(
        appointed,
        removed,
        "岚汀市人民政府",
        "岚政人〔2025〕3号",
        date(2025, 4, 2),
        style,
        rng(number),
        tmp_path / "file",
    )
    assert shown(read(path), ("name", "kind")) == [
        ["苗予航", "appointed"],
        ["欧阳亦舒", "appointed"],
        ["戚若棠", "removed"],
    ]


@pytest.mark.parametrize("number", HOUSES)
@pytest.mark.parametrize("file_format", PAGES)
def test_proposals_are_read_with_their_days(number: int, file_format: Format, read: Reader, tmp_path: Path) -> None:
    proposed = [Posting("苗予航", "岚汀市农业农村局局长", "岚汀市农业农村局副局长", "男")]
    first, last = date(2025, 4, 3), date(2025, 4, 10)
    path = publish_proposals(
        proposed,
        "中共岚汀市委组织部",
        first,
        last,
        date(2025, 4, 2),
        house(number, file_format),
        rng(),
        tmp_path / "file",
    )
    assert shown(read(path), ("name", "kind", "notice_from", "notice_to")) == [["苗予航", "proposed", first, last]]
