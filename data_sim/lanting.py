"""岚汀市, a fictitious city: the registers and notices that three of its offices keep and publish.

Together with the published samples they make each of the first ten rules fire at least once and miss nearly once. Flows
in: nothing. Flows out: workbooks and pages in a folder, the same bytes every time. City, offices, firms and people
do not exist.

    python -m data_sim.lanting samples/lanting
"""

from __future__ import annotations

import html
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import xlsxwriter

from data_sim.numbers import credit_code, identity_number, masked

Value = str | int | float | date | None
Row = tuple[Value, ...]

FARMING = "岚汀市农业农村局"
WATER = "岚汀市水利局"
WELFARE = "岚汀市民政局"
TREASURY = "岚汀市财政局"

# Birth dates are chosen so that the numbers agree with the masked ones in the city's recusal register.
ID = {
    "苗予航": identity_number(date(1971, 3, 9), 1),
    "戚若棠": identity_number(date(1979, 3, 2), 2),
    "鄢亦舒": identity_number(date(1990, 3, 5), 3),
    "储怀砚": identity_number(date(1976, 3, 6), 4),
    "璩明霁": identity_number(date(1987, 5, 21), 5),
    "鄢一鸣": identity_number(date(1984, 9, 17), 6),
    "苗亦帆": identity_number(date(1993, 11, 2), 7),
    "亓知白": identity_number(date(1988, 1, 25), 8),
    "江予白": identity_number(date(1978, 6, 30), 9),
    "闻人竹": identity_number(date(1969, 12, 12), 10),
    "宿砚秋": identity_number(date(1985, 4, 8), 11),
    "桑榆晚": identity_number(date(1991, 7, 19), 12),
    "温九思": identity_number(date(1982, 2, 14), 13),
    "阮青岚": identity_number(date(1986, 10, 3), 14),
    "褚清和": identity_number(date(1974, 8, 23), 15),
}
FIRM = {
    name: credit_code(serial)
    for serial, name in enumerate(
        (
            "岚汀市禾谷源农机有限公司",
            "岚汀市穗丰农机有限公司",
            "岚汀市青陌蔬菜批发部",
            "岚汀市澜石水利工程有限公司",
            "岚汀市云津建设有限公司",
            "岚汀市田畴农机专业合作社",
            "岚汀市碧涧水务工程有限公司",
        ),
        start=1,
    )
}


@dataclass(frozen=True, slots=True)
class Sheet:
    """One workbook as an office keeps it: title, unit and date line, heading, rows, notes below."""

    file: str
    title: str
    unit: str
    line: str
    right: str
    heading: tuple[str, ...]
    rows: Sequence[Row]
    widths: tuple[int, ...]
    notes: tuple[str, ...] = ()


def tenures() -> list[Sheet]:
    """Who holds which post since when (岗位任职登记表)."""
    heading = (
        "序号", "姓名", "身份证号", "科室", "岗位", "职务", "是否重点岗位", "任现岗位起始日期", "离岗日期", "备注",
    )  # fmt: skip
    widths = (6, 10, 24, 22, 18, 24, 12, 16, 14, 16)

    def sheet(file: str, unit: str, rows: Sequence[Row]) -> Sheet:
        return Sheet(file, f"{unit}岗位任职登记表", unit, f"填报单位：{unit}（盖章）", "填报时间：2026年6月30日", heading,
                     rows, widths, ("填表人：        审核人：        单位负责人：",))  # fmt: skip

    return [
        sheet(
            "lanting-nongye-tenure.xlsx",
            FARMING,
            (
                (1, "苗予航", ID["苗予航"], "局领导", "分管农机", "党组成员、副局长", "是", date(2022, 3, 1), None, ""),
                (2, "储怀砚", ID["储怀砚"], "局领导", "分管财务", "党组成员、副局长", "是", date(2023, 5, 10), None, ""),
                (3, "鄢一鸣", ID["鄢一鸣"], "农机科", "农机补贴核验岗", "农机科副科长", "是", date(2017, 4, 1), None, ""),
                (4, "苗亦帆", ID["苗亦帆"], "农机科", "农机补贴核验岗", "农机科科员", "是", "2021年12月20日", None, ""),
                (5, "鄢亦舒", ID["鄢亦舒"], "农产品质量安全监管科", "执法承办岗",
                 "农产品质量安全监管科四级主任科员", "是", "2022.9.1", None, ""),
                (6, "璩明霁", ID["璩明霁"], "种植业科", "执法承办岗", "种植业科副科长", "是", date(2023, 2, 6), None, ""),
                (7, "戚若棠", ID["戚若棠"], "计划财务科", "资金拨付岗", "计划财务科科长", "是", date(2015, 7, 1),
                 date(2024, 4, 15), "调至种植业科"),
                (8, "亓知白", ID["亓知白"], "办公室", "档案管理岗", "办公室科员", "否", date(2013, 8, 1), None, ""),
            ),
        ),
        sheet(
            "lanting-shuili-tenure.xlsx",
            WATER,
            (
                (1, "闻人竹", ID["闻人竹"], "局领导", "分管建设", "党组成员、副局长", "是", date(2021, 11, 1), None, ""),
                (2, "江予白", ID["江予白"], "建设管理科", "工程招标岗", "建设管理科科长", "是", date(2022, 1, 4), None, ""),
                (3, "宿砚秋", ID["宿砚秋"], "计划财务科", "出纳岗", "计划财务科出纳", "是", date(2014, 9, 1), None, ""),
                (4, "桑榆晚", ID["桑榆晚"], "水政监察大队", "水政执法岗", "水政监察大队副大队长", "是", "2023-03-15", None, ""),
                (5, "温九思", ID["温九思"], "办公室", "文书岗", "办公室科员", "否", date(2020, 6, 1), None, ""),
            ),
        ),
        sheet(
            "lanting-minzheng-tenure.xlsx",
            WELFARE,
            (
                (1, "阮青岚", ID["阮青岚"], "社会救助科", "低保审核岗", "社会救助科科长", "是", date(2023, 1, 9), None, ""),
                (2, "褚清和", ID["褚清和"], "人事科", "人事管理岗", "人事科科长", "是", "", None, "到岗日期待查"),
            ),
        ),
    ]  # fmt: skip


