"""Oversight: what officials declare, checks and how they are mended, monthly reports, complaints, pledges.

Flows in: officials, their kin, firms and units. Flows out: `declarations`, `outside_posts`, `issues`, `rectifications`,
`reports`, `complaints` and `pledges`. Declarations are complete: every living near kinsman of age, with every role in a
firm; ledgers match one to one; reports come by the twentieth; complaints end within fifteen working days.

Distributions. A first-level unit finds one or two problems a month; a problem takes about a month to mend; complaints
come by letter, telephone and the net in like numbers, a few from inspections.
"""

from __future__ import annotations

from datetime import date

import numpy as np

from data_sim import workdays
from data_sim.firms import role
from data_sim.frames import NEVER, NOBODY, Array, day_of
from data_sim.kin import K74, KinIndex, Pairs, kin_terms
from data_sim.world import World
from models.vocabulary import (
    ComplaintChannel,
    ComplaintStatus,
    FirmRole,
    IssueCategory,
    RectificationStatus,
)

_CATEGORIES, _CHANNELS = list(IssueCategory), list(ComplaintChannel)
_COMPLAINT, _MENDED = list(ComplaintStatus), list(RectificationStatus)
PLEDGE = "拒收不送红包礼金承诺书"
_FINDINGS = (
    ("惠民资金发放", "发放资料归集不全", "补齐发放资料", "已补齐资料并装订归档"),
    ("农村“三资”管理", "资产台账登记不及时", "更新资产台账", "已核对登记全部资产"),
    ("征地补偿", "补偿公示照片缺失", "补充公示影像", "已补充公示并留存影像"),
    ("窗口服务", "一次性告知不到位", "完善告知单", "已更新告知单并开展培训"),
    ("微小工程", "验收资料签字不全", "补办验收手续", "已补签并由分管领导复核"),
    ("工作作风", "请销假手续不规范", "严格考勤管理", "已修订考勤制度"),
    ("公务接待", "接待审批单填写不完整", "规范审批单", "已补正并组织学习"),
    ("内控制度", "印章使用登记不完整", "健全登记制度", "已启用新登记簿"),
)  # in the order of IssueCategory


def oversee(world: World) -> None:
    """Fill the frames of declarations and oversight."""
    _declare(world)
    _outside(world)
    _check(world)
    _report(world)
    _complain(world)
    _pledge(world)


def _declare(world: World) -> None:
    """Each official in post declares kin of age who live; a kinsman in a firm stands once for each role."""
    rng, persons, tenures, roles = (
        world.streams("oversight:declared"),
        world["persons"],
        world["tenures"],
        world["roles"],
    )
    now = np.flatnonzero(tenures["until"] == NEVER)
    post_of = np.full(len(persons), NOBODY, np.int64)
    post_of[tenures["person"][now]] = tenures["post"][now]
    pairs = KinIndex(world, tenures["person"][now]).pairs
    in_firm = np.zeros(len(persons), bool)
    named = np.flatnonzero(roles.kept & (roles["role"] != role(FirmRole.EMPLOYEE)))
    in_firm[roles["person"][named]] = True
    # The form asks for the household and for all near kin who trade or serve; others are left out.
    asked = np.isin(pairs.path, [K74.index(path) for path in ("s", "p", "c", "b", "cs", "sp")])
    serves = post_of[pairs.relative] != NOBODY
    fit = (persons["died"][pairs.relative] == NEVER) & (persons["born"][pairs.relative] < world.today - 18 * 365)
    fit &= asked | in_firm[pairs.relative] | serves
    pairs = Pairs(*(column[fit] for column in pairs))
    terms = kin_terms(world, pairs)
    named = named[np.argsort(roles["person"][named], kind="stable")]
    first = np.searchsorted(roles["person"][named], np.arange(len(persons) + 1))
    count = first[pairs.relative + 1] - first[pairs.relative]
    row = np.repeat(np.arange(len(pairs.root)), np.maximum(count, 1))
    nth = np.arange(len(row)) - np.searchsorted(row, row)
    held = np.where(count[row] > 0, named[np.minimum(first[pairs.relative[row]] + nth, max(len(named) - 1, 0))], NOBODY)
    day = workdays.on_or_after(day_of(date(world.year, 1, 6)) + np.arange(20))
    declared = day[rng.integers(0, 20, size=len(persons))][pairs.root[row]]
    # A role that began after the yearly declaration is declared within its month of grace.
    begun = np.where(held != NOBODY, roles["since"][np.maximum(held, 0)], 0)
    declared = np.minimum(np.maximum(declared, begun + 9), world.today)
    world["declarations"].append(
        official=pairs.root[row],
        post=post_of[pairs.root[row]],
        relative=pairs.relative[row],
        relation=terms[row],
        role=held,
        declared=declared,
    )


