"""From a view of the snapshot to a public release: allow-listed columns, redacted, counted, written in one step.

Flows in: a `View`. Flows out: a release folder, and a `ReleaseInfo` that says what was published and what was withheld,
by column and by reason. No flag, no person and no register has a way in: only the tables of `columns.TABLES` are read
for content, and registers are read for one thing alone, the names that must not appear.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from analytics.release import layout
from analytics.release.columns import PERSON_COLUMNS, REASONS, RELEASED_KINDS, TABLES, ReleasedTable, Treatment
from analytics.release.redaction import (
    CUT,
    INDIVIDUAL,
    Names,
    is_body,
    is_column_of_names,
    is_fund_word,
    is_region,
    looks_like_name,
    payees,
    scrub,
)
from models.places import Locator
from models.vocabulary import DocumentStatus

Row = Mapping[str, Any]
_Rows = dict[str, list[dict[str, Any]]]
_HELD = {str(DocumentStatus.ACCEPTED), str(DocumentStatus.PARTIAL)}
_KINDS = {str(kind) for kind in RELEASED_KINDS}
_BY_NAME = {table.name: table for table in TABLES}


class Snapshot(Protocol):
    """What publishing needs of a view (`analytics.snapshot.View`)."""

    @property
    def snapshot_id(self) -> str:
        """The snapshot it shows."""
        ...

    @property
    def as_of(self) -> Any:
        """The day on which it was known."""
        ...

    @property
    def editions(self) -> dict[str, str]:
        """Documents that only repeat another one, each with the one that stands for it."""
        ...

    def table(self, name: str) -> Any:
        """A table as an Ibis expression."""
        ...

    def rows(self, name: str) -> list[dict[str, Any]]:
        """All rows of a table, sorted."""
        ...


@dataclass(frozen=True, slots=True)
class ReleaseInfo:
    """What was published.

    `files` are paths below `folder`; `rows` counts by table. `withheld`: `columns` (table -> names), `rows` (table ->
    reason -> count) and `values` (table.column -> reason -> count).
    """

    id: str
    snapshot_id: str
    folder: Path
    files: tuple[str, ...]
    rows: dict[str, int]
    withheld: dict[str, Any]


@dataclass(slots=True)
class _Tally:
    """What is withheld, by place and reason."""

    rows: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    values: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    items_of_notice: Counter[str] = field(default_factory=Counter)  # fund_notice.id -> rows withheld as personal

    def as_dict(self) -> dict[str, Any]:
        return {
            "columns": {t.name: dict(sorted(t.withheld.items())) for t in TABLES},
            "rows": {name: dict(sorted(counts.items())) for name, counts in sorted(self.rows.items()) if counts},
            "values": {name: dict(sorted(counts.items())) for name, counts in sorted(self.values.items()) if counts},
        }


def publish(view: Snapshot, out: Path) -> ReleaseInfo:
    """Write the public release of a view below `out` and point `out/current` to it.

    The same snapshot and day give the same bytes. Raises RunAborted when `out/current` is not ours to replace; an
    earlier release then stays as it was.
    """
    tally = _Tally()
    rows = _allowed(view, tally)
    names = _names(view, rows)
    released = _redact(rows, names, tally)
    _derive(released, view.editions, tally)
    files: dict[str, bytes] = {}
    for table in TABLES:
        files |= layout.table_files(table, released[table.name])
    counts = {table.name: len(released[table.name]) for table in TABLES}
    withheld = tally.as_dict()
    release, folder = layout.write(out, _manifest(view, files, counts, withheld), files)
    return ReleaseInfo(release, view.snapshot_id, folder, (*sorted(files), layout.MANIFEST), counts, withheld)


def _manifest(view: Snapshot, files: Mapping[str, bytes], counts: Row, withheld: Row) -> dict[str, Any]:
    return {
        "format": layout.FORMAT,
        "snapshot": view.snapshot_id,
        "as_of": view.as_of.isoformat(),
        "licence": {
            "zh": "可自由使用、转载，请注明出处和发布编号；金额以原公开文件为准。",
            "en": "Free to use and share with source and release number; the published originals prevail.",
        },
        "statement": {
            "zh": "本发布只含已公开的资金信息。预警、人员和登记册信息从不出现在这里。",
            "en": "Disclosed money only. A flag never appears here, nor does a person or a register.",
        },
        "files": [
            {
                "name": name,
                "table": name.rsplit(".", 1)[0],
                "format": name.rsplit(".", 1)[1],
                "rows": counts[name.rsplit(".", 1)[0]],
                "size": len(content),
                "sha256": layout.sha256(content),
            }
            for name, content in sorted(files.items())
        ],
        "tables": {
            table.name: {
                "zh": table.zh,
                "en": table.en,
                "rows": counts[table.name],
                "columns": [{"name": c.name, "why_zh": c.why_zh, "why_en": c.why_en} for c in table.columns],
            }
            for table in TABLES
        },
        "withheld": withheld,
        "reasons": {code: {"zh": zh, "en": en} for code, (zh, en) in sorted((REASONS | _ROW_REASONS).items())},
    }


_ROW_REASONS = {
    "privacy-finding": ("该行所在位置含个人信息", "personal data stand in that row of the document"),
    "not-public": ("来源文件不属于公开类别或未被接收", "the source file is not of a public kind or was not accepted"),
    "parent-withheld": ("所属的行未公开", "the row it belongs to is withheld"),
    "individual": ("收款方不是可识别的单位或地点", "the payee is not recognisably an organisation or a place"),
    "not-an-organisation": ("不是可识别的单位或地点", "not recognisably an organisation or a place"),
    "personal-data": ("文字中的个人信息已略去", "personal data were cut out of the text"),
    "names-column": ("该列是人员名单", "the column is a list of persons"),
}


def _allowed(view: Snapshot, tally: _Tally) -> _Rows:
    """Rows of public documents whose parents are released and in whose place nobody's personal data stand."""
    public = {r["id"] for r in view.rows("document") if r["kind"] in _KINDS and r["status"] in _HELD}
    findings: dict[str, list[Locator]] = defaultdict(list)
    for finding in view.rows("privacy_finding"):
        findings[finding["document_id"]].append(Locator.parse(finding["locator"]))
    kept: _Rows = {}
    ids: dict[str, set[str]] = {}
    for table in TABLES:
        kept[table.name] = []
        for row in view.rows(table.name):
            reason = _reason(table, row, public, findings, ids)
            if reason is None:
                kept[table.name].append({**row, "_touched": _is_touched(row, findings)})
            elif table.name != "document":
                tally.rows[table.name][reason] += 1
                if table.name == "fund_item" and reason == "privacy-finding":
                    tally.items_of_notice[row["notice_id"]] += 1
        ids[table.name] = {row["id"] for row in kept[table.name]}
    _touch_documents(kept)
    return kept


