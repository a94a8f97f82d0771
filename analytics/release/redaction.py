"""What is personal is cut out of a text, and a payee is named only when it is an organisation or a place.

Flows in: texts as written, the names that the records hold. Flows out: texts fit for the public, with `[略]` where
something was cut. In doubt the person is protected: an organisation wrongly withheld can be asked for, a name once
published cannot be taken back (个人信息保护法 art. 6 and 28; 政府信息公开条例 art. 15).
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from importlib.resources import files

CUT = "[略]"  # shown where personal data stood
INDIVIDUAL = "个人"  # shown in place of a payee that is not recognisably an organisation or a place

_HAN = "\u3400-\u9fff\U00020000-\U0003134f"
_CHINESE_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")

_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭"
    "陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤常温康施文牛樊葛邢安齐"
    "易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷曲盛冉翁蓝骆路游靳"
    "管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑党宫景费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟"
    "邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝官封谈廉荆鄢匡国银海阎傅肖邸邰揭厉羊惠胥木隆展粟"
)
_COMPOUND_SURNAMES = "欧阳|司马|上官|诸葛|东方|皇甫|尉迟|公孙|慕容|令狐|司徒|夏侯|端木|独孤|南宫|百里|长孙|宇文|轩辕"
# A name as people write it: surname and one or two characters.
_NAME = rf"(?:(?:{_COMPOUND_SURNAMES})[{_HAN}]{{1,2}}|[{_SURNAMES}][{_HAN}]{{1,2}})"
_NAME_SHAPE = re.compile(rf"^{_NAME}$")
_DOTTED_SHAPE = re.compile(rf"^[{_HAN}]{{1,10}}(?:[·•‧∙・．][{_HAN}]{{1,10}})+$")
_MASKED_SHAPE = re.compile(rf"^[{_HAN}]{{1,2}}(?:[*＊×xXＸ○●□某?？]+[{_HAN}]?|[{_HAN}][*＊×]+)$")

# Words that stand right before a person's name in publications, and right after one.
_BEFORE_NAME = (
    "户主|姓名|法定代表人|法人代表|法人|负责人|责任人|联系人|经办人|申请人|申报人|受益人|领款人|收款人|受助人|被救助人|"
    "承包人|经营者|经办|制表人?|填表人?|审核人?|复核人?|村民|农户|贫困户|脱贫户|低保户|五保户|监测户|大户|学生|患者|"
    "残疾人|党员|职工|同志|关于|给予|拟对"
)
_NAME_AFTER_WORD = re.compile(
    rf"((?:{_BEFORE_NAME})[\s:：为是（(、]*)({_NAME})(?=$|[^{_HAN}]|等|同志|先生|女士|户|家|因|患|领取|申请)"
)
_NAME_BEFORE_WORD = re.compile(
    rf"(?:(?<![{_HAN}])|(?<=[村组区乡镇]))({_NAME})(?=同志|先生|女士|户|家庭|(?:等|一家|夫妇)[\d一二三四五六七八九十]*[人户口]?)"
)
# A place name may be spelt like a person's: 石桥镇 is a town though someone may be called 石桥.
_PLACE_FOLLOWS = re.compile(r"村(?!民)|镇|乡(?!亲)|街道|社区|县|市(?!民)|区|州|旗|屯|寨|水库|灌区|河|路")
# Ordinary words of the field that begin with a surname; alone they are nobody's name.
_ORDINARY_WORDS = frozenset(tomllib.loads(files(__package__).joinpath("words.toml").read_text("utf-8"))["ordinary"])

_LONG_NUMBER = re.compile(r"(?<![\dA-Za-z])\d[\d \u3000\n]{10,}[\dXx](?![\d])|\d{12,}[Xx]?")
_GROUPED_NUMBER = re.compile(
    r"(?<!\d)(?:\d{6}[-–—._/ ]\d{8}[-–—._/ ]\d{3}[\dXx]|\d{6}[-–—._/ ]\d{4}[-–—._/ ]\d{4}[-–—._/ ]\d{3}[\dXx]"
    r"|\d{4}(?:[-–—._/ ]\d{4}){3}(?:[-–—._/ ]\d{1,3})?)(?!\d)"
)
_MASKED_NUMBER = re.compile(r"(?<!\d)\d{3,}[*＊×xX●]{3,}[\dXx]*")
_MOBILE = re.compile(r"(?<!\d)(?:\+?86[-– ]?)?1[3-9]\d(?:[-–—._/ ]?\d){8}(?!\d)")
# No name before the @ is longer than 64 characters (RFC 5321); without the limit a long text takes time squared.
_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+")
_COUNT = r"[\d一二三四五六七八九十]"
_ROOM = re.compile(
    rf"(?<!{_COUNT}){_COUNT}+(?:栋|幢|号楼|单元)(?:{_COUNT}+(?:单元|层|楼))?(?:-?\d{{3,4}}(?:室|号|房)?|-?{_COUNT}+(?:室|号|房))"
)
_SPREAD = re.compile(r"\d(?:[^\w\n]{0,2}[\dXx]){14,}")

_LEGAL_FORMS = (
    "公司|合作社|联合社|合作联社|合伙企业|独资企业|个体工商户|家庭农场|农场|林场|牧场|茶场|果园|养殖场|养殖基地|种植基地|基地|"
    "加工厂|工厂|厂|事务所|工作室|商行|商店|商贸行|经营部|批发部|门市部|服务部|营业部|销售部|维修部|超市|便利店|饭店|酒店|餐馆|"
    "药店|药房|诊所|旅馆|民宿|企业|集团|供销社|合作组织|产业园|园区|示范园|景区"
)
_UNITS = (
    "局|委员会|人民政府|政府|办公室|办事处|指挥部|中心|委|厅|站|所|院|大队|支队|学校|小学|中学|高中|幼儿园|大学|医院|卫生院|"
    "村委会|居委会|党委|党支部|工委|管委会|工会|协会|学会|商会|联合会|妇联|基金会|法院|检察院|银行|信用社|水库|灌区|电站|部门|"
    "办|馆|台|社|会|队|处|科|部|场|园|店|行"
)
_PLACES = "村|镇|乡|街道|社区|县|市|区|组|屯|寨|庄|州|省|旗|盟|苏木|嘎查|村民小组|自治县|自治州|自治区|开发区|新区"
_ENDING = re.compile(rf"(?:{_LEGAL_FORMS}|{_UNITS}|{_PLACES}|{_PLACES.replace('|', '本级|')}本级)$")
_TIER = re.compile(r"^[省市州县区镇乡村](?:本)?级$")
_LATIN_FORM = re.compile(r"\b(?:co\.?,? ?ltd\.?|ltd\.?|inc\.?|llc|company|corporation|university|school|bureau)$", re.I)
_REGION = re.compile(r"(?:省|自治区|市|州|盟|县|旗|区|自治县|开发区|新区|镇|乡|街道)(?:本级)?$")
# One character that ends both place names and given names: 石桥镇, but also 陈国镇.
_AMBIGUOUS_TAIL = frozenset("局委厅站所院办馆台社会队处科部场园店行厂村镇乡县市区组屯寨庄州省旗盟")
_TRADER = re.compile(
    r"(?:家庭农场|农场|果园|茶园|(?:种植|养殖|种养殖?)(?:园|场|户|基地)?|种植园|经营部|批发部|门市部|服务部|维修部|便利店|超市|商店|店|户|"
    r"个体工商户|工作室|诊所|加工厂|厂|商行)$"
)
_BRACKETED = re.compile(r"[（(〔\[【][^（）()〔〕\[\]【】]*[）)〕\]】]")
_DELIMITERS = re.compile(r"[、，,/|;；：:\n]+|\s+")
_AMOUNT_WORDS = re.compile(r"费|项目|工程|资金|补助|补贴|贴息|奖|建设|改造|经费|合计|小计|其他|预留|缴|贷款|保险")


@dataclass(frozen=True, slots=True)
class Cut:
    """A text fit for the public, and how many personal data were cut out of it."""

    text: str | None
    cuts: int = 0


@dataclass(frozen=True)
class Names:
    """Names of natural persons that the records hold, in comparable form."""

    known: frozenset[str] = frozenset()

    @cached_property
    def longest(self) -> int:
        """Characters of the longest name."""
        return max(map(len, self.known), default=0)

    @cached_property
    def lengths(self) -> dict[str, tuple[int, ...]]:
        """For each character that names begin with, how long those names are, the longest first."""
        found: dict[str, set[int]] = {}
        for name in self.known:
            found.setdefault(name[0], set()).add(len(name))
        return {first: tuple(sorted(lengths, reverse=True)) for first, lengths in found.items()}

    def within(self, text: str) -> set[str]:
        """The known names that a text without blanks contains."""
        lengths = range(2, self.longest + 1)
        return {text[i : i + n] for n in lengths for i in range(len(text) - n + 1)} & self.known

    @classmethod
    def of(cls, texts: Iterable[str | None]) -> Names:
        """The persons' names among texts; organisations in the same columns are left out."""
        found: set[str] = set()
        for text in texts:
            for part in _DELIMITERS.split(_BRACKETED.sub("", tidy(text) or "")):
                name = "".join(part.split())
                if _could_be_known_name(name):
                    found.add(name)
        return cls(frozenset(found))

    def joined(self, texts: Iterable[str | None]) -> Names:
        """These names and further ones."""
        return Names(self.known | Names.of(texts).known)


