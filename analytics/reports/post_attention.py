"""How much attention each post asks for, all its steps and the flags about the post as a whole together.

Flows in: a run. Flows out: hundredths of a point by post, with signs of unusual work and by flags alone.
"""

from __future__ import annotations

from collections import Counter

from analytics.reports.map_points import map_points
from analytics.reports.runs import Run, source_of
from analytics.scoring import Source


def attention_of_posts(run: Run) -> dict[str, int]:
    """The attention of each post on the map; 0 for those that ask for none."""
    summed = map_points(run).groupby("post_id")["attention"].sum()
    return {str(post): int(points) for post, points in summed.items()}


def attention_by_flags(run: Run) -> dict[str, int]:
    """The same without signs."""
    of_signs: Counter[str] = Counter()
    for post, parts in zip(run.cells["post_id"], run.cells["contributions"], strict=True):
        of_signs[post] += sum(part["points"] for part in parts if source_of(part) is Source.SIGN)
    return {post: points - of_signs[post] for post, points in attention_of_posts(run).items()}
