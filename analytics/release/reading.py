"""A public release as the public sees it: verified, searchable, summed by unit, programme and year.

Flows in: the path of a release folder, and nothing else. Flows out: `Release`, whose frames the public pages lay out.
Amounts are whole fen throughout. A file that only repeats another one is listed, and its rows are counted once.
"""

from __future__ import annotations

import hashlib
import io
import json
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from analytics.errors import Explained
from analytics.release.layout import FORMAT, FORMATS, MANIFEST, POINTER, sha256

UNSTATED = ""  # stands for a unit or programme that a publication does not state


class ReleaseMissing(Explained):
    """There is no release yet: a designed state, not a failure."""


class ReleaseBroken(Explained):
    """The files differ from the manifest; nothing of them is shown."""


@dataclass(frozen=True, slots=True)
class Totals:
    """The large figures: amounts in fen.

    `without_amount` notices state no amount; `repeated` files repeat another and add nothing.
    """

    disclosed_fen: int
    notices: int
    repeated: int
    without_amount: int
    units: int
    documents: int
    first_year: int | None
    last_year: int | None


@dataclass(frozen=True, slots=True)
class NoticeDetail:
    """One notice, its rows in the order of the file, their shares by source, and the file it came from.

    `editions` are further files that say the same.
    """

    notice: Mapping[str, Any]
    items: pd.DataFrame
    parts: pd.DataFrame
    document: Mapping[str, Any]
    editions: pd.DataFrame
    released_sum_fen: int


def release_folder(path: Path) -> Path:
    """The folder a path means: a release itself, the pointer to one, or the folder that holds the pointer.

    Resolved, so that a reader keeps to one release while the pointer moves on. Raises ReleaseMissing.
    """
    for candidate in (path, path / POINTER):
        if (candidate / MANIFEST).is_file():
            return candidate.resolve()
    raise ReleaseMissing("release-missing")


def open_release(path: Path) -> Release:
    """Read a release and check every file against the manifest. Raises ReleaseMissing or ReleaseBroken."""
    folder = release_folder(path)
    try:
        manifest = json.loads((folder / MANIFEST).read_bytes())
        entries = {entry["name"]: entry["sha256"] for entry in manifest["files"]}
        is_known = manifest["format"] <= FORMAT
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ReleaseBroken("release-changed", file=MANIFEST) from error
    if not is_known:
        raise ReleaseBroken("release-format-unknown", format=manifest["format"])
    files: dict[str, bytes] = {}
    for name, expected in sorted(entries.items()):
        if Path(name).name != name:
            raise ReleaseBroken("release-changed", file=MANIFEST)
        try:
            content = (folder / name).read_bytes()
        except OSError as error:
            raise ReleaseBroken("release-file-missing", file=name) from error
        if sha256(content) != expected:
            raise ReleaseBroken("release-changed", file=name)
        files[name] = content
    return Release(manifest, files)


