"""Fund notices by topic: what counties really post, from farm subsidies to net pay, each with the columns of its trade.

Flows in: a seed. Flows out: a document in the notation of `fund_documents` with its rows as truth. Where
`fund_layouts` varies the layout of one plain table, this varies what stands in it: rates and quantities, sums asked for
and granted, sources, deductions, groups, notes and lines between the rows.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from random import Random

from tests.reading.fund_documents import Document, Expected, table_of
from tests.reading.fund_layouts import COUNTIES, FIRMS, OFFICES, PERSONS, SCHOOLS, TOWNS, UNITS, VILLAGES, WORKS

CENT = Decimal("0.01")
Row = dict[str, str | Decimal]


@dataclass(slots=True)
class Sheet:
    """A table before it is laid out: columns by key (money ones in yuan), rows, and how a row is called."""

    title: str
    columns: list[tuple[str, str]]  # key, heading; money keys begin with `m_`
    rows: list[Row]
    label: Callable[[Row], str]
    amount: str  # the key of the amount
    unit: str = "元"
    group: str | None = None  # the key by which rows stand in groups
    sums: tuple[str, ...] = ()  # further keys that the total adds up
    parents: dict[str, str] = field(default_factory=dict)  # key -> heading above it


def _named(key: str) -> Callable[[Row], str]:
    return lambda row: str(row[key])


def _both(first: str, second: str) -> Callable[[Row], str]:
    return lambda row: f"{row[first]}|{row[second]}"


def _some(rng: Random, names: Sequence[str], low: int = 3, high: int = 12) -> list[str]:
    return rng.sample(list(names), min(len(names), rng.randint(low, high)))


def _number(rng: Random, low: int, high: int, places: int = 0) -> Decimal:
    return Decimal(rng.randint(low * 10**places, high * 10**places)).scaleb(-places)


def farmland(rng: Random, year: int) -> Sheet:
    rate = rng.choice([Decimal("131.42"), Decimal(150), Decimal("98.5"), Decimal(16)])
    rows: list[Row] = []
    for name in _some(rng, PERSONS, 4, 11):
        area = _number(rng, 1, 60, rng.choice([0, 1, 2]))
        rows.append({"name": name, "village": rng.choice(VILLAGES[:6]), "id": f"4399{rng.randint(10, 99)}********{rng.randint(1000, 9999)}",
                     "area": f"{area.normalize():f}", "rate": f"{rate}", "m_sum": (area * rate).quantize(CENT)})  # fmt: skip
    title = rng.choice(
        [
            "{y}年耕地地力保护补贴发放公示",
            "云岭县{y}年退耕还林补助花名册",
            "{y}年实际种粮农民一次性补贴公示表",
            "石桥乡{y}年公益林补偿资金兑付公示",
        ]
    )
    columns = [
        ("village", rng.choice(["村组", "所在村", "村民小组", "村名"])), ("name", rng.choice(["户主姓名", "农户姓名", "姓名", "户主", "补贴对象"])),
        ("id", rng.choice(["身份证号", "一卡通账号", "证件号码"])), ("area", rng.choice(["补贴面积（亩）", "核实面积(亩)", "面积"])),
        ("rate", rng.choice(["补贴标准（元/亩）", "标准", "单价（元/亩）", "每亩补贴（元）"])),
        ("m_sum", rng.choice(["补贴金额", "应发金额", "金额", "补助金额", "兑付金额", "实发金额"])),
    ]  # fmt: skip
    return Sheet(
        title.format(y=year), columns, rows, _named("name"), "m_sum", group=rng.choice([None, None, "village"])
    )


def allowance(rng: Random, year: int) -> Sheet:
    rows: list[Row] = []
    for name in _some(rng, PERSONS, 3, 11):
        month, months = Decimal(rng.choice([50, 80, 100, 300, 620])), rng.choice([1, 3, 6, 12])
        rows.append({"name": name, "kind": rng.choice(["80-89周岁", "90-99周岁", "困难残疾人", "重度残疾人", "分散供养"]), "months": str(months),
                     "age": str(rng.randint(60, 101)), "m_month": month, "m_sum": month * months})  # fmt: skip
    title = rng.choice(
        [
            "黄泥乡{y}年第三季度高龄津贴发放名单",
            "{y}年残疾人两项补贴发放公示",
            "云岭县{y}年特困人员救助供养资金发放明细表",
            "{y}年孤儿基本生活费发放公示",
        ]
    )
    columns = [
        ("name", rng.choice(["姓名", "领取人", "申请人姓名", "受益人姓名"])), ("age", "年龄"), ("kind", rng.choice(["类别", "补贴类别", "对象类别"])),
        ("m_month", rng.choice(["月补贴标准", "每月标准", "月标准", "补贴标准（元/月）"])), ("months", rng.choice(["月数", "发放月数", "享受月份数"])),
        ("m_sum", rng.choice(["发放金额", "合计金额", "补贴金额", "本次发放金额", "实发金额（元）"])),
    ]  # fmt: skip
    return Sheet(title.format(y=year), columns, rows, _named("name"), "m_sum")


def projects(rng: Random, year: int) -> Sheet:
    sources = rng.choice(
        [
            ("中央", "省级", "县级"),
            ("财政衔接资金", "其他资金"),
            ("中央预算内投资", "地方配套", "自筹"),
            ("债券资金", "财政资金", "社会资本"),
        ]
    )
    rows: list[Row] = []
    for work in _some(rng, WORKS, 3, 10):
        town, village = rng.choice(TOWNS), rng.choice(VILLAGES)
        row: Row = {"project": f"{town}{village}{work}项目", "site": f"{town}{village}", "office": rng.choice([*OFFICES, f"{town}人民政府"]), "goal": "带动农户增收",
                    "content": f"新建{rng.randint(1, 9)}处，长{rng.randint(100, 900)}米", "households": str(rng.randint(10, 400)), "time": f"{year}年3月-{year}年11月"}  # fmt: skip
        for n, _ in enumerate(sources):
            row[f"m_{n}"] = _number(rng, 1, 300, rng.choice([0, 0, 1, 2])) * 10_000
        row["m_sum"] = sum((Decimal(row[f"m_{n}"]) for n, _ in enumerate(sources)), Decimal(0))
        rows.append(row)
    title = rng.choice(
        [
            "云岭县{y}年第二批财政衔接推进乡村振兴补助资金项目计划公示",
            "{y}年以工代赈示范工程项目公示",
            "青石县{y}年度统筹整合财政涉农资金项目安排表",
            "{y}年农村基础设施建设项目投资计划表",
        ]
    )
    columns = [
        ("project", rng.choice(["项目名称", "项 目 名 称", "工程项目名称", "建设项目"])), ("site", rng.choice(["建设地点", "实施地点", "项目地点", "建设地址"])),
        ("content", rng.choice(["建设内容及规模", "建设内容", "主要建设内容", "建设任务"])), ("office", rng.choice(["责任单位", "实施单位", "项目主管部门", "建设单位", "实施主体"])),
        ("m_sum", rng.choice(["总投资", "计划总投资", "投资规模", "资金合计", "项目总投资", "资金总额"])), *((f"m_{n}", name) for n, name in enumerate(sources)),
        ("households", rng.choice(["受益户数（户）", "受益农户数", "受益群众（户）"])), ("time", rng.choice(["建设期限", "实施期限", "计划起止时间"])), ("goal", rng.choice(["绩效目标", "联农带农机制", "预期效益"])),
    ]  # fmt: skip
    keep = {"project", "office", "m_sum", *(f"m_{n}" for n, _ in enumerate(sources))}
    dropped = {key for key, _ in columns if key not in keep and rng.random() < 0.4}
    parents = {f"m_{n}": "资金来源" for n, _ in enumerate(sources)} if rng.random() < 0.6 else {}
    chosen = [c for c in columns if c[0] not in dropped]
    return Sheet(
        title.format(y=year),
        chosen,
        rows,
        _named("project"),
        "m_sum",
        "万元",
        sums=tuple(f"m_{n}" for n, _ in enumerate(sources)),
        parents=parents,
    )


def awards(rng: Random, year: int) -> Sheet:
    rows: list[Row] = []
    for firm in _some(rng, FIRMS, 3, 9):
        asked = _number(rng, 20, 300) * 10_000
        checked = asked - _number(rng, 0, 10) * 10_000
        rows.append({"firm": firm, "code": f"9199{rng.randint(10**9, 10**10 - 1)}MA", "county": rng.choice(COUNTIES), "m_asked": asked, "m_checked": checked,
                     "m_granted": (checked / 5).quantize(CENT), "matter": rng.choice(["技术改造", "上规入统", "研发投入", "品牌建设"])})  # fmt: skip
    title = rng.choice(
        [
            "{y}年度工业转型升级专项资金拟奖补企业公示",
            "岚江市{y}年中小企业发展资金安排公示",
            "{y}年商贸流通扶持资金拟补助名单",
            "关于{y}年科技创新奖励资金的公示",
        ]
    )
    columns = [
        ("firm", rng.choice(["企业名称", "申报企业", "单位名称", "公司名称"])), ("code", "统一社会信用代码"), ("county", rng.choice(["所属县区", "所在县区"])), ("matter", rng.choice(["支持方向", "奖补类型", "奖励类别"])),
        ("m_asked", rng.choice(["申请金额", "申报资金", "申报投资额", "企业申请额"])), ("m_checked", rng.choice(["审定投资额", "核定投资", "认定投资额"])),
        ("m_granted", rng.choice(["拟补助金额", "拟奖补资金", "拟奖励金额", "拟安排资金", "本次拟支持金额"])),
    ]  # fmt: skip
    dropped = {key for key in ("code", "county", "matter", "m_checked") if rng.random() < 0.4}
    return Sheet(
        title.format(y=year),
        [c for c in columns if c[0] not in dropped],
        rows,
        _named("firm"),
        "m_granted",
        "万元",
        sums=("m_asked", "m_checked"),
    )


def schools(rng: Random, year: int) -> Sheet:
    rate = Decimal(rng.choice([200, 650, 850, 1250]))
    rows: list[Row] = []
    for school in _some(rng, SCHOOLS, 4, 12):
        pupils = rng.randint(20, 900)
        rows.append(
            {
                "school": school,
                "stage": "幼儿园" if "幼儿园" in school else "小学" if "小学" in school else "初中",
                "pupils": str(pupils),
                "rate": str(rate),
                "m_sum": rate * pupils,
            }
        )
    title = rng.choice(
        [
            "云岭县{y}年春季学期公用经费分配表",
            "{y}年普惠性幼儿园生均奖补资金公示",
            "{y}年家庭经济困难学生生活补助资金分配公示",
        ]
    )
    columns = [("stage", rng.choice(["学段", "类别"])), ("school", rng.choice(["学校名称", "学校", "单位名称", "办学单位"])), ("pupils", rng.choice(["学生人数", "在校学生数（人）", "受助人数"])),
               ("rate", rng.choice(["生均标准（元）", "补助标准（元/生）", "标准（元/人·年）"])), ("m_sum", rng.choice(["补助资金", "安排金额", "分配金额", "下达资金"]))]  # fmt: skip
    return Sheet(
        title.format(y=year),
        columns,
        sorted(rows, key=lambda r: str(r["stage"])),
        _named("school"),
        "m_sum",
        rng.choice(["元", "万元"]),
        group=rng.choice([None, "stage"]),
    )


def villages(rng: Random, year: int) -> Sheet:
    rows: list[Row] = []
    for village in _some(rng, VILLAGES, 4, 12):
        grant, own, labour = (_number(rng, 1, 40, rng.choice([0, 1])) * 10_000 for _ in range(3))
        rows.append(
            {
                "town": rng.choice(TOWNS[:4]),
                "village": village,
                "project": rng.choice(WORKS),
                "m_total": grant + own + labour,
                "m_grant": grant,
                "m_own": own,
                "m_labour": labour,
                "people": str(rng.randint(200, 3000)),
            }
        )
    title = rng.choice(["{y}年村级公益事业建设一事一议财政奖补项目公示", "青石县{y}年农村公益事业财政奖补项目计划表"])
    columns = [("town", "乡镇"), ("village", rng.choice(["村", "行政村", "村名", "项目村"])), ("project", rng.choice(["项目名称", "建设项目名称"])), ("people", rng.choice(["受益人口（人）", "受益人数"])),
               ("m_total", rng.choice(["总投资", "项目总投资", "投资合计"])), ("m_grant", rng.choice(["财政奖补", "财政奖补资金"])), ("m_own", rng.choice(["村集体投入", "村级自筹"])), ("m_labour", rng.choice(["筹资筹劳", "群众筹资"]))]  # fmt: skip
    return Sheet(
        title.format(y=year),
        columns,
        sorted(rows, key=lambda r: str(r["town"])),
        _both("village", "project"),
        "m_total",
        "万元",
        group=rng.choice([None, "town"]),
        sums=("m_grant", "m_own", "m_labour"),
    )


def towns(rng: Random, year: int) -> Sheet:
    rows: list[Row] = [
        {
            "town": town,
            "people": str(rng.randint(20, 4000)),
            "goods": str(rng.randint(10, 500)),
            "m_sum": _number(rng, 1, 90, rng.choice([0, 1, 2])) * 10_000,
        }
        for town in _some(rng, TOWNS, 3, 10)
    ]
    title = rng.choice(
        [
            "{y}年中央自然灾害救灾资金分配表",
            "云岭县{y}年冬春临时生活困难救助资金分配公示",
            "{y}年农村公路养护补助资金下达情况表",
        ]
    )
    columns = [("town", rng.choice(["乡镇", "乡镇（街道）", "镇街", "乡（镇）", "单位"])), ("people", rng.choice(["救助人数", "需救助人口（人）", "养护里程（公里）"])), ("goods", rng.choice(["棉被（床）", "发放物资数量（件）"])), ("m_sum", rng.choice(["分配资金", "下达资金", "分配金额", "救助资金", "资金"]))]  # fmt: skip
    return Sheet(title.format(y=year), columns, rows, _named("town"), "m_sum", rng.choice(["元", "万元", "万元"]))


def machines(rng: Random, year: int) -> Sheet:
    rows: list[Row] = []
    for name in [*_some(rng, PERSONS, 2, 6), *_some(rng, [f for f in FIRMS if "合作社" in f], 1, 3)]:
        count, price = rng.randint(1, 3), _number(rng, 3000, 90_000)
        each = (price / 4).quantize(Decimal(10))
        rows.append(
            {
                "name": name,
                "town": rng.choice(TOWNS),
                "machine": rng.choice(["轮式拖拉机", "旋耕机", "插秧机", "烘干机"]),
                "model": f"DX-{rng.randint(100, 999)}",
                "count": str(count),
                "m_price": price,
                "m_each": each,
                "m_sum": each * count,
            }
        )
    columns = [("name", rng.choice(["购机者姓名（名称）", "购机者", "购机户名称"])), ("town", "所在乡镇"), ("machine", rng.choice(["机具品目", "机具名称"])), ("model", "机具型号"), ("count", rng.choice(["数量（台）", "购买数量", "台数"])),
               ("m_price", rng.choice(["单台销售价格", "销售单价", "购机价格"])), ("m_each", rng.choice(["单台补贴额", "单台补贴金额"])), ("m_sum", rng.choice(["总补贴额", "补贴金额合计", "补贴总额", "补贴资金"]))]  # fmt: skip
    return Sheet(f"云岭县{year}年农机购置与应用补贴资金公示表", columns, rows, _named("name"), "m_sum")


def pay(rng: Random, year: int) -> Sheet:
    rows: list[Row] = []
    for name in _some(rng, PERSONS, 3, 9):
        due, off = Decimal(rng.choice([800, 1200, 2000, 2400])), Decimal(rng.choice([0, 0, 50, 120]))
        rows.append(
            {
                "name": name,
                "unit": rng.choice(["县审计局", "县水利局", "石桥乡"]),
                "post": rng.choice(["护林员", "保洁员", "驻村队员", "网格员"]),
                "m_due": due,
                "m_off": off,
                "m_net": due - off,
            }
        )
    title = rng.choice(
        ["{y}年6月公益性岗位补贴发放公示", "石桥乡{y}年生态护林员劳务报酬发放表", "{y}年驻村工作队员生活补助发放明细"]
    )
    columns = [("unit", rng.choice(["派出单位", "所在单位", "用人单位"])), ("name", "姓名"), ("post", rng.choice(["岗位", "岗位名称"])), ("m_due", rng.choice(["应发", "应发金额", "应发数"])), ("m_off", rng.choice(["扣款", "扣除", "代扣款"])), ("m_net", rng.choice(["实发", "实发金额", "实发数"]))]  # fmt: skip
    return Sheet(title.format(y=year), columns, rows, _named("name"), "m_net", sums=("m_due", "m_off"))


def counties(rng: Random, year: int) -> Sheet:
    rows: list[Row] = []
    for county in _some(rng, COUNTIES, 3, 8):
        ahead, now = (
            _number(rng, 100, 900, rng.choice([0, 1])) * 10_000,
            _number(rng, 10, 400, rng.choice([0, 1])) * 10_000,
        )
        rows.append(
            {
                "county": county,
                "m_all": ahead + now,
                "m_ahead": ahead,
                "m_now": now,
                "factor": f"{rng.randint(1, 99)}.{rng.randint(10, 99)}",
            }
        )
    title = rng.choice(
        [
            "关于下达{y}年就业补助资金的通知附表",
            "{y}年省级医疗救助补助资金分配表",
            "岚江市{y}年中央财政水利发展资金安排公示",
        ]
    )
    columns = [("county", rng.choice(["县（市、区）", "地区", "县区", "市县"])), ("factor", rng.choice(["分配系数", "权重得分"])), ("m_all", rng.choice(["应补助资金", "全年补助资金", "核定资金总额"])), ("m_ahead", rng.choice(["提前下达资金", "已提前下达", "已下达资金"])), ("m_now", rng.choice(["本次下达资金", "此次下达", "本次下达"]))]  # fmt: skip
    return Sheet(title.format(y=year), columns, rows, _named("county"), "m_now", "万元", sums=("m_all", "m_ahead"))


def interest(rng: Random, year: int) -> Sheet:
    rows: list[Row] = []
    for firm in _some(rng, FIRMS, 3, 7):
        loan = _number(rng, 10, 500) * 10_000
        rows.append(
            {
                "firm": firm,
                "bank": rng.choice(["农商银行", "农业银行", "邮储银行"]),
                "m_loan": loan,
                "rate": "3.65%",
                "m_paid": (loan * Decimal("0.0365")).quantize(CENT),
                "m_sum": (loan * Decimal("0.02")).quantize(CENT),
            }
        )
    columns = [("firm", rng.choice(["借款主体", "企业名称", "经营主体"])), ("bank", rng.choice(["贷款银行", "经办银行"])), ("m_loan", rng.choice(["贷款金额", "贷款本金"])), ("rate", rng.choice(["贷款利率", "年利率"])), ("m_paid", rng.choice(["已付利息", "支付利息金额"])), ("m_sum", rng.choice(["贴息金额", "财政贴息资金", "拟贴息金额"]))]  # fmt: skip
    return Sheet(
        f"{year}年新型农业经营主体贷款贴息资金公示",
        columns,
        rows,
        _named("firm"),
        "m_sum",
        rng.choice(["元", "万元"]),
        sums=("m_loan",),
    )


TOPICS = (farmland, allowance, projects, awards, schools, villages, towns, machines, pay, counties, interest)


def documents(first: int, last: int) -> list[Document]:
    """The documents of the seeds from first up to last, topic by topic."""
    return [_laid_out(seed, Random(seed * 7919 + 13)) for seed in range(first, last)]


def _laid_out(seed: int, rng: Random) -> Document:
    year = rng.randint(2019, 2025)
    topic = TOPICS[seed % len(TOPICS)]
    return _Page(rng, topic(rng, year), f"{topic.__name__} {seed}", year).document()


class _Page:
    """One table laid out as an office might."""

    def __init__(self, rng: Random, sheet: Sheet, name: str, year: int) -> None:
        self.rng, self.sheet, self.name, self.year = rng, sheet, name, year
        self.grouped = rng.random() < 0.5
        self.place = rng.choice(["heading", "heading", "line", "line", "title", "publisher", "below"])
        self.style = rng.choice(["plain", "plain", "grouped", "fixed", "worded"])

    def written(self, yuan: Decimal) -> str:
        number = (yuan / UNITS[self.sheet.unit]).normalize()
        if self.style == "grouped":
            return f"{number:,f}"
        if self.style == "fixed" and number == number.quantize(CENT):
            return f"{number:.2f}"
        return f"{number:f}" + (self.sheet.unit if self.style == "worded" and self.rng.random() < 0.4 else "")

    def document(self) -> Document:
        rng, sheet = self.rng, self.sheet
        before: list[str] = []
        title = sheet.title
        if self.place == "title":
            title += f"（单位：{sheet.unit}）"
        elif self.place == "line":
            before.append(
                rng.choice(["单位：{}", "单位:{}", "金额单位：{}", "（单位：{}）", "单位： {}"]).format(sheet.unit)
            )
        elif self.place == "publisher":
            before.append(f"填报单位：云岭县财政局    填报时间：{self.year}年6月5日    单位：{sheet.unit}")
        after = [f"单位：{sheet.unit}"] if self.place == "below" else []
        if rng.random() < 0.3:
            after.append(
                rng.choice(
                    [
                        "注：以上数据以实际发放为准。",
                        "备注：本表一式三份。",
                        "说明：1.本表按乡镇上报数汇总；2.资金通过一卡通发放。",
                    ]
                )
            )
        if rng.random() < 0.3:
            after.append(
                rng.choice(["制表人：某某    审核人：某某", "单位负责人：      经办人：", "监督举报电话：0000-0000000"])
            )
        if rng.random() < 0.25:
            before.insert(0, rng.choice(["附件1", "附件：", "附表2"]))
        lines = self._lines()
        expected = [Expected(sheet.label(row), Decimal(row[sheet.amount])) for row in sheet.rows]
        return Document(
            self.name, title, [*before, table_of([f"|{'|'.join(line)}|" for line in lines]), *after], expected
        )

    def _lines(self) -> list[list[str]]:
        rng, sheet = self.rng, self.sheet
        columns = list(sheet.columns)
        if rng.random() < 0.85:
            columns.insert(0, ("serial", rng.choice(["序号", "序 号", "编号", "序\\n号"])))
        if rng.random() < 0.5:
            columns.append(("remark", rng.choice(["备注", "备 注", "说明"])))
        if rng.random() < 0.2:
            columns.append(("signed", rng.choice(["领款人签字", "签章"])))
        body: list[list[str]] = []
        number = 0
        groups = self._groups()
        for name, rows in groups:
            lines = []
            for row in rows:
                number += 1
                lines.append([self._cell(key, row, number) for key, _ in columns])
            if len(groups) > 1 and self.grouped:
                lines.append(self._sum(columns, rows, rng.choice(["小计", "小 计", f"{name}小计"])))
            body += lines
        if rng.random() < 0.75:
            total = self._sum(columns, sheet.rows, rng.choice(["合计", "合 计", "总计", "合　　计", "共计"]))
            body = [total, *body] if rng.random() < 0.2 else [*body, total]
        if len(body) > 8 and not sheet.parents and rng.random() < 0.15:
            body.insert(len(body) // 2, [self._heading(key, head) for key, head in columns])
        return [*self._headings(columns), *body]

    def _groups(self) -> list[tuple[str, list[Row]]]:
        key = self.sheet.group
        if key is None:
            return [("", self.sheet.rows)]
        self.sheet.rows.sort(key=lambda row: str(row[key]))
        names = list(dict.fromkeys(str(row[key]) for row in self.sheet.rows))
        return [(name, [row for row in self.sheet.rows if row[key] == name]) for name in names]

    def _cell(self, key: str, row: Row, number: int) -> str:
        if key == "serial":
            return str(number)
        if key in ("remark", "signed"):
            return self.rng.choice(["", "", "", "新增"]) if key == "remark" else ""
        value = row[key]
        return self.written(value) if isinstance(value, Decimal) else value

    def _sum(self, columns: list[tuple[str, str]], rows: list[Row], word: str) -> list[str]:
        added = {self.sheet.amount, *self.sheet.sums}
        line = [
            self.written(sum((Decimal(row[key]) for row in rows), Decimal(0))) if key in added else ""
            for key, _ in columns
        ]
        line[0] = word
        if not line[1] and self.rng.random() < 0.5:
            line[1] = "<"
        return line

    def _heading(self, key: str, head: str) -> str:
        is_money = key.startswith("m_") and self.place == "heading" and "元" not in head
        return f"{head}（{self.sheet.unit}）" if is_money else head

    def _headings(self, columns: list[tuple[str, str]]) -> list[list[str]]:
        names = [self._heading(key, head) for key, head in columns]
        parents = self.sheet.parents
        if not parents:
            return [names]
        upper = [name if key not in parents else "<" for (key, _), name in zip(columns, names, strict=True)]
        first = next(i for i, (key, _) in enumerate(columns) if key in parents)
        upper[first] = parents[columns[first][0]]
        return [upper, [name if key in parents else "^" for (key, _), name in zip(columns, names, strict=True)]]
