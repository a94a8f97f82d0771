"""V01, near kin of a village cadre, or of the handler, on aid without a filing.

Flows in: the lists of aid with near kin of those responsible, and filings. Flows out: one answer for each benefit and
person responsible.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from analytics.identity import person_name, squash
from analytics.rules.aid import Aid, OnAid, aid
from analytics.rules.answers import Answer
from analytics.rules.handling import confidence
from analytics.rules.identified import mentions
from analytics.rules.parameters import Measure, Parameters, Text
from analytics.rules.proofs import Proofs, Reference
from analytics.rules.rule import Row, Rule, sentence
from analytics.snapshot import View
from models.vocabulary import DocumentKind, EvidenceTier, Severity


class CadreKinAided(Rule):
    """A benefit of a cadre's or the handler's near kin that was not filed."""

    code = "V01"
    version = "3"
    name = Text("干部亲属享受", "cadre's kin on aid")
    what = Text(
        "村（社区）干部或经办人的近亲属享受救助补助，是否未按规定备案。",
        "Whether near kin of a village cadre, or of the handler, receive aid without the filing that is due.",
    )
    method = (
        Text(
            "取在岗村（社区）干部和补助经办人的近亲属（民法典第一千零四十五条：配偶、父母、子女、兄弟姐妹、祖父母、"
            "外祖父母、孙子女、外孙子女），与补助对象名单比对。",
            "Take the near kin (Civil Code art. 1045: spouse, parents, children, siblings, grandparents, "
            "grandchildren) of village cadres in office and of the handler, and compare them with the lists of aid.",
        ),
        Text(
            "该干部或经办人没有就该亲属、该项目备案：预警；经办人自己的亲属，权重为高。",
            "No filing of that cadre or handler for that relative and scheme: flag; graver where it is the handler's "
            "own kin.",
        ),
    )
    why = Text(
        "救助由身边的人报、身边的人审，亲属享受而不公开备案，最易优亲厚友。",
        "Aid is proposed and checked by people one lives with; where their kin draw it without a filing, favour hides.",
    )
    source = (
        Text("《中华人民共和国民法典》第一千零四十五条（近亲属范围）", "Civil Code, art. 1045 (near kin)"),
        Text("《中华人民共和国村民委员会组织法》第三十二条", "Organic Law of the Villagers' Committees, art. 32"),
        Text("近亲属备案为各地民政部门的要求，全国条文未找到，按本系统默认",
             "Filing of near kin is asked for by local civil affairs offices; no national article was found: a default "
             "of ours"),
    )  # fmt: skip
    inputs = (
        DocumentKind.BENEFIT_LIST,
        DocumentKind.DECLARED_TIES,
        DocumentKind.TENURE_REGISTER,
        DocumentKind.KIN_FILING,
    )
    severity = Severity.MEDIUM
    graver = Severity.HIGH
    subject = "post"
    value_unit = Measure.FINDINGS
    kin_set = "JQS"
    output = Text("未备案的近亲属补助；不允许有。", "Benefits of near kin without a filing; none is allowed.")
    exclusions = (
        Text("堂、表亲等不是近亲属，不在此列。", "Cousins and the like are no near kin and outside the rule."),
    )
    assumptions = (
        Text("经办人只登记姓名的，在该乡镇单位同名者只有一人时认定。",
             "A handler of whom only the name is written counts as known where one person of that name served there."),
        Text("仅姓名相同、所填关系无法识别的，无法判断；身份证号不同的，是两个人。",
             "The same name alone, or a relation that cannot be read: cannot assess; two different numbers are two "
             "people."),
        Text("同名干部为该亲属备案而无法确认是否本人的，无法判断。",
             "Somebody of the same name filed for the relative, and whether it was this cadre is not known: cannot "
             "assess."),
    )  # fmt: skip
    innocent = (
        Text("家庭确实困难，备案漏登。", "The family is truly poor and the filing was left out."),
        Text("备案在乡镇，未汇总到本表。", "It was filed at the township and not gathered here."),
    )

    def evaluate(self, view: View, params: Parameters) -> Iterator[Answer]:
        """One answer for each benefit and person responsible who are, or may be, near kin."""
        if lacking := self.lacking(view):
            yield from lacking
            return
        lists = aid(view)
        filings = _Filings(view)
        pairs: dict[tuple[str, str], list[OnAid]] = defaultdict(list)
        for one in lists.near_kin:
            pairs[one.benefit, one.responsible].append(one)
        proofs = Proofs(view, (("benefit", benefit) for benefit, _ in pairs))
        proofs.fetch(item for found in pairs.values() for one in found for item in one.ties)
        proofs.fetch(filings.references)
        for _, found in sorted(pairs.items()):
            yield self._judge(lists, min(found, key=lambda one: (one.tier, one.ties)), filings, proofs)

    def _judge(self, lists: Aid, one: OnAid, filings: _Filings, proofs: Proofs) -> Answer:
        benefit = proofs.row("benefit", one.benefit)
        subject = lists.subject(one.responsible)
        rows = proofs.places([("benefit", one.benefit), *one.ties])
        filed = filings.of(one, benefit)
        if filed is not None:
            said = sentence("rule-v01-filed", filed=filed["filed_on"] or "-")
            rows += proofs.places([("kin_filing", filed["id"])])
            return self.passed(subject, said, rows, value="0", threshold="0")
        if not one.is_known_kin:
            return self.unknown(subject, sentence("rule-v01-relation-unclear"), rows)
        if one.tier == EvidenceTier.D:
            return self.unknown(subject, sentence("rule-v01-same-name"), rows)
        if (perhaps := filings.perhaps_of(one, benefit, lists)) is not None:
            rows += proofs.places([("kin_filing", perhaps["id"])])
            return self.unknown(subject, sentence("rule-v01-whose-filing"), rows)
        code = "rule-v01-handler" if one.is_handler else "rule-v01-flag"
        said = sentence(code, scheme=benefit["scheme"])
        grade = confidence(one.tier)
        return self.flag(subject, said, rows, value="1", threshold="0", confidence=grade, graver=one.is_handler)


class _Filings:
    """What cadres and handlers filed of their own kin on aid; each has to file for himself.

    Who filed may be known by name only: such a filing clears nobody, and of no namesake can it be said that he did not.
    """

    def __init__(self, view: View) -> None:
        officials, relatives = mentions(view, "kin_filing", "official"), mentions(view, "kin_filing", "relative")
        self._rows: dict[tuple[str, str], list[Row]] = defaultdict(list)
        self._by_name: dict[tuple[str, str], list[Row]] = defaultdict(list)
        self.references: list[Reference] = []
        for row in view.rows("kin_filing"):
            if row["id"] in officials and row["id"] in relatives:
                official = officials[row["id"]]
                for key in (relatives[row["id"]]["person_id"], squash(row["relative"])):
                    self._rows[official["person_id"], key].append(row)
                    if official["tier"] == EvidenceTier.D:
                        self._by_name[person_name(row["official"]), key].append(row)
                self.references.append(("kin_filing", row["id"]))

    def of(self, one: OnAid, benefit: Row) -> Row | None:
        """The filing of a benefit, by the relative's identity or, within one official's filings, by name."""
        return _of_scheme(self._rows, [one.responsible], one, benefit)

    def perhaps_of(self, one: OnAid, benefit: Row, lists: Aid) -> Row | None:
        """A filing of a benefit by somebody who has but the name in common with the person responsible."""
        names = {person_name(row["name"]) for row in lists.tenures.get(one.responsible, ())}
        return _of_scheme(self._by_name, sorted(names), one, benefit)


def _of_scheme(
    filed: Mapping[tuple[str, str], list[Row]], officials: Iterable[str], one: OnAid, benefit: Row
) -> Row | None:
    for official in officials:
        for key in (one.relative, one.claimant, squash(one.relative_name)):
            for row in filed.get((official, key), ()):
                if not row["scheme"] or squash(row["scheme"]) == squash(benefit["scheme"]):
                    return row
    return None
