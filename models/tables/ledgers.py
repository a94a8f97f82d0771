"""Ledgers of an integrity office: checks, rectification, monthly reports, complaints, pledges."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from sqlalchemy.orm import Mapped

from models.fields import FieldKind, Sheet, field
from models.tables.base import FromDocument
from models.vocabulary import ComplaintChannel, ComplaintStatus, DocumentKind, IssueCategory, RectificationStatus


class CheckIssue(FromDocument):
    """One issue found by a check."""

    __tablename__ = "check_issue"

    sheet: ClassVar[Sheet] = Sheet(
        DocumentKind.CHECK_LEDGER,
        "检查台账",
        "Check ledger",
        about_zh="每个问题一行；编号与整改台账一一对应。",
        about_en="One row for each issue; the number matches the rectification ledger.",
        key=("number", "issue_no"),
        rules=("L01", "L02", "L04"),
        titles=("检查台账", "自检", "监督检查"),
    )

    reporting_unit: Mapped[str | None] = field(
        "填报单位", "reporting unit", also=("报送单位",), example="岚汀市农业农村局"
    )
    number: Mapped[str] = field("编号", "number", also=("检查编号",), example="自检1号")
    issue_no: Mapped[int | None] = field("问题序号", "issue no.", FieldKind.INTEGER, also=("问题编号",), example="1")
    filled_on: Mapped[date | None] = field(
        "填报时间", "filled on", FieldKind.DATE, also=("填报日期",), example="2025-06-02"
    )
    checked_on: Mapped[date | None] = field(
        "检查时间", "checked on", FieldKind.DATE, also=("时间", "检查日期"), example="2025-05-30"
    )
    checked_unit: Mapped[str | None] = field("被检查单位", "checked unit", also=("受检单位",), example="青禾镇人民政府")
    checkers: Mapped[str | None] = field("检查人员", "checkers", also=("检查组",), example="检查一组")
    content: Mapped[str | None] = field("检查内容", "content", example="惠民资金发放")
    issue: Mapped[str | None] = field("发现的问题", "issue", also=("存在问题", "问题"), example="公示期不足")
    category: Mapped[str | None] = field(
        "问题类别", "category", FieldKind.TERM, also=("类别",), terms=IssueCategory, example="惠民资金"
    )
    advice: Mapped[str | None] = field("整改建议", "advice", example="补足公示期")
    due: Mapped[date | None] = field("整改时限", "due", FieldKind.DATE, also=("整改期限",), example="2025-06-30")
    owner: Mapped[str | None] = field("整改责任人", "owner", also=("责任人",), example="分管副镇长")


class Rectification(FromDocument):
    """What was done about one issue."""

    __tablename__ = "rectification"

    sheet: ClassVar[Sheet] = Sheet(
        DocumentKind.RECTIFICATION_LEDGER,
        "整改台账",
        "Rectification ledger",
        about_zh="每个问题一行；销号须有佐证。",
        about_en="One row for each issue; closing needs proof.",
        key=("number", "issue_no"),
        rules=("L01", "L02", "L03"),
        titles=("整改台账", "整改情况"),
    )

    reporting_unit: Mapped[str | None] = field(
        "填报单位", "reporting unit", also=("报送单位",), example="岚汀市农业农村局"
    )
    number: Mapped[str] = field("编号", "number", also=("检查编号",), example="自检1号")
    issue_no: Mapped[int | None] = field("问题序号", "issue no.", FieldKind.INTEGER, also=("问题编号",), example="1")
    filled_on: Mapped[date | None] = field(
        "填报时间", "filled on", FieldKind.DATE, also=("填报日期",), example="2025-07-02"
    )
    unit_name: Mapped[str | None] = field("问题单位", "unit", also=("单位", "责任单位"), example="青禾镇人民政府")
    owner: Mapped[str | None] = field(
        "整改责任人及责任", "owner and duty", also=("整改责任人", "责任人"), example="分管副镇长"
    )
    issue: Mapped[str | None] = field("存在问题", "issue", also=("问题",), example="公示期不足")
    measures: Mapped[str | None] = field("整改措施", "measures", also=("措施",), example="重新公示七日")
    rectified_on: Mapped[date | None] = field(
        "整改时间", "rectified on", FieldKind.DATE, also=("整改完成时间",), example="2025-06-20"
    )
    status: Mapped[str | None] = field(
        "完成情况", "status", FieldKind.TERM, also=("整改状态", "状态"), terms=RectificationStatus, example="已销号"
    )
    proof: Mapped[str | None] = field("佐证材料", "proof", also=("证明材料",), example="公示照片")
    due: Mapped[date | None] = field("整改时限", "due", FieldKind.DATE, also=("整改期限",), example="2025-06-30")
    extended_to: Mapped[date | None] = field("延期至", "extended to", FieldKind.DATE)
    verified_on: Mapped[date | None] = field(
        "验收日期", "verified on", FieldKind.DATE, also=("复核日期",), example="2025-06-25"
    )
    closed_on: Mapped[date | None] = field(
        "销号日期", "closed on", FieldKind.DATE, also=("销号时间",), example="2025-06-28"
    )
    reopened_on: Mapped[date | None] = field("重新启动日期", "reopened on", FieldKind.DATE, also=("反弹日期",))


class MonthlyReport(FromDocument):
    """A monthly report of a unit on checks and rectification."""

    __tablename__ = "monthly_report"

    sheet: ClassVar[Sheet] = Sheet(
        DocumentKind.MONTHLY_REPORT,
        "月报表报送登记",
        "Monthly reports",
        about_zh="每月二十日前报送；电子版与盖章纸质版。",
        about_en="Due by the 20th of the month, electronic and sealed paper copy.",
        key=("unit_name", "month"),
        rules=("L04", "L05"),
        titles=("月报", "月报表"),
    )

    unit_name: Mapped[str] = field(
        "单位", "unit", also=("单位名称", "部门", "预算单位", "所在单位", "部门名称"), example="岚汀市农业农村局"
    )
    month: Mapped[date] = field("月份", "month", FieldKind.MONTH, also=("报送月份", "所属月份"), example="2025-06")
    submitted_on: Mapped[date | None] = field(
        "报送日期",
        "submitted on",
        FieldKind.DATE,
        also=("电子版报送日期", "上报时间", "报送时间", "上报日期"),
        example="2025-06-20",
    )
    paper_on: Mapped[date | None] = field(
        "纸质报送日期", "paper copy on", FieldKind.DATE, also=("纸质版日期",), example="2025-06-20"
    )
    checks: Mapped[int | None] = field(
        "检查次数", "checks", FieldKind.INTEGER, also=("检查工作",), unit="次", example="3"
    )
    issues: Mapped[int | None] = field(
        "发现问题数", "issues", FieldKind.INTEGER, also=("发现问题",), unit="个", example="5"
    )
    rectified: Mapped[int | None] = field(
        "整改数", "rectified", FieldKind.INTEGER, also=("已整改",), unit="个", example="4"
    )


class Complaint(FromDocument):
    """A complaint or report received."""

    __tablename__ = "complaint"

    sheet: ClassVar[Sheet] = Sheet(
        DocumentKind.COMPLAINT_REGISTER,
        "信访举报登记",
        "Register of complaints",
        about_zh="举报的受理与查结；不登记举报人。",
        about_en="Receipt and outcome of reports; who reported is never kept.",
        key=("number",),
        rules=("L04", "L07"),
        titles=("信访举报", "举报登记", "信访登记"),
    )

    number: Mapped[str] = field("编号", "number", also=("举报编号", "信访编号"), example="XF2025-018")
    channel: Mapped[str | None] = field(
        "渠道", "channel", FieldKind.TERM, also=("举报方式", "受理渠道"), terms=ComplaintChannel, example="电话"
    )
    level: Mapped[str | None] = field("级别", "level", also=("层级",), example="县级")
    unit_name: Mapped[str | None] = field("涉及单位", "unit", also=("被举报单位", "单位"), example="青禾镇人民政府")
    campaign: Mapped[str | None] = field("专项", "campaign", also=("专项工作",), example="换届风气监督")
    received_on: Mapped[date | None] = field(
        "受理日期", "received on", FieldKind.DATE, also=("接收日期", "收到日期"), example="2025-03-03"
    )
    extended_to: Mapped[date | None] = field("延期至", "extended to", FieldKind.DATE)
    finished_on: Mapped[date | None] = field(
        "查结日期", "finished on", FieldKind.DATE, also=("办结日期",), example="2025-03-20"
    )
    status: Mapped[str | None] = field(
        "状态", "status", FieldKind.TERM, also=("办理状态",), terms=ComplaintStatus, example="已查结"
    )


class Pledge(FromDocument):
    """A pledge that a person has to sign."""

    __tablename__ = "pledge"

    sheet: ClassVar[Sheet] = Sheet(
        DocumentKind.PLEDGE_REGISTER,
        "承诺书签订登记",
        "Register of pledges",
        about_zh="应签人员与签订日期；未签者为缺口（L06）。",
        about_en="Who has to sign, and when it was signed; blanks are the gap (L06).",
        key=("pledge_name", "person", "unit_name"),
        rules=("L06",),
        titles=("承诺书", "责任书"),
        has_persons=True,
    )

    pledge_name: Mapped[str | None] = field("承诺书名称", "pledge", also=("名称",), example="拒收不送红包礼金承诺书")
    person: Mapped[str] = field("姓名", "name", FieldKind.NAME, also=("承诺人",), example="东方琮")
    id_hash: Mapped[str | None] = field("身份证号", "identity number", FieldKind.IDENTITY)
    id_mask: Mapped[str | None]
    unit_name: Mapped[str | None] = field(
        "单位", "unit", also=("单位名称", "部门", "预算单位", "所在单位", "部门名称"), example="岚汀市农业农村局"
    )
    rank: Mapped[str | None] = field("职级", "rank", also=("级别",), example="副科级")
    due: Mapped[date | None] = field("应签日期", "due", FieldKind.DATE, also=("截止日期",), example="2025-12-03")
    signed_on: Mapped[date | None] = field(
        "签订日期", "signed on", FieldKind.DATE, also=("签订时间",), example="2025-11-28"
    )
    exempt_reason: Mapped[str | None] = field("免签理由", "reason for exemption", also=("未签原因",))
    is_published: Mapped[bool | None] = field("是否公示", "published", FieldKind.YES_NO, also=("公示",), example="是")
