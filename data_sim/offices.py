"""What offices there are in a county: their names, what they do, the powers they hold, the trades they regulate.

Flows in: nothing. Flows out: tables of text in the order in which a smaller city has them, read by
`data_sim.government`. Names are those that every county has; basis and time limits of powers are those of the law
named.
"""

from __future__ import annotations

from dataclasses import dataclass

from models.vocabulary import FundType, PowerDomain, StepAct, UnitSector


@dataclass(frozen=True, slots=True)
class Power:
    """A power as a power list names it; `days` by law and promised, in working days."""

    name: str
    type: str
    domain: PowerDomain
    days: tuple[int, int]
    basis: str


@dataclass(frozen=True, slots=True)
class Office:
    """A kind of unit: `name` without the place, `weight` of its staff, `code` of its main functional class (款)."""

    name: str
    function: str
    sector: UnitSector
    weight: float
    code: str
    sections: tuple[str, ...]
    powers: tuple[Power, ...] = ()
    trades: tuple[str, ...] = ()  # groups of trades that it regulates


def _permit(name: str, basis: str, days: tuple[int, int] = (20, 12)) -> Power:
    return Power(name, "行政许可", PowerDomain.LICENSING, days, basis)


def _fine(name: str, basis: str) -> Power:
    return Power(name, "行政处罚", PowerDomain.ENFORCEMENT, (90, 60), basis)


def _grant(name: str, basis: str) -> Power:
    return Power(name, "行政给付", PowerDomain.MONEY, (30, 20), basis)


_ORGAN, _INSTITUTION = UnitSector.ORGAN, UnitSector.INSTITUTION
_SCHOOL, _HOSPITAL, _ENTERPRISE = UnitSector.SCHOOL, UnitSector.HOSPITAL, UnitSector.ENTERPRISE