def _could_be_known_name(name: str) -> bool:
    if _DOTTED_SHAPE.match(name) or re.fullmatch(rf"[{_HAN}]{{2,4}}", name):
        certain_body = len(name) >= 4 and _ENDING.search(name) is not None
        return name not in _ORDINARY_WORDS and name != INDIVIDUAL and not certain_body
    return re.fullmatch(r"[A-Za-z][A-Za-z .'-]{4,40}", name) is not None


def tidy(text: str | None) -> str | None:
    """NFC text without control, formatting and invisible characters; None stays None."""
    if text is None:
        return None
    return unicodedata.normalize("NFC", text).translate(_VISIBLE).strip()


def _folded(text: str) -> str:
    """The same text, character by character, with every kind of digit as 0 to 9, so that places stay the same."""
    return text.translate(_FOLDED)


def _one(character: str) -> str:
    folded = unicodedata.normalize("NFKC", character)
    return folded if len(folded) == 1 else character


def _visible(character: str) -> str:
    is_kept = character == "\n" or unicodedata.category(character) not in {"Cc", "Cf"}
    return character if is_kept else ""


def _digit(character: str) -> str:
    digit = unicodedata.digit(character, None)
    return (_one(character) if digit is None else str(digit)).translate(_CHINESE_DIGITS)


