"""How names and masked numbers are compared: what is folded away before two of them may be called equal.

Flows in: names, posts and masked numbers as written. Flows out: their comparable forms and what kind of bearer a name
points to. Only writing habits are folded (width, blanks, brackets); nothing is guessed, shortened or corrected.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from functools import lru_cache

# Fewest legible places of a masked number that make it evidence (architecture decision 7).
LEGIBLE_PLACES = 10
_ID_LENGTH = 18

# Registers repeat the same names, posts and numbers over and over.
_remembered = lru_cache(maxsize=1 << 16)

# Names that the register itself has blacked out can never be told apart.
MASKED_NAME = re.compile(r"[*×○●□?]|某|XX|xx")

_LEGAL_FORMS = (
    "公司", "合作社", "联合社", "合作联社", "合伙企业", "合伙企业(有限合伙)", "合伙企业(普通合伙)", "(有限合伙)",
    "(普通合伙)", "(特殊普通合伙)", "个人独资企业", "个体工商户", "(个体工商户)", "家庭农场", "农场", "林场", "果园",
    "养殖场", "养殖基地", "种植基地", "加工厂", "厂", "事务所", "工作室", "商行", "商店", "商贸行", "经营部", "批发部",
    "门市部", "服务部", "营业部", "销售部", "维修部", "超市", "便利店", "饭店", "酒店", "餐馆", "餐厅", "药店", "药房",
    "诊所", "旅馆", "民宿", "店", "企业", "集团", "分公司", "经销处", "供销社",
)  # fmt: skip
# A registered name holds a region, a trade name or a line of business before its legal form.
_CHARACTERS_BEFORE_FORM = 4

_UNIT_ENDINGS = (
    "局", "委员会", "人民政府", "政府", "办公室", "办事处", "中心", "委", "厅", "站", "所", "院", "大队", "支队",
    "学校", "小学", "中学", "幼儿园", "医院", "卫生院", "村委会", "居委会", "党委", "党工委", "管委会", "工会", "协会",
    "学会", "基金会", "合作经济组织", "经济合作社", "法院", "检察院", "服务站", "管理站", "水库", "灌区",
)  # fmt: skip
_PLACE_ENDINGS = ("村", "镇", "乡", "街道", "社区", "县", "市", "区", "组", "屯", "寨", "州", "旗", "苏木", "嘎查")

_SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭"
    "陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤常温康施文牛樊葛邢安齐"
    "易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷曲盛冉翁蓝骆路游靳欧"
    "管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑党宫景费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟"
    "鄢璩亓郗逄缑那储仉阚谌束乐蔺隗归糜燕郏郦雍濮寿尚浦别晁勾敬揭谈尤富蓬郇匡卓文蔚越夔隆都逯宿茹习宦艾鱼容慎"
    "邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝"
)
_COMPOUND_SURNAMES = ("欧阳", "司马", "上官", "诸葛", "东方", "皇甫", "尉迟", "公孙", "慕容", "令狐", "司徒", "夏侯")
_HAN_NAME = re.compile(r"^[\u3400-\u9fff\U00020000-\U0003134f]{2,4}$")
_DOTTED_NAME = re.compile(r"^[\u3400-\u9fff]{1,10}(·[\u3400-\u9fff]{1,10})+$")

_CREDIT_CODE = re.compile(r"^[0-9A-Z]{18}$")


def digest(*parts: str) -> str:
    """Sixteen hex digits of a content-derived identifier; the parts cannot run into each other."""
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:16]


@_remembered
def squash(text: str | None) -> str:
    """Text without blanks, in one width and with one kind of bracket; empty for none.

    Unlike headings, names keep their characters and signs as written: 张乾 and 张干 are two people, and reading both as
    simplified would make them one.

    >>> squash("岚汀市（城东） 商贸")
    '岚汀市(城东)商贸'
    """
    if not text:
        return ""
    folded = unicodedata.normalize("NFKC", text).translate(_BRACKETS)
    return "".join(folded.split())


_BRACKETS = str.maketrans({"〔": "(", "〕": ")", "﹝": "(", "﹞": ")", "【": "(", "】": ")", "[": "(", "]": ")"})


@_remembered
def person_name(text: str | None) -> str:
    """A person's name without blanks, one kind of middle dot."""
    return re.sub(r"[•‧∙・．]", "·", squash(text))