def declared_ties() -> list[Sheet]:
    """What officials declared of their relatives' posts and firms."""
    heading = (
        "序号", "申报人", "身份证号", "职务", "与本人关系", "亲属姓名", "亲属身份证号", "亲属工作单位",
        "任职或投资企业", "统一社会信用代码", "企业职务", "出资比例(%)", "关系起始日期", "关系终止日期", "申报日期",
        "备注",
    )  # fmt: skip
    widths = (6, 10, 24, 26, 14, 10, 24, 22, 30, 24, 14, 12, 14, 14, 14, 10)

    def firm(name: str) -> tuple[str, str]:
        return name, FIRM[name]

    def sheet(file: str, unit: str, declared: str, rows: Sequence[Row]) -> Sheet:
        return Sheet(file, f"{unit}领导干部亲属任职及经商办企业情况申报表", unit, f"填报单位：{unit}（盖章）",
                     f"填报时间：{declared}", heading, rows, widths,
                     ("说明：1.无经商办企业情况的填“无”；2.身份证号由人事部门核对。",))  # fmt: skip

    return [
        sheet(
            "lanting-nongye-ties.xlsx",
            FARMING,
            "2024年1月20日",
            (
                (1, "苗予航", ID["苗予航"], "党组成员、副局长", "弟", "苗予舟", identity_number(date(1976, 5, 9), 101),
                 "", *firm("岚汀市禾谷源农机有限公司"), "法定代表人", 60, date(2018, 3, 1), None, date(2024, 1, 15), ""),
                (2, "鄢一鸣", ID["鄢一鸣"], "农机科副科长", "配偶的姐妹", "卓予宁",
                 identity_number(date(1989, 8, 8), 102), "", *firm("岚汀市穗丰农机有限公司"), "法定代表人", 51,
                 date(2020, 6, 18), None, date(2024, 1, 16), ""),
                (3, None, None, None, "配偶的堂兄弟", "卓远舟", identity_number(date(1983, 2, 27), 103), "",
                 *firm("岚汀市田畴农机专业合作社"), "负责人", "", date(2019, 4, 1), None, date(2024, 1, 16), ""),
                (4, "鄢亦舒", ID["鄢亦舒"], "农产品质量安全监管科四级主任科员", "伯父", "鄢秉诚",
                 identity_number(date(1961, 10, 30), 104), "", *firm("岚汀市青陌蔬菜批发部"), "经营者", "",
                 "2011年6月1日", None, date(2024, 1, 17), ""),
                (5, "苗亦帆", ID["苗亦帆"], "农机科科员", "堂妹", "苗青禾", "", "岚汀市第二中学", "无", "", "", "", None,
                 None, date(2024, 1, 17), "身份证号未填"),
                (6, "储怀砚", ID["储怀砚"], "党组成员、副局长", "配偶", "戚若棠", ID["戚若棠"], FARMING, "无", "", "", "",
                 None, None, date(2024, 1, 18), ""),
                (7, "璩明霁", ID["璩明霁"], "种植业科副科长", "女儿", "璩知微", identity_number(date(2012, 9, 5), 105),
                 "", "无", "", "", "", None, None, date(2024, 1, 18), ""),
            ),
        ),
        sheet(
            "lanting-shuili-ties.xlsx",
            WATER,
            "2024年1月25日",
            (
                (1, "江予白", ID["江予白"], "建设管理科科长", "表弟", "简行舟", identity_number(date(1985, 7, 7), 106),
                 "", *firm("岚汀市澜石水利工程有限公司"), "股东", 4, date(2021, 5, 6), None, date(2024, 1, 22), ""),
                (2, None, None, None, "妹夫", "寇远岫", identity_number(date(1980, 1, 16), 107), "",
                 *firm("岚汀市碧涧水务工程有限公司"), "股东", 35, date(2017, 9, 1), date(2023, 8, 31),
                 date(2024, 1, 22), "股权已转让"),
                (3, "闻人竹", ID["闻人竹"], "党组成员、副局长", "女婿", "聂云川", identity_number(date(1994, 3, 3), 108),
                 "", *firm("岚汀市云津建设有限公司"), "监事", 0, date(2022, 10, 10), None, date(2024, 1, 23), ""),
            ),
        ),
    ]  # fmt: skip