class _Characters(dict[int, str]):
    """What becomes of each character, worked out when it is first met, in the form that `str.translate` takes."""

    def __init__(self, become: Callable[[str], str]) -> None:
        super().__init__()
        self._become = become

    def __missing__(self, code: int) -> str:
        self[code] = found = self._become(chr(code))
        return found


_VISIBLE, _FOLDED, _HALF_WIDTH = _Characters(_visible), _Characters(_digit), _Characters(_one)


def scrub(text: str | None, names: Names) -> Cut:
    """A free text without identity numbers, card and account numbers, telephones of persons, rooms and names.

    >>> scrub("受助人：谭禾苗，电话13800138000", Names()).text
    '受助人：[略]，电话[略]'
    >>> scrub("2024年第一批（湘财预〔2024〕35号）", Names()).text
    '2024年第一批（湘财预〔2024〕35号）'
    """
    clean = tidy(text)
    if not clean:
        return Cut(clean or None)
    folded = _folded(clean)
    spans = [m.span() for pattern in (_GROUPED_NUMBER, _MASKED_NUMBER, _MOBILE) for m in pattern.finditer(folded)]
    spans += [m.span() for pattern in (_EMAIL, _ROOM) for m in pattern.finditer(_half_width(clean))]
    spans += [m.span() for m in _LONG_NUMBER.finditer(folded) if sum(map(str.isdigit, m[0])) >= _ACCOUNT_DIGITS]
    spans += [m.span() for m in _SPREAD.finditer(folded) if _holds_identity_number(m[0])]
    spans += [match.span(2) for match in _NAME_AFTER_WORD.finditer(clean) if not _is_word_run(match[2])]
    spans += [match.span(1) for match in _NAME_BEFORE_WORD.finditer(clean) if not _is_word_run(match[1])]
    spans += _known_names(clean, names)
    return _without(clean, spans)


_ACCOUNT_DIGITS = 12  # account numbers begin here; dates, phones of offices and document numbers are shorter


