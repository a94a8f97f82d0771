"""Fund notices laid out at random: the same rows under other headings, units, merged areas, sums and number styles.

Flows in: a seed. Flows out: documents in the notation of `fund_documents`, with the rows they were composed from as
their truth.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from random import Random

from tests.reading.fund_documents import Document, Expected, table_of

TOWNS = ("双溪镇", "石桥乡", "黄泥乡", "大围镇", "瓦窑镇", "沙田乡", "东坪街道", "白马镇", "竹山乡", "青龙街道")
VILLAGES = tuple(f"{a}{b}村" for a in "柳杨松桂金银清长上下" for b in "林桥塘湾岭泉坪冲")
COUNTIES = ("云岭县", "青石县", "白水区", "海东县", "北川县", "南屏区", "西河市", "龙泉县")
FIRMS = tuple(
    f"{place}{name}{kind}"
    for place in ("岚江", "云岭", "青石", "白水")
    for name in ("恒信", "绿源", "金穗", "瑞丰", "宏达")
    for kind in ("机械有限公司", "食品有限公司", "种植专业合作社", "家庭农场")
)
SCHOOLS = tuple(f"{town}{kind}" for town in TOWNS for kind in ("中心小学", "初级中学", "中心幼儿园"))
WORKS = (
    "道路硬化", "饮水安全巩固提升", "渠道维修", "太阳能路灯安装", "蔬菜大棚建设", "黑木耳种植基地", "肉牛养殖小区", "茶叶加工厂",
    "冷链仓储设施", "人居环境整治", "小型水库除险加固", "高标准农田建设", "文化活动广场", "光伏电站", "农村公厕改造", "污水处理站",
)  # fmt: skip
OFFICES = ("县农业农村局", "县水利局", "县交通运输局", "县住建局", "县文旅局", "县林业局", "县发展和改革局")
PERSONS = ("张*", "李*华", "王**", "刘某某", "陈*生", "杨*", "黄*梅", "周**", "吴*平", "徐*英", "孙*", "胡*林")

PLACE_HEADINGS = {
    "village": ("村名", "村", "行政村", "示范村名称", "村（居）", "村（社区）", "项目村", "村 名", "所在村"),
    "town": ("乡镇", "镇街", "乡 镇", "乡镇（街道）", "乡（镇）", "镇（街道）", "乡镇\\n(单位名称)", "所属乡镇"),
    "county": ("县区", "县市区", "县（市、区）", "县（市区）", "市县", "地区", "区县"),
    "firm": ("企业名称", "单位名称", "补助单位", "经营主体名称", "申报企业名称", "奖补对象", "受益单位", "拟补助企业"),
    "school": ("学校", "学校名称", "单位", "单位名称", "学 校 名 称"),
    "person": ("户主", "户主姓名", "姓名", "农户姓名", "领款人", "补贴对象", "受助人姓名"),
}
NAMES = {"village": VILLAGES, "town": TOWNS, "county": COUNTIES, "firm": FIRMS, "school": SCHOOLS, "person": PERSONS}
AMOUNT_HEADINGS = (
    "金额", "补助金额", "资金金额", "补助资金", "奖补资金", "下拨金额", "项目资金", "安排资金", "拨付金额", "奖补金额", "投资", "计划投入资金",
    "下达资金", "分配金额", "财政补助资金", "补贴金额", "发放金额", "本次安排金额", "资金额度", "金 额", "资 金", "安排\\n资金",
)  # fmt: skip
PROJECT_HEADINGS = ("项目名称", "项 目 名 称", "项目", "工程名称", "项目\\n名称", "建设项目名称", "项目（工程）名称")
UNIT_HEADINGS = ("实施单位", "责任单位", "项目单位", "建设单位", "项目实施单位", "主管部门", "项目主管部门", "承办单位")
QUANTITIES = (
    ("面积（亩）", 3000), ("户数", 400), ("受益人口（人）", 3000), ("里程（公里）", 40), ("处数", 30), ("座数（座）", 12), ("人数", 900), ("灌溉面积（万亩）", 9),
    ("补助学生人数", 800), ("种植面积", 500), ("数量", 60), ("受益户数（户）", 300), ("发放人次", 900), ("占比（%）", 99), ("建设年度", 2025),
)  # fmt: skip
REMARKS = ("备注", "备 注", "说明", "备注说明")
TITLES = (
    "云岭县{year}年{batch}财政衔接推进乡村振兴补助资金{kind}",
    "{year}年度{batch}中央农业生产发展资金{kind}",
    "关于{year}年{batch}惠农补贴资金{kind}",
    "岚江市{year}年城乡义务教育补助经费{kind}",
    "青石县财政局关于下达{year}年{batch}产业扶持资金的{kind}",
    "{year}年村级公益事业一事一议奖补资金{kind}",
)
KINDS = ("公示", "安排情况公示", "分配表", "公示表", "计划表", "明细表")
UNITS = {"元": 1, "万元": 10_000, "千元": 1000}
SHARES = (
    ("中央", "省级", "县级"), ("中央资金", "省级资金"), ("中央衔接资金", "省级衔接资金", "市级资金", "其他资金"), ("财政资金", "自筹资金"),
    ("上级补助", "县级配套"),
)  # fmt: skip


@dataclass(slots=True)
class _Item:
    payee: str
    project: str
    office: str
    amount: Decimal  # yuan
    shares: list[Decimal]


def documents(first: int, last: int) -> list[Document]:
    """The documents of the seeds from first up to last."""
    return [_document(seed) for seed in range(first, last)]


def _document(seed: int) -> Document:
    rng = Random(seed)
    return _Layout(rng, seed).document()


class _Layout:
    """One random layout."""

    def __init__(self, rng: Random, seed: int) -> None:
        self.rng = rng
        self.seed = seed
        self.kind = rng.choice(["village", "town", "county", "firm", "school", "person", "none", "none"])
        self.has_project = self.kind == "none" or (self.kind in ("village", "town", "firm") and rng.random() < 0.5)
        self.office = self.has_project and rng.random() < 0.4
        self.unit = rng.choice(["元", "元", "万元", "万元", "万元", "千元"])
        if self.kind == "person":
            self.unit = "元"
        self.style = rng.choice(["plain", "plain", "thousands", "mixed", "fixed", "worded"])
        self.share_names = rng.choice(SHARES) if self.kind != "person" and rng.random() < 0.3 else ()
        self.items = self._items()

    def _items(self) -> list[_Item]:
        rng = self.rng
        count = rng.randint(2, 14)
        names = list(NAMES.get(self.kind, ("",)))
        rng.shuffle(names)
        works = list(WORKS)
        rng.shuffle(works)
        items = []
        for n in range(count):
            payee = names[n % len(names)]
            project = works[n % len(works)] + ("" if n < len(works) else "二期")
            if n and self.kind == "village" and self.has_project and rng.random() < 0.3:
                payee = items[-1].payee  # several projects of one village
            items.append(_Item(payee, project, rng.choice(OFFICES), Decimal(0), []))
        for item in items:
            if self.share_names:
                item.shares = [self._value() for _ in self.share_names]
                item.amount = sum(item.shares, Decimal(0))
            else:
                item.amount = self._value()
        seen: list[tuple[str, str]] = []
        unique = []
        for item in items:
            if (key := (item.payee, item.project)) not in seen and (
                self.has_project or item.payee not in [s[0] for s in seen]
            ):
                seen.append(key)
                unique.append(item)
        return unique

    def _value(self) -> Decimal:
        """An amount with as many decimals as its unit is written with, in yuan."""
        decimals = (
            self.rng.choice([0, 0, 1, 2])
            if self.unit == "元"
            else self.rng.choice([0, 0, 1, 2, 4 if self.unit == "万元" else 2])
        )
        top = 90_000 if self.unit == "元" else 900
        number = Decimal(self.rng.randint(1, top)) + (
            Decimal(self.rng.randint(0, 10**decimals - 1)).scaleb(-decimals) if decimals else 0
        )
        return number * UNITS[self.unit]

    def written(self, yuan: Decimal) -> str:
        """An amount as this publication writes it."""
        number = (yuan / UNITS[self.unit]).normalize()
        plain = f"{number:f}"
        grouped = f"{number:,f}"
        fixed = f"{number:.2f}" if number == number.quantize(Decimal("0.01")) else plain
        if self.style == "mixed":
            return self.rng.choice([plain, grouped, fixed])
        if self.style == "worded":
            return plain + (self.unit if self.rng.random() < 0.5 else "")
        return {"plain": plain, "thousands": grouped, "fixed": fixed}[self.style]

    def document(self) -> Document:
        rng = self.rng
        unit_place = rng.choice(["heading", "heading", "line", "line", "bracket line", "title", "publisher line"])
        year = rng.randint(2019, 2024)
        title = rng.choice(TITLES).format(year=year, batch=rng.choice(["", "第一批", "第二批"]), kind=rng.choice(KINDS))
        lines: list[str] = []
        if unit_place == "title":
            title += f"（单位：{self.unit}）"
        elif unit_place == "line":
            lines.append(
                rng.choice(["单位：{}", "单位:{}", "金额单位：{}", "单位： {}", "（单位：{}）"]).format(self.unit)
            )
        elif unit_place == "bracket line":
            lines.append(f"（金额单位：人民币{self.unit}）")
        elif unit_place == "publisher line":
            lines.append(f"填报单位：云岭县财政局（盖章）        单位：{self.unit}")
        suffix = rng.choice(["（{}）", "({})", "\\n（{}）"]).format(self.unit) if unit_place == "heading" else ""
        before = ["根据有关文件精神，现将资金安排情况予以公示。"] if rng.random() < 0.3 else []
        after = ["监督电话：0000-0000000"] if rng.random() < 0.4 else []
        if rng.random() < 0.3:
            after.insert(0, "注：本表金额已四舍五入，以实际发放为准。")
        if rng.random() < 0.3:
            after.append(f"公示时间：{year}年5月6日至{year}年5月15日")
        heading, body = self._table(suffix)
        table = table_of([f"|{'|'.join(row)}|" for row in [*heading, *body]])
        expected = [Expected(self._label(item), item.amount) for item in self.items]
        return Document(f"layout {self.seed}", title, [*before, *lines, table, *after], expected)

    def _label(self, item: _Item) -> str:
        if self.kind == "none":
            return item.project
        if self.has_project and self.office:
            return item.project  # the office carries it out; the place of the work is a site
        return f"{item.payee}|{item.project}" if self.has_project else item.payee

    def _columns(self, suffix: str) -> list[tuple[str, str]]:
        rng = self.rng
        columns: list[tuple[str, str]] = []
        if self.kind != "none" and not self.office:
            columns.append(("payee", rng.choice(PLACE_HEADINGS[self.kind])))
        if self.has_project:
            columns.append(("project", rng.choice(PROJECT_HEADINGS)))
        if self.office:
            columns.append(("office", rng.choice(UNIT_HEADINGS)))
        for name, top in rng.sample(QUANTITIES, rng.choice([0, 0, 1, 2])):
            columns.append((f"quantity {top}", name))
        rng.shuffle(columns)
        amounts = [("amount", rng.choice(AMOUNT_HEADINGS) + suffix)]
        if self.share_names:
            whole = rng.choice(["合计", "小计", "总投资", "资金合计", "总额"])
            amounts = [
                ("amount", whole + suffix),
                *((f"share {n}", name + suffix) for n, name in enumerate(self.share_names)),
            ]
            if rng.random() < 0.3:
                amounts = [*amounts[1:], amounts[0]]
        at = rng.randint(1, len(columns)) if columns else 0
        columns[at:at] = amounts
        if rng.random() < 0.8:
            columns.insert(0, ("serial", rng.choice(["序号", "序 号", "序\\n号", "编号"])))
        if rng.random() < 0.4:
            columns.append(("remark", rng.choice(REMARKS)))
        return columns

    def _table(self, suffix: str) -> tuple[list[list[str]], list[list[str]]]:
        rng = self.rng
        columns = self._columns(suffix)
        groups = self._groups()
        body: list[list[str]] = []
        number = 0
        restart = rng.random() < 0.4
        total_first = rng.random() < 0.25
        for name, items in groups:
            number = 0 if restart and len(groups) > 1 else number
            sum_row = self._sum_row(columns, items, "小计" if rng.random() < 0.5 or not name else f"{name}小计")
            rows = []
            for item in items:
                number += 1
                rows.append(self._row(columns, item, number))
            if len(groups) > 1:
                rows = [sum_row, *rows] if total_first else [*rows, sum_row]
            body += rows
        total = self._sum_row(columns, self.items, rng.choice(["合计", "合 计", "总计", "合　计", "总  计", "共计"]))
        how = rng.random()
        if how < 0.75:
            body = [total, *body] if total_first else [*body, total]
        self._merge(columns, body)
        return self._heading(columns, suffix), body

    def _groups(self) -> list[tuple[str, list[_Item]]]:
        if len(self.items) < 5 or self.rng.random() < 0.6:
            return [("", self.items)]
        cut = self.rng.randint(2, len(self.items) - 2)
        return [("岚江市", self.items[:cut]), ("松原市", self.items[cut:])]

    def _row(self, columns: list[tuple[str, str]], item: _Item, number: int) -> list[str]:
        row = []
        for kind, _ in columns:
            name, _, argument = kind.partition(" ")
            if name == "serial":
                row.append(str(number))
            elif name == "payee":
                row.append(item.payee)
            elif name == "project":
                row.append(item.project)
            elif name == "office":
                row.append(item.office)
            elif name == "amount":
                row.append(self.written(item.amount))
            elif name == "share":
                row.append(self.written(item.shares[int(argument)]))
            elif name == "quantity":
                row.append(str(self.rng.randint(1, int(argument))))
            else:
                row.append(self.rng.choice(["", "", "", "新建", "含2023年结转"]))
        return row

    def _sum_row(self, columns: list[tuple[str, str]], items: list[_Item], word: str) -> list[str]:
        row = ["" for _ in columns]
        for position, (kind, _) in enumerate(columns):
            name, _, argument = kind.partition(" ")
            if name == "amount":
                row[position] = self.written(sum((i.amount for i in items), Decimal(0)))
            elif name == "share":
                row[position] = self.written(sum((i.shares[int(argument)] for i in items), Decimal(0)))
        free = [p for p, (kind, _) in enumerate(columns) if kind in ("serial", "payee", "project", "office")]
        first = free[0]
        row[first] = word
        if self.rng.random() < 0.5 and first + 1 in free:
            row[first + 1] = "<"
        return row

    def _merge(self, columns: list[tuple[str, str]], body: list[list[str]]) -> None:
        """A payee that stands in several rows one below the other, written once."""
        at = next((p for p, (kind, _) in enumerate(columns) if kind == "payee"), None)
        if at is None or not self.has_project or self.rng.random() < 0.4:
            return
        names = [row[at] for row in body]
        for position in range(1, len(body)):
            if names[position] and names[position] == names[position - 1]:
                body[position][at] = "^"

    def _heading(self, columns: list[tuple[str, str]], suffix: str) -> list[list[str]]:
        names = [name for _, name in columns]
        money = [p for p, (kind, _) in enumerate(columns) if kind.split()[0] in ("amount", "share")]
        if len(money) < 2 or self.rng.random() < 0.4:
            return [names]
        parent = (
            self.rng.choice(["资金来源", "本批资金安排情况", "投资规模及资金来源", "资金（金额）", "补助资金"]) + suffix
        )
        upper, lower = [], []
        for position, name in enumerate(names):
            if position not in money:
                upper.append(name)
                lower.append("^")
            else:
                upper.append(parent if position == money[0] else "<")
                lower.append(name.replace(suffix, "") if suffix else name)
        return [upper, lower]
