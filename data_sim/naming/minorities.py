"""Names of those whose custom is no surname before a given name: Uyghur, Kazakh, Tibetan, Mongolian, Yi.

Flows in: a random generator. Flows out: whole names as registers write them, and the ways in which a middle dot is written.
Names of 壮, 回, 土家, 苗 and most other peoples have the form of Han names and come from the common tables.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

# The middle dot of GB 18030 first (户籍 systems prescribe U+00B7), then what is typed in its place.
DOTS: Final = ("·", "•", "・", "．", ".", "")

_UYGHUR_MEN: Final = (
    "买买提 阿不都拉 阿不力孜 吐尔逊 艾尼瓦尔 热合曼 玉素甫 依明 艾合买提 阿卜杜热合曼 努尔买买提 库尔班 司马义 肉孜 沙吾提 亚森 卡德尔 "
    "艾力 阿迪力 伊力亚尔 麦麦提明 图尔荪 艾买提 吾买尔 托合提 穆合塔尔 帕尔哈提 迪力夏提 艾尔肯 阿布来提"
).split()
_UYGHUR_WOMEN: Final = (
    "阿依古丽 古丽娜尔 帕提古丽 热依汗 阿米娜 布海丽且姆 吐拉罕 古丽巴哈尔 阿依努尔 祖力菲亚 米热古丽 阿孜古丽 姑丽仙 热孜万古丽 迪丽热巴 "
    "帕丽达 茹先古丽 玛依拉 左热古丽 赛比努尔"
).split()
_KAZAKH_MEN: Final = (
    "叶尔兰 努尔兰 巴合提 哈力木 赛力克 木拉提 叶尔江 马合沙提 加尔肯 别克 阿斯哈尔 托列吾别克 达吾列提 胡安".split()
)
_KAZAKH_WOMEN: Final = "古丽扎 阿依努儿 加娜提 巴哈尔古丽 沙吾列 库里扎提 阿依江 努尔古丽 叶尔克古丽 再娜甫".split()
_TIBETAN_FIRST: Final = (
    "扎西 次仁 索朗 多吉 旦增 洛桑 平措 格桑 贡布 尼玛 达瓦 巴桑 丹增 拉巴 强巴 土登 阿旺 仁增 白玛 顿珠".split()
)
_TIBETAN_MEN: Final = "顿珠 多吉 平措 罗布 次仁 旺堆 晋美 坚赞 旺久 加措 欧珠 群培 达杰 曲扎 朗杰".split()
_TIBETAN_WOMEN: Final = "卓玛 拉姆 央金 措姆 曲珍 德吉 白珍 央宗 卓嘎 玉珍 仓决 旺姆 吉宗 普赤".split()
_MONGOLIAN_MEN: Final = (
    "巴特尔 那顺 苏和 宝音 特木尔 布和 孟和 额尔敦 乌力吉 呼格吉勒 阿拉坦 达来 朝鲁 白音 斯琴巴图 敖特根 满都拉 吉日嘎拉 青格勒 朝克图"
).split()
_MONGOLIAN_WOMEN: Final = (
    "乌兰 萨仁 其其格 娜仁 乌云 托娅 高娃 斯琴 阿茹娜 萨日娜 琪木格 乌日娜 塔娜 哈斯 格日乐 娜仁花 乌仁 萨仁花 苏日娜 海日罕"
).split()
_YI_CLANS: Final = (
    "阿说 吉克 沙马 阿尔 马海 吉木 曲木 阿苏 勒格 的莫 海来 俄木 罗洪 石一 井古 阿俄 布约 邱莫 拉马 尔古".split()
)
_YI_MEN: Final = "拉者 木呷 尔体 日哈 伍合 古哈 小林 建华 子古 史一 伍且 石布 达体 有体 曲古".split()
_YI_WOMEN: Final = "阿妞 嫫支作 石作 阿支 日洛 尔洛 子作 阿衣 木作 阿英 伍牛 史作 约洛 小芳 么牛".split()

_Maker = Callable[[np.random.Generator, bool], str]


def _of(rng: np.random.Generator, words: list[str]) -> str:
    return words[int(rng.integers(len(words)))]


def _uyghur(rng: np.random.Generator, female: bool) -> str:
    """Own name, dot, father's name."""
    return f"{_of(rng, _UYGHUR_WOMEN if female else _UYGHUR_MEN)}·{_of(rng, _UYGHUR_MEN)}"


def _kazakh(rng: np.random.Generator, female: bool) -> str:
    return f"{_of(rng, _KAZAKH_WOMEN if female else _KAZAKH_MEN)}·{_of(rng, _KAZAKH_MEN)}"


def _tibetan(rng: np.random.Generator, female: bool) -> str:
    """Two words of two syllables, without a dot; the first is common to both sexes."""
    return _of(rng, _TIBETAN_FIRST) + _of(rng, _TIBETAN_WOMEN if female else _TIBETAN_MEN)


def _mongolian(rng: np.random.Generator, female: bool) -> str:
    """A name of its own, no surname in the register."""
    return _of(rng, _MONGOLIAN_WOMEN if female else _MONGOLIAN_MEN)


def _yi(rng: np.random.Generator, female: bool) -> str:
    """Clan, then own name."""
    return _of(rng, _YI_CLANS) + _of(rng, _YI_WOMEN if female else _YI_MEN)


# Per thousand of those who bear such names, about as the peoples are in the census of 2020 (in millions: 11.8 Uyghur,
# 1.6 Kazakh, 7.1 Tibetan, 6.3 Mongolian of whom half, 9.8 Yi of whom a third bear names of this form).
_MAKERS: Final[tuple[tuple[int, _Maker], ...]] = (
    (430, _uyghur),
    (60, _kazakh),
    (260, _tibetan),
    (120, _mongolian),
    (130, _yi),
)
_NAMES_OF_EACH_SEX: Final = 1200


@cache
def table(male: bool) -> NDArray[np.str_]:
    """Whole names of one sex, each people in its share; the same in every city, as names are."""
    rng = np.random.default_rng(20_200_701)
    made = [maker(rng, not male) for weight, maker in _MAKERS for _ in range(round(_NAMES_OF_EACH_SEX * weight / 1000))]
    return np.array(made)


def dot_variant(name: str, rng: np.random.Generator) -> str:
    """The name with its middle dot as someone typed it, or left out.

    >>> dot_variant("扎西多吉", np.random.default_rng(1))
    '扎西多吉'
    """
    return name.replace("·", DOTS[int(rng.integers(len(DOTS)))])
