"""A few publications of the fictitious 岚汀市 as rows of a snapshot, with personal data planted where they hurt."""

from __future__ import annotations

from datetime import date
from typing import Any

from analytics.snapshot import View

AS_OF = date(2026, 3, 31)

# Invented persons. Each stands where a careless release would show it; none may occur in a single byte of it.
HANDLER, DECLARANT, RELATIVE, APPLICANT = "谭禾苗", "柳青砚", "柳小满", "石见川"
FARMER, SECOND_FARMER, TITLED, SHEET_OWNER = "覃望舒", "岑南星", "阎守拙", "霍听澜"
TRADER_PAYEE = "谭禾苗养殖场"
IDENTITY_NUMBER = "439903199003070017"
SPACED_IDENTITY_NUMBER = "439903 19900307 0025"
FULL_WIDTH_IDENTITY_NUMBER = "４３９９０３１９９００３０７００３３"
CARD = "6222021234567890123"
MOBILE = "13800138000"
SPLIT_MOBILE = "138-0013-8001"

CANARIES = (
    HANDLER, DECLARANT, RELATIVE, APPLICANT, FARMER, SECOND_FARMER, TITLED, SHEET_OWNER, IDENTITY_NUMBER,
    SPACED_IDENTITY_NUMBER, FULL_WIDTH_IDENTITY_NUMBER, CARD, MOBILE, SPLIT_MOBILE,
    "439903", "0013-800", "00138000", "４３９９",
)  # fmt: skip


def _document(name: str, kind: str, **values: Any) -> dict[str, Any]:
    return {
        "id": name.encode().hex().ljust(64, "0")[:64],
        "file_name": f"{name}.xlsx",
        "media": "xlsx",
        "kind": kind,
        "status": "accepted",
        "amount_unit": "万元",
        "published": date(2025, 6, 2),
    } | values


NOTICE_FILE = _document("notice", "fund_notice", title="岚汀市2025年第一批衔接资金公示", publisher="岚汀市农业农村局")
COPY_FILE = _document("copy", "fund_notice", title="岚汀市农业农村局公示", publisher="岚汀市农业农村局", media="html")
FARMERS_FILE = _document(
    "farmers",
    "fund_notice",
    title=f"关于{TITLED}等种粮大户补贴的公示",
    publisher="岚汀市青山镇人民政府",
    file_name=f"{TITLED}.xlsx",
)
BUDGET_FILE = _document(
    "budget", "three_public", title="岚汀市农业农村局2025年“三公”经费预算", publisher="岚汀市农业农村局"
)
FINAL_FILE = _document(
    "final", "three_public", title="岚汀市农业农村局2025年“三公”经费决算", publisher="岚汀市农业农村局"
)
CITY_FILE = _document("city", "three_public", title="岚汀市2025年“三公”经费汇总", publisher="岚汀市财政局")
PROGRAMME_FILE = _document("programme", "programme_budget", title="岚汀市2025年专项资金预算", publisher="岚汀市财政局")
REGISTER_FILE = _document("register", "recusal_register", title=f"{HANDLER}回避登记", publisher="岚汀市农业农村局")
REJECTED_FILE = _document("rejected", "fund_notice", title="被隔离的公示", publisher="岚汀市财政局", status="rejected")

DOCUMENTS = [
    NOTICE_FILE, COPY_FILE, FARMERS_FILE, BUDGET_FILE, FINAL_FILE, CITY_FILE, PROGRAMME_FILE, REGISTER_FILE,
    REJECTED_FILE,
]  # fmt: skip


def _from(document: dict[str, Any], row_id: str, locator: str, **values: Any) -> dict[str, Any]:
    return {
        "id": row_id,
        "document_id": document["id"],
        "locator": locator,
        "warnings": "",
        "content_hash": "c",
    } | values


def _notice(document: dict[str, Any], row_id: str, **values: Any) -> dict[str, Any]:
    return (
        _from(document, row_id, "file")
        | {
            "title": document["title"],
            "publisher": document["publisher"],
            "programme": "财政衔接推进乡村振兴补助资金",
            "fund_type": "poverty",
            "fiscal_year": 2025,
            "batch_name": "第一批",
            "published": document["published"],
            "period_from": date(2025, 6, 2),
            "period_to": date(2025, 6, 12),
            "period_stated": True,
            "has_contact": True,
            "sum_holds": True,
        }
        | values
    )


def _items(
    document: dict[str, Any], notice: str, rows: list[tuple[str | None, str | None, int]]
) -> list[dict[str, Any]]:
    return [
        _from(
            document, f"{notice}-i{n}", f"sheet:公示表!R{n + 4}C4", notice_id=notice, payee=payee, project=project,
            label="|".join(p for p in (payee, project) if p), amount_fen=yuan * 100,
        )
        for n, (payee, project, yuan) in enumerate(rows)
    ]  # fmt: skip


PLACES = [
    ("石桥镇", "水果基地", 200000),
    ("青山镇", "=蔬菜基地", 300000),
    ("苗儿村", "稻花鱼养殖基地", 400000),
    ("田江村", "灌溉设施", 150000),
    ("岚汀市青禾农业专业合作社", "育秧中心", 350000),
    (None, "项目管理费", 14000),
]

