"""Surnames as often as they occur in life, from the commonest hundred down to the compound and the rare.

Flows in: a random generator and how many. Flows out: codes into one table of surnames, cheap enough for millions of people.

Sources: shares of single surnames by registered residents, 公安部治安管理局 (2007) as tabulated for Faker's zh_CN provider,
with its slips mended (于 and 鞠 misplaced by a digit; 肖, 付 and 闫 under the characters that are registered); the five
largest together 30.8 %, the hundred largest 85.9 %, and the numbers of compound surnames from 公安部户政管理研究中心,
《二〇一九年全国姓名报告》 and 《二〇二〇年全国姓名报告》.
"""

from __future__ import annotations

from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from data_sim.naming.sampling import Table

FIVE_LARGEST: Final = 0.308
HUNDRED_LARGEST: Final = 0.859
REGISTERED_RESIDENTS: Final = 1_400_000_000

# Per thousand of the registered residents, the commonest first.
_PER_THOUSAND: Final = """
王71.7 李70.0 张67.4 刘51.0 陈46.1 杨32.2 黄24.5 赵20.4 吴20.0 周19.0 徐14.5 孙13.8 马12.9 朱12.8 胡11.6 郭11.4 何10.9
林10.8 高10.0 罗9.5 郑9.3 梁8.5 谢7.6 宋7.2 唐7.1 许6.6 韩6.5 邓6.2 冯6.2 曹6.1 彭5.9 曾5.8 肖5.5 田5.3 董5.2 潘5.1 袁5.1
蔡5.0 蒋4.9 余4.8 于4.8 杜4.8 叶4.7 程4.6 魏4.6 苏4.5 吕4.5 丁4.4 任4.3 卢4.2 姚4.1 沈4.1 钟4.0 姜4.0 崔3.9 谭3.8 陆3.7
范3.7 汪3.7 廖3.6 石3.5 金3.5 韦3.4 贾3.4 夏3.3 付3.2 方3.1 邹3.0 熊3.0 白3.0 孟2.9 秦2.9 邱2.8 侯2.7 江2.7 尹2.7 薛2.6
闫2.6 段2.5 雷2.4 龙2.3 黎2.2 史2.2 陶2.2 贺2.1 毛2.1 郝2.1 顾2.1 龚2.1 邵2.0 万2.0 覃1.9 武1.9 钱1.9 戴1.9 严1.9 莫1.8
孔1.8 向1.7 常1.7 汤1.7 赖1.7 洪1.7 康1.6 温1.6 施1.5 文1.5 牛1.5 樊1.5 葛1.5 邢1.4 安1.3 齐1.3 易1.3 乔1.3 伍1.3 庞1.3
颜1.2 倪1.2 庄1.2 聂1.2 章1.2 鲁1.1 岳1.1 翟1.1 殷1.1 詹1.1 申1.1 欧1.1 耿1.1 关1.0 兰1.0 焦1.0 俞1.0 左1.0 柳1.0 甘0.95
祝0.90 包0.87 宁0.83 尚0.82 符0.82 舒0.82 阮0.82 柯0.80 纪0.80 梅0.79 童0.79 凌0.78 毕0.78 单0.76 季0.76 裴0.76 霍0.75
涂0.75 成0.75 苗0.75 谷0.75 盛0.74 曲0.74 翁0.73 冉0.73 骆0.73 蓝0.72 路0.72 游0.71 辛0.70 靳0.69 管0.65 柴0.65 蒙0.62
鲍0.62 华0.61 喻0.61 祁0.61 蒲0.56 房0.56 滕0.55 屈0.55 饶0.55 解0.53 牟0.53 艾0.52 尤0.52 阳0.50 时0.50 穆0.48 农0.47
司0.44 卓0.43 古0.43 吉0.43 缪0.43 简0.43 车0.43 项0.43 连0.43 芦0.42 麦0.41 褚0.41 娄0.40 窦0.40 戚0.40 岑0.39 景0.39
党0.39 宫0.39 费0.39 卜0.38 冷0.38 晏0.38 席0.36 卫0.36 米0.35 柏0.35 宗0.34 瞿0.33 桂0.33 全0.33 佟0.33 应0.33 臧0.32
闵0.32 苟0.32 邬0.32 边0.32 卞0.32 姬0.32 师0.31 和0.31 仇0.30 栾0.30 隋0.30 商0.30 刁0.30 沙0.30 荣0.29 巫0.29 寇0.29
桑0.28 郎0.28 甄0.27 丛0.27 仲0.27 虞0.26 敖0.26 巩0.26 明0.26 佘0.25 池0.25 查0.25 麻0.25 苑0.25 迟0.24 邝0.24 官0.23
封0.23 谈0.23 匡0.23 鞠0.23 惠0.22 荆0.22 乐0.22 冀0.21 郁0.21 胥0.21 南0.21 班0.21 储0.21 原0.20 栗0.20 燕0.20 楚0.20
鄢0.20 劳0.19 谌0.19 奚0.17 皮0.17 粟0.17 冼0.17 蔺0.17 楼0.17 盘0.17 满0.16 闻0.16 位0.16 厉0.16 伊0.16 仝0.15 区0.15
郜0.15 海0.15 阚0.15 花0.15 权0.14 强0.14 帅0.14 屠0.14 豆0.14 朴0.14 盖0.14 练0.14 廉0.14 禹0.14 井0.13 祖0.13 漆0.13
巴0.13 丰0.13 支0.13 卿0.13 国0.13 狄0.13 平0.13 计0.12 索0.12 宣0.12 晋0.12 相0.12 初0.12 门0.12 云0.12 容0.12 敬0.11
来0.11 扈0.11 晁0.11 芮0.11 都0.11 普0.11 阙0.11 浦0.11 戈0.11 伏0.11 鹿0.11 薄0.11 邸0.11 雍0.10 辜0.10 羊0.10 母0.10
裘0.10 亓0.10 修0.10 邰0.10 赫0.10 杭0.10
"""

