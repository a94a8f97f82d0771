"""Open contracting data (OCDS 1.1): who bought what how from whom, who bid, within which time.

Flows in: JSON with releases, release packages, record packages or compiled releases, one document or one a line. Flows
out: one `Purchase` for each lot and award, one `Bid` for each tenderer and lot. Releases of one contracting process
are put together first; what breaks the standard where we read it is refused with its JSON pointer.
"""

from __future__ import annotations

from typing import Any

from analytics.reading.content import Content
from analytics.reading.members import Members, objects, part_of
from analytics.reading.publications.ocds.processes import Process, processes_of
from analytics.reading.publications.ocds.purchases import read_process
from analytics.reading.records import Coverage, Reading
from models.vocabulary import DocumentKind

KIND = DocumentKind.PROCUREMENT_RELEASE
READS_DATA = True

_MOST_TO_TELL = 50


def score(content: Content) -> float:
    """1 for JSON in which most of the first objects are releases, records or packages of them; else 0."""
    if content.data is None:
        return 0.0
    first = [value for _, value in objects(content.data)][:_MOST_TO_TELL]
    return float(sum(_is_contracting(value) for value in first) * 2 > len(first))


def _is_contracting(value: Any) -> bool:
    return isinstance(value, dict) and (
        "ocid" in value or any(isinstance(value.get(key), list) for key in ("releases", "records"))
    )


def read(content: Content) -> Reading:
    """Read releases into purchases and bids."""
    reading = Reading(KIND)
    members = Members(reading, "ocds")
    found = processes_of(content.data, members)
    package = part_of({key: value for key, value in found.package.items() if not isinstance(value, list)}, ())
    reading.publisher = members.text(members.part(package, "publisher"), "name")
    reading.published = members.day(package, "publishedDate", [])
    reading.amount_unit = "元"
    for process in found.processes:
        reading.records += read_process(process, members)
    reading.title = _title(found.processes, reading)
    reading.coverage = _coverage(reading)
    return reading


def _title(processes: list[Process], reading: Reading) -> str | None:
    """The title of the only purchase; a file of many has none."""
    titles = {record.values["title"] for record in reading.rows}
    return next(iter(titles)) if len(processes) == 1 and len(titles) == 1 else None


def _coverage(reading: Reading) -> list[Coverage]:
    """Purchases are held for every buyer, from the first day to the last that is told of."""
    buyers: dict[str | None, list[Any]] = {}
    for record in reading.rows:
        days = [record.values[key] for key in ("announced_on", "bids_due", "awarded_on", "contract_on")]
        buyers.setdefault(record.values["buyer"], []).extend(day for day in days if day is not None)
    return [Coverage(KIND, buyer, min(days, default=None), max(days, default=None)) for buyer, days in buyers.items()]
