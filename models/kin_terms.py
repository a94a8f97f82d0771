"""Kin terms as people write them in declarations, and the path of parent and spouse ties each one means.

A path is written from the declaring person: `p` up to a parent, `c` down to a child, `s` across to a spouse, `b` across
to a sibling (one common parent up and down, kept as its own letter so that full and half siblings read alike).
Source of the sets: 公务员法 art. 74 with 公务员回避规定 art. 5 (K74) and 民法典 art. 1045 (JQS).
"""

from __future__ import annotations

KIN_PATHS: dict[str, str] = {
    "配偶": "s", "丈夫": "s", "妻子": "s", "夫": "s", "妻": "s", "爱人": "s",
    "父亲": "p", "母亲": "p", "父": "p", "母": "p", "父母": "p",
    "儿子": "c", "女儿": "c", "子": "c", "女": "c", "子女": "c", "长子": "c", "次子": "c", "长女": "c", "次女": "c",
    "兄": "b", "弟": "b", "姐": "b", "妹": "b", "哥哥": "b", "弟弟": "b", "姐姐": "b", "妹妹": "b", "兄弟": "b",
    "姐妹": "b", "兄弟姐妹": "b", "胞兄": "b", "胞弟": "b", "胞姐": "b", "胞妹": "b",
    "祖父": "pp", "祖母": "pp", "外祖父": "pp", "外祖母": "pp", "爷爷": "pp", "奶奶": "pp", "外公": "pp", "外婆": "pp",
    "孙子": "cc", "孙女": "cc", "外孙": "cc", "外孙女": "cc", "外孙子": "cc",
    "伯父": "pb", "伯伯": "pb", "叔父": "pb", "叔叔": "pb", "姑姑": "pb", "姑母": "pb", "舅舅": "pb", "舅父": "pb",
    "姨": "pb", "姨母": "pb", "姨妈": "pb",
    "侄子": "bc", "侄女": "bc", "侄": "bc", "外甥": "bc", "外甥女": "bc", "甥": "bc",
    "堂兄": "pbc", "堂弟": "pbc", "堂姐": "pbc", "堂妹": "pbc", "堂兄弟": "pbc", "堂姐妹": "pbc",
    "表兄": "pbc", "表弟": "pbc", "表姐": "pbc", "表妹": "pbc", "表哥": "pbc", "表兄弟": "pbc", "表姐妹": "pbc",
    "岳父": "sp", "岳母": "sp", "公公": "sp", "婆婆": "sp", "配偶的父母": "sp", "配偶的父亲": "sp", "配偶的母亲": "sp",
    "配偶的兄弟": "sb", "配偶的姐妹": "sb", "妻弟": "sb", "妻兄": "sb", "妻妹": "sb", "妻姐": "sb", "小姨子": "sb",
    "小舅子": "sb", "小叔子": "sb", "小姑子": "sb", "大舅子": "sb", "大姑子": "sb", "大姨子": "sb", "大伯子": "sb",
    "连襟": "sbs", "妯娌": "sbs", "配偶的兄弟姐妹的配偶": "sbs",
    "儿媳": "cs", "女婿": "cs", "儿媳妇": "cs",
    "亲家": "csp", "亲家公": "csp", "亲家母": "csp", "儿媳的父亲": "csp", "女婿的父亲": "csp",
    "嫂子": "bs", "弟媳": "bs", "姐夫": "bs", "妹夫": "bs", "弟妹": "bs",
    "伯母": "pbs", "婶婶": "pbs", "姑父": "pbs", "姑夫": "pbs", "舅妈": "pbs", "舅母": "pbs", "姨父": "pbs",
    "侄媳": "bcs", "侄女婿": "bcs", "外甥媳妇": "bcs", "外甥女婿": "bcs",
    "堂嫂": "pbcs", "堂姐夫": "pbcs", "表嫂": "pbcs", "表姐夫": "pbcs", "堂弟媳": "pbcs", "表弟媳": "pbcs",
    # Near, but outside both sets:
    "伯祖父": "ppb", "叔祖父": "ppb", "舅公": "ppb", "姑婆": "ppb", "姨婆": "ppb",
    "配偶的堂兄弟": "spbc", "配偶的表兄弟": "spbc", "配偶的堂姐妹": "spbc", "配偶的表姐妹": "spbc",
    "配偶的伯父": "spb", "配偶的叔父": "spb", "配偶的舅舅": "spb", "配偶的姑姑": "spb",
    "孙媳": "ccs", "孙女婿": "ccs",
}  # fmt: skip

# Relations that are no kinship at all.
NOT_KIN = frozenset({"同学", "同乡", "老乡", "战友", "朋友", "同事", "邻居"})
