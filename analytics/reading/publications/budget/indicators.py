"""The headings over performance indicators, by which a form of targets is told from a list of projects with money.

Flows in: the rows of a form. Flows out: the lowest row of the headings and the column of each key, where there are any.
"""

from __future__ import annotations

import re

from analytics.reading.content import Grid
from analytics.reading.headings import squash

HEADS = {
    "project": r"(?:项目|专项|政策|资金)(?:\(.*\))?名称|^项目$|^(?:部门|单位)(?:\(.*\))?名称$",
    "amount": r"(?:项目|资金|预算|年度)?(?:预算)?(?:金额|资金总额|资金|预算数|资金总量|经费)(?:\(.*\))?$",
    "goal": r"(?:年度|总体|绩效|预期|实施期|整体)(?:总体|绩效)*目标|^目标(?:内容)?$",
    "level1": r"一级指标|^一级$",
    "level2": r"二级指标|^二级$",
    "level3": r"三级指标|^三级$|指标名称|指标内容",
    "value": r"指标值|目标值|预期值|年度指标|绩效标准|^值$",
    "unit": r"(?:计量|度量|指标值)?单位$",
}
LEVELS = ("level1", "level2", "level3", "value")


def has_indicators(grid: Grid) -> bool:
    """Whether a table carries a heading with indicators of at least two levels and their values, or of three."""
    return find_indicators(grid) is not None


def find_indicators(grid: Grid) -> tuple[int, dict[str, int]] | None:
    """The lowest row of the headings over the indicators, and the column of each key."""
    for index, row in enumerate(grid.rows[:60]):
        columns: dict[str, int] = {}
        for column, cell in enumerate(row):
            text = squash(cell.text)
            key = next(
                (k for k, p in HEADS.items() if k not in columns and len(text) <= 20 and re.search(p, text)), None
            )
            if key is not None and not (cell.is_merged_copy and cell.origin.column != cell.locator.column):
                columns[key] = column
        levels = [key for key in LEVELS if key in columns]
        if len(levels) >= 2 and ("value" in columns or len(levels) >= 3):
            return _lowest(grid, index, columns), columns
    return None


def _lowest(grid: Grid, index: int, columns: dict[str, int]) -> int:
    while index + 1 < len(grid.rows):
        below = grid.rows[index + 1]
        if not any(
            below[c].is_merged_copy and below[c].origin.row == grid.rows[index][c].origin.row for c in columns.values()
        ):
            return index
        index += 1
    return index
