"""The world: everything that is so in the city, before anything of it is written down.

Flows in: a scale, a seed, the day on which the world stands. Flows out: frames of numpy columns, joined by row
positions: who was born to whom, who holds which post, which matter went through whose hands. Schemes change these
frames; `data_sim.registers` writes them as the rows of the import tables.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from data_sim.frames import Column, Frame, day_of, layout
from data_sim.scales import Scale
from data_sim.streams import Streams

LAYOUTS: dict[str, tuple[Column, ...]] = {
    # --- places ---
    "districts": layout("""
        name | text | 岚汀市 and its districts
        area | count | six digits of an identity number; not assigned to any real place
    """),
    "townships": layout("""
        name | text | 青禾镇
        district | row districts | where it lies
        is_street | flag | a street office of the town, no rural township
    """),
    "villages": layout("""
        name | text | 白石村
        township | row townships | where it lies
        is_clan | flag | a village most of whose men bear one surname
        surname | row | that surname (position in the table of surnames); NOBODY in other villages
    """),
    # --- people and their ties ---
    "persons": layout("""
        born | day | day of birth
        died | day | day of death; NEVER for the living
        female | flag | sex
        surname | row | position in the table of surnames (`data_sim.naming`)
        given | row | position in the table of given names
        father | row persons | father by birth; NOBODY for founders of a family
        mother | row persons | mother by birth
        village | row villages | where the person lives (women mostly in their husband's)
        education | term | 0 primary, 1 junior, 2 senior, 3 college, 4 bachelor, 5 postgraduate
        sequence | count | last three digits before the check digit of the identity number; odd for men
        area | count | first six digits of the identity number
        household | row | number of the household; NOBODY for the dead
    """),
    "marriages": layout("""
        husband | row persons | husband
        wife | row persons | wife
        since | day | day of the marriage
        until | day | last day of the marriage; NEVER while it lasts
        by_divorce | flag | ended by divorce, not by death
    """),
    "adoptions": layout("""
        child | row persons | the adopted child; `persons.father` and `.mother` stay the parents by birth
        father | row persons | adoptive father
        mother | row persons | adoptive mother
        since | day | day of the adoption
    """),
    "step_ties": layout("""
        child | row persons | child of an earlier marriage
        parent | row persons | the new spouse of its father or mother
        since | day | day of that marriage
        was_raised | term | 1 support and upbringing recorded, 0 recorded that not, NOBODY not recorded
    """),
    "social_ties": layout("""
        one | row persons | one person
        other | row persons | the other
        kind | term SocialTieKind | classmate, former colleague, fellow townsman ...
        since | day | since when
        until | day | until when
        is_declared | flag | declared by `one`, who is an official
    """),
    # --- firms ---
    "firms": layout("""
        name | text | name as registered
        former_name | text | earlier names; empty for most
        code | text | 统一社会信用代码
        kind | term FirmKind | legal form
        trade | row trades | its trade
        founded | day | day of registration
        status | term FirmStatus | active for most
        capital | fen | registered capital
        village | row villages | seat
        address | text | address as registered
        phone | text | telephone as registered
        agent | row firms | agent of its registration; NOBODY for most
        staff | count | insured staff
        is_listed | flag | listed on an exchange
        is_public | flag | state enterprise or utility
    """),
    "trades": layout("""
        name | text | name of the trade
        code | text | GB/T 4754 class
        group | text | what it sells: farm, build, trade, food, goods, it, service, utility, agent
    """),
    "roles": layout("""
        firm | row firms | the firm
        person | row persons | the person
        role | term FirmRole | what the person is in it
        share | count | share in basis points (2000 is 20 %); NOBODY where none
        since | day | since when
        until | day | until when
    """),
    "holdings": layout("""
        holder | row firms | the firm that holds
        firm | row firms | the firm that is held
        share | count | in basis points
        since | day | since when
        until | day | until when
    """),
    "nominees": layout("""
        beneficiary | row persons | who really holds
        nominee | row persons | whose name stands in the register
        firm | row firms | the firm
        share | count | in basis points
        since | day | since when
        until | day | until when
    """),
    "hubs": layout("""
        address | text | an address that many firms share for a good reason
        phone | text | its telephone
        reason | text | why
        since | day | since when
    """),
    # --- government ---
    "units": layout("""
        name | text | name of the unit
        code | text | code in the budget
        district | row districts | where
        township | row townships | of a township office or a village; NOBODY for others
        village | row villages | of a village committee
        sector | term UnitSector | organ, school, hospital ...
        function | text | what it does: farm, water, welfare, treasury ... (key of data_sim.offices)
        parent | row units | the unit above it
        level | count | 1 first-level budget unit, 2 below one, 9 no budget unit (villages)
        peer_class | text | class within which figures per head are compared
        authorised | count | authorised posts
        retired | count | retired staff
        vehicles | count | official vehicles
        since | day | since when
    """),
    "posts": layout("""
        unit | row units | the unit
        department | text | section, 局领导 for leaders
        name | text | 岗位
        title | text | 职务
        rank | text | 职级
        kind | text | head, deputy, section, staff, cashier, accountant, personnel, discipline, driver, archive, village
        superior | row posts | immediate superior; NOBODY for the head
        is_key | flag | 重点岗位
        is_leader | flag | 领导成员 of the organ
        duty | term SensitiveDuty | 公务员法 74
        portfolio | text | what a leader is in charge of
    """),
    "tenures": layout("""
        post | row posts | the post
        person | row persons | its holder
        since | day | first day
        until | day | last day; NEVER for present holders
        how | text | appointed, promoted, rotated (轮岗回避 among them), transferred
    """),
    "exits": layout("""
        person | row persons | who left public service
        post | row posts | last post
        on | day | day of leaving
        how | text | 辞职, 退休, 辞退
        firm | row firms | where to; NOBODY for none
        new_post | text | as what
        related | text | 相关, 不相关, or blank
        reviewed | text | state of the review
    """),
    "delegations": layout("""
        post | row posts | the post that is acted for
        person | row persons | its holder
        deputy | row persons | who acts
        reason | text | 年休假, 病假, 借调
        since | day | first day
        until | day | last day
    """),
    "outside_posts": layout("""
        person | row persons | the official
        unit | row units | the official's unit
        body | text | association or firm
        post | text | post held there
        approved | day | day of approval
        is_paid | flag | paid or not
    """),
    "regulated": layout("""
        unit | row units | who regulates
        trade | row trades | what
        basis | text | 三定规定
        since | day | since when
    """),
    # --- powers and matters ---
    "powers": layout("""
        unit | row units | who holds it
        code | text | 职权编码
        type | text | 行政许可, 行政处罚, 资金分配 ...
        name | text | name of the power
        domain | term PowerDomain | over what
        department | text | section that handles it
        legal_days | count | working days by law
        promised_days | count | working days promised
        basis | text | law and article
        programme | row programmes | where it hands out a programme's money
    """),
    "steps": layout("""
        power | row powers | the power
        no | count | 1, 2, 3 ...
        name | text | 受理, 审核 ...
        act | term StepAct | what is done
        post | row posts | who does it
        limit_days | count | working days for it; NOBODY where none
        grade | term RiskLevel | risk grade in the post and step table
        risk | text | what could go wrong
        measures | text | control
        is_optional | flag | may be left out
    """),
    "risk_points": layout("""
        post | row posts | the post
        kind | text | 思想道德, 岗位职责, 业务流程, 制度机制, 外部环境
        domain | text | 风险领域
        name | text | the risk
        about | text | how it shows
        grade | term RiskLevel | grade
        measures | text | control
        owner | term OwnerLevel | who answers for it; NOBODY for none
        reviewed | day | last review
    """),
    "matters": layout("""
        number | text | 事项编号
        power | row powers | under which power
        person | row persons | applicant, a person; NOBODY where it is a firm
        firm | row firms | applicant, a firm; NOBODY where it is a person
        category | text | 事项类别
        accepted | day | 受理
        suspended_from | day | 补正; NEVER where none
        suspended_to | day | end of it; NEVER where none
        extension | count | working days of an approved extension; NOBODY for none
        closed | day | 办结; NEVER where open
        outcome | text | 准予, 不予, 处罚 ...
        amount | fen | applied for or at stake
        decided | fen | decided (a fine, a grant)
    """),
    "acts": layout("""
        matter | row matters | the matter
        step | row steps | the step
        post | row posts | the post acted in: that of the step, or another of the unit that takes the same step
        person | row persons | who acted
        login | row persons | whose account was used
        at | minute | when
    """),
    "recusals": layout("""
        number | text | 编号
        person | row persons | the official
        post | row posts | in which post
        matter | row matters | for which matter; NOBODY for a general one
        step | row steps | at which step
        other | row persons | the kinsman who makes the conflict; NOBODY where it is the party itself
        relation | text | kin term as the form has it
        type | text | 公务回避, 任职回避, 地域回避
        raised_by | text | 本人, 组织, 利害关系人
        applied | day | applied for
        decided | day | decided; NEVER while pending
        outcome | term RecusalOutcome | accepted, refused, pending
        execution | text | 退出, 调岗, 轮岗
        on_paper_only | flag | never entered: it stays out of the register
    """),
    # --- money ---
    "budgets": layout("""
        unit | row units | the unit
        year | count | fiscal year
        stage | term SpendingStage | budget or final account
        approved | day | 批复
        published | day | 公开; NEVER where not
    """),
    "budget_lines": layout("""
        budget | row budgets | of which set
        function | text | seven digits of the functional class
        economic | text | five digits of the economic class for basic spending; empty for projects
        project | text | project; empty for basic spending
        amount | fen | spending (a leaf)
    """),
    "three_public": layout("""
        budget | row budgets | of which set
        abroad | fen | 因公出国（境）
        purchase | fen | 公务用车购置
        running | fen | 公务用车运行
        reception | fen | 公务接待
        reason | text | reason of a rise; empty where none is needed
    """),
    "spending": layout("""
        unit | row units | the unit
        year | count | fiscal year
        period | term Period | month or quarter
        item | term SpendingItem | what
        amount | fen | amount
    """),
    "adjustments": layout("""
        unit | row units | the unit
        year | count | fiscal year
        function | text | seven digits
        line | text | project or item
        before | fen | at the beginning of the year
        after | fen | adjusted
        document | text | number of the document
        decided | day | day of it
    """),
    "programmes": layout("""
        name | text | name of the fund
        unit | row units | who is in charge of it
        type | term FundType | kind of notice
        group | text | farm, works, firm, person: who gets it
        rate | fen | yuan per mu or per head where it has a rate; UNKNOWN else
        budget | fen | budget of the year
        document | text | number of the document of the budget
    """),
    "batches": layout("""
        programme | row programmes | of which programme
        unit | row units | who publishes the notice
        year | count | fiscal year
        no | count | first, second ... batch of the programme
        title | text | title of the notice
        published | day | day of publication
        since | day | first day of the notice
        until | day | last day of it
        basis | text | number of the document
        contact | text | telephone for objections
        issued | day | day on which the money was handed down
        total | fen | sum of its items
    """),
    "items": layout("""
        batch | row batches | of which notice
        no | count | row in it
        firm | row firms | payee, a firm
        unit | row units | payee, a unit (township office, village, school)
        person | row persons | payee, a person
        project | text | what for
        quantity | count | hundredths of a mu or of a head; NOBODY where none
        amount | fen | amount
    """),
    "payments": layout("""
        number | text | 支付编号
        payer | row units | who pays
        item | row items | for which item of a notice; NOBODY for benefits by the month
        benefit | row benefits | for which benefit; NOBODY for items
        month | day | first day of the benefit month; NEVER where none
        amount | fen | amount
        paid | day | day of payment
        reason | text | remark, such as arrears or emergency
    """),
    "benefits": layout("""
        scheme | row schemes | which aid
        person | row persons | who gets it
        handler | row persons | official who handled it
        unit | row units | who pays
        heads | count | persons it covers
        monthly | fen | yuan a month
        claimed | day | claimed day of birth
        since | day | first month
        until | day | last month; NEVER while it lasts
    """),
    "schemes": layout("""
        name | text | name of the aid
        other | row schemes | scheme that excludes it; NOBODY for none
        basis | text | rule that says so
        since | day | since when
    """),
    "kin_filings": layout("""
        official | row persons | cadre or handler
        unit | row units | the cadre's unit
        relative | row persons | kinsman on aid
        relation | text | kin term
        scheme | row schemes | which aid
        filed | day | day of filing
        is_checked | flag | looked into
    """),
    "payroll": layout("""
        person | row persons | who is paid
        unit | row units | by whom
        kind | term PayrollKind | as what
        month | day | first day of the month
        pay | fen | gross pay
    """),
    "deaths": layout("""
        person | row persons | who died (since the registers begin)
        reported | day | day on which the register knew
    """),
    # --- buying ---
    "lots": layout("""
        number | text | 项目编号
        lot | text | 标段
        title | text | what is bought
        retender_of | text | number of the failed purchase; empty for most
        buyer | row units | who buys
        agent | row firms | tendering agent
        budget_item | text | line of the budget
        category | term PurchaseCategory | goods, services, works
        method | term PurchaseMethod | how
        year | count | fiscal year
        budget | fen | budget
        amount | fen | award
        announced | day | notice
        due | day | bids due
        awarded | day | award
        contract | day | contract
        winner | row firms | who won
    """),
    "bids": layout("""
        purchase | row lots | for which lot
        firm | row firms | who bids
        amount | fen | price
        manager | row persons | project manager
        payer | row firms | who paid the deposit
        submitted | day | day of the bid
        rank | count | place
        outcome | term BidOutcome | won, candidate, lost, rejected
    """),
    "evaluators": layout("""
        purchase | row lots | for which lot
        person | row persons | who judges
        role | term EvaluatorRole | chair, expert, buyer
        employer | text | where the person works
    """),
    # --- declarations and oversight ---
    "declarations": layout("""
        official | row persons | who declares
        post | row posts | in which post
        relative | row persons | the kinsman; the official where it is the own firm
        relation | text | kin term, as written from the official
        role | row roles | role of the kinsman in a firm; NOBODY for none
        declared | day | day of the declaration
    """),
    "issues": layout("""
        number | text | 自检X号
        no | count | issue of that check
        reporter | row units | who keeps the ledger
        unit | row units | who was checked
        checked | day | day of the check
        filled | day | day of the entry
        content | text | what was looked at
        issue | text | what was found
        category | term IssueCategory | kind of problem
        advice | text | what to do
        due | day | by when
        owner | text | who answers for it
    """),
    "rectifications": layout("""
        issue | row issues | which issue
        filled | day | day of the entry
        measures | text | what was done
        rectified | day | when; NEVER while open
        verified | day | when verified
        closed | day | when closed
        extended | day | extension granted to; NEVER for none
        status | term RectificationStatus | where it stands
        proof | text | evidence; empty for none
    """),
    "reports": layout("""
        unit | row units | who reports
        month | day | first day of the month
        submitted | day | day of the report; NEVER where none came
        paper | day | day of the sealed paper
        checks | count | checks of the month
        found | count | issues found
        mended | count | issues rectified
    """),
    "complaints": layout("""
        number | text | XF2025-018
        channel | term ComplaintChannel | how it came
        level | text | 县级
        unit | row units | about whom
        campaign | text | campaign it belongs to; empty for none
        received | day | taken up
        extended | day | extension to; NEVER for none
        finished | day | closed; NEVER while open
        status | term ComplaintStatus | where it stands
    """),
    "pledges": layout("""
        name | text | name of the pledge
        person | row persons | who signs
        post | row posts | in which post
        due | day | by when
        signed | day | when; NEVER for unsigned
        exempt | text | why exempt; empty for most
        is_published | flag | shown on the notice board
    """),
}


@dataclass
class World:
    """A city on one day, in frames by name (`world["persons"]`), with the random streams of its seed."""

    scale: Scale
    streams: Streams
    as_of: date
    frames: dict[str, Frame] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.frames = {name: Frame(columns) for name, columns in LAYOUTS.items()} | self.frames

    def __getitem__(self, name: str) -> Frame:
        return self.frames[name]

    @property
    def today(self) -> int:
        """The day on which the world stands, as a number."""
        return day_of(self.as_of)

    @property
    def year(self) -> int:
        """The fiscal year that the world has lived through to its end."""
        return self.as_of.year
