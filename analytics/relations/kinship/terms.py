"""The Chinese term of a kin path, seen from either end, and its code in GB/T 4761.

Flows in: a path with what is known of sexes and ages along it (`models.kin_terms.KinWord`). Flows out: the term as a
declaration has it, the general one where sex, side or seniority are not known, and the code of the standard.
"""

from __future__ import annotations

from functools import lru_cache

from analytics.relations.kinship.algebra import reverse
from models.kin_terms import CHOSEN_TERMS, KinWord

_OPEN = "."
_OTHER_SEX = {"m": "f", "f": "m"}
_TURNED_AGE = {"+": "-", "-": "+", _OPEN: _OPEN}
# Of two people: not both are men.
_ACROSS = "x"

# GB/T 4761-2008 家庭关系代码, two digits, by the first term of each kin word. Compared with two transcriptions of the
# standard that agree; the printed standard could not be consulted. Codes of rank (22 长子, ...) and of the household
# (01 本人, 02 户主) say something else than a path does, and 98 was left free.
_CODES = {
    "配偶": "10", "丈夫": "11", "妻子": "12", "儿子": "20", "女婿": "28", "女儿": "30", "儿媳": "38",
    "孙子": "41", "孙女": "42", "外孙子": "43", "外孙女": "44", "孙媳": "45", "外孙媳妇": "45", "孙女婿": "46",
    "外孙女婿": "46", "曾孙子": "47", "外曾孙子": "47", "曾孙女": "48", "外曾孙女": "48",
    "父母": "50", "父亲": "51", "母亲": "52", "公公": "53", "婆婆": "54", "岳父": "55", "岳母": "56",
    "祖父": "61", "祖母": "62", "外祖父": "63", "外祖母": "64", "曾祖父": "66", "曾祖母": "67",
    "兄弟姐妹": "70", "哥哥": "71", "嫂子": "72", "弟弟": "73", "弟媳": "74", "姐姐": "75", "姐夫": "76", "妹妹": "77",
    "妹夫": "78", "伯父": "81", "伯母": "82", "叔父": "83", "婶婶": "84", "舅舅": "85", "舅妈": "86", "姨父": "87",
    "姨妈": "88", "姑父": "89", "姑姑": "90", "侄子": "93", "侄女": "94", "外甥": "95", "外甥女": "96",
}  # fmt: skip
_PATH_CODES = {"cc": "40", "pp": "60", "spp": "65", "sppp": "68"}
_FOSTER = {("p", "m"): "57", ("p", "f"): "58", ("c", "m"): "27", ("c", "f"): "37"}
_COUSIN_BY_MEN, _OTHER_COUSIN, _OTHER_KIN = "91", "92", "97"


def turned(word: KinWord, own_sex: str = _OPEN) -> KinWord:
    """The same tie seen from the relative: what the person is to him.

    >>> turned(KinWord("pb", "mm", "-"), "f")
    KinWord(path='bc', sexes='mf', elder='+')
    """
    sexes = (own_sex + word.sexes)[:-1][::-1]
    return KinWord(reverse(word.path), sexes, _TURNED_AGE[word.elder])


@lru_cache(maxsize=1 << 12)
def kin_term(path: str, sexes: str = "", elder: str = _OPEN) -> str:
    """The term for the person at the end of a path, as exact as what is known allows and no more exact.

    `sexes` has a letter for each person along the path as in `KinWord` (none given:
    all unknown), `elder` is `+`, `-` or `.`.

    >>> kin_term("pb", "mm", "+"), kin_term("pb", "mm"), kin_term("pb", "f."), kin_term("pbc", "fmm")
    ('伯父', '父亲的兄弟', '母亲的兄弟姐妹', '表兄弟')
    """
    sexes = sexes or _OPEN * len(path)
    if len(sexes) != len(path):
        raise ValueError(f"{len(path)} persons on the way, {len(sexes)} sexes")
    known = KinWord(path, _with_couples(path, sexes), elder)
    fitting = [(word, term) for word, term in CHOSEN_TERMS.items() if _fits(word, known)]
    if fitting:
        return max(fitting, key=lambda found: _exactness(found[0]))[1]
    # Where no term fits, the way is said in two: the longest beginning that has a term, and the rest.
    ways = ((known.path[:cut], known.sexes[:cut]) for cut in range(len(path) - 1, 0, -1))
    begin, begin_sexes = next(way for way in ways if any(_fits(word, KinWord(*way)) for word in CHOSEN_TERMS))
    cut = len(begin)
    return f"{kin_term(begin, begin_sexes)}的{kin_term(path[cut:], known.sexes[cut:])}"


def both_terms(word: KinWord, own_sex: str = _OPEN) -> tuple[str, str]:
    """What the relative is to the person, and what the person is to the relative.

    >>> both_terms(KinWord("sb", "ff", "-"), "m"), both_terms(KinWord("p", "f"), "f")
    (('妻妹', '姐夫'), ('母亲', '女儿'))
    """
    if word.path.startswith("s") and own_sex in _OTHER_SEX:
        word = word._replace(sexes=_OTHER_SEX[own_sex] + word.sexes[1:])
    return kin_term(*word), kin_term(*turned(word, own_sex))


def gb4761(path: str, sexes: str = "", elder: str = _OPEN, *, is_foster: bool = False) -> str | None:
    """The code of GB/T 4761-2008 for the person at the end of a path; None where it depends on what is not known.

    `is_foster`: by adoption or as a step tie. Kin without a code of their own are 97, other kin.

    >>> gb4761("s", "f"), gb4761("pbc", "mmf"), gb4761("pbc", "fmf"), gb4761("sb", "fm"), gb4761("c")
    ('12', '91', '92', '97', None)
    """
    sexes = sexes or _OPEN * len(path)
    sex = sexes[-1]
    if is_foster:
        return _FOSTER.get((path, sex))
    if path == "pbc":
        return _cousin_code(sexes)
    term = kin_term(path, sexes, elder)
    if term in _CODES:
        return _CODES[term]
    if path in _PATH_CODES:
        return _PATH_CODES[path]
    if any(word.path == path and term_of in _CODES for word, term_of in CHOSEN_TERMS.items()):
        return None
    return _OTHER_KIN


def _cousin_code(sexes: str) -> str | None:
    if not {"f", _ACROSS}.isdisjoint(sexes[:2]):
        return _OTHER_COUSIN
    return _COUSIN_BY_MEN if sexes[:2] == "mm" else None


def _fits(word: KinWord, known: KinWord) -> bool:
    """Whether a term says nothing that is not known."""
    if word.path != known.path or word.elder not in (_OPEN, known.elder):
        return False
    return all(_agrees(said, known, at) for at, said in enumerate(word.sexes))


def _agrees(said: str, known: KinWord, at: int) -> bool:
    if said != _ACROSS:
        return said in (_OPEN, known.sexes[at])
    # The two stand beside one another: the parent and the parent's sibling.
    start = known.path.index("pb")
    return not {"f", _ACROSS}.isdisjoint(known.sexes[start : start + 2])


def _with_couples(path: str, sexes: str) -> str:
    """Sexes along a path, where that of a spouse says the other's."""
    known = list(sexes)
    for at in range(1, len(path)):
        if path[at] == "s":
            for one, other in ((at - 1, at), (at, at - 1)):
                if known[one] == _OPEN:
                    known[one] = _OTHER_SEX.get(known[other], known[one])
    return "".join(known)


def _exactness(word: KinWord) -> tuple[int, int]:
    return len(word.sexes) - word.sexes.count(_OPEN), int(word.elder != _OPEN)