# In order of need: a district with fewer units has the first of these.
OFFICES: tuple[Office, ...] = (
    Office("财政局", "treasury", _ORGAN, 1.2, "20106", ("预算科", "国库科", "农业农村科", "政府采购监管科"),
           (Power("财政资金拨付审核", "其他行政权力", PowerDomain.MONEY, (10, 5), "《预算法》第五十七条"),
            _permit("中介机构从事代理记账业务审批", "《会计法》第三十六条")), ("agent",)),
    Office("农业农村局", "farm", _ORGAN, 1.6, "21301", ("种植业科", "农机科", "农产品质量安全监管科", "项目管理科"),
           (_permit("农药经营许可", "《农药管理条例》第二十四条"), _permit("种子生产经营许可", "《种子法》第三十三条"),
            _fine("农产品质量安全违法行为处罚", "《农产品质量安全法》第七十条"), _grant("惠农补贴发放", "《农业法》第三十七条")),
           ("farm",)),
    Office("民政局", "welfare", _ORGAN, 0.9, "20802", ("社会救助科", "养老服务科", "社会组织管理科"),
           (_grant("最低生活保障审核确认", "《社会救助暂行办法》第十一条"), _permit("社会团体成立登记", "《社会团体登记管理条例》第九条")),
           ("service",)),
    Office("水利局", "water", _ORGAN, 1.2, "21303", ("水资源科", "建设管理科", "水政监察大队"),
           (_permit("取水许可", "《水法》第四十八条"), _fine("水事违法行为处罚", "《水法》第六十五条")), ("water",)),
    Office("住房和城乡建设局", "housing", _ORGAN, 1.4, "21201", ("建筑业管理科", "工程质量安全监管科", "房产管理科"),
           (Power("建筑工程施工许可", "行政许可", PowerDomain.PROCUREMENT, (7, 5), "《建筑法》第七条"), _fine("建筑市场违法行为处罚", "《建筑法》第六十五条")), ("build",)),
    Office("市场监督管理局", "market", _ORGAN, 1.8, "20138", ("登记注册科", "食品安全监管科", "价格监督科"),
           (_permit("食品经营许可", "《食品安全法》第三十五条"), _fine("食品安全违法行为处罚", "《食品安全法》第一百二十四条")), ("food",)),
    Office("教育局", "education", _ORGAN, 1.4, "20501", ("基础教育科", "学生资助中心", "项目建设科"),
           (_permit("民办学校设立审批", "《民办教育促进法》第十二条"), _grant("学生资助审核", "《教育法》第三十八条")), ("school",)),
    Office("人民医院", "hospital", _HOSPITAL, 3.2, "21002", ("医务科", "设备科", "药剂科", "总务科")),
    Office("卫生健康局", "health", _ORGAN, 1.1, "21001", ("医政科", "基层卫生科", "综合监督科"),
           (_permit("医疗机构执业登记", "《医疗机构管理条例》第十四条"), _fine("医疗卫生违法行为处罚", "《基本医疗卫生与健康促进法》第九十九条")),
           ("medical",)),
    Office("自然资源局", "land", _ORGAN, 1.6, "22001", ("耕地保护科", "用途管制科", "执法大队"),
           (_permit("建设用地规划许可", "《城乡规划法》第三十七条"), _fine("违法占地处罚", "《土地管理法》第七十七条")), ("mining",)),
    Office("交通运输局", "transport", _ORGAN, 1.5, "21401", ("建设管理科", "运输管理科", "执法大队"),
           (_permit("道路货物运输经营许可", "《道路运输条例》第二十四条"), _fine("道路运输违法行为处罚", "《道路运输条例》第六十三条")),
           ("transport",)),
    Office("人力资源和社会保障局", "labour", _ORGAN, 1.2, "20801", ("就业促进科", "工资福利科", "劳动监察大队"),
           (_permit("人力资源服务许可", "《人力资源市场暂行条例》第十八条"), _grant("就业补助审核", "《就业促进法》第十七条")), ("labour",)),
    Office("第一中学", "school", _SCHOOL, 2.2, "20502", ("教务处", "总务处", "学生处")),
    Office("生态环境局", "environment", _ORGAN, 1.0, "21101", ("环评科", "污染防治科", "执法大队"),
           (_permit("建设项目环境影响评价审批", "《环境影响评价法》第二十二条", (60, 30)), _fine("环境违法行为处罚", "《环境保护法》第五十九条")),
           ("waste",)),
    Office("公安局", "police", _ORGAN, 4.0, "20402", ("治安大队", "交警大队", "出入境大队", "警务保障室"),
           (_permit("旅馆业特种行业许可", "《旅馆业治安管理办法》第四条"), _fine("治安违法行为处罚", "《治安管理处罚法》第七条")), ("hotel",)),
    Office("纪委监委", "discipline", _ORGAN, 1.2, "20111", ("党风政风监督室", "信访室", "案件审理室")),
    Office("组织部", "personnel", _ORGAN, 0.8, "20132", ("干部科", "公务员科", "人才科")),
    Office("审计局", "audit", _ORGAN, 0.8, "20108", ("财政审计科", "投资审计科", "法规审理科")),
    Office("应急管理局", "emergency", _ORGAN, 1.0, "22401", ("安全监管科", "防灾救灾科", "执法大队"),
           (_permit("危险化学品经营许可", "《危险化学品安全管理条例》第三十三条", (30, 20)), _fine("安全生产违法行为处罚", "《安全生产法》第一百零三条")),
           ("chemical",)),
    Office("林业局", "forest", _ORGAN, 0.9, "21302", ("造林科", "资源管理科"),
           (_permit("林木采伐许可", "《森林法》第五十六条"), _grant("生态公益林补偿审核", "《森林法》第二十九条")), ("forest",)),
    Office("乡村振兴局", "rural", _ORGAN, 0.7, "21305", ("项目科", "社会帮扶科"),
           (_grant("衔接资金项目审核", "《乡村振兴促进法》第五十八条"),)),
    Office("城市管理和综合执法局", "city", _ORGAN, 1.6, "21201", ("市容科", "执法大队", "环卫所"),
           (_permit("户外广告设置许可", "《城市市容和环境卫生管理条例》第十一条"), _fine("市容环境违法行为处罚", "《城市市容和环境卫生管理条例》第三十四条")),
           ("advert",)),
    Office("行政审批服务局", "approval", _ORGAN, 1.0, "20103", ("企业注册科", "项目审批科"),
           (_permit("公共场所卫生许可", "《公共场所卫生管理条例》第四条"),)),
    Office("发展和改革局", "planning", _ORGAN, 0.9, "20104", ("投资科", "价格科"),
           (_permit("企业投资项目核准", "《企业投资项目核准和备案管理条例》第三条"),)),
    Office("工业和信息化局", "industry", _ORGAN, 0.8, "21505", ("企业科", "信息化科"),
           (_grant("中小企业发展资金审核", "《中小企业促进法》第十条"),)),
    Office("商务局", "commerce", _ORGAN, 0.7, "21602", ("市场科", "外贸科"),
           (_permit("成品油零售经营许可", "《成品油市场管理办法》第五条"),), ("fuel",)),
    Office("文化旅游广电体育局", "culture", _ORGAN, 1.0, "20701", ("公共服务科", "市场管理科"),
           (_permit("互联网上网服务营业场所许可", "《互联网上网服务营业场所管理条例》第十条"),), ("leisure",)),
    Office("人民政府办公室", "government", _ORGAN, 1.0, "20103", ("综合科", "督查科")),
    Office("中医医院", "hospital", _HOSPITAL, 2.2, "21002", ("医务科", "设备科", "药剂科")),
    Office("医疗保障局", "insurance", _ORGAN, 0.7, "21015", ("基金监管科", "待遇保障科"),
           (_grant("医疗救助审核", "《社会救助暂行办法》第二十七条"),)),
    Office("退役军人事务局", "veterans", _ORGAN, 0.6, "20828", ("优抚科", "安置科"),
           (_grant("优抚对象补助审核", "《军人抚恤优待条例》第四条"),)),
    Office("司法局", "justice", _ORGAN, 0.9, "20406", ("基层科", "法治科"),
           (_permit("律师执业初审", "《律师法》第六条"),)),
    Office("城市建设投资集团有限公司", "investment", _ENTERPRISE, 1.2, "21203", ("工程部", "招标合约部", "投融资部")),
    Office("第二中学", "school", _SCHOOL, 2.0, "20502", ("教务处", "总务处", "学生处")),
    Office("统计局", "statistics", _ORGAN, 0.6, "20105", ("综合科", "普查中心")),
    Office("信访局", "petitions", _ORGAN, 0.5, "20103", ("办信科", "接访科")),
    Office("宣传部", "publicity", _ORGAN, 0.6, "20133", ("新闻科", "文明办")),
    Office("政法委", "politics", _ORGAN, 0.6, "20136", ("综治科", "执法监督科")),
    Office("统战部", "front", _ORGAN, 0.5, "20134", ("民宗科", "侨务科")),
    Office("妇幼保健院", "hospital", _HOSPITAL, 1.6, "21004", ("保健科", "设备科", "总务科")),
    Office("公共资源交易中心", "trading", _INSTITUTION, 0.6, "20103", ("交易一科", "交易二科")),
    Office("人大办公室", "congress", _ORGAN, 0.7, "20101", ("秘书科", "选联科")),
    Office("政协办公室", "consultative", _ORGAN, 0.7, "20102", ("秘书科", "提案科")),
    Office("机关事务管理局", "logistics", _ORGAN, 0.8, "20103", ("公车管理科", "房产管理科")),
    Office("供水有限公司", "utility", _ENTERPRISE, 1.0, "21203", ("营业部", "管网部")),
    Office("职业中等专业学校", "school", _SCHOOL, 1.8, "20503", ("教务处", "实训处", "总务处")),
    Office("融媒体中心", "media", _INSTITUTION, 0.8, "20708", ("新闻部", "技术部")),
    Office("农业技术推广中心", "extension", _INSTITUTION, 0.8, "21301", ("粮油站", "土肥站")),
    Office("总工会", "union", _ORGAN, 0.4, "20129", ("权益保障部", "组织部")),
    Office("团委", "youth", _ORGAN, 0.3, "20129", ("学少部", "组织部")),
    Office("妇联", "women", _ORGAN, 0.3, "20129", ("权益部", "家儿部")),
    Office("残联", "disabled", _ORGAN, 0.4, "20811", ("康复部", "教就部"),
           (_grant("残疾人补贴审核", "《残疾人保障法》第四十六条"),)),
    Office("科学技术局", "science", _ORGAN, 0.5, "20601", ("计划科", "成果科"),
           (_grant("科技计划项目审核", "《科学技术进步法》第二十七条"),)),
    Office("编办", "staffing", _ORGAN, 0.3, "20110", ("机构编制科", "登记科")),
    Office("人民法院", "court", _ORGAN, 1.8, "20405", ("立案庭", "民事庭", "执行局")),
    Office("人民检察院", "procuracy", _ORGAN, 1.3, "20404", ("第一检察部", "第二检察部")),
    Office("党校", "party_school", _INSTITUTION, 0.6, "20508", ("教务科", "科研科")),
    Office("档案馆", "archive", _INSTITUTION, 0.4, "20126", ("管理科", "编研科")),
    Office("科协", "scientists", _ORGAN, 0.3, "20607", ("学会部", "科普部")),
    Office("工商联", "traders", _ORGAN, 0.3, "20128", ("会员科", "经济科")),
    Office("文联", "artists", _ORGAN, 0.3, "20129", ("组联部", "创作部")),
    Office("红十字会", "red_cross", _ORGAN, 0.3, "20816", ("救助科", "宣传科")),
    Office("供销合作社", "coop", _INSTITUTION, 0.7, "21602", ("合作指导科", "资产管理科")),
    Office("投资促进中心", "promotion", _INSTITUTION, 0.5, "20113", ("招商一科", "招商二科")),
    Office("疾病预防控制中心", "disease", _INSTITUTION, 1.2, "21004", ("防疫科", "检验科")),
    Office("粮食和物资储备中心", "grain", _INSTITUTION, 0.6, "22201", ("储备科", "购销科")),
    Office("公路建设养护中心", "roads", _INSTITUTION, 1.3, "21401", ("养护科", "工程科")),
    Office("水库移民事务中心", "migrants", _INSTITUTION, 0.5, "21303", ("后期扶持科", "规划科"),
           (_grant("移民后期扶持项目审核", "《大中型水利水电工程建设征地补偿和移民安置条例》第三十五条"),)),
    Office("住房保障服务中心", "shelter", _INSTITUTION, 0.6, "22101", ("保障科", "维修科"),
           (_grant("住房租赁补贴审核", "《公共租赁住房管理办法》第八条"),)),
    Office("第三中学", "school", _SCHOOL, 1.8, "20502", ("教务处", "总务处", "学生处")),
    Office("第四中学", "school", _SCHOOL, 1.6, "20502", ("教务处", "总务处", "学生处")),
    Office("实验小学", "school", _SCHOOL, 1.5, "20502", ("教务处", "总务处")),
    Office("城关小学", "school", _SCHOOL, 1.4, "20502", ("教务处", "总务处")),
    Office("特殊教育学校", "school", _SCHOOL, 0.7, "20507", ("教务处", "总务处")),
    Office("教师进修学校", "school", _SCHOOL, 0.6, "20508", ("培训处", "总务处")),
    Office("第二人民医院", "hospital", _HOSPITAL, 1.8, "21002", ("医务科", "设备科", "总务科")),
    Office("交通建设投资有限公司", "investment", _ENTERPRISE, 0.8, "21401", ("工程部", "招标合约部")),
)  # fmt: skip

