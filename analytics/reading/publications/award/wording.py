"""The words of award and contract notices: which label says what, however a notice is laid out.

Flows in: a content. Flows out: its parts in reading order, either a `Token` (a label with its value, the beginning of
a section or of a lot) or a `Table` with a heading. Prose, lists, label-and-value tables and text run together all
become the same tokens.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cache
from itertools import groupby

import zhconv

from analytics.reading.amounts import plain_form
from analytics.reading.content import Cell, Content, Grid, Role
from analytics.reading.headings import Column, Header, distinct, find_header, squash
from analytics.reading.short_rows import aligned_rows
from models.places import Locator


class Key(StrEnum):
    """What a label says."""

    NUMBER = "number"
    CONTRACT_NUMBER = "contract_number"
    TITLE = "title"
    SUPPLIER = "supplier"
    CODE = "code"
    ADDRESS = "address"
    AMOUNT = "amount"
    TOTAL = "total"
    CAPITAL = "capital"
    RATE = "rate"
    BUYER = "buyer"
    AGENT = "agent"
    FEE = "fee"
    EXPERTS = "experts"
    PERIOD = "period"
    METHOD = "method"
    CATEGORY = "category"
    BUDGET = "budget"
    AWARDED_ON = "awarded_on"
    CONTRACT_ON = "contract_on"
    ANNOUNCED_ON = "announced_on"
    PUBLISHED = "published"
    LOT = "lot"
    LOT_TITLE = "lot_title"
    CANDIDATE = "candidate"
    NAME = "name"  # means what its section is about
    OTHER = "other"  # ends the value before it
    IN_AWARD = "in_award"
    IN_ITEMS = "in_items"
    IN_BUYER = "in_buyer"
    IN_AGENT = "in_agent"
    IN_FEE = "in_fee"
    IN_OTHER = "in_other"


SECTIONS = frozenset({Key.IN_AWARD, Key.IN_ITEMS, Key.IN_BUYER, Key.IN_AGENT, Key.IN_FEE, Key.IN_OTHER})

_WON = r"(?:中标|成交|中选|入围|定点|成功)(?:[(/、,或和及]{0,1}(?:中标|成交|中选|入围)\)?)?"
_FIRM = r"(?:供应商|供货商|单位|人|企业|公司|机构|服务商|承包商|投资人|社会资本|方)"
_MONEY = r"(?:总金额|金额|总价款|价款|总价格|价格|总报价|报价|总价|总额|价)"
_LABELS: tuple[tuple[Key, str], ...] = (
    (
        Key.EXPERTS,
        r"(?:评审|评标|谈判|磋商|询价|协商|论证)?(?:专家|小组|委员会)(?:\([^()]{0,20}\))?(?:成员)?(?:名单"
        r"|成员)(?:及[^:]{0,8})?",
    ),
    (
        Key.EXPERTS,
        r"(?:评审|评标)(?:委员会|小组|专家)|(?:谈判|磋商|询价|协商)小组|(?:评审|评标)专家(?:\([^()]{0,20}\))?(?:名单)?",
    ),
    (
        Key.FEE,
        r"(?:招标|采购)?代理(?:机构)?(?:的)?(?:服务)?(?:收费|费用?)(?:标准及金额|标准和金额|标准|总?金额"
        r"|金额及标准|合计)?|(?:收费|服务费)(?:总)?金额|采购代理服务费|中标服务费",
    ),
    (Key.CANDIDATE, r"(?:第[一二三123])?(?:拟?(?:中标|成交|中选))?候选(?:供应商|单位|人)(?:名称)?"),
    (Key.CODE, rf"(?:{_WON})?{_FIRM}?(?:的)?(?:统一)?社会信用代码(?:[/或(及][^:]{{0,12}})?|信用代码|纳税人识别号"),
    (Key.CONTRACT_NUMBER, r"(?:政府)?(?:采购)?合同(?:统一)?(?:编号|编码)"),
    (
        Key.NUMBER,
        r"(?:采购|招标)?项目(?:编号|编码|号)|(?:采购|招标|磋商|谈判|询价|标书|公告|竞价)(?:文件)?编号"
        r"|项目(?:采购)?编号(?:\([^()]*\))?",
    ),
    (Key.LOT_TITLE, r"(?:标项|标段|包|分包|标包|采购包|合同包)名称"),
    (Key.TITLE, r"(?:采购|招标|政府采购)?项目名称|(?:工程|合同|招标项目|采购合同)名称|项目全称"),
    (Key.ADDRESS, rf"(?:{_WON})?{_FIRM}(?:联系)?地址(?:及[^:]{{0,8}})?|(?:联系)?地址|住所"),
    (
        Key.RATE,
        rf"(?:{_WON}|投标|最终)?(?:折扣率|下浮率|优惠率|让利率|费率|服务费率|下浮系数|折扣|下浮比例"
        rf"|综合单价|单价|报价\((?:费率|折扣率|下浮率|%)\)|金额\((?:费率|折扣率|下浮率|%)\))",
    ),
    (Key.CAPITAL, rf"(?:(?:{_WON}|合计|合同|投标)?{_MONEY})?\(?大写\)?(?:金额)?"),
    (
        Key.TOTAL,
        rf"总(?:{_WON})(?:{_MONEY})|(?:合计|共计|总计)(?:{_MONEY})?(?:\(?小写\)?)?|合同(?:合计"
        rf"|总){_MONEY}(?:\(?小写\)?)?",
    ),
    (
        Key.AMOUNT,
        rf"(?:本项目|最终|本次)?(?:拟)?(?:{_WON}){_MONEY}(?:\(?小写\)?)?|(?:最终|最后|投标|响应|首次|磋商"
        rf"|谈判|竞价)(?:{_MONEY})|合同{_MONEY}(?:\(?小写\)?)?|总价|总金额|报价|小写",
    ),
    (
        Key.SUPPLIER,
        rf"(?:拟)?(?:{_WON}){_FIRM}(?:全称|名称)?(?:及[^:]{{0,8}})?|(?:供应商|供货商|承包人|承包方|施工单位"
        rf"|服务单位|供货单位)(?:全称|名称)?(?:\(乙方\))?|乙方(?:\([^()]{{1,8}}\))?(?:名称)?",
    ),
    (
        Key.BUYER,
        r"(?:采购|招标)(?:单位|人|方)(?:名称|全称)?(?:\(甲方\))?|甲方(?:\([^()]{1,8}\))?(?:名称)?|(?:建设"
        r"|发包|业主|委托)(?:单位|人|方)(?:名称)?|业主",
    ),
    (
        Key.AGENT,
        r"(?:采购|招标|政府采购|集中采购)?代理机构(?:名称|全称)?|招标代理(?:单位)?(?:名称)?"
        r"|(?:代理公司)(?:名称)?|集中采购机构",
    ),
    (Key.PERIOD, r"(?:公告|公示)(?:期限|期)"),
    (Key.METHOD, r"(?:采购|招标|交易)(?:方式|组织形式)"),
    (Key.CATEGORY, r"(?:合同|采购|项目)(?:类型|类别|分类)"),
    (Key.BUDGET, r"(?:项目|采购)?(?:预算金额|采购预算|预算价|最高限价|控制价|招标控制价|拦标价)"),
    (Key.AWARDED_ON, rf"(?:{_WON}|定标|评审|评标|开标)(?:日期|时间)"),
    (Key.CONTRACT_ON, r"(?:合同)?(?:签订|签约|签署)(?:日期|时间)"),
    (Key.ANNOUNCED_ON, r"(?:采购|招标|磋商|谈判|询价|首次)公告(?:发布)?(?:日期|时间)|定标日期"),
    (Key.PUBLISHED, r"公告(?:发布)?(?:日期|时间)|发布(?:日期|时间)"),
    (Key.NAME, r"名称"),
    (
        Key.OTHER,
        r"(?:项目)?联系(?:人|方式|电话|事项)(?:及[^:]{0,10})?|电话|传真|邮编|邮箱|法定代表人|项目(?:负责人"
        r"|经理)|评审(?:得分|总分|报价|价)|(?:综合)?得分|排名|名次|备注|数量|单位|品牌|规格(?:型号)?"
        r"|服务(?:范围|要求|时间|标准|期限?)|工期|质量|采购品目|行政区域|供货期|合同履行期限|履约期限"
        r"|收费标准|计费标准|收费方式|标的名称|序号|附件|其他补充事宜|监督(?:电话|部门)|用途|采购内容"
        r"|资金来源|未中标.{0,10}|未成交.{0,10}|首次公告链接.{0,6}",
    ),
)
_SECTIONS_WORDS: tuple[tuple[Key, str], ...] = (
    (Key.IN_BUYER, r"采购(?:人|单位)(?:单位)?(?:信息|情况)|采购人(?:及|、)?联系方式"),
    (Key.IN_AGENT, r"(?:采购|招标)?代理机构(?:信息|情况)"),
    (Key.IN_FEE, r"代理(?:机构)?服务?收费标准及金额"),
    (
        Key.IN_ITEMS,
        r"(?:(?:货物|服务|工程)类)?(?:主要)?(?:标的|中标货物|货物|标的物)(?:信息|情况|清单|及金额明细)"
        r"|(?:报价|分项|货物|标的)(?:明细|清单)|合同标的及金额明细",
    ),
    (Key.IN_AWARD, rf"(?:{_WON})(?:结果|信息|情况|内容)(?!公[告示])"),
    (Key.IN_OTHER, r"项目联系方式|项目联系人|监督管理部门|凡对本次|质疑|其他补充事宜"),
)
_SPACED = re.compile(r"([\u4e00-\u9fff])(?=[\u4e00-\u9fff])")


def _spaced(pattern: str) -> str:
    """A pattern in which blanks may stand between two Chinese characters; classes and look-arounds stay as they are."""
    pieces = re.split(r"(\[[^\]]*\]|\(\?[<=!]+[^()]*\))", pattern)
    return "".join(p if p.startswith(("[", "(?<", "(?!", "(?=")) else _SPACED.sub(r"\1[ ]*", p) for p in pieces)


_UNIT_TAIL = r"(?P<{0}>[ ]*\((?:[^()]|\([^()]*\)){{0,20}}\))?"
_JOINED = {Key.SUPPLIER, Key.AMOUNT, Key.TOTAL}  # labels that a sentence joins to their value by 为 or 是
# A label of four characters and more is one wherever it stands; a shorter one only where a word may begin.
_EDGE = r"(?:(?<![\u4e00-\u9fff未非])|(?<=[号元日路楼室月年]))"


_SUM = r"[ ]*(?:人民币)?[¥]?[ ]*\d[\d,.]*[ ]*(?:[百千万亿]|千万|百万)?元"  # 中标价1,980,600元, with no word between


def _alternative(index: int, key: Key, pattern: str) -> str:
    joined = r"|[ ]*(?:分别)?(?:为|是):?" if key in _JOINED else ""
    joined += rf"|(?={_SUM})" if key is Key.AMOUNT else ""
    tail = _UNIT_TAIL.format(f"u{index}")
    return rf"(?P<k{index}>{_spaced(f'(?:{pattern})')}){tail}(?:[ ]*:{joined})"


_LABEL = re.compile("|".join(_alternative(n, key, pattern) for n, (key, pattern) in enumerate(_LABELS)))
_SECTION = re.compile("|".join(f"(?P<s{n}>{_spaced(f'(?:{p})')})" for n, (_, p) in enumerate(_SECTIONS_WORDS)))
_WHOLE = tuple((key, re.compile(_spaced(f"(?:{pattern})"))) for key, pattern in _LABELS)
_CN = "一二三四五六七八九十"
_LOT_MARK = re.compile(
    rf"(?:(?<=^)|(?<=[\s,;。:、()\])])|(?<=\d\.)(?=[\u4e00-\u9fff]))(?P<lot>第?[{_CN}\d]{{1,3}}(?:包|标段|标项|分包|标包)(?!号)"
    rf"|(?:采购包|合同包|标包|分包|标段|标项|包)(?:号|编号)?[ ]*:?[ ]*(?:[{_CN}\d]{{1,3}}"
    rf"|[A-Z](?![a-z]))(?:包|标段|标项)?)(?![\u4e00-\u9fff]?[.\d])"
)
_NUMBERING = (
    r"(?:[一二三四五六七八九十]{1,3}[、.]|\d{1,2}(?:\.\d{1,2})*(?:[、.)]|(?=[\u4e00-\u9fff]))"
    r"|\([一二三四五六七八九十\d]{1,3}\)[、.]?|[①-⑳])"
)
_TRAILING = re.compile(
    rf"(?:(?:^|(?<=[\s,;。)\]])|(?<=[\u4e00-\u9fff元号])){_NUMBERING}\s*)+$|[一二三四五六七八九十]{{1,3}}、\s*$"
)
_UNKNOWN_LABEL = re.compile(
    rf"(?:(?<=[\s;。])|(?<=,))(?:{_NUMBERING})?(?!组长|组员|成员|采购人代表|专家)"
    r"[\u4e00-\u9fff()]{2,14}[ ]*:(?!//)"
)
_NEXT_SECTION = re.compile(r"(?<=[\s;。,)\]])[一二三四五六七八九十]{1,3}、(?=[\u4e00-\u9fff])")
_UNWON = re.compile(r"(?:未|非|不|没有|落)[ ]*$")
_BY_SENTENCE = re.compile(
    r"(?:确定|确认|选定|由|推荐|同意|评定|决定)[ ]*(?P<name>[\u4e00-\u9fff()（）A-Za-z0-9·]{4,40}?)[ ]*(?:为|成为|作为)"
    rf"(?:本项目|该项目|本次采购|本次|项目)?(?:的)?(?:{_WON})(?:供应商|单位|人|方|机构|企业|公司)"
)
_BY_PRICE = re.compile(
    r"(?:^"
    r"|(?<=[,，。;；:：]))[由]?(?P<name>[\u4e00-\u9fff()（）A-Za-z0-9·]{4,40}?)以(?:人民币)?(?P<amount>[\d,.]+(?:亿"
    r"|万)?元)(?:的(?:价格|报价|总价|金额))?(?:中标|成交|中选)"
)


@dataclass(frozen=True, slots=True)
class Token:
    """A label with its value, the beginning of a section, or the mark of a lot; `unit` is what stands behind the label.

    `cell` is the cell of the value where it has one of its own.
    """

    key: Key
    value: str
    locator: Locator
    label: str = ""
    unit: str = ""
    cell: Cell | None = None
    is_joined: bool = False  # 为 or 是 joins label and value


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a heading, its data rows, and the section of the notice that it stands in."""

    header: Header
    rows: tuple[tuple[Cell, ...], ...]
    is_items: bool  # it lists what was bought, not who won
    lost: Mapping[int | None, str] = field(default_factory=dict)  # by row: headings whose cells stand in the row above


