"""Kin terms as people write them in declarations, and what each one says: the path, and sexes and age along it.

A path is written from the declaring person: `p` up to a parent, `c` down to a child, `s` across to a spouse, `b` across
to a sibling (one common parent up and down, kept as its own letter so that full and half siblings read alike).
Source of the sets: 公务员法 art. 74 with 公务员回避规定 art. 5 (K74) and 民法典 art. 1045 (JQS).
"""

from __future__ import annotations

from typing import NamedTuple


class KinWord(NamedTuple):
    """What a kin term says.

    `sexes` has a letter for each person along the path, the relative last: `m`, `f`, or `.` where the term leaves it
    open; `xx` for two who are not both men (表). `elder`: `+` or `-` where the term says that the sibling on the way is
    elder or younger than the person beside whom he stands on the way (叔父: than the parent; 妻弟: than the wife), a
    cousin: than the person himself; else `.`.
    """

    path: str
    sexes: str
    elder: str = "."


# Path, sexes, age, and the terms; the first of them is the one written where one is needed.
_TERMS = (
    ("s", "m", ".", "丈夫 夫 老公"),
    ("s", "f", ".", "妻子 妻 老婆 太太"),
    ("s", ".", ".", "配偶 爱人"),
    ("p", "m", ".", "父亲 父 爸爸"),
    ("p", "f", ".", "母亲 母 妈妈"),
    ("p", ".", ".", "父母"),
    ("c", "m", ".", "儿子 子 长子 次子 三子 独生子"),
    ("c", "f", ".", "女儿 女 长女 次女 三女 独生女"),
    ("c", ".", ".", "子女"),
    ("b", "m", "+", "哥哥 兄 胞兄 兄长"),
    ("b", "m", "-", "弟弟 弟 胞弟"),
    ("b", "f", "+", "姐姐 姐 胞姐"),
    ("b", "f", "-", "妹妹 妹 胞妹"),
    ("b", "m", ".", "兄弟"),
    ("b", "f", ".", "姐妹"),
    ("b", ".", ".", "兄弟姐妹"),
    ("pp", "mm", ".", "祖父 爷爷"),
    ("pp", "mf", ".", "祖母 奶奶"),
    ("pp", "fm", ".", "外祖父 外公 姥爷"),
    ("pp", "ff", ".", "外祖母 外婆 姥姥"),
    ("pp", "m.", ".", "祖父母"),
    ("pp", "f.", ".", "外祖父母"),
    ("cc", "mm", ".", "孙子 孙"),
    ("cc", "mf", ".", "孙女"),
    ("cc", "fm", ".", "外孙子 外孙"),
    ("cc", "ff", ".", "外孙女"),
    ("cc", "m.", ".", "孙子女"),
    ("cc", "f.", ".", "外孙子女"),
    ("ppp", "mmm", ".", "曾祖父"),
    ("ppp", "mmf", ".", "曾祖母"),
    ("ppp", "fmm", ".", "外曾祖父"),
    ("ppp", "fmf", ".", "外曾祖母"),
    ("ccc", "mmm", ".", "曾孙子 曾孙"),
    ("ccc", "mmf", ".", "曾孙女"),
    ("ccc", "fmm", ".", "外曾孙子 外曾孙"),
    ("ccc", "fmf", ".", "外曾孙女"),
    ("pppp", "mmmm", ".", "高祖父"),
    ("pppp", "mmmf", ".", "高祖母"),
    ("cccc", "mmmm", ".", "玄孙"),
    ("cccc", "mmmf", ".", "玄孙女"),
    ("pb", "mm", "+", "伯父 伯伯"),
    ("pb", "mm", "-", "叔父 叔叔"),
    ("pb", "mf", ".", "姑姑 姑母 姑妈"),
    ("pb", "fm", ".", "舅舅 舅父"),
    ("pb", "ff", ".", "姨妈 姨母 姨"),
    ("bc", "mm", ".", "侄子 侄 侄儿"),
    ("bc", "mf", ".", "侄女"),
    ("bc", "fm", ".", "外甥 甥"),
    ("bc", "ff", ".", "外甥女 甥女"),
    ("pbc", "mmm", "+", "堂兄"),
    ("pbc", "mmm", "-", "堂弟"),
    ("pbc", "mmf", "+", "堂姐"),
    ("pbc", "mmf", "-", "堂妹"),
    ("pbc", "mmm", ".", "堂兄弟"),
    ("pbc", "mmf", ".", "堂姐妹"),
    ("pbc", "mm.", ".", "堂兄弟姐妹"),
    ("pbc", "xxm", "+", "表兄 表哥"),
    ("pbc", "xxm", "-", "表弟"),
    ("pbc", "xxf", "+", "表姐"),
    ("pbc", "xxf", "-", "表妹"),
    ("pbc", "xxm", ".", "表兄弟"),
    ("pbc", "xxf", ".", "表姐妹"),
    ("pbc", "xx.", ".", "表兄弟姐妹"),
    ("sp", "fm", ".", "岳父 丈人"),
    ("sp", "ff", ".", "岳母 丈母娘"),
    ("sp", "mm", ".", "公公"),
    ("sp", "mf", ".", "婆婆"),
    ("sp", ".m", ".", "配偶的父亲"),
    ("sp", ".f", ".", "配偶的母亲"),
    ("sp", "..", ".", "配偶的父母"),
    ("sb", "fm", "+", "妻兄 大舅子 内兄"),
    ("sb", "fm", "-", "妻弟 小舅子 内弟"),
    ("sb", "ff", "+", "妻姐 大姨子"),
    ("sb", "ff", "-", "妻妹 小姨子"),
    ("sb", "mm", "+", "大伯子"),
    ("sb", "mm", "-", "小叔子"),
    ("sb", "mf", "+", "大姑子"),
    ("sb", "mf", "-", "小姑子"),
    ("sb", "fm", ".", "妻子的兄弟"),
    ("sb", "ff", ".", "妻子的姐妹"),
    ("sb", "mm", ".", "丈夫的兄弟"),
    ("sb", "mf", ".", "丈夫的姐妹"),
    ("sb", ".m", ".", "配偶的兄弟"),
    ("sb", ".f", ".", "配偶的姐妹"),
    ("sb", "..", ".", "配偶的兄弟姐妹"),
    ("sbs", "ffm", ".", "连襟"),
    ("sbs", "mmf", ".", "妯娌"),
    ("sbs", "...", ".", "配偶的兄弟姐妹的配偶"),
    ("cs", "mf", ".", "儿媳 儿媳妇"),
    ("cs", "fm", ".", "女婿"),
    ("csp", "mfm", ".", "儿媳的父亲"),
    ("csp", "fmm", ".", "女婿的父亲"),
    ("csp", "..m", ".", "亲家公"),
    ("csp", "..f", ".", "亲家母"),
    ("csp", "...", ".", "亲家"),
    ("bs", "mf", "+", "嫂子 嫂"),
    ("bs", "mf", "-", "弟媳 弟妹 弟媳妇"),
    ("bs", "fm", "+", "姐夫"),
    ("bs", "fm", "-", "妹夫"),
    ("pbs", "mmf", "+", "伯母"),
    ("pbs", "mmf", "-", "婶婶 婶母"),
    ("pbs", "mfm", ".", "姑父 姑夫"),
    ("pbs", "fmf", ".", "舅妈 舅母"),
    ("pbs", "ffm", ".", "姨父 姨夫"),
    ("bcs", "mmf", ".", "侄媳 侄媳妇"),
    ("bcs", "mfm", ".", "侄女婿"),
    ("bcs", "fmf", ".", "外甥媳妇"),
    ("bcs", "ffm", ".", "外甥女婿"),
    ("pbcs", "mmmf", "+", "堂嫂"),
    ("pbcs", "mmmf", "-", "堂弟媳"),
    ("pbcs", "mmfm", "+", "堂姐夫"),
    ("pbcs", "mmfm", "-", "堂妹夫"),
    ("pbcs", "xxmf", "+", "表嫂"),
    ("pbcs", "xxmf", "-", "表弟媳"),
    ("pbcs", "xxfm", "+", "表姐夫"),
    ("pbcs", "xxfm", "-", "表妹夫"),
    # Near, but outside both sets:
    ("ppb", "mmm", "+", "伯祖父"),
    ("ppb", "mmm", "-", "叔祖父"),
    ("ppb", "mmf", ".", "姑婆 姑祖母"),
    ("ppb", ".fm", ".", "舅公 舅祖父"),
    ("ppb", ".ff", ".", "姨婆 姨祖母"),
    ("bcc", "mmm", ".", "侄孙"),
    ("bcc", "mmf", ".", "侄孙女"),
    ("pbcc", "mmmm", ".", "堂侄"),
    ("pbcc", "mmmf", ".", "堂侄女"),
    ("pbcc", "xxmm", ".", "表侄"),
    ("pbcc", "xxmf", ".", "表侄女"),
    ("ppbc", "mmmm", "+", "堂伯"),
    ("ppbc", "mmmm", "-", "堂叔"),
    ("ppbc", "mmmf", ".", "堂姑"),
    ("spbc", ".mmm", ".", "配偶的堂兄弟"),
    ("spbc", ".mmf", ".", "配偶的堂姐妹"),
    ("spbc", ".xxm", ".", "配偶的表兄弟"),
    ("spbc", ".xxf", ".", "配偶的表姐妹"),
    ("spb", ".mm", "+", "配偶的伯父"),
    ("spb", ".mm", "-", "配偶的叔父"),
    ("spb", ".fm", ".", "配偶的舅舅"),
    ("spb", ".mf", ".", "配偶的姑姑"),
    ("ccs", "mmf", ".", "孙媳 孙媳妇"),
    ("ccs", "mfm", ".", "孙女婿"),
    ("ccs", "fmf", ".", "外孙媳妇"),
    ("ccs", "ffm", ".", "外孙女婿"),
)