TOWNSHIP = Office(
    "人民政府", "township", UnitSector.TOWNSHIP, 1.4, "20103", ("党政综合办公室", "乡村振兴办公室", "社会事务办公室", "财政所"),
    (_grant("困难群众救助初审", "《社会救助暂行办法》第十一条"), _permit("农村宅基地审批", "《土地管理法》第六十二条")),
)  # fmt: skip
STREET = "办事处"
VILLAGE, COMMUNITY = "村民委员会", "居民委员会"
ASSOCIATIONS = ("个体劳动者协会", "建筑业协会")  # 中介组织 beside the organs

# What every unit does for itself.
OWN_POWERS = (
    Power("部门采购", "其他行政权力", PowerDomain.PROCUREMENT, (30, 20), "《政府采购法》第二条"),
    Power("经费支出审批", "其他行政权力", PowerDomain.MONEY, (10, 7), "《预算法》第五十七条"),
)

# type of power -> its steps: name, act, who does it, share of the promised days, whether it may be left out
STEPS: dict[str, tuple[tuple[str, StepAct, str, float, bool], ...]] = {
    "行政许可": (("受理", StepAct.ACCEPT, "window", 0.2, False), ("审查", StepAct.EXAMINE, "staff", 0.4, False),
             ("决定", StepAct.DECIDE, "deputy", 0.2, False), ("送达", StepAct.DELIVER, "archive", 0.2, False)),
    "行政处罚": (("立案", StepAct.ACCEPT, "section", 0.1, False), ("调查取证", StepAct.EXAMINE, "staff", 0.5, False),
             ("审理", StepAct.REVIEW, "window", 0.2, False), ("听证", StepAct.REVIEW, "legal", 0.0, True),
             ("决定", StepAct.DECIDE, "deputy", 0.1, False), ("送达", StepAct.DELIVER, "archive", 0.1, False)),
    "行政给付": (("受理", StepAct.ACCEPT, "window", 0.2, False), ("核验", StepAct.EXAMINE, "staff", 0.3, False),
             ("审核", StepAct.REVIEW, "section", 0.2, False), ("审定", StepAct.DECIDE, "deputy", 0.1, False),
             ("公示", StepAct.NOTIFY, "archive", 0.0, False), ("拨付", StepAct.PAY, "cashier", 0.2, False)),
    "其他行政权力": (("申请登记", StepAct.REGISTER, "archive", 0.1, False), ("审核", StepAct.REVIEW, "section", 0.3, False),
               ("审批", StepAct.DECIDE, "deputy", 0.3, False), ("支付", StepAct.PAY, "cashier", 0.3, False)),
}  # fmt: skip