Part = Token | Table

_MOST_SIDEWAYS = 200  # rows of a grid in which a table lying on its side is looked for
# A heading of two rows: who won over what is said of him.
_WINNERS = ("中标供应商", "成交供应商", "中标(成交)供应商", "中标人", "中标单位", "成交单位", "供应商")
_NAMED_BELOW = tuple(f"{who}{what}/{name}" for who in _WINNERS for what in ("", "信息", "情况")
    for name in ("名称", "单位名称", "企业名称"))  # fmt: skip
COLUMNS = (
    Column("lot", ("包号", "标项", "标段", "标包", "分包号", "分包", "标段号", "标项号", "标项序号", "采购包",
        "合同包", "包组", "品目号", "包件号", "标包号"), loose=False),
    Column("title", ("标项名称", "标段名称", "包名称", "分包名称", "采购包名称", "标包名称", "合同包名称",
        "包件名称", "项目名称", "采购项目", "项目",
        "采购项目名称", "标的名称", "采购内容", "工程名称", "货物名称", "服务名称",
        "品目名称", "项目内容", "名称", "品名", "检测项目", "服务项目", "分项名称", "物品名称", "产品名称",
        "设备名称", "材料名称", "货物", "服务内容"), loose=False),
    Column("supplier", ("中标供应商名称", "成交供应商名称", "中标(成交)供应商名称", "中标供应商", "成交供应商",
        "中标(成交)供应商", "中标人名称", "中标单位名称", "成交单位名称", "中标人", "中标单位", "成交单位",
        "成交人", "入围供应商名称", "入围供应商", "入围单位", "定点供应商", "中选单位", "中选人", "中选供应商",
        "中选机构", "中标企业", "中标公司", "供应商名称",
        "供应商", "投标人名称", "投标单位名称", "投标人", "投标单位", "投标供应商名称", "响应供应商名称",
        "响应供应商", "单位名称", "企业名称", "公司名称", *_NAMED_BELOW)),
    Column("code", ("统一社会信用代码", "社会信用代码", "信用代码")),
    Column("amount", ("中标(成交)金额", "中标金额", "成交金额", "中标(成交)价", "中标价格", "成交价格",
        "中标价", "成交价", "中选金额", "中选价", "中标总价", "成交总价", "总价", "总金额", "合同金额",
        "合同总价", "最终报价", "最后报价", "投标总价", "投标报价", "响应报价", "总报价", "报价", "金额",
        "合价", "小计")),
    Column("rate", ("折扣率", "下浮率", "优惠率", "费率", "让利率", "折扣", "下浮系数")),
    Column("price", ("单价", "综合单价", "预算单价")),
    Column("quantity", ("数量", "工程量", "采购数量")),
    Column("measure", ("单位", "计量单位", "数量单位"), loose=False),
    Column("rank", ("排名", "名次", "排序", "推荐排序"), loose=False),
    Column("score", ("得分", "评审得分", "综合得分", "总得分", "总分", "评审总得分", "最终得分")),
    Column("result", ("是否中标", "中标情况", "评审结果", "结果", "是否成交", "中标结果"), loose=False),
    Column("address", ("中标供应商地址", "供应商地址", "地址", "联系地址")),
    Column("serial", ("序号", "编号"), loose=False),
    Column("remark", ("备注", "服务范围", "服务要求", "服务标准", "服务时间", "规格型号", "品牌", "型号",
        "型号/参数", "型号规格", "政府采购品目"), loose=False),
)  # fmt: skip
_HEADINGS = frozenset(squash(name) for column in COLUMNS for name in column.names)
_FIRM_END = re.compile(
    r"(?:公司|中心|厂|店|医院|学校|学院|大学|研究院|研究所|事务所|合作社|商行|经营部|服务部|社|队|局)(?:\([^()]*\))?$"
)
_HEADING_FIGURE = re.compile(r"\d[\d,.]*(?:万|亿)?元|[\d,]{5,}|^-?\d")


