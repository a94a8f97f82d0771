"""What each column of a fund table holds, and which of its columns of money is the one the notice is about.

Flows in: the heading of a table with the cells below it. Flows out: the role of every column, the columns of money
with their units, and one of them as the amount, or none where several are equally good. Columns are known by their
headings and by what their cells look like, never by their place.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum
from itertools import product

from analytics.reading.amounts import Amount, Unit, find_unit, is_rate, is_unit_line, plain_form, read_amount
from analytics.reading.amounts import read_capital as _capital
from analytics.reading.content import Cell, Content, Grid
from analytics.reading.dates import read_date
from analytics.reading.headings import Column, Header, squash
from analytics.reading.money_tables import is_subtotal, is_total, stated_unit, total_of
from models.language import Message

_ROWS_TO_TELL = 200  # rows looked at to tell figures from words
_ROWS_SEARCHED = 40  # rows looked at for a heading
_LONGEST_NAME_OF_COLUMN = 20
_HALF = 5  # tenths
_ENOUGH_ROWS = 3  # rows that agree, from which a row that does not is a mistake of the office


class Role(Enum):
    """What a column of a fund table holds."""

    SERIAL = "serial"
    RECIPIENT = "recipient"  # who gets the money
    UNIT = "unit"  # who carries the project out
    PLACE = "place"
    DEPARTMENT = "department"
    PERSON_PAYEE = "person payee"  # a household or person gets the money
    PERSON = "person"  # a responsible person: never stored
    PROJECT = "project"
    CATEGORY = "category"
    CONTENT = "content"  # what is built or paid for
    SOURCE = "source"  # where the money comes from, in words
    MONEY = "money"
    CAPITAL = "capital"  # the amount again, in Chinese numerals
    OTHER = "other"


# Headings by role, as bare names; of several place columns the finest names the payee.
SERIAL_NAME = r"序号?|编号|行次|No\.?|项目(?:序号|编号|编码|代码)"
_PERSON = (
    r".*(?:责任人|联系人|负责人|法人|法人代表|法定代表人|经办人|领导|联系方式|电话|手机号码?|包保人?|验收人|经手人|代领人|审核人|签字|签名|签章)(?:姓名)?"
    r"|(?:家庭)?成员姓名|.*(?:配偶|监护人|家长|村干部|干部|联系人)姓名"
)
_PERSON_PAYEE = (
    r".{0,8}姓名|户主|农户(?:名称)?|申请人|受助人|受益人|领[取款]人"
    r"|种植户|养殖户|借款人|种粮大户|受益户|贫困户(?:名称)?|脱贫户|收款人"
)
_UNIT = (
    r"(?:项目)?(?:运营|管护|养护|实施|责任|承担|建设|申报|承办|施工|执行|承建|组织实施|牵头|业主|申请|主管|管理)(?:单位|主体|部门|机构)(?:名称)?(?:\([^()]*\))?"
    r"|项目单位(?:名称)?|项目业主|业主|项目主体|项目(?:实施|申报)(?:单位|主体)(?:名称)?|实施主体\(单位\)"
)
_NO_PAYEE = (
    r".*(?:所属|隶属|上级|合作|协作|协办|配合|参建|中标|成交|计量|监管|监督|验收|审核|推荐|设计|监理|帮扶|审批|指导|填报|编制|归口|考核|评审|检测|供货|生产|捐赠|出资|付款|代发|承保)"
    r"(?:\([^()]*\))?(?:单位|部门|机构|企业|公司|银行).*"
)
_RECIPIENT = (
    r".*(?:单位|企业|公司|机构|组织|主体|对象|学校|院校|幼儿园|医院|卫生院|卫生室|诊所|合作社|场馆|水厂|养殖场|养殖小区|种植场|车间|协会|农场|商户|协会|银行|门店|项目法人|平台|"
    r"基地|园区|养老院|敬老院|场所|店|商场|超市|家庭农场|加油站)(?:\([^()]*\))?(?:名称|全称)?(?:\([^()]*\))?|获奖者|学校名|单位名|企业名"
    r"|.{1,6}[者户](?:\([^()]*\))?(?:姓名|名称)?(?:\([^()]*\))?|车主|机主|(?:运营|承担|流入|承包|承租|受让|承接)(?:方|人|大户)"
)
_PLACES = (
    r"(?:村民小组|小组|组|村组|组别)(?:名称)?",
    r"(?:(?:示范|行政|所在|项目|受益|脱贫|贫困|自然|实施|重点|村级)?村(?:名称|名|居|\(社区\)|\(居\)|\(居\)名称|\(社区\)名称)?"
    r"|社区(?:名称)?|村社区|村级|村别|村\(场\)|村\(居,?社区\)|社区\(村\))",
    r"(?:(?:所在|项目|实施|所属)?乡镇?|镇|镇街|街道|乡镇街道|镇乡街道?|(?:乡|镇|乡镇|镇街)\([^()]*\)|所在乡镇|(?:镇街|乡镇|街道)(?:名称|名)"
    r"|乡镇\(街道?\)名称|乡镇场|镇场)",
    r"(?:所属|所在)?(?:县区?|县市区?|区县?|县\(市,?区?\)|县\(市,区\)|市县|市县区|旗县|县区名称|\(市,区\)|县级|区\(县\)|县\(区\)|县市|区市县|县区市)",
    r"(?:所属|所在)?(?:市州|州市|市|地市|省市?|市\(州\)|盟市|省|设区市|市地|地区|区域|行政区划?|区划|辖区|属地)(?:名称)?",
)
VILLAGE_RANK = 1  # of a column known by its villages and not by its heading
_PROJECT = (
    r".{0,6}(?:项目|工程|课题)(?:名称|名)?(?:\([^()]*\))?|项目\(工程\)名称|项目及内容|政策名称"
    r"|项目名称及.*|课题名称"
)
PROJECT_OF_KIND = (
    r"(?:资金|补贴|补助|惠农资金|专项资金|政策|补贴项目)名称"  # names what is paid where no project is named
)
_CATEGORY = r"(?:项目|资金|补助|补贴|工程|支出|建设|奖补|救助)?(?:类别|类型|分类|大类|种类)"
_CONTENT = (
    r"(?:项目|主要|工程|实施)?(?:建设)?(?:内容|规模|任务|项目概况)(?:及规模|和规模|及建设规模)?"
    r"|(?:资金)?(?:用途|使用方向|主要用途)|(?:补助|救助|补贴|奖励|资助)?事[项由]"
)
_SOURCE = r"(?:资金|经费)(?:来源|渠道|性质)(?:名称)?|来源|资金类型"
_DEPARTMENT = r"(?:主管|责任|业务|行业|项目主管|发放)?部门(?:名称)?"

_SUBJECTS = (_PERSON_PAYEE, _RECIPIENT, _UNIT, _PROJECT)

MONEY_WORDS = re.compile(
    r"金额|资金|投资|补助|补贴|奖补|奖励|奖金|拨付|下拨|下达|拨款|安排|经费|款|预算|贷款|贴息|自筹|配套|救助金|低保金|捐赠|数额|费用?$|概算|造价|额度"
    r"|(?:分配|安排|下达|拨付|补助|奖励|奖补|核定|测算|应发|实发|应补|实补|应领|实领)数$|^[应实拟][发拨补付领](?:合计)?$|津贴|慰问金|抚恤金|补偿|工资|分红|收益|保费|资助|扶持|支付|支出|兑现|兑付|利息|自缴|缴纳|结余|质保金|保证金|额$"
    r"|投入$|筹资|筹劳|投劳|集资|捐资|清算|补拨|赔款|赔付金|赔偿"
)
_WEAK_MONEY = re.compile(
    r"^(?:合计|小计|总计|总额|中央|省级?|市级?|县级?|区级?|州级?|本级|其他|地方|社会资本|群众|银行|财政|企业|第[一二三四五六]批)|(?:合计|小计|总计)$"
)
_QUANTITY = re.compile(
    r"\((?:亩|万亩|公顷|平方米|m2|㎡|公里|千米|km|m3|立方米?|[万亿]?方|kWh|兆瓦|MW|顷|升|袋|件|床|顶|箱|包|瓶|艘|幢|课时|学时|小时|工日|米|m|处数?|户数?|人数?|人次|座|个数?|台|台数|套|辆|头|只|株|吨|公斤|斤|批次|项|年|天|%|份|口|盏|条|栋|间|月|度|千瓦|kw|万?元/.*)\)$"
    r"|面积|里程|长度|[气水电]量|销量|产量|期间|人口|床位|数量|[亩头只座处台次天月户人株里位套吨个件度]数|时间|期限|日期|年度$|年份|批次$|文号|备注|依据|比例|占比|率$|进度|目标|效益|机制|地点|标准|单价|账号|卡号|证件|证号|身份"
)
_NO_MONEY = re.compile(
    _QUANTITY.pattern
    + r"|(?:学生|人员?|户|对象|村|社区|项目|企业|单位|机构|数|量|年限|方式|类型|类别|品种|作物|机具|机型|型号|等级|等次"
    r"|性质|账户|银行|规模|名称|指标|编码|代码|科目|分类|情况|完成|签字)$"
)
_SUM_OF_MONEY = re.compile(
    r"(?:投资|资金|经费)(?:总)?规模$|(?:分配|安排|下达|拨付|补助|奖励|奖补|核定|测算|[应实][发补领])数$"
)
_CAPITAL_HEADING = re.compile(r"大写")
# Among several sums of money, the one the notice is about: what is granted now, not what was asked for or paid before.
_LEVEL = re.compile(r"(?:中央|省|市|州|县|区|镇|乡|本级|地方|自筹|其他|群众|社会)")  # shares that make up a whole
_NOT_THIS_TIME = re.compile(
    r"申请|申报|贷款(?!贴息)|缴纳|自缴|缴费|利息|本金|质保|保证金|完成|到位|结算|借款|价格|价款|发票|合同|总?保费(?!补)|保额|扣款|扣除|代扣|扣缴|^月|每月|保险金额|原计划|调整前|^调[整增减]|已拨|已下达|已安排|已支付|已兑付|已发|前期|上年|此前|以前|累计|剩余|结余|结转|应[补拨]|评估"
    r"|产值|收入|销售|税|利润|研发投入|注册资本|固定资产|市场价|购机|售价|成本|造价|概算|决算|折合|尾款|未拨|待拨|提前下达|第[一二三四五六七八九]批"
)
# What no office grants: a table with no other money than this tells what it is about and not what is paid.
NO_GRANT = re.compile(
    r"申请|申报|贷款(?!贴息)|[自缴]缴|缴[纳费]|利息|本金|保证金|借款|价格|价款|[购售]价|产值|收入|销售|税|利润|研发投入|注册资本"
    r"|市场价|评估|扣[款除]|总?保费(?!补)|保额|发票"
)
_THIS_TIME = re.compile(
    r"补拨|清算|本批|本次|此次|本期|本季|本月|本年|^拟(?!投|建)|实[发拨补付领]|实际[发拨补奖]|调整后|^赔[付款]"
)
_GRANTED = re.compile(
    r"贴息(?!率)|补助|补贴|奖补|奖励|安排|下达|下拨|拨付|本批|本次|项目资金|资金金额|发放|救助|衔接|资助|扶持|支持|分配|补偿|返还|兑现|兑付|核[发拨]"
)
_WHOLE = re.compile(r"合计|小计|总计|总额|计划投[入资]|总投资|投资总额|资金总额|^金额$|资金额度|(?:资金|投资)规模|^总")

_SUM_ALONE = re.compile(
    r"^(?:资金|补助|补贴|奖补|金额|奖励|经费|两批|各项)?(?:合计|小计|总计|共计)(?:金额|资金|数)?(?:\([^()]*\))?$"
)

HEADING_NAMES: tuple[Column, ...] = (
    Column("serial", ("序号", "编号", "行次", "序")),
    Column(
        "payee",
        (
            "项目单位名称",
            "项目单位",
            "责任单位",
            "实施单位",
            "企业名称",
            "单位名称",
            "村名",
            "村",
            "乡镇",
            "镇街",
            "县区",
        ),
    ),
    Column("place", ("乡镇", "村", "示范村名称", "县市区", "地理位置", "镇(街道)", "街道", "社区")),
    Column("person", ("户主", "姓名", "农户姓名", "补贴对象", "补助对象", "奖补对象")),
    Column("project", ("项目名称", "项目", "工程名称", "项目类别", "项目类型", "建设内容")),
    Column("source", ("资金来源", "资金名称", "部门", "主管部门")),
    Column(
        "amount", ("金额", "资金金额", "项目资金", "投资", "总投资", "补助金额", "补贴金额", "资金", "合计", "补助资金")
    ),
    Column(
        "amount2", ("奖补金额", "下拨金额", "计划投入资金", "安排资金", "奖补资金", "下达资金", "拨付金额", "资金额度")
    ),
)


def headings_by_role(grid: Grid) -> tuple[Column, ...]:
    """The headings of a table whose columns bear unusual names, told by what the names are about.

    Where no heading asks for a recipient or a project, the other headings in a row with one of money may do.
    """
    texts = _beside_money(grid)
    subjects = [
        t
        for t in texts
        if (any(re.fullmatch(p, bare(t)) for p in _SUBJECTS) or place_rank(t) is not None) and not is_sum_word(t)
    ]
    money = [t for t in texts if t not in subjects and not is_unit_line(t) and is_money_heading((t,))]
    if not subjects:
        subjects = [t for t in _beside(grid, set(money)) if t not in money and _may_name(t)]
    return (Column("subject", tuple(subjects), True, loose=False), Column("money", tuple(money), True, loose=False))


def _beside_money(grid: Grid) -> list[str]:
    """The short texts of the rows that may be a heading: those without figures at or beside one that names money."""
    rows = grid.rows[:_ROWS_SEARCHED]
    lines = [[squash(cell.text) for cell in row if 0 < len(cell.text) <= _LONGEST_NAME_OF_COLUMN] for row in rows]
    plain = [n for n, line in enumerate(lines) if not any(map(looks_like_figure, line))]
    heads = [n for n in plain if any(not is_unit_line(text) and is_money_heading((text,)) for text in lines[n])]
    near = [n for n in plain if any(abs(n - head) <= 1 for head in heads)]
    return list(dict.fromkeys(text for n in near for text in lines[n]))


def _beside(grid: Grid, money: set[str]) -> list[str]:
    """The texts of the first row that holds a heading of money and at least one other text."""
    for row in grid.rows[:_ROWS_SEARCHED]:
        texts = [squash(cell.text) for cell in row if 0 < len(cell.text) <= 20]
        if len(set(texts)) > 1 and money & set(texts) and not any(map(looks_like_figure, texts)):
            return list(dict.fromkeys(texts))
    return []


def is_sum_word(text: str) -> bool:
    """Whether a text marks the total of all rows or of some."""
    return is_total(text) or is_subtotal(text)


# --- what a column is ------------------------------------------------------------------------------------------------


def bare(heading: str) -> str:
    """A heading without the unit or remark in brackets behind it."""
    shorter = re.sub(r"\([^()]*\)$", "", heading)
    return shorter or heading


def roles_of(header: Header) -> list[Role]:
    """The role of every column.

    Where none names a recipient or a project, a column such as 水库名称 does, and places in which these lie are no
    recipients; failing that, the first column of words that may name rows.
    """
    roles = [_role(header, column) for column in range(header.grid.width)]
    if {Role.RECIPIENT, Role.PERSON_PAYEE, Role.PROJECT} & set(roles):
        return roles
    free = [c for c, role in enumerate(roles) if role is Role.OTHER and _names_rows(header, c)]
    named = [c for c in free if bare(header.path(c)[-1]).endswith(("名称", "名"))]
    if named:
        roles[named[0]] = Role.PROJECT
        sites = [c for c, role in enumerate(roles) if role is Role.PLACE and _is_site(header.path(c)[-1])]
        for column in sites:
            roles[column] = Role.OTHER
    elif Role.PLACE in roles and not _tells_rows_apart(header, roles) and (payees := _payees(header, free)):
        roles[payees[0]] = Role.RECIPIENT
    elif free and not has_subject(roles):
        roles[max(free, key=lambda c: (_share_of_payees(header, c), -c))] = Role.PROJECT
    elif not has_subject(roles) and (kinds := _kinds(header, roles)):
        roles[kinds[0]] = Role.PROJECT
    return roles


def _kinds(header: Header, roles: Sequence[Role]) -> list[int]:
    """The columns of kinds (优抚类别) that call each row by a name of its own."""
    free = [c for c, role in enumerate(roles) if role in (Role.OTHER, Role.CATEGORY) and header.path(c)]
    named = [c for c in free if bare(header.path(c)[-1]).endswith(("类别", "类型", "种类", "分类", "大类"))]
    return [c for c in named if _texts(header, c) and _mostly_words(_texts(header, c)) and _are_distinct(header, c)]


def _is_site(heading: str) -> bool:
    """Whether a heading over places says where a named thing lies, or in which region."""
    return re.match("所[在属]|地区|区域|片区|辖区|属地", heading) is not None


def _tells_rows_apart(header: Header, roles: Sequence[Role]) -> bool:
    """Whether the finest places of a table name each row differently, or something else does."""
    if {Role.CATEGORY, Role.CONTENT, Role.SOURCE} & set(roles):
        return True
    return any(_are_distinct(header, c) for c, role in enumerate(roles) if role is Role.PLACE)


def _are_distinct(header: Header, column: int) -> bool:
    texts = [text for text in _texts(header, column) if not is_sum_word(text)]
    return len(set(texts)) == len(texts)


def other_names(header: Header, roles: Sequence[Role]) -> list[int]:
    """The columns of no known role whose cells are all different names, by what they are called or by themselves."""
    free = [c for c, role in enumerate(roles) if role is Role.OTHER and _names_rows(header, c)]
    named = [c for c in free if bare(header.path(c)[-1]).endswith(("名称", "名", "人", "户", "者", "方"))]
    return [c for c in free if (c in named or c in _payees(header, [c])) and _are_distinct(header, c)]


def _payees(header: Header, free: Sequence[int]) -> list[int]:
    """The columns of unknown heading whose cells are all different names, mostly of organisations."""
    return [c for c in free if _are_distinct(header, c) and _share_of_payees(header, c) > _HALF]


def _share_of_payees(header: Header, column: int) -> int:
    """In how many tenths of its cells a column names organisations or places."""
    texts = [text for text in _texts(header, column) if not is_sum_word(text)]
    return 10 * sum(map(names_payee, texts)) // max(1, len(texts))


_PAYEE_END = re.compile(
    r"(?:村|镇|乡|街道|社区|县|区|市|州|旗|局|委|办|所|站|中心|政府|公司|合作社|联合社|农场|林场|牧场|厂|店|学校|小学|中学|幼儿园|医院|卫生院|"
    r"敬老院|福利院|协会|联合会|委员会|村委会|居委会|集团|社|院|会|部|队|户|组)(?:\([^()]*\)|（[^（）]*）)?$"
)


def names_payee(text: str) -> bool:
    """Whether a text reads as the name of a place or an organisation and not as that of a project.

    >>> names_payee("苗儿村"), names_payee("小额信贷贴息")
    (True, False)
    """
    return _PAYEE_END.search(re.sub(r"\s", "", text)) is not None


def _names_rows(header: Header, column: int) -> bool:
    texts = _texts(header, column)
    return bool(header.path(column)) and _may_name(header.path(column)[-1]) and _mostly_words(texts)


def _mostly_words(texts: Sequence[str]) -> bool:
    return sum(not looks_like_figure(text) and read_date(text) is None for text in texts) * 2 > len(texts)


_NO_NAME = re.compile(
    r"备注|说明|类别|类型|品种|型号|机型|时间|日期|地点|地址|住址|等级|等次|方式|性质|文号|标准|依据|编[号码]|代码|序号|进度|效益|目标|电话|签[字名]|桩号|年限|单位$|月份|年度|性别|年龄|民族"
)


def _may_name(heading: str) -> bool:
    """Whether the cells under a heading may be what people call the rows by."""
    return _NO_NAME.search(heading) is None and not re.fullmatch(SERIAL_NAME, heading)


def has_subject(roles: Sequence[Role]) -> bool:
    """Whether a column says who gets the money or what it is for."""
    subjects = {Role.RECIPIENT, Role.UNIT, Role.PLACE, Role.PERSON_PAYEE, Role.PROJECT, Role.DEPARTMENT, Role.CONTENT}
    return bool(subjects & set(roles))


def has_figures(header: Header, roles: Sequence[Role]) -> bool:
    """Whether a column of no known role holds figures that may be money."""
    free = [c for c, role in enumerate(roles) if role is Role.OTHER and header.path(c)]
    return any(
        _mostly_figures(header, c) and not _NO_MONEY.search(header.path(c)[-1]) and not is_rate(header.path(c)[-1])
        for c in free
    )


def place_rank(heading: str) -> int | None:
    """How fine a place a heading asks for (0 the finest); None where it asks for no place."""
    return next((rank for rank, pattern in enumerate(_PLACES) if re.fullmatch(pattern, heading)), None)


def looks_like_figure(text: str) -> bool:
    """Whether a cell begins as an amount does, or is one in Chinese numerals."""
    tight = re.sub(r"\s", "", plain_form(text))
    if _capital(tight) is not None:
        return True
    return (
        re.match(r"[¥△(约近+-]*[\d*.]", tight) is not None
        and re.match(r"\d+(?:\.\d+)*[、.]?(?![百千万亿]{0,2}元)[\u4e00-\u9fff]{3}", tight) is None
        and re.match(r"\d+(?:路|号|栋|幢|期|届|班|年级|[A-Za-z]{1,3}[\u4e00-\u9fff])", tight) is None
        and re.match(r"\*+[\u4e00-\u9fff]", tight) is None
    )


def is_money_heading(path: tuple[str, ...]) -> bool:
    """Whether a heading, parents first, is over sums of money: no quantity, no rate, no date."""
    leaf = path[-1]
    if is_rate(leaf):
        return False
    if find_unit(leaf) is not None:
        return True
    if _SUM_OF_MONEY.search(leaf):
        return True
    if _NO_MONEY.search(leaf):
        return False
    if MONEY_WORDS.search(leaf):
        return True
    parents = path[:-1]
    if any(is_rate(parent) for parent in parents):
        return False
    if any(find_unit(parent) is not None for parent in parents):
        return True
    if any(MONEY_WORDS.search(parent) and not _QUANTITY.search(parent) for parent in parents):
        return True
    return _WEAK_MONEY.search(leaf) is not None and not parents


def _role(header: Header, column: int) -> Role:
    path = header.path(column)
    if not path:
        return Role.OTHER
    leaf, name = path[-1], bare(path[-1])
    for pattern, role in ((SERIAL_NAME, Role.SERIAL), (_PERSON, Role.PERSON)):
        if re.fullmatch(pattern, name):
            return role
    is_figures = _mostly_figures(header, column)
    # A number under a person's heading stays in sight, to be masked with a warning; so it is for names, too.
    is_name = re.search(r"名|户主|领[取款]人|申请人", name) is not None and find_unit(leaf) is None
    if re.fullmatch(_PERSON_PAYEE, name) and (is_name or not is_figures):
        return Role.PERSON_PAYEE
    if not is_figures and _mostly_persons(header, column):
        return Role.PERSON_PAYEE
    if place_rank(leaf) is not None or place_rank(name) is not None:
        if not is_figures:
            return Role.PLACE
        return Role.MONEY if is_money_heading(path) else Role.OTHER  # 县级 beside 中央 and 省级 is money
    if _CAPITAL_HEADING.search(leaf) or (is_figures and _mostly_capital(header, column)):
        return Role.CAPITAL
    if is_figures:
        is_granted = _THIS_TIME.search(leaf) is not None and not _NO_MONEY.search(leaf) and not is_rate(leaf)
        return Role.MONEY if is_granted or is_money_heading(path) else Role.OTHER
    worded = _role_of_words(header, column, leaf, name)
    if worded is not None:
        return worded
    is_named = find_unit(leaf) is not None or name.endswith(("金额", "资金", "经费"))
    return Role.MONEY if MONEY_WORDS.search(leaf) and is_named and is_money_heading(path) else Role.OTHER


def _role_of_words(header: Header, column: int, leaf: str, name: str) -> Role | None:
    if re.fullmatch(_NO_PAYEE, name) or _mostly_measures(header, column):
        return Role.OTHER
    for pattern, role in (
        (_UNIT, Role.UNIT),
        (PROJECT_OF_KIND, Role.SOURCE),
        (_PROJECT, Role.PROJECT),
        (_CATEGORY, Role.CATEGORY),
        (_SOURCE, Role.SOURCE),
        (_CONTENT, Role.CONTENT),
        (_DEPARTMENT, Role.DEPARTMENT),
        (_RECIPIENT, Role.RECIPIENT),
    ):
        if re.fullmatch(pattern, name):
            return role
    return Role.PLACE if _may_name(leaf) and not _WHERE.search(name) and holds_villages(header, column) else None


def holds_villages(header: Header, column: int) -> bool:
    """Whether the cells of a column, whatever its heading, are names of villages and communities."""
    texts = [text for text in _texts(header, column) if not is_sum_word(text)]
    return bool(texts) and all(_VILLAGE.search(squash(text)) for text in texts)


_VILLAGE = re.compile(r"^[\u4e00-\u9fff]{1,10}(?:村|社区|村委会|居委会|村民委员会|居民委员会)(?:\([^()]*\))?$")
_WHERE = re.compile(r"地$|地[区址点理]|位置|坐落|区域|范围")  # says where something lies and not who is paid


def _texts(header: Header, column: int) -> list[str]:
    body = header.grid.rows[header.first_body_row : header.first_body_row + _ROWS_TO_TELL]
    return [row[column].text for row in body if row[column].text and not row[column].is_merged_copy]


def _mostly(texts: Sequence[str], count: int) -> bool:
    return bool(texts) and count * 2 >= len(texts)


def _mostly_figures(header: Header, column: int) -> bool:
    """Whether the cells of a column are figures; the first rows are enough to tell."""
    texts = _texts(header, column)
    return _mostly(texts, sum(map(looks_like_figure, texts)))


def _mostly_capital(header: Header, column: int) -> bool:
    texts = _texts(header, column)
    plain_digits = sum(re.search(r"\d", plain_form(text)) is not None for text in texts)
    return _mostly(texts, sum(_capital(re.sub(r"\s", "", plain_form(t))) is not None for t in texts)) and (
        plain_digits * 2 < len(texts)
    )


_MEASURE = re.compile(
    r"[亩头只羽株棵吨斤台套辆座处户人个口条盏间栋件份次项米度组名]|公斤|千克|公里|平方米|立方米|公顷|人次|㎡|m2|m|kg|km|天|月|年|箱"
)
_MASKED_PERSON = re.compile(r"[\u4e00-\u9fff]{1,2}[*＊×某○]{1,2}[\u4e00-\u9fff]?|[*＊×]{1,2}[\u4e00-\u9fff]{1,2}")


def _mostly_measures(header: Header, column: int) -> bool:
    """Whether a column named 单位 holds units of measure (亩, 头) and no organisations."""
    texts = [text for text in _texts(header, column) if not is_sum_word(text)]
    return _mostly(texts, sum(_MEASURE.fullmatch(squash(text)) is not None for text in texts))


def _mostly_persons(header: Header, column: int) -> bool:
    texts = [text for text in _texts(header, column) if not is_sum_word(text)]
    return _mostly(texts, sum(_MASKED_PERSON.fullmatch(squash(text)) is not None for text in texts))


# --- columns of money ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class MoneyColumn:
    """One column of money: where it stands, its name without the unit, and the unit its cells are in."""

    index: int
    name: str
    path: tuple[str, ...]
    unit: Unit | None
    problem: Message | None = None  # why no figure of it is certain

    def read(self, cell: Cell) -> Amount:
        """The amount of one cell of the column."""
        amount = read_amount(cell, self.unit)
        return amount if self.problem is None or amount.is_blank else Amount(problem=self.problem)


def money_columns(content: Content, header: Header, roles: Sequence[Role]) -> list[MoneyColumn]:
    """The columns of money of a table; the amount again in Chinese numerals counts only where nothing else is given."""
    grid = header.grid
    heads = {(row, c) for row in header.rows for c in range(grid.width)}
    heads = {place for place in heads if not is_unit_line(grid.rows[place[0]][place[1]].text)}
    around = stated_unit(content, grid, header.first_body_row, heads)
    wanted = Role.MONEY if Role.MONEY in roles else Role.CAPITAL
    found: list[MoneyColumn] = []
    for column, role in enumerate(roles):
        if role is not wanted:
            continue
        path = header.path(column)
        own = next((u for text in reversed(path) if (u := find_unit(text)) is not None), None)
        found.append(MoneyColumn(column, bare(path[-1]), path, own))
    units = [money.unit for money in found]
    is_open = None in units and around.unit is None and not around.conflict
    below = _unit_below(content, header) if is_open else None
    found = [replace(m, unit=m.unit or around.unit or below, problem=around.problem_for(m.unit, units)) for m in found]
    names = [money.name for money in found]
    found = [m if names.count(m.name) == 1 else replace(m, name="/".join(map(bare, m.path))) for m in found]
    names = [money.name for money in found]
    return [m if names.count(m.name) == 1 else replace(m, name=f"{m.name} {m.index + 1}") for m in found]


_UNIT_IN_NOTE = re.compile(
    r"(?:金额|资金|计量)?(?:的)?(?:计量)?单位[均都]?[为是:]{0,2}(?:人民币)?(?P<unit>[百千万亿]{0,2}元)(?!/)"
)


def _unit_below(content: Content, header: Header) -> Unit | None:
    """The unit that the remarks below a table state, such as 注:以上金额单位均为万元."""
    texts = [cell.text for cell in header.notes()]
    blocks = list(content.blocks)
    place = next((i for i, b in enumerate(blocks) if isinstance(b, Grid) and b.part == header.grid.part), len(blocks))
    for block in blocks[place + 1 :]:
        if isinstance(block, Grid):
            break
        texts.append(block.text)
    found = {find_unit(f"单位:{m['unit']}") for text in texts for m in _UNIT_IN_NOTE.finditer(squash(text))}
    return found.pop() if len(found) == 1 else None


Parts = Sequence[dict[str, Amount]]


def amount_column(monies: Sequence[MoneyColumn], rows: Parts) -> MoneyColumn | None:
    """The column of the amount: what is granted this time, else the sum of the others, else what is named a sum.

    `rows` give the amounts of each row that holds any, by the name of the column. None where several columns of money
    are equally good.
    """
    everything = monies
    monies = [m for m in monies if not any(text.startswith("其中") for text in m.path)] or monies
    if len(monies) == 1:
        return monies[0]
    now = _this_time(monies)
    if now is not None:
        return now
    for candidate, among in product(sorted(monies, key=lambda m: not _WHOLE.search(m.path[-1])), (monies, everything)):
        others = [m.name for m in among if m is not candidate]
        is_of_levels = all(_LEVEL.match(name) for name in others)
        may_be_whole = is_of_levels or _may_be_whole(candidate, len(rows))
        if len(others) >= 2 and may_be_whole and _is_sum(candidate.name, others, rows):
            return candidate
    sums = [m for m in monies if _SUM_ALONE.search(m.path[-1]) and not any(map(_NOT_THIS_TIME.search, m.path[:-1]))]
    outer = [m for m in sums if len(m.path) == min(len(s.path) for s in sums)]
    if len(outer) == 1:
        return outer[0]
    own = [m for m in monies if not _NOT_THIS_TIME.search("/".join(m.path))] or list(monies)
    if len(own) == 1:
        return own[0]
    for pattern in (_GRANTED, _WHOLE):
        fitting = [m for m in own if pattern.search("/".join(m.path))]
        chosen = _best(fitting)
        if chosen is not None:
            return chosen
    return None


def is_doubtful(chosen: MoneyColumn, monies: Sequence[MoneyColumn], rows: Parts) -> bool:
    """Whether only a word such as 总投资 speaks for a column: it grants nothing, and the others do not add up to it."""
    others = [m.name for m in monies if m is not chosen and not any(map(_PART_OF.search, m.path))]
    words = "/".join(chosen.path)
    if any(_IN_ALL.search(m.path[-1]) and not _NOT_THIS_TIME.search(m.path[-1]) for m in monies if m is not chosen):
        return _THIS_TIME.search(words) is None
    if not others or _THIS_TIME.search(words) or _GRANTED.search(words) or _SUM_ALONE.search(chosen.path[-1]):
        return False
    return not _is_sum(chosen.name, others, rows) and not all(map(_NOT_THIS_TIME.search, others))


_IN_ALL = re.compile("合计|小计|总计")
_PART_OF = re.compile("其中|来源|构成|组成|筹措")


def _best(fitting: Sequence[MoneyColumn]) -> MoneyColumn | None:
    """The one column of several, or the one that is the sum under or above the others' headings."""
    roots = [m for m in fitting if len(m.path) == 1 or _WHOLE.search(m.path[-1])]
    wholes = [m for m in roots if _WHOLE.search(m.path[-1])]
    outer = [m for m in wholes if len(m.path) == min(len(w.path) for w in wholes)]
    return next((chosen[0] for chosen in (fitting, roots, wholes, outer) if len(chosen) == 1), None)


