"""Names of districts, townships, villages and communities that read true and belong to no one place.

Flows in: a random generator, how many, and of what kind. Flows out: distinct names. They are made of the elements that such
names are made of in the hills south of the Yangtze: a colour, plant, stone or family, then a landform.
"""

from __future__ import annotations

from typing import Final

import numpy as np

_FIRST: Final = (
    "青白红清芦柳石竹松枫桃梅杏桂樟莲荷兰茶稻禾麦桑云龙凤鹤鹿虎金银铜玉珠东南西北上下大小长高古新双三五七永安福寿和兴德仁文武"
    "春秋晓明月星朝霞晴碧翠丹紫黄黑沙泥泉井温官"
)
_LANDFORMS: Final = "溪河江湖塘潭湾洲滩渡桥坝坪坡岭山峰岩洞冲坳垭田畈洋浦港津关口寨营铺店墟场市亭桥泉林"
_FAMILIES: Final = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许邓冯曹彭曾肖田董袁潘蒋蔡余杜叶程苏魏吕丁沈任姚卢傅钟姜崔谭廖范"
)
_VILLAGE_ENDS: Final = "湾冲坪坝庄桥铺寨坳岭塘屋院老屋大屋坡垸台洼沟店集营岗"
_COMMUNITY_FIRST: Final = (
    "桥东 桥西 北门 南门 东门 西门 城东 城西 城南 城北 河东 河西 解放路 人民路 建设路 文化路 新华路 和平路 中山路 滨江 滨河 向阳 前进 胜利 "
    "团结 幸福 光明 红旗 新村 花园 学府 体育场 车站 工业园 东风 永安 安康 兴隆 长青 朝阳"
).split()
_DISTRICT_ENDS: Final = {"district": ("区", "县"), "township": ("镇", "镇", "镇", "乡"), "street": ("街道",)}


def place_names(rng: np.random.Generator, n: int, kind: str) -> list[str]:
    """Distinct names of one kind: district, township, street, village or community.

    Raises ValueError: an unknown kind, or more names than the elements can make.

    >>> [name[-1] for name in place_names(np.random.default_rng(1), 3, "village")]
    ['村', '村', '村']
    """
    stems = _stems(kind)
    if n > len(stems):
        raise ValueError(f"at most {len(stems)} names of the kind {kind}, not {n}")
    chosen = [stems[i] for i in rng.choice(len(stems), n, replace=False)]
    if kind in _DISTRICT_ENDS:
        ends = _DISTRICT_ENDS[kind]
        return [stem + ends[i] for stem, i in zip(chosen, rng.integers(len(ends), size=n), strict=True)]
    return [stem + ("村" if kind == "village" else "社区") for stem in chosen]


def _stems(kind: str) -> list[str]:
    """What stands before the ending, distinct."""
    plain = [first + form for first in dict.fromkeys(_FIRST) for form in dict.fromkeys(_LANDFORMS) if first != form]
    if kind in _DISTRICT_ENDS:
        return plain
    if kind == "community":
        return [*_COMMUNITY_FIRST, *plain]
    if kind != "village":
        raise ValueError(f"no kind of place: {kind}")
    families = [f"{family}家{end}" for family in _FAMILIES for end in dict.fromkeys(_VILLAGE_ENDS)]
    three = [f"{side}{stem}" for side in "上下前后老新" for stem in plain]
    return [*plain, *families, *(stem for stem in dict.fromkeys(three) if stem[0] not in stem[1:])]