def parts_of(content: Content) -> list[Part]:
    """The labels, sections, lots and tables of a notice in reading order."""
    found: list[Part] = []
    for block in content.blocks:
        if isinstance(block, Grid):
            found += _grid_parts(block)
        elif block.role in (Role.BODY, Role.META):
            if block.role is Role.META and block.label:
                found += _tokens(f"{block.label}:{block.text}", block.locator)
                continue
            for line in _lines(block.text):
                found += _tokens(line, block.locator)
    return _joined(_in_sections(found))


def tokens_of(parts: Sequence[Part]) -> list[Token]:
    """The parts that are tokens."""
    return [part for part in parts if isinstance(part, Token)]


@cache
def _simplified(sign: str) -> str:
    found = str(zhconv.convert(sign, "zh-hans"))
    return found if len(found) == 1 else sign


def matchable(text: str) -> str:
    """Text as labels are looked for in it: one form for signs, simplified characters, every place as before."""
    return "".join(sign if sign.isascii() else _simplified(sign) for sign in plain_form(text))


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.split("\n") if line.strip()]


def _tokens(text: str, locator: Locator, cell: Cell | None = None) -> Iterator[Token]:
    """The tokens of one line; a line without any is one `OTHER` without label, since it may be a value left waiting."""
    plain = matchable(text)
    marks = sorted([*_label_marks(plain), *_other_marks(plain)], key=lambda mark: (mark[0], -mark[1]))
    kept: list[tuple[int, int, Key, str, str]] = []
    for mark in marks:
        if not kept or mark[0] >= kept[-1][1]:
            kept.append(mark)
    sentences = [*_BY_SENTENCE.finditer(plain), *_BY_PRICE.finditer(plain)]
    for match in sentences:
        yield Token(Key.SUPPLIER, text[match.start("name") : match.end("name")], locator, is_joined=True, cell=cell)
        if "amount" in match.groupdict():
            yield Token(Key.AMOUNT, match["amount"], locator, is_joined=True, cell=cell)
    if not kept:
        if not sentences:
            yield Token(Key.OTHER, text, locator, cell=cell)
        return
    for index, (_, end, key, label, unit) in enumerate(kept):
        stop = kept[index + 1][0] if index + 1 < len(kept) else len(text)
        is_joined = key in _JOINED and not plain[:end].rstrip().endswith(":")
        value = _value(text[end:stop], plain[end:stop], is_last=index + 1 == len(kept), is_joined=is_joined)
        yield Token(key, value, locator, label, unit, cell, is_joined)


