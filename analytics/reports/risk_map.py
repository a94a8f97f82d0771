"""The map of risk points at three distances: sectors by kinds of power, units by posts, posts by steps.

Flows in: a run and what was chosen (a sector, a kind of power, a unit, a level, words to look for). Flows out: the
fields to draw, how many risk points they stand for, and how many of these nobody assessed.

A field stands for several risk points. Its level and grade are the highest among them, so that nothing hides behind a
milder neighbour. From afar, its attention is that of the post that asks for most, since a sum would only say where many
posts are; on one post it is the sum over its steps.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Any

import pandas as pd

from analytics.reports.map_points import COLUMNS, NOT_THERE, OTHER_ACT, WHOLE_POST, map_points
from analytics.reports.map_points import before as run_before
from analytics.reports.runs import Run
from analytics.scoring import decimal_text
from models.language import Language, say
from models.spreadsheets import FORMULA
from models.vocabulary import PowerDomain, RiskLevel, StepAct, Term, UnitSector

NO_SECTOR = "unknown"  # units of which the roster is silent
NO_DOMAIN = WHOLE_POST  # posts graded as a whole, and flags about a post: no kind of power
NOT_ASSESSED = "NONE"
POSTS_PER_UNIT = 12
ROWS_PER_PAGE = 15
LEVEL_OF_RANK = {0: None, **{level.rank: str(level) for level in RiskLevel}}
_ORDER_OF_SECTORS = (*(str(sector) for sector in UnitSector), NO_SECTOR)
_ORDER_OF_DOMAINS = (*(str(domain) for domain in PowerDomain), NO_DOMAIN)
_LONGEST_SEARCH = 80
_COUNTED = {
    "level_rank": ("level_rank", "max"),
    "inherent_rank": ("inherent_rank", "max"),
    "attention_sum": ("attention", "sum"),
    "flags": ("flags", "sum"),
    "signs": ("signs", "sum"),
    "points": ("is_point", "sum"),
    "unassessed": ("is_unassessed", "sum"),
    "posts": ("counted_post", "nunique"),
    "own_rank": ("own_rank", "max"),
    "before_rank": ("before_rank", "max"),
}
_BLANK: dict[str, Any] = {"step_names": "", "posts_in_row": 1}
_NAMES = ("unit_key", "unit", "sector", "department", "post_id", "post")


class Zoom(Term):
    """How far away the map is looked at."""

    SECTORS = "sectors", "领域 × 职权", "sectors × powers"
    UNITS = "units", "单位 × 岗位", "units × posts"
    POSTS = "posts", "岗位 × 环节", "posts × steps"


class Figure(Term):
    """Which figure the colours of the map show."""

    LEVEL = "level", "风险等级", "level"
    INHERENT = "inherent", "固有等级", "inherent grade"
    ATTENTION = "attention", "关注度", "attention"
    CHANGE = "change", "较上次变化", "change since the last run"


class Band(Term):
    """Attention in words: 4 and more is what one lead of middling weight asks for, 16 what two of the heaviest do."""

    NONE = "none", "无", "none"
    SOME = "some", "有", "some"
    MORE = "more", "较多", "more"
    MOST = "most", "最多", "most"


_BAND_FROM = {Band.SOME: 1, Band.MORE: 400, Band.MOST: 1600}


class Change(Term):
    """How the level of a field stands to that of the run before."""

    UP = "up", "上升", "up"
    DOWN = "down", "下降", "down"
    SAME = "same", "未变", "unchanged"
    NEW = "new", "新增", "new"
    ASSESSED = "assessed", "新评定", "now assessed"
    LOST = "lost", "不再评定", "no longer assessed"
    NO_RUN = "no_run", "没有上次", "no run before"


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the map is narrowed down to; None means everything. `unit` is a unit id, "" for units nobody knows.

    `words` are looked for in unit, department, post, power and step; all of them must be there.
    """

    sector: str | None = None
    domain: str | None = None
    unit: str | None = None
    level: str | None = None
    has_leads: bool = False
    words: str = ""


@dataclass(frozen=True, slots=True)
class Covered:
    """How many risk points are in sight, and whose grades they have."""

    points: int
    by_unit: int
    by_formula: int
    not_assessed: int
    leads: int
    signs: int


