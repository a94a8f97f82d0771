"""One simulation: the innocent city, what is planted in it, and its registers in a folder.

Flows in: scale, seed, difficulty, prevalence. Flows out: a folder with all files, made beside its place and moved there
when it is whole, so that a run that fails changes nothing; and an account of what was written and planted.
"""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path

from data_sim.city import PARTS, build
from data_sim.dirt import Dirt
from data_sim.memory import give_back
from data_sim.publishing.city import PLANS, Published, publish_city
from data_sim.registers import Media, Registers, Written, write_registers
from data_sim.scales import AS_OF, SCALES
from data_sim.schemes import schemes
from data_sim.schemes.planting import Hand, Planted, plant_all
from data_sim.telling import tell_truth
from data_sim.world import World
from models.templates import sheets
from models.truth import PlantKind

Told = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Order:
    """What is asked for. `media` is Parquet at the two larger scales where it is not said."""

    scale: str
    seed: int
    out: Path
    as_of: date = AS_OF
    difficulty: Decimal = Decimal("0.5")
    prevalence: Decimal = Decimal(1)
    dirt: Decimal = Decimal(1)
    media: Media | None = None
    publications: bool | None = None
    workers: int = 1

    @property
    def publishes(self) -> bool:
        """Whether the city writes its publications; the larger scales give registers only, unless asked."""
        return not SCALES[self.scale].is_large if self.publications is None else self.publications

    @property
    def chosen_media(self) -> Media:
        """The format of the registers."""
        return self.media or (Media.PARQUET if SCALES[self.scale].is_large else Media.CSV)


@dataclass(frozen=True, slots=True)
class Account:
    """What was written and what was planted; `lacking` counts cases that found no place."""

    files: list[Path]
    planted: list[Planted]
    lacking: dict[str, int]
    written: list[Written] = field(default_factory=list)

    def count(self, kind: PlantKind) -> dict[str, int]:
        """Cases of one kind by scheme."""
        return dict(sorted(Counter(one.scheme.name for one in self.planted if one.kind is kind).items()))


class OutOccupied(Exception):
    """The folder to write into holds something already."""


def steps_of(order: Order) -> int:
    """How many parts `simulate` will tell of."""
    published = len(PLANS) if order.publishes else 0
    return len(PARTS) + len(schemes()) + len(sheets()) + published


def simulate(order: Order, told: Told = lambda part: None) -> Account:
    """Make the city and write it; raises OutOccupied where the folder is not empty."""
    if order.out.exists() and (not order.out.is_dir() or any(order.out.iterdir())):
        raise OutOccupied(order.out)
    order.out.parent.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(prefix=f".{order.out.name}-", dir=order.out.parent))
    try:
        account = _fill(order, beside, _tidily(told))
        beside.chmod(0o755)
        if order.out.exists():
            order.out.rmdir()
        beside.rename(order.out)
    except BaseException:
        shutil.rmtree(beside, ignore_errors=True)
        raise
    return account


def _tidily(told: Told) -> Told:
    """Give back what the part before has freed, then tell of the next."""

    def tell(part: str) -> None:
        give_back()
        told(part)

    return tell


def _fill(order: Order, folder: Path, told: Told) -> Account:
    world = build(order.scale, order.seed, order.as_of, told)
    planted, lacking = plant_all(world, order.difficulty, order.prevalence, told)
    hand, dirt = Hand(planted), _dirt(world, order)
    written = write_registers(
        world,
        folder / "registers",
        order.chosen_media,
        told,
        lambda table, piece: hand.note(table, dirt(table, hand.edit(table, piece))),
    )
    published = _publish(world, order, folder, planted, told) if order.publishes else []
    truth = tell_truth(
        world,
        folder,
        written,
        planted,
        hand,
        difficulty=order.difficulty,
        prevalence=order.prevalence,
        dirt=order.dirt,
        changes=dirt.changes,
        published=published,
    )
    paths = [*dict.fromkeys(one.path for one in written), *(one.path for one in published), *truth]
    files = [order.out / path.relative_to(folder) for path in paths]
    return Account(files, planted, lacking, written)


def _dirt(world: World, order: Order) -> Dirt:
    """The same dirt each time it is asked for: registers and publications are as dirty as each other."""
    firms = world["firms"]
    named = firms["former_name"] != ""
    return Dirt(world.streams, order.dirt, dict(zip(firms["name"][named], firms["former_name"][named], strict=True)))


def _publish(world: World, order: Order, folder: Path, planted: list[Planted], told: Told) -> list[Published]:
    hand, dirt = Hand(planted), _dirt(world, order)
    return publish_city(
        Registers(world),
        folder / "publications",
        lambda table, piece: dirt(table, hand.edit(table, piece)),
        order.workers,
        told,
    )