class Release:
    """One verified release in memory."""

    def __init__(self, manifest: Mapping[str, Any], files: Mapping[str, bytes]) -> None:
        """Keep the manifest and the verified bytes; frames are made when asked for."""
        self.manifest = manifest
        self._files = files
        self._frames: dict[str, pd.DataFrame] = {}

    @property
    def id(self) -> str:
        """The release number."""
        return str(self.manifest["release"])

    @property
    def as_of(self) -> str:
        """The day up to which it was known, ISO."""
        return str(self.manifest["as_of"])

    @property
    def tables(self) -> Mapping[str, Any]:
        """Table -> names, rows and columns as the manifest gives them."""
        tables: Mapping[str, Any] = self.manifest["tables"]
        return tables

    def file(self, table: str, form: str) -> bytes | None:
        """The bytes of a table in a format, exactly as released; None when there is no such file."""
        return self._files.get(f"{table}.{form}") if form in FORMATS else None

    def frame(self, table: str) -> pd.DataFrame:
        """A table as a frame: integers nullable, texts as str or None. Do not change it."""
        if table not in self._frames:
            read = pq.read_table(io.BytesIO(self._files[f"{table}.parquet"]))
            self._frames[table] = read.to_pandas(types_mapper=_NULLABLE.get)
        return self._frames[table]

    @cached_property
    def notices(self) -> pd.DataFrame:
        """Notices with `unit_id`, `unit` and `programme` filled (`UNSTATED` where not stated), newest first."""
        frame = self.frame("fund_notice").copy()
        frame["unit"] = _stated_all(frame["publisher"])
        frame["unit_id"] = frame["unit"].map(unit_key).astype("str")
        frame["programme"] = _stated_all(frame["programme"])
        return frame.sort_values(
            ["fiscal_year", "published", "id"], ascending=[False, False, True], na_position="last", ignore_index=True
        )

    @cached_property
    def three_public(self) -> pd.DataFrame:
        """Lines of the reports: unit_id, unit, unit_kind, fiscal_year, stage, item, amount_fen, report_id.

        Where a report states no total line, its stated total stands in. `body` is the unit, or the report where the
        unit is not stated: two unnamed units are never taken for one.
        """
        reports = self.frame("three_public_report")
        lines = self.frame("three_public_line")[["report_id", "item", "amount_fen", "locator"]]
        lines = lines.drop_duplicates(["report_id", "item"], keep="first")
        has_total = set(lines.loc[lines["item"].eq("total") & lines["amount_fen"].notna(), "report_id"])
        stated = reports[~reports["id"].isin(has_total) & reports["stated_total_fen"].notna()]
        lines = lines[~(lines["item"].eq("total") & lines["report_id"].isin(set(stated["id"])))]
        added = pd.DataFrame(
            {
                "report_id": stated["id"],
                "item": pd.Series("total", index=stated.index, dtype=lines["item"].dtype),
                "amount_fen": stated["stated_total_fen"],
                "locator": stated["locator"],
            }
        )
        both = pd.concat([lines, added], ignore_index=True) if len(added) else lines
        frame = both.merge(
            reports[["id", "document_id", "unit_name", "unit_kind", "fiscal_year", "stage", "reason", "sum_holds"]],
            left_on="report_id",
            right_on="id",
        ).drop(columns="id")
        frame["unit"] = _stated_all(frame["unit_name"])
        frame["unit_id"] = frame["unit"].map(unit_key).astype("str")
        frame["body"] = frame["unit_id"].where(frame["unit"].ne(UNSTATED), frame["report_id"])
        return frame.drop(columns="unit_name").sort_values(
            ["unit", "fiscal_year", "stage", "item", "report_id"], ignore_index=True
        )

    @cached_property
    def budgets(self) -> pd.DataFrame:
        """What budgets set aside for programmes, with `unit_id` and `unit`."""
        frame = self.frame("programme_budget").copy()
        frame["programme"] = _stated_all(frame["programme"])
        frame["unit"] = _stated_all(frame["unit_name"])
        frame["unit_id"] = frame["unit"].map(unit_key).astype("str")
        return frame

    @cached_property
    def totals(self) -> Totals:
        """The large figures of the first page."""
        notices = self.notices
        years = pd.concat([notices["fiscal_year"], self.three_public["fiscal_year"]]).dropna()
        return Totals(
            disclosed_fen=int(notices["disclosed_fen"].sum()),
            notices=len(notices),
            repeated=int(self.frame("document")["edition_of"].notna().sum()),
            without_amount=int(notices["disclosed_fen"].isna().sum()),
            units=int(self.units["unit"].ne(UNSTATED).sum()),
            documents=len(self.frame("document")),
            first_year=int(years.min()) if len(years) else None,
            last_year=int(years.max()) if len(years) else None,
        )

    @cached_property
    def units(self) -> pd.DataFrame:
        """Units in the order of their disclosed amounts, those not stated last.

        Columns: unit_id, unit, notices, disclosed_fen (null: no amount is stated), reports.
        """
        disclosed = self.notices.groupby("unit_id")["disclosed_fen"].sum(min_count=1)
        notices = self.notices.groupby("unit_id").size()
        reports = self.three_public.groupby("unit_id")["report_id"].nunique()
        names = pd.concat([f[["unit_id", "unit"]] for f in (self.notices, self.three_public, self.budgets)])
        frame = names.drop_duplicates("unit_id").set_index("unit_id")
        frame["notices"] = notices.reindex(frame.index).fillna(0).astype("Int64")
        frame["disclosed_fen"] = disclosed.reindex(frame.index).astype("Int64")
        frame["reports"] = reports.reindex(frame.index).fillna(0).astype("Int64")
        frame = frame.reset_index()
        order = frame.assign(unstated=frame["unit"].eq(UNSTATED)).sort_values(
            ["unstated", "disclosed_fen", "unit"], ascending=[True, False, True], na_position="last", ignore_index=True
        )
        return order.drop(columns="unstated")

    def unit(self, unit_id: str) -> Mapping[str, Any] | None:
        """One unit of `units`, or None."""
        return _first(self.units, "unit_id", unit_id)

    def notices_of(self, unit_id: str | None = None, programme: str | None = None) -> pd.DataFrame:
        """Notices of a unit, of a programme, of both, or all."""
        frame = self.notices
        if unit_id is not None:
            frame = frame[frame["unit_id"] == unit_id]
        return frame if programme is None else frame[frame["programme"] == programme]

    def by_year(self, unit_id: str | None = None) -> pd.DataFrame:
        """Disclosed special funds by unit and year: unit_id, unit, fiscal_year, notices, disclosed_fen."""
        frame = self.notices_of(unit_id)
        grouped = frame.groupby(["unit_id", "unit", "fiscal_year"], dropna=False)
        found = grouped.agg(notices=("id", "size"), disclosed_fen=("disclosed_fen", "sum")).reset_index()
        return found.sort_values(["fiscal_year", "unit"], ascending=[False, True], ignore_index=True)

    def programmes(self, unit_id: str | None = None) -> pd.DataFrame:
        """Funds by programme and year, with the budget where one is published.

        Columns: programme, fiscal_year, notices, disclosed_fen, budget_fen (null: no budget published).
        """
        frame = self.notices_of(unit_id)
        spent = (
            frame.groupby(["programme", "fiscal_year"], dropna=False)
            .agg(notices=("id", "size"), disclosed_fen=("disclosed_fen", "sum"))
            .reset_index()
        )
        budgets = self.budgets if unit_id is None else self.budgets[self.budgets["unit_id"] == unit_id]
        planned = (
            budgets.groupby(["programme", "fiscal_year"])["amount_fen"]
            .sum(min_count=1)
            .rename("budget_fen")
            .reset_index()
        )
        both = spent.merge(planned, on=["programme", "fiscal_year"], how="outer")
        both["notices"] = both["notices"].astype("Int64").fillna(0)
        return both.sort_values(
            ["fiscal_year", "disclosed_fen", "programme"],
            ascending=[False, False, True],
            na_position="last",
            ignore_index=True,
        )

    def three_public_of(self, unit_id: str) -> pd.DataFrame:
        """Lines of one unit."""
        return self.three_public[self.three_public["unit_id"] == unit_id]

    def three_public_by_year(self) -> pd.DataFrame:
        """Totals of all single units by year and stage: fiscal_year, stage, units, amount_fen.

        Left out are reports of whole regions, which hold their units' figures already, reports that do not state
        their unit, and units with two different totals for one year and stage.
        """
        frame = self.three_public
        kept = frame[
            frame["item"].eq("total") & frame["unit_kind"].eq("unit").fillna(False) & frame["amount_fen"].notna()
        ]
        kept = kept.drop_duplicates(["unit_id", "fiscal_year", "stage", "amount_fen"])
        kept = kept[~kept.duplicated(["unit_id", "fiscal_year", "stage"], keep=False)]
        return (
            kept.groupby(["fiscal_year", "stage"])
            .agg(units=("unit_id", "nunique"), amount_fen=("amount_fen", "sum"))
            .reset_index()
            .sort_values(["fiscal_year", "stage"], ascending=[False, True], ignore_index=True)
        )

    def notice(self, notice_id: str) -> NoticeDetail | None:
        """One notice with all that belongs to it, or None."""
        found = _first(self.notices, "id", notice_id)
        if found is None:
            return None
        items = self.frame("fund_item")
        items = items[items["notice_id"] == notice_id]
        order = sorted(range(len(items)), key=lambda i: _reading_order(items["locator"].iloc[i], items["id"].iloc[i]))
        items = items.iloc[order].reset_index(drop=True)
        parts, documents = self.frame("fund_part"), self.frame("document")
        return NoticeDetail(
            found,
            items,
            parts[parts["item_id"].isin(set(items["id"]))].reset_index(drop=True),
            self.document(found["document_id"]) or {},
            documents[documents["edition_of"] == found["document_id"]].reset_index(drop=True),
            int(items["amount_fen"].sum()),
        )

    def document(self, document_id: str) -> Mapping[str, Any] | None:
        """One source file, or None."""
        return _first(self.frame("document"), "id", document_id)

    def search(self, query: str, limit: int = 50) -> dict[str, pd.DataFrame]:
        """What contains the query, regardless of case and width: `units`, `programmes`, `notices`, `items`.

        Every word of the query must occur. An empty query finds nothing. At most `limit` rows of each kind.
        """
        words = folded(query).split()
        programmes = self.programmes()
        programmes = programmes.drop_duplicates("programme")[["programme"]]
        items = self.frame("fund_item")
        return {
            "units": _containing(self.units, words, ["unit"]).head(limit),
            "programmes": _containing(programmes, words, ["programme"]).head(limit),
            "notices": _containing(self.notices, words, ["title", "programme", "unit"]).head(limit),
            "items": _containing(items, words, ["label", "payee", "project"]).head(limit),
        }