@dataclass(frozen=True)
class RiskMap:
    """The fields to draw, the rows there are in all, and what they stand for.

    Columns of `fields`: key, row (its key), unit_key, unit, sector, department, post_id, post, column, column_no, level
    and inherent (HIGH, MEDIUM, LOW or None), by_formula (no grade of a unit reaches the highest), attention and
    attention_sum (hundredths), attention_change, flags, signs, points, unassessed (how many of the points), posts,
    posts_in_row (also those that are not drawn), step_names, band, change.
    """

    zoom: Zoom
    fields: pd.DataFrame
    rows: int
    covered: Covered
    run_before: str | None


def risk_map(run: Run, zoom: Zoom, chosen: Chosen, page: int | None = None) -> RiskMap:
    """The map at one distance. `page` counts pages of rows, those that ask for most attention first; None is all."""
    table = _narrowed(map_points(run), chosen)
    facts = run_before(run)
    build = {Zoom.SECTORS: _sectors, Zoom.UNITS: _units, Zoom.POSTS: _posts}[zoom]
    fields, rows = build(table, page)
    fields = _told(fields, has_before=facts is not None)
    return RiskMap(zoom, fields, rows, _covered(table), None if facts is None else str(facts["run"]))


def field_of(run: Run, key: str) -> pd.DataFrame:
    """The one field of posts by steps that a key names, with the columns of `RiskMap.fields`; empty where none is."""
    post_id, _, column = key.rpartition("|")
    table = map_points(run)
    table = table[(table["post_id"] == post_id) & (table["column"] == column)]
    fields, _ = _posts(_prepared(table), None)
    return _told(fields, has_before=run_before(run) is not None)


def map_units(run: Run, chosen: Chosen) -> pd.DataFrame:
    """The units in sight: unit_key, unit; by name."""
    table = _narrowed(map_points(run), chosen)
    return table.drop_duplicates("unit_key")[["unit_key", "unit"]].sort_values("unit").reset_index(drop=True)


def band_of(attention: int) -> Band:
    """The word for an attention in hundredths.

    >>> [str(band_of(points)) for points in (0, 1, 399, 400, 1600)]
    ['none', 'some', 'some', 'more', 'most']
    """
    return max((band for band, least in _BAND_FROM.items() if attention >= least), key=_BAND_FROM.__getitem__,
               default=Band.NONE)  # fmt: skip


def change_of(rank: int, rank_before: int) -> Change:
    """How a rank (0 not assessed) stands to that of the run before (-1 not there).

    >>> [str(change_of(*pair)) for pair in ((3, 2), (1, 2), (2, 2), (2, -1), (1, 0), (0, 1))]
    ['up', 'down', 'same', 'new', 'assessed', 'lost']
    """
    if rank_before == NOT_THERE:
        return Change.NEW
    if rank == rank_before:
        return Change.SAME
    if rank_before == 0:
        return Change.ASSESSED
    if rank == 0:
        return Change.LOST
    return Change.UP if rank > rank_before else Change.DOWN


def _prepared(table: pd.DataFrame) -> pd.DataFrame:
    return table.assign(
        sector=table["sector"].fillna(NO_SECTOR),
        domain=table["domain"].fillna(NO_DOMAIN),
        counted_post=table["post_id"],
        is_unassessed=((table["level_rank"] == 0) & (table["is_point"] == 1)).astype("int64"),
        own_rank=table["inherent_rank"].where(table["by_formula"] == 0, 0),
    )


def _narrowed(table: pd.DataFrame, chosen: Chosen) -> pd.DataFrame:
    table = _prepared(table)
    mask = pd.Series(data=True, index=table.index)
    if chosen.sector is not None:
        mask &= table["sector"] == chosen.sector
    if chosen.unit is not None:
        mask &= table["unit_key"] == chosen.unit
    if chosen.domain is not None:
        mask &= table["domain"] == chosen.domain
    if chosen.level is not None:
        mask &= table["level_rank"] == _rank(chosen.level)
    if chosen.has_leads:
        mask &= table["flags"] > 0
    for word in _words(chosen.words):
        mask &= table["searched"].str.contains(re.escape(word), regex=True)
    return table[mask]


def _rank(level: str) -> int:
    return 0 if level == NOT_ASSESSED else RiskLevel(level).rank


def _words(text: str) -> list[str]:
    return unicodedata.normalize("NFC", text)[:_LONGEST_SEARCH].lower().split()


