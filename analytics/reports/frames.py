"""Frames with a declared schema: text stays text and what is missing stays None.

Flows in: rows. Flows out: a data frame whose columns exist even when there are no rows. pandas would guess types from
the values and turn None into NaN, which is true in a condition and printed as `nan`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import pandas as pd


def frame_of(
    rows: Sequence[Mapping[Any, Any]], columns: Sequence[str], numbers: Collection[str] = frozenset()
) -> pd.DataFrame:
    """Rows as a frame of these columns; those in `numbers` are whole numbers, all others keep their Python values."""
    return pd.DataFrame(
        {
            column: pd.Series([row[column] for row in rows], dtype="int64" if column in numbers else "object")
            for column in columns
        }
    )
