"""U12, new firms of one registration agent that are paid from one programme.

Flows in: items of funds, the register of firms. Flows out: a sign where the unit decides on money.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta

from analytics.relations import named
from analytics.relations.favour import Stratum, expected, tail
from analytics.rules.parameters import Text
from analytics.snapshot import View
from analytics.unusual.pattern import Observation, Pattern, Seen
from analytics.unusual.work import LEAST, Row, decided_by, grouped, rows_of
from models.vocabulary import EvidenceTier, PowerDomain, Severity

_NEW = timedelta(days=730)  # a firm is new for two years, which is longer than the half year of a shell (F05)


class OneAgent(Pattern):
    """Firms that look unconnected, but were registered by one agent not long before they were paid."""

    code = "U12"
    version = "2"
    name = Text("同一代理新企业", "new firms of one agent")
    what = Text(
        "同一资金的收款对象中，多家新成立企业由同一代理登记。",
        "Several new firms among the payees of one programme were registered by one agent.",
    )
    compared = Text(
        "登记中全部同期新企业；代理人的客户数与该资金的新企业收款数不变，随机分布。",
        "All firms of the register that were new at the time; the agent keeps its clients, the programme its new "
        "payees, at random.",
    )
    innocent = Text("园区、街道指定代理。", "An agent appointed for a park or a street.")
    severity = Severity.MEDIUM

    def look(self, view: View) -> Seen:
        """Each programme of a year and agent, of whose clients some were new payees."""
        if view.is_empty("fund_item") or view.is_empty("firm"):
            return Seen(0, ())
        register = _Register(_firms(view))
        tests, found = 0, []
        for (unit, _, _), items in sorted(
            grouped(_items(view), "unit_id", "programme", "fiscal_year").items(), key=str
        ):
            day = min((item["published"] for item in items if item["published"]), default=None)
            if day is None:
                continue
            new = register.new_ones({item["payee_id"] for item in items}, day)
            for (agent,), clients in sorted(grouped(new, "agent").items()):
                tests += 1
                if len(clients) < LEAST:
                    continue
                stratum = (Stratum(register.new_on(day), len(new), register.new_on(day, agent)),)
                own = {client["firm_id"] for client in clients}
                evidence = (
                    *(("fund_item", item["id"]) for item in items if item["payee_id"] in own),
                    *(("firm", client["id"]) for client in clients),
                )
                place, p = decided_by(view, unit, PowerDomain.MONEY), tail(stratum, len(own))
                found.append(Observation(place, len(own), len(new), expected(stratum), p, evidence))
        return Seen(tests, tuple(found))


class _Register:
    """The firms of the register that have an agent, and how many of them were new on a day, in all and by agent."""

    def __init__(self, firms: Iterable[Row]) -> None:
        self._firms = {firm["firm_id"]: firm for firm in firms}
        self._founded: dict[str | None, list[date]] = defaultdict(list)  # in order, by agent; None: of all agents
        for firm in sorted(self._firms.values(), key=lambda firm: firm["founded_on"]):
            self._founded[None].append(firm["founded_on"])
            self._founded[firm["agent"]].append(firm["founded_on"])

    def new_on(self, day: date, agent: str | None = None) -> int:
        """How many firms (of an agent) were founded in the `_NEW` days before a day, or on it."""
        founded = self._founded[agent]
        return bisect_right(founded, day) - bisect_left(founded, day - _NEW)

    def new_ones(self, ids: Iterable[str], day: date) -> list[Row]:
        """Those firms of some that were new on a day, by id."""
        known = [self._firms[one] for one in sorted(ids) if one in self._firms]
        return [firm for firm in known if day - _NEW <= firm["founded_on"] <= day]


def _firms(view: View) -> list[Row]:
    firms = named(view, "firm", firm="firm")
    firms = firms.filter(
        firms.firm_id.notnull()
        & firms.agent.notnull()
        & firms.founded_on.notnull()
        & (firms.firm_tier != EvidenceTier.D)
    )
    return rows_of(firms.select("id", "firm_id", "agent", "founded_on"))


def _items(view: View) -> list[Row]:
    """Items of funds that name an organisation, with programme, year, day and unit of their notice."""
    items = named(view, "fund_item", payee="payee")
    notices = named(view, "fund_notice", unit="publisher").select(
        "unit_id", "programme", "fiscal_year", "published", of_notice="id"
    )
    joined = items.inner_join(notices, items.notice_id == notices.of_notice)
    joined = joined.filter(joined.payee_id.notnull() & (joined.payee_tier != EvidenceTier.D))
    return rows_of(joined.select("id", "payee_id", "unit_id", "programme", "fiscal_year", "published"))
