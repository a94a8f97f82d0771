"""D04, spending that is not shown down to the item of function (项) or the section of economic class (款).

Flows in: the forms of published sets and the codes of their lowest lines. Flows out: one answer for each unit, year and
stage.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

from analytics.relations import id_table
from analytics.rules.answers import Answer, Evidence
from analytics.rules.budgets import SetKey, by_document, fetched, forms
from analytics.rules.parameters import Measure, Parameter, Parameters, Text, first_day
from analytics.rules.rule import Row, Rule, Subject, evidence, sentence
from analytics.snapshot import View
from models.vocabulary import BudgetForm, BudgetSide, DocumentKind, Severity

# Forms by function or economic class. The balance sheets sum up by class and owe no more.
_SPENDING = (BudgetForm.EXPENDITURE, BudgetForm.GENERAL, BudgetForm.BASIC, BudgetForm.FUND, BudgetForm.PROJECTS)
_FUNCTION, _ECONOMIC = "2", ("3", "5")  # how the codes of each kind begin (政府收支分类科目)
_LEVELS = (3, 5, 7)  # digits of 类, 款, 项
_RESERVE = "227"  # 预备费, a class without any levels below
_CARRIED = ("结转", "结余")  # what is carried into another year has no subject of its own


class _Group(NamedTuple):
    """How codes on the lowest lines of a form begin and how long they are; None where there is no code."""

    first: str | None
    digits: int | None


class TooCoarse(Rule):
    """Digits of the codes on the lowest lines of spending."""

    code = "D04"
    name = Text("细化不足", "too coarse")
    what = Text(
        "支出是否没有公开到功能分类的项级，或基本支出没有公开到经济分类的款级。",
        "Whether spending is not shown down to the item of function, or basic spending not down to the section of "
        "economic class.",
    )
    method = (
        Text(
            "取支出总表、一般公共预算支出表、基本支出表、政府性基金预算支出表和写有科目编码的项目支出表中金额不为零的末"
            "级行。",
            "Take the lowest lines with an amount in the forms of expenditure, general budget, basic spending and "
            "government funds, and in lists of projects that bear codes.",
        ),
        Text(
            "功能分类编码（2 开头）应为 7 位（类3款5项7），经济分类编码（3、5 开头）应为 5 位。",
            "A code of function (beginning with 2) should have 7 digits (class 3, section 5, item 7), one of economic "
            "class (beginning with 3 or 5) 5 digits.",
        ),
        Text("有末级行位数不足的，预警。", "Any lowest line with fewer digits: flag."),
    )
    why = Text(
        "只公开到类，看不出钱花在什么事上，也无法与上年、与决算逐项比较。",
        "Shown by class alone, nobody can see what money is for, or compare it with last year or the final account.",
    )
    source = (
        Text(
            "《中华人民共和国预算法实施条例》第六条：一般公共预算支出公开到功能分类项级科目，基本支出公开到经济性质分类"
            "款级科目",
            "Implementing Regulation of the Budget Law, art. 6: general public budget spending down to the item of "
            "function, basic spending down to the section of economic class",
        ),
        Text("《中华人民共和国预算法》第四十六条", "Budget Law, art. 46"),
    )
    inputs = (DocumentKind.BUDGET,)
    severity = Severity.MEDIUM
    subject = "unit"
    value_unit = Measure.LINES
    output = Text("位数不足的末级行数，与 0。", "The number of lowest lines with too few digits, and 0.")
    exclusions = (
        Text("收支总表、财政拨款收支总表只按类汇总，不检查。", "Balance sheets sum up by class and are left out."),
        Text(
            "预备费（227）无下级科目；结转结余行无科目。",
            "The reserve (227) has no lower level; carried-over lines have no subject.",
        ),
    )
    assumptions = (
        Text(
            "没有编码的末级行，或位数不成级次的编码，无法判断；整张项目支出表都无编码的，不检查该表。",
            "A lowest line without a code, or with a code that is of no level: cannot assess. A list of projects "
            "without any code is left out.",
        ),
    )
    innocent = (
        Text("涉密支出只公开到类或款。", "Secret spending is shown by class or section only."),
        Text("明细在另一个附件中，未收集到。", "The detail stands in an annex that was not collected."),
    )
    parameters = (
        Parameter(
            "digits_function",
            "功能分类编码的最少位数",
            "least digits of a code of function",
            Measure.DIGITS,
            Text("《预算法实施条例》第六条（项级）", "Implementing Regulation, art. 6 (item)"),
            ((date(2015, 1, 1), 7),),
        ),
        Parameter(
            "digits_economic",
            "经济分类编码的最少位数",
            "least digits of a code of economic class",
            Measure.DIGITS,
            Text("《预算法实施条例》第六条（款级）", "Implementing Regulation, art. 6 (section)"),
            ((date(2015, 1, 1), 5),),
        ),
    )

    def evaluate(self, view: View, params: Parameters) -> Iterator[Answer]:
        """One answer for each set with lines of spending."""
        if not view.held(DocumentKind.BUDGET):
            yield self.not_held(DocumentKind.BUDGET)
            return
        sets, unplaced = forms(view)
        for document, places in by_document("budget_table", unplaced).items():
            yield self.unknown(Subject("document", document), sentence("rules-set-unplaced"), places)
        lowest = _lowest(view)
        groups = _groups(lowest)
        owed = {key: _owed(key.year, params) for key in sets}
        told = {
            row["id"] for key, rows in sets.items() for row in rows if _is_telling(groups.get(row["id"], []), owed[key])
        }
        lines = _lines(lowest, told)
        for key, rows in sorted(sets.items()):
            yield self._judge(key, rows, groups, lines, owed[key])

    def _judge(
        self,
        key: SetKey,
        rows: list[Row],
        groups: Mapping[str, list[_Group]],
        lines: Mapping[str, list[Row]],
        owed: Mapping[str, int],
    ) -> Answer:
        subject = Subject("unit", key.unit_id, key.unit_id)
        said = {"year": key.year, "stage": key.term}
        if not owed:
            return self.excluded(subject, sentence("rules-before-force"), _places(rows, []))
        tested = [row for row in rows if _is_tested(row, groups.get(row["id"], []))]
        coarse = [line for row in tested for line in lines.get(row["id"], []) if _is_coarse(_group_of(line), owed)]
        unread = [line for row in tested for line in lines.get(row["id"], []) if _is_unread(_group_of(line))]
        value, threshold = str(len(coarse)), "0"
        if coarse:
            where = _of(tested, coarse)
            said_so = sentence("rule-d04-flag", **said, lines=value, forms=_names(where))
            return self.flag(subject, said_so, _places(where, coarse), value=value, threshold=threshold)
        if unread:
            where = _of(tested, unread)
            said_so = sentence("rule-d04-unread", **said, lines=len(unread), forms=_names(where))
            return self.unknown(subject, said_so, _places(where, unread))
        if not tested:
            return self.unknown(subject, sentence("rule-d04-nothing", **said), _places(rows, []))
        said_so = sentence("rule-d04-pass", **said, forms=_names(tested))
        return self.passed(subject, said_so, _places(tested, []), value=value, threshold=threshold)


def _owed(year: int, params: Parameters) -> dict[str, int]:
    """Least digits by the first digit of a code; empty before they were in force."""
    function = params.whole("digits_function", first_day(year))
    economic = params.whole("digits_economic", first_day(year))
    if function is None or economic is None:
        return {}
    return {_FUNCTION: function} | dict.fromkeys(_ECONOMIC, economic)


def _lowest(view: View) -> Any:
    """Lowest lines of spending with an amount, but for what has no levels or no subject, as an expression."""
    line, table = view.table("budget_line"), view.table("budget_table")
    spent = line.filter(
        line.is_leaf
        & (line.side.isnull() | (line.side == str(BudgetSide.EXPENDITURE)))
        & line.amount_fen.notnull()
        & (line.amount_fen != 0)
        & (line.code.isnull() | ~line.code.startswith(_RESERVE))
        & ~line.label.contains(_CARRIED[0])
        & ~line.label.contains(_CARRIED[1])
    )
    chosen = table.filter(table.form.isin([str(form) for form in _SPENDING])).select(form_id="id")
    return spent.semi_join(chosen, spent.table_id == chosen.form_id)


def _groups(lowest: Any) -> dict[str, list[_Group]]:
    """By form, the lowest lines counted by how their codes begin and how long they are."""
    lines = lowest.select("table_id", first=lowest.code.substr(0, 1), digits=lowest.code.length())
    found: dict[str, list[_Group]] = defaultdict(list)
    for row in fetched(lines.distinct()):
        found[row["table_id"]].append(_Group(row["first"], row["digits"]))
    return dict(found)


def _lines(lowest: Any, table_ids: set[str]) -> dict[str, list[Row]]:
    """The lowest lines of these forms."""
    found: dict[str, list[Row]] = defaultdict(list)
    if table_ids:
        chosen = lowest.semi_join(id_table("table_id", table_ids), "table_id")
        for row in fetched(chosen.select("id", "table_id", "document_id", "locator", "code")):
            found[row["table_id"]].append(row)
    return dict(found)


def _is_telling(groups: list[_Group], owed: Mapping[str, int]) -> bool:
    """Whether some lines of a form are too coarse or cannot be read, so that they have to be shown."""
    return any(_is_coarse(group, owed) or _is_unread(group) for group in groups)


def _group_of(line: Row) -> _Group:
    code = line["code"]
    return _Group(code[:1], len(code)) if code else _Group(None, None)


def _is_coarse(group: _Group, owed: Mapping[str, int]) -> bool:
    """Whether a code of a known kind and level has fewer digits than it owes."""
    return group.digits is not None and group.digits in _LEVELS and group.digits < owed.get(group.first or "", 0)


def _is_unread(group: _Group) -> bool:
    """Whether it cannot be told how deep a line lies: no code, a code of another build, or one that lost digits."""
    is_known = group.first in (_FUNCTION, *_ECONOMIC)
    return not is_known or group.digits is None or (group.digits not in _LEVELS and group.digits < max(_LEVELS))


def _is_tested(row: Row, groups: list[_Group]) -> bool:
    """Whether a form has lines to test; a list of projects only where some of them bear a code of a subject."""
    is_list = row["form"] == BudgetForm.PROJECTS
    return any(group.first in (_FUNCTION, *_ECONOMIC) for group in groups) if is_list else bool(groups)


def _of(rows: list[Row], lines: list[Row]) -> list[Row]:
    """The forms in which these lines stand."""
    here = {line["table_id"] for line in lines}
    return [row for row in rows if row["id"] in here]


def _names(rows: list[Row]) -> tuple[BudgetForm, ...]:
    here = {row["form"] for row in rows}
    return tuple(form for form in BudgetForm if str(form) in here)


def _places(rows: list[Row], lines: list[Row]) -> list[Evidence]:
    return [evidence("budget_table", row) for row in rows] + [evidence("budget_line", line) for line in lines]