def _label_marks(plain: str) -> Iterator[tuple[int, int, Key, str, str]]:
    at = 0
    while (match := _LABEL.search(plain, at)) is not None:
        group = match.lastgroup or ""
        index = next(n for n in range(len(_LABELS)) if match[f"k{n}"] is not None)
        label = re.sub(r"\s", "", match[f"k{index}"])
        before = plain[: match.start()]
        if _is_edge(before, label) and group:
            yield match.start(), match.end(), _LABELS[index][0], label, match[f"u{index}"] or ""
            at = match.end()
        else:
            at = match.start() + 1


def _is_edge(before: str, label: str) -> bool:
    """Whether a label may begin here: no word runs on into it, and nothing before it denies it."""
    if _UNWON.search(before):
        return False
    if len(label) >= 4 or not before:
        return True
    return re.search(r"[\u4e00-\u9fffA-Za-z]$", before) is None or re.search(r"信息$", before) is not None


def _other_marks(plain: str) -> Iterator[tuple[int, int, Key, str, str]]:
    for match in _SECTION.finditer(plain):
        index = next(n for n in range(len(_SECTIONS_WORDS)) if match[f"s{n}"] is not None)
        before = plain[: match.start()]
        begins = re.search(rf"(?:^|[\s;。,元号])(?:{_NUMBERING})?\s*$|[一二三四五六七八九十]、\s*$|\d[.、]\s*$", before)
        if begins is not None:
            end = match.end() + (1 if plain[match.end() : match.end() + 1] == ":" else 0)
            yield match.start(), end, _SECTIONS_WORDS[index][0], match.group(), ""
    for match in _LOT_MARK.finditer(plain):
        yield match.start(), match.end(), Key.LOT, match["lot"], ""


