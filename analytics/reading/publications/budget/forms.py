"""Which form of a budget or final account a table is, and what its title says of unit, year and stage.

Flows in: the words over a table. Flows out: the form, the title without the number of the annex, and plain answers
about years and stages.
"""

from __future__ import annotations

import re

from analytics.reading.headings import squash
from analytics.reading.money_tables import years_in
from models.vocabulary import BudgetForm, SpendingStage

_LONGEST_TITLE = 70
_ORDINAL = r"[一二三四五六七八九十]+|\d{1,2}(?!\d)(?:[-.—]\d{1,2}(?!\d))*"
# 附件1-3, 公开03表, 表三, 财决公开07表, 附表4-1:
_MARK = re.compile(
    rf"^(?:(?:附件|附表|附|预算表|决算表|报表)(?:{_ORDINAL})?|(?:[\u4e00-\u9fff]{{0,6}}公开)表?(?:{_ORDINAL})?表?|表(?:{_ORDINAL}))"
    r"(?:[:.,]|-(?=[\u4e00-\u9fff])|(?=$|\s|[\u4e00-\u9fff(\"]|20\d\d年))"
)
_BARE_MARK = re.compile(
    rf"^(?:附件|附表|附|报表)(?:{_ORDINAL})?[:.]?$|^[\u4e00-\u9fff]{{0,6}}公开(?:表?(?:{_ORDINAL})表?)[:.]?$|^表(?:{_ORDINAL})[:.]?$"
    rf"|^(?:预算|决算)(?:公开)?表(?:{_ORDINAL})[:.]?$|^(?:{_ORDINAL})表$"
)
_LISTED = re.compile(
    r"^(?:[一二三四五六七八九十]+[,.]|\([一二三四五六七八九十\d]+\),?|\d{1,2}[,.](?!\d)|第[一二三四五六七八九十]+部分)"
)

_ACCOUNTS = re.compile(
    r"一般公共(?:财政)?预算|政府性基金预算|国有资本经营预算|社会保险基金预算|财政预算|预算(?=单位|部门|科目)"
)

# The first pattern that fits says the form.
_FORMS: tuple[tuple[str, BudgetForm], ...] = (
    (r"整体(?:支出)?(?:预算)?绩效", BudgetForm.UNIT_TARGETS),
    (r"绩效", BudgetForm.TARGETS),
    (r"三公", BudgetForm.THREE_PUBLIC),
    (r"政府采购|购买服务|国有资产|资产(?:情况|占用|负债)|债务|债券|转移支付|税收返还|社会保险基金", BudgetForm.OTHER),
    (r"政府性基金", BudgetForm.FUND),
    (r"国有资本", BudgetForm.STATE_CAPITAL),
    (r"财政拨款(?:收支|收入支出|收入与支出)", BudgetForm.APPROPRIATION),
    (r"基本支出", BudgetForm.BASIC),
    (r"项目(?:支出|经费|预算|资金)|专项资金|重点项目|项目(?:明细|汇总)", BudgetForm.PROJECTS),
    (
        r"(?:收支|收入支出|收入与支出)(?:预算|决算|情况)?(?:总|平衡|汇总)|收支(?:总|预算|决算|平衡|情况|执行)",
        BudgetForm.BALANCE,
    ),
    (r"一般公共(?:财政)?(?:预算)?.*收入(?!.*支出)", BudgetForm.REVENUE),
    (r"一般公共(?:财政)?(?:预算)?(?:财政拨款)?.*支出|财政拨款支出|公共财政支出", BudgetForm.GENERAL),
    (r"收入(?:预算|决算|执行|情况|完成|总|明细)|收入.*表", BudgetForm.REVENUE),
    (r"支出(?:预算|决算|执行|情况|完成|总|明细)|支出.*表", BudgetForm.EXPENDITURE),
    (r"财政(?:收支)?(?:预算|决算)", BudgetForm.BALANCE),
)


def form_of(title: str) -> BudgetForm | None:
    """The form that a title names; None where it names none.

    >>> form_of("一般公共预算财政拨款基本支出决算表").value, form_of("财政拨款收支总表").value, form_of("目 录")
    ('basic', 'appropriation', None)
    """
    tight = bare_title(title)
    return next((form for pattern, form in _FORMS if re.search(pattern, tight)), None)


def bare_title(text: str) -> str:
    """A title for comparing: without the number of the form or annex before or behind it.

    >>> bare_title("附件1-3:部门支出总表"), bare_title("部门收支总表（公开01表）"), bare_title("表三 支出总表")
    ('部门支出总表', '部门收支总表', '支出总表')
    """
    tight = re.sub(r"\((?:[^()]*公开)?\d*表?\d*\)$|\((?:续|续表)\)$|\(?(?:金额)?单位:[^()]*元\)?$", "", squash(text))
    while True:
        shorter = _LISTED.sub("", _MARK.sub("", tight)) if not is_mark(tight) else ""
        if shorter == tight or not shorter:
            return tight
        tight = shorter


