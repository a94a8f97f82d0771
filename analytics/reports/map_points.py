"""The risk points of a run as one table for the map: numbers only where numbers are counted, made once for each run.

Flows in: a run, and the run before it. Flows out: a frame with a row for each risk point, and one for each post of
which only flags speak; with what each was in the run before. Every zoom and filter of the map is a mask and a grouping
of it.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from analytics.errors import RunAborted
from analytics.reports.frames import frame_of
from analytics.reports.runs import Run, findings_in, list_runs, source_of
from analytics.scoring import Source, points
from models.vocabulary import Confidence, RiskLevel, Severity, StepAct

WHOLE_POST = "whole_post"
OTHER_ACT = "other_act"
# In the order a matter passes through an office.
COLUMNS = (WHOLE_POST, *(str(act) for act in StepAct), OTHER_ACT)
NOT_THERE = -1  # the rank of a point that the run before did not know; 0 is "not assessed"
_RANKS = {str(level): level.rank for level in RiskLevel}
_RUNS_KEPT = 3
_NUMBERS = (
    "level_rank", "inherent_rank", "by_formula", "attention", "flags", "signs", "is_point", "column_no",
    "before_rank", "before_attention",
)  # fmt: skip
MAP_POINTS = (
    "unit_key", "unit", "sector", "department", "post_id", "post", "power", "domain", "step_id", "step", "column",
    "searched", *_NUMBERS,
)  # fmt: skip


def post_flags(run: Run) -> pd.DataFrame:
    """Open flags about a post as a whole (P01, P02 ...): those that name a post and no step."""
    flags = open_flags(run)
    return flags[flags["post_id"].notna() & flags["step_id"].isna()]


def post_contributions(run: Run) -> list[dict[str, Any]]:
    """What each open flag about a post as a whole adds to its attention: contributions like those of steps.

    Each has the `post_id` and the `unit_id` of its flag.
    """
    return [
        {
            "post_id": flag["post_id"],
            "unit_id": flag["unit_id"],
            "rule": flag["rule"],
            "flag": flag["flag"],
            "severity": flag["level"] or str(Severity.MEDIUM),
            "confidence": flag["confidence"] or str(Confidence.MEDIUM),
            "matters": 0,
            "points": flag_points(flag["level"], flag["confidence"]),
            "source": str(Source.FLAG),
        }
        for flag in post_flags(run).to_dict("records")
    ]


def unit_flags(run: Run) -> pd.DataFrame:
    """Open flags about a unit, a fund notice, a programme or a document: those that name no post."""
    flags = open_flags(run)
    return flags[flags["post_id"].isna() & flags["step_id"].isna()]


def open_flags(run: Run) -> pd.DataFrame:
    """Flags that no review has settled."""
    flags = run.flag_table
    return flags[~flags["flag"].isin(run.settled)]


def flag_points(level: str | None, confidence: str | None) -> int:
    """Attention of one flag that does not depend on volume, in hundredths."""
    return points(Severity(level or Severity.MEDIUM), Confidence(confidence or Confidence.MEDIUM))


@lru_cache(maxsize=_RUNS_KEPT)
def map_points(run: Run) -> pd.DataFrame:
    """The table (columns `MAP_POINTS`). Kept for the run and shared: do not change it.

    `level_rank` and `inherent_rank` are 0 where nothing is assessed, 1 to 3 for LOW to HIGH; `by_formula` is 1 where
    the grade is ours; `is_point` is 0 for a post of which only flags speak. `before_rank` is -1 for a point that the
    run before did not know, and for all points where there is none (`before` tells). `flags` and `signs` count what
    asks for the attention.
    """
    table = _of_cells(run.cells)
    table = _with_post_flags(run, table)
    table = table.sort_values(
        ["unit", "department", "post", "column_no", "power", "step_id"], na_position="last", kind="stable"
    ).reset_index(drop=True)
    return _with_before(table, run)[list(MAP_POINTS)]


def _of_cells(cells: pd.DataFrame) -> pd.DataFrame:
    is_whole = cells["step_id"].isna()
    column = cells["act"].fillna(OTHER_ACT).mask(is_whole, WHOLE_POST)
    return pd.DataFrame(
        {
            "unit_key": cells["unit_id"].fillna(""),
            "unit": cells["unit"],
            "sector": cells["sector"],
            "department": cells["department"],
            "post_id": cells["post_id"],
            "post": cells["post"],
            "power": cells["power"],
            "domain": cells["domain"],
            "step_id": cells["step_id"],
            "step": cells["step"],
            "column": column,
            "searched": _searched(cells),
            "level_rank": cells["level"].map(_RANKS).fillna(0).astype("int64"),
            "inherent_rank": cells["inherent"].map(_RANKS).fillna(0).astype("int64"),
            "by_formula": (cells["grading"] == "formula").astype("int64"),
            "attention": cells["attention"].astype("int64"),
            "flags": _counted(cells, Source.FLAG),
            "signs": _counted(cells, Source.SIGN),
            "is_point": 1,
            "column_no": column.map({name: number for number, name in enumerate(COLUMNS)}).astype("int64"),
        }
    )


def _counted(cells: pd.DataFrame, source: Source) -> pd.Series:
    return cells["contributions"].map(lambda parts: sum(source_of(part) is source for part in parts)).astype("int64")


def _searched(cells: pd.DataFrame) -> pd.Series:
    """The text a search looks in: unit, department, post, power and step."""
    text = cells["unit"].fillna("").astype("object")
    for column in ("department", "post", "power", "step"):
        text = text + "\n" + cells[column].fillna("")
    return text.str.lower()


def _with_post_flags(run: Run, table: pd.DataFrame) -> pd.DataFrame:
    """Flags about whole posts stand at the post: on its own point, or on a row that is none.

    The level beside them is the highest of the post, so that a flag does not stand beside an empty field.
    """
    about = _points_by_post(post_flags(run))
    if about.empty:
        return table
    whole = table["column"] == WHOLE_POST
    of_post = table["post_id"].map(about["attention"]).where(whole).fillna(0).astype("int64")
    table = table.assign(
        attention=table["attention"] + of_post,
        flags=table["flags"] + table["post_id"].map(about["flags"]).where(whole).fillna(0).astype("int64"),
    )
    lacking = about[~about.index.isin(set(table.loc[whole, "post_id"]))]
    if lacking.empty:
        return table
    return pd.concat([table, _rows_of_flags(run, table, lacking)], ignore_index=True)


def _points_by_post(flags: pd.DataFrame) -> pd.DataFrame:
    weighed = [flag_points(level, sure) for level, sure in zip(flags["level"], flags["confidence"], strict=True)]
    counted = pd.DataFrame({"post_id": flags["post_id"].to_numpy(), "attention": weighed, "flags": 1})
    return counted.groupby("post_id").sum().astype("int64")


def _rows_of_flags(run: Run, table: pd.DataFrame, about: pd.DataFrame) -> pd.DataFrame:
    posts = {row["post_id"]: row for row in run.view.rows("post")}
    units, sectors = run.view.unit_names, table.dropna(subset="sector").groupby("unit_key")["sector"].first()
    ranks = table.groupby("post_id")[["level_rank", "inherent_rank"]].max().to_dict("index")
    rows = []
    for post_id, counted in about.to_dict("index").items():
        post = posts[str(post_id)]
        unit = units.get(post["unit_id"])
        rank = ranks.get(post_id, {"level_rank": 0, "inherent_rank": 0})
        rows.append(
            dict.fromkeys(MAP_POINTS)
            | {
                "unit_key": post["unit_id"] or "",
                "unit": unit,
                "sector": sectors.get(post["unit_id"] or ""),
                "department": post["department"],
                "post_id": post_id,
                "post": post["name"],
                "column": WHOLE_POST,
                "searched": "\n".join(filter(None, (unit, post["department"], post["name"]))).lower(),
                "level_rank": rank["level_rank"],
                "inherent_rank": rank["inherent_rank"],
                "attention": counted["attention"],
                "flags": counted["flags"],
                **dict.fromkeys(("by_formula", "signs", "is_point", "column_no", "before_attention"), 0),
                "before_rank": NOT_THERE,
            }
        )
    return frame_of(rows, MAP_POINTS, numbers=set(_NUMBERS))[list(table.columns)]


@lru_cache(maxsize=_RUNS_KEPT)
def before(run: Run) -> dict[str, Any] | None:
    """The facts of the newest run that was made before this one and whose points can be read; None where none is."""
    for facts in list_runs(run.home):
        is_earlier = (str(facts["started_at"]), str(facts["run"])) < (str(run.facts["started_at"]), run.id)
        if is_earlier and _points_before(run, facts) is not None:
            return facts
    return None


def _with_before(table: pd.DataFrame, run: Run) -> pd.DataFrame:
    facts = before(run)
    earlier = None if facts is None else _points_before(run, facts)
    if earlier is None:
        return table.assign(before_rank=NOT_THERE, before_attention=0)
    key = table["step_id"].fillna(table["post_id"])
    found = earlier.reindex(key)
    return table.assign(
        before_rank=found["rank"].fillna(NOT_THERE).astype("int64").to_numpy(),
        before_attention=found["attention"].fillna(0).astype("int64").to_numpy(),
    )


def _points_before(run: Run, facts: dict[str, Any]) -> pd.DataFrame | None:
    """Rank and attention of each point of an earlier run, by step, or by post for a post as a whole."""
    folder = run.home / "runs" / str(facts["run"])
    try:
        cells = pq.read_table(folder / "cells.parquet", columns=["step_id", "post_id", "level", "attention"])
        flags = pq.read_table(folder / "flags.parquet", columns=["flag", "post_id", "step_id", "level", "confidence"])
        settled = findings_in(folder)
    except (OSError, pa.ArrowInvalid, pa.ArrowKeyError, RunAborted):
        return None
    found: pd.DataFrame = cells.to_pandas()
    found["key"] = found["step_id"].fillna(found["post_id"])
    found["rank"] = found["level"].map(_RANKS).fillna(0).astype("int64")
    points_then: pd.DataFrame = found.groupby("key")[["rank", "attention"]].max()
    about: pd.DataFrame = flags.to_pandas()
    about = about[about["post_id"].notna() & about["step_id"].isna() & ~about["flag"].isin(settled)]
    if about.empty:
        return points_then
    by_post = _points_by_post(about.where(about.notna(), None))[["attention"]]
    ranks = found.groupby("post_id")["rank"].max()
    of_posts = by_post.assign(rank=ranks.reindex(by_post.index).fillna(0).astype("int64"))
    whole = points_then.index.intersection(of_posts.index)
    of_posts.loc[whole, "rank"] = points_then.loc[whole, "rank"]
    return pd.concat([points_then.drop(whole), of_posts[["rank", "attention"]]])
