"""Telling the truth: where planted rows were written, and who bears each name in the registers.

Flows in: the world, the cases, the registers as written. Flows out: `truth.json` and `identities.parquet` beside them,
in the schema of `models.truth`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from data_sim.dirt import Change
from data_sim.frames import NOBODY
from data_sim.knowable import Knowable
from data_sim.publishing.city import Published, places_of
from data_sim.registers import Written
from data_sim.registers.rows import PIECE
from data_sim.schemes.planting import Hand, Planted, tell
from data_sim.schemes.scheme import Row
from data_sim.world import World
from models.truth import City, Place, Truth, write_truth
from models.vocabulary import StepAct

TRUTH, IDENTITIES = "truth.json", "identities.parquet"
CSV_PART, PARQUET_PART = "sheet:csv", "sheet:parquet"

# table -> frame it is written from, and for each of its columns that bears a name whose it is:
# (frame whose row it is, path of columns to it).
_NAMED: dict[str, tuple[str, dict[str, tuple[str, tuple[str, ...]]]]] = {
    "tenure": ("tenures", {"name": ("persons", ("person",))}),
    "matter_act": ("acts", {"actor_name": ("persons", ("person",))}),
    "recusal": ("recusals", {"name": ("persons", ("person",))}),
    "restriction": ("exits", {"name": ("persons", ("person",))}),
    "declared_tie": ("declarations", {"name": ("persons", ("official",)), "relative_name": ("persons", ("relative",))}),
    "firm_officer": ("roles", {"person": ("persons", ("person",)), "firm": ("firms", ("firm",))}),
    "benefit": ("benefits", {"person": ("persons", ("person",))}),
    "payroll": ("payroll", {"person": ("persons", ("person",))}),
    "death": ("deaths", {"person": ("persons", ("person",))}),
    "bid": ("bids", {"bidder": ("firms", ("firm",))}),
    "evaluator": ("evaluators", {"name": ("persons", ("person",))}),
    "kin_filing": ("kin_filings", {"official": ("persons", ("official",)), "relative": ("persons", ("relative",))}),
    "firm": ("firms", {"name": ("firms", ())}),
}
_SCHEMA = pa.schema(
    [
        ("file", pa.dictionary(pa.int32(), pa.string())),
        ("part", pa.dictionary(pa.int32(), pa.string())),
        ("row", pa.int64()),
        ("column", pa.dictionary(pa.int32(), pa.string())),
        ("identity", pa.string()),
    ]
)


def tell_truth(
    world: World,
    folder: Path,
    written: Sequence[Written],
    planted: Iterable[Planted],
    hand: Hand,
    *,
    difficulty: Decimal,
    prevalence: Decimal,
    dirt: Decimal = Decimal(0),
    changes: Iterable[Change] = (),
    published: Sequence[Published] = (),
) -> list[Path]:
    """Write truth and identities into a folder whose registers are written; returns both paths.

    A case whose decisive rows were not written is left out of the truth: nobody could find it.
    """
    places = _places(folder, written, hand.index, places_of(published, folder))
    told = [one for one in planted if all(row in places for row in one.case.rows)]
    files = sorted({one.path for one in written} | {one.path for one in published})
    truth = Truth(
        city=City(
            scale=world.scale.name,
            seed=world.streams.seed,
            as_of=world.as_of,
            difficulty=difficulty,
            prevalence=prevalence,
            dirt=dirt,
            matters=len(world["matters"]),
            decisions=_decisions(world),
            persons=len(world["persons"]),
            firms=len(world["firms"]),
        ),
        files={str(path.relative_to(folder)): _hash_of(path) for path in files},
        plants=tuple(tell(told, places, lambda post: post_name(world, post), Knowable(changes))),
        identities=IDENTITIES,
    )
    write_truth(folder / TRUTH, truth)
    _write_identities(world, folder, written)
    return [folder / TRUTH, folder / IDENTITIES]


def post_name(world: World, post: int) -> str:
    """A post as the registers call it: unit, department, post."""
    posts = world["posts"]
    unit = world["units"]["name"][posts["unit"][post]]
    return f"{unit}/{posts['department'][post]}/{posts['name'][post]}"


def _places(
    folder: Path, written: Sequence[Written], index: Mapping[Row, Sequence[int]], shown: Mapping[tuple[str, int], Place]
) -> dict[Row, tuple[Place, ...]]:
    """Where each row stands: in its register, twice if dirt doubled it, and in a publication that gives it a place."""
    by_table = {one.table: one for one in written}
    found: dict[Row, tuple[Place, ...]] = {}
    for row, numbers in index.items():
        register = by_table[row.table]
        name, part = str(register.path.relative_to(folder)), _part(register.path)
        places = [Place(file=name, part=part, row=register.first + number) for number in numbers]
        other = None if row.where else shown.get((row.table, row.at))
        found[row] = (*places, *([] if other is None or other.row is None else [other]))
    return found


def _part(path: Path) -> str:
    return CSV_PART if path.suffix == ".csv" else PARQUET_PART


def _decisions(world: World) -> int:
    """Acts of substance, awarded lots and payments."""
    known = np.array([act.of_substance for act in StepAct])
    acts = int(known[world["steps"]["act"][world["acts"]["step"]]].sum())
    return acts + int(world["lots"].kept.sum()) + len(world["payments"])


def _write_identities(world: World, folder: Path, written: Sequence[Written]) -> None:
    """Every name in every register with the frame and position of who bears it."""
    with pq.ParquetWriter(folder / IDENTITIES, _SCHEMA, compression="zstd") as writer:
        for one in written:
            frame, columns = _NAMED.get(one.table, ("", {}))
            file = str(one.path.relative_to(folder))
            for column, (whose, path) in columns.items():
                for start in range(0, len(one.at), PIECE):
                    bearer = one.at[start : start + PIECE].astype(np.int64)
                    rows = np.flatnonzero(bearer != NOBODY)
                    bearer = bearer[rows]
                    for step in path:
                        bearer = world[frame][step][bearer].astype(np.int64)
                    known = np.flatnonzero(bearer != NOBODY)
                    names = pc.binary_join_element_wise(whose, pa.array(bearer[known]).cast(pa.string()), "/")
                    values = [
                        _repeated(file, len(known)),
                        _repeated(_part(one.path), len(known)),
                        pa.array(one.first + start + rows[known], pa.int64()),
                        _repeated(column, len(known)),
                        names,
                    ]
                    writer.write_table(pa.table(values, schema=_SCHEMA))


def _repeated(text: str, size: int) -> pa.DictionaryArray:
    return pa.DictionaryArray.from_arrays(pa.array(np.zeros(size, np.int32)), pa.array([text]))


def _hash_of(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(1 << 20):
            digest.update(piece)
    return digest.hexdigest()
