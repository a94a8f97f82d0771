"""P02, the same person in a key post for too long.

Flows in: the register of post holders, and the powers and grades of posts. Flows out: one answer for each holder of a
post.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from analytics.rules.answers import Answer, Evidence
from analytics.rules.identified import mentions, placements
from analytics.rules.p01_under_graded import HARMFUL_DOMAINS
from analytics.rules.parameters import Measure, Parameter, Parameters, Text
from analytics.rules.rule import Row, Rule, Subject, evidence, sentence
from analytics.snapshot import View
from models.calendar import add_years
from models.vocabulary import Confidence, DocumentKind, EvidenceTier, RiskLevel, Severity

# Heads and members of local party committees and governments, whose longest term is set apart.
_LOCAL_LEADER = re.compile(
    r"(?:常务)?副?(?:省|市|州|盟|县|区|旗|乡|镇)长$|(?:省|市|州|盟|县|区|旗|乡|镇|街道)(?:党)?(?:工)?委(?:副?书记|常委|委员)$"
)
_COMMUNITY = re.compile(r"(?:社区|小区|校区|园区|辖区)长$")


@dataclass(frozen=True, slots=True)
class _Spell:
    """One unbroken time of one person in one post."""

    since: date | None
    until: date | None
    title: str | None
    is_key: bool | None
    tier: str
    may_continue: bool  # a namesake is on record, and nobody can say whether it is the same person
    rows: tuple[Evidence, ...]


class LongTenure(Rule):
    """Years in a key post on the assessed day."""

    code = "P02"
    name = Text("任职过长", "long tenure")
    what = Text(
        "重点岗位的现任人员任职是否超过规定年限。",
        "Whether the present holder of a key post has held it for longer than the years allowed.",
    )
    method = (
        Text(
            "重点岗位：单位标明的；或有“高”等级环节的；或行使资金、人事、采购与工程职权的。",
            "A key post is one the office marks, one with a step graded HIGH, or one with a power over money, "
            "personnel, or "
            "procurement and works.",
        ),
        Text(
            "自任现岗位之日起算，首日不计，年限届满的对应日仍在年限之内（民法典第二百零一条、第二百零二条）。前后相接"
            "的任职合并计算。",
            "Years run from the day the post was taken up, that day not counted, and end with the corresponding day, "
            "which is still "
            "inside (Civil Code, art. 201 and 202). Spells that follow each other without a gap count as one.",
        ),
        Text(
            "评估日在年限届满之后的，预警。地方党政领导职务用较长的年限。",
            "The assessed day after that day: flag. Titles of local party and government leaders have the longer term.",
        ),
    )
    why = Text(
        "长期在同一重点岗位，容易形成固定的利益圈子，且问题难以因交接而暴露。",
        "Long years in one key post let circles of interest settle, and no handover brings problems to light.",
    )
    source = (
        Text(
            "《行政事业单位内部控制规范（试行）》（财会〔2012〕21号）：关键岗位轮岗；5年为本系统默认",
            "Internal control standard for administrative units (财会〔2012〕21号): rotation of key posts; 5 years "
            "is a default "
            "of this system",
        ),
        Text(
            "《党政领导干部选拔任用工作条例》（2014年）第五十四条：在同一职位上任职满十年的，必须交流",
            "Regulation on the selection of party and government leaders (2014), art. 54: exchange after ten years "
            "in one post",
        ),
    )
    inputs = (DocumentKind.TENURE_REGISTER, DocumentKind.POST_STEP_TABLE)
    severity = Severity.MEDIUM
    subject = "post"
    value_unit = Measure.DAYS
    output = Text(
        "任职天数与年限届满日的天数（均自任职之日起）。",
        "Days in the post, and days up to the end of the term (both from the day it was taken up).",
    )
    exclusions = (
        Text(
            "已离岗的、尚未到岗的、非重点岗位的。",
            "Holders who left or have not begun, and posts that are not key posts.",
        ),
    )
    assumptions = (
        Text(
            "只凭姓名不能确认同一人的几段任职不合并；是否连续不明的，无法判断。",
            "Spells of namesakes are not joined; where it is not known whether one continues another, cannot assess.",
        ),
        Text(
            "任职起始日期不明的，无法判断；单位未标明、也没有职权和等级可据以判断是否重点岗位的，无法判断。",
            "The day it began unknown: cannot assess. So is a post that is not marked and whose powers and grades "
            "are not held.",
        ),
    )
    innocent = (
        Text("专业性强，仅一人具备资质。", "One person alone has the skill."),
        Text("已批准延期轮岗，文件未收入。", "A delay of rotation was approved in a document not held."),
        Text("实行专项审计代替轮岗。", "A special audit stands in for rotation."),
    )
    parameters = (
        Parameter(
            "years",
            "重点岗位任职年限",
            "years allowed in a key post",
            Measure.YEARS,
            Text("本系统默认，参照财会〔2012〕21号关键岗位轮岗", "default of this system, after 财会〔2012〕21号"),
            ((date(2014, 1, 1), 5),),
        ),
        Parameter(
            "years_local_leader",
            "地方党政领导职务任职年限",
            "years allowed to local party and government leaders",
            Measure.YEARS,
            Text(
                "《党政领导干部选拔任用工作条例》（2014年）第五十四条",
                "Regulation on the selection of party and government leaders (2014), art. 54",
            ),
            ((date(2014, 1, 14), 10),),
        ),
    )

    def evaluate(self, view: View, params: Parameters) -> Iterator[Answer]:
        """One answer for each spell of a holder in a post."""
        if not view.held(DocumentKind.TENURE_REGISTER):
            yield self.not_held(DocumentKind.TENURE_REGISTER)
            return
        placed, holders = placements(view, "tenure"), mentions(view, "tenure", "holder")
        unit_of = {post["post_id"]: post["unit_id"] for post in view.rows("post")}
        steps = _steps_by_post(view)
        held: dict[tuple[str, str], list[Row]] = defaultdict(list)
        for row in view.rows("tenure"):
            held[placed[row["id"]]["post_id"], holders[row["id"]]["person_id"]].append(row)
        for (post_id, _), rows in sorted(held.items()):
            subject = Subject("post", post_id, unit_of.get(post_id), post_id)
            tier = max(holders[row["id"]]["tier"] for row in rows)
            namesakes = tier == EvidenceTier.D and any(holders[row["id"]]["reason"] for row in rows)
            for spell in _spells(rows, tier, namesakes):
                yield self._judge(view.assessed_on, subject, spell, steps.get(post_id, []), params)

    def _judge(self, as_of: date, subject: Subject, spell: _Spell, steps: list[Row], params: Parameters) -> Answer:
        if spell.until is not None and spell.until < as_of:
            return self.excluded(subject, sentence("rule-p02-ended", until=spell.until), spell.rows)
        key = _is_key(spell, steps)
        if key is False:
            return self.excluded(subject, sentence("rule-p02-not-key"), spell.rows)
        if spell.since is None:
            return self.unknown(subject, sentence("rule-p02-no-date"), spell.rows)
        if key is None:
            return self.unknown(subject, sentence("rule-p02-key-unknown"), spell.rows)
        if spell.since > as_of:
            return self.excluded(subject, sentence("rule-p02-not-begun", since=spell.since), spell.rows)
        name = "years_local_leader" if is_local_leader(spell.title) else "years"
        years = params.whole(name, as_of)
        if years is None:
            return self.excluded(subject, sentence("rules-before-force"), spell.rows)
        ends = add_years(spell.since, years)
        days, limit = (as_of - spell.since).days, (ends - spell.since).days
        places = {"since": spell.since, "years": years, "ends": ends, "as_of": as_of, "days": days}
        if as_of <= ends and spell.may_continue:
            return self.unknown(subject, sentence("rule-p02-same-name", since=spell.since), spell.rows)
        if as_of <= ends:
            said = sentence("rule-p02-pass", **places)
            return self.passed(subject, said, spell.rows, value=str(days), threshold=str(limit))
        rows = [*spell.rows, *(evidence("post_step", step) for step in steps if step["harmful"])]
        sure = spell.tier == EvidenceTier.A or len(spell.rows) == 1
        return self.flag(
            subject,
            sentence("rule-p02-flag", **places),
            rows,
            value=str(days),
            threshold=str(limit),
            confidence=Confidence.HIGH if sure else Confidence.MEDIUM,
        )


def is_local_leader(title: str | None) -> bool:
    """Whether a title is that of a local party or government leader.

    >>> is_local_leader("岚汀市副市长"), is_local_leader("农业农村局局长"), is_local_leader("城东街道党工委书记")
    (True, False, True)
    """
    text = "".join((title or "").split())
    return bool(_LOCAL_LEADER.search(text)) and not _COMMUNITY.search(text)


def _is_key(spell: _Spell, steps: list[Row]) -> bool | None:
    """Whether a post is a key post; None where nothing that could tell is known."""
    if spell.is_key or any(step["harmful"] for step in steps):
        return True
    if spell.is_key is None and (not steps or any(step["grade"] is None for step in steps)):
        return None
    return False


def _steps_by_post(view: View) -> dict[str, list[Row]]:
    """The described steps of each post, each with `harmful`: graded HIGH, or over money, people or procurement."""
    record = {row["id"]: row for row in view.rows("post_step")}
    steps: dict[str, list[Row]] = defaultdict(list)
    for step in view.rows("step"):
        harmful = step["grade"] == RiskLevel.HIGH or step["power_domain"] in {str(d) for d in HARMFUL_DOMAINS}
        steps[step["post_id"]].append({**record[step["record_id"]], "grade": step["grade"], "harmful": harmful})
    return steps


def _spells(rows: list[Row], tier: str, may_continue: bool) -> list[_Spell]:
    """The unbroken times of one person in one post: repeated entries once (the latest known), adjoining ones joined."""
    latest: dict[date | None, _Spell] = {}
    for row in sorted(rows, key=lambda r: (str(r["recorded_at"] or ""), r["until"] is not None, r["id"])):
        place = (evidence("tenure", row),)
        before = latest.get(row["since"])
        rows_so_far = (before.rows if before else ()) + place
        said = (row["since"], row["until"], row["title"], row["is_key"])
        latest[row["since"]] = _Spell(*said, tier, may_continue, rows_so_far)
    undated = [latest.pop(None)] if None in latest else []
    joined: list[_Spell] = []
    for spell in sorted(latest.values(), key=lambda s: s.since or date.min):
        last = joined[-1] if joined else None
        follows = last and last.until and spell.since and spell.since <= last.until + timedelta(days=1)
        if last and follows:
            joined[-1] = replace(spell, since=last.since, rows=last.rows + spell.rows)
        else:
            joined.append(spell)
    return joined + undated
