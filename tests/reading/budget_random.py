"""Forms of budgets laid out at random: the same lines under other headings, codes, units, totals, orders and numbers.

Flows in: a seed. Flows out: cases in the notation of `budget_layouts`, with the lines they were composed from as their
truth. `python -m tests.reading.budget_random [first last]` prints how many leaf rows are exact, wrong in silence, and
warned in vain.
"""

from __future__ import annotations

import sys
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from random import Random

from tests.reading.budget_layouts import Case, Figures, Form, Leaf, forms_of, read_case
from tests.reading.fund_documents import TABLE_FORMATS, Document, table_of

UNITS = (
    "岚汀市水利局",
    "青石县司法局",
    "云岭县教育局",
    "岚江市市场监督管理局",
    "白马镇人民政府",
    "北川县人民检察院",
    "岚汀市第二中学",
)
MONEY_UNITS = {"元": 1, "万元": 10_000, "千元": 1_000}
SUBJECTS = {
    "201": ("一般公共服务支出", {"03": ("政府办公厅(室)及相关机构事务", {"01": "行政运行", "02": "一般行政管理事务", "50": "事业运行"}), "06": ("财政事务", {"01": "行政运行", "07": "信息化建设"})}),
    "205": ("教育支出", {"02": ("普通教育", {"01": "学前教育", "02": "小学教育", "03": "初中教育"}), "08": ("进修及培训", {"03": "培训支出"})}),
    "208": ("社会保障和就业支出", {"05": ("行政事业单位养老支出", {"01": "行政单位离退休", "05": "机关事业单位基本养老保险缴费支出", "06": "机关事业单位职业年金缴费支出"}), "08": ("抚恤", {"01": "死亡抚恤"})}),
    "210": ("卫生健康支出", {"11": ("行政事业单位医疗", {"01": "行政单位医疗", "02": "事业单位医疗", "03": "公务员医疗补助"})}),
    "213": ("农林水支出", {"01": ("农业农村", {"01": "行政运行", "04": "事业运行", "08": "病虫害控制", "22": "农业生产发展"}), "03": ("水利", {"05": "水利工程建设", "14": "防汛"})}),
    "221": ("住房保障支出", {"02": ("住房改革支出", {"01": "住房公积金", "03": "购房补贴"})}),
}  # fmt: skip
ECONOMIC = {
    "301": ("工资福利支出", {"01": "基本工资", "02": "津贴补贴", "03": "奖金", "07": "绩效工资", "13": "住房公积金"}),
    "302": ("商品和服务支出", {"01": "办公费", "05": "水费", "06": "电费", "11": "差旅费", "15": "会议费", "17": "公务接待费", "31": "公务用车运行维护费"}),
    "303": ("对个人和家庭的补助", {"02": "退休费", "05": "生活补助"}),
    "310": ("资本性支出", {"02": "办公设备购置"}),
}  # fmt: skip
TAXES = (
    "增值税",
    "企业所得税",
    "个人所得税",
    "资源税",
    "城市维护建设税",
    "房产税",
    "印花税",
    "车船税",
    "契税",
    "环境保护税",
)
FEES = ("专项收入", "行政事业性收费收入", "罚没收入", "国有资源(资产)有偿使用收入", "其他收入")
TRANSFERS = ("返还性收入", "一般性转移支付收入", "专项转移支付收入")
SOURCES = (
    "一般公共预算拨款收入",
    "政府性基金预算拨款收入",
    "国有资本经营预算拨款收入",
    "财政专户管理资金收入",
    "事业收入",
    "上级补助收入",
    "附属单位上缴收入",
    "其他收入",
)
CLASSES = (
    "一般公共服务支出",
    "公共安全支出",
    "教育支出",
    "科学技术支出",
    "社会保障和就业支出",
    "卫生健康支出",
    "节能环保支出",
    "城乡社区支出",
    "农林水支出",
    "住房保障支出",
)
CODE_HEADS, NAME_HEADS = (
    ("科目编码", "功能分类科目编码", "科目代码", "编码"),
    ("科目名称", "功能分类科目名称", "支出功能分类科目", "名称", "科 目 名 称"),
)
TOTALS = ("合计", "合 计", "总计", "合    计", "支出合计")
ORDINALS = "一二三四五六七八九十"


