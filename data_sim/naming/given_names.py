"""Given names by year of birth and sex, as often as they occur in life, so that homonyms do too.

Flows in: a band of years of birth and a sex. Flows out: the table of its given names with their shares. A cohort holds the names at its head, whose
shares follow published ranks, then single characters, then pairs of a first and a second character in use at the time.

Sources: the ranks of the ten commonest names of each decade and the share of names with one given character (6.3 % of those
born in 2020, 27.6 % at its height) from 公安部户政管理研究中心, 《二〇二〇年全国姓名报告》; how steeply shares fall within a
decade (share of the 1st, 10th and 50th name of each sex) from the cohort figures in Bao, Cai, Jing and Wang (2021), Frontiers
in Psychology 12, 731244. The bearers of the commonest full names (张伟 290 607) are published by the ministry; the tests
compare with them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from data_sim.naming.sampling import Table, falling

_RANKS: Final = (1.0, 10.0, 50.0)

# Characters in use at any time, after those that a cohort prefers.
_MENS: Final = (
    "华明文国志建平林海军伟强峰斌波辉东云龙杰刚勇涛春生德福祥荣贵清金玉永光宏庆新学忠义才良俊山江成发友安民元兴康宁健亮飞鹏"
    "雷磊松柏岩石泉川洋浩瀚泽润雨雪冬秋阳晨旭昌盛世武威猛雄豪力毅坚恒信仁礼智孝先祖宗传承继启正直公显达通和顺利财富万"
    "千百一双大小长远高升旺全胜凯捷胤翔航宇宙天乾坤乐喜欢庭树根枝茂森楠桐槐材栋梁桥柱彬炳煜焕灿耀炎烨燃熙照晖晓昊景"
    "星月虎豹骏骥麟鹤鸿鹰勋功绩业创立定邦治政权奇异卓群超越进步跃腾冲鸣鼎钧铭锋锐钢铁钊铎银鑫宝珍瑞琦琪瑜璋理珂"
    "思想念恩怀望希诚实真善书翰墨博彦哲睿颖敏慧贤达谦逊让尧舜禹汤农田野原向前南西北中心连贯丰收有余加增益添"
)
_WOMENS: Final = (
    "英兰芳梅珍华荣霞琴香莲凤云萍芝玲丽艳娟燕敏静红玉桂秀淑娜婷洁颖莉倩雪丹琳莹佳晶慧琼蓉蕾薇媛月茜珊瑶菲璐梦雨欣怡思诗"
    "雅文心可语晓小春秋冬夏爱美银金彩素翠碧青蓝紫银花草叶菊荷蕊芬菁芸苗蓓莎莺鸽娥姣娇姗婉娴婧嫣妮妍妹姐惠仙贞德福"
    "群平清珠珊瑚璇琪琦琬瑾瑜玫瑰环佩玥宁安乐欢喜悦笑盼念忆恩情意纯真善贤良敬孝庆瑞祥吉利新晨曦明阳星辰虹霓霜露"
    "冰清水溪江河海洋涵润泽沁汐波澜漪涓滢凡亚丽莎露娅希贝琳娜书画音韵歌乐舞彤丹朱绛黎昕昱昭映晴暖暄和顺连带引"
)
# How many of them are paired: more would only add names that nobody bears.
_IN_USE: Final = 120
# Residents by year of birth, in the seven bands of `YEARS`, when the commonest full names were counted (census of 2010).
RESIDENTS: Final = (0.249, 0.173, 0.162, 0.172, 0.131, 0.113, 0.0)
MEN: Final = 0.512
# Bearers of a given name per thousand residents, from the published numbers of full names (the ministry's count of 2007, of
# 1.3 billion residents, over the bearers of the surname); the cohorts' shares are raked to them.
_COUNTED: Final = {"伟": 3.29, "芳": 2.88, "秀英": 2.66, "娜": 2.68, "敏": 2.67, "静": 2.62, "丽": 2.58}


@dataclass(frozen=True, slots=True)
class Cohort:
    """Those born in some years and of one sex: commonest names first, and how the rest are made."""

    head: Sequence[str]
    # Share of the 1st, 10th and 50th name, in per cent of the cohort.
    steepness: tuple[float, float, float]
    singles: str
    firsts: str
    seconds: str


@dataclass(frozen=True, slots=True)
class Years:
    """The cohorts that begin with a year of birth, and how many of them bear one given character."""

    since: int
    one_character: float
    men: Cohort
    women: Cohort


_OLD_MEN: Final = Cohort(
    "建国 建华 国华 明 德明 军 志明 光明 和平 杰 国良 玉林 平 金生 建平 新民 春生 国强 建明 伟 国祥 玉明 建民 林 文华 振华 树林 国平 "
    "德华 勇 永祥 志强 华 学文 长生 金山 文明 光华 斌 新华 永生 福生 国民 志华 忠 金华 永华".split(),
    (0.17, 0.08, 0.05),
    "明平林忠义福祥荣贵海强俊生成国发山江涛勤宏诚安",
    "国建德文志玉金永福春光学正明荣振树长万世家大天清庆成其维克宝新生本兴启有传祥",
    "华明生林国平祥德福清民荣才贵文良兴山成发和安义忠全昌先元仁海友云财堂武东军",
)
_OLD_WOMEN: Final = Cohort(
    "秀英 桂英 秀兰 玉兰 桂兰 秀珍 凤英 玉珍 玉英 兰英 桂珍 淑珍 桂芳 秀荣 桂荣 桂芝 玉梅 秀芳 桂香 秀云 淑英 素珍 凤兰 翠英 美英 "
    "桂花 淑华 玉华 秀华 月英 淑琴 秀梅 淑芳 素英 玉芳 翠兰 文英 秀花 英 淑芹 秀芝 玉莲 淑芬 金兰".split(),
    (1.33, 0.46, 0.157),
    "英兰芳梅珍华荣霞芬琴香莲凤云萍芝玲",
    "秀桂玉淑凤素翠美月金兰惠春爱菊文瑞银香莲秋连梅碧云彩红雪小冬",
    "英兰珍芳荣芝香云华梅琴芬莲花清芹凤霞玲娥平琼仙萍群贞英蓉",
)
_SIXTIES_MEN: Final = Cohort(
    "军 勇 伟 建国 建华 建军 平 建平 斌 强 明 杰 华 刚 波 辉 建明 志强 小平 国华 国强 涛 林 立新 静 卫东 国平 峰 兵 建新 忠 建民 志刚 "
    "和平 建忠 建 志明 文 海军 国庆 胜利 光明".split(),
    (0.41, 0.19, 0.078),
    "宏毅鸣民海江健成东敏新超文武洪雷荣亮进利",
    "建国志文永卫爱红新学德玉春立明小光金向海正胜宏军跃援继东和世",
    "军平明华国强东民生新林伟忠红清文斌峰良兵成辉德福安宁江荣武海",
)
_SIXTIES_WOMEN: Final = Cohort(
    "秀英 桂英 英 玉兰 秀兰 萍 玉梅 红 丽 敏 桂兰 凤英 秀珍 玲 玉英 秀梅 秀华 梅 艳 玉华 玉珍 芳 桂香 秀云 霞 静 丽华 秀芳 春梅 兰英 "
    "淑华 桂芳 红梅 桂花 平 金花 燕 冬梅 小红 丽萍 桂荣".split(),
    (0.47, 0.26, 0.147),
    "华云琴莉娟蓉琼群洁慧颖娜",
    "秀玉桂红丽春爱小金淑凤月美惠雪晓建文素冬翠海卫",
    "英兰梅珍芳华玲霞萍红琴荣香云丽娟敏芬花莲燕琼平群",
)
_SEVENTIES_MEN: Final = Cohort(
    "勇 军 伟 强 刚 涛 建军 波 辉 斌 峰 杰 平 华 明 鹏 建国 建华 志强 兵 海军 志刚 俊 飞 林 磊 亮 建平 健 超 锋 东 志勇 建 志军 小平 "
    "国强 小军 彬 海涛 敏 海波".split(),
    (0.77, 0.31, 0.1),
    "宏毅江云洪雷文武龙成宁凯海洋松新鸿旭",
    "志建海国晓文永红小春卫学立明金玉新向东宏伟春荣",
    "军强勇华平明伟峰辉波斌东林涛刚文生国兵春忠江",
)
_SEVENTIES_WOMEN: Final = Cohort(
    "丽 艳 敏 芳 静 霞 红梅 燕 红 英 玲 梅 娟 莉 萍 海燕 小红 红霞 春梅 冬梅 华 秀英 海霞 海英 玉梅 雪梅 小英 琴 丽华 红英 秀梅 艳红 "
    "丽娟 丽萍 玉兰 秀丽 彩霞 琼 颖 春霞".split(),
    (0.63, 0.39, 0.143),
    "慧娜洁蓉琳晶云倩凤岚群青蕾",
    "红晓海丽秀春玉小艳雪金爱冬月彩美文建桂素",
    "梅霞英燕红丽玲芳萍娟琴艳华兰花莲敏云香蓉",
)
_EIGHTIES_MEN: Final = Cohort(
    "伟 磊 勇 涛 超 强 鹏 军 波 杰 斌 飞 刚 辉 龙 亮 俊 峰 健 凯 明 洋 浩 华 平 鑫 林 海涛 建 志强 雷 帅 旭 宁 文 博 坤 彬 锋 东 毅 "
    "宇".split(),
    (1.04, 0.5, 0.14),
    "江阳岩松兵佳帆成剑云洪晨瑞楠翔昊威康",
    "志海晓文建国小永明红春立俊云金玉学伟卫",
    "伟强军峰龙涛辉鹏华飞波斌杰明勇刚平亮东林超",
)
_EIGHTIES_WOMEN: Final = Cohort(
    "静 丽 娟 艳 燕 敏 娜 芳 丹 玲 丽丽 霞 婷 海燕 丽娟 慧 洁 婷婷 颖 梅 莉 倩 雪 琴 红 萍 琳 晶 玲玲 莹 佳 丹丹 春梅 英 红梅 欢 琼 "
    "丽娜 小燕 华".split(),
    (0.95, 0.53, 0.175),
    "楠蕾媛蓉薇岚月云茜青珊瑶菲璐",
    "晓海丽小春艳雪玉红文秀金美佳月冬彩思",
    "燕丽霞娟玲梅红芳婷娜英萍艳静敏琴琳莉兰",
)
_NINETIES_MEN: Final = Cohort(
    "超 杰 伟 涛 磊 鹏 强 浩 鑫 帅 宇 凯 健 俊 龙 飞 勇 洋 斌 波 辉 亮 阳 旭 博 林 鹏飞 威 康 俊杰 坤 晨 明 成 峰 翔 毅 志强 彬 豪 "
    "航 军".split(),
    (0.7, 0.48, 0.144),
    "雷瑞昊宁松楠岩琦锐硕政文东帆源睿",
    "志文俊海家晓嘉子明永天伟建少泽国",
    "杰龙辉鹏豪伟强峰涛宇浩斌飞杨明华轩航",
)
_NINETIES_WOMEN: Final = Cohort(
    "静 婷 婷婷 敏 丹 丽 倩 雪 艳 娟 娜 玲 燕 颖 慧 芳 洁 莹 霞 欢 悦 琳 佳 晶晶 璐 萍 丹丹 瑶 晶 爽 鑫 倩倩 莉 梦婷 露 莹莹 文静 "
    "娇 蕾 琪".split(),
    (0.77, 0.46, 0.155),
    "楠媛月雨欣薇宁茜珊怡菲妍彤",
    "梦雨晓佳思文小雪海丽春雅玉晨美诗",
    "婷琪玲静怡雪燕娜丽萍敏琳霞洁瑶慧莹芳",
)
_NOUGHTIES_MEN: Final = Cohort(
    "涛 浩 鑫 杰 俊杰 宇 鹏 帅 超 磊 旭 洋 凯 昊 博 伟 浩然 宇航 文杰 龙 子豪 硕 俊 强 阳 博文 豪 翔 健 毅 航 宇轩 勇 晨 志豪 坤 瑞 "
    "嘉豪 俊豪 家豪 天宇 睿".split(),
    (0.55, 0.31, 0.13),
    "轩辰越恒政泽锐森乐奥",
    "子俊嘉浩文志家宇天博泽梓明佳思一",
    "豪轩杰涵宇浩航辉涛阳龙鹏博然睿宸",
)
_NOUGHTIES_WOMEN: Final = Cohort(
    "婷 静 颖 婷婷 雪 敏 悦 雨欣 洁 佳怡 娜 丹 欣 欣怡 慧 文静 佳 莹 蕊 艳 鑫 丽 佳慧 妍 心怡 晶晶 燕 思雨 静怡 雨婷 娟 梦瑶 佳欣 "
    "欣雨 璐 莹莹 子怡 佳琪 雨晴 子涵".split(),
    (0.43, 0.26, 0.14),
    "瑶琪怡彤妍萱月玥",
    "雨欣佳子思梦嘉诗雅文静心可语晓",
    "怡涵欣婷琪瑶萱妍彤慧雯雨悦琳菲",
)
_RECENT_MEN: Final = Cohort(
    "奕辰 宇轩 浩宇 亦辰 宇辰 子墨 宇航 浩然 梓豪 亦宸 梓轩 子轩 浩轩 子睿 俊熙 子豪 沐宸 一诺 梓睿 博文 俊豪 铭泽 嘉懿 煜城 懿轩 "
    "烨伟 苑博 伟泽 熠彤 鸿煊 博涛 烨霖 明轩 健柏 修杰 志泽".split(),
    (0.35, 0.2, 0.09),
    "睿轩辰宸泽铭烁霖",
    "子梓宇浩俊一奕亦泽嘉沐思铭博皓煜诗景",
    "轩辰宇涵泽宸豪然睿航熙阳霖墨杰昊",
)
_RECENT_WOMEN: Final = Cohort(
    "一诺 依诺 欣怡 梓涵 语桐 欣妍 可欣 语汐 雨桐 梦瑶 诗涵 雨涵 子涵 雨萱 梓萱 欣悦 若汐 诗琪 佳怡 思涵 雨欣 可馨 梓琪 语嫣 心怡 "
    "语晨 芷涵 若曦 艺涵 沐晴 静怡 思彤 雅涵 梓晨 婧涵 悦彤".split(),
    (0.35, 0.2, 0.09),
    "玥瑶妍彤萱汐诺伊",
    "梓子雨欣诗思语可一佳若沐芷依心艺",
    "涵萱怡彤琪妍汐桐诺瑶馨玥晴悦然伊",
)

YEARS: Final = (
    Years(1900, 0.08, _OLD_MEN, _OLD_WOMEN),
    Years(1960, 0.14, _SIXTIES_MEN, _SIXTIES_WOMEN),
    Years(1970, 0.22, _SEVENTIES_MEN, _SEVENTIES_WOMEN),
    Years(1980, 0.276, _EIGHTIES_MEN, _EIGHTIES_WOMEN),
    Years(1990, 0.25, _NINETIES_MEN, _NINETIES_WOMEN),
    Years(2000, 0.16, _NOUGHTIES_MEN, _NOUGHTIES_WOMEN),
    Years(2010, 0.063, _RECENT_MEN, _RECENT_WOMEN),
)


@cache
def table(place: int, male: bool) -> Table:
    """The given names of one entry of `YEARS` and one sex, each with its share."""
    years = YEARS[place]
    cohort = years.men if male else years.women
    usual = (_MENS if male else _WOMENS)[:_IN_USE]
    heads = {name: share * _rake(name) for name, share in _heads(cohort).items()}
    singles = {
        character: weight
        for character, weight in falling(_distinct(cohort.singles + usual), 0.3).items()
        if character not in heads and character not in _COUNTED
    }
    pairs, weights = _pairs(_distinct(cohort.firsts + usual), _distinct(cohort.seconds + usual))
    fresh = ~np.isin(pairs, list(heads))
    pairs, weights = pairs[fresh], weights[fresh]
    short = sum(share for name, share in heads.items() if len(name) == 1)
    for_singles = max(years.one_character - short, 0.0)
    for_pairs = 1 - sum(heads.values()) - for_singles
    single_weights = np.array(list(singles.values()))
    return Table.of_arrays(
        np.concatenate([list(heads), list(singles), pairs]),
        np.concatenate(
            [
                list(heads.values()),
                single_weights * for_singles / single_weights.sum(),
                weights * for_pairs / weights.sum(),
            ]
        ),
    )


def _pairs(firsts: list[str], seconds: list[str]) -> tuple[NDArray[np.str_], NDArray[np.float64]]:
    """Every first with every second character that differs from it, and what it weighs."""
    names = np.char.add(np.array(firsts)[:, None], np.array(seconds)[None, :])
    weights = np.outer(list(falling(firsts, 0.5).values()), list(falling(seconds, 0.5).values()))
    differ = np.array(firsts)[:, None] != np.array(seconds)[None, :]
    return names[differ], weights[differ]


def share_of_residents(name: str) -> float:
    """The share of all residents who bear a given name, men and women together."""
    return sum(
        part * (MEN * table(place, True).share(name) + (1 - MEN) * table(place, False).share(name))
        for place, part in enumerate(RESIDENTS)
    )


def _heads(cohort: Cohort) -> dict[str, float]:
    ranks = np.arange(1, len(cohort.head) + 1)
    curve = np.exp(np.interp(np.log(ranks), np.log(_RANKS), np.log(np.array(cohort.steepness) / 100)))
    return dict(zip(cohort.head, curve.tolist(), strict=True))


@cache
def _rake(name: str) -> float:
    """By how much the shares of a counted name are raised so that all its bearers are as many as were counted."""
    if name not in _COUNTED:
        return 1.0
    modelled = sum(
        part * (MEN * _heads(years.men).get(name, 0.0) + (1 - MEN) * _heads(years.women).get(name, 0.0))
        for part, years in zip(RESIDENTS, YEARS, strict=True)
    )
    return _COUNTED[name] / 1000 / modelled


def _distinct(characters: str) -> list[str]:
    return list(dict.fromkeys(characters))


def bands(born: NDArray[np.int64]) -> NDArray[np.int64]:
    """The entry of `YEARS` that each year of birth belongs to.

    >>> bands(np.array([1931, 1960, 1989, 2024]))
    array([0, 1, 3, 6])
    """
    return np.maximum(np.searchsorted([years.since for years in YEARS], born, side="right") - 1, 0)