def _value(text: str, plain: str, *, is_last: bool, is_joined: bool) -> str:
    stop = len(plain)
    if is_joined:
        end = re.search(r"[,;。](?!\d{3}(?!\d))", plain)
        stop = end.start() if end else stop
    for pattern in (_UNKNOWN_LABEL, _NEXT_SECTION):
        match = pattern.search(plain)
        if match is not None:
            stop = min(stop, match.start())
    if not is_last or stop < len(plain):
        numbered = _TRAILING.search(plain[:stop])
        stop = numbered.start() if numbered else stop
    return text[:stop].strip(" \t\u3000:：;；。，,、|").rstrip("(（[")


def _in_sections(parts: Sequence[Part]) -> list[Part]:
    """名称 means the buyer or the agent by its section; a table under the list of goods lists what was bought."""
    section = Key.IN_OTHER
    found: list[Part] = []
    named = {Key.IN_BUYER: Key.BUYER, Key.IN_AGENT: Key.AGENT, Key.IN_AWARD: Key.SUPPLIER}
    for part in parts:
        if isinstance(part, Table):
            is_items = part.is_items or (section is Key.IN_ITEMS and not _says_won(part.header))
            found.append(replace(part, is_items=is_items))
            continue
        if part.key in SECTIONS:
            section = part.key
        elif part.key is Key.NAME:
            key = named.get(section, Key.OTHER)
            part = Token(key, part.value, part.locator, part.label, part.unit, part.cell)
        elif section is Key.IN_ITEMS and part.key in (Key.AMOUNT, Key.TOTAL, Key.SUPPLIER, Key.LOT, Key.CAPITAL):
            is_winner = part.key is Key.SUPPLIER and re.search("中标|成交|中选", part.label)
            is_sum = part.key in (Key.AMOUNT, Key.TOTAL, Key.CAPITAL) and re.search(
                "中标|成交|合同|合计|大写", part.label
            )
            if not (is_winner or is_sum):
                part = Token(Key.OTHER, part.value, part.locator, part.label, part.unit, part.cell)
        elif section in (Key.IN_BUYER, Key.IN_AGENT) and part.key is Key.SUPPLIER:
            section = Key.IN_AWARD
        elif section is Key.IN_FEE and part.key in (Key.AMOUNT, Key.TOTAL):
            part = Token(Key.FEE, part.value, part.locator, part.label, part.unit, part.cell)
        found.append(part)
    return found


