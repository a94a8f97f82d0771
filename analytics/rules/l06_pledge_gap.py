"""L06, a pledge that not everybody who had to has signed by its day.

Flows in: the register of pledges, which lists who has to sign, and the roster of units. Flows out: one answer for each
unit, pledge and year, and one for each first-level unit of which nobody is listed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from analytics.identity import squash
from analytics.rules.answers import Answer, Evidence
from analytics.rules.distance import Side
from analytics.rules.identified import mentions, units
from analytics.rules.ledgers import says_something
from analytics.rules.parameters import Measure, Parameter, Parameters, Text
from analytics.rules.rule import Row, Rule, Subject, evidence, percent, sentence
from analytics.snapshot import View
from models.vocabulary import DocumentKind, Severity

_FIRST_LEVEL = 1


class _Roster(NamedTuple):
    """A pledge of one year in one unit."""

    subject: Subject
    pledge: str
    year: int | None


@dataclass(frozen=True, slots=True)
class _Signer:
    """All entries of one person on one roster."""

    rows: tuple[Row, ...]

    def has_signed(self, today: date) -> bool:
        """Whether the person had signed by a day."""
        return any(row["signed_on"] is not None and row["signed_on"] <= today for row in self.rows)

    @property
    def is_exempt(self) -> bool:
        """Whether a reason is given why the person need not sign."""
        return any(says_something(row["exempt_reason"]) for row in self.rows)

    @property
    def due(self) -> date | None:
        """The last day for signing."""
        return max((row["due"] for row in self.rows if row["due"]), default=None)


class PledgeGap(Rule):
    """The share of those on the roster who have signed, once the day has passed."""

    code = "L06"
    name = Text("承诺缺口", "pledge gap")
    what = Text(
        "应签承诺书的人员，到期后是否全部签订。",
        "Whether everybody who has to sign a pledge has signed it once its day has passed.",
    )
    method = (
        Text(
            "以承诺书签订登记为应签名册，按单位、承诺书和年度计算已签人数占应签人数的比例；登记了免签理由的不计入应签。",
            "The register of pledges is the roster: for each unit, pledge and year take those who signed as a share of "
            "those who have to; whoever has a recorded reason for exemption does not have to.",
        ),
        Text(
            "应签日期已过而比例低于规定的，预警。迟签的，评估日之前签订即算已签。",
            "The day has passed and the share is below what is asked for: flag. Signed late counts as signed.",
        ),
    )
    why = Text(
        "承诺书要求人人签订、公开承诺；缺口往往落在最该承诺的人身上。",
        "A pledge is asked of everybody, in public; whoever leaves it out is often the one it was meant for.",
    )
    source = (
        Text(
            "成都市领导干部收受红包礼金问题专项整治（2014年）：副科级以上领导干部全部签订拒收不送红包礼金承诺书",
            "Chengdu campaign against gifts of money (2014): every leader from deputy section head up signs the pledge",
        ),
    )
    inputs = (DocumentKind.PLEDGE_REGISTER, DocumentKind.UNIT_ROSTER)
    severity = Severity.MEDIUM
    subject = "unit"
    value_unit = Measure.PERCENT
    flagged_side = Side.BELOW
    output = Text(
        "已签人数占应签人数的百分比，与要求的百分比。",
        "Those who signed as a percentage of those who have to, and the percentage asked for.",
    )
    exclusions = (
        Text("有免签理由的人员（借调、病休等）。", "People exempt for a reason (secondment, sick leave and the like)."),
        Text("尚未到期的承诺书。", "Pledges whose day has not passed."),
    )
    assumptions = (
        Text(
            "未签且应签日期空白的，是否到期不明：无法判断。",
            "Not signed, and no day by which to sign: whether it has passed is not known, cannot assess.",
        ),
        Text(
            "一级预算单位在登记中没有任何人的，应签名册不明：无法判断。",
            "A first-level unit of which nobody is on the register: its roster is not known, cannot assess.",
        ),
        Text("免签理由是否成立，由人判断。", "Whether a reason for exemption is good is for people."),
    )
    innocent = (
        Text("休假、外出学习，返岗后补签。", "On leave or in training, and signs on return."),
        Text("到期之后才调入的新任人员。", "Came into the post after the day."),
    )
    parameters = (
        Parameter(
            "share",
            "要求的签订比例",
            "share that has to have signed",
            Measure.PERCENT,
            Text("成都市2014年专项整治：全部签订", "Chengdu campaign of 2014: everybody signs"),
            ((date(2014, 1, 1), Decimal(100)),),
        ),
    )

    def evaluate(self, view: View, params: Parameters) -> Iterator[Answer]:
        """One answer for each roster, and for each unit without one."""
        if not view.held(DocumentKind.PLEDGE_REGISTER):
            yield self.not_held(DocumentKind.PLEDGE_REGISTER)
            return
        unit_of, person_of = units(view, "pledge"), mentions(view, "pledge", "pledger")
        rosters: dict[_Roster, dict[str, list[Row]]] = defaultdict(lambda: defaultdict(list))
        for row in view.rows("pledge"):
            unit_id = unit_of.get(row["id"])
            subject = Subject("unit", unit_id, unit_id) if unit_id else Subject("document", row["document_id"])
            day = row["due"] or row["signed_on"]
            year = day.year if day else None
            person = person_of[row["id"]]["person_id"] if row["id"] in person_of else row["id"]
            rosters[_Roster(subject, squash(row["pledge_name"]), year)][person].append(row)
        for roster, people in sorted(rosters.items(), key=str):
            signers = [_Signer(tuple(rows)) for rows in people.values()]
            yield self._judge(roster, signers, view.assessed_on, params)
        yield from self._nobody_listed(view, {roster.subject.unit_id for roster in rosters})

    def _judge(self, roster: _Roster, signers: list[_Signer], today: date, params: Parameters) -> Answer:
        asked = [signer for signer in signers if not signer.is_exempt or signer.has_signed(today)]
        unsigned = [signer for signer in asked if not signer.has_signed(today)]
        open_ones = [signer for signer in unsigned if signer.due is not None and signer.due >= today]
        undated = [signer for signer in unsigned if signer.due is None]
        needed = params.decimal("share", today)
        if needed is None:
            return self.excluded(roster.subject, sentence("rules-before-force"), _places(signers))
        places = {
            "asked": len(asked),
            "signed": len(asked) - len(unsigned),
            "exempt": len(signers) - len(asked),
            "year": roster.year or "—",
        }
        if not asked:
            return self.excluded(roster.subject, sentence("rule-l06-all-exempt", **places), _places(signers))
        share = Fraction(len(asked) - len(unsigned), len(asked))
        value, threshold = percent(share), str(needed)
        if share * 100 >= Fraction(needed):
            said = sentence("rule-l06-pass", **places)
            return self.passed(roster.subject, said, _places(signers), value=value, threshold=threshold)
        if undated:
            return self.unknown(roster.subject, sentence("rule-l06-undated", **places), _places(undated))
        if len(open_ones) == len(unsigned):
            return self.excluded(roster.subject, sentence("rule-l06-not-due", **places), _places(signers))
        overdue = [signer for signer in unsigned if signer not in open_ones]
        said = sentence("rule-l06-flag", **places, unsigned=len(overdue))
        return self.flag(roster.subject, said, _places(overdue), value=value, threshold=threshold)

    def _nobody_listed(self, view: View, listed: set[str | None]) -> Iterator[Answer]:
        unit_of = units(view, "budget_unit")
        for row in view.rows("budget_unit"):
            unit_id = unit_of.get(row["id"])
            lasts = row["until"] is None or row["until"] >= view.assessed_on
            if unit_id is not None and row["level"] == _FIRST_LEVEL and lasts and unit_id not in listed:
                said = sentence("rule-l06-nobody")
                yield self.unknown(Subject("unit", unit_id, unit_id), said, [evidence("budget_unit", row)])


def _places(signers: list[_Signer]) -> list[Evidence]:
    return [evidence("pledge", row) for signer in signers for row in signer.rows]