def _covered(table: pd.DataFrame) -> Covered:
    own = table[table["is_point"] == 1]
    by_formula = int(own["by_formula"].sum())
    not_assessed = int(own["is_unassessed"].sum())
    return Covered(
        points=len(own),
        by_unit=len(own) - by_formula - not_assessed,
        by_formula=by_formula,
        not_assessed=not_assessed,
        leads=int(table["flags"].sum()),
        signs=int(table["signs"].sum()),
    )


def _sectors(table: pd.DataFrame, page: int | None) -> tuple[pd.DataFrame, int]:
    """Sectors down, kinds of power across."""
    fields = _grouped(table, ["sector", "domain"])
    fields = fields.assign(
        key=fields["sector"] + "|" + fields["domain"],
        row=fields["sector"],
        column=fields["domain"],
        column_no=fields["domain"].map(_ORDER_OF_DOMAINS.index),
        row_no=fields["sector"].map(_ORDER_OF_SECTORS.index),
    )
    return fields.sort_values(["row_no", "column_no"]), fields["row"].nunique()


def _units(table: pd.DataFrame, page: int | None) -> tuple[pd.DataFrame, int]:
    """Units down, their posts in the order of attention and level across; the first of them only."""
    fields = _grouped(table, ["unit_key", "post_id"])
    fields = fields.sort_values(["attention", "level_rank", "post"], ascending=[False, False, True], kind="stable")
    place = fields.groupby("unit_key").cumcount()
    fields = fields.assign(key=fields["post_id"], row=fields["unit_key"], column=place.astype(str), column_no=place)
    fields = fields.assign(posts_in_row=fields.groupby("unit_key")["post_id"].transform("size"))
    rows = _heaviest(fields, "unit_key", page)
    shown = fields[fields["row"].isin(rows) & ((page is None) | (fields["column_no"] < POSTS_PER_UNIT))]
    return _in_order(shown, rows), fields["row"].nunique()


def _posts(table: pd.DataFrame, page: int | None) -> tuple[pd.DataFrame, int]:
    """Posts down, kinds of step across."""
    fields = _grouped(table, ["post_id", "column"], adds_up=True)
    fields = fields.assign(
        key=fields["post_id"] + "|" + fields["column"],
        row=fields["post_id"],
        column_no=fields["column"].map(COLUMNS.index),
    )
    rows = _heaviest(fields, "post_id", page)
    shown = _in_order(fields[fields["row"].isin(rows)], rows)
    names = table[table["post_id"].isin(rows) & table["step"].notna()].groupby(["post_id", "column"])["step"]
    steps = names.agg(lambda steps: "、".join(dict.fromkeys(steps)))
    keys = pd.MultiIndex.from_frame(shown[["post_id", "column"]])
    return shown.assign(step_names=steps.reindex(keys).fillna("").to_numpy()), fields["row"].nunique()


def _grouped(table: pd.DataFrame, keys: list[str], *, adds_up: bool = False) -> pd.DataFrame:
    """Points put together, with the names of the first of them; `adds_up` tells how attention is put together."""
    names = {name: (name, "first") for name in _NAMES if name not in keys}
    fields = table.groupby(keys, sort=True).agg(**_COUNTED, **names)
    by_post = table.groupby(list(dict.fromkeys([*keys, "post_id"])))[["attention", "before_attention"]].sum()
    attention = by_post.groupby(keys).sum() if adds_up else by_post.groupby(keys).max()
    fields = fields.assign(attention=attention["attention"], attention_before=attention["before_attention"])
    return fields.reset_index()


def _heaviest(fields: pd.DataFrame, row: str, page: int | None) -> list[str]:
    """The rows of one page, or all, those that ask for most attention first."""
    by_row = fields.groupby(row).agg(
        attention=("attention_sum", "sum"), rank=("level_rank", "max"), unit=("unit", "first"), post=("post", "first")
    )
    ordered = by_row.sort_values(["attention", "rank", "unit", "post"], ascending=[False, False, True, True])
    rows = [str(row) for row in ordered.index]
    return rows if page is None else rows[page * ROWS_PER_PAGE : (page + 1) * ROWS_PER_PAGE]


def _in_order(fields: pd.DataFrame, rows: list[str]) -> pd.DataFrame:
    order = {row: number for number, row in enumerate(rows)}
    return fields.assign(row_no=fields["row"].map(order)).sort_values(["row_no", "column_no"], kind="stable")


