"""The register of heading mappings in the store: who said what a heading means, when, why, and whether it still stands.

Flows in: what a clerk decides. Flows out: rows that are never deleted, and the `Mappings` that reading uses.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, func, insert, select, update

from analytics.errors import RunAborted
from analytics.reading.headings import squash
from analytics.reading.mappings import HeadingMeaning, Mappings, bare, closest, known_headings, same_publisher
from analytics.reading.privacy import conceal_text
from analytics.reading.records import Reading
from models.tables import HeadingMapping, MappingUse
from models.vocabulary import DocumentKind


def add_mapping(
    engine: Engine,
    *,
    publisher: str,
    kind: DocumentKind,
    heading: str,
    meaning: str,
    who: str,
    why: str,
    now: datetime,
    override: bool = False,
) -> str:
    """Record that a heading of a publisher means a known one in publications of a kind; returns the mapping's id.

    Headings are compared without their unit, which stays as the publisher writes it. `why` may be blank. Raises
    RunAborted, with nothing changed: another part is blank or holds the number of a person, the meaning is no known
    heading (the closest are named), the heading is a known one itself and `override` does not say that another is
    meant, or a mapping of it stands.
    """
    heading, meaning, publisher, who = heading.strip(), meaning.strip(), publisher.strip(), who.strip()
    if not all((squash(heading), squash(meaning), squash(publisher), who)):
        raise RunAborted("mapping-incomplete")
    if any(conceal_text(text) != text for text in (heading, publisher, who)):
        raise RunAborted("mapping-with-number")
    known = known_headings(kind)
    if bare(meaning) not in known:
        near = "、".join(f"“{name}”" for name, _ in closest(meaning, [kind])) or "—"
        raise RunAborted("mapping-meaning-unknown", meaning=meaning, kind=str(kind), near=near)
    if bare(heading) == bare(meaning):
        raise RunAborted("mapping-to-itself", heading=heading)
    if bare(heading) in known and not override:
        raise RunAborted("mapping-of-known", heading=heading, meaning=meaning, kind=str(kind))
    with engine.begin() as connection:
        for standing in _standing(connection):
            same = standing.kind is kind and same_publisher(standing.publisher, publisher)
            if same and bare(standing.heading) == bare(heading):
                raise RunAborted("mapping-stands", heading=heading, meaning=standing.meaning, id=standing.id)
        new = secrets.token_hex(8)
        connection.execute(
            insert(HeadingMapping).values(
                id=new,
                publisher=publisher,
                kind=str(kind),
                heading=heading,
                meaning=meaning,
                is_override=bare(heading) in known,
                recorded_at=now,
                who=who,
                why=conceal_text(why.strip()),
            )
        )
    return new


def revoke_mapping(engine: Engine, mapping_id: str, *, who: str, why: str, now: datetime) -> None:
    """End a mapping; what was read with it stays as it is. Raises RunAborted when none of that id stands."""
    if not who.strip():
        raise RunAborted("decision-without-name")
    with engine.begin() as connection:
        ended = connection.execute(
            update(HeadingMapping)
            .where(HeadingMapping.id == mapping_id, HeadingMapping.revoked_at.is_(None))
            .values(revoked_at=now, revoked_by=who.strip(), revoked_why=conceal_text(why.strip()))
        )
        if ended.rowcount == 0:
            raise RunAborted("mapping-not-standing", id=mapping_id)


def list_mappings(engine: Engine) -> list[dict[str, Any]]:
    """Every mapping there was, those that stand first, with the number of documents each was used in."""
    with engine.connect() as connection:
        count = func.count(MappingUse.document_id.distinct())
        used = select(MappingUse.mapping_id, count).group_by(MappingUse.mapping_id)
        uses = {row[0]: row[1] for row in connection.execute(used)}
        rows = [dict(row) for row in connection.execute(select(HeadingMapping.__table__)).mappings()]
    rows.sort(key=lambda r: (r["revoked_at"] is not None, r["publisher"], r["kind"], r["recorded_at"], r["id"]))
    return [row | {"documents": uses.get(row["id"], 0)} for row in rows]


def load_mappings(connection: Connection, publisher: str | None = None) -> Mappings:
    """The mappings that stand, for reading; `publisher` is whom a clerk named for the files at hand."""
    return Mappings(tuple(_standing(connection)), publisher)


def note_use(connection: Connection, document_id: str, reading: Reading, now: datetime) -> None:
    """Record which mappings a document was read with."""
    used = [one["mapping"] for one in reading.extra.get("headings_mapped", ())]
    if used:
        connection.execute(
            insert(MappingUse),
            [
                {"id": secrets.token_hex(8), "document_id": document_id, "mapping_id": one, "recorded_at": now}
                for one in used
            ],
        )


def used_in(connection: Connection, document_id: str) -> Sequence[HeadingMeaning]:
    """The mappings a document was read with, whether or not they still stand."""
    chosen = (
        select(HeadingMapping.__table__)
        .where(HeadingMapping.id.in_(select(MappingUse.mapping_id).where(MappingUse.document_id == document_id)))
        .order_by(HeadingMapping.id)
    )
    return [_meaning(row) for row in connection.execute(chosen).mappings()]


def _standing(connection: Connection) -> list[HeadingMeaning]:
    chosen = select(HeadingMapping.__table__).where(HeadingMapping.revoked_at.is_(None)).order_by(HeadingMapping.id)
    return [_meaning(row) for row in connection.execute(chosen).mappings()]


def _meaning(row: Any) -> HeadingMeaning:
    return HeadingMeaning(row["id"], row["publisher"], DocumentKind(row["kind"]), row["heading"], row["meaning"])
