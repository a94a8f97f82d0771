"""Snapshot -> public release, redacted by construction; and the way back in for those who may see nothing else.

Flows in: a view of the snapshot. Flows out: a folder of CSV, Parquet and JSON with a manifest. `open_release` reads
that folder and needs nothing but the folder: neither store, nor settings, nor key.
"""

from analytics.release.layout import csv_bytes
from analytics.release.publishing import ReleaseInfo, publish
from analytics.release.reading import (
    UNSTATED,
    NoticeDetail,
    Release,
    ReleaseBroken,
    ReleaseMissing,
    Totals,
    open_release,
    release_folder,
)

__all__ = [
    "UNSTATED",
    "NoticeDetail",
    "Release",
    "ReleaseBroken",
    "ReleaseInfo",
    "ReleaseMissing",
    "Totals",
    "csv_bytes",
    "open_release",
    "publish",
    "release_folder",
]