def _touch_documents(kept: _Rows) -> None:
    """A document is called as its notice is, so what touches the notice's text touches the document's."""
    touched = {row["document_id"] for t in TABLES if t.name != "document" for row in kept[t.name] if row["_touched"]}
    for row in kept["document"]:
        row["_touched"] = row["id"] in touched


def _reason(
    table: ReleasedTable, row: Row, public: set[str], findings: Mapping[str, list[Locator]], ids: Mapping[str, set[str]]
) -> str | None:
    if (row["id"] if table.name == "document" else row["document_id"]) not in public:
        return "not-public"
    if table.parent is not None and row[table.parent[0]] not in ids[table.parent[1]]:
        return "parent-withheld"
    # A notice or report as a whole stays listed, without its free text; a row of one does not.
    if table.parent is not None and _is_touched(row, findings):
        return "privacy-finding"
    return None


def _is_touched(row: Row, findings: Mapping[str, list[Locator]]) -> bool:
    """Whether personal data were seen in the row's own place. A finding about the whole file touches all its rows."""
    if "locator" not in row:
        return False
    place = Locator.parse(row["locator"])
    return any(
        found.part == "file" or (found.part == place.part and (found.row is None or found.row == place.row))
        for found in findings.get(row["document_id"], ())
    )


def _names(view: Snapshot, rows: _Rows) -> Names:
    """Every natural person's name that the records hold, and the payees who are none of organisations and places."""
    written: set[str | None] = set()
    for table, columns in PERSON_COLUMNS.items():
        for column in columns:
            expression = view.table(table).select(column).distinct()
            written |= {row[column] for row in expression.to_pyarrow().to_pylist()}
    names = Names.of(written)
    items = (row["payee"] for row in rows["fund_item"])
    return names.joined(payee for payee in items if payee and looks_like_name(payee) and not is_body(payee, names))


def _redact(rows: _Rows, names: Names, tally: _Tally) -> _Rows:
    lists = _columns_of_names(rows)
    released: _Rows = {}
    for table in TABLES:
        treat = {
            Treatment.PLAIN: lambda value, place, row: value,
            Treatment.FEN: lambda value, place, row: value,
            Treatment.TEXT: _text_treatment(names, lists, tally),
            Treatment.ORGANISATION: _organisation_treatment(names, tally),
            Treatment.PLACE: _place_treatment(names, tally),
        }
        released[table.name] = [_redacted(table, row, treat) for row in rows[table.name]]
    _name_payees(rows, released, names, tally)
    return released


_Treat = Callable[[Any, str, Row], Any]


def _redacted(table: ReleasedTable, row: Row, treat: Mapping[Treatment, _Treat]) -> dict[str, Any]:
    """The public columns of one row; what is worked out later is empty for now."""
    return {
        column.name: None
        if column.treatment is Treatment.DERIVED
        else treat[column.treatment](row[column.name], f"{table.name}.{column.name}", row)
        for column in table.columns
    }


def _text_treatment(names: Names, lists: set[tuple[str, str]], tally: _Tally) -> _Treat:
    def treat(value: str | None, place: str, row: Row) -> str | None:
        if value is None:
            return None
        if row["_touched"]:
            tally.values[place]["privacy-finding"] += 1
            return None
        if (place, str(row.get("notice_id"))) in lists:
            tally.values[place]["names-column"] += 1
            return None
        cut = scrub(value, names)
        if cut.cuts or _is_someone(value, place, row):
            tally.values[place]["personal-data"] += 1
        return CUT if _is_someone(value, place, row) else cut.text

    return treat


