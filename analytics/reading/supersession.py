"""A corrected publication takes the place of the earlier one: recognised where it is certain, else put to the clerk.

Flows in: documents that were just taken in, and what clerks decide. Flows out: rows of `supersession`. Only what speaks
for itself is certain: a document that calls itself a correction of another, or a later report of the same unit, year
and stage, or a later notice of the same title and notice period, each with most rows in common. All else that looks
like a second version is proposed and changes nothing until a person says so. Files with the same figures in different
formats are editions of one publication, not corrections (see `analytics.identity.editions`).
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, Select, and_, func, insert, or_, select, update
from sqlalchemy.orm import aliased

from analytics.errors import RunAborted
from analytics.reading.decisions import decided
from analytics.reading.differences import Comparer, Comparison
from analytics.reading.headings import squash
from analytics.reading.mappings import same_publisher
from models.tables import (
    FACT_TABLES,
    BudgetTable,
    Coverage,
    Document,
    FromDocument,
    FundNotice,
    Supersession,
    ThreePublicReport,
)
from models.templates import parent_of
from models.vocabulary import DocumentStatus, SupersessionSign

_MOST = 0.5  # share of the older document's rows that a second version has as well
_DAYS_APART = timedelta(days=60)  # a second version that nothing names as one comes soon
_COMPARED = 8  # documents of the same subject that a new one is compared with, the latest ones
_TAKEN = (str(DocumentStatus.ACCEPTED), str(DocumentStatus.PARTIAL))

_WORD = r"(?:更正|勘误|修订|修正|订正|补正|更新)"
_SECOND = r"(?:更正|勘误|修订|修正|订正)"
_MARKS = re.compile(
    rf"\((?:已|经)?(?:{_WORD}|重新公示|重新公布|重新公开)(?:版|稿|件|后|表)?\)"  # (更正), (修订版)
    rf"|{_WORD}(?:版|稿|件)(?=$|[_\-.(])"
    rf"|^(?:关于)?{_SECOND}(?=[^0-9])|(?:的)?{_SECOND}(?:公告|公示|通知|说明|启事)?$"
    rf"|^重新(?:公示|公布|公开)|[_\-]{_WORD}\d*$"
)
_ABOUT_ANOTHER = re.compile(rf"(?:^|关于)对?的?(?:{_SECOND}|重新公[示布开])|{_SECOND}的?(?:公告|公示|通知|说明)?$")
_QUOTED = re.compile(r"《([^《》]{4,})》")
_ORDINAL = re.compile(r"第[一二三四五六七八九十\d]{1,3}[批期次]|[一二三四1-4]季度|\d{1,2}月|[上下]半年|(?:19|20)\d{2}")


@dataclass(frozen=True, slots=True)
class Replaces:
    """What a clerk says of a file that is taken in: that it replaces this document, named by the first characters of
    its SHA-256.
    """

    document: str
    who: str
    why: str


@dataclass(frozen=True, slots=True)
class Found:
    """A document that takes the place of another, or may do so (`is_certain` false: a proposal)."""

    id: str
    newer: str
    older: str
    sign: SupersessionSign
    is_certain: bool


@dataclass(frozen=True, slots=True)
class _Paper:
    """What is known of a document as a whole."""

    id: str
    order: int
    kind: str
    media: str | None
    publisher: str | None
    published: date | None
    subject: str  # title without marks of correction, squashed; empty where there is none
    is_correction: bool
    ordinals: frozenset[str]


def supersede(
    connection: Connection, new: Sequence[str], now: datetime, replaces: Replaces | None = None
) -> list[Found]:
    """Find out which earlier documents the new ones take the place of, and record it.

    `replaces` is the one earlier document that a clerk says the one new document replaces; nothing else is looked for
    then. Raises RunAborted when there is not exactly one new document, or where it cannot replace that one.
    """
    if replaces is not None:
        if len(new) != 1:
            raise RunAborted("supersession-needs-one-file")
        older, decision = resolve_document(connection, replaces.document), decided(replaces.who, replaces.why)
        return _declare(connection, new[0], older, decision, now)
    if not new:
        return []
    papers, comparer = _papers(connection), Comparer(connection)
    facts = _Facts(connection, {papers[d].kind for d in new if d in papers})
    by_subject: dict[tuple[str, str], list[_Paper]] = defaultdict(list)
    by_report: dict[tuple[str, ...], list[_Paper]] = defaultdict(list)
    for paper in papers.values():
        if paper.subject:
            by_subject[paper.kind, paper.subject].append(paper)
        for report in facts.reports[paper.id]:
            by_report[report].append(paper)
    found: list[Found] = []
    gone: set[str] = set()
    for one in (papers[d] for d in new if d in papers):
        alike = {p.id: p for p in by_subject.get((one.kind, one.subject), ())}
        alike |= {p.id: p for report in facts.reports[one.id] for p in by_report[report]}
        alike.pop(one.id, None)
        others = [p for p in alike.values() if p.id not in gone and one.id not in gone]
        likely = [p for p in others if p.kind == one.kind and not facts.contradict(one, p) and not _apart(one, p)]
        latest = sorted(likely, key=lambda p: p.order)[-_COMPARED:]
        judged = [j for p in latest if (j := _judge(comparer, facts, one, p))]
        certain = [j for j in judged if j.is_certain and j.sign is SupersessionSign.NAMED]
        is_open = len(certain) > 1 and not _are_editions(comparer, [j.older.id for j in certain])
        for j in judged:
            is_certain = j.is_certain and not (is_open and j.sign is SupersessionSign.NAMED)
            if not _is_decided(connection, j.newer.id, j.older.id):
                found.append(_record(connection, j.newer.id, j.older.id, j.sign, now, is_certain=is_certain))
                if is_certain:
                    gone.add(j.older.id)
    return found


# --- decisions -------------------------------------------------------------------------------------------------------


def declare(engine: Engine, newer: str, older: str, *, who: str, why: str, now: datetime) -> list[Found]:
    """A clerk says that one document replaces another; a proposal of the two is thereby accepted.

    The same publication in another format is replaced with it, so that none of its figures still counts. Raises
    RunAborted, with nothing changed, when a document is not known or the newer was not taken in, when it replaces the
    older already, or when it is itself replaced by the older.
    """
    decision = decided(who, why)
    with engine.begin() as connection:
        return _declare(connection, newer, older, decision, now)


def accept(engine: Engine, proposal: str, *, who: str, why: str, now: datetime) -> list[Found]:
    """A clerk accepts a proposal: from now on the older document is left out of analysis, as by `declare`."""
    decision = decided(who, why)
    with engine.begin() as connection:
        row = _open_proposal(connection, proposal)
        return _declare(connection, row["document_id"], row["older_id"], decision, now)


def end(engine: Engine, supersession: str, *, who: str, why: str, now: datetime) -> None:
    """A clerk turns a proposal down, or revokes a supersession: the older document counts again from now on."""
    name, reason = decided(who, why)
    with engine.begin() as connection:
        ended = connection.execute(
            update(Supersession)
            .where(Supersession.id == supersession, Supersession.until.is_(None))
            .values(until=now, ended_by=name, ended_why=reason)
        )
        if ended.rowcount == 0:
            raise RunAborted("supersession-not-standing", id=supersession)


def supersessions(engine: Engine) -> list[dict[str, Any]]:
    """Every supersession and proposal there was, in the order they were recorded, with both files' names and formats.

    Beside the columns of the table: `newer_file`, `newer_media`, `newer_title`, and the same of the older.
    """
    newer, older = aliased(Document), aliased(Document)
    chosen = (
        select(
            Supersession.__table__,
            newer.file_name.label("newer_file"), newer.media.label("newer_media"), newer.title.label("newer_title"),
            older.file_name.label("older_file"), older.media.label("older_media"), older.title.label("older_title"),
        )
        .join(newer, newer.id == Supersession.document_id)
        .join(older, older.id == Supersession.older_id)
    )  # fmt: skip
    with engine.connect() as connection:
        rows = [dict(row) for row in connection.execute(chosen).mappings()]
    return sorted(rows, key=lambda row: (row["recorded_at"], row["id"]))


def replaced_ids() -> Select[str]:
    """The query for the ids of all documents that another one replaces now."""
    return select(Supersession.older_id).where(Supersession.since.is_not(None), Supersession.until.is_(None))


def resolve_document(connection: Connection, beginning: str) -> str:
    """The id of the one document whose SHA-256 begins so. Raises RunAborted where there is none, or more than one."""
    wanted = beginning.strip().lower()
    if not re.fullmatch(r"[0-9a-f]{6,64}", wanted):
        raise RunAborted("document-unknown", document=beginning)
    chosen = select(Document.id).where(Document.id.startswith(wanted)).limit(2)
    found = connection.scalars(chosen).all()
    if len(found) != 1:
        raise RunAborted("document-ambiguous" if found else "document-unknown", document=beginning)
    return found[0]


def _declare(connection: Connection, newer: str, older: str, decision: tuple[str, str], now: datetime) -> list[Found]:
    """The older document and its editions in other formats are replaced; a proposal of the contrary is turned down."""
    _check_pair(connection, newer, older)
    who, why = decision
    connection.execute(
        update(Supersession).where(_is_open(older, newer)).values(until=now, ended_by=who, ended_why=why)
    )
    found = []
    for one in (older, *_editions(connection, older, newer)):
        proposal = connection.execute(select(Supersession.__table__).where(_is_open(newer, one))).mappings().first()
        if proposal is None:
            sign = SupersessionSign.DECLARED
            found.append(_record(connection, newer, one, sign, now, is_certain=True, who=who, why=why))
            continue
        connection.execute(
            update(Supersession).where(Supersession.id == proposal["id"]).values(since=now, who=who, why=why)
        )
        sign = SupersessionSign(proposal["found"])
        found.append(Found(proposal["id"], newer, one, sign, is_certain=True))
    return found


def _is_open(newer: str, older: str) -> ColumnElement[bool]:
    """Whether a row is a proposal of these two that nobody has decided."""
    return and_(
        Supersession.document_id == newer,
        Supersession.older_id == older,
        Supersession.since.is_(None),
        Supersession.until.is_(None),
    )


def _editions(connection: Connection, document: str, newer: str) -> list[str]:
    """The same publication in other formats: titles and all rows alike, and none of them replaced yet."""
    papers, comparer = _papers(connection), Comparer(connection)
    own = papers.get(document)
    if own is None or not own.subject:
        return []
    alike = [
        p.id
        for p in papers.values()
        if p.id not in (document, newer) and (p.kind, p.subject) == (own.kind, own.subject) and p.media != own.media
    ]
    facts = _Facts(connection, {own.kind})
    return [
        one
        for one in alike[-_COMPARED:]
        if not _apart(own, papers[one])
        and not facts.contradict(own, papers[one])
        and (compared := comparer.compare(document, one)) is not None
        and compared.old_rows
        and _says_the_same(compared)
    ]


def _open_proposal(connection: Connection, proposal: str) -> Mapping[str, Any]:
    row = (
        connection.execute(
            select(Supersession.__table__).where(
                Supersession.id == proposal, Supersession.since.is_(None), Supersession.until.is_(None)
            )
        )
        .mappings()
        .one_or_none()
    )
    if row is None:
        raise RunAborted("supersession-not-standing", id=proposal)
    return dict(row)


def _record(
    connection: Connection,
    newer: str,
    older: str,
    sign: SupersessionSign,
    now: datetime,
    *,
    is_certain: bool,
    who: str | None = None,
    why: str | None = None,
) -> Found:
    if is_certain:
        _check_pair(connection, newer, older)
    # Named by what it links, so that the same files give the same snapshot on any machine.
    pair = (Supersession.document_id == newer) & (Supersession.older_id == older)
    before = connection.scalar(select(func.count()).select_from(Supersession).where(pair))
    new = hashlib.sha256(f"{newer}|{older}|{before}".encode()).hexdigest()[:16]
    connection.execute(
        insert(Supersession).values(
            id=new,
            document_id=newer,
            older_id=older,
            found=str(sign),
            recorded_at=now,
            since=now if is_certain else None,
            who=who,
            why=why,
        )
    )
    return Found(new, newer, older, sign, is_certain)


def _check_pair(connection: Connection, newer: str, older: str) -> None:
    chosen = select(Document.id, Document.status).where(Document.id.in_([newer, older]))
    known = {row.id: row.status for row in connection.execute(chosen)}
    for document in (newer, older):
        if document not in known:
            raise RunAborted("document-unknown", document=document[:12])
    if newer == older:
        raise RunAborted("supersession-of-itself")
    if known[newer] not in _TAKEN:
        raise RunAborted("supersession-by-refused", newer=newer[:12])
    in_force = select(Supersession.document_id, Supersession.older_id).where(
        Supersession.since.is_not(None), Supersession.until.is_(None)
    )
    above: dict[str, set[str]] = defaultdict(set)
    for new, old in connection.execute(in_force):
        above[old].add(new)
    if newer in above[older]:
        raise RunAborted("supersession-stands", newer=newer[:12], older=older[:12])
    reached, waiting = {newer}, [newer]
    while waiting:
        for one in above[waiting.pop()] - reached:
            reached.add(one)
            waiting.append(one)
    if older in reached:
        raise RunAborted("supersession-circular", newer=newer[:12], older=older[:12])


def _is_decided(connection: Connection, newer: str, older: str) -> bool:
    """Whether these two were linked, proposed or parted before: nobody is asked the same question twice."""
    pair = or_(
        (Supersession.document_id == newer) & (Supersession.older_id == older),
        (Supersession.document_id == older) & (Supersession.older_id == newer),
    )
    return connection.execute(select(Supersession.id).where(pair).limit(1)).first() is not None


# --- judging ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Judgement:
    newer: _Paper
    older: _Paper
    sign: SupersessionSign
    is_certain: bool


def _judge(comparer: Comparer, facts: _Facts, one: _Paper, other: _Paper) -> _Judgement | None:
    """Whether one of two documents is a second version of the other; None where nothing says so, or something else."""
    newer, older, is_ordered = _ordered(one, other)
    is_named = newer.is_correction and not older.is_correction
    reports = facts.reports[older.id]
    is_report = bool(reports) and reports <= facts.reports[newer.id]
    is_notice = newer.subject == older.subject and bool(facts.periods[newer.id] & facts.periods[older.id])
    compared = comparer.compare(older.id, newer.id)
    if compared is not None and not _is_second_version(compared, is_other_format=newer.media != older.media):
        return None
    sign = (
        SupersessionSign.NAMED
        if is_named
        else SupersessionSign.SAME_REPORT
        if is_report
        else SupersessionSign.SAME_NOTICE
        if is_notice
        else SupersessionSign.ALIKE
    )
    if sign is SupersessionSign.ALIKE and (
        newer.published and older.published and newer.published - older.published > _DAYS_APART
    ):
        return None
    has_office = bool(newer.publisher and older.publisher) or is_report
    is_certain = sign is not SupersessionSign.ALIKE and is_ordered and has_office and compared is not None
    return _Judgement(newer, older, sign, is_certain)


def _is_second_version(compared: Comparison, *, is_other_format: bool) -> bool:
    """Whether most of the older rows stand in the newer too; the same rows in another format are an edition."""
    if is_other_format and _says_the_same(compared):
        return False
    return compared.old_rows > 0 and compared.shared >= _MOST * compared.old_rows


def _says_the_same(compared: Comparison) -> bool:
    """Whether two documents list the same; what stands over the rows, such as the day of issue, may be another."""
    return all(d.kind == "changed" and _is_head(d.table) for d in compared.differences)


@cache
def _is_head(table: type[FromDocument]) -> bool:
    """Whether rows of other tables belong to those of this one, and these to none."""
    return parent_of(table) is None and any(parent_of(other) is table for other in FACT_TABLES)


def _ordered(one: _Paper, other: _Paper) -> tuple[_Paper, _Paper, bool]:
    """The newer, the older, and whether the documents themselves say which is which."""
    if one.is_correction != other.is_correction:
        newer, older = (one, other) if one.is_correction else (other, one)
        # A correction that is dated before what it corrects corrects something else.
        return newer, older, not (newer.published and older.published and newer.published < older.published)
    if one.published and other.published and one.published != other.published:
        newer, older = (one, other) if one.published > other.published else (other, one)
        return newer, older, True
    newer, older = (one, other) if one.order > other.order else (other, one)
    return newer, older, False


def _apart(one: _Paper, other: _Paper) -> bool:
    if one.publisher and other.publisher and not same_publisher(one.publisher, other.publisher):
        return True
    return bool(one.ordinals and other.ordinals and one.ordinals != other.ordinals)


def _are_editions(comparer: Comparer, documents: Sequence[str]) -> bool:
    """Whether these documents all say the same."""
    return all(
        (compared := comparer.compare(documents[0], other)) is not None and _says_the_same(compared)
        for other in documents[1:]
    )


class _Facts:
    """What the rows of documents say about their subject, for all documents of some kinds."""

    def __init__(self, connection: Connection, kinds: Iterable[str]) -> None:
        self.reports: dict[str, frozenset[tuple[str, ...]]] = defaultdict(frozenset)
        self.periods: dict[str, frozenset[tuple[date, date]]] = defaultdict(frozenset)
        self._stated: dict[str, dict[str, set[Any]]] = defaultdict(lambda: defaultdict(set))
        of_kinds = select(Document.id).where(Document.kind.in_(sorted(kinds)))
        self._read_reports(connection, of_kinds)
        chosen = select(
            FundNotice.document_id,
            FundNotice.fiscal_year,
            FundNotice.batch_name,
            FundNotice.period_from,
            FundNotice.period_to,
        ).where(FundNotice.document_id.in_(of_kinds))
        for document, year, batch, first, last in connection.execute(chosen):
            self._state(document, year=year, batch=None if batch is None else squash(batch))
            if first and last:
                self.periods[document] |= {(first, last)}
                self._state(document, period=(first, last))
        covered = select(Coverage.document_id, Coverage.unit_name, Coverage.period_from, Coverage.period_to).where(
            Coverage.document_id.in_(of_kinds)
        )
        for document, unit, first, last in connection.execute(covered):
            self._state(
                document,
                covered=(first, last) if first and last else None,
                unit=None if unit is None else squash(unit),
            )

    def _read_reports(self, connection: Connection, of_kinds: Any) -> None:
        found: dict[str, set[tuple[str, ...]]] = defaultdict(set)
        three = select(
            ThreePublicReport.document_id, ThreePublicReport.unit_name, ThreePublicReport.fiscal_year,
            ThreePublicReport.stage,
        ).where(ThreePublicReport.document_id.in_(of_kinds))  # fmt: skip
        forms = select(
            BudgetTable.document_id, BudgetTable.unit_name, BudgetTable.fiscal_year, BudgetTable.stage,
            BudgetTable.form, BudgetTable.title,
        ).where(BudgetTable.document_id.in_(of_kinds))  # fmt: skip
        for query in (three, forms):
            for document, unit, year, stage, *form in connection.execute(query):
                self._state(document, year=year, stage=stage)
                if unit and year and stage:
                    found[document].add((squash(unit), str(year), str(stage), *(squash(f or "") for f in form)))
        for document, reports in found.items():
            self.reports[document] = frozenset(reports)

    def _state(self, document: str, **values: Any) -> None:
        for name, value in values.items():
            if value is not None:
                self._stated[document][name].add(value)

    def contradict(self, one: _Paper, other: _Paper) -> bool:
        """Whether something both state speaks against one publication: year, stage, batch, unit, period."""
        left, right = self._stated[one.id], self._stated[other.id]
        return any(left[name] and right[name] and not left[name] & right[name] for name in left.keys() & right.keys())


def _papers(connection: Connection) -> dict[str, _Paper]:
    """The documents that were taken in and that none replaces, by id."""
    chosen = (
        select(
            Document.id, Document.kind, Document.media, Document.title, Document.file_name, Document.publisher,
            Document.published,
        )
        .where(Document.status.in_(_TAKEN), Document.kind.is_not(None), Document.id.not_in(replaced_ids()))
        .order_by(Document.recorded_at, Document.batch_id, Document.file_name, Document.id)
    )  # fmt: skip
    found = {}
    for order, row in enumerate(connection.execute(chosen)):
        subject, title_says = subject_of(row.title or "")
        _, name_says = subject_of(row.file_name.rpartition(".")[0])
        found[row.id] = _Paper(
            row.id, order, row.kind, row.media, row.publisher, row.published, subject, title_says or name_says,
            frozenset(_ORDINAL.findall(subject)),
        )  # fmt: skip
    return found


def subject_of(title: str) -> tuple[str, bool]:
    """What a title is about without the words that mark a correction, squashed; and whether it has such a mark.

    A town's renewal (城市更新) and the revision of a rule (修订《…办法》) are subjects, not marks.

    >>> subject_of("岚汀市2025年补贴公示（更正）"), subject_of("城市更新项目资金公示")
    (('岚汀市2025年补贴公示', True), ('城市更新项目资金公示', False))
    >>> subject_of("关于更正《岚汀市2025年补贴公示》的公告")
    ('岚汀市2025年补贴公示', True)
    """
    tight = squash(title)
    quoted = _QUOTED.search(tight)
    if quoted is not None:
        rest = tight.replace(quoted.group(), "")
        if _ABOUT_ANOTHER.search(rest):
            return _MARKS.sub("", quoted[1]), True
    bare = _MARKS.sub("", tight)
    return (bare, True) if bare != tight and bare else (tight, False)
