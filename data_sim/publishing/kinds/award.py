"""中标（成交）结果公告: who won which purchase at which price, as the procurement network lays such notices out.

Flows in: a purchase with its winner and evaluators. Flows out: a page or document (财库〔2020〕50号, 公告和公示信息格式规范).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Final

import numpy as np

from data_sim.publishing.document import Money, MoneyUnit, Publication, Table, Value, Written
from data_sim.publishing.formats import write
from data_sim.publishing.style import Format, Style, published_as

# Which line of text names the supplier where no table does, from 0.
SUPPLIER_LINE: Final = 3
_NOTICES: Final = (Format.HTML, Format.HTML, Format.DOCX, Format.PDF)


@dataclass(frozen=True, slots=True)
class Award:
    """A purchase that was awarded, in yuan."""

    number: str
    title: str
    buyer: str
    method: str
    supplier: str
    supplier_code: str
    supplier_address: str
    amount: Decimal
    published: date
    agent: str = ""
    evaluators: Sequence[str] = ()
    buyer_representative: str = ""
    telephone: str = ""
    budget: Decimal | None = None


def publish_award(award: Award, style: Style, rng: np.random.Generator, path: Path) -> Written:
    """Write the notice: labelled lines with a table of the winner, or lines alone."""
    style = published_as(style, _NOTICES, rng)
    with_table = bool(rng.random() < 0.6)
    blocks: list[str | Table] = [
        f"一、项目编号：{award.number}",
        f"二、项目名称：{award.title}",
        "三、中标（成交）信息",
    ]
    if with_table:
        row: list[Value] = [1, award.supplier, award.supplier_code, award.supplier_address, Money(award.amount)]
        heading = ("序号", "供应商名称", "统一社会信用代码", "供应商地址", "中标（成交）金额（元）")
        blocks.append(Table((heading,), [row], money=MoneyUnit.YUAN))
    else:
        blocks += [
            f"供应商名称：{award.supplier}",
            f"统一社会信用代码：{award.supplier_code}",
            f"供应商地址：{award.supplier_address}",
            f"中标（成交）金额：{style.amount(award.amount, MoneyUnit.YUAN)}元",
        ]
    if award.evaluators:
        buyers = [f"{award.buyer_representative}（采购人代表）"] if award.buyer_representative else []
        first, *others = award.evaluators
        blocks.append(f"四、评审专家名单：{'、'.join([f'{first}（组长）', *others, *buyers])}")
    blocks += [f"五、采购方式：{award.method}", "六、公告期限：自本公告发布之日起1个工作日。"]
    blocks += ["七、采购人信息", f"名称：{award.buyer}", f"联系方式：{award.telephone}"]
    if award.agent:
        blocks += ["八、采购代理机构信息", f"名称：{award.agent}"]
    title = f"{award.title}{'中标' if '招标' in award.method else '成交'}结果公告"
    publication = Publication(title, award.buyer, tuple(blocks), award.published, section="政府采购")
    return write(publication, style, path)
