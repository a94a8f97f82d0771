"""The command `sunledger simulate`: a synthetic city in a folder, with everything that it publishes and registers.

Flows in: the command line. Flows out: the folder, progress on standard error, a summary or one JSON document on
standard output.
"""

from __future__ import annotations

import json
import locale
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from data_sim.registers import Media
from data_sim.scales import AS_OF
from data_sim.simulation import Account, Order, OutOccupied, simulate, steps_of
from data_sim.workdays import FIRST_YEAR, LAST_YEAR
from models.language import Language, say
from models.truth import PlantKind


class ScaleName(StrEnum):
    """The scales by name."""

    VILLAGE = "village"
    COUNTY = "county"
    CITY = "city"
    PROVINCE = "province"


def register(app: typer.Typer) -> None:
    """Add `simulate` to the command line."""
    app.command("simulate")(simulate_city)


def simulate_city(
    scale: Annotated[ScaleName, typer.Option(help="size of the city")],
    out: Annotated[Path, typer.Option(help="folder to write into: a new or an empty one")],
    seed: Annotated[int, typer.Option(min=0, help="the same seed gives the same bytes")] = 1,
    as_of: Annotated[
        str, typer.Option(help="day on which the city stands; its year is the year of the registers")
    ] = str(AS_OF),
    difficulty: Annotated[str, typer.Option(help="0: every planted case easy to find; 1: every one hard")] = "0.5",
    prevalence: Annotated[str, typer.Option(help="times the usual number of planted cases; 0: an innocent city")] = "1",
    dirt: Annotated[str, typer.Option(help="times the usual dirt in registers and publications; 0: none")] = "1",
    publications: Annotated[
        bool | None,
        typer.Option(
            "--publications/--no-publications", help="write what the city publishes; not at city and province"
        ),
    ] = None,
    registers: Annotated[
        Media | None, typer.Option(help="format of the registers; Parquet for city and province")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="one JSON document on standard output")] = False,
) -> None:
    """Make a synthetic city: its registers, and what is planted in it. 生成虚构城市。

    Nobody in it exists. Example: sunledger simulate --scale county --seed 1 --out county
    """
    language = _language()
    order = Order(
        scale=str(scale),
        seed=seed,
        out=out,
        as_of=_day(as_of, language),
        difficulty=_number(difficulty, "--difficulty", Decimal(1), language),
        prevalence=_number(prevalence, "--prevalence", Decimal(100), language),
        dirt=_number(dirt, "--dirt", Decimal(100), language),
        media=registers,
        publications=publications,
        workers=os.cpu_count() or 1,
    )
    try:
        with _progress(order, language) as told:
            account = simulate(order, told)
    except OutOccupied:
        raise typer.BadParameter(say("simulate-out-occupied", language, out=out), param_hint="--out") from None
    if as_json:
        print(json.dumps(_document(order, account), ensure_ascii=False, indent=2))
    else:
        _tell(order, account, language)


def _document(order: Order, account: Account) -> dict[str, object]:
    return {
        "scale": order.scale,
        "seed": order.seed,
        "as_of": order.as_of.isoformat(),
        "out": str(order.out),
        "files": [str(path) for path in account.files],
        "rows": {one.table: len(one.at) for one in account.written},
        "planted": account.count(PlantKind.HIT),
        "near_misses": account.count(PlantKind.NEAR_MISS),
        "decoys": account.count(PlantKind.DECOY),
        "homonyms": account.count(PlantKind.HOMONYM),
        "without_place": account.lacking,
    }


def _tell(order: Order, account: Account, language: Language) -> None:
    rows = sum(len(one.at) for one in account.written)
    print(say("simulate-done", language, files=len(account.files), rows=f"{rows:,}", out=order.out))
    hits, near = (sum(account.count(kind).values()) for kind in (PlantKind.HIT, PlantKind.NEAR_MISS))
    if order.prevalence:
        print(say("simulate-planted", language, hits=hits, near=near, schemes=len(account.count(PlantKind.HIT))))
    else:
        print(say("simulate-innocent", language))
    print(say("simulate-next", language, out=order.out))


@contextmanager
def _progress(order: Order, language: Language) -> Iterator[Callable[[str], None]]:
    """A bar on a terminal, nothing elsewhere."""
    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=Console(stderr=True),
        disable=not sys.stderr.isatty(),
        transient=True,
    )
    with bar:
        task = bar.add_task(say("simulate-working", language), total=steps_of(order))

        def told(part: str) -> None:
            bar.update(task, advance=1, description=f"{say('simulate-working', language)} {part}")

        yield told


def _day(text: str, language: Language) -> date:
    try:
        day = datetime.strptime(text, "%Y-%m-%d").date()  # noqa: DTZ007 - a day has no time zone
    except ValueError:
        day = None
    if day is None or not FIRST_YEAR + 3 <= day.year < LAST_YEAR:
        known = say("simulate-day-unknown", language, first=FIRST_YEAR + 3, last=LAST_YEAR - 1)
        raise typer.BadParameter(known, param_hint="--as-of")
    return day


def _number(text: str, name: str, most: Decimal, language: Language) -> Decimal:
    try:
        number = Decimal(text)
    except InvalidOperation:
        number = Decimal(-1)
    if not number.is_finite() or not 0 <= number <= most:
        raise typer.BadParameter(say("simulate-number-unknown", language, most=most), param_hint=name)
    return number


def _language() -> Language:
    """The language of the reader, as every command chooses it: the setting, else the locale, else English."""
    chosen = os.environ.get("SUNLEDGER_LANGUAGE")
    if chosen in set(Language):
        return Language(chosen)
    spoken = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG")
    spoken = spoken or locale.getlocale()[0] or ""
    return Language.ZH if spoken.lower().startswith("zh") else Language.EN