def matter_logs() -> list[Sheet]:
    """Who did what, when, in which matter (事项办理日志)."""
    heading = (
        "序号", "事项编号", "事项名称", "职权名称", "岗位", "环节", "经办人", "经办人身份证号", "办理时间", "申请人",
        "申请人证件号码", "统一社会信用代码", "申请金额(万元)", "备注",
    )  # fmt: skip
    widths = (6, 16, 34, 24, 18, 10, 10, 24, 18, 30, 24, 24, 14, 12)

    def acts(
        number: str, title: str, power: str, post: str, party: str, amount: Value, steps: Sequence[tuple[str, str, str]],
        *, party_number: str = "",
    ) -> list[Row]:  # fmt: skip
        return [
            (number, title, power, post, step, name, masked(ID[name]), when, party, party_number, FIRM.get(party, ""),
             amount, "")
            for step, name, when in steps
        ]  # fmt: skip

    subsidy = ("农机购置补贴审核", "农机补贴核验岗")
    penalty = ("农产品质量安全行政处罚", "执法承办岗")
    farming = [
        # Recused in time and did no more than file the papers afterwards: neither C01 nor C10.
        *acts("NJ-2024-031", "2024年农机购置补贴机具核验", *subsidy, "岚汀市禾谷源农机有限公司", 18.6, (
            ("受理", "苗亦帆", "2024-03-11 09:20"), ("核验", "鄢一鸣", "2024-03-14 10:05"),
            ("公示", "鄢一鸣", "2024-03-18 08:40"), ("归档", "苗予航", "2024-03-29 16:30"))),
        # His wife's sister is the legal representative, and nothing was registered: C01.
        *acts("NJ-2024-047", "2024年穗丰农机购置补贴", *subsidy, "岚汀市穗丰农机有限公司", 32.4, (
            ("受理", "苗亦帆", "2024-05-06 14:10"), ("核验", "鄢一鸣", "2024-05-09 09:30"),
            ("公示", "苗亦帆", "2024-05-13 09:00"))),
        # His wife's cousin heads the cooperative: near, but outside the kin set of the law.
        *acts("NJ-2024-052", "2024年田畴合作社农机购置补贴", *subsidy, "岚汀市田畴农机专业合作社", 27.15, (
            ("受理", "苗亦帆", "2024-05-20 10:00"), ("核验", "鄢一鸣", "2024-05-23 15:45"),
            ("公示", "苗亦帆", "2024-05-27 09:10"))),
        # The applicant bears the name of a declared cousin, and neither has a number: cannot be assessed.
        *acts("NJ-2024-058", "2024年苗青禾农机购置补贴", *subsidy, "苗青禾", 1.2, (
            ("受理", "苗亦帆", "2024-06-03 09:00"), ("核验", "鄢一鸣", "2024-06-05 11:00"))),
        # The recusal was accepted on 23 July, and she took evidence again the day after: C10, and C01 with it.
        *acts("岚农罚〔2024〕17号", "岚农罚〔2024〕17号案", *penalty, "岚汀市青陌蔬菜批发部", "", (
            ("立案", "璩明霁", "2024-07-15 09:00"), ("调查取证", "鄢亦舒", "2024-07-24 10:30"),
            ("送达", "璩明霁", "2024-08-20 15:00"))),
        *acts("岚农罚〔2024〕21号", "岚农罚〔2024〕21号案", *penalty, "岚汀市云津建设有限公司", "", (
            ("立案", "鄢亦舒", "2024-09-02 09:00"), ("调查取证", "璩明霁", "2024-09-10 14:00"),
            ("送达", "璩明霁", "2024-09-30 10:00"))),
        *acts("DA-2024-005", "档案查借阅", "档案查借阅", "档案管理岗", "岚汀市云津建设有限公司", "", (
            ("登记", "亓知白", "2024-10-08 09:30"),)),
    ]  # fmt: skip
    tender = ("小型水库维修工程招标", "工程招标岗")
    water = [
        # A cousin holds 4 per cent: below the 5 per cent that count.
        *acts("SK-2024-003", "石桥水库维修工程招标", *tender, "岚汀市澜石水利工程有限公司", 186, (
            ("受理", "温九思", "2024-04-02 09:00"), ("评审", "江予白", "2024-04-25 09:30"),
            ("决定", "闻人竹", "2024-04-28 16:00"))),
        # His sister's husband left the firm in August of the year before.
        *acts("SK-2024-007", "柳湾水库维修工程招标", *tender, "岚汀市碧涧水务工程有限公司", 142.5, (
            ("受理", "温九思", "2024-05-08 09:00"), ("评审", "江予白", "2024-05-29 09:30"),
            ("决定", "闻人竹", "2024-05-31 10:00"))),
        # His son-in-law is a supervisor of the winner: C01 at the deciding step.
        *acts("SK-2024-011", "云津水库维修工程招标", *tender, "岚汀市云津建设有限公司", 207.8, (
            ("受理", "温九思", "2024-06-12 09:00"), ("评审", "江予白", "2024-07-03 09:30"),
            ("决定", "闻人竹", "2024-07-05 10:20"))),
        *acts("ZF-2024-019", "石桥水库维修进度款", "工程资金支付", "出纳岗", "岚汀市澜石水利工程有限公司", 93, (
            ("受理", "宿砚秋", "2024-08-06 09:00"), ("拨付", "宿砚秋", "2024-08-07 15:00"))),
        *acts("岚水罚〔2024〕4号", "岚水罚〔2024〕4号案", "水行政处罚", "水政执法岗", "岚汀市碧涧水务工程有限公司", "", (
            ("立案", "桑榆晚", "2024-09-03 09:00"), ("调查取证", "桑榆晚", "2024-09-12 09:00"))),
    ]  # fmt: skip

    def sheet(file: str, unit: str, rows: Sequence[Row]) -> Sheet:
        numbered = [(n, *row) for n, row in enumerate(rows, start=1)]
        return Sheet(file, f"{unit}事项办理日志（2024年度）", unit, f"填报单位：{unit}", "填报时间：2025年1月6日", heading,
                     numbered, widths, ("说明：办理时间以系统记录为准。",))  # fmt: skip

    return [sheet("lanting-nongye-matters.xlsx", FARMING, farming), sheet("lanting-shuili-matters.xlsx", WATER, water)]


