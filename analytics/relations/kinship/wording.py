"""What a declared relation means: what the relative is to the declarant.

Flows in: relations as worded in declarations and filings (`models.kin_terms`), with the remarks that follow them. Flows
out: a `Relation`: its state, its path where there is one, and the readings where there are several. Step ties count
only when support and upbringing are recorded beside them (domain decision 5a.3); an adopted child stands in the
adoptive family (5a.5).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache, reduce
from typing import NamedTuple

from analytics.identity import squash
from analytics.relations.kinship.algebra import Readings, certain_path, is_certain, join_distinct
from analytics.relations.kinship.sets import kin_sets
from models.kin_terms import KIN_PATHS, KIN_WORDS, NOT_KIN, KinWord

_SELF = frozenset({"本人", "自己"})
# No kinship either, beyond the list of the vocabulary: ties that a wording may suggest but the law does not know.
_NO_KIN = NOT_KIN | {
    *(
        "师生",
        "老师",
        "学生",
        "同行",
        "合伙人",
        "上下级",
        "女友",
        "男友",
        "女朋友",
        "男朋友",
        "恋人",
        "未婚妻",
        "未婚夫",
    ),
    *("干爹", "干妈", "干儿子", "干女儿", "义父", "义母", "义子", "义女"),
}
_BY_RANK = ("大", "二", "三", "四", "五", "六", "小")
_COUSIN = ("堂", "表")
_OPEN = "."

# One parent in common is said; 胞 and 亲 say both, as does a sibling without more.
_HALF = ("同父异母", "同母异父", "异父", "异母", "半")
_FULL = ("同胞", "胞", "亲")
_LATE = ("已故", "亡", "先")
_FORMER = re.compile(r"(前|离异|离婚)(妻|夫|妻子|丈夫|配偶|爱人)")

_LINE = frozenset(term for term, path in KIN_PATHS.items() if path in ("p", "c"))
_SIBLINGS = frozenset(term for term, path in KIN_PATHS.items() if path == "b")
_STEP = re.compile(r"(?:[^继()]*的)?继(.+)")
_ADOPTED = ("收养的", "收养", "养")
_BY_BIRTH = ("亲生", "生", "送养的", "已送养的")

# Remarks on step ties, as offices write them: 有抚养关系, 已形成抚养教育关系, 未形成抚养关系, 结婚时已成年.
_NOT_RAISED = re.compile(r"(未|无|没有|没|不存在|非)(曾|有|经|形成|受|由)*(其)?[抚扶]养")
_RAISED = re.compile(r"[抚扶]养")
_ADULT = re.compile(r"(?<!未)成年")


class _Term(NamedTuple):
    """One term as read."""

    reading: str
    word: KinWord
    kind: TieKind | None = None


class RelationState(StrEnum):
    """What can be said about a declared relation."""

    SELF = "self"
    KIN = "kin"  # its sets are known (perhaps none)
    NONE = "none"  # no kinship
    UNKNOWN = "unknown"  # the wording, or what it means here, is not certain: cannot assess


class TieKind(StrEnum):
    """By what a parent is a parent, where the wording says so."""

    BIRTH = "birth"
    ADOPTION = "adoption"
    STEP = "step"
    FORMER = "former"  # a marriage that ended


@dataclass(frozen=True, slots=True)
class Relation:
    """A declared relation as read: its state, its path where there is one, and the sets it falls into.

    `why` says in one word what is not known or why it is outside: relation-unknown, step-unrecorded, step-not-raised,
    step-adult, former-spouse, or the doubt of a compound wording. `readings` are the paths and doubts it may be, in the
    letters of the algebra. `line` is the one step of a tie whose `kind` is said: to a parent, a child or a sibling.
    `word` is what the term says of sexes and ages along the path.
    """

    state: RelationState
    path: str | None = None
    sets: frozenset[str] = frozenset()
    why: str | None = None
    readings: Readings = frozenset()
    kind: TieKind | None = None
    line: str | None = None
    word: KinWord | None = None

    @property
    def sex(self) -> str | None:
        """The sex of the relative, where the wording says it."""
        return self.word.sexes[-1].replace(".", "") or None if self.word else None


@lru_cache(maxsize=1 << 12)
def read_relation(text: str | None) -> Relation:
    """What a declared relation means: what the relative is to the declarant.

    Compound wordings are followed along 的 (妻子的弟弟 is `sb`). Step ties (继) are kin where support and upbringing
    are recorded beside them, none where it is recorded that there were not or that the child was of age, else unknown;
    former spouses and unlisted wordings are unknown too.

    >>> [str(read_relation(t).state) for t in ("堂弟", "继父", "继父（有抚养关系）", "同学", "远房亲戚")]
    ['kin', 'unknown', 'kin', 'none', 'unknown']
    >>> read_relation("妻子的弟弟").path
    'sb'
    """
    whole = squash(text)
    term = whole.partition("(")[0]
    if whole in _SELF or term in _SELF:
        return Relation(RelationState.SELF)
    if whole in _NO_KIN or term in _NO_KIN:
        return Relation(RelationState.NONE, why="not-kin")
    return _step(term, whole) or _former(term) or _plain(whole) or _plain(term) or _doubtful("relation-unknown")


def relation_word(text: str | None) -> str:
    """The kin term of a declared relation, without the remark that may follow it; empty where none is recognised.

    A remark often names the relative, and what is said about a post must name nobody.

    >>> relation_word("妻妹（某某某）"), relation_word("远房亲戚")
    ('妻妹', '')
    """
    term = squash(text).partition("(")[0]
    return term if read_relation(term).state is RelationState.KIN else ""


def _kin(readings: Readings, word: KinWord, kind: TieKind | None = None) -> Relation:
    path = certain_path(readings)
    line = path if kind else None
    if path is not None:
        told = KinWord(path, _OPEN * (len(path) - 1) + word.sexes[-1]) if path != word.path else word
        return Relation(RelationState.KIN, path, kin_sets(path), readings=readings, kind=kind, line=line, word=told)
    doubts = sorted(one.removeprefix("?") for one in readings if not is_certain(one))
    why = doubts[0] if doubts else "several-readings"
    return Relation(RelationState.UNKNOWN, why=why, readings=readings, kind=kind, word=word)


def _doubtful(why: str, kind: TieKind | None = None, line: str | None = None) -> Relation:
    return Relation(RelationState.UNKNOWN, why=why, readings=frozenset({f"?{why}"}), kind=kind, line=line)


def _plain(term: str) -> Relation | None:
    """A kin term, alone or several joined by 的."""
    single = _term(term)
    if single is not None:
        return _kin(frozenset({single.reading}), single.word, single.kind)
    if "的" not in term:
        return None
    parts = [part for part in map(_term, term.split("的")) if part is not None]
    if len(parts) <= term.count("的"):
        return None
    words = [part.word for part in parts]
    whole = KinWord("".join(word.path for word in words), "".join(word.sexes for word in words))
    return _kin(reduce(join_distinct, (frozenset({part.reading}) for part in parts)), whole)


def _term(term: str) -> _Term | None:
    """One term: its path in the letters of the algebra, what it says, and what kind of tie."""
    for prefix in _LATE:
        if term.startswith(prefix) and term.removeprefix(prefix).removeprefix("的") in KIN_PATHS:
            term = term.removeprefix(prefix).removeprefix("的")
            break
    if term in KIN_WORDS:
        return _Term(KIN_PATHS[term].replace("b", "f"), KIN_WORDS[term])
    for prefixes, kind in ((_ADOPTED, TieKind.ADOPTION), (_BY_BIRTH, TieKind.BIRTH)):
        for prefix in prefixes:
            rest = term.removeprefix(prefix)
            if term.startswith(prefix) and rest in _LINE:
                return _Term(KIN_PATHS[rest], KIN_WORDS[rest], kind)
    return _sibling(term)


def _sibling(term: str) -> _Term | None:
    """Siblings and cousins by rank (二弟), and how many parents they have in common (同父异母的弟弟)."""
    for prefixes, reading in ((_HALF, "b"), (_FULL, "f"), (_BY_RANK, "f"), (_COUSIN, "pfc")):
        for prefix in prefixes:
            rest = term.removeprefix(prefix).removeprefix("的").replace("哥哥", "哥").replace("哥", "兄")
            if term.startswith(prefix) and rest in _SIBLINGS:
                said = KIN_WORDS[rest]
                sides = "mm" if prefix == "堂" else "xx"
                word = KinWord("pbc", sides + said.sexes, said.elder) if prefix in _COUSIN else said
                return _Term(reading, word)
    return None


def _step(term: str, whole: str) -> Relation | None:
    match = _STEP.fullmatch(term)
    if match is None:
        return None
    what = match.group(1)
    word = KIN_WORDS.get(what.replace("哥哥", "哥").replace("哥", "兄"))
    if word is None or word.path not in ("p", "c", "b"):
        return _doubtful("step-unrecorded", TieKind.STEP)
    path = word.path
    if _NOT_RAISED.search(whole):
        return Relation(RelationState.NONE, why="step-not-raised", kind=TieKind.STEP, line=path)
    if _RAISED.search(whole):
        return _kin(frozenset({path.upper()}), word, TieKind.STEP)
    # A stepchild of age is outside; step-siblings count only where their own tie is recorded.
    if _ADULT.search(whole):
        return Relation(RelationState.NONE, why="step-adult", kind=TieKind.STEP, line=path)
    return _doubtful("step-unrecorded", TieKind.STEP, path)


def _former(term: str) -> Relation | None:
    return _doubtful("former-spouse", TieKind.FORMER) if _FORMER.fullmatch(term) else None