@_remembered
def is_masked_name(name: str) -> bool:
    """Whether the register shows only a part of the name, such as 蒋×× or 张某."""
    return bool(MASKED_NAME.search(name))


@_remembered
def is_person_name(name: str) -> bool:
    """Whether a text has the shape of a natural person's name (used where a column may hold either)."""
    if _DOTTED_NAME.match(name):
        return True
    if not _HAN_NAME.match(name) or is_place_name(name) or is_unit_name(name) or has_legal_form(name):
        return False
    return len(name) < 4 or name[0] in _SURNAMES or name.startswith(_COMPOUND_SURNAMES)


@_remembered
def organisation_name(text: str | None) -> str:
    """An organisation's name as compared: one width, no blanks, 有限责任公司 read as 有限公司.

    >>> organisation_name("岚汀市青禾农业（集团）有限责任公司")
    '岚汀市青禾农业(集团)有限公司'
    """
    return squash(text).replace("有限责任公司", "有限公司")


def party_name(text: str | None) -> str:
    """The name of a party: a remark in brackets after a registered name is no part of it.

    >>> party_name("岚汀市禾谷源农机有限公司（法定代表人苗予舟）")
    '岚汀市禾谷源农机有限公司'
    """
    name = organisation_name(text)
    bare = name.partition("(")[0]
    return bare if has_legal_form(bare) and not has_legal_form(name) else name


def has_legal_form(name: str) -> bool:
    """Whether a name ends as registered firms do."""
    return name.endswith(_LEGAL_FORMS)


def is_full_firm_name(name: str) -> bool:
    """Whether a name is a full registered name: a legal form, and enough before it to be a name.

    >>> is_full_firm_name("岚汀市青禾农业有限公司"), is_full_firm_name("青禾有限公司")
    (True, False)
    """
    endings = [form for form in _LEGAL_FORMS if name.endswith(form)]
    if not endings:
        return False
    stem = name.removesuffix(max(endings, key=len)).removesuffix("有限").removesuffix("专业").removesuffix("股份")
    return len(stem) >= _CHARACTERS_BEFORE_FORM


def is_unit_name(name: str) -> bool:
    """Whether a name ends as public bodies do."""
    return len(name) >= 3 and name.endswith(_UNIT_ENDINGS)


def is_place_name(name: str) -> bool:
    """Whether a name ends as villages, towns and districts do; 州 and 旗 end given names as well.

    >>> [is_place_name(n) for n in ("石桥村", "王九州", "恩施州")]
    [True, False, True]
    """
    if len(name) < 4 and name.endswith(("州", "旗")) and name[0] in _SURNAMES:
        return False
    return len(name) >= 2 and name.endswith(_PLACE_ENDINGS)


@_remembered
def credit_code(text: str | None) -> str | None:
    """A 统一社会信用代码 of 18 characters, or None when it is not one (masked, cut off, absent)."""
    code = squash(text).upper()
    return code if _CREDIT_CODE.match(code) and not code.isalpha() else None


@_remembered
def number_mask(text: str | None) -> str | None:
    """A masked identity number in one form: legible digits, a final X, and `*` for the rest; None unless 18 long."""
    folded = squash(text).upper()
    if len(folded) != _ID_LENGTH:
        return None
    last = folded[-1] if folded[-1].isdigit() or folded[-1] == "X" else "*"
    return "".join(c if c in "0123456789" else "*" for c in folded[:-1]) + last


def masks_conflict(one: str | None, other: str | None) -> bool:
    """Whether two masked numbers cannot be the same number: a place legible in both differs."""
    if not one or not other:
        return False
    return any(a != b for a, b in zip(one, other, strict=True) if a != "*" and b != "*")


def masks_agree(one: str | None, other: str | None) -> bool:
    """Whether at least ten places are legible in both and all of them are equal.

    >>> masks_agree("439903********001X", "439903********001X"), masks_agree("4399**************", "4399**************")
    (True, False)
    """
    if not one or not other or masks_conflict(one, other):
        return False
    shared = sum(a != "*" and b != "*" for a, b in zip(one, other, strict=True))
    return shared >= LEGIBLE_PLACES


def is_strong_mask(mask: str | None) -> bool:
    """Whether a masked number shows enough places to be evidence."""
    return mask is not None and sum(c != "*" for c in mask) >= LEGIBLE_PLACES