_NULLABLE: dict[pa.DataType, Any] = {pa.int64(): pd.Int64Dtype(), pa.bool_(): pd.BooleanDtype()}


def folded(text: str) -> str:
    """Text as compared in a search.

    >>> folded("ＡＢＣ 水利")
    'abc 水利'
    """
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFC", text)).casefold()


def unit_key(name: str) -> str:
    """A stable short key of a unit's published name, fit for an address."""
    squashed = "".join(folded(name).split())
    return hashlib.sha256(squashed.encode()).hexdigest()[:12]


def _stated(value: Any) -> str:
    return UNSTATED if value is None or pd.isna(value) else str(value)


def _stated_all(values: pd.Series[Any]) -> pd.Series[Any]:
    return values.map(_stated).astype("str")


def _first(frame: pd.DataFrame, column: str, value: str) -> Mapping[str, Any] | None:
    found = frame[frame[column] == value]
    return None if found.empty else {str(k): (None if pd.isna(v) else v) for k, v in found.iloc[0].items()}


def _reading_order(locator: str, row_id: str) -> tuple[str, int, int, str]:
    part, _, place = locator.partition("!R")
    row, _, column = place.partition("C")
    return part, int(row or 0), int(column or 0), row_id


def _containing(frame: pd.DataFrame, words: Iterable[str], columns: list[str]) -> pd.DataFrame:
    wanted = list(words)
    if not wanted or frame.empty:
        return frame.head(0)
    hay = pd.Series("", index=frame.index)
    for column in columns:
        hay = hay + "\n" + frame[column].map(_stated).map(folded)
    hits = pd.Series(True, index=frame.index)
    for word in wanted:
        hits &= hay.str.contains(word, regex=False)
    return frame[hits]