def recusals() -> list[Sheet]:
    """The recusal register of the water office: held, with one entry that concerns another matter."""
    heading = (
        "序号", "登记编号", "姓名", "工作单位及职务", "岗位", "身份证号", "回避类型", "回避事项", "权力环节", "相对人",
        "与本人关系", "依据条款", "提出方式", "申请日期", "审核人", "决定", "决定日期", "执行方式及期间", "备注",
    )  # fmt: skip
    rows: tuple[Row, ...] = (
        (1, "SL-HB-2024-001", "江予白", "建设管理科科长", "工程招标岗", masked(ID["江予白"]), "公务回避",
         "竹溪水库维修工程招标", "评审", "岚汀市碧涧水务工程有限公司", "妹夫", "公务员法第七十六条", "本人申请",
         date(2024, 3, 4), "局党组", "同意回避", date(2024, 3, 6), "退出评审", ""),
    )  # fmt: skip
    widths = (6, 16, 10, 20, 14, 24, 12, 26, 10, 30, 12, 20, 14, 14, 12, 12, 14, 18, 10)
    return [
        Sheet("lanting-shuili-recusal.xlsx", f"{WATER}履职回避登记表", WATER, f"填报单位：{WATER}（盖章）",
              "填报时间：2024年12月23日", heading, rows, widths, ("说明：一事一登记。",)),
    ]  # fmt: skip