def _is_someone(value: str, place: str, row: Row) -> bool:
    """Whether a whole value is a person's name: a file or title called after someone, a project of no payee."""
    if place == "document.file_name":
        return looks_like_name(value.rsplit(".", 1)[0])
    if place == "fund_item.project":
        return not row["payee"] and looks_like_name(value)
    return place.endswith(".title") and looks_like_name(value)


def _organisation_treatment(names: Names, tally: _Tally) -> _Treat:
    def treat(value: str | None, place: str, row: Row) -> str | None:
        if value is None or place == "fund_item.payee":  # payees are weighed per notice, below
            return None
        if not is_body(value, names):
            tally.values[place]["not-an-organisation"] += 1
            return None
        return scrub(value, Names()).text

    return treat


def _place_treatment(names: Names, tally: _Tally) -> _Treat:
    """A sheet may be called after a person, so its name is free text; row and column stay."""

    def treat(value: str, place: str, row: Row) -> str:
        locator = Locator.parse(value)
        kind, _, name = locator.part.partition(":")
        cut = scrub(locator.part, names).text or CUT
        part = f"{kind}:{CUT}" if looks_like_name(name) else cut
        if part != locator.part:
            tally.values[place]["personal-data"] += 1
        return str(Locator(part, locator.row, locator.column))

    return treat


_LISTABLE = ("project", "group_name", "cell_note")


def _columns_of_names(rows: _Rows) -> set[tuple[str, str]]:
    """(table.column, notice) of the free columns that turn out to be lists of persons."""
    found = set()
    for notice, items in _by(rows["fund_item"], "notice_id").items():
        for column in _LISTABLE:
            if is_column_of_names(item[column] for item in items):
                found.add((f"fund_item.{column}", notice))
    return found


def _by(rows: Iterable[Row], key: str) -> dict[str, list[Any]]:
    groups: dict[str, list[Any]] = defaultdict(list)
    for row in rows:
        groups[row[key]].append(row)
    return groups


def _name_payees(rows: _Rows, released: _Rows, names: Names, tally: _Tally) -> None:
    """Payees and row names. A label is put together anew from what may be shown, never taken over."""
    context = "\n".join(
        text
        for table, column in (("document", "title"), ("document", "publisher"), ("fund_notice", "title"))
        for row in released[table]
        if (text := row[column])
    )
    written = _by(rows["fund_item"], "notice_id")
    public = _by(released["fund_item"], "notice_id")
    for notice, items in written.items():
        shown = payees([item["payee"] for item in items], names, context)
        alone = payees([item["label"] if _is_bare(item) else None for item in items], names, context)
        for item, row, payee, label in zip(items, public[notice], shown, alone, strict=True):
            row["payee"] = payee
            row["payee_kind"] = None if payee is None else "individual" if payee == INDIVIDUAL else "organisation"
            if payee == INDIVIDUAL:
                tally.values["fund_item.payee"]["individual"] += 1
            row["label"] = "|".join(part for part in (payee, row["project"]) if part) or _label(
                item, label, names, tally
            )


def _is_bare(item: Row) -> bool:
    return not item["payee"] and not item["project"]


def _label(item: Row, as_payee: str | None, names: Names, tally: _Tally) -> str | None:
    """The name of a row that has neither payee nor project: shown when it is a body, or plainly speaks of money."""
    if not _is_bare(item):
        return None
    if as_payee != INDIVIDUAL:
        return as_payee
    text = scrub(item["label"], names).text
    if text and is_fund_word(text) and not looks_like_name(text):
        return text
    tally.values["fund_item.label"]["individual"] += 1
    return CUT


def _derive(released: _Rows, editions: Mapping[str, str], tally: _Tally) -> None:
    """Columns worked out from released values: disclosed amounts, counts of rows, and which file repeats which."""
    items = _by(released["fund_item"], "notice_id")
    withheld = tally.items_of_notice
    listed = {document["id"] for document in released["document"]}
    for document in released["document"]:
        document["edition_of"] = editions.get(document["id"]) if editions.get(document["id"]) in listed else None
    for notice in released["fund_notice"]:
        notice["disclosed_fen"], notice["disclosed_basis"] = _disclosed(notice)
        notice["items"] = len(items.get(notice["id"], ()))
        notice["items_withheld"] = withheld[notice["id"]]
    for report in released["three_public_report"]:
        name = report["unit_name"]
        report["unit_kind"] = None if name is None else "region" if is_region(name) else "unit"


def _disclosed(notice: Row) -> tuple[int | None, str | None]:
    for column, basis in (
        ("stated_total_fen", "stated_total"),
        ("rows_total_fen", "rows"),
        ("headline_amount_fen", "headline"),
    ):
        if notice[column] is not None:
            return notice[column], basis
    return None, None
