"""Award and contract notices in many layouts, all of invented units and firms: what each says, and what must be read.

Flows out: `LAYOUTS`, each with its blocks (a text is a paragraph, a list of rows a table) and the expected rows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

Block = str | list[list[str]]

HENG, QING, YUN = "岚汀恒岳科技有限公司", "青禾供应链管理有限公司", "云岫园林工程有限公司"
CODE = "91439903MA0000001A"
TITLE = "岚汀市农业农村局检测设备采购项目中标（成交）结果公告"
PROJECT = "岚汀市农业农村局检测设备采购项目"
HEAD = ["一、项目编号：LTCG-2025-012", f"二、项目名称：{PROJECT}"]
TAIL = [
    "五、评审专家名单：",
    "乐某（组长）、滕某、鄂某（采购人代表）",
    "六、代理服务收费标准及金额：",
    "代理服务收费金额（元）：6840.00",
    "七、公告期限",
    "自本公告发布之日起1个工作日。",
    "九、凡对本次公告内容提出询问，请按以下方式联系。",
    "1.采购人信息",
    "名称：岚汀市农业农村局",
    "地址：岚汀市滨河路8号",
    "2.采购代理机构信息",
    "名称：岚汀正和招标代理有限公司",
    "地址：岚汀市文昌街3号",
]

Row = tuple[str, str | None, str | None]  # label, yuan, supplier


@dataclass(frozen=True)
class Layout:
    """A notice: `rows` that must be read; `warned` codes on rows, where any; `refused` the code for the whole file."""

    name: str
    title: str
    blocks: Sequence[Block]
    rows: Sequence[Row] = ()
    warned: frozenset[str] = frozenset()
    refused: str | None = None
    extra: Mapping[str, str | None] = field(default_factory=dict)
    unit: str | None = "元"


def plain(
    name: str, blocks: Sequence[Block], rows: Sequence[Row], *warned: str, title: str = TITLE, **more: object
) -> Layout:
    return Layout(name, title, [*HEAD, *blocks, *TAIL], rows, frozenset(warned), **more)  # type: ignore[arg-type]


ONE = [(PROJECT, "456000", HENG)]
FOUND = {
    "project_no": "LTCG-2025-012",
    "buyer": "岚汀市农业农村局",
    "agent": "岚汀正和招标代理有限公司",
    "agent_fee_yuan": "6840",
}

LAYOUTS: list[Layout] = [
    plain(
        "labels and values line by line",
        ["三、中标（成交）信息", f"供应商名称：{HENG}", "供应商地址：岚汀市滨河路18号", "中标（成交）金额：456000.00元"],
        ONE,
        extra=FOUND,
    ),
    plain(
        "unit in the label only",
        ["三、中标（成交）信息", f"中标供应商名称：{HENG}", f"统一社会信用代码：{CODE}", "中标金额（元）：456,000.00"],
        ONE,
        extra=FOUND,
    ),
    plain("ten thousand yuan in the label", ["三、成交信息", f"成交供应商：{HENG}", "成交金额（万元）：45.600000"], ONE, unit="万元"),
    plain("ten thousand yuan behind the figure", ["三、中标信息", f"中标人：{HENG}", "中标价：45.6万元"], ONE, unit="万元"),
    plain("capital amount with digits in brackets", ["三、中标信息", f"中标单位：{HENG}", "中标金额：人民币肆拾伍万陆仟元整（￥456000.00元）"], ONE),
    plain("digits with capitals behind", ["三、中标信息", f"中标单位：{HENG}", "中标金额：456000.00元（大写：肆拾伍万陆仟元整）"], ONE),
    plain("capitals and digits in two fields", ["三、成交信息", f"成交供应商名称：{HENG}", "成交金额：大写：肆拾伍万陆仟元整，小写：456000.00元"], ONE),
    plain("capitals alone", ["三、成交信息", f"成交供应商名称：{HENG}", "成交金额：肆拾伍万陆仟元整"], ONE),
    plain(
        "masked digits beside capitals",
        ["三、成交信息", f"成交供应商名称：{HENG}", "成交金额：******.00元（大写：肆拾伍万陆仟元整）"],
        ONE,
        "amount-from-capital",
    ),
    plain(
        "capitals that say another sum than the digits",
        ["三、成交信息", f"成交供应商名称：{HENG}", "成交金额：456000.00元（大写：肆拾陆万伍仟元整）"],
        [(PROJECT, None, HENG)],
        "amount-capital-differs",
        unit=None,
    ),
    plain(
        "an amount without any unit",
        ["三、成交信息", f"成交供应商名称：{HENG}", "成交金额：3908571.43", "合同预算不超过400万元/年。"],
        [(PROJECT, None, HENG)],
        "amount-no-unit",
        unit=None,
    ),
    plain(
        "an amount without unit that another line proves",
        ["三、成交信息", f"成交供应商名称：{HENG}", "成交金额：456000", "经评审，该供应商以456000元的报价为最低。"],
        ONE,
        "award-unit-proven",
    ),
    plain(
        "a discount rate in place of an amount",
        ["三、中标信息", f"中标供应商：{HENG}", "折扣率：85%"],
        [(PROJECT, None, HENG)],
        "award-is-rate",
        unit=None,
    ),
    plain(
        "a percentage under the label of an amount",
        ["三、中标信息", f"中标供应商：{HENG}", "中标（成交）金额：92.5%"],
        [(PROJECT, None, HENG)],
        "award-is-rate",
        unit=None,
    ),
    plain(
        "a sum of percentages that is no rate",
        ["三、中标信息", f"中标供应商：{HENG}", "中标（成交）金额：1368%"],
        [(PROJECT, None, HENG)],
        "award-rate-nonsense",
        unit=None,
    ),
    plain("zero as amount", ["三、中标信息", f"中标供应商：{HENG}", "中标（成交）金额：0元"], [(PROJECT, "0", HENG)], "award-amount-zero"),
    plain(
        "a masked supplier",
        ["三、中标信息", "中标供应商：******有限公司", "中标金额：456000元"],
        [(PROJECT, "456000", None)],
        "award-name-masked",
    ),
    plain(
        "a wrong credit code",
        ["三、中标信息", f"中标供应商：{HENG}", "统一社会信用代码：91439903MA0000001B", "中标金额：456000元"],
        ONE,
        "credit-code-invalid",
    ),
    plain(
        "two amounts that differ",
        ["三、中标信息", f"中标供应商：{HENG}", "中标金额：456000元", "四、成交情况", "成交金额：465000元"],
        [(PROJECT, None, HENG)],
        "award-amounts-differ",
        unit=None,
    ),
    plain("the same amount told twice", ["三、中标信息", f"中标供应商：{HENG}", "中标金额：456000元", f"确定{HENG}为中标供应商，中标金额为45.6万元。"], ONE, unit=None),
    plain("one sentence of prose", [f"经评审委员会评审，确定{HENG}为本项目中标供应商，中标金额为456,000.00元，工期30天。"], ONE),
    plain("prose with price first", [f"{HENG}以456000.00元的价格成交。"], ONE),
    plain("labels joined by 为", [f"中标单位为{HENG}，中标价为456000元。"], ONE),
    Layout(
        "all of it run together in one paragraph",
        TITLE,
        [
            f"一、项目编号：LTCG-2025-012二、项目名称：{PROJECT}三、中标（成交）信息供应商名称：{HENG}供应商地址：岚汀市滨河路18号"
            "中标（成交）金额：456000.00（元）四、主要标的信息服务范围：全市五、评审专家（单一来源采购人员）名单：乐某,滕某,鄂某,"
            "六、代理服务收费标准及金额：代理服务收费金额（元）：6840元七、公告期限：1个工作日八、联系方式1.采购人信息名称：岚汀市农业农村局"
            "2.采购代理机构信息名称：岚汀正和招标代理有限公司"
        ],
        ONE,
        extra=FOUND,
    ),
    plain(
        "two lots marked by 包",
        ["三、中标（成交）信息", "包1：土壤检测仪", f"供应商名称：{HENG}", "中标金额：200000元", "包2：水质检测仪", f"供应商名称：{QING}", "中标金额：256000元"],
        [("土壤检测仪", "200000", HENG), ("水质检测仪", "256000", QING)],
    ),
    plain(
        "two lots told one after the other without marks",
        ["三、中标（成交）信息", f"供应商名称：{HENG}", "中标金额：200000元", f"供应商名称：{QING}", "中标金额：256000元"],
        [(PROJECT, "200000", HENG), (PROJECT, "256000", QING)],
    ),
    plain(
        "one lot void, one awarded",
        ["三、中标（成交）信息", "第1包", f"中标供应商：{HENG}", "中标金额：200000元", "第2包：废标"],
        [(f"{PROJECT}(第1包)", "200000", HENG)],
    ),
    plain(
        "a table with the unit in the heading",
        ["三、中标（成交）信息", [["序号", "标项名称", "中标供应商名称", "中标金额（万元）"], ["1", "土壤检测仪", HENG, "24.726800"], ["2", "水质检测仪", QING, "3.5"]]],
        [("土壤检测仪", "247268", HENG), ("水质检测仪", "35000", QING)],
        unit="万元",
    ),
    plain(
        "a table with the unit in each cell",
        ["三、中标（成交）信息", [["包号", "供应商名称", "供应商地址", "中标（成交）金额"], ["1", HENG, "岚汀市滨河路18号", "7,712,000.00元"], ["2", QING, "岚汀市文昌街9号", "256000元"]]],
        [(f"{PROJECT}(1)", "7712000", HENG), (f"{PROJECT}(2)", "256000", QING)],
    ),
    plain(
        "a table whose total holds",
        ["三、中标（成交）信息", [["序号", "标项名称", "成交供应商", "成交金额（元）"], ["1", "土壤检测仪", HENG, "200000"], ["2", "水质检测仪", QING, "256000"], ["合计", "", "", "456000"]]],
        [("土壤检测仪", "200000", HENG), ("水质检测仪", "256000", QING)],
    ),
    plain(
        "headings broken inside",
        ["三、中标（成交）信息", [["序 号", "标项\n名称", "中标供应商\n名 称", "总 价\n（元）"], ["1", "土壤检测仪", HENG, "200000（元）"]]],
        [("土壤检测仪", "200000", HENG)],
    ),
    plain(
        "a list of goods beside the award",
        [
            "三、中标（成交）信息", f"供应商名称：{HENG}", "中标（成交）金额：456000元", "四、主要标的信息",
            [["货物名称", "品牌", "规格型号", "数量", "单价（元）"], ["光谱仪", "岚光", "LG-2", "2", "228000"]],
        ],
        ONE,
    ),
    plain(
        "a list of goods that names the supplier again",
        [
            "三、中标（成交）信息", f"供应商名称：{HENG}", "中标（成交）金额：456000元", "四、主要标的信息",
            [["供应商名称", "货物名称", "数量", "单价（元）", "金额（元）"], [HENG, "光谱仪", "2", "200000", "400000"], [HENG, "色谱柱", "7", "8000", "56000"]],
        ],
        ONE,
    ),
    plain(
        "ranked bidders beside the winner",
        [
            "三、中标（成交）信息", f"中标供应商：{HENG}", "中标金额：456000元",
            [["排名", "投标人名称", "投标报价（元）", "综合得分"], ["1", HENG, "456000", "91.2"], ["2", QING, "470000", "88.0"], ["3", YUN, "480000", "80.5"]],
        ],
        ONE,
    ),
    Layout(
        "a table of labels and values",
        TITLE,
        [[
            ["项目编号", "LTCG-2025-012"], ["项目名称", PROJECT], ["采购人", "岚汀市农业农村局"], ["代理机构", "岚汀正和招标代理有限公司"],
            ["中标供应商名称", HENG], ["统一社会信用代码", CODE], ["中标金额（元）", "456000.00"], ["评审专家名单", "乐某、滕某、鄂某"],
            ["代理服务费", "6840元"],
        ]],
        ONE,
        extra=FOUND,
    ),
    Layout(
        "a table of labels and values in four columns",
        TITLE,
        [[
            ["项目编号", "LTCG-2025-012", "项目名称", PROJECT], ["采购单位", "岚汀市农业农村局", "采购代理机构", "岚汀正和招标代理有限公司"],
            ["成交供应商", HENG, "成交金额", "456000元"], ["采购方式", "竞争性磋商", "代理服务费（元）", "6840"],
        ]],
        ONE,
        extra=FOUND,
    ),
    Layout(
        "a summary table above the full text",
        TITLE,
        [
            [["采购项目名称", PROJECT], ["采购单位", "岚汀市农业农村局"], ["总中标金额", "￥45.600000 万元（人民币）"]],
            *HEAD, f"中标供应商：{HENG}", "中标金额：45.6000000（万元）", *TAIL,
        ],
        ONE,
        extra=FOUND,
        unit="万元",
    ),
    plain(
        "several winners of a framework without amounts",
        ["三、入围信息", f"入围供应商：{HENG}、{QING}、{YUN}"],
        [(PROJECT, None, HENG), (PROJECT, None, QING), (PROJECT, None, YUN)],
        "award-amount-missing",
        title="岚汀市会议定点服务采购项目入围结果公告",
        unit=None,
    ),
    plain("a consortium is one supplier", ["三、中标信息", f"中标人：{HENG}（联合体牵头人）、{YUN}", "中标价：456000元"], [(PROJECT, "456000", f"{HENG}（联合体牵头人）、{YUN}")]),
    plain(
        "losers named beside the winner",
        ["三、中标信息", f"中标供应商：{HENG}", "中标金额：456000元", f"未中标供应商：{QING}", "未中标金额：500000元"],
        ONE,
    ),
    plain("a project number of 16 digits", [f"中标供应商：{HENG}", "中标金额：456000元"], ONE, title="岚汀市检测设备项目成交公告"),
    Layout(
        "single source with the result",
        "岚汀市水文数据服务单一来源采购成交结果公告",
        ["项目编号：5101852021000063", "项目名称：岚汀市水文数据服务", f"成交供应商：{HENG}", "成交金额：118000元"],
        [("岚汀市水文数据服务", "118000", HENG)],
        extra={"project_no": "5101852021000063"},
    ),
    Layout(
        "a works award in running text",
        "岚汀市青禾镇道路硬化工程中标公示",
        [f"岚汀市青禾镇道路硬化工程于2025年3月4日开标，中标单位：{YUN}；中标价：1025826.73元；项目经理：乐某；工期：90日历天。"],
        [("岚汀市青禾镇道路硬化工程", "1025826.73", YUN)],
    ),
    Layout(
        "a rate for meals is no sum",
        "岚汀市机关食堂服务采购项目中标公告",
        [f"中标供应商：{HENG}", "中标金额：15.00元/人/餐"],
        [("岚汀市机关食堂服务采购项目", None, HENG)],
        frozenset({"amount-is-rate"}),
        unit=None,
    ),
    plain(
        "a table lying on its side",
        [[["标段", "1标段", "2标段"], ["中标供应商", HENG, QING], ["中标金额（元）", "120000", "98000"]]],
        [(f"{PROJECT}(1标段)", "120000", HENG), (f"{PROJECT}(2标段)", "98000", QING)],
    ),
    plain(
        "one amount for two suppliers",
        [f"成交供应商：{HENG}、{QING}", "成交金额：456000元"],
        [(PROJECT, None, HENG), (PROJECT, None, QING)],
        "award-amount-missing",
        "award-amount-shared",
        unit=None,
    ),
    plain(
        "offers of candidates before the winner",
        [f"第一中标候选人：{QING}，报价：470000元", f"第二中标候选人：{YUN}，报价：480000元", f"中标人：{HENG}", "中标金额：456000元"],
        ONE,
    ),
    plain("a sign of yuan and nothing else", [f"成交单位：{HENG}", "成交金额：￥456,000.00"], ONE),
    plain(
        "a unit line over the table",
        ["单位：万元", [["标项名称", "成交供应商", "成交金额"], ["土壤检测仪", HENG, "12.8"]]],
        [("土壤检测仪", "128000", HENG)],
        unit="万元",
    ),
    plain(
        "two units for one figure",
        [[["标项名称", "成交供应商", "成交金额（万元）"], ["土壤检测仪", HENG, "456000元"]]],
        [("土壤检测仪", None, HENG)],
        "amount-unit-conflict",
        unit=None,
    ),
    plain("an amount that is only about right", [f"成交单位：{HENG}", "成交金额：约456000元"], [(PROJECT, None, HENG)], "amount-approximate", unit=None),
    Layout(
        "traditional characters",
        "嵐汀市檢測設備項目中標結果公告",
        ["項目編號：LT-7", "項目名稱：檢測設備", f"中標供應商名稱：{HENG}", "中標金額：456000元"],
        [("檢測設備", "456000", HENG)],
        extra={"project_no": "LT-7"},
    ),
    Layout(
        "a letter to the winner",
        "中标通知书",
        [f"{HENG}：", "贵单位在我单位组织的路灯采购项目（项目编号：QH-2024-3）中，被确定为中标供应商，中标金额：人民币贰拾万元整（¥200000.00）。"],
        [("中标通知书", "200000", HENG)],
        extra={"project_no": "QH-2024-3"},
    ),
    Layout(
        "a contract whose total in capitals tells the unit",
        "岚汀市检测设备购销合同",
        [
            "甲方（采购人）：岚汀市农业农村局",
            f"乙方（供应商）：{HENG}",
            [["序号", "货物名称", "数量", "单价", "金额"], ["1", "打印机", "10", "1200.00", "12000.00"], ["2", "扫描仪", "5", "3000.00", "15000.00"], ["合计", "", "", "", "27000.00"]],
            "合计人民币（大写）：贰万柒仟元整",
        ],
        [("打印机", "12000", None), ("扫描仪", "15000", None)],
        frozenset({"award-unit-proven"}),
    ),
    plain(
        "two firms in one cell of a table",
        [[["包号", "成交供应商", "成交金额（元）"], ["1", f"{HENG}\n{QING}", "100000"]]],
        [(f"{PROJECT}(1)", None, HENG), (f"{PROJECT}(1)", None, QING)],
        "award-amount-shared",
        unit=None,
    ),
    plain("a figure in two units that agree", [f"成交单位：{HENG}", "成交金额：45.6万元（456000元）"], ONE, unit="万元"),
    plain(
        "a figure in two units that differ",
        [f"成交单位：{HENG}", "成交金额：45.6万元（465000元）"],
        [(PROJECT, None, HENG)],
        "award-amounts-differ",
        unit=None,
    ),
    plain(
        "numbered lots with a total",
        ["1.标段一：大米", f"中标单位：{HENG} 中标金额：1200000元", "2.标段二：食用油", f"中标单位：{QING} 中标金额：800000元", "总中标金额：2000000元"],
        [("大米", "1200000", HENG), ("食用油", "800000", QING)],
    ),
    # contracts
    Layout(
        "a contract notice of labels",
        "岚汀市农业农村局检测设备采购合同公告",
        ["合同编号：LTHT-2025-7", f"项目名称：{PROJECT}", "采购人（甲方）：岚汀市农业农村局", f"供应商（乙方）：{HENG}", "合同金额：456000.00元", "合同签订日期：2025-06-10"],
        ONE,
        extra={"buyer": "岚汀市农业农村局"},
    ),
    Layout(
        "a contract with flat priced items",
        "岚汀市检测设备采购合同",
        [
            "采购人（甲方）：岚汀市农业农村局", f"供应商（乙方）：{HENG}", "一、标的信息",
            [["序号", "标的名称", "单位", "数量", "单价（元）", "金额（元）"], ["1", "光谱仪", "台", "2", "200000", "400000"], ["2", "色谱柱", "根", "7", "8000", "56000"], ["合计", "", "", "", "", "456000"]],
            "合同总价：456000.00元（大写：肆拾伍万陆仟元整）",
        ],
        [("光谱仪", "400000", None), ("色谱柱", "56000", None)],
    ),
    Layout(
        "a contract item whose price does not fit",
        "岚汀市检测设备采购合同",
        [
            f"供应商（乙方）：{HENG}",
            [["序号", "标的名称", "单位", "数量", "单价（元）", "金额（元）"], ["1", "光谱仪", "台", "2", "200000", "410000"], ["2", "色谱柱", "根", "7", "8000", "56000"]],
        ],
        [("光谱仪", "410000", None), ("色谱柱", "56000", None)],
        frozenset({"award-price-differs"}),
    ),
    # what only resembles an award
    Layout("an intention", "岚汀市农业农村局2025年5月至7月政府采购意向", [[["采购项目名称", "检测设备"], ["预算金额", "48万元"]]], refused="award-is-intention", unit="万元"),
    Layout("a call for consultation", "检测设备采购项目竞争性磋商公告", ["项目编号：LTCG-2025-012", "预算金额：480000元", "采购人：岚汀市农业农村局"], refused="award-is-call"),
    Layout("a call for tenders", "青禾镇道路硬化工程招标公告", ["招标人：青禾镇人民政府", "最高限价：1000000元"], refused="award-is-call"),
    Layout("a termination", "检测设备采购项目终止公告", ["项目编号：LTCG-2025-012", "终止原因：有效供应商不足三家"], refused="award-is-ended"),
    Layout("a void tender", "检测设备采购项目废标公告", ["项目编号：LTCG-2025-012", "废标原因：有效供应商不足三家"], refused="award-is-ended"),
    Layout(
        "candidates",
        "青禾镇道路硬化工程中标候选人公示",
        [[["排序", "中标候选人名称", "投标报价（元）"], ["1", YUN, "1000000"], ["2", HENG, "1010000"]]],
        refused="award-is-candidates",
    ),
    Layout("a selection", "岚汀市法律顾问遴选结果公示", ["入选单位：岚汀正和律师事务所", "服务费：50000元"], refused="award-is-selection"),
    Layout("single source before the award", "水文数据服务单一来源采购公示", [f"拟定供应商：{HENG}", "预算金额：120000元"], refused="award-is-single-source"),
    Layout("a correction", "检测设备采购项目中标结果更正公告", ["更正内容：中标金额由456000元更正为465000元"], refused="award-is-correction"),
    Layout("an acceptance", "检测设备采购项目履约验收公告", [f"供应商名称：{HENG}", "合同金额：456000元"], refused="award-is-acceptance"),
    Layout("an award whose result stands in an annex", TITLE, [*HEAD, "三、中标（成交）信息：详见附件"], refused="award-no-winner", unit=None),
    Layout("an award that lost its digits", "岚汀市检测设备采购项目中标公告", ["项目编号：", "成交日期：年月日", "中标供应商：", "中标金额：.万元", "公告期限：年月日至年月日"], refused="award-digits-lost", unit=None),
]  # fmt: skip