def masked_name(name: str) -> str:
    """A person's name as surname and two stars, which do not tell how long it is.

    >>> masked_name("谭禾苗"), masked_name("欧阳禾"), masked_name("阿依·古丽")
    ('谭**', '欧阳**', '阿**')
    """
    bare = "".join((tidy(name) or "").split())
    compound = re.match(_COMPOUND_SURNAMES, bare) if len(bare) > 2 else None
    return f"{compound[0] if compound else bare[:1]}**"


def veiled(text: str | None, names: Names) -> str | None:
    """A text for officers and their leaders: known names are masked, everything else personal is cut as in `scrub`.

    >>> veiled("谭禾苗家，电话13800138000", Names.of(["谭禾苗"]))
    '谭**家，电话[略]'
    """
    clean = tidy(text)
    if not clean:
        return clean or None
    kept, shown = 0, []
    for start, end in sorted(_known_names(clean, names)):
        if end > kept:
            shown += [clean[kept:start], "" if start < kept else masked_name(clean[start:end])]
            kept = end
    return scrub("".join([*shown, clean[kept:]]), Names()).text


def _half_width(text: str) -> str:
    return text.translate(_HALF_WIDTH)


def _is_word_run(text: str) -> bool:
    return any(text.startswith(word) for word in _ORDINARY_WORDS)


def _without(text: str, spans: Sequence[tuple[int, int]]) -> Cut:
    merged: list[list[int]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1][1] = max(end, merged[-1][1])
        else:
            merged.append([start, end])
    for start, end in reversed(merged):
        text = text[:start] + CUT + text[end:]
    return Cut(text, len(merged))


def _holds_identity_number(run: str) -> bool:
    """Whether 18 digits of a spread-out run have a possible birth date and the check digit of GB 11643."""
    digits = [c for c in run.upper() if c.isdigit() or c == "X"]
    return any(_is_identity_number(digits[i : i + 18]) for i in range(len(digits) - 17))


_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def _is_identity_number(digits: Sequence[str]) -> bool:
    if "X" in digits[:17]:
        return False
    body = "".join(digits)
    try:
        date(int(body[6:10]), int(body[10:12]), int(body[12:14]))
    except ValueError:
        return False
    return "10X98765432"[sum(w * int(d) for w, d in zip(_WEIGHTS, body[:17], strict=True)) % 11] == body[17]


def _known_names(text: str, names: Names) -> list[tuple[int, int]]:
    """Places of known names, also with blanks inside. Two characters before 村, 镇 ... are a place, not a person."""
    if not names.known:
        return []
    places = [i for i, c in enumerate(text) if not c.isspace()]
    dense = "".join(text[i] for i in places)
    spans = []
    for start, first in enumerate(dense):
        for length in names.lengths.get(first, ()):
            name = dense[start : start + length]
            if (
                length > 1
                and len(name) == length
                and name in names.known
                and not (length == 2 and _PLACE_FOLLOWS.match(dense, start + length))
            ):
                spans.append((places[start], places[start + length - 1] + 1))
                break
    return spans


def is_region(name: str) -> bool:
    """Whether a name is that of a county, town or other region as a whole, so that its figures include its units'.

    >>> is_region("岚汀市"), is_region("岚汀市农业农村局")
    (True, False)
    """
    return _REGION.search(name) is not None


def is_body(name: str | None, names: Names) -> bool:
    """Whether a text is recognisably the name of an organisation or a place, and of no known person.

    Several names in one cell must all be so. A short name whose last character ends both places and given names
    (石桥镇, 陈国镇) counts here; `payees` weighs it against its neighbours.

    >>> [is_body(n, Names()) for n in ("石桥村", "青禾有限公司", "谭禾苗", "谭禾苗 石桥村", "谭某某")]
    [True, True, False, False, False]
    """
    text = tidy(name)
    if not text or scrub(text, Names()).cuts:
        return False
    bare = _BRACKETED.sub("", text).strip()
    squashed = "".join(bare.split())
    if not squashed or any(len(known) >= _FULL_NAME for known in names.within(squashed)):
        return False
    if squashed in names.known or _is_traders_name(squashed, names):
        return False
    if _LATIN_FORM.search(bare):
        return True
    parts = [part for part in _DELIMITERS.split(bare) if part]
    if any(len(part) == 1 for part in parts):  # blanks set between the characters for the look of it
        parts = [squashed]
    return all(_ends_as_body(part) for part in parts)


