"""`init`, `read` and `ingest`: from files to the store."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from sqlalchemy import make_url

from analytics.commands.console import EXIT_QUARANTINED, Console
from analytics.errors import FileRejected, RunAborted
from analytics.keys import create_key, load_keys
from analytics.reading import Originals, Reading, Record, Rejection, TakenIn, expand, ingest, read_file
from analytics.reading.mapping_register import load_mappings
from analytics.reading.mappings import Mappings
from analytics.reading.supersession import Replaces
from analytics.settings import settings
from analytics.store import init_store, open_store
from models.money import plain
from models.places import WHOLE_FILE
from models.tables import FundPart
from models.vocabulary import DocumentKind, DocumentStatus

Publisher = Annotated[
    str | None,
    typer.Option(help="whose heading mappings apply to files that do not say who published them"),
]
AsJson = Annotated[bool, typer.Option("--json", help="print one JSON document")]


def register(app: typer.Typer) -> None:
    """Add the commands of this stage."""
    app.command("init")(init)
    app.command("read")(read)
    app.command("ingest")(take_in)


def init(as_json: AsJson = False) -> None:
    """Create or upgrade the store, and the key beside it on the first run.

    Example: sunledger init
    """
    console = Console(as_json=as_json)
    chosen = settings()
    revision = init_store(chosen)
    if create_key(chosen.key_path):
        console.say("cli-key-created", path=chosen.key_path)
    console.say("cli-store-ready", store=_without_password(chosen.store_url), revision=revision)
    console.result({"store": _without_password(chosen.store_url), "revision": revision})


def read(
    file: Annotated[Path, typer.Argument(help="a published file")],
    publisher: Publisher = None,
    as_json: AsJson = False,
) -> None:
    """Dry run: show what would be taken in from FILE, and what not; the closest known headings for unknown ones.

    Example: sunledger read samples/publications/jiangbei-sangong-2021.html
    """
    console = Console(as_json=as_json)
    if not file.exists():
        raise RunAborted("path-missing", path=file)
    try:
        reading = read_file(file, _standing_mappings(publisher))
    except FileRejected as error:
        reasons = (Rejection(WHOLE_FILE, error.message), *(Rejection(*detail) for detail in error.details))
        rejected = [_rejection(reason, console) for reason in reasons]
        console.line(console.tell(error.message))
        for one in rejected[1:]:
            console.line(f"✗ {one['locator']}: {one['reason']}")
        console.result(_nothing_read(file) | {"rejected": rejected})
        raise typer.Exit(EXIT_QUARANTINED) from error
    document = _document(file, reading, console)
    console.result(document)
    _show(document, reading, console)
    if document["rejected"]:
        raise typer.Exit(EXIT_QUARANTINED)


def take_in(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH...", help="files or folders")],
    publisher: Publisher = None,
    replaces: Annotated[
        str | None, typer.Option(metavar="DOC", help="the document that the one file replaces (with --who and --why)")
    ] = None,
    who: Annotated[str | None, typer.Option(help="who says that it replaces it")] = None,
    why: Annotated[str | None, typer.Option(help="and why")] = None,
    as_json: AsJson = False,
) -> None:
    """Take files or folders into the store, all or nothing; what cannot be read is quarantined with its reason.

    Example: sunledger ingest samples/publications
    """
    if replaces is None and (who or why):
        raise typer.BadParameter("--who and --why say who replaces what; name it with --replaces", param_hint="--who")
    console = Console(as_json=as_json)
    chosen = settings()
    engine = open_store(chosen)
    keys = load_keys(chosen.key_path)
    files = expand(paths)
    with console.progress("cli-taking-in", len(files)) as bar:
        taken = ingest(
            engine,
            Originals(chosen.home, keys),
            keys,
            files,
            datetime.now(UTC),
            progress=lambda path: bar.advance(bar.task_ids[0]),
            publisher=publisher,
            replaces=None if replaces is None else Replaces(replaces, who or "", why or ""),
        )
    console.result({"documents": [_taken(t, console) for t in taken]})
    _show_taken(taken, console)
    if any(t.rejected for t in taken):
        raise typer.Exit(EXIT_QUARANTINED)


def _standing_mappings(publisher: str | None) -> Mappings:
    """The heading mappings of the store, where there is one: a dry run needs none."""
    try:
        with open_store(settings()).connect() as connection:
            return load_mappings(connection, publisher)
    except RunAborted as aborted:
        if aborted.message.code == "store-missing" or aborted.message.params.get("found") == "-":
            return Mappings(publisher=publisher)
        raise


def _document(file: Path, reading: Reading, console: Console) -> dict[str, Any]:
    return {
        "file": file.name,
        "kind": str(reading.kind),
        "title": reading.title,
        "publisher": reading.publisher,
        "published": reading.published.isoformat() if reading.published else None,
        "amount_unit": reading.amount_unit,
        "rows": [_row(record, reading, console) for record in reading.rows],
        "row_count": len(reading.rows),
        "stated_total_yuan": None if reading.stated_total is None else plain(reading.stated_total),
        "sum_holds": reading.sum_holds,
        "groups": [
            {
                "name": group.name,
                "stated_total_yuan": None if group.stated_total is None else plain(group.stated_total),
                "rows": list(group.rows),
                "holds": group.holds,
            }
            for group in reading.groups
        ],
        "rejected": [_rejection(r, console) for r in reading.rejected],
        "warnings": [console.tell(w) for w in reading.warnings],
        **_plain(dict(reading.extra)),
    }


def _nothing_read(file: Path) -> dict[str, Any]:
    blank = dict.fromkeys(("kind", "title", "publisher", "published", "amount_unit", "stated_total_yuan", "sum_holds"))
    return {"file": file.name, **blank, "rows": [], "row_count": 0, "groups": [], "warnings": []}


def _row(record: Record, reading: Reading, console: Console) -> dict[str, Any]:
    values = record.values
    row: dict[str, Any] = {"label": record.label}
    if "amount" in values:
        row["amount_yuan"] = None if values["amount"] is None else plain(values["amount"])
    row |= {key: values[key] for key in ("payee", "project", "cell_note") if values.get(key) is not None}
    if values.get("group_name") is not None:
        row["group"] = values["group_name"]
    parts = {
        r.values["name"]: r.values["amount"] for r in reading.records if r.table is FundPart and r.parent is record
    }
    if parts:
        row["parts"] = parts
    row |= record.extra
    row |= {
        "locator": str(record.places.get("amount", record.locator)),
        "warnings": [console.tell(w) for w in record.warnings],
        "rejected": None if record.rejected is None else console.tell(record.rejected),
    }
    return {key: _plain(value) for key, value in row.items()}


def _plain(value: Any) -> Any:
    """Amounts as exact text, dates as ISO text, containers by their parts."""
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    if hasattr(value, "as_tuple"):
        return plain(value)
    return value.isoformat() if hasattr(value, "isoformat") else value


def _rejection(rejection: Rejection, console: Console) -> dict[str, str]:
    return {
        "locator": str(rejection.locator),
        "reason": console.tell(rejection.reason),
        "code": rejection.reason.code,
    }


def _taken(taken: TakenIn, console: Console) -> dict[str, Any]:
    return {
        "path": str(taken.path),
        "sha256": taken.sha256,
        "kind": taken.kind,
        "status": str(taken.status),
        "rows": taken.rows,
        "rejected": [_rejection(r, console) for r in taken.rejected],
    }


def _show(document: dict[str, Any], reading: Reading, console: Console) -> None:
    console.line(f"{document['file']}  {reading.kind.label(console.language)}")
    for code, key in (("cli-title", "title"), ("cli-publisher", "publisher"), ("cli-published", "published"),
                      ("cli-unit", "amount_unit"), ("cli-stated-total", "stated_total_yuan")):  # fmt: skip
        if document[key] is not None:
            console.say(code, value=document[key])
    amounts = [row.get("amount_yuan", row.get("level")) for row in document["rows"]]
    console.table(
        ["#", "label", "yuan / level", "locator", ""],
        [
            [str(n), str(row["label"]), "—" if amount is None else str(amount), row["locator"],
             "; ".join(filter(None, [row["rejected"], *row["warnings"]]))]
            for n, (row, amount) in enumerate(zip(document["rows"], amounts, strict=True), start=1)
        ],
        right=frozenset({0, 2}),
    )  # fmt: skip
    if document["sum_holds"] is not None:
        console.say("cli-sum-holds" if document["sum_holds"] else "cli-sum-fails")
    for warning in document["warnings"]:
        console.line(f"! {warning}")
    for rejection in document["rejected"]:
        console.line(f"✗ {rejection['locator']}: {rejection['reason']}")


def _show_taken(taken: list[TakenIn], console: Console) -> None:
    console.table(
        ["file", "kind", "status", "rows", "rejected"],
        [
            [t.path.name, DocumentKind(t.kind).label(console.language) if t.kind else "—",
             t.status.label(console.language), str(t.rows), str(len(t.rejected))]
            for t in taken
        ],
        right=frozenset({3, 4}),
    )  # fmt: skip
    for t in taken:
        for rejection in t.rejected:
            console.line(f"✗ {t.path.name} {rejection.locator}: {console.tell(rejection.reason)}")
    counts = {status: sum(t.status is status for t in taken) for status in DocumentStatus}
    console.say(
        "cli-taken-in",
        accepted=counts[DocumentStatus.ACCEPTED],
        partial=counts[DocumentStatus.PARTIAL],
        rejected=counts[DocumentStatus.REJECTED],
        duplicate=counts[DocumentStatus.DUPLICATE],
    )


def _without_password(url: str) -> str:
    return make_url(url).render_as_string(hide_password=True)