def programme_budgets() -> list[Sheet]:
    """What the treasury set aside for each programme (专项资金年度预算表)."""
    heading = ("序号", "专项名称", "预算年度", "主管部门", "预算金额(万元)", "预算文号", "备注")
    rows: tuple[Row, ...] = (
        (1, "高标准农田建设补助资金", 2024, FARMING, 1200, "岚财预〔2024〕6号", ""),
        (2, "小型水库维修养护资金", 2024, WATER, 2000, "岚财预〔2024〕7号", ""),
        (3, "耕地地力保护补贴资金", 2024, FARMING, 0.86, "岚财预〔2024〕9号", ""),
        (4, "困难群众救助补助资金", 2024, WELFARE, 4.32, "岚财预〔2024〕11号", ""),
        (5, "秸秆综合利用补助资金", 2026, FARMING, 500, "岚财预〔2026〕5号", ""),
    )
    return [
        Sheet(
            "lanting-caizheng-programmes.xlsx",
            "岚汀市专项资金年度预算表",
            TREASURY,
            f"编制单位：{TREASURY}",
            "金额单位：万元",
            heading,
            rows,
            (6, 30, 10, 22, 16, 20, 12),
        )
    ]


def post_steps() -> list[Sheet]:
    """Posts, powers and steps of two more offices, graded by themselves."""
    heading = (
        "序号", "科室", "岗位", "职权名称", "职权类型", "环节序号", "流程环节", "经办人", "办理时限（工作日）", "风险点",
        "风险等级", "防控措施",
    )  # fmt: skip
    widths = (6, 18, 16, 24, 12, 9, 12, 12, 12, 26, 9, 26)

    def power(
        n: int, department: str, post: str, name: str, kind: str, steps: Sequence[tuple[str, str, Value, str, str, str]]
    ) -> list[Row]:  # fmt: skip
        return [
            (n, department, post, name, kind, number, step, handler, limit, risk, grade, measure)
            for number, (step, handler, limit, risk, grade, measure) in enumerate(steps, start=1)
        ]

    water = [
        *power(1, "建设管理科", "工程招标岗", "小型水库维修工程招标", "其他行政权力", (
            ("受理", "温九思", 2, "收件不登记", "低", "统一收件登记"),
            ("评审", "江予白", 15, "与投标人串通、设置不合理条件", "高", "随机抽取评审专家，全程录像"),
            ("决定", "闻人竹", 5, "个人决定中标结果", "高", "局党组集体决策"),
            ("公示", "江予白", 3, "公示要素不全", "中", "统一模板"))),
        *power(2, "计划财务科", "出纳岗", "工程资金支付", "内部管理", (
            ("受理", "宿砚秋", 1, "凭证不全即受理", "低", "凭证清单"),
            ("审核", "宿砚秋", 2, "一人审核支付", "低", ""),
            ("拨付", "宿砚秋", 3, "超进度支付", "低", "银企对账"))),
        *power(3, "水政监察大队", "水政执法岗", "水行政处罚", "行政处罚", (
            ("立案", "桑榆晚", 7, "该立不立", "中", "集体研判"),
            ("调查取证", "桑榆晚", 30, "单人执法", "高", "两人以上执法，执法记录仪"),
            ("决定", "闻人竹", 7, "裁量随意", "高", "裁量基准，法制审核"),
            ("送达", "桑榆晚", 7, "逾期送达", "低", "送达回证"))),
        *power(4, "办公室", "文书岗", "公文流转", "内部管理", (
            ("登记", "温九思", 1, "漏登", "低", "双人核对"),
            ("归档", "温九思", 30, "归档不全", "低", "年度检查"))),
    ]  # fmt: skip
    welfare = [
        *power(1, "社会救助科", "低保审核岗", "最低生活保障审核确认", "行政给付", (
            ("受理", "", 3, "优亲厚友、选择性受理", "中", "首问登记"),
            ("调查", "", 10, "入户调查走过场", "高", "两人入户，影像留痕"),
            ("审核", "阮青岚", 5, "人情保、关系保", "高", "近亲属备案，信息比对"),
            ("公示", "", 7, "不公示或公示不足", "中", "村级公开栏拍照"),
            ("决定", "阮青岚", 3, "超标准认定", "高", "集体会审"))),
        *power(2, "人事科", "人事管理岗", "干部任免", "人事管理", (
            ("审核", "褚清和", 10, "档案审核不严", "高", "档案专审"),
            ("决定", "", 10, "任人唯亲", "高", "党组会集体讨论"),
            ("公示", "褚清和", 5, "公示范围过小", "", ""))),
        *power(3, "慈善社工科", "福彩资金岗", "福彩公益金分配", "资金分配", (
            ("受理", "", 3, "申报条件把关不严", "低", "统一申报指南"),
            ("评审", "", 10, "人为倾斜", "高", "第三方评审"),
            ("拨付", "", 7, "超范围使用", "中", "专账核算"))),
    ]  # fmt: skip

    def sheet(file: str, unit: str, rows: Sequence[Row]) -> Sheet:
        return Sheet(
            file,
            f"{unit}岗位职权与流程表",
            unit,
            f"编制单位：{unit}",
            "2026年1月",
            heading,
            rows,
            widths,
        )

    return [
        sheet("lanting-shuili-post-step.xlsx", WATER, water),
        sheet("lanting-minzheng-post-step.xlsx", WELFARE, welfare),
    ]