def _is_traders_name(text: str, names: Names) -> bool:
    """A one-person business under its owner's name, such as 青山镇谭禾苗养殖场: by law that is a natural person."""
    form = _TRADER.search(text)
    if form is None:
        return False
    stem = re.split(r"[省市县区镇乡村]", text[: form.start()])[-1]
    is_full_name = len(stem) >= _FULL_NAME and _NAME_SHAPE.match(stem) is not None and not _is_word_run(stem)
    return is_full_name or stem in names.known or any(text.startswith(name) for name in names.within(text))


_FULL_NAME = 3  # two characters before 养殖场 are as often a place or a trade name


def _ends_as_body(part: str) -> bool:
    if _MASKED_SHAPE.match(part):
        return False
    match = _ENDING.search(part)
    return _TIER.match(part) is not None or (match is not None and (match.start() > 0 or len(match[0]) > 1))


def is_ambiguous(name: str) -> bool:
    """Whether a name that ends like a place could as well be a person's: a surname and at most two characters more.

    >>> is_ambiguous("石桥镇"), is_ambiguous("石桥街道"), is_ambiguous("青山镇")
    (True, False, False)
    """
    text = "".join(_BRACKETED.sub("", name).split())
    return _NAME_SHAPE.match(text) is not None and text[-1] in _AMBIGUOUS_TAIL


def payees(written: Sequence[str | None], names: Names, context: str) -> list[str | None]:
    """The payees of one notice as they may be shown: a name, `个人`, or None where none is written.

    An ambiguous name (石桥镇, 陈国镇) is shown when `context` (titles and units of the release) holds it inside a
    longer name, when none of several payees is plainly a person, or when most others are plainly bodies or end alike.
    """
    distinct = sorted({tidy(text) or "" for text in written} - {""})
    bodies = {text for text in distinct if is_body(text, names)}
    plain = {text for text in bodies if not is_ambiguous(text)}
    tails = Counter(text[-1] for text in bodies)
    is_list_of_bodies = len(bodies) == len(distinct) > 1
    shown = set(plain)
    for text in bodies - plain:
        alike = plain | {t for t in bodies if t[-1] == text[-1] and tails[t[-1]] >= _A_COLUMN}
        is_among_bodies = len(alike - {text}) * 2 > len(distinct) - 1 > 0
        if is_list_of_bodies or is_among_bodies or _stands_as_body(text, context):
            shown.add(text)
    return [None if not (t := tidy(text)) else t if t in shown else INDIVIDUAL for text in written]


_A_COLUMN = 3  # so many names with the same ending make a column of places


def _stands_as_body(name: str, context: str) -> bool:
    """Whether a longer official name or a place in other texts shows that a short name is one: 石桥镇人民政府."""
    return re.search(re.escape(name) + rf"(?:{_UNITS}|{_PLACES}|人民|财政|20\d\d)", context) is not None


def is_column_of_names(texts: Iterable[str | None]) -> bool:
    """Whether most values of a free column have the shape of persons' names: then the column is a list of persons."""
    distinct = {t for text in texts if (t := "".join((tidy(text) or "").split()))}
    named = [t for t in distinct if looks_like_name(t)]
    return len(distinct) >= _A_COLUMN and len(named) * 10 >= len(distinct) * 6


def looks_like_name(text: str) -> bool:
    """Whether a text by itself has the shape of a natural person's name, masked or not.

    >>> [looks_like_name(t) for t in ("谭禾苗", "谭**", "谭某某", "水利", "小额信贷贴息", "石桥镇")]
    [True, True, True, False, False, False]
    """
    bare = "".join(_BRACKETED.sub("", text).split())
    if _MASKED_SHAPE.match(bare) or _DOTTED_SHAPE.match(bare):
        return True
    is_shaped = _NAME_SHAPE.match(bare) is not None
    return is_shaped and not _is_word_run(bare) and not _ENDING.search(bare) and not _AMOUNT_WORDS.search(bare)


def is_fund_word(text: str) -> bool:
    """Whether a text speaks of money or works (项目管理费, 预留资金), as row names without a payee do."""
    return _AMOUNT_WORDS.search(text) is not None