def _says_won(header: Header) -> bool:
    heading = header.heading("supplier")
    return re.search("中标|成交|中选", heading) is not None and "amount" in header.columns


_WAITS = {
    Key.EXPERTS,
    Key.SUPPLIER,
    Key.AMOUNT,
    Key.FEE,
    Key.IN_FEE,
    Key.NUMBER,
    Key.TITLE,
    Key.BUYER,
    Key.AGENT,
    Key.TOTAL,
    Key.PERIOD,
}


def _joined(parts: Sequence[Part]) -> list[Part]:
    """A label left without value takes the next line, where that is a text without any label."""
    found: list[Part] = []
    for part in parts:
        last = found[-1] if found else None
        if (
            isinstance(part, Token)
            and part.key is Key.OTHER
            and not part.label
            and isinstance(last, Token)
            and last.key in _WAITS
            and not last.value
            and last.cell is None
            and not re.match(_NUMBERING, plain_form(part.value))
        ):
            key = Key.FEE if last.key is Key.IN_FEE else last.key
            found[-1] = Token(key, part.value, part.locator, last.label, last.unit, part.cell)
            continue
        found.append(part)
    return found


# --- grids -----------------------------------------------------------------------------------------------------------


def _grid_parts(grid: Grid) -> Iterator[Part]:
    for piece in _upright(grid):
        yield from _piece_parts(piece)


