"""Which columns may leave the office, and why: every column of seven tables has a verdict here.

Nothing flows in. Flows out: the allow-list that `publishing` builds a release from, and the reasons shown beside it. A
column that has no verdict stops the tests; a table that is not named here has no way out at all.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from models.vocabulary import DocumentKind

# Publications about money. Post risk tables are public too, but name handlers and hold no money.
RELEASED_KINDS = (DocumentKind.FUND_NOTICE, DocumentKind.THREE_PUBLIC, DocumentKind.PROGRAMME_BUDGET)


class Treatment(StrEnum):
    """What is done to a value before it leaves."""

    PLAIN = "plain"  # a code, a date, a number or a yes/no that holds no free text
    TEXT = "text"  # free text: personal data are cut out
    ORGANISATION = "organisation"  # a name that is shown only when it is recognisably an organisation or a place
    PLACE = "place"  # where the row stands; sheet names are free text
    FEN = "fen"  # an amount: whole fen, with the yuan beside it
    DERIVED = "derived"  # worked out while publishing, from released values alone


class Type(StrEnum):
    """Type of a released column in Parquet and JSON."""

    TEXT = "text"
    INTEGER = "integer"
    DATE = "date"
    BOOLEAN = "boolean"


@dataclass(frozen=True, slots=True)
class Column:
    """One column that may leave, and why it is public, in both languages."""

    name: str
    treatment: Treatment
    type: Type
    why_zh: str
    why_en: str


@dataclass(frozen=True, slots=True)
class ReleasedTable:
    """One table of the release.

    `parent` is (column, table) of the row it belongs to. `withheld` names the remaining columns of the source
    table with a reason from `REASONS`.
    """

    name: str
    zh: str
    en: str
    columns: tuple[Column, ...]
    withheld: dict[str, str]
    parent: tuple[str, str] | None = None


REASONS: dict[str, tuple[str, str]] = {
    "bookkeeping": (
        "仅供系统内部核对，对读者没有含义",
        "serves internal checks only and means nothing to a reader",
    ),
    "elsewhere": (
        "同一内容已在其他列公开",
        "the same content is public in another column",
    ),
}

_BOOKKEEPING = {"places": "bookkeeping", "content_hash": "bookkeeping", "recorded_at": "bookkeeping"}
_VALID_TIME = {"valid_from": "elsewhere", "valid_to": "elsewhere"}
_PROVENANCE = _BOOKKEEPING | _VALID_TIME


def _plain(name: str, why_zh: str, why_en: str, type_: Type = Type.TEXT) -> Column:
    return Column(name, Treatment.PLAIN, type_, why_zh, why_en)


def _text(name: str, why_zh: str, why_en: str) -> Column:
    return Column(name, Treatment.TEXT, Type.TEXT, why_zh, why_en)


def _organisation(name: str, why_zh: str, why_en: str) -> Column:
    return Column(name, Treatment.ORGANISATION, Type.TEXT, why_zh, why_en)


def _fen(name: str, why_zh: str, why_en: str) -> Column:
    return Column(name, Treatment.FEN, Type.INTEGER, why_zh, why_en)


def _derived(name: str, why_zh: str, why_en: str, type_: Type = Type.TEXT) -> Column:
    return Column(name, Treatment.DERIVED, type_, why_zh, why_en)


_ID = _plain("id", "行编号，便于引用", "number of the row, to refer to it")
_SOURCE = (
    _plain("document_id", "来源文件的 SHA-256，可据以核对原公开文件", "SHA-256 of the source file, to check it by"),
    Column("locator", Treatment.PLACE, Type.TEXT, "在来源文件中的位置", "place in the source file"),
    _plain("warnings", "读取时的提示代码，保留不删", "codes of doubts while reading, kept for good"),
)

TABLES: tuple[ReleasedTable, ...] = (
    ReleasedTable(
        "document",
        "来源文件",
        "source files",
        (
            _plain("id", "文件的 SHA-256", "SHA-256 of the file"),
            _text("file_name", "公开文件的名称", "name of the published file"),
            _plain("media", "文件格式", "format of the file"),
            _plain("kind", "公开事项类别", "kind of publication"),
            _text("title", "公开文件的标题", "title as published"),
            _organisation("publisher", "公开单位", "who published it"),
            _plain("published", "公开日期", "day of publication", Type.DATE),
            _plain("amount_unit", "文件标明的金额单位", "unit of amounts as stated"),
            _derived("edition_of", "与哪一份文件内容相同（不重复计数）", "file with the same content, counted once"),
        ),
        {
            "batch_id": "bookkeeping",
            "size": "bookkeeping",
            "status": "bookkeeping",
            "stated_total_fen": "elsewhere",
            "sum_holds": "elsewhere",
            "recorded_at": "bookkeeping",
        },
    ),
    ReleasedTable(
        "fund_notice",
        "专项资金公示",
        "special-fund notices",
        (
            _ID,
            *_SOURCE,
            _text("title", "公示标题", "title of the notice"),
            _organisation("publisher", "公示单位", "unit that gave notice"),
            _text("programme", "专项资金名称", "name of the fund"),
            _plain("fund_type", "资金类别", "kind of fund"),
            _plain("fiscal_year", "资金年度", "fiscal year", Type.INTEGER),
            _text("batch_name", "批次", "batch"),
            _plain("published", "公示日期", "day of publication", Type.DATE),
            _plain("period_from", "公示期起", "notice period from", Type.DATE),
            _plain("period_to", "公示期止", "notice period to", Type.DATE),
            _plain("period_stated", "是否写明公示期", "whether a notice period is written", Type.BOOLEAN),
            _text("basis", "资金依据", "documents and laws it rests on"),
            _plain("has_contact", "是否写明监督联系方式", "whether a supervision contact is given", Type.BOOLEAN),
            _fen("headline_amount_fen", "标题或正文写明的金额", "amount in the title or text"),
            _fen("stated_total_fen", "文件写明的合计", "total as stated"),
            _fen("rows_total_fen", "各行相加", "sum of the rows"),
            _plain("sum_holds", "合计与各行之和是否一致", "whether the total equals the sum", Type.BOOLEAN),
            _derived("disclosed_basis", "公开金额取自哪一项", "which of the three the disclosed amount is"),
            Column(
                "disclosed_fen",
                Treatment.DERIVED,
                Type.INTEGER,
                "公开金额：写明的合计，否则各行之和，否则标题金额",
                "disclosed amount: the stated total, else the sum of rows, else the headline",
            ),
            _derived("items", "公开的明细行数", "rows released", Type.INTEGER),
            _derived("items_withheld", "因含个人信息未公开的行数", "rows withheld as personal", Type.INTEGER),
        ),
        _PROVENANCE,
    ),
    ReleasedTable(
        "fund_item",
        "专项资金明细",
        "rows of the notices",
        (
            _ID,
            *_SOURCE,
            _plain("notice_id", "所属公示", "notice it belongs to"),
            _derived("label", "行名：收款方与项目", "name of the row: payee and project"),
            _organisation("payee", "收款单位或地点；自然人一律不公开姓名", "payee; natural persons are never named"),
            _derived("payee_kind", "收款方是单位、地点还是个人", "organisation or place, or an individual"),
            _text("project", "项目", "project"),
            _text("group_name", "分组", "group"),
            _fen("amount_fen", "金额", "amount"),
            _text("cell_note", "金额旁的说明", "note beside the amount"),
        ),
        _PROVENANCE,
        ("notice_id", "fund_notice"),
    ),
    ReleasedTable(
        "fund_part",
        "资金来源分列",
        "shares by source",
        (
            _ID,
            *_SOURCE,
            _plain("item_id", "所属明细", "row it belongs to"),
            _text("name", "资金来源", "source of the money"),
            _fen("amount_fen", "金额", "amount"),
        ),
        _PROVENANCE,
        ("item_id", "fund_item"),
    ),
    ReleasedTable(
        "three_public_report",
        "三公经费报告",
        "three public expenses: reports",
        (
            _ID,
            *_SOURCE,
            _organisation("unit_name", "单位", "unit"),
            _derived("unit_kind", "单位或地区汇总", "one unit, or a whole region"),
            _plain("fiscal_year", "年度", "fiscal year", Type.INTEGER),
            _plain("stage", "预算或决算", "budget or final account"),
            _fen("stated_total_fen", "写明的合计", "total as stated"),
            _plain("sum_holds", "合计与分项之和是否一致", "whether the total equals the sum", Type.BOOLEAN),
            _text("reason", "增减原因说明", "published explanation of a change"),
        ),
        _PROVENANCE,
    ),
    ReleasedTable(
        "three_public_line",
        "三公经费分项",
        "three public expenses: lines",
        (
            _ID,
            *_SOURCE,
            _plain("report_id", "所属报告", "report it belongs to"),
            _plain("item", "分项", "item"),
            _text("label", "分项名称", "name of the line as written"),
            _fen("amount_fen", "金额；空白不等于零", "amount; a blank is not zero"),
        ),
        _PROVENANCE,
        ("report_id", "three_public_report"),
    ),
    ReleasedTable(
        "programme_budget",
        "专项资金年度预算",
        "yearly budgets of programmes",
        (
            _ID,
            *_SOURCE,
            _text("programme", "专项资金名称", "name of the fund"),
            _plain("fiscal_year", "年度", "fiscal year", Type.INTEGER),
            _organisation("unit_name", "主管部门", "department in charge"),
            _fen("amount_fen", "预算金额", "budgeted amount"),
            _text("basis", "预算文号", "number of the budget document"),
        ),
        _PROVENANCE,
    ),
)

# Where the records name natural persons: such names are cut out of every free text that leaves.
PERSON_COLUMNS: dict[str, tuple[str, ...]] = {
    "person": ("name",),
    "appointment": ("name",),
    "benefit": ("person", "household_head", "handler"),
    "bid": ("legal_representative", "head", "manager"),
    "death": ("person",),
    "declared_tie": ("name", "relative_name"),
    "delegation": ("person", "deputy"),
    "evaluator": ("name",),
    "firm": ("legal_representative",),
    "firm_officer": ("person",),
    "kin_filing": ("official", "relative"),
    "matter": ("party_name",),
    "matter_act": ("actor_name", "party_name"),
    "nominee_agreement": ("beneficiary", "nominee"),
    "outside_post": ("person",),
    "payment": ("payee",),
    "payroll": ("person",),
    "pledge": ("person",),
    "recusal": ("name", "reviewer", "counterparty"),
    "reporting_line": ("subordinate", "superior"),
    "restriction": ("name",),
    "social_tie": ("declarant", "other"),
    "step_handler": ("name",),
    "tenure": ("name",),
}