KIN_WORDS: dict[str, KinWord] = {
    term: KinWord(path, sexes, elder) for path, sexes, elder, terms in _TERMS for term in terms.split()
}
KIN_PATHS: dict[str, str] = {term: word.path for term, word in KIN_WORDS.items()}

# The term that is written for what is known.
CHOSEN_TERMS: dict[KinWord, str] = {
    KinWord(path, sexes, elder): terms.split()[0] for path, sexes, elder, terms in _TERMS
}

# What may stand before a kin term: half and full, rank, adoption, birth, step, and the late.
_BEFORE = (
    *(
        "同父异母",
        "同母异父",
        "异父",
        "异母",
        "半",
        "同胞",
        "胞",
        "亲生",
        "亲",
        "大",
        "二",
        "三",
        "四",
        "五",
        "六",
        "小",
    ),
    *("养", "收养", "生", "继", "已故", "亡", "先", "前"),
)
_RAISED = ("抚养", "扶养")

# Relations that are no kinship at all.
NOT_KIN = frozenset({"同学", "同乡", "老乡", "战友", "朋友", "同事", "邻居"})


def is_kin_wording(text: str) -> bool:
    """Whether a relation is worded in kin terms, alone or joined by 的, with or without a remark in brackets.

    The text is expected in one width and without blanks.

    >>> [is_kin_wording(text) for text in ("妻子的弟弟", "继子(有抚养关系)", "同父异母的妹妹", "远房亲戚")]
    [True, True, True, False]
    """
    said = [part for part in text.partition("(")[0].split("的") if part not in _BEFORE and not _is_of_raising(part)]
    return bool(said) and all(_is_term(part) for part in said)


def _is_of_raising(text: str) -> bool:
    """Whether words before 的 say that a step tie came with support and upbringing, or did not."""
    return any(raised in text for raised in _RAISED)


def _is_term(text: str) -> bool:
    rest = [text.removeprefix(before) for before in ("", *_BEFORE, "堂", "表") if text.startswith(before)]
    return any(term in KIN_PATHS or term.replace("哥", "兄") in KIN_PATHS for term in rest)
