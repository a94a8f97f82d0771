"""What was set aside, put right by a person: a cell as it should read, or the word that nothing is lacking.

Flows in: an entry of the quarantine, the cells as a clerk says they should be read, who and why. Flows out: the rows
that the same reader makes of the document with those cells, through the same checks; each carries `row-corrected` and
points to the original cell. The original is never changed, nothing is deleted, and every decision can be undone.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Connection, Engine, Select, func, insert, or_, select, update

from analytics.errors import FileRejected, RunAborted
from analytics.keys import Keys
from analytics.reading.collector import without_collector
from analytics.reading.content import Cell, Content, Grid, Lines, Paragraph, PlainRows, Tail
from analytics.reading.decisions import decided
from analytics.reading.formats import MEDIA, read_content
from analytics.reading.headings import distinct, is_figure, squash
from analytics.reading.ingest import content_hash, cover, rows_to_store
from analytics.reading.limits import Exhausted, bounded
from analytics.reading.mapping_register import used_in
from analytics.reading.mappings import HeadingMeaning, bare, known_headings, read_again
from analytics.reading.originals import Originals
from analytics.reading.privacy import conceal, conceal_text, mask
from analytics.reading.records import Reading, Rejection
from analytics.reading.sheets import records_of
from analytics.reading.supersession import replaced_ids
from analytics.reading.withdrawals import withdraw, withdrawn_ids, withdrawn_rows
from models.fields import fields_of, sheet_of
from models.language import Message
from models.places import WHOLE_FILE, Locator
from models.tables import (
    FACT_TABLES,
    Correction,
    Document,
    FromDocument,
    PrivacyFinding,
    Quarantine,
    Withdrawal,
)
from models.vocabulary import CorrectionAction, DocumentKind, DocumentStatus

ROW_CORRECTED = "row-corrected"
TEXT = "text"  # the name of the one thing a paragraph holds
_PLACED = frozenset(
    {"id", "document_id", "locator", "places", "content_hash", "warnings", "valid_from", "valid_to", "recorded_at"}
)
_HEAD = 60  # rows at the head of a table, and
_ABOVE = 400  # rows above a place, in which its heading is looked for
_LETTERS = re.compile(r"[A-Za-z]{1,3}|[Cc]\d{1,4}")


class CorrectionRefused(RunAborted):
    """The corrected row is not taken either: `reasons` say why, each with its place. Nothing has changed."""

    def __init__(self, code: str, reasons: Sequence[Rejection] = (), **params: object) -> None:
        super().__init__(code, **params)
        self.reasons = tuple(reasons)


@dataclass(frozen=True, slots=True)
class RowCell:
    """A cell of a row that was set aside: its place, the letters and heading of its column, and its text."""

    locator: Locator
    letters: str
    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class Corrected:
    """What came of a correction: its id, and how many rows were added and taken out by it."""

    id: str
    added: int
    withdrawn: int


# --- what is set aside -----------------------------------------------------------------------------------------------


def set_aside(engine: Engine, document_id: str | None = None) -> list[dict[str, Any]]:
    """Everything that is set aside and not decided, with what is known of its file, in the order of files and places.

    What was set aside of a publication that another one replaced asks for nothing any more and is left out.
    """
    chosen = (
        select(
            Quarantine.__table__, Document.file_name, Document.media, Document.kind, Document.publisher,
            Document.status,
        )
        .join(Document, Document.id == Quarantine.document_id)
        .where(
            Quarantine.id.not_in(withdrawn_ids(Quarantine.__tablename__)),
            Quarantine.document_id.not_in(replaced_ids()),
        )
    )  # fmt: skip
    if document_id is not None:
        chosen = chosen.where(Quarantine.document_id == document_id)
    with engine.connect() as connection:
        rows = [dict(row) for row in connection.execute(chosen).mappings()]
    for row in rows:
        row["media"] = row["media"] or _media_of(row["file_name"])
    return sorted(rows, key=lambda row: (row["file_name"], row["document_id"], _order(row["locator"]), row["id"]))


def decisions(engine: Engine) -> list[dict[str, Any]]:
    """Every correction and dismissal there was, newest first; the sealed cells stay sealed."""
    columns = [column for column in Correction.__table__.columns if column.name != "sealed"]
    chosen = select(*columns, Quarantine.code, Quarantine.params, Document.file_name, Document.media).join_from(
        Correction, Quarantine, Quarantine.id == Correction.quarantine_id
    ).join(Document, Document.id == Correction.document_id)  # fmt: skip
    with engine.connect() as connection:
        rows = [dict(row) for row in connection.execute(chosen).mappings()]
    return sorted(rows, key=lambda row: (row["recorded_at"], row["id"]), reverse=True)


def row_cells(content: Content, locator: Locator, kind: DocumentKind | None = None) -> list[RowCell]:
    """The cells of the row in which a place lies, with the heading of each; of a paragraph its text.

    Numbers of persons are in the texts: whoever shows them masks them.
    """
    for block in content.blocks:
        if isinstance(block, Paragraph):
            if block.locator == locator:
                return [RowCell(locator, "", TEXT, block.text)]
        elif block.part == locator.part and locator.row is not None:
            grid = block.around(locator)
            index = _index(grid, locator.row)
            if index is not None:
                headings = _headings_over(block, locator.row, kind)
                return [
                    RowCell(cell.locator, _letters(n + 1), headings.get(n, ""), cell.text)
                    for n, cell in enumerate(grid.rows[index])
                ]
    return []


# --- decisions -------------------------------------------------------------------------------------------------------


def correct(
    engine: Engine,
    originals: Originals,
    keys: Keys,
    quarantine_id: str,
    cells: Mapping[str, str],
    *,
    who: str,
    why: str,
    now: datetime,
) -> Corrected:
    """Read a row that was set aside again, with some of its cells as a clerk says they should be.

    `cells` gives texts, written as the document would write them (an amount in the unit of its column), by heading or
    column letters. The row goes through the reader of its kind with all its checks. Raises CorrectionRefused with the
    reasons when it is still not taken, and RunAborted when the entry is unknown or decided, speaks of the file as a
    whole, a column is not found, or the change would reach rows of other places. Then nothing has changed.
    """
    decision = decided(who, why)
    if not cells:
        raise RunAborted("correction-without-cells")
    with engine.begin() as connection:
        entry, document = _entry(connection, quarantine_id)
        place = _correctable(entry)
        media = document["media"] or _media_of(document["file_name"]) or ""
        with originals.unsealed(document["id"], media) as path:
            content = read_content(path)
            kind = None if document["kind"] is None else DocumentKind(document["kind"])
            row = row_cells(content, place, kind)
            wanted = _placed_cells(row, place, cells)
            before = _cells_in_force(connection, keys, document["id"])
            used = used_in(connection, document["id"])
            reading = _reread(with_cells(content, before | wanted), used, kind)
            is_whole = reading.batches is None
            if not is_whole:
                _keep_row(reading, place)
            conceal(reading)
        rows, rejections = rows_to_store(document["id"], reading, keys, now)
        refused = [r for r in rejections if _same_row(r.locator, place)]
        if refused:
            raise CorrectionRefused("correction-still-rejected", [_concealed(one) for one in refused])
        new = _new_id(connection, quarantine_id)
        change = _change(connection, document["id"], rows, place, new, is_whole=is_whole)
        settled = [
            row["id"]
            for row in _unresolved(connection, document["id"])
            if row["id"] == quarantine_id or _same_row(Locator.parse(row["locator"]), place)
        ]
        connection.execute(
            insert(Correction).values(
                **_decision(entry, new, CorrectionAction.CORRECT, decision, now),
                cells={
                    _column_name(cell): masked_cell(cell, wanted[cell.locator], kind)
                    for cell in row
                    if cell.locator in wanted
                },
                sealed=keys.seal(
                    json.dumps({str(p): text for p, text in wanted.items()}, ensure_ascii=False).encode(), _name(new)
                ),
                added={table.__tablename__: [row["id"] for row in added] for table, added in change.added.items()},
            )
        )
        if document["status"] == DocumentStatus.REJECTED:
            _take_document_in(connection, document["id"], reading, media, now)
        for table in FACT_TABLES:
            if change.added.get(table):
                connection.execute(insert(table), [row | {"recorded_at": now} for row in change.added[table]])
        gone = [(table.__tablename__, one) for table, ids in change.withdrawn.items() for one in ids]
        withdraw(connection, document["id"], new, [*gone, *((Quarantine.__tablename__, one) for one in settled)], now)
        return Corrected(new, sum(map(len, change.added.values())), len(gone))


def dismiss(engine: Engine, quarantine_id: str, *, who: str, why: str, now: datetime) -> str:
    """Say that an entry needs nothing done: a note taken for a row, say. Returns the id of the decision."""
    decision = decided(who, why)
    with engine.begin() as connection:
        entry, document = _entry(connection, quarantine_id)
        new = _new_id(connection, quarantine_id)
        connection.execute(
            insert(Correction).values(
                **_decision(entry, new, CorrectionAction.DISMISS, decision, now), cells={}, sealed=None, added={}
            )
        )
        withdraw(connection, document["id"], new, [(Quarantine.__tablename__, quarantine_id)], now)
    return new


def undo(engine: Engine, correction_id: str, *, who: str, why: str, now: datetime) -> None:
    """Undo a correction or dismissal: its rows no longer count, what it took out counts again.

    Raises RunAborted when it does not stand, or when a later correction of the same document builds on it.
    """
    name, reason = decided(who, why)
    with engine.begin() as connection:
        _lock(connection, select(Correction.document_id).where(Correction.id == correction_id))
        chosen = select(Correction.__table__).where(Correction.id == correction_id, Correction.undone_at.is_(None))
        row = connection.execute(chosen).mappings().one_or_none()
        if row is None:
            raise RunAborted("correction-not-standing", id=correction_id)
        found = dict(row)
        added = [(table, one) for table, ids in found["added"].items() for one in ids]
        gone = withdrawn_rows(connection, found["document_id"])
        if any(one in gone.get(table, ()) for table, one in added) or _is_built_on(connection, found, gone):
            raise RunAborted("correction-not-last", id=correction_id)
        connection.execute(
            update(Withdrawal)
            .where(Withdrawal.correction_id == correction_id, Withdrawal.until.is_(None))
            .values(until=now)
        )
        withdraw(connection, found["document_id"], correction_id, added, now)
        connection.execute(
            update(Correction)
            .where(Correction.id == correction_id)
            .values(undone_at=now, undone_by=name, undone_why=reason)
        )
        if added and not _has_facts(connection, found["document_id"]):
            refused = {"status": str(DocumentStatus.REJECTED)}
            connection.execute(update(Document).where(Document.id == found["document_id"]).values(**refused))


def _lock(connection: Connection, documents: Select[str]) -> None:
    """Let nobody else decide about a document meanwhile; as the first statement of a transaction, so that it waits."""
    connection.execute(update(Document).where(Document.id.in_(documents)).values(status=Document.status))


def _new_id(connection: Connection, quarantine_id: str) -> str:
    """The id of the next decision about an entry, the same on any machine."""
    before = select(func.count()).select_from(Correction).where(Correction.quarantine_id == quarantine_id)
    return hashlib.sha256(f"{quarantine_id}|{connection.scalar(before)}".encode()).hexdigest()[:16]


def _correctable(entry: Mapping[str, Any]) -> Locator:
    """The place of an entry whose row can be read again; RunAborted where it is no row."""
    place = Locator.parse(entry["locator"])
    if place == WHOLE_FILE:
        raise RunAborted("correction-of-file")
    if place.part.startswith("json:"):
        raise RunAborted("correction-of-data")
    return place


def _entry(connection: Connection, quarantine_id: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """The entry and its document, held for this transaction; RunAborted where there is none, or it is decided."""
    _lock(connection, select(Quarantine.document_id).where(Quarantine.id == quarantine_id))
    chosen = select(Quarantine.__table__).where(Quarantine.id == quarantine_id)
    entry = connection.execute(chosen).mappings().one_or_none()
    if entry is None:
        raise RunAborted("quarantine-unknown", id=quarantine_id)
    if quarantine_id in withdrawn_rows(connection, entry["document_id"]).get(Quarantine.__tablename__, ()):
        raise RunAborted("quarantine-decided", id=quarantine_id)
    document = (
        connection.execute(select(Document.__table__).where(Document.id == entry["document_id"])).mappings().one()
    )
    return dict(entry), dict(document)


def _unresolved(connection: Connection, document_id: str) -> list[dict[str, Any]]:
    gone = withdrawn_rows(connection, document_id).get(Quarantine.__tablename__, set())
    chosen = select(Quarantine.__table__).where(Quarantine.document_id == document_id)
    return [dict(row) for row in connection.execute(chosen).mappings() if row["id"] not in gone]


def _decision(
    entry: Mapping[str, Any], new: str, action: CorrectionAction, decision: tuple[str, str], now: datetime
) -> dict[str, Any]:
    who, why = decision
    return {
        "id": new,
        "document_id": entry["document_id"],
        "quarantine_id": entry["id"],
        "action": str(action),
        "locator": entry["locator"],
        "who": who,
        "why": why,
        "recorded_at": now,
    }


def _cells_in_force(connection: Connection, keys: Keys, document_id: str) -> dict[Locator, str]:
    """The cells of a document as earlier corrections that stand say they should be read."""
    chosen = (
        select(Correction.id, Correction.sealed)
        .where(Correction.document_id == document_id, Correction.undone_at.is_(None))
        .order_by(Correction.recorded_at, Correction.id)
    )
    found: dict[Locator, str] = {}
    for one, sealed in connection.execute(chosen):
        cells = {} if sealed is None else json.loads(keys.unseal(sealed, _name(one)))
        found |= {Locator.parse(place): text for place, text in cells.items()}
    return found


def _name(correction_id: str) -> str:
    return f"correction:{correction_id}"


def _take_document_in(connection: Connection, document_id: str, reading: Reading, media: str, now: datetime) -> None:
    """A file that was refused as a whole now has a row: it counts as taken in, in part, from this moment."""
    values = {
        "status": str(DocumentStatus.PARTIAL),
        "media": media,
        "kind": str(reading.kind),
        "title": reading.title,
        "publisher": reading.publisher,
        "published": reading.published,
        "amount_unit": reading.amount_unit,
        "stated_total": reading.stated_total,
        "sum_holds": reading.sum_holds,
        "recorded_at": now,
    }
    connection.execute(update(Document).where(Document.id == document_id).values(**values))
    cover(connection, document_id, reading, now)


def _has_facts(connection: Connection, document_id: str) -> bool:
    for table in FACT_TABLES:
        counting = table.id.not_in(withdrawn_ids(table.__tablename__))
        chosen = select(table.id).where(table.document_id == document_id, counting).limit(1)
        if table is not PrivacyFinding and connection.execute(chosen).first() is not None:
            return True
    return False


def _is_built_on(connection: Connection, correction: Mapping[str, Any], gone: Mapping[str, set[str]]) -> bool:
    """Whether a row that counts, and that did not come of a correction, belongs to one that did."""
    own = {one for ids in correction["added"].values() for one in ids}
    for table in FACT_TABLES:
        link = _link(table)
        if link is None:
            continue
        column = table.__table__.c[link]
        chosen = select(table.id).where(table.document_id == correction["document_id"], column.in_(sorted(own)))
        if set(connection.scalars(chosen)) - own - gone.get(table.__tablename__, set()):
            return True
    return False


# --- reading again ---------------------------------------------------------------------------------------------------


def with_cells(content: Content, cells: Mapping[Locator, str]) -> Content:
    """The same content with the texts of some cells and paragraphs replaced."""
    blocks: list[Paragraph | Grid] = []
    for block in content.blocks:
        if isinstance(block, Grid):
            own = {place: text for place, text in cells.items() if place.part == block.part and place.row is not None}
            blocks.append(_grid_with(block, own) if own else block)
        else:
            text = cells.get(block.locator)
            blocks.append(block if text is None else replace(block, text=text))
    return replace(content, blocks=tuple(blocks))


def _grid_with(grid: Grid, cells: Mapping[Locator, str]) -> Grid:
    rows = grid.rows
    if isinstance(rows, PlainRows):
        texts, values = list(rows.texts), None if rows.values is None else list(rows.values)
        for place, text in cells.items():
            index, column = (place.row or 0) - 1 - rows.first, (place.column or 0) - 1
            if 0 <= index < len(texts):
                texts[index] = _line_with(texts[index], column, text)
                if values is not None:
                    values[index] = [None if n == column else value for n, value in enumerate(values[index])]
        made: Any = PlainRows(grid.part, texts, values, grid.width, range(len(texts)), rows.first)
    else:
        made = tuple(tuple(_cell_with(cell, cells) for cell in row) for row in rows)
    return replace(grid, rows=made, tail=None if grid.tail is None else _tail_with(grid.tail, cells))


def _cell_with(cell: Cell, cells: Mapping[Locator, str]) -> Cell:
    """A corrected cell stands for itself, though its area was merged: the rows beside it keep what they had."""
    if cell.locator not in cells:
        return cell
    return Cell(cells[cell.locator], cell.locator, cell.locator)


def _tail_with(tail: Tail, cells: Mapping[Locator, str]) -> Tail:
    def lines() -> Iterator[Lines]:
        at = tail.first
        for chunk in tail.lines():
            near = {p: text for p, text in cells.items() if at < (p.row or 0) <= at + len(chunk)}
            if near:
                changed = list(chunk)
                for place, text in near.items():
                    index = (place.row or 0) - 1 - at
                    changed[index] = _line_with(changed[index], (place.column or 0) - 1, text)
                yield changed
            else:
                yield chunk
            at += len(chunk)

    return Tail(tail.first, lines)


def _line_with(line: Sequence[str], column: int, text: str) -> list[str]:
    texts = [*line, *([""] * (column + 1 - len(line)))]
    texts[column] = text
    return texts


def _reread(content: Content, used: Sequence[HeadingMeaning], kind: DocumentKind | None) -> Reading:
    try:
        with bounded(), without_collector():
            reading = read_again(content, used)
    except FileRejected as rejected:
        raise CorrectionRefused(
            "correction-still-rejected", [_concealed(Rejection(WHOLE_FILE, rejected.message))]
        ) from rejected
    except Exhausted as error:
        raise RunAborted("correction-exhausting") from error
    if kind is not None and reading.kind is not kind:
        raise RunAborted("correction-changes-kind", kind=str(reading.kind))
    return reading


def _keep_row(reading: Reading, place: Locator) -> None:
    """Of a long table only the records of one row, with what they belong to."""
    for batch in reading.batches() if reading.batches else ():
        reading.rejected += [r for r in batch.rejected if _same_row(r.locator, place)]
        is_apart = any(_same_row(record.locator, place) for record in batch.others)
        if batch.part == place.part and (place.row in batch.rows or is_apart):
            reading.records += [record for record in records_of(batch) if _same_row(record.locator, place)]
            break
    reading.batches = None


def _same_row(one: Locator, other: Locator) -> bool:
    return one.part == other.part and one.row == other.row


# --- what changes ----------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Change:
    """Rows to add, complete but for their instant, and ids of rows that no longer count, by table."""

    added: dict[type[FromDocument], list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))
    withdrawn: dict[type[FromDocument], list[str]] = field(default_factory=lambda: defaultdict(list))


def _change(
    connection: Connection,
    document_id: str,
    rows: Mapping[type[FromDocument], Sequence[dict[str, Any]]],
    place: Locator,
    correction_id: str,
    *,
    is_whole: bool,
) -> _Change:
    """What the corrected reading changes in the store: the row itself, the heads it counts towards, nothing else.

    A head that is stated anew (its rows' total, say) takes its unchanged rows along. `is_whole` is False for a long
    table, of which only the one row was read.
    """
    targets = {row["id"] for table in rows for row in rows[table] if _same_row(Locator.parse(row["locator"]), place)}
    if not targets:
        raise CorrectionRefused("correction-gives-no-row")
    heads = _heads_of(rows, targets)
    change, others = _Change(), 0
    known: dict[str, str] = {}  # id in the corrected reading -> id in the store
    gone = withdrawn_rows(connection, document_id)
    for table in FACT_TABLES:
        if table is PrivacyFinding:
            continue
        near = None if is_whole else (place, {row["locator"] for row in rows.get(table, ())})
        stored = _effective(connection, table, document_id, gone.get(table.__tablename__, set()), near)
        headed = {row["locator"] for row in rows.get(table, ()) if row["id"] in heads}
        link = _link(table)
        for row in rows.get(table, ()):
            new_id = row["id"]
            linked = row if link is None else row | {link: known[row[link]]}
            beside = stored.get(row["locator"], [])
            equal = next((one for one in beside if _says(table, one) == _says(table, linked)), None)
            if equal is not None:
                beside.remove(equal)
                known[new_id] = equal["id"]
                continue
            if new_id not in targets | heads:
                moved = next((o for o in beside if _says(table, o, link) == _says(table, linked, link)), None)
                if moved is None:
                    others += 1
                    continue
                beside.remove(moved)
                change.withdrawn[table].append(moved["id"])
            known[new_id] = hashlib.sha256(f"{new_id}|{correction_id}".encode()).hexdigest()[:32]
            change.added[table].append(_fresh(linked, known[new_id], is_marked=new_id in targets | heads))
        for one in (one for beside in stored.values() for one in beside):
            is_here = _same_row(Locator.parse(one["locator"]), place)
            if is_here or one["locator"] in headed:
                change.withdrawn[table].append(one["id"])
            elif is_whole:
                others += 1
    if others:
        raise RunAborted("correction-changes-others", count=others)
    if not any(change.added.values()):
        raise RunAborted("correction-changes-nothing")
    return change


def _heads_of(rows: Mapping[type[FromDocument], Sequence[dict[str, Any]]], targets: set[str]) -> set[str]:
    """The ids of the rows that the targets belong to, over any number of steps."""
    parents = {row["id"]: row[link] for table in rows if (link := _link(table)) for row in rows[table]}
    heads: set[str] = set()
    for one in targets:
        above = parents.get(one)
        while above is not None:
            heads.add(above)
            above = parents.get(above)
    return heads - targets


def _effective(
    connection: Connection,
    table: type[FromDocument],
    document_id: str,
    gone: set[str],
    near: tuple[Locator, set[str]] | None,
) -> dict[str, list[dict[str, Any]]]:
    """The rows of a document that count now, by place; of a long table those of a row, and of some further places."""
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    chosen = select(table.__table__).where(table.document_id == document_id).order_by(table.id)
    if near is not None:
        row_of = str(Locator(near[0].part, near[0].row))
        chosen = chosen.where(
            or_(table.locator.in_(sorted({row_of, *near[1]})), table.locator.startswith(f"{row_of}C"))
        )
    for row in connection.execute(chosen).mappings():
        if row["id"] not in gone:
            found[row["locator"]].append(dict(row))
    return found


def _says(table: type[FromDocument], row: Mapping[str, Any], without: str | None = None) -> tuple[Any, ...]:
    """What a row says, and when it holds."""
    return tuple(row[c] for c in _saying_columns(table) if c != without)


@cache
def _saying_columns(table: type[FromDocument]) -> tuple[str, ...]:
    own = [str(column.name) for column in table.__table__.columns if column.name not in _PLACED]
    return (*own, "valid_from", "valid_to")


def _fresh(row: Mapping[str, Any], new_id: str, *, is_marked: bool) -> dict[str, Any]:
    warnings = [code for code in str(row["warnings"]).split(",") if code]
    if is_marked and ROW_CORRECTED not in warnings:
        warnings.append(ROW_CORRECTED)
    said = {key: value for key, value in row.items() if key not in _PLACED}
    return {**row, "id": new_id, "warnings": ",".join(warnings), "content_hash": content_hash(said)}


@cache
def _link(table: type[FromDocument]) -> str | None:
    facts = {other.__table__ for other in FACT_TABLES}
    return next(
        (str(c.name) for c in table.__table__.columns for key in c.foreign_keys if key.column.table in facts), None
    )


# --- places ----------------------------------------------------------------------------------------------------------


def _placed_cells(row: Sequence[RowCell], place: Locator, cells: Mapping[str, str]) -> dict[Locator, str]:
    """The texts by the cells they are meant for. Raises RunAborted for a column that is not there, or there twice."""
    if not row:
        raise RunAborted("correction-place-unknown", place=str(place))
    found: dict[Locator, str] = {}
    for name, text in cells.items():
        hits = [cell for cell in row if cell.heading and bare(cell.heading.rpartition("/")[2]) == bare(name)]
        hits = hits or [cell for cell in row if cell.heading and squash(cell.heading) == squash(name)]
        if not hits and _LETTERS.fullmatch(name.strip()):
            letters = name.strip().upper()
            hits = [c for n, c in enumerate(row, start=1) if c.letters and letters in (c.letters, f"C{n}")]
        if len(hits) != 1:
            known = "、".join(dict.fromkeys(f"{c.letters} {c.heading}".strip() for c in row))
            code = "correction-column-ambiguous" if hits else "correction-column-unknown"
            raise RunAborted(code, column=name, known=known)
        found[hits[0].locator] = text.strip()
    return found


def _headings_over(grid: Grid, row: int, kind: DocumentKind | None) -> dict[int, str]:
    """The heading of each column over a row, parents first, from the likeliest heading above it."""
    known = [known_headings(one) for one in ([kind] if kind is not None else DocumentKind)]
    best: tuple[int, int] | None = None
    last = min(len(grid.rows), row - (grid.rows[0][0].locator.row or 1)) if grid.rows else 0
    for index in sorted({*range(min(last, _HEAD)), *range(max(0, last - _ABOVE), last)}):
        hits = _hits(grid.rows[index], known)
        if hits and (best is None or hits >= best[0]):
            best = hits, index
    if best is None:
        return {}
    rows = [best[1]]
    while rows[-1] + 1 < last and _goes_on(grid.rows[rows[-1] + 1], grid.rows[rows[-1]], known):
        rows.append(rows[-1] + 1)
    found = {}
    for column in range(grid.width):
        texts = dict.fromkeys(squash(grid.rows[r][column].text) for r in rows if grid.rows[r][column].text)
        if texts:
            found[column] = "/".join(texts)
    return found


def _hits(row: Sequence[Cell], known: Sequence[Mapping[str, Any]]) -> int:
    cells = distinct(row)
    if len(cells) < 2 or any(is_figure(cell.text) for cell in cells):
        return 0
    names = {bare(cell.text) for cell in cells}
    return max(sum(name in one for name in names) for one in known)


def _goes_on(row: Sequence[Cell], above: Sequence[Cell], known: Sequence[Mapping[str, Any]]) -> bool:
    """Whether a row is the second one of a heading: merged with the first, or filled where that left columns open."""
    if any(is_figure(cell.text) or cell.value is not None for cell in row):
        return False
    if any(c.is_merged_copy and c.origin.row == a.origin.row for c, a in zip(row, above, strict=False) if c.text):
        return True
    open_columns = {n for n, cell in enumerate(above) if not cell.text}
    return bool(open_columns) and {n for n, c in enumerate(row) if c.text} <= open_columns and _hits(row, known) > 0


def _index(grid: Grid, row: int) -> int | None:
    if not grid.rows:
        return None
    index = row - (grid.rows[0][0].locator.row or 1)
    return index if 0 <= index < len(grid.rows) else None


def _letters(column: int) -> str:
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _order(locator: str) -> tuple[str, int, int]:
    place = Locator.parse(locator)
    return place.part, place.row or 0, place.column or 0


def _column_name(cell: RowCell) -> str:
    return cell.heading or cell.letters


def masked_cell(cell: RowCell, text: str, kind: DocumentKind | None = None) -> str:
    """The text of a cell as it may be shown, and kept in clear: its heading says whether it is a person's number."""
    name = bare(cell.heading.rpartition("/")[2])
    if name in _secret_headings(kind):
        return mask(text)
    # A number of 15 digits, say, is one of a person only where the words before it say so.
    said = unicodedata.normalize("NFKC", f"{cell.heading}:")
    return conceal_text(f"{said}{text}").removeprefix(said)


@cache
def _secret_headings(kind: DocumentKind | None) -> frozenset[str]:
    """The headings of columns of which only a keyed hash and a mask are kept, in registers of a kind or of all."""
    found = set()
    for table in FACT_TABLES:
        sheet = sheet_of(table)
        if sheet is not None and (kind is None or sheet.kind is kind):
            for described in fields_of(table).values():
                if described.kind.is_secret:
                    found |= {bare(heading) for heading in (described.zh, described.en, *described.also)}
    return frozenset(found)


def _concealed(rejection: Rejection) -> Rejection:
    reason = rejection.reason
    return replace(rejection, reason=Message(reason.code, {k: conceal_text(v) for k, v in reason.params.items()}))


def _media_of(file_name: str) -> str | None:
    """The format by the ending of a file's name, for one that was refused as a whole."""
    return MEDIA.get("." + file_name.rpartition(".")[2].lower())


def reason_of(row: Mapping[str, Any]) -> Message:
    """The reason of an entry, as it was given."""
    return Message(row["code"], {key: str(value) for key, value in dict(row["params"]).items()})