# Registered bearers of compound surnames, in thousands (2020 report).
_COMPOUND_THOUSANDS: Final = {
    "欧阳": 1112, "上官": 88, "皇甫": 64, "令狐": 55, "诸葛": 48, "司徒": 47, "司马": 23, "申屠": 19, "夏侯": 11,
    "贺兰": 10, "完颜": 6, "慕容": 5, "尉迟": 4, "长孙": 3,
}  # fmt: skip

# Some six thousand surnames are borne; these stand for the rare ones, the k-th with a share falling as 1/k.
_RARE: Final = (
    "况那宿鲜印逯隆茹诸战慕危玉银亢嵇公哈湛宾戎勾茅利呼居揭干但尉冶元束檀衣信展阴昝智幸奉植衡富尧闭由荀渠钮虎巨贡雒"
    "青郗逄旷昌弓操铁鄂税年谯庹矫竺木未步靖黑东訾濮别藏水山贝乌琚蔚宛咸从过茆菅暴畅巢买续寿扶綦历经毋后凤招仵资"
    "庾伦汝蒯要英台先生冒随双邴隗顿贲郇员果玄扬眭回西郄滑洛鱼圣汲籍纳糜璩缑"
)


@cache
def table() -> Table:
    """Every surname with its share of the residents; the shares sum to one.

    The listed ones keep the published shares (five largest 30.8 %), and the rare ones share the rest.

    >>> round(sum(sorted(table().shares, reverse=True)[:5]), 3)
    0.308
    """
    listed = {entry[0]: float(entry[1:]) / 1000 for entry in _PER_THOUSAND.split()}
    scale = FIVE_LARGEST / sum(sorted(listed.values(), reverse=True)[:5])
    shares = {name: share * scale for name, share in listed.items()}
    shares |= {name: count * 1000 / REGISTERED_RESIDENTS for name, count in _COMPOUND_THOUSANDS.items()}
    falling = 1 / np.arange(1, len(_RARE) + 1)
    rest = (1 - sum(shares.values())) * falling / falling.sum()
    shares |= dict(zip(_RARE, rest.tolist(), strict=True))
    return Table.of(shares)


def sample(rng: np.random.Generator, size: int) -> NDArray[np.int64]:
    """Codes of surnames (places in `table().names`), drawn by their shares."""
    return table().sample(rng, size)