def _told(fields: pd.DataFrame, *, has_before: bool) -> pd.DataFrame:
    """Ranks as levels, attention as bands, and the change."""
    changes = [
        change_of(rank, rank_before) if has_before else Change.NO_RUN
        for rank, rank_before in zip(fields["level_rank"], fields["before_rank"], strict=True)
    ]
    told = fields.assign(
        level=_levels(fields["level_rank"]),
        inherent=_levels(fields["inherent_rank"]),
        by_formula=fields["inherent_rank"] > fields["own_rank"],
        band=[str(band_of(points)) for points in fields["attention"]],
        change=[str(change) for change in changes],
        attention_change=fields["attention"] - fields["attention_before"] if has_before else 0,
    )
    told = told.assign(**{name: blank for name, blank in _BLANK.items() if name not in told})
    return told.reset_index(drop=True)


def _levels(ranks: pd.Series) -> pd.Series:
    return pd.Series([LEVEL_OF_RANK[rank] for rank in ranks], index=ranks.index, dtype="object")


def column_label(column: str, language: Language) -> str:
    """Heading of a kind of step."""
    if column == WHOLE_POST:
        return say("reports-whole-post", language)
    if column == OTHER_ACT:
        return say("reports-other-act", language)
    return StepAct(column).label(language)


def sector_label(sector: str, language: Language) -> str:
    """Name of a sector."""
    return say("reports-sector-unknown", language) if sector == NO_SECTOR else UnitSector(sector).label(language)


def domain_label(domain: str, language: Language) -> str:
    """Name of a kind of power; posts as a whole have none."""
    return say("reports-whole-post", language) if domain == NO_DOMAIN else PowerDomain(domain).label(language)


def level_text(level: str | None, language: Language) -> str:
    """Word of a level; None is "not assessed"."""
    return say("reports-not-assessed", language) if level is None else RiskLevel(level).label(language)


def inherent_text(level: str | None, by_formula: bool, language: Language) -> str:
    """Word of a grade before controls, marked where it is ours and not the unit's."""
    word = level_text(level, language)
    return say("reports-by-formula", language, level=word) if by_formula and level is not None else word


def map_table(shown: RiskMap, language: Language) -> pd.DataFrame:
    """The fields as people read them, headings and words in one language; figures as exact text."""
    heads = _HEADS[shown.zoom]
    rows = []
    for field in shown.fields.to_dict("records"):
        said = {
            "sector": sector_label(field["sector"], language),
            "domain": domain_label(field["column"], language) if shown.zoom is Zoom.SECTORS else "",
            "unit": field["unit"] or say("reports-unit-unknown", language),
            "department": field["department"] or "",
            "post": field["post"],
            "step-kind": column_label(field["column"], language) if shown.zoom is Zoom.POSTS else "",
            "steps": field["step_names"],
            "level": level_text(field["level"], language),
            "inherent": inherent_text(field["inherent"], field["by_formula"], language),
            "attention": decimal_text(field["attention"]),
            "leads": str(field["flags"]),
            "signs": str(field["signs"]),
            "points": str(field["points"]),
            "unassessed": str(field["unassessed"]),
            "posts": str(field["posts"]),
            "change": Change(field["change"]).label(language),
        }
        rows.append([said[head] for head in heads])
    return pd.DataFrame(rows, columns=[say(f"reports-map-{head}", language) for head in heads], dtype="object")


_FIGURES = ("level", "inherent", "attention", "leads", "signs", "points", "unassessed", "change")
_HEADS = {
    Zoom.SECTORS: ("sector", "domain", *_FIGURES, "posts"),
    Zoom.UNITS: ("sector", "unit", "department", "post", *_FIGURES),
    Zoom.POSTS: ("sector", "unit", "department", "post", "step-kind", "steps", *_FIGURES),
}


def map_csv(shown: RiskMap, language: Language) -> bytes:
    """The table as CSV for spreadsheets (UTF-8 with a mark): no text begins a formula there."""
    table = map_table(shown, language)
    return ("\ufeff" + table.map(_no_formula).to_csv(index=False, lineterminator="\r\n")).encode()


def _no_formula(text: str) -> str:
    return f"'{text}" if FORMULA.match(text) else text