def _piece_parts(grid: Grid) -> Iterator[Part]:
    start = 0
    while start < len(grid.rows):
        header = _heading(grid, start)
        stop = header.rows[0] if header else len(grid.rows)
        for row in grid.rows[start:stop]:
            yield from _row_tokens(row)
        if header is None:
            return
        end = _end_of(header)
        aligned = [(tuple(row), lost) for index, row, lost in aligned_rows(header) if index < end]
        lost_of = {
            row[0].locator.row: "、".join("/".join(header.path(c)) for c in lost) for row, lost in aligned if lost
        }
        rows = tuple(row for row, _ in aligned)
        yield Table(header, rows, is_items="supplier" not in header.columns, lost=lost_of)
        start = max(end, header.first_body_row)


def _upright(grid: Grid) -> Iterator[Grid]:
    """A grid, with the tables in it that lie on their side (labels at the left, one column for each lot) turned."""
    if len(grid.rows) > _MOST_SIDEWAYS:
        yield grid
        return
    pieces: list[tuple[bool, list[tuple[Cell, ...]]]] = []
    for is_run, rows in groupby(grid.rows, key=_is_sideways_row):
        run = list(rows)
        is_turned = is_run and _is_sideways(run)
        if not is_turned and pieces and not pieces[-1][0]:
            pieces[-1][1].extend(run)
        else:
            pieces.append((is_turned, run))
    if not any(is_turned for is_turned, _ in pieces):
        yield grid
        return
    for is_turned, run in pieces:
        rows_of = [tuple(column) for column in zip(*run, strict=True)] if is_turned else run
        yield Grid(grid.part, grid.name, tuple(rows_of))


