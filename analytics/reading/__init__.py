"""Reading: from a published file to records with their place, or to a reason why not.

`formats/` turns a file into paragraphs and grids, `publications/` turns those into records; neither knows the other.
The door: `read_file` (dry run), `ingest` (into the store), `Originals` and `content_of` (back to the source).
"""

from analytics.reading.content import Content
from analytics.reading.exports import export_registers
from analytics.reading.ingest import TakenIn, expand, ingest, read_file
from analytics.reading.originals import Originals, content_of
from analytics.reading.records import Reading, Record, Rejection

__all__ = [
    "Content",
    "Originals",
    "Reading",
    "Record",
    "Rejection",
    "TakenIn",
    "content_of",
    "expand",
    "export_registers",
    "ingest",
    "read_file",
]
