"""D09, personal data left readable in a publication.

Flows in: documents and what the privacy scan saw in them. Flows out: one answer for each document.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from analytics.rules.answers import Answer
from analytics.rules.distance import Side
from analytics.rules.identified import units
from analytics.rules.parameters import Measure, Parameter, Parameters, Text
from analytics.rules.rule import Row, Rule, Subject, evidence, sentence, term
from analytics.snapshot import View
from models.vocabulary import Confidence, DocumentKind, DocumentStatus, PrivacyKind, Severity

_PUBLIC = tuple(kind for kind in DocumentKind if kind.is_public)
# Kinds whose check digit makes a chance hit unlikely.
_CHECKED = {str(PrivacyKind.IDENTITY_NUMBER), str(PrivacyKind.BANK_CARD)}


class PrivacyLeak(Rule):
    """Unmasked identity, bank card or mobile numbers, or health beside a name, in documents of a public kind."""

    code = "D09"
    name = Text("个人信息泄露", "privacy leak")
    what = Text(
        "公开的文件中是否有未遮蔽的身份证号、银行卡号、手机号，或姓名与健康状况并列。",
        "Whether a published document shows an unmasked identity, bank card or mobile number, or a name beside a "
        "state of health.",
    )
    method = (
        Text(
            "入库时扫描每份文件：身份证号须18位、第7至14位为可能的出生日期、且校验码符合 GB "
            "11643（不论地区码）；银行卡号须"
            "通过 Luhn 校验。",
            "Each document is scanned as it is taken in: an identity number has 18 characters, a possible birth date "
            "in places 7 "
            "to 14 and a valid GB 11643 check digit, whatever its area code; a bank card number passes the Luhn check.",
        ),
        Text(
            "统一社会信用代码、项目编号、已遮蔽的号码不计。",
            "Credit codes, project numbers and masked numbers do not count.",
        ),
        Text(
            "有一处及以上的，预警；预警中只显示位置，不重复内容。",
            "One or more: flag. The flag shows the place, never the data.",
        ),
    )
    why = Text(
        "公开泄露群众身份证号、银行卡号，会被用于诈骗和冒领，也损害公开制度的公信力。",
        "Leaked identity and card numbers are used for fraud and false claims, and cost disclosure its good name.",
    )
    source = (
        Text(
            "《中华人民共和国个人信息保护法》第二十八条（敏感个人信息）、第三十四条（法定职责所必需的范围和限度）",
            "Personal Information Protection Law, art. 28 (sensitive information) and 34 (limits of statutory duties)",
        ),
        Text(
            "《中华人民共和国政府信息公开条例》第十五条（个人隐私）",
            "Regulation on Open Government Information, art. 15 (personal privacy)",
        ),
        Text("GB 11643—1999 公民身份号码（校验码）", "GB 11643-1999, citizen identification number (check digit)"),
    )
    inputs = _PUBLIC
    severity = Severity.HIGH
    subject = "document"
    value_unit = Measure.FINDINGS
    flagged_side = Side.FROM
    output = Text("文件中发现的处数；一处即预警。", "The number of places found in the document; one is enough.")
    exclusions = (
        Text("只供工作人员使用的登记表（不是公开文件）。", "Registers for officers only, which are not publications."),
    )
    assumptions = (
        Text(
            "某类文件通常对外公开的，该文件即视为已公开。",
            "A document of a kind that offices publish was in fact published.",
        ),
        Text(
            "身份证号和银行卡号有校验码，置信度为高；手机号和健康状况为中。",
            "Identity and card numbers carry a check digit: confidence high; mobile numbers and health: medium.",
        ),
    )
    innocent = (
        Text("统一社会信用代码也是18位。", "A unified social credit code has 18 characters, too."),
        Text("所示手机号是单位对外公布的监督电话。", "The mobile number is the office's own contact for objections."),
        Text("文件只在内部流转，未实际公开。", "The file was for internal use and never published."),
    )
    parameters = (
        Parameter(
            "findings",
            "预警所需处数",
            "places needed for a flag",
            Measure.FINDINGS,
            Text(
                "《个人信息保护法》第二十八条：一处即不应公开",
                "Personal Information Protection Law, art. 28: not even one",
            ),
            ((date(2008, 5, 1), 1),),
        ),
    )

    def evaluate(self, view: View, params: Parameters) -> Iterator[Answer]:
        """One answer for each document that was read; one that could not be read is not clean."""
        publisher = units(view, "document")
        found: dict[str, list[Row]] = defaultdict(list)
        for row in view.rows("privacy_finding"):
            found[row["document_id"]].append(row)
        documents = view.rows("document")
        if not documents:
            yield self.unknown(Subject("document", "register:any"), sentence("rule-d09-nothing-held"))
        for document in documents:
            yield self._judge(view, document, found[document["id"]], publisher.get(document["id"]), params)

    def _judge(self, view: View, document: Row, findings: list[Row], unit_id: str | None, params: Parameters) -> Answer:
        subject = Subject("document", document["id"], unit_id)
        place = [evidence("document", document)]
        if document["kind"] is None or (document["status"] == DocumentStatus.REJECTED and not findings):
            return self.unknown(subject, sentence("rule-d09-unread"), place)
        kind = term(DocumentKind, document["kind"])
        if not kind.is_public:
            return self.excluded(subject, sentence("rule-d09-register", register=kind), place)
        enough = params.whole("findings", view.assessed_on)
        if enough is None:
            return self.excluded(subject, sentence("rules-before-force"), place)
        count = len(findings)
        if count < enough:
            said = sentence("rule-d09-pass", count=count)
            return self.passed(subject, said, place, value=str(count), threshold=str(enough))
        kinds = tuple(k for k in PrivacyKind if any(row["kind"] == k for row in findings))
        checked = any(row["kind"] in _CHECKED for row in findings)
        return self.flag(
            subject,
            sentence("rule-d09-flag", count=count, kinds=kinds),
            [evidence("privacy_finding", row) for row in findings],
            value=str(count),
            threshold=str(enough),
            confidence=Confidence.HIGH if checked else Confidence.MEDIUM,
        )
