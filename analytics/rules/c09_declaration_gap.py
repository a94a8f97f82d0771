"""C09, a firm of spouse, child or child's spouse that stands in the register of firms and in no declaration.

Flows in: those in office, their household, roles in firms as registered, and what was declared. Flows out: one answer
for each entry of the register of firms that concerns an official's household.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta

import ibis.expr.types as ir

from analytics.identity import organisation_name
from analytics.relations import evidence_rows, id_table, in_force, named, naming
from analytics.rules.answers import Answer
from analytics.rules.firms import Firms
from analytics.rules.handling import confidence
from analytics.rules.household import HOUSEHOLD, namesakes_in_firms, ways_to_firms
from analytics.rules.parameters import Measure, Parameter, Parameters, Text
from analytics.rules.proofs import Proofs
from analytics.rules.rule import Row, Rule, sentence, term
from analytics.rules.serving import InOffice, in_office
from analytics.snapshot import View
from models.vocabulary import DocumentKind, EvidenceTier, FirmRole, Severity, Term


class Relative(Term):
    """Whose firms have to be declared, by the path from the official."""

    SPOUSE = "s", "配偶", "spouse"
    CHILD = "c", "子女", "child"
    CHILDS_SPOUSE = "cs", "子女配偶", "child's spouse"


class DeclarationGap(Rule):
    """What the register of firms knows of an official's household and the declarations do not."""

    code = "C09"
    version = "2"
    name = Text("申报不一致", "declaration gap")
    what = Text(
        "在岗人员的配偶、子女及其配偶经商办企业的情况，登记信息中有而申报中没有。",
        "Whether a firm of the spouse, children or children's spouses of someone in office is registered and not "
        "declared.",
    )
    method = (
        Text(
            "取在岗人员的配偶、子女、子女配偶在企业登记中的任职和持股（普通职工除外）。",
            "Take the roles and holdings that the register of firms has for spouse, children and children's spouses "
            "(mere employees aside).",
        ),
        Text(
            "该企业未出现在本人申报中（任职或投资企业、工作单位），且已过新发生事项的宽限期：预警。",
            "The firm is named nowhere in the official's declaration (firm or employer of that relative), and the days "
            "of grace for new events have run: flag.",
        ),
    )
    why = Text(
        "漏报的往往正是需要回避的利益。",
        "What is left out of a declaration is often just the interest that calls for recusal.",
    )
    source = (
        Text(
            "《领导干部报告个人有关事项规定》（2017年）第四条（县处级副职以上；其他人员按本地登记办法）",
            "Rules on the reporting of personal matters (2017), art. 4 (deputy county level and above; others by the "
            "local register)",
        ),
    )
    inputs = (DocumentKind.TENURE_REGISTER, DocumentKind.DECLARED_TIES, DocumentKind.FIRM_ROLE)
    severity = Severity.MEDIUM
    subject = "post"
    value_unit = Measure.DAYS
    output = Text("未申报的天数；宽限的天数。", "Days for which the role was not declared; days of grace.")
    exclusions = (
        Text("其他亲属、普通职工、已终止的任职或持股不在此列。",
             "Other relatives, mere employees, and roles that have ended are outside the rule."),
    )  # fmt: skip
    assumptions = (
        Text("仅姓名相同，无法判断；任职起始日期不明，无法判断。",
             "The same name alone, or a role without a beginning: cannot assess."),
    )  # fmt: skip
    innocent = (
        Text("新发生事项，正在补报。", "A new event, about to be reported."),
        Text("登记未及时变更，实际已退出。", "The register was not changed after the relative had left."),
    )
    parameters = (
        Parameter(
            "grace", "新发生事项的宽限期", "days of grace for a new event", Measure.CALENDAR_DAYS,
            Text("《领导干部报告个人有关事项规定》（2017年）第八条（三十日）",
                 "Rules on the reporting of personal matters (2017), art. 8 (thirty days)"),
            ((date(2017, 2, 8), 30),),
        ),
    )  # fmt: skip

    def evaluate(self, view: View, params: Parameters) -> Iterator[Answer]:
        """One answer for each registered role of an official's household."""
        if lacking := self.lacking(view):
            yield from lacking
            return
        officials: dict[str, InOffice] = {}
        for entry in in_office(view):
            officials.setdefault(entry.person_id, entry)
        ways = [w for w in ways_to_firms(view, officials, _of_household) if _is_registered(w)]
        doubtful = namesakes_in_firms(view, officials, lambda roles: roles.filter(_is_no_employee(roles)))
        concerned = {w["person_id"] for w in ways} | {n["person_id"] for n in doubtful}
        relatives = {w["relative_id"] for w in ways} | {n["asked_id"] for n in doubtful}
        in_question = {w["target_id"] for w in ways} | {n["firm_id"] for n in doubtful}
        own = {person: officials[person] for person in concerned}
        told = _Declared(view, own, relatives - {None}, {n["name"] for n in doubtful}, in_question)
        firms = Firms(view, [w["target_id"] for w in ways])
        proofs = Proofs(view, (item for w in ways for item in evidence_rows(w["evidence"])), reads=())
        proofs.fetch(item for n in doubtful for item in evidence_rows(f"{n['role_evidence']} {n['kin_evidence']}"))
        judged: dict[str, list[Answer]] = defaultdict(list)
        for way in ways:
            last = evidence_rows(way["evidence"])[-1]
            judged[str(last)].append(self._judge(view, officials[way["person_id"]], way, told, firms, proofs, params))
        for row in doubtful:
            since, until = row["since"], row["until"]
            grace = timedelta(days=params.whole("grace", view.assessed_on) or 0)
            is_new = since is not None and since + grace >= view.assessed_on
            is_over = until is not None and until < view.assessed_on
            if not (is_new or is_over) and not told.has(row["person_id"], row["name"], row["asked_id"], row["firm_id"]):
                places = proofs.places(evidence_rows(f"{row['role_evidence']} {row['kin_evidence']}"))
                answer = self.unknown(officials[row["person_id"]].subject, sentence("rule-c09-same-name"), places)
                judged[str(evidence_rows(row["role_evidence"])[-1])].append(answer)
        for _, answers in sorted(judged.items()):
            yield min(answers, key=lambda a: (_STRENGTH.index(str(a.outcome)), a.subject_id, str(a.evidence)))

    def _judge(
        self, view: View, official: InOffice, way: Row, told: _Declared, firms: Firms, proofs: Proofs,
        params: Parameters,
    ) -> Answer:  # fmt: skip
        rows = [*proofs.places(evidence_rows(way["evidence"])), official.place]
        subject, day = official.subject, view.assessed_on
        if told.has(official.person_id, None, way["relative_id"], way["target_id"]):
            return self.cleared(subject, sentence("rule-c09-declared"), rows)
        grace = params.whole("grace", day)
        if grace is None:
            return self.excluded(subject, sentence("rules-before-force"), rows)
        holds = in_force(way, day)
        if holds is False or firms.has_ended(way["target_id"]):
            return self.cleared(subject, sentence("rule-c09-ended"), rows)
        since = way["since"]
        days = None if since is None else (day - since).days
        if days is not None and since + timedelta(days=grace) >= day:
            said = sentence("rule-c09-grace", since=since)
            return self.passed(subject, said, rows, value=str(days), threshold=str(grace))
        if way["tier"] == EvidenceTier.D:
            return self.unknown(subject, sentence("rule-c09-same-name"), rows)
        if days is None or not holds:
            return self.unknown(subject, sentence("rule-c09-undated"), rows)
        said = sentence("rule-c09-flag", since=since, relation=term(Relative, way["path"]))
        grade = confidence(max(way["tier"], official.tier))
        return self.flag(subject, said, rows, value=str(days), threshold=str(grace), confidence=grade)


