"""`mappings`, `quarantine`, `replacements` and `documents`: second thoughts about what was taken in.

Flows in: what a clerk decides, with who and why. Flows out: the decision in the store, and lists of what stands. Every
decision can be taken back, and none changes an original.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any

import pandas as pd
import typer
from sqlalchemy import Engine

from analytics.commands.console import Console
from analytics.commands.reading import AsJson
from analytics.errors import RunAborted
from analytics.keys import load_keys
from analytics.reading import Originals, content_of
from analytics.reading.corrections import CorrectionRefused, correct, dismiss, undo
from analytics.reading.mapping_register import add_mapping, revoke_mapping
from analytics.reading.supersession import accept, declare, end, resolve_document
from analytics.reports import (
    cell_rows,
    decision_rows,
    differences,
    document_rows,
    mapping_rows,
    refusal_text,
    replacement_rows,
    set_aside_rows,
)
from analytics.settings import settings
from analytics.store import open_store
from models.vocabulary import DocumentKind

Who = Annotated[str, typer.Option(help="who decides this")]
Why = Annotated[str, typer.Option(help="why")]
_SHORT = 12  # characters by which a document is named in a table


def register(app: typer.Typer) -> None:
    """Add the commands of this stage."""
    _add(
        app,
        "mappings",
        "Headings that a publisher uses, and the known ones they stand for.",
        {"list": list_all_mappings, "add": add, "revoke": revoke},
    )
    _add(
        app,
        "quarantine",
        "What was set aside: look at it, correct it, dismiss it.",
        {"list": list_set_aside, "show": show_entry, "correct": correct_entry, "dismiss": dismiss_entry,
         "undo": undo_decision},
    )  # fmt: skip
    _add(
        app,
        "replacements",
        "Corrected publications and the earlier ones they take the place of.",
        {"list": list_replacements, "show": show_difference, "accept": accept_proposal, "declare": declare_replacement,
         "end": end_replacement},
    )  # fmt: skip
    _add(app, "documents", "The files in the store.", {"list": list_documents})


def _add(app: typer.Typer, name: str, about: str, commands: dict[str, Any]) -> None:
    group = typer.Typer(no_args_is_help=True, help=about)
    for verb, command in commands.items():
        group.command(verb)(command)
    app.add_typer(group, name=name)


# --- mappings --------------------------------------------------------------------------------------------------------


def list_all_mappings(
    revoked: Annotated[bool, typer.Option("--revoked", help="also those that were revoked")] = False,
    as_json: AsJson = False,
) -> None:
    """The mappings that stand.

    Example: sunledger mappings list
    """
    console = Console(as_json=as_json)
    frame = mapping_rows(_store(), console.language)
    shown = frame if revoked else frame[frame["revoked"] == ""]
    console.result(_records(shown))
    if shown.empty:
        console.say("cli-mappings-none")
    columns = ["id", "publisher", "kind", "heading", "meaning", "documents", "who", "recorded", "revoked"]
    _table(console, shown, columns)


def add(
    publisher: Annotated[str, typer.Option(help="whose publications write the heading so")],
    kind: Annotated[DocumentKind, typer.Option(help="in publications of this kind")],
    heading: Annotated[str, typer.Option(help="the heading as the publisher writes it")],
    meaning: Annotated[str, typer.Option(help="the known heading it stands for")],
    who: Who,
    why: Annotated[str, typer.Option(help="why, where it does not go without saying")] = "",
    override: Annotated[
        bool, typer.Option("--override", help="the heading is a known one, but means another here")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Say once what a heading of a publisher means; the unit that stands in it is kept.

    Example: sunledger mappings add --publisher 岚汀市水利局 --kind payment --heading 兑现 --meaning 金额 --who 乔
    """
    console = Console(as_json=as_json)
    said = {"publisher": publisher, "kind": kind, "heading": heading, "meaning": meaning, "who": who, "why": why}
    new = add_mapping(_store(), **said, now=datetime.now(UTC), override=override)  # type: ignore[arg-type]
    console.result({"mapping": new, "publisher": publisher, "kind": kind, "heading": heading, "meaning": meaning})
    console.say("cli-mapping-added", id=new, publisher=publisher, heading=heading, meaning=meaning)


def revoke(
    mapping: Annotated[str, typer.Argument(metavar="ID")],
    who: Who,
    why: Annotated[str, typer.Option(help="why")] = "",
    as_json: AsJson = False,
) -> None:
    """End a mapping; what was read with it stays as it is.

    Example: sunledger mappings revoke 3f9c0a5b7d1e2f48 --who 乔 --why 改用统一表头
    """
    console = Console(as_json=as_json)
    revoke_mapping(_store(), mapping, who=who, why=why, now=datetime.now(UTC))
    console.result({"mapping": mapping, "revoked": True})
    console.say("cli-mapping-revoked", id=mapping)


# --- quarantine ------------------------------------------------------------------------------------------------------