def _outside(world: World) -> None:
    """Approved and unpaid posts in associations (one official in a hundred)."""
    rng, tenures, posts = world.streams("oversight:outside"), world["tenures"], world["posts"]
    now = np.flatnonzero((tenures["until"] == NEVER) & (posts["kind"][tenures["post"]] != "village"))
    some = now[rng.random(len(now)) < 0.01]
    bodies = np.array(
        ["岚汀市农学会", "岚汀市会计学会", "岚汀市医学会", "岚汀市教育学会", "岚汀市水利学会", "业主委员会"], object
    )
    world["outside_posts"].append(
        person=tenures["person"][some],
        unit=posts["unit"][tenures["post"][some]],
        body=bodies[rng.integers(len(bodies), size=len(some))],
        post=np.array(["理事", "会员代表", "副会长"], object)[rng.integers(3, size=len(some))],
        approved=workdays.on_or_after(world.today - rng.integers(100, 1400, size=len(some))),
        is_paid=False,
    )


def _watched(world: World) -> Array:
    """Units that keep ledgers and report each month."""
    return np.flatnonzero(world["units"]["level"] == 1)


def _check(world: World) -> None:
    """Checks of the year: each unit checks itself or one below it; one or two problems a month, all mended in time."""
    rng, units = world.streams("oversight:checks"), world["units"]
    keepers = _watched(world)
    count = 1 + rng.binomial(2, 0.35, size=(len(keepers), 12))
    unit = np.repeat(keepers, 12)
    month = np.tile(np.arange(1, 13), len(keepers))
    days = np.array([day_of(date(world.year, int(m), 1)) for m in range(1, 13)])[month - 1]
    checked = workdays.on_or_after(days + rng.integers(0, 14, size=len(unit)))
    many = count.ravel()
    check = np.repeat(np.arange(len(unit)), many)
    no = np.arange(len(check)) - np.searchsorted(check, check) + 1
    serial = np.arange(len(unit)) % 12 + 1
    kind = rng.integers(0, len(_FINDINGS), size=len(check))
    below = _below(world)
    target = np.where(rng.random(len(unit)) < 0.5, below[unit], unit)
    due = workdays.on_or_after(checked[check] + 30)
    text = [np.array([f[k] for f in _FINDINGS], object)[kind] for k in range(4)]
    codes = units["code"][unit[check]]
    issues = world["issues"].append(
        number=[f"{c}-自检{s}号" for c, s in zip(codes, serial[check], strict=True)],
        no=no,
        reporter=unit[check],
        unit=target[check],
        checked=checked[check],
        filled=workdays.later(checked, rng.integers(1, 3, size=len(unit)))[check],
        content=text[0],
        issue=text[1],
        category=kind,
        advice=text[2],
        due=due,
        owner=np.array(["分管领导", "部门负责人", "科室负责人"], object)[rng.integers(3, size=len(check))],
    )
    spent = rng.integers(4, 20, size=len(check))
    rectified = workdays.later(checked[check], spent)
    verified = workdays.later(rectified, rng.integers(1, 4, size=len(check)))
    closed = workdays.later(verified, rng.integers(0, 3, size=len(check)))
    is_done = closed <= world.today
    world["rectifications"].append(
        issue=issues,
        filled=np.where(
            is_done, closed, np.minimum(workdays.later(checked[check], np.full(len(check), 3)), world.today)
        ),
        measures=text[3],
        rectified=np.where(is_done, rectified, NEVER),
        verified=np.where(is_done, verified, NEVER),
        closed=np.where(is_done, closed, NEVER),
        extended=NEVER,
        status=np.where(
            is_done, _MENDED.index(RectificationStatus.CLOSED), _MENDED.index(RectificationStatus.RECTIFYING)
        ),
        proof=np.where(is_done, "整改照片、会议记录", "").astype(object),
    )