def _this_time(monies: Sequence[MoneyColumn]) -> MoneyColumn | None:
    """The column that says it is what this notice grants, beside others that do not."""
    leaves = [m for m in monies if _THIS_TIME.search(m.path[-1])]
    if len(leaves) == 1:
        return leaves[0]
    under = [m for m in monies if any(_THIS_TIME.search(text) for text in m.path)]
    return _best(under) if len(under) < len(monies) else None


def _may_be_whole(candidate: MoneyColumn, rows: int) -> bool:
    """A sum that one row happens to reach proves little, unless the heading speaks of a sum."""
    return not _NOT_THIS_TIME.search(candidate.path[-1]) and (rows > 1 or _WHOLE.search(candidate.path[-1]) is not None)


def _is_sum(whole: str, others: Sequence[str], rows: Parts) -> bool:
    """Whether a column is the sum of others in its rows; of many, some may be mistaken, and are warned of later."""
    agreeing = sum(_adds_up(row, whole, others) for row in rows)
    return bool(rows) and (agreeing == len(rows) or (agreeing >= _ENOUGH_ROWS and agreeing * 4 >= len(rows) * 3))


def _adds_up(row: dict[str, Amount], whole: str, others: Sequence[str]) -> bool:
    value = row[whole].value
    parts = [row[name] for name in others]
    if value is None:
        return all(part.value is None for part in parts)
    return all(part.problem is None for part in parts) and total_of([part.value for part in parts]) == value


def is_share(name: str) -> bool:
    """Whether a column is what one level of government or one source gives, so that several of them make up a whole."""
    return _LEVEL.match(name) is not None