def list_set_aside(
    decided: Annotated[bool, typer.Option("--decided", help="the decisions instead")] = False,
    document: Annotated[str | None, typer.Option(help="of one document: the first characters of its SHA-256")] = None,
    as_json: AsJson = False,
) -> None:
    """What is set aside and not decided, or with --decided what was decided about it.

    Example: sunledger quarantine list
    """
    console, engine = Console(as_json=as_json), _store()
    frame = (decision_rows if decided else set_aside_rows)(engine, console.language)
    if document is not None:
        frame = frame[frame["document_id"] == _resolved(engine, document)]
    console.result(_records(frame))
    if frame.empty:
        console.say("cli-decisions-none" if decided else "cli-set-aside-none")
    if decided:
        _table(console, frame, ["id", "action", "file_name", "place", "cells", "who", "why", "recorded", "undone"])
    else:
        _table(console, frame, ["id", "file_name", "place", "reason"])


def show_entry(entry: Annotated[str, typer.Argument(metavar="ID")], as_json: AsJson = False) -> None:
    """One entry with the cells of its row as they stand in the original; numbers of persons are masked.

    Example: sunledger quarantine show 5c0d1f2e3a4b5c6d7e8f901234567890
    """
    console, engine = Console(as_json=as_json), _store()
    frame = set_aside_rows(engine, console.language)
    found = frame[frame["id"] == entry]
    if found.empty:
        raise RunAborted("quarantine-unknown", id=entry)
    row = _records(found)[0]
    cells = pd.DataFrame() if not row["is_row"] else _cells_of(row)
    console.result(row | {"cells": _records(cells)})
    console.line(f"{row['file_name']}  {row['place']}")
    console.line(f"✗ {row['reason']}")
    if not cells.empty:
        marks = ["→" if is_marked else "" for is_marked in cells["is_marked"]]
        _table(console, cells.assign(**{"": marks}), ["", "letters", "heading", "text"])
        console.say("cli-entry-next", id=entry)


def correct_entry(
    entry: Annotated[str, typer.Argument(metavar="ID")],
    cells: Annotated[
        list[str], typer.Option("--set", metavar="COLUMN=TEXT", help="a cell as it should read; may be given again")
    ],
    who: Who,
    why: Why,
    as_json: AsJson = False,
) -> None:
    """Read the row of an entry again with some of its cells as they should read; the original stays as it is.

    COLUMN is the heading of the cell or the letters of its column; an amount is written in the unit of its column.

    Example: sunledger quarantine correct 5c0d1f2e3a4b5c6d7e8f901234567890 --set 补助金额=8.5 --who 乔 --why 核对原件
    """
    console, chosen = Console(as_json=as_json), settings()
    keys = load_keys(chosen.key_path)
    wanted = dict(_assignment(text) for text in cells)
    try:
        made = correct(_store(), Originals(chosen.home, keys), keys, entry, wanted, who=who, why=why,
                       now=datetime.now(UTC))  # fmt: skip
    except CorrectionRefused as refused:
        raise RunAborted("cli-correction-refused", reasons=refusal_text(refused, console.language)) from refused
    console.result({"decision": made.id, "entry": entry, "added": made.added, "withdrawn": made.withdrawn})
    console.say("cli-corrected", id=made.id, added=made.added, withdrawn=made.withdrawn)


def dismiss_entry(
    entry: Annotated[str, typer.Argument(metavar="ID")], who: Who, why: Why, as_json: AsJson = False
) -> None:
    """Say that an entry needs nothing done.

    Example: sunledger quarantine dismiss 5c0d1f2e3a4b5c6d7e8f901234567890 --who 乔 --why 表尾说明，不是数据
    """
    console = Console(as_json=as_json)
    decision = dismiss(_store(), entry, who=who, why=why, now=datetime.now(UTC))
    console.result({"decision": decision, "entry": entry})
    console.say("cli-dismissed", id=decision)


def undo_decision(
    decision: Annotated[str, typer.Argument(metavar="DECISION")], who: Who, why: Why, as_json: AsJson = False
) -> None:
    """Undo a correction or dismissal; what it took out counts again.

    Example: sunledger quarantine undo 318c4dbd0a725a16 --who 乔 --why 更正有误
    """
    console = Console(as_json=as_json)
    undo(_store(), decision, who=who, why=why, now=datetime.now(UTC))
    console.result({"decision": decision, "undone": True})
    console.say("cli-undone", id=decision)


# --- replacements ----------------------------------------------------------------------------------------------------


def list_replacements(
    over: Annotated[bool, typer.Option("--over", help="also what was turned down or revoked")] = False,
    as_json: AsJson = False,
) -> None:
    """Which publication replaces which, and what is proposed.

    Example: sunledger replacements list
    """
    console = Console(as_json=as_json)
    frame = replacement_rows(_store(), console.language)
    shown = frame if over else frame[frame["state"] != "over"]
    console.result(_records(shown))
    if shown.empty:
        console.say("cli-replacements-none")
    _table(console, shown, ["id", "state_label", "newer_file", "older_file", "sign", "who", "since", "until"])