FARMERS = [(FARMER, "种粮补贴", 1200), (SECOND_FARMER, "种粮补贴", 900), ("谭**", "种粮补贴", 800),
           ("陈国镇", "种粮补贴", 700),
           (TRADER_PAYEE, "种粮补贴", 5000), ("石桥村种粮合作社", "种粮补贴", 9000)]  # fmt: skip


def tables() -> dict[str, list[dict[str, Any]]]:
    """All rows, table by table."""
    farmers = _items(FARMERS_FILE, "n3", FARMERS)
    farmers[0]["cell_note"] = f"账号{CARD}，电话{MOBILE}"
    farmers[1]["cell_note"] = f"身份证{FULL_WIDTH_IDENTITY_NUMBER}"
    farmers[5]["cell_note"] = f"联系人：{APPLICANT}，{SPLIT_MOBILE}"
    farmers[5]["locator"] = f"sheet:{SHEET_OWNER}!R9C4"
    farmers.append(
        _from(FARMERS_FILE, "n3-hit", "sheet:公示表!R30C4", notice_id="n3", payee="岚汀市残疾人联合会", project="救助",
              label="救助", amount_fen=100)
    )  # fmt: skip
    return {
        "document": DOCUMENTS,
        "quarantine": [
            {"id": "q1", "document_id": NOTICE_FILE["id"], "locator": "file", "code": "x", "params": f'"{HANDLER}"'}
        ],
        "privacy_finding": [
            _from(FARMERS_FILE, "p1", "sheet:公示表!R30C2", kind="identity_number", mask="4399**************")
        ],
        "fund_notice": [
            _notice(
                NOTICE_FILE, "n1", stated_total_fen=141400000, rows_total_fen=141400000, basis="岚财预〔2025〕35号",
            ),
            _notice(COPY_FILE, "n2", stated_total_fen=141400000, rows_total_fen=141400000),
            _notice(
                FARMERS_FILE, "n3", programme="种粮大户补贴", fund_type="farm_subsidy", stated_total_fen=1770000,
                rows_total_fen=1760000, sum_holds=False, basis=f"领款人{FARMER}，身份证{SPACED_IDENTITY_NUMBER}",
            ),
            _notice(REJECTED_FILE, "n4", stated_total_fen=999999900),
        ],
        "fund_item": [*_items(NOTICE_FILE, "n1", PLACES), *_items(COPY_FILE, "n2", PLACES), *farmers],
        "fund_part": [
            _from(NOTICE_FILE, "n1-p", "sheet:公示表!R4C5", item_id="n1-i0", name="中央衔接资金", amount_fen=20000000)
        ],
        "three_public_report": [
            _from(BUDGET_FILE, "r1", "file", unit_name="岚汀市农业农村局", fiscal_year=2025, stage="budget",
                  stated_total_fen=11100000, sum_holds=True),
            _from(FINAL_FILE, "r2", "file", unit_name="岚汀市农业农村局", fiscal_year=2025, stage="final",
                  stated_total_fen=9800000, sum_holds=True,
                  reason=f"减少原因：公务接待减少。经办人{HANDLER}，{MOBILE}"),
            _from(CITY_FILE, "r3", "file", unit_name="岚汀市", fiscal_year=2025, stage="budget",
                  stated_total_fen=3890000000, sum_holds=None),
        ],
        "three_public_line": [
            _from(document, f"{report}-{item}", f"table:1!R{n + 2}C2", report_id=report, item=item, label=item,
                  amount_fen=fen)
            for document, report, amounts in (
                (BUDGET_FILE, "r1", (11100000, 0, 8100000, None, 8100000, 3000000)),
                (FINAL_FILE, "r2", (9800000, 0, 7700000, None, 7700000, 2100000)),
            )
            for n, (item, fen) in enumerate(
                zip(("total", "abroad", "vehicles", "vehicle_purchase", "vehicle_running", "reception"), amounts,
                    strict=True)
            )
        ],
        "programme_budget": [
            _from(PROGRAMME_FILE, "b1", "sheet:预算!R4C5", programme="财政衔接推进乡村振兴补助资金", fiscal_year=2025,
                  unit_name="岚汀市农业农村局", amount_fen=150000000, basis="岚财预〔2025〕2号"),
        ],
        "recusal": [
            _from(REGISTER_FILE, "x1", "sheet:1!R3", name=HANDLER, id_mask="4399**************", outcome="accepted",
                  counterparty=APPLICANT),
        ],
        "tenure": [_from(REGISTER_FILE, "x2", "sheet:1!R4", name=HANDLER, post="科员")],
        "declared_tie": [
            _from(REGISTER_FILE, "x3", "sheet:1!R5", name=DECLARANT, relation="女儿", relative_name=RELATIVE)
        ],
        "matter_act": [
            _from(REGISTER_FILE, "x4", "sheet:1!R6", matter_number="M1", step_name="受理", actor_name=HANDLER,
                  party_name=APPLICANT),
        ],
        "restriction": [_from(REGISTER_FILE, "x5", "sheet:1!R7", name=DECLARANT)],
    }  # fmt: skip


def view() -> View:
    """The rows as a view."""
    return View.from_rows(tables(), as_of=AS_OF)