def _below(world: World) -> Array:
    """For each unit one that it answers for, itself where there is none."""
    units = world["units"]
    found = np.arange(len(units))
    has = np.flatnonzero(units["parent"] != NOBODY)
    found[units["parent"][has]] = has
    return found


def _report(world: World) -> None:
    """Monthly reports, due on the twentieth: the checks of the month until then."""
    rng, issues = world.streams("oversight:reports"), world["issues"]
    keepers = _watched(world)
    mended = world["rectifications"]["closed"]
    for number in range(1, 13):
        first, last = date(world.year, number, 1), date(world.year, number, 20)
        low, high = day_of(first), day_of(last)
        seen = (issues["checked"] >= low) & (issues["checked"] <= high)
        found = np.bincount(issues["reporter"][seen], minlength=len(world["units"]))
        done = np.bincount(issues["reporter"][(mended >= low) & (mended <= high)], minlength=len(world["units"]))
        day = workdays.on_or_after(high - rng.integers(2, 6, size=len(keepers)))
        day = np.where(day > high, workdays.later(np.full(len(keepers), high), np.full(len(keepers), -1)), day)
        world["reports"].append(
            unit=keepers, month=low, submitted=day, paper=day, checks=1, found=found[keepers], mended=done[keepers]
        )


def _complain(world: World) -> None:
    rng, units = world.streams("oversight:complaints"), world["units"]
    about = np.flatnonzero(units["level"] <= 9)
    count = max(3, world.scale.officials // 40)
    unit = rng.choice(about, size=count)
    received = np.sort(workdays.on_or_after(world.today - rng.integers(1, 364, size=count)))
    spent = rng.integers(4, 16, size=count)
    finished = workdays.later(received, spent)
    done = finished <= world.today
    campaign = np.where(rng.random(count) < 0.3, "群众身边不正之风和腐败问题集中整治", "").astype(object)
    world["complaints"].append(
        number=f"XF{world.year}-#",
        channel=rng.choice(len(_CHANNELS), size=count, p=[0.3, 0.2, 0.18, 0.27, 0.05]),
        level="县级",
        unit=unit,
        campaign=campaign,
        received=received,
        extended=NEVER,
        finished=np.where(done, finished, NEVER),
        status=np.where(done, _COMPLAINT.index(ComplaintStatus.FINISHED), _COMPLAINT.index(ComplaintStatus.OPEN)),
    )


def _pledge(world: World) -> None:
    """Pledges of those who lead, due on 3 December; a secondee is exempt."""
    rng, tenures, posts = world.streams("oversight:pledges"), world["tenures"], world["posts"]
    due = day_of(date(world.year, 12, 3))
    now = np.flatnonzero((tenures["until"] == NEVER) & posts["is_leader"][tenures["post"]])
    signed = workdays.on_or_after(due - 20 + rng.integers(0, 17, size=len(now)))
    away = np.isin(tenures["person"][now], world["delegations"]["person"][world["delegations"]["reason"] == "借调"])
    world["pledges"].append(
        name=PLEDGE,
        person=tenures["person"][now],
        post=tenures["post"][now],
        due=due,
        signed=np.where(away, NEVER, signed),
        exempt=np.where(away, "借调外单位，在借调单位签订", "").astype(object),
        is_published=True,
    )
