"""Kinship algebra: which legal set a path of parent and spouse ties falls into, and what a declared relation means.

Flows in: kin paths (`p` up to a parent, `c` down to a child, `s` across to a spouse, `b` across to a sibling) and
relations as worded. Flows out: the sets K74 (公务员法 art. 74 with 公务员回避规定 art. 5) and JQS (民法典 art. 1045).
Up u and down d steps: direct line u=0 or d=0, without limit; collateral 1<=u,d<=2; affinity: spouse's parents, spouse's
siblings and their spouses, child's spouse and that spouse's parents, spouse of such a collateral (domain section 2).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from analytics.identity import squash
from models.kin_terms import KIN_PATHS, NOT_KIN

K74 = "K74"
JQS = "JQS"

_JQS_PATHS = frozenset({"s", "p", "c", "pc", "pp", "cc"})
_DIRECT = re.compile(r"p+|c+")
_COLLATERAL = re.compile(r"p{1,2}c{1,2}")
_AFFINITY = re.compile(r"s|sp|spc|spcs|cs|csp|p{1,2}c{1,2}s")
_LETTERS = re.compile(r"[pcsb]+")

# Ties that parent and spouse steps alone cannot decide: a parent's spouse may be a step-parent, a spouse's child a
# stepchild, a child's parent a former spouse.
_UNDECIDED = re.compile(r"ps|sc|cp|ss")

_SELF = frozenset({"本人", "自己"})
# No kinship either, beyond the list of the vocabulary: ties that a wording may suggest but the law does not know.
_NO_KIN = NOT_KIN | {
    *("师生", "老师", "学生", "同行", "合伙人", "上下级", "女友", "男友", "未婚妻", "未婚夫"),
    *("干爹", "干妈", "干儿子", "干女儿"),
}
# Half-siblings are siblings; an adopted child stands in the adoptive family (5a.3, 5a.5).
_ADOPTIVE = {"养父": "p", "养母": "p", "养父母": "p", "养子": "c", "养女": "c", "养子女": "c"}
_BY_BLOOD = ("同父异母", "同母异父", "半", "亲", "胞")
_BY_RANK = ("大", "二", "三", "四", "五", "六", "小")
_COUSIN = ("堂", "表")
_OLDER_BROTHER = "哥"


class RelationState(StrEnum):
    """What can be said about a declared relation."""

    SELF = "self"
    KIN = "kin"  # its sets are known (perhaps none)
    NONE = "none"  # no kinship
    UNKNOWN = "unknown"  # the wording, or what it means here, is not certain: cannot assess


@dataclass(frozen=True, slots=True)
class Relation:
    """A declared relation as read: its state, its path where there is one, and the sets it falls into."""

    state: RelationState
    path: str | None = None
    sets: frozenset[str] = frozenset()


def kin_sets(path: str) -> frozenset[str]:
    """The sets (K74, JQS) that the person at the end of a path belongs to; ValueError for letters that are no path.

    >>> sorted(kin_sets("b")), sorted(kin_sets("pbc")), sorted(kin_sets("ppb")), sorted(kin_sets("ccs"))
    (['JQS', 'K74'], ['K74'], [], [])
    """
    if not _LETTERS.fullmatch(path):
        raise ValueError(f"not a kin path: {path!r}")
    plain = path.replace("b", "pc")
    sets = set()
    if any(pattern.fullmatch(plain) for pattern in (_DIRECT, _COLLATERAL, _AFFINITY)):
        sets.add(K74)
    if plain in _JQS_PATHS:
        sets.add(JQS)
    return frozenset(sets)


@lru_cache(maxsize=4096)
def read_relation(text: str | None) -> Relation:
    """What a declared relation means: what the relative is to the declarant.

    Compound wordings are followed along 的 (妻子的弟弟 is `sb`). Step ties (继) are unknown, because they count only
    when recorded with support and upbringing; former (前) and unlisted wordings are unknown too.

    >>> [str(read_relation(t).state) for t in ("堂弟", "继父", "同学", "远房亲戚")]
    ['kin', 'unknown', 'none', 'unknown']
    >>> read_relation("妻子的弟弟").path
    'sb'
    """
    term = squash(text)
    if term in _SELF:
        return Relation(RelationState.SELF)
    if term in _NO_KIN:
        return Relation(RelationState.NONE)
    path = _path(term) or _path(term.partition("(")[0])
    if path is None or _UNDECIDED.search(path):
        return Relation(RelationState.UNKNOWN)
    return Relation(RelationState.KIN, path, kin_sets(path))


def relation_word(text: str | None) -> str:
    """The kin term of a declared relation, without the remark that may follow it; empty where none is recognised.

    A remark often names the relative, and what is said about a post must name nobody.

    >>> relation_word("妻妹（某某某）"), relation_word("远房亲戚")
    ('妻妹', '')
    """
    term = squash(text).partition("(")[0]
    return term if read_relation(term).state is RelationState.KIN else ""


def _path(term: str) -> str | None:
    if term in KIN_PATHS:
        return KIN_PATHS[term]
    if term in _ADOPTIVE:
        return _ADOPTIVE[term]
    for prefix in (*_BY_BLOOD, *_BY_RANK, *_COUSIN):
        rest = term.removeprefix(prefix).removeprefix("的")
        if term.startswith(prefix) and (rest == _OLDER_BROTHER or KIN_PATHS.get(rest) == "b"):
            return "pbc" if prefix in _COUSIN else "b"
    if "的" not in term:
        return None
    parts = [_path(part) for part in term.split("的")]
    return "".join(part for part in parts if part) if all(parts) else None
