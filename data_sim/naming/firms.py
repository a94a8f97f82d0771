"""Names of firms as they are registered: region, brand, trade, legal form; one-person businesses and co-operatives too.

Flows in: legal forms, groups of trades and the towns that firms name themselves after. Flows out: their names, nearly all
distinct (企业名称登记管理规定, art. 6: 行政区划名称 + 字号 + 行业 + 组织形式).
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from models.vocabulary import FirmKind

_BRAND_FIRST: Final = "恒华宏鑫瑞祥盛泰安达顺通兴隆昌茂丰裕嘉禾金银玉龙凤天地海江山川源泉云星辰宇博文德信诚和润泽森林木青绿春阳光明远大正卓越创科智慧联众合同汇聚万千百三九新康健美佳优"
_BRAND_SECOND: Final = "达通顺发兴盛泰安康和信诚源泉丰茂隆昌祥瑞鑫宏远大成立业创新辉煌腾飞龙海洋宇航联邦众合盈利益民惠农田园谷禾润泽森林源峰岭岳川江河湖畔岸"
# One-person businesses go by a shorter, homelier name.
_SHOP_FIRST: Final = "老小阿大福顺旺发好家乐喜来兴隆惠民便平安吉祥如意美味香鲜诚信百姓四季春夏"
_SHOP_SECOND: Final = "记家旺顺发来福美乐客香味源园缘运宝妹哥嫂叔婶姐满友"

_TRADES: Final[dict[str, tuple[str, ...]]] = {
    "farm": ("农业发展", "农业科技", "生态农业", "种业", "农机", "畜牧", "水产养殖", "茶业", "农产品开发", "粮油"),
    "build": ("建设", "建筑工程", "市政工程", "水利工程", "园林绿化", "公路工程", "装饰工程", "劳务"),
    "trade": ("贸易", "商贸", "建材", "供应链管理", "物资"),
    "food": ("餐饮管理", "食品", "酒店管理", "配送"),
    "goods": ("办公设备", "医疗器械", "教学设备", "家具", "印务", "电器", "汽车销售"),
    "it": ("信息技术", "网络科技", "电子科技", "软件", "智能科技"),
    "service": ("物业服务", "环境服务", "人力资源服务", "保安服务", "旅游服务", "广告", "汽车服务", "家政服务"),
    "utility": ("自来水", "燃气", "电力", "供热", "公共交通"),
    "agent": ("招标代理", "工程咨询", "项目管理", "会计师事务所", "评估咨询", "工程造价咨询"),
}
_SHOPS: Final[dict[str, tuple[str, ...]]] = {
    "farm": ("养殖场", "家庭农场", "种植基地", "农资经营部", "农机服务部"),
    "build": ("建材经营部", "五金店", "门窗加工厂", "装饰材料店"),
    "trade": ("商行", "批发部", "经营部", "百货店"),
    "food": ("餐馆", "饭店", "早餐店", "副食店", "超市"),
    "goods": ("办公用品店", "电器店", "家具店", "打印店"),
    "it": ("电脑店", "手机维修部", "网络服务部"),
    "service": ("家政服务部", "汽车维修部", "洗车店", "图文广告店"),
    "utility": ("水电安装部", "维修部"),
    "agent": ("咨询服务部",),
}
_COOPERATIVES: Final = (
    "种植",
    "养殖",
    "农机",
    "茶叶",
    "蔬菜",
    "水果",
    "油茶",
    "水稻",
    "中药材",
    "生态农业",
    "烟叶",
    "土地股份",
)
_FOUNDS_A_SHOP: Final = (FirmKind.HOUSEHOLD,)


def firm_names(
    rng: np.random.Generator, kind: NDArray[np.int64], group: NDArray[np.object_], place: NDArray[np.object_]
) -> NDArray[np.object_]:
    """A name for each firm; a brand is taken twice in one place and trade only by chance.

    `kind` are positions in `FirmKind`; an unknown group is taken for trade.
    """
    kinds = list(FirmKind)
    draws = rng.random((len(kind), 4))
    names = np.empty(len(kind), object)
    for i, (position, what, where) in enumerate(zip(kind, group, place, strict=True)):
        names[i] = _name(kinds[int(position)], str(what), str(where), draws[i])
    return names


def _name(kind: FirmKind, group: str, place: str, draws: NDArray[np.float64]) -> str:
    if kind in _FOUNDS_A_SHOP:
        brand = _pick(_SHOP_FIRST, draws[0]) + _pick(_SHOP_SECOND, draws[1])
        if draws[3] < 0.5:
            brand = _pick(_BRAND_FIRST, draws[2]) + brand
        return f"{place}{brand}{_pick(_SHOPS.get(group, _SHOPS['trade']), draws[3] * 2 % 1)}"
    brand = _pick(_BRAND_FIRST, draws[0]) + _pick(_BRAND_SECOND, draws[1])
    # A quarter of the brands have three characters.
    if draws[3] > 0.75:
        brand += _pick(_BRAND_SECOND, draws[3] * 4 % 1)
    if kind is FirmKind.COOPERATIVE:
        return f"{place}{brand}{_pick(_COOPERATIVES, draws[2])}专业合作社"
    trade = _pick(_TRADES.get(group, _TRADES["trade"]), draws[2])
    return f"{place}{brand}{trade}{_form(kind, trade)}"


def _form(kind: FirmKind, trade: str) -> str:
    if trade.endswith("事务所"):
        return "（普通合伙）"
    return {
        FirmKind.JOINT_STOCK: "股份有限公司",
        FirmKind.SOLE: "厂",
        FirmKind.PARTNERSHIP: "合伙企业（有限合伙）",
        FirmKind.COLLECTIVE: "经济合作社",
    }.get(kind, "有限公司")


def _pick(among: str | tuple[str, ...], draw: float) -> str:
    return among[min(int(draw * len(among)), len(among) - 1)]