# Trades: name, GB/T 4754 class, group, weight. Weights follow the make-up of small traders of a county.
TRADES: tuple[tuple[str, str, str, float], ...] = (
    ("零售百货", "5211", "trade", 16), ("超级市场零售", "5212", "trade", 5), ("餐饮服务", "6210", "food", 11),
    ("食品零售", "5225", "food", 7), ("食品制造", "1499", "food", 1.5), ("农药经营", "5167", "farm", 1.2),
    ("种子批发", "5113", "farm", 0.8), ("谷物种植", "0111", "farm", 4), ("蔬菜种植", "0141", "farm", 3), ("水果种植", "0151", "farm", 2.5),
    ("生猪饲养", "0313", "farm", 2), ("农业机械服务", "0511", "farm", 1.5), ("房屋建筑业", "4710", "build", 3),
    ("市政道路工程", "4813", "build", 1.5), ("建筑装饰", "5011", "build", 3), ("建材批发", "5165", "build", 3),
    ("水利工程施工", "4822", "water", 0.8), ("河湖治理工程", "4821", "water", 0.5), ("汽车维修", "8111", "transport", 2.5),
    ("道路货物运输", "5430", "transport", 4), ("软件开发", "6513", "it", 1.2), ("信息系统集成", "6531", "it", 1.2),
    ("计算机及办公设备批发", "5177", "goods", 2.5), ("文具用品零售", "5241", "goods", 2), ("医疗用品批发", "5154", "medical", 1),
    ("药品零售", "5251", "medical", 2), ("印刷", "2319", "service", 1), ("物业管理", "7020", "service", 1.5),
    ("园林绿化工程", "7840", "service", 1.5), ("家政服务", "8010", "service", 2), ("美容美发", "8051", "service", 5),
    ("养老服务", "8514", "service", 0.4), ("广告设计", "7251", "advert", 1.5), ("旅馆住宿", "6110", "hotel", 1.5),
    ("民办培训", "8391", "school", 1), ("成品油零售", "5265", "fuel", 0.4), ("危险化学品经营", "5169", "chemical", 0.3),
    ("林木培育", "0211", "forest", 0.8), ("砂石开采", "1011", "mining", 0.3), ("废弃物处理", "7723", "waste", 0.4),
    ("网吧与娱乐", "9013", "leisure", 0.8), ("劳务派遣", "7263", "labour", 0.5), ("工程咨询与招标代理", "7481", "agent", 0.5),
    ("代理记账与登记代理", "7241", "agent", 0.6), ("会计审计服务", "7241", "agent", 0.3), ("服装零售", "5232", "trade", 7),
    ("自来水供应", "4610", "utility", 0.03), ("电力供应", "4420", "utility", 0.03), ("燃气供应", "4511", "utility", 0.03),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Programme:
    """A special fund: who is in charge, what kind of notice it needs, who gets it, and its rate (fen a mu or head)."""

    name: str
    function: str
    type: FundType
    group: str  # works, firm, farm, base, person, school, hospital
    rate: int | None = None


_OTHER, _FARM = FundType.OTHER, FundType.FARM_SUBSIDY
PROGRAMMES: tuple[Programme, ...] = (
    Programme("耕地地力保护补贴", "farm", _FARM, "person", 10_500),
    Programme("农业生产发展资金", "farm", _OTHER, "farm"),
    Programme("水利发展资金", "water", _OTHER, "works"),
    Programme("农村公益事业建设财政奖补资金", "treasury", _OTHER, "works"),
    Programme("困难群众救助补助资金", "welfare", FundType.MINIMUM_LIVING, "works"),
    Programme("农村危房改造补助资金", "housing", _OTHER, "works"),
    Programme("财政衔接推进乡村振兴补助资金", "rural", FundType.POVERTY, "works"),
    Programme("稻谷生产者补贴", "farm", _FARM, "person", 9_600),
    Programme("高标准农田建设补助资金", "farm", _OTHER, "works"),
    Programme("农机购置与应用补贴", "farm", _FARM, "farm"),
    Programme("城乡义务教育补助经费", "education", _OTHER, "school"),
    Programme("学生营养改善计划补助资金", "education", _OTHER, "school"),
    Programme("基本公共卫生服务补助资金", "health", _OTHER, "hospital"),
    Programme("就业补助资金", "labour", _OTHER, "firm"),
    Programme("中小企业发展专项资金", "industry", _OTHER, "firm"),
    Programme("农村公路建设养护补助资金", "transport", _OTHER, "works"),
    Programme("林业生态保护恢复资金", "forest", _OTHER, "works"),
    Programme("生态环境保护专项资金", "environment", _OTHER, "firm"),
    Programme("水库移民后期扶持资金", "migrants", _OTHER, "works"),
    Programme("商贸流通发展资金", "commerce", _OTHER, "firm"),
    Programme("文化旅游发展专项资金", "culture", _OTHER, "firm"),
    Programme("科技创新专项资金", "science", _OTHER, "firm"),
    Programme("畜禽良种保护补助资金", "farm", _OTHER, "base"),  # two farms keep the breeds: there is nobody else
    Programme("自然灾害救灾资金", "emergency", _OTHER, "works"),
    Programme("农村人居环境整治奖补资金", "farm", _OTHER, "works"),
)