def three_public() -> list[Sheet]:
    """三公经费 of three offices over two years: one rise with a reason, one without, one fall."""
    heading = ("项  目", "预算数")

    def sheet(file: str, unit: str, year: int, figures: Sequence[float], *notes: str) -> Sheet:
        abroad, purchase, running, reception = figures
        vehicles = round(purchase + running, 2)
        rows: tuple[Row, ...] = (
            ("合  计", round(abroad + vehicles + reception, 2)),
            ("1.因公出国(境)费用", abroad),
            ("2.公务用车购置及运行费", vehicles),
            ("   其中:公务用车购置费", purchase),
            ("   公务用车运行维护费", running),
            ("3.公务接待费", reception),
        )
        return Sheet(file, f"{unit}{year}年“三公”经费预算表", unit, f"部门：{unit}", "单位：万元", heading, rows,
                     (34, 16), notes)  # fmt: skip

    return [
        sheet("lanting-nongye-sangong-2024.xlsx", FARMING, 2024, (0, 0, 14.5, 3.6)),
        sheet(
            "lanting-nongye-sangong-2025.xlsx",
            FARMING,
            2025,
            (0, 18, 14, 3.2),
            "注：公务用车购置费增加，系更新动物防疫执法车辆1辆。",
        ),
        sheet("lanting-shuili-sangong-2024.xlsx", WATER, 2024, (0, 0, 6.4, 3.6)),
        sheet("lanting-shuili-sangong-2025.xlsx", WATER, 2025, (0, 0, 8.2, 4.8)),
        sheet("lanting-minzheng-sangong-2024.xlsx", WELFARE, 2024, (0, 0, 5.5, 3.1)),
        sheet("lanting-minzheng-sangong-2025.xlsx", WELFARE, 2025, (0, 0, 5.3, 2.9)),
    ]


@dataclass(frozen=True, slots=True)
class Page:
    """A public notice as the city's site shows it."""

    file: str
    title: str
    unit: str
    published: str
    paragraphs: tuple[str, ...]
    caption: str
    heading: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]
    closing: tuple[str, ...]


