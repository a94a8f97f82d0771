"""Second thoughts about files that were taken in, as frames: what is set aside, what was decided, what replaces what,
how two publications differ, and which headings mean what.

Flows in: the store as it is now (not a snapshot: a decision shows at once, and analyses see it from the next one on).
Flows out: frames in one language. Numbers of persons are masked.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pandas as pd
from sqlalchemy import Engine, select

from analytics.reading.content import Content
from analytics.reading.corrections import CorrectionRefused, decisions, masked_cell, row_cells, set_aside
from analytics.reading.differences import Comparison, Difference, NaturalRow, compare
from analytics.reading.mapping_register import list_mappings
from analytics.reading.mappings import suggested
from analytics.reading.sheets import CLOCK
from analytics.reading.supersession import supersessions
from analytics.reports.documents import reason_text
from analytics.reports.frames import frame_of
from analytics.reports.places import place_text
from analytics.reports.source import masked
from models.fields import FieldKind, fields_of, sheet_of
from models.language import Language, Message, say
from models.money import plain
from models.places import Locator
from models.tables import Document, FromDocument
from models.vocabulary import CorrectionAction, DocumentKind, DocumentStatus, SupersessionSign

_SHOWN_OF_ROW = 6  # values by which a row that came or went is told

DOCUMENTS = (
    "document_id", "file_name", "kind", "status", "status_code", "publisher", "recorded", "replaced_by",
)  # fmt: skip
SET_ASIDE = (
    "id", "document_id", "file_name", "media", "kind", "kind_code", "locator", "place", "reason", "code", "is_row",
    "is_refused",
)  # fmt: skip
DECISIONS = (
    "id", "document_id", "file_name", "media", "locator", "place", "reason", "action", "cells", "who", "why",
    "recorded", "undone", "undone_by", "undone_why",
)  # fmt: skip
REPLACEMENTS = (
    "id", "state", "state_label", "newer_id", "newer_file", "newer_media", "newer_title", "older_id", "older_file",
    "older_media", "older_title", "sign", "recorded", "since", "who", "why", "until", "ended_by", "ended_why",
)  # fmt: skip
DIFFERENCES = (
    "kind", "kind_label", "table", "label", "column", "old", "new", "old_place", "new_place", "old_locator",
    "new_locator",
)  # fmt: skip
MAPPINGS = (
    "id", "publisher", "kind", "heading", "meaning", "is_override", "documents", "who", "why", "recorded", "revoked",
    "revoked_by", "revoked_why",
)  # fmt: skip
UNKNOWN = (
    "document_id", "file_name", "media", "locator", "place", "publisher", "heading", "meaning", "kind", "kind_code",
)  # fmt: skip
CELLS = ("letters", "heading", "text", "is_marked", "name")

PROPOSED, IN_FORCE, OVER = "proposed", "in_force", "over"


def document_rows(engine: Engine, language: Language) -> pd.DataFrame:
    """Every file in the store, in the order in which they came; `replaced_by` is the file that replaces it now."""
    replaced = {
        row["older_id"]: row["newer_file"] for row in supersessions(engine) if row["since"] and row["until"] is None
    }
    columns = (
        Document.id,
        Document.file_name,
        Document.kind,
        Document.status,
        Document.publisher,
        Document.recorded_at,
    )
    with engine.connect() as connection:
        found = connection.execute(select(*columns).order_by(Document.batch_id, Document.file_name)).mappings().all()
    rows = [
        {
            "document_id": row["id"],
            "file_name": row["file_name"],
            "kind": _kind(row["kind"], language),
            "status": DocumentStatus(row["status"]).label(language),
            "status_code": row["status"],
            "publisher": row["publisher"] or "",
            "recorded": _moment(row["recorded_at"]),
            "replaced_by": replaced.get(row["id"], ""),
        }
        for row in found
    ]
    return frame_of(rows, DOCUMENTS)


def set_aside_rows(engine: Engine, language: Language) -> pd.DataFrame:
    """Everything set aside that nobody decided about; `is_row` says whether it can be corrected cell by cell."""
    rows = [
        {
            **{key: row[key] for key in ("id", "document_id", "file_name", "media", "locator", "code")},
            "kind": _kind(row["kind"], language),
            "kind_code": row["kind"],
            "place": place_text(row["locator"], language),
            "reason": reason_text(row["code"], row["params"], language),
            "is_row": row["locator"] != "file" and not row["locator"].startswith("json:"),
            "is_refused": row["status"] == DocumentStatus.REJECTED,
        }
        for row in set_aside(engine)
    ]
    return frame_of(rows, SET_ASIDE)


def decision_rows(engine: Engine, language: Language) -> pd.DataFrame:
    """Every correction and dismissal, newest first; `cells` tells columns and texts, `undone` when it was undone."""
    rows = [
        {
            **{key: row[key] for key in ("id", "document_id", "file_name", "media", "locator", "who", "why")},
            **{key: row[key] for key in ("undone_by", "undone_why")},
            "place": place_text(row["locator"], language),
            "reason": reason_text(row["code"], row["params"], language),
            "action": CorrectionAction(row["action"]).label(language),
            "cells": say("reports-list-joint", language).join(f"{k}={masked(v)}" for k, v in row["cells"].items()),
            "recorded": _moment(row["recorded_at"]),
            "undone": _moment(row["undone_at"]),
        }
        for row in decisions(engine)
    ]
    return frame_of(rows, DECISIONS)


def cell_rows(content: Content, locator: str, kind: str | None) -> pd.DataFrame:
    """The cells of the row in which a place lies, that place marked; `name` is how a correction calls the cell."""
    place = Locator.parse(locator)
    of_kind = None if kind is None else DocumentKind(kind)
    cells = row_cells(content, place, of_kind)
    rows = [
        {
            "letters": cell.letters,
            "heading": cell.heading,
            "text": masked(masked_cell(cell, cell.text, of_kind)),
            "is_marked": cell.locator == place,
            "name": cell.letters or cell.heading,
        }
        for cell in cells
    ]
    return frame_of(rows, CELLS)


def refusal_text(refused: CorrectionRefused, language: Language) -> str:
    """Why a correction is not taken, with the place and reason of each row that would still be set aside."""
    said = [refused.message.say(language)]
    said += [f"{place_text(str(r.locator), language)}: {r.reason.say(language)}" for r in refused.reasons]
    return " ".join(said)


def replacement_rows(engine: Engine, language: Language) -> pd.DataFrame:
    """Which publication replaces which: proposals first, then what is in force, then what is over; newest first."""
    order = {PROPOSED: 0, IN_FORCE: 1, OVER: 2}
    known = sorted(supersessions(engine), key=lambda row: row["recorded_at"], reverse=True)
    rows = [
        {
            "id": row["id"],
            "state": _state(row),
            "state_label": say(f"reports-replacement-{_state(row).replace('_', '-')}", language),
            "newer_id": row["document_id"],
            **{key: row[key] for key in ("newer_file", "newer_media", "newer_title")},
            **{key: row[key] for key in ("older_id", "older_file", "older_media", "older_title")},
            "sign": SupersessionSign(row["found"]).label(language),
            "recorded": _moment(row["recorded_at"]),
            "since": _moment(row["since"]),
            "until": _moment(row["until"]),
            **{key: row[key] for key in ("who", "why", "ended_by", "ended_why")},
        }
        for row in sorted(known, key=lambda row: order[_state(row)])
    ]
    return frame_of(rows, REPLACEMENTS)


@dataclass(frozen=True, slots=True)
class SideBySide:
    """Two publications row by row: the frame of differences, and how many rows are the same, changed, added, gone."""

    rows: pd.DataFrame
    same: int
    changed: int
    added: int
    removed: int


def differences(engine: Engine, older: str, newer: str, language: Language) -> SideBySide | None:
    """How two publications differ, value by value with the places of both; None where one is too long to compare.

    A row that only one of them has is told by its values, in `old` or `new`.
    """
    with engine.connect() as connection:
        compared = compare(connection, older, newer)
    return None if compared is None else _side_by_side(compared, language)


def mapping_rows(engine: Engine, language: Language) -> pd.DataFrame:
    """Every mapping there was, those that stand first; `documents` counts the files that were read with it."""
    rows = [
        {
            **{key: row[key] for key in ("id", "publisher", "heading", "meaning", "is_override", "documents")},
            **{key: row[key] for key in ("who", "why", "revoked_by", "revoked_why")},
            "kind": _kind(row["kind"], language),
            "recorded": _moment(row["recorded_at"]),
            "revoked": _moment(row["revoked_at"]),
        }
        for row in list_mappings(engine)
    ]
    return frame_of(rows, MAPPINGS, numbers={"documents"})


def unknown_heading_rows(engine: Engine, language: Language) -> pd.DataFrame:
    """Headings for which files were set aside, one row for each known heading that comes close, the closest first."""
    rows = [
        {
            **{key: row[key] for key in ("document_id", "file_name", "media", "locator")},
            "place": place_text(row["locator"], language),
            "publisher": row["params"].get("publisher", ""),
            "heading": row["params"]["heading"],
            "meaning": meaning,
            "kind": kind.label(language),
            "kind_code": str(kind),
        }
        for row in set_aside(engine)
        if row["code"] == "heading-unknown"
        for meaning, kind in suggested(Message(row["code"], row["params"]))
    ]
    return frame_of(rows, UNKNOWN)


# --- words -----------------------------------------------------------------------------------------------------------


def _side_by_side(compared: Comparison, language: Language) -> SideBySide:
    rows = [row for difference in compared.differences for row in _difference_rows(difference, language)]
    counts = {kind: sum(d.kind == kind for d in compared.differences) for kind in ("changed", "added", "removed")}
    return SideBySide(frame_of(rows, DIFFERENCES), compared.same, **counts)


def _difference_rows(difference: Difference, language: Language) -> list[dict[str, Any]]:
    sheet = sheet_of(difference.table)
    shared = {
        "kind": difference.kind,
        "kind_label": say(f"reports-row-{difference.kind}", language),
        "table": difference.table.__tablename__ if sheet is None else _either(sheet.zh, sheet.en, language),
        "label": masked(difference.label).replace("|", " · "),
    }
    if difference.kind == "changed":
        return [
            {
                **shared,
                "column": _column(difference.table, change.attribute, language),
                "old": _shown(difference.table, change.attribute, change.old, language),
                "new": _told_apart(difference.table, change.attribute, change.old, change.new, language),
                **_places(change.old_place, change.new_place, language),
            }
            for change in difference.changes
        ]
    old, new = difference.old, difference.new
    return [
        {
            **shared,
            "column": "",
            "old": "" if old is None else _row_text(old, language),
            "new": "" if new is None else _row_text(new, language),
            **_places(None if old is None else old.locator, None if new is None else new.locator, language),
        }
    ]


def _places(old: Locator | None, new: Locator | None, language: Language) -> dict[str, str]:
    return {
        "old_place": "" if old is None else place_text(str(old), language),
        "new_place": "" if new is None else place_text(str(new), language),
        "old_locator": "" if old is None else str(old),
        "new_locator": "" if new is None else str(new),
    }


def _row_text(row: NaturalRow, language: Language) -> str:
    """The first values of a row, each with its heading."""
    said = [
        f"{_column(row.table, key, language)} {_shown(row.table, key, value, language)}"
        for key, value in row.values.items()
        if value not in (None, "") and not key.endswith("_hash")
    ]
    return say("reports-list-joint", language).join(said[:_SHOWN_OF_ROW])


def _column(table: type[FromDocument], attribute: str, language: Language) -> str:
    described = fields_of(table).get(attribute.removesuffix("_mask"))
    return attribute if described is None else _either(described.zh, described.en, language)


def _told_apart(table: type[FromDocument], attribute: str, old: Any, new: Any, language: Language) -> str:
    """The new value; where it only looks like the old one, because both are masked, it says that it is another."""
    shown = _shown(table, attribute, new, language)
    return say("reports-another-number", language, mask=shown) if old == new else shown


def _shown(table: type[FromDocument], attribute: str, value: Any, language: Language) -> str:
    if value is None or value == "":
        return say("reports-blank", language)
    described = fields_of(table).get(attribute)
    if described is not None and described.kind is FieldKind.TERM and described.terms is not None:
        return described.terms(value).label(language)
    if isinstance(value, bool):
        return say("template-yes" if value else "template-no", language)
    if isinstance(value, Decimal):
        return say("reports-yuan", language, amount=format(Decimal(plain(value)), ",f"))
    if isinstance(value, date):
        return _moment(value) if isinstance(value, datetime) else value.isoformat()
    return masked(str(value))


def _moment(value: datetime | None) -> str:
    """An instant on the clock of the office, to the minute."""
    return "" if value is None else value.astimezone(CLOCK).strftime("%Y-%m-%d %H:%M")


def _state(row: Mapping[str, Any]) -> str:
    if row["until"] is not None:
        return OVER
    return PROPOSED if row["since"] is None else IN_FORCE


def _kind(code: str | None, language: Language) -> str:
    return "" if code is None else DocumentKind(code).label(language)


def _either(zh: str, en: str, language: Language) -> str:
    return zh if language is Language.ZH else en
