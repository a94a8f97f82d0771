"""A file that was refused, read once more from its sealed original: after its headings were mapped, say.

Flows in: a document of the store. Flows out: what `ingest` makes of the same bytes now.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine, select

from analytics.errors import RunAborted
from analytics.keys import Keys
from analytics.reading.ingest import TakenIn, ingest
from analytics.reading.originals import Originals
from models.tables import Document


def take_again(engine: Engine, originals: Originals, keys: Keys, document_id: str, now: datetime) -> TakenIn:
    """Take a document in again under the name it came with; one that was taken in already stays as it is.

    Raises RunAborted when the document or its original is not there.
    """
    with engine.connect() as connection:
        name = connection.scalar(select(Document.file_name).where(Document.id == document_id))
    if name is None:
        raise RunAborted("document-unknown", document=document_id[:12])
    with originals.unsealed(document_id, Path(name).suffix.removeprefix(".")) as path:
        [taken] = ingest(engine, originals, keys, [path.rename(path.with_name(Path(name).name))], now)
    return taken