def notices() -> list[Page]:
    """Notices of special funds: complete and short, thin, early, late, with and without a leak."""
    townships = ("芦溪镇", "白石镇", "青禾乡", "云津镇", "柳湾镇", "石桥镇", "东坪乡", "南浦镇", "西岭乡", "北塘镇",
                 "竹溪乡", "松涧镇")  # fmt: skip
    farmland = (534.6, 88, 77, 66, 66, 66, 60.5, 55, 49.5, 44, 44, 37.4)
    reservoirs_1 = (300, 220, 180, 160, 140, 130, 70)
    reservoirs_2 = (230, 210, 180, 150, 130, 90)
    firms = ("岚汀市澜石水利工程有限公司", "岚汀市云津建设有限公司", "岚汀市碧涧水务工程有限公司")
    project = ("序号", "实施单位", "项目名称", "补助金额（万元）")
    farmer = ("序号", "户主", "身份证号", "面积（亩）", "补贴标准（元/亩）", "补贴金额（元）")

    def table(payees: Sequence[str], what: str, amounts: Sequence[float]) -> list[tuple[str, ...]]:
        rows = [(str(n), payee, f"{payee.removesuffix('人民政府')}{what}", f"{amount:g}")
                for n, (payee, amount) in enumerate(zip(payees, amounts, strict=True), start=1)]  # fmt: skip
        return [*rows, ("合计", "", "", f"{round(sum(amounts), 2):g}")]

    def fields(names: Sequence[str], numbers: Sequence[str], areas: Sequence[float]) -> list[tuple[str, ...]]:
        rows = [(str(n), name, number, f"{area:g}", "100", f"{area * 100:g}")
                for n, (name, number, area) in enumerate(zip(names, numbers, areas, strict=True), start=1)]  # fmt: skip
        return [*rows, ("合计", "", "", "", "", f"{sum(areas) * 100:g}")]

    phone = "监督电话：12345"
    hidden = [masked(identity_number(date(1958 + n, 3, 1 + n), 200 + n)) for n in range(8)]
    shown = [*hidden[:3], identity_number(date(1963, 6, 15), 231)]
    return [
        Page(
            "lanting-gaobiaozhun-2024.html", "2024年高标准农田建设补助资金安排公示", FARMING, "2024-04-08",
            ("依据岚财农〔2024〕12号，现将2024年高标准农田建设补助资金安排情况予以公示。",
             "公示时间：2024年4月9日至2024年4月18日。"),
            "2024年高标准农田建设补助资金安排表", project,
            table([f"{t}人民政府" for t in townships], "高标准农田建设", farmland), (f"附件：监督联系方式。{phone}",),
        ),
        Page(
            "lanting-shuiku-2024-1.html", "2024年第一批小型水库维修养护资金公示", WATER, "2024-05-06",
            ("依据岚财农〔2024〕21号，现将2024年第一批小型水库维修养护资金予以公示。",
             "公示时间：2024年5月7日至2024年5月16日。", phone),
            "2024年第一批小型水库维修养护资金安排表", project,
            table([*firms, *(f"{t}人民政府" for t in townships[:4])], "小型水库维修养护", reservoirs_1), (),
        ),
        Page(
            "lanting-shuiku-2024-2.html", "2024年第二批小型水库维修养护资金公示", WATER, "2024-09-10",
            ("依据岚财农〔2024〕58号，现将2024年第二批小型水库维修养护资金予以公示。",
             "公示时间：2024年9月11日至2024年9月20日。"),
            "2024年第二批小型水库维修养护资金安排表", project,
            table([f"{t}人民政府" for t in townships[4:10]], "小型水库维修养护", reservoirs_2), (),
        ),
        Page(
            "lanting-dili-qinghe-2024.html", "2024年青禾乡耕地地力保护补贴资金公示", FARMING, "2024-06-03",
            ("依据岚财农〔2024〕30号，现将青禾乡2024年耕地地力保护补贴资金发放情况予以公示。",
             "公示时间：2024年6月4日至2024年6月8日。", phone),
            "2024年耕地地力保护补贴资金发放明细表", farmer,
            fields(("苗某某", "鄢某某", "戚某", "逄某某"), hidden[:4], (12.5, 8.2, 15, 6.3)), (),
        ),
        Page(
            "lanting-dili-baishi-2024.html", "2024年白石镇耕地地力保护补贴资金公示", FARMING, "2024-06-03",
            ("依据岚财农〔2024〕30号，现将白石镇2024年耕地地力保护补贴资金发放情况予以公示。",
             "公示时间：2024年6月4日至2024年6月10日。", phone),
            "2024年耕地地力保护补贴资金发放明细表", farmer,
            fields(("缑某某", "郗某", "那某某", "亓某某"), hidden[4:], (10.5, 9.5, 11, 13)), (),
        ),
        Page(
            "lanting-jiuzhu-2024.html", "2024年困难群众救助补助资金公示", WELFARE, "2024-10-14",
            ("依据岚民发〔2024〕44号，现将2024年困难群众救助补助资金发放情况予以公示。",
             "公示时间：2024年10月15日至2024年10月24日。", phone),
            "2024年困难群众救助补助资金发放明细表",
            ("序号", "户主", "身份证号", "所在社区", "救助金额（元）"),
            [*((str(n), name, number, place, amount) for n, (name, number, place, amount) in enumerate(
                zip(("苗某", "鄢某某", "郗某某", "逄某"), shown, ("桥东社区", "桥西社区", "北门社区", "南门社区"),
                    ("12000", "10800", "9600", "10800"), strict=True), start=1)), ("合计", "", "", "", "43200")],
            (),
        ),
        Page(
            "lanting-jiegan-2026.html", "2026年第一批秸秆综合利用补助资金公示", FARMING, "2026-05-11",
            ("依据岚财农〔2026〕17号，现将2026年第一批秸秆综合利用补助资金予以公示。",
             "公示时间：2026年5月12日至2026年5月21日。", phone),
            "2026年第一批秸秆综合利用补助资金安排表", project,
            table([f"{t}人民政府" for t in townships[:5]], "秸秆综合利用", (45, 42, 40, 38, 35)), (),
        ),
    ]  # fmt: skip


