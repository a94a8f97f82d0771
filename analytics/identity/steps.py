"""What a power is over, read from the office's own words.

Flows in: names of powers, their types, steps and posts. Flows out: a `PowerDomain`. The word tables below are the whole
method: the power's own name is asked first, then its type, the step and the post. Words of money, personnel and
procurement (人财物, graded high by custom) go before those of licensing and enforcement; within a group the last
word decides, since Chinese terms end in what they are about (工程资金支付 is about money, not works).
"""

from __future__ import annotations

from analytics.identity.names import squash
from models.vocabulary import PowerDomain

_HIGH_BY_CUSTOM: dict[PowerDomain, tuple[str, ...]] = {
    PowerDomain.MONEY: (
        *("补贴", "补助", "资金", "拨付", "财务", "出纳", "会计", "经费", "报销", "奖补", "奖励金", "救助", "低保"),
        *(
            "最低生活保障",
            "给付",
            "预算",
            "决算",
            "支付",
            "收费",
            "税",
            "资产",
            "贷款",
            "征地补偿",
            "发放",
            "票据",
            "拨款",
        ),
    ),
    PowerDomain.PERSONNEL: (
        *("人事", "任免", "录用", "招聘", "考核", "选拔", "干部", "职称", "晋升", "调配", "机构编制", "评优", "考录"),
        *("调动", "任用", "遴选"),
    ),
    PowerDomain.PROCUREMENT: (
        *("采购", "招标", "投标", "工程", "基建", "项目发包", "比选", "询价", "供应商", "购买服务", "政府投资项目"),
    ),
}
_OTHER: dict[PowerDomain, tuple[str, ...]] = {
    PowerDomain.LICENSING: (
        *("许可", "审批", "核准", "备案", "资质", "资格", "发证", "证照", "认定", "行政确认", "核发", "登记证"),
    ),
    PowerDomain.ENFORCEMENT: (
        *("处罚", "执法", "强制", "检查", "稽查", "行政征收", "查处", "监察", "案件", "罚没", "罚款"),
    ),
}


def classify_power(power: str | None, power_type: str | None, step: str | None, post: str | None) -> PowerDomain:
    """The domain of a power; internal administration where no word of the tables occurs.

    >>> str(classify_power("农机购置补贴发放", None, "审核", None)), str(classify_power("印章管理", None, None, None))
    ('money', 'internal')
    """
    for text in (squash(power), squash(power_type), squash(step), squash(post)):
        domain = _last(text, _HIGH_BY_CUSTOM) or _last(text, _OTHER)
        if domain is not None:
            return domain
    return PowerDomain.INTERNAL


def _last(text: str, table: dict[PowerDomain, tuple[str, ...]]) -> PowerDomain | None:
    found = [
        (text.rfind(word) + len(word), domain) for domain, words in table.items() for word in words if word in text
    ]
    return max(found, key=lambda hit: hit[0])[1] if found else None
