"""Names and numbers of persons as registers write them: taken whole, taken masked, or refused with a reason.

Flows in: the text of a cell. Flows out: names without layout blanks, identity numbers that may be kept as a secret,
and masked forms for everything that is shown. No number and no full name ever enters a message.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from operator import mul

from stdnum.cn import uscc

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)  # GB 11643
_ZEROS = ord("0") * sum(_WEIGHTS)
_CHECKS = "10X98765432"
_FULL_NUMBER = re.compile(r"[0-9]{17}[0-9X]")
_MASK_SIGNS = str.maketrans(dict.fromkeys("×✕✖●•·＊﹡∗○〇□_＿", "*"))
_HAN = "\u3400-\u4dbf\u4e00-\u9fff〇"
_MASKED_NAME = re.compile(r"[某×*＊ⅹ○●]|XX|xx")
_COMPOUND = re.compile(
    "欧阳|司马|上官|诸葛|尉迟|夏侯|皇甫|令狐|慕容|司徒|端木|公孙|东方|独孤|南宫|长孙|宇文|轩辕|闻人|钟离|濮阳|太史|"
    "申屠|万俟|澹台|公冶|宗政|赫连|呼延|鲜于|单于|司空|百里|东郭|公羊|淳于|拓跋|第五"
)
# 科 ends given names too: 王登科 is a person, 财务科 an office; two characters alone (李科) stay a name.
_NAME_LIKE = re.compile(r"^.科$|[登文志伟永继金学高达克]科$")
# What ends like this names a post, an office or a function and no person.
_POST_END = re.compile(
    r"(?:岗|岗位|[科室股所局处部组队站厅署]|中心|窗口|大队|支队|小组|委员会|委会|党组|党委|班子|办|公室|单位|部门|机构|人员|"
    r"负责人|领导|科长|股长|局长|处长|所长|站长|主任|队长|书记|经理|会计|出纳|干部|承办人|经办人|责任人|主管|专员|"
    r"审批员|工作者|代表|专家)$"
)


@dataclass(frozen=True, slots=True)
class Identity:
    """An identity number: `number` is the full or masked number to keep as a secret, `problem` why none is kept."""

    number: str | None = None
    problem: str | None = None


def check_digit(first17: str) -> str:
    """The last character of an identity number by GB 11643 (ISO 7064 MOD 11-2).

    >>> check_digit("43990319870521001")
    'X'
    """
    return _CHECKS[(sum(map(mul, first17.encode("ascii"), _WEIGHTS)) - _ZEROS) % 11]


def is_identity_number(number: str) -> bool:
    """Whether 18 characters are an identity number: a possible birth date in places 7 to 14 and a valid check digit.

    The area code is not looked at (domain decision 5a.20).

    >>> is_identity_number("43990319870521001X"), is_identity_number("439903198705210018")
    (True, False)
    """
    if not _FULL_NUMBER.fullmatch(number) or check_digit(number[:17]) != number[17]:
        return False
    try:
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return False
    return 1850 <= born.year <= 2100


def birth_of(number: str) -> date | None:
    """The birth date within an identity number, where its eight places are legible and a possible date.

    >>> birth_of("439903198705210018"), birth_of("439903********0018")
    (datetime.date(1987, 5, 21), None)
    """
    places = number[6:14]
    if len(number) != 18 or not (places.isascii() and places.isdigit()):
        return None
    try:
        return date(int(places[:4]), int(places[4:6]), int(places[6:]))
    except ValueError:
        return None


def read_identity(text: str | None) -> Identity:
    """The identity number of a cell.

    A full number must be valid, since a wrong one names nobody; a masked one needs 18 places. Mask signs become `*`.

    >>> read_identity("439903********001X").number
    '439903********001X'
    >>> read_identity("439903198705210018").problem, read_identity("4399031987").problem
    ('identity-number-invalid', 'identity-number-malformed')
    """
    if text and _FULL_NUMBER.fullmatch(text) and is_identity_number(text):
        return Identity(text)  # the plain case of a long register
    compact = re.sub(r"\s", "", text or "").translate(_MASK_SIGNS)
    compact = unicodedata.normalize("NFKC", compact).upper().lstrip("'")
    if not compact or compact in {"无", "-", "/", "*"}:
        return Identity()
    if re.fullmatch(r"[0-9]{17}[0-9X]", compact):
        return Identity(compact) if is_identity_number(compact) else Identity(problem="identity-number-invalid")
    masked = compact[:-1].replace("X", "*") + compact[-1]  # X is a mask sign except in the last place
    if re.fullmatch(r"[0-9*]{17}[0-9X*]", masked) and "*" in masked:
        return Identity(masked)
    return Identity(problem="identity-number-malformed")


def read_credit_code(text: str | None) -> tuple[str | None, bool]:
    """A 统一社会信用代码, and whether what is written is sound: a wrong one gives (None, False)."""
    compact = unicodedata.normalize("NFKC", re.sub(r"[\s-]", "", text or "")).upper()
    if not compact or compact in {"无", "/"}:
        return None, True
    return (compact, True) if is_credit_code(compact) else (None, False)


def is_credit_code(code: str) -> bool:
    """Whether 18 characters are a 统一社会信用代码 (GB 32100) with a valid check character.

    >>> is_credit_code("91439903MA0000001A"), is_credit_code("91439903MA0000001B")
    (True, False)
    """
    return bool(uscc.is_valid(code))


def read_name(text: str | None) -> str | None:
    """A person's name without the blanks that stretch it; None for a blank cell.

    >>> read_name("苗 予 航"), read_name(" 阿依古丽·买买提 "), read_name("Anna Lee")
    ('苗予航', '阿依古丽·买买提', 'Anna Lee')
    """
    folded = re.sub(r"\s+", " ", text or "").strip()
    return re.sub(rf"(?<=[{_HAN}·])\s+(?=[{_HAN}·])", "", folded) or None


def split_names(text: str | None) -> list[str]:
    """The names of a cell that holds several; a blank inside a stretched name does not part it.

    >>> split_names("鄢亦舒、璩明霁"), split_names("鄢 亦,璩明霁"), split_names(None)
    (['鄢亦舒', '璩明霁'], ['鄢亦', '璩明霁'], [])
    """
    pieces = re.split(r"[、,\uff0c;\uff1b/\n]", text or "")
    return [name for piece in pieces if (name := read_name(piece)) and name not in {"无", "-", "—", "——"}]


def names_in_cell(text: str) -> list[str]:
    """The names of a cell whose lines may each be one, or the lines of one name that the layout broke.

    Without any other sign between them, lines are names of their own where none of them is too short to be one, and
    where together they are too long for one person.

    >>> names_in_cell("鄢亦舒\\n璩明霁"), names_in_cell("鄢亦\\n舒"), names_in_cell("鄢亦舒、璩\\n明霁")
    (['鄢亦舒', '璩明霁'], ['鄢亦舒'], ['鄢亦舒', '璩明霁'])
    """
    lines = [re.sub(r"\s", "", line) for line in text.split("\n") if line.strip()]
    are_names = len(lines) > 1 and all(re.fullmatch(rf"[{_HAN}]{{2,4}}", line) for line in lines)
    if are_names and (len("".join(lines)) > 4 or not _COMPOUND.match(lines[0])):
        return lines
    return split_names(unwrapped(text))


def unwrapped(text: str) -> str:
    """A text without the line breaks of its layout."""
    return re.sub(r"[ \t]*\n[ \t]*", "", text)


def names_a_post(name: str) -> bool:
    """Whether a text in place of a person names a post, an office or a function.

    >>> names_a_post("法制审核岗"), names_a_post("分管领导"), names_a_post("鄢亦舒")
    (True, True, False)
    """
    bare = re.sub(r"[(\uff08].*?[)\uff09]", "", name)
    if len(bare) <= 3 and _NAME_LIKE.search(bare):
        return False
    return bool(_POST_END.search(bare))


def has_compound_surname(name: str) -> bool:
    """Whether a name begins with one of the surnames of two characters."""
    return _COMPOUND.match(name) is not None


def is_masked_name(name: str) -> bool:
    """Whether a name is written masked, such as 徐某 or 张×."""
    return bool(_MASKED_NAME.search(name))


def mask_name(name: str) -> str:
    """A name as it may be shown without purpose: the surname and 某; masked names and posts stay as written.

    >>> mask_name("徐海舟"), mask_name("欧阳青"), mask_name("徐某"), mask_name("分管领导")
    ('徐某', '欧阳某', '徐某', '分管领导')
    """
    if is_masked_name(name) or names_a_post(name):
        return name
    compound = _COMPOUND.match(name)
    return f"{compound.group() if compound and len(name) > 2 else name[:1]}某"