def _is_sideways_row(row: Sequence[Cell]) -> bool:
    """Whether a row is a label with several values beside it."""
    cells = distinct(row)
    if len(cells) < 3 or any(_key_of(cell.text) is not None for cell in cells[1:]):
        return False
    return _key_of(cells[0].text) is not None or squash(cells[0].text).rstrip(":") in _HEADINGS


def _is_sideways(rows: Sequence[Sequence[Cell]]) -> bool:
    """Whether such rows are one table: suppliers in one of them, amounts or rates in another."""
    values = {_key_of(cells[0].text): cells[1:] for row in rows if (cells := distinct(row))}
    firms = values.get(Key.SUPPLIER, [])
    are_firms = bool(firms) and all(_FIRM_END.search(squash(cell.text)) for cell in firms)
    return are_firms and bool({Key.AMOUNT, Key.TOTAL, Key.RATE} & values.keys())


def _heading(grid: Grid, start: int) -> Header | None:
    """The next heading of a table; a row of labels and values is none."""
    at = start
    while at < len(grid.rows):
        header = find_header(grid, COLUMNS, at)
        if header is None:
            return None
        cells = [cell for row in header.rows for cell in distinct(grid.rows[row])]
        keys = header.columns.keys()
        is_value = any(_FIRM_END.search(squash(c.text)) and len(squash(c.text)) > 7 for c in cells)
        is_value = is_value or any(_HEADING_FIGURE.search(squash(c.text)) for c in cells)
        serves = bool({"supplier", "amount", "price", "quantity"} & keys) and len(keys) >= 2
        if serves and not is_value and header.first_body_row < len(grid.rows):
            return header
        at = header.first_body_row
    return None


def _end_of(header: Header) -> int:
    """The row after the last one of a table: where a line of text or a label with its value begins."""
    rows = header.grid.rows
    for index in range(header.first_body_row, len(rows)):
        cells = distinct(rows[index])
        if not cells:
            continue
        texts = [squash(cell.text) for cell in cells]
        is_text = len(cells) == 1 and header.grid.width > 2 and not re.fullmatch(r"[-\d.,%]+", texts[0])
        is_pair = (
            len(cells) in (2, 4) and header.grid.width > 2 and _key_of(texts[0]) not in (None, Key.TOTAL, Key.OTHER)
        )
        if is_text or is_pair:
            return index
    return len(rows)


def squash_label(text: str) -> str:
    """A label as it is matched whole, on one line."""
    return re.sub(r"\s*\n\s*", "", matchable(text)).strip()


def _key_of(text: str) -> Key | None:
    """What a cell says if it is nothing but a label."""
    plain = re.sub(rf"^{_NUMBERING}\s*", "", squash_label(text)).rstrip(": ")
    bare = re.sub(r"(?<=.{2})\((?:[^()]|\([^()]*\)){0,16}\)$", "", plain)
    for form in dict.fromkeys((plain, bare)):
        for key, pattern in _WHOLE:
            if pattern.fullmatch(form):
                return key
    return None


_SINGLE = frozenset({Key.AMOUNT, Key.TOTAL})


def _row_tokens(row: Sequence[Cell]) -> Iterator[Token]:
    cells = distinct(row)
    index = 0
    while index < len(cells):
        cell = cells[index]
        key = _key_of(cell.text)
        following = cells[index + 1] if index + 1 < len(cells) else None
        if key is not None and following is not None and _key_of(following.text) is None:
            label = squash(cell.text).rstrip(":")
            unit = re.search(r"\((?:[^()]|\([^()]*\))*\)$", label)
            lines = _lines(following.text)
            value = "\n".join(lines) if key is Key.EXPERTS else " ".join(lines)
            further = cells[index + 2 : index + 3]
            if key in _SINGLE and further and _key_of(further[0].text) is None:
                # A second value beside the first: which one holds is not said, and the figure is no certain one.
                value, following = f"{value} {further[0].text}", Cell("", following.locator, following.locator)
            yield Token(key, value.strip(), following.locator, label, unit.group() if unit else "", following)
            index += 2
            continue
        for line in _lines(cell.text):
            yield from _tokens(line, cell.locator)
        index += 1