@dataclass(slots=True)
class Node:
    """A line before it is laid out: its amounts by column, its children."""

    name: str
    code: str | None = None
    children: list[Node] = field(default_factory=list)
    amounts: list[Decimal | None] = field(default_factory=list)

    def sum_up(self, columns: int) -> None:
        """Give a parent the sums of its children."""
        for child in self.children:
            child.sum_up(columns)
        if self.children:
            self.amounts = [
                sum((c.amounts[n] or Decimal(0) for c in self.children), Decimal(0)) if any(c.amounts[n] for c in self.children) else None
                for n in range(columns)
            ]  # fmt: skip

    def leaves(self) -> list[Node]:
        """The lines without children below this one, in order."""
        return [leaf for child in self.children for leaf in child.leaves()] if self.children else [self]


def documents(first: int, last: int) -> list[Case]:
    """The cases of the seeds from first up to last."""
    return [_Composer(seed).case() for seed in range(first, last)]


class _Composer:
    """One random form."""

    def __init__(self, seed: int) -> None:
        self.rng = Random(seed)
        self.seed = seed
        self.unit = self.rng.choice(["万元", "万元", "万元", "元", "千元"])
        self.year = self.rng.randint(2019, 2025)
        self.style = self.rng.choice(["plain", "fixed", "thousands"])
        self.nothing = self.rng.choice(["", "", "", "-", "0"])
        self.office = self.rng.choice(UNITS)

    def case(self) -> Case:
        make = self.rng.choice(
            [self.coded, self.coded, self.coded, self.economic, self.revenue, self.balance, self.classes]
        )
        title, rows, leaves, total = make()
        width = max(map(len, rows))
        lines = [f"单位：{self.unit}"] if self.unit_place == "line" else []
        owner = self.rng.choice(["部门：", "编制单位：", "单位名称："])
        lines = [f"{owner}{self.office}", *lines] if self.rng.random() < 0.6 else lines
        blocks = [*lines, table_of(["|" + "|".join([*row, *[""] * (width - len(row))]) + "|" for row in rows])]
        if self.rng.random() < 0.3:
            blocks.append("注：本表数据因四舍五入可能存在尾差。")
        formats = (TABLE_FORMATS[self.seed % len(TABLE_FORMATS)],)
        case = Case(Document(f"seed {self.seed}", title, blocks, [], formats))
        case.forms = [Form(title, total, leaves=leaves)]
        return case

    # --- figures

    @property
    def unit_place(self) -> str:
        return ("line", "title", "heading")[self.seed % 3]

    def amount(self) -> Decimal:
        places = 0 if self.unit == "元" and self.rng.random() < 0.5 else 2
        return Decimal(self.rng.randint(1, 900_000)).scaleb(-places)

    def shown(self, value: Decimal | None) -> str:
        if not value:
            return self.nothing
        if self.style == "plain":
            return f"{value.normalize():f}"
        return f"{value:,.2f}" if self.style == "thousands" else f"{value:.2f}"

    def yuan(self, value: Decimal | None) -> Decimal | None:
        if not value:
            return Decimal(0) if self.nothing == "0" else None
        return value * MONEY_UNITS[self.unit]

    def title(self, form: str) -> str:
        title = self.rng.choice(
            [f"{self.office}{self.year}年{form}", f"{self.year}年度{form}", f"{self.year}年{self.office}{form}"]
        )
        return f"{title}（单位：{self.unit}）" if self.unit_place == "title" else title

    def head(self, text: str) -> str:
        return f"{text}（{self.unit}）" if self.unit_place == "heading" else text

    def broken(self, text: str) -> str:
        return (
            text
            if self.rng.random() < 0.7 or "/" in text
            else self.rng.choice([f"{text[:2]} {text[2:]}", f"{text[:2]}\\n{text[2:]}"])
        )

    # --- forms

    def tree(self) -> list[Node]:
        rng = self.rng
        found = []
        for code, (name, items) in sorted(rng.sample(sorted(SUBJECTS.items()), rng.randint(1, 4))):
            groups = []
            for sub, (title, leaves) in sorted(rng.sample(sorted(items.items()), rng.randint(1, len(items)))):
                chosen = sorted(rng.sample(sorted(leaves.items()), rng.randint(1, len(leaves))))
                groups.append(Node(title, code + sub, [Node(leaf, code + sub + item) for item, leaf in chosen]))
            found.append(Node(name, code, groups))
        return found

    def fill(self, roots: list[Node], columns: int) -> None:
        """Whole and parts: the first column is the sum of the others, where there are others."""
        for root in roots:
            for leaf in root.leaves():
                parts = [self.amount() if self.rng.random() < 0.6 else None for _ in range(columns - 1)]
                if columns == 1:
                    leaf.amounts = [self.amount()]
                    continue
                if not any(parts):
                    parts[0] = self.amount()
                leaf.amounts = [sum((p for p in parts if p), Decimal(0)), *parts]
            root.sum_up(columns)

    def walk(self, roots: list[Node]) -> list[Node]:
        return [node for root in roots for node in (root, *self.walk(root.children))]

    def leaf_rows(self, roots: list[Node]) -> list[Leaf]:
        return [Leaf(leaf.name, self.yuan(leaf.amounts[0])) for root in roots for leaf in root.leaves()]

    def coded(self) -> tuple[str, list[list[str]], list[Leaf], Decimal | None]:
        rng = self.rng
        roots = self.tree()
        layout = rng.choice(["whole", "two", "three", "levels"])
        names = {
            "whole": [],
            "two": ["基本支出", "项目支出"],
            "three": ["人员经费", "公用经费", "项目支出"],
            "levels": ["基本支出", "项目支出", "上缴上级支出"],
        }[layout]
        self.fill(roots, 1 + len(names))
        style = rng.choice(["one", "one", "three", "label", "only leaves"])
        nodes = [node for root in roots for node in root.leaves()] if style == "only leaves" else self.walk(roots)
        whole = (
            rng.choice(["合计", "小计", "总计", "本年支出合计", "预算数"])
            if names
            else rng.choice(["预算数", "金额", "合计"])
        )
        heads = [self.head(whole), *(self.head(name) for name in names)]
        top, bottom = list(heads), list(heads)
        if layout == "three":
            top = [heads[0], "基本支出", "<", heads[3]]
            bottom = ["^", heads[1], heads[2], "^"]
        codes = ["类", "款", "项"] if style == "three" else [] if style == "label" else [rng.choice(CODE_HEADS)]
        label = "项目" if style == "label" else rng.choice(NAME_HEADS)
        if layout == "three" or style == "three":
            first = (["科目编码", "<", "<"] if style == "three" else [*codes]) + [label] + top
            second = (
                (codes if style == "three" else ["^"] * len(codes))
                + ["^"]
                + (bottom if layout == "three" else ["^"] * len(heads))
            )
            rows = [first, second]
        else:
            rows = [[*map(self.broken, codes), self.broken(label), *heads]]
        body = [self.code_cells(node, style) + [self.shown(a) for a in node.amounts] for node in nodes]
        sums = [sum((r.amounts[n] or Decimal(0) for r in roots), Decimal(0)) for n in range(1 + len(names))]
        word = rng.choice(TOTALS)
        blank = [""] * len(codes)
        total = [*blank, word] if rng.random() < 0.6 or not codes else [word, *blank[1:], ""]
        total += [self.shown(s) for s in sums]
        rows += [total, *body] if rng.random() < 0.5 else [*body, total]
        if layout != "three" and style != "three" and rng.random() < 0.4:
            order = list(range(len(rows[0])))
            rng.shuffle(order)
            rows = [[row[i] for i in order] for row in rows]
        form = rng.choice(
            ["部门支出总表", "支出预算表", "支出总表", "一般公共预算支出表", "支出预算总表", "一般公共预算支出预算表"]
        )
        return self.title(form), rows, self.leaf_rows(roots), self.yuan(sums[0])

    def code_cells(self, node: Node, style: str) -> list[str]:
        code = node.code or ""
        if style == "label":
            return [self.rng.choice([f"{code}{node.name}", f"{code} {node.name}", f"[{code}]{node.name}"])]
        if style == "three":
            return [code[:3], code[3:5], code[5:7], node.name]
        return [code, node.name]

    def economic(self) -> tuple[str, list[list[str]], list[Leaf], Decimal | None]:
        rng = self.rng
        roots = [
            Node(name, code, [Node(leaf, code + item) for item, leaf in sorted(rng.sample(sorted(items.items()), rng.randint(1, len(items))))])
            for code, (name, items) in sorted(rng.sample(sorted(ECONOMIC.items()), rng.randint(2, 4)))
        ]  # fmt: skip
        for root in roots:
            side = 2 if root.code in ("302", "310") else 1
            for leaf in root.leaves():
                value = self.amount()
                leaf.amounts = [value, value if side == 1 else None, value if side == 2 else None]
            root.sum_up(3)
        sums = [sum((r.amounts[n] or Decimal(0) for r in roots), Decimal(0)) for n in range(3)]
        heads = [self.head("合计"), self.head("人员经费"), self.head("公用经费")]
        rows = [["经济分类科目编码", "经济分类科目名称", *heads]]
        if rng.random() < 0.5:
            rows = [["支出经济分类科目", "<", "本年基本支出", "<", "<"], ["科目编码", "科目名称", *heads]]
        body = [[n.code or "", n.name, *map(self.shown, n.amounts)] for n in self.walk(roots)]
        total = ["", "合计", *map(self.shown, sums)]
        rows += [total, *body] if rng.random() < 0.5 else [*body, total]
        return self.title("一般公共预算基本支出表"), rows, self.leaf_rows(roots), self.yuan(sums[0])

    def revenue(self) -> tuple[str, list[list[str]], list[Leaf], Decimal | None]:
        rng = self.rng
        numbered = rng.random() < 0.6
        taxes = Node("税收收入", None, [Node(n) for n in rng.sample(TAXES, rng.randint(2, 7))])
        fees = Node("非税收入", None, [Node(n) for n in rng.sample(FEES, rng.randint(2, 4))])
        transfers = Node("转移性收入", None, [Node(n) for n in TRANSFERS]) if rng.random() < 0.6 else None
        heads = [f"{self.year}年执行数", f"{self.year - 1}年执行数", f"{self.year}年预算数"]
        order = [0, 1, 2]
        rng.shuffle(order)
        rates = rng.random() < 0.6
        roots = [taxes, fees] + ([transfers] if transfers else [])
        for root in roots:
            for leaf in root.children:
                leaf.amounts = [self.amount() if rng.random() < 0.9 else None, self.amount(), self.amount()]
            root.sum_up(3)

        def row(name: str, amounts: list[Decimal | None]) -> list[str]:
            return [
                name,
                *(self.shown(amounts[n]) for n in order),
                *([f"{rng.randint(50, 150)}.{rng.randint(0, 9)}"] if rates else []),
            ]

        def total(parts: list[Node]) -> list[Decimal | None]:
            return [sum((p.amounts[n] or Decimal(0) for p in parts), Decimal(0)) for n in range(3)]

        rows = [["项目", *(self.head(heads[n]) for n in order), *(["比上年增长%"] if rates else [])]]
        for index, root in enumerate((taxes, fees)):
            rows.append(row(f"{ORDINALS[index]}、{root.name}" if numbered else root.name, root.amounts))
            rows += [row(leaf.name, leaf.amounts) for leaf in root.children]
        if transfers:
            rows.append(row("本年收入合计", total([taxes, fees])))
            rows.append(row(transfers.name, transfers.amounts))
            rows += [row(leaf.name, leaf.amounts) for leaf in transfers.children]
        rows.append(row("收入总计", total(roots)))
        return self.title("一般公共预算收入执行情况表"), rows, self.leaf_rows(roots), self.yuan(total(roots)[0])

    def balance(self) -> tuple[str, list[list[str]], list[Leaf], Decimal | None]:
        rng = self.rng
        self.nothing = "" if self.nothing == "0" else self.nothing
        income = [
            (name, self.amount() if rng.random() < 0.6 else None) for name in rng.sample(SOURCES, rng.randint(3, 8))
        ]
        carried = self.amount() if rng.random() < 0.6 else None
        known = [a for _, a in income if a]
        if not known:
            income[0] = (income[0][0], self.amount())
            known = [income[0][1] or Decimal(0)]
        total = sum(known, Decimal(0)) + (carried or Decimal(0))
        names = rng.sample(CLASSES, rng.randint(2, 8))
        shares = sorted(rng.sample(range(1, 1000), len(names) - 1))
        bounds = [Decimal(0), *((total * s / 1000).quantize(Decimal("0.01")) for s in shares), total]
        spending = [(name, b - a) for name, a, b in zip(names, bounds, bounds[1:], strict=False)]
        left = [(f"{ORDINALS[i]}、{n}" if i < 10 else n, a) for i, (n, a) in enumerate(income)]
        right = [(f"{ORDINALS[i]}、{n}", a) for i, (n, a) in enumerate(spending)]
        height = max(len(left), len(right))
        left += [("", None)] * (height - len(left))
        right += [("", None)] * (height - len(right))
        left += [
            ("本年收入合计", total - (carried or Decimal(0))),
            (rng.choice(["上年结转", "年初结转和结余", "上年结转结余"]), carried),
            ("收入总计", total),
        ]
        right += [("本年支出合计", total), ("结转下年", None), ("支出总计", total)]
        head = self.head("预算数")
        rows = [["收入", "<", "支出", "<"], ["项目", head, "项目", head]]
        if rng.random() < 0.4:
            rows = [["收入项目", head, "支出项目", head]]
        rows += [
            [a, self.shown(x) if a else "", b, self.shown(y) if b else ""]
            for (a, x), (b, y) in zip(left, right, strict=True)
        ]
        leaves = [Leaf(n, self.yuan(a)) for n, a in [*income, (left[-2][0], carried)] if a]
        return self.title("部门收支总表"), rows, leaves, self.yuan(total)

    def classes(self) -> tuple[str, list[list[str]], list[Leaf], Decimal | None]:
        rng = self.rng
        roots = [Node(name) for name in rng.sample(CLASSES, rng.randint(3, 8))]
        for root in roots:
            if rng.random() < 0.5:
                root.children = [
                    Node(n)
                    for n in rng.sample(
                        ("行政运行", "机关服务", "专项业务", "信息化建设", "其他支出"), rng.randint(2, 4)
                    )
                ]
            for leaf in root.leaves():
                leaf.amounts = [self.amount(), self.amount()]
            root.sum_up(2)
        heads = [f"{self.year}年决算数", f"{self.year}年预算数"]
        rows = [["预算科目", *(self.head(h) for h in reversed(heads))]]
        for index, root in enumerate(roots):
            nested = bool(root.children)
            rows.append([f"{ORDINALS[index]}、{root.name}", *(self.shown(a) for a in reversed(root.amounts))])
            if nested:
                marks = rng.choice([("", ""), ("（", "）"), ("", "")])
                for n, leaf in enumerate(root.children):
                    mark = f"{marks[0]}{ORDINALS[n]}{marks[1]}" if marks[0] else ""
                    rows.append([f"{mark}{leaf.name}", *(self.shown(a) for a in reversed(leaf.amounts))])
        sums = [sum((r.amounts[n] or Decimal(0) for r in roots), Decimal(0)) for n in range(2)]
        rows.append(["支出合计", *(self.shown(s) for s in reversed(sums))])
        return self.title("一般公共预算支出决算表"), rows, self.leaf_rows(roots), self.yuan(sums[0])


def measure(first: int, last: int) -> Figures:
    """The cases of some seeds, each in one format."""
    figures = Figures()
    with tempfile.TemporaryDirectory() as folder:
        for case in documents(first, last):
            form = case.document.formats[0]
            reading = read_case(case, form, Path(folder))
            where = f"{case.document.name} [{form}] {case.forms[0].title}"
            found = [] if reading is None or "tables" not in reading.extra else [rows for _, rows in forms_of(reading)]
            figures.add(where, found[0] if found else [], case.forms[0].leaves)
    return figures


if __name__ == "__main__":
    start, stop = (int(sys.argv[1]), int(sys.argv[2])) if len(sys.argv) > 2 else (0, 200)
    counted = measure(start, stop)
    print(f"leaf rows {counted.rows}, exact {counted.exact} ({counted.exact / counted.rows:.1%})")
    print(f"wrong in silence {len(counted.silent)}; right but warned {counted.warned_right}")
    for where, times in Counter(line.partition(":")[0] for line in counted.missed + counted.silent).items():
        print(times, where)
