"""Slips of the pen: names that may be one name mistyped, and names that sound alike.

Flows in: names in comparable form. Flows out: whether they may be one, for uses where the number already says that
they are. A likeness of names joins nobody: it only keeps a number from being doubted for a slip, and tells which pairs
to ask about.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from itertools import combinations

from rapidfuzz.distance import Levenshtein

# Surnames that are read otherwise than the same character elsewhere.
_SURNAMES = {
    "仇": "qiu", "区": "ou", "单": "shan", "查": "zha", "解": "xie", "任": "ren",
    "曾": "zeng", "朴": "piao", "盖": "ge", "翟": "zhai", "尉迟": "yu chi", "万俟": "mo qi",
    "缪": "miao", "覃": "qin", "秘": "bi", "冼": "xian", "乐": "yue", "员": "yun",
    "种": "chong", "洗": "xian", "牟": "mu", "葛": "ge", "折": "she", "黑": "he",
    "召": "shao", "隗": "wei", "尹": "yin", "燕": "yan", "宁": "ning", "那": "na",
    "鲜于": "xian yu", "长孙": "zhang sun", "澹台": "tan tai",
}  # fmt: skip
# From this length on, one different character leaves enough that is equal.
_LONG_ENOUGH = 3


@lru_cache(maxsize=1 << 14)
def sound(name: str) -> str:
    """How a name is read, syllable by syllable and without tones; the surname as surnames are read.

    >>> sound("单玮"), sound("尉迟敏")
    ('shan wei', 'yu chi min')
    """
    from pypinyin import lazy_pinyin  # a large dictionary, which few commands need

    surname = next((s for s in (name[:2], name[:1]) if s in _SURNAMES), "")
    given = lazy_pinyin(name[len(surname) :])
    return " ".join([_SURNAMES[surname], *given] if surname else given)


def is_slip(one: str, other: str) -> bool:
    """Whether one name may be the other, mistyped: it sounds the same, or one character of a longer one is changed,
    left out or doubled while the surname stands.

    >>> is_slip("王梦凤", "王梦风"), is_slip("王伟", "王芳"), is_slip("苗予航", "苗予行"), is_slip("苗予航", "鄢亦舒")
    (True, False, True, False)
    """
    if not one or not other:
        return False
    if sound(one) == sound(other):
        return True
    is_long = max(len(one), len(other)) >= _LONG_ENOUGH
    return is_long and one[0] == other[0] and Levenshtein.distance(one, other) == 1


def is_one_name(names: Iterable[str]) -> bool:
    """Whether names that stand under one number may all be one name, mistyped here and there."""
    return all(is_slip(one, other) for one, other in combinations(sorted(set(names)), 2))