_STRENGTH = ("flag", "cannot_assess", "pass", "excluded")


def _of_household(ways: ir.Table) -> ir.Table:
    """Roles of the household in the firm itself."""
    return ways.filter(ways.path.isin(sorted(HOUSEHOLD)) & (ways.links == 0) & _is_no_employee(ways))


def _is_no_employee(roles: ir.Table) -> ir.BooleanValue:
    found: ir.BooleanValue = roles.role.isnull() | (roles.role != str(FirmRole.EMPLOYEE))
    return found


def _is_registered(way: Row) -> bool:
    """Whether a way ends in the register of firms."""
    return evidence_rows(way["evidence"])[-1][0] in ("firm_officer", "nominee_agreement")


_TOLD = (
    *("name", "relative_name", "firm", "relative_employer"),
    *("own_id", "own_tier", "relative_id", "firm_id", "employer_id"),
)


class _Declared:
    """What officials declared of the firms of their relatives, by evidence of who these are or by their names."""

    def __init__(
        self, view: View, officials: dict[str, InOffice], relatives: set[str], names: set[str], firms: set[str]
    ) -> None:
        self._by_relative: dict[tuple[str, str], set[str]] = defaultdict(set)
        self._by_name: dict[tuple[str, str], set[str]] = defaultdict(set)
        self._names: dict[str, set[str]] = defaultdict(set)
        self._own_names = {person: entry.name for person, entry in officials.items()}
        asked_firms = view.table("organisation").semi_join(id_table("organisation_id", firms), "organisation_id")
        self._firm_names = {
            row["organisation_id"]: organisation_name(row["name"]) for row in asked_firms.to_pyarrow().to_pylist()
        }
        self._read(view, naming(view, "declared_tie", "relative", relatives))
        called = id_table("relative_name", names.union(*self._names.values()))
        own = naming(view, "declared_tie", "declarant", officials)
        self._read(view, own.semi_join(called, "relative_name"))

    def _read(self, view: View, declared: ir.Table) -> None:
        who = {"own": "declarant", "relative": "relative", "firm": "firm", "employer": "employer"}
        rows = named(view, "declared_tie", declared, **who)
        rows = rows.filter(rows.relative_id.notnull()).select(*_TOLD).distinct()
        for row in rows.to_pyarrow().to_pylist():
            written = map(organisation_name, (row["firm"], row["relative_employer"]))
            firms = {row["firm_id"], row["employer_id"], *written} - {None, ""}
            self._by_relative[row["own_id"], row["relative_id"]] |= firms
            if row["relative_name"]:
                self._by_name[row["own_id"], row["relative_name"]] |= firms
                self._names[row["relative_id"]].add(row["relative_name"])
            if row["own_tier"] == EvidenceTier.D:
                # The declarant's number is missing; the relative's own number says whose list it is.
                self._by_relative[row["name"], row["relative_id"]] |= firms

    def has(self, official: str, name: str | None, relative_id: str, firm_id: str) -> bool:
        """Whether the official declared this firm for this relative, by evidence or by the relative's name."""
        told = self._by_relative.get((official, relative_id), set())
        told = told | self._by_relative.get((self._own_names[official], relative_id), set())
        for called in {name} if name else self._names.get(relative_id, ()):
            told = told | self._by_name.get((official, called), set())
        return firm_id in told or self._firm_names.get(firm_id) in told