def write(folder: Path) -> list[Path]:
    """Write every register and notice of the city into a folder; returns the files."""
    folder.mkdir(parents=True, exist_ok=True)
    sheets = [
        *tenures(),
        *declared_ties(),
        *matter_logs(),
        *recusals(),
        *programme_budgets(),
        *post_steps(),
        *three_public(),
    ]
    return [_workbook(folder, sheet) for sheet in sheets] + [_page(folder, page) for page in notices()]


def _workbook(folder: Path, sheet: Sheet) -> Path:
    path = folder / sheet.file
    with xlsxwriter.Workbook(path, {"default_date_format": "yyyy-mm-dd"}) as book:
        book.set_properties({"created": datetime(2025, 1, 1, tzinfo=UTC).replace(tzinfo=None)})
        title = book.add_format({"bold": True, "font_size": 16, "align": "center", "valign": "vcenter"})
        head = book.add_format({"bold": True, "border": 1, "align": "center", "valign": "vcenter", "text_wrap": True})
        cell = book.add_format({"border": 1, "valign": "vcenter", "text_wrap": True})
        day = book.add_format({"border": 1, "valign": "vcenter", "num_format": "yyyy-mm-dd"})
        page = book.add_worksheet(sheet.title.removeprefix(sheet.unit)[:20] or "Sheet1")
        last = len(sheet.heading) - 1
        for column, width in enumerate(sheet.widths):
            page.set_column(column, column, width)
        page.merge_range(0, 0, 0, last, sheet.title, title)
        page.write(1, 0, sheet.line)
        page.write(1, last, sheet.right)
        page.write_row(2, 0, sheet.heading, head)
        for r, row in enumerate(sheet.rows, start=3):
            for c, value in enumerate(row):
                if isinstance(value, date):
                    page.write_datetime(r, c, datetime(value.year, value.month, value.day), day)  # noqa: DTZ001
                elif value is None or value == "":
                    page.write_blank(r, c, None, cell)
                else:
                    page.write(r, c, value, cell)
        _merge_repeated_person(page, sheet, cell)
        for n, note in enumerate(sheet.notes):
            page.merge_range(3 + len(sheet.rows) + n, 0, 3 + len(sheet.rows) + n, last, note)
    return path


def _merge_repeated_person(page: xlsxwriter.workbook.Worksheet, sheet: Sheet, cell: object) -> None:
    """Registers merge name, number and post over the lines of one person; here a line that leaves the name out."""
    if "申报人" not in sheet.heading:
        return
    first = sheet.heading.index("申报人")
    for r, row in enumerate(sheet.rows):
        if row[first] is None:
            for column in range(first, first + 3):
                page.merge_range(2 + r, column, 3 + r, column, sheet.rows[r - 1][column], cell)


def _page(folder: Path, page: Page) -> Path:
    def line(cells: Sequence[str], tag: str) -> str:
        return "<tr>" + "".join(f"<{tag}>{html.escape(text)}</{tag}>" for text in cells) + "</tr>"

    text = "\n".join(
        (
            "<!DOCTYPE html>",
            '<html lang="zh-CN"><head><meta charset="utf-8">',
            f"<title>{page.title}_岚汀市人民政府</title></head><body>",
            '<div class="nav"><a href="#">首页</a> <a href="#">政务公开</a></div>',
            '<div class="position">当前位置：<a href="#">首页</a> &gt; <a href="#">专项资金</a></div>',
            f"<h1>{page.title}</h1>",
            f'<div class="info"><span>发布时间：{page.published}</span> <span>来源：{page.unit}</span></div>',
            '<div class="content">',
            *(f"<p>{html.escape(paragraph)}</p>" for paragraph in page.paragraphs),
            f'<p style="text-align:center"><b>{page.caption}</b></p>',
            '<table border="1">',
            line(page.heading, "th"),
            *(line(row, "td") for row in page.rows),
            "</table>",
            *(f"<p>{html.escape(paragraph)}</p>" for paragraph in page.closing),
            "</div>",
            '<div class="footer">主办：岚汀市人民政府</div>',
            "</body></html>",
        )
    )
    path = folder / page.file
    path.write_text(text + "\n", "utf-8")
    return path


if __name__ == "__main__":
    for written in write(Path(sys.argv[1])):
        print(written.name)
