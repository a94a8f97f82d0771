"""The city publishes itself: which unit publishes what, in which file, from the rows of its registers.

Flows in: the registers of a world (as they are, or as dirt has left them) and a folder. Flows out: the files of all units, and for
each file what stands in which of its rows, so that the truth can name the places. Each unit has one house style, drawn from a
stream of its name; each file draws from a stream of its own, so that it is the same bytes whoever writes it and in which order.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa

from data_sim.frames import NEVER, NOBODY, date_of
from data_sim.numbers import masked
from data_sim.publishing.document import Body, Spot, Written
from data_sim.publishing.kinds import award, budget, fund_notice, integrity, ledgers, posts, standards, three_public
from data_sim.publishing.style import Style, house_style
from data_sim.registers import AT, Registers
from data_sim.streams import Streams
from models.places import WHOLE_FILE
from models.templates import PARENT_NO, RECORD_NO
from models.truth import Place
from models.vocabulary import DocumentKind, PurchaseMethod, SpendingStage

Row = Mapping[str, Any]
Changed = Callable[[str, pa.Table], pa.Table]
_STAGES: Final = list(SpendingStage)
_FEN: Final = Decimal(100)
# One unit in four keeps its ledgers as forms; the others keep lists.
_FORMS_EVERY: Final = 4
_CHUNK: Final = 16
_NUMBER: Final = re.compile(r"\d{4,6}[\d*]{8,10}\d{3}[\dX]")
_WHOLE: Final = str(WHOLE_FILE)


@dataclass(frozen=True, slots=True)
class Shown:
    """A row of a register in a publication: the row of the frame behind it, and where it stands.

    `row` counts in the body of the table, `line` among the lines of text, both from 0; a publication that may be laid out
    either way has both. `is_headline` where the row is the publication itself.
    """

    table: str
    at: int
    row: int | None = None
    line: int | None = None
    is_headline: bool = False


@dataclass(frozen=True, slots=True)
class Published:
    """A file: its kind, who published it, and the rows of registers that stand in it with their places.

    A place is a part and a row as in `models.places.Locator`; None where it stands in text or shares its place.
    """

    path: Path
    kind: DocumentKind
    unit: str
    rows: tuple[tuple[Shown, Spot | None], ...]


@dataclass(frozen=True, slots=True)
class _Job:
    """One file to write. `publish` takes the style, a generator and a path after its own arguments."""

    publish: Callable[..., Written]
    kind: DocumentKind
    unit: str
    name: str
    shown: tuple[Shown, ...] = ()
    may_be_forms: bool = False  # each row may have a table of its own


@dataclass(slots=True)
class _Source:
    """The rows of the registers, each table rendered once, dirt and all."""

    registers: Registers
    changed: Changed
    _kept: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    def rows(self, table: str) -> list[dict[str, Any]]:
        """Rows as plain values, with the row of the frame under `AT`."""
        if table not in self._kept:
            pieces = self.registers.pieces(table)
            self._kept[table] = [row for piece in pieces for row in self.changed(table, piece).to_pylist()]
        return self._kept[table]

    def by(self, table: str, *keys: str) -> dict[tuple[Any, ...], list[dict[str, Any]]]:
        """Rows in groups, in the order of the register."""
        groups: dict[tuple[Any, ...], list[dict[str, Any]]] = defaultdict(list)
        for row in self.rows(table):
            groups[tuple(row[key] for key in keys)].append(row)
        return groups


def publish_city(
    registers: Registers,
    folder: Path,
    changed: Changed = lambda name, piece: piece,
    workers: int = 1,
    told: Callable[[str], None] = lambda name: None,
) -> list[Published]:
    """Write everything that the city publishes; files come in a fixed order whatever the number of workers."""
    source = _Source(registers, changed)
    jobs: list[_Job] = []
    for name, plan in PLANS.items():
        told(name)
        jobs += plan(source)
    jobs = _told_apart(jobs)
    run = partial(_write, seed=registers.world.streams.seed, folder=folder)
    if workers == 1:
        return [run(job) for job in jobs]
    with ProcessPoolExecutor(workers, get_context("forkserver")) as pool:
        return list(pool.map(run, jobs, chunksize=_CHUNK))


def _told_apart(jobs: Sequence[_Job]) -> list[_Job]:
    """A publication that comes twice, as a doubled row does, is a second file beside the first."""
    times: dict[str, int] = defaultdict(int)
    apart = []
    for job in jobs:
        times[job.name] += 1
        apart.append(job if times[job.name] == 1 else replace(job, name=f"{job.name}（{times[job.name]}）"))
    return apart


def _write(job: _Job, seed: int, folder: Path) -> Published:
    streams = Streams(seed)
    written = job.publish(unit_style(streams, job.unit), streams(f"publishing:{job.name}"), folder / job.name)
    if job.may_be_forms and len(written.bodies) == len(job.shown):
        rows = tuple((one, body and body.first) for one, body in zip(job.shown, written.bodies, strict=True))
        return Published(written.path, job.kind, job.unit, rows)
    body = written.bodies[0] if written.bodies else None
    rows = tuple((shown, _place(shown, body, written)) for shown in job.shown)
    return Published(written.path, job.kind, job.unit, rows)


def _place(shown: Shown, body: Body | None, written: Written) -> Spot | None:
    if shown.is_headline:
        return written.headline
    if body is not None and shown.row is not None:
        return body.spot(shown.row)
    return written.lines[shown.line] if shown.line is not None and shown.line < len(written.lines) else None


def places_of(published: Iterable[Published], folder: Path) -> dict[tuple[str, int], Place]:
    """Where each row of a register stands among the publications, by table and row of the frame behind it.

    A row whose place is not known has that of its file. Files are named from `folder`, where the truth will lie.
    """
    places: dict[tuple[str, int], Place] = {}
    for file in published:
        name = file.path.relative_to(folder).as_posix()
        for shown, spot in file.rows:
            place = Place(file=name, part=_WHOLE) if spot is None else Place(file=name, part=spot.part, row=spot.row)
            places.setdefault((shown.table, shown.at), place)
    return places


def unit_style(streams: Streams, unit: str) -> Style:
    """The house style of a unit, the same in all that it publishes."""
    return house_style(streams(f"style:{unit}"))


def _shown(table: str, rows: Iterable[Row]) -> tuple[Shown, ...]:
    """One row of the body for each row of the register."""
    return tuple(Shown(table, int(row[AT]), n) for n, row in enumerate(rows))


def _form(table: str, rows: Sequence[Row]) -> tuple[Shown, ...]:
    """The row of a form has the place of the form, its first line; rows that share a form have none of their own."""
    place = 0 if len(rows) == 1 else None
    return tuple(Shown(table, int(row[AT]), place) for row in rows)


def _yuan(fen: Any) -> Decimal:
    return Decimal(int(fen)) / _FEN


# --- money -----------------------------------------------------------------------------------------------------------


def _budgets(source: _Source) -> Iterator[_Job]:
    """A set for each unit, year and stage that was published."""
    world = source.registers.world
    budgets, lines, costs, units = world["budgets"], world["budget_lines"], world["three_public"], world["units"]
    of_budget: dict[int, list[int]] = defaultdict(list)
    for at in np.flatnonzero(lines.kept).tolist():
        of_budget[int(lines["budget"][at])].append(at)
    expenses = {int(b): at for at, b in enumerate(costs["budget"].tolist()) if costs.kept[at]}
    years = {
        (int(budgets["unit"][b]), int(budgets["year"][b]), int(budgets["stage"][b])): b for b in range(len(budgets))
    }
    for b in np.flatnonzero(budgets.kept & (budgets["published"] != NEVER)).tolist():
        if b not in expenses:
            continue
        unit, year, stage = int(budgets["unit"][b]), int(budgets["year"][b]), int(budgets["stage"][b])
        name, is_final = str(units["name"][unit]), _STAGES[stage] is SpendingStage.FINAL
        before = expenses.get(years.get((unit, year - 1, stage), NOBODY))
        shown_costs = three_public.ThreePublicYear(
            name, year, is_final, _costs(costs, expenses[b]), None if before is None else _costs(costs, before),
            str(costs["reason"][expenses[b]]), date_of(budgets["published"][b]),
        )  # fmt: skip
        made = budget.BudgetSet(
            name, str(units["code"][unit]), year, is_final,
            [_line(lines, at) for at in of_budget[b]], shown_costs,
            published=date_of(budgets["published"][b]), city=_city(world),
        )  # fmt: skip
        stage_zh = "决算" if is_final else "预算"
        shown = (Shown("budget_table", b), Shown("three_public_report", expenses[b]))
        yield _Job(
            partial(budget.publish_budget, made),
            DocumentKind.BUDGET,
            name,
            f"预决算公开/{name}{year}年部门{stage_zh}",
            shown,
        )


def _line(lines: Any, at: int) -> budget.Line:
    return budget.Line(
        str(lines["function"][at]), _yuan(lines["amount"][at]), str(lines["economic"][at]), str(lines["project"][at])
    )


def _costs(frame: Any, row: int) -> three_public.ThreePublic:
    return three_public.ThreePublic(*(_yuan(frame[c][row]) for c in ("abroad", "purchase", "running", "reception")))


def _city(world: Any) -> str:
    return str(world["districts"]["name"][0])


def _funds(source: _Source) -> Iterator[_Job]:
    """A notice for each batch."""
    world = source.registers.world
    batches, items, programmes = world["batches"], world["items"], world["programmes"]
    persons, villages = world["persons"], world["villages"]
    of_notice = source.by("fund_item", PARENT_NO)
    numbers = {row[AT]: row for row in source.rows("fund_notice")}
    everyone = np.array([int(r[AT]) for rows in of_notice.values() for r in rows], np.int64)
    identities = dict(
        zip(everyone.tolist(), source.registers.identity(items["person"][everyone]).to_pylist(), strict=True)
    )
    for at, notice in numbers.items():
        rows = of_notice.get((notice[RECORD_NO],), [])
        if not rows:
            continue
        rate = programmes["rate"][batches["programme"][at]]
        made = []
        for row in rows:
            item = int(row[AT])
            person = int(items["person"][item])
            is_person = person != NOBODY
            place = int(persons["village"][person]) if is_person else NOBODY
            quantity = int(items["quantity"][item])
            note, shown_number = str(row["cell_note"] or ""), masked(identities[item]) if identities[item] else ""
            if _NUMBER.fullmatch(note):
                # A number that a list lets out stands in its column of numbers.
                note, shown_number = "", note
            made.append(
                fund_notice.FundRow(
                    str(row["payee"]), str(row["project"] or ""), row["amount"],
                    township=str(row["group_name"] or (villages["name"][place] if place != NOBODY else "")),
                    number_mask=shown_number if is_person else "",
                    quantity=Decimal(quantity) / 100 if quantity != NOBODY else None,
                    rate=_yuan(rate) if quantity != NOBODY and rate > 0 else None,
                    is_person=is_person,
                    note=note,
                )
            )  # fmt: skip
        shown_notice = fund_notice.Notice(
            str(notice["title"]), str(notice["publisher"]), str(notice["programme"]), int(notice["fiscal_year"]), made,
            notice["published"], notice["period_from"], notice["period_to"], str(notice["basis"] or ""),
            str(batches["contact"][at]) if notice["has_contact"] else "", city=_city(world),
        )  # fmt: skip
        name = f"专项资金公示/{notice['publisher']}-{notice[RECORD_NO]}-{notice['title']}"
        layout = fund_notice.layout_for(shown_notice, world.streams(f"layout:{name}"))
        known = fund_notice.body_rows(shown_notice, layout)
        places: list[int | None] = [None] * len(rows) if known is None else [*known]
        shown = (
            Shown("fund_notice", int(at), is_headline=True),
            *(Shown("fund_item", int(row[AT]), place) for row, place in zip(rows, places, strict=True)),
        )
        yield _Job(
            partial(fund_notice.publish_fund_notice, shown_notice, layout=layout),
            DocumentKind.FUND_NOTICE, str(notice["publisher"]), name, shown,
        )  # fmt: skip


def _awards(source: _Source) -> Iterator[_Job]:
    """A notice for each lot that was awarded."""
    world = source.registers.world
    lots, firms = world["lots"], world["firms"]
    evaluators = source.by("evaluator", "purchase_number", "lot")
    for row in source.rows("purchase"):
        if not row["supplier"] or row["amount"] is None or row["awarded_on"] is None:
            continue
        winner = int(lots["winner"][row[AT]])
        judges = evaluators.get((row["number"], row["lot"]), [])
        experts = sorted((j for j in judges if j["role"] != "buyer"), key=lambda j: j["role"] != "leader")
        buyers = [str(j["name"]) for j in judges if j["role"] == "buyer"]
        made = award.Award(
            str(row["number"]), str(row["title"]), str(row["buyer"]), PurchaseMethod(str(row["method"])).zh,
            str(row["supplier"]), str(row["supplier_code"] or ""),
            str(firms["address"][winner]) if winner != NOBODY else "", row["amount"], row["awarded_on"],
            str(row["agent"] or ""), [str(j["name"]) for j in experts], buyers[0] if buyers else "",
        )  # fmt: skip
        shown = (Shown("purchase", int(row[AT]), 0, award.SUPPLIER_LINE),)
        name = f"政府采购/{row['number']}-{row['lot']}-{row['title']}"
        yield _Job(partial(award.publish_award, made), DocumentKind.AWARD, str(row["buyer"]), name, shown)


def _open_data(source: _Source) -> Iterator[_Job]:
    """Purchases of a year as one release package; what is known of the firms that bid."""
    world = source.registers.world
    bids = source.rows("bid")
    for (year,), purchases in source.by("purchase", "fiscal_year").items():
        publisher = f"{_city(world)}公共资源交易中心"
        numbers = {row["number"] for row in purchases}
        of_year = [bid for bid in bids if bid["purchase_number"] in numbers]
        publish = partial(_purchases, purchases, of_year, publisher, world.as_of)
        shown = tuple(Shown("purchase", int(row[AT])) for row in purchases)
        yield _Job(publish, DocumentKind.PROCUREMENT_RELEASE, publisher, f"开放数据/{year}年采购", shown)
    codes = {bid["bidder_code"] for bid in bids} | {row["supplier_code"] for row in source.rows("purchase")}
    firms = [row for row in source.rows("firm") if row["code"] in codes]
    officers = [row for row in source.rows("firm_officer") if row["firm_code"] in codes]
    holdings = [row for row in source.rows("firm_holding") if row["firm_code"] in codes and row["holder_code"] in codes]
    publisher = f"{_city(world)}市场监督管理局"
    publish = partial(_ownership, firms, officers, holdings, publisher, world.as_of)
    shown = tuple(Shown("firm", int(row[AT])) for row in firms)
    yield _Job(publish, DocumentKind.OWNERSHIP_STATEMENT, publisher, "开放数据/供应商受益所有人", shown)


def _purchases(
    purchases: Sequence[Row], bids: Sequence[Row], publisher: str, day: date, style: Style, rng: Any, path: Path
) -> Written:
    del style, rng
    return Written(standards.publish_purchases(purchases, bids, publisher, day, path))


def _ownership(
    firms: Sequence[Row], officers: Sequence[Row], holdings: Sequence[Row], publisher: str, day: date, style: Style,
    rng: Any, path: Path,
) -> Written:  # fmt: skip
    del style, rng
    return Written(standards.publish_ownership(firms, officers, holdings, publisher, day, path))


# --- posts and people ------------------------------------------------------------------------------------------------


def _posts(source: _Source) -> Iterator[_Job]:
    """Risk tables, tables of posts and steps, power lists: one of each for a unit."""
    day = date(source.registers.world.year, 1, 6)
    for (unit,), points in source.by("risk_point", "unit_name").items():
        points = sorted(points, key=lambda row: (str(row["department"]), str(row["post"])))
        yield _Job(
            partial(posts.publish_risk_table, points, unit, day), DocumentKind.RISK_TABLE, unit,
            f"廉政风险点/{unit}廉政风险点及防控措施表", _shown("risk_point", points),
        )  # fmt: skip
    handlers = source.by("step_handler", PARENT_NO)
    for (unit,), steps in source.by("post_step", "unit_name").items():
        rows = [
            {**row, "handlers": [h["name"] for h in handlers.get((row[RECORD_NO],), ()) if h["name"]]} for row in steps
        ]
        yield _Job(
            partial(posts.publish_post_steps, rows, unit, day), DocumentKind.POST_STEP_TABLE, unit,
            f"岗位职权/{unit}岗位职权与流程表", _shown("post_step", rows),
        )  # fmt: skip
    duties = source.by("power_duty", PARENT_NO)
    for (unit,), powers in source.by("power_item", "unit_name").items():
        rows = [{**row, "duties": duties.get((row[RECORD_NO],), ())} for row in powers]
        yield _Job(
            partial(posts.publish_power_list, rows, unit, day), DocumentKind.POWER_LIST, unit,
            f"权责清单/{unit}权责清单", _shown("power_item", rows), may_be_forms=True,
        )  # fmt: skip


def _integrity(source: _Source) -> Iterator[_Job]:
    """Registers of recusals and restrictions, kept inside; appointments, posted."""
    world = source.registers.world
    for (unit,), recusals in source.by("recusal", "unit_name").items():
        rows = [{**row, "id_mask": masked(row["id"]) if row["id"] else ""} for row in recusals]
        yield _Job(
            partial(integrity.publish_recusal_register, rows, unit, world.as_of), DocumentKind.RECUSAL_REGISTER, unit,
            f"内部台账/{unit}履职回避登记表", _shown("recusal", rows),
        )  # fmt: skip
    for (unit,), restrictions in source.by("restriction", "unit_name").items():
        yield _Job(
            partial(integrity.publish_restriction_register, restrictions, unit, world.year),
            DocumentKind.RESTRICTION_REGISTER, unit, f"内部台账/{unit}从业限制登记表", _shown("restriction", restrictions),
        )  # fmt: skip
    yield from _appointments(source)


def _appointments(source: _Source) -> Iterator[_Job]:
    publisher = f"{_city(source.registers.world)}人民政府"
    by_year: dict[int, int] = defaultdict(int)
    for (day,), rows in sorted(source.by("appointment", "decided_on").items(), key=lambda entry: str(entry[0])):
        made = {kind: [_posting(row) for row in rows if row["kind"] == kind] for kind in ("appointed", "removed")}
        if day is None or not (made["appointed"] or made["removed"]):
            continue
        by_year[day.year] += 1
        number = f"岚政人〔{day.year}〕{by_year[day.year]}号"
        ordered = [row for kind in made for row in rows if row["kind"] == kind]
        shown = tuple(
            Shown("appointment", int(row[AT]), line=n) for n, row in enumerate(ordered, start=integrity.FIRST_POSTING)
        )
        yield _Job(
            partial(integrity.publish_appointments, made["appointed"], made["removed"], publisher, number, day),
            DocumentKind.APPOINTMENT, publisher, f"人事任免/{number}", shown,
        )  # fmt: skip


def _posting(row: Row) -> integrity.Posting:
    unit, post = str(row["unit_name"]), str(row["post"])
    return integrity.Posting(str(row["name"]), post if post.startswith(unit) else f"{unit}{post}")


def _ledgers(source: _Source) -> Iterator[_Job]:
    """Forms of checks, rectifications and months, in the units that keep forms."""
    world = source.registers.world
    styles: dict[str, Style] = {}

    def keeps_forms(unit: str) -> bool:
        style = styles.setdefault(unit, unit_style(world.streams, unit))
        return style.wording % _FORMS_EVERY == 0

    for (unit, number), rows in source.by("check_issue", "reporting_unit", "number").items():
        if keeps_forms(unit):
            yield _Job(
                partial(ledgers.publish_check_ledger, rows), DocumentKind.CHECK_LEDGER, unit,
                f"检查台账/{unit}{number}", _form("check_issue", rows),
            )  # fmt: skip
    for (unit, number), rows in source.by("rectification", "reporting_unit", "number").items():
        if keeps_forms(unit):
            yield _Job(
                partial(ledgers.publish_rectification_ledger, rows), DocumentKind.RECTIFICATION_LEDGER, unit,
                f"整改台账/{unit}{number}", _form("rectification", rows),
            )  # fmt: skip
    for row in source.rows("monthly_report"):
        if keeps_forms(row["unit_name"]) and row["submitted_on"] is not None and row["issues"] is not None:
            yield _Job(
                partial(ledgers.publish_monthly_report, row), DocumentKind.MONTHLY_REPORT, str(row["unit_name"]),
                f"月报表/{row['unit_name']}{row['month']:%Y-%m}", _form("monthly_report", [row]),
            )  # fmt: skip


PLANS: Final[Mapping[str, Callable[[_Source], Iterator[_Job]]]] = {
    "budgets": _budgets,
    "funds": _funds,
    "awards": _awards,
    "open_data": _open_data,
    "posts": _posts,
    "integrity": _integrity,
    "ledgers": _ledgers,
}