def shown_title(text: str) -> str:
    """A title as people write it, on one line, without the number of its annex."""
    line = re.sub(r"\s*\n\s*", "", text).strip()
    line = re.sub(r"(?<![(（])(?:金额)?单位[:：][^()（）]*元$", "", line).strip()
    tight = bare_title(line)
    joined = re.sub(r"\s+", "", line)
    start = next((i for i in range(len(joined)) if squash(joined[i:]) == tight), None)
    return line if start is None else joined[start:]


def is_mark(text: str) -> bool:
    """Whether a text is nothing but the number of a form or annex.

    >>> [is_mark(text) for text in ("附件1-1", "公开03表", "表2", "部门收支总表")]
    [True, True, True, False]
    """
    return _BARE_MARK.match(squash(text)) is not None


def is_listed(text: str) -> bool:
    """Whether a text begins with the number of an item, as the lines of a list do."""
    return _LISTED.match(squash(text)) is not None


def is_title(text: str) -> bool:
    """Whether a line may be the title of a form: short, no sentence, of words that name one and end in 表 or so."""
    tight = bare_title(text)
    if not 4 <= len(tight) <= _LONGEST_TITLE or re.search(r"[;]|,.*,|。|:.|\.{3}|…", tight) or form_of(tight) is None:
        return False
    if re.match(r"注|说明|备注|关于", tight):
        return False
    return re.search(r"表(?:\([^()]*\))?(?:[一二三四五六七八九十\d]+)?$", tight) is not None or (
        re.search(r"20\d\d年|部门|单位", tight) is not None
        and re.search(r"(?:预算|决算|执行|完成|收支|支出|收入)(?:情况)?(?:\([^()]*\))?$", tight) is not None
    )


def stage_of(text: str) -> SpendingStage | None:
    """Budget or final account by the words of a title; None for execution (执行), for both and for neither."""
    bare = _ACCOUNTS.sub("", squash(text))
    if re.search(r"执行|完成情况|收支情况", bare):
        return None
    is_final, is_budget = "决算" in bare, "预算" in bare and not re.search(r"预算调整|调整预算", bare)
    if is_final == is_budget:
        return None
    return SpendingStage.FINAL if is_final else SpendingStage.BUDGET


def is_execution(text: str) -> bool:
    """Whether a title speaks of the execution of a budget (执行情况)."""
    return re.search(r"执行|完成情况|完成表", _ACCOUNTS.sub("", squash(text))) is not None


def is_adjustment(text: str) -> bool:
    """Whether a title speaks of a budget that is changed in the course of the year (预算调整表)."""
    return re.search(r"预算调整|调整预算|调整方案|调整(?:情况|变动)?(?:明细|汇总)?表", squash(text)) is not None


def year_of(text: str) -> int | None:
    """The one fiscal year that a title names."""
    years = years_in(text)
    return years[0] if len(years) == 1 else None


_ORGAN = (
    r"(?:局|委|委员会|办|办公室|政府|厅|法院|检察院|院|联合会|联社|协会|学会|会|联|中心|部|处|站|所|大队|支队|队|学校|小学|中学|"
    r"大学|学院|校|馆|街道|园|社|乡|镇|省|市|区|县|州|旗|本级|机关|总队|管理局|公司|幼儿园|医院|卫生院|库|团|组)"
)
_ABOUT = (
    r"部门|单位|本级|一般公共|政府性|国有资本|财政|收支|收入|支出"
    r"|基本|项目|“?\"?三公|预算|决算|机关|整体|政府(?=预算|决算)"
)
_BEFORE_YEAR = re.compile(
    rf"^(?:关于)?(?P<name>[\u4e00-\u9fff()（）]{{2,30}}?{_ORGAN})(?:关于)?(?:公开)?(?=20\d\d年?|二[〇○零])"
)
_AFTER_YEAR = re.compile(rf"20\d\d年度?(?P<name>[\u4e00-\u9fff()（）]{{2,30}}?{_ORGAN})(?=(?:{_ABOUT}))")
_NO_NAME = re.compile(
    r"^(?:部门|单位|本级|[省市县区州]级?本?级?|全[省市县区]|一般公共|政府性基金|关于)$|^[省市县区]本级$"
)


def unit_in_title(title: str) -> str | None:
    """The unit or region that a title names, before or behind the year.

    >>> unit_in_title("岚汀市农业农村局2025年部门预算公开表"), unit_in_title("2020年中庄镇一般公共预算收入执行情况表")
    ('岚汀市农业农村局', '中庄镇')
    >>> unit_in_title("2025年部门收支总表") is None
    True
    """
    tight = re.sub(r"\s", "", title)
    match = _BEFORE_YEAR.search(tight) or _AFTER_YEAR.search(tight)
    return match["name"] if match and not _NO_NAME.match(match["name"]) else None