def show_difference(
    replacement: Annotated[str, typer.Argument(metavar="ID|OLDER", help="a replacement, or the older document")],
    newer: Annotated[str | None, typer.Argument(metavar="[NEWER]", help="the newer document")] = None,
    as_json: AsJson = False,
) -> None:
    """How two publications differ, row by row, with the places of both.

    Example: sunledger replacements show 3f9c0a5b7d1e2f48
    """
    console, engine = Console(as_json=as_json), _store()
    if newer is None:
        frame = replacement_rows(engine, console.language)
        found = _records(frame[frame["id"] == replacement])
        if not found:
            raise RunAborted("replacement-unknown", id=replacement)
        older_id, newer_id = found[0]["older_id"], found[0]["newer_id"]
    else:
        older_id, newer_id = _resolved(engine, replacement), _resolved(engine, newer)
    compared = differences(engine, older_id, newer_id, console.language)
    if compared is None:
        raise RunAborted("replacement-too-long")
    counts = {key: getattr(compared, key) for key in ("same", "changed", "added", "removed")}
    console.result({"older": older_id, "newer": newer_id, **counts, "rows": _records(compared.rows)})
    _table(console, compared.rows, ["kind_label", "label", "column", "old", "new", "old_place", "new_place"])
    console.say("cli-difference", **counts)


def accept_proposal(
    proposal: Annotated[str, typer.Argument(metavar="ID")], who: Who, why: Why, as_json: AsJson = False
) -> None:
    """Accept a proposal: from now on the older publication is left out of analysis.

    Example: sunledger replacements accept 3f9c0a5b7d1e2f48 --who 乔 --why 同一公示的更正件
    """
    console = Console(as_json=as_json)
    found = accept(_store(), proposal, who=who, why=why, now=datetime.now(UTC))
    console.result({"replacements": [one.id for one in found]})
    console.say("cli-replaced", count=len(found))


def declare_replacement(
    newer: Annotated[str, typer.Argument(metavar="NEWER", help="the first characters of its SHA-256")],
    older: Annotated[str, typer.Argument(metavar="OLDER", help="the first characters of its SHA-256")],
    who: Who,
    why: Why,
    as_json: AsJson = False,
) -> None:
    """Say that one document replaces another, and with it the other's editions in other formats.

    Example: sunledger replacements declare 9f2ab1 47c01d --who 乔 --why 单位来函更正
    """
    console, engine = Console(as_json=as_json), _store()
    found = declare(engine, _resolved(engine, newer), _resolved(engine, older), who=who, why=why, now=datetime.now(UTC))
    console.result({"replacements": [one.id for one in found]})
    console.say("cli-replaced", count=len(found))


def end_replacement(
    replacement: Annotated[str, typer.Argument(metavar="ID")], who: Who, why: Why, as_json: AsJson = False
) -> None:
    """Turn a proposal down, or revoke a replacement: the older publication counts again from now on.

    Example: sunledger replacements end 3f9c0a5b7d1e2f48 --who 乔 --why 两个不同批次
    """
    console = Console(as_json=as_json)
    end(_store(), replacement, who=who, why=why, now=datetime.now(UTC))
    console.result({"replacement": replacement, "ended": True})
    console.say("cli-replacement-ended", id=replacement)


# --- documents -------------------------------------------------------------------------------------------------------


def list_documents(as_json: AsJson = False) -> None:
    """The files in the store, with the first characters of their SHA-256, by which they are named.

    Example: sunledger documents list
    """
    console = Console(as_json=as_json)
    frame = document_rows(_store(), console.language)
    console.result(_records(frame))
    if frame.empty:
        console.say("cli-documents-none")
    short = frame.assign(document=[document[:_SHORT] for document in frame["document_id"]])
    _table(console, short, ["document", "file_name", "kind", "status", "publisher", "recorded", "replaced_by"])


# --- pieces ----------------------------------------------------------------------------------------------------------


def _store() -> Engine:
    return open_store(settings())


def _resolved(engine: Engine, beginning: str) -> str:
    with engine.connect() as connection:
        return resolve_document(connection, beginning)


def _assignment(text: str) -> tuple[str, str]:
    """Column and text of `COLUMN=TEXT`; the column holds no equals sign."""
    column, sign, value = text.partition("=")
    if not sign or not column.strip():
        raise typer.BadParameter(f"{text!r} is not COLUMN=TEXT", param_hint="--set")
    return column.strip(), value


def _cells_of(row: dict[str, Any]) -> pd.DataFrame:
    content = content_of(settings(), row["document_id"], row["media"] or "")
    return cell_rows(content, row["locator"], row["kind_code"])


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(key): value for key, value in row.items()} for row in frame.to_dict("records")]


def _table(console: Console, frame: pd.DataFrame, columns: list[str]) -> None:
    if not frame.empty:
        console.table(
            [name.replace("_", " ") for name in columns],
            [["" if v is None else str(v) for v in row] for row in frame[columns].itertuples(index=False)],
        )
