"""D08, a fund notice that leaves out what a reader needs in order to object.

Flows in: fund notices and their rows. Flows out: one answer for each notice, naming the missing elements.
"""

from __future__ import annotations

from collections.abc import Iterator

from analytics.rules.answers import Answer
from analytics.rules.identified import units
from analytics.rules.notices import Publication, publications
from analytics.rules.parameters import Measure, Parameters, Text
from analytics.rules.rule import Row, Rule, Subject, evidence, sentence
from analytics.snapshot import View
from models.vocabulary import DocumentKind, Severity, Term


class Element(Term):
    """What a notice has to say."""

    BASIS = "basis", "依据", "basis"
    OBJECT = "object", "公示对象", "who receives"
    AMOUNT = "amount", "金额", "amount"
    PERIOD = "period", "公示期", "notice period"
    CONTACT = "contact", "监督联系方式", "contact for objections"


class ThinNotice(Rule):
    """Elements that are absent from a notice and from its annexes."""

    code = "D08"
    version = "2"
    name = Text("公示要素缺失", "thin notice")
    what = Text(
        "专项资金公示是否写明依据、对象、金额、公示期和监督联系方式。",
        "Whether a special-fund notice states its basis, who receives, how much, the notice period, and a contact.",
    )
    method = (
        Text(
            "逐项检查五个要素：依据、公示对象、金额、公示期、监督联系方式。",
            "Look for five elements: basis, who receives, amount, notice period, contact for objections.",
        ),
        Text(
            "正文与附件视为同一公示：同一文件，或同一专项、同一年度、同一批次（或内容相同）的文件，任一处写明即可。",
            "A letter and its annexes are one notice: the same file, or files of the same programme, year and batch "
            "(or with "
            "the same content); stated in one of them is stated.",
        ),
        Text("缺任何一项的，预警，并列明所缺要素。", "Any of them absent: flag, naming what is missing."),
    )
    why = Text(
        "缺少依据、对象、金额或联系方式的公示无法核对、无处反映，公示流于形式。",
        "Nobody can check, or object to, a notice that hides its basis, its payees, its amounts or its contact.",
    )
    source = (
        Text(
            "《中华人民共和国政府信息公开条例》第二十条、第二十一条（应当公开的内容）",
            "Regulation on Open Government Information, art. 20 and 21 (what has to be made public)",
        ),
        Text(
            "《关于完善扶贫资金项目公告公示制度的指导意见》（国开办发〔2018〕11号）",
            "Guiding opinion on announcements of poverty-relief funds and projects (国开办发〔2018〕11号)",
        ),
        Text("五个要素的组合为本系统默认", "the choice of these five elements is a default of this system"),
    )
    inputs = (DocumentKind.FUND_NOTICE,)
    severity = Severity.LOW
    subject = "notice"
    value_unit = Measure.ELEMENTS
    output = Text("所缺要素的项数；允许缺 0 项。", "The number of missing elements; none may be missing.")
    exclusions = ()
    assumptions = (
        Text(
            "写明公示期但字迹残缺的，视为已写明；其长短由 D07 处理。",
            "A period that is written but illegible counts as stated; its length is for D07.",
        ),
        Text(
            "金额：正文金额、合计或任一行金额之一即可；对象：有名单或项目行即可。",
            "Amount: in the letter, as a total, or in any row. Who receives: any row of payees or projects.",
        ),
    )
    innocent = (
        Text("所缺内容在未收入本系统的附件中。", "What is missing stands in an annex that was not taken in."),
        Text("联系方式统一公布在单位网站首页。", "The contact is given once for all notices on the unit's home page."),
    )

    def evaluate(self, view: View, params: Parameters) -> Iterator[Answer]:
        """One answer for each notice."""
        if not view.held(DocumentKind.FUND_NOTICE):
            yield self.not_held(DocumentKind.FUND_NOTICE)
            return
        publisher = units(view, "fund_notice")
        everything = publications(view)
        # An annex may state what its letter does not: within one document under one title. A register holds many.
        of_document: dict[tuple[str, str], set[Element]] = {}
        stated: dict[str, set[Element]] = {}
        for publication in everything:
            found = _stated(publication)
            for notice in publication.notices:
                stated[notice["id"]] = found
                of_document.setdefault(_whole(notice), set()).update(_of_notice(publication, notice["id"]))
        for publication in everything:
            for notice in publication.notices:
                subject = Subject("notice", notice["id"], publisher.get(notice["id"]))
                present = stated[notice["id"]] | of_document[_whole(notice)]
                missing = tuple(element for element in Element if element not in present)
                rows = [evidence("fund_notice", notice)]
                if missing:
                    said = sentence("rule-d08-flag", missing=missing, count=len(missing))
                    yield self.flag(subject, said, rows, value=str(len(missing)), threshold="0")
                else:
                    yield self.passed(subject, sentence("rule-d08-pass"), rows, value="0", threshold="0")


def _whole(notice: Row) -> tuple[str, str]:
    return notice["document_id"], notice["title"] or ""


def _stated(publication: Publication) -> set[Element]:
    return {element for notice in publication.notices for element in _of_notice(publication, notice["id"])}


def _of_notice(publication: Publication, notice_id: str) -> set[Element]:
    """The elements that one notice of a publication states by itself."""
    notice = next(n for n in publication.notices if n["id"] == notice_id)
    figures = publication.figures[notice_id]
    written_amounts = (notice["headline_amount_fen"], notice["stated_total_fen"])
    has = {
        Element.BASIS: bool(notice["basis"]),
        Element.OBJECT: figures.rows > 0,
        Element.AMOUNT: any(a is not None for a in written_amounts) or figures.rows > figures.blank,
        Element.PERIOD: bool(notice["period_stated"]),
        Element.CONTACT: bool(notice["has_contact"]),
    }
    return {element for element, present in has.items() if present}
