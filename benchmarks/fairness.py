"""Who is flagged more often than the mean, on counties of several seeds in which nothing was planted.

Flows in: seeds. Flows out: the figures between the marks of `fairness.md`, and its pictures; what stands around them is
written by hand and stays.

    python -m benchmarks.fairness --seeds 51-55 [--out docs] [--keep FOLDER]

A county takes minutes. With `--keep` counties stay in a folder and are not made again.
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from analytics.commands.console import prepare_output
from analytics.evaluation.fairness import LIMIT, Share, group_of, measure_fairness, pooled, unfounded
from analytics.evaluation.figures import decimal
from analytics.evaluation.groups import Attribute, Counted
from analytics.rules import rules
from analytics.rules.answers import Outcome
from benchmarks.counties import county, remove, seeds_of
from data_sim.drawing import intervals

BEGIN, END = "<!-- figures: python -m benchmarks.fairness -->", "<!-- end of figures -->"
_PICTURES: Final = {
    "matters": (Counted.MATTER, Counted.HANDLING, Counted.PARTY),
    "units": (Counted.UNIT, Counted.ANSWER),
    "people": (Counted.OFFICIAL, Counted.PAYEE),
}
_TITLES: Final = {
    Counted.MATTER: "Flags that rest on matters, by matters",
    Counted.HANDLING: "Flags that rest on matters, by matter and handler",
    Counted.PARTY: "Flags that rest on matters of persons, by matters",
    Counted.UNIT: "All other flags, by units",
    Counted.ANSWER: "All other flags, by answers (flag or passed), each rule at its own rate",
    Counted.OFFICIAL: "Other flags about somebody in office, by persons",
    Counted.PAYEE: "Other flags about somebody who is paid, by persons",
}


@dataclass(frozen=True, slots=True)
class City:
    """What was measured of one county: shares, flags by rule, and those of them on cases that are true."""

    seed: int
    matters: int
    shares: tuple[Share, ...]
    flags: Counter[str]
    founded: Counter[str]


def measured(seeds: Sequence[int], folder: Path, *, keep: bool) -> Iterator[City]:
    """The figures of the county of each seed, with a line on standard error as each is done."""
    for seed in seeds:
        truth, run = county(seed, folder, prevalence=0)
        rest = unfounded(truth, run.answers)
        flags, left = (
            Counter(answer.rule for answer in answers if answer.outcome is Outcome.FLAG)
            for answers in (run.answers, rest)
        )
        yield City(
            seed,
            truth.city.matters,
            measure_fairness(run.view, run.answers),
            flags,
            flags - left,
        )
        print(f"{seed}: {flags.total()} flags, {left.total()} of them on no true case", file=sys.stderr, flush=True)
        if not keep:
            remove(seed, folder)


def write_figures(cities: Sequence[City], folder: Path) -> list[Path]:
    """Put the figures into the page and draw the pictures; returns the files."""
    shares = pooled(city.shares for city in cities)
    written = []
    for name, counted in _PICTURES.items():
        path = folder / "images" / f"fairness-{name}.svg"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(_picture(name, [share for share in shares if share.counted in counted]), "utf-8")
        written.append(path)
    page = folder / "fairness.md"
    figures = "\n".join([BEGIN, "", *_figures(cities, shares), "", END])
    text = page.read_text("utf-8") if page.exists() else f"# Fairness\n\n{BEGIN}\n{END}\n"
    between = re.compile(f"{re.escape(BEGIN)}.*{re.escape(END)}", re.DOTALL)
    page.write_text(between.sub(lambda _: figures, text), "utf-8")
    return [page, *written]


def _picture(name: str, shares: Iterable[Share]) -> str:
    rows = [
        (_label(share), float(share.ratio), share.interval)
        for share in shares
        if share.ratio is not None and share.interval is not None
    ]
    return intervals(f"Flags over expected flags: {name}", rows, float(LIMIT))


def _label(share: Share) -> str:
    attribute = "name" if share.attribute is Attribute.NAME else _ATTRIBUTE[share.attribute]
    return f"{_short(share.counted)}, {attribute}: {group_of(share).en}"


def _short(counted: Counted) -> str:
    return counted.en.partition(" (")[0]


_ATTRIBUTE: Final = {
    Attribute.STAFF: "staff",
    Attribute.SECTOR: "sector",
    Attribute.CLAN: "commonest surname",
    Attribute.NAME: "bearers of the name",
}


def _figures(cities: Sequence[City], shares: Sequence[Share]) -> Iterator[str]:
    flags: Counter[str] = sum((city.flags for city in cities), Counter())
    founded: Counter[str] = sum((city.founded for city in cities), Counter())
    yield (
        f"Counties of the seeds {', '.join(str(city.seed) for city in cities)}: "
        f"{sum(city.matters for city in cities):,} matters, {flags.total():,} flags, of them {founded.total():,} on "
        "cases that are true though nobody planted them."
    )
    for name, counted in _PICTURES.items():
        yield from ("", f"![Flags over expected flags: {name}](images/fairness-{name}.svg)")
        for one in counted:
            yield from ("", f"**{_TITLES[one]}**", "", *_table([share for share in shares if share.counted is one]))
    yield from ("", "**Flags by rule**", "", "| rule | flags | on true cases | others | by county |")
    yield "| --- | --- | --- | --- | --- |"
    for rule in rules():
        if number := flags[rule.code]:
            each = ", ".join(str(city.flags[rule.code]) for city in cities)
            true = founded[rule.code]
            yield f"| {rule.code} {rule.name.en} | {number} | {true} | {number - true} | {each} |"


def _table(shares: Sequence[Share]) -> Iterator[str]:
    yield "| group | number | flags | per 1000 | times the mean (95 %) | verdict |"
    yield "| --- | --- | --- | --- | --- | --- |"
    for share in shares:
        rate = "—" if share.rate is None else decimal(share.rate * 1000, places=2)
        yield (
            f"| {_ATTRIBUTE[share.attribute]}: {group_of(share).en} | {share.things:,} | {share.flags:,} | {rate} "
            f"| {_ratio(share)} | {share.verdict.en} |"
        )


def _ratio(share: Share) -> str:
    if share.ratio is None or share.interval is None:
        return "—"
    low, high = share.interval
    return f"{decimal(share.ratio, places=2)} ({low:.2f} to {high:.2f})"


def main(words: Sequence[str]) -> None:
    """Measure and write the figures."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.fairness", description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=seeds_of, required=True, help="such as 51-55 or 51,53")
    parser.add_argument("--out", type=Path, default=Path("docs"), help="folder of the page")
    parser.add_argument("--keep", type=Path, help="folder in which counties stay")
    chosen = parser.parse_args(words)
    with tempfile.TemporaryDirectory() as passing:
        cities = list(measured(chosen.seeds, chosen.keep or Path(passing), keep=chosen.keep is not None))
    for path in write_figures(cities, chosen.out):
        print(path)


if __name__ == "__main__":
    prepare_output()
    main(sys.argv[1:])
